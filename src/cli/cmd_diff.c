/* malmoi diff: what differs between two memories or term bases. */
#include "cli/cli.h"

static const mm_option options[] = {
    { "text", 0, NULL,
      N_("compare the wording alone, for formats of unlike reach") },
    { "all", 0, NULL, N_("ids too, and who changed what and when") },
    { "count", 0, NULL, N_("only the sums") },
    { 0 }
};

static const mm_str none = { "", 0 };

/* The wording that an entry is known by. */
static mm_str title(const mm_item *item)
{
    const mm_unit    *u = item->unit;
    const mm_concept *c = item->concept;

    if (u && u->n_variants)
        return u->variants[0].text;
    return c && c->n_sections && c->sections[0].n_terms
               ? c->sections[0].terms[0].text
               : none;
}

static mm_str id_of(const mm_item *item)
{
    return item->unit      ? item->unit->id
           : item->concept ? item->concept->id
                           : none;
}

static void print_plain(const mm_diff_entry *d, const mm_item *item)
{
    static const mm_paint paints[] = { PAINT_GREEN, PAINT_RED, PAINT_YELLOW };

    printf("%s%c ", mm_paint_code(paints[d->kind]), "+-~"[d->kind]);
    mm_put_cell(title(item));
    fputs(mm_paint_code(PAINT_OFF), stdout);
    if (item->line)
        printf(_("  (line %ld)"), item->line);
    putchar('\n');
    for (size_t i = 0; i < d->n; i++) {
        const mm_field_change *f = &d->fields[i];

        fputs("    ", stdout);
        mm_put_cell(f->field);
        fputs(": ", stdout);
        if (d->kind == MM_DIFF_CHANGED) {
            mm_put_cell(f->a.len ? f->a : MM_S("-"));
            fputs(" → ", stdout);
            mm_put_cell(f->b.len ? f->b : MM_S("-"));
        } else {
            mm_put_cell(f->a.len ? f->a : f->b);
        }
        putchar('\n');
    }
}

static void print_tsv(const mm_diff_entry *d, const mm_item *item)
{
    for (size_t i = 0; i < d->n; i++) {
        mm_str cells[] = { title(item), d->fields[i].field, d->fields[i].a,
                           d->fields[i].b };

        printf("%s\t%ld\t%ld\t", mm_diff_kind_name(d->kind), d->a.line,
               d->b.line);
        mm_put_cell(id_of(item));
        for (size_t k = 0; k < 4; k++) {
            putchar('\t');
            mm_put_cell(cells[k]);
        }
        putchar('\n');
    }
}

static void print_json(const mm_diff_entry *d, const mm_item *item)
{
    mm_buf fields = { 0 };

    mm_buf_putc(&fields, '[');
    for (size_t i = 0; i < d->n; i++) {
        mm_buf_put(&fields, i ? MM_S(",{\"a\":") : MM_S("{\"a\":"));
        mm_json_string(&fields, d->fields[i].a);
        mm_buf_put(&fields, MM_S(",\"b\":"));
        mm_json_string(&fields, d->fields[i].b);
        mm_buf_put(&fields, MM_S(",\"field\":"));
        mm_json_string(&fields, d->fields[i].field);
        mm_buf_putc(&fields, '}');
    }
    mm_buf_putc(&fields, ']');
    mm_put_json("i:a_line", (long long)d->a.line, "i:b_line",
                (long long)d->b.line, "s:change",
                mm_cstr(mm_diff_kind_name(d->kind)), "r:fields",
                mm_buf_str(&fields), "s:id", id_of(item), "s:text", title(item),
                "s:type", item->unit ? MM_S("unit") : MM_S("concept"), NULL);
    mm_buf_release(&fields);
}

static int print_all(mm_diff *diff, mm_form form, mm_error *err)
{
    mm_diff_entry d;
    int           rc;

    if (form == FORM_TSV)
        puts("change\ta line\tb line\tid\ttext\tfield\ta\tb");
    while ((rc = mm_diff_next(diff, &d, err)) == MM_ROW) {
        const mm_item *item = d.kind == MM_DIFF_REMOVED ? &d.a : &d.b;

        if (form == FORM_JSON)
            print_json(&d, item);
        else if (form == FORM_TSV)
            print_tsv(&d, item);
        else
            print_plain(&d, item);
        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
    }
    return rc;
}

static void print_counts(mm_diff_count n, mm_form form)
{
    if (form == FORM_JSON)
        mm_put_json("i:added", (long long)n.added, "i:changed",
                    (long long)n.changed, "i:removed", (long long)n.removed,
                    "i:same", (long long)n.same, NULL);
    else if (form == FORM_TSV)
        printf("added\tchanged\tremoved\tsame\n%zu\t%zu\t%zu\t%zu\n", n.added,
               n.changed, n.removed, n.same);
    else
        printf(_("%zu added, %zu removed, %zu changed, %zu the same\n"),
               n.added, n.removed, n.changed, n.same);
}

static int run_diff(const mm_args *args, mm_error *err)
{
    mm_report       report = { 0 };
    mm_diff        *diff = NULL;
    mm_diff_options o = { .read = { .langs = mm_cstr(mm_opt(args, "lang")) } };
    mm_form         form = mm_form_of(args);
    mm_diff_count   n;
    int             rc;

    if (args->n != 2)
        return mm_fail(err, MM_EINVALID, _("name two files to compare"));
    o.level = mm_opt(args, "all")    ? MM_DIFF_ALL
              : mm_opt(args, "text") ? MM_DIFF_TEXT
                                     : MM_DIFF_FIELDS;
    rc = mm_diff_open(&diff, args->words[0], args->words[1], &o, &report, err);
    mm_say_report(args, &report);
    mm_report_release(&report);
    if (rc < 0)
        return rc;
    n = mm_diff_counts(diff);
    if (mm_opt(args, "count"))
        print_counts(n, form);
    else
        rc = print_all(diff, form, err);
    mm_diff_close(diff);
    if (rc < 0)
        return rc;
    if (!mm_opt(args, "count"))
        mm_say(args, _("%zu added, %zu removed, %zu changed, %zu the same"),
               n.added, n.removed, n.changed, n.same);
    return n.added + n.removed + n.changed ? EXIT_NOTHING : EXIT_DONE;
}

const mm_command mm_cmd_diff = {
    .name = "diff",
    .args = "A B",
    .summary = N_("compare two memories or term bases, in any formats"),
    .detail = N_(
        "Units and concepts that belong together are found by what they say, by id and\n"
        "by wording; then field is compared with field. Exit code 1 when they differ."),
    .examples = "malmoi diff old.tmx new.tmx\n"
                "malmoi diff --text glossary.tbx glossary.csv\n"
                "malmoi diff --json a.tmx b.tmx",
    .options = options,
    .run = run_diff,
};
