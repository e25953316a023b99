/* Hanja in Hangul: usual readings, the head of a word, every reading. */
#include "malmoi/hanja.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static mm_tables *tables;
static mm_hanja  *hanja;

static const struct row {
    const char *name, *hanja, *reading;
} rows[] = {
    { "plain", "北方限界線", "북방한계선" },
    { "n at the head", "女性", "여성" },
    { "r at the head", "勞動", "노동" },
    { "r before i", "理論", "이론" },
    { "r inside", "原理", "원리" },
    { "head of the second word", "會計 年度", "회계 연도" },
    { "rate after a vowel", "比率", "비율" },
    { "rate after n", "先列", "선열" },
    { "rate after another sound", "能率", "능률" },
    { "not before j", "不足", "부족" },
    { "not else", "不可能", "불가능" },
    { "a word of its own", "自轉車", "자전거" },
    { "a word inside another", "電氣自轉車", "전기자전거" },
    { "usual reading of a character", "自動車", "자동차" },
    { "mixed script", "北도발", "북도발" },
    { "Hangul before", "신女性", "신녀성" },
    { "Latin and digits stay", "第2次 SCM", "제2차 SCM" },
    { "no Hanja", "북방한계선", "북방한계선" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_buf            out = { 0 };

    assert_int_equal(mm_hanja_read(&out, hanja, mm_cstr(row->hanja)), MM_OK);
    assert_string_equal(out.ptr, row->reading);
    mm_buf_release(&out);
}

static bool has_line(const mm_buf *lines, const char *line)
{
    mm_str rest = mm_buf_str(lines);

    while (rest.len)
        if (mm_str_eq(mm_str_cut(&rest, '\n'), mm_cstr(line)))
            return true;
    return false;
}

static void readings_in_order(void **state)
{
    mm_buf out = { 0 };

    (void)state;
    assert_int_equal(mm_hanja_readings(&out, hanja, MM_S("金浦"), 20), MM_OK);
    assert_true(mm_str_starts(mm_buf_str(&out), MM_S("김포\n")));
    mm_buf_clear(&out);
    assert_int_equal(mm_hanja_readings(&out, hanja, MM_S("新女性"), 20), MM_OK);
    assert_true(has_line(&out, "신여성"));
    mm_buf_clear(&out);
    assert_int_equal(mm_hanja_readings(&out, hanja, MM_S("北見"), 20), MM_OK);
    assert_true(mm_str_starts(mm_buf_str(&out), MM_S("북견\n")));
    assert_true(has_line(&out, "북현"));
    assert_true(has_line(&out, "배견"));
    assert_true(has_line(&out, "배현"));
    mm_buf_release(&out);
}

/* Never more lines than asked for, none twice. */
static void readings_have_a_limit(void **state)
{
    mm_buf out = { 0 };
    size_t lines = 0;

    (void)state;
    assert_int_equal(
        mm_hanja_readings(&out, hanja, MM_S("樂率車見行北降更惡"), 12), MM_OK);
    for (size_t i = 0; i < out.len; i++)
        lines += out.ptr[i] == '\n';
    assert_int_equal(lines, 12);
    mm_buf_release(&out);
}

static void what_is_hanja(void **state)
{
    (void)state;
    assert_true(mm_hanja_in(MM_S("北도발")));
    assert_false(mm_hanja_in(MM_S("북도발 NLL 2")));
    assert_false(mm_hanja_in(MM_S("")));
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 3] = { 0 };
    mm_str            table;
    int               failed;

    if (mm_tables_open(&tables, NULL, NULL) < 0 ||
        mm_hanja_open(&hanja, tables, NULL) < 0)
        return 1;
    if (mm_tables_get(&table, tables, "hanja.tsv", NULL) < 0) {
        fprintf(stderr, "SKIPPED: built without Unihan (unicode-data)\n");
        return 0;
    }
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest)cmocka_unit_test(readings_in_order);
    tests[N + 1] = (struct CMUnitTest)cmocka_unit_test(readings_have_a_limit);
    tests[N + 2] = (struct CMUnitTest)cmocka_unit_test(what_is_hanja);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    mm_hanja_close(hanja);
    mm_tables_close(tables);
    return failed;
}
