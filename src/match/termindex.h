/*
 * The index of terms: for each key of keyer.h the terms that have it, in one
 * run of bytes that can be mapped from a file and used as it lies there.
 *
 * It is derived and never the truth: whoever uses it compares what it finds
 * with the concept itself. Every offset is checked before it is followed, so
 * that damage is never a fault; a file is held against its checksum besides,
 * since a term that cannot be found would be a wrong answer too.
 */
#ifndef MM_MATCH_TERMINDEX_H
#define MM_MATCH_TERMINDEX_H

#include "match/beside.h"
#include "match/keyer.h"
#include "match/recognize_table.h"
#include "match/termabout.h"

/* A term as the index knows it. */
typedef struct mm_index_term {
    mm_str   key;     /* tight key */
    uint64_t concept; /* row of the memory, or place of a glossary's row */
    uint32_t about;   /* number of what is said of the concept */
    uint32_t ordinal; /* of the term within the concept */
    uint32_t text;    /* low half of the hash of its text as it stands */
} mm_index_term;

typedef struct mm_term_index {
    const char *bytes;
    size_t      len;
    const struct index_head *head;
} mm_term_index;

/** Looks at bytes that must outlive `out`; MM_EFORMAT when they are no index,
 * cut short, or of another make. */
int mm_term_index_open(mm_term_index *out, mm_str bytes, mm_error *err);
/** MM_EFORMAT when a byte is not as it was written; reads all of it. */
int mm_term_index_check(const mm_term_index *index, mm_error *err);
mm_index_stamp mm_term_index_stamp(const mm_term_index *index);
size_t         mm_term_index_count(const mm_term_index *index);
/** Term `i`; false when there is none or the index is damaged. */
bool mm_term_index_at(mm_index_term *out, const mm_term_index *index,
                      uint32_t i);

/** What is said of the concepts. */
mm_about_table mm_term_index_abouts(const mm_term_index *index);
/** The names that running text is held against. */
mm_name_table mm_term_index_names(const mm_term_index *index);

/* The terms that have a key: `at` walks from one to the next. */
typedef struct mm_probe {
    const mm_term_index *index;
    uint32_t             at, end, low;
} mm_probe;

mm_probe mm_term_index_probe(const mm_term_index *index, uint64_t hash);
bool     mm_probe_next(mm_probe *probe, uint32_t *term);
/** At most how many terms a probe may give: for choosing the rarest key. */
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
/** The bytes of the index, behind what `out` holds. */
int  mm_term_builder_finish(mm_buf *out, mm_term_builder *builder,
                            mm_index_stamp stamp, mm_error *err);
void mm_term_builder_close(mm_term_builder *builder); /* NULL is fine */

#endif
