/*
 * Look-up: asks for the surest kind of match first and goes on to a looser one
 * only when nothing was found, so that a typo's neighbours never stand beside
 * the term itself. What is found is ranked, and each hit is held against the
 * concept itself before it is given: the index may be stale or damaged, the
 * answer may not.
 */
#include "malmoi/lookup.h"

#include "malmoi/sound.h"
#include "match/found.h"

#include <stdlib.h>
#include <string.h>

enum {
    LIMIT = 10,
    PREFIXES = 200,
    WITHIN = 1, /* mm_found.detail: the term stands in what was typed */
    LONGEST = 4096 /* bytes of a query; no term is longer, and some ways of
                      looking take the square of it */
};

struct mm_lookup {
    mm_keyer         keyer;
    mm_term_source  *sources;
    size_t           n_sources, n_stores; /* memories that are there */
    size_t          *places; /* by source: its number among those given */
    const mm_tables *tables;
    mm_tables       *own; /* when the caller gave none */
    struct mm_sound *sound;
    mm_query         query;
    mm_buf           text;
    mm_str           asked; /* what was looked for: without marks, maybe */
    mm_buf           bare, bare_key;
    mm_finds         finds;
    size_t           next, given, limit;
    mm_lookup_options options;
    mm_buf           filters; /* the options' strings, copied */
    mm_buf           why;
    mm_concept       concept;
    bool             held; /* it is the one of ...; not beyond a call, for the
                              caller may read from the memory itself */
    size_t           held_source;
    uint64_t         held_row;
};

int mm_lookup_open(mm_lookup **out, mm_store *const *stores, size_t n,
                   const mm_tables *tables, mm_error *err)
{
    mm_lookup       *l = calloc(1, sizeof *l);
    int              rc = MM_OK;

    *out = NULL;
    if (!l)
        return mm_fail_memory(err);
    l->sources = calloc(n + 1, sizeof *l->sources);
    l->places = calloc(n + 1, sizeof *l->places);
    if (!l->sources || !l->places)
        rc = mm_fail_memory(err);
    if (rc == MM_OK && !tables)
        rc = mm_tables_open(&l->own, NULL, err);
    l->tables = tables ? tables : l->own;
    if (rc == MM_OK)
        rc = mm_keyer_open(&l->keyer, l->tables, err);
    for (size_t i = 0; rc == MM_OK && i < n; i++)
        if (stores[i]) {
            l->places[l->n_sources] = i;
            rc = mm_term_source_store(&l->sources[l->n_sources], stores[i],
                                      &l->keyer, err);
            l->n_sources += rc == MM_OK;
        }
    if (rc == MM_OK && tables) {
        l->places[l->n_sources] = n;
        rc = mm_term_source_shipped(&l->sources[l->n_sources], tables,
                                    &l->keyer, err);
        l->n_sources += rc == MM_OK;
    }
    if (rc < 0)
        mm_lookup_close(l);
    else
        *out = l;
    return rc;
}

void mm_lookup_close(mm_lookup *lookup)
{
    if (!lookup)
        return;
    for (size_t i = 0; i < lookup->n_sources; i++)
        mm_term_source_release(&lookup->sources[i]);
    mm_keyer_release(&lookup->keyer);
    mm_sound_close(lookup->sound);
    mm_tables_close(lookup->own);
    free(lookup->sources);
    free(lookup->places);
    free(lookup->finds.items);
    mm_buf_release(&lookup->text);
    mm_buf_release(&lookup->why);
    mm_buf_release(&lookup->filters);
    mm_buf_release(&lookup->bare);
    mm_buf_release(&lookup->bare_key);
    mm_buf_release(&lookup->query.key);
    mm_buf_release(&lookup->query.room);
    free(lookup);
}

/* ---- asking ---- */

static int answer(mm_hit *out, mm_lookup *l, mm_found *f, mm_error *err);

/* Was anything found that will be given? What is filtered out, or read another
 * way than the term's Hanja, must not keep a looser way from being tried. */
