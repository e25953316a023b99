/* What a collection itself tells: words that come together again and again. */
#ifndef MM_TERMS_LEARN_H
#define MM_TERMS_LEARN_H

#include "terms/bead.h"
#include "terms/queue.h"

enum { LEARN_BEADS = 100 }; /* fewer tell nothing */

/** Learns pairs of words and phrases from the beads of `queue`, which it reads
 * by the first of `n` readings, and adds them to the phrases of each. Does
 * nothing under LEARN_BEADS beads. MM_OK or MM_ENOMEM. */
int mm_learn(mm_reading *const *readings, size_t n, const mm_queue *queue,
             mm_error *err);

#endif
