/*
 * Hanja read in Hangul.
 *
 * Unihan's kHangul gives the readings of a character, those of the schools'
 * 1,800 characters marked E. A character is read by its first E reading, or
 * else its first; hanja-words.tsv has the words and characters where that is
 * wrong (自轉車 자전거, 車 else 차). The sound at the head of a word follows
 * the Standard Orthography of 1988, rules 10 to 12.
 */
#include "malmoi/hanja.h"

#include "base/map.h"
#include "base/tables.h"
#include "lang/ko/syllable.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

enum { CHARS = 40, READINGS = 8, WORD = 6 };

struct mm_hanja {
    mm_str       sorted; /* the shipped rows "北<TAB>북,배", or ... */
    mm_table_map chars;  /* ... those of a folder, in any order */
    mm_table_map words;
};

/* ---- tables ---- */

static int read_chars(mm_hanja *h, const mm_tables *tables)
{
    mm_str text;

    if (mm_tables_get(&text, tables, "hanja.tsv", NULL) < 0)
        return MM_OK; /* built without Unihan */
    if (!mm_tables_shipped(tables))
        return mm_table_map_read(&h->chars, text);
    h->sorted = text;
    return MM_OK;
}

static int read_words(mm_hanja *h, const mm_tables *tables)
{
    mm_str text;

    return mm_tables_get(&text, tables, "hanja-words.tsv", NULL) < 0
               ? MM_OK
               : mm_table_map_read(&h->words, text);
}

/* The readings of `character`, "북,배"; false when it has none. */
static bool readings_of(mm_str *out, const mm_hanja *h, mm_str character)
{
    const mm_str *found = mm_table_map_find(&h->chars, character);

    if (found)
        *out = *found;
    return found || mm_rows_find(out, h->sorted, character);
}

int mm_hanja_open(mm_hanja **out, const mm_tables *tables, mm_error *err)
{
    mm_hanja *h = calloc(1, sizeof *h);

    *out = NULL;
    if (!h || read_chars(h, tables) < 0 || read_words(h, tables) < 0) {
        mm_hanja_close(h);
        return mm_fail_memory(err);
    }
    *out = h;
    return MM_OK;
}

void mm_hanja_close(mm_hanja *hanja)
{
    if (!hanja)
        return;
    mm_table_map_release(&hanja->chars);
    mm_table_map_release(&hanja->words);
    free(hanja);
}

bool mm_hanja_in(mm_str text)
{
    size_t  pos = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        if (cp >= 0x3400 && mm_script_of(cp) == MM_SCRIPT_HAN)
            return true;
    return false;
}

/* ---- sounds ---- */

enum {
    NIEUN = 2,
    TIKEUT = 3,
    RIEUL = 5,
    IEUNG = 11,
    CIEUC = 12,
    FINAL_NIEUN = 4
};

/* ya, yae, yeo, ye, yo, yu, i */
static bool is_soft(int32_t cp)
{
    int vowel = mm_ko_vowel(cp);

    return vowel == 2 || vowel == 3 || vowel == 6 || vowel == 7 ||
           vowel == 12 || vowel == 17 || vowel == 20;
}

static int32_t with_onset(int32_t cp, int onset)
{
    return mm_ko_compose(onset, mm_ko_vowel(cp), mm_ko_final(cp));
}

/* As `cp` sounds at the head of a word. */
static int32_t at_head(int32_t cp)
{
    int onset = mm_ko_onset(cp);

    if ((onset == NIEUN || onset == RIEUL) && is_soft(cp))
        return with_onset(cp, IEUNG);
    return onset == RIEUL ? with_onset(cp, NIEUN) : cp;
}

/* As `cp` sounds behind `before`, -1 at the head of a word. */
static int32_t in_place(int32_t cp, int32_t before)
{
    int final = mm_ko_final(before);

    if (final < 0)
        return at_head(cp);
    if ((cp == 0xB82C || cp == 0xB960) && (final == 0 || final == FINAL_NIEUN))
        return with_onset(cp, IEUNG); /* 렬, 률 */
    return cp;
}

/* ---- one text ---- */

/* A text cut up into characters, with what each may be read as. */
typedef struct parsed {
    int32_t usual[CHARS];
    int32_t other[CHARS][READINGS];
    size_t  n_other[CHARS], n;
    bool    han[CHARS], fixed[CHARS]; /* fixed: by the word it is in */
} parsed;

static int32_t first_of(mm_str text)
{
    size_t pos = 0;

    return mm_utf8_next(text, &pos);
}

static void add_other(parsed *p, size_t i, int32_t cp)
{
    if (cp == p->usual[i] || p->n_other[i] == READINGS)
        return;
    for (size_t k = 0; k < p->n_other[i]; k++)
        if (p->other[i][k] == cp)
            return;
    p->other[i][p->n_other[i]++] = cp;
}

/* The reading of the word of the table at `at`, and its bytes; empty: none. */
static mm_str word_at(const mm_hanja *h, mm_str text, size_t at, size_t *len,
                      size_t least)
{
    size_t ends[WORD], n = 0, pos = at;

    while (n < WORD && mm_utf8_next(text, &pos) >= 0)
        ends[n++] = pos;
    while (n-- > least) {
        mm_str        word = mm_str_sub(text, at, ends[n] - at);
        const mm_str *reading = mm_table_map_find(&h->words, word);

        if (!reading)
            continue;
        *len = word.len;
        return *reading;
    }
    return (mm_str){ 0 };
}

