/* Exact matches in their context: 101 and 102. */
#ifndef MM_MATCH_UNITCONTEXT_H
#define MM_MATCH_UNITCONTEXT_H

#include "malmoi/fuzzy.h"

/**
 * Raises `*score`, which is 100, to 101 when the unit's context is that of the
 * query (its id, or what stands before and after, all that the query says of
 * it), to 102 when two of these are. May call on the store: `unit` is then
 * gone.
 */
int mm_unit_context(unsigned *score, const mm_unit *unit,
                    const mm_variant *source, mm_id row, mm_store *store,
                    const mm_segment_query *query, mm_error *err);

#endif
