/*
 * Dynamic programming over beads of up to three segments a side, or of
 * two neighbours that stand crosswise, within the band, and forward-backward
 * over the same lattice for the posterior of each bead [Gale and Church 1993
 * for the lattice; Rabiner 1989 for the sums].
 *
 * A bead scores its log-odds (scorer.c) and a prior for its shape; an omission
 * its prior alone. Scores are divided by HEAT before the sums: words of one
 * sentence do not speak independently, and the factor makes stated posteriors
 * come true.
 */
#include "align/path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct shape {
    uint8_t a, b;
    bool    crossed; /* two beads, the first with the second's place */
} shape;

static const shape shapes[] = { { 1, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 },
                                { 1, 2, 0 }, { 2, 1, 0 }, { 1, 3, 0 },
                                { 3, 1, 0 }, { 2, 2, 0 }, { 2, 2, 1 } };
enum { SHAPES = sizeof shapes / sizeof *shapes };

static const double ONE_ONE = -0.5, OMISSION = -3, TWO_ONE = -3,
                    THREE_ONE = -5.5, TWO_TWO = -6, SWAPPED = -7; /* nats */
static const double HEAT = 1.6;

typedef struct lattice {
    const mm_scorer *scorer;
    const mm_band   *band;
    size_t           width;  /* of a row of nodes: the band's, and one */
    float (*scores)[SHAPES]; /* of the beads that end at a node */
    double  *forward, *backward, *best;
    uint8_t *from; /* shape that reaches a node best, + 1 */
} lattice;

static double prior_of(const shape *s)
{
    if (!s->a || !s->b)
        return OMISSION;
    switch (s->a + s->b) {
    case 2:
        return ONE_ONE;
    case 3:
        return TWO_ONE;
    default:
        return s->crossed ? SWAPPED : s->a == s->b ? TWO_TWO : THREE_ONE;
    }
}

static double score_of(const lattice *l, size_t i, size_t j, const shape *s)
{
    double score = prior_of(s);

    if (s->crossed)
        score +=
            mm_scorer_odds(l->scorer, (mm_span){ i, 1 },
                           (mm_span){ j + 1, 1 }) +
            mm_scorer_odds(l->scorer, (mm_span){ i + 1, 1 }, (mm_span){ j, 1 });
    else if (s->a && s->b)
        score += mm_scorer_odds(l->scorer, (mm_span){ i, s->a },
                                (mm_span){ j, s->b });
    return score / HEAT;
}

/* Node (i, j): i segments of a and j of b lie behind. SIZE_MAX outside the
 * band. */
static size_t node(const lattice *l, size_t i, size_t j)
{
    size_t first = l->band->first[i];

    if (j < first || j - first >= l->width)
        return SIZE_MAX;
    return i * l->width + (j - first);
}

/* The node that a bead of shape `s` which ends at (i, j) begins at. */
static size_t before(const lattice *l, size_t i, size_t j, const shape *s)
{
    return i < s->a || j < s->b ? SIZE_MAX : node(l, i - s->a, j - s->b);
}

static double sum_of(const double *terms)
{
    double most = -INFINITY, sum = 0;

    for (size_t s = 0; s < SHAPES; s++)
        most = terms[s] > most ? terms[s] : most;
    if (most == -INFINITY)
        return most;
    for (size_t s = 0; s < SHAPES; s++)
        if (terms[s] > most - 30)
            sum += exp(terms[s] - most);
    return most + log(sum);
}

/* Scores the beads that end at node (i, j) and adds up the ways there. */
static void reach(lattice *l, size_t i, size_t j, size_t at)
{
    double terms[SHAPES];

    for (uint8_t s = 0; s < SHAPES; s++) {
        const shape *x = &shapes[s];
        size_t       from = before(l, i, j, x);
        double       score;

        terms[s] = -INFINITY;
        if (from == SIZE_MAX || l->forward[from] == -INFINITY)
            continue;
        score = score_of(l, i - x->a, j - x->b, x);
        l->scores[at][s] = (float)score;
        terms[s] = l->forward[from] + score;
        if (l->best[from] + score > l->best[at]) {
            l->best[at] = l->best[from] + score;
            l->from[at] = (uint8_t)(s + 1);
        }
    }
    l->forward[at] = sum_of(terms);
}

