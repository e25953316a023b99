/*
 * The lexicon: for each stem of side a, the stems of side b that translate it,
 * in one array sorted by stem. Sources and their weights:
 *
 *   words.tsv        trained: the geometric mean of p(a|b) and p(b|a)
 *   dictionary-*.tsv written: a flat share
 *   glossaries/      single words and abbreviations; phrases are the terms'
 *   CLDR             names of territories, languages, cities, months ...
 *   priors           pairs that a person accepted
 *
 * A pair that several sources know has the largest weight; one that a person
 * rejected is out whoever knows it. Rows are read in
 * the order of the tables' names, so that the same tables give the same bytes.
 */
#include "align/lexicon.h"

#include "base/map.h"
#include "base/memory.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint32_t a, b;
    float    weight;
} entry;

struct mm_lexicon {
    mm_map     stems_a, stems_b;
    entry     *entries; /* while reading */
    size_t     n, cap;
    mm_target *targets; /* by stem of a, heaviest first */
    uint32_t  *first;   /* by stem of a, and one more */
};

typedef struct reading {
    mm_lexicon      *lexicon;
    const mm_lang   *a, *b;
    const mm_tables *tables;
    mm_buf           room;
    mm_error        *err;
} reading;

enum { COLUMNS = 12, RICH = 5000 /* stems */ };

static const double GLOSSARY = 0.5, DICTIONARY = 0.25, CLDR = 0.5,
                    ACCEPTED = 0.8;
/* Heavier than any weight, so that it comes first and takes its pair out. */
static const float REJECTED = 2;

static int add_stems(mm_lexicon *lexicon, mm_str a, mm_str b, double weight,
                     mm_error *err)
{
    entry item = { .weight = (float)weight };

    if (a.len == 0 || b.len == 0)
        return MM_OK;
    item.a = mm_map_add(&lexicon->stems_a, a);
    item.b = mm_map_add(&lexicon->stems_b, b);
    if (item.a == MM_MAP_NONE || item.b == MM_MAP_NONE)
        return mm_fail_memory(err);
    if (mm_grow(&lexicon->entries, &lexicon->cap, lexicon->n + 1,
                sizeof *lexicon->entries, err) < 0)
        return MM_ENOMEM;
    lexicon->entries[lexicon->n++] = item;
    return MM_OK;
}

/* Adds the pair of single words `a`, `b`; phrases are left to the terms. */
static int add_words(reading *r, mm_str a, mm_str b, double weight)
{
    size_t middle;

    if (mm_str_find(a, MM_S(" "), 0) != SIZE_MAX ||
        mm_str_find(b, MM_S(" "), 0) != SIZE_MAX)
        return MM_OK;
    mm_buf_clear(&r->room);
    if (mm_lang_stem(&r->room, r->a, NULL, a) < 0)
        return mm_fail_memory(r->err);
    middle = r->room.len;
    if (mm_lang_stem(&r->room, r->b, NULL, b) < 0)
        return mm_fail_memory(r->err);
    return add_stems(r->lexicon, mm_str_sub(mm_buf_str(&r->room), 0, middle),
                     mm_str_sub(mm_buf_str(&r->room), middle, SIZE_MAX), weight,
                     r->err);
}

static int column(const mm_str *cells, size_t n, mm_str name)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(cells[i], name))
            return (int)i;
    return -1;
}

/* "DAPA/방사청", English first; either may be missing. */
static int add_abbreviation(reading *r, mm_str cell)
{
    mm_str en = mm_str_cut(&cell, '/');

    if (en.len == 0 || cell.len == 0)
        return MM_OK;
    return mm_str_eq(mm_lang_tag(r->a), MM_S("en"))
               ? add_words(r, en, cell, GLOSSARY)
               : add_words(r, cell, en, GLOSSARY);
}

static int read_glossary(reading *r, mm_str table)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[COLUMNS];
    size_t  n = mm_rows_next(&rows, cells, COLUMNS);
    int     at_a = column(cells, n, mm_lang_tag(r->a));
    int     at_b = column(cells, n, mm_lang_tag(r->b));
    int     short_form = column(cells, n, MM_S("abbreviation"));
    int     rc = MM_OK;

    if (at_a < 0 || at_b < 0)
        return MM_OK;
    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, COLUMNS))) {
        if ((size_t)at_a < n && (size_t)at_b < n)
            rc = add_words(r, cells[at_a], cells[at_b], GLOSSARY);
        if (rc == MM_OK && short_form >= 0 && (size_t)short_form < n)
            rc = add_abbreviation(r, cells[short_form]);
    }
    return rc;
}

static int read_dictionary(reading *r, mm_str table, bool forward)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[3];
    int     rc = MM_OK;

    while (rc == MM_OK && mm_rows_next(&rows, cells, 3) == 3)
        while (rc == MM_OK && cells[2].len) {
            mm_str word = mm_str_cut(&cells[2], '|');

            rc = forward ? add_words(r, cells[0], word, DICTIONARY)
                         : add_words(r, word, cells[0], DICTIONARY);
        }
    return rc;
}

/* words.tsv: en, ko, p(ko|en), p(en|ko), stems already. */
static int read_words(reading *r, mm_str table, bool forward)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[4];
    int     rc = MM_OK;

    while (rc == MM_OK && mm_rows_next(&rows, cells, 4) == 4) {
        double one, other;

        if (!mm_str_number(cells[2], &one) || !mm_str_number(cells[3], &other))
            return mm_fail_at(r->err, MM_EFORMAT, rows.line,
                              "words.tsv: no probability in row %ld",
                              rows.line);
        rc = add_stems(r->lexicon, cells[forward ? 0 : 1],
                       cells[forward ? 1 : 0], sqrt(one * other), r->err);
    }
    return rc;
}

