/*
 * An import: one row of history, many commits.
 *
 * Each commit says in that row how many items are in (`done`), so that an
 * import that was killed goes on behind them when the same file comes again.
 * Two at once of the same file are no harm: each looks at the row when it
 * begins a batch, and passes over what the other has put.
 */
#include "store/items.h"

#include <stdlib.h>
#include <time.h>

enum {
    BATCH = 10000,    /* items a commit, or ... */
    BATCH_MS = 1000,  /* ... as many as come in that time */
    LOOK_EVERY = 256, /* items between looks at the clock */
    PAUSE_MS = 4      /* the turn of other writers, between batches */
};

typedef struct importing {
    mm_writer       writer;
    mm_store       *store;
    mm_id           change;
    bool            keep, broken;
    bool            finished; /* another process put the rest */
    uint64_t        seen;     /* items given so far */
    uint64_t        done;     /* items in, as the row said at the last look */
    uint64_t        skipped;
    size_t          in_batch;
    struct timespec since; /* of the batch */
    mm_str          project, client, field;
    mm_arena        mem;
} importing;

static long milliseconds_since(const struct timespec *then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - then->tv_sec) * 1000 +
           (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* ---- batches ---- */

/* Reads how far the import is, under the lock. */
static int look(importing *im, mm_error *err)
{
    sqlite3_stmt *row;
    mm_db        *db = &im->store->db;
    int           rc;

    if ((rc = mm_db_start(&row, db, err,
                          "SELECT done, open, undone_by FROM change "
                          "WHERE number = ?",
                          "i", im->change)) < 0 ||
        (rc = mm_db_next(db, row, err)) < 0)
        return rc;
    if (rc == MM_OK || sqlite3_column_int64(row, 2)) {
        sqlite3_reset(row);
        return mm_fail(err, MM_EBUSY,
                       "the import into '%s' was undone by another program",
                       im->store->path);
    }
    im->done = (uint64_t)sqlite3_column_int64(row, 0);
    im->finished = !sqlite3_column_int(row, 1);
    sqlite3_reset(row);
    return MM_OK;
}

static int begin_batch(importing *im, mm_error *err)
{
    int rc = mm_change_lock(im->store, err);

    if (rc < 0)
        return rc;
    im->store->change = im->change;
    im->in_batch = 0;
    clock_gettime(CLOCK_MONOTONIC, &im->since);
    if ((rc = look(im, err)) < 0)
        mm_change_drop(im->store);
    return rc;
}

static int end_batch(importing *im, bool open, mm_error *err)
{
    mm_store *store = im->store;
    int       rc;

    if (im->finished) {
        mm_change_drop(store);
        return MM_OK;
    }
    rc = mm_db_run(&store->db, err,
                   "UPDATE change SET done = max(done, ?), open = ? "
                   "WHERE number = ?",
                   "iii", (int64_t)im->seen, (int64_t)open, im->change);
    if (rc >= 0)
        return mm_change_commit(store, err);
    mm_change_drop(store);
    return rc;
}

static bool is_full(const importing *im)
{
    return im->in_batch >= BATCH ||
           (im->in_batch % LOOK_EVERY == 0 && im->in_batch > 0 &&
            milliseconds_since(&im->since) > BATCH_MS);
}

/* ---- the writer ---- */

/* The item with what the import says of those that say nothing. */
static void with_defaults(const importing *im, const mm_item *item,
                          mm_item *out, mm_unit *unit, mm_concept *concept)
{
    mm_str *project, *client, *field;

    *out = (mm_item){ .line = item->line };
    if (item->unit) {
        *unit = *item->unit;
        project = &unit->project;
        client = &unit->client;
        field = &unit->field;
        out->unit = unit;
    } else {
        *concept = *item->concept;
        project = &concept->project;
        client = &concept->client;
        field = &concept->field;
        out->concept = concept;
    }
    if (project->len == 0)
        *project = im->project;
    if (client->len == 0)
        *client = im->client;
    if (field->len == 0)
        *field = im->field;
}

static int put(importing *im, const mm_item *item, mm_error *err)
{
    mm_unit unit;
    mm_concept concept;
    mm_item full;
    mm_id   id;

    with_defaults(im, item, &full, &unit, &concept);
    im->in_batch++;
    return mm_item_insert(&id, im->store, &full, err);
}

static int next_batch(importing *im, mm_error *err)
{
    static const struct timespec pause = { 0, PAUSE_MS * 1000000L };
    int                          rc;

    if (im->store->under_way) {
        if ((rc = end_batch(im, true, err)) < 0)
            return rc;
        nanosleep(&pause, NULL);
    }
    return begin_batch(im, err);
}

static int importing_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    importing *im = (importing *)self;
    int        rc = mm_item_check(item, err);

    if (rc < 0)
        return rc; /* nothing was done: the caller may go on */
    if ((!im->store->under_way || is_full(im)) && im->seen >= im->done &&
        !im->finished && (rc = next_batch(im, err)) < 0) {
        im->broken = true;
        return rc;
    }
    im->seen++;
    if (im->finished || im->seen <= im->done) {
        im->skipped++;
        return MM_OK;
    }
    if ((rc = put(im, item, err)) < 0)
        im->broken = true;
    return rc;
}

/* ---- the end ---- */

/* Erases the units and concepts that change `change` made. */
static int erase_spans(mm_store *store, mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT kind, first, last FROM span "
                                             "WHERE change = ?",
                                   "i", change);

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        rc = mm_db_run(&store->db, err,
                       sqlite3_column_int(row, 0) == MM_ROW_UNIT
                           ? "DELETE FROM unit WHERE id BETWEEN ? AND ?"
                           : "DELETE FROM concept WHERE id BETWEEN ? AND ?",
                       "ii", sqlite3_column_int64(row, 1),
                       sqlite3_column_int64(row, 2));
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

