/*
 * The index of segments for fuzzy matching: one run of bytes that is mapped
 * from a file and used as it lies there.
 *
 * Entries (a unit's variant of one language) are numbered by slot, shortest
 * first, so that the lengths within reach of a query are one range of slots.
 * Two ways to find candidates, both exact:
 *
 * - UNIT_PREFIX, for words. Take a segment's tokens rarest first. If two
 *   segments of n and m tokens are alike by at least t, they share at least
 *   ceil(t max(n, m)) tokens, so one of the first n - that + 1 of the one is
 *   among the first m - that + 1 of the other (prefix filtering: Chaudhuri and
 *   others 2006; Xiao and others 2008). Only those are in the posting lists.
 *   In the same way the second token that both have is among the first
 *   n - that + 2 and m - that + 2 (Wang and others 2012): a long list is cut
 *   into buckets by what may be the second, and a query reads the few buckets
 *   of its own pairs, so that it does not grow as the list does.
 * - UNIT_COUNT, for letters, each too common for that. Frequent letters are
 *   bitmaps over the slots, rare ones lists; a query adds its letters' bitmaps
 *   up with bit-sliced counters, 64 slots an instruction, and keeps the slots
 *   that share enough (the T-occurrence problem by carry-save adders).
 *
 * A token that stands in a segment again is another token, so that bags are
 * counted right. What is left is compared by bit-parallel edit distance (Myers
 * 1999; Hyyrö 2003).
 *
 * Every offset is checked before it is followed, and a checksum is looked at
 * when the file is opened.
 */
#ifndef MM_MATCH_UNITINDEX_H
#define MM_MATCH_UNITINDEX_H

#include "match/hashes.h"
#include "match/termindex.h"
#include "match/unittokens.h"

#include <string.h>

typedef enum mm_unit_kind { UNIT_PREFIX, UNIT_COUNT } mm_unit_kind;

enum {
    UNIT_MAKE = 6,     /* of the file; another is made anew */
    UNIT_FLOOR = 70,   /* percent: below it prefixes do not reach */
    UNIT_CHUNK = 4096, /* slots that counters are held for at a time */
    UNIT_WHOLE = 1024, /* postings up to which a word's list is not cut */
    UNIT_BUCKET = 32,  /* postings of a list for each of its buckets */
    UNIT_PAIRED = 64   /* tokens up to which a segment is found by pairs */
};

/* The file's first bytes. */
typedef struct mm_unit_head {
    char           magic[8];
    uint32_t       make, kind, n, vocabulary, slots, dense;
    uint64_t       posts, seqs; /* bytes */
    int64_t        last;
    mm_index_stamp stamp;
    uint64_t       check; /* hash of all that follows the head */
    uint32_t       from[MM_SEGMENT_MOST + 2]; /* first slot of that length */
} mm_unit_head;

typedef struct mm_unit_index {
    const mm_unit_head *head;
    const uint64_t     *rows;    /* by slot: unit << 8 | place of the variant */
    const uint64_t     *hashes;  /* by slot: mm_utext.surface */
    const uint64_t     *sigs;    /* by slot: a bit for each token */
    const uint64_t     *more[2]; /* by slot: another bit for each token */
    const uint64_t     *keys;    /* vocabulary: hash to ... */
    const uint32_t     *ids;     /* ... id; the most frequent token is 0 */
    const uint32_t     *lists;   /* by id: where its list begins */
    const uint32_t     *seqs_at; /* by slot: where its tokens begin */
    const uint32_t     *others; /* by slot: hash of the unit's other variants */
    const uint32_t     *by_hash; /* slots by surface */
    const uint16_t     *numbers; /* by slot: bits of mm_utext.numbers */
    const uint8_t      *posts, *seqs;
} mm_unit_index;

/** Looks at bytes that must outlive `out`; MM_EFORMAT when they are no index,
 * damaged, or of another make. */
int mm_unit_index_open(mm_unit_index *out, mm_str bytes, mm_unit_kind kind,
                       mm_error *err);
mm_index_stamp mm_unit_index_stamp(const mm_unit_index *index);
uint32_t       mm_unit_index_count(const mm_unit_index *index);
/** Highest row of a unit of any language when it was made. */
int64_t mm_unit_index_last(const mm_unit_index *index);
/** Id of a token's hash; MM_HASHES_NONE. */
uint32_t mm_unit_index_id(const mm_unit_index *index, uint64_t hash);
/** Ids in the vocabulary. */
uint32_t mm_unit_index_vocabulary(const mm_unit_index *index);
/** First place in by_hash of `hash` or more. */
uint32_t mm_unit_index_hash_place(const mm_unit_index *index, uint64_t hash);
/** Tokens of `slot` (room for MM_SEGMENT_MOST); how many. */
size_t mm_unit_index_tokens(uint32_t *out, const mm_unit_index *index,
                            uint32_t slot);

