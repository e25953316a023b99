/*
 * Terms in running text: the text is cut into runs (recognize_runs.h); at each
 * place where a term may begin, the names of every memory are walked
 * (recognize_walk.h); of places that overlap the longest wins. What a term is
 * comes from the index too: no concept is read from a memory.
 */
#include "malmoi/recognize.h"

#include "base/ascii.h"
#include "base/memory.h"
#include "malmoi/text.h"
#include "match/recognize_terms.h"
#include "match/recognize_walk.h"

#include <stdlib.h>
#include <string.h>

enum {
    SYLLABLE = 3, /* bytes of one */
    FEW = 8,      /* places that are sorted by insertion */
    MOST = 4096   /* places that are weighed against each other at once */
};

typedef struct reading {
    size_t place; /* in `places` */
    size_t record;
    bool   variant;
} reading;

struct mm_recognizer {
    mm_tables      *own; /* when the caller gave none */
    mm_known_terms  terms;
    mm_endings      endings;
    mm_stretches    runs;
    mm_walker       walker;
    mm_str          text, came; /* text: `came`, or put together in `whole` */
    mm_buf          whole;
    mm_hangul_place back; /* of the last answer */
    mm_places       places;
    reading        *hits;
    size_t          n_hits, cap_hits, next, run;
    uint32_t        taken; /* bytes of the key that hits given reach to */
    size_t          chars, chars_at; /* characters before byte chars_at */
};

/* ---- opening ---- */

int mm_recognizer_open(mm_recognizer **out, mm_store *const *stores, size_t n,
                       const mm_tables *tables, const mm_recognizer_options *o,
                       mm_error *err)
{
    mm_recognizer *r = calloc(1, sizeof *r);
    int            rc = MM_OK;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    if (!tables && (rc = mm_tables_open(&r->own, NULL, err)) == MM_OK)
        tables = r->own;
    if (rc < 0 ||
        (rc = mm_known_terms_open(&r->terms, stores, n, tables, o, err)) < 0) {
        mm_recognizer_close(r);
        return rc;
    }
    r->endings.keyer = &r->terms.keyer;
    r->endings.nouns = (mm_nouns){ .ko = r->terms.keyer.ko,
                                   .shipped = tables,
                                   .tables = r->terms.names,
                                   .n_tables = r->terms.n_sides };
    r->walker = (mm_walker){ .runs = &r->runs, .endings = &r->endings };
    *out = r;
    return MM_OK;
}

void mm_recognizer_close(mm_recognizer *r)
{
    if (!r)
        return;
    free(r->places.items);
    free(r->hits);
    mm_endings_release(&r->endings);
    mm_stretches_release(&r->runs);
    mm_buf_release(&r->walker.room);
    mm_buf_release(&r->whole);
    mm_known_terms_release(&r->terms);
    mm_tables_close(r->own);
    free(r);
}

int mm_recognizer_start(mm_recognizer *r, mm_str text, mm_error *err)
{
    if (text.len > 1u << 30)
        return mm_fail(err, MM_EINVALID, "a text of more than 1 GB");
    r->came = text;
    r->back = (mm_hangul_place){ 0 };
    if (mm_hangul_apart(text)) {
        mm_buf_clear(&r->whole);
        if (mm_hangul_compose(&r->whole, text) < 0)
            return mm_fail_memory(err);
        text = mm_buf_str(&r->whole);
    }
    mm_endings_trim(&r->endings);
    mm_walker_begin(&r->walker, text);
    r->text = text;
    r->n_hits = r->next = r->run = 0;
    r->chars = r->chars_at = r->taken = 0;
    return mm_stretches_make(&r->runs, text, err);
}

/* ---- the names of a place ---- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Capitals alone, but for the s of a plural. */
static bool is_capitals(mm_str text, bool plural)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_lower(text.ptr[i]))
            return plural && text.ptr[i] == 's' && i + 1 == text.len;
    return true;
}

static bool may_be(const mm_recognizer *r, const mm_name *name,
                   const mm_place *p)
{
    mm_str text = mm_str_sub(r->text, p->start, p->end - p->start);

    return (r->terms.lang == 0 ||
            (name->info & MM_NAME_LANG) == r->terms.lang) &&
           r->terms.review & 1u << (name->info >> MM_NAME_REVIEW & 3) &&
           (!(name->info & MM_NAME_CAPITALS) || is_capitals(text, p->changed));
}

