/* A text put together (NFC) whose bytes know where they come from. */
#ifndef MM_MATCH_COMPOSED_H
#define MM_MATCH_COMPOSED_H

#include "malmoi/text.h"

/**
 * `text` in Normalization Form C in `out->key`, as mm_key_map_make() does it
 * but without any folding. False in `*changed`, and `out` as it was, when it
 * holds nothing that could be put together. MM_OK or MM_ENOMEM.
 */
int mm_composed_make(mm_key_map *out, bool *changed, mm_str text);

#endif