/** First slot of a segment of `n` tokens or more. */
static inline uint32_t mm_unit_index_from(const mm_unit_index *index, size_t n)
{
    return n > MM_SEGMENT_MOST ? index->head->n : index->head->from[n];
}

/** Tokens alike that two segments, the longer of `n` tokens, must have at
 * `min` percent. */
static inline size_t mm_unit_need(size_t n, unsigned min)
{
    return (n * min + 99) / 100;
}

static inline uint64_t mm_unit_bit(uint32_t id)
{
    return (uint64_t)1 << (mm_mix(id) >> 58);
}

/* A bit of its own for each of the further signatures. */
static inline uint64_t mm_unit_other_bit(uint32_t id, int which)
{
    return (uint64_t)1 << (mm_mix(id) >> (50 - 8 * which) & 63);
}

/** Hash that the `nth` (from 1) repetition of a token goes by. */
static inline uint64_t mm_unit_again(uint64_t hash, uint32_t nth)
{
    return mm_mix(hash ^ (uint64_t)nth << 40);
}

static inline unsigned mm_unit_bits(uint64_t x)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_popcountll(x);
#else
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (unsigned)(x * 0x0101010101010101u >> 56);
#endif
}

/* ---- lists ---- */

/* A walk over a posting list, ascending. */
typedef struct mm_unit_list {
    const uint8_t *at, *end, *skips, *data;
    uint32_t       left, in_block, blocks, block, slot;
    uint8_t        place; /* UNIT_PREFIX: rank of the token in the segment */
    bool           ranked;
} mm_unit_list;

enum { UNIT_BLOCK = 64 }; /* postings between two skips */

static inline uint32_t mm_unit_load(const uint8_t *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

/** A number of seven bits a byte; what would run over the end is cut. */
static inline uint32_t mm_unit_varint(const uint8_t **at, const uint8_t *end)
{
    uint32_t value = 0;

    for (unsigned shift = 0; *at < end && shift < 35; shift += 7) {
        uint8_t byte = *(*at)++;

        value |= (uint32_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            break;
    }
    return value;
}

static inline void mm_unit_list_enter(mm_unit_list *list, uint32_t block)
{
    list->block = block;
    list->in_block = UNIT_BLOCK;
    list->slot = mm_unit_load(list->skips + 8 * (size_t)block);
    list->at = list->data + mm_unit_load(list->skips + 8 * (size_t)block + 4);
}

/** On to the next posting; false at the end. */
static inline bool mm_unit_list_next(mm_unit_list *list)
{
    if (list->left == 0 || list->at >= list->end)
        return false;
    if (list->skips && list->in_block == 0)
        mm_unit_list_enter(list, list->block + 1);
    list->slot += mm_unit_varint(&list->at, list->end);
    if (list->ranked && list->at < list->end)
        list->place = *list->at++;
    list->in_block--;
    list->left--;
    return true;
}

/** The list of `id`, begun at the first block that may hold `from`. Of one
 * that is cut: the segments of one token or more than UNIT_PAIRED. */
mm_unit_list mm_unit_list_open(const mm_unit_index *index, uint32_t id,
                               uint32_t from);
/** Buckets that the list of `id` is cut into, a power of two; 0: it is not. */
uint32_t mm_unit_buckets(const mm_unit_index *index, uint32_t id);
/** The segments that have `id`, of mm_unit_buckets() `buckets`, and then
 * `second` or what shares its bucket. */
mm_unit_list mm_unit_list_pair(const mm_unit_index *index, uint32_t id,
                               uint32_t buckets, uint32_t second,
                               uint32_t from);

/** Bucket of `second`. */
static inline uint32_t mm_unit_bucket(uint32_t second, uint32_t buckets)
{
    return (uint32_t)(mm_mix(second) >> 16) & (buckets - 1);
}

/** The bitmap of a frequent letter, NULL when it has a list. */
const uint64_t *mm_unit_bitmap(const mm_unit_index *index, uint32_t id);

/* ---- making ---- */

typedef struct mm_unit_builder mm_unit_builder;

typedef struct mm_unit_entry {
    uint64_t row, surface, numbers;
    uint32_t others;
} mm_unit_entry;

int mm_unit_builder_open(mm_unit_builder **out, mm_unit_kind kind,
                         mm_error *err);
/** Adds an entry, rows ascending. One without tokens is passed over. */
int mm_unit_builder_add(mm_unit_builder *builder, const mm_unit_entry *entry,
                        const mm_useq *tokens, mm_error *err);
/** Ends unit `unit`: where an entry's `others` was its own share of `sum`, it
 * becomes what the others make up. */
void mm_unit_builder_settle(mm_unit_builder *builder, uint64_t unit,
                            uint32_t sum);
/** The bytes of the index into the empty `out`. */
int  mm_unit_builder_finish(mm_buf *out, mm_unit_builder *builder,
                            mm_index_stamp stamp, int64_t last, mm_error *err);
void mm_unit_builder_close(mm_unit_builder *builder); /* NULL is fine */

#endif
