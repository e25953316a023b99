/* What leans on a row: told before it is removed. */
#include "store/handle.h"

static int count(size_t *out, mm_store *store, const char *sql, mm_id id,
                 mm_error *err)
{
    int64_t n = 0;
    int     rc = mm_db_number(&n, &store->db, err, sql, "i", id);

    *out = (size_t)n;
    return rc < 0 ? rc : MM_OK;
}

static const char units_of_document[] =
    "SELECT count(DISTINCT u.id) FROM pairing p JOIN bead b ON "
    "b.pairing = p.id JOIN unit u ON u.id = b.unit WHERE p.a = ?1 OR p.b = ?1";

static const char concepts_of_document[] =
    "SELECT count(DISTINCT e.concept) FROM pairing p JOIN evidence e ON "
    "e.pairing = p.id WHERE p.a = ?1 OR p.b = ?1";

static const char concepts_of_unit[] =
    "SELECT count(DISTINCT e.concept) FROM bead b JOIN evidence e ON "
    "e.pairing = b.pairing AND e.a_segment >= b.a_first AND "
    "e.a_segment < b.a_first + b.a_n AND e.b_segment >= b.b_first AND "
    "e.b_segment < b.b_first + b.b_n WHERE b.unit > 0 AND b.unit = ?1";

int mm_store_leaning(size_t *units, size_t *concepts, mm_store *store,
                     mm_row_kind kind, mm_id id, mm_error *err)
{
    bool there;
    int  rc = mm_rows_of[kind].there(&there, store, id, err);

    *units = *concepts = 0;
    if (rc < 0)
        return rc;
    if (!there)
        return mm_fail(err, MM_ENOTFOUND, "no %s %lld in '%s'",
                       mm_rows_of[kind].name, (long long)id, store->path);
    if (kind == MM_ROW_UNIT)
        return count(concepts, store, concepts_of_unit, id, err);
    if (kind != MM_ROW_DOCUMENT)
        return MM_OK;
    if ((rc = count(units, store, units_of_document, id, err)) >= 0)
        rc = count(concepts, store, concepts_of_document, id, err);
    return rc;
}
