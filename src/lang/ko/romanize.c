/* Hangul in Latin letters: the words that letters alone do not tell, and the
 * way from a line of text to one of the systems.
 *
 * Sound change follows the letters (pronounce.c) but for compounds: 학여울 is
 * hangnyeoul while 녹양 is nogyang, 생산량 saengsannyang while 대관령
 * daegwallyeong. So three steps put marks between syllables before the rules
 * run. (1) romanize-words.tsv: whole words, the longest at each place; words of
 * two syllables only at an end of the run, where they are not part of something
 * else by chance. A listed word without marks says that nothing is special and
 * shields it from (2). (2) romanize-suffixes.tsv: endings that make compounds
 * (량, 역, 용) when enough stands before them, also before a particle. (3) the
 * rest is plain. Official example: Standard Pronunciation, articles 20 and 29;
 * Revised Romanization, section 3. */
#include "lang/ko/romanize.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "lang/ko/syllable.h"
#include "malmoi/text.h"

enum {
    SYLLABLE = 3 /* bytes */,
    MAX_WORD = 12 /* syllables */,
    NAME_KINDS = MM_KO_GIVEN_NAME + 1
};

typedef struct suffix {
    uint8_t  mark;  /* mm_ko_mark before it */
    uint8_t  least; /* syllables of the whole word */
    uint8_t  n; /* syllables of the suffix; the mark goes before its first */
    uint32_t before; /* finals that it needs before it, as bits */
} suffix;

struct mm_romanizer {
    mm_map words;
    char (*marks)[MAX_WORD]; /* per word: the mark before each syllable */
    size_t  marks_cap;
    mm_map  suffixes;
    suffix *rules; /* per suffix */
    size_t  rules_cap;
    mm_map  particles;
    mm_map  names[NAME_KINDS];
    uint8_t longest[11172]; /* syllables of the longest word by its first */
};

static const struct {
    const char *name;
} systems[] = { { "rr" },   { "rr-name" }, { "mr" },
                { "yale" }, { "dprk" },    { "letters" } };

enum { SYSTEMS = sizeof systems / sizeof *systems };

const char *mm_roman_system_name(mm_roman_system system)
{
    return (unsigned)system < SYSTEMS ? systems[system].name : "rr";
}

int mm_roman_system_find(mm_roman_system *out, mm_str name, mm_error *err)
{
    for (int i = 0; i < SYSTEMS; i++)
        if (mm_str_eq(name, mm_cstr(systems[i].name))) {
            *out = (mm_roman_system)i;
            return MM_OK;
        }
    return mm_fail(err, MM_EINVALID,
                   "no system of romanization '%.*s': rr, rr-name, mr, yale, "
                   "dprk",
                   (int)name.len, name.ptr);
}

/* --- tables ------------------------------------------------------------- */

static int mark_of(int32_t cp)
{
    switch (cp) {
    case '+':
        return MM_KO_INSERT;
    case '|':
        return MM_KO_BOUND;
    case ':':
        return MM_KO_CUT;
    case '=':
        return MM_KO_NN;
    case '-':
        return MM_KO_UNIT;
    default:
        return -1;
    }
}

/* Adds a word as the table spells it: 학+여울. */
static int add_word(mm_romanizer *r, mm_str marked, long line, mm_error *err)
{
    char     key[MAX_WORD * SYLLABLE + 4], marks[MAX_WORD];
    size_t   len = 0, n = 0, pos = 0;
    int      mark = MM_KO_KEEP, rc;
    int32_t  cp, first = 0;
    uint32_t id;

    while ((cp = mm_utf8_next(marked, &pos)) >= 0) {
        if (mark_of(cp) >= 0) {
            mark = mark_of(cp);
            continue;
        }
        if (!mm_ko_is_syllable(cp) || n == MAX_WORD)
            return mm_fail_at(err, MM_EFORMAT, line,
                              "no Hangul word '%.*s' in romanize-words.tsv",
                              (int)marked.len, marked.ptr);
        first = n ? first : cp;
        marks[n++] = (char)mark;
        mark = MM_KO_KEEP;
        len += mm_utf8_put(key + len, cp);
    }
    if (n < 2)
        return mm_fail_at(err, MM_EFORMAT, line, "a word of one syllable");
    id = mm_map_add(&r->words, (mm_str){ key, len });
    if (id == MM_MAP_NONE)
        return mm_fail_memory(err);
    if ((rc = mm_grow(&r->marks, &r->marks_cap, id + 1, MAX_WORD, err)) < 0)
        return rc;
    memcpy(r->marks[id], marks, n);
    if (r->longest[first - 0xAC00] < n)
        r->longest[first - 0xAC00] = (uint8_t)n;
    return MM_OK;
}

