/* malmoi import: files of units and terms into the memory. */
#include "cli/cli.h"

#include <string.h>

static const mm_option options[] = {
    { "format", 'f', "FORMAT", N_("the files' format, when it cannot be told") },
    { "encoding", 0, "NAME", N_("the files' encoding, when they lie about it") },
    { "again", 0, NULL, N_("take a file once more that was imported before") },
    { "keep-good", 0, NULL, N_("keep what stands before a fault") },
    { "project", 0, "NAME", N_("project of what names none") },
    { "client", 0, "NAME", N_("client of what names none") },
    { "field", 0, "NAME", N_("subject field of what names none") },
    { 0 }
};

static int copy(mm_importing *in, const mm_args *args, mm_step *step,
                mm_error *err)
{
    int rc;

    while ((rc = mm_import_next(in, step, err)) == MM_ROW) {
        mm_progress(args, step->units + step->concepts, step->done, step->all);
        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
    }
    return rc;
}

static void put_result(const mm_args *args, const char *path,
                       const mm_step *step)
{
    if (mm_opt(args, "json"))
        mm_put_json("s:file", mm_cstr(path), "s:format",
                    mm_cstr(step->format->name), "i:units",
                    (long long)step->units, "i:concepts",
                    (long long)step->concepts, "i:skipped",
                    (long long)step->skipped, "i:change",
                    (long long)step->change, NULL);
    else if (step->before)
        mm_say(args, _("%s: imported before, as change %lld: nothing to do "
                       "(--again takes it once more)"),
               path, (long long)step->change);
    else
        mm_say(args, _("%s: %zu units, %zu concepts (%s), change %lld"), path,
               step->units, step->concepts, step->format->title,
               (long long)step->change);
    if (step->skipped)
        mm_say(args, _("note: %zu of them were there from an import that was "
                       "cut off"),
               step->skipped);
}

static int import_one(mm_store *store, const mm_args *args, const char *path,
                      const mm_transfer_options *o, mm_error *err)
{
    mm_importing *in = NULL;
    mm_step       step = { 0 };
    int           rc = mm_import_open(&in, store, path, o, err);

    if (rc == MM_OK)
        rc = copy(in, args, &step, err);
    mm_progress_end(args);
    rc = mm_import_close(in, rc, err);
    mm_say_report(args, o->report);
    if (rc == MM_OK || (o->keep && rc == MM_EFORMAT && step.format))
        put_result(args, path, &step);
    return rc;
}

static int run_import(const mm_args *args, mm_error *err)
{
    const char *format = mm_opt(args, "format");
    mm_report   report = { 0 };
    mm_stores   stores = { 0 };
    mm_transfer_options o = {
        .report = &report,
        .keep = mm_opt(args, "keep-good"),
        .again = mm_opt(args, "again"),
        .project = mm_cstr(mm_opt(args, "project")),
        .client = mm_cstr(mm_opt(args, "client")),
        .field = mm_cstr(mm_opt(args, "field")),
        .file = { .langs = mm_cstr(mm_opt(args, "lang")),
                  .encoding = mm_opt(args, "encoding") },
    };
    int rc = MM_OK;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID, _("name a file to import"));
    if (format && !(o.format = mm_format_find(mm_cstr(format))))
        return mm_fail(err, MM_EINVALID,
                       _("no format '%s': see malmoi help formats"), format);
    if ((rc = mm_stores_open(&stores, args, MM_WRITE, err)) < 0)
        return rc;
    for (size_t i = 0; rc == MM_OK && i < args->n; i++) {
        rc = import_one(stores.items[0], args, args->words[i], &o, err);
        mm_report_release(&report);
    }
    mm_stores_release(&stores);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_import = {
    .name = "import",
    .args = "FILE...",
    .summary = N_("take files of units and terms into the memory"),
    .detail = N_("All of a file or nothing, unless --keep-good. An import that was killed\n"
                 "is gone on with when it is given again. Formats: malmoi help formats."),
    .examples = "malmoi import memory.tmx\n"
                "malmoi import -l en,ko --field defence glossary.csv",
    .options = options,
    .run = run_import,
};
