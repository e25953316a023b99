/*
 * Bytes into UTF-8, a chunk at a time.
 *
 * The encoding is settled once, on the first 64 KB, by the first of these that
 * speaks: the caller's label; a byte order mark; NUL bytes at every other place
 * (UTF-16 without a mark); a declaration (XML, HTML, PO, Emacs style) unless
 * the bytes are UTF-8 beyond doubt; the bytes themselves. Bytes of a legacy
 * encoding are practically never well-formed UTF-8 [Yergeau, RFC 3629, 1], so
 * that UTF-8 wins where it fits; then windows-949, which Korean programs write
 * under every label of EUC-KR; then what ICU's detector thinks.
 *
 * Decoding is strict: bytes that do not belong are an error with their line,
 * since a replacement character in a memory is a loss nobody sees. UTF-8 passes
 * by a check alone; the rest goes through ICU's converters.
 */
#include "malmoi/decoder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf16.h>

enum { PIVOT = 8192, LABEL = 40 };

struct mm_decoder {
    char        name[LABEL];
    bool        utf8, started;
    UConverter *converter; /* NULL: UTF-8 */
    UChar       pivot[PIVOT];
    UChar       high;     /* surrogate that waits for its low half */
    char        carry[4]; /* UTF-8: bytes of a character cut by a chunk */
    size_t      n_carry;
    long        line;
};

/* ---- UTF-8 ---- */

/* Bytes of the well-formed character at p (n left): 0 bad, -1 cut short. */
static int sequence(const unsigned char *p, size_t n)
{
    unsigned lead = p[0], lo = 0x80, hi = 0xBF;
    size_t   len, i;

    if (lead < 0xC2 || lead > 0xF4)
        return lead < 0x80;
    len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead == 0xE0)
        lo = 0xA0;
    else if (lead == 0xED)
        hi = 0x9F;
    else if (lead == 0xF0)
        lo = 0x90;
    else if (lead == 0xF4)
        hi = 0x8F;
    for (i = 1; i < len; i++, lo = 0x80, hi = 0xBF) {
        if (i == n)
            return -1;
        if (p[i] < lo || p[i] > hi)
            return 0;
    }
    return (int)len;
}

/* Length of the well-formed start of `text`; `*cut` when what follows is only
 * the first part of a character. */
static size_t valid_start(mm_str text, bool *cut)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t               at = 0;
    int                  n;

    *cut = false;
    while (at < text.len) {
        uint64_t eight;

        while (at + 8 <= text.len &&
               (memcpy(&eight, p + at, 8), !(eight & 0x8080808080808080u)))
            at += 8;
        if (at == text.len)
            break;
        if ((n = sequence(p + at, text.len - at)) <= 0) {
            *cut = n < 0;
            return at;
        }
        at += (size_t)n;
    }
    return at;
}

static bool is_utf8(mm_str head)
{
    bool   cut;
    size_t n = valid_start(head, &cut);

    return n == head.len || cut;
}

