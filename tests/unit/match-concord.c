/* Any string of a unit is found, whatever its case and spacing, in the folded
 * texts, in what came after them, and in a memory too small to have them. */
#include "files/store/helpers.h"
#include "malmoi/concord.h"

#include "match/concordtext.h"

enum { MANY = 1200 }; /* units: enough for folded texts */

static mm_concord *open_concord(mm_store *store)
{
    mm_concord *c = NULL;
    mm_error    err = { 0 };

    CHECK(mm_concord_open(&c, &store, 1, &err));
    return c;
}

/* What is found, as "ID:LANG start-end ...; ...". */
static const char *found(mm_concord *c, const char *pattern,
                         const mm_concord_options *o)
{
    static mm_buf said;
    mm_found_in   hit;
    mm_error      err = { 0 };

    mm_buf_clear(&said);
    CHECK(mm_buf_printf(&said, "%s", ""));
    CHECK(mm_concord_start(c, mm_cstr(pattern), o, &err));
    while (CHECK(mm_concord_next(c, &hit, &err)) == MM_ROW) {
        mm_buf_printf(&said, "%s%lld:%.*s", said.len ? "; " : "",
                      (long long)hit.row, (int)hit.variant->lang.len,
                      hit.variant->lang.ptr);
        for (size_t i = 0; i < hit.n_places; i++) {
            mm_place at = hit.places[i];

            mm_buf_printf(&said, " [%.*s]", (int)(at.end - at.start),
                          hit.variant->text.ptr + at.start);
        }
        if (hit.other)
            assert_false(mm_str_eq(hit.other->lang, hit.variant->lang));
    }
    return said.ptr;
}

static void fill(mm_store *store, size_t n)
{
    mm_error err = { 0 };
    char     en[60], ko[90];

    begin(store, "import");
    for (size_t i = 0; i < n; i++) {
        mm_variant v[2] = { { .lang = MM_S("en") }, { .lang = MM_S("ko") } };
        mm_unit    unit = { .variants = v, .n_variants = 2 };

        snprintf(en, sizeof en, "row %zu of a list", i);
        snprintf(ko, sizeof ko, "표의 %zu번 줄", i);
        v[0].text = mm_cstr(en);
        v[1].text = mm_cstr(ko);
        CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    }
    end(store);
}

static const struct row {
    const char *name, *pattern, *lang;
    bool        regex;
    const char *want;
} rows[] = {
    { "one character", "창", "", false, "2:ko [창]; 3:ko [창]" },
    { "under a particle", "한계선", "", false, "1:ko [한계선]" },
    { "spacing", "북방 한계 선", "", false, "1:ko [북방한계선]" },
    { "spacing in the text", "창고앞에서", "", false, "3:ko [창고 앞에서]" },
    { "case", "LIMIT LINE", "", false, "1:en [Limit Line]" },
    { "hyphen", "co-operate", "", false, "4:en [cooperate]" },
    { "no hyphen", "reentry", "", false, "4:en [re-entry]" },
    { "twice", "the", "en", false,
      "1:en [the] [the]; 2:en [The] [the]; 3:en [the]; 4:en [the]" },
    { "inside a word", "ouse", "", false, "2:en [ouse]; 3:en [ouse]" },
    { "width", "ＬＩＮＥ", "", false, "1:en [Line]" },
    { "letters that combine", "e\xCC\x81t\xC3\xA9", "", false,
      "5:en [\xC3\xA9te\xCC\x81]" },
    { "one language", "A", "ko", false, "5:ko [A]" },
    { "marks alone", "-", "", false, "4:en [-]" },
    { "expression", "[wh]+[aeiou]+\\w+", "en", true,
      "1:en [hern]; 2:en [window] [house]; 3:en [warehouse]; 4:en [hose]" },
    { "expression over Korean", "창(고)?\\s", "", true, "3:ko [창고 ]" },
    { "expression at the start", "^the", "", true, "2:en [The]" },
    { "a mark behind is no part of it", "경계표", "", false,
      "6:ko [경계표] [경계표] [경계표]" },
    { "nor what has no width", "softmark", "", false, "6:en [soft\u00ADmark]" },
    { "expression, letters that combine", "^\u00E9t(\u00E9|x)\\b", "", true,
      "5:en [\u00E9te\u0301]" },
    { "such an expression", "ete\u0301\\b|e\u0301t", "", true,
      "5:en [\u00E9t]" },
    { "expression, Hangul taken apart", "\uD55C.\\s", "", true,
      "7:ko [\u1112\u1161\u11AB\u1100\u1173\u11AF ]" },
    { "nothing", "없음없음", "", false, "" },
};

