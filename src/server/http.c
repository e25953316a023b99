/*
 * The socket thread, over libmicrohttpd, and the guards it lacks:
 *
 * - a deadline for the whole of a request (its own time-out counts idle time
 *   alone, so that a byte a second holds a socket for ever): a sweep ends
 *   sockets that are past theirs;
 * - the size of a body, refused by its header and again as it comes;
 * - two lengths, or a length beside chunks.
 *
 * A request's life: its target (on_target), its headers (begin), its body
 * (go_on), its line and worker (mm_server_queue, the connection suspended), its
 * answer (mm_request_done, resumed), the log (on_completed).
 */
#include "server/auth.h"
#include "server/guard.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    SWEEP_MS = 500,
    HEAD_MS = 8000,    /* target and headers */
    BODY_MS = 10000,   /* a body, and a second more for each 64 kB */
    ANSWER_MS = 30000, /* taking the answer, and a second for each 32 kB */
    IDLE_MS = 30000,   /* between two requests */
    CONNECTIONS = 4000,
    HEAD_ROOM = 64 * 1024
};

/* One socket. */
typedef struct socket_state {
    struct socket_state *next, *previous;
    int                  fd;
    uint64_t             deadline; /* ms; 0: none, we are at work */
    char                 client[64];
} socket_state;

typedef struct http {
    struct MHD_Daemon *daemon;
    mm_buckets        *buckets;
    socket_state      *sockets; /* under `lock` */
    pthread_mutex_t    lock, log_lock;
    pthread_t          sweeper;
    bool               sweeping, stop;
} http;

/* http.c's part of a request. */
typedef struct exchange {
    struct MHD_Connection *connection;
    socket_state          *socket;
    uint64_t               began; /* ms */
    bool                   begun, complete, done, answered, body_too_large;
    unsigned               status;
    size_t                 sent;
} exchange;

/* ---- sockets and their deadlines ---- */

static void set_deadline(http *h, socket_state *socket, uint64_t ms)
{
    if (!socket)
        return;
    pthread_mutex_lock(&h->lock);
    socket->deadline = ms ? mm_now_ms() + ms : 0;
    pthread_mutex_unlock(&h->lock);
}

static void *sweep(void *data)
{
    http           *h = data;
    struct timespec pause = { 0, SWEEP_MS * 1000000L };

    for (;;) {
        uint64_t now = mm_now_ms();
        bool     stop;

        pthread_mutex_lock(&h->lock);
        for (socket_state *s = h->sockets; s; s = s->next)
            if (s->deadline && s->deadline < now) {
                shutdown(s->fd, SHUT_RDWR); /* the daemon closes it */
                s->deadline = 0;
            }
        stop = h->stop;
        pthread_mutex_unlock(&h->lock);
        if (stop)
            return NULL;
        nanosleep(&pause, NULL);
    }
}

static void name_client(char *out, size_t room,
                        struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    socklen_t length;

    snprintf(out, room, "?");
    if (!info)
        return;
    length = info->client_addr->sa_family == AF_INET6
                 ? sizeof(struct sockaddr_in6)
                 : sizeof(struct sockaddr_in);
    getnameinfo(info->client_addr, length, out, (socklen_t)room, NULL, 0,
                NI_NUMERICHOST);
}

static void on_socket(void *data, struct MHD_Connection *connection,
                      void **context, enum MHD_ConnectionNotificationCode code)
{
    http         *h = ((mm_server *)data)->http;
    socket_state *s = *context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(
            connection, MHD_CONNECTION_INFO_CONNECTION_FD);

        if (!info || !(s = calloc(1, sizeof *s)))
            return;
        s->fd = info->connect_fd;
        s->deadline = mm_now_ms() + HEAD_MS;
        name_client(s->client, sizeof s->client, connection);
        *context = s;
        pthread_mutex_lock(&h->lock);
        s->next = h->sockets;
        if (s->next)
            s->next->previous = s;
        h->sockets = s;
        pthread_mutex_unlock(&h->lock);
    } else if (s) {
        pthread_mutex_lock(&h->lock);
        if (s->next)
            s->next->previous = s->previous;
        if (s->previous)
            s->previous->next = s->next;
        else
            h->sockets = s->next;
        pthread_mutex_unlock(&h->lock);
        *context = NULL;
        free(s);
    }
}

