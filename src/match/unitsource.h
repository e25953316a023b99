/* The segments of one memory in one language, with the index over them and
 * what changed since it was made. */
#ifndef MM_MATCH_UNITSOURCE_H
#define MM_MATCH_UNITSOURCE_H

#include "malmoi/store.h"

#include "base/mapped.h"
#include "match/unitsearch.h"

/* One way to compare: by words or by letters. */
typedef struct mm_unit_lane {
    mm_unit_index base;
    bool          has_base;
    mm_mapped     file; /* what `base` lies in, or ... */
    mm_buf        made; /* ... was made in memory */
    mm_unit_tail  tail;
    mm_searcher   searcher;
} mm_unit_lane;

typedef struct mm_unit_source {
    mm_store      *store;
    mm_utokenizer *tokenizer; /* the owner's */
    mm_str         lang;      /* primary tag; the tokenizer's */
    size_t         n_lanes;   /* 1, or 2: words, letters */
    mm_unit_lane   lanes[2];
    int64_t        generation; /* of the memory, as far as it is known */
    mm_id          last;       /* highest unit seen */
    mm_hashes      stale;      /* units of which the base has no more say */
    mm_utext       text;
} mm_unit_source;

/** Opens the index of `store`: maps it when it is fresh, reads what changed
 * since, makes it anew when it is stale or damaged. */
int  mm_unit_source_open(mm_unit_source *out, mm_store *store,
                         mm_utokenizer *tokenizer, mm_error *err);
void mm_unit_source_release(mm_unit_source *source);
/** Takes in what was committed since. */
int mm_unit_source_refresh(mm_unit_source *source, mm_error *err);
/** Row (unit << 8 | place) of what was found in a lane; 0 when the memory has
 * moved on from it. */
uint64_t mm_unit_source_row(const mm_unit_source *source, size_t lane,
                            const mm_unit_found *found);
/** What the lane keeps of it. */
mm_unit_entry mm_unit_source_entry(const mm_unit_source *source, size_t lane,
                                   const mm_unit_found *found);

#endif
