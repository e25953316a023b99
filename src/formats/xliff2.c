/*
 * XLIFF 2.0 and 2.1 in.
 *
 * Each segment is a unit: source and target are its variants, its state the
 * status, the file's `original` (else its id) the document. A unit of several
 * segments gives them the ids "ID", "ID/SEGMENT" ...; its notes go with the
 * first. What a unit or segment says by other attributes becomes props
 * "xliff:NAME". Proposals of the matches module are further variants with the
 * prop "xliff:alt", as in XLIFF 1.2; entries of the glossary module are
 * concepts.
 *
 * Codes: pc, sc and ec are pairs (an isolated one is half of one), ph stands
 * alone, mrk, sm and em are marks; native text stands in originalData. A cp is
 * a character that XML cannot hold. Lost, and said so: ignorable text that is
 * not white space, groups, skeletons, metadata and the other modules.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/tbx.h"
#include "formats/xliff.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODES = 10000 };

typedef struct datum {
    mm_str id, text;
} datum;

/* A proposal of the matches module. */
typedef struct match {
    mm_str         ref;
    const mm_prop *props;
    size_t         n_props;
    mm_variant     sides[2];
    bool           used;
} match;

typedef struct xliff2_reader {
    mm_file_reader head;
    mm_xml        *xml;
    mm_report     *report;
    mm_arena       kept, of_file, mem; /* of the root, the file, the unit */
    mm_str         langs[2], document;
    mm_buf         text;

    bool           in_unit;
    unsigned       depth; /* of the unit */
    size_t         n_segments;
    mm_str         unit_id;
    const mm_prop *props; /* of the unit */
    size_t         n_props;
    const mm_note *notes;
    size_t         n_notes;
    datum         *data;
    size_t         n_data;
    match         *matches;
    size_t         n_matches;
    mm_concept    *concepts;
    size_t         n_concepts, next_concept;
    mm_unit        unit;
} xliff2_reader;

static const mm_str   none = { "", 0 };
static const mm_stamp no_stamp = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

static void loss(xliff2_reader *r, const char *field, long line)
{
    mm_report_loss(r->report, field, line);
}

static int add_prop(xliff2_reader *r, const mm_prop **props, size_t *n,
                    mm_str name, mm_str value)
{
    char type[80];

    snprintf(type, sizeof type, XLIFF_PROP "%.*s", (int)name.len, name.ptr);
    return mm_add_prop(&r->mem, props, n, mm_cstr(type), value, none);
}

/* ---- text and native data ---- */

/* Puts the character that a cp stands for. */
static int put_cp(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str        hex = mm_xml_attr_get(e, "hex");
    unsigned long cp = 0;
    char          room[16];

    if (hex.len == 0 || hex.len >= sizeof room)
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "a cp without a character");
    memcpy(room, hex.ptr, hex.len);
    room[hex.len] = 0;
    cp = strtoul(room, NULL, 16);
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) ||
        mm_buf_put_cp(&r->text, (int32_t)cp) < 0)
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "'%s' is no character", room);
    return MM_OK;
}

