/* Letters of every syllable, there and back. */
#include "lang/ko/syllable.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void check_all(void **state)
{
    (void)state;
    for (int32_t cp = 0xAC00; cp <= 0xD7A3; cp++)
        assert_int_equal(
            mm_ko_compose(mm_ko_onset(cp), mm_ko_vowel(cp), mm_ko_final(cp)),
            cp);
    assert_int_equal(mm_ko_final(0xC6B8), 8); /* 울 */
    assert_int_equal(mm_ko_final(0xC774), 0); /* 이 */
    assert_int_equal(mm_ko_final('a'), -1);
    assert_int_equal(mm_ko_onset(0xABFF), -1);
    assert_int_equal(mm_ko_vowel(0xD7A4), -1);
}

static void check_letters(void **state)
{
    (void)state;
    for (int i = 0; i < MM_KO_ONSETS; i++)
        assert_int_equal(mm_ko_letter_onset(mm_ko_onset_letter(i)), i);
    for (int i = 0; i < MM_KO_VOWELS; i++)
        assert_int_equal(mm_ko_letter_vowel(mm_ko_vowel_letter(i)), i);
    for (int i = 1; i < MM_KO_FINALS; i++)
        assert_int_equal(mm_ko_letter_final(mm_ko_final_letter(i)), i);
    assert_int_equal(mm_ko_letter_final(0x3138), -1); /* ㄸ */
    assert_int_equal(mm_ko_letter_onset(0x3133), -1); /* ㄳ */
}

static void check_pairs(void **state)
{
    int first, second;

    (void)state;
    for (int i = 1; i < MM_KO_FINALS; i++) {
        second = mm_ko_final_split(i, &first);
        assert_true(second >= 0);
        if (first)
            assert_int_equal(
                mm_ko_final_join(
                    first, mm_ko_letter_final(mm_ko_onset_letter(second))),
                i);
    }
    assert_int_equal(mm_ko_final_split(0, &first), -1);
    for (int i = 0; i < MM_KO_VOWELS; i++) {
        second = mm_ko_vowel_split(i, &first);
        if (second >= 0)
            assert_int_equal(mm_ko_vowel_join(first, second), i);
        else
            assert_int_equal(first, i);
    }
    assert_int_equal(mm_ko_vowel_join(0, 0), -1);
    assert_int_equal(mm_ko_final_join(1, 1), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_all),
        cmocka_unit_test(check_letters),
        cmocka_unit_test(check_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
