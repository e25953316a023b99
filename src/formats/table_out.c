/*
 * Units and concepts as the rows of a table with a header (delimited.c and
 * xlsx_out.c make files of them).
 *
 * A concept takes as many rows as its longest list of terms: row k holds the
 * k-th term of each language, and the rows of one concept bear one id. What is
 * said of the entry stands in its first row. A status that the terms of a row
 * share stands in `status`, else in `ko:status`; so do the other fields of a
 * term: `ko:hanja`, `en:context`.
 *
 * The columns are only known at the end, and memory must stay flat: cells go
 * to a temporary file as (column, text), and are put in order when the last row
 * is in. Columns that nothing stands in are left out, but for the usual ones.
 */
#include "formats/table_out.h"
#include "formats/build.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PROPS = 200 };
#define ROW_END UINT32_MAX

/* Columns in the order of the header; a language's own stand before, a term's
 * other fields between, `concept` or `unit` last. */
static const struct {
    const char *name;
    unsigned    always; /* 1 for concepts, 2 for units */
} usual[] = {
    { "kind", 1 },       { "field", 3 },
    { "status", 3 },     { "review", 0 },
    { "confidence", 1 }, { "score", 0 },
    { "frequency", 0 },  { "note", 3 },
    { "definition", 0 }, { "definition source", 0 },
    { "project", 0 },    { "client", 0 },
    { "document", 0 },   { "source lang", 0 },
    { "created", 0 },    { "created by", 0 },
    { "changed", 0 },    { "changed by", 0 },
};
enum { N_USUAL = sizeof usual / sizeof *usual };

typedef struct table_writer {
    mm_writer                base;
    mm_row_sink             *sink;
    FILE                    *spool;
    const mm_format_options *o;
    mm_report               *report;
    mm_map                   columns; /* names, numbered by first use */
    mm_map                   langs;   /* names of the text columns, in order */
    mm_buf                   name;
    mm_arena                 mem;
    size_t                   n_props, n;
    int                      units; /* -1: nothing written yet */
    bool                     failed;
    long                     line;
} table_writer;

static void loss(table_writer *w, const char *field)
{
    w->failed = mm_report_loss(w->report, field, w->line) < 0 || w->failed;
}

/* ---- cells to the spool ---- */

static void spool_cell(table_writer *w, uint32_t column, mm_str text)
{
    uint32_t head[2] = { column, (uint32_t)text.len };

    if (fwrite(head, sizeof head, 1, w->spool) != 1 ||
        (text.len && fwrite(text.ptr, 1, text.len, w->spool) != text.len))
        w->failed = true;
}

static void put(table_writer *w, const char *name, mm_str text)
{
    uint32_t column;

    if (text.len == 0)
        return;
    column = mm_map_add(&w->columns, mm_cstr(name));
    if (column == MM_MAP_NONE)
        w->failed = true;
    else
        spool_cell(w, column, text);
}

static void end_row(table_writer *w)
{
    spool_cell(w, ROW_END, (mm_str){ 0 });
}

/* Column "LANG:field" */
static void put_of(table_writer *w, mm_str lang, const char *field, mm_str text)
{
    mm_buf_clear(&w->name);
    if (mm_buf_put(&w->name, lang) < 0 || mm_buf_putc(&w->name, ':') < 0 ||
        mm_buf_put(&w->name, mm_cstr(field)) < 0)
        w->failed = true;
    else
        put(w, w->name.ptr, text);
}

static void put_number(table_writer *w, const char *name, double x)
{
    char room[32];

    if (x != 0)
        put(w, name, mm_number(room, x));
}

/* True when the writer was told languages and `lang` is none of them. */
static bool left_out(const table_writer *w, mm_str lang)
{
    mm_str langs = w->o->langs;

    if (langs.len == 0)
        return false;
    while (langs.len)
        if (mm_lang_matches(lang, mm_str_trim(mm_str_cut(&langs, ','))))
            return false;
    return true;
}

