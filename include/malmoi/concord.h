/*
 * malmoi/concord.h: every unit that holds a string of letters, in context.
 *
 *     mm_concord *concord = NULL;
 *     mm_found_in hit;
 *
 *     if ((rc = mm_concord_open(&concord, stores, n, err)) < 0 ||
 *         (rc = mm_concord_start(concord, MM_S("한계"), NULL, err)) < 0)
 *         goto done;
 *     while ((rc = mm_concord_next(concord, &hit, err)) == MM_ROW)
 *         show(&hit);
 */
#ifndef MALMOI_CONCORD_H
#define MALMOI_CONCORD_H

#include "malmoi/store.h"

/* Bytes of a text, from `start` to `end`. */
typedef struct mm_place {
    size_t start, end;
} mm_place;

typedef struct mm_found_in {
    const mm_unit    *unit;
    const mm_variant *variant; /* of `unit`: the one that holds it */
    const mm_variant *other;   /* the other side; NULL when there is none */
    const mm_place   *places;  /* in the variant's text, n_places of them */
    size_t            n_places;
    mm_id             row;
    size_t            store;  /* which of the memories */
    mm_str            memory; /* its path */
} mm_found_in;

/* Zero means default. */
typedef struct mm_concord_options {
    mm_str lang;  /* search this language alone */
    mm_str other; /* the other side to show; "" the next variant */
    bool   regex; /* the pattern is a regular expression: mm_regex */
    mm_id  above; /* units above this id: the next page of one memory */
    /* Texts compare exactly but for `author` and `field` (case aside). */
    mm_str project, client, field, document, author, status;
    mm_str since, until; /* ISO 8601: made or changed */
} mm_concord_options;

typedef struct mm_concord mm_concord;

/**
 * Opens concordance over `n` memories in order of rank; a NULL among them is
 * passed over. Stores must outlive it. The folded texts beside a large memory
 * (MEMORY.texts) are used when they are sound and fresh, made anew when not.
 * `*out` is yours until mm_concord_close().
 */
MM_API int  mm_concord_open(mm_concord **out, mm_store *const *stores, size_t n,
                            mm_error *err);
MM_API void mm_concord_close(mm_concord *concord); /* NULL is fine */
/**
 * Begins to look for `pattern` of one character or more; case, width, spacing,
 * hyphens, dots and quotes are folded unless it consists of such marks. What
 * `options` (may be NULL) points at must live until the last row. MM_EINVALID:
 * nothing to look for, a bad expression.
 */
MM_API int mm_concord_start(mm_concord *concord, mm_str pattern,
                            const mm_concord_options *options, mm_error *err);
/** The next unit, memory by memory, by id; valid until the next call. */
MM_API int mm_concord_next(mm_concord *concord, mm_found_in *out,
                           mm_error *err);

#endif