/* aT, iOS: short, and with a capital where none is expected. */
static bool is_odd(mm_str term)
{
    for (size_t i = 1; i < term.len && term.len <= 4; i++)
        if (mm_ascii_upper(term.ptr[i]) && is_lower(term.ptr[i - 1]))
            return true;
    return false;
}

/* A term of one word, found in several that begin with a function word. */
static bool is_run_together(const mm_recognizer *r, mm_str text, mm_str term)
{
    mm_str first = mm_str_cut(&text, ' ');

    return text.len && mm_str_find(term, MM_S(" "), 0) == SIZE_MAX &&
           mm_map_find(&r->terms.keyer.skipped, first) != MM_MAP_NONE;
}

/* Case is no matter, but where a name would be found in common words: "to go"
 * is not Togo, "the time" not The Times, "world" not Worlds, "at" not aT. */
static bool fits_case(const mm_recognizer *r, const mm_name *name,
                      const mm_place *p, mm_str term)
{
    mm_str text = mm_str_sub(r->text, p->start, p->end - p->start);

    if (is_odd(term))
        return mm_str_eq(text, term);
    if (term.len == 0 || text.len == 0 || !mm_ascii_upper(term.ptr[0]) ||
        !is_lower(text.ptr[0]))
        return true;
    return !is_run_together(r, text, term) &&
           !(name->info & MM_NAME_VARIANT && mm_str_ends(term, MM_S("s")));
}

/* Adds a hit for each wanted term at place `number`. */
static int add_hits(mm_recognizer *r, size_t number, mm_error *err)
{
    const mm_place      *p = &r->places.items[number];
    const mm_name_table *table = &r->terms.names[p->table];
    const mm_name       *name = &table->names[p->name];
    mm_str               key = { table->keys + name->key, name->len };

    for (uint32_t at = p->name; (name = mm_name_table_at(table, at, key));
         at++) {
        size_t record_at;
        int    rc;

        if (!may_be(r, name, p))
            continue;
        if ((rc = mm_known_terms_at(&record_at, &r->terms, p->table, name->term,
                                    err)) < 0)
            return rc;
        if (!r->terms.items[record_at].wanted ||
            (p->adverb && r->terms.items[record_at].noun) ||
            !fits_case(r, name, p, r->terms.items[record_at].said.term))
            continue;
        if (mm_grow(&r->hits, &r->cap_hits, r->n_hits + 1, sizeof *r->hits,
                    err) < 0)
            return MM_ENOMEM;
        r->hits[r->n_hits++] =
            (reading){ number, record_at,
                       p->changed || (name->info & MM_NAME_VARIANT) };
    }
    return MM_OK;
}

/* ---- of places that overlap, the longest ---- */

static int by_length(const void *left, const void *right)
{
    const mm_place *x = left, *y = right;
    uint32_t        a = x->end - x->start, b = y->end - y->start;

    if (a != b)
        return a > b ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->table > y->table) - (x->table < y->table);
}

/* Nearly always two or three. */
static void sort_places(mm_places *all)
{
    if (all->n > FEW) {
        qsort(all->items, all->n, sizeof *all->items, by_length);
        return;
    }
    for (size_t i = 1; i < all->n; i++) {
        mm_place one = all->items[i];
        size_t   at = i;

        for (; at && by_length(&one, &all->items[at - 1]) < 0; at--)
            all->items[at] = all->items[at - 1];
        all->items[at] = one;
    }
}

static bool overlaps(const mm_place *x, const mm_place *y)
{
    bool same = x->start == y->start && x->end == y->end;

    return !same && x->start < y->end && y->start < x->end;
}

/* Readings of one span: the one written so, then by rank, memory, row. */
static int compare_hits(const mm_recognizer *r, const reading *x,
                        const reading *y)
{
    const mm_place      *p = &r->places.items[x->place];
    const mm_place      *q = &r->places.items[y->place];
    const mm_known_term *a = &r->terms.items[x->record],
                        *b = &r->terms.items[y->record];

    if (p->start != q->start)
        return p->start < q->start ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->said.store != b->said.store)
        return a->said.store < b->said.store ? -1 : 1;
    if (x->variant != y->variant)
        return x->variant - y->variant;
    if (a->said.key != b->said.key)
        return a->said.key < b->said.key ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* Few hits share a span: insertion keeps the order total and needs no global.
 */
