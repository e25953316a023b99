/*
 * Fits data/term-weights.tsv on document pairs whose terms are known, and says
 * how well it does on each pair when fitted on the others alone:
 *
 *     fit-terms [-v] [-r ROWS] TABLES NAME [NAME ...] > data/term-weights.tsv
 *
 * TABLES is a folder or "-"; NAME.en.seg, NAME.ko.seg, NAME.beads.tsv,
 * NAME.gold.tsv and NAME.also.tsv are read. Figures go to stderr, with -v the
 * wrong and the missed pairs too; -r writes the candidates' features to ROWS,
 * for fit-collections. First the weights of pairs are fitted, then,
 * on what those choose in documents they were not fitted on, the weights of
 * candidates. Newton's method with a ridge; the same input gives the same
 * bytes. Rows of collections are made by fit-collections.c.
 */
#include "logistic.h"

#include "base/file.h"
#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 64 };

static const double RIDGE_PAIR = 1.0, RIDGE_CANDIDATE = 0.5;

/* Nats taken off each log-odds of a candidate, and what it is then divided by.
 * The documents fitted on are few, and their terms better known to the tables
 * than those of other fields will be: a pair that is printed as sure should be
 * so there too. */
static const double CAUTION = 0.9, TEMPERATURE = 1.2;

typedef struct pair_of_documents {
    const char  *name;
    mm_document  a, b;
    mm_alignment alignment;
    mm_map       gold, right; /* tight keys, a line feed between */
    rows         pairs;
} pair_of_documents;

/* ---- documents ---- */

static mm_buf read_file(const char *name, const char *tail)
{
    mm_buf   path = { 0 }, text = { 0 };
    mm_error err = { 0 };

    mm_buf_printf(&path, "%s%s", name, tail);
    if (mm_file_read(&text, path.ptr, 0, &err) < 0)
        die(err.text);
    mm_buf_release(&path);
    return text;
}

static void read_document(mm_document *out, const char *name, const char *tail,
                          mm_str lang)
{
    mm_buf text = read_file(name, tail);

    if (mm_document_from_lines(out, lang, mm_buf_str(&text), NULL) < 0)
        die("out of memory");
    mm_buf_release(&text);
}

static mm_span read_span(mm_str list)
{
    mm_span span = { 0 };
    double  number;

    while (list.len) {
        if (!mm_str_number(mm_str_cut(&list, ','), &number))
            continue;
        if (span.n++ == 0)
            span.first = (size_t)number;
    }
    return span;
}

static void read_beads(mm_alignment *out, const char *name)
{
    mm_buf  text = read_file(name, ".beads.tsv");
    mm_rows lines = { .rest = mm_buf_str(&text) };
    mm_str  cells[2];
    size_t  n;

    out->beads = calloc(1000, sizeof *out->beads);
    while ((n = mm_rows_next(&lines, cells, 2)) && out->n < 1000)
        out->beads[out->n++] =
            (mm_bead){ .src = read_span(n > 1 ? cells[1] : MM_S("")),
                       .tgt = read_span(cells[0]),
                       .score = 1 };
    mm_buf_release(&text);
}

static mm_str pair_key(mm_buf *room, mm_str a, mm_str b)
{
    mm_buf_clear(room);
    mm_key_tight(room, a);
    mm_buf_putc(room, '\n');
    mm_key_tight(room, b);
    return mm_buf_str(room);
}

static void read_pairs(mm_map *out, mm_map *too, const char *name,
                       const char *tail)
{
    mm_buf  text = read_file(name, tail), room = { 0 };
    mm_rows lines = { .rest = mm_buf_str(&text) };
    mm_str  cells[3];

    mm_rows_next(&lines, cells, 3);
    while (mm_rows_next(&lines, cells, 3) >= 2) {
        mm_str key = pair_key(&room, cells[0], cells[1]);

        mm_map_add(out, key);
        if (too)
            mm_map_add(too, key);
    }
    mm_buf_release(&room);
    mm_buf_release(&text);
}

static bool holds(const mm_map *map, mm_buf *room, mm_str a, mm_str b)
{
    return mm_map_find(map, pair_key(room, a, b)) != MM_MAP_NONE;
}

