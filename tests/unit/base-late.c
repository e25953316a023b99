/* Libraries that are opened at need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/late.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>

typedef struct calls {
    MM_LATE_POINTER(labs)
    MM_LATE_POINTER(sqrt)
} calls;

static const char libm[] = "libm.so.6"; /* of GNU and Linux */

static void test_linked(void **unused)
{
    static const mm_late_call list[] = { MM_LATE_LINKED(calls, labs)
                                             MM_LATE_LINKED(calls, sqrt){ 0 } };
    calls                     c = { 0 };

    (void)unused;
    assert_int_equal(mm_late_load(&c, list, NULL, NULL), MM_OK);
    assert_int_equal(c.labs(-7), 7);
    assert_true(c.sqrt(9) == 3);
}

static void test_found(void **unused)
{
    static const mm_late_call list[] = { MM_LATE_FOUND(calls, sqrt){ 0 } };
    calls                     c = { 0 };
    mm_error                  err = { 0 };

    (void)unused;
    if (!dlopen(libm, RTLD_LAZY)) {
        print_message("SKIPPED: no %s here\n", libm);
        skip();
    }
    assert_int_equal(mm_late_load(&c, list, libm, &err), MM_OK);
    assert_null(c.labs); /* not asked for */
    assert_true(c.sqrt(16) == 4);
}

static void test_missing(void **unused)
{
    static const mm_late_call none[] = { { "mm_no_such_call", 0, NULL },
                                         { 0 } };
    calls                     c = { 0 };
    mm_error                  err = { 0 };

    (void)unused;
    assert_int_equal(mm_late_load(&c, none, "libmm-none.so.9", &err), MM_EIO);
    assert_string_equal(err.text, "library 'libmm-none.so.9' is needed for "
                                  "this and is not installed");
    if (!dlopen(libm, RTLD_LAZY))
        skip();
    assert_int_equal(mm_late_load(&c, none, libm, &err), MM_EIO);
    assert_string_equal(err.text, "library 'libm.so.6' lacks "
                                  "'mm_no_such_call'");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_linked),
                                        cmocka_unit_test(test_found),
                                        cmocka_unit_test(test_missing) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