static bool is_ascii(mm_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

/* ---- labels ---- */

/* ICU's name for `label`: NULL when nobody knows it. */
static const char *known(mm_str label)
{
    static const char *const korean[] = {
        "euckr",  "ksc5601",    "ksc56011987", "ksc56011989",
        "cp949",  "windows949", "ms949",       "uhc",
        "korean", "949",        "xwindows949"
    };
    char        flat[LABEL] = "", name[LABEL] = "";
    size_t      n = 0;
    UErrorCode  rc = U_ZERO_ERROR;
    UConverter *probe;
    const char *found;

    label = mm_str_trim(label);
    if (label.len == 0 || label.len >= LABEL)
        return NULL;
    memcpy(name, label.ptr, label.len);
    for (size_t i = 0; i < label.len; i++)
        if (isalnum((unsigned char)label.ptr[i]))
            flat[n++] = (char)tolower((unsigned char)label.ptr[i]);
    for (size_t i = 0; i < sizeof korean / sizeof *korean; i++)
        if (strcmp(flat, korean[i]) == 0)
            return "windows-949";
    if (strcmp(flat, "utf8") == 0)
        return "UTF-8";
    if (strcmp(flat, "utf16") == 0 || strcmp(flat, "unicode") == 0)
        return "UTF-16";
    if (strcmp(flat, "utf16le") == 0)
        return "UTF-16LE";
    if (strcmp(flat, "utf16be") == 0)
        return "UTF-16BE";
    if (strcmp(flat, "iso88591") == 0 || strcmp(flat, "latin1") == 0)
        return "windows-1252";
    if (strcmp(flat, "ascii") == 0 || strcmp(flat, "usascii") == 0)
        return "UTF-8";
    probe = ucnv_open(name, &rc);
    if (U_FAILURE(rc))
        return NULL;
    rc = U_ZERO_ERROR;
    found = ucnv_getStandardName(ucnv_getName(probe, &rc), "MIME", &rc);
    if (!found) {
        rc = U_ZERO_ERROR;
        found = ucnv_getAlias(name, 0, &rc);
    }
    ucnv_close(probe);
    return found;
}

/* What stands behind `key` in `head`, quoted or not. */
static mm_str value_after(mm_str head, const char *key)
{
    size_t at = 0, end;

    while ((at = mm_str_find(head, mm_cstr(key), at)) != SIZE_MAX) {
        at += strlen(key);
        while (at < head.len && strchr(" \t\"'=", head.ptr[at]))
            at++;
        for (end = at;
             end < head.len && (isalnum((unsigned char)head.ptr[end]) ||
                                strchr("-_.:", head.ptr[end]));
             end++)
            ;
        if (end > at)
            return mm_str_sub(head, at, end - at);
    }
    return (mm_str){ 0 };
}

/* The encoding that the file declares for itself; empty when none. */
static mm_str declared(mm_str head)
{
    mm_str start = mm_str_sub(head, 0, 2048), line, label = { 0 };
    mm_str first = mm_str_trim(start);

    if (mm_str_starts(first, MM_S("<?xml"))) {
        line = mm_str_cut(&first, '>');
        label = value_after(line, "encoding");
        return label;
    }
    line = start;
    line = mm_str_cut(&line, '\n');
    if (mm_str_find(line, MM_S("-*-"), 0) != SIZE_MAX)
        return value_after(line, "coding:");
    if (mm_str_starts(first, MM_S("<")) ||
        mm_str_find(start, MM_S("Content-Type:"), 0) != SIZE_MAX)
        label = value_after(start, "charset");
    return label;
}

/* ---- finding out ---- */

static bool decodes_as(const char *name, mm_str head)
{
    UErrorCode  rc = U_ZERO_ERROR;
    UConverter *cnv = ucnv_open(name, &rc);
    const char *p = head.ptr, *end = head.ptr + head.len;
    UChar       room[1024];
    bool        good = U_SUCCESS(rc);

    if (good)
        ucnv_setToUCallBack(cnv, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL,
                            &rc);
    while (good && p < end) {
        UChar *to = room;

        rc = U_ZERO_ERROR;
        ucnv_toUnicode(cnv, &to, room + 1024, &p, end, NULL, false, &rc);
        good = U_SUCCESS(rc) || rc == U_BUFFER_OVERFLOW_ERROR;
    }
    ucnv_close(cnv);
    return good;
}

/* UTF-16 shows NUL bytes at every other place, or begins with "<" and NUL. */
static const char *sixteen(mm_str head)
{
    size_t zero[2] = { 0, 0 };

    for (size_t i = 0; i < head.len; i++)
        zero[i & 1] += head.ptr[i] == 0;
    if (head.len < 4 || (zero[0] == 0 && zero[1] == 0))
        return NULL;
    if (head.ptr[0] == '<' && head.ptr[1] == 0)
        return "UTF-16LE";
    if (head.ptr[0] == 0 && head.ptr[1] == '<')
        return "UTF-16BE";
    if (zero[1] * 40 >= head.len && zero[1] > zero[0] * 50)
        return "UTF-16LE";
    if (zero[0] * 40 >= head.len && zero[0] > zero[1] * 50)
        return "UTF-16BE";
    return NULL;
}

static void detect(char *name, mm_str head)
{
    UErrorCode           rc = U_ZERO_ERROR;
    UCharsetDetector    *detector = ucsdet_open(&rc);
    const UCharsetMatch *match;
    const char          *found;
    int32_t              n = head.len > 8192 ? 8192 : (int32_t)head.len;

    ucsdet_setText(detector, head.ptr, n, &rc);
    match = ucsdet_detect(detector, &rc);
    if (U_SUCCESS(rc) && match && ucsdet_getConfidence(match, &rc) >= 20) {
        found = ucsdet_getName(match, &rc);
        if (U_SUCCESS(rc) && (found = known(mm_cstr(found))) &&
            decodes_as(found, head))
            strcpy(name, found);
    }
    ucsdet_close(detector);
}

/* What undeclared bytes are: empty when they are nothing we know. */
static void by_content(char *name, mm_str head)
{
    *name = 0;
    if (is_utf8(head))
        strcpy(name, "UTF-8");
    else if (decodes_as("windows-949", head))
        strcpy(name, "windows-949");
    else
        detect(name, head);
}

static int wrong_label(mm_str label, mm_str head, mm_error *err)
{
    char   name[LABEL];
    bool   cut;
    size_t at = valid_start(head, &cut);
    long   line = 1;

    for (size_t i = 0; i < at; i++)
        line += head.ptr[i] == '\n';
    by_content(name, head);
    if (strcmp(name, "windows-949") == 0)
        strcpy(name, "CP949");
    if (*name)
        return mm_fail_at(err, MM_EFORMAT, line,
                          "the bytes are not %.*s as declared, but look like "
                          "%s: give --encoding %s",
                          (int)label.len, label.ptr, name, name);
    return mm_fail_at(err, MM_EFORMAT, line,
                      "the bytes are not %.*s as declared: give --encoding",
                      (int)label.len, label.ptr);
}

static int pick(char *name, mm_str head, mm_error *err)
{
    mm_str      label = declared(head);
    const char *icu = known(label), *wide = sixteen(head);

    if (mm_str_starts(head, MM_S("\xEF\xBB\xBF")))
        icu = "UTF-8";
    else if (mm_str_starts(head, MM_S("\xFF\xFE")))
        icu = "UTF-16LE";
    else if (mm_str_starts(head, MM_S("\xFE\xFF")))
        icu = "UTF-16BE";
    else if (wide)
        icu = wide;
    else if (memchr(head.ptr ? head.ptr : "", 0, head.len / 2))
        return mm_fail(err, MM_EFORMAT,
                       "holds NUL bytes: a binary file, not text");
    else if (icu && strcmp(icu, "UTF-8") == 0 && !is_utf8(head))
        return wrong_label(label, head, err);
    else if (!icu || strncmp(icu, "UTF-16", 6) == 0 ||
             (is_utf8(head) && !is_ascii(head)))
        icu = NULL; /* no word of its own, or the bytes know better */
    else if (!decodes_as(icu, head))
        return wrong_label(label, head, err);
    if (icu)
        strcpy(name, icu);
    else
        by_content(name, head);
    return *name ? MM_OK
                 : mm_fail(err, MM_EFORMAT,
                           "encoding not recognised: a binary file, or give "
                           "--encoding");
}

static int pick_label(char *name, mm_str head, const char *label, mm_error *err)
{
    const char *icu = known(mm_cstr(label));

    if (!icu)
        return mm_fail(err, MM_EINVALID, "no encoding is called '%.60s'",
                       label);
    strcpy(name, icu);
    if (strcmp(icu, "UTF-16") == 0)
        strcpy(name,
               mm_str_starts(head, MM_S("\xFE\xFF")) ? "UTF-16BE" : "UTF-16LE");
    return MM_OK;
}

int mm_decoder_open(mm_decoder **out, mm_str head, const char *label,
                    mm_error *err)
{
    mm_decoder *d = calloc(1, sizeof *d);
    UErrorCode  icu = U_ZERO_ERROR;
    int         rc;

    *out = NULL;
    if (!d)
        return mm_fail_memory(err);
    d->line = 1;
    rc = label ? pick_label(d->name, head, label, err)
               : pick(d->name, head, err);
    if (rc < 0)
        goto done;
    d->utf8 = strcmp(d->name, "UTF-8") == 0;
    if (!d->utf8) {
        d->converter = ucnv_open(d->name, &icu);
        ucnv_setToUCallBack(d->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL,
                            NULL, &icu);
        if (U_FAILURE(icu))
            rc = mm_fail(err, MM_EINVALID, "no converter for '%s'", d->name);
    }
done:
    if (rc < 0) {
        mm_decoder_close(d);
        d = NULL;
    }
    *out = d;
    return rc;
}

void mm_decoder_close(mm_decoder *decoder)
{
    if (!decoder)
        return;
    ucnv_close(decoder->converter);
    free(decoder);
}

const char *mm_decoder_encoding(const mm_decoder *decoder)
{
    return decoder->name;
}

/* ---- decoding ---- */

static void count_lines(mm_decoder *d, mm_str text)
{
    const char *p = text.ptr, *end = p + text.len;

    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        d->line++;
        p++;
    }
}

