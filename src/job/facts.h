/* What a unit or concept says, as a list of (field, value), so that two of any
 * format can be compared field by field. */
#ifndef MM_JOB_FACTS_H
#define MM_JOB_FACTS_H

#include "malmoi/stream.h"

/* How much counts: each holds what the one before it holds. */
typedef enum mm_fact_level {
    MM_FACT_TEXT,  /* wording: texts, terms */
    MM_FACT_FIELD, /* codes, status, notes, definitions, props ... */
    MM_FACT_STAMP  /* ids, and who and when */
} mm_fact_level;

typedef struct mm_fact {
    mm_str        field; /* "ko", "ko codes", "en term", "note" */
    mm_str        value; /* never empty */
    mm_fact_level level;
} mm_fact;

/* Zero-initialise. */
typedef struct mm_facts {
    mm_fact *items; /* by field, then value */
    size_t   n, cap;
    mm_arena mem; /* of names and values made up; texts belong to the item */
    bool     failed;
} mm_facts;

/** Lists what `item` says up to `level`, valid while the item is and until
 * the next call. MM_OK or MM_ENOMEM. */
int  mm_facts_of(mm_facts *out, const mm_item *item, mm_fact_level level);
void mm_facts_release(mm_facts *facts);

/** A hash over all of `facts`; equal when two items say the same. */
uint64_t mm_facts_hash(const mm_facts *facts);

/** The codes of a variant in one line, "1{b}" at 3 being "3:open 1 bold {b}";
 * in `mem`, `.ptr` NULL when memory ran out. */
mm_str mm_codes_text(mm_arena *mem, const mm_variant *variant);

#endif
