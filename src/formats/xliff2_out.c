/*
 * XLIFF 2.0 out, valid by its schema.
 *
 * One language pair is a file's, that of the first unit (or as told); a unit
 * without it is lost. Each unit has one segment. Native text goes into
 * originalData; a pair that nests is pc, another sc and ec; marks are sm and
 * em. A character that XML cannot hold is a cp. A status that XLIFF has no
 * state for stands in subState as "malmoi:STATUS", a type of code in subType
 * likewise. Proposals (prop "xliff:alt") go into the matches module.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/tbx.h"
#include "formats/xliff.h"
#include "formats/xml.h"

#include "base/map.h"

#include <stdio.h>
#include <string.h>

typedef struct xliff2_writer {
    mm_text_writer to;
    mm_arena       of_file; /* to.kept is of the root */
    mm_str         langs[2], document;
    bool           begun, in_file;
    size_t         n, n_files; /* of made ids; of files */
    size_t         data;       /* of originalData so far */
} xliff2_writer;

static void raw(xliff2_writer *w, const char *markup)
{
    mm_xml_raw(&w->to.out, markup);
}

static void attribute(xliff2_writer *w, const char *name, mm_str value)
{
    mm_xml_must_attr(&w->to.out, name, value);
}

static void loss(xliff2_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

/* Text, each character that XML cannot hold as a cp. */
static void text(xliff2_writer *w, mm_str value)
{
    size_t from = 0, at = 0;

    while (at < value.len) {
        size_t  start = at;
        int32_t cp = mm_utf8_next(value, &at);
        char    room[32];

        if (!(cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') &&
            cp != 0xFFFE && cp != 0xFFFF)
            continue;
        mm_xml_text(&w->to.out, mm_str_sub(value, from, start - from));
        snprintf(room, sizeof room, "<cp hex=\"%04X\"/>", (unsigned)cp);
        raw(w, room);
        from = at;
    }
    mm_xml_text(&w->to.out, mm_str_sub(value, from, SIZE_MAX));
}

/* ---- ids and values ---- */

static bool is_token(mm_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];

        if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') &&
            !strchr("_-.:", c))
            return false;
    }
    return id.len > 0 && !mm_str_starts(id, MM_S("mm."));
}

static mm_str id_of(xliff2_writer *w, mm_str id)
{
    mm_str made = id;

    if (!is_token(id) &&
        mm_tbx_id_out(&w->to.mem, &made, id, id.len ? 0 : ++w->n) < 0)
        w->to.out.failed = true;
    return made;
}

/* "prefix:value", without white space and another colon. */
static bool is_user_defined(mm_str value)
{
    size_t colon = mm_str_find(value, MM_S(":"), 0);

    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] <= ' ' ||
            (value.ptr[i] == ':' && i != colon))
            return false;
    return colon != SIZE_MAX && colon > 0 && colon + 1 < value.len;
}

static bool is_one_of(mm_str value, const char *list)
{
    mm_str rest = mm_cstr(list);

    while (rest.len)
        if (mm_str_eq(mm_str_cut(&rest, ' '), value))
            return true;
    return false;
}

/* `name="malmoi:VALUE"` */
static void ours(xliff2_writer *w, const char *name, mm_str value)
{
    raw(w, " ");
    raw(w, name);
    raw(w, "=\"" XLIFF2_OURS);
    mm_xml_escape(&w->to.out, value);
    raw(w, "\"");
}

/* True when "malmoi:VALUE" is a value that the schema takes. */
static bool fits(mm_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] <= ' ' || value.ptr[i] == ':')
            return false;
    return value.len > 0;
}

#define TYPES "fmt ui quote link image other"

/* type and subType of a code. */
static void code_type(xliff2_writer *w, mm_str type)
{
    mm_str sub = type, main = mm_str_cut(&sub, '/');

    if (type.len == 0)
        return;
    for (size_t i = 0; i < XLIFF2_TYPES; i++) {
        if (mm_str_eq(type, mm_cstr(mm_xliff2_types[i].name))) {
            attribute(w, "type", mm_cstr(mm_xliff2_types[i].type));
            attribute(w, "subType", mm_cstr(mm_xliff2_types[i].sub));
            return;
        }
    }
    if (is_one_of(main, TYPES) && main.len == type.len) {
        attribute(w, "type", main);
    } else if (is_one_of(main, TYPES) && is_user_defined(sub)) {
        attribute(w, "type", main);
        attribute(w, "subType", sub);
    } else if (fits(type)) {
        attribute(w, "type", MM_S("other"));
        ours(w, "subType", type);
    } else {
        loss(w, "word");
    }
}

