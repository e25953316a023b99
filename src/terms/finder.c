/*
 * Beads in, candidates out. Each bead is read (bead.c), its pairs are scored
 * (score.c) and chosen against each other (select.c), what was chosen is
 * gathered over all beads (gather.c); at the end a second small logistic model
 * turns what is known of a candidate as a whole into its confidence.
 */
#include "terms/finder.h"

#include "base/memory.h"
#include "malmoi/text.h"
#include "terms/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLURAL_LEAST = 3, PLURAL_SHARE = 4 }; /* one in so many */

static const double BEAD_LEAST = 0.2; /* posterior of a bead that is read */
static const double SURE = 0.999;
/* Ordinary words of a collection come behind its terms: below 0.9. */
static const double ORDINARY = 0.78;

int mm_finder_open(mm_finder **out, mm_aligner *aligner,
                   const mm_finder_options *options, mm_error *err)
{
    mm_finder *finder;
    int        rc;

    *out = NULL;
    if (!(finder = calloc(1, sizeof *finder)))
        return mm_fail_memory(err);
    if (options)
        finder->options = *options;
    if (finder->options.min <= 0)
        finder->options.min = 0.5;
    if ((rc = mm_reading_open(&finder->reading, aligner, err)) < 0 ||
        (rc = mm_term_weights_read(&finder->weights, aligner->tables, err)) <
            0 ||
        (rc = mm_kinds_open(&finder->kinds,
                            mm_lang_tag(finder->reading.reader_a.lang),
                            mm_lang_tag(finder->reading.reader_b.lang),
                            aligner->tables, err)) < 0 ||
        (rc = mm_gather_open(&finder->gather, err)) < 0) {
        mm_finder_close(finder);
        return rc;
    }
    *out = finder;
    return MM_OK;
}

void mm_finder_close(mm_finder *finder)
{
    if (!finder)
        return;
    mm_reading_release(&finder->reading);
    mm_kinds_release(&finder->kinds);
    mm_choices_release(&finder->choices);
    mm_gather_release(&finder->gather);
    free(finder);
}

int mm_finder_add(mm_finder *finder, const mm_document *a, const mm_document *b,
                  const mm_alignment *alignment, mm_error *err)
{
    int rc = mm_reading_learn(&finder->reading, a, b, err);

    if (rc == MM_OK)
        rc = mm_learn(&finder->reading, a, b, alignment, err);
    finder->reading.runs.verbs = finder->beads + alignment->n >= MM_COLLECTION;
    for (size_t i = 0; i < alignment->n && rc == MM_OK; i++) {
        const mm_bead *bead = &alignment->beads[i];
        uint32_t       number = finder->beads++;

        if (bead->src.n == 0 || bead->tgt.n == 0 || bead->score < BEAD_LEAST)
            continue;
        if ((rc = mm_reading_bead(&finder->reading, a, b, bead, err)) < 0 ||
            (rc = mm_choose(&finder->choices, &finder->reading.pairs,
                            &finder->reading.scene, finder->weights.pair,
                            err)) < 0)
            break;
        rc = mm_gather_add(&finder->gather, &finder->reading, &finder->choices,
                           &finder->kinds, number, bead->score, err);
    }
    return rc;
}

/* ---- the list ---- */

static bool is_capital(mm_str text)
{
    size_t pos = 0;

    return mm_is_upper(mm_utf8_next(text, &pos));
}

/* A form in the singular when it was seen, else the commonest; one in small
 * letters, for a name may hold the word too (Next Generation Small Satellite).
 */
mm_str mm_gathered_form(const mm_gathered *item)
{
    const mm_form *best = &item->forms[0];

    for (size_t i = 1; i < item->n_forms; i++) {
        const mm_form *form = &item->forms[i];
        bool           small = !is_capital(form->text);

        if (form->plural != best->plural       ? best->plural
            : small != !is_capital(best->text) ? small
            : best->initial != form->initial   ? best->initial
                                               : form->count > best->count)
            best = form;
    }
    return best->text;
}

/* The plural by itself, where a collection writes it often, or as a label:
 * Settings. */
static const mm_form *plural_of(const mm_gathered *item)
{
    const mm_form *best = NULL;
    uint32_t       all = 0, plural = 0;
    bool           label = false;

    for (size_t i = 0; i < item->n_forms; i++) {
        const mm_form *form = &item->forms[i];

        all += form->count;
        if (!form->plural)
            continue;
        plural += form->count;
        label |= form->count >= PLURAL_LEAST && !form->initial &&
                 is_capital(form->text);
        if (!best || form->count > best->count)
            best = form;
    }
    return label || (plural >= PLURAL_LEAST && plural * PLURAL_SHARE >= all)
               ? best
               : NULL;
}

