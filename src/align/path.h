/* The best path through the beads, and their posteriors. */
#ifndef MM_ALIGN_PATH_H
#define MM_ALIGN_PATH_H

#include "align/cells.h"

/** The beads of the best path, with posterior and cost; `out` holds room for
 * rows + columns beads, `*n` says how many there are. */
int mm_path_find(mm_bead *out, size_t *n, const mm_cells *cells,
                 const mm_document *doc_a, const mm_document *doc_b,
                 const mm_prepared *a, const mm_prepared *b, mm_error *err);
/** Segment `i` of a with segment `j` of b as a bead of their own, with the
 * probability that it is one rather than two omissions. */
mm_bead mm_path_pair(const mm_cells *cells, const mm_prepared *a,
                     const mm_prepared *b, size_t i, size_t j);

#endif
