/*
 * Opening: what is not a memory of ours, or newer than we are, is refused by
 * its first bytes, before SQLite could write to it. A new memory is made under
 * another name and appears whole.
 */
#include "malmoi/text.h"
#include "store/handle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char mm_schema_sql[]; /* schema.sql, ends in NUL */

/* ---- whose file it is ---- */

enum { HEADER = 100, VERSION_AT = 60, APPLICATION_AT = 68 };

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static int refuse_version(const char *path, uint32_t version, mm_error *err)
{
    return mm_fail(err, MM_EFORMAT,
                   "'%s' was written by a newer malmoi: its schema is version "
                   "%lu, this one knows version %d",
                   path, (unsigned long)version, MM_SCHEMA_VERSION);
}

static mm_owner owner_of(const char *path, const unsigned char *header,
                         size_t len, mm_error *err)
{
    uint32_t application;

    if (len == 0) {
        mm_fail(err, MM_EFORMAT, "'%s' is no memory: it is empty", path);
        return MM_OWNER_NOBODY;
    }
    if (len < HEADER || memcmp(header, "SQLite format 3", 16)) {
        mm_fail(err, MM_EFORMAT, "'%s' is no memory: not a database", path);
        return MM_OWNER_UNKNOWN;
    }
    application = big_endian(header + APPLICATION_AT);
    if (application != MM_APPLICATION_ID) {
        mm_fail(err, MM_EFORMAT,
                "'%s' is the database of another program: application id %lu, "
                "malmoi's is %lu",
                path, (unsigned long)application,
                (unsigned long)MM_APPLICATION_ID);
        return MM_OWNER_OTHER;
    }
    if (big_endian(header + VERSION_AT) > MM_SCHEMA_VERSION) {
        refuse_version(path, big_endian(header + VERSION_AT), err);
        return MM_OWNER_NEWER;
    }
    return MM_OWNER_OURS;
}

/* The file's first bytes, through SQLite's own handle: closing a descriptor of
 * ours would take away the locks that other handles of this process hold on
 * the file (POSIX), and another process could then end their log under them. */
static int read_first(unsigned char *header, size_t *n, const char *path,
                      mm_error *err)
{
    mm_db         db;
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int rc = mm_db_open(&db, path, SQLITE_OPEN_READONLY, NULL, err);

    *n = 0;
    if (rc == MM_OK &&
        (sqlite3_file_control(db.handle, "main", SQLITE_FCNTL_FILE_POINTER,
                              &file) != SQLITE_OK ||
         !file || !file->pMethods ||
         file->pMethods->xFileSize(file, &size) != SQLITE_OK))
        rc = mm_db_fail(&db, err);
    if (rc == MM_OK) {
        *n = size < HEADER ? (size_t)size : HEADER;
        if (*n && file->pMethods->xRead(file, header, (int)*n, 0) != SQLITE_OK)
            rc = mm_fail(err, MM_EIO, "cannot read '%s'", path);
    }
    mm_db_close(&db);
    return rc;
}

int mm_file_owner(mm_owner *out, const char *path, mm_error *err)
{
    unsigned char header[HEADER];
    struct stat   st;
    size_t        n;
    int           rc;

    *out = MM_OWNER_NOBODY;
    if (stat(path, &st) != 0)
        return errno == ENOENT
                   ? mm_fail(err, MM_ENOTFOUND, "no memory '%s'", path)
                   : mm_fail(err, MM_EIO, "cannot open '%s': %s", path,
                             strerror(errno));
    if (S_ISDIR(st.st_mode))
        return mm_fail(err, MM_EIO, "cannot open '%s': it is a folder", path);
    if (access(path, R_OK) != 0)
        return mm_fail(err, MM_EIO, "cannot open '%s': %s", path,
                       strerror(errno));
    if ((rc = read_first(header, &n, path, err)) == MM_OK)
        *out = owner_of(path, header, n, err);
    return rc;
}

/* ---- a new one ---- */

