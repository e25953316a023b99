/*
 * Tables in: glossaries and memories as rows of cells, tab-separated or CSV.
 *
 * A header names the columns (columns.c); without one the first columns are
 * the languages of `langs`, or two languages told by their script over the
 * first rows, and the third is a comment. A row is a concept (a unit when there
 * is a column "unit"); rows of one id that follow one another are one, each
 * giving a term more to a language. A column that is not known becomes a prop
 * of its name. UTX tells its languages in its first line.
 */
#include "formats/table.h"
#include "formats/all.h"
#include "formats/build.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 50 };

typedef struct table_reader {
    mm_file_reader head;
    mm_cells       cells;
    mm_report     *report;
    mm_arena       kept, mem;
    mm_column     *columns;
    size_t         n;
    bool           units, csv, waits; /* a row waits for the next call */
    bool           utx;
    mm_unit        unit;
    mm_concept concept;
    mm_str   tgt; /* the language of the target column */
    int      rc;  /* a failure behind the entry being given */
    mm_error err;
} table_reader;

static const mm_str none = { "", 0 };

/* ---- what the columns are ---- */

/* The `i`-th language of the list "en,ko"; empty past the last. */
static mm_str lang_at(mm_str langs, size_t i)
{
    mm_str lang = none;

    for (size_t k = 0; k <= i; k++)
        lang = mm_str_trim(mm_str_cut(&langs, ','));
    return lang;
}

/* Parses the row in hand as a header; false when it is none. */
static int try_header(table_reader *r, bool *is_header, mm_error *err)
{
    size_t known = 0, texts = 0;

    r->n = r->cells.n;
    r->columns = mm_arena_alloc(&r->kept, (r->n + 1) * sizeof *r->columns);
    if (!r->columns)
        return mm_fail_memory(err);
    for (size_t i = 0; i < r->n; i++) {
        mm_column *c = &r->columns[i];
        mm_str     name = mm_str_trim(r->cells.items[i]);

        known += mm_column_parse(c, &r->kept, name);
        texts += c->role == MM_ROLE_TEXT || c->role == MM_ROLE_SOURCE ||
                 c->role == MM_ROLE_TARGET;
        if (mm_put_str(&r->kept, &c->name, name) < 0)
            return mm_fail_memory(err);
    }
    *is_header = r->utx || (known >= 2 && texts >= 1) ||
                 (known == 1 && texts == 1 && r->n == 1);
    return MM_OK;
}

/* The language of column `col` by the script of its first cells. */
static int sample_lang(table_reader *r, size_t col, bool header, mm_str *out,
                       mm_error *err)
{
    const char *found = NULL;
    int         rc = MM_ROW;

    if (mm_cells_rewind(&r->cells, r->cells.start, err) < 0)
        return MM_EIO;
    r->cells.sampling = true;
    for (int i = 0; i < SAMPLE && rc == MM_ROW; i++) {
        if ((rc = mm_cells_next(&r->cells, err)) != MM_ROW)
            break;
        if ((i == 0 && header) || col >= r->cells.n)
            continue;
        const char *lang = mm_script_lang(r->cells.items[col]);

        if (lang && (!found || strcmp(found, "en") == 0))
            found = lang; /* a Korean column may hold Latin words */
    }
    *out = mm_cstr(found ? found : "");
    return rc < 0 ? rc : MM_OK;
}

static int set_languages(table_reader *r, mm_str langs, bool header,
                         mm_error *err)
{
    size_t k = 0;
    mm_str before = none;
    int    rc;

    for (size_t i = 0; i < r->n; i++) {
        mm_column *c = &r->columns[i];
        bool   side = c->role == MM_ROLE_SOURCE || c->role == MM_ROLE_TARGET;
        mm_str lang = lang_at(langs, k);

        if (c->role == MM_ROLE_TEXT)
            k++;
        if (!side)
            continue;
        if (lang.len == 0 && (rc = sample_lang(r, i, header, &lang, err)) < 0)
            return rc;
        if (lang.len == 0 || mm_str_eq(lang, before))
            return mm_source_fail(&r->cells.source, err, MM_EFORMAT, 1,
                                  "the languages of the columns cannot be "
                                  "told by their script: give -l LA,LB");
        before = lang;
        k++;
        if (mm_put_lang(&r->kept, &c->lang, lang) < 0)
            return mm_fail_memory(err);
        if (c->role == MM_ROLE_TARGET)
            r->tgt = c->lang;
        c->role = MM_ROLE_TEXT;
    }
    return MM_OK;
}

