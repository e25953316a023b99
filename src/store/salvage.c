/*
 * Saving what can be read of a damaged memory.
 *
 * All is done on a private copy. First SQLite walks each table, from the front
 * until it meets damage, then from the back. Where it met any, the file is
 * read page by page (pages.c), and rows are told by the number and types of
 * their columns. Then what belongs together is put together again: texts whose
 * unit is lost get a bare unit, terms a bare concept; what has lost its text
 * goes; ranges, counters and keys are made anew; and the report says what is
 * missing.
 */
#include "malmoi/history.h"
#include "store/handle.h"
#include "store/pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A table, its columns' types as a file has them (k the row's own number,
 * which stands as NULL; i int, d real, t text, b blob, I and B may be NULL;
 * empty: not told from an index by its looks), and how it is ordered. */
static const struct table {
    const char *name, *types, *key, *back;
} tables[] = {
    { "change", "kttttiiiiiII", "number", "number DESC" },
    { "past", "kiiiB", "id", "id DESC" },
    { "span", "", "kind, first", "kind DESC, first DESC" },
    { "gap", "", "generation, kind, first",
      "generation DESC, kind DESC, first DESC" },
    { "unit", "kitttttttttttdB", "id", "id DESC" },
    { "variant", "iittB", "unit, place", "unit DESC, place DESC" },
    { "concept", "kitiiditttttttttB", "id", "id DESC" },
    { "section", "iitttB", "concept, place", "concept DESC, place DESC" },
    { "term", "iiititittttB", "concept, section, place",
      "concept DESC, section DESC, place DESC" },
    { "document", "kitttii", "id", "id DESC" },
    { "segment", "iiiiit", "document, number", "document DESC, number DESC" },
    { "pairing", "kiiidd", "id", "id DESC" },
    { "bead", "iiiiiidii", "pairing, number", "pairing DESC, number DESC" },
    { "evidence", "iiitdiiiiii", "pairing, place", "pairing DESC, place DESC" },
    { "proposal", "itttti", "concept, key", "concept DESC, key DESC" },
    { "proposal", "ktttti", "concept", "concept DESC" }, /* of version 1 */
};
enum { TABLES = sizeof tables / sizeof *tables };

typedef struct salvage {
    mm_db         from; /* the copy */
    mm_store     *to;
    const char   *copy;
    mm_buf       *report;
    bool          hurt[TABLES];
    bool          any_hurt;
    sqlite3_stmt *put[TABLES];
} salvage;

/* ---- a private copy ---- */

static int copy_file(const char *from, const char *to, mm_error *err)
{
    FILE  *in = fopen(from, "rb"), *out = NULL;
    char   part[65536];
    size_t n;
    int    rc = MM_OK;

    if (!in)
        return mm_fail(err, errno == ENOENT ? MM_ENOTFOUND : MM_EIO,
                       "cannot read '%s': %s", from, strerror(errno));
    if (!(out = fopen(to, "wb")))
        rc = mm_fail(err, MM_EIO, "cannot write '%s': %s", to, strerror(errno));
    while (rc >= 0 && (n = fread(part, 1, sizeof part, in)) > 0)
        if (fwrite(part, 1, n, out) != n)
            rc = mm_fail(err, MM_EIO, "cannot write '%s': %s", to,
                         strerror(errno));
    if (rc >= 0 && ferror(in)) /* a bad sector: what came before it is kept */
        rc = MM_OK;
    fclose(in);
    if (out && fclose(out) != 0 && rc >= 0)
        rc = mm_fail(err, MM_EIO, "cannot write '%s': %s", to, strerror(errno));
    return rc;
}

static int copy_all(const char *path, const char *copy, mm_error *err)
{
    mm_buf wal = { 0 }, to = { 0 };
    int    rc = copy_file(path, copy, err);

    if (rc >= 0 && (mm_buf_printf(&wal, "%s-wal", path) < 0 ||
                    mm_buf_printf(&to, "%s-wal", copy) < 0))
        rc = mm_fail_memory(err);
    if (rc >= 0 && access(wal.ptr, F_OK) == 0)
        rc = copy_file(wal.ptr, to.ptr, err);
    mm_buf_release(&wal);
    mm_buf_release(&to);
    return rc;
}

static void remove_copy(const char *copy)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    mm_buf                   path = { 0 };

    for (size_t i = 0; i < 4; i++) {
        mm_buf_clear(&path);
        if (mm_buf_printf(&path, "%s%s", copy, ends[i]) == MM_OK)
            unlink(path.ptr);
    }
    mm_buf_release(&path);
}

