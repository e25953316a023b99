/* malmoi check: what is wrong with a translation. */
#include "cli/asked.h"

#include <string.h>

static const mm_option options[] = {
    { "format", 'f', "FORM", N_("plain, tsv, json, sarif or junit") },
    { "rules", 'r', "FILE", N_("which rules, and how severe each is (ini)") },
    { "fix", 0, NULL, N_("make the safe corrections and write them with -o") },
    { "output", 'o', "FILE", N_("the corrected file, with --fix") },
    { "builtin", 0, NULL, N_("hold it against the shipped glossaries too") },
    { "list", 0, NULL, N_("list the rules and end") },
    { 0 }
};

typedef enum shape { PLAIN, TSV, JSON, SARIF, JUNIT } shape;

typedef struct printing {
    shape       shape;
    bool        fixing;
    const char *target; /* of two text files; or NULL */
    size_t      found, fixed;
    mm_buf      cases; /* of JUnit, whose head holds the sums */
} printing;

/* What became of a finding: "fixed", "safe", "proposed" or nothing. */
static const char *state_of(const printing *p, const mm_remark *r)
{
    if (!r->has_fix)
        return "";
    return !r->safe ? "proposed" : p->fixing ? "fixed" : "safe";
}

/* ---- rows ---- */

static void put_plain(const printing *p, const mm_remark *r)
{
    mm_paint paint = r->severity == MM_SEVERITY_ERROR     ? PAINT_RED
                     : r->severity == MM_SEVERITY_WARNING ? PAINT_YELLOW
                                                          : PAINT_CYAN;

    fputs(mm_paint_code(PAINT_BOLD), stdout);
    mm_put_cell(r->file);
    printf(":%ld%s: %s%s%s: %s: ", r->line, mm_paint_code(PAINT_OFF),
           mm_paint_code(paint), mm_severity_name(r->severity),
           mm_paint_code(PAINT_OFF), r->rule->name);
    mm_put_cell(r->why);
    if (*state_of(p, r))
        printf(" [%s]", state_of(p, r));
    printf("\n    %s", mm_paint_code(PAINT_DIM));
    mm_put_cell(mm_str_sub(r->text, 0, r->start));
    printf("%s%s", mm_paint_code(PAINT_OFF), mm_paint_code(paint));
    mm_put_cell(mm_str_sub(r->text, r->start, r->len));
    printf("%s%s", mm_paint_code(PAINT_OFF), mm_paint_code(PAINT_DIM));
    mm_put_cell(mm_str_sub(r->text, r->start + r->len, SIZE_MAX));
    printf("%s\n", mm_paint_code(PAINT_OFF));
}

static void put_tsv(const printing *p, const mm_remark *r)
{
    const mm_str cells[] = { mm_cstr(state_of(p, r)), r->fix, r->why, r->text };

    mm_put_cell(r->file);
    printf("\t%ld\t", r->line);
    mm_put_cell(r->id);
    printf("\t%s\t%s\t", mm_severity_name(r->severity), r->rule->name);
    mm_put_cell(r->lang);
    printf("\t%zu\t%zu\t%zu\t%zu", r->start, r->start + r->len, r->char_start,
           r->char_start + r->chars);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        putchar('\t');
        mm_put_cell(cells[i]);
    }
    putchar('\n');
}

static void put_json(const printing *p, const mm_remark *r)
{
    mm_put_json("s:file", r->file, "i:line", (long long)r->line, "s:id", r->id,
                "s:severity", mm_cstr(mm_severity_name(r->severity)), "s:rule",
                mm_cstr(r->rule->name), "s:lang", r->lang, "i:start",
                (long long)r->start, "i:end", (long long)(r->start + r->len),
                "i:char_start", (long long)r->char_start, "i:char_end",
                (long long)(r->char_start + r->chars), "s:state",
                mm_cstr(state_of(p, r)), "s:fix", r->fix, "s:why", r->why,
                "s:text", r->text, NULL);
}

/* ---- SARIF 2.1.0 ---- */

