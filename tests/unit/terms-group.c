/* Which pairs are names of one concept, and which are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "malmoi/terms.h"
#include "malmoi/text.h"

enum { MOST = 8 };

/* Rows have their own state, so this is the file's. */
static struct setup {
    mm_tables  *tables;
    mm_aligner *forward, *back, *other; /* en to ko, ko to en, en to fr */
} s;

static int open_all(void **state)
{
    mm_error err = { 0 };

    (void)state;
    if (mm_tables_open(&s.tables, NULL, &err) < 0 ||
        mm_aligner_open(&s.forward, MM_S("en"), MM_S("ko"), s.tables, NULL,
                        &err) < 0 ||
        mm_aligner_open(&s.back, MM_S("ko"), MM_S("en"), s.tables, NULL, &err) <
            0 ||
        mm_aligner_open(&s.other, MM_S("en"), MM_S("fr"), s.tables, NULL,
                        &err) < 0)
        fail_msg("%s", err.text);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    mm_aligner_close(s.forward);
    mm_aligner_close(s.back);
    mm_aligner_close(s.other);
    mm_tables_close(s.tables);
    return 0;
}

/* Pairs a = b, parted by |; `!` before one says that it is a person's name,
 * `*` that brackets or a table prove it. `groups` is a letter a pair, the same
 * for those of one concept. */
static const struct row {
    const char *name, *pairs, *groups;
} rows[] = {
    { "acronym of the full name",
      "Northern Limit Line = 북방한계선 | NLL = 북방한계선 | NLL = NLL",
      "aaa" },
    { "acronym that stands only for itself",
      "Northern Limit Line = 북방한계선 | NLL = NLL", "aa" },
    { "two letters alone prove nothing", "Northern Line = 북선 | NL = NL",
      "ab" },
    { "acronym by sound",
      "North Atlantic Treaty Organization = 북대서양조약기구 | "
      "NATO = 북대서양조약기구 | NATO = 나토",
      "aaa" },
    { "acronym with small letters",
      "Korea e-Sports Association = 한국e스포츠협회 | KeSPA = 한국e스포츠협회 | "
      "KeSPA = 케스파",
      "aaa" },
    { "function words are passed over",
      "Ministry of National Defense = 국방부 | MND = 국방부", "aa" },
    { "dots", "United States = 미국 | U.S. = 미국 | US = 미국", "aaa" },
    { "homographs stay apart",
      "artificial intelligence = 인공지능 | AI = 인공지능 | "
      "avian influenza = 조류인플루엔자 | AI = 조류인플루엔자 | AI = AI",
      "aabbc" },
    { "homographs stay apart, full names alone",
      "Northern Limit Line = 북방한계선 | National Labor League = 전국노동연맹 | "
      "NLL = NLL",
      "abc" },
    { "an unproven partner is none", "CNN = 현지시간 | CNN = CNN", "ab" },
    { "a proven one is", "*DMZ = 비무장지대 | DMZ = DMZ", "aa" },
    { "syllables that shorten a name",
      "Bank of Korea = 한국은행 | Bank of Korea = 한은 | BOK = 한은 | "
      "BOK = 한국은행",
      "aaaa" },
    { "a committee's",
      "Fair Trade Commission = 공정거래위원회 | "
      "Fair Trade Commission = 공정위",
      "aa" },
    { "office left out",
      "Defense Minister = 국방부 장관 | Defense Minister = 국방장관", "aa" },
    { "a part is no short form",
      "Bank of Korea = 한국은행 | Bank of Korea = 한국", "ab" },
    { "shared form alone", "governor = 총재 | president = 총재 | head = 총재",
      "abc" },
    { "two translations", "localizer = 로컬라이저 | localizer = 방위각 시설",
      "ab" },
    { "person, hyphen and space",
      "!Kim Jong-un = 김정은 | !Kim Jong Un = 김정은 | !Kim Jongun = 김정은 | "
      "!Jong-un Kim = 김정은",
      "aaaa" },
    { "person, spelling", "!Lee Jong-sup = 이종섭 | !Yi Jong-seop = 이종섭",
      "aa" },
    { "person, foreign",
      "!Volodymyr Zelenskyy = 볼로디미르 젤렌스키 | "
      "!Volodymyr Zelensky = 볼로디미르 젤렌스키",
      "aa" },
    { "person, surname alone", "!Lee Jong-sup = 이종섭 | !Lee = 이종섭", "ab" },
    { "other persons of one Hangul", "!Davis = 데이비스 | !Davies = 데이비스",
      "ab" },
    { "Northern and Southern spelling",
      "!Ri Yong-ho = 리용호 | !Ri Yong-ho = 이용호", "aa" },
    { "Northern spelling by table",
      "workers' party = 로동당 | workers' party = 노동당", "aa" },
    { "place, two systems", "Busan = 부산 | Pusan = 부산", "aa" },
    { "demonym", "Cambodia = 캄보디아 | Cambodian = 캄보디아", "ab" },
    { "loan word", "content = 콘텐츠 | content = 컨텐츠", "aa" },
    { "loan word with more behind it",
      "testosterone = 테스토스테론 | testosterone = 테스토스테론제", "ab" },
    { "American and British", "color chart = 색상표 | colour chart = 색상표",
      "aa" },
    { "both differ in spelling",
      "defense center = 로동쎈터 | defence centre = 노동쎈터", "aa" },
    { "plural", "setting = 설정 | settings = 설정", "aa" },
    { "legal form",
      "Boeing = 보잉 | Boeing Co. = 보잉 | Samsung Electronics Co., Ltd. = "
      "삼성전자 | Samsung Electronics = ㈜삼성전자",
      "aabb" },
    { "name and bracket",
      "Ministry of National Defense (MND) = 국방부 | "
      "Ministry of National Defense = 국방부(MND)",
      "aa" },
    { "spacing", "Airbus = 에어버스 | Airbus = 에어 버스", "aa" },
    { "an acronym is no word", "IT = 정보기술 | it = 정보기술", "ab" },
};

