/* What a subcommand is, and what it is given. A subcommand is one file that
 * ends in one mm_command; main.c lists them. Usage, --help, completion and the
 * man page are printed from these tables, so they cannot disagree. */
#ifndef MM_CLI_CLI_H
#define MM_CLI_CLI_H

#include "malmoi.h"

#include <libintl.h>
#include <stdio.h>

#define _(text)  gettext(text)
#define N_(text) text /* marked for translation, translated when printed */

enum { /* exit codes: DESIGN of the command line */
    EXIT_DONE = 0,
    EXIT_NOTHING = 1, /* no hit, findings, differences */
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_STORE = 4,
    EXIT_INTERRUPTED = 130
};

typedef struct mm_option {
    const char *name; /* "lang"; NULL ends the table */
    char        key;  /* 'l', 0 for none */
    const char *arg;  /* "LANG"; NULL: a flag */
    const char *help;
} mm_option;

typedef struct mm_args {
    const struct mm_command *command;
    const char *const       *words; /* NULL-terminated, `n` of them */
    size_t                   n;
    const char             **values; /* by place in the option tables */
    const char             **dbs;    /* each --db given, NULL-terminated */
    mm_tables               *tables;
} mm_args;

typedef struct mm_command {
    const char      *name;
    const char      *args;    /* "[FILE]" */
    const char      *summary; /* one line */
    const char      *detail;  /* paragraphs of --help; may be NULL */
    const char      *examples; /* lines of "command  # what for" */
    const mm_option *options; /* its own; NULL for none */
    int (*run)(const mm_args *args, mm_error *err); /* exit code, or MM_E* */
} mm_command;

extern const mm_command *const mm_commands[]; /* NULL-terminated */
extern const mm_option         mm_common_options[];

/* ---- options.c ---- */

/** Value of option `name`: its argument, "" for a flag, NULL when not given.
 * An option of neither table is a fault of the program. */
const char *mm_opt(const mm_args *args, const char *name);
/** The number of option `name` within least..most, `unset` when not given;
 * false with a usage error on stderr when it is none. */
bool mm_opt_number(double *out, const mm_args *args, const char *name,
                   double unset, double least, double most, mm_error *err);
/** The same for a count: figures alone. */
bool mm_opt_whole(double *out, const mm_args *args, const char *name,
                  double unset, double least, double most, mm_error *err);
/** Splits `-l LA,LB`; each is `unset` when not said. Values are NUL-terminated
 * within args' own memory. */
void mm_opt_langs(mm_str *a, mm_str *b, const mm_args *args);

/* Reads the command line. Returns -1 to go on, else the exit code. */
int  mm_args_parse(mm_args *out, int argc, char **argv, mm_error *err);
void mm_args_release(mm_args *args);

/* ---- output.c ---- */

/** How rows are printed: by --json, --tsv, or for people. */
typedef enum mm_form { FORM_PLAIN, FORM_TSV, FORM_JSON } mm_form;
mm_form mm_form_of(const mm_args *args);

/* Colours: "" when standard output is no terminal or NO_COLOR is set. */
typedef enum mm_paint { PAINT_OFF, PAINT_BOLD, PAINT_DIM, PAINT_RED,
                        PAINT_GREEN, PAINT_YELLOW, PAINT_BLUE,
                        PAINT_CYAN } mm_paint;
const char *mm_paint_code(mm_paint paint);

/** Prints `text` with tabs, line ends and control characters made visible
 * enough not to break a row: each becomes a space. */
void mm_put_cell(mm_str text);
/** Prints `text` padded with spaces to `width` columns. */
void mm_put_padded(mm_str text, int width);
void mm_put(mm_str text);

/** Prints one JSON object a line: keys and values by turns, ended by NULL.
 * Types by the key's first character: 's' mm_str, 'n' double, 'i' long long,
 * 'b' int, 'r' raw JSON mm_str; "s:name" prints "name". */
void mm_put_json(const char *key, ...);
void mm_json_string(mm_buf *out, mm_str text);

/** A word on stderr of how far a long run is, over the last one; on a terminal
 * alone and not with --quiet. `all` 0: unknown. mm_progress_end() wipes it. */
void mm_progress(const mm_args *args, size_t rows, uint64_t done, uint64_t all);
void mm_progress_end(const mm_args *args);
/** The same while an index is made of a memory (mm_store_on_wait(), `self` the
 * mm_args): after half a second. MM_EINTERRUPTED after Ctrl-C. */
int mm_index_progress(void *self, size_t rows, bool done);

/** Words for people on stderr, kept back by --quiet. */
void mm_say(const mm_args *args, const char *format, ...) MM_PRINTF(2, 3);
/** "malmoi: FILE:LINE: text" on stderr; the library's text names the file. */
void mm_complain(const mm_error *err);
/** Warnings and dropped fields of a transfer, on stderr. */
void mm_say_report(const mm_args *args, const mm_report *report);

/* ---- stores.c ---- */

/* The memories of a command: the first is written, the others read after it. */
typedef struct mm_stores {
    mm_store **items; /* NULL where there is no file yet */
    size_t     n;
} mm_stores;

/**
 * Opens each --db, or $MALMOI_DB, or malmoi.db here, or the one in the user's
 * data folder. For MM_READ one that is not there is NULL, with a word on
 * stderr; MM_WRITE makes the first.
 */
int  mm_stores_open(mm_stores *out, const mm_args *args, mm_mode mode,
                    mm_error *err);
void mm_stores_release(mm_stores *stores);
/** Path of the memory that is written: yours to free; NULL: no memory. */
char *mm_store_path_of(const mm_args *args);
/** Fills what of a selection the options say: --project --client --field
 * --status --since --until. MM_EINVALID. */
int mm_since_of(mm_selection *out, const mm_args *args, mm_error *err);
int mm_selection_of(mm_selection *out, const mm_args *args, mm_error *err);

/* ---- help.c ---- */

int  mm_help_print(const mm_command *command, FILE *to); /* NULL: all */
const mm_command *mm_command_find(const char *name);
/** The command whose name is one edit away from `name`, or NULL. */
const mm_command *mm_command_near(const char *name);

/** True once SIGINT or SIGTERM came: a long run ends soundly. */
bool mm_interrupted(void);
/** True when a filter shall end: interrupted, or nobody reads on. */
bool mm_must_stop(void);

/** From here on a write that a signal meets goes on to its end: what is printed
 * is one document. */
void mm_finish_writes(void);

/** Exit code of a library failure. */
int mm_exit_code(int rc);

#endif
