/*
 * malmoi/fuzzy.h: units whose source is like a segment: the best of them,
 * exactly those that comparing with every unit would find.
 *
 *     mm_matcher *matcher = NULL;
 *     mm_match    match;
 *
 *     if ((rc = mm_matcher_open(&matcher, stores, n, MM_S("en"), MM_S("ko"),
 *                               tables, err)) < 0 ||
 *         (rc = mm_matcher_start(matcher, &(mm_segment_query){ .text = text },
 *                                NULL, err)) < 0)
 *         goto done;
 *     while ((rc = mm_matcher_next(matcher, &match, err)) == MM_ROW)
 *         show(&match);
 *
 * How a figure is made up: docs/matching.md.
 */
#ifndef MALMOI_FUZZY_H
#define MALMOI_FUZZY_H

#include "malmoi/store.h"

/* Points taken off for what the comparison of words does not see; those of
 * differences count each one, up to three of a kind. */
typedef struct mm_penalties {
    unsigned letter_case; /* a word in other case or width */
    unsigned spacing;     /* other white space alone; once */
    unsigned punctuation; /* a mark more, less or another */
    unsigned number;      /* another number in its place */
    unsigned code;        /* a code more, less or another, inline or in text */
    unsigned draft;       /* the unit's status says fuzzy, draft, machine */
    unsigned aligned;     /* made by alignment of posterior below .95 */
    unsigned memory;      /* for each memory that ranks before */
    unsigned age;         /* for each whole year since it was changed */
} mm_penalties;

/** 1 letter_case, spacing and punctuation; 2 number and code; 10 draft;
 * 1 aligned; 0 memory and age. */
MM_API mm_penalties mm_penalties_default(void);

typedef enum mm_mismatch_kind {
    MM_MISMATCH_WORD,
    MM_MISMATCH_ENDING, /* Korean: particles, verb endings */
    MM_MISMATCH_CASE,
    MM_MISMATCH_SPACING,
    MM_MISMATCH_PUNCTUATION,
    MM_MISMATCH_NUMBER,
    MM_MISMATCH_CODE
} mm_mismatch_kind;

/* Bytes of the segment that stand where the unit's source has others; a length
 * of 0 on one side: inserted or left out. */
typedef struct mm_mismatch {
    mm_mismatch_kind kind;
    size_t           start, len;           /* in the segment */
    size_t           unit_start, unit_len; /* in the unit's source */
} mm_mismatch;

/* One line of the reckoning. */
typedef struct mm_deduction {
    const char *name; /* "case", "number", ...: a field of mm_penalties */
    unsigned    points;
} mm_deduction;

enum { MM_DEDUCTIONS = 9 };

typedef struct mm_match {
    unsigned score;   /* 0..100; 101 with its context, 102 with it twice over */
    unsigned words;   /* percent: tokens alike, before anything is taken off */
    unsigned letters; /* the same by letters, in Korean; else 0 */
    mm_deduction       deductions[MM_DEDUCTIONS]; /* n_deductions of them */
    size_t             n_deductions;
    const mm_mismatch *mismatches; /* in the segment's order */
    size_t             n_mismatches;
    unsigned omegat[3]; /* OmegaT's: stems, words, everything; when asked for */
    const mm_unit    *unit;
    const mm_variant *source, *target; /* of `unit` */
    mm_id             row;
    size_t            store;  /* which of the memories */
    mm_str            memory; /* its path */
} mm_match;

/* What to find matches for. Empty is "not known". */
typedef struct mm_segment_query {
    mm_str         text;
    const mm_code *codes; /* inline codes of the segment */
    size_t         n_codes;
    mm_str         before, after; /* the segments around it */
    mm_str         id; /* its id in its document, as a unit's id or context */
} mm_segment_query;

/* Zero means default. */
typedef struct mm_match_options {
    unsigned min;           /* percent, 1..100; 70 */
    size_t   limit;         /* matches at most; 5 */
    bool     any; /* one of `min` or more will do, not the best: to count */
    bool     omegat, brute; /* brute: compare with every unit, to check */
    bool     as_known; /* without what was committed since the last query or
                          the opening: at once, while much comes in */
    const mm_penalties *penalties;
    /* Texts compare exactly but for `author` and `field` (case aside). */
    mm_str project, client, field, document, author, status;
    mm_str since, until; /* ISO 8601: made or changed */
} mm_match_options;

typedef struct mm_matcher mm_matcher;

/**
 * Opens matching from language `source` into `target` over `n` memories in
 * order of rank; a NULL among them is passed over. Stores and tables (may be
 * NULL: the shipped ones) must outlive it. The index beside each memory is
 * used when it is sound and fresh, made anew when not, and never the truth. A
 * unit added while the matcher is open is found by the next query. A handle
 * belongs to one thread at a time; threads share the mapped index.
 * `*out` is yours until mm_matcher_close(). MM_EINVALID: no language.
 */
MM_API int  mm_matcher_open(mm_matcher **out, mm_store *const *stores, size_t n,
                            mm_str source, mm_str target,
                            const mm_tables *tables, mm_error *err);
MM_API void mm_matcher_close(mm_matcher *matcher); /* NULL is fine */
/** Begins a query; what it and `options` (may be NULL) point at must live
 * until the last match. MM_EINVALID: `min` over 100. */
MM_API int mm_matcher_start(mm_matcher *matcher, const mm_segment_query *query,
                            const mm_match_options *options, mm_error *err);
/** The next match, best first; valid until the next call on the matcher
 * or a store of it. */
MM_API int mm_matcher_next(mm_matcher *matcher, mm_match *out, mm_error *err);

/** "word", "ending", "case", ... Static. */
MM_API const char *mm_mismatch_name(mm_mismatch_kind kind);

#endif
