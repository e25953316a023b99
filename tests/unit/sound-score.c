/* Scores, orders, parts, training and hostile input of the sound model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "malmoi/sound.h"

typedef struct setup {
    mm_tables *tables;
    mm_sound  *sound;
} setup;

static int open_all(void **state)
{
    static setup s;
    mm_error     err = { 0 };

    if (mm_tables_open(&s.tables, NULL, &err) < 0 ||
        mm_sound_open(&s.sound, s.tables, &err) < 0)
        fail_msg("%s", err.text);
    *state = &s;
    return 0;
}

static int close_all(void **state)
{
    setup *s = *state;

    mm_sound_close(s->sound);
    mm_tables_close(s->tables);
    return 0;
}

static const struct row {
    const char *latin, *hangul;
    bool        same;
} rows[] = {
    { "Copenhagen", "코펜하겐", true },
    { "Dvořák", "드보르자크", true },
    { "São Paulo", "상파울루", true },
    { "Nakamura Kenji", "나카무라 겐지", true },
    { "Cai Yongfu", "차이융푸", true },
    { "Lyu Haiyan", "뤼하이옌", true },
    { "Yongfu Cai", "차이융푸", true },
    { "Song Guoqiang", "쑹궈민", false },
    { "Sandra Oh", "샌드라 오", true },
    { "Kenji Nakamura", "나카무라 겐지", true },
    { "John Q. Public Jr.", "존 퍼블릭", true },
    { "Minsu Kim", "김민수", true },
    { "Hwangbo Min", "황보민", true },
    { "Zhang Daming", "장대명", true },
    { "Copenhagen", "대통령", false },
    { "Minsu Kim", "박영희", false },
    { "table", "회의", false },
    { "", "회의", false },
    { "table", "", false },
    { "123", "회의", false },
    { "회의", "table", false },
};

static void scores(void **state)
{
    const setup *s = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double score = mm_sound_score(s->sound, mm_cstr(rows[i].latin),
                                      mm_cstr(rows[i].hangul));

        if (rows[i].same ? score < 3 : score > 0)
            fail_msg("%s, %s: %f", rows[i].latin, rows[i].hangul, score);
    }
}

static void persons(void **state)
{
    const setup    *s = *state;
    mm_sound_result r;

    mm_sound_person(&r, s->sound, MM_S("Min-su Choi"), MM_S("최민수"));
    assert_true(r.is_korean_name);
    assert_int_equal(r.order, MM_SOUND_TURNED);
    assert_int_equal(r.latin_surname, 7);
    assert_int_equal(r.latin_surname_len, 4);
    assert_int_equal(r.hangul_surname_len, 3);
    assert_true(r.probability > 0.9);
    mm_sound_person(&r, s->sound, MM_S("Min-su Choi"), MM_S("한영자"));
    assert_true(r.probability < 0.2);
}

static void parts(void **state)
{
    const setup *s = *state;
    size_t       from = 9, len = 9;

    mm_sound_best_prefix(s->sound, MM_S("Liverpool"), MM_S("리버풀시티에서"),
                         &len);
    assert_int_equal(len, strlen("리버풀"));
    mm_sound_best_part(s->sound, MM_S("Boston"), MM_S("미국보스턴에서"), &from,
                       &len);
    assert_int_equal(from, strlen("미국"));
    assert_int_equal(len, strlen("보스턴"));
    assert_true(mm_sound_best_part(s->sound, MM_S("Boston"), MM_S("회의"),
                                   &from, &len) < 0);
    assert_int_equal(len, 0);
}

static void training(void **state)
{
    static const char list[] = "Kim\t김\nBob\t보브\nKiki\t키키\nBobo\t보보\n";
    mm_sound         *sound = NULL, *again = NULL;
    mm_buf            a = { 0 }, b = { 0 };
    mm_error          err = { 0 };

    (void)state;
    assert_int_equal(mm_sound_train(&sound, mm_cstr(list), NULL, NULL, &err),
                     MM_OK);
    assert_int_equal(mm_sound_train(&again, mm_cstr(list), NULL, NULL, &err),
                     MM_OK);
    assert_int_equal(mm_sound_write(&a, sound), MM_OK);
    assert_int_equal(mm_sound_write(&b, again), MM_OK);
    assert_string_equal(a.ptr, b.ptr);
    assert_true(mm_sound_score(sound, MM_S("Bobki"), MM_S("보브키")) >
                mm_sound_score(sound, MM_S("Bobki"), MM_S("김김")));
    mm_sound_close(sound);
    mm_sound_close(again);
    mm_buf_release(&a);
    mm_buf_release(&b);
    assert_int_equal(mm_sound_train(&sound, MM_S("no tab\n"), NULL, NULL, &err),
                     MM_EFORMAT);
    assert_int_equal(err.line, 1);
    assert_int_equal(mm_sound_train(&sound, MM_S(""), NULL, NULL, &err),
                     MM_EFORMAT);
    assert_null(sound);
}

static void long_and_broken(void **state)
{
    const setup *s = *state;
    char         latin[4096], hangul[4098];
    size_t       from, len;

    memset(latin, 'a', sizeof latin);
    for (size_t i = 0; i < sizeof latin; i += 3)
        latin[i] = ' ';
    for (size_t i = 0; i < sizeof hangul; i += 3)
        memcpy(hangul + i, "각", 3);
    mm_sound_score(s->sound, (mm_str){ latin, sizeof latin },
                   (mm_str){ hangul, sizeof hangul });
    memset(latin, 'b', sizeof latin);
    mm_sound_best_part(s->sound, (mm_str){ latin, sizeof latin },
                       (mm_str){ hangul, sizeof hangul }, &from, &len);
    mm_sound_score(s->sound, MM_S("\xff\xc3"), MM_S("\xea\xb0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(scores),
                                        cmocka_unit_test(persons),
                                        cmocka_unit_test(parts),
                                        cmocka_unit_test(training),
                                        cmocka_unit_test(long_and_broken) };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