static int any(bool *out, mm_lookup *l)
{
    int rc = MM_OK;

    *out = false;
    for (size_t i = 0; rc == MM_OK && i < l->finds.n; i++) {
        mm_found f = l->finds.items[i];
        mm_hit   hit;

        if ((rc = answer(&hit, l, &f, l->query.err)) == MM_ROW) {
            *out = true;
            return MM_OK;
        }
    }
    l->finds.n = 0;
    return rc;
}

/* The query for `text` in place of the one that was typed. */
static int ask_bare(mm_query *out, const mm_lookup *l, mm_buf *key, mm_str text)
{
    mm_buf room = out->room;

    *out = l->query;
    out->room = room;
    out->text = text;
    mm_buf_clear(key);
    if (mm_key_tight(key, text) < 0)
        return MM_ENOMEM;
    out->key = *key;
    out->script = mm_text_script(text);
    return MM_OK;
}

/* Marks around the query stay away from here on. */
static int find_without_marks(mm_query *q, mm_lookup *l)
{
    int rc;

    mm_buf_clear(&l->bare);
    if ((rc = mm_bare_of_marks(&l->bare, l->query.text)) < 0 ||
        l->bare.len == 0 || l->bare.len == l->query.text.len ||
        (rc = ask_bare(q, l, &l->bare_key, mm_buf_str(&l->bare))) < 0)
        return rc;
    l->asked = q->text;
    rc = mm_find_as_typed(q);
    for (size_t i = 0; i < l->finds.n; i++)
        if (l->finds.items[i].how == MM_HIT_EXACT)
            l->finds.items[i].how = MM_HIT_FOLDED;
    return rc;
}

/* The robot, President Moon Jae-in: the term in it. */
static int find_without_words(mm_query *q, mm_lookup *l)
{
    mm_str   text = mm_bare_of_words(q->text, q->script, &l->keyer);
    mm_buf   key = { 0 };
    mm_query bare = { 0 };
    int      rc = MM_OK;

    if (text.len == 0 || text.len == q->text.len)
        return MM_OK;
    if ((rc = ask_bare(&bare, l, &key, text)) == MM_OK && key.len &&
        (rc = mm_find_as_typed(&bare)) == MM_OK && l->finds.n == 0)
        rc = mm_find_by_letters(&bare);
    for (size_t i = 0; i < l->finds.n; i++) {
        mm_found *f = &l->finds.items[i];

        if (f->how == MM_HIT_EXACT || f->how == MM_HIT_FOLDED)
            *f = (mm_found){ .how = MM_HIT_INFLECTED, .score = f->score,
                             .source = f->source, .row = f->row,
                             .ordinal = f->ordinal, .key = f->key,
                             .shipped = f->shipped, .detail = WITHIN };
    }
    mm_buf_release(&bare.room);
    mm_buf_release(&key);
    return rc;
}

static int find_letters(mm_query *q, mm_lookup *l)
{
    (void)l;
    return mm_find_by_letters(q);
}

static int find_parts(mm_query *q, mm_lookup *l)
{
    int rc = mm_find_prefix(q, false, PREFIXES);

    if (rc == MM_OK)
        rc = mm_find_part(q);
    return rc == MM_OK && l->finds.n == 0 ? mm_find_part_hanja(q, PREFIXES)
                                          : rc;
}

static int find_typo(mm_query *q, mm_lookup *l)
{
    (void)l;
    return mm_find_typo(q);
}

static int find_sound(mm_query *q, mm_lookup *l)
{
    (void)l;
    return mm_find_sound(q);
}

/* One way after another, the surest first, until something is found. */
static int find_by(mm_query *q, mm_lookup *l)
{
    static int (*const ways[])(mm_query *, mm_lookup *) = {
        find_without_marks, find_letters, find_parts,
        find_without_words, find_typo,    find_sound
    };
    bool found = false;
    int  rc = mm_find_as_typed(q);

    if (rc == MM_OK && l->options.typing)
        rc = mm_find_prefix(q, true, PREFIXES);
    for (size_t i = 0; rc == MM_OK && i < sizeof ways / sizeof *ways; i++) {
        if ((rc = any(&found, l)) < 0 || found)
            break;
        rc = ways[i](q, l);
    }
    return rc;
}

