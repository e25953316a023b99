/* Sentences: trap paragraphs of ours and given ones, whole articles, lines,
 * kinds and paragraphs. */
#include "base/file.h"
#include "base/map.h"
#include "files/tables.h"
#include "malmoi/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The sentences of `text`, each followed by `mark`; line breaks in them made
 * spaces. With `kinds`, each begins with its paragraph and kind. */
static void cut(mm_buf *out, mm_str lang, mm_str text, const char *mark,
                bool kinds)
{
    mm_segmenter *seg;
    mm_sentence   s;
    size_t        end = 0;

    mm_buf_clear(out);
    assert_int_equal(mm_segmenter_open(&seg, lang, tables, NULL), MM_OK);
    assert_int_equal(mm_segmenter_start(seg, text, NULL), MM_OK);
    while (mm_segmenter_next(seg, &s, NULL) == MM_ROW) {
        assert_true(s.start >= end && s.len > 0);
        end = s.start + s.len;
        assert_true(end <= text.len);
        if (kinds)
            mm_buf_printf(out, "%u%c ", s.paragraph, "SHCI"[s.kind]);
        for (size_t i = 0; i < s.len; i++) {
            char c = text.ptr[s.start + i];

            mm_buf_putc(out, c == '\n' ? ' ' : c);
        }
        mm_buf_put(out, mm_cstr(mark));
    }
    mm_segmenter_close(seg);
}

static void unescape(mm_buf *out, mm_str text)
{
    mm_buf_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        bool escape =
            text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == 'n';

        mm_buf_putc(out, escape ? '\n' : text.ptr[i]);
        i += escape;
    }
}

/* How many paragraphs of a table are cut otherwise; -1 when it is not there. */
static int count_bad(const char *path, mm_str lang)
{
    mm_buf  file = { 0 }, text = { 0 }, got = { 0 };
    mm_rows rows;
    mm_str  cells[2];
    int     bad = 0;

    if (mm_file_read(&file, path, 0, NULL) < 0) {
        print_message("SKIP: %s is not there\n", path);
        return -1;
    }
    rows = (mm_rows){ .rest = mm_buf_str(&file) };
    while (mm_rows_next(&rows, cells, 2) == 2) {
        if (mm_str_eq(cells[0], MM_S("paragraph")))
            continue;
        unescape(&text, cells[0]);
        cut(&got, lang, mm_buf_str(&text), "‖", false);
        got.len -= got.len ? strlen("‖") : 0;
        if (mm_str_eq(mm_buf_str(&got), cells[1]))
            continue;
        print_error("%s:%ld: got  %.*s\n", path, rows.line, (int)got.len,
                    got.ptr);
        bad++;
    }
    mm_buf_release(&file);
    mm_buf_release(&text);
    mm_buf_release(&got);
    return bad;
}

static void test_tables(void **state)
{
    (void)state;
    assert_int_equal(count_bad("tests/tables/sentences-en.tsv", MM_S("en")), 0);
    assert_int_equal(count_bad("tests/tables/sentences-ko.tsv", MM_S("ko")), 0);
}

static void test_given(void **state)
{
    (void)state;
    assert_true(count_bad("../shared/data/korean/sentence_breaks_en.tsv",
                          MM_S("en")) <= 1);
    assert_true(count_bad("../shared/data/korean/sentence_breaks_ko.tsv",
                          MM_S("ko")) <= 2);
}

static void check_article(const char *stem, const char *lang)
{
    char   path[200];
    mm_buf text = { 0 }, seg = { 0 }, got = { 0 };

    snprintf(path, sizeof path, "../shared/data/%s.%s.txt", stem, lang);
    if (mm_file_read(&text, path, 0, NULL) < 0) {
        print_message("SKIP: %s is not there\n", path);
        return;
    }
    snprintf(path, sizeof path, "../shared/data/%s.%s.seg", stem, lang);
    assert_int_equal(mm_file_read(&seg, path, 0, NULL), MM_OK);
    cut(&got, mm_cstr(lang), mm_buf_str(&text), "\n", false);
    assert_string_equal(got.ptr, seg.ptr);
    mm_buf_release(&text);
    mm_buf_release(&seg);
    mm_buf_release(&got);
}

static void test_articles(void **state)
{
    static const char *const stems[] = { "seed/scm54", "articles/aviation",
                                         "articles/esports", "articles/food",
                                         "articles/heritage" };

    (void)state;
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        check_article(stems[i], "en");
        check_article(stems[i], "ko");
    }
}

