/* Which rows a selection gives, and that a reader sees one moment. */
#include "files/store/helpers.h"

#include <pthread.h>
#include <stdatomic.h>

/* Units and concepts put one change each, in this order. */
static const struct given {
    bool concept;
    const char *name, *project, *client, *field, *status;
    const char *created, *changed, *created_by, *changed_by;
    mm_review   review;
} given[] = {
    { false, "u1", "p1", "c1", "Law", "final", "2024-01-01T00:00:00Z", "",
      "Kim", "", 0 },
    { false, "u2", "p1", "c2", "law", "draft", "2024-01-01T00:00:00Z",
      "2025-06-01T10:00:00Z", "lee", "KIM", 0 },
    { false, "u3", "p2", "", "", "", "", "", "", "", 0 },
    { true, "c1", "p1", "c1", "LAW", "preferred", "2024-05-01T00:00:00Z", "",
      "박", "", MM_APPROVED },
    { true, "c2", "p2", "", "", "", "", "", "", "", MM_REJECTED },
    { true, "c3", "p2", "", "", "forbidden", "", "", "", "", MM_PROPOSED },
};
enum { GIVEN = sizeof given / sizeof *given };

static const char *said(const char *text)
{
    return text ? text : "";
}

static void put_given(mm_store *store, const struct given *g)
{
    mm_stamp        stamp = { mm_cstr(said(g->created_by)),
                              mm_cstr(said(g->changed_by)), mm_cstr(said(g->created)),
                              mm_cstr(said(g->changed)) };
    mm_variant      v = { .lang = MM_S("en"), .text = mm_cstr(g->name) };
    mm_term         t = { .text = mm_cstr(g->name) };
    mm_lang_section s = { .lang = MM_S("en"), .terms = &t, .n_terms = 1 };
    mm_unit         u = { .variants = &v,
                          .n_variants = 1,
                          .stamp = stamp,
                          .project = mm_cstr(g->project),
                          .client = mm_cstr(g->client),
                          .field = mm_cstr(g->field),
                          .status = mm_cstr(g->status),
                          .document = mm_cstr(g->client) };
    mm_concept      c = { .sections = &s,
                          .n_sections = 1,
                          .stamp = stamp,
                          .project = u.project,
                          .client = u.client,
                          .field = u.field,
                          .review = g->review };
    mm_error        err = { 0 };

    mm_term_status_parse(&t.status, u.status);
    CHECK(mm_store_begin(
        store,
        &(mm_change){ .kind = "add", .when = MM_S("2026-03-04T05:06:07Z") },
        &err));
    CHECK(mm_store_put(NULL, store,
                       g->concept ? &(mm_item){ .concept = &c }
                                  : &(mm_item){ .unit = &u },
                       &err));
    end(store);
}

static const struct row {
    const char  *name, *want;
    mm_selection s;
} rows[] = {
    { "all", "u1 u2 u3 c1 c3 ", { 0 } },
    { "units", "u1 u2 u3 ", { .what = 1 << MM_ROW_UNIT } },
    { "concepts", "c1 c3 ", { .what = 1 << MM_ROW_CONCEPT } },
    { "any review", "c1 c2 c3 ", { .what = 1 << MM_ROW_CONCEPT, .review = 7 } },
    { "rejected",
      "c2 ",
      { .what = 1 << MM_ROW_CONCEPT, .review = 1 << MM_REJECTED } },
    { "project", "u1 u2 c1 ", { .project = { "p1", 2 } } },
    { "project is exact", "", { .project = { "P1", 2 } } },
    { "client", "u1 c1 ", { .client = { "c1", 2 } } },
    { "field, case aside", "u1 u2 c1 ", { .field = { "lAw", 3 } } },
    { "status of units and terms", "u1 ", { .status = { "final", 5 } } },
    { "status of a term", "c1 ", { .status = { "preferred", 9 } } },
    { "status of a forbidden one", "c3 ", { .status = { "forbidden", 9 } } },
    { "author made or changed", "u1 u2 ", { .author = { "kim", 3 } } },
    { "author in Hangul", "c1 ", { .author = { "박", 3 } } },
    { "document", "u1 ", { .document = { "c1", 2 } } },
    { "since", "u2 u3 c3 ", { .since = { "2025-01-01", 10 } } },
    { "since the day of the change",
      "u3 c3 ",
      { .since = { "2026-03-04", 10 } } },
    { "since later", "", { .since = { "2026-03-05", 10 } } },
    { "until a day, all of it",
      "u1 u2 c1 ",
      { .until = { "2024-05-01", 10 } } },
    { "since and until",
      "u2 ",
      { .since = { "2025-06-01", 10 }, .until = { "2025-06-01", 10 } } },
    { "between created and changed",
      "",
      { .since = { "2024-02-01", 10 }, .until = { "2024-03-01", 10 } } },
    { "change", "u2 ", { .change = 2 } },
    { "change of a concept", "c1 ", { .change = 4 } },
    { "above", "u3 c3 ", { .above = 2 } },
    { "several",
      "u1 ",
      { .project = { "p1", 2 },
        .client = { "c1", 2 },
        .what = 1 << MM_ROW_UNIT } },
    { "quotes are no SQL", "", { .project = { "' OR 1 --", 9 } } },
};
enum { ROWS = sizeof rows / sizeof *rows };

