/*
 * The table of known phrases: from the tight key of a source form to the target
 * forms it may have. Opening it hashes the source forms of every table (some
 * ten thousand rows in a few milliseconds); a row is read in full only when its
 * form is asked for, for a document asks for few.
 *
 * Glossaries are TSV with a header that names the columns by language, so any
 * two languages of one can be used. Dictionary rows are headword, part of
 * speech, translations; a Korean verb is kept without its dictionary ending,
 * for it is found in text by its stem.
 */
#include "terms/phrases.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 12 };
enum { NARROW = POS_STEM | POS_PARTIAL }; /* so only where all sources say so */

static const float PARTIAL_WEIGHT = 0.6F; /* beside a word's translation */

/* A table, and where its rows hold what. */
typedef struct table {
    mm_source source;
    int       a, b, kind, abbreviation, pos, weight; /* columns; -1 none */
    bool      headword; /* columns are headword and "|"-joined translations */
    bool      partial;  /* what words are called within compounds alone */
} table;

/* A row that was not read yet. */
typedef struct row {
    mm_str   text;
    uint32_t table, next; /* rows of the same form; 0 ends */
} row;

/* A source form. */
typedef struct form {
    uint32_t rows;    /* first one not read yet */
    uint32_t phrases; /* first phrase */
    uint32_t last;    /* last phrase */
    unsigned pos;
    bool     lower, capital; /* how tables write its first letter */
} form;

/* An organization's name on the source side, by its name on the target side. */
typedef struct body {
    mm_str   name;
    uint32_t next; /* bodies of the same target name; 0 ends */
} body;

enum { BEGINNING = 6 }; /* bytes */

struct mm_phrases {
    uint16_t   longest[1 << 16]; /* by hash of a form's beginning: its bytes */
    mm_map     forms;            /* tight keys */
    mm_map     targets;          /* tight keys of organizations' target names */
    uint32_t  *bodies_of;        /* by target */
    body      *bodies;           /* 0 is not used */
    size_t     cap_bodies_of, n_bodies, cap_bodies;
    form      *of; /* by form */
    size_t     cap_of;
    row       *rows; /* 0 is not used */
    size_t     n_rows, cap_rows;
    table     *tables;
    size_t     n_tables, cap_tables;
    mm_phrase *items; /* 0 is not used */
    size_t     n, cap;
    mm_map     rejected; /* keys of a and b, a line feed between */
    mm_arena   mem;
    mm_buf     room;
};

/* ---- forms and phrases ---- */

static uint16_t beginning_of(mm_str key)
{
    return (uint16_t)mm_hash(
        mm_str_sub(key, 0, key.len < BEGINNING ? key.len : BEGINNING));
}

static form *form_of(mm_phrases *phrases, mm_str key)
{
    size_t    before = phrases->cap_of;
    uint32_t  number = mm_map_add(&phrases->forms, key);
    uint16_t *longest = &phrases->longest[beginning_of(key)];

    if (key.len > *longest)
        *longest = (uint16_t)(key.len < UINT16_MAX ? key.len : UINT16_MAX);
    if (number == MM_MAP_NONE ||
        mm_grow(&phrases->of, &phrases->cap_of, number + 1, sizeof *phrases->of,
                NULL) < 0)
        return NULL;
    if (phrases->cap_of > before)
        memset(phrases->of + before, 0,
               (phrases->cap_of - before) * sizeof *phrases->of);
    return &phrases->of[number];
}

static mm_phrase *phrase_with(mm_phrases *phrases, const form *f, mm_str b)
{
    for (uint32_t i = f->phrases; i; i = phrases->items[i].next)
        if (mm_str_eq(phrases->items[i].b, b))
            return &phrases->items[i];
    return NULL;
}

unsigned mm_pos_join(unsigned one, unsigned other)
{
    return ((one | other) & ~(unsigned)NARROW) | (one & other & NARROW);
}

/* Puts target form `b`; of two sources of one pair the better believed stays,
 * with the parts of speech of both. */
