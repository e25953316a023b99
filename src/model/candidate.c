/* Candidates for terms: the list gives back what it holds. */
#include "malmoi/candidate.h"

void mm_candidates_release(mm_candidates *candidates)
{
    mm_arena_release(&candidates->mem);
    *candidates = (mm_candidates){ 0 };
}
