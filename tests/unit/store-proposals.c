/* Candidates in groups: one concept with all names, what joins it later, what a
 * person strikes from it, and that no run and no undo mixes it up. */
#include "files/store/helpers.h"

#include "malmoi/history.h"

enum { LINES = 4, MOST = 8 };

typedef struct pair {
    mm_document  a, b;
    mm_bead      beads[LINES];
    mm_alignment alignment;
} pair;

/* A document of its own name, of four lines: A names of A, B names of B. */
static void make_pair(pair *p, const char *name)
{
    static const char en[] = "The FTC, or Fair Trade Commission, met.\n"
                             "The NLL is the Northern Limit Line.\n"
                             "A third line.\nA fourth line.\n";
    static const char ko[] = "공정위 곧 공정거래위원회가 모였다.\n"
                             "NLL은 북방한계선이다.\n셋째 줄.\n넷째 줄.\n";
    mm_error          err = { 0 };

    *p = (pair){ 0 };
    CHECK(mm_document_from_lines(&p->a, MM_S("en"), mm_cstr(en), &err));
    CHECK(mm_document_from_lines(&p->b, MM_S("ko"), mm_cstr(ko), &err));
    p->a.name = p->b.name = mm_cstr(name);
    for (size_t i = 0; i < LINES; i++)
        p->beads[i] =
            (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 0.9 };
    p->alignment = (mm_alignment){ p->beads, LINES, 0.8, 3.0 };
}

static void free_pair(pair *p)
{
    mm_document_release(&p->a);
    mm_document_release(&p->b);
}

/* ---- candidates ---- */

typedef struct list {
    mm_candidate items[MOST];
    mm_evidence  evidence[MOST];
    size_t       n;
} list;

/* Where the form stands in the line. */
static void set_place(uint32_t *start, uint32_t *end, mm_str text, mm_str form)
{
    size_t at = mm_str_find(text, form, 0);

    *start = at == SIZE_MAX ? 0 : (uint32_t)at;
    *end = at == SIZE_MAX ? 0 : (uint32_t)(at + form.len);
}

static void add(list *l, const pair *p, uint32_t line, const char *a,
                const char *b, uint32_t group)
{
    mm_evidence *e = &l->evidence[l->n];

    *e = (mm_evidence){ .clue = "bracket",
                        .bead = line,
                        .a_segment = line,
                        .b_segment = line,
                        .weight = 5 - (double)l->n / 10 };
    set_place(&e->a_start, &e->a_end, p->a.segments[line].text, mm_cstr(a));
    set_place(&e->b_start, &e->b_end, p->b.segments[line].text, mm_cstr(b));
    l->items[l->n] = (mm_candidate){ .a = mm_cstr(a),
                                     .b = mm_cstr(b),
                                     .kind = MM_KIND_ORGANIZATION,
                                     .confidence = 0.95 - (double)l->n / 100,
                                     .frequency = 1,
                                     .evidence = e,
                                     .n = 1,
                                     .group = group };
    l->n++;
}

static void add_ftc(list *l, const pair *p)
{
    add(l, p, 0, "FTC", "공정위", 1);
    l->items[0].a_type = "acronym";
    l->items[0].b_type = "shortForm";
    add(l, p, 0, "Fair Trade Commission", "공정거래위원회", 1);
    l->items[1].a_type = l->items[1].b_type = "fullForm";
    add(l, p, 0, "FTC", "공정거래위원회", 1);
    l->items[2].a_type = "acronym";
    l->items[2].b_type = "fullForm";
}

/* Aligns and proposes; how many pairs are new. */
static size_t run(mm_store *store, const pair *p, const list *l)
{
    mm_error err = { 0 };
    size_t   n = 99;

    begin(store, "align");
    CHECK(mm_store_put_aligned(NULL, store,
                               &(mm_aligned){ .a = &p->a,
                                              .b = &p->b,
                                              .alignment = &p->alignment,
                                              .field = MM_S("law") },
                               &err));
    CHECK(mm_store_propose_all(&n, store, l->items, l->n, MM_S("en"),
                               MM_S("ko"), &err));
    end(store);
    return n;
}

/* ---- what is there ---- */

