/* import(export(x)) = x: units and concepts made at random go through each
 * format and must come out the same, as their canonical form tells; what a
 * format cannot hold is counted in the report. */
#include "base/file.h"
#include "files/formats/generate.h"
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* 10,000 with MALMOI_FULL set; else fewer, to be quick. */
static size_t count = 2000;

static const struct row {
    const char *name, *format;
    bool        units;
    unsigned    without;
} rows[] = {
    { "tmx units", "tmx", true, NO_LONE_IDS },
    { "jsonl units", "jsonl", true, 0 },
    { "tsv units", "tsv", true,
      TABLE_ORDER | NO_CODES | NO_VARIANT_INFO | ONE_NOTE | PLAIN_PROPS |
          NO_EMPTY },
    { "csv units", "csv", true,
      TABLE_ORDER | NO_CODES | NO_VARIANT_INFO | ONE_NOTE | PLAIN_PROPS |
          NO_EMPTY },
    { "excel units", "excel", true,
      TABLE_ORDER | NO_CODES | NO_VARIANT_INFO | ONE_NOTE | PLAIN_PROPS |
          NO_EMPTY },
    { "excel-kr units", "excel-kr", true,
      TABLE_ORDER | NO_CODES | NO_VARIANT_INFO | ONE_NOTE | PLAIN_PROPS |
          NO_EMPTY | ONLY_CP949 },
    { "xlsx units", "xlsx", true,
      TABLE_ORDER | NO_CODES | NO_VARIANT_INFO | ONE_NOTE | PLAIN_PROPS |
          NO_EMPTY },
    { "xlsx concepts", "xlsx", false,
      TABLE_ORDER | ONE_NOTE | PLAIN_PROPS | NO_TERM_LISTS | NO_SECTION_LISTS |
          TRIMMED },
    { "multiterm concepts", "multiterm", false,
      ONE_NOTE | PLAIN_PROPS | TRIMMED | WITH_ID },
    { "memoq concepts", "memoq", false, PLAIN_TERMS | TRIMMED | WITH_ID },
    { "multiterm-csv concepts", "multiterm-csv", false,
      PLAIN_TERMS | TRIMMED | WITH_ID },
    { "omegat concepts", "omegat", false, PLAIN_TERMS | TRIMMED },
    { "utx concepts", "utx", false, PLAIN_TERMS | TRIMMED },
    { "wordfast concepts", "wordfast", false,
      PLAIN_TERMS | TRIMMED | NO_QUOTES },
    { "po units", "po", true, BARE | TWO_SIDES | NO_CR | ONE_NOTE },
    { "xliff units", "xliff", true, TWO_SIDES | MATCH_IDS },
    { "xliff2 units", "xliff2", true, TWO_SIDES | MATCH_IDS | ONE_NOTE },
    { "tbx concepts", "tbx", false, TRIMMED },
    { "tbx2008 concepts", "tbx2008", false, TRIMMED },
    { "jsonl concepts", "jsonl", false, 0 },
    { "tsv concepts", "tsv", false,
      TABLE_ORDER | ONE_NOTE | PLAIN_PROPS | NO_TERM_LISTS | NO_SECTION_LISTS |
          TRIMMED },
    { "csv concepts", "csv", false,
      TABLE_ORDER | ONE_NOTE | PLAIN_PROPS | NO_TERM_LISTS | NO_SECTION_LISTS |
          TRIMMED },
};

static const mm_format *format(const char *name)
{
    const mm_format *f = mm_format_find(mm_cstr(name));

    assert_non_null(f);
    return f;
}

static void check(int rc, const mm_error *err)
{
    if (rc < 0)
        fail_msg("line %ld: %s", err->line, err->text);
}

/* Writes the made items of `row` to `path`. */
static void write_made(const struct row *row, const char *name,
                       const char *path, mm_report *report)
{
    generator  g = { .state = 88172645463325252u, .without = row->without };
    mm_writer *out = NULL;
    mm_error   err = { 0 };
    /* Of a table the columns' order is told, which generated units keep. */
    mm_format_options o = { .langs = MM_S(LANGS) };
    int               rc =
        mm_format_write(&out, format(name), path,
                        row->without & TABLE_ORDER ? &o : NULL, report, &err);

    check(rc, &err);
    for (size_t i = 0; i < count; i++) {
        mm_unit    u = { 0 };
        mm_concept c = { 0 };
        mm_item    item = { .line = (long)i + 1 };

        if (row->units) {
            u = made_unit(&g, i);
            item.unit = &u;
        } else {
            c = made_concept(&g, i);
            item.concept = &c;
        }
        check(mm_writer_put(out, &item, &err), &err);
        mm_arena_clear(&g.mem);
    }
    check(mm_writer_close(out, MM_OK, &err), &err);
    mm_arena_release(&g.mem);
}

