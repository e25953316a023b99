/* Which of ICU's sentence breaks are none, and which it misses. */
#ifndef MM_TEXT_BREAKS_H
#define MM_TEXT_BREAKS_H

#include "base/map.h"
#include "malmoi/base.h"

/* Zero-initialise. */
typedef struct mm_break_rules {
    mm_map    forms; /* of the tables, each with a set of classes */
    unsigned *classes;
    size_t    cap;
    bool      korean, known; /* known: there is a table for the language */
} mm_break_rules;

/* Where the rules stand in one block of text (a paragraph, or a line). */
typedef struct mm_break_state {
    mm_str text;
    size_t from;      /* start of the sentence at hand */
    long   next_item; /* the number a list goes on with, 0 outside lists */
    bool   ordered;   /* in a list of marks of order (가. 나.) */
    bool   roman;     /* in a list of Roman numbers */
} mm_break_state;

int  mm_break_rules_load(mm_break_rules *rules, mm_str lang,
                         const mm_tables *tables, mm_error *err);
void mm_break_rules_release(mm_break_rules *rules);
/** Does a sentence begin at byte `at` of the block, where ICU breaks? */
bool mm_break_allowed(const mm_break_rules *rules, mm_break_state *state,
                      size_t at);
/** The first place after `at` and before `end` where ICU sees no sentence end
 * but one may be; `end` when there is none. */
size_t mm_break_missed(const mm_break_rules *rules, mm_str text, size_t at,
                       size_t end);
/** Is the bracket that begins at `at` a picture's credit? Sets `*end` behind
 * it. */
bool mm_break_credit(const mm_break_rules *rules, mm_str text, size_t at,
                     size_t *end);

bool mm_is_closer(int32_t cp);    /* quotation mark or closing bracket */
bool mm_is_opener(int32_t cp);    /* opening quotation mark or bracket */
bool mm_is_full_stop(int32_t cp); /* ends a sentence: . ? ! and their like */

#endif
