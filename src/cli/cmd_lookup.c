/* malmoi lookup: terms by what was typed, however it was typed. */
#include "cli/asked.h"

static const mm_option options[] = {
    { "limit", 'n', "N", N_("hits at most (10)") },
    { "no-builtin", 0, NULL, N_("leave the shipped glossaries out") },
    { "project", 0, "NAME", N_("terms of this project alone") },
    { "client", 0, "NAME", N_("terms of this client alone") },
    { "field", 0, "NAME", N_("terms of this subject field alone") },
    { "status", 0, "STATUS",
      N_("proposed, approved, rejected, all; or a status of terms") },
    { "names", 0, "STYLE",
      N_("people's names as Lee Jong-sup (hyphen), joined, spaced, "
         "given-first, capitals, mr") },
    { "since", 0, "DATE", N_("terms made or changed since, as 2026-11-24") },
    { 0 }
};

/* ---- the terms of a hit ---- */

/* All terms of the concept's other languages, "; " between them; for people
 * with their Hanja. */
static int others_of(mm_buf *out, const mm_hit *hit, bool hanja_too)
{
    mm_buf_clear(out);
    for (size_t s = 0; s < hit->concept->n_sections; s++) {
        const mm_lang_section *section = &hit->concept->sections[s];

        if (mm_lang_matches(section->lang, hit->lang))
            continue;
        for (size_t t = 0; t < section->n_terms; t++) {
            mm_term_status status = section->terms[t].status;
            mm_str         hanja = section->terms[t].hanja;

            if (out->len && mm_buf_put(out, MM_S("; ")) < 0)
                return MM_ENOMEM;
            if (mm_buf_put(out, section->terms[t].text) < 0)
                return MM_ENOMEM;
            if (hanja_too && hanja.len &&
                mm_buf_printf(out, " %.*s", (int)hanja.len, hanja.ptr) < 0)
                return MM_ENOMEM;
            if (status >= MM_TERM_DEPRECATED &&
                mm_buf_printf(out, " (%s)", mm_term_status_name(status)) < 0)
                return MM_ENOMEM;
        }
    }
    return MM_OK;
}

/* The Hanja of the term that was found, or of the first that has any. */
static mm_str hanja_of(const mm_hit *hit)
{
    mm_str first = { 0 };

    for (size_t s = 0; s < hit->concept->n_sections; s++) {
        const mm_lang_section *section = &hit->concept->sections[s];

        for (size_t t = 0; t < section->n_terms; t++) {
            mm_str hanja = section->terms[t].hanja;

            if (hanja.len && mm_str_eq(section->terms[t].text, hit->term))
                return hanja;
            first = first.len ? first : hanja;
        }
    }
    return first;
}

/* Of the term that was found: what is not to be used so, says it. */
static mm_term_status status_of(const mm_hit *hit)
{
    for (size_t s = 0; s < hit->concept->n_sections; s++) {
        const mm_lang_section *section = &hit->concept->sections[s];

        for (size_t t = 0; t < section->n_terms; t++)
            if (mm_str_eq(section->terms[t].text, hit->term) &&
                mm_str_eq(section->lang, hit->lang))
                return section->terms[t].status;
    }
    return MM_TERM_UNSAID;
}

/* The sentence that proves it: a term's own context, or the evidence. */
static int proof_of(mm_buf *a, mm_buf *b, const mm_hit *hit, mm_store *store,
                    mm_error *err)
{
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    int        rc;

    mm_buf_clear(a);
    mm_buf_clear(b);
    if (!store || !hit->row)
        return MM_OK;
    if ((rc = mm_proofs_open(&proofs, store, hit->row, err)) < 0)
        return rc;
    if ((rc = mm_proofs_next(proofs, &proof, err)) == MM_ROW &&
        (mm_buf_put(a, mm_str_trim(proof.a)) < 0 ||
         mm_buf_put(b, mm_str_trim(proof.b)) < 0))
        rc = mm_fail_memory(err);
    mm_proofs_close(proofs);
    return rc < 0 ? rc : MM_OK;
}

/* ---- printing ---- */

typedef struct printing {
    mm_form form;
    mm_styler *names; /* NULL: as they stand */
    mm_buf  others, a, b;
    size_t  hits;
} printing;

