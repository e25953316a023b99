/* Romanization, its way back, sounds and look-up keys. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/romanize.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    mm_tables    *tables;
    mm_romanizer *r;
    mm_buf        file, got, want;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    assert_int_equal(mm_tables_open(&f->tables, NULL, NULL), MM_OK);
    assert_int_equal(mm_romanizer_open(&f->r, f->tables, NULL), MM_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    mm_romanizer_close(f->r);
    mm_tables_close(f->tables);
    mm_buf_release(&f->file);
    mm_buf_release(&f->got);
    mm_buf_release(&f->want);
    free(f);
    return 0;
}

/* Rows of `path`; false, said aloud, when there is no such file. */
static bool read_rows(fixture *f, mm_rows *rows, const char *path)
{
    mm_buf_clear(&f->file);
    if (mm_file_read(&f->file, path, 0, NULL) < 0) {
        print_message("SKIP: no %s\n", path);
        return false;
    }
    *rows = (mm_rows){ .rest = mm_buf_str(&f->file) };
    return true;
}

static void romanize(fixture *f, mm_str text, mm_str system)
{
    mm_roman_system s = MM_ROMAN_RR;

    mm_buf_clear(&f->got);
    if (mm_str_eq(system, MM_S("sound"))) {
        assert_int_equal(
            mm_ko_pronounce(&f->got, f->r, text, MM_PRONOUNCE_TENSE), MM_OK);
        return;
    }
    assert_int_equal(mm_roman_system_find(&s, system, NULL), MM_OK);
    assert_int_equal(mm_romanize(&f->got, f->r, text, s), MM_OK);
}

static int compare(const fixture *f, const char *path, long line, mm_str want)
{
    if (mm_str_eq(mm_buf_str(&f->got), want))
        return 0;
    print_error("%s:%ld: %s, not %.*s\n", path, line, f->got.ptr, (int)want.len,
                want.ptr);
    return 1;
}

static void check_systems(void **state)
{
    static const char path[] = "tests/tables/romanize-systems.tsv";
    fixture          *f = *state;
    mm_rows           rows;
    mm_str            c[4];
    int               bad = 0;

    assert_true(read_rows(f, &rows, path));
    while (mm_rows_next(&rows, c, 4) == 4) {
        romanize(f, c[0], c[1]);
        bad += compare(f, path, rows.line, c[2]);
    }
    assert_int_equal(bad, 0);
}

static void check_peers(void **state)
{
    static const char path[] = "tests/tables/romanize-peers-wrong.tsv";
    fixture          *f = *state;
    mm_rows           rows;
    mm_str            c[5];
    int               bad = 0;

    assert_true(read_rows(f, &rows, path));
    while (mm_rows_next(&rows, c, 5) == 5) {
        romanize(f, c[0], c[1]);
        bad += compare(f, path, rows.line, c[3]);
    }
    assert_int_equal(bad, 0);
}

static void check_sounds(void **state)
{
    static const char path[] = "tests/tables/pronunciation.tsv";
    fixture          *f = *state;
    mm_rows           rows;
    mm_str            c[3];
    int               bad = 0;

    assert_true(read_rows(f, &rows, path));
    while (mm_rows_next(&rows, c, 3) == 3) {
        romanize(f, c[0], MM_S("sound"));
        bad += compare(f, path, rows.line, c[1]);
    }
    assert_int_equal(bad, 0);
}

/* Letters alone, in lower case, for scores. */
static void fold(mm_buf *out, mm_str text)
{
    mm_buf_clear(out);
    mm_buf_put(out, (mm_str){ "", 0 });
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '-')
            mm_buf_putc(out, text.ptr[i] >= 'A' && text.ptr[i] <= 'Z'
                                 ? (char)(text.ptr[i] + 32)
                                 : text.ptr[i]);
}

static bool same_letters(fixture *f, mm_str want)
{
    mm_buf got = { 0 };
    bool   same;

    fold(&f->want, want);
    fold(&got, mm_buf_str(&f->got));
    same = mm_str_eq(mm_buf_str(&got), mm_buf_str(&f->want));
    mm_buf_release(&got);
    return same;
}

static void check_stations(void **state)
{
    fixture *f = *state;
    mm_rows  rows;
    mm_str   c[3];
    int      n = 0, right = 0;

    if (!read_rows(f, &rows, "../shared/data/korean/stations_seoul.tsv"))
        skip();
    while (mm_rows_next(&rows, c, 3) == 3)
        if (mm_str_eq(c[2], MM_S("0"))) {
            romanize(f, c[0], MM_S("rr"));
            n++;
            right += same_letters(f, c[1]);
        }
    print_message("stations: %d of %d\n", right, n);
    assert_true(right * 100 >= n * 99);
}

