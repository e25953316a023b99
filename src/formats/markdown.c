/*
 * Markdown documents: libmd4c calls back for each block, there is no tree.
 * Emphasis, links and code spans are text of their block; mark-up of HTML is
 * passed over; a code block keeps its lines. YAML front matter is not read, nor
 * are comments.
 */
#include "formats/document.h"

#include <libxml/HTMLparser.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

typedef struct md_state {
    mm_blocks *blocks;
    unsigned   heading, item, code;
} md_state;

static mm_segment_kind kind_of(const md_state *s)
{
    return s->heading ? MM_HEADING : s->item ? MM_ITEM : MM_SENTENCE;
}

static unsigned *counter(md_state *s, MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_H:
        return &s->heading;
    case MD_BLOCK_LI:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return &s->item;
    case MD_BLOCK_CODE:
        return &s->code;
    default:
        return NULL;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    md_state *s = user;
    unsigned *n = counter(s, type);

    (void)detail;
    if (n)
        ++*n;
    mm_blocks_end(s->blocks, kind_of(s));
    return s->blocks->failed;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    md_state *s = user;
    unsigned *n = counter(s, type);

    (void)detail;
    if (n && *n)
        --*n;
    mm_blocks_end(s->blocks, kind_of(s));
    return s->blocks->failed;
}

static int on_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    (void)user;
    return 0;
}

/* The character that a reference (&amp; &#44032;) stands for; -1: none. */
static int32_t character(mm_str text)
{
    char                  name[40];
    const htmlEntityDesc *known;
    long                  cp;

    if (text.len < 3 || text.len >= sizeof name)
        return -1;
    memcpy(name, text.ptr + 1, text.len - 2);
    name[text.len - 2] = 0;
    if (name[0] != '#') {
        known = htmlEntityLookup((const xmlChar *)name);
        return known ? (int32_t)known->value : -1;
    }
    cp = name[1] == 'x' || name[1] == 'X' ? strtol(name + 2, NULL, 16)
                                          : strtol(name + 1, NULL, 10);
    return cp > 0 && cp < 0x110000 && (cp < 0xD800 || cp > 0xDFFF) ? (int32_t)cp
                                                                   : -1;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *user)
{
    md_state *s = user;
    mm_str    run = { text, n };
    char      bytes[4];
    int32_t   cp;

    switch (type) {
    case MD_TEXT_HTML:
    case MD_TEXT_NULLCHAR:
        break;
    case MD_TEXT_BR:
        mm_blocks_break(s->blocks);
        break;
    case MD_TEXT_SOFTBR:
        mm_blocks_text(s->blocks, MM_S(" "), false);
        break;
    case MD_TEXT_ENTITY:
        if ((cp = character(run)) >= 0)
            run = (mm_str){ bytes, mm_utf8_put(bytes, cp) };
        mm_blocks_text(s->blocks, run, false);
        break;
    default:
        mm_blocks_text(s->blocks, run, s->code > 0);
        break;
    }
    return s->blocks->failed;
}

/* What stands behind the YAML between two lines of "---". */
static mm_str without_front_matter(mm_str text)
{
    mm_str rest = text, line = mm_str_trim(mm_str_cut(&rest, '\n'));

    if (!mm_str_eq(line, MM_S("---")))
        return text;
    while (rest.len) {
        line = mm_str_trim(mm_str_cut(&rest, '\n'));
        if (mm_str_eq(line, MM_S("---")) || mm_str_eq(line, MM_S("...")))
            return rest;
    }
    return text;
}

int mm_markdown_blocks(mm_blocks *out, mm_str text, mm_error *err)
{
    md_state  s = { .blocks = out };
    MD_PARSER parser = { .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH |
                                  MD_FLAG_PERMISSIVEURLAUTOLINKS,
                         .enter_block = enter_block,
                         .leave_block = leave_block,
                         .enter_span = on_span,
                         .leave_span = on_span,
                         .text = on_text };

    text = without_front_matter(text);
    if (md_parse(text.ptr ? text.ptr : "", (MD_SIZE)text.len, &parser, &s) !=
            0 ||
        out->failed)
        return mm_fail_memory(err);
    mm_blocks_end(out, MM_SENTENCE);
    return out->failed ? mm_fail_memory(err) : MM_OK;
}
