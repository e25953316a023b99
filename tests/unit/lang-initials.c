/* Initial consonants and terms half typed. */
#include "malmoi/romanize.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void check_initials(void **state)
{
    mm_buf got = { 0 };

    (void)state;
    assert_int_equal(mm_initials(&got, MM_S("북방한계선 NLL 3호 ㄱ")), MM_OK);
    assert_string_equal(got.ptr, "ㅂㅂㅎㄱㅅ NLL 3ㅎ ㄱ");
    mm_buf_release(&got);
    assert_true(mm_is_initials(MM_S("ㅂㅂㅎㄱㅅ")));
    assert_true(mm_is_initials(MM_S("ㄳ 3")));
    assert_false(mm_is_initials(MM_S("ㅂㅂ한")));
    assert_false(mm_is_initials(MM_S("NLL")));
    assert_false(mm_is_initials(MM_S("ㅏㅂ")));
    assert_false(mm_is_initials(MM_S("")));
}

static const struct row {
    const char *text, *typed;
    bool        match;
} rows[] = {
    { "북방한계선", "", true },
    { "북방한계선", "북", true },
    { "북방한계선", "북ㅂ", true },
    { "북방한계선", "ㅂㅂㅎ", true },
    { "북방한계선", "북방하", true },
    { "북방한계선", "북바", true },
    { "북방한계선", "부", true },
    { "북방한계선", "북방한계선", true },
    { "북방한계선", "북방한계선은", false },
    { "북방한계선", "북하", false },
    { "북방한계선", "부방", false }, /* only the last may be unfinished */
    { "북방 한계선", "북방한", true },
    { "과학", "고", true },   /* ㅗ on the way to ㅘ */
    { "값", "갑", true },     /* ㅂ on the way to ㅄ */
    { "가나", "간", true },   /* the final that will move */
    { "갈고리", "갉", true }, /* and half of a double one */
    { "가마", "간", false },
    { "Seoul 역", "seoulㅇ", true },
};

static void check_prefix(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (mm_hangul_prefix_match(mm_cstr(rows[i].text),
                                   mm_cstr(rows[i].typed)) != rows[i].match)
            fail_msg("%s by %s", rows[i].text, rows[i].typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_initials),
        cmocka_unit_test(check_prefix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
