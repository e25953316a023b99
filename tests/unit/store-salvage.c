/* What can be read of a damaged memory is saved, as it was; what is lost is
 * told; the original is not touched. */
#include "base/map.h"
#include "files/formats/generate.h"
#include "files/store/helpers.h"

enum { ITEMS = 1500, LINES = 400, MOST = ITEMS + LINES, PAGE = 4096 };

static char bad[310], good[320];

/* Two documents of LINES lines, aligned, with a candidate on every eighth. */
static void align(mm_store *store)
{
    mm_document  a, b;
    mm_bead      beads[LINES];
    mm_alignment alignment = { beads, LINES, 1, 1 };
    mm_buf       text = { 0 };
    mm_error     err = { 0 };

    for (int i = 0; i < LINES; i++) {
        mm_buf_printf(&text, "sentence number %d of some length\n", i);
        beads[i] = (mm_bead){ .src = { (size_t)i, 1 },
                              .tgt = { (size_t)i, 1 },
                              .score = 1 };
    }
    CHECK(mm_document_from_lines(&a, MM_S("en"), mm_buf_str(&text), &err));
    CHECK(mm_document_from_lines(&b, MM_S("ko"), mm_buf_str(&text), &err));
    a.name = b.name = MM_S("a.txt");
    begin(store, "align");
    CHECK(mm_store_put_aligned(
        NULL, store, &(mm_aligned){ .a = &a, .b = &b, .alignment = &alignment },
        &err));
    for (uint32_t i = 0; i < LINES; i += 8) {
        mm_evidence  e = { .clue = "sound",
                           .bead = i,
                           .a_segment = i,
                           .b_segment = i,
                           .a_end = 8,
                           .b_end = 8 };
        mm_candidate c = { .evidence = &e, .n = 1 };
        char         form[30];

        snprintf(form, sizeof form, "candidate %u", (unsigned)i);
        c.a = c.b = mm_cstr(form);
        CHECK(mm_store_propose(NULL, store, &c, MM_S("en"), MM_S("ko"), &err));
    }
    end(store);
    mm_document_release(&a);
    mm_document_release(&b);
    mm_buf_release(&text);
}

/* A memory of some hundred pages, closed, at `bad`. */
static void make_memory(void)
{
    generator  g = { .state = 88172645463325252u };
    mm_writer *out = NULL;
    mm_error   err = { 0 };
    mm_store  *store;

    snprintf(bad, sizeof bad, "%s", fresh("bad.db"));
    snprintf(good, sizeof good, "%s.good", bad);
    store = open_store(bad);
    CHECK(mm_store_write(&out, store, &(mm_import){ .what = MM_S("x") }, &err));
    for (size_t i = 0; i < ITEMS; i++) {
        mm_unit    u = made_unit(&g, i);
        mm_concept c = made_concept(&g, i);

        c.review = MM_APPROVED;
        CHECK(mm_writer_put(out, &(mm_item){ .unit = &u }, &err));
        CHECK(mm_writer_put(out, &(mm_item){ .concept = &c }, &err));
        mm_arena_clear(&g.mem);
    }
    CHECK(mm_writer_close(out, 0, &err));
    begin(store, "remove");
    for (mm_id id = 3; id < ITEMS; id += 50)
        CHECK(mm_store_remove(store, MM_ROW_UNIT, id, &err));
    end(store);
    align(store);
    mm_store_close(store);
    mm_arena_release(&g.mem);
}

/* Texts of all items by kind and id, "" where there is none. */
typedef struct memory {
    mm_buf items[2][MOST + 1];
    size_t n[2];
} memory;

static void load(memory *m, const char *path)
{
    mm_store  *store = NULL;
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;

    memset(m, 0, sizeof *m);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_store_read(&in, store, &(mm_selection){ .review = 7 }, &err));
    while (CHECK(mm_reader_next(in, &item, &err)) == MM_ROW) {
        int kind = item.concept != NULL;

        assert_in_range(item.row, 1, MOST);
        say_item(&m->items[kind][item.row], &item);
        m->n[kind]++;
    }
    mm_reader_close(in);
    mm_store_close(store);
}

static void unload(memory *m)
{
    for (int kind = 0; kind < 2; kind++)
        for (size_t i = 0; i <= MOST; i++)
            mm_buf_release(&m->items[kind][i]);
}

/* Salvages `bad`; how many items are not as they were, or gone. */
static size_t lost(const memory *was, mm_buf *report)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    memory   *is = malloc(sizeof *is);
    mm_buf    before = bytes_of(bad), after, faults = { 0 };
    size_t    n = 0;

    unlink(good);
    if (mm_store_salvage(report, bad, good, &err) < 0)
        fail_msg("%s:\n%s", err.text, report->ptr ? report->ptr : "");
    after = bytes_of(bad);
    assert_true(mm_str_eq(mm_buf_str(&before), mm_buf_str(&after)));
    load(is, good);
    for (int kind = 0; kind < 2; kind++) {
        for (size_t i = 1; i <= MOST; i++) {
            mm_str x = mm_buf_str(&was->items[kind][i]);
            mm_str y = mm_buf_str(&is->items[kind][i]);

            n += !mm_str_eq(x, y);
            if (x.len == 0) /* removed before: does not come back */
                assert_int_equal(y.len, 0);
        }
    }
    CHECK(mm_store_open(&store, good, MM_WRITE, &err));
    if (mm_store_check(&faults, store, &err) < 0)
        fail_msg("%s", faults.ptr);
    mm_store_close(store);
    unload(is);
    free(is);
    mm_buf_release(&before);
    mm_buf_release(&after);
    mm_buf_release(&faults);
    return n;
}

