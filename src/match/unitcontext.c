/*
 * A unit's context is what it says of itself in the props that CAT tools write,
 * or the units put before and after it, when they are of the same document:
 * units of a document or a file are put in its order.
 */
#include "match/unitcontext.h"

#include "match/unittokens.h"

static bool prop_is(const mm_prop *props, size_t n, const char *const *types,
                    mm_str value)
{
    for (size_t i = 0; i < n; i++)
        for (size_t t = 0; types[t]; t++)
            if (mm_str_eq(props[i].type, mm_cstr(types[t])) &&
                mm_str_eq(mm_str_trim(props[i].value), mm_str_trim(value)))
                return true;
    return false;
}

static bool says(const mm_unit *u, const mm_variant *v,
                 const char *const *types, mm_str value)
{
    return value.len && (prop_is(u->props, u->n_props, types, value) ||
                         prop_is(v->props, v->n_props, types, value));
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
    bool id = q->id.len && (mm_str_eq(u->id, q->id) || says(u, v, ids, q->id));
    bool before = says(u, v, befores, q->before);
    bool after = says(u, v, afters, q->after);
    mm_buf copy = { 0 };
    mm_str document, lang;
    int    rc = MM_OK;

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
