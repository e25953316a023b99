/* Stems of Korean words, row by row from our own table, and counted against
 * the shared gold. MM_SHOW=1 prints what is wrong. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    mm_tables   *tables;
    mm_lang     *ko;
    mm_paradigm *paradigm;
    mm_map       disputed; /* words of eojeol-gold-errors.tsv */
} fixture;

/* Words of the table of gold errors, each with a reason. */
static void read_disputed(fixture *f)
{
    mm_buf  file = { 0 };
    mm_rows rows;
    mm_str  cells[3];

    assert_int_equal(
        mm_file_read(&file, "tests/tables/eojeol-gold-errors.tsv", 0, NULL),
        MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 3) == 3)
        assert_true(mm_map_add(&f->disputed, cells[0]) != MM_MAP_NONE);
    mm_buf_release(&file);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    assert_int_equal(mm_tables_open(&f->tables, NULL, NULL), MM_OK);
    assert_int_equal(mm_lang_open(&f->ko, mm_cstr("ko"), f->tables, NULL),
                     MM_OK);
    read_disputed(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    mm_map_release(&f->disputed);
    mm_lang_close(f->ko);
    mm_tables_close(f->tables);
    free(f);
    return 0;
}

/* ---- Our own rows: word, stem, class ---- */

static void check_table(void **state)
{
    fixture *f = *state;
    mm_buf   file = { 0 };
    mm_rows  rows;
    mm_str   cells[3];
    int      bad = 0;

    assert_int_equal(mm_file_read(&file, "tests/tables/eojeol.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 3) == 3) {
        mm_analysis got;

        mm_analyze(&got, f->ko, NULL, cells[0]);
        if (mm_str_eq(got.stem, cells[1]) &&
            mm_str_eq(mm_cstr(mm_word_class_name(got.word_class)), cells[2]))
            continue;
        print_error("eojeol.tsv:%ld: %.*s gives %.*s, %s\n", rows.line,
                    (int)cells[0].len, cells[0].ptr, (int)got.stem.len,
                    got.stem.ptr, mm_word_class_name(got.word_class));
        bad++;
    }
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

/* ---- The gold ---- */

typedef struct tally {
    size_t nominal, right; /* noun and noun+josa: stem exact */
    size_t disputed;       /* wrong ones where we hold the gold to be wrong */
    size_t classes[4][4];  /* gold, ours */
} tally;

static int class_number(mm_str name)
{
    for (int i = 0; i < 4; i++)
        if (mm_str_eq(name, mm_cstr(mm_word_class_name((mm_word_class)i))))
            return i;
    return -1;
}

/* Reads the file twice: its words are the paradigm, then each is analysed. */
static void measure(tally *out, fixture *f, mm_str text, bool paradigm)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[5];
    bool    show = getenv("MM_SHOW") != NULL;

    assert_int_equal(mm_paradigm_open(&f->paradigm, NULL), MM_OK);
    while (mm_rows_next(&rows, cells, 5) >= 4)
        assert_int_equal(mm_paradigm_add(f->paradigm, f->ko, cells[0], NULL),
                         MM_OK);
    rows = (mm_rows){ .rest = text };
    while (mm_rows_next(&rows, cells, 5) >= 4) {
        int         gold = class_number(cells[2]);
        mm_analysis got;
        bool        right;

        if (gold < 0)
            continue;
        mm_analyze(&got, f->ko, paradigm ? f->paradigm : NULL, cells[0]);
        out->classes[gold][got.word_class]++;
        right = mm_str_eq(got.stem, cells[1]);
        if (gold <= MM_WORD_NOUN_JOSA) {
            out->nominal++;
            out->right += right;
            out->disputed +=
                !right && mm_map_find(&f->disputed, cells[0]) != MM_MAP_NONE;
        }
        if (show && (!right || gold != (int)got.word_class))
            printf("%s\t%.*s\t%.*s\t%.*s\t%.*s\t%s\n", right ? "CLS" : "BAD",
                   (int)cells[0].len, cells[0].ptr, (int)cells[1].len,
                   cells[1].ptr, (int)cells[2].len, cells[2].ptr,
                   (int)got.stem.len, got.stem.ptr,
                   mm_word_class_name(got.word_class));
    }
    mm_paradigm_close(f->paradigm);
}

static void report(const char *what, const tally *t)
{
    printf("%s: %zu of %zu nominal stems right, %.2f %%; %zu of the others are "
           "disputed\n",
           what, t->right, t->nominal,
           100.0 * (double)t->right / (double)t->nominal, t->disputed);
    for (int i = 0; i < 4; i++)
        printf("  gold %-9s: noun %zu, noun+josa %zu, noun+verb %zu, other "
               "%zu\n",
               mm_word_class_name((mm_word_class)i), t->classes[i][0],
               t->classes[i][1], t->classes[i][2], t->classes[i][3]);
}

static void check_gold(fixture *f, const char *path, double least)
{
    mm_buf file = { 0 };
    tally  t = { 0 }, plain = { 0 };

    if (mm_file_read(&file, path, 0, NULL) < 0) {
        print_message("SKIP: no %s\n", path);
        skip();
    }
    measure(&t, f, mm_buf_str(&file), true);
    report(path, &t);
    if (!getenv("MM_SHOW")) {
        measure(&plain, f, mm_buf_str(&file), false);
        printf("  without the file's own words as paradigm: %.2f %%\n",
               100.0 * (double)plain.right / (double)plain.nominal);
    }
    mm_buf_release(&file);
    assert_true(100.0 * (double)t.right >= least * (double)t.nominal);
}

static void check_jhe(void **state)
{
    check_gold(*state, "../shared/data/korean/eojeol_gold.tsv", 98.5);
}

static void check_news(void **state)
{
    check_gold(*state, "../shared/data/korean/eojeol_news_silver.tsv", 98.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_table),
        cmocka_unit_test(check_jhe),
        cmocka_unit_test(check_news),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
