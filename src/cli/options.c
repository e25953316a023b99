/* The command line: getopt_long over the command's table and the common one.
 * A value is kept by its place in the two tables, common options first. */
#include "cli/cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

const mm_option mm_common_options[] = {
    { "db", 'd', "FILE",
      N_("the memory; again for more, read after the first") },
    { "lang", 'l', "LANG", N_("language, or two as en,ko") },
    { "json", 0, NULL, N_("one JSON object a line") },
    { "tsv", 0, NULL, N_("tab-separated with a header line") },
    { "quiet", 'q', NULL, N_("no progress and no remarks") },
    { "tables", 0, "DIR",
      N_("tables and models of this folder for the shipped") },
    { "help", 'h', NULL, N_("this help") },
    { 0 }
};

static size_t count(const mm_option *options)
{
    size_t n = 0;

    while (options && options[n].name)
        n++;
    return n;
}

static const mm_option *option_at(const mm_command *command, size_t i)
{
    size_t common = count(mm_common_options);

    return i < common ? &mm_common_options[i] : &command->options[i - common];
}

const char *mm_opt(const mm_args *args, const char *name)
{
    size_t n = count(mm_common_options) + count(args->command->options);

    for (size_t i = 0; i < n; i++)
        if (strcmp(option_at(args->command, i)->name, name) == 0 &&
            args->values[i])
            return args->values[i];
    return NULL;
}

/* Figures, with a point among them unless it is to be whole (0.5, .5): none of
 * what else strtod() takes (0x10, 1e3, nan, a space before). */
static bool is_number(const char *text, bool whole)
{
    static const char figures[] = "0123456789";
    size_t            n = strspn(text, figures), part = 0;

    if (!whole && text[n] == '.') {
        part = strspn(text + n + 1, figures);
        text += part + 1;
    }
    return n + part && text[n] == '\0';
}

/* False when option `name` has another value than a number in the range. */
static bool read_number(double *out, const mm_args *args, const char *name,
                        double unset, double least, double most, bool whole)
{
    const char *value = mm_opt(args, name);

    *out = !value                    ? unset
           : is_number(value, whole) ? strtod(value, NULL)
                                     : least - 1;
    return !value || (*out >= least && *out <= most);
}

bool mm_opt_number(double *out, const mm_args *args, const char *name,
                   double unset, double least, double most, mm_error *err)
{
    if (read_number(out, args, name, unset, least, most, false))
        return true;
    mm_fail(err, MM_EINVALID, _("--%s takes a number from %g to %g, not '%s'"),
            name, least, most, mm_opt(args, name));
    return false;
}

bool mm_opt_whole(double *out, const mm_args *args, const char *name,
                  double unset, double least, double most, mm_error *err)
{
    if (read_number(out, args, name, unset, least, most, true))
        return true;
    mm_fail(err, MM_EINVALID,
            _("--%s takes a whole number from %.0f to %.0f, not '%s'"), name,
            least, most, mm_opt(args, name));
    return false;
}

void mm_opt_langs(mm_str *a, mm_str *b, const mm_args *args)
{
    mm_str given = mm_cstr(mm_opt(args, "lang"));

    *a = mm_str_cut(&given, ',');
    *b = given;
}

/* getopt's two tables, made from ours. */
static int make_tables(struct option **longs, char **shorts,
                       const mm_command *command)
{
    size_t n = count(mm_common_options) + count(command->options), at = 1;

    *longs = calloc(n + 1, sizeof **longs);
    *shorts = calloc(2 * n + 3, 1);
    if (!*longs || !*shorts)
        return MM_ENOMEM;
    (*shorts)[0] = ':'; /* tells a missing argument apart */
    for (size_t i = 0; i < n; i++) {
        const mm_option *option = option_at(command, i);

        (*longs)[i].name = option->name;
        (*longs)[i].has_arg = option->arg ? required_argument : no_argument;
        (*longs)[i].val = 256 + (int)i;
        if (option->key) {
            (*shorts)[at++] = option->key;
            if (option->arg)
                (*shorts)[at++] = ':';
        }
    }
    return MM_OK;
}

/* Place of the option that getopt answered with `c`. */
static size_t place(const mm_command *command, int c)
{
    size_t i = 0;

    if (c >= 256)
        return (size_t)c - 256;
    while (option_at(command, i)->key != c)
        i++;
    return i;
}

static int read_options(mm_args *out, int argc, char **argv, const char *shorts,
                        const struct option *longs, mm_error *err)
{
    size_t dbs = 0;
    int    c;

    optind = 0;
    while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        size_t i;

        if (c == '?')
            return optopt && optopt < 256
                       ? mm_fail(err, MM_EINVALID, _("no option '-%c'"), optopt)
                       : mm_fail(err, MM_EINVALID, _("no option '%s'"),
                                 argv[optind - 1]);
        if (c == ':')
            return mm_fail(err, MM_EINVALID, _("option '%s' needs a value"),
                           argv[optind - 1]);
        i = place(out->command, c);
        out->values[i] = optarg ? optarg : "";
        if (i == 0)
            out->dbs[dbs++] = optarg;
    }
    out->words = (const char *const *)argv + optind;
    out->n = (size_t)(argc - optind);
    return MM_OK;
}

/* en, ko-KP, zh_Hant_TW: two or three letters, then parts of up to eight. */
static bool is_tag(mm_str tag)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t            part = 0;
    bool              first = true;

    for (size_t i = 0; i <= tag.len; i++) {
        if (i < tag.len && tag.ptr[i] != '-' && tag.ptr[i] != '_') {
            if (!memchr(letters, tag.ptr[i], first ? 52 : 62))
                return false;
            part++;
            continue;
        }
        if (part == 0 || part > (first ? 3 : 8) ||
            (first && part == 1 && tag.ptr[0] != 'x'))
            return false;
        part = 0;
        first = false;
    }
    return true;
}

/* --lang is one tag or several, commas between; one may be left out. */
static int check_lang(const mm_args *args, mm_error *err)
{
    const char *said = mm_opt(args, "lang");
    mm_str      left = mm_cstr(said);
    bool        good = !said || strspn(said, ",") < left.len;

    while (left.len && good) {
        mm_str tag = mm_str_cut(&left, ',');

        good = tag.len == 0 || is_tag(tag);
    }
    return good ? MM_OK
                : mm_fail(err, MM_EINVALID,
                          _("--lang takes a language tag, as en, ko-KP, or "
                            "two as en,ko, not '%s'"),
                          said);
}

int mm_args_parse(mm_args *out, int argc, char **argv, mm_error *err)
{
    struct option *longs = NULL;
    char          *shorts = NULL;
    size_t         n = count(mm_common_options) + count(out->command->options);
    int            rc;

    opterr = 0;
    out->values = calloc(n + 1, sizeof *out->values);
    out->dbs = calloc((size_t)argc + 1, sizeof *out->dbs);
    rc = out->values && out->dbs ? make_tables(&longs, &shorts, out->command)
                                 : MM_ENOMEM;
    rc = rc < 0 ? mm_fail_memory(err)
                : read_options(out, argc, argv, shorts, longs, err);
    free(longs);
    free(shorts);
    if (rc == MM_OK && !mm_opt(out, "help"))
        rc = check_lang(out, err);
    if (rc == MM_OK && !mm_opt(out, "help"))
        rc = mm_tables_open(&out->tables, mm_opt(out, "tables"), err);
    return rc;
}

void mm_args_release(mm_args *args)
{
    mm_tables_close(args->tables);
    free(args->values);
    free(args->dbs);
}
