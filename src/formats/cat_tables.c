/*
 * Term bases as the tables that two programs take in: memoQ's CSV, whose rows
 * of one Entry_ID are one entry, and a table for MultiTerm Convert, whose
 * headers a person maps to fields.
 *
 * The columns are fixed: those of the entry, then for each language its term
 * and what is said of it. The languages are those told, else those of the first
 * concept; a later concept's other languages are lost. Row k of an entry holds
 * the k-th term of each language.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/table_out.h"

#include <stdio.h>
#include <stdlib.h>

enum { LANGS = 20, ENTRY = 10, OF_TERM = 4 };

/* What stands in a column. */
typedef enum what {
    ID,
    FIELD,
    NOTE,
    CLIENT,
    PROJECT,
    CREATOR,
    CREATED,
    CHANGED,
    CHANGER,
    DEFINITION,
    TERM,
    TERM_DEFINITION, /* of the language */
    INFO,            /* memoQ's: Forbidden */
    STATUS,
    CONTEXT,
    POS
} what;

typedef struct column {
    const char *name; /* NULL: the language; "%s": with its name in it */
    what        what;
} column;

typedef struct profile {
    mm_delimited_kind kind;
    column            entry[ENTRY];
    size_t            n_entry;
    column            term[OF_TERM];
    size_t            n_term;
} profile;

static const profile memoq = {
    MM_CSV_MARKED,
    { { "Entry_ID", ID },
      { "Entry_Subject", FIELD },
      { "Entry_ClientID", CLIENT },
      { "Entry_ProjectID", PROJECT },
      { "Entry_Created", CREATED },
      { "Entry_Creator", CREATOR },
      { "Entry_LastModified", CHANGED },
      { "Entry_Modifier", CHANGER },
      { "Entry_Note", NOTE } },
    9,
    { { NULL, TERM },
      { "%s_Def", TERM_DEFINITION },
      { "Term_Info", INFO },
      { "Term_Example", CONTEXT } },
    4,
};
static const profile multiterm = {
    MM_TSV,
    { { "ID", ID },
      { "Subject", FIELD },
      { "Definition", DEFINITION },
      { "Note", NOTE },
      { "Project", PROJECT },
      { "Client", CLIENT } },
    6,
    { { NULL, TERM },
      { "%s Status", STATUS },
      { "%s Part of Speech", POS },
      { "%s Definition", TERM_DEFINITION } },
    4,
};

typedef struct cat_writer {
    mm_writer                base;
    mm_row_sink             *sink;
    const profile           *p;
    const mm_format_options *o;
    mm_report               *report;
    mm_arena                 mem, kept;
    mm_str                   langs[LANGS];
    size_t                   n_langs, n;
    bool                     begun, failed;
    long                     line;
} cat_writer;

static void loss(cat_writer *w, const char *field)
{
    w->failed = mm_report_loss(w->report, field, w->line) < 0 || w->failed;
}

static bool holds(const cat_writer *w, what it)
{
    for (size_t i = 0; i < w->p->n_entry; i++)
        if (w->p->entry[i].what == it)
            return true;
    for (size_t i = 0; i < w->p->n_term; i++)
        if (w->p->term[i].what == it)
            return true;
    return false;
}

/* ---- the header ---- */

static void add_language(cat_writer *w, mm_str lang)
{
    mm_str tag;

    if (mm_put_lang(&w->kept, &tag, lang) < 0)
        w->failed = true;
    for (size_t i = 0; i < w->n_langs; i++)
        if (mm_str_eq(w->langs[i], tag))
            return;
    if (w->n_langs < LANGS && tag.len)
        w->langs[w->n_langs++] = tag;
}

static mm_str header_cell(cat_writer *w, const char *name, mm_str lang)
{
    const char *english = mm_language_name(lang);
    mm_buf      text = { 0 };
    mm_str      cell = english ? mm_cstr(english) : lang;

    if (!name)
        return cell;
    /* "%s_Def" of a tag without a name is "zh-Hant:Def", as our reader has it.
     */
    if (name[0] != '%')
        cell = mm_cstr(name);
    else if (mm_buf_printf(&text, "%.*s%c%s", (int)cell.len, cell.ptr,
                           english ? name[2] : ':', name + 3) < 0 ||
             !(cell = mm_arena_copy(&w->mem, mm_buf_str(&text))).ptr)
        w->failed = true;
    mm_buf_release(&text);
    return cell;
}

