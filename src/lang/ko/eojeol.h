/* Korean words between spaces (eojeol): where they can be cut. */
#ifndef MM_LANG_KO_EOJEOL_H
#define MM_LANG_KO_EOJEOL_H

#include "lang/ko/josa.h"
#include "malmoi/lang.h"

typedef struct mm_ko mm_ko;

/** Opens the Korean tables. */
int  mm_ko_open(mm_ko **out, const mm_tables *tables, mm_error *err);
void mm_ko_close(mm_ko *ko); /* NULL is fine */

const mm_josa *mm_ko_josa(const mm_ko *ko);

/** Cuts of `word`, outer punctuation off; as mm_lang_cuts(). */
size_t mm_ko_cuts(mm_cut *out, size_t room, const mm_ko *ko,
                  const mm_paradigm *paradigm, mm_str word);
/** The stem of the longest chain of particles that agrees, and the number of
 * the chain's first part; the whole of `word` and -1 when there is none. */
mm_str mm_ko_longest_cut(int *head, const mm_ko *ko, mm_str word);
/** As mm_lang_forms(). */
unsigned mm_ko_forms(const mm_ko *ko, mm_str word);
/** As mm_lang_stem(), of a word without outer punctuation. */
int mm_ko_stem(mm_buf *out, const mm_ko *ko, const mm_paradigm *paradigm,
               mm_str word);

#endif
