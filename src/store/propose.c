/*
 * Candidates of the aligner as proposed concepts, and what people decided as
 * priors for it.
 *
 * A candidate is known when a concept has both forms (by key: case, spacing
 * and hyphens aside) in both languages, or was once proposed under them and
 * corrected since. A decision made stays. Evidence goes with the pairing it
 * was found in; when none of it is new, nothing changes.
 */
#include "base/memory.h"
#include "malmoi/text.h"
#include "store/documents.h"
#include "store/evidence.h"

#include <stdlib.h>
#include <string.h>

typedef struct proposing {
    mm_store           *store;
    const mm_candidate *candidate;
    mm_str              lang_a, lang_b;
    mm_clues            clues; /* of the candidate, as they will be kept */
    mm_arena            mem;
} proposing;

/* ---- evidence as it will be kept ---- */

static mm_put_pair *pair_of(mm_store *store, uint64_t bead)
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

static int by_pairing(const void *left, const void *right)
{
    const mm_clue *x = left, *y = right;

    if (x->pairing != y->pairing)
        return x->pairing < y->pairing ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The clues of the candidate, those of one pairing together, in their order;
 * place is their number for now. */
static int gather(proposing *p, mm_error *err)
{
    const mm_candidate *c = p->candidate;
    mm_clues           *out = &p->clues;
    int                 rc = MM_OK;

    for (size_t i = 0; i < c->n && rc >= 0; i++) {
        const mm_put_pair *pair = pair_of(p->store, c->evidence[i].bead);

        if (!pair)
            return mm_fail(err, MM_EINVALID,
                           "evidence of bead %lu, but no such bead was put",
                           (unsigned long)c->evidence[i].bead);
        if (!pair->pairing)
            continue;
        rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                     err);
        if (rc < 0)
            return rc;
        out->items[out->n] = clue_of(pair, &c->evidence[i]);
        out->items[out->n].place = (int64_t)i;
        out->items[out->n].pair = pair->same;
        out->n++;
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_pairing);
    return MM_OK;
}

static bool same_clue(const mm_clue *x, const mm_clue *y)
{
    return x->weight == y->weight && x->a_segment == y->a_segment &&
           x->a_start == y->a_start && x->a_end == y->a_end &&
           x->b_segment == y->b_segment && x->b_start == y->b_start &&
           x->b_end == y->b_end && mm_str_eq(x->clue, y->clue);
}

static bool same_clues(const mm_clues *known, const mm_clue *fresh, size_t n)
{
    if (known->n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!same_clue(&known->items[i], &fresh[i]))
            return false;
    return true;
}

/* ---- putting it ---- */

/* Rows of evidence in a pairing, and so the next place there. */
static int count_clues(mm_put_pair *pair, mm_store *store, mm_error *err)
{
    int rc = MM_OK;

    if (pair->n_clues < 0)
        rc = mm_db_number(&pair->n_clues, &store->db, err,
                          "SELECT coalesce(max(place) + 1, 0) FROM evidence "
                          "WHERE pairing = ?",
                          "i", pair->pairing);
    return rc < 0 ? rc : MM_OK;
}

/* The clues of one pairing in place of those that concept `id` has there;
 * `*news` is set when they are others. */
static int put_clues(proposing *p, mm_id id, mm_clue *fresh, size_t n,
                     bool *news, mm_error *err)
{
    mm_store    *store = p->store;
    mm_put_pair *pair = &store->pairs[fresh->pair];
    mm_clues     known = { 0 };
    bool         same;
    int rc = mm_clues_load(&known, &store->db, pair->pairing, id, &p->mem, err);

    same = same_clues(&known, fresh, n);
    free(known.items);
    if (rc < 0 || same)
        return rc;
    *news = true;
    if ((rc = count_clues(pair, store, err)) < 0 ||
        (pair->known &&
         (rc = mm_change_touch(store, MM_ROW_PAIRING, pair->pairing, false,
                               err)) < 0) ||
        (rc = mm_db_run(&store->db, err,
                        "DELETE FROM evidence WHERE concept = ? AND "
                        "pairing = ?",
                        "ii", id, pair->pairing)) < 0)
        return rc;
    for (size_t i = 0; i < n && rc >= 0; i++) {
        fresh[i].concept = id;
        fresh[i].place = pair->n_clues++;
        rc = mm_clue_put(store, &fresh[i], err);
    }
    return rc;
}

static int put_evidence(proposing *p, mm_id id, bool *news, mm_error *err)
{
    int rc = MM_OK;

    *news = false;
    for (size_t i = 0, n; i < p->clues.n && rc >= 0; i += n) {
        for (n = 1; i + n < p->clues.n; n++)
            if (p->clues.items[i + n].pairing != p->clues.items[i].pairing)
                break;
        rc = put_clues(p, id, &p->clues.items[i], n, news, err);
    }
    return rc;
}

/* ---- known ones ---- */

static bool langs_agree(mm_str stored, mm_str asked)
{
    return mm_lang_matches(stored, asked) || mm_lang_matches(asked, stored);
}

