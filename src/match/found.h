/* What a look-up has found so far: terms, each with how it was found. */
#ifndef MM_MATCH_FOUND_H
#define MM_MATCH_FOUND_H

#include "malmoi/lookup.h"
#include "match/source.h"

typedef struct mm_found {
    mm_hit_how how;
    double     score;
    size_t     source;
    uint64_t   row;
    uint32_t   ordinal;
    mm_str     key; /* the term's tight key, within the index */
    bool       shipped; /* not of a memory */
    uint32_t   detail; /* of `how`: typos; place of a word in the query */
} mm_found;

typedef struct mm_finds {
    mm_found *items;
    size_t    n, cap;
} mm_finds;

typedef struct mm_query {
    mm_str         text; /* as typed */
    mm_buf         key;  /* tight */
    mm_buf         cut;  /* the key without its particle, when it has one */
    mm_script      script;
    mm_term_source *sources;
    size_t         n_sources;
    mm_keyer      *keyer;
    mm_finds      *finds;
    struct mm_sound **sound; /* opened when it is asked for */
    const mm_tables  *tables;
    struct mm_terms_seen *seen; /* not looked at again; NULL: none */
    mm_buf         room;
    mm_error      *err;
} mm_query;

/* One of a source's two indexes. */
typedef struct mm_find_side {
    size_t               source;
    bool                 is_tail;
    const mm_term_index *index;
} mm_find_side;

/* What decides on a term that a key found: a score over 0 takes it. `detail` is
 * mm_found's. */
typedef double mm_find_judge(void *with, const mm_index_term *t,
                             uint32_t *detail);

/** Adds the terms that have the key `hash`, of those that q->seen does not hold
 * yet; `decide` may be NULL. MM_OK or MM_ENOMEM. */
int mm_find_probe(mm_query *q, uint64_t hash, mm_hit_how how,
                  mm_find_judge *decide, void *with);
/** The same of each of `n` keys. */
int mm_find_probes(mm_query *q, const uint64_t *hashes, size_t n,
                   mm_hit_how how, mm_find_judge *decide, void *with);
/** Opens the model of sound, if it is not open. */
int mm_find_open_sound(mm_query *q);
/** Was the term `number` of `side` seen before? From now on it is. */
bool mm_terms_seen_add(struct mm_terms_seen *seen, mm_find_side side,
                       uint32_t number);

/* Each adds what it finds; MM_OK or MM_ENOMEM. */
int mm_find_as_typed(mm_query *q);   /* exact, folded, inflected, variant, acronym */
int mm_find_by_letters(mm_query *q); /* romanized, initials, layout slip */
int mm_find_prefix(mm_query *q, bool typing, size_t most);
int mm_find_part(mm_query *q);
/** Both, of each way to read the Hanja of the query in Hangul. */
int mm_find_part_hanja(mm_query *q, size_t most);
int mm_find_typo(mm_query *q);
/** Puts `text` into `out` without the marks around it, and without quotes inside
 * if it begins with one. MM_OK or MM_ENOMEM. */
int mm_bare_of_marks(mm_buf *out, mm_str text);
/** `text` without the article and the person's title, or without particles that
 * do not agree; a part of `text`. */
mm_str mm_bare_of_words(mm_str text, mm_script script, mm_keyer *keyer);
int mm_find_sound(mm_query *q);

#endif
