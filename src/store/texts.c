/*
 * The texts of all variants, in the order of their units, and nothing else of
 * them: what a derived index reads. One pass over one table, three to four
 * times as fast as reading whole units.
 */
#include "malmoi/history.h"
#include "store/handle.h"

#include <stdlib.h>

struct mm_texts {
    mm_db         db;
    mm_db        *in;
    sqlite3_stmt *row;
};

int mm_texts_open(mm_texts **out, mm_store *store, mm_id above, mm_error *err)
{
    mm_texts *t = calloc(1, sizeof *t);
    int       rc = MM_OK;

    *out = NULL;
    if (!t)
        return mm_fail_memory(err);
    t->in = store->under_way ? &store->db : &t->db;
    if (!store->under_way)
        rc = mm_store_connect(&t->db, store, err);
    if (rc >= 0 &&
        sqlite3_prepare_v2(t->in->handle,
                           "SELECT unit, place, lang, text FROM variant "
                           "WHERE unit > ? ORDER BY unit, place",
                           -1, &t->row, NULL) != SQLITE_OK)
        rc = mm_db_fail(t->in, err);
    if (rc < 0) {
        mm_texts_close(t);
        return rc;
    }
    sqlite3_bind_int64(t->row, 1, above);
    *out = t;
    return MM_OK;
}

int mm_texts_next(mm_texts *texts, mm_text *out, mm_error *err)
{
    int rc = mm_db_next(texts->in, texts->row, err);

    if (rc != MM_ROW)
        return rc;
    *out = (mm_text){ .unit = sqlite3_column_int64(texts->row, 0),
                      .place = (uint32_t)sqlite3_column_int64(texts->row, 1),
                      .lang = mm_db_text(texts->row, 2),
                      .text = mm_db_text(texts->row, 3) };
    return MM_ROW;
}

void mm_texts_close(mm_texts *texts)
{
    if (!texts)
        return;
    sqlite3_finalize(texts->row);
    mm_db_close(&texts->db);
    free(texts);
}
