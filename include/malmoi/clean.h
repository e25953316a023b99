/* malmoi/clean.h: filters that find what is wrong in a memory or a term base,
 * say what and why, and mend it when asked. */
#ifndef MALMOI_CLEAN_H
#define MALMOI_CLEAN_H

#include "malmoi/formats.h"

enum {                          /* filters, and how a finding is mended */
       MM_CLEAN_EMPTY = 1,      /* no text on a side: dropped */
       MM_CLEAN_SAME = 2,       /* a translation that is its source: dropped */
       MM_CLEAN_DUPLICATE = 4,  /* came before, all of it: dropped */
       MM_CLEAN_SEVERAL = 8,    /* one source, another translation: marked */
       MM_CLEAN_NUMBERS = 16,   /* numbers that disagree: marked */
       MM_CLEAN_CODES = 32,     /* inline codes that disagree: marked */
       MM_CLEAN_LENGTH = 64,    /* far too long or short: marked */
       MM_CLEAN_SCRIPT = 128,   /* written in another language: dropped */
       MM_CLEAN_MOJIBAKE = 256, /* read in a wrong encoding: put right */
       MM_CLEAN_ALL = 511
};

typedef enum mm_clean_action {
    MM_CLEAN_DROP,  /* the unit or concept goes */
    MM_CLEAN_MARK,  /* it gets the prop "clean", which tells */
    MM_CLEAN_REPAIR /* its text is put right */
} mm_clean_action;
MM_API const char *mm_clean_action_name(mm_clean_action action);

typedef struct mm_clean_filter {
    unsigned        bit;
    const char     *name; /* "empty" */
    const char     *what; /* one line of help */
    mm_clean_action action;
} mm_clean_filter;

/** The `i`-th filter; NULL past the last. */
MM_API const mm_clean_filter *mm_clean_filter_at(size_t i);
/** The filters of the list "empty,same"; 0 when one of them is not known. */
MM_API unsigned mm_clean_filters(mm_str list);

typedef struct mm_finding {
    const mm_clean_filter *filter;
    mm_str                 lang; /* of the text that is wrong; or empty */
    mm_str                 why;  /* "3 stands only in en" */
    mm_str                 text; /* that is wrong */
} mm_finding;

/* Valid until the next call. */
typedef struct mm_cleaned {
    mm_item           item; /* mended */
    bool              drop;
    const mm_finding *findings;
    size_t            n;
} mm_cleaned;

typedef struct mm_cleaner mm_cleaner;

/**
 * Opens a cleaner with the filters of `bits` (0: all). It remembers what came
 * by, some 40 bytes a unit, to know duplicates. `tables` must outlive it.
 * `*out` is yours until mm_cleaner_close().
 */
MM_API int  mm_cleaner_open(mm_cleaner **out, unsigned bits,
                            const mm_tables *tables, mm_error *err);
MM_API void mm_cleaner_close(mm_cleaner *cleaner); /* NULL is fine */
/** Looks at `item`, which stays as it is. MM_OK or MM_ENOMEM. */
MM_API int mm_cleaner_look(mm_cleaned *out, mm_cleaner *cleaner,
                           const mm_item *item, mm_error *err);

#endif