static void sort_hits(mm_recognizer *r)
{
    for (size_t i = 1; i < r->n_hits; i++) {
        reading one = r->hits[i];
        size_t  at = i;

        for (; at && compare_hits(r, &one, &r->hits[at - 1]) < 0; at--)
            r->hits[at] = r->hits[at - 1];
        r->hits[at] = one;
    }
}

/* One concept of one memory is one reading of a span. */
static void drop_doubles(mm_recognizer *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->n_hits; i++) {
        const mm_place      *p = &r->places.items[r->hits[i].place];
        const mm_known_term *a = &r->terms.items[r->hits[i].record];
        bool                 seen = false;

        for (size_t k = kept; k-- > 0 && !seen;) {
            const mm_known_term *b = &r->terms.items[r->hits[k].record];

            if (r->places.items[r->hits[k].place].start != p->start)
                break;
            seen = !r->terms.options.all || (a->said.key == b->said.key &&
                                             a->said.store == b->said.store);
        }
        if (!seen)
            r->hits[kept++] = r->hits[i];
    }
    r->n_hits = kept;
}

/* Chooses among the places, with the hits of those that stay. */
static int resolve(mm_recognizer *r, mm_error *err)
{
    mm_places *all = &r->places;
    size_t     kept = 0;
    int        rc;

    sort_places(all);
    for (size_t i = 0; i < all->n; i++) {
        bool   free_place = true;
        size_t before = r->n_hits;

        for (size_t k = 0; k < kept && free_place; k++)
            free_place = !overlaps(&all->items[i], &all->items[k]);
        if (!free_place)
            continue;
        all->items[kept] = all->items[i];
        if ((rc = add_hits(r, kept, err)) < 0)
            return rc;
        kept += r->n_hits > before;
    }
    all->n = kept;
    for (size_t i = 0; i < kept; i++)
        if (all->items[i].key_end > r->taken)
            r->taken = all->items[i].key_end;
    sort_hits(r);
    drop_doubles(r);
    return MM_OK;
}

static int walk_from(mm_recognizer *r, mm_walk_start start)
{
    int rc = MM_OK;

    for (uint32_t i = 0; rc == MM_OK && i < r->terms.n_sides; i++)
        rc = mm_walk(&r->places, &r->walker, &r->terms.names[i], i, start);
    return rc;
}

/* What begins in run r->run: at its start, and at the joints of a compound. */
static int walk_run(mm_recognizer *r)
{
    uint32_t joints = mm_walk_joints(&r->walker, r->run);
    int      rc = MM_OK;

    if (r->runs.items[r->run].begins)
        rc = walk_from(r, (mm_walk_start){ r->run, 0 });
    for (size_t i = 1; rc == MM_OK && joints >> i; i++)
        if (joints >> i & 1)
            rc = walk_from(r, (mm_walk_start){ r->run, i * SYLLABLE });
    return rc;
}

/* Gathers the places of the next stretch of text in which terms overlap. */
static int gather(mm_recognizer *r, mm_error *err)
{
    uint32_t end = 0;

    r->places.n = r->n_hits = r->next = 0;
    for (; r->run < r->runs.n; r->run++) {
        size_t before = r->places.n;

        if (before && (r->runs.items[r->run].at >= end || before > MOST))
            break;
        if (r->runs.items[r->run].at < r->taken)
            continue;
        if (walk_run(r) < 0)
            return mm_fail_memory(err);
        for (; before < r->places.n; before++)
            if (r->places.items[before].key_end > end)
                end = r->places.items[before].key_end;
    }
    return resolve(r, err);
}

/* ---- answering ---- */

/* Characters before byte `at`, which never goes back. */
static size_t chars_before(mm_recognizer *r, size_t at)
{
    for (; r->chars_at < at; r->chars_at++)
        r->chars += ((unsigned char)r->came.ptr[r->chars_at] & 0xC0) != 0x80;
    return r->chars;
}

