/* The aligner's parts: the lexicon, links, cells against their definition, and
 * anchors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "align/anchors.h"
#include "align/cells.h"
#include "align/lexicon.h"
#include "align/links.h"
#include "base/file.h"

#include <math.h>
#include <unistd.h>

typedef struct fixture {
    mm_tables  *tables;
    mm_preparer en, ko;
    mm_lexicon *lexicon;
    char        dir[64];
} fixture;

static void write_table(const fixture *f, const char *name, const char *text)
{
    char  path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", f->dir, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Tables of our own in place of the shipped ones. */
static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    *state = f;
    strcpy(f->dir, "/tmp/malmoi-align-XXXXXX");
    if (!mkdtemp(f->dir))
        return 1;
    write_table(f, "words.tsv",
                "# en, ko\nbank\t은행\t0.500\t0.320\nbank\t둑\t0.100\t0.100\n"
                "river\t강\t0.900\t0.900\n");
    write_table(f, "dictionary-nouns.tsv",
                "bank\tn\t은행|둑\nfrobloan\tn\t대출림\n");
    return mm_tables_open(&f->tables, f->dir, NULL) < 0 ||
           mm_preparer_open(&f->en, MM_S("en"), f->tables, NULL) < 0 ||
           mm_preparer_open(&f->ko, MM_S("ko"), f->tables, NULL) < 0 ||
           mm_lexicon_open(&f->lexicon, f->en.lang, f->ko.lang, f->tables, NULL,
                           NULL) < 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    char     path[128];

    mm_lexicon_close(f->lexicon);
    mm_preparer_release(&f->en);
    mm_preparer_release(&f->ko);
    mm_tables_close(f->tables);
    snprintf(path, sizeof path, "%s/words.tsv", f->dir);
    unlink(path);
    snprintf(path, sizeof path, "%s/dictionary-nouns.tsv", f->dir);
    unlink(path);
    rmdir(f->dir);
    free(f);
    return 0;
}

/* Weight of a pair of stems, 0 when the lexicon has it not. */
static double weight_of(const mm_lexicon *lexicon, const char *a, const char *b)
{
    const mm_target *targets;
    size_t           n = mm_lexicon_targets(&targets, lexicon, mm_cstr(a));

    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(targets[i].form, mm_cstr(b)))
            return (double)targets[i].weight;
    return 0;
}

static bool near(double x, double y)
{
    return fabs(x - y) < 1e-4;
}

static void lexicon_weighs(void **state)
{
    fixture         *f = *state;
    const mm_target *targets;

    /* trained and written: the heavier; heaviest first */
    assert_true(near(weight_of(f->lexicon, "bank", "은행"), 0.4));
    assert_true(near(weight_of(f->lexicon, "bank", "둑"), 0.1));
    assert_true(near(weight_of(f->lexicon, "frobloan", "대출림"), 0.1));
    assert_true(mm_lexicon_targets(&targets, f->lexicon, MM_S("bank")) >= 2);
    for (size_t i = 1;
         i < mm_lexicon_targets(&targets, f->lexicon, MM_S("bank")); i++)
        assert_true(targets[i - 1].weight >= targets[i].weight);
    /* CLDR, by its stem */
    assert_true(weight_of(f->lexicon, "japan", "일본") > 0);
    assert_int_equal(
        mm_lexicon_targets(&targets, f->lexicon, MM_S("no such word")), 0);
    assert_int_not_equal(mm_lexicon_target_id(f->lexicon, MM_S("둑")),
                         UINT32_MAX);
    assert_int_equal(mm_lexicon_target_id(f->lexicon, MM_S("없다")),
                     UINT32_MAX);
}

static void lexicon_turns(void **state)
{
    fixture    *f = *state;
    mm_lexicon *turned;

    assert_int_equal(
        mm_lexicon_open(&turned, f->ko.lang, f->en.lang, f->tables, NULL, NULL),
        MM_OK);
    assert_true(near(weight_of(turned, "은행", "bank"), 0.4));
    assert_true(near(weight_of(turned, "대출림", "frobloan"), 0.1));
    mm_lexicon_close(turned);
}

static void lexicon_obeys(void **state)
{
    fixture    *f = *state;
    mm_priors   priors = { 0 };
    mm_lexicon *lexicon;

    mm_priors_add(&priors, MM_S("banks"), MM_S("은행"), true);
    mm_priors_add(&priors, MM_S("frobloan"), MM_S("융자림"), false);
    mm_priors_add(&priors, MM_S("glimmer river"), MM_S("가물 강"), false);
    mm_priors_add(&priors, MM_S("wrong river"), MM_S("틀린 강"), true);
    assert_int_equal(mm_lexicon_open(&lexicon, f->en.lang, f->ko.lang,
                                     f->tables, &priors, NULL),
                     MM_OK);
    assert_true(weight_of(lexicon, "bank", "은행") == 0); /* by its stem */
    assert_true(weight_of(lexicon, "bank", "둑") > 0);
    assert_true(weight_of(lexicon, "frobloan", "융자림") > 0.5);
    assert_true(weight_of(lexicon, "glimmer", "가물") > 0);
    assert_true(near(weight_of(lexicon, "river", "강"), 0.9));
    mm_lexicon_close(lexicon);
    mm_priors_release(&priors);
}

static void lexicon_refuses_rubbish(void **state)
{
    fixture    *f = *state;
    mm_tables  *tables = NULL;
    mm_lexicon *lexicon;
    mm_error    err = { 0 };

    write_table(f, "words.tsv", "bank\t은행\t0.500\t0.320\nriver\t강\tx\t1\n");
    assert_int_equal(mm_tables_open(&tables, f->dir, NULL), MM_OK);
    assert_int_equal(
        mm_lexicon_open(&lexicon, f->en.lang, f->ko.lang, tables, NULL, &err),
        MM_EFORMAT);
    assert_null(lexicon);
    assert_int_equal(err.line, 2);
    mm_tables_close(tables);
}

