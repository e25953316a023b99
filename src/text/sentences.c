/*
 * Sentences. A text is cut into blocks (lines.c); in each block ICU's sentence
 * breaks are candidates that the rules of breaks.c judge, and the places ICU
 * is blind to are added. A block that is wrapped is read with its line breaks
 * made spaces, byte for byte, so that offsets hold.
 */
#include "malmoi/words.h"

#include "base/memory.h"
#include "text/breaks.h"
#include "text/lines.h"
#include "text/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/utext.h>

enum { MAX_TEXT = 1 << 30 };

struct mm_segmenter {
    UBreakIterator *breaks;
    UText           utext;
    mm_break_rules  rules;
    mm_rule_set    *set; /* of others, in place of ICU and our own; or NULL */
    mm_str          text;
    mm_lines        lines;
    mm_block        block;
    mm_break_state  state; /* of the block */
    char           *copy;  /* the block with spaces for line breaks */
    size_t          copy_cap;
    size_t          from, icu; /* in the block: done so far, ICU's last break */
    bool            in_block;
};

static int open_breaks(mm_segmenter *seg, mm_str lang, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    char       tag[64], locale[ULOC_FULLNAME_CAPACITY];
    int32_t    n;

    snprintf(tag, sizeof tag, "%.*s", (int)lang.len, lang.ptr ? lang.ptr : "");
    n = uloc_forLanguageTag(tag, locale, ULOC_FULLNAME_CAPACITY, NULL, &status);
    if (U_FAILURE(status) || n >= ULOC_FULLNAME_CAPACITY)
        return mm_fail(err, MM_EINVALID, "no language '%s'", tag);
    seg->breaks = ubrk_open(UBRK_SENTENCE, locale, NULL, 0, &status);
    if (U_FAILURE(status))
        return mm_fail(
            err, status == U_MEMORY_ALLOCATION_ERROR ? MM_ENOMEM : MM_EINVALID,
            "no sentence breaks for '%s': %s", tag, u_errorName(status));
    return MM_OK;
}

int mm_segmenter_open(mm_segmenter **out, mm_str lang, const mm_tables *tables,
                      mm_error *err)
{
    mm_segmenter *seg = calloc(1, sizeof *seg);
    int           rc;

    *out = NULL;
    if (!seg)
        return mm_fail_memory(err);
    seg->utext = (UText)UTEXT_INITIALIZER;
    if ((rc = mm_break_rules_load(&seg->rules, lang, tables, err)) < 0 ||
        (rc = open_breaks(seg, lang, err)) < 0) {
        mm_segmenter_close(seg);
        return rc;
    }
    *out = seg;
    return MM_OK;
}

int mm_segmenter_open_rules(mm_segmenter **out, const mm_break_rule *rules,
                            size_t n, mm_error *err)
{
    mm_segmenter *seg = calloc(1, sizeof *seg);
    int           rc;

    *out = NULL;
    if (!seg)
        return mm_fail_memory(err);
    seg->utext = (UText)UTEXT_INITIALIZER;
    if ((rc = mm_rule_set_open(&seg->set, rules, n, err)) < 0) {
        mm_segmenter_close(seg);
        return rc;
    }
    *out = seg;
    return MM_OK;
}

void mm_segmenter_close(mm_segmenter *seg)
{
    if (!seg)
        return;
    if (seg->breaks)
        ubrk_close(seg->breaks);
    utext_close(&seg->utext);
    mm_break_rules_release(&seg->rules);
    mm_rule_set_close(seg->set);
    free(seg->copy);
    free(seg);
}

int mm_segmenter_start(mm_segmenter *seg, mm_str text, mm_error *err)
{
    if (text.len > MAX_TEXT)
        return mm_fail(err, MM_EINVALID, "a text of more than 1 GB");
    seg->text = text;
    seg->in_block = false;
    mm_lines_start(&seg->lines, text);
    return MM_OK;
}

/* The block's last bracket is a credit: it is the caption of a picture. */
static bool is_caption(const mm_segmenter *seg, mm_str block)
{
    size_t at = block.len, end;

    if (!at || !strchr("])>", block.ptr[at - 1]))
        return false;
    while (at-- > 0 && block.len - at < 120)
        if (strchr("[(<", block.ptr[at]))
            return at > 0 && mm_break_credit(&seg->rules, block, at, &end) &&
                   end == block.len;
    return false;
}

static int take_block(mm_segmenter *seg, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    mm_str     block = mm_str_sub(seg->text, seg->block.start,
                                  seg->block.end - seg->block.start);

    if (seg->block.joined) {
        if (mm_grow(&seg->copy, &seg->copy_cap, block.len, 1, err) < 0)
            return MM_ENOMEM;
        for (size_t i = 0; i < block.len; i++)
            seg->copy[i] = block.ptr[i] == '\n' || block.ptr[i] == '\r'
                               ? ' '
                               : block.ptr[i];
        block.ptr = seg->copy;
    }
    seg->state = (mm_break_state){ .text = block };
    seg->from = seg->icu = 0;
    seg->in_block = true;
    if (seg->set)
        return mm_rule_set_start(seg->set, block, err);
    if (seg->block.kind != MM_TEXT_ITEM && is_caption(seg, block))
        seg->block.kind = MM_TEXT_CAPTION;
    utext_openUTF8(&seg->utext, block.ptr, (int64_t)block.len, &status);
    ubrk_setUText(seg->breaks, &seg->utext, &status);
    if (U_FAILURE(status))
        return mm_fail(err, MM_ENOMEM, "text refused: %s", u_errorName(status));
    ubrk_first(seg->breaks);
    return MM_OK;
}

/* Where the sentence that begins at `from` ends, in the block. */
static size_t find_end(mm_segmenter *seg)
{
    size_t at = seg->from;

    if (seg->set)
        return mm_rule_set_next(seg->set, at);
    seg->state.from = seg->from;
    for (;;) {
        if (seg->icu <= at) {
            int32_t next = ubrk_next(seg->breaks);

            seg->icu = next == UBRK_DONE ? seg->state.text.len : (size_t)next;
        }
        at = mm_break_missed(&seg->rules, seg->state.text, at, seg->icu);
        if (at >= seg->state.text.len)
            return seg->state.text.len;
        if (mm_break_allowed(&seg->rules, &seg->state, at))
            return at;
    }
}

/* `text` without white space at its ends, wide and no-break spaces too. */
static mm_str trim(mm_str text)
{
    size_t first = 0, last = text.len, pos;

    for (pos = 0; first < last; first = pos)
        if (!u_isUWhiteSpace(mm_utf8_next(text, &pos)))
            break;
    for (pos = last; last > first; last = pos)
        if (!u_isUWhiteSpace(mm_utf8_prev(text, &pos)))
            break;
    return mm_str_sub(text, first, last - first);
}

int mm_segmenter_next(mm_segmenter *seg, mm_sentence *out, mm_error *err)
{
    size_t end;
    mm_str s;
    int    rc;

    for (;;) {
        if (!seg->in_block) {
            if (!mm_lines_next(&seg->lines, &seg->block))
                return MM_OK;
            if ((rc = take_block(seg, err)) < 0)
                return rc;
        }
        end = find_end(seg);
        s = mm_str_sub(seg->state.text, seg->from, end - seg->from);
        *out = (mm_sentence){ .paragraph = seg->block.paragraph,
                              .kind = seg->block.kind };
        seg->from = end;
        seg->in_block = end < seg->state.text.len;
        s = trim(s);
        out->start = seg->block.start + (size_t)(s.ptr - seg->state.text.ptr);
        out->len = s.len;
        if (s.len)
            return MM_ROW;
    }
}