static void put_plain(const printing *p, const mm_hit *hit, size_t memories)
{
    const mm_concept *c = hit->concept;
    bool              shipped = hit->store >= memories;

    fputs(mm_paint_code(PAINT_BOLD), stdout);
    mm_put_cell(hit->term);
    fputs(mm_paint_code(PAINT_OFF), stdout);
    if (mm_lang_matches(hit->lang, MM_S("ko")) && hanja_of(hit).len) {
        putchar(' ');
        mm_put_cell(hanja_of(hit));
    }
    fputs("  ", stdout);
    fputs(mm_paint_code(PAINT_CYAN), stdout);
    mm_put_cell(mm_buf_str(&p->others));
    fputs(mm_paint_code(PAINT_OFF), stdout);
    printf("  %s[%s", mm_paint_code(PAINT_DIM), mm_kind_name(c->kind));
    if (c->field.len) {
        fputs(", ", stdout);
        mm_put_cell(c->field);
    }
    if (status_of(hit) >= MM_TERM_DEPRECATED)
        printf(", %s", mm_term_status_name(status_of(hit)));
    if (c->review == MM_PROPOSED && !shipped)
        printf(_(", proposed %.2f"), c->confidence);
    if (hit->row)
        printf(", %lld", (long long)hit->row);
    printf("]%s\n", mm_paint_code(PAINT_OFF));
    printf("    %s", mm_paint_code(PAINT_DIM));
    mm_put_cell(hit->why);
    fputs("; ", stdout);
    mm_put_cell(hit->source);
    printf("%s\n", mm_paint_code(PAINT_OFF));
    if (p->a.len) {
        fputs("    ", stdout);
        mm_put_cell(mm_buf_str(&p->a));
        fputs("\n    ", stdout);
        mm_put_cell(mm_buf_str(&p->b));
        putchar('\n');
    }
}

static void put_tsv(const printing *p, mm_str query, const mm_hit *hit)
{
    const mm_concept *c = hit->concept;
    const mm_str      cells[] = { query, hit->term, hit->lang,
                                  mm_buf_str(&p->others) };

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        mm_put_cell(cells[i]);
        putchar('\t');
    }
    printf("%s\t%.4f\t%s\t%.4f\t%s\t", mm_hit_how_name(hit->how), hit->score,
           mm_review_name(c->review), c->confidence, mm_kind_name(c->kind));
    mm_put_cell(c->field);
    printf("\t%lld\t", (long long)hit->row);
    mm_put_cell(hit->source);
    putchar('\t');
    mm_put_cell(hit->why);
    putchar('\t');
    mm_put_cell(mm_buf_str(&p->a));
    putchar('\t');
    mm_put_cell(mm_buf_str(&p->b));
    putchar('\t');
    mm_put_cell(hanja_of(hit));
    putchar('\n');
}

static void put_json(const printing *p, mm_str query, const mm_hit *hit)
{
    const mm_concept *c = hit->concept;

    mm_put_json("s:query", query, "s:term", hit->term, "s:lang", hit->lang,
                "s:translations", mm_buf_str(&p->others), "s:how",
                mm_cstr(mm_hit_how_name(hit->how)), "n:score", hit->score,
                "s:why", hit->why, "s:review",
                mm_cstr(mm_review_name(c->review)), "n:confidence",
                c->confidence, "s:kind", mm_cstr(mm_kind_name(c->kind)),
                "s:field", c->field, "s:hanja", hanja_of(hit), "s:definition", c->definition, "i:id",
                (long long)hit->row, "s:source", hit->source, "s:sentence",
                mm_buf_str(&p->a), "s:translation", mm_buf_str(&p->b), NULL);
}

/* The hit with its person's name in the house style. */
static int style_hit(mm_hit *hit, mm_concept *styled, printing *p,
                     mm_error *err)
{
    const mm_concept *c = hit->concept;
    int rc = mm_styler_concept(styled, p->names, c, err);

    for (size_t s = 0; rc == MM_OK && s < c->n_sections; s++)
        for (size_t t = 0; t < c->sections[s].n_terms; t++)
            if (t < styled->sections[s].n_terms &&
                c->sections[s].terms[t].text.ptr == hit->term.ptr)
                hit->term = styled->sections[s].terms[t].text;
    hit->concept = styled;
    return rc;
}

static int put_hit(printing *p, mm_str query, mm_hit *hit,
                   const mm_stores *stores, mm_error *err)
{
    mm_store  *store = hit->store < stores->n ? stores->items[hit->store]
                                              : NULL;
    mm_concept styled;
    int        rc;

    if (p->names && (rc = style_hit(hit, &styled, p, err)) < 0)
        return rc;
    if (others_of(&p->others, hit, p->form == FORM_PLAIN) < 0)
        return mm_fail_memory(err);
    if ((rc = proof_of(&p->a, &p->b, hit, store, err)) < 0)
        return rc;
    if (p->form == FORM_JSON)
        put_json(p, query, hit);
    else if (p->form == FORM_TSV)
        put_tsv(p, query, hit);
    else
        put_plain(p, hit, stores->n);
    p->hits++;
    return MM_OK;
}

