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
 * rejected is out whoever knows it. Rows are read in the order of the tables'
 * names, so that the same tables give the same bytes. It opens in about 50 ms,
 * two thirds of it for stemming each word of the dictionaries once.
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

/* Words of one side as the tables write them, and their stems: the same word
 * stands in many rows, and stemming is half of the time. */
typedef struct words {
    const mm_lang *lang;
    mm_map         words, *stems;
    uint32_t      *stem_of; /* by word: number of its stem */
    size_t         cap;
} words;

typedef struct reading {
    mm_lexicon      *lexicon;
    words            a, b;
    const mm_tables *tables;
    mm_buf           room;
    mm_error        *err;
} reading;

enum { COLUMNS = 12, RICH = 5000 /* stems */ };

static const double GLOSSARY = 0.5, DICTIONARY = 0.1, CLDR = 0.5,
                    ACCEPTED = 0.8, ACCEPTED_PART = 0.2;
/* Heavier than any weight, so that it comes first and takes its pair out. */
static const float REJECTED = 2;

static int add_entry(reading *r, uint32_t a, uint32_t b, double weight)
{
    mm_lexicon *lexicon = r->lexicon;

    if (a == MM_MAP_NONE || b == MM_MAP_NONE ||
        mm_grow(&lexicon->entries, &lexicon->cap, lexicon->n + 1,
                sizeof *lexicon->entries, r->err) < 0)
        return mm_fail_memory(r->err);
    lexicon->entries[lexicon->n++] = (entry){ a, b, (float)weight };
    return MM_OK;
}

/* Number of the stem of `word`; MM_MAP_NONE when memory ran out. */
static uint32_t stem_of(reading *r, words *side, mm_str word)
{
    size_t   before = side->words.n;
    uint32_t at = mm_map_add(&side->words, word);

    if (at == MM_MAP_NONE || at < before)
        return at == MM_MAP_NONE ? at : side->stem_of[at];
    mm_buf_clear(&r->room);
    if (mm_grow(&side->stem_of, &side->cap, side->words.n,
                sizeof *side->stem_of, r->err) < 0 ||
        mm_lang_stem(&r->room, side->lang, NULL, word) < 0)
        return MM_MAP_NONE;
    return side->stem_of[at] = mm_map_add(side->stems, mm_buf_str(&r->room));
}

static bool is_phrase(mm_str text)
{
    return text.len == 0 || memchr(text.ptr, ' ', text.len);
}

/* Cuts off the next word of `text`. */
static mm_str next_word(mm_str *text)
{
    mm_str word = { 0 };

    while (text->len && word.len == 0)
        word = mm_str_cut(text, ' ');
    return word;
}

/* Each word of phrase `a` with each of phrase `b`: one of them is right. */
static int add_parts(reading *r, mm_str a, mm_str b, double weight)
{
    mm_str left, right;
    int    rc = MM_OK;

    while (rc == MM_OK && (left = next_word(&a)).len) {
        mm_str rest = b;

        while (rc == MM_OK && (right = next_word(&rest)).len)
            if (left.len >= 3 && right.len >= 3)
                rc = add_entry(r, stem_of(r, &r->a, left),
                               stem_of(r, &r->b, right), weight);
    }
    return rc;
}

/* Adds the pair of single words `a`, `b`; phrases are left to the terms. */
static int add_words(reading *r, mm_str a, mm_str b, double weight)
{
    if (is_phrase(a) || is_phrase(b))
        return MM_OK;
    return add_entry(r, stem_of(r, &r->a, a), stem_of(r, &r->b, b), weight);
}

/* What a person accepted tells of its words too; what was rejected does not,
 * for a phrase may be wrong and every word of it right. */
static int add_prior(reading *r, const mm_prior *prior)
{
    if (prior->rejected)
        return add_words(r, prior->a, prior->b, (double)REJECTED);
    return is_phrase(prior->a) || is_phrase(prior->b)
               ? add_parts(r, prior->a, prior->b, ACCEPTED_PART)
               : add_words(r, prior->a, prior->b, ACCEPTED);
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
    return mm_str_eq(mm_lang_tag(r->a.lang), MM_S("en"))
               ? add_words(r, en, cell, GLOSSARY)
               : add_words(r, cell, en, GLOSSARY);
}

static int read_glossary(reading *r, mm_str table)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[COLUMNS];
    size_t  n = mm_rows_next(&rows, cells, COLUMNS);
    int     at_a = column(cells, n, mm_lang_tag(r->a.lang));
    int     at_b = column(cells, n, mm_lang_tag(r->b.lang));
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

/* "0.125": a quicker strtod, for there are a hundred thousand. */
static bool read_share(double *out, mm_str text)
{
    double value = 0, unit = 1;

    if (text.len < 3 || (text.ptr[0] != '0' && text.ptr[0] != '1') ||
        text.ptr[1] != '.')
        return false;
    for (size_t i = 2; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value = value * 10 + (text.ptr[i] - '0');
        unit *= 10;
    }
    *out = text.ptr[0] - '0' + value / unit;
    return *out <= 1;
}

