/*
 * XLSX in (ECMA-376, SpreadsheetML): the first sheet's rows as a table.
 *
 * The ZIP says which part is the first sheet (workbook.xml and its
 * relationships). Strings that cells share are held in memory; the sheet is
 * unpacked to a temporary file and read as a stream, so that rows cost nothing.
 * Text is text: a figure stays as the file has it, a formula is its last
 * result. Characters that XML cannot hold are written _xHHHH_ (22.9.2.19) and
 * read so.
 */
#include "formats/all.h"
#include "formats/archive.h"
#include "formats/build.h"
#include "formats/table.h"
#include "formats/xml.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATIO = 1000, STRINGS = 256 << 20, COLUMNS = 1000 };
#define SHEET ((uint64_t)4 << 30)

typedef struct xlsx {
    mm_row_source base;
    const char   *path; /* borrowed */
    mm_archive   *zip;
    char          sheet[64]; /* the temporary file */
    mm_xml       *xml;
    mm_buf        strings, text;
    size_t       *at; /* where each shared string begins, and the end */
    size_t        n_strings, cap_strings;
    size_t       *cells; /* where each cell of the row begins in `text` */
    size_t        n_cells, cap_cells;
} xlsx;

static int refuse(const xlsx *x, mm_error *err, const char *why)
{
    mm_source name = { .path = x->path };

    return mm_source_fail(&name, err, MM_EFORMAT, 0, "%s", why);
}

/* ---- parts of the ZIP ---- */

/* Begins to unpack part `name`, unless it is missing or a bomb. */
static int open_part(xlsx *x, const char *name, uint64_t limit, mm_error *err)
{
    mm_part part;

    if (mm_archive_find(&part, x->zip, name) != MM_ROW)
        return refuse(x, err, "is no XLSX file, or a damaged one");
    if (part.locked)
        return refuse(x, err, "is locked by a password: unlock it first");
    if (part.size > limit ||
        (part.size > 1 << 20 && part.size / RATIO > part.packed))
        return refuse(x, err, "unpacks to more than is sound");
    return mm_archive_start(x->zip, &part) < 0
               ? refuse(x, err, "is a damaged XLSX file")
               : MM_OK;
}

static int unpack(xlsx *x, const char *name, mm_buf *out, FILE *to,
                  uint64_t limit, mm_error *err)
{
    char     chunk[16384];
    uint64_t all = 0;
    size_t   n;
    int      rc = open_part(x, name, limit, err);

    while (rc == MM_OK) {
        if (mm_archive_read(x->zip, chunk, sizeof chunk, &n) < 0)
            return refuse(x, err, "is a damaged XLSX file");
        if (n == 0)
            break;
        all += n;
        if (all > limit)
            rc = refuse(x, err, "unpacks to more than is sound");
        else if (to && fwrite(chunk, 1, n, to) != n)
            rc = mm_fail(err, MM_EIO, "cannot write a temporary file");
        else if (out && mm_buf_put(out, (mm_str){ chunk, n }) < 0)
            rc = mm_fail_memory(err);
    }
    return rc;
}

/* The value of attribute `want` in the first element `name` of part `part`
 * whose attribute `key`, when given, is `value`; in `out` (size bytes). */
static int find_attribute(xlsx *x, const char *part, const char *name,
                          const char *key, const char *value, const char *want,
                          char *out, size_t size, mm_error *err)
{
    mm_buf       bytes = { 0 };
    mm_xml      *xml = NULL;
    mm_xml_event e;
    int          rc = unpack(x, part, &bytes, NULL, STRINGS, err);

    *out = 0;
    if (rc == MM_OK)
        rc = mm_xml_open_memory(&xml, x->path, mm_buf_str(&bytes), err);
    while (rc >= 0 && !*out && (rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        mm_str found;

        if (e.kind != MM_XML_OPEN || !mm_xml_is(&e, name) ||
            (key && !mm_str_eq(mm_xml_attr_get(&e, key), mm_cstr(value))))
            continue;
        found = mm_xml_attr_get(&e, want);
        snprintf(out, size, "%.*s", (int)found.len, found.ptr);
    }
    mm_xml_close(xml);
    mm_buf_release(&bytes);
    return rc < 0 ? rc : MM_OK;
}

/* The name of the part that is the first sheet. */
static int find_sheet(xlsx *x, char *out, size_t size, mm_error *err)
{
    char id[64], target[200];
    int  rc;

    if ((rc = find_attribute(x, "xl/workbook.xml", "sheet", NULL, NULL, "r:id",
                             id, sizeof id, err)) < 0 ||
        (rc = find_attribute(x, "xl/_rels/workbook.xml.rels", "Relationship",
                             "Id", id, "Target", target, sizeof target, err)) <
            0)
        return rc;
    if (!*id || !*target)
        return refuse(x, err, "has no sheet");
    if (*target == '/')
        snprintf(out, size, "%s", target + 1);
    else
        snprintf(out, size, "xl/%s", target);
    return MM_OK;
}

/* ---- text ---- */

/* Four hexadecimal digits; -1 when they are none. */
static int hex4(const char *p)
{
    int n = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int  digit = c >= '0' && c <= '9'   ? c - '0'
                     : c >= 'A' && c <= 'F' ? c - 'A' + 10
                     : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                            : -1;

        if (digit < 0)
            return -1;
        n = n * 16 + digit;
    }
    return n;
}

