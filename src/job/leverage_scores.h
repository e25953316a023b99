/* The best match of each segment of a file, found by several threads. */
#ifndef MM_JOB_LEVERAGE_SCORES_H
#define MM_JOB_LEVERAGE_SCORES_H

#include "job/segments.h"
#include "malmoi/leverage.h"

typedef struct mm_scorers mm_scorers;

/** Opens matching over the memories for as many threads as there are
 * processors. Memories, tables and options must outlive it. */
int  mm_scorers_open(mm_scorers **out, mm_store *const *stores, size_t n,
                     const mm_tables *tables, const mm_leverage_options *options,
                     mm_error *err);
void mm_scorers_close(mm_scorers *scorers); /* NULL is fine */
/** Puts the score of the best match of each segment into `out` (0: none of 50
 * or more), whatever the number of threads. */
int mm_scorers_find(unsigned *out, mm_scorers *scorers,
                    const mm_segments *segments, mm_error *err);

#endif
