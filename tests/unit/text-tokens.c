/* Words: each row of tests/tables/tokens.tsv, and odd input. */
#include "base/file.h"
#include "base/map.h"
#include "files/tables.h"
#include "malmoi/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static int put_token(mm_buf *out, mm_str text, const mm_token *t)
{
    static const char *const kinds[] = { "", "/n", "/p", "/s" };

    return mm_buf_printf(
               out, "%s%.*s%s%s%s", out->len ? " " : "", (int)t->len,
               text.ptr + t->start, t->flags & MM_TOKEN_MIXED ? "/m" : "",
               t->flags & MM_TOKEN_ADDRESS ? "/a" : "", kinds[t->kind]) < 0 ||
           (t->bare < t->len &&
            mm_buf_printf(out, "=%.*s", (int)t->bare, text.ptr + t->start) < 0);
}

/* The tokens of `text` in the table's notation. */
static void tokens_of(mm_buf *out, mm_str lang, mm_str text)
{
    mm_tokenizer *tokenizer;
    mm_token      token;
    size_t        end = 0;

    mm_buf_clear(out);
    assert_int_equal(mm_tokenizer_open(&tokenizer, lang, tables, NULL), MM_OK);
    assert_int_equal(mm_tokenizer_start(tokenizer, text, NULL), MM_OK);
    while (mm_tokenizer_next(tokenizer, &token, NULL) == MM_ROW) {
        assert_true(token.start >= end);
        assert_true(token.len > 0 && token.bare <= token.len);
        end = token.start + token.len;
        assert_true(end <= text.len);
        assert_int_equal(put_token(out, text, &token), 0);
    }
    assert_int_equal(mm_tokenizer_next(tokenizer, &token, NULL), MM_OK);
    mm_tokenizer_close(tokenizer);
}

static void test_table(void **state)
{
    mm_buf  file = { 0 }, got = { 0 };
    mm_rows rows;
    mm_str  cells[3];
    int     bad = 0;

    (void)state;
    assert_int_equal(mm_file_read(&file, "tests/tables/tokens.tsv", 0, NULL),
                     MM_OK);
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 3) == 3) {
        tokens_of(&got, cells[0], cells[1]);
        if (mm_str_eq(mm_buf_str(&got), cells[2]))
            continue;
        print_error("tests/tables/tokens.tsv:%ld: got  %s\n", rows.line,
                    got.ptr);
        bad++;
    }
    mm_buf_release(&file);
    mm_buf_release(&got);
    assert_int_equal(bad, 0);
}

static void test_odd_input(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "\n\n",
        "-",
        "...",
        "'s",
        "@",
        "a@",
        "http://",
        "www.",
        "제",
        "1",
        "\xFF\xFE\x80 a\xE3\x80",
        "a\xCC\x81\xCC\x81",
        "1,",
        "-1-",
        "··",
        "한·",
        "\xEA\xB0",
        "1조조조조",
        "제1제1",
    };
    mm_buf got = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        tokens_of(&got, MM_S("ko"), mm_cstr(texts[i]));
        tokens_of(&got, MM_S("en"), mm_cstr(texts[i]));
    }
    mm_buf_release(&got);
}

static void test_spaces(void **state)
{
    mm_tokenizer *tokenizer;
    mm_token      t;

    (void)state;
    assert_int_equal(mm_tokenizer_open(&tokenizer, MM_S("en"), tables, NULL),
                     MM_OK);
    assert_int_equal(mm_tokenizer_start(tokenizer, MM_S("a (b)"), NULL), MM_OK);
    assert_int_equal(mm_tokenizer_next(tokenizer, &t, NULL), MM_ROW);
    assert_true(t.flags & MM_TOKEN_SPACED); /* the text's start */
    assert_int_equal(mm_tokenizer_next(tokenizer, &t, NULL), MM_ROW);
    assert_true(t.flags & MM_TOKEN_SPACED);
    assert_int_equal(mm_tokenizer_next(tokenizer, &t, NULL), MM_ROW);
    assert_false(t.flags & MM_TOKEN_SPACED);
    mm_tokenizer_close(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_odd_input),
        cmocka_unit_test(test_spaces),
    };

    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
