/*
 * A collection has as many different spans as words, and few of them come
 * again. So a span is a hash until the third bead that holds it: then its text
 * is kept and it becomes a type. What is rarer leaves nothing behind.
 */
#include "terms/spans.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SPANS_MOST = 400 }; /* of a side of one bead */

/* ---- counting ---- */

static size_t place(const mm_span_slot *slots, size_t mask, uint64_t hash)
{
    size_t at = (size_t)hash & mask;

    while (slots[at].hash && slots[at].hash != hash)
        at = (at + 1) & mask;
    return at;
}

static int widen(mm_spans *spans)
{
    size_t        size = spans->mask ? (spans->mask + 1) * 2 : 1 << 14;
    mm_span_slot *wider = calloc(size, sizeof *wider);

    if (!wider)
        return MM_ENOMEM;
    for (size_t i = 0; spans->slots && i <= spans->mask; i++)
        if (spans->slots[i].hash)
            wider[place(wider, size - 1, spans->slots[i].hash)] =
                spans->slots[i];
    free(spans->slots);
    spans->slots = wider;
    spans->mask = size - 1;
    return MM_OK;
}

static int put_type(mm_spans *spans, mm_str key, size_t words, bool unlikely)
{
    mm_span_type type = { .words = (uint8_t)words, .unlikely = unlikely };

    type.key = mm_arena_copy(&spans->mem, key);
    if (!type.key.ptr || mm_grow(&spans->types, &spans->cap_types,
                                 spans->n_types + 1, sizeof type, NULL) < 0)
        return MM_ENOMEM;
    spans->types[spans->n_types++] = type;
    return MM_OK;
}

/* Counts the span once in the bead under way. */
static int see(mm_spans *spans, mm_str key, size_t words, bool unlikely)
{
    uint64_t      hash = mm_hash(key) | 1; /* never that of an empty slot */
    mm_span_slot *slot;

    if (key.len < 3 || spans->n - spans->first[spans->beads - 1] >= SPANS_MOST)
        return MM_OK;
    if (spans->n_slots * 2 >= spans->mask && widen(spans) < 0)
        return MM_ENOMEM;
    slot = &spans->slots[place(spans->slots, spans->mask, hash)];
    if (slot->hash && slot->last == spans->beads)
        return MM_OK;
    spans->n_slots += slot->hash == 0;
    slot->hash = hash;
    slot->last = (uint32_t)spans->beads;
    if (++slot->beads == SPAN_LEAST_BEADS &&
        put_type(spans, key, words, unlikely) < 0)
        return MM_ENOMEM;
    if (mm_grow(&spans->hashes, &spans->cap, spans->n + 1,
                sizeof *spans->hashes, NULL) < 0)
        return MM_ENOMEM;
    spans->hashes[spans->n++] = hash;
    return MM_OK;
}

static int begin_bead(mm_spans *spans)
{
    if (mm_grow(&spans->first, &spans->cap_first, spans->beads + 2,
                sizeof *spans->first, NULL) < 0)
        return MM_ENOMEM;
    spans->first[spans->beads++] = spans->n;
    spans->first[spans->beads] = spans->n;
    return MM_OK;
}

/* ---- sides ---- */

/* Does a span go on from word `w - 1` to word `w`? */
static bool goes_on(const mm_side *side, size_t w)
{
    const mm_side_word *word = &side->words[w];

    return word->segment == side->words[w - 1].segment &&
           !(word->flags & (WORD_BREAK | WORD_VALUE | WORD_NUMBER));
}

/* Words `first` to `last` are all of their segment. */
static bool is_whole(const mm_side *side, size_t first, size_t last)
{
    uint32_t segment = side->words[first].segment;

    return (first == 0 || side->words[first - 1].segment != segment) &&
           (last + 1 == side->n || side->words[last + 1].segment != segment);
}

/* A label, as programs have: written with a capital letter, or a segment of its
 * own. It may begin and end with any word: All Pages, Save As. */
static bool is_label(const mm_side *side, size_t first, size_t last)
{
    const mm_side_word *from = &side->words[first], *to = &side->words[last];

    return is_whole(side, first, last) ||
           ((from->flags & (WORD_CAPITAL | WORD_INITIAL)) == WORD_CAPITAL &&
            (!(to->flags & WORD_FUNCTION) || to->flags & WORD_CAPITAL));
}

