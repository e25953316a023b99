/* Lines of plain text, gathered into blocks: what a sentence cannot leave. */
#ifndef MM_TEXT_LINES_H
#define MM_TEXT_LINES_H

#include "malmoi/base.h"
#include "malmoi/words.h"

typedef struct mm_block {
    size_t           start, end; /* bytes, outer white space off */
    uint32_t         paragraph;
    mm_sentence_kind kind;
    bool             joined; /* holds line breaks that are none */
} mm_block;

typedef struct mm_lines {
    mm_str   text;
    size_t   at;
    int      width;  /* at which the text is wrapped, in columns; 0: not */
    bool     spaced; /* blank lines part its paragraphs */
    bool     begun, apart; /* the next block begins a paragraph */
    uint32_t paragraph;
} mm_lines;

/** Puts `lines` to `text` and finds out whether it is wrapped at a width. */
void mm_lines_start(mm_lines *lines, mm_str text);
/** The next block: a line, or the lines of a wrapped paragraph. */
bool mm_lines_next(mm_lines *lines, mm_block *out);

#endif
