/* What several commands are asked for in the same words. */
#ifndef MM_CLI_ASKED_H
#define MM_CLI_ASKED_H

#include "cli/cli.h"

/** The words of the command line as one text, behind what `out` holds. */
int mm_words_join(mm_buf *out, const mm_args *args, mm_error *err);

/**
 * The place in `names` of the form that --format says, or --json or --tsv;
 * `n` when --format says none of them. `names` begins with plain, tsv, json.
 */
size_t mm_shape_asked(const mm_args *args, const char *const *names, size_t n);

/** --status of a command of terms: one of theirs. MM_EINVALID. */
int mm_term_status_asked(const mm_args *args, mm_error *err);
/** Says, when nothing was found and the memories hold no unit at all, that they
 * do not: a table was imported as terms, or another memory was meant. */
void mm_say_no_units(const mm_args *args, const mm_stores *stores);

/** mm_stores_open() to read, for a command of units, `or_terms` too. --status
 * is then a usual one, or one in use in these memories, since files bring their
 * own. MM_EINVALID. */
int mm_stores_asked(mm_stores *out, const mm_args *args, bool or_terms,
                    mm_error *err);

/** Which units may match: --project --client --field --status --since.
 * MM_EINVALID. */
int mm_matches_asked(mm_match_options *out, const mm_args *args, mm_error *err);

/** The two languages of -l, both of which must be said. MM_EINVALID. */
int mm_langs_asked(mm_str *source, mm_str *target, const mm_args *args,
                   mm_error *err);

/** Puts `text` as the text of mark-up, or an attribute of it: control
 * characters, which XML has not, are spaces. */
void mm_put_markup(mm_buf *out, mm_str text);

#endif
