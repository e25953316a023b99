/* What is refused before anything is done for it. Plain functions over what
 * the client sent, so that each has a table of cases to its name. */
#ifndef MM_SERVER_GUARD_H
#define MM_SERVER_GUARD_H

#include "server/server.h"

/* The headers that guards look at, and how often they stand there. */
typedef struct mm_heads {
    mm_str   host, origin, site; /* site: Sec-Fetch-Site */
    mm_str   type, length, csrf;
    unsigned hosts, lengths, codings; /* codings: Transfer-Encoding */
} mm_heads;

/** Is `host` (with or without a port) one that this server goes by? Names of
 * the machine itself always; `names` besides. Guards against DNS rebinding. */
bool mm_guard_host(mm_str host, const char *const *names);
/** Does `origin` ("http://localhost:7737") name the host itself? */
bool mm_guard_origin(mm_str origin, mm_str host);
/** Status to refuse a request with, and why; 0 lets it pass. */
unsigned mm_guard_heads(const char **why, const mm_heads *heads,
                        const mm_route *route, const char *method,
                        const mm_settings *set);
/** The number of a Content-Length; false when it is none. */
bool mm_guard_length(uint64_t *out, mm_str text);

/* Requests a second and client, by a bucket that refills. */
typedef struct mm_buckets mm_buckets;
mm_buckets *mm_buckets_open(double rate); /* NULL: out of memory */
void        mm_buckets_close(mm_buckets *buckets);
/** False when `client` has used up its share at `now` (ms). */
bool mm_buckets_take(mm_buckets *buckets, const char *client, uint64_t now);

#endif
