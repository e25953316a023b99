/* What a pair of terms names. */
#ifndef MM_TERMS_KIND_H
#define MM_TERMS_KIND_H

#include "terms/score.h"

#include "base/map.h"

/* Heads of names and what they tell (data/term-kinds.tsv). */
typedef struct mm_kinds {
    mm_map   heads[2]; /* of the sides */
    uint8_t *kinds[2];
    size_t   cap[2];
    size_t   longest; /* bytes of a head of the target side */
} mm_kinds;

int     mm_kinds_open(mm_kinds *kinds, mm_str lang_a, mm_str lang_b,
                      const mm_tables *tables, mm_error *err);
void    mm_kinds_release(mm_kinds *kinds);
mm_kind mm_kind_of(const mm_kinds *kinds, const mm_pair *pair,
                   const mm_scene *scene);

#endif
