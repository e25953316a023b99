/* Names of Korean persons: tests/tables/names.tsv and what is no name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "malmoi/names.h"

typedef struct setup {
    mm_tables *tables;
    mm_names  *names;
} setup;

static int open_names(void **state)
{
    static setup s;
    mm_error     err = { 0 };

    if (mm_tables_open(&s.tables, NULL, &err) < 0 ||
        mm_names_open(&s.names, s.tables, &err) < 0)
        fail_msg("%s", err.text);
    *state = &s;
    return 0;
}

static int close_names(void **state)
{
    setup *s = *state;

    mm_names_close(s->names);
    mm_tables_close(s->tables);
    return 0;
}

static void spellings(void **state)
{
    const setup *s = *state;
    mm_buf       text = { 0 }, out = { 0 };
    mm_rows      rows = { 0 };
    mm_str       cells[3];

    assert_int_equal(mm_file_read(&text, "tests/tables/names.tsv", 0, NULL),
                     MM_OK);
    rows.rest = mm_buf_str(&text);
    while (mm_rows_next(&rows, cells, 3)) {
        mm_buf_clear(&out);
        if (!isfinite(mm_name_spelling(s->names, cells[0], cells[1])))
            fail_msg("names.tsv:%ld: no spelling of it", rows.line);
        assert_int_equal(
            mm_name_romanize(&out, s->names, cells[0], MM_NAME_HYPHEN), MM_OK);
        if (!mm_str_eq(mm_buf_str(&out), cells[2]))
            fail_msg("names.tsv:%ld: %s", rows.line, out.ptr);
    }
    mm_buf_release(&out);
    mm_buf_release(&text);
}

static void surnames(void **state)
{
    const setup *s = *state;

    assert_int_equal(mm_names_surname(s->names, MM_S("김철수")), 3);
    assert_int_equal(mm_names_surname(s->names, MM_S("남궁민수")), 6);
    assert_int_equal(mm_names_surname(s->names, MM_S("선우")), 3);
    assert_int_equal(mm_names_surname(s->names, MM_S("쀍쀍")), 0);
    assert_int_equal(mm_names_surname(s->names, MM_S("")), 0);
    assert_true(mm_name_surname_spelling(s->names, MM_S("오"), MM_S("Oh")) >
                -4);
    assert_true(
        isinf(mm_name_surname_spelling(s->names, MM_S("o"), MM_S("Oh"))));
}

static void likely_names(void **state)
{
    static const char *const names[] = { "김영희", "이민호", "박지성",
                                         "남궁민수", "최은주" };
    static const char *const others[] = { "대통령", "컴퓨터",   "회의",
                                          "김",     "미사일은", "" };
    const setup             *s = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mm_name_is_korean(s->names, mm_cstr(names[i])) < 0.5)
            fail_msg("%s is a name: %f", names[i],
                     mm_name_is_korean(s->names, mm_cstr(names[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (mm_name_is_korean(s->names, mm_cstr(others[i])) > 0.5)
            fail_msg("%s is no name: %f", others[i],
                     mm_name_is_korean(s->names, mm_cstr(others[i])));
}

static void styles(void **state)
{
    static const char *const want[] = { "Lee Young-hee", "Lee Younghee",
                                        "Lee Young Hee", "Young-hee Lee",
                                        "LEE Young-hee" };
    const setup             *s = *state;

    for (int i = 0; i < 5; i++) {
        mm_buf out = { 0 };

        assert_int_equal(
            mm_name_romanize(&out, s->names, MM_S("이영희"), (mm_name_style)i),
            MM_OK);
        assert_string_equal(out.ptr, want[i]);
        mm_buf_release(&out);
    }
    assert_int_equal(
        mm_name_romanize(&(mm_buf){ 0 }, s->names, MM_S("abc"), MM_NAME_HYPHEN),
        MM_EINVALID);
}

static void no_spelling(void **state)
{
    const setup *s = *state;

    assert_true(mm_name_spelling(s->names, MM_S("김영희"), MM_S("Manchester")) <
                -30);
    assert_true(mm_name_spelling(s->names, MM_S("김영희"), MM_S("")) < -1e9);
    assert_true(mm_name_spelling(s->names, MM_S("회의실장님"), MM_S("Kim")) <
                -1e9);
    assert_true(
        mm_name_spelling(s->names, MM_S("백남준"), MM_S("Nam June Paik")) > -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(spellings),
                                        cmocka_unit_test(surnames),
                                        cmocka_unit_test(likely_names),
                                        cmocka_unit_test(styles),
                                        cmocka_unit_test(no_spelling) };

    return cmocka_run_group_tests(tests, open_names, close_names);
}
