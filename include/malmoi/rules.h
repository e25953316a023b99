/* malmoi/rules.h: sentence breaks by the rules of others (SRX 2.0), and the
 * regular expressions they are written in (ICU's). */
#ifndef MALMOI_RULES_H
#define MALMOI_RULES_H

#include "malmoi/words.h"

/* At a place in the text: is there a break when what stands before it ends in
 * `before` and what follows begins with `after`? */
typedef struct mm_break_rule {
    bool   breaks;
    mm_str before, after; /* regular expressions; empty ones fit anywhere */
    long   line;          /* of the file it comes from; 0 unknown */
} mm_break_rule;

/**
 * Opens a segmenter that breaks by `rules` alone: at each place the first rule
 * that fits decides, and where none does there is no break. Paragraphs and
 * lines are found as ever. The rules are compiled at once and need not outlive
 * the call. `*out` is yours until mm_segmenter_close(). MM_EFORMAT, with the
 * rule's line, for a bad expression; a rule that takes too long over a text
 * fails mm_segmenter_next() with MM_EFORMAT.
 */
MM_API int mm_segmenter_open_rules(mm_segmenter **out,
                                   const mm_break_rule *rules, size_t n,
                                   mm_error *err);

/** Does all of `text` match `pattern`? MM_EFORMAT for a bad expression. */
MM_API int mm_pattern_matches(bool *out, mm_str pattern, mm_str text,
                              mm_error *err);

#endif
