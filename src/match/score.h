/* How alike two segments are, said so that it can be explained: the share of
 * tokens, what is taken off for what, and where they differ. */
#ifndef MM_MATCH_SCORE_H
#define MM_MATCH_SCORE_H

#include "malmoi/fuzzy.h"
#include "match/unittokens.h"

/* A segment with its inline codes, cut up. */
typedef struct mm_scored {
    mm_str         text;
    const mm_code *codes;
    size_t         n_codes;
    mm_utext       cut;
} mm_scored;

typedef struct mm_score {
    unsigned     words, letters; /* percent; letters 0 when there are none */
    unsigned     counts[MM_MISMATCH_CODE + 1]; /* differences to deduct */
    bool         same;                         /* text and codes are the same */
    mm_mismatch *mismatches;
    size_t       n, cap;
    uint32_t    *costs; /* scratch */
    size_t       cap_costs;
} mm_score;

void mm_score_release(mm_score *score);
/** Compares segment `a` with `b`, a unit's source. MM_OK or MM_ENOMEM. */
int mm_score_make(mm_score *score, const mm_scored *a, const mm_scored *b);
/** Percent alike: the higher of words and letters. */
unsigned mm_score_raw(const mm_score *score);
/** Points of the differences, line by line; returns how many lines. */
size_t mm_score_deduct(mm_deduction *out, const mm_score *score,
                       const mm_penalties *penalties);
/** 100 (longest - edit distance) / longest, rounded down. -1: out of memory. */
int mm_alike(const mm_useq *a, const mm_useq *b);

#endif
