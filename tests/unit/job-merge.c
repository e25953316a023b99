/* Three versions of a table into one: what stays, what goes, and what is a
 * conflict that is told and not guessed. */
#include "malmoi/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "files/job/scratch.h"

/* Rows of "en|ko|note|status" ("unit" numbers them); merged ones likewise, and
 * conflicts as "field:base/ours/theirs". */
static const struct row {
    const char *name, *base, *ours, *theirs, *merged, *conflicts;
} rows[] = {
    { "nothing changed", "1|Open|열기||", "1|Open|열기||", "1|Open|열기||",
      "1|Open|열기||\n", "" },
    { "ours", "1|Open|열기||", "1|Open|열다||", "1|Open|열기||",
      "1|Open|열다||\n", "" },
    { "theirs", "1|Open|열기||", "1|Open|열기||", "1|Open|열다||",
      "1|Open|열다||\n", "" },
    { "both alike", "1|Open|열기||", "1|Open|열다||", "1|Open|열다||",
      "1|Open|열다||\n", "" },
    { "two fields", "1|Open|열기||", "1|Open|열다||", "1|Open|열기|menu|",
      "1|Open|열다|menu|\n", "" },
    { "one field twice", "1|Open|열기||", "1|Open|열다||", "1|Open|여십시오||",
      "1|Open|열다||\n", "ko:열기/열다/여십시오;" },
    { "status twice", "1|Open|열기||new", "1|Open|열기||final",
      "1|Open|열기||draft", "1|Open|열기||final\n", "status:new/final/draft;" },
    { "removed by us", "1|Open|열기||\n2|Save|저장||", "1|Open|열기||",
      "1|Open|열기||\n2|Save|저장||", "1|Open|열기||\n", "" },
    { "removed by them", "1|Open|열기||\n2|Save|저장||",
      "1|Open|열기||\n2|Save|저장||", "1|Open|열기||", "1|Open|열기||\n", "" },
    { "removed and changed", "1|Open|열기||\n2|Save|저장||", "1|Open|열기||",
      "1|Open|열기||\n2|Save|보관||", "1|Open|열기||\n2|Save|보관||\n",
      ":-/-/Save;" },
    { "changed and removed", "1|Open|열기||\n2|Save|저장||",
      "1|Open|열기||\n2|Save|보관||", "1|Open|열기||",
      "1|Open|열기||\n2|Save|보관||\n", ":-/Save/-;" },
    { "both added one", "1|Open|열기||", "1|Open|열기||\n2|Save|저장||",
      "1|Open|열기||\n2|Save|저장||", "1|Open|열기||\n2|Save|저장||\n", "" },
    { "both added, unlike", "1|Open|열기||", "1|Open|열기||\n2|Save|저장||",
      "1|Open|열기||\n2|Save|보관||", "1|Open|열기||\n2|Save|저장||\n",
      "ko:-/저장/보관;" },
    { "each added its own", "1|Open|열기||", "1|Open|열기||\n2|Save|저장||",
      "1|Open|열기||\n3|Close|닫기||",
      "1|Open|열기||\n2|Save|저장||\n3|Close|닫기||\n", "" },
    { "order and ids of ours", "1|Open|열기||\n2|Save|저장||",
      "8|Save|저장||\n9|Open|열기||", "1|Open|열기||\n2|Save|보관||",
      "2|Save|보관||\n9|Open|열기||\n", "" },
    { "note removed", "1|Open|열기|menu|", "1|Open|열기||", "1|Open|열다|menu|",
      "1|Open|열다||\n", "" },
    { "two notes", "1|Open|열기|menu|", "1|Open|열기|button|",
      "1|Open|열기|menu|final", "1|Open|열기|button|final\n", "" },
};

/* "1|Open|열기||" lines as a table of units. */
static const char *write_table(int i, const char *lines)
{
    static char text[2000];
    size_t      n =
        (size_t)snprintf(text, sizeof text, "unit\ten\tko\tnote\tstatus\n");

    for (; *lines && n < sizeof text - 1; lines++)
        text[n++] = *lines == '|' ? '\t' : *lines;
    text[n] = 0;
    return scratch(i, "tsv", text);
}

static mm_str or_dash(mm_str text)
{
    return text.len ? text : MM_S("-");
}

static void put_item(mm_buf *out, const mm_unit *u)
{
    const mm_variant *en = mm_unit_variant(u, MM_S("en"));
    const mm_variant *ko = mm_unit_variant(u, MM_S("ko"));
    mm_str            parts[] = { u->id, en ? en->text : MM_S(""),
                       ko ? ko->text : MM_S(""),
                       u->n_notes ? u->notes[0].text : MM_S(""), u->status };

    for (size_t i = 0; i < 5; i++) {
        if (i)
            mm_buf_putc(out, '|');
        mm_buf_put(out, parts[i]);
    }
    mm_buf_putc(out, '\n');
}

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_merge         *merge = NULL;
    mm_merged         m;
    mm_error          err = { 0 };
    mm_buf            out = { 0 }, conflicts = { 0 };
    int               rc;

    mm_buf_put(&out, MM_S(""));
    mm_buf_put(&conflicts, MM_S(""));
    if (mm_merge_open(&merge, write_table(0, row->base),
                      write_table(1, row->ours), write_table(2, row->theirs),
                      NULL, NULL, &err) < 0)
        fail_msg("%s", err.text);
    while ((rc = mm_merge_next(merge, &m, &err)) == MM_ROW) {
        put_item(&out, m.item.unit);
        for (size_t i = 0; i < m.n; i++) {
            const mm_conflict *c = &m.conflicts[i];
            mm_str             texts[] = { c->base, c->ours, c->theirs };

            mm_buf_put(&conflicts, c->field);
            for (size_t k = 0; k < 3; k++) {
                mm_buf_putc(&conflicts, k ? '/' : ':');
                mm_buf_put(&conflicts, or_dash(texts[k]));
            }
            mm_buf_putc(&conflicts, ';');
        }
    }
    assert_int_equal(rc, MM_OK);
    assert_string_equal(out.ptr, row->merged);
    assert_string_equal(conflicts.ptr, row->conflicts);
    mm_merge_close(merge);
    mm_buf_release(&out);
    mm_buf_release(&conflicts);
    scratch_remove();
}

