/* Documents with their segments, and pairings with their beads: rows, images,
 * and what goes when one goes. */
#include "store/documents.h"

#include "base/memory.h"
#include "store/evidence.h"
#include "store/pack.h"

#include <stdlib.h>

/* Rows as part of an image: how many there are, as the statement `count` tells,
 * then the columns of each that `rows` gives, a letter each in `types`: i a
 * number, s a text, d a double. Both statements take `id`. */
static int pack_rows(mm_buf *out, mm_store *store, mm_id id, const char *count,
                     const char *rows, const char *types, mm_error *err)
{
    sqlite3_stmt *row;
    int64_t       n;
    int           rc = mm_db_number(&n, &store->db, err, count, "i", id);

    if (rc < 0 || (rc = mm_db_start(&row, &store->db, err, rows, "i", id)) < 0)
        return rc;
    rc = mm_pack_number(out, (uint64_t)n);
    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        int put = 0;

        for (int i = 0; types[i]; i++)
            put |= types[i] == 's' ? mm_pack_str(out, mm_db_text(row, i))
                   : types[i] == 'd'
                       ? mm_pack_double(out, sqlite3_column_double(row, i))
                       : mm_pack_number(out,
                                        (uint64_t)sqlite3_column_int64(row, i));
        if (put < 0) {
            sqlite3_reset(row);
            rc = mm_fail_memory(err);
        }
    }
    return rc;
}

/* ---- documents ---- */

int mm_document_head(mm_store *store, mm_id id, mm_str name, mm_str lang,
                     mm_str project, int64_t hash, bool structured,
                     mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT INTO document (id, change, name, lang, project, "
                     "hash, structured) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     "iisssii", id, store->change, name, lang, project, hash,
                     (int64_t)structured);
}

int mm_document_segment(mm_store *store, mm_id document, int64_t number,
                        const mm_segment *segment, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT INTO segment (document, number, paragraph, kind, "
                     "start, text) VALUES (?, ?, ?, ?, ?, ?)",
                     "iiiiis", document, number, (int64_t)segment->paragraph,
                     (int64_t)segment->kind, (int64_t)segment->offset,
                     segment->text);
}

int mm_document_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc, put = 0;

    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT name, lang, project, hash, structured "
                          "FROM document WHERE id = ?",
                          "i", id)) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return mm_fail(err, MM_ENOTFOUND, "no document %lld in '%s'",
                       (long long)id, store->path);
    put |= mm_pack_number(out, 1);
    for (int i = 0; i < 3; i++)
        put |= mm_pack_str(out, mm_db_text(row, i));
    put |= mm_pack_number(out, (uint64_t)sqlite3_column_int64(row, 3));
    put |= mm_pack_number(out, (uint64_t)sqlite3_column_int64(row, 4));
    sqlite3_reset(row);
    if (put < 0)
        return mm_fail_memory(err);
    return pack_rows(out, store, id,
                     "SELECT count(*) FROM segment WHERE document = ?",
                     "SELECT paragraph, kind, start, text FROM segment "
                     "WHERE document = ? ORDER BY number",
                     "iiis", err);
}

int mm_document_restore(mm_store *store, mm_id id, mm_str image, mm_error *err)
{
    mm_unpack in = { image, NULL, false };
    mm_str    name, lang, project;
    int64_t   hash, structured, n;
    int       rc;

    in.bad = mm_unpack_number(&in) != 1;
    name = mm_unpack_str(&in);
    lang = mm_unpack_str(&in);
    project = mm_unpack_str(&in);
    hash = (int64_t)mm_unpack_number(&in);
    structured = (int64_t)mm_unpack_number(&in);
    n = (int64_t)mm_unpack_number(&in);
    if (in.bad)
        return mm_history_damaged(store, err);
    rc =
        mm_document_head(store, id, name, lang, project, hash, structured, err);
    for (int64_t i = 0; i < n && rc >= 0; i++) {
        mm_segment s = { .paragraph = (uint32_t)mm_unpack_number(&in) };

        s.kind = (mm_segment_kind)mm_unpack_number(&in);
        s.offset = (size_t)mm_unpack_number(&in);
        s.text = mm_unpack_str(&in);
        rc = in.bad ? mm_history_damaged(store, err)
                    : mm_document_segment(store, id, i, &s, err);
    }
    return rc;
}

/* ---- pairings ---- */

int mm_pairing_head(mm_store *store, mm_id id, mm_id a, mm_id b,
                    double explained, double evidence, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT INTO pairing (id, change, a, b, explained, "
                     "evidence) VALUES (?, ?, ?, ?, ?, ?)",
                     "iiiidd", id, store->change, a, b, explained, evidence);
}

int mm_pairing_bead(mm_store *store, mm_id pairing, int64_t number,
                    const mm_bead *bead, mm_id unit, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT INTO bead (pairing, number, a_first, a_n, "
                     "b_first, b_n, score, flags, unit) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iiiiiidii", pairing, number, (int64_t)bead->src.first,
                     (int64_t)bead->src.n, (int64_t)bead->tgt.first,
                     (int64_t)bead->tgt.n, bead->score, (int64_t)bead->flags,
                     unit);
}

