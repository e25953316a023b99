/* What values are met is what trying every pair says, for whatever values, and
 * thousands of them take no time that grows with their square. */
#include "job/values_met.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static uint32_t state_of = 7;

static unsigned pick(unsigned n)
{
    state_of = state_of * 1664525u + 1013904223u;
    return (state_of >> 8) % n;
}

static const double sizes[] = { 1,      3,        10,     9990,  9995,
                                10050,  10000,    9999.5, 1e6,   1.01e6,
                                1.03e6, -9990,    -10050, -1e6,  -1.01e6,
                                0,      2024,     1e-9,   2e-9,  12,
                                1e12,   1e12 + 1, 31,     0.018, 5 };

static mm_value any_value(void)
{
    static const char *const units[] = { "",    "item",      "year",
                                         "KRW", "kilometer", "person" };
    mm_value v = { .kind = (mm_value_kind)pick(MM_VALUE_TIME + 1) };

    v.number = sizes[pick(sizeof sizes / sizeof *sizes)];
    if (pick(4) == 0)
        v.number *= 1 + (pick(400) - 200.0) / 1e4;
    v.range = pick(5) == 0;
    v.upper = v.range ? v.number + pick(3) : 0;
    snprintf(v.unit, sizeof v.unit, "%s", units[pick(6)]);
    if (v.kind == MM_VALUE_DATE) {
        v.year = (int16_t)(pick(2) ? 2020 + pick(4) : 0);
        v.month = (int16_t)(pick(2) ? 1 + pick(3) : 0);
        v.day = (int16_t)(pick(2) ? 1 + pick(3) : 0);
        v.weekday = (int16_t)(pick(4) == 0 ? 1 + pick(7) : 0);
    }
    if (v.kind == MM_VALUE_TIME)
        v.minute = (int16_t)(pick(8) * 180 + pick(2));
    return v;
}

static void same_as_every_pair(void **state)
{
    static mm_value items[60];
    size_t          met_some = 0, asked = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        mm_values values = { items, 1 + pick(40), 0 };
        mm_met    met;

        for (size_t i = 0; i < values.n; i++)
            items[i] = any_value();
        assert_int_equal(mm_met_make(&met, &values), MM_OK);
        for (int i = 0; i < 12; i++) {
            mm_value v = any_value();
            bool     want = false;

            for (size_t k = 0; k < values.n && !want; k++)
                want = mm_value_match(&v, &items[k]) > 0;
            if (mm_met_by(&met, &v) != want)
                fail_msg("round %d: kind %d number %.12g unit '%s' date "
                         "%d-%d-%d %d minute %d: %d wanted",
                         round, (int)v.kind, v.number, v.unit, v.year, v.month,
                         v.day, v.weekday, v.minute, want);
            met_some += want;
            asked++;
        }
        mm_met_release(&met);
    }
    assert_in_range(met_some, asked / 10, asked - asked / 10);
}

/* Every value of 200,000 is asked for and none is met: pairs would take
 * minutes. */
static void many_take_no_time(void **state)
{
    enum { MANY = 200000 };
    mm_value *items = calloc(MANY, sizeof *items);
    mm_values values = { items, MANY, 0 };
    mm_met    met;
    clock_t   began = clock();
    size_t    n = 0;

    (void)state;
    assert_non_null(items);
    for (size_t i = 0; i < MANY; i++)
        items[i] =
            (mm_value){ .kind = i % 2 ? MM_VALUE_MONEY : MM_VALUE_PERCENT,
                        .number = 1e9 + 2.0 * (double)(i % 7) };
    assert_int_equal(mm_met_make(&met, &values), MM_OK);
    for (size_t i = 0; i < MANY; i++) {
        mm_value v = { .kind = MM_VALUE_NUMBER, .number = 5 + 1.5 * i };

        if (v.number < 9e8 || v.number > 2e9)
            n += mm_met_by(&met, &v);
    }
    assert_int_equal(n, 0);
    mm_met_release(&met);
    free(items);
    assert_true((clock() - began) / CLOCKS_PER_SEC < 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_every_pair),
        cmocka_unit_test(many_take_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
