/*
 * XLIFF 1.2 in.
 *
 * A trans-unit is a unit: source and target are its variants, the target's
 * state its status, the file's `original` its document. Proposals (alt-trans)
 * are further variants with the prop "xliff:alt", numbered from 1; what a
 * trans-unit, target or alt-trans says by other attributes becomes props
 * "xliff:NAME" (translate="no" among them: such units are read too).
 *
 * Codes: g, bpt and ept, bx and ex are pairs; x and ph stand alone; `it` is one
 * half; mrk is a mark. The id pairs source with target, so it is the code's
 * `match`; of a pair it is its `id` too. A unit that a tool has segmented gives
 * a unit a segment (xliff_segments.c), whose status Trados keeps in seg-defs.
 * Lost, and said so: groups, headers, the skeleton, count groups, an alt-trans
 * inside nothing.
 */
#include "formats/xliff.h"
#include "formats/all.h"
#include "formats/build.h"
#include "formats/codes.h"

#include <stdio.h>

typedef struct xliff_reader {
    mm_xml_reader in;
    mm_str        langs[2], original; /* of the file element */
    mm_unit       unit;
    size_t        n_alt;
    mm_variant    segmented; /* seg-source */
    mm_prop      *states;    /* of segments: mid and state */
    size_t        n_states;
    mm_unit      *parts; /* units of the segments, to be given */
    size_t        n_parts, next_part;
    long          line;
} xliff_reader;

static const mm_str none = { "", 0 };

/* A word that the writer led by "x-malmoi-" as it was. */
static mm_str plain_word(mm_str word)
{
    return mm_str_starts(word, MM_S(XLIFF_TYPE))
               ? mm_str_sub(word, sizeof XLIFF_TYPE - 1, SIZE_MAX)
               : word;
}

/* ---- content ---- */

static const struct {
    const char  *name;
    mm_code_kind kind;
    bool         spans; /* its content is text of the segment */
} elements[] = {
    { "g", MM_CODE_OPEN, true },    { "mrk", MM_CODE_MARK_OPEN, true },
    { "bpt", MM_CODE_OPEN, false }, { "ept", MM_CODE_CLOSE, false },
    { "bx", MM_CODE_OPEN, false },  { "ex", MM_CODE_CLOSE, false },
    { "x", MM_CODE_ALONE, false },  { "ph", MM_CODE_ALONE, false },
    { "it", MM_CODE_ALONE, false },
};
enum { N_ELEMENTS = sizeof elements / sizeof *elements };

static size_t element_of(const mm_xml_event *e)
{
    size_t i = 0;

    while (i < N_ELEMENTS && !mm_xml_is(e, elements[i].name))
        i++;
    return i;
}

/* An id that the writer made up for none is none. */
static mm_str given_id(mm_str id)
{
    return mm_str_starts(id, MM_S("mm.-.no")) ? none : id;
}

/* Fills `code` from the attributes of `e`. */
static int read_code_attrs(xliff_reader *r, mm_code *code,
                           const mm_xml_event *e)
{
    mm_str id = given_id(mm_xml_attr_get(e, "id"));
    mm_str rid = given_id(mm_xml_attr_get(e, "rid"));
    mm_str type = mm_xml_attr_get(e, "ctype");
    mm_str comment = mm_xml_attr_get(e, "comment");
    bool   mark = code->kind == MM_CODE_MARK_OPEN;

    if (mark) {
        type = mm_xml_attr_get(e, "mtype");
        id = mm_xml_attr_get(e, "mid");
        if (mm_str_starts(comment, MM_S(XLIFF_TYPE)))
            id = plain_word(comment);
        else if (comment.len)
            mm_report_loss(r->in.report, "code/attribute", e->line);
    }
    type = plain_word(type);
    if (rid.len && (code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE))
        id = rid;
    if (mm_str_eq(mm_xml_attr_get(e, "pos"), MM_S("open")))
        code->kind = MM_CODE_BEGIN_ONLY;
    else if (mm_str_eq(mm_xml_attr_get(e, "pos"), MM_S("close")))
        code->kind = MM_CODE_END_ONLY;
    if ((code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE) &&
        mm_put_str(&r->in.mem, &code->id, id) < 0)
        return MM_ENOMEM;
    if (code->kind == MM_CODE_CLOSE)
        return MM_OK;
    if (mm_put_str(&r->in.mem, &code->match, id) < 0)
        return MM_ENOMEM;
    for (size_t i = 0; i < e->n_attrs; i++)
        if (mm_str_eq(e->attrs[i].name, MM_S("equiv-text")) ||
            mm_str_eq(e->attrs[i].name, MM_S("clone")) ||
            mm_str_eq(e->attrs[i].name, MM_S("assoc")) ||
            mm_str_eq(e->attrs[i].name, MM_S("crc")))
            mm_report_loss(r->in.report, "code/attribute", e->line);
    return mm_put_str(&r->in.mem, &code->type, type);
}