/* Puts the spans of a hit back to where they stand in the text as it came. */
static void put_back(mm_recognized *out, mm_recognizer *r)
{
    size_t          end = out->start + out->len;
    size_t          particle_end = out->particle_start + out->particle.len;
    mm_hangul_place to;

    out->start = mm_hangul_came(&r->back, r->came, out->start);
    to = r->back;
    out->len = mm_hangul_came(&to, r->came, end) - out->start;
    out->particle_start = mm_hangul_came(&to, r->came, out->particle_start);
    out->particle = mm_str_sub(r->came, out->particle_start,
                               mm_hangul_came(&to, r->came, particle_end) -
                                   out->particle_start);
}

static void answer(mm_recognized *out, mm_recognizer *r, size_t at)
{
    const mm_place *p = &r->places.items[r->hits[at].place];

    *out = r->terms.items[r->hits[at].record].said;
    out->start = p->start;
    out->len = p->end - p->start;
    out->particle_start = p->ending;
    out->particle = mm_str_sub(r->text, p->ending, p->ending_end - p->ending);
    if (r->text.ptr != r->came.ptr)
        put_back(out, r);
    out->char_start = chars_before(r, out->start);
    out->chars = mm_utf8_count(mm_str_sub(r->came, out->start, out->len));
    while (at-- > 0 && r->places.items[r->hits[at].place].start == p->start)
        out->reading++;
}

int mm_recognizer_next(mm_recognizer *r, mm_recognized *out, mm_error *err)
{
    while (r->next >= r->n_hits) {
        int rc;

        if (r->run >= r->runs.n)
            return MM_OK;
        if ((rc = gather(r, err)) < 0)
            return rc;
    }
    answer(out, r, r->next++);
    return MM_ROW;
}

int mm_recognizer_concept(mm_concept *out, mm_recognizer *r,
                          const mm_recognized *hit, mm_error *err)
{
    for (size_t i = 0; i < r->terms.n_sources; i++)
        if (r->terms.numbers[i] == hit->store)
            return mm_term_source_get(out, &r->terms.sources[i], hit->key, err);
    return mm_fail(err, MM_EINVALID, "no hit of this recognizer");
}

/* ---- a draft ---- */

static int put_particle(mm_buf *out, mm_recognizer *r, const mm_recognized *hit)
{
    mm_buf whole = { 0 };
    int    rc = mm_hangul_compose(&whole, hit->particle);

    if (rc == MM_OK &&
        !mm_tails_fix(out, &r->endings.tails, r->endings.nouns.shipped,
                      hit->translation, mm_buf_str(&whole)))
        rc = mm_josa_fix(out, r->terms.keyer.ko, hit->translation,
                         mm_buf_str(&whole));
    mm_buf_release(&whole);
    return rc;
}

static int put_replaced(mm_buf *out, mm_recognizer *r, const mm_recognized *hit)
{
    size_t end = hit->start + hit->len;

    if (mm_buf_put(out, hit->translation) < 0 ||
        mm_buf_put(out, mm_str_sub(r->came, end, hit->particle_start - end)) <
            0)
        return MM_ENOMEM;
    return hit->particle.len ? put_particle(out, r, hit) : MM_OK;
}

/* Words of a script that puts spaces between them; parts of a compound, as
 * 이라크정부, are words of their own in it. */
static bool is_spaced(mm_str text)
{
    mm_script script = mm_text_script(text);

    return script == MM_SCRIPT_LATIN || script == MM_SCRIPT_CYRILLIC;
}

int mm_recognizer_translate(mm_buf *out, size_t *n, mm_recognizer *r,
                            mm_error *err)
{
    mm_recognized hit;
    size_t        at = 0, replaced = 0;
    int           rc;

    r->n_hits = r->next = r->run = r->chars = r->chars_at = r->taken = 0;
    r->back = (mm_hangul_place){ 0 };
    while ((rc = mm_recognizer_next(r, &hit, err)) == MM_ROW) {
        if (hit.reading || hit.translation.len == 0)
            continue;
        if (mm_buf_put(out, mm_str_sub(r->came, at, hit.start - at)) < 0 ||
            (replaced && at == hit.start && is_spaced(hit.translation) &&
             mm_buf_putc(out, ' ') < 0) ||
            put_replaced(out, r, &hit) < 0)
            return mm_fail_memory(err);
        at = hit.particle_start + hit.particle.len;
        replaced++;
    }
    if (rc == MM_OK && mm_buf_put(out, mm_str_sub(r->came, at, SIZE_MAX)) < 0)
        return mm_fail_memory(err);
    if (n)
        *n = replaced;
    return rc;
}
