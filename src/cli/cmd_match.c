/* malmoi match: the units whose source is like a segment. */
#include "cli/asked.h"

#include <string.h>

static const mm_option options[] = {
    { "min", 0, "PERCENT", N_("least score, 1 to 100 (70)") },
    { "limit", 'n', "N", N_("matches at most (5)") },
    { "omegat", 0, NULL, N_("show OmegaT's three figures too") },
    { "context", 0, NULL,
      N_("lines of standard input are a text: each has its neighbours") },
    { "penalties", 0, "LIST",
      N_("points taken off, as case=0,number=3; --help lists them") },
    { "project", 0, "NAME", N_("units of this project alone") },
    { "client", 0, "NAME", N_("units of this client alone") },
    { "field", 0, "NAME", N_("units of this subject field alone") },
    { "document", 0, "NAME", N_("units of this document alone") },
    { "author", 0, "NAME", N_("units made or changed by this person alone") },
    { "status", 0, "STATUS", N_("units of this status alone") },
    { "since", 0, "DATE", N_("units made or changed since, as 2026-11-24") },
    { "until", 0, "DATE", N_("units made or changed until") },
    { "brute", 0, NULL, N_("compare with every unit: slow, and the same") },
    { 0 }
};

typedef struct printing {
    mm_form form;
    bool    omegat;
    size_t  matches;
    mm_buf  why, mismatches; /* of the match at hand */
} printing;

/* ---- what is said of a match ---- */

/* "case 1, number 2" */
static int put_why(mm_buf *out, const mm_match *m)
{
    mm_buf_clear(out);
    for (size_t i = 0; i < m->n_deductions; i++)
        if (mm_buf_printf(out, "%s%s -%u", i ? ", " : "", m->deductions[i].name,
                          m->deductions[i].points) < 0)
            return MM_ENOMEM;
    return MM_OK;
}

/* What stands in the unit's source for difference `i`; of an inline code its
 * native text, or its type. The segment is plain text: it has none. */
static mm_str there_of(const mm_match *m, size_t i)
{
    const mm_mismatch *d = &m->mismatches[i];
    size_t             nth = 0;

    if (d->kind != MM_MISMATCH_CODE || d->unit_len || d->len)
        return mm_str_sub(m->source->text, d->unit_start, d->unit_len);
    for (size_t k = 0; k < i; k++)
        nth += m->mismatches[k].kind == MM_MISMATCH_CODE &&
               m->mismatches[k].unit_len == 0 && m->mismatches[k].len == 0 &&
               m->mismatches[k].unit_start == d->unit_start;
    for (size_t k = 0; k < m->source->n_codes; k++) {
        const mm_code *code = &m->source->codes[k];

        if (code->kind != MM_CODE_CLOSE && code->kind != MM_CODE_END_ONLY &&
            code->kind != MM_CODE_MARK_CLOSE && code->offset == d->unit_start &&
            nth-- == 0)
            return code->data.len ? code->data : code->type;
    }
    return (mm_str){ "", 0 };
}

/* number "3" > "5"; word + "very" */
static int put_differences(mm_buf *out, mm_str query, const mm_match *m)
{
    int rc = MM_OK;

    mm_buf_clear(out);
    for (size_t i = 0; i < m->n_mismatches && rc == MM_OK; i++) {
        const mm_mismatch *d = &m->mismatches[i];
        mm_str             here = mm_str_sub(query, d->start, d->len);
        mm_str             there = there_of(m, i);

        rc = mm_buf_printf(out, "%s%s", i ? "; " : "",
                           mm_mismatch_name(d->kind));
        if (rc == MM_OK && there.len)
            rc = mm_buf_printf(out, " \"%.*s\"", (int)there.len, there.ptr);
        if (rc == MM_OK && (there.len || here.len))
            rc = mm_buf_put(out, MM_S(" >"));
        if (rc == MM_OK && here.len)
            rc = mm_buf_printf(out, " \"%.*s\"", (int)here.len, here.ptr);
    }
    return rc;
}

/* The same for programs: offsets in bytes. */
static int put_differences_json(mm_buf *out, mm_str query, const mm_match *m)
{
    mm_buf_clear(out);
    mm_buf_putc(out, '[');
    for (size_t i = 0; i < m->n_mismatches; i++) {
        const mm_mismatch *d = &m->mismatches[i];

        mm_buf_printf(out,
                      "%s{\"kind\":\"%s\",\"start\":%zu,\"end\":%zu,"
                      "\"unit_start\":%zu,\"unit_end\":%zu,\"text\":",
                      i ? "," : "", mm_mismatch_name(d->kind), d->start,
                      d->start + d->len, d->unit_start,
                      d->unit_start + d->unit_len);
        mm_json_string(out, mm_str_sub(query, d->start, d->len));
        mm_buf_put(out, MM_S(",\"unit_text\":"));
        mm_json_string(out, there_of(m, i));
        mm_buf_putc(out, '}');
    }
    return mm_buf_putc(out, ']');
}