/* "en: a; b | ko: c (acronym)": the terms, with their types when `types`. */
static void assert_terms(mm_store *store, mm_id id, const char *wanted,
                         bool types)
{
    mm_error err = { 0 };
    mm_item  item;
    mm_buf   got = { 0 };

    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, id, &err));
    for (size_t s = 0; s < item.concept->n_sections; s++) {
        const mm_lang_section *section = &item.concept->sections[s];

        mm_buf_printf(&got, "%s%s:", s ? " | " : "", section->lang.ptr);
        for (size_t t = 0; t < section->n_terms; t++) {
            mm_buf_printf(&got, "%s %s", t ? ";" : "",
                          section->terms[t].text.ptr);
            if (types && section->terms[t].type.len)
                mm_buf_printf(&got, " (%s)", section->terms[t].type.ptr);
        }
    }
    assert_string_equal(got.ptr, wanted);
    mm_buf_release(&got);
}

static void assert_review(mm_store *store, mm_id id, mm_review review)
{
    mm_error err = { 0 };
    mm_item  item;

    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, id, &err));
    assert_int_equal(item.concept->review, review);
}

static bool is_gone(mm_store *store, mm_id id)
{
    mm_item item;

    return mm_store_get(&item, store, MM_ROW_CONCEPT, id, NULL) == MM_ENOTFOUND;
}

static size_t count_proofs(mm_store *store, mm_id id)
{
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    mm_error   err = { 0 };
    size_t     n = 0;

    CHECK(mm_proofs_open(&proofs, store, id, &err));
    while (CHECK(mm_proofs_next(proofs, &proof, &err)) == MM_ROW)
        n++;
    mm_proofs_close(proofs);
    return n;
}

static int decide_rc(mm_id *into, mm_store *store, mm_id id, mm_review review,
                     const mm_struck *struck, size_t n)
{
    mm_error err = { 0 };
    int      rc;

    begin(store, "decide");
    rc = mm_store_decide_terms(into, store, id, review, struck, n, &err);
    assert_int_equal(mm_store_end(store, rc, &err), rc);
    return rc;
}

static mm_id decide(mm_store *store, mm_id id, mm_review review,
                    const mm_struck *struck, size_t n)
{
    mm_id into = 0;

    assert_int_equal(decide_rc(&into, store, id, review, struck, n), MM_OK);
    return into;
}

static void undo(mm_store *store)
{
    mm_error err = { 0 };

    CHECK(mm_history_undo(NULL, store, 0, MM_S(""), &err));
}

static mm_id joins(mm_store *store, mm_id id)
{
    mm_error err = { 0 };
    mm_id    out;

    CHECK(mm_store_joins(&out, store, id, &err));
    return out;
}

static void assert_sound(mm_store *store)
{
    mm_buf   report = { 0 };
    mm_error err = { 0 };
    int      rc = mm_store_check(&report, store, &err);

    if (rc < 0 || report.len)
        fail_msg("%s %s", err.text, report.ptr ? report.ptr : "");
    mm_buf_release(&report);
}

/* ---- tests ---- */

static void test_one_concept(void **state)
{
    mm_store *store = open_store(fresh("one.db"));
    mm_error  err = { 0 };
    mm_item   item;
    list      l = { .n = 0 };
    pair      p;
    int64_t   before;

    (void)state;
    make_pair(&p, "a.txt");
    add_ftc(&l, &p);
    add(&l, &p, 1, "Northern Limit Line", "북방한계선", 2);
    assert_int_equal(run(store, &p, &l), 4);
    assert_int_equal(count(store).concepts, 2);
    assert_terms(store, 1,
                 "en: Fair Trade Commission (fullForm); FTC (acronym) | "
                 "ko: 공정거래위원회 (fullForm); 공정위 (shortForm)",
                 true);
    assert_terms(store, 2, "en: Northern Limit Line | ko: 북방한계선", true);
    assert_int_equal(count_proofs(store, 1), 3);
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    assert_true(item.concept->confidence == 0.95);
    assert_string_equal(item.concept->field.ptr, "law");
    before = generation(store);
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(generation(store), before);
    assert_sound(store);
    undo(store);
    assert_int_equal(count(store).concepts, 0);
    free_pair(&p);
    mm_store_close(store);
}

/* What a second document brings becomes a term of what the first one made: by
 * a pair that both have, or because it was looked for. */
