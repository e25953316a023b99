/* Matches through a memory: figures, penalties, context, filters, what is new
 * at once, what is damaged or stale made anew, and the same as brute force. */
#include "files/store/helpers.h"
#include "malmoi/fuzzy.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static mm_tables *tables;

/* ---- short cuts ---- */

static mm_matcher *open_matcher(mm_store *store, const char *source,
                                const char *target)
{
    mm_matcher *m = NULL;
    mm_error    err = { 0 };

    CHECK(mm_matcher_open(&m, &store, 1, mm_cstr(source), mm_cstr(target),
                          tables, &err));
    return m;
}

/* The first match of `text`; false when there is none. */
static bool first(mm_match *out, mm_matcher *m, const char *text,
                  const mm_match_options *o)
{
    mm_error err = { 0 };

    CHECK(mm_matcher_start(m, &(mm_segment_query){ .text = mm_cstr(text) }, o,
                           &err));
    return CHECK(mm_matcher_next(m, out, &err)) == MM_ROW;
}

static unsigned score_of(mm_matcher *m, const char *text,
                         const mm_match_options *o)
{
    mm_match match;

    return first(&match, m, text, o) ? match.score : 0;
}

static void assert_text(mm_str text, const char *want)
{
    if (!mm_str_eq(text, mm_cstr(want)))
        fail_msg("'%.*s' for '%s'", (int)text.len, text.ptr, want);
}

/* ---- figures ---- */

static const struct figure {
    const char *name, *unit, *query;
    unsigned    score;
    const char *kinds; /* of what differs */
} figures[] = {
    { "same", "Save the file.", "Save the file.", 100, "" },
    { "outer space", "Save the file.", " Save the file. ", 100, "" },
    { "case", "Save the file.", "save the file.", 99, "case" },
    { "case everywhere", "Save The File Now OK", "save the file now ok", 97,
      "case case case case case" },
    { "spacing", "Save the file.", "Save  the file.", 99, "spacing" },
    { "punctuation", "Save the file.", "Save the file", 99, "punctuation" },
    { "quotes", "Save \"the\" file", "Save \u201Cthe\u201D file", 98,
      "punctuation punctuation" },
    { "number", "Page 3 of 9", "Page 4 of 9", 98, "number" },
    { "two numbers", "Page 3 of 9", "Page 4 of 10", 96, "number number" },
    { "placeholder", "Delete %s now", "Delete %d now", 98, "code" },
    { "markup on one side", "Open the menu", "Open the <b>menu</b>", 96,
      "code code" },
    { "one word of four", "Save the file now", "Save the file then", 75,
      "word" },
    { "one left out", "Save the big file", "Save the file", 75, "word" },
    { "word and full stop", "Save the big file.", "Save the file", 74,
      "word punctuation" },
    { "marks alone", "***", "***", 100, "" },
    { "below", "Save the file", "Load this book", 0, "" },
};

