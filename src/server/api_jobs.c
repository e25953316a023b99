/* Uploads, jobs over them, and files to take away. */
#include "server/api.h"
#include "server/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int mm_api_upload(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json *json = &request->reply.json;
    mm_str   name = mm_arg(request, "name");
    char     id[33];
    int      rc;

    (void)worker;
    if (name.len == 0 || request->body.len == 0)
        return mm_fail(err, MM_EINVALID,
                       name.len ? "an empty file"
                                : "'name' is the file's name, as a.en.docx");
    if ((rc = mm_upload_keep(id, request->server->jobs, name,
                             mm_buf_str(&request->body), err)) < 0)
        return rc;
    request->reply.status = 201;
    mm_json_open(json, '{');
    mm_json_put_text(json, "upload", mm_cstr(id));
    mm_json_put_int(json, "bytes", (long long)request->body.len);
    mm_json_close(json, '}');
    return MM_OK;
}

static int order(mm_request *r, const mm_job_order *what, mm_error *err)
{
    mm_json *json = &r->reply.json;
    mm_buf   location = { 0 };
    long     number;
    int      rc = mm_job_order_put(&number, r->server->jobs, what, err);

    if (rc == MM_EBUSY)
        r->reply.status = 503;
    if (rc < 0)
        return rc;
    r->reply.status = 202;
    if (mm_buf_printf(&location, "/api/v1/jobs/%ld", number) == MM_OK)
        r->reply.location = mm_arena_copy(&r->mem, mm_buf_str(&location));
    mm_buf_release(&location);
    mm_json_open(json, '{');
    mm_json_put_int(json, "job", number);
    mm_json_close(json, '}');
    return MM_OK;
}

static mm_job_order order_of(const mm_request *r, mm_job_kind kind)
{
    return (mm_job_order){ .kind = kind,
                           .lang_a = mm_arg(r, "lang_a"),
                           .lang_b = mm_arg(r, "lang_b"),
                           .format = mm_arg(r, "format"),
                           .project = mm_arg(r, "project"),
                           .client = mm_arg(r, "client"),
                           .field = mm_arg(r, "field"),
                           .who = mm_cstr(r->who),
                           .keep = true,
                           .force = mm_arg_flag(r, "force", false),
                           .again = mm_arg_flag(r, "again", false) };
}

int mm_api_align(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_job_order what = order_of(request, MM_JOB_ALIGN);

    (void)worker;
    what.a = mm_arg(request, "a");
    what.b = mm_arg(request, "b");
    what.keep = mm_arg_flag(request, "store", true);
    return order(request, &what, err);
}

int mm_api_import(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_job_order what = order_of(request, MM_JOB_IMPORT);

    (void)worker;
    what.a = mm_arg(request, "upload");
    return order(request, &what, err);
}

int mm_api_job(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_id number;
    int   rc = mm_arg_id(&number, request, 0, err);

    (void)worker;
    return rc < 0 ? rc
                  : mm_job_show(&request->reply.json, request->server->jobs,
                                (long)number, err);
}

int mm_api_cancel(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_id number;
    int   rc = mm_arg_id(&number, request, 0, err);

    (void)worker;
    if (rc < 0 ||
        (rc = mm_job_cancel(request->server->jobs, (long)number, err)) < 0)
        return rc;
    return mm_job_show(&request->reply.json, request->server->jobs,
                       (long)number, err);
}

/* ---- export ---- */

/* The first of a format's file name endings. */
static mm_str ending_of(const mm_format *format)
{
    mm_str endings = mm_cstr(format->extensions);

    return mm_str_cut(&endings, ' ');
}

static int reply_file(mm_request *r, const char *path, mm_str name,
                      mm_error *err)
{
    struct stat info;
    mm_buf      head = { 0 };
    int         fd = open(path, O_RDONLY | O_CLOEXEC);

    unlink(path);
    if (fd < 0 || fstat(fd, &info) < 0)
        return mm_fail(err, MM_EIO, "cannot read the export: %s",
                       strerror(errno));
    r->reply.file = fd;
    r->reply.file_size = (uint64_t)info.st_size;
    r->reply.type = "application/octet-stream";
    if (mm_buf_printf(&head, "attachment; filename=\"%.*s\"", (int)name.len,
                      name.ptr) < 0)
        return mm_fail_memory(err);
    r->reply.name = mm_arena_copy(&r->mem, mm_buf_str(&head));
    mm_buf_release(&head);
    return MM_OK;
}

/* Writes the rows of `o` to a file of our own and makes it the answer. */
int mm_reply_export(mm_request *r, mm_worker *worker,
                    const mm_transfer_options *o, mm_error *err)
{
    mm_store *store = NULL;
    mm_buf    path = { 0 }, name = { 0 };
    mm_step   step;
    int       rc;

    rc = mm_store_open(&store, r->server->set.dbs[0], MM_READ, err);
    (void)worker;
    if (rc == MM_OK)
        rc = mm_jobs_path(&path, r->server->jobs, mm_cstr(NULL), err);
    if (rc == MM_OK)
        rc = mm_export(&step, store, path.ptr, o, err);
    if (rc == MM_OK &&
        mm_buf_printf(&name, "malmoi.%.*s", (int)ending_of(o->format).len,
                      ending_of(o->format).ptr) < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK)
        rc = reply_file(r, path.ptr, mm_buf_str(&name), err);
    mm_store_close(store);
    mm_buf_release(&path);
    mm_buf_release(&name);
    return rc;
}

int mm_api_export(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_transfer_options o = { 0 };
    mm_str              name = mm_arg(request, "format");
    int                 rc;

    o.format = mm_format_find(name);
    if (!o.format || !(o.format->can & MM_FORMAT_WRITE))
        return mm_fail(err, MM_EINVALID,
                       "'format' names no format that is written: see "
                       "/api/v1/formats");
    o.file.langs = mm_arg(request, "langs");
    if ((rc = mm_arg_selection(&o.selection, request, err)) < 0)
        return rc;
    return mm_reply_export(request, worker, &o, err);
}
