/* Distances of letters, held against the plain table of Damerau and Levenshtein
 * (optimal string alignment). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/keyer.h"

enum { LONGEST = 20, ROUNDS = 200000 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t plain_distance(const int32_t *a, size_t n_a, const int32_t *b,
                             size_t n_b)
{
    size_t d[LONGEST + 1][LONGEST + 1];

    for (size_t i = 0; i <= n_a; i++)
        for (size_t j = 0; j <= n_b; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                            least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[n_a][n_b];
}

static void distances_are_right(void **state)
{
    mm_key_pattern of_a, of_b;
    uint32_t       random = 7;
    size_t         near = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        int32_t a[LONGEST], b[LONGEST];
        size_t  n_a, n_b, most, right;

        random = random * 1664525u + 1013904223u;
        n_a = (random >> 8) % (LONGEST + 1);
        n_b = least(LONGEST, n_a + (random >> 16) % 4);
        most = (random >> 20) % 4;
        for (size_t i = 0; i < LONGEST; i++) {
            random = random * 1664525u + 1013904223u;
            a[i] = 'a' + (int32_t)((random >> 8) % 3);
            b[i] = (random >> 16) % 8 ? a[i] : 'a' + (int32_t)(random >> 30);
        }
        if (n_a > 4 && round % 3 == 0) { /* a swap */
            b[2] = a[3];
            b[3] = a[2];
        }
        right = plain_distance(a, n_a, b, n_b);
        near += right > 0 && right <= most;
        right = least(right, most + 1);
        mm_key_pattern_make(&of_a, a, n_a);
        mm_key_pattern_make(&of_b, b, n_b);
        if (mm_key_distance(&of_a, b, n_b, most) != right ||
            mm_key_distance(&of_b, a, n_a, most) != right)
            fail_msg("round %d: %zu and %zu letters, at most %zu", round, n_a,
                     n_b, most);
    }
    assert_true(near > ROUNDS / 10);
}

/* The longest that a pattern can be: its last letter is the last bit. Letters
 * whose low bytes are alike are told apart. */
static void long_patterns_are_right(void **state)
{
    mm_key_pattern pattern;
    int32_t        a[KEY_LETTERS], b[KEY_LETTERS];

    (void)state;
    for (int32_t i = 0; i < KEY_LETTERS; i++)
        a[i] = b[i] = 0x1100 + (i % 3) * 0x100;
    mm_key_pattern_make(&pattern, a, KEY_LETTERS);
    assert_int_equal(mm_key_distance(&pattern, b, KEY_LETTERS, 3), 0);
    b[KEY_LETTERS - 1] = 0x1400;
    assert_int_equal(mm_key_distance(&pattern, b, KEY_LETTERS, 3), 1);
    b[0] = 0x1400;
    assert_int_equal(mm_key_distance(&pattern, b, KEY_LETTERS, 3), 2);
    assert_int_equal(mm_key_distance(&pattern, b, KEY_LETTERS - 1, 3), 2);
    assert_int_equal(mm_key_distance(&pattern, b, 60, 3), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_right),
        cmocka_unit_test(long_patterns_are_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
