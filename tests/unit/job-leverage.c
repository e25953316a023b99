/* Leverage: the figures are those of comparing every segment with every unit
 * and every segment before it; each segment stands in one band; what is
 * counted is what the manual says. */
#include "files/store/helpers.h"
#include "malmoi/leverage.h"

static mm_error   err;
static mm_tables *tables;

enum { UNITS = 300, SEGMENTS = 250 };

static const char *const en_words[] = {
    "open",  "the",  "file",    "and",   "save",  "it",     "in",    "a",
    "new",   "door", "before",  "you",   "leave", "office", "today", "with",
    "three", "old",  "printer", "words", "that",  "nobody", "knows", "well"
};
static const char *const ko_words[] = { "파일을",   "저장한다",   "새",
                                        "문서에서", "오늘",       "문을",
                                        "열고",     "사무실에서", "낡은",
                                        "프린터를", "세",         "단어가" };

static unsigned next_number(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* A sentence of some words; now and then one that was made before, changed a
 * little or not at all. */
static void make_sentence(mm_buf *out, unsigned *seed, bool korean)
{
    size_t n = 3 + next_number(seed) % 9;

    mm_buf_clear(out);
    for (size_t i = 0; i < n; i++) {
        size_t w = next_number(seed);

        mm_buf_printf(out, "%s%s", i ? " " : "",
                      korean ? ko_words[w % 12] : en_words[w % 24]);
        if (w % 31 == 0)
            mm_buf_printf(out, " %zu", w % 100);
    }
    mm_buf_putc(out, next_number(seed) % 5 ? '.' : '!');
}

static void make_near(mm_buf *out, unsigned *seed, mm_str old, bool korean)
{
    mm_str rest = old;
    size_t kind = next_number(seed) % 4, i = 0;

    mm_buf_clear(out);
    while (rest.len) {
        mm_str word = mm_str_cut(&rest, ' ');

        if (i)
            mm_buf_putc(out, ' ');
        if (kind && i == kind)
            mm_buf_put(out, mm_cstr(korean ? ko_words[next_number(seed) % 12]
                                           : en_words[next_number(seed) % 24]));
        else
            mm_buf_put(out, word);
        i++;
    }
}

static void put_unit(mm_store *store, mm_str lang, mm_str text)
{
    const mm_variant variants[] = {
        { .lang = lang, .text = text },
        { .lang = MM_S("fr"), .text = MM_S("x") },
    };
    const mm_unit unit = { .source_lang = lang,
                           .variants = variants,
                           .n_variants = 2,
                           .document = MM_S("d") };

    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
}

/* A memory and a file of sentences, much of the file near the memory or near
 * itself. */
static mm_store *make_job(char *path, size_t room, bool korean)
{
    mm_str    lang = korean ? MM_S("ko") : MM_S("en");
    mm_store *store;
    mm_buf    text = { 0 }, old[40] = { { 0 } };
    unsigned  seed = 7;
    FILE     *f;

    CHECK(mm_store_open(&store, fresh("w.db"), MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    for (int i = 0; i < UNITS; i++) {
        make_sentence(&text, &seed, korean);
        put_unit(store, lang, mm_buf_str(&text));
        mm_buf_clear(&old[i % 40]);
        mm_buf_put(&old[i % 40], mm_buf_str(&text));
    }
    CHECK(mm_store_end(store, MM_OK, &err));
    snprintf(path, room, "%s.txt", mm_store_path(store));
    assert_non_null(f = fopen(path, "wb"));
    for (int i = 0; i < SEGMENTS; i++) {
        unsigned from = next_number(&seed) % 80;

        if (from < 40)
            make_near(&text, &seed, mm_buf_str(&old[from]), korean);
        else
            make_sentence(&text, &seed, korean);
        if (i % 7 == 0) { /* later sentences come near this one */
            mm_buf_clear(&old[i % 40]);
            mm_buf_put(&old[i % 40], mm_buf_str(&text));
        }
        fprintf(f, "%s\n\n", text.ptr);
    }
    fclose(f);
    for (int i = 0; i < 40; i++)
        mm_buf_release(&old[i]);
    mm_buf_release(&text);
    return store;
}

static mm_counts measure(mm_store *store, const char *path, bool korean,
                         bool brute)
{
    const mm_leverage_options o = { .source = korean ? MM_S("ko") : MM_S("en"),
                                    .target = MM_S("fr"),
                                    .brute = brute };
    mm_leverage              *lev;
    mm_counts                 counts;

    CHECK(mm_leverage_open(&lev, &store, 1, tables, &o, &err));
    CHECK(mm_leverage_file(&counts, lev, path, &err));
    assert_memory_equal(&counts, mm_leverage_all(lev), sizeof counts);
    mm_leverage_close(lev);
    return counts;
}

static void equals_brute_force(void **state)
{
    bool      korean = *(bool *)*state;
    char      path[320];
    mm_store *store = make_job(path, sizeof path, korean);
    mm_counts fast = measure(store, path, korean, false);
    mm_counts slow = measure(store, path, korean, true);
    size_t    sum = 0, fuzzy = 0, internal = 0;

    assert_memory_equal(&fast, &slow, sizeof fast);
    for (int i = 0; i < MM_BANDS; i++)
        sum += fast.bands[i].segments;
    for (int i = MM_BAND_95; i <= MM_BAND_50; i++)
        fuzzy += fast.bands[i].segments;
    for (int i = MM_BAND_INTERNAL_95; i <= MM_BAND_INTERNAL_50; i++)
        internal += fast.bands[i].segments;
    assert_int_equal(sum, SEGMENTS);
    assert_int_equal(fast.all.segments, SEGMENTS);
    /* The job is so made that there is something of all. */
    assert_true(fast.bands[MM_BAND_EXACT].segments > 10);
    assert_true(fuzzy > 50);
    assert_true(internal > 5);
    mm_store_close(store);
}

/* ---- what is counted, by hand ---- */

static const struct count_row {
    const char *name, *lang, *file;
    size_t      segments, words, eojeol, characters, repeated, internal;
} rows[] = {
    { "English", "en", "Save 3 files, e.g. it's done.\n", 1, 6, 6, 24, 0, 0 },
    { "Korean", "ko", "북방한계선에서는 3개 사단이 훈련했다.\n", 1, 4, 4, 18, 0,
      0 },
    { "marks alone stand in no word", "en", "Yes - no.\n", 1, 2, 2, 7, 0, 0 },
    { "the same again", "en", "Go home now.\n\nGo home now.\n", 2, 6, 6, 20, 1,
      0 },
    { "nearly the same again", "en",
      "We all go home now today.\n\nWe all go home now.\n", 2, 11, 11, 35, 0,
      1 },
    { "outer space makes no other", "en", "Go home now.\n\n  Go home now.  \n",
      2, 6, 6, 20, 1, 0 },
};

static void check_count(void **state)
{
    const struct count_row   *row = *state;
    const mm_leverage_options o = { .source = mm_cstr(row->lang),
                                    .target = MM_S("fr") };
    mm_leverage              *lev;
    mm_counts                 c;
    size_t                    internal = 0;
    const char               *path = fresh("a.txt");
    FILE                     *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(row->file, f);
    fclose(f);
    CHECK(mm_leverage_open(&lev, NULL, 0, tables, &o, &err));
    CHECK(mm_leverage_file(&c, lev, path, &err));
    assert_int_equal(c.all.segments, row->segments);
    assert_int_equal(c.all.words, row->words);
    assert_int_equal(c.all.eojeol, row->eojeol);
    assert_int_equal(c.all.characters, row->characters);
    assert_int_equal(c.bands[MM_BAND_REPETITION].segments, row->repeated);
    for (int i = MM_BAND_INTERNAL_95; i <= MM_BAND_INTERNAL_50; i++)
        internal += c.bands[i].segments;
    assert_int_equal(internal, row->internal);
    /* Once more: all of it is a repetition now. */
    CHECK(mm_leverage_file(&c, lev, path, &err));
    assert_int_equal(c.bands[MM_BAND_REPETITION].segments, row->segments);
    assert_int_equal(mm_leverage_all(lev)->all.segments, 2 * row->segments);
    mm_leverage_close(lev);
}

/* Untranslated messages of PO count; obsolete ones and the header do not;
 * locked units of XLIFF stand apart. */
static void bilingual_files(void **state)
{
    const mm_leverage_options o = { .source = MM_S("en"),
                                    .target = MM_S("ko") };
    mm_leverage              *lev;
    mm_counts                 c;
    const char               *path = fresh("a.po");
    FILE                     *f = fopen(path, "wb");

    (void)state;
    assert_non_null(f);
    fputs("msgid \"\"\nmsgstr \"Language: ko\\n\"\n\nmsgid \"Open it.\"\n"
          "msgstr \"\"\n\nmsgid \"Close it.\"\nmsgstr \"닫기\"\n\nmsgid \"one "
          "thing\"\nmsgid_plural \"all things\"\nmsgstr[0] \"\"\n\n#~ msgid "
          "\"old\"\n#~ msgstr \"옛\"\n",
          f);
    fclose(f);
    CHECK(mm_leverage_open(&lev, NULL, 0, tables, &o, &err));
    CHECK(mm_leverage_file(&c, lev, path, &err));
    assert_int_equal(c.all.segments, 4);
    path = fresh("a.xlf");
    assert_non_null(f = fopen(path, "wb"));
    fputs("<?xml version=\"1.0\"?><xliff version=\"1.2\" xmlns=\"urn:oasis:"
          "names:tc:xliff:document:1.2\"><file original=\"a\" source-language="
          "\"en\" target-language=\"ko\" datatype=\"x\"><body><trans-unit "
          "id=\"1\"><source>Press <x id=\"1\"/> now.</source></trans-unit>"
          "<trans-unit id=\"2\" translate=\"no\"><source>Never.</source>"
          "</trans-unit></body></file></xliff>",
          f);
    fclose(f);
    CHECK(mm_leverage_file(&c, lev, path, &err));
    assert_int_equal(c.all.segments, 1);
    assert_int_equal(c.all.words, 2);
    assert_int_equal(c.all.codes, 1);
    assert_int_equal(c.locked, 1);
    assert_int_equal(mm_leverage_file(&c, lev, fresh("none.po"), &err),
                     MM_ENOTFOUND);
    mm_leverage_close(lev);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

int main(void)
{
    static bool       english = false, korean = true;
    struct CMUnitTest tests[COUNT(rows) + 3];
    size_t            n = 0;
    int               failed;

    if (mm_tables_open(&tables, NULL, NULL) < 0)
        return 1;
    tests[n++] = (struct CMUnitTest)cmocka_unit_test_prestate(
        equals_brute_force, &english);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test_prestate(
        equals_brute_force, &korean);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(bilingual_files);
    for (size_t i = 0; i < COUNT(rows); i++)
        tests[n++] = (struct CMUnitTest){ .name = rows[i].name,
                                          .test_func = check_count,
                                          .initial_state = (void *)&rows[i] };
    failed = cmocka_run_group_tests(tests, NULL, leave_no_folder);
    mm_tables_close(tables);
    return failed;
}
