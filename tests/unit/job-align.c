/* The job of aligning: what it stores, how it tells languages, what it refuses,
 * and that a second run changes nothing. */
#include "malmoi/align_job.h"

#include "files/store/helpers.h"

#include "files/job/scratch.h"

static mm_tables *tables;

static const char en[] =
    "The ministry said Monday it will expand subsidies for coastal ferries.\n\n"
    "Minister Kang Do-hyung said the budget would rise to 86.4 billion won.\n\n"
    "The Korea Shipping Association (KSA) welcomed the decision.\n";
static const char ko[] =
    "해양수산부는 연안여객선에 대한 보조금을 확대하겠다고 월요일 밝혔다.\n\n"
    "강도형 장관은 예산이 864억 원으로 늘어날 것이라고 말했다.\n\n"
    "한국해운조합(KSA)은 이번 결정을 환영했다.\n";

static int open_tables(void **state)
{
    (void)state;
    return mm_tables_open(&tables, NULL, NULL) < 0;
}

static int close_tables(void **state)
{
    mm_tables_close(tables);
    scratch_remove();
    return leave_no_folder(state);
}

typedef struct result {
    size_t beads, units, terms, proposed;
    char   langs[16];
    double lowest; /* of the beads */
} result;

/* One pair through a job of its own. */
static int align(result *out, const mm_align_job_options *o, const char *a,
                 const char *b, mm_error *err)
{
    mm_align_job  *job = NULL;
    mm_pair_result pair;
    mm_candidates  terms = { 0 };
    int            rc = mm_align_job_open(&job, tables, o, err);

    *out = (result){ .lowest = 1 };
    if (rc == MM_OK)
        rc = mm_align_job_start(job, a, b, err);
    while (rc >= 0 && (rc = mm_align_job_next(&pair, job, err)) == MM_ROW) {
        out->beads += pair.alignment->n;
        out->units += pair.new_units;
        for (size_t i = 0; i < pair.alignment->n; i++)
            if (pair.alignment->beads[i].score < out->lowest)
                out->lowest = pair.alignment->beads[i].score;
        snprintf(out->langs, sizeof out->langs, "%.*s,%.*s",
                 (int)pair.lang_a.len, pair.lang_a.ptr, (int)pair.lang_b.len,
                 pair.lang_b.ptr);
    }
    if (rc == MM_OK)
        rc = mm_align_job_terms(&terms, &out->proposed, job, err);
    out->terms = terms.n;
    mm_candidates_release(&terms);
    return mm_align_job_close(job, rc, err);
}

static void again_changes_nothing(void **state)
{
    const char          *a = scratch(0, "txt", en), *b = scratch(1, "txt", ko);
    mm_align_job_options o = { 0 };
    mm_store_stats       before, after;
    mm_error             err = { 0 };
    result               r;

    (void)state;
    CHECK(mm_store_open(&o.store, fresh("a.db"), MM_WRITE, &err));
    CHECK(align(&r, &o, a, b, &err));
    assert_string_equal(r.langs, "en,ko");
    assert_int_equal(r.beads, 3);
    assert_int_equal(r.units, 3);
    assert_true(r.lowest > 0.9);
    assert_true(r.terms >= 5 && r.proposed == r.terms);
    CHECK(mm_store_count(&before, o.store, &err));
    CHECK(align(&r, &o, a, b, &err));
    assert_int_equal(r.units, 0);
    assert_int_equal(r.proposed, 0);
    CHECK(mm_store_count(&after, o.store, &err));
    assert_int_equal(after.units, before.units);
    assert_int_equal(after.concepts, before.concepts);
    assert_int_equal(after.proofs, before.proofs);
    mm_store_close(o.store);
}

static void either_order(void **state)
{
    const char          *a = scratch(0, "txt", ko), *b = scratch(1, "txt", en);
    mm_align_job_options o = { 0 };
    mm_error             err = { 0 };
    result               r;

    (void)state;
    CHECK(align(&r, &o, a, b, &err));
    assert_string_equal(r.langs, "ko,en");
    assert_int_equal(r.beads, 3);
    assert_true(r.terms >= 5);
}

/* What is refused, and that nothing of it is stored. */
static const struct row {
    const char          *name, *a, *b;
    mm_align_job_options o;
    int                  rc;
} rows[] = {
    { "one language", en, en, { .min = 0 }, MM_EFORMAT },
    { "the wrong way round",
      en,
      ko,
      { .lang_a = { "ko", 2 }, .lang_b = { "en", 2 } },
      MM_EFORMAT },
    { "no translation",
      "Rinse the rice well until the water runs clear.\n\n"
      "Soak the grains for an hour in a bowl of cold water.\n\n"
      "Bring the pot to a boil, lower the heat and cover it.\n\n"
      "Let it rest for ten minutes before you lift the lid.\n\n"
      "Fold in the vinegar with a wooden spoon and serve it warm.\n",
      ko,
      { .min = 0 },
      MM_EFORMAT },
    { "empty", "", ko, { .min = 0 }, MM_EFORMAT },
    { "not there", NULL, ko, { .min = 0 }, MM_ENOTFOUND },
    { "a bitext of unlike length",
      "One\nTwo\n",
      "하나\n",
      { .bitext = true, .lang_a = { "en", 2 }, .lang_b = { "ko", 2 } },
      MM_EFORMAT },
    { "figures alone", "1 2 3\n", "1 2 3\n", { .min = 0 }, MM_EINVALID },
};

