/*
 * Matches of a whole file. Each thread has handles of its own, as a store asks
 * for, and maps the same index. A segment is asked for at 75 percent first:
 * that is what the index answers at once, and a match found so is the best. The
 * others are asked for again at 50, where any match will do: 50 to 74 is one
 * band.
 */
#include "job/leverage_scores.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { GOOD = 75, LEAST = 50, WORKERS = 16, SHARE = 32 };

typedef struct worker {
    struct mm_scorers *all;
    mm_store  **stores; /* its own; the first worker takes the caller's */
    mm_matcher *matcher;
    pthread_t   thread;
    bool        started;
    size_t      number;
    int         rc;
    mm_error    err;
} worker;

struct mm_scorers {
    const mm_leverage_options *options;
    mm_store *const           *stores;
    size_t                     n_stores;
    const mm_tables           *tables;
    worker                     workers[WORKERS];
    size_t                     n;        /* that may be used */
    size_t                     open;     /* that have a matcher */
    const mm_segments         *segments; /* of the call under way */
    unsigned                  *out;
    size_t                     at_work;
};

int mm_scorers_open(mm_scorers **out, mm_store *const *stores, size_t n,
                    const mm_tables *tables, const mm_leverage_options *options,
                    mm_error *err)
{
    mm_scorers *s = calloc(1, sizeof *s);
    long        processors = sysconf(_SC_NPROCESSORS_ONLN);
    int         rc;

    *out = NULL;
    if (!s)
        return mm_fail_memory(err);
    s->options = options;
    s->stores = stores;
    s->n_stores = n;
    s->tables = tables;
    s->n = processors < 1         ? 1
           : processors > WORKERS ? WORKERS
                                  : (size_t)processors;
    if ((rc = mm_matcher_open(&s->workers[0].matcher, stores, n,
                              options->source, options->target, tables, err)) <
        0) {
        mm_scorers_close(s);
        return rc;
    }
    s->open = 1;
    *out = s;
    return MM_OK;
}

static void close_worker(worker *w, size_t n)
{
    mm_matcher_close(w->matcher);
    for (size_t i = 0; w->stores && i < n; i++)
        mm_store_close(w->stores[i]);
    free(w->stores);
}

void mm_scorers_close(mm_scorers *scorers)
{
    if (!scorers)
        return;
    for (size_t i = 0; i < WORKERS; i++)
        close_worker(&scorers->workers[i], scorers->n_stores);
    free(scorers);
}

/* Handles of its own for one more worker. */
static int open_worker(worker *w, const mm_scorers *s, mm_error *err)
{
    int rc = MM_OK;

    if (!(w->stores = calloc(s->n_stores + 1, sizeof *w->stores)))
        return mm_fail_memory(err);
    for (size_t i = 0; i < s->n_stores && rc >= 0; i++)
        if (s->stores[i])
            rc = mm_store_open(&w->stores[i], mm_store_path(s->stores[i]),
                               MM_READ, err);
    return rc < 0 ? rc
                  : mm_matcher_open(&w->matcher, w->stores, s->n_stores,
                                    s->options->source, s->options->target,
                                    s->tables, err);
}

/* ---- one segment ---- */

static int best_at(unsigned *score, worker *w, const mm_segment_query *query,
                   unsigned min)
{
    mm_match_options o = w->all->options->match;
    mm_match         match;
    int              rc;

    o.min = min;
    o.any = min == LEAST; /* it is in one band, whichever it is */
    o.limit = 1;
    o.brute = w->all->options->brute;
    *score = 0;
    if ((rc = mm_matcher_start(w->matcher, query, &o, &w->err)) >= 0 &&
        (rc = mm_matcher_next(w->matcher, &match, &w->err)) == MM_ROW)
        *score = match.score;
    return rc < 0 ? rc : MM_OK;
}

static int find_one(worker *w, size_t i)
{
    const mm_segments       *file = w->all->segments;
    const mm_source_segment *s = &file->items[i];
    mm_segment_query         query = {
                .text = s->text,
                .codes = s->codes,
                .n_codes = s->n_codes,
                .id = s->id,
                .before = i ? s[-1].text : (mm_str){ 0 },
                .after = i + 1 < file->n ? s[1].text : (mm_str){ 0 },
    };
    unsigned *out = &w->all->out[i];
    int       rc;

    if (s->locked || mm_str_trim(s->text).len == 0)
        return MM_OK;
    if ((rc = best_at(out, w, &query, GOOD)) < 0 || *out)
        return rc;
    return best_at(out, w, &query, LEAST);
}

/* Every n-th share of the file: the work is even, and the same each time. */
static void *work(void *self)
{
    worker           *w = self;
    const mm_scorers *s = w->all;

    for (size_t i = 0; i < s->segments->n && w->rc >= 0; i++)
        if (i / SHARE % s->at_work == w->number)
            w->rc = find_one(w, i);
    return NULL;
}

int mm_scorers_find(unsigned *out, mm_scorers *s, const mm_segments *segments,
                    mm_error *err)
{
    size_t want = segments->n / (4 * SHARE) + 1;
    int    rc = MM_OK;

    s->segments = segments;
    s->out = out;
    s->at_work = want < s->n ? want : s->n;
    while (rc >= 0 && s->open < s->at_work)
        if ((rc = open_worker(&s->workers[s->open], s, err)) >= 0)
            s->open++;
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < s->at_work; i++) {
        worker *w = &s->workers[i];

        *w = (worker){
            .all = s, .stores = w->stores, .matcher = w->matcher, .number = i
        };
        w->started = i > 0 && pthread_create(&w->thread, NULL, work, w) == 0;
    }
    for (size_t i = 0; i < s->at_work; i++) {
        worker *w = &s->workers[i];

        if (w->started)
            pthread_join(w->thread, NULL);
        else
            work(w);
        if (w->rc < 0 && rc >= 0) {
            rc = w->rc;
            if (err)
                *err = w->err;
        }
    }
    return rc;
}
