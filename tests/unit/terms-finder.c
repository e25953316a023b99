/* The term finder on single beads (tests/tables/terms.tsv), both ways round,
 * and over several documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "malmoi/terms.h"
#include "malmoi/text.h"

typedef struct setup {
    mm_tables  *tables;
    mm_aligner *forward, *back; /* en to ko, ko to en */
} setup;

static int open_all(void **state)
{
    static setup s;
    mm_error     err = { 0 };

    if (mm_tables_open(&s.tables, NULL, &err) < 0 ||
        mm_aligner_open(&s.forward, MM_S("en"), MM_S("ko"), s.tables, NULL,
                        &err) < 0 ||
        mm_aligner_open(&s.back, MM_S("ko"), MM_S("en"), s.tables, NULL, &err) <
            0)
        fail_msg("%s", err.text);
    *state = &s;
    return 0;
}

static int close_all(void **state)
{
    setup *s = *state;

    mm_aligner_close(s->forward);
    mm_aligner_close(s->back);
    mm_tables_close(s->tables);
    return 0;
}

/* Adds two texts of as many lines, line by line. */
static void add(mm_finder *finder, mm_str lang_a, mm_str a, mm_str lang_b,
                mm_str b)
{
    mm_document  one = { 0 }, other = { 0 };
    mm_bead      beads[16];
    mm_alignment alignment = { .beads = beads };
    mm_error     err = { 0 };

    assert_int_equal(mm_document_from_lines(&one, lang_a, a, &err), MM_OK);
    assert_int_equal(mm_document_from_lines(&other, lang_b, b, &err), MM_OK);
    assert_int_equal(one.n, other.n);
    for (size_t i = 0; i < one.n && i < 16; i++)
        beads[alignment.n++] =
            (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 1 };
    if (mm_finder_add(finder, &one, &other, &alignment, &err) < 0)
        fail_msg("%s", err.text);
    mm_document_release(&one);
    mm_document_release(&other);
}

static void find_from(mm_candidates *out, mm_aligner *aligner, double min,
                      mm_str lang_a, mm_str a, mm_str lang_b, mm_str b)
{
    mm_finder *finder;
    mm_error   err = { 0 };

    if (mm_finder_open(&finder, aligner, &(mm_finder_options){ .min = min },
                       &err) < 0)
        fail_msg("%s", err.text);
    add(finder, lang_a, a, lang_b, b);
    if (mm_finder_finish(out, finder, &err) < 0)
        fail_msg("%s", err.text);
    mm_finder_close(finder);
}

static void find(mm_candidates *out, mm_aligner *aligner, mm_str lang_a,
                 mm_str a, mm_str lang_b, mm_str b)
{
    find_from(out, aligner, 0, lang_a, a, lang_b, b);
}

static const mm_candidate *candidate(const mm_candidates *list, mm_str a,
                                     mm_str b)
{
    for (size_t i = 0; i < list->n; i++)
        if (mm_str_eq(list->items[i].a, a) && mm_str_eq(list->items[i].b, b))
            return &list->items[i];
    return NULL;
}

/* Counts the pairs of `cell` whose presence in `list` is not `wanted`. */
static int misses(const mm_candidates *list, mm_str cell, bool wanted,
                  bool swapped, long line)
{
    int n = 0;

    while (cell.len) {
        mm_str pair = mm_str_trim(mm_str_cut(&cell, '|'));
        mm_str en = mm_str_cut(&pair, '=');
        bool   has = swapped ? candidate(list, pair, en) != NULL
                             : candidate(list, en, pair) != NULL;

        if (en.len == 0 || has == wanted)
            continue;
        print_error("tests/tables/terms.tsv:%ld: %s%s %.*s = %.*s\n", line,
                    wanted ? "not found" : "found",
                    swapped ? " from Korean" : "", (int)en.len, en.ptr,
                    (int)pair.len, pair.ptr);
        n++;
    }
    return n;
}

