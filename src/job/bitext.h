/* Aligning a part of a bitext on several threads. */
#ifndef MM_JOB_BITEXT_H
#define MM_JOB_BITEXT_H

#include "base/threads.h"
#include "malmoi/align.h"

/* Aligners by thread; the first is the job's own. Zero-initialise. */
typedef struct mm_bitext_aligners {
    mm_aligner *items[MM_THREADS_MOST];
    size_t      n;
} mm_bitext_aligners;

/**
 * Aligns as many segments of `a` and `b`, one with one, by `first` and, where
 * there are many, by further aligners of the same languages, tables and
 * priors, which are opened once. The beads are the same with any number of
 * threads. `*out` is yours, as after mm_align().
 */
int  mm_bitext_align(mm_alignment *out, mm_bitext_aligners *aligners,
                     mm_aligner *first, const mm_tables *tables,
                     const mm_priors *priors, const mm_document *a,
                     const mm_document *b, mm_error *err);
void mm_bitext_release(mm_bitext_aligners *aligners);

#endif
