/* Three versions of one unit or concept into one, field by field. */
#ifndef MM_JOB_FIELDS_H
#define MM_JOB_FIELDS_H

#include "malmoi/merge.h"

/* Zero-initialise. What is merged lives in `mem` and in the three items. */
typedef struct mm_fields {
    mm_arena mem;
    mm_unit  unit;
    mm_concept concept;
    mm_conflict *conflicts;
    size_t       n, cap;
    bool         failed;
} mm_fields;

/** Merges `ours` and `theirs`, both made from `base` (which may be empty);
 * all of one kind. MM_OK or MM_ENOMEM. */
int mm_fields_merge(mm_item *out, mm_fields *fields, const mm_item *base,
                    const mm_item *ours, const mm_item *theirs);
/** Begins a new item; mm_fields_merge() does it itself. */
void mm_fields_clear(mm_fields *fields);
int  mm_fields_conflict(mm_fields *fields, mm_str field, mm_str base,
                        mm_str ours, mm_str theirs);
/** Adds the prop "conflict" to a copy of `item`: MM_OK or MM_ENOMEM. */
int  mm_fields_mark(mm_fields *fields, mm_item *item);
void mm_fields_release(mm_fields *fields);

#endif
