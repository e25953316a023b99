/*
 * What no table has can still be paired in a collection: two spans that stand
 * in the same beads and hardly anywhere else translate each other. Counted are
 * the beads of each span and of each pair; a pair is believed when each is the
 * other's best partner by Dice's coefficient, which is high for true pairs even
 * at three beads [Smadja and others 1996]. Spans are up to four words, so that
 * a phrase is learned whole; of spans that come only together the longer one is
 * preferred, as by C-value [Frantzi and others 2000]. The counts live as long
 * as the call; what stays is a few phrases, of less weight than any table's.
 */
#include "terms/learn.h"

#include "base/memory.h"
#include "terms/spans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST_DICE = 0.5;
enum { SAID_SO_BEADS = 5 };
static const double SAID_SO = 0.65, SAID_SO_DICE = 0.35;
/* A longer span may come that much more rarely, for each word. */
static const double LONGER = 0.03;

typedef struct partner {
    uint32_t id, n;
    double   rank;
} partner;

/* Beads by type: those that hold type i are items[first[i]..first[i + 1]). */
typedef struct holders {
    uint32_t *items;
    size_t   *first;
} holders;

static int find_holders(holders *out, const mm_spans *spans)
{
    out->first = calloc(spans->n_types + 2, sizeof *out->first);
    out->items = malloc((spans->n + 1) * sizeof *out->items);
    if (!out->first || !out->items)
        return MM_ENOMEM;
    for (size_t i = 0; i < spans->n; i++)
        out->first[spans->hashes[i] + 2]++;
    for (size_t t = 2; t < spans->n_types + 2; t++)
        out->first[t] += out->first[t - 1];
    for (size_t bead = 0; bead < spans->beads; bead++)
        for (size_t i = spans->first[bead]; i < spans->first[bead + 1]; i++)
            out->items[out->first[spans->hashes[i] + 1]++] = (uint32_t)bead;
    return MM_OK;
}

static double dice_of(const mm_span_type *a, const mm_span_type *b, uint32_t n)
{
    return 2.0 * n / (a->beads + b->beads);
}

/* Both sides should be long alike: of spans that only come together the whole
 * is said by the whole. */
static double rank_of(const mm_span_type *a, const mm_span_type *b, uint32_t n)
{
    return dice_of(a, b, n) *
           (1 + LONGER * (a->words + b->words) - (b->unlikely ? LONGER : 0));
}

static void offer(partner *best, uint32_t id, uint32_t n, double rank)
{
    if (rank > best->rank || (rank == best->rank && id < best->id))
        *best = (partner){ id, n, rank };
}

/* The best partner of each type of both sides. */
typedef struct partners {
    partner *of_a, *of_b;
} partners;

static int open_partners(partners *out, const mm_spans *a, const mm_spans *b)
{
    out->of_a = calloc(a->n_types + 1, sizeof *out->of_a);
    out->of_b = calloc(b->n_types + 1, sizeof *out->of_b);
    return out->of_a && out->of_b ? MM_OK : MM_ENOMEM;
}

static void release_partners(partners *out)
{
    free(out->of_a);
    free(out->of_b);
}

static void offer_both(partners *out, uint32_t a, uint32_t b, uint32_t n,
                       double rank)
{
    offer(&out->of_a[a], b, n, rank);
    offer(&out->of_b[b], a, n, rank);
}

/* `any` are of spans of any length; `words`, of single words among themselves:
 * a word that always has the same one beside it is still a word. */
