/* Standard Pronunciation on the letters of a word. */
#ifndef MM_LANG_KO_PRONOUNCE_H
#define MM_LANG_KO_PRONOUNCE_H

#include "malmoi/base.h"

/* What stands between a syllable and the one before it. */
typedef enum mm_ko_mark {
    MM_KO_PLAIN,
    MM_KO_INSERT, /* nieun comes in before i and y: 솔+잎 */
    MM_KO_BOUND,  /* two words, the final is cut short and stays: 앞|언덕 */
    MM_KO_CUT,    /* the final is cut short and moves: 겉:옷 */
    MM_KO_NN,     /* nieun and rieul give nn: 생산=량 */
    MM_KO_UNIT,   /* an administrative unit, unassimilated: 인왕-리 */
    MM_KO_KEEP    /* as plain, and no rule of word formation applies */
} mm_ko_mark;

/* One syllable, first as spelt and then as it sounds. Numbers as in
 * syllable.h. */
typedef struct mm_ko_phone {
    int8_t  onset, vowel, final;
    int8_t  spelt_onset, spelt_final;
    uint8_t mark; /* mm_ko_mark, to the syllable before */
} mm_ko_phone;

enum {
    MM_KO_TENSE = 1, /* tensed sounds: 국밥 국빱 */
    MM_KO_MERGE_H = 2, /* 각하 가카 in any word, not before 히 and 혀 alone */
    MM_KO_JOIN =
        4 /* finals move across the bound of two words: 밭아래 바다래 */
};

/** One phone of syllable `cp`, as spelt. */
mm_ko_phone mm_ko_phone_of(int32_t cp);
/** Turns `n` phones of one word from spelling to sound. Finals are then one of
 * ㄱㄴㄷㄹㅁㅂㅇ or none. */
void mm_ko_sound(mm_ko_phone *phones, size_t n, unsigned flags);

#endif
