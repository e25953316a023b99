/*
 * TMX 1.4b out, 1.1 to 1.4b in.
 *
 * A tu is a unit, a tuv a variant; the inline elements of a seg are codes whose
 * native text is kept apart from the text to translate. What a unit holds and
 * TMX has no place for travels as a prop `x-malmoi-...`; an attribute of tu or
 * tuv that a unit has no place for comes in as a prop `tmx:NAME` and goes out
 * as the attribute again.
 *
 * A `sub` (text to translate inside a code) stays in the code's data between
 * U+000E and U+000F, which XML cannot hold, so that it is told from native text
 * for certain. A bpt without its ept, or the other way round, is read as `it`.
 *
 * Lost, and said so: attributes of sub, assoc of ph, codes inside a sub (their
 * native text stays), the header's notes and props, the id of a code that
 * stands alone, and everything but the id of one that closes.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/xml.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUB_OPEN = 0x0E, SUB_CLOSE = 0x0F, CODES = 10000 };

/* Attributes of tu and tuv that a unit carries as props. */
static const char *const carried[] = {
    "o-encoding",    "datatype",     "usagecount",
    "lastusagedate", "creationtool", "creationtoolversion",
    "segtype",       "o-tmf",
};
enum { N_CARRIED = sizeof carried / sizeof *carried };

#define OURS "x-malmoi-"

/* ---- reading ---- */

typedef struct tmx_reader {
    mm_file_reader head;
    mm_xml        *xml;
    mm_report     *report;
    mm_arena       mem, kept; /* of the unit; of the file */
    mm_str         srclang;   /* the header's */
    mm_unit        unit;
    mm_buf         text, data;
    bool           in_body;
} tmx_reader;

static mm_str lang_of(const mm_xml_event *e)
{
    mm_str lang = mm_xml_attr_get(e, "xml:lang");

    return lang.len ? lang : mm_xml_attr_get(e, "lang");
}

static int put_srclang(mm_arena *mem, mm_str *out, mm_str lang)
{
    return mm_str_eq(lang, MM_S("*all*")) ? mm_put_str(mem, out, (mm_str){ 0 })
                                          : mm_put_lang(mem, out, lang);
}

