/* The items of a file, to be had again by number: rows of the canonical form
 * in a temporary file, and in memory some numbers for each. */
#ifndef MM_JOB_ITEMS_H
#define MM_JOB_ITEMS_H

#include "formats/jsonl.h"
#include "job/facts.h"
#include "malmoi/formats.h"

#include <stdio.h>

#define MM_NO_PARTNER UINT32_MAX

/* Hashes are 0 where there is nothing. */
typedef struct mm_entry {
    uint64_t at;        /* of its row in the spool */
    uint64_t same;      /* of all that is compared */
    uint64_t id;        /* of its id */
    uint64_t source;    /* of its wording in the language translated from */
    uint64_t target;    /* of that in the next language */
    uint32_t len, line; /* of the row in bytes; in the file */
    uint32_t partner;   /* in the other file */
} mm_entry;

/* Zero-initialise. */
typedef struct mm_items {
    FILE         *spool;
    mm_entry     *entries;
    size_t        n, cap;
    mm_buf        row;
    mm_jsonl_item room;
} mm_items;

/** Reads all of `path`; `format` NULL to find out. Release even after a
 * failure. As mm_format_read(). */
int mm_items_read(mm_items *out, const char *path, const mm_format *format,
                  const mm_format_options *o, mm_fact_level level,
                  mm_report *report, mm_error *err);
/** Item `i`, valid until the next call for these `items`. */
int  mm_items_get(mm_item *out, mm_items *items, size_t i, mm_error *err);
void mm_items_release(mm_items *items);

/**
 * Pairs the entries of two files, each with one at most: those that say the
 * same, then by id and wording, by both wordings, by one, and by id alone when
 * the ids of the files are of one making. Sets `partner` on both sides. MM_OK
 * or MM_ENOMEM.
 */
int mm_items_match(mm_items *a, mm_items *b);
/** The same among the entries that have no partner yet, but never by id alone.
 */
int mm_items_match_rest(mm_items *a, mm_items *b);

#endif
