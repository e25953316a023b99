/*
 * malmoi/check.h: what is wrong with a translation: terms, numbers, codes,
 * particles, punctuation, and what only a whole document shows.
 *
 *     mm_check *c = NULL;
 *     mm_remark remark;
 *
 *     rc = mm_check_open(&c, "job.xlf", NULL, &options, err);
 *     while (rc >= 0 && (rc = mm_check_next(c, &remark, err)) == MM_ROW)
 *         show(&remark);
 *     rc = mm_check_close(c, rc, err);
 */
#ifndef MALMOI_CHECK_H
#define MALMOI_CHECK_H

#include "malmoi/formats.h"
#include "malmoi/store.h"

typedef enum mm_severity {
    MM_SEVERITY_OFF,
    MM_SEVERITY_NOTE,
    MM_SEVERITY_WARNING,
    MM_SEVERITY_ERROR
} mm_severity;
MM_API const char *mm_severity_name(mm_severity severity);

typedef struct mm_check_rule {
    const char *name;     /* "particle" */
    const char *what;     /* one line of help */
    mm_severity severity; /* unless the rule file says else */
    bool        fixes;    /* some of its findings are safe to mend */
} mm_check_rule;

/** The `i`-th rule; NULL past the last. */
MM_API const mm_check_rule *mm_check_rule_at(size_t i);

/* One finding, valid until the next call. */
typedef struct mm_remark {
    const mm_check_rule *rule;
    mm_severity          severity;
    mm_str               file;
    long                 line;       /* of the unit, from 1; 0 unknown */
    mm_str               id;         /* of the unit */
    mm_str               lang, text; /* the side that is at fault, all of it */
    size_t               start, len; /* bytes into the text */
    size_t               char_start, chars;
    mm_str               why;           /* one line */
    bool                 has_fix, safe; /* `safe`: --fix applies it */
    mm_str               fix;           /* stands for the span */
} mm_remark;

/* Zero means default. Strings, stores and tables must outlive the check. */
typedef struct mm_check_options {
    const mm_format  *format; /* NULL: by content */
    mm_format_options read;
    mm_str            langs;  /* of two text files: "en,ko" */
    mm_store *const  *stores; /* approved terms come from these */
    size_t            n_stores;
    const mm_tables  *tables;
    bool              builtin; /* and from the shipped glossaries */
    const char       *rules;   /* rule file (docs/check.md), or NULL */
    const char       *output;  /* write the file here, safe fixes made */
    mm_report        *report;
} mm_check_options;

typedef struct mm_check mm_check;

/**
 * Opens `path` to be checked: a file of units, or with `target` two texts: line
 * by line when both have as many, else aligned first. `*out` is yours until mm_check_close(). `o` may
 * be NULL. As mm_format_read(); MM_EFORMAT, with the line, for a fault in the
 * rule file, or when two texts are no translations of each other;
 * MM_EINVALID when a text's language cannot be told.
 */
MM_API int mm_check_open(mm_check **out, const char *path, const char *target,
                         const mm_check_options *o, mm_error *err);
/** The next finding, in the order of the file; those on the whole document
 * come last. */
MM_API int mm_check_next(mm_check *check, mm_remark *out, mm_error *err);
/** Units looked at, and fixes made, so far. */
MM_API void mm_check_count(size_t *units, size_t *fixed, const mm_check *check);
/** Ends options.output: whole when `rc` >= 0, else not at all, and `rc` is
 * handed back. NULL gives `rc` back. */
MM_API int mm_check_close(mm_check *check, int rc, mm_error *err);

#endif
