/*
 * JSON Lines out: one unit or concept a line, every field the model has.
 *
 * This is the canonical form that round trips compare: keys in byte order,
 * empty and zero fields left out, no white space, dates in the basic form of
 * ISO 8601 (as TMX has them), numbers in the fewest figures that read back.
 * docs/jsonl.md is the schema. Rows are written by hand, since the order is
 * known.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/jsonl.h"
#include "formats/text_out.h"

#include <stdio.h>

const char *const mm_code_kinds[MM_CODE_KINDS] = {
    "open", "close", "alone", "begin", "end", "mark", "/mark",
};

typedef struct jsonl_writer {
    mm_text_writer to;
    bool           comma; /* before the next key or item */
} jsonl_writer;

static void raw(jsonl_writer *w, mm_str text)
{
    mm_text_put(&w->to.out, text);
}

static void open_with(jsonl_writer *w, char bracket)
{
    raw(w, (mm_str){ &bracket, 1 });
    w->comma = false;
}

static void close_with(jsonl_writer *w, char bracket)
{
    raw(w, (mm_str){ &bracket, 1 });
    w->comma = true;
}

static void separate(jsonl_writer *w)
{
    if (w->comma)
        raw(w, MM_S(","));
    w->comma = true;
}

static void key(jsonl_writer *w, const char *name)
{
    separate(w);
    raw(w, MM_S("\""));
    raw(w, mm_cstr(name));
    raw(w, MM_S("\":"));
}

/* The escape of a control, quote or backslash (RFC 8259, section 7). */
static void escape(jsonl_writer *w, unsigned char c)
{
    static const char names[] = "btn?fr"; /* of 8 to 13 */
    char              room[8];

    if (c >= 8 && c <= 13 && c != 11)
        snprintf(room, sizeof room, "\\%c", names[c - 8]);
    else if (c < 0x20 || c == 0x7F)
        snprintf(room, sizeof room, "\\u%04x", c);
    else
        snprintf(room, sizeof room, "\\%c", c);
    raw(w, mm_cstr(room));
}

static void string(jsonl_writer *w, mm_str text)
{
    size_t from = 0, bad = text.len;
    bool   valid = mm_utf8_valid(text, &bad);

    raw(w, MM_S("\""));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool          broken = !valid && i >= bad && c >= 0x80;
        size_t        next = i;

        if (broken && !(mm_utf8_next(text, &next) == 0xFFFD && next == i + 1)) {
            i = next - 1;
            continue;
        }
        if (!broken && c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        raw(w, mm_str_sub(text, from, i - from));
        from = i + 1;
        if (broken) {
            raw(w, MM_S("\xEF\xBF\xBD"));
            mm_text_loss(&w->to.out, "character");
        } else {
            escape(w, c);
        }
    }
    raw(w, mm_str_sub(text, from, SIZE_MAX));
    raw(w, MM_S("\""));
}

static void field(jsonl_writer *w, const char *name, mm_str text)
{
    if (text.len == 0)
        return;
    key(w, name);
    string(w, text);
}

static void number(jsonl_writer *w, const char *name, double x)
{
    char room[32];

    if (x == 0)
        return;
    key(w, name);
    raw(w, mm_number(room, x));
}

static void date(jsonl_writer *w, const char *name, mm_str text)
{
    char basic[20];

    field(w, name, mm_date_basic(basic, text) ? mm_cstr(basic) : text);
}

static void changed(jsonl_writer *w, const mm_stamp *s)
{
    date(w, "changed", s->changed);
    field(w, "changed_by", s->changed_by);
}

static void created(jsonl_writer *w, const mm_stamp *s)
{
    date(w, "created", s->created);
    field(w, "created_by", s->created_by);
}

static void start_list(jsonl_writer *w, const char *name)
{
    key(w, name);
    open_with(w, '[');
}

static void start_item(jsonl_writer *w)
{
    separate(w);
    open_with(w, '{');
}