/* Takes away all that the import committed, and the import with it: nobody
 * asked for it, so history need not know. */
static int undo_all(importing *im, mm_error *err)
{
    mm_store *store = im->store;
    mm_db    *db = &store->db;
    int       rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    store->change = im->change;
    if ((rc = look(im, err)) < 0 || im->finished) {
        mm_change_drop(store);
        return rc < 0 ? rc : MM_OK;
    }
    if ((rc = erase_spans(store, im->change, err)) >= 0 &&
        (rc = mm_db_run(db, err,
                        "INSERT INTO gap (generation, kind, first, last) "
                        "SELECT ?, kind, first, last FROM span "
                        "WHERE change = ?",
                        "ii", store->generation + 1, im->change)) >= 0 &&
        (rc = mm_db_run(db, err, "DELETE FROM span WHERE change = ?", "i",
                        im->change)) >= 0 &&
        (rc = mm_db_run(db, err, "DELETE FROM change WHERE number = ?", "i",
                        im->change)) >= 0)
        return mm_change_commit(store, err);
    mm_change_drop(store);
    return rc;
}

static int finish(importing *im, int rc, mm_error *err)
{
    mm_store *store = im->store;
    mm_error  second;
    int       end = MM_OK;

    if (rc < 0 && (!im->keep || im->broken)) {
        mm_change_drop(store);
        if (!im->keep)
            undo_all(im, &second); /* the first failure is the one to tell */
        return rc;
    }
    /* Items that were passed over at the end need no batch of their own. */
    if (!store->under_way && !im->finished)
        end = begin_batch(im, rc < 0 ? &second : err);
    if (end >= 0)
        end = end_batch(im, false, rc < 0 ? &second : err);
    return rc < 0 ? rc : end;
}

static int drop_empty(importing *im)
{
    return mm_db_run(&im->store->db, NULL,
                     "DELETE FROM change WHERE number = ?1 AND open = 0 AND "
                     "rows = 0 AND NOT EXISTS (SELECT 1 FROM span WHERE "
                     "change = ?1) AND undone_by IS NULL",
                     "i", im->change);
}

static int importing_close(mm_writer *self, int rc, mm_error *err)
{
    importing *im = (importing *)self;

    rc = finish(im, rc, err);
    drop_empty(im);
    mm_arena_release(&im->mem);
    free(im);
    return rc;
}

/* ---- the beginning ---- */

/* The change of an import of this file that was cut off; 0. */
static int find_open(mm_id *out, mm_store *store, const mm_import *import,
                     mm_error *err)
{
    int rc = MM_OK;

    *out = 0;
    if (import->content)
        rc = mm_db_number(out, &store->db, err,
                          "SELECT number FROM change WHERE kind = 'import' AND "
                          "open = 1 AND undone_by IS NULL AND what = ? AND "
                          "content = ? ORDER BY number DESC",
                          "si", import->what, (int64_t)import->content);
    return rc < 0 ? rc : MM_OK;
}

int mm_store_imported(mm_id *out, mm_store *store, uint64_t content,
                      mm_error *err)
{
    int rc;

    *out = 0;
    if (content == 0)
        return MM_OK;
    rc = mm_db_number(out, &store->db, err,
                      "SELECT number FROM change WHERE kind = 'import' AND "
                      "open = 0 AND undone_by IS NULL AND content = ? "
                      "ORDER BY number DESC",
                      "i", (int64_t)content);
    return rc < 0 ? rc : MM_OK;
}

/* Finds or makes the row of history, and commits it, so that there is a
 * number to undo by from the first batch on. */
static int open_change(importing *im, const mm_import *import, mm_error *err)
{
    mm_store *store = im->store;
    int       rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    if ((rc = find_open(&im->change, store, import, err)) >= 0 && im->change) {
        rc = look(im, err);
        mm_change_drop(store);
        return rc;
    }
    if (rc >= 0)
        rc = mm_change_open(store,
                            &(mm_change){ .kind = "import",
                                          .who = import->who,
                                          .what = import->what },
                            true, import->content, err);
    im->change = store->change;
    if (rc >= 0)
        rc = mm_db_run(&store->db, err, "COMMIT", "");
    if (rc < 0)
        mm_change_drop(store);
    store->under_way = false;
    return rc;
}

int mm_store_write(mm_writer **out, mm_store *store, const mm_import *import,
                   mm_error *err)
{
    importing *im = calloc(1, sizeof *im);
    int        rc = MM_OK;

    *out = NULL;
    if (!im)
        return mm_fail_memory(err);
    im->writer = (mm_writer){ importing_put, importing_close };
    im->store = store;
    im->keep = import->keep;
    im->project = mm_arena_copy(&im->mem, import->project);
    im->client = mm_arena_copy(&im->mem, import->client);
    im->field = mm_arena_copy(&im->mem, import->field);
    if (!im->project.ptr || !im->client.ptr || !im->field.ptr)
        rc = mm_fail_memory(err);
    if (rc >= 0)
        rc = open_change(im, import, err);
    if (rc < 0) {
        mm_arena_release(&im->mem);
        free(im);
        return rc;
    }
    *out = &im->writer;
    return MM_OK;
}

mm_id mm_import_change(const mm_writer *writer)
{
    return ((const importing *)writer)->change;
}

size_t mm_import_skipped(const mm_writer *writer)
{
    return (size_t)((const importing *)writer)->skipped;
}
