/* The index of terms: finds by every key, and is never a fault or a lie when
 * its bytes are not those that were written. */
#include "match/termindex.h"

#include "base/map.h"
#include "malmoi/lookup.h"
#include "malmoi/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "files/store/helpers.h"

enum { TERMS = 60, FLIPS = 4000 };

static mm_tables *tables;
static mm_keyer   keyer;

static int open_all(void **state)
{
    (void)state;
    return mm_tables_open(&tables, NULL, NULL) < 0 ||
           mm_keyer_open(&keyer, tables, NULL) < 0;
}

static int close_all(void **state)
{
    mm_keyer_release(&keyer);
    mm_tables_close(tables);
    return leave_no_folder(state);
}

static const char *const words[][2] = {
    { "Northern Limit Line", "북방한계선" },
    { "laver", "김" },
    { "toner cartridge", "토너 카트리지" },
    { "Kang Do-hyung", "강도형" },
    { "Yongsan-gu", "용산구" },
    { "deposit", "보증금" },
};

/* Concept number `i`; its strings live in `room`. */
static mm_concept concept_of(int i, mm_term *terms, mm_lang_section *sections,
                             char room[2][80])
{
    size_t w = (size_t)i % (sizeof words / sizeof *words);

    snprintf(room[0], 80, i < 6 ? "%s" : "%s %d", words[w][0], i);
    snprintf(room[1], 80, i < 6 ? "%s" : "%s %d", words[w][1], i);
    for (int s = 0; s < 2; s++) {
        terms[s] = (mm_term){ .text = mm_cstr(room[s]) };
        sections[s] = (mm_lang_section){ .lang = s ? MM_S("ko") : MM_S("en"),
                                         .terms = &terms[s],
                                         .n_terms = 1 };
    }
    return (mm_concept){ .review = MM_APPROVED,
                         .sections = sections,
                         .n_sections = 2 };
}

static void build(mm_buf *out, int n)
{
    mm_term_builder *builder = NULL;
    mm_index_stamp   stamp = { .identity = 7, .generation = 3, .last = TERMS };
    mm_error         err = { 0 };

    CHECK(mm_term_builder_open(&builder, &keyer, &err));
    for (int i = 0; i < n; i++) {
        mm_term         terms[2];
        mm_lang_section sections[2];
        char            room[2][80];
        mm_concept      c = concept_of(i, terms, sections, room);

        CHECK(mm_term_builder_add(builder, (uint64_t)i + 1, &c, &err));
    }
    CHECK(mm_term_builder_finish(out, builder, stamp, &err));
    mm_term_builder_close(builder);
}

/* Rows whose term has `key` under `kind`, each a bit. */
static uint64_t rows_of(const mm_term_index *index, mm_key_kind kind,
                        mm_str key)
{
    mm_probe probe = mm_term_index_probe(index, mm_key_hash(kind, key));
    uint64_t rows = 0;
    uint32_t number;

    while (mm_probe_next(&probe, &number)) {
        mm_index_term t;

        if (mm_term_index_at(&t, index, number))
            rows |= UINT64_C(1) << (mm_term_index_concept(index, &t) % 64);
    }
    return rows;
}

static void finds_by_keys(void **state)
{
    mm_buf        bytes = { 0 };
    mm_term_index index;
    mm_error      err = { 0 };

    (void)state;
    build(&bytes, TERMS);
    CHECK(mm_term_index_open(&index, mm_buf_str(&bytes), &err));
    assert_true(mm_term_index_sound(&index));
    assert_int_equal(mm_term_index_count(&index), 2 * TERMS);
    assert_int_equal(mm_term_index_stamp(&index).generation, 3);
    assert_true(rows_of(&index, KEY_EXACT, MM_S("northernlimitline")) == 2);
    assert_true(rows_of(&index, KEY_EXACT, MM_S("김")) == 4);
    assert_true(rows_of(&index, KEY_INITIALS, MM_S("ㅂㅂㅎㄱㅅ")) & 2);
    assert_true(rows_of(&index, KEY_ACRONYM, MM_S("nll")) & 2);
    assert_true(rows_of(&index, KEY_GRAM, MM_S("한계")) & 2);
    assert_true(rows_of(&index, KEY_EXACT, MM_S("nosuchterm")) == 0);
    mm_buf_release(&bytes);
}

