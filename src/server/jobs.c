/* Jobs in line, one worker, uploads in a folder of our own. */
#include "server/jobs.h"

#include "server/jobwork.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    JOBS = 64,          /* remembered */
    UPLOADS = 64,       /* kept at a time */
    UPLOAD_MS = 3600000 /* an upload that nobody uses goes after an hour */
};

typedef struct upload {
    char     id[33];
    char    *path;
    uint64_t at; /* ms */
} upload;

struct mm_jobs {
    mm_server      *server;
    char           *folder;
    pthread_mutex_t lock;
    pthread_cond_t  filled;
    pthread_t       thread;
    bool            running, stop;
    mm_job         *items[JOBS]; /* by number % JOBS */
    long            last, next;  /* given last; to be worked on next */
    upload          uploads[UPLOADS];
};

static void *work(void *data);

int mm_jobs_open(mm_jobs **out, mm_server *server, mm_error *err)
{
    const char *base = getenv("TMPDIR");
    mm_jobs    *jobs = calloc(1, sizeof *jobs);
    mm_buf      folder = { 0 };

    *out = NULL;
    if (!jobs || mm_buf_printf(&folder, "%s/malmoi-XXXXXX",
                               base && *base ? base : "/tmp") < 0) {
        free(jobs);
        return mm_fail_memory(err);
    }
    jobs->server = server;
    jobs->folder = folder.ptr;
    jobs->next = 1;
    if (!mkdtemp(jobs->folder)) {
        int rc =
            mm_fail(err, MM_EIO, "'%.150s': %s", jobs->folder, strerror(errno));

        free(jobs->folder);
        free(jobs);
        return rc;
    }
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->filled, NULL);
    *out = jobs;
    if (pthread_create(&jobs->thread, NULL, work, jobs) != 0)
        return mm_fail(err, MM_EIO, "cannot start a thread");
    jobs->running = true;
    return MM_OK;
}

void mm_jobs_stop(mm_jobs *jobs)
{
    if (!jobs || !jobs->running)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stop = true;
    for (int i = 0; i < JOBS; i++)
        if (jobs->items[i])
            jobs->items[i]->cancelled = true;
    pthread_cond_broadcast(&jobs->filled);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    jobs->running = false;
}

static void drop_upload(upload *u)
{
    if (u->path) {
        char *slash = strrchr(u->path, '/');

        unlink(u->path);
        *slash = '\0';
        rmdir(u->path);
    }
    free(u->path);
    *u = (upload){ 0 };
}

void mm_jobs_close(mm_jobs *jobs)
{
    if (!jobs)
        return;
    mm_jobs_stop(jobs);
    for (int i = 0; i < UPLOADS; i++)
        drop_upload(&jobs->uploads[i]);
    for (int i = 0; i < JOBS; i++)
        mm_job_free(jobs->items[i]);
    rmdir(jobs->folder);
    pthread_mutex_destroy(&jobs->lock);
    pthread_cond_destroy(&jobs->filled);
    free(jobs->folder);
    free(jobs);
}

/* ---- uploads ---- */

/* The last part of a name, without what a file system or a terminal could
 * take amiss; its ending is kept, which tells format and language. */
static void plain_name(mm_buf *out, mm_str name)
{
    size_t slash;

    while ((slash = mm_str_find(name, MM_S("/"), 0)) != SIZE_MAX ||
           (slash = mm_str_find(name, MM_S("\\"), 0)) != SIZE_MAX)
        name = mm_str_sub(name, slash + 1, name.len);
    while (name.len && name.ptr[0] == '.')
        name = mm_str_sub(name, 1, name.len);
    if (name.len > 120)
        name = mm_str_sub(name, name.len - 120, 120);
    while (name.len && ((unsigned char)name.ptr[0] & 0xC0) == 0x80)
        name = mm_str_sub(name, 1, name.len); /* not amid a character */
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];

        mm_buf_putc(out, c < 0x20 || c == 0x7F ? '_' : (char)c);
    }
    if (out->len == 0)
        mm_buf_put(out, MM_S("file.txt"));
}

