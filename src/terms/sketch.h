/* Counts of very many keys in a fixed room: a count-min sketch [Cormode and
 * Muthukrishnan 2005]. Never too low; with a million keys too high by less than
 * one on average. */
#ifndef MM_TERMS_SKETCH_H
#define MM_TERMS_SKETCH_H

#include "malmoi/base.h"

#include <stdatomic.h>

/* Several threads may add at once. */
typedef struct mm_sketch {
    _Atomic uint32_t *counts;
} mm_sketch;

int      mm_sketch_open(mm_sketch *sketch, mm_error *err);
void     mm_sketch_release(mm_sketch *sketch);
void     mm_sketch_add(mm_sketch *sketch, uint64_t hash);
uint32_t mm_sketch_count(const mm_sketch *sketch, uint64_t hash);

#endif
