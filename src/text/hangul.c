/* Hangul that was taken apart: NFD, as macOS names files and some programs copy
 * text. Only syllables are put together; all else stays as it came. */
#include "malmoi/text.h"

#include <string.h>

/* The Unicode Standard, section 3.12: conjoining jamo. */
enum {
    L_BASE = 0x1100,
    V_BASE = 0x1161,
    T_BASE = 0x11A7,
    L_COUNT = 19,
    V_COUNT = 21,
    T_COUNT = 28,
    S_BASE = 0xAC00
};

/* The syllable at `*at`, which goes behind it; -1: what stands there is none
 * that was taken apart. */
static int32_t take_syllable(mm_str text, size_t *at)
{
    size_t  pos = *at;
    int32_t first = mm_utf8_next(text, &pos), vowel, final, made;

    if (first >= S_BASE && first < S_BASE + L_COUNT * V_COUNT * T_COUNT &&
        (first - S_BASE) % T_COUNT == 0) {
        made = first; /* together but for its final */
    } else {
        vowel = mm_utf8_next(text, &pos);
        if (first < L_BASE || first >= L_BASE + L_COUNT || vowel < V_BASE ||
            vowel >= V_BASE + V_COUNT)
            return -1;
        made = S_BASE + ((first - L_BASE) * V_COUNT + vowel - V_BASE) * T_COUNT;
        *at = pos;
    }
    final = mm_utf8_next(text, &pos);
    if (final > T_BASE && final < T_BASE + T_COUNT) {
        made += final - T_BASE;
        *at = pos;
    } else if (made == first) {
        return -1;
    }
    return made;
}

bool mm_hangul_apart(mm_str text)
{
    const char *end = text.ptr + text.len, *at = text.ptr;

    /* All of these letters begin with the same byte. */
    while (at && (at = memchr(at, 0xE1, (size_t)(end - at)))) {
        if (end - at >= 3 && ((unsigned char)at[1] & 0xFC) == 0x84)
            return true;
        at++;
    }
    return false;
}

int mm_hangul_compose(mm_buf *out, mm_str text)
{
    size_t at = 0, from = 0;
    int    rc = MM_OK;

    while (rc == MM_OK && at < text.len) {
        size_t  before = at;
        int32_t made = take_syllable(text, &at);

        if (made < 0) {
            mm_utf8_next(text, &at);
            continue;
        }
        rc = mm_buf_put(out, mm_str_sub(text, from, before - from));
        if (rc == MM_OK)
            rc = mm_buf_put_cp(out, made);
        from = at;
    }
    return rc < 0 ? rc : mm_buf_put(out, mm_str_sub(text, from, SIZE_MAX));
}

size_t mm_hangul_came(mm_hangul_place *from, mm_str came, size_t whole)
{
    if (whole < from->whole)
        *from = (mm_hangul_place){ 0 };
    while (from->whole < whole && from->came < came.len) {
        size_t before = from->came;

        if (take_syllable(came, &from->came) >= 0) {
            from->whole += 3;
        } else {
            mm_utf8_next(came, &from->came);
            from->whole += from->came - before;
        }
    }
    return from->came;
}
