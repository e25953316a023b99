/*
 * Dynamic programming over beads of up to three segments a side, within the
 * band, and forward-backward over the same lattice for the posterior of each
 * bead [Gale and Church 1993 for the lattice; Rabiner 1989 for the sums].
 *
 * The score of a bead is a log-odds: its words (cells.c), its length, and a
 * prior for its shape. Length: the log ratio of the two lengths, less the
 * ratio of the whole documents, is normal with a small deviation for
 * translations and a large one for chance pairs, the more so the shorter the
 * segments are.
 *
 * Scores are divided by HEAT before the sums: words of one sentence do not
 * speak independently, and the factor makes stated posteriors come true.
 */
#include "align/path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct shape {
    uint8_t a, b;
    double  prior; /* nats */
} shape;

static const shape shapes[] = { { 1, 1, -0.10 }, { 1, 0, -4.2 }, { 0, 1, -4.2 },
                                { 1, 2, -3.0 },  { 2, 1, -3.0 }, { 1, 3, -5.5 },
                                { 3, 1, -5.5 },  { 2, 2, -5.0 } };
enum { SHAPES = sizeof shapes / sizeof *shapes };

static const double HEAT = 1.6;
static const double SAME_SD = 0.24, CHANCE_SD = 0.86, SHORT_VARIANCE = 2.5;
static const double PARAGRAPH =
    0.7; /* nats for beginning paragraphs together */

typedef struct lattice {
    const mm_cells    *cells;
    const mm_document *doc_a, *doc_b;
    const mm_prepared *a, *b;
    double             ratio; /* ln of b's length over a's */
    bool               paragraphs;
    size_t             width; /* of a row of nodes: band's width + 1 */
    double            *forward, *backward, *best;
    uint8_t           *from; /* shape that reaches a node best, + 1 */
} lattice;

static double length_odds(const lattice *l, mm_span a, mm_span b)
{
    double in_a = 0, in_b = 0, x, same, chance, rough;

    for (size_t i = 0; i < a.n; i++)
        in_a += l->a->length[a.first + i];
    for (size_t j = 0; j < b.n; j++)
        in_b += l->b->length[b.first + j];
    if (in_a <= 0 || in_b <= 0)
        return in_a == in_b ? 0 : -4;
    x = log(in_b / in_a) - l->ratio;
    rough = SHORT_VARIANCE / (in_a < in_b ? in_a : in_b);
    same = SAME_SD * SAME_SD + rough;
    chance = CHANCE_SD * CHANCE_SD + rough;
    return 0.5 * (log(chance / same) + x * x / chance - x * x / same);
}

static bool begins_paragraph(const mm_document *document, size_t i)
{
    return i == 0 || document->segments[i].paragraph !=
                         document->segments[i - 1].paragraph;
}

static double bead_score(const lattice *l, size_t i, size_t j, const shape *s)
{
    mm_span a = { i, s->a }, b = { j, s->b };
    double  score = s->prior;

    if (!s->a || !s->b)
        return score / HEAT;
    score += mm_cells_bead(l->cells, a, b) + length_odds(l, a, b);
    if (l->paragraphs)
        score += begins_paragraph(l->doc_a, i) == begins_paragraph(l->doc_b, j)
                     ? PARAGRAPH / 2
                     : -PARAGRAPH / 2;
    return score / HEAT;
}

/* Node (i, j): i segments of a and j of b lie behind. NULL outside the band. */
static size_t node(const lattice *l, size_t i, size_t j)
{
    size_t first = l->cells->band.first[i];

    if (j < first || j - first >= l->width)
        return SIZE_MAX;
    return i * l->width + (j - first);
}

static double log_add(double x, double y)
{
    if (x < y) {
        double swap = x;

        x = y;
        y = swap;
    }
    return y == -INFINITY ? x : x + log1p(exp(y - x));
}

static void run_forward(lattice *l)
{
    size_t rows = l->cells->band.rows, columns = l->cells->band.columns;

    for (size_t i = 0; i <= rows; i++) {
        size_t from = l->cells->band.first[i];

        for (size_t j = from; j < from + l->width && j <= columns; j++) {
            size_t at = node(l, i, j);

            if (l->forward[at] == -INFINITY)
                continue;
            for (uint8_t s = 0; s < SHAPES; s++) {
                size_t to;
                double score;

                if (i + shapes[s].a > rows || j + shapes[s].b > columns ||
                    (to = node(l, i + shapes[s].a, j + shapes[s].b)) ==
                        SIZE_MAX)
                    continue;
                score = bead_score(l, i, j, &shapes[s]);
                l->forward[to] =
                    log_add(l->forward[to], l->forward[at] + score);
                if (l->best[at] + score > l->best[to]) {
                    l->best[to] = l->best[at] + score;
                    l->from[to] = (uint8_t)(s + 1);
                }
            }
        }
    }
}

