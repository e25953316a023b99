/* Segmentation rules in and out: what a file of others does, and how near our
 * own rules come through SRX. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/formats.h"
#include "malmoi/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static mm_tables *tables;
static char       path[] = "/tmp/malmoi-srx-XXXXXX";

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* The segments of `text`, "|" between; a stray break is seen. */
static void cut(mm_buf *out, mm_segmenter *s, mm_str text)
{
    mm_sentence sentence;
    mm_error    err = { 0 };
    int         rc;

    mm_buf_clear(out);
    mm_buf_put(out, MM_S(""));
    assert_int_equal(mm_segmenter_start(s, text, &err), MM_OK);
    while ((rc = mm_segmenter_next(s, &sentence, &err)) == MM_ROW) {
        if (out->len)
            mm_buf_put(out, MM_S("|"));
        mm_buf_put(out, mm_str_sub(text, sentence.start, sentence.len));
    }
    if (rc < 0)
        fail_msg("%s", err.text);
}

#define SRX(cascade, rules, maps)                                              \
    "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\"><header "        \
    "segmentsubflows=\"yes\" cascade=\"" cascade                               \
    "\"/><body><languagerules>" rules "</languagerules><maprules>" maps        \
    "</maprules></body></srx>"
#define LIST(name, rules)                                                      \
    "<languagerule languagerulename=\"" name "\">" rules "</languagerule>"
#define RULE(breaks, before, after)                                            \
    "<rule break=\"" breaks "\"><beforebreak>" before                          \
    "</beforebreak><afterbreak>" after "</afterbreak></rule>"
#define MAP(pattern, name)                                                     \
    "<languagemap languagepattern=\"" pattern "\" languagerulename=\"" name    \
    "\"/>"

static const struct good {
    const char *name, *srx, *lang, *text, *segments;
} goods[] = {
    { "the first rule decides",
      SRX("no",
          LIST("a", RULE("no", "\\bDr\\.", "\\s") RULE("yes", "\\.", "\\s")),
          MAP(".*", "a")),
      "en", "Dr. Kim came. He sat.", "Dr. Kim came.|He sat." },
    { "breaks without white space",
      SRX("no", LIST("a", RULE("yes", "。", "")), MAP("JA.*", "a")), "ja",
      "一。二。三", "一。|二。|三" },
    { "one list alone",
      SRX("no", LIST("a", RULE("yes", "!", "")) LIST("b", RULE("yes", ";", "")),
          MAP("en.*", "a") MAP(".*", "b")),
      "en-US", "a!b;c", "a!|b;c" },
    { "lists one behind another",
      SRX("yes",
          LIST("a", RULE("yes", "!", "")) LIST("b", RULE("yes", ";", "")),
          MAP("en.*", "a") MAP(".*", "b")),
      "en-US", "a!b;c", "a!|b;|c" },
    { "no rule, no break",
      SRX("no", LIST("a", RULE("no", "x", "y")), MAP(".*", "a")), "ko",
      "갔다. 왔다.", "갔다. 왔다." },
    { "what stands behind alone",
      SRX("no", LIST("a", "<rule><afterbreak>#</afterbreak></rule>"),
          MAP(".*", "a")),
      "en", "a #b #c", "a|#b|#c" },
};

static void check_row(void **state)
{
    const struct good *row = *state;
    mm_segmenter      *s = NULL;
    mm_error           err = { 0 };
    mm_buf             out = { 0 };

    write_file(row->srx);
    if (mm_srx_read(&s, path, mm_cstr(row->lang), &err) < 0)
        fail_msg("%s", err.text);
    cut(&out, s, mm_cstr(row->text));
    assert_string_equal(out.ptr, row->segments);
    mm_segmenter_close(s);
    mm_buf_release(&out);
}

static const struct bad {
    const char *name, *srx, *says;
} bads[] = {
    { "a bad expression",
      SRX("no", LIST("a", "\n" RULE("no", "(", "")), MAP(".*", "a")),
      "no regular expression" },
    { "a bad pattern", SRX("no", LIST("a", RULE("no", "x", "")), MAP("(", "a")),
      "no regular expression" },
    { "no rules for the language",
      SRX("no", LIST("a", RULE("no", "x", "")), MAP("fr", "a")),
      "no rules for language 'ko'" },
    { "no SRX", "<tmx/>", "no SRX" },
    { "cut short", "<srx><header/>", "cut short" },
};

static void check_bad(void **state)
{
    const struct bad *bad = *state;
    mm_segmenter     *s = NULL;
    mm_error          err = { 0 };

    write_file(bad->srx);
    assert_int_equal(mm_srx_read(&s, path, MM_S("ko"), &err), MM_EFORMAT);
    assert_null(s);
    if (!strstr(err.text, bad->says))
        fail_msg("%s", err.text);
}

