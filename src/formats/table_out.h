/* Rows of a table on their way into a file of some kind. */
#ifndef MM_FORMATS_TABLE_OUT_H
#define MM_FORMATS_TABLE_OUT_H

#include "formats/table.h"

enum { MM_SINK_COLUMNS = 1024 };

/* Takes rows, the header first; the state begins with this. */
typedef struct mm_row_sink mm_row_sink;
struct mm_row_sink {
    int (*row)(mm_row_sink *self, const mm_str *cells, size_t n, mm_error *err);
    int (*close)(mm_row_sink *self, int rc, mm_error *err);
};

typedef enum mm_delimited_kind {
    MM_TSV,
    MM_CSV,
    MM_CSV_MARKED, /* with a byte order mark, for Excel */
    MM_CSV_KOREAN  /* windows-949, for a Korean Excel */
} mm_delimited_kind;

/** A sink that makes delimited text; `raw` leaves formulas of CSV unguarded. */
int mm_delimited_open(mm_row_sink **out, const char *path,
                      mm_delimited_kind kind, bool raw, mm_error *err);

/** A writer of units or concepts that hands its rows to `sink`, whose it is
 * from now on, after a failure too. */
int mm_table_write(mm_writer **out, mm_row_sink *sink,
                   const mm_format_options *o, mm_report *report,
                   mm_error *err);

#endif
