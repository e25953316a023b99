/* XML as a stream of events, and XML written with every text checked. */
#ifndef MM_FORMATS_XML_H
#define MM_FORMATS_XML_H

#include "formats/source.h"
#include "formats/text_out.h"

typedef enum mm_xml_kind { MM_XML_OPEN, MM_XML_CLOSE, MM_XML_TEXT } mm_xml_kind;

typedef struct mm_xml_attr {
    mm_str name; /* with its prefix when it has one: "xml:lang" */
    mm_str value;
} mm_xml_attr;

/* Valid until the next call. Names live as long as the reader. */
typedef struct mm_xml_event {
    mm_xml_kind        kind;
    mm_str             name; /* local name, without prefix */
    mm_str             ns;   /* namespace name, empty for none */
    const mm_xml_attr *attrs;
    size_t             n_attrs;
    mm_str             text; /* a piece of text: pieces may follow another */
    long               line;
    unsigned           depth; /* of the element, the root being 1 */
} mm_xml_event;

typedef struct mm_xml mm_xml;

/** Opens `path`; `*out` is yours until mm_xml_close(). */
int mm_xml_open(mm_xml **out, const char *path, const mm_format_options *o,
                mm_error *err);
/** The same over bytes in memory, which must outlive it; `name` is for errors.
 */
int  mm_xml_open_memory(mm_xml **out, const char *name, mm_str bytes,
                        mm_error *err);
void mm_xml_close(mm_xml *xml); /* NULL is fine */
/** MM_ROW and an event; MM_OK at the end. MM_EFORMAT with the line at bad
 * XML, an entity that is no plain text, or a depth over 256. */
int mm_xml_next(mm_xml *xml, mm_xml_event *out, mm_error *err);
/** The next element that begins inside the one that `open` began, at any depth
 * (NULL: anywhere): MM_ROW; MM_OK at the end of `open`. Text is passed over. */
int mm_xml_inside(mm_xml *xml, const mm_xml_event *open, mm_xml_event *out,
                  mm_error *err);
/** Reads on to the end of the element that `open` began. */
int mm_xml_skip(mm_xml *xml, const mm_xml_event *open, mm_error *err);
/** Puts all text of the element that `open` began behind what `out` holds,
 * that of inner elements too; *marked (may be NULL) tells of those. */
int        mm_xml_content(mm_xml *xml, const mm_xml_event *open, mm_buf *out,
                          bool *marked, mm_error *err);
mm_source *mm_xml_source(mm_xml *xml);
/** Fails: the file is no `format`, as its root element `root` tells. */
int mm_xml_wrong_root(mm_xml *xml, const mm_xml_event *root, const char *format,
                      mm_error *err);
/** One entry more was read whole: a failure tells how many. */
void mm_xml_good(mm_xml *xml);

mm_str mm_xml_attr_get(const mm_xml_event *event, const char *name);
bool   mm_xml_is(const mm_xml_event *event, const char *name);

/* ---- writing ---- */

void mm_xml_raw(mm_text_out *out, const char *markup);
/** Text of an element. Characters that XML cannot hold (U+0001, U+FFFE) and
 * bytes that are not UTF-8 become U+FFFD, counted as "character". */
void mm_xml_text(mm_text_out *out, mm_str text);
/** ` name="value"`; nothing when `value` is empty. */
void mm_xml_put_attr(mm_text_out *out, const char *name, mm_str value);
/** The same, also when `value` is empty. */
void mm_xml_must_attr(mm_text_out *out, const char *name, mm_str value);
/** The inside of an attribute's value alone. */
void mm_xml_escape(mm_text_out *out, mm_str value);
/** `<name type="type">text</name>` and a line end; `type` may be NULL. */
void mm_xml_element(mm_text_out *out, const char *name, const char *type,
                    mm_str text);

#endif
