/* Text on its way into a file, and what writers of text begin with. */
#ifndef MM_FORMATS_TEXT_OUT_H
#define MM_FORMATS_TEXT_OUT_H

#include "base/file.h"
#include "malmoi/formats.h"

/* Bytes are gathered and passed on in large pieces. What goes wrong on the way
 * (memory alone can) is noted, and told by mm_text_flush() and
 * mm_text_out_close(). Zero-initialise. */
typedef struct mm_text_out {
    mm_output  *file;
    mm_buf      buf;      /* UTF-8 */
    const char *encoding; /* of the file: what mm_encode() knows; NULL UTF-8 */
    mm_report  *report;
    long        line; /* of the item being written, for losses */
    bool        failed;
} mm_text_out;

int mm_text_out_open(mm_text_out *out, const char *path, mm_report *report,
                     mm_error *err);
/** As mm_output_close(). */
int mm_text_out_close(mm_text_out *out, int rc, mm_error *err);
/** Behind an item: what was gathered goes to the file when it grew large. */
int mm_text_flush(mm_text_out *out, mm_error *err);

void mm_text_put(mm_text_out *out, mm_str text);
/** Counts that the file cannot hold `field` of the item. */
void mm_text_loss(mm_text_out *out, const char *field);

/* The first member, `to`, of a writer. */
typedef struct mm_text_writer {
    mm_writer                base;
    mm_text_out              out;
    const mm_format_options *o;    /* never NULL */
    mm_arena                 mem;  /* of the item in hand */
    mm_arena                 kept; /* of the file, or the part being written */
} mm_text_writer;

/**
 * Makes `path` for a writer of `size` bytes that begins with mm_text_writer;
 * the rest of it is zero. `*out` is the caller's, who sets put and close, and
 * NULL on failure.
 */
int mm_text_writer_open(mm_writer **out, size_t size, const char *path,
                        const mm_format_options *o, mm_report *report,
                        mm_error *err);
/** Forgets the item before, and begins one of line `line`. */
void mm_text_writer_start(mm_text_writer *w, long line);
/** Closes the file and frees the writer; as mm_output_close(). */
int mm_text_writer_close(mm_text_writer *w, int rc, mm_error *err);

#endif