static int write_whole(const char *path, mm_str bytes, mm_error *err)
{
    int  fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    bool good = fd >= 0;

    while (good && bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        good = n > 0;
        bytes = mm_str_sub(bytes, good ? (size_t)n : 0, bytes.len);
    }
    if (fd >= 0)
        good = close(fd) == 0 && good;
    return good ? MM_OK
                : mm_fail(err, MM_EIO, "cannot keep the file: %s",
                          strerror(errno));
}

/* A free place, or that of the oldest. Under the lock. */
static upload *place_for(mm_jobs *jobs)
{
    upload  *best = &jobs->uploads[0];
    uint64_t now = mm_now_ms();

    for (int i = 0; i < UPLOADS; i++) {
        upload *u = &jobs->uploads[i];

        if (u->path && now - u->at > UPLOAD_MS)
            drop_upload(u);
        if (!u->path)
            return u;
        if (u->at < best->at)
            best = u;
    }
    drop_upload(best);
    return best;
}

int mm_jobs_path(mm_buf *out, mm_jobs *jobs, mm_str name, mm_error *err)
{
    char id[33];

    mm_random_hex(id, 16);
    if (mm_buf_printf(out, "%s/%s", jobs->folder, id) < 0)
        return mm_fail_memory(err);
    if (name.len == 0)
        return MM_OK;
    if (mkdir(out->ptr, 0700) != 0)
        return mm_fail(err, MM_EIO, "'%.150s': %s", out->ptr, strerror(errno));
    if (mm_buf_putc(out, '/') < 0)
        return mm_fail_memory(err);
    plain_name(out, name);
    return MM_OK;
}

int mm_jobs_write(mm_buf *path, mm_jobs *jobs, mm_str name, mm_str bytes,
                  mm_error *err)
{
    int rc = mm_jobs_path(path, jobs, name, err);

    return rc < 0 ? rc : write_whole(path->ptr, bytes, err);
}

int mm_upload_keep(char *out, mm_jobs *jobs, mm_str name, mm_str bytes,
                   mm_error *err)
{
    mm_buf path = { 0 }, plain = { 0 };
    int    rc;

    plain_name(&plain, name);
    rc = mm_jobs_path(&path, jobs, mm_buf_str(&plain), err);
    mm_buf_release(&plain);
    if (rc == MM_OK)
        rc = write_whole(path.ptr, bytes, err);
    if (rc == MM_OK) {
        upload *u;

        mm_random_hex(out, 16);
        pthread_mutex_lock(&jobs->lock);
        u = place_for(jobs);
        memcpy(u->id, out, sizeof u->id);
        u->path = path.ptr;
        u->at = mm_now_ms();
        pthread_mutex_unlock(&jobs->lock);
        return MM_OK;
    }
    mm_buf_release(&path);
    return rc;
}

void mm_jobs_plain(mm_error *err, const mm_jobs *jobs)
{
    size_t n = strlen(jobs->folder) + 34; /* its name, and two slashes */
    char  *at = err ? strstr(err->text, jobs->folder) : NULL;

    if (at && strlen(at) > n && at[n - 1] == '/')
        memmove(at, at + n, strlen(at + n) + 1);
}

/* Path of an upload, a copy. Under the lock. */
static char *path_of(mm_jobs *jobs, mm_str id)
{
    for (int i = 0; id.len && i < UPLOADS; i++)
        if (jobs->uploads[i].path &&
            mm_str_eq(id, mm_cstr(jobs->uploads[i].id))) {
            jobs->uploads[i].at = mm_now_ms();
            return strdup(jobs->uploads[i].path);
        }
    return NULL;
}

/* ---- jobs ---- */

