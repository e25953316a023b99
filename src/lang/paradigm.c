/* The corpus's own paradigm.
 *
 * Problem: 유엔 looks like 유 and the particle 엔. Method: a noun shows itself
 * by the different particles it takes, so for every word of the corpus the
 * stem before its longest chain of particles remembers, as a bit, the first
 * part of that chain. A stem with more bits than what a cut would leave is the
 * noun (research: a third of the wrong cuts on news go that way). */
#include "malmoi/lang.h"

#include "base/map.h"
#include "base/memory.h"
#include "lang/lang.h"

#include <stdlib.h>

struct mm_paradigm {
    mm_map    stems;
    uint64_t *seen; /* stems.n: first particle parts seen, as bits */
    size_t    cap;
};

int mm_paradigm_open(mm_paradigm **out, mm_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? MM_OK : mm_fail_memory(err);
}

void mm_paradigm_close(mm_paradigm *paradigm)
{
    if (!paradigm)
        return;
    mm_map_release(&paradigm->stems);
    free(paradigm->seen);
    free(paradigm);
}

int mm_paradigm_add(mm_paradigm *paradigm, const mm_lang *lang, mm_str word,
                    mm_error *err)
{
    uint32_t i;
    size_t   before = paradigm->stems.n;
    int      head;
    mm_str   stem;

    if (!lang->ko || word.len > MM_LONGEST_WORD)
        return MM_OK;
    stem = mm_ko_longest_cut(&head, lang->ko, mm_word_bare(word));
    if (head < 0)
        return MM_OK;
    if ((i = mm_map_add(&paradigm->stems, stem)) == MM_MAP_NONE ||
        mm_grow(&paradigm->seen, &paradigm->cap, paradigm->stems.n,
                sizeof *paradigm->seen, err) < 0)
        return mm_fail_memory(err);
    if (paradigm->stems.n > before)
        paradigm->seen[i] = 0;
    paradigm->seen[i] |= UINT64_C(1) << (head % 64);
    return MM_OK;
}

unsigned mm_paradigm_count(const mm_paradigm *paradigm, mm_str stem)
{
    uint32_t i = mm_map_find(&paradigm->stems, stem);
    unsigned n = 0;

    if (i == MM_MAP_NONE)
        return 0;
    for (uint64_t bits = paradigm->seen[i]; bits; bits &= bits - 1)
        n++;
    return n;
}
