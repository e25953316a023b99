/* The three figures that OmegaT shows for a match, cut and counted its way. */
#ifndef MM_MATCH_OMEGAT_H
#define MM_MATCH_OMEGAT_H

#include "malmoi/lang.h"

typedef struct mm_omegat mm_omegat;

/** Opens for the language of `lang`, which must outlive it as `tables` must. */
int  mm_omegat_open(mm_omegat **out, const mm_lang *lang,
                    const mm_tables *tables, mm_error *err);
void mm_omegat_close(mm_omegat *omegat); /* NULL is fine */
/** Percent alike: stems, words, everything. MM_OK or MM_ENOMEM. */
int mm_omegat_figures(unsigned out[3], mm_omegat *omegat, mm_str a, mm_str b);

#endif
