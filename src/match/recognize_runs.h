/* A text as runs of letters of one kind over its tight key, with what stood
 * between them: where a term may begin, go on, and end. */
#ifndef MM_MATCH_RECOGNIZE_RUNS_H
#define MM_MATCH_RECOGNIZE_RUNS_H

#include "malmoi/text.h"

typedef enum mm_stretch_kind {
    RUN_LATIN, /* and other alphabets with words between spaces */
    RUN_DIGIT,
    RUN_HANGUL,
    RUN_HAN, /* and kana */
    RUN_SIGN /* one character that is no letter */
} mm_stretch_kind;

enum { /* what stood before a run; 0: nothing */
       GAP_SPACE = 1,
       GAP_QUOTE = 2,
       GAP_MARK = 4, /* hyphen, middle dot */
       GAP_BREAK =
           8 /* line of its own, long dash, range: no term goes across */
};

typedef struct mm_stretch {
    uint32_t at, end; /* bytes of the key */
    uint8_t  kind, gap;
    bool     begins; /* a term may begin here */
    bool     joins;  /* nothing parts it from the run before: one eojeol */
} mm_stretch;

/* Zero-initialise. */
typedef struct mm_stretches {
    mm_key_map  map;
    mm_stretch *items;
    size_t      n, cap;
} mm_stretches;

/** Replaces what `runs` holds by the runs of `text`. MM_OK or MM_ENOMEM. */
int  mm_stretches_make(mm_stretches *runs, mm_str text, mm_error *err);
void mm_stretches_release(mm_stretches *runs);
/** Where the text of key offset `end` ends, gaps behind it left out. */
size_t mm_stretches_source_end(const mm_stretches *runs, mm_str text,
                               size_t end);

#endif