/* words.tsv: en, ko, p(ko|en), p(en|ko), stems already, sorted by en. */
static int read_words(reading *r, mm_str table, bool forward)
{
    mm_map  *en = forward ? r->a.stems : r->b.stems;
    mm_map  *ko = forward ? r->b.stems : r->a.stems;
    mm_rows  rows = { .rest = table };
    mm_str   cells[4], last = { 0 };
    uint32_t en_stem = MM_MAP_NONE;
    int      rc = MM_OK;

    while (rc == MM_OK && mm_rows_next(&rows, cells, 4) == 4) {
        double   one, other;
        uint32_t ko_stem = mm_map_add(ko, cells[1]);

        if (!read_share(&one, cells[2]) || !read_share(&other, cells[3]))
            return mm_fail_at(r->err, MM_EFORMAT, rows.line,
                              "words.tsv: no probability in row %ld",
                              rows.line);
        if (!mm_str_eq(cells[0], last))
            en_stem = mm_map_add(en, cells[0]);
        last = cells[0];
        rc = add_entry(r, forward ? en_stem : ko_stem,
                       forward ? ko_stem : en_stem, sqrt(one * other));
    }
    return rc;
}

static int read_cldr(reading *r)
{
    mm_cldr     *cldr = NULL;
    mm_name_pair pair;
    int rc = mm_cldr_open(&cldr, mm_lang_tag(r->a.lang), mm_lang_tag(r->b.lang),
                          r->err);

    for (size_t i = 0; rc == MM_OK && mm_cldr_at(&pair, cldr, i); i++)
        rc = add_words(r, pair.a, pair.b, CLDR);
    mm_cldr_close(cldr);
    return rc;
}

static int read_tables(reading *r)
{
    mm_str tag_a = mm_lang_tag(r->a.lang), tag_b = mm_lang_tag(r->b.lang),
           table;
    bool forward = mm_str_eq(tag_a, MM_S("en")) && mm_str_eq(tag_b, MM_S("ko"));
    bool back = mm_str_eq(tag_a, MM_S("ko")) && mm_str_eq(tag_b, MM_S("en"));
    const char *name;
    int         rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && (name = mm_tables_name(r->tables, i));
         i++) {
        bool glossary = mm_str_starts(mm_cstr(name), MM_S("glossaries/"));
        bool dictionary = mm_str_starts(mm_cstr(name), MM_S("dictionary-"));
        bool trained = strcmp(name, "words.tsv") == 0;

        if (!glossary && !((dictionary || trained) && (forward || back)))
            continue;
        if ((rc = mm_tables_get(&table, r->tables, name, r->err)) < 0)
            break;
        rc = glossary     ? read_glossary(r, table)
             : dictionary ? read_dictionary(r, table, forward)
                          : read_words(r, table, forward);
    }
    return rc;
}

static int by_target(const void *left, const void *right)
{
    const mm_target *x = left, *y = right;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

static int by_weight(const void *left, const void *right)
{
    const mm_target *x = left, *y = right;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Of the `n` targets of one stem each the heaviest once, the rejected out,
 * heaviest first; returns how many are left. */
static size_t tidy(mm_target *targets, size_t n)
{
    size_t   kept = 0;
    uint32_t last = MM_MAP_NONE;

    if (n > 1)
        qsort(targets, n, sizeof *targets, by_target);
    for (size_t i = 0; i < n; i++) {
        mm_target target = targets[i];

        if (target.id != last && target.weight != REJECTED)
            targets[kept++] = target;
        last = target.id;
    }
    if (kept > 1)
        qsort(targets, kept, sizeof *targets, by_weight);
    return kept;
}

/* Entries to targets by stem. */
static int settle(mm_lexicon *lexicon, mm_error *err)
{
    size_t    stems = lexicon->stems_a.n, n = 0;
    uint32_t *fill = calloc(stems + 2, sizeof *fill);

    lexicon->targets = malloc((lexicon->n + 1) * sizeof *lexicon->targets);
    lexicon->first = calloc(stems + 2, sizeof *lexicon->first);
    if (!lexicon->targets || !lexicon->first || !fill) {
        free(fill);
        return mm_fail_memory(err);
    }
    for (size_t i = 0; i < lexicon->n; i++)
        fill[lexicon->entries[i].a + 1]++;
    for (size_t a = 0; a < stems; a++)
        fill[a + 1] += fill[a];
    for (size_t i = 0; i < lexicon->n; i++) {
        const entry *e = &lexicon->entries[i];

        lexicon->targets[fill[e->a]++] =
            (mm_target){ lexicon->stems_b.keys[e->b], e->b, e->weight };
    }
    for (size_t a = 0, from = 0; a < stems; from = fill[a++]) {
        size_t kept = tidy(lexicon->targets + from, fill[a] - from);

        memmove(lexicon->targets + n, lexicon->targets + from,
                kept * sizeof *lexicon->targets);
        n += kept;
        lexicon->first[a + 1] = (uint32_t)n;
    }
    free(fill);
    free(lexicon->entries);
    lexicon->entries = NULL;
    return MM_OK;
}

static void release_words(words *side)
{
    mm_map_release(&side->words);
    free(side->stem_of);
}

int mm_lexicon_open(mm_lexicon **out, const mm_lang *a, const mm_lang *b,
                    const mm_tables *tables, const mm_priors *priors,
                    mm_error *err)
{
    reading r = { .tables = tables, .err = err };
    int     rc;

    *out = NULL;
    if (!(r.lexicon = calloc(1, sizeof *r.lexicon)))
        return mm_fail_memory(err);
    r.a = (words){ .lang = a, .stems = &r.lexicon->stems_a };
    r.b = (words){ .lang = b, .stems = &r.lexicon->stems_b };
    if ((rc = read_tables(&r)) == MM_OK)
        rc = read_cldr(&r);
    for (size_t i = 0; rc == MM_OK && priors && i < priors->n; i++)
        rc = add_prior(&r, &priors->items[i]);
    if (rc == MM_OK)
        rc = settle(r.lexicon, err);
    mm_buf_release(&r.room);
    release_words(&r.a);
    release_words(&r.b);
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
