/* Import and export: what goes in comes out, once, whole or not at all. */
#include "malmoi/transfer.h"

#include "files/store/helpers.h"

#include "files/job/scratch.h"

static mm_store *store;

static int make_memory(void **state)
{
    mm_error err = { 0 };

    (void)state;
    CHECK(mm_store_open(&store, fresh("t.db"), MM_WRITE, &err));
    return 0;
}

static int drop_memory(void **state)
{
    (void)state;
    mm_store_close(store);
    store = NULL;
    scratch_remove();
    return 0;
}

static int import(mm_step *step, const char *path, const mm_transfer_options *o,
                  mm_error *err)
{
    mm_importing *in = NULL;
    int           rc = mm_import_open(&in, store, path, o, err);

    *step = (mm_step){ 0 };
    while (rc >= 0 && (rc = mm_import_next(in, step, err)) == MM_ROW)
        ;
    return mm_import_close(in, rc, err);
}

static size_t units(void)
{
    mm_store_stats held;
    mm_error       err = { 0 };

    CHECK(mm_store_count(&held, store, &err));
    return held.units;
}

static const char two[] = "unit\ten\tko\n1\tOpen\t열기\n2\tSave\t저장\n";

static void goes_in_once(void **state)
{
    const char         *path = scratch(0, "tsv", two);
    mm_transfer_options again = { .again = true };
    mm_error            err = { 0 };
    mm_step             step;

    (void)state;
    CHECK(import(&step, path, NULL, &err));
    assert_int_equal(step.units, 2);
    assert_false(step.before);
    assert_true(step.change > 0);
    CHECK(import(&step, path, NULL, &err));
    assert_true(step.before);
    assert_int_equal(units(), 2);
    /* the same bytes by another name are the same file */
    CHECK(import(&step, scratch(1, "tsv", two), NULL, &err));
    assert_true(step.before);
    CHECK(import(&step, path, &again, &err));
    assert_false(step.before);
    assert_int_equal(step.units, 2);
}

static void rows_without_one_take_the_project(void **state)
{
    mm_transfer_options o = { .project = MM_S("bridge"),
                              .field = MM_S("roads") };
    mm_selection        wanted = { .what = 1u << MM_ROW_UNIT,
                                   .project = MM_S("bridge") };
    mm_reader          *rows = NULL;
    mm_item             item;
    mm_error            err = { 0 };
    mm_step             step;
    int                 n = 0;

    (void)state;
    CHECK(import(&step, scratch(0, "tsv", two), &o, &err));
    CHECK(mm_store_read(&rows, store, &wanted, &err));
    while (CHECK(mm_reader_next(rows, &item, &err)) == MM_ROW) {
        assert_true(mm_str_eq(item.unit->field, MM_S("roads")));
        n++;
    }
    mm_reader_close(rows);
    assert_int_equal(n, 2);
}

static const char broken[] =
    "{\"type\":\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":\"One\"},"
    "{\"lang\":\"ko\",\"text\":\"하나\"}]}\n{\"type\":\"unit\",\n";

static void broken_file_leaves_nothing(void **state)
{
    mm_transfer_options keep = { .keep = true };
    mm_error            err = { 0 };
    mm_step             step;

    (void)state;
    assert_int_equal(import(&step, scratch(0, "jsonl", broken), NULL, &err),
                     MM_EFORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(units(), 0);
    assert_int_equal(import(&step, scratch(1, "jsonl", broken), &keep, &err),
                     MM_EFORMAT);
    assert_int_equal(units(), 1);
}

static const struct bad {
    const char *ending, *text;
    int         rc;
} bad[] = {
    { "tsv", NULL, MM_ENOTFOUND },
    { "tmx", "", MM_EFORMAT },
    { "tmx",
      "\x7f"
      "ELF\1\1\1",
      MM_EFORMAT },
    { "tmx", "<tmx version=\"1.4\"><body><tu>", MM_EFORMAT },
};

static void bad_files_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mm_error err = { 0 };
        mm_step  step;

        assert_int_equal(
            import(&step, scratch(0, bad[i].ending, bad[i].text), NULL, &err),
            bad[i].rc);
        assert_true(err.text[0] != '\0');
        assert_int_equal(units(), 0);
    }
}

static void comes_out_again(void **state)
{
    const char *path = scratch(1, "tmx", NULL);
    mm_error    err = { 0 };
    mm_step     step;
    mm_buf      text;

    (void)state;
    CHECK(import(&step, scratch(0, "tsv", two), NULL, &err));
    CHECK(mm_export(&step, store, path, NULL, &err));
    assert_int_equal(step.units, 2);
    text = bytes_of(path);
    assert_true(mm_str_find(mm_buf_str(&text), MM_S("<seg>저장</seg>"), 0) !=
                SIZE_MAX);
    mm_buf_release(&text);
    mm_store_close(store);
    CHECK(mm_store_open(&store, fresh("u.db"), MM_WRITE, &err));
    CHECK(import(&step, path, NULL, &err));
    assert_int_equal(units(), 2);
}

/* A table holds one kind: the glossary if there is one, else the memory. */
static void table_holds_what_there_is(void **state)
{
    const char *path = scratch(1, "tsv", NULL);
    mm_error    err = { 0 };
    mm_step     step;

    (void)state;
    CHECK(import(&step, scratch(0, "tsv", two), NULL, &err));
    CHECK(mm_export(&step, store, path, NULL, &err));
    assert_int_equal(step.units, 2);
    CHECK(import(&step,
                 scratch(2, "tsv", "concept\ten\tko\nc\tprinter\t프린터\n"),
                 NULL, &err));
    CHECK(mm_export(&step, store, path, NULL, &err));
    assert_int_equal(step.units, 0);
    assert_int_equal(step.concepts, 1);
}

static void nothing_is_a_file_too(void **state)
{
    const char *path = scratch(0, "tmx", NULL);
    mm_error    err = { 0 };
    mm_step     step;
    mm_buf      text;

    (void)state;
    CHECK(mm_export(&step, NULL, path, NULL, &err));
    text = bytes_of(path);
    assert_true(mm_str_find(mm_buf_str(&text), MM_S("</tmx>"), 0) != SIZE_MAX);
    mm_buf_release(&text);
    assert_int_equal(mm_export(&step, NULL, "x.nosuchformat", NULL, &err),
                     MM_EINVALID);
    assert_int_equal(mm_export(&step, store, "/nonexistent/x.tmx", NULL, &err),
                     MM_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goes_in_once, make_memory, drop_memory),
        cmocka_unit_test_setup_teardown(rows_without_one_take_the_project,
                                        make_memory, drop_memory),
        cmocka_unit_test_setup_teardown(broken_file_leaves_nothing, make_memory,
                                        drop_memory),
        cmocka_unit_test_setup_teardown(bad_files_are_told, make_memory,
                                        drop_memory),
        cmocka_unit_test_setup_teardown(comes_out_again, make_memory,
                                        drop_memory),
        cmocka_unit_test_setup_teardown(table_holds_what_there_is, make_memory,
                                        drop_memory),
        cmocka_unit_test_setup_teardown(nothing_is_a_file_too, make_memory,
                                        drop_memory),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
