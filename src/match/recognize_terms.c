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
    else
        rc = mm_keyer_open(&r->keyer, tables, err);
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
    mm_buf_release(&r->room);
    mm_arena_release(&r->mem);
    mm_keyer_release(&r->keyer);
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
static const mm_term *translation_of(mm_str *lang, const mm_known_terms *r,
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

static bool is_wanted(const mm_known_terms *r, const mm_concept *c, mm_str lang)
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

static bool keep_text(mm_known_terms *r, mm_str *text)
{
    if (text->len)
        *text = mm_arena_copy(&r->mem, *text);
    else
        *text = (mm_str){ "", 0 };
    return text->ptr != NULL;
}

static int fill_record(mm_known_term *out, mm_known_terms *r,
                       const mm_known_side *s, const mm_index_term *t,
                       mm_error *err)
{
    mm_term_source        *source = &r->sources[s->source];
    const mm_lang_section *section;
    const mm_term         *term, *other;
    mm_recognized         *said = &out->said;
    mm_concept             c;
    int                    rc;

    *out = (mm_known_term){ 0 };
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
    int           rc = MM_OK;

    if (mm_term_index_at(&t, index_of(r, side), term))
        rc = fill_record(&made, r, &r->sides[side], &t, err);
    if (rc < 0)
        return rc;
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
