/* Where a term may end within a Korean word, and the other form of an English
 * one. Both are remembered by word: a text says the same words again. */
#ifndef MM_MATCH_RECOGNIZE_ENDINGS_H
#define MM_MATCH_RECOGNIZE_ENDINGS_H

#include "base/map.h"
#include "match/keyer.h"
#include "match/recognize_compound.h"

enum {
    WORD_CUTS = 8,
    WORD_LONGEST = 4096, /* bytes; what is longer is no word: it has no cuts */
    WORDS_KEPT = 60000
};

/* mm_cut in a third of its room. */
typedef struct mm_small_cut {
    uint16_t stem_len, ending;
    uint8_t  word_class;
    float    score;
} mm_small_cut;

typedef struct mm_word_cuts {
    uint64_t     word;            /* hash; 0: none */
    mm_small_cut cuts[WORD_CUTS]; /* best first */
    uint8_t      n;
    mm_joints    joints; /* of the compound that its best stem is */
} mm_word_cuts;

/* Of a folded English word; equal to it when there is no other form. */
typedef struct mm_word_forms {
    mm_str usual; /* defence: defense */
    mm_str last;  /* missiles: missile; at the end of a term */
} mm_word_forms;

/* Zero-initialise, then set `keyer` and what `nouns` asks for. */
typedef struct mm_endings {
    mm_keyer     *keyer;
    mm_nouns      nouns;
    mm_word_cuts *cuts; /* by hash: a later word takes an earlier one's place */
    mm_map        english;
    mm_word_forms *forms; /* by number in `english` */
    size_t         cap_forms;
    mm_arena       mem;
    mm_buf         room;
} mm_endings;

void mm_endings_release(mm_endings *endings);
/** Forgets English words when there are very many; between two texts alone. */
void mm_endings_trim(mm_endings *endings);
/** The cuts of Korean word `word`, valid until the next call; NULL when memory
 * ran out. */
const mm_word_cuts *mm_endings_cuts(mm_endings *endings, mm_str word);
/** The forms of folded word `word`; false when memory ran out. */
bool mm_endings_forms(mm_word_forms *out, mm_endings *endings, mm_str word);

/** May a noun that ends at byte `stem` of `word` be meant? `*ending` is where
 * what stands behind it begins. False: it is a part of another word. */
bool mm_endings_allow(size_t *ending, const mm_word_cuts *cuts, mm_str word,
                      size_t stem);

#endif
