/* Looking a memory over: the file as SQLite sees it, and what SQLite cannot
 * know: that every item can be read, and that counters, spans, keys and images
 * agree with the rows. */
#include "malmoi/history.h"
#include "malmoi/text.h"
#include "store/evidence.h"
#include "store/pack.h"

#include <stdio.h>

enum { MOST_FAULTS = 100 }; /* lines; more would help nobody */

typedef struct checking {
    mm_store store; /* a handle of its own, for one moment */
    mm_db   *db;
    mm_buf  *report;
    size_t   faults;
} checking;

static int fault(checking *c, mm_str line)
{
    if (++c->faults > MOST_FAULTS)
        return MM_OK;
    return mm_buf_put(c->report, line) < 0 ? MM_ENOMEM
                                           : mm_buf_putc(c->report, '\n');
}

/* Each row of `sql`, a text, is a fault. What cannot be read is one too. */
static int faults_of(checking *c, const char *sql)
{
    sqlite3_stmt *row;
    mm_error      err = { 0 };
    int           rc = mm_db_start(&row, c->db, &err, sql, "");

    while (rc >= 0 && (rc = mm_db_next(c->db, row, &err)) == MM_ROW) {
        mm_str line = mm_db_text(row, 0);

        if (!mm_str_eq(line, MM_S("ok")) && fault(c, line) < 0) {
            sqlite3_reset(row);
            return MM_ENOMEM;
        }
    }
    if (rc == MM_ENOMEM)
        return rc;
    return rc < 0 ? fault(c, mm_cstr(err.text)) : MM_OK;
}

static const char *const questions[] = {
    "PRAGMA integrity_check(100)",
    "SELECT 'a row of ' || \"table\" || ' stands on one of ' || parent || "
    "' that is not there' FROM pragma_foreign_key_check LIMIT 100",
    "SELECT 'unit ' || id || ' has no text' FROM unit WHERE NOT EXISTS "
    "(SELECT 1 FROM variant WHERE unit = id) LIMIT 100",
    "SELECT 'concept ' || id || ' has no term' FROM concept WHERE NOT EXISTS "
    "(SELECT 1 FROM term WHERE concept = id) LIMIT 100",
    "SELECT 'a term of concept ' || concept || ' is indexed under another "
    "language' FROM term t JOIN section s USING (concept) WHERE "
    "s.place = t.section AND s.lang <> t.lang LIMIT 100",
    "SELECT 'unit ' || id || ' was made by no change' FROM unit WHERE NOT "
    "EXISTS (SELECT 1 FROM span WHERE kind = 0 AND id BETWEEN first AND last) "
    "LIMIT 100",
    "SELECT 'concept ' || id || ' was made by no change' FROM concept WHERE "
    "NOT EXISTS (SELECT 1 FROM span WHERE kind = 1 AND id BETWEEN first AND "
    "last) LIMIT 100",
    "SELECT 'unit ' || id || ' names change ' || change || ', which is not "
    "there' FROM unit WHERE change NOT IN (SELECT number FROM change) "
    "LIMIT 100",
    "SELECT 'concept ' || id || ' names change ' || change || ', which is not "
    "there' FROM concept WHERE change NOT IN (SELECT number FROM change) "
    "LIMIT 100",
    "SELECT 'the counter of ' || kind || ' is behind its rows' FROM (SELECT "
    "'units' AS kind, 'last_unit' AS name, max(id) AS last FROM unit UNION ALL "
    "SELECT 'concepts', 'last_concept', max(id) FROM concept UNION ALL "
    "SELECT 'documents', 'last_document', max(id) FROM document UNION ALL "
    "SELECT 'pairings', 'last_pairing', max(id) FROM pairing UNION ALL "
    "SELECT 'changes', 'last_change', max(number) FROM change) c WHERE "
    "last > coalesce((SELECT value FROM meta WHERE meta.name = c.name), 0)",
};

/* ---- what SQLite cannot read ---- */

static int check_units(checking *c)
{
    mm_arena      mem = { 0 };
    mm_error      err = { 0 };
    sqlite3_stmt *row;
    int           rc =
        mm_db_start(&row, c->db, &err,
                    "SELECT " MM_UNIT_COLUMNS " FROM unit u ORDER BY u.id", "");

    while (rc >= 0 && (rc = mm_db_next(c->db, row, &err)) == MM_ROW) {
        mm_unit unit;

        mm_arena_clear(&mem);
        if (mm_unit_read(&unit, c->db, row, &mem, &err) < 0)
            rc = fault(c, mm_cstr(err.text));
    }
    mm_arena_release(&mem);
    return rc == MM_ENOMEM ? rc : MM_OK;
}