static int begin(cat_writer *w, const mm_concept *c, mm_error *err)
{
    mm_str langs = w->o->langs, row[ENTRY + LANGS * OF_TERM];
    size_t n = 0;

    w->begun = true;
    while (langs.len)
        add_language(w, mm_str_cut(&langs, ','));
    for (size_t i = 0; c && w->o->langs.len == 0 && i < c->n_sections; i++)
        add_language(w, c->sections[i].lang);
    for (size_t i = 0; i < w->p->n_entry; i++)
        row[n++] = mm_cstr(w->p->entry[i].name);
    for (size_t i = 0; i < w->n_langs; i++)
        for (size_t k = 0; k < w->p->n_term; k++)
            row[n++] = header_cell(w, w->p->term[k].name, w->langs[i]);
    return w->failed ? mm_fail_memory(err) : w->sink->row(w->sink, row, n, err);
}

/* ---- rows ---- */

static mm_str entry_cell(cat_writer *w, const mm_concept *c, what it)
{
    char room[24];

    switch (it) {
    case ID:
        snprintf(room, sizeof room, "%zu", w->n);
        return c->id.len ? c->id : mm_arena_copy(&w->mem, mm_cstr(room));
    case FIELD:
        return c->field;
    case NOTE:
        return c->n_notes ? c->notes[0].text : (mm_str){ 0 };
    case CLIENT:
        return c->client;
    case PROJECT:
        return c->project;
    case CREATOR:
        return c->stamp.created_by;
    case CREATED:
        return c->stamp.created;
    case CHANGED:
        return c->stamp.changed;
    case CHANGER:
        return c->stamp.changed_by;
    case DEFINITION:
        return c->definition;
    default:
        return (mm_str){ 0 };
    }
}

static mm_str term_cell(const mm_lang_section *s, size_t k, what it)
{
    const mm_term *t = s && k < s->n_terms ? &s->terms[k] : NULL;

    if (s && k == 0 && it == TERM_DEFINITION)
        return s->definition;
    if (!t)
        return (mm_str){ 0 };
    switch (it) {
    case TERM:
        return t->text;
    case INFO:
        return t->status >= MM_TERM_DEPRECATED ? MM_S("Forbidden")
                                               : (mm_str){ 0 };
    case STATUS:
        return mm_cstr(mm_term_status_name(t->status));
    case CONTEXT:
        return t->n_contexts ? t->contexts[0].text : (mm_str){ 0 };
    case POS:
        return t->part_of_speech;
    default:
        return (mm_str){ 0 };
    }
}

static void count_term_losses(cat_writer *w, const mm_term *t)
{
    bool status = holds(w, STATUS) || t->status == MM_TERM_UNSAID ||
                  t->status == MM_TERM_FORBIDDEN;

    if (!status)
        loss(w, "term/status");
    if (t->n_notes)
        loss(w, "term/note");
    if (t->n_props)
        loss(w, "term/prop");
    if (t->type.len)
        loss(w, "term/type");
    if (t->part_of_speech.len && !holds(w, POS))
        loss(w, "term/part of speech");
    if (t->hanja.len)
        loss(w, "term/hanja");
    if (t->source.len)
        loss(w, "term/source");
    if (t->n_contexts > holds(w, CONTEXT) ||
        (t->n_contexts && t->contexts[0].source.len))
        loss(w, "term/context");
    if (t->stamp.created.len || t->stamp.changed.len ||
        t->stamp.created_by.len || t->stamp.changed_by.len)
        loss(w, "term/stamp");
}

