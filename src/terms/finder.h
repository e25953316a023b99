/* The finder from inside: what fitting its weights needs. */
#ifndef MM_TERMS_FINDER_H
#define MM_TERMS_FINDER_H

#include "base/threads.h"
#include "malmoi/terms.h"
#include "terms/gather.h"
#include "terms/queue.h"
#include "terms/shorten.h"

typedef struct mm_term_weights {
    double pair[FEATURES];
    double candidate[CANDIDATE_FEATURES];  /* of single documents */
    double collection[CANDIDATE_FEATURES]; /* of many */
} mm_term_weights;

/* What one thread reads beads with. */
typedef struct mm_worker {
    mm_reading reading;
    mm_choices choices;
} mm_worker;

struct mm_finder {
    mm_finder_options options;
    mm_worker         workers[MM_THREADS_MOST];
    size_t            n_workers; /* those that are open */
    mm_term_weights   weights;
    mm_kinds          kinds;
    mm_queue          queue;
    mm_forms          forms;
    mm_gather         gather;
    mm_shortenings    shortenings;
    uint32_t          beads; /* of all documents so far, but those in line */
};

const char *mm_candidate_feature_name(mm_candidate_feature feature);
/** Reads term-weights.tsv. */
int mm_term_weights_read(mm_term_weights *out, const mm_tables *tables,
                         mm_error *err);
/** Ends the gathering; mm_finder_finish() does it too. */
int mm_finder_settle(mm_finder *finder, mm_error *err);
/** Form of the source side that stands for the candidate. */
mm_str mm_gathered_form(const mm_gathered *item);

#endif
