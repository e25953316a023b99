/*
 * malmoi shell: look-ups one after the other, with history and completion.
 *
 * A line is looked up; a line that begins with a dot runs a command of malmoi
 * on the shell's memories: ".match text", ".concord word", ".stats". What the
 * shell was given (--db, --lang, --json ...) goes on to each.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef MALMOI_LIBEDIT
#include <histedit.h>
#endif

enum { WORDS = 128 };

static const mm_option options[] = { { 0 } };

typedef struct shell {
    const mm_args *args;
    char           lang[64]; /* of .lang */
    const char    *mode;     /* "--json", "--tsv" or NULL */
    mm_stores      stores;   /* for completion */
    mm_lookup     *lookup;
    int            code; /* of the last line */
} shell;

/* ---- one line ---- */

/* Cuts a line into words in place; "..." and '...' hold spaces. */
static size_t cut_words(char **words, char *line)
{
    size_t n = 0;
    char  *to = line;

    while (*line && n + 1 < WORDS) {
        char quote = 0;

        while (isspace((unsigned char)*line))
            line++;
        if (!*line)
            break;
        words[n++] = to;
        for (; *line && (quote || !isspace((unsigned char)*line)); line++) {
            if (quote ? *line == quote : *line == '"' || *line == '\'')
                quote = quote ? 0 : *line;
            else
                *to++ = *line;
        }
        if (*line)
            line++;
        *to++ = '\0';
    }
    words[n] = NULL;
    return n;
}

/* What the shell was told goes before the words of the line. */
static size_t put_defaults(char **words, const shell *s, const char *name)
{
    size_t n = 0;

    words[n++] = (char *)(uintptr_t)name;
    for (size_t i = 0; s->args->dbs[i] && n + 8 < WORDS; i++) {
        words[n++] = (char *)(uintptr_t) "--db";
        words[n++] = (char *)(uintptr_t)s->args->dbs[i];
    }
    if (s->lang[0]) {
        words[n++] = (char *)(uintptr_t) "--lang";
        words[n++] = (char *)(uintptr_t)s->lang;
    }
    if (mm_opt(s->args, "tables")) {
        words[n++] = (char *)(uintptr_t) "--tables";
        words[n++] = (char *)(uintptr_t)mm_opt(s->args, "tables");
    }
    if (s->mode)
        words[n++] = (char *)(uintptr_t)s->mode;
    if (mm_opt(s->args, "quiet"))
        words[n++] = (char *)(uintptr_t) "--quiet";
    return n;
}

static int run_words(const mm_command *command, size_t n, char **words)
{
    mm_args  args = { .command = command };
    mm_error err = { 0 };
    int      rc = mm_args_parse(&args, (int)n, words, &err);

    if (rc == MM_OK && mm_opt(&args, "help"))
        rc = mm_help_print(command, stdout);
    else if (rc == MM_OK)
        rc = command->run(&args, &err);
    if (rc < 0 && err.text[0])
        mm_complain(&err);
    mm_args_release(&args);
    fflush(stdout);
    return mm_exit_code(rc);
}

static int look_up(shell *s, char *line)
{
    const mm_command *command = mm_command_find("lookup");
    char             *words[WORDS];
    size_t            n = put_defaults(words, s, "lookup");
    int               code;

    words[n++] = (char *)(uintptr_t) "--";
    words[n++] = line;
    words[n] = NULL;
    code = run_words(command, n, words);
    if (code == EXIT_NOTHING)
        mm_say(s->args, "%s", _("nothing found"));
    return code;
}

/* Commands that take a text take the rest of the line as one, so that it
 * needs no quotes. */
static bool takes_text(const char *name)
{
    return strcmp(name, "lookup") == 0 || strcmp(name, "match") == 0 ||
           strcmp(name, "concord") == 0 || strcmp(name, "romanize") == 0;
}

static int run_command(shell *s, const char *name, char *rest)
{
    const mm_command *command = mm_command_find(name);
    char             *words[WORDS], *given[WORDS];
    size_t            n = put_defaults(words, s, name);
    size_t            m;

    if (!command || strcmp(name, "shell") == 0) {
        const mm_command *near = mm_command_near(name);

        fprintf(stderr, _("malmoi: no command '%s'\n"), name);
        if (near)
            fprintf(stderr, _("did you mean: .%s\n"), near->name);
        return EXIT_USAGE;
    }
    if (takes_text(name) && *rest && *rest != '-') {
        words[n++] = (char *)(uintptr_t) "--";
        words[n++] = rest;
    } else {
        m = cut_words(given, rest);
        for (size_t i = 0; i < m && n + 1 < WORDS; i++)
            words[n++] = given[i];
    }
    words[n] = NULL;
    return run_words(command, n, words);
}

