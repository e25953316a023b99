/* Concepts, their language sections and terms: rows and values. */
#include "base/map.h"
#include "malmoi/text.h"
#include "store/handle.h"
#include "store/pack.h"

#include <string.h>

/* ---- keys ---- */

static int key_hash(int64_t *out, mm_buf *key, mm_str text)
{
    uint64_t hash;

    mm_buf_clear(key);
    if (mm_key_tight(key, text) < 0)
        return MM_ENOMEM;
    hash = mm_hash(mm_buf_str(key));
    memcpy(out, &hash, sizeof hash);
    return MM_OK;
}

int mm_term_key(int64_t *out, mm_store *store, mm_str text, mm_error *err)
{
    return key_hash(out, &store->key, text) < 0 ? mm_fail_memory(err) : MM_OK;
}

/* Texts by key, in the order of their languages: who proposes may take either
 * language first. */
int mm_proposal_key(int64_t *out, mm_store *store, mm_str lang_a, mm_str a,
                    mm_str lang_b, mm_str b, mm_error *err)
{
    int64_t  keys[2] = { 0, 0 };
    bool     turned = mm_str_cmp(lang_a, lang_b) > 0;
    uint64_t hash;

    if (key_hash(&keys[turned], &store->key, a) < 0 ||
        key_hash(&keys[!turned], &store->key, b) < 0)
        return mm_fail_memory(err);
    hash = mm_hash((mm_str){ (const char *)keys, sizeof keys });
    memcpy(out, &hash, sizeof hash);
    return MM_OK;
}

int mm_proposal_put(mm_store *store, mm_id id, mm_str lang_a, mm_str a,
                    mm_str lang_b, mm_str b, mm_error *err)
{
    int64_t key = 0;
    int     rc = mm_proposal_key(&key, store, lang_a, a, lang_b, b, err);

    if (rc < 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "INSERT OR IGNORE INTO proposal (concept, lang_a, a, "
                     "lang_b, b, key) VALUES (?, ?, ?, ?, ?, ?)",
                     "issssi", id, lang_a, a, lang_b, b, key);
}

int mm_proposals_move(mm_store *store, mm_id from, mm_id to, mm_error *err)
{
    return mm_db_run(&store->db, err,
                     "INSERT OR IGNORE INTO proposal (concept, lang_a, a, "
                     "lang_b, b, key) SELECT ?2, lang_a, a, lang_b, b, key "
                     "FROM proposal WHERE concept = ?1 AND lang_a <> ''",
                     "ii", from, to);
}

static int renew_proposals(mm_store *store, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT rowid, lang_a, a, lang_b, b FROM "
                                   "proposal ORDER BY rowid",
                                   "");

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        int64_t key = 0;

        rc =
            mm_proposal_key(&key, store, mm_db_text(row, 1), mm_db_text(row, 2),
                            mm_db_text(row, 3), mm_db_text(row, 4), err);
        if (rc >= 0) /* two may have become one */
            rc = mm_db_run(&store->db, err,
                           "UPDATE OR REPLACE proposal SET key = ? WHERE "
                           "rowid = ?",
                           "ii", key, sqlite3_column_int64(row, 0));
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

static int renew_terms(mm_store *store, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(&row, &store->db, err,
                                   "SELECT concept, section, place, text "
                                             "FROM term ORDER BY 1, 2, 3",
                                   "");

    while (rc >= 0 && (rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        int64_t key = 0;

        if ((rc = mm_term_key(&key, store, mm_db_text(row, 3), err)) >= 0)
            rc = mm_db_run(&store->db, err,
                           "UPDATE term SET key = ? WHERE concept = ? AND "
                           "section = ? AND place = ?",
                           "iiii", key, sqlite3_column_int64(row, 0),
                           sqlite3_column_int64(row, 1),
                           sqlite3_column_int64(row, 2));
        if (rc < 0)
            sqlite3_reset(row);
    }
    return rc;
}

static int renew_keys(mm_store *store, mm_error *err)
{
    int rc = renew_terms(store, err);

    if (rc >= 0)
        rc = renew_proposals(store, err);
    if (rc >= 0)
        rc = mm_db_run(&store->db, err,
                       "UPDATE meta SET value = ? WHERE name = 'key_version'",
                       "s", mm_cstr(mm_key_version()));
    return rc;
}

int mm_keys_renew(mm_store *store, mm_error *err)
{
    int rc = mm_db_run(&store->db, err, "BEGIN IMMEDIATE", "");

    if (rc >= 0 && (rc = renew_keys(store, err)) >= 0)
        rc = mm_db_run(&store->db, err, "COMMIT", "");
    if (rc < 0)
        mm_change_drop(store);
    else
        store->stale_keys = false;
    return rc;
}

/* ---- putting ---- */

static int put_term(mm_store *store, mm_id id, size_t section, size_t place,
                    mm_str lang, const mm_term *t, mm_error *err)
{
    int64_t key = 0;
    int     rc = mm_term_key(&key, store, t->text, err);

    if (rc < 0)
        return rc;
    mm_buf_clear(&store->more);
    if (mm_pack_term_more(&store->more, t) < 0)
        return mm_fail_memory(err);
    return mm_db_run(&store->db, err,
                     "INSERT INTO term (concept, section, place, lang, key, "
                     "text, status, type, pos, hanja, source, more) VALUES "
                     "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iiisisissssb", id, (int64_t)section, (int64_t)place, lang,
                     key, t->text, (int64_t)t->status, t->type,
                     t->part_of_speech, t->hanja, t->source,
                     mm_buf_str(&store->more));
}

static int put_section(mm_store *store, mm_id id, size_t place,
                       const mm_lang_section *s, mm_error *err)
{
    int rc;

    mm_buf_clear(&store->more);
    if (mm_pack_section_more(&store->more, s) < 0)
        return mm_fail_memory(err);
    rc = mm_db_run(&store->db, err,
                   "INSERT INTO section (concept, place, lang, definition, "
                   "definition_source, more) VALUES (?, ?, ?, ?, ?, ?)",
                   "iisssb", id, (int64_t)place, s->lang, s->definition,
                   s->definition_source, mm_buf_str(&store->more));
    for (size_t i = 0; i < s->n_terms && rc >= 0; i++)
        rc = put_term(store, id, place, i, s->lang, &s->terms[i], err);
    return rc;
}

static int put_sections(mm_store *store, mm_id id, const mm_concept *c,
                        mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < c->n_sections && rc >= 0; i++)
        rc = put_section(store, id, i, &c->sections[i], err);
    return rc;
}

