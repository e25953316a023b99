/* Concordance, and checks of a translation. */
#include "server/api.h"

#include "malmoi/check.h"
#include "malmoi/concord.h"
#include "server/desk.h"
#include "server/jobs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- concordance ---- */

static void close_concord(void *handle)
{
    mm_concord_close(handle);
}

static int concord_of(mm_concord **out, mm_desk *desk, mm_error *err)
{
    int rc;

    if ((*out = mm_desk_find_tool(desk, "concord")))
        return MM_OK;
    rc = mm_concord_open(out, desk->stores, desk->n, err);
    if (rc == MM_OK)
        mm_desk_keep_tool(desk, "concord", *out, close_concord);
    return rc;
}

static void show_found(mm_json *json, const mm_found_in *hit)
{
    mm_str text = hit->variant->text;

    mm_json_open(json, '{');
    mm_json_put_int(json, "id", hit->row);
    mm_json_put_text(json, "memory", hit->memory);
    mm_json_put_said(json, "document", hit->unit->document);
    mm_json_put_text(json, "lang", hit->variant->lang);
    mm_json_put_text(json, "text", text);
    mm_json_put_list(json, "places"); /* in characters */
    for (size_t i = 0; i < hit->n_places; i++) {
        mm_json_open(json, '[');
        mm_json_int(json, (long long)mm_utf8_count(
                              mm_str_sub(text, 0, hit->places[i].start)));
        mm_json_int(json, (long long)mm_utf8_count(
                              mm_str_sub(text, 0, hit->places[i].end)));
        mm_json_close(json, ']');
    }
    mm_json_close(json, ']');
    if (hit->other) {
        mm_json_put_text(json, "other_lang", hit->other->lang);
        mm_json_put_text(json, "other", hit->other->text);
    }
    mm_json_close(json, '}');
}

int mm_api_concord(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json           *json = &request->reply.json;
    mm_concord_options o = { .lang = mm_arg(request, "lang"),
                             .other = mm_arg(request, "other"),
                             .regex = mm_arg_flag(request, "regex", false) };
    mm_selection       selection = { 0 };
    mm_concord        *concord;
    mm_desk           *desk;
    mm_found_in        hit;
    double             limit, above;
    size_t             n = 0;
    mm_id              last = 0;
    int                rc;

    if ((rc = mm_arg_number(&limit, request, "limit", 50, 1, 1000, err)) < 0 ||
        (rc = mm_arg_number(&above, request, "above", 0, 0, 9e15, err)) < 0 ||
        (rc = mm_arg_selection(&selection, request, err)) < 0)
        return rc;
    o.above = (mm_id)above;
    o.project = selection.project;
    o.client = selection.client;
    o.field = selection.field;
    o.document = selection.document;
    o.author = selection.author;
    o.status = selection.status;
    o.since = selection.since;
    if ((rc = mm_worker_steady(&desk, worker, err)) < 0 ||
        (rc = concord_of(&concord, desk, err)) < 0 ||
        (rc = mm_concord_start(concord, mm_arg(request, "q"), &o, err)) < 0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_list(json, "hits");
    while (n < (size_t)limit &&
           (rc = mm_concord_next(concord, &hit, err)) == MM_ROW) {
        show_found(json, &hit);
        last = hit.row;
        n++;
    }
    mm_json_close(json, ']');
    if (n == (size_t)limit)
        mm_json_put_int(json, "next", last);
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}

/* ---- checks ---- */

static void show_remark(mm_json *json, const mm_remark *m)
{
    mm_json_open(json, '{');
    mm_json_put_text(json, "rule", mm_cstr(m->rule->name));
    mm_json_put_text(json, "severity", mm_cstr(mm_severity_name(m->severity)));
    mm_json_put_int(json, "segment", m->line); /* from 1 */
    mm_json_put_text(json, "lang", m->lang);
    mm_json_put_text(json, "text", m->text);
    mm_json_put_int(json, "start", (long long)m->char_start);
    mm_json_put_int(json, "length", (long long)m->chars);
    mm_json_put_text(json, "why", m->why);
    if (m->has_fix) {
        mm_json_put_text(json, "fix", m->fix);
        mm_json_put_bool(json, "safe", m->safe);
    }
    mm_json_close(json, '}');
}

/* A member of every segment to a file, a line each. */
static int write_side(mm_buf *path, mm_request *r, const json_t *list,
                      const char *name, mm_error *err)
{
    mm_buf        text = { 0 };
    const json_t *value;
    size_t        i;
    int           rc = MM_OK;

    json_array_foreach(list, i, value)
    {
        mm_str line = mm_json_member(value, name);

        for (size_t c = 0; c < line.len; c++)
            rc |= mm_buf_putc(
                &text, (unsigned char)line.ptr[c] < 0x20 ? ' ' : line.ptr[c]);
        rc |= mm_buf_putc(&text, '\n');
    }
    rc = rc < 0 ? mm_fail_memory(err)
                : mm_jobs_write(path, r->server->jobs, mm_cstr(NULL),
                                mm_buf_str(&text), err);
    mm_buf_release(&text);
    return rc;
}

static int check_files(mm_request *r, mm_worker *worker, const char *a,
                       const char *b, mm_error *err)
{
    mm_json         *json = &r->reply.json;
    mm_check        *check = NULL;
    mm_buf           langs = { 0 };
    mm_remark        remark;
    mm_desk         *desk;
    mm_check_options o = { .tables = r->server->tables,
                           .builtin = mm_arg_flag(r, "builtin", false) };
    mm_str           source = mm_arg(r, "source"), target = mm_arg(r, "target");
    int              rc = mm_worker_steady(&desk, worker, err);

    if (rc == MM_OK &&
        mm_buf_printf(&langs, "%.*s,%.*s", (int)source.len,
                      source.ptr ? source.ptr : "", (int)target.len,
                      target.ptr ? target.ptr : "") < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK) {
        o.stores = mm_desk_stores(desk, &o.n_stores);
        o.langs = mm_buf_str(&langs);
        rc = mm_check_open(&check, a, b, &o, err);
    }
    mm_json_open(json, '{');
    mm_json_put_list(json, "findings");
    while (rc >= 0 && (rc = mm_check_next(check, &remark, err)) == MM_ROW)
        show_remark(json, &remark);
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    rc = mm_check_close(check, rc, err);
    mm_buf_release(&langs);
    return rc;
}

/* {"source", "target", "segments": [{"source", "target"}, ...]} */
int mm_api_check(mm_request *request, mm_worker *worker, mm_error *err)
{
    const json_t *list = json_object_get(request->json, "segments");
    mm_buf        a = { 0 }, b = { 0 };
    int           rc;

    if (!json_is_array(list) || json_array_size(list) == 0)
        return mm_fail(err, MM_EINVALID,
                       "'segments' is a list of objects with source and "
                       "target");
    if (mm_arg(request, "source").len == 0 ||
        mm_arg(request, "target").len == 0)
        return mm_fail(err, MM_EINVALID,
                       "'source' and 'target' are the languages");
    if ((rc = write_side(&a, request, list, "source", err)) == MM_OK &&
        (rc = write_side(&b, request, list, "target", err)) == MM_OK)
        rc = check_files(request, worker, a.ptr, b.ptr, err);
    if (a.ptr)
        unlink(a.ptr);
    if (b.ptr)
        unlink(b.ptr);
    mm_buf_release(&a);
    mm_buf_release(&b);
    return rc;
}
