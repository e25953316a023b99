/*
 * Lines. In plain text a line break may end a paragraph, a heading, a list
 * item, or nothing (text wrapped at a width, as in mails and manuals). A text
 * is taken for wrapped when most of the lines that another follows at once are
 * nearly as long as the longest and do not end as sentences do. Then a line
 * goes on in the next, unless it is short or the next is a list item.
 * Otherwise each line stands for itself.
 */
#include "text/lines.h"

#include "malmoi/text.h"
#include "text/breaks.h"

#include <string.h>
#include <unicode/uchar.h>

enum { MIN_WIDTH = 30, MAX_WIDTH = 130, MAX_HEADING = 140 };

typedef struct line {
    size_t start, end; /* outer white space off; start == end: blank */
    size_t next;       /* where the next line starts */
    size_t indent;     /* bytes of white space before it */
} line;

static bool is_blank(int32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\r' || cp == 0xFEFF ||
           (cp >= 0x80 && (u_isUWhiteSpace(cp) || cp == 0x200B));
}

static bool read_line(mm_str text, size_t at, line *out)
{
    size_t  end = at, pos;
    int32_t cp;

    if (at >= text.len)
        return false;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r' &&
           text.ptr[end] != '\f')
        end++;
    out->next = end + 1;
    if (end + 1 < text.len && text.ptr[end] == '\r' &&
        text.ptr[end + 1] == '\n')
        out->next = end + 2;
    out->start = at;
    out->end = end;
    while (out->end > at) {
        pos = out->end;
        if (!is_blank(mm_utf8_prev(text, &pos)))
            break;
        out->end = pos;
    }
    for (pos = at; out->start < out->end; out->start = pos) {
        cp = mm_utf8_next(text, &pos);
        if (!is_blank(cp))
            break;
    }
    out->indent = out->start - at;
    return true;
}

/* The marks that may end a line of running prose. */
static bool is_ended(mm_str text, const line *l)
{
    size_t  pos = l->end;
    int32_t cp;

    do
        cp = mm_utf8_prev(text, &pos);
    while (pos > l->start && mm_is_closer(cp));
    return mm_is_full_stop(cp) || cp == ':' || cp == 0xFF1A;
}

static int32_t first_letter(mm_str text, const line *l)
{
    size_t pos = l->start;

    return mm_utf8_next(text, &pos);
}

static bool starts_small(mm_str text, const line *l)
{
    return u_isULowercase(first_letter(text, l));
}

static bool is_bullet(int32_t cp)
{
    return cp == '-' || cp == '*' || cp == 0x2022 || cp == 0x25E6 ||
           cp == 0x25AA || cp == 0x25CF || cp == 0x25CB || cp == 0x25A0 ||
           cp == 0x25A1 || cp == 0x25B6 || cp == 0x25B7 || cp == 0x25C6 ||
           cp == 0x25C7 || cp == 0x2605 || cp == 0x2606 || cp == 0x203B ||
           cp == 0x25B2 || cp == 0x25B3 || cp == 0x2013 || cp == 0x2014 ||
           cp == 0x00B7 || cp == 0x318D || cp == 0x25BA || cp == 0x27A2;
}

/* "1. ", "1) ", "(1) ", "가. ", "a) ": a short mark of order, then a space. */
static bool is_ordered(mm_str line_text)
{
    size_t  pos = 0;
    bool    open = mm_str_starts(line_text, MM_S("("));
    int32_t cp;
    int     digits = 0;

    if (open)
        pos = 1;
    cp = mm_utf8_next(line_text, &pos);
    if (u_isdigit(cp)) {
        for (digits = 1; digits < 4 && u_isdigit(cp); digits++)
            cp = mm_utf8_next(line_text, &pos);
        if (digits == 4)
            return false;
    } else if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
               (cp >= 0xAC00 && cp <= 0xD7A3)) {
        bool hangul = cp >= 0xAC00;

        cp = mm_utf8_next(line_text, &pos);
        if (cp == '.' && !hangul)
            return false; /* an initial: "J. Kim" */
    } else {
        return false;
    }
    if (cp != ')' && (open || cp != '.'))
        return false;
    return is_blank(mm_utf8_next(line_text, &pos));
}

static bool is_item(mm_str text, const line *l)
{
    mm_str  rest = mm_str_sub(text, l->start, l->end - l->start);
    size_t  pos = 0;
    int32_t cp = mm_utf8_next(rest, &pos);

    if (is_bullet(cp))
        return cp >= 0x2022 || is_blank(mm_utf8_next(rest, &pos));
    if ((cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0x2776 && cp <= 0x2793) ||
        (cp >= 0x3200 && cp <= 0x32FF))
        return true; /* circled and bracketed figures and syllables */
    return is_ordered(rest);
}

static int width_of(mm_str text, const line *l)
{
    return mm_display_width(mm_str_sub(text, l->start, l->end - l->start));
}

/* Does `b` begin a paragraph by its indentation? The text of an item hangs. */
static bool is_indented(mm_str text, const line *a, const line *b)
{
    return b->indent > a->indent + 1 && !is_item(text, a);
}

