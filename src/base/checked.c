#include "base/checked.h"

#include "base/map.h"

#include <stdlib.h>

size_t mm_checked_blocks(uint64_t bytes)
{
    return (size_t)((bytes + MM_CHECKED_BLOCK - 1) / MM_CHECKED_BLOCK);
}

static uint64_t sum_of(mm_str bytes, size_t block)
{
    return mm_hash(
        mm_str_sub(bytes, block * MM_CHECKED_BLOCK, MM_CHECKED_BLOCK));
}

void mm_checked_sum(uint64_t *sums, mm_str bytes)
{
    for (size_t i = 0; i < mm_checked_blocks(bytes.len); i++)
        sums[i] = sum_of(bytes, i);
}

int mm_checked_open(mm_checked *out, mm_str bytes, const uint64_t *sums)
{
    *out = (mm_checked){ .bytes = bytes, .sums = sums };
    out->sound =
        calloc(mm_checked_blocks(bytes.len) / 64 + 1, sizeof *out->sound);
    return out->sound ? MM_OK : MM_ENOMEM;
}

void mm_checked_close(mm_checked *checked)
{
    free(checked->sound);
    *checked = (mm_checked){ 0 };
}

bool mm_checked_read(mm_checked *checked, uint64_t from, uint64_t end)
{
    if (from > end || end > checked->bytes.len)
        return false;
    for (size_t i = (size_t)(from / MM_CHECKED_BLOCK);
         i < mm_checked_blocks(end); i++) {
        if (checked->sound[i / 64] >> i % 64 & 1)
            continue;
        if (sum_of(checked->bytes, i) != checked->sums[i]) {
            checked->damaged = true;
            return false;
        }
        checked->sound[i / 64] |= UINT64_C(1) << i % 64;
    }
    return true;
}