static int read_words(mm_romanizer *r, const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cell;
    int     rc = mm_tables_get(&rows.rest, tables, "romanize-words.tsv", err);

    while (rc == MM_OK && mm_rows_next(&rows, &cell, 1) > 0)
        while (rc == MM_OK && cell.len) {
            mm_str word = mm_str_cut(&cell, ' ');

            if (word.len)
                rc = add_word(r, word, rows.line, err);
        }
    return rc;
}

/* Finals that count as "before": "any" is all of them, or letters. */
static uint32_t finals_of(mm_str text)
{
    uint32_t bits = 0;
    size_t   pos = 0;
    int32_t  cp;

    if (mm_str_eq(text, MM_S("any")))
        return 0x0FFFFFFE;
    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        if (mm_ko_letter_final(cp) > 0)
            bits |= 1u << mm_ko_letter_final(cp);
    return bits;
}

static int read_suffixes(mm_romanizer *r, const mm_tables *tables,
                         mm_error *err)
{
    mm_rows  rows = { 0 };
    mm_str   c[4];
    size_t   n;
    double   least;
    uint32_t id;
    int rc = mm_tables_get(&rows.rest, tables, "romanize-suffixes.tsv", err);

    while (rc == MM_OK && (n = mm_rows_next(&rows, c, 4)) > 0) {
        if (n == 2 && mm_str_eq(c[0], MM_S("particle"))) {
            if (mm_map_add(&r->particles, c[1]) == MM_MAP_NONE)
                rc = mm_fail_memory(err);
            continue;
        }
        if (n < 4 || c[0].len != 1 || mark_of(c[0].ptr[0]) < 0 ||
            !mm_str_number(c[2], &least) || !finals_of(c[3]))
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "broken row in romanize-suffixes.tsv");
        id = mm_map_add(&r->suffixes, c[1]);
        if (id == MM_MAP_NONE)
            return mm_fail_memory(err);
        rc = mm_grow(&r->rules, &r->rules_cap, id + 1, sizeof *r->rules, err);
        if (rc == MM_OK)
            r->rules[id] =
                (suffix){ (uint8_t)mark_of(c[0].ptr[0]), (uint8_t)least,
                          (uint8_t)(c[1].len / SYLLABLE), finals_of(c[3]) };
    }
    return rc;
}

static int read_names(mm_romanizer *r, const mm_tables *tables, mm_error *err)
{
    static const char *const kinds[] = { "surname", "given", "province",
                                         "place", "givenname" };
    mm_rows                  rows = { 0 };
    mm_str                   c[2];
    int rc = mm_tables_get(&rows.rest, tables, "romanize-names.tsv", err);

    while (rc == MM_OK && mm_rows_next(&rows, c, 2) == 2)
        for (int i = 0; i < NAME_KINDS; i++)
            while (mm_str_eq(c[0], mm_cstr(kinds[i])) && c[1].len)
                if (mm_map_add(&r->names[i], mm_str_cut(&c[1], ' ')) ==
                    MM_MAP_NONE)
                    return mm_fail_memory(err);
    return rc;
}

int mm_romanizer_open(mm_romanizer **out, const mm_tables *tables,
                      mm_error *err)
{
    mm_romanizer *r = calloc(1, sizeof *r);
    int           rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    if ((rc = read_words(r, tables, err)) < 0 ||
        (rc = read_suffixes(r, tables, err)) < 0 ||
        (rc = read_names(r, tables, err)) < 0) {
        mm_romanizer_close(r);
        return rc;
    }
    *out = r;
    return MM_OK;
}