/* ---- by SQLite ---- */

static int prepare_puts(salvage *s, mm_error *err)
{
    for (size_t i = 0; i < TABLES; i++) {
        mm_buf sql = { 0 };
        size_t n = strlen(tables[i].types);
        int    rc;

        if (n == 0)
            n = strcmp(tables[i].name, "past") == 0 ? 5 : 4;
        rc = mm_buf_printf(&sql, "INSERT OR IGNORE INTO %s VALUES (?",
                           tables[i].name);
        while (--n > 0)
            rc |= mm_buf_put(&sql, MM_S(", ?"));
        rc |= mm_buf_putc(&sql, ')');
        if (rc >= 0 && sqlite3_prepare_v2(s->to->db.handle, sql.ptr, -1,
                                          &s->put[i], NULL) != SQLITE_OK)
            rc = mm_db_fail(&s->to->db, err);
        else if (rc < 0)
            rc = mm_fail_memory(err);
        mm_buf_release(&sql);
        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

/* Runs the put of table `i`; a row that the schema refuses is garbage. */
static int put_row(salvage *s, size_t i, mm_error *err)
{
    int rc = sqlite3_step(s->put[i]);

    sqlite3_reset(s->put[i]);
    rc &= 0xFF;
    return rc == SQLITE_DONE || rc == SQLITE_CONSTRAINT || rc == SQLITE_MISMATCH
               ? MM_OK
               : mm_db_fail(&s->to->db, err);
}

/* Copies rows of table `i` in `order` until the end (MM_OK) or until the first
 * damage (MM_ROW). */
static int walk(salvage *s, size_t i, const char *order, mm_error *err)
{
    sqlite3_stmt *row = NULL;
    char          sql[160];
    int           step, rc = MM_OK;

    snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s", tables[i].name,
             order);
    if (sqlite3_prepare_v2(s->from.handle, sql, -1, &row, NULL) != SQLITE_OK)
        return MM_ROW;
    if (sqlite3_column_count(row) != sqlite3_bind_parameter_count(s->put[i])) {
        sqlite3_finalize(row);
        return MM_ROW;
    }
    while (rc >= 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        for (int k = 0; k < sqlite3_column_count(row); k++)
            sqlite3_bind_value(s->put[i], k + 1, sqlite3_column_value(row, k));
        rc = put_row(s, i, err);
    }
    sqlite3_finalize(row);
    return rc < 0 ? rc : step == SQLITE_DONE ? MM_OK : MM_ROW;
}

static int walk_all(salvage *s, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < TABLES && rc >= 0; i++) {
        if ((rc = walk(s, i, tables[i].key, err)) != MM_ROW)
            continue;
        s->hurt[i] = s->any_hurt = true;
        rc = walk(s, i, tables[i].back, err);
    }
    return rc < 0 ? rc : MM_OK;
}

/* ---- page by page ---- */

static bool fits(char type, mm_field_type field)
{
    switch (type) {
    case 'i':
        return field == MM_FIELD_INT;
    case 'I':
        return field == MM_FIELD_INT || field == MM_FIELD_NULL;
    case 'd': /* 1.0 is kept as 1 */
        return field == MM_FIELD_REAL || field == MM_FIELD_INT;
    case 't':
        return field == MM_FIELD_TEXT;
    case 'B':
        return field == MM_FIELD_BLOB || field == MM_FIELD_NULL;
    default:
        return field == MM_FIELD_NULL;
    }
}

/* The table that a row is of, by its looks; -1. */
static int table_of(const mm_cell *cell)
{
    for (int i = 0; i < TABLES; i++) {
        const char *types = tables[i].types;
        size_t      k = 0;

        if (strlen(types) != cell->n || (*types == 'k') == cell->keyed)
            continue;
        while (k < cell->n && fits(types[k], cell->fields[k].type))
            k++;
        if (k == cell->n)
            return i;
    }
    return -1;
}

