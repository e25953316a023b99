/* malmoi clean: what is wrong in a memory or term base. */
#include "cli/cli.h"

#include <string.h>

static const mm_option options[] = {
    { "only", 0, "LIST", N_("these filters alone, as empty,numbers") },
    { "without", 0, "LIST", N_("all filters but these") },
    { "apply", 0, NULL, N_("mend what was found and write it with -o") },
    { "output", 'o', "FILE", N_("the mended file, with --apply") },
    { "filters", 0, NULL, N_("list the filters and end") },
    { 0 }
};

static int print_filters(mm_form form)
{
    const mm_clean_filter *f;

    if (form == FORM_TSV)
        puts("filter\taction\twhat");
    for (size_t i = 0; (f = mm_clean_filter_at(i)); i++) {
        const char *action = mm_clean_action_name(f->action);

        if (form == FORM_JSON)
            mm_put_json("s:action", mm_cstr(action), "s:filter",
                        mm_cstr(f->name), "s:what", mm_cstr(f->what), NULL);
        else
            printf(form == FORM_TSV ? "%s\t%s\t%s\n" : "%-10s %-7s %s\n",
                   f->name, action, f->what);
    }
    return EXIT_DONE;
}

/* The filters that the options leave; MM_EINVALID for one not known. */
static int filters_of(unsigned *out, const mm_args *args, mm_error *err)
{
    const char *names[] = { "only", "without" };

    *out = MM_CLEAN_ALL;
    for (size_t i = 0; i < 2; i++) {
        const char *list = mm_opt(args, names[i]);
        unsigned    bits = list ? mm_clean_filters(mm_cstr(list)) : 0;

        if (list && !bits)
            return mm_fail(err, MM_EINVALID,
                           _("no such filter in '%s': see malmoi clean "
                             "--filters"),
                           list);
        if (list)
            *out &= i ? ~bits : bits;
    }
    return *out ? MM_OK
                : mm_fail(err, MM_EINVALID, _("no filter is left to run"));
}

static void print_finding(const mm_finding *f, const mm_item *item,
                          mm_form form)
{
    mm_str id = item->unit ? item->unit->id : item->concept->id;
    mm_str action = mm_cstr(mm_clean_action_name(f->filter->action));
    mm_str cells[] = { id,     mm_cstr(f->filter->name),
                       action, f->lang,
                       f->why, f->text };

    if (form == FORM_JSON) {
        mm_put_json("s:action", action, "s:filter", cells[1], "s:id", id,
                    "s:lang", f->lang, "i:line", (long long)item->line,
                    "s:text", f->text, "s:why", f->why, NULL);
    } else if (form == FORM_TSV) {
        printf("%ld", item->line);
        for (size_t i = 0; i < 6; i++) {
            putchar('\t');
            mm_put_cell(cells[i]);
        }
        putchar('\n');
    } else {
        printf("%s%ld%s: %s: ", mm_paint_code(PAINT_BOLD), item->line,
               mm_paint_code(PAINT_OFF), f->filter->name);
        mm_put_cell(f->why);
        fputs(": ", stdout);
        mm_put_cell(f->text);
        putchar('\n');
    }
}

/* How many findings there were, and how many items went. */
typedef struct sums {
    size_t items, findings, dropped;
} sums;

static int clean_all(sums *n, mm_reader *in, mm_writer *out, mm_cleaner *c,
                     const mm_args *args, mm_error *err)
{
    mm_form    form = mm_form_of(args);
    mm_item    item;
    mm_cleaned cleaned;
    int        rc;

    if (form == FORM_TSV)
        puts("line\tid\tfilter\taction\tlang\twhy\ttext");
    while ((rc = mm_reader_next(in, &item, err)) == MM_ROW) {
        n->items++;
        if ((rc = mm_cleaner_look(&cleaned, c, &item, err)) < 0)
            return rc;
        for (size_t i = 0; i < cleaned.n; i++)
            print_finding(&cleaned.findings[i], &item, form);
        n->findings += cleaned.n;
        n->dropped += cleaned.drop;
        if (out && !cleaned.drop &&
            (rc = mm_writer_put(out, &cleaned.item, err)) < 0)
            return rc;
        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
    }
    return rc;
}

static int open_output(mm_writer **out, const mm_args *args,
                       const mm_format *in, mm_report *report, mm_error *err)
{
    const char      *path = mm_opt(args, "output");
    const mm_format *format = mm_format_by_name(path);

    return mm_format_write(out, format ? format : in, path, NULL, report, err);
}

static int run_clean(const mm_args *args, mm_error *err)
{
    bool              apply = mm_opt(args, "apply");
    mm_format_options o = { .langs = mm_cstr(mm_opt(args, "lang")) };
    mm_report         report = { 0 };
    const mm_format  *format;
    mm_cleaner       *cleaner = NULL;
    mm_reader        *in = NULL;
    mm_writer        *out = NULL;
    unsigned          bits;
    sums              n = { 0 };
    int               rc;

    if (mm_opt(args, "filters"))
        return print_filters(mm_form_of(args));
    if (args->n != 1 || apply != (mm_opt(args, "output") != NULL))
        return mm_fail(err, MM_EINVALID,
                       args->n != 1 ? _("name one file")
                                    : _("--apply and -o FILE go together"));
    if ((rc = filters_of(&bits, args, err)) < 0 ||
        (rc = mm_format_guess(&format, args->words[0], NULL, err)) < 0 ||
        (rc = mm_format_read(&in, format, args->words[0], &o, &report, err)) <
            0 ||
        (rc = mm_cleaner_open(&cleaner, bits, args->tables, err)) < 0 ||
        (apply && (rc = open_output(&out, args, format, &report, err)) < 0))
        goto done;
    rc = clean_all(&n, in, out, cleaner, args, err);
done:
    rc = mm_writer_close(out, rc, err);
    mm_reader_close(in);
    mm_cleaner_close(cleaner);
    mm_say_report(args, &report);
    mm_report_release(&report);
    if (rc < 0)
        return rc;
    if (apply)
        mm_say(args, _("%zu entries, %zu findings, %zu dropped"), n.items,
               n.findings, n.dropped);
    else
        mm_say(args, _("%zu entries, %zu findings; nothing was changed"),
               n.items, n.findings);
    return n.findings ? EXIT_NOTHING : EXIT_DONE;
}

const mm_command mm_cmd_clean = {
    .name = "clean",
    .args = "FILE",
    .summary = N_("find what is wrong in a memory or term base, and mend it"),
    .detail = N_(
        "Each finding is printed with its line, the filter, and why; nothing is changed\n"
        "without --apply. Then what filters drop is left out, what they repair is put\n"
        "right, and the rest gets the prop \"clean\". Exit code 1 when something was\n"
        "found."),
    .examples =
        "malmoi clean memory.tmx\n"
        "malmoi clean --only numbers,codes --tsv memory.tmx\n"
        "malmoi clean --without length --apply -o better.tmx memory.tmx",
    .options = options,
    .run = run_clean,
};