/* Puts the text of `open`, characters of cp too, into r->text. */
static int read_text(xliff2_reader *r, const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    mm_buf_clear(&r->text);
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_TEXT && mm_buf_put(&r->text, e.text) < 0)
            rc = mm_fail_memory(err);
        else if (e.kind == MM_XML_OPEN && mm_xml_is(&e, "cp"))
            rc = put_cp(r, &e, err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int keep_text(xliff2_reader *r, const mm_xml_event *open, mm_str *out,
                     mm_error *err)
{
    int rc = read_text(r, open, err);

    return rc < 0 ? rc
           : mm_put_str(&r->mem, out, mm_buf_str(&r->text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static int read_original_data(xliff2_reader *r, const mm_xml_event *open,
                              mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        datum *d;

        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind != MM_XML_OPEN)
            continue;
        d = mm_list_add(&r->mem, &r->data, &r->n_data, sizeof *d);
        if (!d || mm_put_str(&r->mem, &d->id, mm_xml_attr_get(&e, "id")) < 0)
            return mm_fail_memory(err);
        if ((rc = keep_text(r, &e, &d->text, err)) < 0)
            return rc;
    }
    return rc;
}

static mm_str data_of(const xliff2_reader *r, const mm_xml_event *e,
                      const char *attribute)
{
    mm_str id = mm_xml_attr_get(e, attribute);

    for (size_t i = 0; i < r->n_data && id.len; i++)
        if (mm_str_eq(r->data[i].id, id))
            return r->data[i].text;
    return none;
}

/* ---- codes ---- */

/* The kind of code in our words: "bold" for fmt and xlf:b. */
static int type_of(xliff2_reader *r, mm_str *out, const mm_xml_event *e)
{
    mm_str type = mm_xml_attr_get(e, "type");
    mm_str sub = mm_xml_attr_get(e, "subType");
    mm_buf both = { 0 };
    int    rc;

    for (size_t i = 0; i < XLIFF2_TYPES; i++)
        if (mm_str_eq(type, mm_cstr(mm_xliff2_types[i].type)) &&
            mm_str_eq(sub, mm_cstr(mm_xliff2_types[i].sub)))
            return mm_put_str(&r->mem, out, mm_cstr(mm_xliff2_types[i].name));
    if (sub.len == 0 && mm_str_starts(type, MM_S(XLIFF2_OURS)))
        sub = type; /* of a mark */
    if (mm_str_starts(sub, MM_S(XLIFF2_OURS)))
        return mm_put_str(&r->mem, out,
                          mm_str_sub(sub, sizeof XLIFF2_OURS - 1, SIZE_MAX));
    if (sub.len == 0 || type.len == 0)
        return mm_put_str(&r->mem, out, sub.len ? sub : type);
    rc = mm_buf_put(&both, type) < 0 || mm_buf_putc(&both, '/') < 0 ||
                 mm_buf_put(&both, sub) < 0
             ? MM_ENOMEM
             : mm_put_str(&r->mem, out, mm_buf_str(&both));
    mm_buf_release(&both);
    return rc;
}

static mm_code *add_code(xliff2_reader *r, mm_variant *v, mm_code_kind kind,
                         const mm_xml_event *e, mm_error *err)
{
    mm_code *code;

    if (v->n_codes >= CODES) {
        mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                       "more than %d codes in one segment", CODES);
        return NULL;
    }
    code = mm_list_add(&r->mem, &v->codes, &v->n_codes, sizeof *code);
    if (!code) {
        mm_fail_memory(err);
        return NULL;
    }
    *code = (mm_code){ .kind = kind,
                       .offset = v->text.len,
                       .id = none,
                       .match = none,
                       .type = none,
                       .data = none };
    return code;
}

static void count_attributes(xliff2_reader *r, const mm_xml_event *e)
{
    static const char *const held[] = {
        "id",       "type",         "subType",    "dataRef",
        "startRef", "dataRefStart", "dataRefEnd", "isolated",
        "value",    "ref",          NULL
    };

    for (size_t i = 0; i < e->n_attrs; i++) {
        const char *const *name = held;

        while (*name && !mm_str_eq(e->attrs[i].name, mm_cstr(*name)))
            name++;
        if (!*name)
            loss(r, "code/attribute", e->line);
    }
}

/* An empty element: ph, sc, ec, sm, em. */
static int read_point(xliff2_reader *r, mm_variant *v, mm_code_kind kind,
                      const mm_xml_event *e, mm_error *err)
{
    bool     isolated = mm_str_eq(mm_xml_attr_get(e, "isolated"), MM_S("yes"));
    mm_str   id = mm_xml_attr_get(e, "id"), start, native, value;
    mm_code *code;

    if (isolated && kind == MM_CODE_OPEN)
        kind = MM_CODE_BEGIN_ONLY;
    if (isolated && kind == MM_CODE_CLOSE)
        kind = MM_CODE_END_ONLY;
    if (!(code = add_code(r, v, kind, e, err)))
        return MM_EFORMAT;
    count_attributes(r, e);
    start = mm_xml_attr_get(e, "startRef");
    native = data_of(r, e, "dataRef");
    value = mm_xml_attr_get(e, "value");
    if (value.len == 0)
        value = mm_xml_attr_get(e, "ref");
    if ((kind == MM_CODE_OPEN || kind == MM_CODE_CLOSE) &&
        mm_tbx_id_in(&r->mem, &code->id,
                     kind == MM_CODE_CLOSE && start.len ? start : id) < 0)
        return mm_fail_memory(err);
    if (kind != MM_CODE_CLOSE && kind != MM_CODE_MARK_CLOSE &&
        (mm_tbx_id_in(&r->mem, &code->match, id) < 0 ||
         type_of(r, &code->type, e) < 0))
        return mm_fail_memory(err);
    code->data = native;
    if (kind == MM_CODE_MARK_OPEN &&
        mm_put_str(&r->mem, &code->data, value) < 0)
        return mm_fail_memory(err);
    return mm_xml_skip(r->xml, e, err);
}

static int read_content(xliff2_reader *r, mm_variant *v, mm_buf *text,
                        const mm_xml_event *open, mm_error *err);

/* pc and mrk, which hold text of the segment. */
static int read_span(xliff2_reader *r, mm_variant *v, mm_buf *text,
                     const mm_xml_event *e, mm_error *err)
{
    bool     mark = mm_xml_is(e, "mrk");
    mm_code *code =
        add_code(r, v, mark ? MM_CODE_MARK_OPEN : MM_CODE_OPEN, e, err);
    mm_str start = data_of(r, e, "dataRefStart"), id, end;
    int    rc;

    if (!code)
        return MM_EFORMAT;
    count_attributes(r, e);
    end = data_of(r, e, "dataRefEnd");
    if (mm_tbx_id_in(&r->mem, &code->match, mm_xml_attr_get(e, "id")) < 0 ||
        type_of(r, &code->type, e) < 0)
        return mm_fail_memory(err);
    if (mark) {
        mm_str value = mm_xml_attr_get(e, "value");

        if (mm_put_str(&r->mem, &start,
                       value.len ? value : mm_xml_attr_get(e, "ref")) < 0)
            return mm_fail_memory(err);
    } else {
        code->id = code->match;
    }
    code->data = start;
    id = code->id;
    if ((rc = read_content(r, v, text, e, err)) < 0)
        return rc;
    v->text.len = text->len;
    if (!(code = add_code(r, v, mark ? MM_CODE_MARK_CLOSE : MM_CODE_CLOSE, e,
                          err)))
        return MM_EFORMAT;
    code->id = id;
    code->data = mark ? none : end;
    return MM_OK;
}

static int read_inline(xliff2_reader *r, mm_variant *v, mm_buf *text,
                       const mm_xml_event *e, mm_error *err)
{
    static const struct {
        const char  *name;
        mm_code_kind kind;
    } points[] = {
        { "ph", MM_CODE_ALONE },      { "sc", MM_CODE_OPEN },
        { "ec", MM_CODE_CLOSE },      { "sm", MM_CODE_MARK_OPEN },
        { "em", MM_CODE_MARK_CLOSE },
    };
    int rc;

    v->text.len = text->len; /* where a code stands */
    if (mm_xml_is(e, "pc") || mm_xml_is(e, "mrk"))
        return read_span(r, v, text, e, err);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        if (mm_xml_is(e, points[i].name))
            return read_point(r, v, points[i].kind, e, err);
    if (mm_xml_is(e, "cp")) {
        mm_buf_clear(&r->text);
        if ((rc = put_cp(r, e, err)) < 0)
            return rc;
        return mm_buf_put(text, mm_buf_str(&r->text)) < 0
                   ? mm_fail_memory(err)
                   : mm_xml_skip(r->xml, e, err);
    }
    loss(r, "element", e->line);
    return read_content(r, v, text, e, err);
}

static int read_content(xliff2_reader *r, mm_variant *v, mm_buf *text,
                        const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_OPEN)
            rc = read_inline(r, v, text, &e, err);
        else if (e.kind == MM_XML_TEXT && mm_buf_put(text, e.text) < 0)
            rc = mm_fail_memory(err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

/* source or target into `v`. */
static int read_side(xliff2_reader *r, mm_variant *v, const mm_xml_event *e,
                     int side, mm_error *err)
{
    mm_str lang = mm_xml_attr_get(e, "xml:lang");
    mm_str order = mm_xml_attr_get(e, "order");
    mm_buf text = { 0 };
    int    rc;

    *v = (mm_variant){ .lang = none, .text = none, .stamp = no_stamp };
    if (mm_put_lang(&r->mem, &v->lang, lang.len ? lang : r->langs[side]) < 0 ||
        (order.len &&
         add_prop(r, &v->props, &v->n_props, MM_S("order"), order) < 0))
        return mm_fail_memory(err);
    rc = read_content(r, v, &text, e, err);
    if (rc >= 0 && mm_put_str(&r->mem, &v->text, mm_buf_str(&text)) < 0)
        rc = mm_fail_memory(err);
    mm_buf_release(&text);
    if (rc >= 0)
        mm_xliff_settle_pairs(v);
    return rc < 0 ? rc : MM_OK;
}

/* ---- modules ---- */

static int read_match(xliff2_reader *r, const mm_xml_event *open, mm_error *err)
{
    unsigned depth = open->depth;
    datum   *outer = r->data;
    size_t   n_outer = r->n_data;
    match   *m = mm_list_add(&r->mem, &r->matches, &r->n_matches, sizeof *m);
    mm_xml_event e;
    int          rc = MM_OK;

    if (!m || mm_put_str(&r->mem, &m->ref, mm_xml_attr_get(open, "ref")) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < open->n_attrs && rc == MM_OK; i++)
        if (!mm_str_eq(open->attrs[i].name, MM_S("ref")))
            rc = add_prop(r, &m->props, &m->n_props, open->attrs[i].name,
                          open->attrs[i].value);
    if (rc < 0)
        return mm_fail_memory(err);
    r->data = NULL; /* a match has data of its own */
    r->n_data = 0;
    while (rc >= 0 && (rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            break;
        if (e.kind != MM_XML_OPEN)
            continue;
        if (mm_xml_is(&e, "source") || mm_xml_is(&e, "target")) {
            int side = mm_xml_is(&e, "target");

            rc = read_side(r, &m->sides[side], &e, side, err);
        } else if (mm_xml_is(&e, "originalData")) {
            rc = read_original_data(r, &e, err);
        } else {
            loss(r, "match/element", e.line);
            rc = mm_xml_skip(r->xml, &e, err);
        }
    }
    r->data = outer;
    r->n_data = n_outer;
    return rc < 0 ? rc : MM_OK;
}

/* One glossEntry, a concept. */
static int read_gloss_entry(xliff2_reader *r, const mm_xml_event *open,
                            mm_error *err)
{
    unsigned    depth = open->depth;
    mm_concept *c =
        mm_list_add(&r->mem, &r->concepts, &r->n_concepts, sizeof *c);
    mm_xml_event e;
    int          rc;

    if (!c)
        return mm_fail_memory(err);
    *c = (mm_concept){ .id = none,
                       .review = MM_APPROVED,
                       .definition = none,
                       .definition_source = none,
                       .field = none,
                       .project = none,
                       .client = none,
                       .stamp = no_stamp };
    if (mm_tbx_id_in(&r->mem, &c->id, mm_xml_attr_get(open, "id")) < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        mm_lang_section *s;
        mm_term         *t;
        mm_str           text, source;
        int              side;

        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind != MM_XML_OPEN)
            continue;
        side = mm_xml_is(&e, "translation");
        if (mm_put_str(&r->mem, &source, mm_xml_attr_get(&e, "source")) < 0)
            return mm_fail_memory(err);
        if (mm_xml_is(&e, "definition")) {
            if ((rc = keep_text(r, &e, &c->definition, err)) < 0)
                return rc;
            c->definition_source = source;
            continue;
        }
        if (!side && !mm_xml_is(&e, "term")) {
            loss(r, "glossEntry/element", e.line);
            if ((rc = mm_xml_skip(r->xml, &e, err)) < 0)
                return rc;
            continue;
        }
        if ((rc = keep_text(r, &e, &text, err)) < 0)
            return rc;
        s = mm_section_of(&r->mem, c, r->langs[side]);
        if (!s || !(t = mm_add_term(&r->mem, s, text)))
            return mm_fail_memory(err);
        if (!s->definition.ptr)
            s->definition = s->definition_source = none;
        t->type = t->part_of_speech = t->hanja = none;
        t->source = source;
        t->stamp = no_stamp;
    }
    return rc;
}

/* ---- units ---- */

static int read_notes(xliff2_reader *r, const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind != MM_XML_OPEN)
            continue;
        if (e.n_attrs)
            loss(r, "note/attribute", e.line);
        if ((rc = read_text(r, &e, err)) < 0)
            return rc;
        if (mm_add_note(&r->mem, &r->notes, &r->n_notes, mm_buf_str(&r->text),
                        none) < 0)
            return mm_fail_memory(err);
    }
    return rc;
}

