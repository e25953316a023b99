/* The kinds of rows that history knows: is one there, the whole of it as
 * bytes, back from bytes, and away. Bytes begin with a version. */
#include "base/memory.h"
#include "store/evidence.h"
#include "store/pack.h"

#include <stdlib.h>

enum { IMAGE_VERSION = 1 };

static int there(bool *out, mm_store *store, const char *sql, mm_id id,
                 mm_error *err)
{
    int64_t one;
    int     rc = mm_db_number(&one, &store->db, err, sql, "i", id);

    *out = rc == MM_ROW;
    return rc < 0 ? rc : MM_OK;
}

int mm_history_damaged(const mm_store *store, mm_error *err)
{
    return mm_fail(err, MM_EIO, "the history of '%s' is damaged", store->path);
}

/* ---- units ---- */

static int unit_there(bool *out, mm_store *store, mm_id id, mm_error *err)
{
    return there(out, store, "SELECT 1 FROM unit WHERE id = ?", id, err);
}

static int unit_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    mm_arena mem = { 0 };
    mm_unit  unit;
    int      rc = mm_unit_load(&unit, &store->db, id, &mem, err);

    if (rc >= 0 && (mm_pack_number(out, IMAGE_VERSION) < 0 ||
                    mm_pack_unit(out, &unit) < 0))
        rc = mm_fail_memory(err);
    mm_arena_release(&mem);
    return rc;
}

static int unit_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM unit WHERE id = ?", "i", id);
}

static int unit_restore(mm_store *store, mm_id id, mm_str image, mm_error *err)
{
    mm_arena  mem = { 0 };
    mm_unpack in = { image, &mem, false };
    mm_unit   unit;
    int       rc;

    in.bad = mm_unpack_number(&in) != IMAGE_VERSION;
    mm_unpack_unit(&in, &unit);
    if (in.bad)
        rc = mm_history_damaged(store, err);
    else if ((rc = unit_erase(store, id, err)) >= 0)
        rc = mm_unit_insert(store, id, &unit, err);
    mm_arena_release(&mem);
    return rc;
}

/* ---- concepts ---- */

static int concept_there(bool *out, mm_store *store, mm_id id, mm_error *err)
{
    return there(out, store, "SELECT 1 FROM concept WHERE id = ?", id, err);
}

/* The pairs it was proposed under: a count, and four texts each. */
static int pack_proposals(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    sqlite3_stmt *row;
    int64_t       n;
    int           put, rc;

    if ((rc = mm_db_number(&n, &store->db, err,
                           "SELECT count(*) FROM proposal WHERE concept = ?",
                           "i", id)) < 0 ||
        (rc = mm_db_start(&row, &store->db, err,
                          "SELECT lang_a, a, lang_b, b FROM proposal WHERE "
                          "concept = ? ORDER BY rowid",
                          "i", id)) < 0)
        return rc;
    put = mm_pack_number(out, (uint64_t)n);
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW)
        for (int i = 0; i < 4; i++)
            put |= mm_pack_str(out, mm_db_text(row, i));
    return rc >= 0 && put < 0 ? mm_fail_memory(err) : rc;
}

static int restore_proposals(mm_store *store, mm_id id, mm_unpack *in,
                             mm_error *err)
{
    uint64_t n = mm_unpack_number(in);
    mm_str   texts[4];
    int      rc = mm_db_run(&store->db, err,
                            "DELETE FROM proposal WHERE concept = ?", "i", id);

    for (uint64_t k = 0; k < n && rc >= 0; k++) {
        for (int i = 0; i < 4; i++)
            texts[i] = mm_unpack_str(in);
        rc = in->bad ? mm_history_damaged(store, err)
                     : mm_proposal_put(store, id, texts[0], texts[1], texts[2],
                                       texts[3], err);
    }
    return rc;
}

