/* malmoi/lines.h: the lines of a text file or of standard input, decoded. */
#ifndef MALMOI_LINES_H
#define MALMOI_LINES_H

#include "malmoi/base.h"

typedef struct mm_line_reader mm_line_reader;

/**
 * Opens `path` ("-" or NULL is standard input; .gz and .zst are unpacked) and
 * settles its encoding; `encoding` forces one. `*out` is yours until
 * mm_line_reader_close(). MM_ENOTFOUND, MM_EIO; MM_EFORMAT when it is no text.
 */
MM_API int mm_line_reader_open(mm_line_reader **out, const char *path,
                         const char *encoding, mm_error *err);
/** MM_ROW and a line without its end, valid until the next call; MM_OK at the
 * end; MM_EFORMAT, with the line, at bytes that are not of the encoding. */
MM_API int  mm_line_reader_next(mm_line_reader *lines, mm_str *out, mm_error *err);
MM_API long mm_line_reader_number(const mm_line_reader *lines); /* last given, from 1 */
MM_API void mm_line_reader_close(mm_line_reader *lines); /* NULL is fine */
/** Puts the whole text of `path` behind what `out` holds, decoded; over
 * `limit` bytes (0: none) it is refused with MM_EFORMAT. */
MM_API int mm_text_read(mm_buf *out, const char *path, const char *encoding,
                        size_t limit, mm_error *err);

#endif
