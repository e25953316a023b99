/*
 * Inline codes as TMX and both XLIFFs have them.
 *
 * The native text of a code can hold a `sub`: text to translate, such as the
 * title of a link. It stays in the code's data between U+000E and U+000F, which
 * XML cannot hold, so that it is told from native text for certain. A sub in a
 * sub is refused on the way out: its marks are then characters that XML cannot
 * hold, and counted as such. Attributes of a sub and codes inside of one are
 * lost, and said so; the native text of the latter stays.
 */
#include "formats/codes.h"

#include "formats/build.h"

enum { SUB_OPEN = 0x0E, SUB_CLOSE = 0x0F, MOST = 10000 };

mm_code *mm_add_code(mm_arena *mem, mm_variant *v, mm_code_kind kind,
                     size_t offset)
{
    static const mm_str none = { "", 0 };
    mm_code *code = mm_list_add(mem, &v->codes, &v->n_codes, sizeof *code);

    if (code)
        *code = (mm_code){ .kind = kind,
                           .offset = offset,
                           .id = none,
                           .match = none,
                           .type = none,
                           .data = none };
    return code;
}

int mm_code_room(mm_xml_reader *r, const mm_variant *v, long line,
                 mm_error *err)
{
    if (v->n_codes < MOST)
        return MM_OK;
    return mm_source_fail(r->head.source, err, MM_EFORMAT, line,
                          "more than %d codes in one segment", MOST);
}

int mm_code_native(mm_xml_reader *r, const mm_xml_event *e, mm_str *out,
                   mm_error *err)
{
    unsigned     depth = e->depth;
    mm_xml_event in;
    int          rc;

    mm_buf_clear(&r->data);
    while ((rc = mm_xml_next(r->xml, &in, err)) == MM_ROW) {
        bool sub = in.kind != MM_XML_TEXT && mm_xml_is(&in, "sub");

        if (in.kind == MM_XML_CLOSE && in.depth == depth)
            break;
        if (in.kind == MM_XML_OPEN && (in.n_attrs || !sub))
            mm_report_loss(r->report, sub ? "sub/attribute" : "sub/code",
                           in.line);
        if (in.kind == MM_XML_TEXT)
            rc = mm_buf_put(&r->data, in.text);
        else if (sub)
            rc = mm_buf_putc(&r->data,
                             in.kind == MM_XML_OPEN ? SUB_OPEN : SUB_CLOSE);
        if (rc < 0)
            return mm_fail_memory(err);
    }
    if (rc < 0)
        return rc;
    return mm_put_str(&r->mem, out, mm_buf_str(&r->data)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* True when each sub that opens closes, before another opens. */
static bool is_balanced(mm_str data)
{
    int open = 0;

    for (size_t i = 0; i < data.len && open >= 0 && open < 2; i++)
        open += (data.ptr[i] == SUB_OPEN) - (data.ptr[i] == SUB_CLOSE);
    return open == 0;
}

void mm_code_native_out(mm_text_out *out, mm_str data)
{
    size_t from = 0, end = is_balanced(data) ? data.len : 0;

    for (size_t i = 0; i < end; i++) {
        if (data.ptr[i] != SUB_OPEN && data.ptr[i] != SUB_CLOSE)
            continue;
        mm_xml_text(out, mm_str_sub(data, from, i - from));
        mm_xml_raw(out, data.ptr[i] == SUB_OPEN ? "<sub>" : "</sub>");
        from = i + 1;
    }
    mm_xml_text(out, mm_str_sub(data, from, SIZE_MAX));
}
