/* Small documents of our own through the aligner: which beads come out, what
 * is flagged, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "malmoi/align.h"

typedef struct fixture {
    mm_tables  *tables;
    mm_aligner *en_ko, *en_fr, *ja_en;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    mm_error err = { 0 };

    *state = f;
    return mm_tables_open(&f->tables, NULL, &err) < 0 ||
           mm_aligner_open(&f->en_ko, MM_S("en"), MM_S("ko"), f->tables, NULL,
                           &err) < 0 ||
           mm_aligner_open(&f->en_fr, MM_S("en"), MM_S("fr"), f->tables, NULL,
                           &err) < 0 ||
           mm_aligner_open(&f->ja_en, MM_S("ja"), MM_S("en-GB"), f->tables,
                           NULL, &err) < 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    mm_aligner_close(f->en_ko);
    mm_aligner_close(f->en_fr);
    mm_aligner_close(f->ja_en);
    mm_tables_close(f->tables);
    free(f);
    return 0;
}

static mm_document lines(const char *lang, const char *text)
{
    mm_document document;

    assert_int_equal(
        mm_document_from_lines(&document, mm_cstr(lang), mm_cstr(text), NULL),
        MM_OK);
    return document;
}

/* The beads as "0:0 1,2:1 3: "; '!' behind one that is crossed. */
static void print_beads(mm_buf *out, const mm_alignment *alignment)
{
    for (size_t i = 0; i < alignment->n; i++) {
        const mm_bead *bead = &alignment->beads[i];

        for (size_t k = 0; k < bead->src.n; k++)
            mm_buf_printf(out, "%s%zu", k ? "," : "", bead->src.first + k);
        mm_buf_putc(out, ':');
        for (size_t k = 0; k < bead->tgt.n; k++)
            mm_buf_printf(out, "%s%zu", k ? "," : "", bead->tgt.first + k);
        if (bead->flags & MM_BEAD_CROSSED)
            mm_buf_putc(out, '!');
        mm_buf_putc(out, ' ');
    }
}

static void check_beads(mm_aligner *aligner, const mm_document *a,
                        const mm_document *b, const char *expected)
{
    mm_alignment alignment;
    mm_buf       got = { 0 };
    mm_error     err = { 0 };
    int          rc = mm_align(&alignment, aligner, a, b, NULL, &err);

    if (rc < 0)
        fail_msg("%s", err.text);
    print_beads(&got, &alignment);
    mm_buf_putc(&got, '\0');
    assert_string_equal(got.ptr, expected);
    for (size_t i = 0; i < alignment.n; i++)
        assert_true(alignment.beads[i].score >= 0 &&
                    alignment.beads[i].score <= 1);
    mm_buf_release(&got);
    mm_alignment_release(&alignment);
}

static const char en_news[] =
    "Seoul to build two new subway lines\n"
    "The Seoul city government said Monday it would build two new subway lines "
    "by 2031.\n"
    "The project will cost 3.2 trillion won. Construction begins in March next "
    "year.\n"
    "Residents of the northern districts have waited for a railway for a long "
    "time.\n"
    "Photo courtesy of the city.\n"
    "Mayor Kim Min-jae told reporters that traffic would fall by 15 percent.\n"
    "Critics say the plan neglects the environment.\n"
    "A public hearing will be held at the National Assembly on June 12.\n";

static const char ko_news[] =
    "서울시, 지하철 2개 노선 신설\n"
    "서울시는 2031년까지 새 지하철 노선 2개를 건설하겠다고 월요일 밝혔다.\n"
    "이 사업에는 3조2천억원이 들어간다.\n"
    "공사는 내년 3월에 시작된다.\n"
    "북부 지역 주민들은 오랫동안 철도를 기다려 왔다.\n"
    "김민재 시장은 기자들에게 교통량이 15% 줄어들 것이라고 말했다.\n"
    "비판하는 사람들은 이 계획이 환경을 무시한다고 말한다.\n"
    "공청회는 6월 12일 국회에서 열린다.\n";

