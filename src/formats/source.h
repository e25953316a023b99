/* The text of a file as UTF-8, a chunk at a time. */
#ifndef MM_FORMATS_SOURCE_H
#define MM_FORMATS_SOURCE_H

#include "base/file.h"
#include "malmoi/decoder.h"
#include "malmoi/formats.h"

typedef struct mm_source {
    mm_input   *in;
    mm_decoder *decoder;
    const char *path; /* borrowed; "standard input" for "-" */
    char       *bytes;
    size_t      n; /* bytes of the head that wait to be decoded */
    bool        live; /* an encoding is settled by the lines that are there */
    bool        ended;
    int         rc; /* a failure that waits until the good text is used */
    mm_error    err;
} mm_source;

/** Opens `path` and settles its encoding (`label` forces one). Release with
 * mm_source_close() even after a failure. */
int mm_source_open(mm_source *out, const char *path, const char *label,
                   mm_error *err);
/** The same over bytes in memory, which must outlive it; `name` is for errors.
 */
int mm_source_memory(mm_source *out, const char *name, mm_str bytes,
                     mm_error *err);
/** Puts the next chunk behind what `out` holds; *more is false at the end. */
int  mm_source_next(mm_source *source, mm_buf *out, bool *more, mm_error *err);
void mm_source_close(mm_source *source);

/* Lines of a source. */
typedef struct mm_source_lines {
    mm_source source;
    mm_buf    text; /* decoded, from `at` on not yet given */
    size_t    at;
    long      line; /* of the line last given, from 1 */
} mm_source_lines;

int mm_source_lines_open(mm_source_lines *out, const char *path,
                         const char *label, mm_error *err);
/** The same for lines that are answered one by one: the first is given when it
 * is there, though no more come. */
int mm_source_lines_live(mm_source_lines *out, const char *path,
                         const char *label, mm_error *err);
/** MM_ROW and a line without its end (LF, CR LF or CR), valid until the next
 * call; MM_OK at the end; MM_EFORMAT when one is longer than 64 MB. */
int  mm_source_lines_next(mm_source_lines *lines, mm_str *out, mm_error *err);
void mm_source_lines_close(mm_source_lines *lines);

/** Fails with `line`, the text led by the file's name. */
int mm_source_fail(const mm_source *source, mm_error *err, int code, long line,
                   const char *format, ...) MM_PRINTF(5, 6);
/** Puts the file's name in front of an error made by a layer below. */
int mm_source_name(const mm_source *source, mm_error *err, int rc);

/* What every reader of this layer begins with. */
typedef struct mm_file_reader {
    mm_reader  base;
    mm_source *source;
} mm_file_reader;

#endif
