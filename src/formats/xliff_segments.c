/*
 * Segments of an XLIFF 1.2 unit (sections 2.8 and 3.2 of the specification).
 *
 * A tool that has segmented a unit repeats its source in seg-source, where each
 * segment stands in a mark of type "seg"; the target has the same marks, and
 * their `mid` pairs them. Here such a unit becomes a unit a segment: what
 * stands inside of a mark, with its codes. The first keeps notes; proposals go
 * with the segment that their `mid` names, else with the first.
 */
#include "formats/xliff.h"

#include "formats/build.h"

#include <string.h>

/* A mark of type "seg": the codes between first and last, both excluded. */
typedef struct span {
    size_t first, last;
} span;

static bool is_segment(const mm_code *c)
{
    return c->kind == MM_CODE_MARK_OPEN && mm_str_eq(c->type, MM_S("seg"));
}

/* The mark that begins at code `i`, to the one that closes it. */
static span span_of(const mm_variant *v, size_t i)
{
    size_t depth = 0, k = i + 1;

    for (; k < v->n_codes; k++) {
        if (v->codes[k].kind == MM_CODE_MARK_CLOSE && depth-- == 0)
            break;
        depth += v->codes[k].kind == MM_CODE_MARK_OPEN;
    }
    return (span){ i, k };
}

static size_t offset_of(const mm_variant *v, size_t code)
{
    return code < v->n_codes ? v->codes[code].offset : v->text.len;
}

/* What stands inside of `s`, as a variant of its own. */
static int slice(mm_arena *mem, mm_variant *out, const mm_variant *v, span s)
{
    size_t   start = offset_of(v, s.first), end = offset_of(v, s.last);
    size_t   n = s.last - s.first - 1;
    mm_code *codes = mm_arena_alloc(mem, (n + 1) * sizeof *codes);

    if (!codes)
        return MM_ENOMEM;
    *out = *v;
    if (n)
        memcpy(codes, v->codes + s.first + 1, n * sizeof *codes);
    for (size_t i = 0; i < n; i++)
        codes[i].offset -= start;
    out->codes = codes;
    out->n_codes = n;
    mm_xliff_settle_pairs(out);
    return mm_put_str(mem, &out->text, mm_str_sub(v->text, start, end - start));
}

static bool find_span(span *out, const mm_variant *v, mm_str mid)
{
    for (size_t i = 0; v && i < v->n_codes; i++) {
        if (is_segment(&v->codes[i]) && mm_str_eq(v->codes[i].match, mid)) {
            *out = span_of(v, i);
            return true;
        }
    }
    return false;
}

static mm_variant *add_variant(mm_arena *mem, mm_unit *u)
{
    return mm_list_add(mem, &u->variants, &u->n_variants, sizeof(mm_variant));
}

/* Proposals for the segment `mid`; the first takes those that name none. */
static int add_proposals(mm_arena *mem, mm_unit *u, const mm_unit *whole,
                         mm_str mid, bool first)
{
    for (size_t i = 0; i < whole->n_variants; i++) {
        const mm_variant *v = &whole->variants[i];
        mm_str            named = mm_xliff_prop(v->props, v->n_props, "mid");
        mm_variant       *to;

        for (size_t k = 0; named.len == 0 && k < whole->n_variants; k++)
            if (mm_str_eq(mm_xliff_alt(&whole->variants[k]), mm_xliff_alt(v)))
                named = mm_xliff_prop(whole->variants[k].props,
                                      whole->variants[k].n_props, "mid");
        if (mm_xliff_alt(v).len == 0 ||
            !(named.len ? mm_str_eq(named, mid) : first))
            continue;
        if (!(to = add_variant(mem, u)))
            return MM_ENOMEM;
        *to = *v;
    }
    return MM_OK;
}

static int name_part(mm_arena *mem, mm_unit *u, mm_str mid)
{
    mm_buf id = { 0 };
    int    rc = mm_buf_printf(&id, "%.*s/%.*s", (int)u->id.len, u->id.ptr,
                              (int)mid.len, mid.ptr);

    if (rc == MM_OK)
        rc = mm_put_str(mem, &u->id, mm_buf_str(&id));
    mm_buf_release(&id);
    return rc;
}

/* The unit of the segment that begins at code `i` of `source`. */
static int make_part(mm_arena *mem, mm_unit *u, const mm_unit *whole,
                     const mm_variant *source, size_t i, bool first)
{
    mm_str            mid = source->codes[i].match;
    const mm_variant *target = mm_xliff_find(whole, source->lang, true);
    mm_variant       *to;
    span              s;

    *u = *whole;
    u->variants = NULL;
    u->n_variants = 0;
    if (!first) {
        u->notes = NULL;
        u->n_notes = 0;
    }
    if (!(to = add_variant(mem, u)) ||
        slice(mem, to, source, span_of(source, i)) < 0 ||
        name_part(mem, u, mid) < 0)
        return MM_ENOMEM;
    if (find_span(&s, target, mid) &&
        (!(to = add_variant(mem, u)) || slice(mem, to, target, s) < 0))
        return MM_ENOMEM;
    return add_proposals(mem, u, whole, mid, first);
}

int mm_xliff_split(mm_arena *mem, mm_unit **out, size_t *n,
                   const mm_unit *whole, const mm_variant *source)
{
    *out = NULL;
    *n = 0;
    for (size_t i = 0; i < source->n_codes; i++) {
        mm_unit *u;

        if (!is_segment(&source->codes[i]))
            continue;
        u = mm_list_add(mem, out, n, sizeof *u);
        if (!u || make_part(mem, u, whole, source, i, *n == 1) < 0)
            return MM_ENOMEM;
    }
    if (*n == 1)
        (*out)->id = whole->id;
    return MM_OK;
}
