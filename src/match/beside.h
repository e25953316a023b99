/* Files of an index beside a memory: what they were made from, and writing. */
#ifndef MM_MATCH_BESIDE_H
#define MM_MATCH_BESIDE_H

#include "malmoi/store.h"

/* What an index was made from: another stamp means that it is stale. */
typedef struct mm_index_stamp {
    uint64_t identity;   /* of the memory, or hash of the shipped glossaries */
    int64_t  generation; /* of the memory */
    int64_t  last;       /* its highest row then: what is above is new */
    uint64_t keys;       /* mm_index_keys() */
} mm_index_stamp;

/** Hash of mm_key_version(): keys of another make compare with none of ours. */
uint64_t mm_index_keys(void);
/** The stamp of `store` as it is now, but for `last`. */
int mm_index_stamp_of(mm_index_stamp *out, mm_store *store, mm_error *err);
/** Was an index of stamp `then` made from `store`, at a moment of its history
 * (now: `now`), so that it is sound but for what changed since? Not when the
 * memory beside it is another, or a backup of it put back. */
bool mm_index_fits(const mm_index_stamp *then, const mm_index_stamp *now,
                   mm_store *store);
/** Writes an index of `store` whole, open to those that the memory is open to;
 * not being able to is no fault. */
void mm_index_write(const char *path, mm_store *store, mm_str bytes);

#endif
