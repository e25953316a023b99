/* malmoi convert: a file of one format into one of another, without a memory.
 */
#include "cli/cli.h"

#include <string.h>
#include <time.h>

static const mm_option options[] = {
    { "from", 'f', "FORMAT", N_("format of IN; else by its content and name") },
    { "to", 't', "FORMAT", N_("format of OUT; else by its name") },
    { "report", 0, NULL,
      N_("list each field that was dropped, with its line, on stderr") },
    { "keep-good", 0, NULL,
      N_("of a broken file keep what stands before the fault (exit code 3)") },
    { "as-units", 0, NULL,
      N_("write terms as units: a glossary for a program that takes TMX alone") },
    { "encoding", 0, "NAME", N_("encoding of IN, whatever it says of itself") },
    { "raw", 0, NULL, N_("csv: leave cells that begin a formula unguarded") },
    { "level", 0, "1|2", N_("tmx: 1 leaves inline codes out") },
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

/* The format that option `name` names, NULL when it is not given. */
static int format_of(const mm_format **out, const mm_args *args,
                     const char *name, mm_error *err)
{
    const char *given = mm_opt(args, name);

    *out = given ? mm_format_find(mm_cstr(given)) : NULL;
    return given && !*out
               ? mm_fail(err, MM_EINVALID,
                         _("no format '%s': see malmoi help formats"), given)
               : MM_OK;
}

/* Prints the losses gathered since the last time: "line 12: unit/prop". */
static void print_losses(mm_report *report, const char *file)
{
    mm_str list = mm_buf_str(&report->list);

    while (list.len) {
        mm_str field = mm_str_cut(&list, '\n'), line = mm_str_cut(&field, '\t');

        fprintf(stderr, _("%s:%.*s: dropped: %.*s\n"), file, (int)line.len,
                line.ptr, (int)field.len, field.ptr);
    }
    mm_buf_clear(&report->list);
}

static int copy(mm_convert_state *state, const mm_args *args,
                const mm_convert_options *o, mm_report *report, mm_error *err)
{
    const char    *in = args->words[0], *out = args->words[1];
    mm_conversion *c = NULL;
    int            rc = mm_conversion_open(&c, in, out, o, report, err);

    while (rc >= 0 && (rc = mm_conversion_next(c, state, err)) == MM_ROW) {
        mm_progress(args, state->units + state->concepts, state->done,
                    state->all);
        print_losses(report, in);
        if (mm_interrupted())
            rc = mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
    }
    mm_progress_end(args);
    rc = mm_conversion_close(c, rc, err);
    print_losses(report, in);
    return rc;
}

static int run_convert(const mm_args *args, mm_error *err)
{
    mm_report          report = { 0 };
    mm_convert_state   state = { 0 };
    mm_convert_options o = { .keep_good = mm_opt(args, "keep-good"),
                             .as_units = mm_opt(args, "as-units") };
    char               date[24];
    double             level;
    int                rc;

    if (args->n != 2)
        return mm_fail(err, MM_EINVALID, _("name two files: IN and OUT"));
    if (!mm_opt_whole(&level, args, "level", 0, 1, 2, err))
        return MM_EINVALID;
    if ((rc = format_of(&o.from, args, "from", err)) < 0 ||
        (rc = format_of(&o.to, args, "to", err)) < 0)
        return rc;
    report.each = mm_opt(args, "report");
    o.read.langs = o.write.langs = mm_cstr(mm_opt(args, "lang"));
    o.read.encoding = mm_opt(args, "encoding");
    o.write.raw = mm_opt(args, "raw");
    o.write.level = (int)level;
    o.write.date = now(date);
    rc = copy(&state, args, &o, &report, err);
    mm_say_report(args, &report);
    mm_report_release(&report);
    if (rc < 0)
        return rc;
    mm_say(args, _("%s: %zu units, %zu concepts"), args->words[1], state.units,
           state.concepts);
    if (!state.broken)
        return EXIT_DONE;
    mm_complain(&state.fault);
    return EXIT_INPUT;
}

const mm_command mm_cmd_convert = {
    .name = "convert",
    .args = "IN OUT",
    .summary = N_("turn a file of one format into another"),
    .detail = N_(
        "Formats are told by content and name; `malmoi help formats` lists them, and\n"
        "what each cannot hold. OUT appears whole or not at all, and each kind of\n"
        "field that was dropped on the way is named on stderr. With -l LANGS those\n"
        "languages alone are written, in that order."),
    .examples = "malmoi convert memory.tmx memory.tsv\n"
                "malmoi convert --report glossary.tbx glossary.xlsx\n"
                "malmoi convert -t omegat -l en,ko glossary.tbx glossary.utf8\n"
                "malmoi convert --as-units glossary.tbx glossary.tmx\n"
                "malmoi convert --encoding cp949 words.csv words.jsonl",
    .options = options,
    .run = run_convert,
};
