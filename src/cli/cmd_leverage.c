/* malmoi leverage: how much of files is new. CAT tools call it analysis. */
#include "cli/asked.h"

#include <string.h>

static const mm_option options[] = {
    { "csv", 0, NULL, N_("comma-separated with a header line") },
    { "format", 'f', "FORMAT",
      N_("the files' format, when it cannot be told") },
    { "encoding", 0, "NAME",
      N_("the files' encoding, when they lie about it") },
    { "project", 0, "NAME", N_("match units of this project alone") },
    { "client", 0, "NAME", N_("match units of this client alone") },
    { "field", 0, "NAME", N_("match units of this subject field alone") },
    { "status", 0, "STATUS", N_("match units of this status alone") },
    { "since", 0, "DATE",
      N_("match units made or changed since, as 2026-11-24") },
    { "brute", 0, NULL, N_("compare with everything: slow, and the same") },
    { 0 }
};

typedef enum how { TABLE, ROWS, JSON } how;

typedef struct printing {
    how  how;
    char mark; /* between cells of a row */
} printing;

/* ---- rows ---- */

/* Would a spreadsheet take it for a formula (CWE-1236)? As the tables that are
 * exported: one apostrophe more at its head guards it, and comes off again. */
static bool is_formula(const char *text)
{
    text += strspn(text, "'");
    return *text && strchr("=+-@\t\r", *text);
}

/* A cell of CSV in quotes when it needs them, and guarded. */
static void put_cell(const printing *p, const char *text)
{
    bool guarded = p->mark == ',' && is_formula(text);

    if (p->mark != ',' || !strpbrk(text, ",\"\n\r")) {
        if (guarded)
            putchar('\'');
        mm_put_cell(mm_cstr(text));
        return;
    }
    putchar('"');
    if (guarded)
        putchar('\'');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}

static void put_row(const printing *p, const char *file, const char *band,
                    const mm_volume *v)
{
    if (p->how == JSON) {
        mm_put_json("s:file", mm_cstr(file), "s:band", mm_cstr(band),
                    "i:segments", (long long)v->segments, "i:words",
                    (long long)v->words, "i:eojeol", (long long)v->eojeol,
                    "i:characters", (long long)v->characters, "i:codes",
                    (long long)v->codes, NULL);
        return;
    }
    put_cell(p, file);
    printf("%c%s%c%zu%c%zu%c%zu%c%zu%c%zu\n", p->mark, band, p->mark,
           v->segments, p->mark, v->words, p->mark, v->eojeol, p->mark,
           v->characters, p->mark, v->codes);
}

static void put_rows(const printing *p, const char *file, const mm_counts *c)
{
    mm_volume locked = { .segments = c->locked };

    for (int i = 0; i < MM_BANDS; i++)
        put_row(p, file, mm_band_name((mm_band)i), &c->bands[i]);
    put_row(p, file, "all", &c->all);
    if (c->locked)
        put_row(p, file, "locked", &locked);
}

/* ---- the table ---- */

static void put_line(const char *name, const mm_volume *v, size_t all)
{
    mm_put_padded(mm_cstr(name), 16);
    printf("%9zu %9zu %9zu %11zu %5.1f\n", v->segments, v->words, v->eojeol,
           v->characters, all ? 100.0 * (double)v->words / (double)all : 0.0);
}

static void put_table(const char *file, const mm_counts *c)
{
    printf("%s", mm_paint_code(PAINT_BOLD));
    mm_put_cell(mm_cstr(file));
    printf("%s\n", mm_paint_code(PAINT_OFF));
    printf("%-16s%9s %9s %9s %11s %5s\n", "band", "segments", "words", "eojeol",
           "characters", "%");
    for (int i = 0; i < MM_BANDS; i++)
        if (i < MM_BAND_INTERNAL_95 || i == MM_BAND_NEW || c->bands[i].segments)
            put_line(mm_band_name((mm_band)i), &c->bands[i], c->all.words);
    put_line("all", &c->all, c->all.words);
    if (c->locked)
        printf("%-16s%9zu\n", "locked", c->locked);
}

