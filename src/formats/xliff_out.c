/*
 * XLIFF 1.2 out, valid by its strict schema.
 *
 * A file element for each run of units of one document and language pair. Codes
 * with native text are bpt, ept, ph and it; a pair without any that nests
 * properly is g, a lone one x. A word that the schema does not list (a type of
 * code, a state) is led by "x-malmoi-". A unit needs a source: the variant of
 * its source language, else the first; its target is the first of another
 * language; proposals (prop "xliff:alt") are alt-trans; more variants are lost.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/codes.h"
#include "formats/tbx.h"
#include "formats/xliff.h"

typedef struct xliff_writer {
    mm_text_writer to;
    mm_str         document, source, target; /* of the open file */
    bool           begun, in_file;
    size_t         n; /* of units, and of codes without an id */
} xliff_writer;

static const char *const spans[] = { "bold", "italic", "underlined", "link",
                                     NULL };
static const char *const lone[] = { "image", "pb", "lb", NULL };
static const char *const marks[] = { "abbrev",
                                     "abbreviated-form",
                                     "abbreviation",
                                     "acronym",
                                     "appellation",
                                     "collocation",
                                     "common-name",
                                     "datetime",
                                     "equation",
                                     "expanded-form",
                                     "formula",
                                     "head-term",
                                     "initialism",
                                     "international-scientific-term",
                                     "internationalism",
                                     "logical-expression",
                                     "materials-management-unit",
                                     "name",
                                     "near-synonym",
                                     "part-number",
                                     "phrase",
                                     "phraseological-unit",
                                     "protected",
                                     "romanized-form",
                                     "seg",
                                     "set-phrase",
                                     "short-form",
                                     "sku",
                                     "standard-text",
                                     "symbol",
                                     "synonym",
                                     "synonymous-phrase",
                                     "term",
                                     "transcribed-form",
                                     "transliterated-form",
                                     "truncated-term",
                                     "variant",
                                     NULL };
static const char *const states[] = { "final",
                                      "needs-adaptation",
                                      "needs-l10n",
                                      "needs-review-adaptation",
                                      "needs-review-l10n",
                                      "needs-review-translation",
                                      "needs-translation",
                                      "new",
                                      "signed-off",
                                      "translated",
                                      NULL };

static void raw(xliff_writer *w, const char *markup)
{
    mm_xml_raw(&w->to.out, markup);
}

static void attribute(xliff_writer *w, const char *name, mm_str value)
{
    mm_xml_must_attr(&w->to.out, name, value);
}

static void text(xliff_writer *w, mm_str value)
{
    mm_xml_text(&w->to.out, value);
}

static void loss(xliff_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

static bool is_listed(mm_str value, const char *const *listed)
{
    while (*listed && !mm_str_eq(value, mm_cstr(*listed)))
        listed++;
    return *listed != NULL;
}

/* `name="value"`, led by "x-malmoi-" when the schema does not list it; a value
 * with white space is lost. */
static void word(xliff_writer *w, const char *name, mm_str value,
                 const char *const *listed)
{
    bool ours =
        !is_listed(value, listed) && (!mm_str_starts(value, MM_S("x-")) ||
                                      mm_str_starts(value, MM_S(XLIFF_TYPE)));

    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.ptr[i] <= ' ') {
            loss(w, "word");
            value = (mm_str){ 0 };
            ours = true;
        }
    }
    raw(w, " ");
    raw(w, name);
    raw(w, ours ? "=\"" XLIFF_TYPE : "=\"");
    mm_xml_escape(&w->to.out, value);
    raw(w, "\"");
}

static void id_attribute(xliff_writer *w, const char *name, mm_str id)
{
    mm_str made = id;

    if (id.len == 0 && mm_tbx_id_out(&w->to.mem, &made, id, ++w->n) < 0)
        w->to.out.failed = true;
    attribute(w, name, made);
}

/* ---- content ---- */

static bool closes(const mm_code *c)
{
    return c->kind == MM_CODE_CLOSE || c->kind == MM_CODE_MARK_CLOSE;
}

