/*
 * An import: one row of history, many commits.
 *
 * Items are gathered, and put some thousands at a time: the memory is locked
 * while they go in, and not while the file they come from is read. Each commit
 * says in the row of history how many items are in (`done`), so that an import
 * that was killed goes on behind them when the same file comes again. Two at
 * once of the same file are no harm: each looks at the row when it has the
 * lock, and passes over what the other has put.
 */
#include "store/items.h"
#include "store/pack.h"

#include <stdlib.h>
#include <time.h>

enum {
    BATCH = 10000,         /* items a commit, or ... */
    BATCH_BYTES = 8 << 20, /* ... as many as take so much room */
    PAUSE_MS = 4           /* the turn of other writers, between batches */
};

typedef struct importing {
    mm_writer writer;
    mm_store *store;
    mm_id     change;
    bool      keep, broken;
    bool      finished; /* another process put the rest */
    uint64_t  seen;     /* items given so far, those gathered among them */
    uint64_t  done;     /* items in, as the row said at the last look */
    uint64_t  skipped;
    mm_buf    gathered; /* packed items */
    size_t    n_gathered;
    mm_str    project, client, field;
    mm_arena  mem, scratch;
} importing;

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

/* Items that say nothing take what the import says. */
static void with_defaults(const importing *im, mm_str *project, mm_str *client,
                          mm_str *field)
{
    if (project->len == 0)
        *project = im->project;
    if (client->len == 0)
        *client = im->client;
    if (field->len == 0)
        *field = im->field;
}

static int gather(importing *im, const mm_item *item)
{
    size_t before = im->gathered.len;
    int    rc = mm_pack_number(&im->gathered, item->unit != NULL);

    rc |= item->unit ? mm_pack_unit(&im->gathered, item->unit)
                     : mm_pack_concept(&im->gathered, item->concept);
    if (rc < 0) {
        im->gathered.len = before;
        return MM_ENOMEM;
    }
    im->n_gathered++;
    return MM_OK;
}

/* Puts the next gathered item, or passes over it. */
static int put_gathered(importing *im, mm_unpack *in, bool pass, mm_error *err)
{
    mm_unit unit;
    mm_concept concept;
    mm_item item = { 0 };
    mm_id   id;

    mm_arena_clear(&im->scratch);
    if (mm_unpack_number(in)) {
        mm_unpack_unit(in, &unit);
        with_defaults(im, &unit.project, &unit.client, &unit.field);
        item.unit = &unit;
    } else {
        mm_unpack_concept(in, &concept);
        with_defaults(im, &concept.project, &concept.client, &concept.field);
        item.concept = &concept;
    }
    if (in->bad) /* what was packed here is sound: memory ran out */
        return mm_fail_memory(err);
    im->skipped += pass;
    return pass ? MM_OK : mm_item_insert(&id, im->store, &item, err);
}

static int put_all(importing *im, mm_error *err)
{
    mm_unpack in = { mm_buf_str(&im->gathered), &im->scratch, false };
    uint64_t  number = im->seen - im->n_gathered;
    int       rc = MM_OK;

    for (; number < im->seen && rc >= 0; number++)
        rc = put_gathered(im, &in, im->finished || number < im->done, err);
    return rc;
}

/* Puts what was gathered, as one commit; the last one closes the import. */
static int flush(importing *im, bool last, mm_error *err)
{
    mm_store *store = im->store;
    int       rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    store->change = im->change;
    if ((rc = look(im, err)) >= 0 && (rc = put_all(im, err)) >= 0 &&
        !im->finished)
        rc = mm_db_run(&store->db, err,
                       "UPDATE change SET done = max(done, ?), open = ? "
                       "WHERE number = ?",
                       "iii", (int64_t)im->seen, (int64_t)!last, im->change);
    if (rc < 0 || im->finished)
        mm_change_drop(store);
    else
        rc = mm_change_commit(store, err);
    mm_buf_clear(&im->gathered);
    im->n_gathered = 0;
    return rc;
}