typedef struct list {
    mm_candidates all;
    mm_candidate  items[MOST];
    mm_evidence   proof;
} list;

static void read_pairs(list *out, const char *pairs, bool swapped)
{
    mm_str text = mm_cstr(pairs);

    *out = (list){ .all.items = out->items, .proof = { .clue = "glossary" } };
    while (text.len) {
        mm_str        pair = mm_str_trim(mm_str_cut(&text, '|'));
        mm_candidate *c = &out->items[out->all.n++];
        mm_str        en = mm_str_cut(&pair, '=');

        assert_true(out->all.n <= MOST);
        *c = (mm_candidate){ .confidence = 0.9, .evidence = &out->proof };
        out->proof.a_start = out->proof.a_end = 0;
        for (; en.ptr[0] == '!' || en.ptr[0] == '*'; en.ptr++, en.len--) {
            if (en.ptr[0] == '!')
                c->kind = MM_KIND_PERSON;
        }
        c->n = 1;
        c->a = mm_str_trim(swapped ? pair : en);
        c->b = mm_str_trim(swapped ? en : pair);
    }
}

/* Those without a star were only found together. */
static void set_proofs(list *l, const char *pairs)
{
    static mm_evidence weak = { .clue = "corpus" };
    mm_str             text = mm_cstr(pairs);

    for (size_t i = 0; i < l->all.n; i++) {
        mm_str pair = mm_str_trim(mm_str_cut(&text, '|'));

        l->items[i].evidence = pair.ptr[0] == '*' ? &l->proof : &weak;
    }
}

static void assert_groups(const list *l, const char *groups, const char *name)
{
    for (size_t i = 0; i < l->all.n; i++)
        for (size_t k = 0; k < i; k++)
            if ((l->items[i].group == l->items[k].group) !=
                (groups[i] == groups[k]))
                fail_msg("%s: %.*s = %.*s and %.*s = %.*s are %s", name,
                         (int)l->items[i].a.len, l->items[i].a.ptr,
                         (int)l->items[i].b.len, l->items[i].b.ptr,
                         (int)l->items[k].a.len, l->items[k].a.ptr,
                         (int)l->items[k].b.len, l->items[k].b.ptr,
                         groups[i] == groups[k] ? "apart" : "one");
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (int swapped = 0; swapped < 2; swapped++) {
        mm_grouper *grouper = NULL;
        mm_error    err = { 0 };
        list        l;

        read_pairs(&l, row->pairs, swapped);
        set_proofs(&l, row->pairs);
        assert_int_equal(strlen(row->groups), l.all.n);
        assert_int_equal(
            mm_grouper_open(&grouper, swapped ? s.back : s.forward, &err),
            MM_OK);
        assert_int_equal(mm_group(&l.all, grouper, &err), MM_OK);
        assert_groups(&l, row->groups, row->name);
        mm_grouper_close(grouper);
    }
}

/* What each form is called, and that groups are numbered as they come. */
static void forms_have_types(void **state)
{
    static const char *const types[][2] = {
        { "fullForm", "fullForm" }, { "acronym", "shortForm" }, { NULL, NULL },
        { "acronym", "fullForm" },  { "variant", "variant" },
    };
    mm_grouper *grouper = NULL;
    mm_error    err = { 0 };
    list        l;

    (void)state;
    read_pairs(&l,
               "Fair Trade Commission = 공정거래위원회 | FTC = 공정위 | "
               "Seoul = 서울 | FTC = 공정거래위원회 | "
               "Fair Trade Commissions = 공정거래 위원회",
               false);
    assert_int_equal(mm_grouper_open(&grouper, s.forward, &err), MM_OK);
    assert_int_equal(mm_group(&l.all, grouper, &err), MM_OK);
    assert_groups(&l, "aabaa", "types");
    assert_int_equal(l.items[0].group, 1);
    assert_int_equal(l.items[2].group, 2);
    for (size_t i = 0; i < l.all.n; i++) {
        const char *const got[] = { l.items[i].a_type, l.items[i].b_type };

        for (int side = 0; side < 2; side++)
            assert_string_equal(got[side] ? got[side] : "",
                                types[i][side] ? types[i][side] : "");
    }
    mm_grouper_close(grouper);
}

