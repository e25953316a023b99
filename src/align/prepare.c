/*
 * Preparing a document: its tokens as types with lexical keys, its numbers,
 * dates and sums as values, and the length of each segment.
 *
 * A word has several keys, for a Korean word may be cut in more ways than one
 * and a compound is known by its first two syllables: the stem first, then the
 * other cuts, then the first syllables, each with less trust. Length counts
 * letters, a Hangul syllable as its two or three: Korean has about half the
 * characters of its English, and the length of merged segments shows only when
 * both are counted alike (research: +5 to 19 points of F1 from this alone).
 */
#include "align/prepare.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

/* Words that the document is taken to lack for having ended: in five sentences
 * a rare word has a twentieth of the text, and is rare all the same. */
static const double UNSEEN = 300;

int mm_preparer_open(mm_preparer *preparer, mm_str tag, const mm_tables *tables,
                     mm_error *err)
{
    int rc;

    *preparer = (mm_preparer){ 0 };
    if ((rc = mm_lang_open(&preparer->lang, tag, tables, err)) < 0 ||
        (rc = mm_tokenizer_open(&preparer->tokenizer, tag, tables, err)) < 0 ||
        (rc = mm_valuer_open(&preparer->valuer, tag, tables, err)) < 0)
        mm_preparer_release(preparer);
    return rc;
}

void mm_preparer_release(mm_preparer *preparer)
{
    mm_lang_close(preparer->lang);
    mm_tokenizer_close(preparer->tokenizer);
    mm_valuer_close(preparer->valuer);
    mm_values_release(&preparer->values);
    mm_buf_release(&preparer->room);
    *preparer = (mm_preparer){ 0 };
}

/* ---- length ---- */

static double letters_of(mm_str text)
{
    double  n = 0;
    size_t  pos = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0) {
        if (cp >= 0xAC00 && cp <= 0xD7A3)
            n += (cp - 0xAC00) % 28 ? 3 : 2;
        else if (cp >= 0x2E80 && cp <= 0x9FFF)
            n += 3; /* Han and kana: a syllable or more */
        else if (cp > ' ')
            n += 1;
    }
    return n;
}

/* ---- keys ---- */

static int add_key(mm_type *type, mm_arena *mem, mm_str form, double trust)
{
    for (size_t i = 0; i < type->n_keys; i++)
        if (mm_str_eq(type->keys[i].form, form))
            return MM_OK;
    if (type->n_keys == TYPE_KEYS || form.len == 0)
        return MM_OK;
    form = mm_arena_copy(mem, form);
    if (!form.ptr)
        return MM_ENOMEM;
    type->keys[type->n_keys++] = (mm_type_key){ form, (float)trust };
    return MM_OK;
}

/* The first `n` characters of `text`. */
static mm_str head(mm_str text, size_t n)
{
    size_t pos = 0;

    while (n-- && mm_utf8_next(text, &pos) >= 0)
        ;
    return mm_str_sub(text, 0, pos);
}

static int add_keys(mm_type *type, mm_preparer *preparer, mm_arena *mem,
                    mm_str word)
{
    mm_cut cuts[4];
    size_t n;
    int    rc;

    mm_buf_clear(&preparer->room);
    if ((rc = mm_lang_stem(&preparer->room, preparer->lang, NULL, word)) < 0 ||
        (rc = add_key(type, mem, mm_buf_str(&preparer->room), 1)) < 0)
        return rc;
    n = mm_lang_cuts(cuts, 4, preparer->lang, NULL, word);
    for (size_t i = 0; i < n && rc == MM_OK; i++) {
        mm_buf_clear(&preparer->room);
        rc = mm_key(&preparer->room, mm_str_sub(word, 0, cuts[i].stem_len));
        if (rc == MM_OK)
            rc = add_key(type, mem, mm_buf_str(&preparer->room), 0.8);
    }
    if (rc == MM_OK && type->flags & TYPE_HANGUL &&
        mm_utf8_count(type->keys[0].form) > 2)
        rc = add_key(type, mem, head(type->keys[0].form, 2), 0.4);
    return rc;
}

static unsigned flags_of(mm_str word, bool first)
{
    mm_script script = mm_text_script(word);
    size_t    pos = 0;
    unsigned  flags = script == MM_SCRIPT_HANGUL  ? TYPE_HANGUL
                      : script == MM_SCRIPT_LATIN ? TYPE_LATIN
                                                  : 0;

    if (mm_is_upper(mm_utf8_next(word, &pos)))
        flags |= first ? TYPE_FIRST : TYPE_CAPITAL;
    return flags;
}

/* ---- tokens ---- */

static int add_token(mm_prepared *out, uint32_t type, mm_error *err)
{
    if (mm_grow(&out->tokens, &out->cap_tokens, out->n_tokens + 1,
                sizeof *out->tokens, err) < 0)
        return MM_ENOMEM;
    out->tokens[out->n_tokens++] = type;
    out->types[type].count++;
    return MM_OK;
}

