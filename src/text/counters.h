/* What the numbers of a language count, from counters-LANG.tsv. */
#ifndef MM_TEXT_COUNTERS_H
#define MM_TEXT_COUNTERS_H

#include "base/map.h"
#include "malmoi/base.h"

typedef enum mm_counter_class {
    MM_COUNTER_PLAIN,
    MM_COUNTER_MONEY,
    MM_COUNTER_PERCENT,
    MM_COUNTER_ORDINAL,
    MM_COUNTER_YEAR,
    MM_COUNTER_MONTH,
    MM_COUNTER_DAY,
    MM_COUNTER_HOUR,
    MM_COUNTER_MINUTE,
    MM_COUNTER_SECOND,
    MM_COUNTER_FOLLOW /* what may stand behind a counter */
} mm_counter_class;

typedef struct mm_counter {
    mm_str form, unit; /* into the table */
    mm_counter_class class;
    bool follow; /* listed as a follower too */
} mm_counter;

/* Zero-initialise. */
typedef struct mm_counters {
    mm_map      forms; /* form to its number in `items` */
    mm_counter *items;
    size_t      cap, longest; /* bytes of the longest form */
} mm_counters;

/** Reads the counters of `lang`; none at all when there is no such table. */
int  mm_counters_load(mm_counters *counters, mm_str lang,
                      const mm_tables *tables, mm_error *err);
void mm_counters_release(mm_counters *counters);
/** The longest counter that `text` begins with at byte `at`, or NULL. */
const mm_counter *mm_counters_at(const mm_counters *counters, mm_str text,
                                 size_t at);
/** True when nothing, or a follower, stands in `text` at byte `at` before
 * byte `end`. */
bool mm_counters_ends(const mm_counters *counters, mm_str text, size_t at,
                      size_t end);

/**
 * Fills `name` with "STEM-LANG.tsv" for the primary tag of `lang` and gets that
 * table; `*out` is empty when there is none.
 */
int mm_table_for(mm_str *out, const mm_tables *tables, const char *stem,
                 mm_str lang, mm_error *err);

#endif
