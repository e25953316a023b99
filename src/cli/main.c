/*
 * malmoi COMMAND [OPTIONS] ...: finds the command in the table and runs it.
 * `malmoi WORD...` is a look-up, several words being one query; a command name
 * wins, and `malmoi -- check` looks the word up.
 */
#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const mm_command mm_cmd_align, mm_cmd_segment, mm_cmd_analyze,
    mm_cmd_romanize, mm_cmd_sound, mm_cmd_lookup, mm_cmd_import, mm_cmd_export,
    mm_cmd_convert, mm_cmd_diff, mm_cmd_merge, mm_cmd_clean, mm_cmd_stats,
    mm_cmd_help, mm_cmd_completion, mm_cmd_add, mm_cmd_edit, mm_cmd_remove,
    mm_cmd_undo, mm_cmd_history, mm_cmd_backup, mm_cmd_doctor, mm_cmd_leverage, mm_cmd_pretranslate,
    mm_cmd_annotate, mm_cmd_check, mm_cmd_match, mm_cmd_concord,
    mm_cmd_review, mm_cmd_serve, mm_cmd_token, mm_cmd_shell;

const mm_command *const mm_commands[] = {
    &mm_cmd_align,    &mm_cmd_lookup, &mm_cmd_import,  &mm_cmd_export,
    &mm_cmd_convert,  &mm_cmd_diff,   &mm_cmd_merge,   &mm_cmd_clean,
    &mm_cmd_add,      &mm_cmd_edit,   &mm_cmd_remove,  &mm_cmd_undo,
    &mm_cmd_history,  &mm_cmd_backup, &mm_cmd_doctor, &mm_cmd_leverage,
    &mm_cmd_pretranslate,
    &mm_cmd_annotate, &mm_cmd_check, &mm_cmd_match, &mm_cmd_concord,
    &mm_cmd_review, &mm_cmd_shell, &mm_cmd_serve, &mm_cmd_token,
    &mm_cmd_stats,  &mm_cmd_segment, &mm_cmd_analyze,
    &mm_cmd_romanize, &mm_cmd_sound,  &mm_cmd_help,    &mm_cmd_completion,
    NULL
};

/* A signal handler has nowhere else to leave its word. */
static volatile sig_atomic_t interrupted, pipe_closed;
static bool                  stopped; /* a filter ended early for it */

static void on_interrupt(int signal)
{
    (void)signal;
    if (interrupted)
        _exit(EXIT_INTERRUPTED); /* asked twice: at once */
    interrupted = 1;
}

static void on_closed_pipe(int signal)
{
    (void)signal;
    pipe_closed = 1;
}

bool mm_interrupted(void)
{
    return interrupted;
}

bool mm_must_stop(void)
{
    stopped = stopped || interrupted;
    return interrupted || ferror(stdout);
}

/* With SA_RESTART a read at a terminal would wait on through Ctrl-C. */
static void catch_interrupts(int flags)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void mm_finish_writes(void)
{
    catch_interrupts(SA_RESTART);
}

static void catch_signals(void)
{
    struct sigaction action;

    catch_interrupts(0);
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_closed_pipe; /* writing goes on as EPIPE */
    sigaction(SIGPIPE, &action, NULL);
}

/* A reader that went away is no fault; a full disk is. */
static int finish(int code)
{
    mm_error err = { 0 };

    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno == EPIPE || pipe_closed)
        return code == EXIT_DONE || code == EXIT_NOTHING ? EXIT_DONE : code;
    mm_fail(&err, MM_EIO, _("cannot write the output: %s"),
            strerror(errno ? errno : EIO));
    mm_complain(&err);
    return EXIT_STORE;
}

/* Runs `command` over argv, whose first word is its name. */
static int run(const mm_command *command, int argc, char **argv)
{
    mm_args  args = { .command = command };
    mm_error err = { 0 };
    int      rc = mm_args_parse(&args, argc, argv, &err);
    int      code;

    if (rc == MM_OK && mm_opt(&args, "help"))
        rc = mm_help_print(command, stdout);
    else if (rc == MM_OK)
        rc = command->run(&args, &err);
    if (stopped || (rc < 0 && mm_interrupted()))
        rc = mm_fail(&err, MM_EINTERRUPTED, _("interrupted"));
    if (rc < 0 && err.text[0])
        mm_complain(&err);
    if (rc == MM_EINVALID)
        fprintf(stderr, _("try: malmoi help %s\n"), command->name);
    code = mm_exit_code(rc);
    mm_args_release(&args);
    return finish(code);
}

static int bad_first_word(const char *word)
{
    const mm_command *near = mm_command_near(word);

    fprintf(stderr, _("malmoi: no command '%s'\n"), word);
    if (near)
        fprintf(stderr, _("did you mean: malmoi %s\n"), near->name);
    else
        fprintf(stderr, _("try: malmoi help\n"));
    return EXIT_USAGE;
}

/* `malmoi WORD...`: one query of all the words. */
static int look_up(int argc, char **argv)
{
    char  *words[4] = { "lookup", "--", NULL, NULL };
    mm_buf query = { 0 };
    int    first = strcmp(argv[1], "--") == 0 ? 2 : 1, code;

    for (int i = first; i < argc; i++)
        if ((query.len && mm_buf_putc(&query, ' ') < 0) ||
            mm_buf_put(&query, mm_cstr(argv[i])) < 0) {
            mm_buf_release(&query);
            return EXIT_STORE;
        }
    words[2] = query.len ? query.ptr : "";
    code = run(&mm_cmd_lookup, first < argc ? 3 : 2, words);
    if (code == EXIT_NOTHING && argc == 2 && mm_command_near(argv[1]))
        fprintf(stderr, _("did you mean: malmoi %s\n"),
                mm_command_near(argv[1])->name);
    mm_buf_release(&query);
    return code;
}

/* Where the catalogs of messages are: beside the program when it runs from
 * where it was built, else where it was installed. */
static void find_messages(void)
{
    char    path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 8);
    char   *slash;

    bindtextdomain("malmoi", MALMOI_LOCALEDIR);
    if (n > 0) {
        path[n] = '\0';
        slash = strrchr(path, '/');
        strcpy(slash + 1, "locale");
        if (access(path, R_OK) == 0)
            bindtextdomain("malmoi", path);
    }
    bind_textdomain_codeset("malmoi", "UTF-8");
    textdomain("malmoi");
}

int main(int argc, char **argv)
{
    const mm_command *command;

    setlocale(LC_CTYPE, "");
    setlocale(LC_MESSAGES, "");
    find_messages();
    catch_signals();

    if (argc < 2) {
        mm_help_print(NULL, stderr);
        return EXIT_USAGE;
    }
    if ((command = mm_command_find(argv[1])))
        return run(command, argc - 1, argv + 1);
    if (strcmp(argv[1], "--version") == 0) {
        puts("malmoi " MALMOI_VERSION);
        return finish(EXIT_DONE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return finish(mm_help_print(NULL, stdout));
    if (strcmp(argv[1], "--") != 0 &&
        (argv[1][0] == '-' || (argc > 2 && argv[2][0] == '-')))
        return bad_first_word(argv[1]);
    return look_up(argc, argv);
}
