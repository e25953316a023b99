/*
 * Rows as delimited text: TSV, and CSV as RFC 4180 has it.
 *
 * Where the file is CSV, a cell that a spreadsheet would take for a formula is
 * led by an apostrophe, which the reader takes off again; `raw` leaves it.
 */
#include "formats/all.h"
#include "formats/table_out.h"
#include "formats/text_out.h"

#include <stdlib.h>

typedef struct delimited {
    mm_row_sink base;
    mm_text_out out;
    char        delimiter;
    bool        csv, raw;
} delimited;

static void write_cell(delimited *w, mm_str cell, bool first)
{
    bool formula = w->csv && !w->raw && mm_is_formula(cell);
    bool quote =
        cell.len && (cell.ptr[0] == '"' || (first && cell.ptr[0] == '#') ||
                     (first && mm_str_starts(cell, MM_S("sep="))));

    for (size_t i = 0; i < cell.len && !quote; i++)
        quote = cell.ptr[i] == w->delimiter || cell.ptr[i] == '\n' ||
                cell.ptr[i] == '\r' || (w->csv && cell.ptr[i] == '"');
    if (quote)
        mm_text_put(&w->out, MM_S("\""));
    if (formula)
        mm_text_put(&w->out, MM_S("'"));
    for (size_t i = 0; i < cell.len; i++) {
        mm_text_put(&w->out, (mm_str){ &cell.ptr[i], 1 });
        if (quote && cell.ptr[i] == '"')
            mm_text_put(&w->out, MM_S("\""));
    }
    if (quote)
        mm_text_put(&w->out, MM_S("\""));
}

static int put_row(mm_row_sink *self, const mm_str *cells, size_t n,
                   mm_error *err)
{
    delimited *w = (delimited *)self;

    for (size_t i = 0; i < n; i++) {
        if (i)
            mm_text_put(&w->out, (mm_str){ &w->delimiter, 1 });
        write_cell(w, cells[i], i == 0);
    }
    mm_text_put(&w->out, w->csv ? MM_S("\r\n") : MM_S("\n"));
    return mm_text_flush(&w->out, err);
}

static int finish(mm_row_sink *self, int rc, mm_error *err)
{
    delimited *w = (delimited *)self;

    rc = mm_text_out_close(&w->out, rc, err);
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
    w->raw = raw;
    if ((rc = mm_text_out_open(&w->out, path, NULL, err)) < 0) {
        free(w);
        return rc;
    }
    w->out.encoding = kind == MM_CSV_KOREAN ? "windows-949" : NULL;
    if (kind == MM_CSV_MARKED)
        mm_text_put(&w->out, MM_S("\xEF\xBB\xBF"));
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
