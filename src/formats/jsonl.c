/*
 * JSON Lines: one unit or concept a line, every field the model has.
 *
 * This is the canonical form that round trips compare: keys in byte order,
 * empty and zero fields left out, no white space, dates in the basic form of
 * ISO 8601 (as TMX has them), numbers in the fewest figures that read back.
 * docs/jsonl.md is the schema. Rows are written by hand, since the order is
 * known; jansson reads them, since JSON of others is full of surprises.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/source.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const code_kinds[] = {
    "open", "close", "alone", "begin", "end", "mark", "/mark",
};
enum { N_KINDS = sizeof code_kinds / sizeof *code_kinds };

/* ---- writing ---- */

typedef struct jsonl_writer {
    mm_writer  base;
    mm_output *file;
    mm_buf     buf;
    mm_report *report;
    long       line;
    bool       comma; /* before the next key or item */
    bool       failed;
} jsonl_writer;

static void raw(jsonl_writer *w, mm_str text)
{
    w->failed = mm_buf_put(&w->buf, text) < 0 || w->failed;
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
    int               rc;

    if (c >= 8 && c <= 13 && c != 11)
        rc = mm_buf_printf(&w->buf, "\\%c", names[c - 8]);
    else if (c < 0x20 || c == 0x7F)
        rc = mm_buf_printf(&w->buf, "\\u%04x", c);
    else
        rc = mm_buf_printf(&w->buf, "\\%c", c);
    w->failed = rc < 0 || w->failed;
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
            mm_report_loss(w->report, "character", w->line);
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
        field(w, "kind", mm_cstr(code_kinds[codes[i].kind]));
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

static int pass_on(jsonl_writer *w, mm_error *err)
{
    int rc = mm_output_put(w->file, mm_buf_str(&w->buf), err);

    mm_buf_clear(&w->buf);
    return rc;
}

static int jsonl_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    jsonl_writer *w = (jsonl_writer *)self;

    w->line = item->line;
    open_with(w, '{');
    if (item->unit)
        put_unit(w, item->unit);
    else if (item->concept)
        put_concept(w, item->concept);
    raw(w, MM_S("}\n"));
    if (w->failed)
        return mm_fail_memory(err);
    return w->buf.len < 64 * 1024 ? MM_OK : pass_on(w, err);
}

static int jsonl_finish(mm_writer *self, int rc, mm_error *err)
{
    jsonl_writer *w = (jsonl_writer *)self;

    if (rc >= 0)
        rc = pass_on(w, err);
    rc = mm_output_close(w->file, rc, err);
    mm_buf_release(&w->buf);
    free(w);
    return rc;
}

int mm_jsonl_write(mm_writer **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    jsonl_writer *w = calloc(1, sizeof *w);
    int           rc;

    (void)o;
    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_writer){ jsonl_put, jsonl_finish };
    w->report = report;
    if ((rc = mm_output_open(&w->file, path, err)) < 0) {
        free(w);
        return rc;
    }
    *out = &w->base;
    return MM_OK;
}

/* ---- reading ---- */

typedef struct jsonl_reader {
    mm_file_reader  head;
    mm_source_lines lines;
    mm_report      *report;
    mm_arena        mem;
    mm_unit         unit;
    mm_concept concept;
    const char *bad; /* what is wrong with the row; NULL so far nothing */
    bool        failed;
} jsonl_reader;

/* The string `name` of `object`, in the row's memory; "" when absent. */
static mm_str text_of(jsonl_reader *r, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    mm_str        text = { "", 0 };

    if (!value)
        return text;
    if (!json_is_string(value)) {
        r->bad = name;
        return text;
    }
    if (mm_put_str(&r->mem, &text,
                   (mm_str){ json_string_value(value),
                             json_string_length(value) }) < 0)
        r->failed = true;
    return text;
}

static mm_str date_of(jsonl_reader *r, const json_t *object, const char *name)
{
    mm_str text = text_of(r, object, name), out = text;

    r->failed = mm_put_date(&r->mem, &out, text) < 0 || r->failed;
    return out;
}

static double number_of(jsonl_reader *r, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (value && !json_is_number(value))
        r->bad = name;
    return json_number_value(value);
}

/* The list `name` and its length; NULL and 0 when absent. */
static const json_t *list_of(jsonl_reader *r, const json_t *object,
                             const char *name, size_t *n)
{
    const json_t *list = json_object_get(object, name);

    if (list && !json_is_array(list))
        r->bad = name;
    *n = json_array_size(list);
    return list;
}

static void *room_for(jsonl_reader *r, size_t *n, size_t size)
{
    void *room = *n ? mm_arena_alloc(&r->mem, *n * size) : NULL;

    if (*n && !room) {
        r->failed = true;
        *n = 0;
    }
    return room;
}

