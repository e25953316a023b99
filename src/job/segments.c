#include "job/segments.h"

#include "base/memory.h"
#include "formats/build.h"
#include "job/raw_po.h"
#include "malmoi/lines.h"

#include <stdlib.h>
#include <string.h>

static int add(mm_segments *out, mm_str text, mm_str id, const mm_code *codes,
               size_t n_codes, bool locked)
{
    mm_source_segment s = { .n_codes = n_codes, .locked = locked };
    mm_code          *copies = NULL;

    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, NULL) <
            0 ||
        mm_put_str(&out->mem, &s.text, text) < 0 ||
        mm_put_str(&out->mem, &s.id, id) < 0 ||
        (n_codes &&
         !(copies = mm_arena_alloc(&out->mem, n_codes * sizeof *copies))))
        return MM_ENOMEM;
    for (size_t i = 0; i < n_codes; i++) {
        copies[i] = codes[i];
        if (mm_put_str(&out->mem, &copies[i].id, codes[i].id) < 0 ||
            mm_put_str(&out->mem, &copies[i].match, codes[i].match) < 0 ||
            mm_put_str(&out->mem, &copies[i].type, codes[i].type) < 0 ||
            mm_put_str(&out->mem, &copies[i].data, codes[i].data) < 0)
            return MM_ENOMEM;
    }
    s.codes = copies;
    out->items[out->n++] = s;
    return MM_OK;
}

/* translate="no", as XLIFF says it. */
static bool is_locked(const mm_unit *unit)
{
    for (size_t i = 0; i < unit->n_props; i++)
        if (mm_str_ends(unit->props[i].type, MM_S(":translate")) &&
            mm_str_eq(unit->props[i].value, MM_S("no")))
            return true;
    return false;
}

static int read_units(mm_segments *out, const char *path, mm_str lang,
                      const mm_format *format, const char *encoding,
                      mm_report *report, mm_error *err)
{
    mm_format_options o = { .encoding = encoding };
    mm_reader        *in = NULL;
    mm_item           item;
    int               rc = mm_format_read(&in, format, path, &o, report, err);

    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW) {
        const mm_variant *v =
            item.unit ? mm_unit_variant(item.unit, lang) : NULL;

        if (v && add(out, v->text, item.unit->id, v->codes, v->n_codes,
                     is_locked(item.unit)) < 0)
            rc = mm_fail_memory(err);
    }
    mm_reader_close(in);
    return rc;
}

/* Messages of PO: its reader gives the translated ones alone. A plural is a
 * segment of its own. */
static int read_messages(mm_segments *out, const char *path,
                         const char *encoding, mm_error *err)
{
    mm_po_message m;
    mm_arena      mem = { 0 };
    mm_buf        bytes = { 0 };
    size_t        at = 0;
    int           rc = mm_text_read(&bytes, path, encoding, 0, err);

    while (rc >= 0 &&
           (rc = mm_po_next(&m, mm_buf_str(&bytes), &at, &mem)) == MM_ROW) {
        if (m.obsolete || m.header || !m.id.len)
            continue;
        if (add(out, m.id, m.context, NULL, 0, false) < 0 ||
            (m.plural_forms &&
             add(out, m.plural, m.context, NULL, 0, false) < 0))
            rc = MM_ENOMEM;
    }
    mm_arena_release(&mem);
    mm_buf_release(&bytes);
    return rc == MM_ENOMEM ? mm_fail_memory(err) : rc;
}

static int read_document(mm_segments *out, const char *path, mm_str lang,
                         const char *as, const char *encoding,
                         const mm_tables *tables, mm_report *report,
                         mm_error *err)
{
    mm_read_options o = { .as = as, .encoding = encoding };
    mm_document     document = { 0 };
    int rc = mm_document_read(&document, path, lang, tables, &o, report, err);

    for (size_t i = 0; rc >= 0 && i < document.n; i++)
        if (add(out, document.segments[i].text, MM_S(""), NULL, 0, false) < 0)
            rc = mm_fail_memory(err);
    mm_document_release(&document);
    return rc;
}

int mm_segments_read(mm_segments *out, const char *path, mm_str lang,
                     const mm_format *format, const char *encoding,
                     const mm_tables *tables, mm_report *report, mm_error *err)
{
    bool said = format != NULL;
    int  rc = MM_OK;

    if (!said)
        rc = mm_format_guess(&format, path, encoding, err);
    if (rc == MM_EFORMAT || rc == MM_EINVALID)
        format = NULL; /* no format of units: a document, or nothing */
    else if (rc < 0)
        return rc;
    if (format && strcmp(format->name, "po") == 0)
        return read_messages(out, path, encoding, err);
    if (format && format->can & MM_FORMAT_UNITS)
        return read_units(out, path, lang, format, encoding, report, err);
    return read_document(out, path, lang, said && format ? format->name : NULL,
                         encoding, tables, report, err);
}

void mm_segments_release(mm_segments *segments)
{
    free(segments->items);
    mm_arena_release(&segments->mem);
    *segments = (mm_segments){ 0 };
}