/* Columns of a table without a header. */
static int plain_columns(table_reader *r, mm_str langs)
{
    size_t n = lang_at(langs, 0).len ? 0 : 2;

    while (lang_at(langs, n).len)
        n++;
    for (size_t i = 0; i < r->n; i++) {
        mm_column *c = &r->columns[i];
        char       name[32];

        c->role = i < n    ? i ? MM_ROLE_TARGET : MM_ROLE_SOURCE
                  : i == n ? MM_ROLE_NOTE
                           : MM_ROLE_NONE;
        snprintf(name, sizeof name, "column %zu", i + 1);
        c->lang = none;
        if (mm_put_str(&r->kept, &c->name, mm_cstr(name)) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

/* A term's column that names no language is of the text before it, and src
 * and tgt are the first two. */
static void attach(table_reader *r)
{
    mm_str before = none, sides[2] = { none, none };
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->columns[i].role == MM_ROLE_TEXT && n < 2)
            sides[n++] = r->columns[i].lang;
    for (size_t i = 0; i < r->n; i++) {
        mm_column *c = &r->columns[i];

        if (c->role == MM_ROLE_TEXT)
            before = c->lang;
        else if (c->role >= MM_ROLE_TYPE && c->lang.len == 0)
            c->lang = before;
        if (mm_str_eq(c->lang, MM_S("src")))
            c->lang = sides[0];
        else if (mm_str_eq(c->lang, MM_S("tgt")))
            c->lang = sides[1];
        r->units = r->units || c->role == MM_ROLE_UNIT;
    }
}

/* "#UTX 1.11; en-US/ko-KR; ...": languages, and the row of names behind. */
static int read_utx(table_reader *r, char *room, size_t size)
{
    mm_str text = mm_buf_str(&r->cells.text), line, src, tgt;
    size_t end = mm_str_find(text, MM_S("\n#"), 0);

    if (!mm_str_starts(text, MM_S("#UTX")) || end == SIZE_MAX)
        return MM_OK;
    line = mm_str_cut(&text, '\n');
    mm_str_cut(&line, ';');
    tgt = mm_str_trim(mm_str_cut(&line, ';'));
    src = mm_str_cut(&tgt, '/');
    snprintf(room, size, "%.*s,%.*s", (int)src.len, src.ptr, (int)tgt.len,
             tgt.ptr);
    r->utx = true;
    r->cells.delimiter = '\t';
    r->cells.comments = true;
    return mm_cells_rewind(&r->cells, end + 2, NULL);
}

static int read_columns(table_reader *r, mm_str langs, mm_error *err)
{
    char room[80] = "";
    bool header = false;
    int  rc;

    read_utx(r, room, sizeof room);
    if (r->utx && langs.len == 0)
        langs = mm_cstr(room);
    if ((rc = mm_cells_next(&r->cells, err)) <= 0)
        return rc < 0 ? rc
                      : mm_source_fail(&r->cells.source, err, MM_EFORMAT, 0,
                                       "has no rows");
    if ((rc = try_header(r, &header, err)) < 0)
        return rc;
    if (!header && plain_columns(r, langs) < 0)
        return mm_fail_memory(err);
    /* Sampling goes over the rows in the buffer, so the header is read again;
     * it fits, being the first row. */
    if ((rc = set_languages(r, langs, header, err)) < 0)
        return rc;
    attach(r);
    if ((rc = mm_cells_rewind(&r->cells, r->cells.start, err)) < 0)
        return rc;
    if (header && (rc = mm_cells_next(&r->cells, err)) < 0)
        return rc;
    return MM_OK;
}

/* ---- rows to items ---- */

static mm_str cell_at(const table_reader *r, size_t i)
{
    mm_str cell = i < r->cells.n ? r->cells.items[i] : none;

    return r->csv && cell.len && cell.ptr[0] == '\'' && mm_is_formula(cell)
               ? mm_str_sub(cell, 1, SIZE_MAX)
               : cell;
}

static mm_str id_of_row(const table_reader *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->columns[i].role == MM_ROLE_ID ||
            r->columns[i].role == MM_ROLE_UNIT)
            return mm_str_trim(cell_at(r, i));
    return none;
}

/* Where a cell of an entry's own field goes; NULL when it is none. */
static mm_str *field_of(table_reader *r, mm_role role)
{
    mm_concept *c = &r->concept;
    mm_unit    *u = &r->unit;
    mm_stamp   *s = r->units ? &u->stamp : &c->stamp;

    switch (role) {
    case MM_ROLE_FIELD:
        return r->units ? &u->field : &c->field;
    case MM_ROLE_PROJECT:
        return r->units ? &u->project : &c->project;
    case MM_ROLE_CLIENT:
        return r->units ? &u->client : &c->client;
    case MM_ROLE_DEFINITION:
        return r->units ? NULL : &c->definition;
    case MM_ROLE_DEFINITION_SOURCE:
        return r->units ? NULL : &c->definition_source;
    case MM_ROLE_DOCUMENT:
        return r->units ? &u->document : NULL;
    case MM_ROLE_SOURCE_LANG:
        return r->units ? &u->source_lang : NULL;
    case MM_ROLE_STATUS:
        return r->units ? &u->status : NULL;
    case MM_ROLE_CREATED:
        return &s->created;
    case MM_ROLE_CREATED_BY:
        return &s->created_by;
    case MM_ROLE_CHANGED:
        return &s->changed;
    case MM_ROLE_CHANGED_BY:
        return &s->changed_by;
    default:
        return NULL;
    }
}

static int add_prop(table_reader *r, mm_str type, mm_str value)
{
    const mm_prop **props = r->units ? &r->unit.props : &r->concept.props;
    size_t         *n = r->units ? &r->unit.n_props : &r->concept.n_props;

    if (mm_str_starts(type, MM_S("prop:")))
        type = mm_str_sub(type, 5, SIZE_MAX);
    for (size_t i = 0; i < *n; i++) /* rows of one id repeat it */
        if (mm_str_eq((*props)[i].type, type) &&
            mm_str_eq((*props)[i].value, value))
            return MM_OK;
    return mm_add_prop(&r->mem, props, n, type, value, none);
}

static int add_note(table_reader *r, mm_str text)
{
    const mm_note **notes = r->units ? &r->unit.notes : &r->concept.notes;
    size_t         *n = r->units ? &r->unit.n_notes : &r->concept.n_notes;

    for (size_t i = 0; i < *n; i++)
        if (mm_str_eq((*notes)[i].text, text))
            return MM_OK;
    return mm_add_note(&r->mem, notes, n, text, none);
}

static bool review_word(mm_review *out, mm_str word)
{
    if (mm_str_eq(word, MM_S("provisional"))) {
        *out = MM_PROPOSED;
        return true;
    }
    return mm_review_parse(out, word);
}

/* A field of the whole entry that is no text. */
static int apply_value(table_reader *r, const mm_column *col, mm_str cell)
{
    mm_concept *c = &r->concept;
    double      x;

    switch (col->role) {
    case MM_ROLE_KIND:
        if (!r->units && mm_kind_parse(&c->kind, cell))
            return MM_OK;
        break;
    case MM_ROLE_REVIEW:
    case MM_ROLE_STATUS:
        if (!r->units && review_word(&c->review, cell))
            return MM_OK;
        break;
    case MM_ROLE_CONFIDENCE:
        if (mm_str_number(cell, &x)) {
            *(r->units ? &r->unit.score : &c->confidence) = x;
            return MM_OK;
        }
        break;
    case MM_ROLE_FREQUENCY:
        if (!r->units && mm_str_number(cell, &x) && x >= 0 && x <= UINT32_MAX) {
            c->frequency = (uint32_t)x;
            return MM_OK;
        }
        break;
    default:
        break;
    }
    return add_prop(r, col->name, cell);
}

static int apply_cell(table_reader *r, const mm_column *col, mm_str cell)
{
    mm_str        *field = field_of(r, col->role);
    mm_term_status status;

    if (col->role == MM_ROLE_TEXT || col->role == MM_ROLE_ID ||
        col->role == MM_ROLE_UNIT || col->role == MM_ROLE_INFO ||
        (col->role >= MM_ROLE_TYPE && !r->units) ||
        (col->role == MM_ROLE_DEFINITION && col->lang.len) ||
        (col->role == MM_ROLE_DEFINITION_SOURCE && col->lang.len))
        return MM_OK; /* of a language: taken with its text */
    if (col->role == MM_ROLE_NOTE)
        return add_note(r, cell);
    if (field)
        return field->len ? MM_OK : mm_put_str(&r->mem, field, cell);
    if (col->role == MM_ROLE_STATUS && !r->units &&
        mm_status_word(&status, cell))
        return MM_OK; /* of the terms: taken with them */
    return apply_value(r, col, cell);
}

/* The status that the row gives to its term of language `lang`. */
static mm_term_status row_status(const table_reader *r, mm_str lang)
{
    mm_term_status status = MM_TERM_UNSAID, own;

    for (size_t i = 0; i < r->n; i++) {
        const mm_column *c = &r->columns[i];
        mm_str           cell = mm_str_trim(cell_at(r, i));
        bool             utx_source = r->utx && !mm_str_eq(lang, r->tgt);

        if (c->role == MM_ROLE_TERM_STATUS && mm_str_eq(c->lang, lang) &&
            mm_status_word(&own, cell))
            return own;
        if (c->role == MM_ROLE_STATUS && !utx_source)
            mm_status_word(&status, cell);
        if (c->role == MM_ROLE_INFO && mm_str_eq(c->lang, lang) &&
            mm_str_find(cell, MM_S("orbidden"), 0) != SIZE_MAX)
            status = MM_TERM_FORBIDDEN;
    }
    return status;
}

/* The type in "ko:prop:TYPE". */
static mm_str prop_type(const mm_column *c)
{
    return mm_str_sub(c->name, mm_str_find(c->name, MM_S("prop:"), 0) + 5,
                      SIZE_MAX);
}

/* Takes the columns of the term's language. */
static int apply_to_term(table_reader *r, mm_lang_section *s, mm_term *t)
{
    mm_str context = none, source = none;
    int    rc = MM_OK;

    t->type = t->part_of_speech = t->hanja = t->source = none;
    t->stamp = (mm_stamp){ none, none, none, none };
    t->status = row_status(r, s->lang);
    for (size_t i = 0; i < r->n && rc == MM_OK; i++) {
        const mm_column *c = &r->columns[i];
        mm_str           cell = cell_at(r, i);

        if (cell.len == 0 || !mm_str_eq(c->lang, s->lang))
            continue;
        if (c->role == MM_ROLE_TYPE)
            rc = mm_put_str(&r->mem, &t->type, cell);
        else if (c->role == MM_ROLE_POS)
            rc = mm_put_str(&r->mem, &t->part_of_speech, cell);
        else if (c->role == MM_ROLE_HANJA)
            rc = mm_put_str(&r->mem, &t->hanja, cell);
        else if (c->role == MM_ROLE_TERM_SOURCE)
            rc = mm_put_str(&r->mem, &t->source, cell);
        else if (c->role == MM_ROLE_TERM_NOTE)
            rc = mm_add_note(&r->mem, &t->notes, &t->n_notes, cell, none);
        else if (c->role == MM_ROLE_DEFINITION && s->definition.len == 0)
            rc = mm_put_str(&r->mem, &s->definition, cell);
        else if (c->role == MM_ROLE_DEFINITION_SOURCE &&
                 s->definition_source.len == 0)
            rc = mm_put_str(&r->mem, &s->definition_source, cell);
        else if (c->role == MM_ROLE_INFO)
            rc = mm_add_prop(&r->mem, &t->props, &t->n_props, c->name, cell,
                             none);
        else if (c->role == MM_ROLE_TERM_PROP)
            rc = mm_add_prop(&r->mem, &t->props, &t->n_props, prop_type(c),
                             cell, none);
        else if (c->role == MM_ROLE_CONTEXT)
            context = cell;
        else if (c->role == MM_ROLE_CONTEXT_SOURCE)
            source = cell;
    }
    if (rc == MM_OK && (context.len || source.len))
        rc = mm_add_context(&r->mem, t, context, source);
    return rc;
}

static int add_text(table_reader *r, mm_str lang, mm_str text)
{
    mm_lang_section *s;
    mm_variant      *v;
    mm_term         *t;

    if (r->units) {
        v = mm_list_add(&r->mem, &r->unit.variants, &r->unit.n_variants,
                        sizeof *v);
        if (!v || mm_put_str(&r->mem, &v->lang, lang) < 0)
            return MM_ENOMEM;
        v->stamp = (mm_stamp){ none, none, none, none };
        return mm_put_str(&r->mem, &v->text, text);
    }
    if (!(s = mm_section_of(&r->mem, &r->concept, lang)))
        return MM_ENOMEM;
    if (!(t = mm_add_term(&r->mem, s, text)))
        return MM_ENOMEM;
    return apply_to_term(r, s, t);
}

/* Joins the row in hand to the entry. */
static int add_row(table_reader *r)
{
    int rc = MM_OK;

    for (size_t i = 0; i < r->n && rc == MM_OK; i++) {
        const mm_column *col = &r->columns[i];
        mm_str           cell = cell_at(r, i);

        if (cell.len == 0)
            continue;
        rc = col->role == MM_ROLE_TEXT ? add_text(r, col->lang, cell)
                                       : apply_cell(r, col, cell);
    }
    if (r->cells.n > r->n)
        rc = mm_report_loss(r->report, "cell without column", r->cells.line);
    return rc;
}

static void start_entry(table_reader *r)
{
    r->unit = mm_unit_empty();
    r->concept = mm_concept_empty();
}

static int read_entry(table_reader *r, mm_error *err)
{
    mm_str id;
    int    rc;

    start_entry(r);
    if (mm_put_str(&r->mem, &id, id_of_row(r)) < 0)
        return mm_fail_memory(err);
    *(r->units ? &r->unit.id : &r->concept.id) =
        mm_str_starts(id, MM_S("#")) ? none : id;
    do {
        if (add_row(r) < 0)
            return mm_fail_memory(err);
        rc = r->rc = mm_cells_next(&r->cells, &r->err);
        r->waits = rc == MM_ROW;
    } while (r->waits && id.len && mm_str_eq(id_of_row(r), id));
    return MM_ROW;
}

static int table_next(mm_reader *self, mm_item *out, mm_error *err)
{
    table_reader *r = (table_reader *)self;
    int           rc;
    long          line;

    for (;;) {
        mm_arena_clear(&r->mem);
        if (r->rc < 0) { /* met when looking whether the entry goes on */
            if (err)
                *err = r->err;
            return r->rc;
        }
        if (!r->waits && (rc = mm_cells_next(&r->cells, err)) != MM_ROW)
            return rc;
        line = r->cells.line;
        if ((rc = read_entry(r, err)) < 0)
            return rc;
        if (r->units ? r->unit.n_variants : r->concept.n_sections)
            break;
        mm_report_warn(r->report, line, "a row without text is left out");
    }
    *out = (mm_item){ .unit = r->units ? &r->unit : NULL,
                      .concept = r->units ? NULL : &r->concept,
                      .line = line };
    return MM_ROW;
}

static void table_close(mm_reader *self)
{
    table_reader *r = (table_reader *)self;

    mm_cells_close(&r->cells);
    mm_arena_release(&r->kept);
    mm_arena_release(&r->mem);
    free(r);
}

static table_reader *new_reader(mm_report *report)
{
    table_reader *r = calloc(1, sizeof *r);

    if (!r)
        return NULL;
    r->head.base = (mm_reader){ table_next, table_close };
    r->head.source = &r->cells.source;
    r->report = report;
    return r;
}

/* Reads what the columns are; `rc` is that of opening the rows. */
static int begin(mm_reader **out, table_reader *r, const mm_format_options *o,
                 int rc, mm_error *err)
{
    if (rc < 0 || (rc = read_columns(r, o ? o->langs : none, err)) < 0) {
        table_close(&r->head.base);
        return rc;
    }
    *out = &r->head.base;
    return MM_OK;
}

int mm_table_read(mm_reader **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    table_reader *r = new_reader(report);
    int           rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    rc = mm_cells_open(&r->cells, path, o ? o->encoding : NULL, err);
    r->csv = r->cells.delimiter != '\t';
    return begin(out, r, o, rc, err);
}

int mm_table_read_rows(mm_reader **out, const char *path, mm_row_source *rows,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    table_reader *r = new_reader(report);

    *out = NULL;
    if (!r) {
        rows->close(rows);
        return mm_fail_memory(err);
    }
    r->cells.rows = rows;
    r->cells.source.path = path;
    return begin(out, r, o, MM_OK, err);
}