/* A whole word of the table: each syllable as it says. */
static void take_word(parsed *p, mm_str reading)
{
    size_t  pos = 0;
    int32_t cp;

    while (p->n < CHARS && (cp = mm_utf8_next(reading, &pos)) >= 0) {
        p->usual[p->n] = cp;
        p->han[p->n] = p->fixed[p->n] = true;
        p->n++;
    }
}

static void take_char(const mm_hanja *h, parsed *p, mm_str text, size_t at,
                      size_t len, int32_t cp)
{
    mm_str rest, usual;
    size_t unused;

    p->usual[p->n] = cp;
    if (!readings_of(&rest, h, mm_str_sub(text, at, len))) {
        p->n++;
        return;
    }
    usual = word_at(h, mm_str_sub(text, 0, at + len), at, &unused, 0);
    p->han[p->n] = true;
    p->usual[p->n] = first_of(usual.len ? usual : rest);
    while (rest.len)
        add_other(p, p->n, first_of(mm_str_cut(&rest, ',')));
    p->n++;
}

/* False when the text is too long to be a term. */
static bool parse(parsed *p, const mm_hanja *h, mm_str text)
{
    size_t  pos = 0, at = 0, len;
    int32_t cp;

    *p = (parsed){ .n = 0 };
    while (p->n < CHARS && (cp = mm_utf8_next(text, &pos)) >= 0) {
        mm_str word =
            cp >= 0x3400 ? word_at(h, text, at, &len, 1) : (mm_str){ 0 };

        if (word.len) {
            take_word(p, word);
            pos = at + len;
        } else {
            take_char(h, p, text, at, pos - at, cp);
        }
        at = pos;
    }
    return pos >= text.len;
}

/* 不 is 부 before d and j (不動産), 불 else. */
static int32_t negation(const parsed *p, size_t i)
{
    int32_t next = i + 1 < p->n ? p->usual[i + 1] : 0;
    int     onset = mm_ko_onset(next);

    return onset == TIKEUT || onset == CIEUC ? 0xBD80 : 0xBD88;
}

/* Puts one reading: as usual but for up to two places. `place` >= n: none;
 * `which` past the last reading: the sound of the head of a word, or not. */
static int put_reading(mm_buf *out, const parsed *p, size_t place, size_t which,
                       size_t place2, size_t which2)
{
    int32_t before = -1;
    int     rc = MM_OK;

    for (size_t i = 0; i < p->n && rc == MM_OK; i++) {
        int32_t cp = p->usual[i];
        size_t  pick = i == place ? which : i == place2 ? which2 : SIZE_MAX;

        if (cp == 0xBD88 && p->han[i] && !p->fixed[i] && pick == SIZE_MAX)
            cp = negation(p, i);
        if (pick < p->n_other[i])
            cp = p->other[i][pick];
        else if (pick == p->n_other[i] && before >= 0)
            cp = at_head(cp);
        else if (p->han[i] && !p->fixed[i])
            cp = in_place(cp, before);
        rc = mm_buf_put_cp(out, cp);
        before = mm_ko_is_syllable(cp) ? cp : -1;
    }
    return rc;
}

int mm_hanja_read(mm_buf *out, const mm_hanja *hanja, mm_str text)
{
    parsed p;

    return parse(&p, hanja, text)
               ? put_reading(out, &p, SIZE_MAX, 0, SIZE_MAX, 0)
               : mm_buf_put(out, text);
}

/* One more line, unless it is there already. */
static int put_line(mm_buf *out, size_t start, size_t *n, const parsed *p,
                    size_t place, size_t which, size_t place2, size_t which2)
{
    mm_buf line = { 0 };
    mm_str all = mm_str_sub(mm_buf_str(out), start, SIZE_MAX);
    int    rc = put_reading(&line, p, place, which, place2, which2);

    rc |= mm_buf_putc(&line, '\n');
    for (mm_str rest = all; rc == MM_OK && rest.len;)
        if (mm_str_eq(mm_str_cut(&rest, '\n'),
                      mm_str_sub(mm_buf_str(&line), 0, line.len - 1)))
            goto done;
    if (rc == MM_OK && (rc = mm_buf_put(out, mm_buf_str(&line))) == MM_OK)
        ++*n;
done:
    mm_buf_release(&line);
    return rc;
}

/* How many ways there are to read character `i` otherwise. */
static size_t ways(const parsed *p, size_t i)
{
    return p->han[i] && !p->fixed[i] ? p->n_other[i] + 1 : 0;
}

int mm_hanja_readings(mm_buf *out, const mm_hanja *hanja, mm_str text,
                      size_t most)
{
    size_t start = out->len, n = 0;
    parsed p;
    int    rc;

    if (!parse(&p, hanja, text))
        return MM_OK;
    rc = put_line(out, start, &n, &p, SIZE_MAX, 0, SIZE_MAX, 0);
    for (size_t i = 0; i < p.n && n < most && rc == MM_OK; i++)
        for (size_t w = 0; w < ways(&p, i) && n < most && rc == MM_OK; w++)
            rc = put_line(out, start, &n, &p, i, w, SIZE_MAX, 0);
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = i + 1; k < p.n; k++)
            for (size_t w = 0; w < ways(&p, i); w++)
                for (size_t v = 0; v < ways(&p, k); v++)
                    if (n < most && rc == MM_OK)
                        rc = put_line(out, start, &n, &p, i, w, k, v);
    return rc;
}
