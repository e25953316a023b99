/* Independent tasks on several threads. */
#ifndef MM_BASE_THREADS_H
#define MM_BASE_THREADS_H

#include "malmoi/base.h"

enum { MM_THREADS_MOST = 16 };

/** Does task number `task` on thread number `thread` (0 is the caller's). */
typedef int mm_task(void *context, size_t thread, size_t task, mm_error *err);

/** Processors of this machine, 1..MM_THREADS_MOST. */
size_t mm_threads_default(void);
/**
 * Does tasks 0..`tasks` - 1 on at most `threads` threads; each takes the next
 * that none has taken. After a failure no task is begun any more; of several
 * failures that of the lowest task is given back. Where no thread can be made
 * the caller does all.
 */
int mm_threads_run(size_t threads, size_t tasks, mm_task *run, void *context,
                   mm_error *err);

#endif
