/* Why a concept stands there: rows of evidence, and the proofs they are. */
#include "store/evidence.h"

#include "base/memory.h"
#include "store/pack.h"

#include <stdlib.h>

/* ---- rows ---- */

#define CLUE_COLUMNS                                                           \
    "SELECT pairing, place, concept, clue, weight, a_segment, a_start, "       \
    "a_end, b_segment, b_start, b_end FROM evidence "

static int start(sqlite3_stmt **row, mm_db *db, mm_id pairing, mm_id concept,
                 mm_error *err)
{
    if (pairing && concept)
        return mm_db_start(row, db, err,
                           CLUE_COLUMNS "WHERE concept = ? AND pairing = ? "
                                        "ORDER BY place",
                           "ii", concept, pairing);
    if (pairing)
        return mm_db_start(row, db, err,
                           CLUE_COLUMNS "WHERE pairing = ? ORDER BY place", "i",
                           pairing);
    return mm_db_start(row, db, err,
                       CLUE_COLUMNS "WHERE concept = ? ORDER BY pairing, place",
                       "i", concept);
}

int mm_clues_load(mm_clues *out, mm_db *db, mm_id pairing, mm_id concept,
                  mm_arena *mem, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = start(&row, db, pairing, concept, err);

    while (rc >= 0 && (rc = mm_db_next(db, row, err)) == MM_ROW) {
        mm_clue clue = { .pairing = sqlite3_column_int64(row, 0),
                         .place = sqlite3_column_int64(row, 1),
                         .concept = sqlite3_column_int64(row, 2),
                         .clue = mm_column_copy(row, 3, mem),
                         .weight = sqlite3_column_double(row, 4),
                         .a_segment = sqlite3_column_int64(row, 5),
                         .a_start = sqlite3_column_int64(row, 6),
                         .a_end = sqlite3_column_int64(row, 7),
                         .b_segment = sqlite3_column_int64(row, 8),
                         .b_start = sqlite3_column_int64(row, 9),
                         .b_end = sqlite3_column_int64(row, 10) };

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

int mm_clue_put(mm_store *store, const mm_clue *c, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT OR IGNORE INTO evidence (pairing, place, concept, "
                     "clue, weight, a_segment, a_start, a_end, b_segment, "
                     "b_start, b_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iiisdiiiiii", c->pairing, c->place, c->concept, c->clue,
                     c->weight, c->a_segment, c->a_start, c->a_end,
                     c->b_segment, c->b_start, c->b_end);
}

/* ---- images ---- */

int mm_clues_pack(mm_buf *out, mm_store *store, mm_id pairing, mm_id concept,
                  mm_error *err)
{
    mm_arena mem = { 0 };
    mm_clues clues = { 0 };
    int      put,
        rc = mm_clues_load(&clues, &store->db, pairing, concept, &mem, err);

    put = mm_pack_number(out, clues.n);
    for (size_t i = 0; i < clues.n; i++) {
        const mm_clue *c = &clues.items[i];
        const int64_t  numbers[] = { c->pairing,   c->place,   c->concept,
                                     c->a_segment, c->a_start, c->a_end,
                                     c->b_segment, c->b_start, c->b_end };

        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            put |= mm_pack_number(out, (uint64_t)numbers[k]);
        put |= mm_pack_str(out, c->clue);
        put |= mm_pack_double(out, c->weight);
    }
    free(clues.items);
    mm_arena_release(&mem);
    return rc >= 0 && put < 0 ? mm_fail_memory(err) : rc;
}

static void unpack_clue(mm_unpack *in, mm_clue *c)
{
    int64_t *numbers[] = { &c->pairing,   &c->place,   &c->concept,
                           &c->a_segment, &c->a_start, &c->a_end,
                           &c->b_segment, &c->b_start, &c->b_end };

    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        *numbers[k] = (int64_t)mm_unpack_number(in);
    c->clue = mm_unpack_str(in);
    c->weight = mm_unpack_double(in);
}

int mm_clues_restore(mm_store *store, mm_str *image, mm_error *err)
{
    mm_unpack in = { *image, NULL, false };
    uint64_t  n = mm_unpack_number(&in);
    int       rc = MM_OK;

    for (uint64_t i = 0; i < n && rc >= 0; i++) {
        mm_clue c;

        unpack_clue(&in, &c);
        rc = in.bad ? mm_history_damaged(store, err)
                    : mm_clue_put(store, &c, err);
    }
    *image = in.rest;
    return rc;
}

int mm_clues_skip(mm_str *image)
{
    mm_unpack in = { *image, NULL, false };
    uint64_t  n = mm_unpack_number(&in);
    mm_clue   clue;

    for (uint64_t i = 0; i < n && !in.bad; i++)
        unpack_clue(&in, &clue);
    *image = in.rest;
    return in.bad ? MM_EFORMAT : MM_OK;
}

/* ---- from one concept to another ---- */

static int touch_proofs(mm_store *store, mm_id concept, mm_error *err)
{
    bool there;
    int  rc = mm_rows_of[MM_ROW_PROOFS].there(&there, store, concept, err);

    return rc < 0 ? rc
                  : mm_change_touch(store, MM_ROW_PROOFS, concept, !there, err);
}

int mm_clues_move(mm_store *store, const mm_clues *clues, mm_id from, mm_id to,
                  mm_error *err)
{
    int rc = MM_OK;

    if (clues->n == 0 || (rc = touch_proofs(store, from, err)) < 0 ||
        (rc = touch_proofs(store, to, err)) < 0)
        return rc;
    for (size_t i = 0; i < clues->n && rc >= 0; i++) {
        mm_clue clue = clues->items[i];

        clue.concept = to;
        if ((rc = mm_db_number(&clue.place, &store->db, err,
                               "SELECT max(place) + 1 FROM evidence WHERE "
                               "pairing = ?",
                               "i", clue.pairing)) >= 0 &&
            (rc = mm_db_run(&store->db, err,
                            "DELETE FROM evidence WHERE pairing = ? AND "
                            "place = ?",
                            "ii", clue.pairing, clues->items[i].place)) >= 0)
            rc = mm_clue_put(store, &clue, err);
    }
    return rc < 0 ? rc : MM_OK;
}

/* ---- proofs ---- */

struct mm_proofs {
    mm_db         db;
    mm_db        *in; /* `db`, or the store's own */
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
    /* One statement sees one moment, but a change would wait for its end: a
     * memory open for writing lends no connection but while it is changed. */
    p->in = store->under_way || !store->writable ? &store->db : &p->db;
    if (p->in == &p->db)
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
            "WHERE e.concept = ? ORDER BY e.weight DESC, e.pairing, e.place",
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