static void put_sarif_head(void)
{
    const mm_check_rule *rule;
    mm_buf               out = { 0 };

    mm_buf_put(&out, MM_S("{\"$schema\":\"https://json.schemastore.org/"
                          "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":"
                          "[{\"tool\":{\"driver\":{\"name\":\"malmoi\","
                          "\"version\":\"" MALMOI_VERSION "\",\"rules\":["));
    for (size_t i = 0; (rule = mm_check_rule_at(i)); i++) {
        mm_buf_printf(&out,
                      "%s\n{\"id\":\"%s\",\"shortDescription\":{\"text\":",
                      i ? "," : "", rule->name);
        mm_json_string(&out, mm_cstr(rule->what));
        mm_buf_printf(&out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}",
                      mm_severity_name(rule->severity));
    }
    mm_buf_put(&out, MM_S("]}},\"columnKind\":\"unicodeCodePoints\","
                          "\"results\":["));
    mm_put(mm_buf_str(&out));
    mm_buf_release(&out);
}

/* Path as a URI reference: what is no plain character is escaped. */
static void put_uri(mm_buf *out, mm_str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
            (c && strchr("-._~/", c)))
            mm_buf_putc(out, (char)c);
        else
            mm_buf_printf(out, "%%%02X", c);
    }
}

/* Columns are told of text files alone: elsewhere a span counts within the
 * text of a unit, and stands among the properties. */
static void put_region(mm_buf *out, const printing *p, const mm_remark *r)
{
    if (r->line <= 0)
        return;
    mm_buf_printf(out, ",\"region\":{\"startLine\":%ld", r->line);
    if (p->target)
        mm_buf_printf(out, ",\"startColumn\":%zu,\"endColumn\":%zu",
                      r->char_start + 1, r->char_start + r->chars + 1);
    mm_buf_putc(out, '}');
}

static size_t rule_number(const mm_check_rule *rule)
{
    size_t i = 0;

    while (mm_check_rule_at(i) != rule)
        i++;
    return i;
}

static void put_sarif(const printing *p, const mm_remark *r)
{
    mm_buf out = { 0 };

    mm_buf_printf(&out,
                  "%s\n{\"ruleId\":\"%s\",\"ruleIndex\":%zu,"
                  "\"level\":\"%s\",\"message\":{\"text\":",
                  p->found > 1 ? "," : "", r->rule->name, rule_number(r->rule),
                  mm_severity_name(r->severity));
    mm_json_string(&out, r->why);
    mm_buf_put(&out, MM_S("},\"locations\":[{\"physicalLocation\":{"
                          "\"artifactLocation\":{\"uri\":\""));
    put_uri(&out, r->file);
    mm_buf_put(&out, MM_S("\"}"));
    put_region(&out, p, r);
    mm_buf_put(&out, MM_S("}"));
    if (r->id.len) {
        mm_buf_put(&out, MM_S(",\"logicalLocations\":[{\"name\":"));
        mm_json_string(&out, r->id);
        mm_buf_put(&out, MM_S("}]"));
    }
    mm_buf_put(&out, MM_S("}],\"properties\":{\"lang\":"));
    mm_json_string(&out, r->lang);
    mm_buf_put(&out, MM_S(",\"text\":"));
    mm_json_string(&out, r->text);
    mm_buf_printf(&out, ",\"charStart\":%zu,\"charEnd\":%zu", r->char_start,
                  r->char_start + r->chars);
    if (r->has_fix) {
        mm_buf_put(&out, MM_S(",\"fix\":"));
        mm_json_string(&out, r->fix);
    }
    mm_buf_put(&out, MM_S("}}"));
    mm_put(mm_buf_str(&out));
    mm_buf_release(&out);
}

/* A run that did not come to its end says so: fewer results are no success. */
static void put_sarif_end(bool broken)
{
    puts(broken ? "],\"invocations\":[{\"executionSuccessful\":false}]}]}"
                : "]}]}");
}

/* ---- JUnit ---- */

