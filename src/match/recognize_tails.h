/* What may stand behind a Korean noun that is known to be one: forms of 이다,
 * particles of speech, suffixes; see data/ko-tails.tsv. */
#ifndef MM_MATCH_RECOGNIZE_TAILS_H
#define MM_MATCH_RECOGNIZE_TAILS_H

#include "base/map.h"
#include "malmoi/lang.h"

/* Zero-initialise. Read when first asked. */
typedef struct mm_tails {
    mm_map    forms; /* 이지만, 였다, 치고 ... */
    uint16_t *flags; /* by number in `forms` */
    size_t    cap;
    uint64_t  firsts[175]; /* a bit for each syllable that a form begins with */
    mm_str    persons;
    bool      read;
} mm_tails;

/* How a tail may stand; 0: it is none. */
enum mm_tail {
    MM_TAIL_ANYWHERE = 1,
    MM_TAIL_FINAL = 2,  /* at the end of a clause */
    MM_TAIL_BOUND = 4,  /* before a dependent noun */
    MM_TAIL_LONG = 8,   /* behind nouns of two syllables and more */
    MM_TAIL_VERBAL = 16 /* a verb may end so too: 주니까 */
};

/** How `suffix` may stand behind the noun `stem`: bits of mm_tail. */
unsigned mm_tails_of(mm_tails *tails, const mm_tables *tables,
                     const mm_lang *ko, mm_str stem, mm_str suffix);
/** Puts `suffix` in the form it has behind `stem`: 라더군 of 숙제라더군 is
 * 이라더군 behind 책. False, and nothing put, when it is no form of 이다. */
bool mm_tails_fix(mm_buf *out, mm_tails *tails, const mm_tables *tables,
                  mm_str stem, mm_str suffix);
void mm_tails_release(mm_tails *tails);

#endif
