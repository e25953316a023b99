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

static const mm_format formats[] = {
    { .name = "tmx",
      .title = "TMX 1.1 to 1.4b; written as 1.4b",
      .extensions = "tmx",
      .can = BOTH | MM_FORMAT_UNITS,
      .cannot = "concept character code/id code/match code/type code/data",
      .read = mm_tmx_read,
      .write = mm_tmx_write },
    { .name = "tbx",
      .title = "TBX v3 (ISO 30042:2019) Basic; DCA and DCT read, DCA written",
      .extensions = "tbx",
      .can = BOTH | MM_FORMAT_CONCEPTS,
      .cannot = "unit character lang source concept-without-term "
                "section-without-term",
      .read = mm_tbx_read,
      .write = mm_tbx_write },
    { .name = "tbx2008",
      .title = "TBX 2008 (martif) Basic, for OmegaT and Weblate",
      .extensions = "",
      .can = BOTH | MM_FORMAT_CONCEPTS,
      .cannot = "unit character lang source concept-without-term "
                "section-without-term",
      .read = mm_tbx_read,
      .write = mm_tbx2008_write },
    { .name = "tsv",
      .title = "tab-separated table with a header; UTX and OmegaT read",
      .extensions = "tsv tab utf8 utx",
      .can = BOTH | ALL,
      .cannot = "code note note/lang prop prop/lang term/note term/context "
                "term/stamp section/note section/prop variant/prop "
                "variant/note variant/stamp variant-without-text language "
                "concept-without-term id",
      .read = mm_table_read,
      .write = mm_tsv_write },
    { .name = "csv",
      .title = "comma-separated table, formulas guarded; memoQ and Excel read",
      .extensions = "csv",
      .can = BOTH | ALL,
      .cannot = "code note note/lang prop prop/lang term/note term/context "
                "term/stamp section/note section/prop variant/prop "
                "variant/note variant/stamp variant-without-text language "
                "concept-without-term id",
      .read = mm_table_read,
      .write = mm_csv_write },
    { .name = "jsonl",
      .title = "JSON Lines, the canonical form: everything",
      .extensions = "jsonl ndjson",
      .can = BOTH | ALL,
      .cannot = "",
      .read = mm_jsonl_read,
      .write = mm_jsonl_write },
    { .name = "po",
      .title = "gettext PO and POT",
      .extensions = "po pot",
      .can = BOTH | MM_FORMAT_UNITS,
      .cannot =
          "concept character id code note prop unit/field unit/status unit/score "
          "unit/stamp variant variant/note variant/prop variant/stamp "
          "unit-without-two-languages "
          "context-of-a-message-that-comes-again",
      .read = mm_po_read,
      .write = mm_po_write },
    { .name = "xliff",
      .title = "XLIFF 1.0 to 1.2; written as 1.2",
      .extensions = "xlf xliff sdlxliff mxliff mqxliff",
      .can = BOTH | MM_FORMAT_UNITS,
      .cannot = "concept character code code/id code/match code/type "
                "code/data word prop unit/field unit/score unit/stamp "
                "unit/status variant variant/note variant/stamp "
                "unit-without-source",
      .read = mm_xliff_read,
      .write = mm_xliff_write },
    { .name = "txt",
      .title = "plain text",
      .extensions = "txt text",
      .can = MM_FORMAT_READ | MM_FORMAT_DOCUMENT,
      .cannot = "" },
    { .name = "html",
      .title = "HTML",
      .extensions = "html htm xhtml",
      .can = MM_FORMAT_READ | MM_FORMAT_DOCUMENT,
      .cannot = "" },
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

static const mm_format *by_root(mm_str root)
{
    static const char *const roots[][2] = {
        { "tmx", "tmx" },        { "tbx", "tbx" },     { "TBX", "tbx" },
        { "martif", "tbx2008" }, { "xliff", "xliff" }, { "html", "html" },
        { "HTML", "html" },
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

    if (mm_str_starts(start, MM_S("<")))
        return by_root(root_of(start));
    if (mm_str_starts(start, MM_S("{")) && start.len > 1 &&
        strchr("\" \t}", start.ptr[1]))
        return mm_format_find(MM_S("jsonl"));
    if (mm_str_starts(start, MM_S("#UTX")))
        return mm_format_find(MM_S("tsv"));
    if ((!named || strcmp(named->name, "txt") == 0) && has_tabs(text))
        return mm_format_find(MM_S("tsv"));
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
    if ((rc = mm_source_open(&source, path, encoding, err)) < 0 ||
        (rc = mm_source_next(&source, &text, &more, err)) < 0)
        goto done;
    named = mm_format_by_name(path);
    *out = by_content(mm_buf_str(&text), named);
    if (!*out)
        *out = named;
    if (*out && !((*out)->can & ALL))
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
    mm_input_progress(((const mm_file_reader *)reader)->source->in, done, all);
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