static void check_figure(void **state)
{
    const struct figure *f = *state;
    mm_store            *store = open_store(fresh("figures.db"));
    mm_matcher          *m;
    mm_match             match;
    mm_buf               kinds = { 0 };

    add_unit(store, f->unit, "번역");
    m = open_matcher(store, "en", "ko");
    if (first(&match, m, f->query, NULL)) {
        unsigned points = 0;

        for (size_t i = 0; i < match.n_mismatches; i++)
            mm_buf_printf(&kinds, "%s%s", i ? " " : "",
                          mm_mismatch_name(match.mismatches[i].kind));
        for (size_t i = 0; i < match.n_deductions; i++)
            points += match.deductions[i].points;
        assert_int_equal(match.score, match.words - points);
        assert_string_equal(kinds.ptr ? kinds.ptr : "", f->kinds);
        assert_int_equal(match.score, f->score);
        assert_text(match.target->text, "번역");
    } else {
        assert_int_equal(f->score, 0);
    }
    mm_buf_release(&kinds);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* Whatever is forgiven, 100 is the same text with the same codes. */
static void never_a_hundred(void **state)
{
    mm_code          code = { .kind = MM_CODE_ALONE, .offset = 5 };
    mm_variant       v[] = { { .lang = MM_S("en"),
                               .text = MM_S("Press to go 3"),
                               .codes = &code,
                               .n_codes = 1 },
                             { .lang = MM_S("ko"), .text = MM_S("누르십시오") } };
    mm_unit          unit = { .variants = v, .n_variants = 2 };
    mm_penalties     none = { 0 };
    mm_match_options o = { .penalties = &none };
    mm_store        *store = open_store(fresh("hundred.db"));
    mm_matcher      *m;
    mm_match         match;
    mm_error         err = { 0 };

    (void)state;
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    m = open_matcher(store, "en", "ko");
    assert_int_equal(score_of(m, "Press to go 3", NULL), 98); /* no code */
    assert_int_equal(score_of(m, "Press to go 3", &o), 99);
    assert_int_equal(score_of(m, "Press to go 4", &o), 99);
    assert_int_equal(score_of(m, "press to go 3!", &o), 99);
    CHECK(mm_matcher_start(
        m,
        &(mm_segment_query){ .text = v[0].text, .codes = &code, .n_codes = 1 },
        NULL, &err));
    assert_int_equal(CHECK(mm_matcher_next(m, &match, &err)), MM_ROW);
    assert_int_equal(match.score, 100);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* ---- Korean ---- */

static void korean_has_two_figures(void **state)
{
    mm_store   *store = open_store(fresh("korean.db"));
    mm_matcher *m;
    mm_match    match;

    (void)state;
    add_unit(store, "Align bottom edges", "하단 가장자리 정렬하기");
    add_unit(store, "The meeting was held in Seoul", "회의가 서울에서 열렸다");
    m = open_matcher(store, "ko", "en");
    assert_true(first(&match, m, "상단 가장자리 정렬하기", NULL));
    assert_int_equal(match.words, 75);   /* 하단 가장자리 정렬 하기 */
    assert_int_equal(match.letters, 90); /* nine of ten */
    assert_int_equal(match.score, 90);
    /* Another particle is one token of six. */
    assert_true(first(&match, m, "회의는 서울에서 열렸다", NULL));
    assert_true(match.words >= 80);
    assert_int_equal(match.n_mismatches, 1);
    assert_int_equal(match.mismatches[0].kind, MM_MISMATCH_ENDING);
    assert_text(mm_str_sub(match.source->text, match.mismatches[0].unit_start,
                           match.mismatches[0].unit_len),
                "가");
    /* Spaces aside the letters are the same, but it is not the same text. */
    assert_true(first(&match, m, "하단가장자리정렬하기", NULL));
    assert_int_equal(match.letters, 100);
    assert_int_equal(match.score, 99);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* ---- context ---- */

static unsigned in_context(mm_matcher *m, const char *text, const char *before,
                           const char *after, const char *id, mm_id *row)
{
    mm_segment_query q = { .text = mm_cstr(text),
                           .before = mm_cstr(before),
                           .after = mm_cstr(after),
                           .id = mm_cstr(id) };
    mm_match         match;
    mm_error         err = { 0 };

    CHECK(mm_matcher_start(m, &q, NULL, &err));
    if (CHECK(mm_matcher_next(m, &match, &err)) != MM_ROW)
        return 0;
    *row = match.row;
    return match.score;
}

static void context_is_101_and_102(void **state)
{
    mm_store   *store = open_store(fresh("context.db"));
    mm_matcher *m;
    mm_id       yes, other, row = 0;

    (void)state;
    add_unit(store, "Delete the file?", "파일을 지울까요?");
    yes = add_unit(store, "Yes", "예");
    add_unit(store, "No", "아니요");
    add_unit(store, "Anything else?", "다른 것은요?");
    other = add_unit(store, "Yes", "네");
    m = open_matcher(store, "en", "ko");
    assert_int_equal(in_context(m, "Yes", "", "", "", &row), 100);
    assert_int_equal(row, other); /* the newer */
    assert_int_equal(in_context(m, "Yes", "Delete the file?", "", "", &row),
                     101);
    assert_int_equal(row, yes);
    assert_int_equal(in_context(m, "Yes", "Delete the file?", "No", "", &row),
                     102);
    assert_int_equal(row, yes);
    assert_int_equal(in_context(m, "Yes", "Anything else?", "", "", &row), 101);
    assert_int_equal(row, other);
    assert_int_equal(
        in_context(m, "Yes", "Delete the file?", "Maybe", "", &row),
        100); /* half of it is no context */
    mm_matcher_close(m);
    mm_store_close(store);
}

static void context_by_id_and_props(void **state)
{
    mm_prop     props[] = { { .type = MM_S("prev"), .value = MM_S("Before") } };
    mm_variant  v[] = { { .lang = MM_S("en"), .text = MM_S("Middle") },
                        { .lang = MM_S("ko"), .text = MM_S("가운데") } };
    mm_unit     unit = { .id = MM_S("dlg.1"),
                         .variants = v,
                         .n_variants = 2,
                         .props = props,
                         .n_props = 1 };
    mm_store   *store = open_store(fresh("ids.db"));
    mm_matcher *m;
    mm_id       row;
    mm_error    err = { 0 };

    (void)state;
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    m = open_matcher(store, "en", "ko");
    assert_int_equal(in_context(m, "Middle", "", "", "dlg.1", &row), 101);
    assert_int_equal(in_context(m, "Middle", "", "", "dlg.2", &row), 100);
    assert_int_equal(in_context(m, "Middle", "Before", "", "dlg.1", &row), 102);
    assert_int_equal(in_context(m, "Middle", "Before", "", "", &row), 101);
    /* As memoQ writes it; and NFD. */
    props[0].type = MM_S("x-context-pre");
    props[0].value =
        MM_S("<seg>Caf\u00E9 &amp; <bpt i='1'>{b}</bpt>bar<x/></seg>");
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    assert_int_equal(in_context(m, "Middle", "Cafe\u0301 & bar", "", "", &row),
                     101);
    assert_int_equal(in_context(m, "Middle", "Caf\u00E9", "", "", &row), 100);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* ---- languages ---- */

/* Who asks for a wider language is served by a narrower one, and the other way
 * round; two of one language with a country each are not the same. */
static void wider_languages_serve(void **state)
{
    static const struct pair {
        const char *source, *target;
        unsigned    score;
    } pairs[] = {
        { "en", "ko", 100 },    { "en-US", "ko-KR", 100 },
        { "en-GB", "ko", 100 }, { "en-US", "ko-KP", 0 },
        { "en-US", "ja", 0 },   { "fr", "ko-KR", 0 },
    };
    mm_variant  v[] = { { .lang = MM_S("en"), .text = MM_S("Save it") },
                        { .lang = MM_S("ko-KR"), .text = MM_S("저장") } };
    mm_unit     unit = { .variants = v, .n_variants = 2 };
    mm_store   *store = open_store(fresh("languages.db"));
    mm_matcher *m;
    mm_error    err = { 0 };

    (void)state;
    begin(store, "add");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        m = open_matcher(store, pairs[i].source, pairs[i].target);
        assert_int_equal(score_of(m, "Save it", NULL), pairs[i].score);
        mm_matcher_close(m);
    }
    mm_store_close(store);
}

/* ---- origin, filters, several memories ---- */

static mm_id put_unit(mm_store *store, mm_unit unit, const char *en,
                      const char *ko)
{
    mm_variant v[] = { { .lang = MM_S("en-US"), .text = mm_cstr(en) },
                       { .lang = MM_S("ko-KR"), .text = mm_cstr(ko) } };
    mm_error   err = { 0 };
    mm_id      id;

    unit.variants = v;
    unit.n_variants = 2;
    begin(store, "add");
    CHECK(mm_store_put(&id, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    return id;
}

static void origin_and_filters(void **state)
{
    mm_penalties age = mm_penalties_default();
    mm_store    *store = open_store(fresh("filters.db"));
    mm_matcher  *m;
    mm_match     match;

    (void)state;
    put_unit(store,
             (mm_unit){ .project = MM_S("p1"),
                        .client = MM_S("c1"),
                        .field = MM_S("Law"),
                        .document = MM_S("a.txt"),
                        .stamp = { .created_by = MM_S("Kim"),
                                   .created = MM_S("2001-05-01T00:00:00Z") } },
             "The court is open", "법정이 열렸다");
    put_unit(store,
             (mm_unit){ .project = MM_S("p2"),
                        .status = MM_S("needs-review"),
                        .stamp = { .changed_by = MM_S("lee"),
                                   .changed = MM_S("2024-05-01T00:00:00Z") } },
             "The court is open", "코트가 비었다");
    put_unit(store, (mm_unit){ .score = 0.7 }, "The gate is open",
             "문이 열렸다");
    m = open_matcher(store, "en", "ko");
    assert_int_equal(score_of(m, "The court is open", NULL), 100);
    assert_int_equal(score_of(m, "The gate is open", NULL), 99); /* aligned */
    assert_true(first(&match, m, "The court is open",
                      &(mm_match_options){ .project = MM_S("p2") }));
    assert_int_equal(match.score, 90);
    assert_string_equal(match.deductions[0].name, "draft");
    assert_text(match.target->text, "코트가 비었다");
    assert_true(first(&match, m, "The court is open",
                      &(mm_match_options){ .author = MM_S("LEE") }));
    assert_text(match.target->text, "코트가 비었다");
    assert_true(first(&match, m, "The court is open",
                      &(mm_match_options){ .since = MM_S("2020") }));
    /* The aligned one has no date: it is of today. */
    assert_int_equal(score_of(m, "The gate is open",
                              &(mm_match_options){ .since = MM_S("2020") }),
                     99);
    assert_true(first(&match, m, "The court is open",
                      &(mm_match_options){ .until = MM_S("2001") }));
    assert_text(match.target->text, "법정이 열렸다");
    assert_int_equal(score_of(m, "The court is open",
                              &(mm_match_options){ .field = MM_S("law") }),
                     100);
    assert_int_equal(score_of(m, "The court is open",
                              &(mm_match_options){ .client = MM_S("c2") }),
                     0);
    assert_int_equal(score_of(m, "The court is open",
                              &(mm_match_options){ .document = MM_S("b.txt") }),
                     0);
    age.age = 1;
    assert_true(score_of(m, "The court is open",
                         &(mm_match_options){ .penalties = &age,
                                              .document = MM_S("a.txt") }) <=
                80);
    mm_matcher_close(m);
    mm_store_close(store);
}

static void memories_in_order(void **state)
{
    mm_store   *stores[3] = { NULL };
    mm_matcher *m = NULL;
    mm_match    match;
    mm_error    err = { 0 };
    char        path[300];

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("one.db"));
    stores[0] = open_store(path);
    memcpy(strrchr(path, '/'), "/two.db", 8);
    stores[2] = open_store(path);
    add_unit(stores[2], "Save the file", "둘째");
    add_unit(stores[2], "Save the file", "같은 것");
    add_unit(stores[0], "Save the file", "첫째");
    add_unit(stores[0], "Save the file", "같은 것");
    CHECK(mm_matcher_open(&m, stores, 3, MM_S("en"), MM_S("ko"), tables, &err));
    CHECK(mm_matcher_start(
        m, &(mm_segment_query){ .text = MM_S("Save the file") }, NULL, &err));
    for (size_t i = 0; i < 3; i++) {
        static const char *const want[] = { "같은 것", "첫째", "둘째" };

        assert_int_equal(CHECK(mm_matcher_next(m, &match, &err)), MM_ROW);
        assert_text(match.target->text, want[i]);
        assert_int_equal(match.store, i == 2 ? 2 : 0);
    }
    assert_int_equal(CHECK(mm_matcher_next(m, &match, &err)), MM_OK);
    mm_matcher_close(m);
    mm_store_close(stores[0]);
    mm_store_close(stores[2]);
}

/* ---- what changes ---- */

static uint64_t seed = 88172645463325252u;

static uint32_t pick(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 16) % n);
}

/* A segment of a small language in which much is alike. */
static void make_text(char *out, size_t room, bool korean)
{
    static const char *const en[] = {
        "save", "The", "file",  "open", "3",          "17",   "%s", "now",
        "menu", "a",   "door.", "old",  "<b>new</b>", "Page", "of", "system,"
    };
    static const char *const ko[] = { "파일을", "저장",     "합니다.", "문이",
                                      "3",      "메뉴에서", "새",      "서울의",
                                      "회의는", "열린",     "쪽",      "%s",
                                      "오래된", "이" };
    size_t                   n = 1 + pick(9);

    *out = '\0';
    for (size_t i = 0; i < n; i++) {
        if (i)
            strncat(out, " ", room - strlen(out) - 1);
        strncat(out, korean ? ko[pick(14)] : en[pick(16)],
                room - strlen(out) - 1);
    }
}

static void fill(mm_store *store, size_t n)
{
    mm_error err = { 0 };
    char     a[300], b[300];

    begin(store, "import");
    for (size_t i = 0; i < n; i++) {
        mm_variant v[2] = { { .lang = MM_S("en") }, { .lang = MM_S("ko") } };
        mm_unit    unit = { .variants = v, .n_variants = 2 };

        make_text(a, sizeof a, false);
        make_text(b, sizeof b, true);
        v[0].text = mm_cstr(a);
        v[1].text = mm_cstr(b);
        unit.score = pick(4) ? 0 : 0.8;
        unit.status = pick(5) ? MM_S("") : MM_S("draft");
        CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
    }
    end(store);
}

/* What is given, the first `most` of it, as text: scores and rows. */
static void say_matches(mm_buf *out, mm_matcher *m, const char *text,
                        const mm_match_options *o, size_t most)
{
    mm_match match;
    mm_error err = { 0 };

    mm_buf_clear(out);
    CHECK(mm_buf_printf(out, "%s:", text));
    CHECK(mm_matcher_start(m, &(mm_segment_query){ .text = mm_cstr(text) }, o,
                           &err));
    for (size_t i = 0;
         i < most && CHECK(mm_matcher_next(m, &match, &err)) == MM_ROW; i++)
        CHECK(
            mm_buf_printf(out, " %u/%lld", match.score, (long long)match.row));
}

/* Without a limit every unit is reckoned in full, from the lowest figure on. */

static void same_as_brute(mm_matcher *m, bool korean, size_t queries)
{
    mm_buf got = { 0 }, want = { 0 };
    char   text[300];

    for (size_t i = 0; i < queries; i++) {
        mm_match_options o = { .min = i % 3 ? 70 : 85 + pick(16),
                               .limit = i % 4 ? 5 : 1 + pick(20) };

        size_t most;

        make_text(text, sizeof text, korean);
        say_matches(&got, m, text, &o, o.limit);
        most = o.limit;
        o.limit = 100000;
        o.brute = true;
        say_matches(&want, m, text, &o, most);
        assert_string_equal(got.ptr, want.ptr);
    }
    mm_buf_release(&got);
    mm_buf_release(&want);
}

static void same_as_every_unit(void **state)
{
    mm_store   *store = open_store(fresh("brute.db"));
    mm_matcher *m;

    (void)state;
    fill(store, 3000);
    m = open_matcher(store, "en", "ko");
    same_as_brute(m, false, 60);
    fill(store, 500); /* into the tail */
    same_as_brute(m, false, 30);
    mm_matcher_close(m);
    m = open_matcher(store, "ko", "en");
    same_as_brute(m, true, 40);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* At 100 nothing is searched: the same text is found by its hash. */
static void the_same_by_hash(void **state)
{
    static const char *const texts[] = { "Paint the ocean blue", "Yes",
                                         "A table of %s" };
    const mm_match_options   exact = { .min = 100 };
    mm_store                *store = open_store(fresh("exact.db"));
    mm_matcher              *m;

    (void)state;
    fill(store, 1500);
    add_unit(store, texts[0], "하나");
    add_unit(store, texts[1], "둘");
    m = open_matcher(store, "en", "ko");
    add_unit(store, texts[2], "셋"); /* into the tail */
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(score_of(m, texts[i], &exact), 100);
    assert_int_equal(score_of(m, "yes", &exact), 0);
    assert_int_equal(score_of(m, "Yess", &exact), 0);
    assert_int_equal(score_of(m, "", &exact), 0);
    mm_matcher_close(m);
    mm_store_close(store);
}

static void changes_are_seen_at_once(void **state)
{
    mm_store   *store = open_store(fresh("changes.db"));
    mm_matcher *m;
    mm_variant v[] = { { .lang = MM_S("en"), .text = MM_S("Rename the ocean") },
                       { .lang = MM_S("ko"), .text = MM_S("바다") } };
    mm_unit    unit = { .variants = v, .n_variants = 2 };
    mm_error   err = { 0 };
    mm_id      id;

    (void)state;
    fill(store, 1500);
    id = add_unit(store, "Paint the ocean blue", "바다를 칠한다");
    m = open_matcher(store, "en", "ko");
    assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 100);
    add_unit(store, "Cross the river", "강을 건넌다");
    assert_int_equal(score_of(m, "Cross the river", NULL), 100);
    begin(store, "edit");
    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit, .row = id },
                       &err));
    end(store);
    assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 0);
    assert_int_equal(score_of(m, "Rename the ocean", NULL), 100);
    begin(store, "remove");
    CHECK(mm_store_remove(store, MM_ROW_UNIT, id, &err));
    end(store);
    assert_int_equal(score_of(m, "Rename the ocean", NULL), 0);
    CHECK(mm_history_undo(&id, store, 0, MM_S(""), &err));
    assert_int_equal(score_of(m, "Rename the ocean", NULL), 100);
    mm_matcher_close(m);
    m = open_matcher(store, "en", "ko"); /* the file with what came after it */
    assert_int_equal(score_of(m, "Rename the ocean", NULL), 100);
    assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 0);
    assert_int_equal(score_of(m, "Cross the river", NULL), 100);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* ---- the file beside ---- */

