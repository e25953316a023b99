/*
 * The names of terms as running text is held against them: every tight key, of
 * the term as it stands and of its singular in the usual spelling, sorted; a
 * hash table of them; and a filter, which tells of nearly every beginning that
 * no name has it, and of nearly every string that it is no name. A walk along a
 * text asks the filter at each checkpoint whether a name may go on from here,
 * and the table where the filter says that a name may end.
 *
 * A checkpoint is every character that is not ASCII, and every fourth byte of
 * what is: Latin names would fill the filter with beginnings that tell little.
 * The filter is a Bloom filter whose bits for one beginning stand in one word
 * (Putze, Sanders, Singler 2007): a beginning costs one place of memory. All
 * arrays lie in the index of terms as they are used.
 */
#ifndef MM_MATCH_RECOGNIZE_TABLE_H
#define MM_MATCH_RECOGNIZE_TABLE_H

#include "malmoi/base.h"

enum {                             /* what a name says of its term */
       MM_NAME_LANG = 0x7FFF,      /* primary tag, see mm_name_lang() */
       MM_NAME_REVIEW = 15,        /* two bits: mm_review */
       MM_NAME_CAPITALS = 1 << 17, /* SCM, NATO: only as capitals in a text */
       MM_NAME_VARIANT = 1 << 18   /* not as the term stands */
};

typedef struct mm_name {
    uint32_t key, len; /* bytes into the keys */
    uint32_t term, info;
} mm_name;

typedef struct mm_name_slot {
    uint32_t check; /* low half of the hash; 0: free */
    uint32_t place; /* of the first name that is so */
} mm_name_slot;

/* A view: nothing is owned. */
typedef struct mm_name_table {
    const mm_name      *names;
    const mm_name_slot *slots;
    const uint64_t     *filter;
    const char         *keys;
    uint32_t            n, n_slots; /* slots and words: a power of two, or 0 */
    uint32_t            n_words;    /* of the filter */
    uint64_t            n_keys;     /* bytes */
} mm_name_table;

/** Up to three letters of a primary tag in 15 bits: "ko" of "ko-KP". */
uint32_t mm_name_lang(mm_str tag);

/** Sorts `names` and puts the table of them and the filter behind what `slots`
 * and `filter` hold. MM_OK or MM_ENOMEM. */
int mm_name_table_make(mm_buf *slots, mm_buf *filter, mm_name *names, size_t n,
                       const char *keys);

/* The hash of a beginning grows byte by byte. */
static inline uint64_t mm_name_hash_start(void)
{
    return 0xCBF29CE484222325u;
}

static inline uint64_t mm_name_hash_add(uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * 0x100000001B3u;
}

static inline bool mm_name_checkpoint(size_t len, char last)
{
    return ((unsigned char)last & 0x80) || len % 4 == 0;
}

/* The low half tells slots apart, the high half says where to look. */
static inline uint64_t mm_name_hash_mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

/* The word and the two bits of a mixed hash. */
static inline uint32_t mm_name_word(uint64_t mixed, uint32_t n_words)
{
    return (uint32_t)(mixed >> 20) & (n_words - 1);
}

static inline unsigned mm_name_ends_bit(uint64_t mixed)
{
    return (unsigned)(mixed & 63);
}

static inline unsigned mm_name_goes_on_bit(uint64_t mixed)
{
    return (unsigned)(mixed >> 6 & 63);
}

enum { MM_NAME_ENDS = 1, MM_NAME_GOES_ON = 2 };

/* What a string of this hash may be: MM_NAME_ENDS, a name; MM_NAME_GOES_ON, at
 * checkpoints, the beginning of a longer one. What it is not said to be it is
 * not. */
static inline unsigned mm_name_may_be(const mm_name_table *table, uint64_t hash)
{
    uint64_t mixed = mm_name_hash_mix(hash), word;

    if (!table->n_words)
        return 0;
    word = table->filter[mm_name_word(mixed, table->n_words)];
    return (unsigned)(word >> mm_name_ends_bit(mixed) & 1) |
           (unsigned)(word >> mm_name_goes_on_bit(mixed) & 1) << 1;
}

/** Are there names that are `key`, whose hash is `hash`? The first is at
 * `*place`, the others follow it. */
bool mm_name_table_find(uint32_t *place, const mm_name_table *table,
                        uint64_t hash, mm_str key);
/** Name at `place`, when its key is `key`; NULL at the end of these. */
const mm_name *mm_name_table_at(const mm_name_table *table, uint32_t place,
                                mm_str key);

#endif