static int start_unit(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    int rc;

    mm_arena_clear(&r->mem);
    r->in_unit = true;
    r->depth = e->depth;
    r->n_segments = 0;
    r->props = NULL;
    r->notes = NULL;
    r->data = NULL;
    r->matches = NULL;
    r->concepts = NULL;
    r->n_props = r->n_notes = r->n_data = r->n_matches = r->n_concepts =
        r->next_concept = 0;
    rc = mm_tbx_id_in(&r->mem, &r->unit_id, mm_xml_attr_get(e, "id"));
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++) {
        mm_str name = e->attrs[i].name;

        if (mm_str_eq(name, MM_S("id")) || mm_str_starts(name, MM_S("xml:")))
            continue;
        rc = add_prop(r, &r->props, &r->n_props, name, e->attrs[i].value);
    }
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* "ID" for the first segment, "ID/SEGMENT" for the others. */
static int segment_id(xliff2_reader *r, mm_str segment)
{
    char   number[24];
    mm_buf id = { 0 };
    int    rc;

    if (r->n_segments == 1) {
        r->unit.id = r->unit_id;
        return MM_OK;
    }
    snprintf(number, sizeof number, "%zu", r->n_segments);
    rc = mm_buf_put(&id, r->unit_id) < 0 || mm_buf_putc(&id, '/') < 0 ||
                 mm_buf_put(&id, segment.len ? segment : mm_cstr(number)) < 0
             ? MM_ENOMEM
             : mm_put_str(&r->mem, &r->unit.id, mm_buf_str(&id));
    mm_buf_release(&id);
    return rc;
}

