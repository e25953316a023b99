/* Where a term may end within a Korean word, and the other form of an English
 * one. Both are remembered by word: a text says the same words again. */
#ifndef MM_MATCH_RECOGNIZE_ENDINGS_H
#define MM_MATCH_RECOGNIZE_ENDINGS_H

#include "base/map.h"
#include "match/keyer.h"
#include "match/recognize_compound.h"
#include "match/recognize_context.h"
#include "match/recognize_tails.h"

enum {
    WORD_CUTS = 8,
    WORD_STEMS = 4,
    WORD_LONGEST = 4096, /* bytes; what is longer is no word: it has no cuts */
    WORDS_KEPT = 60000
};

/* Where a noun may end in a word, and where what stands behind it begins. */
typedef struct mm_noun_end {
    uint16_t stem, ending; /* bytes of the word */
} mm_noun_end;

/* What a word may be; as long as a line of the processor's cache. */
typedef struct mm_word_cuts {
    uint64_t    word; /* hash; 0: none */
    mm_noun_end ends[WORD_CUTS];
    mm_joints   joints;            /* see mm_endings_joints() */
    uint16_t    stems[WORD_STEMS]; /* bytes of the likely ones, best first */
    uint8_t     n, n_stems;
    bool        other;   /* rather no noun: an adverb, a verb */
    bool        joined;  /* `joints` are known */
    uint8_t     doubted; /* bit i: ends[i] is beaten, but by a verb or adverb */
    uint8_t     before;  /* mm_before + 1; 0: not asked yet */
    uint8_t     forms;   /* see mm_endings_readings(); WORD_ASKED */
    uint8_t     classes;
} mm_word_cuts;

enum { WORD_ASKED = 128, WORD_COMMON_NOUN = 64 };

/* What else than a noun and its particle a word may be. */
typedef struct mm_readings {
    unsigned forms;   /* bits of mm_form */
    unsigned classes; /* bits of mm_homograph */
    bool     noun;    /* all of it is a noun that dictionaries have */
} mm_readings;

/* Of a folded English word; equal to it when there is no other form. */
typedef struct mm_word_forms {
    mm_str usual; /* defence: defense */
    mm_str last;  /* missiles: missile; at the end of a term */
} mm_word_forms;

/* Zero-initialise, then set `keyer` and what `nouns` asks for. */
typedef struct mm_endings {
    mm_keyer     *keyer;
    mm_nouns      nouns;
    mm_homographs homographs;
    mm_tails      tails;
    mm_word_cuts *cuts; /* by hash, in pairs: a new word takes the place of the
                           one that was not asked for last */
    void          *cuts_room;
    mm_map         english;
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
mm_word_cuts *mm_endings_cuts(mm_endings *endings, mm_str word);
/** The joints of the compound that the likeliest stem of `word` is, which is
 * one at all; `cuts` are the word's. */
mm_joints mm_endings_joints(mm_endings *endings, mm_word_cuts *cuts,
                            mm_str word);
/** The forms of folded word `word`; false when memory ran out. */
bool mm_endings_forms(mm_word_forms *out, mm_endings *endings, mm_str word);

/** May a noun that ends at byte `stem` be meant? `*ending` is where what stands
 * behind it begins; `*doubted`: alone the word is rather no noun. False: it is
 * a part of another word. */
bool mm_endings_allow(size_t *ending, bool *doubted, const mm_word_cuts *cuts,
                      size_t stem);
/** How a term that ends at byte `stem` of `word` may be meant by what else may
 * stand behind a noun (책이라더군): bits of mm_tail, 0 when it may not.
 * `*doubted`: a term of one syllable, and rather none (해야, 배야). */
unsigned mm_endings_tail(bool *doubted, mm_endings *endings, mm_word_cuts *cuts,
                         mm_str word, size_t stem);
/** What else `word`, whose cuts these are, may be. */
mm_readings mm_endings_readings(mm_endings *endings, mm_word_cuts *cuts,
                                mm_str word);
/** What `word` is to the word behind it. */
mm_before mm_endings_before(mm_endings *endings, mm_str word);
/** What `word`, which is there, is to the word before it. */
mm_behind mm_endings_behind(mm_endings *endings, mm_str word);

#endif
