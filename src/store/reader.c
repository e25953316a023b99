/*
 * The cursor over units, then concepts. Unless a change is under way on the
 * handle it reads through a connection of its own, so that what it sees is of
 * one moment while the memory is written to.
 */
#include "malmoi/text.h"
#include "store/handle.h"

#include <stdlib.h>
#include <string.h>

typedef struct cursor {
    mm_reader     reader;
    mm_db         db;
    mm_db        *in;
    mm_selection  what;
    mm_arena      words; /* texts of the selection */
    sqlite3_stmt *row;   /* NULL: before the units or behind the concepts */
    mm_row_kind   kind;
    bool          begun;
    mm_arena      mem;
    mm_unit       unit;
    mm_concept concept;
} cursor;

/* SQL: ?1 without case. */
static void folded(sqlite3_context *context, int n, sqlite3_value **values)
{
    mm_buf      out = { 0 };
    const void *text = sqlite3_value_text(values[0]);
    mm_str      from = { text ? text : "", 0 };

    (void)n;
    from.len = (size_t)sqlite3_value_bytes(values[0]);
    if (mm_lower(&out, from) < 0)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_text(context, out.len ? out.ptr : "", (int)out.len,
                            SQLITE_TRANSIENT);
    mm_buf_release(&out);
}

/* Parameters: 1 above, 2 project, 3 client, 4 field, 5 document, 6 author,
 * 7 status, 8 since, 9 until, 10 change, 11 review bits; empty and 0 are "any".
 * A row without dates is as old as its last change. */
#define SELECTED(t)                                                            \
    t ".id > ?1 AND (?2 = '' OR " t ".project = ?2) "                          \
      "AND (?3 = '' OR " t ".client = ?3) "                                    \
      "AND (?4 = '' OR folded(" t ".field) = ?4) "                             \
      "AND (?6 = '' OR folded(" t ".created_by) = ?6 "                         \
      "OR folded(" t ".changed_by) = ?6) "                                     \
      "AND ((?8 = '' AND ?9 = '') "                                            \
      "OR (" t ".created <> '' AND " t ".created >= ?8 "                       \
      "AND (?9 = '' OR substr(" t ".created, 1, length(?9)) <= ?9)) "          \
      "OR (" t ".changed <> '' AND " t ".changed >= ?8 "                       \
      "AND (?9 = '' OR substr(" t ".changed, 1, length(?9)) <= ?9)) "          \
      "OR (" t ".created = '' AND " t ".changed = '' AND EXISTS "              \
      "(SELECT 1 FROM change h WHERE h.number = " t ".change "                 \
      "AND h.at >= ?8 "                                                        \
      "AND (?9 = '' OR substr(h.at, 1, length(?9)) <= ?9)))) "

static const char units_sql[] =
    "SELECT " MM_UNIT_COLUMNS " FROM unit u WHERE " SELECTED(
        "u") "AND (?5 = '' OR u.document = ?5 OR EXISTS (SELECT 1 FROM bead JOIN "
             "pairing p ON p.id = bead.pairing JOIN document d ON d.id IN (p.a, p.b) "
             "WHERE bead.unit = u.id AND bead.unit > 0 AND d.name = ?5)) "
             "AND (?7 = '' OR u.status = ?7) "
             "AND (?10 = 0 OR EXISTS (SELECT 1 FROM span s WHERE s.change = ?10 AND "
             "s.kind = 0 AND u.id BETWEEN s.first AND s.last)) ORDER BY u.id";

static const char concepts_sql[] =
    "SELECT " MM_CONCEPT_COLUMNS " FROM concept c WHERE " SELECTED(
        "c") "AND (?5 = '' OR EXISTS (SELECT 1 FROM evidence e JOIN pairing p ON "
             "p.id = e.pairing JOIN document d ON d.id IN (p.a, p.b) "
             "WHERE e.concept = c.id AND d.name = ?5)) "
             "AND (?12 < 0 OR EXISTS (SELECT 1 FROM term t WHERE t.concept = c.id AND "
             "t.status = ?12)) "
             "AND (?10 = 0 OR EXISTS (SELECT 1 FROM span s WHERE s.change = ?10 AND "
             "s.kind = 1 AND c.id BETWEEN s.first AND s.last)) "
             "AND (?11 >> c.review) & 1 ORDER BY c.id";

/* ---- the selection ---- */

static int keep(mm_arena *mem, mm_str *text, bool fold)
{
    mm_buf low = { 0 };
    int    rc = MM_OK;

    if (fold && text->len && (rc = mm_lower(&low, *text)) >= 0)
        *text = mm_buf_str(&low);
    if (rc >= 0)
        *text = mm_arena_copy(mem, *text);
    mm_buf_release(&low);
    return rc < 0 || !text->ptr ? MM_ENOMEM : MM_OK;
}

