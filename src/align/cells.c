/*
 * The cells. For a bead of spans S and T the words of S give
 *
 *     sum over words w of S: ln((1 - l) + l * t(w | T) / (|T| p(w)))
 *
 * with t(w | T) the weight of w's best link into T, |T| the words of T, and
 * p(w) its share of its own document: IBM model 1 [Brown et al. 1993] with the
 * best link for the sum, and a log-odds against text that has nothing to do
 * with it, so that an omission is worth 0 and needs no tuning. The words of T
 * give the same, and the mean of the two is taken (research, alignment, 5.4).
 * Dividing by |T| is what keeps a bead from taking in a neighbour that explains
 * nothing. l, the chance that a word is translated by something we know of, is
 * smaller for a word that has no link anywhere: in a pair of languages without
 * a word table most words say nothing rather than no.
 *
 * A merge is scored as one bag: a word takes its best link in the whole span,
 * never twice. The maximum over k neighbouring segments is kept for k = 1..3,
 * so that the score of any bead is a few additions.
 */
#include "align/cells.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* l of a word by what is known of it (mm_known). */
static const double LINKED = 0.35, MISSED = 0.25, UNLINKED = 0.06;

/* Where a type stands: segments in order, once each. */
typedef struct places {
    uint32_t *first, *segments; /* by type; n_types + 1 */
} places;

static int find_places(places *out, const mm_prepared *p, mm_error *err)
{
    uint32_t *last = malloc((p->n_types + 1) * sizeof *last);
    uint32_t *fill;

    out->first = calloc(p->n_types + 2, sizeof *out->first);
    out->segments = malloc((p->n_tokens + 1) * sizeof *out->segments);
    fill = calloc(p->n_types + 1, sizeof *fill);
    if (!last || !fill || !out->first || !out->segments) {
        free(last);
        free(fill);
        return mm_fail_memory(err);
    }
    for (int pass = 0; pass < 2; pass++) {
        memset(last, 0xFF, (p->n_types + 1) * sizeof *last);
        for (uint32_t s = 0; s < p->n_segments; s++)
            for (uint32_t t = p->first[s]; t < p->first[s + 1]; t++) {
                uint32_t type = p->tokens[t];

                if (last[type] == s)
                    continue;
                last[type] = s;
                if (pass == 0)
                    out->first[type + 1]++;
                else
                    out->segments[out->first[type] + fill[type]++] = s;
            }
        for (size_t i = 0; pass == 0 && i < p->n_types; i++)
            out->first[i + 1] += out->first[i];
    }
    free(last);
    free(fill);
    return MM_OK;
}

static void release_places(places *p)
{
    free(p->first);
    free(p->segments);
}

/* ---- the gains of one type in the segments of the other side ---- */

typedef struct gains {
    uint32_t *segments; /* in order */
    float    *weight;
    size_t    n, cap_s, cap_w;
} gains;

typedef struct side {
    const mm_prepared *self, *other;
    places             at_self, at_other;
    const mm_link     *links; /* by type of self */
    const uint32_t    *first; /* by type of self, n_types + 1 */
    bool               is_a;
} side;

