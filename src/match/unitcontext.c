/*
 * A unit's context is what it says of itself in the props that CAT tools write,
 * or the units put before and after it, when they are of the same document:
 * units of a document or a file are put in its order.
 */
#include "match/unitcontext.h"

#include "match/unittokens.h"

/* A neighbour's text as a prop has it: as it is or, as memoQ writes it, a seg
 * element with its references and its codes, which are left out. */
static int plain_of(mm_buf *out, mm_str value)
{
    size_t depth = 0;
    int    rc = MM_OK;

    value = mm_str_trim(value);
    if (!mm_str_starts(value, MM_S("<seg>")))
        return mm_buf_put(out, value);
    while (value.len && rc == MM_OK) {
        mm_str text = mm_str_cut(&value, '<'), tag = mm_str_cut(&value, '>');

        if (depth <= 1)
            rc = mm_unescape(out, text);
        if (mm_str_starts(tag, MM_S("/")))
            depth -= depth > 0;
        else if (!mm_str_ends(tag, MM_S("/")))
            depth++;
    }
    return rc;
}

/* Is `value` the text or id that `asked` is? */
static int says_it(bool *out, mm_str value, mm_str asked)
{
    mm_buf   plain = { 0 };
    uint64_t x, y;
    int      rc = plain_of(&plain, value);

    if (rc == MM_OK && (rc = mm_surface_hash(&x, mm_buf_str(&plain))) == MM_OK)
        rc = mm_surface_hash(&y, asked);
    *out = rc == MM_OK && x == y;
    mm_buf_release(&plain);
    return rc;
}

/* Sets `*out` when one of the props, of one of these types, says `asked`. */
static int look_at_props(bool *out, const mm_prop *props, size_t n,
                         const char *const *types, mm_str asked)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n && !*out && rc == MM_OK; i++)
        for (size_t t = 0; types[t] && !*out && rc == MM_OK; t++)
            if (mm_str_eq(props[i].type, mm_cstr(types[t])))
                rc = says_it(out, props[i].value, asked);
    return rc;
}

static int says(bool *out, const mm_unit *u, const mm_variant *v,
                const char *const *types, mm_str asked)
{
    int rc = MM_OK;

    if (asked.len && !*out)
        rc = look_at_props(out, u->props, u->n_props, types, asked);
    if (asked.len && !*out && rc == MM_OK)
        rc = look_at_props(out, v->props, v->n_props, types, asked);
    return rc;
}

/* Is unit `row` of the same document, with `text` in the language? */
static int neighbour_is(bool *out, mm_store *store, mm_id row, mm_str document,
                        mm_str lang, mm_str text, mm_error *err)
{
    const mm_variant *v;
    mm_item           item;
    uint64_t          x, y;
    int               rc;

    *out = false;
    if (row <= 0)
        return MM_OK;
    rc = mm_store_get(&item, store, MM_ROW_UNIT, row, err);
    if (rc < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    v = mm_unit_variant(item.unit, lang);
    if (!v || !mm_str_eq(item.unit->document, document))
        return MM_OK;
    if (mm_surface_hash(&x, v->text) < 0 || mm_surface_hash(&y, text) < 0)
        return mm_fail_memory(err);
    *out = x == y;
    return MM_OK;
}

int mm_unit_context(unsigned *score, const mm_unit *u, const mm_variant *v,
                    mm_id row, mm_store *store, const mm_segment_query *q,
                    mm_error *err)
{
    static const char *const ids[] = { "id",           "x-id",
                                       "x-segment-id", "x-context",
                                       "po:context",   NULL };
    static const char *const befores[] = { "prev", "x-prev", "x-context-pre",
                                           NULL };
    static const char *const afters[] = { "next", "x-next", "x-context-post",
                                          NULL };
    bool                     id = q->id.len && mm_str_eq(u->id, q->id);
    bool                     before = false, after = false;
    mm_buf                   copy = { 0 };
    mm_str                   document, lang;
    int                      rc = MM_OK;

    if (says(&id, u, v, ids, q->id) < 0 ||
        says(&before, u, v, befores, q->before) < 0 ||
        says(&after, u, v, afters, q->after) < 0)
        return mm_fail_memory(err);
    if (mm_buf_put(&copy, u->document) < 0 || mm_buf_put(&copy, v->lang) < 0)
        rc = mm_fail_memory(err);
    document = mm_str_sub(mm_buf_str(&copy), 0, u->document.len);
    lang = mm_str_sub(mm_buf_str(&copy), document.len, SIZE_MAX);
    if (rc >= 0 && q->before.len && !before)
        rc = neighbour_is(&before, store, row - 1, document, lang, q->before,
                          err);
    if (rc >= 0 && q->after.len && !after)
        rc =
            neighbour_is(&after, store, row + 1, document, lang, q->after, err);
    mm_buf_release(&copy);
    if (rc < 0)
        return rc;
    if ((q->before.len && !before) || (q->after.len && !after))
        before = after = false;
    *score += (unsigned)(id + before + after > 2 ? 2 : id + before + after);
    return MM_OK;
}
