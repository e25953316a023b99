/* malmoi export: the memory as a file. */
#include "cli/asked.h"

#include <time.h>

static const mm_option options[] = {
    { "format", 'f', "FORMAT", N_("tmx, tbx, tbx2008, tsv, jsonl ...: malmoi help formats") },
    { "output", 'o', "FILE", N_("write here; else standard output") },
    { "units", 0, NULL, N_("the translation memory alone") },
    { "terms", 0, NULL, N_("the glossary alone") },
    { "project", 0, "NAME", N_("rows of this project alone") },
    { "client", 0, "NAME", N_("rows of this client alone") },
    { "field", 0, "NAME", N_("rows of this subject field alone") },
    { "status", 0, "STATUS",
      N_("proposed, approved, rejected, all; or a status of units or terms") },
    { "since", 0, "DATE", N_("rows made or changed since, as 2026-11-24") },
    { "names", 0, "STYLE",
      N_("people's names as Lee Jong-sup (hyphen), joined, spaced, "
         "given-first, capitals, mr") },
    { "raw", 0, NULL, N_("csv: leave cells that begin a formula unguarded") },
    { 0 }
};

/* Now, as ISO 8601 UTC, for the header of a file. */
static mm_str now(char room[24])
{
    time_t     seconds = time(NULL);
    struct tm *utc = gmtime(&seconds);

    strftime(room, 24, "%Y-%m-%dT%H:%M:%SZ", utc);
    return mm_cstr(room);
}

static int run_export(const mm_args *args, mm_error *err)
{
    const char *format = mm_opt(args, "format");
    const char *path = mm_opt(args, "output");
    char        date[24];
    mm_report   report = { 0 };
    mm_stores   stores = { 0 };
    mm_step     step = { 0 };
    mm_transfer_options o = {
        .report = &report,
        .file = { .langs = mm_cstr(mm_opt(args, "lang")),
                  .raw = mm_opt(args, "raw"), .date = now(date) },
    };
    int rc;

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("write to a file with -o FILE"));
    if (format && !(o.format = mm_format_find(mm_cstr(format))))
        return mm_fail(err, MM_EINVALID,
                       _("no format '%s': see malmoi help formats"), format);
    if (!format && !path)
        return mm_fail(err, MM_EINVALID,
                       _("name a format with -f, or a file with -o"));
    o.selection.what =
        (mm_opt(args, "units") ? 1u << MM_ROW_UNIT : 0) |
        (mm_opt(args, "terms") ? 1u << MM_ROW_CONCEPT : 0);
    if ((rc = mm_selection_of(&o.selection, args, err)) < 0 ||
        (rc = mm_stores_asked(&stores, args, true, err)) < 0)
        return rc;
    if (mm_opt(args, "names"))
        rc = mm_styler_open(&o.names, args->tables,
                            mm_cstr(mm_opt(args, "names")), err);
    if (rc >= 0)
        rc = mm_export(&step, stores.items[0], path ? path : "-", &o, err);
    mm_stores_release(&stores);
    mm_styler_close(o.names);
    mm_say_report(args, &report);
    mm_report_release(&report);
    if (rc == MM_OK && path && step.format)
        mm_say(args, _("%s: %zu units, %zu concepts (%s)"), path, step.units,
               step.concepts, step.format->title);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_export = {
    .name = "export",
    .args = "",
    .summary = N_("write the memory, or part of it, as a file"),
    .detail = N_("Approved and proposed concepts unless --status says else, from the first\n"
                 "memory alone. A table (tsv, csv) holds the glossary, or the memory with\n"
                 "--units. The file appears whole or not at all; a field that the\n"
                 "format cannot hold is named on stderr."),
    .examples = "malmoi export -f tbx -o glossary.tbx\n"
                "malmoi export -o memory.tmx\n"
                "malmoi export -f tsv --status approved --field defence",
    .options = options,
    .run = run_export,
};