static void run_forward(lattice *l)
{
    for (size_t i = 0; i <= l->band->rows; i++) {
        size_t from = l->band->first[i];

        for (size_t j = from; j < from + l->width && j <= l->band->columns; j++)
            if (i || j)
                reach(l, i, j, node(l, i, j));
    }
}

static void run_backward(lattice *l)
{
    for (size_t i = l->band->rows + 1; i-- > 0;) {
        size_t from = l->band->first[i];
        size_t end = from + l->width;

        for (size_t j = end > l->band->columns + 1 ? l->band->columns + 1 : end;
             j-- > from;) {
            double terms[SHAPES];
            size_t at = node(l, i, j);

            if (i == l->band->rows && j == l->band->columns)
                continue;
            for (size_t s = 0; s < SHAPES; s++) {
                size_t to_i = i + shapes[s].a, to_j = j + shapes[s].b;
                size_t to = to_i > l->band->rows || to_j > l->band->columns
                                ? SIZE_MAX
                                : node(l, to_i, to_j);

                terms[s] = to == SIZE_MAX || l->forward[at] == -INFINITY
                               ? -INFINITY
                               : l->backward[to] + (double)l->scores[to][s];
            }
            l->backward[at] = sum_of(terms);
        }
    }
}

static mm_bead bead_of(size_t a, size_t n_a, size_t b, size_t n_b, double score,
                       unsigned flags)
{
    return (mm_bead){ .src = { a, n_a },
                      .tgt = { b, n_b },
                      .score = score,
                      .cost = score > 0 ? -log(score) : 700,
                      .flags = flags };
}

static size_t trace(const lattice *l, mm_bead *out)
{
    size_t i = l->band->rows, j = l->band->columns, n = 0;
    double all = l->forward[node(l, i, j)];

    while (i || j) {
        size_t       at = node(l, i, j);
        size_t       chosen = l->from[at] - 1u;
        const shape *s = &shapes[chosen];
        double       score =
            exp(l->forward[before(l, i, j, s)] + (double)l->scores[at][chosen] +
                l->backward[at] - all);

        i -= s->a;
        j -= s->b;
        score = score > 1 ? 1 : score;
        if (s->crossed) {
            out[n++] = bead_of(i + 1, 1, j, 1, score, MM_BEAD_CROSSED);
            out[n++] = bead_of(i, 1, j + 1, 1, score, MM_BEAD_CROSSED);
        } else
            out[n++] = bead_of(i, s->a, j, s->b, score, 0);
    }
    for (size_t k = 0; k < n / 2; k++) {
        mm_bead swap = out[k];

        out[k] = out[n - 1 - k];
        out[n - 1 - k] = swap;
    }
    return n;
}

int mm_path_find(mm_bead *out, size_t *n, const mm_scorer *scorer,
                 mm_error *err)
{
    const mm_band *band = &scorer->cells->band;
    lattice l = { .scorer = scorer, .band = band, .width = band->width + 1 };
    size_t  nodes = (band->rows + 1) * l.width;
    int     rc = MM_OK;

    l.forward = malloc(nodes * sizeof *l.forward);
    l.backward = malloc(nodes * sizeof *l.backward);
    l.best = malloc(nodes * sizeof *l.best);
    l.from = calloc(nodes, 1);
    l.scores = calloc(nodes, sizeof *l.scores);
    if (!l.forward || !l.backward || !l.best || !l.from || !l.scores) {
        rc = mm_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < nodes; i++)
        l.forward[i] = l.backward[i] = l.best[i] = -INFINITY;
    l.forward[0] = l.best[0] = 0;
    l.backward[node(&l, band->rows, band->columns)] = 0;
    run_forward(&l);
    run_backward(&l);
    *n = trace(&l, out);
done:
    free(l.forward);
    free(l.backward);
    free(l.best);
    free(l.from);
    free(l.scores);
    return rc;
}

mm_bead mm_path_pair(const mm_scorer *scorer, mm_span a, mm_span b,
                     double prior)
{
    double odds = (mm_scorer_odds(scorer, a, b) + prior) / HEAT;
    double score = 1 / (1 + exp(-odds));

    return (mm_bead){
        .src = a, .tgt = b, .score = score, .cost = log1p(exp(-odds))
    };
}
