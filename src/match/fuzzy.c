/*
 * The best matches of a segment.
 *
 * The index gives every segment that is alike by the least percentage, each
 * with a bound that its score cannot pass: the share of tokens alike, less what
 * the index knows must come off. In the order of that bound units are fetched
 * and reckoned in full, until the last of the best so far is better than any
 * bound that is left (the threshold algorithm of Fagin, Lotem and Naor 2001).
 * So what is given is what reckoning every unit would give, and nothing is
 * given that the memory itself does not hold.
 */
#include "malmoi/fuzzy.h"

#include "base/memory.h"
#include "match/omegat.h"
#include "match/score.h"
#include "match/unitcontext.h"
#include "match/unitfilter.h"
#include "match/unitsource.h"

#include <stdlib.h>
#include <string.h>

enum {
    MIN = 70,
    LIMIT = 5,
    CONTEXTS_MOST = 200 /* identical segments whose context is looked at */
};

/* A segment that may be among the best. */
typedef struct candidate {
    unsigned bound;
    uint32_t source;
    uint64_t row, surface; /* row: unit << 8 | place */
    uint32_t others;
} candidate;

/* One that is. */
typedef struct hit {
    candidate    of;
    unsigned     score, words, letters;
    mm_deduction deductions[MM_DEDUCTIONS];
    size_t       n_deductions;
} hit;

/* What the text of a segment is worth at most, once it was reckoned. */
typedef struct known {
    uint64_t surface;
    unsigned most;
} known;

struct mm_matcher {
    mm_utokenizer   *tokenizer;
    mm_tables       *own; /* when the caller gave none */
    const mm_tables *tables;
    mm_omegat       *omegat; /* opened when it is asked for */
    mm_unit_source  *sources;
    size_t          *places; /* by source: its number among those given */
    size_t           n_sources;
    mm_buf           langs; /* source, NUL, target, NUL */
    mm_str           source, target;
    mm_segment_query query;
    mm_match_options options;
    mm_penalties     penalties;
    mm_scored        segment, unit; /* the query; the unit at hand */
    mm_score         score;
    mm_unit_founds   founds;
    candidate       *candidates;
    size_t           n, cap;
    hit             *hits; /* best first, at most options.limit */
    size_t           n_hits, cap_hits, next;
    known           *known;
    size_t           n_known, cap_known;
    size_t           contexts; /* looked at */
};

/* ---- opening ---- */

/* Letters, digits and hyphens: a tag is also part of a file's name. */
static bool is_tag(mm_str lang)
{
    for (size_t i = 0; i < lang.len; i++) {
        char c = lang.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return lang.len > 0;
}

static int keep_langs(mm_matcher *m, mm_str source, mm_str target,
                      mm_error *err)
{
    if (!is_tag(source) || !is_tag(target))
        return mm_fail(err, MM_EINVALID, "name the two languages, as en,ko");
    if (mm_buf_put(&m->langs, source) < 0 || mm_buf_putc(&m->langs, '\0') < 0 ||
        mm_buf_put(&m->langs, target) < 0)
        return mm_fail_memory(err);
    m->source = (mm_str){ m->langs.ptr, source.len };
    m->target = (mm_str){ m->langs.ptr + source.len + 1, target.len };
    return MM_OK;
}

static int open_sources(mm_matcher *m, mm_store *const *stores, size_t n,
                        mm_error *err)
{
    int rc = MM_OK;

    m->sources = calloc(n + 1, sizeof *m->sources);
    m->places = calloc(n + 1, sizeof *m->places);
    if (!m->sources || !m->places)
        return mm_fail_memory(err);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        if (!stores[i])
            continue;
        m->places[m->n_sources] = i;
        rc = mm_unit_source_open(&m->sources[m->n_sources], stores[i],
                                 m->tokenizer, err);
        m->n_sources += rc >= 0;
    }
    return rc;
}

