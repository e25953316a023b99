/* What is listed as different, and what it costs: inline codes, figures in
 * other writing, white space, and texts that are very long. */
#include "match/score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CODES = 8 };

static mm_tables *tables;

/* A segment written with codes as [b:<b>] (opens; type, data), [/], [=:{0}]. */
typedef struct segment {
    mm_buf    text;
    mm_code   codes[CODES];
    mm_scored scored;
} segment;

static void parse(segment *out, mm_utokenizer *t, const char *marked)
{
    size_t n = 0;

    for (const char *c = marked; *c; c++) {
        if (*c != '[') {
            assert_int_equal(mm_buf_putc(&out->text, *c), MM_OK);
            continue;
        }
        mm_str   inner = { c + 1, (size_t)(strchr(c, ']') - c - 1) };
        mm_str   type = mm_str_cut(&inner, ':');
        mm_code *code = &out->codes[n++];

        *code = (mm_code){ .offset = out->text.len, .data = inner };
        if (mm_str_eq(type, MM_S("/"))) {
            code->kind = MM_CODE_CLOSE;
        } else if (mm_str_eq(type, MM_S("="))) {
            code->kind = MM_CODE_ALONE;
        } else {
            code->kind = MM_CODE_OPEN;
            code->type = type;
        }
        c = strchr(c, ']');
    }
    out->scored.text = mm_buf_str(&out->text);
    out->scored.codes = out->codes;
    out->scored.n_codes = n;
    assert_int_equal(
        mm_utokenizer_cut(&out->scored.cut, t, out->scored.text, NULL), MM_OK);
}

static void release(segment *s)
{
    mm_buf_release(&s->text);
    mm_utext_release(&s->scored.cut);
}

/* "kind unit>segment" of each difference, then the points. */
static void tell(mm_buf *out, const mm_score *score, const segment *a,
                 const segment *b)
{
    mm_penalties p = mm_penalties_default();
    mm_deduction lines[MM_DEDUCTIONS];
    size_t       n = mm_score_deduct(lines, score, &p);

    for (size_t i = 0; i < score->n; i++) {
        const mm_mismatch *d = &score->mismatches[i];

        mm_buf_printf(out, "%s '%.*s'>'%.*s'; ", mm_mismatch_name(d->kind),
                      (int)d->unit_len, b->text.ptr + d->unit_start,
                      (int)d->len, a->text.ptr + d->start);
    }
    for (size_t i = 0; i < n; i++)
        mm_buf_printf(out, "%s%s -%u", i ? ", " : "", lines[i].name,
                      lines[i].points);
    mm_buf_putc(out, '\0');
}

static const struct row {
    const char *name, *lang, *query, *unit, *want;
    bool        same;
} rows[] = {
    { "the same codes", "en", "[b:<b>]Save[/] [=:{0}]",
      "[b:<b>]Save[/] [=:{0}]", "", true },
    { "what is not said is not another", "en", "[:]Save[/] it[=:]",
      "[b:<b>]Save[/] it[=:{0}]", "", true },
    { "another placeholder", "en", "Open [=:{1}] files", "Open [=:{0}] files",
      "code ''>''; code -2", false },
    { "another tag", "en", "[i:<i>]Save[/] it", "[b:<b>]Save[/] it",
      "code ''>''; code -2", false },
    { "another type", "en", "[i:]Save[/] it", "[b:]Save[/] it",
      "code ''>''; code -2", false },
    { "it ends elsewhere", "en", "[b:]Save it[/]", "[b:]Save[/] it",
      "code ''>''; code -2", false },
    { "it begins elsewhere", "en", "Save [b:]it[/]", "[b:]Save it[/]",
      "code ''>''; code -2", false },
    { "a pair more is one code", "en", "[b:]Save[/] it", "Save it",
      "code ''>''; code -2", false },
    { "a number in other width", "en", "100 items", "\uFF11\uFF10\uFF10 items",
      "case '\uFF11\uFF10\uFF10'>'100'; case -1", false },
    { "another number in other width", "en", "101 items",
      "\uFF11\uFF10\uFF10 items",
      "number '\uFF11\uFF10\uFF10'>'101'; number -2", false },
    { "a fraction is a number", "en", "Add \u00BC cup.", "Add \u00BD cup!",
      "number '\u00BD'>'\u00BC'; punctuation '!'>'.'; punctuation -1, "
      "number -2",
      false },
    { "so is a raised figure", "en", "5 m\u00B3", "5 m\u00B2",
      "number '\u00B2'>'\u00B3'; number -2", false },
    { "what no word holds", "en", "Log\u00ADin now", "Login now",
      "case 'Login'>'Log\u00ADin'; case -1", false },
    { "spaces, each place", "en", "Wait 30  minutes", "Wait  30 minutes",
      "spacing '  '>' '; spacing ' '>'  '; spacing -1", false },
    { "Korean spacing", "ko", "\uD30C\uC77C\uC800\uC7A5",
      "\uD30C\uC77C \uC800\uC7A5", "spacing ' '>''; spacing -1", false },
    { "a character of compatibility", "en", "\uF90A library", "\u91D1 library",
      "", true },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_utokenizer    *t = NULL;
    segment           a = { 0 }, b = { 0 };
    mm_score          score = { 0 };
    mm_buf            got = { 0 };

    assert_int_equal(mm_utokenizer_open(&t, mm_cstr(row->lang), tables, NULL),
                     MM_OK);
    parse(&a, t, row->query);
    parse(&b, t, row->unit);
    assert_int_equal(mm_score_make(&score, &a.scored, &b.scored), MM_OK);
    tell(&got, &score, &a, &b);
    assert_string_equal(got.ptr, row->want);
    assert_int_equal(score.same, row->same);
    mm_buf_release(&got);
    mm_score_release(&score);
    release(&a);
    release(&b);
    mm_utokenizer_close(t);
}

/* Too long to be aligned as a whole: what both begin and end with is not
 * listed, and what is between them is. */
static void long_texts(void **state)
{
    mm_utokenizer *t = NULL;
    segment        a = { 0 }, b = { 0 };
    mm_score       score = { 0 };

    (void)state;
    assert_int_equal(mm_utokenizer_open(&t, MM_S("en"), tables, NULL), MM_OK);
    for (int i = 0; i < 3000; i++) {
        mm_buf_printf(&a.text, i == 1500 ? "x%d " : "w%d ", i);
        mm_buf_printf(&b.text, "w%d ", i);
    }
    parse(&a, t, "end");
    parse(&b, t, "end");
    assert_int_equal(mm_score_make(&score, &a.scored, &b.scored), MM_OK);
    assert_int_equal(score.words, 100); /* the first 1,024 tokens are */
    assert_false(score.same);
    assert_int_equal(score.n, 1); /* w1500 > x1500 */
    assert_memory_equal(b.text.ptr + score.mismatches[0].unit_start, "w1500",
                        5);
    mm_score_release(&score);
    release(&a);
    release(&b);
    mm_utokenizer_close(t);
}

static int open_tables(void **state)
{
    (void)state;
    return mm_tables_open(&tables, NULL, NULL);
}

static int close_tables(void **state)
{
    (void)state;
    mm_tables_close(tables);
    return 0;
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 1];

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest)cmocka_unit_test(long_texts);
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
