/*
 * What the lattice cannot say, put right after it, and flagged for a person to
 * look at: omissions on either side that are one bead, since an editor moved a
 * sentence or a passage; and a line that holds a paragraph against a line a
 * sentence, which comes out of the lattice as SPAN_MAX segments with omissions
 * beside them.
 */
#include "align/piece.h"

#include <math.h>

/* Nats for standing out of order: across up to REACH beads, times ln of how
 * many times further, and for going on where a passage was moved to. */
static const double CROSSING = -3.0, FURTHER = -2.0, CROSSING_ON = -1.0;
static const double CROSSED_LEAST = 0.5; /* probability */
/* Nats for joining before looking: the omission's part of a long line is
 * diluted by the line's others; nats times ln of a ratio squared. */
static const double JOIN_PRIOR = 1, JOIN_LENGTH = 16;
static const double LENGTH_EXCESS = 0.4;
enum {
    REACH = 4,     /* beads that a bead may stand across for one price */
    MOVED_MOST = 2 /* omissions of one side that are moved as one bead */
};

/* ---- crossings ---- */

/* An omission of either side, or two that follow each other, as places among
 * the beads. */
typedef struct move {
    size_t  a, n_a, b, n_b; /* beads */
    mm_bead bead;
} move;

/* How many omissions of the same side begin at bead `at`: 0 to MOVED_MOST. */
static size_t omissions_at(const mm_bead *beads, size_t n, size_t at, bool of_a)
{
    size_t k = 0;

    while (k < MOVED_MOST && at + k < n &&
           (of_a ? beads[at + k].src.n == 1 && !beads[at + k].tgt.n
                 : beads[at + k].tgt.n == 1 && !beads[at + k].src.n))
        k++;
    return k;
}

/* True when a bead that was moved ends before both segments, or begins behind
 * both: a passage moves as a whole. */
static bool goes_on(const mm_bead *beads, size_t n, mm_span a, mm_span b)
{
    for (size_t i = 0; i < n; i++)
        if (beads[i].flags & MM_BEAD_CROSSED &&
            ((beads[i].src.first + beads[i].src.n == a.first &&
              beads[i].tgt.first + beads[i].tgt.n == b.first) ||
             (a.first + a.n == beads[i].src.first &&
              b.first + b.n == beads[i].tgt.first)))
            return true;
    return false;
}

/* Nats for standing across so many beads. */
static double price_of(size_t across)
{
    return across <= REACH ? CROSSING
                           : CROSSING + FURTHER * log((double)across / REACH);
}

static void try_move(move *best, const mm_bead *beads, size_t n, move m,
                     const mm_piece *piece)
{
    mm_span a = { beads[m.a].src.first, m.n_a };
    mm_span b = { beads[m.b].tgt.first, m.n_b };
    size_t  across = m.a > m.b ? m.a - m.b : m.b - m.a;

    m.bead =
        mm_path_pair(&piece->scorer, a, b,
                     goes_on(beads, n, a, b) ? CROSSING_ON : price_of(across));
    if (m.bead.score > best->bead.score)
        *best = m;
}

/* The likeliest move of all; false when none is likely. */
static bool best_move(move *best, const mm_bead *beads, size_t n,
                      const mm_piece *piece)
{
    best->bead.score = CROSSED_LEAST;
    best->n_a = 0;
    for (size_t i = 0; i < n; i++) {
        size_t most_a = omissions_at(beads, n, i, true);

        for (size_t j = 0; most_a && j < n; j++) {
            size_t most_b = omissions_at(beads, n, j, false);

            for (size_t x = 1; x <= most_a; x++)
                for (size_t y = 1; y <= most_b && (x == 1 || y == 1); y++)
                    try_move(best, beads, n,
                             (move){ .a = i, .n_a = x, .b = j, .n_b = y },
                             piece);
        }
    }
    return best->n_a > 0;
}

/* The moved bead stands where its source segments stood. */
static void apply_move(mm_bead *beads, size_t *n, const move *m)
{
    size_t to = 0;

    for (size_t i = 0; i < *n; i++) {
        bool is_a = i >= m->a && i < m->a + m->n_a;
        bool is_b = i >= m->b && i < m->b + m->n_b;

        if (i == m->a) {
            beads[to] = m->bead;
            beads[to++].flags = MM_BEAD_CROSSED;
        } else if (!is_a && !is_b) {
            beads[to++] = beads[i];
        }
    }
    *n = to;
}

void mm_piece_uncross(mm_bead *beads, size_t *n, const mm_piece *piece)
{
    move m;

    while (best_move(&m, beads, *n, piece))
        apply_move(beads, n, &m);
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
