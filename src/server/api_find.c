/* Looking things up: terms, matches, concordance, terms in a text. */
#include "server/api.h"

#include "malmoi/recognize.h"
#include "server/desk.h"
#include "server/find.h"

#include <stdio.h>
#include <string.h>

/* ---- terms ---- */

static int show_hit(mm_json *json, const mm_hit *hit, mm_desk *desk,
                    size_t evidence, mm_error *err)
{
    size_t           n;
    mm_store *const *stores = mm_desk_stores(desk, &n);
    mm_store        *store = hit->store < n ? stores[hit->store] : NULL;
    int              rc;

    mm_json_open(json, '{');
    mm_json_put_text(json, "term", hit->term);
    mm_json_put_text(json, "lang", hit->lang);
    mm_json_put_text(json, "how", mm_cstr(mm_hit_how_name(hit->how)));
    mm_json_put_real(json, "score", hit->score);
    mm_json_put_text(json, "why", hit->why);
    mm_json_put_text(json, "source", hit->source);
    mm_json_put_bool(json, "shipped", hit->store >= n);
    mm_json_put_bool(json, "first", hit->store == 0 && hit->row);
    mm_json_key(json, "concept");
    mm_show_concept(json, hit->concept, hit->row);
    rc = mm_show_proofs(json, store, hit->row, evidence, err);
    mm_json_close(json, '}');
    return rc;
}

int mm_lookup_args(mm_lookup_options *out, const mm_request *r, mm_error *err)
{
    mm_selection selection = { .what = 1u << MM_ROW_CONCEPT };
    double       limit;
    int          rc;

    if ((rc = mm_arg_number(&limit, r, "limit", 10, 1, 200, err)) < 0 ||
        (rc = mm_arg_selection(&selection, r, err)) < 0)
        return rc;
    *out = (mm_lookup_options){ .lang = mm_arg(r, "lang"),
                                .limit = (size_t)limit,
                                .typing = mm_arg_flag(r, "typing", false),
                                .review = selection.review,
                                .project = selection.project,
                                .client = selection.client,
                                .field = selection.field,
                                .status = selection.status,
                                .since = selection.since };
    return MM_OK;
}

int mm_api_lookup(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json          *json = &request->reply.json;
    mm_str            query = mm_arg(request, "q");
    mm_lookup_options o;
    mm_lookup        *lookup;
    mm_hit            hit;
    double            evidence;
    int               rc;

    if ((rc = mm_lookup_args(&o, request, err)) < 0 ||
        (rc = mm_arg_number(&evidence, request, "evidence", 2, 0, 50, err)) <
            0 ||
        (rc = mm_desk_lookup(&lookup, worker->desk,
                             mm_arg_flag(request, "builtin", true), err)) < 0 ||
        (rc = mm_lookup_start(lookup, query, &o, err)) < 0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_text(json, "query", query);
    mm_json_put_list(json, "hits");
    while ((rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW)
        if ((rc = show_hit(json, &hit, worker->desk, (size_t)evidence, err)) <
            0)
            return rc;
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return rc;
}

/* ---- terms in a text ---- */

static void close_recognizer(void *handle)
{
    mm_recognizer_close(handle);
}

/* The recognizer for a language pair, opened once a desk. */
static int recognizer_of(mm_recognizer **out, mm_desk *desk,
                         const mm_request *r, mm_error *err)
{
    mm_recognizer_options o = { .lang = mm_arg(r, "lang"),
                                .target = mm_arg(r, "target"),
                                .no_builtin =
                                    !mm_arg_flag(r, "builtin", true) ||
                                    r->server->set.no_builtin };
    char                  name[96];
    int                   rc;

    if (o.lang.len > 20 || o.target.len > 20)
        return mm_fail(err, MM_EINVALID, "a language tag as ko is asked for");
    snprintf(name, sizeof name, "annotate %.*s %.*s %d", (int)o.lang.len,
             o.lang.ptr ? o.lang.ptr : "", (int)o.target.len,
             o.target.ptr ? o.target.ptr : "", o.no_builtin);
    if ((*out = mm_desk_find_tool(desk, name)))
        return MM_OK;
    rc = mm_recognizer_open(out, desk->stores, desk->n, r->server->tables, &o,
                            err);
    if (rc == MM_OK)
        mm_desk_keep_tool(desk, name, *out, close_recognizer);
    return rc;
}

static void show_recognized(mm_json *json, const mm_recognized *hit)
{
    mm_json_open(json, '{');
    mm_json_put_int(json, "start", (long long)hit->char_start);
    mm_json_put_int(json, "length", (long long)hit->chars);
    mm_json_put_int(json, "start_byte", (long long)hit->start);
    mm_json_put_int(json, "length_bytes", (long long)hit->len);
    mm_json_put_text(json, "term", hit->term);
    mm_json_put_text(json, "lang", hit->lang);
    mm_json_put_said(json, "particle", hit->particle);
    mm_json_put_text(json, "translation", hit->translation);
    mm_json_put_said(json, "translation_lang", hit->translation_lang);
    mm_json_put_said(json, "status", mm_cstr(mm_term_status_name(hit->status)));
    mm_json_put_text(json, "review", mm_cstr(mm_review_name(hit->review)));
    mm_json_put_text(json, "kind", mm_cstr(mm_kind_name(hit->kind)));
    mm_json_put_said(json, "field", hit->field);
    mm_json_put_int(json, "id", hit->row);
    mm_json_put_text(json, "source", hit->source);
    mm_json_close(json, '}');
}

int mm_api_annotate(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json       *json = &request->reply.json;
    mm_recognizer *recognizer;
    mm_recognized  hit;
    mm_buf         draft = { 0 };
    int            rc;

    if ((rc = recognizer_of(&recognizer, worker->desk, request, err)) < 0 ||
        (rc = mm_recognizer_start(recognizer, mm_arg(request, "text"), err)) <
            0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_list(json, "terms");
    while ((rc = mm_recognizer_next(recognizer, &hit, err)) == MM_ROW)
        show_recognized(json, &hit);
    mm_json_close(json, ']');
    if (rc == MM_OK && mm_arg_flag(request, "translate", false) &&
        (rc = mm_recognizer_start(recognizer, mm_arg(request, "text"), err)) ==
            MM_OK &&
        (rc = mm_recognizer_translate(&draft, NULL, recognizer, err)) == MM_OK)
        mm_json_put_text(json, "draft", mm_buf_str(&draft));
    mm_json_close(json, '}');
    mm_buf_release(&draft);
    return rc;
}
