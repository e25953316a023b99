#include "job/facts.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the list ---- */

static void add(mm_facts *f, mm_str field, mm_str value, mm_fact_level level)
{
    if (value.len == 0 || f->failed)
        return;
    if (mm_grow(&f->items, &f->cap, f->n + 1, sizeof *f->items, NULL) < 0) {
        f->failed = true;
        return;
    }
    f->items[f->n++] = (mm_fact){ field, value, level };
}

static mm_str keep(mm_facts *f, mm_buf *text)
{
    mm_str kept = mm_arena_copy(&f->mem, mm_buf_str(text));

    f->failed = f->failed || !kept.ptr;
    mm_buf_release(text);
    return kept.ptr ? kept : (mm_str){ "", 0 };
}

/* "ko", "ko definition"; parts may be empty. */
static mm_str name(mm_facts *f, mm_str a, mm_str b, const char *c)
{
    mm_str parts[] = { a, b, mm_cstr(c) };
    mm_buf text = { 0 };

    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len == 0)
            continue;
        if ((text.len && mm_buf_putc(&text, ' ') < 0) ||
            mm_buf_put(&text, parts[i]) < 0)
            f->failed = true;
    }
    return keep(f, &text);
}

static void field(mm_facts *f, const char *field_name, mm_str value)
{
    add(f, mm_cstr(field_name), value, MM_FACT_FIELD);
}

static void number(mm_facts *f, const char *field_name, double x)
{
    char   room[32];
    mm_str kept;

    if (x == 0)
        return;
    snprintf(room, sizeof room, "%.6g", x);
    kept = mm_arena_copy(&f->mem, mm_cstr(room));
    f->failed = f->failed || !kept.ptr;
    field(f, field_name, kept);
}

static void stamp(mm_facts *f, mm_str a, mm_str b, const mm_stamp *s)
{
    add(f, name(f, a, b, "created"), s->created, MM_FACT_STAMP);
    add(f, name(f, a, b, "created by"), s->created_by, MM_FACT_STAMP);
    add(f, name(f, a, b, "changed"), s->changed, MM_FACT_STAMP);
    add(f, name(f, a, b, "changed by"), s->changed_by, MM_FACT_STAMP);
}

static void notes(mm_facts *f, mm_str a, mm_str b, const mm_note *note,
                  size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(f, name(f, a, b, "note"), note[i].text, MM_FACT_FIELD);
}

static void props(mm_facts *f, mm_str a, mm_str b, const mm_prop *prop,
                  size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mm_buf type = { 0 };

        if (mm_buf_printf(&type, "prop %.*s", (int)prop[i].type.len,
                          prop[i].type.ptr) < 0)
            f->failed = true;
        add(f, name(f, a, b, keep(f, &type).ptr), prop[i].value, MM_FACT_FIELD);
    }
}

/* ---- units ---- */

mm_str mm_codes_text(mm_arena *mem, const mm_variant *variant)
{
    static const char *const kinds[] = { "open", "close", "alone", "begin",
                                         "end",  "mark",  "/mark" };
    mm_buf                   text = { 0 };
    mm_str                   out = { "", 0 };
    int                      rc = MM_OK;

    for (size_t i = 0; i < variant->n_codes && rc == MM_OK; i++) {
        const mm_code *c = &variant->codes[i];

        rc = mm_buf_printf(
            &text, "%s%zu:%s %.*s %.*s {%.*s}", i ? ", " : "", c->offset,
            kinds[c->kind], (int)(c->match.len ? c->match : c->id).len,
            (c->match.len ? c->match : c->id).ptr, (int)c->type.len,
            c->type.ptr, (int)c->data.len, c->data.ptr);
    }
    if (rc == MM_OK && text.len)
        out = mm_arena_copy(mem, mm_buf_str(&text));
    mm_buf_release(&text);
    return rc < 0 ? (mm_str){ NULL, 0 } : out;
}

