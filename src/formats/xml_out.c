/* XML written: gathered in a buffer, passed on in large pieces, and every text
 * checked, since a file with U+0001 or bad UTF-8 in it is read by nobody. */
#include "formats/xml.h"

#include <string.h>

enum { LARGE = 64 * 1024 };

int mm_xml_out_open(mm_xml_out *out, const char *path, mm_report *report,
                    mm_error *err)
{
    *out = (mm_xml_out){ .report = report };
    return mm_output_open(&out->file, path, err);
}

static int pass_on(mm_xml_out *out, mm_error *err)
{
    int rc = mm_output_put(out->file, mm_buf_str(&out->buf), err);

    mm_buf_clear(&out->buf);
    return rc;
}

int mm_xml_flush(mm_xml_out *out, mm_error *err)
{
    return out->buf.len < LARGE ? MM_OK : pass_on(out, err);
}

int mm_xml_out_close(mm_xml_out *out, int rc, mm_error *err)
{
    if (rc >= 0 && out->file)
        rc = pass_on(out, err);
    rc = mm_output_close(out->file, rc, err);
    mm_buf_release(&out->buf);
    out->file = NULL;
    return rc;
}

int mm_xml_raw(mm_xml_out *out, const char *markup)
{
    return mm_buf_put(&out->buf, mm_cstr(markup));
}

/* What stands for the byte c in text or attribute; NULL: itself; "" when it
 * needs a closer look. Line ends and tabs survive as references. */
static const char *escape(unsigned char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\r':
        return "&#13;";
    case '\n':
        return attribute ? "&#10;" : NULL;
    case '\t':
        return attribute ? "&#9;" : NULL;
    default:
        return c < 0x20 || c >= 0x80 ? "" : NULL;
    }
}

/* True for a character that XML 1.0 holds (section 2.2). */
static bool holds(int32_t cp)
{
    return cp >= 0x20 && cp != 0xFFFE && cp != 0xFFFF;
}

static int put(mm_xml_out *out, mm_str text, bool attribute)
{
    size_t from = 0, at = 0;
    int    rc = MM_OK;

    while (rc == MM_OK && at < text.len) {
        const char *as = escape((unsigned char)text.ptr[at], attribute);
        size_t      next = at + 1;

        if (as && !*as) { /* a control, or UTF-8 of several bytes */
            int32_t cp = (next = at, mm_utf8_next(text, &next));
            bool    bad = cp == 0xFFFD && next == at + 1;

            as = NULL;
            if (bad || !holds(cp)) {
                as = "\xEF\xBF\xBD";
                rc = mm_report_loss(out->report, "character", 0);
            }
        }
        if (as && rc == MM_OK &&
            (rc = mm_buf_put(&out->buf, mm_str_sub(text, from, at - from))) ==
                MM_OK) {
            rc = mm_xml_raw(out, as);
            from = next;
        }
        at = next;
    }
    return rc < 0 ? rc
                  : mm_buf_put(&out->buf, mm_str_sub(text, from, SIZE_MAX));
}

int mm_xml_text(mm_xml_out *out, mm_str text)
{
    return put(out, text, false);
}

int mm_xml_escape(mm_xml_out *out, mm_str value)
{
    return put(out, value, true);
}

int mm_xml_put_attr(mm_xml_out *out, const char *name, mm_str value)
{
    return value.len ? mm_xml_must_attr(out, name, value) : MM_OK;
}

int mm_xml_must_attr(mm_xml_out *out, const char *name, mm_str value)
{
    int rc;

    if ((rc = mm_buf_putc(&out->buf, ' ')) < 0 ||
        (rc = mm_xml_raw(out, name)) < 0 || (rc = mm_xml_raw(out, "=\"")) < 0 ||
        (rc = put(out, value, true)) < 0)
        return rc;
    return mm_buf_putc(&out->buf, '"');
}

int mm_xml_element(mm_xml_out *out, const char *name, const char *type,
                   mm_str text)
{
    int rc;

    if ((rc = mm_buf_putc(&out->buf, '<')) < 0 ||
        (rc = mm_xml_raw(out, name)) < 0 ||
        (rc = mm_xml_put_attr(out, "type", mm_cstr(type))) < 0 ||
        (rc = mm_buf_putc(&out->buf, '>')) < 0 ||
        (rc = mm_xml_text(out, text)) < 0 || (rc = mm_xml_raw(out, "</")) < 0 ||
        (rc = mm_xml_raw(out, name)) < 0)
        return rc;
    return mm_xml_raw(out, ">\n");
}