static void terms_stand_in_order(void **state)
{
    mm_buf        bytes = { 0 };
    mm_term_index index;
    mm_index_term before, t;
    uint32_t      number;

    (void)state;
    build(&bytes, TERMS);
    assert_int_equal(mm_term_index_open(&index, mm_buf_str(&bytes), NULL), 0);
    for (uint32_t place = 0; place < 2 * TERMS; place++) {
        assert_true(mm_term_index_sorted(&number, &index, place));
        assert_true(mm_term_index_at(&t, &index, number));
        if (place)
            assert_true(mm_str_cmp(before.key, t.key) <= 0);
        before = t;
    }
    assert_false(mm_term_index_sorted(&number, &index, 2 * TERMS));
    number = mm_term_index_lower(&index, MM_S("toner"));
    assert_true(mm_term_index_sorted(&number, &index, number) &&
                mm_term_index_at(&t, &index, number));
    assert_true(mm_str_starts(t.key, MM_S("toner")));
    mm_buf_release(&bytes);
}

/* All that is said of concepts: the bytes are read. */
static size_t walk_abouts(const mm_term_index *index)
{
    mm_about_table  table = mm_term_index_abouts(index);
    const mm_about *about;
    size_t          sum = 0;

    for (uint32_t i = 0; i < 200 && (about = mm_about_at(&table, i)); i++) {
        const uint32_t labels[] = { about->field, about->project, about->client,
                                    about->changed };

        for (size_t l = 0; l < sizeof labels / sizeof *labels; l++)
            sum += mm_hash(mm_about_label(&table, labels[l])) & 1;
        for (uint32_t s = 0; s < about->n && s < 200; s++) {
            const mm_saying *saying = &table.sayings[about->first + s];

            sum += mm_hash(mm_about_text(&table, saying)) & 1;
            sum += mm_hash(mm_about_label(&table, saying->lang)) & 1;
        }
    }
    return sum;
}

/* Everything that may be asked of an index, whatever it says. */
static size_t walk(const mm_term_index *index)
{
    mm_name_table names = mm_term_index_names(index);
    size_t        sum = 0;
    uint32_t      number, place;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        mm_str   key = mm_cstr(words[i][1]);
        uint64_t hash = mm_name_hash_start();

        for (int kind = KEY_EXACT; kind <= KEY_GRAM; kind++)
            sum += rows_of(index, (mm_key_kind)kind, key) != 0;
        sum += mm_term_index_lower(index, key);
        for (size_t at = 0; at < key.len; at++) {
            hash = mm_name_hash_add(hash, key.ptr[at]);
            sum += mm_name_may_be(&names, hash);
            sum += mm_name_table_find(&place, &names, hash,
                                      mm_str_sub(key, 0, at + 1));
        }
    }
    for (uint32_t i = 0; mm_term_index_sorted(&number, index, i) && i < 500;
         i++) {
        mm_index_term t;

        if (mm_term_index_at(&t, index, number) && t.key.len)
            sum += (unsigned char)t.key.ptr[0] +
                   (unsigned char)t.key.ptr[t.key.len - 1];
    }
    return sum + walk_abouts(index);
}

static void concepts_are_told(void **state)
{
    mm_buf          bytes = { 0 };
    mm_term_index   index;
    mm_about_table  table;
    const mm_about *about;

    (void)state;
    build(&bytes, TERMS);
    assert_int_equal(mm_term_index_open(&index, mm_buf_str(&bytes), NULL), 0);
    table = mm_term_index_abouts(&index);
    assert_int_equal(table.n, TERMS);
    assert_null(mm_about_at(&table, TERMS));
    about = mm_about_at(&table, 1);
    assert_int_equal(about->concept, 2);
    assert_int_equal(about->review, MM_APPROVED);
    assert_int_equal(about->n, 2);
    for (uint32_t s = 0; s < 2; s++) {
        const mm_saying *saying = &table.sayings[about->first + s];

        assert_true(mm_str_eq(mm_about_text(&table, saying),
                              mm_cstr(words[1][s])));
        assert_true(mm_str_eq(mm_about_label(&table, saying->lang),
                              s ? MM_S("ko") : MM_S("en")));
    }
    mm_buf_release(&bytes);
}

