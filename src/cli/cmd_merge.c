/* malmoi merge: three versions of a memory or term base into one. */
#include "cli/cli.h"

#include <string.h>

static const mm_option options[] = {
    { "output", 'o', "FILE",
      N_("write the merged file here (OURS is fine); else standard output") },
    { "format", 'f', "FORMAT", N_("format to write; else that of the name") },
    { "mark", 0, NULL,
      N_("give what is in conflict the prop \"conflict\" that tells of it") },
    { 0 }
};

/* Conflicts go to standard output, unless the merged file does. */
static FILE *conflicts_to(const mm_args *args)
{
    return mm_opt(args, "output") ? stdout : stderr;
}

static void put(mm_str text, FILE *to)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        putc(c < 0x20 || c == 0x7F ? ' ' : c, to);
    }
}

static mm_str id_of(const mm_item *item)
{
    return item->unit ? item->unit->id : item->concept->id;
}

/* The wording that an entry is known by. */
static mm_str title(const mm_item *item)
{
    const mm_unit    *u = item->unit;
    const mm_concept *c = item->concept;

    if (u && u->n_variants)
        return u->variants[0].text;
    return c && c->n_sections && c->sections[0].n_terms
               ? c->sections[0].terms[0].text
               : (mm_str){ "", 0 };
}

static void print_json(const mm_merged *m, const mm_conflict *c, FILE *to)
{
    mm_str      texts[] = { c->base, c->field,        id_of(&m->item),
                            c->ours, title(&m->item), c->theirs };
    const char *keys[] = { "base", "field", "id", "ours", "text", "theirs" };
    mm_buf      row = { 0 };

    mm_buf_printf(&row, "{\"line\":%ld", m->item.line);
    for (size_t i = 0; i < 6; i++) {
        mm_buf_printf(&row, ",\"%s\":", keys[i]);
        mm_json_string(&row, texts[i]);
    }
    fprintf(to, "%.*s}\n", (int)row.len, row.ptr);
    mm_buf_release(&row);
}

static void print_conflict(const mm_args *args, const mm_merged *m,
                           const mm_conflict *c)
{
    FILE        *to = conflicts_to(args);
    const mm_str texts[] = { c->base, c->ours, c->theirs };
    const char  *sides[] = { "base", "ours", "theirs" };

    switch (mm_form_of(args)) {
    case FORM_JSON:
        print_json(m, c, to);
        return;
    case FORM_TSV:
        fprintf(to, "%ld\t", m->item.line);
        put(id_of(&m->item), to);
        putc('\t', to);
        put(title(&m->item), to);
        putc('\t', to);
        put(c->field, to);
        for (size_t i = 0; i < 3; i++) {
            putc('\t', to);
            put(texts[i], to);
        }
        putc('\n', to);
        return;
    default:
        break;
    }
    fputs(_("conflict in "), to);
    put(title(&m->item), to);
    if (m->item.line)
        fprintf(to, _(" (line %ld)"), m->item.line);
    if (c->field.len) {
        fputs(", ", to);
        put(c->field, to);
    }
    putc('\n', to);
    for (size_t i = 0; i < 3; i++) {
        if (i == 0 && c->field.len == 0)
            continue; /* of the whole: one side removed it */
        fprintf(to, "    %-7s ", sides[i]);
        put(texts[i].len ? texts[i] : mm_cstr(_("(removed)")), to);
        putc('\n', to);
    }
}

/* What is written: as told, by the name, else as OURS is. */
static int output_format(const mm_format **out, const mm_args *args,
                         mm_error *err)
{
    const char *name = mm_opt(args, "format"), *path = mm_opt(args, "output");

    *out = NULL;
    if (name && !(*out = mm_format_find(mm_cstr(name))))
        return mm_fail(err, MM_EINVALID,
                       _("no format '%s': see malmoi help formats"), name);
    if (!*out && path)
        *out = mm_format_by_name(path);
    return *out ? MM_OK : mm_format_guess(out, args->words[1], NULL, err);
}

static int write_merged(mm_merge *merge, mm_writer *out, const mm_args *args,
                        mm_error *err)
{
    mm_merged m;
    int       rc;

    if (mm_form_of(args) == FORM_TSV)
        fputs("line\tid\ttext\tfield\tbase\tours\ttheirs\n",
              conflicts_to(args));
    while ((rc = mm_merge_next(merge, &m, err)) == MM_ROW) {
        for (size_t i = 0; i < m.n; i++)
            print_conflict(args, &m, &m.conflicts[i]);
        if ((rc = mm_writer_put(out, &m.item, err)) < 0)
            return rc;
        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
    }
    return rc;
}

static int run_merge(const mm_args *args, mm_error *err)
{
    const char       *path = mm_opt(args, "output");
    mm_report         report = { 0 };
    mm_merge_options  o = { .mark = mm_opt(args, "mark"),
                            .read.langs = mm_cstr(mm_opt(args, "lang")) };
    mm_format_options write = { .langs = o.read.langs };
    const mm_format  *format;
    mm_merge         *merge = NULL;
    mm_writer        *out = NULL;
    mm_merge_count    n = { 0 };
    int               rc;

    if (args->n != 3)
        return mm_fail(err, MM_EINVALID,
                       _("name three files: BASE, OURS and THEIRS"));
    if ((rc = output_format(&format, args, err)) < 0 ||
        (rc = mm_merge_open(&merge, args->words[0], args->words[1],
                            args->words[2], &o, &report, err)) < 0 ||
        (rc = mm_format_write(&out, format, path ? path : "-", &write, &report,
                              err)) < 0)
        goto done;
    rc = write_merged(merge, out, args, err);
    n = mm_merge_counts(merge);
done:
    rc = mm_writer_close(out, rc, err);
    mm_merge_close(merge);
    mm_say_report(args, &report);
    mm_report_release(&report);
    if (rc < 0)
        return rc;
    mm_say(args,
           _("%zu unchanged, %zu from ours, %zu from theirs, %zu from both, "
             "%zu removed, %zu in conflict"),
           n.same, n.ours, n.theirs, n.both, n.removed, n.conflicts);
    return n.conflicts ? EXIT_NOTHING : EXIT_DONE;
}

const mm_command mm_cmd_merge = {
    .name = "merge",
    .args = "BASE OURS THEIRS",
    .summary = N_("put together what two people made of one file"),
    .detail = N_(
        "A three-way merge by unit, concept and field. Where both changed a field in\n"
        "different ways ours stays and the conflict is printed: on standard output with\n"
        "-o, else on stderr. Exit code 1 when there are conflicts."),
    .examples = "malmoi merge base.tmx mine.tmx hers.tmx -o merged.tmx\n"
                "malmoi merge --mark base.tbx mine.tbx hers.tbx -o merged.tbx",
    .options = options,
    .run = run_merge,
};
