/*
 * Layout, in the machine's own byte order: the head, then each array of
 * mm_unit_index in the order of section_sizes(), each beginning at a multiple
 * of eight bytes.
 *
 * A token is a varint in `seqs`; frequent ones take one byte. A list is its
 * number of postings, for more than UNIT_BLOCK of them a table of skips (the
 * first slot of each block, and where it begins), then postings: the distance
 * from the one before, and in UNIT_PREFIX the token's rank.
 *
 * A list that is cut begins with a zero and the binary logarithm of its number
 * of buckets. Then stand the places of its parts and of their end, counted
 * from behind these, and the parts, each a list: what is found by no pair, and
 * the buckets.
 */
#include "match/unitindex.h"

#include "base/map.h"

#include <string.h>

enum { SECTIONS = 11 };

static void section_sizes(uint64_t *out, const mm_unit_head *head)
{
    uint64_t       n = head->n;
    const uint64_t sizes[SECTIONS] = { 8 * n,
                                       8 * n,
                                       24 * n,
                                       8 * (uint64_t)head->slots,
                                       4 * (uint64_t)head->slots,
                                       4 * ((uint64_t)head->vocabulary + 1),
                                       4 * (n + 1),
                                       4 * n,
                                       4 * n,
                                       2 * n,
                                       head->posts };

    for (int i = 0; i < SECTIONS; i++)
        out[i] = (sizes[i] + 7) & ~(uint64_t)7;
}

static void set_pointers(mm_unit_index *x, const uint64_t *sizes)
{
    const uint8_t *at = (const uint8_t *)(x->head + 1);
    const void    *parts[SECTIONS + 1];

    for (int i = 0; i <= SECTIONS; i++) {
        parts[i] = at;
        at += i < SECTIONS ? sizes[i] : 0;
    }
    x->rows = parts[0];
    x->hashes = parts[1];
    x->sigs = parts[2];
    x->more[0] = x->sigs + x->head->n;
    x->more[1] = x->more[0] + x->head->n;
    x->keys = parts[3];
    x->ids = parts[4];
    x->lists = parts[5];
    x->seqs_at = parts[6];
    x->others = parts[7];
    x->by_hash = parts[8];
    x->numbers = parts[9];
    x->posts = parts[10];
    x->seqs = parts[11];
}

static bool is_head(const mm_unit_head *head, mm_unit_kind kind)
{
    if (memcmp(head->magic, "mmunits", 8) != 0 || head->make != UNIT_MAKE ||
        head->kind != (uint32_t)kind || head->slots == 0 ||
        (head->slots & (head->slots - 1)) || head->dense > head->vocabulary ||
        head->from[0] != 0 || head->posts > UINT32_MAX ||
        head->seqs > UINT32_MAX)
        return false;
    for (size_t i = 0; i <= MM_SEGMENT_MOST; i++)
        if (head->from[i] > head->from[i + 1])
            return false;
    return head->from[MM_SEGMENT_MOST + 1] == head->n;
}

int mm_unit_index_open(mm_unit_index *out, mm_str bytes, mm_unit_kind kind,
                       mm_error *err)
{
    const mm_unit_head *head = (const mm_unit_head *)(const void *)bytes.ptr;
    uint64_t            sizes[SECTIONS], all = sizeof *head;

    *out = (mm_unit_index){ .head = head };
    if (bytes.len < sizeof *head || !is_head(head, kind))
        return mm_fail(err, MM_EFORMAT, "the index of units is damaged");
    section_sizes(sizes, head);
    for (int i = 0; i < SECTIONS; i++)
        all += sizes[i];
    if (all + head->seqs != bytes.len ||
        mm_hash(mm_str_sub(bytes, sizeof *head, SIZE_MAX)) != head->check)
        return mm_fail(err, MM_EFORMAT, "the index of units is damaged");
    set_pointers(out, sizes);
    return MM_OK;
}

mm_index_stamp mm_unit_index_stamp(const mm_unit_index *index)
{
    return index->head->stamp;
}