/* Under the sanitizers a read outside of `bytes` ends the test. */
static void damage_is_no_fault(void **state)
{
    mm_buf        whole = { 0 };
    mm_term_index index;
    uint32_t      random = 12345;
    size_t        opened = 0;

    (void)state;
    build(&whole, TERMS);
    for (int i = 0; i < FLIPS; i++) {
        size_t len = whole.len, flips = 1 + (size_t)i % 8;
        char  *bytes;

        random = random * 1664525u + 1013904223u;
        if (i % 5 == 0) /* cut short */
            len = random % whole.len;
        bytes = malloc(len + 1);
        assert_non_null(bytes);
        memcpy(bytes, whole.ptr, len);
        for (size_t f = 0; len && f < flips; f++) {
            random = random * 1664525u + 1013904223u;
            /* the head and what it counts more often than the rest */
            bytes[i % 3 ? random % len : random % (len < 80 ? len : 80)] ^=
                (char)(1 << (random >> 28 & 7));
        }
        if (mm_term_index_open(&index, (mm_str){ bytes, len }, NULL) == MM_OK) {
            opened++;
            walk(&index);
        }
        free(bytes);
    }
    assert_true(opened > FLIPS / 4);
    mm_buf_release(&whole);
}

static void each_byte_is_summed(void **state)
{
    mm_buf        whole = { 0 };
    mm_term_index index;

    (void)state;
    build(&whole, TERMS);
    for (size_t i = 0; i < whole.len; i += 1 + i / 97) {
        whole.ptr[i] ^= 0x10;
        if (mm_term_index_open(&index, mm_buf_str(&whole), NULL) == MM_OK) {
            assert_true(mm_term_index_watch(&index, NULL) == MM_EFORMAT ||
                        !mm_term_index_sound(&index));
            mm_term_index_close(&index);
        }
        whole.ptr[i] ^= 0x10;
    }
    mm_buf_release(&whole);
}

/* What may be asked of an index that is watched, a number for all answers. */
static uint64_t ask(const mm_term_index *index)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int kind = KEY_EXACT; kind <= KEY_GRAM; kind++)
            sum = sum * 31 + rows_of(index, (mm_key_kind)kind,
                                     mm_cstr(words[i][1]));
    for (uint32_t i = 0; i < TERMS; i++) {
        mm_index_term t;

        if (mm_term_index_at(&t, index, i))
            sum = sum * 31 + mm_hash(t.key) + mm_hash(t.roman);
    }
    return sum * 31 + mm_term_index_lower(index, MM_S("toner"));
}

/* Damage that nothing was read of may stay unknown; what is read is right, or
 * is said to be damaged. */
static void nothing_damaged_is_read(void **state)
{
    mm_buf        whole = { 0 };
    mm_term_index index;
    mm_error      err = { 0 };
    uint64_t      right;
    size_t        found = 0, unread = 0;

    (void)state;
    build(&whole, 20 * TERMS);
    CHECK(mm_term_index_open(&index, mm_buf_str(&whole), &err));
    right = ask(&index);
    for (size_t i = 200; i < whole.len; i += 1 + whole.len / 2000) {
        whole.ptr[i] ^= 0x04;
        if (mm_term_index_open(&index, mm_buf_str(&whole), NULL) == MM_OK &&
            mm_term_index_watch(&index, NULL) == MM_OK) {
            uint64_t got = ask(&index);

            assert_true(got == right || mm_term_index_damaged(&index));
            found += mm_term_index_damaged(&index);
            unread += !mm_term_index_damaged(&index);
        }
        mm_term_index_close(&index);
        whole.ptr[i] ^= 0x04;
    }
    assert_true(found > 500);
    assert_true(unread > 0);
    mm_buf_release(&whole);
}

