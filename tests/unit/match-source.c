/* When a memory's index is a file, when what changed is a tail, and when the
 * file is made anew. */
#include "files/store/helpers.h"

#include "match/source.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static mm_tables *tables;
static int        numbered; /* concepts put so far, for texts of their own */

static int open_all(void **state)
{
    (void)state;
    return mm_tables_open(&tables, NULL, NULL) < 0;
}

static int close_all(void **state)
{
    mm_tables_close(tables);
    return leave_no_folder(state);
}

/* Puts `n` concepts of two terms each. */
static void put(const char *path, int n)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    mm_id     id;

    CHECK(mm_store_open(&store, path, MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    for (int i = 0; i < n; i++, numbered++) {
        char    en[40], ko[40];
        mm_term terms[2] = { { .text = { en, 0 } }, { .text = { ko, 0 } } };
        mm_lang_section sections[2] = {
            { .lang = MM_S("en"), .terms = &terms[0], .n_terms = 1 },
            { .lang = MM_S("ko"), .terms = &terms[1], .n_terms = 1 }
        };
        mm_concept c = { .review = MM_APPROVED,
                         .sections = sections,
                         .n_sections = 2 };

        terms[0].text.len =
            (size_t)snprintf(en, sizeof en, "part number %d", numbered);
        terms[1].text.len =
            (size_t)snprintf(ko, sizeof ko, "부품 %d호", numbered);
        CHECK(mm_store_put(&id, store, &(mm_item){ .concept = &c }, &err));
    }
    CHECK(mm_store_end(store, MM_OK, &err));
    mm_store_close(store);
}

/* Opens the index of memory `path`: is the latest concept in it, and in a tail
 * (1) or in the base (0)? */
static int look(const char *path)
{
    mm_store      *store = NULL;
    mm_term_source source;
    mm_keyer       keyer;
    mm_error       err = { 0 };
    mm_buf         key = { 0 };
    char           text[40];
    mm_probe       probe;
    uint32_t       term;
    int            in_tail;

    snprintf(text, sizeof text, "part number %d", numbered - 1);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_keyer_open(&keyer, tables, &err));
    CHECK(mm_term_source_store(&source, store, &keyer, &err));
    CHECK(mm_key_tight(&key, mm_cstr(text)));
    in_tail = source.has_tail;
    probe = mm_term_index_probe(in_tail ? &source.tail : &source.base,
                                mm_key_hash(KEY_EXACT, mm_buf_str(&key)));
    assert_true(mm_probe_next(&probe, &term));
    mm_buf_release(&key);
    mm_term_source_release(&source);
    mm_keyer_release(&keyer);
    mm_store_close(store);
    return in_tail;
}

/* The file's number, which another file of the same name has not; 0: none. */
static ino_t number_of(const char *path, const char *end)
{
    char        name[320];
    struct stat info;

    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &info) == 0 ? info.st_ino : 0;
}

static ino_t file_of(const char *path)
{
    return number_of(path, ".terms");
}

static ino_t tail_of(const char *path)
{
    return number_of(path, ".terms-tail");
}

static void a_handful_has_no_file(void **state)
{
    char path[300];

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("handful.db"));
    put(path, 15);
    assert_int_equal(look(path), 0);
    assert_int_equal(file_of(path), 0);
    put(path, 1); /* 32 terms */
    assert_int_equal(look(path), 0);
    assert_true(file_of(path) != 0);
}

static void few_changes_are_a_tail(void **state)
{
    char  path[300];
    ino_t first;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("tail.db"));
    put(path, 20);
    assert_int_equal(look(path), 0);
    first = file_of(path);
    put(path, 32);
    assert_int_equal(look(path), 1);
    assert_int_equal(file_of(path), first);
    put(path, 1);
    assert_int_equal(look(path), 0); /* anew, with all of them */
    assert_true(file_of(path) != first);
}

static void larger_ones_have_longer_tails(void **state)
{
    char  path[300];
    ino_t first;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("larger.db"));
    put(path, 2500); /* 5,000 terms: a tail of 100 */
    assert_int_equal(look(path), 0);
    first = file_of(path);
    put(path, 100);
    assert_int_equal(look(path), 1);
    assert_int_equal(file_of(path), first);
    put(path, 1);
    assert_int_equal(look(path), 0);
    assert_true(file_of(path) != first);
}

