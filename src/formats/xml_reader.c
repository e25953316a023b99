/* What the readers of XML formats begin with. */
#include "formats/xml_reader.h"

#include "formats/build.h"

#include <stdlib.h>

int mm_xml_reader_open(mm_reader **out, size_t size, const char *path,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    mm_xml_reader *r = calloc(1, size);
    int            rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    if ((rc = mm_xml_open(&r->xml, path, o, err)) < 0) {
        free(r);
        return rc;
    }
    r->head.base.close = mm_xml_reader_close;
    r->head.source = mm_xml_source(r->xml);
    r->report = report;
    *out = &r->head.base;
    return MM_OK;
}

void mm_xml_reader_close(mm_reader *self)
{
    mm_xml_reader *r = (mm_xml_reader *)self;

    mm_xml_close(r->xml);
    mm_arena_release(&r->mem);
    mm_arena_release(&r->kept);
    mm_buf_release(&r->text);
    mm_buf_release(&r->data);
    free(r);
}

int mm_xml_reader_trimmed(mm_xml_reader *r, const mm_xml_event *e, mm_str *out,
                          mm_error *err)
{
    int rc;

    mm_buf_clear(&r->text);
    if ((rc = mm_xml_content(r->xml, e, &r->text, NULL, err)) < 0)
        return rc;
    return mm_put_str(&r->mem, out, mm_str_trim(mm_buf_str(&r->text))) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}