/* ---- beside a memory ---- */

enum { MANY = 700 };

static void fill(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    int       rc = 0;

    CHECK(mm_store_open(&store, path, MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    for (int i = 0; rc >= 0 && i < MANY; i++) {
        mm_term         terms[2];
        mm_lang_section sections[2];
        char            room[2][80];
        mm_concept      c = concept_of(i, terms, sections, room);
        mm_id           id;

        rc = CHECK(mm_store_put(&id, store, &(mm_item){ .concept = &c }, &err));
    }
    CHECK(mm_store_end(store, MM_OK, &err));
    mm_store_close(store);
}

static void answers(mm_buf *out, const char *path)
{
    static const char *const queries[] = {
        "Northern Limit Line", "ㅂㅂㅎㄱㅅ",  "용산구에서",
        "toner cartrige 602",  "bojeunggeum", "김"
    };
    mm_store  *store = NULL;
    mm_lookup *lookup = NULL;
    mm_error   err = { 0 };

    mm_buf_clear(out);
    CHECK(mm_store_open(&store, path, MM_READ, &err));
    CHECK(mm_lookup_open(&lookup, &store, 1, NULL, &err));
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        mm_hit hit;

        CHECK(mm_lookup_start(lookup, mm_cstr(queries[i]), NULL, &err));
        while (CHECK(mm_lookup_next(lookup, &hit, &err)) == MM_ROW)
            mm_buf_printf(out, "%s %.*s %lld\n", mm_hit_how_name(hit.how),
                          (int)hit.term.len, hit.term.ptr, (long long)hit.row);
    }
    mm_lookup_close(lookup);
    mm_store_close(store);
}

/* Changes `n` bytes of the file, and cuts it where it is told to. */
static void damage(const char *path, int n, bool cut, uint32_t *random)
{
    mm_buf bytes = bytes_of(path);

    for (int i = 0; i < n; i++) {
        *random = *random * 1664525u + 1013904223u;
        bytes.ptr[*random % bytes.len] ^= (char)(1 + (*random >> 25));
    }
    if (cut)
        bytes.len = *random % bytes.len;
    put_bytes(path, mm_buf_str(&bytes));
    mm_buf_release(&bytes);
}

static void damaged_file_is_made_anew(void **state)
{
    char     path[300], index[320];
    mm_buf   right = { 0 }, now = { 0 }, sound = { 0 }, bytes = { 0 };
    uint32_t random = 99;

    (void)state;
    snprintf(path, sizeof path, "%s", fresh("damaged.db"));
    snprintf(index, sizeof index, "%s.terms", path);
    fill(path);
    answers(&right, path);
    assert_true(mm_str_find(mm_buf_str(&right), MM_S("북방한계선"), 0) !=
                SIZE_MAX);
    sound = bytes_of(index);
    for (int i = 0; i < 40; i++) {
        bool much = i % 4 == 0;

        damage(index, much ? 200 : 1, i % 8 == 4, &random);
        answers(&now, path);
        assert_true(mm_str_eq(mm_buf_str(&now), mm_buf_str(&right)));
        bytes = bytes_of(index); /* a byte that nothing read stays */
        if (much)
            assert_true(mm_str_eq(mm_buf_str(&bytes), mm_buf_str(&sound)));
        put_bytes(index, mm_buf_str(&sound));
        mm_buf_release(&bytes);
    }
    mm_buf_release(&right);
    mm_buf_release(&now);
    mm_buf_release(&sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_keys),
        cmocka_unit_test(terms_stand_in_order),
        cmocka_unit_test(concepts_are_told),
        cmocka_unit_test(damage_is_no_fault),
        cmocka_unit_test(each_byte_is_summed),
        cmocka_unit_test(nothing_damaged_is_read),
        cmocka_unit_test(damaged_file_is_made_anew),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