/* Brackets bind what no rule does: aT. */
static void brackets_bind(void **state)
{
    mm_grouper *grouper = NULL;
    mm_error    err = { 0 };
    /* ... Food Trade Corp. (aT) */
    mm_evidence  full = { .clue = "glossary", .a_start = 10, .a_end = 49 };
    mm_evidence  behind = { .clue = "glossary", .a_start = 51, .a_end = 53 };
    mm_evidence  bound = { .clue = "bracket", .a_start = 51, .a_end = 53 };
    mm_candidate items[] = {
        { .a = MM_S("Agro-Fisheries & Food Trade Corp."),
          .b = MM_S("농수산식품유통공사"),
          .evidence = &full,
          .n = 1 },
        { .a = MM_S("aT"),
          .b = MM_S("농수산식품유통공사"),
          .evidence = &behind,
          .n = 1 },
        { .a = MM_S("aT"), .b = MM_S("aT"), .evidence = &bound, .n = 1 },
    };
    mm_candidates all = { .items = items, .n = 3 };

    (void)state;
    assert_int_equal(mm_grouper_open(&grouper, s.forward, &err), MM_OK);
    assert_int_equal(mm_group(&all, grouper, &err), MM_OK);
    assert_int_equal(items[0].group, items[1].group);
    assert_string_equal(items[1].a_type, "acronym");
    behind.a_start = 61; /* somewhere else */
    behind.a_end = 63;
    assert_int_equal(mm_group(&all, grouper, &err), MM_OK);
    assert_int_not_equal(items[0].group, items[1].group);
    mm_grouper_close(grouper);
}

/* Any pair of languages: acronyms on both sides, spelling by case alone. */
static void other_languages(void **state)
{
    mm_grouper *grouper = NULL;
    mm_error    err = { 0 };
    list        l;

    (void)state;
    read_pairs(&l,
               "World Health Organization = Organisation mondiale de la santé "
               "| WHO = OMS | WHO = Organisation mondiale de la santé | "
               "chair = chaise | chair = fauteuil",
               false);
    assert_int_equal(mm_grouper_open(&grouper, s.other, &err), MM_OK);
    assert_int_equal(mm_group(&l.all, grouper, &err), MM_OK);
    assert_int_equal(l.items[0].group, l.items[2].group);
    assert_int_not_equal(l.items[3].group, l.items[4].group);
    mm_grouper_close(grouper);
}

/* A group meets a concept of a memory. */
static const struct meeting {
    const char *name, *known, *group;
    bool        joins;
} meetings[] = {
    { "acronym meets its name", "Northern Limit Line = 북방한계선",
      "NLL = 북방한계선", true },
    { "acronym alone meets its name", "Northern Limit Line = 북방한계선",
      "NLL = NLL", true },
    { "name meets its acronym", "NLL = NLL",
      "Northern Limit Line = 북방한계선 | NLL = 북방한계선", true },
    { "acronym of another name", "artificial intelligence = 인공지능 | AI = AI",
      "avian influenza = 조류인플루엔자 | AI = 조류인플루엔자 | AI = AI",
      false },
    { "the same word for another thing", "governor = 총재", "president = 총재",
      false },
    { "another spelling", "!Kim Jong-un = 김정은", "!Kim Jong Un = 김정은",
      true },
};

static void check_meeting(void **state)
{
    const struct meeting *row = *state;
    mm_grouper           *grouper = NULL;
    mm_error              err = { 0 };
    list                  known, group;
    bool                  joins;

    read_pairs(&known, row->known, false);
    read_pairs(&group, row->group, false);
    assert_int_equal(mm_grouper_open(&grouper, s.forward, &err), MM_OK);
    assert_int_equal(mm_group_joins(&joins, grouper, known.items, known.all.n,
                                    group.items, group.all.n, &err),
                     MM_OK);
    assert_int_equal(joins, row->joins);
    if (joins && row == &meetings[0])
        assert_string_equal(group.items[0].a_type, "acronym");
    mm_grouper_close(grouper);
}

int main(void)
{
    enum {
        ROWS = sizeof rows / sizeof *rows,
        MEETINGS = sizeof meetings / sizeof *meetings,
        PLAIN = 3
    };
    struct CMUnitTest tests[PLAIN + ROWS + MEETINGS] = {
        cmocka_unit_test(forms_have_types),
        cmocka_unit_test(brackets_bind),
        cmocka_unit_test(other_languages),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[PLAIN + i] =
            (struct CMUnitTest){ .name = rows[i].name,
                                 .test_func = check_row,
                                 .initial_state = (void *)&rows[i] };
    for (size_t i = 0; i < MEETINGS; i++)
        tests[PLAIN + ROWS + i] =
            (struct CMUnitTest){ .name = meetings[i].name,
                                 .test_func = check_meeting,
                                 .initial_state = (void *)&meetings[i] };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
