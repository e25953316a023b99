/*
 * How an index of terms lies in its bytes, in the byte order of the machine (an
 * index never travels):
 *
 *     head       magic, make, stamp, counts, checksum
 *     sums       uint64 for each block of what follows: base/checked.h
 *     replaced   mm_id each: rows of the index that this one adds to
 *     abouts     what is said of each concept: termabout.h
 *     sayings    their terms as they stand
 *     filter     of the beginnings of names, 64 bits each
 *     terms      struct term each, in the order they were added
 *     sorted     uint32 term each, by tight key
 *     buckets    uint32 each, one more than there are: where a bucket begins
 *     postings   { low half of the key's hash, term } each, by bucket
 *     names      what text is held against, by key: recognize_table.h
 *     slots      the table of names
 *     keys       the tight keys in their order, each once
 *     romans     the romanizations of Hangul terms
 *     texts      the terms as they stand, languages, fields and the like
 *
 * A key's bucket is given by the high bits of its hash; within a bucket
 * postings stand by low half and term, so that answers have an order of their
 * own whatever the sort.
 */
#ifndef MM_MATCH_TERMLAYOUT_H
#define MM_MATCH_TERMLAYOUT_H

#include "match/termindex.h"

#include "base/map.h"

enum { MM_TERM_MAKE = 8 };
#define MM_TERM_MAGIC "mmterms"

typedef struct mm_term_head {
    char           magic[8];
    uint32_t       make, terms, buckets, postings;
    uint32_t       names, slots, words;
    uint32_t       abouts, sayings, replaced;
    uint64_t       keys, romans, texts; /* bytes */
    uint64_t       base;  /* `check` of the index that this one adds to */
    uint64_t       check; /* of the head but for itself, and of the sums */
    mm_index_stamp stamp;
} mm_term_head;

typedef struct mm_term_row {
    uint32_t about;            /* its concept */
    uint32_t key, len;         /* bytes into the keys */
    uint32_t roman, roman_len; /* and into the romanizations */
    uint32_t ordinal, text;
} mm_term_row;

typedef struct mm_term_posting {
    uint32_t low, term;
} mm_term_posting;

/* Bytes behind the head and the sums. */
static inline uint64_t mm_term_size(const mm_term_head *head)
{
    return (uint64_t)head->replaced * sizeof(mm_id) +
           (uint64_t)head->abouts * sizeof(mm_about) +
           (uint64_t)head->sayings * sizeof(mm_saying) +
           (uint64_t)head->words * sizeof(uint64_t) +
           (uint64_t)head->terms * (sizeof(mm_term_row) + 4) +
           ((uint64_t)head->buckets + 1) * 4 +
           (uint64_t)head->postings * sizeof(mm_term_posting) +
           (uint64_t)head->names * sizeof(mm_name) +
           (uint64_t)head->slots * sizeof(mm_name_slot) + head->keys +
           head->romans + head->texts;
}

/* Bytes of the sums of `body` bytes. */
static inline uint64_t mm_term_sums(uint64_t body)
{
    return mm_checked_blocks(body) * sizeof(uint64_t);
}

/* Of the head itself too: a wrong stamp would hide what is new. */
static inline uint64_t mm_term_checksum(const mm_term_head *head, mm_str sums)
{
    mm_term_head plain = *head;

    plain.check = 0;
    return mm_hash(sums) * 3 ^
           mm_hash((mm_str){ (const char *)&plain, sizeof plain });
}

static inline uint32_t mm_term_bucket(uint64_t hash, uint32_t buckets)
{
    return (uint32_t)(hash >> 32) & (buckets - 1);
}

#endif
