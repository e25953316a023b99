/*
 * Keys of terms and queries.
 *
 * Typos are found without looking at every term: of a term cut into k + 1
 * pieces, k typos leave one piece whole, so it is enough to look for the
 * pieces where they may have moved to (Li et al. 2011, Pass-Join). Hangul is
 * cut into its letters first: one wrong vowel is one typo, not a syllable.
 */
#include "match/keyer.h"

#include "base/tables.h"

#include <string.h>

/* Those of a third cell are words of content that are only no term alone. */
int mm_function_words(mm_map *out, const mm_tables *tables, mm_str lang)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];
    size_t  n;

    if (mm_tables_get(&rows.rest, tables, "function-words.tsv", NULL) < 0)
        return MM_OK; /* a table one can do without */
    while ((n = mm_rows_next(&rows, cells, 3)) >= 2)
        if (n == 2 && mm_str_eq(cells[0], lang) &&
            mm_map_add(out, cells[1]) == MM_MAP_NONE)
            return MM_ENOMEM;
    return MM_OK;
}

static int open_part(mm_keyer *keyer, unsigned part, mm_error *err)
{
    const mm_tables *tables = keyer->tables;

    switch (part) {
    case KEYER_KO:
        return mm_lang_open(&keyer->ko, MM_S("ko"), tables, err);
    case KEYER_EN:
        return mm_lang_open(&keyer->en, MM_S("en"), tables, err);
    case KEYER_ROMANIZER:
        return mm_romanizer_open(&keyer->romanizer, tables, err);
    case KEYER_HANJA:
        return mm_hanja_open(&keyer->hanja, tables, err);
    case KEYER_TITLES:
        return mm_titles_open(&keyer->titles, tables, err);
    case KEYER_JOSA:
        return mm_josa_open(&keyer->josa, tables, err);
    case KEYER_SKIPPED:
        return mm_function_words(&keyer->skipped, tables, MM_S("en")) < 0
                   ? mm_fail_memory(err)
                   : MM_OK;
    default:
        return mm_spelling_open(&keyer->spelling, tables, err);
    }
}

int mm_keyer_need(mm_keyer *keyer, unsigned parts, mm_error *err)
{
    for (unsigned part = 1; part <= (parts & ~keyer->open); part <<= 1) {
        int rc = parts & ~keyer->open & part ? open_part(keyer, part, err)
                                             : MM_OK;

        if (rc < 0)
            return rc;
        keyer->open |= parts & part;
    }
    return MM_OK;
}

int mm_keyer_open(mm_keyer *keyer, const mm_tables *tables, mm_error *err)
{
    int rc;

    *keyer = (mm_keyer){ .tables = tables };
    if (mm_tables_shipped(tables))
        return MM_OK;
    if ((rc = mm_keyer_need(keyer, KEYER_ALL, err)) < 0)
        mm_keyer_release(keyer);
    return rc;
}

void mm_keyer_release(mm_keyer *keyer)
{
    mm_lang_close(keyer->ko);
    mm_lang_close(keyer->en);
    mm_romanizer_close(keyer->romanizer);
    mm_hanja_close(keyer->hanja);
    mm_titles_close(keyer->titles);
    mm_josa_close(keyer->josa);
    mm_map_release(&keyer->skipped);
    mm_spelling_release(&keyer->spelling);
    mm_buf_release(&keyer->room);
    mm_buf_release(&keyer->more);
    *keyer = (mm_keyer){ 0 };
}

uint64_t mm_key_hash(mm_key_kind kind, mm_str bytes)
{
    return mm_hash(bytes) ^ (uint64_t)kind * 0x9E3779B97F4A7C15u;
}

/* ---- variants ---- */

static bool next_word(mm_str *text, mm_str *word)
{
    size_t at = 0, end;

    while (at < text->len && strchr(" -/\t", text->ptr[at]))
        at++;
    for (end = at; end < text->len && !strchr(" -/\t", text->ptr[end]);)
        end++;
    *word = mm_str_sub(*text, at, end - at);
    *text = mm_str_sub(*text, end, SIZE_MAX);
    return word->len > 0;
}

