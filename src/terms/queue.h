/* Aligned documents that wait until there are enough of them. */
#ifndef MM_TERMS_QUEUE_H
#define MM_TERMS_QUEUE_H

#include "malmoi/document.h"

/* A pair and its beads; copies where `copied`, else the caller's. */
typedef struct mm_waiting {
    mm_document  a, b;
    mm_alignment alignment;
    bool         copied;
} mm_waiting;

/* Zero-initialise. */
typedef struct mm_queue {
    mm_waiting *items;
    size_t      n, cap;
    size_t      beads; /* of all */
} mm_queue;

/** Puts a pair in line; with `copy` the texts, languages and beads are copied,
 * else they must stay until mm_queue_clear(). MM_OK or MM_ENOMEM. */
int  mm_queue_put(mm_queue *queue, const mm_document *a, const mm_document *b,
                  const mm_alignment *alignment, bool copy, mm_error *err);
void mm_queue_clear(mm_queue *queue);
void mm_queue_release(mm_queue *queue);

/* A bead in line, found by its number among all. */
typedef struct mm_queue_place {
    size_t item, bead;
} mm_queue_place;

mm_queue_place mm_queue_at(const mm_queue *queue, size_t number);
/** Moves `place` to the next bead. */
void mm_queue_next(const mm_queue *queue, mm_queue_place *place);

#endif
