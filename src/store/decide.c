/*
 * Decisions about proposed concepts, as a whole and term by term.
 *
 * A term that is struck from a concept goes to a rejected concept of its own,
 * with the terms it was wrongly put beside: so the pair is known as rejected,
 * like any other. Concepts that were proposed as more terms of another one are
 * put to that when they are approved.
 */
#include "malmoi/text.h"
#include "store/evidence.h"
#include "store/terms.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct striking {
    mm_store *store;
    mm_id     id;
    mm_concept concept; /* as it was */
    const mm_struck *struck;
    size_t           n;
    mm_arena         mem;
} striking;

/* ---- more terms of another concept ---- */

int mm_store_join(mm_store *store, mm_id id, mm_id target, mm_error *err)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)target);
    return mm_proposal_put(store, id, MM_S(""), mm_cstr(text), MM_S(""),
                           MM_S(""), err);
}

int mm_store_joins(mm_id *out, mm_store *store, mm_id concept_id, mm_error *err)
{
    int rc = mm_db_number(out, &store->db, err,
                          "SELECT c.id FROM proposal p JOIN concept c ON "
                          "c.id = CAST(p.a AS INTEGER) WHERE p.concept = ?1 "
                          "AND p.lang_a = '' AND c.id <> ?1 AND c.review = 1",
                          "i", concept_id);

    return rc < 0 ? rc : MM_OK;
}

static int add_all(mm_concept *to, const mm_concept *from, mm_arena *mem)
{
    for (size_t s = 0; s < from->n_sections; s++)
        for (size_t t = 0; t < from->sections[s].n_terms; t++)
            if (mm_concept_add_term(to, from->sections[s].lang,
                                    &from->sections[s].terms[t], mem) < 0)
                return MM_ENOMEM;
    return MM_OK;
}

/* `who` is empty when no person did it. */
static int merge(mm_store *store, mm_id id, mm_id target, mm_str who,
                 mm_error *err)
{
    mm_arena   mem = { 0 };
    mm_concept from, to;
    mm_clues   clues = { 0 };
    int        rc;

    if ((rc = mm_concept_load(&from, &store->db, id, &mem, err)) < 0 ||
        (rc = mm_concept_load(&to, &store->db, target, &mem, err)) < 0 ||
        (rc = mm_clues_load(&clues, &store->db, 0, id, &mem, err)) < 0)
        goto done;
    if (add_all(&to, &from, &mem) < 0) {
        rc = mm_fail_memory(err);
        goto done;
    }
    if (who.len) {
        to.stamp.changed_by = who;
        to.stamp.changed = store->when;
    }
    if ((rc = mm_change_touch(store, MM_ROW_CONCEPT, target, false, err)) < 0 ||
        (rc = mm_concept_replace(store, target, &to, err)) < 0 ||
        (rc = mm_proposals_move(store, id, target, err)) < 0 ||
        (rc = mm_clues_move(store, &clues, id, target, err)) < 0)
        goto done;
    rc = mm_change_remove(store, MM_ROW_CONCEPT, id, err);
done:
    free(clues.items);
    mm_arena_release(&mem);
    return rc;
}

int mm_store_settle_join(mm_id *into, mm_store *store, mm_id id, mm_error *err)
{
    mm_id target;
    int   rc = mm_store_joins(&target, store, id, err);

    *into = target ? target : id;
    return rc < 0 || !target ? rc : merge(store, id, target, store->who, err);
}

int mm_store_merge(mm_store *store, mm_id from, mm_id to, mm_error *err)
{
    int rc = mm_change_needed(store, err);

    if (rc < 0 || from == to)
        return rc;
    rc = merge(store, from, to, (mm_str){ 0 }, err);
    if (rc < 0 && rc != MM_ENOTFOUND)
        store->failed = true;
    return rc;
}

/* ---- striking terms ---- */

static bool is_struck(const striking *s, size_t section, size_t term)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->struck[i].section == section && s->struck[i].term == term)
            return true;
    return false;
}

