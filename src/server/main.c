/*
 * malmoi-serve: the options, the server, and a clean stop.
 *
 * `malmoi serve` and `malmoi token` run this program with what they were
 * given; people need not know it.
 */
#include "server/server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE = 2, STORE = 4, MOST = 64 };

enum { /* of options without a letter */
       PORT = 256,
       ADDRESS,
       HOST,
       READ_ONLY,
       NO_BUILTIN,
       TABLES,
       TOKENS,
       RATE,
       READERS,
       BODY,
       UPLOAD,
       TOKEN
};

static const struct option options[] = {
    { "db", required_argument, NULL, 'd' },
    { "port", required_argument, NULL, PORT },
    { "address", required_argument, NULL, ADDRESS },
    { "host", required_argument, NULL, HOST },
    { "read-only", no_argument, NULL, READ_ONLY },
    { "no-builtin", no_argument, NULL, NO_BUILTIN },
    { "tables", required_argument, NULL, TABLES },
    { "tokens", required_argument, NULL, TOKENS },
    { "rate", required_argument, NULL, RATE },
    { "readers", required_argument, NULL, READERS },
    { "body-limit", required_argument, NULL, BODY },
    { "upload-limit", required_argument, NULL, UPLOAD },
    { "token", required_argument, NULL, TOKEN },
    { "quiet", no_argument, NULL, 'q' },
    { NULL, 0, NULL, 0 }
};

typedef struct told {
    mm_settings set;
    const char *dbs[MOST], *hosts[MOST];
    size_t      n_dbs, n_hosts;
    const char *token; /* "add", "list", "remove" */
    mm_buf      token_path;
} told;

static int complain(const mm_error *err)
{
    fprintf(stderr, "malmoi: %s\n", err->text);
    return err->code == MM_EINVALID                               ? USAGE
           : err->code == MM_EFORMAT || err->code == MM_ENOTFOUND ? STORE
                                                                  : STORE;
}

/* Figures alone, up to `most`. */
static bool number(double *out, const char *text, double most)
{
    size_t n = strspn(text, "0123456789");

    *out = strtod(text, NULL);
    return n && text[n] == '\0' && *out <= most;
}

/* One option; false with a word on stderr. */
static bool take_number(told *t, int option, const char *value)
{
    double n;
    double most = option == PORT ? 65535 : option == READERS ? 256 : 1e15;

    if (!number(&n, value, most)) {
        fprintf(stderr, "malmoi: '%s' is no whole number from 0 to %.0f\n",
                value, most);
        return false;
    }
    if (option == PORT)
        t->set.port = (unsigned)n;
    else if (option == READERS)
        t->set.readers = (unsigned)n;
    else if (option == RATE)
        t->set.rate = n;
    else if (option == BODY)
        t->set.body_limit = (size_t)n;
    else
        t->set.upload_limit = (size_t)n;
    return true;
}

static bool take(told *t, int option, const char *value)
{
    switch (option) {
    case 'd':
        if (t->n_dbs + 1 < MOST)
            t->dbs[t->n_dbs++] = value;
        return true;
    case HOST:
        if (t->n_hosts + 1 < MOST)
            t->hosts[t->n_hosts++] = value;
        return true;
    case ADDRESS:
        t->set.address = value;
        return true;
    case READ_ONLY:
        return t->set.read_only = true;
    case NO_BUILTIN:
        return t->set.no_builtin = true;
    case TABLES:
        t->set.tables = value;
        return true;
    case TOKENS:
        t->set.token_path = value;
        return true;
    case TOKEN:
        t->token = value;
        return true;
    case 'q':
        return t->set.quiet = true;
    case PORT:
    case READERS:
    case RATE:
    case BODY:
    case UPLOAD:
        return take_number(t, option, value);
    default:
        fputs("try: malmoi help serve\n", stderr);
        return false;
    }
}

static bool read_options(told *t, int argc, char **argv)
{
    int option;

    t->set = (mm_settings){ .address = "127.0.0.1",
                            .port = 7737,
                            .rate = 2000,
                            .body_limit = 1 << 20,
                            .upload_limit = (size_t)64 << 20 };
    while ((option = getopt_long(argc, argv, "d:q", options, NULL)) != -1)
        if (!take(t, option, optarg))
            return false;
    t->set.dbs = t->dbs;
    t->set.hosts = t->hosts;
    if (t->n_dbs == 0) {
        fputs("malmoi: no memory named: --db FILE\n", stderr);
        return false;
    }
    if (!t->set.token_path) {
        if (mm_buf_printf(&t->token_path, "%s.tokens", t->dbs[0]) < 0)
            return false;
        t->set.token_path = t->token_path.ptr;
    }
    return true;
}

/* ---- malmoi token ---- */

static int list_tokens(const told *t, mm_error *err)
{
    mm_token_file file;
    int           rc = mm_token_file_read(&file, t->set.token_path, err);

    if (rc < 0)
        return complain(err);
    for (size_t i = 0; i < file.n; i++)
        printf("%s\t%s\t%s\n", file.rows[i].name,
               mm_rights_name(file.rows[i].rights), file.rows[i].created);
    mm_token_file_release(&file);
    return 0;
}

static int tokens(const told *t, char **words)
{
    mm_error err = { 0 };
    mm_buf   secret = { 0 };
    unsigned rights = MM_MAY_READ;
    int      rc;

    if (strcmp(t->token, "list") == 0)
        return list_tokens(t, &err);
    if (!words[0]) {
        fputs("malmoi: name the token\n", stderr);
        return USAGE;
    }
    if (strcmp(t->token, "remove") == 0) {
        rc = mm_token_remove(t->set.token_path, mm_cstr(words[0]), &err);
        return rc < 0 ? complain(&err) : 0;
    }
    rc = words[1] ? mm_rights_parse(&rights, mm_cstr(words[1]), &err) : MM_OK;
    if (rc == MM_OK)
        rc = mm_token_add(&secret, t->set.token_path, mm_cstr(words[0]), rights,
                          &err);
    if (rc < 0)
        return complain(&err);
    printf("%s\n", secret.ptr);
    fprintf(stderr, "note: this token is shown once; %s keeps its hash\n",
            t->set.token_path);
    mm_buf_release(&secret);
    return 0;
}

/* ---- serving ---- */

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static int serve(const told *t)
{
    mm_server *server = NULL;
    mm_error   err = { 0 };
    sigset_t   stop;
    int        signal_came;

    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* threads inherit it */
    signal(SIGPIPE, SIG_IGN);
    if (mm_server_open(&server, &t->set, &err) < 0)
        return complain(&err);
    if (!is_loopback(t->set.address) && server->tokens.n == 0 &&
        !t->set.read_only) {
        fputs("malmoi: others can reach this address, and nothing keeps them "
              "from writing: make a token first (malmoi token add NAME "
              "--rights all), or serve --read-only\n",
              stderr);
        mm_server_close(server);
        return USAGE;
    }
    if (mm_http_start(server, &err) < 0) {
        mm_server_close(server);
        return complain(&err);
    }
    printf("malmoi: http://%s%s%s:%u/\n",
           strchr(t->set.address, ':') ? "[" : "", t->set.address,
           strchr(t->set.address, ':') ? "]" : "", mm_http_port(server));
    fflush(stdout);
    sigwait(&stop, &signal_came);
    mm_server_close(server);
    return 0;
}

int main(int argc, char **argv)
{
    told t = { 0 };
    int  code = USAGE;

    if (read_options(&t, argc, argv))
        code = t.token ? tokens(&t, argv + optind) : serve(&t);
    mm_buf_release(&t.token_path);
    return code;
}