static void mark_type(xliff2_writer *w, mm_str type)
{
    if (is_one_of(type, "generic comment term") ||
        (is_user_defined(type) && !mm_str_starts(type, MM_S(XLIFF2_OURS))))
        attribute(w, "type", type);
    else if (fits(type))
        ours(w, "type", type);
    else if (type.len)
        loss(w, "word");
}

/* ---- content ---- */

static bool is_mark(const mm_code *c)
{
    return c->kind == MM_CODE_MARK_OPEN || c->kind == MM_CODE_MARK_CLOSE;
}

static bool has_data(const mm_code *c)
{
    return c->data.len && !is_mark(c);
}

/* The native text of v's codes; numbers go on from those before. */
static void put_data(xliff2_writer *w, const mm_variant *v, size_t *n)
{
    for (size_t i = 0; v && i < v->n_codes; i++) {
        char room[48];

        if (!has_data(&v->codes[i]))
            continue;
        snprintf(room, sizeof room, "%s<data id=\"d%zu\">",
                 *n == 0 ? "<originalData>\n" : "", *n + 1);
        raw(w, room);
        ++*n;
        text(w, v->codes[i].data);
        raw(w, "</data>\n");
    }
}

static void put_all_data(xliff2_writer *w, const mm_variant *source,
                         const mm_variant *target)
{
    size_t n = 0;

    put_data(w, source, &n);
    put_data(w, target, &n);
    if (n)
        raw(w, "</originalData>\n");
    w->data = 0;
}

/* What is being written of one variant: the number of each code's data, and
 * the ids of the marks that are open. */
typedef struct content {
    const mm_variant *v;
    size_t           *number;
    mm_str           *open;
    size_t            n_open;
} content;

static void data_ref(xliff2_writer *w, const content *c, const char *name,
                     size_t i)
{
    char room[32];

    if (!has_data(&c->v->codes[i]))
        return;
    snprintf(room, sizeof room, "d%zu", c->number[i]);
    attribute(w, name, mm_cstr(room));
}

/* An empty element. */
static void put_point(xliff2_writer *w, const content *c, size_t i,
                      const char *name, bool isolated)
{
    const mm_code *code = &c->v->codes[i];
    bool           closes = name[0] == 'e';
    mm_str         id = code->match.len ? code->match : code->id;

    raw(w, "<");
    raw(w, name);
    attribute(w, closes && !isolated ? "startRef" : "id",
              id_of(w, code->kind == MM_CODE_OPEN ? code->id : id));
    data_ref(w, c, "dataRef", i);
    if (isolated)
        attribute(w, "isolated", MM_S("yes"));
    if (!closes || isolated)
        code_type(w, code->type);
    raw(w, "/>");
}

static void put_open(xliff2_writer *w, const content *c, size_t i)
{
    size_t last = mm_xliff_span_end(c->v, i);

    if (last == c->v->n_codes) {
        put_point(w, c, i, "sc", false);
        return;
    }
    raw(w, "<pc");
    attribute(w, "id", id_of(w, c->v->codes[i].id));
    data_ref(w, c, "dataRefStart", i);
    data_ref(w, c, "dataRefEnd", last);
    code_type(w, c->v->codes[i].type);
    raw(w, ">");
}

static void put_mark(xliff2_writer *w, content *c, const mm_code *code)
{
    mm_str id;

    if (code->kind == MM_CODE_MARK_CLOSE && c->n_open == 0) {
        loss(w, "code");
        return;
    }
    if (code->kind == MM_CODE_MARK_CLOSE) {
        raw(w, "<em");
        attribute(w, "startRef", c->open[--c->n_open]);
        raw(w, "/>");
        return;
    }
    id = id_of(w, code->match);
    c->open[c->n_open++] = id;
    raw(w, "<sm");
    attribute(w, "id", id);
    mark_type(w, code->type);
    if (code->data.len)
        attribute(w, "value", code->data);
    raw(w, "/>");
}

