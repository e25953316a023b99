/* The index of segments gives what comparing with every segment gives, by
 * words and by letters, at any percentage, from the index and from the tail;
 * and what is compared of a text is what docs/matching.md says. */
#include "match/score.h"
#include "match/unitsearch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEGMENTS = 9000, QUERIES = 40 };

static uint64_t state = 88172645463325252u;

static uint32_t pick(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % n);
}

/* ---- made-up segments ---- */

typedef struct corpus {
    mm_useq  all[SEGMENTS];
    uint32_t words;
} corpus;

/* Frequent words are much more frequent, as in a language. */
static uint64_t made_word(uint32_t words)
{
    uint32_t n = pick(words) + 1;

    return mm_mix(pick(n));
}

static void set_length(mm_useq *seq, size_t n)
{
    seq->items = realloc(seq->items, (n + 1) * sizeof *seq->items);
    assert_non_null(seq->items);
    seq->n = n;
}

static size_t made_length(void)
{
    uint32_t kind = pick(400);

    if (kind == 0)
        return MM_SEGMENT_MOST - pick(30);
    return kind < 20 ? 55 + pick(80) : 1 + pick(24);
}

/* `from` with a few words put in, left out or changed. */
static void perturb(mm_useq *out, const mm_useq *from, uint32_t words)
{
    size_t n = 0, edits = pick((uint32_t)from->n / 3 + 2);

    set_length(out, 2 * from->n + 1);
    for (size_t i = 0; i < from->n; i++) {
        bool edit = pick((uint32_t)from->n) < edits;

        if (edit && pick(3) == 0)
            continue;
        if (edit && pick(2) == 0 && n < MM_SEGMENT_MOST)
            out->items[n++] = made_word(words);
        if (n < MM_SEGMENT_MOST)
            out->items[n++] = edit ? made_word(words) : from->items[i];
    }
    out->n = n;
}

static corpus *make_corpus(uint32_t words)
{
    corpus *c = calloc(1, sizeof *c);

    assert_non_null(c);
    c->words = words;
    for (size_t i = 0; i < SEGMENTS; i++) {
        if (i && pick(3) == 0) {
            perturb(&c->all[i], &c->all[pick((uint32_t)i)], words);
        } else {
            set_length(&c->all[i], made_length());
            for (size_t j = 0; j < c->all[i].n; j++)
                c->all[i].items[j] = made_word(words);
        }
    }
    return c;
}

static void free_corpus(corpus *c)
{
    for (size_t i = 0; i < SEGMENTS; i++)
        free(c->all[i].items);
    free(c);
}

/* ---- the same found ---- */

/* 100 (longest - distance) / longest by the textbook, not rounded: alike by
 * `min` percent or more. */
static bool alike(const mm_useq *a, const mm_useq *b, unsigned min)
{
    size_t longest = a->n > b->n ? a->n : b->n;
    size_t shortest = a->n > b->n ? b->n : a->n;

    return shortest && 100 * shortest >= min * longest &&
           mm_alike(a, b) >= (int)min;
}

typedef struct tried {
    mm_unit_index index;
    mm_buf        bytes;
    mm_unit_tail  tail;
    mm_searcher   searcher;
} tried;

/* Segments below `split` go into the index, the others into the tail. */
static tried *try_out(const corpus *c, mm_unit_kind kind, size_t split)
{
    tried           *t = calloc(1, sizeof *t);
    mm_unit_builder *builder = NULL;
    mm_error         err = { 0 };

    assert_non_null(t);
    assert_int_equal(mm_unit_builder_open(&builder, kind, &err), MM_OK);
    for (size_t i = 0; i < split; i++)
        assert_int_equal(mm_unit_builder_add(builder,
                                             &(mm_unit_entry){ .row = i + 1 },
                                             &c->all[i], &err),
                         MM_OK);
    assert_int_equal(mm_unit_builder_finish(&t->bytes, builder,
                                            (mm_index_stamp){ 0 }, 1, &err),
                     MM_OK);
    mm_unit_builder_close(builder);
    assert_int_equal(
        mm_unit_index_open(&t->index, mm_buf_str(&t->bytes), kind, &err),
        MM_OK);
    for (size_t i = split; i < SEGMENTS; i++)
        assert_int_equal(mm_unit_tail_add(&t->tail, &t->index,
                                          &(mm_unit_entry){ .row = i + 1 },
                                          &c->all[i]),
                         MM_OK);
    t->searcher.index = &t->index;
    t->searcher.tail = &t->tail;
    return t;
}

