/* malmoi/merge.h: what two people made of one memory or term base, put
 * together: a three-way merge by unit, concept and field. Where both changed
 * one field in different ways nothing is guessed: ours stays, and the conflict
 * is told. */
#ifndef MALMOI_MERGE_H
#define MALMOI_MERGE_H

#include "malmoi/formats.h"

typedef enum mm_merged_from {
    MM_MERGED_SAME,    /* nobody changed it */
    MM_MERGED_OURS,    /* we alone did */
    MM_MERGED_THEIRS,  /* they alone did */
    MM_MERGED_BOTH,    /* both did, field by field or alike */
    MM_MERGED_CONFLICT /* both did, and some fields disagree */
} mm_merged_from;

/* Values are empty where a side does not say the field; `field` is "" when one
 * side removed the whole and the other changed it. */
typedef struct mm_conflict {
    mm_str field; /* "ko", "en term", "status" ... */
    mm_str base, ours, theirs;
} mm_conflict;

typedef struct mm_merged {
    mm_item            item; /* to be written; its line is that of ours */
    mm_merged_from     from;
    const mm_conflict *conflicts;
    size_t             n;
} mm_merged;

/* Zero means default. */
typedef struct mm_merge_options {
    const mm_format  *base, *ours, *theirs; /* NULL: by content and name */
    mm_format_options read;
    bool mark; /* an item in conflict gets the prop "conflict", which tells */
} mm_merge_options;

typedef struct mm_merge_count {
    size_t same, ours, theirs, both, conflicts, removed;
} mm_merge_count;

typedef struct mm_merge mm_merge;

/** Reads the three files and finds what belongs together, as mm_diff_open().
 * `*out` is yours until mm_merge_close(). */
MM_API int  mm_merge_open(mm_merge **out, const char *base, const char *ours,
                          const char *theirs, const mm_merge_options *o,
                          mm_report *report, mm_error *err);
MM_API void mm_merge_close(mm_merge *merge); /* NULL is fine */
/** MM_ROW and the next item of the merged file: in the order of ours, then
 * what only they added; MM_OK at the end. */
MM_API int mm_merge_next(mm_merge *merge, mm_merged *out, mm_error *err);
/** What was given so far, by where it came from. */
MM_API mm_merge_count mm_merge_counts(const mm_merge *merge);

#endif
