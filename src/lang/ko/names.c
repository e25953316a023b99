/*
 * Names of Korean persons and how they are spelt.
 *
 * Koreans spell their names as they like: 59% of given-name syllables and 19%
 * of surnames follow the Revised Romanization. What they like is habit, though,
 * and habits can be counted: a table gives each surname and each syllable of a
 * given name its spellings with weights; any other spelling is put together
 * from the habits of single letters (ㅓ as eo, u, o; ㄱ as g, k). The spelling
 * of a name is the product over its syllables, summed over every way to divide
 * the letters; the surname is the first or the last word.
 */
#include "malmoi/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "lang/ko/syllable.h"
#include "malmoi/text.h"

enum { NAME_LETTERS = 40, NAME_WORDS = 6 };

static const double HABIT = 0.8; /* of a table's spellings; the rest is made of
                                    letters */

typedef struct spelling {
    mm_str text; /* lower case, no hyphen */
    double share;
} spelling;

typedef struct entry {
    double   weight; /* bearers in thousands, or uses */
    uint32_t first, n;
} entry;

/* Forms and their spellings: of surnames; of syllables and letters. */
typedef struct habits {
    mm_map  forms;
    entry  *entries;
    size_t  cap;
    double  total;
} habits;

struct mm_names {
    habits    surnames, given;
    mm_map    exceptions; /* hangul */
    mm_str   *exception;  /* whole spelling, by number */
    size_t    cap_exception;
    spelling *spellings;
    size_t    n, cap;
    mm_arena  mem;
    const entry *letter[3][MM_KO_FINALS]; /* onset, vowel, final */
    const entry *syllable[11172];         /* of given names */
};

/* ---- reading ---- */

static int read_spellings(mm_names *names, entry *into, mm_str cell,
                          mm_error *err)
{
    double total = 0;
    int    rc = MM_OK;

    into->first = (uint32_t)names->n;
    while (cell.len && rc == MM_OK) {
        mm_str   item = mm_str_cut(&cell, ' ');
        spelling one = { .text = mm_str_cut(&item, ':') };

        if (!mm_str_number(item, &one.share) || one.share <= 0)
            return mm_fail(err, MM_EFORMAT, "no weight of a spelling");
        if (mm_str_eq(one.text, MM_S("_")))
            one.text.len = 0;
        one.text = mm_arena_copy(&names->mem, one.text);
        if (!one.text.ptr)
            return mm_fail_memory(err);
        rc = mm_grow(&names->spellings, &names->cap, names->n + 1, sizeof one,
                     err);
        if (rc == MM_OK) {
            names->spellings[names->n++] = one;
            into->n++;
            total += one.share;
        }
    }
    for (uint32_t i = 0; i < into->n && total > 0; i++)
        names->spellings[into->first + i].share /= total;
    return rc;
}

static int read_habits(mm_names *names, habits *out, mm_str table,
                       mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[3];
    size_t  n;
    int     rc = MM_OK;

    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, 3)) > 0) {
        entry    one = { 0 };
        uint32_t at;

        if (n < 2 || !mm_str_number(cells[1], &one.weight))
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no weight of a name");
        if (n > 2 &&
            (rc = read_spellings(names, &one, mm_str_trim(cells[2]), err)) < 0)
            return mm_fail_at(err, rc, rows.line, "bad spellings of a name");
        if ((at = mm_map_add(&out->forms, cells[0])) == MM_MAP_NONE)
            return mm_fail_memory(err);
        if ((rc = mm_grow(&out->entries, &out->cap, at + 1, sizeof one, err)) ==
            MM_OK)
            out->entries[at] = one;
        out->total += one.weight;
    }
    return rc;
}

static int read_exceptions(mm_names *names, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[2];
    size_t  n;
    int     rc = MM_OK;

    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, 2)) > 0) {
        uint32_t at;

        if (n < 2)
            return mm_fail_at(err, MM_EFORMAT, rows.line, "no spelling");
        if ((at = mm_map_add(&names->exceptions, cells[0])) == MM_MAP_NONE)
            return mm_fail_memory(err);
        rc = mm_grow(&names->exception, &names->cap_exception, at + 1,
                     sizeof *names->exception, err);
        if (rc == MM_OK) {
            names->exception[at] = mm_arena_copy(&names->mem, cells[1]);
            if (!names->exception[at].ptr)
                rc = mm_fail_memory(err);
        }
    }
    return rc;
}

