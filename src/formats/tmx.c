/*
 * TMX 1.1 to 1.4b in (tmx_out.c writes it).
 *
 * A tu is a unit, a tuv a variant; the inline elements of a seg are codes whose
 * native text is kept apart from the text to translate. What a unit holds and
 * TMX has no place for travels as a prop `x-malmoi-...`; an attribute of tu or
 * tuv that a unit has no place for comes in as a prop `tmx:NAME` and goes out
 * as the attribute again.
 *
 * A `sub` (text to translate inside a code) stays in the code's data (codes.c).
 * A bpt without its ept, or the other way round, is read as `it`.
 *
 * Lost, and said so: attributes of sub, assoc of ph, codes inside a sub (their
 * native text stays), the header's notes and props.
 */
#include "formats/tmx.h"

#include "formats/all.h"
#include "formats/build.h"
#include "formats/codes.h"

#include "base/map.h"

#include <stdio.h>

const char *const mm_tmx_carried[] = {
    "o-encoding",    "datatype",     "usagecount",
    "lastusagedate", "creationtool", "creationtoolversion",
    "segtype",       "o-tmf",        NULL
};

typedef struct tmx_reader {
    mm_xml_reader in;
    mm_str        srclang; /* the header's */
    mm_unit       unit;
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
            rc = mm_put_date(&r->in.mem, &stamp->created, value);
        else if (mm_str_eq(name, MM_S("changedate")))
            rc = mm_put_date(&r->in.mem, &stamp->changed, value);
        else if (mm_str_eq(name, MM_S("creationid")))
            rc = mm_put_str(&r->in.mem, &stamp->created_by, value);
        else if (mm_str_eq(name, MM_S("changeid")))
            rc = mm_put_str(&r->in.mem, &stamp->changed_by, value);
        else
            for (const char *const *c = mm_tmx_carried; *c && rc == MM_OK;
                 c++) {
                if (!mm_str_eq(name, mm_cstr(*c)))
                    continue;
                snprintf(type, sizeof type, TMX_PROP "%s", *c);
                rc = mm_add_prop(&r->in.mem, props, n, mm_cstr(type), value,
                                 none);
            }
        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

/* The place in the unit for a prop of our own; NULL when it is none. */
static mm_str *own_field(mm_unit *unit, mm_str type)
{
    if (!mm_str_starts(type, MM_S(TMX_OURS)))
        return NULL;
    type = mm_str_sub(type, sizeof TMX_OURS - 1, SIZE_MAX);
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

    if (mm_put_str(&r->in.mem, &type, mm_xml_attr_get(e, "type")) < 0 ||
        mm_put_lang(&r->in.mem, &lang, lang_of(e)) < 0)
        return mm_fail_memory(err);
    if (mm_xml_attr_get(e, "o-encoding").len)
        mm_report_loss(r->in.report, "prop/o-encoding", e->line);
    mm_buf_clear(&r->in.data);
    if ((rc = mm_xml_content(r->in.xml, e, &r->in.data, NULL, err)) < 0)
        return rc;
    text = mm_buf_str(&r->in.data);
    if (!is_prop)
        rc = mm_add_note(&r->in.mem, notes, n_notes, text, lang);
    else if (of_unit && mm_str_eq(type, MM_S(TMX_OURS "score")) &&
             mm_str_number(text, &r->unit.score))
        rc = MM_OK;
    else if (of_unit && (field = own_field(&r->unit, type)))
        rc = mm_put_str(&r->in.mem, field, text);
    else
        rc = mm_add_prop(&r->in.mem, props, n_props, type, text, lang);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static mm_code *add_code(tmx_reader *r, mm_variant *v, mm_code_kind kind,
                         const mm_xml_event *e)
{
    mm_code *code = mm_add_code(&r->in.mem, v, kind, r->in.text.len);

    if (!code ||
        mm_put_str(&r->in.mem, &code->id, mm_xml_attr_get(e, "i")) < 0 ||
        mm_put_str(&r->in.mem, &code->match, mm_xml_attr_get(e, "x")) < 0 ||
        mm_put_str(&r->in.mem, &code->type, mm_xml_attr_get(e, "type")) < 0)
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

/* An element that TMX knows as a code, its native text too. */
static int read_code(tmx_reader *r, mm_variant *v, mm_code_kind kind,
                     const mm_xml_event *e, mm_error *err)
{
    mm_code *code = add_code(r, v, kind, e);

    if (!code)
        return mm_fail_memory(err);
    if (mm_xml_attr_get(e, "assoc").len)
        mm_report_loss(r->in.report, "code/assoc", e->line);
    return mm_code_native(&r->in, e, &code->data, err);
}

/* An element that TMX does not know inside seg: a code of its tag. */
static int read_stranger(tmx_reader *r, mm_variant *v, const mm_xml_event *e)
{
    bool     opens = e->kind == MM_XML_OPEN;
    mm_code *code = mm_add_code(
        &r->in.mem, v, opens ? MM_CODE_OPEN : MM_CODE_CLOSE, r->in.text.len);
    char id[24];
    int  rc;

    if (!code)
        return MM_ENOMEM;
    if (opens)
        mm_report_warn(r->in.report, e->line,
                       "element '%.*s' inside a seg is kept as a code",
                       (int)e->name.len, e->name.ptr);
    /* Depth tells the pairs of one nest apart; ept of the last one wins. */
    snprintf(id, sizeof id, "e%u", e->depth);
    mm_buf_clear(&r->in.data);
    if ((rc = mm_buf_put(&r->in.data, opens ? MM_S("<") : MM_S("</"))) < 0 ||
        (rc = mm_buf_put(&r->in.data, e->name)) < 0)
        return rc;
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++)
        rc = mm_buf_printf(&r->in.data, " %.*s=\"%.*s\"",
                           (int)e->attrs[i].name.len, e->attrs[i].name.ptr,
                           (int)e->attrs[i].value.len, e->attrs[i].value.ptr);
    if (rc < 0 || (rc = mm_buf_putc(&r->in.data, '>')) < 0 ||
        (rc = mm_put_str(&r->in.mem, &code->id, mm_cstr(id))) < 0)
        return rc;
    return mm_put_str(&r->in.mem, &code->data, mm_buf_str(&r->in.data));
}

static int read_inline(tmx_reader *r, mm_variant *v, const mm_xml_event *e,
                       mm_error *err)
{
    mm_code_kind kind;
    int          rc = mm_code_room(&r->in, v, e->line, err);

    if (rc < 0)
        return rc;
    if (e->kind == MM_XML_OPEN && code_kind(&kind, e))
        return read_code(r, v, kind, e, err);
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
                mm_report_warn(r->in.report, line,
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

    mm_buf_clear(&r->in.text);
    while ((rc = mm_xml_next(r->in.xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            break;
        if (e.kind == MM_XML_TEXT)
            rc = mm_buf_put(&r->in.text, e.text) < 0 ? mm_fail_memory(err)
                                                     : MM_OK;
        else
            rc = read_inline(r, v, &e, err);
        if (rc < 0)
            return rc;
    }
    if (rc < 0)
        return rc;
    if (v->n_codes)
        settle_pairs(r, v, line);
    return mm_put_str(&r->in.mem, &v->text, mm_buf_str(&r->in.text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static int read_tuv(tmx_reader *r, const mm_xml_event *tuv, mm_error *err)
{
    mm_variant  *v = mm_list_add(&r->in.mem, &r->unit.variants,
                                 &r->unit.n_variants, sizeof *v);
    long         line = tuv->line;
    bool         seen = false;
    mm_xml_event e;
    int          rc;

    if (!v || mm_put_lang(&r->in.mem, &v->lang, lang_of(tuv)) < 0 ||
        mm_put_str(&r->in.mem, &v->text, (mm_str){ 0 }) < 0 ||
        read_attrs(r, tuv, &v->stamp, &v->props, &v->n_props) < 0)
        return mm_fail_memory(err);
    if (v->lang.len == 0)
        mm_report_warn(r->in.report, line, "tuv without a language");
    while ((rc = mm_xml_inside(r->in.xml, tuv, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "seg") && !seen) {
            seen = true;
            rc = read_seg(r, v, &e, err);
        } else if (mm_xml_is(&e, "prop") || mm_xml_is(&e, "note")) {
            rc = read_info(r, &e, false, &v->props, &v->n_props, &v->notes,
                           &v->n_notes, err);
        } else {
            mm_report_loss(r->in.report, "tuv/element", e.line);
            rc = mm_xml_skip(r->in.xml, &e, err);
        }
        if (rc < 0)
            return rc;
    }
    if (!seen && rc >= 0)
        mm_report_warn(r->in.report, line, "tuv without a seg is empty");
    return rc;
}

static int read_tu(tmx_reader *r, const mm_xml_event *tu, mm_error *err)
{
    mm_str       lang = mm_xml_attr_get(tu, "srclang");
    mm_unit     *u = &r->unit;
    mm_xml_event e;
    int          rc;

    *u = mm_unit_empty();
    if (mm_put_str(&r->in.mem, &u->id, mm_xml_attr_get(tu, "tuid")) < 0 ||
        put_srclang(&r->in.mem, &u->source_lang, lang.len ? lang : r->srclang) <
            0 ||
        read_attrs(r, tu, &u->stamp, &u->props, &u->n_props) < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_inside(r->in.xml, tu, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "tuv")) {
            rc = read_tuv(r, &e, err);
        } else if (mm_xml_is(&e, "prop") || mm_xml_is(&e, "note")) {
            rc = read_info(r, &e, true, &u->props, &u->n_props, &u->notes,
                           &u->n_notes, err);
        } else {
            mm_report_loss(r->in.report, "tu/element", e.line);
            rc = mm_xml_skip(r->in.xml, &e, err);
        }
        if (rc < 0)
            return rc;
    }
    return rc;
}

/* Root and header; what they hold beside the source language is lost. */
static int read_head(tmx_reader *r, const mm_xml_event *e, mm_error *err)
{
    if (e->depth == 1 && !mm_xml_is(e, "tmx"))
        return mm_xml_wrong_root(r->in.xml, e, "TMX", err);
    if (mm_xml_is(e, "header") &&
        mm_put_str(&r->in.kept, &r->srclang, mm_xml_attr_get(e, "srclang")) < 0)
        return mm_fail_memory(err);
    if (e->depth == 3)
        mm_report_loss(r->in.report, "header/element", e->line);
    return MM_OK;
}

static int tmx_next(mm_reader *self, mm_item *out, mm_error *err)
{
    tmx_reader  *r = (tmx_reader *)self;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, NULL, &e, err)) == MM_ROW) {
        long line = e.line;

        if (!mm_xml_is(&e, "tu")) {
            if ((rc = read_head(r, &e, err)) < 0)
                return rc;
            continue;
        }
        mm_arena_clear(&r->in.mem);
        if ((rc = read_tu(r, &e, err)) < 0)
            return rc;
        mm_xml_good(r->in.xml);
        if (r->unit.n_variants == 0) {
            mm_report_warn(r->in.report, line, "tu without a tuv is left out");
            continue;
        }
        *out = (mm_item){ .unit = &r->unit, .line = line };
        return MM_ROW;
    }
    return rc;
}

int mm_tmx_read(mm_reader **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err)
{
    int rc = mm_xml_reader_open(out, sizeof(tmx_reader), path, o, report, err);

    if (rc == MM_OK)
        (*out)->next = tmx_next;
    return rc;
}