static void bad_files_are_made_anew(void **state)
{
    const char *db = fresh("bad.db");
    mm_store   *store = open_store(db);
    mm_matcher *m;
    char        path[2000];
    FILE       *file;
    struct stat info;

    (void)state;
    fill(store, 1500);
    add_unit(store, "Paint the ocean blue", "바다를 칠한다");
    snprintf(path, sizeof path, "%s.units-en", db);
    for (int i = 0; i < 4; i++) {
        mm_matcher_close(open_matcher(store, "en", "ko"));
        assert_int_equal(stat(path, &info), 0);
        assert_true(info.st_size > 10000);
        if (i == 0)
            assert_int_equal(truncate(path, info.st_size / 2), 0);
        if (i == 1)
            assert_int_equal(truncate(path, 0), 0);
        if (i == 2) {
            assert_non_null(file = fopen(path, "r+b"));
            fseek(file, (long)info.st_size / 2, SEEK_SET);
            fputs("damage", file);
            fclose(file);
        }
        m = open_matcher(store, "en", "ko");
        assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 100);
        mm_matcher_close(m);
    }
    mm_store_close(store);
    /* Another memory's index under this one's name. */
    snprintf(path, sizeof path,
             "mv '%s.units-en' '%s.x' && rm -f '%s' '%s'-* && "
             "mv '%s.x' '%s.units-en'",
             db, db, db, db, db, db);
    assert_int_equal(system(path), 0);
    store = open_store(db);
    add_unit(store, "Another ocean", "다른 바다");
    m = open_matcher(store, "en", "ko");
    assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 0);
    assert_int_equal(score_of(m, "Another ocean", NULL), 100);
    mm_matcher_close(m);
    mm_store_close(store);
}

