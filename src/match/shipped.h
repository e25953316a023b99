/* The glossaries that malmoi ships, read as concepts. */
#ifndef MM_MATCH_SHIPPED_H
#define MM_MATCH_SHIPPED_H

#include "malmoi/concept.h"

typedef struct mm_shipped mm_shipped;

/** `tables` must outlive it. */
int  mm_shipped_open(mm_shipped **out, const mm_tables *tables, mm_error *err);
void mm_shipped_close(mm_shipped *shipped); /* NULL is fine */
/** Hash of all their bytes, which are read for it. */
uint64_t mm_shipped_hash(const mm_shipped *shipped);
/**
 * The concept at `*place` (0: the first) and the table it is of; `*place` moves
 * to the next. Valid until the next call. MM_ROW, MM_OK past the last.
 */
int mm_shipped_next(mm_concept *out, const char **table, uint64_t *place,
                    mm_shipped *shipped);

#endif