static void rows_of_the_table(void **state)
{
    setup  *s = *state;
    mm_buf  text = { 0 };
    mm_rows rows = { 0 };
    mm_str  cells[4];
    size_t  n;
    int     wrong = 0, seen = 0;

    assert_int_equal(mm_file_read(&text, "tests/tables/terms.tsv", 0, NULL),
                     MM_OK);
    rows.rest = mm_buf_str(&text);
    while ((n = mm_rows_next(&rows, cells, 4))) {
        mm_candidates list;

        assert_true(n >= 3);
        for (int swapped = 0; swapped < 2; swapped++) {
            if (swapped)
                find(&list, s->back, MM_S("ko"), cells[1], MM_S("en"),
                     cells[0]);
            else
                find(&list, s->forward, MM_S("en"), cells[0], MM_S("ko"),
                     cells[1]);
            wrong += misses(&list, cells[2], true, swapped, rows.line);
            if (n == 4)
                wrong += misses(&list, cells[3], false, swapped, rows.line);
            mm_candidates_release(&list);
        }
        seen++;
    }
    mm_buf_release(&text);
    assert_true(seen >= 20);
    assert_int_equal(wrong, 0);
}

static void evidence_points_at_the_forms(void **state)
{
    setup *s = *state;
    mm_str a = MM_S("Nothing here.\nThe Incheon ferry stopped.");
    mm_str b = MM_S("아무것도 없다.\n인천의 여객선이 멈췄다.");
    mm_candidates       list;
    const mm_candidate *found;

    find(&list, s->forward, MM_S("en"), a, MM_S("ko"), b);
    found = candidate(&list, MM_S("Incheon"), MM_S("인천"));
    assert_non_null(found);
    assert_int_equal(found->kind, MM_KIND_PLACE);
    assert_int_equal(found->frequency, 1);
    assert_true(found->n >= 1);
    assert_int_equal(found->evidence[0].a_segment, 1);
    assert_int_equal(found->evidence[0].a_start, 4);
    assert_int_equal(found->evidence[0].a_end, 11);
    assert_int_equal(found->evidence[0].b_segment, 1);
    assert_int_equal(found->evidence[0].b_start, 0);
    assert_int_equal(found->evidence[0].b_end, 6);
    assert_int_equal(found->evidence[0].bead, 1);
    mm_candidates_release(&list);
}

static void documents_give_one_list(void **state)
{
    setup              *s = *state;
    mm_finder          *finder;
    mm_candidates       list;
    const mm_candidate *found;

    assert_int_equal(mm_finder_open(&finder, s->forward, NULL, NULL), MM_OK);
    add(finder, MM_S("en"), MM_S("Two missiles fell into the sea."), MM_S("ko"),
        MM_S("미사일 두 발이 바다에 떨어졌다."));
    add(finder, MM_S("en"), MM_S("The missile was tested.\nA missile failed."),
        MM_S("ko"), MM_S("미사일을 시험했다.\n미사일이 실패했다."));
    assert_int_equal(mm_finder_finish(&list, finder, NULL), MM_OK);
    found = candidate(&list, MM_S("missile"), MM_S("미사일"));
    assert_non_null(found); /* the singular, since it was seen */
    assert_int_equal(found->frequency, 3);
    assert_null(candidate(&list, MM_S("missiles"), MM_S("미사일")));
    for (size_t i = 1; i < list.n; i++)
        assert_true(list.items[i - 1].confidence >= list.items[i].confidence);
    mm_candidates_release(&list);
    mm_finder_close(finder);
}

