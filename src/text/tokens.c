/*
 * Tokens: a scanner over characters. A word is a run of letters, digits and
 * marks, with the joiners that stand inside words: the hyphen between letters
 * or digits, the apostrophe, the dots of abbreviations and decimals, the
 * middle dot between Hangul or digits, the ampersand of AT&T. ICU's word breaks
 * part these (research: Jong|-|sup, 한|·|미, 제|54|차), so they are used only where
 * words are not parted by spaces: Han, kana, Thai, Lao, Khmer, Burmese.
 */
#include "malmoi/words.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

typedef enum shape { SPACE, LETTER, DIGIT, MARK, DENSE, OTHER } shape;

static bool is_hangul(int32_t cp)
{
    return (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x1100 && cp <= 0x11FF) ||
           (cp >= 0x3131 && cp <= 0x3163);
}

/* Scripts whose words ICU finds by dictionary. */
static bool is_dense(int32_t cp)
{
    return (cp >= 0x0E00 && cp <= 0x0EFF) || (cp >= 0x1000 && cp <= 0x109F) ||
           (cp >= 0x1780 && cp <= 0x17FF) || (cp >= 0x3040 && cp <= 0x30FA) ||
           (cp >= 0x30FC && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x9FFF) ||
           (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

static shape shape_of(int32_t cp)
{
    if (cp < 0x80) {
        if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
            return LETTER;
        if (cp >= '0' && cp <= '9')
            return DIGIT;
        return cp <= ' ' || cp == 0x7F ? SPACE : OTHER;
    }
    if (is_hangul(cp))
        return LETTER;
    if (u_isUWhiteSpace(cp) || cp == 0x200B || cp == 0xFEFF)
        return SPACE;
    if (is_dense(cp))
        return DENSE;
    if (u_isdigit(cp))
        return DIGIT;
    if (u_isalpha(cp))
        return LETTER;
    return U_GET_GC_MASK(cp) & U_GC_M_MASK ? MARK : OTHER;
}

static bool is_wordy(shape s)
{
    return s == LETTER || s == DIGIT || s == MARK;
}

static bool is_hyphen(int32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011 || cp == 0xAD;
}

static bool is_range(int32_t cp)
{
    return cp == 0x2013 || cp == '~' || cp == 0x223C || cp == 0xFF5E;
}

static bool is_middle_dot(int32_t cp)
{
    return cp == 0xB7 || cp == 0x318D || cp == 0x30FB || cp == 0x2022 ||
           cp == 0x2027;
}

static bool is_apostrophe(int32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x02BC;
}

/* True when `joint`, between `before` and `after`, joins them into a word. */
static bool joins(int32_t before, int32_t joint, int32_t after)
{
    shape a = shape_of(before), b = shape_of(after);

    if (!is_wordy(a) || !is_wordy(b))
        return false;
    if (is_hyphen(joint) || joint == '_')
        return true;
    if (is_middle_dot(joint))
        return (is_hangul(before) || a == DIGIT) &&
               (is_hangul(after) || b == DIGIT);
    if (joint == '.' || joint == ',')
        return a == DIGIT && b == DIGIT;
    if (is_apostrophe(joint))
        return a == LETTER && b == LETTER && !is_hangul(before);
    if (is_range(joint) || joint == '/')
        return a == DIGIT && b == DIGIT;
    return joint == '&' && mm_is_upper(before) && mm_is_upper(after);
}

typedef struct scan {
    mm_str  text;
    size_t  pos;
    bool    spaced;
    UBreakIterator *breaks; /* opened at the first dense run */
} scan;

static int32_t peek(const scan *s, size_t at)
{
    return mm_utf8_next(s->text, &at);
}

static int put(mm_tokens *out, mm_token token, mm_error *err)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = token;
    return MM_OK;
}

/* U.S. and p.m.: single letters, each with its dot; the last dot belongs to
 * the word. */
static size_t dotted_end(const scan *s)
{
    size_t at = s->pos, next, end = 0;
    int    letters = 0;

    for (;; letters++) {
        int32_t cp;

        next = at;
        cp = mm_utf8_next(s->text, &next);
        if (cp < 0 || shape_of(cp) != LETTER || is_hangul(cp) ||
            next >= s->text.len || s->text.ptr[next] != '.')
            break;
        at = next + 1;
        end = at;
    }
    if (letters < 2 || (at < s->text.len && is_wordy(shape_of(peek(s, at)))))
        return 0;
    return end;
}

/* http://..., www...., name@host: up to a space or a character of text. */
static size_t address_end(const scan *s)
{
    mm_str rest = mm_str_sub(s->text, s->pos, SIZE_MAX);
    size_t end = 0;
    bool   at_sign = false, dot_after = false;

    while (end < rest.len && (unsigned char)rest.ptr[end] > ' ' &&
           (unsigned char)rest.ptr[end] < 0x80 &&
           !strchr("\"'<>()[]{}", rest.ptr[end])) {
        if (rest.ptr[end] == '@' && end > 0)
            at_sign = true;
        else if (rest.ptr[end] == '.' && at_sign)
            dot_after = true;
        end++;
    }
    while (end && strchr(".,;:!?", rest.ptr[end - 1]))
        end--;
    if (mm_str_find(mm_str_sub(rest, 0, end), MM_S("://"), 0) != SIZE_MAX ||
        (mm_str_starts(rest, MM_S("www.")) && end > 6) || dot_after)
        return s->pos + end;
    return 0;
}

/* Length without "'s", or without the apostrophe of "allies'". */
static size_t bare_length(mm_str word)
{
    static const char *const tails[] = { "'s", "\u2019s", "'", "\u2019" };

    for (size_t i = 0; i < 4; i++)
        if (word.len > strlen(tails[i]) + 1 &&
            mm_str_ends(word, mm_cstr(tails[i])))
            return word.len - strlen(tails[i]);
    return word.len;
}

static int scan_word(scan *s, mm_tokens *out, mm_error *err)
{
    size_t   start = s->pos, end = dotted_end(s);
    int32_t  first = peek(s, start), before = 0;
    mm_token token = { .start = start, .spaced = s->spaced };

    if (!end)
        end = address_end(s);
    if (!end) {
        for (end = start; end < s->text.len;) {
            size_t  next = end, after;
            int32_t cp = mm_utf8_next(s->text, &next), then;

            if (!is_wordy(shape_of(cp))) {
                after = next;
                then = mm_utf8_next(s->text, &after);
                if (then < 0 || !joins(before, cp, then))
                    break;
            }
            before = cp;
            end = next;
        }
        /* the plural's apostrophe: allies' */
        if (end < s->text.len && s->text.ptr[end - 1] == 's') {
            size_t next = end;

            if (is_apostrophe(mm_utf8_next(s->text, &next)) &&
                !is_wordy(shape_of(peek(s, next))) && next < s->text.len)
                end = next;
        }
    }
    token.len = end - start;
    token.bare = bare_length(mm_str_sub(s->text, start, token.len));
    token.kind = shape_of(first) == DIGIT ? MM_TOKEN_NUMBER : MM_TOKEN_WORD;
    s->pos = end;
    return put(out, token, err);
}

/* A run of Han, kana, Thai ...: cut by ICU's dictionary. */
static int scan_dense(scan *s, mm_tokens *out, mm_error *err)
{
    size_t     start = s->pos, end = start, next;
    UErrorCode icu = U_ZERO_ERROR;
    UText     *run;
    int32_t    from = 0, to;
    int        rc = MM_OK;

    for (next = end; next < s->text.len; end = next)
        if (shape_of(mm_utf8_next(s->text, &next)) != DENSE)
            break;
    if (next >= s->text.len && shape_of(peek(s, end)) == DENSE)
        end = next;
    if (!s->breaks)
        s->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &icu);
    run = utext_openUTF8(NULL, s->text.ptr + start, (int64_t)(end - start),
                         &icu);
    ubrk_setUText(s->breaks, run, &icu);
    if (U_FAILURE(icu))
        rc = mm_fail(err, MM_ENOMEM, "no word rules: %s", u_errorName(icu));
    while (rc == MM_OK && (to = ubrk_next(s->breaks)) != UBRK_DONE) {
        rc = put(out,
                 (mm_token){ start + (size_t)from, (size_t)(to - from),
                             (size_t)(to - from), MM_TOKEN_WORD,
                             from == 0 && s->spaced },
                 err);
        from = to;
    }
    utext_close(run);
    s->pos = end;
    return rc;
}

int mm_tokenize(mm_tokens *out, mm_str text, mm_error *err)
{
    scan s = { .text = text, .spaced = true };
    int  rc = MM_OK;

    out->n = 0;
    while (rc == MM_OK && s.pos < text.len) {
        size_t  start = s.pos, next = start;
        int32_t cp = mm_utf8_next(text, &next);
        shape   what = shape_of(cp);

        if (what == SPACE) {
            s.pos = next;
            s.spaced = true;
            continue;
        }
        if (what == DENSE) {
            rc = scan_dense(&s, out, err);
        } else if (what == OTHER) {
            s.pos = next;
            rc = put(out,
                     (mm_token){ start, next - start, next - start,
                                 u_ispunct(cp) ? MM_TOKEN_PUNCTUATION
                                               : MM_TOKEN_SYMBOL,
                                 s.spaced },
                     err);
        } else {
            rc = scan_word(&s, out, err);
        }
        s.spaced = false;
    }
    ubrk_close(s.breaks);
    return rc;
}

void mm_tokens_release(mm_tokens *tokens)
{
    free(tokens->items);
    *tokens = (mm_tokens){ 0 };
}
