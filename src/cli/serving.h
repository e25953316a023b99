/* What `serve` and `token` share: they run malmoi-serve, so that no other
 * command loads what it needs. */
#ifndef MM_CLI_SERVING_H
#define MM_CLI_SERVING_H

#include "cli/cli.h"

enum { MM_SERVE_WORDS = 128 };

/* The command line of malmoi-serve as it grows; words are borrowed. */
typedef struct mm_serve_line {
    const char *words[MM_SERVE_WORDS];
    size_t      n;
    char       *path; /* of the memory that nobody named; to be freed */
} mm_serve_line;

/** Begins with --db for each memory, the usual one when none is named. */
int  mm_serve_begin(mm_serve_line *line, const mm_args *args, mm_error *err);
void mm_serve_add(mm_serve_line *line, const char *word);
/** Adds --NAME VALUE (or --NAME of a flag) when option `name` was given. */
void mm_serve_pass(mm_serve_line *line, const mm_args *args, const char *name);
/** Runs malmoi-serve in place of this process; returns on failure alone. It is
 * looked for beside this program, in libexec, and by PATH. */
int mm_serve_run(mm_serve_line *line, mm_error *err);

#endif
