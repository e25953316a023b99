/* Imports: killed at any moment and gone on with, failed and undone, several
 * at once, on a full disk. `store-writer KILLS` kills so many times. */
#include "base/map.h"
#include "files/store/helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

static int kills = 30;

/* Item `i` of a file: a unit, each seventh a concept. */
typedef struct made {
    char            en[40], ko[40];
    mm_variant      v[2];
    mm_unit         unit;
    mm_term         t[2];
    mm_lang_section s[2];
    mm_concept concept;
    mm_item item;
} made;

static const mm_item *make(made *m, size_t i)
{
    memset(m, 0, sizeof *m);
    snprintf(m->en, sizeof m->en, "sentence %zu", i);
    snprintf(m->ko, sizeof m->ko, "문장 %zu", i);
    m->v[0] = (mm_variant){ .lang = MM_S("en"), .text = mm_cstr(m->en) };
    m->v[1] = (mm_variant){ .lang = MM_S("ko"), .text = mm_cstr(m->ko) };
    m->unit = (mm_unit){ .variants = m->v, .n_variants = 2 };
    m->t[0].text = mm_cstr(m->en);
    m->t[1].text = mm_cstr(m->ko);
    m->s[0] = (mm_lang_section){ .lang = MM_S("en"),
                                 .terms = &m->t[0],
                                 .n_terms = 1 };
    m->s[1] = (mm_lang_section){ .lang = MM_S("ko"),
                                 .terms = &m->t[1],
                                 .n_terms = 1 };
    m->concept = (mm_concept){ .sections = m->s,
                               .n_sections = 2,
                               .review = MM_APPROVED };
    if (i % 7 == 6)
    m->item.concept = &m->concept;
    else m->item.unit = &m->unit;
    return &m->item;
}

static mm_writer *start(mm_store *store, const char *what, bool keep)
{
    mm_writer *out = NULL;
    mm_error   err = { 0 };

    CHECK(mm_store_write(&out, store,
                         &(mm_import){ .what = mm_cstr(what),
                                       .content = 77,
                                       .keep = keep,
                                       .project = MM_S("p"),
                                       .client = MM_S("c") },
                         &err));
    return out;
}

static void put(mm_writer *out, size_t from, size_t to)
{
    mm_error err = { 0 };
    made     m;

    for (size_t i = from; i < to; i++)
        CHECK(mm_writer_put(out, make(&m, i), &err));
}

/* Asserts that the memory holds items 0 to `n`, each once, in order. */
static void assert_items(mm_store *store, size_t n)
{
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    size_t     units = 0, concepts = 0;
    made       m;

    CHECK(mm_store_read(&in, store, NULL, &err));
    while (CHECK(mm_reader_next(in, &item, &err)) == MM_ROW) {
        mm_str got;
        size_t i = item.unit ? units / 6 * 7 + units % 6 : concepts * 7 + 6;

        make(&m, i);
        got = item.unit ? item.unit->variants[1].text
                        : item.concept->sections[1].terms[0].text;
        if (!mm_str_eq(got, mm_cstr(m.ko)))
            fail_msg("'%s' where '%s' should stand", got.ptr, m.ko);
        units += item.unit != NULL;
        concepts += item.concept != NULL;
    }
    mm_reader_close(in);
    assert_int_equal(units + concepts, n);
}

static void assert_sound(mm_store *store)
{
    mm_buf   report = { 0 };
    mm_error err = { 0 };

    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s", report.ptr);
    mm_buf_release(&report);
}

