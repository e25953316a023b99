/*
 * Documents in: plain text, and mark-up of several kinds, cut into segments.
 *
 * The size is looked at before a byte is read, since documents are held whole;
 * then come decoding, a look for what is no text at all, the blocks of the
 * mark-up, and sentences block by block. What is refused says its cure: the
 * one who runs into it is a translator, not a programmer.
 */
#include "formats/document.h"
#include "formats/source.h"

#include "malmoi/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define LIMIT ((size_t)64 << 20)

static const mm_read_options defaults = { 0 };

/* ---- is it text? ---- */

static int refuse(const char *path, mm_error *err, const char *why)
{
    mm_source name = { .path = path };

    return mm_source_fail(&name, err, MM_EFORMAT, 0, "%s", why);
}

/* A file that is too large is known without reading it. */
static int check_size(const char *path, size_t limit, mm_error *err)
{
    struct stat st;
    char        why[160];

    if (strcmp(path, "-") == 0 || stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
        (uint64_t)st.st_size <= limit)
        return MM_OK;
    snprintf(why, sizeof why,
             "has %llu MB, more than the %zu MB a document may have: cut it "
             "into parts",
             (unsigned long long)st.st_size >> 20, limit >> 20);
    return refuse(path, err, why);
}

/* What a file is that is no text, by its first bytes; NULL when it may be. */
static const char *not_text(mm_str bytes)
{
    static const struct {
        const char *magic;
        size_t      n;
        const char *why;
    } kinds[] = {
        { "%PDF-", 5, "is a PDF: save it as text or HTML first" },
        { "\xD0\xCF\x11\xE0", 4,
          "is an old office file or HWP 5: save it as DOCX or HWPX first" },
        { "\x89PNG", 4, "is a picture, not text" },
        { "\xFF\xD8\xFF", 3, "is a picture, not text" },
        { "GIF8", 4, "is a picture, not text" },
        { "{\\rtf", 5, "is RTF: save it as text or HTML first" },
        { "\x7F"
          "ELF",
          4, "is a program, not text" },
        { "SQLite format 3", 15, "is a database, not a document" },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (mm_str_starts(bytes, (mm_str){ kinds[i].magic, kinds[i].n }))
            return kinds[i].why;
    return NULL;
}

/* Controls that no text holds: more than one in a hundred bytes, or a NUL. */
static bool is_binary(mm_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == 0)
            return true;
        n += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' &&
             c != 0x1B;
    }
    return n * 100 > text.len;
}

static bool holds_word(mm_str text, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= text.len; i++)
        if (strncasecmp(text.ptr + i, word, n) == 0)
            return true;
    return false;
}

typedef int blocks_function(mm_blocks *out, mm_str text, mm_error *err);

/* How the blocks of the mark-up are found; NULL for plain text. */
static blocks_function *mark_up_of(const char *path, mm_str text,
                                   const mm_read_options *o)
{
    static const struct {
        const char      *name;
        blocks_function *blocks;
    } kinds[] = { { "html", mm_html_blocks },
                  { "markdown", mm_markdown_blocks },
                  { "srt", mm_srt_blocks } };
    const mm_format *named =
        o->as ? mm_format_find(mm_cstr(o->as)) : mm_format_by_name(path);
    mm_str start = mm_str_sub(mm_str_trim(text), 0, 1024);

    for (size_t i = 0; named && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(named->name, kinds[i].name) == 0)
            return kinds[i].blocks;
    if (!o->as && mm_str_starts(start, MM_S("<")) &&
        (holds_word(start, "<!doctype html") || holds_word(start, "<html")))
        return mm_html_blocks;
    return NULL;
}

/* ---- segments ---- */

typedef struct cutter {
    mm_segmenter *segmenter;
    mm_segment   *items;
    size_t        n, cap;
    uint32_t      paragraph;
} cutter;

static int add_segment(cutter *c, const mm_document *d, size_t start,
                       size_t len, mm_segment_kind kind, mm_error *err)
{
    if (mm_grow(&c->items, &c->cap, c->n + 1, sizeof *c->items, err) < 0)
        return MM_ENOMEM;
    c->items[c->n++] = (mm_segment){ .text = { d->text.ptr + start, len },
                                     .offset = start,
                                     .paragraph = c->paragraph,
                                     .kind = kind };
    return MM_OK;
}

