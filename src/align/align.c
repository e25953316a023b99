/*
 * Two documents in, beads out: words and values of both sides (prepare.c), the
 * links between them (links.c), what the links say of each bead (cells.c), and
 * the best path with its posteriors (path.c) [research, alignment, 5].
 *
 * What does not look like a translation is refused with the figure that says
 * so: the share of words that find a link within their bead, against the share
 * that chance gives.
 */
#include "align/aligner.h"

#include "align/cells.h"
#include "align/links.h"
#include "align/path.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>

int mm_aligner_open(mm_aligner **out, mm_str lang_a, mm_str lang_b,
                    const mm_tables *tables, const mm_priors *priors,
                    mm_error *err)
{
    mm_aligner *aligner;
    mm_str      a, b;
    int         rc;

    *out = NULL;
    if (!(aligner = calloc(1, sizeof *aligner)))
        return mm_fail_memory(err);
    aligner->tables = tables;
    aligner->priors = priors;
    if ((rc = mm_preparer_open(&aligner->a, lang_a, tables, err)) < 0 ||
        (rc = mm_preparer_open(&aligner->b, lang_b, tables, err)) < 0)
        goto done;
    a = mm_lang_tag(aligner->a.lang);
    b = mm_lang_tag(aligner->b.lang);
    if (mm_str_eq(a, b)) {
        rc = mm_fail(err, MM_EFORMAT, "both documents are '%.*s'", (int)a.len,
                     a.ptr);
        goto done;
    }
    if ((rc = mm_lexicon_open(&aligner->lexicon, aligner->a.lang,
                              aligner->b.lang, tables, priors, err)) < 0)
        goto done;
    if (mm_str_eq(a, MM_S("ko")) || mm_str_eq(b, MM_S("ko")))
        rc = mm_sound_open(&aligner->sound, tables, err);
done:
    if (rc < 0)
        mm_aligner_close(aligner);
    else
        *out = aligner;
    return rc;
}

void mm_aligner_close(mm_aligner *aligner)
{
    if (!aligner)
        return;
    mm_preparer_release(&aligner->a);
    mm_preparer_release(&aligner->b);
    mm_lexicon_close(aligner->lexicon);
    mm_sound_close(aligner->sound);
    free(aligner);
}

/* What one call works on. */
typedef struct work {
    const mm_document *doc_a, *doc_b;
    mm_prepared        a, b;
    mm_links           links;
    mm_cells           cells;
    mm_scorer          scorer;
} work;

static int prepare(work *w, mm_aligner *aligner, mm_error *err)
{
    mm_band band = { 0 };
    int     rc;

    if ((rc = mm_prepare(&w->a, &aligner->a, w->doc_a, err)) < 0 ||
        (rc = mm_prepare(&w->b, &aligner->b, w->doc_b, err)) < 0 ||
        (rc = mm_links_find(&w->links, &w->a, &w->b, aligner->lexicon,
                            aligner->sound, err)) < 0 ||
        (rc = mm_band_make(&band, &w->a, &w->b, &w->links, err)) < 0)
        return rc;
    if ((rc = mm_cells_make(&w->cells, band, &w->a, &w->b, &w->links, err)) < 0)
        return rc;
    return mm_scorer_open(&w->scorer, &w->cells, w->doc_a, w->doc_b, &w->a,
                          &w->b, err);
}

static void release(work *w)
{
    mm_scorer_release(&w->scorer);
    mm_cells_release(&w->cells);
    mm_links_release(&w->links);
    mm_prepared_release(&w->a);
    mm_prepared_release(&w->b);
}

/* Every pair of a bitext is a bead; its score says whether it should be. */
static int pair_up(mm_alignment *out, const work *w, mm_error *err)
{
    if (w->doc_a->n != w->doc_b->n)
        return mm_fail(err, MM_EINVALID, "a bitext of %zu and %zu segments",
                       w->doc_a->n, w->doc_b->n);
    for (size_t i = 0; i < w->doc_a->n; i++)
        out->beads[i] =
            mm_path_pair(&w->scorer, (mm_span){ i, 1 }, (mm_span){ i, 1 });
    out->n = w->doc_a->n;
    return MM_OK;
}

int mm_align(mm_alignment *out, mm_aligner *aligner, const mm_document *a,
             const mm_document *b, const mm_align_options *options,
             mm_error *err)
{
    work w = { .doc_a = a, .doc_b = b };
    int  rc;

    *out = (mm_alignment){ 0 };
    if (!(out->beads = calloc(a->n + b->n + 1, sizeof *out->beads)))
        return mm_fail_memory(err);
    if ((rc = prepare(&w, aligner, err)) == MM_OK)
        rc = options && options->bitext
                 ? pair_up(out, &w, err)
                 : mm_path_find(out->beads, &out->n, &w.scorer, err);
    release(&w);
    if (rc < 0)
        mm_alignment_release(out);
    return rc;
}