static mm_stamp stamp_of(jsonl_reader *r, const json_t *object)
{
    return (mm_stamp){ .created_by = text_of(r, object, "created_by"),
                       .changed_by = text_of(r, object, "changed_by"),
                       .created = date_of(r, object, "created"),
                       .changed = date_of(r, object, "changed") };
}

static const mm_note *notes_of(jsonl_reader *r, const json_t *object, size_t *n)
{
    const json_t *list = list_of(r, object, "notes", n);
    mm_note      *notes = room_for(r, n, sizeof *notes);

    for (size_t i = 0; i < *n; i++) {
        const json_t *item = json_array_get(list, i);

        notes[i] =
            (mm_note){ text_of(r, item, "text"), text_of(r, item, "lang") };
    }
    return notes;
}

static const mm_prop *props_of(jsonl_reader *r, const json_t *object, size_t *n)
{
    const json_t *list = list_of(r, object, "props", n);
    mm_prop      *props = room_for(r, n, sizeof *props);

    for (size_t i = 0; i < *n; i++) {
        const json_t *item = json_array_get(list, i);

        props[i] =
            (mm_prop){ text_of(r, item, "type"), text_of(r, item, "value"),
                       text_of(r, item, "lang") };
    }
    return props;
}

static const mm_code *codes_of(jsonl_reader *r, const json_t *object,
                               size_t text_len, size_t *n)
{
    const json_t *list = list_of(r, object, "codes", n);
    mm_code      *codes = room_for(r, n, sizeof *codes);
    size_t        before = 0;

    for (size_t i = 0; i < *n; i++) {
        const json_t *item = json_array_get(list, i);
        mm_str        kind = text_of(r, item, "kind");
        double        at = number_of(r, item, "offset");
        int           k = N_KINDS;

        while (k-- > 0 && !mm_str_eq(kind, mm_cstr(code_kinds[k])))
            ;
        if (k < 0 || !(at >= 0 && at <= (double)text_len) ||
            (size_t)at < before) {
            r->bad = k < 0 ? "kind" : "offset";
            k = MM_CODE_ALONE;
            at = (double)before;
        }
        before = (size_t)at;
        codes[i] = (mm_code){ .kind = (mm_code_kind)k,
                              .offset = before,
                              .id = text_of(r, item, "id"),
                              .match = text_of(r, item, "match"),
                              .type = text_of(r, item, "type"),
                              .data = text_of(r, item, "data") };
    }
    return codes;
}

static void read_unit(jsonl_reader *r, const json_t *row)
{
    mm_unit      *u = &r->unit;
    size_t        n;
    const json_t *list = list_of(r, row, "variants", &n);
    mm_variant   *variants = room_for(r, &n, sizeof *variants);

    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        mm_variant   *v = &variants[i];

        v->lang = text_of(r, item, "lang");
        v->text = text_of(r, item, "text");
        v->codes = codes_of(r, item, v->text.len, &v->n_codes);
        v->props = props_of(r, item, &v->n_props);
        v->notes = notes_of(r, item, &v->n_notes);
        v->stamp = stamp_of(r, item);
    }
    *u = (mm_unit){ .id = text_of(r, row, "id"),
                    .source_lang = text_of(r, row, "source_lang"),
                    .variants = variants,
                    .n_variants = n,
                    .stamp = stamp_of(r, row),
                    .project = text_of(r, row, "project"),
                    .client = text_of(r, row, "client"),
                    .field = text_of(r, row, "field"),
                    .status = text_of(r, row, "status"),
                    .document = text_of(r, row, "document"),
                    .score = number_of(r, row, "score") };
    u->props = props_of(r, row, &u->n_props);
    u->notes = notes_of(r, row, &u->n_notes);
}

static void read_contexts(jsonl_reader *r, const json_t *item, mm_term *t)
{
    const json_t *list = list_of(r, item, "contexts", &t->n_contexts);
    mm_context   *contexts = room_for(r, &t->n_contexts, sizeof *contexts);

    t->contexts = contexts;
    for (size_t i = 0; i < t->n_contexts; i++) {
        const json_t *one = json_array_get(list, i);

        contexts[i] =
            (mm_context){ text_of(r, one, "text"), text_of(r, one, "source") };
    }
}

static const mm_term *terms_of(jsonl_reader *r, const json_t *object, size_t *n)
{
    const json_t *list = list_of(r, object, "terms", n);
    mm_term      *terms = room_for(r, n, sizeof *terms);

    for (size_t i = 0; i < *n; i++) {
        const json_t *item = json_array_get(list, i);
        mm_term      *t = &terms[i];

        t->text = text_of(r, item, "text");
        if (!mm_term_status_parse(&t->status, text_of(r, item, "status")))
            r->bad = "status";
        t->type = text_of(r, item, "type");
        t->part_of_speech = text_of(r, item, "part_of_speech");
        t->hanja = text_of(r, item, "hanja");
        t->source = text_of(r, item, "source");
        t->notes = notes_of(r, item, &t->n_notes);
        t->props = props_of(r, item, &t->n_props);
        t->stamp = stamp_of(r, item);
        read_contexts(r, item, t);
    }
    return terms;
}

