/* What the readers of XML formats begin with: how they open, what they keep,
 * how they close. */
#ifndef MM_FORMATS_XML_READER_H
#define MM_FORMATS_XML_READER_H

#include "base/memory.h"
#include "formats/xml.h"
#include "malmoi/stream.h"

/* The first member, `in`, of a reader. */
typedef struct mm_xml_reader {
    mm_file_reader head;
    mm_xml        *xml;
    mm_report     *report;
    mm_arena       mem;        /* of the item in hand */
    mm_arena       kept;       /* of the file, or the part of it being read */
    mm_buf         text, data; /* of what is being read */
} mm_xml_reader;

/**
 * Opens `path` for a reader of `size` bytes that begins with mm_xml_reader; the
 * rest of it is zero. `*out` is the caller's, and NULL on failure. It closes by
 * mm_xml_reader_close(), unless it holds more: then by a function of its own
 * that ends with that.
 */
int  mm_xml_reader_open(mm_reader **out, size_t size, const char *path,
                        const mm_format_options *o, mm_report *report,
                        mm_error *err);
void mm_xml_reader_close(mm_reader *self);

/** All text inside of `e`, white space around it cut off, in r->mem. */
int mm_xml_reader_trimmed(mm_xml_reader *r, const mm_xml_event *e, mm_str *out,
                          mm_error *err);

#endif
