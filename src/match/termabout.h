/*
 * What the index of terms says of a concept: its terms as they stand, their
 * status, and what a filter asks for. A hit in running text is told from it,
 * without reading the concept from its memory. Every offset is checked before
 * it is followed.
 */
#ifndef MM_MATCH_TERMABOUT_H
#define MM_MATCH_TERMABOUT_H

#include "base/map.h"
#include "malmoi/concept.h"

/* A concept. Strings are labels: see mm_about_label(). */
typedef struct mm_about {
    uint64_t concept; /* row of the memory, or place of a glossary's row */
    double   confidence;
    uint32_t first, n; /* sayings, in the order of its terms */
    uint32_t field, project, client;
    uint32_t changed; /* when it was, or made */
    uint16_t review, kind;
    uint32_t unused;
} mm_about;

enum { MM_SAYING_NOUN = 1 }; /* the term is marked as a noun */

/* A term of a concept. */
typedef struct mm_saying {
    uint32_t text, len; /* bytes of the texts */
    uint32_t lang;      /* label */
    uint16_t status, flags;
} mm_saying;

/* A view: nothing is owned. */
typedef struct mm_about_table {
    const mm_about  *abouts;
    const mm_saying *sayings;
    const char      *texts;
    uint32_t         n, n_sayings;
    uint64_t         n_texts; /* bytes */
} mm_about_table;

/** Concept `i`; NULL when there is none or the index is damaged. */
const mm_about *mm_about_at(const mm_about_table *table, uint32_t i);
/** A label's text; empty when there is none. */
mm_str mm_about_label(const mm_about_table *table, uint32_t label);
/** A term as it stands; empty in a damaged index. */
mm_str mm_about_text(const mm_about_table *table, const mm_saying *saying);

/* Making one. Zero-initialise. */
typedef struct mm_about_builder {
    mm_about  *abouts;
    mm_saying *sayings;
    mm_buf     texts;
    mm_map     labels;
    uint32_t  *places; /* of the labels, by number */
    size_t     n, cap, n_sayings, cap_sayings, cap_places;
} mm_about_builder;

/** Adds `concept`, known as `row`. MM_OK or MM_ENOMEM. */
int  mm_about_add(mm_about_builder *builder, uint64_t row,
                  const mm_concept *concept);
void mm_about_builder_release(mm_about_builder *builder);

#endif
