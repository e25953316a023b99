/*
 * Cutting up segments fast enough to index 200,000 a second. Text of ASCII and
 * Hangul syllables, nearly all there is in our pairs, is folded byte by byte;
 * any other goes through mm_key() (ICU's normal form and case folding) and
 * keeps a map of its offsets. Thai, Lao, Khmer and Burmese words are ICU's,
 * Chinese characters and kana are compared one by one.
 */
#include "match/unittokens.h"

#include "base/map.h"
#include "base/memory.h"
#include "match/hashes.h"
#include "match/placeholder.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_MOST = 1 << 20 }; /* Korean words whose cut is remembered */

static const uint64_t any_number = 0x6E756D626572; /* stands for each number */

struct mm_utokenizer {
    mm_lang         *lang;
    mm_tokenizer    *icu; /* opened when a script needs it */
    const mm_tables *tables;
    char             tag[16];
    bool             korean;
    mm_hashes        cuts; /* Korean word: bytes of its stem */
    mm_buf           folded, nfc;
    mm_key_map       key;
    const uint32_t  *source; /* offsets in the text; NULL: the same */
    mm_str           buf;    /* folded text being cut */
};

int mm_utokenizer_open(mm_utokenizer **out, mm_str lang,
                       const mm_tables *tables, mm_error *err)
{
    mm_utokenizer *t = calloc(1, sizeof *t);
    mm_str         rest = lang, primary = mm_str_cut(&rest, '-');
    int            rc;

    *out = NULL;
    if (!t)
        return mm_fail_memory(err);
    t->tables = tables;
    if (primary.len >= sizeof t->tag)
        primary.len = sizeof t->tag - 1;
    memcpy(t->tag, primary.ptr ? primary.ptr : "", primary.len);
    if ((rc = mm_lang_open(&t->lang, lang, tables, err)) < 0) {
        mm_utokenizer_close(t);
        return rc;
    }
    t->korean = mm_str_eq(mm_lang_tag(t->lang), MM_S("ko"));
    *out = t;
    return MM_OK;
}

void mm_utokenizer_close(mm_utokenizer *t)
{
    if (!t)
        return;
    mm_lang_close(t->lang);
    mm_tokenizer_close(t->icu);
    mm_hashes_release(&t->cuts);
    mm_buf_release(&t->folded);
    mm_buf_release(&t->nfc);
    mm_key_map_release(&t->key);
    free(t);
}

bool mm_utokenizer_letters(const mm_utokenizer *tokenizer)
{
    return tokenizer->korean;
}

const mm_lang *mm_utokenizer_lang(const mm_utokenizer *tokenizer)
{
    return tokenizer->lang;
}

void mm_utext_release(mm_utext *text)
{
    free(text->tokens);
    free(text->words.items);
    free(text->letters.items);
    *text = (mm_utext){ 0 };
}

/* ---- folding ---- */

/* ASCII and Hangul syllables alone: folding changes no length. */
static bool is_simple(mm_str text)
{
    size_t i = 0;

    while (i < text.len) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c < 0x80) {
            i++;
        } else if (c >= 0xEA && c <= 0xED && i + 2 < text.len) {
            size_t  pos = i;
            int32_t cp = mm_utf8_next(text, &pos);

            if (cp < 0xAC00 || cp > 0xD7A3)
                return false;
            i = pos;
        } else {
            return false;
        }
    }
    return true;
}

static char fold_ascii(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    return c == '`' ? '\'' : c == '~' ? '-' : c;
}

static int fold(mm_utokenizer *t, mm_str text, mm_error *err)
{
    int rc;

    if (!is_simple(text)) {
        if ((rc = mm_key_map_make(&t->key, text, false, err)) < 0)
            return rc;
        t->source = t->key.source;
        t->buf = mm_buf_str(&t->key.key);
        return MM_OK;
    }
    mm_buf_clear(&t->folded);
    if (mm_buf_put(&t->folded, text) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < t->folded.len; i++)
        t->folded.ptr[i] = fold_ascii(t->folded.ptr[i]);
    t->source = NULL;
    t->buf = mm_buf_str(&t->folded);
    return MM_OK;
}

/* May NFC change it? Not ASCII, Latin, Greek and Cyrillic as they are usually
 * written, Korean syllables and most Chinese characters, by first bytes. */
static bool may_compose(mm_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char d = (unsigned char)text.ptr[i + 1];

        if (c < 0xCC)
            continue;
        if (c <= 0xCD || (c == 0xCE && d == 0x87) || (c > 0xD1 && c < 0xE2) ||
            (c == 0xE2 && (d == 0x84 || d == 0xAB)) ||
            (c == 0xE3 && d == 0x82) || (c == 0xEF && d >= 0xA4 && d <= 0xAC) ||
            c >= 0xF0)
            return true;
    }
    return false;
}