static void unit(mm_facts *f, const mm_unit *u)
{
    const mm_str none = { 0 };

    add(f, MM_S("id"), u->id, MM_FACT_STAMP);
    add(f, MM_S("source language"), u->source_lang, MM_FACT_STAMP);
    field(f, "project", u->project);
    field(f, "client", u->client);
    field(f, "field", u->field);
    field(f, "status", u->status);
    field(f, "document", u->document);
    number(f, "score", u->score);
    stamp(f, none, none, &u->stamp);
    notes(f, none, none, u->notes, u->n_notes);
    props(f, none, none, u->props, u->n_props);
    for (size_t i = 0; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];
        mm_str            codes = mm_codes_text(&f->mem, v);

        f->failed = f->failed || !codes.ptr;
        add(f, v->lang, v->text, MM_FACT_TEXT);
        add(f, name(f, v->lang, none, "codes"), codes, MM_FACT_FIELD);
        notes(f, v->lang, none, v->notes, v->n_notes);
        props(f, v->lang, none, v->props, v->n_props);
        stamp(f, v->lang, none, &v->stamp);
    }
}

/* ---- concepts ---- */

static void term(mm_facts *f, mm_str lang, const mm_term *t)
{
    add(f, name(f, lang, (mm_str){ 0 }, "term"), t->text, MM_FACT_TEXT);
    add(f, name(f, lang, t->text, "status"),
        mm_cstr(mm_term_status_name(t->status)), MM_FACT_FIELD);
    add(f, name(f, lang, t->text, "type"), t->type, MM_FACT_FIELD);
    add(f, name(f, lang, t->text, "part of speech"), t->part_of_speech,
        MM_FACT_FIELD);
    add(f, name(f, lang, t->text, "hanja"), t->hanja, MM_FACT_FIELD);
    add(f, name(f, lang, t->text, "source"), t->source, MM_FACT_FIELD);
    notes(f, lang, t->text, t->notes, t->n_notes);
    props(f, lang, t->text, t->props, t->n_props);
    stamp(f, lang, t->text, &t->stamp);
    for (size_t i = 0; i < t->n_contexts; i++) {
        add(f, name(f, lang, t->text, "context"), t->contexts[i].text,
            MM_FACT_FIELD);
        add(f, name(f, lang, t->text, "context source"), t->contexts[i].source,
            MM_FACT_FIELD);
    }
}

static void concept(mm_facts *f, const mm_concept *c)
{
    const mm_str none = { 0 };

    add(f, MM_S("id"), c->id, MM_FACT_STAMP);
    field(f, "kind", mm_cstr(mm_kind_name(c->kind)));
    field(f, "review", mm_cstr(mm_review_name(c->review)));
    number(f, "confidence", c->confidence);
    number(f, "frequency", c->frequency);
    field(f, "definition", c->definition);
    field(f, "definition source", c->definition_source);
    field(f, "field", c->field);
    field(f, "project", c->project);
    field(f, "client", c->client);
    notes(f, none, none, c->notes, c->n_notes);
    props(f, none, none, c->props, c->n_props);
    stamp(f, none, none, &c->stamp);
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        add(f, name(f, s->lang, none, "definition"), s->definition,
            MM_FACT_FIELD);
        add(f, name(f, s->lang, none, "definition source"),
            s->definition_source, MM_FACT_FIELD);
        notes(f, s->lang, none, s->notes, s->n_notes);
        props(f, s->lang, none, s->props, s->n_props);
        for (size_t k = 0; k < s->n_terms; k++)
            term(f, s->lang, &s->terms[k]);
    }
}

static int by_field(const void *a, const void *b)
{
    const mm_fact *x = a, *y = b;
    int            order = mm_str_cmp(x->field, y->field);

    return order ? order : mm_str_cmp(x->value, y->value);
}

int mm_facts_of(mm_facts *out, const mm_item *item, mm_fact_level level)
{
    size_t kept = 0;

    mm_arena_clear(&out->mem);
    out->n = 0;
    out->failed = false;
    if (item->unit)
        unit(out, item->unit);
    else if (item->concept)
    concept(out, item->concept);
    if (out->failed)
        return MM_ENOMEM;
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].level <= level)
            out->items[kept++] = out->items[i];
    out->n = kept;
    if (kept)
        qsort(out->items, kept, sizeof *out->items, by_field);
    return MM_OK;
}

void mm_facts_release(mm_facts *facts)
{
    free(facts->items);
    mm_arena_release(&facts->mem);
    *facts = (mm_facts){ 0 };
}

uint64_t mm_facts_hash(const mm_facts *facts)
{
    uint64_t hash[3] = { facts->n, 0, 0 };

    for (size_t i = 0; i < facts->n; i++) {
        hash[1] = mm_hash(facts->items[i].field);
        hash[2] = mm_hash(facts->items[i].value);
        hash[0] = mm_hash((mm_str){ (const char *)hash, sizeof hash });
    }
    return hash[0];
}
