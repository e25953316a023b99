/*
 * The table of formats, and how a file tells which it is.
 *
 * The first bytes speak before the name: an XML root element, a JSON object, a
 * row of tabs. Names decide where content cannot (CSV), and for output.
 */
#include "malmoi/formats.h"

#include "formats/all.h"
#include "formats/source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BOTH = MM_FORMAT_READ | MM_FORMAT_WRITE,
    ALL = MM_FORMAT_UNITS | MM_FORMAT_CONCEPTS
};

/* What a table with a header cannot hold. */
#define TABLE                                                                  \
    "code note note/lang prop prop/lang term/note term/context term/stamp "    \
    "section/note section/prop variant/prop variant/note variant/stamp "       \
    "variant-without-text language concept-without-term id"
#define TBX                                                                    \
    "unit character lang source concept-without-term section-without-term"
#define GLOSSARY                                                               \
    "unit character id language concept/field note term/context "              \
    "concept-without-two-languages term-that-begins-with-#"

/* What the tables of two other programs cannot hold. */
#define CAT                                                                    \
    "unit id kind review confidence note note/lang prop definition-source "    \
    "term/note term/status term/source term/hanja term/context term/stamp "    \
    "term/prop term/type term/part-of-speech section/note section/prop "       \
    "concept/field concept/stamp definition language concept-without-term"

static const mm_format formats[] = {
    { "tmx", "TMX 1.1 to 1.4b; written as 1.4b", "tmx", BOTH | MM_FORMAT_UNITS,
      "concept character code/id code/match code/type code/data", mm_tmx_read,
      mm_tmx_write },
    { "tbx", "TBX v3 (ISO 30042:2019) Basic; DCA and DCT read, DCA written",
      "tbx", BOTH | MM_FORMAT_CONCEPTS, TBX, mm_tbx_read, mm_tbx_write },
    { "tbx2008", "TBX 2008 (martif) Basic, for OmegaT and Weblate", "",
      BOTH | MM_FORMAT_CONCEPTS, TBX, mm_tbx_read, mm_tbx2008_write },
    { "sdltm", "Trados Studio memory", "sdltm",
      MM_FORMAT_READ | MM_FORMAT_UNITS, "", mm_sdltm_read, NULL },
    { "xliff", "XLIFF 1.0 to 1.2; written as 1.2",
      "xlf xliff sdlxliff mxliff mqxliff", BOTH | MM_FORMAT_UNITS,
      "concept character code code/id code/match code/type code/data word "
      "prop unit/field unit/score unit/stamp unit/status variant variant/note "
      "variant/stamp unit-without-source",
      mm_xliff_read, mm_xliff_write },
    { "xliff2", "XLIFF 2.0 and 2.1; written as 2.0", "", BOTH | MM_FORMAT_UNITS,
      "concept character code code/id code/match code/type code/data word "
      "prop unit/field unit/score unit/stamp language variant variant/note "
      "variant/stamp note/lang unit-without-source",
      mm_xliff2_read, mm_xliff2_write },
    { "po", "gettext PO and POT", "po pot", BOTH | MM_FORMAT_UNITS,
      "concept character id code note prop unit/field unit/status unit/score "
      "unit/stamp variant variant/note variant/prop variant/stamp "
      "unit-without-two-languages context-of-a-message-that-comes-again",
      mm_po_read, mm_po_write },
    { "tsv", "tab-separated table with a header", "tsv tab", BOTH | ALL, TABLE,
      mm_table_read, mm_tsv_write },
    { "csv", "comma-separated table, formulas guarded; memoQ's read too", "csv",
      BOTH | ALL, TABLE, mm_table_read, mm_csv_write },
    { "excel", "csv as Excel opens it: with a byte order mark", "", BOTH | ALL,
      TABLE, mm_table_read, mm_excel_write },
    { "excel-kr", "csv in CP949, for a Korean Excel; refuses what it lacks", "",
      BOTH | ALL, TABLE, mm_table_read, mm_excel_kr_write },
    { "xlsx", "Excel workbook, its first sheet", "xlsx", BOTH | ALL, TABLE,
      mm_xlsx_read, mm_xlsx_write },
    { "memoq", "memoQ term base as csv", "", BOTH | MM_FORMAT_CONCEPTS, CAT,
      mm_table_read, mm_memoq_write },
    { "multiterm-csv", "table for MultiTerm Convert, tab-separated", "",
      BOTH | MM_FORMAT_CONCEPTS, CAT, mm_table_read, mm_multiterm_csv_write },
    { "multiterm", "MultiTerm XML", "mtf", BOTH | MM_FORMAT_CONCEPTS,
      "unit character id note/lang prop prop/lang source white-space "
      "section-without-term",
      mm_multiterm_read, mm_multiterm_write },
    { "wordfast", "Wordfast glossary: source, target, comment; UTF-16", "",
      BOTH | MM_FORMAT_CONCEPTS,
      GLOSSARY " term-that-begins-with-a-quotation-mark", mm_table_read,
      mm_wordfast_write },
    { "omegat", "OmegaT glossary: source, target, comment", "utf8",
      BOTH | MM_FORMAT_CONCEPTS, GLOSSARY, mm_table_read, mm_omegat_write },
    { "utx", "UTX 1.11", "utx", BOTH | MM_FORMAT_CONCEPTS, GLOSSARY,
      mm_table_read, mm_utx_write },
    { "jsonl", "JSON Lines, the canonical form: everything", "jsonl ndjson",
      BOTH | ALL | MM_FORMAT_MIXED, "", mm_jsonl_read, mm_jsonl_write },
    { "stardict", "StarDict dictionary: .ifo, .idx and .dict", "ifo",
      MM_FORMAT_WRITE | MM_FORMAT_CONCEPTS, "unit id term concept/field", NULL,
      mm_stardict_write },
    { "html", "HTML: a document in, a glossary for print out", "html htm xhtml",
      MM_FORMAT_READ | MM_FORMAT_DOCUMENT | MM_FORMAT_WRITE |
          MM_FORMAT_CONCEPTS,
      "unit character language concept/field term/context", NULL,
      mm_html_write },
    { "txt", "plain text", "txt text", MM_FORMAT_READ | MM_FORMAT_DOCUMENT, "",
      NULL, NULL },
    { "markdown", "Markdown", "md markdown mdx",
      MM_FORMAT_READ | MM_FORMAT_DOCUMENT, "", NULL, NULL },
    { "docx", "Word document", "docx docm", MM_FORMAT_READ | MM_FORMAT_DOCUMENT,
      "", NULL, NULL },
    { "odt", "OpenDocument text", "odt ott",
      MM_FORMAT_READ | MM_FORMAT_DOCUMENT, "", NULL, NULL },
    { "hwpx", "Hangul document", "hwpx", MM_FORMAT_READ | MM_FORMAT_DOCUMENT,
      "", NULL, NULL },
    { "srt", "SubRip subtitles", "srt", MM_FORMAT_READ | MM_FORMAT_DOCUMENT, "",
      NULL, NULL },
};
enum { N_FORMATS = sizeof formats / sizeof *formats };

