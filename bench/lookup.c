/*
 * What a look-up takes inside the library: lookup FOLDER TERMS...
 *
 * For each number of TERMS a memory is made in FOLDER, of the nouns of the
 * shipped dictionary and of two and three of them side by side, and asked for
 * its own terms in every way they may be typed. A query's time is of this
 * thread's processor, from the query to its tenth hit. A row a kind: the mean
 * and the 99th in a hundred of QUERIES queries, how many found the concept they
 * were made of, and beside the mean of all its bar.
 */
#include "malmoi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUERIES = 500, NOUNS = 40000 };
static const double bar = 0.2; /* ms */

typedef struct noun {
    mm_str en, ko;
} noun;

static mm_error   err;
static mm_tables *tables;
static noun       nouns[NOUNS];
static size_t     n_nouns;

static int check(int rc)
{
    if (rc < 0) {
        fprintf(stderr, "lookup: %s\n", err.text);
        exit(4);
    }
    return rc;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

/* ---- the memory ---- */

static void read_nouns(void)
{
    mm_str text;

    check(mm_tables_get(&text, tables, "dictionary-nouns.tsv", &err));
    while (text.len && n_nouns < NOUNS) {
        mm_str line = mm_str_cut(&text, '\n'), en = mm_str_cut(&line, '\t');

        mm_str_cut(&line, '\t');
        if (line.len && en.ptr[0] != '#')
            nouns[n_nouns++] = (noun){ en, mm_str_cut(&line, '|') };
    }
}

/* The words of concept `i`: one noun, then two, then three; no two concepts
 * have the same. */
static void concept_text(mm_buf *en, mm_buf *ko, size_t i)
{
    size_t round = i / n_nouns;
    size_t at[3] = { i % n_nouns, (i + round * 97 + 5) % n_nouns,
                     (i * 13 + round * 31) % n_nouns };
    size_t words = round == 0 ? 1 : 2 + round % 2;

    mm_buf_clear(en);
    mm_buf_clear(ko);
    for (size_t w = 0; w < words; w++)
        if ((w && (mm_buf_putc(en, ' ') < 0 || mm_buf_putc(ko, ' ') < 0)) ||
            mm_buf_put(en, nouns[at[w]].en) < 0 ||
            mm_buf_put(ko, nouns[at[w]].ko) < 0)
            exit(4);
}

static void fill(mm_store *store, size_t n)
{
    mm_buf en = { 0 }, ko = { 0 };

    check(mm_store_begin(store, &(mm_change){ .kind = "import" }, &err));
    for (size_t i = 0; i < n; i++) {
        mm_term         terms[2];
        mm_lang_section sections[2] = {
            { .lang = MM_S("en"), .terms = &terms[0], .n_terms = 1 },
            { .lang = MM_S("ko"), .terms = &terms[1], .n_terms = 1 }
        };
        mm_concept c = { .review = MM_APPROVED,
                         .sections = sections,
                         .n_sections = 2 };
        mm_id      id;

        concept_text(&en, &ko, i);
        terms[0] = (mm_term){ .text = mm_buf_str(&en) };
        terms[1] = (mm_term){ .text = mm_buf_str(&ko) };
        check(mm_store_put(&id, store, &(mm_item){ .concept = &c }, &err));
    }
    check(mm_store_end(store, MM_OK, &err));
    mm_buf_release(&en);
    mm_buf_release(&ko);
}

/* ---- the queries ---- */

/* Takes character `which` out of `text`. */
static int without(mm_buf *out, mm_str text, size_t which)
{
    size_t at = 0, before = 0;

    for (size_t i = 0; i <= which; i++) {
        before = at;
        mm_utf8_next(text, &at);
    }
    return mm_buf_put(out, mm_str_sub(text, 0, before)) < 0 ||
                   mm_buf_put(out, mm_str_sub(text, at, SIZE_MAX)) < 0
               ? MM_ENOMEM
               : MM_OK;
}

static int ask_exact(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    return mm_buf_put(out, i % 2 ? en : ko);
}

static int ask_variant(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    return mm_buf_put(out, i % 2 ? en : ko) < 0
               ? MM_ENOMEM
               : mm_buf_put(out, i % 2 ? MM_S("s") : MM_S("에서는"));
}

static int ask_romanized(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    static mm_romanizer         *romanizer;
    static const mm_roman_system systems[] = { MM_ROMAN_RR, MM_ROMAN_MR,
                                               MM_ROMAN_YALE, MM_ROMAN_DPRK };

    (void)en;
    if (!romanizer)
        check(mm_romanizer_open(&romanizer, tables, &err));
    return mm_romanize(out, romanizer, ko, systems[i % 4]);
}

static int ask_initials(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    (void)en;
    (void)i;
    return mm_initials(out, ko);
}

static int ask_layout(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    return i % 2 ? mm_keyboard_to_hangul(out, en)
                 : mm_keyboard_to_latin(out, ko);
}

static int ask_typo(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    mm_str text = i % 2 || mm_utf8_count(ko) < 4 ? en : ko;

    return without(out, text, mm_utf8_count(text) / 2);
}

/* As one spells what one has heard: romanized, with other vowels. */
static int ask_sound(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    int rc = ask_romanized(out, en, ko, i - i % 4);

    for (size_t k = 0; k + 1 < out->len; k++)
        if (out->ptr[k] == 'e' && out->ptr[k + 1] == 'o')
            out->ptr[k] = 'u';
        else if (out->ptr[k] == 'u')
            out->ptr[k] = 'w';
    return rc;
}

static int ask_part(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    mm_str text = i % 2 ? en : ko;

    mm_str_cut(&text, ' '); /* the first word is left out */
    return mm_buf_put(out, text.len ? text : i % 2 ? en : ko);
}

static int ask_nothing(mm_buf *out, mm_str en, mm_str ko, size_t i)
{
    (void)en;
    (void)ko;
    return mm_buf_printf(out, "xq%zuvz wjk", i);
}

typedef int ask(mm_buf *out, mm_str en, mm_str ko, size_t i);

static const struct kind {
    const char *name;
    ask        *ask;
} kinds[] = {
    { "as typed", ask_exact },          { "inflected", ask_variant },
    { "romanized", ask_romanized },     { "initial consonants", ask_initials },
    { "the other layout", ask_layout }, { "a letter left out", ask_typo },
    { "by sound", ask_sound },          { "a part", ask_part },
    { "not there", ask_nothing }
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* ---- measuring ---- */

static int ascending(const void *left, const void *right)
{
    const double *x = left, *y = right;

    return (*x > *y) - (*x < *y);
}

/* Asks one query; true when concept `row` is among the hits. */
static bool run(double *ms, mm_lookup *lookup, mm_str query, mm_id row)
{
    mm_hit hit;
    bool   found = false;
    double start = now();
    int    rc = mm_lookup_start(lookup, query, NULL, &err);

    while (rc >= 0 && (rc = mm_lookup_next(lookup, &hit, &err)) == MM_ROW)
        found = found || hit.row == row;
    check(rc);
    *ms = now() - start;
    return found;
}

static double measure(mm_lookup *lookup, const struct kind *kind, size_t n)
{
    double times[QUERIES], all = 0;
    mm_buf en = { 0 }, ko = { 0 }, query = { 0 };
    size_t found = 0;

    for (size_t i = 0; i < QUERIES; i++) {
        size_t concept = (i * 2654435761u + 12345) % n;

        concept_text(&en, &ko, concept);
        mm_buf_clear(&query);
        if (kind->ask(&query, mm_buf_str(&en), mm_buf_str(&ko), i) < 0)
            exit(4);
        found +=
            run(&times[i], lookup, mm_buf_str(&query), (mm_id) concept + 1);
        all += times[i];
    }
    qsort(times, QUERIES, sizeof *times, ascending);
    printf("  %-42s %7.3f ms  p99 %7.3f ms  %3zu of %d found\n", kind->name,
           all / QUERIES, times[QUERIES * 99 / 100], found, QUERIES);
    fflush(stdout);
    mm_buf_release(&en);
    mm_buf_release(&ko);
    mm_buf_release(&query);
    return all / QUERIES;
}

static void measure_memory(const char *folder, size_t terms)
{
    mm_store  *store = NULL;
    mm_lookup *lookup = NULL;
    mm_buf     path = { 0 };
    double     all = 0, warm;

    check(mm_buf_printf(&path, "%s/%zu.db", folder, terms));
    check(mm_store_open(&store, path.ptr, MM_WRITE, &err));
    fill(store, terms / 2);
    mm_store_close(store);
    check(mm_store_open(&store, path.ptr, MM_READ, &err));
    check(mm_lookup_open(&lookup, &store, 1, tables, &err));
    run(&warm, lookup, MM_S("sarang"), 0);
    printf("look-up in the library, %zu terms:\n", terms);
    for (size_t k = 0; k < KINDS; k++)
        all += measure(lookup, &kinds[k], terms / 2) / KINDS;
    printf("  %-42s %7.3f ms   bar %.1f ms%s\n", "all kinds", all, bar,
           all > bar ? "  MISSED" : "");
    mm_lookup_close(lookup);
    mm_store_close(store);
    mm_buf_release(&path);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: lookup FOLDER TERMS...\n", stderr);
        return 2;
    }
    check(mm_tables_open(&tables, NULL, &err));
    read_nouns();
    for (int i = 2; i < argc; i++)
        measure_memory(argv[1], (size_t)strtoull(argv[i], NULL, 10));
    mm_tables_close(tables);
    return 0;
}
