/* Real files: each row of EXPECTED.tsv does what it says (exit code, how many
 * units and concepts, what the canonical form holds, what the message says);
 * and every other file is read or refused in words, and what was read is the
 * same after it went out and in again, unless a loss
 * was told. Needs ../shared/data/cat-files. */
#define _XOPEN_SOURCE 700
#include "base/file.h"
#include "base/map.h"
#include "malmoi/formats.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#define FOLDER "../shared/data/cat-files/"

static char scratch[] = "/tmp/malmoi-catfiles-XXXXXX";

static bool absent(void)
{
    if (access(FOLDER "own/EXPECTED.tsv", R_OK) == 0)
        return false;
    print_message("SKIP: no " FOLDER "\n");
    return true;
}

/* What became of a conversion. */
typedef struct result {
    int       rc;
    size_t    units, concepts;
    mm_buf    out; /* JSON Lines */
    mm_error  err;
    mm_report report, losses; /* of the reader, of the writer */
} result;

static void result_release(result *r)
{
    mm_buf_release(&r->out);
    mm_report_release(&r->report);
    mm_report_release(&r->losses);
}

/* Copies `path` to `to` in format `as`, counting. */
static int copy(result *r, const char *path, const mm_format *f, const char *to,
                const mm_format *as)
{
    mm_reader *in = NULL;
    mm_writer *out = NULL;
    mm_item    item;
    int        rc;

    if ((rc = mm_format_read(&in, f, path, NULL, &r->report, &r->err)) < 0 ||
        (rc = mm_format_write(&out, as, to, NULL, &r->losses, &r->err)) < 0)
        goto done;
    while ((rc = mm_reader_next(in, &item, &r->err)) == MM_ROW) {
        r->units += item.unit != NULL;
        r->concepts += item.concept != NULL;
        if ((rc = mm_writer_put(out, &item, &r->err)) < 0)
            break;
    }
done:
    rc = mm_writer_close(out, rc, &r->err);
    mm_reader_close(in);
    return rc;
}

static void to_jsonl(result *r, const char *path, const mm_format *f)
{
    char to[64];

    snprintf(to, sizeof to, "%s/a.jsonl", scratch);
    r->rc = MM_OK;
    if (!f)
        r->rc = mm_format_guess(&f, path, NULL, &r->err);
    if (r->rc >= 0)
        r->rc = copy(r, path, f, to, mm_format_find(MM_S("jsonl")));
    if (r->rc >= 0)
        assert_int_equal(mm_file_read(&r->out, to, 0, NULL), MM_OK);
    remove(to);
}

/* ---- EXPECTED.tsv ---- */

static bool holds(mm_str text, mm_str what, bool fold)
{
    for (size_t i = 0; i + what.len <= text.len; i++)
        if (fold ? strncasecmp(text.ptr + i, what.ptr, what.len) == 0
                 : memcmp(text.ptr + i, what.ptr, what.len) == 0)
            return true;
    return false;
}

static void check_strings(mm_str name, mm_str list, mm_str out, bool there)
{
    while (list.len) {
        size_t at = mm_str_find(list, MM_S(" | "), 0);
        mm_str one = mm_str_sub(list, 0, at);

        list = mm_str_sub(list, at == SIZE_MAX ? list.len : at + 3, SIZE_MAX);
        if (holds(out, one, false) != there)
            fail_msg("%.*s: '%.*s' is %s", (int)name.len, name.ptr,
                     (int)one.len, one.ptr, there ? "missing" : "there");
    }
}

static void check_count(mm_str name, mm_str cell, size_t n, const char *what)
{
    double x;

    if (mm_str_number(cell, &x) && (size_t)x != n)
        fail_msg("%.*s: %zu %s, not %.0f", (int)name.len, name.ptr, n, what, x);
}

static void check_message(mm_str name, mm_str word, const result *r)
{
    char text[400];

    if (word.len == 0)
        return;
    snprintf(text, sizeof text, "line %ld: %s\n%s", r->err.line, r->err.text,
             r->report.words.ptr ? r->report.words.ptr : "");
    if (!holds(mm_cstr(text), word, true))
        fail_msg("%.*s: no '%.*s' in: %s", (int)name.len, name.ptr,
                 (int)word.len, word.ptr, text);
}

