/*
 * Candidates of the aligner as proposed concepts, and what people decided as
 * priors for it.
 *
 * Candidates of one group are one concept with several terms. A pair is known
 * when a concept has both forms (by key: case, spacing and hyphens aside) in
 * both languages, or was once proposed under them and corrected since. A
 * decision made stays: a rejected pair is left out, and no form comes to stand
 * beside one that it was rejected with. What is new in a group goes to the
 * concept that others of it belong to; to one that a person has approved it is
 * proposed as more terms, a row of its own until that is decided.
 *
 * Evidence goes with the pairing it was found in; when none of it is new,
 * nothing changes.
 */
#include "base/memory.h"
#include "malmoi/text.h"
#include "store/documents.h"
#include "store/evidence.h"
#include "store/terms.h"

#include <stdlib.h>
#include <string.h>

/* What became of one candidate. */
typedef struct placed {
    const mm_candidate *candidate;
    size_t              order; /* in the list */
    mm_id concept;             /* 0: nothing, it is rejected */
    mm_review review;          /* of the concept */
    bool      known, gone;     /* gone: its documents were replaced */
} placed;

typedef struct proposing {
    mm_store         *store;
    mm_str            lang_a, lang_b;
    placed           *items; /* those of one group together */
    size_t            n;
    mm_clues          clues; /* of all, as they will be kept */
    const mm_concept *whole; /* approved, that more terms are proposed for */
    mm_arena          mem;
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

static int by_concept(const void *left, const void *right)
{
    const mm_clue *x = left, *y = right;

    if (x->concept != y->concept)
    return x->concept < y->concept ? -1 : 1;
    if (x->pairing != y->pairing)
        return x->pairing < y->pairing ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Is any of the evidence of a pairing that is still there? */
static int check_evidence(bool *gone, proposing *p, const mm_candidate *c,
                          mm_error *err)
{
    bool there = c->n == 0;

    if (c->a.len == 0 || c->b.len == 0)
        return mm_fail(err, MM_EINVALID, "a candidate without a form");
    for (size_t i = 0; i < c->n; i++) {
        const mm_put_pair *pair = pair_of(p->store, c->evidence[i].bead);

        if (!pair)
            return mm_fail(err, MM_EINVALID,
                           "evidence of bead %lu, but no such bead was put",
                           (unsigned long)c->evidence[i].bead);
        there |= pair->pairing != 0;
    }
    *gone = !there;
    return MM_OK;
}

/* The clues of all that belong to a concept, those of one concept and one
 * pairing together, in their order; place is their number here. */
static int gather(proposing *p, mm_error *err)
{
    mm_clues *out = &p->clues;

    for (size_t i = 0; i < p->n; i++) {
        const mm_candidate *c = p->items[i].candidate;

        for (size_t k = 0; k < c->n && p->items[i].concept; k++) {
            const mm_put_pair *pair = pair_of(p->store, c->evidence[k].bead);

            if (!pair->pairing)
                continue;
            if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                        err) < 0)
                return MM_ENOMEM;
            out->items[out->n] = clue_of(pair, &c->evidence[k]);
            out->items[out->n].concept = p->items[i].concept;
            out->items[out->n].place = (int64_t)out->n;
            out->items[out->n].pair = pair->same;
            out->n++;
        }
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_concept);
    return MM_OK;
}

static bool same_clue(const mm_clue *x, const mm_clue *y)
{
    return x->weight == y->weight && x->a_segment == y->a_segment &&
           x->a_start == y->a_start && x->a_end == y->a_end &&
           x->b_segment == y->b_segment && x->b_start == y->b_start &&
           x->b_end == y->b_end && mm_str_eq(x->clue, y->clue);
}

/* The same ones, in whatever order: a decision may have put them together. */
static bool same_clues(const mm_clues *known, const mm_clue *fresh, size_t n)
{
    if (known->n != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < n && !same_clue(&known->items[k], &fresh[i]))
            k++;
        if (k == n)
            return false;
    }
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

