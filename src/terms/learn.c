/*
 * Words that no table knows can still be paired in a collection: two stems that
 * stand in the same beads and hardly anywhere else translate each other.
 * Counted are the beads of each stem and of each pair; a pair is believed when
 * each is the other's best partner by Dice's coefficient, which is high for
 * true pairs even at three beads [Smadja and others 1996]. The counts live as
 * long as the call; what stays is a few phrases, of less weight than any
 * table's.
 */
#include "terms/learn.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { STEMS = 96, LEAST_BEADS = 3 };

static const double LEAST_DICE = 0.6;

/* Beads that hold stems `a` and `b` of the two sides. */
typedef struct together {
    uint32_t a, b, n;
} together;

typedef struct partner {
    uint32_t id;
    double   dice;
} partner;

typedef struct counts {
    mm_map    stems[2];
    uint32_t *beads[2]; /* by stem */
    size_t    cap[2];
    together *pairs; /* open addressing; n 0: empty */
    size_t    n, mask;
} counts;

static void release(counts *c)
{
    for (int i = 0; i < 2; i++) {
        mm_map_release(&c->stems[i]);
        free(c->beads[i]);
    }
    free(c->pairs);
}

/* ---- pairs ---- */

static size_t slot_of(const together *pairs, size_t mask, uint32_t a,
                      uint32_t b)
{
    uint64_t hash = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
    size_t   at = (size_t)(hash >> 20) & mask;

    while (pairs[at].n && (pairs[at].a != a || pairs[at].b != b))
        at = (at + 1) & mask;
    return at;
}

static int widen(counts *c)
{
    size_t    size = c->mask ? (c->mask + 1) * 2 : 4096;
    together *wider = calloc(size, sizeof *wider);

    if (!wider)
        return MM_ENOMEM;
    for (size_t i = 0; c->pairs && i <= c->mask; i++)
        if (c->pairs[i].n)
            wider[slot_of(wider, size - 1, c->pairs[i].a, c->pairs[i].b)] =
                c->pairs[i];
    free(c->pairs);
    c->pairs = wider;
    c->mask = size - 1;
    return MM_OK;
}

static int count_pair(counts *c, uint32_t a, uint32_t b)
{
    size_t at;

    if ((c->mask == 0 || c->n * 2 > c->mask) && widen(c) < 0)
        return MM_ENOMEM;
    at = slot_of(c->pairs, c->mask, a, b);
    c->n += c->pairs[at].n == 0;
    c->pairs[at].a = a;
    c->pairs[at].b = b;
    c->pairs[at].n++;
    return MM_OK;
}

/* ---- beads ---- */

/* The different stems of a side, each counted once; how many, or MM_ENOMEM. */
static int count_stems(counts *c, int which, uint32_t *out, const mm_side *side)
{
    int n = 0;

    for (size_t w = 0; w < side->n && n < STEMS; w++) {
        const mm_side_word *word = &side->words[w];
        size_t              before = c->cap[which];
        uint32_t            id;
        int                 i = 0;

        if (word->flags & (WORD_FUNCTION | WORD_NUMBER) || word->stem.len < 3)
            continue;
        id = mm_map_add(&c->stems[which], word->stem);
        if (id == MM_MAP_NONE ||
            mm_grow(&c->beads[which], &c->cap[which], id + 1,
                    sizeof *c->beads[which], NULL) < 0)
            return MM_ENOMEM;
        if (c->cap[which] > before)
            memset(c->beads[which] + before, 0,
                   (c->cap[which] - before) * sizeof *c->beads[which]);
        while (i < n && out[i] != id)
            i++;
        if (i < n)
            continue;
        out[n++] = id;
        c->beads[which][id]++;
    }
    return n;
}

static int count_bead(counts *c, const mm_side *a, const mm_side *b)
{
    uint32_t of_a[STEMS], of_b[STEMS];
    int      n = count_stems(c, 0, of_a, a), m = count_stems(c, 1, of_b, b);

    if (n < 0 || m < 0)
        return MM_ENOMEM;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (count_pair(c, of_a[i], of_b[j]) < 0)
                return MM_ENOMEM;
    return MM_OK;
}

/* ---- what to believe ---- */

static double dice_of(const counts *c, const together *pair)
{
    return 2.0 * pair->n / (c->beads[0][pair->a] + c->beads[1][pair->b]);
}

static void offer(partner *best, uint32_t id, double dice)
{
    if (dice > best->dice || (dice == best->dice && id < best->id))
        *best = (partner){ id, dice };
}

/* The best partner of each stem. */
static int find_partners(partner *best[2], const counts *c)
{
    for (int i = 0; i < 2; i++)
        if (!(best[i] = calloc(c->stems[i].n + 1, sizeof *best[i])))
            return MM_ENOMEM;
    for (size_t i = 0; c->pairs && i <= c->mask; i++) {
        const together *pair = &c->pairs[i];

        if (pair->n < LEAST_BEADS)
            continue;
        offer(&best[0][pair->a], pair->b, dice_of(c, pair));
        offer(&best[1][pair->b], pair->a, dice_of(c, pair));
    }
    return MM_OK;
}

static int keep(mm_phrases *phrases, const counts *c, mm_error *err)
{
    partner *best[2] = { NULL, NULL };
    int      rc = find_partners(best, c);

    if (rc < 0)
        mm_fail_memory(err);
    for (uint32_t a = 0; rc == MM_OK && a < c->stems[0].n; a++) {
        const partner *to = &best[0][a];

        if (to->dice < LEAST_DICE || best[1][to->id].id != a)
            continue;
        rc = mm_phrases_add(
            phrases, c->stems[0].keys[a], c->stems[1].keys[to->id],
            (mm_phrase){ .source = MM_FROM_CORPUS, .weight = (float)to->dice },
            err);
    }
    free(best[0]);
    free(best[1]);
    return rc;
}

int mm_learn(mm_reading *reading, const mm_document *a, const mm_document *b,
             const mm_alignment *alignment, mm_error *err)
{
    counts c = { 0 };
    int    rc = MM_OK;

    if (alignment->n < LEARN_BEADS)
        return MM_OK;
    for (size_t i = 0; i < alignment->n && rc == MM_OK; i++) {
        const mm_bead *bead = &alignment->beads[i];

        if (bead->src.n == 0 || bead->tgt.n == 0)
            continue;
        rc = mm_reading_sides(reading, a, b, bead, err);
        if (rc == MM_OK && count_bead(&c, &reading->a, &reading->b) < 0)
            rc = mm_fail_memory(err);
    }
    if (rc == MM_OK)
        rc = keep(reading->phrases, &c, err);
    release(&c);
    return rc;
}
