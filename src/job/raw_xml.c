#include "job/raw_xml.h"

#include "formats/build.h"

#include <stdlib.h>
#include <string.h>

/* ---- tokens ---- */

static size_t find_end(mm_str file, size_t from, const char *end)
{
    size_t at = mm_str_find(file, mm_cstr(end), from);

    return at == SIZE_MAX ? file.len : at + strlen(end);
}

/* Behind the tag that begins at `at`: a ">" in quotes does not end it. */
static size_t tag_end(mm_str file, size_t at)
{
    char quote = 0;

    for (; at < file.len; at++) {
        char c = file.ptr[at];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return file.len;
}

static mm_str local_name(mm_str file, size_t at)
{
    size_t start = at, end = at;

    for (; end < file.len && !strchr(" \t\r\n/>", file.ptr[end]); end++)
        if (file.ptr[end] == ':')
            start = end + 1;
    return mm_str_sub(file, start, end - start);
}

bool mm_raw_next(mm_raw *out, mm_str file, size_t *at)
{
    size_t start = *at, end;
    mm_str rest = mm_str_sub(file, start, SIZE_MAX);

    *out = (mm_raw){ .kind = MM_RAW_OTHER, .start = start };
    if (start >= file.len)
        return false;
    if (rest.ptr[0] != '<') {
        end = mm_str_find(file, MM_S("<"), start);
        end = end == SIZE_MAX ? file.len : end;
        out->kind = MM_RAW_TEXT;
    } else if (mm_str_starts(rest, MM_S("<!--"))) {
        end = find_end(file, start + 4, "-->");
    } else if (mm_str_starts(rest, MM_S("<![CDATA["))) {
        end = find_end(file, start, "]]>");
        out->kind = MM_RAW_CDATA;
    } else if (mm_str_starts(rest, MM_S("<?"))) {
        end = find_end(file, start, "?>");
    } else if (mm_str_starts(rest, MM_S("<!"))) {
        end = tag_end(file, start);
    } else {
        bool close = rest.len > 1 && rest.ptr[1] == '/';

        end = tag_end(file, start);
        out->kind = close                      ? MM_RAW_CLOSE
                    : file.ptr[end - 2] == '/' ? MM_RAW_EMPTY
                                               : MM_RAW_OPEN;
        out->name = local_name(file, start + 1 + close);
    }
    out->end = *at = end;
    out->all = mm_str_sub(file, start, end - start);
    return true;
}

bool mm_raw_is(const mm_raw *raw, const char *name)
{
    return mm_str_eq(raw->name, mm_cstr(name));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next attribute of `tag` from `*at` on; false when there is none. */
static bool next_attr(mm_str *name, mm_str *value, mm_str tag, size_t *at)
{
    size_t start, equals;
    char   quote;

    while (*at < tag.len && is_blank(tag.ptr[*at]))
        ++*at;
    start = *at;
    if ((equals = mm_str_find(tag, MM_S("="), start)) == SIZE_MAX)
        return false;
    *name = mm_str_trim(mm_str_sub(tag, start, equals - start));
    for (start = equals + 1; start < tag.len && is_blank(tag.ptr[start]);)
        start++;
    if (start >= tag.len)
        return false;
    quote = tag.ptr[start++];
    for (*at = start; *at < tag.len && tag.ptr[*at] != quote;)
        ++*at;
    *value = mm_str_sub(tag, start, *at - start);
    ++*at;
    return true;
}

mm_str mm_raw_attr(const mm_raw *raw, const char *name)
{
    mm_str found, value;
    size_t at = 1;

    while (at < raw->all.len && !is_blank(raw->all.ptr[at]))
        at++;
    while (next_attr(&found, &value, raw->all, &at))
        if (mm_str_eq(found, mm_cstr(name)))
            return value;
    return (mm_str){ 0 };
}

void mm_raw_skip(mm_str *inner, mm_str file, size_t *at)
{
    size_t start = *at, depth = 0;
    mm_raw in;

    while (mm_raw_next(&in, file, at)) {
        if (in.kind == MM_RAW_CLOSE && depth-- == 0) {
            *inner = mm_str_sub(file, start, in.start - start);
            return;
        }
        depth += in.kind == MM_RAW_OPEN;
    }
    *inner = mm_str_sub(file, start, SIZE_MAX);
}

/* ---- text ---- */

static int put_reference(mm_buf *out, mm_str name)
{
    static const struct {
        const char *name;
        char        c;
    } known[] = { { "lt", '<' },
                  { "gt", '>' },
                  { "amp", '&' },
                  { "quot", '"' },
                  { "apos", '\'' } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mm_str_eq(name, mm_cstr(known[i].name)))
            return mm_buf_putc(out, known[i].c);
    if (name.len > 1 && name.len < 10 && name.ptr[0] == '#') {
        char digits[12] = { 0 };
        bool hex = name.ptr[1] == 'x';
        long cp;

        memcpy(digits, name.ptr + 1 + hex, name.len - 1 - hex);
        cp = strtol(digits, NULL, hex ? 16 : 10);
        if (cp > 0 && cp < 0x110000)
            return mm_buf_put_cp(out, (int32_t)cp);
    }
    return mm_buf_printf(out, "&%.*s;", (int)name.len, name.ptr);
}

int mm_raw_text(mm_buf *out, mm_str raw)
{
    int rc = MM_OK;

    for (size_t at = 0; at < raw.len && rc == MM_OK;) {
        size_t end = mm_str_find(raw, MM_S(";"), at);

        if (raw.ptr[at] == '&' && end != SIZE_MAX) {
            rc = put_reference(out, mm_str_sub(raw, at + 1, end - at - 1));
            at = end + 1;
        } else {
            if (raw.ptr[at] != '\r') /* a line end is one character */
                rc = mm_buf_putc(out, raw.ptr[at]);
            at++;
        }
    }
    return rc;
}

int mm_raw_escape(mm_buf *out, mm_str text)
{
    int rc = MM_OK;

    for (size_t i = 0; i < text.len && rc == MM_OK; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '<')
            rc = mm_buf_put(out, MM_S("&lt;"));
        else if (c == '>')
            rc = mm_buf_put(out, MM_S("&gt;"));
        else if (c == '&')
            rc = mm_buf_put(out, MM_S("&amp;"));
        else if (c == '"')
            rc = mm_buf_put(out, MM_S("&quot;"));
        else if (c < ' ' && c != '\n' && c != '\t')
            rc = mm_buf_putc(out, ' '); /* no XML can hold it */
        else
            rc = mm_buf_putc(out, (char)c);
    }
    return rc;
}

/* ---- content ---- */

/* What each inline element of XLIFF 1.x and 2.x is. */
static const struct inline_element {
    const char  *name;
    mm_code_kind kind;
    enum { SPAN, LONE, NATIVE, MARK } how; /* NATIVE: its content is the code */
} elements[] = {
    { "g", MM_CODE_OPEN, SPAN },        { "pc", MM_CODE_OPEN, SPAN },
    { "x", MM_CODE_ALONE, LONE },       { "bx", MM_CODE_OPEN, LONE },
    { "ex", MM_CODE_CLOSE, LONE },      { "sc", MM_CODE_OPEN, LONE },
    { "ec", MM_CODE_CLOSE, LONE },      { "cp", MM_CODE_ALONE, LONE },
    { "ph", MM_CODE_ALONE, NATIVE },    { "bpt", MM_CODE_OPEN, NATIVE },
    { "ept", MM_CODE_CLOSE, NATIVE },   { "it", MM_CODE_ALONE, NATIVE },
    { "mrk", MM_CODE_MARK_OPEN, MARK }, { "sm", MM_CODE_MARK_OPEN, MARK },
    { "em", MM_CODE_MARK_CLOSE, MARK },
};

static const struct inline_element *element_of(const mm_raw *raw)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (mm_raw_is(raw, elements[i].name))
            return &elements[i];
    return NULL;
}

