/* What an open memory is, and how its rows are put, packed and taken away. */
#ifndef MM_STORE_HANDLE_H
#define MM_STORE_HANDLE_H

#include "malmoi/history.h"
#include "malmoi/store.h"
#include "store/db.h"

enum {
    MM_APPLICATION_ID = 0x6D6C6D69, /* "mlmi" */
    MM_SCHEMA_VERSION = 2,
    MM_ROW_PAIRING = MM_ROW_DOCUMENT + 1, /* two documents with their beads */
    MM_ROW_PROOFS, /* the evidence of a concept, by the id of the concept */
    MM_ROW_KINDS,
    MM_ID_KINDS = MM_ROW_PROOFS /* kinds that have ids of their own */
};

/* A pair of documents put in the change under way. */
typedef struct mm_put_pair {
    mm_id    pairing; /* 0 when it was replaced since */
    uint64_t first;   /* number of its first bead, over the whole change */
    size_t   same;    /* the first one of this pairing, which counts for all */
    int64_t  n_clues; /* rows of evidence; -1 before they were counted */
    bool     swapped; /* stored the other way round */
    bool     known;   /* it stood there before, and was not kept yet */
    mm_str   project, client, field; /* in `words` */
} mm_put_pair;

struct mm_store {
    mm_db    db;
    char    *path;
    bool     writable, immutable;
    uint64_t identity;
    mm_store_waiting *on_wait;
    void    *wait_self;
    bool     stale_keys; /* made under another version of the key */

    /* The change under way. */
    bool    under_way, failed; /* failed: a statement did, so it is undone */
    mm_id   change;
    mm_str  who, when;            /* in `words` */
    mm_id   last[MM_ROW_KINDS];   /* id given last */
    mm_id   before[MM_ROW_KINDS]; /* the same at the start: above is new here */
    int64_t generation; /* that this change will have */
    int64_t touched; /* rows of all kinds */
    int64_t rows;    /* units and concepts among them */
    mm_arena words;

    mm_put_pair *pairs;
    size_t       n_pairs, cap_pairs;
    uint64_t     n_beads;
    mm_id       *orphans; /* concepts that lost evidence in this change */
    size_t       n_orphans, cap_orphans;

    mm_arena mem;  /* of mm_store_get() */
    mm_buf   more; /* scratch: a column */
    mm_buf   key;  /* scratch: a key */
};

/* ---- open.c ---- */

/* Whose a file is, by its first bytes. */
typedef enum mm_owner {
    MM_OWNER_NOBODY, /* it is empty, or not there */
    MM_OWNER_OURS,
    MM_OWNER_NEWER,  /* ours, of a newer schema */
    MM_OWNER_OTHER,  /* another program's database */
    MM_OWNER_UNKNOWN /* no database */
} mm_owner;

/** MM_OK, and `err` says why when it is not ours; MM_ENOTFOUND, MM_EIO. */
int mm_file_owner(mm_owner *out, const char *path, mm_error *err);

/** A second connection as `store` has it, to read from. */
int mm_store_connect(mm_db *db, const mm_store *store, mm_error *err);

/* ---- change.c ---- */

/** MM_EINVALID unless a change is under way. */
int mm_change_needed(const mm_store *store, mm_error *err);
/** Begins a transaction and reads the counters. */
int mm_change_lock(mm_store *store, mm_error *err);
/** Writes spans and counters of change store->change and commits. */
int mm_change_commit(mm_store *store, mm_error *err);
/** Undoes the transaction. */
void mm_change_drop(mm_store *store);
/** Takes a number and writes the row; open as an import is. */
int mm_change_open(mm_store *store, const mm_change *change, bool open,
                   uint64_t content, mm_error *err);
/** Sets who, when and number of the change under way. */
int mm_change_words(mm_store *store, mm_id number, mm_str who, mm_str when,
                    mm_error *err);
/** Id for a new row, which counts as touched. */
mm_id mm_change_new(mm_store *store, int kind);
/** Keeps row `id` as it is now for the history, once a change, before it is
 * changed, removed or (`absent`) brought back. */
int mm_change_touch(mm_store *store, int kind, mm_id id, bool absent,
                    mm_error *err);
