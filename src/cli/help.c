/* Usage, --help, `malmoi help`, and the man page's source, all printed from
 * the tables of commands and options. */
#include "cli/cli.h"

#include <string.h>

const mm_command *mm_command_find(const char *name)
{
    for (size_t i = 0; mm_commands[i]; i++)
        if (strcmp(mm_commands[i]->name, name) == 0)
            return mm_commands[i];
    return NULL;
}

/* True when one insertion, deletion, replacement or swap of neighbours makes
 * `a` into `b`. */
static bool one_edit(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b), i = 0;

    while (a[i] && a[i] == b[i])
        i++;
    if (la == lb)
        return strcmp(a + i + (la > i), b + i + (lb > i)) == 0 ||
               (la > i + 1 && a[i] == b[i + 1] && a[i + 1] == b[i] &&
                strcmp(a + i + 2, b + i + 2) == 0);
    return la + 1 == lb   ? strcmp(a + i, b + i + 1) == 0
           : lb + 1 == la ? strcmp(a + i + 1, b + i) == 0
                          : false;
}

const mm_command *mm_command_near(const char *name)
{
    for (size_t i = 0; mm_commands[i]; i++)
        if (one_edit(name, mm_commands[i]->name))
            return mm_commands[i];
    return NULL;
}

static void print_option(const mm_option *option, FILE *to)
{
    char flag[40], key[8] = "    ";

    if (option->key)
        snprintf(key, sizeof key, "-%c, ", option->key);
    snprintf(flag, sizeof flag, "%s--%s%s%s", key, option->name,
             option->arg ? " " : "", option->arg ? option->arg : "");
    fprintf(to, "  %-24s %s\n", flag, _(option->help));
}

static void print_lines(const char *text, const char *before, FILE *to)
{
    mm_str rest = mm_cstr(text);

    while (rest.len) {
        mm_str line = mm_str_cut(&rest, '\n');

        fprintf(to, "%s%.*s\n", line.len ? before : "", (int)line.len,
                line.ptr);
    }
}

static int print_all(FILE *to)
{
    fprintf(to, _("malmoi %s: translation memories and glossaries from "
                  "bilingual documents\n\n"),
            MALMOI_VERSION);
    fputs(_("usage: malmoi COMMAND [OPTIONS] ...\n"
            "       malmoi WORD...            look a term up\n\n"),
          to);
    for (size_t i = 0; mm_commands[i]; i++)
        fprintf(to, "  %-12s %s\n", mm_commands[i]->name,
                _(mm_commands[i]->summary));
    fputs(_("\nexamples:\n"), to);
    fputs("  malmoi align article.en.txt article.ko.txt\n"
          "  malmoi \"Northern Limit Line\"\n"
          "  malmoi export -f tbx -o glossary.tbx\n\n",
          to);
    fputs(_("malmoi help COMMAND tells more of one.\n"), to);
    return EXIT_DONE;
}

int mm_help_print(const mm_command *command, FILE *to)
{
    if (!command)
        return print_all(to);
    fprintf(to, _("usage: malmoi %s [OPTIONS] %s\n\n"), command->name,
            command->args);
    fprintf(to, "%s\n", _(command->summary));
    if (command->detail) {
        fputc('\n', to);
        print_lines(_(command->detail), "", to);
    }
    fputs(_("\noptions:\n"), to);
    for (const mm_option *o = command->options; o && o->name; o++)
        print_option(o, to);
    for (const mm_option *o = mm_common_options; o->name; o++)
        print_option(o, to);
    if (command->examples) {
        fputs(_("\nexamples:\n"), to);
        print_lines(command->examples, "  ", to);
    }
    return EXIT_DONE;
}

/* ---- the man page, in scdoc's language ---- */

/* Backslashes before what scdoc takes for markup. */
static void put_scdoc(const char *text)
{
    for (; *text; text++) {
        if (strchr("_*[]|\\<>#~", *text))
            putchar('\\');
        putchar(*text);
    }
}

static void man_options(const mm_option *options)
{
    for (const mm_option *o = options; o && o->name; o++) {
        putchar('*');
        if (o->key)
            printf("-%c*, *", o->key);
        printf("--%s*", o->name);
        if (o->arg) {
            printf(" _%s_", o->arg);
        }
        printf("\n\t");
        put_scdoc(o->help);
        printf("\n\n");
    }
}

static void man_command(const mm_command *command)
{
    printf("## malmoi %s ", command->name);
    put_scdoc(command->args);
    printf("\n\n");
    put_scdoc(command->summary);
    printf(".\n\n");
    if (command->detail) {
        put_scdoc(command->detail);
        printf("\n\n");
    }
    man_options(command->options);
    if (command->examples) {
        printf("```\n%s\n```\n\n", command->examples);
    }
}

static int print_man(void)
{
    puts("malmoi(1)\n\n# NAME\n\nmalmoi - translation memories and glossaries "
         "from bilingual documents\n\n# SYNOPSIS\n\n"
         "*malmoi* _COMMAND_ [_OPTIONS_] ...\n\n*malmoi* _WORD_...\n\n"
         "# OPTIONS OF EVERY COMMAND\n");
    man_options(mm_common_options);
    puts("# COMMANDS\n");
    for (size_t i = 0; mm_commands[i]; i++)
        man_command(mm_commands[i]);
    puts("# EXIT STATUS\n\n"
         "*0* done; *1* no hit, findings or differences; *2* usage; *3* bad "
         "input; *4* store or file error; *130* interrupted.\n\n"
         "# ENVIRONMENT\n\n"
         "*MALMOI\\_DB*\n\tthe memory when no *--db* is given\n\n"
         "*NO\\_COLOR*\n\tno colours\n");
    return EXIT_DONE;
}

/* ---- malmoi help ---- */

static const mm_option options[] = {
    { "man", 0, NULL, N_("print the man page's source (scdoc)") },
    { 0 }
};

static int print_formats(void)
{
    const mm_format *format;

    puts(_("format        reads writes holds           what it is"));
    for (size_t i = 0; (format = mm_format_at(i)); i++)
        printf("%-13s %-5s %-6s %-15s %s\n", format->name,
               format->can & MM_FORMAT_READ ? "yes" : "-",
               format->can & MM_FORMAT_WRITE ? "yes" : "-",
               format->can & MM_FORMAT_DOCUMENT    ? "documents"
               : !(format->can & MM_FORMAT_UNITS)  ? "concepts"
               : format->can & MM_FORMAT_CONCEPTS  ? "units, concepts"
                                                   : "units",
               format->title);
    puts(_("\nfields that a format cannot hold (a transfer names each one "
           "that it dropped):"));
    for (size_t i = 0; (format = mm_format_at(i)); i++)
        if (format->can & MM_FORMAT_WRITE)
            printf("%-13s %s\n", format->name,
                   *format->cannot ? format->cannot : "-");
    return EXIT_DONE;
}

static int run_help(const mm_args *args, mm_error *err)
{
    const mm_command *command;

    if (mm_opt(args, "man"))
        return print_man();
    if (args->n == 0)
        return print_all(stdout);
    if (strcmp(args->words[0], "formats") == 0)
        return print_formats();
    if ((command = mm_command_find(args->words[0])))
        return mm_help_print(command, stdout);
    return mm_fail(err, MM_EINVALID, _("no command '%s'"), args->words[0]);
}

const mm_command mm_cmd_help = {
    .name = "help",
    .args = "[COMMAND | formats]",
    .summary = N_("tell how a command is used, or what formats hold"),
    .examples = "malmoi help align\nmalmoi help formats",
    .options = options,
    .run = run_help,
};
