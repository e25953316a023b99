/* OmegaT's figures, as OmegaT itself gives them for these pairs (the tokenizers
 * that it has for English and, by default, for Korean). */
#include "match/omegat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct row {
    const char *lang, *a, *b;
    unsigned    figures[3];
} row;

static const row rows[] = {
    { "en", "Save the file.", "Save the file now", { 100, 75, 71 } },
    { "en", "Page 3 of 9", "Page 4 of 9", { 100, 100, 85 } },
    { "en",
      "The e-mail from AT&T costs $5.",
      "The E-mail from AT&T costs $6!",
      { 100, 100, 83 } },
    { "en", "50% off, version 2.0", "5% off, version 2.1", { 100, 100, 75 } },
    { "en", "Open %s", "Open {name}", { 50, 50, 40 } },
    { "en",
      "the user_name's file \xE2\x80\x94 x-y",
      "the user name's file - x y",
      { 60, 66, 46 } },
    { "en", "3rd item", "2nd item", { 100, 100, 66 } },
    { "en", "The", "A", { 0, 0, 0 } },
    { "en", "...", "???", { 0, 0, 0 } },
    { "en", "café d'été", "cafe d'été", { 50, 50, 66 } },
    { "ko",
      "파일 3개를 저장했습니다.",
      "파일 4개를 저장했습니다!",
      { 0, 66, 66 } },
    { "ko", "영문 A형(한글)", "영문 B형 (한글)", { 0, 66, 71 } },
    { "ko", "日本語と한국어", "日本と한국어", { 0, 66, 66 } },
};

static void figures_are_omegats(void **state)
{
    mm_tables *tables = NULL;

    (void)state;
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const row *r = &rows[i];
        mm_lang   *lang = NULL;
        mm_omegat *omegat = NULL;
        unsigned   got[3];

        assert_int_equal(mm_lang_open(&lang, mm_cstr(r->lang), tables, NULL),
                         MM_OK);
        assert_int_equal(mm_omegat_open(&omegat, lang, tables, NULL), MM_OK);
        assert_int_equal(
            mm_omegat_figures(got, omegat, mm_cstr(r->a), mm_cstr(r->b)),
            MM_OK);
        /* It has no stems of Korean; ours are others. */
        for (size_t f = strcmp(r->lang, "ko") == 0; f < 3; f++)
            if (got[f] != r->figures[f])
                fail_msg("%s | %s: figure %zu is %u, not %u", r->a, r->b, f,
                         got[f], r->figures[f]);
        mm_omegat_close(omegat);
        mm_lang_close(lang);
    }
    mm_tables_close(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_omegats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
