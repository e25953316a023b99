/*
 * Two files compared.
 *
 * Entries are paired (items.c); the list is given in the order of the second
 * file, and what the first alone has comes behind the entry it followed there.
 * The fields of a pair are two sorted lists of facts, merged: what stands in
 * both goes, what is left of one field is set against what is left of it on
 * the other side.
 */
#include "malmoi/diff.h"

#include "base/memory.h"
#include "job/items.h"

#include <stdlib.h>

struct mm_diff {
    mm_items         a, b;
    mm_facts         facts[2];
    mm_field_change *fields;
    size_t           n_fields, cap;
    size_t           at_a, at_b; /* the next of each to be told */
    mm_fact_level    level;
};

const char *mm_diff_kind_name(mm_diff_kind kind)
{
    static const char *const names[] = { "added", "removed", "changed" };

    return names[kind];
}

int mm_diff_open(mm_diff **out, const char *a, const char *b,
                 const mm_diff_options *o, mm_report *report, mm_error *err)
{
    static const mm_diff_options zero = { 0 };
    mm_diff                     *d = calloc(1, sizeof *d);
    int                          rc;

    *out = NULL;
    if (!d)
        return mm_fail_memory(err);
    o = o ? o : &zero;
    d->level = o->level == MM_DIFF_TEXT  ? MM_FACT_TEXT
               : o->level == MM_DIFF_ALL ? MM_FACT_STAMP
                                         : MM_FACT_FIELD;
    if ((rc = mm_items_read(&d->a, a, o->a, &o->read, d->level, report, err)) <
            0 ||
        (rc = mm_items_read(&d->b, b, o->b, &o->read, d->level, report, err)) <
            0) {
        mm_diff_close(d);
        return rc;
    }
    if (mm_items_match(&d->a, &d->b) < 0) {
        mm_diff_close(d);
        return mm_fail_memory(err);
    }
    *out = d;
    return MM_OK;
}

void mm_diff_close(mm_diff *diff)
{
    if (!diff)
        return;
    mm_items_release(&diff->a);
    mm_items_release(&diff->b);
    mm_facts_release(&diff->facts[0]);
    mm_facts_release(&diff->facts[1]);
    free(diff->fields);
    free(diff);
}

static bool is_same(const mm_diff *d, const mm_entry *b)
{
    return b->partner != MM_NO_PARTNER &&
           d->a.entries[b->partner].same == b->same;
}

mm_diff_count mm_diff_counts(const mm_diff *diff)
{
    mm_diff_count n = { 0, 0, 0, 0 };

    for (size_t i = 0; i < diff->b.n; i++) {
        const mm_entry *e = &diff->b.entries[i];

        if (e->partner == MM_NO_PARTNER)
            n.added++;
        else if (is_same(diff, e))
            n.same++;
        else
            n.changed++;
    }
    n.removed = diff->a.n - n.same - n.changed;
    return n;
}

static int add_field(mm_diff *d, mm_str field, mm_str a, mm_str b)
{
    if (mm_grow(&d->fields, &d->cap, d->n_fields + 1, sizeof *d->fields, NULL) <
        0)
        return MM_ENOMEM;
    d->fields[d->n_fields++] = (mm_field_change){ field, a, b };
    return MM_OK;
}

/* Sets a value that one side alone has against one that the other side alone
 * has of the same field. */
static int add_side(mm_diff *d, const mm_fact *f, bool in_b)
{
    for (size_t i = d->n_fields; i-- > 0;) {
        mm_field_change *c = &d->fields[i];
        mm_str          *mine = in_b ? &c->b : &c->a;

        if (!mm_str_eq(c->field, f->field))
            break;
        if (mine->len == 0 && (i == 0 || (in_b ? c[-1].b : c[-1].a).len ||
                               !mm_str_eq(c[-1].field, f->field))) {
            *mine = f->value;
            return MM_OK;
        }
    }
    return in_b ? add_field(d, f->field, (mm_str){ "", 0 }, f->value)
                : add_field(d, f->field, f->value, (mm_str){ "", 0 });
}

static int compare_fields(mm_diff *d)
{
    const mm_fact *a = d->facts[0].items, *b = d->facts[1].items;
    size_t         i = 0, k = 0, n = d->facts[0].n, m = d->facts[1].n;
    int            rc = MM_OK;

    d->n_fields = 0;
    while (rc == MM_OK && (i < n || k < m)) {
        int order = i == n   ? 1
                    : k == m ? -1
                             : mm_str_cmp(a[i].field, b[k].field);

        if (order == 0)
            order = mm_str_cmp(a[i].value, b[k].value);
        if (order == 0) {
            i++;
            k++;
        } else if (order < 0) {
            rc = add_side(d, &a[i++], false);
        } else {
            rc = add_side(d, &b[k++], true);
        }
    }
    return rc;
}

/* Fills `out` for entries i of the first and k of the second file; either may
 * be MM_NO_PARTNER. */
static int tell(mm_diff *d, mm_diff_entry *out, size_t i, size_t k,
                mm_error *err)
{
    int rc;

    *out = (mm_diff_entry){ .kind = i == MM_NO_PARTNER   ? MM_DIFF_ADDED
                                    : k == MM_NO_PARTNER ? MM_DIFF_REMOVED
                                                         : MM_DIFF_CHANGED };
    d->facts[0].n = d->facts[1].n = 0;
    if (i != MM_NO_PARTNER && (rc = mm_items_get(&out->a, &d->a, i, err)) < 0)
        return rc;
    if (k != MM_NO_PARTNER && (rc = mm_items_get(&out->b, &d->b, k, err)) < 0)
        return rc;
    if ((i != MM_NO_PARTNER &&
         mm_facts_of(&d->facts[0], &out->a, d->level) < 0) ||
        (k != MM_NO_PARTNER &&
         mm_facts_of(&d->facts[1], &out->b, d->level) < 0) ||
        compare_fields(d) < 0)
        return mm_fail_memory(err);
    out->fields = d->fields;
    out->n = d->n_fields;
    return MM_ROW;
}

int mm_diff_next(mm_diff *diff, mm_diff_entry *out, mm_error *err)
{
    for (;;) {
        const mm_entry *b;
        bool            last = diff->at_b == diff->b.n;

        /* What only the first file has, up to the partner of the next. */
        if (diff->at_a < diff->a.n &&
            diff->a.entries[diff->at_a].partner == MM_NO_PARTNER)
            return tell(diff, out, diff->at_a++, MM_NO_PARTNER, err);
        if (diff->at_a < diff->a.n &&
            (last || diff->a.entries[diff->at_a].partner < diff->at_b)) {
            diff->at_a++;
            continue;
        }
        if (last)
            return MM_OK;
        b = &diff->b.entries[diff->at_b++];
        if (b->partner == MM_NO_PARTNER)
            return tell(diff, out, MM_NO_PARTNER, diff->at_b - 1, err);
        if (!is_same(diff, b))
            return tell(diff, out, b->partner, diff->at_b - 1, err);
    }
}