static int set_mode(shell *s, const char *mode)
{
    if (strcmp(mode, "json") == 0)
        s->mode = "--json";
    else if (strcmp(mode, "tsv") == 0)
        s->mode = "--tsv";
    else if (strcmp(mode, "plain") == 0)
        s->mode = NULL;
    else {
        fputs(_("malmoi: .mode is plain, json or tsv\n"), stderr);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static void help(void)
{
    puts(_("Type a term as you have it. A dot begins a command:\n"
           "  .match TEXT     matches of a segment (say .lang en,ko first)\n"
           "  .concord TEXT   every unit that holds it\n"
           "  .lang LA,LB     languages of what follows; .lang alone: any\n"
           "  .mode plain|json|tsv\n"
           "  .COMMAND ...    any other command: .stats, .history, .add\n"
           "  .help   .quit\n"
           "The tab key completes a term, the arrow keys go through history."));
}

/* False to end. */
static bool run_line(shell *s, char *line)
{
    char *end = line + strlen(line), *rest;

    while (end > line && isspace((unsigned char)end[-1]))
        *--end = '\0';
    while (isspace((unsigned char)*line))
        line++;
    if (!*line)
        return true;
    if (*line != '.') {
        s->code = look_up(s, line);
        return true;
    }
    line++;
    rest = line + strcspn(line, " \t");
    if (*rest)
        *rest++ = '\0';
    while (isspace((unsigned char)*rest))
        rest++;
    if (strcmp(line, "quit") == 0 || strcmp(line, "exit") == 0 ||
        strcmp(line, "q") == 0)
        return false;
    s->code = EXIT_DONE;
    if (strcmp(line, "help") == 0 && !*rest)
        help();
    else if (strcmp(line, "lang") == 0)
        snprintf(s->lang, sizeof s->lang, "%s", rest);
    else if (strcmp(line, "mode") == 0)
        s->code = set_mode(s, rest);
    else
        s->code = run_command(s, line, rest);
    return true;
}

/* ---- lines without a terminal ---- */

static void run_stdin(shell *s)
{
    char  *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, stdin) >= 0 && run_line(s, line) &&
           !mm_interrupted())
        ;
    free(line);
}

/* ---- lines from a terminal ---- */

#ifdef MALMOI_LIBEDIT
static char *prompt(EditLine *el)
{
    static char text[] = "말모이> ";

    (void)el;
    return text;
}

/* Where what is to be completed begins: behind ".command ". */
static size_t text_start(mm_str line)
{
    size_t at = 0;

    if (line.len == 0 || line.ptr[0] != '.')
        return 0;
    while (at < line.len && line.ptr[at] != ' ')
        at++;
    while (at < line.len && line.ptr[at] == ' ')
        at++;
    return at;
}

/* The longest beginning that `a` and `b` share, at a character's bound. */
static size_t shared(mm_str a, mm_str b)
{
    size_t at = 0, bound = 0;

    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at]) {
        at++;
        if (at == a.len || ((unsigned char)a.ptr[at] & 0xC0) != 0x80)
            bound = at;
    }
    return bound;
}

/* Terms that begin as typed: one is put in, of several what they share, and
 * all are shown. */
static unsigned char complete_term(EditLine *el, shell *s, mm_str typed)
{
    mm_lookup_options o = { .limit = 12, .typing = true };
    mm_buf            common = { 0 }, last = { 0 };
    mm_hit            hit;
    size_t            n = 0;
    unsigned char     result = CC_ERROR;

    if (!s->lookup || !typed.len ||
        mm_lookup_start(s->lookup, typed, &o, NULL) < 0)
        return CC_ERROR;
    while (mm_lookup_next(s->lookup, &hit, NULL) == MM_ROW) {
        if (hit.how > MM_HIT_FOLDED && hit.how != MM_HIT_PREFIX &&
            hit.how != MM_HIT_INITIALS)
            continue;
        if (n && mm_str_eq(mm_buf_str(&last), hit.term))
            continue; /* the same in another memory */
        mm_buf_clear(&last);
        mm_buf_put(&last, hit.term);
        if (n++ == 0)
            mm_buf_put(&common, hit.term);
        else
            common.len = shared(mm_buf_str(&common), hit.term);
        printf("%s%.*s", n == 1 ? "\n" : "  ", (int)hit.term.len, hit.term.ptr);
    }
    if (n > 0) {
        putchar('\n');
        fflush(stdout);
        result = CC_REDISPLAY;
    }
    if (n == 1 || common.len > typed.len) {
        common.ptr[common.len] = '\0';
        el_deletestr(el, (int)mm_utf8_count(typed));
        el_insertstr(el, common.ptr);
    }
    mm_buf_release(&common);
    mm_buf_release(&last);
    return result;
}