static int put_concept(mm_store *store, const char *sql, mm_id id,
                       const mm_concept *c, mm_error *err)
{
    mm_buf_clear(&store->more);
    if (mm_pack_concept_more(&store->more, c) < 0)
        return mm_fail_memory(err);
    return mm_db_run(&store->db, err, sql, "iisiidisssssssssb", id,
                     store->change, c->id, (int64_t)c->kind, (int64_t)c->review,
                     c->confidence, (int64_t)c->frequency, c->definition,
                     c->definition_source, c->field, c->project, c->client,
                     c->stamp.created_by, c->stamp.changed_by, c->stamp.created,
                     c->stamp.changed, mm_buf_str(&store->more));
}

int mm_concept_insert(mm_store *store, mm_id id, const mm_concept *concept,
                      mm_error *err)
{
    int rc = put_concept(
        store,
        "INSERT INTO concept (id, change, name, kind, review, confidence, "
        "frequency, definition, definition_source, field, project, client, "
        "created_by, changed_by, created, changed, more) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, concept, err);

    return rc < 0 ? rc : put_sections(store, id, concept, err);
}

int mm_concept_replace(mm_store *store, mm_id id, const mm_concept *concept,
                       mm_error *err)
{
    int rc = put_concept(
        store,
        "UPDATE concept SET change = ?2, name = ?3, kind = ?4, review = ?5, "
        "confidence = ?6, frequency = ?7, definition = ?8, "
        "definition_source = ?9, field = ?10, project = ?11, client = ?12, "
        "created_by = ?13, changed_by = ?14, created = ?15, changed = ?16, "
        "more = ?17 WHERE id = ?1",
        id, concept, err);

    if (rc >= 0)
        rc = mm_db_run(&store->db, err, "DELETE FROM section WHERE concept = ?",
                       "i", id);
    return rc < 0 ? rc : put_sections(store, id, concept, err);
}

/* ---- reading ---- */

static int damaged(mm_db *db, mm_id id, mm_error *err)
{
    return mm_fail(err, MM_EIO, "concept %lld of '%s' is damaged",
                   (long long)id, db->path);
}

/* Number of the rows of a concept, for exact arrays. */
static int list_of(void **out, size_t *n, mm_db *db, const char *sql, mm_id id,
                   int64_t section, size_t size, mm_arena *mem, mm_error *err)
{
    int64_t count;
    int     rc = mm_db_number(&count, db, err, sql, "ii", id, section);

    if (rc < 0)
        return rc;
    *n = (size_t)count;
    *out = *n ? mm_arena_alloc(mem, *n * size) : NULL;
    return *n && !*out ? mm_fail_memory(err) : MM_OK;
}

static int read_term(mm_term *out, sqlite3_stmt *row, mm_arena *mem)
{
    mm_str   *texts[] = { &out->text, &out->type, &out->part_of_speech,
                          &out->hanja, &out->source };
    mm_unpack more = { mm_column_copy(row, 6, mem), mem, false };

    out->status = (mm_term_status)sqlite3_column_int(row, 5);
    for (int i = 0; i < 5; i++)
        if (!(*texts[i] = mm_column_copy(row, i, mem)).ptr)
            return MM_ENOMEM;
    if (!more.rest.ptr)
        return MM_ENOMEM;
    mm_unpack_term_more(&more, out);
    return more.bad || (unsigned)out->status > MM_TERM_UNTRANSLATED ? MM_EFORMAT
                                                                    : MM_OK;
}

static int read_terms(mm_lang_section *out, mm_db *db, mm_id id, size_t section,
                      mm_arena *mem, mm_error *err)
{
    mm_term      *terms;
    void         *list;
    sqlite3_stmt *row;
    size_t        i = 0;
    int           rc;

    if ((rc = list_of(&list, &out->n_terms, db,
                      "SELECT count(*) FROM term WHERE concept = ? AND "
                      "section = ?",
                      id, (int64_t)section, sizeof *terms, mem, err)) < 0 ||
        (rc = mm_db_start(&row, db, err,
                          "SELECT text, type, pos, hanja, source, status, more "
                          "FROM term WHERE concept = ? AND section = ? "
                          "ORDER BY place",
                          "ii", id, (int64_t)section)) < 0)
        return rc;
    out->terms = terms = list;
    while ((rc = mm_db_next(db, row, err)) == MM_ROW && i < out->n_terms) {
        if ((rc = read_term(&terms[i++], row, mem)) < 0) {
            sqlite3_reset(row);
            return rc == MM_ENOMEM ? mm_fail_memory(err) : damaged(db, id, err);
        }
    }
    return rc;
}

static int read_section(mm_lang_section *out, mm_db *db, sqlite3_stmt *row,
                        mm_id id, mm_arena *mem, mm_error *err)
{
    mm_unpack more = { mm_column_copy(row, 4, mem), mem, false };

    out->lang = mm_column_copy(row, 1, mem);
    out->definition = mm_column_copy(row, 2, mem);
    out->definition_source = mm_column_copy(row, 3, mem);
    if (!out->lang.ptr || !out->definition.ptr || !out->definition_source.ptr ||
        !more.rest.ptr)
        return mm_fail_memory(err);
    mm_unpack_section_more(&more, out);
    if (more.bad)
        return damaged(db, id, err);
    return read_terms(out, db, id, (size_t)sqlite3_column_int64(row, 0), mem,
                      err);
}

static int read_sections(mm_concept *out, mm_db *db, mm_id id, mm_arena *mem,
                         mm_error *err)
{
    mm_lang_section *sections;
    void            *list;
    sqlite3_stmt    *row;
    size_t           i = 0;
    int              rc;

    if ((rc = list_of(&list, &out->n_sections, db,
                      "SELECT count(*) FROM section WHERE concept = ? AND "
                      "place >= ?",
                      id, 0, sizeof *sections, mem, err)) < 0 ||
        (rc = mm_db_start(&row, db, err,
                          "SELECT place, lang, definition, definition_source, "
                          "more FROM section WHERE concept = ? ORDER BY place",
                          "i", id)) < 0)
        return rc;
    out->sections = sections = list;
    while ((rc = mm_db_next(db, row, err)) == MM_ROW && i < out->n_sections) {
        if ((rc = read_section(&sections[i++], db, row, id, mem, err)) < 0) {
            sqlite3_reset(row);
            return rc;
        }
    }
    return rc;
}

int mm_concept_read(mm_concept *out, mm_db *db, sqlite3_stmt *row,
                    mm_arena *mem, mm_error *err)
{
    mm_str   *texts[] = { &out->definition,
                          &out->definition_source,
                          &out->field,
                          &out->project,
                          &out->client,
                          &out->stamp.created_by,
                          &out->stamp.changed_by,
                          &out->stamp.created,
                          &out->stamp.changed };
    mm_unpack more = { mm_column_copy(row, 15, mem), mem, false };
    mm_id     id = sqlite3_column_int64(row, 0);

    *out = (mm_concept){
        .id = mm_column_copy(row, 1, mem),
        .kind = (mm_kind)sqlite3_column_int(row, 2),
        .review = (mm_review)sqlite3_column_int(row, 3),
        .confidence = sqlite3_column_double(row, 4),
        .frequency = (uint32_t)sqlite3_column_int64(row, 5),
    };
    if ((unsigned)out->kind > MM_KIND_ACRONYM ||
        (unsigned)out->review > MM_REJECTED)
        return damaged(db, id, err);
    for (int i = 0; i < 9; i++)
        if (!(*texts[i] = mm_column_copy(row, i + 6, mem)).ptr)
            return mm_fail_memory(err);
    if (!more.rest.ptr || !out->id.ptr)
        return mm_fail_memory(err);
    mm_unpack_concept_more(&more, out);
    return more.bad ? damaged(db, id, err)
                    : read_sections(out, db, id, mem, err);
}

int mm_concept_load(mm_concept *out, mm_db *db, mm_id id, mm_arena *mem,
                    mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = mm_db_start(
                  &row, db, err,
                  "SELECT " MM_CONCEPT_COLUMNS " FROM concept c WHERE c.id = ?", "i", id);

    if (rc < 0 || (rc = mm_db_next(db, row, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return mm_fail(err, MM_ENOTFOUND, "no concept %lld in '%s'",
                       (long long)id, db->path);
    rc = mm_concept_read(out, db, row, mem, err);
    sqlite3_reset(row);
    return rc;
}