/* In a child that dies without a word after `n` items. */
static void import_and_die(const char *path, const char *what, size_t n)
{
    int   status;
    pid_t pid = fork();

    if (pid == 0) {
        put(start(open_store(path), what, false), 0, n);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
}

static mm_past last_change(mm_store *store)
{
    static char kind[20];
    mm_pasts   *pasts = NULL;
    mm_error    err = { 0 };
    mm_past     past;

    CHECK(mm_history_open(&pasts, store, &err));
    assert_int_equal(CHECK(mm_pasts_next(pasts, &past, &err)), MM_ROW);
    snprintf(kind, sizeof kind, "%.*s", (int)past.kind.len, past.kind.ptr);
    past.kind = mm_cstr(kind);
    past.who = past.what = past.when = MM_S("");
    mm_pasts_close(pasts);
    return past;
}

static void test_resumed(void **state)
{
    const char *path = fresh("resumed.db");
    mm_store   *store;
    mm_error    err = { 0 };
    mm_writer  *out;
    mm_item     item;
    mm_past     past;

    (void)state;
    import_and_die(path, "a.tmx", 25000); /* two commits and a half */
    store = open_store(path);
    past = last_change(store);
    assert_true(past.open);
    assert_int_equal(past.rows, 20000);
    assert_items(store, 20000);

    out = start(store, "a.tmx", false);
    assert_int_equal(mm_import_change(out), past.change);
    put(out, 0, 30001);
    CHECK(mm_writer_close(out, 0, &err));
    assert_items(store, 30001);
    assert_int_equal(count(store).changes, 1);
    past = last_change(store);
    assert_false(past.open);
    assert_int_equal(past.rows, 30001);
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 1, &err));
    assert_string_equal(item.unit->project.ptr, "p");
    assert_string_equal(item.unit->client.ptr, "c");

    out = start(store, "b.tmx", false); /* another file is another import */
    put(out, 0, 10);
    assert_int_equal(mm_import_skipped(out), 0);
    CHECK(mm_writer_close(out, 0, &err));
    assert_int_equal(count(store).changes, 2);
    assert_sound(store);
    CHECK(mm_history_undo(NULL, store, 1, MM_S("me"), &err));
    assert_int_equal(count(store).units + count(store).concepts, 10);
    assert_sound(store);
    mm_store_close(store);
}

static void test_skipped(void **state)
{
    const char *path = fresh("skipped.db");
    mm_store   *store;
    mm_error    err = { 0 };
    mm_writer  *out;

    (void)state;
    import_and_die(path, "a.tmx", 10001);
    store = open_store(path);
    out = start(store, "a.tmx", false);
    put(out, 0, 9000); /* shorter than it was: then it ends there */
    assert_int_equal(mm_import_skipped(out), 9000);
    CHECK(mm_writer_close(out, 0, &err));
    assert_items(store, 10000);
    assert_false(last_change(store).open);
    mm_store_close(store);
}

/* Closed with a failure: all undone, or with `keep` what was good kept. */
static void test_failed(void **state)
{
    mm_store  *store = open_store(fresh("failed.db"));
    mm_error   err = { 0 };
    mm_writer *out;
    mm_id      ids[8];
    mm_id      first = add_unit(store, "before", "전에");

    (void)state;
    out = start(store, "a.tmx", false);
    put(out, 0, 25000);
    assert_int_equal(mm_writer_close(out, MM_EFORMAT, &err), MM_EFORMAT);
    assert_int_equal(count(store).units, 1);
    assert_int_equal(count(store).concepts, 0);
    assert_int_equal(count(store).changes, 1);
    /* Derived indexes that have seen the commits learn that they went. */
    assert_int_equal(mm_store_changed(ids, 8, store, MM_ROW_UNIT, 1, &err), 9);
    assert_int_equal(add_unit(store, "after", "후에"), 17144 + first);
    assert_sound(store);

    out = start(store, "b.tmx", false); /* fails before its first commit */
    put(out, 0, 5);
    assert_int_equal(mm_writer_close(out, MM_EINTERRUPTED, &err),
                     MM_EINTERRUPTED);
    assert_int_equal(count(store).units, 2);
    assert_int_equal(count(store).changes, 2);

    out = start(store, "c.tmx", false); /* nothing in it */
    CHECK(mm_writer_close(out, 0, &err));
    assert_int_equal(count(store).changes, 2);

    CHECK(mm_store_remove(store, MM_ROW_UNIT, first, &err) == MM_EINVALID ? 0
                                                                          : -1);
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_UNIT, 1, &err));
    CHECK(mm_store_remove(store, MM_ROW_UNIT, 17145, &err));
    end(store);
    out = start(store, "d.tmx", true);
    put(out, 0, 12345);
    assert_int_equal(mm_writer_close(out, MM_EFORMAT, &err), MM_EFORMAT);
    assert_items(store, 12345);
    assert_false(last_change(store).open);
    assert_sound(store);
    mm_store_close(store);
}

