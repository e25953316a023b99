/*
 * Candidates of the aligner as proposed concepts, and what people decided as
 * priors for it.
 *
 * A candidate is known when a concept has both forms (by key: case, spacing
 * and hyphens aside) in both languages, or when its evidence stands at the
 * very places of a candidate that a person has edited since. A decision made
 * stays. Evidence of the pairings at hand is replaced, that of others kept;
 * when nothing of it is new, nothing changes.
 */
#include "base/memory.h"
#include "malmoi/text.h"
#include "store/documents.h"
#include "store/evidence.h"

#include <stdlib.h>
#include <string.h>

/* ---- evidence as it will be kept ---- */

static const mm_put_pair *pair_of(const mm_store *store, uint64_t bead)
{
    size_t low = 0, high = store->n_pairs;

    if (bead >= store->n_beads)
        return NULL;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (store->pairs[mid].first <= bead)
            low = mid;
        else
            high = mid;
    }
    return &store->pairs[low];
}

static mm_clue clue_of(const mm_put_pair *pair, const mm_evidence *e)
{
    mm_clue clue = { .pairing = pair->pairing,
                     .clue = mm_cstr(e->clue),
                     .weight = e->weight,
                     .a_segment = e->a_segment,
                     .a_start = e->a_start,
                     .a_end = e->a_end,
                     .b_segment = e->b_segment,
                     .b_start = e->b_start,
                     .b_end = e->b_end };

    if (pair->swapped) {
        clue.a_segment = e->b_segment;
        clue.a_start = e->b_start;
        clue.a_end = e->b_end;
        clue.b_segment = e->a_segment;
        clue.b_start = e->a_start;
        clue.b_end = e->a_end;
    }
    return clue;
}

static int gather(mm_clues *out, const mm_store *store, const mm_candidate *c,
                  mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < c->n && rc >= 0; i++) {
        const mm_put_pair *pair = pair_of(store, c->evidence[i].bead);

        if (!pair)
            return mm_fail(err, MM_EINVALID,
                           "evidence of bead %lu, but no such bead was put",
                           (unsigned long)c->evidence[i].bead);
        if (!pair->pairing)
            continue;
        rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                     err);
        if (rc >= 0)
            out->items[out->n++] = clue_of(pair, &c->evidence[i]);
    }
    return rc;
}

static bool same_clue(const mm_clue *x, const mm_clue *y)
{
    return x->pairing == y->pairing && x->weight == y->weight &&
           x->a_segment == y->a_segment && x->a_start == y->a_start &&
           x->a_end == y->a_end && x->b_segment == y->b_segment &&
           x->b_start == y->b_start && x->b_end == y->b_end &&
           mm_str_eq(x->clue, y->clue);
}

static bool holds(const mm_clues *clues, const mm_clue *clue)
{
    for (size_t i = 0; i < clues->n; i++)
        if (same_clue(&clues->items[i], clue))
            return true;
    return false;
}

static bool is_put_here(const mm_store *store, mm_id pairing)
{
    for (size_t i = 0; i < store->n_pairs; i++)
        if (store->pairs[i].pairing == pairing)
            return true;
    return false;
}

static int by_weight(const void *left, const void *right)
{
    const mm_clue *x = left, *y = right;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->pairing != y->pairing)
        return x->pairing < y->pairing ? -1 : 1;
    if (x->a_segment != y->a_segment)
        return x->a_segment < y->a_segment ? -1 : 1;
    if (x->a_start != y->a_start)
        return x->a_start < y->a_start ? -1 : 1;
    return mm_str_cmp(x->clue, y->clue);
}

/* Puts `known` behind `fresh` where it is of pairings not at hand; `*news` is
 * false when both were the same already. */
static int merge(mm_clues *fresh, const mm_clues *known, const mm_store *store,
                 bool *news, mm_error *err)
{
    size_t n_fresh = fresh->n, n_here = 0;
    int    rc = MM_OK;

    *news = false;
    for (size_t i = 0; i < n_fresh; i++)
        *news |= !holds(known, &fresh->items[i]);
    for (size_t i = 0; i < known->n && rc >= 0; i++) {
        if (is_put_here(store, known->items[i].pairing)) {
            n_here++;
            continue;
        }
        rc = mm_grow(&fresh->items, &fresh->cap, fresh->n + 1,
                     sizeof *fresh->items, err);
        if (rc >= 0)
            fresh->items[fresh->n++] = known->items[i];
    }
    *news |= n_here != n_fresh;
    if (fresh->n)
        qsort(fresh->items, fresh->n, sizeof *fresh->items, by_weight);
    return rc;
}