static int put_deductions_json(mm_buf *out, const mm_match *m)
{
    mm_buf_clear(out);
    mm_buf_putc(out, '{');
    for (size_t i = 0; i < m->n_deductions; i++)
        mm_buf_printf(out, "%s\"%s\":%u", i ? "," : "", m->deductions[i].name,
                      m->deductions[i].points);
    return mm_buf_putc(out, '}');
}

static mm_str author_of(const mm_unit *u)
{
    return u->stamp.changed_by.len ? u->stamp.changed_by : u->stamp.created_by;
}

static mm_str date_of(const mm_unit *u)
{
    return u->stamp.changed.len ? u->stamp.changed : u->stamp.created;
}

/* ---- printing ---- */

static void put_about(mm_str text)
{
    if (text.len == 0)
        return;
    fputs("; ", stdout);
    mm_put_cell(text);
}

static void put_plain(const printing *p, const mm_match *m)
{
    printf("%s%3u %%%s  ", mm_paint_code(PAINT_BOLD), m->score,
           mm_paint_code(PAINT_OFF));
    mm_put_cell(m->source->text);
    printf("\n       %s", mm_paint_code(PAINT_CYAN));
    mm_put_cell(m->target->text);
    printf("%s\n       %s", mm_paint_code(PAINT_OFF), mm_paint_code(PAINT_DIM));
    printf(_("words %u"), m->words);
    if (m->letters)
        printf(_(", letters %u"), m->letters);
    if (p->omegat)
        printf(_("; OmegaT %u/%u/%u"), m->omegat[0], m->omegat[1],
               m->omegat[2]);
    put_about(mm_buf_str(&p->why));
    put_about(mm_buf_str(&p->mismatches));
    put_about(m->unit->document);
    put_about(m->unit->project);
    put_about(m->unit->status);
    put_about(author_of(m->unit));
    put_about(date_of(m->unit));
    printf("; %lld ", (long long)m->row);
    mm_put_cell(m->memory);
    printf("%s\n", mm_paint_code(PAINT_OFF));
}

static void put_tsv(const printing *p, mm_str query, const mm_match *m)
{
    const mm_str cells[] = { mm_buf_str(&p->why), mm_buf_str(&p->mismatches),
                             m->unit->document,   m->unit->project,
                             m->unit->client,     m->unit->field,
                             m->unit->status,     author_of(m->unit),
                             date_of(m->unit) };

    mm_put_cell(query);
    printf("\t%u\t%u\t%u\t", m->score, m->words, m->letters);
    mm_put_cell(m->source->text);
    putchar('\t');
    mm_put_cell(m->target->text);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        putchar('\t');
        mm_put_cell(cells[i]);
    }
    printf("\t%lld\t", (long long)m->row);
    mm_put_cell(m->memory);
    if (p->omegat)
        printf("\t%u\t%u\t%u", m->omegat[0], m->omegat[1], m->omegat[2]);
    putchar('\n');
}

static void put_json(const printing *p, mm_str query, const mm_match *m)
{
    mm_buf omegat = { 0 };

    mm_buf_printf(&omegat, "[%u,%u,%u]", m->omegat[0], m->omegat[1],
                  m->omegat[2]);
    mm_put_json("s:query", query, "i:score", (long long)m->score, "i:words",
                (long long)m->words, "i:letters", (long long)m->letters,
                "s:source", m->source->text, "s:source_lang", m->source->lang,
                "s:target", m->target->text, "s:target_lang", m->target->lang,
                "r:deductions", mm_buf_str(&p->why), "r:differences",
                mm_buf_str(&p->mismatches), "s:document", m->unit->document,
                "s:project", m->unit->project, "s:client", m->unit->client,
                "s:field", m->unit->field, "s:status", m->unit->status,
                "s:author", author_of(m->unit), "s:date", date_of(m->unit),
                "i:id", (long long)m->row, "s:memory", m->memory,
                p->omegat ? "r:omegat" : NULL, mm_buf_str(&omegat), NULL);
    mm_buf_release(&omegat);
}

