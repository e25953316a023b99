/* The best path through the beads, and their posteriors. */
#ifndef MM_ALIGN_PATH_H
#define MM_ALIGN_PATH_H

#include "align/cells.h"

/* What the score of a bead is made of. Initialise with mm_scorer_open(). */
typedef struct mm_scorer {
    const mm_document *doc_a, *doc_b;
    const mm_cells    *cells;
    bool               paragraphs;             /* both sides have them */
    float    *ln_a[SPAN_MAX], *ln_b[SPAN_MAX]; /* ln of the letters of a span */
    uint16_t *len_a[SPAN_MAX], *len_b[SPAN_MAX]; /* letters, or the most */
} mm_scorer;

/** The documents, prepared documents and cells must outlive it. `share`:
 * letters of b to one of a in a translation. */
int  mm_scorer_open(mm_scorer *out, const mm_cells *cells,
                    const mm_document *doc_a, const mm_document *doc_b,
                    const mm_prepared *a, const mm_prepared *b, double share,
                    mm_error *err);
void mm_scorer_release(mm_scorer *scorer);
/** Log-odds that the spans, 1 to SPAN_MAX segments each, are a bead, against
 * their having nothing to do with each other: words, lengths, paragraphs. */
double mm_scorer_odds(const mm_scorer *scorer, mm_span a, mm_span b);

/** The beads of the best path, with posterior and cost; `out` holds room for
 * rows + columns beads, `*n` says how many there are. */
int mm_path_find(mm_bead *out, size_t *n, const mm_scorer *scorer,
                 mm_error *err);
/** `a` with `b` as a bead outside of any path, and the probability that they
 * are one; `prior`, nats, is of that before looking. */
mm_bead mm_path_pair(const mm_scorer *scorer, mm_span a, mm_span b,
                     double prior);

#endif
