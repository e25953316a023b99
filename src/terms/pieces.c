/*
 * Pieces: each place of side B that says a word, or a known phrase, of side A,
 * with a log-odds weight: by glossary, CLDR and dictionary, by the word table,
 * by sound, by standing unchanged, by the same value. Korean glues nouns
 * together (전시작전통제권), so a form is looked for inside words too, at a
 * price for each end that is no word boundary; one syllable inside a word says
 * nothing unless the rest of the word is explained as well.
 */
#include "terms/pieces.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PHRASE_WORDS = 10, KEY_MAX = 240 };
enum { REACH = 6 }; /* bytes from which on forms are told by their beginning */
enum { PIECES_MOST = 3000 }; /* of one bead: more is no text but a list */

/* Nats: about the log-odds that such a hit is right when both forms stand in
 * one bead. */
static const double WEIGHTS[] = {
    [MM_FROM_MEMORY] = 7.0, [MM_FROM_GLOSSARY] = 5.0,   [MM_FROM_TITLES] = 4.5,
    [MM_FROM_CLDR] = 5.0,   [MM_FROM_DICTIONARY] = 3.8, [MM_FROM_WORDS] = 4.5,
    [MM_FROM_CORPUS] = 4.0
};
static const double INSIDE = 0.6;       /* price of an end inside a word */
static const double ONE_SYLLABLE = 1.5; /* and of a form of one syllable */
static const double PARTICLE = 0.5;     /* of a word's end before it */
static const double LEAST_SHARE = 0.05; /* of the word table */

const char *mm_clue_name(mm_clue clue)
{
    static const char *const names[] = { "memory", "glossary",   "title",
                                         "cldr",   "dictionary", "words",
                                         "corpus", "sound",      "identical",
                                         "value",  "leftover" };

    return names[clue];
}

int mm_pieces_put(mm_pieces *out, mm_piece piece, mm_error *err)
{
    for (size_t i = out->n; i-- > 0;) {
        mm_piece *old = &out->items[i];

        if (old->first != piece.first)
            break;
        if (old->clue == piece.clue && old->n == piece.n &&
            old->start == piece.start && old->end == piece.end) {
            piece.pos = old->pos = mm_pos_join(old->pos, piece.pos);
            if (piece.weight > old->weight)
                *old = piece;
            return MM_OK;
        }
    }
    if (out->n >= PIECES_MOST)
        return MM_OK;
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = piece;
    return MM_OK;
}

static bool at_character(mm_str key, size_t at)
{
    return at >= key.len || ((unsigned char)key.ptr[at] & 0xC0) != 0x80;
}

/* True when letters of one alphabet stand on both sides of `at`: "war" is not
 * in "warning". Hangul joins words, so there it may be. */
static bool cuts_word(const mm_side *b, size_t at)
{
    size_t  before = at, after = at;
    int32_t left, right;

    if (at == 0 || at >= b->key.len)
        return false;
    left = mm_utf8_prev(b->key, &before);
    right = mm_utf8_next(b->key, &after);
    return mm_script_of(left) != MM_SCRIPT_HANGUL &&
           mm_script_of(left) != MM_SCRIPT_HAN &&
           mm_script_of(left) == mm_script_of(right) &&
           (mm_script_of(left) != MM_SCRIPT_NONE ||
            ((left >= '0' && left <= '9') && (right >= '0' && right <= '9')));
}

/* A particle, rather than the last syllable of a word: 가 of 위원회가. */
static bool is_particle(const mm_side *b, size_t at, size_t end)
{
    double score = 0;

    return mm_side_ends(b, at, &score, NULL) && score >= PARTICLE &&
           mm_side_ends(b, end, NULL, NULL);
}

/* Puts every place of `form` on side B. */
static int put_places(mm_pieces *out, const mm_side *b, mm_str form,
                      mm_piece piece, mm_error *err)
{
    size_t letters = mm_utf8_count(form), at = 0;
    double weight = piece.weight;
    int    rc = MM_OK;

    for (; rc == MM_OK && form.len &&
           (at = mm_str_find(b->key, form, at)) != SIZE_MAX;
         at++) {
        size_t end = at + form.len;
        bool   begins = mm_side_begins(b, at);
        bool   ends = mm_side_ends(b, end, NULL, NULL);

        if (!at_character(b->key, at))
            continue;
        if ((!begins && cuts_word(b, at)) || (!ends && cuts_word(b, end)))
            continue;
        if (letters == 1 && !begins && (!ends || is_particle(b, at, end)))
            continue;
        piece.start = at;
        piece.end = end;
        piece.whole = begins && ends;
        piece.weight = weight - (begins ? 0 : INSIDE) - (ends ? 0 : INSIDE) -
                       (letters == 1 && !piece.whole ? ONE_SYLLABLE : 0);
        if (piece.weight > 0)
            rc = mm_pieces_put(out, piece, err);
    }
    return rc;
}

/* ---- known phrases ---- */

static double weight_of(const mm_phrase *phrase, uint32_t n)
{
    double weight = WEIGHTS[phrase->source] + 0.7 * (n - 1);

    return weight + log(phrase->weight > 1e-6 ? phrase->weight : 1e-6);
}