static void decisions_are_kept(void **state)
{
    setup              *s = *state;
    mm_priors           priors = { 0 };
    mm_aligner         *aligner;
    mm_candidates       list;
    const mm_candidate *found;
    mm_str              a = MM_S("The blorp flanges tested missiles.");
    mm_str              b = MM_S("까불랑은 미사일을 시험했다.");

    mm_priors_add(&priors, MM_S("blorp flanges"), MM_S("까불랑"), false);
    mm_priors_add(&priors, MM_S("missile"), MM_S("미사일"), true);
    assert_int_equal(mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"),
                                     s->tables, &priors, NULL),
                     MM_OK);
    find(&list, aligner, MM_S("en"), a, MM_S("ko"), b);
    found = candidate(&list, MM_S("blorp flanges"), MM_S("까불랑"));
    assert_non_null(found);
    assert_true(found->confidence > 0.99);
    assert_null(candidate(&list, MM_S("missiles"), MM_S("미사일")));
    mm_candidates_release(&list);
    find(&list, s->forward, MM_S("en"), a, MM_S("ko"), b);
    found = candidate(&list, MM_S("blorp flanges"), MM_S("까불랑"));
    assert_true(!found || found->confidence < 0.9); /* a guess at best */
    assert_non_null(candidate(&list, MM_S("missiles"), MM_S("미사일")));
    mm_candidates_release(&list);
    mm_aligner_close(aligner);
    mm_priors_release(&priors);
}

/* Documents that name something in full and then in short: lines of either
 * side, the pairs that must be found and those that must not (as in the table),
 * and at how many beads. */
static const struct short_row {
    const char *en, *ko, *found, *not_found;
    uint32_t    beads; /* of the first that must be found */
} short_rows[] = {
    /* by the head of the name, and by the name in full again */
    { "The National Trade Safety Commission opened an inquiry.\n"
      "The commission fined two companies.\n"
      "Critics of the commission disagreed.",
      "국가통상안전위원회가 조사를 시작했다.\n"
      "통안위는 두 회사에 벌금을 부과했다.\n"
      "통안위를 비판하는 사람들은 동의하지 않았다.",
      "National Trade Safety Commission=통안위", "commission=통안위는", 2 },
    { "The Bank of Korea raised its rate on Thursday.\n"
      "The Bank of Korea said prices were high.",
      "한국은행이 목요일 금리를 올렸다.\n한은은 물가가 높다고 밝혔다.",
      "Bank of Korea=한은", "Bank of Korea=한", 1 },
    { "The Bank of Korea met on Thursday.\nAnalysts expect the bank to wait.",
      "한국은행이 목요일 회의를 했다.\n분석가들은 한은이 기다릴 것으로 본다.",
      "Bank of Korea=한은", "bank=한은", 1 },
    /* a committee is cut behind 위 */
    { "The Financial Services Commission met.\nThe commission fined a ship.",
      "금융위원회가 모였다.\n금융위는 배에 벌금을 부과했다.",
      "Financial Services Commission=금융위", "Services=금융위", 1 },
    /* an acronym for the full name, with the full and the short Korean */
    { "The National Trade Safety Commission opened an inquiry.\n"
      "Two companies sued the NTSC.\nOfficials at the NTSC declined.",
      "국가통상안전위원회가 조사를 시작했다.\n"
      "두 회사가 국가통상안전위원회를 고소했다.\n"
      "통안위 관계자들은 거부했다.",
      "NTSC=국가통상안전위원회 | NTSC=통안위", "Officials=통안위", 1 },
    { "The National Trade Safety Commission opened an inquiry.\n"
      "NTSC called for calm.",
      "국가통상안전위원회가 조사를 시작했다.\n"
      "국가통상안전위원회는 조용하라고 했다.",
      "NTSC=국가통상안전위원회", "calm=국가통상안전위원회", 1 },
    /* no name stands before it, or it stands only behind it */
    { "The commission fined two companies.\n"
      "The National Trade Safety Commission opened an inquiry.",
      "통안위는 두 회사에 벌금을 부과했다.\n"
      "국가통상안전위원회가 조사를 시작했다.",
      "National Trade Safety Commission=국가통상안전위원회",
      "National Trade Safety Commission=통안위", 1 },
    /* the other side does not say the name */
    { "The Bank of Korea met on Thursday.\nAnalysts expect prices to rise.",
      "한국은행이 목요일 회의를 했다.\n분석가들은 한은이 기다릴 것으로 본다.",
      "Bank of Korea=한국은행", "Bank of Korea=한은", 1 },
    /* a part of the name, and a short form that another word has taken */
    { "The Bank of Korea met on Thursday.\nThe bank praised Korea.",
      "한국은행이 목요일 회의를 했다.\n은행은 한국을 칭찬했다.",
      "Bank of Korea=한국은행", "Bank of Korea=한국 | Bank of Korea=은행", 1 },
    { "The Bank of Korea met on Thursday.\nThe bank praised the plan.",
      "한국은행이 목요일 회의를 했다.\n한국은 계획을 칭찬했다.",
      "Bank of Korea=한국은행", "Bank of Korea=한국 | Bank of Korea=한국은",
      1 },
    /* another bank */
    { "The Bank of Korea met on Thursday.\nThe bank of the river was dry.",
      "한국은행이 목요일 회의를 했다.\n한은은 말라 있었다.",
      "Bank of Korea=한국은행", "Bank of Korea=한은", 1 },
    { "The Bank of Korea met on Thursday.\nAny bank may borrow.",
      "한국은행이 목요일 회의를 했다.\n한은은 빌릴 수 있다.",
      "Bank of Korea=한국은행", "Bank of Korea=한은", 1 },
    /* it may stand for either name */
    { "The Korea Tax Commission met the Korea Election Commission.\n"
      "The commission fined two companies.",
      "한국세금위원회는 한국선거위원회를 만났다.\n"
      "한위는 두 회사에 벌금을 부과했다.",
      "Korea Tax Commission=한국세금위원회 | "
      "Korea Election Commission=한국선거위원회",
      "Korea Tax Commission=한위 | Korea Election Commission=한위", 1 },
    { "The National Trade Safety Commission met.\n"
      "The commission wrote to the Port Safety Board (PSB).",
      "국가통상안전위원회가 모였다.\n통안위(PSB)에 편지를 썼다.",
      "National Trade Safety Commission=국가통상안전위원회",
      "National Trade Safety Commission=통안위", 1 },
    { "The National Trade Safety Commission met.\n"
      "The commission wrote to the Port Safety Board (PSB).",
      "국가통상안전위원회가 모였다.\n위원회는 통안위(PSB)에 편지를 썼다.",
      "National Trade Safety Commission=국가통상안전위원회",
      "National Trade Safety Commission=통안위", 1 },
};

