/* Units and their variants: rows and values. */
#include "store/handle.h"
#include "store/pack.h"

#include <string.h>

mm_str mm_column_copy(sqlite3_stmt *row, int i, mm_arena *mem)
{
    mm_str text = mm_db_text(row, i);

    return text.len ? mm_arena_copy(mem, text) : text;
}

/* ---- putting ---- */

static int put_variant(mm_store *store, mm_id id, size_t place,
                       const mm_variant *v, mm_error *err)
{
    mm_buf_clear(&store->more);
    if (mm_pack_variant_more(&store->more, v) < 0)
        return mm_fail_memory(err);
    return mm_db_run(&store->db, err,
                     "INSERT INTO variant (unit, place, lang, text, more) "
                     "VALUES (?, ?, ?, ?, ?)",
                     "iissb", id, (int64_t)place, v->lang, v->text,
                     mm_buf_str(&store->more));
}

static int put_variants(mm_store *store, mm_id id, const mm_unit *u,
                        mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < u->n_variants && rc >= 0; i++)
        rc = put_variant(store, id, i, &u->variants[i], err);
    return rc;
}

static int put_unit(mm_store *store, const char *sql, mm_id id,
                    const mm_unit *u, mm_error *err)
{
    mm_buf_clear(&store->more);
    if (mm_pack_unit_more(&store->more, u) < 0)
        return mm_fail_memory(err);
    return mm_db_run(&store->db, err, sql, "iisssssssssssdb", id, store->change,
                     u->id, u->source_lang, u->project, u->client, u->field,
                     u->status, u->document, u->stamp.created_by,
                     u->stamp.changed_by, u->stamp.created, u->stamp.changed,
                     u->score, mm_buf_str(&store->more));
}

int mm_unit_insert(mm_store *store, mm_id id, const mm_unit *unit,
                   mm_error *err)
{
    int rc = put_unit(store,
                      "INSERT INTO unit (id, change, name, source_lang, "
                      "project, client, field, status, document, created_by, "
                      "changed_by, created, changed, score, more) VALUES "
                      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      id, unit, err);

    return rc < 0 ? rc : put_variants(store, id, unit, err);
}

int mm_unit_replace(mm_store *store, mm_id id, const mm_unit *unit,
                    mm_error *err)
{
    int rc = put_unit(store,
                      "UPDATE unit SET change = ?2, name = ?3, "
                      "source_lang = ?4, project = ?5, client = ?6, "
                      "field = ?7, status = ?8, document = ?9, "
                      "created_by = ?10, changed_by = ?11, created = ?12, "
                      "changed = ?13, score = ?14, more = ?15 WHERE id = ?1",
                      id, unit, err);

    if (rc >= 0)
        rc = mm_db_run(&store->db, err, "DELETE FROM variant WHERE unit = ?",
                       "i", id);
    return rc < 0 ? rc : put_variants(store, id, unit, err);
}

/* ---- reading ---- */

static int read_variant(mm_variant *out, sqlite3_stmt *row, mm_arena *mem)
{
    mm_unpack more = { mm_column_copy(row, 2, mem), mem, false };

    *out = (mm_variant){ .lang = mm_column_copy(row, 0, mem),
                         .text = mm_column_copy(row, 1, mem) };
    if (!out->lang.ptr || !out->text.ptr || !more.rest.ptr)
        return MM_ENOMEM;
    mm_unpack_variant_more(&more, out);
    return more.bad ? MM_EFORMAT : MM_OK;
}

/* Room for item `n` of a list in an arena, doubled at each power of two. */
static void *list_room(void *list, size_t n, size_t size, mm_arena *mem)
{
    void *more;

    if (n & (n - 1) || n == 1)
        return list;
    if ((more = mm_arena_alloc(mem, (n ? 2 * n : 2) * size)) && n)
        memcpy(more, list, n * size);
    return more;
}

static int read_variants(mm_unit *out, mm_db *db, mm_id id, mm_arena *mem,
                         mm_error *err)
{
    mm_variant   *variants = NULL;
    sqlite3_stmt *row;
    size_t        n = 0;
    int           rc;

    if ((rc = mm_db_start(&row, db, err,
                          "SELECT lang, text, more FROM variant "
                          "WHERE unit = ? ORDER BY place",
                          "i", id)) < 0)
        return rc;
    while ((rc = mm_db_next(db, row, err)) == MM_ROW) {
        if (!(variants = list_room(variants, n, sizeof *variants, mem)))
            rc = MM_ENOMEM;
        else
            rc = read_variant(&variants[n++], row, mem);
        if (rc < 0) {
            sqlite3_reset(row);
            return rc == MM_ENOMEM
                       ? mm_fail_memory(err)
                       : mm_fail(err, MM_EIO, "unit %lld of '%s' is damaged",
                                 (long long)id, db->path);
        }
    }
    out->variants = variants;
    out->n_variants = n;
    return rc;
}

int mm_unit_read(mm_unit *out, mm_db *db, sqlite3_stmt *row, mm_arena *mem,
                 mm_error *err)
{
    mm_str   *texts[] = { &out->id,
                          &out->source_lang,
                          &out->project,
                          &out->client,
                          &out->field,
                          &out->status,
                          &out->document,
                          &out->stamp.created_by,
                          &out->stamp.changed_by,
                          &out->stamp.created,
                          &out->stamp.changed };
    mm_unpack more = { mm_column_copy(row, 13, mem), mem, false };
    mm_id     id = sqlite3_column_int64(row, 0);

    *out = (mm_unit){ .score = sqlite3_column_double(row, 12) };
    for (int i = 0; i < 11; i++)
        if (!(*texts[i] = mm_column_copy(row, i + 1, mem)).ptr)
            return mm_fail_memory(err);
    if (!more.rest.ptr)
        return mm_fail_memory(err);
    mm_unpack_unit_more(&more, out);
    if (more.bad)
        return mm_fail(err, MM_EIO, "unit %lld of '%s' is damaged",
                       (long long)id, db->path);
    return read_variants(out, db, id, mem, err);
}

int mm_unit_load(mm_unit *out, mm_db *db, mm_id id, mm_arena *mem,
                 mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(
                  &row, db, err, "SELECT " MM_UNIT_COLUMNS " FROM unit u WHERE u.id = ?",
                  "i", id);

    if (rc < 0 || (rc = mm_db_next(db, row, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return mm_fail(err, MM_ENOTFOUND, "no unit %lld in '%s'", (long long)id,
                       db->path);
    rc = mm_unit_read(out, db, row, mem, err);
    sqlite3_reset(row);
    return rc;
}