/* Takes the dates, names and carried attributes of a tu or tuv. */
static int read_attrs(tmx_reader *r, const mm_xml_event *e, mm_stamp *stamp,
                      const mm_prop **props, size_t *n)
{
    static const mm_str none = { "", 0 };

    *stamp = (mm_stamp){ none, none, none, none };
    for (size_t i = 0; i < e->n_attrs; i++) {
        mm_str name = e->attrs[i].name, value = e->attrs[i].value;
        char   type[40];
        int    rc = MM_OK;

        if (mm_str_eq(name, MM_S("creationdate")))
            rc = mm_put_date(&r->mem, &stamp->created, value);
        else if (mm_str_eq(name, MM_S("changedate")))
            rc = mm_put_date(&r->mem, &stamp->changed, value);
        else if (mm_str_eq(name, MM_S("creationid")))
            rc = mm_put_str(&r->mem, &stamp->created_by, value);
        else if (mm_str_eq(name, MM_S("changeid")))
            rc = mm_put_str(&r->mem, &stamp->changed_by, value);
        else
            for (size_t k = 0; k < N_CARRIED && rc == MM_OK; k++) {
                if (!mm_str_eq(name, mm_cstr(carried[k])))
                    continue;
                snprintf(type, sizeof type, "tmx:%s", carried[k]);
                rc = mm_add_prop(&r->mem, props, n, mm_cstr(type), value, none);
            }
        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

/* The place in the unit for a prop of our own; NULL when it is none. */
static mm_str *own_field(mm_unit *unit, mm_str type)
{
    if (!mm_str_starts(type, MM_S(OURS)))
        return NULL;
    type = mm_str_sub(type, sizeof OURS - 1, SIZE_MAX);
    return mm_str_eq(type, MM_S("project"))    ? &unit->project
           : mm_str_eq(type, MM_S("client"))   ? &unit->client
           : mm_str_eq(type, MM_S("field"))    ? &unit->field
           : mm_str_eq(type, MM_S("status"))   ? &unit->status
           : mm_str_eq(type, MM_S("document")) ? &unit->document
                                               : NULL;
}

/* Reads the prop or note `e`; a prop of our own goes to its field. */
static int read_info(tmx_reader *r, const mm_xml_event *e, bool of_unit,
                     const mm_prop **props, size_t *n_props,
                     const mm_note **notes, size_t *n_notes, mm_error *err)
{
    bool   is_prop = mm_xml_is(e, "prop");
    mm_str type, lang, text, *field;
    int    rc;

    if (mm_put_str(&r->mem, &type, mm_xml_attr_get(e, "type")) < 0 ||
        mm_put_lang(&r->mem, &lang, lang_of(e)) < 0)
        return mm_fail_memory(err);
    if (mm_xml_attr_get(e, "o-encoding").len)
        mm_report_loss(r->report, "prop/o-encoding", e->line);
    mm_buf_clear(&r->data);
    if ((rc = mm_xml_content(r->xml, e, &r->data, NULL, err)) < 0)
        return rc;
    text = mm_buf_str(&r->data);
    if (!is_prop)
        rc = mm_add_note(&r->mem, notes, n_notes, text, lang);
    else if (of_unit && mm_str_eq(type, MM_S(OURS "score")) &&
             mm_str_number(text, &r->unit.score))
        rc = MM_OK;
    else if (of_unit && (field = own_field(&r->unit, type)))
        rc = mm_put_str(&r->mem, field, text);
    else
        rc = mm_add_prop(&r->mem, props, n_props, type, text, lang);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static mm_code *add_code(tmx_reader *r, mm_variant *v, mm_code_kind kind,
                         const mm_xml_event *e)
{
    mm_code *code = mm_list_add(&r->mem, &v->codes, &v->n_codes, sizeof *code);

    if (!code)
        return NULL;
    *code = (mm_code){ .kind = kind, .offset = r->text.len };
    if (mm_put_str(&r->mem, &code->id,
                   e ? mm_xml_attr_get(e, "i") : (mm_str){ 0 }) < 0 ||
        mm_put_str(&r->mem, &code->match,
                   e ? mm_xml_attr_get(e, "x") : (mm_str){ 0 }) < 0 ||
        mm_put_str(&r->mem, &code->type,
                   e ? mm_xml_attr_get(e, "type") : (mm_str){ 0 }) < 0 ||
        mm_put_str(&r->mem, &code->data, (mm_str){ 0 }) < 0)
        return NULL;
    return code;
}

/* The kind of code that element `e` is; false for hi and for strangers. */
static bool code_kind(mm_code_kind *kind, const mm_xml_event *e)
{
    mm_str pos;

    if (mm_xml_is(e, "bpt"))
        *kind = MM_CODE_OPEN;
    else if (mm_xml_is(e, "ept"))
        *kind = MM_CODE_CLOSE;
    else if (mm_xml_is(e, "ph") || mm_xml_is(e, "ut"))
        *kind = MM_CODE_ALONE;
    else if (mm_xml_is(e, "it")) {
        pos = mm_xml_attr_get(e, "pos");
        *kind = mm_str_eq(pos, MM_S("end"))     ? MM_CODE_END_ONLY
                : mm_str_eq(pos, MM_S("begin")) ? MM_CODE_BEGIN_ONLY
                                                : MM_CODE_ALONE;
    } else {
        return false;
    }
    return true;
}

/* Reads the native text of code element `e` into `code->data`. */
static int read_data(tmx_reader *r, mm_code *code, const mm_xml_event *e,
                     mm_error *err)
{
    unsigned     depth = e->depth;
    mm_xml_event in;
    int          rc;

    if (mm_xml_attr_get(e, "assoc").len)
        mm_report_loss(r->report, "code/assoc", e->line);
    mm_buf_clear(&r->data);
    while ((rc = mm_xml_next(r->xml, &in, err)) == MM_ROW) {
        bool sub = in.kind != MM_XML_TEXT && mm_xml_is(&in, "sub");

        if (in.kind == MM_XML_CLOSE && in.depth == depth)
            break;
        if (in.kind == MM_XML_OPEN && (in.n_attrs || !sub))
            mm_report_loss(r->report, sub ? "sub/attribute" : "sub/code",
                           in.line);
        if (in.kind == MM_XML_TEXT)
            rc = mm_buf_put(&r->data, in.text);
        else if (sub)
            rc = mm_buf_putc(&r->data,
                             in.kind == MM_XML_OPEN ? SUB_OPEN : SUB_CLOSE);
        if (rc < 0)
            return mm_fail_memory(err);
    }
    if (rc < 0)
        return rc;
    return mm_put_str(&r->mem, &code->data, mm_buf_str(&r->data)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* An element that TMX does not know inside seg: a code of its tag. */
static int read_stranger(tmx_reader *r, mm_variant *v, const mm_xml_event *e)
{
    bool     opens = e->kind == MM_XML_OPEN;
    mm_code *code = add_code(r, v, opens ? MM_CODE_OPEN : MM_CODE_CLOSE, NULL);
    char     id[24];
    int      rc;

    if (!code)
        return MM_ENOMEM;
    if (opens)
        mm_report_warn(r->report, e->line,
                       "element '%.*s' inside a seg is kept as a code",
                       (int)e->name.len, e->name.ptr);
    /* Depth tells the pairs of one nest apart; ept of the last one wins. */
    snprintf(id, sizeof id, "e%u", e->depth);
    mm_buf_clear(&r->data);
    if ((rc = mm_buf_put(&r->data, opens ? MM_S("<") : MM_S("</"))) < 0 ||
        (rc = mm_buf_put(&r->data, e->name)) < 0)
        return rc;
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++)
        rc = mm_buf_printf(&r->data, " %.*s=\"%.*s\"",
                           (int)e->attrs[i].name.len, e->attrs[i].name.ptr,
                           (int)e->attrs[i].value.len, e->attrs[i].value.ptr);
    if (rc < 0 || (rc = mm_buf_putc(&r->data, '>')) < 0 ||
        (rc = mm_put_str(&r->mem, &code->id, mm_cstr(id))) < 0)
        return rc;
    return mm_put_str(&r->mem, &code->data, mm_buf_str(&r->data));
}

static int read_inline(tmx_reader *r, mm_variant *v, const mm_xml_event *e,
                       mm_error *err)
{
    mm_code_kind kind;
    mm_code     *code;

    if (v->n_codes >= CODES)
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "more than %d codes in one segment", CODES);
    if (e->kind == MM_XML_OPEN && code_kind(&kind, e))
        return (code = add_code(r, v, kind, e)) ? read_data(r, code, e, err)
                                                : mm_fail_memory(err);
    if (mm_xml_is(e, "hi")) {
        kind = e->kind == MM_XML_OPEN ? MM_CODE_MARK_OPEN : MM_CODE_MARK_CLOSE;
        return add_code(r, v, kind, e) ? MM_OK : mm_fail_memory(err);
    }
    return read_stranger(r, v, e) < 0 ? mm_fail_memory(err) : MM_OK;
}

/* A code that opens and none closes, or the other way round, stands alone. */
static void settle_pairs(tmx_reader *r, mm_variant *v, long line)
{
    mm_code *code = (mm_code *)v->codes;
    bool     warned = false;

    for (size_t i = 0; i < v->n_codes; i++) {
        if (code[i].kind != MM_CODE_CLOSE)
            continue;
        for (size_t k = i; k-- > 0;) {
            if (code[k].kind == MM_CODE_OPEN &&
                mm_str_eq(code[k].id, code[i].id)) {
                code[k].kind = (mm_code_kind)(100 + MM_CODE_OPEN);
                code[i].kind = (mm_code_kind)(100 + MM_CODE_CLOSE);
                break;
            }
        }
    }
    for (size_t i = 0; i < v->n_codes; i++) {
        if ((int)code[i].kind >= 100) {
            code[i].kind = (mm_code_kind)((int)code[i].kind - 100);
        } else if (code[i].kind == MM_CODE_OPEN ||
                   code[i].kind == MM_CODE_CLOSE) {
            code[i].kind = code[i].kind == MM_CODE_OPEN ? MM_CODE_BEGIN_ONLY
                                                        : MM_CODE_END_ONLY;
            code[i].id = (mm_str){ "", 0 };
            if (!warned)
                mm_report_warn(r->report, line,
                               "a code without its other half is read as one "
                               "that stands alone");
            warned = true;
        }
    }
}

static int read_seg(tmx_reader *r, mm_variant *v, const mm_xml_event *seg,
                    mm_error *err)
{
    unsigned     depth = seg->depth;
    long         line = seg->line;
    mm_xml_event e;
    int          rc;

    mm_buf_clear(&r->text);
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            break;
        if (e.kind == MM_XML_TEXT)
            rc = mm_buf_put(&r->text, e.text) < 0 ? mm_fail_memory(err) : MM_OK;
        else
            rc = read_inline(r, v, &e, err);
        if (rc < 0)
            return rc;
    }
    if (rc < 0)
        return rc;
    if (v->n_codes)
        settle_pairs(r, v, line);
    return mm_put_str(&r->mem, &v->text, mm_buf_str(&r->text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static int read_tuv(tmx_reader *r, const mm_xml_event *tuv, mm_error *err)
{
    mm_variant *v =
        mm_list_add(&r->mem, &r->unit.variants, &r->unit.n_variants, sizeof *v);
    unsigned     depth = tuv->depth;
    long         line = tuv->line;
    bool         seen = false;
    mm_xml_event e;
    int          rc;

    if (!v || mm_put_lang(&r->mem, &v->lang, lang_of(tuv)) < 0 ||
        mm_put_str(&r->mem, &v->text, (mm_str){ 0 }) < 0 ||
        read_attrs(r, tuv, &v->stamp, &v->props, &v->n_props) < 0)
        return mm_fail_memory(err);
    if (v->lang.len == 0)
        mm_report_warn(r->report, line, "tuv without a language");
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            break;
        if (e.kind != MM_XML_OPEN)
            continue;
        if (mm_xml_is(&e, "seg") && !seen) {
            seen = true;
            rc = read_seg(r, v, &e, err);
        } else if (mm_xml_is(&e, "prop") || mm_xml_is(&e, "note")) {
            rc = read_info(r, &e, false, &v->props, &v->n_props, &v->notes,
                           &v->n_notes, err);
        } else {
            mm_report_loss(r->report, "tuv/element", e.line);
            rc = mm_xml_skip(r->xml, &e, err);
        }
        if (rc < 0)
            return rc;
    }
    if (!seen && rc >= 0)
        mm_report_warn(r->report, line, "tuv without a seg is empty");
    return rc < 0 ? rc : MM_OK;
}

static int read_tu(tmx_reader *r, const mm_xml_event *tu, mm_error *err)
{
    static const mm_str none = { "", 0 };
    unsigned            depth = tu->depth;
    mm_str              lang = mm_xml_attr_get(tu, "srclang");
    mm_unit            *u = &r->unit;
    mm_xml_event        e;
    int                 rc;

    *u = (mm_unit){ .id = none,
                    .source_lang = none,
                    .project = none,
                    .client = none,
                    .field = none,
                    .status = none,
                    .document = none };
    if (mm_put_str(&r->mem, &u->id, mm_xml_attr_get(tu, "tuid")) < 0 ||
        put_srclang(&r->mem, &u->source_lang, lang.len ? lang : r->srclang) <
            0 ||
        read_attrs(r, tu, &u->stamp, &u->props, &u->n_props) < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            break;
        if (e.kind != MM_XML_OPEN)
            continue;
        if (mm_xml_is(&e, "tuv")) {
            rc = read_tuv(r, &e, err);
        } else if (mm_xml_is(&e, "prop") || mm_xml_is(&e, "note")) {
            rc = read_info(r, &e, true, &u->props, &u->n_props, &u->notes,
                           &u->n_notes, err);
        } else {
            mm_report_loss(r->report, "tu/element", e.line);
            rc = mm_xml_skip(r->xml, &e, err);
        }
        if (rc < 0)
            return rc;
    }
    return rc < 0 ? rc : MM_OK;
}

/* Root and header; what they hold beside the source language is lost. */
static int read_head(tmx_reader *r, const mm_xml_event *e, mm_error *err)
{
    if (e->depth == 1 && !mm_xml_is(e, "tmx"))
        return mm_source_fail(r->head.source, err, MM_EFORMAT, e->line,
                              "no TMX: its root element is '%.*s'",
                              (int)e->name.len, e->name.ptr);
    if (mm_xml_is(e, "header") &&
        mm_put_str(&r->kept, &r->srclang, mm_xml_attr_get(e, "srclang")) < 0)
        return mm_fail_memory(err);
    if (e->depth == 3)
        mm_report_loss(r->report, "header/element", e->line);
    return MM_OK;
}

static int tmx_next(mm_reader *self, mm_item *out, mm_error *err)
{
    tmx_reader  *r = (tmx_reader *)self;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->xml, &e, err)) == MM_ROW) {
        long line = e.line;

        if (e.kind != MM_XML_OPEN)
            continue;
        if (!mm_xml_is(&e, "tu")) {
            if ((rc = read_head(r, &e, err)) < 0)
                return rc;
            continue;
        }
        mm_arena_clear(&r->mem);
        if ((rc = read_tu(r, &e, err)) < 0)
            return rc;
        mm_xml_good(r->xml);
        if (r->unit.n_variants == 0) {
            mm_report_warn(r->report, line, "tu without a tuv is left out");
            continue;
        }
        *out = (mm_item){ .unit = &r->unit, .line = line };
        return MM_ROW;
    }
    return rc;
}

static void tmx_close(mm_reader *self)
{
    tmx_reader *r = (tmx_reader *)self;

    mm_xml_close(r->xml);
    mm_arena_release(&r->mem);
    mm_arena_release(&r->kept);
    mm_buf_release(&r->text);
    mm_buf_release(&r->data);
    free(r);
}

int mm_tmx_read(mm_reader **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err)
{
    tmx_reader *r = calloc(1, sizeof *r);
    int         rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ tmx_next, tmx_close };
    r->report = report;
    if ((rc = mm_xml_open(&r->xml, path, o, err)) < 0) {
        tmx_close(&r->head.base);
        return rc;
    }
    r->head.source = mm_xml_source(r->xml);
    *out = &r->head.base;
    return MM_OK;
}

