/* The columns of each row that are looked at. */
#include "align/cells.h"

#include <stdlib.h>

static const size_t WHOLE = 4000000; /* cells of a table made in full */

int mm_band_make(mm_band *out, const mm_prepared *a, const mm_prepared *b,
                 const mm_links *links, mm_error *err)
{
    size_t rows = a->n_segments, columns = b->n_segments;
    size_t width = columns + 1;

    (void)links;
    if (rows * width > WHOLE)
        width = WHOLE / rows < 200 ? 200 : WHOLE / rows;
    if (width > columns + 1)
        width = columns + 1;
    *out = (mm_band){ .rows = rows, .columns = columns, .width = width };
    if (!(out->first = calloc(rows + 1, sizeof *out->first)))
        return mm_fail_memory(err);
    for (size_t i = 0; i < rows && width <= columns; i++) {
        size_t middle = i * columns / rows;

        out->first[i] = (uint32_t)(middle < width / 2 ? 0
                                   : middle - width / 2 + width > columns + 1
                                       ? columns + 1 - width
                                       : middle - width / 2);
    }
    out->first[rows] = rows ? out->first[rows - 1] : 0;
    return MM_OK;
}
