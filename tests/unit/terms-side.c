/* Sides of a bead: words, where they end, and the text they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terms/runs.h"
#include "terms/side.h"

typedef struct setup {
    mm_tables     *tables;
    mm_lang       *en, *ko;
    mm_side_reader reader_en, reader_ko;
    mm_titles     *titles;
    mm_valuer     *values;
    mm_phrases    *phrases;
    mm_arena       mem;
    mm_document    document;
    mm_side        side;
} setup;

static int open_all(void **state)
{
    static setup s;
    mm_error     err = { 0 };

    if (mm_tables_open(&s.tables, NULL, &err) < 0 ||
        mm_lang_open(&s.en, MM_S("en"), s.tables, &err) < 0 ||
        mm_lang_open(&s.ko, MM_S("ko"), s.tables, &err) < 0 ||
        mm_side_reader_open(&s.reader_en, s.en, s.tables, &err) < 0 ||
        mm_side_reader_open(&s.reader_ko, s.ko, s.tables, &err) < 0 ||
        mm_titles_open(&s.titles, s.tables, &err) < 0 ||
        mm_valuer_open(&s.values, MM_S("en"), s.tables, &err) < 0 ||
        mm_phrases_open(&s.phrases, s.en, s.ko, s.tables, NULL, false, &err) <
            0)
        fail_msg("%s", err.text);
    *state = &s;
    return 0;
}

static int close_all(void **state)
{
    setup *s = *state;

    mm_side_reader_release(&s->reader_en);
    mm_side_reader_release(&s->reader_ko);
    mm_titles_close(s->titles);
    mm_valuer_close(s->values);
    mm_phrases_close(s->phrases);
    mm_lang_close(s->en);
    mm_lang_close(s->ko);
    mm_tables_close(s->tables);
    mm_arena_release(&s->mem);
    mm_document_release(&s->document);
    return 0;
}

/* Reads `text`, a segment a line, as one side. */
static const mm_side *read_side(setup *s, mm_side_reader *reader, mm_str text)
{
    mm_document_release(&s->document);
    assert_int_equal(
        mm_document_from_lines(&s->document, MM_S("en"), text, NULL), MM_OK);
    mm_arena_clear(&s->mem);
    assert_int_equal(mm_side_read(&s->side, reader, &s->mem, &s->document,
                                  (mm_span){ 0, s->document.n }, NULL),
                     MM_OK);
    return &s->side;
}

/* The first place where word `w` may end, as text. */
static void expect_end(const mm_side *side, size_t w, size_t end, mm_str text)
{
    mm_str is =
        mm_side_text(side, side->words[w].start, side->words[w].ends[end].at);

    if (!mm_str_eq(is, text))
        fail_msg("'%.*s' and not '%.*s'", (int)is.len, is.ptr, (int)text.len,
                 text.ptr);
}

static void particles_and_plurals(void **state)
{
    setup         *s = *state;
    const mm_side *side =
        read_side(s, &s->reader_ko,
                  MM_S("항만에서는 승객들이 제4활주로를 (NLL)과 "
                       "아들은 걷는 길"));

    assert_int_equal(side->n, 9);
    expect_end(side, 0, 0, MM_S("항만"));
    expect_end(side, 1, 0, MM_S("승객"));
    expect_end(side, 2, 0, MM_S("제4"));
    expect_end(side, 3, 0, MM_S("활주로"));
    assert_true(side->words[3].flags & WORD_NUMBERED);
    assert_true(side->words[4].flags & WORD_OPENED);
    assert_true(side->words[4].flags & WORD_CLOSED);
    assert_true(side->words[5].flags & WORD_FUNCTION); /* 과 */
    expect_end(side, 6, 0, MM_S("아들"));
    assert_int_equal(side->words[7].ends[0].word_class, MM_WORD_OTHER);
}

