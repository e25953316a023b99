/*
 * Terms: each one that the source holds asks for one of its renderings in the
 * target. What the recognizer finds there under particles counts, and so does
 * a rendering that stands in a compound. A term with several concepts is
 * content with a rendering of any.
 */
#include "job/check.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>

enum { KEPT = 256 }; /* hits of one segment that are looked at */

static int terms_of(mm_recognizer **out, mm_check *c, mm_str lang,
                    mm_str target, mm_error *err)
{
    mm_recognizer_options o = { .lang = lang,
                                .target = target,
                                .all = true,
                                .review = 1u << MM_APPROVED,
                                .no_builtin = !c->o.builtin };
    check_terms           t = { 0 };
    int                   rc;

    o.lang = mm_str_cut(&lang, '-'); /* a term of en is one of en-US too */
    o.target = mm_str_cut(&target, '-');
    lang = o.lang;
    target = o.target;
    for (size_t i = 0; i < c->n_terms; i++)
        if (mm_str_eq(c->terms[i].lang, lang) &&
            mm_str_eq(c->terms[i].target, target)) {
            *out = c->terms[i].recognizer;
            return MM_OK;
        }
    t.lang = mm_arena_copy(&c->kept, lang);
    t.target = mm_arena_copy(&c->kept, target);
    if (!t.lang.ptr || !t.target.ptr ||
        mm_grow(&c->terms, &c->cap_terms, c->n_terms + 1, sizeof *c->terms,
                NULL) < 0)
        return mm_fail_memory(err);
    if ((rc = mm_recognizer_open(&t.recognizer, c->o.stores, c->o.n_stores,
                                 c->o.tables, &o, err)) < 0)
        return rc;
    *out = t.recognizer;
    c->terms[c->n_terms++] = t;
    return MM_OK;
}

static int find_all(mm_recognized *out, size_t *n, mm_recognizer *r,
                    mm_str text, mm_error *err)
{
    mm_recognized hit;
    int           rc = mm_recognizer_start(r, text, err);

    *n = 0;
    while (rc >= 0 && (rc = mm_recognizer_next(r, &hit, err)) == MM_ROW)
        if (*n < KEPT)
            out[(*n)++] = hit;
    return rc;
}

static bool is_bad(mm_term_status status)
{
    return status >= MM_TERM_DEPRECATED && status != MM_TERM_UNTRANSLATED;
}

/* A term that is not translated: `*any` and `*kept`, and `*out` when the
 * target's key holds it. */
static int has_itself(bool *out, bool *any, bool *kept, mm_str term, mm_str key)
{
    mm_buf one = { 0 };
    int    rc = mm_key_tight(&one, term);

    *any = *kept = true;
    *out = one.len && mm_str_find(key, mm_buf_str(&one), 0) != SIZE_MAX;
    mm_buf_release(&one);
    return rc;
}

/* A rendering of `concept` in `lang` that the target's key holds. `*any`: it
 * has renderings at all; `*kept`: one is written as `term` is. */
static int has_rendering(bool *out, bool *any, bool *kept,
                         const mm_concept *concept, mm_str lang, mm_str term,
                         mm_str key)
{
    mm_buf one = { 0 };

    for (size_t s = 0; s < concept->n_sections && !*out; s++) {
        const mm_lang_section *section = &concept->sections[s];

        if (!mm_lang_matches(section->lang, lang) &&
            !mm_lang_matches(lang, section->lang))
            continue;
        for (size_t t = 0; t < section->n_terms && !*out; t++) {
            if (is_bad(section->terms[t].status))
                continue;
            *any = true;
            *kept = *kept || mm_str_eq(section->terms[t].text, term);
            mm_buf_clear(&one);
            if (mm_key_tight(&one, section->terms[t].text) < 0) {
                mm_buf_release(&one);
                return MM_ENOMEM;
            }
            *out = one.len && mm_str_find(key, mm_buf_str(&one), 0) != SIZE_MAX;
        }
    }
    mm_buf_release(&one);
    return MM_OK;
}

static bool is_among(const mm_recognized *hits, size_t n,
                     const mm_recognized *wanted)
{
    for (size_t i = 0; i < n; i++)
        if (hits[i].store == wanted->store && hits[i].key == wanted->key &&
            !is_bad(hits[i].status))
            return true;
    return false;
}

static bool is_ignored(mm_check *c, mm_str term)
{
    mm_buf key = { 0 };
    bool   found_it = c->ignored.n && mm_key_tight(&key, term) == MM_OK &&
                    mm_map_find(&c->ignored, mm_buf_str(&key)) != MM_MAP_NONE;

    mm_buf_release(&key);
    return found_it;
}

struct check_sides {
    mm_recognizer *source;
    mm_recognized  in_source[KEPT], in_target[KEPT];
    size_t         n_source, n_target;
    mm_str         key; /* tight, of the target */
};
typedef struct check_sides sides;

