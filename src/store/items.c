/* One row at a time: putting, removing, deciding, getting, finding, counting.
 */
#include "store/items.h"
#include "store/handle.h"
#include "store/pack.h"
#include "store/terms.h"

#include <string.h>
#include <sys/stat.h>

/* ---- putting ---- */

int mm_item_check(const mm_item *item, mm_error *err)
{
    if (item->unit) {
        if (item->unit->n_variants == 0)
            return mm_fail_at(err, MM_EINVALID, item->line,
                              "a unit without any text");
        return MM_OK;
    }
    if (!item->concept)
        return mm_fail(err, MM_EINVALID, "neither a unit nor a concept");
    for (size_t i = 0; i < item->concept->n_sections; i++)
        if (item->concept->sections[i].n_terms)
            return MM_OK;
    return mm_fail_at(err, MM_EINVALID, item->line, "a concept without a term");
}

int mm_item_insert(mm_id *id, mm_store *store, const mm_item *item,
                   mm_error *err)
{
    *id = mm_change_new(store, item->unit ? MM_ROW_UNIT : MM_ROW_CONCEPT);
    return item->unit ? mm_unit_insert(store, *id, item->unit, err)
                      : mm_concept_insert(store, *id, item->concept, err);
}

static int load(mm_item *out, mm_db *db, mm_row_kind kind, mm_id id,
                mm_unit *unit, mm_concept *concept, mm_arena *mem,
                mm_error *err)
{
    int rc;

    *out = (mm_item){ .row = id };
    if (kind == MM_ROW_UNIT) {
        rc = mm_unit_load(unit, db, id, mem, err);
        out->unit = unit;
    } else {
        rc = mm_concept_load(concept, db, id, mem, err);
        out->concept = concept;
    }
    return rc;
}

static int pack_item(mm_buf *out, const mm_item *item, mm_error *err)
{
    int rc = item->unit ? mm_pack_unit(out, item->unit)
                        : mm_pack_concept(out, item->concept);

    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* Is row `id` as `item` says already? */
static int is_same(bool *same, mm_store *store, mm_row_kind kind, mm_id id,
                   const mm_item *item, mm_error *err)
{
    mm_arena mem = { 0 };
    mm_unit  unit;
    mm_concept concept;
    mm_item old;
    mm_buf  before = { 0 }, after = { 0 };
    int     rc = load(&old, &store->db, kind, id, &unit, &concept, &mem, err);

    if (rc >= 0 && (rc = pack_item(&before, &old, err)) >= 0)
        rc = pack_item(&after, item, err);
    *same = rc >= 0 && mm_str_eq(mm_buf_str(&before), mm_buf_str(&after));
    mm_buf_release(&before);
    mm_buf_release(&after);
    mm_arena_release(&mem);
    return rc;
}

/* `*id` is where it is then: approved by it, more terms of a concept go there.
 */
static int replace_concept(mm_id *id, mm_store *store, const mm_item *item,
                           mm_error *err)
{
    int64_t review;
    int     rc =
        mm_db_number(&review, &store->db, err,
                     "SELECT review FROM concept WHERE id = ?", "i", item->row);

    if (rc < 0 ||
        (rc = mm_concept_replace(store, item->row, item->concept, err)) < 0 ||
        review != MM_PROPOSED || item->concept->review != MM_APPROVED)
        return rc;
    return mm_store_settle_join(id, store, item->row, err);
}

static int replace(mm_id *id, mm_store *store, const mm_item *item,
                   mm_error *err)
{
    mm_row_kind kind = item->unit ? MM_ROW_UNIT : MM_ROW_CONCEPT;
    bool        same;
    int         rc = is_same(&same, store, kind, item->row, item, err);

    if (rc < 0 || same)
        return rc;
    if ((rc = mm_change_touch(store, kind, item->row, false, err)) < 0)
        return rc;
    return item->unit ? mm_unit_replace(store, item->row, item->unit, err)
                      : replace_concept(id, store, item, err);
}

/* A statement that failed may have left half a row: the change is lost. */
static int settle(mm_store *store, int rc)
{
    if (rc < 0 && rc != MM_ENOTFOUND)
        store->failed = true;
    return rc;
}

int mm_store_put(mm_id *id, mm_store *store, const mm_item *item, mm_error *err)
{
    mm_id made = item->row;
    int   rc;

    if ((rc = mm_change_needed(store, err)) < 0 ||
        (rc = mm_item_check(item, err)) < 0)
        return rc;
    if (item->row)
        rc = replace(&made, store, item, err);
    else
        rc = mm_item_insert(&made, store, item, err);
    if (id)
        *id = made;
    return settle(store, rc);
}

int mm_store_remove(mm_store *store, mm_row_kind kind, mm_id id, mm_error *err)
{
    bool there;
    int  rc;

    if ((rc = mm_change_needed(store, err)) < 0 ||
        (rc = mm_rows_of[kind].there(&there, store, id, err)) < 0)
        return rc;
    if (!there)
        return mm_fail(err, MM_ENOTFOUND, "no %s %lld in '%s'",
                       mm_rows_of[kind].name, (long long)id, store->path);
    return settle(store, kind == MM_ROW_DOCUMENT
                             ? mm_document_remove(store, id, err)
                             : mm_change_remove(store, kind, id, err));
}

/* ---- reading ---- */

/* What mm_store_get() gives lives at the head of the store's arena. */
typedef struct got {
    mm_unit unit;
    mm_concept concept;
} got;

int mm_store_get(mm_item *out, mm_store *store, mm_row_kind kind, mm_id id,
                 mm_error *err)
{
    got *g;
    bool mine;
    int  rc;

    *out = (mm_item){ 0 };
    if (kind == MM_ROW_DOCUMENT)
        return mm_fail(err, MM_EINVALID, "a document is not an item");
    mm_arena_clear(&store->mem);
    if (!(g = mm_arena_alloc(&store->mem, sizeof *g)))
        return mm_fail_memory(err);
    if ((rc = mm_db_enter(&store->db, &mine, err)) < 0)
        return rc;
    rc = load(out, &store->db, kind, id, &g->unit, &g->concept, &store->mem,
              err);
    mm_db_leave(&store->db, mine);
    if (rc < 0)
        *out = (mm_item){ 0 };
    return rc;
}

static bool is_of(mm_str tag, mm_str lang)
{
    return lang.len == 0 || mm_lang_matches(tag, lang);
}

/* Each term of the memory, by concept: rows of concept, language, text. */
static int start_terms(sqlite3_stmt **row, mm_store *store, mm_error *err)
{
    return mm_db_start(row, &store->db, err,
                       "SELECT concept, lang, text FROM term ORDER BY concept",
                       "");
}

/* The same without the index, for keys made under another version: slow, and
 * right. */
static int find_stale(mm_id *out, size_t room, mm_store *store, mm_str lang,
                      int64_t key, mm_error *err)
{
    sqlite3_stmt *row;
    size_t        n = 0;
    int64_t       other;
    int           rc;

    if ((rc = start_terms(&row, store, err)) < 0)
        return rc;
    while (n < room && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        mm_id id = sqlite3_column_int64(row, 0);

        if ((n && out[n - 1] == id) || !is_of(mm_db_text(row, 1), lang))
            continue;
        if ((rc = mm_term_key(&other, store, mm_db_text(row, 2), err)) < 0)
            break;
        if (other == key)
            out[n++] = id;
    }
    sqlite3_reset(row);
    return rc < 0 ? rc : (int)n;
}

int mm_store_find(mm_id *out, size_t room, mm_store *store, mm_str lang,
                  mm_str text, mm_error *err)
{
    sqlite3_stmt *row;
    size_t        n = 0;
    int64_t       key;
    int           rc = mm_term_key(&key, store, text, err);

    if (rc < 0)
        return rc;
    if (store->stale_keys)
        return find_stale(out, room, store, lang, key, err);
    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT concept, lang FROM term WHERE key = ? "
                          "ORDER BY concept",
                          "i", key)) < 0)
        return rc;
    while (n < room && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        mm_id id = sqlite3_column_int64(row, 0);

        if ((n == 0 || out[n - 1] != id) && is_of(mm_db_text(row, 1), lang))
            out[n++] = id;
    }
    sqlite3_reset(row);
    return rc < 0 ? rc : (int)n;
}

