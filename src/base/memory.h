/* Growing arrays: `item *items; size_t n, cap;` held by their owner. */
#ifndef MM_BASE_MEMORY_H
#define MM_BASE_MEMORY_H

#include "malmoi/base.h"

/**
 * Makes room for `n` items of `size` bytes in the array whose pointer stands
 * at `array` (the address of the pointer) and whose room is `*cap` items.
 * The caller frees the pointer with free(). MM_OK or MM_ENOMEM.
 */
int mm_grow(void *array, size_t *cap, size_t n, size_t size, mm_error *err);

#endif
