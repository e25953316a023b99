#include "job/raw_po.h"

#include "formats/build.h"

#include <string.h>

/* ---- strings ---- */

/* What stands between the quotes of `line`, behind what `out` holds. */
static int unquote(mm_buf *out, mm_str line)
{
    size_t at = mm_str_find(line, MM_S("\""), 0);
    int    rc = MM_OK;

    if (at == SIZE_MAX)
        return MM_OK;
    for (at++; at < line.len && line.ptr[at] != '"' && rc == MM_OK; at++) {
        static const char names[] = "nrtabfv\\\"",
                          values[] = "\n\r\t\a\b\f\v\\\"";
        const char *name;

        if (line.ptr[at] != '\\' || at + 1 >= line.len) {
            rc = mm_buf_putc(out, line.ptr[at]);
            continue;
        }
        name = strchr(names, line.ptr[++at]);
        rc = mm_buf_putc(out,
                         name && *name ? values[name - names] : line.ptr[at]);
    }
    return rc;
}

int mm_po_quote(mm_buf *out, mm_str text, const char *lead)
{
    size_t breaks = 0;
    int    rc = MM_OK;

    for (size_t i = 0; i + 1 < text.len; i++)
        breaks += text.ptr[i] == '\n';
    rc |= mm_buf_put(out, breaks ? MM_S("\"\"\n") : MM_S("\""));
    if (breaks)
        rc |= mm_buf_printf(out, "%s\"", lead);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"' || c == '\\')
            rc |= mm_buf_printf(out, "\\%c", c);
        else if (c == '\t')
            rc |= mm_buf_put(out, MM_S("\\t"));
        else if (c == '\r')
            rc |= mm_buf_put(out, MM_S("\\r"));
        else if (c == '\n' && i + 1 < text.len)
            rc |= mm_buf_printf(out, "\\n\"\n%s\"", lead);
        else if (c == '\n')
            rc |= mm_buf_put(out, MM_S("\\n"));
        else
            rc |= mm_buf_putc(out, c);
    }
    return rc | mm_buf_putc(out, '"');
}

/* ---- messages ---- */

typedef struct reading {
    mm_po_message *out;
    mm_buf         text; /* of the part that is being read */
    mm_str        *part; /* where it goes; NULL: a msgstr, or nothing yet */
    mm_arena      *mem;
    bool           begun, ids; /* ids: a msgid was seen */
} reading;

static int end_part(reading *r)
{
    int rc = MM_OK;

    if (r->part)
        rc = mm_put_str(r->mem, r->part, mm_buf_str(&r->text));
    else if (r->out->n_forms && r->text.len)
        r->out->translated = true;
    mm_buf_clear(&r->text);
    r->part = NULL;
    return rc;
}

/* A line that begins with a keyword. */
static int take_keyword(reading *r, mm_str line, size_t start)
{
    mm_po_message *m = r->out;
    int            rc = end_part(r);

    if (!r->ids && !m->keyword)
        m->keyword = start;
    if (mm_str_starts(line, MM_S("msgctxt"))) {
        r->part = &m->context;
    } else if (mm_str_starts(line, MM_S("msgid_plural"))) {
        r->part = &m->plural;
        m->plural_forms = true;
    } else if (mm_str_starts(line, MM_S("msgid"))) {
        r->part = &m->id;
        r->ids = true;
    } else if (mm_str_starts(line, MM_S("msgstr")) &&
               m->n_forms < MM_PO_FORMS) {
        m->strings[m->n_forms++] = start;
    }
    return rc;
}

static void take_remark(reading *r, mm_str line, size_t start)
{
    if (mm_str_starts(line, MM_S("#~")))
        r->out->obsolete = true;
    if (mm_str_starts(line, MM_S("#,"))) {
        r->out->flags = start;
        r->out->flags_end = start + line.len;
    }
}

/* Does `line` begin the next message? */
static bool begins_next(const reading *r, mm_str line)
{
    if (r->out->n_forms == 0)
        return false;
    return line.ptr[0] == '#' || mm_str_starts(line, MM_S("msgctxt")) ||
           mm_str_starts(line, MM_S("msgid"));
}

static int take_line(reading *r, mm_str line, size_t start, size_t end)
{
    mm_po_message *m = r->out;
    int            rc = MM_OK;

    if (!r->begun) {
        m->start = start;
        r->begun = true;
    }
    if (line.ptr[0] == '#') {
        take_remark(r, line, start);
        return MM_OK;
    }
    if (line.ptr[0] != '"')
        rc = take_keyword(r, line, start);
    if (m->n_forms)
        m->ends[m->n_forms - 1] = end;
    return rc == MM_OK ? unquote(&r->text, line) : rc;
}

int mm_po_next(mm_po_message *out, mm_str file, size_t *at, mm_arena *mem)
{
    reading r = { .out = out, .mem = mem };
    int     rc = MM_OK;

    *out = (mm_po_message){ .start = *at };
    while (rc == MM_OK && *at < file.len) {
        size_t end = mm_str_find(file, MM_S("\n"), *at);
        mm_str line;

        end = end == SIZE_MAX ? file.len : end;
        line = mm_str_sub(file, *at, end - *at);
        if (mm_str_ends(line, MM_S("\r")))
            line.len--;
        if (mm_str_trim(line).len) {
            if (begins_next(&r, line))
                break;
            rc = take_line(&r, line, *at, *at + line.len);
        } else if (out->obsolete) {
            *at = end + 1; /* obsolete messages end at an empty line */
            break;
        }
        *at = end < file.len ? end + 1 : file.len;
    }
    if (rc == MM_OK)
        rc = end_part(&r);
    mm_buf_release(&r.text);
    out->header = out->id.ptr && out->id.len == 0 && !out->context.ptr;
    return rc < 0 ? rc : r.begun ? MM_ROW : MM_OK;
}
