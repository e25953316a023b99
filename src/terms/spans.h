/* Spans of the sides of many beads: which ones come again, and where. */
#ifndef MM_TERMS_SPANS_H
#define MM_TERMS_SPANS_H

#include "terms/side.h"

enum { SPAN_WORDS = 4, SPAN_LEAST_BEADS = 3 };

/* A span of a side that at least SPAN_LEAST_BEADS beads hold. */
typedef struct mm_span_type {
    mm_str   key; /* tight; of side A the last word's stem stands last */
    uint32_t beads;
    uint8_t  words;
    bool     unlikely; /* of side B: ends where its last word seldom does */
} mm_span_type;

typedef struct mm_span_slot {
    uint64_t hash; /* 0 is empty */
    uint32_t beads;
    uint32_t last; /* number of the last bead, + 1; then that of the type */
} mm_span_slot;

/* The spans of one side of a collection. Zero-initialise. */
typedef struct mm_spans {
    mm_span_slot *slots;
    size_t        n_slots, mask;
    uint64_t     *hashes; /* of the spans of all beads, each once a bead; then
                             the numbers of their types */
    size_t        n, cap;
    size_t       *first; /* by bead, and one more: into hashes */
    size_t        beads, cap_first;
    mm_span_type *types;
    size_t        n_types, cap_types;
    mm_arena      mem;
    mm_buf        room;
} mm_spans;

/** Takes in the spans of the next bead's source side: words without a break
 * between them and a content word at both ends, and whole segments. */
int mm_spans_add_source(mm_spans *spans, const mm_side *side);
/** The same of a target side: from a word to each place where one may end. */
int mm_spans_add_target(mm_spans *spans, const mm_side *side);
/** Leaves of the beads' lists the numbers of types alone. */
void mm_spans_settle(mm_spans *spans);
void mm_spans_release(mm_spans *spans);

#endif
