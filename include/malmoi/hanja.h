/* malmoi/hanja.h: Chinese characters in Korean words, and how they are read. */
#ifndef MALMOI_HANJA_H
#define MALMOI_HANJA_H

#include "malmoi/base.h"

/* Readings by Unihan, and words read otherwise. Never changes once open: any
 * number of threads may read it. */
typedef struct mm_hanja mm_hanja;

/**
 * Opens hanja.tsv (made of Unihan at build time; without it nothing is read)
 * and hanja-words.tsv. `tables` must outlive it. `*out` is yours until
 * mm_hanja_close(). MM_EFORMAT: a broken table; MM_ENOMEM.
 */
MM_API int  mm_hanja_open(mm_hanja **out, const mm_tables *tables,
                          mm_error *err);
MM_API void mm_hanja_close(mm_hanja *hanja); /* NULL is fine */

/** Does `text` hold a Chinese character? */
MM_API bool mm_hanja_in(mm_str text);

/**
 * The likeliest reading of `text`, mixed script too, behind what `out` holds:
 * 北方限界線 gives 북방한계선, 北도발 북도발. At the head of a word n and r are
 * dropped or changed (勞動 노동, 女性 여성), 렬 and 률 after a vowel or n are
 * 열 and 율 (比率 비율). A character without a reading stays. MM_OK or
 * MM_ENOMEM.
 */
MM_API int mm_hanja_read(mm_buf *out, const mm_hanja *hanja, mm_str text);

/**
 * Every reading of `text`, the likeliest first, one a line behind what `out`
 * holds, at most `most`: up to two characters read otherwise than usual, with
 * the sound that they have at the head of a word or without. MM_OK or
 * MM_ENOMEM.
 */
MM_API int mm_hanja_readings(mm_buf *out, const mm_hanja *hanja, mm_str text,
                             size_t most);

#endif