static void aligns_news(void **state)
{
    fixture    *f = *state;
    mm_document a = lines("en", en_news), b = lines("ko", ko_news);

    check_beads(f->en_ko, &a, &b, "0:0 1:1 2:2,3 3:4 4: 5:5 6:6 7:7 ");
    mm_document_release(&a);
    mm_document_release(&b);
}

static void aligns_french(void **state)
{
    fixture    *f = *state;
    mm_document a =
        lines("en", "Paris and Berlin agreed on a budget of 4,500 "
                    "million euros.\n"
                    "The ministers met on 12 May 2019.\n"
                    "Nobody who had followed the long and difficult "
                    "talks of the spring had expected a result.\n"
                    "Germany will pay 60 percent, France 40 "
                    "percent.\n");
    mm_document b = lines("fr", "Paris et Berlin se sont entendus sur un "
                                "budget de 4 500 millions d'euros.\n"
                                "Les ministres se sont réunis le 12 mai "
                                "2019.\n"
                                "L'Allemagne paiera 60 %, la France 40 %.\n");

    check_beads(f->en_fr, &a, &b, "0:0 1:1 2: 3:2 ");
    mm_document_release(&a);
    mm_document_release(&b);
}

static void aligns_japanese(void **state)
{
    fixture    *f = *state;
    mm_document a = lines("ja", "GNOME 43は2022年に公開された。\n"
                                "設定はSettingsにある。\n"
                                "日本とフランスで使われている。\n");
    mm_document b = lines("en", "GNOME 43 was released in 2022.\n"
                                "Options are found in Settings.\n"
                                "It is used in Japan and France.\n");

    check_beads(f->ja_en, &a, &b, "0:0 1:1 2:2 ");
    mm_document_release(&a);
    mm_document_release(&b);
}

static void flags_a_crossing(void **state)
{
    fixture    *f = *state;
    mm_document a = lines("en", "The president arrived in Washington on "
                                "Tuesday.\n"
                                "Oil prices rose by 7 percent in London.\n"
                                "The army tested a new missile in the East "
                                "Sea.\n"
                                "Farmers expect a good rice harvest.\n");
    mm_document b = lines("ko", "대통령은 화요일 워싱턴에 도착했다.\n"
                                "군은 동해에서 새 미사일을 시험했다.\n"
                                "런던에서 석유 가격이 7% 올랐다.\n"
                                "농민들은 쌀 수확이 좋을 것으로 기대한다.\n");
    mm_alignment alignment;
    size_t       crossed = 0;

    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, NULL, NULL), MM_OK);
    assert_int_equal(alignment.n, 4);
    for (size_t i = 0; i < alignment.n; i++) {
        const mm_bead      *bead = &alignment.beads[i];
        static const size_t target[] = { 0, 2, 1, 3 };

        assert_int_equal(bead->src.first, i);
        assert_int_equal(bead->tgt.first, target[i]);
        crossed += bead->flags & MM_BEAD_CROSSED;
    }
    assert_int_equal(crossed, 2);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
}

/* What an editor moved to the end, three sentences, the last of them cut in
 * two, is found there as a whole. */
static void follows_a_moved_passage(void **state)
{
    fixture    *f = *state;
    mm_document a = lines(
        "en", "The president arrived in Washington on Tuesday.\n"
              "The army tested a new missile in the East Sea.\n"
              "The missile flew 600 kilometers.\n"
              "Japan protested against the test at the United Nations, and "
              "China called for calm.\n"
              "Oil prices rose by 7 percent in London.\n"
              "Farmers expect a good rice harvest.\n"
              "Schools in Busan will open on 2 March.\n"
              "The hospital hired forty nurses.\n"
              "The museum bought a painting by Picasso.\n"
              "Snow closed the airport of Jeju for two days.\n");
    mm_document b = lines("ko", "대통령은 화요일 워싱턴에 도착했다.\n"
                                "런던에서 석유 가격이 7% 올랐다.\n"
                                "농민들은 쌀 수확이 좋을 것으로 기대한다.\n"
                                "부산의 학교는 3월 2일 문을 연다.\n"
                                "병원은 간호사 40명을 채용했다.\n"
                                "박물관은 피카소의 그림을 샀다.\n"
                                "눈으로 제주 공항이 이틀 동안 폐쇄됐다.\n"
                                "군은 동해에서 새 미사일을 시험했다.\n"
                                "미사일은 600㎞를 날았다.\n"
                                "일본은 유엔에서 시험에 항의했다.\n"
                                "중국은 자제를 촉구했다.\n");

    check_beads(f->en_ko, &a, &b,
                "0:0 1:7! 2:8! 3:9,10! 4:1 5:2 6:3 7:4 8:5 9:6 ");
    mm_document_release(&a);
    mm_document_release(&b);
}

