/* malmoi stats: what the memory holds. */
#include "cli/cli.h"

typedef struct row {
    const char *name;
    int64_t     value;
} row;

static void put_rows(const char *path, const row *rows, size_t n, mm_form form)
{
    for (size_t i = 0; i < n; i++) {
        if (form == FORM_JSON)
            mm_put_json("s:memory", mm_cstr(path), "s:name",
                        mm_cstr(rows[i].name), "i:value",
                        (long long)rows[i].value, NULL);
        else if (form == FORM_TSV)
            printf("%s\t%s\t%lld\n", path, rows[i].name,
                   (long long)rows[i].value);
        else
            printf("  %-10s %10lld\n", rows[i].name, (long long)rows[i].value);
    }
}

static int run_stats(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    mm_form   form = mm_form_of(args);
    int       rc;

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("name a memory with -d FILE"));
    if ((rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    if (form == FORM_TSV)
        puts("memory\tname\tvalue");
    for (size_t i = 0; rc == MM_OK && i < stores.n; i++) {
        mm_store_stats c;

        if (!stores.items[i])
            continue;
        if ((rc = mm_store_count(&c, stores.items[i], err)) < 0)
            break;
        row rows[] = {
            { "units", c.units },       { "variants", c.variants },
            { "documents", c.documents }, { "concepts", c.concepts },
            { "terms", c.terms },       { "proposed", c.proposed },
            { "approved", c.approved }, { "rejected", c.rejected },
            { "evidence", c.proofs },   { "changes", c.changes },
            { "bytes", c.bytes },
        };
        if (form == FORM_PLAIN)
            printf("%s\n", mm_store_path(stores.items[i]));
        put_rows(mm_store_path(stores.items[i]), rows,
                 sizeof rows / sizeof *rows, form);
    }
    mm_stores_release(&stores);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_stats = {
    .name = "stats",
    .args = "",
    .summary = N_("count what the memory holds"),
    .examples = "malmoi stats\nmalmoi stats --json --db work.db",
    .run = run_stats,
};
