/*
 * What the lattice cannot say, put right after it, and flagged for a person to
 * look at: an omission on either side that are one bead across up to REACH
 * neighbours, and a line that holds a paragraph against a line a sentence,
 * which comes out of the lattice as SPAN_MAX segments with omissions beside
 * them.
 */
#include "align/piece.h"

#include <math.h>

static const double CROSSING = -3.0;     /* nats, for standing out of order */
static const double CROSSED_LEAST = 0.5; /* probability */
/* Nats for joining before looking: the omission's part of a long line is
 * diluted by the line's others; nats times ln of a ratio squared. */
static const double JOIN_PRIOR = 1, JOIN_LENGTH = 16;
static const double LENGTH_EXCESS = 0.4;
enum { REACH = 4 }; /* beads that a bead may stand across */

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
    double  share = piece->share;
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
    return JOIN_PRIOR + mm_cells_half(&piece->cells, segment, other, of_a) +
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
        double best = 0;
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