/* A note is no failure: it stands in the output of its case. */
static void put_case(printing *p, const mm_remark *r)
{
    mm_buf *out = &p->cases;
    bool    note = r->severity == MM_SEVERITY_NOTE;

    mm_buf_put(out, MM_S("  <testcase classname=\""));
    mm_put_markup(out, r->file);
    mm_buf_printf(out, "\" name=\"%s, line %ld", r->rule->name, r->line);
    if (r->id.len) {
        mm_buf_put(out, MM_S(", "));
        mm_put_markup(out, r->id);
    }
    mm_buf_put(out, MM_S("\">"));
    if (note) {
        mm_buf_put(out, MM_S("<system-out>"));
        mm_put_markup(out, r->why);
        mm_buf_put(out, MM_S(": "));
        mm_put_markup(out, r->text);
        mm_buf_put(out, MM_S("</system-out>"));
    } else {
        mm_buf_printf(out, "<failure type=\"%s\" message=\"",
                      mm_severity_name(r->severity));
        mm_put_markup(out, r->why);
        mm_buf_put(out, MM_S("\">"));
        mm_put_markup(out, r->text);
        mm_buf_put(out, MM_S("</failure>"));
    }
    mm_buf_put(out, MM_S("</testcase>\n"));
}

typedef struct sums {
    size_t failures, units;
} sums;

/* The head with its sums, the cases, and why the check did not come to its end:
 * what it did not reach must not pass for clean. */
static void put_junit(printing *p, const char *file, sums n,
                      const mm_error *broken)
{
    mm_buf name = { 0 };
    size_t tests = p->found + (broken != NULL);
    char   errors[24] = "";

    mm_put_markup(&name, mm_cstr(file));
    if (mm_buf_putc(&name, '\0') < 0)
        return;
    if (broken) {
        snprintf(errors, sizeof errors, " errors=\"1\"");
        mm_buf_printf(&p->cases,
                      "  <testcase classname=\"%s\" name=\"to the end\">"
                      "<error message=\"",
                      name.ptr);
        mm_put_markup(&p->cases, mm_cstr(broken->text));
        mm_buf_put(&p->cases, MM_S("\"/></testcase>\n"));
    }
    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<testsuites tests=\"%zu\" failures=\"%zu\"%s>\n"
           "<testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\"%s>\n",
           tests, n.failures, errors, name.ptr, tests, n.failures, errors);
    if (tests == 0)
        printf("  <testcase classname=\"%s\" name=\"%zu units\"/>\n", name.ptr,
               n.units);
    mm_put(mm_buf_str(&p->cases));
    puts("</testsuite>\n</testsuites>");
    mm_buf_release(&name);
}

/* ---- the run ---- */

static void put_remark(printing *p, const mm_remark *r)
{
    switch (p->shape) {
    case PLAIN:
        put_plain(p, r);
        break;
    case TSV:
        put_tsv(p, r);
        break;
    case JSON:
        put_json(p, r);
        break;
    case SARIF:
        put_sarif(p, r);
        break;
    case JUNIT:
        put_case(p, r);
        break;
    }
}

static int check_all(printing *p, mm_check *check, const char *file,
                     mm_error *err)
{
    mm_remark r;
    size_t    failures = 0, units, fixed;
    int       rc;

    mm_finish_writes(); /* the document is closed on Ctrl-C too */
    if (p->shape == TSV)
        puts("file\tline\tid\tseverity\trule\tlang\tstart\tend\tchar_start\t"
             "char_end\tstate\tfix\twhy\ttext");
    if (p->shape == SARIF)
        put_sarif_head();
    while ((rc = mm_check_next(check, &r, err)) == MM_ROW) {
        p->found++;
        p->fixed += p->fixing && r.safe;
        failures += r.severity != MM_SEVERITY_NOTE;
        put_remark(p, &r);
        if (mm_interrupted()) {
            rc = mm_fail(err, MM_EINTERRUPTED, _("interrupted"));
            break;
        }
    }
    mm_check_count(&units, &fixed, check);
    if (p->shape == SARIF)
        put_sarif_end(rc < 0);
    if (p->shape == JUNIT)
        put_junit(p, file, (sums){ failures, units }, rc < 0 ? err : NULL);
    return rc;
}