static mm_str canonical(table_writer *w, mm_str lang)
{
    mm_str tag = { "", 0 };

    if (mm_put_lang(&w->mem, &tag, lang) < 0)
        w->failed = true;
    return tag.len ? tag : MM_S("und");
}

static void put_text(table_writer *w, mm_str lang, mm_str text)
{
    if (mm_map_add(&w->langs, lang) == MM_MAP_NONE) {
        w->failed = true;
        return;
    }
    put(w, mm_arena_copy(&w->mem, lang).ptr, text);
}

/* A column a type, `lang` in front when they are of a term. */
static void put_props(table_writer *w, mm_str lang, const mm_prop *props,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool again = props[i].value.len == 0, fresh;

        for (size_t k = 0; k < i && !again; k++)
            again = mm_str_eq(props[k].type, props[i].type);
        mm_buf_clear(&w->name);
        if (mm_buf_put(&w->name, lang) < 0 ||
            (lang.len && mm_buf_putc(&w->name, ':') < 0) ||
            mm_buf_put(&w->name, MM_S("prop:")) < 0 ||
            mm_buf_put(&w->name, props[i].type) < 0) {
            w->failed = true;
            return;
        }
        fresh = mm_map_find(&w->columns, mm_buf_str(&w->name)) == MM_MAP_NONE;
        if (again || (fresh && w->n_props >= MAX_PROPS)) {
            loss(w, "prop");
            continue;
        }
        if (props[i].lang.len)
            loss(w, "prop/lang");
        w->n_props += fresh;
        put(w, w->name.ptr, props[i].value);
    }
}

static void put_notes(table_writer *w, const mm_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i == 0)
            put(w, "note", notes[i].text);
        else
            loss(w, "note");
        if (notes[i].lang.len)
            loss(w, "note/lang");
    }
}

static void put_stamp(table_writer *w, const mm_stamp *s)
{
    put(w, "created", s->created);
    put(w, "created by", s->created_by);
    put(w, "changed", s->changed);
    put(w, "changed by", s->changed_by);
}

static void put_id(table_writer *w, const char *column, mm_str id, bool needed)
{
    char room[32];

    if (id.len) {
        if (mm_str_starts(id, MM_S("#")) || mm_str_trim(id).len != id.len)
            loss(w, "id");
        put(w, column, id);
    } else if (needed) {
        snprintf(room, sizeof room, "#%zu", w->n);
        put(w, column, mm_cstr(room));
    }
}

/* ---- concepts ---- */

/* The status that all terms of row k share; UNSAID when they differ. */
static mm_term_status shared_status(const table_writer *w, const mm_concept *c,
                                    size_t k)
{
    int status = -1;

    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        if (k >= s->n_terms || left_out(w, s->lang))
            continue;
        if (status >= 0 && status != (int)s->terms[k].status)
            return MM_TERM_UNSAID;
        status = (int)s->terms[k].status;
    }
    return status < 0 ? MM_TERM_UNSAID : (mm_term_status)status;
}

static void put_term(table_writer *w, mm_str lang, const mm_term *t,
                     mm_term_status shared)
{
    put_text(w, lang, t->text);
    if (t->status != shared)
        put_of(w, lang, "status", mm_cstr(mm_term_status_name(t->status)));
    put_of(w, lang, "type", t->type);
    put_of(w, lang, "part of speech", t->part_of_speech);
    put_of(w, lang, "hanja", t->hanja);
    put_of(w, lang, "source", t->source);
    if (t->n_notes)
        put_of(w, lang, "note", t->notes[0].text);
    if (t->n_notes > 1 || (t->n_notes && t->notes[0].lang.len))
        loss(w, "term/note");
    if (t->n_contexts) {
        put_of(w, lang, "context", t->contexts[0].text);
        put_of(w, lang, "context source", t->contexts[0].source);
    }
    if (t->n_contexts > 1)
        loss(w, "term/context");
    put_props(w, lang, t->props, t->n_props);
    if (t->stamp.created.len || t->stamp.changed.len ||
        t->stamp.created_by.len || t->stamp.changed_by.len)
        loss(w, "term/stamp");
}

