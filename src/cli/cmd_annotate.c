/* malmoi annotate: the known terms of a running text. */
#include "cli/asked.h"

#include <stdlib.h>

static const mm_option options[] = {
    { "format", 'f', "FORM",
      N_("plain, tsv, json, or html: a page of its own") },
    { "translate-terms", 0, NULL,
      N_("print the text with its terms translated, particles put right") },
    { "all", 0, NULL,
      N_("every concept that a term may be, not the best alone") },
    { "no-builtin", 0, NULL, N_("leave the shipped glossaries out") },
    { "project", 0, "NAME", N_("terms of this project alone") },
    { "client", 0, "NAME", N_("terms of this client alone") },
    { "field", 0, "NAME", N_("terms of this subject field alone") },
    { "status", 0, "STATUS",
      N_("proposed, approved, rejected, all; or a status of terms") },
    { "since", 0, "DATE", N_("terms made or changed since, as 2026-11-24") },
    { 0 }
};

typedef enum shape { PLAIN, TSV, JSON, HTML, DRAFT } shape;

typedef struct run {
    shape          shape;
    mm_recognizer *recognizer;
    mm_recognized *hits; /* of the line */
    size_t         room, found;
    long           line;
    mm_buf         draft, html;
} run;

/* ---- rows ---- */

static void put_tsv(const run *r, mm_str line, const mm_recognized *h)
{
    const mm_str cells[] = { mm_str_sub(line, h->start, h->len),
                             h->particle,
                             h->term,
                             h->lang,
                             h->translation,
                             h->translation_lang };

    printf("%ld\t%zu\t%zu\t%zu\t%zu", r->line, h->start, h->start + h->len,
           h->char_start, h->char_start + h->chars);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        putchar('\t');
        mm_put_cell(cells[i]);
    }
    printf("\t%s\t%s\t%s\t", mm_term_status_name(h->status),
           mm_review_name(h->review), mm_kind_name(h->kind));
    mm_put_cell(h->field);
    printf("\t%lld\t", (long long)h->row);
    mm_put_cell(h->source);
    putchar('\n');
}

static void put_json(const run *r, mm_str line, const mm_recognized *h)
{
    mm_put_json("i:line", (long long)r->line, "i:start", (long long)h->start,
                "i:end", (long long)(h->start + h->len), "i:char_start",
                (long long)h->char_start, "i:char_end",
                (long long)(h->char_start + h->chars), "s:text",
                mm_str_sub(line, h->start, h->len), "s:particle", h->particle,
                "s:term", h->term, "s:lang", h->lang, "s:translation",
                h->translation, "s:translation_lang", h->translation_lang,
                "s:status", mm_cstr(mm_term_status_name(h->status)), "s:review",
                mm_cstr(mm_review_name(h->review)), "n:confidence",
                h->confidence, "s:kind", mm_cstr(mm_kind_name(h->kind)),
                "s:field", h->field, "i:id", (long long)h->row, "i:reading",
                (long long)h->reading, "s:source", h->source, NULL);
}

/* "preferred, approved, defence; glossaries/defence.tsv" */
static void put_about(mm_buf *out, const mm_recognized *h)
{
    if (h->status)
        mm_buf_printf(out, "%s, ", mm_term_status_name(h->status));
    mm_buf_put(out, mm_cstr(mm_review_name(h->review)));
    if (h->review == MM_PROPOSED)
        mm_buf_printf(out, " %.2f", h->confidence);
    if (h->field.len)
        mm_buf_printf(out, ", %.*s", (int)h->field.len, h->field.ptr);
    mm_buf_printf(out, "; %.*s", (int)h->source.len, h->source.ptr);
}

static void put_plain(mm_str line, const mm_recognized *hits, size_t n)
{
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        const mm_recognized *h = &hits[i];

        if (h->reading)
            continue;
        mm_put_cell(mm_str_sub(line, at, h->start - at));
        fputs(mm_paint_code(PAINT_BOLD), stdout);
        mm_put_cell(mm_str_sub(line, h->start, h->len));
        fputs(mm_paint_code(PAINT_OFF), stdout);
        at = h->start + h->len;
    }
    mm_put_cell(mm_str_sub(line, at, SIZE_MAX));
    putchar('\n');
    for (size_t i = 0; i < n; i++) {
        mm_buf about = { 0 };

        put_about(&about, &hits[i]);
        printf("    %s", mm_paint_code(PAINT_BOLD));
        mm_put_cell(hits[i].term);
        printf("%s  %s", mm_paint_code(PAINT_OFF), mm_paint_code(PAINT_CYAN));
        mm_put_cell(hits[i].translation);
        printf("%s  %s[", mm_paint_code(PAINT_OFF), mm_paint_code(PAINT_DIM));
        mm_put_cell(mm_buf_str(&about));
        printf("]%s\n", mm_paint_code(PAINT_OFF));
        mm_buf_release(&about);
    }
}