/* The kind of sentence `s` of a block: the mark-up knows, but for a credit line
 * in a paragraph. */
static mm_segment_kind kind_of(const mm_block *block, const mm_sentence *s)
{
    return block->kind == MM_SENTENCE && s->kind == MM_TEXT_CAPTION
               ? MM_CAPTION
               : block->kind;
}

/* Cuts `block` into sentences. */
static int cut_block(cutter *c, const mm_document *d, const mm_block *block,
                     mm_error *err)
{
    mm_sentence s;
    int         rc;

    rc = mm_segmenter_start(c->segmenter,
                            mm_str_sub(d->text, block->start, block->len), err);
    while (rc >= 0 && (rc = mm_segmenter_next(c->segmenter, &s, err)) == MM_ROW)
        rc = add_segment(c, d, block->start + s.start, s.len,
                         kind_of(block, &s), err);
    c->paragraph++;
    return rc;
}

/* Cuts plain text: paragraphs and kinds are what the segmenter finds. */
static int cut_text(cutter *c, const mm_document *d, mm_error *err)
{
    mm_sentence s;
    int         rc = mm_segmenter_start(c->segmenter, d->text, err);

    while (rc >= 0 &&
           (rc = mm_segmenter_next(c->segmenter, &s, err)) == MM_ROW) {
        c->paragraph = s.paragraph;
        rc = add_segment(c, d, s.start, s.len, (mm_segment_kind)s.kind, err);
    }
    return rc;
}

/* Moves the segments into the document's memory. */
static int keep_segments(mm_document *d, const cutter *c, mm_error *err)
{
    d->segments = mm_arena_alloc(&d->mem, (c->n + 1) * sizeof *d->segments);
    if (!d->segments)
        return mm_fail_memory(err);
    if (c->n)
        memcpy(d->segments, c->items, c->n * sizeof *d->segments);
    d->n = c->n;
    return MM_OK;
}

static int segment(mm_document *out, const mm_blocks *blocks,
                   const mm_tables *tables, const char *srx, mm_error *err)
{
    cutter c = { 0 };
    int    rc = srx ? mm_srx_read(&c.segmenter, srx, out->lang, err)
                    : mm_segmenter_open(&c.segmenter, out->lang, tables, err);

    if (rc >= 0 && !blocks)
        rc = cut_text(&c, out, err);
    for (size_t i = 0; rc >= 0 && blocks && i < blocks->n; i++)
        rc = cut_block(&c, out, &blocks->items[i], err);
    if (rc >= 0)
        rc = keep_segments(out, &c, err);
    mm_segmenter_close(c.segmenter);
    free(c.items);
    return rc;
}

/* ---- reading ---- */

static void warn_mojibake(mm_report *report, mm_str text)
{
    mm_buf repaired = { 0 };
    size_t n = 0;

    if (report && mm_mojibake_repair(&repaired, text, &n, NULL) == MM_OK && n)
        mm_report_warn(report, 0,
                       "%zu places look like text read in a wrong encoding", n);
    mm_buf_release(&repaired);
}

/* Puts syllables together that some programs take apart (NFD): a document is
 * what it says, and no rule for Korean knows them otherwise. */
static int compose(mm_buf *text, mm_blocks *blocks, mm_error *err)
{
    mm_buf *from = blocks ? &blocks->text : text;
    mm_buf  whole = { 0 };
    int     rc = MM_OK;

    if (!mm_hangul_apart(mm_buf_str(from)))
        return MM_OK;
    if (!blocks)
        rc = mm_hangul_compose(&whole, mm_buf_str(from));
    for (size_t i = 0; blocks && rc == MM_OK && i < blocks->n; i++) {
        mm_block *block = &blocks->items[i];
        mm_str    part = mm_str_sub(mm_buf_str(from), block->start, block->len);

        block->start = whole.len;
        rc = mm_hangul_compose(&whole, part);
        block->len = whole.len - block->start;
        if (rc == MM_OK) /* as it was between two */
            rc = mm_buf_putc(&whole, '\n');
    }
    if (rc < 0) {
        mm_buf_release(&whole);
        return mm_fail_memory(err);
    }
    mm_buf_release(from);
    *from = whole;
    return MM_OK;
}

