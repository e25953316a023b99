/* Files turned into others: formats by content and name, whole or not at all,
 * the good part kept when asked, and losses told with their lines. */
#include "malmoi/convert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "files/job/scratch.h"

#define GOOD                                                                   \
    "<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n"                    \
    "<tu><tuv xml:lang=\"en\"><seg>Open</seg></tuv>"                           \
    "<tuv xml:lang=\"ko\"><seg>열<ph x=\"1\">&lt;br/></ph>기</seg></tuv></tu>\n"

static int run(const char *in, const char *out, const mm_convert_options *o,
               mm_report *report, mm_convert_state *state, mm_error *err)
{
    mm_conversion *c = NULL;
    int            rc = mm_conversion_open(&c, in, out, o, report, err);

    while (rc >= 0 && (rc = mm_conversion_next(c, state, err)) == MM_ROW)
        ;
    return mm_conversion_close(c, rc, err);
}

static void whole(void **state)
{
    const char      *out = scratch(1, "tsv", NULL);
    mm_report        report = { .each = true };
    mm_convert_state s = { 0 };
    mm_error         err = { 0 };
    mm_buf           text = { 0 };

    (void)state;
    assert_int_equal(run(scratch(0, "tmx", GOOD "</body></tmx>"), out, NULL,
                         &report, &s, &err),
                     MM_OK);
    assert_int_equal(s.units, 1);
    assert_int_equal(s.done, s.all);
    assert_int_equal(mm_file_read(&text, out, 0, &err), MM_OK);
    assert_non_null(strstr(text.ptr, "Open\t열기"));
    assert_int_equal(report.n, 1);
    assert_string_equal(report.list.ptr, "2\tcode\n");
    mm_report_release(&report);
    mm_buf_release(&text);
    scratch_remove();
}

/* Packed on the way out by the name, unpacked on the way in by content. */
static void packed(void **state)
{
    static const char *const endings[] = { "tmx.gz", "tmx.zst" };
    const char              *in = scratch(0, "tmx", GOOD "</body></tmx>");
    mm_convert_state         s = { 0 };
    mm_error                 err = { 0 };
    mm_buf                   plain = { 0 }, back = { 0 };

    (void)state;
    assert_int_equal(run(in, scratch(1, "jsonl", NULL), NULL, NULL, &s, &err),
                     MM_OK);
    assert_int_equal(mm_file_read(&plain, scratch_paths[1], 0, &err), MM_OK);
    for (int i = 0; i < 2; i++) {
        char path[64];

        snprintf(path, sizeof path, "%s", scratch(2, endings[i], NULL));
        assert_int_equal(run(in, path, NULL, NULL, &s, &err), MM_OK);
        assert_int_equal(
            run(path, scratch(3, "jsonl", NULL), NULL, NULL, &s, &err), MM_OK);
        mm_buf_clear(&back);
        assert_int_equal(mm_file_read(&back, scratch_paths[3], 0, &err), MM_OK);
        assert_string_equal(plain.ptr, back.ptr);
    }
    mm_buf_release(&plain);
    mm_buf_release(&back);
    scratch_remove();
}

static void broken(void **state)
{
    const char        *in = scratch(0, "tmx", GOOD "<tu><tuv xml:lang=\"en\">");
    const char        *out = scratch(1, "jsonl", NULL);
    mm_convert_options keep = { .keep_good = true };
    mm_convert_state   s = { 0 };
    mm_error           err = { 0 };

    (void)state;
    assert_int_equal(run(in, out, NULL, NULL, &s, &err), MM_EFORMAT);
    assert_int_not_equal(access(out, F_OK), 0);
    assert_int_equal(err.line, 3);
    memset(&s, 0, sizeof s);
    assert_int_equal(run(in, out, &keep, NULL, &s, &err), MM_OK);
    assert_true(s.broken);
    assert_int_equal(s.fault.line, 3);
    assert_int_equal(s.units, 1);
    assert_int_equal(access(out, F_OK), 0);
    scratch_remove();
}

