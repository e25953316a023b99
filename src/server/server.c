/* Workers, their lines, and the renewer that keeps readers up to date. */
#include "server/server.h"

#include "server/desk.h"
#include "server/jobs.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK_MS = 200, /* how often the renewer looks */
    WAIT_MS = 300, /* a reader waits that long for what was just written */
    FEW = 200,     /* changed units that a query catches up with itself */
    LONG_WORKERS = 2
};

uint64_t mm_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Waits on `cond` for `ms` at most, by the clock that the conditions have. */
static void wait_ms(pthread_cond_t *cond, pthread_mutex_t *lock, uint64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(cond, lock, &until);
}

/* ---- lines ---- */

void mm_server_queue(mm_server *server, mm_request *request)
{
    mm_line *line = &server->lines[request->route->lane];

    pthread_mutex_lock(&server->lock);
    request->next = NULL;
    if (line->last)
        line->last->next = request;
    else
        line->first = request;
    line->last = request;
    pthread_cond_signal(&line->filled);
    pthread_mutex_unlock(&server->lock);
}

/* The next request of a worker's line, NULL to stop. A reader takes its fresh
 * desk, and lets it come when what it should have seen is newer. */
static mm_request *take(mm_worker *worker)
{
    mm_server  *s = worker->server;
    mm_line    *line = &s->lines[worker->lane];
    mm_request *request;
    uint64_t    give_up;

    pthread_mutex_lock(&s->lock);
    while (!line->first && !s->stop)
        pthread_cond_wait(&line->filled, &s->lock);
    if ((request = line->first)) {
        line->first = request->next;
        if (!line->first)
            line->last = NULL;
    }
    give_up = mm_now_ms() + WAIT_MS;
    while (request && worker->lane == MM_LANE_READ && s->opened < s->wanted &&
           mm_now_ms() < give_up && !s->stop)
        wait_ms(&s->renewed, &s->lock, 50);
    if (worker->fresh) {
        mm_desk *old = worker->desk;

        worker->desk = worker->fresh;
        worker->fresh = NULL;
        pthread_mutex_unlock(&s->lock);
        mm_desk_close(old);
    } else {
        pthread_mutex_unlock(&s->lock);
    }
    return request;
}

static void *work(void *data)
{
    mm_worker  *worker = data;
    mm_request *request;

    while ((request = take(worker))) {
        mm_error err = { 0 };
        int      rc;

        if (worker->lane == MM_LANE_READ && !worker->desk)
            rc = mm_fail(&err, MM_EBUSY, "the memory is being opened");
        else
            rc = request->route->run(request, worker, &err);
        mm_request_done(request, rc, &err);
    }
    return NULL;
}

int mm_worker_store(mm_store **out, mm_worker *worker, mm_error *err)
{
    const mm_settings *set = &worker->server->set;

    *out = NULL;
    if (set->read_only)
        return mm_fail(err, MM_EINVALID, "this server only reads");
    if (!worker->store) {
        int rc = mm_store_open(&worker->store, set->dbs[0], MM_WRITE, err);

        if (rc < 0)
            return rc;
    }
    *out = worker->store;
    return MM_OK;
}

/* Units above `id`: at most `most` are counted; `*last` is the highest met. */
static int count_above(mm_id *last, mm_store *store, mm_id id, int most)
{
    mm_texts *texts = NULL;
    mm_text   text;
    int       n = 0;

    *last = id;
    if (mm_texts_open(&texts, store, id, NULL) < 0)
        return 0;
    while (n < most && mm_texts_next(texts, &text, NULL) == MM_ROW) {
        n += text.unit != *last;
        *last = text.unit;
    }
    mm_texts_close(texts);
    return n;
}

