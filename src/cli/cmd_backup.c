/* malmoi backup: a copy of the memory that is whole. */
#include "cli/cli.h"

static const mm_option options[] = { { 0 } };

static int tell(const mm_args *args, const char *path, mm_error *err)
{
    mm_store      *copy = NULL;
    mm_store_stats c;
    int            rc = mm_store_open(&copy, path, MM_READ, err);

    if (rc >= 0 && (rc = mm_store_count(&c, copy, err)) >= 0) {
        if (mm_form_of(args) == FORM_JSON)
            mm_put_json("s:file", mm_cstr(path), "i:units", (long long)c.units,
                        "i:concepts", (long long)c.concepts, "i:changes",
                        (long long)c.changes, "i:bytes", (long long)c.bytes,
                        NULL);
        else if (mm_form_of(args) == FORM_TSV)
            printf("file\tunits\tconcepts\tchanges\tbytes\n"
                   "%s\t%lld\t%lld\t%lld\t%lld\n",
                   path, (long long)c.units, (long long)c.concepts,
                   (long long)c.changes, (long long)c.bytes);
        else
            printf(_("%s: %lld units, %lld concepts, read back and the same\n"),
                   path, (long long)c.units, (long long)c.concepts);
    }
    mm_store_close(copy);
    return rc;
}

static int run_backup(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    int       rc;

    if (args->n != 1)
        return mm_fail(err, MM_EINVALID, _("name the file to copy to"));
    if ((rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    if (!stores.items[0])
        rc = mm_fail(err, MM_EIO, _("there is no memory to back up"));
    if (rc == MM_OK)
        rc = mm_store_backup(stores.items[0], args->words[0], err);
    if (rc == MM_EFORMAT)
        rc = MM_EIO; /* the copy is at fault, not what was typed */
    if (rc == MM_OK)
        rc = tell(args, args->words[0], err);
    mm_stores_release(&stores);
    return rc;
}

const mm_command mm_cmd_backup = {
    .name = "backup",
    .args = "FILE",
    .summary = N_("copy the memory to FILE while others work with it"),
    .detail = N_(
        "The copy is of one moment, is read back and compared, and appears whole or\n"
        "not at all; an older backup of the same memory is replaced. Copying the\n"
        ".db file alone loses work: what was committed last stands in the -wal file\n"
        "beside it until SQLite moves it over, and a copy made while another\n"
        "program writes holds pages of two moments."),
    .examples = "malmoi backup ~/backup/memory.db\n"
                "malmoi backup --db work.db /media/usb/work.db",
    .options = options,
    .run = run_backup,
};