static void put_section(table_writer *w, const mm_lang_section *s, size_t k,
                        mm_term_status shared)
{
    mm_str lang = canonical(w, s->lang);

    if (left_out(w, s->lang)) {
        if (k == 0)
            loss(w, "language");
        return;
    }
    if (k == 0) {
        put_of(w, lang, "definition", s->definition);
        put_of(w, lang, "definition source", s->definition_source);
        if (s->n_notes)
            loss(w, "section/note");
        if (s->n_props)
            loss(w, "section/prop");
    }
    if (k < s->n_terms)
        put_term(w, lang, &s->terms[k], shared);
}

static void put_entry_fields(table_writer *w, const mm_concept *c)
{
    if (c->kind != MM_KIND_TERM)
        put(w, "kind", mm_cstr(mm_kind_name(c->kind)));
    put(w, "field", c->field);
    put_number(w, "confidence", c->confidence);
    put_number(w, "frequency", c->frequency);
    put(w, "definition", c->definition);
    put(w, "definition source", c->definition_source);
    put(w, "project", c->project);
    put(w, "client", c->client);
    put_stamp(w, &c->stamp);
    put_notes(w, c->notes, c->n_notes);
    put_props(w, (mm_str){ 0 }, c->props, c->n_props);
}

/* Rows that `c` takes: its longest list of terms. */
static size_t rows_of(const table_writer *w, const mm_concept *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n_sections; i++)
        if (c->sections[i].n_terms > n && !left_out(w, c->sections[i].lang))
            n = c->sections[i].n_terms;
    return n;
}

static void put_concept(table_writer *w, const mm_concept *c)
{
    size_t rows = rows_of(w, c);

    if (rows == 0)
        loss(w, "concept without term");
    for (size_t k = 0; k < rows; k++) {
        mm_term_status shared = shared_status(w, c, k);
        bool           unsaid = shared == MM_TERM_UNSAID;

        for (size_t i = 0; i < c->n_sections; i++)
            put_section(w, &c->sections[i], k, shared);
        if (!unsaid)
            put(w, "status", mm_cstr(mm_term_status_name(shared)));
        if (k == 0 && c->review != MM_APPROVED)
            put(w, unsaid ? "status" : "review",
                mm_cstr(mm_review_name(c->review)));
        if (k == 0)
            put_entry_fields(w, c);
        put_id(w, "concept", c->id, rows > 1);
        end_row(w);
    }
}

/* ---- units ---- */

static void put_variant(table_writer *w, const mm_variant *v)
{
    put_text(w, canonical(w, v->lang), v->text);
    if (v->n_codes)
        loss(w, "code");
    if (v->n_props)
        loss(w, "variant/prop");
    if (v->n_notes)
        loss(w, "variant/note");
    if (v->stamp.created.len || v->stamp.changed.len ||
        v->stamp.created_by.len || v->stamp.changed_by.len)
        loss(w, "variant/stamp");
    if (v->text.len == 0)
        loss(w, "variant without text");
}

static void put_unit_fields(table_writer *w, const mm_unit *u)
{
    put(w, "field", u->field);
    put(w, "status", u->status);
    put(w, "project", u->project);
    put(w, "client", u->client);
    put(w, "document", u->document);
    put(w, "source lang", u->source_lang);
    put_number(w, "score", u->score);
    put_stamp(w, &u->stamp);
    put_notes(w, u->notes, u->n_notes);
    put_props(w, (mm_str){ 0 }, u->props, u->n_props);
}

/* The place of variant i among those of its language: its row. */
static size_t row_of(const mm_unit *u, size_t i)
{
    size_t row = 0;

    for (size_t k = 0; k < i; k++)
        row += mm_str_eq(u->variants[k].lang, u->variants[i].lang);
    return row;
}

