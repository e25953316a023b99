/* Tables of terms and units: rows of cells, and what their columns mean. */
#ifndef MM_FORMATS_TABLE_H
#define MM_FORMATS_TABLE_H

#include "formats/source.h"

/* ---- rows ---- */

struct mm_cells;

/* Rows that are no delimited text (a sheet): the state begins with this. */
typedef struct mm_row_source mm_row_source;
struct mm_row_source {
    /* Fills items, n and line of `cells`: MM_ROW; MM_OK at the end. */
    int (*next)(mm_row_source *self, struct mm_cells *cells, mm_error *err);
    int (*rewind)(mm_row_source *self, mm_error *err);
    void (*close)(mm_row_source *self);
};

/* Rows of delimited text. Cells in quotation marks may hold delimiters and
 * line ends, a doubled mark being one; a mark inside a cell is itself. */
typedef struct mm_cells {
    mm_source      source;
    mm_buf         text;      /* decoded, from `at` on not yet given */
    size_t         at, start; /* `start`: of the first row */
    char           delimiter;
    bool           sampling; /* end where the first chunk does */
    bool           comments; /* lines that begin with # are passed over */
    bool           literal;  /* quotation marks are text: OmegaT, UTX */
    mm_str        *items;    /* of the row last given; n of them */
    bool          *quoted;
    size_t         n, cap, cap_quoted;
    mm_buf         plain; /* unquoted cells */
    long           line, next_line;
    mm_row_source *rows; /* NULL: delimited text */
} mm_cells;

int mm_cells_open(mm_cells *out, const char *path, const char *label,
                  mm_error *err);
/** Reads the next row that is not blank: MM_ROW, valid until the next call;
 * MM_OK at the end. */
int mm_cells_next(mm_cells *cells, mm_error *err);
/** Back to the first row, which is at byte `start` of the buffer from now on;
 * after rows were read with `sampling` set, which it clears. */
int  mm_cells_rewind(mm_cells *cells, size_t start, mm_error *err);
void mm_cells_close(mm_cells *cells);
/** Adds a cell to the row in hand; for row sources. */
int mm_cells_add(mm_cells *cells, mm_str cell, mm_error *err);

/** A reader of units or concepts over `rows`, which is its own from now on,
 * after a failure too. `path` is for errors and must outlive it. */
int mm_table_read_rows(mm_reader **out, const char *path, mm_row_source *rows,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err);

/* ---- columns ---- */

typedef enum mm_role {
    MM_ROLE_NONE,   /* a prop of the column's name */
    MM_ROLE_TEXT,   /* the term or segment of a language */
    MM_ROLE_SOURCE, /* the same, the language not said */
    MM_ROLE_TARGET,
    MM_ROLE_ID,   /* rows of one id are one concept */
    MM_ROLE_UNIT, /* the same, and the rows are units */
    MM_ROLE_KIND,
    MM_ROLE_FIELD,
    MM_ROLE_STATUS, /* of terms, or of review */
    MM_ROLE_REVIEW,
    MM_ROLE_CONFIDENCE,
    MM_ROLE_FREQUENCY,
    MM_ROLE_DEFINITION,
    MM_ROLE_DEFINITION_SOURCE,
    MM_ROLE_PROJECT,
    MM_ROLE_CLIENT,
    MM_ROLE_DOCUMENT,
    MM_ROLE_SOURCE_LANG,
    MM_ROLE_NOTE,
    MM_ROLE_CREATED,
    MM_ROLE_CREATED_BY,
    MM_ROLE_CHANGED,
    MM_ROLE_CHANGED_BY,
    MM_ROLE_TYPE, /* from here on of a term, "ko:hanja" */
    MM_ROLE_POS,
    MM_ROLE_HANJA,
    MM_ROLE_CONTEXT,
    MM_ROLE_CONTEXT_SOURCE,
    MM_ROLE_TERM_SOURCE,
    MM_ROLE_TERM_NOTE,
    MM_ROLE_TERM_STATUS,
    MM_ROLE_TERM_PROP, /* "ko:prop:TYPE" */
    MM_ROLE_INFO       /* memoQ's Term_Info */
} mm_role;

typedef struct mm_column {
    mm_role role;
    mm_str  name; /* as in the header */
    mm_str  lang; /* MM_ROLE_TEXT, or the language that `role` is of */
} mm_column;

/** What header cell `name` means; `lang` in `mem`. False when nothing that is
 * known (the role is MM_ROLE_NONE then). */
bool mm_column_parse(mm_column *out, mm_arena *mem, mm_str name);
/** "English" for "en"; NULL for a tag that has no plain name here. Static. */
const char *mm_language_name(mm_str tag);
/** True for what a spreadsheet takes for a formula, and for the same behind
 * apostrophes: the writer puts one before it, the reader takes one off. */
bool mm_is_formula(mm_str cell);

/** The language that the script of `text` speaks for: "ko" for Hangul, "en"
 * for Latin, "ja", "zh", "ru" ...; NULL when none does. */
const char *mm_script_lang(mm_str text);

#endif