static int fill(mm_db *db, mm_error *err)
{
    char     sql[200];
    uint64_t identity;
    int64_t  kept, version;
    int      rc;

    sqlite3_randomness(sizeof identity, &identity);
    memcpy(&kept, &identity, sizeof kept);
    snprintf(sql, sizeof sql,
             "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             MM_APPLICATION_ID, MM_SCHEMA_VERSION);
    if (sqlite3_exec(db->handle, "PRAGMA page_size = 4096; BEGIN IMMEDIATE",
                     NULL, NULL, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    if ((rc = mm_db_number(&version, db, err, "PRAGMA user_version", "")) < 0 ||
        version > 0) { /* another process was faster */
        mm_db_leave(db, true);
        return rc < 0 ? rc : MM_OK;
    }
    if (sqlite3_exec(db->handle, mm_schema_sql, NULL, NULL, NULL) !=
            SQLITE_OK ||
        sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    if ((rc = mm_db_run(db, err,
                        "INSERT INTO meta (name, value) VALUES "
                        "('identity', ?), ('key_version', ?), "
                        "('generation', 0)",
                        "is", kept, mm_cstr(mm_key_version()))) < 0)
        return rc;
    if (sqlite3_exec(db->handle, "COMMIT; PRAGMA journal_mode = WAL", NULL,
                     NULL, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    return MM_OK;
}

/* Gives the finished file its name. Another process may have been faster. */
static int give_name(const char *made, const char *path, mm_error *err)
{
    if (link(made, path) == 0 || errno == EEXIST)
        return MM_OK;
    /* A file system without links. */
    if (access(path, F_OK) != 0 && rename(made, path) == 0)
        return MM_OK;
    return mm_fail(err, MM_EIO, "cannot write '%s': %s", path, strerror(errno));
}

/* Makes file `made`, speaking of it as `path`. */
static int make(const char *made, const char *path, mm_error *err)
{
    mm_db db;
    int   rc = mm_db_open(&db, made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                          NULL, err);

    db.path = path;
    if (rc < 0 && db.handle)
        rc = mm_db_fail(&db, err);
    if (rc >= 0)
        rc = fill(&db, err);
    mm_db_close(&db);
    return rc;
}

static int create(const char *path, bool empty, mm_error *err)
{
    mm_buf made = { 0 };
    int    rc;

    if (empty)
        return make(path, path, err);
    if (mm_buf_printf(&made, "%s.new-%ld", path, (long)getpid()) < 0) {
        mm_buf_release(&made);
        return mm_fail_memory(err);
    }
    unlink(made.ptr);
    if ((rc = make(made.ptr, path, err)) >= 0)
        rc = give_name(made.ptr, path, err);
    unlink(made.ptr);
    mm_buf_release(&made);
    return rc;
}

/* ---- connections ---- */

static bool has_live_wal(const char *path)
{
    mm_buf      wal = { 0 };
    struct stat st;
    bool        live = mm_buf_printf(&wal, "%s-wal", path) == MM_OK &&
                stat(wal.ptr, &st) == 0 && st.st_size > 0;

    mm_buf_release(&wal);
    return live;
}

/* May the file and its folder be written to? */
static bool may_write_beside(const char *path)
{
    mm_buf      folder = { 0 };
    const char *slash = strrchr(path, '/');
    mm_str      name = { path, slash ? (size_t)(slash - path) + 1 : 0 };
    bool        may = access(path, W_OK) == 0 &&
               mm_buf_put(&folder, name.len ? name : MM_S(".")) == MM_OK &&
               access(folder.ptr, W_OK) == 0;

    mm_buf_release(&folder);
    return may;
}

/* From version 1, in which a concept had one pair of forms noted. */
static const char to_version_2[] =
    "ALTER TABLE proposal RENAME TO old;"
    "DROP INDEX proposal_key;"
    "CREATE TABLE proposal (concept INTEGER NOT NULL REFERENCES concept ON "
    "DELETE CASCADE, lang_a TEXT NOT NULL, a TEXT NOT NULL, lang_b TEXT NOT "
    "NULL, b TEXT NOT NULL, key INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX proposal_pair ON proposal (concept, key);"
    "CREATE INDEX proposal_key ON proposal (key);"
    "INSERT INTO proposal SELECT concept, lang_a, a, lang_b, b, key FROM old;"
    "DROP TABLE old; PRAGMA user_version = 2;";

/* Brings the tables of an older version to ours. */
static int bring_up(mm_db *db, mm_error *err)
{
    int64_t version;
    int     rc = mm_db_run(db, err, "BEGIN IMMEDIATE", "");

    if (rc < 0)
        return rc;
    rc = mm_db_number(&version, db, err, "PRAGMA user_version", "");
    if (rc >= 0 && version == 1 && /* another may have been faster */
        sqlite3_exec(db->handle, to_version_2, NULL, NULL, NULL) != SQLITE_OK)
        rc = mm_db_fail(db, err);
    if (rc >= 0)
        rc = mm_db_run(db, err, "COMMIT", "");
    if (rc < 0 && !sqlite3_get_autocommit(db->handle))
        mm_db_run(db, NULL, "ROLLBACK", "");
    return rc;
}

/* The first statement is what really opens the file. */
static int settle(mm_db *db, bool write, mm_error *err)
{
    int64_t version;
    int     rc = mm_db_number(&version, db, err, "PRAGMA user_version", "");

    if (rc < 0)
        return rc;
    if (version > MM_SCHEMA_VERSION) {
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                          NULL);
        return refuse_version(db->path, (uint32_t)version, err);
    }
    if (write &&
        sqlite3_exec(db->handle,
                     "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
                     "PRAGMA wal_autocheckpoint = 4000; "
                     "PRAGMA cache_size = -32768;",
                     NULL, NULL, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    return write && version < MM_SCHEMA_VERSION ? bring_up(db, err) : MM_OK;
}

/* A reader that may write opens as a writer, and is forbidden to: the last one
 * to close then takes the log away, where a read-only one would leave it. */
static int try_reading(mm_db *db, const char *path, bool may_write,
                       mm_error *err)
{
    int rc = mm_db_open(
        db, path, may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY,
        NULL, err);

    if (rc >= 0)
        rc = settle(db, false, err);
    if (rc >= 0 && may_write)
        rc = mm_db_run(db, err, "PRAGMA query_only = 1", "");
    return rc;
}

static int connect_reading(mm_db *db, const char *path, bool *immutable,
                           mm_error *err)
{
    int rc = MM_EIO;

    if (!*immutable) {
        rc = try_reading(db, path, may_write_beside(path), err);
        if (rc >= 0 || rc != MM_EIO)
            return rc;
        switch (sqlite3_errcode(db->handle) & 0xFF) {
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY: /* no room for the log's index beside it */
            break;
        default:
            return rc;
        }
        mm_db_close(db);
        if (has_live_wal(path))
            return mm_fail(err, MM_EIO,
                           "'%s' has changes in '%s-wal' that a folder without "
                           "write permission hides: copy both to another "
                           "folder, or make this one writable",
                           path, path);
    }
    *immutable = true;
    rc = mm_db_open(db, path, SQLITE_OPEN_READONLY, "immutable=1", err);
    return rc < 0 ? rc : settle(db, false, err);
}

static int connect_writing(mm_db *db, const char *path, mm_error *err)
{
    int64_t unused;
    int     rc = mm_db_open(db, path, SQLITE_OPEN_READWRITE, NULL, err);

    if (rc < 0)
        return rc;
    if (sqlite3_db_readonly(db->handle, "main") == 1)
        return mm_fail(err, MM_EIO, "cannot write '%s': no permission", path);
    if ((rc = mm_db_number(&unused, db, err, "PRAGMA journal_mode = WAL", "")) <
        0)
        return rc;
    return settle(db, true, err);
}

int mm_store_connect(mm_db *db, const mm_store *store, mm_error *err)
{
    bool immutable = store->immutable;

    return connect_reading(db, store->path, &immutable, err);
}

/* ---- the handle ---- */

static int read_meta(mm_store *store, mm_error *err)
{
    sqlite3_stmt *row;
    int64_t       identity;
    int           rc;

    rc = mm_db_number(&identity, &store->db, err,
                      "SELECT value FROM meta WHERE name = 'identity'", "");
    if (rc < 0)
        return rc;
    store->identity = (uint64_t)identity;
    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT value FROM meta WHERE name = 'key_version'",
                          "")) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) < 0)
        return rc;
    store->stale_keys = rc != MM_ROW || !mm_str_eq(mm_db_text(row, 0),
                                                   mm_cstr(mm_key_version()));
    sqlite3_reset(row);
    return MM_OK;
}

static int open_file(mm_store *store, mm_mode mode, mm_error *err)
{
    mm_owner owner;
    int      rc = mm_file_owner(&owner, store->path, err);

    if (mode == MM_WRITE && owner == MM_OWNER_NOBODY &&
        (rc >= 0 || rc == MM_ENOTFOUND)) {
        if ((rc = create(store->path, rc >= 0, err)) < 0)
            return rc;
        rc = mm_file_owner(&owner, store->path, err);
    }
    if (rc < 0)
        return rc;
    if (owner != MM_OWNER_OURS)
        return MM_EFORMAT; /* told already */
    store->writable = mode == MM_WRITE;
    rc = mode == MM_WRITE
             ? connect_writing(&store->db, store->path, err)
             : connect_reading(&store->db, store->path, &store->immutable, err);
    return rc < 0 ? rc : read_meta(store, err);
}

int mm_store_open(mm_store **out, const char *path, mm_mode mode, mm_error *err)
{
    mm_store *store = calloc(1, sizeof *store);
    int       rc;

    *out = NULL;
    if (!store || !(store->path = strdup(path))) {
        free(store);
        return mm_fail_memory(err);
    }
    if ((rc = open_file(store, mode, err)) < 0)
        mm_store_close(store);
    else
        *out = store;
    return rc;
}

void mm_store_close(mm_store *store)
{
    if (!store)
        return;
    if (store->db.handle)
        mm_change_drop(store);
    mm_db_close(&store->db);
    mm_arena_release(&store->words);
    mm_arena_release(&store->mem);
    mm_buf_release(&store->more);
    mm_buf_release(&store->key);
    free(store->pairs);
    free(store->orphans);
    free(store->path);
    free(store);
}

void mm_store_on_wait(mm_store *store, mm_store_waiting *call, void *self)
{
    store->on_wait = call;
    store->wait_self = self;
}

int mm_store_wait(const mm_store *store, size_t rows, bool done)
{
    enum { EVERY = 4096 };

    return store->on_wait && (done || rows % EVERY == 0)
               ? store->on_wait(store->wait_self, rows, done)
               : MM_OK;
}

const char *mm_store_path(const mm_store *store)
{
    return store->path;
}

uint64_t mm_store_identity(const mm_store *store)
{
    return store->identity;
}

int mm_store_generation(int64_t *out, mm_store *store, mm_error *err)
{
    int rc =
        mm_db_number(out, &store->db, err,
                     "SELECT value FROM meta WHERE name = 'generation'", "");

    return rc < 0 ? rc : MM_OK;
}