/* The type of `name`, made when it is new (`*made`). */
static uint32_t type_of(mm_prepared *out, mm_str name, bool *made,
                        mm_error *err)
{
    uint32_t type = mm_map_add(&out->names, name);

    *made = type != MM_MAP_NONE && type == out->n_types;
    if (type == MM_MAP_NONE || mm_grow(&out->types, &out->cap_types, type + 1,
                                       sizeof *out->types, err) < 0) {
        mm_fail_memory(err);
        return MM_MAP_NONE;
    }
    if (*made) {
        out->types[type] = (mm_type){ .word = out->names.keys[type] };
        out->n_types++;
    }
    return type;
}

static int add_word(mm_prepared *out, mm_preparer *preparer, mm_str word,
                    bool first, mm_error *err)
{
    mm_buf   key = { 0 };
    bool     made;
    uint32_t type;
    int      rc = mm_key(&key, word);

    type = rc < 0 ? MM_MAP_NONE : type_of(out, mm_buf_str(&key), &made, err);
    mm_buf_release(&key);
    if (type == MM_MAP_NONE)
        return mm_fail_memory(err);
    out->types[type].flags |= flags_of(word, first);
    if (made && add_keys(&out->types[type], preparer, &out->mem, word) < 0)
        return mm_fail_memory(err);
    return add_token(out, type, err);
}

/* A value's type is named by what it says, behind a byte no word begins with.
 */
static int add_value(mm_prepared *out, const mm_value *value, mm_error *err)
{
    mm_buf   name = { 0 };
    bool     made;
    uint32_t type = MM_MAP_NONE;

    if (mm_buf_printf(&name, "\001%d %.6g %.6g %s %d-%d-%d %d %d", value->kind,
                      value->number, value->upper, value->unit, value->year,
                      value->month, value->day, value->weekday,
                      value->minute) == MM_OK)
        type = type_of(out, mm_buf_str(&name), &made, err);
    mm_buf_release(&name);
    if (type == MM_MAP_NONE)
        return mm_fail_memory(err);
    out->types[type].flags = TYPE_VALUE;
    out->types[type].value = *value;
    return add_token(out, type, err);
}

static bool within_value(const mm_values *values, const mm_token *token)
{
    for (size_t i = 0; i < values->n; i++)
        if (token->start >= values->items[i].start &&
            token->start < values->items[i].start + values->items[i].len)
            return true;
    return false;
}

static int prepare_segment(mm_prepared *out, mm_preparer *preparer, mm_str text,
                           mm_error *err)
{
    mm_token token;
    bool     first = true;
    int rc = mm_values_find(&preparer->values, preparer->valuer, text, err);

    for (size_t i = 0; rc == MM_OK && i < preparer->values.n; i++)
        rc = add_value(out, &preparer->values.items[i], err);
    if (rc == MM_OK)
        rc = mm_tokenizer_start(preparer->tokenizer, text, err);
    while (rc >= 0 && (rc = mm_tokenizer_next(preparer->tokenizer, &token,
                                              err)) == MM_ROW) {
        if (token.kind == MM_TOKEN_PUNCTUATION ||
            token.kind == MM_TOKEN_SYMBOL ||
            within_value(&preparer->values, &token))
            continue;
        if ((rc = add_word(out, preparer,
                           mm_str_sub(text, token.start, token.len), first,
                           err)) < 0)
            break;
        first = false;
    }
    return rc < 0 ? rc : MM_OK;
}

int mm_prepare(mm_prepared *out, mm_preparer *preparer,
               const mm_document *document, mm_error *err)
{
    int rc = MM_OK;

    *out = (mm_prepared){ .n_segments = document->n };
    out->first = calloc(document->n + 1, sizeof *out->first);
    out->length = calloc(document->n + 1, sizeof *out->length);
    if (!out->first || !out->length)
        rc = mm_fail_memory(err);
    for (size_t i = 0; rc == MM_OK && i < document->n; i++) {
        out->first[i] = (uint32_t)out->n_tokens;
        out->length[i] = letters_of(document->segments[i].text);
        out->all_length += out->length[i];
        rc = prepare_segment(out, preparer, document->segments[i].text, err);
    }
    if (rc < 0) {
        mm_prepared_release(out);
        return rc;
    }
    out->first[document->n] = (uint32_t)out->n_tokens;
    for (size_t i = 0; i < out->n_types; i++)
        out->types[i].share =
            (double)out->types[i].count / ((double)out->n_tokens + UNSEEN);
    return MM_OK;
}

void mm_prepared_release(mm_prepared *prepared)
{
    free(prepared->types);
    free(prepared->tokens);
    free(prepared->first);
    free(prepared->length);
    mm_map_release(&prepared->names);
    mm_arena_release(&prepared->mem);
    *prepared = (mm_prepared){ 0 };
}