static void names_are_shortened(void **state)
{
    setup *s = *state;
    int    wrong = 0;

    for (size_t i = 0; i < sizeof short_rows / sizeof *short_rows; i++) {
        const struct short_row *row = &short_rows[i];
        mm_str                  en = mm_cstr(row->en), ko = mm_cstr(row->ko);
        mm_str                  pair = mm_cstr(row->found);
        mm_candidates           list;
        const mm_candidate     *found;
        mm_str                  a;

        find(&list, s->back, MM_S("ko"), ko, MM_S("en"), en);
        wrong += misses(&list, pair, true, true, (long)i);
        wrong += misses(&list, mm_cstr(row->not_found), false, true, (long)i);
        mm_candidates_release(&list);
        find(&list, s->forward, MM_S("en"), en, MM_S("ko"), ko);
        wrong += misses(&list, pair, true, false, (long)i);
        wrong += misses(&list, mm_cstr(row->not_found), false, false, (long)i);
        pair = mm_str_trim(mm_str_cut(&pair, '|'));
        a = mm_str_cut(&pair, '=');
        found = candidate(&list, a, pair);
        if (found && strcmp(found->evidence[0].clue, "shortened") == 0) {
            assert_int_equal(found->frequency, row->beads);
            assert_true(found->confidence >= (row->beads > 1 ? 0.7 : 0.6) &&
                        found->confidence < 0.9);
        }
        mm_candidates_release(&list);
    }
    assert_int_equal(wrong, 0);
}