/* Puts `text` with _xHHHH_ resolved. */
static int put_text(mm_buf *out, mm_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        int cp = i + 7 <= text.len && text.ptr[i] == '_' &&
                         text.ptr[i + 1] == 'x' && text.ptr[i + 6] == '_'
                     ? hex4(text.ptr + i + 2)
                     : -1;

        if (cp > 0 && (cp < 0xD800 || cp > 0xDFFF)) {
            if (mm_buf_put_cp(out, cp) < 0)
                return MM_ENOMEM;
            i += 6;
        } else if (mm_buf_putc(out, text.ptr[i]) < 0) {
            return MM_ENOMEM;
        }
    }
    return MM_OK;
}

/* Puts the text of a string item (si, is): its runs, readings (rPh) left out,
 * behind `out`. */
static int read_string(mm_xml *xml, const mm_xml_event *open, mm_buf *out,
                       mm_error *err)
{
    mm_buf       text = { 0 };
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(xml, open, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "rPh")) {
            rc = mm_xml_skip(xml, &e, err);
        } else if (mm_xml_is(&e, "t")) {
            mm_buf_clear(&text);
            rc = mm_xml_content(xml, &e, &text, NULL, err);
            if (rc >= 0 && put_text(out, mm_buf_str(&text)) < 0)
                rc = mm_fail_memory(err);
        }
        if (rc < 0)
            break;
    }
    mm_buf_release(&text);
    return rc < 0 ? rc : MM_OK;
}

static int read_shared(xlsx *x, mm_error *err)
{
    mm_buf       bytes = { 0 };
    mm_part      part;
    mm_xml      *xml = NULL;
    mm_xml_event e;
    int          rc;

    if (mm_archive_find(&part, x->zip, "xl/sharedStrings.xml") == MM_OK)
        return MM_OK; /* a sheet without text, or with inline strings */
    rc = unpack(x, "xl/sharedStrings.xml", &bytes, NULL, STRINGS, err);
    if (rc == MM_OK)
        rc = mm_xml_open_memory(&xml, x->path, mm_buf_str(&bytes), err);
    while (rc >= 0 && (rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        if (e.kind != MM_XML_OPEN || !mm_xml_is(&e, "si"))
            continue;
        if ((rc = mm_grow(&x->at, &x->cap_strings, x->n_strings + 2,
                          sizeof *x->at, err)) < 0)
            break;
        x->at[x->n_strings++] = x->strings.len;
        rc = read_string(xml, &e, &x->strings, err);
        x->at[x->n_strings] = x->strings.len;
    }
    mm_xml_close(xml);
    mm_buf_release(&bytes);
    return rc < 0 ? rc : MM_OK;
}

/* ---- rows ---- */

/* Column of "BC12": 0-based; SIZE_MAX when it says none. */
static size_t column_of(mm_str reference)
{
    size_t n = 0, i = 0;

    for (; i < reference.len && i < 4 && reference.ptr[i] >= 'A' &&
           reference.ptr[i] <= 'Z';
         i++)
        n = n * 26 + (size_t)(reference.ptr[i] - 'A' + 1);
    return i ? n - 1 : SIZE_MAX;
}

static mm_str shared_string(const xlsx *x, mm_str number)
{
    size_t n = 0;

    for (size_t i = 0; i < number.len && n < 100000000; i++)
        if (number.ptr[i] >= '0' && number.ptr[i] <= '9')
            n = n * 10 + (size_t)(number.ptr[i] - '0');
    if (number.len == 0 || n >= x->n_strings)
        return (mm_str){ "", 0 };
    return (mm_str){ x->strings.ptr + x->at[n], x->at[n + 1] - x->at[n] };
}

/* Puts the text of cell `c` behind x->text. */
static int read_cell(xlsx *x, const mm_xml_event *c, mm_error *err)
{
    mm_str       type = mm_xml_attr_get(c, "t");
    bool         shared = mm_str_eq(type, MM_S("s"));
    mm_buf       value = { 0 };
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(x->xml, c, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "is"))
            rc = read_string(x->xml, &e, &x->text, err);
        else if (mm_xml_is(&e, "v"))
            rc = mm_xml_content(x->xml, &e, &value, NULL, err);
        else
            rc = mm_xml_skip(x->xml, &e, err);
        if (rc < 0)
            break;
    }
    if (rc >= 0 && value.len) {
        mm_str text = mm_buf_str(&value);

        rc = shared ? mm_buf_put(&x->text, shared_string(x, text))
                    : put_text(&x->text, text);
        if (rc < 0)
            rc = mm_fail_memory(err);
    }
    mm_buf_release(&value);
    return rc < 0 ? rc : MM_OK;
}

