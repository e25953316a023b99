/*
 * Three files into one.
 *
 * The base is paired with ours and with theirs (items.c); what both added is
 * paired too, so that it does not come twice. Then each item is one of few
 * cases: only one side changed it, and that version stays; both did, and the
 * fields are merged (fields.c); one removed what the other left alone, and it
 * goes; one removed what the other changed, and it stays, in conflict.
 */
#include "malmoi/merge.h"

#include "job/fields.h"
#include "job/items.h"

#include <stdlib.h>

/* Where an item of ours or theirs stands in the other files. */
typedef struct place {
    uint32_t base, other;
} place;

struct mm_merge {
    mm_items       base, ours, theirs;
    place         *of_ours, *of_theirs;
    uint32_t      *in_ours, *in_theirs; /* of each of the base */
    mm_fields      fields;
    size_t         at_ours, at_theirs;
    bool           mark;
    mm_merge_count count;
};

/* ---- pairing ---- */

static place *places(const mm_items *items)
{
    place *out = malloc((items->n + 1) * sizeof *out);

    for (size_t i = 0; out && i < items->n; i++)
        out[i] = (place){ MM_NO_PARTNER, MM_NO_PARTNER };
    return out;
}

/* Pairs the base with `side`: where each of the one is in the other. */
static int pair_with_base(mm_items *base, mm_items *side, place *of_side,
                          uint32_t *in_side)
{
    if (mm_items_match(base, side) < 0)
        return MM_ENOMEM;
    for (size_t i = 0; i < base->n; i++)
        in_side[i] = base->entries[i].partner;
    for (size_t i = 0; i < side->n; i++)
        of_side[i].base = side->entries[i].partner;
    return MM_OK;
}

static int pair_all(mm_merge *m)
{
    mm_items *ours = &m->ours, *theirs = &m->theirs;

    if (pair_with_base(&m->base, ours, m->of_ours, m->in_ours) < 0 ||
        pair_with_base(&m->base, theirs, m->of_theirs, m->in_theirs) < 0 ||
        mm_items_match_rest(ours, theirs) < 0)
        return MM_ENOMEM;
    for (size_t i = 0; i < ours->n; i++) {
        place *p = &m->of_ours[i];

        p->other = p->base == MM_NO_PARTNER ? ours->entries[i].partner
                                            : m->in_theirs[p->base];
        if (p->other != MM_NO_PARTNER)
            m->of_theirs[p->other].other = (uint32_t)i;
    }
    return MM_OK;
}

int mm_merge_open(mm_merge **out, const char *base, const char *ours,
                  const char *theirs, const mm_merge_options *o,
                  mm_report *report, mm_error *err)
{
    static const mm_merge_options zero = { 0 };
    const mm_fact_level           level = MM_FACT_FIELD;
    mm_merge                     *m = calloc(1, sizeof *m);
    int                           rc;

    *out = NULL;
    if (!m)
        return mm_fail_memory(err);
    o = o ? o : &zero;
    m->mark = o->mark;
    if ((rc = mm_items_read(&m->base, base, o->base, &o->read, level, report,
                            err)) < 0 ||
        (rc = mm_items_read(&m->ours, ours, o->ours, &o->read, level, report,
                            err)) < 0 ||
        (rc = mm_items_read(&m->theirs, theirs, o->theirs, &o->read, level,
                            report, err)) < 0)
        goto failed;
    m->of_ours = places(&m->ours);
    m->of_theirs = places(&m->theirs);
    m->in_ours = malloc((m->base.n + 1) * sizeof *m->in_ours);
    m->in_theirs = malloc((m->base.n + 1) * sizeof *m->in_theirs);
    rc = m->of_ours && m->of_theirs && m->in_ours && m->in_theirs ? pair_all(m)
                                                                  : MM_ENOMEM;
    if (rc < 0) {
        rc = mm_fail_memory(err);
        goto failed;
    }
    *out = m;
    return MM_OK;
failed:
    mm_merge_close(m);
    return rc;
}

void mm_merge_close(mm_merge *merge)
{
    if (!merge)
        return;
    mm_items_release(&merge->base);
    mm_items_release(&merge->ours);
    mm_items_release(&merge->theirs);
    mm_fields_release(&merge->fields);
    free(merge->of_ours);
    free(merge->of_theirs);
    free(merge->in_ours);
    free(merge->in_theirs);
    free(merge);
}

mm_merge_count mm_merge_counts(const mm_merge *merge)
{
    return merge->count;
}

/* ---- one item ---- */

/* The hash of what entry `i` says; 0 when there is none. */
static uint64_t said(const mm_items *items, uint32_t i)
{
    return i == MM_NO_PARTNER ? 0 : items->entries[i].same;
}

static void count(mm_merge *m, mm_merged_from from)
{
    size_t *counts[] = { &m->count.same, &m->count.ours, &m->count.theirs,
                         &m->count.both, &m->count.conflicts };

    ++*counts[from];
}

