/* Backups; and kills in the middle of edits, undos and backups: what was
 * acknowledged stays. `store-safety KILLS` kills so many times. */
#include "base/map.h"
#include "files/store/helpers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static int kills = 30;

static void nap(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static mm_buf said(mm_store *store)
{
    mm_buf out = { 0 };

    say_store(&out, store);
    return out;
}

static mm_buf said_of(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    mm_buf    out;

    CHECK(mm_store_open(&store, path, MM_READ, &err));
    out = said(store);
    mm_store_close(store);
    return out;
}

static void assert_sound(mm_store *store)
{
    mm_buf   report = { 0 };
    mm_error err = { 0 };

    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s", report.ptr);
    mm_buf_release(&report);
}

static void add_many(mm_store *store, size_t n)
{
    mm_writer *out = NULL;
    mm_error   err = { 0 };
    mm_variant v = { .lang = MM_S("en"), .text = MM_S("a sentence") };
    mm_unit    u = { .variants = &v, .n_variants = 1 };

    CHECK(mm_store_write(&out, store, &(mm_import){ .what = MM_S("x") }, &err));
    while (n-- > 0)
        CHECK(mm_writer_put(out, &(mm_item){ .unit = &u }, &err));
    CHECK(mm_writer_close(out, 0, &err));
}

/* ---- backups ---- */

static void test_backup(void **state)
{
    const char *path = fresh("backup.db");
    mm_store   *store = open_store(path), *other;
    mm_error    err = { 0 };
    char        to[320], stranger[320], link_to[320];
    mm_buf      is, was;

    (void)state;
    snprintf(to, sizeof to, "%s.bak", path);
    snprintf(stranger, sizeof stranger, "%s.other", path);
    snprintf(link_to, sizeof link_to, "%s.link", path);
    add_many(store, 500);
    add_concept(store, "sea", "바다", MM_APPROVED);
    CHECK(mm_store_backup(store, to, &err));
    was = said(store);
    is = said_of(to);
    assert_true(mm_str_eq(mm_buf_str(&was), mm_buf_str(&is)));
    mm_buf_release(&is);

    add_unit(store, "later", "나중"); /* a later backup over the older */
    CHECK(mm_store_backup(store, to, &err));
    is = said_of(to);
    assert_true(is.len > was.len);
    mm_buf_release(&is);
    mm_buf_release(&was);

    assert_int_equal(mm_store_backup(store, path, &err), MM_EINVALID);
    assert_int_equal(symlink(path, link_to), 0);
    assert_int_equal(mm_store_backup(store, link_to, &err), MM_EINVALID);
    other = open_store(stranger);
    add_unit(other, "mine", "내 것");
    assert_int_equal(mm_store_backup(store, stranger, &err), MM_EINVALID);
    assert_non_null(strstr(err.text, "in use"));
    mm_store_close(other);
    assert_int_equal(mm_store_backup(store, stranger, &err), MM_EINVALID);
    assert_non_null(strstr(err.text, "another memory"));
    assert_int_equal(mm_store_backup(store, "/etc/passwd", &err), MM_EINVALID);
    assert_int_equal(mm_store_backup(store, "/no/such/x.db", &err), MM_EIO);
    mm_store_close(store);
}

/* While another process writes: each backup is a state that was. */
static void test_backup_of_the_living(void **state)
{
    const char *path = fresh("living.db");
    char        to[320];
    mm_store   *store;
    mm_error    err = { 0 };
    pid_t       pid;

    (void)state;
    snprintf(to, sizeof to, "%s.bak", path);
    mm_store_close(open_store(path));
    if ((pid = fork()) == 0) {
        store = open_store(path);
        for (;;) {
            begin(store, "two");
            for (int i = 0; i < 2; i++) {
                mm_variant v = { .lang = MM_S("en"), .text = MM_S("x") };
                mm_unit    u = { .variants = &v, .n_variants = 1 };

                CHECK(
                    mm_store_put(NULL, store, &(mm_item){ .unit = &u }, &err));
            }
            end(store);
        }
    }
    store = open_store(path);
    while (count(store).changes < 50)
        nap(1);
    for (int i = 0; i < 5; i++) {
        mm_store      *copy = NULL;
        int64_t        before = count(store).units;
        mm_store_stats stats;

        CHECK(mm_store_backup(store, to, &err));
        copy = open_store(to);
        stats = count(copy);
        assert_true(stats.units >= before);
        assert_int_equal(stats.units, stats.changes * 2);
        assert_sound(copy);
        mm_store_close(copy);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    mm_store_close(store);
}

static void test_backup_disk_full(void **state)
{
    char     *folder = strdup(fresh("small")), to[300], from[300];
    char      command[500];
    mm_store *store;
    mm_error  err = { 0 };

    (void)state;
    snprintf(from, sizeof from, "%s.db", folder);
    snprintf(to, sizeof to, "%s/x.db", folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    snprintf(command, sizeof command,
             "mount -t tmpfs -o size=200k tmpfs '%s' 2>/dev/null", folder);
    if (system(command) != 0) {
        fprintf(stderr, "disk full: SKIPPED, no small disk can be mounted "
                        "here\n");
        free(folder);
        skip();
    }
    store = open_store(from);
    add_many(store, 20000);
    assert_int_equal(mm_store_backup(store, to, &err), MM_EIO);
    assert_non_null(strstr(err.text, "disk full"));
    assert_int_not_equal(access(to, F_OK), 0);
    snprintf(command, sizeof command, "test -z \"$(ls -A '%s')\"", folder);
    assert_int_equal(system(command), 0); /* nothing is left behind */
    assert_sound(store);
    mm_store_close(store);
    snprintf(command, sizeof command, "umount '%s'", folder);
    assert_int_equal(system(command), 0);
    free(folder);
}

/* ---- kills ---- */

/* Edits and undoes for ever; says so through `pipe` after each. */
static void edit_for_ever(const char *path, int pipe)
{
    mm_store *store = open_store(path);
    mm_error  err = { 0 };
    char      text[60];

    for (int i = 0;; i++) {
        mm_id      id;
        mm_variant v = { .lang = MM_S("en"), .text = MM_S("x") };
        mm_unit    u = { .variants = &v, .n_variants = 1 };

        if (i % 3 == 2) {
            CHECK(mm_history_undo(&id, store, 0, MM_S("me"), &err));
        } else {
            snprintf(text, sizeof text, "edit %d of %ld", i, (long)getpid());
            v.text = mm_cstr(text);
            begin(store, "edit");
            id = mm_store_change(store);
            CHECK(mm_store_put(
                NULL, store, &(mm_item){ .unit = &u, .row = 1 + i % 5 }, &err));
            end(store);
        }
        if (write(pipe, &id, sizeof id) != sizeof id)
            _exit(1);
    }
}

static void test_killed_edits(void **state)
{
    const char *path = fresh("edits.db");
    mm_store   *store = open_store(path);

    (void)state;
    for (int i = 0; i < 5; i++)
        add_unit(store, "x", "엑스");
    mm_store_close(store);
    for (int i = 0; i < kills; i++) {
        int   ends[2];
        mm_id said_last = 0, got;
        pid_t pid;

        assert_int_equal(pipe(ends), 0);
        if ((pid = fork()) == 0) {
            close(ends[0]);
            edit_for_ever(path, ends[1]);
        }
        close(ends[1]);
        nap(5 + i * 37 % 60);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        while (read(ends[0], &got, sizeof got) == sizeof got)
            said_last = got;
        close(ends[0]);
        store = open_store(path);
        assert_true(count(store).changes >= said_last);
        assert_int_equal(count(store).units, 5);
        if (i % 10 == 0)
            assert_sound(store);
        mm_store_close(store);
    }
    store = open_store(path);
    assert_true(count(store).changes > 5 + kills);
    assert_sound(store);
    mm_store_close(store);
}

static void test_killed_backups(void **state)
{
    const char *path = fresh("backups.db");
    char        to[320];
    mm_store   *store = open_store(path);
    mm_error    err = { 0 };
    mm_buf      want, got;
    int         whole = 0;

    (void)state;
    snprintf(to, sizeof to, "%s.bak", path);
    add_many(store, 20000);
    want = said(store);
    mm_store_close(store);
    for (int i = 0; i < kills; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            store = open_store(path);
            CHECK(mm_store_backup(store, to, &err));
            _exit(0);
        }
        nap(i * 7 % 50);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        if (access(to, F_OK) == 0) { /* there, then it is whole */
            if (whole++ % 8 == 0) {
                got = said_of(to);
                assert_true(mm_str_eq(mm_buf_str(&want), mm_buf_str(&got)));
                mm_buf_release(&got);
            }
            unlink(to);
        }
    }
    store = open_store(path);
    CHECK(mm_store_backup(store, to, &err));
    assert_sound(store);
    mm_store_close(store);
    mm_buf_release(&want);
}

/* Power that fails in the middle of a write to the log: its tail is cut or
 * garbled, and what is read then is a state that was. */
static void test_torn_log(void **state)
{
    mm_error    err = { 0 };
    const char *path = fresh("torn.db");
    char        wal[310], copy[310], copy_wal[320], command[2000];
    mm_store   *store = open_store(path);
    struct stat st;
    int64_t     last = -1;

    (void)state;
    snprintf(wal, sizeof wal, "%s-wal", path);
    snprintf(copy, sizeof copy, "%s.copy", path);
    snprintf(copy_wal, sizeof copy_wal, "%s-wal", copy);
    for (int i = 0; i < 30; i++)
        add_unit(store, "one", "하나");
    assert_int_equal(stat(wal, &st), 0);
    for (int i = 0; i < 40; i++) {
        off_t     cut = (off_t)((double)st.st_size * i / 39);
        mm_store *torn;

        snprintf(command, sizeof command,
                 "cp '%s' '%s' && cp '%s' '%s' && rm -f '%s-shm'", path, copy,
                 wal, copy_wal, copy);
        assert_int_equal(system(command), 0);
        if (i % 2) {
            assert_int_equal(truncate(copy_wal, cut), 0);
        } else {
            int  fd = open(copy_wal, O_WRONLY);
            char noise[512];

            memset(noise, 0x5A, sizeof noise);
            assert_int_equal(pwrite(fd, noise, sizeof noise, cut),
                             (ssize_t)sizeof noise);
            close(fd);
        }
        torn = open_store(copy);
        assert_int_equal(count(torn).units, count(torn).changes);
        assert_true(generation(torn) == 0 ||
                    mm_store_passed(torn, generation(torn), &err) == 1);
        assert_true(count(torn).units >= last - 1);
        last = count(torn).units;
        assert_sound(torn);
        mm_store_close(torn);
    }
    assert_true(last >= 29);
    mm_store_close(store);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup),
        cmocka_unit_test(test_backup_of_the_living),
        cmocka_unit_test(test_backup_disk_full),
        cmocka_unit_test(test_killed_edits),
        cmocka_unit_test(test_killed_backups),
        cmocka_unit_test(test_torn_log),
    };

    if (argc > 1)
        kills = atoi(argv[1]);
    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