typedef struct shape {
    int inner, open, small; /* line ends inside runs of lines; those without
                               a full stop; then a small letter */
    int  width;             /* of the widest inner line */
    int  long_open;         /* inner lines nearly as wide as that, open */
    int  last_longer;       /* last lines of runs wider than that */
    bool spaced;
} shape;

static void note_pair(shape *out, mm_str text, const line *a, const line *b)
{
    int width = width_of(text, a);

    if (is_item(text, b) || is_indented(text, a, b))
        return;
    out->inner++;
    if (width > out->width)
        out->width = width;
    if (is_ended(text, a))
        return;
    out->open++;
    out->small += starts_small(text, b);
}

/* First walk: how lines follow each other, and the greatest width. */
static void measure(shape *out, mm_str text)
{
    line   a = { 0 }, b;
    size_t at = 0;
    bool   have = false, seen = false;

    while (read_line(text, at, &b)) {
        if (b.start == b.end)
            out->spaced = out->spaced || seen;
        else if (have)
            note_pair(out, text, &a, &b);
        seen = seen || b.start < b.end;
        have = b.start < b.end;
        a = b;
        at = b.next;
        if (out->inner > 2000)
            break; /* enough to tell */
    }
}

/* Second walk: how many of the inner lines reach that width. */
static void compare(shape *out, mm_str text)
{
    line   a = { 0 }, b;
    size_t at = 0;
    bool   have = false;
    int    n = 0;

    while (read_line(text, at, &b) && n <= 2000) {
        bool blank = b.start == b.end;

        if (have && !blank && !is_item(text, &b) &&
            !is_indented(text, &a, &b)) {
            n++;
            out->long_open +=
                !is_ended(text, &a) && width_of(text, &a) * 4 >= out->width * 3;
            out->last_longer += width_of(text, &b) > MAX_WIDTH;
        }
        have = !blank;
        a = b;
        at = b.next;
    }
}

void mm_lines_start(mm_lines *lines, mm_str text)
{
    shape s = { 0 };

    *lines = (mm_lines){ .text = text };
    measure(&s, text);
    lines->spaced = s.spaced;
    if (s.width < MIN_WIDTH || s.width > MAX_WIDTH || s.open * 2 < s.inner)
        return;
    compare(&s, text);
    /* One pair of lines tells little: then only a small letter does. */
    if (s.last_longer == 0 && s.long_open * 2 >= s.inner &&
        (s.inner >= 3 || s.small * 2 >= s.inner))
        lines->width = s.width;
}

/* In wrapped text: does line `a` go on in line `b`? */
static bool goes_on(const mm_lines *lines, const line *a, const line *b)
{
    if (b->start == b->end || is_item(lines->text, b) ||
        is_indented(lines->text, a, b))
        return false;
    if (starts_small(lines->text, b) && !is_ended(lines->text, a))
        return true;
    return width_of(lines->text, a) * 3 >= lines->width * 2;
}

static bool has_stop_inside(mm_str text, const line *l)
{
    return mm_str_find(mm_str_sub(text, l->start, l->end - l->start),
                       MM_S("다. "), 0) != SIZE_MAX;
}

/* A short line of its own without a full stop, that text follows (or nothing
 * went before). */
static bool is_heading(const mm_lines *lines, const line *l, bool apart)
{
    line next;

    if (mm_str_starts(mm_str_sub(lines->text, l->start, l->end - l->start),
                      MM_S("# ")))
        return true;
    if (is_ended(lines->text, l) || has_stop_inside(lines->text, l) ||
        width_of(lines->text, l) > MAX_HEADING)
        return false;
    if (!lines->begun)
        return true;
    if (!apart || !lines->spaced)
        return false;
    return !read_line(lines->text, l->next, &next) || next.start == next.end;
}

bool mm_lines_next(mm_lines *lines, mm_block *out)
{
    line l, next;
    bool apart = lines->apart || !lines->spaced;

    for (;;) {
        if (!read_line(lines->text, lines->at, &l))
            return false;
        lines->at = l.next;
        if (l.start < l.end)
            break;
        apart = true;
    }
    *out = (mm_block){ .start = l.start, .end = l.end };
    if (is_item(lines->text, &l))
        out->kind = MM_TEXT_ITEM;
    else if (is_heading(lines, &l, apart || lines->apart))
        out->kind = MM_TEXT_HEADING;
    if (lines->begun && (apart || out->kind != MM_TEXT_SENTENCE))
        lines->paragraph++;
    lines->begun = true;
    out->paragraph = lines->paragraph;
    while (lines->width && read_line(lines->text, lines->at, &next) &&
           goes_on(lines, &l, &next)) {
        l = next;
        out->end = l.end;
        out->joined = true;
        lines->at = l.next;
    }
    if (out->joined && out->kind == MM_TEXT_HEADING &&
        is_ended(lines->text, &l))
        out->kind = MM_TEXT_SENTENCE;
    lines->apart = out->kind != MM_TEXT_SENTENCE;
    return true;
}
