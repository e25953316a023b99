/* The filters of clean: what each finds, what it leaves alone, what is mended.
 */
#include "files/tables.h"
#include "malmoi/clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Codes are written {b} {/b} {x}: a pair of name b, a lone one of name x. */
static const struct row {
    const char *name, *en, *ko;
    const char *filters; /* that find something, in order; "" for none */
} rows[] = {
    { "sound", "Open the file.", "파일을 여십시오.", "" },
    { "no translation", "Open the file.", "", "empty" },
    { "white space", "Open the file.", " \xC2\xA0\xE3\x80\x80 ", "empty" },
    { "not translated", "Open the settings file.", "Open the settings file.",
      "same script" },
    { "an acronym", "SCM", "SCM", "" },
    { "a figure", "12,000", "12,000", "" },
    { "a name in Latin letters", "Android 15", "Android 15", "same" },
    { "another number", "Chapter 3 of 12", "12장 중 4장", "numbers" },
    { "numbers in words are no matter", "The first of two men came.",
      "한 사람이 왔다.", "" },
    { "the same number in words of Korean", "1.8 trillion won", "1조8천억원",
      "" },
    { "a number left out", "Wait 30 seconds and try again.",
      "잠시 후 다시 시도하십시오.", "numbers" },
    { "the codes agree", "{b}Open{/b} the file{x}", "{x}파일을 {b}여십시오{/b}",
      "" },
    { "a code is missing", "{b}Open{/b} the file{x}", "파일을 {b}여십시오{/b}",
      "codes" },
    { "a code too many", "Open the file", "{x}파일을 여십시오", "codes" },
    { "closed before open", "{b}Open{/b} the file", "{/b}파일을 여십시오{b}",
      "codes" },
    { "far too long", "Yes",
      "프로그램이 설치된 폴더에 있는 설정 파일을 지우고 컴퓨터를 다시 "
      "시작한 다음 관리자에게 문의하십시오.",
      "length" },
    { "far too short",
      "Delete the settings file in the folder where the program is installed, "
      "restart the computer, and then ask your administrator.",
      "예", "length" },
    { "another language", "Open the file.", "Откройте файл настроек программы",
      "script" },
    { "korean with a few letters", "Open the PDF file with Adobe Reader.",
      "PDF 파일을 Adobe Reader로 여십시오.", "" },
    { "mojibake", "\xE2\x80\x9CYes\xE2\x80\x9D",
      "\xC2\xA1\xC2\xB0\xEC\x98\x88"
      "\xC2\xA1\xC2\xB1",
      "mojibake" },
};

static void make_variant(mm_variant *v, mm_code *codes, char *room,
                         const char *text)
{
    size_t n = 0;

    for (; *text; text++) {
        size_t at = v->n_codes;

        if (*text != '{') {
            room[n++] = *text;
            continue;
        }
        codes[at] = (mm_code){ .kind = text[1] == '/'   ? MM_CODE_CLOSE
                                       : text[1] == 'b' ? MM_CODE_OPEN
                                                        : MM_CODE_ALONE,
                               .offset = n,
                               .id = text[1] == 'x' ? MM_S("") : MM_S("1"),
                               .data = { text, (size_t)(strchr(text, '}') + 1 -
                                                        text) } };
        v->n_codes++;
        text = strchr(text, '}');
    }
    v->text = (mm_str){ room, n };
    v->codes = codes;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    char              room[2][400], said[100] = "";
    mm_code           codes[2][8];
    mm_variant        v[2] = { { .lang = MM_S("en") }, { .lang = MM_S("ko") } };
    mm_unit u = { .source_lang = MM_S("en"), .variants = v, .n_variants = 2 };
    mm_item item = { .unit = &u, .line = 1 };
    mm_cleaner *cleaner = NULL;
    mm_cleaned  out;
    mm_error    err = { 0 };

    make_variant(&v[0], codes[0], room[0], row->en);
    make_variant(&v[1], codes[1], room[1], row->ko);
    assert_int_equal(mm_cleaner_open(&cleaner, 0, tables, &err), MM_OK);
    if (mm_cleaner_look(&out, cleaner, &item, &err) < 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < out.n; i++) {
        const char *name = out.findings[i].filter->name;

        assert_true(out.findings[i].why.len > 0);
        if (!strstr(said, name))
            snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s",
                     *said ? " " : "", name);
    }
    if (strcmp(row->filters, "same script") == 0) /* in either order */
        assert_true(strstr(said, "same") && strstr(said, "script"));
    else
        assert_string_equal(said, row->filters);
    mm_cleaner_close(cleaner);
}

