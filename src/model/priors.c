/* What people decided about pairs of terms: put together, and given back. */
#include "malmoi/priors.h"

#include "base/memory.h"

#include <stdlib.h>

int mm_priors_add(mm_priors *priors, mm_str a, mm_str b, bool rejected)
{
    mm_prior prior = { mm_arena_copy(&priors->mem, a),
                       mm_arena_copy(&priors->mem, b), rejected };

    if (!prior.a.ptr || !prior.b.ptr ||
        mm_grow(&priors->items, &priors->cap, priors->n + 1,
                sizeof *priors->items, NULL) < 0)
        return MM_ENOMEM;
    priors->items[priors->n++] = prior;
    return MM_OK;
}

void mm_priors_release(mm_priors *priors)
{
    free(priors->items);
    mm_arena_release(&priors->mem);
    *priors = (mm_priors){ 0 };
}
