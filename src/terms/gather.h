/* What the beads of all documents gave: each pair of forms once. */
#ifndef MM_TERMS_GATHER_H
#define MM_TERMS_GATHER_H

#include "terms/bead.h"
#include "terms/kind.h"
#include "terms/select.h"
#include "terms/sketch.h"

enum { MM_COLLECTION = 250 }; /* beads from which on it is one */
enum { GATHER_EVIDENCE = 8, GATHER_FORMS = 4, DISPERSION_BEADS = 50 };

/* Features of a candidate over all its beads; names in term-weights.tsv. */
typedef enum mm_candidate_feature {
    C_ONE,
    C_LOGIT,   /* of its best pair */
    C_MARGIN,  /* of its clearest one, over its rivals */
    C_NESTED,  /* always inside a longer pair */
    C_IN_NAME, /* always inside a name */
    C_WORDS,   /* always inside a longer pair: ln words */
    C_HOLDS,   /* holds a shorter pair */
    C_COUNT,   /* ln of its beads */
    C_SHARE_A, /* share of the beads with A's form that hold the pair */
    C_SHARE_B,
    C_NAME,  /* A is a whole name */
    C_CUT,   /* A is always part of a longer name */
    C_ALONE, /* A is one word */
    C_COVER, /* of its best pair, the lesser share */
    C_STRAY, /* words left over that are explained elsewhere */
    C_LINK,
    C_INSIDE,         /* B begins or ends inside a word */
    C_SOUND,          /* it is one sounding name */
    C_PART,           /* always part of a longer name, and no table knows it */
    C_LEFTOVER,       /* both sides have something that nothing explains */
    C_DEFINED,        /* brackets define A or B */
    CANDIDATE_SINGLE, /* those of single documents end here */
    C_TOP_A = CANDIDATE_SINGLE, /* its beads, of those of the commonest
                                   candidate with the same A */
    C_TOP_B,
    C_KNOWN,      /* one piece of a glossary or CLDR is the pair */
    C_DICTIONARY, /* of the dictionary */
    C_TABLE,      /* of the word table, or of the collection itself */
    C_FULL,       /* both sides are explained whole */
    C_LENGTH,     /* one side is longer than the other lets expect */
    C_VERB,       /* a verb is made of B */
    CANDIDATE_FEATURES
} mm_candidate_feature;

typedef struct mm_form {
    mm_str   text;
    uint32_t count;
    bool     initial; /* seen only where a sentence begins */
    bool     plural;  /* its key is not that of the candidate */
} mm_form;

typedef struct mm_gathered {
    mm_str   key_a, key_b;        /* A's of its singular */
    mm_form  forms[GATHER_FORMS]; /* of A */
    size_t   n_forms;
    mm_str   b;
    mm_kind  kind;
    uint32_t beads, last_bead;
    uint32_t top_a, top_b; /* most beads of a candidate with its A, its B */
    uint32_t parts, first_part,
        last_part; /* of the collection, DISPERSION_BEADS each */
    double      logit, margin;
    bool        nested, in_name, cut, part, holds, is_memory;
    mm_pair     best;
    mm_evidence evidence[GATHER_EVIDENCE];
    size_t      n;
} mm_gathered;

/* How many beads hold a form of each side. */
typedef struct mm_forms {
    mm_sketch a, b;
} mm_forms;

typedef struct mm_gather {
    mm_map       map; /* key_a, line feed, key_b */
    mm_gathered *items;
    size_t       n, cap;
    mm_forms    *counts; /* not owned */
    uint64_t    *seen;   /* hashes of one bead */
    size_t       n_seen, cap_seen;
    mm_arena     mem;
    mm_buf       room;
} mm_gather;

int  mm_forms_open(mm_forms *forms, mm_error *err);
void mm_forms_release(mm_forms *forms);

/* A gathering is begun as { .counts = forms }; those of several threads may
 * have the same forms. */
void mm_gather_release(mm_gather *gather);
/** Adds what `from` gathered of the beads that follow those of `gather`. */
int mm_gather_merge(mm_gather *gather, const mm_gather *from, mm_error *err);
/** Takes in what was chosen in the bead that `reading` holds; `bead` is its
 * number over all, `score` its posterior. */
int mm_gather_add(mm_gather *gather, const mm_reading *reading,
                  const mm_choices *choices, const mm_kinds *kinds,
                  uint32_t bead, double score, mm_error *err);
typedef enum mm_rank {
    MM_RANK_TERM,
    MM_RANK_WORD, /* an ordinary word, or part of names, in a collection */
    MM_RANK_NONE  /* part of a name in single documents: no term */
} mm_rank;

/** What the candidate is in a collection of `beads` beads. */
mm_rank mm_gather_rank(const mm_gathered *item, uint32_t beads);
/** Sets what candidates are against each other; when all are there. */
int mm_gather_settle(mm_gather *gather, mm_error *err);
/** The features of a candidate of a settled gathering. */
void mm_gather_features(double *out, const mm_gather *gather,
                        const mm_gathered *item);

#endif