void mm_romanizer_close(mm_romanizer *r)
{
    if (!r)
        return;
    mm_map_release(&r->words);
    mm_map_release(&r->suffixes);
    mm_map_release(&r->particles);
    for (int i = 0; i < NAME_KINDS; i++)
        mm_map_release(&r->names[i]);
    free(r->marks);
    free(r->rules);
    free(r);
}

bool mm_ko_is_name(const mm_romanizer *r, mm_ko_name kind, mm_str word)
{
    return mm_map_find(&r->names[kind], word) != MM_MAP_NONE;
}

/* --- runs --------------------------------------------------------------- */

int mm_ko_run_read(mm_ko_run *run, mm_str text, size_t *pos)
{
    size_t  at = *pos;
    int32_t cp;

    run->n = 0;
    run->start = run->end = *pos;
    while (mm_ko_is_syllable(cp = mm_utf8_next(text, &at))) {
        if (mm_grow(&run->phones, &run->cap, run->n + 1, sizeof *run->phones,
                    NULL) < 0)
            return MM_ENOMEM;
        run->phones[run->n++] = mm_ko_phone_of(cp);
        run->end = at;
    }
    *pos = run->end;
    return MM_OK;
}

void mm_ko_run_release(mm_ko_run *run)
{
    free(run->phones);
    *run = (mm_ko_run){ 0 };
}

/* Bytes of the syllables `first` to `end` of the run. */
static mm_str piece(const mm_ko_run *run, mm_str text, size_t first, size_t end)
{
    return (mm_str){ text.ptr + run->start + first * SYLLABLE,
                     (end - first) * SYLLABLE };
}

size_t mm_ko_surname_len(const mm_romanizer *r, const mm_ko_run *run,
                         mm_str text)
{
    for (size_t n = 2; n > 0; n--) {
        bool given =
            run->n == n + 2 &&
            (!mm_ko_is_name(r, MM_KO_PLACE, piece(run, text, n + 1, n + 2)) ||
             mm_ko_is_name(r, MM_KO_GIVEN_NAME, piece(run, text, n, n + 2)));

        for (size_t i = n; given && i < run->n; i++)
            given = mm_ko_is_name(r, MM_KO_GIVEN, piece(run, text, i, i + 1));
        if (given && mm_ko_is_name(r, MM_KO_SURNAME, piece(run, text, 0, n)))
            return n;
    }
    return 0;
}

/* Where the stem ends when the run ends in a particle; else its end. */
static size_t stem_end(const mm_ko_run *run, const mm_romanizer *r, mm_str text)
{
    for (size_t n = 4; n > 0; n--)
        if (run->n >= n + 2 &&
            mm_map_find(&r->particles, piece(run, text, run->n - n, run->n)) !=
                MM_MAP_NONE)
            return run->n - n;
    return run->n;
}

/* Marks the longest listed word at `first`; returns its syllables or 0. */
static size_t mark_word(mm_ko_run *run, const mm_romanizer *r, mm_str text,
                        size_t first, size_t stem)
{
    const mm_ko_phone *p = &run->phones[first];
    size_t             most, n;

    most = r->longest[mm_ko_compose(p->onset, p->vowel, p->final) - 0xAC00];
    for (n = most < run->n - first ? most : run->n - first; n > 1; n--) {
        uint32_t id;

        if (n == 2 && first > 0 && first + n != run->n && first + n != stem)
            continue;
        id = mm_map_find(&r->words, piece(run, text, first, first + n));
        if (id == MM_MAP_NONE)
            continue;
        for (size_t i = 1; i < n; i++)
            run->phones[first + i].mark = (uint8_t)r->marks[id][i];
        return n;
    }
    return 0;
}

/* The rule for the longest suffix that ends at syllable `end`. */
static void mark_suffix(mm_ko_run *run, const mm_romanizer *r, mm_str text,
                        size_t end)
{
    for (size_t n = 3; n > 0; n--) {
        uint32_t      id;
        const suffix *rule;

        if (n >= end)
            continue;
        id = mm_map_find(&r->suffixes, piece(run, text, end - n, end));
        if (id == MM_MAP_NONE)
            continue;
        rule = &r->rules[id];
        if (run->phones[end - n].mark == MM_KO_PLAIN && end >= rule->least &&
            (rule->before >> run->phones[end - n - 1].final & 1))
            run->phones[end - n].mark = rule->mark;
        return;
    }
}