/* Attributes of a segment: its state is the status, unless subState says it in
 * our own words. */
static int segment_attributes(xliff2_reader *r, const mm_xml_event *e)
{
    mm_unit *u = &r->unit;
    mm_str   sub = mm_xml_attr_get(e, "subState");
    int      rc = MM_OK;

    for (size_t i = 0; i < r->n_props && rc == MM_OK; i++)
        rc = mm_add_prop(&r->mem, &u->props, &u->n_props, r->props[i].type,
                         r->props[i].value, none);
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++) {
        mm_str name = e->attrs[i].name, value = e->attrs[i].value;

        if (mm_str_eq(name, MM_S("state")))
            rc = mm_str_starts(sub, MM_S(XLIFF2_OURS))
                     ? MM_OK
                     : mm_put_str(&r->mem, &u->status, value);
        else if (mm_str_eq(name, MM_S("id")))
            rc = r->n_segments == 1 && !mm_str_starts(value, MM_S("mm.-.no"))
                     ? add_prop(r, &u->props, &u->n_props, MM_S("segment"),
                                value)
                     : MM_OK;
        else if (mm_str_eq(name, MM_S("subState")) &&
                 mm_str_starts(sub, MM_S(XLIFF2_OURS)))
            rc = mm_put_str(&r->mem, &u->status,
                            mm_str_sub(sub, sizeof XLIFF2_OURS - 1, SIZE_MAX));
        else
            rc = add_prop(r, &u->props, &u->n_props, name, value);
    }
    return rc;
}