static void free_tried(tried *t)
{
    mm_searcher_release(&t->searcher);
    mm_unit_tail_release(&t->tail);
    mm_buf_release(&t->bytes);
    free(t);
}

static void assert_found(const corpus *c, tried *t, const mm_useq *query,
                         unsigned min)
{
    mm_unit_founds found = { 0 };
    bool          *seen = calloc(SEGMENTS, sizeof *seen);

    assert_non_null(seen);
    assert_int_equal(mm_searcher_set(&t->searcher, query), MM_OK);
    assert_int_equal(mm_searcher_find(&found, &t->searcher, min, false), MM_OK);
    for (size_t i = 0; i < found.n; i++) {
        const mm_unit_found *f = &found.items[i];
        uint64_t             row =
            f->in_tail ? t->tail.entries[f->slot].row : t->index.rows[f->slot];

        assert_false(seen[row - 1]);
        seen[row - 1] = true;
        assert_int_equal(100 * (f->longest - f->edits) / f->longest,
                         mm_alike(query, &c->all[row - 1]));
    }
    for (size_t i = 0; i < SEGMENTS; i++)
        if (seen[i] != alike(query, &c->all[i], min))
            fail_msg("segment %zu at %u %%: %s", i, min,
                     seen[i] ? "found" : "missed");
    free(found.items);
    free(seen);
}

static void check_search(mm_unit_kind kind, uint32_t words, size_t split)
{
    static const unsigned mins[] = { 70, 70, 71, 85, 99, 100, 60, 50 };
    corpus               *c = make_corpus(words);
    tried                *t = try_out(c, kind, split);
    mm_useq               query = { 0 };

    if (kind == UNIT_COUNT && split == SEGMENTS)
        assert_true(t->index.head->dense > 10); /* both sorts are tried */
    for (size_t i = 0; i < QUERIES; i++) {
        perturb(&query, &c->all[pick(SEGMENTS)], words);
        assert_found(c, t, &query, mins[i % 8]);
    }
    for (size_t i = 0, n = 0; i < SEGMENTS && n < 12; i++) /* many blocks */
        if (c->all[i].n > 64) {
            perturb(&query, &c->all[i], words);
            assert_found(c, t, &query, mins[n++ % 8]);
        }
    free(query.items);
    free_tried(t);
    free_corpus(c);
}

static void words_from_index(void **s)
{
    (void)s;
    check_search(UNIT_PREFIX, 3000, SEGMENTS);
}

static void words_from_both(void **s)
{
    (void)s;
    check_search(UNIT_PREFIX, 3000, SEGMENTS / 2);
}

static void few_words(void **s)
{
    (void)s;
    check_search(UNIT_PREFIX, 12, SEGMENTS);
}

/* Where pairs end: many segments of one and the same word, and many of about
 * UNIT_PAIRED words. */
static corpus *make_edges(uint32_t words)
{
    corpus *c = calloc(1, sizeof *c);

    assert_non_null(c);
    for (size_t i = 0; i < SEGMENTS; i++) {
        set_length(&c->all[i],
                   i < 2 * UNIT_WHOLE ? 1 : UNIT_PAIRED - 5 + i % 11);
        for (size_t j = 0; j < c->all[i].n; j++)
            c->all[i].items[j] = mm_mix(i < 2 * UNIT_WHOLE ? 0 : pick(words));
    }
    return c;
}

