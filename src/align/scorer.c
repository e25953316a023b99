/*
 * The score of a bead is a log-odds: its words (cells.c), its length, and how
 * its paragraphs stand. Length: the log ratio of the two lengths, less the
 * ratio of the documents, is normal with a small deviation for
 * translations and a large one for chance pairs, both the larger the shorter
 * the spans are [after Gale and Church 1993].
 */
#include "align/path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_MAX = 1023 }; /* letters; what is longer varies no less */

static const double SAME_SD = 0.22, CHANCE_SD = 0.95, SHORT_VARIANCE = 2.2;
static const double EMPTY = -4;       /* letters against none */
static const double PARAGRAPH = 0.35; /* nats for beginning together, or not */
static const double ACROSS = -1.5;    /* for a paragraph's end within a span */
static const double OTHER_KIND = -1;  /* a heading with a sentence */

static int measure(float **ln, uint16_t **len, const mm_prepared *p,
                   double share, mm_error *err)
{
    for (size_t k = 0; k < SPAN_MAX; k++) {
        ln[k] = calloc(p->n_segments + 1, sizeof *ln[k]);
        len[k] = calloc(p->n_segments + 1, sizeof *len[k]);
        if (!ln[k] || !len[k])
            return mm_fail_memory(err);
        for (size_t i = 0; i + k < p->n_segments; i++) {
            double sum = 0;

            for (size_t s = i; s <= i + k; s++)
                sum += p->length[s];
            ln[k][i] = (float)(sum > 0 ? log(sum / share) : 0);
            len[k][i] = (uint16_t)(sum < LENGTH_MAX ? sum : LENGTH_MAX);
        }
    }
    return MM_OK;
}

static bool begins_paragraph(const mm_document *document, size_t i)
{
    return i == 0 || document->segments[i].paragraph !=
                         document->segments[i - 1].paragraph;
}

static bool has_paragraphs(const mm_document *document)
{
    size_t starts = 0;

    for (size_t i = 0; i < document->n; i++)
        starts += begins_paragraph(document, i);
    return document->n && starts < document->n;
}

int mm_scorer_open(mm_scorer *out, const mm_cells *cells,
                   const mm_document *doc_a, const mm_document *doc_b,
                   const mm_prepared *a, const mm_prepared *b, double share,
                   mm_error *err)
{
    int rc;

    *out = (mm_scorer){ .doc_a = doc_a, .doc_b = doc_b, .cells = cells };
    out->paragraphs = has_paragraphs(doc_a) && has_paragraphs(doc_b);
    if ((rc = measure(out->ln_a, out->len_a, a, 1, err)) == MM_OK)
        rc = measure(out->ln_b, out->len_b, b, share, err);
    if (rc < 0)
        mm_scorer_release(out);
    return rc;
}

void mm_scorer_release(mm_scorer *scorer)
{
    for (size_t k = 0; k < SPAN_MAX; k++) {
        free(scorer->ln_a[k]);
        free(scorer->ln_b[k]);
        free(scorer->len_a[k]);
        free(scorer->len_b[k]);
    }
    *scorer = (mm_scorer){ 0 };
}

static double length_odds(const mm_scorer *s, mm_span a, mm_span b)
{
    unsigned in_a = s->len_a[a.n - 1][a.first];
    unsigned in_b = s->len_b[b.n - 1][b.first];
    double   x, same, chance, rough;

    if (!in_a || !in_b)
        return in_a == in_b ? 0 : EMPTY;
    x = s->ln_b[b.n - 1][b.first] - s->ln_a[a.n - 1][a.first];
    rough = SHORT_VARIANCE / (in_a < in_b ? in_a : in_b);
    same = SAME_SD * SAME_SD + rough;
    chance = CHANCE_SD * CHANCE_SD + rough;
    return 0.5 * (log(chance / same) + x * x / chance - x * x / same);
}

static bool ends_within(const mm_document *document, mm_span span)
{
    for (size_t i = 1; i < span.n; i++)
        if (begins_paragraph(document, span.first + i))
            return true;
    return false;
}

static double structure_odds(const mm_scorer *s, mm_span a, mm_span b)
{
    double odds = begins_paragraph(s->doc_a, a.first) ==
                          begins_paragraph(s->doc_b, b.first)
                      ? PARAGRAPH
                      : -PARAGRAPH;

    if (ends_within(s->doc_a, a))
        odds += ACROSS;
    if (ends_within(s->doc_b, b))
        odds += ACROSS;
    if ((s->doc_a->segments[a.first].kind == MM_HEADING) !=
        (s->doc_b->segments[b.first].kind == MM_HEADING))
        odds += OTHER_KIND;
    return odds;
}

double mm_scorer_odds(const mm_scorer *scorer, mm_span a, mm_span b)
{
    double odds =
        mm_cells_bead(scorer->cells, a, b) + length_odds(scorer, a, b);

    return scorer->paragraphs ? odds + structure_odds(scorer, a, b) : odds;
}
