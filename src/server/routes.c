/* Every address, one row each: docs/openapi.json tells the same, and a test
 * holds the two against each other. */
#include "server/api.h"

#include <string.h>

#define READ MM_MAY_READ
#define WRITE MM_MAY_WRITE
#define REVIEW MM_MAY_REVIEW
#define API "/api/v1"

static const mm_route routes[] = {
    { "GET", API "/health", 0, MM_ROUTE_OPEN, MM_LANE_NONE, mm_api_health },
    { "GET", API "/openapi.json", 0, MM_ROUTE_OPEN, MM_LANE_NONE,
      mm_api_openapi },
    { "GET", API "/session", 0, MM_ROUTE_OPEN, MM_LANE_NONE, mm_api_session },
    { "POST", API "/session", 0, MM_ROUTE_OPEN, MM_LANE_NONE, mm_api_log_in },
    { "DELETE", API "/session", 0, MM_ROUTE_OPEN, MM_LANE_NONE,
      mm_api_log_out },
    { "GET", API "/formats", READ, 0, MM_LANE_NONE, mm_api_formats },
    { "GET", API "/stats", READ, 0, MM_LANE_READ, mm_api_stats },

    { "GET", API "/lookup", READ, 0, MM_LANE_READ, mm_api_lookup },
    { "GET", API "/match", READ, 0, MM_LANE_READ, mm_api_match },
    { "POST", API "/match", READ, 0, MM_LANE_READ, mm_api_matches },
    { "GET", API "/concord", READ, 0, MM_LANE_READ, mm_api_concord },
    { "POST", API "/annotate", READ, 0, MM_LANE_READ, mm_api_annotate },
    { "POST", API "/check", READ, 0, MM_LANE_LONG, mm_api_check },

    { "GET", API "/candidates", READ, 0, MM_LANE_READ, mm_api_candidates },
    { "POST", API "/concepts/{id}/decision", REVIEW, 0, MM_LANE_WRITE,
      mm_api_decide },
    { "GET", API "/concepts", READ, 0, MM_LANE_READ, mm_api_concepts },
    { "POST", API "/concepts", WRITE, 0, MM_LANE_WRITE, mm_api_add_concept },
    { "GET", API "/concepts/{id}", READ, 0, MM_LANE_READ, mm_api_concept },
    { "PATCH", API "/concepts/{id}", WRITE, 0, MM_LANE_WRITE,
      mm_api_edit_concept },
    { "DELETE", API "/concepts/{id}", WRITE, 0, MM_LANE_WRITE,
      mm_api_remove_concept },
    { "GET", API "/units", READ, 0, MM_LANE_READ, mm_api_units },
    { "POST", API "/units", WRITE, 0, MM_LANE_WRITE, mm_api_add_unit },
    { "GET", API "/units/{id}", READ, 0, MM_LANE_READ, mm_api_unit },
    { "PATCH", API "/units/{id}", WRITE, 0, MM_LANE_WRITE, mm_api_edit_unit },
    { "DELETE", API "/units/{id}", WRITE, 0, MM_LANE_WRITE,
      mm_api_remove_unit },
    { "GET", API "/documents", READ, 0, MM_LANE_READ, mm_api_documents },
    { "GET", API "/documents/{change}", READ, 0, MM_LANE_READ,
      mm_api_document },
    { "GET", API "/history", READ, 0, MM_LANE_READ, mm_api_history },
    { "POST", API "/undo", REVIEW, 0, MM_LANE_WRITE, mm_api_undo },

    { "POST", API "/uploads", WRITE, MM_ROUTE_UPLOAD, MM_LANE_LONG,
      mm_api_upload },
    { "POST", API "/align", WRITE, 0, MM_LANE_NONE, mm_api_align },
    { "POST", API "/import", WRITE, 0, MM_LANE_NONE, mm_api_import },
    { "GET", API "/jobs/{id}", READ, 0, MM_LANE_NONE, mm_api_job },
    { "DELETE", API "/jobs/{id}", WRITE, 0, MM_LANE_NONE, mm_api_cancel },
    { "GET", API "/export", READ, 0, MM_LANE_LONG, mm_api_export },

    { "GET", "/", READ, MM_ROUTE_PAGE | MM_ROUTE_OPEN, MM_LANE_READ,
      mm_page_home },
    { "GET", "/assets/{name}", 0, MM_ROUTE_OPEN, MM_LANE_NONE, mm_page_asset },

    { "GET", "/tmserver/languages", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_tmserver_languages },
    { "GET", "/tmserver/{source}/{target}/unit/{*}", READ, MM_ROUTE_FOREIGN,
      MM_LANE_READ, mm_tmserver_unit },
    { "PUT", "/tmserver/{source}/{target}/unit/{*}", WRITE, MM_ROUTE_FOREIGN,
      MM_LANE_WRITE, mm_tmserver_put },
    { "POST", "/tmserver/{source}/{target}/unit/{*}", WRITE, MM_ROUTE_FOREIGN,
      MM_LANE_WRITE, mm_tmserver_put },
    { "POST", "/tmserver/{source}/{target}/store/{*}", WRITE, MM_ROUTE_FOREIGN,
      MM_LANE_WRITE, mm_tmserver_put_store },
    { "PUT", "/tmserver/{source}/{target}/store/{*}", WRITE,
      MM_ROUTE_FOREIGN | MM_ROUTE_UPLOAD, MM_LANE_LONG, mm_tmserver_put_file },

    { "GET", "/translate", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_translate_get },
    { "POST", "/translate", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_translate_post },
    { "GET", "/listPairs", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_translate_pairs },
    { "GET", "/languages", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_translate_languages },

    { "GET", "/t5memory", READ, MM_ROUTE_FOREIGN, MM_LANE_READ, mm_t5_list },
    { "POST", "/t5memory", WRITE, MM_ROUTE_FOREIGN, MM_LANE_WRITE,
      mm_t5_create },
    { "GET", "/t5memory/{tm}/status", READ, MM_ROUTE_FOREIGN, MM_LANE_READ,
      mm_t5_status },
    { "GET", "/t5memory/{tm}", READ, MM_ROUTE_FOREIGN, MM_LANE_LONG,
      mm_t5_export },
    { "POST", "/t5memory/{tm}/fuzzysearch", READ, MM_ROUTE_FOREIGN,
      MM_LANE_READ, mm_t5_fuzzy },
    { "POST", "/t5memory/{tm}/concordancesearch", READ, MM_ROUTE_FOREIGN,
      MM_LANE_READ, mm_t5_concord },
    { "POST", "/t5memory/{tm}/import", WRITE,
      MM_ROUTE_FOREIGN | MM_ROUTE_UPLOAD, MM_LANE_LONG, mm_t5_import },
    { "POST", "/t5memory/{tm}/importtmx", WRITE,
      MM_ROUTE_FOREIGN | MM_ROUTE_UPLOAD, MM_LANE_LONG, mm_t5_import_file },
    { "POST", "/t5memory/{tm}/entry", WRITE, MM_ROUTE_FOREIGN, MM_LANE_WRITE,
      mm_t5_entry },
    { "POST", "/t5memory/{tm}/entrydelete", WRITE, MM_ROUTE_FOREIGN,
      MM_LANE_WRITE, mm_t5_entry_delete },
};

