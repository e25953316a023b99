/* English inflection. */
#ifndef MM_LANG_EN_STEM_H
#define MM_LANG_EN_STEM_H

#include "malmoi/titles.h"

typedef struct mm_en mm_en;

/** Opens data table en-irregular.tsv. */
int  mm_en_open(mm_en **out, const mm_tables *tables, mm_error *err);
void mm_en_close(mm_en *en); /* NULL is fine */

#endif