static int list_rules(mm_form form)
{
    const mm_check_rule *rule;

    if (form == FORM_TSV)
        puts("rule\tseverity\tfixes\twhat");
    for (size_t i = 0; (rule = mm_check_rule_at(i)); i++) {
        const char *severity = mm_severity_name(rule->severity);

        if (form == FORM_JSON)
            mm_put_json("s:rule", mm_cstr(rule->name), "s:severity",
                        mm_cstr(severity), "b:fixes", (int)rule->fixes,
                        "s:what", mm_cstr(rule->what), NULL);
        else if (form == FORM_TSV)
            printf("%s\t%s\t%s\t%s\n", rule->name, severity,
                   rule->fixes ? "yes" : "no", rule->what);
        else
            printf("%-17s %-8s %-4s %s\n", rule->name, severity,
                   rule->fixes ? "fix" : "", _(rule->what));
    }
    return EXIT_DONE;
}

static int shape_of(shape *out, const mm_args *args, mm_error *err)
{
    static const char *const names[] = { "plain", "tsv", "json", "sarif",
                                         "junit" };
    enum { N = sizeof names / sizeof *names };
    size_t asked = mm_shape_asked(args, names, N);

    if (asked == N)
        return mm_fail(err, MM_EINVALID,
                       _("--format takes plain, tsv, json, sarif or junit, "
                         "not '%s'"),
                       mm_opt(args, "format"));
    *out = (shape)asked;
    return MM_OK;
}

static int usage_of(const mm_args *args, mm_error *err)
{
    bool fix = mm_opt(args, "fix"), output = mm_opt(args, "output");

    if (args->n < 1 || args->n > 2)
        return mm_fail(err, MM_EINVALID,
                       _("name one bilingual file, or two documents"));
    return fix == output
               ? MM_OK
               : mm_fail(err, MM_EINVALID, _("--fix and -o FILE go together"));
}

static int run_check(const mm_args *args, mm_error *err)
{
    mm_check_options o = { .langs = mm_cstr(mm_opt(args, "lang")),
                           .tables = args->tables,
                           .builtin = mm_opt(args, "builtin"),
                           .rules = mm_opt(args, "rules"),
                           .output = mm_opt(args, "output") };
    mm_report        report = { 0 };
    mm_stores        stores = { 0 };
    mm_check        *check = NULL;
    printing         p = { .fixing = mm_opt(args, "fix") };
    size_t           units = 0, fixed = 0;
    int              rc;

    if (mm_opt(args, "list"))
        return list_rules(mm_form_of(args));
    if ((rc = usage_of(args, err)) < 0 ||
        (rc = shape_of(&p.shape, args, err)) < 0 ||
        (rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    p.target = args->n == 2 ? args->words[1] : NULL;
    o.read.langs = o.langs;
    o.stores = stores.items;
    o.n_stores = stores.n;
    o.report = &report;
    if ((rc = mm_check_open(&check, args->words[0], p.target, &o, err)) ==
        MM_OK) {
        rc = check_all(&p, check, args->words[args->n - 1], err);
        mm_check_count(&units, &fixed, check);
    }
    rc = mm_check_close(check, rc, err);
    mm_stores_release(&stores);
    mm_say_report(args, &report);
    mm_report_release(&report);
    mm_buf_release(&p.cases);
    if (rc < 0)
        return rc;
    mm_say(args, _("%zu units, %zu findings, %zu of them corrected"), units,
           p.found, p.fixed);
    return p.found > p.fixed ? EXIT_NOTHING : EXIT_DONE;
}

const mm_command mm_cmd_check = {
    .name = "check",
    .args = "FILE | SOURCE TARGET",
    .summary = N_("find what is wrong with a translation"),
    .detail = N_(
        "FILE is XLIFF, TMX, PO, CSV or any other format of units; two documents are\n"
        "checked line by line, or aligned first when their lines do not match. Held against the approved terms of the\n"
        "memory: terms, forbidden renderings; and by themselves: numbers, codes,\n"
        "particles, spaces, marks, registers, names. --rules FILE says which count\n"
        "and how much; --list names them. --fix -o FILE makes the corrections that\n"
        "are safe. Exit code 1 when something is found that is not corrected."),
    .examples = "malmoi check -d work.db job.xlf\n"
                "malmoi check --format sarif job.po > job.sarif\n"
                "malmoi check --fix -o better.tmx memory.tmx\n"
                "malmoi check -l en,ko article.en.txt article.ko.txt",
    .options = options,
    .run = run_check,
};