int mm_matcher_open(mm_matcher **out, mm_store *const *stores, size_t n,
                    mm_str source, mm_str target, const mm_tables *tables,
                    mm_error *err)
{
    mm_matcher *m = calloc(1, sizeof *m);
    int         rc;

    *out = NULL;
    if (!m)
        return mm_fail_memory(err);
    rc = keep_langs(m, source, target, err);
    if (rc >= 0 && !tables)
        rc = mm_tables_open(&m->own, NULL, err);
    m->tables = tables ? tables : m->own;
    if (rc >= 0)
        rc = mm_utokenizer_open(&m->tokenizer, m->source, m->tables, err);
    if (rc >= 0)
        rc = open_sources(m, stores, n, err);
    if (rc < 0)
        mm_matcher_close(m);
    else
        *out = m;
    return rc < 0 ? rc : MM_OK;
}

void mm_matcher_close(mm_matcher *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n_sources; i++)
        mm_unit_source_release(&m->sources[i]);
    mm_omegat_close(m->omegat);
    mm_utokenizer_close(m->tokenizer);
    mm_tables_close(m->own);
    mm_utext_release(&m->segment.cut);
    mm_utext_release(&m->unit.cut);
    mm_score_release(&m->score);
    mm_buf_release(&m->langs);
    free(m->sources);
    free(m->places);
    free(m->founds.items);
    free(m->candidates);
    free(m->hits);
    free(m->known);
    free(m);
}

/* ---- candidates ---- */

static bool has_context(const mm_segment_query *q)
{
    return q->before.len || q->after.len || q->id.len;
}

/* The score that one with `percent` alike cannot pass. */
static unsigned bound_of(const mm_matcher *m, const mm_unit_entry *e,
                         size_t lane, unsigned percent)
{
    const mm_penalties *p = &m->penalties;

    if (percent < 100)
        return percent;
    if (e->surface == m->segment.cut.surface)
        return has_context(&m->query) ? 102 : 100;
    /* No word is another, so each number stands where a number stands. */
    if (lane == 0 && p->number &&
        (uint16_t)e->numbers != (uint16_t)m->segment.cut.numbers)
        return 100 - (p->number < 100 ? p->number : 100);
    return 99; /* it is not the same text */
}

static int put_candidate(mm_matcher *m, uint32_t source, size_t lane,
                         const mm_unit_found *found)
{
    const mm_unit_source *s = &m->sources[source];
    mm_unit_entry         e;

    if (!mm_unit_source_row(s, lane, found))
        return MM_OK;
    if (mm_grow(&m->candidates, &m->cap, m->n + 1, sizeof *m->candidates,
                NULL) < 0)
        return MM_ENOMEM;
    e = mm_unit_source_entry(s, lane, found);
    m->candidates[m->n++] = (candidate){
        .bound =
            bound_of(m, &e, lane,
                     100u * (found->longest - found->edits) / found->longest),
        .source = source,
        .row = e.row,
        .surface = e.surface,
        .others = e.others,
    };
    return MM_OK;
}

/* By unit, and of one unit the better bound first. */
static int by_row(const void *left, const void *right)
{
    const candidate *x = left, *y = right;

    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->bound < y->bound) - (x->bound > y->bound);
}

static int by_bound(const void *left, const void *right)
{
    const candidate *x = left, *y = right;

    if (x->bound != y->bound)
        return x->bound > y->bound ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->row < y->row) - (x->row > y->row); /* newest first */
}