static void bind_field(sqlite3_stmt *put, int at, const mm_field *f)
{
    switch (f->type) {
    case MM_FIELD_NULL:
        sqlite3_bind_null(put, at);
        break;
    case MM_FIELD_INT:
        sqlite3_bind_int64(put, at, f->number);
        break;
    case MM_FIELD_REAL:
        sqlite3_bind_double(put, at, f->real);
        break;
    case MM_FIELD_TEXT:
        sqlite3_bind_text64(put, at, f->bytes.ptr, f->bytes.len, SQLITE_STATIC,
                            SQLITE_UTF8);
        break;
    case MM_FIELD_BLOB:
        sqlite3_bind_blob64(put, at, f->bytes.ptr, f->bytes.len, SQLITE_STATIC);
        break;
    }
}

static int read_pages(salvage *s, mm_error *err)
{
    mm_pages *pages = NULL;
    mm_cell   cell;
    int       rc = mm_pages_open(&pages, s->copy, err);

    while (rc >= 0 && (rc = mm_pages_next(pages, &cell, err)) == MM_ROW) {
        int i = table_of(&cell);

        if (i < 0 || !s->hurt[i])
            continue;
        for (size_t k = 0; k < cell.n; k++)
            bind_field(s->put[i], (int)k + 1, &cell.fields[k]);
        if (!cell.keyed)
            sqlite3_bind_int64(s->put[i], 1, cell.rowid);
        rc = put_row(s, (size_t)i, err);
    }
    mm_pages_close(pages);
    return rc;
}

/* ---- putting together ---- */

/* SQL that mends, and what it mended: `%lld` is how many rows. The first four
 * put what is bare under what is left, the others take away what has nothing
 * left. */
static const struct mending {
    const char *sql, *told;
} mendings[] = {
    { "INSERT INTO change (number, kind, who, what, at) SELECT n, 'lost', '', "
      "'', '' FROM (SELECT change AS n FROM past UNION SELECT change FROM span "
      "UNION SELECT change FROM unit UNION SELECT change FROM concept UNION "
      "SELECT change FROM document UNION SELECT change FROM pairing) WHERE "
      "n > 0 AND n NOT IN (SELECT number FROM change)",
      "%lld changes: who made them and when is lost" },
    { "INSERT INTO unit SELECT unit, 0, '', '', '', '', '', '', '', '', '', "
      "'', '', 0.0, NULL FROM (SELECT DISTINCT unit FROM variant) WHERE unit "
      "NOT IN (SELECT id FROM unit)",
      "%lld units: all but their texts is lost" },
    { "INSERT INTO section SELECT concept, section, min(lang), '', '', NULL "
      "FROM term t WHERE NOT EXISTS (SELECT 1 FROM section s WHERE "
      "s.concept = t.concept AND s.place = t.section) GROUP BY 1, 2",
      "%lld language sections: all but their terms is lost" },
    { "INSERT INTO concept SELECT concept, 0, '', 0, 0, 0.0, 0, '', '', '', "
      "'', '', '', '', '', '', NULL FROM (SELECT DISTINCT concept FROM term) "
      "WHERE concept NOT IN (SELECT id FROM concept)",
      "%lld concepts: all but their terms is lost, review too" },
    { "DELETE FROM unit WHERE id NOT IN (SELECT unit FROM variant)",
      "%lld units are lost with their texts" },
    { "DELETE FROM concept WHERE id NOT IN (SELECT concept FROM term)",
      "%lld concepts are lost with their terms" },
    { "DELETE FROM section WHERE concept NOT IN (SELECT id FROM concept)",
      NULL },
    { "DELETE FROM pairing WHERE a NOT IN (SELECT id FROM document) OR "
      "b NOT IN (SELECT id FROM document)",
      "%lld alignments are lost with their documents" },
    { "DELETE FROM segment WHERE document NOT IN (SELECT id FROM document)",
      "%lld segments are lost with their documents" },
    { "DELETE FROM bead WHERE pairing NOT IN (SELECT id FROM pairing)",
      "%lld beads are lost with their alignments" },
    { "DELETE FROM evidence WHERE pairing NOT IN (SELECT id FROM pairing) OR "
      "concept NOT IN (SELECT id FROM concept)",
      "%lld rows of evidence are lost" },
    { "DELETE FROM proposal WHERE concept NOT IN (SELECT id FROM concept)",
      NULL },
};
enum { BARE = 4 };

static int run(salvage *s, const char *sql, int64_t *n, mm_error *err)
{
    mm_db *db = &s->to->db;

    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return mm_db_fail(db, err);
    if (n)
        *n = sqlite3_changes(db->handle);
    return MM_OK;
}