static void refused(void **state)
{
    const struct row    *row = *state;
    mm_align_job_options o = row->o;
    mm_store_stats       held;
    mm_error             err = { 0 }, other = { 0 };
    result               r;

    CHECK(mm_store_open(&o.store, fresh("b.db"), MM_WRITE, &err));
    assert_int_equal(align(&r, &o, scratch(0, "txt", row->a),
                           scratch(1, "txt", row->b), &err),
                     row->rc);
    assert_true(err.text[0] != '\0');
    assert_true(mm_store_count(&held, o.store, &other) == MM_OK);
    assert_int_equal(held.units + held.documents + held.concepts, 0);
    mm_store_close(o.store);
}

/* The languages that a refused pair told do not bind the next one. */
static void failure_binds_nobody(void **state)
{
    const char *a = scratch(0, "txt", en), *b = scratch(1, "txt", ko);
    const char *c = scratch(2, "de.txt", en), *d = scratch(3, "fr.txt", en);
    mm_align_job_options o = { .no_terms = true };
    mm_align_job        *job = NULL;
    mm_pair_result       pair;
    mm_error             err = { 0 };

    (void)state;
    CHECK(mm_align_job_open(&job, tables, &o, &err));
    CHECK(mm_align_job_start(job, c, d, &err));
    assert_int_equal(mm_align_job_next(&pair, job, &err), MM_EFORMAT);
    CHECK(mm_align_job_start(job, a, b, &err));
    assert_int_equal(CHECK(mm_align_job_next(&pair, job, &err)), MM_ROW);
    assert_true(mm_str_eq(pair.lang_a, MM_S("en")));
    assert_int_equal(mm_align_job_next(&pair, job, &err), MM_OK);
    mm_align_job_close(job, MM_OK, &err);
}

/* A bitext keeps its lines, whatever they say; parts count on. */
static void bitext_in_parts(void **state)
{
    mm_align_job_options o = { .bitext = true,
                               .no_terms = true,
                               .lang_a = MM_S("en"),
                               .lang_b = MM_S("ko") };
    mm_align_job        *job = NULL;
    mm_pair_result       pair;
    mm_buf               a = { 0 }, b = { 0 };
    mm_error             err = { 0 };
    size_t               lines = 0, parts = 0;

    (void)state;
    for (int i = 0; i < 12001; i++) {
        mm_buf_printf(&a, "Ship %d left port. It was late.\n", i);
        mm_buf_printf(&b, "%d호가 출항했다.\n", i);
    }
    CHECK(mm_align_job_open(&job, tables, &o, &err));
    CHECK(mm_align_job_start(job, scratch(0, "txt", a.ptr),
                             scratch(1, "txt", b.ptr), &err));
    while (CHECK(mm_align_job_next(&pair, job, &err)) == MM_ROW) {
        assert_int_equal(pair.first, lines);
        lines += pair.alignment->n;
        parts++;
    }
    assert_int_equal(lines, 12001);
    assert_true(parts > 1);
    mm_align_job_close(job, MM_OK, &err);
    mm_buf_release(&a);
    mm_buf_release(&b);
}

static size_t concepts_of(mm_store *store, const char *lang, const char *term,
                          mm_id *first)
{
    mm_id    ids[8];
    mm_error err = { 0 };
    int      n =
        CHECK(mm_store_find(ids, 8, store, mm_cstr(lang), mm_cstr(term), &err));

    *first = n ? ids[0] : 0;
    return (size_t)n;
}

/* The acronym of one document is the name of the other, whichever came first
 * and which language first. */
static void documents_share_concepts(void **state)
{
    static const char name_en[] =
        "North Korean vessels crossed the Northern Limit Line on Monday.\n\n"
        "The ministry said 12 boats were seen.\n";
    static const char name_ko[] = "북한 선박이 월요일 북방한계선을 넘었다.\n\n"
                                  "국방부는 선박 12척이 목격됐다고 밝혔다.\n";
    static const char short_en[] =
        "The navy fired warning shots near the NLL on Tuesday.\n\n"
        "Kim Jong Un visited the port on Wednesday.\n";
    static const char short_ko[] =
        "해군은 화요일 NLL 인근에서 경고 사격을 했다.\n\n"
        "김정은은 수요일 항구를 방문했다.\n";
    const char *a[] = { scratch(0, "en.txt", name_en),
                        scratch(1, "en.txt", short_en) };
    const char *b[] = { scratch(2, "ko.txt", name_ko),
                        scratch(3, "ko.txt", short_ko) };

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        mm_align_job_options o = { 0 };
        mm_error             err = { 0 };
        mm_id                name, acronym;
        result               r;

        CHECK(mm_store_open(&o.store, fresh("shared.db"), MM_WRITE, &err));
        CHECK(align(&r, &o, a[turn], b[turn], &err));
        CHECK(align(&r, &o, b[!turn], a[!turn], &err));
        assert_int_equal(
            concepts_of(o.store, "en", "Northern Limit Line", &name), 1);
        assert_int_equal(concepts_of(o.store, "ko", "NLL", &acronym), 1);
        assert_int_equal(name, acronym);
        CHECK(align(&r, &o, a[turn], b[turn], &err));
        assert_int_equal(r.proposed, 0);
        mm_store_close(o.store);
    }
}

