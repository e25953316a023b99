/* Aligned documents: again, in a new version, the other way round; candidates
 * and the decisions about them, which no new run takes back. */
#include "files/store/helpers.h"

typedef struct pair {
    mm_document  a, b;
    mm_bead      beads[16];
    mm_alignment alignment;
} pair;

/* Line i of `a` translates line i of `b`. */
static void make_pair(pair *p, const char *name, const char *a, const char *b)
{
    mm_error err = { 0 };

    *p = (pair){ 0 };
    CHECK(mm_document_from_lines(&p->a, MM_S("en"), mm_cstr(a), &err));
    CHECK(mm_document_from_lines(&p->b, MM_S("ko"), mm_cstr(b), &err));
    p->a.name = mm_cstr(name);
    p->b.name = mm_cstr(name);
    assert_int_equal(p->a.n, p->b.n);
    for (size_t i = 0; i < p->a.n; i++)
        p->beads[i] =
            (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 0.9 };
    p->alignment = (mm_alignment){ p->beads, p->a.n, 0.8, 3.0 };
}

static void free_pair(pair *p)
{
    mm_document_release(&p->a);
    mm_document_release(&p->b);
}

static size_t put(mm_store *store, const pair *p)
{
    mm_error err = { 0 };
    size_t   n = 99;

    CHECK(mm_store_put_aligned(&n, store,
                               &(mm_aligned){ .a = &p->a,
                                              .b = &p->b,
                                              .alignment = &p->alignment,
                                              .project = MM_S("news"),
                                              .field = MM_S("defence") },
                               &err));
    return n;
}

/* As a change of its own; new units. */
static size_t align(mm_store *store, const pair *p)
{
    size_t n;

    begin(store, "align");
    n = put(store, p);
    end(store);
    return n;
}

static const char old_a[] = "Lee spoke.\nHe left.\nIt rained.\n";
static const char old_b[] = "이씨가 말했다.\n그는 갔다.\n비가 왔다.\n";
static const char new_a[] = "Lee spoke.\nHe left.\nIt snowed.\nEnd.\n";
static const char new_b[] = "이씨가 말했다.\n그는 갔다.\n눈이 왔다.\n끝.\n";

static void test_again(void **state)
{
    mm_store *store = open_store(fresh("again.db"));
    pair      p, q;
    int64_t   before;
    mm_bead   swapped[3];

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    assert_int_equal(align(store, &p), 3);
    before = generation(store);
    assert_int_equal(align(store, &p), 0);
    assert_int_equal(generation(store), before);
    assert_int_equal(count(store).changes, 1);
    assert_int_equal(count(store).units, 3);
    assert_int_equal(count(store).documents, 2);

    q = p; /* the other way round is the same pair */
    q.a = p.b;
    q.b = p.a;
    memcpy(swapped, p.beads, sizeof swapped);
    q.alignment.beads = swapped;
    assert_int_equal(align(store, &q), 0);
    assert_int_equal(generation(store), before);

    q = p; /* reached by another path it is the same, too */
    q.a.name = MM_S("../x/a.txt");
    q.b.name = MM_S("/tmp/a.txt");
    q.alignment.beads = q.beads;
    assert_int_equal(align(store, &q), 0);
    assert_int_equal(generation(store), before);

    q = p; /* of other names it is another */
    q.a.name = q.b.name = MM_S("b.txt");
    q.alignment.beads = q.beads;
    assert_int_equal(align(store, &q), 3);
    assert_int_equal(count(store).documents, 4);
    free_pair(&p);
    mm_store_close(store);
}

static void test_kept_units(void **state)
{
    mm_store *store = open_store(fresh("kept.db"));
    mm_error  err = { 0 };
    mm_item   item;
    pair      p;

    (void)state;
    make_pair(&p, "a.txt", "One.\nTwo.\nThree.\nFour.\nFive.\n",
              "하나.\n둘.\n셋.\n넷.\n다섯.\n");
    p.beads[0].score = 0.49; /* unsure */
    p.beads[1] = (mm_bead){ .src = { 1, 2 }, .tgt = { 1, 2 }, .score = 0.5 };
    p.beads[2] = (mm_bead){ .src = { 3, 1 }, .tgt = { 3, 0 }, .score = 1 };
    p.beads[3] = (mm_bead){ .src = { 4, 1 }, .tgt = { 3, 2 }, .score = 1 };
    p.alignment.n = 4;
    assert_int_equal(align(store, &p), 2);
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 1, &err));
    assert_string_equal(item.unit->variants[0].text.ptr, "Two. Three.");
    assert_string_equal(item.unit->variants[1].text.ptr, "둘. 셋.");
    assert_string_equal(item.unit->source_lang.ptr, "en");
    assert_string_equal(item.unit->document.ptr, "a.txt");
    assert_string_equal(item.unit->project.ptr, "news");
    assert_true(item.unit->score == 0.5);

    p.beads[3].tgt.n = 3; /* past the end */
    begin(store, "align");
    assert_int_equal(
        mm_store_put_aligned(
            NULL, store,
            &(mm_aligned){ .a = &p.a, .b = &p.b, .alignment = &p.alignment },
            &err),
        MM_EINVALID);
    end(store);
    assert_int_equal(count(store).units, 2);
    free_pair(&p);
    mm_store_close(store);
}

