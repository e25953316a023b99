/*
 * malmoi/recognize.h: the known terms of a running text.
 *
 *     mm_recognizer *r = NULL;
 *     mm_recognized  hit;
 *
 *     if ((rc = mm_recognizer_open(&r, stores, n, tables, &o, err)) < 0 ||
 *         (rc = mm_recognizer_start(r, text, err)) < 0)
 *         goto done;
 *     while ((rc = mm_recognizer_next(r, &hit, err)) == MM_ROW)
 *         show(&hit);
 *
 * Each term is found once, the longest where several overlap: under particles
 * and the endings of verbs, through spacing and hyphens, in plural and other
 * case, but never inside another word: 창 is found in 창에서 and not in 창고.
 * A term of capitals (IT) is found in capitals alone. One pass, however many
 * terms there are; they come from the indexes that lookup.h uses.
 */
#ifndef MALMOI_RECOGNIZE_H
#define MALMOI_RECOGNIZE_H

#include "malmoi/store.h"

/* Zero means default. The strings are copied. */
typedef struct mm_recognizer_options {
    mm_str   lang;   /* of the text; terms of any language when empty */
    mm_str   target; /* of `translation`; another than `lang` when empty */
    unsigned review; /* as mm_selection: approved and proposed */
    mm_str   project, client, field, status, since;
    bool     no_builtin; /* leave the shipped glossaries out */
    bool     all;        /* every concept of a span, not the best alone */
} mm_recognizer_options;

/* The views of the text are valid while the text is, the others until the
 * recognizer closes. */
typedef struct mm_recognized {
    size_t start, len;        /* of the term, bytes into the text */
    size_t char_start, chars; /* the same in characters */
    size_t reading;           /* 0 the best concept of this span, 1 the next */
    mm_str particle;          /* or verb ending that stands behind it */
    size_t particle_start;    /* bytes; behind the term and a closing quote */
    mm_str term, lang;        /* as the term base has it */
    mm_str translation;       /* preferred, else admitted; may be empty */
    mm_str translation_lang;
    mm_term_status status; /* of `term` */
    mm_review      review;
    double         confidence; /* of a proposed concept */
    mm_kind        kind;
    mm_str         field;
    mm_id          row;    /* of the concept; 0 in a shipped glossary */
    uint64_t       key;    /* the concept's number within `store` */
    size_t         store;  /* which memory; as many as given: shipped */
    mm_str         source; /* the memory's path, or "glossaries/x.tsv" */
} mm_recognized;

typedef struct mm_recognizer mm_recognizer;

/**
 * Opens it over `n` memories in order of rank (NULLs are passed over) and the
 * shipped glossaries. Stores and tables must outlive it. `o` may be NULL.
 * `*out` is yours until mm_recognizer_close(); it belongs to one thread.
 */
MM_API int  mm_recognizer_open(mm_recognizer **out, mm_store *const *stores,
                               size_t n, const mm_tables *tables,
                               const mm_recognizer_options *o, mm_error *err);
MM_API void mm_recognizer_close(mm_recognizer *recognizer); /* NULL is fine */
/** Begins `text`, which must outlive the hits. MM_EINVALID over 1 GB. */
MM_API int mm_recognizer_start(mm_recognizer *recognizer, mm_str text,
                               mm_error *err);
/** The next hit in text order: MM_ROW, MM_OK at the end. */
MM_API int mm_recognizer_next(mm_recognizer *recognizer, mm_recognized *out,
                              mm_error *err);
/** The whole concept of `hit`, valid until the next call. */
MM_API int mm_recognizer_concept(mm_concept *out, mm_recognizer *recognizer,
                                 const mm_recognized *hit, mm_error *err);

/**
 * Puts the text last begun behind what `out` holds, each term replaced by its
 * translation, and the particle behind it in the form that the new word asks
 * for. Hits without a translation stay. `*n` (may be NULL) were replaced.
 */
MM_API int mm_recognizer_translate(mm_buf *out, size_t *n,
                                   mm_recognizer *recognizer, mm_error *err);

#endif