/* Different places, and so beads at least, that the evidence names. */
static uint32_t places(const mm_clues *clues)
{
    uint32_t n = 0;

    for (size_t i = 0; i < clues->n; i++) {
        const mm_clue *x = &clues->items[i];
        size_t         k = 0;

        while (k < i && (clues->items[k].pairing != x->pairing ||
                         clues->items[k].a_segment != x->a_segment ||
                         clues->items[k].b_segment != x->b_segment))
            k++;
        n += k == i;
    }
    return n;
}

/* ---- known ones ---- */

static bool langs_agree(mm_str stored, mm_str asked)
{
    return mm_lang_matches(stored, asked) || mm_lang_matches(asked, stored);
}

/* The concept with both forms: a decided one first; 0 when there is none. */
static int find_by_forms(mm_id *out, mm_review *review, mm_store *store,
                         const mm_candidate *c, mm_str lang_a, mm_str lang_b,
                         mm_error *err)
{
    sqlite3_stmt *row;
    int64_t       a, b;
    int           rc;

    *out = 0;
    if ((rc = mm_term_key(&a, store, c->a, err)) < 0 ||
        (rc = mm_term_key(&b, store, c->b, err)) < 0 ||
        (rc = mm_db_start(&row, &store->db, err,
                          "SELECT c.id, c.review, s.lang, t.lang FROM term s "
                          "JOIN term t ON t.concept = s.concept AND "
                          "t.key = ?2 JOIN concept c ON c.id = s.concept "
                          "WHERE s.key = ?1 ORDER BY c.review = 0, c.id",
                          "ii", a, b)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        if (!langs_agree(mm_db_text(row, 2), lang_a) ||
            !langs_agree(mm_db_text(row, 3), lang_b))
            continue;
        *out = sqlite3_column_int64(row, 0);
        *review = (mm_review)sqlite3_column_int(row, 1);
        sqlite3_reset(row);
        return MM_OK;
    }
    return rc;
}

/* The decided concept whose evidence stands at the same places: its forms were
 * edited by a person. */
static int find_by_place(mm_id *out, mm_review *review, mm_store *store,
                         const mm_clue *c, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc;

    *out = 0;
    if ((rc = mm_db_start(
             &row, &store->db, err,
             "SELECT c.id, c.review FROM evidence e JOIN concept c ON "
             "c.id = e.concept WHERE e.pairing = ? AND e.a_segment = ? AND "
             "e.b_segment = ? AND e.a_start = ? AND e.a_end = ? AND "
             "e.b_start = ? AND e.b_end = ? AND c.review > 0 ORDER BY c.id",
             "iiiiiii", c->pairing, c->a_segment, c->b_segment, c->a_start,
             c->a_end, c->b_start, c->b_end)) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) != MM_ROW)
        return rc;
    *out = sqlite3_column_int64(row, 0);
    *review = (mm_review)sqlite3_column_int(row, 1);
    sqlite3_reset(row);
    return MM_OK;
}

/* ---- proposing ---- */

static int put_new(mm_store *store, const mm_candidate *c, mm_str lang_a,
                   mm_str lang_b, const mm_clues *clues, mm_error *err)
{
    const mm_put_pair *pair = c->n ? pair_of(store, c->evidence[0].bead) : NULL;
    mm_term            terms[] = { { .text = c->a }, { .text = c->b } };
    mm_lang_section    sections[] = {
           { .lang = lang_a, .terms = &terms[0], .n_terms = 1 },
           { .lang = lang_b, .terms = &terms[1], .n_terms = 1 },
    };
    mm_concept concept = { .kind = c->kind,
                           .review = MM_PROPOSED,
                           .confidence = c->confidence,
                           .frequency = c->frequency,
                           .sections = sections,
                           .n_sections = 2 };
    mm_id id = mm_change_new(store, MM_ROW_CONCEPT);
    int   rc;

    if (pair) {
        concept.project = pair->project;
        concept.client = pair->client;
        concept.field = pair->field;
    }
    if ((rc = mm_concept_insert(store, id, &concept, err)) < 0)
        return rc;
    return mm_clues_put(store, id, clues, err);
}