static int check_keys(checking *c)
{
    mm_error      err = { 0 };
    sqlite3_stmt *row;
    char          line[80];
    int           rc;

    if (c->store.stale_keys)
        return MM_OK;
    rc = mm_db_start(&row, c->db, &err,
                     "SELECT concept, key, text FROM term ORDER BY 1", "");
    while (rc >= 0 && (rc = mm_db_next(c->db, row, &err)) == MM_ROW) {
        int64_t key = 0;

        rc = mm_term_key(&key, &c->store, mm_db_text(row, 2), &err);
        if (rc < 0 || key == sqlite3_column_int64(row, 1))
            continue;
        snprintf(line, sizeof line, "a term of concept %lld has a wrong key",
                 (long long)sqlite3_column_int64(row, 0));
        rc = fault(c, mm_cstr(line));
    }
    return rc == MM_ENOMEM ? rc : MM_OK;
}

static int check_concepts(checking *c)
{
    mm_arena      mem = { 0 };
    mm_error      err = { 0 };
    sqlite3_stmt *row;
    int           rc = mm_db_start(
                  &row, c->db, &err,
                  "SELECT " MM_CONCEPT_COLUMNS " FROM concept c ORDER BY c.id", "");

    while (rc >= 0 && (rc = mm_db_next(c->db, row, &err)) == MM_ROW) {
        mm_concept concept;

        mm_arena_clear(&mem);
        if (mm_concept_read(&concept, c->db, row, &mem, &err) < 0)
            rc = fault(c, mm_cstr(err.text));
    }
    mm_arena_release(&mem);
    return rc == MM_ENOMEM ? rc : MM_OK;
}

/* Images of units and concepts; those of documents are as plain as rows. */
static int check_images(checking *c)
{
    mm_arena      mem = { 0 };
    mm_error      err = { 0 };
    sqlite3_stmt *row;
    char          line[80];
    int           rc = mm_db_start(&row, c->db, &err,
                                   "SELECT kind, change, before FROM past WHERE "
                                             "before IS NOT NULL AND kind < 2 ORDER BY id",
                                   "");

    while (rc >= 0 && (rc = mm_db_next(c->db, row, &err)) == MM_ROW) {
        mm_unpack in = { mm_db_text(row, 2), &mem, false };
        mm_unit   unit;
        mm_concept concept;

        mm_arena_clear(&mem);
        in.bad = mm_unpack_number(&in) != 1;
        if (sqlite3_column_int(row, 0) == MM_ROW_UNIT)
            mm_unpack_unit(&in, &unit);
        else
            mm_unpack_concept(&in, &concept);
        if (!in.bad)
            continue;
        snprintf(line, sizeof line, "the history of change %lld cannot be read",
                 (long long)sqlite3_column_int64(row, 1));
        rc = fault(c, mm_cstr(line));
    }
    mm_arena_release(&mem);
    return rc == MM_ENOMEM ? rc : MM_OK;
}

static int check_all(checking *c)
{
    int rc = MM_OK;

    for (size_t i = 0; i < sizeof questions / sizeof *questions && rc >= 0;
         i++) {
        rc = faults_of(c, questions[i]);
        if (i == 0 && c->faults)
            return rc; /* the rest would only say the same, at length */
    }
    if (rc >= 0)
        rc = check_units(c);
    if (rc >= 0)
        rc = check_concepts(c);
    if (rc >= 0)
        rc = check_keys(c);
    return rc < 0 ? rc : check_images(c);
}

int mm_store_check(mm_buf *report, mm_store *store, mm_error *err)
{
    checking c = { .report = report };
    int      rc;

    c.store.path = store->path;
    c.store.stale_keys = store->stale_keys;
    c.db = &c.store.db;
    rc = mm_store_connect(c.db, store, err);
    if (rc >= 0)
        rc = mm_db_run(c.db, err, "BEGIN", "");
    if (rc >= 0 && (rc = check_all(&c)) < 0)
        mm_fail_memory(err);
    mm_db_close(c.db);
    mm_buf_release(&c.store.key);
    if (rc < 0)
        return rc;
    return c.faults
               ? mm_fail(err, MM_EFORMAT, "'%s' is damaged: %zu faults found",
                         store->path, c.faults)
               : MM_OK;
}