/* ---- concepts ---- */

static const struct concepts {
    const char *name, *base, *ours, *theirs, *merged, *conflicts;
} concepts[] = {
    { "a term reworded by both", "printer\t프린터\tadmitted",
      "printer\t인쇄기\tadmitted", "printer\t출력기\tadmitted",
      "printer/인쇄기(admitted)", "ko term:프린터/인쇄기/출력기;" },
    { "reworded here, status there", "printer\t프린터\tadmitted",
      "printer\t인쇄기\tadmitted", "printer\t프린터\tpreferred",
      "printer/인쇄기(preferred)", "" },
    { "status twice", "printer\t프린터\tadmitted", "printer\t프린터\tpreferred",
      "printer\t프린터\tforbidden", "printer/프린터(preferred)",
      "ko 프린터 status:admitted/preferred/forbidden;" },
};

static const char *write_concept(int i, const char *row)
{
    char text[300];

    snprintf(text, sizeof text, "concept\ten\tko\tko:status\nc1\t%s\n", row);
    return scratch(i, "tsv", text);
}

static void check_concept(void **state)
{
    const struct concepts *row = *state;
    mm_merge              *merge = NULL;
    mm_merged              m;
    mm_error               err = { 0 };
    char                   text[200] = "", conflicts[300] = "";
    int                    rc;

    rc = mm_merge_open(&merge, write_concept(0, row->base),
                       write_concept(1, row->ours),
                       write_concept(2, row->theirs), NULL, NULL, &err);
    assert_int_equal(rc, MM_OK);
    assert_int_equal(mm_merge_next(merge, &m, &err), MM_ROW);
    assert_int_equal(m.item.concept->n_sections, 2);
    assert_int_equal(m.item.concept->sections[1].n_terms, 1);
    snprintf(text, sizeof text, "%s/%s(%s)",
             m.item.concept->sections[0].terms[0].text.ptr,
             m.item.concept->sections[1].terms[0].text.ptr,
             mm_term_status_name(m.item.concept->sections[1].terms[0].status));
    for (size_t i = 0; i < m.n; i++)
        snprintf(conflicts + strlen(conflicts),
                 sizeof conflicts - strlen(conflicts), "%.*s:%.*s/%.*s/%.*s;",
                 (int)m.conflicts[i].field.len, m.conflicts[i].field.ptr,
                 (int)m.conflicts[i].base.len, m.conflicts[i].base.ptr,
                 (int)m.conflicts[i].ours.len, m.conflicts[i].ours.ptr,
                 (int)m.conflicts[i].theirs.len, m.conflicts[i].theirs.ptr);
    assert_string_equal(text, row->merged);
    assert_string_equal(conflicts, row->conflicts);
    assert_int_equal(mm_merge_next(merge, &m, &err), MM_OK);
    mm_merge_close(merge);
    scratch_remove();
}

static void marks(void **state)
{
    mm_merge_options o = { .mark = true };
    mm_merge        *merge = NULL;
    mm_merged        m;
    mm_error         err = { 0 };

    (void)state;
    assert_int_equal(mm_merge_open(&merge, write_table(0, "1|Open|열기||"),
                                   write_table(1, "1|Open|열다||"),
                                   write_table(2, "1|Open|여십시오||"), &o,
                                   NULL, &err),
                     MM_OK);
    assert_int_equal(mm_merge_next(merge, &m, &err), MM_ROW);
    assert_int_equal(m.from, MM_MERGED_CONFLICT);
    assert_int_equal(m.item.unit->n_props, 1);
    assert_string_equal(m.item.unit->props[0].value.ptr,
                        "ko, theirs: 여십시오");
    assert_int_equal(mm_merge_counts(merge).conflicts, 1);
    mm_merge_close(merge);
    scratch_remove();
}

int main(void)
{
    enum {
        N = sizeof rows / sizeof *rows,
        M = sizeof concepts / sizeof *concepts
    };
    struct CMUnitTest tests[N + M + 1] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    for (size_t i = 0; i < M; i++)
        tests[N + i] =
            (struct CMUnitTest){ .name = concepts[i].name,
                                 .test_func = check_concept,
                                 .initial_state = (void *)&concepts[i] };
    tests[N + M] = (struct CMUnitTest){ .name = "marks", .test_func = marks };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
