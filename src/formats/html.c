/*
 * HTML documents: text blocks out of mark-up.
 *
 * libxml2's push HTML parser is fed the decoded text and calls back; there is
 * no tree. An element that is not known to be inline ends a block, so that
 * tags of a later HTML do no harm. What a reader never sees (script, style,
 * template, the head but for the title) is passed over. The kind of a block is
 * that of the innermost element that has one.
 */
#include "formats/document.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, NESTING = 4096 };

typedef struct html_state {
    mm_blocks *blocks;
    unsigned   hidden, pre; /* open elements of the sort */
    unsigned   heading, caption, item;
} html_state;

static bool is_one_of(const char *name, const char *const *list)
{
    while (*list && strcmp(name, *list))
        list++;
    return *list != NULL;
}

static const char *const inline_names[] = {
    "a",    "abbr",  "acronym", "b",     "bdi",    "bdo",    "big", "cite",
    "code", "data",  "del",     "dfn",   "em",     "font",   "i",   "ins",
    "kbd",  "label", "mark",    "nobr",  "output", "q",      "rb",  "ruby",
    "s",    "samp",  "small",   "span",  "strike", "strong", "sub", "sup",
    "time", "tt",    "u",       "var",   "wbr",    "img",    "map", "picture",
    "slot", "math",  "object",  "input", NULL,
};
static const char *const hidden_names[] = {
    "script",   "style",  "template", "noscript", "svg", "iframe", "select",
    "textarea", "canvas", "audio",    "video",    "rp",  "rt",     NULL,
};
static const char *const headings[] = { "h1", "h2", "h3",    "h4",
                                        "h5", "h6", "title", NULL };
static const char *const captions[] = { "figcaption", "caption", NULL };
static const char *const items[] = { "li", "dt", "dd", "td", "th", NULL };

static mm_segment_kind kind_of(const html_state *s)
{
    return s->heading   ? MM_HEADING
           : s->caption ? MM_CAPTION
           : s->item    ? MM_ITEM
                        : MM_SENTENCE;
}

/* Counts element `name` in (by 1) or out (by -1). */
static void count(html_state *s, const char *name, int by)
{
    unsigned *n = is_one_of(name, headings)       ? &s->heading
                  : is_one_of(name, captions)     ? &s->caption
                  : is_one_of(name, items)        ? &s->item
                  : is_one_of(name, hidden_names) ? &s->hidden
                  : strcmp(name, "pre") == 0      ? &s->pre
                                                  : NULL;

    if (n && by > 0)
        ++*n;
    else if (n && *n)
        --*n;
}

static void on_start(void *ctx, const xmlChar *raw, const xmlChar **attrs)
{
    html_state *s = ctx;
    const char *name = (const char *)raw;

    (void)attrs;
    if (strcmp(name, "br") == 0) {
        if (!s->hidden)
            mm_blocks_break(s->blocks);
        return;
    }
    if (is_one_of(name, inline_names))
        return;
    count(s, name, 1);
    mm_blocks_end(s->blocks, kind_of(s));
}

static void on_end(void *ctx, const xmlChar *raw)
{
    html_state *s = ctx;
    const char *name = (const char *)raw;

    if (strcmp(name, "br") == 0 || is_one_of(name, inline_names))
        return;
    count(s, name, -1);
    mm_blocks_end(s->blocks, kind_of(s));
}

static void on_text(void *ctx, const xmlChar *text, int n)
{
    html_state *s = ctx;

    if (!s->hidden)
        mm_blocks_text(s->blocks, (mm_str){ (const char *)text, (size_t)n },
                       s->pre > 0);
}

static void on_cdata(void *ctx, const xmlChar *text, int n)
{
    (void)ctx; /* of script and style */
    (void)text;
    (void)n;
}

static void on_error(void *ctx, xmlErrorPtr e)
{
    (void)ctx; /* HTML in the wild is full of errors; none of them matters */
    (void)e;
}

int mm_html_blocks(mm_blocks *out, mm_str html, mm_error *err)
{
    html_state        state = { .blocks = out };
    htmlSAXHandler    sax = { .startElement = on_start,
                              .endElement = on_end,
                              .characters = on_text,
                              .ignorableWhitespace = on_text,
                              .cdataBlock = on_cdata,
                              .serror = on_error,
                              .initialized = XML_SAX2_MAGIC };
    htmlParserCtxtPtr parser;

    parser = htmlCreatePushParserCtxt(&sax, &state, "", 0, NULL,
                                      XML_CHAR_ENCODING_UTF8);
    if (!parser)
        return mm_fail_memory(err);
    htmlCtxtUseOptions(parser, HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC |
                                   HTML_PARSE_RECOVER);
    while (html.len && !out->failed && parser->nameNr < NESTING) {
        mm_str chunk = mm_str_sub(html, 0, CHUNK);

        htmlParseChunk(parser, chunk.ptr, (int)chunk.len, 0);
        html = mm_str_sub(html, chunk.len, SIZE_MAX);
    }
    htmlParseChunk(parser, "", 0, 1);
    if (parser->myDoc)
        xmlFreeDoc(parser->myDoc);
    htmlFreeParserCtxt(parser);
    mm_blocks_end(out, MM_SENTENCE);
    if (out->failed)
        return mm_fail_memory(err);
    return html.len ? mm_fail(err, MM_EFORMAT, "elements nest too deep")
                    : MM_OK;
}
