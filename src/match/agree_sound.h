/* How what is not Hangul sounds at its end, as far as that is sure: particles
 * go by it. */
#ifndef MM_MATCH_AGREE_SOUND_H
#define MM_MATCH_AGREE_SOUND_H

#include "malmoi/base.h"

/** Does Latin `stem` (letters and digits) end in the sound that
 * mm_ko_final_sound() gives, said letter by letter and as a word? USB, API and
 * Linux do; SET, file, types and A3 may be said in several ways. */
bool mm_sound_is_sure(mm_str stem);
/** What the unit at the end of `stem` is read as, when figures stand before it:
 * 5km 킬로미터. Empty: no unit, or one that is read in two ways (kg). `*unsure`
 * in the latter case. */
mm_str mm_unit_reading(bool *unsure, mm_str stem);
/** The sign of a unit at the end of `text` behind a figure, read: 3% 퍼센트.
 * Empty when none is there; `*len` its bytes. */
mm_str mm_sign_reading(size_t *len, mm_str text);

#endif
