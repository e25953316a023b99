/* One job: what it is to do, how far it is, what came of it. */
#ifndef MM_SERVER_JOBWORK_H
#define MM_SERVER_JOBWORK_H

#include "server/jobs.h"

typedef struct mm_job_state {
    size_t   units, concepts, skipped;
    uint64_t done, all; /* bytes; 0 unknown */
} mm_job_state;

typedef struct mm_job {
    long         number;
    mm_job_order order; /* strings in `mem` */
    mm_arena     mem;
    char        *path_a, *path_b;
    bool         started, ended, cancelled; /* under the lock of the jobs */
    mm_job_state state;
    int          rc;
    mm_error     fault;
    mm_json      result; /* members of the job's JSON; once it has ended */
} mm_job;

mm_job *mm_job_new(const mm_job_order *order, mm_error *err);
void    mm_job_free(mm_job *job); /* NULL is fine */
void    mm_job_put(mm_json *json, const mm_job *job);
/** Does it. `store` is NULL when nothing is to be kept. */
int mm_job_work(mm_jobs *jobs, mm_job *job, const mm_tables *tables,
                mm_store *store, mm_error *err);
/** Tells how far it is; false: it was called off. */
bool mm_job_step(mm_jobs *jobs, mm_job *job, const mm_job_state *state);

#endif
