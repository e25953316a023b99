/* Memory that runs out: allocation 1 fails, then 2, and so on until a reader
 * and a writer come through; each time they say so in words, and nothing
 * crashes or leaves half a file. */
#define _GNU_SOURCE
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

/* Allocations that still succeed; negative: all do. */
static long left = -1;

static bool fails(void)
{
    if (left < 0)
        return false;
    if (left == 0)
        return true;
    left--;
    return false;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

enum { MOST = 20000 };

/* Copies `in` to `out`, both of format `f`. */
static int copy(const mm_format *f, const char *in, const char *out,
                mm_error *err)
{
    mm_format_options o = { .langs = MM_S("en,ko") };
    mm_report         report = { 0 };
    mm_reader        *r = NULL;
    mm_writer        *w = NULL;
    int               rc = mm_format_read(&r, f, in, &o, &report, err);

    if (rc >= 0)
        rc = mm_format_write(&w, f, out, &o, &report, err);
    if (rc >= 0)
        rc = mm_copy(w, r, NULL, err);
    rc = mm_writer_close(w, rc, err);
    mm_reader_close(r);
    mm_report_release(&report);
    return rc;
}

static const struct row {
    const char *format, *file; /* of the corpus */
} rows[] = {
    { "tmx", "tmx/units" },
    { "tbx", "tbx/concepts-tbx" },
    { "tbx2008", "tbx2008/concepts-tbx2008" },
    { "xliff", "xliff/units" },
    { "xliff2", "xliff2/units" },
    { "po", "po/units" },
    { "jsonl", "jsonl/concepts-jsonl" },
    { "tsv", "tsv/units" },
    { "csv", "csv/concepts-csv" },
    { "multiterm", "multiterm/concepts-multiterm" },
    { "memoq", "csv/concepts-memoq" },
    { "utx", "utx/concepts-utx" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    const mm_format  *f = mm_format_find(mm_cstr(row->format));
    char              in[100], out[64];
    int               rc = MM_ENOMEM;
    long              failed = 0;

    snprintf(in, sizeof in, "tests/fuzz/corpus/%s", row->file);
    snprintf(out, sizeof out, "/tmp/malmoi-memory-%ld.%s", (long)getpid(),
             row->format);
    for (long n = 0; rc < 0 && n < MOST; n++) {
        mm_error err = { 0 };

        left = n;
        rc = copy(f, in, out, &err);
        left = -1;
        if (rc >= 0)
            break;
        failed++;
        if (!err.text[0] || access(out, F_OK) == 0)
            fail_msg("allocation %ld: rc %d, '%s', file %s", n, rc, err.text,
                     access(out, F_OK) == 0 ? "left" : "gone");
    }
    assert_true(rc >= 0);
    assert_true(failed > 10);
    print_message("%s: %ld failures survived\n", row->format, failed);
    assert_int_equal(access(out, F_OK), 0);
    remove(out);
}

int main(void)
{
    struct CMUnitTest tests[sizeof rows / sizeof *rows] = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].format,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
    puts("SKIP: allocation cannot be made to fail here");
    return 0;
}

#endif
