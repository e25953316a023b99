/* malmoi pretranslate: a file with its segments filled in from the memories. */
#include "cli/asked.h"

#include <string.h>

static const mm_option options[] = {
    { "output", 'o', "FILE", N_("write here; else standard output") },
    { "min", 0, "PERCENT", N_("least match, 50 to 100 (70)") },
    { "terms", 't', NULL, N_("note the known terms of what stays to be done") },
    { "project", 0, "NAME", N_("match units of this project alone") },
    { "client", 0, "NAME", N_("match units of this client alone") },
    { "field", 0, "NAME", N_("match units of this subject field alone") },
    { "status", 0, "STATUS", N_("match units of this status alone") },
    { "since", 0, "DATE",
      N_("match units made or changed since, as 2026-11-24") },
    { 0 }
};

static void put_count(const mm_args *args, const char *path,
                      const mm_pretranslated *c, bool to_file)
{
    if (to_file && mm_form_of(args) == FORM_JSON)
        mm_put_json("s:file", mm_cstr(path), "i:segments",
                    (long long)c->segments, "i:context", (long long)c->context,
                    "i:exact", (long long)c->exact, "i:fuzzy",
                    (long long)c->fuzzy, "i:open", (long long)c->open,
                    "i:codes", (long long)c->codes, "i:kept",
                    (long long)c->kept, "i:locked", (long long)c->locked,
                    "i:terms", (long long)c->terms, NULL);
    else if (to_file && mm_form_of(args) == FORM_TSV)
        printf("file\tsegments\tcontext\texact\tfuzzy\topen\tcodes\tkept\t"
               "locked\tterms\n%s\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t"
               "%zu\n",
               path, c->segments, c->context, c->exact, c->fuzzy, c->open,
               c->codes, c->kept, c->locked, c->terms);
    else
        mm_say(args,
               _("%s: %zu segments: %zu context, %zu exact, %zu fuzzy; left: "
                 "%zu without a match, %zu whose codes do not fit, %zu "
                 "translated before, %zu locked"),
               path, c->segments, c->context, c->exact, c->fuzzy, c->open,
               c->codes, c->kept, c->locked);
}

static int read_options(mm_pretranslate_options *o, const mm_args *args,
                        mm_error *err)
{
    double min;
    int    rc;

    if ((rc = mm_langs_asked(&o->source, &o->target, args, err)) < 0)
        return rc;
    if (!mm_opt_whole(&min, args, "min", 70, 50, 100, err))
        return MM_EINVALID;
    if ((rc = mm_matches_asked(&o->match, args, err)) < 0)
        return rc;
    o->tables = args->tables;
    o->terms = mm_opt(args, "terms");
    o->match.min = (unsigned)min;
    return MM_OK;
}

static int run_pretranslate(const mm_args *args, mm_error *err)
{
    const char             *to = mm_opt(args, "output");
    mm_pretranslate_options o = { 0 };
    mm_pretranslated        count;
    mm_stores               stores = { 0 };
    int                     rc;

    if (args->n != 1)
        return mm_fail(err, MM_EINVALID, _("name one file to fill in"));
    if ((rc = read_options(&o, args, err)) < 0 ||
        (rc = mm_stores_asked(&stores, args, false, err)) < 0)
        return rc;
    o.stores = stores.items;
    o.n = stores.n;
    rc = mm_pretranslate(&count, args->words[0], to ? to : "-", &o, err);
    mm_stores_release(&stores);
    if (rc < 0)
        return rc;
    put_count(args, to ? to : args->words[0], &count, to && strcmp(to, "-"));
    return EXIT_DONE;
}

const mm_command mm_cmd_pretranslate = {
    .name = "pretranslate",
    .args = "FILE",
    .summary = N_("fill a file in from the memories before a person does"),
    .detail = N_(
        "XLIFF 1.x and 2.x (Trados' too), PO, plain text. Exact, context and fuzzy\n"
        "matches go in with their inline codes, or the segment is left; how good\n"
        "each is stands in the format's own fields. What a person translated is\n"
        "never touched, and the rest of the file stays as it is, to the byte. -o may\n"
        "be FILE itself: it is replaced whole or not at all."),
    .examples =
        "malmoi pretranslate -l en,ko job.xlf -o job.ko.xlf\n"
        "malmoi pretranslate -l en,ko --min 85 --terms -d mine.db -d theirs.db ko.po -o ko.po",
    .options = options,
    .run = run_pretranslate,
};