/* Marks where the next cell begins; cells that the file left out are empty. */
static int start_cell(xlsx *x, mm_str reference, mm_error *err)
{
    size_t column = column_of(reference);

    if (column == SIZE_MAX || column < x->n_cells)
        column = x->n_cells;
    if (column >= COLUMNS)
        return refuse(x, err, "has more than 1000 columns");
    if (mm_grow(&x->cells, &x->cap_cells, column + 2, sizeof *x->cells, err) <
        0)
        return MM_ENOMEM;
    while (x->n_cells <= column)
        x->cells[x->n_cells++] = x->text.len;
    return MM_OK;
}

static int read_row(xlsx *x, const mm_xml_event *row, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    mm_buf_clear(&x->text);
    x->n_cells = 0;
    while ((rc = mm_xml_inside(x->xml, row, &e, err)) == MM_ROW) {
        if (!mm_xml_is(&e, "c"))
            continue;
        if ((rc = start_cell(x, mm_xml_attr_get(&e, "r"), err)) < 0 ||
            (rc = read_cell(x, &e, err)) < 0)
            return rc;
    }
    return rc;
}

static int xlsx_next(mm_row_source *self, mm_cells *cells, mm_error *err)
{
    xlsx        *x = (xlsx *)self;
    mm_xml_event e;
    double       number;
    int          rc;

    while ((rc = mm_xml_next(x->xml, &e, err)) == MM_ROW) {
        mm_str said;

        if (e.kind != MM_XML_OPEN || !mm_xml_is(&e, "row"))
            continue;
        said = mm_xml_attr_get(&e, "r");
        cells->line = mm_str_number(said, &number) && number < 1e7
                          ? (long)number
                          : cells->line + 1;
        if ((rc = read_row(x, &e, err)) < 0)
            return rc;
        for (size_t i = 0; i < x->n_cells; i++) {
            size_t end = i + 1 < x->n_cells ? x->cells[i + 1] : x->text.len;

            if ((rc = mm_cells_add(
                     cells,
                     (mm_str){ x->text.ptr ? x->text.ptr + x->cells[i] : "",
                               end - x->cells[i] },
                     err)) < 0)
                return rc;
        }
        return MM_ROW;
    }
    return rc;
}

static int xlsx_rewind(mm_row_source *self, mm_error *err)
{
    xlsx *x = (xlsx *)self;

    mm_xml_close(x->xml);
    return mm_xml_open(&x->xml, x->sheet, NULL, err);
}

static void xlsx_close(mm_row_source *self)
{
    xlsx *x = (xlsx *)self;

    mm_xml_close(x->xml);
    mm_archive_close(x->zip);
    if (x->sheet[0])
        unlink(x->sheet);
    mm_buf_release(&x->strings);
    mm_buf_release(&x->text);
    free(x->at);
    free(x->cells);
    free(x);
}

/* Unpacks the sheet to a temporary file. */
static int unpack_sheet(xlsx *x, mm_error *err)
{
    const char *folder = getenv("TMPDIR");
    char        part[256];
    FILE       *to = NULL;
    int         rc = find_sheet(x, part, sizeof part, err), fd;

    if (rc < 0)
        return rc;
    snprintf(x->sheet, sizeof x->sheet, "%.40s/malmoi-XXXXXX",
             folder && *folder && strlen(folder) <= 40 ? folder : "/tmp");
    if ((fd = mkstemp(x->sheet)) < 0 || !(to = fdopen(fd, "wb"))) {
        x->sheet[fd < 0 ? 0 : strlen(x->sheet)] = 0;
        if (fd >= 0)
            close(fd);
        return mm_fail(err, MM_EIO, "cannot make a temporary file");
    }
    rc = unpack(x, part, NULL, to, SHEET, err);
    if (fclose(to) != 0 && rc == MM_OK)
        rc = mm_fail(err, MM_EIO, "cannot write a temporary file");
    return rc;
}

int mm_xlsx_read(mm_reader **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    xlsx *x = calloc(1, sizeof *x);
    int   rc = MM_OK;

    *out = NULL;
    if (!x)
        return mm_fail_memory(err);
    x->base = (mm_row_source){ xlsx_next, xlsx_rewind, xlsx_close };
    x->path = path;
    if (strcmp(path, "-") == 0)
        rc = mm_fail(err, MM_EINVALID,
                     "XLSX is not read from standard input: name a file");
    else if (access(path, R_OK) != 0)
        rc = mm_fail(err, MM_ENOTFOUND, "cannot read '%.150s'", path);
    else if ((rc = mm_archive_open(&x->zip, path, err)) == MM_EFORMAT)
        rc = refuse(x, err, "is no XLSX file, or cut short");
    if (rc < 0 || (rc = read_shared(x, err)) < 0 ||
        (rc = unpack_sheet(x, err)) < 0 ||
        (rc = xlsx_rewind(&x->base, err)) < 0) {
        xlsx_close(&x->base);
        return rc;
    }
    return mm_table_read_rows(out, path, &x->base, o, report, err);
}