static void test_sound(void **state)
{
    memory *was = malloc(sizeof *was);
    mm_buf  report = { 0 };

    (void)state;
    make_memory();
    load(was, bad);
    assert_int_equal(lost(was, &report), 0);
    assert_int_equal(report.len, 0);
    unload(was);
    free(was);
}

/* Every `step`-th page in turn is overwritten. */
static void damage_pages(char with, size_t step, size_t most)
{
    memory *was = malloc(sizeof *was);
    mm_buf  file, report = { 0 };
    size_t  pages, n_lost = 0, n = 0;

    make_memory();
    load(was, bad);
    file = bytes_of(bad);
    pages = file.len / PAGE;
    assert_true(pages > 300);
    for (size_t page = 0; page < pages; page += step, n++) {
        mm_buf hurt = bytes_of(bad);
        size_t l;

        memset(hurt.ptr + page * PAGE, with, PAGE);
        put_bytes(bad, mm_buf_str(&hurt));
        mm_buf_clear(&report);
        l = lost(was, &report);
        if (l > most)
            fail_msg("page %zu: %zu items lost: %s", page, l, report.ptr);
        if (l)
            assert_true(report.len > 0);
        n_lost += l;
        put_bytes(bad, mm_buf_str(&file));
        mm_buf_release(&hurt);
    }
    if (n_lost == 0 || n_lost > n * 34)
        fail_msg("%zu pages, %zu items lost", n, n_lost);
    mm_buf_release(&file);
    mm_buf_release(&report);
    unload(was);
    free(was);
}

static void test_zeros(void **state)
{
    (void)state;
    damage_pages(0, 67, 120);
}

static void test_garbage(void **state)
{
    (void)state;
    damage_pages((char)0xA5, 83, 120);
}

static void test_cut(void **state)
{
    memory *was = malloc(sizeof *was);
    mm_buf  file, report = { 0 };

    (void)state;
    make_memory();
    load(was, bad);
    file = bytes_of(bad);
    put_bytes(bad, (mm_str){ file.ptr, file.len * 2 / 3 });
    assert_in_range(lost(was, &report), 1, MOST * 3 / 2);
    assert_non_null(strstr(report.ptr, "lost"));
    mm_buf_release(&file);
    mm_buf_release(&report);
    unload(was);
    free(was);
}

/* What is live in the WAL alone is saved too. */
static void test_wal(void **state)
{
    mm_error  err = { 0 };
    mm_buf    report = { 0 }, file, wal;
    char      path[340];
    mm_store *store;
    mm_item   item;

    (void)state;
    make_memory();
    store = open_store(bad);
    add_unit(store, "in the log", "기록에");
    file = bytes_of(bad);
    snprintf(path, sizeof path, "%s-wal", bad);
    wal = bytes_of(path);
    mm_store_close(store);
    put_bytes(bad, mm_buf_str(&file));
    put_bytes(path, mm_buf_str(&wal));
    CHECK(mm_store_salvage(&report, bad, good, &err));
    store = open_store(good);
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, MOST + 1, &err));
    assert_string_equal(item.unit->variants[0].text.ptr, "in the log");
    mm_store_close(store);
    mm_buf_release(&file);
    mm_buf_release(&wal);
    mm_buf_release(&report);
}

static void test_refused(void **state)
{
    mm_error err = { 0 };
    mm_buf   report = { 0 };

    (void)state;
    make_memory();
    assert_int_equal(mm_store_salvage(&report, bad, bad, &err), MM_EINVALID);
    assert_int_equal(mm_store_salvage(&report, good, good, &err), MM_ENOTFOUND);
    put_bytes(bad, MM_S("The quick brown fox\n"));
    assert_int_equal(mm_store_salvage(&report, bad, good, &err), MM_EIO);
    assert_int_not_equal(access(good, F_OK), 0);
    for (int i = 0; i < 12; i++) {
        mm_buf text = bytes_of(bad), twice = { 0 };

        mm_buf_put(&twice, mm_buf_str(&text));
        mm_buf_put(&twice, mm_buf_str(&text));
        put_bytes(bad, mm_buf_str(&twice));
        mm_buf_release(&text);
        mm_buf_release(&twice);
    }
    assert_int_equal(mm_store_salvage(&report, bad, good, &err), MM_EFORMAT);
    assert_int_not_equal(access(good, F_OK), 0);
    mm_buf_release(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),   cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_garbage), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_wal),     cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
