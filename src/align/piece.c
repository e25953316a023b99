/* A piece: everything that the path needs of a stretch of two documents. */
#include "align/piece.h"

#include <math.h>
#include <stdlib.h>

static const double MEASURED_BY = 0.5; /* least probability of a bead */
static const double FAR_OFF = 0.1;     /* ln of a ratio of ratios */
enum { MEASURED_LEAST = 5 };           /* beads */

static mm_document view_of(const mm_document *document, mm_span span)
{
    mm_document view = *document;

    view.segments = document->segments + span.first;
    view.n = span.n;
    view.mem = (mm_arena){ 0 };
    return view;
}

/* The whole table, or the diagonal alone. */
static int make_band(mm_band *out, size_t rows, size_t columns, bool diagonal,
                     mm_error *err)
{
    *out = (mm_band){ .rows = rows,
                      .columns = columns,
                      .width = diagonal ? 1 : columns + 1 };
    if (!(out->first = calloc(rows + 1, sizeof *out->first)))
        return mm_fail_memory(err);
    for (size_t i = 0; diagonal && i <= rows; i++)
        out->first[i] = (uint32_t)i;
    return MM_OK;
}

int mm_piece_score(mm_piece *piece, mm_error *err)
{
    mm_band band = { 0 };
    int     rc;

    mm_scorer_release(&piece->scorer);
    mm_cells_release(&piece->cells);
    if ((rc = make_band(&band, piece->a.n, piece->b.n, piece->bitext, err)) < 0)
        return rc;
    if ((rc = mm_cells_make(&piece->cells, band, &piece->in_a, &piece->in_b,
                            &piece->links, err)) < 0)
        return rc;
    return mm_scorer_open(&piece->scorer, &piece->cells, &piece->a, &piece->b,
                          &piece->in_a, &piece->in_b, piece->share, err);
}

int mm_piece_open(mm_piece *out, mm_aligner *aligner, const mm_document *doc_a,
                  mm_span a, const mm_document *doc_b, mm_span b, double share,
                  bool bitext, mm_error *err)
{
    int rc;

    *out = (mm_piece){ .a = view_of(doc_a, a),
                       .b = view_of(doc_b, b),
                       .bitext = bitext };
    if ((rc = mm_prepare(&out->in_a, &aligner->a, &out->a, err)) == MM_OK &&
        (rc = mm_prepare(&out->in_b, &aligner->b, &out->b, err)) == MM_OK &&
        (rc = mm_links_find(&out->links, &out->in_a, &out->in_b,
                            aligner->lexicon, aligner->sound, err)) == MM_OK) {
        out->share =
            share > 0 ? share
                      : (out->in_b.all_length + 1) / (out->in_a.all_length + 1);
        rc = mm_piece_score(out, err);
    }
    if (rc < 0)
        mm_piece_release(out);
    return rc;
}

static int by_size(const void *left, const void *right)
{
    const double *x = left, *y = right;

    return (*x > *y) - (*x < *y);
}

int mm_piece_measure(bool *changed, mm_piece *piece, const mm_bead *beads,
                     size_t n, mm_error *err)
{
    double *ratios = malloc((n + 1) * sizeof *ratios), middle;
    size_t  count = 0;

    *changed = false;
    if (!ratios)
        return mm_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        if (beads[i].src.n == 1 && beads[i].tgt.n == 1 &&
            beads[i].score >= MEASURED_BY)
            ratios[count++] = (piece->in_b.length[beads[i].tgt.first] + 1) /
                              (piece->in_a.length[beads[i].src.first] + 1);
    if (count >= MEASURED_LEAST) {
        qsort(ratios, count, sizeof *ratios, by_size);
        middle = ratios[count / 2];
        *changed = fabs(log(middle / piece->share)) >= FAR_OFF;
        if (*changed)
            piece->share = middle;
    }
    free(ratios);
    return MM_OK;
}

void mm_piece_release(mm_piece *piece)
{
    mm_scorer_release(&piece->scorer);
    mm_cells_release(&piece->cells);
    mm_links_release(&piece->links);
    mm_prepared_release(&piece->in_a);
    mm_prepared_release(&piece->in_b);
    *piece = (mm_piece){ 0 };
}
