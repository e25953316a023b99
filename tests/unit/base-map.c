/* Maps, tables of two columns, and rows found by halving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/tables.h"

static void test_reserved(void **unused)
{
    mm_map map = { 0 };
    char   word[16];

    (void)unused;
    assert_int_equal(mm_map_add(&map, MM_S("before")), 0);
    assert_int_equal(mm_map_reserve(&map, 1000), MM_OK);
    assert_int_equal(mm_map_find(&map, MM_S("before")), 0);
    for (int i = 1; i < 3000; i++) { /* past what there is room for */
        snprintf(word, sizeof word, "w%d", i);
        assert_int_equal(mm_map_add(&map, mm_cstr(word)), i);
    }
    for (int i = 1; i < 3000; i++) {
        snprintf(word, sizeof word, "w%d", i);
        assert_int_equal(mm_map_find(&map, mm_cstr(word)), i);
    }
    assert_int_equal(mm_map_find(&map, MM_S("w3000")), MM_MAP_NONE);
    mm_map_release(&map);
}

static void test_table(void **unused)
{
    mm_str       text = MM_S("# words\ncolour\tcolor\r\n\ngaol\tjail\n"
                                   "colour\tother\njail\t\nlast\tone");
    mm_table_map table = { 0 };

    (void)unused;
    assert_null(mm_table_map_find(&table, MM_S("gaol")));
    assert_int_equal(mm_table_map_read(&table, text), MM_OK);
    assert_true(mm_str_eq(*mm_table_map_find(&table, MM_S("colour")),
                          MM_S("color"))); /* its first row */
    assert_true(
        mm_str_eq(*mm_table_map_find(&table, MM_S("gaol")), MM_S("jail")));
    assert_int_equal(mm_table_map_find(&table, MM_S("jail"))->len, 0);
    assert_true(
        mm_str_eq(*mm_table_map_find(&table, MM_S("last")), MM_S("one")));
    assert_null(mm_table_map_find(&table, MM_S("color")));
    mm_table_map_release(&table);
}

static void test_halving(void **unused)
{
    mm_str texts[] = { MM_S("# head\n# more\nb\t1\nbc\t2\td\nf\t3\n"),
                       MM_S("b\t1\nbc\t2\td\nf\t3") };
    mm_str rest;

    (void)unused;
    for (size_t i = 0; i < 2; i++) {
        assert_true(mm_rows_find(&rest, texts[i], MM_S("b")));
        assert_true(mm_str_eq(rest, MM_S("1")));
        assert_true(mm_rows_find(&rest, texts[i], MM_S("bc")));
        assert_true(mm_str_eq(rest, MM_S("2\td")));
        assert_true(mm_rows_find(&rest, texts[i], MM_S("f")));
        assert_true(mm_str_eq(rest, MM_S("3")));
        assert_false(mm_rows_find(&rest, texts[i], MM_S("a")));
        assert_false(mm_rows_find(&rest, texts[i], MM_S("bb")));
        assert_false(mm_rows_find(&rest, texts[i], MM_S("g")));
        assert_false(mm_rows_find(&rest, texts[i], MM_S("")));
    }
    assert_false(mm_rows_find(&rest, MM_S(""), MM_S("a")));
    assert_false(mm_rows_find(&rest, MM_S("# head"), MM_S("a")));
}

/* The shipped table that is searched so: each row is found where it stands. */
static void test_shipped_order(void **unused)
{
    mm_tables *tables;
    mm_rows    rows = { 0 };
    mm_str     cells[2], rest;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    assert_true(mm_tables_shipped(tables));
    if (mm_tables_get(&rows.rest, tables, "hanja.tsv", NULL) < 0) {
        mm_tables_close(tables);
        print_message("SKIPPED: built without Unihan\n");
        skip();
    }
    for (mm_str all = rows.rest; mm_rows_next(&rows, cells, 2) == 2; n++) {
        assert_true(mm_rows_find(&rest, all, cells[0]));
        assert_ptr_equal(rest.ptr, cells[1].ptr);
        assert_int_equal(rest.len, cells[1].len);
    }
    assert_true(n > 8000);
    mm_tables_close(tables);
}

static void test_numbers(void **unused)
{
    static const struct {
        const char *text;
        double      is;
    } right[] = { { "0", 0 },       { "007", 7 },
                  { "12", 12 },     { "123456789012345", 123456789012345 },
                  { "0.93", 0.93 }, { "-3", -3 },
                  { "1e3", 1000 },  { "1234567890123456", 1234567890123456 } };
    static const char *const wrong[] = { "", "x", "1x", "1 ", "1,5", "--1" };
    double                   out;

    (void)unused;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_true(mm_str_number(mm_cstr(right[i].text), &out));
        assert_true(out == right[i].is);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(mm_str_number(mm_cstr(wrong[i]), &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_reserved),
                                        cmocka_unit_test(test_table),
                                        cmocka_unit_test(test_halving),
                                        cmocka_unit_test(test_shipped_order),
                                        cmocka_unit_test(test_numbers) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
