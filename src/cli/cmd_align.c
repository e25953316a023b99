/* malmoi align: documents and their translations in; beads, terms and the
 * memory's units out. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const mm_option options[] = {
    { "segmented", 0, NULL, N_("a line is a segment as it stands") },
    { "bitext", 0, NULL, N_("line i of A translates line i of B") },
    { "dry-run", 'n', NULL, N_("store nothing") },
    { "min", 0, "P", N_("least confidence of a term, 0 to 1 (0.5)") },
    { "print", 'p', "WHAT", N_("beads, units, terms, html or json") },
    { "pairs", 0, "FILE", N_("the pairs of files are listed here: A, tab, B") },
    { "force", 0, NULL, N_("align even what does not look like a translation") },
    { "encoding", 0, "NAME", N_("the files' encoding, when they lie about it") },
    { "project", 0, "NAME", N_("project of what is stored") },
    { "client", 0, "NAME", N_("client of what is stored") },
    { "field", 0, "NAME", N_("subject field of what is stored") },
    { 0 }
};

typedef enum what { FOR_PEOPLE, BEADS, UNITS, TERMS, HTML, JSON } what;

typedef struct work {
    const mm_args *args;
    what           print;
    mm_align_job  *job;
    mm_pair_result pair;  /* the last one */
    size_t         pairs, beads, units, failed;
    bool           many; /* more than one pair of files */
    bool           json; /* what is printed, as objects */
} work;

/* ---- beads and units ---- */

static void put_numbers(mm_span span, size_t first)
{
    for (size_t i = 0; i < span.n; i++)
        printf("%s%zu", i ? "," : "", first + span.first + i);
}

static void put_beads(const work *w)
{
    for (size_t i = 0; i < w->pair.alignment->n; i++) {
        const mm_bead *bead = &w->pair.alignment->beads[i];

        put_numbers(bead->src, w->pair.first);
        putchar('\t');
        put_numbers(bead->tgt, w->pair.first);
        printf("\t%.4f\n", bead->score);
    }
}

static int put_side(mm_buf *out, const mm_document *document, mm_span span)
{
    int rc = MM_OK;

    mm_buf_clear(out);
    for (size_t i = 0; rc == MM_OK && i < span.n; i++) {
        if (i)
            rc = mm_buf_putc(out, ' ');
        if (rc == MM_OK)
            rc = mm_buf_put(out, document->segments[span.first + i].text);
    }
    return rc;
}

static int put_units(const work *w, bool as_json, mm_error *err)
{
    mm_buf a = { 0 }, b = { 0 };
    int    rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < w->pair.alignment->n; i++) {
        const mm_bead *bead = &w->pair.alignment->beads[i];

        if ((rc = put_side(&a, w->pair.a, bead->src)) < 0 ||
            (rc = put_side(&b, w->pair.b, bead->tgt)) < 0)
            break;
        if (as_json) {
            mm_put_json("s:type", MM_S("bead"), "i:a",
                        (long long)(w->pair.first + bead->src.first), "i:a_n",
                        (long long)bead->src.n, "i:b",
                        (long long)(w->pair.first + bead->tgt.first), "i:b_n",
                        (long long)bead->tgt.n, "n:score", bead->score,
                        "b:crossed", !!(bead->flags & MM_BEAD_CROSSED),
                        "b:loose", !!(bead->flags & MM_BEAD_LOOSE), "b:joined",
                        !!(bead->flags & MM_BEAD_JOINED), "s:a_text",
                        mm_buf_str(&a), "s:b_text", mm_buf_str(&b), NULL);
            continue;
        }
        mm_put_cell(mm_buf_str(&a));
        putchar('\t');
        mm_put_cell(mm_buf_str(&b));
        printf("\t%.4f\n", bead->score);
    }
    mm_buf_release(&a);
    mm_buf_release(&b);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static int put_pair(work *w, const char *a, const char *b, mm_error *err)
{
    if (w->json && w->print != TERMS && w->print != HTML)
        return put_units(w, true, err);
    if (w->many && (w->print == BEADS || w->print == UNITS))
        printf("# %s\t%s\n", a, b);
    if (w->print == BEADS) {
        if (w->pair.first == 0)
            puts("a\tb\tscore");
        put_beads(w);
    } else if (w->print == UNITS) {
        if (w->pair.first == 0)
            printf("%.*s\t%.*s\tscore\n", (int)w->pair.lang_a.len,
                   w->pair.lang_a.ptr, (int)w->pair.lang_b.len,
                   w->pair.lang_b.ptr);
        return put_units(w, false, err);
    }
    return MM_OK;
}

