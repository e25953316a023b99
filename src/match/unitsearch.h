/* Searching segments: in an index (unitindex.h) and in the tail of those that
 * came after it was made. */
#ifndef MM_MATCH_UNITSEARCH_H
#define MM_MATCH_UNITSEARCH_H

#include "match/unitindex.h"

/* Segments in memory, in the order they came, for which no index was made. */
typedef struct mm_unit_tail {
    mm_unit_entry *entries;
    uint64_t      *sigs;
    size_t        *ends; /* of its tokens */
    size_t         n, cap, cap_sigs, cap_ends;
    uint32_t      *tokens;
    size_t         n_tokens, cap_tokens;
    mm_hashes words; /* those the index does not know: its vocabulary + i */
} mm_unit_tail;

int  mm_unit_tail_add(mm_unit_tail *tail, const mm_unit_index *index,
                      const mm_unit_entry *entry, const mm_useq *tokens);
void mm_unit_tail_release(mm_unit_tail *tail);

/* A segment that is alike. */
typedef struct mm_unit_found {
    uint32_t slot;           /* of the index, or place in the tail */
    uint16_t edits, longest; /* tokens: distance, length of the longer one */
    bool     in_tail;
} mm_unit_found;

typedef struct mm_unit_founds {
    mm_unit_found *items;
    size_t         n, cap;
} mm_unit_founds;

/* A slot that a list gave, and its number of tokens. */
typedef struct mm_marked {
    uint32_t slot, n;
} mm_marked;

/* Segments to be found by: zero-initialise with its index, then use for one
 * query after the other. */
typedef struct mm_searcher {
    const mm_unit_index *index; /* NULL: a tail alone */
    const mm_unit_tail  *tail;
    uint32_t             ids[MM_SEGMENT_MOST]; /* the query's tokens */
    uint32_t   elements[MM_SEGMENT_MOST]; /* rare first, unknown ones before */
    size_t     n, unknown; /* unknown: elements in no segment of the index */
    size_t     strange;    /* tokens in no segment at all */
    bool any; /* a scan ends with the first that is well over `min` */
    uint64_t   sig, more[2]; /* its signatures */
    uint32_t  *table; /* open addressing: id + 1, ... */
    uint32_t  *slots; /* ... and which of the masks */
    size_t     table_size, cap_table, cap_slots;
    uint64_t  *masks; /* where in the query each token stands */
    size_t     cap_masks, blocks;
    uint64_t  *seen; /* bitmap over the slots */
    mm_marked *marked;
    size_t     n_marked, cap_marked;
    struct mm_counters_of *counters; /* of UNIT_COUNT */
    size_t postings, verified;       /* of the last query, for measuring */
} mm_searcher;

void mm_searcher_release(mm_searcher *searcher);
/** Sets the query. MM_OK or MM_ENOMEM. */
int mm_searcher_set(mm_searcher *searcher, const mm_useq *query);
/**
 * Adds to `out` every segment that is alike by `min` percent (1..100) or more:
 * 100 (longest - edits) / longest. Each once, in no order. `brute` looks at
 * each segment, as the measure of the other way.
 */
int mm_searcher_find(mm_unit_founds *out, mm_searcher *searcher, unsigned min,
                     bool brute);
/** Distance of the query from `n` tokens, when at most `most`; else above. */
size_t mm_searcher_distance(const mm_searcher *searcher, const uint32_t *tokens,
                            size_t n, size_t most);

/* ---- unitcount.c ---- */

/** Calls `visit` for every slot that may share enough letters at `min`. */
typedef int mm_slot_visit(void *self, uint32_t slot);
int mm_searcher_count(mm_searcher *searcher, unsigned min, mm_slot_visit *visit,
                      void *self);
void mm_counters_close(struct mm_counters_of *counters); /* NULL is fine */

#endif
