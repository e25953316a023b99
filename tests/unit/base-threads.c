/* Tasks on several threads: each done once, failures told in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/threads.h"

#include <stdatomic.h>

enum { TASKS = 500 };

typedef struct count {
    atomic_int done[TASKS];
    size_t     bad; /* tasks from this one on fail */
} count;

static int run(void *context, size_t thread, size_t task, mm_error *err)
{
    count *c = context;

    if (thread >= MM_THREADS_MOST)
        return mm_fail(err, MM_EINVALID, "thread %zu", thread);
    c->done[task]++;
    return task >= c->bad ? mm_fail(err, MM_EIO, "task %zu", task) : MM_OK;
}

static void each_once(void **state)
{
    (void)state;
    assert_in_range(mm_threads_default(), 1, MM_THREADS_MOST);
    for (size_t threads = 1; threads < 40; threads += 6) {
        count c = { .bad = TASKS };

        assert_int_equal(mm_threads_run(threads, TASKS, run, &c, NULL), MM_OK);
        for (size_t i = 0; i < TASKS; i++)
            assert_int_equal(c.done[i], 1);
    }
    assert_int_equal(mm_threads_run(4, 0, run, NULL, NULL), MM_OK);
}

static void lowest_failure(void **state)
{
    (void)state;
    for (size_t threads = 1; threads < 6; threads++) {
        count    c = { .bad = 123 };
        mm_error err = { 0 };

        assert_int_equal(mm_threads_run(threads, TASKS, run, &c, &err), MM_EIO);
        assert_string_equal(err.text, "task 123");
        assert_int_equal(c.done[TASKS - 1], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_once),
                                        cmocka_unit_test(lowest_failure) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