static size_t cut_lists(const mm_unit_index *index)
{
    size_t n = 0;

    for (uint32_t id = 0; id < mm_unit_index_vocabulary(index); id++)
        n += mm_unit_buckets(index, id) > 0;
    return n;
}

static void pairs_end(void **s)
{
    corpus *c = make_edges(8);
    tried  *t = try_out(c, UNIT_PREFIX, SEGMENTS);
    mm_useq query = { 0 };

    (void)s;
    assert_true(cut_lists(&t->index) > 10);
    assert_true(cut_lists(&t->index) < t->index.head->vocabulary);
    assert_true(mm_unit_buckets(
        &t->index, mm_unit_index_id(&t->index, c->all[0].items[0])));
    assert_found(c, t, &c->all[0], 70);
    for (size_t i = 0; i < 11; i++) {
        perturb(&query, &c->all[SEGMENTS - 1 - i], 8);
        assert_found(c, t, &query, 70);
    }
    free(query.items);
    free_tried(t);
    free_corpus(c);
}

static void letters_from_index(void **s)
{
    (void)s;
    check_search(UNIT_COUNT, 150, SEGMENTS);
}

static void letters_from_both(void **s)
{
    (void)s;
    check_search(UNIT_COUNT, 150, 5000);
}

static void tail_alone(void **s)
{
    (void)s;
    check_search(UNIT_PREFIX, 500, 0);
}

/* ---- damage ---- */

static void damage_is_seen(void **s)
{
    corpus  *c = make_corpus(100);
    tried   *t = try_out(c, UNIT_PREFIX, SEGMENTS);
    mm_str   bytes = mm_buf_str(&t->bytes);
    mm_error err = { 0 };

    (void)s;
    for (size_t i = 0; i < 60; i++) {
        size_t at =
            i < 20 ? pick(sizeof *t->index.head) : pick((uint32_t)bytes.len);
        mm_unit_index other;
        char          kept = bytes.ptr[at];
        int           rc;

        t->bytes.ptr[at] = (char)(kept ^ 0x55);
        rc = mm_unit_index_open(&other, bytes, UNIT_PREFIX, &err);
        /* Of the head only the stamp and what is padding may be another. */
        if (rc == MM_OK)
            assert_true(at < sizeof *t->index.head);
        t->bytes.ptr[at] = kept;
        assert_int_equal(
            mm_unit_index_open(&other,
                               mm_str_sub(bytes, 0, pick((uint32_t)bytes.len)),
                               UNIT_PREFIX, &err),
            MM_EFORMAT);
    }
    free_tried(t);
    free_corpus(c);
}

/* ---- what is compared ---- */

static const struct row {
    const char *name, *lang, *text, *tokens;
} rows[] = {
    { "words and marks", "en", "Save the File, please.",
      "w:Save w:the w:File m:, w:please m:." },
    { "apostrophes stay inside", "en", "don't say 'no'",
      "w:don't w:say m:' w:no m:'" },
    { "numbers are one kind", "en", "pages 3 to 1,024.5 of x86",
      "w:pages n:3 w:to n:1,024.5 w:of w:x86" },
    { "a unit stands apart", "en", "5GB", "n:5 w:GB" },
    { "printf", "en", "%s has %1$d files (%(size).2f %%)",
      "c:%s w:has c:%1$d w:files m:( c:%(size).2f c:%% m:)" },
    { "a percentage is none", "en", "100% sure", "n:100 m:% w:sure" },
    { "braces", "en", "Hi {name}, {0}", "w:Hi c:{name} m:, c:{0}" },
    { "markup", "en", "a <b>big</b> &amp; <br/> 1 < 2",
      "w:a c:<b> w:big c:</b> c:&amp; c:<br/> n:1 m:< n:2" },
    { "addresses", "en", "see https://a.b/c?d=1, or not",
      "w:see c:https://a.b/c?d=1 m:, w:or w:not" },
    { "stem and particle", "ko", "북한은 서울에서 회의를",
      "w:북한 p:은 w:서울 p:에서 w:회의 p:를" },
    { "noun and verb", "ko", "파일을 저장합니다.",
      "w:파일 p:을 w:저장 p:합니다 m:." },
    { "counters", "ko", "제54차 5조원", "w:제 n:54 w:차 n:5 w:조원" },
    { "glued scripts", "ko", "SCM을", "w:SCM w:을" },
    { "characters of Chinese", "zh", "北方界线3", "w:北 w:方 w:界 w:线 n:3" },
    { "Thai by dictionary", "th", "สวัสดีชาวโลก", "w:สวัสดี w:ชาว w:โลก" },
    { "accents", "fr", "Été à l’île", "w:Été w:à w:l’île" },
};

