/*
 * Terms in running text: the text is cut into runs (recognize_runs.h); at each
 * place where a term may begin, the names of every memory are walked
 * (recognize_walk.h); of places that overlap the longest wins. What a term is
 * comes from its concept, read once and kept: the index only says where to
 * look, and may be damaged.
 */
#include "malmoi/recognize.h"

#include "base/memory.h"
#include "match/recognize_walk.h"
#include "match/source.h"

#include <stdlib.h>
#include <string.h>

enum { SYLLABLE = 3 }; /* bytes of one */

/* A term as its concept tells it. */
typedef struct record {
    mm_recognized said; /* all but the span */
    int           rank; /* the lower the better */
    bool          wanted;
} record;

/* One of the tables that are walked. */
typedef struct side {
    size_t source;
    bool   tail;
} side;

typedef struct reading {
    size_t place; /* in `places` */
    size_t record;
    bool   variant;
} reading;

struct mm_recognizer {
    mm_keyer              keyer;
    mm_tables            *own; /* when the caller gave none */
    mm_term_source       *sources;
    size_t                n_sources, n_stores, *numbers; /* of stores */
    side                 *sides;
    mm_name_table        *names; /* by side */
    size_t                n_sides;
    mm_recognizer_options options;
    uint32_t              lang;
    unsigned              review;
    mm_arena              mem;   /* options, records */
    mm_map                known; /* side and term: number of a record */
    record               *records;
    size_t                cap_records;
    mm_endings            endings;
    mm_stretches          runs;
    mm_walker             walker;
    mm_str                text;
    mm_places             places;
    reading              *hits;
    size_t                n_hits, cap_hits, next, run;
    size_t                chars, chars_at; /* characters before byte chars_at */
    mm_buf                room;
};

/* ---- opening ---- */

static int keep_options(mm_recognizer *r, const mm_recognizer_options *o)
{
    mm_str *texts[] = { &r->options.lang,    &r->options.target,
                        &r->options.project, &r->options.client,
                        &r->options.field,   &r->options.status,
                        &r->options.since };

    if (o)
        r->options = *o;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i]->len &&
            !(*texts[i] = mm_arena_copy(&r->mem, *texts[i])).ptr)
            return MM_ENOMEM;
    r->lang = mm_name_lang(r->options.lang);
    r->review = r->options.review ? r->options.review
                                  : 1u << MM_APPROVED | 1u << MM_PROPOSED;
    return MM_OK;
}

static void add_side(mm_recognizer *r, side s, const mm_term_index *index)
{
    r->names[r->n_sides] = mm_term_index_names(index);
    r->sides[r->n_sides++] = s;
}

static void add_sides(mm_recognizer *r, size_t source)
{
    const mm_term_source *s = &r->sources[source];

    if (s->has_base)
        add_side(r, (side){ source, false }, &s->base);
    if (s->has_tail)
        add_side(r, (side){ source, true }, &s->tail);
}

static int open_sources(mm_recognizer *r, mm_store *const *stores, size_t n,
                        const mm_tables *tables, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < n; i++) {
        if (!stores[i])
            continue;
        r->numbers[r->n_sources] = i;
        rc = mm_term_source_store(&r->sources[r->n_sources], stores[i],
                                  &r->keyer, err);
        r->n_sources += rc == MM_OK;
    }
    if (rc == MM_OK && !r->options.no_builtin) {
        r->numbers[r->n_sources] = n;
        rc = mm_term_source_shipped(&r->sources[r->n_sources], tables,
                                    &r->keyer, err);
        r->n_sources += rc == MM_OK;
    }
    for (size_t i = 0; i < r->n_sources; i++)
        add_sides(r, i);
    return rc;
}

int mm_recognizer_open(mm_recognizer **out, mm_store *const *stores, size_t n,
                       const mm_tables *tables, const mm_recognizer_options *o,
                       mm_error *err)
{
    mm_recognizer *r = calloc(1, sizeof *r);
    int            rc = MM_OK;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->sources = calloc(n + 1, sizeof *r->sources);
    r->numbers = calloc(n + 1, sizeof *r->numbers);
    r->sides = calloc(2 * (n + 1), sizeof *r->sides);
    r->names = calloc(2 * (n + 1), sizeof *r->names);
    if (!r->sources || !r->numbers || !r->sides || !r->names ||
        keep_options(r, o) < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK && !tables &&
        (rc = mm_tables_open(&r->own, NULL, err)) == MM_OK)
        tables = r->own;
    if (rc == MM_OK && (rc = mm_keyer_open(&r->keyer, tables, err)) == MM_OK)
        rc = open_sources(r, stores, n, tables, err);
    if (rc < 0) {
        mm_recognizer_close(r);
        return rc;
    }
    r->endings.keyer = &r->keyer;
    r->endings.nouns = (mm_nouns){ .ko = r->keyer.ko,
                                   .shipped = tables,
                                   .tables = r->names,
                                   .n_tables = r->n_sides };
    r->walker = (mm_walker){ .runs = &r->runs, .endings = &r->endings };
    *out = r;
    return MM_OK;
}