static int put_phrase(mm_phrases *phrases, form *f, mm_str b, mm_phrase item)
{
    mm_phrase *old;

    f->pos |= item.pos & ~(unsigned)NARROW;
    mm_buf_clear(&phrases->room);
    if (mm_key_tight(&phrases->room, b) < 0)
        return MM_ENOMEM;
    if (phrases->room.len == 0)
        return MM_OK;
    item.b = mm_buf_str(&phrases->room);
    item.next = 0;
    if ((old = phrase_with(phrases, f, item.b))) {
        old->pos = mm_pos_join(old->pos, item.pos);
        if (item.source < old->source) {
            old->source = item.source;
            old->kind = item.kind;
            old->weight = item.weight;
        } else if (item.source == old->source && item.weight > old->weight) {
            old->weight = item.weight;
        }
        return MM_OK;
    }
    if (phrases->n == 0)
        phrases->n = 1;
    if (mm_grow(&phrases->items, &phrases->cap, phrases->n + 1,
                sizeof *phrases->items, NULL) < 0 ||
        !(item.b = mm_arena_copy(&phrases->mem, item.b)).ptr)
        return MM_ENOMEM;
    phrases->items[phrases->n] = item;
    if (f->last)
        phrases->items[f->last].next = (uint32_t)phrases->n;
    else
        f->phrases = (uint32_t)phrases->n;
    f->last = (uint32_t)phrases->n++;
    return MM_OK;
}

/* ---- reading a row ---- */

static unsigned pos_of(mm_str name)
{
    return mm_str_eq(name, MM_S("n"))     ? POS_NOUN
           : mm_str_eq(name, MM_S("v"))   ? POS_VERB
           : mm_str_eq(name, MM_S("adj")) ? POS_ADJECTIVE
           : mm_str_eq(name, MM_S("adv")) ? POS_ADVERB
           : mm_str_eq(name, MM_S("num")) ? POS_NUMBER
                                          : POS_OTHER;
}

/* A Korean word as it is found in text: 강화하다 as 강화, 오르다 as 오르. */
static mm_str text_stem(mm_str word, unsigned pos)
{
    static const char *const tails[] = { "하다", "되다", "시키다", "스럽다",
                                         "롭다", "받다", "당하다", "하는",
                                         "적인", "되는", "된",     "한",
                                         "다" };

    if (pos & (POS_NOUN | POS_NUMBER | POS_PARTIAL))
        return word;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        mm_str tail = mm_cstr(tails[i]);

        if (mm_str_ends(word, tail) &&
            word.len >=
                tail.len + (i + 1 == sizeof tails / sizeof *tails ? 3 : 6))
            return mm_str_sub(word, 0, word.len - tail.len);
    }
    return word;
}

static mm_str cell(const mm_str *cells, size_t n, int at)
{
    return at >= 0 && (size_t)at < n ? cells[at] : MM_S("");
}

static int split(mm_str *cells, mm_str text)
{
    int n = 0;

    while (n < COLUMNS - 1 && text.len)
        cells[n++] = mm_str_cut(&text, '\t');
    return n;
}

static int read_headword(mm_phrases *phrases, form *f, const table *t,
                         mm_str list, unsigned pos)
{
    mm_phrase item = { .kind = t->source == MM_FROM_TITLES ? MM_KIND_TITLE
                                                           : MM_KIND_TERM,
                       .source = t->source,
                       .pos = pos,
                       .weight = t->partial ? PARTIAL_WEIGHT : 1 };
    int       rc = MM_OK;

    while (rc == MM_OK && list.len) {
        mm_str word = mm_str_trim(mm_str_cut(&list, '|'));
        mm_str stem = text_stem(word, pos);

        item.pos = pos | (stem.len + 3 == word.len ? POS_STEM : 0);
        rc = put_phrase(phrases, f, stem, item);
    }
    return rc;
}

/* "FTC/공정위": of the source side and of the target side. */
static void abbreviations(mm_str *of_a, mm_str *of_b, mm_str text, mm_str a)
{
    mm_str first = mm_str_trim(mm_str_cut(&text, '/'));
    mm_str other = mm_str_trim(text);
    bool   latin = mm_text_script(a) == MM_SCRIPT_LATIN;

    *of_a = latin || first.len == 0 ? first : other;
    *of_b = latin || first.len == 0 ? other : first;
}

