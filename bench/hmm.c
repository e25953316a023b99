/*
 * The HMM of word alignment [Vogel, Ney and Tillmann 1996]: the partner of a
 * word is likely to stand near the partner of the word before it. A word that
 * comes from none remembers where its forerunner's partner stood [Och and Ney
 * 2003]: each place is two states, one that speaks and one that is silent.
 * Forward and backward are scaled word by word [Rabiner 1989].
 */
#include "hmm.h"

#include <math.h>
#include <string.h>

void hmm_jumps_init(hmm_jumps *jumps)
{
    memset(jumps, 0, sizeof *jumps);
    for (int d = 0; d < HMM_JUMPS; d++)
        jumps->p[d] = 1 / (1.0 + fabs(d - HMM_JUMP - 1.0));
}

void hmm_jumps_settle(hmm_jumps *jumps)
{
    double sum = 0;

    for (int d = 0; d < HMM_JUMPS; d++)
        sum += jumps->count[d] + 1;
    for (int d = 0; d < HMM_JUMPS; d++) {
        jumps->p[d] = (jumps->count[d] + 1) / sum;
        jumps->count[d] = 0;
    }
}

static int bin_of(size_t from, size_t to)
{
    long d = (long)to - (long)from;

    return (int)(d < -HMM_JUMP  ? 0
                 : d > HMM_JUMP ? HMM_JUMPS - 1
                                : d + HMM_JUMP);
}

/* norm[i]: 1 over the sum of jumps out of place i. */
static void norms(double *norm, const hmm_jumps *jumps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double sum = 0;

        for (size_t k = 0; k < n; k++)
            sum += jumps->p[bin_of(i, k)];
        norm[i] = 1 / sum;
    }
}

/* One word forward: `next` from `now`, states 0..n-1 speaking, n..2n-1 silent;
 * returns the scale. */
static double step(double *next, const double *now, const hmm_line *line,
                   size_t word, const hmm_jumps *jumps, const double *norm)
{
    size_t n = line->n_from;
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        next[i] = 0;
    for (size_t i = 0; i < n; i++) {
        double from = (now[i] + now[n + i]) * norm[i];

        for (size_t k = 0; k < n; k++)
            next[k] += from * jumps->p[bin_of(i, k)];
    }
    for (size_t i = 0; i < n; i++) {
        next[i] *= (1 - line->none_share) * (double)line->p[word * n + i];
        next[n + i] =
            (now[i] + now[n + i]) * line->none_share * line->none[word];
        sum += next[i] + next[n + i];
    }
    sum = sum > 1e-300 ? sum : 1e-300;
    for (size_t i = 0; i < 2 * n; i++)
        next[i] /= sum;
    return sum;
}

/* The word before: `back` of it from `after`, and the jumps between them. */
static void step_back(double *back, const double *after, const double *now,
                      const hmm_line *line, size_t word, hmm_jumps *jumps,
                      const double *norm, double scale, double weight)
{
    size_t n = line->n_from;

    for (size_t i = 0; i < n; i++) {
        double speaking = 0;
        double silent = line->none_share * line->none[word] * after[n + i];

        for (size_t k = 0; k < n; k++) {
            int    bin = bin_of(i, k);
            double way = norm[i] * jumps->p[bin] * (1 - line->none_share) *
                         (double)line->p[word * n + k] * after[k] / scale;

            speaking += way;
            jumps->count[bin] += weight * (now[i] + now[n + i]) * way;
        }
        back[i] = back[n + i] = speaking + silent / scale;
    }
}

void hmm_posteriors(double *out, const hmm_line *line, hmm_jumps *jumps,
                    double weight, double *room)
{
    size_t  n = line->n_from, words = line->n_words;
    double *forward = room, *norm = forward + 2 * n * words;
    double *scale = norm + n, *back = scale + words, *after = back + 2 * n;
    double *start = after; /* before the first word: anywhere */

    norms(norm, jumps, n);
    for (size_t i = 0; i < n; i++) {
        start[i] = 1.0 / (double)n;
        start[n + i] = 0;
    }
    for (size_t j = 0; j < words; j++)
        scale[j] =
            step(forward + j * 2 * n, j ? forward + (j - 1) * 2 * n : start,
                 line, j, jumps, norm);
    for (size_t i = 0; i < 2 * n; i++)
        back[i] = 1;
    for (size_t j = words; j-- > 0;) {
        for (size_t i = 0; i < n; i++)
            out[j * n + i] = forward[j * 2 * n + i] * back[i];
        if (j == 0)
            break;
        memcpy(after, back, 2 * n * sizeof *after);
        step_back(back, after, forward + (j - 1) * 2 * n, line, j, jumps, norm,
                  scale[j], weight);
    }
}
