/*
 * Fits the rows "collection" of data/term-weights.tsv, what a candidate of a
 * collection is worth, on line pairs and lists of known terms, and says how
 * well it does on each collection when fitted on the others alone:
 *
 *     fit-collections ROWS SHARED HELD NAME [NAME ...] >> data/term-weights.tsv
 *
 * ROWS are candidates of single documents as `fit-terms -r` writes them: lists
 * know little of what stands in one line alone. SHARED/data/parallel/NAME.en
 * and .ko are the line pairs, SHARED/data/terms/in-context-dev.tsv the terms;
 * HELD/NAME holds a word table that has not seen them (script/train --without
 * NAME). Rows go to the standard output, figures to stderr. A candidate is
 * judged where the lists have one Korean for its English and most lines say it
 * so; then other right translations count as wrong, and the probability is a
 * cautious one.
 */
#include "logistic.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 16, PART = 5000, LEAST_LINES = 3 };

static const double RIDGE = 1.0;
/* What log-odds are divided by: a pair that is called sure should be so in a
 * collection of another field too. */
static const double TEMPERATURE = 1.15;
static const double LEAST_SHARE = 0.8; /* of the lines that say it so */

/* The judged terms of a collection: tight keys, a line feed between. */
typedef struct gold {
    mm_map pairs, sources;
} gold;

static mm_buf read_file(const char *path)
{
    mm_buf   text = { 0 };
    mm_error err = { 0 };

    if (mm_file_read(&text, path, 0, &err) < 0)
        die(err.text);
    return text;
}

static mm_str pair_key(mm_buf *room, mm_str a, mm_str b)
{
    mm_buf_clear(room);
    mm_key_tight(room, a);
    mm_buf_putc(room, '\n');
    mm_key_tight(room, b);
    return mm_buf_str(room);
}

static mm_str one_key(mm_buf *room, mm_str a)
{
    mm_buf_clear(room);
    mm_key_tight(room, a);
    return mm_buf_str(room);
}

static bool is_among(mm_str list, const char *name)
{
    while (list.len)
        if (mm_str_eq(mm_str_cut(&list, ','), mm_cstr(name)))
            return true;
    return false;
}

/* Source forms that have two target forms in the list. */
static void find_ambiguous(mm_map *out, mm_str text)
{
    mm_rows lines = { .rest = text };
    mm_str  cells[6];
    mm_map  pairs = { 0 }, sources = { 0 };
    mm_buf  room = { 0 };

    mm_rows_next(&lines, cells, 6);
    while (mm_rows_next(&lines, cells, 6) == 6) {
        size_t before = pairs.n;

        mm_map_add(&pairs, pair_key(&room, cells[0], cells[1]));
        if (pairs.n == before)
            continue;
        before = sources.n;
        mm_map_add(&sources, one_key(&room, cells[0]));
        if (sources.n == before)
            mm_map_add(out, mm_buf_str(&room));
    }
    mm_map_release(&pairs);
    mm_map_release(&sources);
    mm_buf_release(&room);
}

/* Every pair of the list is right. Wrong is another one of a source form whose
 * only listed target form most lines have, or that has several listed. */
static void read_gold(gold *out, mm_str text, const char *name)
{
    mm_rows lines = { .rest = text };
    mm_str  cells[6];
    mm_map  ambiguous = { 0 };
    mm_buf  room = { 0 };
    double  both, lines_a;

    find_ambiguous(&ambiguous, text);
    mm_rows_next(&lines, cells, 6);
    while (mm_rows_next(&lines, cells, 6) == 6) {
        if (!is_among(cells[5], name) || !mm_str_number(cells[2], &both) ||
            !mm_str_number(cells[3], &lines_a) || both < LEAST_LINES)
            continue;
        mm_map_add(&out->pairs, pair_key(&room, cells[0], cells[1]));
        if (mm_map_find(&ambiguous, one_key(&room, cells[0])) != MM_MAP_NONE ||
            both >= LEAST_SHARE * lines_a)
            mm_map_add(&out->sources, mm_buf_str(&room));
    }
    mm_map_release(&ambiguous);
    mm_buf_release(&room);
}

/* ---- candidates ---- */

/* The next lines of `rest` as a document. */
static bool next_part(mm_document *out, mm_str *rest, const char *lang)
{
    size_t at = 0, n = 0;
    mm_str part;

    for (; at < rest->len && n < PART; at++)
        n += rest->ptr[at] == '\n';
    part = mm_str_sub(*rest, 0, at);
    *rest = mm_str_sub(*rest, at, rest->len);
    if (part.len == 0)
        return false;
    if (mm_document_from_lines(out, mm_cstr(lang), part, NULL) < 0)
        die("out of memory");
    return true;
}

static void add_lines(mm_finder *finder, mm_aligner *aligner, mm_str a,
                      mm_str b)
{
    mm_align_options o = { .bitext = true, .unchecked = true };
    mm_error         err = { 0 };

    for (;;) {
        mm_document  one = { 0 }, other = { 0 };
        mm_alignment alignment = { 0 };

        if (!next_part(&one, &a, "en") || !next_part(&other, &b, "ko"))
            return;
        if (mm_align(&alignment, aligner, &one, &other, &o, &err) < 0 ||
            mm_finder_add(finder, &one, &other, &alignment, &err) < 0)
            die(err.text);
        mm_alignment_release(&alignment);
        mm_document_release(&one);
        mm_document_release(&other);
    }
}

