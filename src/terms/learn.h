/* What a collection itself tells: words that come together again and again. */
#ifndef MM_TERMS_LEARN_H
#define MM_TERMS_LEARN_H

#include "terms/bead.h"

enum { LEARN_BEADS = 100 }; /* fewer tell nothing */

/** Learns pairs of word stems from the beads of one document pair or part of a
 * bitext and adds them to `reading->phrases`. Does nothing under LEARN_BEADS
 * beads. MM_OK or MM_ENOMEM. */
int mm_learn(mm_reading *reading, const mm_document *a, const mm_document *b,
             const mm_alignment *alignment, mm_error *err);

#endif