/* Keeps the pairing as it was for the history, once: it is large. */
static int keep_pairing(mm_put_pair *pair, mm_store *store, mm_error *err)
{
    int rc = pair->known ? mm_change_touch(store, MM_ROW_PAIRING,
                                           pair->pairing, false, err)
                         : MM_OK;

    if (rc >= 0)
        pair->known = false;
    return rc;
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
        (rc = keep_pairing(pair, store, err)) < 0 ||
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

/* The evidence of one concept, which stands at `first`; `*n` clues. */
static int put_evidence(proposing *p, size_t first, size_t *n, bool *news,
                        mm_error *err)
{
    mm_clue *items = p->clues.items + first;
    size_t   left = p->clues.n - first;
    int      rc = MM_OK;

    *news = false;
    for (*n = 0; *n < left && items[*n].concept == items->concept && rc >= 0;) {
        mm_clue *one = &items[*n];
        size_t   k = 1;

        while (*n + k < left && one[k].concept == one->concept &&
               one[k].pairing == one->pairing)
            k++;
        *n += k;
        rc = put_clues(p, one->concept, one, k, news, err);
    }
    return rc;
}

/* ---- known ones ---- */

static bool langs_agree(mm_str stored, mm_str asked)
{
    return mm_lang_matches(stored, asked) || mm_lang_matches(asked, stored);
}

/* The concept with both forms: an approved one first, then one that is
 * rejected; 0 when there is none. */
static int find_by_forms(mm_id *out, mm_review *review, proposing *p, mm_str a,
                         mm_str b, mm_error *err)
{
    mm_store     *store = p->store;
    sqlite3_stmt *row;
    int64_t       key_a, key_b;
    int           rc;

    *out = 0;
    if ((rc = mm_term_key(&key_a, store, a, err)) < 0 ||
        (rc = mm_term_key(&key_b, store, b, err)) < 0 ||
        (rc = mm_db_start(&row, &store->db, err,
                          "SELECT c.id, c.review, s.lang, t.lang FROM term s "
                          "JOIN term t ON t.concept = s.concept AND "
                          "t.key = ?2 JOIN concept c ON c.id = s.concept "
                          "WHERE s.key = ?1 ORDER BY CASE c.review WHEN 1 THEN "
                          "0 WHEN 2 THEN 1 ELSE 2 END, c.id",
                          "ii", key_a, key_b)) < 0)
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

/* The concept that was proposed under these forms, and corrected. */
static int find_by_proposal(mm_id *out, mm_review *review, proposing *p,
                            const mm_candidate *c, mm_error *err)
{
    mm_store     *store = p->store;
    sqlite3_stmt *row;
    int64_t       key = 0;
    int           rc;

    if ((rc = mm_proposal_key(&key, store, p->lang_a, c->a, p->lang_b, c->b,
                              err)) < 0 ||
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

static int find(placed *item, proposing *p, mm_error *err)
{
    const mm_candidate *c = item->candidate;
    int rc = find_by_forms(&item->concept, &item->review, p, c->a, c->b, err);

    if (rc >= 0 && !item->concept)
        rc = find_by_proposal(&item->concept, &item->review, p, c, err);
    item->known = item->concept != 0;
    if (item->known && item->review == MM_REJECTED)
    item->concept = 0;
    return rc < 0 ? rc : MM_OK;
}

/* ---- where the others of a group go ---- */

static bool is_new(const placed *item)
{
    return !item->known && !item->gone && !item->concept;
}

/* The concept of the memory that the group is of: the one that was looked for,
 * else an approved one that some of it belong to, else a proposed one; 0. */
static int find_target(mm_id *out, mm_review *review, proposing *p,
                       const placed *items, size_t n, mm_error *err)
{
    int64_t stands = -1;
    int     rc;

    *out = items->candidate->concept_id;
    for (size_t i = 0; i < n && *out == 0; i++)
        if (items[i].concept && items[i].review == MM_APPROVED)
    *out = items[i].concept;
    for (size_t i = 0; i < n && *out == 0; i++)
        if (items[i].concept)
    *out = items[i].concept;
    if (*out <= 0) {
        *out = 0;
        return MM_OK;
    }
    rc = mm_db_number(&stands, &p->store->db, err,
                      "SELECT review FROM concept WHERE id = ?", "i", *out);
    *review = (mm_review)stands;
    if (rc != MM_ROW || stands == MM_REJECTED)
        *out = 0;
    return rc < 0 ? rc : MM_OK;
}

/* More terms of an approved concept, proposed already: the row of the group
 * that says so; 0. */
static int find_more(mm_id *out, proposing *p, const placed *items, size_t n,
                     mm_id target, mm_error *err)
{
    int rc = MM_OK;

    *out = 0;
    for (size_t i = 0; i < n && rc >= 0 && !*out; i++) {
        mm_id joins = 0;

        if (!items[i].concept || items[i].review != MM_PROPOSED)
            continue;
        rc = mm_store_joins(&joins, p->store, items[i].concept, err);
        if (joins == target)
        *out = items[i].concept;
    }
    return rc;
}

/* Has a person parted one of the forms from a term of `concept`? NULL: no. */
static int is_parted(bool *out, proposing *p, const mm_candidate *c,
                     const mm_concept *concept, mm_error *err)
{
    mm_id     id = 0;
    mm_review review = MM_PROPOSED;
    int       rc = MM_OK;

    *out = false;
    for (size_t s = 0; concept && s < concept->n_sections; s++) {
        const mm_lang_section *section = &concept->sections[s];
        bool                   is_a = langs_agree(section->lang, p->lang_a);

        if (!is_a && !langs_agree(section->lang, p->lang_b))
            continue;
        for (size_t t = 0; t < section->n_terms && rc >= 0 && !*out; t++) {
            mm_str term = section->terms[t].text;

            rc = is_a ? find_by_forms(&id, &review, p, term, c->b, err)
                      : find_by_forms(&id, &review, p, c->a, term, err);
            *out = rc >= 0 && id && review == MM_REJECTED;
        }
    }
    return rc;
}

/* ---- putting them there ---- */

static int add_pair(mm_concept *concept, proposing *p, const mm_candidate *c,
                    mm_error *err)
{
    mm_term a = { .text = c->a, .type = mm_cstr(c->a_type) };
    mm_term b = { .text = c->b, .type = mm_cstr(c->b_type) };

    return mm_concept_add_term(concept, p->lang_a, &a, &p->mem) < 0 ||
                   mm_concept_add_term(concept, p->lang_b, &b, &p->mem) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* Adds the pairs of `items` that are new to `concept`, whose row is `id`. */
static int add_pairs(mm_concept *concept, mm_id id, proposing *p, placed *items,
                     size_t n, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n && rc >= 0; i++) {
        const mm_candidate *c = items[i].candidate;
        bool                parted;

        if (!is_new(&items[i]))
            continue;
        if ((rc = is_parted(&parted, p, c, p->whole, err)) >= 0 && !parted)
            rc = is_parted(&parted, p, c, concept, err);
        if (rc < 0 || parted)
            continue;
        items[i].concept = id;
        items[i].review = MM_PROPOSED;
        rc = add_pair(concept, p, c, err);
    }
    return rc;
}

static int note_pairs(mm_id id, proposing *p, const placed *items, size_t n,
                      mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n && rc >= 0; i++)
        if (items[i].concept == id && !items[i].known)
            rc = mm_proposal_put(p->store, id, p->lang_a, items[i].candidate->a,
                                 p->lang_b, items[i].candidate->b, err);
    return rc;
}

/* More terms for a proposed concept. */
static int grow(mm_id id, proposing *p, placed *items, size_t n, mm_error *err)
{
    mm_store *store = p->store;
    mm_concept concept;
    int     rc = mm_concept_load(&concept, &store->db, id, &p->mem, err);
    int64_t before = mm_concept_count(&concept);

    if (rc < 0 || (rc = add_pairs(&concept, id, p, items, n, err)) < 0)
        return rc;
    mm_concept_complete(&concept);
    if (mm_concept_count(&concept) > before &&
        ((rc = mm_change_touch(store, MM_ROW_CONCEPT, id, false, err)) < 0 ||
         (rc = mm_concept_replace(store, id, &concept, err)) < 0))
        return rc;
    return note_pairs(id, p, items, n, err);
}

/* The kind of what is named, not of the way it is shortened. */
static mm_kind kind_of(const placed *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].candidate->kind != MM_KIND_ACRONYM)
            return items[i].candidate->kind;
    return items->candidate->kind;
}

/* A concept of those that are new, until none can stand beside the first. */
static int put_new(proposing *p, placed *items, size_t n, mm_id joins,
                   mm_error *err)
{
    const mm_candidate *c = items->candidate;
    const mm_put_pair  *pair =
        c->n ? pair_of(p->store, c->evidence[0].bead) : NULL;
    mm_concept concept = { .kind = kind_of(items, n),
                           .review = MM_PROPOSED,
                           .confidence = c->confidence,
                           .frequency = c->frequency };
    mm_id id = mm_change_new(p->store, MM_ROW_CONCEPT);
    int   rc;

    if (pair) {
        concept.project = pair->project;
        concept.client = pair->client;
        concept.field = pair->field;
    }
    if ((rc = add_pairs(&concept, id, p, items, n, err)) < 0)
        return rc;
    mm_concept_order(&concept);
    if ((rc = mm_concept_insert(p->store, id, &concept, err)) < 0 ||
        (rc = note_pairs(id, p, items, n, err)) < 0 || !joins)
        return rc;
    return mm_store_join(p->store, id, joins, err);
}

/* More terms for an approved concept: to the row that holds such ones already,
 * or to a new one. */
static int put_more(proposing *p, mm_id target, placed *items, size_t n,
                    mm_error *err)
{
    mm_concept whole;
    mm_id      more;
    bool       parted;
    int rc = mm_concept_load(&whole, &p->store->db, target, &p->mem, err);

    if (rc < 0 || (rc = find_more(&more, p, items, n, target, err)) < 0)
        return rc;
    p->whole = &whole;
    if (more)
        rc = grow(more, p, items, n, err);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        if (!is_new(&items[i]))
            continue;
        rc = is_parted(&parted, p, items[i].candidate, &whole, err);
        if (rc >= 0 && !parted)
            rc = put_new(p, items + i, n - i, target, err);
    }
    p->whole = NULL;
    return rc;
}