/* text in; paragraph, kind and sentence out */
static const struct row {
    const char *name, *lang, *text, *want;
} rows[] = {
    { "heading and paragraphs", "en", "A Title\n\nOne. Two.\n\nThree.\n",
      "0H A Title|1S One.|1S Two.|2S Three.|" },
    { "caption", "en", "A Title\n\nTwo men pose. [YONHAP]\n\nThey met.",
      "0H A Title|1C Two men pose. [YONHAP]|2S They met.|" },
    { "Korean caption", "ko",
      "제목이다\n\n악수하고 있다. [연합뉴스]\n\n만났다.",
      "0H 제목이다|1C 악수하고 있다. [연합뉴스]|2S 만났다.|" },
    { "bullets", "en", "Things:\n- one\n- two. More.\n\nEnd.",
      "0S Things:|1I - one|2I - two.|2I More.|3S End.|" },
    { "numbered", "ko", "목차는 이렇다.\n1. 총칙\n2. 조직\n",
      "0S 목차는 이렇다.|1I 1. 총칙|2I 2. 조직|" },
    { "circled", "ko", "다음과 같다.\n① 하나\n② 둘\n",
      "0S 다음과 같다.|1I ① 하나|2I ② 둘|" },
    { "lines are paragraphs", "en", "One two. Three.\nFour five.\n",
      "0S One two.|0S Three.|1S Four five.|" },
    { "carriage returns", "en", "One.\r\n\r\nTwo.\r\n", "0S One.|1S Two.|" },
    { "byte order mark", "en", "\xEF\xBB\xBFOne. Two.", "0S One.|0S Two.|" },
    { "wide spaces", "ko", "\xE3\x80\x80하나다. 둘이다.\xC2\xA0",
      "0S 하나다.|0S 둘이다.|" },
    { "wrapped", "en",
      "The committee met on Tuesday to consider the\n"
      "report of its chair, who had visited each of\n"
      "the sites. It took no decision.\n",
      "0S The committee met on Tuesday to consider the report of its chair, "
      "who had visited each of the sites.|0S It took no decision.|" },
    { "wrapped Korean", "ko",
      "위원회는 화요일에 회의를 열어 위원장이 각 현장을\n"
      "돌아보고 낸 보고서를 검토했으나 아무 결정도 내리지\n"
      "않기로 했다. 다음 회의 날짜는 아직 정해지지 않은\n"
      "상태다.\n",
      "0S 위원회는 화요일에 회의를 열어 위원장이 각 현장을 돌아보고 낸 "
      "보고서를 검토했으나 아무 결정도 내리지 않기로 했다.|0S 다음 회의 "
      "날짜는 아직 정해지지 않은 상태다.|" },
    { "wrapped and indented", "en",
      "    The committee met on Tuesday to consider the\n"
      "    report of its chair, who had visited each of\n"
      "    the sites. It took no decision.\n",
      "0S The committee met on Tuesday to consider the     report of its chair, "
      "who had visited each of     the sites.|0S It took no decision.|" },
    { "hanging item", "en",
      "- the first thing that was said at the meeting of\n"
      "  the board on Tuesday by its oldest member, who\n"
      "  had not spoken before\n"
      "- the second thing\n",
      "0I - the first thing that was said at the meeting of   the board on "
      "Tuesday by its oldest member, who   had not spoken before|1I - the "
      "second thing|" },
    { "wide space between", "ko", "하나다.\xE3\x80\x80둘이다.",
      "0S 하나다.|0S 둘이다.|" },
    { "Japanese", "ja", "東京へ行く。明日帰る。",
      "0S 東京へ行く。|0S 明日帰る。|" },
    { "German", "de", "Am 3. Oktober kam Dr. Huber. Er blieb.",
      "0S Am 3. Oktober kam Dr. Huber.|0S Er blieb.|" },
    { "nothing", "en", "", "" },
    { "spaces", "en", " \n \n\t\n", "" },
    { "bad bytes", "ko", "\xFF\xFE. \x80.", "0S \xFF\xFE.|0S \x80.|" },
};

static void test_row(void **state)
{
    const struct row *row = *state;
    mm_buf            got = { 0 };

    cut(&got, mm_cstr(row->lang), mm_cstr(row->text), "|", true);
    assert_string_equal(got.ptr ? got.ptr : "", row->want);
    mm_buf_release(&got);
}

/* Each cut is in time linear in the text. */
static void test_long(void **state)
{
    mm_buf text = { 0 }, got = { 0 };

    (void)state;
    for (int i = 0; i < 200000; i++)
        mm_buf_put(&text, i % 3 ? MM_S("a. (") : MM_S("1. \""));
    cut(&got, MM_S("en"), mm_buf_str(&text), "|", false);
    cut(&got, MM_S("ko"), mm_buf_str(&text), "|", false);
    mm_buf_release(&text);
    mm_buf_release(&got);
}

int main(void)
{
    enum { FIXED = 4, ROWS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[FIXED + ROWS] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_articles),
        cmocka_unit_test(test_long),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[FIXED + i] =
            (struct CMUnitTest){ .name = rows[i].name,
                                 .test_func = test_row,
                                 .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