/* Does the index say more of `row`, whose English term is number `row` - 1? */
static bool is_told(const char *path, mm_id row)
{
    mm_store      *store = NULL;
    mm_term_source source;
    mm_keyer       keyer;
    mm_error       err = { 0 };
    bool           told;

    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_keyer_open(&keyer, tables, &err));
    CHECK(mm_term_source_store(&source, store, &keyer, &err));
    told = !mm_term_source_stale(&source, (uint64_t)row);
    mm_term_source_release(&source);
    mm_keyer_release(&keyer);
    mm_store_close(store);
    return told;
}

static void remove_row(const char *path, mm_id row)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    CHECK(mm_store_open(&store, path, MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "remove" }, &err));
    CHECK(mm_store_remove(store, MM_ROW_CONCEPT, row, &err));
    CHECK(mm_store_end(store, MM_OK, &err));
    mm_store_close(store);
}

/* A tail is kept until the next change, with what was removed. */
static void long_tails_are_kept(void **state)
{
    char  path[300];
    ino_t first;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("kept.db"));
    put(path, 2500);
    assert_int_equal(look(path), 0);
    put(path, 31);
    assert_int_equal(look(path), 1);
    assert_true(tail_of(path) == 0); /* made at once each time */
    put(path, 1);
    assert_int_equal(look(path), 1);
    first = tail_of(path);
    assert_true(first != 0);
    assert_int_equal(look(path), 1);
    assert_true(tail_of(path) == first);
    assert_true(is_told(path, 7));
    remove_row(path, 7);
    assert_false(is_told(path, 7));
    assert_true(tail_of(path) != first);
    first = tail_of(path);
    assert_false(is_told(path, 7)); /* by the file */
    assert_true(is_told(path, 8));
    assert_true(tail_of(path) == first);
    put(path, 100);
    assert_int_equal(look(path), 0);
    assert_true(tail_of(path) == 0); /* the new base knows all */
}

/* A tail that was made for another base is none of this one. */
static void tails_of_others_are_passed_over(void **state)
{
    char   path[300], tail[320];
    mm_buf bytes, other;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("others.db"));
    snprintf(tail, sizeof tail, "%s.terms-tail", path);
    put(path, 2500);
    assert_int_equal(look(path), 0);
    put(path, 40);
    assert_int_equal(look(path), 1);
    bytes = bytes_of(tail);
    put(path, 1);
    put_bytes(tail, mm_buf_str(&bytes)); /* of a change before */
    assert_int_equal(look(path), 1);
    other = bytes_of(tail);
    assert_false(mm_str_eq(mm_buf_str(&bytes), mm_buf_str(&other)));
    bytes.ptr[bytes.len / 2] ^= 1;
    put_bytes(tail, mm_buf_str(&bytes));
    assert_int_equal(look(path), 1);
    mm_buf_release(&bytes);
    mm_buf_release(&other);
}