static void put_notes(jsonl_writer *w, const mm_note *notes, size_t n)
{
    if (n == 0)
        return;
    start_list(w, "notes");
    for (size_t i = 0; i < n; i++) {
        start_item(w);
        field(w, "lang", notes[i].lang);
        field(w, "text", notes[i].text);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void put_props(jsonl_writer *w, const mm_prop *props, size_t n)
{
    if (n == 0)
        return;
    start_list(w, "props");
    for (size_t i = 0; i < n; i++) {
        start_item(w);
        field(w, "lang", props[i].lang);
        field(w, "type", props[i].type);
        field(w, "value", props[i].value);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void put_codes(jsonl_writer *w, const mm_code *codes, size_t n)
{
    if (n == 0)
        return;
    start_list(w, "codes");
    for (size_t i = 0; i < n; i++) {
        start_item(w);
        field(w, "data", codes[i].data);
        field(w, "id", codes[i].id);
        field(w, "kind", mm_cstr(mm_code_kinds[codes[i].kind]));
        field(w, "match", codes[i].match);
        number(w, "offset", (double)codes[i].offset);
        field(w, "type", codes[i].type);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void put_unit(jsonl_writer *w, const mm_unit *u)
{
    changed(w, &u->stamp);
    field(w, "client", u->client);
    created(w, &u->stamp);
    field(w, "document", u->document);
    field(w, "field", u->field);
    field(w, "id", u->id);
    put_notes(w, u->notes, u->n_notes);
    field(w, "project", u->project);
    put_props(w, u->props, u->n_props);
    number(w, "score", u->score);
    field(w, "source_lang", u->source_lang);
    field(w, "status", u->status);
    field(w, "type", MM_S("unit"));
    start_list(w, "variants");
    for (size_t i = 0; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];

        start_item(w);
        changed(w, &v->stamp);
        put_codes(w, v->codes, v->n_codes);
        created(w, &v->stamp);
        field(w, "lang", v->lang);
        put_notes(w, v->notes, v->n_notes);
        put_props(w, v->props, v->n_props);
        field(w, "text", v->text);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void put_term(jsonl_writer *w, const mm_term *t)
{
    start_item(w);
    changed(w, &t->stamp);
    if (t->n_contexts) {
        start_list(w, "contexts");
        for (size_t i = 0; i < t->n_contexts; i++) {
            start_item(w);
            field(w, "source", t->contexts[i].source);
            field(w, "text", t->contexts[i].text);
            close_with(w, '}');
        }
        close_with(w, ']');
    }
    created(w, &t->stamp);
    field(w, "hanja", t->hanja);
    put_notes(w, t->notes, t->n_notes);
    field(w, "part_of_speech", t->part_of_speech);
    put_props(w, t->props, t->n_props);
    field(w, "source", t->source);
    field(w, "status", mm_cstr(mm_term_status_name(t->status)));
    field(w, "text", t->text);
    field(w, "type", t->type);
    close_with(w, '}');
}

static void put_section(jsonl_writer *w, const mm_lang_section *s)
{
    start_item(w);
    field(w, "definition", s->definition);
    field(w, "definition_source", s->definition_source);
    field(w, "lang", s->lang);
    put_notes(w, s->notes, s->n_notes);
    put_props(w, s->props, s->n_props);
    start_list(w, "terms");
    for (size_t i = 0; i < s->n_terms; i++)
        put_term(w, &s->terms[i]);
    close_with(w, ']');
    close_with(w, '}');
}

static void put_concept(jsonl_writer *w, const mm_concept *c)
{
    changed(w, &c->stamp);
    field(w, "client", c->client);
    number(w, "confidence", c->confidence);
    created(w, &c->stamp);
    field(w, "definition", c->definition);
    field(w, "definition_source", c->definition_source);
    field(w, "field", c->field);
    number(w, "frequency", c->frequency);
    field(w, "id", c->id);
    field(w, "kind", mm_cstr(mm_kind_name(c->kind)));
    start_list(w, "languages");
    for (size_t i = 0; i < c->n_sections; i++)
        put_section(w, &c->sections[i]);
    close_with(w, ']');
    put_notes(w, c->notes, c->n_notes);
    field(w, "project", c->project);
    put_props(w, c->props, c->n_props);
    field(w, "review", mm_cstr(mm_review_name(c->review)));
    field(w, "type", MM_S("concept"));
}

static void put_row(jsonl_writer *w, const mm_item *item)
{
    open_with(w, '{');
    if (item->unit)
        put_unit(w, item->unit);
    else if (item->concept)
        put_concept(w, item->concept);
    raw(w, MM_S("}\n"));
}

int mm_jsonl_row(mm_buf *out, const mm_item *item)
{
    jsonl_writer w = { .to.out.buf = *out };

    put_row(&w, item);
    *out = w.to.out.buf;
    return w.to.out.failed ? MM_ENOMEM : MM_OK;
}

static int jsonl_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    jsonl_writer *w = (jsonl_writer *)self;

    mm_text_writer_start(&w->to, item->line);
    put_row(w, item);
    return mm_text_flush(&w->to.out, err);
}

static int jsonl_finish(mm_writer *self, int rc, mm_error *err)
{
    return mm_text_writer_close((mm_text_writer *)self, rc, err);
}

int mm_jsonl_write(mm_writer **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    int rc =
        mm_text_writer_open(out, sizeof(jsonl_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ jsonl_put, jsonl_finish };
    return rc;
}
