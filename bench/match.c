/*
 * What fuzzy matching takes: match LANG CORPUS QUERIES FOLDER [BRUTE]
 *
 * CORPUS and QUERIES hold a segment a line (bench/match-corpus.py); the corpus
 * becomes a memory in FOLDER, each unit with a short other side; with - for it
 * the index alone is measured. BRUTE queries
 * (200) are also compared with every segment, and what is found must be the
 * same. Times of single queries are of this thread's processor, cutting the
 * query up included. Prints a row a figure.
 */
#include "malmoi/fuzzy.h"
#include "match/unitsearch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct texts {
    mm_str *items;
    size_t  n;
    mm_buf  bytes;
} texts;

static mm_error   err;
static mm_tables *tables;

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu(void)
{
    return seconds(CLOCK_THREAD_CPUTIME_ID);
}

static double wall(void)
{
    return seconds(CLOCK_MONOTONIC);
}

static int check(int rc)
{
    if (rc < 0) {
        fprintf(stderr, "match: %s\n", err.text);
        exit(4);
    }
    return rc;
}

static void tell(const char *what, double figure, const char *unit)
{
    printf("%-46s %12.3f %s\n", what, figure, unit);
    fflush(stdout);
}

static int ascending(const void *left, const void *right)
{
    const double *x = left, *y = right;

    return (*x > *y) - (*x < *y);
}

static void tell_times(const char *what, double *times, size_t n)
{
    char name[80];

    qsort(times, n, sizeof *times, ascending);
    if (n == 0)
        return;
    snprintf(name, sizeof name, "%s p50", what);
    tell(name, 1e3 * times[n / 2], "ms");
    snprintf(name, sizeof name, "%s p95", what);
    tell(name, 1e3 * times[n * 95 / 100], "ms");
    snprintf(name, sizeof name, "%s p99", what);
    tell(name, 1e3 * times[n * 99 / 100], "ms");
}

static texts read_texts(const char *path)
{
    FILE   *file = fopen(path, "r");
    texts   out = { 0 };
    char   *line = NULL;
    size_t  room = 0, cap = 1 << 16, *ends = malloc(cap * sizeof *ends);
    ssize_t n;

    if (!file) {
        perror(path);
        exit(4);
    }
    while ((n = getline(&line, &room, file)) > 0) {
        if (out.n == cap)
            ends = realloc(ends, (cap *= 2) * sizeof *ends);
        n -= line[n - 1] == '\n';
        check(mm_buf_put(&out.bytes, (mm_str){ line, (size_t)n }));
        ends[out.n++] = out.bytes.len;
    }
    free(line);
    fclose(file);
    out.items = malloc((out.n + 1) * sizeof *out.items);
    for (size_t i = 0; i < out.n; i++) {
        size_t start = i ? ends[i - 1] : 0;

        out.items[i] =
            mm_str_sub(mm_buf_str(&out.bytes), start, ends[i] - start);
    }
    free(ends);
    return out;
}

/* ---- the index alone ---- */

typedef struct lane {
    const char   *name;
    mm_buf        bytes;
    mm_unit_index index;
    mm_searcher   searcher;
} lane;

static void build(lane *l, mm_unit_kind kind, const char *lang,
                  const texts *corpus)
{
    mm_utokenizer   *tokenizer = NULL;
    mm_unit_builder *builder = NULL;
    mm_utext         cut = { 0 };
    double           began = cpu();
    char             name[80];

    check(mm_utokenizer_open(&tokenizer, mm_cstr(lang), tables, &err));
    check(mm_unit_builder_open(&builder, kind, &err));
    for (size_t i = 0; i < corpus->n; i++) {
        mm_unit_entry entry;

        check(mm_utokenizer_cut(&cut, tokenizer, corpus->items[i], &err));
        entry = (mm_unit_entry){ .row = (i + 1) << 8,
                                 .surface = cut.surface,
                                 .numbers = cut.numbers };
        check(mm_unit_builder_add(
            builder, &entry, kind == UNIT_COUNT ? &cut.letters : &cut.words,
            &err));
    }
    check(mm_unit_builder_finish(&l->bytes, builder, (mm_index_stamp){ 0 },
                                 (int64_t)corpus->n, &err));
    snprintf(name, sizeof name, "%s: built from texts, folding included",
             l->name);
    tell(name, (double)corpus->n / (cpu() - began), "a second");
    snprintf(name, sizeof name, "%s: index", l->name);
    tell(name, (double)l->bytes.len / 1e6, "MB");
    mm_unit_builder_close(builder);
    mm_utokenizer_close(tokenizer);
    mm_utext_release(&cut);
    check(mm_unit_index_open(&l->index, mm_buf_str(&l->bytes), kind, &err));
    l->searcher.index = &l->index;
}

