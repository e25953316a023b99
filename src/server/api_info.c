/* What the server is, who asks, and what there is. */
#include "server/api.h"

#include "server/auth.h"

#include <string.h>

int mm_api_health(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;

    (void)worker;
    (void)err;
    mm_json_open(json, '{');
    mm_json_put_text(json, "status", MM_S("ok"));
    mm_json_put_text(json, "version", MM_S(MALMOI_VERSION));
    mm_json_put_int(
        json, "uptime",
        (long long)((mm_now_ms() - request->server->started) / 1000));
    mm_json_close(json, '}');
    return MM_OK;
}

static void put_stats(mm_json *json, const mm_store_stats *s)
{
    const struct {
        const char *name;
        int64_t     value;
    } rows[] = { { "units", s->units },         { "variants", s->variants },
                 { "documents", s->documents }, { "concepts", s->concepts },
                 { "terms", s->terms },         { "proposed", s->proposed },
                 { "approved", s->approved },   { "rejected", s->rejected },
                 { "evidence", s->proofs },     { "changes", s->changes },
                 { "bytes", s->bytes } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        mm_json_put_int(json, rows[i].name, rows[i].value);
}

int mm_api_stats(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json         *json = &request->reply.json;
    size_t           n;
    mm_store *const *stores = mm_desk_stores(worker->desk, &n);

    mm_json_open(json, '{');
    mm_json_put_list(json, "memories");
    for (size_t i = 0; i < n; i++) {
        mm_store_stats counted = { 0 };
        int            rc;

        if (stores[i] && (rc = mm_store_count(&counted, stores[i], err)) < 0)
            return rc;
        mm_json_open(json, '{');
        mm_json_put_text(json, "memory", mm_cstr(request->server->set.dbs[i]));
        mm_json_put_bool(json, "written",
                         i == 0 && !request->server->set.read_only);
        put_stats(json, &counted);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_api_formats(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json         *json = &request->reply.json;
    const mm_format *format;

    (void)worker;
    (void)err;
    mm_json_open(json, '{');
    mm_json_put_list(json, "formats");
    for (size_t i = 0; (format = mm_format_at(i)); i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "name", mm_cstr(format->name));
        mm_json_put_text(json, "title", mm_cstr(format->title));
        mm_json_put_text(json, "extensions", mm_cstr(format->extensions));
        mm_json_put_bool(json, "read", format->can & MM_FORMAT_READ);
        mm_json_put_bool(json, "write", format->can & MM_FORMAT_WRITE);
        mm_json_put_bool(json, "units", format->can & MM_FORMAT_UNITS);
        mm_json_put_bool(json, "concepts", format->can & MM_FORMAT_CONCEPTS);
        mm_json_put_bool(json, "document", format->can & MM_FORMAT_DOCUMENT);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return MM_OK;
}

extern const char mm_openapi_json[];

int mm_api_openapi(mm_request *request, mm_worker *worker, mm_error *err)
{
    (void)worker;
    (void)err;
    request->reply.still = mm_cstr(mm_openapi_json);
    return MM_OK;
}

/* ---- sessions ---- */

static void put_session(mm_request *r, mm_str token, unsigned rights)
{
    mm_json *json = &r->reply.json;
    bool     needed = mm_auth_needed(r->server);
    char     csrf[65];

    mm_auth_csrf(csrf, r->server, needed ? token : mm_cstr(NULL));
    mm_json_open(json, '{');
    mm_json_put_bool(json, "token_needed", needed);
    mm_json_put_text(json, "user", mm_cstr(r->who));
    mm_json_put_list(json, "rights");
    if (rights & MM_MAY_READ)
        mm_json_text(json, MM_S("read"));
    if (rights & MM_MAY_WRITE)
        mm_json_text(json, MM_S("write"));
    if (rights & MM_MAY_REVIEW)
        mm_json_text(json, MM_S("review"));
    mm_json_close(json, ']');
    mm_json_put_text(json, "csrf", mm_cstr(csrf));
    mm_json_close(json, '}');
}

int mm_api_session(mm_request *request, mm_worker *worker, mm_error *err)
{
    (void)worker;
    (void)err;
    put_session(request, request->token, request->rights);
    return MM_OK;
}

/* The cookie is a session's: gone with the browser, out of scripts' reach,
 * never sent for a page elsewhere. */
int mm_api_log_in(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_str   token = mm_json_member(request->json, "token");
    unsigned rights = mm_auth_rights(request->who, request->server, token);
    mm_buf   cookie = { 0 };

    (void)worker;
    if (!rights) {
        request->reply.status = 401;
        return mm_fail(err, MM_EINVALID, "no such token");
    }
    if (mm_buf_printf(&cookie, "malmoi=%.*s; Path=/; HttpOnly; SameSite=Strict",
                      (int)token.len, token.ptr) < 0)
        return mm_fail_memory(err);
    request->reply.cookie = mm_arena_copy(&request->mem, mm_buf_str(&cookie));
    mm_buf_release(&cookie);
    put_session(request, token, rights);
    return MM_OK;
}

int mm_api_log_out(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;

    (void)worker;
    (void)err;
    request->reply.cookie =
        MM_S("malmoi=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    mm_json_open(json, '{');
    mm_json_close(json, '}');
    return MM_OK;
}
