/* Korean verb stems as letters, and the forms they take before endings. */
#ifndef MM_LANG_KO_CONJUGATE_H
#define MM_LANG_KO_CONJUGATE_H

#include "malmoi/base.h"

/* Forms of a stem, and the endings they take: the dictionary stem (듣-), with
 * the linking vowel (들으-), in -아/-어 (들어-). */
enum { MM_STEM_BASE = 1, MM_STEM_EU = 2, MM_STEM_INF = 4 };

/* Letters as bytes: onsets from 1, vowels from 0x20, finals from 0x40; each is
 * the number of syllable.h and that start. */
enum {
    MM_LETTER_ONSET = 1,
    MM_LETTER_VOWEL = 0x20,
    MM_LETTER_FINAL = 0x40,
    MM_LETTERS_MAX = 64
};

typedef struct mm_letters {
    char     text[MM_LETTERS_MAX + 4];
    uint16_t at[MM_LETTERS_MAX + 4]; /* byte offset in the word of each */
    size_t   n;
} mm_letters;

/** The Hangul at the end of `text`, letter by letter; false when there is none
 * or it is too long. */
bool mm_letters_of(mm_letters *out, mm_str text);
/** Puts syllable `cp`, at byte `offset`, behind `out`; false when it is none
 * or does not fit. */
bool mm_letters_put(mm_letters *out, int32_t cp, size_t offset);
/** Letters `from` to `to` as a byte string. */
mm_str mm_letters_view(const mm_letters *letters, size_t from, size_t to);
bool   mm_letter_is_final(char letter);
bool   mm_letter_is_vowel(char letter);

enum { MM_STEM_FORMS = 6 };

typedef struct mm_stem_forms {
    mm_letters items[MM_STEM_FORMS];
    int        kinds[MM_STEM_FORMS]; /* MM_STEM_BASE, ... */
    size_t     n;
} mm_stem_forms;

/**
 * All forms of dictionary stem `stem`. `type` is the class of ko-verbs.tsv:
 * "b", "d", "s", "l", "h" irregular, else regular. False when `stem` is no
 * Hangul.
 */
bool mm_stem_forms_make(mm_stem_forms *out, mm_str type, mm_str stem);

#endif
