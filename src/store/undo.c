/*
 * Taking a change back, as a change of its own.
 *
 * A change is known by the rows it made (spans) and the images of those it
 * replaced, removed or brought back. Undoing takes the made rows away and puts
 * the images back, and keeps images of what it met, so that it can be undone
 * itself. It is refused when a later change that is in force touched the same
 * rows.
 *
 * A later change is not in force when it was undone, and an undo of a later
 * change is passed over with what it undid: the two cancel out.
 */
#include "base/memory.h"
#include "malmoi/history.h"
#include "store/documents.h"

#include <stdio.h>

typedef struct victim {
    mm_id number, undoes, undone_by;
} victim;

static int refuse(const mm_store *store, mm_id change, const char *why,
                  mm_error *err)
{
    return mm_fail(err, MM_EINVALID, "cannot undo change %lld of '%s': %s",
                   (long long)change, store->path, why);
}

/* The change to undo; 0 is the last one in force that is not itself an undo,
 * so that one undo after the other goes back in time. */
static int find(victim *out, mm_store *store, mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc;

    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT number, coalesce(undoes, 0), "
                          "coalesce(undone_by, 0) FROM change WHERE "
                          "number = ?1 OR (?1 = 0 AND undone_by IS NULL AND "
                          "undoes IS NULL) ORDER BY number DESC LIMIT 1",
                          "i", change)) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return change ? mm_fail(err, MM_ENOTFOUND, "no change %lld in '%s'",
                                (long long)change, store->path)
                      : mm_fail(err, MM_ENOTFOUND, "nothing to undo in '%s'",
                                store->path);
    *out = (victim){ .number = sqlite3_column_int64(row, 0),
                     .undoes = sqlite3_column_int64(row, 1),
                     .undone_by = sqlite3_column_int64(row, 2) };
    sqlite3_reset(row);
    if (out->undone_by)
        return mm_fail(err, MM_EINVALID,
                       "change %lld of '%s' is undone already, by change %lld",
                       (long long)out->number, store->path,
                       (long long)out->undone_by);
    return MM_OK;
}

/* ---- conflicts ---- */

static int tell_conflict(mm_store *store, mm_id change, int64_t later,
                         mm_error *err)
{
    char why[100];

    if (!later)
        return MM_OK;
    snprintf(why, sizeof why, "change %lld touched the same rows later",
             (long long)later);
    return refuse(store, change, why, err);
}

/* A later pairing of documents that `change` made. */
static int check_leaning(mm_store *store, mm_id change, mm_error *err)
{
    int64_t later;
    int     rc;

    if ((rc = mm_db_number(
             &later, &store->db, err,
             "SELECT p.change FROM span s JOIN pairing p ON "
             "p.a BETWEEN s.first AND s.last OR p.b BETWEEN s.first AND s.last "
             "WHERE s.change = ?1 AND s.kind = 2 AND NOT EXISTS (SELECT 1 FROM "
             "span t WHERE t.change = ?1 AND t.kind = 3 AND "
             "p.id BETWEEN t.first AND t.last) LIMIT 1",
             "i", change)) < 0)
        return rc;
    return tell_conflict(store, change, later, err);
}

/* A later change in force that touched what `change` touched. */
static int check_conflicts(mm_store *store, mm_id change, mm_error *err)
{
    int64_t later;
    int     rc;

    if ((rc = mm_db_number(
             &later, &store->db, err,
             "SELECT q.change FROM past p JOIN past q ON q.kind = p.kind AND "
             "q.row = p.row AND q.change > p.change JOIN change h ON "
             "h.number = q.change WHERE p.change = ?1 AND "
             "h.undone_by IS NULL AND h.undoes IS NULL LIMIT 1",
             "i", change)) < 0 ||
        (rc = tell_conflict(store, change, later, err)) < 0 ||
        (rc = mm_db_number(
             &later, &store->db, err,
             "SELECT q.change FROM span s JOIN past q ON q.kind = s.kind AND "
             "q.row BETWEEN s.first AND s.last JOIN change h ON "
             "h.number = q.change WHERE s.change = ?1 AND "
             "h.undone_by IS NULL AND h.undoes IS NULL LIMIT 1",
             "i", change)) < 0 ||
        (rc = tell_conflict(store, change, later, err)) < 0)
        return rc;
    return check_leaning(store, change, err);
}

/* ---- rows ---- */

/* Takes a row away; it may be gone already. */
static int take_away(mm_store *store, int kind, mm_id id, mm_error *err)
{
    bool there = true;
    int  rc = MM_OK;

    if (kind == MM_ROW_PROOFS)
        rc = mm_rows_of[kind].there(&there, store, id, err);
    if (rc >= 0 && there)
        rc = mm_change_remove(store, kind, id, err);
    return rc == MM_ENOTFOUND ? MM_OK : rc;
}

