/*
 * What was changed: all changes, what befell one row, what one change touched.
 * A cursor reads through a connection of its own, as the reader of items does.
 */
#include "base/memory.h"
#include "malmoi/history.h"
#include "store/evidence.h"
#include "store/pack.h"

#include <stdlib.h>
#include <string.h>

struct mm_pasts {
    mm_store      store; /* a second handle, to load rows with */
    mm_db        *in;
    sqlite3_stmt *row;
    bool          of_rows; /* not of changes */
    mm_arena      mem;
};

/* ---- a row as one line ---- */

/* White space and control characters would break the line. */
static int put_line(mm_buf *out, mm_str text)
{
    int rc = MM_OK;

    for (size_t i = 0; i < text.len; i++)
        rc |= mm_buf_putc(out,
                          (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    return rc;
}

static int put_side(mm_buf *out, mm_str lang, mm_str text)
{
    int rc = out->len ? mm_buf_put(out, MM_S(" | ")) : MM_OK;

    rc |= put_line(out, lang);
    rc |= mm_buf_put(out, MM_S(": "));
    rc |= put_line(out, text);
    return rc;
}

static int unit_line(mm_buf *out, mm_unpack *in)
{
    mm_unit unit;
    int     rc = MM_OK;

    mm_unpack_unit(in, &unit);
    for (size_t i = 0; i < unit.n_variants && !in->bad; i++)
        rc |= put_side(out, unit.variants[i].lang, unit.variants[i].text);
    if (unit.status.len) {
        rc |= mm_buf_put(out, MM_S(" ["));
        rc |= put_line(out, unit.status);
        rc |= mm_buf_putc(out, ']');
    }
    return rc;
}

/* What else a person may have changed: field, definition, notes. */
static int concept_rest(mm_buf *out, const mm_concept *c)
{
    int rc = mm_buf_printf(out, " [%s", mm_review_name(c->review));

    if (c->field.len) {
        rc |= mm_buf_put(out, MM_S(", "));
        rc |= put_line(out, c->field);
    }
    rc |= mm_buf_putc(out, ']');
    if (c->definition.len) {
        rc |= mm_buf_put(out, MM_S(" = "));
        rc |= put_line(out, c->definition);
    }
    for (size_t i = 0; i < c->n_notes; i++) {
        rc |= mm_buf_put(out, MM_S(" # "));
        rc |= put_line(out, c->notes[i].text);
    }
    return rc;
}

static int concept_line(mm_buf *out, mm_unpack *in)
{
    mm_concept c;
    int        rc = MM_OK;

    mm_unpack_concept(in, &c);
    for (size_t i = 0; i < c.n_sections && !in->bad; i++) {
        const mm_lang_section *s = &c.sections[i];

        for (size_t k = 0; k < s->n_terms; k++) {
            const char *status = mm_term_status_name(s->terms[k].status);

            if (k == 0)
                rc |= put_side(out, s->lang, s->terms[k].text);
            else
                rc |= mm_buf_put(out, MM_S("; ")) |
                      put_line(out, s->terms[k].text);
            if (s->terms[k].hanja.len) {
                rc |= mm_buf_putc(out, ' ');
                rc |= put_line(out, s->terms[k].hanja);
            }
            if (*status)
                rc |= mm_buf_printf(out, " (%s)", status);
        }
    }
    return in->bad ? rc : rc | concept_rest(out, &c);
}

static int document_line(mm_buf *out, mm_unpack *in)
{
    int rc = put_line(out, mm_unpack_str(in));

    rc |= mm_buf_put(out, MM_S(" ("));
    rc |= put_line(out, mm_unpack_str(in));
    return rc | mm_buf_putc(out, ')');
}

/* The image of a row of `kind` as a line in `mem`; empty stays empty. */
static int line_of(mm_str *out, mm_row_kind kind, mm_str image, mm_arena *mem,
                   mm_error *err)
{
    mm_unpack in = { image, mem, false };
    mm_buf    line = { 0 };
    int       rc = MM_OK;

    *out = MM_S("");
    if (image.len == 0)
        return MM_OK;
    in.bad = mm_unpack_number(&in) != 1;
    if (kind == MM_ROW_UNIT)
        rc = unit_line(&line, &in);
    else if (kind == MM_ROW_CONCEPT)
        rc = concept_line(&line, &in);
    else
        rc = document_line(&line, &in);
    if (in.bad)
        rc = mm_buf_put(&line, MM_S("?"));
    *out = mm_arena_copy(mem, mm_buf_str(&line));
    mm_buf_release(&line);
    return rc < 0 || !out->ptr ? mm_fail_memory(err) : MM_OK;
}

/* ---- cursors ---- */

/* What a row was when change ?2 had been made: before the next change that
 * touched it, or as it is now. */
static int image_after(mm_buf *out, mm_pasts *p, mm_row_kind kind, mm_id id,
                       mm_id change, mm_error *err)
{
    sqlite3_stmt *row;
    bool          there;
    int           rc;

    if ((rc = mm_db_start(&row, p->in, err,
                          "SELECT before FROM past WHERE kind = ? AND "
                          "row = ? AND change > ? ORDER BY change LIMIT 1",
                          "iii", (int64_t)kind, id, change)) < 0 ||
        (rc = mm_db_next(p->in, row, err)) < 0)
        return rc;
    if (rc == MM_ROW) {
        rc = mm_buf_put(out, mm_db_text(row, 0));
        sqlite3_reset(row);
        return rc < 0 ? mm_fail_memory(err) : MM_OK;
    }
    rc = mm_rows_of[kind].there(&there, &p->store, id, err);
    return rc < 0 || !there ? rc
                            : mm_rows_of[kind].pack(out, &p->store, id, err);
}

static int open_pasts(mm_pasts **out, mm_store *store, const char *sql,
                      bool of_rows, mm_error *err)
{
    mm_pasts *p = calloc(1, sizeof *p);
    int       rc;

    *out = NULL;
    if (!p)
        return mm_fail_memory(err);
    p->of_rows = of_rows;
    p->store.path = store->path;
    rc = mm_store_connect(&p->store.db, store, err);
    p->in = &p->store.db;
    if (rc >= 0)
        rc = mm_db_run(p->in, err, "BEGIN", "");
    if (rc >= 0 &&
        sqlite3_prepare_v2(p->in->handle, sql, -1, &p->row, NULL) != SQLITE_OK)
        rc = mm_db_fail(p->in, err);
    if (rc < 0)
        mm_pasts_close(p);
    else
        *out = p;
    return rc;
}

#define CHANGE_COLUMNS                                                         \
    "h.number, h.kind, h.who, h.what, h.at, h.rows, "                          \
    "coalesce(h.undone_by, 0), h.open"

int mm_history_open(mm_pasts **out, mm_store *store, mm_error *err)
{
    return open_pasts(out, store,
                      "SELECT " CHANGE_COLUMNS
                      " FROM change h ORDER BY h.number DESC",
                      false, err);
}

/* The change that made row ?2 of kind ?1 new, and those that touched it. */
int mm_history_of(mm_pasts **out, mm_store *store, mm_row_kind kind, mm_id id,
                  mm_error *err)
{
    int64_t never;
    int     rc;

    if ((rc = mm_db_number(
             &never, &store->db, err,
             "SELECT NOT EXISTS (SELECT 1 FROM span WHERE kind = ?1 AND "
             "first <= ?2 AND last >= ?2)",
             "ii", (int64_t)kind, id)) < 0)
        return rc;
    if (never)
        return mm_fail(err, MM_ENOTFOUND, "no %s %lld was ever in '%s'",
                       mm_rows_of[kind].name, (long long)id, store->path);
    rc = open_pasts(out, store,
                    "SELECT " CHANGE_COLUMNS ", ?1, ?2, t.before FROM "
                    "(SELECT change, before FROM past WHERE kind = ?1 AND "
                    "row = ?2 UNION ALL SELECT change, NULL FROM span WHERE "
                    "kind = ?1 AND first <= ?2 AND last >= ?2) t "
                    "JOIN change h ON h.number = t.change "
                    "ORDER BY h.number DESC",
                    true, err);
    if (rc >= 0) {
        sqlite3_bind_int(((*out)->row), 1, (int)kind);
        sqlite3_bind_int64((*out)->row, 2, id);
    }
    return rc;
}

int mm_history_rows(mm_pasts **out, mm_store *store, mm_id change,
                    mm_error *err)
{
    int64_t there;
    int     rc;

    if ((rc = mm_db_number(&there, &store->db, err,
                           "SELECT 1 FROM change WHERE number = ?", "i",
                           change)) < 0)
        return rc;
    if (!there)
        return mm_fail(err, MM_ENOTFOUND, "no change %lld in '%s'",
                       (long long)change, store->path);
    rc = open_pasts(
        out, store,
        "WITH RECURSIVE made (kind, row, last) AS ("
        "SELECT kind, first, last FROM span WHERE change = ?1 UNION ALL "
        "SELECT kind, row + 1, last FROM made WHERE row < last) "
        "SELECT " CHANGE_COLUMNS ", t.kind, t.row, t.before FROM change h "
        "JOIN (SELECT kind, row, before FROM past WHERE change = ?1 UNION ALL "
        "SELECT kind, row, NULL FROM made) t WHERE h.number = ?1 "
        "AND t.kind < 3",
        true, err);
    if (rc >= 0)
        sqlite3_bind_int64((*out)->row, 1, change);
    return rc;
}

static int read_row(mm_pasts *p, mm_past *out, mm_error *err)
{
    mm_buf after = { 0 };
    int    rc;

    out->row_kind = (mm_row_kind)sqlite3_column_int(p->row, 8);
    out->row = sqlite3_column_int64(p->row, 9);
    if (out->row_kind > MM_ROW_DOCUMENT)
        return mm_fail(err, MM_EIO, "the history of '%s' is damaged",
                       p->in->path);
    if ((rc = line_of(&out->before, out->row_kind, mm_db_text(p->row, 10),
                      &p->mem, err)) >= 0 &&
        (rc = image_after(&after, p, out->row_kind, out->row, out->change,
                          err)) >= 0)
        rc = line_of(&out->after, out->row_kind, mm_buf_str(&after), &p->mem,
                     err);
    mm_buf_release(&after);
    return rc;
}

int mm_pasts_next(mm_pasts *pasts, mm_past *out, mm_error *err)
{
    sqlite3_stmt *row = pasts->row;
    int           rc = mm_db_next(pasts->in, row, err);

    if (rc != MM_ROW)
        return rc;
    mm_arena_clear(&pasts->mem);
    *out = (mm_past){
        .change = sqlite3_column_int64(row, 0),
        .kind = mm_db_text(row, 1),
        .who = mm_db_text(row, 2),
        .what = mm_db_text(row, 3),
        .when = mm_db_text(row, 4),
        .rows = sqlite3_column_int64(row, 5),
        .undone_by = sqlite3_column_int64(row, 6),
        .open = sqlite3_column_int(row, 7),
        .before = MM_S(""),
        .after = MM_S(""),
    };
    if (pasts->of_rows && (rc = read_row(pasts, out, err)) < 0)
        return rc;
    return MM_ROW;
}

void mm_pasts_close(mm_pasts *pasts)
{
    if (!pasts)
        return;
    sqlite3_finalize(pasts->row);
    mm_db_close(&pasts->store.db);
    mm_arena_release(&pasts->mem);
    mm_buf_release(&pasts->store.more);
    mm_buf_release(&pasts->store.key);
    free(pasts);
}

/* ---- for derived indexes ---- */

int mm_store_changed(mm_id *out, size_t room, mm_store *store, mm_row_kind kind,
                     int64_t since, mm_error *err)
{
    sqlite3_stmt *row;
    size_t        n = 0;
    int           rc;

    if ((rc = mm_db_start(
             &row, &store->db, err,
             "SELECT row, row FROM past WHERE kind = ?1 AND change IN "
             "(SELECT number FROM change WHERE generation > ?2) UNION "
             "SELECT first, last FROM gap WHERE kind = ?1 AND "
             "generation > ?2 ORDER BY 1",
             "ii", (int64_t)kind, since)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        mm_id last = sqlite3_column_int64(row, 1);

        for (mm_id id = sqlite3_column_int64(row, 0); id <= last; id++) {
            if (n >= room) {
                sqlite3_reset(row);
                return (int)room + 1;
            }
            out[n++] = id;
        }
    }
    return rc < 0 ? rc : (int)n;
}

int mm_store_passed(mm_store *store, int64_t generation, mm_error *err)
{
    int64_t passed;
    int     rc = mm_db_number(
            &passed, &store->db, err,
            "SELECT EXISTS (SELECT 1 FROM change WHERE generation = ?1) OR "
                "EXISTS (SELECT 1 FROM gap WHERE generation = ?1)",
            "i", generation);

    return rc < 0 ? rc : passed != 0;
}