/* An expression that would run for ages ends with an error. */
static void takes_too_long(void **state)
{
    mm_segmenter *s = NULL;
    mm_sentence   sentence;
    mm_error      err = { 0 };
    char          text[3000];

    (void)state;
    memset(text, 'a', sizeof text);
    write_file(
        SRX("no", LIST("a", RULE("yes", "(a*)*(a*)*b", "")), MAP(".*", "a")));
    assert_int_equal(mm_srx_read(&s, path, MM_S("en"), &err), MM_OK);
    assert_int_equal(mm_segmenter_start(s, (mm_str){ text, sizeof text }, &err),
                     MM_OK);
    assert_int_equal(mm_segmenter_next(s, &sentence, &err), MM_EFORMAT);
    mm_segmenter_close(s);
}

/* The paragraphs of the tables of hard cases: our segmenter, and our rules as
 * SRX. Easy text is cut alike altogether. */
static double agreement(const char *table, const char *lang)
{
    mm_segmenter *own = NULL, *srx = NULL;
    mm_buf        bytes = { 0 }, text = { 0 }, a = { 0 }, b = { 0 };
    mm_rows       rows;
    mm_str        cells[2];
    size_t        n = 0, same = 0;

    assert_int_equal(mm_segmenter_open(&own, mm_cstr(lang), tables, NULL),
                     MM_OK);
    assert_int_equal(mm_srx_read(&srx, path, mm_cstr(lang), NULL), MM_OK);
    assert_int_equal(mm_file_read(&bytes, table, 0, NULL), MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&bytes) };
    while (mm_rows_next(&rows, cells, 2) == 2) {
        mm_buf_clear(&text);
        for (size_t i = 0; i < cells[0].len; i++) {
            bool line = cells[0].ptr[i] == '\\' && i + 1 < cells[0].len &&
                        cells[0].ptr[i + 1] == 'n';

            mm_buf_putc(&text, line ? '\n' : cells[0].ptr[i]);
            i += line;
        }
        cut(&a, own, mm_buf_str(&text));
        cut(&b, srx, mm_buf_str(&text));
        n++;
        same += strcmp(a.ptr, b.ptr) == 0;
        if (getenv("MALMOI_VERBOSE") && strcmp(a.ptr, b.ptr) != 0)
            print_message("ours: %s\nsrx:  %s\n", a.ptr, b.ptr);
    }
    mm_segmenter_close(own);
    mm_segmenter_close(srx);
    mm_buf_release(&bytes);
    mm_buf_release(&text);
    mm_buf_release(&a);
    mm_buf_release(&b);
    assert_true(n > 50);
    print_message("%s: %zu of %zu hard paragraphs are cut alike\n", lang, same,
                  n);
    return (double)same / (double)n;
}

static void our_own(void **state)
{
    mm_error err = { 0 };

    (void)state;
    if (mm_srx_write(path, MM_S("en,ko,ja"), tables, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(agreement("tests/tables/sentences-en.tsv", "en") >= 0.9);
    assert_true(agreement("tests/tables/sentences-ko.tsv", "ko") >= 0.95);
    if (system("command -v xmllint >/dev/null") != 0 ||
        access("../shared/schemas/srx/srx20.xsd", R_OK) != 0) {
        print_message("SKIP: no xmllint or no ../shared/schemas\n");
        return;
    }
    {
        char command[300];

        snprintf(command, sizeof command,
                 "XML_CATALOG_FILES=../shared/schemas/catalog.xml xmllint "
                 "--nonet --noout --schema ../shared/schemas/srx/srx20.xsd %s "
                 "2>/dev/null",
                 path);
        assert_int_equal(system(command), 0);
    }
}

static int set_up(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    if (fd < 0 || close(fd) != 0)
        return -1;
    return mm_tables_open(&tables, NULL, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    mm_tables_close(tables);
    return remove(path);
}

int main(void)
{
    enum { N = sizeof goods / sizeof *goods, M = sizeof bads / sizeof *bads };
    struct CMUnitTest tests[N + M + 2] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = goods[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&goods[i] };
    for (size_t i = 0; i < M; i++)
        tests[N + i] = (struct CMUnitTest){ .name = bads[i].name,
                                            .test_func = check_bad,
                                            .initial_state = (void *)&bads[i] };
    tests[N + M] = (struct CMUnitTest){ .name = "takes too long",
                                        .test_func = takes_too_long };
    tests[N + M + 1] =
        (struct CMUnitTest){ .name = "our own rules", .test_func = our_own };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
