/*
 * Candidates meet a memory: NLL of this document is the Northern Limit Line of
 * another one.
 *
 * A group is looked for under each of its forms, and an acronym also among the
 * names that it may spell. Of the concepts that turn up those count whose terms
 * are bound to the group as its own candidates are to each other, and whose
 * names in full are no others: an acronym may be short for two things. When
 * several are left, the one that has a pair of the group already is it; an
 * acronym alone that fits several is nobody's.
 */
#include "job/concepts.h"

#include "base/memory.h"
#include "malmoi/terms.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

enum { CONCEPTS = 24, SPELT = 64, PAIRS = 36, SAME = 8 };

typedef struct meeting {
    mm_candidates *list;
    mm_store      *store;
    mm_grouper    *grouper;
    mm_str         lang_a, lang_b;
    mm_candidate  *group;  /* a copy of those of one group, together */
    size_t        *places; /* where they stand in the list */
    size_t         n;
    mm_id          ids[CONCEPTS + SPELT];
    size_t         n_ids;
} meeting;

/* A concept that the group may be. */
typedef struct choice {
    mm_id id;
    int   rank;    /* 3 approved, 2 proposed with a pair of the group; 1, 0 */
    bool  several; /* as good */
    mm_id same[SAME]; /* proposals that have a pair of it, and nobody touched */
    int   n_same;
} choice;

/* ---- which ---- */

static void note_id(meeting *m, mm_id id)
{
    for (size_t i = 0; i < m->n_ids; i++)
        if (m->ids[i] == id)
            return;
    if (m->n_ids < sizeof m->ids / sizeof *m->ids)
        m->ids[m->n_ids++] = id;
}

static int find_form(meeting *m, mm_str lang, mm_str form, mm_error *err)
{
    mm_id found[CONCEPTS];
    int   n = mm_store_find(found, CONCEPTS, m->store, lang, form, err);

    for (int i = 0; i < n; i++)
        note_id(m, found[i]);
    return n < 0 ? n : MM_OK;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A word of capitals alone, that may stand for words. */
static bool is_acronym(mm_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_capital(text.ptr[i]))
            return false;
    return text.len >= 3 && text.len <= 8;
}

static int find_spelt(meeting *m, mm_str lang, mm_str form, mm_error *err)
{
    mm_id found[SPELT];
    int   n;

    if (!is_acronym(form))
        return MM_OK;
    n = mm_store_find_spelt(found, SPELT, m->store, lang, form, err);
    for (int i = 0; i < n; i++)
        note_id(m, found[i]);
    return n < 0 ? n : MM_OK;
}

/* The acronym that the capitals of a name spell, and its concepts. */
static int find_acronym(meeting *m, mm_str lang, mm_str form, mm_error *err)
{
    char   letters[8];
    size_t n = 0;

    while (form.len) {
        mm_str word = mm_str_cut(&form, ' ');

        if (word.len == 0 || !is_capital(word.ptr[0]))
            continue;
        if (n == sizeof letters)
            return MM_OK;
        letters[n++] = word.ptr[0];
    }
    return n < 3 ? MM_OK : find_form(m, lang, (mm_str){ letters, n }, err);
}

static int find_acronyms(meeting *m, mm_str form, mm_error *err)
{
    int rc = find_acronym(m, m->lang_a, form, err);

    return rc < 0 ? rc : find_acronym(m, m->lang_b, form, err);
}

static int find_ids(meeting *m, mm_error *err)
{
    int rc = MM_OK;

    m->n_ids = 0;
    for (size_t i = 0; i < m->n && rc == MM_OK; i++)
        if ((rc = find_form(m, m->lang_a, m->group[i].a, err)) == MM_OK &&
            (rc = find_form(m, m->lang_b, m->group[i].b, err)) == MM_OK &&
            (rc = find_acronyms(m, m->group[i].a, err)) == MM_OK)
            rc = find_acronyms(m, m->group[i].b, err);
    return rc;
}

/* Names that an acronym may spell which stands on both sides: every term of the
 * memory is looked at. */
static int find_all_spelt(meeting *m, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < m->n && rc == MM_OK; i++)
        if (mm_str_eq(m->group[i].a, m->group[i].b) &&
            (rc = find_spelt(m, m->lang_a, m->group[i].a, err)) == MM_OK)
            rc = find_spelt(m, m->lang_b, m->group[i].b, err);
    return rc;
}

/* ---- whether it is it ---- */

static bool langs_agree(mm_str stored, mm_str asked)
{
    return mm_lang_matches(stored, asked) || mm_lang_matches(asked, stored);
}

static const mm_lang_section *section_of(const mm_concept *c, mm_str lang)
{
    for (size_t s = 0; s < c->n_sections; s++)
        if (langs_agree(c->sections[s].lang, lang))
            return &c->sections[s];
    return NULL;
}

static size_t pairs_of(mm_candidate *out, const mm_concept *c, const meeting *m)
{
    const mm_lang_section *a = section_of(c, m->lang_a);
    const mm_lang_section *b = section_of(c, m->lang_b);
    size_t                 n = 0;

    for (size_t i = 0; a && b && i < a->n_terms; i++)
        for (size_t k = 0; k < b->n_terms && n < PAIRS; k++)
            out[n++] = (mm_candidate){ .a = a->terms[i].text,
                                       .b = b->terms[k].text,
                                       .kind = c->kind };
    return n;
}

