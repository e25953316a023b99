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

/* An expression to look for in one text after the other; letters match in
 * either case unless it says (?-i). A handle belongs to one thread at a time. */
typedef struct mm_regex mm_regex;

/** MM_EINVALID for a bad expression, with the place. `*out` is yours until
 * mm_regex_close(). */
MM_API int  mm_regex_open(mm_regex **out, mm_str pattern, mm_error *err);
MM_API void mm_regex_close(mm_regex *regex); /* NULL is fine */
/** Puts it to `text`, which must live until the last match. */
MM_API int mm_regex_start(mm_regex *regex, mm_str text, mm_error *err);
/** The next match, bytes `*start` to `*end` (an empty one has both the same):
 * MM_ROW, MM_OK when there is no more, MM_EINVALID when it takes too long. */
MM_API int mm_regex_next(mm_regex *regex, size_t *start, size_t *end,
                         mm_error *err);

#endif
