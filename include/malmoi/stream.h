/* malmoi/stream.h: readers and writers of units and concepts, and the copy
 * between them: import, export and convert are one mm_copy with other ends. */
#ifndef MALMOI_STREAM_H
#define MALMOI_STREAM_H

#include "malmoi/concept.h"

/* What a reader gives: a unit or a concept, one of the two not NULL. */
typedef struct mm_item {
    const mm_unit    *unit;
    const mm_concept *concept;
    long              line; /* of the input, from 1; 0 unknown */
    int64_t           row;  /* mm_id in the store it comes from; 0 elsewhere */
} mm_item;

typedef struct mm_reader mm_reader;
typedef struct mm_writer mm_writer;

/* A field that a format could not hold, how often, and where first. */
typedef struct mm_loss {
    mm_str field; /* "unit/prop", "term/hanja" */
    size_t n;
    long   line; /* of the input item it was first seen in */
} mm_loss;

/* Warnings of a reader and losses of a writer, gathered on the way. */
typedef struct mm_report {
    mm_loss *losses;
    size_t   n, cap;
    mm_buf   words; /* warnings, one a line: "line 12: ..." */
    mm_arena mem;
    bool     each; /* set it to have every loss in `list`, not only sums */
    mm_buf   list; /* "LINE<TAB>FIELD" lines; empty it as you go */
} mm_report;

MM_API int  mm_report_loss(mm_report *report, const char *field, long line);
MM_API int  mm_report_warn(mm_report *report, long line, const char *format,
                           ...) MM_PRINTF(3, 4);
MM_API void mm_report_release(mm_report *report);

/** MM_ROW and an item, valid until the next call; MM_OK at the end. */
MM_API int  mm_reader_next(mm_reader *reader, mm_item *out, mm_error *err);
MM_API void mm_reader_close(mm_reader *reader); /* NULL is fine */

MM_API int mm_writer_put(mm_writer *writer, const mm_item *item, mm_error *err);
/**
 * Ends the output: all or nothing. With `rc` < 0 what was written is undone
 * and `rc` handed back, so that a clean-up never hides the failure. NULL
 * gives `rc` back.
 */
MM_API int mm_writer_close(mm_writer *writer, int rc, mm_error *err);

/** Puts every item of `in` into `out`; `*n` (may be NULL) counts them. */
MM_API int mm_copy(mm_writer *out, mm_reader *in, size_t *n, mm_error *err);

/* For those who make readers and writers: the state begins with these. */
struct mm_reader {
    int (*next)(mm_reader *self, mm_item *out, mm_error *err);
    void (*close)(mm_reader *self);
};
struct mm_writer {
    int (*put)(mm_writer *self, const mm_item *item, mm_error *err);
    int (*close)(mm_writer *self, int rc, mm_error *err);
};

#endif
