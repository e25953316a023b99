/* Aligning a bitext on several threads gives what one gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "job/bitext.h"

enum { LINES = 3000 };

static void read_lines(mm_document *a, mm_document *b)
{
    static const char *const en[] = { "The minister visited Busan",
                                      "North Korea launched a missile",
                                      "Prices rose again", "Nobody knows why" };
    static const char *const ko[] = { "장관은 부산을 방문했다",
                                      "북한은 미사일을 발사했다",
                                      "물가가 다시 올랐다", "회의가 열렸다" };
    mm_buf                   one = { 0 }, other = { 0 };

    for (size_t i = 0; i < LINES; i++) {
        mm_buf_printf(&one, "%s on day %zu.\n", en[i % 4], i);
        mm_buf_printf(&other, "%s, %zu일째.\n", ko[(i + i % 7 / 6) % 4], i);
    }
    assert_int_equal(
        mm_document_from_lines(a, MM_S("en"), mm_buf_str(&one), NULL), MM_OK);
    assert_int_equal(
        mm_document_from_lines(b, MM_S("ko"), mm_buf_str(&other), NULL), MM_OK);
    mm_buf_release(&one);
    mm_buf_release(&other);
}

static void same_beads(void **state)
{
    mm_document        a = { 0 }, b = { 0 };
    mm_tables         *tables;
    mm_aligner        *aligner;
    mm_bitext_aligners beside = { 0 };
    mm_alignment       one, many;
    mm_align_options   o = { .unchecked = true, .bitext = true };

    (void)state;
    read_lines(&a, &b);
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    assert_int_equal(
        mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, NULL),
        MM_OK);
    assert_int_equal(mm_align(&one, aligner, &a, &b, &o, NULL), MM_OK);
    assert_int_equal(
        mm_bitext_align(&many, &beside, aligner, tables, NULL, &a, &b, NULL),
        MM_OK);
    assert_int_equal(one.n, LINES);
    assert_int_equal(many.n, LINES);
    for (size_t i = 0; i < LINES; i++) {
        assert_int_equal(many.beads[i].src.first, i);
        assert_int_equal(many.beads[i].tgt.first, i);
        assert_true(many.beads[i].score == one.beads[i].score);
        assert_true(many.beads[i].cost == one.beads[i].cost);
        assert_int_equal(many.beads[i].flags, one.beads[i].flags);
    }
    mm_alignment_release(&one);
    b.n--;
    assert_int_equal(
        mm_bitext_align(&one, &beside, aligner, tables, NULL, &a, &b, NULL),
        MM_EINVALID);
    b.n++;
    mm_alignment_release(&many);
    mm_bitext_release(&beside);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
    mm_document_release(&a);
    mm_document_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_beads) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
