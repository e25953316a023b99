/* Looking terms up: in which way each query is found, and in what order. */
#include "malmoi/lookup.h"
#include "malmoi/store.h"

#include "files/store/helpers.h"

static mm_tables *tables;
static mm_store  *store;

typedef struct entry {
    const char *en, *ko, *hanja, *project, *field;
    mm_review   review;
} entry;

static const entry entries[] = {
    { "Northern Limit Line", "북방한계선", "北方限界線", "sea", "defence",
      MM_APPROVED },
    { "laver", "김", NULL, "food", "food", MM_APPROVED },
    { "Kim", "김", "金", "", "name", MM_PROPOSED },
    { "colour printers", "컬러 프린터", NULL, "", "it", MM_APPROVED },
    { "Kang Do-hyung", "강도형", NULL, "", "", MM_APPROVED },
    { "Yongsan-gu", "용산구", NULL, "", "", MM_APPROVED },
    { "waterworks", "수도", "水道", "", "", MM_APPROVED },
    { "capital", "수도", "首都", "", "", MM_APPROVED },
    { "deposit", "보증금", NULL, "", "law", MM_PROPOSED },
    { "deposit", "예금", NULL, "", "bank", MM_APPROVED },
    { "deposit", "착수금", NULL, "", "law", MM_REJECTED },
    { "theory", "이론", NULL, "", "", MM_APPROVED },
    { "Ministry of Oceans and Fisheries", "해양수산부", NULL, "", "",
      MM_APPROVED },
    { "hall of the ministry", "국방부대회의실", NULL, "", "", MM_APPROVED },
};

static void add(const entry *e)
{
    mm_term         terms[2] = { { .text = mm_cstr(e->en) },
                                 { .text = mm_cstr(e->ko),
                                   .hanja = mm_cstr(e->hanja) } };
    mm_lang_section sections[2] = {
        { .lang = MM_S("en"), .terms = &terms[0], .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = &terms[1], .n_terms = 1 }
    };
    mm_concept c = { .review = e->review,
                     .project = mm_cstr(e->project),
                     .field = mm_cstr(e->field),
                     .confidence = 0.9,
                     .sections = sections,
                     .n_sections = 2 };
    mm_error   err = { 0 };
    mm_id      id;

    CHECK(mm_store_put(&id, store, &(mm_item){ .concept = &c }, &err));
}

