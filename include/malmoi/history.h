/* malmoi/history.h: what was changed in a memory, taken back, and kept safe. */
#ifndef MALMOI_HISTORY_H
#define MALMOI_HISTORY_H

#include "malmoi/store.h"

/* A change, or what it did to one row. */
typedef struct mm_past {
    mm_id       change;
    mm_str      kind, who, what, when;
    int64_t     rows;   /* units and concepts it touched */
    mm_id       undone_by; /* number of the change that took it back; 0 none */
    bool        open;   /* an import that was cut off */
    mm_row_kind row_kind; /* of one row's past: which row, and ... */
    mm_id       row;
    mm_str      before, after; /* one line of text each; empty: there was none */
} mm_past;

typedef struct mm_pasts mm_pasts;
/** All changes, newest first. */
MM_API int mm_history_open(mm_pasts **out, mm_store *store, mm_error *err);
/** What befell one row, newest first. MM_ENOTFOUND when it never was. */
MM_API int mm_history_of(mm_pasts **out, mm_store *store, mm_row_kind kind,
                         mm_id id, mm_error *err);
/** The rows that change `change` touched. MM_ENOTFOUND. */
MM_API int  mm_history_rows(mm_pasts **out, mm_store *store, mm_id change,
                            mm_error *err);
MM_API int  mm_pasts_next(mm_pasts *pasts, mm_past *out, mm_error *err);
MM_API void mm_pasts_close(mm_pasts *pasts);

/**
 * Takes change `change` back (0: the last one in force that is no undo itself,
 * so that one call after the other goes back in time), as a change of its own
 * whose number is `*number` (may be NULL). An undo can be undone. MM_ENOTFOUND;
 * MM_EINVALID when it is undone already, or when a later change touched the
 * same rows: the text names it.
 */
MM_API int mm_history_undo(mm_id *number, mm_store *store, mm_id change,
                           mm_str who, mm_error *err);

/** Units, concepts and documents changed or removed after generation `since`:
 * ids of `kind`, each once, at most `room`; returns how many, or `room` + 1
 * when there are more, or negative. For indexes derived from the store. */
MM_API int mm_store_changed(mm_id *out, size_t room, mm_store *store,
                            mm_row_kind kind, int64_t since, mm_error *err);

/** Was `generation` the memory's own after a change that stands in its history?
 * 1 or 0, or negative. An index of another one is of a copy that went its own
 * way: what changed since then cannot be asked for. */
MM_API int mm_store_passed(mm_store *store, int64_t generation, mm_error *err);

/* Called now and then while an index is made of a memory, with how many rows
 * were read; `done` is true once, at the end. A negative result is handed on,
 * and the index is not made. */
typedef int mm_store_waiting(void *self, size_t rows, bool done);
/** What is called for `store`; NULL for nothing. */
MM_API void mm_store_on_wait(mm_store *store, mm_store_waiting *call,
                             void *self);
/** Calls it, for each row whose number `rows` is a multiple of some thousand. */
MM_API int mm_store_wait(const mm_store *store, size_t rows, bool done);

/* The text of one variant of a unit. */
typedef struct mm_text {
    mm_id    unit;
    uint32_t place; /* among the unit's variants, from 0 */
    mm_str   lang, text;
} mm_text;

typedef struct mm_texts mm_texts;
/** The texts of all units above id `above`, by unit and place, as they were at
 * the first row: for indexes derived from the store. */
MM_API int  mm_texts_open(mm_texts **out, mm_store *store, mm_id above,
                          mm_error *err);
MM_API int  mm_texts_next(mm_texts *texts, mm_text *out, mm_error *err);
MM_API void mm_texts_close(mm_texts *texts); /* NULL is fine */

/** Copies the memory to `path` while others write; reads the copy back and
 * compares. An older copy there is replaced. MM_EINVALID onto itself or onto
 * anything else; MM_EIO, MM_EFORMAT when the copy is bad. */
MM_API int mm_store_backup(mm_store *store, const char *path, mm_error *err);
/** Checks the file; every fault is a line in `report`; MM_EFORMAT if any. */
MM_API int mm_store_check(mm_buf *report, mm_store *store, mm_error *err);
/**
 * Copies what can be read of the damaged memory `path`, which is not touched,
 * to the new file `to`. `report` says, a line each, what was lost. MM_EFORMAT
 * when nothing can be, or it is another program's; MM_EINVALID when `to` is
 * there.
 */
MM_API int mm_store_salvage(mm_buf *report, const char *path, const char *to,
                            mm_error *err);

#endif
