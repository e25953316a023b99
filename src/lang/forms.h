/* What a Korean word may be that could be a noun and a particle as well. */
#ifndef MM_LANG_FORMS_H
#define MM_LANG_FORMS_H

#include "malmoi/lang.h"

enum mm_form {
    MM_FORM_WORD = 1,     /* adverb, determiner, conjunction ... */
    MM_FORM_MODIFIES = 2, /* a verb before its noun: 죽은, 나는, 살, 먹던 */
    MM_FORM_VERB = 4,     /* another form of a verb: 보고, 나와 */
    MM_FORM_NOMINAL = 8   /* a verb made a noun: 만나기로 */
};

/** All that `word` may be, doubtful ways too: bits of mm_form. 0 in a language
 * without such forms. */
unsigned mm_lang_forms(const mm_lang *lang, mm_str word);

#endif
