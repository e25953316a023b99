/* Aligning with one allocation failing, the first, the second, and so on: the
 * call says "out of memory" and leaves nothing behind. Only with glibc, whose
 * malloc can be stood in for, and not under a sanitizer, which does so itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "malmoi/align.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) &&                    \
    !defined(__SANITIZE_THREAD__)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void  __libc_free(void *old);

enum { MANY = 1000000 };

static long left = -1; /* allocations before one fails; -1: none does */

static bool fails(void)
{
    if (left < 0)
        return false;
    return left-- == 0;
}

static long live; /* blocks that nobody has freed */

static void *given(void *block)
{
    live += block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return fails() ? NULL : given(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : given(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    void *block = fails() ? NULL : __libc_realloc(old, size);

    return old ? block : given(block);
}

void free(void *old)
{
    live -= old != NULL;
    __libc_free(old);
}

static const char en[] = "The court met in Seoul on 5 May 2020.\nIt was cold.\n"
                         "Kim Min-jae spoke of 3 percent.\n";
static const char ko[] = "법원은 2020년 5월 5일 서울에서 열렸다. 추웠다.\n"
                         "김민재는 3%를 말했다.\n";

/* Allocations of one run with none failing. */
static long count(mm_aligner *aligner, const mm_document *a,
                  const mm_document *b, const mm_align_options *options)
{
    mm_alignment alignment;

    left = MANY;
    assert_int_equal(mm_align(&alignment, aligner, a, b, options, NULL), MM_OK);
    mm_alignment_release(&alignment);
    return MANY - left;
}

/* Each allocation fails once, and each failure is told. */
static void run_short(mm_aligner *aligner, const mm_document *a,
                      const mm_document *b, const mm_align_options *options)
{
    long all = count(aligner, a, b, options);

    assert_true(all > 50);
    all = count(aligner, a, b, options); /* handles keep some for the next */
    for (long n = 0; n < all; n++) {
        mm_alignment alignment;
        mm_error     err = { 0 };
        long         before = live;
        int          rc;

        left = n;
        rc = mm_align(&alignment, aligner, a, b, options, &err);
        left = -1;
        if (rc == MM_OK)
            fail_msg("allocation %ld of %ld failed and nobody noticed", n, all);
        assert_int_equal(rc, MM_ENOMEM);
        assert_string_equal(err.text, "out of memory");
        assert_null(alignment.beads);
        assert_int_equal(live, before);
    }
}

static void survives(void **state)
{
    mm_tables  *tables;
    mm_aligner *aligner, *blind;
    mm_document a, b;

    (void)state;
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    assert_int_equal(
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, NULL),
        MM_OK);
    assert_int_equal(
        mm_aligner_open(&blind, MM_S("en"), MM_S("fr"), tables, NULL, NULL),
        MM_OK);
    assert_int_equal(mm_document_from_lines(&a, MM_S("en"), mm_cstr(en), NULL),
                     MM_OK);
    assert_int_equal(mm_document_from_lines(&b, MM_S("ko"), mm_cstr(ko), NULL),
                     MM_OK);
    run_short(aligner, &a, &b, NULL);
    run_short(blind, &a, &b, NULL); /* learns from the pair */
    run_short(aligner, &a, &a, &(mm_align_options){ .bitext = true });
    mm_document_release(&a);
    mm_document_release(&b);
    mm_aligner_close(aligner);
    mm_aligner_close(blind);
    mm_tables_close(tables);
}

static void opens_or_not(void **state)
{
    mm_tables *tables;
    long       n = 0, step = 1;
    int        rc = MM_ENOMEM;

    (void)state;
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    for (; rc != MM_OK; n += step) { /* there are many: ever longer steps */
        mm_aligner *aligner;
        mm_error    err = { 0 };
        long        before = live;

        left = n;
        rc = mm_aligner_open(&aligner, MM_S("ko"), MM_S("en"), tables, NULL,
                             &err);
        left = -1;
        if (rc == MM_OK)
            mm_aligner_close(aligner);
        else {
            assert_int_equal(rc, MM_ENOMEM);
            assert_null(aligner);
            assert_int_equal(live, before);
        }
        step = 1 + n / 8;
    }
    mm_tables_close(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives),
        cmocka_unit_test(opens_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
    printf("SKIP: allocations cannot be made to fail here\n");
    return 0;
}

#endif