/* The document of the full name is the document of the short one. */
static void names_end_with_their_document(void **state)
{
    setup              *s = *state;
    mm_finder          *finder;
    mm_candidates       list;
    const mm_candidate *found;
    mm_str full = MM_S("The National Trade Safety Commission met."),
           short_form = MM_S("The commission fined two companies."),
           full_ko = MM_S("국가통상안전위원회가 모였다."),
           short_ko = MM_S("통안위는 두 회사에 벌금을 부과했다.");

    assert_int_equal(mm_finder_open(&finder, s->forward, NULL, NULL), MM_OK);
    add(finder, MM_S("en"), full, MM_S("ko"), full_ko);
    add(finder, MM_S("en"), short_form, MM_S("ko"), short_ko);
    assert_int_equal(mm_finder_finish(&list, finder, NULL), MM_OK);
    assert_null(candidate(&list, MM_S("National Trade Safety Commission"),
                          MM_S("통안위")));
    mm_candidates_release(&list);
    mm_finder_close(finder);
    find(&list, s->forward, MM_S("en"),
         MM_S("Nothing.\nThe National Trade Safety Commission met.\n"
              "Today the commission fined two companies."),
         MM_S("ko"),
         MM_S("없다.\n국가통상안전위원회가 모였다.\n"
              "오늘 통안위는 두 회사에 벌금을 부과했다."));
    found = candidate(&list, MM_S("National Trade Safety Commission"),
                      MM_S("통안위"));
    assert_non_null(found);
    assert_string_equal(found->evidence[0].clue, "shortened");
    assert_int_equal(found->evidence[0].bead, 2);
    assert_int_equal(found->evidence[0].a_segment, 2);
    assert_int_equal(found->evidence[0].a_start, 10);
    assert_int_equal(found->evidence[0].a_end, 20);
    assert_int_equal(found->evidence[0].b_start, 7);
    assert_int_equal(found->evidence[0].b_end, 16);
    mm_candidates_release(&list);
}

/* 120 beads about made-up things: only their company tells what they are. */
static void collections_teach_words(void **state)
{
    static const char *const en[] = { "flumox", "grandle", "twibber" };
    static const char *const ko[] = { "갈무늬", "누빈띠", "돌촛대" };
    setup                   *s = *state;
    mm_document              a = { 0 }, b = { 0 };
    mm_bead                  beads[120];
    mm_alignment             alignment = { .beads = beads, .n = 120 };
    mm_buf                   one = { 0 }, other = { 0 };
    mm_finder               *finder;
    mm_candidates            list;

    for (size_t i = 0; i < 120; i++) {
        mm_buf_printf(&one, "The old %s was sold at market %zu.\n", en[i % 3],
                      i);
        mm_buf_printf(&other, "낡은 %s는 %zu 장터에서 팔렸다.\n", ko[i % 3], i);
        beads[i] = (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 1 };
    }
    assert_int_equal(
        mm_document_from_lines(&a, MM_S("en"), mm_buf_str(&one), NULL), MM_OK);
    assert_int_equal(
        mm_document_from_lines(&b, MM_S("ko"), mm_buf_str(&other), NULL),
        MM_OK);
    assert_int_equal(mm_finder_open(&finder, s->forward, NULL, NULL), MM_OK);
    assert_int_equal(mm_finder_add(finder, &a, &b, &alignment, NULL), MM_OK);
    assert_int_equal(mm_finder_finish(&list, finder, NULL), MM_OK);
    for (size_t i = 0; i < 3; i++) {
        const mm_candidate *found =
            candidate(&list, mm_cstr(en[i]), mm_cstr(ko[i]));

        assert_non_null(found);
        assert_int_equal(found->frequency, 40);
        assert_null(candidate(&list, mm_cstr(en[i]), mm_cstr(ko[(i + 1) % 3])));
    }
    mm_candidates_release(&list);
    mm_finder_close(finder);
    mm_document_release(&a);
    mm_document_release(&b);
    mm_buf_release(&one);
    mm_buf_release(&other);
}

/* Lines about things that only their company explains, told by `seed`. */
static void invent(mm_buf *one, mm_buf *other, size_t lines, unsigned seed)
{
    static const char *const en[] = { "flumox",  "grandle", "twibber",
                                      "Norfang", "peskil",  "quorble" };
    static const char *const ko[] = { "갈무늬", "누빈띠", "돌촛대",
                                      "노르팡", "페스킬", "쿼블집" };

    for (size_t i = 0; i < lines; i++) {
        unsigned x = (seed = seed * 1103515245u + 12345u) >> 16;
        size_t   a = x % 6, b = x / 6 % 6;

        mm_buf_printf(one, "The %s and the old %s of Busan met %zu ships.\n",
                      en[a], en[b], i);
        mm_buf_printf(other, "%s와 부산의 낡은 %s는 배 %zu척을 만났다.\n",
                      ko[a], ko[b], i);
    }
}