static int find_partners(partners *any, partners *words, const mm_spans *a,
                         const mm_spans *b)
{
    holders   of_a = { 0 };
    uint32_t *count = calloc(b->n_types + 1, sizeof *count);
    uint32_t *seen = malloc((b->n_types + 1) * sizeof *seen);
    int       rc = find_holders(&of_a, a);

    if (!count || !seen)
        rc = MM_ENOMEM;
    for (uint32_t t = 0; rc == MM_OK && t < a->n_types; t++) {
        size_t n = 0;

        for (size_t i = of_a.first[t]; i < of_a.first[t + 1]; i++) {
            size_t bead = of_a.items[i];

            for (size_t k = b->first[bead]; k < b->first[bead + 1]; k++)
                if (count[b->hashes[k]]++ == 0)
                    seen[n++] = (uint32_t)b->hashes[k];
        }
        for (size_t i = 0; i < n; i++) {
            uint32_t u = seen[i], both = count[u];
            double   rank = rank_of(&a->types[t], &b->types[u], both);

            count[u] = 0;
            if (both < SPAN_LEAST_BEADS)
                continue;
            offer_both(any, t, u, both, rank);
            if (a->types[t].words == 1 && b->types[u].words == 1)
                offer_both(words, t, u, both, rank);
        }
    }
    free(count);
    free(seen);
    free(of_a.first);
    free(of_a.items);
    return rc;
}

/* Nearly each time A is said, B is, and it is no word of every bead, and what
 * it says better, it says elsewhere: then it says A too. */
static bool is_said_so(const mm_span_type *a, const mm_span_type *b,
                       const partner *to, const partner *better)
{
    return to->n >= SAID_SO_BEADS && to->n >= SAID_SO * a->beads &&
           dice_of(a, b, to->n) >= SAID_SO_DICE &&
           to->n + better->n <= 1.1 * b->beads;
}

typedef struct learning {
    mm_reading *const *readings;
    size_t             n;
    mm_spans           a, b;
    partners           any, words;
} learning;

static int keep_best(const learning *l, const partners *best, uint32_t t,
                     mm_error *err)
{
    const partner      *to = &best->of_a[t];
    const mm_span_type *x = &l->a.types[t], *y = &l->b.types[to->id];
    double              dice = to->n ? dice_of(x, y, to->n) : 0;
    int                 rc = MM_OK;

    if (to->n == 0 || !(best->of_b[to->id].id == t
                            ? dice >= LEAST_DICE
                            : is_said_so(x, y, to, &best->of_b[to->id])))
        return MM_OK;
    for (size_t i = 0; i < l->n && rc == MM_OK; i++)
        rc = mm_phrases_learn(l->readings[i]->phrases, x->key, y->key, dice,
                              err);
    return rc;
}

static int keep(learning *l, mm_error *err)
{
    int rc = open_partners(&l->any, &l->a, &l->b);

    if (rc == MM_OK)
        rc = open_partners(&l->words, &l->a, &l->b);
    if (rc == MM_OK)
        rc = find_partners(&l->any, &l->words, &l->a, &l->b);
    if (rc < 0)
        return mm_fail_memory(err);
    for (uint32_t t = 0; rc == MM_OK && t < l->a.n_types; t++)
        if ((rc = keep_best(l, &l->any, t, err)) == MM_OK)
            rc = keep_best(l, &l->words, t, err);
    return rc;
}

static int count_pair(learning *l, const mm_waiting *pair, mm_error *err)
{
    mm_reading *reading = l->readings[0];
    int         rc = MM_OK;

    for (size_t i = 0; i < pair->alignment.n && rc == MM_OK; i++) {
        const mm_bead *bead = &pair->alignment.beads[i];

        if (bead->src.n == 0 || bead->tgt.n == 0)
            continue;
        rc = mm_reading_sides(reading, &pair->a, &pair->b, bead, err);
        if (rc == MM_OK && (mm_spans_add_source(&l->a, &reading->a) < 0 ||
                            mm_spans_add_target(&l->b, &reading->b) < 0))
            rc = mm_fail_memory(err);
    }
    return rc;
}

int mm_learn(mm_reading *const *readings, size_t n, const mm_queue *queue,
             mm_error *err)
{
    learning l = { .readings = readings, .n = n };
    int      rc = MM_OK;

    if (queue->beads < LEARN_BEADS)
        return MM_OK;
    for (size_t i = 0; i < queue->n && rc == MM_OK; i++)
        rc = count_pair(&l, &queue->items[i], err);
    if (rc == MM_OK) {
        mm_spans_settle(&l.a);
        mm_spans_settle(&l.b);
        rc = keep(&l, err);
    }
    release_partners(&l.any);
    release_partners(&l.words);
    mm_spans_release(&l.a);
    mm_spans_release(&l.b);
    return rc;
}
