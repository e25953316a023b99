/* malmoi history: what was changed, by whom, when, and what was there before.
 */
#include "cli/changes.h"

static const mm_option options[] = {
    { "change", 'c', "NUMBER", N_("the rows that this change touched") },
    { "limit", 'n', "N", N_("changes at most (20; 0 is all)") },
    { "since", 0, "DATE", N_("changes made since, as 2026-11-24") },
    { 0 }
};

typedef struct printing {
    mm_form form;
    bool    rows; /* what befell rows, not changes alone */
    size_t  n, limit;
    mm_str  since;
} printing;

/* ---- one line ---- */

static void put_head(const printing *p)
{
    if (p->form == FORM_TSV)
        puts(p->rows ? "change\tkind\twho\twhen\twhat\tundone_by\trow\tid\t"
                       "before\tafter"
                     : "change\tkind\twho\twhen\twhat\tundone_by\trows\topen");
}

static void put_json(const printing *p, const mm_past *past)
{
    if (p->rows)
        mm_put_json("i:change", (long long)past->change, "s:kind", past->kind,
                    "s:who", past->who, "s:when", past->when, "s:what",
                    past->what, "i:undone_by", (long long)past->undone_by,
                    "s:row", mm_cstr(mm_row_word(past->row_kind)), "i:id",
                    (long long)past->row, "s:before", past->before, "s:after",
                    past->after, NULL);
    else
        mm_put_json("i:change", (long long)past->change, "s:kind", past->kind,
                    "s:who", past->who, "s:when", past->when, "s:what",
                    past->what, "i:undone_by", (long long)past->undone_by,
                    "i:rows", (long long)past->rows, "b:open", past->open,
                    NULL);
}

static void put_tsv(const printing *p, const mm_past *past)
{
    const mm_str cells[] = { past->kind, past->who, past->when, past->what };

    printf("%lld", (long long)past->change);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        putchar('\t');
        mm_put_cell(cells[i]);
    }
    printf("\t%lld\t", (long long)past->undone_by);
    if (!p->rows) {
        printf("%lld\t%d\n", (long long)past->rows, past->open);
        return;
    }
    printf("%s\t%lld\t", mm_row_word(past->row_kind), (long long)past->row);
    mm_put_cell(past->before);
    putchar('\t');
    mm_put_cell(past->after);
    putchar('\n');
}

static void put_side(const char *sign, mm_str text, mm_paint paint)
{
    if (!text.len)
        return;
    printf("    %s%s ", mm_paint_code(paint), sign);
    mm_put_cell(text);
    printf("%s\n", mm_paint_code(PAINT_OFF));
}

static void put_plain(const printing *p, const mm_past *past)
{
    printf("%s%lld%s  ", mm_paint_code(PAINT_BOLD), (long long)past->change,
           mm_paint_code(PAINT_OFF));
    mm_put_cell(past->when);
    fputs("  ", stdout);
    mm_put_cell(past->who);
    fputs("  ", stdout);
    mm_put_cell(past->kind);
    fputs("  ", stdout);
    mm_put_cell(past->what);
    if (p->rows)
        printf("  [%s %lld]", mm_row_word(past->row_kind),
               (long long)past->row);
    else
        printf(_("  [rows: %lld]"), (long long)past->rows);
    if (past->undone_by)
        printf(_("  (undone by %lld)"), (long long)past->undone_by);
    if (past->open)
        fputs(_("  (cut off: import the file again)"), stdout);
    putchar('\n');
    put_side("-", past->before, PAINT_RED);
    put_side("+", past->after, PAINT_GREEN);
}

static void put_past(printing *p, const mm_past *past)
{
    if (p->form == FORM_JSON)
        put_json(p, past);
    else if (p->form == FORM_TSV)
        put_tsv(p, past);
    else
        put_plain(p, past);
    p->n++;
}

/* ---- the run ---- */

static int put_all(printing *p, mm_pasts *pasts, mm_error *err)
{
    mm_past past;
    int     rc = MM_OK;

    put_head(p);
    while ((p->limit == 0 || p->n < p->limit) &&
           (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW)
        if (p->since.len == 0 || mm_str_cmp(past.when, p->since) >= 0)
            put_past(p, &past);
    return rc < 0 ? rc : MM_OK;
}

static int open_pasts(mm_pasts **out, mm_store *store, const mm_args *args,
                      mm_id change, mm_error *err)
{
    mm_ref ref;
    int    rc;

    if (change)
        return mm_history_rows(out, store, change, err);
    if (args->n == 0)
        return mm_history_open(out, store, err);
    if ((rc = mm_ref_parse(&ref, mm_cstr(args->words[0]), err)) < 0)
        return rc;
    return mm_history_of(out, store, ref.kind, ref.id, err);
}

static int run_history(const mm_args *args, mm_error *err)
{
    mm_selection selection = { 0 };
    mm_stores    stores = { 0 };
    mm_pasts    *pasts = NULL;
    mm_ref       ref;
    printing     p = { .form = mm_form_of(args) };
    double       limit, change;
    int          rc;

    if (args->n > 1)
        return mm_fail(err, MM_EINVALID, _("one id at a time"));
    if (!mm_opt_whole(&change, args, "change", 0, 1, 1e15, err) ||
        !mm_opt_whole(&limit, args, "limit",
                       args->n || mm_opt(args, "change") ? 0 : 20, 0, 1e9,
                       err) ||
        (args->n && mm_ref_parse(&ref, mm_cstr(args->words[0]), err) < 0))
        return MM_EINVALID;
    if ((rc = mm_since_of(&selection, args, err)) < 0)
        return rc;
    p.since = selection.since;
    p.limit = (size_t)limit;
    p.rows = args->n || change > 0;
    if ((rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    if (stores.items[0]) {
        rc = open_pasts(&pasts, stores.items[0], args, (mm_id)change, err);
        if (rc >= 0)
            rc = put_all(&p, pasts, err);
    }
    mm_pasts_close(pasts);
    mm_stores_release(&stores);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_history = {
    .name = "history",
    .args = "[ID]",
    .summary = N_("show what was changed, by whom, and what was there before"),
    .detail = N_(
        "Without ID the changes, newest first: imports, alignments, edits, undos.\n"
        "With ID (12 a concept, u7 a unit, d3 a document) what befell that row;\n"
        "with --change what one change touched. Nothing is ever taken out of it."),
    .examples = "malmoi history\n"
                "malmoi history 12\n"
                "malmoi history --change 7 --json",
    .options = options,
    .run = run_history,
};
