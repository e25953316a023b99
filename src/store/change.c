/*
 * A change is one transaction, or an import's many. Rows that are new cost no
 * history: their ids follow each other, since nobody else writes meanwhile, so
 * a change keeps them as spans (kind, first, last). Of a row that is replaced
 * or removed the history keeps the whole as it was before the change.
 */
#include "base/memory.h"
#include "base/user.h"
#include "store/handle.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void mm_now(char *out)
{
    time_t    now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

int mm_change_needed(const mm_store *store, mm_error *err)
{
    if (!store->under_way)
        return mm_fail(err, MM_EINVALID, "no change of '%s' was begun",
                       store->path);
    return MM_OK;
}

/* ---- transactions ---- */

static const char *const counters[MM_ID_KINDS] = {
    [MM_ROW_UNIT] = "last_unit",
    [MM_ROW_CONCEPT] = "last_concept",
    [MM_ROW_DOCUMENT] = "last_document",
    [MM_ROW_PAIRING] = "last_pairing",
};

static int get_counter(int64_t *out, mm_store *store, const char *name,
                       mm_error *err)
{
    int rc = mm_db_number(out, &store->db, err,
                          "SELECT value FROM meta WHERE name = ?", "s",
                          mm_cstr(name));

    return rc < 0 ? rc : MM_OK;
}

static int set_counter(mm_store *store, const char *name, int64_t value,
                       mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT INTO meta (name, value) VALUES (?, ?) "
                     "ON CONFLICT DO UPDATE SET value = excluded.value",
                     "si", mm_cstr(name), value);
}

/* Generations grow by random steps, not by one: a copy that went its own way
 * (a backup put back and worked on) has none in common with its original since
 * they parted, so that an index of the one is never taken for the other's. */
static int next_generation(mm_store *store, mm_error *err)
{
    uint32_t step;
    int      rc = get_counter(&store->generation, store, "generation", err);

    sqlite3_randomness(sizeof step, &step);
    store->generation += 1 + (int64_t)(step >> 2);
    return rc;
}

int mm_change_lock(mm_store *store, mm_error *err)
{
    int rc;

    if (!store->writable)
        return mm_fail(err, MM_EINVALID, "'%s' was opened for reading",
                       store->path);
    if (store->under_way || !sqlite3_get_autocommit(store->db.handle))
        return mm_fail(err, MM_EINVALID, "a change of '%s' is under way",
                       store->path);
    if (store->stale_keys && (rc = mm_keys_renew(store, err)) < 0)
        return rc;
    if ((rc = mm_db_run(&store->db, err, "BEGIN IMMEDIATE", "")) < 0)
        return rc;
    for (int kind = 0; kind < MM_ID_KINDS && rc >= 0; kind++) {
        rc = get_counter(&store->last[kind], store, counters[kind], err);
        store->before[kind] = store->last[kind];
    }
    store->before[MM_ROW_PROOFS] = store->before[MM_ROW_CONCEPT];
    if (rc < 0 || (rc = next_generation(store, err)) < 0) {
        mm_change_drop(store);
        return rc;
    }
    store->under_way = true;
    store->failed = false;
    store->touched = store->rows = 0;
    store->n_pairs = store->n_orphans = 0;
    store->n_beads = 0;
    return MM_OK;
}

void mm_change_drop(mm_store *store)
{
    if (!sqlite3_get_autocommit(store->db.handle))
        mm_db_run(&store->db, NULL, "ROLLBACK", "");
    store->under_way = false;
}

/* The ids given since the start, as a span; one that goes on where the last
 * span of this change ended makes that longer. */
static int put_span(mm_store *store, int kind, mm_error *err)
{
    mm_id first = store->before[kind] + 1;
    int   rc;

    if (store->last[kind] < first)
        return MM_OK;
    rc = mm_db_run(&store->db, err,
                   "UPDATE span SET last = ?3 WHERE kind = ?1 AND last = ?2 "
                   "AND change = ?4 AND first = (SELECT max(first) FROM span "
                   "WHERE kind = ?1)",
                   "iiii", (int64_t)kind, first - 1, store->last[kind],
                   store->change);
    if (rc < 0 || sqlite3_changes(store->db.handle) > 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "INSERT INTO span (kind, first, last, change) "
                     "VALUES (?, ?, ?, ?)",
                     "iiii", (int64_t)kind, first, store->last[kind],
                     store->change);
}

static int put_counters(mm_store *store, mm_error *err)
{
    int rc = MM_OK;

    for (int kind = 0; kind < MM_ID_KINDS && rc >= 0; kind++) {
        if (store->last[kind] == store->before[kind])
            continue;
        if ((rc = put_span(store, kind, err)) >= 0)
            rc = set_counter(store, counters[kind], store->last[kind], err);
    }
    if (rc >= 0)
        rc = set_counter(store, "generation", store->generation, err);
    if (rc >= 0)
        rc = mm_db_run(&store->db, err,
                       "UPDATE change SET rows = rows + ?, generation = ? "
                       "WHERE number = ?",
                       "iii", store->rows, store->generation, store->change);
    return rc;
}

int mm_change_commit(mm_store *store, mm_error *err)
{
    int rc = put_counters(store, err);

    if (rc >= 0)
        rc = mm_db_run(&store->db, err, "COMMIT", "");
    if (rc < 0)
        mm_change_drop(store);
    store->under_way = false;
    return rc;
}