/* ---- writing ---- */

typedef struct tmx_writer {
    mm_writer                base;
    mm_xml_out               out;
    const mm_format_options *o;
    mm_arena                 mem, kept;
    mm_str                   srclang; /* of the header, "*all*" too */
    bool                     begun;
    long                     line; /* of the item, for losses */
} tmx_writer;

static int loss(tmx_writer *w, const char *field)
{
    return mm_report_loss(w->out.report, field, w->line);
}

static int begin(tmx_writer *w, mm_str srclang)
{
    mm_xml_out *out = &w->out;
    mm_str      langs = w->o->langs, lang = mm_str_cut(&langs, ',');
    char        date[20];
    int         rc;

    w->begun = true;
    if (lang.len)
        srclang = lang;
    rc = srclang.len ? mm_put_lang(&w->kept, &w->srclang, srclang)
                     : mm_put_str(&w->kept, &w->srclang, MM_S("*all*"));
    if (rc < 0 ||
        (rc = mm_xml_raw(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
                              "<tmx version=\"1.4\">\n"
                              "<header creationtool=\"malmoi\""
                              " creationtoolversion=\"" MALMOI_VERSION "\""
                              " segtype=\"sentence\" o-tmf=\"malmoi\""
                              " adminlang=\"en\" datatype=\"plaintext\"")) <
            0 ||
        (rc = mm_xml_put_attr(out, "srclang", w->srclang)) < 0)
        return rc;
    if (mm_date_basic(date, w->o->date) &&
        (rc = mm_xml_put_attr(out, "creationdate", mm_cstr(date))) < 0)
        return rc;
    return mm_xml_raw(out, "/>\n<body>\n");
}

