/* Rows of evidence as they are kept. */
#ifndef MM_STORE_EVIDENCE_H
#define MM_STORE_EVIDENCE_H

#include "store/handle.h"

typedef struct mm_clue {
    mm_id   pairing;
    mm_str  clue;
    double  weight;
    int64_t a_segment, a_start, a_end, b_segment, b_start, b_end;
} mm_clue;

typedef struct mm_clues {
    mm_clue *items;
    size_t   n, cap;
} mm_clues;

/** Those of concept `id`, best first, behind what `out` holds; texts in
 * `mem`. The caller frees out->items. */
int mm_clues_load(mm_clues *out, mm_db *db, mm_id id, mm_arena *mem,
                  mm_error *err);
/** Puts them in place of what concept `id` has. */
int mm_clues_put(mm_store *store, mm_id id, const mm_clues *clues,
                 mm_error *err);

#endif
