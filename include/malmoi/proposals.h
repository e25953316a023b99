/*
 * malmoi/proposals.h: what the aligner finds, in a memory: aligned documents,
 * candidates as proposed concepts with their evidence, decisions as priors.
 *
 *     rc = mm_store_begin(store, &(mm_change){ .kind = "align" }, err);
 *     rc = mm_store_put_aligned(&n, store, &aligned, err);     // each pair
 *     rc = mm_store_propose_all(&n, store, list.items, list.n, a, b, err);
 *     rc = mm_store_end(store, rc, err);
 */
#ifndef MALMOI_PROPOSALS_H
#define MALMOI_PROPOSALS_H

#include "malmoi/document.h"
#include "malmoi/priors.h"
#include "malmoi/store.h"

/* Two aligned documents, with all there is to keep of them. */
typedef struct mm_aligned {
    const mm_document  *a, *b;
    const mm_alignment *alignment;
    double              min; /* beads below it are not kept as units: 0.5 */
    mm_str              project, client, field;
} mm_aligned;

/**
 * Stores both documents and a unit for each bead. A document is known by its
 * name, language and project. The same texts again, either way round, change
 * nothing. A new version replaces the units of the old one: what stands in
 * both keeps its unit as it is, edited or removed, and what a person edited
 * stays. `*n` (may be NULL) units are new.
 */
MM_API int mm_store_put_aligned(size_t *n, mm_store *store,
                                const mm_aligned *aligned, mm_error *err);
/**
 * Proposes candidates of the documents put in this change, best first: a
 * concept of review MM_PROPOSED for each group (mm_candidate.group), with all
 * its forms as terms and its evidence, whose bead numbers count over all the
 * alignments put in this change, in order (as mm_finder_add() counts).
 *
 * A pair that is known, by its forms or by those it was proposed under before
 * it was corrected, keeps its decision; a proposed concept takes the new
 * figures when some of the evidence is new. What else is in its group, or has
 * a `concept_id`, becomes terms of that concept. When a person has approved
 * that, they wait in a concept of their own, which mm_store_joins() tells, and
 * are put to it when they are approved. No form is put beside a term that it
 * was rejected with.
 *
 * `*n_new` (may be NULL) pairs were not known. MM_EINVALID when a form is empty
 * or no such bead was put.
 */
MM_API int mm_store_propose_all(size_t *n_new, mm_store *store,
                                const mm_candidate *list, size_t n,
                                mm_str lang_a, mm_str lang_b, mm_error *err);
/** The same for one alone. `*is_new` may be NULL. */
MM_API int mm_store_propose(bool *is_new, mm_store *store,
                            const mm_candidate *candidate, mm_str lang_a,
                            mm_str lang_b, mm_error *err);

/** The approved concept that `concept_id` is proposed as more terms of; 0:
 * none. */
MM_API int mm_store_joins(mm_id *out, mm_store *store, mm_id concept_id,
                          mm_error *err);
/** Concepts with a term in `lang` whose words may spell acronym `letters`: at
 * most `room` ids, by id; returns how many, or negative. Reads every term. */
MM_API int mm_store_find_spelt(mm_id *out, size_t room, mm_store *store,
                               mm_str lang, mm_str letters, mm_error *err);

/** Gives terms and evidence of concept `from` to `to`, and removes it.
 * MM_ENOTFOUND. */
MM_API int mm_store_merge(mm_store *store, mm_id from, mm_id to, mm_error *err);

/* A term that is not of its concept: numbers of section and term, from 0. */
typedef struct mm_struck {
    size_t section, term;
} mm_struck;

/**
 * Decides about a concept, all but the `n` terms of `struck`, which are parted
 * from it and rejected beside the terms of its other languages. One that
 * mm_store_joins() another is put to that when it is approved, and is gone.
 * `*into` (may be NULL) is where its terms are now. MM_ENOTFOUND; MM_EINVALID:
 * no such term, none left in a language, or a concept that is rejected as a
 * whole.
 */
MM_API int mm_store_decide_terms(mm_id *into, mm_store *store, mm_id concept_id,
                                 mm_review review, const mm_struck *struck,
                                 size_t n, mm_error *err);

/* Why a concept stands there: where its two forms were seen. */
typedef struct mm_proof {
    mm_id    unit; /* 0 when that unit is gone */
    mm_str   document_a, document_b;
    mm_str   a, b; /* the segments' texts, as a (source) and b */
    size_t   a_start, a_end, b_start, b_end; /* bytes; the terms within them */
    mm_str   clue;
    double   weight;
    uint32_t a_segment, b_segment;
} mm_proof;

typedef struct mm_proofs mm_proofs;
/** The proofs of a concept, best first; none when there is no such concept.
 * `*out` is yours until mm_proofs_close(). */
MM_API int  mm_proofs_open(mm_proofs **out, mm_store *store, mm_id concept_id,
                           mm_error *err);
MM_API int  mm_proofs_next(mm_proofs *proofs, mm_proof *out, mm_error *err);
MM_API void mm_proofs_close(mm_proofs *proofs);

/** Pairs of forms that people accepted and rejected, in languages a and b. */
MM_API int mm_store_priors(mm_priors *out, mm_store *store, mm_str lang_a,
                           mm_str lang_b, mm_error *err);

#endif
