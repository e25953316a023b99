/* Readers and writers are two function pointers each; the copy between them,
 * and the report of what a format could not hold. */
#include "malmoi/stream.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

int mm_reader_next(mm_reader *reader, mm_item *out, mm_error *err)
{
    *out = (mm_item){ 0 };
    return reader->next(reader, out, err);
}

void mm_reader_close(mm_reader *reader)
{
    if (reader)
        reader->close(reader);
}

int mm_writer_put(mm_writer *writer, const mm_item *item, mm_error *err)
{
    return writer->put(writer, item, err);
}

int mm_writer_close(mm_writer *writer, int rc, mm_error *err)
{
    return writer ? writer->close(writer, rc, err) : rc;
}

int mm_copy(mm_writer *out, mm_reader *in, size_t *n, mm_error *err)
{
    mm_item item;
    int     rc;

    if (n)
        *n = 0;
    while ((rc = mm_reader_next(in, &item, err)) == MM_ROW) {
        if ((rc = mm_writer_put(out, &item, err)) < 0)
            return rc;
        if (n)
            ++*n;
    }
    return rc;
}

int mm_report_loss(mm_report *report, const char *field, long line)
{
    mm_str name = mm_cstr(field);

    if (!report)
        return MM_OK;
    if (report->each &&
        mm_buf_printf(&report->list, "%ld\t%s\n", line, field) < 0)
        return MM_ENOMEM;
    for (size_t i = 0; i < report->n; i++) {
        if (mm_str_eq(report->losses[i].field, name)) {
            report->losses[i].n++;
            return MM_OK;
        }
    }
    if (mm_grow(&report->losses, &report->cap, report->n + 1,
                sizeof *report->losses, NULL) < 0 ||
        !(name = mm_arena_copy(&report->mem, name)).ptr)
        return MM_ENOMEM;
    report->losses[report->n++] = (mm_loss){ name, 1, line };
    return MM_OK;
}

int mm_report_warn(mm_report *report, long line, const char *format, ...)
{
    char    text[400];
    va_list args;

    if (!report)
        return MM_OK;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return line ? mm_buf_printf(&report->words, "line %ld: %s\n", line, text)
                : mm_buf_printf(&report->words, "%s\n", text);
}

void mm_report_release(mm_report *report)
{
    free(report->losses);
    mm_buf_release(&report->words);
    mm_buf_release(&report->list);
    mm_arena_release(&report->mem);
    *report = (mm_report){ 0 };
}