/* The item as one side has it. */
static int give(mm_merge *m, mm_merged *out, mm_items *items, uint32_t i,
                mm_merged_from from, mm_error *err)
{
    int rc = mm_items_get(&out->item, items, i, err);

    if (rc < 0)
        return rc;
    out->from = from;
    count(m, from);
    return MM_ROW;
}

/* One side removed what the other changed: it stays, and is a conflict. */
static int give_disputed(mm_merge *m, mm_merged *out, mm_items *items,
                         uint32_t i, bool is_ours, mm_error *err)
{
    mm_str text = { "", 0 };
    int    rc;

    mm_fields_clear(&m->fields);
    if ((rc = give(m, out, items, i, MM_MERGED_CONFLICT, err)) < 0)
        return rc;
    if (out->item.unit && out->item.unit->n_variants)
        text = out->item.unit->variants[0].text;
    else if (out->item.concept && out->item.concept->n_sections &&
             out->item.concept->sections[0].n_terms)
    text = out->item.concept->sections[0].terms[0].text;
    if (mm_fields_conflict(&m->fields, (mm_str){ "", 0 }, (mm_str){ "", 0 },
                           is_ours ? text : (mm_str){ "", 0 },
                           is_ours ? (mm_str){ "", 0 } : text) < 0 ||
        (m->mark && mm_fields_mark(&m->fields, &out->item) < 0))
        return mm_fail_memory(err);
    out->conflicts = m->fields.conflicts;
    out->n = m->fields.n;
    return MM_ROW;
}

/* Both sides have it, and say different things. */
static int give_merged(mm_merge *m, mm_merged *out, place p, uint32_t i,
                       mm_error *err)
{
    mm_item base = { 0 }, ours, theirs;
    int     rc;

    if ((p.base != MM_NO_PARTNER &&
         (rc = mm_items_get(&base, &m->base, p.base, err)) < 0) ||
        (rc = mm_items_get(&ours, &m->ours, i, err)) < 0 ||
        (rc = mm_items_get(&theirs, &m->theirs, p.other, err)) < 0)
        return rc;
    if (!ours.unit != !theirs.unit) /* a unit here, a concept there */
        return give_disputed(m, out, &m->ours, i, true, err);
    if (!base.unit != !ours.unit)
        base = (mm_item){ 0 };
    if (mm_fields_merge(&out->item, &m->fields, &base, &ours, &theirs) < 0 ||
        (m->mark && m->fields.n && mm_fields_mark(&m->fields, &out->item) < 0))
        return mm_fail_memory(err);
    out->from = m->fields.n ? MM_MERGED_CONFLICT : MM_MERGED_BOTH;
    out->conflicts = m->fields.conflicts;
    out->n = m->fields.n;
    count(m, out->from);
    return MM_ROW;
}

/* Item i of ours; MM_OK when it goes. */
static int merge_ours(mm_merge *m, mm_merged *out, uint32_t i, mm_error *err)
{
    place    p = m->of_ours[i];
    uint64_t base = said(&m->base, p.base), ours = said(&m->ours, i);
    uint64_t theirs = said(&m->theirs, p.other);

    if (p.base != MM_NO_PARTNER && p.other == MM_NO_PARTNER) {
        if (ours != base)
            return give_disputed(m, out, &m->ours, i, true, err);
        m->count.removed++;
        return MM_OK;
    }
    if (ours == theirs || p.other == MM_NO_PARTNER || theirs == base)
        return give(m, out, &m->ours, i,
                    ours == base     ? MM_MERGED_SAME
                    : ours == theirs ? MM_MERGED_BOTH
                                     : MM_MERGED_OURS,
                    err);
    if (ours == base)
        return give(m, out, &m->theirs, p.other, MM_MERGED_THEIRS, err);
    return give_merged(m, out, p, i, err);
}

/* Item i of theirs, which ours does not have; MM_OK when it goes. */
static int merge_theirs(mm_merge *m, mm_merged *out, uint32_t i, mm_error *err)
{
    place p = m->of_theirs[i];

    if (p.base == MM_NO_PARTNER)
        return give(m, out, &m->theirs, i, MM_MERGED_THEIRS, err);
    if (said(&m->theirs, i) != said(&m->base, p.base))
        return give_disputed(m, out, &m->theirs, i, false, err);
    m->count.removed++;
    return MM_OK;
}

int mm_merge_next(mm_merge *merge, mm_merged *out, mm_error *err)
{
    mm_merge *m = merge;
    int       rc = MM_OK;

    *out = (mm_merged){ 0 };
    while (rc == MM_OK && m->at_ours < m->ours.n)
        rc = merge_ours(m, out, (uint32_t)m->at_ours++, err);
    while (rc == MM_OK && m->at_theirs < m->theirs.n) {
        uint32_t i = (uint32_t)m->at_theirs++;

        if (m->of_theirs[i].other == MM_NO_PARTNER)
            rc = merge_theirs(m, out, i, err);
    }
    return rc;
}