static int by_slot(const void *left, const void *right)
{
    const mm_unit_found *x = left, *y = right;

    return (x->slot > y->slot) - (x->slot < y->slot);
}

static bool same(mm_unit_founds *a, mm_unit_founds *b)
{
    if (a->n != b->n)
        return false;
    if (a->n == 0)
        return true;
    qsort(a->items, a->n, sizeof *a->items, by_slot);
    qsort(b->items, b->n, sizeof *b->items, by_slot);
    for (size_t i = 0; i < a->n; i++)
        if (a->items[i].slot != b->items[i].slot ||
            a->items[i].edits != b->items[i].edits)
            return false;
    return true;
}

static void ask_index(mm_unit_founds *out, lane *l, mm_utokenizer *tokenizer,
                      mm_utext *cut, mm_str text, bool brute)
{
    check(mm_utokenizer_cut(cut, tokenizer, text, &err));
    out->n = 0;
    check(mm_searcher_set(&l->searcher, l->index.head->kind == UNIT_COUNT
                                            ? &cut->letters
                                            : &cut->words));
    check(mm_searcher_find(out, &l->searcher, 70, brute));
}

static void search(lane *l, const char *lang, const texts *queries,
                   size_t brute)
{
    mm_utokenizer *tokenizer = NULL;
    mm_utext       cut = { 0 };
    mm_unit_founds found = { 0 }, all = { 0 };
    double        *times = malloc((queries->n + 1) * sizeof *times),
           *slow = malloc((queries->n + 1) * sizeof *slow);
    size_t n_slow = 0, equal = 0, with = 0, postings = 0;
    size_t step = brute ? queries->n / brute : 0;
    char   name[80];

    check(mm_utokenizer_open(&tokenizer, mm_cstr(lang), tables, &err));
    for (size_t i = 0; i < queries->n; i++) {
        double began = cpu();

        ask_index(&found, l, tokenizer, &cut, queries->items[i], false);
        times[i] = cpu() - began;
        postings += l->searcher.postings;
        with += found.n > 0;
    }
    /* Apart: brute force leaves nothing of the index in the caches. */
    for (size_t i = 0; step && i < queries->n && n_slow < brute; i += step) {
        double began = cpu();

        ask_index(&all, l, tokenizer, &cut, queries->items[i], true);
        slow[n_slow++] = cpu() - began;
        ask_index(&found, l, tokenizer, &cut, queries->items[i], false);
        equal += same(&found, &all);
    }
    snprintf(name, sizeof name, "%s: all at 70 %%", l->name);
    tell_times(name, times, queries->n);
    snprintf(name, sizeof name, "%s: brute force", l->name);
    tell_times(name, slow, n_slow);
    snprintf(name, sizeof name, "%s: the same as brute force", l->name);
    if (n_slow)
        tell(name, 100.0 * (double)equal / (double)n_slow, "% of queries");
    snprintf(name, sizeof name, "%s: queries with a match", l->name);
    tell(name, (double)with, "");
    snprintf(name, sizeof name, "%s: postings a query", l->name);
    if (l->index.head->kind == UNIT_PREFIX)
        tell(name, (double)postings / (double)queries->n, "");
    if (equal < n_slow)
        exit(1);
    mm_utokenizer_close(tokenizer);
    mm_utext_release(&cut);
    free(found.items);
    free(all.items);
    free(times);
    free(slow);
}

/* ---- through a memory ---- */

static void fill(const char *path, const char *lang, const texts *corpus)
{
    mm_store  *store = NULL;
    mm_writer *out = NULL;
    mm_variant v[2] = { { .lang = mm_cstr(lang) }, { .lang = MM_S("xx") } };
    mm_unit    unit = { .variants = v, .n_variants = 2 };
    mm_item    item = { .unit = &unit };
    char       other[40];

    check(mm_store_open(&store, path, MM_WRITE, &err));
    check(mm_store_write(&out, store, &(mm_import){ .what = MM_S("bench") },
                         &err));
    for (size_t i = 0; i < corpus->n; i++) {
        snprintf(other, sizeof other, "side %zu", i);
        v[0].text = corpus->items[i];
        v[1].text = mm_cstr(other);
        check(mm_writer_put(out, &item, &err));
    }
    check(mm_writer_close(out, 0, &err));
    mm_store_close(store);
}

static mm_matcher *open_matcher(mm_store **store, const char *path,
                                const char *lang, mm_mode mode)
{
    mm_matcher *m = NULL;

    check(mm_store_open(store, path, mode, &err));
    check(
        mm_matcher_open(&m, store, 1, mm_cstr(lang), MM_S("xx"), tables, &err));
    return m;
}

