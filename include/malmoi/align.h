/*
 * malmoi/align.h: two documents in, beads with posteriors out.
 *
 *     mm_aligner *aligner = NULL;
 *     mm_alignment alignment = { 0 };
 *
 *     rc = mm_aligner_open(&aligner, MM_S("en"), MM_S("ko"), tables, NULL, err);
 *     rc = mm_align(&alignment, aligner, &a, &b, NULL, err);
 */
#ifndef MALMOI_ALIGN_H
#define MALMOI_ALIGN_H

#include "malmoi/document.h"
#include "malmoi/priors.h"

typedef struct mm_aligner mm_aligner;

/**
 * Opens what aligning two languages needs: word table, glossaries, CLDR names,
 * sound model. Any pair of ICU languages; `priors` may be NULL. `tables` and
 * `priors` must outlive it. One thread at a time. `*out` is yours until
 * mm_aligner_close().
 */
MM_API int  mm_aligner_open(mm_aligner **out, mm_str lang_a, mm_str lang_b,
                            const mm_tables *tables, const mm_priors *priors,
                            mm_error *err);
MM_API void mm_aligner_close(mm_aligner *aligner); /* NULL is fine */

/* Zero means default. */
typedef struct mm_align_options {
    bool unchecked; /* align even what does not look like a translation */
    bool bitext;    /* segment i of `a` translates segment i of `b` */
} mm_align_options;

/**
 * Aligns `a` with `b`: beads in reading order that hold every segment once.
 * `out` is yours until mm_alignment_release(). MM_EFORMAT, with the figure,
 * when the two do not look like translations of each other or are of one
 * language; MM_EINVALID when a bitext's sides differ in length; MM_ENOMEM.
 */
MM_API int mm_align(mm_alignment *out, mm_aligner *aligner,
                    const mm_document *a, const mm_document *b,
                    const mm_align_options *options, mm_error *err);

#endif
