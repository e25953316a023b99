#include "match/unitfilter.h"

#include "malmoi/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const double sure = 0.95; /* posterior from which a bead is trusted */

bool mm_lang_serves(mm_str tag, mm_str asked)
{
    return mm_lang_matches(tag, asked) ||
           (tag.len && mm_lang_matches(asked, tag));
}

const mm_variant *mm_unit_serving(const mm_unit *unit, mm_str asked)
{
    const mm_variant *found = mm_unit_variant(unit, asked);

    for (size_t i = 0; i < unit->n_variants && !found; i++)
        if (mm_lang_serves(unit->variants[i].lang, asked))
            found = &unit->variants[i];
    return found;
}

static bool same_folded(mm_str a, mm_str b)
{
    mm_buf x = { 0 }, y = { 0 };
    bool   same = mm_lower(&x, a) == MM_OK && mm_lower(&y, b) == MM_OK &&
                mm_str_eq(mm_buf_str(&x), mm_buf_str(&y));

    mm_buf_release(&x);
    mm_buf_release(&y);
    return same;
}

static bool fits(mm_str has, mm_str wants)
{
    return wants.len == 0 || mm_str_eq(has, wants);
}

static bool in_time(mm_str date, const mm_match_options *o)
{
    return date.len && mm_str_cmp(date, o->since) >= 0 &&
           (o->until.len == 0 ||
            mm_str_cmp(mm_str_sub(date, 0, o->until.len), o->until) <= 0);
}

/* A unit without dates is as old as the change that put it, which the store
 * alone knows. */
static int dated_by_change(mm_id row, mm_store *store,
                           const mm_match_options *o, mm_error *err)
{
    mm_selection selection = { .what = 1u << MM_ROW_UNIT,
                               .above = row - 1,
                               .since = o->since,
                               .until = o->until };
    mm_reader   *rows = NULL;
    mm_item      item;
    int          rc = mm_store_read(&rows, store, &selection, err);

    if (rc >= 0)
        rc = mm_reader_next(rows, &item, err);
    if (rc == MM_ROW && item.row != row)
        rc = MM_OK;
    mm_reader_close(rows);
    return rc;
}

int mm_unit_wanted(const mm_unit *u, mm_id row, mm_store *store,
                   const mm_match_options *o, mm_error *err)
{
    if (!fits(u->project, o->project) || !fits(u->client, o->client) ||
        !fits(u->document, o->document) || !fits(u->status, o->status) ||
        (o->field.len && !same_folded(u->field, o->field)) ||
        (o->author.len && !same_folded(u->stamp.created_by, o->author) &&
         !same_folded(u->stamp.changed_by, o->author)))
        return MM_OK;
    if (o->since.len == 0 && o->until.len == 0)
        return MM_ROW;
    if (u->stamp.created.len == 0 && u->stamp.changed.len == 0)
        return dated_by_change(row, store, o, err);
    return in_time(u->stamp.created, o) || in_time(u->stamp.changed, o) ? MM_ROW
                                                                        : MM_OK;
}

/* ---- points ---- */

/* Statuses of translations that nobody has vouched for: PO, XLIFF, CAT tools.
 */
static bool is_draft(mm_str status)
{
    static const char *const words[] = {
        "fuzzy",   "draft",       "machine",    "mt",      "new",
        "initial", "unconfirmed", "unreviewed", "rejected"
    };

    if (status.len == 0)
        return false;
    if (status.len > 6 && same_folded(mm_str_sub(status, 0, 6), MM_S("needs-")))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same_folded(status, mm_cstr(words[i])))
            return true;
    return false;
}

/* Whole years since `date` (2024-03-01...); 0 when it is none. */
static unsigned years_since(mm_str date)
{
    time_t    now = time(NULL);
    struct tm today;
    int       year, month, day, years;
    char      text[11] = { 0 };

    if (date.len < 10 || !gmtime_r(&now, &today))
        return 0;
    memcpy(text, date.ptr, 10);
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3)
        return 0;
    years = today.tm_year + 1900 - year;
    if (today.tm_mon + 1 < month ||
        (today.tm_mon + 1 == month && today.tm_mday < day))
        years--;
    return years > 0 ? (unsigned)years : 0;
}

static size_t put_line(mm_deduction *out, size_t n, const char *name,
                       unsigned points)
{
    if (points)
        out[n++] = (mm_deduction){ name, points };
    return n;
}

size_t mm_unit_deduct(mm_deduction *out, size_t n, const mm_unit *u,
                      size_t rank, const mm_penalties *p)
{
    bool aligned =
        u->score > 0 && u->score < sure && u->stamp.changed_by.len == 0;

    if (is_draft(u->status))
        n = put_line(out, n, "draft", p->draft);
    if (aligned)
        n = put_line(out, n, "aligned", p->aligned);
    n = put_line(out, n, "memory", (unsigned)rank * p->memory);
    if (p->age)
        n = put_line(out, n, "age",
                     p->age * years_since(u->stamp.changed.len
                                              ? u->stamp.changed
                                              : u->stamp.created));
    return n;
}
