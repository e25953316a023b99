/* Terms in running text: what is found, where, and what is not. */
#include "malmoi/recognize.h"

#include "base/map.h"
#include "match/recognize_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static mm_tables *tables;
static char       path[64];

static void remove_memory(void)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".terms" };
    char                     name[80];

    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        remove(name);
    }
}

static int open_tables(void **state)
{
    (void)state;
    /* in memory where there is such a place: a memory is made for each row */
    snprintf(path, sizeof path, "%s/recognize-%ld.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
             (long)getpid());
    return mm_tables_open(&tables, NULL, NULL);
}

static int close_tables(void **state)
{
    (void)state;
    mm_tables_close(tables);
    remove_memory();
    return 0;
}

/* One term in `lang`, rendered `other` in `target`; its id. */
static mm_id add(mm_store *store, const char *lang, mm_str text,
                 mm_term_status status, const char *target, const char *other,
                 mm_review review)
{
    mm_term         terms[2] = { { .text = text, .status = status },
                                 { .text = mm_cstr(other),
                                   .status = MM_TERM_PREFERRED } };
    mm_lang_section sections[2] = {
        { .lang = mm_cstr(lang), .terms = &terms[0], .n_terms = 1 },
        { .lang = mm_cstr(target), .terms = &terms[1], .n_terms = 1 }
    };
    mm_concept concept = { .review = review,
                           .sections = sections,
                           .n_sections = 2 };
    mm_id    id = 0;
    mm_error err = { 0 };

    assert_int_equal(
        mm_store_put(&id, store, &(mm_item){ .concept = &concept }, &err),
        MM_OK);
    return id;
}

static mm_store *begin(void)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    remove_memory();
    assert_int_equal(mm_store_open(&store, path, MM_WRITE, &err), MM_OK);
    assert_int_equal(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err),
                     MM_OK);
    return store;
}

static mm_recognizer *open_over(mm_store *store, const mm_recognizer_options *o)
{
    mm_recognizer        *r = NULL;
    mm_recognizer_options options = o ? *o : (mm_recognizer_options){ 0 };
    mm_error              err = { 0 };

    options.no_builtin = true;
    assert_int_equal(mm_recognizer_open(&r, &store, 1, tables, &options, &err),
                     MM_OK);
    return r;
}

/* ---- the table ---- */

static void found_in(mm_buf *out, mm_recognizer *r, mm_str text)
{
    mm_recognized hit;
    mm_error      err = { 0 };
    size_t        end = 0;
    int           rc;

    assert_int_equal(mm_recognizer_start(r, text, &err), MM_OK);
    mm_buf_put(out, MM_S(""));
    while ((rc = mm_recognizer_next(r, &hit, &err)) == MM_ROW) {
        assert_true(hit.start >= end); /* in order, never overlapping */
        end = hit.start + hit.len;
        assert_true(end <= text.len);
        assert_int_equal(hit.char_start,
                         mm_utf8_count(mm_str_sub(text, 0, hit.start)));
        assert_int_equal(hit.chars,
                         mm_utf8_count(mm_str_sub(text, hit.start, hit.len)));
        mm_buf_printf(out, "%s%.*s+%.*s", out->len ? ";" : "",
                      (int)hit.term.len, hit.term.ptr, (int)hit.particle.len,
                      hit.particle.ptr);
    }
    assert_int_equal(rc, MM_OK);
}

static void read_table(mm_buf *out, const char *path_of_table)
{
    FILE  *file = fopen(path_of_table, "rb");
    char   room[4096];
    size_t n;

    assert_non_null(file);
    while ((n = fread(room, 1, sizeof room, file)) > 0)
        mm_buf_put(out, (mm_str){ room, n });
    fclose(file);
}

