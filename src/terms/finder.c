/*
 * Beads in, candidates out. Each bead is read (bead.c), its pairs are scored
 * (score.c) and chosen against each other (select.c), what was chosen is
 * gathered over all beads (gather.c); at the end a second small logistic model
 * turns what is known of a candidate as a whole into its confidence. The beads
 * of a short document are read once more for short forms of what was found
 * (shorten.c).
 */
#include "terms/finder.h"

#include "base/memory.h"
#include "malmoi/text.h"
#include "terms/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLURAL_LEAST = 3, PLURAL_SHARE = 8 }; /* one in so many */

/* Beads that wait, at most, and beads of a task. */
enum { QUEUE_BEADS = 5000, CHUNK_BEADS = 200 };

static const double BEAD_LEAST = 0.2; /* posterior of a bead that is read */
static const double SURE = 0.999;
/* Nats. Lists that collections are judged by lack right translations, and these
 * count as wrong in the fit; what stands once is judged by whole lists. */
enum { OFTEN_BEADS = 3 };
static const double LISTS_LACK = 0.75;
/* Ordinary words of a collection come behind its terms: below 0.9. */
static const double ORDINARY = 0.78;

int mm_finder_open(mm_finder **out, mm_aligner *aligner,
                   const mm_finder_options *options, mm_error *err)
{
    mm_finder        *finder;
    const mm_reading *reading;
    int               rc;

    *out = NULL;
    if (!(finder = calloc(1, sizeof *finder)))
        return mm_fail_memory(err);
    if (options)
        finder->options = *options;
    if (finder->options.min <= 0)
        finder->options.min = 0.5;
    if (finder->options.threads == 0)
        finder->options.threads = mm_threads_default();
    if (finder->options.threads > MM_THREADS_MOST)
        finder->options.threads = MM_THREADS_MOST;
    finder->gather.counts = &finder->forms;
    finder->n_workers = 1;
    reading = &finder->workers[0].reading;
    if ((rc = mm_reading_open(&finder->workers[0].reading, aligner, err)) < 0 ||
        (rc = mm_term_weights_read(&finder->weights, aligner->tables, err)) <
            0 ||
        (rc = mm_kinds_open(&finder->kinds, mm_lang_tag(reading->reader_a.lang),
                            mm_lang_tag(reading->reader_b.lang),
                            aligner->tables, err)) < 0 ||
        (rc = mm_forms_open(&finder->forms, err)) < 0) {
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
    for (size_t i = 0; i < finder->n_workers; i++) {
        mm_reading_release(&finder->workers[i].reading);
        mm_choices_release(&finder->workers[i].choices);
    }
    mm_kinds_release(&finder->kinds);
    mm_queue_release(&finder->queue);
    mm_gather_release(&finder->gather);
    mm_shortenings_release(&finder->shortenings);
    mm_forms_release(&finder->forms);
    free(finder);
}

/* ---- beads ---- */

/* What stands in line is read in chunks of so many beads, a gathering each:
 * they are put together in order, so that the list does not depend on which
 * thread read what. */
typedef struct chunks {
    mm_finder *finder;
    mm_gather *gathers;
    size_t     n;
} chunks;

/* 1 when the bead is worth reading and its pairs are chosen; 0 when not. */
static int choose_in_bead(mm_worker *worker, const mm_finder *finder,
                          const mm_waiting *pair, const mm_bead *bead,
                          mm_error *err)
{
    int rc;

    if (bead->src.n == 0 || bead->tgt.n == 0 || bead->score < BEAD_LEAST)
        return 0;
    if ((rc = mm_reading_bead(&worker->reading, &pair->a, &pair->b, bead,
                              err)) < 0 ||
        (rc = mm_choose(&worker->choices, &worker->reading.pairs,
                        &worker->reading.scene, finder->weights.pair, err)) < 0)
        return rc;
    return 1;
}

static int read_bead(mm_gather *gather, mm_worker *worker,
                     const mm_finder *finder, const mm_waiting *pair,
                     size_t bead, uint32_t number, mm_error *err)
{
    const mm_bead *it = &pair->alignment.beads[bead];
    int            rc = choose_in_bead(worker, finder, pair, it, err);

    return rc <= 0 ? rc
                   : mm_gather_add(gather, &worker->reading, &worker->choices,
                                   &finder->kinds, number, it->score, err);
}

static int read_chunk(void *context, size_t thread, size_t chunk, mm_error *err)
{
    const chunks   *c = context;
    mm_worker      *worker = &c->finder->workers[thread];
    const mm_queue *queue = &c->finder->queue;
    size_t          number = chunk * CHUNK_BEADS;
    mm_queue_place  place = mm_queue_at(queue, number);
    int             rc = MM_OK;

    for (size_t i = 0; i < CHUNK_BEADS && place.item < queue->n && rc == MM_OK;
         i++) {
        rc = read_bead(&c->gathers[chunk], worker, c->finder,
                       &queue->items[place.item], place.bead,
                       c->finder->beads + (uint32_t)(number + i), err);
        mm_queue_next(queue, &place);
    }
    return rc;
}

static int open_worker(void *context, size_t thread, size_t task, mm_error *err)
{
    mm_finder *finder = context;

    (void)thread;
    if (task == 0)
        return MM_OK;
    return mm_reading_open_beside(&finder->workers[task].reading,
                                  &finder->workers[0].reading, err);
}

/* A collection is read by several threads; opening one costs as much as some
 * hundred beads. */
static int open_workers(mm_finder *finder, mm_error *err)
{
    if (finder->beads > 0 || finder->n_workers > 1 ||
        finder->queue.beads < MM_COLLECTION)
        return MM_OK; /* what was learned before, the first alone knows */
    /* those that fail to open are empty, and closed like the others */
    finder->n_workers = finder->options.threads;
    return mm_threads_run(finder->n_workers, finder->n_workers, open_worker,
                          finder, err);
}

static int learn(mm_finder *finder, mm_error *err)
{
    mm_reading *readings[MM_THREADS_MOST];
    int         rc = MM_OK;

    for (size_t i = 0; i < finder->n_workers; i++)
        readings[i] = &finder->workers[i].reading;
    for (size_t i = 0; i < finder->queue.n && rc == MM_OK; i++)
        rc = mm_reading_learn(readings[0], &finder->queue.items[i].a,
                              &finder->queue.items[i].b, err);
    return rc < 0 ? rc
                  : mm_learn(readings, finder->n_workers, &finder->queue, err);
}

static bool is_rejected(const mm_finder *finder, const mm_gathered *item)
{
    for (size_t i = 0; i < item->n_forms; i++)
        if (mm_phrases_rejected(finder->workers[0].reading.phrases,
                                item->forms[i].text, item->b))
            return true;
    return mm_phrases_rejected(finder->workers[0].reading.phrases, item->key_a,
                               item->key_b);
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
    if (finder->beads >= MM_COLLECTION && item->beads >= OFTEN_BEADS)
        logit += LISTS_LACK;
    confidence = 1 / (1 + exp(-logit));
    if (rank == MM_RANK_NONE)
        return 0;
    return rank == MM_RANK_WORD && confidence > 0.5
               ? 0.5 + (confidence - 0.5) * ORDINARY
               : confidence;
}

/* ---- short forms ---- */

/* The names that stand in a document pair whose beads are `first` to `end`. */
static int name_all(mm_finder *finder, uint32_t first, uint32_t end,
                    mm_error *err)
{
    int rc = MM_OK;

    finder->shortenings.n_names = 0;
    for (size_t i = 0; i < finder->gather.n && rc == MM_OK; i++) {
        const mm_gathered *item = &finder->gather.items[i];
        uint32_t           since = end;

        for (size_t k = 0; k < item->n; k++)
            if (item->evidence[k].bead >= first &&
                item->evidence[k].bead < since)
                since = item->evidence[k].bead;
        if (since < end && !is_rejected(finder, item))
            rc = mm_shortenings_name(&finder->shortenings, item,
                                     mm_gathered_form(item),
                                     confidence_of(finder, item), since, err);
    }
    return rc;
}

static int shorten_bead(mm_finder *finder, const mm_waiting *pair, size_t bead,
                        uint32_t number, mm_error *err)
{
    mm_worker     *worker = &finder->workers[0];
    const mm_bead *it = &pair->alignment.beads[bead];
    int            rc = choose_in_bead(worker, finder, pair, it, err);

    return rc <= 0 ? rc
                   : mm_shortenings_read(&finder->shortenings, &worker->reading,
                                         &worker->choices, number, err);
}

/* Beads that stand in line, read once more when all names are known. A
 * collection shows its short forms often enough to be learned. */
static int shorten_queue(mm_finder *finder, mm_error *err)
{
    uint32_t number = 0;
    int      rc;

    if (finder->beads > 0 || finder->queue.beads >= MM_COLLECTION ||
        !mm_str_eq(mm_lang_tag(finder->workers[0].reading.reader_a.lang),
                   MM_S("en")))
        return MM_OK;
    rc = mm_gather_settle(&finder->gather, err);
    for (size_t i = 0; i < finder->queue.n && rc == MM_OK; i++) {
        const mm_waiting *pair = &finder->queue.items[i];
        uint32_t          end = number + (uint32_t)pair->alignment.n;

        rc = name_all(finder, number, end, err);
        if (finder->shortenings.n_names == 0)
            number = end;
        for (size_t bead = 0; number < end && rc == MM_OK; bead++, number++)
            rc = shorten_bead(finder, pair, bead, number, err);
    }
    return rc;
}

/* Reads all that stands in line. */
static int read_queue(mm_finder *finder, mm_error *err)
{
    chunks c = { .finder = finder };
    bool   many = finder->beads + finder->queue.beads >= MM_COLLECTION;
    int    rc;

    if (finder->queue.beads == 0)
        return MM_OK;
    if ((rc = open_workers(finder, err)) < 0 || (rc = learn(finder, err)) < 0)
        return rc;
    c.n = (finder->queue.beads + CHUNK_BEADS - 1) / CHUNK_BEADS;
    if (!(c.gathers = calloc(c.n, sizeof *c.gathers)))
        return mm_fail_memory(err);
    for (size_t i = 0; i < finder->n_workers; i++)
        finder->workers[i].reading.runs.verbs = many;
    for (size_t i = 0; i < c.n; i++)
        c.gathers[i].counts = &finder->forms;
    rc = mm_threads_run(finder->n_workers, c.n, read_chunk, &c, err);
    for (size_t i = 0; i < c.n; i++) {
        if (rc == MM_OK)
            rc = mm_gather_merge(&finder->gather, &c.gathers[i], err);
        mm_gather_release(&c.gathers[i]);
    }
    free(c.gathers);
    if (rc == MM_OK)
        rc = shorten_queue(finder, err);
    finder->beads += (uint32_t)finder->queue.beads;
    mm_queue_clear(&finder->queue);
    return rc;
}

int mm_finder_add(mm_finder *finder, const mm_document *a, const mm_document *b,
                  const mm_alignment *alignment, mm_error *err)
{
    bool enough = finder->queue.beads + alignment->n >= QUEUE_BEADS;
    int  rc = mm_queue_put(&finder->queue, a, b, alignment, !enough, err);

    return rc == MM_OK && enough ? read_queue(finder, err) : rc;
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

/* Takes over `candidate`, copying its texts and its evidence; its sides are
 * those of the reading. */
static int put(mm_candidates *out, size_t *cap, const mm_finder *finder,
               mm_candidate candidate, mm_error *err)
{
    const mm_evidence *evidence = candidate.evidence;
    bool               swapped = finder->workers[0].reading.swapped;
    mm_str             a = mm_arena_copy(&out->mem, candidate.a);
    mm_str             b = mm_arena_copy(&out->mem, candidate.b);

    candidate.evidence =
        mm_arena_alloc(&out->mem, candidate.n * sizeof *evidence);
    if (!a.ptr || !b.ptr || !candidate.evidence ||
        mm_grow(&out->items, cap, out->n + 1, sizeof *out->items, err) < 0)
        return mm_fail_memory(err);
    memcpy(candidate.evidence, evidence, candidate.n * sizeof *evidence);
    candidate.a = swapped ? b : a;
    candidate.b = swapped ? a : b;
    for (size_t i = 0; i < candidate.n && swapped; i++)
        turn(&candidate.evidence[i]);
    out->items[out->n++] = candidate;
    return MM_OK;
}

/* A gathered candidate, with its plural where that stands for itself. */
static int put_gathered(mm_candidates *out, size_t *cap, mm_finder *finder,
                        mm_gathered *item, double confidence, mm_error *err)
{
    const mm_form *plural =
        finder->beads < MM_COLLECTION ? NULL : plural_of(item);
    mm_candidate candidate = { .a = mm_gathered_form(item),
                               .b = item->b,
                               .kind = item->kind,
                               .confidence = confidence,
                               .frequency = item->beads,
                               .evidence = item->evidence,
                               .n = item->n };
    int          rc = put(out, cap, finder, candidate, err);

    if (rc < 0 || !plural || mm_str_eq(candidate.a, plural->text))
        return rc;
    candidate.a = plural->text;
    return put(out, cap, finder, candidate, err);
}

/* Is the pair in the list already, by other clues? */
static bool is_listed(const mm_finder *finder, mm_str key)
{
    uint32_t number = mm_map_find(&finder->gather.map, key);

    return number != MM_MAP_NONE &&
           confidence_of(finder, &finder->gather.items[number]) >=
               finder->options.min;
}

static bool is_refused(const mm_finder *finder, mm_str key)
{
    mm_str key_a = mm_str_cut(&key, '\n');

    return mm_phrases_rejected(finder->workers[0].reading.phrases, key_a, key);
}

static bool same_key(mm_str x, mm_str y)
{
    mm_buf one = { 0 }, other = { 0 };
    bool   same = mm_key_tight(&one, x) == MM_OK &&
                mm_key_tight(&other, y) == MM_OK &&
                mm_str_eq(mm_buf_str(&one), mm_buf_str(&other));

    mm_buf_release(&one);
    mm_buf_release(&other);
    return same;
}

/* A person accepted the pair, which is heard here only by its short form. */
static bool is_accepted(const mm_finder *finder, const mm_shortening *item)
{
    const mm_reading *reading = &finder->workers[0].reading;
    const mm_priors  *priors = reading->aligner->priors;

    for (size_t i = 0; priors && i < priors->n; i++) {
        const mm_prior *prior = &priors->items[i];
        mm_str          a = reading->swapped ? prior->b : prior->a;
        mm_str          b = reading->swapped ? prior->a : prior->b;

        if (!prior->rejected && mm_str_eq(b, item->b) && same_key(a, item->a))
            return true;
    }
    return false;
}

static int put_shortenings(mm_candidates *out, size_t *cap, mm_finder *finder,
                           mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < finder->shortenings.n && rc == MM_OK; i++) {
        mm_shortening *item = &finder->shortenings.items[i];
        mm_candidate   candidate = { .a = item->a,
                                     .b = item->b,
                                     .kind = item->kind,
                                     .confidence = mm_shortening_confidence(item),
                                     .frequency = item->beads,
                                     .evidence = item->evidence,
                                     .n = item->n };

        if (is_accepted(finder, item))
            candidate.confidence = SURE;
        if (candidate.confidence >= finder->options.min &&
            !is_listed(finder, item->key) && !is_refused(finder, item->key))
            rc = put(out, cap, finder, candidate, err);
    }
    return rc;
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
    int rc = read_queue(finder, err);

    return rc < 0 ? rc : mm_gather_settle(&finder->gather, err);
}

static int group(mm_candidates *list, const mm_finder *finder, mm_error *err)
{
    mm_grouper *grouper = NULL;
    int rc = mm_grouper_open(&grouper, finder->workers[0].reading.aligner, err);

    if (rc == MM_OK)
        rc = mm_group(list, grouper, err);
    mm_grouper_close(grouper);
    return rc;
}

int mm_finder_finish(mm_candidates *out, mm_finder *finder, mm_error *err)
{
    mm_candidate *items = NULL;
    size_t        cap = 0;
    int           rc = MM_OK;

    *out = (mm_candidates){ 0 };
    rc = mm_finder_settle(finder, err);
    for (size_t i = 0; i < finder->gather.n && rc == MM_OK; i++) {
        mm_gathered *item = &finder->gather.items[i];
        double       confidence = confidence_of(finder, item);

        if (confidence >= finder->options.min && !is_rejected(finder, item))
            rc = put_gathered(out, &cap, finder, item, confidence, err);
    }
    if (rc == MM_OK)
        rc = put_shortenings(out, &cap, finder, err);
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
    if (rc == MM_OK)
        rc = group(out, finder, err);
    if (rc < 0)
        mm_candidates_release(out);
    return rc;
}
