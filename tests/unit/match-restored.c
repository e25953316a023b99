/* A memory that is not the one its indexes were made of, though its name, its
 * identity and its count of changes may say so: a backup put back and worked
 * on, a copy from another machine. What stands beside it never answers. */
#include "files/store/helpers.h"
#include "malmoi/concord.h"
#include "malmoi/fuzzy.h"
#include "malmoi/lookup.h"

#include "match/concordtext.h"

enum { MANY = 2500 }; /* rows: enough for every index to get a file */

static mm_tables *tables;

static void fill(mm_store *store)
{
    mm_error err = { 0 };
    char     en[60], ko[90];

    begin(store, "import");
    for (size_t i = 0; i < MANY; i++) {
        mm_variant v[] = { { .lang = MM_S("en") }, { .lang = MM_S("ko") } };
        mm_unit    unit = { .variants = v, .n_variants = 2 };
        mm_term    t[2] = { 0 };
        mm_lang_section s[] = {
            { .lang = MM_S("en"), .terms = &t[0], .n_terms = 1 },
            { .lang = MM_S("ko"), .terms = &t[1], .n_terms = 1 }
        };
        mm_concept c = { .sections = s,
                         .n_sections = 2,
                         .review = MM_APPROVED };

        snprintf(en, sizeof en, "row %zu of a list", i);
        snprintf(ko, sizeof ko, "표의 %zu번 줄", i);
        v[0].text = t[0].text = mm_cstr(en);
        v[1].text = t[1].text = mm_cstr(ko);
        CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
        CHECK(mm_store_put(NULL, store, &(mm_item){ .concept = &c }, &err));
    }
    end(store);
}

