/* The segments of a job so far: which came before, and how like. */
#ifndef MM_JOB_LEVERAGE_SELF_H
#define MM_JOB_LEVERAGE_SELF_H

#include "job/segments.h"
#include "match/score.h"

typedef struct mm_selves mm_selves;

int  mm_selves_open(mm_selves **out, mm_str lang, const mm_tables *tables,
                    const mm_penalties *penalties, bool brute, mm_error *err);
void mm_selves_close(mm_selves *selves);
/**
 * Compares `segment` with those that came before: `*again` when the same did;
 * else `*score` is that of the likest, 0 when none has over `least`. MM_OK.
 */
int mm_selves_ask(bool *again, unsigned *score, mm_selves *selves,
                  const mm_source_segment *segment, unsigned least,
                  mm_error *err);
/** Adds `segment`, which must outlive `selves`, unless the same is there. */
int mm_selves_add(mm_selves *selves, const mm_source_segment *segment,
                  mm_error *err);

#endif
