/* Which values of one text are met by one of the other: the same as asking
 * mm_value_match() of every pair, without asking it of every pair. */
#ifndef MM_JOB_VALUES_MET_H
#define MM_JOB_VALUES_MET_H

#include "malmoi/words.h"

#include "base/map.h"

/* Zero-initialise. `values` must outlive it and stay as they are. */
typedef struct mm_met {
    const mm_values *values;
    bool             few; /* so that each is simply tried */

    double          *numbers; /* of all that count, sorted */
    double          *plain;   /* ... but money and shares */
    double          *dated;   /* of dates of which one part is said */
    const mm_value **alike;   /* those of `numbers` by kind, unit, number */
    size_t           n_numbers, n_plain, n_dated;
    bool             minutes[720]; /* of half a day */
    mm_map           dates;        /* parts that are said, and some of them */
} mm_met;

/** Makes ready to ask what `values` meet. MM_OK or MM_ENOMEM. */
int  mm_met_make(mm_met *out, const mm_values *values);
void mm_met_release(mm_met *met);
/** Is there one for which mm_value_match() is above 0? */
bool mm_met_by(const mm_met *met, const mm_value *value);

#endif
