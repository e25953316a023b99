/* Hangul syllables and their letters: The Unicode Standard, section 3.12.
 *
 * A precomposed syllable is U+AC00 + (onset * 21 + vowel) * 28 + final. The
 * lone letters that people type stand in the compatibility block in the order
 * of the South Korean alphabet, single and double consonants mixed, so tables
 * map them; vowels follow each other there without a gap. */
#include "lang/ko/syllable.h"

static const uint16_t onset_letters[MM_KO_ONSETS] = {
    0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141,
    0x3142, 0x3143, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149,
    0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
};

static const uint16_t final_letters[MM_KO_FINALS] = {
    0,      0x3131, 0x3132, 0x3133, 0x3134, 0x3135, 0x3136,
    0x3137, 0x3139, 0x313A, 0x313B, 0x313C, 0x313D, 0x313E,
    0x313F, 0x3140, 0x3141, 0x3142, 0x3144, 0x3145, 0x3146,
    0x3147, 0x3148, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
};

/* Final (first, second half) and vowel pairs that join. */
static const int8_t final_pairs[][3] = {
    { 1, 19, 3 },  { 4, 22, 5 },  { 4, 27, 6 },   { 8, 1, 9 },
    { 8, 16, 10 }, { 8, 17, 11 }, { 8, 19, 12 },  { 8, 25, 13 },
    { 8, 26, 14 }, { 8, 27, 15 }, { 17, 19, 18 },
};
static const int8_t vowel_pairs[][3] = {
    { 8, 0, 9 },   { 8, 1, 10 },   { 8, 20, 11 },  { 13, 4, 14 },
    { 13, 5, 15 }, { 13, 20, 16 }, { 18, 20, 19 },
};
enum {
    FINAL_PAIRS = sizeof final_pairs / sizeof *final_pairs,
    VOWEL_PAIRS = sizeof vowel_pairs / sizeof *vowel_pairs
};

bool mm_ko_is_syllable(int32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

int mm_ko_onset(int32_t cp)
{
    return mm_ko_is_syllable(cp) ? (cp - 0xAC00) / 588 : -1;
}

int mm_ko_vowel(int32_t cp)
{
    return mm_ko_is_syllable(cp) ? (cp - 0xAC00) / 28 % 21 : -1;
}

int mm_ko_final(int32_t cp)
{
    return mm_ko_is_syllable(cp) ? (cp - 0xAC00) % 28 : -1;
}

int32_t mm_ko_compose(int onset, int vowel, int final)
{
    return 0xAC00 + (onset * 21 + vowel) * 28 + final;
}

int32_t mm_ko_onset_letter(int onset)
{
    return onset_letters[onset];
}

int32_t mm_ko_vowel_letter(int vowel)
{
    return 0x314F + vowel;
}

int32_t mm_ko_final_letter(int final)
{
    return final_letters[final];
}

int mm_ko_letter_onset(int32_t cp)
{
    for (int i = 0; i < MM_KO_ONSETS; i++)
        if (onset_letters[i] == cp)
            return i;
    return -1;
}

int mm_ko_letter_vowel(int32_t cp)
{
    return cp >= 0x314F && cp <= 0x3163 ? cp - 0x314F : -1;
}

int mm_ko_letter_final(int32_t cp)
{
    for (int i = 1; i < MM_KO_FINALS; i++)
        if (final_letters[i] == cp)
            return i;
    return -1;
}

int mm_ko_final_join(int first, int second)
{
    for (int i = 0; i < FINAL_PAIRS; i++)
        if (final_pairs[i][0] == first && final_pairs[i][1] == second)
            return final_pairs[i][2];
    return -1;
}

int mm_ko_final_split(int final, int *first)
{
    *first = 0;
    if (final <= 0)
        return -1;
    for (int i = 0; i < FINAL_PAIRS; i++)
        if (final_pairs[i][2] == final) {
            *first = final_pairs[i][0];
            final = final_pairs[i][1];
            break;
        }
    return mm_ko_letter_onset(final_letters[final]);
}

int mm_ko_vowel_join(int first, int second)
{
    for (int i = 0; i < VOWEL_PAIRS; i++)
        if (vowel_pairs[i][0] == first && vowel_pairs[i][1] == second)
            return vowel_pairs[i][2];
    return -1;
}

int mm_ko_vowel_split(int vowel, int *first)
{
    for (int i = 0; i < VOWEL_PAIRS; i++)
        if (vowel_pairs[i][2] == vowel) {
            *first = vowel_pairs[i][0];
            return vowel_pairs[i][1];
        }
    *first = vowel;
    return -1;
}
