/* Chinese names read the Korean way, or written as they sound: Mandarin
 * syllables and Hangul. */
#ifndef MM_SOUND_READINGS_H
#define MM_SOUND_READINGS_H

#include "base/map.h"
#include "sound/letters.h"

enum { HANGUL_MAX = 2 };

typedef struct mm_reading {
    uint32_t next; /* + 1, of the same Mandarin syllable; 0: the last */
    int32_t  hangul[HANGUL_MAX]; /* code points */
    size_t   n;
    float    ln; /* ln p(Mandarin syllable | Hangul) */
} mm_reading;

/* Zero-initialise. */
typedef struct mm_readings {
    mm_map      syllables; /* as letters 1..26 */
    uint32_t   *first;     /* of each syllable: reading + 1 */
    size_t      cap_first;
    mm_reading *items;
    size_t      n, cap;
    double      total; /* of all weights */
} mm_readings;

/** Reads rows of Mandarin syllable, Hangul, weight. */
int  mm_readings_read(mm_readings *out, mm_str table, mm_error *err);
void mm_readings_release(mm_readings *readings);
/** ln p(`latin` | `jamo`) when `latin` is pinyin of `*n` Mandarin syllables,
 * two to four, that the table reads as `jamo`; -60 when it can't be. */
double mm_readings_score(size_t *n, const mm_readings *readings,
                         const mm_latin_words *latin, const mm_jamo *jamo);

#endif
