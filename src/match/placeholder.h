/* Codes that stand in running text: printf and Python placeholders, names in
 * braces, markup, character references, addresses. */
#ifndef MM_MATCH_PLACEHOLDER_H
#define MM_MATCH_PLACEHOLDER_H

#include "malmoi/base.h"

/** Bytes of the code that begins at byte `start` of `text`; 0: none does. */
size_t mm_placeholder_length(mm_str text, size_t start);

#endif