/* One group, the best candidate first. */
static int propose(proposing *p, placed *items, size_t n, mm_error *err)
{
    mm_review review = MM_PROPOSED;
    mm_id     target;
    int       rc = MM_OK;

    for (size_t i = 0; i < n && rc >= 0; i++)
        if (!items[i].gone)
            rc = find(&items[i], p, err);
    if (rc < 0 || (rc = find_target(&target, &review, p, items, n, err)) < 0)
        return rc;
    if (target)
        rc = review == MM_APPROVED ? put_more(p, target, items, n, err)
                                   : grow(target, p, items, n, err);
    for (size_t i = 0; i < n && rc >= 0; i++)
        if (is_new(&items[i]))
            rc = put_new(p, items + i, n - i, 0, err);
    return rc;
}

/* ---- evidence and figures ---- */

/* Beads that hold both forms, as far as the evidence tells; at least those of
 * the best candidate. */
static int frequency(int64_t *out, const proposing *p, mm_id id,
                     uint32_t at_least, mm_error *err)
{
    int rc = mm_db_number(out, &p->store->db, err,
                          "SELECT count(*) FROM (SELECT DISTINCT pairing, "
                          "a_segment, b_segment FROM evidence WHERE "
                          "concept = ?)",
                          "i", id);

    if (*out < at_least)
        *out = at_least;
    return rc < 0 ? rc : MM_OK;
}

