/* What the words say of each possible bead: log-odds, in a band. */
#ifndef MM_ALIGN_CELLS_H
#define MM_ALIGN_CELLS_H

#include "align/links.h"

enum { SPAN_MAX = 3 }; /* segments of one side of a bead */

/* The columns of a row that are looked at: first[i] .. first[i] + width - 1. */
typedef struct mm_band {
    uint32_t *first; /* by row, rows + 1 of them; never falling */
    size_t    rows, columns, width;
} mm_band;

typedef struct mm_cells {
    mm_band band;
    /* By [k - 1][row * width + column - first]: gain of the words of segment
     * `row` of a in segments column..column+k-1 of b; and the other way. */
    float  *of_a[SPAN_MAX], *of_b[SPAN_MAX];
    double *base_a, *base_b; /* by segment: nats of its words unexplained */
} mm_cells;

/** Fills the cells of `band` (which passes to them). */
int  mm_cells_make(mm_cells *out, mm_band band, const mm_prepared *a,
                   const mm_prepared *b, const mm_links *links, mm_error *err);
void mm_cells_release(mm_cells *cells);
/** Log-odds, nats, that the spans say the same, by their words: the mean of
 * both directions. Both spans hold 1 to SPAN_MAX segments. */
double mm_cells_bead(const mm_cells *cells, mm_span a, mm_span b);
/** One direction of it: how well `span` of b explains the words of segment
 * `own` of a (`of_a`), or `span` of a those of segment `own` of b. */
double mm_cells_half(const mm_cells *cells, size_t own, mm_span span,
                     bool of_a);

#endif