void mm_recognizer_close(mm_recognizer *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n_sources; i++)
        mm_term_source_release(&r->sources[i]);
    free(r->sources);
    free(r->numbers);
    free(r->sides);
    free(r->names);
    free(r->records);
    free(r->places.items);
    free(r->hits);
    mm_map_release(&r->known);
    mm_endings_release(&r->endings);
    mm_stretches_release(&r->runs);
    mm_buf_release(&r->walker.room);
    mm_buf_release(&r->room);
    mm_arena_release(&r->mem);
    mm_keyer_release(&r->keyer);
    mm_tables_close(r->own);
    free(r);
}

int mm_recognizer_start(mm_recognizer *r, mm_str text, mm_error *err)
{
    if (text.len > 1u << 30)
        return mm_fail(err, MM_EINVALID, "a text of more than 1 GB");
    mm_endings_trim(&r->endings);
    r->text = r->walker.text = text;
    r->n_hits = r->next = r->run = 0;
    r->chars = r->chars_at = 0;
    return mm_stretches_make(&r->runs, text, err);
}

/* ---- what a term is ---- */

static const mm_term *term_at(const mm_lang_section **section,
                              const mm_concept *concept, uint32_t ordinal)
{
    for (size_t s = 0; s < concept->n_sections; s++) {
        *section = &concept->sections[s];
        if (ordinal < (*section)->n_terms)
            return &(*section)->terms[ordinal];
        ordinal -= (uint32_t)(*section)->n_terms;
    }
    return NULL;
}

static int status_rank(mm_term_status status)
{
    return status == MM_TERM_PREFERRED   ? 0
           : status < MM_TERM_DEPRECATED ? 1
                                         : 9;
}

/* The term to translate by: of the target language, or of the first other. */
static const mm_term *translation_of(mm_str *lang, const mm_recognizer *r,
                                     const mm_concept *c, mm_str from)
{
    const mm_term *best = NULL;
    int            rank = 9;

    for (size_t s = 0; s < c->n_sections; s++) {
        const mm_lang_section *section = &c->sections[s];

        if (r->options.target.len
                ? !mm_lang_matches(section->lang, r->options.target)
                : mm_name_lang(section->lang) == mm_name_lang(from) ||
                      (best && !mm_str_eq(section->lang, *lang)))
            continue;
        for (size_t t = 0; t < section->n_terms; t++)
            if (status_rank(section->terms[t].status) < rank) {
                best = &section->terms[t];
                rank = status_rank(best->status);
                *lang = section->lang;
            }
    }
    return best;
}

static bool has_status(const mm_concept *c, mm_str status)
{
    for (size_t s = 0; s < c->n_sections; s++)
        for (size_t t = 0; t < c->sections[s].n_terms; t++)
            if (mm_str_eq(status, mm_cstr(mm_term_status_name(
                                      c->sections[s].terms[t].status))))
                return true;
    return false;
}

static bool same_or_unsaid(mm_str wanted, mm_str has)
{
    return wanted.len == 0 || mm_str_eq(wanted, has);
}

static bool is_wanted(const mm_recognizer *r, const mm_concept *c, mm_str lang)
{
    const mm_recognizer_options *o = &r->options;
    mm_str when = c->stamp.changed.len ? c->stamp.changed : c->stamp.created;

    return r->review & 1u << c->review &&
           same_or_unsaid(o->project, c->project) &&
           same_or_unsaid(o->client, c->client) &&
           same_or_unsaid(o->field, c->field) &&
           (o->status.len == 0 || has_status(c, o->status)) &&
           (o->since.len == 0 || mm_str_cmp(when, o->since) >= 0) &&
           (o->lang.len == 0 || mm_lang_matches(lang, o->lang));
}

static bool keep_text(mm_recognizer *r, mm_str *text)
{
    if (text->len)
        *text = mm_arena_copy(&r->mem, *text);
    else
        *text = (mm_str){ "", 0 };
    return text->ptr != NULL;
}