int mm_change_words(mm_store *store, mm_id number, mm_str who, mm_str when,
                    mm_error *err)
{
    char now[21], user[MM_USER_ROOM];

    if (when.len == 0) {
        mm_now(now);
        when = mm_cstr(now);
    }
    mm_arena_clear(&store->words);
    store->change = number;
    store->who = mm_arena_copy(&store->words, who.len ? who : mm_user_name(user));
    store->when = mm_arena_copy(&store->words, when);
    return store->who.ptr && store->when.ptr ? MM_OK : mm_fail_memory(err);
}

int mm_change_open(mm_store *store, const mm_change *change, bool open,
                   uint64_t content, mm_error *err)
{
    int64_t last;
    int     rc;

    if ((rc = get_counter(&last, store, "last_change", err)) < 0 ||
        (rc = set_counter(store, "last_change", last + 1, err)) < 0 ||
        (rc = mm_change_words(store, last + 1, change->who, change->when,
                              err)) < 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "INSERT INTO change (number, kind, who, what, at, open, "
                     "content) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     "issssii", store->change, mm_cstr(change->kind),
                     store->who, change->what, store->when, (int64_t)open,
                     (int64_t)content);
}

int mm_store_begin(mm_store *store, const mm_change *change, mm_error *err)
{
    int rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    if ((rc = mm_change_open(store, change, false, 0, err)) < 0)
        mm_change_drop(store);
    return rc;
}

mm_id mm_store_change(const mm_store *store)
{
    return store->under_way ? store->change : 0;
}

/* Proposals whose last evidence went with an older version of a document, and
 * which nobody has looked at, go too. */
static int remove_orphans(mm_store *store, mm_error *err)
{
    int64_t bare;
    int     rc = MM_OK;

    for (size_t i = 0; i < store->n_orphans && rc >= 0; i++) {
        mm_id id = store->orphans[i];

        rc = mm_db_number(&bare, &store->db, err,
                          "SELECT 1 FROM concept WHERE id = ?1 AND review = 0 "
                          "AND NOT EXISTS (SELECT 1 FROM evidence "
                          "WHERE concept = ?1)",
                          "i", id);
        if (rc >= 0 && bare)
            rc = mm_change_remove(store, MM_ROW_CONCEPT, id, err);
    }
    return rc < 0 ? rc : MM_OK;
}

int mm_store_end(mm_store *store, int rc, mm_error *err)
{
    int end;

    if (!store->under_way)
        return rc < 0 ? rc : mm_change_needed(store, err);
    if (rc < 0) {
        mm_change_drop(store);
        return rc;
    }
    if (store->failed) {
        mm_change_drop(store);
        return mm_fail(err, MM_EIO, "a change of '%s' failed and was undone",
                       store->path);
    }
    end = remove_orphans(store, err);
    if (end >= 0 && store->touched > 0)
        return mm_change_commit(store, err);
    mm_change_drop(store);
    return end < 0 ? end : rc;
}

/* ---- rows ---- */

mm_id mm_change_new(mm_store *store, int kind)
{
    store->touched++;
    store->rows += kind <= MM_ROW_CONCEPT;
    return ++store->last[kind];
}

static int keep_image(mm_store *store, int kind, mm_id id, mm_str image,
                      mm_error *err)
{
    int rc = mm_db_run(&store->db, err,
                       "INSERT OR IGNORE INTO past (change, kind, row, before) "
                       "VALUES (?, ?, ?, ?)",
                       "iiib", store->change, (int64_t)kind, id, image);

    if (rc >= 0 && sqlite3_changes(store->db.handle) > 0) {
        store->touched++;
        store->rows += kind <= MM_ROW_CONCEPT;
    }
    return rc;
}

int mm_change_touch(mm_store *store, int kind, mm_id id, bool absent,
                    mm_error *err)
{
    mm_buf image = { 0 };
    int    rc = MM_OK;

    if (id > store->before[kind])
        return MM_OK; /* new in this change: there was nothing before */
    if (!absent)
        rc = mm_rows_of[kind].pack(&image, store, id, err);
    if (rc >= 0)
        rc = keep_image(store, kind, id, mm_buf_str(&image), err);
    mm_buf_release(&image);
    return rc;
}

/* The evidence that goes with a concept, for the history. */
static int touch_proofs(mm_store *store, mm_id id, mm_error *err)
{
    bool there;
    int  rc = mm_rows_of[MM_ROW_PROOFS].there(&there, store, id, err);

    return rc < 0 || !there
               ? rc
               : mm_change_touch(store, MM_ROW_PROOFS, id, false, err);
}

int mm_change_remove(mm_store *store, int kind, mm_id id, mm_error *err)
{
    int rc = kind == MM_ROW_CONCEPT ? touch_proofs(store, id, err) : MM_OK;

    if (rc >= 0)
        rc = mm_change_touch(store, kind, id, false, err);

    if (rc >= 0)
        rc = mm_rows_of[kind].erase(store, id, err);
    if (rc >= 0 && id > store->before[kind]) {
        store->touched--;
        store->rows -= kind <= MM_ROW_CONCEPT;
    }
    return rc;
}
