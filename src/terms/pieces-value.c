/* Numbers, sums, dates that mean the same on both sides, though never written
 * the same way: "fourth" and 제4, "$52 million" and 5,200만달러. */
#include "terms/pieces.h"

#include <string.h>

static const double LEAST = 0.5; /* of mm_value_match() */

/* Words of `side` that lie in bytes `start`..`end` of segment `segment`. */
static bool words_in(uint32_t *first, uint32_t *n, const mm_side *side,
                     uint32_t segment, size_t start, size_t end)
{
    *n = 0;
    for (uint32_t w = 0; w < side->n; w++) {
        const mm_side_word *word = &side->words[w];
        size_t              at = side->source[word->start];

        if (word->segment != segment || at < start || at >= end)
            continue;
        if (*n == 0)
            *first = w;
        *n = w - *first + 1;
    }
    return *n > 0;
}

/* Key bytes of what bytes `start`..`end` of segment `segment` became. */
static bool key_span(size_t *from, size_t *to, const mm_side *side,
                     uint32_t segment, size_t start, size_t end)
{
    bool found = false;

    for (size_t i = 0; i < side->key.len; i++) {
        if (side->segment[i] != segment || side->source[i] < start ||
            side->source[i] >= end || side->key.ptr[i] == '\n')
            continue;
        if (!found)
            *from = i;
        found = true;
        *to = i + 1;
    }
    return found;
}

static int put_pair(mm_pieces *out, const mm_side *a, const mm_side *b,
                    uint32_t seg_a, uint32_t seg_b, const mm_value *x,
                    const mm_value *y, mm_error *err)
{
    mm_piece piece = { .clue = CLUE_VALUE, .pos = POS_NUMBER };
    double   match = mm_value_match(x, y);

    if (match < LEAST ||
        !words_in(&piece.first, &piece.n, a, seg_a, x->start,
                  x->start + x->len) ||
        !key_span(&piece.start, &piece.end, b, seg_b, y->start,
                  y->start + y->len))
        return MM_OK;
    piece.weight = 3 + 2 * match;
    piece.whole = mm_side_begins(b, piece.start) &&
                  mm_side_ends(b, piece.end, NULL, NULL);
    return mm_pieces_put(out, piece, err);
}

static int of_segments(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                       const mm_side *b, const mm_values *x, uint32_t seg_a,
                       uint32_t seg_b, mm_values *y, mm_error *err)
{
    int rc = mm_values_find(y, clues->values_b,
                            b->document->segments[seg_b].text, err);

    for (size_t i = 0; i < x->n && rc == MM_OK; i++)
        for (size_t j = 0; j < y->n && rc == MM_OK; j++)
            rc = put_pair(out, a, b, seg_a, seg_b, &x->items[i], &y->items[j],
                          err);
    return rc;
}

int mm_pieces_by_value(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                       const mm_side *b, mm_error *err)
{
    mm_values x = { 0 }, y = { 0 };
    int       rc = MM_OK;

    for (size_t i = 0; i < a->span.n && rc == MM_OK; i++) {
        uint32_t seg_a = (uint32_t)(a->span.first + i);

        rc = mm_values_find(&x, clues->values_a,
                            a->document->segments[seg_a].text, err);
        for (size_t j = 0; j < b->span.n && rc == MM_OK && x.n; j++)
            rc = of_segments(out, clues, a, b, &x, seg_a,
                             (uint32_t)(b->span.first + j), &y, err);
    }
    mm_values_release(&x);
    mm_values_release(&y);
    return rc;
}
