/*
 * A glossary is TSV with a header: columns named by language hold terms, the
 * others are kind, field, abbreviation ("DAPA/방사청": of the first language,
 * of the second), status and note. Neighbouring rows of one source term and
 * field are one concept: its first rendering and the further ones.
 *
 * A concept's place is the number of its table in the high bits and the offset
 * of its first row in the low: enough to read it again without an index.
 */
#include "match/shipped.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 12, LANGS = 4, TERMS = 24, OFFSET_BITS = 32 };

typedef struct table {
    const char *name;
    mm_str      text;
    size_t      first; /* offset behind the header */
    mm_str      langs[LANGS];
    size_t      at[LANGS], n_langs;
    size_t      kind, field, abbreviation, status, note;
} table;

struct mm_shipped {
    table          *tables;
    size_t          n, cap;
    mm_term         terms[LANGS][TERMS];
    mm_lang_section sections[LANGS];
    mm_note         notes;
};

static bool is_lang(mm_str name)
{
    return name.len == 2 || name.len == 3 ||
           (name.len > 3 && name.ptr[2] == '-');
}

static void read_header(table *t)
{
    mm_rows rows = { .rest = t->text };
    mm_str  cells[COLUMNS];
    size_t  n = mm_rows_next(&rows, cells, COLUMNS);

    t->kind = t->field = t->abbreviation = t->status = t->note = SIZE_MAX;
    t->first = t->text.len - rows.rest.len;
    for (size_t i = 0; i < n; i++) {
        if (mm_str_eq(cells[i], MM_S("kind")))
            t->kind = i;
        else if (mm_str_eq(cells[i], MM_S("field")))
            t->field = i;
        else if (mm_str_eq(cells[i], MM_S("abbreviation")))
            t->abbreviation = i;
        else if (mm_str_eq(cells[i], MM_S("status")))
            t->status = i;
        else if (mm_str_eq(cells[i], MM_S("note")))
            t->note = i;
        else if (is_lang(cells[i]) && t->n_langs < LANGS) {
            t->langs[t->n_langs] = cells[i];
            t->at[t->n_langs++] = i;
        }
    }
}

int mm_shipped_open(mm_shipped **out, const mm_tables *tables, mm_error *err)
{
    mm_shipped *shipped = calloc(1, sizeof *shipped);
    const char *name;
    int         rc = MM_OK;

    *out = NULL;
    if (!shipped)
        return mm_fail_memory(err);
    for (size_t i = 0; rc == MM_OK && (name = mm_tables_name(tables, i)); i++) {
        table t = { .name = name };

        if (!mm_str_starts(mm_cstr(name), MM_S("glossaries/")))
            continue;
        if ((rc = mm_tables_get(&t.text, tables, name, err)) < 0 ||
            (rc = mm_grow(&shipped->tables, &shipped->cap, shipped->n + 1,
                          sizeof *shipped->tables, err)) < 0)
            break;
        read_header(&t);
        shipped->tables[shipped->n++] = t;
    }
    if (rc < 0)
        mm_shipped_close(shipped);
    else
        *out = shipped;
    return rc;
}

void mm_shipped_close(mm_shipped *shipped)
{
    if (!shipped)
        return;
    free(shipped->tables);
    free(shipped);
}

uint64_t mm_shipped_hash(const mm_shipped *shipped)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < shipped->n; i++)
        hash = hash * 0x9E3779B97F4A7C15u ^ mm_hash(shipped->tables[i].text);
    return hash;
}

/* ---- a concept ---- */

static mm_str cell(const mm_str *cells, size_t n, size_t at)
{
    return at < n ? mm_str_trim(cells[at]) : (mm_str){ 0 };
}

static void add_term(mm_shipped *s, size_t lang, mm_str text,
                     mm_term_status status, const char *type)
{
    mm_lang_section *section = &s->sections[lang];

    if (text.len == 0 || section->n_terms == TERMS)
        return;
    for (size_t i = 0; i < section->n_terms; i++)
        if (mm_str_eq(s->terms[lang][i].text, text))
            return;
    s->terms[lang][section->n_terms++] =
        (mm_term){ .text = text, .status = status, .type = mm_cstr(type) };
}

static void add_row(mm_concept *out, mm_shipped *s, const table *t,
                    const mm_str *cells, size_t n)
{
    mm_str         abbreviation = cell(cells, n, t->abbreviation);
    mm_term_status status = MM_TERM_PREFERRED;

    mm_term_status_parse(&status, cell(cells, n, t->status));
    for (size_t i = 0; i < t->n_langs; i++)
        add_term(s, i, cell(cells, n, t->at[i]),
                 i == 0 ? MM_TERM_PREFERRED : status, "fullForm");
    for (size_t i = 0; i < t->n_langs && abbreviation.len; i++)
        add_term(s, i, mm_str_trim(mm_str_cut(&abbreviation, '/')),
                 MM_TERM_ADMITTED, i == 0 ? "acronym" : "abbreviation");
    if (out->n_notes == 0 && cell(cells, n, t->note).len) {
        s->notes = (mm_note){ .text = cell(cells, n, t->note) };
        out->n_notes = 1;
    }
}

static void begin(mm_concept *out, mm_shipped *s, const table *t,
                  const mm_str *cells, size_t n)
{
    *out = (mm_concept){ .review = MM_APPROVED,
                         .field = cell(cells, n, t->field),
                         .sections = s->sections,
                         .n_sections = t->n_langs,
                         .notes = &s->notes };
    mm_kind_parse(&out->kind, cell(cells, n, t->kind));
    for (size_t i = 0; i < t->n_langs; i++)
        s->sections[i] = (mm_lang_section){ .lang = t->langs[i],
                                            .terms = s->terms[i] };
}

/* The concept that begins at `offset` of table `t`; how far it reaches goes to
 * `*end`. False past the last row. */
static bool read_concept(mm_concept *out, size_t *end, mm_shipped *s,
                         const table *t, size_t offset)
{
    mm_rows rows = { .rest = mm_str_sub(t->text, offset, SIZE_MAX) };
    mm_str  cells[COLUMNS], term = { 0 };
    size_t  n, seen = 0;

    while ((n = mm_rows_next(&rows, cells, COLUMNS))) {
        if (seen++ == 0) {
            term = cell(cells, n, t->at[0]);
            begin(out, s, t, cells, n);
        } else if (!mm_str_eq(cell(cells, n, t->at[0]), term) ||
                   !mm_str_eq(cell(cells, n, t->field), out->field)) {
            break;
        }
        add_row(out, s, t, cells, n);
        *end = t->text.len - rows.rest.len;
    }
    return seen > 0;
}

int mm_shipped_next(mm_concept *out, const char **name, uint64_t *place,
                    mm_shipped *shipped)
{
    size_t number = (size_t)(*place >> OFFSET_BITS);
    size_t offset = (size_t)(*place & UINT32_MAX);

    for (; number < shipped->n; number++, offset = 0) {
        const table *t = &shipped->tables[number];

        if (t->n_langs < 2)
            continue;
        offset = offset < t->first ? t->first : offset;
        if (!read_concept(out, &offset, shipped, t, offset))
            continue;
        *name = t->name;
        *place = (uint64_t)number << OFFSET_BITS | offset;
        return MM_ROW;
    }
    return MM_OK;
}
