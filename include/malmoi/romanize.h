/* malmoi/romanize.h: Hangul in Latin letters and back, Standard Pronunciation,
 * look-up keys for any spelling, the two-set keyboard, initial consonants.
 *
 * Every function that fills an mm_buf puts its text behind what `out` holds and
 * returns MM_OK or MM_ENOMEM. What is not Hangul passes through unchanged. */
#ifndef MALMOI_ROMANIZE_H
#define MALMOI_ROMANIZE_H

#include "malmoi/base.h"

/* Words whose sound cannot be told from their letters. Never changes once
 * open: any number of threads may read it. */
typedef struct mm_romanizer mm_romanizer;

/**
 * Opens tables romanize-*.tsv; `tables` is used while it opens alone. `*out` is
 * yours until mm_romanizer_close(), NULL on failure. MM_EFORMAT: a broken
 * table; MM_ENOMEM.
 */
MM_API int  mm_romanizer_open(mm_romanizer **out, const mm_tables *tables,
                              mm_error *err);
MM_API void mm_romanizer_close(mm_romanizer *r); /* NULL is fine */

typedef enum mm_roman_system {
    MM_ROMAN_RR,      /* Revised Romanization (2000) by sound, in lower case and
                         without hyphens: 왕십리 wangsimni */
    MM_ROMAN_RR_NAME, /* the same for names: each word begins with a capital, a
                         hyphen where a reader could cut wrongly (Jung-ang), or
                         before an administrative unit, which is spelt without
                         assimilation (Inwang-ri); surname and given name apart,
                         the given name's syllables unassimilated (Hong Bit-na)
                       */
    MM_ROMAN_MR,      /* McCune-Reischauer (1939): pukpanghan'gyesŏn, with
                         breves; U+2019 for aspiration and n’g */
    MM_ROMAN_YALE,    /* Yale (Martin), letter by letter: pukpanghankyeysen */
    MM_ROMAN_DPRK,    /* North Korea's system (2012): 평양 phyŏngyang */
    MM_ROMAN_LETTERS  /* RR letter by letter, reversible: 독립 dog-lib */
} mm_roman_system;

/** "rr", "rr-name", "mr", "yale", "dprk", "letters". Static. */
MM_API const char *mm_roman_system_name(mm_roman_system system);
/** The system of that name into `*out`; MM_EINVALID when there is none. */
MM_API int mm_roman_system_find(mm_roman_system *out, mm_str name,
                                mm_error *err);

/** `text` in Latin letters. A word is a run of syllables without a space. */
MM_API int mm_romanize(mm_buf *out, const mm_romanizer *r, mm_str text,
                       mm_roman_system system);

/**
 * Hangul of a letter-by-letter romanization, as MM_ROMAN_LETTERS writes it:
 * mm_romanize_reverse of that gives back any run of syllables. A hyphen between
 * letters is a syllable's bound and is dropped; letters that make no syllable
 * stay as they are. Case is ignored.
 */
MM_API int mm_romanize_reverse(mm_buf *out, const mm_romanizer *r,
                               mm_str latin);

/**
 * A coarse key, the same for a Hangul term and for most of its Latin spellings
 * (북방한계선, bukbanghangyeseon, pukpanghan'gyesŏn, Bukbang Hangyesun): ASCII,
 * vowels and consonants merged that spellings mix up. Equal keys, or keys at a
 * small edit distance, mean a likely hit. Space, hyphen, case, digits' place
 * and marks do not count; digits do. Of the names of 367 members of parliament
 * 96.3 % of the published spellings have the key of the Hangul, 98.4 % are at
 * most one letter away; 93 % of equal keys are the same name. Given names
 * before the surname are not found so.
 */
MM_API int mm_roman_key(mm_buf *out, const mm_romanizer *r, mm_str text);

enum {
    MM_PRONOUNCE_TENSE = 1 /* tensed sounds too: 국밥 국빱. Romanization is
                              made without. */
};
/** `text` as it sounds, in Hangul: 대관령 대괄령. `flags`: MM_PRONOUNCE_*. */
MM_API int mm_ko_pronounce(mm_buf *out, const mm_romanizer *r, mm_str text,
                           unsigned flags);

/** Keys typed on the two-set layout with the input method off: qnrqkd gives
 * 북방. Letters of Hangul among the keys join in (vm론트 프론트). */
MM_API int mm_keyboard_to_hangul(mm_buf *out, mm_str keys);
/** The keys that type `text`: 한글 gives gksrmf. */
MM_API int mm_keyboard_to_latin(mm_buf *out, mm_str text);

/** Initial consonants: 북방한계선 gives ㅂㅂㅎㄱㅅ. */
MM_API int mm_initials(mm_buf *out, mm_str text);
/** Is `query` made of lone consonants (spaces, digits and Latin letters may
 * stand among them), so that it asks for initials? */
MM_API bool mm_is_initials(mm_str query);
/**
 * Could `text` be what someone has begun to type as `typed`? 북방한계선 matches
 * 북, 북ㅂ, 북방하, 북바, ㅂㅂ: the last syllable may be unfinished, a
 * consonant stands for any syllable that begins with it. Spaces in `text` may
 * be left out. An empty `typed` matches.
 */
MM_API bool mm_hangul_prefix_match(mm_str text, mm_str typed);

#endif
