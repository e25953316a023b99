/*
 * Anchors. Two words that translate each other and are rare on both sides
 * propose each pair of segments that they stand in, with a log-odds by how rare
 * they are; a pair that comes to more than one of all the pairs would by chance
 * is a candidate. Of the candidates the heaviest chain that rises on both sides
 * is kept, found in n log n with a tree of prefix maxima [Fenwick 1994], less
 * those that agree with neither neighbour. Time and memory are linear in the
 * documents.
 */
#include "align/anchors.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { RARE = 8 }; /* segments that a rare word stands in, at most */
static const double ANCHOR_LINK = 0.05; /* least weight of a link */
static const double ANCHOR_OVER = 3;    /* nats above what chance gives */

/* First places of each type, RARE at most; `n` counts all. */
typedef struct spots {
    uint32_t (*at)[RARE];
    uint32_t *n;
} spots;

static int find_spots(spots *out, const mm_prepared *p, mm_error *err)
{
    out->at = malloc((p->n_types + 1) * sizeof *out->at);
    out->n = calloc(p->n_types + 1, sizeof *out->n);
    if (!out->at || !out->n)
        return mm_fail_memory(err);
    for (uint32_t s = 0; s < p->n_segments; s++)
        for (uint32_t t = p->first[s]; t < p->first[s + 1]; t++) {
            uint32_t type = p->tokens[t], n = out->n[type];

            if (n && n <= RARE && out->at[type][n - 1] == s)
                continue;
            if (n < RARE)
                out->at[type][n] = s;
            out->n[type]++;
        }
    return MM_OK;
}

static void release_spots(spots *s)
{
    free(s->at);
    free(s->n);
}

static int propose(mm_anchors *out, const spots *a, const spots *b,
                   const mm_links *links, double segments, mm_error *err)
{
    for (size_t l = 0; l < links->n; l++) {
        const mm_link *link = &links->items[l];
        uint32_t       n_a = a->n[link->a], n_b = b->n[link->b];

        if (n_a > RARE || n_b > RARE || link->weight < ANCHOR_LINK)
            continue;
        if (mm_grow(&out->items, &out->cap, out->n + (size_t)n_a * n_b,
                    sizeof *out->items, err) < 0)
            return MM_ENOMEM;
        for (uint32_t i = 0; i < n_a; i++)
            for (uint32_t j = 0; j < n_b; j++)
                out->items[out->n++] = (mm_anchor){
                    a->at[link->a][i], b->at[link->b][j],
                    (float)log1p(link->weight * segments / ((double)n_a * n_b))
                };
    }
    return MM_OK;
}

static int by_place(const void *left, const void *right)
{
    const mm_anchor *x = left, *y = right;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b) /* from behind: a chain takes one of a row */
        return x->b > y->b ? -1 : 1;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Adds up what is proposed more than once, and drops what is too light. */
static void gather(mm_anchors *anchors, double least)
{
    size_t n = 0;

    if (anchors->n)
        qsort(anchors->items, anchors->n, sizeof *anchors->items, by_place);
    for (size_t i = 0; i < anchors->n;) {
        mm_anchor sum = anchors->items[i];

        for (i++; i < anchors->n && anchors->items[i].a == sum.a &&
                  anchors->items[i].b == sum.b;
             i++)
            sum.weight += anchors->items[i].weight;
        if (sum.weight >= least)
            anchors->items[n++] = sum;
    }
    anchors->n = n;
}

/* Heaviest chain that ends at a column below `b`: its last anchor + 1. */
static uint32_t best_below(const uint32_t *tree, const double *sum, uint32_t b)
{
    uint32_t best = 0;

    for (; b; b &= b - 1)
        if (tree[b] && (!best || sum[tree[b] - 1] > sum[best - 1]))
            best = tree[b];
    return best;
}

static void enter(uint32_t *tree, const double *sum, size_t columns, uint32_t b,
                  uint32_t anchor)
{
    for (size_t i = b + 1; i <= columns; i += i & -i)
        if (!tree[i] || sum[anchor] > sum[tree[i] - 1])
            tree[i] = anchor + 1;
}

static int keep_chain(mm_anchors *anchors, size_t columns, mm_error *err)
{
    uint32_t *tree = calloc(columns + 2, sizeof *tree);
    uint32_t *before = calloc(anchors->n + 1, sizeof *before);
    double   *sum = calloc(anchors->n + 1, sizeof *sum);
    uint32_t  last = 0;
    size_t    n = anchors->n;
    int       rc = MM_OK;

    if (!tree || !before || !sum) {
        rc = mm_fail_memory(err);
        goto done;
    }
    for (uint32_t i = 0; i < anchors->n; i++) {
        before[i] = best_below(tree, sum, anchors->items[i].b);
        sum[i] =
            anchors->items[i].weight + (before[i] ? sum[before[i] - 1] : 0);
        enter(tree, sum, columns, anchors->items[i].b, i);
        if (!last || sum[i] > sum[last - 1])
            last = i + 1;
    }
    for (; last; last = before[last - 1]) /* from behind, to the array's end */
        anchors->items[--n] = anchors->items[last - 1];
    for (size_t i = 0; n + i < anchors->n; i++)
        anchors->items[i] = anchors->items[n + i];
    anchors->n -= n;
done:
    free(tree);
    free(before);
    free(sum);
    return rc;
}

/* Does the line from `x` to `y` run near the diagonal? */
static bool agree(const mm_anchor *x, const mm_anchor *y)
{
    double in_a = fabs((double)y->a - x->a), in_b = fabs((double)y->b - x->b);

    return fabs(in_a - in_b) <= 5 + 0.2 * fmin(in_a, in_b);
}

/* Drops the anchors that agree with neither neighbour. */
static void drop_lonely(mm_anchors *anchors)
{
    mm_anchor *items = anchors->items, before = { 0 };
    size_t     n = 0, all = anchors->n;

    for (size_t i = 0; i < all; i++) {
        mm_anchor item = items[i];

        if ((i && agree(&before, &item)) ||
            (i + 1 < all && agree(&item, &items[i + 1])))
            items[n++] = item;
        before = item;
    }
    anchors->n = n;
}

int mm_anchors_find(mm_anchors *out, const mm_prepared *a, const mm_prepared *b,
                    const mm_lexicon *lexicon, mm_error *err)
{
    double   segments = fmin((double)a->n_segments, (double)b->n_segments);
    mm_links links = { 0 };
    spots    at_a = { 0 }, at_b = { 0 };
    int      rc;

    *out = (mm_anchors){ 0 };
    if ((rc = mm_links_find_quick(&links, a, b, lexicon, err)) == MM_OK &&
        (rc = find_spots(&at_a, a, err)) == MM_OK &&
        (rc = find_spots(&at_b, b, err)) == MM_OK &&
        (rc = propose(out, &at_a, &at_b, &links, segments, err)) == MM_OK) {
        gather(out, log(segments + 1) + ANCHOR_OVER);
        if ((rc = keep_chain(out, b->n_segments, err)) == MM_OK)
            drop_lonely(out);
    }
    release_spots(&at_a);
    release_spots(&at_b);
    mm_links_release(&links);
    if (rc < 0)
        mm_anchors_release(out);
    return rc;
}

void mm_anchors_release(mm_anchors *anchors)
{
    free(anchors->items);
    *anchors = (mm_anchors){ 0 };
}
