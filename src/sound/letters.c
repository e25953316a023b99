/*
 * What is heard of a name: 26 Latin letters and the bounds of words on one
 * side, onsets, vowels and finals of Hangul on the other.
 *
 * Case, accents, hyphens and apostrophes are no sound. The bounds are: a final
 * e is silent, a final t gets a vowel (트), an initial k before n is not heard;
 * so every Latin word stands between two bounds, which units may take in. The
 * silent onset (ㅇ) is left out; onset and final of one consonant are two
 * symbols, since ㄹ is r here and l there.
 */
#include "sound/letters.h"

#include <string.h>

#include "lang/ko/syllable.h"
#include "malmoi/text.h"

/* ---- Latin ---- */

static void words_put(mm_latin_words *out, char c, bool *open, size_t byte,
                      size_t end)
{
    if (out->n == LETTERS_MAX)
        return;
    if (!*open) {
        if (out->n_words == LATIN_WORDS_MAX)
            out->n_words--; /* the last word takes in what is left */
        else {
            out->start[out->n_words] = out->n;
            out->from[out->n_words] = byte;
        }
        out->n_words++;
        *open = true;
    }
    out->at[out->n++] = (uint8_t)(c - 'a' + 1);
    out->to[out->n_words - 1] = end;
}

/* The plain letters of a code point that is not ASCII. */
static void words_put_other(mm_latin_words *out, mm_str one, bool *open,
                            size_t byte)
{
    mm_buf plain = { 0 };

    if (mm_plain_letters(&plain, one) == MM_OK)
        for (size_t i = 0; i < plain.len; i++)
            if (plain.ptr[i] >= 'a' && plain.ptr[i] <= 'z')
                words_put(out, plain.ptr[i], open, byte, byte + one.len);
    mm_buf_release(&plain);
}

static bool joins(int32_t cp)
{
    return cp == '-' || cp == '\'' || cp == 0x2019 || cp == 0x2018 ||
           cp == 0x02BC || (cp >= 0x2010 && cp <= 0x2013) || cp == 0xAD ||
           (cp >= 0x300 && cp <= 0x36F);
}

void mm_latin_words_read(mm_latin_words *out, mm_str text)
{
    bool   open = false;
    size_t pos = 0;

    out->n = out->n_words = 0;
    while (pos < text.len) {
        size_t  start = pos;
        int32_t cp = mm_utf8_next(text, &pos);

        if (cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        if (cp >= 'a' && cp <= 'z')
            words_put(out, (char)cp, &open, start, pos);
        else if (joins(cp))
            continue;
        else if (cp < 0x80 || mm_script_of(cp) != MM_SCRIPT_LATIN)
            open = false;
        else
            words_put_other(out, mm_str_sub(text, start, pos - start), &open,
                            start);
    }
    out->start[out->n_words] = out->n;
}

void mm_latin_add(mm_latin *out, const mm_latin_words *words, size_t word)
{
    size_t n = words->start[word + 1] - words->start[word];

    if (out->n + n + 2 > sizeof out->at)
        return;
    out->at[out->n++] = LATIN_BOUND;
    memcpy(out->at + out->n, words->at + words->start[word], n);
    out->n += n;
    out->at[out->n++] = LATIN_BOUND;
}

void mm_latin_all(mm_latin *out, const mm_latin_words *words)
{
    out->n = 0;
    for (size_t i = 0; i < words->n_words; i++)
        mm_latin_add(out, words, i);
}

/* ---- Hangul ---- */

void mm_jamo_read(mm_jamo *out, mm_str text)
{
    size_t pos = 0;

    out->n = out->n_syllables = 0;
    while (pos < text.len && out->n + 3 <= LETTERS_MAX) {
        size_t  start = pos;
        int32_t cp = mm_utf8_next(text, &pos);
        int     onset = mm_ko_onset(cp), final = mm_ko_final(cp);

        if (!mm_ko_is_syllable(cp))
            continue;
        if (onset != 11)
            out->at[out->n++] = (uint8_t)(1 + onset);
        out->at[out->n++] = (uint8_t)(20 + mm_ko_vowel(cp));
        if (final > 0)
            out->at[out->n++] = (uint8_t)(40 + final);
        out->from[out->n_syllables] = (uint32_t)start;
        out->to[out->n_syllables] = (uint32_t)pos;
        out->end[out->n_syllables++] = (uint8_t)out->n;
    }
}

/* ---- units as numbers and as text ---- */

uint32_t mm_symbols_code(const uint8_t *at, size_t n, uint32_t base)
{
    uint32_t code = 0;

    for (size_t i = 0; i < n; i++)
        code = code * base + at[i];
    return code;
}

int mm_latin_put(mm_buf *out, uint32_t code)
{
    char   text[8];
    size_t n = sizeof text;

    for (; code; code /= LATIN_BASE) {
        uint32_t at = code % LATIN_BASE;

        text[--n] = at == LATIN_BOUND ? '#' : (char)('a' + at - 1);
    }
    if (n == sizeof text)
        text[--n] = '_';
    return mm_buf_put(out, (mm_str){ text + n, sizeof text - n });
}

static int one_jamo_put(mm_buf *out, uint32_t at)
{
    if (at < 20)
        return mm_buf_put_cp(out, mm_ko_onset_letter((int)at - 1));
    if (at <= 40)
        return mm_buf_put_cp(out, mm_ko_vowel_letter((int)at - 20));
    return mm_buf_putc(out, '-') < 0
               ? MM_ENOMEM
               : mm_buf_put_cp(out, mm_ko_final_letter((int)at - 40));
}

int mm_jamo_put(mm_buf *out, uint32_t code)
{
    int rc = MM_OK;

    if (code == 0)
        return mm_buf_putc(out, '_');
    if (code >= JAMO_BASE && (rc = mm_jamo_put(out, code / JAMO_BASE)) < 0)
        return rc;
    return one_jamo_put(out, code % JAMO_BASE);
}

uint32_t mm_latin_parse(mm_str text)
{
    uint32_t code = 0;

    if (mm_str_eq(text, MM_S("_")))
        return 0;
    if (text.len == 0 || text.len > 4)
        return UINT32_MAX;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c != '#' && (c < 'a' || c > 'z'))
            return UINT32_MAX;
        code = code * LATIN_BASE +
               (c == '#' ? LATIN_BOUND : (uint32_t)(c - 'a' + 1));
    }
    return code;
}

uint32_t mm_jamo_parse(mm_str text)
{
    uint32_t code = 0;
    size_t   pos = 0, n = 0;

    if (mm_str_eq(text, MM_S("_")))
        return 0;
    while (pos < text.len) {
        int32_t cp = mm_utf8_next(text, &pos);
        bool    is_final = cp == '-';
        int     at;

        if (is_final)
            cp = mm_utf8_next(text, &pos);
        if (is_final)
            at = mm_ko_letter_final(cp) > 0 ? 40 + mm_ko_letter_final(cp) : -1;
        else if ((at = mm_ko_letter_vowel(cp)) >= 0)
            at += 20;
        else if ((at = mm_ko_letter_onset(cp)) >= 0)
            at += 1;
        if (at < 0 || ++n > 3)
            return UINT32_MAX;
        code = code * JAMO_BASE + (uint32_t)at;
    }
    return n ? code : UINT32_MAX;
}