/* The highest unit there is, by halving: there is no call that tells it. */
static mm_id last_unit(mm_store *store)
{
    mm_id low = 0, high = 1, met;

    while (high < (mm_id)1 << 50 && count_above(&met, store, high, 1))
        high *= 2;
    while (low < high) {
        mm_id middle = low + (high - low) / 2;

        if (count_above(&met, store, middle, 1))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A desk for matchers, and the highest unit of the moment: what its matchers
 * know when they are opened is that and maybe more. */
static int open_steady(mm_desk **out, mm_id *last, mm_server *server,
                       mm_error *err)
{
    int rc = mm_desk_open(out, server, err);

    *last = rc == MM_OK && mm_desk_store(*out)
                ? last_unit(mm_desk_store(*out))
                : 0;
    return rc;
}

static void know(mm_worker *worker, mm_id last)
{
    worker->seen = mm_desk_generation(worker->steady);
    worker->last = last;
    worker->behind = false;
}

/* A fresh one from the renewer takes the place of the old. */
static void swap_steady(mm_worker *worker)
{
    mm_server *s = worker->server;
    mm_desk   *old = NULL;

    pthread_mutex_lock(&s->lock);
    if (worker->fresh_steady) {
        old = worker->steady;
        worker->steady = worker->fresh_steady;
        worker->fresh_steady = NULL;
        know(worker, worker->fresh_last);
    }
    pthread_mutex_unlock(&s->lock);
    mm_desk_close(old);
}

int mm_worker_steady(mm_desk **out, mm_worker *worker, mm_error *err)
{
    size_t           n;
    mm_store *const *stores;
    bool             whole;
    int              rc = MM_OK;

    swap_steady(worker);
    whole = worker->steady != NULL;
    if (worker->steady) {
        stores = mm_desk_stores(worker->steady, &n);
        for (size_t i = 0; i < n; i++)
            whole = whole && stores[i]; /* a memory made since is opened */
    }
    if (!whole) {
        mm_id last;

        mm_desk_close(worker->steady);
        rc = open_steady(&worker->steady, &last, worker->server, err);
        if (rc == MM_OK)
            know(worker, last);
    }
    *out = worker->steady;
    return rc;
}

bool mm_worker_behind(mm_worker *worker)
{
    mm_store *store = worker->steady ? mm_desk_store(worker->steady) : NULL;
    mm_id     ids[FEW + 1];
    mm_id     last;
    int64_t   now;

    if (worker->behind || !store ||
        mm_store_generation(&now, store, NULL) < 0 || now == worker->seen)
        return worker->behind;
    if (count_above(&last, store, worker->last, FEW) < FEW &&
        mm_store_changed(ids, FEW, store, MM_ROW_UNIT, worker->seen, NULL) <=
            FEW) {
        worker->last = last;
        worker->seen = now; /* the query itself catches up */
        return false;
    }
    worker->behind = true;
    pthread_mutex_lock(&worker->server->lock);
    worker->server->behind = true;
    pthread_cond_signal(&worker->server->renew);
    pthread_mutex_unlock(&worker->server->lock);
    return true;
}

void mm_server_changed(mm_server *server, mm_store *store)
{
    int64_t generation;

    if (mm_store_generation(&generation, store, NULL) < 0)
        return;
    pthread_mutex_lock(&server->lock);
    if (generation > server->wanted)
        server->wanted = generation;
    pthread_cond_signal(&server->renew);
    pthread_mutex_unlock(&server->lock);
}

/* ---- the renewer ---- */

/* Sum of the memories' generations: any change shows. */
static int64_t sum_of(mm_store **stores, mm_server *server)
{
    int64_t sum = 0, one;

    for (size_t i = 0; server->set.dbs[i]; i++) {
        if (!stores[i] &&
            mm_store_open(&stores[i], server->set.dbs[i], MM_READ, NULL) < 0)
            continue;
        if (mm_store_generation(&one, stores[i], NULL) == MM_OK)
            sum += one + 1;
    }
    return sum;
}

/* A fresh desk for each reader; it takes it before its next request. */
static void renew_desks(mm_server *s)
{
    int64_t generation = INT64_MAX;

    for (size_t i = 0; i < s->n_workers; i++) {
        mm_worker *worker = &s->workers[i];
        mm_desk   *desk, *unused;

        if (worker->lane != MM_LANE_READ)
            continue;
        if (mm_desk_open(&desk, s, NULL) < 0)
            return; /* the old desks go on; the next tick tries again */
        mm_desk_warm(desk);
        if (mm_desk_generation(desk) < generation)
            generation = mm_desk_generation(desk);
        pthread_mutex_lock(&s->lock);
        unused = worker->fresh;
        worker->fresh = desk;
        pthread_mutex_unlock(&s->lock);
        mm_desk_close(unused);
    }
    pthread_mutex_lock(&s->lock);
    if (generation != INT64_MAX && generation > s->opened)
        s->opened = generation;
    pthread_cond_broadcast(&s->renewed);
    pthread_mutex_unlock(&s->lock);
}

/* Steady desks whose matchers know all that came in, opened beside readers
 * that answer as they know. */
static void renew_steady(mm_server *s)
{
    for (size_t i = 0; i < s->n_workers; i++) {
        mm_worker  *worker = &s->workers[i];
        mm_desk    *desk, *unused;
        mm_matcher *matcher;
        mm_id       last;
        size_t      n_pairs;

        if (worker->lane != MM_LANE_READ ||
            open_steady(&desk, &last, s, NULL) < 0)
            continue;
        pthread_mutex_lock(&s->lock);
        n_pairs = s->n_pairs; /* rows are written once, before they count */
        pthread_mutex_unlock(&s->lock);
        for (size_t p = 0; p < n_pairs; p++)
            mm_desk_matcher(&matcher, desk, s->pairs[p][0], s->pairs[p][1],
                            NULL);
        pthread_mutex_lock(&s->lock);
        unused = worker->fresh_steady;
        worker->fresh_steady = desk;
        worker->fresh_last = last;
        pthread_mutex_unlock(&s->lock);
        mm_desk_close(unused);
    }
}

/* Opening takes a tenth of the time at most, however fast an import commits,
 * but for what readers wait for. */
static void *renew(void *data)
{
    mm_server *s = data;
    size_t     n = 0;
    mm_store **stores = NULL;
    int64_t    seen = -1;
    uint64_t   rest_until = 0, steady_rest = 0;

    if (mm_stores_open_all(&stores, &n, s->set.dbs, NULL) == MM_OK)
        seen = sum_of(stores, s);
    pthread_mutex_lock(&s->lock);
    while (!s->stop && stores) {
        bool    waited = s->opened < s->wanted, behind = s->behind;
        int64_t sum;

        pthread_mutex_unlock(&s->lock);
        sum = sum_of(stores, s);
        if (waited || (sum != seen && mm_now_ms() >= rest_until)) {
            uint64_t began = mm_now_ms();

            renew_desks(s);
            seen = sum;
            rest_until = mm_now_ms() + 10 * (mm_now_ms() - began);
        }
        if (behind && mm_now_ms() >= steady_rest) {
            uint64_t began = mm_now_ms();

            pthread_mutex_lock(&s->lock);
            s->behind = false;
            pthread_mutex_unlock(&s->lock);
            renew_steady(s);
            steady_rest = mm_now_ms() + 3 * (mm_now_ms() - began);
        }
        pthread_mutex_lock(&s->lock);
        if (!s->stop && s->opened >= s->wanted)
            wait_ms(&s->renew, &s->lock, TICK_MS);
        else if (!s->stop)
            wait_ms(&s->renew, &s->lock, 2);
    }
    pthread_mutex_unlock(&s->lock);
    mm_stores_close_all(stores, n);
    return NULL;
}

/* ---- opening and closing ---- */

static size_t count_readers(const mm_settings *set)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (set->readers)
        return set->readers;
    return cores < 2 ? 2 : cores > 64 ? 64 : (size_t)cores;
}

/* Readers' desks are opened before the first request is let in. */
static int open_workers(mm_server *s, mm_error *err)
{
    size_t readers = count_readers(&s->set);
    int    rc = MM_OK;

    s->workers = calloc(readers + 1 + LONG_WORKERS, sizeof *s->workers);
    if (!s->workers)
        return mm_fail_memory(err);
    for (size_t i = 0; i < readers + 1 + LONG_WORKERS; i++) {
        mm_worker *w = &s->workers[i];

        w->server = s;
        w->lane = i < readers    ? MM_LANE_READ
                  : i == readers ? MM_LANE_WRITE
                                 : MM_LANE_LONG;
        if (w->lane == MM_LANE_READ &&
            (rc = mm_desk_open(&w->desk, s, err)) < 0)
            return rc;
        if (w->desk)
            mm_desk_warm(w->desk);
        if (i == 0 && w->desk)
            s->opened = mm_desk_generation(w->desk);
        if (pthread_create(&w->thread, NULL, work, w) != 0)
            return mm_fail(err, MM_EIO, "cannot start a thread");
        s->n_workers++;
    }
    if (pthread_create(&s->renewer, NULL, renew, s) != 0)
        return mm_fail(err, MM_EIO, "cannot start a thread");
    s->renewing = true;
    return MM_OK;
}

int mm_server_open(mm_server **out, const mm_settings *set, mm_error *err)
{
    mm_server *s = calloc(1, sizeof *s);
    mm_store  *store = NULL;
    int        rc = MM_OK;

    *out = NULL;
    if (!s)
        return mm_fail_memory(err);
    s->set = *set;
    s->started = mm_now_ms();
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->auth_lock, NULL);
    pthread_cond_init(&s->renew, NULL);
    pthread_cond_init(&s->renewed, NULL);
    for (int i = 0; i < MM_LANES; i++)
        pthread_cond_init(&s->lines[i].filled, NULL);
    if (sodium_init() < 0)
        rc = mm_fail(err, MM_EIO, "no source of chance on this machine");
    else
        mm_random_hex(s->secret, 32);
    if (rc == MM_OK && !set->read_only &&
        (rc = mm_store_open(&store, set->dbs[0], MM_WRITE, err)) == MM_OK)
        mm_store_close(store); /* a fault of the file shows before we serve */
    if (rc == MM_OK)
        rc = mm_tables_open(&s->tables, set->tables, err);
    if (rc == MM_OK)
        rc = mm_token_file_read(&s->tokens, set->token_path, err);
    if (rc == MM_OK)
        rc = mm_jobs_open(&s->jobs, s, err);
    if (rc == MM_OK)
        rc = open_workers(s, err);
    if (rc < 0)
        mm_server_close(s);
    else
        *out = s;
    return rc;
}