/* Makes the document out of plain text, or of the blocks of mark-up. */
static int make(mm_document *out, const char *path, mm_str lang, mm_str text,
                const mm_blocks *blocks, const mm_tables *tables,
                const mm_read_options *o, mm_error *err)
{
    int rc;

    if (blocks)
        text = mm_buf_str(&blocks->text);
    if (o->segmented) {
        rc = mm_document_from_lines(out, lang, text, err);
    } else {
        out->lang = mm_arena_copy(&out->mem, lang);
        out->text = mm_arena_copy(&out->mem, text);
        out->structured = blocks != NULL;
        rc = out->lang.ptr && out->text.ptr
                 ? segment(out, blocks, tables, o->srx, err)
                 : mm_fail_memory(err);
    }
    if (rc < 0)
        return rc;
    out->name = mm_arena_copy(&out->mem, mm_cstr(path));
    if (!out->name.ptr)
        return mm_fail_memory(err);
    return mm_str_trim(text).len == 0 || out->n == 0
               ? refuse(path, err, "has no text")
               : MM_OK;
}

/* Decodes `bytes` and refuses what is no text. */
static int decode(mm_buf *text, mm_str bytes, const char *path,
                  const char *label, mm_error *err)
{
    mm_source   name = { .path = path };
    const char *why = not_text(bytes);
    int         rc;

    if (why)
        return refuse(path, err, why);
    if ((rc = mm_decode_all(text, bytes, label, err)) < 0)
        return mm_source_name(&name, err, rc);
    if (mm_str_trim(mm_buf_str(text)).len == 0)
        return refuse(path, err, "is empty: it has no text");
    if (is_binary(mm_buf_str(text)))
        return refuse(path, err, "is a binary file, not text");
    return MM_OK;
}

static int read_bytes(mm_buf *bytes, const char *path, size_t limit,
                      mm_error *err)
{
    mm_source name = { .path = path };
    int       rc = check_size(path, limit, err);

    if (rc == MM_OK && (rc = mm_file_read(bytes, path, limit, err)) < 0 &&
        err && !strstr(err->text, path))
        mm_source_name(&name, err, rc);
    return rc;
}

int mm_document_read(mm_document *out, const char *path, mm_str lang,
                     const mm_tables *tables, const mm_read_options *o,
                     mm_report *report, mm_error *err)
{
    mm_buf           bytes = { 0 }, text = { 0 };
    mm_blocks        blocks = { .kind = MM_SENTENCE };
    blocks_function *mark_up = NULL;
    size_t           limit;
    bool             office;
    int              rc;

    *out = (mm_document){ 0 };
    o = o ? o : &defaults;
    limit = o->limit ? o->limit : LIMIT;
    if ((rc = read_bytes(&bytes, path, limit, err)) < 0)
        goto done;
    office = mm_str_starts(mm_buf_str(&bytes), MM_S("PK\003\004"));
    if (office) {
        rc = mm_office_blocks(&blocks, mm_buf_str(&bytes), path, limit, err);
    } else if ((rc = decode(&text, mm_buf_str(&bytes), path, o->encoding,
                            err)) == MM_OK) {
        warn_mojibake(report, mm_buf_str(&text));
        if ((mark_up = mark_up_of(path, mm_buf_str(&text), o)))
            rc = mark_up(&blocks, mm_buf_str(&text), err);
    }
    mm_buf_release(&bytes);
    if (rc == MM_OK)
        rc = compose(&text, office || mark_up ? &blocks : NULL, err);
    if (rc == MM_OK)
        rc = make(out, path, lang, mm_buf_str(&text),
                  office || mark_up ? &blocks : NULL, tables, o, err);
done:
    if (rc < 0)
        mm_document_release(out);
    mm_blocks_release(&blocks);
    mm_buf_release(&bytes);
    mm_buf_release(&text);
    return rc;
}