static void hyphens_possessives_and_stops(void **state)
{
    setup         *s = *state;
    const mm_side *side = read_side(
        s, &s->reader_en,
        MM_S("Low-cost Jong-sup met John F. Kline of Harbor Corp. (aT), "
             "Asiana's rival T1's \"Big Cup.\""));
    static const char *const words[] = {
        "Low",    "cost",  "Jong-sup", "met",    "John",  "F.", "Kline", "of",
        "Harbor", "Corp.", "aT",       "Asiana", "rival", "T1", "Big",   "Cup"
    };

    assert_int_equal(side->n, sizeof words / sizeof *words);
    for (size_t i = 0; i < side->n; i++)
        expect_end(side, i, 0, mm_cstr(words[i]));
    assert_true(side->words[1].flags & WORD_HYPHEN);
    assert_false(side->words[6].flags & WORD_BREAK);
    assert_false(side->words[10].flags & WORD_FUNCTION);
    assert_true(side->words[11].flags & WORD_OWNER);
    assert_true(side->words[13].flags & WORD_OWNER);
    assert_true(side->words[14].flags & WORD_QUOTED);
    assert_true(side->words[15].flags & WORD_UNQUOTED);
}

static void text_is_given_back_as_it_stands(void **state)
{
    setup         *s = *state;
    const mm_side *side =
        read_side(s, &s->reader_en, MM_S("one\n“Caf\xC3\xA9” Low–Key ＡＢＣ"));

    assert_int_equal(side->words[1].segment, 1);
    expect_end(side, 1, 0, MM_S("Caf\xC3\xA9"));
    expect_end(side, side->n - 1, 0, MM_S("ＡＢＣ"));
}

static void titles_and_values_are_marked(void **state)
{
    setup   *s = *state;
    mm_side *side = (mm_side *)read_side(
        s, &s->reader_en,
        MM_S("Foreign Minister Anna Berg paid $3 million for the fourth "
             "runway in March."));

    mm_side_mark_titles(side, s->titles);
    assert_int_equal(mm_side_mark_values(side, s->values, NULL), MM_OK);
    assert_true(side->words[2].flags & WORD_NAMED);
    assert_false(side->words[3].flags & WORD_NAMED);
    assert_true(side->words[5].flags & WORD_VALUE);   /* 3 */
    assert_true(side->words[6].flags & WORD_VALUE);   /* million */
    assert_false(side->words[9].flags & WORD_VALUE);  /* fourth */
    assert_false(side->words[12].flags & WORD_VALUE); /* March */
}

static bool has_run(const mm_runs *runs, const mm_side *side, mm_str text)
{
    for (size_t i = 0; i < runs->n; i++)
        if (mm_str_eq(
                mm_side_text(side, runs->items[i].start, runs->items[i].end),
                text))
            return true;
    return false;
}

static void runs_are_noun_phrases(void **state)
{
    setup         *s = *state;
    mm_runs        runs = { 0 };
    const mm_side *side = read_side(
        s, &s->reader_en,
        MM_S("The Ministry of Trade, Industry and Energy approved a new port "
             "security plan, said PUBG: Battlegrounds fans."));

    assert_int_equal(mm_runs_find(&runs, side, s->phrases, NULL), MM_OK);
    assert_true(
        has_run(&runs, side, MM_S("Ministry of Trade, Industry and Energy")));
    assert_true(has_run(&runs, side, MM_S("port security plan")));
    assert_true(has_run(&runs, side, MM_S("port security")));
    assert_true(has_run(&runs, side, MM_S("PUBG: Battlegrounds")));
    assert_false(has_run(&runs, side, MM_S("Ministry of Trade, Industry")));
    assert_false(has_run(&runs, side, MM_S("Energy approved")));
    assert_false(has_run(&runs, side, MM_S("approved")));
    assert_false(has_run(&runs, side, MM_S("security plan, said")));
    assert_false(has_run(&runs, side, MM_S("of Trade")));
    mm_runs_release(&runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(particles_and_plurals),
        cmocka_unit_test(hyphens_possessives_and_stops),
        cmocka_unit_test(text_is_given_back_as_it_stands),
        cmocka_unit_test(titles_and_values_are_marked),
        cmocka_unit_test(runs_are_noun_phrases),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
