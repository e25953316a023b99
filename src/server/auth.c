/* Tokens, cookies and CSRF tokens against a request. */
#include "server/auth.h"

#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

/* Reads the token file again when it has changed. Under auth_lock. */
static void refresh(mm_server *s)
{
    struct stat   info;
    mm_token_file file;
    int64_t       stamp = 0;

    if (stat(s->set.token_path, &info) == 0)
        stamp = (int64_t)info.st_mtime * 1000003 + (int64_t)info.st_ino +
                (int64_t)info.st_size;
    if (stamp == s->tokens_stamp)
        return;
    if (mm_token_file_read(&file, s->set.token_path, NULL) < 0)
        return; /* a broken file does not open the door: the old rows stay */
    if (file.n == 0 && s->tokens.n) {
        mm_token_file_release(&file); /* nor does one that went away */
        return;
    }
    mm_token_file_release(&s->tokens);
    s->tokens = file;
    s->tokens_stamp = stamp;
}

bool mm_auth_needed(mm_server *server)
{
    bool needed;

    pthread_mutex_lock(&server->auth_lock);
    refresh(server);
    needed = server->tokens.n > 0;
    pthread_mutex_unlock(&server->auth_lock);
    return needed;
}

unsigned mm_auth_rights(char *who, mm_server *server, mm_str token)
{
    const mm_token_row *row;
    unsigned            rights = 0;

    pthread_mutex_lock(&server->auth_lock);
    refresh(server);
    if (token.len && (row = mm_token_find(&server->tokens, token))) {
        rights = row->rights;
        memcpy(who, row->name, sizeof row->name);
    }
    pthread_mutex_unlock(&server->auth_lock);
    return rights;
}

void mm_auth_csrf(char out[65], const mm_server *server, mm_str token)
{
    unsigned char hash[32];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)token.ptr,
                       token.len, (const unsigned char *)server->secret, 64);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

static bool csrf_fits(const mm_request *r, mm_str csrf, mm_str token)
{
    char wanted[65];

    mm_auth_csrf(wanted, r->server, token);
    return csrf.len == 64 && sodium_memcmp(csrf.ptr, wanted, 64) == 0;
}

static unsigned refuse(const char **why, unsigned status, const char *text)
{
    *why = text;
    return status;
}

unsigned mm_auth_check(const char **why, mm_request *request, mm_str csrf,
                       mm_str cookie)
{
    mm_request     *r = request;
    const mm_route *route = r->route;
    bool            needed = mm_auth_needed(r->server);
    bool            by_browser = r->token.len == 0;
    bool            changes = strcmp(r->method, "GET") != 0;

    if (by_browser && needed)
        r->token = mm_arena_copy(&r->mem, cookie);
    r->rights =
        needed ? mm_auth_rights(r->who, r->server, r->token) : MM_MAY_ALL;
    if (r->server->set.read_only)
        r->rights &= MM_MAY_READ;
    if (route->flags & MM_ROUTE_OPEN)
        return 0;
    if (!r->rights && route->flags & MM_ROUTE_FOREIGN && by_browser)
        return 0; /* its key may be in the body: mm_auth_key() */
    if (!r->rights)
        return refuse(why, 401,
                      needed ? "a token is needed" : "this server only reads");
    if (route->right & ~r->rights)
        return refuse(why, 403,
                      r->server->set.read_only
                          ? "this server only reads"
                          : "the token has no right to that");
    if (changes && by_browser && !(route->flags & MM_ROUTE_FOREIGN) &&
        !csrf_fits(r, csrf, needed ? r->token : mm_cstr(NULL)))
        return refuse(why, 403,
                      "X-CSRF-Token is missing or wrong: GET "
                      "/api/v1/session tells it");
    return 0;
}

unsigned mm_auth_key(const char **why, mm_request *request)
{
    mm_str key = mm_arg(request, "api_key");

    if (!request->rights)
        request->rights =
            mm_auth_rights(request->who, request->server,
                           key.len ? key : mm_arg(request, "key"));
    if (!request->rights)
        return refuse(why, 401, "a token is needed");
    if (request->route->right & ~request->rights)
        return refuse(why, 403, "no right to that");
    return 0;
}
