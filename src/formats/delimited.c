/*
 * Rows as delimited text: TSV, and CSV as RFC 4180 has it.
 *
 * Where the file is CSV, a cell that a spreadsheet would take for a formula is
 * led by an apostrophe, which the reader takes off again; `raw` leaves it.
 */
#include "formats/all.h"
#include "formats/table_out.h"

#include "base/file.h"
#include "malmoi/decoder.h"

#include <stdlib.h>

typedef struct delimited {
    mm_row_sink base;
    mm_output  *file;
    mm_buf      buf;
    char        delimiter;
    bool        csv, raw;
    const char *encoding; /* NULL: UTF-8 */
} delimited;

static int write_cell(delimited *w, mm_str cell, bool first)
{
    bool formula = w->csv && !w->raw && mm_is_formula(cell);
    bool quote =
        cell.len && (cell.ptr[0] == '"' || (first && cell.ptr[0] == '#') ||
                     (first && mm_str_starts(cell, MM_S("sep="))));
    int rc = MM_OK;

    for (size_t i = 0; i < cell.len && !quote; i++)
        quote = cell.ptr[i] == w->delimiter || cell.ptr[i] == '\n' ||
                cell.ptr[i] == '\r' || (w->csv && cell.ptr[i] == '"');
    if (quote)
        rc = mm_buf_putc(&w->buf, '"');
    if (rc == MM_OK && formula)
        rc = mm_buf_putc(&w->buf, '\'');
    for (size_t i = 0; i < cell.len && rc == MM_OK; i++) {
        rc = mm_buf_putc(&w->buf, cell.ptr[i]);
        if (quote && cell.ptr[i] == '"' && rc == MM_OK)
            rc = mm_buf_putc(&w->buf, '"');
    }
    return quote && rc == MM_OK ? mm_buf_putc(&w->buf, '"') : rc;
}

/* Hands the rows in `buf` to the file, encoded. */
static int pass_on(delimited *w, mm_error *err)
{
    mm_buf encoded = { 0 };
    mm_str bytes = mm_buf_str(&w->buf);
    int    rc = MM_OK;

    if (w->encoding) {
        rc = mm_encode(&encoded, bytes, w->encoding, err);
        bytes = mm_buf_str(&encoded);
    }
    if (rc == MM_OK)
        rc = mm_output_put(w->file, bytes, err);
    mm_buf_clear(&w->buf);
    mm_buf_release(&encoded);
    return rc;
}

static int put_row(mm_row_sink *self, const mm_str *cells, size_t n,
                   mm_error *err)
{
    delimited *w = (delimited *)self;
    int        rc = MM_OK;

    for (size_t i = 0; i < n && rc == MM_OK; i++) {
        if (i)
            rc = mm_buf_putc(&w->buf, w->delimiter);
        if (rc == MM_OK)
            rc = write_cell(w, cells[i], i == 0);
    }
    if (rc < 0 || mm_buf_put(&w->buf, w->csv ? MM_S("\r\n") : MM_S("\n")) < 0)
        return mm_fail_memory(err);
    return w->buf.len < 64 * 1024 ? MM_OK : pass_on(w, err);
}

static int finish(mm_row_sink *self, int rc, mm_error *err)
{
    delimited *w = (delimited *)self;

    if (rc >= 0)
        rc = pass_on(w, err);
    rc = mm_output_close(w->file, rc, err);
    mm_buf_release(&w->buf);
    free(w);
    return rc;
}

int mm_delimited_open(mm_row_sink **out, const char *path,
                      mm_delimited_kind kind, bool raw, mm_error *err)
{
    delimited *w = calloc(1, sizeof *w);
    int        rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_row_sink){ put_row, finish };
    w->csv = kind != MM_TSV;
    w->delimiter = w->csv ? ',' : '\t';
    w->encoding = kind == MM_CSV_KOREAN ? "windows-949" : NULL;
    w->raw = raw;
    if ((rc = mm_output_open(&w->file, path, err)) < 0) {
        free(w);
        return rc;
    }
    if (kind == MM_CSV_MARKED && mm_buf_put(&w->buf, MM_S("\xEF\xBB\xBF")) < 0)
        return finish(&w->base, mm_fail_memory(err), err);
    *out = &w->base;
    return MM_OK;
}

static int open_writer(mm_writer **out, const char *path,
                       mm_delimited_kind kind, const mm_format_options *o,
                       mm_report *report, mm_error *err)
{
    mm_row_sink *sink;
    int          rc = mm_delimited_open(&sink, path, kind, o && o->raw, err);

    *out = NULL;
    return rc < 0 ? rc : mm_table_write(out, sink, o, report, err);
}

int mm_tsv_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    return open_writer(out, path, MM_TSV, o, report, err);
}

int mm_csv_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    return open_writer(out, path, MM_CSV, o, report, err);
}

int mm_excel_write(mm_writer **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    return open_writer(out, path, MM_CSV_MARKED, o, report, err);
}

int mm_excel_kr_write(mm_writer **out, const char *path,
                      const mm_format_options *o, mm_report *report,
                      mm_error *err)
{
    return open_writer(out, path, MM_CSV_KOREAN, o, report, err);
}
