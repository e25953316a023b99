/* A terminal as a desk: its size, single keys, texts in columns. */
#ifndef MM_CLI_TERMINAL_H
#define MM_CLI_TERMINAL_H

#include "cli/cli.h"

/** Columns of the terminal; 80 when it does not say. */
int mm_terminal_width(void);
/** Single keys from now on, where standard input is a terminal. */
void mm_keys_begin(void);
void mm_keys_end(void);
/**
 * The next key: a code point, 0 at the end of input. A Korean letter counts as
 * the Latin one on its key, since the input method is on as often as not.
 */
int32_t mm_key_read(void);

/* One text of two that stand side by side. */
typedef struct mm_column {
    mm_str text;
    size_t start, end; /* bytes that are lit up; none when equal */
} mm_column;

/** Prints two texts side by side within `width` columns, wrapped at spaces,
 * wide characters counted as two. */
void mm_put_columns(const mm_column *a, const mm_column *b, int width);

#endif
