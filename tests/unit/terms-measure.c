/* Figures of the term finder on document pairs with known terms, aligned by the
 * aligner itself. Skips without them; MALMOI_SHOW=1 prints what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "malmoi/terms.h"
#include "malmoi/text.h"

typedef struct figures {
    size_t gold, found, out, right, high, high_right;
} figures;

static bool read_file(mm_buf *out, const char *name, const char *tail)
{
    const char *shared = getenv("MALMOI_SHARED");
    mm_buf      path = { 0 };
    int         rc;

    *out = (mm_buf){ 0 };
    assert_int_equal(mm_buf_printf(&path, "%s/data/%s%s",
                                   shared ? shared : "../shared", name, tail),
                     MM_OK);
    rc = mm_file_read(out, path.ptr, 0, NULL);
    if (rc < 0)
        printf("SKIP: no %s\n", path.ptr);
    mm_buf_release(&path);
    return rc == MM_OK;
}

static mm_str pair_key(mm_buf *room, mm_str a, mm_str b)
{
    mm_buf_clear(room);
    assert_int_equal(mm_key_tight(room, a), MM_OK);
    assert_int_equal(mm_buf_putc(room, '\n'), MM_OK);
    assert_int_equal(mm_key_tight(room, b), MM_OK);
    return mm_buf_str(room);
}

static bool read_pairs(mm_map *out, const char *name, const char *tail)
{
    mm_buf  text, room = { 0 };
    mm_rows rows = { 0 };
    mm_str  cells[3];

    if (!read_file(&text, name, tail))
        return false;
    rows.rest = mm_buf_str(&text);
    mm_rows_next(&rows, cells, 3); /* header */
    while (mm_rows_next(&rows, cells, 3) >= 2)
        mm_map_add(out, pair_key(&room, cells[0], cells[1]));
    mm_buf_release(&text);
    mm_buf_release(&room);
    return true;
}

static bool read_document(mm_document *out, const char *name, const char *tail,
                          mm_str lang)
{
    mm_buf text;
    bool   is = read_file(&text, name, tail);

    if (is)
        assert_int_equal(
            mm_document_from_lines(out, lang, mm_buf_str(&text), NULL), MM_OK);
    mm_buf_release(&text);
    return is;
}

static void count(figures *sum, const mm_candidates *list, const mm_map *gold,
                  const mm_map *also)
{
    mm_buf room = { 0 };
    bool  *found = calloc(gold->n + 1, sizeof *found);

    for (size_t i = 0; i < list->n; i++) {
        const mm_candidate *c = &list->items[i];
        mm_str              key = pair_key(&room, c->a, c->b);
        uint32_t            number = mm_map_find(gold, key);
        bool                right =
            number != MM_MAP_NONE || mm_map_find(also, key) != MM_MAP_NONE;

        if (number != MM_MAP_NONE)
            found[number] = true;
        sum->out++;
        sum->right += right;
        sum->high += c->confidence >= 0.9;
        sum->high_right += c->confidence >= 0.9 && right;
        if (!right && getenv("MALMOI_SHOW"))
            printf("  wrong %.3f %.*s = %.*s\n", c->confidence, (int)c->a.len,
                   c->a.ptr, (int)c->b.len, c->b.ptr);
    }
    sum->gold += gold->n;
    for (size_t i = 0; i < gold->n; i++)
        sum->found += found[i];
    free(found);
    mm_buf_release(&room);
}

static bool measure(figures *sum, mm_aligner *aligner, const char *name)
{
    mm_document   a = { 0 }, b = { 0 };
    mm_alignment  alignment = { 0 };
    mm_candidates list = { 0 };
    mm_finder    *finder = NULL;
    mm_map        gold = { 0 }, also = { 0 };
    mm_error      err = { 0 };

    if (!read_document(&a, name, ".en.seg", MM_S("en")) ||
        !read_document(&b, name, ".ko.seg", MM_S("ko")) ||
        !read_pairs(&gold, name, ".gold.tsv") ||
        !read_pairs(&also, name, ".also.tsv"))
        return false;
    if (mm_align(&alignment, aligner, &a, &b, NULL, &err) < 0 ||
        mm_finder_open(&finder, aligner, NULL, &err) < 0 ||
        mm_finder_add(finder, &a, &b, &alignment, &err) < 0 ||
        mm_finder_finish(&list, finder, &err) < 0)
        fail_msg("%s: %s", name, err.text);
    count(sum, &list, &gold, &also);
    mm_candidates_release(&list);
    mm_finder_close(finder);
    mm_alignment_release(&alignment);
    mm_map_release(&gold);
    mm_map_release(&also);
    mm_document_release(&a);
    mm_document_release(&b);
    return true;
}

static void document_pairs(void **state)
{
    static const char *const names[] = { "articles/aviation",
                                         "articles/esports", "articles/food",
                                         "articles/heritage", "seed/scm54" };
    mm_tables               *tables;
    mm_aligner              *aligner;
    figures                  sum = { 0 };
    mm_error                 err = { 0 };

    (void)state;
    if (mm_tables_open(&tables, NULL, &err) < 0 ||
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, &err) <
            0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!measure(&sum, aligner, names[i]))
            skip();
    printf("recall %zu/%zu, precision %zu/%zu, at .9 %zu/%zu\n", sum.found,
           sum.gold, sum.right, sum.out, sum.high_right, sum.high);
    assert_true((double)sum.found >= 0.85 * (double)sum.gold);
    assert_true((double)sum.right >= 0.93 * (double)sum.out);
    assert_true((double)sum.high_right >= 0.97 * (double)sum.high);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(document_pairs) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
