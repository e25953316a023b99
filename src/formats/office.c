/*
 * Office documents: DOCX (ECMA-376), ODT (ISO 26300) and HWPX (KS X 6101), each
 * a ZIP with XML inside.
 *
 * A row of `kinds` says which part holds the text and what its elements mean:
 * which one is a paragraph, which holds text, which is a break, which is passed
 * over (deleted text, field codes, comments, the second copy of a text box).
 * Headings are told by the paragraph's style, or by the element.
 *
 * HWPX names styles by number: header.xml has their names. Its notes stand in
 * the middle of the paragraph that they are of and are read behind it.
 *
 * A part is unpacked into memory up to the limit of a document; one that grows
 * more than a thousand times is a bomb. Headers and footers, memos, and the
 * notes of DOCX and ODT are not read.
 */
#include "formats/archive.h"
#include "formats/document.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATIO = 1000, SECTIONS = 1000, STYLES = 500 };

typedef enum meaning {
    NOTHING,
    PARAGRAPH,
    HEADING, /* a paragraph that is a heading by its element */
    TEXT,    /* holds text */
    BREAK,
    SPACE, /* a tab, or spaces */
    ITEM,  /* paragraphs inside are items or cells */
    CAPTION, /* paragraphs inside are captions */
    NOTE,  /* its paragraphs come behind the one it stands in */
    STYLE, /* names the paragraph's style in an attribute */
    HIDDEN /* passed over with all that is inside */
} meaning;

typedef struct tag {
    const char *name;
    meaning     means;
} tag;

typedef struct kind {
    const char *part; /* printf form of the part's name when there are many */
    bool        many;
    bool        bare;  /* text stands in the paragraph itself, not in TEXT */
    const char *style; /* attribute that names a style */
    tag         tags[20];
} kind;