/* What another changed meanwhile is not taken away with the rest. */
static void test_failed_but_touched(void **state)
{
    const char *path = fresh("touched.db");
    mm_store   *store = open_store(path), *other = open_store(path);
    mm_variant  v = { .lang = MM_S("en"), .text = MM_S("by a person") };
    mm_unit     u = { .variants = &v, .n_variants = 1 };
    mm_error    err = { 0 };
    mm_writer  *out = start(store, "a.tmx", false);
    mm_item     item;

    (void)state;
    put(out, 0, 15000);
    begin(other, "edit");
    CHECK(mm_store_put(NULL, other, &(mm_item){ .unit = &u, .row = 7 }, &err));
    end(other);
    mm_store_close(other);
    assert_int_equal(mm_writer_close(out, MM_EFORMAT, &err), MM_EFORMAT);
    assert_int_equal(count(store).units, 1);
    assert_int_equal(count(store).concepts, 0);
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 7, &err));
    assert_string_equal(item.unit->variants[0].text.ptr, "by a person");
    assert_int_equal(count(store).changes, 2);
    assert_sound(store);
    CHECK(mm_history_undo(NULL, store, 2, MM_S("me"), &err));
    CHECK(mm_history_undo(NULL, store, 1, MM_S("me"), &err));
    assert_int_equal(count(store).units, 0);
    mm_store_close(store);
}

/* A bad item does no harm to what stands around it. */
static void test_bad_item(void **state)
{
    mm_store  *store = open_store(fresh("bad.db"));
    mm_writer *out = start(store, "a.tmx", false);
    mm_error   err = { 0 };
    mm_unit    empty = { 0 };

    (void)state;
    put(out, 0, 10);
    assert_int_equal(
        mm_writer_put(out, &(mm_item){ .unit = &empty, .line = 12 }, &err),
        MM_EINVALID);
    assert_int_equal(err.line, 12);
    put(out, 10, 20);
    CHECK(mm_writer_close(out, 0, &err));
    assert_items(store, 20);
    mm_store_close(store);
}