static void put_unit(table_writer *w, const mm_unit *u)
{
    size_t rows = 1;

    for (size_t i = 0; i < u->n_variants; i++)
        if (!left_out(w, u->variants[i].lang) && row_of(u, i) >= rows)
            rows = row_of(u, i) + 1;
    for (size_t k = 0; k < rows; k++) {
        for (size_t i = 0; i < u->n_variants; i++) {
            if (row_of(u, i) != k)
                continue;
            if (left_out(w, u->variants[i].lang))
                loss(w, "language");
            else
                put_variant(w, &u->variants[i]);
        }
        if (k == 0)
            put_unit_fields(w, u);
        put_id(w, "unit", u->id, true);
        end_row(w);
    }
}

static int table_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    table_writer *w = (table_writer *)self;

    w->line = item->line;
    if (w->units < 0)
        w->units = item->unit != NULL;
    mm_arena_clear(&w->mem);
    w->n++;
    if (w->units && item->unit)
        put_unit(w, item->unit);
    else if (!w->units && item->concept)
        put_concept(w, item->concept);
    else
        loss(w, item->unit ? "unit" : "concept");
    return w->failed ? mm_fail(err, MM_EIO, "cannot write a temporary file")
                     : MM_OK;
}

/* ---- the spool to rows ---- */

/* Puts column `name` into the next place when it is used or `always`. */
static void place(uint32_t *order, size_t *n, mm_map *columns, const char *name,
                  bool always)
{
    uint32_t i = always ? mm_map_add(columns, mm_cstr(name))
                        : mm_map_find(columns, mm_cstr(name));

    if (i != MM_MAP_NONE)
        order[(*n)++] = i;
}

static bool is_placed(const uint32_t *order, size_t n, uint32_t column)
{
    for (size_t i = 0; i < n; i++)
        if (order[i] == column)
            return true;
    return false;
}

/* Puts `column` into order[first .. *n], which is sorted by name. */
static void insert(uint32_t *order, size_t first, size_t *n, uint32_t column,
                   const mm_str *names)
{
    size_t at = (*n)++;

    for (; at > first && mm_str_cmp(names[order[at - 1]], names[column]) > 0;
         at--)
        order[at] = order[at - 1];
    order[at] = column;
}

/* The columns in the order of the header; NULL when memory ran out. */
static uint32_t *in_order(table_writer *w, size_t *n)
{
    const char *last = w->units == 1 ? "unit" : "concept";
    uint32_t    id, *order;
    mm_str      langs = w->o->langs;

    *n = 0;
    order = malloc((w->columns.n + N_USUAL + w->langs.n + 8) * sizeof *order);
    if (!order)
        return NULL;
    while (langs.len) {
        mm_str lang = mm_str_trim(mm_str_cut(&langs, ','));

        for (size_t i = 0; i < w->langs.n; i++) {
            uint32_t c = mm_map_find(&w->columns, w->langs.keys[i]);

            if (mm_lang_matches(w->langs.keys[i], lang) && c != MM_MAP_NONE &&
                !is_placed(order, *n, c))
                order[(*n)++] = c;
        }
    }
    for (size_t i = 0; i < w->langs.n; i++) {
        uint32_t c = mm_map_find(&w->columns, w->langs.keys[i]);

        if (c != MM_MAP_NONE && !is_placed(order, *n, c))
            order[(*n)++] = c;
    }
    for (size_t i = 0; i < N_USUAL; i++)
        place(order, n, &w->columns, usual[i].name,
              usual[i].always & (w->units == 1 ? 2 : 1));
    id = mm_map_find(&w->columns, mm_cstr(last));
    for (size_t i = 0, first = *n; i < w->columns.n; i++)
        if (i != id && !is_placed(order, *n, (uint32_t)i))
            insert(order, first, n, (uint32_t)i, w->columns.keys);
    if (id != MM_MAP_NONE)
        order[(*n)++] = id;
    return order;
}

