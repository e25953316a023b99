/* Chinese names read the Korean way: Mandarin syllables and Hangul. */
#ifndef MM_SOUND_READINGS_H
#define MM_SOUND_READINGS_H

#include "base/map.h"
#include "sound/letters.h"

typedef struct mm_reading {
    uint32_t next;  /* + 1, of the same Mandarin syllable; 0: the last */
    int32_t  hangul; /* code point */
    float    ln;    /* ln p(reading | syllable) - ln p(reading) */
} mm_reading;

/* Zero-initialise. */
typedef struct mm_readings {
    mm_map      syllables; /* as letters 1..26 */
    uint32_t   *first;     /* of each syllable: reading + 1 */
    size_t      cap_first;
    mm_reading *items;
    size_t      n, cap;
} mm_readings;

/** Reads the rows of pinyin-readings.tsv. */
int  mm_readings_read(mm_readings *out, mm_str table, mm_error *err);
void mm_readings_release(mm_readings *readings);
/** Log-odds that `latin` is pinyin whose Sino-Korean reading is `jamo`; -60
 * when it can't be. */
double mm_readings_score(const mm_readings *readings,
                         const mm_latin_words *latin, const mm_jamo *jamo);

#endif
