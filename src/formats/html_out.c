/*
 * A glossary for print: one HTML page, a row a concept, the source language
 * sorted as its people sort it. Nothing is fetched: the style stands inside.
 *
 * A page must be sorted, so that the rows wait in memory until the end; a
 * glossary that is printed fits.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/xml.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>

typedef struct row {
    mm_str key, html;
} row;

typedef struct html_writer {
    mm_text_writer to; /* to.out.buf holds the row being made */
    row           *rows;
    size_t         n, cap;
    mm_str         langs[2];
    bool           begun;
} html_writer;

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Glossary</title>\n<style>\n"
    "body { font: 10.5pt/1.5 \"Noto Sans CJK KR\", \"Malgun Gothic\", "
    "sans-serif; margin: 2em; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { border-bottom: 1px solid #ccc; padding: .3em .6em; "
    "text-align: left; vertical-align: top; }\n"
    "thead { display: table-header-group; }\n"
    "tr { break-inside: avoid; }\n"
    ".deprecated, .superseded, .forbidden { text-decoration: line-through; }\n"
    "small { color: #555; }\n"
    "@page { margin: 18mm; }\n"
    "</style>\n</head>\n<body>\n";

static void raw(html_writer *w, const char *markup)
{
    mm_xml_raw(&w->to.out, markup);
}

static void text(html_writer *w, mm_str value)
{
    mm_xml_text(&w->to.out, value);
}

static void loss(html_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

/* The two languages: as told, else the first two of the first concept. */
static void settle_languages(html_writer *w, const mm_concept *c)
{
    mm_str langs = w->to.o->langs;

    w->begun = true;
    for (size_t i = 0; i < 2; i++) {
        mm_str lang = mm_str_trim(mm_str_cut(&langs, ','));

        if (lang.len == 0 && i < c->n_sections)
            lang = c->sections[i].lang;
        if (mm_put_lang(&w->to.kept, &w->langs[i], lang) < 0)
            w->to.out.failed = true;
    }
}

static const mm_lang_section *section(const mm_concept *c, mm_str lang)
{
    for (size_t i = 0; i < c->n_sections; i++)
        if (lang.len && mm_lang_matches(c->sections[i].lang, lang))
            return &c->sections[i];
    return NULL;
}

static void small(html_writer *w, mm_str value)
{
    if (value.len == 0)
        return;
    raw(w, "<br><small>");
    text(w, value);
    raw(w, "</small>");
}

static void put_terms(html_writer *w, const mm_lang_section *s)
{
    raw(w, "<td");
    if (s) {
        raw(w, " lang=\"");
        mm_xml_escape(&w->to.out, s->lang);
        raw(w, "\"");
    }
    raw(w, ">");
    for (size_t i = 0; s && i < s->n_terms; i++) {
        const mm_term *t = &s->terms[i];
        const char    *status = mm_term_status_name(t->status);

        raw(w, i ? "<br>\n" : "");
        if (*status) {
            raw(w, "<span class=\"");
            raw(w, status);
            raw(w, "\">");
        }
        text(w, t->text);
        raw(w, *status ? "</span>" : "");
        if (t->hanja.len) {
            raw(w, " ");
            text(w, t->hanja);
        }
        if (t->status >= MM_TERM_DEPRECATED) {
            raw(w, " <small>");
            raw(w, status);
            raw(w, "</small>");
        }
        for (size_t k = 0; k < t->n_notes; k++)
            small(w, t->notes[k].text);
    }
    raw(w, "</td>");
}

static void put_remarks(html_writer *w, const mm_concept *c)
{
    raw(w, "<td>");
    text(w, c->field);
    small(w, c->definition);
    for (size_t i = 0; i < c->n_sections; i++)
        small(w, c->sections[i].definition);
    for (size_t i = 0; i < c->n_notes; i++)
        small(w, c->notes[i].text);
    if (c->review == MM_PROPOSED)
        small(w, MM_S("proposed"));
    raw(w, "</td>");
}

static void count_losses(html_writer *w, const mm_concept *c)
{
    size_t shown = 0;

    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        shown += mm_lang_matches(s->lang, w->langs[0]) ||
                 mm_lang_matches(s->lang, w->langs[1]);
        for (size_t k = 0; k < s->n_terms; k++)
            if (s->terms[k].n_contexts)
                loss(w, "term/context");
    }
    if (shown < c->n_sections)
        loss(w, "language");
    if (c->n_props || c->project.len || c->client.len || c->stamp.created.len)
        loss(w, "concept/field");
}

/* Keeps the row in out.buf under the key of the first term. */
static int keep_row(html_writer *w, const mm_lang_section *source)
{
    mm_buf key = { 0 };
    row   *r;
    int    rc = mm_grow(&w->rows, &w->cap, w->n + 1, sizeof *w->rows, NULL);

    if (rc == MM_OK && source && source->n_terms)
        rc = mm_key(&key, source->terms[0].text);
    if (rc == MM_OK) {
        r = &w->rows[w->n++];
        r->key = mm_arena_copy(&w->to.kept, mm_buf_str(&key));
        r->html = mm_arena_copy(&w->to.kept, mm_buf_str(&w->to.out.buf));
        rc = r->key.ptr && r->html.ptr ? MM_OK : MM_ENOMEM;
    }
    mm_buf_release(&key);
    mm_buf_clear(&w->to.out.buf);
    return rc;
}

static int html_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    html_writer           *w = (html_writer *)self;
    const mm_concept      *c = item->concept;
    const mm_lang_section *source;

    mm_text_writer_start(&w->to, item->line);
    if (!c) {
        loss(w, "unit");
        return w->to.out.failed ? mm_fail_memory(err) : MM_OK;
    }
    if (!w->begun)
        settle_languages(w, c);
    count_losses(w, c);
    source = section(c, w->langs[0]);
    raw(w, "<tr>");
    put_terms(w, source);
    put_terms(w, section(c, w->langs[1]));
    put_remarks(w, c);
    raw(w, "</tr>\n");
    return w->to.out.failed || keep_row(w, source) < 0 ? mm_fail_memory(err)
                                                       : MM_OK;
}

static int by_key(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int        order = mm_str_cmp(x->key, y->key);

    return order ? order : mm_str_cmp(x->html, y->html);
}

static int write_page(html_writer *w, mm_error *err)
{
    int rc = MM_OK;

    raw(w, head);
    raw(w, "<table>\n<thead><tr>");
    for (size_t i = 0; i < 2; i++) {
        raw(w, "<th>");
        text(w, w->langs[i]);
        raw(w, "</th>");
    }
    raw(w, "<th></th></tr></thead>\n<tbody>\n");
    if (w->n)
        qsort(w->rows, w->n, sizeof *w->rows, by_key);
    for (size_t i = 0; i < w->n && rc == MM_OK; i++) {
        if (mm_buf_put(&w->to.out.buf, w->rows[i].html) < 0)
            w->to.out.failed = true;
        rc = mm_text_flush(&w->to.out, err);
    }
    raw(w, "</tbody>\n</table>\n</body>\n</html>\n");
    return rc;
}

static int html_finish(mm_writer *self, int rc, mm_error *err)
{
    html_writer *w = (html_writer *)self;

    if (rc >= 0)
        rc = write_page(w, err);
    free(w->rows);
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_html_write(mm_writer **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    int rc =
        mm_text_writer_open(out, sizeof(html_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ html_put, html_finish };
    return rc;
}
