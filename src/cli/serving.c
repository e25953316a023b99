/* malmoi-serve is found and run, as git runs its parts. */
#include "cli/serving.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int mm_serve_begin(mm_serve_line *line, const mm_args *args, mm_error *err)
{
    *line = (mm_serve_line){ .words = { "malmoi-serve" }, .n = 1 };
    if (!args->dbs[0]) {
        if (!(line->path = mm_store_path_of(args)))
            return mm_fail_memory(err);
        mm_serve_add(line, "--db");
        mm_serve_add(line, line->path);
    }
    for (size_t i = 0; args->dbs[i]; i++) {
        mm_serve_add(line, "--db");
        mm_serve_add(line, args->dbs[i]);
    }
    return MM_OK;
}

void mm_serve_add(mm_serve_line *line, const char *word)
{
    if (line->n + 1 < MM_SERVE_WORDS)
        line->words[line->n++] = word;
}

static const char *const flags[] = {
    "--port",       "--address",    "--host",         "--read-only",
    "--no-builtin", "--tables",     "--tokens",       "--rate",
    "--readers",    "--body-limit", "--upload-limit", "--quiet"
};

void mm_serve_pass(mm_serve_line *line, const mm_args *args, const char *name)
{
    const char *value = mm_opt(args, name);

    for (size_t i = 0; value && i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i] + 2, name) == 0) {
            mm_serve_add(line, flags[i]);
            if (*value)
                mm_serve_add(line, value);
        }
}

/* Its path beside this program, where the system tells that; else "". */
static void beside(mm_buf *out)
{
    char    self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    char   *slash;

    if (n <= 0)
        return;
    self[n] = '\0';
    if (!(slash = strrchr(self, '/')))
        return;
    *slash = '\0';
    mm_buf_printf(out, "%s/malmoi-serve", self);
}

int mm_serve_run(mm_serve_line *line, mm_error *err)
{
    mm_buf path = { 0 };
    char **words = (char **)(uintptr_t)line->words; /* exec does not write */

    line->words[line->n] = NULL;
    beside(&path);
    if (path.ptr)
        execv(path.ptr, words);
    execv(MALMOI_LIBEXECDIR "/malmoi-serve", words);
    execvp("malmoi-serve", words);
    mm_buf_release(&path);
    return mm_fail(err, MM_EIO,
                   _("cannot run malmoi-serve: %s; it is built where "
                     "libmicrohttpd and libsodium are installed"),
                   strerror(errno));
}