/* New evidence for a concept that stands there; a proposed one takes the new
 * figures too. */
static int put_known(mm_store *store, mm_id id, mm_review review,
                     const mm_candidate *c, mm_clues *clues, mm_arena *mem,
                     mm_error *err)
{
    mm_clues known = { 0 };
    bool     news = false;
    int      rc = mm_clues_load(&known, &store->db, id, mem, err);

    if (rc >= 0)
        rc = merge(clues, &known, store, &news, err);
    free(known.items);
    if (rc < 0 || !news)
        return rc;
    if ((rc = mm_change_touch(store, MM_ROW_CONCEPT, id, false, err)) < 0 ||
        (rc = mm_clues_put(store, id, clues, err)) < 0)
        return rc;
    if (review == MM_PROPOSED) {
        uint32_t n = places(clues);

        return mm_db_run(&store->db, err,
                         "UPDATE concept SET change = ?, kind = ?, "
                         "confidence = ?, frequency = ? WHERE id = ?",
                         "iidii", store->change, (int64_t)c->kind,
                         c->confidence,
                         (int64_t)(n > c->frequency ? n : c->frequency), id);
    }
    return mm_db_run(&store->db, err,
                     "UPDATE concept SET change = ? WHERE id = ?", "ii",
                     store->change, id);
}

static int propose(bool *is_new, mm_store *store, const mm_candidate *c,
                   mm_str lang_a, mm_str lang_b, mm_clues *clues, mm_error *err)
{
    mm_arena  mem = { 0 };
    mm_review review = MM_PROPOSED;
    mm_id     id;
    int       rc = find_by_forms(&id, &review, store, c, lang_a, lang_b, err);

    if (rc >= 0 && !id && clues->n)
        rc = find_by_place(&id, &review, store, &clues->items[0], err);
    if (rc < 0)
        return rc;
    *is_new = !id;
    if (!id)
        return put_new(store, c, lang_a, lang_b, clues, err);
    if (review != MM_REJECTED)
        rc = put_known(store, id, review, c, clues, &mem, err);
    mm_arena_release(&mem);
    return rc;
}

int mm_store_propose(bool *is_new, mm_store *store,
                     const mm_candidate *candidate, mm_str lang_a,
                     mm_str lang_b, mm_error *err)
{
    mm_clues clues = { 0 };
    bool     made = false;
    int      rc = mm_change_needed(store, err);

    if (is_new)
        *is_new = false;
    if (rc < 0)
        return rc;
    if (candidate->a.len == 0 || candidate->b.len == 0)
        return mm_fail(err, MM_EINVALID, "a candidate without a form");
    if ((rc = gather(&clues, store, candidate, err)) >= 0 &&
        (clues.n || !candidate->n) &&
        (rc = propose(&made, store, candidate, lang_a, lang_b, &clues, err)) <
            0)
        store->failed = true;
    free(clues.items);
    if (rc >= 0 && is_new)
        *is_new = made;
    return rc;
}

/* ---- priors ---- */

int mm_store_priors(mm_priors *out, mm_store *store, mm_str lang_a,
                    mm_str lang_b, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc;

    if ((rc = mm_db_start(
             &row, &store->db, err,
             "SELECT s.lang, t.lang, s.text, t.text, c.review = 2 FROM concept "
             "c JOIN term s ON s.concept = c.id JOIN term t ON "
             "t.concept = c.id AND t.section <> s.section WHERE c.review IN "
             "(1, 2) AND s.status <> 5 AND t.status <> 5 "
             "ORDER BY c.id, s.section, s.place, t.section, t.place",
             "")) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        if (!langs_agree(mm_db_text(row, 0), lang_a) ||
            !langs_agree(mm_db_text(row, 1), lang_b))
            continue;
        if (mm_priors_add(out, mm_db_text(row, 2), mm_db_text(row, 3),
                          sqlite3_column_int(row, 4)) < 0) {
            sqlite3_reset(row);
            return mm_fail_memory(err);
        }
    }
    return rc;
}