static int put_stamp(tmx_writer *w, const mm_stamp *s)
{
    char   basic[20];
    mm_str created = s->created, changed = s->changed;
    int    rc;

    if (mm_date_basic(basic, created))
        created = mm_cstr(basic);
    if ((rc = mm_xml_put_attr(&w->out, "creationdate", created)) < 0 ||
        (rc = mm_xml_put_attr(&w->out, "creationid", s->created_by)) < 0)
        return rc;
    if (mm_date_basic(basic, changed))
        changed = mm_cstr(basic);
    if ((rc = mm_xml_put_attr(&w->out, "changedate", changed)) < 0)
        return rc;
    return mm_xml_put_attr(&w->out, "changeid", s->changed_by);
}

/* The attribute that prop `p` came from; NULL when it is a prop proper. */
static const char *attribute(const mm_prop *p, bool of_unit)
{
    mm_str name = mm_str_sub(p->type, 4, SIZE_MAX);

    if (!mm_str_starts(p->type, MM_S("tmx:")) || p->value.len == 0)
        return NULL;
    for (size_t i = 0; i < N_CARRIED; i++)
        if (mm_str_eq(name, mm_cstr(carried[i])))
            return of_unit || strcmp(carried[i], "segtype") ? carried[i] : NULL;
    return NULL;
}

