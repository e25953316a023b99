/*
 * malmoi/lookup.h: term look-up over memories and the shipped glossaries.
 *
 *     mm_lookup *lookup = NULL;
 *     mm_hit     hit;
 *
 *     if ((rc = mm_lookup_open(&lookup, stores, n, tables, NULL, err)) < 0 ||
 *         (rc = mm_lookup_start(lookup, query, NULL, err)) < 0)
 *         goto done;
 *     while ((rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW)
 *         show(&hit);
 *
 * Ranked: exact, variant, acronym, romanized, initial consonants, layout slip,
 * typo, sound; approved before proposed within a rank. Only the best kind of
 * match that finds anything, and what is about as good, is given.
 */
#ifndef MALMOI_LOOKUP_H
#define MALMOI_LOOKUP_H

#include "malmoi/store.h"

typedef enum mm_hit_how {
    MM_HIT_EXACT,     /* as typed */
    MM_HIT_FOLDED,    /* but for case, width, spacing, hyphens, dots */
    MM_HIT_INFLECTED, /* under a particle, plural, or verb ending */
    MM_HIT_ACRONYM,   /* by its abbreviation, or the other way */
    MM_HIT_SPELLING,  /* UK/US, ko-KP: another spelling of the language */
    MM_HIT_ROMANIZED, /* Hangul by any Latin spelling, Latin by Hangul */
    MM_HIT_INITIALS,  /* ㅂㅂㅎㄱㅅ */
    MM_HIT_LAYOUT,    /* typed with the input method off: qnrqkd */
    MM_HIT_PREFIX,    /* begins with what was typed */
    MM_HIT_PART,      /* holds the words that were typed */
    MM_HIT_TYPO,      /* one or two letters off */
    MM_HIT_SOUND      /* sounds alike */
} mm_hit_how;

typedef struct mm_hit {
    mm_hit_how        how;
    double            score;   /* 0..1, the higher the better within `how` */
    mm_str            why;     /* one line: "initial consonants ㅂㅂㅎㄱㅅ" */
    mm_str            term, lang; /* the term that was found */
    const mm_concept *concept;
    mm_id             row;     /* in its memory; 0 of a shipped glossary */
    size_t            store;   /* which of the memories; `n` of them: shipped */
    mm_str            source;  /* the memory's path, or "glossaries/x.tsv" */
} mm_hit;

typedef struct mm_lookup mm_lookup;

/**
 * Opens look-up over `n` memories in order of rank (may be 0); a NULL among
 * them is passed over. `tables` may be NULL: no shipped glossaries. Stores and
 * tables must outlive it. The index beside each memory is used when it is
 * sound and fresh, made anew when it can be written, and never the truth.
 * `*out` is yours until mm_lookup_close().
 */
MM_API int  mm_lookup_open(mm_lookup **out, mm_store *const *stores, size_t n,
                           const mm_tables *tables, mm_error *err);
MM_API void mm_lookup_close(mm_lookup *lookup); /* NULL is fine */

/* Zero means default. */
typedef struct mm_lookup_options {
    mm_str   lang;      /* search terms of this language alone */
    size_t   limit;     /* hits at most; 10 */
    bool     typing;    /* the query is still being typed: prefixes too */
    unsigned review;    /* as mm_selection */
    mm_str   project, client, field, status, since;
} mm_lookup_options;

/** Begins query `query`, which is copied. MM_EINVALID when it is empty. */
MM_API int mm_lookup_start(mm_lookup *lookup, mm_str query,
                           const mm_lookup_options *options, mm_error *err);
/** The next hit, best first; valid until the next call. */
MM_API int mm_lookup_next(mm_lookup *lookup, mm_hit *out, mm_error *err);

/** "exact", "folded", "inflected", ... Static. */
MM_API const char *mm_hit_how_name(mm_hit_how how);

#endif
