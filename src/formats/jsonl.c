/*
 * JSON Lines in: one unit or concept a line (jsonl_out.c has the form). jansson
 * reads the rows, since JSON of others is full of surprises. A key that the
 * schema does not know is passed over, so that a newer malmoi's file is read.
 */
#include "formats/jsonl.h"
#include "formats/all.h"
#include "formats/build.h"
#include "formats/source.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct jsonl_reader {
    mm_file_reader  head;
    mm_source_lines lines;
    mm_jsonl_item   item;
} jsonl_reader;

/* The string `name` of `object`, in the row's memory; "" when absent. */
static mm_str text_of(mm_jsonl_item *r, const json_t *object, const char *name)
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

static mm_str date_of(mm_jsonl_item *r, const json_t *object, const char *name)
{
    mm_str text = text_of(r, object, name), out = text;

    r->failed = mm_put_date(&r->mem, &out, text) < 0 || r->failed;
    return out;
}

static double number_of(mm_jsonl_item *r, const json_t *object,
                        const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (value && !json_is_number(value))
        r->bad = name;
    return json_number_value(value);
}

/* The list `name` and its length; NULL and 0 when absent. */
static const json_t *list_of(mm_jsonl_item *r, const json_t *object,
                             const char *name, size_t *n)
{
    const json_t *list = json_object_get(object, name);

    if (list && !json_is_array(list))
        r->bad = name;
    *n = json_array_size(list);
    return list;
}

/* Room as mm_list_add() expects it, so that the list can be added to. */
static void *room_for(mm_jsonl_item *r, size_t *n, size_t size)
{
    size_t cap = 1;
    void  *room;

    while (cap < *n)
        cap *= 2;
    room = *n ? mm_arena_alloc(&r->mem, cap * size) : NULL;

    if (*n && !room) {
        r->failed = true;
        *n = 0;
    }
    return room;
}

static mm_stamp stamp_of(mm_jsonl_item *r, const json_t *object)
{
    return (mm_stamp){ .created_by = text_of(r, object, "created_by"),
                       .changed_by = text_of(r, object, "changed_by"),
                       .created = date_of(r, object, "created"),
                       .changed = date_of(r, object, "changed") };
}

static const mm_note *notes_of(mm_jsonl_item *r, const json_t *object,
                               size_t *n)
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

static const mm_prop *props_of(mm_jsonl_item *r, const json_t *object,
                               size_t *n)
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

static const mm_code *codes_of(mm_jsonl_item *r, const json_t *object,
                               size_t text_len, size_t *n)
{
    const json_t *list = list_of(r, object, "codes", n);
    mm_code      *codes = room_for(r, n, sizeof *codes);
    size_t        before = 0;

    for (size_t i = 0; i < *n; i++) {
        const json_t *item = json_array_get(list, i);
        mm_str        kind = text_of(r, item, "kind");
        double        at = number_of(r, item, "offset");
        int           k = MM_CODE_KINDS;

        while (k-- > 0 && !mm_str_eq(kind, mm_cstr(mm_code_kinds[k])))
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

static void read_unit(mm_jsonl_item *r, const json_t *row)
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

static void read_contexts(mm_jsonl_item *r, const json_t *item, mm_term *t)
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

static const mm_term *terms_of(mm_jsonl_item *r, const json_t *object,
                               size_t *n)
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

static const mm_lang_section *sections_of(mm_jsonl_item *r, const json_t *row,
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

static void read_concept(mm_jsonl_item *r, const json_t *row)
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

int mm_jsonl_parse(mm_item *out, mm_jsonl_item *room, mm_str row, mm_error *err)
{
    json_error_t why;
    json_t      *object = json_loadb(row.ptr, row.len,
                                     JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    const char  *type = json_string_value(json_object_get(object, "type"));

    mm_arena_clear(&room->mem);
    room->bad = NULL;
    room->failed = false;
    *out = (mm_item){ 0 };
    if (!object)
        return mm_fail(err, MM_EFORMAT, "no JSON: %s", why.text);
    if (type && strcmp(type, "unit") == 0) {
        read_unit(room, object);
        out->unit = &room->unit;
    } else if (type && strcmp(type, "concept") == 0) {
        read_concept(room, object);
        out->concept = &room->concept;
    } else {
        room->bad = "type";
    }
    json_decref(object);
    if (room->failed)
        return mm_fail_memory(err);
    return room->bad
               ? mm_fail(err, MM_EFORMAT,
                         "field '%s' is missing or not what the schema of "
                         "malmoi's JSON Lines says",
                         room->bad)
               : MM_OK;
}

/* ---- the file ---- */

static int jsonl_next(mm_reader *self, mm_item *out, mm_error *err)
{
    jsonl_reader *r = (jsonl_reader *)self;
    mm_error      why = { 0 };
    mm_str        line;
    int           rc;

    do {
        if ((rc = mm_source_lines_next(&r->lines, &line, err)) != MM_ROW)
            return rc;
    } while (mm_str_trim(line).len == 0);
    if ((rc = mm_jsonl_parse(out, &r->item, line, &why)) == MM_OK) {
        out->line = r->lines.line;
        return MM_ROW;
    }
    return mm_source_fail(&r->lines.source, err, rc, r->lines.line, "%.180s",
                          why.text);
}

static void jsonl_close(mm_reader *self)
{
    jsonl_reader *r = (jsonl_reader *)self;

    mm_source_lines_close(&r->lines);
    mm_arena_release(&r->item.mem);
    free(r);
}

int mm_jsonl_read(mm_reader **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    jsonl_reader *r = calloc(1, sizeof *r);
    int           rc;

    (void)report; /* nothing of a row is lost */
    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ jsonl_next, jsonl_close };
    r->head.source = &r->lines.source;
    rc = mm_source_lines_open(&r->lines, path, o ? o->encoding : NULL, err);
    if (rc < 0) {
        jsonl_close(&r->head.base);
        return rc;
    }
    *out = &r->head.base;
    return MM_OK;
}
