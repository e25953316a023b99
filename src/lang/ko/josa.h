/* Chains of Korean particles, and the sound they must follow. */
#ifndef MM_LANG_KO_JOSA_H
#define MM_LANG_KO_JOSA_H

#include "malmoi/base.h"

typedef enum mm_josa_need {
    MM_JOSA_ANY,
    MM_JOSA_CODA,         /* a final consonant: 은, 이, 을 */
    MM_JOSA_OPEN,         /* a vowel: 는, 가, 를 */
    MM_JOSA_HARD_CODA,    /* a final consonant other than rieul: 으로 */
    MM_JOSA_OPEN_OR_RIEUL /* 로 */
} mm_josa_need;

/* One spelling of a chain. */
typedef struct mm_josa_form {
    uint32_t chain;  /* which chain it is a form of */
    uint8_t  need;   /* mm_josa_need */
    uint8_t  head;   /* number of its first part, for the paradigm */
    bool     copula; /* 이라는, 이에요: from 이다 */
    bool     rare;   /* 야, 랑, 론: more often the end of a noun */
    bool     listed; /* 서: behind listed nouns alone */
} mm_josa_form;

typedef struct mm_josa mm_josa;

/** Opens data table josa.tsv. */
int  mm_josa_open(mm_josa **out, const mm_tables *tables, mm_error *err);
void mm_josa_close(mm_josa *josa); /* NULL is fine */
/** The chain spelled `suffix`, or NULL. */
const mm_josa_form *mm_josa_find(const mm_josa *josa, mm_str suffix);
/** Length of the longest chain in bytes. */
size_t mm_josa_longest(const mm_josa *josa);
/** May `form` follow final sound `final` (0..27, -1 unknown: always)? */
bool mm_josa_agrees(const mm_josa_form *form, int final);
/** `chain` in its form for final sound `final`. */
mm_str mm_josa_spelled(const mm_josa *josa, uint32_t chain, int final);

/** Where the word before a particle really ends: `end` without the closing
 * quotes, brackets and signs that stand there. */
size_t mm_ko_stem_end(mm_str text, size_t end);

#endif
