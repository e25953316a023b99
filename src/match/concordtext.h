/* The folded texts of a memory, one behind the other, to be searched at the
 * speed of memory. */
#ifndef MM_MATCH_CONCORDTEXT_H
#define MM_MATCH_CONCORDTEXT_H

#include "malmoi/history.h"

#include "base/mapped.h"
#include "match/hashes.h"
#include "match/termindex.h"

typedef struct mm_texts_head {
    char           magic[8];
    uint32_t       make, n; /* n: variants */
    uint64_t       bytes;   /* of the texts, a line feed behind each */
    uint64_t       langs;   /* bytes of the list of languages, a line each */
    int64_t        last;    /* highest unit */
    mm_index_stamp stamp;
    uint64_t       check; /* hash of all that follows the head */
} mm_texts_head;

typedef struct mm_folded_texts {
    const mm_texts_head *head;  /* NULL: there is none */
    const uint64_t      *rows;  /* unit << 8 | place */
    const uint64_t      *ends;  /* bytes of texts up to the end of each */
    const uint8_t       *langs; /* number in the list; 255: not in it */
    mm_str               texts, list;
    mm_mapped            file;
    mm_buf               made;
    uint32_t  common[256]; /* how often each byte stands in a sample */
    mm_hashes stale;       /* units of which it has no more say */
    mm_id    *changed;     /* the same, ascending */
    size_t    n_changed;
    int64_t   generation; /* as far as `changed` goes */
    bool      wanted; /* there is none, and the memory is large: mm_folded_make() */
} mm_folded_texts;

/** Opens the texts of `store`, or none when the memory is small, or when they
 * are still to be made. */
int  mm_folded_open(mm_folded_texts *out, mm_store *store, mm_error *err);
void mm_folded_release(mm_folded_texts *texts);
/** Takes in what was committed since; of much of that it wants to be made anew.
 */
int mm_folded_refresh(mm_folded_texts *texts, mm_store *store, mm_error *err);
/** Makes the texts and writes them beside the memory: seconds for a million. */
int mm_folded_make(mm_folded_texts *out, mm_store *store, mm_error *err);
/** Byte of the first `needle` at `from` or after; SIZE_MAX: none. */
size_t mm_folded_find(const mm_folded_texts *texts, mm_str needle, size_t from);
/** The variant that holds byte `at`. */
uint32_t mm_folded_at(const mm_folded_texts *texts, size_t at);
/** First variant of a unit above `id`. */
uint32_t mm_folded_above(const mm_folded_texts *texts, mm_id id);
/** May variant `i` be of language `lang`? */
bool mm_folded_lang(const mm_folded_texts *texts, uint32_t i, mm_str lang);

#endif