/* One side a sentence a line, the other a paragraph a line. */
static void joins_long_beads(void **state)
{
    fixture     *f = *state;
    mm_alignment alignment;
    mm_document  a = lines("en", "The government raised taxes in March. The "
                                  "opposition protested in Busan. Students "
                                  "marched to the university. Police arrested "
                                  "40 people. The court freed them on Friday.\n"
                                  "Snow fell on the mountains.\n");
    mm_document  b = lines("ko", "정부는 3월에 세금을 올렸다.\n"
                                  "야당은 부산에서 항의했다.\n"
                                  "학생들은 대학으로 행진했다.\n"
                                  "경찰은 40명을 체포했다.\n"
                                  "법원은 금요일 그들을 석방했다.\n"
                                  "산에는 눈이 내렸다.\n");

    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, NULL, NULL), MM_OK);
    assert_int_equal(alignment.n, 2);
    assert_int_equal(alignment.beads[0].tgt.n, 5);
    assert_int_equal(alignment.beads[0].flags, MM_BEAD_JOINED);
    assert_int_equal(alignment.beads[1].tgt.first, 5);
    assert_int_equal(alignment.beads[1].flags, 0);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
}

static void uses_paragraphs(void **state)
{
    /* Two sentences that both sides end a paragraph with, between two that say
     * nothing we know: without paragraphs the merge would be a guess. */
    fixture    *f = *state;
    mm_document a = lines("en", "Xa xb xc xd.\nXe xf xg xh.\nXi xj xk xl.\n");
    mm_document b = lines("ko", "라마 바사.\n아자 차카.\n타파 하가.\n");
    static const uint32_t of_a[] = { 0, 0, 1 }, of_b[] = { 0, 0, 1 };

    for (size_t i = 0; i < 3; i++) {
        a.segments[i].paragraph = of_a[i];
        b.segments[i].paragraph = of_b[i];
    }
    check_beads(f->en_ko, &a, &b, "0:0 1:1 2:2 ");
    mm_document_release(&a);
    mm_document_release(&b);
}

static void copes_with_little(void **state)
{
    static const struct row {
        const char *en, *ko, *beads;
    } rows[] = {
        { "", "", "" },
        { "", "하나\n둘\n", ":0 :1 " },
        { "One\n", "", "0: " },
        { "Hello\n", "안녕\n", "0:0 " },
        { "Korea\n\n2019\n", "한국\n\n2019\n", "0:0 1:1 2:2 " },
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_document a = lines("en", rows[i].en), b = lines("ko", rows[i].ko);

        check_beads(f->en_ko, &a, &b, rows[i].beads);
        mm_document_release(&a);
        mm_document_release(&b);
    }
}

/* ---- bitexts ---- */