static const kind kinds[] = {
    { "word/document.xml",
      false,
      false,
      "w:val",
      { { "p", PARAGRAPH },
        { "t", TEXT },
        { "br", BREAK },
        { "cr", BREAK },
        { "tab", SPACE },
        { "tc", ITEM },
        { "numPr", STYLE },
        { "pStyle", STYLE },
        { "Fallback", HIDDEN },
        { "del", HIDDEN },
        { "moveFrom", HIDDEN },
        { NULL, NOTHING } } },
    { "content.xml",
      false,
      true,
      "text:style-name",
      { { "p", PARAGRAPH },
        { "h", HEADING },
        { "line-break", BREAK },
        { "s", SPACE },
        { "tab", SPACE },
        { "list-item", ITEM },
        { "table-cell", ITEM },
        { "annotation", HIDDEN },
        { "tracked-changes", HIDDEN },
        { "note", HIDDEN },
        { "ruby-text", HIDDEN },
        { NULL, NOTHING } } },
    { "Contents/section%d.xml",
      true,
      false,
      "styleIDRef",
      { { "p", PARAGRAPH },
        { "t", TEXT },
        { "lineBreak", BREAK },
        { "tab", SPACE },
        { "nbSpace", SPACE },
        { "fwSpace", SPACE },
        { "tc", ITEM },
        { "caption", CAPTION },
        { "footNote", NOTE },
        { "endNote", NOTE },
        { "header", HIDDEN },
        { "footer", HIDDEN },
        { "fieldBegin", HIDDEN }, /* a memo's text stands in it */
        { "hiddenComment", HIDDEN },
        { NULL, NOTHING } } },
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

/* ---- the text of a part ---- */

static meaning meaning_of(const kind *k, const mm_xml_event *e)
{
    for (const tag *t = k->tags; t->name; t++)
        if (mm_xml_is(e, t->name))
            return t->means;
    return NOTHING;
}

static bool holds(mm_str text, const char *word)
{
    return mm_str_find(text, mm_cstr(word), 0) != SIZE_MAX;
}

/* The kind of a paragraph of style `name`; `before` when it says nothing. */
static mm_segment_kind kind_of_style(mm_str name, mm_segment_kind before)
{
    if (holds(name, "Heading") || holds(name, "heading") ||
        holds(name, "Title") || holds(name, "Subtitle"))
        return MM_HEADING;
    if (holds(name, "Caption") || holds(name, "caption"))
        return MM_CAPTION;
    return before;
}

typedef struct office_state {
    const kind *k;
    mm_blocks  *blocks;
    unsigned    items, texts, paragraphs, captions; /* open elements */
    const mm_segment_kind *styles; /* HWPX: by number, STYLES of them */
    mm_blocks  *main, notes; /* blocks is one of the two */
    unsigned    outside[2];  /* a note: paragraphs and texts open around it */
} office_state;

/* The kind that a paragraph of HWPX has by the number of its style. */
static mm_segment_kind kind_of_number(const office_state *s,
                                      const mm_xml_event *e,
                                      mm_segment_kind before)
{
    mm_str number = mm_xml_attr_get(e, s->k->style);
    size_t n = 0;

    if (!s->styles || number.len == 0 || number.len > 4)
        return before;
    for (size_t i = 0; i < number.len; i++)
        n = n * 10 + (size_t)(number.ptr[i] - '0');
    return n < STYLES && s->styles[n] != MM_SENTENCE ? s->styles[n] : before;
}

/* The notes of a paragraph, behind it. */
static void flush_notes(office_state *s)
{
    for (size_t i = 0; i < s->notes.n; i++) {
        const mm_block *b = &s->notes.items[i];

        s->main->kind = b->kind;
        mm_blocks_text(s->main,
                       mm_str_sub(mm_buf_str(&s->notes.text), b->start, b->len),
                       true);
        mm_blocks_end(s->main, MM_SENTENCE);
    }
    s->main->failed = s->main->failed || s->notes.failed;
    mm_blocks_release(&s->notes);
}

static void enter_note(office_state *s)
{
    s->outside[0] = s->paragraphs;
    s->outside[1] = s->texts;
    s->paragraphs = s->texts = 0;
    s->blocks = &s->notes;
}

static void leave_note(office_state *s)
{
    mm_blocks_end(&s->notes, MM_SENTENCE);
    s->paragraphs = s->outside[0];
    s->texts = s->outside[1];
    s->blocks = s->main;
}

static void start_paragraph(office_state *s, const mm_xml_event *e,
                            meaning means)
{
    mm_segment_kind before = s->captions ? MM_CAPTION
                             : s->items  ? MM_ITEM
                                         : MM_SENTENCE;

    if (s->k->many)
        before = kind_of_number(s, e, before);
    if (means == HEADING)
        before = MM_HEADING;
    else if (s->k->bare)
        before = kind_of_style(mm_xml_attr_get(e, s->k->style), before);
    mm_blocks_end(s->blocks, before);
    s->paragraphs++;
}

static int on_open(office_state *s, mm_xml *xml, const mm_xml_event *e,
                   mm_error *err)
{
    meaning means = meaning_of(s->k, e);

    switch (means) {
    case PARAGRAPH:
    case HEADING:
        start_paragraph(s, e, means);
        break;
    case TEXT:
        s->texts++;
        break;
    case BREAK:
        mm_blocks_break(s->blocks);
        break;
    case SPACE:
        mm_blocks_text(s->blocks, MM_S(" "), false);
        break;
    case ITEM:
        s->items++;
        break;
    case CAPTION:
        s->captions++;
        break;
    case NOTE:
        if (s->blocks == s->main)
            enter_note(s);
        break;
    case STYLE:
        s->blocks->kind =
            mm_xml_is(e, "numPr")
                ? (s->blocks->kind == MM_SENTENCE ? MM_ITEM : s->blocks->kind)
                : kind_of_style(mm_xml_attr_get(e, s->k->style),
                                s->blocks->kind);
        break;
    case HIDDEN:
        return mm_xml_skip(xml, e, err);
    case NOTHING:
        break;
    }
    return MM_OK;
}

static void on_close(office_state *s, const mm_xml_event *e)
{
    meaning means = meaning_of(s->k, e);

    if ((means == PARAGRAPH || means == HEADING) && s->paragraphs) {
        s->paragraphs--;
        mm_blocks_end(s->blocks, s->items ? MM_ITEM : MM_SENTENCE);
        if (s->paragraphs == 0 && s->blocks == s->main)
            flush_notes(s);
    } else if (means == NOTE && s->blocks != s->main) {
        leave_note(s);
    } else if (means == CAPTION && s->captions) {
        s->captions--;
    } else if (means == TEXT && s->texts) {
        s->texts--;
    } else if (means == ITEM && s->items) {
        s->items--;
    }
}

static int read_part(mm_blocks *out, const kind *k,
                     const mm_segment_kind *styles, mm_str bytes,
                     const char *path, mm_error *err)
{
    office_state s = { .k = k, .blocks = out, .main = out, .styles = styles };
    mm_xml      *xml = NULL;
    mm_xml_event e;
    int          rc = mm_xml_open_memory(&xml, path, bytes, err);

    while (rc >= 0 && (rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        bool inside = k->bare ? s.paragraphs > 0 : s.texts > 0;

        if (e.kind == MM_XML_OPEN)
            rc = on_open(&s, xml, &e, err);
        else if (e.kind == MM_XML_CLOSE)
            on_close(&s, &e);
        else if (inside)
            mm_blocks_text(s.blocks, e.text, false);
    }
    mm_xml_close(xml);
    mm_blocks_end(out, MM_SENTENCE);
    flush_notes(&s);
    return rc < 0 ? rc : out->failed ? mm_fail_memory(err) : MM_OK;
}

/* ---- the ZIP ---- */

static int refuse(const char *path, mm_error *err, const char *why)
{
    mm_source name = { .path = path };

    return mm_source_fail(&name, err, MM_EFORMAT, 0, "%s", why);
}

/* Unpacks `part`. */
static int unpack(mm_buf *out, mm_archive *zip, const mm_part *part,
                  const char *path, size_t limit, mm_error *err)
{
    char   chunk[16384];
    size_t n;
    int    rc = MM_OK;

    if (part->locked)
        return refuse(path, err, "is locked by a password: unlock it first");
    if (part->size > limit || part->size / RATIO > part->packed + 1)
        return refuse(path, err, "unpacks to more than a document may have");
    if (mm_archive_start(zip, part) < 0)
        return refuse(path, err, "is a damaged office file");
    while (rc == MM_OK) {
        if (mm_archive_read(zip, chunk, sizeof chunk, &n) < 0)
            return refuse(path, err, "is a damaged office file");
        if (n == 0)
            break;
        if (out->len + n > limit)
            rc = refuse(path, err, "unpacks to more than a document may have");
        else if (mm_buf_put(out, (mm_str){ chunk, n }) < 0)
            rc = mm_fail_memory(err);
    }
    return rc;
}

/* Unpacks the part called `name`; MM_ROW when there is none. */
static int unpack_named(mm_buf *out, mm_archive *zip, const char *name,
                        const char *path, size_t limit, mm_error *err)
{
    mm_part part;
    int     rc = mm_archive_find(&part, zip, name);

    mm_buf_clear(out);
    if (rc < 0)
        return refuse(path, err, "is a damaged office file");
    return rc == MM_OK ? MM_ROW : unpack(out, zip, &part, path, limit, err);
}

/* What kind of paragraph each style of HWPX makes: 개요 1 is "Outline 1". */
static int read_styles(mm_segment_kind *out, mm_archive *zip,
                       const char *path, size_t limit, mm_error *err)
{
    mm_buf       bytes = { 0 };
    mm_xml      *xml = NULL;
    mm_xml_event e;
    size_t       n = 0;
    int rc = unpack_named(&bytes, zip, "Contents/header.xml", path, limit, err);

    if (rc == MM_OK)
        rc = mm_xml_open_memory(&xml, path, mm_buf_str(&bytes), err);
    while (xml && rc >= 0 && n < STYLES &&
           (rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        mm_str name = mm_xml_attr_get(&e, "name");
        mm_str english = mm_xml_attr_get(&e, "engName");

        if (e.kind != MM_XML_OPEN || !mm_xml_is(&e, "style"))
            continue;
        out[n] = holds(name, "개요") || holds(name, "제목") ||
                         holds(english, "Outline")
                     ? MM_HEADING
                     : kind_of_style(english, MM_SENTENCE);
        n++; /* they stand in the order of their numbers */
    }
    mm_xml_close(xml);
    mm_buf_release(&bytes);
    return rc < 0 ? rc : MM_OK;
}

/* HWPX is locked as ODF is: the parts are encrypted, the manifest says so. */
static int check_lock(mm_archive *zip, const char *path, size_t limit,
                      mm_error *err)
{
    mm_buf bytes = { 0 };
    int    rc = unpack_named(&bytes, zip, "META-INF/manifest.xml", path, limit,
                             err);
    bool locked = rc == MM_OK && holds(mm_buf_str(&bytes), "encryption-data");

    mm_buf_release(&bytes);
    return locked ? refuse(path, err, "is locked by a password: save it "
                                      "without one first")
           : rc < 0 ? rc
                    : MM_OK;
}

/* Reads part `number` of `k`; MM_ROW when there is none. */
static int try_part(mm_blocks *out, mm_archive *zip, const kind *k, int number,
                    const mm_segment_kind *styles, const char *path,
                    size_t limit, mm_error *err)
{
    char   name[64];
    mm_buf bytes = { 0 };
    int    rc;

    if (k->many)
        snprintf(name, sizeof name, "Contents/section%d.xml", number);
    else
        snprintf(name, sizeof name, "%s", k->part);
    rc = unpack_named(&bytes, zip, name, path, limit, err);
    if (rc == MM_OK)
        rc = read_part(out, k, styles, mm_buf_str(&bytes), path, err);
    mm_buf_release(&bytes);
    return rc;
}

static int read_zip(mm_blocks *out, mm_archive *zip, const char *path,
                    size_t limit, mm_error *err)
{
    mm_segment_kind styles[STYLES] = { MM_SENTENCE };
    int rc = check_lock(zip, path, limit, err);

    if (rc < 0 || (rc = read_styles(styles, zip, path, limit, err)) < 0)
        return rc;
    for (size_t i = 0; i < N_KINDS; i++) {
        rc = try_part(out, zip, &kinds[i], 0, styles, path, limit, err);
        if (rc == MM_ROW)
            continue;
        for (int n = 1; rc == MM_OK && kinds[i].many && n < SECTIONS; n++)
            rc = try_part(out, zip, &kinds[i], n, styles, path, limit, err);
        return rc < 0 ? rc : MM_OK;
    }
    return refuse(path, err,
                  "is a ZIP file, but no DOCX, ODT or HWPX: save it as text");
}

int mm_office_blocks(mm_blocks *out, mm_str bytes, const char *path,
                     size_t limit, mm_error *err)
{
    mm_archive *zip;
    int         rc = mm_archive_memory(&zip, bytes, err);

    if (rc == MM_EFORMAT)
        return refuse(path, err,
                      "is an office file that is damaged or cut "
                      "short");
    if (rc == MM_OK)
        rc = read_zip(out, zip, path, limit, err);
    mm_archive_close(zip);
    return rc;
}