const mm_format *mm_format_at(size_t i)
{
    return i < N_FORMATS ? &formats[i] : NULL;
}

const mm_format *mm_format_find(mm_str name)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strlen(formats[i].name) == name.len &&
            strncasecmp(formats[i].name, name.ptr, name.len) == 0)
            return &formats[i];
    return NULL;
}

/* The last extension of `path` but for that of a compressed file. */
static mm_str extension(const char *path)
{
    mm_str name = mm_cstr(path), base = name;
    size_t slash = 0;

    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '/')
            slash = i + 1;
    base = mm_str_sub(name, slash, SIZE_MAX);
    if (mm_str_ends(base, MM_S(".gz")))
        base.len -= 3;
    else if (mm_str_ends(base, MM_S(".zst")))
        base.len -= 4;
    for (size_t i = base.len; i > 0; i--)
        if (base.ptr[i - 1] == '.')
            return mm_str_sub(base, i, SIZE_MAX);
    return (mm_str){ 0 };
}

const mm_format *mm_format_by_name(const char *path)
{
    mm_str ext = extension(path);

    for (size_t i = 0; i < N_FORMATS && ext.len; i++) {
        mm_str list = mm_cstr(formats[i].extensions);

        while (list.len) {
            mm_str one = mm_str_cut(&list, ' ');

            if (one.len == ext.len &&
                strncasecmp(one.ptr, ext.ptr, ext.len) == 0)
                return &formats[i];
        }
    }
    return NULL;
}

/* The name of the first element in `text`, prefix off. */
static mm_str root_of(mm_str text)
{
    size_t at = 0, end;

    while ((at = mm_str_find(text, MM_S("<"), at)) != SIZE_MAX) {
        mm_str rest = mm_str_sub(text, at + 1, SIZE_MAX);

        if (mm_str_starts(rest, MM_S("!--"))) {
            at = mm_str_find(text, MM_S("-->"), at);
            if (at == SIZE_MAX)
                break;
            continue;
        }
        if (rest.len && rest.ptr[0] != '?' && rest.ptr[0] != '!') {
            for (end = 0; end < rest.len && !strchr(" \t\r\n/>", rest.ptr[end]);
                 end++)
                ;
            rest.len = end;
            at = mm_str_find(rest, MM_S(":"), 0);
            return at == SIZE_MAX ? rest : mm_str_sub(rest, at + 1, SIZE_MAX);
        }
        at++;
        if (rest.len && rest.ptr[0] == '!') { /* a DOCTYPE with a subset */
            mm_str head = mm_str_sub(rest, 0, mm_str_find(rest, MM_S(">"), 0));

            if (mm_str_find(head, MM_S("["), 0) != SIZE_MAX &&
                (end = mm_str_find(text, MM_S("]"), at)) != SIZE_MAX)
                at = end;
        }
    }
    return (mm_str){ 0 };
}

