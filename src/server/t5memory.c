/*
 * The core of t5memory's protocol, as translate5 speaks it. There is one
 * memory here, whose units carry the name that a client gives its own memory
 * as their project: a name is there once a unit has it, and creating one does
 * nothing but say so.
 */
#include "server/api.h"

#include "malmoi/concord.h"
#include "malmoi/edit.h"
#include "server/desk.h"
#include "server/find.h"
#include "server/jobs.h"

#include <stdio.h>
#include <string.h>

enum { NAMES = 64 };

static void put_ok(mm_json *json)
{
    mm_json_put_int(json, "ReturnValue", 0);
    mm_json_put_text(json, "ErrorMsg", mm_cstr(NULL));
}

/* ---- memories ---- */

/* Names of projects that units have, of a sample of the first. */
static int names_of(mm_str *names, size_t *n, mm_request *r, mm_worker *worker,
                    mm_error *err)
{
    mm_store  *store = mm_desk_store(worker->desk);
    mm_reader *reader = NULL;
    mm_item    item;
    int        rc = MM_OK;

    *n = 0;
    if (store)
        rc = mm_store_read(&reader, store,
                           &(mm_selection){ .what = 1u << MM_ROW_UNIT }, err);
    for (int i = 0; store && rc >= 0 && i < 20000 && *n < NAMES &&
                    (rc = mm_reader_next(reader, &item, err)) == MM_ROW;
         i++) {
        size_t at = 0;

        while (at < *n && !mm_str_eq(names[at], item.unit->project))
            at++;
        if (at == *n && item.unit->project.len)
            names[(*n)++] = mm_arena_copy(&r->mem, item.unit->project);
    }
    mm_reader_close(reader);
    return rc < 0 ? rc : MM_OK;
}

