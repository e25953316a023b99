/*
 * malmoi/align_job.h: from files to beads, terms and a memory.
 *
 *     mm_align_job *job = NULL;
 *     mm_pair_result pair;
 *
 *     if ((rc = mm_align_job_open(&job, tables, &options, err)) < 0 ||
 *         (rc = mm_align_job_start(job, "a.en.txt", "a.ko.txt", err)) < 0)
 *         goto done;
 *     while ((rc = mm_align_job_next(&pair, job, err)) == MM_ROW)
 *         show(&pair);
 *     rc = rc < 0 ? rc : mm_align_job_terms(&candidates, &n, job, err);
 *
 * With a store, all of it is one change: committed by mm_align_job_close()
 * when all went well, undone otherwise.
 */
#ifndef MALMOI_ALIGN_JOB_H
#define MALMOI_ALIGN_JOB_H

#include "malmoi/align.h"
#include "malmoi/formats.h"
#include "malmoi/store.h"
#include "malmoi/terms.h"

/* Zero means default. Strings must outlive the job. */
typedef struct mm_align_job_options {
    mm_str      lang_a, lang_b; /* empty: by the file's name, then its text */
    mm_str      project, client, field; /* of what is stored */
    bool        segmented; /* a line is a segment as it stands */
    bool        bitext;    /* line i of one translates line i of the other */
    bool        unchecked; /* align even what does not look like a pair */
    bool        no_terms;  /* beads alone */
    double      min;       /* least confidence of a candidate; 0.5 */
    mm_store   *store;     /* keep the result there; NULL: keep nothing */
    const char *encoding;  /* of both files; NULL: find out */
    const char *name_a, *name_b; /* of the documents; NULL: the files' paths */
    mm_str      who;       /* does it; empty: the user */
} mm_align_job_options;

typedef struct mm_align_job mm_align_job;

/* One aligned pair; valid until another is given, or the job is closed. */
typedef struct mm_pair_result {
    const mm_document  *a, *b;
    const mm_alignment *alignment;
    mm_str              lang_a, lang_b; /* primary tags */
    size_t              first;     /* line of a bitext it begins with, from 0 */
    size_t              new_units; /* stored; 0 without a store */
} mm_pair_result;

MM_API int mm_align_job_open(mm_align_job **out, const mm_tables *tables,
                             const mm_align_job_options *options,
                             mm_error *err);
/**
 * Begins with two files. The languages are settled by the first two; others of
 * another pair of languages are refused (MM_EINVALID). MM_ENOTFOUND, MM_EIO.
 */
MM_API int mm_align_job_start(mm_align_job *job, const char *path_a,
                              const char *path_b, mm_error *err);
/**
 * Reads and aligns them: MM_ROW with the whole of two documents, or the next
 * few thousand lines of a bitext, whose memory stays flat; MM_OK at the end.
 * MM_EFORMAT with the figure when the two are no translations of each other,
 * of one language, empty or broken; the text names the file.
 */
MM_API int mm_align_job_next(mm_pair_result *out, mm_align_job *job,
                             mm_error *err);
/** Candidates of all pairs, best first; stored too when there is a store.
 * Yours until mm_candidates_release(). `*proposed` (may be NULL): new ones. */
MM_API int mm_align_job_terms(mm_candidates *out, size_t *proposed,
                              mm_align_job *job, mm_error *err);
/**
 * One self-contained HTML page of a pair, behind what `out` holds: the two
 * texts side by side, a row a bead, terms marked, each with its confidence and
 * evidence on focus. `terms` may be NULL. MM_OK or MM_ENOMEM.
 */
MM_API int mm_align_page(mm_buf *out, const mm_pair_result *pair,
                         const mm_candidates *terms, mm_error *err);
/** Warnings met while reading, a line each. */
MM_API mm_str mm_align_job_words(const mm_align_job *job);
/** Commits what was stored, or with `rc` < 0 undoes it; hands `rc` back. */
MM_API int mm_align_job_close(mm_align_job *job, int rc, mm_error *err);

/* Pairs of files: two folders matched by name less language tag, or a list. */
typedef struct mm_file_pair {
    const char *a, *b;
} mm_file_pair;

/* Zero-initialise. */
typedef struct mm_file_pairs {
    mm_file_pair *items; /* in the order of names, or of the list */
    size_t        n, cap;
    mm_buf        unpaired; /* files without a partner, one a line */
    mm_arena      mem;
} mm_file_pairs;

/** Pairs the files of folders `a` and `b` (may be one folder) by name without
 * language tag, whatever their format: news/12.en.txt and news/12.ko.docx.
 * MM_EFORMAT when none pair. */
MM_API int mm_pair_folders(mm_file_pairs *out, const char *a, const char *b,
                           mm_str lang_a, mm_str lang_b, mm_error *err);
/** Reads pairs from TSV `path`: A, B, one pair a line, relative to the list's
 * folder. MM_EFORMAT names the line. */
MM_API int  mm_pair_list(mm_file_pairs *out, const char *path, mm_error *err);
MM_API void mm_file_pairs_release(mm_file_pairs *pairs);

/** The language that a file's name tells: "ko" of article.ko.txt,
 * article_KR.txt, 기사(국문).txt and ko/article.txt; empty when it tells none.
 * A view of `path`, or static. */
MM_API mm_str mm_lang_of_name(const char *path);

#endif