/* What an index says is for those alone whom the memory is for. */
static void open_to_whom_the_memory_is(void **state)
{
    char        path[300], base[320];
    struct stat info;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("mine.db"));
    snprintf(base, sizeof base, "%s.terms", path);
    put(path, 20);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(look(path), 0);
    assert_int_equal(stat(base, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void open_and_go(const char *path)
{
    mm_store      *store = NULL;
    mm_term_source source;
    mm_keyer       keyer;
    mm_error       err = { 0 };

    if (mm_store_open(&store, path, MM_READ, &err) == MM_OK &&
        mm_keyer_open(&keyer, tables, &err) == MM_OK)
        mm_term_source_store(&source, store, &keyer, &err);
    _exit(0);
}

/* Killed at any moment while it makes or writes base or tail: the next one
 * knows every term. */
static void killed_while_indexing(void **state)
{
    char     path[300], base[320];
    uint32_t random = 11;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("killed.db"));
    snprintf(base, sizeof base, "%s.terms", path);
    put(path, 2500);
    for (int i = 0; i < 40; i++) {
        pid_t child;

        random = random * 1664525u + 1013904223u;
        put(path, 33);
        if (i % 2)
            unlink(base);
        assert_true((child = fork()) >= 0);
        if (child == 0)
            open_and_go(path);
        nanosleep(&(struct timespec){
                      .tv_nsec = 1000L * (random >> 12) % 60000000L },
                  NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        look(path);
    }
}

typedef struct waited {
    size_t calls, rows, ends;
    int    answer;
} waited;

static int count_call(void *self, size_t rows, bool done)
{
    waited *w = self;

    w->calls++;
    w->rows = rows;
    w->ends += done;
    return w->answer;
}

/* Who waits for an index is told how far it is, and may stop it. */
static void waiting_is_told(void **state)
{
    char           path[300];
    mm_store      *store = NULL;
    mm_term_source source;
    mm_keyer       keyer;
    mm_error       err = { 0 };
    waited         w = { 0 };

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("waited.db"));
    put(path, 9000);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_keyer_open(&keyer, tables, &err));
    mm_store_on_wait(store, count_call, &w);
    w.answer = MM_EINTERRUPTED;
    assert_int_equal(mm_term_source_store(&source, store, &keyer, &err),
                     MM_EINTERRUPTED);
    assert_int_equal(file_of(path), 0);
    w = (waited){ 0 };
    CHECK(mm_term_source_store(&source, store, &keyer, &err));
    assert_int_equal(w.calls, 3); /* twice on the way */
    assert_int_equal(w.rows, 9000);
    assert_int_equal(w.ends, 1);
    mm_term_source_release(&source);
    CHECK(mm_term_source_store(&source, store, &keyer, &err));
    assert_int_equal(w.calls, 3); /* the file is there */
    mm_term_source_release(&source);
    mm_keyer_release(&keyer);
    mm_store_close(store);
}

/* A query opens the parts of the keyer that it needs, and no others. */
static void parts_are_opened_at_need(void **state)
{
    mm_keyer keyer;
    mm_buf   out = { 0 };
    mm_error err = { 0 };

    (void)state;
    CHECK(mm_keyer_open(&keyer, tables, &err));
    assert_int_equal(keyer.open, 0);
    CHECK(mm_keyer_variant(&out, &keyer, MM_S("colours")));
    assert_true(mm_str_eq(mm_buf_str(&out), MM_S("color")));
    assert_int_equal(keyer.open, KEYER_EN | KEYER_SPELLING);
    mm_buf_clear(&out);
    CHECK(mm_keyer_variant(&out, &keyer, MM_S("로동新聞")));
    assert_true(mm_str_eq(mm_buf_str(&out), MM_S("노동신문")));
    assert_true(keyer.open & KEYER_HANJA);
    assert_null(keyer.ko);
    CHECK(mm_keyer_need(&keyer, KEYER_ALL, &err));
    assert_int_equal(keyer.open, KEYER_ALL);
    assert_non_null(keyer.ko);
    assert_non_null(keyer.romanizer);
    mm_keyer_release(&keyer);
    mm_buf_release(&out);
}

/* A folder's tables are read at once: a broken one is told of. */
static void broken_table_is_told(void **state)
{
    char       path[300];
    mm_tables *own = NULL;
    mm_keyer   keyer;
    mm_error   err = { 0 };
    FILE      *file;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("josa.tsv"));
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("one cell\n", file);
    fclose(file);
    *strrchr(path, '/') = '\0';
    CHECK(mm_tables_open(&own, path, &err));
    assert_int_equal(mm_keyer_open(&keyer, own, &err), MM_EFORMAT);
    assert_non_null(strstr(err.text, "josa.tsv"));
    mm_tables_close(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handful_has_no_file),
        cmocka_unit_test(few_changes_are_a_tail),
        cmocka_unit_test(larger_ones_have_longer_tails),
        cmocka_unit_test(long_tails_are_kept),
        cmocka_unit_test(tails_of_others_are_passed_over),
        cmocka_unit_test(open_to_whom_the_memory_is),
        cmocka_unit_test(killed_while_indexing),
        cmocka_unit_test(waiting_is_told),
        cmocka_unit_test(parts_are_opened_at_need),
        cmocka_unit_test(broken_table_is_told),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