/* Entries by letter and by syllable, so that nothing is hashed later. */
static void index_letters(mm_names *names)
{
    for (size_t i = 0; i < names->given.forms.n; i++) {
        mm_str       form = names->given.forms.keys[i];
        const entry *at = &names->given.entries[i];
        size_t       pos = form.ptr[0] == '-';
        bool         is_final = pos > 0;
        int32_t      cp = mm_utf8_next(form, &pos);

        if (mm_ko_is_syllable(cp))
            names->syllable[cp - 0xAC00] = at;
        else if (is_final && mm_ko_letter_final(cp) > 0)
            names->letter[2][mm_ko_letter_final(cp)] = at;
        else if (mm_ko_letter_vowel(cp) >= 0)
            names->letter[1][mm_ko_letter_vowel(cp)] = at;
        else if (mm_ko_letter_onset(cp) >= 0)
            names->letter[0][mm_ko_letter_onset(cp)] = at;
    }
}

int mm_names_open(mm_names **out, const mm_tables *tables, mm_error *err)
{
    mm_names *names = calloc(1, sizeof *names);
    mm_str    text;
    int       rc;

    *out = NULL;
    if (!names)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&text, tables, "surnames.tsv", err)) == MM_OK &&
        (rc = read_habits(names, &names->surnames, text, err)) == MM_OK &&
        (rc = mm_tables_get(&text, tables, "name-syllables.tsv", err)) ==
            MM_OK &&
        (rc = read_habits(names, &names->given, text, err)) == MM_OK &&
        (rc = mm_tables_get(&text, tables, "name-exceptions.tsv", err)) ==
            MM_OK)
        rc = read_exceptions(names, text, err);
    if (rc == MM_OK) {
        index_letters(names);
        *out = names;
    } else
        mm_names_close(names);
    return rc;
}

void mm_names_close(mm_names *names)
{
    if (!names)
        return;
    mm_map_release(&names->surnames.forms);
    mm_map_release(&names->given.forms);
    mm_map_release(&names->exceptions);
    free(names->surnames.entries);
    free(names->given.entries);
    free(names->exception);
    free(names->spellings);
    mm_arena_release(&names->mem);
    free(names);
}

/* ---- the Hangul side ---- */

static const entry *surname_of(const mm_names *names, mm_str form)
{
    uint32_t at = mm_map_find(&names->surnames.forms, form);

    return at == MM_MAP_NONE ? NULL : &names->surnames.entries[at];
}

static bool all_syllables(mm_str text, size_t *n)
{
    size_t pos = 0;

    *n = 0;
    while (pos < text.len) {
        if (!mm_ko_is_syllable(mm_utf8_next(text, &pos)))
            return false;
        ++*n;
    }
    return true;
}

size_t mm_names_surname(const mm_names *names, mm_str hangul)
{
    if (hangul.len > 6 && surname_of(names, mm_str_sub(hangul, 0, 6)))
        return 6;
    return hangul.len >= 3 && surname_of(names, mm_str_sub(hangul, 0, 3)) ? 3
                                                                          : 0;
}

double mm_name_is_korean(const mm_names *names, mm_str hangul)
{
    const entry *family;
    size_t       n, surname = mm_names_surname(names, hangul), pos = surname;
    double       ln;

    if (!all_syllables(hangul, &n) || n < 2 || n > 4 || !surname ||
        surname == hangul.len || hangul.len - surname > 6)
        return 0;
    family = surname_of(names, mm_str_sub(hangul, 0, surname));
    /* against a syllable of running text: one of some 400 in use */
    ln = log((family->weight + 0.5) / names->surnames.total * 400);
    while (pos < hangul.len) {
        const entry *one = names->syllable[mm_utf8_next(hangul, &pos) - 0xAC00];

        ln += log(((one ? one->weight : 0) + 0.3) / names->given.total * 400);
    }
    if (hangul.len - surname != 6)
        ln -= 2; /* most given names have two syllables */
    return 1 / (1 + exp(1.5 - ln));
}

/* ---- the Latin side ---- */

typedef struct letters {
    char   at[NAME_LETTERS];
    size_t n, n_words;
    size_t start[NAME_WORDS + 1];
} letters;

static void letters_put(letters *out, char c, bool *open)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z' && out->n < NAME_LETTERS) {
        if (!*open && out->n_words < NAME_WORDS)
            out->start[out->n_words++] = out->n;
        *open = true;
        out->at[out->n++] = c;
    } else if (c == ' ' || c == ',')
        *open = false;
}