static int tell(salvage *s, const char *format, int64_t n, mm_error *err)
{
    char line[200];

    snprintf(line, sizeof line, format, (long long)n);
    if (mm_buf_put(s->report, mm_cstr(line)) < 0 ||
        mm_buf_putc(s->report, '\n') < 0)
        return mm_fail_memory(err);
    return MM_OK;
}

/* Units and concepts that were made, never touched again, and are not there. */
static int tell_missing(salvage *s, int kind, const char *name,
                        const char *table, mm_error *err)
{
    sqlite3_stmt *row = NULL;
    char          sql[500], told[100];
    int64_t       n;
    int           rc;

    snprintf(sql, sizeof sql,
             "SELECT (SELECT coalesce(sum(last - first + 1), 0) FROM span "
             "WHERE kind = %d) - (SELECT count(*) FROM %s WHERE EXISTS "
             "(SELECT 1 FROM span WHERE kind = %d AND id BETWEEN first AND "
             "last)) - (SELECT count(DISTINCT row) FROM past WHERE kind = %d "
             "AND row NOT IN (SELECT id FROM %s))",
             kind, table, kind, kind, table);
    if (sqlite3_prepare_v2(s->to->db.handle, sql, -1, &row, NULL) != SQLITE_OK)
        return mm_db_fail(&s->to->db, err);
    rc = sqlite3_step(row);
    n = rc == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_finalize(row);
    if (n <= 0)
        return MM_OK;
    snprintf(told, sizeof told, "%%lld %s of which nothing could be read",
             name);
    return tell(s, told, n, err);
}

/* Rows that no span covers: one span from the first to the last of each run,
 * made by the change of the salvage. */
static const char spans_sql[] =
    "INSERT OR IGNORE INTO span (kind, first, last, change) "
    "SELECT kind, min(id), max(id), (SELECT max(number) FROM change) FROM "
    "(SELECT kind, id, id - row_number() OVER (PARTITION BY kind ORDER BY id) "
    "AS run FROM (SELECT 0 AS kind, id FROM unit UNION ALL SELECT 1, id FROM "
    "concept UNION ALL SELECT 2, id FROM document UNION ALL SELECT 3, id FROM "
    "pairing) r WHERE NOT EXISTS (SELECT 1 FROM span s WHERE "
    "s.kind = r.kind AND r.id BETWEEN s.first AND s.last)) GROUP BY kind, run";

static const char *const last_steps[] = {
    spans_sql,
    "UPDATE unit SET change = (SELECT max(number) FROM change) WHERE "
    "change NOT IN (SELECT number FROM change)",
    "UPDATE concept SET change = (SELECT max(number) FROM change) WHERE "
    "change NOT IN (SELECT number FROM change)",
    "UPDATE term SET lang = (SELECT lang FROM section s WHERE "
    "s.concept = term.concept AND s.place = term.section)",
    "INSERT OR REPLACE INTO meta (name, value) VALUES "
    "('last_unit', max(coalesce((SELECT max(id) FROM unit), 0), "
    "coalesce((SELECT max(last) FROM span WHERE kind = 0), 0))), "
    "('last_concept', max(coalesce((SELECT max(id) FROM concept), 0), "
    "coalesce((SELECT max(last) FROM span WHERE kind = 1), 0))), "
    "('last_document', max(coalesce((SELECT max(id) FROM document), 0), "
    "coalesce((SELECT max(last) FROM span WHERE kind = 2), 0))), "
    "('last_pairing', max(coalesce((SELECT max(id) FROM pairing), 0), "
    "coalesce((SELECT max(last) FROM span WHERE kind = 3), 0))), "
    "('last_change', (SELECT max(number) FROM change)), "
    "('generation', (SELECT max(generation) FROM change) + 1), "
    "('key_version', 'none')",
};

static int put_change(salvage *s, const char *path, mm_error *err)
{
    char now[21];

    mm_now(now);
    return mm_db_run(&s->to->db, err,
                     "INSERT INTO change (number, kind, who, what, at) SELECT "
                     "coalesce(max(number), 0) + 1, 'repair', '', ?, ? FROM "
                     "change",
                     "ss", mm_cstr(path), mm_cstr(now));
}

