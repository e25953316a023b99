/* Articles and their Korean counterparts, aligned with the tables that ship,
 * against beads that people set: the shipped tables have never seen them. The
 * whole bench is bench/beads.py. Skips without ../shared/data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "malmoi/align.h"

typedef struct figures {
    size_t right, made, gold, omitted, omitted_right;
} figures;

static void path_of(mm_buf *out, const char *name, const char *end)
{
    const char *shared = getenv("MALMOI_SHARED");

    mm_buf_clear(out);
    mm_buf_printf(out, "%s/data/%s.%s", shared ? shared : "../shared", name,
                  end);
}

static mm_document read_lines(const char *name, const char *lang)
{
    mm_buf      path = { 0 }, text = { 0 };
    mm_document document;
    mm_error    err = { 0 };
    char        end[16];

    snprintf(end, sizeof end, "%s.seg", lang);
    path_of(&path, name, end);
    if (mm_file_read(&text, path.ptr, 0, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(mm_document_from_lines(&document, mm_cstr(lang),
                                            mm_buf_str(&text), NULL),
                     MM_OK);
    mm_buf_release(&path);
    mm_buf_release(&text);
    return document;
}

/* "3,4" as a span; a gap in it makes it no bead of ours. */
static mm_span span_of(mm_str cell)
{
    mm_span span = { 0, 0 };

    while (cell.len) {
        mm_str number = mm_str_cut(&cell, ',');
        double value;

        assert_true(mm_str_number(number, &value));
        if (span.n++ == 0)
            span.first = (size_t)value;
    }
    return span;
}

static bool same(mm_span x, mm_span y)
{
    return x.n == y.n && (x.n == 0 || x.first == y.first);
}

static void compare(figures *f, const mm_alignment *alignment, mm_str gold)
{
    mm_rows rows = { .rest = gold };
    mm_str  cells[2];
    size_t  n;

    for (size_t i = 0; i < alignment->n; i++) {
        const mm_bead *bead = &alignment->beads[i];

        f->made += bead->src.n && bead->tgt.n;
        f->omitted += !bead->src.n || !bead->tgt.n;
    }
    while ((n = mm_rows_next(&rows, cells, 2))) {
        mm_span a = span_of(cells[0]), b = span_of(cells[1]);
        bool    found = false;

        for (size_t i = 0; i < alignment->n; i++)
            found = found || (same(alignment->beads[i].src, a) &&
                              same(alignment->beads[i].tgt, b));
        f->gold += a.n && b.n;
        f->right += found && a.n && b.n;
        f->omitted_right += found && (!a.n || !b.n);
    }
}

static void aligns_articles(void **state)
{
    static const char *const names[] = { "articles/aviation",
                                         "articles/esports", "articles/food",
                                         "articles/heritage", "seed/scm54" };
    mm_tables               *tables = NULL;
    mm_aligner              *aligner = NULL;
    mm_buf                   path = { 0 }, gold = { 0 };
    figures                  f = { 0 };

    (void)state;
    path_of(&path, names[0], "beads.tsv");
    if (mm_file_read(&gold, path.ptr, 0, NULL) < 0) {
        print_message("SKIP: no %s\n", path.ptr);
        mm_buf_release(&path);
        skip();
    }
    assert_int_equal(mm_tables_open(&tables, NULL, NULL), MM_OK);
    assert_int_equal(
        mm_aligner_open(&aligner, MM_S("ko"), MM_S("en"), tables, NULL, NULL),
        MM_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        mm_document  a = read_lines(names[i], "ko");
        mm_document  b = read_lines(names[i], "en");
        mm_alignment alignment;

        path_of(&path, names[i], "beads.tsv");
        mm_buf_clear(&gold);
        assert_int_equal(mm_file_read(&gold, path.ptr, 0, NULL), MM_OK);
        assert_int_equal(mm_align(&alignment, aligner, &a, &b, NULL, NULL),
                         MM_OK);
        compare(&f, &alignment, mm_buf_str(&gold));
        mm_alignment_release(&alignment);
        mm_document_release(&a);
        mm_document_release(&b);
    }
    print_message("strict: %zu right of %zu made, %zu gold; omissions: %zu "
                  "right of %zu\n",
                  f.right, f.made, f.gold, f.omitted_right, f.omitted);
    assert_true(f.right >= 0.92 * (double)f.gold);
    assert_true(f.right >= 0.90 * (double)f.made);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
    mm_buf_release(&path);
    mm_buf_release(&gold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aligns_articles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
