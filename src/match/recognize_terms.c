#include "match/recognize_terms.h"

#include "base/memory.h"

#include <stdlib.h>

/* ---- opening ---- */

static int keep_options(mm_known_terms *r, const mm_recognizer_options *o)
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

static void add_side(mm_known_terms *r, mm_known_side s,
                     const mm_term_index *index)
{
    r->names[r->n_sides] = mm_term_index_names(index);
    r->sides[r->n_sides++] = s;
}

static void add_sides(mm_known_terms *r, size_t source)
{
    const mm_term_source *s = &r->sources[source];

    if (s->has_base)
        add_side(r, (mm_known_side){ source, false }, &s->base);
    if (s->has_tail)
        add_side(r, (mm_known_side){ source, true }, &s->tail);
}

static int open_sources(mm_known_terms *r, mm_store *const *stores, size_t n,
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
        if (rc == MM_OK)
            rc = mm_term_source_whole(&r->sources[r->n_sources - 1], &r->keyer,
                                      err);
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

int mm_known_terms_open(mm_known_terms *r, mm_store *const *stores, size_t n,
                        const mm_tables *tables, const mm_recognizer_options *o,
                        mm_error *err)
{
    int rc;

    *r = (mm_known_terms){ 0 };
    r->sources = calloc(n + 1, sizeof *r->sources);
    r->numbers = calloc(n + 1, sizeof *r->numbers);
    r->sides = calloc(2 * (n + 1), sizeof *r->sides);
    r->names = calloc(2 * (n + 1), sizeof *r->names);
    r->known = calloc(2 * (n + 1), sizeof *r->known);
    if (!r->sources || !r->numbers || !r->sides || !r->names || !r->known ||
        keep_options(r, o) < 0)
        rc = mm_fail_memory(err);
    else if ((rc = mm_keyer_open(&r->keyer, tables, err)) == MM_OK)
        rc = mm_keyer_need(&r->keyer, KEYER_ALL, err);
    return rc < 0 ? rc : open_sources(r, stores, n, tables, err);
}

void mm_known_terms_release(mm_known_terms *r)
{
    for (size_t i = 0; i < r->n_sources; i++)
        mm_term_source_release(&r->sources[i]);
    free(r->sources);
    free(r->numbers);
    free(r->sides);
    for (size_t i = 0; r->known && i < r->n_sides; i++)
        free(r->known[i]);
    free(r->known);
    free(r->names);
    free(r->items);
    mm_arena_release(&r->mem);
    mm_keyer_release(&r->keyer);
}

/* ---- what a term is ---- */

/* A concept as its index tells it. */
typedef struct told {
    mm_about_table   table;
    const mm_about  *about;
    const mm_saying *sayings; /* about->n of them */
} told;

static bool tell(told *out, const mm_term_index *index, uint32_t about)
{
    out->table = mm_term_index_abouts(index);
    out->about = mm_about_at(&out->table, about);
    if (out->about)
        out->sayings = out->table.sayings + out->about->first;
    return out->about != NULL;
}

static int status_rank(unsigned status)
{
    return status == MM_TERM_PREFERRED   ? 0
           : status < MM_TERM_DEPRECATED ? 1
                                         : 9;
}

/* The term to translate by: of the target language, or of the first other. */
static const mm_saying *translation_of(mm_str *lang, const mm_known_terms *r,
                                       const told *c, mm_str from)
{
    const mm_saying *best = NULL;
    int              rank = 9;

    for (uint32_t i = 0; i < c->about->n; i++) {
        mm_str other = mm_about_label(&c->table, c->sayings[i].lang);

        if (r->options.target.len
                ? !mm_lang_matches(other, r->options.target)
                : mm_name_lang(other) == mm_name_lang(from) ||
                      (best && !mm_str_eq(other, *lang)))
            continue;
        if (status_rank(c->sayings[i].status) < rank) {
            best = &c->sayings[i];
            rank = status_rank(best->status);
            *lang = other;
        }
    }
    return best;
}

static bool has_status(const told *c, mm_str status)
{
    mm_term_status wanted;

    if (!mm_term_status_parse(&wanted, status))
        return false;
    for (uint32_t i = 0; i < c->about->n; i++)
        if (c->sayings[i].status == wanted)
            return true;
    return false;
}

static bool same_or_unsaid(mm_str wanted, const told *c, uint32_t label)
{
    return wanted.len == 0 ||
           mm_str_eq(wanted, mm_about_label(&c->table, label));
}

static bool is_wanted(const mm_known_terms *r, const told *c, mm_str lang)
{
    const mm_recognizer_options *o = &r->options;
    const mm_about              *about = c->about;

    return about->review <= MM_REJECTED && about->kind <= MM_KIND_ACRONYM &&
           r->review & 1u << about->review &&
           same_or_unsaid(o->project, c, about->project) &&
           same_or_unsaid(o->client, c, about->client) &&
           same_or_unsaid(o->field, c, about->field) &&
           (o->status.len == 0 || has_status(c, o->status)) &&
           (o->since.len == 0 ||
            mm_str_cmp(mm_about_label(&c->table, about->changed), o->since) >=
                0) &&
           (o->lang.len == 0 || mm_lang_matches(lang, o->lang));
}

/* The path of the memory; of a shipped concept, the glossary it stands in. */
static mm_str source_name(mm_term_source *source, uint64_t concept)
{
    mm_concept  c;
    const char *name = source->name;

    if (!source->store &&
        mm_shipped_next(&c, &name, &concept, source->shipped) != MM_ROW)
        name = NULL;
    return mm_cstr(name);
}

static void fill_said(mm_known_term *out, mm_known_terms *r, const told *c,
                      const mm_index_term *t)
{
    const mm_saying *term = &c->sayings[t->ordinal], *other;
    mm_recognized   *said = &out->said;

    said->term = mm_about_text(&c->table, term);
    said->lang = mm_about_label(&c->table, term->lang);
    said->status = (mm_term_status)term->status;
    said->review = (mm_review)c->about->review;
    said->confidence = c->about->confidence;
    said->kind = (mm_kind)c->about->kind;
    said->field = mm_about_label(&c->table, c->about->field);
    said->key = c->about->concept;
    said->translation = said->translation_lang = MM_S("");
    if ((other = translation_of(&said->translation_lang, r, c, said->lang)))
        said->translation = mm_about_text(&c->table, other);
    out->rank = (c->about->review == MM_PROPOSED ? 64 : 0) +
                2 * status_rank(term->status) + !other;
}

static void fill_record(mm_known_term *out, mm_known_terms *r,
                        const mm_known_side *s, const mm_term_index *index,
                        const mm_index_term *t)
{
    mm_term_source *source = &r->sources[s->source];
    uint64_t        concept = mm_term_index_concept(index, t);
    told            c;

    if ((!s->tail && mm_term_source_stale(source, concept)) ||
        !tell(&c, index, t->about) || t->ordinal >= c.about->n ||
        c.sayings[t->ordinal].status > MM_TERM_UNTRANSLATED ||
        !is_wanted(r, &c,
                   mm_about_label(&c.table, c.sayings[t->ordinal].lang)))
        return;
    fill_said(out, r, &c, t);
    out->said.row = source->store ? (mm_id)concept : 0;
    out->said.store = r->numbers[s->source];
    out->said.source = source_name(source, concept);
    out->noun = c.sayings[t->ordinal].flags & MM_SAYING_NOUN;
    out->wanted = true;
}

static const mm_term_index *index_of(const mm_known_terms *r, uint32_t side)
{
    const mm_term_source *source = &r->sources[r->sides[side].source];

    return r->sides[side].tail ? &source->tail : &source->base;
}

static int add_item(size_t *out, mm_known_terms *r, uint32_t side,
                    uint32_t term, mm_error *err)
{
    mm_index_term t;
    mm_known_term made = { 0 };

    if (mm_term_index_at(&t, index_of(r, side), term))
        fill_record(&made, r, &r->sides[side], index_of(r, side), &t);
    if (mm_grow(&r->items, &r->cap, r->n + 1, sizeof *r->items, err) < 0)
        return MM_ENOMEM;
    *out = r->n;
    r->items[r->n++] = made;
    return MM_OK;
}

int mm_known_terms_at(size_t *out, mm_known_terms *r, uint32_t side,
                      uint32_t term, mm_error *err)
{
    size_t n = mm_term_index_count(index_of(r, side));
    int    rc;

    if (!r->known[side] &&
        !(r->known[side] = calloc(n + 1, sizeof *r->known[side])))
        return mm_fail_memory(err);
    if (term >= n)
        term = (uint32_t)n; /* of a damaged index: there is no such term */
    if (!r->known[side][term]) {
        if ((rc = add_item(out, r, side, term, err)) < 0)
            return rc;
        r->known[side][term] = (uint32_t)*out + 1;
    }
    *out = r->known[side][term] - 1;
    return MM_OK;
}