/* The figures of the candidates that belong to proposed concept `id`. */
static int put_figures(proposing *p, mm_id id, mm_error *err)
{
    mm_store *store = p->store;
    placed   *best = NULL;
    uint32_t  most = 0;
    bool      is_old = id <= store->before[MM_ROW_CONCEPT], several;
    int64_t   n, terms;
    int       rc;

    for (size_t i = 0; i < p->n; i++) {
        placed *item = &p->items[i];

        if (item->concept != id)
            continue;
        if (!best || item->order < best->order)
            best = item;
        if (item->candidate->frequency > most)
            most = item->candidate->frequency;
    }
    if (!best || best->review != MM_PROPOSED)
        return MM_OK;
    if ((rc = frequency(&n, p, id, most, err)) < 0 ||
        (rc = mm_db_number(&terms, &store->db, err,
                           "SELECT count(*) FROM term WHERE concept = ?", "i",
                           id)) < 0 ||
        (rc = mm_change_touch(store, MM_ROW_CONCEPT, id, false, err)) < 0)
        return rc;
    several = !is_old || terms > 2; /* others may be surer */
    return mm_db_run(
        &store->db, err,
        "UPDATE concept SET change = ?1, frequency = ?2, confidence = CASE "
        "WHEN ?3 THEN max(confidence, ?4) ELSE ?4 END, kind = CASE WHEN ?3 "
        "THEN kind ELSE ?5 END WHERE id = ?6",
        "iiidii", store->change, n, (int64_t)several,
        best->candidate->confidence, (int64_t)best->candidate->kind, id);
}

