/* SQLite, spoken to in one place. */
#include "store/db.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Writers wait for each other by short naps: SQLite's own handler sleeps ever
 * longer and would miss the gaps that an import leaves between its commits. */
static int wait_for_turn(void *unused, int waited)
{
    static const struct timespec nap = { 0, 2000000 };

    (void)unused;
    if (waited >= 5000) /* ten seconds */
        return 0;
    nanosleep(&nap, NULL);
    return 1;
}

/* `path` as a URI, so that no name is taken for something else. */
static int make_uri(mm_buf *out, const char *path, const char *query)
{
    int rc = mm_buf_put(out, mm_cstr(*path == '/' ? "file://" : "file:"));

    for (; *path; path++)
        rc |= strchr("%?#", *path)
                  ? mm_buf_printf(out, "%%%02X", (unsigned)*path)
                  : mm_buf_putc(out, *path);
    rc |= mm_buf_printf(out, "?%s", query ? query : "");
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

int mm_db_open(mm_db *db, const char *path, int flags, const char *query,
               mm_error *err)
{
    mm_buf uri = { 0 };
    int    rc;

    *db = (mm_db){ .path = path };
    if (make_uri(&uri, path, query) < 0) {
        mm_buf_release(&uri);
        return mm_fail_memory(err);
    }
    rc = sqlite3_open_v2(uri.ptr, &db->handle,
                         flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    mm_buf_release(&uri);
    if (rc != SQLITE_OK)
        return db->handle ? mm_db_fail(db, err) : mm_fail_memory(err);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_handler(db->handle, wait_for_turn, NULL);
    /* A memory may come from anyone: nothing in it is run. */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return MM_OK;
}

void mm_db_close(mm_db *db)
{
    for (size_t i = 0; i < MM_DB_ROOM; i++) {
        sqlite3_finalize(db->kept[i].stmt);
        db->kept[i].stmt = NULL;
        db->kept[i].sql = NULL;
    }
    sqlite3_close_v2(db->handle);
    db->handle = NULL;
}

int mm_db_fail(mm_db *db, mm_error *err)
{
    int code = sqlite3_extended_errcode(db->handle);
    int sys = sqlite3_system_errno(db->handle);

    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return mm_fail_memory(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return mm_fail(err, MM_EBUSY,
                       "'%s' is being written by another program: try again",
                       db->path);
    case SQLITE_FULL:
        return mm_fail(err, MM_EIO, "cannot write '%s': disk full", db->path);
    case SQLITE_READONLY:
        return mm_fail(err, MM_EIO, "cannot write '%s': no permission",
                       db->path);
    case SQLITE_CONSTRAINT: /* a row that points at one that is not there */
        return mm_fail(err, MM_EINVALID, "'%s' lacks what this stands on",
                       db->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return mm_fail(err, MM_EIO,
                       "'%s' is damaged: 'malmoi doctor --repair' saves what "
                       "can be read",
                       db->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (sys == ENOSPC || sys == EDQUOT)
            return mm_fail(err, MM_EIO, "cannot write '%s': disk full",
                           db->path);
        return mm_fail(err, MM_EIO, "cannot use '%s': %s", db->path,
                       sys ? strerror(sys) : sqlite3_errmsg(db->handle));
    default:
        return mm_fail(err, MM_EIO, "cannot use '%s': %s", db->path,
                       sqlite3_errmsg(db->handle));
    }
}

/* ---- statements ---- */

/* The statement of literal `sql`, made at its first use. */
static sqlite3_stmt *kept_statement(mm_db *db, const char *sql)
{
    size_t at = ((uintptr_t)sql * 0x9E3779B97F4A7C15u >> 40) % MM_DB_ROOM;

    while (db->kept[at].sql && db->kept[at].sql != sql)
        at = (at + 1) % MM_DB_ROOM;
    if (!db->kept[at].sql) {
        if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &db->kept[at].stmt, NULL) != SQLITE_OK)
            return NULL;
        db->kept[at].sql = sql;
    }
    return db->kept[at].stmt;
}

static int bind_bytes(sqlite3_stmt *stmt, int i, mm_str bytes, bool blob)
{
    if (bytes.len > INT32_MAX)
        return SQLITE_TOOBIG;
    if (blob)
        return bytes.len ? sqlite3_bind_blob64(stmt, i, bytes.ptr, bytes.len,
                                               SQLITE_STATIC)
                         : sqlite3_bind_null(stmt, i);
    return sqlite3_bind_text64(stmt, i, bytes.len ? bytes.ptr : "", bytes.len,
                               SQLITE_STATIC, SQLITE_UTF8);
}

static int bind_all(sqlite3_stmt *stmt, const char *types, va_list args)
{
    double x;
    int    rc = SQLITE_OK;

    for (int i = 1; *types && rc == SQLITE_OK; types++, i++) {
        switch (*types) {
        case 'i':
            rc = sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
            break;
        case 'd':
            x = va_arg(args, double); /* SQLite takes a NaN for NULL */
            rc = sqlite3_bind_double(stmt, i, x == x ? x : 0);
            break;
        default:
            rc = bind_bytes(stmt, i, va_arg(args, mm_str), *types == 'b');
        }
    }
    return rc;
}

static int start(sqlite3_stmt **out, mm_db *db, mm_error *err, const char *sql,
                 const char *types, va_list args)
{
    if (!(*out = kept_statement(db, sql)))
        return mm_db_fail(db, err);
    sqlite3_reset(*out);
    assert((int)strlen(types) == sqlite3_bind_parameter_count(*out));
    if (bind_all(*out, types, args) != SQLITE_OK)
        return mm_fail(err, MM_EINVALID, "a text of more than 1 GB");
    return MM_OK;
}

int mm_db_start(sqlite3_stmt **out, mm_db *db, mm_error *err, const char *sql,
                const char *types, ...)
{
    va_list args;
    int     rc;

    va_start(args, types);
    rc = start(out, db, err, sql, types, args);
    va_end(args);
    return rc;
}

int mm_db_next(mm_db *db, sqlite3_stmt *stmt, mm_error *err)
{
    int rc = sqlite3_step(stmt);

    if (rc == SQLITE_ROW)
        return MM_ROW;
    rc = rc == SQLITE_DONE ? MM_OK : mm_db_fail(db, err);
    sqlite3_reset(stmt);
    return rc;
}

int mm_db_run(mm_db *db, mm_error *err, const char *sql, const char *types, ...)
{
    sqlite3_stmt *stmt;
    va_list       args;
    int           rc;

    va_start(args, types);
    rc = start(&stmt, db, err, sql, types, args);
    va_end(args);
    while (rc >= 0 && (rc = mm_db_next(db, stmt, err)) == MM_ROW)
        ;
    return rc;
}

int mm_db_number(int64_t *out, mm_db *db, mm_error *err, const char *sql,
                 const char *types, ...)
{
    sqlite3_stmt *stmt;
    va_list       args;
    int           rc;

    *out = 0;
    va_start(args, types);
    rc = start(&stmt, db, err, sql, types, args);
    va_end(args);
    if (rc < 0 || (rc = mm_db_next(db, stmt, err)) != MM_ROW)
        return rc;
    *out = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return MM_ROW;
}

mm_str mm_db_text(sqlite3_stmt *stmt, int i)
{
    const void *ptr = sqlite3_column_blob(stmt, i);
    int         len = sqlite3_column_bytes(stmt, i);

    return ptr ? (mm_str){ ptr, (size_t)len } : (mm_str){ "", 0 };
}

int mm_db_enter(mm_db *db, bool *mine, mm_error *err)
{
    *mine = sqlite3_get_autocommit(db->handle);
    return *mine ? mm_db_run(db, err, "BEGIN", "") : MM_OK;
}

void mm_db_leave(mm_db *db, bool mine)
{
    if (mine)
        mm_db_run(db, NULL, "ROLLBACK", "");
}