/* Judges a candidate: 1 right, 0 wrong, -1 not to be told. */
static int judge(const gold *g, const mm_gathered *item, mm_buf *room)
{
    int verdict = -1;

    for (size_t i = 0; i < item->n_forms && verdict < 1; i++) {
        mm_str form = item->forms[i].text;

        if (mm_map_find(&g->pairs, pair_key(room, form, item->b)) !=
            MM_MAP_NONE)
            verdict = 1;
        else if (mm_map_find(&g->sources, one_key(room, form)) != MM_MAP_NONE)
            verdict = 0;
    }
    return verdict;
}

static void gather(rows *out, const char *shared, const char *held,
                   const char *name, mm_str terms)
{
    mm_buf      path = { 0 }, en, ko, room = { 0 };
    mm_tables  *tables = NULL;
    mm_aligner *aligner = NULL;
    mm_finder  *finder = NULL;
    mm_error    err = { 0 };
    gold        g = { 0 };

    read_gold(&g, terms, name);
    mm_buf_printf(&path, "%s/%s", held, name);
    if (mm_tables_open(&tables, path.ptr, &err) < 0 ||
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, &err) <
            0 ||
        mm_finder_open(&finder, aligner, NULL, &err) < 0)
        die(err.text);
    mm_buf_clear(&path);
    mm_buf_printf(&path, "%s/data/parallel/%s.en", shared, name);
    en = read_file(path.ptr);
    path.ptr[path.len - 2] = 'k';
    path.ptr[path.len - 1] = 'o';
    ko = read_file(path.ptr);
    add_lines(finder, aligner, mm_buf_str(&en), mm_buf_str(&ko));
    if (mm_finder_settle(finder, &err) < 0)
        die(err.text);
    for (size_t i = 0; i < finder->gather.n; i++) {
        const mm_gathered *item = &finder->gather.items[i];
        double             f[CANDIDATE_FEATURES];
        int                verdict = judge(&g, item, &room);

        mm_gather_features(f, &finder->gather, item);
        if (verdict >= 0)
            put_row(out, f, CANDIDATE_FEATURES, verdict);
    }
    mm_finder_close(finder);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
    mm_map_release(&g.pairs);
    mm_map_release(&g.sources);
    mm_buf_release(&path);
    mm_buf_release(&en);
    mm_buf_release(&ko);
    mm_buf_release(&room);
}

/* ---- rows of single documents ---- */

static void read_rows(rows *out, const char *path)
{
    mm_buf  text = read_file(path);
    mm_rows lines = { .rest = mm_buf_str(&text) };
    mm_str  cells[CANDIDATE_FEATURES + 1];
    double  f[CANDIDATE_FEATURES], right;

    while (mm_rows_next(&lines, cells, CANDIDATE_FEATURES + 1) ==
           CANDIDATE_FEATURES + 1) {
        bool good = mm_str_number(cells[0], &right);

        for (int i = 0; i < CANDIDATE_FEATURES && good; i++)
            good = mm_str_number(cells[i + 1], &f[i]);
        if (!good)
            die("a row of features is none");
        put_row(out, f, CANDIDATE_FEATURES, right > 0);
    }
    mm_buf_release(&text);
}

/* ---- figures ---- */

static void print_figures(const char *name, const rows *set, const double *w)
{
    size_t right = 0, band[10] = { 0 }, band_right[10] = { 0 };

    for (size_t i = 0; i < set->n; i++) {
        const row *r = &set->items[i];
        double     p = 1 / (1 + exp(-mm_logit(r->f, w, CANDIDATE_FEATURES)));
        int        at = p >= 1 ? 9 : (int)(p * 10);

        right += r->right;
        band[at]++;
        band_right[at] += r->right;
    }
    fprintf(stderr, "%-17s %zu rows, %zu right ", name, set->n, right);
    for (int i = 0; i < 10; i++)
        fprintf(stderr, " .%d %zu/%zu", i, band_right[i], band[i]);
    fputc('\n', stderr);
}

int main(int argc, char **argv)
{
    static rows sets[SETS];
    double      weights[CANDIDATE_FEATURES];
    mm_buf      path = { 0 }, terms;
    size_t      n = 0;

    if (argc < 6 || argc - 3 > SETS)
        die("usage: fit-collections ROWS SHARED HELD NAME NAME [NAME ...]");
    mm_buf_printf(&path, "%s/data/terms/in-context-dev.tsv", argv[2]);
    terms = read_file(path.ptr);
    read_rows(&sets[n++], argv[1]);
    for (int i = 4; i < argc; i++, n++)
        gather(&sets[n], argv[2], argv[3], argv[i], mm_buf_str(&terms));
    for (size_t i = 0; i < n; i++) {
        fit(weights, CANDIDATE_FEATURES, sets, n, i, RIDGE);
        print_figures(i ? argv[3 + i] : "documents", &sets[i], weights);
    }
    fit(weights, CANDIDATE_FEATURES, sets, n, n, RIDGE);
    for (int i = 0; i < CANDIDATE_FEATURES; i++)
        printf("collection\t%s\t%.4f\n",
               mm_candidate_feature_name((mm_candidate_feature)i),
               weights[i] / TEMPERATURE);
    mm_buf_release(&path);
    mm_buf_release(&terms);
    return 0;
}