static int fill_record(record *out, mm_recognizer *r, const side *s,
                       const mm_index_term *t, mm_error *err)
{
    mm_term_source        *source = &r->sources[s->source];
    const mm_lang_section *section;
    const mm_term         *term, *other;
    mm_recognized         *said = &out->said;
    mm_concept             c;
    int                    rc;

    *out = (record){ 0 };
    if (!s->tail && mm_term_source_stale(source, t->concept))
        return MM_OK;
    if ((rc = mm_term_source_get(&c, source, t->concept, err)) < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    if (!(term = term_at(&section, &c, t->ordinal)))
        return MM_OK;
    mm_buf_clear(&r->room);
    if (mm_key_tight(&r->room, term->text) < 0)
        return mm_fail_memory(err);
    if (!mm_str_eq(mm_buf_str(&r->room), t->key) ||
        !is_wanted(r, &c, section->lang))
        return MM_OK;
    *said = (mm_recognized){ .term = term->text,
                             .lang = section->lang,
                             .status = term->status,
                             .review = c.review,
                             .confidence = c.confidence,
                             .kind = c.kind,
                             .field = c.field,
                             .row = source->store ? (mm_id)t->concept : 0,
                             .key = t->concept,
                             .store = r->numbers[s->source],
                             .source = mm_cstr(source->name) };
    if ((other = translation_of(&said->translation_lang, r, &c, section->lang)))
        said->translation = other->text;
    out->wanted = true;
    out->rank = (c.review == MM_PROPOSED ? 64 : 0) +
                2 * status_rank(term->status) + !other;
    if (keep_text(r, &said->term) && keep_text(r, &said->lang) &&
        keep_text(r, &said->translation) &&
        keep_text(r, &said->translation_lang) && keep_text(r, &said->field) &&
        keep_text(r, &said->source))
        return MM_OK;
    return mm_fail_memory(err);
}

/* Number of the record of term `term` of table `number`: read once. */
static int record_of(size_t *out, mm_recognizer *r, uint32_t number,
                     uint32_t term, mm_error *err)
{
    uint32_t      id[2] = { number, term };
    mm_str        key = { (const char *)id, sizeof id };
    uint32_t      at = mm_map_find(&r->known, key);
    const side   *s = &r->sides[number];
    mm_index_term t;
    record        made = { 0 };
    int           rc = MM_OK;

    if (at == MM_MAP_NONE) {
        const mm_term_source *source = &r->sources[s->source];

        if (mm_term_index_at(&t, s->tail ? &source->tail : &source->base, term))
            rc = fill_record(&made, r, s, &t, err);
        if (rc < 0)
            return rc;
        if ((at = mm_map_add(&r->known, key)) == MM_MAP_NONE ||
            mm_grow(&r->records, &r->cap_records, r->known.n,
                    sizeof *r->records, NULL) < 0)
            return mm_fail_memory(err);
        r->records[at] = made;
    }
    *out = at;
    return MM_OK;
}

/* ---- the names of a place ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

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

    return (r->lang == 0 || (name->info & MM_NAME_LANG) == r->lang) &&
           r->review & 1u << (name->info >> MM_NAME_REVIEW & 3) &&
           (!(name->info & MM_NAME_CAPITALS) || is_capitals(text, p->changed));
}

/* aT, iOS: short, and with a capital where none is expected. */
static bool is_odd(mm_str term)
{
    for (size_t i = 1; i < term.len && term.len <= 4; i++)
        if (is_upper(term.ptr[i]) && is_lower(term.ptr[i - 1]))
            return true;
    return false;
}

/* A term of one word, found in several that begin with a function word. */
static bool is_run_together(const mm_recognizer *r, mm_str text, mm_str term)
{
    mm_str first = mm_str_cut(&text, ' ');

    return text.len && mm_str_find(term, MM_S(" "), 0) == SIZE_MAX &&
           mm_map_find(&r->keyer.skipped, first) != MM_MAP_NONE;
}

/* Case is no matter, but where a name would be found in common words: "to go"
 * is not Togo, "the time" not The Times, "world" not Worlds, "at" not aT. */
static bool fits_case(const mm_recognizer *r, const mm_name *name,
                      const mm_place *p, mm_str term)
{
    mm_str text = mm_str_sub(r->text, p->start, p->end - p->start);

    if (is_odd(term))
        return mm_str_eq(text, term);
    if (term.len == 0 || text.len == 0 || !is_upper(term.ptr[0]) ||
        !is_lower(text.ptr[0]))
        return true;
    return !is_run_together(r, text, term) &&
           !(name->info & MM_NAME_VARIANT && mm_str_ends(term, MM_S("s")));
}

/* Adds a hit for each wanted term at place `number`. */
static int add_hits(mm_recognizer *r, size_t number, mm_error *err)
{
    const mm_place      *p = &r->places.items[number];
    const mm_name_table *table = &r->names[p->table];
    const mm_name       *name = &table->names[p->name];
    mm_str               key = { table->keys + name->key, name->len };

    for (uint32_t at = p->name; (name = mm_name_table_at(table, at, key));
         at++) {
        size_t record_at;
        int    rc;

        if (!may_be(r, name, p))
            continue;
        if ((rc = record_of(&record_at, r, p->table, name->term, err)) < 0)
            return rc;
        if (!r->records[record_at].wanted ||
            !fits_case(r, name, p, r->records[record_at].said.term))
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

static bool overlaps(const mm_place *x, const mm_place *y)
{
    bool same = x->start == y->start && x->end == y->end;

    return !same && x->start < y->end && y->start < x->end;
}

/* Readings of one span: the one written so, then by rank, memory, row. */
static int compare_hits(const mm_recognizer *r, const reading *x,
                        const reading *y)
{
    const mm_place *p = &r->places.items[x->place];
    const mm_place *q = &r->places.items[y->place];
    const record   *a = &r->records[x->record], *b = &r->records[y->record];

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
        const mm_place *p = &r->places.items[r->hits[i].place];
        const record   *a = &r->records[r->hits[i].record];
        bool            seen = false;

        for (size_t k = kept; k-- > 0 && !seen;) {
            const record *b = &r->records[r->hits[k].record];

            if (r->places.items[r->hits[k].place].start != p->start)
                break;
            seen = !r->options.all || (a->said.key == b->said.key &&
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

    if (all->n > 1)
        qsort(all->items, all->n, sizeof *all->items, by_length);
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
    sort_hits(r);
    drop_doubles(r);
    return MM_OK;
}

static int walk_from(mm_recognizer *r, mm_walk_start start)
{
    int rc = MM_OK;

    for (uint32_t i = 0; rc == MM_OK && i < r->n_sides; i++)
        rc = mm_walk(&r->places, &r->walker, &r->names[i], i, start);
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

        if (before && r->runs.items[r->run].at >= end)
            break;
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
        r->chars += ((unsigned char)r->text.ptr[r->chars_at] & 0xC0) != 0x80;
    return r->chars;
}

static void answer(mm_recognized *out, mm_recognizer *r, size_t at)
{
    const mm_place *p = &r->places.items[r->hits[at].place];

    *out = r->records[r->hits[at].record].said;
    out->start = p->start;
    out->len = p->end - p->start;
    out->char_start = chars_before(r, p->start);
    out->chars = mm_utf8_count(mm_str_sub(r->text, out->start, out->len));
    out->particle_start = p->ending;
    out->particle = mm_str_sub(r->text, p->ending, p->ending_end - p->ending);
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
    for (size_t i = 0; i < r->n_sources; i++)
        if (r->numbers[i] == hit->store)
            return mm_term_source_get(out, &r->sources[i], hit->key, err);
    return mm_fail(err, MM_EINVALID, "no hit of this recognizer");
}

/* ---- a draft ---- */

static int put_replaced(mm_buf *out, const mm_recognizer *r,
                        const mm_recognized *hit)
{
    size_t end = hit->start + hit->len;

    if (mm_buf_put(out, hit->translation) < 0 ||
        mm_buf_put(out, mm_str_sub(r->text, end, hit->particle_start - end)) <
            0)
        return MM_ENOMEM;
    return hit->particle.len
               ? mm_josa_fix(out, r->keyer.ko, hit->translation, hit->particle)
               : MM_OK;
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

    r->n_hits = r->next = r->run = r->chars = r->chars_at = 0;
    while ((rc = mm_recognizer_next(r, &hit, err)) == MM_ROW) {
        if (hit.reading || hit.translation.len == 0)
            continue;
        if (mm_buf_put(out, mm_str_sub(r->text, at, hit.start - at)) < 0 ||
            (replaced && at == hit.start && is_spaced(hit.translation) &&
             mm_buf_putc(out, ' ') < 0) ||
            put_replaced(out, r, &hit) < 0)
            return mm_fail_memory(err);
        at = hit.particle_start + hit.particle.len;
        replaced++;
    }
    if (rc == MM_OK && mm_buf_put(out, mm_str_sub(r->text, at, SIZE_MAX)) < 0)
        return mm_fail_memory(err);
    if (n)
        *n = replaced;
    return rc;
}
