/* One-to-one in a bead: pairs stand against each other. */
#ifndef MM_TERMS_SELECT_H
#define MM_TERMS_SELECT_H

#include "terms/pairs.h"

/* A pair that was chosen, and what it had to stand against. */
typedef struct mm_chosen {
    const mm_pair *pair;
    double         margin; /* logit over the best pair it excluded, 0..MARGIN */
    bool           nested; /* inside another that was chosen */
    bool           in_name; /* inside another that is a name */
    bool           holds;   /* another that was chosen is inside it */
    bool           part;    /* a part of a name, and no term of its own */
} mm_chosen;

#define MM_MARGIN 5.0
#define MM_PAIR_LEAST (-3.5) /* pairs below are not even compared */

typedef struct mm_choices {
    mm_chosen *items; /* best first */
    size_t     n, cap;
    uint32_t  *order; /* room */
    size_t     cap_order;
} mm_choices;

/** Sets the logit of each pair by `weights`, and chooses pairs of
 * MM_PAIR_LEAST or more, the best first, that do not contradict each other.
 * `pairs` must outlive the choices. MM_OK or MM_ENOMEM. */
int  mm_choose(mm_choices *out, mm_pairs *pairs, const mm_scene *scene,
               const double *weights, mm_error *err);
void mm_choices_release(mm_choices *choices);

#endif
