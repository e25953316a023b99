/* History and undo: what a memory held before a change is what it holds after
 * the change was undone, whatever the change was. */
#include "files/formats/generate.h"
#include "files/store/helpers.h"

static mm_id undo(mm_store *store, mm_id change)
{
    mm_error err = { 0 };
    mm_id    number = 0;

    CHECK(mm_history_undo(&number, store, change, MM_S("me"), &err));
    return number;
}

static void assert_holds(mm_store *store, const mm_buf *want)
{
    mm_buf   got = { 0 }, report = { 0 };
    mm_error err = { 0 };

    say_store(&got, store);
    assert_int_equal(got.len, want->len);
    assert_memory_equal(got.ptr ? got.ptr : "", want->ptr ? want->ptr : "",
                        want->len);
    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s", report.ptr ? report.ptr : err.text);
    mm_buf_release(&got);
    mm_buf_release(&report);
}

/* A pair of documents made up of a few sentences. */
static void align_some(mm_store *store, generator *g)
{
    char         a[200] = "", b[200] = "", name[8];
    mm_document  da, db;
    mm_bead      beads[8];
    mm_alignment alignment = { beads, 0, 1, 1 };
    mm_error     err = { 0 };
    mm_evidence  e = { .clue = "sound" };
    mm_candidate c = { .kind = MM_KIND_TERM,
                       .confidence = 0.7,
                       .frequency = 1,
                       .evidence = &e,
                       .n = 1 };
    char         form_a[8], form_b[8];

    for (uint32_t i = 0, n = 1 + pick(g, 5); i < n; i++) {
        snprintf(a + strlen(a), 20, "s%u.\n", (unsigned)pick(g, 6));
        snprintf(b + strlen(b), 20, "t%u.\n", (unsigned)pick(g, 2));
    }
    CHECK(mm_document_from_lines(&da, MM_S("en"), mm_cstr(a), &err));
    CHECK(mm_document_from_lines(&db, MM_S("ko"), mm_cstr(b), &err));
    snprintf(name, sizeof name, "d%u", (unsigned)pick(g, 3));
    da.name = mm_cstr(name);
    db.name = mm_cstr(name);
    alignment.n = da.n;
    for (size_t i = 0; i < da.n; i++)
        beads[i] = (mm_bead){ .src = { i, 1 }, .tgt = { i, 1 }, .score = 1 };
    CHECK(mm_store_put_aligned(
        NULL, store,
        &(mm_aligned){
            &da, &db, &alignment, 0.5, { "", 0 }, { "", 0 }, { "", 0 } },
        &err));
    for (int i = 0; i < 3; i++) {
        snprintf(form_a, sizeof form_a, "a%u", (unsigned)pick(g, 4));
        snprintf(form_b, sizeof form_b, "b%u", (unsigned)pick(g, 2));
        c.a = mm_cstr(form_a);
        c.b = mm_cstr(form_b);
        e.weight = pick(g, 3);
        e.bead = pick(g, (uint32_t)da.n);
        e.a_segment = e.b_segment = e.bead;
        CHECK(mm_store_propose(NULL, store, &c, MM_S("en"), MM_S("ko"), &err));
    }
    mm_document_release(&da);
    mm_document_release(&db);
}

/* Something done to a row that may not be there. */
static void do_something(mm_store *store, generator *g)
{
    mm_error   err = { 0 };
    mm_id      id = 1 + pick(g, 30);
    mm_unit    u;
    mm_concept c;
    mm_item    item = { .row = pick(g, 2) ? id : 0 };
    int        rc = 0;

    switch (pick(g, 8)) {
    case 0:
    case 1:
        u = made_unit(g, (size_t)id);
        item.unit = &u;
        rc = mm_store_put(NULL, store, &item, &err);
        break;
    case 2:
    case 3:
        c = made_concept(g, (size_t)id);
        item.concept = &c;
        rc = mm_store_put(NULL, store, &item, &err);
        break;
    case 4:
        rc = mm_store_remove(store, (mm_row_kind)pick(g, 3), id, &err);
        break;
    case 5:
        rc = mm_store_decide(store, id, (mm_review)pick(g, 3), &err);
        break;
    default:
        align_some(store, g);
    }
    if (rc < 0 && rc != MM_ENOTFOUND)
        fail_msg("%s", err.text);
    mm_arena_clear(&g->mem);
}

