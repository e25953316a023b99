/* Finding, for the API and for other programs' protocols alike. */
#ifndef MM_SERVER_FIND_H
#define MM_SERVER_FIND_H

#include "malmoi/fuzzy.h"
#include "server/server.h"

/** Look-up options of a request's parameters. */
int mm_lookup_args(mm_lookup_options *out, const mm_request *r, mm_error *err);
/**
 * The worker's matcher of a language pair, kept open: it sees what is added by
 * itself. Tags may have an underscore (en_us) and any case. MM_EINVALID: no
 * language.
 */
int mm_find_matcher(mm_matcher **out, mm_worker *worker, mm_str source,
                    mm_str target, mm_error *err);
/** `tag` as BCP 47 in `out`: en_us gives en-us, eng gives en. */
void mm_find_tag(char out[24], mm_str tag);

/* The languages that a memory has units in, by how many of a sample. */
typedef struct mm_langs {
    char   tags[32][16]; /* primary tags */
    size_t n;
} mm_langs;
int mm_find_langs(mm_langs *out, mm_worker *worker, mm_error *err);

/* One unit of two languages, as clients send it. */
typedef struct mm_pair_text {
    mm_str source_lang, target_lang, source, target;
} mm_pair_text;
int mm_put_pair(mm_id *out, mm_store *store, const mm_pair_text *pair,
                mm_str who, mm_error *err);

#endif