/* At 100 percent nothing but the same text will do: it is found by its hash. */
static int find_same(mm_matcher *m, uint32_t source)
{
    const mm_unit_lane *l = &m->sources[source].lanes[0];
    uint64_t            surface = m->segment.cut.surface;
    mm_unit_found       found = { .longest = 1 };

    if (l->has_base)
        for (uint32_t i = mm_unit_index_hash_place(&l->base, surface);
             i < mm_unit_index_count(&l->base); i++) {
            found.slot = l->base.by_hash[i];
            if (l->base.hashes[found.slot] != surface)
                break;
            if (put_candidate(m, source, 0, &found) < 0)
                return MM_ENOMEM;
        }
    found.in_tail = true;
    for (size_t i = 0; i < l->tail.n; i++) {
        found.slot = (uint32_t)i;
        if (l->tail.entries[i].surface == surface &&
            put_candidate(m, source, 0, &found) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int find_in_source(mm_matcher *m, uint32_t source, mm_error *err)
{
    mm_unit_source *s = &m->sources[source];
    int rc = m->options.as_known ? MM_OK : mm_unit_source_refresh(s, err);

    if (rc >= 0 && m->options.min == 100 && !m->options.brute)
        return find_same(m, source) < 0 ? mm_fail_memory(err) : MM_OK;
    for (size_t lane = 0; lane < s->n_lanes && rc >= 0; lane++) {
        mm_searcher *searcher = &s->lanes[lane].searcher;

        searcher->any = m->options.any && !m->options.brute;
        m->founds.n = 0;
        if (mm_searcher_set(searcher, lane ? &m->segment.cut.letters
                                           : &m->segment.cut.words) < 0 ||
            mm_searcher_find(&m->founds, searcher, m->options.min,
                             m->options.brute) < 0)
            return mm_fail_memory(err);
        for (size_t i = 0; i < m->founds.n; i++)
            if (put_candidate(m, source, lane, &m->founds.items[i]) < 0)
                return mm_fail_memory(err);
    }
    return rc;
}

/* A unit found by words and by letters is one candidate. */
static void join_lanes(mm_matcher *m)
{
    size_t n = 0;

    if (m->n == 0)
        return;
    qsort(m->candidates, m->n, sizeof *m->candidates, by_row);
    for (size_t i = 0; i < m->n; i++)
        if (n == 0 || m->candidates[n - 1].source != m->candidates[i].source ||
            m->candidates[n - 1].row != m->candidates[i].row)
            m->candidates[n++] = m->candidates[i];
    m->n = n;
}

/* ---- reckoning ---- */

static const known *known_of(const mm_matcher *m, uint64_t surface)
{
    for (size_t i = 0; i < m->n_known; i++)
        if (m->known[i].surface == surface)
            return &m->known[i];
    return NULL;
}

static int remember(mm_matcher *m, uint64_t surface, unsigned most)
{
    if (known_of(m, surface))
        return MM_OK;
    if (mm_grow(&m->known, &m->cap_known, m->n_known + 1, sizeof *m->known,
                NULL) < 0)
        return MM_ENOMEM;
    m->known[m->n_known++] = (known){ surface, most };
    return MM_OK;
}

static unsigned total(const mm_deduction *lines, size_t n)
{
    unsigned sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += lines[i].points;
    return sum;
}

static unsigned less(unsigned score, unsigned points)
{
    return score > points ? score - points : 0;
}

/* The points that hang on the text alone, codes aside. */
static unsigned text_points(const hit *h)
{
    unsigned sum = 0;

    for (size_t i = 0; i < h->n_deductions; i++)
        if (strcmp(h->deductions[i].name, "code") != 0)
            sum += h->deductions[i].points;
    return sum;
}

/* Compares with variant `v` and fills the hit. */
static int reckon(mm_matcher *m, hit *h, const mm_unit *unit,
                  const mm_variant *v, mm_error *err)
{
    int rc;

    m->unit.text = v->text;
    m->unit.codes = v->codes;
    m->unit.n_codes = v->n_codes;
    if ((rc = mm_utokenizer_cut(&m->unit.cut, m->tokenizer, v->text, err)) < 0)
        return rc;
    if (mm_score_make(&m->score, &m->segment, &m->unit) < 0)
        return mm_fail_memory(err);
    h->words = m->score.words;
    h->letters = m->score.letters;
    h->n_deductions = mm_score_deduct(h->deductions, &m->score, &m->penalties);
    h->score = mm_score_raw(&m->score);
    if (remember(m, m->unit.cut.surface,
                 m->unit.cut.surface == m->segment.cut.surface
                     ? 102
                     : less(h->score, text_points(h))) < 0)
        return mm_fail_memory(err);
    h->n_deductions = mm_unit_deduct(h->deductions, h->n_deductions, unit,
                                     h->of.source, &m->penalties);
    h->score = less(h->score, total(h->deductions, h->n_deductions));
    if (h->score == 100 && !m->score.same)
        h->score = 99; /* whatever the penalties, 100 is the same text */
    return MM_OK;
}

/* The variant that a row names, when it is still of the language. */
static const mm_variant *variant_of(const mm_unit *unit, uint64_t row,
                                    mm_str lang)
{
    size_t place = (size_t)(row & 255);

    return place < unit->n_variants &&
                   mm_lang_serves(unit->variants[place].lang, lang)
               ? &unit->variants[place]
               : NULL;
}

/* Does hit `a` stand before `b`? */
static bool better(const hit *a, const hit *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->of.source != b->of.source)
        return a->of.source < b->of.source;
    return a->of.row > b->of.row;
}

static int keep_hit(mm_matcher *m, const hit *h, mm_error *err)
{
    size_t at = m->n_hits;

    if (mm_grow(&m->hits, &m->cap_hits, m->n_hits + 1, sizeof *m->hits, err) <
        0)
        return MM_ENOMEM;
    while (at && better(h, &m->hits[at - 1]))
        at--;
    if (at >= m->options.limit)
        return MM_OK;
    if (m->n_hits < m->options.limit)
        m->n_hits++;
    memmove(m->hits + at + 1, m->hits + at,
            (m->n_hits - 1 - at) * sizeof *m->hits);
    m->hits[at] = *h;
    return MM_OK;
}

/* Two units with the same text on both sides are one match. */
static bool repeats(const hit *a, const candidate *b)
{
    return a->of.surface == b->surface && a->of.others == b->others;
}

/* Keeps the better of two that say the same. */
static int settle(mm_matcher *m, const hit *h, mm_error *err)
{
    for (size_t i = 0; i < m->n_hits; i++) {
        if (!repeats(&m->hits[i], &h->of))
            continue;
        if (!better(h, &m->hits[i]))
            return MM_OK;
        memmove(m->hits + i, m->hits + i + 1,
                (--m->n_hits - i) * sizeof *m->hits);
        break;
    }
    return keep_hit(m, h, err);
}

static int evaluate(mm_matcher *m, const candidate *c, mm_error *err)
{
    mm_store         *store = m->sources[c->source].store;
    mm_id             row = (mm_id)(c->row >> 8);
    hit               h = { .of = *c };
    mm_item           item;
    const mm_variant *v, *target;
    int               rc = mm_store_get(&item, store, MM_ROW_UNIT, row, err);

    if (rc < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    v = variant_of(item.unit, c->row, m->source);
    target = mm_unit_serving(item.unit, m->target);
    if (!v || !target || target == v)
        return MM_OK;
    if ((rc = reckon(m, &h, item.unit, v, err)) < 0)
        return rc;
    if (h.score < m->options.min)
        return MM_OK;
    if ((rc = mm_unit_wanted(item.unit, row, store, &m->options, err)) !=
        MM_ROW)
        return rc;
    if (h.score == 100 && has_context(&m->query) &&
        m->contexts++ < CONTEXTS_MOST &&
        (rc = mm_unit_context(&h.score, item.unit, v, row, store, &m->query,
                              err)) < 0)
        return rc;
    return settle(m, &h, err);
}

/* Can nothing with this bound be among the best? */
static bool hopeless(const mm_matcher *m, const candidate *c, unsigned bound)
{
    const hit *last;
    hit        best = { .of = *c, .score = bound };

    if (m->n_hits < m->options.limit)
        return false;
    last = &m->hits[m->n_hits - 1];
    return bound < last->score ||
           (bound == last->score && !better(&best, last));
}

/* One that says what a hit says, whose unit cost that hit no points. */
static bool is_repeat(const mm_matcher *m, const candidate *c, unsigned bound)
{
    for (size_t i = 0; i < m->n_hits; i++)
        if (repeats(&m->hits[i], c) && m->hits[i].score >= bound)
            return true;
    return false;
}

static int pick(mm_matcher *m, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < m->n && rc >= 0; i++) {
        const candidate *c = &m->candidates[i];
        const known     *k = known_of(m, c->surface);
        unsigned         bound = c->bound;

        if (m->n_hits >= m->options.limit &&
            bound < m->hits[m->n_hits - 1].score)
            break;
        if (bound > 100 && m->contexts >= CONTEXTS_MOST)
            bound = 100;
        if (k && k->most < bound)
            bound = k->most;
        if (!hopeless(m, c, bound) && !is_repeat(m, c, bound))
            rc = evaluate(m, c, err);
    }
    return rc;
}

static int find_all(mm_matcher *m, mm_error *err)
{
    int rc = MM_OK;

    for (uint32_t i = 0; i < m->n_sources && rc >= 0; i++)
        rc = find_in_source(m, i, err);
    if (rc < 0)
        return rc;
    if (mm_utokenizer_letters(m->tokenizer))
        join_lanes(m);
    if (m->n > 1)
        qsort(m->candidates, m->n, sizeof *m->candidates, by_bound);
    return pick(m, err);
}

int mm_matcher_start(mm_matcher *m, const mm_segment_query *query,
                     const mm_match_options *options, mm_error *err)
{
    int rc;

    m->query = *query;
    m->options = options ? *options : (mm_match_options){ 0 };
    m->options.min = m->options.min ? m->options.min : MIN;
    m->options.limit = m->options.limit ? m->options.limit : LIMIT;
    m->penalties =
        m->options.penalties ? *m->options.penalties : mm_penalties_default();
    m->n = m->n_hits = m->next = m->n_known = m->contexts = 0;
    if (m->options.min > 100)
        return mm_fail(err, MM_EINVALID, "no match of more than 100 %%");
    m->segment.text = query->text;
    m->segment.codes = query->codes;
    m->segment.n_codes = query->n_codes;
    if ((rc = mm_utokenizer_cut(&m->segment.cut, m->tokenizer, query->text,
                                err)) < 0)
        return rc;
    rc = find_all(m, err);
    if (rc < 0 || !m->options.any || m->n_hits)
        return rc;
    m->options.any = false; /* what was found first did not do */
    m->n = m->n_known = m->contexts = 0;
    return find_all(m, err);
}

/* ---- giving ---- */

static int put_omegat(mm_matcher *m, mm_match *out, mm_error *err)
{
    int rc = MM_OK;

    if (!m->omegat)
        rc = mm_omegat_open(&m->omegat, mm_utokenizer_lang(m->tokenizer),
                            m->tables, err);
    if (rc >= 0 && mm_omegat_figures(out->omegat, m->omegat, m->segment.text,
                                     m->unit.text) < 0)
        rc = mm_fail_memory(err);
    return rc;
}

static int give(mm_matcher *m, mm_match *out, const hit *h, mm_error *err)
{
    mm_store *store = m->sources[h->of.source].store;
    mm_item   item;
    hit       again = *h;
    int       rc;

    *out = (mm_match){ .row = (mm_id)(h->of.row >> 8),
                       .store = m->places[h->of.source],
                       .memory = mm_cstr(mm_store_path(store)) };
    if ((rc = mm_store_get(&item, store, MM_ROW_UNIT, out->row, err)) < 0)
        return rc;
    out->unit = item.unit;
    out->source = variant_of(item.unit, h->of.row, m->source);
    out->target = mm_unit_serving(item.unit, m->target);
    if (!out->source || !out->target)
        return MM_ENOTFOUND;
    if ((rc = reckon(m, &again, item.unit, out->source, err)) < 0)
        return rc;
    if (again.score < m->options.min)
        return MM_ENOTFOUND;
    out->score = again.score == 100 && h->score > 100 ? h->score : again.score;
    out->words = again.words;
    out->letters = again.letters;
    out->n_deductions = again.n_deductions;
    memcpy(out->deductions, again.deductions, sizeof again.deductions);
    out->mismatches = m->score.mismatches;
    out->n_mismatches = m->score.n;
    if (m->options.omegat && (rc = put_omegat(m, out, err)) < 0)
        return rc;
    return MM_ROW;
}

int mm_matcher_next(mm_matcher *m, mm_match *out, mm_error *err)
{
    int rc = MM_OK;

    while (m->next < m->n_hits) {
        rc = give(m, out, &m->hits[m->next++], err);
        if (rc != MM_ENOTFOUND) /* else changed in this very moment */
            return rc;
    }
    return MM_OK;
}