mm_str mm_keyer_usual(const mm_keyer *keyer, mm_str word)
{
    return mm_spelling_usual(&keyer->spelling, word);
}

static int latin_variant(mm_buf *out, mm_keyer *keyer, mm_str text)
{
    int rc = mm_keyer_need(keyer, KEYER_EN | KEYER_SPELLING, NULL);

    return rc < 0 ? rc
                  : mm_spelling_latin(out, &keyer->spelling, keyer->en, text);
}

static int hangul_variant(mm_buf *out, mm_keyer *keyer, mm_str text)
{
    bool han = mm_hanja_in(text);
    int  rc = mm_keyer_need(keyer, KEYER_SPELLING | (han ? KEYER_HANJA : 0u),
                            NULL);

    mm_buf_clear(&keyer->more);
    if (rc == MM_OK && han) {
        rc = mm_hanja_read(&keyer->more, keyer->hanja, text);
        text = mm_buf_str(&keyer->more);
    }
    return rc == MM_OK ? mm_spelling_hangul(out, &keyer->spelling, text) : rc;
}

int mm_keyer_variant(mm_buf *out, mm_keyer *keyer, mm_str text)
{
    switch (mm_text_script(text)) {
    case MM_SCRIPT_LATIN:
        return latin_variant(out, keyer, text);
    case MM_SCRIPT_HANGUL:
    case MM_SCRIPT_HAN:
        return hangul_variant(out, keyer, text);
    default:
        return mm_key_tight(out, text);
    }
}

/* ---- acronyms, romanization ---- */

int mm_keyer_acronym(mm_buf *out, mm_keyer *keyer, mm_str text)
{
    size_t before = out->len, words = 0;
    mm_str word, rest;
    int    rc;

    mm_buf_clear(&keyer->more);
    if ((rc = mm_keyer_need(keyer, KEYER_SKIPPED, NULL)) < 0 ||
        (rc = mm_key(&keyer->more, text)) < 0)
        return rc;
    rest = mm_buf_str(&keyer->more);
    while (rc == MM_OK && next_word(&rest, &word)) {
        size_t pos = 0;

        if (mm_map_find(&keyer->skipped, word) != MM_MAP_NONE)
            continue;
        rc = mm_buf_put_cp(out, mm_utf8_next(word, &pos));
        words++;
    }
    if (words < 2)
        out->len = before;
    return rc;
}

int mm_keyer_roman(mm_buf *out, mm_keyer *keyer, mm_str text)
{
    int rc = mm_keyer_need(keyer, KEYER_ROMANIZER, NULL);

    return rc < 0 ? rc : mm_roman_key(out, keyer->romanizer, text);
}

/* ---- letters and typos ---- */

size_t mm_key_letters(int32_t *out, mm_str key)
{
    size_t n = 0, pos = 0;

    while (pos < key.len) {
        int32_t cp = (unsigned char)key.ptr[pos];

        if (n + 3 > KEY_LETTERS)
            return 0;
        if (cp < 0x80) {
            out[n++] = cp;
            pos++;
            continue;
        }
        cp = mm_utf8_next(key, &pos);
        if (cp >= 0xAC00 && cp <= 0xD7A3) {
            cp -= 0xAC00;
            out[n++] = 0x1100 + cp / 588;
            out[n++] = 0x1161 + cp % 588 / 28;
            if (cp % 28)
                out[n++] = 0x11A7 + cp % 28;
        } else {
            out[n++] = cp;
        }
    }
    return n;
}

size_t mm_key_typos(size_t n)
{
    return n < 4 ? 0 : n < 5 ? 1 : n < 12 ? 2 : 3;
}

void mm_key_piece_place(size_t *start, size_t *len, size_t n, size_t pieces,
                        size_t piece)
{
    *start = n * piece / pieces;
    *len = n * (piece + 1) / pieces - *start;
}