/* Each place is there, and each language keeps a term. */
static int check_places(const striking *s, mm_error *err)
{
    const mm_concept *c = &s->concept;

    for (size_t i = 0; i < s->n; i++)
        if (s->struck[i].section >= c->n_sections ||
            s->struck[i].term >= c->sections[s->struck[i].section].n_terms)
            return mm_fail(err, MM_EINVALID, "concept %lld has no such term",
                           (long long)s->id);
    for (size_t k = 0; k < c->n_sections; k++) {
        size_t left = 0;

        for (size_t t = 0; t < c->sections[k].n_terms; t++)
            left += !is_struck(s, k, t);
        if (c->sections[k].n_terms && !left)
            return mm_fail(err, MM_EINVALID,
                           "no term of language '%.*s' is left: reject "
                           "concept %lld as a whole",
                           (int)c->sections[k].lang.len,
                           c->sections[k].lang.ptr, (long long)s->id);
    }
    return MM_OK;
}

/* The terms of section `k` that are struck, or that are not. */
static int part(mm_lang_section *out, striking *s, size_t k, bool struck,
                mm_error *err)
{
    const mm_lang_section *from = &s->concept.sections[k];
    mm_term               *terms =
        mm_arena_alloc(&s->mem, (from->n_terms + 1) * sizeof *terms);

    if (!terms)
        return mm_fail_memory(err);
    *out = *from;
    out->terms = terms;
    out->n_terms = 0;
    for (size_t t = 0; t < from->n_terms; t++)
        if (is_struck(s, k, t) == struck)
            terms[out->n_terms++] = from->terms[t];
    return MM_OK;
}

static int same_form(bool *out, mm_store *store, mm_str piece,
                     const mm_lang_section *section, mm_error *err)
{
    int64_t key = 0, other = 0;
    int     rc = mm_term_key(&key, store, piece, err);

    *out = false;
    for (size_t t = 0; t < section->n_terms && rc >= 0 && !*out; t++) {
        rc = mm_term_key(&other, store, section->terms[t].text, err);
        *out = rc >= 0 && key == other;
    }
    return rc;
}

/* Does the evidence in `row` show a term of `section`? */
static int shows(bool *out, mm_store *store, sqlite3_stmt *row,
                 const mm_lang_section *section, mm_error *err)
{
    bool is_b = !mm_lang_matches(mm_db_text(row, 2), section->lang) &&
                !mm_lang_matches(section->lang, mm_db_text(row, 2));
    int    at = is_b ? 6 : 3;
    mm_str text = mm_db_text(row, at);
    size_t start = (size_t)sqlite3_column_int64(row, at + 1);
    size_t end = (size_t)sqlite3_column_int64(row, at + 2);

    *out = false;
    return end <= start
               ? MM_OK
               : same_form(out, store, mm_str_sub(text, start, end - start),
                           section, err);
}

/* Of `clues` those that show a term of `section` stay. */
static int keep_shown(mm_clues *clues, mm_store *store,
                      const mm_lang_section *section, mm_error *err)
{
    size_t n = 0;
    int    rc = MM_OK;

    for (size_t i = 0; i < clues->n && rc >= 0; i++) {
        sqlite3_stmt *row;
        bool          shown = false;

        if ((rc = mm_db_start(
                 &row, &store->db, err,
                 "SELECT e.pairing, e.place, da.lang, sa.text, e.a_start, "
                 "e.a_end, sb.text, e.b_start, e.b_end FROM evidence e JOIN "
                 "pairing p ON p.id = e.pairing JOIN document da ON "
                 "da.id = p.a JOIN segment sa ON sa.document = p.a AND "
                 "sa.number = e.a_segment JOIN segment sb ON sb.document = "
                 "p.b AND sb.number = e.b_segment WHERE e.pairing = ? AND "
                 "e.place = ?",
                 "ii", clues->items[i].pairing, clues->items[i].place)) < 0)
            return rc;
        if ((rc = mm_db_next(&store->db, row, err)) == MM_ROW)
            rc = shows(&shown, store, row, section, err);
        sqlite3_reset(row);
        if (shown)
            clues->items[n++] = clues->items[i];
    }
    clues->n = n;
    return rc < 0 ? rc : MM_OK;
}

/* The rejected concept of what is struck from section `k`, beside what section
 * `other` holds; the first one takes the evidence. */