int mm_pairing_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc, put = 0;

    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT a, b, explained, evidence FROM pairing "
                          "WHERE id = ?",
                          "i", id)) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return mm_fail(err, MM_ENOTFOUND, "no pairing %lld in '%s'",
                       (long long)id, store->path);
    put |= mm_pack_number(out, 1);
    put |= mm_pack_number(out, (uint64_t)sqlite3_column_int64(row, 0));
    put |= mm_pack_number(out, (uint64_t)sqlite3_column_int64(row, 1));
    put |= mm_pack_double(out, sqlite3_column_double(row, 2));
    put |= mm_pack_double(out, sqlite3_column_double(row, 3));
    sqlite3_reset(row);
    if (put < 0)
        return mm_fail_memory(err);
    rc =
        pack_rows(out, store, id, "SELECT count(*) FROM bead WHERE pairing = ?",
                  "SELECT a_first, a_n, b_first, b_n, flags, unit, score "
                  "FROM bead WHERE pairing = ? ORDER BY number",
                  "iiiiiid", err);
    return rc < 0 ? rc : mm_clues_pack(out, store, id, 0, err);
}

static int restore_beads(mm_store *store, mm_id id, mm_unpack *in,
                         mm_error *err)
{
    int64_t n = (int64_t)mm_unpack_number(in);
    int     rc = MM_OK;

    for (int64_t i = 0; i < n && rc >= 0; i++) {
        mm_bead bead = { .src.first = (size_t)mm_unpack_number(in) };
        mm_id   unit;

        bead.src.n = (size_t)mm_unpack_number(in);
        bead.tgt.first = (size_t)mm_unpack_number(in);
        bead.tgt.n = (size_t)mm_unpack_number(in);
        bead.flags = (unsigned)mm_unpack_number(in);
        unit = (mm_id)mm_unpack_number(in);
        bead.score = mm_unpack_double(in);
        rc = in->bad ? mm_history_damaged(store, err)
                     : mm_pairing_bead(store, id, i, &bead, unit, err);
    }
    return rc;
}

int mm_pairing_restore(mm_store *store, mm_id id, mm_str image, mm_error *err)
{
    mm_unpack in = { image, NULL, false };
    mm_id     a, b;
    double    explained, evidence;
    int       rc;

    in.bad = mm_unpack_number(&in) != 1;
    a = (mm_id)mm_unpack_number(&in);
    b = (mm_id)mm_unpack_number(&in);
    explained = mm_unpack_double(&in);
    evidence = mm_unpack_double(&in);
    if (in.bad)
        return mm_history_damaged(store, err);
    if ((rc = mm_db_run(&store->db, err, "DELETE FROM pairing WHERE id = ?",
                        "i", id)) < 0 ||
        (rc = mm_pairing_head(store, id, a, b, explained, evidence, err)) < 0 ||
        (rc = restore_beads(store, id, &in, err)) < 0)
        return rc;
    return mm_clues_restore(store, &in.rest, err);
}

/* ---- removing ---- */

int mm_ids_query(mm_ids *out, mm_store *store, const char *sql, mm_id id,
                 mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err, sql, "i", id);

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                     err);
        if (rc < 0)
            sqlite3_reset(row);
        else
            out->items[out->n++] = sqlite3_column_int64(row, 0);
    }
    return rc;
}

/* A concept whose last evidence may have gone is looked at again at the end
 * of the change. */
static int note_orphan(mm_store *store, mm_id concept, mm_error *err)
{
    int rc = mm_grow(&store->orphans, &store->cap_orphans, store->n_orphans + 1,
                     sizeof *store->orphans, err);

    if (rc >= 0)
    store->orphans[store->n_orphans++] = concept;
    return rc;
}

static int note_orphans(mm_store *store, mm_id pairing, mm_error *err)
{
    mm_ids concepts = { 0 };
    int    rc = mm_ids_query(&concepts, store,
                             "SELECT DISTINCT concept FROM evidence "
                                "WHERE pairing = ? ORDER BY concept",
                             pairing, err);

    for (size_t i = 0; i < concepts.n && rc >= 0; i++)
        rc = note_orphan(store, concepts.items[i], err);
    free(concepts.items);
    return rc;
}

int mm_pairing_remove(mm_store *store, mm_id id, mm_error *err)
{
    int rc = note_orphans(store, id, err);

    for (size_t i = 0; i < store->n_pairs; i++)
        if (store->pairs[i].pairing == id)
            store->pairs[i].pairing = 0; /* put and replaced in one change */
    return rc < 0 ? rc : mm_change_remove(store, MM_ROW_PAIRING, id, err);
}

/* Removes the rows of `kind` that `sql` finds by `id`. */
static int remove_all(mm_store *store, int kind, const char *sql, mm_id id,
                      mm_error *err)
{
    mm_ids ids = { 0 };
    int    rc = mm_ids_query(&ids, store, sql, id, err);

    for (size_t i = 0; i < ids.n && rc >= 0; i++)
        rc = kind == MM_ROW_PAIRING
                 ? mm_pairing_remove(store, ids.items[i], err)
                 : mm_change_remove(store, kind, ids.items[i], err);
    free(ids.items);
    return rc;
}

int mm_document_remove(mm_store *store, mm_id id, mm_error *err)
{
    int rc;

    if ((rc = remove_all(store, MM_ROW_UNIT,
                         "SELECT unit.id FROM pairing p JOIN bead ON "
                         "bead.pairing = p.id JOIN unit ON unit.id = bead.unit "
                         "WHERE ?1 IN (p.a, p.b) ORDER BY 1",
                         id, err)) < 0 ||
        (rc = remove_all(store, MM_ROW_PAIRING,
                         "SELECT id FROM pairing WHERE a = ?1 OR b = ?1", id,
                         err)) < 0)
        return rc;
    return mm_change_remove(store, MM_ROW_DOCUMENT, id, err);
}