/* The variants of the proposals for the segment of id `id`. */
static int add_matches(xliff2_reader *r, mm_str id)
{
    size_t number = 0;

    for (size_t i = 0; i < r->n_matches; i++) {
        match *m = &r->matches[i];
        char   text[24];
        bool   here = m->ref.len == 0 || (id.len && mm_str_ends(m->ref, id)) ||
                    r->n_segments == 1;

        if (m->used || !here)
            continue;
        m->used = true;
        snprintf(text, sizeof text, "%zu", ++number);
        for (int side = 0; side < 2; side++) {
            mm_variant *v = mm_list_add(&r->mem, &r->unit.variants,
                                        &r->unit.n_variants, sizeof *v);

            if (!v)
                return MM_ENOMEM;
            *v = m->sides[side];
            if (add_prop(r, &v->props, &v->n_props, MM_S("alt"),
                         mm_cstr(text)) < 0)
                return MM_ENOMEM;
            for (size_t k = 0; k < m->n_props && side == 0; k++)
                if (mm_add_prop(&r->mem, &v->props, &v->n_props,
                                m->props[k].type, m->props[k].value, none) < 0)
                    return MM_ENOMEM;
        }
    }
    return MM_OK;
}

static int read_segment(xliff2_reader *r, const mm_xml_event *open,
                        mm_error *err)
{
    mm_unit     *u = &r->unit;
    unsigned     depth = open->depth;
    mm_xml_event e;
    mm_str       id;
    int          rc;

    *u = (mm_unit){ .stamp = no_stamp,
                    .id = none,
                    .project = none,
                    .client = none,
                    .field = none,
                    .status = none,
                    .source_lang = r->langs[0],
                    .document = r->document };
    r->n_segments++;
    if (mm_put_str(&r->mem, &id, mm_xml_attr_get(open, "id")) < 0 ||
        segment_id(r, id) < 0 || segment_attributes(r, open) < 0)
        return mm_fail_memory(err);
    if (r->n_segments == 1) {
        u->notes = r->notes;
        u->n_notes = r->n_notes;
    }
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        mm_variant *v, side;

        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return add_matches(r, id) < 0 ? mm_fail_memory(err) : MM_OK;
        if (e.kind != MM_XML_OPEN)
            continue;
        if ((rc = read_side(r, &side, &e, mm_xml_is(&e, "target"), err)) < 0)
            return rc;
        v = mm_list_add(&r->mem, &u->variants, &u->n_variants, sizeof *v);
        if (!v)
            return mm_fail_memory(err);
        *v = side;
    }
    return rc;
}

