/* The rows of a SQLite file, page by page, without its trees: for files whose
 * trees are broken. */
#ifndef MM_STORE_PAGES_H
#define MM_STORE_PAGES_H

#include "malmoi/base.h"

typedef struct mm_pages mm_pages;

/** Opens file `path`; `*out` is yours until mm_pages_close(). MM_EIO. */
int  mm_pages_open(mm_pages **out, const char *path, mm_error *err);
void mm_pages_close(mm_pages *pages); /* NULL is fine */

typedef enum mm_field_type {
    MM_FIELD_NULL,
    MM_FIELD_INT,
    MM_FIELD_REAL,
    MM_FIELD_TEXT,
    MM_FIELD_BLOB
} mm_field_type;

typedef struct mm_field {
    mm_field_type type;
    int64_t       number;
    double        real;
    mm_str        bytes; /* of text and blob */
} mm_field;

enum { MM_FIELDS = 32 }; /* columns at most */

/* One row as a leaf holds it. */
typedef struct mm_cell {
    bool     keyed; /* of a WITHOUT ROWID table or an index */
    int64_t  rowid; /* when not keyed */
    size_t   n;
    mm_field fields[MM_FIELDS];
} mm_cell;

/** The next row that can be read, in the order of pages; free pages are passed
 * over. MM_ROW, valid until the next call; MM_OK at the end; MM_ENOMEM. */
int mm_pages_next(mm_pages *pages, mm_cell *out, mm_error *err);

#endif