/* The concept with both forms: a decided one first; 0 when there is none. */
static int find_by_forms(mm_id *out, mm_review *review, proposing *p,
                         mm_error *err)
{
    mm_store     *store = p->store;
    sqlite3_stmt *row;
    int64_t       a, b;
    int           rc;

    *out = 0;
    if ((rc = mm_term_key(&a, store, p->candidate->a, err)) < 0 ||
        (rc = mm_term_key(&b, store, p->candidate->b, err)) < 0 ||
        (rc = mm_db_start(&row, &store->db, err,
                          "SELECT c.id, c.review, s.lang, t.lang FROM term s "
                          "JOIN term t ON t.concept = s.concept AND "
                          "t.key = ?2 JOIN concept c ON c.id = s.concept "
                          "WHERE s.key = ?1 ORDER BY c.review = 0, c.id",
                          "ii", a, b)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        if (!langs_agree(mm_db_text(row, 2), p->lang_a) ||
            !langs_agree(mm_db_text(row, 3), p->lang_b))
            continue;
        *out = sqlite3_column_int64(row, 0);
        *review = (mm_review)sqlite3_column_int(row, 1);
        sqlite3_reset(row);
        return MM_OK;
    }
    return rc;
}

/* The concept that was first proposed under these forms, and corrected. */
static int find_by_proposal(mm_id *out, mm_review *review, proposing *p,
                            mm_error *err)
{
    mm_store     *store = p->store;
    sqlite3_stmt *row;
    int64_t       key = 0;
    int           rc;

    if ((rc = mm_proposal_key(&key, store, p->lang_a, p->candidate->a,
                              p->lang_b, p->candidate->b, err)) < 0 ||
        (rc = mm_db_start(&row, &store->db, err,
                          "SELECT c.id, c.review FROM proposal o JOIN concept "
                          "c ON c.id = o.concept WHERE o.key = ? "
                          "ORDER BY c.review = 0, c.id",
                          "i", key)) < 0 ||
        (rc = mm_db_next(&store->db, row, err)) != MM_ROW)
        return rc;
    *out = sqlite3_column_int64(row, 0);
    *review = (mm_review)sqlite3_column_int(row, 1);
    sqlite3_reset(row);
    return MM_OK;
}

/* ---- proposing ---- */

static int put_new(proposing *p, mm_error *err)
{
    const mm_candidate *c = p->candidate;
    const mm_put_pair  *pair =
        c->n ? pair_of(p->store, c->evidence[0].bead) : NULL;
    mm_term         terms[] = { { .text = c->a }, { .text = c->b } };
    mm_lang_section sections[] = {
        { .lang = p->lang_a, .terms = &terms[0], .n_terms = 1 },
        { .lang = p->lang_b, .terms = &terms[1], .n_terms = 1 },
    };
    mm_concept concept = { .kind = c->kind,
                           .review = MM_PROPOSED,
                           .confidence = c->confidence,
                           .frequency = c->frequency,
                           .sections = sections,
                           .n_sections = 2 };
    mm_id id = mm_change_new(p->store, MM_ROW_CONCEPT);
    bool  news;
    int   rc;

    if (pair) {
        concept.project = pair->project;
        concept.client = pair->client;
        concept.field = pair->field;
    }
    if ((rc = mm_concept_insert(p->store, id, &concept, err)) < 0 ||
        (rc = mm_proposal_put(p->store, id, p->lang_a, c->a, p->lang_b, c->b,
                              err)) < 0)
        return rc;
    return put_evidence(p, id, &news, err);
}

/* Beads that hold both forms, as far as the evidence tells; at least those of
 * the candidate. */
static int frequency(int64_t *out, const proposing *p, mm_id id, mm_error *err)
{
    int rc = mm_db_number(out, &p->store->db, err,
                          "SELECT count(*) FROM (SELECT DISTINCT pairing, "
                          "a_segment, b_segment FROM evidence WHERE "
                          "concept = ?)",
                          "i", id);

    if (*out < p->candidate->frequency)
        *out = p->candidate->frequency;
    return rc < 0 ? rc : MM_OK;
}

/* New evidence for a concept that stands there; a proposed one takes the new
 * figures too. */
static int put_known(proposing *p, mm_id id, mm_review review, mm_error *err)
{
    const mm_candidate *c = p->candidate;
    mm_store           *store = p->store;
    int64_t             n;
    bool                news;
    int                 rc = put_evidence(p, id, &news, err);

    if (rc < 0 || !news || review != MM_PROPOSED)
        return rc;
    if ((rc = frequency(&n, p, id, err)) < 0 ||
        (rc = mm_change_touch(store, MM_ROW_CONCEPT, id, false, err)) < 0)
        return rc;
    return mm_db_run(&store->db, err,
                     "UPDATE concept SET change = ?, kind = ?, confidence = ?, "
                     "frequency = ? WHERE id = ?",
                     "iidii", store->change, (int64_t)c->kind, c->confidence, n,
                     id);
}

static int propose(proposing *p, bool *is_new, mm_error *err)
{
    mm_review review = MM_PROPOSED;
    mm_id     id;
    int       rc = find_by_forms(&id, &review, p, err);

    if (rc >= 0 && !id)
        rc = find_by_proposal(&id, &review, p, err);
    if (rc < 0)
        return rc;
    *is_new = !id;
    if (!id)
        return put_new(p, err);
    return review == MM_REJECTED ? MM_OK : put_known(p, id, review, err);
}

int mm_store_propose(bool *is_new, mm_store *store,
                     const mm_candidate *candidate, mm_str lang_a,
                     mm_str lang_b, mm_error *err)
{
    proposing p = { .store = store,
                    .candidate = candidate,
                    .lang_a = lang_a,
                    .lang_b = lang_b };
    bool      made = false;
    int       rc = mm_change_needed(store, err);

    if (is_new)
        *is_new = false;
    if (rc < 0)
        return rc;
    if (candidate->a.len == 0 || candidate->b.len == 0)
        return mm_fail(err, MM_EINVALID, "a candidate without a form");
    if ((rc = gather(&p, err)) >= 0 && (p.clues.n || !candidate->n) &&
        (rc = propose(&p, &made, err)) < 0)
        store->failed = true;
    free(p.clues.items);
    mm_arena_release(&p.mem);
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