static void nap(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* Undone by another while it runs: it stops, and nothing of it stays. */
static void test_undone_meanwhile(void **state)
{
    const char *path = fresh("meanwhile.db");
    mm_store   *store = open_store(path);
    mm_writer  *out;
    mm_error    err = { 0 };
    made        m;
    pid_t       pid;
    int         rc = 0, status;

    (void)state;
    mm_store_close(store);
    if ((pid = fork()) == 0) { /* SQLite's handles are not taken along */
        store = open_store(path);
        while (count(store).units == 0)
            nap(1);
        _exit(mm_history_undo(NULL, store, 0, MM_S("me"), &err) < 0);
    }
    store = open_store(path);
    out = start(store, "a.tmx", false);
    for (size_t i = 0; i < 2000000 && rc >= 0; i++)
        rc = mm_writer_put(out, make(&m, i), &err);
    assert_int_equal(rc, MM_EBUSY);
    assert_non_null(strstr(err.text, "undone"));
    assert_int_equal(mm_writer_close(out, rc, &err), MM_EBUSY);
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(count(store).units, 0);
    assert_sound(store);
    mm_store_close(store);
}

/* ---- several at once ---- */

static void wait_for(pid_t *children, int n)
{
    for (int i = 0; i < n; i++) {
        int status;

        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
}

static pid_t import_in_child(const char *path, const char *what, size_t n)
{
    pid_t pid = fork();

    if (pid == 0) {
        mm_error   err = { 0 };
        mm_writer *out = start(open_store(path), what, false);

        put(out, 0, n);
        CHECK(mm_writer_close(out, 0, &err));
        _exit(0);
    }
    return pid;
}

/* Two imports and a person who edits: none fails, none waits for long. */
static void test_at_once(void **state)
{
    const char *path = fresh("once.db");
    mm_store   *store;
    pid_t       children[2];
    time_t      begun = time(NULL);
    mm_past     past;

    (void)state;
    mm_store_close(open_store(path));
    children[0] = import_in_child(path, "a.tmx", 35000);
    children[1] = import_in_child(path, "b.tmx", 35000);
    store = open_store(path);
    for (int i = 0; i < 20; i++)
        add_unit(store, "mine", "내 것");
    assert_true(time(NULL) - begun < 20);
    wait_for(children, 2);
    assert_int_equal(count(store).units + count(store).concepts, 70020);
    assert_int_equal(count(store).changes, 22);
    past = last_change(store);
    assert_false(past.open);
    assert_sound(store);
    mm_store_close(store);
}

/* The same file twice at once goes in once. */
static void test_same_at_once(void **state)
{
    const char *path = fresh("same.db");
    mm_store   *store;
    pid_t       children[2];

    (void)state;
    import_and_die(path, "a.tmx", 10001); /* both go on with it */
    children[0] = import_in_child(path, "a.tmx", 45000);
    children[1] = import_in_child(path, "a.tmx", 45000);
    wait_for(children, 2);
    store = open_store(path);
    if (count(store).changes == 1) /* else the second came when it was done */
        assert_items(store, 45000);
    else
        assert_int_equal(count(store).units + count(store).concepts, 90000);
    assert_sound(store);
    mm_store_close(store);
}

/* ---- killed ---- */

enum { KILLED_ITEMS = 60000 };

static void import_and_close(const char *path, size_t n)
{
    mm_store  *store = open_store(path);
    mm_writer *out = start(store, "a.tmx", false);
    mm_error   err = { 0 };

    put(out, 0, n);
    CHECK(mm_writer_close(out, 0, &err));
    assert_items(store, n);
    mm_store_close(store);
}

static void test_killed(void **state)
{
    const char *path = fresh("killed.db");
    uint64_t    seed = 88172645463325252u;

    (void)state;
    mm_store_close(open_store(path));
    for (int i = 0; i < kills; i++) {
        pid_t     pid = import_in_child(path, "a.tmx", KILLED_ITEMS);
        mm_store *store = open_store(path);
        int64_t   seen;
        int       status;
        bool      whole;

        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        nap((long)(seed % 150));
        seen = count(store).units + count(store).concepts;
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        whole = WIFEXITED(status);
        if (whole)
            assert_int_equal(status, 0);
        if (count(store).changes) {
            int64_t now = count(store).units + count(store).concepts;
            mm_past past = last_change(store);

            assert_true(now >= seen);         /* nothing committed is lost, */
            assert_int_equal(past.rows, now); /* nothing is half there, */
            assert_items(store, (size_t)now); /* nothing is there twice */
            whole = !past.open;
            if (whole)
                assert_int_equal(now, KILLED_ITEMS);
        }
        if (i % 10 == 0)
            assert_sound(store);
        mm_store_close(store);
        if (whole)
            path = fresh("killed.db");
    }
    import_and_close(path, KILLED_ITEMS); /* what was killed last is ended */
}

/* ---- disk full ---- */

static bool mount_small(const char *folder, const char *options)
{
    char command[400];

    snprintf(command, sizeof command,
             "mount -t tmpfs -o %s tmpfs '%s' 2>/dev/null", options, folder);
    return system(command) == 0;
}

static void test_disk_full(void **state)
{
    char      *folder = strdup(fresh("small")), path[300], command[300];
    mm_store  *store;
    mm_writer *out;
    mm_error   err = { 0 };
    made       m;
    int        rc = 0;
    size_t     n = 0;

    (void)state;
    assert_int_equal(mkdir(folder, 0755), 0);
    if (!mount_small(folder, "size=6m")) {
        fprintf(stderr, "disk full: SKIPPED, no small disk can be mounted "
                        "here\n");
        free(folder);
        skip();
    }
    snprintf(path, sizeof path, "%s/x.db", folder);
    store = open_store(path);
    out = start(store, "a.tmx", true);
    while (n < 200000 && (rc = mm_writer_put(out, make(&m, n), &err)) >= 0)
        n++;
    assert_int_equal(rc, MM_EIO);
    assert_non_null(strstr(err.text, "disk full"));
    assert_non_null(strstr(err.text, "x.db"));
    assert_int_equal(mm_writer_close(out, rc, &err), MM_EIO);
    assert_sound(store);
    n = (size_t)(count(store).units + count(store).concepts);
    assert_true(n > 0);
    assert_items(store, n);
    assert_true(mount_small(folder, "remount,size=200m"));
    out = start(store, "a.tmx", false); /* and now it goes on */
    put(out, 0, 50000);
    assert_int_equal(mm_import_skipped(out), n);
    CHECK(mm_writer_close(out, 0, &err));
    assert_items(store, 50000);
    assert_sound(store);
    mm_store_close(store);
    snprintf(command, sizeof command, "umount '%s'", folder);
    assert_int_equal(system(command), 0);
    free(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resumed),
        cmocka_unit_test(test_skipped),
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_failed_but_touched),
        cmocka_unit_test(test_bad_item),
        cmocka_unit_test(test_undone_meanwhile),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_same_at_once),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_disk_full),
    };

    if (argc > 1)
        kills = atoi(argv[1]);
    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
