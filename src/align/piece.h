/* A stretch of two documents, short enough to be aligned in one table. */
#ifndef MM_ALIGN_PIECE_H
#define MM_ALIGN_PIECE_H

#include "align/aligner.h"
#include "align/cells.h"
#include "align/links.h"
#include "align/path.h"

typedef struct mm_piece {
    mm_document a, b; /* views: segments of the whole documents */
    mm_prepared in_a, in_b;
    mm_links    links;
    bool        bitext;
    double      share; /* letters of b to one of a, in a translation */
    mm_cells    cells;
    mm_scorer   scorer;
} mm_piece;

/** Prepares the segments `a` of `doc_a` and `b` of `doc_b`; with `bitext` only
 * segment i with segment i is looked at. `share`: what to begin with, 0 for the
 * ratio of the piece's letters. */
int  mm_piece_open(mm_piece *out, mm_aligner *aligner, const mm_document *doc_a,
                   mm_span a, const mm_document *doc_b, mm_span b, double share,
                   bool bitext, mm_error *err);
void mm_piece_release(mm_piece *piece);
/** Makes cells and scorer anew from the links. */
int mm_piece_score(mm_piece *piece, mm_error *err);
/** Measures `share` by the middle one of the likely 1-1 of `beads`, which tell
 * more than the whole of two texts one of which has more to say. `*changed`: it
 * was far off; score anew. */
int mm_piece_measure(bool *changed, mm_piece *piece, const mm_bead *beads,
                     size_t n, mm_error *err);
/** Adds the links that `beads` teach, and scores anew. */
int mm_piece_learn(mm_piece *piece, const mm_bead *beads, size_t n,
                   mm_error *err);

/* What beads explain of their words. */
typedef struct mm_tally {
    size_t words, explained; /* both sides; explained: linked in their bead */
    size_t beads;
    double odds; /* summed over the beads with two sides, nats */
} mm_tally;

/** Flags what is loose among `beads` (of the piece's own numbers) and adds to
 * `tally` what they explain. */
int mm_piece_weigh(mm_tally *tally, const mm_piece *piece, mm_bead *beads,
                   size_t n, mm_error *err);
/** Joins omissions that stand across their neighbours into beads flagged
 * MM_BEAD_CROSSED; `*n` shrinks. */
void mm_piece_uncross(mm_bead *beads, size_t *n, const mm_piece *piece);
/** Joins to a bead of SPAN_MAX segments the omissions beside it that it
 * explains, and flags it MM_BEAD_JOINED; `*n` shrinks. */
void mm_piece_join(mm_bead *beads, size_t *n, const mm_piece *piece);

#endif