static int put_match(printing *p, mm_str query, const mm_match *m,
                     mm_error *err)
{
    bool json = p->form == FORM_JSON;

    if ((json ? put_deductions_json(&p->why, m) : put_why(&p->why, m)) < 0 ||
        (json ? put_differences_json(&p->mismatches, query, m)
              : put_differences(&p->mismatches, query, m)) < 0)
        return mm_fail_memory(err);
    if (json)
        put_json(p, query, m);
    else if (p->form == FORM_TSV)
        put_tsv(p, query, m);
    else
        put_plain(p, m);
    p->matches++;
    return MM_OK;
}

/* ---- the run ---- */

static int match_one(printing *p, mm_matcher *matcher,
                     const mm_segment_query *query, const mm_match_options *o,
                     mm_error *err)
{
    mm_match match;
    int      rc = mm_matcher_start(matcher, query, o, err);

    while (rc >= 0 && (rc = mm_matcher_next(matcher, &match, err)) == MM_ROW)
        if ((rc = put_match(p, query->text, &match, err)) < 0)
            break;
    return rc;
}

/* Lines of standard input, each held until the next is known. */
typedef struct window {
    mm_buf before, here, after;
    bool   has_here;
} window;

static int match_window(printing *p, mm_matcher *matcher, window *w,
                        const mm_match_options *o, mm_error *err)
{
    mm_segment_query query = { .text = mm_buf_str(&w->here),
                               .before = mm_buf_str(&w->before),
                               .after = mm_buf_str(&w->after) };
    mm_buf           empty = w->before;
    int              rc = MM_OK;

    if (w->has_here && query.text.len)
        rc = match_one(p, matcher, &query, o, err);
    w->before = w->here;
    w->here = w->after;
    w->after = empty;
    mm_buf_clear(&w->after);
    w->has_here = true;
    return rc;
}

/* Each line at once, so that a program at the other end of the pipe can wait
 * for the answer; with --context when the next line is known. */
static int match_line(printing *p, mm_matcher *matcher, window *w, mm_str line,
                      bool context, const mm_match_options *o, mm_error *err)
{
    int rc;

    line = mm_str_trim(line);
    if (context)
        rc = mm_buf_put(&w->after, line) < 0
                 ? mm_fail_memory(err)
                 : match_window(p, matcher, w, o, err);
    else
        rc = line.len ? match_one(p, matcher,
                                  &(mm_segment_query){ .text = line }, o, err)
                      : MM_OK;
    fflush(stdout);
    return rc;
}

static int match_lines(printing *p, mm_matcher *matcher, bool context,
                       const mm_match_options *o, mm_error *err)
{
    mm_line_reader *lines = NULL;
    window          w = { 0 };
    mm_str          line;
    int             rc = mm_line_reader_open(&lines, "-", NULL, err);

    while (rc >= 0 && !mm_must_stop() &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW)
        rc = match_line(p, matcher, &w, line, context, o, err);
    if (rc >= 0 && w.has_here && !mm_must_stop())
        rc = match_window(p, matcher, &w, o, err);
    mm_line_reader_close(lines);
    mm_buf_release(&w.before);
    mm_buf_release(&w.here);
    mm_buf_release(&w.after);
    return rc < 0 ? rc : MM_OK;
}

/* ---- options ---- */

/* Reads "case=0,number=3". */
static int read_penalties(mm_penalties *out, const char *list, mm_error *err)
{
    struct {
        const char *name;
        unsigned   *points;
    } const all[] = { { "case", &out->letter_case },
                      { "spacing", &out->spacing },
                      { "punctuation", &out->punctuation },
                      { "number", &out->number },
                      { "code", &out->code },
                      { "draft", &out->draft },
                      { "aligned", &out->aligned },
                      { "memory", &out->memory },
                      { "age", &out->age } };
    mm_str rest = mm_cstr(list);
    bool   more = list != NULL; /* an empty list names none */

    for (*out = mm_penalties_default(); more; more = rest.len > 0) {
        mm_str value = mm_str_cut(&rest, ','), name = mm_str_cut(&value, '=');
        size_t i = 0;
        long   points = 0;

        while (i < sizeof all / sizeof *all &&
               !mm_str_eq(name, mm_cstr(all[i].name)))
            i++;
        for (size_t c = 0; c < value.len && points >= 0; c++)
            points = value.ptr[c] >= '0' && value.ptr[c] <= '9' && points < 100
                         ? points * 10 + (value.ptr[c] - '0')
                         : -1;
        if (i == sizeof all / sizeof *all || value.len == 0 || points < 0 ||
            points > 100)
            return mm_fail(err, MM_EINVALID,
                           _("--penalties takes NAME=0..100 of case, spacing, "
                             "punctuation, number, code, draft, aligned, "
                             "memory, age, not '%.*s'"),
                           (int)name.len, name.ptr);
        *all[i].points = (unsigned)points;
    }
    return MM_OK;
}

