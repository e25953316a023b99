/* What differs between two files: found by id and wording, told by field. */
#include "malmoi/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "files/job/scratch.h"

/* Differences as "+field=..", "-field=..", "~field:a>b;" */
static const struct row {
    const char   *name, *a, *b;
    mm_diff_level level;
    const char   *said;
} rows[] = {
    { "the same", "unit\ten\tko\n1\tOpen\t열기\n",
      "unit\ten\tko\n1\tOpen\t열기\n", MM_DIFF_ALL, "" },
    { "other ids", "unit\ten\tko\n1\tOpen\t열기\n",
      "unit\ten\tko\n7\tOpen\t열기\n", MM_DIFF_FIELDS, "" },
    { "other ids, all", "unit\ten\tko\n1\tOpen\t열기\n",
      "unit\ten\tko\n7\tOpen\t열기\n", MM_DIFF_ALL, "~id:1>7;" },
    { "a translation", "unit\ten\tko\n1\tOpen\t열기\n",
      "unit\ten\tko\n1\tOpen\t열다\n", MM_DIFF_FIELDS, "~ko:열기>열다;" },
    { "a source", "unit\ten\tko\n1\tOpen\t열기\n",
      "unit\ten\tko\n1\tOpen it\t열기\n", MM_DIFF_FIELDS, "~en:Open>Open it;" },
    { "both under one id", "unit\ten\tko\n1\tOpen\t열기\n2\tSave\t저장\n",
      "unit\ten\tko\n1\tClose\t닫기\n2\tSave\t저장\n", MM_DIFF_FIELDS,
      "~en:Open>Close;ko:열기>닫기;" },
    { "ids that mean nothing", "unit\ten\tko\n1\tOpen\t열기\n2\tSave\t저장\n",
      "unit\ten\tko\n2\tOpen\t열기\n1\tClose\t닫기\n", MM_DIFF_FIELDS,
      "-en:Save>-;ko:저장>-;+en:->Close;ko:->닫기;" },
    { "moved", "unit\ten\tko\n1\tOpen\t열기\n2\tSave\t저장\n",
      "unit\ten\tko\n2\tSave\t저장\n1\tOpen\t열기\n", MM_DIFF_FIELDS, "" },
    { "duplicates count", "unit\ten\tko\n1\tOpen\t열기\n2\tOpen\t열기\n",
      "unit\ten\tko\n1\tOpen\t열기\n", MM_DIFF_FIELDS,
      "-en:Open>-;ko:열기>-;" },
    { "text alone", "unit\ten\tko\tnote\n1\tOpen\t열기\tmenu\n",
      "unit\ten\tko\n1\tOpen\t열기\n", MM_DIFF_TEXT, "" },
    { "a note", "unit\ten\tko\tnote\n1\tOpen\t열기\tmenu\n",
      "unit\ten\tko\n1\tOpen\t열기\n", MM_DIFF_FIELDS, "~note:menu>-;" },
    { "a synonym of a concept", "concept\ten\tko\nc\tprinter\t프린터\n",
      "concept\ten\tko\nc\tprinter\t프린터\nc\t\t인쇄기\n", MM_DIFF_TEXT,
      "~ko term:->인쇄기;" },
    { "a status of a concept",
      "concept\ten\tko\tko:status\nc\tprinter\t프린터\tadmitted\n",
      "concept\ten\tko\tko:status\nc\tprinter\t프린터\tpreferred\n",
      MM_DIFF_FIELDS, "~ko 프린터 status:admitted>preferred;" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_diff_options   o = { .level = row->level };
    mm_diff          *diff = NULL;
    mm_diff_entry     d;
    mm_diff_count     n, seen = { 0 };
    mm_error          err = { 0 };
    mm_buf            said = { 0 };
    int               rc;

    mm_buf_put(&said, MM_S(""));
    if (mm_diff_open(&diff, scratch(0, "tsv", row->a),
                     scratch(1, "tsv", row->b), &o, NULL, &err) < 0)
        fail_msg("%s", err.text);
    while ((rc = mm_diff_next(diff, &d, &err)) == MM_ROW) {
        mm_buf_putc(&said, "+-~"[d.kind]);
        seen.added += d.kind == MM_DIFF_ADDED;
        seen.removed += d.kind == MM_DIFF_REMOVED;
        seen.changed += d.kind == MM_DIFF_CHANGED;
        for (size_t i = 0; i < d.n; i++) {
            mm_str a = d.fields[i].a, b = d.fields[i].b;

            if (mm_str_eq(d.fields[i].field, MM_S("kind")) ||
                mm_str_eq(d.fields[i].field, MM_S("review")))
                continue;
            mm_buf_printf(&said, "%.*s:%.*s>%.*s;", (int)d.fields[i].field.len,
                          d.fields[i].field.ptr, a.len ? (int)a.len : 1,
                          a.len ? a.ptr : "-", b.len ? (int)b.len : 1,
                          b.len ? b.ptr : "-");
        }
    }
    assert_int_equal(rc, MM_OK);
    assert_string_equal(said.ptr, row->said);
    n = mm_diff_counts(diff);
    assert_int_equal(n.added, seen.added);
    assert_int_equal(n.removed, seen.removed);
    assert_int_equal(n.changed, seen.changed);
    mm_diff_close(diff);
    mm_buf_release(&said);
    scratch_remove();
}

/* A thousand units of one source: pairing stays quick and exact. */
static void many_of_one(void **state)
{
    enum { N = 20000 };
    mm_buf        a = { 0 }, b = { 0 };
    mm_diff      *diff = NULL;
    mm_diff_count n;
    mm_error      err = { 0 };

    (void)state;
    mm_buf_put(&a, MM_S("unit\ten\tko\n"));
    mm_buf_put(&b, MM_S("unit\ten\tko\n"));
    for (int i = 0; i < N; i++) {
        mm_buf_printf(&a, "%d\tOK\t확인\n", i);
        if (i % 2)
            mm_buf_printf(&b, "%d\tOK\t승인\n", i);
        else
            mm_buf_printf(&b, "%d\tOK\t확인\n", i);
    }
    assert_int_equal(mm_diff_open(&diff, scratch(0, "tsv", a.ptr),
                                  scratch(1, "tsv", b.ptr), NULL, NULL, &err),
                     MM_OK);
    n = mm_diff_counts(diff);
    assert_int_equal(n.same, N / 2);
    assert_int_equal(n.changed, N / 2);
    assert_int_equal(n.added + n.removed, 0);
    mm_diff_close(diff);
    mm_buf_release(&a);
    mm_buf_release(&b);
    scratch_remove();
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 1] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "many of one source",
                                    .test_func = many_of_one };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