static int keep_selection(cursor *c, const mm_selection *s, mm_error *err)
{
    mm_str *texts[] = { &c->what.project,  &c->what.client, &c->what.field,
                        &c->what.document, &c->what.author, &c->what.status,
                        &c->what.since,    &c->what.until };

    if (s)
        c->what = *s;
    if (!c->what.what)
        c->what.what = 1 << MM_ROW_UNIT | 1 << MM_ROW_CONCEPT;
    if (!c->what.review)
        c->what.review = 1 << MM_PROPOSED | 1 << MM_APPROVED;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (keep(&c->words, texts[i], i == 2 || i == 4) < 0)
            return mm_fail_memory(err);
    return MM_OK;
}

static void bind_text(sqlite3_stmt *row, int i, mm_str text)
{
    sqlite3_bind_text64(row, i, text.len ? text.ptr : "", text.len,
                        SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_selection(sqlite3_stmt *row, const mm_selection *s)
{
    const mm_str   texts[] = { s->project, s->client, s->field, s->document,
                               s->author,  s->status, s->since, s->until };
    mm_term_status status;

    sqlite3_bind_int64(row, 1, s->above);
    for (int i = 0; i < 8; i++)
        bind_text(row, i + 2, texts[i]);
    sqlite3_bind_int64(row, 10, s->change);
    sqlite3_bind_int64(row, 11, s->review);
    /* Units have no such parameter; then nothing is bound. A word that is no
     * status of a term is no term's status. */
    if (s->status.len == 0)
        sqlite3_bind_int(row, 12, -1);
    else
        sqlite3_bind_int(row, 12,
                         mm_term_status_parse(&status, s->status) ? (int)status
                                                                  : 99);
}

/* ---- going ---- */

static int start(cursor *c, mm_row_kind kind, mm_error *err)
{
    c->kind = kind;
    if (sqlite3_prepare_v2(c->in->handle,
                           kind == MM_ROW_UNIT ? units_sql : concepts_sql, -1,
                           &c->row, NULL) != SQLITE_OK)
        return mm_db_fail(c->in, err);
    bind_selection(c->row, &c->what);
    return MM_OK;
}

/* On to the next kind that was asked for: MM_ROW, or MM_OK at the end. */
static int next_kind(cursor *c, mm_error *err)
{
    int kind = c->begun ? (int)c->kind + 1 : (int)MM_ROW_UNIT;
    int rc;

    sqlite3_finalize(c->row);
    c->row = NULL;
    while (kind <= MM_ROW_CONCEPT && !(c->what.what >> kind & 1))
        kind++;
    if (kind > MM_ROW_CONCEPT)
        return MM_OK;
    if (!c->begun && c->in == &c->db &&
        (rc = mm_db_run(c->in, err, "BEGIN", "")) < 0)
        return rc;
    c->begun = true;
    rc = start(c, (mm_row_kind)kind, err);
    return rc < 0 ? rc : MM_ROW;
}

static int cursor_next(mm_reader *self, mm_item *out, mm_error *err)
{
    cursor *c = (cursor *)self;
    int     rc;

    mm_arena_clear(&c->mem);
    if (!c->row && c->begun)
        return MM_OK; /* at the end */
    if (!c->row && (rc = next_kind(c, err)) != MM_ROW)
        return rc;
    while ((rc = mm_db_next(c->in, c->row, err)) == MM_OK)
        if ((rc = next_kind(c, err)) != MM_ROW)
            return rc;
    if (rc < 0)
        return rc;
    out->row = sqlite3_column_int64(c->row, 0);
    if (c->kind == MM_ROW_UNIT) {
        rc = mm_unit_read(&c->unit, c->in, c->row, &c->mem, err);
        out->unit = &c->unit;
    } else {
        rc = mm_concept_read(&c->concept, c->in, c->row, &c->mem, err);
        out->concept = &c->concept;
    }
    return rc < 0 ? rc : MM_ROW;
}

static void cursor_close(mm_reader *self)
{
    cursor *c = (cursor *)self;

    sqlite3_finalize(c->row);
    mm_db_close(&c->db);
    mm_arena_release(&c->words);
    mm_arena_release(&c->mem);
    free(c);
}

int mm_store_read(mm_reader **out, mm_store *store,
                  const mm_selection *selection, mm_error *err)
{
    cursor *c = calloc(1, sizeof *c);
    int     rc;

    *out = NULL;
    if (!c)
        return mm_fail_memory(err);
    c->reader = (mm_reader){ cursor_next, cursor_close };
    c->in = store->under_way ? &store->db : &c->db;
    rc = keep_selection(c, selection, err);
    if (rc >= 0 && !store->under_way)
        rc = mm_store_connect(&c->db, store, err);
    if (rc >= 0 &&
        sqlite3_create_function(c->in->handle, "folded", 1,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                folded, NULL, NULL) != SQLITE_OK)
        rc = mm_db_fail(c->in, err);
    if (rc < 0)
        cursor_close(&c->reader);
    else
        *out = &c->reader;
    return rc;
}