/* Two proposals fall together when a third document says that they are one. */
static void proposals_fall_together(void **state)
{
    static const char *const said[] = {
        "KeSPA fined the team on Monday.\n\nThe coach left Seoul.\n",
        "The Korea e-Sports Association met on Tuesday.\n\n"
        "The mayor left Busan.\n",
        "The Korea e-Sports Association (KeSPA) opened an office.\n\n"
        "KeSPA fined the players on Friday.\n",
    };
    static const char *const said_ko[] = {
        "케스파는 월요일 팀에 벌금을 부과했다.\n\n감독은 서울을 떠났다.\n",
        "한국e스포츠협회가 화요일 회의를 열었다.\n\n시장은 부산을 떠났다.\n",
        "한국e스포츠협회(KeSPA)가 사무실을 열었다.\n\n"
        "케스파는 금요일 선수들에게 벌금을 부과했다.\n",
    };
    mm_align_job_options o = { 0 };
    mm_error             err = { 0 };
    mm_id                full, spoken;
    result               r;

    (void)state;
    CHECK(mm_store_open(&o.store, fresh("together.db"), MM_WRITE, &err));
    for (unsigned i = 0; i < 3; i++) {
        CHECK(align(&r, &o, scratch(2 * i, "en.txt", said[i]),
                    scratch(2 * i + 1, "ko.txt", said_ko[i]), &err));
        if (i == 1) {
            assert_int_equal(
                concepts_of(o.store, "ko", "한국e스포츠협회", &full), 1);
            assert_int_equal(concepts_of(o.store, "ko", "케스파", &spoken), 1);
            assert_int_not_equal(full, spoken);
        }
    }
    assert_int_equal(concepts_of(o.store, "ko", "한국e스포츠협회", &full), 1);
    assert_int_equal(concepts_of(o.store, "ko", "케스파", &spoken), 1);
    assert_int_equal(full, spoken);
    mm_store_close(o.store);
}

static void page_stands_alone(void **state)
{
    mm_align_job_options o = { 0 };
    mm_align_job        *job = NULL;
    mm_pair_result       pair;
    mm_alignment         flagged;
    mm_candidates        terms = { 0 };
    mm_buf               page = { 0 };
    mm_error             err = { 0 };
    mm_str               text;

    (void)state;
    CHECK(mm_align_job_open(&job, tables, &o, &err));
    CHECK(mm_align_job_start(job, scratch(0, "txt", en), scratch(1, "txt", ko),
                             &err));
    CHECK(mm_align_job_next(&pair, job, &err));
    CHECK(mm_align_job_terms(&terms, NULL, job, &err));
    flagged = *pair.alignment;
    flagged.beads[0].flags = MM_BEAD_LOOSE | MM_BEAD_JOINED;
    flagged.beads[1].flags = MM_BEAD_CROSSED;
    pair.alignment = &flagged;
    CHECK(mm_align_page(&page, &pair, &terms, &err));
    text = mm_buf_str(&page);
    assert_true(mm_str_starts(text, MM_S("<!doctype html>")));
    assert_true(mm_str_find(text, MM_S("한국해운조합"), 0) != SIZE_MAX);
    assert_true(mm_str_find(text, MM_S("<mark"), 0) != SIZE_MAX);
    assert_true(mm_str_find(text, MM_S(" loose joined<span"), 0) != SIZE_MAX);
    assert_true(mm_str_find(text, MM_S(" crossed<span"), 0) != SIZE_MAX);
    assert_true(mm_str_find(text, MM_S("src="), 0) == SIZE_MAX);
    assert_true(mm_str_find(text, MM_S("http"), 0) == SIZE_MAX);
    mm_buf_release(&page);
    mm_candidates_release(&terms);
    mm_align_job_close(job, MM_OK, &err);
}

enum { ROWS = sizeof rows / sizeof *rows };

int main(void)
{
    struct CMUnitTest tests[ROWS + 7] = {
        cmocka_unit_test(again_changes_nothing),
        cmocka_unit_test(either_order),
        cmocka_unit_test(failure_binds_nobody),
        cmocka_unit_test(bitext_in_parts),
        cmocka_unit_test(page_stands_alone),
        cmocka_unit_test(documents_share_concepts),
        cmocka_unit_test(proposals_fall_together),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[i + 7] = (struct CMUnitTest){ .name = rows[i].name,
                                            .test_func = refused,
                                            .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
