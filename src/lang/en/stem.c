/* English inflection.
 *
 * Problem: a word list must know "operations", "operation's" and "carried" by
 * one key. Method: irregular forms from data/en-irregular.tsv, then the rules
 * of plural, -ing, -ed and -ly, lighter than Porter's (1980): derivation stays
 * (operation is not operate). What the rules cannot know, they make not
 * matter: a silent e behind the last consonant goes from every word of two
 * syllables and more (provide and providing both give "provid"), so a stem is
 * a key and not always a word. In words of one syllable the e tells words
 * apart (plan, plane), and there it is put back (making: make). */
#include "lang/en/stem.h"

#include "base/map.h"
#include "base/memory.h"
#include "lang/lang.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

struct mm_en {
    mm_map   forms; /* irregular forms */
    mm_str  *stems; /* forms.n: the stem of each */
    size_t   cap;
    mm_map   plurals; /* irregular plurals of nouns */
    mm_str  *singulars;
    size_t   singulars_cap;
    mm_map   fixed;   /* words that are their own stem */
    mm_map   s_words; /* words whose final s is no plural */
    mm_arena mem;
};

/* ---- The table ---- */

/* Maps each of `forms` to `stem`; the first to claim a form keeps it. */
static int add_forms(mm_en *en, mm_map *map, mm_str **stems, size_t *cap,
                     mm_str forms, mm_str stem)
{
    if (!(stem = mm_arena_copy(&en->mem, stem)).ptr)
        return MM_ENOMEM;
    while (forms.len) {
        mm_str   form = mm_str_cut(&forms, ' ');
        size_t   before = map->n;
        uint32_t i = mm_map_add(map, form);

        if (i == MM_MAP_NONE ||
            mm_grow(stems, cap, map->n, sizeof **stems, NULL) < 0)
            return MM_ENOMEM;
        if (map->n > before)
            (*stems)[i] = stem;
    }
    return MM_OK;
}

static int add_words(mm_map *map, mm_str words)
{
    while (words.len)
        if (mm_map_add(map, mm_str_cut(&words, ' ')) == MM_MAP_NONE)
            return MM_ENOMEM;
    return MM_OK;
}

static int read_row(mm_en *en, const mm_rows *rows, const mm_str *cells,
                    size_t n, mm_error *err)
{
    int rc;

    if (n == 3 && mm_str_eq(cells[0], MM_S("n"))) {
        rc = add_forms(en, &en->plurals, &en->singulars, &en->singulars_cap,
                       cells[2], cells[1]);
        if (rc == MM_OK && !memchr(cells[2].ptr, ' ', cells[2].len))
            rc = add_forms(en, &en->forms, &en->stems, &en->cap, cells[2],
                           cells[1]);
    } else if (n != 2)
        return mm_fail_at(err, MM_EFORMAT, rows->line,
                          "en-irregular.tsv: a row has two or three cells");
    else if (mm_str_eq(cells[0], MM_S("=")))
        rc = add_words(&en->fixed, cells[1]);
    else if (mm_str_eq(cells[0], MM_S("=s")))
        rc = add_words(&en->s_words, cells[1]);
    else
        rc =
            add_forms(en, &en->forms, &en->stems, &en->cap, cells[1], cells[0]);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_en_open(mm_en **out, const mm_tables *tables, mm_error *err)
{
    mm_en  *en = calloc(1, sizeof *en);
    mm_rows rows = { 0 };
    mm_str  cells[4];
    size_t  n;
    int     rc;

    *out = NULL;
    if (!en)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&rows.rest, tables, "en-irregular.tsv", err)) < 0)
        goto done;
    while ((n = mm_rows_next(&rows, cells, 4)) > 0)
        if ((rc = read_row(en, &rows, cells, n, err)) < 0)
            goto done;
    *out = en;
    en = NULL;
done:
    mm_en_close(en);
    return rc;
}

void mm_en_close(mm_en *en)
{
    if (!en)
        return;
    mm_map_release(&en->forms);
    mm_map_release(&en->plurals);
    mm_map_release(&en->fixed);
    mm_map_release(&en->s_words);
    mm_arena_release(&en->mem);
    free(en->stems);
    free(en->singulars);
    free(en);
}

/* ---- Rules, on a lower-case word of a to z in a fixed buffer ---- */

enum { LONGEST = 48 }; /* words longer than this are left as they are */

typedef struct en_word {
    char   text[LONGEST + 4];
    size_t len;
} en_word;

static mm_str view(const en_word *w)
{
    return (mm_str){ w->text, w->len };
}

static bool ends(const en_word *w, const char *tail)
{
    return mm_str_ends(view(w), mm_cstr(tail));
}