/* True when codes[i], an OPEN, can be a g: no native text on either side, and
 * it and what is inside nest. A CLOSE is one when its OPEN is. */
static bool is_group(const mm_variant *v, size_t i)
{
    size_t last = mm_xliff_span_end(v, i);

    return !v->codes[i].data.len && last < v->n_codes &&
           !v->codes[last].data.len;
}

static bool closes_group(const mm_variant *v, size_t i)
{
    size_t first = mm_xliff_span_start(v, i);

    return first < v->n_codes && is_group(v, first);
}

/* An element with native text. */
static void put_native_code(xliff_writer *w, const char *name, const mm_code *c,
                            mm_str id, const char *pos)
{
    bool holder = c->kind == MM_CODE_ALONE;

    raw(w, "<");
    raw(w, name);
    id_attribute(w, "id", id);
    if (pos)
        attribute(w, "pos", mm_cstr(pos));
    if (c->type.len && !closes(c))
        word(w, "ctype", c->type, holder ? lone : spans);
    raw(w, ">");
    mm_code_native_out(&w->to.out, c->data);
    raw(w, "</");
    raw(w, name);
    raw(w, ">");
}

static void put_open(xliff_writer *w, const mm_variant *v, size_t i)
{
    const mm_code *c = &v->codes[i];

    if (!is_group(v, i)) {
        put_native_code(w, "bpt", c, c->id, NULL);
        return;
    }
    raw(w, "<g");
    id_attribute(w, "id", c->id);
    if (c->type.len)
        word(w, "ctype", c->type, spans);
    raw(w, ">");
}

static void put_alone(xliff_writer *w, const mm_code *c, mm_str id)
{
    if (c->data.len) {
        put_native_code(w, "ph", c, id, NULL);
        return;
    }
    raw(w, "<x");
    id_attribute(w, "id", id);
    if (c->type.len)
        word(w, "ctype", c->type, lone);
    raw(w, "/>");
}

static void put_mark(xliff_writer *w, const mm_code *c)
{
    if (c->data.len)
        loss(w, "code/data");
    raw(w, "<mrk");
    word(w, "mtype", c->type, marks);
    if (c->match.len) { /* `mid` refers to seg-source alone */
        raw(w, " comment=\"" XLIFF_TYPE);
        mm_xml_escape(&w->to.out, c->match);
        raw(w, "\"");
    }
    raw(w, ">");
}

static void put_code(xliff_writer *w, const mm_variant *v, size_t i)
{
    const mm_code *c = &v->codes[i];
    mm_str         id = c->match.len ? c->match : c->id;

    mm_xliff_code_losses(&w->to.out, c);
    switch (c->kind) {
    case MM_CODE_OPEN:
        put_open(w, v, i);
        break;
    case MM_CODE_CLOSE:
        if (closes_group(v, i))
            raw(w, "</g>");
        else
            put_native_code(w, "ept", c, c->id, NULL);
        break;
    case MM_CODE_ALONE:
        put_alone(w, c, id);
        break;
    case MM_CODE_BEGIN_ONLY:
        put_native_code(w, "it", c, id, "open");
        break;
    case MM_CODE_END_ONLY:
        put_native_code(w, "it", c, id, "close");
        break;
    case MM_CODE_MARK_OPEN:
        put_mark(w, c);
        break;
    case MM_CODE_MARK_CLOSE:
        raw(w, "</mrk>");
        break;
    }
}

static void put_content(xliff_writer *w, const mm_variant *v)
{
    size_t at = 0, open = 0;

    for (size_t i = 0; i < v->n_codes; i++) {
        const mm_code *c = &v->codes[i];

        if (c->offset > at) {
            text(w, mm_str_sub(v->text, at, c->offset - at));
            at = c->offset;
        }
        if (c->kind == MM_CODE_MARK_CLOSE && open == 0) {
            loss(w, "code");
            continue;
        }
        open += c->kind == MM_CODE_MARK_OPEN;
        open -= c->kind == MM_CODE_MARK_CLOSE;
        put_code(w, v, i);
    }
    text(w, mm_str_sub(v->text, at, SIZE_MAX));
    while (open-- > 0)
        raw(w, "</mrk>");
}

