/* What the commands that change one row print of it. */
#ifndef MM_CLI_CHANGES_H
#define MM_CLI_CHANGES_H

#include "cli/cli.h"

/**
 * Opens the memories for writing when the first is there: a change makes no
 * empty memory of a name mistyped. Else MM_EIO with the words `missing`.
 */
int mm_stores_change(mm_stores *out, const mm_args *args, const char *missing,
                     mm_error *err);

const char *mm_row_word(mm_row_kind kind); /* "concept" */

/** The row as one line, "en: limit | ko: 한계", behind what `out` holds. */
int mm_item_line(mm_buf *out, const mm_item *item);

/**
 * Tells of a change of one row: its id, the number of the change, and each
 * field before and after. Change 0: nothing was changed.
 */
int mm_put_edit(const mm_args *args, const char *verb, mm_id id, mm_id change,
                mm_edit *edit, mm_error *err);
/** The header line of --tsv. */
void mm_put_edit_head(const mm_args *args);

#endif
