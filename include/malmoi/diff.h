/* malmoi/diff.h: what differs between two memories or two term bases, in any
 * formats, by unit and concept and field. */
#ifndef MALMOI_DIFF_H
#define MALMOI_DIFF_H

#include "malmoi/formats.h"

typedef enum mm_diff_kind {
    MM_DIFF_ADDED,
    MM_DIFF_REMOVED,
    MM_DIFF_CHANGED
} mm_diff_kind;
MM_API const char *mm_diff_kind_name(mm_diff_kind kind); /* "added", ... */

/* How much counts as a difference. */
typedef enum mm_diff_level {
    MM_DIFF_FIELDS, /* all but ids, and who changed it when */
    MM_DIFF_TEXT,   /* the wording alone: for formats of unlike reach */
    MM_DIFF_ALL
} mm_diff_level;

/* Zero means default. */
typedef struct mm_diff_options {
    const mm_format  *a, *b; /* NULL: by content and name */
    mm_format_options read;
    mm_diff_level     level;
} mm_diff_options;

/* One field; empty where it is not said. */
typedef struct mm_field_change {
    mm_str field; /* "ko", "ko codes", "en term", "note", "prop x" */
    mm_str a, b;
} mm_field_change;

/* The fields are in the order of their names. Of what was added or removed
 * they tell all. */
typedef struct mm_diff_entry {
    mm_diff_kind           kind;
    mm_item                a, b; /* neither unit nor concept when absent */
    const mm_field_change *fields;
    size_t                 n;
} mm_diff_entry;

typedef struct mm_diff_count {
    size_t same, added, removed, changed;
} mm_diff_count;

typedef struct mm_diff mm_diff;

/**
 * Reads both files and pairs what belongs together: what says the same, then
 * by id, by wording. Items wait in a temporary file; memory is some 60 bytes
 * for each. `*out` is yours until mm_diff_close(). As mm_format_guess() and
 * mm_format_read().
 */
MM_API int  mm_diff_open(mm_diff **out, const char *a, const char *b,
                         const mm_diff_options *o, mm_report *report,
                         mm_error *err);
MM_API void mm_diff_close(mm_diff *diff); /* NULL is fine */
/** MM_ROW and the next difference in the order of the second file, what was
 * removed standing where it was; MM_OK at the end. */
MM_API int mm_diff_next(mm_diff *diff, mm_diff_entry *out, mm_error *err);
/** How much there is of each; known from the start. */
MM_API mm_diff_count mm_diff_counts(const mm_diff *diff);

#endif