static int read_glossary(mm_phrases *phrases, form *f, mm_str key,
                         const table *t, const mm_str *cells, size_t n)
{
    mm_str    a = cell(cells, n, t->a), b = cell(cells, n, t->b);
    mm_str    short_a, short_b;
    mm_phrase item = {
        .kind = MM_KIND_TERM, .source = t->source, .pos = POS_NOUN, .weight = 1
    };
    int  rc = MM_OK;
    bool is_full;

    mm_kind_parse(&item.kind, cell(cells, n, t->kind));
    abbreviations(&short_a, &short_b, cell(cells, n, t->abbreviation), a);
    mm_buf_clear(&phrases->room);
    if (mm_key_tight(&phrases->room, a) < 0)
        return MM_ENOMEM;
    is_full = mm_str_eq(mm_buf_str(&phrases->room), key);
    if (short_b.len && !is_full)
        rc = put_phrase(phrases, f, short_b,
                        (mm_phrase){ .kind = MM_KIND_ACRONYM,
                                     .source = t->source,
                                     .pos = POS_NOUN,
                                     .weight = 1 });
    if (rc == MM_OK)
        rc = put_phrase(phrases, f, b, item);
    if (rc == MM_OK && short_b.len && is_full)
        rc = put_phrase(phrases, f, short_b, item);
    return rc;
}

static int read_row(mm_phrases *phrases, form *f, mm_str key, const row *r)
{
    const table *t = &phrases->tables[r->table];
    mm_str       cells[COLUMNS];
    size_t       n = (size_t)split(cells, r->text);

    if (t->source == MM_FROM_WORDS) {
        double one = 0, other = 0;

        mm_str_number(cell(cells, n, t->weight), &one);
        mm_str_number(cell(cells, n, t->weight + 1), &other);
        return put_phrase(phrases, f, cell(cells, n, t->b),
                          (mm_phrase){ .source = t->source,
                                       .weight = (float)sqrt(one * other) });
    }
    if (t->headword)
        return read_headword(phrases, f, t, cell(cells, n, t->b),
                             t->partial   ? POS_PARTIAL
                             : t->pos < 0 ? POS_NOUN
                                          : pos_of(cell(cells, n, t->pos)));
    return read_glossary(phrases, f, key, t, cells, n);
}

/* ---- indexing ---- */

static int index_key(mm_phrases *phrases, mm_str a, mm_str text,
                     uint32_t number, mm_buf *key)
{
    form *f;

    mm_buf_clear(key);
    if (mm_key_tight(key, a) < 0)
        return MM_ENOMEM;
    if (key->len == 0)
        return MM_OK;
    if (phrases->n_rows == 0)
        phrases->n_rows = 1;
    if (!(f = form_of(phrases, mm_buf_str(key))) ||
        mm_grow(&phrases->rows, &phrases->cap_rows, phrases->n_rows + 1,
                sizeof *phrases->rows, NULL) < 0)
        return MM_ENOMEM;
    if (phrases->tables[number].source != MM_FROM_WORDS) {
        f->lower |= a.ptr[0] >= 'a' && a.ptr[0] <= 'z';
        f->capital |= a.ptr[0] >= 'A' && a.ptr[0] <= 'Z';
    }
    phrases->rows[phrases->n_rows] = (row){ text, number, f->rows };
    f->rows = (uint32_t)phrases->n_rows++;
    return MM_OK;
}