uint64_t mm_key_piece(mm_key_kind kind, const int32_t *letters, size_t n,
                      size_t piece)
{
    size_t   start, len;
    uint64_t hash;

    mm_key_piece_place(&start, &len, n, mm_key_typos(n) + 1, piece);
    hash = mm_key_hash(kind, (mm_str){ (const char *)letters,
                                       len * sizeof *letters });
    return hash ^ ((uint64_t)n << 8 | piece) * 0xC2B2AE3D27D4EB4Fu;
}

/* The slot of `code`, or the free one where it belongs. */
static size_t slot_of(const mm_key_pattern *p, int32_t code)
{
    size_t at = (uint32_t)code & 255;

    while (p->codes[at] && p->codes[at] != code)
        at = (at + 1) & 255;
    return at;
}

void mm_key_pattern_make(mm_key_pattern *out, const int32_t *letters, size_t n)
{
    *out = (mm_key_pattern){ .n = n };
    for (size_t i = 0; i < n; i++) {
        size_t at = slot_of(out, letters[i]);

        out->codes[at] = letters[i];
        out->places[at] |= UINT64_C(1) << i;
    }
}

/* A column of the table of distances at once, as bits that say where it grows
 * and falls downwards (Hyyrö 2003, "A bit-vector algorithm for computing
 * Levenshtein and Damerau edit distances", figure 9). */
size_t mm_key_distance(const mm_key_pattern *p, const int32_t *letters,
                       size_t n, size_t most)
{
    uint64_t grows = ~UINT64_C(0), falls = 0, level = 0, before = 0, last;
    size_t   off = p->n;

    if ((n > p->n ? n - p->n : p->n - n) > most)
        return most + 1;
    if (p->n == 0)
        return n;
    last = UINT64_C(1) << (p->n - 1);
    for (size_t i = 0; i < n; i++) {
        uint64_t same = p->places[slot_of(p, letters[i])];
        uint64_t swap = (~level & same) << 1 & before, right, left;

        level = (((same & grows) + grows) ^ grows) | same | falls | swap;
        right = falls | ~(level | grows);
        left = level & grows;
        off += (right & last) != 0;
        off -= (left & last) != 0;
        if (off > most + (n - 1 - i)) /* each letter may mend one at most */
            return most + 1;
        right = right << 1 | 1;
        grows = left << 1 | ~(level | right);
        falls = right & level;
        before = same;
    }
    return off;
}

/* ---- all keys of a term ---- */

static int put_pieces(mm_key_kind kind, const int32_t *letters, size_t n,
                      mm_key_sink *put, void *self)
{
    size_t pieces = n ? mm_key_typos(n) + 1 : 0;
    int    rc = MM_OK;

    if (pieces < 2)
        return MM_OK;
    for (size_t i = 0; rc == MM_OK && i < pieces; i++) {
        size_t start, len;

        mm_key_piece_place(&start, &len, n, pieces, i);
        rc = put(self, mm_key_piece(kind, letters + start, n, i));
    }
    return rc;
}

static int put_words(mm_keyer *keyer, mm_str text, mm_key_sink *put,
                     void *self)
{
    mm_str rest, word;
    int    rc = MM_OK;

    mm_buf_clear(&keyer->more);
    if (mm_keyer_need(keyer, KEYER_EN | KEYER_SKIPPED, NULL) < 0 ||
        mm_key(&keyer->more, text) < 0)
        return MM_ENOMEM;
    rest = mm_buf_str(&keyer->more);
    if (!next_word(&rest, &word) || word.len == keyer->more.len)
        return MM_OK; /* one word is found by its exact key */
    rest = mm_buf_str(&keyer->more);
    while (rc == MM_OK && next_word(&rest, &word)) {
        mm_buf_clear(&keyer->room);
        if (mm_map_find(&keyer->skipped, word) != MM_MAP_NONE)
            continue;
        rc = mm_en_stem(&keyer->room, keyer->en, word);
        if (rc == MM_OK)
            rc = put(self, mm_key_hash(KEY_WORD, mm_buf_str(&keyer->room)));
    }
    return rc;
}