/* bx and ex, bpt and ept pair by rid, sc and ec by startRef, else by id. */
static mm_str pair_id(const mm_raw *raw, mm_code_kind kind)
{
    mm_str id = mm_raw_attr(raw, "rid");

    if (!id.ptr && kind == MM_CODE_CLOSE)
        id = mm_raw_attr(raw, "startRef");
    return id.ptr ? id : mm_raw_attr(raw, "id");
}

enum { SPANS = 64 };

/* A content as it is being read. */
typedef struct reading {
    mm_content *out;
    mm_arena   *mem;
    mm_str      inner;
    size_t      at;
    mm_buf      text;
    size_t      spans[SPANS], depth; /* codes of spans that are open */
} reading;

static int add_code(reading *r, mm_code_kind kind, mm_str id, mm_str match,
                    mm_str raw, mm_str data)
{
    mm_content *c = r->out;
    size_t      n = c->n;
    mm_code    *code = mm_list_add(r->mem, &c->codes, &n, sizeof *code);
    mm_str     *bytes;

    n = c->n;
    bytes = mm_list_add(r->mem, &c->raws, &n, sizeof *bytes);
    if (!code || !bytes)
        return MM_ENOMEM;
    c->n++;
    *bytes = raw;
    *code = (mm_code){ .kind = kind,
                       .offset = r->text.len,
                       .id = id,
                       .match = match,
                       .type = MM_S(""),
                       .data = data };
    return MM_OK;
}

