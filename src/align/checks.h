/* Is this a pair to align at all? */
#ifndef MM_ALIGN_CHECKS_H
#define MM_ALIGN_CHECKS_H

#include "malmoi/document.h"

/** MM_EFORMAT when both texts are of one language, as far as they can tell. */
int mm_check_languages(const mm_document *a, const mm_document *b,
                       mm_error *err);
/** MM_EFORMAT, with the figure, when the beads, of `words` words, are those of
 * two texts that have nothing to do with each other. `lexicon`: there is a word
 * table for the two languages, so that little found is much said. */
int mm_check_pair(const mm_alignment *alignment, size_t words, bool lexicon,
                  mm_error *err);

#endif
