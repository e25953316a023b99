/* Whatever a unit or concept holds comes back as it was put. */
#include "files/formats/generate.h"
#include "files/store/helpers.h"

enum { COUNT = 2000 };

static uint64_t seed(void)
{
    return 88172645463325252u;
}

static void make(generator *g, size_t i, mm_item *item, mm_unit *u,
                 mm_concept *c)
{
    mm_arena_clear(&g->mem);
    *item = (mm_item){ 0 };
    if (i % 2) {
        *u = made_unit(g, i);
        item->unit = u;
    } else {
        *c = made_concept(g, i);
        item->concept = c;
    }
}

/* Asserts that the memory gives the made items: units first, all by id. */
static void assert_made(mm_store *store)
{
    generator  g = { .state = seed() };
    mm_buf     want[COUNT] = { 0 }, got = { 0 };
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_unit    u;
    mm_concept c;
    mm_item    item;

    for (size_t i = 0; i < COUNT; i++) {
        make(&g, i, &item, &u, &c);
        say_item(&want[i], &item);
    }
    CHECK(mm_store_read(&in, store, &(mm_selection){ .review = 7 }, &err));
    for (size_t half = 0; half < 2; half++) {
        for (size_t i = 1 - half; i < COUNT; i += 2) {
            assert_int_equal(CHECK(mm_reader_next(in, &item, &err)), MM_ROW);
            assert_int_equal(item.row, (int64_t)(i / 2 + 1));
            mm_buf_clear(&got);
            say_item(&got, &item);
            assert_string_equal(got.ptr, want[i].ptr);
            assert_int_equal(got.len, want[i].len);
        }
    }
    assert_int_equal(CHECK(mm_reader_next(in, &item, &err)), MM_OK);
    assert_int_equal(CHECK(mm_reader_next(in, &item, &err)), MM_OK);
    mm_reader_close(in);
    for (size_t i = 0; i < COUNT; i++)
        mm_buf_release(&want[i]);
    mm_buf_release(&got);
    mm_arena_release(&g.mem);
}

static void test_import(void **state)
{
    mm_store  *store = open_store(fresh("import.db"));
    generator  g = { .state = seed() };
    mm_writer *out = NULL;
    mm_error   err = { 0 };
    mm_unit    u;
    mm_concept c;
    mm_item    item;

    (void)state;
    CHECK(mm_store_write(&out, store, &(mm_import){ .what = MM_S("x") }, &err));
    for (size_t i = 0; i < COUNT; i++) {
        make(&g, i, &item, &u, &c);
        item.row = 77; /* of another memory: no matter here */
        CHECK(mm_writer_put(out, &item, &err));
    }
    CHECK(mm_writer_close(out, 0, &err));
    mm_arena_release(&g.mem);
    assert_made(store);
    mm_store_close(store);
}

static void test_put(void **state)
{
    const char *path = fresh("put.db");
    mm_store   *store = open_store(path);
    generator   g = { .state = seed() };
    mm_error    err = { 0 };
    mm_unit     u;
    mm_concept  c;
    mm_item     item;
    mm_id       id;

    (void)state;
    /* First all as something else, then each replaced by what it is. */
    begin(store, "add");
    for (size_t i = 0; i < COUNT; i++) {
        make(&g, COUNT - i, &item, &u, &c);
        if (i % 2 == (item.unit != NULL)) {
            CHECK(mm_store_put(&id, store, &item, &err));
            assert_int_equal(id, (int64_t)(i / 2 + 1));
        }
    }
    end(store);
    g.state = seed();
    begin(store, "edit");
    for (size_t i = 0; i < COUNT; i++) {
        make(&g, i, &item, &u, &c);
        item.row = (int64_t)(i / 2 + 1);
        CHECK(mm_store_put(&id, store, &item, &err));
        assert_int_equal(id, item.row);
    }
    end(store);
    mm_arena_release(&g.mem);
    assert_made(store);
    mm_store_close(store);
    store = NULL;
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    assert_made(store);
    mm_store_close(store);
}

/* Every byte is kept: NUL, what is not UTF-8, 1 MB. */
static void test_bytes(void **state)
{
    mm_store  *store = open_store(fresh("bytes.db"));
    char      *big = malloc(1 << 20);
    mm_variant v[] = { { .lang = MM_S("en"),
                         .text = { "a\0b\xff\xed\xa0", 6 } },
                       { .lang = MM_S("ko"), .text = { big, 1 << 20 } } };
    mm_unit    unit = { .variants = v, .n_variants = 2 };
    mm_error   err = { 0 };
    mm_item    got;
    mm_id      id;

    (void)state;
    memset(big, 'x', 1 << 20);
    begin(store, "add");
    CHECK(mm_store_put(&id, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    CHECK(mm_store_get(&got, store, MM_ROW_UNIT, id, &err));
    assert_true(mm_str_eq(got.unit->variants[0].text, v[0].text));
    assert_true(mm_str_eq(got.unit->variants[1].text, v[1].text));
    free(big);
    mm_store_close(store);
}

static void test_refused(void **state)
{
    mm_store       *store = open_store(fresh("refused.db"));
    mm_unit         unit = { 0 };
    mm_lang_section section = { .lang = MM_S("en") };
    mm_concept concept = { .sections = &section, .n_sections = 1 };
    mm_variant v = { .lang = MM_S("en"), .text = MM_S("x") };
    mm_unit    good = { .variants = &v, .n_variants = 1 };
    mm_error   err = { 0 };
    mm_item    item;

    (void)state;
    assert_int_equal(
        mm_store_put(NULL, store, &(mm_item){ .unit = &good }, &err),
        MM_EINVALID); /* no change begun */
    begin(store, "add");
    assert_int_equal(
        mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err),
        MM_EINVALID);
    assert_int_equal(
        mm_store_put(NULL, store, &(mm_item){ .concept = &concept }, &err),
        MM_EINVALID);
    assert_int_equal(mm_store_put(NULL, store, &(mm_item){ 0 }, &err),
                     MM_EINVALID);
    assert_int_equal(
        mm_store_put(NULL, store, &(mm_item){ .unit = &good, .row = 9 }, &err),
        MM_ENOTFOUND);
    assert_int_equal(mm_store_begin(store, &(mm_change){ .kind = "x" }, &err),
                     MM_EINVALID);
    end(store); /* altered nothing */
    assert_int_equal(count(store).changes, 0);
    assert_int_equal(generation(store), 0);
    assert_int_equal(mm_store_get(&item, store, MM_ROW_UNIT, 1, &err),
                     MM_ENOTFOUND);
    assert_int_equal(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err),
                     MM_ENOTFOUND);
    mm_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_import),
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
