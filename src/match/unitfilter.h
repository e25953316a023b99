/* Which units are wanted, and what is taken off for where they come from. */
#ifndef MM_MATCH_UNITFILTER_H
#define MM_MATCH_UNITFILTER_H

#include "malmoi/fuzzy.h"

/** Does a text of language `tag` do for who asks for `asked`? Of that language
 * or narrower, or of the wider one: en and en-US do for en-US, en-GB does not.
 */
bool mm_lang_serves(mm_str tag, mm_str asked);
/** The first variant of `unit` of that language or narrower, else of the wider
 * one; NULL when there is none. */
const mm_variant *mm_unit_serving(const mm_unit *unit, mm_str asked);
/** Is `unit`, row `row` of `store`, one that the options ask for? MM_ROW, MM_OK
 * when not, or negative. May call on the store: `unit` is then gone. */
int mm_unit_wanted(const mm_unit *unit, mm_id row, mm_store *store,
                   const mm_match_options *options, mm_error *err);
/** Points for the unit's origin and age, behind the `n` lines in `out`; `rank`
 * memories stand before its own. Returns the number of lines. */
size_t mm_unit_deduct(mm_deduction *out, size_t n, const mm_unit *unit,
                      size_t rank, const mm_penalties *penalties);

#endif