static int bad_bytes(mm_decoder *d, unsigned char byte, mm_error *err)
{
    return mm_fail_at(err, MM_EFORMAT, d->line,
                      "byte 0x%02X is not %s: mend the file, or give another "
                      "--encoding (CP949?)",
                      byte, d->name);
}

static int feed_utf8(mm_decoder *d, mm_str bytes, bool last, mm_buf *out,
                     mm_error *err)
{
    size_t start = out->len, good;
    mm_str fresh;
    bool   cut;

    if (mm_buf_put(out, (mm_str){ d->carry, d->n_carry }) < 0 ||
        mm_buf_put(out, bytes) < 0)
        return mm_fail_memory(err);
    fresh = mm_str_sub(mm_buf_str(out), start, SIZE_MAX);
    good = valid_start(fresh, &cut);
    if (good < fresh.len && (!cut || last)) {
        unsigned char bad = (unsigned char)fresh.ptr[good];

        count_lines(d, mm_str_sub(fresh, 0, good));
        out->len = start + good;
        out->ptr[out->len] = 0;
        return bad_bytes(d, bad, err);
    }
    d->n_carry = fresh.len - good;
    memcpy(d->carry, fresh.ptr + good, d->n_carry);
    out->len = start + good;
    out->ptr[out->len] = 0;
    count_lines(d, mm_str_sub(fresh, 0, good));
    return MM_OK;
}