static void put_code(xliff2_writer *w, content *c, size_t i)
{
    const mm_code *code = &c->v->codes[i];

    mm_xliff_code_losses(&w->to.out, code);
    switch (code->kind) {
    case MM_CODE_OPEN:
        put_open(w, c, i);
        break;
    case MM_CODE_CLOSE:
        if (mm_xliff_span_start(c->v, i) < c->v->n_codes)
            raw(w, "</pc>");
        else
            put_point(w, c, i, "ec", false);
        break;
    case MM_CODE_ALONE:
        put_point(w, c, i, "ph", false);
        break;
    case MM_CODE_BEGIN_ONLY:
        put_point(w, c, i, "sc", true);
        break;
    case MM_CODE_END_ONLY:
        put_point(w, c, i, "ec", true);
        break;
    default:
        put_mark(w, c, code);
    }
}

static void put_content(xliff2_writer *w, const mm_variant *v)
{
    content c = { .v = v };
    size_t  at = 0;

    c.number = mm_arena_alloc(&w->to.mem, (v->n_codes + 1) * sizeof *c.number);
    c.open = mm_arena_alloc(&w->to.mem, (v->n_codes + 1) * sizeof *c.open);
    if (!c.number || !c.open) {
        w->to.out.failed = true;
        return;
    }
    for (size_t i = 0; i < v->n_codes; i++)
        c.number[i] = has_data(&v->codes[i]) ? ++w->data : 0;
    for (size_t i = 0; i < v->n_codes; i++) {
        size_t offset = v->codes[i].offset;

        if (offset > at) {
            text(w, mm_str_sub(v->text, at, offset - at));
            at = offset;
        }
        put_code(w, &c, i);
    }
    text(w, mm_str_sub(v->text, at, SIZE_MAX));
    while (c.n_open)
        put_mark(w, &c, &(mm_code){ .kind = MM_CODE_MARK_CLOSE });
}

/* ---- units ---- */

static void put_side(xliff2_writer *w, const mm_variant *v, int side)
{
    mm_str order = mm_xliff_prop(v->props, v->n_props, "order");
    double x;

    mm_xliff_variant_losses(&w->to.out, v);
    raw(w, side ? "<target" : "<source");
    if (!mm_str_eq(v->lang, w->langs[side]))
        attribute(w, "xml:lang", v->lang);
    if (side && order.len && mm_str_number(order, &x) && x >= 1)
        attribute(w, "order", order);
    raw(w, ">");
    put_content(w, v);
    raw(w, side ? "</target>\n" : "</source>\n");
}

/* Attributes of the unit, out of its props; those of XLIFF 1.2 that say the
 * same are taken too. */
static void unit_attributes(xliff2_writer *w, const mm_unit *u)
{
    bool named = false;

    for (size_t i = 0; i < u->n_props; i++) {
        mm_str type = mm_xliff_name(u->props[i].type);
        mm_str value = u->props[i].value;

        if ((is_one_of(type, "name") || is_one_of(type, "resname")) && !named) {
            attribute(w, "name", value);
            named = true;
        } else if (is_one_of(type, "translate") && is_one_of(value, "yes no")) {
            attribute(w, "translate", value);
        } else if (is_one_of(type, "canResegment") &&
                   is_one_of(value, "yes no")) {
            attribute(w, "canResegment", value);
        } else if (is_one_of(type, "srcDir") &&
                   is_one_of(value, "ltr rtl auto")) {
            attribute(w, "srcDir", value);
        } else if (is_one_of(type, "trgDir") &&
                   is_one_of(value, "ltr rtl auto")) {
            attribute(w, "trgDir", value);
        } else if (is_one_of(type, "type") && is_user_defined(value)) {
            attribute(w, "type", value);
        } else if (!is_one_of(type, "segment subState approved")) {
            loss(w, "prop");
        }
    }
}

