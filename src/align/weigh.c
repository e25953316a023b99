/* What the words say of beads once they are chosen: how much is explained, what
 * is loose, what stands across its neighbours, what is longer than the lattice
 * allows (a line that holds a paragraph, against a line a sentence). */
#include "align/piece.h"

#include <math.h>
#include <stdlib.h>

static const double LOOSE_SHARE = 0.12;  /* of the words explained */
static const double CROSSING = -3.0;     /* nats, for standing out of order */
static const double CROSSED_LEAST = 0.5; /* probability */
static const double JOIN_LEAST = 0;      /* nats */
static const double JOIN_LENGTH = 8;     /* nats, times ln of a ratio squared */
static const double LENGTH_EXCESS = 0.4;
enum { REACH = 4 }; /* beads that a bead may stand across */

/* Types of the other side that stand in a bead, by the bead's number. */
typedef struct marks {
    uint32_t *of_a, *of_b; /* by type: number of the bead last seen in, + 1 */
    uint8_t  *linked_a, *linked_b; /* by type: linked in this bead */
    uint32_t *first;               /* of the links, by type of a */
} marks;

static int open_marks(marks *m, const mm_piece *piece, mm_error *err)
{
    size_t n_a = piece->in_a.n_types, n_b = piece->in_b.n_types;

    m->of_a = calloc(n_a + 1, sizeof *m->of_a);
    m->of_b = calloc(n_b + 1, sizeof *m->of_b);
    m->linked_a = calloc(n_a + 1, 1);
    m->linked_b = calloc(n_b + 1, 1);
    m->first = calloc(n_a + 2, sizeof *m->first);
    if (!m->of_a || !m->of_b || !m->linked_a || !m->linked_b || !m->first)
        return mm_fail_memory(err);
    for (size_t i = 0; i < piece->links.n; i++)
        m->first[piece->links.items[i].a + 1]++;
    for (size_t i = 0; i < n_a; i++)
        m->first[i + 1] += m->first[i];
    return MM_OK;
}

static void release_marks(marks *m)
{
    free(m->of_a);
    free(m->of_b);
    free(m->linked_a);
    free(m->linked_b);
    free(m->first);
}

/* The types of a span as seen in bead `number`, none of them linked yet. */
static void mark(uint32_t *seen, uint8_t *linked, const mm_prepared *p,
                 mm_span span, uint32_t number)
{
    for (uint32_t t = p->first[span.first]; t < p->first[span.first + span.n];
         t++) {
        seen[p->tokens[t]] = number;
        linked[p->tokens[t]] = 0;
    }
}

static size_t count_linked(const uint8_t *linked, const mm_prepared *p,
                           mm_span span)
{
    size_t n = 0;

    for (uint32_t t = p->first[span.first]; t < p->first[span.first + span.n];
         t++)
        n += linked[p->tokens[t]];
    return n;
}

/* How many words of the bead have a link within it. */
static size_t explained_by(marks *m, const mm_piece *piece, const mm_bead *bead,
                           uint32_t number)
{
    const mm_prepared *a = &piece->in_a;

    mark(m->of_a, m->linked_a, a, bead->src, number);
    mark(m->of_b, m->linked_b, &piece->in_b, bead->tgt, number);
    for (uint32_t t = a->first[bead->src.first];
         t < a->first[bead->src.first + bead->src.n]; t++) {
        uint32_t type = a->tokens[t];

        for (uint32_t l = m->first[type]; l < m->first[type + 1]; l++)
            if (m->of_b[piece->links.items[l].b] == number)
                m->linked_a[type] = m->linked_b[piece->links.items[l].b] = 1;
    }
    return count_linked(m->linked_a, a, bead->src) +
           count_linked(m->linked_b, &piece->in_b, bead->tgt);
}

static size_t words_in(const mm_prepared *p, mm_span span)
{
    return p->first[span.first + span.n] - p->first[span.first];
}

int mm_piece_weigh(mm_tally *tally, const mm_piece *piece, mm_bead *beads,
                   size_t n, mm_error *err)
{
    marks m = { 0 };
    int   rc = open_marks(&m, piece, err);

    for (size_t i = 0; rc == MM_OK && i < n; i++) {
        size_t words = words_in(&piece->in_a, beads[i].src) +
                       words_in(&piece->in_b, beads[i].tgt);
        size_t explained;

        tally->beads++;
        tally->words += words;
        if (!beads[i].src.n || !beads[i].tgt.n)
            continue;
        explained = explained_by(&m, piece, &beads[i], (uint32_t)i + 1);
        tally->explained += explained;
        if (beads[i].src.n <= SPAN_MAX && beads[i].tgt.n <= SPAN_MAX)
            tally->odds +=
                mm_scorer_odds(&piece->scorer, beads[i].src, beads[i].tgt);
        if ((double)explained < LOOSE_SHARE * (double)words)
            beads[i].flags |= MM_BEAD_LOOSE;
    }
    release_marks(&m);
    return rc;
}

