/* Syllables that were taken apart are put together as NFC puts them, all else
 * stays byte for byte, and each byte knows where it came from. */
#include "malmoi/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *came, *whole;
} rows[] = {
    { "", "" },
    { "plain", "plain" },
    { "국방", "국방" },
    { "\u1100\u116E\u11A8\u1107\u1161\u11BC", "국방" },
    { "a\u1100\u1161b", "a가b" },
    { "가\u11A8", "각" },                 /* together but for its final */
    { "각\u11A8", "각\u11A8" },           /* a second final joins nothing */
    { "\u1100", "\u1100" },               /* a letter alone */
    { "\u1100\u1100\u1161", "\u1100가" }, /* the last two make one */
    { "\u1161\u11A8", "\u1161\u11A8" },
    { "\u1100\u1161\u11A7", "가\u11A7" }, /* no final is none */
    { "\u1113\u1161", "\u1113\u1161" }, /* of old Hangul: no syllable has it */
    { "e\u0301\u1100\u1161", "e\u0301가" }, /* other marks stay */
    { "\u3131\u314F", "\u3131\u314F" },     /* letters that stand alone */
    { "\xE1\x84", "\xE1\x84" },
    { "\xE1\x84\x80\xE1\x85", "\xE1\x84\x80\xE1\x85" },
};

static void each_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_buf out = { 0 };

        assert_int_equal(mm_hangul_compose(&out, mm_cstr(rows[i].came)), MM_OK);
        if (!mm_str_eq(mm_buf_str(&out), mm_cstr(rows[i].whole)))
            fail_msg("row %zu: '%.*s', not '%s'", i, (int)out.len, out.ptr,
                     rows[i].whole);
        if (strcmp(rows[i].came, rows[i].whole) != 0)
            assert_true(mm_hangul_apart(mm_cstr(rows[i].came)) || i == 5);
        mm_buf_release(&out);
    }
    assert_false(mm_hangul_apart(mm_cstr("국방 and ℃ \u1E00")));
}

static uint32_t seed = 3;

static unsigned pick(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* Hangul of every kind, ASCII, and bytes that are no UTF-8. */
static void put_some(mm_buf *out, bool sound)
{
    switch (pick(sound ? 5 : 6)) {
    case 0:
        mm_buf_put_cp(out, 0x1100 + (int32_t)pick(19));
        break;
    case 1:
        mm_buf_put_cp(out, 0x1161 + (int32_t)pick(21));
        break;
    case 2:
        mm_buf_put_cp(out, 0x11A8 + (int32_t)pick(27));
        break;
    case 3:
        mm_buf_put_cp(out, 0xAC00 + (int32_t)pick(11172));
        break;
    case 4:
        mm_buf_putc(out, (char)('a' + pick(26)));
        break;
    default:
        mm_buf_putc(out, (char)(0x80 + pick(128)));
    }
}

static void as_nfc_and_back(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        mm_buf          came = { 0 }, whole = { 0 }, nfc = { 0 };
        mm_hangul_place from = { 0 };
        bool            sound = round % 2;
        size_t          last = 0;

        for (unsigned n = 1 + pick(12); n > 0; n--)
            put_some(&came, sound);
        assert_int_equal(mm_hangul_compose(&whole, mm_buf_str(&came)), MM_OK);
        if (sound) {
            assert_int_equal(mm_nfc(&nfc, mm_buf_str(&came)), MM_OK);
            assert_true(mm_str_eq(mm_buf_str(&nfc), mm_buf_str(&whole)));
        }
        for (size_t at = 0; at < whole.len;) {
            size_t place = mm_hangul_came(&from, mm_buf_str(&came), at), next;

            assert_int_equal(from.whole, at);
            assert_true(place >= last && place < came.len);
            last = place;
            next = at;
            mm_utf8_next(mm_buf_str(&whole), &next);
            if (whole.ptr[at] == came.ptr[place] && next == at + 1)
                assert_memory_equal(whole.ptr + at, came.ptr + place, 1);
            at = next;
        }
        assert_int_equal(mm_hangul_came(&from, mm_buf_str(&came), whole.len),
                         came.len);
        assert_int_equal(mm_hangul_came(&from, mm_buf_str(&came), 0), 0);
        mm_buf_release(&came);
        mm_buf_release(&whole);
        mm_buf_release(&nfc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_row),
                                        cmocka_unit_test(as_nfc_and_back) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