int mm_surface_hash(uint64_t *out, mm_str text)
{
    mm_buf nfc = { 0 };
    int    rc = MM_OK;

    text = mm_str_trim(text);
    if (may_compose(text) && (rc = mm_nfc(&nfc, text)) == MM_OK)
        text = mm_buf_str(&nfc);
    *out = mm_hash(text);
    mm_buf_release(&nfc);
    return rc;
}

/* ---- characters ---- */

typedef enum letter_class {
    L_SPACE,
    L_MARK,
    L_DIGIT,
    L_LETTER,
    L_HANGUL,
    L_SINGLE, /* a word of its own: Chinese characters, kana */
    L_COMPLEX /* no spaces between words: ICU's dictionary finds them */
} letter_class;

static letter_class class_of_wide(int32_t cp)
{
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return L_HANGUL;
    if ((cp >= 0x0E00 && cp <= 0x0EFF) || (cp >= 0x1000 && cp <= 0x109F) ||
        (cp >= 0x1780 && cp <= 0x17FF))
        return L_COMPLEX;
    switch (mm_script_of(cp)) {
    case MM_SCRIPT_NONE:
        return cp >= 0x300 && cp <= 0x36F ? L_LETTER : L_MARK;
    case MM_SCRIPT_HANGUL:
        return L_HANGUL;
    case MM_SCRIPT_HAN:
    case MM_SCRIPT_KANA:
        return L_SINGLE;
    default:
        return L_LETTER;
    }
}

static letter_class class_of(int32_t cp)
{
    if (cp >= 0x80)
        return class_of_wide(cp);
    if ((cp >= 'a' && cp <= 'z') || cp == '_' || (cp >= 'A' && cp <= 'Z'))
        return L_LETTER;
    if (cp >= '0' && cp <= '9')
        return L_DIGIT;
    return cp <= ' ' || cp == 0x7F ? L_SPACE : L_MARK;
}

static letter_class class_at(mm_str text, size_t pos)
{
    return pos < text.len ? class_of(mm_utf8_next(text, &pos)) : L_SPACE;
}

/* ---- tokens ---- */

static int put(mm_utext *out, const mm_utokenizer *t, size_t start, size_t end,
               mm_utoken_kind kind)
{
    uint64_t folded = mm_hash(mm_str_sub(t->buf, start, end - start));
    uint32_t from = t->source ? t->source[start] : (uint32_t)start;
    uint32_t to = t->source ? t->source[end] : (uint32_t)end;

    if (mm_grow(&out->tokens, &out->cap, out->n + 1, sizeof *out->tokens,
                NULL) < 0)
        return MM_ENOMEM;
    out->tokens[out->n++] = (mm_utoken){
        .hash = kind == UTOKEN_NUMBER ? any_number : folded,
        .folded = folded,
        .start = from,
        .len = to - from,
        .kind = kind,
        .compared = kind < UTOKEN_MARK,
    };
    if (kind == UTOKEN_NUMBER)
        out->numbers = mm_mix(out->numbers ^ folded);
    return MM_OK;
}

/* A Korean word as stem and what is glued to it. */
static int put_korean(mm_utext *out, mm_utokenizer *t, size_t start, size_t end)
{
    mm_str      word = mm_str_sub(t->buf, start, end - start);
    uint64_t    hash = mm_hash(word);
    uint32_t    stem = mm_hashes_find(&t->cuts, hash);
    mm_analysis analysis;
    int         rc;

    if (stem == MM_HASHES_NONE) {
        mm_analyze(&analysis, t->lang, NULL, word);
        stem = (uint32_t)(analysis.stem.len && analysis.ending.len
                              ? word.len - analysis.ending.len
                              : word.len);
        if (t->cuts.n < CACHE_MOST && mm_hashes_put(&t->cuts, hash, stem) < 0)
            return MM_ENOMEM;
    }
    if (stem >= word.len)
        return put(out, t, start, end, UTOKEN_WORD);
    rc = put(out, t, start, start + stem, UTOKEN_WORD);
    return rc < 0 ? rc : put(out, t, start + stem, end, UTOKEN_PARTICLE);
}

static size_t number_end(mm_str text, size_t pos)
{
    while (pos < text.len) {
        char c = text.ptr[pos];

        if ((c == '.' || c == ',') && pos + 1 < text.len)
            c = text.ptr[pos + 1];
        if (c < '0' || c > '9')
            break;
        pos++;
    }
    return pos;
}

/* Letters, digits behind them, and apostrophes between (don't). */
static size_t word_end(mm_str text, size_t pos)
{
    while (pos < text.len) {
        size_t next = pos;
        letter_class class = class_of(mm_utf8_next(text, &next));

        if (class == L_MARK && text.ptr[pos] == '\'' &&
            class_at(text, next) == L_LETTER)
            class = L_LETTER;
        if (class != L_LETTER && class != L_DIGIT)
            break;
        pos = next;
    }
    return pos;
}

static size_t run_end(mm_str text, size_t pos, letter_class of)
{
    while (pos < text.len) {
        size_t next = pos;

        if (class_of(mm_utf8_next(text, &next)) != of)
            break;
        pos = next;
    }
    return pos;
}

