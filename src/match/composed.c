/*
 * Letters with marks behind them, and Hangul taken apart, as macOS writes the
 * names of files and some PDFs their text. A text is taken piece by piece, each
 * a character and the marks that belong to it, so that offsets lead back.
 */
#include "match/composed.h"

#include "base/memory.h"

/* Does it belong to the character before? */
static bool joins(int32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x1160 && cp <= 0x11FF) ||
           cp == 0x3099 || cp == 0x309A;
}

static bool may_change(mm_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char d = (unsigned char)text.ptr[i + 1];

        if (c == 0xCC || c == 0xCD || (c == 0xE1 && d >= 0x84 && d <= 0x87) ||
            (c == 0xE3 && d == 0x82))
            return true;
    }
    return false;
}

static int put_piece(mm_key_map *out, mm_str text, size_t start, size_t end,
                     bool whole)
{
    mm_str piece = mm_str_sub(text, start, end - start);
    size_t from = out->key.len;

    if ((whole ? mm_buf_put(&out->key, piece) : mm_nfc(&out->key, piece)) < 0 ||
        mm_grow(&out->source, &out->cap, out->key.len + 1, sizeof *out->source,
                NULL) < 0)
        return MM_ENOMEM;
    for (size_t i = from; i < out->key.len; i++)
        out->source[i] = (uint32_t)start;
    return MM_OK;
}

int mm_composed_make(mm_key_map *out, bool *changed, mm_str text)
{
    size_t start = 0;

    *changed = text.len < UINT32_MAX && may_change(text);
    if (!*changed)
        return MM_OK;
    mm_buf_clear(&out->key);
    while (start < text.len) {
        size_t end = start, next, first;

        mm_utf8_next(text, &end);
        for (first = next = end; next < text.len; end = next)
            if (!joins(mm_utf8_next(text, &next)))
                break;
        if (put_piece(out, text, start, end, end == first) < 0)
            return MM_ENOMEM;
        start = end;
    }
    out->source[out->key.len] = (uint32_t)text.len;
    return MM_OK;
}