/* Killed while it makes the index, at any moment: the next answers right. */
static void killed_while_indexing(void **state)
{
    const char *db = fresh("killed.db");
    mm_store   *store = open_store(db);
    mm_matcher *m;
    char        path[400];

    (void)state;
    fill(store, 6000);
    add_unit(store, "Paint the ocean blue", "바다를 칠한다");
    snprintf(path, sizeof path, "%s.units-en", db);
    for (int i = 0; i < 20; i++) {
        pid_t child;

        unlink(path);
        assert_true((child = fork()) >= 0);
        if (child == 0) {
            mm_error    err = { 0 };
            mm_store   *mine = NULL;
            mm_matcher *made = NULL;

            if (mm_store_open(&mine, db, MM_READ, &err) == MM_OK)
                mm_matcher_open(&made, &mine, 1, MM_S("en"), MM_S("ko"), NULL,
                                &err);
            _exit(0);
        }
        nanosleep(&(struct timespec){ .tv_nsec = 1000000L * pick(40) }, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        if (i % 5 == 4) {
            m = open_matcher(store, "en", "ko");
            assert_int_equal(score_of(m, "Paint the ocean blue", NULL), 100);
            same_as_brute(m, false, 3);
            mm_matcher_close(m);
        }
    }
    mm_store_close(store);
}

/* ---- threads ---- */

static void *read_on(void *arg)
{
    const char *db = arg;
    mm_store   *store = NULL;
    mm_matcher *m = NULL;
    mm_match    match;
    mm_error    err = { 0 };
    intptr_t    wrong = 0;

    if (mm_store_open(&store, db, MM_READ, &err) < 0 ||
        mm_matcher_open(&m, &store, 1, MM_S("en"), MM_S("ko"), tables, &err) <
            0)
        return (void *)(intptr_t)1;
    for (int i = 0; i < 100; i++) {
        mm_segment_query q = { .text = MM_S("Paint the ocean blue") };

        wrong += mm_matcher_start(m, &q, NULL, &err) < 0 ||
                 mm_matcher_next(m, &match, &err) != MM_ROW ||
                 match.score != 100;
    }
    mm_matcher_close(m);
    mm_store_close(store);
    return (void *)wrong;
}

static void readers_beside_a_writer(void **state)
{
    const char *db = fresh("threads.db");
    mm_store   *store = open_store(db);
    pthread_t   readers[8];
    char        text[60];

    (void)state;
    fill(store, 2000);
    add_unit(store, "Paint the ocean blue", "바다를 칠한다");
    mm_matcher_close(open_matcher(store, "en", "ko"));
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, (void *)db),
                         0);
    for (int i = 0; i < 50; i++) {
        snprintf(text, sizeof text, "Row %d of the boat", i);
        add_unit(store, text, "배를 젓는다");
    }
    for (int i = 0; i < 8; i++) {
        void *wrong;

        assert_int_equal(pthread_join(readers[i], &wrong), 0);
        assert_int_equal((intptr_t)wrong, 0);
    }
    mm_store_close(store);
}

