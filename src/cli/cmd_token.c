/* malmoi token: who may ask a server, and for what; by malmoi-serve, which
 * knows how tokens are hashed. */
#include "cli/serving.h"

#include <stdlib.h>
#include <string.h>

static const mm_option options[] = {
    { "rights", 0, "LIST",
      N_("read, write, review, commas between, or all (read)") },
    { "tokens", 0, "FILE", N_("token file (MEMORY.tokens)") },
    { 0 }
};

static int check_words(const mm_args *args, mm_error *err)
{
    if (args->n == 1 && strcmp(args->words[0], "list") == 0)
        return MM_OK;
    if (args->n == 2 && (strcmp(args->words[0], "add") == 0 ||
                         strcmp(args->words[0], "remove") == 0))
        return MM_OK;
    return mm_fail(err, MM_EINVALID,
                   _("say: token add NAME, token remove NAME, or token list"));
}

static int run_token(const mm_args *args, mm_error *err)
{
    mm_serve_line line;
    int           rc = check_words(args, err);

    if (rc < 0 || (rc = mm_serve_begin(&line, args, err)) < 0)
        return rc;
    mm_serve_pass(&line, args, "tokens");
    mm_serve_add(&line, "--token");
    mm_serve_add(&line, args->words[0]);
    mm_serve_add(&line, "--"); /* a name may begin with a hyphen */
    if (args->n > 1)
        mm_serve_add(&line, args->words[1]);
    if (mm_opt(args, "rights"))
        mm_serve_add(&line, mm_opt(args, "rights"));
    rc = mm_serve_run(&line, err);
    free(line.path);
    return rc;
}

const mm_command mm_cmd_token = {
    .name = "token",
    .args = "add NAME | remove NAME | list",
    .summary = N_("make and take back tokens for a server"),
    .detail = N_(
        "`add` prints the token once; the file beside the memory keeps its hash alone.\n"
        "A running server knows of it at once. Rights: read (look up), write (add,\n"
        "change, import), review (accept and reject); both include reading."),
    .examples = "malmoi token add weblate\n"
                "malmoi token add minji --rights write,review\n"
                "malmoi token remove weblate",
    .options = options,
    .run = run_token,
};