static int by_number(const void *left, const void *right)
{
    const uint32_t *x = left, *y = right;

    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* Segments of the other side that hold a link of `type`, with the best weight;
 * too common a link says nothing and costs much, so it is passed over. */
static int gather(gains *out, const side *s, uint32_t type, mm_error *err)
{
    size_t n = 0, limit = s->other->n_segments < 400
                              ? s->other->n_segments
                              : 100 + s->other->n_segments / 100;
    struct {
        uint32_t segment;
        float    weight;
    } * hits;

    for (uint32_t l = s->first[type]; l < s->first[type + 1]; l++) {
        uint32_t to = s->is_a ? s->links[l].b : s->links[l].a;
        size_t   many = s->at_other.first[to + 1] - s->at_other.first[to];

        n += many > limit ? 0 : many;
    }
    out->n = 0;
    if (n == 0)
        return MM_OK;
    if (mm_grow(&out->segments, &out->cap_s, 2 * n, sizeof *out->segments,
                err) < 0 ||
        mm_grow(&out->weight, &out->cap_w, n, sizeof *out->weight, err) < 0 ||
        !(hits = malloc(n * sizeof *hits)))
        return mm_fail_memory(err);
    n = 0;
    for (uint32_t l = s->first[type]; l < s->first[type + 1]; l++) {
        uint32_t to = s->is_a ? s->links[l].b : s->links[l].a;
        uint32_t end = s->at_other.first[to + 1];

        if (end - s->at_other.first[to] > limit)
            continue;
        for (uint32_t i = s->at_other.first[to]; i < end; i++) {
            hits[n].segment = s->at_other.segments[i];
            hits[n++].weight = s->links[l].weight;
        }
    }
    qsort(hits, n, sizeof *hits, by_number);
    for (size_t i = 0; i < n; i++) {
        if (out->n && out->segments[out->n - 1] == hits[i].segment) {
            if (hits[i].weight > out->weight[out->n - 1])
                out->weight[out->n - 1] = hits[i].weight;
            continue;
        }
        out->segments[out->n] = hits[i].segment;
        out->weight[out->n++] = hits[i].weight;
    }
    free(hits);
    return MM_OK;
}

/* ---- adding up ---- */

static float *cell(const mm_cells *cells, float *const *of, int k, size_t row,
                   size_t column)
{
    size_t first = cells->band.first[row];

    if (column < first || column - first >= cells->band.width)
        return NULL;
    return &of[k - 1][row * cells->band.width + (column - first)];
}

/* Adds the gain of one type in segment `own`: in each window of k segments of
 * the other side, by the best weight in the window, shared among its words. */
static void add_windows(mm_cells *cells, const gains *g, const side *s,
                        uint32_t own, uint32_t times, double share)
{
    float *const   *of = s->is_a ? cells->of_a : cells->of_b;
    const uint32_t *first = s->other->first;

    for (int k = 1; k <= SPAN_MAX; k++) {
        long done = -1; /* last window already given */

        for (size_t i = 0; i < g->n; i++) {
            long at = (long)g->segments[i];

            for (long w = at - k + 1 > done ? at - k + 1 : done + 1; w <= at;
                 w++) {
                float  best = 0;
                float *to;

                if (w < 0 || (size_t)(w + k) > s->other->n_segments ||
                    !(to = s->is_a ? cell(cells, of, k, own, (size_t)w)
                                   : cell(cells, of, k, (size_t)w, own)))
                    continue;
                for (size_t j = i; j < g->n && g->segments[j] < w + k; j++)
                    if (g->weight[j] > best)
                        best = g->weight[j];
                *to +=
                    (float)(times * log1p(LINKED / (1 - LINKED) * best /
                                          (share * (first[w + k] - first[w]))));
            }
            done = at;
        }
    }
}

/* How often `type` stands in segment `segment`. */
static uint32_t times_in(const mm_prepared *p, uint32_t type, uint32_t segment)
{
    uint32_t n = 0;

    for (uint32_t t = p->first[segment]; t < p->first[segment + 1]; t++)
        n += p->tokens[t] == type;
    return n;
}

static int add_side(mm_cells *cells, const side *s, mm_error *err)
{
    gains g = { 0 };
    int   rc = MM_OK;

    for (uint32_t type = 0; type < s->self->n_types; type++) {
        if ((rc = gather(&g, s, type, err)) < 0)
            break;
        for (uint32_t i = s->at_self.first[type];
             g.n && i < s->at_self.first[type + 1]; i++) {
            uint32_t own = s->at_self.segments[i];

            add_windows(cells, &g, s, own, times_in(s->self, type, own),
                        s->self->types[type].share);
        }
    }
    free(g.segments);
    free(g.weight);
    return rc;
}

/* By segment: nats of its words when none of them is explained. */
static int base_of(double **out, const mm_prepared *p, const uint8_t *known,
                   mm_error *err)
{
    const double none[] = { log1p(-UNLINKED), log1p(-MISSED), log1p(-LINKED) };

    if (!(*out = calloc(p->n_segments + 1, sizeof **out)))
        return mm_fail_memory(err);
    for (size_t s = 0; s < p->n_segments; s++)
        for (uint32_t t = p->first[s]; t < p->first[s + 1]; t++)
            (*out)[s] += none[known[p->tokens[t]]];
    return MM_OK;
}

/* Links by their b type, as the other direction reads them. */
static int by_b(const void *left, const void *right)
{
    const mm_link *x = left, *y = right;

    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

/* Row starts of links sorted by one side. */
static uint32_t *starts(const mm_link *links, size_t n, size_t types, bool by_a)
{
    uint32_t *first = calloc(types + 2, sizeof *first);

    if (!first)
        return NULL;
    for (size_t i = 0; i < n; i++)
        first[(by_a ? links[i].a : links[i].b) + 1]++;
    for (size_t i = 0; i < types; i++)
        first[i + 1] += first[i];
    return first;
}

int mm_cells_make(mm_cells *out, mm_band band, const mm_prepared *a,
                  const mm_prepared *b, const mm_links *links, mm_error *err)
{
    mm_link *turned = malloc((links->n + 1) * sizeof *turned);
    side     from_a = {
            .self = a, .other = b, .links = links->items, .is_a = true
    };
    side   from_b = { .self = b, .other = a, .links = turned };
    size_t room = band.rows * band.width + 1;
    int    rc = MM_OK;

    *out = (mm_cells){ .band = band };
    for (int k = 0; k < SPAN_MAX; k++) {
        out->of_a[k] = calloc(room, sizeof(float));
        out->of_b[k] = calloc(room, sizeof(float));
        if (!out->of_a[k] || !out->of_b[k])
            rc = mm_fail_memory(err);
    }
    if (!turned)
        rc = mm_fail_memory(err);
    if (rc == MM_OK && links->n) {
        memcpy(turned, links->items, links->n * sizeof *turned);
        qsort(turned, links->n, sizeof *turned, by_b);
    }
    if (rc == MM_OK) {
        from_a.first = starts(links->items, links->n, a->n_types, true);
        from_b.first = starts(turned, links->n, b->n_types, false);
        if (!from_a.first || !from_b.first)
            rc = mm_fail_memory(err);
    }
    if (rc == MM_OK && (rc = find_places(&from_a.at_self, a, err)) == MM_OK)
        rc = find_places(&from_b.at_self, b, err);
    from_a.at_other = from_b.at_self;
    from_b.at_other = from_a.at_self;
    if (rc == MM_OK &&
        (rc = base_of(&out->base_a, a, links->known_a, err)) == MM_OK &&
        (rc = base_of(&out->base_b, b, links->known_b, err)) == MM_OK &&
        (rc = add_side(out, &from_a, err)) == MM_OK)
        rc = add_side(out, &from_b, err);
    release_places(&from_a.at_self);
    release_places(&from_b.at_self);
    free((void *)from_a.first);
    free((void *)from_b.first);
    free(turned);
    return rc;
}

void mm_cells_release(mm_cells *cells)
{
    for (int k = 0; k < SPAN_MAX; k++) {
        free(cells->of_a[k]);
        free(cells->of_b[k]);
    }
    free(cells->base_a);
    free(cells->base_b);
    free(cells->band.first);
    *cells = (mm_cells){ 0 };
}

double mm_cells_half(const mm_cells *cells, size_t own, mm_span span, bool of_a)
{
    float *gain = of_a ? cell(cells, cells->of_a, (int)span.n, own, span.first)
                       : cell(cells, cells->of_b, (int)span.n, span.first, own);

    return (of_a ? cells->base_a : cells->base_b)[own] +
           (gain ? (double)*gain : 0);
}

double mm_cells_bead(const mm_cells *cells, mm_span a, mm_span b)
{
    double sum = 0;

    for (size_t i = 0; i < a.n; i++)
        sum += mm_cells_half(cells, a.first + i, b, true);
    for (size_t j = 0; j < b.n; j++)
        sum += mm_cells_half(cells, b.first + j, a, false);
    return sum / 2;
}