static void add_bitext(mm_finder *finder, mm_str one, mm_str other)
{
    mm_document  a = { 0 }, b = { 0 };
    mm_alignment alignment = { 0 };

    assert_int_equal(mm_document_from_lines(&a, MM_S("en"), one, NULL), MM_OK);
    assert_int_equal(mm_document_from_lines(&b, MM_S("ko"), other, NULL),
                     MM_OK);
    alignment.n = a.n;
    alignment.beads = calloc(a.n, sizeof *alignment.beads);
    assert_non_null(alignment.beads);
    for (size_t i = 0; i < a.n; i++)
        alignment.beads[i] =
            (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 1 };
    assert_int_equal(mm_finder_add(finder, &a, &b, &alignment, NULL), MM_OK);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
}

static void assert_same(const mm_candidates *x, const mm_candidates *y)
{
    assert_int_equal(x->n, y->n);
    for (size_t i = 0; i < x->n; i++) {
        const mm_candidate *a = &x->items[i], *b = &y->items[i];

        assert_true(mm_str_eq(a->a, b->a) && mm_str_eq(a->b, b->b));
        assert_true(a->confidence == b->confidence);
        assert_int_equal(a->frequency, b->frequency);
        assert_int_equal(a->n, b->n);
        for (size_t k = 0; k < a->n; k++) {
            assert_int_equal(a->evidence[k].bead, b->evidence[k].bead);
            assert_int_equal(a->evidence[k].b_end, b->evidence[k].b_end);
        }
    }
}

/* One bitext in two parts, by one thread and by three. */
static void threads_change_nothing(void **state)
{
    static const size_t threads[] = { 1, 3 };
    setup              *s = *state;
    mm_candidates       lists[2];

    for (size_t i = 0; i < 2; i++) {
        mm_finder        *finder;
        mm_finder_options o = { .min = 0.01, .threads = threads[i] };

        assert_int_equal(mm_finder_open(&finder, s->forward, &o, NULL), MM_OK);
        for (unsigned part = 0; part < 2; part++) {
            mm_buf one = { 0 }, other = { 0 };

            invent(&one, &other, part ? 130 : 5000, 7 + part);
            add_bitext(finder, mm_buf_str(&one), mm_buf_str(&other));
            mm_buf_release(&one);
            mm_buf_release(&other);
        }
        assert_int_equal(mm_finder_finish(&lists[i], finder, NULL), MM_OK);
        mm_finder_close(finder);
    }
    assert_true(lists[0].n > 5);
    assert_non_null(candidate(&lists[0], MM_S("grandle"), MM_S("누빈띠")));
    assert_same(&lists[0], &lists[1]);
    mm_candidates_release(&lists[0]);
    mm_candidates_release(&lists[1]);
}

/* Short documents teach together what none of them could alone. */
static void many_documents_teach(void **state)
{
    setup        *s = *state;
    mm_finder    *finder;
    mm_candidates list;

    assert_int_equal(mm_finder_open(&finder, s->forward, NULL, NULL), MM_OK);
    for (unsigned i = 0; i < 30; i++) {
        mm_buf one = { 0 }, other = { 0 };

        invent(&one, &other, 10, i);
        add_bitext(finder, mm_buf_str(&one), mm_buf_str(&other));
        mm_buf_release(&one);
        mm_buf_release(&other);
    }
    assert_int_equal(mm_finder_finish(&list, finder, NULL), MM_OK);
    assert_non_null(candidate(&list, MM_S("grandle"), MM_S("누빈띠")));
    assert_non_null(candidate(&list, MM_S("twibber"), MM_S("돌촛대")));
    mm_candidates_release(&list);
    mm_finder_close(finder);
}

/* What is accepted is sure and gives its word away no more; what is rejected
 * makes room for what it stood against. */