static void read_all(pair_of_documents *d, const char *name,
                     mm_aligner *aligner)
{
    mm_reading reading;
    mm_buf     room = { 0 };
    mm_error   err = { 0 };

    d->name = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    read_document(&d->a, name, ".en.seg", MM_S("en"));
    read_document(&d->b, name, ".ko.seg", MM_S("ko"));
    read_beads(&d->alignment, name);
    read_pairs(&d->gold, &d->right, name, ".gold.tsv");
    read_pairs(&d->right, NULL, name, ".also.tsv");
    if (mm_reading_open(&reading, aligner, &err) < 0 ||
        mm_reading_learn(&reading, &d->a, &d->b, &err) < 0)
        die(err.text);
    for (size_t i = 0; i < d->alignment.n; i++) {
        const mm_bead *bead = &d->alignment.beads[i];

        if (bead->src.n == 0 || bead->tgt.n == 0)
            continue;
        if (mm_reading_bead(&reading, &d->a, &d->b, bead, &err) < 0)
            die(err.text);
        for (size_t j = 0; j < reading.pairs.n; j++) {
            const mm_pair *p = &reading.pairs.items[j];

            put_row(&d->pairs, p->f, FEATURES,
                    holds(&d->right, &room,
                          mm_side_text(&reading.a, p->a.start, p->a.end),
                          mm_side_text(&reading.b, p->start, p->end)));
        }
    }
    mm_buf_release(&room);
    mm_reading_release(&reading);
}

/* ---- candidates of a document, under given weights of pairs ---- */

/* A candidate of documents that no weights were fitted on: right, features. */
static void print_row(FILE *file, const double *f, bool right)
{
    fprintf(file, "%d", right);
    for (int i = 0; i < CANDIDATE_FEATURES; i++)
        fprintf(file, "\t%.6g", f[i]);
    fputc('\n', file);
}

static void gather(rows *out, mm_candidates *list, pair_of_documents *d,
                   mm_aligner *aligner, const mm_term_weights *weights,
                   FILE *file)
{
    mm_finder *finder;
    mm_error   err = { 0 };
    mm_buf     room = { 0 };

    if (mm_finder_open(&finder, aligner, &(mm_finder_options){ .min = 1e-9 },
                       &err) < 0)
        die(err.text);
    finder->weights = *weights;
    if (mm_finder_add(finder, &d->a, &d->b, &d->alignment, &err) < 0 ||
        mm_finder_finish(list, finder, &err) < 0)
        die(err.text);
    for (size_t i = 0; i < finder->gather.n && out; i++) {
        const mm_gathered *item = &finder->gather.items[i];
        double             f[CANDIDATE_FEATURES];
        bool               right;

        if (item->part)
            continue;
        mm_gather_features(f, &finder->gather, item);
        right = holds(&d->right, &room, mm_gathered_form(item), item->b);
        put_row(out, f, CANDIDATE_SINGLE, right);
        if (file)
            print_row(file, f, right);
    }
    mm_buf_release(&room);
    mm_finder_close(finder);
}

/* ---- figures ---- */

/* Confidences from which on precision and recall are told. */
static const double FROM[] = {
    0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 0.95, 0.97
};
enum { FROMS = sizeof FROM / sizeof *FROM };

typedef struct figures {
    size_t from_out[FROMS], from_right[FROMS], from_gold[FROMS];
    size_t gold, found, out, right, band[10], band_right[10];
} figures;

static void count(figures *sum, pair_of_documents *d, const mm_candidates *list,
                  bool verbose)
{
    mm_buf room = { 0 };
    bool  *found = calloc(d->gold.n + 1, sizeof *found);

    for (size_t i = 0; i < list->n; i++) {
        const mm_candidate *c = &list->items[i];
        bool                right = holds(&d->right, &room, c->a, c->b);
        uint32_t            number = mm_map_find(&d->gold, mm_buf_str(&room));
        size_t              band = (size_t)(c->confidence * 10);

        band = band > 9 ? 9 : band;
        for (size_t k = 0; k < FROMS; k++)
            if (c->confidence >= FROM[k]) {
                sum->from_out[k]++;
                sum->from_right[k] += right;
                sum->from_gold[k] += number != MM_MAP_NONE;
            }
        sum->band[band]++;
        sum->band_right[band] += right;
        if (c->confidence < 0.5) {
            if (verbose && c->confidence >= 0.15)
                fprintf(stderr, "low\t%s\t%.3f\t%.*s\t%.*s\t%s\n", d->name,
                        c->confidence, (int)c->a.len, c->a.ptr, (int)c->b.len,
                        c->b.ptr,
                        number != MM_MAP_NONE ? "gold"
                        : right               ? "right"
                                              : "wrong");
            continue;
        }
        sum->out++;
        sum->right += right;
        if (number != MM_MAP_NONE)
            found[number] = true;
        if (verbose && !right)
            fprintf(stderr, "wrong\t%s\t%.3f\t%.*s\t%.*s\n", d->name,
                    c->confidence, (int)c->a.len, c->a.ptr, (int)c->b.len,
                    c->b.ptr);
    }
    for (size_t i = 0; i < d->gold.n; i++) {
        sum->gold++;
        sum->found += found[i];
        if (verbose && !found[i])
            fprintf(stderr, "missed\t%s\t%.*s\n", d->name,
                    (int)d->gold.keys[i].len, d->gold.keys[i].ptr);
    }
    free(found);
    mm_buf_release(&room);
}

