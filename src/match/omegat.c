/*
 * OmegaT shows three figures of a match: words cut down to their stems, words,
 * and all there is, white space and punctuation too. Each is the share of
 * tokens alike; case counts in none, and a word with a digit in it only in the
 * third. The first leaves out function words (by our list, not by its own).
 * Here is how OmegaT cuts: for words the word boundaries of Unicode (UAX 29),
 * for everything those of its runtime, which has older rules ("e-mail", "AT&T",
 * "$5" and "50%" are one token each). Languages for which OmegaT has no stemmer
 * of its own, Korean before all, have the words of the third figure in the
 * others too.
 */
#include "match/omegat.h"

#include "base/map.h"
#include "base/memory.h"
#include "malmoi/text.h"
#include "match/keyer.h"
#include "match/score.h"

#include <stdlib.h>
#include <string.h>

typedef enum figure { STEMS, WORDS, ALL } figure;

typedef enum sort { SPACE, LETTER, DIGIT, HAN, HIRAGANA, KATAKANA, MARK } sort;

struct mm_omegat {
    const mm_lang *lang;
    bool           plain; /* OmegaT knows no more than words between spaces */
    mm_map         skipped;
    mm_buf         lower[2], form;
    mm_useq        sides[2];
};

/* A token of the text. */
typedef struct piece {
    size_t start, end;
    bool   letter, digit; /* holds one */
} piece;

/* ---- opening ---- */

int mm_omegat_open(mm_omegat **out, const mm_lang *lang,
                   const mm_tables *tables, mm_error *err)
{
    mm_omegat *o = calloc(1, sizeof *o);

    *out = o;
    if (!o)
        return mm_fail_memory(err);
    o->lang = lang;
    o->plain = mm_str_eq(mm_lang_tag(lang), MM_S("ko"));
    if (!o->plain &&
        mm_function_words(&o->skipped, tables, mm_lang_tag(lang)) < 0) {
        mm_omegat_close(o);
        *out = NULL;
        return mm_fail_memory(err);
    }
    return MM_OK;
}

void mm_omegat_close(mm_omegat *o)
{
    if (!o)
        return;
    mm_map_release(&o->skipped);
    for (size_t i = 0; i < 2; i++) {
        mm_buf_release(&o->lower[i]);
        free(o->sides[i].items);
    }
    mm_buf_release(&o->form);
    free(o);
}

/* ---- characters ---- */

static sort sort_of_kana(int32_t cp)
{
    if (cp == 0x30FB || cp == 0xFF65)
        return MARK; /* the middle dot */
    return cp >= 0x3041 && cp <= 0x309F ? HIRAGANA : KATAKANA;
}