/* ---- cells ---- */

static void prepare(mm_prepared *out, mm_document *document, mm_preparer *with,
                    const char *text)
{
    assert_int_equal(mm_document_from_lines(document, mm_lang_tag(with->lang),
                                            mm_cstr(text), NULL),
                     MM_OK);
    assert_int_equal(mm_prepare(out, with, document, NULL), MM_OK);
}

/* Best link of word `type` into a span, by looking at each link. */
static double best_link(const mm_links *links, uint32_t type, bool is_a,
                        const mm_prepared *other, mm_span span)
{
    double best = 0;

    for (size_t l = 0; l < links->n; l++) {
        uint32_t from = is_a ? links->items[l].a : links->items[l].b;
        uint32_t to = is_a ? links->items[l].b : links->items[l].a;

        for (uint32_t t = other->first[span.first];
             from == type && t < other->first[span.first + span.n]; t++)
            if (other->tokens[t] == to && (double)links->items[l].weight > best)
                best = (double)links->items[l].weight;
    }
    return best;
}

/* The definition at the head of cells.c, word by word; `l` by mm_known. */
static double by_definition(const mm_links *links, const mm_prepared *self,
                            mm_span own, const mm_prepared *other, mm_span span,
                            bool is_a)
{
    static const double l[] = { 0.06, 0.25, 0.35 };
    const uint8_t      *known = is_a ? links->known_a : links->known_b;
    double              sum = 0;
    uint32_t n = other->first[span.first + span.n] - other->first[span.first];

    for (uint32_t t = self->first[own.first];
         t < self->first[own.first + own.n]; t++) {
        uint32_t type = self->tokens[t];
        double   share = self->types[type].share;
        double   weight = best_link(links, type, is_a, other, span);

        sum += log(1 - l[known[type]]);
        if (weight > 0)
            sum += log1p(l[2] / (1 - l[2]) * weight / (share * n));
    }
    return sum;
}

static void cells_keep_their_word(void **state)
{
    fixture    *f = *state;
    mm_document a, b;
    mm_prepared in_a, in_b;
    mm_links    links = { 0 };
    mm_cells    cells;
    mm_band     band = { .rows = 4, .columns = 5, .width = 6 };
    size_t      checked = 0;

    prepare(&in_a, &a, &f->en,
            "The bank by the river gave 5 loans.\nJapan has a river bank.\n"
            "A bank, a bank!\nNothing of note here.\n");
    prepare(&in_b, &b, &f->ko,
            "강가의 은행이 대출 5건을 했다.\n일본에는 강둑이 있다.\n"
            "은행은 은행이다.\n강과 둑.\n아무것도 없다.\n");
    assert_int_equal(
        mm_links_find(&links, &in_a, &in_b, f->lexicon, NULL, NULL), MM_OK);
    assert_true(links.n >= 4);
    band.first = calloc(band.rows + 1, sizeof *band.first);
    assert_int_equal(mm_cells_make(&cells, band, &in_a, &in_b, &links, NULL),
                     MM_OK);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 5; j++)
            for (size_t m = 1; m <= SPAN_MAX && i + m <= 4; m++)
                for (size_t n = 1; n <= SPAN_MAX && j + n <= 5; n++) {
                    mm_span x = { i, m }, y = { j, n };
                    double  own =
                        by_definition(&links, &in_a, x, &in_b, y, true);
                    double other =
                        by_definition(&links, &in_b, y, &in_a, x, false);

                    assert_true(
                        near(mm_cells_bead(&cells, x, y), (own + other) / 2));
                    checked++;
                }
    assert_int_equal(checked, 9 * 12);
    mm_cells_release(&cells);
    mm_links_release(&links);
    mm_prepared_release(&in_a);
    mm_prepared_release(&in_b);
    mm_document_release(&a);
    mm_document_release(&b);
}

/* ---- anchors ---- */

static void anchors_rise(void **state)
{
    fixture    *f = *state;
    mm_buf      en = { 0 }, ko = { 0 };
    mm_document a, b;
    mm_prepared in_a, in_b;
    mm_anchors  anchors;
    size_t      right = 0;

    for (int i = 0; i < 400; i++) {
        mm_buf_printf(&en, "Number %d of %d goes to the bank.\n", 7000 + i,
                      90000 - i);
        if (i < 100 || i >= 150) /* fifty are missing */
            mm_buf_printf(&ko, "%d번, %d개가 은행으로 간다.\n", 7000 + i,
                          90000 - i);
    }
    prepare(&in_a, &a, &f->en, en.ptr);
    prepare(&in_b, &b, &f->ko, ko.ptr);
    assert_int_equal(mm_anchors_find(&anchors, &in_a, &in_b, f->lexicon, NULL),
                     MM_OK);
    assert_true(anchors.n > 100);
    for (size_t i = 0; i < anchors.n; i++) {
        const mm_anchor *x = &anchors.items[i];

        right += x->b == (x->a < 100 ? x->a : x->a - 50);
        if (i)
            assert_true(x->a > x[-1].a && x->b > x[-1].b);
    }
    assert_int_equal(right, anchors.n);
    mm_anchors_release(&anchors);
    mm_prepared_release(&in_a);
    mm_prepared_release(&in_b);
    mm_document_release(&a);
    mm_document_release(&b);
    mm_buf_release(&en);
    mm_buf_release(&ko);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lexicon_weighs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lexicon_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lexicon_obeys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lexicon_refuses_rubbish, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cells_keep_their_word, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(anchors_rise, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
