/* The decoder: which encoding bytes are taken for, and that chunks of any size
 * give the same text. */
#include "malmoi/decoder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *name;
    const char *bytes;
    size_t      len; /* 0: strlen */
    const char *label;
    const char *encoding; /* NULL: refused */
    const char *text;     /* NULL: the decoding fails */
} rows[] = {
    { "ascii", "abc", 0, NULL, "UTF-8", "abc" },
    { "utf-8", "한글 𠮷", 0, NULL, "UTF-8", "한글 𠮷" },
    { "utf-8 with a mark", "\xEF\xBB\xBF한", 0, NULL, "UTF-8", "한" },
    { "utf-16le with a mark", "\xFF\xFE\x5C\xD5\n\0", 6, NULL, "UTF-16LE",
      "한\n" },
    { "utf-16be with a mark", "\xFE\xFF\xD5\x5C\0\n", 6, NULL, "UTF-16BE",
      "한\n" },
    { "utf-16le without", "<\0a\0>\0\x5C\xD5", 8, NULL, "UTF-16LE", "<a>한" },
    { "utf-16le pair", "\xFF\xFE\x42\xD8\xB7\xDF", 6, NULL, "UTF-16LE", "𠮷" },
    { "utf-16le half a pair", "\xFF\xFE\x42\xD8\n\0", 6, NULL, "UTF-16LE",
      NULL },
    { "cp949 by content", "\xC7\xD1\xB1\xDB\xC0\xCC\xB4\xD9.", 0, NULL,
      "windows-949", "한글이다." },
    { "euc-kr label with UHC letters",
      "<?xml version='1.0' encoding='EUC-KR'?>\x8C\x63\xB9\xE6", 0, NULL,
      "windows-949", "<?xml version='1.0' encoding='EUC-KR'?>똠방" },
    { "label wrong, bytes UTF-8", "<?xml version='1.0' encoding='euc-kr'?>한글",
      0, NULL, "UTF-8", "<?xml version='1.0' encoding='euc-kr'?>한글" },
    { "label UTF-16, bytes UTF-8",
      "<?xml version='1.0' encoding='utf-16'?>한글", 0, NULL, "UTF-8",
      "<?xml version='1.0' encoding='utf-16'?>한글" },
    { "label UTF-8, bytes CP949",
      "<?xml version='1.0' encoding='UTF-8'?>\xC7\xD1", 0, NULL, NULL, NULL },
    { "meta charset", "<html><meta charset=\"ks_c_5601-1987\">\xC7\xD1", 0,
      NULL, "windows-949", "<html><meta charset=\"ks_c_5601-1987\">한" },
    { "emacs line", "# -*- coding: euc-kr -*-\n\xC7\xD1", 0, NULL,
      "windows-949", "# -*- coding: euc-kr -*-\n한" },
    { "latin-1 means windows-1252",
      "<?xml version='1.0' encoding='ISO-8859-1'?>\x93\xE9\x94", 0, NULL,
      "windows-1252", "<?xml version='1.0' encoding='ISO-8859-1'?>“é”" },
    { "forced", "\xC7\xD1", 0, "CP949", "windows-949", "한" },
    { "forced and wrong", "\xC7\xD1", 0, "utf-8", "UTF-8", NULL },
    { "cut short", "\xED\x95", 0, "utf-8", "UTF-8", NULL },
    { "a surrogate in UTF-8", "\xED\xA0\x80", 0, "utf-8", "UTF-8", NULL },
    { "an overlong form", "\xC0\xAF", 0, "utf-8", "UTF-8", NULL },
    { "binary", "\0\1\2\3\0\0\xFF\xFE\0", 9, NULL, NULL, NULL },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    size_t            len = row->len ? row->len : strlen(row->bytes);
    mm_str            bytes = { row->bytes, len };
    mm_error          err = { 0 };

    for (size_t step = 1; step <= len + 1; step++) {
        mm_decoder *d = NULL;
        mm_buf      text = { 0 };
        int         rc = mm_decoder_open(&d, bytes, row->label, &err);

        assert_int_equal(rc, row->encoding ? MM_OK : MM_EFORMAT);
        for (size_t at = 0; rc == MM_OK && at < len; at += step)
            rc = mm_decoder_feed(d, mm_str_sub(bytes, at, step), false, &text,
                                 &err);
        if (rc == MM_OK)
            rc = mm_decoder_feed(d, (mm_str){ 0 }, true, &text, &err);
        if (row->encoding)
            assert_string_equal(mm_decoder_encoding(d), row->encoding);
        if (row->text && rc < 0)
            fail_msg("%s", err.text);
        if (row->text)
            assert_string_equal(text.ptr, row->text);
        else
            assert_int_equal(rc, MM_EFORMAT);
        mm_buf_release(&text);
        mm_decoder_close(d);
    }
}

static void names_the_line(void **state)
{
    mm_buf   text = { 0 };
    mm_error err = { 0 };

    (void)state;
    assert_int_equal(mm_decode_all(&text, MM_S("a\nb\nc\xFF\n"), "utf-8", &err),
                     MM_EFORMAT);
    assert_int_equal(err.line, 3);
    assert_non_null(strstr(err.text, "0xFF"));
    assert_int_equal(mm_decode_all(&text, MM_S("a"), "klingon", &err),
                     MM_EINVALID);
    mm_buf_release(&text);
}

static void encodes(void **state)
{
    mm_buf   text = { 0 };
    mm_error err = { 0 };

    (void)state;
    assert_int_equal(mm_encode(&text, MM_S("똠방"), "euc-kr", &err), MM_OK);
    assert_string_equal(text.ptr, "\x8C\x63\xB9\xE6");
    assert_int_equal(mm_encode(&text, MM_S("가 é"), "cp949", &err), MM_EFORMAT);
    assert_non_null(strstr(err.text, "'é'"));
    mm_buf_release(&text);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 2] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "names the line",
                                    .test_func = names_the_line };
    tests[N + 1] =
        (struct CMUnitTest){ .name = "encodes", .test_func = encodes };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