static int put_attributes(tmx_writer *w, const mm_prop *props, size_t n,
                          bool of_unit)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n && rc == MM_OK; i++) {
        const char *name = attribute(&props[i], of_unit);

        if (name)
            rc = mm_xml_put_attr(&w->out, name, props[i].value);
    }
    return rc;
}

static int put_prop(tmx_writer *w, mm_str type, mm_str value, mm_str lang)
{
    int rc;

    if ((rc = mm_xml_raw(&w->out, "<prop")) < 0 ||
        (rc = mm_xml_must_attr(&w->out, "type", type)) < 0 ||
        (rc = mm_xml_put_attr(&w->out, "xml:lang", lang)) < 0 ||
        (rc = mm_xml_raw(&w->out, ">")) < 0 ||
        (rc = mm_xml_text(&w->out, value)) < 0)
        return rc;
    return mm_xml_raw(&w->out, "</prop>\n");
}

static int put_info(tmx_writer *w, const mm_prop *props, size_t n_props,
                    const mm_note *notes, size_t n_notes, bool of_unit)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n_props && rc == MM_OK; i++)
        if (!attribute(&props[i], of_unit))
            rc = put_prop(w, props[i].type, props[i].value, props[i].lang);
    for (size_t i = 0; i < n_notes && rc == MM_OK; i++) {
        if ((rc = mm_xml_raw(&w->out, "<note")) < 0 ||
            (rc = mm_xml_put_attr(&w->out, "xml:lang", notes[i].lang)) < 0 ||
            (rc = mm_xml_raw(&w->out, ">")) < 0 ||
            (rc = mm_xml_text(&w->out, notes[i].text)) < 0)
            return rc;
        rc = mm_xml_raw(&w->out, "</note>\n");
    }
    return rc;
}