/* state and subState. */
static void put_state(xliff2_writer *w, const mm_unit *u)
{
    mm_str sub = mm_xliff_prop(u->props, u->n_props, "subState");
    mm_str approved = mm_xliff_prop(u->props, u->n_props, "approved");
    mm_str status = u->status;

    if (status.len == 0 && mm_str_eq(approved, MM_S("yes")))
        status = MM_S("final");
    if (is_one_of(status, "initial translated reviewed final")) {
        attribute(w, "state", status);
        if (sub.len)
            attribute(w, "subState", sub);
    } else if (status.len || sub.len) {
        attribute(w, "state", MM_S("initial"));
        if (status.len)
            ours(w, "subState", status);
        else
            attribute(w, "subState", sub);
        if (status.len && sub.len)
            loss(w, "prop");
    }
}

static void put_notes(xliff2_writer *w, const mm_unit *u)
{
    for (size_t i = 0; i < u->n_notes; i++) {
        raw(w, i ? "<note>" : "<notes>\n<note>");
        mm_xml_text(&w->to.out, u->notes[i].text);
        raw(w, "</note>\n");
        if (u->notes[i].lang.len)
            loss(w, "note/lang");
    }
    if (u->n_notes)
        raw(w, "</notes>\n");
}

/* ---- proposals ---- */

/* "87%" or "87.5" as a similarity; false when it is none. */
static bool is_similarity(mm_str value, mm_str *out)
{
    double x;

    *out = value;
    if (mm_str_ends(value, MM_S("%")))
        out->len--;
    return mm_str_number(*out, &x) && x >= 0 && x <= 100;
}

static void match_attributes(xliff2_writer *w, const mm_variant *v)
{
    for (size_t i = 0; i < v->n_props; i++) {
        mm_str type = mm_xliff_name(v->props[i].type);
        mm_str value = v->props[i].value, number;
        char   name[24];

        snprintf(name, sizeof name, "%.*s", (int)type.len, type.ptr);
        if (is_one_of(type, "match-quality") && is_similarity(value, &number))
            attribute(w, "similarity", number);
        else if (is_one_of(type, "similarity matchQuality matchSuitability") &&
                 is_similarity(value, &number))
            attribute(w, name, number);
        else if (is_one_of(type, "origin") ||
                 (is_one_of(type, "id") && is_token(value)) ||
                 (is_one_of(type, "reference") && is_one_of(value, "yes no")) ||
                 (is_one_of(type, "type") &&
                  is_one_of(value, "am mt icm idm tb tm other")) ||
                 (is_one_of(type, "subType") && is_user_defined(value)))
            attribute(w, name, value);
        else if (!is_one_of(type, "alt"))
            loss(w, "prop");
    }
}

/* The proposal that begins with variant `first`: a source and a target. */
static void put_match(xliff2_writer *w, const mm_unit *u, size_t first,
                      mm_str segment)
{
    mm_str            number = mm_xliff_alt(&u->variants[first]);
    const mm_variant *sides[2] = { NULL, NULL };

    for (size_t i = first; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];
        int side = !mm_lang_matches(v->lang, w->langs[0]) || sides[0];

        if (!mm_str_eq(mm_xliff_alt(v), number))
            continue;
        if (sides[side])
            loss(w, "variant");
        else
            sides[side] = v;
    }
    if (!sides[0] || !sides[1]) {
        loss(w, "variant");
        return;
    }
    raw(w, "<mtc:match ref=\"#");
    mm_xml_escape(&w->to.out, segment);
    raw(w, "\"");
    match_attributes(w, sides[0]);
    raw(w, ">\n");
    put_all_data(w, sides[0], sides[1]);
    for (int side = 0; side < 2; side++)
        put_side(w, sides[side], side);
    raw(w, "</mtc:match>\n");
}

static bool put_matches(xliff2_writer *w, const mm_unit *u, mm_str segment)
{
    bool some = false;

    for (size_t i = 0; i < u->n_variants; i++) {
        if (!mm_xliff_begins_alt(u, i))
            continue;
        raw(w, some ? "" : "<mtc:matches>\n");
        some = true;
        put_match(w, u, i, segment);
    }
    if (some)
        raw(w, "</mtc:matches>\n");
    return some;
}