static void add_all(mm_store *store)
{
    add_unit(store, "Across the Northern Limit Line (NLL)",
             "북방한계선에서는 아무도");
    add_unit(store, "The window of the house", "집의 창을 연다");
    add_unit(store, "Before the warehouse", "창고 앞에서");
    add_unit(store, "Those who cooperate on the re-entry", "재진입");
    add_unit(store, "\xC3\xA9te\xCC\x81 summer", "여름 A");
    add_unit(store, "soft\u00ADmark\u201D",
             "\u2018경계표\u2019를 \u300A경계표\u300B 경계표\u00B7");
    add_unit(store, "taken apart", "\u1112\u1161\u11AB\u1100\u1173\u11AF x");
}

/* Makes the folded texts, which else come when a query looks far. */
static void make_texts(mm_store *store)
{
    mm_folded_texts texts = { 0 };
    mm_error        err = { 0 };

    CHECK(mm_folded_make(&texts, store, &err));
    mm_folded_release(&texts);
}

static void assert_row(mm_concord *c, const struct row *row, const char *where)
{
    mm_concord_options o = { .lang = mm_cstr(row->lang), .regex = row->regex };
    const char        *got = found(c, row->pattern, &o);

    if (strcmp(got, row->want) != 0)
        fail_msg("%s: %s: '%s' for '%s'", row->name, where, got, row->want);
}

static void check_row(void **state)
{
    const char *db = fresh("concord.db");
    mm_store   *store = open_store(db);
    mm_concord *c;
    char        path[400];
    struct stat info;

    add_all(store);
    c = open_concord(store);
    assert_row(c, *state, "small memory");
    mm_concord_close(c);
    fill(store, MANY);
    c = open_concord(store);
    assert_row(c, *state, "first units");
    mm_concord_close(c);
    make_texts(store);
    c = open_concord(store);
    assert_row(c, *state, "folded texts");
    mm_concord_close(c);
    snprintf(path, sizeof path, "%s.texts", db);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size - 1), 0);
    c = open_concord(store);
    assert_row(c, *state, "cut file");
    mm_concord_close(c);
    mm_store_close(store);
}

/* ---- what changes ---- */

static bool has_texts(const char *path)
{
    char name[400];

    snprintf(name, sizeof name, "%s.texts", path);
    return access(name, F_OK) == 0;
}

/* What many units hold is found before there are folded texts; what few hold
 * makes them, and stands in the same order. */
static void first_units_come_at_once(void **state)
{
    enum { FAR = 10500 };
    char        path[300];
    mm_store   *store;
    mm_concord *c;
    mm_found_in hit;
    mm_error    err = { 0 };
    mm_id       before = 0;
    size_t      n = 0;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("first.db"));
    store = open_store(path);
    add_unit(store, "a red whale", "붉은 고래");
    fill(store, FAR);
    add_unit(store, "one more whale", "또 고래");
    c = open_concord(store);
    CHECK(mm_concord_start(c, MM_S("row"), NULL, &err));
    for (n = 0; n < 50; n++)
        assert_int_equal(mm_concord_next(c, &hit, &err), MM_ROW);
    assert_false(has_texts(path));
    assert_string_equal(found(c, "whale", NULL),
                        "1:en [whale]; 10502:en [whale]");
    assert_true(has_texts(path));
    CHECK(mm_concord_start(c, MM_S("row"), NULL, &err));
    for (n = 0; CHECK(mm_concord_next(c, &hit, &err)) == MM_ROW; n++) {
        assert_true(hit.row > before);
        before = hit.row;
    }
    assert_int_equal(n, FAR);
    mm_concord_close(c);
    assert_int_equal(unlink(strcat(path, ".texts")), 0);
    c = open_concord(store); /* across where the folded texts take over */
    CHECK(mm_concord_start(c, MM_S("row"), NULL, &err));
    for (n = 0, before = 0; CHECK(mm_concord_next(c, &hit, &err)) == MM_ROW;
         n++) {
        assert_true(hit.row > before);
        before = hit.row;
    }
    assert_int_equal(n, FAR);
    mm_concord_close(c);
    mm_store_close(store);
}