static unsigned char complete_command(EditLine *el, mm_str typed)
{
    const char *found = NULL;
    size_t      n = 0;

    for (size_t i = 0; mm_commands[i]; i++)
        if (mm_str_starts(mm_cstr(mm_commands[i]->name), typed)) {
            found = mm_commands[i]->name;
            n++;
        }
    if (n != 1)
        return CC_ERROR;
    el_insertstr(el, found + typed.len);
    el_insertstr(el, " ");
    return CC_REFRESH;
}

static unsigned char complete(EditLine *el, int key)
{
    const LineInfo *info = el_line(el);
    mm_str line = { info->buffer, (size_t)(info->cursor - info->buffer) };
    size_t start = text_start(line);
    shell *s = NULL;

    (void)key;
    if (el_get(el, EL_CLIENTDATA, &s) != 0 || !s)
        return CC_ERROR;
    if (line.len && line.ptr[0] == '.' && start == line.len &&
        line.ptr[line.len - 1] != ' ')
        return complete_command(el, mm_str_sub(line, 1, line.len));
    return complete_term(el, s, mm_str_sub(line, start, line.len));
}

/* The file that history is kept in, its folders made; NULL: none. */
static char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    mm_buf      path = { 0 };

    if (state && *state)
        mm_buf_printf(&path, "%s/malmoi", state);
    else if (home && *home)
        mm_buf_printf(&path, "%s/.local/state/malmoi", home);
    else
        return NULL;
    for (char *slash = path.ptr ? strchr(path.ptr + 1, '/') : NULL; slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.ptr, 0700);
        *slash = '/';
    }
    if (path.ptr)
        mkdir(path.ptr, 0700);
    mm_buf_put(&path, MM_S("/history"));
    return path.ptr;
}

static void run_lines(shell *s, EditLine *el, History *past)
{
    HistEvent   event;
    const char *line;
    int         n;

    while ((line = el_gets(el, &n)) && n > 0) {
        char *copy = strdup(line);

        if (!copy)
            break;
        if (strspn(copy, " \t\n") < strlen(copy))
            history(past, &event, H_ENTER, copy);
        if (!run_line(s, copy)) {
            free(copy);
            break;
        }
        free(copy);
    }
}

static void run_terminal(shell *s)
{
    EditLine *el = el_init("malmoi", stdin, stdout, stderr);
    History  *past = history_init();
    HistEvent event;
    char     *path = history_path();

    if (!el || !past) {
        run_stdin(s);
        free(path);
        return;
    }
    history(past, &event, H_SETSIZE, 2000);
    history(past, &event, H_SETUNIQUE, 1);
    if (path)
        history(past, &event, H_LOAD, path);
    el_set(el, EL_CLIENTDATA, s);
    el_set(el, EL_PROMPT, prompt);
    el_set(el, EL_EDITOR, "emacs");
    el_set(el, EL_HIST, history, past);
    el_set(el, EL_SIGNAL, 1);
    el_set(el, EL_ADDFN, "complete", "complete a term", complete);
    el_set(el, EL_BIND, "^I", "complete", NULL);
    run_lines(s, el, past);
    if (path)
        history(past, &event, H_SAVE, path);
    history_end(past);
    el_end(el);
    free(path);
    putchar('\n');
}
#else
static void run_terminal(shell *s)
{
    run_stdin(s);
}
#endif

static int run_shell(const mm_args *args, mm_error *err)
{
    shell s = { .args = args };
    int   rc;

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("shell takes options alone"));
    s.mode = mm_opt(args, "json")  ? "--json"
             : mm_opt(args, "tsv") ? "--tsv"
                                   : NULL;
    snprintf(s.lang, sizeof s.lang, "%s",
             mm_opt(args, "lang") ? mm_opt(args, "lang") : "");
    if (!isatty(STDIN_FILENO)) {
        run_stdin(&s);
        return s.code;
    }
    if ((rc = mm_stores_open(&s.stores, args, MM_READ, err)) < 0)
        return rc;
    rc = mm_lookup_open(&s.lookup, s.stores.items, s.stores.n, args->tables,
                        err);
    mm_say(args, "%s", _("A term is looked up; .help tells the rest."));
    if (rc == MM_OK)
        run_terminal(&s);
    mm_lookup_close(s.lookup);
    mm_stores_release(&s.stores);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_shell = {
    .name = "shell",
    .args = "",
    .summary = N_("look up, match and search, line by line"),
    .detail = N_(
        "Each line is looked up. A dot begins a command, as .match TEXT or .concord\n"
        "TEXT; .help lists them. History is kept in the user's state folder. Lines\n"
        "that come from a file or pipe are run one by one, and the exit code is the\n"
        "last one's."),
    .examples = "malmoi shell\n"
                "malmoi shell -d work.db -l en,ko\n"
                "printf 'ㅂㅂㅎㄱㅅ\\n' | malmoi shell --json",
    .options = options,
    .run = run_shell,
};