static double confidence_of(const mm_finder *finder, const mm_gathered *item)
{
    double  features[CANDIDATE_FEATURES], logit, confidence;
    mm_rank rank = mm_gather_rank(item, finder->beads);

    if (item->is_memory)
        return SURE;
    mm_gather_features(features, &finder->gather, item);
    logit = mm_logit(features,
                     finder->beads < MM_COLLECTION ? finder->weights.candidate
                                                   : finder->weights.collection,
                     CANDIDATE_FEATURES);
    confidence = 1 / (1 + exp(-logit));
    if (rank == MM_RANK_NONE)
        return 0;
    return rank == MM_RANK_WORD && confidence > 0.5
               ? 0.5 + (confidence - 0.5) * ORDINARY
               : confidence;
}

static bool is_rejected(const mm_finder *finder, const mm_gathered *item)
{
    for (size_t i = 0; i < item->n_forms; i++)
        if (mm_phrases_rejected(finder->reading.phrases, item->forms[i].text,
                                item->b))
            return true;
    return mm_phrases_rejected(finder->reading.phrases, item->key_a,
                               item->key_b);
}

static void turn(mm_evidence *evidence)
{
    mm_evidence old = *evidence;

    evidence->a_segment = old.b_segment;
    evidence->a_start = old.b_start;
    evidence->a_end = old.b_end;
    evidence->b_segment = old.a_segment;
    evidence->b_start = old.a_start;
    evidence->b_end = old.a_end;
}

static int put(mm_candidates *out, size_t *cap, const mm_finder *finder,
               const mm_gathered *item, mm_str form, double confidence,
               mm_error *err)
{
    mm_candidate candidate = { .kind = item->kind,
                               .confidence = confidence,
                               .frequency = item->beads,
                               .n = item->n };
    mm_str       a = mm_arena_copy(&out->mem, form);
    mm_str       b = mm_arena_copy(&out->mem, item->b);

    candidate.evidence =
        mm_arena_alloc(&out->mem, item->n * sizeof *item->evidence);
    if (!a.ptr || !b.ptr || !candidate.evidence ||
        mm_grow(&out->items, cap, out->n + 1, sizeof *out->items, err) < 0)
        return mm_fail_memory(err);
    memcpy(candidate.evidence, item->evidence,
           item->n * sizeof *item->evidence);
    candidate.a = finder->reading.swapped ? b : a;
    candidate.b = finder->reading.swapped ? a : b;
    for (size_t i = 0; i < item->n && finder->reading.swapped; i++)
        turn(&candidate.evidence[i]);
    out->items[out->n++] = candidate;
    return MM_OK;
}

static int by_confidence(const void *left, const void *right)
{
    const mm_candidate *x = left, *y = right;
    int                 order;

    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    order = mm_str_cmp(x->a, y->a);
    return order ? order : mm_str_cmp(x->b, y->b);
}

int mm_finder_settle(mm_finder *finder, mm_error *err)
{
    return mm_gather_settle(&finder->gather, err);
}

int mm_finder_finish(mm_candidates *out, mm_finder *finder, mm_error *err)
{
    mm_candidate *items = NULL;
    size_t        cap = 0;
    int           rc = MM_OK;

    *out = (mm_candidates){ 0 };
    rc = mm_finder_settle(finder, err);
    for (size_t i = 0; i < finder->gather.n && rc == MM_OK; i++) {
        const mm_gathered *item = &finder->gather.items[i];
        double             confidence = confidence_of(finder, item);
        const mm_form     *plural;
        mm_str             form;

        if (confidence < finder->options.min || is_rejected(finder, item))
            continue;
        form = mm_gathered_form(item);
        plural = finder->beads < MM_COLLECTION ? NULL : plural_of(item);
        rc = put(out, &cap, finder, item, form, confidence, err);
        if (rc == MM_OK && plural && !mm_str_eq(form, plural->text))
            rc = put(out, &cap, finder, item, plural->text, confidence, err);
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_confidence);
    if (rc == MM_OK) { /* the list belongs to its arena */
        if (out->n &&
            !(items = mm_arena_alloc(&out->mem, out->n * sizeof *items)))
            rc = mm_fail_memory(err);
        else if (out->n)
            memcpy(items, out->items, out->n * sizeof *items);
    }
    free(out->items);
    out->items = items;
    if (rc < 0)
        mm_candidates_release(out);
    return rc;
}
