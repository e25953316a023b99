/* Which word stems of one language translate which of the other. */
#ifndef MM_ALIGN_LEXICON_H
#define MM_ALIGN_LEXICON_H

#include "malmoi/lang.h"
#include "malmoi/priors.h"

typedef struct mm_lexicon mm_lexicon;

/* A translation of a stem: the stem of the other side, and how sure. */
typedef struct mm_target {
    mm_str   form;
    uint32_t id;     /* of the form, among the target side's stems */
    float    weight; /* 0..1, about the probability of the translation */
} mm_target;

/**
 * Reads the word table, the dictionary, the single words of glossaries and of
 * CLDR, and the accepted pairs of `priors` (may be NULL), for stems of `a` and
 * of `b`. `*out` is yours until mm_lexicon_close().
 */
int  mm_lexicon_open(mm_lexicon **out, const mm_lang *a, const mm_lang *b,
                     const mm_tables *tables, const mm_priors *priors,
                     mm_error *err);
void mm_lexicon_close(mm_lexicon *lexicon);
/** Translations of `stem` of side a; returns how many stand at `*out`. */
size_t mm_lexicon_targets(const mm_target **out, const mm_lexicon *lexicon,
                          mm_str stem);
/** Number of target stem `form`; UINT32_MAX when no word translates to it. */
uint32_t mm_lexicon_target_id(const mm_lexicon *lexicon, mm_str form);
/** More than the names of CLDR: words of every kind. */
bool mm_lexicon_is_rich(const mm_lexicon *lexicon);

#endif
