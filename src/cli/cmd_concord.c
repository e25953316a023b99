/* malmoi concord: every unit that holds a string, in context. */
#include "cli/asked.h"

static const mm_option options[] = {
    { "limit", 'n', "N", N_("units at most, 0 for all (20)") },
    { "regex", 'r', NULL, N_("PATTERN is a regular expression") },
    { "above", 0, "ID", N_("units above this one: the next page") },
    { "width", 'w', "N", N_("columns of context on either side (30)") },
    { "project", 0, "NAME", N_("units of this project alone") },
    { "client", 0, "NAME", N_("units of this client alone") },
    { "field", 0, "NAME", N_("units of this subject field alone") },
    { "document", 0, "NAME", N_("units of this document alone") },
    { "author", 0, "NAME", N_("units made or changed by this person alone") },
    { "status", 0, "STATUS", N_("units of this status alone") },
    { "since", 0, "DATE", N_("units made or changed since, as 2026-11-24") },
    { "until", 0, "DATE", N_("units made or changed until") },
    { 0 }
};

typedef struct printing {
    mm_form form;
    mm_str  pattern;
    int     width;
    mm_buf  room;
} printing;

/* ---- for people ---- */

/* The last characters of `text` that fit into `width` columns. */
static mm_str tail_of(mm_str text, int width)
{
    size_t start = text.len;

    while (start > 0) {
        size_t before = start;

        mm_utf8_prev(text, &before);
        width -= mm_display_width(mm_str_sub(text, before, start - before));
        if (width < 0)
            break;
        start = before;
    }
    return mm_str_sub(text, start, SIZE_MAX);
}

static mm_str head_of(mm_str text, int width)
{
    size_t end = 0;

    while (end < text.len) {
        size_t next = end;

        mm_utf8_next(text, &next);
        width -= mm_display_width(mm_str_sub(text, end, next - end));
        if (width < 0)
            break;
        end = next;
    }
    return mm_str_sub(text, 0, end);
}

/* A line for each place: what stands before it to the right, so that the hits
 * stand below each other. */
static void put_plain(const printing *p, const mm_found_in *hit)
{
    mm_str text = hit->variant->text;

    for (size_t i = 0; i < hit->n_places; i++) {
        mm_place at = hit->places[i];
        mm_str   left = tail_of(mm_str_sub(text, 0, at.start), p->width);

        for (int gap = p->width - mm_display_width(left); gap > 0; gap--)
            putchar(' ');
        mm_put_cell(left);
        fputs(mm_paint_code(PAINT_BOLD), stdout);
        mm_put_cell(mm_str_sub(text, at.start, at.end - at.start));
        fputs(mm_paint_code(PAINT_OFF), stdout);
        mm_put_cell(head_of(mm_str_sub(text, at.end, SIZE_MAX), p->width));
        putchar('\n');
    }
    if (hit->other) {
        printf("    %s", mm_paint_code(PAINT_CYAN));
        mm_put_cell(hit->other->text);
        printf("%s\n", mm_paint_code(PAINT_OFF));
    }
    printf("    %s[%lld", mm_paint_code(PAINT_DIM), (long long)hit->row);
    if (hit->unit->document.len) {
        fputs(", ", stdout);
        mm_put_cell(hit->unit->document);
    }
    fputs(", ", stdout);
    mm_put_cell(hit->memory);
    printf("]%s\n", mm_paint_code(PAINT_OFF));
}

/* ---- for programs ---- */

static void put_tsv(const printing *p, const mm_found_in *hit)
{
    mm_str text = hit->variant->text, none = { "", 0 };

    for (size_t i = 0; i < hit->n_places; i++) {
        mm_place     at = hit->places[i];
        const mm_str cells[] = { p->pattern,
                                 hit->variant->lang,
                                 mm_str_sub(text, 0, at.start),
                                 mm_str_sub(text, at.start, at.end - at.start),
                                 mm_str_sub(text, at.end, SIZE_MAX),
                                 hit->other ? hit->other->lang : none,
                                 hit->other ? hit->other->text : none,
                                 hit->unit->document,
                                 hit->unit->project };

        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
            mm_put_cell(cells[c]);
            putchar('\t');
        }
        printf("%lld\t", (long long)hit->row);
        mm_put_cell(hit->memory);
        putchar('\n');
    }
}