static int index_body(mm_phrases *phrases, mm_str name, mm_str b, mm_buf *key)
{
    uint32_t target;
    size_t   before = phrases->cap_bodies_of;

    mm_buf_clear(key);
    if (mm_key_tight(key, b) < 0)
        return MM_ENOMEM;
    if (key->len == 0)
        return MM_OK;
    if (phrases->n_bodies == 0)
        phrases->n_bodies = 1;
    target = mm_map_add(&phrases->targets, mm_buf_str(key));
    if (target == MM_MAP_NONE ||
        mm_grow(&phrases->bodies_of, &phrases->cap_bodies_of, target + 1,
                sizeof *phrases->bodies_of, NULL) < 0 ||
        mm_grow(&phrases->bodies, &phrases->cap_bodies, phrases->n_bodies + 1,
                sizeof *phrases->bodies, NULL) < 0)
        return MM_ENOMEM;
    if (phrases->cap_bodies_of > before)
        memset(phrases->bodies_of + before, 0,
               (phrases->cap_bodies_of - before) * sizeof *phrases->bodies_of);
    phrases->bodies[phrases->n_bodies] =
        (body){ name, phrases->bodies_of[target] };
    phrases->bodies_of[target] = (uint32_t)phrases->n_bodies++;
    return MM_OK;
}

size_t mm_phrases_organizations(mm_str *out, size_t room,
                                const mm_phrases *phrases, mm_str b)
{
    uint32_t target = mm_map_find(&phrases->targets, b);
    size_t   n = 0;

    if (target == MM_MAP_NONE)
        return 0;
    for (uint32_t i = phrases->bodies_of[target]; i && n < room;
         i = phrases->bodies[i].next)
        out[n++] = phrases->bodies[i].name;
    return n;
}

static int index_row(mm_phrases *phrases, mm_str text, uint32_t number,
                     mm_buf *key)
{
    const table *t = &phrases->tables[number];
    mm_str       cells[COLUMNS], of_a, of_b;
    size_t       n = (size_t)split(cells, text);
    mm_str       a = cell(cells, n, t->a);
    int          rc;

    if (a.len == 0 || cell(cells, n, t->b).len == 0)
        return MM_OK;
    rc = index_key(phrases, a, text, number, key);
    if (rc == MM_OK && mm_str_eq(cell(cells, n, t->kind), MM_S("organization")))
        rc = index_body(phrases, a, cell(cells, n, t->b), key);
    if (rc == MM_OK && t->abbreviation >= 0) {
        abbreviations(&of_a, &of_b, cell(cells, n, t->abbreviation), a);
        if (of_a.len)
            rc = index_key(phrases, of_a, text, number, key);
    }
    return rc;
}

static int column(const mm_str *cells, size_t n, mm_str name)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(cells[i], name))
            return (int)i;
    return -1;
}

/* The columns of a glossary from its header; false: not of these languages. */
static bool glossary_columns(table *t, mm_str *text, mm_str a, mm_str b)
{
    mm_rows rows = { .rest = *text };
    mm_str  cells[COLUMNS];
    size_t  n = mm_rows_next(&rows, cells, COLUMNS);

    *t = (table){ .source = MM_FROM_GLOSSARY,
                  .a = column(cells, n, a),
                  .b = column(cells, n, b),
                  .kind = column(cells, n, MM_S("kind")),
                  .abbreviation = column(cells, n, MM_S("abbreviation")),
                  .pos = -1,
                  .weight = -1 };
    *text = rows.rest;
    return t->a >= 0 && t->b >= 0;
}

/* Which table `name` is, for these languages; false: of no use here. */
static bool describe(table *t, const char *name, mm_str *text, mm_str a,
                     mm_str b)
{
    mm_str called = mm_cstr(name);
    bool   forward = mm_str_eq(a, MM_S("en")) && mm_str_eq(b, MM_S("ko"));

    if (mm_str_starts(called, MM_S("glossaries/")))
        return glossary_columns(t, text, a, b);
    *t = (table){ .a = 0,
                  .b = 1,
                  .kind = -1,
                  .abbreviation = -1,
                  .pos = -1,
                  .weight = -1,
                  .headword = true };
    if (!forward)
        return false;
    if (mm_str_starts(called, MM_S("dictionary-"))) {
        t->source = MM_FROM_DICTIONARY;
        t->pos = 1;
        t->b = 2;
        return true;
    }
    if (mm_str_eq(called, MM_S("morphemes.tsv"))) {
        t->source = MM_FROM_DICTIONARY;
        t->partial = true;
        return true;
    }
    t->source = MM_FROM_TITLES;
    if (mm_str_eq(called, MM_S("titles.tsv")))
        return true;
    t->source = MM_FROM_WORDS;
    t->weight = 2;
    return mm_str_eq(called, MM_S("words.tsv"));
}

