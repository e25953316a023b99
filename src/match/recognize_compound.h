/* Korean compounds written as one word: 이라크정부 is 이라크 and 정부. */
#ifndef MM_MATCH_RECOGNIZE_COMPOUND_H
#define MM_MATCH_RECOGNIZE_COMPOUND_H

#include "base/map.h"
#include "malmoi/lang.h"
#include "match/recognize_table.h"

/* What is known as a noun: the names of terms, and a list. Zero-initialise,
 * then set `ko`, `shipped` and the tables. */
typedef struct mm_nouns {
    const mm_lang       *ko;
    const mm_tables     *shipped;
    const mm_name_table *tables;
    size_t               n_tables;
    mm_map               listed;
    uint8_t             *times; /* how often each is, by number; 2: or more */
    size_t               cap;
    uint64_t             may_be[1 << 12]; /* bits of their hashes */
    bool                 read;
} mm_nouns;

/** Is `word` listed as a noun (two syllables of Hangul and more)? */
bool mm_nouns_known(mm_nouns *nouns, mm_str word);
/** Is it listed as what several words of another language mean? */
bool mm_nouns_common(mm_nouns *nouns, mm_str word);
void mm_nouns_release(mm_nouns *nouns);

/* Bit i: before syllable i of the word. */
typedef struct mm_joints {
    uint32_t starts, ends; /* where a noun may begin; where one may end */
} mm_joints;

/**
 * The joints within `stem`, a noun without its particle: all of it must be
 * nouns of two syllables and more that are known, but for a suffix (미국측) at
 * its end. None when it is a noun of its own, or of fewer than three
 * syllables, or of letters other than Hangul.
 */
mm_joints mm_nouns_joints(mm_nouns *nouns, mm_str stem);

#endif
