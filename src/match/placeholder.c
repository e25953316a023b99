/* Codes in running text, by their first byte. */
#include "match/placeholder.h"

#include "base/ascii.h"

#include <string.h>

enum { NAME_MOST = 60, TAG_MOST = 400 };

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char at(mm_str text, size_t pos)
{
    return pos < text.len ? text.ptr[pos] : '\0';
}

/* %s %1$s %-5.2f %(name)s %% ; 100% and "5 % of" are none. */
static size_t percent(mm_str text, size_t start)
{
    size_t pos = start + 1, name;

    if (start && mm_ascii_digit(text.ptr[start - 1]))
        return 0;
    if (at(text, pos) == '%')
        return 2;
    if (at(text, pos) == '(') {
        for (name = pos + 1; name < text.len && name - pos < NAME_MOST &&
                             text.ptr[name] != ')';)
            name++;
        if (at(text, name) != ')')
            return 0;
        pos = name + 1;
    }
    while (mm_ascii_digit(at(text, pos)) ||
           strchr("$-+#.'", at(text, pos) ? at(text, pos) : 'x'))
        pos++;
    while (at(text, pos) && strchr("hlLqjzt", at(text, pos)))
        pos++;
    if (!at(text, pos) || !strchr("diouxXeEfFgGaAcCsSpnm@", at(text, pos)))
        return 0;
    pos++;
    return is_alpha(at(text, pos)) ? 0 : pos - start;
}

/* {0} {name} ${name} {{ name }} */
static size_t brace(mm_str text, size_t start)
{
    size_t pos = start, deep = 0, inside;

    if (at(text, pos) == '$')
        pos++;
    while (at(text, pos) == '{' && deep < 2) {
        pos++;
        deep++;
    }
    inside = pos;
    while (
        pos < text.len && pos - inside < NAME_MOST &&
        (is_alpha(text.ptr[pos]) ||
         strchr("0123456789_.:,#$ -[]()", text.ptr[pos] ? text.ptr[pos] : '!')))
        pos++;
    if (!deep || pos == inside || at(text, pos) != '}')
        return 0;
    while (deep && at(text, pos) == '}') {
        pos++;
        deep--;
    }
    return deep ? 0 : pos - start;
}

/* <b> </b> <br/> <a href="..."> */
static size_t tag(mm_str text, size_t start)
{
    size_t pos = start + 1;

    if (at(text, pos) == '/')
        pos++;
    if (!is_alpha(at(text, pos)))
        return 0;
    while (pos < text.len && pos - start < TAG_MOST && text.ptr[pos] != '>' &&
           text.ptr[pos] != '<')
        pos++;
    return at(text, pos) == '>' ? pos + 1 - start : 0;
}

/* &amp; &#8212; */
static size_t reference(mm_str text, size_t start)
{
    size_t pos = start + 1;

    if (at(text, pos) == '#')
        pos++;
    while (pos - start < 12 &&
           (is_alpha(at(text, pos)) || mm_ascii_digit(at(text, pos))))
        pos++;
    return pos > start + 1 && at(text, pos) == ';' ? pos + 1 - start : 0;
}

static size_t address(mm_str text, size_t start)
{
    static const char *const heads[] = { "http://", "https://", "ftp://",
                                         "mailto:", "www." };
    mm_str                   rest = mm_str_sub(text, start, SIZE_MAX);

    if (start &&
        (is_alpha(text.ptr[start - 1]) || mm_ascii_digit(text.ptr[start - 1])))
        return 0;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (mm_str_starts(rest, mm_cstr(heads[i]))) {
            size_t end = 0;

            while (end < rest.len && rest.ptr[end] > ' ' &&
                   !strchr("<>\"", rest.ptr[end]))
                end++;
            while (end && strchr(".,;:!?')]", rest.ptr[end - 1]))
                end--;
            return end > strlen(heads[i]) ? end : 0;
        }
    return 0;
}

size_t mm_placeholder_length(mm_str text, size_t start)
{
    switch (text.ptr[start]) {
    case '%':
        return percent(text, start);
    case '$':
    case '{':
        return brace(text, start);
    case '<':
        return tag(text, start);
    case '&':
        return reference(text, start);
    case 'h':
    case 'f':
    case 'm':
    case 'w':
        return address(text, start);
    default:
        return 0;
    }
}