static void changes_are_seen(void **state)
{
    mm_store   *store = open_store(fresh("changes.db"));
    mm_concord *c;
    mm_variant  v[] = { { .lang = MM_S("en"), .text = MM_S("a blue whale") },
                        { .lang = MM_S("ko"), .text = MM_S("고래") } };
    mm_unit     unit = { .variants = v, .n_variants = 2 };
    mm_error    err = { 0 };
    mm_id       id;

    (void)state;
    fill(store, MANY);
    make_texts(store);
    id = add_unit(store, "a red whale", "붉은 고래");
    c = open_concord(store);
    assert_string_equal(found(c, "whale", NULL), "1201:en [whale]");
    add_unit(store, "one more whale", "또 고래");
    assert_string_equal(found(c, "whale", NULL),
                        "1201:en [whale]; 1202:en [whale]");
    begin(store, "edit");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit, .row = id },
                       &err));
    end(store);
    assert_string_equal(found(c, "blue whale", NULL), "1201:en [blue whale]");
    assert_string_equal(found(c, "red whale", NULL), "");
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_UNIT, id, &err));
    end(store);
    assert_string_equal(found(c, "whale", NULL), "1202:en [whale]");
    mm_concord_close(c);
    c = open_concord(store); /* the file with what came after it */
    assert_string_equal(found(c, "whale", NULL), "1202:en [whale]");
    mm_concord_close(c);
    mm_store_close(store);
}

static void pages_and_filters(void **state)
{
    mm_variant  v[] = { { .lang = MM_S("en"), .text = MM_S("row of boats") },
                        { .lang = MM_S("ko"), .text = MM_S("배의 줄") } };
    mm_unit     unit = { .variants = v,
                         .n_variants = 2,
                         .project = MM_S("sea"),
                         .document = MM_S("d") };
    mm_store   *store = open_store(fresh("pages.db"));
    mm_concord *c;
    mm_error    err = { 0 };

    (void)state;
    fill(store, MANY);
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    make_texts(store);
    c = open_concord(store);
    assert_string_equal(
        found(c, "row", &(mm_concord_options){ .project = MM_S("sea") }),
        "1201:en [row]");
    assert_string_equal(found(c, "row", &(mm_concord_options){ .above = 1199 }),
                        "1200:en [row]; 1201:en [row]");
    assert_string_equal(
        found(c, "row|boat",
              &(mm_concord_options){ .above = 1200, .regex = true }),
        "1201:en [row] [boat]");
    assert_string_equal(
        found(c, "row", &(mm_concord_options){ .document = MM_S("e") }), "");
    mm_concord_close(c);
    mm_store_close(store);
}

static void refusals(void **state)
{
    mm_store   *store = open_store(fresh("refusals.db"));
    mm_concord *c = open_concord(store);
    mm_error    err = { 0 };

    (void)state;
    assert_int_equal(mm_concord_start(c, MM_S(""), NULL, &err), MM_EINVALID);
    assert_int_equal(mm_concord_start(c, MM_S(" "), NULL, &err), MM_EINVALID);
    assert_int_equal(mm_concord_start(c, MM_S("(a"),
                                      &(mm_concord_options){ .regex = true },
                                      &err),
                     MM_EINVALID);
    assert_non_null(strstr(err.text, "(a"));
    assert_string_equal(found(c, "a", NULL), "");
    mm_concord_close(c);
    mm_store_close(store);
}

static const struct CMUnitTest others[] = {
    cmocka_unit_test(first_units_come_at_once),
    cmocka_unit_test(changes_are_seen),
    cmocka_unit_test(pages_and_filters),
    cmocka_unit_test(refusals),
};

int main(void)
{
    enum {
        N = sizeof rows / sizeof *rows,
        OTHERS = sizeof others / sizeof *others
    };
    struct CMUnitTest tests[N + OTHERS];

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
