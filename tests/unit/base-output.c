/* Files that appear whole or not at all: whom they are open to, and what is
 * left when their writer was killed. */
#include "files/store/helpers.h"

#include "base/file.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static void write_to(const char *path, const char *like)
{
    mm_output *out = NULL;
    mm_error   err = { 0 };

    CHECK(mm_output_open(&out, path, &err));
    if (like)
        mm_output_like(out, like);
    CHECK(mm_output_put(out, MM_S("whole\n"), &err));
    CHECK(mm_output_close(out, MM_OK, &err));
}

static unsigned mode_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

static void open_to_whom_it_was(void **state)
{
    char   path[300], like[320];
    mode_t before = umask(027);

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("out.txt"));
    snprintf(like, sizeof like, "%s.like", path);
    write_to(path, NULL);
    assert_int_equal(mode_of(path), 0640); /* as this process makes files */
    assert_int_equal(chmod(path, 0604), 0);
    write_to(path, NULL);
    assert_int_equal(mode_of(path), 0604);
    write_to(like, NULL);
    assert_int_equal(chmod(like, 0600), 0);
    write_to(path, like);
    assert_int_equal(mode_of(path), 0600);
    umask(before);
}

/* Makes the file `path` and `end`, of `seconds` ago. */
static void leave(const char *path, const char *end, int seconds)
{
    char           name[400];
    struct utimbuf times = { time(NULL) - seconds, time(NULL) - seconds };

    snprintf(name, sizeof name, "%s%s", path, end);
    put_bytes(name, MM_S("half"));
    assert_int_equal(utime(name, &times), 0);
}

static bool is_there(const char *path, const char *end)
{
    char name[400];

    snprintf(name, sizeof name, "%s%s", path, end);
    return access(name, F_OK) == 0;
}

static void leavings_are_swept(void **state)
{
    char path[300];

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("swept.db.terms"));
    leave(path, "", 5000);
    leave(path, ".new-a1b2c3", 5000);
    leave(path, ".new-z9y8x7", 10); /* may still be written */
    leave(path, ".new-longer1", 5000);
    leave(path, ".backup", 5000);
    leave(path, "-tail.new-a1b2c3", 5000);
    mm_output_sweep(path);
    assert_false(is_there(path, ".new-a1b2c3"));
    assert_true(is_there(path, ""));
    assert_true(is_there(path, ".new-z9y8x7"));
    assert_true(is_there(path, ".new-longer1"));
    assert_true(is_there(path, ".backup"));
    assert_true(is_there(path, "-tail.new-a1b2c3"));
}

static void nothing_is_left_of_a_failure(void **state)
{
    char       path[300];
    mm_output *out = NULL;
    mm_error   err = { 0 };

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("failed.txt"));
    CHECK(mm_output_open(&out, path, &err));
    CHECK(mm_output_put(out, MM_S("half"), &err));
    assert_int_equal(mm_output_close(out, MM_EFORMAT, &err), MM_EFORMAT);
    assert_false(is_there(path, ""));
    snprintf(path, sizeof path, "%s", fresh("no/such/folder/x"));
    assert_int_equal(mm_output_open(&out, path, &err), MM_EIO);
    mm_output_sweep(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_to_whom_it_was),
        cmocka_unit_test(leavings_are_swept),
        cmocka_unit_test(nothing_is_left_of_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
