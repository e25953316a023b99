/*
 * Bytes of a file that are held against their checksums block by block, each
 * when it is first read: a file of hundreds of megabytes is opened at once, and
 * no damaged byte is ever taken for a sound one.
 */
#ifndef MM_BASE_CHECKED_H
#define MM_BASE_CHECKED_H

#include "malmoi/base.h"

enum { MM_CHECKED_BLOCK = 1 << 14 }; /* bytes; the last may be shorter */

/* A reader's own: what it knows of the blocks is not for another thread. */
typedef struct mm_checked {
    mm_str          bytes;
    const uint64_t *sums;  /* of each block; not owned, nor are the bytes */
    uint64_t       *sound; /* a bit for each block that was read and is sound */
    bool            damaged; /* a block was read that is not */
} mm_checked;

/** Blocks of `bytes` bytes. */
size_t mm_checked_blocks(uint64_t bytes);
/** Writes the checksum of each block of `bytes` to `sums`. */
void mm_checked_sum(uint64_t *sums, mm_str bytes);

/** MM_OK or MM_ENOMEM. `bytes` and `sums` must outlive it. */
int  mm_checked_open(mm_checked *out, mm_str bytes, const uint64_t *sums);
void mm_checked_close(mm_checked *checked); /* one of zeros is fine */

/** Is every block sound that the bytes from `from` to `end` lie in? Reads those
 * that were not read before; false when the bytes are not all there. */
bool mm_checked_read(mm_checked *checked, uint64_t from, uint64_t end);

/* The same, where `n` bytes at `at` are within the bytes, and n > 0: mostly
 * they lie in one block, which was read before. */
static inline bool mm_checked_hold(mm_checked *checked, const void *at,
                                   size_t n)
{
    uint64_t from = (uint64_t)((const char *)at - checked->bytes.ptr);
    uint64_t block = from / MM_CHECKED_BLOCK;

    return (block == (from + n - 1) / MM_CHECKED_BLOCK &&
            checked->sound[block / 64] >> block % 64 & 1) ||
           mm_checked_read(checked, from, from + n);
}

#endif