static int put_phrase(mm_pieces *out, const mm_clues *clues, const mm_side *b,
                      mm_str key, uint32_t first, uint32_t n, mm_error *err)
{
    uint32_t i = mm_phrases_find(clues->phrases, key);
    int      rc = MM_OK;

    while (i && rc == MM_OK) {
        mm_phrase phrase = *mm_phrases_at(clues->phrases, i);

        i = phrase.next;
        if (phrase.source == MM_FROM_WORDS && phrase.weight < LEAST_SHARE)
            continue;
        if (phrase.source >= MM_FROM_WORDS && mm_utf8_count(phrase.b) < 2 &&
            phrase.weight < 0.2)
            continue;
        rc = put_places(out, b, phrase.b,
                        (mm_piece){ .first = first,
                                    .n = n,
                                    .weight = weight_of(&phrase, n),
                                    .clue = (mm_clue)phrase.source,
                                    .kind = phrase.kind,
                                    .pos = phrase.pos },
                        err);
    }
    return rc;
}

/* Known phrases of the words from `first` on: as they stand, and with the last
 * word as its lemma (plural, particles). */
static int phrases_from(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                        const mm_side *b, uint32_t first, mm_error *err)
{
    char   room[KEY_MAX];
    size_t start = a->words[first].start;
    int    rc = MM_OK;

    for (uint32_t last = first;
         rc == MM_OK && last < a->n && last < first + PHRASE_WORDS &&
         a->words[last].segment == a->words[first].segment;
         last++) {
        const mm_side_word *word = &a->words[last];
        size_t              before = word->start - start;
        uint32_t            n = last - first + 1;

        if (n > 1 && before >= REACH &&
            !mm_phrases_reach(clues->phrases,
                              mm_str_sub(a->key, start, before + 1)))
            break;
        if (n == 1 && word->flags & WORD_FUNCTION)
            continue;
        if (word->flags & WORD_BREAK && n > 1 &&
            !(word->flags & (WORD_COMMA | WORD_COLON)))
            break;
        for (size_t i = 0; rc == MM_OK && i < word->n_ends; i++)
            rc = put_phrase(out, clues, b,
                            mm_str_sub(a->key, start, word->ends[i].at - start),
                            first, n, err);
        for (size_t i = 0; rc == MM_OK && i < word->n_lemmas; i++) {
            mm_str lemma = word->lemmas[i];

            if (before + lemma.len >= KEY_MAX)
                continue;
            memcpy(room, a->key.ptr + start, before);
            memcpy(room + before, lemma.ptr, lemma.len);
            rc = put_phrase(out, clues, b, (mm_str){ room, before + lemma.len },
                            first, n, err);
        }
    }
    return rc;
}

/* The same letters or digits on both sides. */
static int by_identity(mm_pieces *out, const mm_side *a, const mm_side *b,
                       uint32_t w, mm_error *err)
{
    const mm_side_word *word = &a->words[w];
    mm_str              key =
        mm_str_sub(a->key, word->start, word->ends[0].at - word->start);
    bool number = word->flags & WORD_NUMBER;

    if (key.len < 2 && !number && !(word->flags & WORD_CAPITAL))
        return MM_OK;
    if (word->flags & WORD_FUNCTION)
        return MM_OK;
    if (mm_text_script(key) != MM_SCRIPT_LATIN && !number)
        return MM_OK;
    return put_places(out, b, key,
                      (mm_piece){ .first = w,
                                  .n = 1,
                                  .weight = key.len < 2                ? 2
                                            : word->flags & WORD_UPPER ? 6
                                                                       : 5,
                                  .clue = number ? CLUE_VALUE : CLUE_IDENTICAL,
                                  .kind = word->flags & WORD_UPPER
                                              ? MM_KIND_ACRONYM
                                              : MM_KIND_TERM },
                      err);
}

/* ---- all ---- */

static int by_first_and_weight(const void *left, const void *right)
{
    const mm_piece *x = left, *y = right;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return (x->clue > y->clue) - (x->clue < y->clue);
}

int mm_pieces_settle(mm_pieces *out, size_t words, mm_error *err)
{
    size_t at = 0;

    if (mm_grow(&out->best, &out->cap_best, words + 1, sizeof *out->best, err) <
            0 ||
        mm_grow(&out->first, &out->cap_first, words + 2, sizeof *out->first,
                err) < 0)
        return MM_ENOMEM;
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_first_and_weight);
    memset(out->best, 0, (words + 1) * sizeof *out->best);
    for (size_t i = 0; i < out->n; i++)
        for (uint32_t w = 0; w < out->items[i].n; w++)
            if (out->items[i].weight > out->best[out->items[i].first + w])
                out->best[out->items[i].first + w] = out->items[i].weight;
    for (size_t w = 0; w <= words; w++) {
        while (at < out->n && out->items[at].first < w)
            at++;
        out->first[w] = (uint32_t)at;
    }
    out->first[words + 1] = (uint32_t)out->n;
    return MM_OK;
}

int mm_pieces_find(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                   const mm_side *b, mm_error *err)
{
    int rc = MM_OK;

    out->n = 0;
    for (uint32_t w = 0; w < a->n && rc == MM_OK; w++) {
        rc = phrases_from(out, clues, a, b, w, err);
        if (rc == MM_OK)
            rc = by_identity(out, a, b, w, err);
    }
    if (rc == MM_OK)
        rc = mm_pieces_by_office(out, clues, a, b, err);
    if (rc == MM_OK)
        rc = mm_pieces_settle(out, a->n, err);
    if (rc == MM_OK && clues->sound)
        rc = mm_pieces_by_sound(out, clues, a, b, err);
    if (rc == MM_OK && clues->values_a && clues->values_b)
        rc = mm_pieces_by_value(out, clues, a, b, err);
    return rc < 0 ? rc : mm_pieces_settle(out, a->n, err);
}

void mm_pieces_release(mm_pieces *pieces)
{
    free(pieces->items);
    free(pieces->best);
    free(pieces->first);
    *pieces = (mm_pieces){ 0 };
}
