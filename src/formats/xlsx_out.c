/*
 * XLSX out: the table as a sheet, by libxlsxwriter in constant memory.
 *
 * Each cell is text, so that 00123 and =1+1 stay what they are. A character
 * that XML cannot hold is written _xHHHH_ (ECMA-376, 22.9.2.19), and so is a
 * carriage return, which XML would make a line feed; an underscore that would
 * begin such an escape by itself is escaped too. libxlsxwriter writes a file of
 * its own, whose bytes then go where the output goes. It is opened with the
 * first workbook.
 */
#include "formats/all.h"
#include "formats/table_out.h"

#include "base/file.h"
#include "base/late.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { CELL = 32767, ROWS = 1048576 }; /* limits of Excel */

/* clang-format off */
#define CALLS(X)                                                               \
    X(workbook_new_opt) X(workbook_add_worksheet) X(workbook_add_format)       \
    X(workbook_close) X(format_set_bold) X(worksheet_write_string)             \
    X(worksheet_set_column) X(worksheet_freeze_panes) X(worksheet_autofilter)
/* clang-format on */

typedef struct writer_calls {
    CALLS(MM_LATE_POINTER)
} writer_calls;

#ifdef MALMOI_XLSXWRITER
#define ROW(name) MM_LATE_FOUND(writer_calls, name)
#else
#define MALMOI_XLSXWRITER NULL
#define ROW(name) MM_LATE_LINKED(writer_calls, name)
#endif

static const mm_late_call list[] = { CALLS(ROW){ 0 } };

typedef struct xlsx_sink {
    mm_row_sink    base;
    mm_output     *file;
    writer_calls   call;
    lxw_workbook  *book;
    lxw_worksheet *sheet;
    lxw_format    *bold;
    char           path[64];
    lxw_row_t      n;
    size_t         columns;
    mm_buf         cell;
} xlsx_sink;

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
           (c >= 'a' && c <= 'f');
}

static bool looks_escaped(mm_str text, size_t at)
{
    return at + 7 <= text.len && text.ptr[at + 1] == 'x' &&
           text.ptr[at + 6] == '_' && is_hex(text.ptr[at + 2]) &&
           is_hex(text.ptr[at + 3]) && is_hex(text.ptr[at + 4]) &&
           is_hex(text.ptr[at + 5]);
}

/* Puts `text` into w->cell as the file has it. */
static int escape(xlsx_sink *w, mm_str text, mm_error *err)
{
    size_t  at = 0;
    int     rc = MM_OK;
    int32_t cp;

    mm_buf_clear(&w->cell);
    for (size_t from = 0; rc == MM_OK && (cp = mm_utf8_next(text, &at)) >= 0;
         from = at) {
        if ((cp < 0x20 && cp != '\n' && cp != '\t') || cp == 0xFFFE ||
            cp == 0xFFFF || (cp == '_' && looks_escaped(text, from)))
            rc = mm_buf_printf(&w->cell, "_x%04X_", (unsigned)cp);
        else
            rc = mm_buf_put_cp(&w->cell, cp);
    }
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static int put_cell(xlsx_sink *w, size_t column, mm_str text, mm_error *err)
{
    int rc;

    if (text.len == 0)
        return MM_OK;
    if ((rc = escape(w, text, err)) < 0)
        return rc;
    if (mm_utf8_count(mm_buf_str(&w->cell)) > CELL)
        return mm_fail(err, MM_EINVALID,
                       "a cell of row %u is longer than the %d characters "
                       "that Excel holds: write another format",
                       (unsigned)w->n + 1, CELL);
    if (w->call.worksheet_write_string(w->sheet, w->n, (lxw_col_t)column,
                                       w->cell.ptr,
                                       w->n ? NULL : w->bold) != LXW_NO_ERROR)
        return mm_fail(err, MM_EIO, "cannot write a temporary file");
    return MM_OK;
}

static int put_row(mm_row_sink *self, const mm_str *cells, size_t n,
                   mm_error *err)
{
    xlsx_sink *w = (xlsx_sink *)self;
    int        rc = MM_OK;

    if (w->n == ROWS)
        return mm_fail(err, MM_EINVALID,
                       "more rows than the %d that Excel holds: write "
                       "another format",
                       ROWS);
    if (w->n == 0) {
        w->columns = n;
        w->call.worksheet_set_column(w->sheet, 0, (lxw_col_t)(n ? n - 1 : 0),
                                     24, NULL);
        w->call.worksheet_freeze_panes(w->sheet, 1, 0);
    }
    for (size_t i = 0; i < n && rc == MM_OK; i++)
        rc = put_cell(w, i, cells[i], err);
    w->n++;
    return rc;
}

static int copy_book(xlsx_sink *w, mm_error *err)
{
    FILE  *from = fopen(w->path, "rb");
    char   chunk[16384];
    size_t n;
    int    rc =
        from ? MM_OK : mm_fail(err, MM_EIO, "cannot read a temporary file");

    while (rc == MM_OK && (n = fread(chunk, 1, sizeof chunk, from)) > 0)
        rc = mm_output_put(w->file, (mm_str){ chunk, n }, err);
    if (from)
        fclose(from);
    return rc;
}

static int finish(mm_row_sink *self, int rc, mm_error *err)
{
    xlsx_sink *w = (xlsx_sink *)self;

    if (w->n > 1 && w->columns && rc >= 0)
        w->call.worksheet_autofilter(w->sheet, 0, 0, w->n - 1,
                                     (lxw_col_t)(w->columns - 1));
    if (w->book && w->call.workbook_close(w->book) != LXW_NO_ERROR && rc >= 0)
        rc = mm_fail(err, MM_EIO, "cannot write a temporary file");
    if (rc >= 0)
        rc = copy_book(w, err);
    if (w->path[0])
        unlink(w->path);
    rc = mm_output_close(w->file, rc, err);
    mm_buf_release(&w->cell);
    free(w);
    return rc;
}

/* Opens a workbook in a temporary file. */
static int open_book(xlsx_sink *w, mm_error *err)
{
    lxw_workbook_options o = { .constant_memory = LXW_TRUE };
    int                  fd, rc;

    if ((rc = mm_late_load(&w->call, list, MALMOI_XLSXWRITER, err)) < 0)
        return rc;
    strcpy(w->path, "/tmp/malmoi-XXXXXX");
    if ((fd = mkstemp(w->path)) < 0) {
        w->path[0] = 0;
        return mm_fail(err, MM_EIO, "cannot make a temporary file");
    }
    close(fd);
    if (!(w->book = w->call.workbook_new_opt(w->path, &o)) ||
        !(w->sheet = w->call.workbook_add_worksheet(w->book, NULL)) ||
        !(w->bold = w->call.workbook_add_format(w->book)))
        return mm_fail_memory(err);
    w->call.format_set_bold(w->bold);
    return MM_OK;
}

int mm_xlsx_write(mm_writer **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    xlsx_sink *w = calloc(1, sizeof *w);
    int        rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_row_sink){ put_row, finish };
    if ((rc = mm_output_open(&w->file, path, err)) < 0 ||
        (rc = open_book(w, err)) < 0)
        return finish(&w->base, rc, err);
    return mm_table_write(out, &w->base, o, report, err);
}
