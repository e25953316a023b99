/* Scoring one run of side A against one stretch of side B. */
#ifndef MM_TERMS_SCORE_H
#define MM_TERMS_SCORE_H

#include "terms/brackets.h"
#include "terms/pieces.h"
#include "terms/runs.h"

enum { PAIR_PIECES = 8 };

/* What a confidence is computed from; names in data/term-weights.tsv. */
typedef enum mm_feature {
    F_ONE,        /* the constant */
    F_COVER_A,    /* share of A's content words that pieces explain */
    F_COVER_B,    /* share of B's characters */
    F_COVER,      /* the lesser of both shares */
    F_FULL,       /* both are explained whole */
    F_STRENGTH,   /* mean strength of the pieces, 0..1 */
    F_LEAST,      /* strength of the weakest */
    F_KNOWN,      /* one piece of a glossary, CLDR, titles is the pair */
    F_DICTIONARY, /* the same of the dictionary: its strength */
    F_TABLE,      /* the same of the word table */
    F_SOUND,      /* the pair is one sounding name */
    F_IDENTICAL,  /* it stands unchanged on both sides */
    F_LINK,       /* brackets bind it */
    F_DEFINED_A,  /* a bracket behind A shortens A, from its first word on */
    F_DEFINED_B,  /* the same of B */
    F_STRAY_A,    /* words of A left over that are explained outside B */
    F_STRAY_B,    /* characters of B left over that A's other words explain */
    F_RIVAL_A,    /* words used here that are better explained elsewhere */
    F_RIVAL_B,    /* characters better explained by other words */
    F_LEFTOVER,   /* both sides have something that nothing explains */
    F_WORDS,      /* ln words of A */
    F_NAME,       /* A is written as a name */
    F_CUT,        /* A is part of a longer name or hyphenated word */
    F_CUT_SOUND,  /* the same, and sound or identity alone speaks for it */
    F_CUT_MANY,   /* the same, and it is several words */
    F_APART,      /* the same, and what goes on is not said beside B */
    F_NOUN,       /* A ends in a noun */
    F_BEGIN,      /* B begins inside a word */
    F_END,        /* B ends inside a word */
    F_JOSA,       /* how good B's end is where a word may end */
    F_VERB,       /* a verb is made of B */
    F_ONE_LETTER, /* B has one syllable */
    F_LENGTH,     /* B is longer or shorter than A lets expect */
    F_BEFORE,     /* the word before A is said right beside B */
    F_AFTER,      /* the word behind A is */
    F_REST,       /* a word of B goes on beyond it, and nothing explains that */
    F_REST_ONE,   /* the same, and A is one word that is no name */
    F_DANGLE,     /* B has something unexplained, and so has A right before or
                     behind it */
    F_EDGE_A,     /* A's first or last word is not explained: 0, 1, 2 */
    F_EDGE_B,     /* B begins or ends with a character that is not: 0, 1, 2 */
    F_NUMBERED,   /* B begins behind a number glued to it */
    F_TURNED,     /* pieces in another order, and no "of" to turn them */
    F_QUOTED,     /* both stand in quotation marks */
    F_VALUE,      /* numbers agree inside it */
    F_INITIAL,    /* a name because the sentence begins with it */
    F_OWNER,      /* a possessive inside A */
    F_ONLY,       /* nothing explains either: 1 when no others are left so */
    F_SLACK,      /* B begins or ends with a word that no piece touches */
    F_FRAMED,   /* what is left over stands in the middle, once on each side */
    F_PARALLEL, /* or at the same end */
    FEATURES
} mm_feature;

typedef struct mm_pair {
    mm_run   a;
    size_t   start, end; /* bytes of B's key */
    double   f[FEATURES];
    double   logit; /* by the first set of weights */
    mm_kind  kind;
    mm_clue  clue;                /* the strongest */
    bool     linked;              /* by brackets or quotation marks */
    bool     quoted;              /* by quotation marks */
    bool     first_open;          /* nothing explains A's first word */
    double   only;                /* F_ONLY, set beforehand */
    uint32_t pieces[PAIR_PIECES]; /* those that explain it */
    size_t   n_pieces;
} mm_pair;

/* The two best pieces over a byte of B, of different words of A. */
typedef struct mm_at {
    double   weight[2];
    uint32_t first[2], n[2];
} mm_at;

/* A bead laid open: what pairs are scored by. Nothing is owned but `at`. */
typedef struct mm_scene {
    const mm_side          *a, *b;
    const mm_pieces        *pieces;
    const mm_bracket_links *links;
    mm_at                  *at; /* by byte of B's key: who explains it */
    size_t                  cap_at;
} mm_scene;

/** "cover_a"; static. */
const char *mm_feature_name(mm_feature feature);

/** Lays out `scene` for its sides and pieces. MM_OK or MM_ENOMEM. */
int  mm_scene_set(mm_scene *scene, mm_error *err);
void mm_scene_release(mm_scene *scene);
/** True when some word of A explains byte `at` of B's key. */
bool mm_scene_explains(const mm_scene *scene, size_t at);
/** Fills in features, pieces, kind and clue of `pair`, whose run and bytes are
 * set. False when nothing speaks for it. */
bool mm_pair_score(mm_pair *pair, const mm_scene *scene);
/** Log-odds of `n` features. */
double mm_logit(const double *features, const double *weights, size_t n);

#endif