/* Are `terms`, ";" between them, found in `text` as `want` says? */
static bool finds(mm_str lang_tag, mm_str terms, mm_str text, mm_str want,
                  const char *where, long line)
{
    mm_buf         lang = { 0 }, got = { 0 };
    mm_store      *store = begin();
    mm_recognizer *r;
    bool           right;

    mm_buf_put(&lang, lang_tag);
    while (terms.len)
        add(store, lang.ptr, mm_str_cut(&terms, ';'), MM_TERM_PREFERRED, "fr",
            "x", MM_APPROVED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    r = open_over(store, &(mm_recognizer_options){ .lang = lang_tag });
    found_in(&got, r, text);
    right = mm_str_eq(mm_buf_str(&got), want);
    if (!right)
        print_error("%s:%ld: %.*s: %s, not %.*s\n", where, line, (int)text.len,
                    text.ptr, got.ptr, (int)want.len, want.ptr);
    mm_recognizer_close(r);
    mm_store_close(store);
    mm_buf_release(&got);
    mm_buf_release(&lang);
    return right;
}

static void check_table(void **state)
{
    static const char *const where = "tests/tables/annotate.tsv";
    mm_buf                   text = { 0 };
    mm_rows                  rows = { 0 };
    mm_str                   cells[4];
    size_t                   n, cases = 0, wrong = 0;

    (void)state;
    read_table(&text, where);
    rows.rest = mm_buf_str(&text);
    for (; (n = mm_rows_next(&rows, cells, 4)) >= 3; cases++)
        wrong += !finds(cells[0], cells[1], cells[2],
                        n == 4 ? cells[3] : MM_S(""), where, rows.line);
    mm_buf_release(&text);
    assert_true(cases > 50);
    assert_int_equal(wrong, 0);
}

/* Short terms among the words that look like them. The rows of one term share a
 * memory. */
static void check_homographs(void **state)
{
    static const char *const where = "tests/tables/annotate-homographs.tsv";
    mm_buf                   text = { 0 }, term = { 0 };
    mm_rows                  rows = { 0 };
    mm_str                   cells[3];
    mm_store                *store = NULL;
    mm_recognizer           *r = NULL;
    size_t                   n, cases = 0, wrong = 0;

    (void)state;
    read_table(&text, where);
    rows.rest = mm_buf_str(&text);
    for (; (n = mm_rows_next(&rows, cells, 3)) >= 2; cases++) {
        mm_str want = n == 3 ? cells[2] : MM_S("");
        mm_buf got = { 0 };

        if (!mm_str_eq(mm_buf_str(&term), cells[0])) {
            mm_recognizer_close(r);
            mm_store_close(store);
            mm_buf_clear(&term);
            mm_buf_put(&term, cells[0]);
            store = begin();
            add(store, "ko", cells[0], MM_TERM_PREFERRED, "en", "x",
                MM_APPROVED);
            assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
            r = open_over(store,
                          &(mm_recognizer_options){ .lang = MM_S("ko") });
        }
        found_in(&got, r, cells[1]);
        if (!mm_str_eq(mm_buf_str(&got), want)) {
            print_error("%s:%ld: %.*s: %s, not %.*s\n", where, rows.line,
                        (int)cells[1].len, cells[1].ptr, got.ptr, (int)want.len,
                        want.ptr);
            wrong++;
        }
        mm_buf_release(&got);
    }
    mm_recognizer_close(r);
    mm_store_close(store);
    mm_buf_release(&term);
    mm_buf_release(&text);
    assert_true(cases > 150);
    assert_int_equal(wrong, 0);
}

/* A term that is marked as a noun is not meant by an adverb; another may be an
 * adverb itself. */
static void nouns_are_no_adverbs(void **state)
{
    static const struct {
        const char *part, *text, *found;
    } rows[] = {
        { "", "가장 큰 집", "가장+" },
        { "noun", "가장 큰 집", "" },
        { "noun", "가장이 일한다", "가장+이" },
        { "properNoun", "가장 큰 집", "" },
        { "adverb", "가장 큰 집", "가장+" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_store       *store = begin();
        mm_term         term = { .text = MM_S("가장"),
                                 .part_of_speech = mm_cstr(rows[i].part) };
        mm_lang_section section = { .lang = MM_S("ko"),
                                    .terms = &term,
                                    .n_terms = 1 };
        mm_concept concept = { .review = MM_APPROVED,
                               .sections = &section,
                               .n_sections = 1 };
        mm_recognizer *r;
        mm_buf         got = { 0 };

        assert_int_equal(
            mm_store_put(NULL, store, &(mm_item){ .concept = &concept }, NULL),
            MM_OK);
        assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
        r = open_over(store, NULL);
        found_in(&got, r, mm_cstr(rows[i].text));
        assert_string_equal(got.ptr, rows[i].found);
        mm_recognizer_close(r);
        mm_store_close(store);
        mm_buf_release(&got);
    }
}

/* ---- what is said of a hit ---- */

static void a_hit_tells_its_concept(void **state)
{
    mm_store     *store = begin();
    mm_recognized hit;
    mm_concept concept;
    mm_recognizer *r;
    mm_error       err = { 0 };
    mm_id id = add(store, "ko", MM_S("프린터"), MM_TERM_PREFERRED, "en",
                   "printer", MM_APPROVED);

    (void)state;
    assert_int_equal(mm_store_end(store, MM_OK, &err), MM_OK);
    r = open_over(store, NULL);
    assert_int_equal(mm_recognizer_start(r, MM_S("새 프린터를"), &err), MM_OK);
    assert_int_equal(mm_recognizer_next(r, &hit, &err), MM_ROW);
    assert_int_equal(hit.start, 4);
    assert_int_equal(hit.len, 9);
    assert_int_equal(hit.char_start, 2);
    assert_int_equal(hit.chars, 3);
    assert_int_equal(hit.particle_start, 13);
    assert_int_equal(hit.row, id);
    assert_int_equal(hit.store, 0);
    assert_int_equal(hit.status, MM_TERM_PREFERRED);
    assert_true(mm_str_eq(hit.translation, MM_S("printer")));
    assert_true(mm_str_eq(hit.translation_lang, MM_S("en")));
    assert_true(mm_str_eq(hit.source, mm_cstr(path)));
    assert_int_equal(mm_recognizer_concept(&concept, r, &hit, &err), MM_OK);
    assert_int_equal(concept.n_sections, 2);
    assert_int_equal(mm_recognizer_next(r, &hit, &err), MM_OK);
    mm_recognizer_close(r);
    mm_store_close(store);
}

static size_t count(mm_store *store, const mm_recognizer_options *o,
                    const char *text)
{
    mm_recognizer *r = open_over(store, o);
    mm_recognized  hit;
    mm_error       err = { 0 };
    size_t         n = 0;

    assert_int_equal(mm_recognizer_start(r, mm_cstr(text), &err), MM_OK);
    while (mm_recognizer_next(r, &hit, &err) == MM_ROW)
        n++;
    mm_recognizer_close(r);
    return n;
}

static void options_choose(void **state)
{
    mm_store *store = begin();
    unsigned  approved = 1u << MM_APPROVED, rejected = 1u << MM_REJECTED;

    (void)state;
    add(store, "ko", MM_S("창"), MM_TERM_PREFERRED, "en", "window",
        MM_APPROVED);
    add(store, "ko", MM_S("창"), MM_TERM_PREFERRED, "en", "spear", MM_PROPOSED);
    add(store, "ko", MM_S("문"), MM_TERM_PREFERRED, "en", "door", MM_REJECTED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    assert_int_equal(count(store, NULL, "창과 문"), 1);
    assert_int_equal(
        count(store, &(mm_recognizer_options){ .all = true }, "창과 문"), 2);
    assert_int_equal(
        count(store,
              &(mm_recognizer_options){ .all = true, .review = approved },
              "창과 문"),
        1);
    assert_int_equal(
        count(store, &(mm_recognizer_options){ .review = rejected }, "창과 문"),
        1);
    assert_int_equal(count(store,
                           &(mm_recognizer_options){ .lang = MM_S("en") },
                           "창 window"),
                     1);
    assert_int_equal(
        count(store, &(mm_recognizer_options){ .project = MM_S("none") }, "창"),
        0);
    mm_store_close(store);
}

/* What was added after the index was opened from its file is found too, and
 * what was rejected is not found any more. */
static void changes_are_seen(void **state)
{
    mm_store *store = begin();
    mm_id     id = 0;
    char      term[16];

    (void)state;
    for (int i = 0; i < 600; i++) { /* enough for an index file */
        snprintf(term, sizeof term, "zz%dq", i);
        id = add(store, "en", mm_cstr(term), MM_TERM_PREFERRED, "ko", term,
                 MM_APPROVED);
    }
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    assert_int_equal(count(store, NULL, "zz7q zz599q"), 2);
    assert_int_equal(
        mm_store_begin(store, &(mm_change){ .kind = "decide" }, NULL), MM_OK);
    assert_int_equal(mm_store_decide(store, id, MM_REJECTED, NULL), MM_OK);
    add(store, "en", MM_S("newcomer"), MM_TERM_PREFERRED, "ko", "신입",
        MM_APPROVED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    assert_int_equal(count(store, NULL, "zz7q zz599q newcomers"), 2);
    mm_store_close(store);
}

static void drafts_agree(void **state)
{
    static const struct {
        const char *text, *draft;
    } rows[] = {
        { "프린터를 켜라", "printer를 켜라" },
        { "창에서 프린터로", "window에서 printer로" },
        { "새 건물을", "새 LG를" },
        { "“건물”을", "“LG”를" },
        { "아무것도", "아무것도" },
        { "창이라더군", "window라더군" },
        { "창이었다니", "window였다니" },
        { "프린터라더군", "printer라더군" },
        { "문서지만 문서였다니", "SCM이지만 SCM이었다니" },
        { "문서님께서", "SCM님께서" },
    };
    mm_store      *store = begin();
    mm_recognizer *r;

    (void)state;
    add(store, "ko", MM_S("프린터"), MM_TERM_PREFERRED, "en", "printer",
        MM_APPROVED);
    add(store, "ko", MM_S("창"), MM_TERM_PREFERRED, "en", "window",
        MM_APPROVED);
    add(store, "ko", MM_S("건물"), MM_TERM_PREFERRED, "en", "LG", MM_APPROVED);
    add(store, "ko", MM_S("문서"), MM_TERM_PREFERRED, "en", "SCM", MM_APPROVED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    r = open_over(store, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_buf   out = { 0 };
        mm_error err = { 0 };

        assert_int_equal(mm_recognizer_start(r, mm_cstr(rows[i].text), &err),
                         MM_OK);
        assert_int_equal(mm_recognizer_translate(&out, NULL, r, &err), MM_OK);
        assert_string_equal(out.ptr, rows[i].draft);
        mm_buf_release(&out);
    }
    mm_recognizer_close(r);
    mm_store_close(store);
}

/* ---- the table of beginnings ---- */

static const char three_keys[] = "abcdefghijklmnop";

/* "abcd", "efghijkl" and all of it. */
static void make_three(mm_name_table *out, mm_name *names, mm_buf *slots,
                       mm_buf *filter)
{
    names[0] = (mm_name){ 0, 4, 0, 0 };
    names[1] = (mm_name){ 4, 8, 1, 0 };
    names[2] = (mm_name){ 0, 16, 2, 0 };
    assert_int_equal(mm_name_table_make(slots, filter, names, 3, three_keys),
                     MM_OK);
    *out =
        (mm_name_table){ .names = names,
                         .keys = three_keys,
                         .slots = (const mm_name_slot *)slots->ptr,
                         .filter = (const uint64_t *)filter->ptr,
                         .n = 3,
                         .n_slots =
                             (uint32_t)(slots->len / sizeof(mm_name_slot)),
                         .n_words = (uint32_t)(filter->len / sizeof(uint64_t)),
                         .n_keys = 16 };
}

/* The filter never says of a name that it is none, nor of a beginning that no
 * name goes on from it. */
static void filter_lets_all_pass(void **state)
{
    mm_name       names[3];
    mm_buf        slots = { 0 }, filter = { 0 };
    mm_name_table t;
    uint64_t      hash = mm_name_hash_start();
    uint32_t      place;
    size_t        may = 0;

    (void)state;
    make_three(&t, names, &slots, &filter);
    for (size_t len = 1; len <= 16; len++) {
        mm_str   key = { three_keys, len };
        unsigned is;

        hash = mm_name_hash_add(hash, three_keys[len - 1]);
        is = mm_name_may_be(&t, hash);
        may += is != 0;
        assert_int_equal(mm_name_table_find(&place, &t, hash, key),
                         len == 4 || len == 16);
        if (len == 4 || len == 16)
            assert_true(is & MM_NAME_ENDS);
        if (len % 4 == 0 && len < 16)
            assert_true(is & MM_NAME_GOES_ON);
    }
    assert_true(may < 8); /* and it does stop */
    mm_buf_release(&slots);
    mm_buf_release(&filter);
}

/* A damaged index gives wrong answers at worst. */
static void damage_is_survived(void **state)
{
    mm_name       names[3];
    mm_buf        slots = { 0 }, filter = { 0 };
    mm_name_table t;
    uint32_t      place;

    (void)state;
    make_three(&t, names, &slots, &filter);
    for (size_t i = 0; i < slots.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            uint64_t hash = mm_name_hash_start();

            slots.ptr[i] ^= (char)(1 << bit);
            for (size_t len = 1; len <= 16; len++) {
                hash = mm_name_hash_add(hash, three_keys[len - 1]);
                if (mm_name_table_find(&place, &t, hash,
                                       (mm_str){ three_keys, len }))
                    assert_true(place < 3 && (len == 4 || len == 16));
            }
            slots.ptr[i] ^= (char)(1 << bit);
        }
    mm_buf_release(&slots);
    mm_buf_release(&filter);
}

/* Bytes that are no text, and texts of one character over and over. */
static void any_bytes_are_survived(void **state)
{
    mm_store      *store = begin();
    mm_recognizer *r;
    uint32_t       seed = 1;
    char           room[256];

    (void)state;
    add(store, "ko", MM_S("가나"), MM_TERM_PREFERRED, "en", "a", MM_APPROVED);
    add(store, "en", MM_S("a"), MM_TERM_PREFERRED, "ko", "가", MM_APPROVED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    r = open_over(store, NULL);
    for (int round = 0; round < 3000; round++) {
        mm_recognized hit;
        size_t        n = seed % sizeof room;

        for (size_t i = 0; i < n; i++) {
            static const char some[] = "a '\xEA\xB0\x80\xEB\x82\x98-.\xCC\x81";

            seed = seed * 1664525u + 1013904223u;
            room[i] = some[(seed >> 16) % (sizeof some - 1)];
        }
        seed = seed * 1664525u + 1013904223u;
        assert_int_equal(mm_recognizer_start(r, (mm_str){ room, n }, NULL),
                         MM_OK);
        while (mm_recognizer_next(r, &hit, NULL) == MM_ROW)
            assert_true(hit.start + hit.len <= n &&
                        hit.particle_start + hit.particle.len <= n);
    }
    mm_recognizer_close(r);
    mm_store_close(store);
}

/* A text in which terms overlap without end takes no time that grows by its
 * square, and its hits never overlap. */
static void overlaps_without_end(void **state)
{
    enum { WORDS = 200000 };
    mm_store      *store = begin();
    mm_buf         text = { 0 };
    mm_recognizer *r;
    mm_recognized  hit;
    size_t         n = 0, end = 0;

    (void)state;
    add(store, "en", MM_S("ab ab"), MM_TERM_PREFERRED, "ko", "가", MM_APPROVED);
    assert_int_equal(mm_store_end(store, MM_OK, NULL), MM_OK);
    for (int i = 0; i < WORDS; i++)
        mm_buf_put(&text, MM_S("ab "));
    r = open_over(store, NULL);
    assert_int_equal(mm_recognizer_start(r, mm_buf_str(&text), NULL), MM_OK);
    for (; mm_recognizer_next(r, &hit, NULL) == MM_ROW; n++) {
        assert_true(hit.start >= end);
        end = hit.start + hit.len;
    }
    assert_in_range(n, WORDS / 2 - WORDS / 1000, WORDS / 2);
    mm_recognizer_close(r);
    mm_store_close(store);
    mm_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_table),
        cmocka_unit_test(check_homographs),
        cmocka_unit_test(nouns_are_no_adverbs),
        cmocka_unit_test(a_hit_tells_its_concept),
        cmocka_unit_test(options_choose),
        cmocka_unit_test(changes_are_seen),
        cmocka_unit_test(drafts_agree),
        cmocka_unit_test(filter_lets_all_pass),
        cmocka_unit_test(damage_is_survived),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(overlaps_without_end),
    };

    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