static void put_counts(const printing *p, const char *file, const mm_counts *c)
{
    if (p->how == TABLE)
        put_table(file, c);
    else
        put_rows(p, file, c);
}

/* ---- the run ---- */

/* What the reader had to say of `file`, and no more of it. */
static void say_report(const mm_args *args, const char *file, mm_report *report)
{
    if (report->words.len || report->n)
        mm_say(args, "%s:", file);
    mm_say_report(args, report);
    mm_report_release(report);
    *report = (mm_report){ 0 };
}

static int count_files(const mm_args *args, mm_leverage *lev,
                       mm_report *report, mm_error *err)
{
    printing p = { .how = mm_form_of(args) == FORM_JSON ? JSON
                          : mm_form_of(args) == FORM_TSV || mm_opt(args, "csv")
                              ? ROWS
                              : TABLE,
                   .mark = mm_opt(args, "csv") ? ',' : '\t' };
    int      rc = MM_OK;

    if (p.how == ROWS)
        printf("file%cband%csegments%cwords%ceojeol%ccharacters%ccodes\n",
               p.mark, p.mark, p.mark, p.mark, p.mark, p.mark);
    for (size_t i = 0; rc >= 0 && i < args->n; i++) {
        mm_counts counts;

        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
        if ((rc = mm_leverage_file(&counts, lev, args->words[i], err)) >= 0) {
            if (i && p.how == TABLE)
                putchar('\n');
            put_counts(&p, args->words[i], &counts);
        }
        say_report(args, args->words[i], report);
    }
    if (rc >= 0 && args->n > 1) {
        if (p.how == TABLE)
            putchar('\n');
        put_counts(&p, "*", mm_leverage_all(lev));
    }
    return rc;
}

static int read_options(mm_leverage_options *o, const mm_args *args,
                        mm_error *err)
{
    const char *format = mm_opt(args, "format");
    int         rc;

    if ((rc = mm_langs_asked(&o->source, &o->target, args, err)) < 0)
        return rc;
    if (format && !(o->format = mm_format_find(mm_cstr(format))))
        return mm_fail(err, MM_EINVALID,
                       _("no format '%s': see malmoi help formats"), format);
    if ((rc = mm_matches_asked(&o->match, args, err)) < 0)
        return rc;
    o->encoding = mm_opt(args, "encoding");
    o->brute = mm_opt(args, "brute");
    return MM_OK;
}

static int run_leverage(const mm_args *args, mm_error *err)
{
    mm_report           report = { 0 };
    mm_leverage_options o = { .report = &report };
    mm_stores           stores = { 0 };
    mm_leverage        *lev = NULL;
    int                 rc;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID, _("name a file to count"));
    if ((rc = read_options(&o, args, err)) < 0 ||
        (rc = mm_stores_asked(&stores, args, false, err)) < 0)
        return rc;
    rc = mm_leverage_open(&lev, stores.items, stores.n, args->tables, &o, err);
    if (rc >= 0)
        rc = count_files(args, lev, &report, err);
    mm_leverage_close(lev);
    mm_stores_release(&stores);
    mm_report_release(&report);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_leverage = {
    .name = "leverage",
    .args = "FILE...",
    .summary = N_("count how much of files is new (CAT tools: analyze)"),
    .detail = N_(
        "Segments, words, eojeol and characters of bilingual files or documents by\n"
        "band: context and exact matches of the memories, repetitions within the\n"
        "job, fuzzy matches, and apart from them what is like a segment that came\n"
        "before in the job (internal), and what is new; by file and over all (*).\n"
        "Inline codes are counted on their own, a number is one word. What other\n"
        "tools call \"analyze\" is this; malmoi analyze takes Korean words apart."),
    .examples = "malmoi leverage -l en,ko job.xlf\n"
                "malmoi leverage -l en,ko --csv *.docx > offer.csv",
    .options = options,
    .run = run_leverage,
};
