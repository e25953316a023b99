/* Units and concepts put together piece by piece in one arena. */
#ifndef MM_FORMATS_BUILD_H
#define MM_FORMATS_BUILD_H

#include "base/memory.h"
#include "malmoi/stream.h"

/* Lists of an arena grow by doubling; what is outgrown is freed with the
 * rest, at mm_arena_clear(). */

/** Appends an item of `size` bytes to the list at `list` (the address of its
 * pointer, const or not) of *n items; NULL when memory ran out. Zeroed. */
void *mm_list_add(mm_arena *mem, void *list, size_t *n, size_t size);

/** A copy of `text` in `mem` at `*out`; MM_OK or MM_ENOMEM. */
int mm_put_str(mm_arena *mem, mm_str *out, mm_str text);

/** A unit, a concept (approved) that says nothing yet: no string is NULL. */
mm_unit    mm_unit_empty(void);
mm_concept mm_concept_empty(void);

int mm_add_prop(mm_arena *mem, const mm_prop **props, size_t *n, mm_str type,
                mm_str value, mm_str lang);
int mm_add_note(mm_arena *mem, const mm_note **notes, size_t *n, mm_str text,
                mm_str lang);
int mm_add_context(mm_arena *mem, mm_term *term, mm_str text, mm_str source);

/** The section of language `lang`, made when there is none; NULL when memory
 * ran out. No string of it is NULL, nor of a new term. */
mm_lang_section *mm_section_of(mm_arena *mem, mm_concept *concept, mm_str lang);
/** A new term of `section`; NULL when memory ran out. */
mm_term *mm_add_term(mm_arena *mem, mm_lang_section *section, mm_str text);

/** The tag in the case of BCP 47 (en-US, zh-Hant), "_" made "-", in `mem`. */
int mm_put_lang(mm_arena *mem, mm_str *out, mm_str tag);

/** 20240131T235959Z to 2024-01-31T23:59:59Z; another form as it is. */
int mm_put_date(mm_arena *mem, mm_str *out, mm_str date);
/** The way back: "20240131T235959Z" into `out` (20 bytes), or false when
 * `date` is not of that form. */
bool mm_date_basic(char *out, mm_str date);

/** The shortest figures that read back as `x`, into `out` (32 bytes). */
mm_str mm_number(char *out, double x);

/** The term status that a word of any format names: preferred,
 * preferredTerm-admn-sts, forbidden ... False when it is none. */
bool mm_status_word(mm_term_status *out, mm_str word);

#endif
