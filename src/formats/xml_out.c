/* XML written, every text checked, since a file with U+0001 or bad UTF-8 in it
 * is read by nobody. */
#include "formats/xml.h"

void mm_xml_raw(mm_text_out *out, const char *markup)
{
    mm_text_put(out, mm_cstr(markup));
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

/* Puts `text`, each character that XML cannot hold as U+FFFD. */
static void put_checked(mm_text_out *out, mm_str text, bool attribute)
{
    size_t from = 0, at = 0;

    while (at < text.len) {
        const char *as = escape((unsigned char)text.ptr[at], attribute);
        size_t      next = at + 1;

        if (as && !*as) { /* a control, or UTF-8 of several bytes */
            int32_t cp = (next = at, mm_utf8_next(text, &next));
            bool    bad = cp == 0xFFFD && next == at + 1;

            as = NULL;
            if (bad || !holds(cp)) {
                as = "\xEF\xBF\xBD";
                out->failed = mm_report_loss(out->report, "character", 0) < 0 ||
                              out->failed;
            }
        }
        if (as) {
            mm_text_put(out, mm_str_sub(text, from, at - from));
            mm_xml_raw(out, as);
            from = next;
        }
        at = next;
    }
    mm_text_put(out, mm_str_sub(text, from, SIZE_MAX));
}

void mm_xml_text(mm_text_out *out, mm_str text)
{
    put_checked(out, text, false);
}

void mm_xml_escape(mm_text_out *out, mm_str value)
{
    put_checked(out, value, true);
}

void mm_xml_put_attr(mm_text_out *out, const char *name, mm_str value)
{
    if (value.len)
        mm_xml_must_attr(out, name, value);
}

void mm_xml_must_attr(mm_text_out *out, const char *name, mm_str value)
{
    mm_xml_raw(out, " ");
    mm_xml_raw(out, name);
    mm_xml_raw(out, "=\"");
    mm_xml_escape(out, value);
    mm_xml_raw(out, "\"");
}

void mm_xml_element(mm_text_out *out, const char *name, const char *type,
                    mm_str text)
{
    mm_xml_raw(out, "<");
    mm_xml_raw(out, name);
    mm_xml_put_attr(out, "type", mm_cstr(type));
    mm_xml_raw(out, ">");
    mm_xml_text(out, text);
    mm_xml_raw(out, "</");
    mm_xml_raw(out, name);
    mm_xml_raw(out, ">\n");
}
