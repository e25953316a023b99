/*
 * malmoi/transfer.h: a memory and files of units and concepts: import, export.
 *
 *     mm_importing *in = NULL;
 *     mm_step step;
 *
 *     rc = mm_import_open(&in, store, "memory.tmx", NULL, err);
 *     while (rc >= 0 && (rc = mm_import_next(in, &step, err)) == MM_ROW)
 *         show(&step);
 *     rc = mm_import_close(in, rc, err);
 */
#ifndef MALMOI_TRANSFER_H
#define MALMOI_TRANSFER_H

#include "malmoi/formats.h"
#include "malmoi/store.h"
#include "malmoi/styles.h"

/* Zero means default. Strings must outlive the transfer. */
typedef struct mm_transfer_options {
    const mm_format  *format; /* NULL: by content and name */
    mm_format_options file;
    mm_report        *report; /* warnings and losses; may be NULL */
    bool              keep;   /* keep what was good before a fault */
    bool              again;  /* import a file that was imported before */
    mm_str            project, client, field; /* import: for items without */
    bool              assign; /* import: for all items, theirs set aside */
    mm_str            what, who; /* import: for history; the path, the user */
    mm_selection      selection;              /* export: which rows */
    mm_styler        *names; /* export: how people's names are written */
} mm_transfer_options;

/* How far a transfer is. */
typedef struct mm_step {
    size_t           units, concepts, skipped; /* so far */
    uint64_t         done, all; /* bytes of the file; all 0: unknown */
    mm_id            change;
    bool             before; /* imported before, by `change`: nothing done */
    const mm_format *format;
} mm_step;

typedef struct mm_importing mm_importing;

MM_API int mm_import_open(mm_importing **out, mm_store *store,
                          const char *path, const mm_transfer_options *options,
                          mm_error *err);
/** Puts some thousand items: MM_ROW, and MM_OK when the file is at its end.
 * A failure names the file; err->line is its line. */
MM_API int mm_import_next(mm_importing *importing, mm_step *out, mm_error *err);
/** Commits; with `rc` < 0 undoes the whole import (or, with `keep`, keeps what
 * came before the fault) and hands `rc` back. */
MM_API int mm_import_close(mm_importing *importing, int rc, mm_error *err);

/** Writes the selected rows of `store` (NULL: one without rows) to `path` ("-":
 * standard output) as options->format (NULL: by the name). The file appears
 * whole or not at all. */
MM_API int mm_export(mm_step *out, mm_store *store, const char *path,
                     const mm_transfer_options *options, mm_error *err);

#endif