/* The span whose readings are hits `from` to `to`. */
static int check_span(mm_check *c, const check_pair *p, sides *s, size_t from,
                      size_t to, mm_error *err)
{
    const mm_recognized *best = &s->in_source[from];
    bool                 good = false, any = false, kept = false;

    for (size_t i = from; i < to && !good; i++) {
        const mm_recognized *hit = &s->in_source[i];
        mm_concept concept;
        int rc;

        if (is_among(s->in_target, s->n_target, hit))
            return MM_OK;
        if (hit->status == MM_TERM_UNTRANSLATED) {
            if (has_itself(&good, &any, &kept, hit->term, s->key) < 0)
                return mm_fail_memory(err);
            continue;
        }
        if ((rc = mm_recognizer_concept(&concept, s->source, hit, err)) < 0)
            return rc == MM_ENOTFOUND ? MM_OK : rc;
        if (has_rendering(&good, &any, &kept, &concept, p->target->lang,
                          hit->term, s->key) < 0)
            return mm_fail_memory(err);
    }
    if (good || !any || is_ignored(c, best->term))
        return MM_OK;
    if (check_say(c, kept ? CHECK_KEEP : CHECK_TERM, p, p->source, best->start,
                  best->len, NULL,
                  kept ? "'%.*s' must stay as it is: '%.*s'"
                       : "'%.*s' is '%.*s' in the term base",
                  (int)best->len, p->source->text.ptr + best->start,
                  (int)(best->translation.len ? best->translation : best->term)
                      .len,
                  (best->translation.len ? best->translation : best->term)
                      .ptr) < 0)
        return mm_fail_memory(err);
    return MM_OK;
}

/* Renderings in the target that are forbidden, of concepts that the source
 * holds or has no word for. */
static int check_forbidden(mm_check *c, const check_pair *p, sides *s,
                           mm_error *err)
{
    for (size_t i = 0; i < s->n_target; i++) {
        const mm_recognized *hit = &s->in_target[i];
        mm_str               instead = { 0 };
        mm_buf               fix = { 0 };
        mm_str               text;
        bool                 meant = false;
        int                  rc = MM_OK;

        if (!is_bad(hit->status) || hit->reading)
            continue;
        for (size_t k = 0; k < s->n_source && !meant; k++) {
            meant = s->in_source[k].store == hit->store &&
                    s->in_source[k].key == hit->key;
            if (meant)
                instead = s->in_source[k].translation;
        }
        if (!meant && hit->translation.len)
            continue;
        if (instead.len &&
            (mm_buf_put(&fix, instead) < 0 ||
             (hit->particle.len &&
              (mm_buf_put(&fix,
                          mm_str_sub(p->target->text, hit->start + hit->len,
                                     hit->particle_start - hit->start -
                                         hit->len)) < 0 ||
               mm_josa_fix(&fix, c->ko, instead, hit->particle) < 0))))
            rc = mm_fail_memory(err);
        text = mm_buf_str(&fix);
        if (rc == MM_OK &&
            check_say(c, CHECK_FORBIDDEN, p, p->target, hit->start,
                      hit->particle_start + hit->particle.len - hit->start,
                      instead.len ? &text : NULL, "'%.*s' is %s%s%.*s%s",
                      (int)hit->len, p->target->text.ptr + hit->start,
                      mm_term_status_name(hit->status),
                      instead.len ? ": use '" : "", (int)instead.len,
                      instead.len ? instead.ptr : "",
                      instead.len ? "'" : "") < 0)
            rc = mm_fail_memory(err);
        mm_buf_release(&fix);
        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

static int check_both(mm_check *c, const check_pair *p, sides *s,
                      mm_recognizer *target, mm_error *err)
{
    mm_buf key = { 0 };
    int    rc;

    if (mm_key_tight(&key, p->target->text) < 0) {
        mm_buf_release(&key);
        return mm_fail_memory(err);
    }
    s->key = mm_buf_str(&key);
    if ((rc = find_all(s->in_source, &s->n_source, s->source, p->source->text,
                       err)) >= 0 &&
        (rc = find_all(s->in_target, &s->n_target, target, p->target->text,
                       err)) >= 0)
        rc = check_forbidden(c, p, s, err);
    for (size_t from = 0, to; rc >= 0 && from < s->n_source; from = to) {
        for (to = from + 1; to < s->n_source && s->in_source[to].reading; to++)
            ;
        rc = check_span(c, p, s, from, to, err);
    }
    mm_buf_release(&key);
    return rc;
}

int check_terms_of(mm_check *c, const check_pair *p, mm_error *err)
{
    mm_recognizer *target;
    sides         *s = c->sides_found;
    int            rc;

    if ((c->o.n_stores == 0 && !c->o.builtin) ||
        !(check_wants(c, CHECK_TERM) || check_wants(c, CHECK_FORBIDDEN) ||
          check_wants(c, CHECK_KEEP)))
        return MM_OK;
    if (!s && !(s = c->sides_found = calloc(1, sizeof *s)))
        return mm_fail_memory(err);
    if ((rc = terms_of(&s->source, c, p->source->lang, p->target->lang, err)) <
            0 ||
        (rc = terms_of(&target, c, p->target->lang, p->source->lang, err)) < 0)
        return rc;
    return check_both(c, p, s, target, err);
}