/* ---- the run ---- */

static int look_up(printing *p, mm_lookup *lookup, mm_str query,
                   const mm_lookup_options *o, const mm_stores *stores,
                   mm_error *err)
{
    mm_hit hit;
    int    rc = mm_lookup_start(lookup, query, o, err);

    while (rc >= 0 && (rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW)
        if ((rc = put_hit(p, query, &hit, stores, err)) < 0)
            break;
    return rc;
}

static int look_up_lines(printing *p, mm_lookup *lookup,
                         const mm_lookup_options *o, const mm_stores *stores,
                         mm_error *err)
{
    mm_line_reader *lines = NULL;
    mm_str    line;
    int       rc = mm_line_reader_open(&lines, "-", NULL, err);

    while (rc >= 0 && !mm_must_stop() &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW) {
        if (mm_str_trim(line).len &&
            (rc = look_up(p, lookup, mm_str_trim(line), o, stores, err)) < 0)
            break;
        fflush(stdout); /* who asks may wait for the answer */
    }
    mm_line_reader_close(lines);
    return rc;
}

static int run_lookup(const mm_args *args, mm_error *err)
{
    mm_lookup_options o = { .lang = mm_cstr(mm_opt(args, "lang")) };
    mm_selection      selection = { 0 };
    mm_stores         stores = { 0 };
    mm_lookup        *lookup = NULL;
    printing          p = { .form = mm_form_of(args) };
    double            limit;
    int               rc;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID, _("name a term to look up"));
    if (!mm_opt_whole(&limit, args, "limit", 10, 1, 10000, err))
        return MM_EINVALID;
    if ((rc = mm_term_status_asked(args, err)) < 0 ||
        (rc = mm_selection_of(&selection, args, err)) < 0)
        return rc;
    o.limit = (size_t)limit;
    o.review = selection.review;
    o.project = selection.project;
    o.client = selection.client;
    o.field = selection.field;
    o.status = selection.status;
    o.since = selection.since;
    if ((rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    if (mm_opt(args, "names"))
        rc = mm_styler_open(&p.names, args->tables,
                            mm_cstr(mm_opt(args, "names")), err);
    if (rc >= 0)
        rc = mm_lookup_open(&lookup, stores.items, stores.n,
                        mm_opt(args, "no-builtin") ? NULL : args->tables, err);
    if (rc == MM_OK && p.form == FORM_TSV)
        puts("query\tterm\tlang\ttranslations\thow\tscore\treview\tconfidence\t"
             "kind\tfield\tid\tsource\twhy\tsentence\ttranslation\thanja");
    for (size_t i = 0; rc == MM_OK && i < args->n; i++)
        rc = args->words[i][0] == '-' && !args->words[i][1]
                 ? look_up_lines(&p, lookup, &o, &stores, err)
                 : look_up(&p, lookup, mm_cstr(args->words[i]), &o, &stores,
                           err);
    mm_lookup_close(lookup);
    mm_styler_close(p.names);
    mm_stores_release(&stores);
    mm_buf_release(&p.others);
    mm_buf_release(&p.a);
    mm_buf_release(&p.b);
    return rc < 0 ? rc : p.hits ? EXIT_DONE : EXIT_NOTHING;
}

const mm_command mm_cmd_lookup = {
    .name = "lookup",
    .args = "QUERY...",
    .summary = N_("look terms up, however they are typed"),
    .detail = N_("Each QUERY is one term; \"-\" reads them from standard input. Found: as\n"
                 "typed; with other case, spacing, dots or hyphens; under a particle or\n"
                 "plural; by acronym; by any romanization (bukbang hangyeseon); by initial\n"
                 "consonants (ㅂㅂㅎㄱㅅ); typed with the input method off (qnrqkd); with a\n"
                 "typo; by sound. Approved terms stand before proposed ones, memories before\n"
                 "the shipped glossaries. Exit code 1 when nothing is found."),
    .examples = "malmoi lookup \"Northern Limit Line\"\n"
                "malmoi lookup ㅂㅂㅎㄱㅅ\n"
                "malmoi lookup --json -d work.db 북방한계선",
    .options = options,
    .run = run_lookup,
};
