/*
 * Comparison keys: text is stored as it came, and compared by its key.
 *
 * NFKC is wrong for Korean: it turns letters typed one by one (ㅋㅋㅋ) into
 * conjoining jamo, the dot ㆍ into a vowel, ㎢ into km2. So: NFC, then a fold
 * table of our own (fold_one), then letters typed one by one composed when they
 * make syllables, while runs of consonants (ㅂㅂㅎㄱㅅ) stay.
 *
 * Text is taken in chunks that NFC cannot join to what follows, so that each
 * byte of the key knows the byte of the text it comes from. ASCII and Hangul
 * syllables, nearly all of our text, never touch ICU.
 */
#include "malmoi/text.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uvernum.h>

#define MM_TEXT_OF(x) #x
#define MM_TEXT(x)    MM_TEXT_OF(x)

typedef struct sink {
    mm_buf     *out;
    mm_key_map *map; /* NULL: no offsets wanted */
    bool        tight, space; /* a space waits for what follows it */
    size_t      from;         /* source offset of what is put */
    size_t      space_from;
    int32_t     jamo[3]; /* letters typed one by one, waiting */
    size_t      jamo_from[3];
    int         n_jamo;
    size_t      begin; /* of this key in out */
} sink;

const char *mm_key_version(void)
{
    return "icu " U_ICU_VERSION ", fold " MM_TEXT(1);
}

static int put_bytes(sink *s, const char *bytes, size_t n, size_t from)
{
    if (s->map) {
        size_t at = s->out->len - s->begin;

        if (mm_grow(&s->map->source, &s->map->cap, at + n + 1,
                    sizeof *s->map->source, NULL) < 0)
            return MM_ENOMEM;
        for (size_t i = 0; i < n; i++)
            s->map->source[at + i] = (uint32_t)from;
    }
    return mm_buf_put(s->out, (mm_str){ bytes, n });
}

static int put_cp(sink *s, int32_t cp, size_t from)
{
    char bytes[4];

    if (s->space && s->out->len > s->begin &&
        put_bytes(s, " ", 1, s->space_from) < 0)
        return MM_ENOMEM;
    s->space = false;
    return put_bytes(s, bytes, mm_utf8_put(bytes, cp), from);
}

/* ---- letters typed one by one ---- */

static const char onset_of[30] = { /* of U+3131.. : onset + 1, 0 none */
    1, 2, 0, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9, 0,
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19
};
static const char coda_of[30] = { /* of U+3131.. : coda, 0 none */
    1, 2, 3, 4, 5, 6, 7, 0, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0, 18,
    19, 20, 21, 22, 0, 23, 24, 25, 26, 27
};

static bool is_consonant(int32_t cp)
{
    return cp >= 0x3131 && cp <= 0x314E;
}

static bool is_vowel(int32_t cp)
{
    return cp >= 0x314F && cp <= 0x3163;
}

/* Puts the waiting letters: as a syllable when they make one. */
static int flush_jamo(sink *s)
{
    int used = 0, rc = MM_OK;

    if (s->n_jamo >= 2 && is_vowel(s->jamo[1]) &&
        onset_of[s->jamo[0] - 0x3131]) {
        int32_t coda = s->n_jamo == 3 ? coda_of[s->jamo[2] - 0x3131] : 0;

        rc = put_cp(s, 0xAC00 + ((onset_of[s->jamo[0] - 0x3131] - 1) * 21 +
                                 (s->jamo[1] - 0x314F)) * 28 + coda,
                    s->jamo_from[0]);
        used = s->n_jamo == 3 && !coda ? 2 : s->n_jamo;
    }
    for (; used < s->n_jamo && rc == MM_OK; used++)
        rc = put_cp(s, s->jamo[used], s->jamo_from[used]);
    s->n_jamo = 0;
    return rc;
}

/* A compatibility letter: waits until it is known what it belongs to. */
static int put_jamo(sink *s, int32_t cp, size_t from)
{
    int rc = MM_OK;

    if (is_vowel(cp) && s->n_jamo == 3) { /* the coda opens the next one */
        int32_t coda = s->jamo[2];
        size_t  at = s->jamo_from[2];

        s->n_jamo = 2;
        rc = flush_jamo(s);
        s->jamo[0] = coda;
        s->jamo_from[0] = at;
        s->n_jamo = 1;
    } else if (!((is_vowel(cp) && s->n_jamo == 1 && is_consonant(s->jamo[0])) ||
                 (is_consonant(cp) && s->n_jamo == 2))) {
        rc = flush_jamo(s);
    }
    s->jamo[s->n_jamo] = cp;
    s->jamo_from[s->n_jamo++] = from;
    if (s->n_jamo == 1 && !is_consonant(cp))
        rc = rc < 0 ? rc : flush_jamo(s);
    return rc;
}

/* ---- the fold table ---- */

enum { GONE = -1, SPACE = ' ', DOT = 0xB7 };