/* Text between segments: white space, as a rule. */
static int read_ignorable(xliff2_reader *r, const mm_xml_event *e,
                          mm_error *err)
{
    int rc = read_text(r, e, err);

    if (rc >= 0 && mm_str_trim(mm_buf_str(&r->text)).len)
        loss(r, "ignorable", e->line);
    return rc;
}

/* A child of a unit: MM_ROW when it is a segment. */
static int read_child(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    int rc;

    if (mm_xml_is(e, "segment"))
        return (rc = read_segment(r, e, err)) < 0 ? rc : MM_ROW;
    if (mm_xml_is(e, "notes"))
        return read_notes(r, e, err);
    if (mm_xml_is(e, "originalData"))
        return read_original_data(r, e, err);
    if (mm_xml_is(e, "ignorable"))
        return read_ignorable(r, e, err);
    if (mm_xml_is(e, "match"))
        return read_match(r, e, err);
    if (mm_xml_is(e, "glossEntry"))
        return read_gloss_entry(r, e, err);
    if (mm_xml_is(e, "matches") || mm_xml_is(e, "glossary"))
        return MM_OK; /* what is inside comes by itself */
    loss(r, "unit/element", e->line);
    return mm_xml_skip(r->xml, e, err);
}

static void end_unit(xliff2_reader *r, long line)
{
    r->in_unit = false;
    for (size_t i = 0; i < r->n_matches; i++)
        if (!r->matches[i].used)
            loss(r, "match", line);
}

