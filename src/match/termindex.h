/*
 * The index of terms: for each key of keyer.h the terms that have it, in one
 * run of bytes that can be mapped from a file and used as it lies there.
 *
 * It is derived and never the truth: whoever uses it compares what it finds
 * with the concept itself. Every offset is checked before it is followed, so
 * that damage is never a fault; a file is held against its checksums besides,
 * since a term that cannot be found would be a wrong answer too: block by
 * block, as its bytes are read, since a look-up reads few of them.
 */
#ifndef MM_MATCH_TERMINDEX_H
#define MM_MATCH_TERMINDEX_H

#include "base/checked.h"
#include "match/beside.h"
#include "match/keyer.h"
#include "match/recognize_table.h"
#include "match/termabout.h"

/* A term as the index knows it. */
typedef struct mm_index_term {
    mm_str   key;     /* tight key */
    mm_str   roman;   /* coarse romanization of a Hangul term: mm_roman_key() */
    uint32_t about;   /* number of what is said of the concept */
    uint32_t ordinal; /* of the term within the concept */
    uint32_t text;    /* low half of the hash of its text as it stands */
} mm_index_term;

typedef struct mm_term_index {
    const char *bytes; /* what follows the head and the checksums */
    const struct mm_term_head *head;
    mm_checked *checked; /* NULL: not of a file */
} mm_term_index;

/** Looks at bytes that must outlive `out`; MM_EFORMAT when they are no index,
 * cut short, or of another make. */
int mm_term_index_open(mm_term_index *out, mm_str bytes, mm_error *err);
/** For bytes of a file: the head is held against its checksum now (MM_EFORMAT),
 * every other byte when it is first read. Until mm_term_index_close(). */
int mm_term_index_watch(mm_term_index *index, mm_error *err);
void mm_term_index_close(mm_term_index *index);
/** For an index that adds to another: was it made for `base`, and which of its
 * rows has `base` no more say about? By number, valid as long as `index`. */
bool mm_term_index_adds_to(const mm_term_index *index,
                           const mm_term_index *base);
const mm_id *mm_term_index_replaced(size_t *n, const mm_term_index *index);
/** Holds all bytes against their checksums now, for who reads the tables
 * directly: false when one is not as it was written. */
bool mm_term_index_sound(const mm_term_index *index);
/** Was something read that is not as it was written? Then nothing that was
 * found, or not found, counts. */
bool mm_term_index_damaged(const mm_term_index *index);
mm_index_stamp mm_term_index_stamp(const mm_term_index *index);
size_t         mm_term_index_count(const mm_term_index *index);
/** Term `i`; false when there is none or the index is damaged. */
bool mm_term_index_at(mm_index_term *out, const mm_term_index *index,
                      uint32_t i);
/** The terms `numbers` (n of them), as by mm_term_index_at(); returns how many
 * there are, in their order. The memory they lie in is asked for side by side:
 * what a key finds is spread all over the index. */
size_t mm_term_index_gather(mm_index_term *out, const mm_term_index *index,
                            const uint32_t *numbers, size_t n);
/** The concept of a term: row of the memory, or place of a glossary's row; 0
 * when the index is damaged. */
uint64_t mm_term_index_concept(const mm_term_index *index,
                               const mm_index_term *term);

/** What is said of the concepts. Read as they lie: mm_term_index_sound(). */
mm_about_table mm_term_index_abouts(const mm_term_index *index);
/** The names that running text is held against. Likewise. */
mm_name_table mm_term_index_names(const mm_term_index *index);

/* The terms that have a key: `at` walks from one to the next. */
typedef struct mm_probe {
    const mm_term_index *index;
    uint32_t             at, end, low;
} mm_probe;

/** Asks for the memory that `n` probes will read, side by side. */
void     mm_term_index_expect(const mm_term_index *index,
                              const uint64_t *hashes, size_t n);
mm_probe mm_term_index_probe(const mm_term_index *index, uint64_t hash);
bool     mm_probe_next(mm_probe *probe, uint32_t *term);
/** At most how many terms a probe may give, 0 when none: for choosing the rarest
 * key. */
size_t mm_probe_size(const mm_probe *probe);

/** Terms in the order of their tight keys: the first place whose key is
 * `prefix` or later; and the term that stands at a place. */
uint32_t mm_term_index_lower(const mm_term_index *index, mm_str prefix);
bool mm_term_index_sorted(uint32_t *term, const mm_term_index *index,
                          uint32_t place);

/* Making one. */
typedef struct mm_term_builder mm_term_builder;

int mm_term_builder_open(mm_term_builder **out, mm_keyer *keyer,
                         mm_error *err);
/** Adds every term of `concept`, known as `row`. */
int  mm_term_builder_add(mm_term_builder *builder, uint64_t row,
                         const mm_concept *concept, mm_error *err);
/** Says that the index adds to `base`, which has no more say about the `n`
 * `rows`, sorted. They must outlive the builder. */
void mm_term_builder_add_to(mm_term_builder *builder,
                            const mm_term_index *base, const mm_id *rows,
                            size_t n);
/** The bytes of the index, behind what `out` holds. */
int  mm_term_builder_finish(mm_buf *out, mm_term_builder *builder,
                            mm_index_stamp stamp, mm_error *err);
void mm_term_builder_close(mm_term_builder *builder); /* NULL is fine */

#endif
