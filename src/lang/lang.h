/* What a language handle holds. */
#ifndef MM_LANG_LANG_H
#define MM_LANG_LANG_H

#include "lang/en/stem.h"
#include "lang/ko/eojeol.h"
#include "malmoi/lang.h"

struct mm_lang {
    char   text[16];
    mm_str tag;
    mm_ko *ko; /* of Korean alone */
    mm_en *en; /* of English alone */
};

/** `word` without outer white space, quotes, brackets, full stops and such. */
mm_str mm_word_bare(mm_str word);

/* Bytes. What is longer is no word but a file without spaces, and is not cut:
 * looking for its stem takes the square of its length. */
enum { MM_LONGEST_WORD = 2048 };

#endif