static void test_joins(void **state)
{
    mm_store *store = open_store(fresh("joins.db"));
    list      l = { .n = 0 }, more = { .n = 0 }, looked = { .n = 0 };
    pair      p, q, r;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    make_pair(&r, "c.txt");
    add(&l, &p, 0, "Fair Trade Commission", "공정거래위원회", 1);
    run(store, &p, &l);
    add_ftc(&more, &q);
    assert_int_equal(run(store, &q, &more), 2);
    assert_int_equal(count(store).concepts, 1);
    assert_terms(store, 1,
                 "en: Fair Trade Commission (fullForm); FTC (acronym) | "
                 "ko: 공정거래위원회 (fullForm); 공정위 (shortForm)",
                 true);
    add(&looked, &r, 1, "KFTC", "공정위원회", 1);
    looked.items[0].concept_id = 1;
    assert_int_equal(run(store, &r, &looked), 1);
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC; KFTC | "
                 "ko: 공정거래위원회; 공정위; 공정위원회",
                 false);
    assert_int_equal(count_proofs(store, 1), 5);
    undo(store); /* the third document */
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회; 공정위",
                 false);
    looked.items[0].concept_id = -1; /* known to be another */
    run(store, &r, &looked);
    assert_int_equal(count(store).concepts, 2);
    assert_sound(store);
    free_pair(&p);
    free_pair(&q);
    free_pair(&r);
    mm_store_close(store);
}

/* A term that is struck is rejected, for good, and the rest is approved. */
static void test_strike(void **state)
{
    const mm_struck short_form = { 1, 1 };
    mm_store       *store = open_store(fresh("strike.db"));
    mm_error        err = { 0 };
    mm_priors       priors = { 0 };
    list            l = { .n = 0 }, other = { .n = 0 };
    size_t          rejected = 0;
    int64_t         before;
    pair            p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add_ftc(&l, &p);
    run(store, &p, &l);
    assert_int_equal(decide(store, 1, MM_APPROVED, &short_form, 1), 1);
    assert_review(store, 1, MM_APPROVED);
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회", false);
    assert_review(store, 2, MM_REJECTED);
    assert_terms(store, 2, "en: Fair Trade Commission; FTC | ko: 공정위",
                 false);
    assert_int_equal(count_proofs(store, 1), 2);
    assert_int_equal(count_proofs(store, 2), 1);
    CHECK(mm_store_priors(&priors, store, MM_S("en"), MM_S("ko"), &err));
    for (size_t i = 0; i < priors.n; i++)
        rejected += priors.items[i].rejected;
    assert_int_equal(priors.n, 4);
    assert_int_equal(rejected, 2);
    mm_priors_release(&priors);

    before = generation(store); /* again, and in another document */
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(generation(store), before);
    add_ftc(&other, &q);
    assert_int_equal(run(store, &q, &other), 0);
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회", false);
    assert_int_equal(count(store).concepts, 2);
    assert_sound(store);
    undo(store); /* of the other document */
    undo(store); /* of the decision */
    assert_review(store, 1, MM_PROPOSED);
    assert_true(is_gone(store, 2));
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회; 공정위",
                 false);
    assert_int_equal(count_proofs(store, 1), 3);
    assert_sound(store);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* A form that was struck does not come back beside what it was struck from,
 * whatever new partner it has. */