static void expected(void **state)
{
    mm_buf  table = { 0 };
    mm_rows rows;
    mm_str  cells[8];
    size_t  n;

    (void)state;
    if (absent())
        return;
    assert_int_equal(mm_file_read(&table, FOLDER "own/EXPECTED.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&table) };
    while ((n = mm_rows_next(&rows, cells, 8))) {
        char   path[300];
        result r = { 0 };

        if (mm_str_eq(cells[0], MM_S("file")))
            continue;
        snprintf(path, sizeof path, FOLDER "own/%.*s", (int)cells[0].len,
                 cells[0].ptr);
        to_jsonl(&r, path, NULL);
        if ((r.rc == MM_EFORMAT ? 3
             : r.rc < 0         ? 4
                                : 0) != cells[1].ptr[0] - '0')
            fail_msg("%s: %s", path, r.err.text);
        if (r.rc >= 0) {
            check_count(cells[0], cells[2], r.units, "units");
            check_count(cells[0], cells[3], r.concepts, "concepts");
            check_strings(cells[0], cells[4], mm_buf_str(&r.out), true);
            check_strings(cells[0], cells[5], mm_buf_str(&r.out), false);
        }
        check_message(cells[0], cells[6], &r);
        result_release(&r);
    }
    mm_buf_release(&table);
}

/* ---- every file ---- */

static size_t n_read, n_refused, n_unknown, n_lossy;

static int visit(const char *path, const struct stat *st, int kind,
                 struct FTW *where)
{
    const mm_format *f = NULL;
    mm_error         err = { 0 };
    result           before = { 0 }, after = { 0 };
    char             again[64];

    (void)st;
    (void)where;
    if (kind != FTW_F)
        return 0;
    if (mm_format_guess(&f, path, NULL, &err) < 0 || !f->read) {
        assert_true(err.text[0]);
        n_unknown++;
        return 0;
    }
    to_jsonl(&before, path, f);
    n_read += before.rc >= 0;
    n_refused += before.rc < 0;
    if (before.rc < 0) {
        assert_true(before.err.text[0] && before.rc != MM_ENOMEM);
    } else if (before.units + before.concepts) {
        snprintf(again, sizeof again, "%s/b", scratch);
        assert_int_equal(copy(&after, path, f, again, f), MM_OK);
        after.units = after.concepts = 0;
        to_jsonl(&after, again, f);
        if (after.rc < 0)
            fail_msg("%s again: %s", path, after.err.text);
        n_lossy += after.losses.n > 0;
        if (after.losses.n == 0 &&
            !mm_str_eq(mm_buf_str(&before.out), mm_buf_str(&after.out))) {
            mm_str p = mm_buf_str(&before.out), q = mm_buf_str(&after.out);
            size_t at = 0;

            while (at < p.len && at < q.len && p.ptr[at] == q.ptr[at])
                at++;
            at = at > 60 ? at - 60 : 0;
            fail_msg("%s is not the same again:\n%.200s\n%.200s", path,
                     p.ptr + at, q.ptr + at);
        }
        remove(again);
    }
    result_release(&before);
    result_release(&after);
    return 0;
}

static void every_file(void **state)
{
    (void)state;
    if (absent())
        return;
    assert_int_equal(nftw(FOLDER, visit, 16, FTW_PHYS), 0);
    print_message("%zu read (%zu with a loss told on the way out), %zu "
                  "refused in words, %zu of no format read\n",
                  n_read, n_lossy, n_refused, n_unknown);
    assert_true(n_read > 50);
}

static int make_scratch(void **state)
{
    (void)state;
    return mkdtemp(scratch) ? 0 : -1;
}

static int remove_scratch(void **state)
{
    (void)state;
    return rmdir(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expected),
        cmocka_unit_test(every_file),
    };

    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