static int mend(salvage *s, const char *path, mm_error *err)
{
    int64_t n = 0;
    int     rc = MM_OK;

    for (size_t i = 0; i < sizeof mendings / sizeof *mendings; i++) {
        if (i == BARE &&
            ((rc = tell_missing(s, 0, "units", "unit", err)) < 0 ||
             (rc = tell_missing(s, 1, "concepts", "concept", err)) < 0))
            return rc;
        if ((rc = run(s, mendings[i].sql, &n, err)) < 0)
            return rc;
        if (n && mendings[i].told &&
            (rc = tell(s, mendings[i].told, n, err)) < 0)
            return rc;
    }
    if ((rc = put_change(s, path, err)) < 0)
        return rc;
    for (size_t i = 0; i < sizeof last_steps / sizeof *last_steps; i++)
        if ((rc = run(s, last_steps[i], NULL, err)) < 0)
            return rc;
    return MM_OK;
}

/* ---- all of it ---- */

/* Pages of the WAL go into the copy, so that it can be read page by page. */
static bool open_copy(salvage *s)
{
    int64_t unused;

    return mm_db_open(&s->from, s->copy, SQLITE_OPEN_READWRITE, NULL, NULL) >=
               0 &&
           mm_db_number(&unused, &s->from, NULL,
                        "PRAGMA wal_checkpoint(TRUNCATE)", "") >= 0 &&
           mm_db_number(&unused, &s->from, NULL,
                        "SELECT count(*) FROM sqlite_schema", "") >= 0;
}

static int fill(salvage *s, const char *path, mm_error *err)
{
    int rc;

    if (sqlite3_exec(s->to->db.handle,
                     "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", NULL, NULL,
                     NULL) != SQLITE_OK)
        return mm_db_fail(&s->to->db, err);
    if ((rc = prepare_puts(s, err)) < 0)
        return rc;
    if (open_copy(s)) {
        rc = walk_all(s, err);
    } else {
        s->any_hurt = true;
        for (size_t i = 0; i < TABLES; i++)
            s->hurt[i] = true;
    }
    mm_db_close(&s->from);
    for (size_t i = 0; i < TABLES && rc >= 0; i++)
        if (s->hurt[i])
            rc = mm_buf_printf(s->report, "table %s is damaged\n",
                               tables[i].name);
    if (rc >= 0 && s->any_hurt)
        rc = read_pages(s, err);
    if (rc >= 0)
        rc = mend(s, path, err);
    for (size_t i = 0; i < TABLES; i++)
        sqlite3_finalize(s->put[i]);
    return rc < 0 ? rc : run(s, "COMMIT", NULL, err);
}

/* Keys are made, and what came of it is looked over. */
static int finish(salvage *s, const char *path, mm_error *err)
{
    mm_store_stats stats;
    int            rc;

    if ((rc = mm_keys_renew(s->to, err)) < 0 ||
        (rc = mm_store_count(&stats, s->to, err)) < 0)
        return rc;
    if (s->any_hurt && stats.units + stats.concepts + stats.documents == 0)
        return mm_fail(err, MM_EFORMAT, "nothing in '%s' can be read", path);
    return mm_store_check(s->report, s->to, err);
}

/* The database of another program is none of ours to repair. A file that does
 * not look like a database may be a memory whose first page is lost. */
static int check_source(const char *path, mm_error *err)
{
    mm_owner owner;
    int      rc = mm_file_owner(&owner, path, err);

    if (rc < 0)
        return rc;
    return owner == MM_OWNER_OURS || owner == MM_OWNER_UNKNOWN ? MM_OK
                                                               : MM_EFORMAT;
}

int mm_store_salvage(mm_buf *report, const char *path, const char *to,
                     mm_error *err)
{
    salvage s = { .report = report };
    mm_buf  copy = { 0 };
    int     rc = check_source(path, err);

    if (rc < 0)
        return rc;
    if (access(to, F_OK) == 0)
        return mm_fail(err, MM_EINVALID, "'%s' exists: take another name", to);
    if (mm_buf_printf(&copy, "%s.copy-%ld", to, (long)getpid()) < 0) {
        mm_buf_release(&copy);
        return mm_fail_memory(err);
    }
    s.copy = copy.ptr;
    if ((rc = copy_all(path, copy.ptr, err)) >= 0 &&
        (rc = mm_store_open(&s.to, to, MM_WRITE, err)) >= 0 &&
        (rc = fill(&s, path, err)) >= 0)
        rc = finish(&s, path, err);
    mm_store_close(s.to);
    if (rc < 0 && s.to)
        remove_copy(to);
    remove_copy(copy.ptr);
    mm_buf_release(&copy);
    return rc;
}
