/* One connection to SQLite: prepared statements kept by their text, values
 * bound by a letter each, errors told as malmoi tells them. */
#ifndef MM_STORE_DB_H
#define MM_STORE_DB_H

#include "malmoi/base.h"

#include <sqlite3.h>

enum { MM_DB_ROOM = 256 }; /* statements kept; a power of two */

typedef struct mm_db {
    sqlite3    *handle;
    const char *path; /* for messages; the owner's */
    struct {
        const char   *sql; /* a literal: known by its address */
        sqlite3_stmt *stmt;
    } kept[MM_DB_ROOM];
} mm_db;

/** Opens `path` with sqlite3_open_v2's `flags`; `query` ("immutable=1") or
 * NULL. Close it whatever comes. */
int  mm_db_open(mm_db *db, const char *path, int flags, const char *query,
                mm_error *err);
void mm_db_close(mm_db *db);

/** Tells what the last call failed with, and returns the code. */
int mm_db_fail(mm_db *db, mm_error *err);

/* Types of values: i int64_t, d double, s mm_str as text, b mm_str as a blob
 * (NULL when empty). Texts must live until the statement is at its end. */

/**
 * Binds values to `sql`, a string literal. `*out` belongs to the connection:
 * go through it with mm_db_next(), or leave it by sqlite3_reset().
 */
int mm_db_start(sqlite3_stmt **out, mm_db *db, mm_error *err, const char *sql,
                const char *types, ...);
/** MM_ROW; MM_OK at the end or negative, and the statement is reset. */
int mm_db_next(mm_db *db, sqlite3_stmt *stmt, mm_error *err);
/** A statement that gives no rows. */
int mm_db_run(mm_db *db, mm_error *err, const char *sql, const char *types,
              ...);
/** The first column of the first row; 0 when there is none (MM_OK still;
 * MM_ROW when there was one). */
int mm_db_number(int64_t *out, mm_db *db, mm_error *err, const char *sql,
                 const char *types, ...);

/** Column `i` as text or bytes: valid until the next step. */
mm_str mm_db_text(sqlite3_stmt *stmt, int i);

/**
 * Begins a read transaction unless one is under way, so that what several
 * statements read is of one moment; `*mine` tells mm_db_leave() to end it.
 */
int  mm_db_enter(mm_db *db, bool *mine, mm_error *err);
void mm_db_leave(mm_db *db, bool mine);

#endif