static void letters_read(letters *out, mm_str text)
{
    mm_buf plain = { 0 };
    bool   open = false, ascii = true;

    out->n = out->n_words = 0;
    for (size_t i = 0; i < text.len && ascii; i++)
        ascii = (unsigned char)text.ptr[i] < 0x80;
    if (!ascii && mm_plain_letters(&plain, text) == MM_OK)
        text = mm_buf_str(&plain);
    for (size_t i = 0; i < text.len; i++)
        letters_put(out, text.ptr[i], &open);
    out->start[out->n_words] = out->n;
    mm_buf_release(&plain);
}

/* to[i + n] += from[i] * share for each spelling that stands at i. */
static void spell(double *to, const double *from, const mm_names *names,
                  const entry *by, const char *at, size_t n, double scale)
{
    if (!by) {
        for (size_t i = 0; i <= n; i++)
            to[i] += from[i] * scale;
        return;
    }
    for (uint32_t k = 0; k < by->n; k++) {
        const spelling *one = &names->spellings[by->first + k];
        size_t          len = one->text.len;

        for (size_t i = 0; i + len <= n; i++)
            if (from[i] > 0 && memcmp(at + i, one->text.ptr, len) == 0)
                to[i + len] += from[i] * one->share * scale;
    }
}

/* One syllable: by its own spellings, and by those of its letters. */
static void spell_syllable(double *sum, const mm_names *names, const entry *own,
                           int32_t cp, const char *at, size_t n)
{
    double onset[NAME_LETTERS + 1] = { 0 }, vowel[NAME_LETTERS + 1] = { 0 };
    double to[NAME_LETTERS + 1] = { 0 };
    bool   known = own && own->n;
    int    final = mm_ko_final(cp);

    if (known)
        spell(to, sum, names, own, at, n, HABIT);
    spell(onset, sum, names, names->letter[0][mm_ko_onset(cp)], at, n,
          known ? 1 - HABIT : 1);
    spell(vowel, onset, names, names->letter[1][mm_ko_vowel(cp)], at, n, 1);
    spell(to, vowel, names, final ? names->letter[2][final] : NULL, at, n, 1);
    memcpy(sum, to, (n + 1) * sizeof *sum);
}

static double spell_form(const mm_names *names, mm_str form, bool surname,
                         const char *at, size_t n)
{
    double       sum[NAME_LETTERS + 1] = { 1 };
    double       whole[NAME_LETTERS + 1] = { 0 };
    const entry *own = surname ? surname_of(names, form) : NULL;
    size_t       pos = 0;

    if (own && own->n) {
        spell(whole, sum, names, own, at, n, HABIT);
        sum[0] = 1 - HABIT;
    }
    while (pos < form.len) {
        int32_t cp = mm_utf8_next(form, &pos);

        if (!mm_ko_is_syllable(cp))
            return 0;
        spell_syllable(sum, names, surname ? NULL : names->syllable[cp - 0xAC00],
                       cp, at, n);
    }
    return whole[n] + sum[n];
}

/* The surname is `n` letters from `start`; the rest is the given name. */
static double spell_split(const mm_names *names, mm_str hangul, size_t surname,
                          const letters *latin, size_t start, size_t n)
{
    char   rest[NAME_LETTERS];
    size_t n_rest = latin->n - n;
    double p = spell_form(names, mm_str_sub(hangul, 0, surname), true,
                          latin->at + start, n);

    if (p <= 0 || n_rest == 0)
        return 0;
    memcpy(rest, latin->at, start);
    memcpy(rest + start, latin->at + start + n, latin->n - start - n);
    return p * spell_form(names, mm_str_sub(hangul, surname, hangul.len), false,
                          rest, n_rest);
}

static bool is_exception(const mm_names *names, mm_str hangul,
                         const letters *latin)
{
    uint32_t at = mm_map_find(&names->exceptions, hangul);
    letters  own;

    if (at == MM_MAP_NONE)
        return false;
    letters_read(&own, names->exception[at]);
    return own.n == latin->n && memcmp(own.at, latin->at, own.n) == 0;
}

double mm_name_spelling(const mm_names *names, mm_str hangul, mm_str latin)
{
    letters a;
    size_t  n, surname, last;
    double  first_p = 0, last_p = 0;

    surname = mm_names_surname(names, hangul);
    if (!surname || surname == hangul.len || !all_syllables(hangul, &n) ||
        n > 4)
        return -INFINITY;
    letters_read(&a, latin);
    if (a.n < 3 || a.n >= NAME_LETTERS)
        return -INFINITY;
    if (is_exception(names, hangul, &a))
        return log(0.5);
    if (a.n_words == 1) {
        for (size_t i = 1; i < a.n && i <= 8; i++)
            first_p += 0.3 * spell_split(names, hangul, surname, &a, 0, i);
        return log(first_p);
    }
    last = a.start[a.n_words - 1];
    first_p = spell_split(names, hangul, surname, &a, 0, a.start[1]);
    last_p = spell_split(names, hangul, surname, &a, last, a.n - last);
    return log(0.6 * first_p + 0.4 * last_p);
}