/* A new version: what stands keeps its unit, edited or taken away as it was;
 * what went, goes, but for what a person edited. */
static void test_new_version(void **state)
{
    mm_store  *store = open_store(fresh("version.db"));
    mm_error   err = { 0 };
    mm_variant v[] = { { .lang = MM_S("en"), .text = MM_S("He left.") },
                       { .lang = MM_S("ko"), .text = MM_S("그는 떠났다.") } };
    mm_unit    edited = { .variants = v, .n_variants = 2 };
    mm_item    item;
    pair       p, q;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "a.txt", new_a, new_b);
    align(store, &p);
    begin(store, "edit");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &edited, .row = 2 },
                       &err));
    CHECK(mm_store_remove(store, MM_ROW_UNIT, 1, &err));
    end(store);
    assert_int_equal(align(store, &q), 2);
    assert_int_equal(count(store).documents, 2);
    assert_int_equal(mm_store_get(&item, store, MM_ROW_UNIT, 1, &err),
                     MM_ENOTFOUND); /* was taken away */
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 2, &err));
    assert_string_equal(item.unit->variants[1].text.ptr, "그는 떠났다.");
    assert_int_equal(mm_store_get(&item, store, MM_ROW_UNIT, 3, &err),
                     MM_ENOTFOUND); /* stands no more */
    assert_int_equal(count(store).units, 3);

    /* Back to the old one, after editing what is not in it. */
    begin(store, "edit");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &edited, .row = 4 },
                       &err));
    end(store);
    assert_int_equal(align(store, &p), 1);
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 4, &err)); /* edited */
    assert_int_equal(mm_store_get(&item, store, MM_ROW_UNIT, 5, &err),
                     MM_ENOTFOUND);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* ---- candidates ---- */

static mm_candidate candidate(mm_evidence *e, uint32_t bead, const char *a,
                              const char *b, double confidence)
{
    *e = (mm_evidence){ .clue = "sound",
                        .bead = bead,
                        .a_segment = 0,
                        .b_segment = 0,
                        .a_start = 0,
                        .a_end = 3,
                        .b_start = 0,
                        .b_end = 3,
                        .weight = 2.5 };
    return (mm_candidate){ .a = mm_cstr(a),
                           .b = mm_cstr(b),
                           .kind = MM_KIND_PERSON,
                           .confidence = confidence,
                           .frequency = 1,
                           .evidence = e,
                           .n = 1 };
}

static bool propose(mm_store *store, const mm_candidate *c)
{
    mm_error err = { 0 };
    bool     is_new;

    CHECK(mm_store_propose(&is_new, store, c, MM_S("en"), MM_S("ko"), &err));
    return is_new;
}

/* Aligns and proposes one candidate. */
static bool run(mm_store *store, const pair *p, const char *a, const char *b,
                double confidence)
{
    mm_evidence  e;
    mm_candidate c = candidate(&e, 0, a, b, confidence);
    bool         is_new;

    begin(store, "align");
    put(store, p);
    is_new = propose(store, &c);
    end(store);
    return is_new;
}

static void decide(mm_store *store, mm_id id, mm_review review)
{
    mm_error err = { 0 };

    begin(store, "decide");
    CHECK(mm_store_decide(store, id, review, &err));
    end(store);
}

static void assert_review(mm_store *store, mm_id id, mm_review review)
{
    mm_error err = { 0 };
    mm_item  item;

    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, id, &err));
    assert_int_equal(item.concept->review, review);
}