/* Puts `n` UTF-16 units as UTF-8; false when a surrogate stands alone. */
static bool put_units(mm_decoder *d, const UChar *units, size_t n, mm_buf *out,
                      int *rc)
{
    for (size_t i = 0; i < n; i++) {
        int32_t cp = units[i];

        if (d->high) {
            if (cp < 0xDC00 || cp > 0xDFFF)
                return false;
            cp = 0x10000 + ((d->high - 0xD800) << 10) + (cp - 0xDC00);
            d->high = 0;
        } else if (cp >= 0xD800 && cp <= 0xDBFF) {
            d->high = units[i];
            continue;
        } else if (cp >= 0xDC00 && cp <= 0xDFFF) {
            return false;
        }
        d->line += cp == '\n';
        if ((*rc = mm_buf_put_cp(out, cp)) < 0)
            return true;
    }
    return true;
}

static int feed_icu(mm_decoder *d, mm_str bytes, bool last, mm_buf *out,
                    mm_error *err)
{
    const char *p = bytes.ptr ? bytes.ptr : "", *end = p + bytes.len;
    UErrorCode  icu;
    int         rc = MM_OK;

    do {
        UChar *to = d->pivot;

        icu = U_ZERO_ERROR;
        ucnv_toUnicode(d->converter, &to, d->pivot + PIVOT, &p, end, NULL, last,
                       &icu);
        if (!put_units(d, d->pivot, (size_t)(to - d->pivot), out, &rc))
            return bad_bytes(d, 0xD8, err);
        if (rc < 0)
            return mm_fail_memory(err);
    } while (icu == U_BUFFER_OVERFLOW_ERROR);
    if (U_FAILURE(icu)) {
        char       bad[8] = "";
        int8_t     n = sizeof bad;
        UErrorCode ignored = U_ZERO_ERROR;

        ucnv_getInvalidChars(d->converter, bad, &n, &ignored);
        return bad_bytes(d, (unsigned char)bad[0], err);
    }
    return last && d->high ? bad_bytes(d, 0xD8, err) : MM_OK;
}