static int put_all_evidence(proposing *p, mm_error *err)
{
    int rc = gather(p, err);

    for (size_t i = 0, n; i < p->clues.n && rc >= 0; i += n) {
        bool news;

        rc = put_evidence(p, i, &n, &news, err);
        if (rc >= 0 && news)
            rc = put_figures(p, p->clues.items[i].concept, err);
    }
    return rc;
}

/* ---- the list ---- */

/* Groups in the order of the list; 0 is none. */
static int by_group(const void *left, const void *right)
{
    const placed *x = left, *y = right;

    if (x->candidate->group != y->candidate->group)
        return x->candidate->group < y->candidate->group ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int propose_all(proposing *p, mm_error *err)
{
    int rc = MM_OK;

    if (p->n)
        qsort(p->items, p->n, sizeof *p->items, by_group);
    for (size_t i = 0, n; i < p->n && rc >= 0; i += n) {
        uint32_t group = p->items[i].candidate->group;

        for (n = 1; group && i + n < p->n; n++)
            if (p->items[i + n].candidate->group != group)
                break;
        rc = propose(p, p->items + i, n, err);
    }
    return rc < 0 ? rc : put_all_evidence(p, err);
}

int mm_store_propose_all(size_t *n_new, mm_store *store,
                         const mm_candidate *list, size_t n, mm_str lang_a,
                         mm_str lang_b, mm_error *err)
{
    proposing p = { .store = store, .lang_a = lang_a, .lang_b = lang_b };
    int       rc = mm_change_needed(store, err);

    if (n_new)
        *n_new = 0;
    if (rc < 0)
        return rc;
    if (!(p.items = calloc(n + 1, sizeof *p.items)))
        return mm_fail_memory(err);
    for (; p.n < n && rc >= 0; p.n++) {
        p.items[p.n] = (placed){ .candidate = &list[p.n], .order = p.n };
        rc = check_evidence(&p.items[p.n].gone, &p, &list[p.n], err);
    }
    if (rc >= 0 && (rc = propose_all(&p, err)) < 0)
        store->failed = true;
    for (size_t i = 0; i < p.n && rc >= 0 && n_new; i++)
    *n_new += p.items[i].concept && !p.items[i].known;
    free(p.items);
    free(p.clues.items);
    mm_arena_release(&p.mem);
    return rc < 0 ? rc : MM_OK;
}

int mm_store_propose(bool *is_new_one, mm_store *store,
                     const mm_candidate *candidate, mm_str lang_a,
                     mm_str lang_b, mm_error *err)
{
    size_t n = 0;
    int rc = mm_store_propose_all(&n, store, candidate, 1, lang_a, lang_b, err);

    if (is_new_one)
        *is_new_one = n > 0;
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
             "(1, 2) AND s.status <> 5 AND t.status <> 5 AND NOT "
             "(c.review = 2 AND EXISTS (SELECT 1 FROM term x JOIN term y ON "
             "y.concept = x.concept JOIN concept d ON d.id = x.concept WHERE "
             "x.key = s.key AND y.key = t.key AND d.review = 1)) "
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
