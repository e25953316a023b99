/* Text read in a wrong encoding is put right, and sound text is left alone. */
#include "malmoi/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *name, *in, *out;
    int         places; /* -1: mm_unescape() */
} rows[] = {
    { "cp949 quotes", "¡°There¡± he said", "“There” he said", 2 },
    { "cp949 word", "a ÇÑ±Û b", "a 한글 b", 1 },
    { "cp949 sentence", "ÇÑ±¹ ¡®Á¤ºÎ¡¯", "한국 ‘정부’", 2 },
    { "utf-8 quotes", "â€œYesâ€\xC2\x9D", "“Yes”", 2 },
    { "utf-8 hangul", "í•œê¸€ is", "한글 is", 1 },
    { "utf-8 accents", "cafÃ© Â© 2026", "café © 2026", 2 },
    { "spanish", "¡Hola! ¿Qué?", "¡Hola! ¿Qué?", 0 },
    { "capitals before a quote", "“CAFÉ” and “SÃO”", "“CAFÉ” and “SÃO”", 0 },
    { "degrees", "20°±1 §5 ÄÖ", "20°±1 §5 ÄÖ", 0 },
    { "sound korean", "“한글” – 漢字", "“한글” – 漢字", 0 },
    { "numbers", "a&#8212;b&#x2014;c", "a—b—c", -1 },
    { "names", "&ntilde;&nbsp;&yuml;&amp;&hellip;", "ñ\xC2\xA0ÿ&…", -1 },
    { "no references", "R&D; &; &#; &#xD800; &x &", "R&D; &; &#; &#xD800; &x &",
      -1 },
    { "too large", "&#1114112;&#99999999999;", "&#1114112;&#99999999999;", -1 },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_buf            out = { 0 };
    size_t            n = 0;
    int               rc = row->places < 0
                               ? mm_unescape(&out, mm_cstr(row->in))
                               : mm_mojibake_repair(&out, mm_cstr(row->in), &n, NULL);

    assert_int_equal(rc, MM_OK);
    assert_string_equal(out.ptr, row->out);
    if (row->places >= 0)
        assert_int_equal(n, row->places);
    mm_buf_release(&out);
}

int main(void)
{
    struct CMUnitTest tests[sizeof rows / sizeof *rows] = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
