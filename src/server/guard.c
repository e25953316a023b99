/*
 * Guards. A page elsewhere can make a browser on this machine send us anything
 * it may send without asking: so a request from a browser has to name us in
 * Host (else a name that was rebound to 127.0.0.1 is at work), must not come
 * from another origin, and, when it changes something, carries a token that
 * only our own page could read, in a header that no form can set.
 *
 * Two lengths, or a length and chunks, are how requests are smuggled past a
 * proxy (RFC 9112, section 6.3): both are refused.
 */
#include "server/guard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static mm_str without_port(mm_str host)
{
    size_t colon;

    if (host.len && host.ptr[0] == '[') {
        size_t end = mm_str_find(host, MM_S("]"), 0);

        return end == SIZE_MAX ? host : mm_str_sub(host, 0, end + 1);
    }
    colon = mm_str_find(host, MM_S(":"), 0);
    return colon == SIZE_MAX ? host : mm_str_sub(host, 0, colon);
}

static bool same_name(mm_str a, const char *b)
{
    return a.len == strlen(b) && strncasecmp(a.ptr, b, a.len) == 0;
}

bool mm_guard_host(mm_str host, const char *const *names)
{
    static const char *const own[] = { "localhost", "127.0.0.1", "[::1]" };

    host = without_port(host);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (same_name(host, own[i]))
            return true;
    for (; names && *names; names++)
        if (same_name(host, *names))
            return true;
    return false;
}

bool mm_guard_origin(mm_str origin, mm_str host)
{
    mm_str plain = MM_S("http://"), safe = MM_S("https://");

    if (mm_str_starts(origin, plain))
        origin = mm_str_sub(origin, plain.len, origin.len);
    else if (mm_str_starts(origin, safe))
        origin = mm_str_sub(origin, safe.len, origin.len);
    else
        return false; /* "null", another scheme */
    return origin.len == host.len &&
           strncasecmp(origin.ptr, host.ptr, host.len) == 0;
}

bool mm_guard_length(uint64_t *out, mm_str text)
{
    *out = 0;
    if (text.len == 0 || text.len > 18)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return true;
}

static unsigned refuse(const char **why, unsigned status, const char *text)
{
    *why = text;
    return status;
}

/* Would a browser send a body of this type for a page elsewhere without
 * asking first? */
static bool is_simple_type(mm_str type)
{
    static const char *const simple[] = { "text/plain", "multipart/form-data",
                                          "application/x-www-form-urlencoded" };

    type = mm_str_trim(mm_str_cut(&type, ';'));
    if (type.len == 0)
        return true;
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (same_name(type, simple[i]))
            return true;
    return false;
}

static unsigned guard_body(const char **why, const mm_heads *heads,
                           const mm_route *route, const mm_settings *set)
{
    uint64_t length;
    size_t   limit = route && route->flags & MM_ROUTE_UPLOAD ? set->upload_limit
                                                             : set->body_limit;

    if (heads->lengths > 1)
        return refuse(why, 400, "two lengths");
    if (heads->lengths && heads->codings)
        return refuse(why, 400, "a length and a transfer coding");
    if (heads->lengths && !mm_guard_length(&length, heads->length))
        return refuse(why, 400, "a length that is no number");
    if (heads->lengths && length > limit)
        return refuse(why, 413, "too large");
    return 0;
}

unsigned mm_guard_heads(const char **why, const mm_heads *heads,
                        const mm_route *route, const char *method,
                        const mm_settings *set)
{
    bool     reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    unsigned status;

    if (heads->hosts != 1)
        return refuse(why, 400, "one Host is needed");
    if ((status = guard_body(why, heads, route, set)))
        return status;
    if (!mm_guard_host(heads->host, set->hosts))
        return refuse(why, 403,
                      "this server does not go by that host name: "
                      "see --host");
    if (heads->origin.len && !mm_guard_origin(heads->origin, heads->host))
        return refuse(why, 403, "a page of another origin asks");
    if (!reads && heads->site.len && !same_name(heads->site, "same-origin") &&
        !same_name(heads->site, "none"))
        return refuse(why, 403, "a page of another site asks");
    if (!reads && route &&
        !(route->flags & (MM_ROUTE_FOREIGN | MM_ROUTE_UPLOAD)) &&
        strcmp(method, "DELETE") != 0 && is_simple_type(heads->type))
        return refuse(why, 403, "the body has to be application/json");
    return 0;
}

/* ---- buckets ---- */

enum { BUCKETS = 4096, NAME = 64 };

typedef struct bucket {
    char     name[NAME];
    double   left;
    uint64_t at; /* ms */
} bucket;

struct mm_buckets {
    double rate, most;
    bucket items[BUCKETS];
};

mm_buckets *mm_buckets_open(double rate)
{
    mm_buckets *buckets = calloc(1, sizeof *buckets);

    if (buckets) {
        buckets->rate = rate;
        buckets->most = rate * 2;
    }
    return buckets;
}

void mm_buckets_close(mm_buckets *buckets)
{
    free(buckets);
}

/* The client's bucket; of those it could have, the one longest unused gives
 * way, so that memory stays the same however many clients there are. */
static bucket *find_bucket(mm_buckets *buckets, const char *client)
{
    uint32_t hash = 2166136261u;
    bucket  *oldest = NULL;

    for (const char *c = client; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    for (uint32_t i = 0; i < 8; i++) {
        bucket *b = &buckets->items[(hash + i) % BUCKETS];

        if (strcmp(b->name, client) == 0)
            return b;
        if (!oldest || b->at < oldest->at)
            oldest = b;
    }
    *oldest = (bucket){ .left = buckets->most };
    strncpy(oldest->name, client, NAME - 1);
    return oldest;
}

bool mm_buckets_take(mm_buckets *buckets, const char *client, uint64_t now)
{
    bucket *b;

    if (buckets->rate <= 0)
        return true;
    b = find_bucket(buckets, client);
    if (b->at)
        b->left += (double)(now - b->at) / 1000 * buckets->rate;
    if (b->left > buckets->most)
        b->left = buckets->most;
    b->at = now;
    if (b->left < 1)
        return false;
    b->left--;
    return true;
}
