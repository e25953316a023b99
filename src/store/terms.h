/* Terms put to a concept and parted from it, as values and as rows. */
#ifndef MM_STORE_TERMS_H
#define MM_STORE_TERMS_H

#include "store/handle.h"

/** Adds `term` to the section of `lang`, which is made when it is missing; one
 * that stands there already, by its key, is left, but takes the type. Arrays in
 * `mem`. MM_OK or MM_ENOMEM. */
int mm_concept_add_term(mm_concept *concept, mm_str lang, const mm_term *term,
                        mm_arena *mem);
/** Puts names in full first, then other spellings, short forms, acronyms. */
void    mm_concept_order(mm_concept *concept);
/** The only term of a language beside short forms and acronyms is a fullForm.
 */
void    mm_concept_complete(mm_concept *concept);
int64_t mm_concept_count(const mm_concept *concept);

/** Notes that concept `id` is proposed as more terms of `target`. */
int mm_store_join(mm_store *store, mm_id id, mm_id target, mm_error *err);
/** Puts approved concept `id` to the one that it was proposed for, if any, and
 * removes it. `*into` is the concept where its terms are now. */
int mm_store_settle_join(mm_id *into, mm_store *store, mm_id id, mm_error *err);

#endif