static void print_figures(const char *name, const figures *f)
{
    fprintf(stderr, "%-10s recall %.3f (%zu/%zu)  precision %.3f (%zu/%zu) ",
            name, (double)f->found / (double)(f->gold ? f->gold : 1), f->found,
            f->gold, (double)f->right / (double)(f->out ? f->out : 1), f->right,
            f->out);
    for (int i = 3; i < 10; i++)
        fprintf(stderr, " .%d %zu/%zu", i, f->band_right[i], f->band[i]);
    fputc('\n', stderr);
}

static void print_froms(const figures *f)
{
    for (size_t k = 0; k < FROMS; k++)
        fprintf(stderr, "from %.2f: recall %.3f precision %.3f\n", FROM[k],
                (double)f->from_gold[k] / (double)f->gold,
                (double)f->from_right[k] / (double)f->from_out[k]);
}

static void print_weights(const mm_term_weights *w)
{
    printf("# Weights of the term finder: model, feature, weight. Made by "
           "bench/fit-terms.c.\n# Licence: CC0-1.0.\n");
    for (int i = 0; i < FEATURES; i++)
        printf("pair\t%s\t%.4f\n", mm_feature_name((mm_feature)i),
               w->pair[i]);
    for (int i = 0; i < CANDIDATE_SINGLE; i++)
        printf("candidate\t%s\t%.4f\n",
               mm_candidate_feature_name((mm_candidate_feature)i),
               w->candidate[i]);
}

static void be_cautious(double *weights)
{
    weights[C_ONE] -= CAUTION;
    for (int i = 0; i < CANDIDATE_SINGLE; i++)
        weights[i] /= TEMPERATURE;
}

int main(int argc, char **argv)
{
    static pair_of_documents docs[DOCUMENTS];
    static mm_term_weights   weights[DOCUMENTS + 1];
    rows        pairs[DOCUMENTS] = { 0 }, candidates[DOCUMENTS] = { 0 };
    mm_error    err = { 0 };
    mm_tables  *tables = NULL;
    mm_aligner *aligner = NULL;
    bool        verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    FILE       *file = NULL;
    size_t      n = 0;
    figures     all = { 0 };

    argv += verbose;
    argc -= verbose;
    if (argc > 3 && strcmp(argv[1], "-r") == 0) {
        if (!(file = fopen(argv[2], "w")))
            die("the rows cannot be written");
        argv += 2;
        argc -= 2;
    }
    if (argc < 4 || argc - 2 > DOCUMENTS)
        die("usage: fit-terms [-v] [-r ROWS] TABLES NAME NAME [NAME ...]");
    if (mm_tables_open(&tables, strcmp(argv[1], "-") ? argv[1] : NULL, &err) <
            0 ||
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, &err) <
            0)
        die(err.text);
    for (int i = 2; i < argc; i++, n++) {
        read_all(&docs[n], argv[i], aligner);
        pairs[n] = docs[n].pairs;
    }
    for (size_t i = 0; i <= n; i++)
        fit(weights[i].pair, FEATURES, pairs, n, i, RIDGE_PAIR);
    for (size_t i = 0; i < n; i++) {
        mm_candidates list;

        gather(&candidates[i], &list, &docs[i], aligner, &weights[i], file);
        mm_candidates_release(&list);
    }
    for (size_t i = 0; i <= n; i++)
        fit(weights[i].candidate, CANDIDATE_SINGLE, candidates, n, i,
            RIDGE_CANDIDATE);
    for (size_t i = 0; i <= n; i++)
        be_cautious(weights[i].candidate);
    for (size_t i = 0; i < n; i++) {
        mm_candidates list;
        figures       one = { 0 };

        gather(NULL, &list, &docs[i], aligner, &weights[i], NULL);
        count(&one, &docs[i], &list, false);
        print_figures(docs[i].name, &one);
        count(&all, &docs[i], &list, verbose);
        mm_candidates_release(&list);
    }
    print_figures("all", &all);
    print_froms(&all);
    print_weights(&weights[n]);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
    if (file && fclose(file) != 0)
        die("the rows cannot be written");
    return 0;
}
