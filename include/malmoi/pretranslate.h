/*
 * malmoi/pretranslate.h: a file with its segments translated from memories.
 *
 *     mm_pretranslate_options o = { .stores = stores, .n = n,
 *                                   .source = MM_S("en"), .target = MM_S("ko") };
 *     mm_pretranslated done;
 *
 *     rc = mm_pretranslate(&done, "job.xlf", "job.ko.xlf", &o, err);
 *
 * XLIFF 1.x and 2.x, PO, plain text. The file is not written anew: what is not
 * filled in stays byte for byte, skeletons and other tools' extensions too.
 */
#ifndef MALMOI_PRETRANSLATE_H
#define MALMOI_PRETRANSLATE_H

#include "malmoi/fuzzy.h"

/* Zero means default. */
typedef struct mm_pretranslate_options {
    mm_store *const *stores; /* `n` in order of rank; NULL ones passed over */
    size_t           n;
    const mm_tables *tables;
    mm_str           source, target; /* languages; must be said */
    mm_match_options match;          /* `min` 70; filters, penalties */
    bool terms; /* known terms of what stays to be done, as notes */
} mm_pretranslate_options;

/* Segments, each in one place. */
typedef struct mm_pretranslated {
    size_t segments; /* all */
    size_t context, exact, fuzzy; /* filled in */
    size_t open;   /* without a match of `min` or more */
    size_t codes;  /* with one, but their inline codes fit in no place */
    size_t kept;   /* translated by a person: untouched */
    size_t locked; /* not to be translated */
    size_t terms;  /* noted */
} mm_pretranslated;

/**
 * Fills `path` in and writes `to` ("-": standard output), whole or not at all;
 * both may be one file. A match goes in with its codes in the places of the
 * file's own, or the segment is left. States and figures stand in the format's
 * own fields (docs/daily.md). MM_EINVALID: no such format; MM_EFORMAT with the
 * line: broken, cut short, not UTF-8; MM_ENOTFOUND, MM_EIO.
 */
MM_API int mm_pretranslate(mm_pretranslated *out, const char *path,
                           const char *to, const mm_pretranslate_options *o,
                           mm_error *err);

#endif