/* Puts a row back as it was; `before` empty: it was not there. */
static int put_back(mm_store *store, int kind, mm_id id, mm_str before,
                    mm_error *err)
{
    bool there;
    int  rc;

    if (before.len == 0)
        return take_away(store, kind, id, err);
    if ((rc = mm_rows_of[kind].there(&there, store, id, err)) < 0 ||
        (rc = mm_change_touch(store, kind, id, !there, err)) < 0)
        return rc;
    return mm_rows_of[kind].restore(store, id, before, err);
}

/* Last touched first: an image shows its row as the change had left the others
 * by then. */
static int put_back_images(mm_store *store, mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT kind, row, before FROM past WHERE "
                                             "change = ? ORDER BY id DESC",
                                   "i", change);

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        rc = put_back(store, sqlite3_column_int(row, 0),
                      sqlite3_column_int64(row, 1), mm_db_text(row, 2), err);
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

/* Evidence that came back without its concept or its pairing, which a later
 * change took away. */
static int drop_dangling(mm_store *store, mm_id change, mm_error *err)
{
    int rc = mm_db_run(&store->db, err,
                       "DELETE FROM evidence WHERE pairing IN (SELECT row FROM "
                       "past WHERE change = ? AND kind = 3) AND NOT EXISTS "
                       "(SELECT 1 FROM concept WHERE id = evidence.concept)",
                       "i", change);

    if (rc < 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "DELETE FROM evidence WHERE concept IN (SELECT row FROM "
                     "past WHERE change = ? AND kind = 4) AND NOT EXISTS "
                     "(SELECT 1 FROM pairing WHERE id = evidence.pairing)",
                     "i", change);
}

static int take_made(mm_store *store, int kind, mm_id first, mm_id last,
                     mm_error *err)
{
    int rc = MM_OK;

    for (mm_id id = first; id <= last && rc >= 0; id++)
        rc = take_away(store, kind, id, err);
    return rc;
}

static int take_all_made(mm_store *store, mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT kind, first, last FROM span WHERE "
                                             "change = ? ORDER BY kind, first",
                                   "i", change);

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        rc = take_made(store, sqlite3_column_int(row, 0),
                       sqlite3_column_int64(row, 1),
                       sqlite3_column_int64(row, 2), err);
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

/* ---- changes ---- */

static int mark(mm_store *store, mm_id number, mm_id undone_by, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "UPDATE change SET undone_by = nullif(?, 0), open = 0 "
                     "WHERE number = ?",
                     "ii", undone_by, number);
}

/* Marks `v` as undone by the change under way. Was it an undo, then what it
 * had undone is in force again, and so on down the line. */
static int mark_line(mm_store *store, const victim *v, mm_error *err)
{
    mm_id number = v->number, by = store->change, undoes = v->undoes;
    bool  undone = true;
    int   rc = mm_db_run(&store->db, err,
                         "UPDATE change SET undoes = ? WHERE number = ?", "ii",
                         v->number, store->change);

    while (rc >= 0 && number) {
        if ((rc = mark(store, number, undone ? by : 0, err)) < 0)
            return rc;
        by = number;
        number = undoes;
        undone = !undone;
        rc = mm_db_number(&undoes, &store->db, err,
                          "SELECT coalesce(undoes, 0) FROM change WHERE "
                          "number = ?",
                          "i", number);
    }
    return rc < 0 ? rc : MM_OK;
}

static int undo(mm_store *store, mm_id change, mm_str who, mm_error *err)
{
    char   what[40];
    victim v = { 0 };
    int    rc;

    if ((rc = find(&v, store, change, err)) < 0 ||
        (rc = check_conflicts(store, v.number, err)) < 0)
        return rc;
    snprintf(what, sizeof what, "change %lld", (long long)v.number);
    if ((rc = mm_change_open(
             store,
             &(mm_change){ .kind = "undo", .who = who, .what = mm_cstr(what) },
             false, 0, err)) < 0 ||
        (rc = put_back_images(store, v.number, err)) < 0 ||
        (rc = take_all_made(store, v.number, err)) < 0 ||
        (rc = drop_dangling(store, v.number, err)) < 0)
        return rc;
    return mark_line(store, &v, err);
}

int mm_history_undo(mm_id *number, mm_store *store, mm_id change, mm_str who,
                    mm_error *err)
{
    int rc = mm_change_lock(store, err);

    if (rc < 0)
        return rc;
    if ((rc = undo(store, change, who, err)) < 0) {
        mm_change_drop(store);
        return rc;
    }
    if (number)
        *number = store->change;
    if ((rc = mm_change_commit(store, err)) == MM_EINVALID)
        rc =
            refuse(store, change, "a later one removed what it stands on", err);
    return rc;
}
