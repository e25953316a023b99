/* What the readers and writers of both XLIFFs share: how the inline codes of a
 * segment nest, which variant is what, and the types of codes. */
#include "formats/xliff.h"

#include "formats/build.h"

#include <stdio.h>

enum { MANY = 64 }; /* codes: more are written apart, not as spans */

static bool opens(const mm_code *c)
{
    return c->kind == MM_CODE_OPEN || c->kind == MM_CODE_MARK_OPEN;
}

static bool closes(const mm_code *c)
{
    return c->kind == MM_CODE_CLOSE || c->kind == MM_CODE_MARK_CLOSE;
}

/* The code that closes codes[i] when what stands between nests; else n. */
static size_t partner(const mm_variant *v, size_t i)
{
    size_t depth = 0;

    for (size_t k = i + 1; k < v->n_codes; k++) {
        const mm_code *c = &v->codes[k];

        if (depth == 0 && c->kind == MM_CODE_CLOSE &&
            mm_str_eq(c->id, v->codes[i].id))
            return k;
        if (closes(c) && depth-- == 0)
            return v->n_codes;
        depth += opens(c);
    }
    return v->n_codes;
}

size_t mm_xliff_span_end(const mm_variant *v, size_t i)
{
    size_t last = v->n_codes > MANY || v->codes[i].kind != MM_CODE_OPEN
                      ? v->n_codes
                      : partner(v, i);

    for (size_t k = i + 1; k < last && last < v->n_codes; k++)
        if (v->codes[k].kind == MM_CODE_OPEN && partner(v, k) >= last)
            return v->n_codes;
    return last;
}

size_t mm_xliff_span_start(const mm_variant *v, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (v->codes[k].kind == MM_CODE_OPEN &&
            mm_str_eq(v->codes[k].id, v->codes[i].id))
            return mm_xliff_span_end(v, k) == i ? k : v->n_codes;
    return v->n_codes;
}

void mm_xliff_settle_pairs(mm_variant *v)
{
    mm_code *code = (mm_code *)v->codes;

    for (size_t i = 0; i < v->n_codes; i++) {
        bool   open = code[i].kind == MM_CODE_OPEN, paired = false;
        size_t from = open ? i + 1 : 0, to = open ? v->n_codes : i;

        if (!open && code[i].kind != MM_CODE_CLOSE)
            continue;
        for (size_t k = from; k < to && !paired; k++)
            paired = code[k].kind == (open ? MM_CODE_CLOSE : MM_CODE_OPEN) &&
                     mm_str_eq(code[k].id, code[i].id);
        if (paired)
            continue;
        code[i].kind = open ? MM_CODE_BEGIN_ONLY : MM_CODE_END_ONLY;
        if (!open)
            code[i].match = code[i].id;
        code[i].id = (mm_str){ "", 0 };
    }
}

const mm_xliff2_type mm_xliff2_types[XLIFF2_TYPES] = {
    { "bold", "fmt", "xlf:b" },       { "italic", "fmt", "xlf:i" },
    { "underlined", "fmt", "xlf:u" }, { "lb", "fmt", "xlf:lb" },
    { "pb", "fmt", "xlf:pb" },
};

int mm_xliff_add_prop(mm_arena *mem, const mm_prop **props, size_t *n,
                      mm_str name, mm_str value)
{
    char type[80];

    snprintf(type, sizeof type, XLIFF_PROP "%.*s", (int)name.len, name.ptr);
    return mm_add_prop(mem, props, n, mm_cstr(type), value, (mm_str){ 0 });
}

mm_str mm_xliff_name(mm_str type)
{
    return mm_str_starts(type, MM_S(XLIFF_PROP))
               ? mm_str_sub(type, sizeof XLIFF_PROP - 1, SIZE_MAX)
               : (mm_str){ 0 };
}

mm_str mm_xliff_prop(const mm_prop *props, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(mm_xliff_name(props[i].type), mm_cstr(name)))
            return props[i].value;
    return (mm_str){ 0 };
}

mm_str mm_xliff_alt(const mm_variant *v)
{
    return mm_xliff_prop(v->props, v->n_props, "alt");
}

const mm_variant *mm_xliff_find(const mm_unit *u, mm_str lang, bool other)
{
    for (size_t i = 0; i < u->n_variants; i++)
        if (mm_xliff_alt(&u->variants[i]).len == 0 &&
            mm_lang_matches(u->variants[i].lang, lang) != other)
            return &u->variants[i];
    return NULL;
}

bool mm_xliff_begins_alt(const mm_unit *u, size_t i)
{
    mm_str number = mm_xliff_alt(&u->variants[i]);

    for (size_t k = 0; k < i; k++)
        if (mm_str_eq(mm_xliff_alt(&u->variants[k]), number))
            return false;
    return number.len > 0;
}

/* ---- losses ---- */

static bool is_said(const mm_stamp *s)
{
    return s->created.len || s->changed.len || s->created_by.len ||
           s->changed_by.len;
}

void mm_xliff_unit_losses(mm_text_out *out, const mm_unit *u)
{
    if (u->project.len || u->client.len || u->field.len)
        mm_text_loss(out, "unit/field");
    if (u->score != 0)
        mm_text_loss(out, "unit/score");
    if (is_said(&u->stamp))
        mm_text_loss(out, "unit/stamp");
}

void mm_xliff_variant_losses(mm_text_out *out, const mm_variant *v)
{
    if (v->n_notes)
        mm_text_loss(out, "variant/note");
    if (is_said(&v->stamp))
        mm_text_loss(out, "variant/stamp");
}

/* The id of a pair is its match too; what closes repeats nothing. */
void mm_xliff_code_losses(mm_text_out *out, const mm_code *c)
{
    bool pair = c->kind == MM_CODE_OPEN || c->kind == MM_CODE_CLOSE;

    if (!pair && c->id.len)
        mm_text_loss(out, "code/id");
    if (pair && c->match.len && !mm_str_eq(c->match, c->id))
        mm_text_loss(out, "code/match");
    if (closes(c) && c->type.len)
        mm_text_loss(out, "code/type");
    if (c->kind == MM_CODE_MARK_CLOSE && c->data.len)
        mm_text_loss(out, "code/data");
}
