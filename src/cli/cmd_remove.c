/* malmoi remove: a concept, term, unit or document taken out. */
#include "cli/changes.h"

static const mm_option options[] = {
    { "force", 0, NULL, N_("remove it with all that hangs on it") }, { 0 }
};

/* ---- what hangs on it ---- */

static void put_count(size_t n, const char *what)
{
    if (n)
        fprintf(stderr, "  %zu %s\n", n, what);
}

static void tell(const char *id, const mm_hanging *h)
{
    fprintf(stderr, _("malmoi: not removed: %s has on it\n"), id);
    put_count(h->notes, _("notes"));
    put_count(h->contexts, _("contexts"));
    put_count(h->proofs, _("places in documents that prove it"));
    put_count(h->units, _("units made of it"));
    put_count(h->concepts, _("concepts that it proves"));
    if (h->decided)
        fprintf(stderr, "  %s\n",
                _("a decision that keeps it from being "
                  "proposed again"));
}

/* Nothing is removed unless all may be: MM_ROW when one may not. */
static int check_all(mm_store *store, const mm_args *args, mm_error *err)
{
    bool held = false;

    for (size_t i = 0; i < args->n; i++) {
        mm_hanging hanging;
        mm_ref     ref;
        int        rc;

        if ((rc = mm_ref_parse(&ref, mm_cstr(args->words[i]), err)) < 0 ||
            (rc = mm_remove_check(&hanging, store, &ref, err)) < 0)
            return rc;
        if (!mm_hanging_any(&hanging) || mm_opt(args, "force"))
            continue;
        tell(args->words[i], &hanging);
        held = true;
    }
    if (held)
        fprintf(stderr, _("try: malmoi remove --force (malmoi undo brings it "
                          "back)\n"));
    return held ? MM_ROW : MM_OK;
}

/* ---- the run ---- */

static void put_removed(const mm_args *args, const char *word,
                        const mm_ref *ref, mm_id change)
{
    const char *row = ref->lang.len ? "term" : mm_row_word(ref->kind);

    if (mm_form_of(args) == FORM_JSON)
        mm_put_json("s:row", mm_cstr(row), "s:id", mm_cstr(word), "i:change",
                    (long long)change, NULL);
    else if (mm_form_of(args) == FORM_TSV)
        printf("%s\t%s\t%lld\n", row, word, (long long)change);
    else
        printf(_("%s %s removed, change %lld\n"), row, word, (long long)change);
}

static int remove_all(mm_store *store, const mm_args *args, mm_error *err)
{
    int rc = check_all(store, args, err);

    if (rc != MM_OK)
        return rc < 0 ? rc : EXIT_NOTHING;
    if (mm_form_of(args) == FORM_TSV)
        puts("row\tid\tchange");
    for (size_t i = 0; rc == MM_OK && i < args->n; i++) {
        mm_ref ref;
        mm_id  change = 0;

        if ((rc = mm_ref_parse(&ref, mm_cstr(args->words[i]), err)) == MM_OK &&
            (rc = mm_remove(&change, store, &ref, (mm_str){ 0 }, err)) == MM_OK)
            put_removed(args, args->words[i], &ref, change);
    }
    return rc;
}

static int run_remove(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    mm_ref    ref;
    int       rc = MM_OK;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID,
                       _("name an id: malmoi lookup shows "
                         "them"));
    for (size_t i = 0; rc == MM_OK && i < args->n; i++)
        rc = mm_ref_parse(&ref, mm_cstr(args->words[i]), err);
    if (rc < 0 ||
        (rc = mm_stores_change(
             &stores, args, _("there is no memory to remove from"), err)) < 0)
        return rc;
    rc = remove_all(stores.items[0], args, err);
    mm_stores_release(&stores);
    return rc;
}

const mm_command mm_cmd_remove = {
    .name = "remove",
    .args = "ID...",
    .summary = N_("take a concept, term, unit or document out of the memory"),
    .detail = N_(
        "ID is 12 (a concept), 12/ko/2 (its second Korean term), u7 (a unit) or\n"
        "d3 (a document with its units). What has notes, contexts or evidence on it\n"
        "stays, with a list of them and exit code 1, unless --force. malmoi undo\n"
        "brings it back."),
    .examples = "malmoi remove 12\n"
                "malmoi remove 12/ko/2 u7\n"
                "malmoi remove --force d3",
    .options = options,
    .run = run_remove,
};