int mm_store_count(mm_store_stats *out, mm_store *store, mm_error *err)
{
    sqlite3_stmt *row;
    struct stat   st;
    int64_t      *numbers[] = {
             &out->units,    &out->variants, &out->documents, &out->concepts,
             &out->terms,    &out->proofs,   &out->changes,   &out->proposed,
             &out->approved, &out->rejected,
    };
    int rc;

    *out = (mm_store_stats){ 0 };
    if ((rc = mm_db_start(
             &row, &store->db, err,
             "SELECT (SELECT count(*) FROM unit), "
             "(SELECT count(*) FROM variant), "
             "(SELECT count(*) FROM document), "
             "(SELECT count(*) FROM concept), (SELECT count(*) FROM term), "
             "(SELECT count(*) FROM evidence), (SELECT count(*) FROM change), "
             "(SELECT count(*) FROM concept WHERE review = 0), "
             "(SELECT count(*) FROM concept WHERE review = 1), "
             "(SELECT count(*) FROM concept WHERE review = 2)",
             "")) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) < 0)
        return rc;
    for (int i = 0; i < 10; i++)
        *numbers[i] = sqlite3_column_int64(row, i);
    sqlite3_reset(row);
    if (stat(store->path, &st) == 0)
        out->bytes = (int64_t)st.st_size;
    return MM_OK;
}

/* ---- acronyms ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Do the letters stand at the heads of words of `text`, in order, the first at
 * its own head? */
static bool may_spell(mm_str text, mm_str letters)
{
    size_t at = 0;

    for (size_t i = 0; i < text.len && at < letters.len; i++) {
        bool head = i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '-';

        if (head && lower(text.ptr[i]) == lower(letters.ptr[at]))
            at++;
        else if (i == 0)
            return false;
    }
    return at == letters.len && at > 0;
}

int mm_store_find_spelt(mm_id *out, size_t room, mm_store *store, mm_str lang,
                        mm_str letters, mm_error *err)
{
    sqlite3_stmt *row;
    size_t        n = 0;
    int           rc;

    if ((rc = start_terms(&row, store, err)) < 0)
        return rc;
    while (n < room && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        mm_id id = sqlite3_column_int64(row, 0);

        if ((n == 0 || out[n - 1] != id) && is_of(mm_db_text(row, 1), lang) &&
            may_spell(mm_db_text(row, 2), letters))
            out[n++] = id;
    }
    sqlite3_reset(row);
    return rc < 0 ? rc : (int)n;
}