void mm_ko_run_mark(mm_ko_run *run, const mm_romanizer *r, mm_str text)
{
    size_t stem = stem_end(run, r, text);

    for (size_t i = 0; i + 1 < run->n;) {
        size_t n = mark_word(run, r, text, i, stem);

        i += n ? n : 1;
    }
    if (mm_ko_surname_len(r, run, text))
        return; /* 김학용 is no use of anything */
    mark_suffix(run, r, text, run->n);
    if (stem != run->n)
        mark_suffix(run, r, text, stem);
}

/* --- text --------------------------------------------------------------- */

static int put_run(mm_buf *out, const mm_romanizer *r, mm_ko_run *run,
                   mm_str text, mm_roman_system system)
{
    if (system != MM_ROMAN_LETTERS && system != MM_ROMAN_YALE)
        mm_ko_run_mark(run, r, text);
    switch (system) {
    case MM_ROMAN_RR_NAME:
        return mm_ko_put_rr_name(out, r, run, text);
    case MM_ROMAN_MR:
        return mm_ko_put_mr(out, run);
    case MM_ROMAN_YALE:
        return mm_ko_put_yale(out, run);
    case MM_ROMAN_DPRK:
        return mm_ko_put_dprk(out, run);
    case MM_ROMAN_LETTERS:
        return mm_ko_put_letters(out, run);
    default:
        return mm_ko_put_rr(out, run);
    }
}

static int romanize(mm_buf *out, const mm_romanizer *r, mm_str text,
                    mm_roman_system system)
{
    mm_ko_run run = { 0 };
    size_t    pos = 0, from;
    int       rc = MM_OK;

    while (rc == MM_OK && pos < text.len) {
        if ((rc = mm_ko_run_read(&run, text, &pos)) < 0)
            break;
        if (run.n) {
            rc = put_run(out, r, &run, text, system);
            continue;
        }
        from = pos;
        int32_t cp = mm_utf8_next(text, &pos);

        rc = system != MM_ROMAN_LETTERS && cp >= 0x3131 && cp <= 0x3163
                 ? mm_ko_put_rr_letter(out, cp)
                 : mm_buf_put(out, mm_str_sub(text, from, pos - from));
    }
    mm_ko_run_release(&run);
    return rc;
}

int mm_romanize(mm_buf *out, const mm_romanizer *r, mm_str text,
                mm_roman_system system)
{
    mm_buf whole = { 0 }; /* of syllables that came taken apart */
    int    rc;

    if (!mm_hangul_apart(text))
        return romanize(out, r, text, system);
    if ((rc = mm_hangul_compose(&whole, text)) == MM_OK)
        rc = romanize(out, r, mm_buf_str(&whole), system);
    mm_buf_release(&whole);
    return rc;
}

static int put_sounds(mm_buf *out, const mm_ko_run *run)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        const mm_ko_phone *p = &run->phones[i];

        rc = mm_buf_put_cp(out, mm_ko_compose(p->onset, p->vowel, p->final));
    }
    return rc;
}

int mm_ko_pronounce(mm_buf *out, const mm_romanizer *r, mm_str text,
                    unsigned flags)
{
    mm_ko_run run = { 0 };
    size_t    pos = 0, from;
    int       rc = MM_OK;
    unsigned  how = MM_KO_MERGE_H | MM_KO_JOIN |
                   (flags & MM_PRONOUNCE_TENSE ? MM_KO_TENSE : 0);

    while (rc == MM_OK && pos < text.len) {
        if ((rc = mm_ko_run_read(&run, text, &pos)) < 0)
            break;
        if (run.n) {
            mm_ko_run_mark(&run, r, text);
            mm_ko_sound(run.phones, run.n, how);
            rc = put_sounds(out, &run);
            continue;
        }
        from = pos;
        mm_utf8_next(text, &pos);
        rc = mm_buf_put(out, mm_str_sub(text, from, pos - from));
    }
    mm_ko_run_release(&run);
    return rc;
}