/* XLIFF of version 2 is a format of its own. */
static bool is_version_2(mm_str text)
{
    mm_str tag = mm_str_sub(text, mm_str_find(text, MM_S("xliff"), 0), 2000);

    tag = mm_str_cut(&tag, '>');
    return mm_str_find(tag, MM_S(" version=\"2"), 0) != SIZE_MAX ||
           mm_str_find(tag, MM_S(" version='2"), 0) != SIZE_MAX ||
           mm_str_find(tag, MM_S("\nversion=\"2"), 0) != SIZE_MAX;
}

static const mm_format *by_root(mm_str root)
{
    static const char *const roots[][2] = {
        { "tmx", "tmx" },        { "tbx", "tbx" },       { "TBX", "tbx" },
        { "martif", "tbx2008" }, { "xliff", "xliff" },   { "html", "html" },
        { "HTML", "html" },      { "mtf", "multiterm" },
    };

    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (mm_str_eq(root, mm_cstr(roots[i][0])))
            return mm_format_find(mm_cstr(roots[i][1]));
    return NULL;
}

/* True when the first line that is no comment holds a tab. */
static bool has_tabs(mm_str text)
{
    while (text.len) {
        mm_str line = mm_str_cut(&text, '\n');

        if (line.len && line.ptr[0] != '#')
            return mm_str_find(line, MM_S("\t"), 0) != SIZE_MAX;
    }
    return false;
}

static const mm_format *by_content(mm_str text, const mm_format *named)
{
    mm_str start = mm_str_trim(text);

    if (mm_str_starts(start, MM_S("<"))) {
        const mm_format *f = by_root(root_of(start));

        return f && strcmp(f->name, "xliff") == 0 && is_version_2(start)
                   ? mm_format_find(MM_S("xliff2"))
                   : f;
    }
    if (mm_str_starts(start, MM_S("{")) && start.len > 1 &&
        strchr("\" \t}", start.ptr[1]))
        return mm_format_find(MM_S("jsonl"));
    if (mm_str_starts(start, MM_S("#UTX")))
        return mm_format_find(MM_S("utx"));
    if ((!named || strcmp(named->name, "txt") == 0) && has_tabs(text))
        return mm_format_find(MM_S("tsv"));
    return NULL;
}

/* A file that is no text, by its first bytes; NULL when it may be text. */
static const mm_format *by_magic(const char *path, const mm_format *named)
{
    mm_input *in = NULL;
    char      head[16];
    size_t    n = 0;
    mm_str    bytes;

    if (mm_input_open(&in, path, NULL) == MM_OK)
        mm_input_read(in, head, sizeof head, &n, NULL);
    mm_input_close(in);
    bytes = (mm_str){ head, n };
    if (mm_str_starts(bytes, MM_S("PK\003\004")) &&
        (!named || strcmp(named->name, "xlsx") == 0))
        return mm_format_find(MM_S("xlsx"));
    if (mm_str_starts(bytes, MM_S("SQLite format 3")))
        return mm_format_find(MM_S("sdltm"));
    return NULL;
}

int mm_format_guess(const mm_format **out, const char *path,
                    const char *encoding, mm_error *err)
{
    mm_source        source = { 0 };
    mm_buf           text = { 0 };
    const mm_format *named;
    bool             more;
    int              rc;

    *out = NULL;
    if (strcmp(path, "-") == 0)
        return mm_fail(err, MM_EINVALID,
                       "the format of standard input cannot be told: name it");
    named = mm_format_by_name(path);
    if ((*out = by_magic(path, named)))
        return MM_OK;
    if ((rc = mm_source_open(&source, path, encoding, err)) < 0 ||
        (rc = mm_source_next(&source, &text, &more, err)) < 0)
        goto done;
    *out = by_content(mm_buf_str(&text), named);
    if (!*out)
        *out = named;
    if (*out && !((*out)->can & ALL && (*out)->read))
        *out = NULL; /* a document */
    if (text.len == 0)
        rc = mm_source_fail(&source, err, MM_EFORMAT, 0, "is empty");
    else if (!*out)
        rc = mm_source_fail(&source, err, MM_EFORMAT, 0,
                            "is in no format that holds units or terms: see "
                            "malmoi help formats");
done:
    mm_source_close(&source);
    mm_buf_release(&text);
    return rc;
}

int mm_format_read(mm_reader **out, const mm_format *format, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    *out = NULL;
    if (!format->read)
        return mm_fail(err, MM_EINVALID, "format '%s' holds no units or terms",
                       format->name);
    return format->read(out, path, o, report, err);
}

void mm_format_progress(const mm_reader *reader, uint64_t *done, uint64_t *all)
{
    const mm_source *source = ((const mm_file_reader *)reader)->source;

    *done = *all = 0;
    if (source && source->in)
        mm_input_progress(source->in, done, all);
}

int mm_format_write(mm_writer **out, const mm_format *format, const char *path,
                    const mm_format_options *o, mm_report *report,
                    mm_error *err)
{
    *out = NULL;
    if (!format->write)
        return mm_fail(err, MM_EINVALID, "format '%s' is not written",
                       format->name);
    return format->write(out, path, o, report, err);
}