enum { CHANGES = 70 };

/* Random changes, all undone one after the other, all undone again. */
static void test_random(void **state)
{
    generator g = { .state = 88172645463325252u };
    mm_store *store = open_store(fresh("random.db"));
    mm_buf    states[CHANGES + 1] = { 0 };
    mm_id     numbers[CHANGES], undos[CHANGES];
    mm_error  err = { 0 };
    size_t    n = 0;

    (void)state;
    while (n < CHANGES) {
        int64_t before = generation(store);

        begin(store, "edit");
        numbers[n] = mm_store_change(store);
        for (uint32_t i = 1 + pick(&g, 4); i-- > 0;)
            do_something(store, &g);
        end(store);
        if (generation(store) == before)
            continue; /* altered nothing */
        say_store(&states[++n], store);
    }
    for (size_t i = n; i-- > 0;) {
        undos[i] = undo(store, i % 2 ? 0 : numbers[i]);
        assert_holds(store, &states[i]);
    }
    assert_int_equal(mm_history_undo(NULL, store, 0, MM_S("me"), &err),
                     MM_ENOTFOUND);
    for (size_t i = 0; i < n; i++) {
        mm_id again = undo(store, undos[i]);

        assert_holds(store, &states[i + 1]);
        if (i % 5 == 0) { /* and to and fro once more */
            again = undo(store, again);
            assert_holds(store, &states[i]);
            undo(store, again);
            assert_holds(store, &states[i + 1]);
        }
    }
    for (size_t i = n; i-- > n / 2;) {
        undo(store, numbers[i]);
        assert_holds(store, &states[i]);
    }
    for (size_t i = 0; i <= n; i++)
        mm_buf_release(&states[i]);
    mm_arena_release(&g.mem);
    mm_store_close(store);
}

/* A change in the middle is undone alone, or refused with the reason. */
static void test_middle(void **state)
{
    mm_store *store = open_store(fresh("middle.db"));
    mm_error  err = { 0 };
    mm_item   item;
    mm_id     first = add_unit(store, "one", "하나");
    mm_id     second = add_unit(store, "two", "둘");

    (void)state;
    begin(store, "remove"); /* 3 */
    CHECK(mm_store_remove(store, MM_ROW_UNIT, second, &err));
    end(store);
    assert_int_equal(mm_history_undo(NULL, store, 2, MM_S("me"), &err),
                     MM_EINVALID);
    assert_non_null(strstr(err.text, "change 3"));
    undo(store, 1); /* 4 */
    assert_int_equal(mm_store_get(&item, store, MM_ROW_UNIT, first, &err),
                     MM_ENOTFOUND);
    assert_int_equal(mm_history_undo(NULL, store, 1, MM_S("me"), &err),
                     MM_EINVALID);
    assert_non_null(strstr(err.text, "undone already"));
    assert_int_equal(mm_history_undo(NULL, store, 99, MM_S("me"), &err),
                     MM_ENOTFOUND);
    assert_int_equal(undo(store, 0), 5); /* the removal, not the undo */
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, second, &err));
    undo(store, 2); /* now nothing stands in its way */
    assert_int_equal(count(store).units, 0);
    mm_store_close(store);
}

