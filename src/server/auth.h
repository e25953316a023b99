/*
 * Who asks, and may they?
 *
 * Without tokens the server belongs to whoever sits at the machine: all may be
 * done, and serving at an address that others reach is refused at the start.
 * With tokens a client sends one as "Authorization: Bearer", in the path
 * (/t/TOKEN/...), as `api_key` or `key`, or, the page, in a cookie.
 *
 * What a browser sends by itself (a cookie, or nothing where no token is
 * needed) proves no intent: a change asked for that way has to carry the CSRF
 * token, which the session's own answer tells.
 */
#ifndef MM_SERVER_AUTH_H
#define MM_SERVER_AUTH_H

#include "server/server.h"

/** Settles who asks and with which rights. Status to refuse with, and why; 0
 * lets it pass. `cookie` is the value of the page's cookie. */
unsigned mm_auth_check(const char **why, mm_request *request, mm_str csrf,
                       mm_str cookie);
/** Does the server know any token? */
bool mm_auth_needed(mm_server *server);
/** The rights of `token`, its name into `who` (64 bytes); 0: unknown. */
unsigned mm_auth_rights(char *who, mm_server *server, mm_str token);
/** CSRF token of a session with `token` (may be empty). */
void mm_auth_csrf(char out[65], const mm_server *server, mm_str token);
/** As mm_auth_check() for another program's protocol, once the body is there:
 * its key may be a parameter, `api_key` or `key`. */
unsigned mm_auth_key(const char **why, mm_request *request);

#endif