static int put_json(printing *p, const mm_found_in *hit)
{
    mm_str none = { "", 0 };

    mm_buf_clear(&p->room);
    mm_buf_putc(&p->room, '[');
    for (size_t i = 0; i < hit->n_places; i++)
        mm_buf_printf(&p->room, "%s[%zu,%zu]", i ? "," : "",
                      hit->places[i].start, hit->places[i].end);
    if (mm_buf_putc(&p->room, ']') < 0)
        return MM_ENOMEM;
    mm_put_json("s:pattern", p->pattern, "s:text", hit->variant->text, "s:lang",
                hit->variant->lang, "r:places", mm_buf_str(&p->room), "s:other",
                hit->other ? hit->other->text : none, "s:other_lang",
                hit->other ? hit->other->lang : none, "s:document",
                hit->unit->document, "s:project", hit->unit->project,
                "s:client", hit->unit->client, "s:field", hit->unit->field,
                "s:status", hit->unit->status, "i:id", (long long)hit->row,
                "s:memory", hit->memory, NULL);
    return MM_OK;
}

/* ---- the run ---- */

static int show(printing *p, mm_concord *concord, const mm_concord_options *o,
                size_t limit, size_t *n, mm_error *err)
{
    mm_found_in hit;
    int         rc = mm_concord_start(concord, p->pattern, o, err);

    while (rc >= 0 && (limit == 0 || *n < limit) && !mm_must_stop() &&
           (rc = mm_concord_next(concord, &hit, err)) == MM_ROW) {
        (*n)++;
        if (p->form == FORM_TSV)
            put_tsv(p, &hit);
        else if (p->form == FORM_PLAIN)
            put_plain(p, &hit);
        else if (put_json(p, &hit) < 0)
            rc = mm_fail_memory(err);
    }
    return rc < 0 ? rc : MM_OK;
}

static int read_options(mm_concord_options *o, double *limit, double *width,
                        const mm_args *args, mm_error *err)
{
    mm_selection selection = { 0 };
    double       above;

    if (!mm_opt_whole(limit, args, "limit", 20, 0, 1e9, err) ||
        !mm_opt_whole(width, args, "width", 30, 0, 10000, err) ||
        !mm_opt_whole(&above, args, "above", 0, 0, 9e15, err))
        return MM_EINVALID;
    if (mm_selection_of(&selection, args, err) < 0)
        return MM_EINVALID;
    *o = (mm_concord_options){
        .regex = mm_opt(args, "regex"),
        .above = (mm_id)above,
        .project = selection.project,
        .client = selection.client,
        .field = selection.field,
        .document = mm_cstr(mm_opt(args, "document")),
        .author = mm_cstr(mm_opt(args, "author")),
        .status = mm_cstr(mm_opt(args, "status")),
        .since = selection.since,
        .until = selection.until,
    };
    mm_opt_langs(&o->lang, &o->other, args);
    return MM_OK;
}

static int run_concord(const mm_args *args, mm_error *err)
{
    mm_concord_options o;
    mm_stores          stores = { 0 };
    mm_concord        *concord = NULL;
    mm_buf             pattern = { 0 };
    printing           p = { .form = mm_form_of(args) };
    double             limit, width;
    size_t             n = 0;
    int                rc;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID, _("name what to look for"));
    if ((rc = read_options(&o, &limit, &width, args, err)) < 0)
        return rc;
    rc = mm_words_join(&pattern, args, err);
    p.pattern = mm_buf_str(&pattern);
    p.width = (int)width;
    if (rc >= 0)
        rc = mm_stores_asked(&stores, args, false, err);
    if (rc >= 0)
        rc = mm_concord_open(&concord, stores.items, stores.n, err);
    if (rc >= 0 && p.form == FORM_TSV)
        puts("pattern\tlang\tleft\thit\tright\tother_lang\tother\tdocument\t"
             "project\tid\tmemory");
    if (rc >= 0)
        rc = show(&p, concord, &o, (size_t)limit, &n, err);
    if (rc >= 0 && n == 0)
        mm_say_no_units(args, &stores);
    mm_concord_close(concord);
    mm_stores_release(&stores);
    mm_buf_release(&pattern);
    mm_buf_release(&p.room);
    return rc < 0 ? rc : n ? EXIT_DONE : EXIT_NOTHING;
}

const mm_command mm_cmd_concord = {
    .name = "concord",
    .args = "PATTERN",
    .summary = N_("show each unit that holds PATTERN, in context"),
    .detail = N_(
        "PATTERN is any string of one character or more; case, width, spacing, hyphens,\n"
        "dots and quotes do not count, and Korean words are found under their\n"
        "particles. With -l ko only Korean is searched, with -l ko,en English stands\n"
        "beside it. --regex takes an expression of ICU. The next page is what is above\n"
        "the last id shown. Exit code 1 when nothing is found."),
    .examples = "malmoi concord 한계선\n"
                "malmoi concord -l en,ko --regex \"limit(ation)?s?\\b\"\n"
                "malmoi concord --tsv -n 0 \"line of control\"",
    .options = options,
    .run = run_concord,
};