/* ---- units ---- */

/* Attributes that `element` of XLIFF has, out of the props. */
static void put_attributes(xliff_writer *w, const mm_prop *props, size_t n,
                           const char *const *names, bool rest_is_lost)
{
    for (size_t i = 0; i < n; i++) {
        const char *const *name = names;
        mm_str             type = mm_xliff_name(props[i].type);

        while (*name && !mm_str_eq(type, mm_cstr(*name)))
            name++;
        if (*name)
            attribute(w, *name, props[i].value);
        else if (rest_is_lost && !mm_str_eq(type, MM_S("alt")) &&
                 !mm_str_eq(type, MM_S("name")))
            loss(w, "prop");
    }
}

static const char *const unit_attributes[] = {
    "approved",   "translate",   "reformat",  "datatype",  "coord",
    "css-style",  "exstyle",     "extradata", "extype",    "font",
    "help-id",    "maxbytes",    "maxheight", "maxwidth",  "menu",
    "menu-name",  "menu-option", "minbytes",  "minheight", "minwidth",
    "phase-name", "resname",     "restype",   "size-unit", "style",
    "ts",         "charclass",   "xml:space", NULL
};
static const char *const target_attributes[] = {
    "state-qualifier", "equiv-trans", "phase-name", "resname",
    "restype",         "coord",       "font",       "css-style",
    "style",           "exstyle",     "ts",         NULL
};
static const char *const alt_attributes[] = { "match-quality",
                                              "tool",
                                              "tool-id",
                                              "crc",
                                              "datatype",
                                              "ts",
                                              "restype",
                                              "resname",
                                              "extradata",
                                              "help-id",
                                              "menu",
                                              "menu-option",
                                              "menu-name",
                                              "coord",
                                              "font",
                                              "css-style",
                                              "style",
                                              "exstyle",
                                              "extype",
                                              "origin",
                                              "phase-name",
                                              "alttranstype",
                                              "mid",
                                              "xml:space",
                                              NULL };
static const char *const no_attributes[] = { NULL };

static void put_lang(xliff_writer *w, mm_str lang)
{
    mm_str tag;

    if (mm_put_lang(&w->to.mem, &tag, lang) < 0)
        w->to.out.failed = true;
    else if (tag.len)
        attribute(w, "xml:lang", tag);
}

static void put_variant(xliff_writer *w, const mm_variant *v, bool target,
                        mm_str state)
{
    bool alt = mm_xliff_alt(v).len > 0;

    mm_xliff_variant_losses(&w->to.out, v);
    raw(w, target ? "<target" : "<source");
    put_lang(w, v->lang);
    if (state.len)
        word(w, "state", state, states);
    put_attributes(w, v->props, v->n_props,
                   target ? target_attributes : no_attributes, !alt);
    raw(w, ">");
    put_content(w, v);
    raw(w, target ? "</target>\n" : "</source>\n");
}

/* The variants of one proposal; those of a language that is the source's are
 * its source. */
static void put_alt(xliff_writer *w, const mm_unit *u, size_t first)
{
    mm_str number = mm_xliff_alt(&u->variants[first]);
    mm_str lang = w->source;
    bool   target = false;

    raw(w, "<alt-trans");
    put_attributes(w, u->variants[first].props, u->variants[first].n_props,
                   alt_attributes, false);
    raw(w, ">\n");
    for (size_t i = first; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];

        if (!mm_str_eq(mm_xliff_alt(v), number))
            continue;
        target = target || i > first || !mm_str_eq(v->lang, lang);
        put_variant(w, v, target, (mm_str){ 0 });
    }
    if (!target)
        raw(w, "<target/>\n");
    raw(w, "</alt-trans>\n");
}

/* The name of a unit in XLIFF 2 is its resname here. */
static void put_name(xliff_writer *w, const mm_unit *u)
{
    mm_str name = mm_xliff_prop(u->props, u->n_props, "name");

    if (name.len == 0)
        return;
    if (mm_xliff_prop(u->props, u->n_props, "resname").len)
        loss(w, "prop");
    else
        attribute(w, "resname", name);
}