static void decisions_sharpen(void **state)
{
    setup        *s = *state;
    mm_priors     priors = { 0 };
    mm_aligner   *aligner;
    mm_candidates before, after;
    mm_str        a = MM_S("The zorvane of the gloopik was repaired.");
    mm_str        b = MM_S("모둘까의 자락끈을 고쳤다.");

    find_from(&before, s->forward, 0.1, MM_S("en"), a, MM_S("ko"), b);
    mm_priors_add(&priors, MM_S("gloopik"), MM_S("모둘까"), false);
    assert_int_equal(mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"),
                                     s->tables, &priors, NULL),
                     MM_OK);
    find_from(&after, aligner, 0.1, MM_S("en"), a, MM_S("ko"), b);
    assert_null(candidate(&before, MM_S("zorvane"), MM_S("자락끈")));
    assert_non_null(candidate(&after, MM_S("gloopik"), MM_S("모둘까")));
    assert_non_null(candidate(&after, MM_S("zorvane"), MM_S("자락끈")));
    mm_candidates_release(&before);
    mm_candidates_release(&after);
    mm_aligner_close(aligner);
    mm_priors_release(&priors);
}

/* A short form that was accepted is sure, one that was rejected is gone. */
static void decisions_about_short_forms(void **state)
{
    setup        *s = *state;
    mm_str        a = mm_cstr(short_rows[1].en), b = mm_cstr(short_rows[1].ko);
    mm_str        en = MM_S("Bank of Korea");
    mm_str        ko = MM_S("한은");
    mm_candidates list;

    for (int rejected = 0; rejected < 2; rejected++) {
        mm_priors           priors = { 0 };
        mm_aligner         *aligner;
        const mm_candidate *found;

        mm_priors_add(&priors, en, ko, rejected);
        assert_int_equal(mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"),
                                         s->tables, &priors, NULL),
                         MM_OK);
        find(&list, aligner, MM_S("en"), a, MM_S("ko"), b);
        found = candidate(&list, en, ko);
        assert_int_equal(found != NULL, !rejected);
        if (found)
            assert_true(found->confidence > 0.99);
        mm_candidates_release(&list);
        mm_aligner_close(aligner);
        mm_priors_release(&priors);
    }
}

static void nothing_gives_nothing(void **state)
{
    setup        *s = *state;
    mm_candidates list;

    find(&list, s->forward, MM_S("en"), MM_S("\n\n"), MM_S("ko"),
         MM_S("\n미사일\n"));
    assert_int_equal(list.n, 0);
    mm_candidates_release(&list);
    find(&list, s->forward, MM_S("en"), MM_S("\xFF\xFE \x80 (("), MM_S("ko"),
         MM_S(")) \xED\xA0 '"));
    assert_int_equal(list.n, 0);
    mm_candidates_release(&list);
}

static void least_confidence(void **state)
{
    setup        *s = *state;
    mm_finder    *finder;
    mm_candidates list;

    assert_int_equal(mm_finder_open(&finder, s->forward,
                                    &(mm_finder_options){ .min = 0.9 }, NULL),
                     MM_OK);
    add(finder, MM_S("en"), MM_S("The port security agency met in Mokpo."),
        MM_S("ko"), MM_S("항만 보안 기관은 목포에서 만났다."));
    assert_int_equal(mm_finder_finish(&list, finder, NULL), MM_OK);
    assert_true(list.n > 0);
    for (size_t i = 0; i < list.n; i++)
        assert_true(list.items[i].confidence >= 0.9);
    mm_candidates_release(&list);
    mm_finder_close(finder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_table),
        cmocka_unit_test(evidence_points_at_the_forms),
        cmocka_unit_test(documents_give_one_list),
        cmocka_unit_test(decisions_are_kept),
        cmocka_unit_test(names_are_shortened),
        cmocka_unit_test(names_end_with_their_document),
        cmocka_unit_test(collections_teach_words),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(many_documents_teach),
        cmocka_unit_test(decisions_sharpen),
        cmocka_unit_test(decisions_about_short_forms),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(least_confidence),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
