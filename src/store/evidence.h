/* Rows of evidence as they are kept. */
#ifndef MM_STORE_EVIDENCE_H
#define MM_STORE_EVIDENCE_H

#include "store/handle.h"

typedef struct mm_clue {
    mm_id   pairing, concept;
    int64_t place; /* in the pairing */
    mm_str  clue;
    double  weight;
    size_t  pair; /* while it is proposed: in store->pairs */
    int64_t a_segment, a_start, a_end, b_segment, b_start, b_end;
} mm_clue;

/* Zero-initialise; the owner frees `items`. */
typedef struct mm_clues {
    mm_clue *items;
    size_t   n, cap;
} mm_clues;

/** Those of a pairing, of a concept, or of both (0: any), in their order,
 * behind what `out` holds; texts in `mem`. */
int mm_clues_load(mm_clues *out, mm_db *db, mm_id pairing, mm_id concept,
                  mm_arena *mem, mm_error *err);
/** Puts one; one that stands there already is left. */
int mm_clue_put(mm_store *store, const mm_clue *clue, mm_error *err);

/** Gives clues of concept `from` to concept `to`; the history keeps what both
 * had. */
int mm_clues_move(mm_store *store, const mm_clues *clues, mm_id from, mm_id to,
                  mm_error *err);

/** The evidence of a pairing or of a concept as bytes, and back: `*image` is
 * moved behind it. */
int mm_clues_pack(mm_buf *out, mm_store *store, mm_id pairing, mm_id concept,
                  mm_error *err);
int mm_clues_restore(mm_store *store, mm_str *image, mm_error *err);
/** Moves `*image` behind the clues it begins with; MM_EFORMAT. */
int mm_clues_skip(mm_str *image);

#endif
