/* What the reader and the writer of TBX agree on. */
#ifndef MM_FORMATS_TBX_H
#define MM_FORMATS_TBX_H

#include "malmoi/stream.h"

/* A note that carries what TBX-Basic has no place for:
 * "x-malmoi-LABEL: VALUE"; a prop is "x-malmoi-prop-TYPE: VALUE". */
#define MM_TBX_OURS "x-malmoi-"
#define MM_TBX_PROP "prop-"

/**
 * Makes any id an XML ID and back. An id of ASCII letters, digits, "_", "-"
 * and "." that begins with a letter or "_" stays as it is, unless it begins
 * with "mm."; another is written "mm." and each other byte as ".HH". The empty
 * id is "mm.-.no" and a number ("n" is no hexadecimal digit). In `mem`; MM_OK
 * or MM_ENOMEM.
 */
int mm_tbx_id_out(mm_arena *mem, mm_str *out, mm_str id, size_t number);
int mm_tbx_id_in(mm_arena *mem, mm_str *out, mm_str id);

/** Writes "proposed, confidence 0.93, frequency 4" to `out` (96 bytes). */
mm_str mm_tbx_review_out(char *out, const mm_concept *concept);
/** Reads it back into `concept`; false when `text` is no such note. */
bool mm_tbx_review_in(mm_concept *concept, mm_str text);

#endif
