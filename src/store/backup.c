/*
 * A copy of a memory, taken while others write.
 *
 * One read transaction holds the moment; the copy is made under another name,
 * read back row by row beside the original, and gets its name when every table
 * is the same.
 */
#include "base/map.h"
#include "malmoi/history.h"
#include "store/handle.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- comparing ---- */

/* One row behind what `out` holds: type, length and bytes of each value. */
static int put_values(mm_buf *out, sqlite3_stmt *row)
{
    int rc = MM_OK;

    for (int i = 0; i < sqlite3_column_count(row); i++) {
        int    type = sqlite3_column_type(row, i);
        mm_str text = mm_db_text(row, i);

        rc |= mm_buf_printf(out, "%d:%zu:", type, text.len);
        rc |= mm_buf_put(out, text);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

/* Hash of all rows of a table, in the order of the b-tree. */
static int hash_table(uint64_t *out, mm_db *db, const char *table,
                      mm_error *err)
{
    sqlite3_stmt *row = NULL;
    mm_buf        bytes = { 0 };
    char          sql[80];
    int           rc = MM_OK, step = SQLITE_DONE;

    *out = 0;
    snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
    if (sqlite3_prepare_v2(db->handle, sql, -1, &row, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    while (rc >= 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        mm_buf_clear(&bytes);
        if (mm_buf_put(&bytes, (mm_str){ (const char *)out, sizeof *out }) <
                0 ||
            put_values(&bytes, row) < 0)
            rc = mm_fail_memory(err);
        *out = mm_hash(mm_buf_str(&bytes));
    }
    if (rc >= 0 && step != SQLITE_DONE)
        rc = mm_db_fail(db, err);
    sqlite3_finalize(row);
    mm_buf_release(&bytes);
    return rc;
}

static const char *const tables[] = {
    "meta",    "change",  "span",     "past",     "gap",      "unit",
    "variant", "concept", "section",  "term",     "document", "segment",
    "pairing", "bead",    "evidence", "proposal",
};

static int compare(mm_db *from, const char *made, const char *path,
                   mm_error *err)
{
    mm_db copy;
    int rc = mm_db_open(&copy, made, SQLITE_OPEN_READONLY, "immutable=1", err);

    for (size_t i = 0; i < sizeof tables / sizeof *tables && rc >= 0; i++) {
        uint64_t mine, theirs;

        if ((rc = hash_table(&mine, from, tables[i], err)) >= 0 &&
            (rc = hash_table(&theirs, &copy, tables[i], err)) >= 0 &&
            mine != theirs)
            rc = mm_fail(err, MM_EFORMAT,
                         "the copy '%s' came out different: table %s", path,
                         tables[i]);
    }
    mm_db_close(&copy);
    return rc;
}

/* ---- copying ---- */

static int copy_pages(mm_db *from, const char *made, const char *path,
                      mm_error *err)
{
    sqlite3_backup *backup;
    mm_db           to;
    int             rc;

    rc = mm_db_open(&to, made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL,
                    err);
    to.path = path;
    if (rc < 0) {
        rc = to.handle ? mm_db_fail(&to, err) : rc;
        mm_db_close(&to);
        return rc;
    }
    if ((backup =
             sqlite3_backup_init(to.handle, "main", from->handle, "main"))) {
        /* In one go: the read transaction stays, and writers may go on. */
        sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    if (sqlite3_errcode(to.handle) != SQLITE_OK)
        rc = mm_db_fail(&to, err);
    mm_db_close(&to);
    return rc;
}

/* Where the copy may not go: the memory itself, another file than a copy of
 * this memory, one that is in use. */
static int check_target(const mm_store *store, const char *path, mm_error *err)
{
    struct stat from, to;
    mm_buf      wal = { 0 };
    mm_store   *old = NULL;
    bool        same, used;

    if (stat(path, &to) != 0)
        return MM_OK;
    if (stat(store->path, &from) == 0 && from.st_dev == to.st_dev &&
        from.st_ino == to.st_ino)
        return mm_fail(err, MM_EINVALID, "'%s' is the memory itself", path);
    used = mm_buf_printf(&wal, "%s-wal", path) == MM_OK &&
           stat(wal.ptr, &to) == 0 && to.st_size > 0;
    mm_buf_release(&wal);
    if (used)
        return mm_fail(err, MM_EINVALID, "'%s' is a memory in use", path);
    if (mm_store_open(&old, path, MM_READ, err) < 0)
        return mm_fail(err, MM_EINVALID,
                       "'%s' exists and is no copy of '%s': take another name",
                       path, store->path);
    same = old->identity == store->identity;
    mm_store_close(old);
    return same ? MM_OK
                : mm_fail(err, MM_EINVALID,
                          "'%s' exists and is another memory: take another "
                          "name",
                          path);
}

static int back_up(mm_db *from, const char *made, const char *path,
                   mm_error *err)
{
    int64_t unused;
    int     rc;

    if ((rc = mm_db_run(from, err, "BEGIN", "")) < 0 ||
        (rc = mm_db_number(&unused, from, err, "SELECT count(*) FROM meta",
                           "")) < 0 ||
        (rc = copy_pages(from, made, path, err)) < 0 ||
        (rc = compare(from, made, path, err)) < 0)
        return rc;
    if (rename(made, path) != 0)
        return mm_fail(err, MM_EIO, "cannot write '%s': %s", path,
                       strerror(errno));
    return MM_OK;
}

int mm_store_backup(mm_store *store, const char *path, mm_error *err)
{
    mm_buf made = { 0 };
    mm_db  from;
    int    rc = check_target(store, path, err);

    if (rc < 0)
        return rc;
    /* One name, so that what a killed backup left is taken away by the next. */
    if (mm_buf_printf(&made, "%s.unfinished", path) < 0) {
        mm_buf_release(&made);
        return mm_fail_memory(err);
    }
    unlink(made.ptr);
    if ((rc = mm_store_connect(&from, store, err)) >= 0)
        rc = back_up(&from, made.ptr, path, err);
    mm_db_close(&from);
    unlink(made.ptr);
    mm_buf_release(&made);
    return rc;
}