/* ---- over several items ---- */

static mm_item unit(mm_unit *u, mm_variant *v, const char *en, const char *ko,
                    long line)
{
    v[0] = (mm_variant){ .lang = MM_S("en"), .text = mm_cstr(en) };
    v[1] = (mm_variant){ .lang = MM_S("ko"), .text = mm_cstr(ko) };
    *u = (mm_unit){ .variants = v, .n_variants = 2 };
    return (mm_item){ .unit = u, .line = line };
}

static void look(mm_cleaner *c, const char *en, const char *ko, long line,
                 mm_cleaned *out)
{
    static mm_unit    u;
    static mm_variant v[2];
    mm_item           item = unit(&u, v, en, ko, line);

    assert_int_equal(mm_cleaner_look(out, c, &item, NULL), MM_OK);
}

static void duplicates(void **state)
{
    mm_cleaner *c = NULL;
    mm_cleaned  out;

    (void)state;
    assert_int_equal(mm_cleaner_open(&c, 0, tables, NULL), MM_OK);
    look(c, "Open", "열기", 10, &out);
    assert_int_equal(out.n, 0);
    look(c, "Open", "열기", 11, &out);
    assert_int_equal(out.n, 1);
    assert_true(out.drop);
    assert_string_equal(out.findings[0].why.ptr, "the same stands in line 10");
    look(c, "Open", "열다", 12, &out);
    assert_int_equal(out.n, 1);
    assert_false(out.drop);
    assert_string_equal(out.findings[0].filter->name, "several");
    assert_int_equal(out.item.unit->n_props, 1);
    assert_string_equal(out.item.unit->props[0].value.ptr,
                        "several: line 10 translates it in another way");
    for (int i = 0; i < 5000; i++) { /* the tables grow */
        char en[32], ko[32];

        snprintf(en, sizeof en, "Step %d", i);
        snprintf(ko, sizeof ko, "단계 %d", i);
        look(c, en, ko, 100 + i, &out);
        assert_int_equal(out.n, 0);
    }
    look(c, "Step 4321", "단계 4321", 9999, &out);
    assert_string_equal(out.findings[0].why.ptr,
                        "the same stands in line 4421");
    mm_cleaner_close(c);
}

static void repairs(void **state)
{
    mm_code     code = { .kind = MM_CODE_ALONE, .offset = 10 };
    mm_variant  v[2] = { { .lang = MM_S("en"), .text = MM_S("“a” b") },
                         { .lang = MM_S("ko"),
                           /* a quoted syllable, then a code */
                           .text = MM_S("¡°\xEC\x98\x88¡±"),
                           .codes = &code,
                           .n_codes = 1 } };
    mm_unit     u = { .variants = v, .n_variants = 2 };
    mm_item     item = { .unit = &u };
    mm_cleaner *c = NULL;
    mm_cleaned  out;

    (void)state;
    code.offset = v[1].text.len;
    assert_int_equal(mm_cleaner_open(&c, MM_CLEAN_MOJIBAKE, tables, NULL),
                     MM_OK);
    assert_int_equal(mm_cleaner_look(&out, c, &item, NULL), MM_OK);
    assert_int_equal(out.n, 1);
    assert_string_equal(out.item.unit->variants[1].text.ptr, "“예”");
    assert_int_equal(out.item.unit->variants[1].codes[0].offset,
                     strlen("“예”"));
    assert_string_equal(v[1].text.ptr, "¡°예¡±"); /* the item stays as it is */
    mm_cleaner_close(c);
}

static void filters_by_name(void **state)
{
    (void)state;
    assert_int_equal(mm_clean_filters(MM_S("empty, codes")),
                     MM_CLEAN_EMPTY | MM_CLEAN_CODES);
    assert_int_equal(mm_clean_filters(MM_S("empty,nonsense")), 0);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 3] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "duplicates, several",
                                    .test_func = duplicates };
    tests[N + 1] = (struct CMUnitTest){ .name = "mojibake is put right",
                                        .test_func = repairs };
    tests[N + 2] = (struct CMUnitTest){ .name = "filters by name",
                                        .test_func = filters_by_name };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
