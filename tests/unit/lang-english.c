/* English stems and singulars, titles, acronyms: rows of tables. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    mm_tables *tables;
    mm_lang   *en;
    mm_titles *titles;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    assert_int_equal(mm_tables_open(&f->tables, NULL, NULL), MM_OK);
    assert_int_equal(mm_lang_open(&f->en, mm_cstr("en-US"), f->tables, NULL),
                     MM_OK);
    assert_int_equal(mm_titles_open(&f->titles, f->tables, NULL), MM_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    mm_titles_close(f->titles);
    mm_lang_close(f->en);
    mm_tables_close(f->tables);
    free(f);
    return 0;
}

static int expect(const char *file, long line, mm_str got, mm_str want)
{
    if (mm_str_eq(got, want))
        return 0;
    print_error("%s:%ld: got %.*s, not %.*s\n", file, line, (int)got.len,
                got.ptr ? got.ptr : "", (int)want.len, want.ptr);
    return 1;
}

static void check_stems(void **state)
{
    fixture *f = *state;
    mm_buf   file = { 0 }, got = { 0 };
    mm_rows  rows;
    mm_str   cells[3];
    size_t   n;
    int      bad = 0;

    assert_int_equal(mm_file_read(&file, "tests/tables/stem-en.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while ((n = mm_rows_next(&rows, cells, 3)) > 0) {
        mm_buf_clear(&got);
        assert_int_equal(mm_lang_stem(&got, f->en, NULL, cells[0]), MM_OK);
        bad += expect("stem-en.tsv", rows.line, mm_buf_str(&got), cells[1]);
        if (n < 3)
            continue;
        mm_buf_clear(&got);
        assert_int_equal(mm_en_singular(&got, f->en, cells[0]), MM_OK);
        bad += expect("stem-en.tsv", rows.line, mm_buf_str(&got), cells[2]);
    }
    mm_buf_clear(&got);
    assert_int_equal(mm_en_singular(&got, f->en, MM_S("Strategic Assets")),
                     MM_OK);
    bad += expect("phrase", 0, mm_buf_str(&got), MM_S("Strategic Asset"));
    mm_buf_release(&got);
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

static size_t split(mm_str *words, size_t max, mm_str text)
{
    size_t n = 0;

    while (text.len && n < max)
        words[n++] = mm_str_cut(&text, ' ');
    return n;
}

static void check_acronyms(void **state)
{
    mm_buf  file = { 0 };
    mm_rows rows;
    mm_str  cells[4], words[16];
    int     bad = 0;

    (void)state;
    assert_int_equal(mm_file_read(&file, "tests/tables/acronyms.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 4) == 4) {
        double least, most, got;

        assert_true(mm_str_number(cells[2], &least));
        assert_true(mm_str_number(cells[3], &most));
        got =
            (unsigned char)cells[0].ptr[0] < 0x80
                ? mm_acronym_match(cells[0], words, split(words, 16, cells[1]))
                : mm_ko_shortened(cells[0], cells[1]);
        if (got >= least && got <= most)
            continue;
        print_error("acronyms.tsv:%ld: %.2f\n", rows.line, got);
        bad++;
    }
    mm_buf_release(&file);
    assert_int_equal(bad, 0);
}

/* Titles: words, first word and number of words of the title. */
static const struct title_row {
    const char *text;
    size_t      first, n;
} before[] = {
    { "Defense Minister Lee Jong-sup", 0, 2 },
    { "Gov. Rhee Chang-yong", 0, 1 },
    { "Analyst Kim", 0, 1 },
    { "former U.S. President Donald Trump", 0, 3 },
    { "Samsung Electronics Vice Chairman Lee Jae-yong", 2, 2 },
    { "General Electric CEO Larry Culp", 2, 1 },
    { "U.S. Secretary of State Antony Blinken", 0, 4 },
    { "Lee Jong-sup", 0, 0 },
}, after[] = {
    { "이종섭 국방부 장관", 1, 2 },
    { "이종섭 국방부 장관은", 1, 2 },
    { "로이드 오스틴 국방장관이", 2, 1 },
    { "오스틴 장관", 1, 1 },
    { "윌리 월시 사무총장", 2, 1 },
    { "이창용 한국은행 총재", 1, 2 },
    { "김민수 한빛항공 최고운영책임자", 1, 2 },
    { "박지영 중앙박물관 학예사는", 1, 2 },
    { "최원호 감독", 1, 1 },
    { "윤석열", 0, 0 },
};

static int check_title(mm_title got, const struct title_row *row)
{
    if (got.n == row->n && (row->n == 0 || got.first == row->first))
        return 0;
    print_error("%s: words %zu + %zu\n", row->text, got.first, got.n);
    return 1;
}

static void check_titles(void **state)
{
    fixture *f = *state;
    mm_str   words[16];
    int      bad = 0;

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t n = split(words, 16, mm_cstr(before[i].text));

        bad += check_title(mm_title_before(f->titles, words, n), &before[i]);
    }
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        size_t n = split(words, 16, mm_cstr(after[i].text));

        bad += check_title(mm_title_after(f->titles, words, n), &after[i]);
    }
    assert_int_equal(bad, 0);
    assert_true(mm_title_match(f->titles, MM_S("Defense Minister"),
                               MM_S("국방부 장관")) == 1);
    assert_true(mm_title_match(f->titles, MM_S("Fisheries Minister"),
                               MM_S("해양수산부 장관")) == 0.5);
    assert_true(mm_title_match(f->titles, MM_S("President"), MM_S("장관")) ==
                0);
    assert_true(mm_str_starts(mm_title_korean(f->titles, MM_S("Governor")),
                              MM_S("지사")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_stems),
        cmocka_unit_test(check_acronyms),
        cmocka_unit_test(check_titles),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
