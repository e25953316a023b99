/*
 * Rows of delimited text (RFC 4180, read leniently).
 *
 * A cell that begins with a quotation mark is a quoted one only when its
 * closing mark is followed by a delimiter or a line end; else the marks are
 * text: tab-separated glossaries do not quote, and where the first line says
 * that it is OmegaT's or UTX all marks are. Excel writes
 * "sep=;" as the first line; a comma, a semicolon or a tab is found by counting
 * in the first line outside of quotes.
 */
#include "formats/table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { CELL = 16 << 20, COLUMNS = 1000 };

static bool at_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Fills the buffer with more text; *more is false when there is none. */
static int more_text(mm_cells *c, bool *more, mm_error *err)
{
    if (c->text.len - c->at > CELL)
        return mm_source_fail(&c->source, err, MM_EFORMAT, c->next_line,
                              "a row is longer than 16 MB: is a quotation "
                              "mark left open?");
    if (c->at) {
        memmove(c->text.ptr, c->text.ptr + c->at, c->text.len - c->at);
        c->text.len -= c->at;
        c->at = 0;
    }
    return mm_source_next(&c->source, &c->text, more, err);
}

static void find_delimiter(mm_cells *c)
{
    mm_str text = mm_buf_str(&c->text);
    size_t n[3] = { 0, 0, 0 };
    bool   quoted = false;

    c->literal = mm_str_starts(text, MM_S("#UTX")) ||
                 mm_str_starts(text, MM_S("# Glossary in tab-separated"));
    while (text.len && (text.ptr[0] == '#' || at_line_end(text.ptr[0]))) {
        size_t end = mm_str_find(text, MM_S("\n"), 0); /* comment lines */

        text = mm_str_sub(text, end == SIZE_MAX ? text.len : end + 1, SIZE_MAX);
        if (end == SIZE_MAX)
            break;
    }
    if (mm_str_starts(text, MM_S("sep=")) && text.len > 4 &&
        !at_line_end(text.ptr[4])) {
        c->delimiter = text.ptr[4];
        c->start = (size_t)(text.ptr - c->text.ptr) + 5;
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        quoted ^= text.ptr[i] == '"';
        if (!quoted && at_line_end(text.ptr[i]))
            break;
        if (!quoted)
            for (size_t k = 0; k < 3; k++)
                n[k] += text.ptr[i] == "\t,;"[k];
    }
    c->delimiter = n[0] ? '\t' : n[2] > n[1] ? ';' : n[1] ? ',' : '\t';
    c->comments = c->delimiter == '\t';
}

int mm_cells_open(mm_cells *out, const char *path, const char *label,
                  mm_error *err)
{
    bool more;
    int  rc;

    *out = (mm_cells){ .next_line = 1 };
    if ((rc = mm_source_open(&out->source, path, label, err)) < 0 ||
        (rc = mm_source_next(&out->source, &out->text, &more, err)) < 0)
        return rc;
    find_delimiter(out);
    return mm_cells_rewind(out, out->start, err);
}

/* The closing mark of the quoted cell that begins at p (n bytes): its offset;
 * SIZE_MAX when the cell is not a quoted one. *open: it may be one if more text
 * came. */
static size_t closing(const mm_cells *c, const char *p, size_t n, bool *open)
{
    *open = false;
    for (size_t i = 1; i < n; i++) {
        if (p[i] != '"')
            continue;
        if (i + 1 < n && p[i + 1] == '"') {
            i++;
            continue;
        }
        if (i + 1 == n) {
            *open = !c->source.ended;
            return c->source.ended ? i : SIZE_MAX;
        }
        return p[i + 1] == c->delimiter || at_line_end(p[i + 1]) ? i : SIZE_MAX;
    }
    *open = !c->source.ended;
    return SIZE_MAX;
}

int mm_cells_add(mm_cells *c, mm_str cell, mm_error *err)
{
    if (c->n >= COLUMNS)
        return mm_source_fail(&c->source, err, MM_EFORMAT, c->line,
                              "more than %d columns", COLUMNS);
    if (mm_grow(&c->items, &c->cap, c->n + 1, sizeof *c->items, err) < 0 ||
        mm_grow(&c->quoted, &c->cap_quoted, c->n + 1, sizeof *c->quoted, err) <
            0)
        return MM_ENOMEM;
    c->quoted[c->n] = false;
    c->items[c->n++] = cell;
    return MM_OK;
}

static int add_cell(mm_cells *c, size_t from, size_t n, bool quoted,
                    mm_error *err)
{
    int rc = mm_cells_add(c, (mm_str){ c->text.ptr + from, n }, err);

    if (rc == MM_OK)
        c->quoted[c->n - 1] = quoted;
    return rc;
}

