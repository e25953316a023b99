/* Places where two long documents meet, found without a table. */
#ifndef MM_ALIGN_ANCHORS_H
#define MM_ALIGN_ANCHORS_H

#include "align/links.h"

typedef struct mm_anchor {
    uint32_t a, b; /* segments that are likely one bead, or part of one */
    float    weight;
} mm_anchor;

typedef struct mm_anchors {
    mm_anchor *items; /* rising in a and in b */
    size_t     n, cap;
} mm_anchors;

int mm_anchors_find(mm_anchors *out, const mm_prepared *a, const mm_prepared *b,
                    const mm_lexicon *lexicon, mm_error *err);
void mm_anchors_release(mm_anchors *anchors);

#endif
