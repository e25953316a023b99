#include "base/blocks.h"

#include "base/map.h"

#include <stdlib.h>

size_t mm_blocks_count(uint64_t bytes)
{
    return (size_t)((bytes + MM_BLOCK - 1) / MM_BLOCK);
}

static uint64_t sum_of(mm_str bytes, size_t block)
{
    return mm_hash(mm_str_sub(bytes, block * MM_BLOCK, MM_BLOCK));
}

void mm_blocks_sum(uint64_t *sums, mm_str bytes)
{
    for (size_t i = 0; i < mm_blocks_count(bytes.len); i++)
        sums[i] = sum_of(bytes, i);
}

int mm_blocks_open(mm_blocks *out, mm_str bytes, const uint64_t *sums)
{
    *out = (mm_blocks){ .bytes = bytes, .sums = sums };
    out->sound = calloc(mm_blocks_count(bytes.len) / 64 + 1,
                        sizeof *out->sound);
    return out->sound ? MM_OK : MM_ENOMEM;
}

void mm_blocks_close(mm_blocks *blocks)
{
    free(blocks->sound);
    *blocks = (mm_blocks){ 0 };
}

bool mm_blocks_read(mm_blocks *blocks, uint64_t from, uint64_t end)
{
    if (from > end || end > blocks->bytes.len)
        return false;
    for (size_t i = (size_t)(from / MM_BLOCK); i < mm_blocks_count(end); i++) {
        if (blocks->sound[i / 64] >> i % 64 & 1)
            continue;
        if (sum_of(blocks->bytes, i) != blocks->sums[i]) {
            blocks->damaged = true;
            return false;
        }
        blocks->sound[i / 64] |= UINT64_C(1) << i % 64;
    }
    return true;
}
