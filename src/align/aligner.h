/* What an aligner holds; the terms are found with the same things. */
#ifndef MM_ALIGN_ALIGNER_H
#define MM_ALIGN_ALIGNER_H

#include "align/lexicon.h"
#include "align/prepare.h"
#include "malmoi/align.h"
#include "malmoi/sound.h"

struct mm_aligner {
    mm_preparer      a, b; /* hold the languages: a.lang, b.lang */
    mm_lexicon      *lexicon;
    mm_sound        *sound; /* NULL when neither side is Korean */
    const mm_tables *tables;
    const mm_priors *priors; /* or NULL */
};

#endif
