/* Latin and Hangul text as the symbols that the sound model pairs. */
#ifndef MM_SOUND_LETTERS_H
#define MM_SOUND_LETTERS_H

#include "malmoi/base.h"

enum {
    LETTERS_MAX = 96,     /* symbols of one side; more are cut off */
    LATIN_WORDS_MAX = 8,  /* words of a Latin name */
    LATIN_BOUND = 27,     /* the bound of a word; a..z are 1..26 */
    LATIN_BASE = 28,
    JAMO_BASE = 68 /* onsets 1..19, vowels 20..40, finals 41..67 */
};

/* Latin symbols, each word between two bounds. */
typedef struct mm_latin {
    uint8_t at[LETTERS_MAX + 2];
    size_t  n;
} mm_latin;

/* The words of a Latin text, folded: a..z as 1..26, no bounds. */
typedef struct mm_latin_words {
    uint8_t at[LETTERS_MAX];
    size_t  n;      /* symbols */
    size_t  n_words;
    size_t  start[LATIN_WORDS_MAX + 1]; /* symbols; the last is `n` */
    size_t  from[LATIN_WORDS_MAX], to[LATIN_WORDS_MAX]; /* bytes of the text */
} mm_latin_words;

/* Letters of Hangul; the silent onset is left out. */
typedef struct mm_jamo {
    uint8_t  at[LETTERS_MAX];
    size_t   n;
    size_t   n_syllables;
    uint8_t  end[LETTERS_MAX]; /* letters up to the end of each syllable */
    uint32_t from[LETTERS_MAX], to[LETTERS_MAX]; /* bytes of each syllable */
} mm_jamo;

/** Folds `text` (case, accents, hyphens) and cuts it into words. */
void mm_latin_words_read(mm_latin_words *out, mm_str text);
/** Appends word `word` between bounds to `out`. */
void mm_latin_add(mm_latin *out, const mm_latin_words *words, size_t word);
/** Every word in order. */
void mm_latin_all(mm_latin *out, const mm_latin_words *words);
/** The letters of the syllables of `text`; anything else is passed over. */
void mm_jamo_read(mm_jamo *out, mm_str text);

/** A unit's symbols as a number, and as text: "#ch", ㅊㅣ; finals have a "-"
 * before them, an empty side is "_". */
uint32_t mm_symbols_code(const uint8_t *at, size_t n, uint32_t base);
int      mm_latin_put(mm_buf *out, uint32_t code);
int      mm_jamo_put(mm_buf *out, uint32_t code);
/** Reads such text; UINT32_MAX when it is none. */
uint32_t mm_latin_parse(mm_str text);
uint32_t mm_jamo_parse(mm_str text);

#endif