static void test_propose(void **state)
{
    mm_store  *store = open_store(fresh("propose.db"));
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    mm_error   err = { 0 };
    mm_item    item;
    int64_t    before;
    pair       p, q;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "b.txt", old_a, old_b);
    assert_true(run(store, &p, "Lee", "이", 0.75));
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    assert_int_equal(item.concept->review, MM_PROPOSED);
    assert_int_equal(item.concept->kind, MM_KIND_PERSON);
    assert_true(item.concept->confidence == 0.75);
    assert_string_equal(item.concept->field.ptr, "defence");
    CHECK(mm_proofs_open(&proofs, store, 1, &err));
    assert_int_equal(CHECK(mm_proofs_next(proofs, &proof, &err)), MM_ROW);
    assert_int_equal(proof.unit, 1);
    assert_string_equal(proof.document_a.ptr, "a.txt");
    assert_string_equal(proof.a.ptr, "Lee spoke.");
    assert_string_equal(proof.b.ptr, "이씨가 말했다.");
    assert_string_equal(proof.clue.ptr, "sound");
    assert_int_equal(proof.a_end, 3);
    assert_int_equal(CHECK(mm_proofs_next(proofs, &proof, &err)), MM_OK);
    mm_proofs_close(proofs);

    /* The same run, and the same after another document: nothing changes. */
    before = generation(store);
    assert_false(run(store, &p, "Lee", "이", 0.75));
    assert_int_equal(generation(store), before);
    assert_false(run(store, &q, "LEE", "이", 0.8));
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    assert_true(item.concept->confidence == 0.8);
    assert_int_equal(item.concept->frequency, 2);
    assert_int_equal(count(store).proofs, 2);
    before = generation(store);
    assert_false(run(store, &p, "Lee", "이", 0.75));
    assert_int_equal(generation(store), before);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

static const struct decided {
    const char *name;
    mm_review   review;
    const char *a, *b; /* proposed again as */
} decided[] = {
    { "approved, as it is", MM_APPROVED, "Lee Jong-sup", "이종섭" },
    { "approved, other case", MM_APPROVED, "LEE JONG-SUP", "이종섭" },
    { "approved, other spacing", MM_APPROVED, "Lee Jong sup", "이 종섭" },
    { "rejected, as it is", MM_REJECTED, "Lee Jong-sup", "이종섭" },
    { "rejected, other spacing", MM_REJECTED, "Lee Jongsup", "이 종 섭" },
};

static void test_decided(void **state)
{
    const struct decided *row = *state;
    mm_store             *store = open_store(fresh("decided.db"));
    mm_error              err = { 0 };
    mm_priors             priors = { 0 };
    pair                  p, q;

    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "a.txt", new_a, new_b);
    assert_true(run(store, &p, "Lee Jong-sup", "이종섭", 0.75));
    decide(store, 1, row->review);
    assert_false(run(store, &p, row->a, row->b, 0.99));
    assert_false(run(store, &q, row->a, row->b, 0.99)); /* a new version */
    assert_review(store, 1, row->review);
    assert_int_equal(count(store).concepts, 1);
    assert_int_equal(count(store).proofs, row->review == MM_APPROVED);
    CHECK(mm_store_priors(&priors, store, MM_S("ko"), MM_S("en"), &err));
    assert_int_equal(priors.n, 1);
    assert_string_equal(priors.items[0].a.ptr, "이종섭");
    assert_int_equal(priors.items[0].rejected, row->review == MM_REJECTED);
    mm_priors_release(&priors);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* Approved after it was corrected: the wrong form is not proposed again, here
 * or in another document, whichever language comes first. */
static void test_corrected(void **state)
{
    mm_store *store = open_store(fresh("corrected.db"));
    mm_term   t[] = { { .text = MM_S("Lee") }, { .text = MM_S("이씨") } };
    mm_lang_section s[] = {
        { .lang = MM_S("en"), .terms = &t[0], .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = &t[1], .n_terms = 1 }
    };
    mm_concept   c = { .sections = s, .n_sections = 2, .review = MM_APPROVED };
    mm_error     err = { 0 };
    mm_evidence  e;
    mm_candidate turned;
    bool         is_new;
    pair         p, q, other;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "a.txt", new_a, new_b);
    make_pair(&other, "b.txt", old_a, old_b);
    run(store, &p, "Lee", "이", 0.75);
    begin(store, "edit");
    CHECK(
        mm_store_put(NULL, store, &(mm_item){ .concept = &c, .row = 1 }, &err));
    end(store);
    assert_false(run(store, &p, "Lee", "이", 0.75));
    assert_false(run(store, &q, "LEE", "이", 0.75));
    assert_false(run(store, &other, "Lee", "이", 0.75));
    begin(store, "align");
    put(store, &q);
    turned = candidate(&e, 0, "이", "lee", 0.75);
    CHECK(mm_store_propose(&is_new, store, &turned, MM_S("ko"), MM_S("en"),
                           &err));
    end(store);
    assert_false(is_new);
    assert_int_equal(count(store).concepts, 1);
    assert_true(run(store, &other, "Lee", "리", 0.75));
    free_pair(&p);
    free_pair(&q);
    free_pair(&other);
    mm_store_close(store);
}

