/* Where terms are looked up: one memory, or the shipped glossaries, with the
 * index over it. */
#ifndef MM_MATCH_SOURCE_H
#define MM_MATCH_SOURCE_H

#include "malmoi/store.h"

#include "base/mapped.h"
#include "match/shipped.h"
#include "match/termindex.h"

typedef struct mm_term_source {
    mm_store     *store;   /* NULL: the shipped glossaries */
    mm_shipped   *shipped;
    const char   *name;    /* the memory's path; of a concept when shipped */
    mm_term_index base, tail;
    bool          has_base, has_tail;
    mm_mapped     file, tail_file; /* what they lie in, or ... */
    mm_buf        made, made_tail; /* ... were made in memory */
    mm_id        *changed; /* rows that the base has no more say about */
    size_t        n_changed;
} mm_term_source;

/** Opens the index of `store`: maps it when it is fresh, adds what changed
 * since as a tail, makes it anew when it is stale or damaged. Most damage comes
 * to light when the bytes are read: see the next two. */
int  mm_term_source_store(mm_term_source *out, mm_store *store,
                          mm_keyer *keyer, mm_error *err);
/** Makes the index anew if something was read of it that is damaged; then what
 * was found counts no more, and `*mended` is set. */
int  mm_term_source_mend(mm_term_source *source, mm_keyer *keyer, bool *mended,
                         mm_error *err);
/** Reads all of the index, for who reads its tables directly, and makes it anew
 * if it is damaged. */
int  mm_term_source_whole(mm_term_source *source, mm_keyer *keyer,
                          mm_error *err);
/** Opens the shipped glossaries of `tables`, with the index that was made of
 * them at build time if it is of these very tables. */
int  mm_term_source_shipped(mm_term_source *out, const mm_tables *tables,
                            mm_keyer *keyer, mm_error *err);
void mm_term_source_release(mm_term_source *source);
/** Has the base still its say about `row`? */
bool mm_term_source_stale(const mm_term_source *source, uint64_t row);
/** The concept `row`; valid until the next call. MM_ENOTFOUND when it is gone. */
int  mm_term_source_get(mm_concept *out, mm_term_source *source, uint64_t row,
                        mm_error *err);

/** The index of the shipped glossaries as the build made it; empty in programs
 * that link none (cmake/termindex.cmake). */
mm_str mm_shipped_index(void);

/** Makes the index of the glossaries of `tables`, for the build. */
int mm_shipped_index_make(mm_buf *out, const mm_tables *tables, mm_error *err);

#endif