/* An extract: the languages asked for, in that order. */
static void some_languages(void **state)
{
    const char        *in = scratch(0, "tsv",
                                    "concept\ten\tko\tde\n"
                                           "1\tink\t잉크\tTinte\n"
                                           "2\t\t\tStift\n");
    mm_convert_options o = { .write.langs = MM_S("ko,en") };
    mm_convert_state   s = { 0 };
    mm_report          report = { 0 };
    mm_error           err = { 0 };
    mm_buf             text = { 0 };

    (void)state;
    assert_int_equal(run(in, scratch(1, "jsonl", NULL), &o, &report, &s, &err),
                     MM_OK);
    assert_int_equal(mm_file_read(&text, scratch_paths[1], 0, &err), MM_OK);
    assert_string_equal(text.ptr,
                        "{\"id\":\"1\",\"kind\":\"term\",\"languages\":[{"
                        "\"lang\":\"ko\",\"terms\":[{\"text\":\"잉크\"}]},{"
                        "\"lang\":\"en\",\"terms\":[{\"text\":\"ink\"}]}],"
                        "\"review\":\"approved\",\"type\":\"concept\"}\n");
    assert_int_equal(report.n, 1);
    assert_string_equal(report.losses[0].field.ptr, "language");
    assert_int_equal(report.losses[0].n, 2);
    mm_report_release(&report);
    mm_buf_release(&text);
    scratch_remove();
}

/* A glossary as a memory: a unit a usable term, what is forbidden left out. */
static void terms_as_units(void **state)
{
    const char        *in = scratch(0, "tsv",
                                    "concept\ten\tko\tko:status\n"
                                           "c\tprinter\t프린터\tpreferred\n"
                                           "c\t\t인쇄기\tforbidden\n"
                                           "c\tprinting device\t\t\n");
    mm_convert_options o = { .as_units = true };
    mm_convert_state   s = { 0 };
    mm_report          report = { 0 };
    mm_error           err = { 0 };
    mm_buf             text = { 0 };

    (void)state;
    assert_int_equal(run(in, scratch(1, "tmx", NULL), &o, &report, &s, &err),
                     MM_OK);
    assert_int_equal(report.n, 2);
    assert_int_equal(
        run(scratch_paths[1], scratch(2, "tsv", NULL), NULL, NULL, &s, &err),
        MM_OK);
    assert_int_equal(mm_file_read(&text, scratch_paths[2], 0, &err), MM_OK);
    assert_non_null(strstr(text.ptr, "printer\t프린터"));
    assert_non_null(strstr(text.ptr, "printing device\t프린터"));
    assert_null(strstr(text.ptr, "인쇄기"));
    mm_report_release(&report);
    mm_buf_release(&text);
    scratch_remove();
}

static void refused(void **state)
{
    const char      *in = scratch(0, "tmx", GOOD "</body></tmx>");
    mm_convert_state s = { 0 };
    mm_error         err = { 0 };

    (void)state;
    assert_int_equal(run(in, "/tmp/malmoi.nonsense", NULL, NULL, &s, &err),
                     MM_EINVALID);
    assert_int_equal(run(in, "-", NULL, NULL, &s, &err), MM_EINVALID);
    assert_int_equal(run(in, scratch(1, "utx", NULL), NULL, NULL, &s, &err),
                     MM_EINVALID);
    assert_string_equal(err.text, "format 'utx' holds concepts, and the file "
                                  "has units alone");
    assert_int_not_equal(access(scratch_paths[1], F_OK), 0);
    assert_int_equal(run("/tmp/malmoi-none.tmx", scratch(1, "tsv", NULL), NULL,
                         NULL, &s, &err),
                     MM_ENOTFOUND);
    assert_int_equal(run(in, "/nonexistent/folder/x.tsv", NULL, NULL, &s, &err),
                     MM_EIO);
    scratch_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),          cmocka_unit_test(packed),
        cmocka_unit_test(broken),         cmocka_unit_test(some_languages),
        cmocka_unit_test(terms_as_units), cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