static void say_tokens(mm_buf *out, const mm_utext *cut, mm_str text)
{
    mm_buf_clear(out);
    for (size_t i = 0; i < cut->n; i++) {
        const mm_utoken *t = &cut->tokens[i];
        mm_str           bytes = mm_str_sub(text, t->start, t->len);

        assert_int_equal(mm_buf_printf(out, "%s%c:%.*s", i ? " " : "",
                                       "wpnmc"[t->kind], (int)bytes.len,
                                       bytes.ptr),
                         MM_OK);
    }
}

static void check_row(void **s)
{
    const struct row *row = *s;
    mm_utokenizer    *tokenizer = NULL;
    mm_tables        *tables = NULL;
    mm_utext          cut = { 0 };
    mm_buf            said = { 0 };
    mm_error          err = { 0 };

    assert_int_equal(mm_tables_open(&tables, NULL, &err), MM_OK);
    assert_int_equal(
        mm_utokenizer_open(&tokenizer, mm_cstr(row->lang), tables, &err),
        MM_OK);
    assert_int_equal(
        mm_utokenizer_cut(&cut, tokenizer, mm_cstr(row->text), &err), MM_OK);
    say_tokens(&said, &cut, mm_cstr(row->text));
    assert_string_equal(said.ptr, row->tokens);
    mm_buf_release(&said);
    mm_utext_release(&cut);
    mm_utokenizer_close(tokenizer);
    mm_tables_close(tables);
}

/* The quick way through ASCII and Hangul gives what ICU's gives: a character
 * that folding takes away leads any text the long way. */
static void ways_are_one(void **s)
{
    static const char *const langs[] = { "en", "ko" };
    mm_tables               *tables = NULL;
    mm_buf                   longer = { 0 };
    mm_error                 err = { 0 };
    mm_utext                 quick = { 0 }, slow = { 0 };

    (void)s;
    assert_int_equal(mm_tables_open(&tables, NULL, &err), MM_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_utokenizer *tokenizer = NULL;

        if (strcmp(rows[i].lang, langs[0]) && strcmp(rows[i].lang, langs[1]))
            continue;
        mm_buf_clear(&longer);
        assert_int_equal(mm_buf_printf(&longer, "%s\u200B", rows[i].text),
                         MM_OK);
        assert_int_equal(
            mm_utokenizer_open(&tokenizer, mm_cstr(rows[i].lang), tables, &err),
            MM_OK);
        assert_int_equal(
            mm_utokenizer_cut(&quick, tokenizer, mm_cstr(rows[i].text), &err),
            MM_OK);
        assert_int_equal(
            mm_utokenizer_cut(&slow, tokenizer, mm_buf_str(&longer), &err),
            MM_OK);
        assert_int_equal(quick.n, slow.n);
        for (size_t k = 0; k < quick.n; k++) {
            assert_int_equal(quick.tokens[k].hash, slow.tokens[k].hash);
            assert_int_equal(quick.tokens[k].start, slow.tokens[k].start);
        }
        assert_int_equal(quick.numbers, slow.numbers);
        mm_utokenizer_close(tokenizer);
    }
    mm_utext_release(&quick);
    mm_utext_release(&slow);
    mm_buf_release(&longer);
    mm_tables_close(tables);
}

