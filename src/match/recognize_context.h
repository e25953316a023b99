/*
 * Whether a short word means the noun or something else: 나는 is "I" or
 * "flying", 죽은 is "of those who died" or "gruel", 이 is "tooth" or "this".
 *
 * The word alone often cannot tell, its neighbours can: after an object stands
 * a verb (하늘을 나는), after a determiner or a verb that modifies stands a
 * noun (이 주는), and what modifies is not the last word of a clause. Each of
 * these is worth a few points, and so is what the word usually is.
 */
#ifndef MM_MATCH_RECOGNIZE_CONTEXT_H
#define MM_MATCH_RECOGNIZE_CONTEXT_H

#include "base/map.h"
#include "malmoi/lang.h"

/* The words of ko-homographs.tsv. Zero-initialise. */
typedef struct mm_homographs {
    mm_map   words;
    uint8_t *classes; /* bits of mm_homograph, by number */
    size_t   cap;
    bool     read;
} mm_homographs;

enum mm_homograph {
    MM_HOMOGRAPH_DETERMINER = 1,
    MM_HOMOGRAPH_OTHER = 2,
    MM_HOMOGRAPH_BOUND = 4,
    MM_HOMOGRAPH_JOSA = 8,
    MM_HOMOGRAPH_ADVERB = 16,
    MM_HOMOGRAPH_DEPENDENT = 32 /* alone, or with a particle */
};

/** Classes of `word`; reads the table when first asked. */
unsigned mm_homographs_of(mm_homographs *homographs, const mm_tables *tables,
                          mm_str word);
void     mm_homographs_release(mm_homographs *homographs);

/* What a word is to the one behind it. */
typedef enum mm_before {
    MM_BEFORE_NOTHING, /* or what tells nothing */
    MM_BEFORE_DETERMINER,
    MM_BEFORE_MODIFIER, /* a verb before its noun, a noun with 의 */
    MM_BEFORE_OBJECT,
    MM_BEFORE_SUBJECT
} mm_before;

/* What a word is to the one before it. */
typedef enum mm_behind {
    MM_BEHIND_ANY,
    MM_BEHIND_END,   /* there is none in this clause */
    MM_BEHIND_BOUND, /* a dependent noun */
    MM_BEHIND_BE, /* to be, to be none, to know: 할 수 있다, 할 줄 안다 */
    MM_BEHIND_VERB /* another verb, or an adverb */
} mm_behind;

/* A word that may be a noun. */
typedef struct mm_contested {
    unsigned  forms;   /* bits of mm_form: what else it may be */
    unsigned  classes; /* bits of mm_homograph */
    bool      bound;   /* the noun itself may be a dependent one */
    bool      doubted; /* by itself it is rather no noun */
    bool      bare;    /* the noun would stand without a particle, ... */
    bool      topic;   /* ... with 는, */
    bool      object;  /* ... with 을 or 를 */
    bool      rieul;   /* the word before ends in ㄹ, as 할 does */
    mm_before before;
    mm_behind behind;
} mm_contested;

/** Is the noun meant? */
bool mm_noun_is_meant(const mm_contested *word);

#endif
