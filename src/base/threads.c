#include "base/threads.h"

#include <pthread.h>
#include <unistd.h>

typedef struct crew {
    pthread_mutex_t lock;
    size_t          next, tasks; /* under the lock, as what follows */
    size_t          failed;      /* lowest task that failed; tasks: none */
    int             rc;
    mm_error        error;
    mm_task        *run;
    void           *context;
} crew;

typedef struct hand {
    crew     *crew;
    size_t    number;
    pthread_t thread;
} hand;

size_t mm_threads_default(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MM_THREADS_MOST ? MM_THREADS_MOST : (size_t)n;
}

/* The next task; false when there is none, or one failed. */
static bool take(size_t *task, crew *c)
{
    bool is;

    pthread_mutex_lock(&c->lock);
    is = c->next < c->tasks && c->failed == c->tasks;
    if (is)
        *task = c->next++;
    pthread_mutex_unlock(&c->lock);
    return is;
}

static void note_failure(crew *c, size_t task, int rc, const mm_error *error)
{
    pthread_mutex_lock(&c->lock);
    if (task < c->failed) {
        c->failed = task;
        c->rc = rc;
        c->error = *error;
    }
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *argument)
{
    hand  *h = argument;
    size_t task;

    while (take(&task, h->crew)) {
        mm_error error = { 0 };
        int      rc = h->crew->run(h->crew->context, h->number, task, &error);

        if (rc < 0)
            note_failure(h->crew, task, rc, &error);
    }
    return NULL;
}

int mm_threads_run(size_t threads, size_t tasks, mm_task *run, void *context,
                   mm_error *err)
{
    crew c = {
        .tasks = tasks, .failed = tasks, .run = run, .context = context
    };
    hand   hands[MM_THREADS_MOST] = { { .crew = &c } };
    size_t n = 1;

    if (pthread_mutex_init(&c.lock, NULL) != 0)
        return mm_fail_memory(err);
    while (n < threads && n < tasks && n < MM_THREADS_MOST) {
        hands[n] = (hand){ .crew = &c, .number = n };
        if (pthread_create(&hands[n].thread, NULL, work, &hands[n]) != 0)
            break;
        n++;
    }
    work(&hands[0]);
    while (n-- > 1)
        pthread_join(hands[n].thread, NULL);
    pthread_mutex_destroy(&c.lock);
    if (c.rc < 0 && err)
        *err = c.error;
    return c.rc;
}
