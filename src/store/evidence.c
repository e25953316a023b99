/* Why a concept stands there: rows of evidence, and the proofs they are. */
#include "store/evidence.h"

#include "base/memory.h"
#include "store/pack.h"

#include <stdlib.h>

/* ---- rows ---- */

int mm_clues_load(mm_clues *out, mm_db *db, mm_id id, mm_arena *mem,
                  mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, db, err,
                                   "SELECT pairing, clue, weight, a_segment, "
                                             "a_start, a_end, b_segment, b_start, b_end "
                                             "FROM evidence WHERE concept = ? "
                                             "ORDER BY place",
                                   "i", id);

    while (rc >= 0 && (rc = mm_db_next(db, row, err)) == MM_ROW) {
        mm_clue clue = { .pairing = sqlite3_column_int64(row, 0),
                         .clue = mm_column_copy(row, 1, mem),
                         .weight = sqlite3_column_double(row, 2),
                         .a_segment = sqlite3_column_int64(row, 3),
                         .a_start = sqlite3_column_int64(row, 4),
                         .a_end = sqlite3_column_int64(row, 5),
                         .b_segment = sqlite3_column_int64(row, 6),
                         .b_start = sqlite3_column_int64(row, 7),
                         .b_end = sqlite3_column_int64(row, 8) };

        if (!clue.clue.ptr)
            rc = mm_fail_memory(err);
        else
            rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                         err);
        if (rc < 0)
            sqlite3_reset(row);
        else
            out->items[out->n++] = clue;
    }
    return rc;
}

int mm_clues_put(mm_store *store, mm_id id, const mm_clues *clues,
                 mm_error *err)
{
    int rc = mm_db_run(&store->db, err,
                       "DELETE FROM evidence WHERE concept = ?", "i", id);

    for (size_t i = 0; i < clues->n && rc >= 0; i++) {
        const mm_clue *c = &clues->items[i];

        rc = mm_db_run(&store->db, err,
                       "INSERT INTO evidence (concept, place, pairing, clue, "
                       "weight, a_segment, a_start, a_end, b_segment, b_start, "
                       "b_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       "iiisdiiiiii", id, (int64_t)i, c->pairing, c->clue,
                       c->weight, c->a_segment, c->a_start, c->a_end,
                       c->b_segment, c->b_start, c->b_end);
    }
    return rc;
}

/* ---- proofs ---- */

struct mm_proofs {
    mm_db         db;
    mm_db        *in; /* the store's own while a change is under way */
    sqlite3_stmt *row;
};

int mm_proofs_open(mm_proofs **out, mm_store *store, mm_id concept_id,
                   mm_error *err)
{
    mm_proofs *p = calloc(1, sizeof *p);
    int        rc = MM_OK;

    *out = NULL;
    if (!p)
        return mm_fail_memory(err);
    p->in = store->under_way ? &store->db : &p->db;
    if (!store->under_way)
        rc = mm_store_connect(&p->db, store, err);
    if (rc >= 0 &&
        sqlite3_prepare_v2(
            p->in->handle,
            "SELECT coalesce((SELECT unit.id FROM bead JOIN unit ON "
            "unit.id = bead.unit WHERE bead.pairing = e.pairing AND "
            "e.a_segment >= a_first AND e.a_segment < a_first + a_n AND "
            "e.b_segment >= b_first AND e.b_segment < b_first + b_n), 0), "
            "da.name, db.name, sa.text, sb.text, e.a_start, e.a_end, "
            "e.b_start, e.b_end, e.clue, e.weight, e.a_segment, e.b_segment "
            "FROM evidence e JOIN pairing p ON p.id = e.pairing "
            "JOIN document da ON da.id = p.a JOIN document db ON db.id = p.b "
            "JOIN segment sa ON sa.document = p.a AND sa.number = e.a_segment "
            "JOIN segment sb ON sb.document = p.b AND sb.number = e.b_segment "
            "WHERE e.concept = ? ORDER BY e.place",
            -1, &p->row, NULL) != SQLITE_OK)
        rc = mm_db_fail(p->in, err);
    if (rc < 0) {
        mm_proofs_close(p);
        return rc;
    }
    sqlite3_bind_int64(p->row, 1, concept_id);
    *out = p;
    return MM_OK;
}

int mm_proofs_next(mm_proofs *proofs, mm_proof *out, mm_error *err)
{
    sqlite3_stmt *row = proofs->row;
    int           rc = mm_db_next(proofs->in, row, err);

    if (rc != MM_ROW)
        return rc;
    *out = (mm_proof){
        .unit = sqlite3_column_int64(row, 0),
        .document_a = mm_db_text(row, 1),
        .document_b = mm_db_text(row, 2),
        .a = mm_db_text(row, 3),
        .b = mm_db_text(row, 4),
        .a_start = (size_t)sqlite3_column_int64(row, 5),
        .a_end = (size_t)sqlite3_column_int64(row, 6),
        .b_start = (size_t)sqlite3_column_int64(row, 7),
        .b_end = (size_t)sqlite3_column_int64(row, 8),
        .clue = mm_db_text(row, 9),
        .weight = sqlite3_column_double(row, 10),
        .a_segment = (uint32_t)sqlite3_column_int64(row, 11),
        .b_segment = (uint32_t)sqlite3_column_int64(row, 12),
    };
    return MM_ROW;
}

void mm_proofs_close(mm_proofs *proofs)
{
    if (!proofs)
        return;
    sqlite3_finalize(proofs->row);
    mm_db_close(&proofs->db);
    free(proofs);
}