double mm_name_surname_spelling(const mm_names *names, mm_str surname,
                                mm_str latin)
{
    letters a;

    letters_read(&a, latin);
    return log(spell_form(names, surname, true, a.at, a.n));
}

/* ---- the usual spelling ---- */

static mm_str usual(const mm_names *names, const entry *by)
{
    const spelling *best = NULL;

    for (uint32_t i = 0; by && i < by->n; i++)
        if (!best || names->spellings[by->first + i].share > best->share)
            best = &names->spellings[by->first + i];
    return best ? best->text : (mm_str){ "", 0 };
}

/* RR of a syllable, as personal names have it: without assimilation. */
static int put_revised(mm_buf *out, int32_t cp)
{
    static const char *const onsets[] = { "g",  "kk", "n", "d", "tt", "r", "m",
                                          "b",  "pp", "s", "ss", "", "j", "jj",
                                          "ch", "k",  "t", "p", "h" };
    static const char *const vowels[] = { "a",  "ae", "ya", "yae", "eo", "e",
                                          "yeo", "ye", "o", "wa", "wae", "oe",
                                          "yo", "u",  "wo", "we", "wi", "yu",
                                          "eu", "ui", "i" };
    static const char *const finals[] = { "",  "k", "k", "k", "n",  "n", "n",
                                          "t", "l", "k", "m", "l",  "l", "l",
                                          "p", "l", "m", "p", "p",  "t", "t",
                                          "ng", "t", "t", "k", "t", "p", "t" };

    return mm_buf_printf(out, "%s%s%s", onsets[mm_ko_onset(cp)],
                         vowels[mm_ko_vowel(cp)], finals[mm_ko_final(cp)]);
}

static int put_part(mm_buf *out, const mm_names *names, const entry *by,
                    mm_str form)
{
    mm_str text = usual(names, by);
    size_t pos = 0;
    int    rc = MM_OK;

    if (text.len)
        return mm_buf_put(out, text);
    while (pos < form.len && rc == MM_OK)
        rc = put_revised(out, mm_utf8_next(form, &pos));
    return rc;
}

static void raise_from(mm_buf *out, size_t from, size_t n)
{
    for (size_t i = from; i < out->len && i < from + n; i++)
        if (out->ptr[i] >= 'a' && out->ptr[i] <= 'z')
            out->ptr[i] = (char)(out->ptr[i] - 'a' + 'A');
}

static int put_given(mm_buf *out, const mm_names *names, mm_str given,
                     mm_name_style style)
{
    size_t pos = 0, start = out->len;
    int    rc = MM_OK;

    while (pos < given.len && rc == MM_OK) {
        size_t  from = pos;
        int32_t cp = mm_utf8_next(given, &pos);

        if (from && style == MM_NAME_SPACED) {
            rc = mm_buf_putc(out, ' ');
            start = out->len;
        } else if (from && style != MM_NAME_JOINED)
            rc = mm_buf_putc(out, '-');
        if (rc == MM_OK)
            rc = put_part(out, names, names->syllable[cp - 0xAC00],
                          mm_str_sub(given, from, pos - from));
        raise_from(out, start, 1);
    }
    return rc;
}

static int put_surname(mm_buf *out, const mm_names *names, mm_str family,
                       mm_name_style style)
{
    size_t start = out->len;
    int    rc = put_part(out, names, surname_of(names, family), family);

    raise_from(out, start, style == MM_NAME_CAPITALS ? out->len - start : 1);
    return rc;
}

int mm_name_romanize(mm_buf *out, const mm_names *names, mm_str hangul,
                     mm_name_style style)
{
    size_t n, surname = mm_names_surname(names, hangul);
    mm_str family = mm_str_sub(hangul, 0, surname);
    mm_str given = mm_str_sub(hangul, surname, hangul.len);
    int    rc;

    if (!surname || !given.len || !all_syllables(hangul, &n) || n > 4)
        return MM_EINVALID;
    if (style == MM_NAME_GIVEN_FIRST) {
        if ((rc = put_given(out, names, given, style)) == MM_OK &&
            (rc = mm_buf_putc(out, ' ')) == MM_OK)
            rc = put_surname(out, names, family, style);
    } else if ((rc = put_surname(out, names, family, style)) == MM_OK &&
               (rc = mm_buf_putc(out, ' ')) == MM_OK)
        rc = put_given(out, names, given, style);
    return rc;
}