static mm_store *shared;

static int open_shared(void **state)
{
    (void)state;
    shared = open_store(fresh("select.db"));
    for (size_t i = 0; i < GIVEN; i++)
        put_given(shared, &given[i]);
    return 0;
}

static int close_shared(void **state)
{
    mm_store_close(shared);
    return leave_no_folder(state);
}

static mm_str name_of(const mm_item *item)
{
    return item->unit ? item->unit->variants[0].text
                      : item->concept->sections[0].terms[0].text;
}

static void test_row(void **state)
{
    const struct row *row = *state;
    mm_reader        *in = NULL;
    mm_error          err = { 0 };
    mm_item           item;
    mm_buf            got = { 0 };

    CHECK(mm_store_read(&in, shared, &row->s, &err));
    while (CHECK(mm_reader_next(in, &item, &err)) == MM_ROW) {
        mm_buf_put(&got, name_of(&item));
        mm_buf_putc(&got, ' ');
    }
    mm_reader_close(in);
    assert_string_equal(mm_buf_str(&got).ptr, row->want);
    mm_buf_release(&got);
}

/* A reader sees the memory as it was at its first row, whoever writes. */
static void test_one_moment(void **state)
{
    char       path[320];
    mm_store  *store, *other = NULL;
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    size_t     n = 1;

    (void)state;
    snprintf(path, sizeof path, "%s.moment", mm_store_path(shared));
    store = open_store(path);
    other = open_store(path);
    for (int i = 0; i < 10; i++)
        add_unit(store, "x", "엑스");
    CHECK(mm_store_read(&in, store, NULL, &err));
    CHECK(mm_reader_next(in, &item, &err));
    for (int i = 0; i < 5; i++)
        add_unit(i % 2 ? store : other, "y", "와이");
    begin(other, "remove");
    CHECK(mm_store_remove(other, MM_ROW_UNIT, 5, &err));
    end(other);
    while (CHECK(mm_reader_next(in, &item, &err)) == MM_ROW) {
        assert_string_equal(name_of(&item).ptr, "x");
        n++;
    }
    assert_int_equal(n, 10);
    mm_reader_close(in);
    mm_store_close(store);
    mm_store_close(other);
}

/* Within a change one reads what it has done so far. */
static void test_within_change(void **state)
{
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    size_t     n = 0;

    (void)state;
    begin(shared, "remove");
    CHECK(mm_store_remove(shared, MM_ROW_UNIT, 1, &err));
    CHECK(mm_store_read(&in, shared, &rows[1].s, &err));
    while (CHECK(mm_reader_next(in, &item, &err)) == MM_ROW)
        n++;
    mm_reader_close(in);
    assert_int_equal(n, 2);
    assert_int_equal(mm_store_end(shared, MM_EINTERRUPTED, &err),
                     MM_EINTERRUPTED);
    CHECK(mm_store_get(&item, shared, MM_ROW_UNIT, 1, &err));
}

/* ---- eight readers and a writer ---- */

enum { READERS = 8, WRITES = 150 };

static char        threads_path[330];
static atomic_bool written;

/* Every state that is seen holds as many units as changes, and no reader goes
 * back in time. Returns what was wrong, or NULL. */
static void *read_on(void *unused)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    int64_t   last = 0;
    bool      done = false;

    (void)unused;
    if (mm_store_open(&store, threads_path, MM_READ, &err) < 0)
        return "open";
    while (!done) {
        mm_reader *in = NULL;
        mm_item    item;
        int64_t    n = 0;

        done = atomic_load(&written);
        if (mm_store_read(&in, store, NULL, &err) < 0)
            return "read";
        while (mm_reader_next(in, &item, &err) == MM_ROW)
            n += item.unit->n_variants == 2;
        mm_reader_close(in);
        if (n < last || n % 2)
            return "half a change, or an older state";
        last = n;
    }
    mm_store_close(store);
    return last == WRITES * 2 ? NULL : "not all of it";
}

static void test_threads(void **state)
{
    pthread_t  readers[READERS];
    mm_store  *store;
    mm_error   err = { 0 };
    mm_variant v[] = { { .lang = MM_S("en"), .text = MM_S("x") },
                       { .lang = MM_S("ko"), .text = MM_S("엑스") } };
    mm_unit    u = { .variants = v, .n_variants = 2 };

    (void)state;
    snprintf(threads_path, sizeof threads_path, "%s.threads",
             mm_store_path(shared));
    store = open_store(threads_path);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, NULL), 0);
    for (int i = 0; i < WRITES; i++) {
        begin(store, "add");
        CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &u }, &err));
        CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &u }, &err));
        end(store);
    }
    atomic_store(&written, true);
    for (int i = 0; i < READERS; i++) {
        void *wrong;

        pthread_join(readers[i], &wrong);
        if (wrong)
            fail_msg("reader %d: %s", i, (const char *)wrong);
    }
    mm_store_close(store);
}

int main(void)
{
    struct CMUnitTest tests[ROWS + 3] = {
        cmocka_unit_test(test_one_moment),
        cmocka_unit_test(test_within_change),
        cmocka_unit_test(test_threads),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[i + 3] = (struct CMUnitTest){ .name = rows[i].name,
                                            .test_func = test_row,
                                            .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, open_shared, close_shared);
}