static void put_unit(xliff2_writer *w, const mm_unit *u,
                     const mm_variant *source, const mm_variant *target)
{
    mm_str segment = mm_xliff_prop(u->props, u->n_props, "segment");
    bool   named = segment.len > 0, matches = false;

    segment = id_of(w, segment);
    mm_xliff_unit_losses(&w->to.out, u);
    raw(w, "<unit");
    attribute(w, "id", id_of(w, u->id));
    unit_attributes(w, u);
    raw(w, " xml:space=\"preserve\">\n");
    for (size_t i = 0; i < u->n_variants && !matches; i++)
        matches = mm_xliff_alt(&u->variants[i]).len > 0;
    if (matches)
        put_matches(w, u, segment);
    put_notes(w, u);
    put_all_data(w, source, target);
    raw(w, "<segment");
    if (named || matches)
        attribute(w, "id", segment);
    put_state(w, u);
    raw(w, ">\n");
    put_side(w, source, 0);
    if (target)
        put_side(w, target, 1);
    raw(w, "</segment>\n</unit>\n");
    for (size_t i = 0; i < u->n_variants; i++)
        if (&u->variants[i] != source && &u->variants[i] != target &&
            mm_xliff_alt(&u->variants[i]).len == 0)
            loss(w, "variant");
}

/* ---- the file ---- */

static void begin(xliff2_writer *w, mm_str source, mm_str target)
{
    w->begun = true;
    if (mm_put_lang(&w->to.kept, &w->langs[0], source) < 0 ||
        mm_put_lang(&w->to.kept, &w->langs[1], target) < 0)
        w->to.out.failed = true;
    raw(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\""
           " xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\""
           " version=\"2.0\"");
    attribute(w, "srcLang", w->langs[0]);
    attribute(w, "trgLang", w->langs[1]);
    raw(w, ">\n");
}

static void start_file(xliff2_writer *w, mm_str document)
{
    char room[32];

    if (w->in_file)
        raw(w, "</file>\n");
    mm_arena_clear(&w->of_file);
    if (mm_put_str(&w->of_file, &w->document, document) < 0)
        w->to.out.failed = true;
    snprintf(room, sizeof room, "<file id=\"f%zu\"", ++w->n_files);
    raw(w, room);
    if (document.len)
        attribute(w, "original", w->document);
    raw(w, ">\n");
    w->in_file = true;
}

static int xliff2_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    xliff2_writer    *w = (xliff2_writer *)self;
    const mm_unit    *u = item->unit;
    mm_str            langs = w->to.o->langs, lang = mm_str_cut(&langs, ',');
    const mm_variant *source = NULL, *target = NULL;

    mm_text_writer_start(&w->to, item->line);
    if (w->begun) {
        lang = w->langs[0];
        langs = w->langs[1];
    } else if (u && lang.len == 0) {
        lang = u->source_lang;
    }
    if (u)
        source = mm_xliff_find(u, lang, false);
    if (source)
        target = langs.len ? mm_xliff_find(u, langs, false)
                           : mm_xliff_find(u, source->lang, true);
    if (!source || (w->begun && !target && u->n_variants > 1)) {
        loss(w, !item->unit ? "concept"
                : source    ? "language"
                            : "unit without source");
        return mm_text_flush(&w->to.out, err);
    }
    if (!w->begun)
        begin(w, source->lang, target ? target->lang : MM_S("und"));
    if (!w->in_file || !mm_str_eq(u->document, w->document))
        start_file(w, u->document);
    put_unit(w, u, source, target);
    return mm_text_flush(&w->to.out, err);
}

static int xliff2_finish(mm_writer *self, int rc, mm_error *err)
{
    xliff2_writer *w = (xliff2_writer *)self;

    if (rc >= 0) {
        if (!w->begun)
            begin(w, MM_S("en"), MM_S("ko"));
        if (!w->in_file) {
            start_file(w, (mm_str){ "", 0 });
            raw(w, "<unit id=\"mm.-.no0\"><segment><source/></segment></unit>"
                   "\n");
        }
        raw(w, "</file>\n</xliff>\n");
    }
    mm_arena_release(&w->of_file);
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_xliff2_write(mm_writer **out, const char *path,
                    const mm_format_options *o, mm_report *report,
                    mm_error *err)
{
    int rc =
        mm_text_writer_open(out, sizeof(xliff2_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ xliff2_put, xliff2_finish };
    return rc;
}