/* ---- terms ---- */

/* clue@segment:start-end of each piece of evidence, by side A. In a bitext a
 * bead is a line. */
static int evidence_of(mm_buf *out, const mm_candidate *c, bool bitext)
{
    mm_buf_clear(out);
    for (size_t i = 0; i < c->n; i++) {
        const mm_evidence *e = &c->evidence[i];

        if (mm_buf_printf(out, "%s%s@%u:%u-%u", i ? ";" : "", e->clue,
                          bitext ? e->bead : e->a_segment, e->a_start,
                          e->a_end) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int put_terms(const work *w, const mm_candidates *terms, mm_error *err)
{
    bool   bitext = mm_opt(w->args, "bitext");
    mm_buf evidence = { 0 };

    if (!w->json)
        printf("confidence\tkind\t%.*s\t%.*s\tfrequency\tevidence\n",
               (int)w->pair.lang_a.len, w->pair.lang_a.ptr,
               (int)w->pair.lang_b.len, w->pair.lang_b.ptr);
    for (size_t i = 0; i < terms->n; i++) {
        const mm_candidate *c = &terms->items[i];

        if (evidence_of(&evidence, c, bitext) < 0) {
            mm_buf_release(&evidence);
            return mm_fail_memory(err);
        }
        if (w->json) {
            mm_put_json("s:type", MM_S("term"), "n:confidence", c->confidence,
                        "s:kind", mm_cstr(mm_kind_name(c->kind)), "s:a", c->a,
                        "s:b", c->b, "i:frequency", (long long)c->frequency,
                        "s:evidence", mm_buf_str(&evidence), "i:group",
                        (long long)c->group, "s:a_type", mm_cstr(c->a_type),
                        "s:b_type", mm_cstr(c->b_type), NULL);
            continue;
        }
        printf("%.3f\t%s\t", c->confidence, mm_kind_name(c->kind));
        mm_put_cell(c->a);
        putchar('\t');
        mm_put_cell(c->b);
        printf("\t%u\t", c->frequency);
        mm_put(mm_buf_str(&evidence));
        putchar('\n');
    }
    mm_buf_release(&evidence);
    return MM_OK;
}

static void show_terms(const mm_candidates *terms)
{
    int width = 8;

    for (size_t i = 0; i < terms->n; i++) {
        int columns = mm_display_width(terms->items[i].a);

        width = columns > width && columns <= 44 ? columns : width;
    }
    for (size_t i = 0; i < terms->n; i++) {
        const mm_candidate *c = &terms->items[i];
        mm_paint paint = c->confidence >= 0.9   ? PAINT_GREEN
                         : c->confidence >= 0.7 ? PAINT_YELLOW
                                                : PAINT_DIM;

        printf("  %s%.2f%s  ", mm_paint_code(paint), c->confidence,
               mm_paint_code(PAINT_OFF));
        mm_put_padded(c->a, width + 2);
        fputs(mm_paint_code(PAINT_BOLD), stdout);
        mm_put_padded(c->b, 26);
        printf("%s  %s%s%s\n", mm_paint_code(PAINT_OFF),
               mm_paint_code(PAINT_DIM), mm_kind_name(c->kind),
               mm_paint_code(PAINT_OFF));
    }
}

static int put_page(const work *w, const mm_candidates *terms, mm_error *err)
{
    mm_buf page = { 0 };
    int    rc = mm_align_page(&page, &w->pair, terms, err);

    if (rc == MM_OK)
        mm_put(mm_buf_str(&page));
    mm_buf_release(&page);
    return rc;
}

/* ---- the run ---- */

static int align_pair(work *w, const char *a, const char *b, mm_error *err)
{
    int rc = mm_align_job_start(w->job, a, b, err);

    while (rc >= 0 &&
           (rc = mm_align_job_next(&w->pair, w->job, err)) == MM_ROW) {
        w->beads += w->pair.alignment->n;
        w->units += w->pair.new_units;
        mm_progress(w->args, w->beads, 0, 0);
        if (mm_interrupted())
            return mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
        if ((rc = put_pair(w, a, b, err)) < 0)
            break;
    }
    mm_progress_end(w->args);
    w->pairs += rc == MM_OK;
    return rc;
}

/* One bad pair among many is told of and passed over. */
static int align_pairs(work *w, const mm_file_pairs *pairs, mm_error *err)
{
    int rc = MM_OK, last = MM_EFORMAT;

    w->many = true;
    for (size_t i = 0; rc == MM_OK && i < pairs->n; i++) {
        rc = align_pair(w, pairs->items[i].a, pairs->items[i].b, err);
        if (rc != MM_EFORMAT && rc != MM_ENOTFOUND && rc != MM_EINVALID)
            continue;
        mm_complain(err);
        w->failed++;
        last = rc;
        rc = MM_OK;
    }
    if (pairs->unpaired.len)
        mm_say(w->args, _("note: files without a partner:\n%s"),
               pairs->unpaired.ptr);
    if (rc == MM_OK && w->pairs == 0)
        rc = mm_fail(err, last == MM_EINVALID ? last : MM_EFORMAT,
                     _("no pair of files could be aligned"));
    return rc;
}

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int align_all(work *w, mm_str lang_a, mm_str lang_b, mm_error *err)
{
    const mm_args *args = w->args;
    const char    *list = mm_opt(args, "pairs");
    mm_file_pairs  pairs = { 0 };
    int            rc;

    if (!list && !is_folder(args->words[0]))
        return align_pair(w, args->words[0], args->words[1], err);
    rc = list ? mm_pair_list(&pairs, list, err)
              : mm_pair_folders(&pairs, args->words[0],
                                args->words[args->n - 1], lang_a, lang_b, err);
    if (rc == MM_OK)
        rc = align_pairs(w, &pairs, err);
    mm_file_pairs_release(&pairs);
    return rc;
}

static void show_result(const work *w, const mm_candidates *terms,
                        const mm_store *store, size_t proposed)
{
    if (w->print == FOR_PEOPLE)
        show_terms(terms);
    if (!store && (w->print == BEADS || w->print == UNITS))
        mm_say(w->args, _("%zu beads; nothing stored"), w->beads);
    else if (store)
        mm_say(w->args,
               _("%zu beads, %zu terms; %zu units and %zu terms new in %s"),
               w->beads, terms->n, w->units, proposed, mm_store_path(store));
    else
        mm_say(w->args, _("%zu beads, %zu terms; nothing stored"), w->beads,
               terms->n);
}

static int finish(work *w, const mm_store *store, mm_error *err)
{
    mm_candidates terms = { 0 };
    size_t        proposed = 0;
    int rc = mm_align_job_terms(&terms, &proposed, w->job, err);

    if (rc == MM_OK && (w->print == TERMS || w->print == JSON))
        rc = put_terms(w, &terms, err);
    if (rc == MM_OK && w->print == HTML)
        rc = put_page(w, &terms, err);
    if (rc == MM_OK)
        show_result(w, &terms, store, proposed);
    mm_candidates_release(&terms);
    return rc;
}

static int read_what(work *w, mm_error *err)
{
    static const char *const names[] = { "beads", "units", "terms", "html",
                                         "json" };
    const char *name = mm_opt(w->args, "print");
    mm_form     form = mm_form_of(w->args);

    w->json = form == FORM_JSON;
    w->print = w->json ? JSON : form == FORM_TSV ? TERMS : FOR_PEOPLE;
    if (!name)
        return MM_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            w->print = (what)(i + BEADS);
            w->json = w->json || w->print == JSON;
            return MM_OK;
        }
    return mm_fail(err, MM_EINVALID,
                   _("--print takes beads, units, terms, html or json, not "
                     "'%s'"),
                   name);
}

/* The memory to keep it in. One that nobody named and that cannot be written
 * does not keep the result from being printed. */
static int open_store(mm_stores *out, const work *w, mm_error *err)
{
    int rc;

    *out = (mm_stores){ 0 };
    if (mm_opt(w->args, "dry-run"))
        return MM_OK;
    rc = mm_stores_open(out, w->args, MM_WRITE, err);
    if (rc == MM_EIO && w->print != FOR_PEOPLE && !w->args->dbs[0]) {
        mm_say(w->args, _("note: not stored: %s"), err->text);
        rc = MM_OK;
    }
    return rc;
}

static int check_words(const mm_args *args, mm_error *err)
{
    if (mm_opt(args, "segmented") && mm_opt(args, "bitext"))
        return mm_fail(err, MM_EINVALID,
                       _("--segmented and --bitext exclude each other"));
    if (mm_opt(args, "pairs"))
        return args->n == 0 ? MM_OK
                            : mm_fail(err, MM_EINVALID,
                                      _("--pairs takes the place of A and B"));
    if (args->n == 2 || (args->n == 1 && is_folder(args->words[0])))
        return MM_OK;
    return mm_fail(err, MM_EINVALID,
                   _("name two files or two folders: a document and its "
                     "translation"));
}

static int run_align(const mm_args *args, mm_error *err)
{
    work      w = { .args = args };
    mm_stores stores = { 0 };
    mm_align_job_options o = {
        .segmented = mm_opt(args, "segmented"),
        .bitext = mm_opt(args, "bitext"),
        .unchecked = mm_opt(args, "force"),
        .encoding = mm_opt(args, "encoding"),
        .project = mm_cstr(mm_opt(args, "project")),
        .client = mm_cstr(mm_opt(args, "client")),
        .field = mm_cstr(mm_opt(args, "field")),
    };
    int rc;

    mm_opt_langs(&o.lang_a, &o.lang_b, args);
    if ((rc = check_words(args, err)) < 0 ||
        (rc = read_what(&w, err)) < 0 ||
        !mm_opt_number(&o.min, args, "min", 0.5, 0, 1, err))
        return MM_EINVALID;
    if ((rc = open_store(&stores, &w, err)) < 0)
        return rc;
    o.store = stores.n ? stores.items[0] : NULL;
    o.no_terms = !o.store && (w.print == BEADS || w.print == UNITS);
    if ((rc = mm_align_job_open(&w.job, args->tables, &o, err)) == MM_OK &&
        (rc = align_all(&w, o.lang_a, o.lang_b, err)) == MM_OK)
        rc = finish(&w, o.store, err);
    if (w.job && mm_align_job_words(w.job).len)
        mm_say(args, "%.*s", (int)mm_align_job_words(w.job).len,
               mm_align_job_words(w.job).ptr);
    rc = mm_align_job_close(w.job, rc, err);
    mm_stores_release(&stores);
    return rc < 0 ? rc : w.failed ? EXIT_INPUT : EXIT_DONE;
}

const mm_command mm_cmd_align = {
    .name = "align",
    .args = "A B",
    .summary = N_("align documents with their translations, find terms, store both"),
    .detail = N_("A and B are documents (text, HTML, Markdown, DOCX, ODT, HWPX, SRT) or\n"
                 "folders of them, paired by name less language tag. The languages are\n"
                 "those of -l, of the names (a.en.txt, a.ko.txt), or of the texts. Beads of\n"
                 "probability 0.5 or more become units, terms of confidence 0.5 or more are\n"
                 "proposed; decisions taken before stay. Aligning the same documents again\n"
                 "changes nothing."),
    .examples = "malmoi align article.en.txt article.ko.txt\n"
                "malmoi align --dry-run --print terms article.en.txt article.ko.txt\n"
                "malmoi align --print html a.en.txt a.ko.txt > a.html\n"
                "malmoi align english/ korean/\n"
                "malmoi align --bitext -l en,ko corpus.en corpus.ko",
    .options = options,
    .run = run_align,
};
