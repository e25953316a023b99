/*
 * The protocol of the Translate Toolkit's tmserver and of amaGama, as Virtaal
 * and Weblate speak it:
 *
 *     GET {base}/{source}/{target}/unit/{text}      also unit/?source={text}
 *         ?min_similarity= &max_candidates=
 *     GET {base}/languages/
 *     PUT, POST {base}/{source}/{target}/unit/{text}   {"source", "target"}
 *     POST {base}/{source}/{target}/store/{name}       a list of these
 *     PUT {base}/{source}/{target}/store/{name}        a file: importing.c
 *
 * Answers are lists of {source, target, quality}. Codes come in lower case
 * with underscores.
 */
#include "server/api.h"

#include "malmoi/edit.h"
#include "server/find.h"

#include <string.h>

int mm_tmserver_unit(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json         *json = &request->reply.json;
    mm_segment_query query = { .text = request->captures[2] };
    mm_match_options o = { .min = 70 };
    mm_matcher      *matcher;
    mm_match         match;
    double           min, most;
    int              rc;

    if (query.text.len == 0)
        query.text = mm_arg(request, "source");
    if ((rc = mm_arg_number(&min, request, "min_similarity", 70, 0, 100, err)) <
            0 ||
        (rc = mm_arg_number(&most, request, "max_candidates", 5, 1, 50, err)) <
            0 ||
        (rc = mm_find_matcher(&matcher, worker, request->captures[0],
                              request->captures[1], err)) < 0)
        return rc;
    o.min = min < 1 ? 1 : (unsigned)min;
    o.limit = (size_t)most;
    o.as_known = mm_worker_behind(worker);
    mm_json_open(json, '[');
    if (query.text.len)
        rc = mm_matcher_start(matcher, &query, &o, err);
    while (query.text.len && rc >= 0 &&
           (rc = mm_matcher_next(matcher, &match, err)) == MM_ROW) {
        unsigned score = match.score > 100 ? 100 : match.score;

        mm_json_open(json, '{');
        mm_json_put_text(json, "source", match.source->text);
        mm_json_put_text(json, "target", match.target->text);
        mm_json_put_int(json, "quality", score);
        mm_json_put_int(json, "rank", match.score);
        mm_json_put_text(json, "context", match.unit->document);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    return rc;
}

int mm_tmserver_languages(mm_request *request, mm_worker *worker, mm_error *err)
{
    static const char *const names[] = { "sourceLanguages", "targetLanguages" };
    mm_json                 *json = &request->reply.json;
    mm_langs                 langs;
    int                      rc = mm_find_langs(&langs, worker, err);

    if (rc < 0)
        return rc;
    mm_json_open(json, '{');
    for (int side = 0; side < 2; side++) {
        mm_json_put_list(json, names[side]);
        for (size_t i = 0; i < langs.n; i++)
            mm_json_text(json, mm_cstr(langs.tags[i]));
        mm_json_close(json, ']');
    }
    mm_json_close(json, '}');
    return MM_OK;
}

/* ---- the write side ---- */

int mm_put_pair(mm_id *out, mm_store *store, const mm_pair_text *pair,
                mm_str who, mm_error *err)
{
    mm_edit *edit = NULL;
    mm_id    change;
    char     a[24], b[24];
    int      rc;

    mm_find_tag(a, pair->source_lang);
    mm_find_tag(b, pair->target_lang);
    if (pair->source.len == 0 || pair->target.len == 0)
        return mm_fail(err, MM_EINVALID, "a source and a target are needed");
    if ((rc = mm_edit_new(&edit, store, MM_ROW_UNIT, err)) == MM_OK &&
        (rc = mm_edit_add_text(edit, mm_cstr(a), pair->source, err)) == MM_OK &&
        (rc = mm_edit_add_text(edit, mm_cstr(b), pair->target, err)) == MM_OK)
        rc = mm_edit_save(&change, out, edit, who, err);
    mm_edit_close(edit);
    return rc;
}

static void said(mm_request *r, const char *text)
{
    r->reply.type = "text/plain; charset=utf-8";
    r->reply.still = mm_cstr(text);
}

static int put_object(mm_request *r, mm_store *store, const json_t *object,
                      mm_str source, mm_error *err)
{
    mm_pair_text pair = { r->captures[0], r->captures[1],
                          mm_json_member(object, "source"),
                          mm_json_member(object, "target") };
    mm_id        id;

    if (pair.source.len == 0)
        pair.source = source;
    return mm_put_pair(&id, store, &pair, mm_cstr(r->who), err);
}

int mm_tmserver_put(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_store *store;
    int       rc = mm_worker_store(&store, worker, err);

    if (rc == MM_OK)
        rc = put_object(request, store, request->json, request->captures[2],
                        err);
    if (rc < 0)
        return rc;
    mm_server_changed(request->server, store);
    said(request, "1 unit added");
    return MM_OK;
}

int mm_tmserver_put_store(mm_request *request, mm_worker *worker, mm_error *err)
{
    const json_t *value;
    mm_store     *store;
    size_t        i;
    int           rc = mm_worker_store(&store, worker, err);

    if (rc == MM_OK && !json_is_array(request->json))
        rc = mm_fail(err, MM_EINVALID, "the body is a list of units");
    if (rc < 0)
        return rc;
    json_array_foreach(request->json, i,
                       value) if ((rc = put_object(request, store, value,
                                                   mm_cstr(NULL), err)) <
                                  0) return rc;
    mm_server_changed(request->server, store);
    said(request, "units added");
    return MM_OK;
}
