/*
 * TMX 1.4b out (tmx.c says what stands where).
 *
 * Lost, and said so: the id of a code that stands alone, and everything but the
 * id of one that closes. A mark that closes where none is open is lost too; one
 * that is open at the end of its segment is closed there.
 */
#include "formats/tmx.h"

#include "formats/all.h"
#include "formats/build.h"
#include "formats/codes.h"

#include <string.h>

typedef struct tmx_writer {
    mm_text_writer to;
    mm_str         srclang; /* of the header, "*all*" too */
    bool           begun;
} tmx_writer;

/* ---- header, attributes ---- */

static void begin(tmx_writer *w, mm_str srclang)
{
    mm_text_out *out = &w->to.out;
    mm_str       langs = w->to.o->langs, lang = mm_str_cut(&langs, ',');
    char         date[20];

    w->begun = true;
    w->srclang = MM_S("*all*");
    if (lang.len)
        srclang = lang;
    if (srclang.len && mm_put_lang(&w->to.kept, &w->srclang, srclang) < 0)
        out->failed = true;
    mm_xml_raw(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
                    "<tmx version=\"1.4\">\n"
                    "<header creationtool=\"malmoi\""
                    " creationtoolversion=\"" MALMOI_VERSION "\""
                    " segtype=\"sentence\" o-tmf=\"malmoi\""
                    " adminlang=\"en\" datatype=\"plaintext\"");
    mm_xml_put_attr(out, "srclang", w->srclang);
    if (mm_date_basic(date, w->to.o->date))
        mm_xml_put_attr(out, "creationdate", mm_cstr(date));
    mm_xml_raw(out, "/>\n<body>\n");
}

static void put_date(mm_text_out *out, const char *name, mm_str date)
{
    char basic[20];

    mm_xml_put_attr(out, name,
                    mm_date_basic(basic, date) ? mm_cstr(basic) : date);
}

static void put_stamp(mm_text_out *out, const mm_stamp *s)
{
    put_date(out, "creationdate", s->created);
    mm_xml_put_attr(out, "creationid", s->created_by);
    put_date(out, "changedate", s->changed);
    mm_xml_put_attr(out, "changeid", s->changed_by);
}

static void put_lang(tmx_writer *w, mm_str lang)
{
    mm_str tag;

    if (mm_put_lang(&w->to.mem, &tag, lang) < 0)
        w->to.out.failed = true;
    else
        mm_xml_must_attr(&w->to.out, "xml:lang", tag);
}

/* The language of a unit that is not the header's. */
static void put_srclang(tmx_writer *w, mm_str lang)
{
    mm_str tag = MM_S("*all*");

    if (lang.len && mm_put_lang(&w->to.mem, &tag, lang) < 0)
        w->to.out.failed = true;
    else if (!mm_str_eq(tag, w->srclang))
        mm_xml_put_attr(&w->to.out, "srclang", tag);
}

/* The attribute that prop `p` came from; NULL when it is a prop proper. */
static const char *attribute(const mm_prop *p, bool of_unit)
{
    mm_str name = mm_str_sub(p->type, sizeof TMX_PROP - 1, SIZE_MAX);

    if (!mm_str_starts(p->type, MM_S(TMX_PROP)) || p->value.len == 0)
        return NULL;
    for (const char *const *c = mm_tmx_carried; *c; c++)
        if (mm_str_eq(name, mm_cstr(*c)))
            return of_unit || strcmp(*c, "segtype") ? *c : NULL;
    return NULL;
}

static void put_attributes(mm_text_out *out, const mm_prop *props, size_t n,
                           bool of_unit)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = attribute(&props[i], of_unit);

        if (name)
            mm_xml_put_attr(out, name, props[i].value);
    }
}

/* ---- props and notes ---- */

static void put_prop(mm_text_out *out, mm_str type, mm_str value, mm_str lang)
{
    mm_xml_raw(out, "<prop");
    mm_xml_must_attr(out, "type", type);
    mm_xml_put_attr(out, "xml:lang", lang);
    mm_xml_raw(out, ">");
    mm_xml_text(out, value);
    mm_xml_raw(out, "</prop>\n");
}

static void put_props(mm_text_out *out, const mm_prop *props, size_t n,
                      bool of_unit)
{
    for (size_t i = 0; i < n; i++)
        if (!attribute(&props[i], of_unit))
            put_prop(out, props[i].type, props[i].value, props[i].lang);
}

static void put_notes(mm_text_out *out, const mm_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mm_xml_raw(out, "<note");
        mm_xml_put_attr(out, "xml:lang", notes[i].lang);
        mm_xml_raw(out, ">");
        mm_xml_text(out, notes[i].text);
        mm_xml_raw(out, "</note>\n");
    }
}

/* What a unit holds and TMX has no place for. */
static void put_own(mm_text_out *out, const mm_unit *u)
{
    static const mm_str none = { "", 0 };
    const struct {
        mm_str type, value;
    } own[] = { { MM_S(TMX_OURS "project"), u->project },
                { MM_S(TMX_OURS "client"), u->client },
                { MM_S(TMX_OURS "field"), u->field },
                { MM_S(TMX_OURS "status"), u->status },
                { MM_S(TMX_OURS "document"), u->document } };
    char room[32];

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i].value.len)
            put_prop(out, own[i].type, own[i].value, none);
    if (u->score != 0)
        put_prop(out, MM_S(TMX_OURS "score"), mm_number(room, u->score), none);
}

/* ---- segments ---- */

