/*
 * Machine translation's protocols, answered from the memory: Apertium's APy
 * (OmegaT, Weblate) and LibreTranslate's (Weblate and many more). They carry
 * one text and no score, so only what is sure is given: matches of 95 % and
 * more, else a term that was typed as it stands. What is not there is an error
 * for APy and the text itself, as LibreTranslate does it, for the other.
 */
#include "server/api.h"
#include "server/find.h"

#include <string.h>

enum { SURE = 95 };

/* The other language's term of a concept: preferred, else the first that is
 * not warned of. */
static mm_str term_in(const mm_concept *concept, mm_str lang)
{
    mm_str first = { 0 };

    for (size_t s = 0; s < concept->n_sections; s++) {
        const mm_lang_section *section = &concept->sections[s];

        if (!mm_lang_matches(section->lang, lang))
            continue;
        for (size_t t = 0; t < section->n_terms; t++) {
            if (section->terms[t].status == MM_TERM_PREFERRED)
                return section->terms[t].text;
            if (!first.len && section->terms[t].status < MM_TERM_DEPRECATED)
                first = section->terms[t].text;
        }
    }
    return first;
}

/* The translation that is sure, a copy; empty when there is none. */
static int translate(mm_str *out, mm_request *r, mm_worker *worker, mm_str text,
                     mm_str source, mm_str target, mm_error *err)
{
    mm_segment_query query = { .text = mm_str_trim(text) };
    mm_match_options o = { .min = SURE, .limit = 1 };
    mm_matcher      *matcher;
    mm_match         match;
    mm_lookup       *lookup;
    mm_hit           hit;
    char             a[24], b[24];
    int              rc;

    *out = (mm_str){ 0 };
    mm_find_tag(a, source);
    mm_find_tag(b, target);
    if (query.text.len == 0)
        return MM_OK;
    if ((rc = mm_find_matcher(&matcher, worker, source, target, err)) < 0)
        return rc;
    o.as_known = mm_worker_behind(worker);
    if ((rc = mm_matcher_start(matcher, &query, &o, err)) < 0 ||
        (rc = mm_matcher_next(matcher, &match, err)) < 0)
        return rc;
    if (rc == MM_ROW) {
        *out = mm_arena_copy(&r->mem, match.target->text);
        return MM_OK;
    }
    if ((rc = mm_desk_lookup(&lookup, worker->desk, true, err)) < 0 ||
        (rc = mm_lookup_start(
             lookup, query.text,
             &(mm_lookup_options){
                 .lang = mm_cstr(a), .limit = 10, .review = 1u << MM_APPROVED },
             err)) < 0)
        return rc;
    while ((rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW) {
        mm_str term = term_in(hit.concept, mm_cstr(b));

        if (hit.how > MM_HIT_FOLDED || !term.len)
            continue;
        *out = mm_arena_copy(&r->mem, term);
        return MM_OK;
    }
    return rc;
}

/* ---- Apertium ---- */

static int apertium(mm_request *r, mm_worker *worker, mm_error *err)
{
    mm_json *json = &r->reply.json;
    mm_str   target = mm_arg(r, "langpair"), source = mm_str_cut(&target, '|');
    mm_str   text;
    int      rc;

    if (source.len == 0 || target.len == 0)
        return mm_fail(err, MM_EINVALID, "'langpair' is two codes, as en|ko");
    if ((rc = translate(&text, r, worker, mm_arg(r, "q"), source, target,
                        err)) < 0)
        return rc;
    r->reply.status = text.len ? 200 : 404;
    mm_json_open(json, '{');
    mm_json_put_int(json, "responseStatus", r->reply.status);
    mm_json_put_object(json, "responseData");
    mm_json_key(json, "translatedText");
    if (text.len)
        mm_json_text(json, text);
    else
        mm_json_null(json);
    mm_json_close(json, '}');
    mm_json_key(json, "responseDetails");
    if (text.len)
        mm_json_null(json);
    else
        mm_json_text(json, MM_S("nothing in the memory is near enough"));
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_translate_get(mm_request *request, mm_worker *worker, mm_error *err)
{
    return apertium(request, worker, err);
}

int mm_translate_pairs(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_langs langs;
    int      rc = mm_find_langs(&langs, worker, err);

    if (rc < 0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_list(json, "responseData");
    for (size_t i = 0; i < langs.n; i++)
        for (size_t j = 0; j < langs.n; j++) {
            if (i == j)
                continue;
            mm_json_open(json, '{');
            mm_json_put_text(json, "sourceLanguage", mm_cstr(langs.tags[i]));
            mm_json_put_text(json, "targetLanguage", mm_cstr(langs.tags[j]));
            mm_json_close(json, '}');
        }
    mm_json_close(json, ']');
    mm_json_key(json, "responseDetails");
    mm_json_null(json);
    mm_json_put_int(json, "responseStatus", 200);
    mm_json_close(json, '}');
    return MM_OK;
}

/* ---- LibreTranslate ---- */

/* The language of `q`: as its letters tell, and for a word that tells nothing
 * the memory's first language that is not the target. */
static int tell_source(mm_str *out, mm_request *r, mm_worker *worker, mm_str q,
                       mm_str target, mm_error *err)
{
    mm_langs langs;
    int      rc = MM_OK;

    *out = mm_cstr(mm_guess_lang(q));
    if (out->len == 0)
        rc = mm_find_langs(&langs, worker, err);
    for (size_t i = 0; rc == MM_OK && out->len == 0 && i < langs.n; i++)
        if (!mm_lang_matches(target, mm_cstr(langs.tags[i])))
            *out = mm_arena_copy(&r->mem, mm_cstr(langs.tags[i]));
    return rc;
}

int mm_translate_post(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_str   q = mm_arg(request, "q"), source = mm_arg(request, "source");
    mm_str   target = mm_arg(request, "target"), text;
    int      rc;

    if (mm_arg(request, "langpair").len)
        return apertium(request, worker, err);
    if (mm_str_eq(source, MM_S("auto")) &&
        (rc = tell_source(&source, request, worker, q, target, err)) < 0)
        return rc;
    if (q.len == 0 || source.len == 0 || target.len == 0)
        return mm_fail(err, MM_EINVALID,
                       "'q', 'source' and 'target' are needed");
    if ((rc = translate(&text, request, worker, q, source, target, err)) < 0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_text(json, "translatedText", text.len ? text : q);
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_translate_languages(mm_request *request, mm_worker *worker,
                           mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_langs langs;
    int      rc = mm_find_langs(&langs, worker, err);

    if (rc < 0)
        return rc;
    mm_json_open(json, '[');
    for (size_t i = 0; i < langs.n; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "code", mm_cstr(langs.tags[i]));
        mm_json_put_text(json, "name", mm_cstr(langs.tags[i]));
        mm_json_put_list(json, "targets");
        for (size_t j = 0; j < langs.n; j++)
            mm_json_text(json, mm_cstr(langs.tags[j]));
        mm_json_close(json, ']');
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    return MM_OK;
}