static int index_table(mm_phrases *phrases, const table *t, mm_str text,
                       mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_buf  key = { 0 };
    mm_str  whole;
    int     rc = MM_OK;

    if (mm_grow(&phrases->tables, &phrases->cap_tables, phrases->n_tables + 1,
                sizeof *phrases->tables, err) < 0)
        return MM_ENOMEM;
    phrases->tables[phrases->n_tables++] = *t;
    while (rc == MM_OK && mm_rows_next(&rows, &whole, 1))
        rc = index_row(phrases, whole, (uint32_t)phrases->n_tables - 1, &key);
    mm_buf_release(&key);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static int index_tables(mm_phrases *phrases, mm_str a, mm_str b,
                        const mm_tables *tables, mm_error *err)
{
    const char *name;
    int         rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && (name = mm_tables_name(tables, i)); i++) {
        mm_str text;
        table  t;

        if ((rc = mm_tables_get(&text, tables, name, err)) == MM_OK &&
            describe(&t, name, &text, a, b))
            rc = index_table(phrases, &t, text, err);
    }
    return rc;
}

/* ---- CLDR and decisions ---- */

static int read_cldr(mm_phrases *phrases, mm_str a, mm_str b, mm_error *err)
{
    mm_cldr     *cldr = NULL;
    mm_name_pair pair;
    int          rc = mm_cldr_open(&cldr, a, b, err);

    for (size_t i = 0; rc == MM_OK && mm_cldr_at(&pair, cldr, i); i++) {
        bool place = strcmp(pair.kind, "territory") == 0 ||
                     strcmp(pair.kind, "city") == 0;

        rc = mm_phrases_add(
            phrases, pair.a, pair.b,
            (mm_phrase){ .kind = place ? MM_KIND_PLACE : MM_KIND_TERM,
                         .source = MM_FROM_CLDR,
                         .pos = POS_NOUN,
                         .weight = 1 },
            err);
    }
    mm_cldr_close(cldr);
    return rc;
}

static int pair_key(mm_buf *out, mm_str a, mm_str b)
{
    mm_buf_clear(out);
    if (mm_key_tight(out, a) < 0 || mm_buf_putc(out, '\n') < 0)
        return MM_ENOMEM;
    return mm_key_tight(out, b);
}

static int read_priors(mm_phrases *phrases, const mm_priors *priors,
                       bool swapped, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < priors->n; i++) {
        const mm_prior *prior = &priors->items[i];
        mm_str          a = swapped ? prior->b : prior->a;
        mm_str          b = swapped ? prior->a : prior->b;

        if (!prior->rejected) {
            rc = mm_phrases_add(phrases, a, b,
                                (mm_phrase){ .source = MM_FROM_MEMORY,
                                             .pos = POS_NOUN,
                                             .weight = 1 },
                                err);
            continue;
        }
        if (pair_key(&phrases->room, a, b) < 0 ||
            mm_map_add(&phrases->rejected, mm_buf_str(&phrases->room)) ==
                MM_MAP_NONE)
            rc = mm_fail_memory(err);
    }
    return rc;
}

/* ---- the interface ---- */

int mm_phrases_open(mm_phrases **out, const mm_lang *a, const mm_lang *b,
                    const mm_tables *tables, const mm_priors *priors,
                    bool priors_swapped, mm_error *err)
{
    mm_str tag_a = mm_lang_tag(a), tag_b = mm_lang_tag(b);
    int    rc;

    if (!(*out = calloc(1, sizeof **out)))
        return mm_fail_memory(err);
    rc = index_tables(*out, tag_a, tag_b, tables, err);
    if (rc == MM_OK)
        rc = read_cldr(*out, tag_a, tag_b, err);
    if (rc == MM_OK && priors)
        rc = read_priors(*out, priors, priors_swapped, err);
    if (rc < 0) {
        mm_phrases_close(*out);
        *out = NULL;
    }
    return rc;
}

