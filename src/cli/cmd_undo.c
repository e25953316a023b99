/* malmoi undo: a change taken back, which is a change itself. */
#include "cli/changes.h"

static const mm_option options[] = { { 0 } };

/* What was undone: the change that names `number` as its undo. */
static int find_undone(mm_id *undone, int64_t *rows, mm_store *store,
                       mm_id number, mm_buf *what, mm_error *err)
{
    mm_pasts *pasts = NULL;
    mm_past   past;
    int       rc = mm_history_open(&pasts, store, err);

    while (rc >= 0 && !*undone &&
           (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW) {
        if (past.change == number)
            *rows = past.rows;
        if (past.undone_by != number)
            continue;
        *undone = past.change;
        if (mm_buf_printf(what, "%.*s %.*s", (int)past.kind.len, past.kind.ptr,
                          (int)past.what.len, past.what.ptr) < 0)
            rc = mm_fail_memory(err);
    }
    mm_pasts_close(pasts);
    return rc < 0 ? rc : MM_OK;
}

static int tell(const mm_args *args, mm_store *store, mm_id number,
                mm_error *err)
{
    mm_buf  what = { 0 };
    mm_id   undone = 0;
    int64_t rows = 0;
    int     rc = find_undone(&undone, &rows, store, number, &what, err);

    if (rc < 0) {
        mm_buf_release(&what);
        return rc;
    }
    if (mm_form_of(args) == FORM_JSON) {
        mm_put_json("i:change", (long long)number, "i:undone",
                    (long long)undone, "s:what", mm_buf_str(&what), "i:rows",
                    (long long)rows, NULL);
    } else if (mm_form_of(args) == FORM_TSV) {
        printf("change\tundone\twhat\trows\n%lld\t%lld\t", (long long)number,
               (long long)undone);
        mm_put_cell(mm_buf_str(&what));
        printf("\t%lld\n", (long long)rows);
    } else {
        printf(_("change %lld undone ("), (long long)undone);
        mm_put_cell(mm_buf_str(&what));
        printf(_("; rows: %lld), as change %lld\n"), (long long)rows,
               (long long)number);
    }
    mm_buf_release(&what);
    return MM_OK;
}

static bool read_number(mm_id *out, const char *word)
{
    *out = 0;
    for (; *word >= '0' && *word <= '9' && *out < 100000000000000; word++)
        *out = *out * 10 + (*word - '0');
    return *word == '\0' && *out > 0;
}

static int run_undo(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    mm_id     change = 0, number = 0;
    int       rc;

    if (args->n > 1 || (args->n && !read_number(&change, args->words[0])))
        return mm_fail(err, MM_EINVALID,
                       _("undo takes the number of one change: malmoi history "
                         "shows them"));
    if ((rc = mm_stores_change(&stores, args,
                               _("there is no memory to undo in"), err)) < 0)
        return rc;
    rc = mm_history_undo(&number, stores.items[0], change, (mm_str){ 0 }, err);
    if (rc == MM_OK)
        rc = tell(args, stores.items[0], number, err);
    mm_stores_release(&stores);
    if (rc != MM_EINVALID)
        return rc;
    mm_complain(err); /* a conflict, not a word of the command line */
    return EXIT_NOTHING;
}

const mm_command mm_cmd_undo = {
    .name = "undo",
    .args = "[CHANGE]",
    .summary = N_("take the last change back, or the one of that number"),
    .detail = N_(
        "A whole import or alignment is one change. Undo after undo goes back in\n"
        "time; an undo is a change too, and undone by its own number. A change\n"
        "whose rows a later one touched is refused, naming that one: exit code 1."),
    .examples = "malmoi undo\n"
                "malmoi undo 7",
    .options = options,
    .run = run_undo,
};