static int find(mm_lookup *l)
{
    mm_query q = l->query;
    int      rc;

    q.room = (mm_buf){ 0 };
    l->asked = l->query.text;
    rc = find_by(&q, l);
    mm_buf_release(&q.room);
    return rc;
}

/* Makes each index anew of which something was read that is damaged. */
static int mend(bool *mended, mm_lookup *l, mm_error *err)
{
    int rc = MM_OK;

    *mended = false;
    for (size_t i = 0; rc == MM_OK && i < l->n_sources; i++)
        rc = mm_term_source_mend(&l->sources[i], &l->keyer, mended, err);
    return rc;
}

/* All that the query finds, in no order. */
static int find_all(mm_lookup *l, mm_error *err)
{
    bool mended = true;
    int  rc = MM_OK;

    while (rc == MM_OK && mended) {
        l->finds.n = 0;
        if ((rc = find(l)) == MM_ENOMEM)
            mm_fail_memory(err);
        if (rc == MM_OK)
            rc = mend(&mended, l, err);
    }
    return rc;
}

static int by_rank(const void *left, const void *right)
{
    const mm_found *x = left, *y = right;

    if (x->how != y->how)
        return x->how < y->how ? -1 : 1;
    /* how much of a term was typed says little: one's own come first */
    if ((x->how == MM_HIT_PREFIX || x->how == MM_HIT_PART) &&
        x->shipped != y->shipped)
        return x->shipped ? 1 : -1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

static int by_concept(const void *left, const void *right)
{
    const mm_found *x = left, *y = right;

    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return by_rank(left, right);
}

/* A concept is one hit, by its best term. */
static void settle(mm_finds *f)
{
    size_t n = 0;

    if (f->n == 0)
        return;
    qsort(f->items, f->n, sizeof *f->items, by_concept);
    for (size_t i = 0; i < f->n; i++)
        if (n == 0 || f->items[n - 1].source != f->items[i].source ||
            f->items[n - 1].row != f->items[i].row)
            f->items[n++] = f->items[i];
    f->n = n;
    qsort(f->items, f->n, sizeof *f->items, by_rank);
}

/* The options' strings must live as long as the query. */
static int keep_options(mm_lookup *l, const mm_lookup_options *options)
{
    mm_str *texts[6];
    size_t  at = 0;

    l->options = options ? *options : (mm_lookup_options){ 0 };
    l->limit = l->options.limit ? l->options.limit : LIMIT;
    texts[0] = &l->options.lang;
    texts[1] = &l->options.project;
    texts[2] = &l->options.client;
    texts[3] = &l->options.field;
    texts[4] = &l->options.status;
    texts[5] = &l->options.since;
    mm_buf_clear(&l->filters);
    for (size_t i = 0; i < 6; i++)
        if (mm_buf_put(&l->filters, *texts[i]) < 0)
            return MM_ENOMEM;
    for (size_t i = 0; i < 6; i++) {
        texts[i]->ptr = l->filters.ptr + at;
        at += texts[i]->len;
    }
    return MM_OK;
}

int mm_lookup_start(mm_lookup *lookup, mm_str query,
                    const mm_lookup_options *options, mm_error *err)
{
    mm_query *q = &lookup->query;
    mm_buf    key = q->key, room = q->room;
    int       rc;

    query = mm_str_trim(query);
    lookup->finds.n = lookup->next = lookup->given = 0;
    lookup->held = false;
    mm_buf_clear(&lookup->text);
    mm_buf_clear(&key);
    if (query.len == 0)
        return mm_fail(err, MM_EINVALID, "nothing to look up");
    if (mm_buf_put(&lookup->text, query) < 0 ||
        mm_key_tight(&key, query) < 0 || keep_options(lookup, options) < 0) {
        q->key = key;
        return mm_fail_memory(err);
    }
    *q = (mm_query){ .text = mm_buf_str(&lookup->text), .key = key,
                     .room = room, .sources = lookup->sources,
                     .n_sources = lookup->n_sources, .keyer = &lookup->keyer,
                     .finds = &lookup->finds, .sound = &lookup->sound,
                     .tables = lookup->tables, .err = err,
                     .script = mm_text_script(query) };
    if (key.len == 0 || query.len > LONGEST)
        return MM_OK; /* marks alone find nothing, nor does a page */
    if ((rc = find_all(lookup, err)) < 0)
        return rc;
    settle(&lookup->finds);
    return MM_OK;
}

/* ---- answering ---- */

static const mm_term *term_at(mm_str *lang, const mm_concept *concept,
                              uint32_t ordinal)
{
    for (size_t s = 0; s < concept->n_sections; s++) {
        const mm_lang_section *section = &concept->sections[s];

        if (ordinal < section->n_terms) {
            *lang = section->lang;
            return &section->terms[ordinal];
        }
        ordinal -= (uint32_t)section->n_terms;
    }
    return NULL;
}

static bool has_status(const mm_concept *concept, mm_str status)
{
    for (size_t s = 0; s < concept->n_sections; s++)
        for (size_t t = 0; t < concept->sections[s].n_terms; t++)
            if (mm_str_eq(status,
                          mm_cstr(mm_term_status_name(
                              concept->sections[s].terms[t].status))))
                return true;
    return false;
}

static bool same_or_unsaid(mm_str wanted, mm_str has)
{
    return wanted.len == 0 || mm_str_eq(wanted, has);
}

static bool is_wanted(const mm_lookup_options *o, const mm_concept *c,
                      mm_str lang)
{
    unsigned review = o->review ? o->review
                                : 1u << MM_APPROVED | 1u << MM_PROPOSED;
    mm_str   when = c->stamp.changed.len ? c->stamp.changed : c->stamp.created;

    return review & 1u << c->review && same_or_unsaid(o->project, c->project) &&
           same_or_unsaid(o->client, c->client) &&
           same_or_unsaid(o->field, c->field) &&
           (o->status.len == 0 || has_status(c, o->status)) &&
           (o->since.len == 0 || mm_str_cmp(when, o->since) >= 0) &&
           (o->lang.len == 0 || mm_lang_matches(lang, o->lang));
}

static int explain(mm_lookup *l, const mm_found *f, mm_str term)
{
    mm_str typed = l->asked;
    int    n = (int)term.len;

    mm_buf_clear(&l->why);
    switch (f->how) {
    case MM_HIT_EXACT:
        return mm_buf_put(&l->why, MM_S("as typed"));
    case MM_HIT_FOLDED:
        return mm_buf_put(&l->why, MM_S("as typed, but for case, spacing or "
                                        "marks"));
    case MM_HIT_INFLECTED:
        if (f->detail == WITHIN)
            return mm_buf_printf(&l->why, "%.*s, without what stands around it",
                                 n, term.ptr);
        return mm_buf_printf(&l->why, "another form of %.*s", n, term.ptr);
    case MM_HIT_ACRONYM:
        return mm_buf_printf(&l->why, "initials of %.*s", n, term.ptr);
    case MM_HIT_SPELLING:
        if (mm_hanja_in(typed) != mm_hanja_in(term))
            return mm_buf_printf(&l->why, "%.*s in %s: %.*s", (int)typed.len,
                                 typed.ptr,
                                 mm_hanja_in(typed) ? "Hangul" : "Hanja", n,
                                 term.ptr);
        return mm_buf_printf(&l->why, "another spelling of %.*s", n, term.ptr);
    case MM_HIT_ROMANIZED:
        return mm_buf_printf(&l->why, "%.*s in other letters: %.*s",
                             (int)typed.len, typed.ptr, n, term.ptr);
    case MM_HIT_INITIALS:
        return mm_buf_printf(&l->why, "initial consonants of %.*s", n,
                             term.ptr);
    case MM_HIT_LAYOUT:
        return mm_buf_printf(&l->why,
                             "typed with the other keyboard layout: %.*s", n,
                             term.ptr);
    case MM_HIT_PREFIX:
    case MM_HIT_PART:
        if (mm_hanja_in(typed) && !mm_hanja_in(term))
            return mm_buf_printf(&l->why, "%s %.*s in Hangul",
                                 f->how == MM_HIT_PREFIX ? "begins with"
                                                         : "holds",
                                 (int)typed.len, typed.ptr);
        return mm_buf_put(&l->why, f->how == MM_HIT_PREFIX
                                       ? MM_S("begins so")
                                       : MM_S("holds what was typed"));
    case MM_HIT_TYPO:
        return mm_buf_printf(&l->why, "%u letter%s off", f->detail,
                             f->detail == 1 ? "" : "s");
    case MM_HIT_SOUND:
        return mm_buf_printf(&l->why, "sounds alike, %.2f", f->score);
    }
    return MM_OK;
}

/* Chinese characters that were typed, or that a term is written in, are read
 * in Korean alone; and a term whose Hanja are known is no other word that
 * sounds the same (水道, 首都). Where they are not, one character says too
 * little of a word that merely has its sound, but for a name's (李, 이태호). */
static bool is_read_so(mm_lookup *l, const mm_concept *concept,
                       const mm_term *term, mm_str lang, bool part)
{
    mm_buf keys[2] = { { 0 }, { 0 } };
    mm_str typed = l->asked;
    bool   same = true;

    if (mm_hanja_in(typed) == mm_hanja_in(term->text))
        return true;
    if (!mm_lang_matches(lang, MM_S("ko")))
        return false;
    if (part && term->hanja.len == 0 && mm_utf8_count(typed) == 1)
        return concept->kind == MM_KIND_PERSON;
    if (mm_text_script(typed) == MM_SCRIPT_HAN && term->hanja.len &&
        mm_key_tight(&keys[0], typed) == MM_OK &&
        mm_key_tight(&keys[1], term->hanja) == MM_OK)
        same = (part ? mm_str_find(mm_buf_str(&keys[1]), mm_buf_str(&keys[0]),
                                   0) != SIZE_MAX
                     : mm_str_eq(mm_buf_str(&keys[0]), mm_buf_str(&keys[1]))) ||
               mm_text_script(term->hanja) != MM_SCRIPT_HAN;
    mm_buf_release(&keys[0]);
    mm_buf_release(&keys[1]);
    return same;
}

/* Is an English term not merely inflected, but spelt otherwise? */
static bool is_respelt(mm_lookup *l, mm_str term)
{
    mm_buf singular = { 0 }, keys[2] = { { 0 }, { 0 } };
    mm_str texts[2] = { l->asked, term };
    bool   known = l->query.script == MM_SCRIPT_LATIN &&
                 mm_keyer_need(&l->keyer, KEYER_EN, NULL) == MM_OK;

    for (int i = 0; i < 2 && known; i++) {
        mm_buf_clear(&singular);
        known = mm_en_singular(&singular, l->keyer.en, texts[i]) == MM_OK &&
                mm_key_tight(&keys[i], mm_buf_str(&singular)) == MM_OK;
    }
    known = known && !mm_str_eq(mm_buf_str(&keys[0]), mm_buf_str(&keys[1]));
    mm_buf_release(&singular);
    mm_buf_release(&keys[0]);
    mm_buf_release(&keys[1]);
    return known;
}

/* Reads the concept of `f`, unless it is the one that was read last. */
static int read_concept(mm_lookup *l, const mm_found *f, mm_error *err)
{
    int rc = MM_OK;

    if (l->held && l->held_source == f->source && l->held_row == f->row)
        return MM_OK;
    rc = mm_term_source_get(&l->concept, &l->sources[f->source], f->row, err);
    l->held = rc == MM_OK;
    l->held_source = f->source;
    l->held_row = f->row;
    return rc;
}

/* The hit that `f` stands for: MM_ROW, or MM_OK when it is not wanted or not
 * there any more. */
static int answer(mm_hit *out, mm_lookup *l, mm_found *f, mm_error *err)
{
    mm_term_source *source = &l->sources[f->source];
    const mm_term  *term;
    mm_str          lang;
    bool            part;
    int             rc = read_concept(l, f, err);

    if (rc < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    if (!(term = term_at(&lang, &l->concept, f->ordinal)))
        return MM_OK;
    mm_buf_clear(&l->query.room);
    if (mm_key_tight(&l->query.room, term->text) < 0)
        return mm_fail_memory(err);
    if (!mm_str_eq(mm_buf_str(&l->query.room), f->key) ||
        !is_wanted(&l->options, &l->concept, lang))
        return MM_OK;
    part = f->how == MM_HIT_PREFIX || f->how == MM_HIT_PART;
    if ((f->how == MM_HIT_SPELLING || part) && 
        !is_read_so(l, &l->concept, term, lang, part))
        return MM_OK;
    if (f->how == MM_HIT_INFLECTED && f->detail != WITHIN &&
        is_respelt(l, term->text))
        f->how = MM_HIT_SPELLING;
    if (f->how == MM_HIT_EXACT && !mm_str_eq(term->text, l->query.text))
        f->how = MM_HIT_FOLDED; /* a hash is no proof */
    if (explain(l, f, term->text) < 0)
        return mm_fail_memory(err);
    *out = (mm_hit){ .how = f->how, .score = f->score,
                     .why = mm_buf_str(&l->why), .term = term->text,
                     .lang = lang, .concept = &l->concept,
                     .row = source->store ? (mm_id)f->row : 0,
                     .store = l->places[f->source],
                     .source = mm_cstr(source->name) };
    return MM_ROW;
}

/* Approved terms before proposed ones: of the finds in memories that rank alike
 * from `next` on, the best review is moved to the front. The shipped
 * glossaries stand last. */
static int rank_alike(mm_lookup *l, mm_error *err)
{
    mm_found *items = l->finds.items;
    size_t    end = l->next, front = l->next;

    while (end < l->finds.n && items[end].how == items[l->next].how &&
           items[end].score == items[l->next].score &&
           l->sources[items[end].source].store && end < l->next + 200)
        end++;
    for (mm_review want = MM_APPROVED;; want = MM_PROPOSED) {
        for (size_t i = front; i < end; i++) {
            mm_found f = items[i];
            int      rc = read_concept(l, &f, err);

            if (rc < 0 && rc != MM_ENOTFOUND)
                return rc;
            if (rc == MM_OK && l->concept.review != want)
                continue;
            memmove(items + front + 1, items + front,
                    (i - front) * sizeof *items);
            items[front++] = f;
        }
        if (want == MM_PROPOSED)
            return MM_OK;
    }
}

int mm_lookup_next(mm_lookup *lookup, mm_hit *out, mm_error *err)
{
    int rc = MM_OK;

    lookup->held = false;
    while (lookup->given < lookup->limit && lookup->next < lookup->finds.n) {
        size_t          at = lookup->next;
        const mm_found *f = &lookup->finds.items[at];

        if ((at == 0 || f[-1].score != f->score || f[-1].how != f->how) &&
            (rc = rank_alike(lookup, err)) < 0)
            return rc;
        lookup->next++;
        rc = answer(out, lookup, &lookup->finds.items[at], err);
        if (rc == MM_ROW)
            lookup->given++;
        if (rc != MM_OK)
            return rc;
    }
    return MM_OK;
}

const char *mm_hit_how_name(mm_hit_how how)
{
    static const char *const names[] = {
        "exact",    "folded",   "inflected", "acronym", "spelling",
        "romanized", "initials", "layout",    "prefix",  "part",
        "typo",     "sound"
    };

    return names[how];
}