static void test_parted(void **state)
{
    const mm_struck acronym = { 0, 1 };
    mm_store       *store = open_store(fresh("parted.db"));
    list            l = { .n = 0 }, later = { .n = 0 };
    pair            p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add_ftc(&l, &p);
    run(store, &p, &l);
    decide(store, 1, MM_APPROVED, &acronym, 1);
    add(&later, &q, 1, "FTC", "연방거래위원회", 1);
    add(&later, &q, 1, "Fair Trade Commission", "공정위원회", 1);
    later.items[0].concept_id = later.items[1].concept_id = 1;
    assert_int_equal(run(store, &q, &later), 2);
    assert_terms(store, 1,
                 "en: Fair Trade Commission | ko: 공정거래위원회; 공정위",
                 false);
    assert_int_equal(joins(store, 3), 1); /* more for the commission */
    assert_terms(store, 3, "en: Fair Trade Commission | ko: 공정위원회", false);
    assert_int_equal(joins(store, 4), 0); /* and something else */
    assert_terms(store, 4, "en: FTC | ko: 연방거래위원회", false);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* An approved concept is left as it is until a person has looked. */
static void test_more_for_approved(void **state)
{
    mm_store *store = open_store(fresh("more.db"));
    list      l = { .n = 0 }, more = { .n = 0 };
    int64_t   before;
    pair      p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add(&l, &p, 0, "Fair Trade Commission", "공정거래위원회", 1);
    run(store, &p, &l);
    decide(store, 1, MM_APPROVED, NULL, 0);
    add_ftc(&more, &q);
    assert_int_equal(run(store, &q, &more), 2);
    assert_terms(store, 1, "en: Fair Trade Commission | ko: 공정거래위원회",
                 false);
    assert_review(store, 1, MM_APPROVED);
    assert_int_equal(joins(store, 2), 1);
    assert_terms(store, 2, "en: FTC | ko: 공정거래위원회; 공정위", false);
    assert_int_equal(count(store).concepts, 2);
    before = generation(store);
    assert_int_equal(run(store, &q, &more), 0);
    assert_int_equal(generation(store), before);

    assert_int_equal(decide(store, 2, MM_APPROVED, NULL, 0), 1);
    assert_true(is_gone(store, 2));
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC (acronym) | "
                 "ko: 공정거래위원회 (fullForm); 공정위 (shortForm)",
                 true);
    assert_int_equal(count_proofs(store, 1), 4);
    assert_int_equal(run(store, &q, &more), 0);
    assert_sound(store);
    undo(store);
    assert_terms(store, 1, "en: Fair Trade Commission | ko: 공정거래위원회",
                 false);
    assert_review(store, 2, MM_PROPOSED);
    assert_int_equal(joins(store, 2), 1);
    assert_int_equal(count_proofs(store, 1), 2);
    assert_int_equal(count_proofs(store, 2), 2);
    assert_sound(store);

    decide(store, 2, MM_REJECTED, NULL, 0); /* the names, not the concept */
    assert_review(store, 1, MM_APPROVED);
    assert_int_equal(run(store, &q, &more), 0);
    assert_int_equal(count(store).concepts, 2);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* Approved by an edit, it goes there too. */
static void test_more_by_edit(void **state)
{
    mm_store *store = open_store(fresh("edit.db"));
    mm_error  err = { 0 };
    mm_concept concept;
    mm_item item;
    mm_id   id;
    list    l = { .n = 0 }, more = { .n = 0 };
    pair    p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add(&l, &p, 0, "Fair Trade Commission", "공정거래위원회", 1);
    run(store, &p, &l);
    decide(store, 1, MM_APPROVED, NULL, 0);
    add_ftc(&more, &q);
    run(store, &q, &more);
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 2, &err));
    concept = *item.concept;
    concept.review = MM_APPROVED;
    begin(store, "edit");
    CHECK(mm_store_put(&id, store, &(mm_item){ .concept = &concept, .row = 2 },
                       &err));
    end(store);
    assert_int_equal(id, 1);
    assert_true(is_gone(store, 2));
    assert_terms(store, 1,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회; 공정위",
                 false);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* Each pair of a concept is known again when its terms were corrected. */
static void test_corrected(void **state)
{
    mm_store       *store = open_store(fresh("corrected.db"));
    mm_term         en[] = { { .text = MM_S("Korea Fair Trade Commission") },
                             { .text = MM_S("KFTC") } };
    mm_term         ko[] = { { .text = MM_S("한국공정거래위원회") } };
    mm_lang_section s[] = { { .lang = MM_S("en"), .terms = en, .n_terms = 2 },
                            { .lang = MM_S("ko"), .terms = ko, .n_terms = 1 } };
    mm_concept c = { .sections = s, .n_sections = 2, .review = MM_APPROVED };
    mm_error   err = { 0 };
    list       l = { .n = 0 };
    pair       p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add_ftc(&l, &p);
    run(store, &p, &l);
    begin(store, "edit");
    CHECK(
        mm_store_put(NULL, store, &(mm_item){ .concept = &c, .row = 1 }, &err));
    end(store);
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(run(store, &q, &l), 0);
    assert_int_equal(count(store).concepts, 1);
    assert_terms(store, 1,
                 "en: Korea Fair Trade Commission; KFTC | "
                 "ko: 한국공정거래위원회",
                 false);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* Two groups in one concept that a person made: the evidence of both stays,
 * and a second run changes nothing. */
static void test_by_hand(void **state)
{
    mm_store       *store = open_store(fresh("hand.db"));
    mm_term         en[] = { { .text = MM_S("FTC") },
                             { .text = MM_S("Northern Limit Line") } };
    mm_term         ko[] = { { .text = MM_S("공정위") },
                             { .text = MM_S("북방한계선") } };
    mm_lang_section s[] = { { .lang = MM_S("en"), .terms = en, .n_terms = 2 },
                            { .lang = MM_S("ko"), .terms = ko, .n_terms = 2 } };
    mm_concept c = { .sections = s, .n_sections = 2, .review = MM_APPROVED };
    mm_error   err = { 0 };
    list       l = { .n = 0 };
    int64_t    before;
    pair       p;

    (void)state;
    make_pair(&p, "a.txt");
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .concept = &c }, &err));
    end(store);
    add(&l, &p, 0, "FTC", "공정위", 1);
    add(&l, &p, 1, "Northern Limit Line", "북방한계선", 2);
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(count_proofs(store, 1), 2);
    before = generation(store);
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(generation(store), before);
    assert_int_equal(count_proofs(store, 1), 2);
    free_pair(&p);
    mm_store_close(store);
}