static int open_all(void **state)
{
    mm_error err = { 0 };

    (void)state;
    CHECK(mm_tables_open(&tables, NULL, &err));
    CHECK(mm_store_open(&store, fresh("terms.db"), MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        add(&entries[i]);
    CHECK(mm_store_end(store, MM_OK, &err));
    return 0;
}

static int close_all(void **state)
{
    mm_store_close(store);
    mm_tables_close(tables);
    return leave_no_folder(state);
}

/* "how en=ko;" of each hit of the memory alone. */
static void hits_of(mm_buf *out, const char *query, const mm_lookup_options *o,
                    bool shipped)
{
    mm_lookup *lookup = NULL;
    mm_hit     hit;
    mm_error   err = { 0 };

    CHECK(mm_lookup_open(&lookup, &store, 1, shipped ? tables : NULL, &err));
    CHECK(mm_lookup_start(lookup, mm_cstr(query), o, &err));
    while (CHECK(mm_lookup_next(lookup, &hit, &err)) == MM_ROW) {
        const mm_lang_section *s = hit.concept->sections;

        assert_true(hit.why.len > 0 && hit.score > 0 && hit.score <= 1);
        assert_true(mm_str_eq(hit.term, s[0].terms[0].text) ||
                    mm_str_eq(hit.term, s[1].terms[0].text) || shipped);
        if (hit.store == 0)
            mm_buf_printf(out, "%s %.*s=%.*s;", mm_hit_how_name(hit.how),
                          (int)s[0].terms[0].text.len, s[0].terms[0].text.ptr,
                          (int)s[1].terms[0].text.len, s[1].terms[0].text.ptr);
        else
            mm_buf_put(out, MM_S("shipped;"));
    }
    mm_lookup_close(lookup);
}

static const struct row {
    const char       *query, *said;
    mm_lookup_options o;
} rows[] = {
    { "Northern Limit Line",
      "exact Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "northern limit-line",
      "folded Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { " 북방 한계선 ",
      "folded Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "북방한계선에서는",
      "inflected Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "NLL", "acronym Northern Limit Line=북방한계선;", { .limit = 0 } },
    { "ㅂㅂㅎㄱㅅ",
      "initials Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "qnrqkdgksrPtjs",
      "layout Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "bukbang hangyeseon",
      "romanized Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "Pukpang hangyesŏn",
      "romanized Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "北方限界線",
      "spelling Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "Nothern Limit Line",
      "typo Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "Gang Do-hyeong", "romanized Kang Do-hyung=강도형;", { .limit = 0 } },
    /* names in the other order */
    { "Do-hyung Kang", "spelling Kang Do-hyung=강도형;", { .limit = 0 } },
    { "Dohyeong Gang", "romanized Kang Do-hyung=강도형;", { .limit = 0 } },
    { "Do Hyeong Gang", "romanized Kang Do-hyung=강도형;", { .limit = 0 } },
    /* the plural of what is no term itself, and its particle */
    { "북방한계선들", "inflected Northern Limit Line=북방한계선;", { .limit = 0 } },
    { "북방한계선들에서는",
      "inflected Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "들", "", { .limit = 0 } },
    /* parts, where words of no term meet, and one is not written out */
    { "해양 산부",
      "part Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "Fisheries Minis",
      "part Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "color printer",
      "spelling colour printers=컬러 프린터;",
      { .limit = 0 } },
    { "colour printer",
      "inflected colour printers=컬러 프린터;",
      { .limit = 0 } },
    { "Ministry of Oceans",
      "prefix Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "해양수산",
      "prefix Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "Fisheries",
      "part Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    /* one syllable is a term, and no part of others */
    { "김", "exact laver=김;exact Kim=김;", { .limit = 0 } },
    { "김을", "inflected laver=김;inflected Kim=김;", { .limit = 0 } },
    /* Hanja tell homonyms apart */
    { "水道", "spelling waterworks=수도;", { .limit = 0 } },
    { "수도", "exact waterworks=수도;exact capital=수도;", { .limit = 0 } },
    /* and part of a term is read as the whole is */
    { "海洋水産",
      "prefix Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "水産部",
      "part Ministry of Oceans and Fisheries=해양수산부;",
      { .limit = 0 } },
    { "北方限", "prefix Northern Limit Line=북방한계선;", { .limit = 0 } },
    { "限界線", "part Northern Limit Line=북방한계선;", { .limit = 0 } },
    { "北邦限界", "", { .limit = 0 } }, /* sounds so, and is none of it */
    /* approved before proposed, rejected only when asked for */
    { "deposit", "exact deposit=예금;exact deposit=보증금;", { .limit = 0 } },
    { "deposit", "exact deposit=착수금;", { .review = 1u << MM_REJECTED } },
    { "deposit", "exact deposit=예금;", { .limit = 1 } },
    { "deposit", "exact deposit=보증금;", { .field = { "law", 3 } } },
    { "deposit", "", { .lang = { "ko", 2 } } },
    { "김", "exact laver=김;", { .project = { "food", 4 } } },
    { "김", "", { .since = { "2999-01-01", 10 } } },
    { "로동", "", { .limit = 0 } },
    { "리론", "spelling theory=이론;", { .limit = 0 } },
    /* what stands around it where it was copied from */
    { "「북방한계선」", "folded Northern Limit Line=북방한계선;", { .limit = 0 } },
    { "'북방한계선'에서는", "inflected Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    { "(laver)", "folded laver=김;", { .limit = 0 } },
    { "“theory”,", "folded theory=이론;", { .limit = 0 } },
    { "The laver", "inflected laver=김;", { .limit = 0 } },
    { "Minister Kang Do-hyung", "inflected Kang Do-hyung=강도형;",
      { .limit = 0 } },
    { "President Gang Dohyeong", "romanized Kang Do-hyung=강도형;",
      { .limit = 0 } },
    { "강도형 장관에게", "inflected Kang Do-hyung=강도형;", { .limit = 0 } },
    { "강도형씨는", "inflected Kang Do-hyung=강도형;", { .limit = 0 } },
    { "장관은", "", { .limit = 0 } },
    { "북방한계선를", "inflected Northern Limit Line=북방한계선;", /* wrongly */
      { .limit = 0 } },
    { "용산구으로부터", "inflected Yongsan-gu=용산구;", { .limit = 0 } },
    /* caps lock */
    { "QNRQKDGKSRpTJS", "layout Northern Limit Line=북방한계선;",
      { .limit = 0 } },
    /* what is filtered out hides no looser way */
    { "Yongsan-gu", "romanized Yongsan-gu=용산구;", { .lang = { "ko", 2 } } },
    { "theory", "", { .project = { "sea", 3 } } },
    { "水", "prefix waterworks=수도;", { .limit = 0 } },
    { "海", "", { .limit = 0 } }, /* 해양수산부: its Hanja are not known */
    { "zzzzqqqq", "", { .limit = 0 } },
    { "...", "", { .limit = 0 } },
    { "ㅋ", "", { .limit = 0 } },
    { "\xff\xfe", "", { .limit = 0 } },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_buf            said = { 0 };

    hits_of(&said, row->query, &row->o, false);
    if (!mm_str_eq(mm_buf_str(&said), mm_cstr(row->said)))
        fail_msg("%s: %.*s, not %s", row->query, (int)said.len,
                 said.len ? said.ptr : "", row->said);
    mm_buf_release(&said);
}

static void shipped_stand_last(void **state)
{
    mm_buf said = { 0 };

    (void)state;
    hits_of(&said, "Northern Limit Line", NULL, true);
    assert_true(
        mm_str_starts(mm_buf_str(&said),
                      MM_S("exact Northern Limit Line=북방한계선;shipped;")));
    mm_buf_release(&said);
}

/* A page is no term, and takes no time; nothing at all is a usage error. */
/* Though a shorter term of a glossary is nearer to what was typed. */
static void own_prefixes_stand_first(void **state)
{
    static const char *const queries[] = { "국방부대", "국방", "國防" };

    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        mm_buf said = { 0 };

        hits_of(&said, queries[i], &(mm_lookup_options){ .limit = 5 }, true);
        assert_true(mm_str_starts(mm_buf_str(&said),
                                  MM_S("prefix hall of the ministry=")));
        if (i)
            assert_true(mm_str_find(mm_buf_str(&said), MM_S("shipped;"), 0) !=
                        SIZE_MAX);
        mm_buf_release(&said);
    }
}

static void long_and_empty(void **state)
{
    mm_lookup *lookup = NULL;
    mm_buf     page = { 0 };
    mm_hit     hit;
    mm_error   err = { 0 };

    (void)state;
    for (int i = 0; i < 400000; i++)
        mm_buf_put(&page, MM_S("가나"));
    CHECK(mm_lookup_open(&lookup, &store, 1, NULL, &err));
    CHECK(mm_lookup_start(lookup, mm_buf_str(&page), NULL, &err));
    assert_int_equal(mm_lookup_next(lookup, &hit, &err), MM_OK);
    assert_int_equal(mm_lookup_start(lookup, MM_S("  "), NULL, &err),
                     MM_EINVALID);
    assert_int_equal(mm_lookup_next(lookup, &hit, &err), MM_OK);
    CHECK(mm_lookup_start(lookup, MM_S("laver"), NULL, &err));
    assert_int_equal(mm_lookup_next(lookup, &hit, &err), MM_ROW);
    mm_lookup_close(lookup);
    mm_buf_release(&page);
}

enum { ROWS = sizeof rows / sizeof *rows };

int main(void)
{
    struct CMUnitTest tests[ROWS + 3] = { 0 };

    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].query,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[ROWS] = (struct CMUnitTest){ .name = "shipped stand last",
                                       .test_func = shipped_stand_last };
    tests[ROWS + 1] = (struct CMUnitTest){ .name = "long and empty",
                                           .test_func = long_and_empty };
    tests[ROWS + 2] =
        (struct CMUnitTest){ .name = "own prefixes stand first",
                             .test_func = own_prefixes_stand_first };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
