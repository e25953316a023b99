/* Which words of one document may translate which of the other. */
#ifndef MM_ALIGN_LINKS_H
#define MM_ALIGN_LINKS_H

#include "align/lexicon.h"
#include "align/prepare.h"
#include "malmoi/sound.h"

/* What finding no partner for a word means. */
typedef enum mm_known {
    MM_UNKNOWN, /* nothing: we would not know its partner */
    MM_KNOWN,   /* the lexicon has the word, or it is a value: may be missed */
    MM_LINKED   /* its partner stands somewhere in the other text */
} mm_known;

/* A type of the other side, and how likely it says the same (0..1). */
typedef struct mm_link {
    uint32_t a, b; /* types */
    float    weight;
} mm_link;

typedef struct mm_links {
    mm_link *items; /* by a, then b; one a pair */
    size_t   n, cap;
    uint8_t *known_a, *known_b; /* by type: mm_known */
} mm_links;

/** Finds the links of two prepared documents; `sound` may be NULL. */
int mm_links_find(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                  const mm_lexicon *lexicon, const mm_sound *sound,
                  mm_error *err);
/** Adds one more link; `out` is in order, the best of each pair kept, only
 * after mm_links_settle(). */
int  mm_links_put(mm_links *out, uint32_t a, uint32_t b, double weight,
                  mm_error *err);
void mm_links_settle(mm_links *links);
/** Only what a look-up finds: the lexicon, the same word, the same value.
 * Linear in the documents. */
int  mm_links_find_quick(mm_links *out, const mm_prepared *a,
                         const mm_prepared *b, const mm_lexicon *lexicon,
                         mm_error *err);
void mm_links_release(mm_links *links);

#endif