void mm_phrases_close(mm_phrases *phrases)
{
    if (!phrases)
        return;
    mm_map_release(&phrases->forms);
    mm_map_release(&phrases->targets);
    free(phrases->bodies_of);
    free(phrases->bodies);
    mm_map_release(&phrases->rejected);
    free(phrases->of);
    free(phrases->rows);
    free(phrases->tables);
    free(phrases->items);
    mm_arena_release(&phrases->mem);
    mm_buf_release(&phrases->room);
    free(phrases);
}

int mm_phrases_learn(mm_phrases *phrases, mm_str a, mm_str b, double weight,
                     mm_error *err)
{
    mm_buf    key = { 0 };
    mm_phrase phrase = { .source = MM_FROM_CORPUS, .weight = (float)weight };
    int       rc = mm_key_tight(&key, a);

    if (rc < 0)
        mm_fail_memory(err);
    else
        (void)mm_phrases_find(phrases, mm_buf_str(&key));
    mm_buf_release(&key);
    return rc < 0 ? rc : mm_phrases_add(phrases, a, b, phrase, err);
}

int mm_phrases_add(mm_phrases *phrases, mm_str a, mm_str b, mm_phrase phrase,
                   mm_error *err)
{
    form *f;

    mm_buf_clear(&phrases->room);
    if (mm_key_tight(&phrases->room, a) < 0)
        return mm_fail_memory(err);
    if (phrases->room.len == 0)
        return MM_OK;
    if (!(f = form_of(phrases, mm_buf_str(&phrases->room))) ||
        put_phrase(phrases, f, b, phrase) < 0)
        return mm_fail_memory(err);
    if (phrase.source != MM_FROM_CORPUS)
        f->capital |= a.len && a.ptr[0] >= 'A' && a.ptr[0] <= 'Z';
    return MM_OK;
}

/* The form of `key` with its rows read; NULL when no table knows it. A row that
 * cannot be kept for want of memory is as one that is not there. */
static form *read_form(mm_phrases *phrases, mm_str key)
{
    uint32_t number = mm_map_find(&phrases->forms, key);
    uint32_t order[64];
    size_t   n = 0;
    form    *f;

    if (number == MM_MAP_NONE)
        return NULL;
    f = &phrases->of[number];
    for (uint32_t i = f->rows; i && n < sizeof order / sizeof *order;
         i = phrases->rows[i].next)
        order[n++] = i;
    f->rows = 0;
    while (n-- > 0) /* in the order of the tables */
        (void)read_row(phrases, f, key, &phrases->rows[order[n]]);
    return f;
}

bool mm_phrases_reach(const mm_phrases *phrases, mm_str key)
{
    uint16_t longest = phrases->longest[beginning_of(key)];

    return key.len <= longest || longest == UINT16_MAX;
}

uint32_t mm_phrases_find(mm_phrases *phrases, mm_str key)
{
    const form *f = read_form(phrases, key);

    return f ? f->phrases : 0;
}

const mm_phrase *mm_phrases_at(const mm_phrases *phrases, uint32_t number)
{
    return &phrases->items[number];
}

unsigned mm_phrases_pos(mm_phrases *phrases, mm_str key)
{
    const form *f = read_form(phrases, key);

    return f ? f->pos : 0;
}

bool mm_phrases_is_lower(const mm_phrases *phrases, mm_str key)
{
    uint32_t number = mm_map_find(&phrases->forms, key);

    return number != MM_MAP_NONE && phrases->of[number].lower &&
           !phrases->of[number].capital;
}

bool mm_phrases_rejected(const mm_phrases *phrases, mm_str a, mm_str b)
{
    mm_buf key = { 0 };
    bool   is;

    if (phrases->rejected.n == 0 || pair_key(&key, a, b) < 0) {
        mm_buf_release(&key);
        return false;
    }
    is = mm_map_find(&phrases->rejected, mm_buf_str(&key)) != MM_MAP_NONE;
    mm_buf_release(&key);
    return is;
}
