/* MultiTerm XML out (multiterm.c has the shape). */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/table.h"
#include "formats/xml.h"

#include <stdio.h>

typedef struct mtf_writer {
    mm_text_writer to;
    size_t         n;
    bool           begun;
} mtf_writer;

static void raw(mtf_writer *w, const char *markup)
{
    mm_xml_raw(&w->to.out, markup);
}

static void element(mtf_writer *w, const char *name, const char *type,
                    mm_str text)
{
    mm_xml_element(&w->to.out, name, type, text);
}

static void loss(mtf_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

/* A descrip, and inside its group the one that says its source. */
static void descrip(mtf_writer *w, const char *type, mm_str text, mm_str source)
{
    if (text.len == 0) {
        if (source.len)
            loss(w, "source");
        return;
    }
    if (mm_str_trim(text).len != text.len)
        loss(w, "white space");
    raw(w, "<descripGrp>");
    element(w, "descrip", type, text);
    if (source.len) {
        raw(w, "<descripGrp>");
        element(w, "descrip", "Source", source);
        raw(w, "</descripGrp>");
    }
    raw(w, "</descripGrp>\n");
}

static void field(mtf_writer *w, const char *type, mm_str text)
{
    descrip(w, type, text, (mm_str){ 0 });
}

static void number(mtf_writer *w, const char *type, double x)
{
    char room[32];

    if (x != 0)
        field(w, type, mm_number(room, x));
}

static void put_notes(mtf_writer *w, const mm_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        field(w, "Note", notes[i].text);
        if (notes[i].lang.len)
            loss(w, "note/lang");
    }
}

/* A prop whose name is that of a field says that it is a prop. */
static void put_props(mtf_writer *w, const mm_prop *props, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mm_column col;
        mm_buf    type = { 0 };
        bool      known = mm_column_parse(&col, &w->to.mem, props[i].type) ||
                     mm_str_starts(props[i].type, MM_S("prop:"));

        if (props[i].lang.len)
            loss(w, "prop/lang");
        if (mm_buf_put(&type, known ? MM_S("prop:") : MM_S("")) < 0 ||
            mm_buf_put(&type, props[i].type) < 0)
            w->to.out.failed = true;
        else if (props[i].type.len == 0)
            loss(w, "prop");
        else
            field(w, type.ptr, props[i].value);
        mm_buf_release(&type);
    }
}

static void transac(mtf_writer *w, const char *type, mm_str who, mm_str when)
{
    if (who.len == 0 && when.len == 0)
        return;
    raw(w, "<transacGrp>");
    element(w, "transac", type, who);
    if (when.len)
        element(w, "date", NULL, when);
    raw(w, "</transacGrp>\n");
}

static void put_stamp(mtf_writer *w, const mm_stamp *s)
{
    transac(w, "origination", s->created_by, s->created);
    transac(w, "modification", s->changed_by, s->changed);
}

static void put_term(mtf_writer *w, const mm_term *t)
{
    raw(w, "<termGrp>");
    element(w, "term", NULL, t->text);
    put_stamp(w, &t->stamp);
    field(w, "Status", mm_cstr(mm_term_status_name(t->status)));
    field(w, "Term Type", t->type);
    field(w, "Part of Speech", t->part_of_speech);
    field(w, "Hanja", t->hanja);
    field(w, "Source", t->source);
    for (size_t i = 0; i < t->n_contexts; i++)
        descrip(w, "Context", t->contexts[i].text, t->contexts[i].source);
    put_notes(w, t->notes, t->n_notes);
    put_props(w, t->props, t->n_props);
    raw(w, "</termGrp>\n");
}

/* `type` is the language's name to people; MultiTerm maps by `lang`. */
static void put_section(mtf_writer *w, const mm_lang_section *s)
{
    mm_str lang;

    if (mm_put_lang(&w->to.mem, &lang, s->lang) < 0) {
        w->to.out.failed = true;
        return;
    }
    raw(w, "<languageGrp>\n<language");
    mm_xml_must_attr(&w->to.out, "type",
                     mm_lang_matches(lang, MM_S("en"))   ? MM_S("English")
                     : mm_lang_matches(lang, MM_S("ko")) ? MM_S("Korean")
                                                         : lang);
    mm_xml_must_attr(&w->to.out, "lang", lang);
    raw(w, "/>\n");
    descrip(w, "Definition", s->definition, s->definition_source);
    put_notes(w, s->notes, s->n_notes);
    put_props(w, s->props, s->n_props);
    for (size_t i = 0; i < s->n_terms; i++)
        put_term(w, &s->terms[i]);
    if (s->n_terms == 0)
        loss(w, "section without term");
    raw(w, "</languageGrp>\n");
}

static bool is_number(mm_str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] < '0' || id.ptr[i] > '9')
            return false;
    return id.len > 0 && id.len < 10;
}

static void put_concept(mtf_writer *w, const mm_concept *c)
{
    char room[24];

    snprintf(room, sizeof room, "%zu", w->n);
    raw(w, "<conceptGrp>\n");
    element(w, "concept", NULL, is_number(c->id) ? c->id : mm_cstr(room));
    raw(w, "<system type=\"entryClass\">0</system>\n");
    put_stamp(w, &c->stamp);
    if (!is_number(c->id))
        field(w, "ID", c->id);
    if (c->id.len == 0)
        loss(w, "id");
    if (c->kind != MM_KIND_TERM)
        field(w, "Kind", mm_cstr(mm_kind_name(c->kind)));
    if (c->review != MM_APPROVED)
        field(w, "Review", mm_cstr(mm_review_name(c->review)));
    number(w, "Confidence", c->confidence);
    number(w, "Frequency", c->frequency);
    field(w, "Subject", c->field);
    field(w, "Project", c->project);
    field(w, "Client", c->client);
    descrip(w, "Definition", c->definition, c->definition_source);
    put_notes(w, c->notes, c->n_notes);
    put_props(w, c->props, c->n_props);
    for (size_t i = 0; i < c->n_sections; i++)
        put_section(w, &c->sections[i]);
    raw(w, "</conceptGrp>\n");
}

static void begin(mtf_writer *w)
{
    if (!w->begun)
        raw(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mtf>\n");
    w->begun = true;
}

static int mtf_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    mtf_writer *w = (mtf_writer *)self;

    mm_text_writer_start(&w->to, item->line);
    w->n++;
    begin(w);
    if (item->concept)
        put_concept(w, item->concept);
    else
        loss(w, "unit");
    return mm_text_flush(&w->to.out, err);
}

static int mtf_finish(mm_writer *self, int rc, mm_error *err)
{
    mtf_writer *w = (mtf_writer *)self;

    if (rc >= 0) {
        begin(w);
        raw(w, "</mtf>\n");
    }
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_multiterm_write(mm_writer **out, const char *path,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    int rc = mm_text_writer_open(out, sizeof(mtf_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ mtf_put, mtf_finish };
    return rc;
}
