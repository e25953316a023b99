/* Candidates for terms: the list gives back what it holds, and its groups. */
#include "malmoi/candidate.h"

#include <stdlib.h>

typedef struct member {
    uint32_t group;
    size_t   place;
} member;

static int by_group(const void *left, const void *right)
{
    const member *x = left, *y = right;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

int mm_candidates_by_group(size_t **out, const mm_candidates *list,
                           mm_error *err)
{
    member *members = malloc((list->n + 1) * sizeof *members);

    *out = malloc((list->n + 1) * sizeof **out);
    if (!members || !*out) {
        free(members);
        free(*out);
        *out = NULL;
        return mm_fail_memory(err);
    }
    for (size_t i = 0; i < list->n; i++)
        members[i] = (member){ list->items[i].group, i };
    if (list->n)
        qsort(members, list->n, sizeof *members, by_group);
    for (size_t i = 0; i < list->n; i++)
        (*out)[i] = members[i].place;
    free(members);
    return MM_OK;
}

void mm_candidates_release(mm_candidates *candidates)
{
    mm_arena_release(&candidates->mem);
    *candidates = (mm_candidates){ 0 };
}
