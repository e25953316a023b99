/* Items with the languages of a list alone, in its order. */
#ifndef MM_JOB_LANGUAGES_H
#define MM_JOB_LANGUAGES_H

#include "malmoi/stream.h"

/* Zero-initialise; `langs` is "en,ko", empty for all as they are. */
typedef struct mm_languages {
    mm_str   langs;
    mm_arena mem;
    mm_unit  unit;
    mm_concept concept;
} mm_languages;

/** `*out` is `item` with what is in the list; what is left out is counted in
 * `report` as "language". Valid until the next call. MM_OK or MM_ENOMEM. */
int  mm_languages_choose(mm_item *out, mm_languages *languages,
                         const mm_item *item, mm_report *report);
void mm_languages_release(mm_languages *languages);

#endif