/* Splits the row at c->at. MM_ROW; MM_OK when its end is not in the buffer. */
static int split(mm_cells *c, size_t *end, mm_error *err)
{
    size_t at = c->at, from, n;
    int    rc;

    for (c->n = 0;;) {
        const char *p = c->text.ptr + at;
        size_t      left = c->text.len - at;
        bool        open = false, quoted = false;

        n = left && *p == '"' && !c->literal ? closing(c, p, left, &open)
                                             : SIZE_MAX;
        if (open)
            return MM_OK;
        if (n != SIZE_MAX) {
            quoted = true;
            from = at + 1;
            at += n + 1;
            n--;
        } else {
            for (n = 0; n < left && p[n] != c->delimiter && !at_line_end(p[n]);)
                n++;
            from = at;
            at += n;
        }
        if (at == c->text.len && !c->source.ended)
            return MM_OK;
        if ((rc = add_cell(c, from, n, quoted, err)) < 0)
            return rc;
        if (at < c->text.len && c->text.ptr[at] == c->delimiter) {
            at++;
            continue;
        }
        if (at < c->text.len && c->text.ptr[at] == '\r') {
            if (at + 1 == c->text.len && !c->source.ended)
                return MM_OK;
            at++;
        }
        if (at < c->text.len && c->text.ptr[at] == '\n')
            at++;
        *end = at;
        return MM_ROW;
    }
}

/* Undoubles the marks of quoted cells. */
static int undouble(mm_cells *c, mm_error *err)
{
    size_t room = 0;

    mm_buf_clear(&c->plain);
    for (size_t i = 0; i < c->n; i++)
        room += c->quoted[i] ? c->items[i].len + 1 : 0;
    if (room == 0)
        return MM_OK;
    for (size_t i = 0; i < room; i++)
        if (mm_buf_putc(&c->plain, 0) < 0)
            return mm_fail_memory(err);
    room = 0;
    for (size_t i = 0; i < c->n; i++) {
        mm_str cell = c->items[i];
        char  *to = c->plain.ptr + room;
        size_t n = 0;

        if (!c->quoted[i])
            continue;
        for (size_t k = 0; k < cell.len; k++) {
            to[n++] = cell.ptr[k];
            k += cell.ptr[k] == '"';
        }
        c->items[i] = (mm_str){ to, n };
        room += n;
    }
    return MM_OK;
}

static bool is_blank(const mm_cells *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (mm_str_trim(c->items[i]).len)
            return false;
    return true;
}

static long count_lines(const char *p, size_t n)
{
    long lines = 0;

    for (size_t i = 0; i < n; i++)
        lines +=
            p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
    return lines;
}

int mm_cells_next(mm_cells *cells, mm_error *err)
{
    size_t end = 0;
    bool   more, comment;
    int    rc;

    while (cells->rows) {
        cells->n = 0;
        rc = cells->rows->next(cells->rows, cells, err);
        if (rc != MM_ROW || !is_blank(cells))
            return rc;
    }
    for (;;) {
        if (cells->at == cells->text.len && cells->source.ended)
            return MM_OK;
        cells->line = cells->next_line;
        rc = cells->at < cells->text.len ? split(cells, &end, err) : MM_OK;
        if (rc < 0)
            return rc;
        if (rc == MM_OK) {
            if (cells->sampling && cells->at)
                return MM_OK;
            if ((rc = more_text(cells, &more, err)) < 0)
                return rc;
            continue;
        }
        comment = cells->comments && !cells->quoted[0] &&
                  mm_str_starts(cells->items[0], MM_S("#"));
        cells->next_line +=
            count_lines(cells->text.ptr + cells->at, end - cells->at);
        cells->at = end;
        if (!comment && !is_blank(cells))
            break;
    }
    return undouble(cells, err) < 0 ? MM_ENOMEM : MM_ROW;
}

int mm_cells_rewind(mm_cells *cells, size_t start, mm_error *err)
{
    cells->sampling = false;
    if (cells->rows)
        return cells->rows->rewind(cells->rows, err);
    cells->start = cells->at = start;
    cells->next_line = 1 + (start ? count_lines(cells->text.ptr, start) : 0);
    return MM_OK;
}

void mm_cells_close(mm_cells *cells)
{
    if (cells->rows)
        cells->rows->close(cells->rows);
    mm_source_close(&cells->source);
    mm_buf_release(&cells->text);
    mm_buf_release(&cells->plain);
    free(cells->items);
    free(cells->quoted);
}
