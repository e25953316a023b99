/* Particles: agreement, chains, repair. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    mm_tables *tables;
    mm_lang   *ko;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    assert_int_equal(mm_tables_open(&f->tables, NULL, NULL), MM_OK);
    assert_int_equal(mm_lang_open(&f->ko, mm_cstr("ko-KR"), f->tables, NULL),
                     MM_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    mm_lang_close(f->ko);
    mm_tables_close(f->tables);
    free(f);
    return 0;
}

/* Fixes `josa` behind `stem` and compares `prefix` + result with `want`. */
static int check_fix(const fixture *f, const char *file, long line, mm_str stem,
                     mm_str josa, mm_str prefix, mm_str want)
{
    mm_buf got = { 0 };
    int    bad;

    assert_int_equal(mm_buf_put(&got, prefix), MM_OK);
    assert_int_equal(mm_josa_fix(&got, f->ko, stem, josa), MM_OK);
    bad = !mm_str_eq(mm_buf_str(&got), want);
    if (bad)
        print_error("%s:%ld: %s\n", file, line, got.ptr);
    mm_buf_release(&got);
    return bad;
}

static void check_table(void **state)
{
    fixture *f = *state;
    mm_buf   file = { 0 };
    mm_rows  rows;
    mm_str   cells[4];
    int      bad = 0;

    assert_int_equal(mm_file_read(&file, "tests/tables/josa.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 4) == 4)
        bad += check_fix(f, "josa.tsv", rows.line, cells[0], cells[1],
                         (mm_str){ "", 0 }, cells[2]);
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

static void check_shared(void **state)
{
    static const char path[] = "../shared/data/korean/josa_choice.tsv";
    fixture          *f = *state;
    mm_buf            file = { 0 };
    mm_rows           rows;
    mm_str            cells[4];
    int               bad = 0;

    if (mm_file_read(&file, path, 0, NULL) < 0) {
        print_message("SKIP: no %s\n", path);
        skip();
    }
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    mm_rows_next(&rows, cells, 4); /* the header */
    while (mm_rows_next(&rows, cells, 4) == 3)
        bad += check_fix(f, path, rows.line, cells[0], cells[1], cells[0],
                         cells[2]);
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

static const struct known {
    const char  *stem, *suffix;
    bool         copula;
    mm_agreement want;
} knowns[] = {
    { "북방한계선", "", false, MM_JOSA_AGREE },
    { "북방한계선", "에서는", false, MM_JOSA_AGREE },
    { "북방한계선", "은", false, MM_JOSA_AGREE },
    { "북방한계선", "는", false, MM_JOSA_DISAGREE },
    { "서울", "으로", false, MM_JOSA_DISAGREE },
    { "서울", "로부터의", false, MM_JOSA_AGREE },
    { "군사", "력", false, MM_JOSA_NONE },
    { "회사", "까지도", false, MM_JOSA_AGREE },
    { "회사", "만이", false, MM_JOSA_AGREE },
    { "회사", "라는", false, MM_JOSA_NONE },
    { "회사", "라는", true, MM_JOSA_AGREE },
    { "미사일", "이라는", true, MM_JOSA_AGREE },
    { "미사일", "라는", true, MM_JOSA_DISAGREE },
};

static void check_known(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof knowns / sizeof *knowns; i++) {
        const struct known *row = &knowns[i];

        if (mm_josa_known(f->ko, mm_cstr(row->stem), mm_cstr(row->suffix),
                          row->copula) != row->want)
            fail_msg("%s + %s", row->stem, row->suffix);
    }
}

/* The text's own words speak for a stem that a shorter one is hidden in. */
static void check_paradigm(void **state)
{
    static const char *const words[] = { "아사랑은", "아사랑이", "아사랑의",
                                         "아사랑을" };
    fixture                 *f = *state;
    mm_paradigm             *p = NULL;
    mm_cut                   cut[8];
    mm_analysis              a;
    size_t                   n;

    assert_int_equal(mm_paradigm_open(&p, NULL), MM_OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(mm_paradigm_add(p, f->ko, mm_cstr(words[i]), NULL),
                         MM_OK);
    assert_int_equal(mm_paradigm_count(p, mm_cstr("아사랑")), 4);
    mm_analyze(&a, f->ko, p, mm_cstr("아사랑은"));
    assert_true(mm_str_eq(a.stem, mm_cstr("아사랑")));
    n = mm_lang_cuts(cut, 8, f->ko, p, mm_cstr("아사랑"));
    assert_true(n >= 2 && cut[0].word_class == MM_WORD_NOUN);
    mm_paradigm_close(p);
}

/* Strange input is passed through. */
static void check_strange(void **state)
{
    static const char *const words[] = { "",   "은",     "...",  "\xEA\xB0",
                                         "가", "\"라고", "ㄱ은", "%",
                                         "(",  "만" };
    fixture                 *f = *state;
    mm_analysis              a;
    mm_cut                   cuts[4];
    mm_buf                   out = { 0 };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        mm_str word = mm_cstr(words[i]);

        mm_analyze(&a, f->ko, NULL, word);
        assert_true(mm_lang_cuts(cuts, 4, f->ko, NULL, word) <= 4);
        assert_int_equal(mm_lang_stem(&out, f->ko, NULL, word), MM_OK);
        assert_int_equal(mm_josa_fix(&out, f->ko, word, word), MM_OK);
    }
    mm_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_table),   cmocka_unit_test(check_shared),
        cmocka_unit_test(check_known),   cmocka_unit_test(check_paradigm),
        cmocka_unit_test(check_strange),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
