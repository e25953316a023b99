/* Inline codes as TMX and both XLIFFs have them. */
#ifndef MM_FORMATS_CODES_H
#define MM_FORMATS_CODES_H

#include "formats/xml_reader.h"

/** Adds a code without id, match, type and data; NULL when memory ran out. */
mm_code *mm_add_code(mm_arena *mem, mm_variant *v, mm_code_kind kind,
                     size_t offset);
/** MM_OK when `v` may have one code more; else MM_EFORMAT at `line`: a file
 * with 10,000 codes in a segment is made to hurt. */
int mm_code_room(mm_xml_reader *r, const mm_variant *v, long line,
                 mm_error *err);

/** Reads the native text of the code element `e` into `*out`, in r->mem; a
 * `sub`, text to translate inside of it, stands between U+000E and U+000F. */
int mm_code_native(mm_xml_reader *r, const mm_xml_event *e, mm_str *out,
                   mm_error *err);
/** Writes it back, with its subs when they are balanced. */
void mm_code_native_out(mm_text_out *out, mm_str data);

#endif