static const mm_lang_section *sections_of(jsonl_reader *r, const json_t *row,
                                          size_t *n)
{
    const json_t    *list = list_of(r, row, "languages", n);
    mm_lang_section *sections = room_for(r, n, sizeof *sections);

    for (size_t i = 0; i < *n; i++) {
        const json_t    *item = json_array_get(list, i);
        mm_lang_section *s = &sections[i];

        s->lang = text_of(r, item, "lang");
        s->definition = text_of(r, item, "definition");
        s->definition_source = text_of(r, item, "definition_source");
        s->terms = terms_of(r, item, &s->n_terms);
        s->notes = notes_of(r, item, &s->n_notes);
        s->props = props_of(r, item, &s->n_props);
    }
    return sections;
}

static void read_concept(jsonl_reader *r, const json_t *row)
{
    mm_concept *c = &r->concept;
    mm_str      kind = text_of(r, row, "kind");
    mm_str      review = text_of(r, row, "review");
    double      frequency = number_of(r, row, "frequency");

    *c =
        (mm_concept){ .id = text_of(r, row, "id"),
                      .review = MM_APPROVED,
                      .confidence = number_of(r, row, "confidence"),
                      .definition = text_of(r, row, "definition"),
                      .definition_source = text_of(r, row, "definition_source"),
                      .field = text_of(r, row, "field"),
                      .project = text_of(r, row, "project"),
                      .client = text_of(r, row, "client"),
                      .stamp = stamp_of(r, row) };
    if (kind.len && !mm_kind_parse(&c->kind, kind))
        r->bad = "kind";
    if (review.len && !mm_review_parse(&c->review, review))
        r->bad = "review";
    if (frequency >= 0 && frequency <= UINT32_MAX)
        c->frequency = (uint32_t)frequency;
    else
        r->bad = "frequency";
    c->sections = sections_of(r, row, &c->n_sections);
    c->notes = notes_of(r, row, &c->n_notes);
    c->props = props_of(r, row, &c->n_props);
}

/* Reads one row into `out`. */
static int read_row(jsonl_reader *r, mm_str line, mm_item *out, mm_error *err)
{
    json_error_t why;
    json_t      *row = json_loadb(line.ptr, line.len,
                                  JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    const char  *type = json_string_value(json_object_get(row, "type"));
    int          rc = MM_ROW;

    r->bad = NULL;
    r->failed = false;
    *out = (mm_item){ .line = r->lines.line };
    if (!row) {
        rc = mm_source_fail(&r->lines.source, err, MM_EFORMAT, r->lines.line,
                            "no JSON: %s", why.text);
    } else if (type && strcmp(type, "unit") == 0) {
        read_unit(r, row);
        out->unit = &r->unit;
    } else if (type && strcmp(type, "concept") == 0) {
        read_concept(r, row);
        out->concept = &r->concept;
    } else {
        r->bad = "type";
    }
    if (rc > 0 && r->failed)
        rc = mm_fail_memory(err);
    else if (rc > 0 && r->bad)
        rc = mm_source_fail(&r->lines.source, err, MM_EFORMAT, r->lines.line,
                            "field '%s' is missing or not what the schema of "
                            "malmoi's JSON Lines says",
                            r->bad);
    json_decref(row);
    return rc;
}

static int jsonl_next(mm_reader *self, mm_item *out, mm_error *err)
{
    jsonl_reader *r = (jsonl_reader *)self;
    mm_str        line;
    int           rc;

    mm_arena_clear(&r->mem);
    do {
        if ((rc = mm_source_lines_next(&r->lines, &line, err)) != MM_ROW)
            return rc;
    } while (mm_str_trim(line).len == 0);
    return read_row(r, line, out, err);
}

static void jsonl_close(mm_reader *self)
{
    jsonl_reader *r = (jsonl_reader *)self;

    mm_source_lines_close(&r->lines);
    mm_arena_release(&r->mem);
    free(r);
}

int mm_jsonl_read(mm_reader **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    jsonl_reader *r = calloc(1, sizeof *r);
    int           rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ jsonl_next, jsonl_close };
    r->head.source = &r->lines.source;
    r->report = report;
    rc = mm_source_lines_open(&r->lines, path, o ? o->encoding : NULL, err);
    if (rc < 0) {
        jsonl_close(&r->head.base);
        return rc;
    }
    *out = &r->head.base;
    return MM_OK;
}