/* ---- the writer ---- */

static bool is_full(const importing *im)
{
    return im->n_gathered >= BATCH || im->gathered.len >= BATCH_BYTES;
}

static int importing_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    static const struct timespec pause = { 0, PAUSE_MS * 1000000L };
    importing                   *im = (importing *)self;
    int                          rc = mm_item_check(item, err);

    if (rc < 0)
        return rc;  /* nothing was done: the caller may go on */
    if (im->broken) /* items were lost: what came behind would hide it */
        return mm_fail(err, MM_EIO, "the import into '%s' has failed",
                       im->store->path);
    if (im->finished || im->seen < im->done) {
        im->seen++;
        im->skipped++;
        return MM_OK;
    }
    if (gather(im, item) < 0)
        return mm_fail_memory(err);
    im->seen++;
    if (!is_full(im))
        return MM_OK;
    if ((rc = flush(im, false, err)) < 0)
        im->broken = true;
    else
        nanosleep(&pause, NULL);
    return rc;
}

/* ---- the end ---- */

/* Erases the units and concepts that change `change` made, but for those that
 * another has changed since. */
static int erase_made(mm_store *store, mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT kind, first, last FROM span "
                                             "WHERE change = ?",
                                   "i", change);

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        rc = mm_db_run(&store->db, err,
                       sqlite3_column_int(row, 0) == MM_ROW_UNIT
                           ? "DELETE FROM unit WHERE id BETWEEN ? AND ? AND "
                             "change = ?"
                           : "DELETE FROM concept WHERE id BETWEEN ? AND ? AND "
                             "change = ?",
                       "iii", sqlite3_column_int64(row, 1),
                       sqlite3_column_int64(row, 2), change);
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

/* Takes the row of history away too, since nobody asked for it; it stays, as
 * an import of what is left, when others have touched its items. */
static int erase_change(mm_store *store, mm_id change, mm_error *err)
{
    mm_db  *db = &store->db;
    int64_t touched;
    int     rc;

    if ((rc = mm_db_number(&touched, db, err,
                           "SELECT count(*) FROM span s JOIN past p ON "
                           "p.kind = s.kind AND p.row BETWEEN s.first AND "
                           "s.last WHERE s.change = ?",
                           "i", change)) < 0)
        return rc;
    if (touched)
        return mm_db_run(db, err,
                         "UPDATE change SET open = 0, rows = ? WHERE "
                         "number = ?",
                         "ii", touched, change);
    if ((rc = mm_db_run(db, err, "DELETE FROM span WHERE change = ?", "i",
                        change)) < 0)
        return rc;
    return mm_db_run(db, err, "DELETE FROM change WHERE number = ?", "i",
                     change);
}

/* Takes away all that the import committed. */
static int undo_all(importing *im, mm_error *err)
{
    mm_store *store = im->store;
    int       rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    store->change = im->change;
    if ((rc = look(im, err)) < 0 || im->finished) {
        mm_change_drop(store);
        return rc < 0 ? rc : MM_OK;
    }
    if ((rc = erase_made(store, im->change, err)) >= 0 &&
        (rc = mm_db_run(&store->db, err,
                        "INSERT INTO gap (generation, kind, first, last) "
                        "SELECT ?, kind, first, last FROM span "
                        "WHERE change = ?",
                        "ii", store->generation, im->change)) >= 0 &&
        (rc = erase_change(store, im->change, err)) >= 0)
        return mm_change_commit(store, err);
    mm_change_drop(store);
    return rc;
}

static int finish(importing *im, int rc, mm_error *err)
{
    mm_error second; /* the first failure is the one to tell */
    int      end;

    if (rc < 0 && (!im->keep || im->broken)) {
        if (!im->keep)
            undo_all(im, &second);
        return rc;
    }
    end = flush(im, true, rc < 0 ? &second : err);
    if (rc >= 0 && end < 0 && !im->keep)
        undo_all(im, &second);
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
    mm_buf_release(&im->gathered);
    mm_arena_release(&im->scratch);
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