int mm_decoder_feed(mm_decoder *decoder, mm_str bytes, bool last, mm_buf *out,
                    mm_error *err)
{
    size_t start = out->len;
    int    rc = decoder->utf8 ? feed_utf8(decoder, bytes, last, out, err)
                              : feed_icu(decoder, bytes, last, out, err);

    if (!decoder->started && out->len - start >= 3 &&
        memcmp(out->ptr + start, "\xEF\xBB\xBF", 3) == 0) {
        decoder->started = true;
        memmove(out->ptr + start, out->ptr + start + 3, out->len - start - 3);
        out->len -= 3;
        out->ptr[out->len] = 0;
    }
    decoder->started = decoder->started || out->len > start;
    return rc;
}

int mm_decode_all(mm_buf *out, mm_str bytes, const char *label, mm_error *err)
{
    mm_decoder *d = NULL;
    int         rc;

    rc = mm_decoder_open(&d, mm_str_sub(bytes, 0, MM_DECODER_HEAD), label, err);
    if (rc == MM_OK)
        rc = mm_decoder_feed(d, bytes, true, out, err);
    mm_decoder_close(d);
    return rc;
}

/* ---- encoding ---- */

static int cannot_hold(mm_str text, const char *label, mm_error *err)
{
    size_t      at = 0, from = 0;
    UErrorCode  rc = U_ZERO_ERROR;
    UConverter *cnv = ucnv_open(label, &rc);
    char        bytes[8];
    UChar       units[2];

    ucnv_setFromUCallBack(cnv, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
                          &rc);
    for (;;) {
        int32_t cp, n = 0;

        from = at;
        if ((cp = mm_utf8_next(text, &at)) < 0)
            break;
        U16_APPEND_UNSAFE(units, n, cp);
        rc = U_ZERO_ERROR;
        ucnv_fromUChars(cnv, bytes, sizeof bytes, units, n, &rc);
        if (U_FAILURE(rc))
            break;
    }
    ucnv_close(cnv);
    text = mm_str_sub(text, from, at - from);
    return mm_fail(err, MM_EFORMAT,
                   "%s cannot hold the character '%.*s': write UTF-8 instead",
                   label, (int)text.len, text.ptr);
}

int mm_encode(mm_buf *out, mm_str text, const char *label, mm_error *err)
{
    const char *name = known(mm_cstr(label));
    const char *from = text.ptr ? text.ptr : "", *end = from + text.len;
    UErrorCode  icu = U_ZERO_ERROR;
    UConverter *to = ucnv_open(name ? name : "?", &icu);
    UConverter *utf8 = ucnv_open("UTF-8", &icu);
    UChar       pivot[1024], *source = pivot, *target = pivot;
    char        bytes[4096];
    bool        first = true;
    int         rc = MM_OK;

    if (!name || U_FAILURE(icu))
        rc = mm_fail(err, MM_EINVALID, "no encoding is called '%.60s'", label);
    else
        ucnv_setFromUCallBack(to, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
                              &icu);
    while (rc == MM_OK && (first || icu == U_BUFFER_OVERFLOW_ERROR)) {
        char *put = bytes;

        icu = U_ZERO_ERROR;
        ucnv_convertEx(to, utf8, &put, bytes + sizeof bytes, &from, end, pivot,
                       &source, &target, pivot + 1024, first, true, &icu);
        first = false;
        if (U_FAILURE(icu) && icu != U_BUFFER_OVERFLOW_ERROR)
            rc = cannot_hold(text, name, err);
        else if (mm_buf_put(out, (mm_str){ bytes, (size_t)(put - bytes) }) < 0)
            rc = mm_fail_memory(err);
    }
    ucnv_close(to);
    ucnv_close(utf8);
    return rc;
}