/* A proposal that the new version does not bear out goes; a decision stays. */
static void test_orphans(void **state)
{
    mm_store    *store = open_store(fresh("orphans.db"));
    mm_evidence  e[2];
    mm_candidate c[2];
    mm_error     err = { 0 };
    mm_item      item;
    pair         p, q;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "a.txt", new_a, new_b);
    c[0] = candidate(&e[0], 2, "rain", "비", 0.9);
    c[1] = candidate(&e[1], 0, "Lee", "이", 0.9);
    begin(store, "align");
    put(store, &p);
    assert_true(propose(store, &c[0]));
    assert_true(propose(store, &c[1]));
    end(store);
    assert_false(run(store, &q, "Lee", "이", 0.9));
    assert_int_equal(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err),
                     MM_ENOTFOUND);
    assert_review(store, 2, MM_PROPOSED);
    decide(store, 2, MM_APPROVED);
    align(store, &p); /* and nothing is proposed */
    assert_review(store, 2, MM_APPROVED);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

/* Beads count over all pairs of a change; of one that is swapped the evidence
 * is swapped too. */
static void test_many_pairs(void **state)
{
    mm_store    *store = open_store(fresh("many.db"));
    mm_proofs   *proofs = NULL;
    mm_proof     proof;
    mm_evidence  e;
    mm_candidate c;
    mm_error     err = { 0 };
    pair         p, q, swapped;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    make_pair(&q, "b.txt", new_a, new_b);
    align(store, &q);
    swapped = q;
    swapped.a = q.b;
    swapped.b = q.a;
    swapped.alignment.beads = swapped.beads;
    c = candidate(&e, 3 + 2, "눈", "snow", 0.9); /* third bead of the second */
    e.a_segment = e.b_segment = 2;
    e.b_start = 3;
    e.b_end = 9;
    begin(store, "align");
    assert_int_equal(put(store, &p), 3);
    assert_int_equal(put(store, &swapped), 0);
    CHECK(mm_store_propose(NULL, store, &c, MM_S("ko"), MM_S("en"), &err));
    e.bead = 7;
    c.a = MM_S("x");
    assert_int_equal(
        mm_store_propose(NULL, store, &c, MM_S("ko"), MM_S("en"), &err),
        MM_EINVALID); /* no such bead */
    end(store);
    CHECK(mm_proofs_open(&proofs, store, 1, &err));
    assert_int_equal(CHECK(mm_proofs_next(proofs, &proof, &err)), MM_ROW);
    assert_string_equal(proof.a.ptr, "It snowed.");
    assert_int_equal(proof.a_start, 3);
    assert_int_equal(proof.b_start, 0);
    assert_string_equal(proof.document_a.ptr, "b.txt");
    mm_proofs_close(proofs);
    free_pair(&p);
    free_pair(&q);
    mm_store_close(store);
}

static void test_remove_document(void **state)
{
    mm_store *store = open_store(fresh("remove.db"));
    mm_error  err = { 0 };
    pair      p;

    (void)state;
    make_pair(&p, "a.txt", old_a, old_b);
    run(store, &p, "Lee", "이", 0.75);
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_DOCUMENT, 1, &err));
    assert_int_equal(mm_store_remove(store, MM_ROW_DOCUMENT, 1, &err),
                     MM_ENOTFOUND);
    end(store);
    assert_int_equal(count(store).units, 0);
    assert_int_equal(count(store).concepts, 0);
    assert_int_equal(count(store).documents, 1);
    free_pair(&p);
    mm_store_close(store);
}

int main(void)
{
    enum { ROWS = sizeof decided / sizeof *decided };
    const struct CMUnitTest plain[] = {
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_kept_units),
        cmocka_unit_test(test_new_version),
        cmocka_unit_test(test_propose),
        cmocka_unit_test(test_corrected),
        cmocka_unit_test(test_orphans),
        cmocka_unit_test(test_many_pairs),
        cmocka_unit_test(test_remove_document),
    };
    enum { PLAIN = sizeof plain / sizeof *plain };
    struct CMUnitTest tests[PLAIN + ROWS];

    memcpy(tests, plain, sizeof plain);
    for (size_t i = 0; i < ROWS; i++)
        tests[PLAIN + i] = (struct CMUnitTest){
            .name = decided[i].name,
            .test_func = test_decided,
            .initial_state = (void *)&decided[i],
        };
    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
