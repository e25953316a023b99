/*
 * malmoi/terms.h: term candidates with evidence, from aligned documents.
 *
 *     mm_finder *finder = NULL;
 *
 *     rc = mm_finder_open(&finder, aligner, NULL, err);
 *     rc = mm_finder_add(finder, &a, &b, &alignment, err);   // each pair
 *     rc = mm_finder_finish(&candidates, finder, err);
 *
 * Works on one short document pair; several pairs give one list, frequencies
 * taken over all. The same input gives the same list. A confidence is a cautious
 * probability: where 0.9 is said, more than nine in ten are right. A form is as
 * the text has it, without particles, titles and the capital that a sentence
 * gave it, in the singular when that was seen too.
 *
 * Clues of the evidence:
 *
 *     memory       a person accepted the pair
 *     glossary, title, cldr, dictionary, words    that table has it
 *     sound        it sounds like one name
 *     identical    it stands unchanged on both sides
 *     bracket      short forms in brackets bind it: (SCM)
 *     quotation    both stand between quotation marks
 *     composition  its parts translate each other
 *     corpus       the collection itself taught it
 *     shortened    it is short for names that are paired in the document
 *     leftover     nothing else explains either side
 */
#ifndef MALMOI_TERMS_H
#define MALMOI_TERMS_H

#include "malmoi/align.h"
#include "malmoi/candidate.h"
#include "malmoi/document.h"

typedef struct mm_finder mm_finder;

/* Zero means default. */
typedef struct mm_finder_options {
    double min;     /* least confidence kept, 0..1; default 0.5 */
    size_t threads; /* at most; default one for each processor, up to 16; the
                       list is the same with any number */
} mm_finder_options;

/**
 * A finder over the languages and the lexicon of `aligner`, which must outlive
 * it. `*out` is yours until mm_finder_close(). MM_OK, MM_ENOMEM, or what
 * reading a table gives.
 */
MM_API int mm_finder_open(mm_finder **out, mm_aligner *aligner,
                          const mm_finder_options *options, mm_error *err);
/**
 * Takes in the beads of one document pair. The documents must outlive the
 * call alone: what is kept is copied. Short documents wait until there are
 * enough beads to tell something together. MM_OK, MM_ENOMEM, or what a table
 * gives.
 */
MM_API int mm_finder_add(mm_finder *finder, const mm_document *a,
                         const mm_document *b, const mm_alignment *alignment,
                         mm_error *err);
/**
 * The candidates of all that was added, best first; yours until
 * mm_candidates_release(). Evidence counts beads over the pairs in the order
 * they were added; its segment numbers are those of its own pair.
 */
MM_API int  mm_finder_finish(mm_candidates *out, mm_finder *finder,
                             mm_error *err);
MM_API void mm_finder_close(mm_finder *finder); /* NULL is fine */

/* ---- concepts ---- */

/* Tells which pairs are names of one concept: those that share a form, when
 * their other forms are one word in two spellings or one is short for the
 * other. A shared form alone proves nothing, nor does an acronym that stands
 * for two things. */
typedef struct mm_grouper mm_grouper;

/** For the languages of `aligner`, which must outlive it. `*out` is yours
 * until mm_grouper_close(). MM_ENOMEM. */
MM_API int mm_grouper_open(mm_grouper **out, const mm_aligner *aligner,
                           mm_error *err);
/** Sets `group`, `a_type` and `b_type` of all; mm_finder_finish() has done
 * so. MM_OK or MM_ENOMEM. */
MM_API int mm_group(mm_candidates *candidates, mm_grouper *grouper,
                    mm_error *err);
/** Is what `n` candidates `known` name, which belong to one concept, the same
 * as what the `m` candidates of one group name? If so, their types are set as
 * those of one group. MM_OK or MM_ENOMEM. */
MM_API int  mm_group_joins(bool *out, mm_grouper *grouper,
                           const mm_candidate *known, size_t n,
                           mm_candidate *group, size_t m, mm_error *err);
MM_API void mm_grouper_close(mm_grouper *grouper); /* NULL is fine */

#endif
