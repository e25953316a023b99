/*
 * Words. ICU's word breaks are right for most scripts and find words in Thai,
 * Chinese and Japanese by dictionary, but they cut what a glossary takes for
 * one: Jong|-|sup, 한|·|미, 6|·|25|전쟁, 5|조원, F|-|35A, U.S|. and, in Korean
 * text, Hanja (戰時|作戰). So the pieces between two spaces (a chunk) are taken
 * together and rejoined by rules; what a number counts comes from
 * counters-LANG.tsv. Korean words keep their particles: layer lang strips them.
 */
#include "malmoi/words.h"

#include "base/memory.h"
#include "text/counters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

enum { MAX_CHUNK = 4096, MAX_TEXT = 1 << 30 };

typedef enum char_class {
    C_SPACE,
    C_PUNCT,
    C_SYMBOL,
    C_HYPHEN,
    C_DASH, /* en dash, tildes: join digits */
    C_DOT,  /* full stop */
    C_MIDDOT,
    C_APOS,
    C_AMP,
    C_LETTER, /* from here on: parts of words */
    C_DIGIT,
    C_HANGUL,
    C_CJK,    /* Han, Kana: words by dictionary */
    C_COMPLEX /* Thai, Lao, Khmer, Burmese: words by dictionary */
} char_class;

typedef struct piece {
    size_t     start, end;
    char_class first, last; /* of its characters */
} piece;

struct mm_tokenizer {
    UBreakIterator *words;
    UText           utext;
    mm_counters     counters;
    bool            korean, english;
    mm_str          text;
    size_t          from; /* where ICU stands */
    piece           held; /* read, but of the next chunk */
    bool            has_held, spaced, quoted;
    piece          *pieces;
    size_t          n, i, cap;
};

