/* A concept as units, for formats that hold memories alone. */
#ifndef MM_JOB_AS_UNITS_H
#define MM_JOB_AS_UNITS_H

#include "malmoi/stream.h"

/* Zero-initialise. */
typedef struct mm_as_units {
    mm_arena mem;
    mm_unit  unit;
} mm_as_units;

/**
 * Unit `k` of `concept`: the k-th term that may be used of each language, the
 * first where a language has fewer; what a unit has no place for is counted in
 * `report` (with k 0). MM_ROW; MM_OK when there are no more.
 */
int  mm_as_unit(mm_item *out, mm_as_units *as, const mm_item *concept, size_t k,
                mm_report *report);
void mm_as_units_release(mm_as_units *as);

#endif