/* ---- faults of the caller ---- */

static void refusals(void **state)
{
    mm_store   *store = open_store(fresh("refusals.db"));
    mm_matcher *m = NULL;
    mm_match    match;
    mm_error    err = { 0 };

    (void)state;
    assert_int_equal(
        mm_matcher_open(&m, &store, 1, MM_S(""), MM_S("ko"), tables, &err),
        MM_EINVALID);
    assert_int_equal(
        mm_matcher_open(&m, &store, 1, MM_S("../en"), MM_S("ko"), tables, &err),
        MM_EINVALID);
    m = open_matcher(store, "en", "ko"); /* nothing in it */
    assert_int_equal(score_of(m, "Anything", NULL), 0);
    assert_int_equal(score_of(m, "", NULL), 0);
    assert_int_equal(mm_matcher_start(m,
                                      &(mm_segment_query){ .text = MM_S("a") },
                                      &(mm_match_options){ .min = 101 }, &err),
                     MM_EINVALID);
    assert_int_equal(mm_matcher_next(m, &match, &err), MM_OK);
    mm_matcher_close(m);
    mm_store_close(store);
}

static int open_tables(void **state)
{
    mm_error err = { 0 };

    (void)state;
    return mm_tables_open(&tables, NULL, &err);
}

static int close_tables(void **state)
{
    mm_tables_close(tables);
    return leave_no_folder(state);
}

static const struct CMUnitTest others[] = {
    cmocka_unit_test(never_a_hundred),
    cmocka_unit_test(korean_has_two_figures),
    cmocka_unit_test(context_is_101_and_102),
    cmocka_unit_test(context_by_id_and_props),
    cmocka_unit_test(wider_languages_serve),
    cmocka_unit_test(origin_and_filters),
    cmocka_unit_test(memories_in_order),
    cmocka_unit_test(same_as_every_unit),
    cmocka_unit_test(the_same_by_hash),
    cmocka_unit_test(changes_are_seen_at_once),
    cmocka_unit_test(bad_files_are_made_anew),
    cmocka_unit_test(killed_while_indexing),
    cmocka_unit_test(readers_beside_a_writer),
    cmocka_unit_test(refusals),
};

int main(void)
{
    enum {
        N = sizeof figures / sizeof *figures,
        OTHERS = sizeof others / sizeof *others
    };
    struct CMUnitTest tests[N + OTHERS];

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = figures[i].name,
                                        .test_func = check_figure,
                                        .initial_state = (void *)&figures[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
