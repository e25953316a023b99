/* The two-set keyboard. */
#include "base/file.h"
#include "base/map.h"
#include "malmoi/romanize.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int check_file(const char *path, size_t header)
{
    mm_buf  file = { 0 }, got = { 0 };
    mm_rows rows;
    mm_str  cells[2];
    int     bad = 0;

    if (mm_file_read(&file, path, 0, NULL) < 0)
        return -1;
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (header--)
        mm_rows_next(&rows, cells, 2);
    while (mm_rows_next(&rows, cells, 2) == 2) {
        mm_buf_clear(&got);
        assert_int_equal(mm_keyboard_to_hangul(&got, cells[0]), MM_OK);
        if (mm_str_eq(mm_buf_str(&got), cells[1]))
            continue;
        print_error("%s:%ld: %s\n", path, rows.line, got.ptr);
        bad++;
    }
    mm_buf_release(&file);
    mm_buf_release(&got);
    return bad;
}

static void check_table(void **state)
{
    (void)state;
    assert_int_equal(check_file("tests/tables/keyboard.tsv", 0), 0);
}

static void check_shared(void **state)
{
    static const char path[] = "../shared/data/korean/keyboard_dubeolsik.tsv";
    int               bad = check_file(path, 1);

    (void)state;
    if (bad < 0) {
        print_message("SKIP: no %s\n", path);
        skip();
    }
    assert_int_equal(bad, 0);
}

/* What is typed by the keys of a syllable is that syllable. */
static void check_round(void **state)
{
    mm_buf text = { 0 }, keys = { 0 }, back = { 0 };

    (void)state;
    for (int32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        mm_buf_clear(&text);
        mm_buf_clear(&keys);
        mm_buf_clear(&back);
        mm_buf_put_cp(&text, cp);
        mm_buf_put_cp(&text, 0xAC00 + (cp * 7 - 0xAC00) % 11172);
        assert_int_equal(mm_keyboard_to_latin(&keys, mm_buf_str(&text)), MM_OK);
        assert_int_equal(mm_keyboard_to_hangul(&back, mm_buf_str(&keys)),
                         MM_OK);
        assert_string_equal(back.ptr, text.ptr);
    }
    mm_buf_release(&text);
    mm_buf_release(&keys);
    mm_buf_release(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_table),
        cmocka_unit_test(check_shared),
        cmocka_unit_test(check_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