/* Requests that were taken are finished; those still in line are answered by
 * http.c as it closes. */
void mm_server_close(mm_server *server)
{
    if (!server)
        return;
    mm_jobs_stop(server->jobs);
    pthread_mutex_lock(&server->lock);
    server->stop = true;
    for (int i = 0; i < MM_LANES; i++)
        pthread_cond_broadcast(&server->lines[i].filled);
    pthread_cond_broadcast(&server->renew);
    pthread_cond_broadcast(&server->renewed);
    pthread_mutex_unlock(&server->lock);
    for (size_t i = 0; i < server->n_workers; i++)
        pthread_join(server->workers[i].thread, NULL);
    if (server->renewing)
        pthread_join(server->renewer, NULL);
    for (size_t i = 0; i < server->n_workers; i++) {
        mm_desk_close(server->workers[i].desk);
        mm_desk_close(server->workers[i].fresh);
        mm_desk_close(server->workers[i].steady);
        mm_desk_close(server->workers[i].fresh_steady);
        mm_store_close(server->workers[i].store);
    }
    mm_http_stop(server);
    mm_jobs_close(server->jobs);
    mm_token_file_release(&server->tokens);
    mm_tables_close(server->tables);
    pthread_mutex_destroy(&server->lock);
    pthread_mutex_destroy(&server->auth_lock);
    free(server->workers);
    free(server);
}