static void count_losses(cat_writer *w, const mm_concept *c)
{
    const mm_stamp *s = &c->stamp;

    if (c->kind != MM_KIND_TERM)
        loss(w, "kind");
    if (c->review != MM_APPROVED)
        loss(w, "review");
    if (c->confidence != 0 || c->frequency)
        loss(w, "confidence");
    if (c->definition.len && !holds(w, DEFINITION))
        loss(w, "definition");
    if (c->definition_source.len)
        loss(w, "definition source");
    if (c->n_notes > 1)
        loss(w, "note");
    if (c->n_notes && c->notes[0].lang.len)
        loss(w, "note/lang");
    if (c->n_props)
        loss(w, "prop");
    if (c->id.len == 0)
        loss(w, "id");
    if (!holds(w, CREATED) && (s->created.len || s->changed.len ||
                               s->created_by.len || s->changed_by.len))
        loss(w, "concept/stamp");
}

static void count_section_losses(cat_writer *w, const mm_lang_section *s,
                                 bool written)
{
    if (!written) {
        loss(w, "language");
        return;
    }
    if (s->n_notes)
        loss(w, "section/note");
    if (s->n_props)
        loss(w, "section/prop");
    if (s->definition_source.len)
        loss(w, "definition source");
    for (size_t i = 0; i < s->n_terms; i++)
        count_term_losses(w, &s->terms[i]);
}

/* The section of each language; the number of rows that the entry takes. */
static size_t sections_of(cat_writer *w, const mm_concept *c,
                          const mm_lang_section **of)
{
    size_t rows = 0;

    for (size_t i = 0; i < w->n_langs; i++)
        of[i] = NULL;
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];
        bool                   written = false;

        for (size_t k = 0; k < w->n_langs && !written; k++) {
            if (of[k] || !mm_lang_matches(s->lang, w->langs[k]))
                continue;
            of[k] = s;
            written = true;
            rows = s->n_terms > rows ? s->n_terms : rows;
        }
        count_section_losses(w, s, written);
    }
    return rows;
}

static int cat_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    cat_writer            *w = (cat_writer *)self;
    const mm_concept      *c = item->concept;
    const mm_lang_section *of[LANGS];
    mm_str                 row[ENTRY + LANGS * OF_TERM];
    size_t                 rows;
    int                    rc;

    w->line = item->line;
    w->n++;
    mm_arena_clear(&w->mem);
    if (!c) {
        loss(w, "unit");
        return w->failed ? mm_fail_memory(err) : MM_OK;
    }
    if (!w->begun && (rc = begin(w, c, err)) < 0)
        return rc;
    count_losses(w, c);
    if ((rows = sections_of(w, c, of)) == 0)
        loss(w, "concept without term");
    for (size_t k = 0; k < rows; k++) {
        size_t n = 0;

        for (size_t i = 0; i < w->p->n_entry; i++)
            row[n++] = entry_cell(w, c, w->p->entry[i].what);
        for (size_t i = 0; i < w->n_langs; i++)
            for (size_t m = 0; m < w->p->n_term; m++)
                row[n++] = term_cell(of[i], k, w->p->term[m].what);
        if ((rc = w->sink->row(w->sink, row, n, err)) < 0)
            return rc;
    }
    return w->failed ? mm_fail_memory(err) : MM_OK;
}

static int cat_finish(mm_writer *self, int rc, mm_error *err)
{
    cat_writer *w = (cat_writer *)self;

    if (rc >= 0 && !w->begun)
        rc = begin(w, NULL, err);
    rc = w->sink->close(w->sink, rc, err);
    mm_arena_release(&w->mem);
    mm_arena_release(&w->kept);
    free(w);
    return rc;
}

static int open_writer(mm_writer **out, const char *path, const profile *p,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    static const mm_format_options zero = { 0 };
    cat_writer                    *w = calloc(1, sizeof *w);
    int                            rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_writer){ cat_put, cat_finish };
    w->p = p;
    w->o = o ? o : &zero;
    w->report = report;
    if ((rc = mm_delimited_open(&w->sink, path, p->kind, w->o->raw, err)) < 0) {
        free(w);
        return rc;
    }
    *out = &w->base;
    return MM_OK;
}

int mm_memoq_write(mm_writer **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    return open_writer(out, path, &memoq, o, report, err);
}

int mm_multiterm_csv_write(mm_writer **out, const char *path,
                           const mm_format_options *o, mm_report *report,
                           mm_error *err)
{
    return open_writer(out, path, &multiterm, o, report, err);
}