/* Half-width letters U+FFA1..U+FFDC as compatibility letters. */
static int32_t widen_jamo(int32_t cp)
{
    static const char vowels[] = { 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9,
                                   10, 11, 12, 0, 0, 13, 14, 15, 16, 17, 18,
                                   0, 0, 19, 20, 21 };

    if (cp <= 0xFFBE)
        return 0x3131 + (cp - 0xFFA1);
    return cp >= 0xFFC2 && cp <= 0xFFDC && vowels[cp - 0xFFBF]
               ? 0x314F + vowels[cp - 0xFFBF] - 1
               : cp;
}

/* What one character is compared as. */
static int32_t fold_one(int32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    else if (cp >= 0xFFA1 && cp <= 0xFFDC)
        return widen_jamo(cp);
    switch (cp) {
    case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x2033:
    case 0x2036: case 0x02DD: case 0x301D: case 0x301E: case 0x301F:
    case 0xAB: case 0xBB:
        return '"';
    case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x2032:
    case 0x2035: case 0x60: case 0xB4: case 0x02BC: case 0x02B9:
        return '\'';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014:
    case 0x2015: case 0x2212: case 0xFE63: case 0x2E3A: case 0x30A0:
    case '~': case 0x223C: case 0x301C:
        return '-';
    case 0x318D: case 0x30FB: case 0x2022: case 0x2027: case 0xFF65:
    case 0x2219: case 0x22C5: case 0x119E: case 0x2024:
        return DOT;
    case 0xAD: case 0x200B: case 0x200C: case 0x200D: case 0x2060:
    case 0xFEFF: case 0x200E: case 0x200F: case 0x202A: case 0x202B:
    case 0x202C: case 0x202D: case 0x202E:
        return GONE;
    default:
        break;
    }
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp < ' ' ? SPACE : cp;
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return cp;
    if (cp >= 0xFE00 && cp <= 0xFE0F)
        return GONE; /* variation selectors */
    if (u_isUWhiteSpace(cp))
        return SPACE;
    return u_foldCase(cp, U_FOLD_CASE_DEFAULT);
}

static bool tight_drops(int32_t cp)
{
    return cp == SPACE || cp == DOT || cp == '-' || cp == '\'' || cp == '"';
}

/* Characters that stand for several. */
static const char *spelled_out(int32_t cp)
{
    switch (cp) {
    case 0x2026:
        return "...";
    case 0x321C:
        return "(주)";
    case 0xDF:
        return "ss";
    default:
        return NULL;
    }
}

static int put_folded(sink *s, int32_t cp, size_t from)
{
    const char *several = spelled_out(cp);
    int         rc = MM_OK;

    if (several) {
        mm_str text = mm_cstr(several);
        size_t pos = 0;

        rc = flush_jamo(s);
        while (rc == MM_OK && (cp = mm_utf8_next(text, &pos)) >= 0)
            rc = put_cp(s, cp, from);
        return rc;
    }
    if ((cp = fold_one(cp)) == GONE)
        return MM_OK;
    if (is_consonant(cp) || is_vowel(cp))
        return put_jamo(s, cp, from);
    if (s->n_jamo)
        rc = flush_jamo(s);
    if (s->tight && tight_drops(cp))
        return rc;
    if (cp == SPACE) {
        if (!s->space)
            s->space_from = from;
        s->space = true;
        return rc;
    }
    return rc < 0 ? rc : put_cp(s, cp, from);
}

/* ---- chunks ---- */

/* True when NFC joins `cp` to nothing before it, without asking ICU. */
static bool stands_alone(int32_t cp)
{
    return cp < 0x300 || (cp >= 0xAC00 && cp <= 0xD7A3) ||
           (cp >= 0x2000 && cp < 0x2100) || (cp >= 0x3130 && cp < 0x3190);
}

