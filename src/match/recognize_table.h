/*
 * The names of terms as running text is held against them: every tight key, of
 * the term as it stands and of its singular in the usual spelling, sorted, and
 * a hash table of their beginnings. A walk along a text asks the table at each
 * checkpoint whether any name goes on from here, and at each place where a
 * name may end whether one does.
 *
 * A checkpoint is every character that is not ASCII, and every fourth byte of
 * what is: Latin names would fill the table with beginnings that tell little.
 * Both arrays lie in the index of terms as they are used.
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
    uint32_t value; /* place of the first name with this beginning, and flags */
} mm_name_slot;

/* A view: nothing is owned. */
typedef struct mm_name_table {
    const mm_name      *names;
    const mm_name_slot *slots;
    const char         *keys;
    uint32_t            n, n_slots; /* slots: a power of two, or 0 */
    uint64_t            n_keys;     /* bytes */
} mm_name_table;

/** Up to three letters of a primary tag in 15 bits: "ko" of "ko-KP". */
uint32_t mm_name_lang(mm_str tag);

/** Sorts `names` and makes the table of their beginnings, behind what `out`
 * holds; `*n_slots` of them. MM_OK or MM_ENOMEM. */
int mm_name_table_make(mm_buf *out, uint32_t *n_slots, mm_name *names, size_t n,
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

/**
 * Looks for beginning `key`, whose hash is `hash`. `*goes_on`: a longer name
 * may begin so (only at checkpoints). True when names are `key`: the first is
 * at `*place`, the others follow it.
 */
bool mm_name_table_find(uint32_t *place, bool *goes_on,
                        const mm_name_table *table, uint64_t hash, mm_str key);
/** Name at `place`, when its key is `key`; NULL at the end of these. */
const mm_name *mm_name_table_at(const mm_name_table *table, uint32_t place,
                                mm_str key);

#endif
