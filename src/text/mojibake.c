/*
 * Text that was read in a wrong encoding, put right where it cannot be meant.
 *
 * Two accidents are common between Korean and Western machines. CP949 bytes
 * shown as Latin-1: a quotation mark becomes two signs (¡°There¡±), a Korean
 * word becomes pairs of accented letters (ÇÑ±Û). And UTF-8 shown as
 * windows-1252: “ becomes three characters. Both are undone run by run, never
 * for the text as a whole, since people paste such pieces into sound text. A
 * run is only taken when nobody writes it: a pair of the punctuation row, two
 * pairs or more that are Hangul, or a whole UTF-8 sequence of three or four
 * bytes, or of two whose lead is Â or Ã.
 */
#include "malmoi/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>

/* windows-1252's characters of the bytes 80 to 9F; those that it leaves free
 * are controls of the same number in every decoder of the web. */
static const uint16_t high[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* The byte that windows-1252 shows as `cp`; -1 when none. */
static int byte_of(int32_t cp)
{
    if (cp >= 0xA0 && cp <= 0xFF)
        return cp;
    for (int i = 0; i < 32 && cp >= 0x80; i++)
        if (cp == high[i] || cp == 0x80 + i)
            return 0x80 + i;
    return -1;
}

/* The UTF-8 character whose bytes stand as characters at `*at`, which moves
 * behind it; -1 when there is none. */
static int32_t utf8_at(mm_str text, size_t *at)
{
    size_t  pos = *at, back = 0;
    int     lead = byte_of(mm_utf8_next(text, &pos));
    size_t  n = lead >= 0xF0 && lead <= 0xF4   ? 4
                : lead >= 0xE0 && lead <= 0xEF ? 3
                : lead == 0xC2 || lead == 0xC3 ? 2
                                               : 0;
    char    bytes[4] = { (char)lead };
    int32_t cp;

    for (size_t i = 1; i < n; i++) {
        int next = byte_of(mm_utf8_next(text, &pos));

        if (next < 0x80 || next > 0xBF)
            return -1;
        bytes[i] = (char)next;
    }
    cp = n ? mm_utf8_next((mm_str){ bytes, n }, &back) : -1;
    if (cp < 0xA0 || back != n || !u_isdefined(cp))
        return -1;
    *at = pos;
    return cp;
}

/* The bytes of the pair of Latin-1 characters at `at` when they may be one of
 * CP949 (KS X 1001's rows); moves *at behind it. */
static bool pair_at(mm_str text, size_t *at, char *bytes)
{
    size_t  pos = *at;
    int32_t a = mm_utf8_next(text, &pos), b = mm_utf8_next(text, &pos);

    if (a < 0xA1 || a > 0xFD || b < 0xA1 || b > 0xFE)
        return false;
    bytes[0] = (char)a;
    bytes[1] = (char)b;
    *at = pos;
    return true;
}

/* True for the punctuation that CP949 text shows in English: quotation marks,
 * dots, dashes. */
static bool is_mark(const char *bytes)
{
    return (unsigned char)bytes[0] == 0xA1 &&
           strchr("\xA4\xA5\xA6\xAA\xAB\xAE\xAF\xB0\xB1\xB4\xB5\xB6\xB7\xB8"
                  "\xB9\xBA\xBB",
                  bytes[1]) != NULL;
}

static bool is_hangul(const char *bytes)
{
    unsigned char lead = (unsigned char)bytes[0];

    return lead >= 0xB0 && lead <= 0xC8;
}

/* Gathers the pairs at `*at` that are one run of CP949 into `bytes` (room for
 * `cap`), moving `*at` behind them; the number of bytes, 0 for no run. */
static size_t cp949_run(mm_str text, size_t *at, char *bytes, size_t cap)
{
    size_t pos = *at, n = 0, hangul = 0, marks = 0;

    while (n + 2 <= cap && pair_at(text, &pos, bytes + n)) {
        bool mark = is_mark(bytes + n), syllable = is_hangul(bytes + n);

        if (!mark && !syllable)
            break;
        marks += mark;
        hangul += syllable;
        n += 2;
        *at = pos;
    }
    return hangul >= 2 || (marks && !hangul) ? n : 0;
}

static int put_cp949(mm_buf *out, mm_str bytes, mm_error *err)
{
    return mm_decode_all(out, bytes, "windows-949", err);
}

int mm_mojibake_repair(mm_buf *out, mm_str text, size_t *n, mm_error *err)
{
    char   bytes[512];
    size_t at = 0, from = 0;
    bool   running = false; /* behind a repaired UTF-8 character */
    int    rc;

    *n = 0;
    while (at < text.len) {
        size_t  next = at, run;
        int32_t cp = -1;

        if ((unsigned char)text.ptr[at] < 0xC2) {
            at++;
            running = false;
            continue;
        }
        run = cp949_run(text, &next, bytes, sizeof bytes);
        if (run == 0 && (cp = utf8_at(text, (next = at, &next))) < 0) {
            mm_utf8_next(text, &at);
            running = false;
            continue;
        }
        if ((rc = mm_buf_put(out, mm_str_sub(text, from, at - from))) < 0)
            return mm_fail_memory(err);
        rc = run ? put_cp949(out, (mm_str){ bytes, run }, err)
                 : mm_buf_put_cp(out, cp);
        if (rc < 0)
            return run ? rc : mm_fail_memory(err);
        *n += run || !running;
        running = run == 0;
        at = from = next;
    }
    return mm_buf_put(out, mm_str_sub(text, from, SIZE_MAX)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}