static int put_own(tmx_writer *w, const mm_unit *u)
{
    static const mm_str none = { "", 0 };
    const struct {
        mm_str type, value;
    } own[] = { { MM_S(OURS "project"), u->project },
                { MM_S(OURS "client"), u->client },
                { MM_S(OURS "field"), u->field },
                { MM_S(OURS "status"), u->status },
                { MM_S(OURS "document"), u->document } };
    char room[32];
    int  rc = MM_OK;

    for (size_t i = 0; i < sizeof own / sizeof *own && rc == MM_OK; i++)
        if (own[i].value.len)
            rc = put_prop(w, own[i].type, own[i].value, none);
    if (rc == MM_OK && u->score != 0)
        rc = put_prop(w, MM_S(OURS "score"), mm_number(room, u->score), none);
    return rc;
}

/* The native text of a code, with its subs when they are balanced. */
static int put_data(tmx_writer *w, mm_str data)
{
    int    open = 0, rc = MM_OK;
    size_t from = 0;

    for (size_t i = 0; i < data.len && open >= 0; i++)
        open += data.ptr[i] == SUB_OPEN    ? open == 0 ? 1 : -9
                : data.ptr[i] == SUB_CLOSE ? -1
                                           : 0;
    if (open != 0)
        return mm_xml_text(&w->out, data); /* counts them as unholdable */
    for (size_t i = 0; i < data.len && rc == MM_OK; i++) {
        if (data.ptr[i] != SUB_OPEN && data.ptr[i] != SUB_CLOSE)
            continue;
        if ((rc = mm_xml_text(&w->out, mm_str_sub(data, from, i - from))) < 0)
            return rc;
        rc = mm_xml_raw(&w->out, data.ptr[i] == SUB_OPEN ? "<sub>" : "</sub>");
        from = i + 1;
    }
    return rc < 0 ? rc : mm_xml_text(&w->out, mm_str_sub(data, from, SIZE_MAX));
}

