/* Lists and whole items as bytes: what a column `more` and a before-image in
 * the history hold. Numbers are varints (7 bits a byte, low first), texts a
 * length and their bytes, a double its 8 bytes, low first. */
#ifndef MM_STORE_PACK_H
#define MM_STORE_PACK_H

#include "malmoi/concept.h"

/* ---- putting: behind what the buffer holds; MM_OK or MM_ENOMEM ---- */

int mm_pack_number(mm_buf *out, uint64_t n);
int mm_pack_str(mm_buf *out, mm_str text);
int mm_pack_double(mm_buf *out, double x);
int mm_pack_stamp(mm_buf *out, const mm_stamp *stamp);
int mm_pack_props(mm_buf *out, const mm_prop *props, size_t n);
int mm_pack_notes(mm_buf *out, const mm_note *notes, size_t n);
int mm_pack_unit(mm_buf *out, const mm_unit *unit);
int mm_pack_concept(mm_buf *out, const mm_concept *concept);

/* The column `more` of each: nothing at all when every list is empty. */
int mm_pack_unit_more(mm_buf *out, const mm_unit *unit);
int mm_pack_variant_more(mm_buf *out, const mm_variant *variant);
int mm_pack_concept_more(mm_buf *out, const mm_concept *concept);
int mm_pack_section_more(mm_buf *out, const mm_lang_section *section);
int mm_pack_term_more(mm_buf *out, const mm_term *term);

/* ---- taking: texts are views of the bytes, lists live in the arena ---- */

/* Bytes still to be read. `bad` is set by what does not fit, for good. */
typedef struct mm_unpack {
    mm_str    rest;
    mm_arena *mem;
    bool      bad;
} mm_unpack;

uint64_t mm_unpack_number(mm_unpack *in);
mm_str   mm_unpack_str(mm_unpack *in);
double   mm_unpack_double(mm_unpack *in);
/** A list of `n` items of `size` bytes, zeroed; NULL and bad when there cannot
 * be so many in what is left. */
void *mm_unpack_list(mm_unpack *in, size_t n, size_t size);
void  mm_unpack_unit(mm_unpack *in, mm_unit *out);
void  mm_unpack_concept(mm_unpack *in, mm_concept *out);

/* `more` was copied to the arena; empty leaves every list empty. */
void mm_unpack_unit_more(mm_unpack *in, mm_unit *out);
void mm_unpack_variant_more(mm_unpack *in, mm_variant *out);
void mm_unpack_concept_more(mm_unpack *in, mm_concept *out);
void mm_unpack_section_more(mm_unpack *in, mm_lang_section *out);
void mm_unpack_term_more(mm_unpack *in, mm_term *out);

#endif