/* Two proposals become one, and two again. */
static void test_merge(void **state)
{
    mm_store *store = open_store(fresh("merge.db"));
    mm_error  err = { 0 };
    list      l = { .n = 0 }, all = { .n = 0 };
    pair      p, q;

    (void)state;
    make_pair(&p, "a.txt");
    make_pair(&q, "b.txt");
    add(&l, &p, 0, "FTC", "공정위", 1);
    add(&l, &p, 0, "Fair Trade Commission", "공정거래위원회", 2);
    run(store, &p, &l);
    assert_int_equal(count(store).concepts, 2);
    begin(store, "align");
    CHECK(mm_store_merge(store, 1, 2, &err));
    assert_int_equal(mm_store_merge(store, 1, 2, &err), MM_ENOTFOUND);
    end(store);
    assert_true(is_gone(store, 1));
    assert_terms(store, 2,
                 "en: Fair Trade Commission; FTC | ko: 공정거래위원회; 공정위",
                 false);
    assert_int_equal(count_proofs(store, 2), 2);
    assert_review(store, 2, MM_PROPOSED);
    add_ftc(&all, &q); /* each pair is known there */
    assert_int_equal(run(store, &q, &all), 0);
    assert_sound(store);
    undo(store);
    undo(store);
    assert_terms(store, 1, "en: FTC | ko: 공정위", false);
    assert_terms(store, 2, "en: Fair Trade Commission | ko: 공정거래위원회",
                 false);
    assert_int_equal(count_proofs(store, 1), 1);
    assert_int_equal(count_proofs(store, 2), 1);
    assert_sound(store);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* What makes no sense is refused, and nothing happens. */
static void test_refused(void **state)
{
    static const mm_struck all[] = { { 1, 0 }, { 1, 1 } }, none = { 1, 2 };
    mm_store              *store = open_store(fresh("refused.db"));
    list                   l = { .n = 0 };
    int64_t                before;
    pair                   p;

    (void)state;
    make_pair(&p, "a.txt");
    add_ftc(&l, &p);
    run(store, &p, &l);
    before = generation(store);
    assert_int_equal(decide_rc(NULL, store, 1, MM_APPROVED, all, 2),
                     MM_EINVALID);
    assert_int_equal(decide_rc(NULL, store, 1, MM_APPROVED, &none, 1),
                     MM_EINVALID);
    assert_int_equal(decide_rc(NULL, store, 1, MM_REJECTED, all, 1),
                     MM_EINVALID);
    assert_int_equal(decide_rc(NULL, store, 7, MM_APPROVED, NULL, 0),
                     MM_ENOTFOUND);
    assert_int_equal(generation(store), before);
    assert_review(store, 1, MM_PROPOSED);
    free_pair(&p);
    mm_store_close(store);
}

/* A pair that a person rejected and later put in by hand is accepted. */
static void test_last_word(void **state)
{
    mm_store *store = open_store(fresh("word.db"));
    mm_term   en = { .text = MM_S("FTC") }, ko = { .text = MM_S("공정위") };
    mm_lang_section s[] = {
        { .lang = MM_S("en"), .terms = &en, .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = &ko, .n_terms = 1 }
    };
    mm_concept c = { .sections = s, .n_sections = 2, .review = MM_APPROVED };
    mm_priors  priors = { 0 };
    mm_error   err = { 0 };
    list       l = { .n = 0 };
    pair       p;

    (void)state;
    make_pair(&p, "a.txt");
    add(&l, &p, 0, "FTC", "공정위", 1);
    run(store, &p, &l);
    decide(store, 1, MM_REJECTED, NULL, 0);
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .concept = &c }, &err));
    end(store);
    CHECK(mm_store_priors(&priors, store, MM_S("en"), MM_S("ko"), &err));
    assert_int_equal(priors.n, 1);
    assert_false(priors.items[0].rejected);
    mm_priors_release(&priors);
    assert_int_equal(run(store, &p, &l), 0);
    assert_int_equal(count(store).concepts, 2);
    free_pair(&p);
    mm_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_concept),
        cmocka_unit_test(test_joins),
        cmocka_unit_test(test_strike),
        cmocka_unit_test(test_parted),
        cmocka_unit_test(test_more_for_approved),
        cmocka_unit_test(test_more_by_edit),
        cmocka_unit_test(test_corrected),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_last_word),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