static void put_unit(xliff_writer *w, const mm_unit *u,
                     const mm_variant *source, const mm_variant *target)
{
    mm_xliff_unit_losses(&w->to.out, u);
    raw(w, "<trans-unit");
    id_attribute(w, "id", u->id);
    put_attributes(w, u->props, u->n_props, unit_attributes, true);
    put_name(w, u);
    raw(w, ">\n");
    put_variant(w, source, false, (mm_str){ 0 });
    if (target)
        put_variant(w, target, true, u->status);
    else if (u->status.len)
        loss(w, "unit/status");
    for (size_t i = 0; i < u->n_notes; i++) {
        raw(w, "<note");
        put_lang(w, u->notes[i].lang);
        raw(w, ">");
        text(w, u->notes[i].text);
        raw(w, "</note>\n");
    }
    for (size_t i = 0; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];

        if (mm_xliff_begins_alt(u, i))
            put_alt(w, u, i);
        else if (v != source && v != target && mm_xliff_alt(v).len == 0)
            loss(w, "variant");
    }
    raw(w, "</trans-unit>\n");
}

/* ---- files ---- */

static void begin(xliff_writer *w)
{
    raw(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<xliff version=\"1.2\""
           " xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n");
    w->begun = true;
}

static void end_file(xliff_writer *w)
{
    if (w->in_file)
        raw(w, "</body>\n</file>\n");
    w->in_file = false;
}

static void start_file(xliff_writer *w, mm_str document, mm_str source,
                       mm_str target)
{
    end_file(w);
    mm_arena_clear(&w->to.kept);
    if (mm_put_str(&w->to.kept, &w->document, document) < 0 ||
        mm_put_lang(&w->to.kept, &w->source, source) < 0 ||
        mm_put_lang(&w->to.kept, &w->target, target) < 0) {
        w->to.out.failed = true;
        return;
    }
    raw(w, "<file");
    attribute(w, "original", w->document);
    attribute(w, "source-language", w->source.len ? w->source : MM_S("und"));
    if (w->target.len)
        attribute(w, "target-language", w->target);
    raw(w, " datatype=\"plaintext\">\n<body>\n");
    w->in_file = true;
}

static int xliff_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    xliff_writer     *w = (xliff_writer *)self;
    const mm_unit    *u = item->unit;
    mm_str            langs = w->to.o->langs, lang = mm_str_cut(&langs, ',');
    const mm_variant *source, *target;

    mm_text_writer_start(&w->to, item->line);
    if (!u || u->n_variants == 0) {
        loss(w, u ? "unit" : "concept");
        return mm_text_flush(&w->to.out, err);
    }
    source = mm_xliff_find(u, lang.len ? lang : u->source_lang, false);
    if (!source) {
        loss(w, "unit without source");
        return mm_text_flush(&w->to.out, err);
    }
    target = langs.len ? mm_xliff_find(u, langs, false)
                       : mm_xliff_find(u, source->lang, true);
    if (!w->begun)
        begin(w);
    if (!w->in_file || !mm_str_eq(u->document, w->document) ||
        !mm_str_eq(source->lang, w->source) ||
        (target && !mm_str_eq(target->lang, w->target)))
        start_file(w, u->document, source->lang,
                   target ? target->lang : (mm_str){ 0 });
    put_unit(w, u, source, target);
    return mm_text_flush(&w->to.out, err);
}

static int xliff_finish(mm_writer *self, int rc, mm_error *err)
{
    xliff_writer *w = (xliff_writer *)self;

    if (rc >= 0) {
        if (!w->begun) {
            begin(w);
            start_file(w, MM_S(""), MM_S("en"), MM_S("ko"));
        }
        end_file(w);
        raw(w, "</xliff>\n");
    }
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_xliff_write(mm_writer **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    int rc =
        mm_text_writer_open(out, sizeof(xliff_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ xliff_put, xliff_finish };
    return rc;
}
