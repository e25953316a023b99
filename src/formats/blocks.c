/* Blocks of text taken out of mark-up. */
#include "formats/document.h"

#include <stdlib.h>

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void put(mm_blocks *b, mm_str text)
{
    b->failed = mm_buf_put(&b->text, text) < 0 || b->failed;
}

/* Puts a run without white space, one space before it when some was seen. */
static void put_run(mm_blocks *b, mm_str run)
{
    if (run.len == 0)
        return;
    if (b->space && b->text.len > b->start &&
        b->text.ptr[b->text.len - 1] != '\n')
        put(b, MM_S(" "));
    b->space = false;
    put(b, run);
}

void mm_blocks_text(mm_blocks *blocks, mm_str text, bool keep)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!is_space(text.ptr[i]))
            continue;
        put_run(blocks, mm_str_sub(text, from, i - from));
        from = i + 1;
        if (keep && text.ptr[i] == '\n')
            mm_blocks_break(blocks);
        else
            blocks->space = true;
    }
    put_run(blocks, mm_str_sub(text, from, SIZE_MAX));
}

void mm_blocks_break(mm_blocks *blocks)
{
    blocks->space = false;
    if (blocks->text.len > blocks->start)
        put(blocks, MM_S("\n"));
}

/* True when there is nothing to see: spaces of any width. */
static bool is_blank(mm_str text)
{
    size_t  at = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0)
        if (cp > ' ' && cp != 0xA0 && cp != 0x3000 && cp != 0x200B &&
            cp != 0xFEFF)
            return false;
    return true;
}

void mm_blocks_end(mm_blocks *blocks, mm_segment_kind kind)
{
    mm_str text =
        mm_str_sub(mm_buf_str(&blocks->text), blocks->start, SIZE_MAX);
    size_t len = mm_str_trim(text).len;

    if (!is_blank(text)) {
        blocks->text.len = blocks->start + len; /* outer breaks off */
        if (mm_grow(&blocks->items, &blocks->cap, blocks->n + 1,
                    sizeof *blocks->items, NULL) < 0)
            blocks->failed = true;
        else
            blocks->items[blocks->n++] =
                (mm_block){ blocks->start, len, blocks->kind };
        put(blocks, MM_S("\n"));
    } else {
        blocks->text.len = blocks->start;
    }
    blocks->start = blocks->text.len;
    blocks->space = false;
    blocks->kind = kind;
}

void mm_blocks_release(mm_blocks *blocks)
{
    mm_buf_release(&blocks->text);
    free(blocks->items);
    *blocks = (mm_blocks){ 0 };
}