int mm_t5_list(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_str   names[NAMES];
    size_t   n;
    int      rc = names_of(names, &n, request, worker, err);

    if (rc < 0)
        return rc;
    mm_json_open(json, '{');
    put_ok(json);
    mm_json_put_list(json, "tms");
    for (size_t i = 0; i < n; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "name", names[i]);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_t5_create(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_str   name = mm_json_member(request->json, "name");

    (void)worker;
    if (name.len == 0)
        return mm_fail(err, MM_EINVALID, "'name' is missing");
    if (mm_json_member(request->json, "data").len)
        return mm_fail(err, MM_EINVALID,
                       "a file of t5memory's own form is not read: create the "
                       "memory empty and import TMX");
    mm_json_open(json, '{');
    put_ok(json);
    mm_json_put_text(json, "name", name);
    mm_json_close(json, '}');
    return MM_OK;
}

/* A client waits while the last import "is not finished". */
int mm_t5_status(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json        *json = &request->reply.json;
    mm_job_progress last;
    const char     *state;

    (void)worker;
    (void)err;
    mm_job_last_import(&last, request->server->jobs, request->captures[0]);
    state = last.any && !last.ended ? "import"
            : last.failed           ? "failed"
                                    : "available";
    mm_json_open(json, '{');
    mm_json_put_int(json, "ReturnValue", 0);
    mm_json_put_text(json, "ErrorMsg",
                     mm_cstr(last.failed ? last.fault : NULL));
    mm_json_put_text(json, "name", request->captures[0]);
    mm_json_put_text(json, "status", MM_S("open"));
    mm_json_put_text(json, "tmxImportStatus", mm_cstr(state));
    if (last.any) {
        mm_json_put_int(json, "importProgress",
                        last.ended ? 100 : (long long)(last.done * 100));
        mm_json_put_text(json, "importTime",
                         last.ended ? MM_S("finished") : MM_S("not finished"));
        mm_json_put_int(json, "segmentsImported", (long long)last.units);
    }
    if (last.failed)
        mm_json_put_text(json, "importErrorMsg", mm_cstr(last.fault));
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_t5_export(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_transfer_options o = { .format = mm_format_find(MM_S("tmx")),
                              .selection = { .what = 1u << MM_ROW_UNIT,
                                             .project =
                                                 request->captures[0] } };

    return mm_reply_export(request, worker, &o, err);
}

/* ---- searching ---- */

static void put_proposal(mm_json *json, const mm_unit *unit,
                         const mm_variant *source, const mm_variant *target,
                         mm_id row)
{
    char id[32];

    snprintf(id, sizeof id, "%lld", (long long)row);
    mm_json_put_text(json, "source", source->text);
    mm_json_put_text(json, "target", target ? target->text : mm_cstr(NULL));
    mm_json_put_int(json, "segmentNumber", row);
    mm_json_put_text(json, "id", mm_cstr(id));
    mm_json_put_text(json, "documentName", unit->document);
    mm_json_put_text(json, "documentShortName", unit->document);
    mm_json_put_text(json, "sourceLang", source->lang);
    mm_json_put_text(json, "targetLang", target ? target->lang : mm_cstr(NULL));
    mm_json_put_text(json, "type", MM_S("Manual"));
    mm_json_put_text(json, "author",
                     unit->stamp.changed_by.len ? unit->stamp.changed_by
                                                : unit->stamp.created_by);
    mm_json_put_text(json, "timestamp",
                     unit->stamp.changed.len ? unit->stamp.changed
                                             : unit->stamp.created);
    mm_json_put_text(json, "markupTable", MM_S("OTMXUXLF"));
    mm_json_put_text(json, "context", mm_cstr(NULL));
    mm_json_put_text(json, "additionalInfo", mm_cstr(NULL));
}

static void put_match(mm_json *json, const mm_match *m)
{
    const char *type = m->score > 100    ? "ExactExact"
                       : m->score == 100 ? "Exact"
                                         : "Fuzzy";

    mm_json_open(json, '{');
    put_proposal(json, m->unit, m->source, m->target, m->row);
    mm_json_put_text(json, "matchType", mm_cstr(type));
    mm_json_put_int(json, "matchRate", m->score > 100 ? 100 : m->score);
    mm_json_put_int(json, "fuzzyWords", (long long)m->words);
    mm_json_put_int(json, "fuzzyDiffs", (long long)m->n_mismatches);
    mm_json_close(json, '}');
}

/* The number of proposals stands before them. */
static void put_results(mm_json *json, const mm_json *results, size_t n)
{
    mm_json_open(json, '{');
    put_ok(json);
    mm_json_put_int(json, "NumOfFoundProposals", (long long)n);
    mm_json_key(json, "results");
    mm_json_raw(json, mm_buf_str(&results->buf));
    mm_json_close(json, '}');
}

int mm_t5_fuzzy(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_segment_query query = { .text = mm_arg(request, "source") };
    mm_match_options o = { .min = 50, .project = request->captures[0] };
    mm_json          results = { 0 };
    mm_matcher      *matcher;
    mm_match         match;
    double           most;
    size_t           n = 0;
    int              rc;

    if ((rc = mm_arg_number(&most, request, "numOfProposals", 5, 1, 20, err)) <
            0 ||
        (rc = mm_find_matcher(&matcher, worker, mm_arg(request, "sourceLang"),
                              mm_arg(request, "targetLang"), err)) < 0)
        return rc;
    o.limit = (size_t)most;
    o.as_known = mm_worker_behind(worker);
    mm_json_open(&results, '[');
    rc = mm_matcher_start(matcher, &query, &o, err);
    while (rc >= 0 && (rc = mm_matcher_next(matcher, &match, err)) == MM_ROW) {
        put_match(&results, &match);
        n++;
    }
    mm_json_close(&results, ']');
    if (rc == MM_OK)
        put_results(&request->reply.json, &results, n);
    mm_buf_release(&results.buf);
    return rc;
}

int mm_t5_concord(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_concord_options o = { .project = request->captures[0] };
    mm_str             type = mm_arg(request, "searchType");
    mm_desk           *desk = worker->desk;
    mm_json            results = { 0 };
    mm_concord        *concord = NULL;
    mm_found_in        hit;
    double             most;
    size_t             n = 0;
    int                rc;

    o.lang = mm_str_eq(type, MM_S("Target")) ? mm_arg(request, "targetLang")
                                             : mm_arg(request, "sourceLang");
    if ((rc = mm_arg_number(&most, request, "numResults", 5, 1, 20, err)) < 0 ||
        (rc = mm_concord_open(&concord, desk->stores, desk->n, err)) < 0)
        return rc;
    mm_json_open(&results, '[');
    rc = mm_concord_start(concord, mm_arg(request, "searchString"), &o, err);
    while (rc >= 0 && n < (size_t)most &&
           (rc = mm_concord_next(concord, &hit, err)) == MM_ROW) {
        mm_json_open(&results, '{');
        put_proposal(&results, hit.unit, hit.variant, hit.other, hit.row);
        mm_json_close(&results, '}');
        n++;
    }
    mm_json_close(&results, ']');
    if (rc >= 0)
        put_results(&request->reply.json, &results, n);
    mm_buf_release(&results.buf);
    mm_concord_close(concord);
    return rc < 0 ? rc : MM_OK;
}

/* ---- entries ---- */

static int put_entry(mm_request *r, mm_store *store, mm_error *err)
{
    mm_edit *edit = NULL;
    mm_buf   project = { 0 };
    mm_id    change, id;
    char     a[24], b[24];
    int      rc = mm_edit_new(&edit, store, MM_ROW_UNIT, err);

    mm_find_tag(a, mm_arg(r, "sourceLang"));
    mm_find_tag(b, mm_arg(r, "targetLang"));
    if (rc == MM_OK &&
        mm_buf_printf(&project, "project=%.*s", (int)r->captures[0].len,
                      r->captures[0].ptr) < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK &&
        (rc = mm_edit_add_text(edit, mm_cstr(a), mm_arg(r, "source"), err)) ==
            MM_OK &&
        (rc = mm_edit_add_text(edit, mm_cstr(b), mm_arg(r, "target"), err)) ==
            MM_OK &&
        (rc = mm_edit_set(edit, mm_buf_str(&project), err)) == MM_OK)
        rc = mm_edit_save(&change, &id, edit, mm_cstr(r->who), err);
    mm_edit_close(edit);
    mm_buf_release(&project);
    return rc;
}

int mm_t5_entry(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json  *json = &request->reply.json;
    mm_store *store;
    int       rc = mm_worker_store(&store, worker, err);

    if (rc < 0 || (rc = put_entry(request, store, err)) < 0)
        return rc;
    mm_server_changed(request->server, store);
    mm_json_open(json, '{');
    put_ok(json);
    mm_json_put_text(json, "source", mm_arg(request, "source"));
    mm_json_put_text(json, "target", mm_arg(request, "target"));
    mm_json_close(json, '}');
    return MM_OK;
}

/* Removes the unit of these very texts, or of this id. */
static int find_entry(mm_id *out, mm_request *r, mm_store *store, mm_error *err)
{
    mm_selection selection = { .what = 1u << MM_ROW_UNIT,
                               .project = r->captures[0] };
    mm_str       source = mm_arg(r, "source"), target = mm_arg(r, "target");
    mm_reader   *reader = NULL;
    mm_item      item;
    int          rc = mm_store_read(&reader, store, &selection, err);

    *out = 0;
    while (rc >= 0 && !*out &&
           (rc = mm_reader_next(reader, &item, err)) == MM_ROW) {
        bool has_source = false, has_target = false;

        for (size_t i = 0; i < item.unit->n_variants; i++) {
            mm_str text = item.unit->variants[i].text;

            has_source = has_source || mm_str_eq(text, source);
            has_target = has_target || mm_str_eq(text, target);
        }
        if (has_source && has_target)
            *out = item.row;
    }
    mm_reader_close(reader);
    if (rc >= 0 && !*out)
        return mm_fail(err, MM_ENOTFOUND, "no such entry");
    return rc < 0 ? rc : MM_OK;
}

int mm_t5_entry_delete(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json  *json = &request->reply.json;
    mm_ref    ref = { .kind = MM_ROW_UNIT };
    mm_store *store;
    mm_id     change;
    int       rc = mm_worker_store(&store, worker, err);

    if (rc < 0 || (rc = find_entry(&ref.id, request, store, err)) < 0 ||
        (rc = mm_remove(&change, store, &ref, mm_cstr(request->who), err)) < 0)
        return rc;
    mm_server_changed(request->server, store);
    mm_json_open(json, '{');
    put_ok(json);
    mm_json_close(json, '}');
    return MM_OK;
}