/* ---- the page ---- */

static const char page_head[] =
    "<!doctype html>\n<html><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>malmoi annotate</title>\n<style>\n"
    ":root{color-scheme:light dark;--ink:#1c1c1e;--paper:#fff;--soft:#5c5c63;"
    "--good:#d8f0dd;--new:#fff1b8;--bad:#ffd9d0}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececf0;--paper:#17181b;"
    "--soft:#a9aab2;--good:#1d4a2b;--new:#4a3f12;--bad:#5e2418}}\n"
    "body{margin:0 auto;max-width:48rem;padding:1.5rem;background:var(--paper);"
    "color:var(--ink);font:1rem/1.9 system-ui,\"Noto Sans KR\",sans-serif;"
    "word-break:keep-all;overflow-wrap:break-word}\n"
    "p{margin:0 0 .7rem}\n"
    "mark{color:inherit;background:var(--good);border-radius:.2rem;"
    "padding:0 .1em}\n"
    "mark.proposed{background:var(--new)}\n"
    "mark.deprecated,mark.superseded,mark.forbidden{background:var(--bad);"
    "text-decoration:line-through}\n"
    "mark small{color:var(--soft);margin-left:.25em}\n"
    "mark:focus-visible{outline:2px solid var(--ink)}\n"
    "</style></head><body>\n";

static void put_mark(mm_buf *out, mm_str line, const mm_recognized *h)
{
    mm_buf      about = { 0 };
    const char *name = h->status >= MM_TERM_DEPRECATED
                           ? mm_term_status_name(h->status)
                           : mm_review_name(h->review);

    put_about(&about, h);
    mm_buf_printf(out, "<mark tabindex=\"0\" class=\"%s\" title=\"", name);
    mm_put_markup(out, h->term);
    mm_buf_put(out, MM_S(": "));
    mm_put_markup(out, h->translation);
    mm_buf_put(out, MM_S(" ("));
    mm_put_markup(out, mm_buf_str(&about));
    mm_buf_put(out, MM_S(")\">"));
    mm_put_markup(out, mm_str_sub(line, h->start, h->len));
    if (h->translation.len) {
        mm_buf_put(out, MM_S("<small>"));
        mm_put_markup(out, h->translation);
        mm_buf_put(out, MM_S("</small>"));
    }
    mm_buf_put(out, MM_S("</mark>"));
    mm_buf_release(&about);
}

static void put_html(run *r, mm_str line, const mm_recognized *hits, size_t n)
{
    size_t at = 0;

    mm_buf_clear(&r->html);
    mm_buf_put(&r->html, MM_S("<p>"));
    for (size_t i = 0; i < n; i++) {
        if (hits[i].reading)
            continue;
        mm_put_markup(&r->html, mm_str_sub(line, at, hits[i].start - at));
        put_mark(&r->html, line, &hits[i]);
        at = hits[i].start + hits[i].len;
    }
    mm_put_markup(&r->html, mm_str_sub(line, at, SIZE_MAX));
    mm_buf_put(&r->html, MM_S("</p>\n"));
    mm_put(mm_buf_str(&r->html));
}

/* ---- the run ---- */

static void put_hits(run *r, mm_str line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (r->shape == TSV)
            put_tsv(r, line, &r->hits[i]);
        else if (r->shape == JSON)
            put_json(r, line, &r->hits[i]);
    }
    if (r->shape == PLAIN && n)
        put_plain(line, r->hits, n);
    else if (r->shape == HTML && line.len)
        put_html(r, line, r->hits, n);
}

static int draft_line(run *r, mm_error *err)
{
    size_t n;
    int    rc;

    mm_buf_clear(&r->draft);
    if ((rc = mm_recognizer_translate(&r->draft, &n, r->recognizer, err)) < 0)
        return rc;
    mm_put(mm_buf_str(&r->draft));
    putchar('\n');
    r->found += n;
    return MM_OK;
}

static int keep_hit(run *r, size_t n, const mm_recognized *hit, mm_error *err)
{
    if (n == r->room) {
        size_t         room = r->room ? 2 * r->room : 64;
        mm_recognized *hits = realloc(r->hits, room * sizeof *hits);

        if (!hits)
            return mm_fail_memory(err);
        r->hits = hits;
        r->room = room;
    }
    r->hits[n] = *hit;
    return MM_OK;
}