/* Counts what of `code` its element has no attribute for. */
static int count_losses(tmx_writer *w, const mm_code *code)
{
    bool paired = code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE;
    bool closes =
        code->kind == MM_CODE_CLOSE || code->kind == MM_CODE_MARK_CLOSE;
    bool mark =
        code->kind == MM_CODE_MARK_OPEN || code->kind == MM_CODE_MARK_CLOSE;
    int rc = MM_OK;

    if (!paired && code->id.len)
        rc = loss(w, "code/id");
    if (rc == MM_OK && closes && code->match.len)
        rc = loss(w, "code/match");
    if (rc == MM_OK && closes && code->type.len)
        rc = loss(w, "code/type");
    if (rc == MM_OK && mark && code->data.len)
        rc = loss(w, "code/data");
    return rc;
}

static const char *const elements[] = {
    [MM_CODE_OPEN] = "bpt",      [MM_CODE_CLOSE] = "ept",
    [MM_CODE_ALONE] = "ph",      [MM_CODE_BEGIN_ONLY] = "it",
    [MM_CODE_END_ONLY] = "it",   [MM_CODE_MARK_OPEN] = "hi",
    [MM_CODE_MARK_CLOSE] = "hi",
};

static int put_code(tmx_writer *w, const mm_code *code)
{
    const char *name = elements[code->kind];
    mm_xml_out *out = &w->out;
    bool        pos =
        code->kind == MM_CODE_BEGIN_ONLY || code->kind == MM_CODE_END_ONLY;
    int rc;

    if ((rc = count_losses(w, code)) < 0)
        return rc;
    if (code->kind == MM_CODE_MARK_CLOSE)
        return mm_xml_raw(out, "</hi>");
    if ((rc = mm_xml_raw(out, "<")) < 0 || (rc = mm_xml_raw(out, name)) < 0)
        return rc;
    if (pos)
        rc = mm_xml_raw(out, code->kind == MM_CODE_BEGIN_ONLY ? " pos=\"begin\""
                                                              : " pos=\"end\"");
    if (code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE)
        rc = mm_xml_must_attr(out, "i", code->id);
    if (rc == MM_OK && code->kind != MM_CODE_CLOSE &&
        (rc = mm_xml_put_attr(out, "x", code->match)) == MM_OK)
        rc = mm_xml_put_attr(out, "type", code->type);
    if (rc < 0 || (rc = mm_xml_raw(out, ">")) < 0 ||
        code->kind == MM_CODE_MARK_OPEN)
        return rc;
    if ((rc = put_data(w, code->data)) < 0 ||
        (rc = mm_xml_raw(out, "</")) < 0 || (rc = mm_xml_raw(out, name)) < 0)
        return rc;
    return mm_xml_raw(out, ">");
}

static int put_seg(tmx_writer *w, const mm_variant *v)
{
    size_t at = 0, marks = 0;
    bool   plain = w->o->level == 1;
    int    rc = mm_xml_raw(&w->out, "<seg>");

    for (size_t i = 0; i < v->n_codes && rc == MM_OK; i++) {
        const mm_code *code = &v->codes[i];

        if (plain) {
            rc = loss(w, "code");
            continue;
        }
        if (code->offset > at) {
            rc = mm_xml_text(&w->out,
                             mm_str_sub(v->text, at, code->offset - at));
            at = code->offset;
        }
        if (code->kind == MM_CODE_MARK_CLOSE && marks == 0) {
            rc = loss(w, "code"); /* nothing is open */
            continue;
        }
        marks += code->kind == MM_CODE_MARK_OPEN;
        marks -= code->kind == MM_CODE_MARK_CLOSE;
        if (rc == MM_OK)
            rc = put_code(w, code);
    }
    if (rc == MM_OK)
        rc = mm_xml_text(&w->out, mm_str_sub(v->text, at, SIZE_MAX));
    for (; marks && rc == MM_OK; marks--)
        rc = mm_xml_raw(&w->out, "</hi>");
    return rc < 0 ? rc : mm_xml_raw(&w->out, "</seg>");
}