/* Content words at both ends, and inside none that verbs live by. */
static bool is_phrase(const mm_side *side, size_t first, size_t last)
{
    static const char *const inside[] = { "of", "and", "or",  "for", "to",
                                          "in", "by",  "the", "de" };
    bool                     is = true;

    for (size_t w = first; w <= last && is; w++) {
        bool function = side->words[w].flags & WORD_FUNCTION;

        is = !function || (w > first && w < last);
        for (size_t i = 0; function && is; i++)
            if (i == sizeof inside / sizeof *inside)
                is = false;
            else if (mm_str_eq(side->words[w].text, mm_cstr(inside[i])))
                break;
    }
    return is;
}

static int see_source(mm_spans *spans, const mm_side *side, size_t first,
                      size_t last)
{
    const mm_side_word *from = &side->words[first], *to = &side->words[last];
    if (!is_phrase(side, first, last) &&
        (first == last || !is_label(side, first, last)))
        return MM_OK;
    mm_buf_clear(&spans->room);
    if (mm_buf_put(&spans->room, mm_str_sub(side->key, from->start,
                                            to->start - from->start)) < 0 ||
        mm_buf_put(&spans->room, to->stem) < 0)
        return MM_ENOMEM;
    return see(spans, mm_buf_str(&spans->room), last - first + 1, false);
}

int mm_spans_add_source(mm_spans *spans, const mm_side *side)
{
    int rc = begin_bead(spans);

    for (size_t first = 0; first < side->n && rc == MM_OK; first++) {
        if (side->words[first].flags & (WORD_NUMBER | WORD_VALUE))
            continue;
        for (size_t last = first;
             rc == MM_OK && last < side->n && last < first + SPAN_WORDS &&
             (last == first || goes_on(side, last));
             last++)
            rc = see_source(spans, side, first, last);
    }
    spans->first[spans->beads] = spans->n;
    return rc;
}

static int see_target(mm_spans *spans, const mm_side *side, size_t first,
                      size_t last)
{
    const mm_side_word *from = &side->words[first], *to = &side->words[last];
    int                 rc = MM_OK;

    if (first == last && from->flags & WORD_FUNCTION)
        return MM_OK;
    for (size_t i = 0; i < to->n_ends && rc == MM_OK; i++)
        rc = see(
            spans,
            mm_str_sub(side->key, from->start, to->ends[i].at - from->start),
            last - first + 1, i > 0);
    if (first == last && rc == MM_OK)
        rc = see(spans, to->stem, 1, true);
    return rc;
}

int mm_spans_add_target(mm_spans *spans, const mm_side *side)
{
    int rc = begin_bead(spans);

    for (size_t first = 0; first < side->n && rc == MM_OK; first++) {
        if (side->words[first].flags & (WORD_NUMBER | WORD_VALUE))
            continue;
        for (size_t last = first;
             rc == MM_OK && last < side->n && last < first + SPAN_WORDS &&
             (last == first || goes_on(side, last));
             last++)
            rc = see_target(spans, side, first, last);
    }
    spans->first[spans->beads] = spans->n;
    return rc;
}

/* ---- types ---- */

void mm_spans_settle(mm_spans *spans)
{
    size_t kept = 0, from = 0;

    for (size_t i = 0; i < spans->n_types; i++) {
        mm_span_type *type = &spans->types[i];
        mm_span_slot *slot = &spans->slots[place(spans->slots, spans->mask,
                                                 mm_hash(type->key) | 1)];

        type->beads = slot->beads;
        slot->last = (uint32_t)i;
    }
    for (size_t bead = 0; bead < spans->beads; bead++) {
        size_t to = spans->first[bead + 1];

        spans->first[bead] = kept;
        for (size_t i = from; i < to; i++) {
            const mm_span_slot *slot = &spans->slots[place(
                spans->slots, spans->mask, spans->hashes[i])];

            if (slot->beads >= SPAN_LEAST_BEADS)
                spans->hashes[kept++] = slot->last;
        }
        from = to;
    }
    if (spans->beads)
        spans->first[spans->beads] = kept;
    spans->n = kept;
}

void mm_spans_release(mm_spans *spans)
{
    free(spans->slots);
    free(spans->hashes);
    free(spans->first);
    free(spans->types);
    mm_arena_release(&spans->mem);
    mm_buf_release(&spans->room);
    *spans = (mm_spans){ 0 };
}