static int read_content(xliff_reader *r, mm_variant *v,
                        const mm_xml_event *open, mm_error *err);

/* An element inside source or target. */
static int read_inline(xliff_reader *r, mm_variant *v, const mm_xml_event *e,
                       mm_error *err)
{
    size_t   i = element_of(e);
    mm_code *code;
    mm_str   id;
    int      rc;

    if (i == N_ELEMENTS) {
        mm_report_warn(r->in.report, e->line,
                       "element '%.*s' is not known here: its text is kept",
                       (int)e->name.len, e->name.ptr);
        mm_report_loss(r->in.report, "element", e->line);
        return read_content(r, v, e, err);
    }
    if ((rc = mm_code_room(&r->in, v, e->line, err)) < 0)
        return rc;
    if (!(code =
              mm_add_code(&r->in.mem, v, elements[i].kind, r->in.text.len)) ||
        read_code_attrs(r, code, e) < 0)
        return mm_fail_memory(err);
    if (!elements[i].spans)
        return mm_code_native(&r->in, e, &code->data, err);
    id = code->id;
    if ((rc = read_content(r, v, e, err)) < 0)
        return rc;
    code = mm_add_code(&r->in.mem, v,
                       elements[i].kind == MM_CODE_OPEN ? MM_CODE_CLOSE
                                                        : MM_CODE_MARK_CLOSE,
                       r->in.text.len);
    if (!code)
        return mm_fail_memory(err);
    code->id = id;
    return MM_OK;
}