enum { N_ROUTES = sizeof routes / sizeof *routes };

const mm_route *mm_route_at(size_t i)
{
    return i < N_ROUTES ? &routes[i] : NULL;
}

/* Does `path` fit `pattern`? A {name} takes what stands up to the next slash,
 * and is not empty; {*} takes all that is left. Programs put a slash behind
 * the whole as they like. */
static bool fits(mm_str *captures, const mm_route *route, mm_str path)
{
    mm_str pattern = mm_cstr(route->path);
    size_t n = 0;

    while (pattern.len) {
        if (pattern.ptr[0] == '{') {
            mm_str name = mm_str_cut(&pattern, '}');

            if (mm_str_eq(name, MM_S("{*"))) {
                captures[n] = path;
                return true;
            }
            captures[n] = path;
            while (path.len && path.ptr[0] != '/')
                path = mm_str_sub(path, 1, path.len);
            captures[n].len = (size_t)(path.ptr - captures[n].ptr);
            if (captures[n++].len == 0)
                return false;
            continue;
        }
        if (!path.len || path.ptr[0] != pattern.ptr[0])
            return false;
        path = mm_str_sub(path, 1, path.len);
        pattern = mm_str_sub(pattern, 1, pattern.len);
    }
    return path.len == 0 ||
           (route->flags & MM_ROUTE_FOREIGN && mm_str_eq(path, MM_S("/")));
}

const mm_route *mm_route_find(mm_request *request, bool *known)
{
    mm_str captures[MM_CAPTURES];

    for (size_t i = 0; i < N_ROUTES; i++) {
        memset(captures, 0, sizeof captures);
        if (!fits(captures, &routes[i], request->path))
            continue;
        *known = true;
        if (strcmp(routes[i].method, request->method) != 0)
            continue;
        memcpy(request->captures, captures, sizeof captures);
        return &routes[i];
    }
    return NULL;
}
