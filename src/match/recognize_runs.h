/* A text as runs of letters of one kind over its tight key, with what stood
 * between them: where a term may begin, go on, and end. */
#ifndef MM_MATCH_RECOGNIZE_RUNS_H
#define MM_MATCH_RECOGNIZE_RUNS_H

#include "malmoi/text.h"

typedef enum mm_run_kind {
    RUN_LATIN, /* and other alphabets with words between spaces */
    RUN_DIGIT,
    RUN_HANGUL,
    RUN_HAN, /* and kana */
    RUN_SIGN /* one character that is no letter */
} mm_run_kind;

enum { /* what stood before a run; 0: nothing */
    GAP_SPACE = 1,
    GAP_QUOTE = 2,
    GAP_MARK = 4, /* hyphen, middle dot */
    GAP_BREAK = 8 /* line of its own, long dash, range: no term goes across */
};

typedef struct mm_run {
    uint32_t at, end; /* bytes of the key */
    uint8_t  kind, gap;
    bool     begins; /* a term may begin here */
    bool     joins;  /* nothing parts it from the run before: one eojeol */
} mm_run;

/* Zero-initialise. */
typedef struct mm_runs {
    mm_key_map map;
    mm_run    *items;
    size_t     n, cap;
} mm_runs;

/** Replaces what `runs` holds by the runs of `text`. MM_OK or MM_ENOMEM. */
int  mm_runs_make(mm_runs *runs, mm_str text, mm_error *err);
void mm_runs_release(mm_runs *runs);
/** Where the text of key offset `end` ends, gaps behind it left out. */
size_t mm_runs_source_end(const mm_runs *runs, mm_str text, size_t end);

#endif