static void test_history(void **state)
{
    mm_store *store = open_store(fresh("history.db"));
    mm_pasts *pasts = NULL;
    mm_past   past;
    mm_error  err = { 0 };
    mm_id id = add_concept(store, "sea\nborder", "해상 경계", MM_PROPOSED);

    (void)state;
    CHECK(mm_store_begin(store,
                         &(mm_change){ .kind = "decide",
                                       .who = MM_S("Kim"),
                                       .what = MM_S("concept 1"),
                                       .when = MM_S("2026-01-02T03:04:05Z") },
                         &err));
    CHECK(mm_store_decide(store, id, MM_APPROVED, &err));
    end(store);
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_CONCEPT, id, &err));
    end(store);
    undo(store, 3);

    CHECK(mm_history_open(&pasts, store, &err));
    for (mm_id number = 4; number > 0; number--) {
        assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_ROW);
        assert_int_equal(past.change, number);
        assert_int_equal(past.rows, 1);
        assert_int_equal(past.undone_by, number == 3 ? 4 : 0);
        if (number == 2) {
            assert_int_equal(past.who.len, 3);
            assert_memory_equal(past.who.ptr, "Kim", 3);
            assert_memory_equal(past.when.ptr, "2026-01-02T03:04:05Z", 20);
            assert_memory_equal(past.what.ptr, "concept 1", 9);
        }
    }
    assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_OK);
    mm_pasts_close(pasts);

    static const char *const lines[] = {
        "",
        "en: sea border | ko: 해상 경계 [proposed]",
        "en: sea border | ko: 해상 경계 [approved]",
        "",
        "en: sea border | ko: 해상 경계 [approved]",
    };

    CHECK(mm_history_of(&pasts, store, MM_ROW_CONCEPT, id, &err));
    for (mm_id number = 4; number > 0; number--) {
        assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_ROW);
        assert_int_equal(past.change, number);
        assert_string_equal(past.before.ptr, lines[number - 1]);
        assert_string_equal(past.after.ptr, lines[number]);
        assert_int_equal(past.row, id);
        assert_int_equal(past.row_kind, MM_ROW_CONCEPT);
    }
    mm_pasts_close(pasts);
    assert_int_equal(mm_history_of(&pasts, store, MM_ROW_UNIT, 1, &err),
                     MM_ENOTFOUND);

    CHECK(mm_history_rows(&pasts, store, 1, &err));
    assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_ROW);
    assert_string_equal(past.before.ptr, "");
    assert_string_equal(past.after.ptr, lines[1]);
    assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_OK);
    mm_pasts_close(pasts);
    assert_int_equal(mm_history_rows(&pasts, store, 5, &err), MM_ENOTFOUND);
    mm_store_close(store);
}

/* For a derived index: what changed since, restored rows among them. */
static void test_changed(void **state)
{
    mm_store *store = open_store(fresh("changed.db"));
    mm_error  err = { 0 };
    mm_id     a = add_unit(store, "one", "하나");
    mm_id     b = add_unit(store, "two", "둘"), ids[4];
    int64_t   since = generation(store);

    (void)state;
    assert_int_equal(mm_store_changed(ids, 4, store, MM_ROW_UNIT, since, &err),
                     0);
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_UNIT, b, &err));
    end(store);
    assert_int_equal(mm_store_changed(ids, 4, store, MM_ROW_UNIT, since, &err),
                     1);
    assert_int_equal(ids[0], b);
    since = generation(store);
    undo(store, 0);
    assert_int_equal(mm_store_changed(ids, 4, store, MM_ROW_UNIT, since, &err),
                     1);
    assert_int_equal(ids[0], b);
    undo(store, 1);
    assert_int_equal(mm_store_changed(ids, 4, store, MM_ROW_UNIT, since, &err),
                     2);
    assert_int_equal(ids[0], a);
    assert_int_equal(mm_store_changed(ids, 1, store, MM_ROW_UNIT, since, &err),
                     2);
    assert_int_equal(mm_store_changed(ids, 4, store, MM_ROW_CONCEPT, 0, &err),
                     0);
    mm_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_middle),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_changed),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
