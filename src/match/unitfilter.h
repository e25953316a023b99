/* Which units are wanted, and what is taken off for where they come from. */
#ifndef MM_MATCH_UNITFILTER_H
#define MM_MATCH_UNITFILTER_H

#include "malmoi/fuzzy.h"

/** Is `unit`, row `row` of `store`, one that the options ask for? MM_ROW, MM_OK
 * when not, or negative. May call on the store: `unit` is then gone. */
int mm_unit_wanted(const mm_unit *unit, mm_id row, mm_store *store,
                   const mm_match_options *options, mm_error *err);
/** Points for the unit's origin and age, behind the `n` lines in `out`; `rank`
 * memories stand before its own. Returns the number of lines. */
size_t mm_unit_deduct(mm_deduction *out, size_t n, const mm_unit *unit,
                      size_t rank, const mm_penalties *penalties);

#endif
