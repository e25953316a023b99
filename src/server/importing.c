/*
 * Files that other programs send in their own way:
 *
 *     POST {t5memory}/{name}/import      {"tmxData": TMX in base64}
 *     POST {t5memory}/{name}/importtmx   multipart/form-data, part "file"
 *     PUT  {tmserver}/{source}/{target}/store/{name}   the file as it is
 *
 * t5memory's client polls {name}/status until "tmxImportStatus" is no longer
 * "import", so its file becomes a job; tmserver's waits for the answer.
 */
#include "server/api.h"
#include "server/find.h"
#include "server/jobs.h"

#include <jansson.h>
#include <sodium.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- t5memory ---- */

/* The bytes in the JSON of `body`; `*out` is the caller's to release. */
static int take_base64(mm_buf *out, mm_str body, mm_error *err)
{
    json_t *json = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    mm_str  text = mm_json_member(json, "tmxData");
    char   *bytes = NULL;
    size_t  n = 0;
    int     rc = MM_OK;

    if (!json || text.len == 0)
        rc = mm_fail(err, MM_EINVALID, "'tmxData' is a TMX file in base64");
    else if (!(bytes = malloc(text.len)))
        rc = mm_fail_memory(err);
    else if (sodium_base642bin((unsigned char *)bytes, text.len, text.ptr,
                               text.len, " \r\n", &n, NULL,
                               sodium_base64_VARIANT_ORIGINAL) != 0)
        rc = mm_fail(err, MM_EINVALID, "'tmxData' is no base64");
    else
        rc = mm_buf_put(out, (mm_str){ bytes, n }) < 0 ? mm_fail_memory(err)
                                                       : MM_OK;
    free(bytes);
    json_decref(json);
    return rc;
}

/* What stands in the part called "file" of a form of several parts, whose
 * delimiter is its first line; empty when there is none. */
static mm_str part_of(mm_str body)
{
    static const mm_str end_of_line = { "\r\n", 2 };
    static const mm_str end_of_head = { "\r\n\r\n", 4 };
    size_t              line = mm_str_find(body, end_of_line, 0);
    mm_str              mark = mm_str_sub(body, 0, line);

    while (line != SIZE_MAX && mark.len > 2 && mm_str_starts(body, mark)) {
        size_t head = mm_str_find(body, end_of_head, 0);
        size_t next = mm_str_find(body, mark, mark.len);

        if (head == SIZE_MAX || next == SIZE_MAX || head + 4 > next - 2)
            break;
        if (mm_str_find(mm_str_sub(body, 0, head), MM_S("name=\"file\""), 0) !=
            SIZE_MAX)
            return mm_str_sub(body, head + 4, next - 2 - (head + 4));
        body = mm_str_sub(body, next, body.len);
    }
    return mm_cstr(NULL);
}

static int order_import(mm_request *r, mm_str bytes, mm_error *err)
{
    mm_job_order what = { .kind = MM_JOB_IMPORT,
                          .format = MM_S("tmx"),
                          .project = r->captures[0],
                          .who = mm_cstr(r->who),
                          .keep = true,
                          .again = true,
                          .assign = true };
    mm_json     *json = &r->reply.json;
    char         id[33];
    long         number;
    int          rc;

    if ((rc = mm_upload_keep(id, r->server->jobs, MM_S("import.tmx"), bytes,
                             err)) < 0)
        return rc;
    what.a = mm_cstr(id);
    rc = mm_job_order_put(&number, r->server->jobs, &what, err);
    if (rc == MM_EBUSY)
        r->reply.status = 503;
    if (rc < 0)
        return rc;
    r->reply.status = 201;
    mm_json_open(json, '{');
    mm_json_put_int(json, "ReturnValue", 0);
    mm_json_put_text(json, "ErrorMsg", mm_cstr(NULL));
    mm_json_close(json, '}');
    return MM_OK;
}

int mm_t5_import(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_buf bytes = { 0 };
    int    rc = take_base64(&bytes, mm_buf_str(&request->body), err);

    (void)worker;
    if (rc == MM_OK)
        rc = order_import(request, mm_buf_str(&bytes), err);
    mm_buf_release(&bytes);
    return rc;
}

int mm_t5_import_file(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_str file = part_of(mm_buf_str(&request->body));

    (void)worker;
    if (file.len == 0)
        return mm_fail(err, MM_EINVALID,
                       "the TMX is the part 'file' of a multipart/form-data");
    return order_import(request, file, err);
}

/* ---- tmserver ---- */

static int import_file(mm_step *step, mm_store *store, const char *path,
                       const mm_transfer_options *options, mm_error *err)
{
    mm_importing *in = NULL;
    int           rc = mm_import_open(&in, store, path, options, err);

    while (rc >= 0 && (rc = mm_import_next(in, step, err)) == MM_ROW)
        ;
    return mm_import_close(in, rc, err);
}

static void remove_file(mm_buf *path)
{
    unlink(path->ptr);
    *strrchr(path->ptr, '/') = '\0';
    rmdir(path->ptr);
}

int mm_tmserver_put_file(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_transfer_options o = { .what = request->captures[2],
                              .who = mm_cstr(request->who) };
    mm_buf              path = { 0 }, langs = { 0 };
    mm_step             step = { 0 };
    mm_store           *store;
    char                a[24], b[24];
    int                 rc = mm_worker_store(&store, worker, err);

    mm_find_tag(a, request->captures[0]);
    mm_find_tag(b, request->captures[1]);
    if (rc == MM_OK && mm_buf_printf(&langs, "%s,%s", a, b) < 0)
        rc = mm_fail_memory(err);
    o.file.langs = mm_buf_str(&langs);
    if (rc == MM_OK)
        rc = mm_jobs_write(&path, request->server->jobs, request->captures[2],
                           mm_buf_str(&request->body), err);
    if (rc == MM_OK) {
        if ((rc = import_file(&step, store, path.ptr, &o, err)) < 0)
            mm_jobs_plain(err, request->server->jobs);
        remove_file(&path);
        mm_server_changed(request->server, store);
    }
    request->reply.type = rc == MM_OK ? "text/plain; charset=utf-8" : NULL;
    if (rc == MM_OK &&
        mm_buf_printf(&request->reply.json.buf, "added %zu units from %.*s",
                      step.units, (int)request->captures[2].len,
                      request->captures[2].ptr) < 0)
        rc = mm_fail_memory(err);
    mm_buf_release(&path);
    mm_buf_release(&langs);
    return rc;
}
