/* What is known beforehand of terms: phrases of glossaries, dictionary, titles,
 * CLDR and the memory's decisions, and the trained table of single words. */
#ifndef MM_TERMS_PHRASES_H
#define MM_TERMS_PHRASES_H

#include "malmoi/candidate.h"
#include "malmoi/lang.h"
#include "malmoi/priors.h"
#include "malmoi/text.h"

#include "base/map.h"

typedef enum mm_source { /* the order in which they are believed */
                         MM_FROM_MEMORY, /* accepted by a person */
                         MM_FROM_GLOSSARY,
                         MM_FROM_TITLES,
                         MM_FROM_CLDR,
                         MM_FROM_DICTIONARY,
                         MM_FROM_WORDS, /* trained on parallel text */
                         MM_FROM_CORPUS /* seen together in what was added
                                           before */
} mm_source;

enum { /* parts of speech a form may have */
       POS_NOUN = 1,
       POS_VERB = 2,
       POS_ADJECTIVE = 4,
       POS_ADVERB = 8,
       POS_NUMBER = 16,
       POS_OTHER = 32,
       POS_STEM = 64,    /* the target form is the bare stem of a verb: 찾 */
       POS_PARTIAL = 128 /* says so only beside what follows it */
};

typedef struct mm_phrase {
    mm_str    b; /* tight key of the target side's form */
    mm_kind   kind;
    mm_source source;
    unsigned  pos;
    float     weight; /* 0..1; of MM_FROM_WORDS its probability, else 1 */
    uint32_t  next;   /* the next of the same source form; 0 ends */
} mm_phrase;

typedef struct mm_phrases mm_phrases;

/** Parts of speech of a pair that two sources have: bare stem and partial are
 * only what both say. */
unsigned mm_pos_join(unsigned one, unsigned other);

/**
 * Indexes every table that has the languages `a` and `b`; rows are read when
 * they are asked for. `tables` and `priors` (may be NULL) must outlive it.
 * `*out` is yours until mm_phrases_close(). MM_ENOMEM, or what a table gives.
 */
int  mm_phrases_open(mm_phrases **out, const mm_lang *a, const mm_lang *b,
                     const mm_tables *tables, const mm_priors *priors,
                     bool priors_swapped, mm_error *err);
void mm_phrases_close(mm_phrases *phrases); /* NULL is fine */
/** Adds the pair of forms `a`, `b`, both copied. */
int mm_phrases_add(mm_phrases *phrases, mm_str a, mm_str b, mm_phrase phrase,
                   mm_error *err);
/** Adds what the collection itself taught, behind what tables have of `a`: in
 * the same order whatever was asked before. */
int mm_phrases_learn(mm_phrases *phrases, mm_str a, mm_str b, double weight,
                     mm_error *err);
/** False when no form that begins as `key` does is as long: then none of the
 * forms that go on from it is known either. */
bool mm_phrases_reach(const mm_phrases *phrases, mm_str key);
/** First phrase of source form `key` (tight), 0 when there is none; then
 * mm_phrases_at(). The same number until something is added under `key`. */
uint32_t         mm_phrases_find(mm_phrases *phrases, mm_str key);
const mm_phrase *mm_phrases_at(const mm_phrases *phrases, uint32_t number);
/** Parts of speech of source form `key`; 0 when no table knows it. */
unsigned mm_phrases_pos(mm_phrases *phrases, mm_str key);
/** The full names, of the source side, of the organizations that glossaries
 * call `b` (tight key) on the target side: at most `room` of them into `out`.
 */
size_t mm_phrases_organizations(mm_str *out, size_t room,
                                const mm_phrases *phrases, mm_str b);
/** True when the tables write source form `key` with a small letter alone. */
bool mm_phrases_is_lower(const mm_phrases *phrases, mm_str key);
/** True when a person rejected this pair of tight keys. */
bool mm_phrases_rejected(const mm_phrases *phrases, mm_str a, mm_str b);

#endif