/* Pairs of neighbouring syllables of a tight key. */
static int put_grams(mm_str key, mm_key_sink *put, void *self)
{
    size_t first = 0, pos = 0, second;
    int    rc = MM_OK;

    mm_utf8_next(key, &pos);
    for (second = pos; rc == MM_OK && mm_utf8_next(key, &pos) >= 0;
         first = second, second = pos)
        rc = put(self,
                 mm_key_hash(KEY_GRAM, mm_str_sub(key, first, pos - first)));
    return rc;
}

/* Latin letters that are another spelling of it, and those it sounds like. */
static int put_roman(mm_buf *roman, mm_keyer *keyer, mm_str text,
                     mm_key_sink *put, void *self)
{
    int32_t letters[KEY_LETTERS];
    size_t  before = roman->len;
    mm_str  key;
    int     rc;

    if ((rc = mm_keyer_roman(roman, keyer, text)) < 0)
        return rc;
    key = mm_str_sub(mm_buf_str(roman), before, SIZE_MAX);
    if (key.len >= 2)
        rc = put(self, mm_key_hash(KEY_ROMAN_HANGUL, key));
    if (rc == MM_OK && key.len >= 2)
        rc = put_pieces(KEY_SOUND, letters, mm_key_letters(letters, key), put,
                        self);
    return rc;
}

static int put_hangul(mm_buf *roman, mm_keyer *keyer, mm_str text, mm_str key,
                      mm_key_sink *put, void *self)
{
    int rc;

    mm_buf_clear(&keyer->room);
    if ((rc = mm_initials(&keyer->room, key)) < 0 ||
        (rc = put(self, mm_key_hash(KEY_INITIALS,
                                    mm_buf_str(&keyer->room)))) < 0 ||
        (rc = put_grams(key, put, self)) < 0)
        return rc;
    return put_roman(roman, keyer, text, put, self);
}

static int put_latin(mm_keyer *keyer, mm_str text, mm_key_sink *put,
                     void *self)
{
    int rc;

    mm_buf_clear(&keyer->room);
    if ((rc = mm_keyer_acronym(&keyer->room, keyer, text)) < 0)
        return rc;
    if (keyer->room.len)
        rc = put(self, mm_key_hash(KEY_ACRONYM, mm_buf_str(&keyer->room)));
    if (rc == MM_OK)
        rc = put_words(keyer, text, put, self);
    mm_buf_clear(&keyer->room);
    if (rc == MM_OK)
        rc = mm_keyer_roman(&keyer->room, keyer, text);
    if (rc == MM_OK && keyer->room.len >= 2)
        rc = put(self, mm_key_hash(KEY_ROMAN_LATIN, mm_buf_str(&keyer->room)));
    return rc;
}

int mm_keyer_term(mm_buf *roman, mm_keyer *keyer, mm_str text, mm_str key,
                  mm_key_sink *put, void *self)
{
    mm_buf    variant = { 0 };
    int32_t   letters[KEY_LETTERS];
    mm_script script = mm_text_script(text);
    int       rc;

    if ((rc = put(self, mm_key_hash(KEY_EXACT, key))) < 0 ||
        (rc = mm_keyer_variant(&variant, keyer, text)) < 0)
        goto done;
    if (!mm_str_eq(mm_buf_str(&variant), key))
        rc = put(self, mm_key_hash(KEY_VARIANT, mm_buf_str(&variant)));
    if (rc == MM_OK)
        rc = put_pieces(KEY_PIECE, letters, mm_key_letters(letters, key), put,
                        self);
    if (rc == MM_OK && script == MM_SCRIPT_HANGUL)
        rc = put_hangul(roman, keyer, text, key, put, self);
    else if (rc == MM_OK && script == MM_SCRIPT_LATIN)
        rc = put_latin(keyer, text, put, self);
done:
    mm_buf_release(&variant);
    return rc;
}
