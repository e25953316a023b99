/* The bytes of an XML file that a reader has found sound, tag by tag: for
 * changes that leave the rest as it is. */
#ifndef MM_JOB_RAW_XML_H
#define MM_JOB_RAW_XML_H

#include "malmoi/unit.h"

typedef enum mm_raw_kind {
    MM_RAW_TEXT, /* CDATA sections apart, as MM_RAW_CDATA */
    MM_RAW_CDATA,
    MM_RAW_OPEN,
    MM_RAW_EMPTY, /* <x/> */
    MM_RAW_CLOSE,
    MM_RAW_OTHER /* comment, instruction, doctype */
} mm_raw_kind;

typedef struct mm_raw {
    mm_raw_kind kind;
    size_t      start, end; /* bytes of the whole */
    mm_str      name;       /* of a tag, prefix off */
    mm_str      all;        /* its bytes */
} mm_raw;

/** The token at `*at`, moving `*at` behind it; false at the end. */
bool mm_raw_next(mm_raw *out, mm_str file, size_t *at);
bool mm_raw_is(const mm_raw *raw, const char *name);
/** The raw value of attribute `name` of a tag (prefix and all); `.ptr` NULL:
 * it has none. */
mm_str mm_raw_attr(const mm_raw *raw, const char *name);
/** Moves `*at`, which stands behind an opening tag, behind its closing one;
 * `*inner` is what stands between. */
void mm_raw_skip(mm_str *inner, mm_str file, size_t *at);

/** The text of character data with its references resolved, behind `out`. */
int mm_raw_text(mm_buf *out, mm_str raw);
/** The text as character data. */
int mm_raw_escape(mm_buf *out, mm_str text);

/* Content of a segment: its text, and its inline codes with their bytes. */
typedef struct mm_content {
    mm_str   text;
    mm_code *codes;
    mm_str  *raws; /* bytes of each code */
    size_t   n;
} mm_content;

/** Takes `inner`, the content of source or target, apart; all in `mem`.
 * Annotations (mrk, sm, em) are left out. MM_OK or MM_ENOMEM. */
int mm_content_read(mm_content *out, mm_arena *mem, mm_str inner);
/** Is there no text in it but white space, and no code? */
bool mm_content_blank(mm_str inner);

#endif