static void convert(const struct row *row, const char *path, const char *to)
{
    /* a glossary without a header does not say what it holds */
    mm_format_options plain = { .langs = MM_S("en,ko") };
    mm_reader        *in = NULL;
    mm_writer        *out = NULL;
    mm_error          err = { 0 };
    size_t            n;
    int               rc;

    check(mm_format_read(&in, format(row->format), path,
                         row->without & PLAIN_TERMS ? &plain : NULL, NULL,
                         &err),
          &err);
    check(mm_format_write(&out, format("jsonl"), to, NULL, NULL, &err), &err);
    rc = mm_copy(out, in, &n, &err);
    check(rc, &err);
    check(mm_writer_close(out, rc, &err), &err);
    mm_reader_close(in);
    assert_int_equal(n, count);
}

static void compare(const char *a, const char *b)
{
    mm_buf   x = { 0 }, y = { 0 };
    mm_error err = { 0 };
    mm_str   s, t;
    long     line = 0;

    check(mm_file_read(&x, a, 0, &err), &err);
    check(mm_file_read(&y, b, 0, &err), &err);
    for (s = mm_buf_str(&x), t = mm_buf_str(&y); s.len || t.len;) {
        mm_str p = mm_str_cut(&s, '\n'), q = mm_str_cut(&t, '\n');

        line++;
        if (!mm_str_eq(p, q)) {
            size_t at = 0;

            while (at < p.len && at < q.len && p.ptr[at] == q.ptr[at])
                at++;
            at = at > 40 ? at - 40 : 0;
            p = mm_str_sub(p, at, 120);
            q = mm_str_sub(q, at, 120);
            fail_msg("line %ld, byte %zu:\n%.*s\n%.*s", line, at, (int)p.len,
                     p.ptr, (int)q.len, q.ptr);
        }
    }
    mm_buf_release(&x);
    mm_buf_release(&y);
}

static void round_trip(void **state)
{
    const struct row *row = *state;
    mm_report         report = { 0 };
    char              dir[] = "/tmp/malmoi-formats-XXXXXX";
    char              file[64], before[64], after[64];

    assert_non_null(mkdtemp(dir));
    snprintf(file, sizeof file, "%s/x", dir);
    snprintf(before, sizeof before, "%s/before.jsonl", dir);
    snprintf(after, sizeof after, "%s/after.jsonl", dir);
    write_made(row, "jsonl", before, NULL);
    write_made(row, row->format, file, &report);
    for (size_t i = 0; i < report.n; i++)
        fail_msg("lost %.*s", (int)report.losses[i].field.len,
                 report.losses[i].field.ptr);
    convert(row, file, after);
    compare(before, after);
    mm_report_release(&report);
    remove(file);
    remove(before);
    remove(after);
    rmdir(dir);
}

/* With everything in it, a format that holds less says what it left out, and
 * nothing that its row of the table does not name. */
static void losses_are_told(void **state)
{
    char dir[] = "/tmp/malmoi-losses-XXXXXX", path[64];

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/x", dir);
    for (size_t i = 0; mm_format_at(i); i++) {
        const mm_format *f = mm_format_at(i);
        size_t           lost = 0;

        for (int units = 0; units < 2 && f->write; units++) {
            struct row row = { f->name, f->name, units, 0 };
            mm_report  report = { 0 };

            if (strcmp(f->name, "excel-kr") == 0)
                row.without = ONLY_CP949; /* refuses the rest */
            write_made(&row, f->name, path, &report);
            lost += report.n;
            for (size_t k = 0; k < report.n; k++) {
                char name[64];

                snprintf(name, sizeof name, "%.*s",
                         (int)report.losses[k].field.len,
                         report.losses[k].field.ptr);
                for (char *p = name; *p; p++)
                    *p = *p == ' ' ? '-' : *p;
                if (!strstr(f->cannot, name))
                    fail_msg("%s does not say that it cannot hold %s", f->name,
                             name);
            }
            mm_report_release(&report);
        }
        assert_true(!f->write || (lost > 0) == (f->cannot[0] != 0));
    }
    for (size_t i = 0; i < 4; i++) {
        static const char *const endings[] = { "", ".ifo", ".idx", ".dict" };

        snprintf(path, sizeof path, "%s/x%s", dir, endings[i]);
        remove(path);
    }
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 1] = { 0 };

    if (getenv("MALMOI_FULL"))
        count = 10000;
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = round_trip,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "losses are told",
                                    .test_func = losses_are_told };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
