#include "terms/sketch.h"

#include <stdlib.h>

enum { ROWS = 2, BITS = 21 };

/* The row's counter for `hash`: other bits of it in each row. */
static size_t place(uint64_t hash, int row)
{
    return ((size_t)row << BITS) |
           (size_t)(hash >> (row * BITS) & ((1u << BITS) - 1));
}

int mm_sketch_open(mm_sketch *sketch, mm_error *err)
{
    sketch->counts = calloc((size_t)ROWS << BITS, sizeof *sketch->counts);
    return sketch->counts ? MM_OK : mm_fail_memory(err);
}

void mm_sketch_release(mm_sketch *sketch)
{
    free(sketch->counts);
    sketch->counts = NULL;
}

void mm_sketch_add(mm_sketch *sketch, uint64_t hash)
{
    for (int row = 0; row < ROWS; row++)
        atomic_fetch_add_explicit(&sketch->counts[place(hash, row)], 1,
                                  memory_order_relaxed);
}

uint32_t mm_sketch_count(const mm_sketch *sketch, uint64_t hash)
{
    uint32_t least = UINT32_MAX;

    for (int row = 0; row < ROWS; row++) {
        uint32_t n = atomic_load_explicit(&sketch->counts[place(hash, row)],
                                          memory_order_relaxed);

        least = n < least ? n : least;
    }
    return least;
}