static int read_options(mm_match_options *o, mm_penalties *penalties,
                        const mm_args *args, mm_error *err)
{
    double min, limit;

    if (!mm_opt_whole(&min, args, "min", 70, 1, 100, err) ||
        !mm_opt_whole(&limit, args, "limit", 5, 1, 10000, err))
        return MM_EINVALID;
    *o = (mm_match_options){
        .min = (unsigned)min,
        .limit = (size_t)limit,
        .omegat = mm_opt(args, "omegat"),
        .brute = mm_opt(args, "brute"),
        .penalties = penalties,
        .document = mm_cstr(mm_opt(args, "document")),
        .author = mm_cstr(mm_opt(args, "author")),
    };
    if (mm_matches_asked(o, args, err) < 0)
        return MM_EINVALID;
    return read_penalties(penalties, mm_opt(args, "penalties"), err);
}

static int run_queries(printing *p, mm_matcher *matcher, const mm_args *args,
                       const mm_match_options *o, mm_error *err)
{
    mm_segment_query query = { 0 };
    mm_buf           text = { 0 };
    int              rc;

    if (args->n == 0 || (args->n == 1 && strcmp(args->words[0], "-") == 0))
        return match_lines(p, matcher, mm_opt(args, "context"), o, err);
    if ((rc = mm_words_join(&text, args, err)) >= 0) {
        query.text = mm_buf_str(&text);
        rc = match_one(p, matcher, &query, o, err);
    }
    mm_buf_release(&text);
    return rc;
}

static int run_match(const mm_args *args, mm_error *err)
{
    mm_match_options o;
    mm_penalties     penalties;
    mm_stores        stores = { 0 };
    mm_matcher      *matcher = NULL;
    printing p = { .form = mm_form_of(args), .omegat = mm_opt(args, "omegat") };
    mm_str   source, target;
    int      rc;

    mm_opt_langs(&source, &target, args);
    if (source.len == 0 || target.len == 0)
        return mm_fail(err, MM_EINVALID,
                       _("name the languages with -l, as -l en,ko"));
    if ((rc = read_options(&o, &penalties, args, err)) < 0 ||
        (rc = mm_stores_asked(&stores, args, false, err)) < 0)
        return rc;
    rc = mm_matcher_open(&matcher, stores.items, stores.n, source, target,
                         args->tables, err);
    if (rc == MM_OK && p.form == FORM_TSV)
        printf("query\tscore\twords\tletters\tsource\ttarget\tdeductions\t"
               "differences\tdocument\tproject\tclient\tfield\tstatus\tauthor\t"
               "date\tid\tmemory%s\n",
               p.omegat ? "\tomegat_stems\tomegat_words\tomegat_all" : "");
    if (rc == MM_OK)
        rc = run_queries(&p, matcher, args, &o, err);
    if (rc >= 0 && !p.matches)
        mm_say_no_units(args, &stores);
    mm_matcher_close(matcher);
    mm_stores_release(&stores);
    mm_buf_release(&p.why);
    mm_buf_release(&p.mismatches);
    return rc < 0 ? rc : p.matches ? EXIT_DONE : EXIT_NOTHING;
}

const mm_command mm_cmd_match = {
    .name = "match",
    .args = "-l SOURCE,TARGET [SEGMENT]",
    .summary = N_("show the units whose source is like a segment"),
    .detail = N_(
        "Without SEGMENT or with \"-\", each line of standard input is one. The score is\n"
        "the share of words alike (in Korean of stems and particles, or of letters,\n"
        "whichever is higher), less points for what that does not see: case, spacing,\n"
        "punctuation, number, code, draft, aligned, memory, age. 100 is the same text\n"
        "with the same codes, 101 and 102 the same in its context. Exit code 1 when\n"
        "nothing is found."),
    .examples =
        "malmoi match -l en,ko \"Save the file.\"\n"
        "malmoi match -l ko,en --min 80 --json < segments.txt\n"
        "malmoi match -l en,ko --penalties number=0,age=1 \"Page 3 of 9\"",
    .options = options,
    .run = run_match,
};