/** Touches a row and erases it. */
int mm_change_remove(mm_store *store, int kind, mm_id id, mm_error *err);
/** Current time, ISO 8601 UTC; 21 bytes of room. */
void mm_now(char *out);

/* ---- rows.c: the kinds of rows, for history ---- */

/** Fails with MM_EIO: an image of a row is not what was put there. */
int mm_history_damaged(const mm_store *store, mm_error *err);

typedef struct mm_row_ops {
    const char *name;
    int (*there)(bool *out, mm_store *store, mm_id id, mm_error *err);
    int (*pack)(mm_buf *out, mm_store *store, mm_id id, mm_error *err);
    int (*restore)(mm_store *store, mm_id id, mm_str image, mm_error *err);
    int (*erase)(mm_store *store, mm_id id, mm_error *err);
} mm_row_ops;

extern const mm_row_ops mm_rows_of[MM_ROW_KINDS];

/* ---- units.c ---- */

#define MM_UNIT_COLUMNS                                                        \
    "u.id, u.name, u.source_lang, u.project, u.client, u.field, u.status, "    \
    "u.document, u.created_by, u.changed_by, u.created, u.changed, u.score, "  \
    "u.more"

int mm_unit_insert(mm_store *store, mm_id id, const mm_unit *unit,
                   mm_error *err);
int mm_unit_replace(mm_store *store, mm_id id, const mm_unit *unit,
                    mm_error *err);
/** From a row of MM_UNIT_COLUMNS, into `mem`. */
int mm_unit_read(mm_unit *out, mm_db *db, sqlite3_stmt *row, mm_arena *mem,
                 mm_error *err);
int mm_unit_load(mm_unit *out, mm_db *db, mm_id id, mm_arena *mem,
                 mm_error *err);

/* ---- concepts.c ---- */

#define MM_CONCEPT_COLUMNS                                                     \
    "c.id, c.name, c.kind, c.review, c.confidence, c.frequency, "              \
    "c.definition, c.definition_source, c.field, c.project, c.client, "        \
    "c.created_by, c.changed_by, c.created, c.changed, c.more"

int mm_concept_insert(mm_store *store, mm_id id, const mm_concept *concept,
                      mm_error *err);
int mm_concept_replace(mm_store *store, mm_id id, const mm_concept *concept,
                       mm_error *err);
int mm_concept_read(mm_concept *out, mm_db *db, sqlite3_stmt *row,
                    mm_arena *mem, mm_error *err);
int mm_concept_load(mm_concept *out, mm_db *db, mm_id id, mm_arena *mem,
                    mm_error *err);
/** Hash of the key of `text`, as column term.key has it. */
int mm_term_key(int64_t *out, mm_store *store, mm_str text, mm_error *err);
/** Notes that concept `id` was proposed under these forms. */
int mm_proposal_put(mm_store *store, mm_id id, mm_str lang_a, mm_str a,
                    mm_str lang_b, mm_str b, mm_error *err);
/** Key of a pair of forms, the same whichever is first. */
int mm_proposal_key(int64_t *out, mm_store *store, mm_str lang_a, mm_str a,
                    mm_str lang_b, mm_str b, mm_error *err);
/** Takes over what another row noted for itself. */
int mm_proposals_move(mm_store *store, mm_id from, mm_id to, mm_error *err);
/** Makes every key anew; in a transaction of its own. */
int mm_keys_renew(mm_store *store, mm_error *err);

/* ---- documents.c ---- */

int mm_document_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err);
int mm_document_restore(mm_store *store, mm_id id, mm_str image, mm_error *err);
int mm_pairing_pack(mm_buf *out, mm_store *store, mm_id id, mm_error *err);
int mm_pairing_restore(mm_store *store, mm_id id, mm_str image, mm_error *err);

/** Removes a pairing with its evidence; its units stay. */
int mm_pairing_remove(mm_store *store, mm_id id, mm_error *err);
/** Removes a document with its pairings and all units made of them. */
int mm_document_remove(mm_store *store, mm_id id, mm_error *err);

/* ---- texts from rows ---- */

/** A copy of column `i` in `mem`; `.ptr` NULL when memory ran out. */
mm_str mm_column_copy(sqlite3_stmt *row, int i, mm_arena *mem);

#endif