/* Replaces the last `drop` letters by `tail`. */
static void replace(en_word *w, size_t drop, const char *tail)
{
    size_t n = strlen(tail);

    w->len -= drop;
    memcpy(w->text + w->len, tail, n);
    w->len += n;
}

static bool is_vowel(const en_word *w, size_t i)
{
    switch (w->text[i]) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
        return true;
    case 'y':
        return i > 0 && !is_vowel(w, i - 1);
    default:
        return false;
    }
}

/* Groups of vowels; a final e behind a consonant does not count. */
static size_t syllables(const en_word *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->len; i++)
        n += is_vowel(w, i) && (i == 0 || !is_vowel(w, i - 1));
    if (n > 1 && w->len > 2 && w->text[w->len - 1] == 'e' &&
        !is_vowel(w, w->len - 2))
        n--;
    return n;
}

static bool is_doubled(const en_word *w)
{
    return w->len > 2 && w->text[w->len - 1] == w->text[w->len - 2] &&
           !is_vowel(w, w->len - 1);
}

/* One consonant behind one vowel (mak-, us-), which asks for an e. */
static bool is_short(const en_word *w)
{
    size_t n = w->len;

    if (n < 2 || is_vowel(w, n - 1) || !is_vowel(w, n - 2) ||
        strchr("wxy", w->text[n - 1]))
        return false;
    return n == 2 || !is_vowel(w, n - 3) ||
           (w->text[n - 3] == 'u' && n > 3 && w->text[n - 4] == 'q');
}

/* Endings no English word of one syllable has without an e. */
static bool wants_e(const en_word *w)
{
    static const char *const tails[] = { "c",  "v",  "z",  "u",  "dg", "rg",
                                         "ng", "ls", "ns", "rs", "ps", "as",
                                         "is", "os", "us", "th", "bl", "tl" };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (ends(w, tails[i]))
            return !ends(w, "zz");
    return false;
}

/* The word behind which -ing or -ed stood. */
static void mend_verb(en_word *w)
{
    bool one = syllables(w) <= 1;

    if (is_doubled(w)) {
        if (!ends(w, "ss") && !ends(w, "ff") && !ends(w, "zz") &&
            !(one && ends(w, "ll")))
            w->len--;
    } else if (one && (is_short(w) || wants_e(w))) {
        replace(w, 0, "e");
    }
}

static bool strip_plural(en_word *w, const mm_en *en)
{
    if (w->len < 4 || w->text[w->len - 1] != 's' || ends(w, "ss") ||
        ends(w, "us") || ends(w, "is") || ends(w, "'s") ||
        mm_map_find(&en->s_words, view(w)) != MM_MAP_NONE)
        return false;
    if (ends(w, "ies") && w->len > 4)
        replace(w, 3, "y");
    else if (ends(w, "sses") || ends(w, "xes") || ends(w, "ches") ||
             ends(w, "shes") || ends(w, "zzes") || ends(w, "oes"))
        replace(w, 2, "");
    else
        replace(w, 1, "");
    return true;
}

/* -ied, -ed, -ing, where a vowel is left before them. */
static void strip_verb(en_word *w)
{
    en_word rest = *w;

    if (ends(w, "ied") && w->len > 4) {
        replace(w, 3, "y");
        return;
    }
    if (ends(w, "ing"))
        rest.len -= 3;
    else if (ends(w, "ed") && !ends(w, "eed"))
        rest.len -= 2;
    else
        return;
    if (rest.len < 2 || syllables(&rest) == 0)
        return;
    mend_verb(&rest);
    *w = rest;
}

static void strip_adverb(en_word *w)
{
    if (w->len < 6 || !ends(w, "ly"))
        return;
    if (ends(w, "ically"))
        replace(w, 4, "");
    else if (ends(w, "bly"))
        replace(w, 1, "e");
    else if (ends(w, "ily"))
        replace(w, 3, "y");
    else
        replace(w, 2, "");
}

/* What is left out of every key: the silent e and the double l of words of
 * two syllables and more. */
static void finish(en_word *w)
{
    if (syllables(w) < 2)
        return;
    if (ends(w, "ll"))
        w->len--;
    else if (w->len > 4 && w->text[w->len - 1] == 'e' &&
             !(is_vowel(w, w->len - 2) && w->text[w->len - 2] != 'u'))
        w->len--;
}