static int write_row(table_writer *w, const mm_str *cells,
                     const uint32_t *order, size_t n, mm_error *err)
{
    mm_str row[MM_SINK_COLUMNS];

    for (size_t i = 0; i < n; i++)
        row[i] = cells[order[i]];
    return w->sink->row(w->sink, row, n, err);
}

/* Reads one row of the spool into `cells` (their bytes into `bytes`); false at
 * the end. */
static int read_row(table_writer *w, mm_str *cells, mm_buf *bytes,
                    mm_error *err)
{
    uint32_t head[2];
    size_t   from;
    char     chunk[4096];

    mm_buf_clear(bytes);
    for (size_t i = 0; i < w->columns.n; i++)
        cells[i] = (mm_str){ 0 };
    while (fread(head, sizeof head, 1, w->spool) == 1) {
        if (head[0] == ROW_END) {
            for (size_t i = 0; i < w->columns.n; i++)
                if (cells[i].len) /* offsets until the row was whole */
                    cells[i].ptr = bytes->ptr + (uintptr_t)cells[i].ptr;
            return MM_ROW;
        }
        from = bytes->len;
        for (size_t left = head[1]; left;) {
            size_t n = left < sizeof chunk ? left : sizeof chunk;

            if (fread(chunk, 1, n, w->spool) != n)
                return mm_fail(err, MM_EIO, "cannot read a temporary file");
            if (mm_buf_put(bytes, (mm_str){ chunk, n }) < 0)
                return mm_fail_memory(err);
            left -= n;
        }
        cells[head[0]] = (mm_str){ (const char *)(uintptr_t)from, head[1] };
    }
    return ferror(w->spool)
               ? mm_fail(err, MM_EIO, "cannot read a temporary file")
               : MM_OK;
}

static int write_all(table_writer *w, mm_error *err)
{
    size_t    n;
    uint32_t *order = in_order(w, &n);
    mm_str   *cells = calloc(w->columns.n + 1, sizeof *cells);
    mm_buf    bytes = { 0 };
    int       rc = order && cells ? MM_OK : mm_fail_memory(err);

    if (rc == MM_OK && (fflush(w->spool) || fseek(w->spool, 0, SEEK_SET)))
        rc = mm_fail(err, MM_EIO, "cannot write a temporary file");
    if (rc == MM_OK && n > MM_SINK_COLUMNS)
        rc = mm_fail(err, MM_EINVALID, "more than %d columns", MM_SINK_COLUMNS);
    if (rc == MM_OK)
        rc = write_row(w, w->columns.keys, order, n, err);
    while (rc >= 0 && (rc = read_row(w, cells, &bytes, err)) == MM_ROW)
        rc = write_row(w, cells, order, n, err);
    mm_buf_release(&bytes);
    free(order);
    free(cells);
    return rc;
}

static int table_finish(mm_writer *self, int rc, mm_error *err)
{
    table_writer *w = (table_writer *)self;

    if (rc >= 0)
        rc = write_all(w, err);
    rc = w->sink->close(w->sink, rc, err);
    if (w->spool)
        fclose(w->spool);
    mm_map_release(&w->columns);
    mm_map_release(&w->langs);
    mm_buf_release(&w->name);
    mm_arena_release(&w->mem);
    free(w);
    return rc;
}

int mm_table_write(mm_writer **out, mm_row_sink *sink,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    static const mm_format_options zero = { 0 };
    table_writer                  *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return sink->close(sink, mm_fail_memory(err), err);
    w->base = (mm_writer){ table_put, table_finish };
    w->o = o ? o : &zero;
    w->report = report;
    w->units = -1;
    w->sink = sink;
    if (!(w->spool = tmpfile()))
        return table_finish(
            &w->base, mm_fail(err, MM_EIO, "cannot make a temporary file"),
            err);
    *out = &w->base;
    return MM_OK;
}
