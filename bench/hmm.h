/* Word alignment of one line pair as a hidden Markov model. */
#ifndef MM_BENCH_HMM_H
#define MM_BENCH_HMM_H

#include <stddef.h>

enum { HMM_JUMP = 6, HMM_JUMPS = 2 * HMM_JUMP + 1 }; /* farther is the same */

/* How far the next word's partner stands from the last one's. */
typedef struct hmm_jumps {
    double p[HMM_JUMPS], count[HMM_JUMPS];
} hmm_jumps;

void hmm_jumps_init(hmm_jumps *jumps);
/** Makes probabilities of the counts, and the counts 0. */
void hmm_jumps_settle(hmm_jumps *jumps);

/* Observed words against the words they may come from. */
typedef struct hmm_line {
    size_t        n_words, n_from; /* n_from > 0 */
    const float  *p;               /* [word * n_from + from]: p(word|from) */
    const double *none;            /* [word]: p(word|no word at all) */
    double        none_share;      /* of the words, coming from none */
} hmm_line;

/**
 * Posteriors of each link, [word * n_from + from], into `out`; adds to the
 * counts of `jumps`, `weight` times. `room` holds 4 * n_words * n_from + 4 *
 * n_from + n_words doubles.
 */
void hmm_posteriors(double *out, const hmm_line *line, hmm_jumps *jumps,
                    double weight, double *room);

#endif