static void scores_a_bitext(void **state)
{
    fixture     *f = *state;
    mm_document  a = lines("en", "Trade with China fell by 12 percent.\n"
                                  "The court rejected the appeal.\n"
                                  "Winter begins in December.\n");
    mm_document  b = lines("ko", "중국과의 무역이 12% 줄었다.\n"
                                  "어제 나는 친구와 함께 바닷가에서 사과 다섯 "
                                  "개를 먹고 그림을 그리며 놀았다.\n"
                                  "겨울은 12월에 시작된다.\n");
    mm_document  c = lines("ko", "하나\n");
    mm_alignment alignment;
    mm_error     err = { 0 };
    const mm_align_options bitext = { .bitext = true };

    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, &bitext, &err),
                     MM_OK);
    assert_int_equal(alignment.n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(alignment.beads[i].src.first, i);
        assert_int_equal(alignment.beads[i].tgt.first, i);
    }
    assert_true(alignment.beads[0].score > 0.9);
    assert_true(alignment.beads[1].score < 0.5);
    assert_true(alignment.beads[1].flags & MM_BEAD_LOOSE);
    assert_true(alignment.beads[2].score > 0.9);
    mm_alignment_release(&alignment);
    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &c, &bitext, &err),
                     MM_EINVALID);
    assert_string_equal(err.text, "a bitext of 3 and 1 segments");
    assert_null(alignment.beads);
    mm_document_release(&a);
    mm_document_release(&b);
    mm_document_release(&c);
}

/* ---- refusals ---- */

static const char ko_other[] =
    "가을 산에 단풍이 들자 등산객들이 몰려들었다.\n"
    "국립공원 측은 주말마다 입장을 제한하기로 했다.\n"
    "버섯을 따던 노인이 길을 잃었다가 하루 만에 발견됐다.\n"
    "그는 개 짖는 소리를 듣고 방향을 찾았다고 했다.\n"
    "올해 사과 농사는 태풍 때문에 망쳤다.\n"
    "과수원 주인은 보험을 들지 않은 것을 후회했다.\n"
    "마을 학교는 학생이 없어 문을 닫는다.\n"
    "졸업생들은 운동장에 나무를 심었다.\n"
    "그 나무는 이제 지붕보다 높이 자랐다.\n";

static void refuses_another_text(void **state)
{
    fixture     *f = *state;
    mm_buf       long_en = { 0 }, long_ko = { 0 };
    mm_document  a, b;
    mm_alignment alignment;
    mm_error     err = { 0 };

    for (int i = 0; i < 3; i++) {
        mm_buf_put(&long_en, mm_cstr(en_news));
        mm_buf_put(&long_ko, mm_cstr(ko_other));
    }
    a = lines("en", long_en.ptr);
    b = lines("ko", long_ko.ptr);
    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, NULL, &err),
                     MM_EFORMAT);
    assert_non_null(strstr(err.text, "% of the words find a partner"));
    assert_null(alignment.beads);
    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b,
                              &(mm_align_options){ .unchecked = true }, &err),
                     MM_OK);
    assert_true(alignment.explained < 0.2);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
    mm_buf_release(&long_en);
    mm_buf_release(&long_ko);
}

static void refuses_one_language(void **state)
{
    fixture     *f = *state;
    mm_document  a = lines("en", en_news), b = lines("ko", en_news);
    mm_alignment alignment;
    mm_aligner  *aligner;
    mm_error     err = { 0 };

    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, NULL, &err),
                     MM_EFORMAT);
    assert_string_equal(err.text, "both documents are in language 'en'");
    assert_int_equal(mm_aligner_open(&aligner, MM_S("en-US"), MM_S("en-GB"),
                                     f->tables, NULL, &err),
                     MM_EFORMAT);
    assert_null(aligner);
    mm_document_release(&a);
    mm_document_release(&b);
}

/* ---- decisions ---- */

static double score_with(const mm_tables *tables, const mm_priors *priors,
                         const char *en, const char *ko)
{
    const mm_align_options bitext = { .bitext = true };
    mm_aligner            *aligner;
    mm_alignment           alignment;
    mm_document            a = lines("en", en), b = lines("ko", ko);
    double                 score;

    assert_int_equal(
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, priors, NULL),
        MM_OK);
    assert_int_equal(mm_align(&alignment, aligner, &a, &b, &bitext, NULL),
                     MM_OK);
    score = alignment.beads[0].score;
    mm_alignment_release(&alignment);
    mm_aligner_close(aligner);
    mm_document_release(&a);
    mm_document_release(&b);
    return score;
}