static int take_span(reading *r, const mm_raw *raw)
{
    mm_str id = mm_raw_attr(raw, "id");

    if (raw->kind == MM_RAW_EMPTY)
        return add_code(r, MM_CODE_ALONE, MM_S(""), id, raw->all, MM_S(""));
    if (raw->kind == MM_RAW_OPEN) {
        if (r->depth < SPANS)
            r->spans[r->depth] = r->out->n;
        r->depth++;
        return add_code(r, MM_CODE_OPEN, id, id, raw->all, MM_S(""));
    }
    if (r->depth == 0)
        return MM_OK;
    if (--r->depth < SPANS)
        id = r->out->codes[r->spans[r->depth]].id;
    return add_code(r, MM_CODE_CLOSE, id, MM_S(""), raw->all, MM_S(""));
}

/* The native text of a code as the readers of units give it, so that it can be
 * compared with theirs; none when there is text to translate in it. */
static int take_native(reading *r, mm_str *data)
{
    mm_buf text = { 0 };
    int    rc;

    if (memchr(data->ptr, '<', data->len)) {
        *data = MM_S("");
        return MM_OK;
    }
    rc = mm_raw_text(&text, *data);
    if (rc == MM_OK)
        rc = mm_put_str(r->mem, data, mm_buf_str(&text));
    mm_buf_release(&text);
    return rc;
}

/* An `it` is one half of a pair whose other half is not here. */
static mm_code_kind kind_of(const struct inline_element *e, const mm_raw *raw)
{
    mm_str pos = mm_raw_attr(raw, "pos");

    if (!mm_raw_is(raw, "it"))
        return e->kind;
    return mm_str_eq(pos, MM_S("open"))    ? MM_CODE_BEGIN_ONLY
           : mm_str_eq(pos, MM_S("close")) ? MM_CODE_END_ONLY
                                           : e->kind;
}

static int take_tag(reading *r, const mm_raw *raw)
{
    const struct inline_element *e = element_of(raw);
    mm_str                       data = MM_S(""), all = raw->all;
    mm_code_kind                 kind;
    bool                         pair;

    if (!e || e->how == MARK)
        return MM_OK;
    if (e->how == SPAN)
        return take_span(r, raw);
    if (raw->kind == MM_RAW_CLOSE)
        return MM_OK;
    if (raw->kind == MM_RAW_OPEN) {
        mm_raw_skip(&data, r->inner, &r->at);
        all = mm_str_sub(r->inner, raw->start, r->at - raw->start);
        if (take_native(r, &data) < 0)
            return MM_ENOMEM;
    }
    kind = kind_of(e, raw);
    pair = kind == MM_CODE_OPEN || kind == MM_CODE_CLOSE;
    return add_code(r, kind, pair ? pair_id(raw, kind) : MM_S(""),
                    kind == MM_CODE_CLOSE ? MM_S("") : mm_raw_attr(raw, "id"),
                    all, data);
}

int mm_content_read(mm_content *out, mm_arena *mem, mm_str inner)
{
    reading r = { .out = out, .mem = mem, .inner = inner };
    mm_raw  raw;
    int     rc = MM_OK;

    *out = (mm_content){ .n = 0 };
    while (rc == MM_OK && mm_raw_next(&raw, inner, &r.at)) {
        if (raw.kind == MM_RAW_TEXT)
            rc = mm_raw_text(&r.text, raw.all);
        else if (raw.kind == MM_RAW_CDATA)
            rc = mm_buf_put(&r.text, mm_str_sub(raw.all, 9, raw.all.len - 12));
        else if (raw.kind != MM_RAW_OTHER)
            rc = take_tag(&r, &raw);
    }
    if (rc == MM_OK)
        rc = mm_put_str(mem, &out->text, mm_buf_str(&r.text));
    mm_buf_release(&r.text);
    return rc;
}

bool mm_content_blank(mm_str inner)
{
    mm_raw raw;
    size_t at = 0;

    while (mm_raw_next(&raw, inner, &at)) {
        const struct inline_element *e = element_of(&raw);

        if (raw.kind == MM_RAW_CDATA ||
            (raw.kind == MM_RAW_TEXT && mm_str_trim(raw.all).len) ||
            (e && e->how != MARK))
            return false;
    }
    return true;
}