/* ---- the file ---- */

static int read_root(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str version = mm_xml_attr_get(e, "version");

    if (!mm_xml_is(e, "xliff"))
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "no XLIFF: its root element is '%.*s'",
                              (int)e->name.len, e->name.ptr);
    if (!mm_str_starts(version, MM_S("2")))
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "XLIFF version '%.*s' is not 2.x: read it as "
                              "xliff",
                              (int)version.len, version.ptr);
    return mm_put_lang(&r->kept, &r->langs[0], mm_xml_attr_get(e, "srcLang")) <
                       0 ||
                   mm_put_lang(&r->kept, &r->langs[1],
                               mm_xml_attr_get(e, "trgLang")) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* A file is known by its original, else by an id that somebody chose. */
static int read_file(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str name = mm_xml_attr_get(e, "original");
    mm_str id = mm_xml_attr_get(e, "id");

    mm_arena_clear(&r->of_file);
    if (name.len == 0 && !(id.len && id.ptr[0] == 'f'))
        name = id;
    return mm_put_str(&r->of_file, &r->document, name) < 0 ? mm_fail_memory(err)
                                                           : MM_OK;
}

/* An element outside of units. */
static int read_other(xliff2_reader *r, const mm_xml_event *e, mm_error *err)
{
    if (e->depth == 1)
        return read_root(r, e, err);
    if (mm_xml_is(e, "file"))
        return read_file(r, e, err);
    if (mm_xml_is(e, "unit"))
        return start_unit(r, e, err);
    loss(r, mm_xml_is(e, "group") ? "group" : "file/element", e->line);
    return mm_xml_is(e, "group") ? MM_OK : mm_xml_skip(r->xml, e, err);
}

static int xliff2_next(mm_reader *self, mm_item *out, mm_error *err)
{
    xliff2_reader *r = (xliff2_reader *)self;
    mm_xml_event   e;
    int            rc;

    for (;;) {
        if (r->in_unit && r->next_concept < r->n_concepts) {
            out->concept = &r->concepts[r->next_concept++];
            return MM_ROW;
        }
        if ((rc = mm_xml_next(r->xml, &e, err)) != MM_ROW)
            return rc;
        if (r->in_unit && e.kind == MM_XML_CLOSE && e.depth == r->depth)
            end_unit(r, e.line);
        if (e.kind != MM_XML_OPEN)
            continue;
        *out = (mm_item){ .line = e.line };
        rc = r->in_unit ? read_child(r, &e, err) : read_other(r, &e, err);
        if (rc < 0)
            return rc;
        if (rc == MM_ROW) {
            mm_xml_good(r->xml);
            out->unit = &r->unit;
            return MM_ROW;
        }
    }
}

static void xliff2_close(mm_reader *self)
{
    xliff2_reader *r = (xliff2_reader *)self;

    mm_xml_close(r->xml);
    mm_arena_release(&r->kept);
    mm_arena_release(&r->of_file);
    mm_arena_release(&r->mem);
    mm_buf_release(&r->text);
    free(r);
}

int mm_xliff2_read(mm_reader **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    xliff2_reader *r = calloc(1, sizeof *r);
    int            rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ xliff2_next, xliff2_close };
    r->report = report;
    r->document = r->langs[0] = r->langs[1] = none;
    if ((rc = mm_xml_open(&r->xml, path, o, err)) < 0) {
        xliff2_close(&r->head.base);
        return rc;
    }
    r->head.source = mm_xml_source(r->xml);
    *out = &r->head.base;
    return MM_OK;
}