static void learns_from_decisions(void **state)
{
    fixture          *f = *state;
    mm_priors         accepted = { 0 }, rejected = { 0 };
    static const char en[] = "The zorblat was here.\nOnce more.\n";
    static const char ko[] = "포슬가리가 왔다.\n한번 더.\n";
    static const char en_war[] = "The war.\nOnce more.\n";
    static const char ko_war[] = "전쟁.\n한번 더.\n";

    mm_priors_add(&accepted, MM_S("zorblat"), MM_S("포슬가리"), false);
    assert_true(score_with(f->tables, &accepted, en, ko) >
                score_with(f->tables, NULL, en, ko));
    mm_priors_add(&rejected, MM_S("war"), MM_S("전쟁"), true);
    assert_true(score_with(f->tables, &rejected, en_war, ko_war) <
                score_with(f->tables, NULL, en_war, ko_war));
    mm_priors_release(&accepted);
    mm_priors_release(&rejected);
}

/* ---- long documents ---- */

/* The same made-up text in two scripts of nonsense: sentence i has numbers that
 * tell where it stands. */
static mm_document numbered(const char *lang, size_t n, size_t from, size_t to)
{
    mm_buf      text = { 0 };
    mm_document document;

    for (size_t i = 0; i < n; i++) {
        if (i >= from && i < to)
            continue;
        if (*lang == 'e')
            mm_buf_printf(&text, "Item %zu of batch %zu weighs %zu grams.\n", i,
                          i / 7, 1000 + i * 37 % 9001);
        else
            mm_buf_printf(&text, "제품 %zu, 묶음 %zu, 무게 %zu그램.\n", i,
                          i / 7, 1000 + i * 37 % 9001);
    }
    document = lines(lang, text.ptr);
    mm_buf_release(&text);
    return document;
}

/* Every segment once, in order but for what is crossed. */
static void check_whole(const mm_alignment *alignment, size_t n_a, size_t n_b)
{
    uint8_t *a = calloc(n_a, 1), *b = calloc(n_b, 1);

    for (size_t i = 0; i < alignment->n; i++) {
        const mm_bead *bead = &alignment->beads[i];

        for (size_t k = 0; k < bead->src.n; k++)
            a[bead->src.first + k]++;
        for (size_t k = 0; k < bead->tgt.n; k++)
            b[bead->tgt.first + k]++;
    }
    for (size_t i = 0; i < n_a; i++)
        assert_int_equal(a[i], 1);
    for (size_t i = 0; i < n_b; i++)
        assert_int_equal(b[i], 1);
    free(a);
    free(b);
}

static void aligns_long_documents(void **state)
{
    fixture     *f = *state;
    mm_document  a = numbered("en", 3000, 0, 0);
    mm_document  b = numbered("ko", 3000, 1400, 1900);
    mm_alignment first, again;
    size_t       right = 0;

    assert_int_equal(mm_align(&first, f->en_ko, &a, &b, NULL, NULL), MM_OK);
    check_whole(&first, 3000, 2500);
    for (size_t i = 0; i < first.n; i++) {
        size_t at = first.beads[i].src.first;

        right += first.beads[i].src.n == 1 && first.beads[i].tgt.n == 1 &&
                 first.beads[i].tgt.first == (at < 1400 ? at : at - 500);
    }
    assert_true(right >= 2490);
    /* the same bytes again */
    assert_int_equal(mm_align(&again, f->en_ko, &a, &b, NULL, NULL), MM_OK);
    assert_int_equal(first.n, again.n);
    for (size_t i = 0; i < first.n; i++) {
        assert_int_equal(first.beads[i].src.first, again.beads[i].src.first);
        assert_int_equal(first.beads[i].tgt.n, again.beads[i].tgt.n);
        assert_true(first.beads[i].score == again.beads[i].score);
    }
    assert_true(first.explained == again.explained);
    mm_alignment_release(&first);
    mm_alignment_release(&again);
    mm_document_release(&a);
    mm_document_release(&b);
}