static void stem_word(en_word *w, const mm_en *en)
{
    uint32_t i;

    if (mm_map_find(&en->fixed, view(w)) != MM_MAP_NONE)
        return;
    if ((i = mm_map_find(&en->forms, view(w))) != MM_MAP_NONE) {
        w->len = 0;
        replace(w, 0, en->stems[i].ptr);
        finish(w);
        return;
    }
    if (strip_plural(w, en)) {
        if (mm_map_find(&en->fixed, view(w)) != MM_MAP_NONE)
            return;
    } else {
        strip_adverb(w);
    }
    strip_verb(w);
    finish(w);
}

/* ---- Calls ---- */

/* `word` without 's, s' or a bare apostrophe at its end. */
static mm_str without_possessive(mm_str word)
{
    static const char *const tails[] = { "'s", "’s", "'S", "’S", "'", "’" };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (mm_str_ends(word, mm_cstr(tails[i]))) {
            word.len -= strlen(tails[i]);
            break;
        }
    return word;
}

/* Capitals or digits behind the first letter: KeSPA, F-35. */
static bool is_special(mm_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if ((i > 0 && c >= 'A' && c <= 'Z' && word.ptr[i - 1] != '-') ||
            (c >= '0' && c <= '9'))
            return true;
    }
    return false;
}

static bool is_plain(mm_str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!((key.ptr[i] >= 'a' && key.ptr[i] <= 'z') || key.ptr[i] == '-'))
            return false;
    return key.len > 0 && key.len <= LONGEST;
}

/* All letters but the last capital, the last a plural s: "SMEs", "F-35s". */
static mm_str without_special_plural(mm_str word)
{
    if (word.len > 2 && word.ptr[word.len - 1] == 's') {
        char before = word.ptr[word.len - 2];

        if ((before >= 'A' && before <= 'Z') ||
            (before >= '0' && before <= '9'))
            word.len--;
    }
    return word;
}

static bool is_all_capitals(mm_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= 'a' && word.ptr[i] <= 'z')
            return false;
    return word.len > 3;
}

int mm_en_stem(mm_buf *out, const struct mm_lang *english, mm_str word)
{
    size_t  start = out->len;
    en_word w;
    mm_str  key;
    bool    special;

    word = without_possessive(word);
    /* a heading in capitals is words; DPRK comes out as it went in */
    special = is_special(word) && !is_all_capitals(word);
    if (is_special(word))
        word = without_special_plural(word);
    if (mm_key(out, word) < 0)
        return MM_ENOMEM;
    key = mm_str_sub(mm_buf_str(out), start, out->len);
    if (special || !english->en || !is_plain(key))
        return MM_OK;
    memcpy(w.text, key.ptr, key.len);
    w.len = key.len;
    stem_word(&w, english->en);
    out->len = start;
    return mm_buf_put(out, view(&w));
}

/* Puts the singular of lower-case `word`, in the case of `original`. */
static int put_singular(mm_buf *out, const mm_en *en, mm_str original,
                        en_word *w)
{
    uint32_t i = mm_map_find(&en->plurals, view(w));
    size_t   same = 0;

    if (mm_map_find(&en->fixed, view(w)) != MM_MAP_NONE)
        return mm_buf_put(out, original);
    if (i != MM_MAP_NONE) {
        w->len = 0;
        replace(w, 0, en->singulars[i].ptr);
    } else if (!strip_plural(w, en)) {
        return mm_buf_put(out, original);
    }
    while (same < w->len && same < original.len &&
           w->text[same] == (original.ptr[same] | 32))
        same++;
    if (mm_buf_put(out, mm_str_sub(original, 0, same)) < 0)
        return MM_ENOMEM;
    return mm_buf_put(out, mm_str_sub(view(w), same, w->len));
}

int mm_en_singular(mm_buf *out, const struct mm_lang *english, mm_str phrase)
{
    size_t  at;
    mm_str  last;
    en_word w = { .len = 0 };

    phrase = without_possessive(phrase);
    at = phrase.len;
    while (at > 0 && phrase.ptr[at - 1] != ' ')
        at--;
    last = mm_str_sub(phrase, at, phrase.len);
    if (mm_buf_put(out, mm_str_sub(phrase, 0, at)) < 0)
        return MM_ENOMEM;
    if (is_special(last))
        return mm_buf_put(out, without_special_plural(last));
    if (!english->en || last.len == 0 || last.len > LONGEST)
        return mm_buf_put(out, last);
    for (size_t i = 0; i < last.len; i++)
        w.text[i] = last.ptr[i] >= 'A' && last.ptr[i] <= 'Z'
                        ? (char)(last.ptr[i] | 32)
                        : last.ptr[i];
    w.len = last.len;
    if (!is_plain(view(&w)))
        return mm_buf_put(out, last);
    return put_singular(out, english->en, last, &w);
}
