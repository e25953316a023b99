/* Rows of the canonical form, one by one. */
#ifndef MM_FORMATS_JSONL_H
#define MM_FORMATS_JSONL_H

#include "malmoi/stream.h"

enum { MM_CODE_KINDS = 7 };
extern const char *const mm_code_kinds[MM_CODE_KINDS]; /* names, by number */

/* Where a row is read into. Zero-initialise; release `mem`. */
typedef struct mm_jsonl_item {
    mm_arena mem;
    mm_unit  unit;
    mm_concept concept;
    const char *bad; /* the field that is wrong, NULL when none */
    bool        failed;
} mm_jsonl_item;

/** Puts `item` as one line, its end too, behind `out`. MM_OK or MM_ENOMEM. */
int mm_jsonl_row(mm_buf *out, const mm_item *item);
/** Reads a row; `*out` is valid until `room` is used again. MM_EFORMAT. */
int mm_jsonl_parse(mm_item *out, mm_jsonl_item *room, mm_str row,
                   mm_error *err);

#endif
