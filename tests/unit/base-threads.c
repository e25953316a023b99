/* Tasks on several threads: each done once, failures told in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/threads.h"
#include "base/user.h"

#include <pwd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static int ask_user(void *context, size_t thread, size_t task, mm_error *err)
{
    char   room[MM_USER_ROOM];
    mm_str name = mm_user_name(room);

    (void)thread;
    return name.ptr == room && mm_str_eq(name, mm_cstr(context))
               ? MM_OK
               : mm_fail(err, MM_EIO, "task %zu: '%s'", task, room);
}

/* Each caller is told in its own room: nothing is shared. */
static void user_of_each(void **state)
{
    const struct passwd *user = getpwuid(getuid());
    char                *expected = strdup(user ? user->pw_name : "");
    mm_error             err = { 0 };

    (void)state;
    unsetenv("LOGNAME");
    if (mm_threads_run(8, TASKS, ask_user, expected, &err) < 0)
        fail_msg("%s", err.text);
    setenv("LOGNAME", "kim", 1);
    assert_int_equal(mm_threads_run(8, TASKS, ask_user, "kim", &err), MM_OK);
    free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_once),
                                        cmocka_unit_test(lowest_failure),
                                        cmocka_unit_test(user_of_each) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