/* Counts what of `code` its element has no attribute for. */
static void count_losses(mm_text_out *out, const mm_code *code)
{
    bool paired = code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE;
    bool closes =
        code->kind == MM_CODE_CLOSE || code->kind == MM_CODE_MARK_CLOSE;
    bool mark =
        code->kind == MM_CODE_MARK_OPEN || code->kind == MM_CODE_MARK_CLOSE;

    if (!paired && code->id.len)
        mm_text_loss(out, "code/id");
    if (closes && code->match.len)
        mm_text_loss(out, "code/match");
    if (closes && code->type.len)
        mm_text_loss(out, "code/type");
    if (mark && code->data.len)
        mm_text_loss(out, "code/data");
}

static const char *const elements[] = {
    [MM_CODE_OPEN] = "bpt",      [MM_CODE_CLOSE] = "ept",
    [MM_CODE_ALONE] = "ph",      [MM_CODE_BEGIN_ONLY] = "it",
    [MM_CODE_END_ONLY] = "it",   [MM_CODE_MARK_OPEN] = "hi",
    [MM_CODE_MARK_CLOSE] = "hi",
};

static void put_code(mm_text_out *out, const mm_code *code)
{
    const char *name = elements[code->kind];

    count_losses(out, code);
    if (code->kind == MM_CODE_MARK_CLOSE) {
        mm_xml_raw(out, "</hi>");
        return;
    }
    mm_xml_raw(out, "<");
    mm_xml_raw(out, name);
    if (code->kind == MM_CODE_BEGIN_ONLY)
        mm_xml_raw(out, " pos=\"begin\"");
    if (code->kind == MM_CODE_END_ONLY)
        mm_xml_raw(out, " pos=\"end\"");
    if (code->kind == MM_CODE_OPEN || code->kind == MM_CODE_CLOSE)
        mm_xml_must_attr(out, "i", code->id);
    if (code->kind != MM_CODE_CLOSE) {
        mm_xml_put_attr(out, "x", code->match);
        mm_xml_put_attr(out, "type", code->type);
    }
    mm_xml_raw(out, ">");
    if (code->kind == MM_CODE_MARK_OPEN)
        return;
    mm_code_native_out(out, code->data);
    mm_xml_raw(out, "</");
    mm_xml_raw(out, name);
    mm_xml_raw(out, ">");
}

/* Level 1 of TMX has no codes. */
static void put_seg(mm_text_out *out, const mm_variant *v, bool plain)
{
    size_t at = 0, marks = 0;

    mm_xml_raw(out, "<seg>");
    for (size_t i = 0; i < v->n_codes; i++) {
        const mm_code *code = &v->codes[i];

        if (plain) {
            mm_text_loss(out, "code");
            continue;
        }
        if (code->offset > at) {
            mm_xml_text(out, mm_str_sub(v->text, at, code->offset - at));
            at = code->offset;
        }
        if (code->kind == MM_CODE_MARK_CLOSE && marks == 0) {
            mm_text_loss(out, "code"); /* nothing is open */
            continue;
        }
        marks += code->kind == MM_CODE_MARK_OPEN;
        marks -= code->kind == MM_CODE_MARK_CLOSE;
        put_code(out, code);
    }
    mm_xml_text(out, mm_str_sub(v->text, at, SIZE_MAX));
    for (; marks; marks--)
        mm_xml_raw(out, "</hi>");
    mm_xml_raw(out, "</seg>");
}

/* ---- units ---- */

static void put_variant(tmx_writer *w, const mm_variant *v)
{
    mm_text_out *out = &w->to.out;

    mm_xml_raw(out, "<tuv");
    put_lang(w, v->lang);
    put_stamp(out, &v->stamp);
    put_attributes(out, v->props, v->n_props, false);
    mm_xml_raw(out, ">");
    put_props(out, v->props, v->n_props, false);
    put_notes(out, v->notes, v->n_notes);
    put_seg(out, v, w->to.o->level == 1);
    mm_xml_raw(out, "</tuv>\n");
}

static void put_unit(tmx_writer *w, const mm_unit *u)
{
    mm_text_out *out = &w->to.out;

    mm_xml_raw(out, "<tu");
    mm_xml_put_attr(out, "tuid", u->id);
    put_srclang(w, u->source_lang);
    put_stamp(out, &u->stamp);
    put_attributes(out, u->props, u->n_props, true);
    mm_xml_raw(out, ">\n");
    put_own(out, u);
    put_props(out, u->props, u->n_props, true);
    put_notes(out, u->notes, u->n_notes);
    for (size_t i = 0; i < u->n_variants; i++)
        put_variant(w, &u->variants[i]);
    mm_xml_raw(out, "</tu>\n");
}

static int tmx_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    tmx_writer    *w = (tmx_writer *)self;
    const mm_unit *u = item->unit;

    mm_text_writer_start(&w->to, item->line);
    if (!u || u->n_variants == 0) {
        mm_text_loss(&w->to.out, u ? "unit" : "concept");
        return mm_text_flush(&w->to.out, err);
    }
    if (!w->begun)
        begin(w, u->source_lang);
    put_unit(w, u);
    return mm_text_flush(&w->to.out, err);
}

static int tmx_finish(mm_writer *self, int rc, mm_error *err)
{
    tmx_writer *w = (tmx_writer *)self;

    if (rc >= 0) {
        if (!w->begun)
            begin(w, (mm_str){ 0 });
        mm_xml_raw(&w->to.out, "</body>\n</tmx>\n");
    }
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_tmx_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    int rc = mm_text_writer_open(out, sizeof(tmx_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ tmx_put, tmx_finish };
    return rc;
}
