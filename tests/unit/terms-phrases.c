/* The table of known phrases: what each kind of table gives, and decisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "terms/phrases.h"

typedef struct setup {
    char        dir[64];
    mm_tables  *tables;
    mm_lang    *en, *ko;
    mm_phrases *phrases;
} setup;

static void write_table(const char *dir, const char *name, const char *text)
{
    mm_buf     path = { 0 };
    mm_output *out = NULL;

    assert_int_equal(mm_buf_printf(&path, "%s/%s", dir, name), MM_OK);
    assert_int_equal(mm_output_open(&out, path.ptr, NULL), MM_OK);
    assert_int_equal(mm_output_put(out, mm_cstr(text), NULL), MM_OK);
    assert_int_equal(mm_output_close(out, MM_OK, NULL), MM_OK);
    mm_buf_release(&path);
}

/* A folder whose tables stand in for the shipped ones of their names. */
static int open_all(void **state)
{
    static setup s = { .dir = "/tmp/malmoi-phrases-XXXXXX" };
    char         folder[80];
    mm_error     err = { 0 };

    assert_non_null(mkdtemp(s.dir));
    snprintf(folder, sizeof folder, "%s/glossaries", s.dir);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_table(s.dir, "glossaries/economy.tsv",
                "# a comment\n"
                "kind\tko\ten\tabbreviation\tstatus\n"
                "organization\t시장감시청\tMarket Watch Agency\tMWA/감시청\t\n"
                "term\t물렁 금리\twobbly rate\t\t\n");
    write_table(s.dir, "dictionary-verbs.tsv",
                "zorp\tv\t강화하다|찾다\nquib\tn\t큅\n");
    write_table(s.dir, "words.tsv", "flim\t플림\t0.81\t0.49\n");
    if (mm_tables_open(&s.tables, s.dir, &err) < 0 ||
        mm_lang_open(&s.en, MM_S("en"), s.tables, &err) < 0 ||
        mm_lang_open(&s.ko, MM_S("ko"), s.tables, &err) < 0 ||
        mm_phrases_open(&s.phrases, s.en, s.ko, s.tables, NULL, false, &err) <
            0)
        fail_msg("%s", err.text);
    *state = &s;
    return 0;
}

static int close_all(void **state)
{
    static const char *const files[] = { "glossaries/economy.tsv",
                                         "dictionary-verbs.tsv", "words.tsv",
                                         "glossaries", "" };
    setup                   *s = *state;
    char                     path[120];

    mm_phrases_close(s->phrases);
    mm_lang_close(s->en);
    mm_lang_close(s->ko);
    mm_tables_close(s->tables);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", s->dir, files[i]);
        remove(path);
    }
    return 0;
}

static const mm_phrase *phrase(mm_phrases *phrases, mm_str key, mm_str b)
{
    for (uint32_t i = mm_phrases_find(phrases, key); i;
         i = mm_phrases_at(phrases, i)->next)
        if (mm_str_eq(mm_phrases_at(phrases, i)->b, b))
            return mm_phrases_at(phrases, i);
    return NULL;
}

static void glossary_in_any_order(void **state)
{
    setup           *s = *state;
    const mm_phrase *full =
        phrase(s->phrases, MM_S("marketwatchagency"), MM_S("시장감시청"));

    assert_non_null(full);
    assert_int_equal(full->source, MM_FROM_GLOSSARY);
    assert_int_equal(full->kind, MM_KIND_ORGANIZATION);
    assert_non_null(phrase(s->phrases, MM_S("wobblyrate"), MM_S("물렁금리")));
    assert_null(phrase(s->phrases, MM_S("wobbly"), MM_S("물렁금리")));
}

static void abbreviations_of_both_sides(void **state)
{
    setup           *s = *state;
    const mm_phrase *both = phrase(s->phrases, MM_S("mwa"), MM_S("감시청"));

    assert_non_null(both);
    assert_int_equal(both->kind, MM_KIND_ACRONYM);
    assert_non_null(phrase(s->phrases, MM_S("mwa"), MM_S("시장감시청")));
    assert_non_null(
        phrase(s->phrases, MM_S("marketwatchagency"), MM_S("감시청")));
}

static void verbs_by_their_stems(void **state)
{
    setup *s = *state;

    const mm_phrase *made = phrase(s->phrases, MM_S("zorp"), MM_S("강화"));
    const mm_phrase *own = phrase(s->phrases, MM_S("zorp"), MM_S("찾"));

    assert_non_null(made);
    assert_false(made->pos & POS_STEM);
    assert_non_null(own);
    assert_true(own->pos & POS_STEM);
    assert_int_equal(mm_phrases_pos(s->phrases, MM_S("zorp")), POS_VERB);
    assert_int_equal(mm_phrases_pos(s->phrases, MM_S("quib")), POS_NOUN);
    assert_int_equal(mm_phrases_pos(s->phrases, MM_S("nowhere to be")), 0);
}

static void words_by_both_probabilities(void **state)
{
    setup           *s = *state;
    const mm_phrase *word = phrase(s->phrases, MM_S("flim"), MM_S("플림"));

    assert_non_null(word);
    assert_int_equal(word->source, MM_FROM_WORDS);
    assert_true(word->weight > 0.629 && word->weight < 0.631);
}

static void names_of_cldr(void **state)
{
    setup           *s = *state;
    const mm_phrase *place =
        phrase(s->phrases, MM_S("paraguay"), MM_S("파라과이"));

    assert_non_null(place);
    assert_int_equal(place->kind, MM_KIND_PLACE);
}

static void better_sources_win(void **state)
{
    setup *s = *state;

    assert_int_equal(mm_phrases_add(s->phrases, MM_S("Flim"), MM_S("플림"),
                                    (mm_phrase){ .source = MM_FROM_GLOSSARY,
                                                 .pos = POS_NOUN,
                                                 .weight = 1 },
                                    NULL),
                     MM_OK);
    assert_int_equal(phrase(s->phrases, MM_S("flim"), MM_S("플림"))->source,
                     MM_FROM_GLOSSARY);
}

static void decisions(void **state)
{
    setup      *s = *state;
    mm_priors   priors = { 0 };
    mm_phrases *phrases;

    /* from a memory whose first language is the target here */
    mm_priors_add(&priors, MM_S("달빛 다리"), MM_S("Moon Bridge"), false);
    mm_priors_add(&priors, MM_S("달"), MM_S("Moon"), true);
    assert_int_equal(
        mm_phrases_open(&phrases, s->en, s->ko, s->tables, &priors, true, NULL),
        MM_OK);
    assert_int_equal(
        phrase(phrases, MM_S("moonbridge"), MM_S("달빛다리"))->source,
        MM_FROM_MEMORY);
    assert_true(mm_phrases_rejected(phrases, MM_S("moon"), MM_S("달")));
    assert_true(mm_phrases_rejected(phrases, MM_S("MOON"), MM_S("달")));
    assert_false(mm_phrases_rejected(phrases, MM_S("moon"), MM_S("달빛")));
    assert_false(mm_phrases_rejected(s->phrases, MM_S("moon"), MM_S("달")));
    mm_phrases_close(phrases);
    mm_priors_release(&priors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glossary_in_any_order),
        cmocka_unit_test(abbreviations_of_both_sides),
        cmocka_unit_test(verbs_by_their_stems),
        cmocka_unit_test(words_by_both_probabilities),
        cmocka_unit_test(names_of_cldr),
        cmocka_unit_test(better_sources_win),
        cmocka_unit_test(decisions),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