static sort sort_of(int32_t cp)
{
    if ((cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19))
        return DIGIT;
    if (cp <= ' ' || cp == 0x7F || cp == 0xA0 || cp == 0x3000 ||
        (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
        cp == 0x202F)
        return SPACE;
    if ((cp >= 0x3041 && cp <= 0x30FF) || (cp >= 0xFF65 && cp <= 0xFF9F))
        return sort_of_kana(cp);
    switch (mm_script_of(cp)) {
    case MM_SCRIPT_NONE:
        return cp >= 0x300 && cp <= 0x36F ? LETTER : MARK;
    case MM_SCRIPT_HAN:
        return HAN;
    case MM_SCRIPT_KANA:
        return sort_of_kana(cp);
    default:
        return LETTER;
    }
}

static int32_t at(mm_str text, size_t pos)
{
    return mm_utf8_next(text, &pos);
}

static bool is_word(sort s)
{
    return s == LETTER || s == DIGIT;
}

/* What stands between `before` and `after` within a token of the third
 * figure. */
static bool joins_all(int32_t cp, sort before, sort after)
{
    if (cp == '&')
        return is_word(before) && is_word(after);
    if (before == LETTER && after == LETTER)
        return cp == '\'' || cp == '.' || cp == '-' || cp == '_' || cp == 0xAD;
    return before == DIGIT && after == DIGIT && (cp == '.' || cp == ',');
}

/* The same within a word. */
static bool joins_word(int32_t cp, sort before, sort after)
{
    bool quote = cp == '\'' || cp == 0x2019 || cp == '.' || cp == 0xFF0E;

    if (cp == '_')
        return true;
    if (before == LETTER && after == LETTER)
        return quote || cp == ':' || cp == 0xB7;
    return before == DIGIT && after == DIGIT &&
           (quote || cp == ',' || cp == ';');
}

/* Does a mark begin a token with what is behind it: $5, #3, &File? */
static bool begins(int32_t cp, sort next)
{
    bool money = cp == '$' || cp == '#' || cp == 0xA3 || cp == 0xA5 ||
                 (cp >= 0x20A0 && cp <= 0x20CF);

    return (money && next == DIGIT) || (cp == '&' && is_word(next));
}

/* ---- tokens ---- */

/* From a letter or digit before `pos` of sort `last` on. */
static size_t run_end(piece *out, mm_str text, size_t pos, sort last, bool all)
{
    while (pos < text.len) {
        size_t  next = pos;
        int32_t cp = mm_utf8_next(text, &next);
        sort    s = sort_of(cp), after = SPACE;

        if (next < text.len)
            after = sort_of(at(text, next));
        if (s == MARK && all && cp == '%' && last == DIGIT)
            return next;
        if (s == MARK &&
            (all ? joins_all(cp, last, after) : joins_word(cp, last, after))) {
            pos = next;
            continue;
        }
        if (!is_word(s))
            break;
        out->letter |= s == LETTER;
        out->digit |= s == DIGIT;
        last = s;
        pos = next;
    }
    return pos;
}

static size_t same_end(mm_str text, size_t pos, sort s)
{
    while (pos < text.len && sort_of(at(text, pos)) == s)
        mm_utf8_next(text, &pos);
    return pos;
}

/* The token that begins at `start`. */
static piece take(mm_str text, size_t start, bool all)
{
    piece   out = { .start = start, .end = start };
    int32_t cp = mm_utf8_next(text, &out.end);
    sort    s = sort_of(cp);

    if (s == MARK) {
        sort next = out.end < text.len ? sort_of(at(text, out.end)) : SPACE;

        if ((all && begins(cp, next)) || (!all && cp == '_' && is_word(next)))
            out.end = run_end(&out, text, out.end, next, all);
        return out;
    }
    out.letter = s != SPACE && s != DIGIT;
    out.digit = s == DIGIT;
    if (is_word(s))
        out.end = run_end(&out, text, out.end, s, all);
    else if (s == SPACE || s == KATAKANA || all)
        out.end = same_end(text, out.end, s);
    return out;
}

/* `word` without "'s", as its stem is asked for. */
static mm_str bare(mm_str word)
{
    if (mm_str_ends(word, MM_S("'s")))
        return mm_str_sub(word, 0, word.len - 2);
    if (mm_str_ends(word, MM_S("\xE2\x80\x99s")))
        return mm_str_sub(word, 0, word.len - 4);
    return word;
}

/* Puts the token's hash into `out`, unless the figure passes it over. */
static int put(mm_omegat *o, mm_useq *out, figure which, mm_str text,
               const piece *p)
{
    mm_str word = mm_str_sub(text, p->start, p->end - p->start);

    if (which != ALL && (!p->letter || (p->digit && !o->plain)))
        return MM_OK;
    if (which == STEMS) {
        word = bare(word);
        if (mm_map_find(&o->skipped, word) != MM_MAP_NONE)
            return MM_OK;
        mm_buf_clear(&o->form);
        if (mm_lang_stem(&o->form, o->lang, NULL, word) < 0)
            return MM_ENOMEM;
        word = mm_buf_str(&o->form);
    }
    if (out->n >= MM_SEGMENT_MOST)
        return MM_OK;
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, NULL) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = mm_hash(word);
    return MM_OK;
}

static int cut(mm_omegat *o, mm_useq *out, figure which, mm_str text)
{
    int rc = MM_OK;

    out->n = 0;
    for (size_t pos = 0; pos < text.len && rc == MM_OK;) {
        piece p = take(text, pos, o->plain || which == ALL);

        rc = put(o, out, which, text, &p);
        pos = p.end;
    }
    return rc;
}

int mm_omegat_figures(unsigned out[3], mm_omegat *o, mm_str a, mm_str b)
{
    const mm_str texts[] = { a, b };
    int          percent;

    for (size_t i = 0; i < 2; i++) {
        mm_buf_clear(&o->lower[i]);
        if (mm_lower(&o->lower[i], texts[i]) < 0)
            return MM_ENOMEM;
    }
    for (figure f = STEMS; f <= ALL; f++) {
        for (size_t i = 0; i < 2; i++)
            if (cut(o, &o->sides[i], f, mm_buf_str(&o->lower[i])) < 0)
                return MM_ENOMEM;
        if ((percent = mm_alike(&o->sides[0], &o->sides[1])) < 0)
            return MM_ENOMEM;
        /* It says 0 of two that have nothing to compare. */
        out[f] = o->sides[0].n || o->sides[1].n ? (unsigned)percent : 0;
    }
    return MM_OK;
}
