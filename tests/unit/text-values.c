/* Values: each row of tests/tables/values.tsv and value-pairs.tsv. */
#include "base/file.h"
#include "base/map.h"
#include "files/tables.h"
#include "malmoi/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void put_value(mm_buf *out, const mm_value *v)
{
    static const char *const names[] = { "number",  "percent", "money",
                                         "ordinal", "date",    "time" };

    mm_buf_printf(out, "%s%s ", out->len ? "; " : "", names[v->kind]);
    if (v->kind == MM_VALUE_DATE)
        mm_buf_printf(out, "%d-%d-%d", v->year, v->month, v->day);
    else if (v->kind == MM_VALUE_TIME)
        mm_buf_printf(out, "%02d:%02d", v->minute / 60, v->minute % 60);
    else
        mm_buf_printf(out, "%.15g", v->number);
    if (v->range)
        mm_buf_printf(out, "..%.15g", v->upper);
    if (v->weekday)
        mm_buf_printf(out, " w%d", v->weekday);
    if (v->unit[0] && (v->kind == MM_VALUE_NUMBER || v->kind == MM_VALUE_MONEY))
        mm_buf_printf(out, " %s", v->unit);
}

static void find(mm_values *values, mm_str lang, mm_str text)
{
    mm_valuer *valuer;
    size_t     end = 0;

    assert_int_equal(mm_valuer_open(&valuer, lang, tables, NULL), MM_OK);
    assert_int_equal(mm_values_find(values, valuer, text, NULL), MM_OK);
    mm_valuer_close(valuer);
    for (size_t i = 0; i < values->n; i++) {
        assert_true(values->items[i].start >= end && values->items[i].len > 0);
        end = values->items[i].start + values->items[i].len;
        assert_true(end <= text.len);
        assert_true(mm_value_same(&values->items[i], &values->items[i]));
    }
}

static void test_table(void **state)
{
    mm_buf    file = { 0 }, got = { 0 };
    mm_values values = { 0 };
    mm_rows   rows;
    mm_str    cells[3];
    int       bad = 0;

    (void)state;
    assert_int_equal(mm_file_read(&file, "tests/tables/values.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 3) == 3) {
        mm_buf_clear(&got);
        find(&values, cells[0], cells[1]);
        for (size_t i = 0; i < values.n; i++)
            put_value(&got, &values.items[i]);
        if (mm_str_eq(mm_buf_str(&got), cells[2]))
            continue;
        print_error("tests/tables/values.tsv:%ld: got  %.*s\n", rows.line,
                    (int)got.len, got.ptr ? got.ptr : "");
        bad++;
    }
    mm_values_release(&values);
    mm_buf_release(&file);
    mm_buf_release(&got);
    assert_int_equal(bad, 0);
}

static void test_pairs(void **state)
{
    mm_buf    file = { 0 };
    mm_values a = { 0 }, b = { 0 };
    mm_rows   rows;
    mm_str    cells[6];
    int       bad = 0;

    (void)state;
    assert_int_equal(
        mm_file_read(&file, "tests/tables/value-pairs.tsv", 0, NULL), MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 6) == 6) {
        double least, most, got = -1;

        find(&a, cells[0], cells[1]);
        find(&b, cells[2], cells[3]);
        assert_true(mm_str_number(cells[4], &least));
        assert_true(mm_str_number(cells[5], &most));
        if (a.n == 1 && b.n == 1) {
            got = mm_value_match(&a.items[0], &b.items[0]);
            assert_true(got == mm_value_match(&b.items[0], &a.items[0]));
        }
        if (got >= least && got <= most)
            continue;
        print_error("tests/tables/value-pairs.tsv:%ld: got %g\n", rows.line,
                    got);
        bad++;
    }
    mm_values_release(&a);
    mm_values_release(&b);
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

static void test_odd_input(void **state)
{
    static const char *const texts[] = {
        "",           "$",
        "제",         "1,",
        "1.",         "1-",
        "1:",         "'1",
        "$1-",        "\xFF",
        "1\xEA\xB0",  "999999999999999999999999",
        "조조조",     "12월 99일",
        "99월",       "25시",
        "2024-13-45", "두 ",
        "한",         "1분의",
        "0분의 1",    "1경1조1억1만1천1백1십1",
        "one",        "two and",
        "June",       "June ",
        "5 p.m",      "1 to ",
        "11 of ",     "11 de",
    };
    static const char *const langs[] = { "ko", "en", "de", "ja", "" };
    mm_values                values = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t j = 0; j < sizeof langs / sizeof *langs; j++)
            find(&values, mm_cstr(langs[j]), mm_cstr(texts[i]));
    mm_values_release(&values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_odd_input),
    };

    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
