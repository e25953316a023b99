/* malmoi serve: the memory over HTTP, by malmoi-serve. */
#include "cli/serving.h"

#include <stdlib.h>
#include <string.h>

static const mm_option options[] = {
    { "port", 'p', "N", N_("port to listen at (7737); 0 takes a free one") },
    { "address", 'a', "IP", N_("address to listen at (127.0.0.1)") },
    { "host", 0, "NAMES", N_("names others call it by, commas between") },
    { "read-only", 'r', NULL, N_("change nothing") },
    { "no-builtin", 0, NULL, N_("leave the shipped glossaries out") },
    { "tokens", 0, "FILE", N_("token file (MEMORY.tokens)") },
    { "rate", 0, "N", N_("requests a second and client (2000; 0: any)") },
    { "readers", 0, "N", N_("threads that read (one a core)") },
    { "body-limit", 0, "BYTES", N_("largest body of a request (1 MiB)") },
    { "upload-limit", 0, "BYTES", N_("largest file that is sent (64 MiB)") },
    { 0 }
};

/* A memory that can be written is made, with its folders, before it is
 * served. */
static int make_store(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    int       rc;

    if (mm_opt(args, "read-only"))
        return MM_OK;
    rc = mm_stores_open(&stores, args, MM_WRITE, err);
    mm_stores_release(&stores);
    return rc;
}

static int run_serve(const mm_args *args, mm_error *err)
{
    static const char *const passed[] = {
        "port",    "address",    "read-only",    "no-builtin", "tokens", "rate",
        "readers", "body-limit", "upload-limit", "tables",     "quiet"
    };
    const char   *hosts = mm_opt(args, "host");
    mm_serve_line line;
    char         *names = NULL, *name, *rest = NULL;
    int           rc;

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("serve takes options alone"));
    if ((rc = make_store(args, err)) < 0 ||
        (rc = mm_serve_begin(&line, args, err)) < 0)
        return rc;
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        mm_serve_pass(&line, args, passed[i]);
    if (hosts && !(names = strdup(hosts)))
        rc = mm_fail_memory(err);
    for (name = names ? strtok_r(names, ",", &rest) : NULL; name;
         name = strtok_r(NULL, ",", &rest)) {
        mm_serve_add(&line, "--host");
        mm_serve_add(&line, name);
    }
    if (rc == MM_OK)
        rc = mm_serve_run(&line, err);
    free(names);
    free(line.path);
    return rc;
}

const mm_command mm_cmd_serve = {
    .name = "serve",
    .args = "",
    .summary = N_("serve the memory: a page for people, HTTP for CAT tools"),
    .detail = N_(
        "The page is at http://127.0.0.1:7737/, the API below /api/v1 (docs/api.md),\n"
        "Virtaal's and Weblate's protocol below /tmserver, Apertium's and\n"
        "LibreTranslate's at /translate, t5memory's below /t5memory. Without tokens\n"
        "all may be done from this machine and nothing from elsewhere; `malmoi token`\n"
        "makes tokens. Ctrl-C or SIGTERM stops it when what was begun is done. A line\n"
        "of JSON a request goes to standard error."),
    .examples =
        "malmoi serve\n"
        "malmoi serve -d team.db -d reference.db --port 8080\n"
        "malmoi serve --read-only --address 0.0.0.0 --host memory.example.org",
    .options = options,
    .run = run_serve,
};