static int annotate_line(run *r, mm_str line, mm_error *err)
{
    mm_recognized hit;
    size_t        n = 0;
    int           rc = mm_recognizer_start(r->recognizer, line, err);

    if (rc < 0 || r->shape == DRAFT)
        return rc < 0 ? rc : draft_line(r, err);
    while ((rc = mm_recognizer_next(r->recognizer, &hit, err)) == MM_ROW)
        if ((rc = keep_hit(r, n++, &hit, err)) < 0)
            return rc;
    r->found += n;
    put_hits(r, line, n);
    return rc;
}

static int annotate_file(run *r, const char *path, mm_error *err)
{
    mm_line_reader *lines = NULL;
    mm_str          line;
    int             rc = mm_line_reader_open(&lines, path, NULL, err);

    while (rc >= 0 && !mm_must_stop() &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW) {
        r->line = mm_line_reader_number(lines);
        if ((rc = annotate_line(r, line, err)) < 0)
            break;
    }
    mm_line_reader_close(lines);
    return rc;
}

static int shape_of(shape *out, const mm_args *args, mm_error *err)
{
    static const char *const names[] = { "plain", "tsv", "json", "html" };
    enum { N = sizeof names / sizeof *names };
    const char *name = mm_opt(args, "format");
    size_t      asked = mm_shape_asked(args, names, N);

    if (asked == N)
        return mm_fail(err, MM_EINVALID,
                       _("--format takes plain, tsv, json or html, not "
                         "'%s'"),
                       name);
    *out = !name && mm_opt(args, "translate-terms") ? DRAFT : (shape)asked;
    return MM_OK;
}

static int options_of(mm_recognizer_options *o, const mm_args *args,
                      mm_error *err)
{
    mm_selection selection = { 0 };
    int          rc = mm_selection_of(&selection, args, err);

    mm_opt_langs(&o->lang, &o->target, args);
    o->review = selection.review;
    o->project = selection.project;
    o->client = selection.client;
    o->field = selection.field;
    o->status = selection.status;
    o->since = selection.since;
    o->no_builtin = mm_opt(args, "no-builtin");
    o->all = mm_opt(args, "all");
    return rc;
}

static int run_annotate(const mm_args *args, mm_error *err)
{
    mm_recognizer_options o = { 0 };
    mm_stores             stores = { 0 };
    run                   r = { 0 };
    int                   rc;

    if ((rc = shape_of(&r.shape, args, err)) < 0 ||
        (rc = mm_term_status_asked(args, err)) < 0 ||
        (rc = options_of(&o, args, err)) < 0 ||
        (rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    rc = mm_recognizer_open(&r.recognizer, stores.items, stores.n, args->tables,
                            &o, err);
    if (rc == MM_OK && r.shape == TSV)
        puts("line\tstart\tend\tchar_start\tchar_end\ttext\tparticle\tterm\t"
             "lang\ttranslation\ttranslation_lang\tstatus\treview\tkind\t"
             "field\tid\tsource");
    if (rc == MM_OK && r.shape == HTML) {
        mm_finish_writes();
        fputs(page_head, stdout);
    }
    if (rc == MM_OK && args->n == 0)
        rc = annotate_file(&r, "-", err);
    for (size_t i = 0; rc == MM_OK && i < args->n; i++)
        rc = annotate_file(&r, args->words[i], err);
    if (rc == MM_OK && r.shape == HTML)
        puts("</body></html>");
    mm_recognizer_close(r.recognizer);
    mm_stores_release(&stores);
    free(r.hits);
    mm_buf_release(&r.draft);
    mm_buf_release(&r.html);
    return rc < 0 ? rc : r.found ? EXIT_DONE : EXIT_NOTHING;
}

const mm_command mm_cmd_annotate = {
    .name = "annotate",
    .args = "[FILE...]",
    .summary = N_("the known terms of a running text"),
    .detail = N_(
        "Terms of the memories and the shipped glossaries, longest first, each line\n"
        "on its own: under particles (북방한계선에서는), verb endings, plurals, other\n"
        "case and spacing, never within another word. Offsets count from the start\n"
        "of the line, in bytes and in characters. -l LANG says what language the text\n"
        "is in, -l LANG,TARGET also which to translate into. --translate-terms prints\n"
        "a draft: the text with terms replaced and the particles behind them put\n"
        "right. Exit code 1 when no term is found."),
    .examples =
        "malmoi annotate -l ko article.ko.txt\n"
        "malmoi annotate -l ko,en --tsv -d work.db article.ko.txt\n"
        "malmoi annotate -l ko --format html article.ko.txt > terms.html\n"
        "malmoi annotate -l en,ko --translate-terms article.en.txt",
    .options = options,
    .run = run_annotate,
};