static int same_key(bool *out, mm_str x, mm_str y, mm_error *err)
{
    mm_buf one = { 0 }, other = { 0 };
    int    rc = mm_key_tight(&one, x);

    if (rc == MM_OK)
        rc = mm_key_tight(&other, y);
    *out = mm_str_eq(mm_buf_str(&one), mm_buf_str(&other));
    mm_buf_release(&one);
    mm_buf_release(&other);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* Has the concept one of the pairs already? */
static int has_pair(bool *out, const meeting *m, const mm_candidate *known,
                    size_t n, mm_error *err)
{
    int rc = MM_OK;

    *out = false;
    for (size_t i = 0; i < n && rc == MM_OK && !*out; i++)
        for (size_t k = 0; k < m->n && rc == MM_OK && !*out; k++)
            if ((rc = same_key(out, known[i].a, m->group[k].a, err)) == MM_OK &&
                *out)
                rc = same_key(out, known[i].b, m->group[k].b, err);
    return rc;
}

static int try_concept(choice *best, meeting *m, mm_id id, mm_error *err)
{
    mm_candidate known[PAIRS];
    mm_item      item;
    mm_id        joined = 0;
    size_t       n;
    bool         fits, has = false, untouched;
    int          rank, rc;

    if ((rc = mm_store_joins(&joined, m->store, id, err)) < 0 || joined)
        return rc; /* it will be part of another */
    if ((rc = mm_store_get(&item, m->store, MM_ROW_CONCEPT, id, err)) < 0 ||
        item.concept->review == MM_REJECTED)
        return rc;
    untouched = item.concept->review == MM_PROPOSED &&
                item.concept->stamp.changed_by.len == 0;
    n = pairs_of(known, item.concept, m);
    if ((rc = mm_group_joins(&fits, m->grouper, known, n, m->group, m->n,
                             err)) < 0 ||
        !fits || (rc = has_pair(&has, m, known, n, err)) < 0)
        return rc;
    rank = 2 * has + (item.concept->review == MM_APPROVED);
    best->several = rank == best->rank || (best->several && rank < best->rank);
    if (rank > best->rank) {
        best->rank = rank;
        best->id = id;
    }
    if (has && untouched && best->n_same < SAME)
        best->same[best->n_same++] = id;
    return MM_OK;
}

/* Proposals of which this group tells that they are one. */
static int merge(const choice *best, meeting *m, mm_error *err)
{
    int rc = MM_OK;

    for (int i = 0; i < best->n_same && rc == MM_OK; i++)
        if (best->rank == 2 && best->same[i] != best->id)
            rc = mm_store_merge(m->store, best->same[i], best->id, err);
    return rc;
}

/* ---- all ---- */

/* Is the group an acronym on both sides, and nothing else? */
static bool is_bare(const meeting *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (!mm_str_eq(m->group[i].a, m->group[i].b))
            return false;
    return true;
}

static int meet(meeting *m, mm_error *err)
{
    choice best = { .rank = -1 };
    size_t i = 0;
    int    rc = find_ids(m, err);

    for (; i < m->n_ids && rc == MM_OK; i++)
        rc = try_concept(&best, m, m->ids[i], err);
    if (rc == MM_OK && best.rank < 0)
        rc = find_all_spelt(m, err);
    for (; i < m->n_ids && rc == MM_OK; i++)
        rc = try_concept(&best, m, m->ids[i], err);
    if (rc == MM_OK)
        rc = merge(&best, m, err);
    if (best.several && best.rank < 2 && is_bare(m))
        best.id = 0;
    for (i = 0; i < m->n && rc == MM_OK; i++) {
        mm_candidate *c = &m->list->items[m->places[i]];

        c->concept_id = best.id ? best.id : -1;
        if (best.id && !c->a_type)
            c->a_type = m->group[i].a_type;
        if (best.id && !c->b_type)
            c->b_type = m->group[i].b_type;
    }
    return rc;
}

static int meet_all(meeting *m, mm_error *err)
{
    const mm_candidate *items = m->list->items;
    size_t              n = m->list->n;
    size_t             *order;
    int                 rc = mm_candidates_by_group(&order, m->list, err);

    for (size_t i = 0; i < n && rc == MM_OK; i += m->n) {
        m->places = order + i;
        for (m->n = 0; i + m->n < n &&
                       items[m->places[m->n]].group == items[order[i]].group;
             m->n++)
            m->group[m->n] = items[m->places[m->n]];
        rc = meet(m, err);
    }
    free(order);
    return rc;
}

int mm_find_concepts(mm_candidates *list, mm_store *store,
                     const mm_aligner *aligner, mm_str lang_a, mm_str lang_b,
                     mm_error *err)
{
    meeting m = { .list = list,
                  .store = store,
                  .lang_a = lang_a,
                  .lang_b = lang_b,
                  .group = calloc(list->n + 1, sizeof *m.group) };
    int     rc = m.group ? mm_grouper_open(&m.grouper, aligner, err)
                         : mm_fail_memory(err);

    if (rc == MM_OK)
        rc = meet_all(&m, err);
    mm_grouper_close(m.grouper);
    free(m.group);
    return rc;
}
