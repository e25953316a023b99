/* A hash map from 64-bit hashes to 32-bit numbers. Zero-initialise. */
#ifndef MM_MATCH_HASHES_H
#define MM_MATCH_HASHES_H

#include "malmoi/base.h"

typedef struct mm_hashes {
    uint64_t *keys; /* 0: free */
    uint32_t *values;
    size_t    n, size; /* a power of two, or 0 */
} mm_hashes;

enum { MM_HASHES_NONE = UINT32_MAX };

/** Spreads the bits of `x` (the finalizer of SplitMix64). */
static inline uint64_t mm_mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/** Where `key` stands, or the free place for it, in a table of `size`. */
static inline size_t mm_hashes_place(const uint64_t *keys, size_t size,
                                     uint64_t key)
{
    size_t at = (size_t)(key ^ key >> 32) & (size - 1);

    while (keys[at] && keys[at] != key)
        at = (at + 1) & (size - 1);
    return at;
}

/** The number of `key`, or MM_HASHES_NONE. */
uint32_t mm_hashes_find(const mm_hashes *map, uint64_t key);
/** Puts a key that is not there. MM_OK or MM_ENOMEM. */
int mm_hashes_put(mm_hashes *map, uint64_t key, uint32_t value);
/** The number of `key`, the next one when it is new; NONE: out of memory. */
uint32_t mm_hashes_add(mm_hashes *map, uint64_t key);
void     mm_hashes_release(mm_hashes *map);

#endif
