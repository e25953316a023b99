/*
 * Line i translates line i: what a bead is worth, its own lines and those near
 * it tell. So a part is cut where the aligner would cut it anyway, and the cuts
 * are aligned apart.
 */
#include "job/bitext.h"

#include <stdlib.h>
#include <string.h>

enum {
    CUT = 1024, /* lines; the aligner looks at 128 together */
    MANY = 2048 /* from which on further aligners pay */
};

typedef struct cuts {
    mm_bitext_aligners *aligners;
    const mm_document  *a, *b;
    const mm_tables    *tables;
    const mm_priors    *priors;
    mm_alignment       *items;
} cuts;

static int open_one(void *context, size_t thread, size_t task, mm_error *err)
{
    const cuts *c = context;

    (void)thread;
    if (task == 0)
        return MM_OK;
    return mm_aligner_open(&c->aligners->items[task], c->a->lang, c->b->lang,
                           c->tables, c->priors, err);
}

static int open_aligners(cuts *c, mm_aligner *first, mm_error *err)
{
    c->aligners->items[0] = first;
    if (c->aligners->n == 0)
        c->aligners->n = 1;
    if (c->aligners->n > 1 || c->a->n < MANY)
        return MM_OK;
    c->aligners->n = mm_threads_default();
    return mm_threads_run(c->aligners->n, c->aligners->n, open_one, c, err);
}

/* Segments `first` to `first` + `n` as a document of their own. */
static mm_document view(const mm_document *of, size_t first, size_t n)
{
    mm_document part = *of;

    part.segments += first;
    part.n = n;
    return part;
}

static int align_cut(void *context, size_t thread, size_t task, mm_error *err)
{
    cuts            *c = context;
    mm_align_options o = { .unchecked = true, .bitext = true };
    size_t           first = task * CUT;
    size_t           n = c->a->n - first < CUT ? c->a->n - first : CUT;
    mm_document      a = view(c->a, first, n), b = view(c->b, first, n);

    return mm_align(&c->items[task], c->aligners->items[thread], &a, &b, &o,
                    err);
}

/* Puts the beads of the cuts together; means are weighed by beads. */
static int join(mm_alignment *out, const mm_alignment *items, size_t n,
                mm_error *err)
{
    size_t beads = 0;

    for (size_t i = 0; i < n; i++)
        beads += items[i].n;
    if (!(out->beads = malloc((beads + 1) * sizeof *out->beads)))
        return mm_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        double share = (double)items[i].n / (double)(beads ? beads : 1);

        for (size_t k = 0; k < items[i].n; k++) {
            mm_bead bead = items[i].beads[k];

            bead.src.first += i * CUT;
            bead.tgt.first += i * CUT;
            out->beads[out->n++] = bead;
        }
        out->explained += share * items[i].explained;
        out->evidence += share * items[i].evidence;
    }
    return MM_OK;
}

int mm_bitext_align(mm_alignment *out, mm_bitext_aligners *aligners,
                    mm_aligner *first, const mm_tables *tables,
                    const mm_priors *priors, const mm_document *a,
                    const mm_document *b, mm_error *err)
{
    cuts c = {
        .aligners = aligners, .a = a, .b = b, .tables = tables, .priors = priors
    };
    size_t n = (a->n + CUT - 1) / CUT;
    int    rc;

    *out = (mm_alignment){ 0 };
    if (a->n != b->n)
        return mm_fail(err, MM_EINVALID, "a bitext of %zu and %zu segments",
                       a->n, b->n);
    if ((rc = open_aligners(&c, first, err)) < 0)
        return rc;
    if (!(c.items = calloc(n + 1, sizeof *c.items)))
        return mm_fail_memory(err);
    rc = mm_threads_run(aligners->n, n, align_cut, &c, err);
    if (rc == MM_OK)
        rc = join(out, c.items, n, err);
    for (size_t i = 0; i < n; i++)
        mm_alignment_release(&c.items[i]);
    free(c.items);
    return rc;
}

void mm_bitext_release(mm_bitext_aligners *aligners)
{
    for (size_t i = 1; i < aligners->n; i++) /* the first is the job's */
        mm_aligner_close(aligners->items[i]);
    *aligners = (mm_bitext_aligners){ 0 };
}
