/* Completion for bash, zsh and fish, from the tables of commands. */
#include "cli/cli.h"

#include <string.h>

static void put_options(const mm_option *options, const char *between)
{
    for (const mm_option *o = options; o && o->name; o++)
        printf("--%s%s", o->name, between);
}

static void put_names(void)
{
    for (size_t i = 0; mm_commands[i]; i++)
        printf("%s%s", i ? " " : "", mm_commands[i]->name);
}

static void bash(void)
{
    puts("_malmoi() {\n    local cur=${COMP_WORDS[COMP_CWORD]} words=\n"
         "    if [ \"$COMP_CWORD\" -eq 1 ]; then");
    printf("        words='");
    put_names();
    puts("'\n    else\n        case ${COMP_WORDS[1]} in");
    for (size_t i = 0; mm_commands[i]; i++) {
        printf("        %s) words='", mm_commands[i]->name);
        put_options(mm_commands[i]->options, " ");
        put_options(mm_common_options, " ");
        puts("' ;;");
    }
    puts("        esac\n    fi\n"
         "    case $cur in\n"
         "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
         "    *) if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "           COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "       else\n"
         "           COMPREPLY=($(compgen -f -- \"$cur\"))\n"
         "       fi ;;\n"
         "    esac\n}\n"
         "complete -o filenames -F _malmoi malmoi");
}

/* zsh: quotes within the help are doubled the shell's way. */
static void put_quoted(const char *text, const char *also)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (strchr(also, *text))
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

static void zsh_options(const mm_option *options)
{
    for (const mm_option *o = options; o && o->name; o++) {
        printf(" '--%s[", o->name);
        put_quoted(_(o->help), "[]:");
        printf("]%s'", o->arg ? ":value:_files" : "");
    }
}

static void zsh(void)
{
    puts("#compdef malmoi\n_malmoi() {\n    if (( CURRENT == 2 )); then\n"
         "        local -a commands=(");
    for (size_t i = 0; mm_commands[i]; i++) {
        printf("            '%s:", mm_commands[i]->name);
        put_quoted(_(mm_commands[i]->summary), ":");
        puts("'");
    }
    puts("        )\n        _describe command commands\n        return\n"
         "    fi\n    case ${words[2]} in");
    for (size_t i = 0; mm_commands[i]; i++) {
        printf("    %s) _arguments", mm_commands[i]->name);
        zsh_options(mm_commands[i]->options);
        zsh_options(mm_common_options);
        puts(" '*:file:_files' ;;");
    }
    puts("    esac\n}\ncompdef _malmoi malmoi");
}

static void fish_options(const char *command, const mm_option *options)
{
    for (const mm_option *o = options; o && o->name; o++) {
        printf("complete -c malmoi -n '__fish_seen_subcommand_from %s' -l %s",
               command, o->name);
        if (o->key)
            printf(" -s %c", o->key);
        printf("%s -d '", o->arg ? " -r" : "");
        put_quoted(_(o->help), "");
        puts("'");
    }
}

static void fish(void)
{
    for (size_t i = 0; mm_commands[i]; i++) {
        printf("complete -c malmoi -n __fish_use_subcommand -a %s -d '",
               mm_commands[i]->name);
        put_quoted(_(mm_commands[i]->summary), "");
        puts("'");
        fish_options(mm_commands[i]->name, mm_commands[i]->options);
        fish_options(mm_commands[i]->name, mm_common_options);
    }
}

static int run_completion(const mm_args *args, mm_error *err)
{
    const char *shell = args->n == 1 ? args->words[0] : "";

    if (strcmp(shell, "bash") == 0)
        bash();
    else if (strcmp(shell, "zsh") == 0)
        zsh();
    else if (strcmp(shell, "fish") == 0)
        fish();
    else
        return mm_fail(err, MM_EINVALID, _("name one shell: bash, zsh or fish"));
    return EXIT_DONE;
}

const mm_command mm_cmd_completion = {
    .name = "completion",
    .args = "bash|zsh|fish",
    .summary = N_("print the completion script of a shell"),
    .examples = "malmoi completion bash > ~/.local/share/bash-completion/completions/malmoi",
    .run = run_completion,
};
