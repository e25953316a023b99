/* The pairs of one bead that are worth scoring. */
#ifndef MM_TERMS_PAIRS_H
#define MM_TERMS_PAIRS_H

#include "terms/score.h"

typedef struct mm_pairs {
    mm_pair *items;
    size_t   n, cap;
} mm_pairs;

/** Scores each run against each stretch of B that one of its pieces or links
 * touches; replaces what `out` holds. Logits are not set. */
int  mm_pairs_find(mm_pairs *out, const mm_scene *scene, const mm_runs *runs,
                   mm_error *err);
void mm_pairs_release(mm_pairs *pairs);

#endif
