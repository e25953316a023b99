/* Which concepts of a memory the groups of candidates are. */
#ifndef MM_JOB_CONCEPTS_H
#define MM_JOB_CONCEPTS_H

#include "malmoi/align.h"
#include "malmoi/candidate.h"
#include "malmoi/store.h"

/** Sets `concept_id` of all, and the types of the forms of those that have one.
 * MM_OK, MM_ENOMEM, or what reading gives. */
int mm_find_concepts(mm_candidates *list, mm_store *store,
                     const mm_aligner *aligner, mm_str lang_a, mm_str lang_b,
                     mm_error *err);

#endif
