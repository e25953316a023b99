/* A translation's inline codes in the places of the file's own. */
#ifndef MM_JOB_PLACE_CODES_H
#define MM_JOB_PLACE_CODES_H

#include "malmoi/unit.h"

typedef struct mm_place {
    size_t offset; /* bytes into the translation */
    size_t code;   /* which of the file's codes */
} mm_place;

typedef struct mm_placed {
    mm_place *items; /* in the order they come */
    size_t    n;
} mm_placed;

/**
 * Places the `n` codes of the file's segment, whose text has `len` bytes, in a
 * unit's target: by kind and order, each code of the target standing for the
 * one that its source has; a unit without codes takes those at the segment's
 * edges. MM_ROW; MM_OK when they cannot be placed; MM_ENOMEM.
 */
int mm_place_codes(mm_placed *out, mm_arena *mem, const mm_code *codes,
                   size_t n, size_t len, const mm_variant *source,
                   const mm_variant *target);

#endif
