/*
 * Dynamic programming over beads of up to three segments a side, or of
 * two neighbours that stand crosswise, within the band, and forward-backward
 * over the same lattice for the posterior of each bead [Gale and Church 1993
 * for the lattice; Rabiner 1989 for the sums].
 *
 * A bead scores its log-odds (scorer.c) and a prior for its shape; an omission
 * its prior alone, and a toll when it begins a run of omissions: each node is
 * three states, by what the last bead was. Scores are divided by HEAT before
 * the sums: words of one sentence do not speak independently, and the factor
 * makes stated posteriors come true.
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

static const double ONE_ONE = -0.5, OMISSION = -2, TWO_ONE = -3,
                    THREE_ONE = -5.5, TWO_TWO = -6, SWAPPED = -7; /* nats */
static const double HEAT = 1.6,
                    RUN = -1.2; /* nats to begin a run of omissions */

/* What the last bead was: a run of omissions goes on more easily than it
 * begins, for texts are cut by the block. */
enum { BEAD, RUN_A, RUN_B, STATES };

typedef struct lattice {
    const mm_scorer *scorer;
    const mm_band   *band;
    size_t           width;  /* of a row of nodes: the band's, and one */
    float (*scores)[SHAPES]; /* of the beads that end at a node */
    double (*forward)[STATES], (*backward)[STATES], (*best)[STATES];
    uint8_t (*from)[STATES]; /* shape and state before, + 1 */
} lattice;

static size_t state_of(const shape *s)
{
    return s->b == 0 ? RUN_A : s->a == 0 ? RUN_B : BEAD;
}

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

static double sum_of(const double *terms, size_t n)
{
    double most = -INFINITY, sum = 0;

    for (size_t s = 0; s < n; s++)
        most = terms[s] > most ? terms[s] : most;
    if (most == -INFINITY)
        return most;
    for (size_t s = 0; s < n; s++)
        if (terms[s] > most - 30)
            sum += exp(terms[s] - most);
    return most + log(sum);
}

/* Nats for going from state `before` to a bead of state `after`. */
static double toll(size_t before, size_t after)
{
    return after == BEAD || before == after ? 0 : RUN / HEAT;
}

/* The ways to a node, in any state, that go on with a bead of state `after`. */
static double ways(const double *forward, size_t after)
{
    double terms[STATES];

    for (size_t s = 0; s < STATES; s++)
        terms[s] = forward[s] + toll(s, after);
    return sum_of(terms, STATES);
}

static void offer_best(lattice *l, size_t at, size_t from, size_t number,
                       double score)
{
    size_t after = state_of(&shapes[number]);

    for (size_t s = 0; s < STATES; s++) {
        double sum = l->best[from][s] + toll(s, after) + score;

        if (sum > l->best[at][after]) {
            l->best[at][after] = sum;
            l->from[at][after] = (uint8_t)(number * STATES + s + 1);
        }
    }
}

/* Scores the beads that end at node (i, j) and adds up the ways there. */
static void reach(lattice *l, size_t i, size_t j, size_t at)
{
    double terms[SHAPES];
    size_t n = 0;

    for (size_t x = 0; x < SHAPES; x++) {
        size_t after = state_of(&shapes[x]);
        size_t from = before(l, i, j, &shapes[x]);
        double score, sum;

        if (from == SIZE_MAX)
            continue;
        score = score_of(l, i - shapes[x].a, j - shapes[x].b, &shapes[x]);
        l->scores[at][x] = (float)score;
        sum = ways(l->forward[from], after) + score;
        if (after == BEAD)
            terms[n++] = sum;
        else
            l->forward[at][after] = sum;
        offer_best(l, at, from, x, score);
    }
    l->forward[at][BEAD] = sum_of(terms, n);
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

/* Adds up the ways from node (i, j), for each state that it may be in. */
static void leave(lattice *l, size_t i, size_t j, size_t at)
{
    double terms[SHAPES], all[SHAPES];
    size_t states[SHAPES], n = 0;

    for (size_t x = 0; x < SHAPES; x++) {
        size_t to_i = i + shapes[x].a, to_j = j + shapes[x].b;
        size_t to = to_i > l->band->rows || to_j > l->band->columns
                        ? SIZE_MAX
                        : node(l, to_i, to_j);

        if (to == SIZE_MAX)
            continue;
        states[n] = state_of(&shapes[x]);
        terms[n] = l->backward[to][states[n]] + (double)l->scores[to][x];
        n++;
    }
    for (size_t s = 0; s < STATES; s++) {
        for (size_t k = 0; k < n; k++)
            all[k] = terms[k] + toll(s, states[k]);
        l->backward[at][s] = sum_of(all, n);
    }
}

static void run_backward(lattice *l)
{
    for (size_t i = l->band->rows + 1; i-- > 0;) {
        size_t from = l->band->first[i];
        size_t end = from + l->width;

        for (size_t j = end > l->band->columns + 1 ? l->band->columns + 1 : end;
             j-- > from;)
            if (i < l->band->rows || j < l->band->columns)
                leave(l, i, j, node(l, i, j));
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

/* The state in which the best path comes to node `at`. */
static size_t best_state(const lattice *l, size_t at)
{
    size_t best = BEAD;

    for (size_t s = BEAD + 1; s < STATES; s++)
        if (l->best[at][s] > l->best[at][best])
            best = s;
    return best;
}

static size_t trace(const lattice *l, mm_bead *out)
{
    size_t i = l->band->rows, j = l->band->columns, n = 0;
    size_t state = best_state(l, node(l, i, j));
    double all = sum_of(l->forward[node(l, i, j)], STATES);

    while (i || j) {
        size_t       at = node(l, i, j);
        size_t       step = l->from[at][state] - 1u;
        const shape *s = &shapes[step / STATES];
        double       score = exp(ways(l->forward[before(l, i, j, s)], state) +
                                 (double)l->scores[at][step / STATES] +
                                 l->backward[at][state] - all);

        i -= s->a;
        j -= s->b;
        state = step % STATES;
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
    l.from = calloc(nodes, sizeof *l.from);
    l.scores = calloc(nodes, sizeof *l.scores);
    if (!l.forward || !l.backward || !l.best || !l.from || !l.scores) {
        rc = mm_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < nodes; i++)
        for (size_t state = 0; state < STATES; state++)
            l.forward[i][state] = l.backward[i][state] = l.best[i][state] =
                -INFINITY;
    l.forward[0][BEAD] = l.best[0][BEAD] = 0;
    for (size_t state = 0; state < STATES; state++)
        l.backward[nodes - l.width + band->columns - band->first[band->rows]]
                  [state] = 0;
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
