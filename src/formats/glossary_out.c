/*
 * Glossaries in the plain shapes that translators' programs prescribe: OmegaT's
 * and Wordfast's (source, target, comment; no header) and UTX 1.11.
 *
 * Each pairs one source term with one target term, so a concept of two and
 * three terms is six rows; what else a concept says is lost but for notes,
 * definition, parts of speech and status. OmegaT shows every row as a
 * suggestion: a term not to be used says so in its comment.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/text_out.h"

enum { OMEGAT, UTX, WORDFAST };

typedef struct glossary_writer {
    mm_text_writer to;
    mm_str         langs[2];
    int            kind; /* OMEGAT ... */
    bool           begun;
} glossary_writer;

static void raw(glossary_writer *w, mm_str text)
{
    mm_text_put(&w->to.out, text);
}

static void loss(glossary_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

/* A cell on one line: tabs and line ends become spaces. */
static void cell(glossary_writer *w, mm_str text)
{
    bool lost = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool space = c == '\t' || c == '\n' || c == '\r';

        lost = lost || space;
        raw(w, (mm_str){ space ? " " : &text.ptr[i], 1 });
    }
    if (lost)
        loss(w, "character");
}

static const mm_lang_section *section(const mm_concept *c, mm_str lang)
{
    for (size_t i = 0; i < c->n_sections; i++)
        if (mm_lang_matches(c->sections[i].lang, lang))
            return &c->sections[i];
    return NULL;
}

/* The two languages: as told, else the first two of the first concept. */
static int settle_languages(glossary_writer *w, const mm_concept *c)
{
    mm_str langs = w->to.o->langs;
    size_t n = 0;

    for (size_t i = 0; i < 2; i++)
        if (mm_put_lang(&w->to.kept, &w->langs[i], mm_str_cut(&langs, ',')) < 0)
            return MM_ENOMEM;
    for (size_t i = 0; c && i < c->n_sections && n < 2; i++)
        if (w->langs[n].len == 0 &&
            mm_put_lang(&w->to.kept, &w->langs[n++], c->sections[i].lang) < 0)
            return MM_ENOMEM;
    return MM_OK;
}

static void begin(glossary_writer *w, const mm_concept *c)
{
    w->begun = true;
    if (settle_languages(w, c) < 0) {
        w->to.out.failed = true;
        return;
    }
    if (w->kind == WORDFAST) { /* reads UTF-16 with a byte order mark */
        raw(w, MM_S("\xEF\xBB\xBF"));
        return;
    }
    if (w->kind == OMEGAT) {
        raw(w, MM_S("# Glossary in tab-separated format -*- coding: utf-8 "
                    "-*-\n"));
        return;
    }
    raw(w, MM_S("#UTX 1.11; "));
    raw(w, w->langs[0].len ? w->langs[0] : MM_S("en"));
    raw(w, MM_S("/"));
    raw(w, w->langs[1].len ? w->langs[1] : MM_S("ko"));
    raw(w, MM_S("; "));
    raw(w, w->to.o->date.len ? w->to.o->date : MM_S("1970-01-01T00:00:00Z"));
    raw(w, MM_S("; creator: malmoi;\n"
                "#src\ttgt\tsrc:pos\ttgt:pos\tterm status\tcomment\n"));
}

static mm_str utx_status(const mm_concept *c, const mm_term *t)
{
    if ((t->status >= MM_TERM_DEPRECATED &&
         t->status != MM_TERM_UNTRANSLATED) ||
        c->review == MM_REJECTED)
        return MM_S("forbidden");
    return c->review == MM_APPROVED ? MM_S("approved") : MM_S("provisional");
}

