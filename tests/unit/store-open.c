/* Opening: new, again, read-only, without permission; and whatever is not a
 * memory, which is refused and not touched. */
#include "base/map.h"
#include "files/store/helpers.h"

#include <dirent.h>
#include <sqlite3.h>
#include <sys/wait.h>

/* Files in the folder of `path`. */
static size_t files_beside(const char *path)
{
    char           folder[300];
    DIR           *dir;
    struct dirent *entry;
    size_t         n = 0;

    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    dir = opendir(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void test_new(void **state)
{
    const char *path = fresh("new.db");
    mm_store   *store = NULL, *again = NULL;
    mm_error    err = { 0 };
    mm_item     item;
    mm_id       id;
    int64_t     first, second;

    (void)state;
    assert_int_equal(mm_store_open(&store, path, MM_READ, &err), MM_ENOTFOUND);
    assert_null(store);
    assert_int_equal(files_beside(path), 0);
    store = open_store(path);
    assert_string_equal(mm_store_path(store), path);
    assert_int_equal(generation(store), 0);
    id = add_unit(store, "one", "하나");
    assert_int_equal(id, 1);
    first = generation(store);
    assert_true(first > 0);
    CHECK(mm_store_open(&again, path, MM_READ, &err));
    assert_true(mm_store_identity(again) == mm_store_identity(store));
    assert_int_not_equal(mm_store_identity(again), 0);
    CHECK(mm_store_get(&item, again, MM_ROW_UNIT, id, &err));
    assert_int_equal(mm_store_begin(again, &(mm_change){ .kind = "x" }, &err),
                     MM_EINVALID);
    add_unit(store, "two", "둘"); /* is seen by the other at once */
    second = generation(again);
    assert_true(second > first);
    mm_store_close(again);
    mm_store_close(store);
    assert_int_equal(files_beside(path), 1);

    CHECK(mm_store_open(&store, path, MM_READ, &err));
    assert_int_equal(generation(store), second);
    mm_store_close(store);
    assert_int_equal(files_beside(path), 1); /* reading leaves no trace */
}

/* Names that a URI would take for something else. */
static void test_names(void **state)
{
    static const char *const names[] = { "a b.db", "50%25.db", "a?mode=ro",
                                         "a#b.db", "기억.db",  "'; --" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = fresh(names[i]);
        mm_store   *store = open_store(path);

        add_unit(store, "one", "하나");
        assert_int_equal(access(path, F_OK), 0);
        mm_store_close(store);
        assert_int_equal(files_beside(path), 1);
    }
}

static void sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* The first number of a query. */
static int number(const char *path, const char *text)
{
    sqlite3      *db = NULL;
    sqlite3_stmt *row = NULL;
    int           n;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    n = sqlite3_column_int(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return n;
}

/* Both ways of opening fail with `said` in the text; the file stays. */
static void assert_refused(const char *path, const char *said)
{
    mm_buf before = bytes_of(path);

    for (int mode = MM_READ; mode <= MM_WRITE; mode++) {
        mm_error  err = { 0 };
        mm_store *store = NULL;
        size_t    files = files_beside(path);
        mm_buf    after;

        assert_int_equal(mm_store_open(&store, path, (mm_mode)mode, &err),
                         MM_EFORMAT);
        assert_null(store);
        if (!strstr(err.text, said) || !strstr(err.text, path))
            fail_msg("'%s' does not say '%s'", err.text, said);
        after = bytes_of(path);
        assert_true(mm_str_eq(mm_buf_str(&before), mm_buf_str(&after)));
        assert_int_equal(files_beside(path), files);
        mm_buf_release(&after);
    }
    mm_buf_release(&before);
}

static void test_refused(void **state)
{
    const char *path = fresh("refused.db");
    mm_buf      bytes;
    mm_store   *store = NULL;
    mm_error    err = { 0 };

    (void)state;
    put_bytes(path, MM_S("id\ten\tko\n"));
    assert_refused(path, "not a database");
    put_bytes(path, (mm_str){ "SQLite format 3", 16 }); /* cut off */
    assert_refused(path, "not a database");

    unlink(path);
    sql(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    assert_refused(path, "another program");
    sql(path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 17;"
              "INSERT INTO t VALUES (2)");
    assert_refused(path, "application id 17");

    unlink(path);
    mm_store_close(open_store(path));
    sql(path, "PRAGMA user_version = 12");
    assert_refused(path, "version 12, this one knows version 2");

    unlink(path);
    assert_int_equal(
        mm_store_open(&store, "/no/such/folder/x.db", MM_WRITE, &err), MM_EIO);
    assert_int_equal(mm_store_open(&store, "/tmp", MM_WRITE, &err), MM_EIO);
    assert_non_null(strstr(err.text, "folder"));

    /* Of another program with a log that is not written back yet. */
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db,
                 "PRAGMA journal_mode = WAL; CREATE TABLE t (a);"
                 "INSERT INTO t VALUES (1)",
                 NULL, NULL, NULL);
    bytes = bytes_of(path);
    assert_refused(path, "another program");
    sqlite3_close(db);
    mm_buf_release(&bytes);
}

/* Newer only in the log: told from within, still nothing is written back. */
static void test_newer_in_log(void **state)
{
    const char *path = fresh("newer.db");
    sqlite3    *db = NULL;

    (void)state;
    mm_store_close(open_store(path));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 9", NULL, NULL, NULL);
    assert_refused(path, "version 9");
    sqlite3_close(db);
}

static void test_empty(void **state)
{
    const char *path = fresh("empty.db");
    mm_store   *store = NULL;
    mm_error    err = { 0 };

    (void)state;
    put_bytes(path, MM_S(""));
    assert_int_equal(mm_store_open(&store, path, MM_READ, &err), MM_EFORMAT);
    assert_non_null(strstr(err.text, "empty"));
    store = open_store(path);
    add_unit(store, "one", "하나");
    mm_store_close(store);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    assert_int_equal(count(store).units, 1);
    mm_store_close(store);
}

/* Many make the same new memory at once: it is one, and all can use it. */
static void test_new_at_once(void **state)
{
    const char *path = fresh("once.db");
    enum { AT_ONCE = 8 };
    pid_t     children[AT_ONCE];
    mm_store *store;
    int       status;

    (void)state;
    for (int i = 0; i < AT_ONCE; i++) {
        if ((children[i] = fork()) == 0) {
            mm_error   err = { 0 };
            mm_variant v = { .lang = MM_S("en"), .text = MM_S("x") };
            mm_unit    u = { .variants = &v, .n_variants = 1 };
            int        rc = mm_store_open(&store, path, MM_WRITE, &err);

            if (rc >= 0)
                rc = mm_store_begin(store, &(mm_change){ .kind = "add" }, &err);
            if (rc >= 0)
                rc = mm_store_put(NULL, store, &(mm_item){ .unit = &u }, &err);
            if (rc >= 0)
                rc = mm_store_end(store, rc, &err);
            _exit(rc < 0);
        }
    }
    for (int i = 0; i < AT_ONCE; i++) {
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    store = open_store(path);
    assert_int_equal(count(store).units, AT_ONCE);
    mm_store_close(store);
    assert_int_equal(files_beside(path), 1);
}

/* A file of version 1, in which a concept had one pair of forms noted: read as
 * it is, brought up by the first writer. */
static void test_older(void **state)
{
    const char *path = fresh("older.db");
    mm_store   *store = open_store(path);
    mm_error    err = { 0 };
    mm_item     item;
    mm_buf      before, after;

    (void)state;
    add_unit(store, "one", "하나");
    mm_store_close(store);
    sql(path,
        "DROP TABLE proposal; CREATE TABLE proposal (concept INTEGER "
        "PRIMARY KEY REFERENCES concept ON DELETE CASCADE, lang_a TEXT "
        "NOT NULL, a TEXT NOT NULL, lang_b TEXT NOT NULL, b TEXT NOT "
        "NULL, key INTEGER NOT NULL) STRICT; CREATE INDEX proposal_key ON "
        "proposal (key); INSERT INTO concept VALUES (1, 1, '', 0, 1, 0.5, "
        "1, '', '', '', '', '', '', '', '', '', NULL); INSERT INTO section "
        "VALUES (1, 0, 'en', '', '', NULL); INSERT INTO term VALUES (1, "
        "0, 0, 'en', 0, 'Lee', 0, '', '', '', '', NULL); INSERT INTO "
        "proposal VALUES (1, 'en', 'Lee', 'ko', '이', 77); "
        "PRAGMA user_version = 1");
    before = bytes_of(path);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_store_get(&item, store, MM_ROW_UNIT, 1, &err));
    mm_store_close(store);
    after = bytes_of(path);
    assert_true(mm_str_eq(mm_buf_str(&before), mm_buf_str(&after)));

    store = open_store(path);
    assert_int_equal(count(store).concepts, 1);
    mm_store_close(store);
    sql(path, "INSERT INTO proposal VALUES (1, 'en', 'Yi', 'ko', '이', 78)");
    assert_int_equal(number(path, "SELECT count(*) FROM proposal WHERE concept "
                                  "= 1"),
                     2);
    assert_int_equal(number(path, "PRAGMA user_version"), 2);
    mm_buf_release(&before);
    mm_buf_release(&after);
}

/* ---- without permission ---- */

/* Runs `child` as a user whom permissions bind; its answer, 0 for good. */
static int as_nobody(int (*child)(const char *path), const char *path)
{
    int   status;
    pid_t pid = fork();

    if (pid == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(99);
        _exit(child(path));
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

static int reach(const char *path)
{
    return access(path, R_OK) != 0;
}

static int read_one(const char *path)
{
    mm_store  *store = NULL;
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    int        bad = 0;

    if (mm_store_open(&store, path, MM_READ, &err) < 0)
        return 1;
    bad |= mm_store_get(&item, store, MM_ROW_UNIT, 1, &err) < 0;
    bad |= mm_store_read(&in, store, NULL, &err) < 0;
    bad |= !bad && mm_reader_next(in, &item, &err) != MM_ROW;
    mm_reader_close(in);
    mm_store_close(store);
    return bad << 1;
}

static int fail_to_write(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    if (mm_store_open(&store, path, MM_WRITE, &err) != MM_EIO)
        return 1;
    return strstr(err.text, "cannot write") ? 0 : 2;
}

static int fail_to_read(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    if (mm_store_open(&store, path, MM_READ, &err) != MM_EIO)
        return 1;
    return strstr(err.text, "-wal") && strstr(err.text, "copy both") ? 0 : 2;
}

static int no_permission(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    return mm_store_open(&store, path, MM_READ, &err) == MM_EIO ? 0 : 1;
}

static void test_permissions(void **state)
{
    const char *path = fresh("permissions.db");
    char        folder[300], wal[320];
    mm_store   *store = open_store(path);
    mm_buf      log, file;

    (void)state;
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    snprintf(wal, sizeof wal, "%s-wal", path);
    add_unit(store, "one", "하나");
    log = bytes_of(wal);
    file = bytes_of(path);
    mm_store_close(store);

    chmod(path, 0444);
    chmod(folder, 0555);
    if (as_nobody(reach, path) != 0) {
        fprintf(stderr, "permissions: SKIPPED, other users cannot reach %s\n",
                path);
        chmod(folder, 0755);
        mm_buf_release(&log);
        mm_buf_release(&file);
        skip();
    }
    assert_int_equal(as_nobody(read_one, path), 0);
    assert_int_equal(as_nobody(fail_to_write, path), 0);
    assert_int_equal(files_beside(path), 1);
    chmod(path, 0666); /* a file that may be written, in a folder that not */
    assert_int_equal(as_nobody(read_one, path), 0);
    assert_int_equal(as_nobody(fail_to_write, path), 0);

    chmod(folder, 0755);
    put_bytes(path, mm_buf_str(&file));
    put_bytes(wal, mm_buf_str(&log));
    chmod(wal, 0444);
    chmod(folder, 0555);
    assert_int_equal(as_nobody(fail_to_read, path), 0);
    chmod(folder, 0755);
    chmod(path, 0);
    assert_int_equal(as_nobody(no_permission, path), 0);
    chmod(path, 0644);
    mm_buf_release(&log);
    mm_buf_release(&file);
}

/* Keys made under other tables: found all the same, and made anew. */
static void test_stale_keys(void **state)
{
    const char *path = fresh("keys.db");
    mm_store   *store = open_store(path);
    mm_buf      report = { 0 };
    mm_error    err = { 0 };
    mm_id id = add_concept(store, "Lee Jong-sup", "이종섭", MM_APPROVED);
    mm_id other = add_concept(store, "lee jong sup", "이 종섭", MM_APPROVED);
    mm_id found[3];

    (void)state;
    mm_store_close(store);
    sql(path, "UPDATE meta SET value = 'icu 1' WHERE name = 'key_version';"
              "UPDATE term SET key = 7");
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    assert_int_equal(
        mm_store_find(found, 3, store, MM_S("en"), MM_S("LEE JONGSUP"), &err),
        2);
    assert_int_equal(found[0], id);
    assert_int_equal(found[1], other);
    mm_store_close(store);
    store = open_store(path);
    begin(store, "nothing");
    end(store);
    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s", report.ptr);
    assert_int_equal(mm_store_find(found, 3, store, (mm_str){ "", 0 },
                                   MM_S("이종 섭"), &err),
                     2);
    assert_int_equal(
        mm_store_find(found, 1, store, (mm_str){ "", 0 }, MM_S("이종섭"), &err),
        1);
    assert_int_equal(
        mm_store_find(found, 3, store, MM_S("en"), MM_S("이종섭"), &err), 0);
    mm_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new),         cmocka_unit_test(test_names),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_newer_in_log),
        cmocka_unit_test(test_empty),       cmocka_unit_test(test_new_at_once),
        cmocka_unit_test(test_permissions), cmocka_unit_test(test_stale_keys),
        cmocka_unit_test(test_older),
    };

    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
