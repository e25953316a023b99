/*
 * malmoi/leverage.h: how much of files is new, by bands of matches (CAT tools
 * call it analysis).
 *
 *     mm_leverage *lev = NULL;
 *     mm_counts    file, all;
 *
 *     if ((rc = mm_leverage_open(&lev, stores, n, tables, &options, err)) < 0)
 *         goto done;
 *     for (each path)
 *         if ((rc = mm_leverage_file(&file, lev, path, err)) < 0)
 *             goto done;
 *     all = *mm_leverage_all(lev);
 *
 * A segment stands in one band: that of its best match in the memories; when
 * that is below 100 and the same segment came before, in repetitions; when a
 * segment that came before is in a better band than any memory's, in the
 * internal band. What counts as a word: docs/daily.md.
 */
#ifndef MALMOI_LEVERAGE_H
#define MALMOI_LEVERAGE_H

#include "malmoi/formats.h"
#include "malmoi/fuzzy.h"

typedef enum mm_band {
    MM_BAND_CONTEXT,    /* 101, 102: exact, and in its context */
    MM_BAND_EXACT,      /* 100 */
    MM_BAND_REPETITION, /* the same came before, in this job */
    MM_BAND_95,         /* 95 to 99 */
    MM_BAND_85,
    MM_BAND_75,
    MM_BAND_50,
    MM_BAND_INTERNAL_95, /* like one that came before in this job */
    MM_BAND_INTERNAL_85,
    MM_BAND_INTERNAL_75,
    MM_BAND_INTERNAL_50,
    MM_BAND_NEW
} mm_band;

enum { MM_BANDS = MM_BAND_NEW + 1 };

/** "context", "exact", "repetition", "95-99", ..., "internal 95-99", ...,
 * "new". Static. */
MM_API const char *mm_band_name(mm_band band);

typedef struct mm_volume {
    size_t segments;
    size_t words;      /* by Unicode's word breaks; a number is one */
    size_t eojeol;     /* what stands between spaces, with a letter or digit */
    size_t characters; /* without white space */
    size_t codes;      /* inline codes; they count nowhere else */
} mm_volume;

typedef struct mm_counts {
    mm_volume bands[MM_BANDS];
    mm_volume all;
    size_t    locked; /* segments not to be translated: in no band */
} mm_counts;

/* Zero means default. Strings must outlive the leverage. */
typedef struct mm_leverage_options {
    mm_str              source, target; /* languages; must be said */
    mm_match_options    match;  /* filters and penalties; `min` 50, one match */
    const mm_format    *format; /* of the files; NULL: by content and name */
    const char         *encoding;
    mm_report          *report;
    bool                brute; /* compare with everything, to check */
} mm_leverage_options;

typedef struct mm_leverage mm_leverage;

/** Opens over `n` memories in order of rank, NULL ones passed over; all must
 * outlive it. `*out` is yours until mm_leverage_close(). MM_EINVALID. */
MM_API int  mm_leverage_open(mm_leverage **out, mm_store *const *stores,
                             size_t n, const mm_tables *tables,
                             const mm_leverage_options *options,
                             mm_error *err);
MM_API void mm_leverage_close(mm_leverage *leverage); /* NULL is fine */
/** Counts the segments of `path`: units of a bilingual file, or sentences of a
 * document. Errors as mm_format_read() and mm_document_read(). */
MM_API int mm_leverage_file(mm_counts *out, mm_leverage *leverage,
                            const char *path, mm_error *err);
/** The sum over the files so far. Valid until close. */
MM_API const mm_counts *mm_leverage_all(const mm_leverage *leverage);

#endif