static int read_cldr(reading *r)
{
    mm_cldr     *cldr = NULL;
    mm_name_pair pair;
    int rc = mm_cldr_open(&cldr, mm_lang_tag(r->a), mm_lang_tag(r->b), r->err);

    for (size_t i = 0; rc == MM_OK && mm_cldr_at(&pair, cldr, i); i++)
        rc = add_words(r, pair.a, pair.b, CLDR);
    mm_cldr_close(cldr);
    return rc;
}

static int read_tables(reading *r)
{
    mm_str tag_a = mm_lang_tag(r->a), tag_b = mm_lang_tag(r->b), table;
    bool forward = mm_str_eq(tag_a, MM_S("en")) && mm_str_eq(tag_b, MM_S("ko"));
    bool back = mm_str_eq(tag_a, MM_S("ko")) && mm_str_eq(tag_b, MM_S("en"));
    const char *name;
    int         rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && (name = mm_tables_name(r->tables, i));
         i++) {
        bool glossary = mm_str_starts(mm_cstr(name), MM_S("glossaries/"));
        bool dictionary = mm_str_starts(mm_cstr(name), MM_S("dictionary-"));
        bool words = strcmp(name, "words.tsv") == 0;

        if (!glossary && !((dictionary || words) && (forward || back)))
            continue;
        if ((rc = mm_tables_get(&table, r->tables, name, r->err)) < 0)
            break;
        rc = glossary     ? read_glossary(r, table)
             : dictionary ? read_dictionary(r, table, forward)
                          : read_words(r, table, forward);
    }
    return rc;
}

static int by_stem_and_weight(const void *left, const void *right)
{
    const entry *x = left, *y = right;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

static int by_weight(const void *left, const void *right)
{
    const mm_target *x = left, *y = right;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Entries to sorted targets, of each pair the heaviest. */
static int settle(mm_lexicon *lexicon, mm_error *err)
{
    size_t n = 0;

    lexicon->targets = malloc((lexicon->n + 1) * sizeof *lexicon->targets);
    lexicon->first = calloc(lexicon->stems_a.n + 2, sizeof *lexicon->first);
    if (!lexicon->targets || !lexicon->first)
        return mm_fail_memory(err);
    if (lexicon->n)
        qsort(lexicon->entries, lexicon->n, sizeof *lexicon->entries,
              by_stem_and_weight);
    for (size_t i = 0; i < lexicon->n; i++) {
        const entry *e = &lexicon->entries[i];

        if ((i && e[-1].a == e->a && e[-1].b == e->b) || e->weight == REJECTED)
            continue;
        lexicon->targets[n++] =
            (mm_target){ lexicon->stems_b.keys[e->b], e->b, e->weight };
        lexicon->first[e->a + 1] = (uint32_t)n;
    }
    for (size_t a = 1; a <= lexicon->stems_a.n; a++) {
        if (lexicon->first[a] < lexicon->first[a - 1])
            lexicon->first[a] = lexicon->first[a - 1];
        qsort(lexicon->targets + lexicon->first[a - 1],
              lexicon->first[a] - lexicon->first[a - 1],
              sizeof *lexicon->targets, by_weight);
    }
    free(lexicon->entries);
    lexicon->entries = NULL;
    return MM_OK;
}

int mm_lexicon_open(mm_lexicon **out, const mm_lang *a, const mm_lang *b,
                    const mm_tables *tables, const mm_priors *priors,
                    mm_error *err)
{
    reading r = { .a = a, .b = b, .tables = tables, .err = err };
    int     rc;

    *out = NULL;
    if (!(r.lexicon = calloc(1, sizeof *r.lexicon)))
        return mm_fail_memory(err);
    if ((rc = read_tables(&r)) == MM_OK)
        rc = read_cldr(&r);
    for (size_t i = 0; rc == MM_OK && priors && i < priors->n; i++)
        rc = add_words(&r, priors->items[i].a, priors->items[i].b,
                       priors->items[i].rejected ? (double)REJECTED : ACCEPTED);
    if (rc == MM_OK)
        rc = settle(r.lexicon, err);
    mm_buf_release(&r.room);
    if (rc < 0)
        mm_lexicon_close(r.lexicon);
    else
        *out = r.lexicon;
    return rc;
}

void mm_lexicon_close(mm_lexicon *lexicon)
{
    if (!lexicon)
        return;
    mm_map_release(&lexicon->stems_a);
    mm_map_release(&lexicon->stems_b);
    free(lexicon->entries);
    free(lexicon->targets);
    free(lexicon->first);
    free(lexicon);
}

size_t mm_lexicon_targets(const mm_target **out, const mm_lexicon *lexicon,
                          mm_str stem)
{
    uint32_t a = mm_map_find(&lexicon->stems_a, stem);

    *out = NULL;
    if (a == MM_MAP_NONE)
        return 0;
    *out = lexicon->targets + lexicon->first[a];
    return lexicon->first[a + 1] - lexicon->first[a];
}

uint32_t mm_lexicon_target_id(const mm_lexicon *lexicon, mm_str form)
{
    return mm_map_find(&lexicon->stems_b, form);
}

bool mm_lexicon_is_rich(const mm_lexicon *lexicon)
{
    return lexicon->stems_a.n >= RICH;
}