/* Normalizes text[start..end) and folds it; all of it comes from `start`. */
static int put_composed(sink *s, mm_str text, size_t start, size_t end)
{
    UChar              wide[64], composed[64];
    int32_t            n, i = 0;
    UErrorCode         rc = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&rc);

    u_strFromUTF8WithSub(wide, 64, &n, text.ptr + start,
                         (int32_t)(end - start), 0xFFFD, NULL, &rc);
    if (U_SUCCESS(rc) && n <= 64)
        n = unorm2_normalize(nfc, wide, n, composed, 64, &rc);
    if (U_FAILURE(rc) || n > 64) { /* a tower of marks: character by character */
        for (size_t pos = start; pos < end;) {
            size_t from = pos;

            if (put_folded(s, mm_utf8_next(text, &pos), from) < 0)
                return MM_ENOMEM;
        }
        return MM_OK;
    }
    while (i < n) {
        UChar32 cp;

        U16_NEXT(composed, i, n, cp);
        if (put_folded(s, cp, start) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

/* Bytes of the syllable of Hangul, small letter or digit at `at`, which are
 * their own folding; 0 when it is something else. */
static size_t plain_at(mm_str text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;

    if (at >= text.len)
        return 0;
    if (p[0] < 0x80)
        return (p[0] >= 'a' && p[0] <= 'z') || (p[0] >= '0' && p[0] <= '9');
    if (p[0] < 0xEA || p[0] > 0xED || text.len - at < 3 ||
        (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
        return 0;
    if ((p[0] == 0xEA && p[1] < 0xB0) ||
        (p[0] == 0xED && (p[1] > 0x9E || (p[1] == 0x9E && p[2] > 0xA3))))
        return 0;
    return 3;
}

/* Puts what is its own folding from `*pos` on, all at once. The last of it
 * stays behind unless ASCII or the end follows: a mark may belong to it. */
static int put_plain(sink *s, mm_str text, size_t *pos)
{
    size_t at = *pos, last = at, n, to = s->out->len - s->begin;

    if (s->n_jamo || s->space)
        return MM_OK;
    while ((n = plain_at(text, at))) {
        last = at;
        at += n;
    }
    if (at < text.len && (text.ptr[at] & 0x80))
        at = last;
    if (at == *pos)
        return MM_OK;
    if (s->map) {
        if (mm_grow(&s->map->source, &s->map->cap, to + (at - *pos) + 1,
                    sizeof *s->map->source, NULL) < 0)
            return MM_ENOMEM;
        for (size_t i = *pos; i < at; i++) {
            if ((text.ptr[i] & 0xC0) != 0x80)
                n = i;
            s->map->source[to++] = (uint32_t)n;
        }
    }
    n = *pos;
    *pos = at;
    return mm_buf_put(s->out, mm_str_sub(text, n, at - n));
}

static int fold(sink *s, mm_str text)
{
    UErrorCode          icu = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&icu);
    size_t              pos = 0;

    s->begin = s->out->len;
    while (pos < text.len) {
        size_t  start, next;
        int32_t cp, after;
        bool    single;

        if (put_plain(s, text, &pos) < 0)
            return MM_ENOMEM;
        if ((start = pos) == text.len)
            break;
        cp = mm_utf8_next(text, &pos);
        single = stands_alone(cp);

        for (next = pos; next < text.len; pos = next) {
            after = mm_utf8_next(text, &next);
            if (stands_alone(after) || unorm2_hasBoundaryBefore(nfc, after))
                break;
            single = false;
        }
        if ((single ? put_folded(s, cp, start)
                    : put_composed(s, text, start, pos)) < 0)
            return MM_ENOMEM;
    }
    if (flush_jamo(s) < 0 || mm_buf_put(s->out, (mm_str){ "", 0 }) < 0)
        return MM_ENOMEM;
    return MM_OK;
}

int mm_key(mm_buf *out, mm_str text)
{
    return fold(&(sink){ .out = out }, text);
}

int mm_key_tight(mm_buf *out, mm_str text)
{
    return fold(&(sink){ .out = out, .tight = true }, text);
}

int mm_key_map_make(mm_key_map *map, mm_str text, bool tight, mm_error *err)
{
    sink s = { .out = &map->key, .map = map, .tight = tight };

    mm_buf_clear(&map->key);
    if (mm_grow(&map->source, &map->cap, 1, sizeof *map->source, err) < 0 ||
        fold(&s, text) < 0)
        return mm_fail_memory(err);
    if (mm_grow(&map->source, &map->cap, map->key.len + 1,
                sizeof *map->source, err) < 0)
        return MM_ENOMEM;
    map->source[map->key.len] = (uint32_t)text.len;
    return MM_OK;
}

void mm_key_map_release(mm_key_map *map)
{
    mm_buf_release(&map->key);
    free(map->source);
    *map = (mm_key_map){ 0 };
}

int mm_nfc(mm_buf *out, mm_str text)
{
    UErrorCode          rc = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&rc);
    int32_t             n = 0, m;
    UChar              *wide = NULL, *composed = NULL;
    int                 done = MM_ENOMEM;

    if (text.len > INT32_MAX / 4)
        return MM_EINVALID;
    wide = malloc((text.len + 1) * sizeof *wide);
    composed = malloc((3 * text.len + 1) * sizeof *composed);
    if (!wide || !composed)
        goto done;
    u_strFromUTF8WithSub(wide, (int32_t)text.len + 1, &n,
                         text.ptr ? text.ptr : "", (int32_t)text.len, 0xFFFD,
                         NULL, &rc);
    n = unorm2_normalize(nfc, wide, n, composed, (int32_t)(3 * text.len + 1),
                         &rc);
    if (U_FAILURE(rc))
        goto done;
    done = mm_buf_put(out, (mm_str){ "", 0 });
    for (m = 0; m < n && done == MM_OK;) {
        UChar32 cp;

        U16_NEXT(composed, m, n, cp);
        done = mm_buf_put_cp(out, cp);
    }
done:
    free(wide);
    free(composed);
    return done;
}
