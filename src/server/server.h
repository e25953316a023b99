/*
 * How malmoi-serve works: one thread talks to the sockets (libmicrohttpd); it
 * hands whole requests to workers and takes their replies back, so that a slow
 * client costs a socket and nothing else.
 *
 *     socket thread ─► readers (one a core, each with its own desk of handles)
 *                   ─► the writer (one: changes follow each other)
 *                   ─► long jobs (align, import, export)
 *
 * A renewer opens fresh desks when the memory has changed, beside the readers.
 */
#ifndef MM_SERVER_SERVER_H
#define MM_SERVER_SERVER_H

#include "server/json.h"
#include "server/tokens.h"
#include "server/uri.h"

#include <jansson.h>
#include <pthread.h>

typedef struct mm_server  mm_server;
typedef struct mm_request mm_request;
typedef struct mm_worker  mm_worker;
typedef struct mm_desk    mm_desk;
typedef struct mm_jobs    mm_jobs;

/* Where a request is worked on. */
typedef enum mm_lane {
    MM_LANE_NONE, /* by the socket thread: it computes nothing */
    MM_LANE_READ,
    MM_LANE_WRITE,
    MM_LANE_LONG,
    MM_LANES
} mm_lane;

enum {                       /* flags of a route */
       MM_ROUTE_PAGE = 1,    /* for a browser: HTML on errors, cookie counts */
       MM_ROUTE_FOREIGN = 2, /* another program's protocol: no CSRF token, may
                                carry a form; foreign origins are refused */
       MM_ROUTE_UPLOAD = 4,  /* the body may be a file */
       MM_ROUTE_OPEN = 8     /* no token needed: health, log-in, assets */
};

/* A request's answer: handlers fill it. */
typedef struct mm_reply {
    unsigned    status; /* 0: 200 */
    const char *type;   /* NULL: application/json */
    mm_str      still;  /* bytes that outlive the server, in place of `json` */
    mm_json     json;   /* or its buffer, of any type */
    int         file;   /* descriptor to send, when > 0 */
    uint64_t    file_size;
    mm_str      name;   /* of a file to save; in the request's memory */
    mm_str      cookie; /* Set-Cookie */
    mm_str      location;
} mm_reply;

typedef int mm_handler(mm_request *request, mm_worker *worker, mm_error *err);

typedef struct mm_route {
    const char *method;
    const char *path; /* "/api/v1/concepts/{id}"; a last {*} takes the rest */
    unsigned    right, flags;
    mm_lane     lane;
    mm_handler *run;
} mm_route;

enum { MM_CAPTURES = 4 };

struct mm_request {
    mm_request     *next; /* in a lane */
    mm_server      *server;
    const mm_route *route;
    const char     *method;
    mm_str          target; /* as it came, for the log */
    mm_str          path;   /* decoded, less a token in it */
    mm_params       query, form;
    mm_str          captures[MM_CAPTURES];
    mm_buf          body;
    json_t         *json; /* of the body; NULL when there is none */
    mm_str          token, host, language; /* as the client sent them */
    unsigned        rights;
    char            who[64]; /* token's name; "" the server's own user */
    char            client[64];
    mm_reply        reply;
    mm_arena        mem;
    void           *link; /* http.c's own */
};

struct mm_worker {
    mm_server *server;
    mm_lane    lane;
    pthread_t  thread;
    mm_desk   *desk;         /* of a reader */
    mm_desk   *fresh;        /* put there by the renewer, under server->lock */
    mm_desk   *steady;       /* see mm_worker_steady(); NULL until asked for */
    mm_desk   *fresh_steady; /* as `fresh` */
    mm_id      fresh_last;   /* `last` of it */
    int64_t    seen;   /* generation that the steady desk's matchers know */
    bool       behind; /* too far: they answer as they know */
    mm_id      last;   /* highest unit they know */
    mm_store  *store;  /* of the writer and of long jobs; opened at first use */
};

typedef struct mm_settings {
    const char  *address; /* "127.0.0.1" */
    unsigned     port;    /* 7737; 0: any */
    const char **dbs;     /* NULL-terminated; the first is written */
    const char  *tables;
    const char  *token_path; /* empty: beside the first memory */
    const char **hosts;      /* names that may stand in Host; NULL-terminated */
    bool         read_only, no_builtin, quiet;
    unsigned     readers; /* 0: one a core */
    double       rate;    /* requests a second and client; 0: no limit */
    size_t       body_limit, upload_limit; /* bytes */
} mm_settings;

/* A line of requests for one kind of worker. */
typedef struct mm_line {
    mm_request    *first, *last;
    pthread_cond_t filled;
} mm_line;