static int put_rejected(striking *s, size_t k, size_t other, bool *moved,
                        mm_error *err)
{
    mm_store       *store = s->store;
    mm_lang_section sections[2];
    size_t          at = other < k; /* as they stand in the concept */
    mm_concept      made = s->concept;
    mm_clues        clues = { 0 };
    mm_id           id;
    int             rc = part(&sections[at], s, k, true, err);

    if (rc < 0 || sections[at].n_terms == 0)
        return rc;
    sections[!at] = s->concept.sections[other];
    made.id = (mm_str){ 0 };
    made.review = MM_REJECTED;
    made.sections = sections;
    made.n_sections = 2;
    made.n_notes = made.n_props = 0;
    made.stamp = (mm_stamp){ .changed_by = store->who, .changed = store->when };
    id = mm_change_new(store, MM_ROW_CONCEPT);
    if ((rc = mm_concept_insert(store, id, &made, err)) < 0 || *moved)
        return rc;
    *moved = true;
    if ((rc = mm_clues_load(&clues, &store->db, 0, s->id, &s->mem, err)) >= 0 &&
        (rc = keep_shown(&clues, store, &sections[at], err)) >= 0)
        rc = mm_clues_move(store, &clues, s->id, id, err);
    free(clues.items);
    return rc;
}

static int strike(striking *s, mm_error *err)
{
    mm_store        *store = s->store;
    mm_concept       left = s->concept;
    mm_lang_section *sections =
        mm_arena_alloc(&s->mem, left.n_sections * sizeof *sections);
    int rc = sections ? check_places(s, err) : mm_fail_memory(err);

    for (size_t k = 0; k < left.n_sections && rc >= 0; k++)
        rc = part(&sections[k], s, k, false, err);
    left.sections = sections;
    left.stamp.changed_by = store->who;
    left.stamp.changed = store->when;
    if (rc < 0 ||
        (rc = mm_change_touch(store, MM_ROW_CONCEPT, s->id, false, err)) < 0 ||
        (rc = mm_concept_replace(store, s->id, &left, err)) < 0)
        return rc;
    for (size_t k = 0; k < left.n_sections && rc >= 0; k++) {
        bool moved = false;

        for (size_t other = 0; other < left.n_sections && rc >= 0; other++)
            if (other != k)
                rc = put_rejected(s, k, other, &moved, err);
    }
    return rc;
}

/* ---- deciding ---- */

static int set_review(mm_store *store, mm_id id, mm_review review,
                      mm_error *err)
{
    int64_t old;
    int     rc = mm_db_number(&old, &store->db, err,
                              "SELECT review FROM concept WHERE id = ?", "i", id);

    if (rc < 0 || old == (int64_t)review)
        return rc < 0 ? rc : MM_OK;
    if ((rc = mm_change_touch(store, MM_ROW_CONCEPT, id, false, err)) < 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "UPDATE concept SET change = ?, review = ?, "
                     "changed_by = ?, changed = ? WHERE id = ?",
                     "iissi", store->change, (int64_t)review, store->who,
                     store->when, id);
}

int mm_store_decide_terms(mm_id *into, mm_store *store, mm_id concept_id,
                          mm_review review, const mm_struck *struck, size_t n,
                          mm_error *err)
{
    striking s = { .store = store, .id = concept_id, .struck = struck, .n = n };
    mm_id    to = concept_id;
    int      rc = mm_change_needed(store, err);

    if (rc < 0)
        return rc;
    rc = mm_concept_load(&s.concept, &store->db, concept_id, &s.mem, err);
    if (rc == MM_OK && n && review == MM_REJECTED)
        rc = mm_fail(err, MM_EINVALID,
                     "a concept is rejected with all its terms");
    if (rc >= 0 && n)
        rc = strike(&s, err);
    if (rc >= 0)
        rc = set_review(store, concept_id, review, err);
    if (rc >= 0 && review == MM_APPROVED && s.concept.review == MM_PROPOSED)
        rc = mm_store_settle_join(&to, store, concept_id, err);
    mm_arena_release(&s.mem);
    if (rc < 0 && rc != MM_ENOTFOUND && rc != MM_EINVALID)
        store->failed = true;
    if (into)
        *into = to;
    return rc;
}

int mm_store_decide(mm_store *store, mm_id concept_id, mm_review review,
                    mm_error *err)
{
    return mm_store_decide_terms(NULL, store, concept_id, review, NULL, 0, err);
}
