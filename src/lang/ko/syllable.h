/* Hangul syllables and their letters. */
#ifndef MM_LANG_KO_SYLLABLE_H
#define MM_LANG_KO_SYLLABLE_H

#include "malmoi/base.h"

/* Onsets 0..18: ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ; vowels 0..20 from ㅏ to
 * ㅣ; finals 0..27, 0 is none:
 * ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ. */
enum { MM_KO_ONSETS = 19, MM_KO_VOWELS = 21, MM_KO_FINALS = 28 };

bool mm_ko_is_syllable(int32_t cp); /* precomposed, U+AC00..U+D7A3 */
/** Initial consonant of a syllable, 0..18; -1 when `cp` is none. */
int mm_ko_onset(int32_t cp);
/** Vowel of a syllable, 0..20; -1 when `cp` is none. */
int mm_ko_vowel(int32_t cp);
/** Final consonant: 0 without one, else 1..27; -1 when `cp` is no syllable. */
int mm_ko_final(int32_t cp);
/** The syllable of these three numbers. */
int32_t mm_ko_compose(int onset, int vowel, int final);

/** The lone letter (U+3131..U+3163) of an onset, vowel or final; 0 for final
 * 0. */
int32_t mm_ko_onset_letter(int onset);
int32_t mm_ko_vowel_letter(int vowel);
int32_t mm_ko_final_letter(int final);
/** Number of the lone letter as onset, vowel or final; -1 when it can't be. */
int mm_ko_letter_onset(int32_t cp);
int mm_ko_letter_vowel(int32_t cp);
int mm_ko_letter_final(int32_t cp);

/** The final that the two make together (ㄱ, ㅅ: ㄳ), or -1; by final numbers.
 */
int mm_ko_final_join(int first, int second);
/** Splits a double final: its second half as an onset, the first as a final
 * into `*first`. A single one gives itself as onset and 0. ㄲ and ㅆ are
 * single. -1 for final 0. */
int mm_ko_final_split(int final, int *first);
/** The vowel that the two make together (ㅗ, ㅏ: ㅘ), or -1. */
int mm_ko_vowel_join(int first, int second);
/** Splits ㅘ and its like; returns the second, -1 when `vowel` is simple. */
int mm_ko_vowel_split(int vowel, int *first);

#endif
