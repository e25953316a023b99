/* The filters of `clean`: each looks at one text, or at a source and its
 * translation, and says why it objects. */
#ifndef MM_JOB_FILTERS_H
#define MM_JOB_FILTERS_H

#include "malmoi/clean.h"
#include "malmoi/words.h"

/* A value finder a language, opened when first asked for. Zero-initialise. */
typedef struct mm_valuers {
    const mm_tables *tables;
    mm_valuer      **items;
    mm_str          *langs;
    size_t           n, cap, cap_langs;
    mm_arena         mem;
    mm_values        a, b;
} mm_valuers;

void mm_valuers_release(mm_valuers *valuers);

/* Each puts its reason behind `why`, nothing when all is well. MM_OK or an
 * error. */

int mm_filter_same(mm_buf *why, mm_str source, mm_str target);
int mm_filter_script(mm_buf *why, mm_str lang, mm_str text);
int mm_filter_length(mm_buf *why, mm_str source, mm_str target);
int mm_filter_codes(mm_buf *why, const mm_variant *source,
                    const mm_variant *target);
int mm_filter_numbers(mm_buf *why, mm_valuers *valuers,
                      const mm_variant *source, const mm_variant *target,
                      mm_error *err);
/** `*out` is `v` with its text put right, in `mem`, codes moved along. */
int  mm_filter_mojibake(mm_buf *why, mm_arena *mem, mm_variant *out,
                        const mm_variant *v, mm_error *err);
bool mm_filter_blank(mm_str text); /* no text at all */

#endif
