/* XLIFF 2 in: what stands in a source or target: text, codes, and the native
 * data that they point at. */
#include "formats/build.h"
#include "formats/tbx.h"
#include "formats/xliff2.h"

#include <stdlib.h>
#include <string.h>

static const mm_str   none = { "", 0 };
static const mm_stamp no_stamp = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

/* ---- text and native data ---- */

/* Puts the character that a cp stands for. */
static int put_cp(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    mm_str        hex = mm_xml_attr_get(e, "hex");
    unsigned long cp = 0;
    char          room[16];

    if (hex.len == 0 || hex.len >= sizeof room)
        return mm_source_fail(r->in.head.source, err, MM_EFORMAT, e->line,
                              "a cp without a character");
    memcpy(room, hex.ptr, hex.len);
    room[hex.len] = 0;
    cp = strtoul(room, NULL, 16);
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) ||
        mm_buf_put_cp(&r->in.text, (int32_t)cp) < 0)
        return mm_source_fail(r->in.head.source, err, MM_EFORMAT, e->line,
                              "'%s' is no character", room);
    return MM_OK;
}

/* Puts the text of `open`, characters of cp too, into r->in.text. */
int mm_xliff2_text(mm_xliff2 *r, const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    mm_buf_clear(&r->in.text);
    while ((rc = mm_xml_next(r->in.xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_TEXT && mm_buf_put(&r->in.text, e.text) < 0)
            rc = mm_fail_memory(err);
        else if (e.kind == MM_XML_OPEN && mm_xml_is(&e, "cp"))
            rc = put_cp(r, &e, err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

int mm_xliff2_keep(mm_xliff2 *r, const mm_xml_event *open, mm_str *out,
                   mm_error *err)
{
    int rc = mm_xliff2_text(r, open, err);

    return rc < 0 ? rc
           : mm_put_str(&r->in.mem, out, mm_buf_str(&r->in.text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

int mm_xliff2_data(mm_xliff2 *r, const mm_xml_event *open, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        mm_xliff2_datum *d;

        d = mm_list_add(&r->in.mem, &r->data, &r->n_data, sizeof *d);
        if (!d || mm_put_str(&r->in.mem, &d->id, mm_xml_attr_get(&e, "id")) < 0)
            return mm_fail_memory(err);
        if ((rc = mm_xliff2_keep(r, &e, &d->text, err)) < 0)
            return rc;
    }
    return rc;
}

static mm_str data_of(const mm_xliff2 *r, const mm_xml_event *e,
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
static int type_of(mm_xliff2 *r, mm_str *out, const mm_xml_event *e)
{
    mm_str type = mm_xml_attr_get(e, "type");
    mm_str sub = mm_xml_attr_get(e, "subType");
    mm_buf both = { 0 };
    int    rc;

    for (size_t i = 0; i < XLIFF2_TYPES; i++)
        if (mm_str_eq(type, mm_cstr(mm_xliff2_types[i].type)) &&
            mm_str_eq(sub, mm_cstr(mm_xliff2_types[i].sub)))
            return mm_put_str(&r->in.mem, out,
                              mm_cstr(mm_xliff2_types[i].name));
    if (sub.len == 0 && mm_str_starts(type, MM_S(XLIFF2_OURS)))
        sub = type; /* of a mark */
    if (mm_str_starts(sub, MM_S(XLIFF2_OURS)))
        return mm_put_str(&r->in.mem, out,
                          mm_str_sub(sub, sizeof XLIFF2_OURS - 1, SIZE_MAX));
    if (sub.len == 0 || type.len == 0)
        return mm_put_str(&r->in.mem, out, sub.len ? sub : type);
    rc = mm_buf_put(&both, type) < 0 || mm_buf_putc(&both, '/') < 0 ||
                 mm_buf_put(&both, sub) < 0
             ? MM_ENOMEM
             : mm_put_str(&r->in.mem, out, mm_buf_str(&both));
    mm_buf_release(&both);
    return rc;
}

static int add_code(mm_code **out, mm_xliff2 *r, mm_variant *v,
                    mm_code_kind kind, const mm_xml_event *e, mm_error *err)
{
    int rc = mm_code_room(&r->in, v, e->line, err);

    if (rc < 0)
        return rc;
    *out = mm_add_code(&r->in.mem, v, kind, v->text.len);
    return *out ? MM_OK : mm_fail_memory(err);
}

static void count_attributes(mm_xliff2 *r, const mm_xml_event *e)
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
            mm_report_loss(r->in.report, "code/attribute", e->line);
    }
}

/* An empty element: ph, sc, ec, sm, em. */
static int read_point(mm_xliff2 *r, mm_variant *v, mm_code_kind kind,
                      const mm_xml_event *e, mm_error *err)
{
    bool     isolated = mm_str_eq(mm_xml_attr_get(e, "isolated"), MM_S("yes"));
    mm_str   id = mm_xml_attr_get(e, "id"), start, native, value;
    mm_code *code;
    int      rc;

    if (isolated && kind == MM_CODE_OPEN)
        kind = MM_CODE_BEGIN_ONLY;
    if (isolated && kind == MM_CODE_CLOSE)
        kind = MM_CODE_END_ONLY;
    if ((rc = add_code(&code, r, v, kind, e, err)) < 0)
        return rc;
    count_attributes(r, e);
    start = mm_xml_attr_get(e, "startRef");
    native = data_of(r, e, "dataRef");
    value = mm_xml_attr_get(e, "value");
    if (value.len == 0)
        value = mm_xml_attr_get(e, "ref");
    if ((kind == MM_CODE_OPEN || kind == MM_CODE_CLOSE) &&
        mm_tbx_id_in(&r->in.mem, &code->id,
                     kind == MM_CODE_CLOSE && start.len ? start : id) < 0)
        return mm_fail_memory(err);
    if (kind != MM_CODE_CLOSE && kind != MM_CODE_MARK_CLOSE &&
        (mm_tbx_id_in(&r->in.mem, &code->match, id) < 0 ||
         type_of(r, &code->type, e) < 0))
        return mm_fail_memory(err);
    code->data = native;
    if (kind == MM_CODE_MARK_OPEN &&
        mm_put_str(&r->in.mem, &code->data, value) < 0)
        return mm_fail_memory(err);
    return mm_xml_skip(r->in.xml, e, err);
}

static int read_content(mm_xliff2 *r, mm_variant *v, mm_buf *text,
                        const mm_xml_event *open, mm_error *err);

/* pc and mrk, which hold text of the segment. */
static int read_span(mm_xliff2 *r, mm_variant *v, mm_buf *text,
                     const mm_xml_event *e, mm_error *err)
{
    bool     mark = mm_xml_is(e, "mrk");
    mm_str   start = data_of(r, e, "dataRefStart"), id;
    mm_str   end = data_of(r, e, "dataRefEnd");
    mm_code *code;
    int      rc =
        add_code(&code, r, v, mark ? MM_CODE_MARK_OPEN : MM_CODE_OPEN, e, err);

    if (rc < 0)
        return rc;
    count_attributes(r, e);
    if (mm_tbx_id_in(&r->in.mem, &code->match, mm_xml_attr_get(e, "id")) < 0 ||
        type_of(r, &code->type, e) < 0)
        return mm_fail_memory(err);
    if (mark) {
        mm_str value = mm_xml_attr_get(e, "value");

        if (mm_put_str(&r->in.mem, &start,
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
    if ((rc = add_code(&code, r, v, mark ? MM_CODE_MARK_CLOSE : MM_CODE_CLOSE,
                       e, err)) < 0)
        return rc;
    code->id = id;
    code->data = mark ? none : end;
    return MM_OK;
}

static int read_inline(mm_xliff2 *r, mm_variant *v, mm_buf *text,
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
        mm_buf_clear(&r->in.text);
        if ((rc = put_cp(r, e, err)) < 0)
            return rc;
        return mm_buf_put(text, mm_buf_str(&r->in.text)) < 0
                   ? mm_fail_memory(err)
                   : mm_xml_skip(r->in.xml, e, err);
    }
    mm_report_loss(r->in.report, "element", e->line);
    return read_content(r, v, text, e, err);
}

static int read_content(mm_xliff2 *r, mm_variant *v, mm_buf *text,
                        const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->in.xml, &e, err)) == MM_ROW) {
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
int mm_xliff2_side(mm_xliff2 *r, mm_variant *v, const mm_xml_event *e, int side,
                   mm_error *err)
{
    mm_str lang = mm_xml_attr_get(e, "xml:lang");
    mm_str order = mm_xml_attr_get(e, "order");
    mm_buf text = { 0 };
    int    rc;

    *v = (mm_variant){ .lang = none, .text = none, .stamp = no_stamp };
    if (mm_put_lang(&r->in.mem, &v->lang, lang.len ? lang : r->langs[side]) <
            0 ||
        (order.len && mm_xliff_add_prop(&r->in.mem, &v->props, &v->n_props,
                                        MM_S("order"), order) < 0))
        return mm_fail_memory(err);
    rc = read_content(r, v, &text, e, err);
    if (rc >= 0 && mm_put_str(&r->in.mem, &v->text, mm_buf_str(&text)) < 0)
        rc = mm_fail_memory(err);
    mm_buf_release(&text);
    if (rc >= 0)
        mm_xliff_settle_pairs(v);
    return rc < 0 ? rc : MM_OK;
}