static void run_backward(lattice *l)
{
    size_t rows = l->cells->band.rows, columns = l->cells->band.columns;

    for (size_t i = rows + 1; i-- > 0;) {
        size_t from = l->cells->band.first[i];
        size_t end =
            from + l->width - 1 < columns ? from + l->width - 1 : columns;

        for (size_t j = end + 1; j-- > from;) {
            size_t at = node(l, i, j);

            for (uint8_t s = 0; s < SHAPES; s++) {
                size_t to;

                if (i + shapes[s].a > rows || j + shapes[s].b > columns ||
                    (to = node(l, i + shapes[s].a, j + shapes[s].b)) ==
                        SIZE_MAX ||
                    l->backward[to] == -INFINITY)
                    continue;
                l->backward[at] =
                    log_add(l->backward[at],
                            l->backward[to] + bead_score(l, i, j, &shapes[s]));
            }
        }
    }
}

static size_t trace(const lattice *l, mm_bead *out)
{
    size_t i = l->cells->band.rows, j = l->cells->band.columns, n = 0;
    double all = l->forward[node(l, i, j)];

    while (i || j) {
        const shape *s = &shapes[l->from[node(l, i, j)] - 1];
        size_t       to = node(l, i, j);
        double       score;

        i -= s->a;
        j -= s->b;
        score = exp(l->forward[node(l, i, j)] + bead_score(l, i, j, s) +
                    l->backward[to] - all);
        out[n++] = (mm_bead){ .src = { i, s->a },
                              .tgt = { j, s->b },
                              .score = score > 1 ? 1 : score,
                              .cost = score > 0 ? -log(score) : 700 };
    }
    for (size_t k = 0; k < n / 2; k++) {
        mm_bead swap = out[k];

        out[k] = out[n - 1 - k];
        out[n - 1 - k] = swap;
    }
    return n;
}

static bool has_paragraphs(const mm_document *document)
{
    size_t starts = 0;

    for (size_t i = 0; i < document->n; i++)
        starts += begins_paragraph(document, i);
    return document->n && starts < document->n;
}

static double ratio_of(const mm_prepared *a, const mm_prepared *b)
{
    return a->all_length > 0 && b->all_length > 0
               ? log(b->all_length / a->all_length)
               : 0;
}

mm_bead mm_path_pair(const mm_cells *cells, const mm_prepared *a,
                     const mm_prepared *b, size_t i, size_t j)
{
    lattice l = { .cells = cells, .a = a, .b = b, .ratio = ratio_of(a, b) };
    double  odds = bead_score(&l, i, j, &shapes[0]);
    double  score = 1 / (1 + exp(-odds));

    return (mm_bead){
        .src = { i, 1 }, .tgt = { j, 1 }, .score = score, .cost = -log(score)
    };
}

int mm_path_find(mm_bead *out, size_t *n, const mm_cells *cells,
                 const mm_document *doc_a, const mm_document *doc_b,
                 const mm_prepared *a, const mm_prepared *b, mm_error *err)
{
    lattice l = { .cells = cells,
                  .doc_a = doc_a,
                  .doc_b = doc_b,
                  .a = a,
                  .b = b,
                  .width = cells->band.width + 1 };
    size_t  nodes = (cells->band.rows + 1) * l.width;
    int     rc = MM_OK;

    l.ratio = ratio_of(a, b);
    l.paragraphs = has_paragraphs(doc_a) && has_paragraphs(doc_b);
    l.forward = malloc(nodes * sizeof *l.forward);
    l.backward = malloc(nodes * sizeof *l.backward);
    l.best = malloc(nodes * sizeof *l.best);
    l.from = calloc(nodes, 1);
    if (!l.forward || !l.backward || !l.best || !l.from) {
        rc = mm_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < nodes; i++)
        l.forward[i] = l.backward[i] = l.best[i] = -INFINITY;
    l.forward[0] = l.best[0] = 0;
    l.backward[node(&l, cells->band.rows, cells->band.columns)] = 0;
    run_forward(&l);
    run_backward(&l);
    *n = trace(&l, out);
done:
    free(l.forward);
    free(l.backward);
    free(l.best);
    free(l.from);
    return rc;
}
