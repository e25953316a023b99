/* malmoi/priors.h: what a memory has learned from decisions, as plain values
 * that align and terms read; they open no store. */
#ifndef MALMOI_PRIORS_H
#define MALMOI_PRIORS_H

#include "malmoi/base.h"

/* A pair of forms that a person accepted or rejected. */
typedef struct mm_prior {
    mm_str a, b;
    bool   rejected;
} mm_prior;

/* Zero-initialise. */
typedef struct mm_priors {
    mm_prior *items;
    size_t    n, cap;
    mm_arena  mem;
} mm_priors;

/** Copies the pair; MM_OK or MM_ENOMEM. */
MM_API int  mm_priors_add(mm_priors *priors, mm_str a, mm_str b, bool rejected);
MM_API void mm_priors_release(mm_priors *priors);

#endif
