/* Filling in the segments of one file: what its formats share. */
#ifndef MM_JOB_PRETRANSLATE_H
#define MM_JOB_PRETRANSLATE_H

#include "job/place_codes.h"
#include "malmoi/pretranslate.h"
#include "malmoi/recognize.h"

/* Bytes of the file that something else takes the place of. */
typedef struct mm_splice {
    size_t start, end;
    mm_str text;
} mm_splice;

typedef struct mm_prefill {
    const mm_pretranslate_options *o;
    const char                    *path;
    mm_str                         all; /* the file */
    mm_pretranslated              *count;
    mm_matcher                    *matcher;
    mm_recognizer *recognizer; /* NULL: terms are not asked for */
    mm_splice     *splices;
    size_t         n, cap;
    mm_arena       mem;
    mm_error      *err;
} mm_prefill;

/* A segment's translation; texts in the prefill's arena. */
typedef struct mm_filled {
    unsigned  score;  /* 0: none */
    mm_str    text;   /* without codes */
    mm_placed placed; /* where the file's codes go */
    mm_str    source; /* what it translates */
    mm_str    memory;
} mm_filled;

/** Finds the translation of one segment, and counts it. */
int mm_prefill_find(mm_filled *out, mm_prefill *p,
                    const mm_segment_query *query);
/** "from → to; ...", the known terms of `text`, in the arena; empty: none. */
int mm_prefill_terms(mm_str *out, mm_prefill *p, mm_str text);
/** Replaces the bytes; in the order of the file, one behind the other. */
int mm_prefill_splice(mm_prefill *p, size_t start, size_t end, mm_str text);

int mm_prefill_xliff(mm_prefill *p); /* 1.x */
int mm_prefill_xliff2(mm_prefill *p);
int mm_prefill_po(mm_prefill *p);
int mm_prefill_text(mm_prefill *p);

#endif