struct mm_server {
    mm_settings     set;
    mm_tables      *tables;
    mm_line         lines[MM_LANES];
    mm_worker      *workers;
    size_t          n_workers;
    pthread_mutex_t lock; /* over lines, fresh desks, generations, stop */
    pthread_cond_t  renew, renewed;
    int64_t         wanted; /* generation that readers should have seen */
    int64_t         opened; /* generation of the newest desks */
    bool            behind; /* a worker's matchers are */
    char            pairs[8][2][24]; /* languages that were matched */
    size_t          n_pairs;
    pthread_t       renewer;
    bool            stop, renewing;
    pthread_mutex_t auth_lock;
    mm_token_file   tokens;
    int64_t         tokens_stamp;
    char            secret[65]; /* CSRF tokens are made of it */
    mm_jobs        *jobs;
    void           *http;    /* http.c's own */
    uint64_t        started; /* ms */
    const char     *openapi;
};

/* ---- server.c ---- */

int  mm_server_open(mm_server **out, const mm_settings *set, mm_error *err);
void mm_server_close(mm_server *server);
/** Puts a request in the line of its route; the worker ends with
 * mm_request_done(). */
void mm_server_queue(mm_server *server, mm_request *request);
/** Tells readers to look up in what was written up to now. */
void mm_server_changed(mm_server *server, mm_store *store);
/** The store that `worker` writes. MM_EINVALID for a read-only server. */
int mm_worker_store(mm_store **out, mm_worker *worker, mm_error *err);
/** A desk that stays: for matchers, which see changes by themselves and are
 * dear to open. */
int mm_worker_steady(mm_desk **out, mm_worker *worker, mm_error *err);
/** True when so much came in since (an import) that catching up would keep the
 * client waiting: the renewer opens new matchers beside the readers. */
bool     mm_worker_behind(mm_worker *worker);
uint64_t mm_now_ms(void);

/* ---- desk.c: what a reader needs, opened once ---- */

int  mm_desk_open(mm_desk **out, mm_server *server, mm_error *err);
void mm_desk_close(mm_desk *desk); /* NULL is fine */
/** Opens what the next request will likely ask for. */
void mm_desk_warm(mm_desk *desk);
/** The matcher of two languages, kept on the desk. */
int mm_desk_matcher(mm_matcher **out, mm_desk *desk, const char *source,
                    const char *target, mm_error *err);
/** Generation of the first memory when it was opened. */
int64_t          mm_desk_generation(const mm_desk *desk);
mm_store        *mm_desk_store(mm_desk *desk); /* the first; NULL: none yet */
mm_store *const *mm_desk_stores(const mm_desk *desk, size_t *n);
/** Look-up, with the shipped glossaries or without. */
int mm_desk_lookup(mm_lookup **out, mm_desk *desk, bool builtin, mm_error *err);

/* ---- http.c ---- */

int      mm_http_start(mm_server *server, mm_error *err);
void     mm_http_stop(mm_server *server);
unsigned mm_http_port(const mm_server *server);
/** A worker is done with it: `rc` and `err` become the answer. */
void mm_request_done(mm_request *request, int rc, const mm_error *err);

/* ---- routes.c ---- */

/** The route of a method and path, its captures filled. NULL: `*known` tells
 * whether the path has another method. */
const mm_route *mm_route_find(mm_request *request, bool *known);
const mm_route *mm_route_at(size_t i); /* NULL past the last */

/* ---- request.c: what handlers read and write ---- */

/** Parameter of the query, or of a JSON object's or form's body. */
mm_str mm_arg(const mm_request *request, const char *name);
/** Number of a parameter within bounds. MM_EINVALID names it. */
int  mm_arg_number(double *out, const mm_request *request, const char *name,
                   double unset, double least, double most, mm_error *err);
bool mm_arg_flag(const mm_request *request, const char *name, bool unset);
/** --project --client --field --status --since --author, as parameters. Of
 * concepts alone (out->what) a status that no term can have is MM_EINVALID. */
int mm_arg_selection(mm_selection *out, const mm_request *request,
                     mm_error *err);
/** A capture as the id of a row. MM_ENOTFOUND when it is none. */
int mm_arg_id(mm_id *out, const mm_request *request, size_t i, mm_error *err);
/** The JSON text `name` of an object; empty when it is none. */
mm_str mm_json_member(const json_t *object, const char *name);
/** Fills reply->json with {"error": {"code", "message"}}. */
void     mm_reply_error(mm_reply *reply, unsigned status, mm_str message);
unsigned mm_status_of(int rc);

/* ---- show.c: rows as JSON ---- */

void mm_show_concept(mm_json *json, const mm_concept *concept, mm_id row);
void mm_show_unit(mm_json *json, const mm_unit *unit, mm_id row);
void mm_show_past(mm_json *json, const mm_past *past);
/** "evidence": [...] of a concept, at most `most`. */
int mm_show_proofs(mm_json *json, mm_store *store, mm_id row, size_t most,
                   mm_error *err);
/** The row's version: number of the last change that touched it; 0 unknown. */
int mm_version_of(mm_id *out, mm_store *store, mm_row_kind kind, mm_id id,
                  mm_error *err);

#endif
