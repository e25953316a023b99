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

static int damaged(const mm_store *store, mm_error *err)
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
        rc = damaged(store, err);
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

static int pack_clues(mm_buf *out, const mm_clues *clues)
{
    int rc = mm_pack_number(out, clues->n);

    for (size_t i = 0; i < clues->n; i++) {
        const mm_clue *c = &clues->items[i];

        rc |= mm_pack_number(out, (uint64_t)c->pairing);
        rc |= mm_pack_str(out, c->clue);
        rc |= mm_pack_double(out, c->weight);
        rc |= mm_pack_number(out, (uint64_t)c->a_segment);
        rc |= mm_pack_number(out, (uint64_t)c->a_start);
        rc |= mm_pack_number(out, (uint64_t)c->a_end);
        rc |= mm_pack_number(out, (uint64_t)c->b_segment);
        rc |= mm_pack_number(out, (uint64_t)c->b_start);
        rc |= mm_pack_number(out, (uint64_t)c->b_end);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static void unpack_clues(mm_unpack *in, mm_clues *out)
{
    out->n = (size_t)mm_unpack_number(in);
    out->items = mm_unpack_list(in, out->n, sizeof *out->items);
    for (size_t i = 0; out->items && i < out->n; i++) {
        mm_clue *c = &out->items[i];

        c->pairing = (mm_id)mm_unpack_number(in);
        c->clue = mm_unpack_str(in);
        c->weight = mm_unpack_double(in);
        c->a_segment = (int64_t)mm_unpack_number(in);
        c->a_start = (int64_t)mm_unpack_number(in);
        c->a_end = (int64_t)mm_unpack_number(in);
        c->b_segment = (int64_t)mm_unpack_number(in);
        c->b_start = (int64_t)mm_unpack_number(in);
        c->b_end = (int64_t)mm_unpack_number(in);
    }
}

static int concept_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err)
{
    mm_arena mem = { 0 };
    mm_clues clues = { 0 };
    mm_concept concept;
    int rc = mm_concept_load(&concept, &store->db, id, &mem, err);

    if (rc >= 0)
        rc = mm_clues_load(&clues, &store->db, id, &mem, err);
    if (rc >= 0 &&
        (mm_pack_number(out, IMAGE_VERSION) < 0 ||
         mm_pack_concept(out, &concept) < 0 || pack_clues(out, &clues) < 0))
        rc = mm_fail_memory(err);
    free(clues.items);
    mm_arena_release(&mem);
    return rc;
}

static int concept_erase(mm_store *store, mm_id id, mm_error *err)
{
    return mm_db_run(&store->db, err, "DELETE FROM concept WHERE id = ?", "i",
                     id);
}

static int concept_restore(mm_store *store, mm_id id, mm_str image,
                           mm_error *err)
{
    mm_arena  mem = { 0 };
    mm_unpack in = { image, &mem, false };
    mm_clues  clues = { 0 };
    mm_concept concept;
    int rc;

    in.bad = mm_unpack_number(&in) != IMAGE_VERSION;
    mm_unpack_concept(&in, &concept);
    unpack_clues(&in, &clues);
    if (in.bad)
        rc = damaged(store, err);
    else if ((rc = concept_erase(store, id, err)) >= 0 &&
             (rc = mm_concept_insert(store, id, &concept, err)) >= 0)
        rc = mm_clues_put(store, id, &clues, err);
    mm_arena_release(&mem);
    return rc;
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
};