static int concept_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    mm_arena mem = { 0 };
    mm_concept concept;
    int rc = mm_concept_load(&concept, &store->db, id, &mem, err);

    if (rc >= 0 && (mm_pack_number(out, IMAGE_VERSION) < 0 ||
                    mm_pack_concept(out, &concept) < 0))
        rc = mm_fail_memory(err);
    mm_arena_release(&mem);
    return rc < 0 ? rc : pack_proposals(out, store, id, err);
}

static int concept_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM concept WHERE id = ?", "i",
                     id);
}

/* One that is there keeps its evidence, which is no part of the image. */
static int concept_restore(mm_store *store, mm_id id, mm_str image,
                           mm_error *err)
{
    mm_arena  mem = { 0 };
    mm_unpack in = { image, &mem, false };
    mm_concept concept;
    bool is_there;
    int  rc = concept_there(&is_there, store, id, err);

    in.bad = mm_unpack_number(&in) != IMAGE_VERSION;
    mm_unpack_concept(&in, &concept);
    if (rc >= 0)
        rc = in.bad     ? mm_history_damaged(store, err)
             : is_there ? mm_concept_replace(store, id, &concept, err)
                        : mm_concept_insert(store, id, &concept, err);
    if (rc >= 0)
        rc = restore_proposals(store, id, &in, err);
    mm_arena_release(&mem);
    return rc;
}

/* ---- the evidence of a concept ---- */

static int proofs_there(bool *out, mm_store *store, mm_id id, mm_error *err)
{
    return there(out, store, "SELECT 1 FROM evidence WHERE concept = ?", id,
                 err);
}

/* Its clues, and the last pairing of the time: what a later one brought is no
 * part of the image. */
static int proofs_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    int rc = mm_clues_pack(out, store, 0, id, err);

    return rc >= 0 &&
                   mm_pack_number(out, (uint64_t)store->last[MM_ROW_PAIRING]) < 0
               ? mm_fail_memory(err)
               : rc;
}

static int proofs_restore(mm_store *store, mm_id id, mm_str image,
                          mm_error *err)
{
    mm_unpack end = { .rest = image };
    mm_id     last;
    int       rc;

    if (mm_clues_skip(&end.rest) < 0)
        return mm_history_damaged(store, err);
    last = end.rest.len ? (mm_id)mm_unpack_number(&end) : 0;
    if ((rc = mm_db_run(&store->db, err,
                        "DELETE FROM evidence WHERE concept = ? AND "
                        "pairing <= ?",
                        "ii", id, last)) >= 0)
        rc = mm_clues_restore(store, &image, err);
    return rc;
}

static int proofs_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM evidence WHERE concept = ?",
                     "i", id);
}

/* ---- documents and pairings ---- */

static int document_there(bool *out, mm_store *store, mm_id id, mm_error *err)
{
    return there(out, store, "SELECT 1 FROM document WHERE id = ?", id, err);
}

static int document_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM document WHERE id = ?", "i",
                     id);
}

static int pairing_there(bool *out, mm_store *store, mm_id id, mm_error *err)
{
    return there(out, store, "SELECT 1 FROM pairing WHERE id = ?", id, err);
}

static int pairing_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM pairing WHERE id = ?", "i",
                     id);
}

const mm_row_ops mm_rows_of[MM_ROW_KINDS] = {
    [MM_ROW_UNIT] = { "unit", unit_there, unit_pack, unit_restore, unit_erase },
    [MM_ROW_CONCEPT] = { "concept", concept_there, concept_pack,
                         concept_restore, concept_erase },
    [MM_ROW_DOCUMENT] = { "document", document_there, mm_document_pack,
                          mm_document_restore, document_erase },
    [MM_ROW_PAIRING] = { "pairing", pairing_there, mm_pairing_pack,
                         mm_pairing_restore, pairing_erase },
    [MM_ROW_PROOFS] = { "evidence", proofs_there, proofs_pack, proofs_restore,
                        proofs_erase },
};