/* What a translator should know: status in words, definition, first notes. */
static void comment(glossary_writer *w, const mm_concept *c, const mm_term *t)
{
    const mm_str parts[] = { c->definition,
                             c->n_notes ? c->notes[0].text : (mm_str){ 0 },
                             t->n_notes ? t->notes[0].text : (mm_str){ 0 } };
    bool some = false;

    if (w->kind != UTX && t->status >= MM_TERM_DEPRECATED) {
        raw(w, MM_S("["));
        raw(w, mm_cstr(mm_term_status_name(t->status)));
        raw(w, MM_S("]"));
        some = true;
    }
    if (w->kind != UTX && c->review == MM_PROPOSED) {
        raw(w, some ? MM_S(" [proposed]") : MM_S("[proposed]"));
        some = true;
    }
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len == 0)
            continue;
        raw(w, some ? MM_S(" / ") : MM_S(""));
        cell(w, parts[i]);
        some = true;
    }
}

static void put_pair(glossary_writer *w, const mm_concept *c,
                     const mm_term *source, const mm_term *target)
{
    if (source->text.len && source->text.ptr[0] == '#')
        loss(w, "term that begins with #");
    if (w->kind == WORDFAST && (mm_str_starts(source->text, MM_S("\"")) ||
                                mm_str_starts(target->text, MM_S("\""))))
        loss(w, "term that begins with a quotation mark");
    cell(w, source->text);
    raw(w, MM_S("\t"));
    cell(w, target->text);
    if (w->kind == UTX) {
        raw(w, MM_S("\t"));
        cell(w, source->part_of_speech);
        raw(w, MM_S("\t"));
        cell(w, target->part_of_speech);
        raw(w, MM_S("\t"));
        raw(w, utx_status(c, target));
    }
    raw(w, MM_S("\t"));
    comment(w, c, target);
    raw(w, MM_S("\n"));
}

static void count_losses(glossary_writer *w, const mm_concept *c)
{
    if (c->id.len)
        loss(w, "id");
    if (c->n_sections > 2)
        loss(w, "language");
    if (c->field.len || c->project.len || c->client.len || c->n_props ||
        c->kind != MM_KIND_TERM)
        loss(w, "concept/field");
    if (c->n_notes > 1)
        loss(w, "note");
    for (size_t i = 0; i < c->n_sections; i++)
        for (size_t k = 0; k < c->sections[i].n_terms; k++)
            if (c->sections[i].terms[k].n_contexts)
                loss(w, "term/context");
}

static int glossary_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    glossary_writer       *w = (glossary_writer *)self;
    const mm_concept      *c = item->concept;
    const mm_lang_section *source, *target;

    mm_text_writer_start(&w->to, item->line);
    if (!c) {
        loss(w, "unit");
        return mm_text_flush(&w->to.out, err);
    }
    if (!w->begun)
        begin(w, c);
    source = section(c, w->langs[0]);
    target = section(c, w->langs[1]);
    count_losses(w, c);
    if (!source || !target || source == target)
        loss(w, "concept without two languages");
    else
        for (size_t i = 0; i < source->n_terms; i++)
            for (size_t k = 0; k < target->n_terms; k++)
                put_pair(w, c, &source->terms[i], &target->terms[k]);
    return mm_text_flush(&w->to.out, err);
}

static int glossary_finish(mm_writer *self, int rc, mm_error *err)
{
    glossary_writer *w = (glossary_writer *)self;

    if (rc >= 0 && !w->begun)
        begin(w, NULL);
    return mm_text_writer_close(&w->to, rc, err);
}

static int open_writer(mm_writer **out, const char *path, int kind,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    glossary_writer *w;
    int rc = mm_text_writer_open(out, sizeof *w, path, o, report, err);

    if (rc < 0)
        return rc;
    w = (glossary_writer *)*out;
    w->to.base = (mm_writer){ glossary_put, glossary_finish };
    w->to.out.encoding = kind == WORDFAST ? "UTF-16LE" : NULL;
    w->kind = kind;
    return MM_OK;
}

int mm_omegat_write(mm_writer **out, const char *path,
                    const mm_format_options *o, mm_report *report,
                    mm_error *err)
{
    return open_writer(out, path, OMEGAT, o, report, err);
}

int mm_utx_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    return open_writer(out, path, UTX, o, report, err);
}

int mm_wordfast_write(mm_writer **out, const char *path,
                      const mm_format_options *o, mm_report *report,
                      mm_error *err)
{
    return open_writer(out, path, WORDFAST, o, report, err);
}