static int put_lang_attr(tmx_writer *w, const char *name, mm_str lang)
{
    mm_str tag;
    int    rc = mm_put_lang(&w->mem, &tag, lang);

    return rc < 0 ? rc : mm_xml_must_attr(&w->out, name, tag);
}

static int put_variant(tmx_writer *w, const mm_variant *v)
{
    int rc;

    if ((rc = mm_xml_raw(&w->out, "<tuv")) < 0 ||
        (rc = put_lang_attr(w, "xml:lang", v->lang)) < 0 ||
        (rc = put_stamp(w, &v->stamp)) < 0 ||
        (rc = put_attributes(w, v->props, v->n_props, false)) < 0 ||
        (rc = mm_xml_raw(&w->out, ">")) < 0 ||
        (rc = put_info(w, v->props, v->n_props, v->notes, v->n_notes, false)) <
            0 ||
        (rc = put_seg(w, v)) < 0)
        return rc;
    return mm_xml_raw(&w->out, "</tuv>\n");
}

static int put_srclang_attr(tmx_writer *w, mm_str lang)
{
    mm_str tag = MM_S("*all*");
    int    rc = lang.len ? mm_put_lang(&w->mem, &tag, lang) : MM_OK;

    if (rc < 0 || mm_str_eq(tag, w->srclang))
        return rc;
    return mm_xml_put_attr(&w->out, "srclang", tag);
}

static int put_unit(tmx_writer *w, const mm_unit *u)
{
    int rc;

    if ((rc = mm_xml_raw(&w->out, "<tu")) < 0 ||
        (rc = mm_xml_put_attr(&w->out, "tuid", u->id)) < 0 ||
        (rc = put_srclang_attr(w, u->source_lang)) < 0 ||
        (rc = put_stamp(w, &u->stamp)) < 0 ||
        (rc = put_attributes(w, u->props, u->n_props, true)) < 0 ||
        (rc = mm_xml_raw(&w->out, ">\n")) < 0 || (rc = put_own(w, u)) < 0 ||
        (rc = put_info(w, u->props, u->n_props, u->notes, u->n_notes, true)) <
            0)
        return rc;
    for (size_t i = 0; i < u->n_variants && rc == MM_OK; i++)
        rc = put_variant(w, &u->variants[i]);
    return rc < 0 ? rc : mm_xml_raw(&w->out, "</tu>\n");
}

static int tmx_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    tmx_writer    *w = (tmx_writer *)self;
    const mm_unit *u = item->unit;
    int            rc = MM_OK;

    w->line = item->line;
    if (!u || u->n_variants == 0)
        return loss(w, u ? "unit" : "concept") < 0 ? mm_fail_memory(err)
                                                   : MM_OK;
    mm_arena_clear(&w->mem);
    if (!w->begun)
        rc = begin(w, u->source_lang);
    if (rc == MM_OK)
        rc = put_unit(w, u);
    return rc < 0 ? mm_fail_memory(err) : mm_xml_flush(&w->out, err);
}

static int tmx_finish(mm_writer *self, int rc, mm_error *err)
{
    tmx_writer *w = (tmx_writer *)self;

    if (rc >= 0 && ((!w->begun && begin(w, (mm_str){ 0 }) < 0) ||
                    mm_xml_raw(&w->out, "</body>\n</tmx>\n") < 0))
        rc = mm_fail_memory(err);
    rc = mm_xml_out_close(&w->out, rc, err);
    mm_arena_release(&w->mem);
    mm_arena_release(&w->kept);
    free(w);
    return rc;
}

int mm_tmx_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    static const mm_format_options none = { 0 };
    tmx_writer                    *w = calloc(1, sizeof *w);
    int                            rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_writer){ tmx_put, tmx_finish };
    w->o = o ? o : &none;
    if ((rc = mm_xml_out_open(&w->out, path, report, err)) < 0) {
        free(w);
        return rc;
    }
    *out = &w->base;
    return MM_OK;
}