/* ---- a request begins and ends ---- */

static void *on_target(void *data, const char *target,
                       struct MHD_Connection *connection)
{
    mm_server                      *server = data;
    mm_request                     *r = calloc(1, sizeof *r);
    exchange                       *l = calloc(1, sizeof *l);
    const union MHD_ConnectionInfo *info;

    if (!r || !l ||
        !(r->target = mm_arena_copy(&r->mem, mm_cstr(target))).ptr) {
        if (r)
            mm_arena_release(&r->mem);
        free(r);
        free(l);
        return NULL;
    }
    r->server = server;
    r->link = l;
    l->connection = connection;
    l->began = mm_now_ms();
    info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    l->socket = info ? info->socket_context : NULL;
    if (l->socket)
        memcpy(r->client, l->socket->client, sizeof r->client);
    set_deadline(server->http, l->socket, HEAD_MS);
    return r;
}

/* One line of JSON a request; a token in the target is kept out. */
static void log_request(const mm_request *r, const exchange *l)
{
    http     *h = r->server->http;
    mm_json   line = { 0 };
    char      when[40];
    struct tm utc;
    time_t    now = time(NULL);
    mm_str target = mm_str_starts(r->target, MM_S("/t/")) ? r->path : r->target;

    if (r->server->set.quiet)
        return;
    if (mm_str_find(r->target, MM_S("key="), 0) != SIZE_MAX)
        target = r->path;
    gmtime_r(&now, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    mm_json_open(&line, '{');
    mm_json_put_text(&line, "time", mm_cstr(when));
    mm_json_put_text(&line, "client", mm_cstr(r->client));
    mm_json_put_said(&line, "user", mm_cstr(r->who));
    mm_json_put_text(&line, "method", mm_cstr(r->method));
    mm_json_put_text(&line, "target", mm_str_sub(target, 0, 500));
    mm_json_put_int(&line, "status", l->status);
    mm_json_put_int(&line, "bytes", (long long)l->sent);
    mm_json_put_int(&line, "ms", (long long)(mm_now_ms() - l->began));
    mm_json_close(&line, '}');
    pthread_mutex_lock(&h->log_lock);
    fprintf(stderr, "%s\n", line.buf.ptr ? line.buf.ptr : "");
    pthread_mutex_unlock(&h->log_lock);
    mm_buf_release(&line.buf);
}

static void on_completed(void *data, struct MHD_Connection *connection,
                         void **context, enum MHD_RequestTerminationCode code)
{
    mm_server  *server = data;
    mm_request *r = *context;
    exchange   *l;

    (void)connection;
    (void)code;
    if (!r)
        return;
    l = r->link;
    if (l->answered)
        log_request(r, l);
    set_deadline(server->http, l->socket, IDLE_MS);
    if (r->reply.file > 0 && !l->answered)
        close(r->reply.file);
    json_decref(r->json);
    mm_buf_release(&r->body);
    mm_buf_release(&r->reply.json.buf);
    mm_arena_release(&r->mem);
    free(l);
    free(r);
    *context = NULL;
}

/* ---- answers ---- */

static void put_heads(struct MHD_Response *response, const mm_request *r)
{
    static const char *const heads[][2] = {
        { "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
          "'self' data:; font-src 'self'; connect-src 'self'; form-action "
          "'self'; base-uri 'none'; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
    };

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        MHD_add_response_header(response, heads[i][0], heads[i][1]);
    MHD_add_response_header(response, "Cache-Control",
                            r->reply.still.ptr ? "no-cache" : "no-store");
    MHD_add_response_header(response, "Content-Type",
                            r->reply.type ? r->reply.type
                                          : "application/json; charset=utf-8");
    if (r->reply.name.len)
        MHD_add_response_header(response, "Content-Disposition",
                                r->reply.name.ptr);
    if (r->reply.cookie.len)
        MHD_add_response_header(response, "Set-Cookie", r->reply.cookie.ptr);
    if (r->reply.location.len)
        MHD_add_response_header(response, "Location", r->reply.location.ptr);
    if (r->reply.status == 401)
        MHD_add_response_header(response, "WWW-Authenticate",
                                "Bearer realm=\"malmoi\"");
    if (r->reply.status == 429 || r->reply.status == 503)
        MHD_add_response_header(response, "Retry-After", "1");
}

static struct MHD_Response *make_response(mm_request *r, size_t *size)
{
    mm_reply *reply = &r->reply;

    if (reply->file > 0) {
        *size = (size_t)reply->file_size;
        return MHD_create_response_from_fd64(reply->file_size, reply->file);
    }
    if (reply->still.ptr) {
        *size = reply->still.len;
        return MHD_create_response_from_buffer(
            reply->still.len, (void *)(uintptr_t)reply->still.ptr,
            MHD_RESPMEM_PERSISTENT);
    }
    *size = reply->json.buf.len;
    return MHD_create_response_from_buffer(
        *size, *size ? (void *)reply->json.buf.ptr : (void *)(uintptr_t) "",
        MHD_RESPMEM_PERSISTENT); /* lives until on_completed() */
}

static enum MHD_Result answer(mm_request *r)
{
    exchange            *l = r->link;
    struct MHD_Response *response;
    enum MHD_Result      result;

    if (r->reply.json.failed)
        mm_reply_error(&r->reply, 503, MM_S("out of memory"));
    if (!(response = make_response(r, &l->sent)))
        return MHD_NO;
    put_heads(response, r);
    l->status = r->reply.status ? r->reply.status : 200;
    l->answered = true;
    set_deadline(r->server->http, l->socket, ANSWER_MS + l->sent / 32);
    result = MHD_queue_response(l->connection, l->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(mm_request *r, unsigned status, const char *why)
{
    mm_reply_error(&r->reply, status, mm_cstr(why));
    return answer(r);
}

/* A handler's failure as the answer; its own status, when it set one. */
static void settle(mm_request *r, int rc, const mm_error *err)
{
    if (rc >= 0)
        return;
    if (r->reply.file > 0)
        close(r->reply.file);
    r->reply.file = 0;
    r->reply.still = (mm_str){ 0 };
    mm_reply_error(&r->reply,
                   r->reply.status >= 400 ? r->reply.status : mm_status_of(rc),
                   mm_cstr(err->text[0] ? err->text : "failed"));
}

void mm_request_done(mm_request *request, int rc, const mm_error *err)
{
    exchange *l = request->link;

    settle(request, rc, err);
    l->done = true;
    MHD_resume_connection(l->connection);
}

/* ---- headers ---- */

typedef struct gathering {
    mm_heads    heads;
    mm_request *request;
} gathering;

static enum MHD_Result gather(void *data, enum MHD_ValueKind kind,
                              const char *key, const char *value)
{
    gathering  *g = data;
    mm_request *r = g->request;
    mm_str      text = mm_cstr(value);

    (void)kind;
    if (strcasecmp(key, "Host") == 0) {
        g->heads.host = text;
        g->heads.hosts++;
    } else if (strcasecmp(key, "Content-Length") == 0) {
        g->heads.length = text;
        g->heads.lengths++;
    } else if (strcasecmp(key, "Transfer-Encoding") == 0) {
        g->heads.codings++;
    } else if (strcasecmp(key, "Origin") == 0) {
        g->heads.origin = text;
    } else if (strcasecmp(key, "Sec-Fetch-Site") == 0) {
        g->heads.site = text;
    } else if (strcasecmp(key, "Content-Type") == 0) {
        g->heads.type = text;
    } else if (strcasecmp(key, "X-CSRF-Token") == 0) {
        g->heads.csrf = text;
    } else if (strcasecmp(key, "Authorization") == 0 &&
               strncasecmp(value, "Bearer ", 7) == 0) {
        r->token = mm_arena_copy(&r->mem, mm_str_trim(mm_cstr(value + 7)));
    } else if (strcasecmp(key, "Accept-Language") == 0) {
        r->language = mm_arena_copy(&r->mem, text);
    }
    return MHD_YES;
}

/* "/t/TOKEN/tmserver/..." carries the token of a client that cannot send a
 * header. */
static bool cut_target(mm_request *r)
{
    mm_str query = r->target, path = mm_str_cut(&query, '?');

    if (mm_str_starts(path, MM_S("/t/"))) {
        path = mm_str_sub(path, 3, path.len);
        r->token = mm_arena_copy(&r->mem, mm_str_cut(&path, '/'));
        path.ptr--; /* the slash again */
        path.len++;
    }
    return mm_uri_decode(&r->path, &r->mem, path, false) && r->path.len &&
           r->path.ptr[0] == '/' && mm_params_read(&r->query, &r->mem, query);
}

/* All that is settled before the body: where to, by whom, and whether. */
static enum MHD_Result begin(mm_request *r)
{
    http       *h = r->server->http;
    exchange   *l = r->link;
    gathering   g = { .request = r };
    const char *why = "";
    unsigned    status;
    uint64_t    length = 0;
    bool        known = false;

    MHD_get_connection_values(l->connection, MHD_HEADER_KIND, gather, &g);
    r->host = mm_arena_copy(&r->mem, g.heads.host);
    if (!cut_target(r))
        return refuse(r, 400, "a target that is no address");
    r->route = mm_route_find(r, &known);
    if ((status = mm_guard_heads(&why, &g.heads, r->route, r->method,
                                 &r->server->set)))
        return refuse(r, status, why);
    if (!r->route)
        return refuse(r, known ? 405 : 404,
                      known ? "this address takes another method"
                            : "there is nothing at this address");
    if ((status =
             mm_auth_check(&why, r, g.heads.csrf,
                           mm_cstr(MHD_lookup_connection_value(
                               l->connection, MHD_COOKIE_KIND, "malmoi")))))
        return refuse(r, status, why);
    if (!mm_buckets_take(h->buckets, *r->who ? r->who : r->client, mm_now_ms()))
        return refuse(r, 429, "too many requests; see --rate");
    mm_guard_length(&length, g.heads.length);
    set_deadline(h, l->socket, BODY_MS + length / 64);
    return MHD_YES;
}

/* ---- bodies ---- */

static enum MHD_Result take_body(mm_request *r, const char *bytes, size_t *size)
{
    exchange *l = r->link;
    size_t    limit = r->route->flags & MM_ROUTE_UPLOAD
                          ? r->server->set.upload_limit
                          : r->server->set.body_limit;

    if (r->body.len + *size > limit)
        l->body_too_large = true;
    else if (mm_buf_put(&r->body, (mm_str){ bytes, *size }) < 0)
        return MHD_NO;
    *size = 0;
    return MHD_YES;
}

static bool is_form(mm_request *r)
{
    exchange   *l = r->link;
    const char *type = MHD_lookup_connection_value(
        l->connection, MHD_HEADER_KIND, "Content-Type");

    return type &&
           strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0;
}

/* JSON, or for other programs' protocols a form. */
static const char *read_body(mm_request *r)
{
    json_error_t fault;

    if (r->body.len == 0 || r->route->flags & MM_ROUTE_UPLOAD)
        return NULL;
    if (r->route->flags & MM_ROUTE_FOREIGN && is_form(r) &&
        r->body.ptr[0] != '{' && r->body.ptr[0] != '[')
        return mm_params_read(&r->form, &r->mem, mm_buf_str(&r->body))
                   ? NULL
                   : "a body that is no form";
    r->json =
        json_loadb(r->body.ptr, r->body.len, JSON_REJECT_DUPLICATES, &fault);
    return r->json ? NULL : "a body that is no JSON";
}

static enum MHD_Result go_on(mm_request *r, const char *bytes, size_t *size)
{
    exchange   *l = r->link;
    const char *fault;
    unsigned    status;
    bool        stopping;

    if (*size)
        return take_body(r, bytes, size);
    if (l->done)
        return answer(r);
    if (l->complete)
        return MHD_YES;
    l->complete = true;
    set_deadline(r->server->http, l->socket, 0);
    if (l->body_too_large)
        return refuse(r, 413, "too large");
    if ((fault = read_body(r)))
        return refuse(r, 400, fault);
    if (r->route->flags & MM_ROUTE_FOREIGN && (status = mm_auth_key(&fault, r)))
        return refuse(r, status, fault);
    pthread_mutex_lock(&r->server->lock);
    stopping = r->server->stop;
    pthread_mutex_unlock(&r->server->lock);
    if (stopping)
        return refuse(r, 503, "the server is stopping");
    if (r->route->lane == MM_LANE_NONE) {
        mm_error err = { 0 };

        settle(r, r->route->run(r, NULL, &err), &err);
        return answer(r);
    }
    MHD_suspend_connection(l->connection);
    mm_server_queue(r->server, r);
    return MHD_YES;
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *c,
                                  const char *url, const char *method,
                                  const char *version, const char *bytes,
                                  size_t *size, void **context)
{
    mm_request *r = *context;
    exchange   *l;

    (void)data;
    (void)url;
    (void)version;
    (void)c;
    if (!r)
        return MHD_NO;
    l = r->link;
    if (!l->begun) {
        l->begun = true;
        r->method = strcmp(method, "HEAD") == 0
                        ? "GET"
                        : mm_arena_copy(&r->mem, mm_cstr(method)).ptr;
        return r->method ? begin(r) : MHD_NO;
    }
    return go_on(r, bytes, size);
}

/* ---- the daemon ---- */

static int address_of(struct sockaddr_storage *out, socklen_t *length,
                      const mm_settings *set, mm_error *err)
{
    struct addrinfo  hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST,
                               .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    char             port[8];

    snprintf(port, sizeof port, "%u", set->port);
    if (getaddrinfo(set->address, port, &hints, &found) != 0)
        return mm_fail(err, MM_EINVALID,
                       "'%.80s' is no address to listen at, as 127.0.0.1",
                       set->address);
    memcpy(out, found->ai_addr, found->ai_addrlen);
    *length = found->ai_addrlen;
    freeaddrinfo(found);
    return MM_OK;
}

int mm_http_start(mm_server *server, mm_error *err)
{
    http                   *h = calloc(1, sizeof *h);
    struct sockaddr_storage address = { 0 };
    socklen_t               length;
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    int rc;

    if (!h || !(h->buckets = mm_buckets_open(server->set.rate))) {
        free(h);
        return mm_fail_memory(err);
    }
    pthread_mutex_init(&h->lock, NULL);
    pthread_mutex_init(&h->log_lock, NULL);
    server->http = h;
    if ((rc = address_of(&address, &length, &server->set, err)) < 0)
        return rc;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    h->daemon = MHD_start_daemon(
        flags, (uint16_t)server->set.port, NULL, NULL, on_request, server,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_socket, server,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_ROOM,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
        MHD_OPTION_END);
    if (!h->daemon)
        return mm_fail(err, MM_EIO,
                       "cannot listen at %.80s port %u: is another server "
                       "there? See --port",
                       server->set.address, server->set.port);
    if (pthread_create(&h->sweeper, NULL, sweep, h) != 0)
        return mm_fail(err, MM_EIO, "cannot start a thread");
    h->sweeping = true;
    return MM_OK;
}

unsigned mm_http_port(const mm_server *server)
{
    const http                 *h = server->http;
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info && info->port ? info->port : server->set.port;
}

void mm_http_stop(mm_server *server)
{
    http *h = server->http;

    if (!h)
        return;
    pthread_mutex_lock(&h->lock);
    h->stop = true;
    pthread_mutex_unlock(&h->lock);
    if (h->sweeping)
        pthread_join(h->sweeper, NULL);
    if (h->daemon)
        MHD_stop_daemon(h->daemon);
    mm_buckets_close(h->buckets);
    pthread_mutex_destroy(&h->lock);
    pthread_mutex_destroy(&h->log_lock);
    free(h);
    server->http = NULL;
}