int mm_job_order_put(long *number, mm_jobs *jobs, const mm_job_order *order,
                     mm_error *err)
{
    mm_job *job = mm_job_new(order, err);
    int     rc = job ? MM_OK : MM_ENOMEM;

    if (!job)
        return rc;
    pthread_mutex_lock(&jobs->lock);
    job->path_a = path_of(jobs, order->a);
    job->path_b = path_of(jobs, order->b);
    if (!job->path_a || (order->kind == MM_JOB_ALIGN && !job->path_b))
        rc = mm_fail(err, MM_ENOTFOUND,
                     "no upload of that id: send the file "
                     "to /api/v1/uploads first");
    else if (jobs->stop || jobs->last - jobs->next + 1 >= JOBS / 2)
        rc = mm_fail(err, MM_EBUSY, "too many jobs are waiting");
    if (rc == MM_OK) {
        *number = job->number = ++jobs->last;
        mm_job_free(jobs->items[*number % JOBS]);
        jobs->items[*number % JOBS] = job;
        pthread_cond_signal(&jobs->filled);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (rc < 0)
        mm_job_free(job);
    return rc;
}

/* The one under `number`. Under the lock. */
static mm_job *find(mm_jobs *jobs, long number)
{
    mm_job *job = number > 0 ? jobs->items[number % JOBS] : NULL;

    return job && job->number == number ? job : NULL;
}

int mm_job_show(mm_json *json, mm_jobs *jobs, long number, mm_error *err)
{
    mm_job *job;

    pthread_mutex_lock(&jobs->lock);
    if ((job = find(jobs, number)))
        mm_job_put(json, job);
    pthread_mutex_unlock(&jobs->lock);
    return job ? MM_OK : mm_fail(err, MM_ENOTFOUND, "no job %ld", number);
}

void mm_job_last_import(mm_job_progress *out, mm_jobs *jobs, mm_str project)
{
    *out = (mm_job_progress){ 0 };
    pthread_mutex_lock(&jobs->lock);
    for (long n = jobs->last; n > 0 && n > jobs->last - JOBS && !out->any;
         n--) {
        const mm_job *job = find(jobs, n);

        if (!job || job->order.kind != MM_JOB_IMPORT ||
            !mm_str_eq(job->order.project, project))
            continue;
        *out = (mm_job_progress){
            .any = true,
            .ended = job->ended,
            .failed = job->ended && job->rc < 0,
            .done = job->state.all
                        ? (double)job->state.done / (double)job->state.all
                        : 0,
            .units = job->ended && job->rc < 0 ? 0 : job->state.units,
        };
        memcpy(out->fault, job->fault.text, sizeof out->fault);
    }
    pthread_mutex_unlock(&jobs->lock);
}

int mm_job_cancel(mm_jobs *jobs, long number, mm_error *err)
{
    mm_job *job;

    pthread_mutex_lock(&jobs->lock);
    if ((job = find(jobs, number)))
        job->cancelled = true;
    pthread_mutex_unlock(&jobs->lock);
    return job ? MM_OK : mm_fail(err, MM_ENOTFOUND, "no job %ld", number);
}

bool mm_job_step(mm_jobs *jobs, mm_job *job, const mm_job_state *state)
{
    bool goes_on;

    pthread_mutex_lock(&jobs->lock);
    job->state = *state;
    goes_on = !job->cancelled;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

static void end(mm_jobs *jobs, mm_job *job, int rc, const mm_error *err)
{
    pthread_mutex_lock(&jobs->lock);
    job->ended = true;
    job->rc = rc;
    job->fault = *err;
    mm_jobs_plain(&job->fault, jobs);
    pthread_mutex_unlock(&jobs->lock);
}

static void *work(void *data)
{
    mm_jobs  *jobs = data;
    mm_store *store = NULL;

    for (;;) {
        mm_error err = { 0 };
        mm_job  *job;
        int      rc = MM_OK;

        pthread_mutex_lock(&jobs->lock);
        while (jobs->next > jobs->last && !jobs->stop)
            pthread_cond_wait(&jobs->filled, &jobs->lock);
        job = jobs->next <= jobs->last ? find(jobs, jobs->next++) : NULL;
        if (job)
            job->started = true;
        pthread_mutex_unlock(&jobs->lock);
        if (!job)
            break;
        if (job->order.keep && !store)
            rc =
                mm_store_open(&store, jobs->server->set.dbs[0], MM_WRITE, &err);
        if (rc == MM_OK)
            rc = mm_job_work(jobs, job, jobs->server->tables,
                             job->order.keep ? store : NULL, &err);
        if (store)
            mm_server_changed(jobs->server, store);
        end(jobs, job, rc, &err);
    }
    mm_store_close(store);
    return NULL;
}