/* Words by ICU's dictionaries. */
static int put_complex(mm_utext *out, mm_utokenizer *t, size_t start,
                       size_t end, mm_error *err)
{
    mm_token token;
    int      rc = MM_OK;

    if (!t->icu)
        rc = mm_tokenizer_open(&t->icu, mm_cstr(t->tag), t->tables, err);
    if (rc >= 0)
        rc = mm_tokenizer_start(t->icu, mm_str_sub(t->buf, start, end - start),
                                err);
    while (rc >= 0 && (rc = mm_tokenizer_next(t->icu, &token, err)) == MM_ROW)
        rc = put(out, t, start + token.start, start + token.start + token.len,
                 token.kind == MM_TOKEN_WORD     ? UTOKEN_WORD
                 : token.kind == MM_TOKEN_NUMBER ? UTOKEN_NUMBER
                                                 : UTOKEN_MARK);
    return rc < 0 ? rc : MM_OK;
}

/* One token, or the words of one run; `*pos` moves behind it. */
static int take(mm_utext *out, mm_utokenizer *t, size_t *pos, mm_error *err)
{
    size_t start = *pos, code = mm_placeholder_length(t->buf, start);
    letter_class class;

    if (code) {
        *pos += code;
        return put(out, t, start, *pos, UTOKEN_CODE);
    }
    class = class_of(mm_utf8_next(t->buf, pos));
    switch (class) {
    case L_SPACE:
        return MM_OK;
    case L_DIGIT:
        *pos = number_end(t->buf, start);
        return put(out, t, start, *pos, UTOKEN_NUMBER);
    case L_LETTER:
        *pos = word_end(t->buf, start);
        return put(out, t, start, *pos, UTOKEN_WORD);
    case L_HANGUL:
        *pos = run_end(t->buf, start, class);
        return t->korean ? put_korean(out, t, start, *pos)
                         : put(out, t, start, *pos, UTOKEN_WORD);
    case L_COMPLEX:
        *pos = run_end(t->buf, start, class);
        return put_complex(out, t, start, *pos, err);
    default:
        return put(out, t, start, *pos,
                   class == L_MARK ? UTOKEN_MARK : UTOKEN_WORD);
    }
}

/* ---- sequences ---- */

static int push(mm_useq *seq, uint64_t hash)
{
    if (seq->n >= MM_SEGMENT_MOST)
        return MM_OK;
    if (mm_grow(&seq->items, &seq->cap, seq->n + 1, sizeof *seq->items, NULL) <
        0)
        return MM_ENOMEM;
    seq->items[seq->n++] = hash;
    return MM_OK;
}

static int fill_words(mm_utext *out)
{
    bool any = false;
    int  rc = MM_OK;

    for (size_t i = 0; i < out->n && !any; i++)
        any = out->tokens[i].compared;
    for (size_t i = 0; i < out->n && rc == MM_OK; i++) {
        out->tokens[i].compared |= !any;
        if (out->tokens[i].compared)
            rc = push(&out->words, out->tokens[i].hash);
    }
    return rc;
}

/* Letters of compared tokens; a number is one. Tokens of a folded text are
 * found in it again by the same walk, so nothing but the text is kept. */
static int fill_letters(mm_utext *out, const mm_utokenizer *t)
{
    size_t pos = 0;
    bool   any = false;
    int    rc = MM_OK;

    while (pos < t->buf.len && rc == MM_OK) {
        size_t  start = pos, code = mm_placeholder_length(t->buf, start);
        int32_t cp = mm_utf8_next(t->buf, &pos);
        letter_class class = class_of(cp);

        if (code) {
            pos = start + code;
        } else if (class == L_DIGIT) {
            pos = number_end(t->buf, start);
            rc = push(&out->letters, any_number);
            any = true;
        } else if (class > L_DIGIT) {
            rc = push(&out->letters, mm_mix((uint64_t)cp));
            any = true;
        }
    }
    for (size_t i = 0; !any && i < out->words.n && rc == MM_OK; i++)
        rc = push(&out->letters, out->words.items[i]);
    return rc;
}

int mm_utokenizer_cut(mm_utext *out, mm_utokenizer *tokenizer, mm_str text,
                      mm_error *err)
{
    size_t pos = 0;
    int    rc;

    out->n = out->words.n = out->letters.n = 0;
    out->numbers = 0;
    if (text.len > UINT32_MAX)
        return mm_fail(err, MM_EINVALID, "a segment of more than 4 GB");
    if (mm_surface_hash(&out->surface, text) < 0)
        return mm_fail_memory(err);
    if ((rc = fold(tokenizer, text, err)) < 0)
        return rc;
    while (pos < tokenizer->buf.len && rc == MM_OK)
        rc = take(out, tokenizer, &pos, err);
    if (rc == MM_OK)
        rc = fill_words(out);
    if (rc == MM_OK && tokenizer->korean)
        rc = fill_letters(out, tokenizer);
    return rc == MM_ENOMEM ? mm_fail_memory(err) : rc;
}