/* Rows of one system without those that the data's own note calls odd. */
static void check_share(fixture *f, const char *named, mm_str system, int least)
{
    mm_rows rows;
    mm_str  c[5];
    size_t  cells;
    int     n = 0, right = 0;

    if (!read_rows(f, &rows, "../shared/data/korean/romanization.tsv"))
        skip();
    mm_rows_next(&rows, c, 5);
    while ((cells = mm_rows_next(&rows, c, 5)) > 3) {
        if (!mm_str_eq(c[2], mm_cstr(named)) ||
            (cells > 4 && (mm_str_find(c[4], MM_S("RR is"), 0) != SIZE_MAX ||
                           mm_str_starts(c[4], MM_S("DPRK")))))
            continue;
        romanize(f, c[0], system);
        n++;
        right += same_letters(f, c[1]);
    }
    print_message("%s: %d of %d\n", named, right, n);
    assert_true(right * 100 >= n * least);
}

static void check_shared(void **state)
{
    fixture *f = *state;

    check_share(f, "RR", MM_S("rr"), 98);
    check_share(f, "RR-name", MM_S("rr-name"), 98);
    check_share(f, "MR", MM_S("mr"), 95);
    check_share(f, "DPRK", MM_S("dprk"), 92);
    check_share(f, "Yale", MM_S("yale"), 84);
}

static void check_back(fixture *f, const char *text)
{
    mm_buf back = { 0 };

    romanize(f, mm_cstr(text), MM_S("letters"));
    assert_int_equal(mm_romanize_reverse(&back, f->r, mm_buf_str(&f->got)),
                     MM_OK);
    assert_string_equal(back.ptr, text);
    mm_buf_release(&back);
}

/* Letter by letter and back: every syllable, alone and before another. */
static void check_reverse(void **state)
{
    fixture *f = *state;
    mm_buf   text = { 0 };
    uint32_t seed = 1;

    for (int32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        mm_buf_clear(&text);
        mm_buf_put_cp(&text, cp);
        check_back(f, text.ptr);
        for (int i = 0; i < 3; i++) {
            seed = seed * 1664525 + 1013904223;
            mm_buf_put_cp(&text, 0xAC00 + (int32_t)((seed >> 8) % 11172));
        }
        check_back(f, text.ptr);
    }
    mm_buf_release(&text);
    mm_buf_clear(&f->got);
    assert_int_equal(
        mm_romanize_reverse(&f->got, f->r, MM_S("Seol-ag, 3x DOGLIB-mun!")),
        MM_OK);
    assert_string_equal(f->got.ptr, "설악, 3x 독립문!");
}

static const char *const keys[][2] = {
    { "북방한계선", "bukbanghangyeseon" },
    { "북방한계선", "pukpanghan'gyesŏn" },
    { "북방한계선", "Bukbang Hangyesun" },
    { "북방한계선", "pukpanghankyeysen" },
    { "평양", "P’yŏngyang" },
    { "평양", "Phyongyang" },
    { "신라", "Sinla" },
    { "왕십리", "Wangsibli" },
    { "박근혜", "PARK Geun-hye" },
    { "이승만", "Rhee Seungman" },
    { "노영민", "Noh Young-min" },
    { "로동신문", "Nodong Sinmun" },
    { "김정은", "Kim Jong Un" },
    { "서울", "Soul" },
};

static void check_keys(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        mm_buf_clear(&f->got);
        mm_buf_clear(&f->want);
        assert_int_equal(mm_roman_key(&f->got, f->r, mm_cstr(keys[i][0])),
                         MM_OK);
        assert_int_equal(mm_roman_key(&f->want, f->r, mm_cstr(keys[i][1])),
                         MM_OK);
        if (strcmp(f->got.ptr, f->want.ptr) != 0)
            print_error("%s: ", keys[i][1]);
        assert_string_equal(f->got.ptr, f->want.ptr);
    }
}

static void check_bad(void **state)
{
    fixture        *f = *state;
    mm_roman_system s;
    mm_error        err = { 0 };

    assert_int_equal(mm_roman_system_find(&s, MM_S("xx"), &err), MM_EINVALID);
    assert_int_equal(mm_romanize(&f->got, f->r, (mm_str){ "", 0 }, 0), MM_OK);
    mm_buf_clear(&f->got);
    assert_int_equal(mm_romanize(&f->got, f->r, MM_S("\xFFㅏㄳ\xEA"), 0),
                     MM_OK);
    assert_string_equal(f->got.ptr, "\xFF"
                                    "ags\xEA");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_systems), cmocka_unit_test(check_peers),
        cmocka_unit_test(check_sounds),  cmocka_unit_test(check_stations),
        cmocka_unit_test(check_shared),  cmocka_unit_test(check_reverse),
        cmocka_unit_test(check_keys),    cmocka_unit_test(check_bad),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