/* Reads on to the end of `open`; text goes to r->in.text. */
static int read_content(xliff_reader *r, mm_variant *v,
                        const mm_xml_event *open, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(r->in.xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_OPEN)
            rc = read_inline(r, v, &e, err);
        else if (e.kind == MM_XML_TEXT && mm_buf_put(&r->in.text, e.text) < 0)
            rc = mm_fail_memory(err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

/* Text and codes of `v` to the end of `e`. */
static int read_wording(xliff_reader *r, mm_variant *v, const mm_xml_event *e,
                        mm_error *err)
{
    int rc;

    mm_buf_clear(&r->in.text);
    if ((rc = read_content(r, v, e, err)) < 0)
        return rc;
    mm_xliff_settle_pairs(v);
    return mm_put_str(&r->in.mem, &v->text, mm_buf_str(&r->in.text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* Source or target, of the unit or (alt) of a proposal. */
static int read_variant(xliff_reader *r, const mm_xml_event *e, int side,
                        const char *alt, mm_error *err)
{
    mm_variant *v = mm_list_add(&r->in.mem, &r->unit.variants,
                                &r->unit.n_variants, sizeof *v);
    mm_str      lang = mm_xml_attr_get(e, "xml:lang");
    int         rc = MM_OK;

    if (!v ||
        mm_put_lang(&r->in.mem, &v->lang, lang.len ? lang : r->langs[side]) < 0)
        return mm_fail_memory(err);
    v->stamp = (mm_stamp){ none, none, none, none };
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++) {
        const mm_xml_attr *a = &e->attrs[i];

        if (mm_str_starts(a->name, MM_S("xml:")))
            continue;
        if (!alt && side && mm_str_eq(a->name, MM_S("state")))
            rc = mm_put_str(&r->in.mem, &r->unit.status, plain_word(a->value));
        else
            rc = mm_xliff_add_prop(&r->in.mem, &v->props, &v->n_props, a->name,
                                   a->value);
    }
    if (rc == MM_OK && alt)
        rc = mm_xliff_add_prop(&r->in.mem, &v->props, &v->n_props, MM_S("alt"),
                               mm_cstr(alt));
    return rc < 0 ? mm_fail_memory(err) : read_wording(r, v, e, err);
}

/* ---- units ---- */

/* The source once more, its segments marked. */
static int read_segmented(xliff_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str lang = mm_xml_attr_get(e, "xml:lang");

    r->segmented = (mm_variant){ .stamp = { none, none, none, none } };
    if (mm_put_lang(&r->in.mem, &r->segmented.lang,
                    lang.len ? lang : r->langs[0]) < 0)
        return mm_fail_memory(err);
    return read_wording(r, &r->segmented, e, err);
}

/* Trados: <sdl:seg-defs><sdl:seg id="1" conf="Translated"/>. */
static int read_states(xliff_reader *r, const mm_xml_event *open, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        mm_prop *state;

        if (!mm_xml_is(&e, "seg"))
            continue;
        state =
            mm_list_add(&r->in.mem, &r->states, &r->n_states, sizeof *state);
        if (!state ||
            mm_put_str(&r->in.mem, &state->type, mm_xml_attr_get(&e, "id")) <
                0 ||
            mm_put_str(&r->in.mem, &state->value, mm_xml_attr_get(&e, "conf")) <
                0)
            return mm_fail_memory(err);
    }
    return rc;
}

/* Takes the unit apart when its segments are marked. */
static int split(xliff_reader *r, long line, mm_error *err)
{
    const mm_variant *v = &r->segmented;
    size_t            k = 0;

    r->line = line;
    r->next_part = 0;
    if (mm_xliff_split(&r->in.mem, &r->parts, &r->n_parts, &r->unit, v) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < v->n_codes && k < r->n_parts; i++) {
        if (v->codes[i].kind != MM_CODE_MARK_OPEN ||
            !mm_str_eq(v->codes[i].type, MM_S("seg")))
            continue;
        for (size_t m = 0; m < r->n_states; m++)
            if (mm_str_eq(r->states[m].type, v->codes[i].match) &&
                r->states[m].value.len)
                r->parts[k].status = r->states[m].value;
        k++;
    }
    return MM_OK;
}

static int read_alt(xliff_reader *r, const mm_xml_event *alt, mm_error *err)
{
    size_t         first = r->unit.n_variants, n = 0;
    const mm_prop *props = NULL;
    char           number[24];
    mm_xml_event   e;
    int            rc;

    for (size_t i = 0; i < alt->n_attrs; i++)
        if (mm_xliff_add_prop(&r->in.mem, &props, &n, alt->attrs[i].name,
                              alt->attrs[i].value) < 0)
            return mm_fail_memory(err);
    snprintf(number, sizeof number, "%zu", ++r->n_alt);
    while ((rc = mm_xml_inside(r->in.xml, alt, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "source") || mm_xml_is(&e, "target")) {
            rc = read_variant(r, &e, mm_xml_is(&e, "target"), number, err);
        } else {
            mm_report_loss(r->in.report, "alt-trans/element", e.line);
            rc = mm_xml_skip(r->in.xml, &e, err);
        }
        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; i < n && rc >= 0 && first < r->unit.n_variants; i++) {
        mm_variant *v = (mm_variant *)&r->unit.variants[first];

        if (mm_add_prop(&r->in.mem, &v->props, &v->n_props, props[i].type,
                        props[i].value, none) < 0)
            return mm_fail_memory(err);
    }
    return rc;
}

static int read_note(xliff_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str lang;
    int    rc;

    if (mm_put_lang(&r->in.mem, &lang, mm_xml_attr_get(e, "xml:lang")) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < e->n_attrs; i++)
        if (!mm_str_starts(e->attrs[i].name, MM_S("xml:")))
            mm_report_loss(r->in.report, "note/attribute", e->line);
    mm_buf_clear(&r->in.data);
    if ((rc = mm_xml_content(r->in.xml, e, &r->in.data, NULL, err)) < 0)
        return rc;
    return mm_add_note(&r->in.mem, &r->unit.notes, &r->unit.n_notes,
                       mm_buf_str(&r->in.data), lang) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static int read_unit_child(xliff_reader *r, const mm_xml_event *e,
                           mm_error *err)
{
    if (mm_xml_is(e, "source"))
        return read_variant(r, e, 0, NULL, err);
    if (mm_xml_is(e, "target"))
        return read_variant(r, e, 1, NULL, err);
    if (mm_xml_is(e, "alt-trans"))
        return read_alt(r, e, err);
    if (mm_xml_is(e, "note"))
        return read_note(r, e, err);
    if (mm_xml_is(e, "seg-source"))
        return read_segmented(r, e, err);
    if (mm_xml_is(e, "seg-defs"))
        return read_states(r, e, err);
    mm_report_loss(r->in.report, "unit/element", e->line);
    return mm_xml_skip(r->in.xml, e, err);
}

static int read_unit(xliff_reader *r, const mm_xml_event *tu, mm_error *err)
{
    mm_unit     *u = &r->unit;
    mm_xml_event e;
    int          rc = MM_OK;

    *u = mm_unit_empty();
    u->source_lang = r->langs[0];
    u->document = r->original;
    r->n_alt = r->n_states = r->n_parts = 0;
    r->states = NULL;
    r->segmented = (mm_variant){ 0 };
    for (size_t i = 0; i < tu->n_attrs && rc == MM_OK; i++) {
        const mm_xml_attr *a = &tu->attrs[i];

        if (mm_str_eq(a->name, MM_S("id")))
            rc = mm_put_str(&r->in.mem, &u->id, given_id(a->value));
        else
            rc = mm_xliff_add_prop(&r->in.mem, &u->props, &u->n_props, a->name,
                                   a->value);
    }
    if (rc < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_inside(r->in.xml, tu, &e, err)) == MM_ROW) {
        if ((rc = read_unit_child(r, &e, err)) < 0)
            return rc;
    }
    return rc;
}

static int read_file(xliff_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_arena_clear(&r->in.kept);
    if (mm_put_lang(&r->in.kept, &r->langs[0],
                    mm_xml_attr_get(e, "source-language")) < 0 ||
        mm_put_lang(&r->in.kept, &r->langs[1],
                    mm_xml_attr_get(e, "target-language")) < 0 ||
        mm_put_str(&r->in.kept, &r->original, mm_xml_attr_get(e, "original")) <
            0)
        return mm_fail_memory(err);
    return MM_OK;
}

static int read_other(xliff_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str version = mm_xml_attr_get(e, "version");

    if (e->depth == 1 && !mm_xml_is(e, "xliff"))
        return mm_xml_wrong_root(r->in.xml, e, "XLIFF", err);
    if (e->depth == 1 && !mm_str_starts(version, MM_S("1")))
        return mm_source_fail(r->in.head.source, err, MM_EFORMAT, e->line,
                              "XLIFF version '%.*s' is not 1.x: read it as "
                              "xliff2",
                              (int)version.len, version.ptr);
    if (mm_xml_is(e, "file"))
        return read_file(r, e, err);
    if (mm_xml_is(e, "header") || mm_xml_is(e, "bin-unit")) {
        mm_report_loss(r->in.report,
                       mm_xml_is(e, "header") ? "header" : "bin-unit", e->line);
        return mm_xml_skip(r->in.xml, e, err);
    }
    if (mm_xml_is(e, "group"))
        mm_report_loss(r->in.report, "group", e->line);
    return MM_OK;
}

static int xliff_next(mm_reader *self, mm_item *out, mm_error *err)
{
    xliff_reader *r = (xliff_reader *)self;
    mm_xml_event  e;
    int           rc;

    if (r->next_part < r->n_parts) {
        *out = (mm_item){ .unit = &r->parts[r->next_part++], .line = r->line };
        return MM_ROW;
    }
    while ((rc = mm_xml_inside(r->in.xml, NULL, &e, err)) == MM_ROW) {
        long line = e.line;

        if (!mm_xml_is(&e, "trans-unit")) {
            if ((rc = read_other(r, &e, err)) < 0)
                return rc;
            continue;
        }
        mm_arena_clear(&r->in.mem);
        if ((rc = read_unit(r, &e, err)) < 0)
            return rc;
        mm_xml_good(r->in.xml);
        if (r->unit.n_variants == 0) {
            mm_report_warn(r->in.report, line, "a unit without source");
            continue;
        }
        if ((rc = split(r, line, err)) < 0)
            return rc;
        *out = (mm_item){ .unit =
                              r->n_parts ? &r->parts[r->next_part++] : &r->unit,
                          .line = line };
        return MM_ROW;
    }
    return rc;
}

int mm_xliff_read(mm_reader **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    xliff_reader *r;
    int           rc = mm_xml_reader_open(out, sizeof *r, path, o, report, err);

    if (rc < 0)
        return rc;
    r = (xliff_reader *)*out;
    r->in.head.base.next = xliff_next;
    r->original = r->langs[0] = r->langs[1] = none;
    return MM_OK;
}
