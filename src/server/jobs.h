/* Long work: aligning two uploaded documents, importing a file. A job has a
 * number to ask after it by, tells how far it is, and can be called off. */
#ifndef MM_SERVER_JOBS_H
#define MM_SERVER_JOBS_H

#include "server/server.h"

typedef enum mm_job_kind { MM_JOB_ALIGN, MM_JOB_IMPORT } mm_job_kind;

/* What a job is to do; strings are copied. */
typedef struct mm_job_order {
    mm_job_kind kind;
    mm_str      a, b;           /* ids of uploads; b of an alignment alone */
    mm_str      lang_a, lang_b; /* may be empty */
    mm_str      format;         /* of an import; may be empty */
    mm_str      project, client, field, who;
    bool        keep; /* into the memory; an alignment may be only looked at */
    bool        force, again;
    bool        assign; /* of an import: `project` is every unit's */
} mm_job_order;

/* How far the last import into a project is. */
typedef struct mm_job_progress {
    bool   any, ended, failed;
    double done; /* 0..1 */
    size_t units;
    char   fault[240];
} mm_job_progress;

int  mm_jobs_open(mm_jobs **out, mm_server *server, mm_error *err);
void mm_jobs_stop(mm_jobs *jobs);  /* calls all off and waits; NULL is fine */
void mm_jobs_close(mm_jobs *jobs); /* removes uploads; NULL is fine */

/** Keeps `bytes` as a file called `name` until it is used or grows old; its
 * id goes into `out` (33 bytes). */
int mm_upload_keep(char *out, mm_jobs *jobs, mm_str name, mm_str bytes,
                   mm_error *err);
/** A fresh path in the server's own folder, to be removed by the caller. */
int mm_jobs_path(mm_buf *out, mm_jobs *jobs, mm_str name, mm_error *err);

/** Writes `bytes` to such a path, which goes into `path`: with a `name`, which
 * tells its format, it stands in a folder of its own. */
int mm_jobs_write(mm_buf *path, mm_jobs *jobs, mm_str name, mm_str bytes,
                  mm_error *err);

/** Takes our folder out of what `err` says: a file goes by its sender's name. */
void mm_jobs_plain(mm_error *err, const mm_jobs *jobs);

/** Puts a job in line; its number is `*number`. MM_ENOTFOUND: no such upload;
 * MM_EBUSY: too many are waiting. */
int mm_job_order_put(long *number, mm_jobs *jobs, const mm_job_order *order,
                     mm_error *err);
/** Shows job `number` as JSON. MM_ENOTFOUND. */
int mm_job_show(mm_json *json, mm_jobs *jobs, long number, mm_error *err);
/** The last import whose order names `project`, as far as it is remembered. */
void mm_job_last_import(mm_job_progress *out, mm_jobs *jobs, mm_str project);
int mm_job_cancel(mm_jobs *jobs, long number, mm_error *err);

#endif
