/* The terms that a recognizer knows: the tables of names of every memory, and
 * what their indexes tell of a term, taken once and kept. */
#ifndef MM_MATCH_RECOGNIZE_TERMS_H
#define MM_MATCH_RECOGNIZE_TERMS_H

#include "malmoi/recognize.h"
#include "match/source.h"

typedef struct mm_known_term {
    mm_recognized said; /* all but the span */
    int           rank; /* the lower the better */
    bool          wanted;
    bool          noun; /* marked as one */
} mm_known_term;

/* Whose a table of names is. */
typedef struct mm_known_side {
    size_t source;
    bool   tail;
} mm_known_side;

typedef struct mm_known_terms {
    mm_keyer              keyer;
    mm_term_source       *sources;
    size_t                n_sources, *numbers; /* of stores */
    mm_known_side        *sides;
    mm_name_table        *names; /* by side */
    size_t                n_sides;
    mm_recognizer_options options;
    uint32_t              lang; /* as mm_name_lang() */
    unsigned              review;
    uint32_t            **known; /* by side and term: number of an item, + 1 */
    size_t                n;
    mm_known_term        *items;
    size_t                cap;
    mm_arena              mem; /* options */
} mm_known_terms;

/** Opens the indexes; stores and tables must outlive it. */
int  mm_known_terms_open(mm_known_terms *out, mm_store *const *stores, size_t n,
                         const mm_tables *tables, const mm_recognizer_options *o,
                         mm_error *err);
void mm_known_terms_release(mm_known_terms *terms);
/** Number among `items` of term `term` of side `side`; one that is not wanted
 * has a number too. */
int mm_known_terms_at(size_t *out, mm_known_terms *terms, uint32_t side,
                      uint32_t term, mm_error *err);

#endif