static char_class class_of_other(int32_t cp)
{
    UErrorCode  status = U_ZERO_ERROR;
    UScriptCode script;

    if (u_isdigit(cp))
        return C_DIGIT;
    if (u_getIntPropertyValue(cp, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
        return C_COMPLEX;
    if (u_isUAlphabetic(cp) ||
        (U_GET_GC_MASK(cp) & (U_GC_M_MASK | U_GC_N_MASK))) {
        script = uscript_getScript(cp, &status);
        if (script == USCRIPT_HANGUL)
            return C_HANGUL;
        return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
                       script == USCRIPT_KATAKANA || cp == 0x30FC
                   ? C_CJK
                   : C_LETTER;
    }
    if (U_GET_GC_MASK(cp) & U_GC_S_MASK)
        return C_SYMBOL;
    if (u_isUWhiteSpace(cp) || u_iscntrl(cp) || cp == 0x200B || cp == 0xFEFF)
        return C_SPACE;
    return C_PUNCT;
}

static char_class class_of(int32_t cp)
{
    if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_')
        return C_LETTER;
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return C_HANGUL;
    switch (cp) {
    case '-':
    case 0x2010:
    case 0x2011:
        return C_HYPHEN;
    case '~':
    case 0x2013:
    case 0x223C:
    case 0x301C:
    case 0xFF5E:
        return C_DASH;
    case '.':
        return C_DOT;
    case 0xB7:
    case 0x318D:
    case 0x30FB:
    case 0x2027:
    case 0x22C5:
    case 0x119E:
    case 0xFF65:
        return C_MIDDOT;
    case '\'':
    case 0x2018:
    case 0x2019:
        return C_APOS;
    case '&':
    case 0xFF06:
        return C_AMP;
    default:
        return class_of_other(cp);
    }
}

static bool is_word(char_class class)
{
    return class >= C_LETTER;
}

int mm_tokenizer_open(mm_tokenizer **out, mm_str lang, const mm_tables *tables,
                      mm_error *err)
{
    mm_tokenizer *t = calloc(1, sizeof *t);
    UErrorCode    status = U_ZERO_ERROR;
    char          tag[64];
    int           rc;

    *out = NULL;
    if (!t)
        return mm_fail_memory(err);
    t->utext = (UText)UTEXT_INITIALIZER;
    snprintf(tag, sizeof tag, "%.*s", (int)lang.len, lang.ptr ? lang.ptr : "");
    t->korean = mm_str_starts(lang, MM_S("ko"));
    t->english = mm_str_starts(lang, MM_S("en"));
    t->words = ubrk_open(UBRK_WORD, tag, NULL, 0, &status);
    if (U_FAILURE(status)) {
        mm_tokenizer_close(t);
        return mm_fail(
            err, status == U_MEMORY_ALLOCATION_ERROR ? MM_ENOMEM : MM_EINVALID,
            "no word breaks for '%s': %s", tag, u_errorName(status));
    }
    if ((rc = mm_counters_load(&t->counters, lang, tables, err)) < 0) {
        mm_tokenizer_close(t);
        return rc;
    }
    *out = t;
    return MM_OK;
}

void mm_tokenizer_close(mm_tokenizer *t)
{
    if (!t)
        return;
    ubrk_close(t->words);
    utext_close(&t->utext);
    mm_counters_release(&t->counters);
    free(t->pieces);
    free(t);
}

int mm_tokenizer_start(mm_tokenizer *t, mm_str text, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;

    if (text.len > MAX_TEXT)
        return mm_fail(err, MM_EINVALID, "a text of more than 1 GB");
    utext_openUTF8(&t->utext, text.len ? text.ptr : "", (int64_t)text.len,
                   &status);
    ubrk_setUText(t->words, &t->utext, &status);
    if (U_FAILURE(status))
        return mm_fail(err, MM_ENOMEM, "text refused: %s", u_errorName(status));
    ubrk_first(t->words);
    t->text = text;
    t->from = t->n = t->i = 0;
    t->has_held = t->quoted = false;
    t->spaced = true;
    return MM_OK;
}

static bool next_piece(mm_tokenizer *t, piece *out)
{
    int32_t end;
    size_t  pos;

    if (t->has_held) {
        t->has_held = false;
        *out = t->held;
        return true;
    }
    end = ubrk_next(t->words);
    if (end == UBRK_DONE)
        return false;
    *out = (piece){ .start = t->from, .end = (size_t)end };
    t->from = pos = (size_t)end;
    out->last = class_of(mm_utf8_prev(t->text, &pos));
    pos = out->start;
    out->first = class_of(mm_utf8_next(t->text, &pos));
    if (!is_word(out->last) && is_word(out->first))
        out->last = out->first; /* ends in a mark or a joiner */
    return true;
}

/* Fills `pieces` with what stands before the next space. False at the end. */
static int fill_chunk(mm_tokenizer *t, mm_error *err)
{
    piece p;

    t->n = t->i = 0;
    while (t->n < MAX_CHUNK && next_piece(t, &p)) {
        if (p.first == C_SPACE) {
            if (t->n) {
                t->held = p;
                t->has_held = true;
                break;
            }
            t->spaced = true;
            if (memchr(t->text.ptr + p.start, '\n', p.end - p.start))
                t->quoted = false;
            continue;
        }
        if (mm_grow(&t->pieces, &t->cap, t->n + 1, sizeof *t->pieces, err) < 0)
            return MM_ENOMEM;
        t->pieces[t->n++] = p;
    }
    return t->n ? MM_ROW : MM_OK;
}

/* Two parts of words that touch. */
static bool glued(const mm_tokenizer *t, const piece *a, const piece *b)
{
    if (a->last == C_COMPLEX || b->first == C_COMPLEX)
        return false;
    if (t->korean || (a->last != C_CJK && b->first != C_CJK))
        return true;
    return false;
}

static size_t syllables(mm_str text, const piece *p)
{
    return mm_utf8_count(mm_str_sub(text, p->start, p->end - p->start));
}

/* Does the mark `m` join its neighbours a and b? */
static bool joins(const mm_tokenizer *t, const piece *a, const piece *m,
                  const piece *b)
{
    bool digits = a->last == C_DIGIT && b->first == C_DIGIT;

    if (!is_word(a->last) || !is_word(b->first) || a->last == C_COMPLEX ||
        b->first == C_COMPLEX)
        return false;
    switch (m->first) {
    case C_HYPHEN:
        return true;
    case C_DASH:
        return digits;
    case C_MIDDOT:
        if (digits)
            return true;
        return a->last >= C_HANGUL && b->first >= C_HANGUL &&
               syllables(t->text, a) == 1;
    case C_AMP:
        return a->last == C_LETTER && b->first == C_LETTER;
    case C_DOT: /* 2024.6.11 is one piece to ICU, 3.15의거 is not */
        return digits;
    default:
        return false;
    }
}

static bool is_ascii_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool in_address(char c)
{
    return is_ascii_alnum(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

static size_t trim_address(mm_str text, size_t start, size_t end)
{
    while (end > start && strchr(".,;:!?'\")]", text.ptr[end - 1]))
        end--;
    return end;
}

/* End of the URL or e-mail address that begins at `start`; 0 when none does. */
static size_t address_end(mm_str text, size_t start)
{
    static const char *const heads[] = { "http://", "https://", "ftp://",
                                         "www.", "mailto:" };
    mm_str                   rest = mm_str_sub(text, start, text.len - start);
    size_t                   at = 0, end, dot = 0;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (mm_str_starts(rest, mm_cstr(heads[i]))) {
            end = strlen(heads[i]);
            while (end < rest.len && in_address(rest.ptr[end]))
                end++;
            return start + trim_address(rest, 0, end);
        }
    while (at < rest.len &&
           (is_ascii_alnum(rest.ptr[at]) || strchr("._%+-", rest.ptr[at])) &&
           at < 64)
        at++;
    if (!at || at >= rest.len || rest.ptr[at] != '@')
        return 0;
    for (end = at + 1; end < rest.len && (is_ascii_alnum(rest.ptr[end]) ||
                                          strchr(".-", rest.ptr[end]));
         end++)
        if (rest.ptr[end] == '.' && end > at + 1)
            dot = end;
    end = trim_address(rest, 0, end);
    return dot && dot < end ? start + end : 0;
}

/* A.B.C: single letters with full stops between. */
static bool is_dotted(mm_str word)
{
    if (word.len < 3 || word.len % 2 == 0)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (i % 2 ? word.ptr[i] != '.'
                  : !is_ascii_alnum(word.ptr[i]) || word.ptr[i] <= '9')
            return false;
    return true;
}

/* Bytes of "'s" at the end of `word`, 0 when there is none. */
static size_t possessive(mm_str word)
{
    if (mm_str_ends(word, MM_S("'s")) || mm_str_ends(word, MM_S("'S")))
        return word.len > 2 ? 2 : 0;
    if (mm_str_ends(word, MM_S("\u2019s")) ||
        mm_str_ends(word, MM_S("\u2019S")))
        return word.len > 4 ? 4 : 0;
    return 0;
}

static bool in_list(const char *const *list, mm_str word)
{
    for (; *list; list++)
        if (mm_str_eq(word, mm_cstr(*list)))
            return true;
    return false;
}

static size_t skip_digits(mm_str word, size_t at)
{
    size_t pos = at;

    for (;;) {
        int32_t cp = mm_utf8_next(word, &pos);

        if (cp < 0 || (!u_isdigit(cp) && class_of(cp) != C_DASH &&
                       !(at && strchr(".,-", cp < 128 ? (int)cp : 'x'))))
            return at;
        at = pos;
    }
}

/* Length of the number at the head of `word` with what it counts, or 0 when
 * the word is no number (A380, 6·25전쟁, 2공장, 19-year-old). */
static size_t number_length(const mm_tokenizer *t, mm_str word)
{
    static const char *const tails[] = { "st",  "nd", "rd", "th", "bn", "tn",
                                         "trn", "m",  "k",  "x",  "pm", "am",
                                         "km",  "kg", "cm", "mm", "g",  "t",
                                         "ha",  "kW", "MW", "GW", NULL };
    static const char *const powers[] = { "십", "백", "천", "만",
                                          "억", "조", "경", NULL };
    size_t start = mm_str_starts(word, MM_S("제")) ? strlen("제") : 0;
    size_t at = skip_digits(word, start), next;
    bool   power = false;
    const mm_counter *counter;

    if (at == start)
        return 0;
    if (at == word.len)
        return at;
    if (in_list(tails, mm_str_sub(word, at, word.len - at)) ||
        (at == 4 && mm_str_eq(mm_str_sub(word, at, word.len - at), MM_S("s"))))
        return word.len;
    if (t->english)
        return 0;
    while (at < word.len) {
        if (at + 3 <= word.len && in_list(powers, mm_str_sub(word, at, 3))) {
            at += 3;
            power = true;
        } else if ((next = skip_digits(word, at)) > at) {
            at = next;
        } else {
            break;
        }
    }
    if (at < word.len && (counter = mm_counters_at(&t->counters, word, at)) &&
        mm_counters_ends(&t->counters, word, at + counter->form.len, word.len))
        return at + counter->form.len;
    /* 제3조: the power of ten is the counter */
    return power && mm_counters_ends(&t->counters, word, at, word.len) ? at : 0;
}

static void finish_word(const mm_tokenizer *t, mm_token *out, unsigned scripts)
{
    mm_str word = mm_str_sub(t->text, out->start, out->len);
    size_t n = number_length(t, word);

    out->bare = out->len;
    if (n) {
        out->kind = MM_TOKEN_NUMBER;
        out->bare = n;
    } else if (t->english) {
        out->bare -= possessive(word);
    }
    scripts &= 1u << C_LETTER | 1u << C_HANGUL | 1u << C_CJK | 1u << C_COMPLEX;
    if (scripts & (scripts - 1))
        out->flags |= MM_TOKEN_MIXED;
}

/* After the last piece `j` of a word: the dot of U.S., the ' of allies'. */
static size_t take_tail(mm_tokenizer *t, const mm_token *out, size_t j,
                        size_t *bare)
{
    const piece *next = j + 1 < t->n ? &t->pieces[j + 1] : NULL;
    mm_str       word = mm_str_sub(t->text, out->start, out->len);

    if (!next)
        return j;
    if (next->first == C_DOT && is_dotted(word))
        return j + 1;
    if (next->first == C_APOS && t->english && !t->quoted && j + 2 == t->n &&
        word.len > 2 && word.ptr[word.len - 1] == 's') {
        *bare = out->len;
        return j + 1;
    }
    return j;
}

static void make_word(mm_tokenizer *t, mm_token *out)
{
    size_t   j = t->i, k, bare = 0;
    unsigned scripts = 0;

    for (;;) {
        scripts |= 1u << t->pieces[j].first | 1u << t->pieces[j].last;
        if (j + 1 < t->n && is_word(t->pieces[j + 1].first) &&
            glued(t, &t->pieces[j], &t->pieces[j + 1]))
            j += 1;
        else if (j + 2 < t->n &&
                 joins(t, &t->pieces[j], &t->pieces[j + 1], &t->pieces[j + 2]))
            j += 2;
        else
            break;
    }
    out->kind = MM_TOKEN_WORD;
    out->len = t->pieces[j].end - out->start;
    if ((k = take_tail(t, out, j, &bare)) > j) {
        out->len = t->pieces[k].end - out->start;
        j = k;
    }
    finish_word(t, out, scripts);
    if (bare)
        out->bare = bare;
    t->i = j + 1;
}

/* A mark; the same mark again and again ("...", "--") is one. */
static void make_mark(mm_tokenizer *t, mm_token *out)
{
    const piece *p = &t->pieces[t->i++];
    mm_str       mark = mm_str_sub(t->text, p->start, p->end - p->start);

    out->kind = p->first == C_SYMBOL ? MM_TOKEN_SYMBOL : MM_TOKEN_PUNCTUATION;
    out->len = out->bare = mark.len;
    if (p->first == C_APOS)
        t->quoted = out->flags & MM_TOKEN_SPACED || t->i + 1 < t->n;
    if (p->first != C_DOT && p->first != C_HYPHEN && p->first != C_DASH &&
        !mm_str_eq(mark, MM_S("…")) && !mm_str_eq(mark, MM_S("*")))
        return;
    while (t->i < t->n) {
        p = &t->pieces[t->i];
        if (!mm_str_eq(mark, mm_str_sub(t->text, p->start, p->end - p->start)))
            return;
        out->len = out->bare = p->end - out->start;
        t->i++;
    }
}

/* Takes the pieces before byte `end`; one that straddles it loses its head. */
static void take_until(mm_tokenizer *t, size_t end)
{
    while (t->i < t->n && t->pieces[t->i].end <= end)
        t->i++;
    if (t->i < t->n && t->pieces[t->i].start < end) {
        size_t pos = end;

        t->pieces[t->i].start = end;
        t->pieces[t->i].first = class_of(mm_utf8_next(t->text, &pos));
    }
}

int mm_tokenizer_next(mm_tokenizer *t, mm_token *out, mm_error *err)
{
    int    rc;
    size_t end;

    if (t->i == t->n && (rc = fill_chunk(t, err)) != MM_ROW)
        return rc;
    *out = (mm_token){ .start = t->pieces[t->i].start,
                       .flags = t->spaced ? MM_TOKEN_SPACED : 0 };
    t->spaced = false;
    if (!is_word(t->pieces[t->i].first)) {
        make_mark(t, out);
    } else if (t->pieces[t->i].first == C_LETTER &&
               (end = address_end(t->text, out->start)) > 0) {
        out->kind = MM_TOKEN_WORD;
        out->flags |= MM_TOKEN_ADDRESS;
        out->len = out->bare = end - out->start;
        take_until(t, end);
    } else {
        make_word(t, out);
    }
    return MM_ROW;
}
