/* String views and UTF-8, over bytes; nothing here allocates. */
#include "malmoi/base.h"

#include <string.h>

mm_str mm_cstr(const char *text)
{
    return (mm_str){ text, text ? strlen(text) : 0 };
}

bool mm_str_eq(mm_str a, mm_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int mm_str_cmp(mm_str a, mm_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int    c = n ? memcmp(a.ptr, b.ptr, n) : 0;

    return c ? c : (a.len > b.len) - (a.len < b.len);
}

bool mm_str_starts(mm_str text, mm_str prefix)
{
    return text.len >= prefix.len &&
           mm_str_eq((mm_str){ text.ptr, prefix.len }, prefix);
}

bool mm_str_ends(mm_str text, mm_str suffix)
{
    return text.len >= suffix.len &&
           mm_str_eq((mm_str){ text.ptr + (text.len - suffix.len), suffix.len },
                     suffix);
}

mm_str mm_str_sub(mm_str text, size_t start, size_t len)
{
    if (start > text.len)
        start = text.len;
    if (len > text.len - start)
        len = text.len - start;
    return (mm_str){ text.ptr ? text.ptr + start : NULL, len };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

mm_str mm_str_trim(mm_str text)
{
    while (text.len && is_space(text.ptr[text.len - 1]))
        text.len--;
    while (text.len && is_space(*text.ptr)) {
        text.ptr++;
        text.len--;
    }
    return text;
}

size_t mm_str_find(mm_str text, mm_str needle, size_t from)
{
    if (needle.len == 0)
        return from <= text.len ? from : SIZE_MAX;
    while (from <= text.len && needle.len <= text.len - from) {
        const char *hit = memchr(text.ptr + from, needle.ptr[0],
                                 text.len - from - needle.len + 1);

        if (!hit)
            break;
        if (memcmp(hit, needle.ptr, needle.len) == 0)
            return (size_t)(hit - text.ptr);
        from = (size_t)(hit - text.ptr) + 1;
    }
    return SIZE_MAX;
}

mm_str mm_str_cut(mm_str *text, char sep)
{
    const char *hit = text->len ? memchr(text->ptr, sep, text->len) : NULL;
    mm_str      head = *text;

    if (!hit) {
        *text = (mm_str){ text->len ? text->ptr + text->len : text->ptr, 0 };
        return head;
    }
    head.len = (size_t)(hit - text->ptr);
    *text = (mm_str){ hit + 1, text->len - head.len - 1 };
    return head;
}

/* Length of the sequence that byte `c` opens, 0 when it opens none. */
static size_t sequence_length(unsigned char c)
{
    return c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3
         : c < 0xF5 ? 4 : 0;
}

/* The code point of the well-formed sequence at `pos`, or -1; *n its bytes.
 * Source: The Unicode Standard, table 3-7. */
static int32_t decode(mm_str text, size_t pos, size_t *n)
{
    static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *p = (const unsigned char *)text.ptr + pos;
    int32_t              cp;

    *n = sequence_length(*p);
    if (*n <= 1)
        return *n ? *p : -1;
    if (*n > text.len - pos)
        return -1;
    cp = *p & (0x7F >> *n);
    for (size_t i = 1; i < *n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return -1;
        cp = cp << 6 | (p[i] & 0x3F);
    }
    if (cp < least[*n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return -1;
    return cp;
}

int32_t mm_utf8_next(mm_str text, size_t *pos)
{
    size_t  n;
    int32_t cp;

    if (*pos >= text.len)
        return -1;
    cp = decode(text, *pos, &n);
    *pos += cp < 0 ? 1 : n;
    return cp < 0 ? 0xFFFD : cp;
}

int32_t mm_utf8_prev(mm_str text, size_t *pos)
{
    size_t  end = *pos, n;
    int32_t cp;

    if (end == 0)
        return -1;
    for (size_t back = 1; back <= 4 && back <= end; back++) {
        if (((unsigned char)text.ptr[end - back] & 0xC0) == 0x80)
            continue;
        cp = decode((mm_str){ text.ptr, end }, end - back, &n);
        if (cp < 0 || n != back)
            break;
        *pos = end - back;
        return cp;
    }
    *pos = end - 1;
    return 0xFFFD;
}

size_t mm_utf8_put(char *out, int32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t mm_utf8_count(mm_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

bool mm_utf8_valid(mm_str text, size_t *bad)
{
    size_t n;

    for (size_t pos = 0; pos < text.len; pos += n) {
        if (decode(text, pos, &n) < 0) {
            if (bad)
                *bad = pos;
            return false;
        }
    }
    return true;
}
