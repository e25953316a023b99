/*
 * malmoi/store.h: one memory in one SQLite file: documents, units, concepts,
 * evidence, and a history of every change.
 *
 *     mm_store *store = NULL;
 *     mm_id     id;
 *
 *     if ((rc = mm_store_open(&store, path, MM_WRITE, err)) < 0 ||
 *         (rc = mm_store_begin(store, &(mm_change){ .kind = "edit" }, err)) < 0)
 *         goto done;
 *     rc = mm_store_put(&id, store, &(mm_item){ .concept = &concept }, err);
 *     rc = mm_store_end(store, rc, err);
 *
 * Ids are made by the store inside the transaction. Text is kept byte for byte
 * as it came. A handle belongs to one thread at a time; open another for
 * another thread. Strings given back are valid until the next call on the same
 * handle or cursor.
 */
#ifndef MALMOI_STORE_H
#define MALMOI_STORE_H

#include "malmoi/stream.h"

typedef struct mm_store mm_store;
typedef int64_t         mm_id; /* of a unit, concept, document; 0: none */

typedef enum mm_mode { MM_READ, MM_WRITE } mm_mode;

/**
 * Opens the memory in file `path`; MM_WRITE makes it if absent. `*out` is
 * yours until mm_store_close(), and NULL on failure. MM_ENOTFOUND (MM_READ and
 * no file), MM_EFORMAT (no database, another program's, or a newer schema:
 * both versions are named, nothing is touched), MM_EIO, MM_ENOMEM. MM_EBUSY
 * comes from a write alone, after ten seconds.
 */
MM_API int  mm_store_open(mm_store **out, const char *path, mm_mode mode,
                          mm_error *err);
MM_API void mm_store_close(mm_store *store); /* NULL is fine */
MM_API const char *mm_store_path(const mm_store *store);
/** Grows with every committed change, by whatever process; by random steps, so
 * that copies of a memory share none after they parted. 0: nothing yet. */
MM_API int mm_store_generation(int64_t *out, mm_store *store, mm_error *err);
/** A random number made with the file: tells two memories of one name apart. */
MM_API uint64_t mm_store_identity(const mm_store *store);

/* ---- changing ---- */

/* What a change is, for history. Empty `who` is the user's name. */
typedef struct mm_change {
    const char *kind; /* "align", "import", "add", "edit", "remove", "decide" */
    mm_str      who, what; /* what: "memory.tmx", "term 12": one line */
    mm_str      when;      /* ISO 8601 UTC; empty is now */
} mm_change;

/** Begins a change: one transaction, one row of history. */
MM_API int mm_store_begin(mm_store *store, const mm_change *change,
                          mm_error *err);
/** Number of the change under way. */
MM_API mm_id mm_store_change(const mm_store *store);
/**
 * Commits, or undoes with `rc` < 0 and hands `rc` back. A change that altered
 * nothing leaves no row. MM_EIO (disk full: nothing is lost), MM_EBUSY.
 */
MM_API int mm_store_end(mm_store *store, int rc, mm_error *err);

/**
 * Puts a unit or concept. With item->row it replaces that row (MM_ENOTFOUND
 * when it is gone), else it is new. `*id` (may be NULL) is its id.
 * MM_EINVALID when there is nothing to keep: no variant, no term.
 */
MM_API int mm_store_put(mm_id *id, mm_store *store, const mm_item *item,
                        mm_error *err);

typedef enum mm_row_kind { MM_ROW_UNIT, MM_ROW_CONCEPT, MM_ROW_DOCUMENT }
    mm_row_kind;

/** Removes a row and what hangs on it: with a document all units made of it,
 * and proposals that nothing else bears out. MM_ENOTFOUND. */
MM_API int mm_store_remove(mm_store *store, mm_row_kind kind, mm_id id,
                           mm_error *err);
/** Accepts or rejects a concept; stamps it with who and when. MM_ENOTFOUND. */
MM_API int mm_store_decide(mm_store *store, mm_id concept_id, mm_review review,
                           mm_error *err);

/**
 * A writer that puts all it is given as one import: a row of history, commits
 * of some 10,000 items so that others get their turn, all undone when closed
 * with a failure. `keep` keeps what was good before the failure. An import of
 * the same `what` and `content` that was killed is gone on with: what it had
 * committed is not put again.
 */
typedef struct mm_import {
    mm_str   what;    /* file name */
    uint64_t content; /* hash of the file; 0 unknown */
    bool     keep;
    mm_str   project, client, field, who; /* for items that say none */
} mm_import;

MM_API int mm_store_write(mm_writer **out, mm_store *store,
                          const mm_import *import, mm_error *err);
/** The change that took in a file of this `content` whole and that is not
 * undone; `*out` 0 when there is none. */
MM_API int mm_store_imported(mm_id *out, mm_store *store, uint64_t content,
                             mm_error *err);
/** Change number of an open import; items it passed over as put before. */
MM_API mm_id  mm_import_change(const mm_writer *writer);
MM_API size_t mm_import_skipped(const mm_writer *writer);

/* ---- reading ---- */

/* Which rows; zero is all. Texts compare exactly but for `author` and `field`
 * (case aside). */
typedef struct mm_selection {
    unsigned what;   /* 1 << MM_ROW_UNIT | 1 << MM_ROW_CONCEPT; 0 both */
    unsigned review; /* bits 1 << mm_review of concepts; 0: not rejected */
    mm_str   project, client, field, document, author;
    mm_str   status;       /* of units; of terms: a concept with such a term */
    mm_str   since, until; /* ISO 8601: created, changed, or else put in */
    mm_id    change;       /* made by this change */
    mm_id    above;        /* ids above this */
} mm_selection;

/** A cursor over units, then concepts, by id; mm_item.row is the id. What it
 * sees is the state at the first row. `selection` may be NULL. */
MM_API int mm_store_read(mm_reader **out, mm_store *store,
                         const mm_selection *selection, mm_error *err);
/** One row. What it points at is valid until the next mm_store_get(). */
MM_API int mm_store_get(mm_item *out, mm_store *store, mm_row_kind kind,
                        mm_id id, mm_error *err);

/** What leans on a row: the units made of a document, the concepts with
 * evidence in it (in a unit's bead, in a document). MM_ENOTFOUND. */
MM_API int mm_store_leaning(size_t *units, size_t *concepts, mm_store *store,
                            mm_row_kind kind, mm_id id, mm_error *err);

/** Concepts with a term whose key (mm_key_tight) in `lang` ("" any) is that of
 * `text`: at most `room` ids, by id; returns how many, or negative. */
MM_API int mm_store_find(mm_id *out, size_t room, mm_store *store, mm_str lang,
                         mm_str text, mm_error *err);

typedef struct mm_store_stats {
    int64_t units, variants, documents, concepts, terms, proofs, changes;
    int64_t proposed, approved, rejected; /* concepts */
    int64_t bytes;                        /* of the file */
} mm_store_stats;
MM_API int mm_store_count(mm_store_stats *out, mm_store *store, mm_error *err);

#include "malmoi/proposals.h" /* aligned documents, candidates, evidence */

#endif