static size_t ask(mm_matcher *m, mm_str text)
{
    mm_match match;
    size_t   n = 0;

    check(mm_matcher_start(m, &(mm_segment_query){ .text = text }, NULL, &err));
    while (check(mm_matcher_next(m, &match, &err)) == MM_ROW)
        n++;
    return n;
}

static void whole(const char *path, const char *lang, const texts *queries,
                  size_t units)
{
    mm_store   *store = NULL;
    mm_matcher *m;
    double     *times = malloc((queries->n + 1) * sizeof *times), began = cpu();

    m = open_matcher(&store, path, lang, MM_WRITE);
    tell("memory: index made from SQLite, written",
         (double)units / (cpu() - began), "units a second");
    mm_matcher_close(m);
    mm_store_close(store);
    began = wall();
    m = open_matcher(&store, path, lang, MM_WRITE);
    ask(m, queries->items[0]);
    tell("memory: open to first match", 1e3 * (wall() - began), "ms");
    for (size_t i = 0; i < queries->n; i++) {
        began = cpu();
        ask(m, queries->items[i]);
        times[i] = cpu() - began;
    }
    tell_times("memory: best five, read and reckoned", times, queries->n);
    for (size_t i = 0; i < 50; i++) {
        char       text[80];
        mm_variant v[2] = { { .lang = mm_cstr(lang) },
                            { .lang = MM_S("xx"), .text = MM_S("new") } };
        mm_unit    unit = { .variants = v, .n_variants = 2 };

        snprintf(text, sizeof text, "quite unheard of words number q%zuq", i);
        v[0].text = mm_cstr(text);
        check(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
        check(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
        check(mm_store_end(store, 0, &err));
        began = wall();
        if (!ask(m, v[0].text))
            exit(1);
        times[i] = wall() - began;
    }
    tell_times("memory: new unit found, from its commit", times, 50);
    mm_matcher_close(m);
    mm_store_close(store);
    free(times);
}

/* ---- threads ---- */

typedef struct reader {
    const char  *path, *lang;
    const texts *queries;
    size_t       from, n;
} reader;

static void *read_on(void *arg)
{
    reader     *r = arg;
    mm_store   *store = NULL;
    mm_matcher *m = open_matcher(&store, r->path, r->lang, MM_READ);

    for (size_t i = 0; i < r->n; i++)
        ask(m, r->queries->items[(r->from + i) % r->queries->n]);
    mm_matcher_close(m);
    mm_store_close(store);
    return NULL;
}

static void threads(const char *path, const char *lang, const texts *queries)
{
    static const size_t counts[] = { 1, 2, 8 };

    for (size_t c = 0; c < 3; c++) {
        pthread_t all[8];
        reader    readers[8];
        double    began = wall(), used = seconds(CLOCK_PROCESS_CPUTIME_ID);
        char      name[60];

        for (size_t i = 0; i < counts[c]; i++) {
            readers[i] = (reader){ path, lang, queries, i * 100, 2000 };
            pthread_create(&all[i], NULL, read_on, &readers[i]);
        }
        for (size_t i = 0; i < counts[c]; i++)
            pthread_join(all[i], NULL);
        snprintf(name, sizeof name, "threads: %zu, opening included",
                 counts[c]);
        tell(name, (double)(2000 * counts[c]) / (wall() - began),
             "queries a second");
        used = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
        snprintf(name, sizeof name, "threads: %zu", counts[c]);
        tell(name, (double)(2000 * counts[c]) / used,
             "queries a processor second");
    }
}

int main(int argc, char **argv)
{
    lane   words = { .name = "words" }, letters = { .name = "letters" };
    texts  corpus, queries;
    char   path[1000];
    size_t brute = argc > 5 ? (size_t)atol(argv[5]) : 200;

    if (argc < 5)
        return 2;
    check(mm_tables_open(&tables, NULL, &err));
    corpus = read_texts(argv[2]);
    queries = read_texts(argv[3]);
    tell("segments", (double)corpus.n, "");
    build(&words, UNIT_PREFIX, argv[1], &corpus);
    search(&words, argv[1], &queries, brute);
    mm_searcher_release(&words.searcher);
    mm_buf_release(&words.bytes);
    if (strncmp(argv[1], "ko", 2) == 0) {
        build(&letters, UNIT_COUNT, argv[1], &corpus);
        search(&letters, argv[1], &queries, brute);
        mm_searcher_release(&letters.searcher);
        mm_buf_release(&letters.bytes);
    }
    if (strcmp(argv[4], "-") != 0) {
        snprintf(path, sizeof path, "%s/bench.db", argv[4]);
        fill(path, argv[1], &corpus);
        whole(path, argv[1], &queries, corpus.n);
        threads(path, argv[1], &queries);
    }
    free(corpus.items);
    free(queries.items);
    mm_buf_release(&corpus.bytes);
    mm_buf_release(&queries.bytes);
    mm_tables_close(tables);
    return 0;
}
