/* Runs of words of the source side that may be terms. */
#ifndef MM_TERMS_RUNS_H
#define MM_TERMS_RUNS_H

#include "terms/pieces.h"
#include "terms/side.h"

enum { RUN_WORDS = 9 };

enum {                  /* flags of a run */
       RUN_NAME = 1,    /* each content word begins with a capital letter */
       RUN_INITIAL = 2, /* a name only because its segment begins with it */
       RUN_ACRONYM = 4, /* one word in capital letters */
       RUN_BRACKET = 8, /* stands in brackets alone */
       RUN_QUOTED = 16, /* stands between quotation marks */
       RUN_CUT = 32, /* a longer name, or hyphenated word, goes on beside it */
       RUN_OWNER = 64, /* has a possessive inside */
       RUN_AND = 128,  /* has "and" inside */
       RUN_ORDINARY =
           256,           /* one word that the tables know, in plain spelling */
       RUN_UNKNOWN = 512, /* has a word that no table knows */
       RUN_PARTICIPLE =
           1024,          /* begins with one, or with a past tense: raised */
       RUN_TITLED = 2048, /* a title and a name */
       RUN_BEHIND_INITIAL = 4096 /* a capital letter stands before it that
                                    begins its sentence */
};

typedef struct mm_run {
    uint32_t first, n;   /* words */
    size_t   start, end; /* bytes of the side's key */
    double   noun;       /* 1 its last word is a noun, 0.5 may be one */
    unsigned flags;      /* RUN_... */
} mm_run;

typedef struct mm_runs {
    mm_run *items; /* by first word, then by length */
    size_t  n, cap;
    bool    verbs; /* those in their base form are runs too, as the commands of
                      a menu are */
} mm_runs;

/** Replaces what `out` holds by the runs of `a`: content words at both ends, a
 * noun or an unknown word last. */
int mm_runs_find(mm_runs *out, const mm_side *a, mm_phrases *phrases,
                 mm_error *err);
/** Adds the known phrases of several words that are no runs by their look, and
 * verbs where `runs->verbs`. */
int  mm_runs_add_known(mm_runs *runs, const mm_side *a, const mm_pieces *pieces,
                       mm_phrases *phrases, mm_error *err);
/** True when the tables write `word` of `side` with a small letter alone. */
bool mm_run_is_plain(mm_phrases *phrases, const mm_side *side,
                     const mm_side_word *word);
void mm_runs_release(mm_runs *runs);

#endif