/* ---- crossings ---- */

/* The omission of the other side within reach of omission `at` that it fits
 * best, or `at` itself when none does. */
static size_t best_partner(const mm_bead *beads, size_t n, size_t at,
                           const mm_piece *piece, mm_bead *joined)
{
    size_t best = at;

    joined->score = CROSSED_LEAST;
    for (size_t i = at > REACH ? at - REACH : 0; i <= at + REACH && i < n;
         i++) {
        mm_bead bead;

        if (!beads[i].tgt.n || beads[i].src.n)
            continue;
        bead =
            mm_path_pair(&piece->scorer, beads[at].src, beads[i].tgt, CROSSING);
        if (bead.score > joined->score) {
            *joined = bead;
            joined->flags = MM_BEAD_CROSSED;
            best = i;
        }
    }
    return best;
}

void mm_piece_uncross(mm_bead *beads, size_t *n, const mm_piece *piece)
{
    for (size_t i = 0; i < *n; i++) {
        mm_bead joined;
        size_t  partner;

        if (!beads[i].src.n || beads[i].tgt.n)
            continue;
        partner = best_partner(beads, *n, i, piece, &joined);
        if (partner == i)
            continue;
        beads[i] = joined;
        for (size_t k = partner; k + 1 < *n; k++)
            beads[k] = beads[k + 1];
        --*n;
        if (partner < i)
            i--;
    }
}

/* ---- joins ---- */

static double length_of(const mm_prepared *p, mm_span span)
{
    double sum = 0;

    for (size_t i = 0; i < span.n; i++)
        sum += p->length[span.first + i];
    return sum + 1;
}

/* Nats by which `bead` should take in omission `more`, of side a or b; none
 * when the bead would be too long with it. */
static double odds_of_join(const mm_piece *piece, const mm_bead *bead,
                           const mm_bead *more, bool of_a)
{
    mm_span own = of_a ? bead->src : bead->tgt;
    mm_span other = of_a ? bead->tgt : bead->src;
    size_t  segment = of_a ? more->src.first : more->tgt.first;
    double  share = (piece->in_b.all_length + 1) / (piece->in_a.all_length + 1);
    double  before, after, room, lack, excess;

    if (own.n < SPAN_MAX || other.n != 1)
        return -INFINITY;
    before = length_of(of_a ? &piece->in_a : &piece->in_b, own);
    after = before + length_of(of_a ? &piece->in_a : &piece->in_b,
                               (mm_span){ segment, 1 });
    room = length_of(of_a ? &piece->in_b : &piece->in_a, other) *
           (of_a ? 1 / share : share);
    lack = log(before / room);
    excess = log(after / room);
    if (excess > LENGTH_EXCESS)
        return -INFINITY;
    return mm_cells_half(&piece->cells, segment, other, of_a) +
           JOIN_LENGTH * (lack * lack - excess * excess);
}

/* Nats by which bead `at` should take in its neighbour `by`. */
static double odds_at(const mm_piece *piece, const mm_bead *beads, size_t at,
                      size_t by)
{
    const mm_bead *bead = &beads[at], *more = &beads[by];

    if ((more->src.n != 0) == (more->tgt.n != 0) || !bead->src.n ||
        !bead->tgt.n || bead->flags & MM_BEAD_CROSSED)
        return -INFINITY;
    return odds_of_join(piece, bead, more, more->src.n != 0);
}

static void take_in(mm_bead *beads, size_t *n, size_t at, size_t by,
                    double odds)
{
    mm_bead *bead = &beads[at];
    mm_span *own = beads[by].src.n ? &bead->src : &bead->tgt;
    double   score = 1 / (1 + exp(-odds));

    own->n++;
    if (by < at)
        own->first--;
    if (!(bead->flags & MM_BEAD_JOINED) || score < bead->score)
        bead->score = score;
    bead->cost = -log(bead->score);
    bead->flags |= MM_BEAD_JOINED;
    for (size_t k = by; k + 1 < *n; k++)
        beads[k] = beads[k + 1];
    --*n;
}

/* The best first, since an omission may stand between two that want it. */
void mm_piece_join(mm_bead *beads, size_t *n, const mm_piece *piece)
{
    for (;;) {
        double best = JOIN_LEAST;
        size_t at = *n, by = 0;

        for (size_t i = 0; i + 1 < *n; i++)
            for (size_t side = 0; side < 2; side++) {
                double odds = odds_at(piece, beads, i + side, i + 1 - side);

                if (odds > best) {
                    best = odds;
                    at = i + side;
                    by = i + 1 - side;
                }
            }
        if (at == *n)
            return;
        take_in(beads, n, at, by, best);
    }
}