static void copy(const char *from, const char *to)
{
    char command[700];

    snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

/* How many of the three ways find `text`, each opened anew: what stands beside
 * the memory is read, or made. */
static int ways(mm_store *store, const char *text)
{
    mm_lookup  *lookup = NULL;
    mm_matcher *matcher = NULL;
    mm_concord *concord = NULL;
    mm_hit      hit;
    mm_match    match;
    mm_found_in found;
    mm_error    err = { 0 };
    int         n = 0;

    CHECK(mm_lookup_open(&lookup, &store, 1, NULL, &err));
    CHECK(mm_lookup_start(lookup, mm_cstr(text), NULL, &err));
    n += CHECK(mm_lookup_next(lookup, &hit, &err)) == MM_ROW &&
         hit.how == MM_HIT_EXACT && mm_str_eq(hit.term, mm_cstr(text));
    CHECK(mm_matcher_open(&matcher, &store, 1, MM_S("en"), MM_S("ko"), tables,
                          &err));
    CHECK(mm_matcher_start(
        matcher, &(mm_segment_query){ .text = mm_cstr(text) }, NULL, &err));
    n += CHECK(mm_matcher_next(matcher, &match, &err)) == MM_ROW &&
         match.score == 100;
    CHECK(mm_concord_open(&concord, &store, 1, &err));
    CHECK(mm_concord_start(concord, mm_cstr(text), NULL, &err));
    n += CHECK(mm_concord_next(concord, &found, &err)) == MM_ROW;
    mm_concord_close(concord);
    mm_matcher_close(matcher);
    mm_lookup_close(lookup);
    return n;
}

static void both(mm_store *store, const char *en)
{
    add_unit(store, en, "번역");
    add_concept(store, en, "번역", MM_APPROVED);
}

/* The index files are of the memory with `gone`, made by its look-ups. */
static void index_with(const char *path, const char *gone)
{
    mm_store   *store = open_store(path);
    char        name[400];
    struct stat st;
    mm_error    err = { 0 };
    mm_folded_texts texts = { 0 };

    both(store, gone);
    snprintf(name, sizeof name, "rm -f '%s'.*", path);
    assert_int_equal(system(name), 0);
    assert_int_equal(ways(store, gone), 3);
    CHECK(mm_folded_make(&texts, store, &err)); /* a look-up of more would */
    mm_folded_release(&texts);
    for (const char *const *end =
             (const char *const[]){ "terms", "units-en", "texts", NULL };
         *end; end++) {
        snprintf(name, sizeof name, "%s.%s", path, *end);
        assert_int_equal(stat(name, &st), 0);
    }
    mm_store_close(store);
}

/* In a backup the same ids and as many changes come to hold something else. */
static void backup_put_back(void **state)
{
    char     *path = strdup(fresh("memory.db"));
    char      saved[400];
    mm_store *store = open_store(path);
    mm_error  err = { 0 };

    (void)state;
    snprintf(saved, sizeof saved, "%s-saved", path);
    fill(store);
    CHECK(mm_store_backup(store, saved, &err));
    mm_store_close(store);
    index_with(path, "a walrus on the ice");
    copy(saved, path);
    store = open_store(path);
    both(store, "seven small lanterns");
    assert_int_equal(ways(store, "seven small lanterns"), 3);
    assert_int_equal(ways(store, "a walrus on the ice"), 0);
    both(store, "under the old bridge");
    assert_int_equal(ways(store, "seven small lanterns"), 3);
    assert_int_equal(ways(store, "under the old bridge"), 3);
    assert_int_equal(ways(store, "row 77 of a list"), 3);
    mm_store_close(store);

    copy(saved, path); /* and with nothing done since */
    store = open_store(path);
    assert_int_equal(ways(store, "under the old bridge"), 0);
    assert_int_equal(ways(store, "row 77 of a list"), 3);
    mm_store_close(store);
    free(path);
}

static void another_memory(void **state)
{
    char     *path = strdup(fresh("memory.db"));
    char      other[400];
    mm_store *store = open_store(path), *from;

    (void)state;
    snprintf(other, sizeof other, "%s-other", path);
    from = open_store(other);
    both(from, "seven small lanterns");
    fill(from);
    both(from, "under the old bridge");
    mm_store_close(from);
    fill(store);
    mm_store_close(store);
    index_with(path, "a walrus on the ice");
    copy(other, path);
    store = open_store(path);
    assert_int_equal(ways(store, "a walrus on the ice"), 0);
    assert_int_equal(ways(store, "seven small lanterns"), 3);
    assert_int_equal(ways(store, "under the old bridge"), 3);
    mm_store_close(store);
    free(path);
}

/* An index of this very memory is not made anew for a word more: the file
 * stays the one it was. */
static void own_past_is_sound(void **state)
{
    char       *path = strdup(fresh("memory.db"));
    char        name[400];
    mm_store   *store = open_store(path);
    struct stat before, after;

    (void)state;
    fill(store);
    mm_store_close(store);
    index_with(path, "a walrus on the ice");
    snprintf(name, sizeof name, "%s.units-en", path);
    assert_int_equal(stat(name, &before), 0);
    store = open_store(path);
    both(store, "seven small lanterns");
    assert_int_equal(ways(store, "seven small lanterns"), 3);
    assert_int_equal(ways(store, "a walrus on the ice"), 3);
    mm_store_close(store);
    assert_int_equal(stat(name, &after), 0);
    assert_true(before.st_ino == after.st_ino);
    free(path);
}

static void what_was_passed(void **state)
{
    mm_store *store = open_store(fresh("memory.db"));
    mm_error  err = { 0 };
    int64_t   one, two;

    (void)state;
    add_unit(store, "one", "하나");
    one = generation(store);
    add_unit(store, "two", "둘");
    two = generation(store);
    assert_true(one > 0 && two > one);
    assert_int_equal(mm_store_passed(store, one, &err), 1);
    assert_int_equal(mm_store_passed(store, two, &err), 1);
    assert_int_equal(mm_store_passed(store, one + 1, &err), one + 1 == two);
    assert_int_equal(mm_store_passed(store, two + 1, &err), 0);
    mm_store_close(store);
}

static int open_tables(void **state)
{
    mm_error err = { 0 };

    (void)state;
    CHECK(mm_tables_open(&tables, NULL, &err));
    return 0;
}

static int close_tables(void **state)
{
    mm_tables_close(tables);
    return leave_no_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backup_put_back),
        cmocka_unit_test(another_memory),
        cmocka_unit_test(own_past_is_sound),
        cmocka_unit_test(what_was_passed),
    };

    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