/* Segments whose numbers all come again, but for two in each hundredth outside
 * the middle; there `n_stray` segments of a thousand earlier seem to be told.
 */
static mm_document retold(const char *lang, size_t n, size_t n_stray)
{
    bool        english = *lang == 'e';
    size_t      first = english ? 4000 : 3000;
    size_t      step = (english ? 845 : 815) / (n_stray - 1);
    mm_buf      text = { 0 };
    mm_document document;

    for (size_t i = 0; i < n; i++) {
        bool   outside = i < 2900 || i > 5000;
        size_t past = i < first ? SIZE_MAX : i - first, rare = 0;

        if (i % 100 == 0 && outside)
            rare = 80000 + 2 * i;
        else if (past % step == 0 && past / step < n_stray)
            rare = 71000 + 100 * (past / step);
        mm_buf_printf(&text,
                      english ? "Item %zu of batch %zu weighs %zu grams.\n"
                              : "제품 %zu, 묶음 %zu, 무게 %zu그램.\n",
                      20 + i * 37 % 211, rare ? rare : 300 + i * 53 % 197,
                      rare ? rare + 1 : 11);
    }
    document = lines(lang, text.ptr);
    mm_buf_release(&text);
    return document;
}

/* Where few words are rare, some that mislead do not lead off course. */
static void passes_misleading_anchors(void **state)
{
    enum { LINES = 5600 };
    fixture *f = *state;

    for (size_t n_stray = 2; n_stray <= 6; n_stray += 4) {
        mm_document  a = retold("en", LINES, n_stray);
        mm_document  b = retold("ko", LINES, n_stray);
        mm_alignment alignment;
        size_t       right = 0;

        assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b, NULL, NULL),
                         MM_OK);
        check_whole(&alignment, LINES, LINES);
        for (size_t i = 0; i < alignment.n; i++) {
            const mm_bead *bead = &alignment.beads[i];

            right += bead->src.n == 1 && bead->tgt.n == 1 &&
                     bead->src.first == bead->tgt.first;
        }
        assert_true(right >= LINES - 20);
        mm_alignment_release(&alignment);
        mm_document_release(&a);
        mm_document_release(&b);
    }
}

/* Only the end of a text is translated: the lengths of the whole mislead. */
static void aligns_a_part(void **state)
{
    fixture     *f = *state;
    mm_document  a = numbered("en", 200, 0, 0);
    mm_document  b = numbered("ko", 200, 0, 140);
    mm_alignment alignment;
    size_t       right = 0, omitted = 0;

    assert_int_equal(mm_align(&alignment, f->en_ko, &a, &b,
                              &(mm_align_options){ .unchecked = true }, NULL),
                     MM_OK);
    for (size_t i = 0; i < alignment.n; i++) {
        const mm_bead *bead = &alignment.beads[i];

        right += bead->src.n == 1 && bead->tgt.n == 1 &&
                 bead->src.first == bead->tgt.first + 140;
        omitted += bead->tgt.n == 0 && bead->src.first < 140;
    }
    assert_true(right >= 58);
    assert_true(omitted >= 138);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aligns_news),
        cmocka_unit_test(aligns_french),
        cmocka_unit_test(aligns_japanese),
        cmocka_unit_test(flags_a_crossing),
        cmocka_unit_test(follows_a_moved_passage),
        cmocka_unit_test(joins_long_beads),
        cmocka_unit_test(uses_paragraphs),
        cmocka_unit_test(copes_with_little),
        cmocka_unit_test(scores_a_bitext),
        cmocka_unit_test(refuses_another_text),
        cmocka_unit_test(refuses_one_language),
        cmocka_unit_test(learns_from_decisions),
        cmocka_unit_test(aligns_long_documents),
        cmocka_unit_test(passes_misleading_anchors),
        cmocka_unit_test(aligns_a_part),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
