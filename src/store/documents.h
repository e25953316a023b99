/* Rows of documents and pairings. */
#ifndef MM_STORE_DOCUMENTS_H
#define MM_STORE_DOCUMENTS_H

#include "store/handle.h"

int mm_document_head(mm_store *store, mm_id id, mm_str name, mm_str lang,
                     mm_str project, int64_t hash, bool structured,
                     mm_error *err);
int mm_document_segment(mm_store *store, mm_id document, int64_t number,
                        const mm_segment *segment, mm_error *err);
int mm_pairing_head(mm_store *store, mm_id id, mm_id a, mm_id b,
                    double explained, double evidence, mm_error *err);
int mm_pairing_bead(mm_store *store, mm_id pairing, int64_t number,
                    const mm_bead *bead, mm_id unit, mm_error *err);

/* A list of ids; the owner frees `items`. */
typedef struct mm_ids {
    mm_id *items;
    size_t n, cap;
} mm_ids;

/** The ids that `sql` finds by one id, behind what `out` holds. */
int mm_ids_query(mm_ids *out, mm_store *store, const char *sql, mm_id id,
                 mm_error *err);

#endif