uint32_t mm_unit_index_count(const mm_unit_index *index)
{
    return index->head->n;
}

int64_t mm_unit_index_last(const mm_unit_index *index)
{
    return index->head->last;
}

uint32_t mm_unit_index_vocabulary(const mm_unit_index *index)
{
    return index->head->vocabulary;
}

uint32_t mm_unit_index_id(const mm_unit_index *index, uint64_t hash)
{
    size_t at;

    hash = hash ? hash : 1;
    at = mm_hashes_place(index->keys, index->head->slots, hash);
    return index->keys[at] ? index->ids[at] : MM_HASHES_NONE;
}

uint32_t mm_unit_index_hash_place(const mm_unit_index *index, uint64_t hash)
{
    uint32_t low = 0, high = index->head->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (index->hashes[index->by_hash[middle]] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t mm_unit_index_tokens(uint32_t *out, const mm_unit_index *index,
                            uint32_t slot)
{
    const uint8_t *at = index->seqs + index->seqs_at[slot];
    const uint8_t *end = index->seqs + index->seqs_at[slot + 1];
    size_t         n = 0;

    while (at < end && n < MM_SEGMENT_MOST)
        out[n++] = mm_unit_varint(&at, end);
    return n;
}

/* ---- lists ---- */

static mm_unit_list open_list(const uint8_t *at, const uint8_t *end,
                              bool ranked, uint32_t from)
{
    mm_unit_list list = { .at = at, .end = end, .ranked = ranked };
    uint32_t     count, low = 0, high;

    count = list.left = mm_unit_varint(&list.at, list.end);
    list.in_block = count;
    if (count <= UNIT_BLOCK)
        return list;
    list.blocks = high = (count + UNIT_BLOCK - 1) / UNIT_BLOCK;
    list.skips = list.at;
    list.data = list.skips + 8 * (size_t)list.blocks;
    while (low + 1 < high) { /* last block that begins at `from` or before */
        uint32_t middle = low + (high - low) / 2;

        if (mm_unit_load(list.skips + 8 * (size_t)middle) <= from)
            low = middle;
        else
            high = middle;
    }
    list.left = count - low * UNIT_BLOCK;
    mm_unit_list_enter(&list, low);
    return list;
}

uint32_t mm_unit_buckets(const mm_unit_index *index, uint32_t id)
{
    const uint8_t *at = index->posts + index->lists[id];

    return index->lists[id + 1] - index->lists[id] < 2 || at[0] != 0
               ? 0
               : (uint32_t)1 << (at[1] & 31);
}

/* Part `part` of a list that is cut. */
static mm_unit_list open_part(const mm_unit_index *index, uint32_t id,
                              uint32_t buckets, uint32_t part, uint32_t from)
{
    const uint8_t *table = index->posts + index->lists[id] + 2;
    const uint8_t *data = table + 4 * ((size_t)buckets + 2);
    const uint8_t *place = table + 4 * (size_t)part;

    return open_list(data + mm_unit_load(place), data + mm_unit_load(place + 4),
                     true, from);
}

mm_unit_list mm_unit_list_open(const mm_unit_index *index, uint32_t id,
                               uint32_t from)
{
    bool     ranked = index->head->kind == UNIT_PREFIX;
    uint32_t buckets = ranked ? mm_unit_buckets(index, id) : 0;

    if (buckets)
        return open_part(index, id, buckets, 0, from);
    return open_list(index->posts + index->lists[id],
                     index->posts + index->lists[id + 1], ranked, from);
}

mm_unit_list mm_unit_list_pair(const mm_unit_index *index, uint32_t id,
                               uint32_t buckets, uint32_t second, uint32_t from)
{
    return open_part(index, id, buckets, 1 + mm_unit_bucket(second, buckets),
                     from);
}

const uint64_t *mm_unit_bitmap(const mm_unit_index *index, uint32_t id)
{
    if (id >= index->head->dense)
        return NULL;
    return (const uint64_t *)(const void *)(index->posts + index->lists[id]);
}
