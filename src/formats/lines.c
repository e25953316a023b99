/* Lines for the command line and other users of the library. */
#include "malmoi/lines.h"

#include "formats/source.h"

#include <stdlib.h>

struct mm_line_reader {
    mm_source_lines source;
};

int mm_line_reader_open(mm_line_reader **out, const char *path, const char *encoding,
                  mm_error *err)
{
    mm_line_reader *lines = calloc(1, sizeof *lines);
    int       rc;

    *out = NULL;
    if (!lines)
        return mm_fail_memory(err);
    rc = mm_source_lines_live(&lines->source, path ? path : "-", encoding, err);
    if (rc < 0)
        mm_line_reader_close(lines);
    else
        *out = lines;
    return rc;
}

int mm_line_reader_next(mm_line_reader *lines, mm_str *out, mm_error *err)
{
    return mm_source_lines_next(&lines->source, out, err);
}

long mm_line_reader_number(const mm_line_reader *lines)
{
    return lines->source.line;
}

void mm_line_reader_close(mm_line_reader *lines)
{
    if (!lines)
        return;
    mm_source_lines_close(&lines->source);
    free(lines);
}

int mm_text_read(mm_buf *out, const char *path, const char *encoding,
                 size_t limit, mm_error *err)
{
    mm_source source = { 0 };
    size_t    before = out->len;
    bool      more = true;
    int rc = mm_source_open(&source, path ? path : "-", encoding, err);

    while (rc == MM_OK && more) {
        rc = mm_source_next(&source, out, &more, err);
        if (rc == MM_OK && limit && out->len - before > limit)
            rc = mm_source_fail(&source, err, MM_EFORMAT, 0,
                                "is larger than %zu MB", limit >> 20);
    }
    mm_source_close(&source);
    return rc;
}