/* Any bytes are cut up within their bounds, and two texts of such bytes are
 * compared so that what is deducted and listed lies within both. */
static void any_bytes(void **s)
{
    static const char *const bits[] = { "a",
                                        "B",
                                        " ",
                                        "한",
                                        "글",
                                        "3",
                                        "%s",
                                        "<b>",
                                        "{x}",
                                        ".",
                                        "’",
                                        "e\xCC\x81",
                                        "\xE1\x84\x92",
                                        "\xFF",
                                        "\xE3\x82",
                                        "ส",
                                        "界",
                                        "&amp;",
                                        "\t",
                                        "" };
    mm_tables               *tables = NULL;
    mm_utokenizer           *tokenizer = NULL;
    mm_score                 score = { 0 };
    mm_scored                side[2] = { { .n_codes = 0 }, { .n_codes = 0 } };
    mm_buf                   text[2] = { { 0 }, { 0 } };
    mm_error                 err = { 0 };

    (void)s;
    assert_int_equal(mm_tables_open(&tables, NULL, &err), MM_OK);
    assert_int_equal(mm_utokenizer_open(&tokenizer, MM_S("ko"), tables, &err),
                     MM_OK);
    for (size_t i = 0; i < 3000; i++) {
        mm_scored *x = &side[i % 2];

        mm_buf_clear(&text[i % 2]);
        for (uint32_t n = pick(20) + 1; n; n--)
            assert_int_equal(
                mm_buf_put(&text[i % 2],
                           mm_cstr(bits[pick(sizeof bits / sizeof *bits)])),
                MM_OK);
        x->text = mm_buf_str(&text[i % 2]);
        assert_int_equal(mm_utokenizer_cut(&x->cut, tokenizer, x->text, &err),
                         MM_OK);
        for (size_t k = 0; k < x->cut.n; k++) {
            const mm_utoken *t = &x->cut.tokens[k];

            assert_true(t->len > 0 && t->start + t->len <= x->text.len);
        }
        if (i == 0)
            continue;
        assert_int_equal(mm_score_make(&score, &side[0], &side[1]), MM_OK);
        assert_true(mm_score_raw(&score) <= 100);
        assert_true(score.same == (side[0].cut.surface == side[1].cut.surface));
        assert_true(score.same || score.n > 0);
        for (size_t k = 0; k < score.n; k++) {
            const mm_mismatch *d = &score.mismatches[k];

            assert_true(d->start + d->len <= side[0].text.len);
            assert_true(d->unit_start + d->unit_len <= side[1].text.len);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        mm_utext_release(&side[i].cut);
        mm_buf_release(&text[i]);
    }
    mm_score_release(&score);
    mm_utokenizer_close(tokenizer);
    mm_tables_close(tables);
}

static const struct CMUnitTest searches[] = {
    cmocka_unit_test(words_from_index),   cmocka_unit_test(words_from_both),
    cmocka_unit_test(few_words),          cmocka_unit_test(pairs_end),
    cmocka_unit_test(letters_from_index), cmocka_unit_test(letters_from_both),
    cmocka_unit_test(tail_alone),         cmocka_unit_test(damage_is_seen),
    cmocka_unit_test(ways_are_one),       cmocka_unit_test(any_bytes),
};

int main(void)
{
    enum {
        N = sizeof searches / sizeof *searches,
        ROWS = sizeof rows / sizeof *rows
    };
    struct CMUnitTest tests[N + ROWS];

    memcpy(tests, searches, sizeof searches);
    for (size_t i = 0; i < ROWS; i++)
        tests[N + i] = (struct CMUnitTest){ .name = rows[i].name,
                                            .test_func = check_row,
                                            .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
