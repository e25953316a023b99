/* What is written validates: TMX by its DTD, TBX 2008 by DTD and RELAX NG, TBX
 * v3 by RELAX NG and the rules of the Basic dialect, XLIFF by its strict
 * schema. Needs xmllint and
 * ../shared/schemas; says so and passes when they are not there. */
#include "files/formats/generate.h"
#include "malmoi/formats.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SCHEMAS "../shared/schemas/"

enum { COUNT = 400 };

static char file_made[64], log_file[64]; /* of this process alone */

static void write_made(const char *name, bool units, unsigned without)
{
    generator         g = { .state = 88172645463325252u, .without = without };
    mm_writer        *out = NULL;
    mm_error          err = { 0 };
    mm_format_options o = { .date = MM_S("2026-11-24T09:30:00Z") };

    assert_int_equal(mm_format_write(&out, mm_format_find(mm_cstr(name)),
                                     file_made, &o, NULL, &err),
                     MM_OK);
    for (size_t i = 0; i < COUNT; i++) {
        mm_unit    u = units ? made_unit(&g, i) : (mm_unit){ 0 };
        mm_concept c = units ? (mm_concept){ 0 } : made_concept(&g, i);
        mm_item    item = { .unit = units ? &u : NULL,
                            .concept = units ? NULL : &c };

        assert_int_equal(mm_writer_put(out, &item, &err), MM_OK);
        mm_arena_clear(&g.mem);
    }
    assert_int_equal(mm_writer_close(out, MM_OK, &err), MM_OK);
    mm_arena_release(&g.mem);
}

static bool absent(const char *schema)
{
    if (access(schema, R_OK) != 0 ||
        system("command -v xmllint >/dev/null") != 0) {
        print_message("SKIP: no xmllint or no %s\n", schema);
        return true;
    }
    return false;
}

static const struct row {
    const char *name, *format, *option, *schema;
    bool        units;
    unsigned    without;
} rows[] = {
    { "tmx dtd", "tmx", "--dtdvalid", SCHEMAS "tmx/tmx14.dtd", true, 0 },
    { "xliff 1.2 strict", "xliff", "--schema",
      SCHEMAS "xliff12/xliff-core-1.2-strict.xsd", true, 0 },
    { "xliff 1.2 of one shape", "xliff", "--schema",
      SCHEMAS "xliff12/xliff-core-1.2-strict.xsd", true,
      TWO_SIDES | MATCH_IDS },
    { "xliff 2.0", "xliff2", "--schema", SCHEMAS "xliff20/xliff_core_2.0.xsd",
      true, 0 },
    { "xliff 2.0 of one shape", "xliff2", "--schema",
      SCHEMAS "xliff20/xliff_core_2.0.xsd", true, TWO_SIDES | MATCH_IDS },
    { "tbx2008 dtd", "tbx2008", "--dtdvalid",
      SCHEMAS "tbx2008/TBXBasiccoreStructV02.dtd", false, 0 },
    { "tbx2008 core dtd", "tbx2008", "--dtdvalid",
      SCHEMAS "tbx2008/TBXcoreStructV02.dtd", false, 0 },
    { "tbx2008 rng", "tbx2008", "--relaxng",
      SCHEMAS "tbx2008/TBXBasicRNGV02.rng", false, 0 },
    { "tbx rng", "tbx", "--relaxng", SCHEMAS "tbx3/TBXcoreStructV03.rng", false,
      0 },
};

static void validates(void **state)
{
    const struct row *row = *state;
    char              command[400];

    if (absent(row->schema))
        return;
    write_made(row->format, row->units, row->without);
    snprintf(command, sizeof command,
             "XML_CATALOG_FILES=" SCHEMAS
             "catalog.xml xmllint --nonet --noout %s %s %s >%s 2>&1 "
             "|| { tail -5 %s | cut -c1-400; exit 1; }",
             row->option, row->schema, file_made, log_file, log_file);
    assert_int_equal(system(command), 0);
    remove(log_file);
    remove(file_made);
}

/* Each rule is an XPath that must find nothing. */
static void obeys_dialect(void **state)
{
    static const char  rules[] = SCHEMAS "tbx3/tbx-basic-dca.rules.tsv";
    xmlDocPtr          doc;
    xmlXPathContextPtr ctx;
    char               line[2000];
    FILE              *f;
    int                n = 0;

    (void)state;
    if (absent(rules))
        return;
    write_made("tbx", false, 0);
    doc = xmlReadFile(file_made, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    ctx = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(ctx, BAD_CAST "t",
                       BAD_CAST "urn:iso:std:iso:30042:ed-2");
    f = fopen(rules, "r");
    while (fgets(line, sizeof line, f)) {
        char             *path = strchr(line, '\t'), *end;
        xmlXPathObjectPtr found;

        if (line[0] == '#' || !path)
            continue;
        *path++ = 0;
        if ((end = strchr(path, '\t')))
            *end = 0;
        found = xmlXPathEvalExpression(BAD_CAST path, ctx);
        assert_non_null(found);
        if (!xmlXPathNodeSetIsEmpty(found->nodesetval))
            fail_msg("rule %s: %d nodes, first line %ld", line,
                     found->nodesetval->nodeNr,
                     xmlGetLineNo(found->nodesetval->nodeTab[0]));
        xmlXPathFreeObject(found);
        n++;
    }
    fclose(f);
    assert_true(n >= 20);
    xmlXPathFreeContext(ctx);
    xmlFreeDoc(doc);
    xmlCleanupParser();
    remove(file_made);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 1] = { 0 };

    snprintf(file_made, sizeof file_made, "/tmp/malmoi-schema-%ld.xml",
             (long)getpid());
    snprintf(log_file, sizeof log_file, "/tmp/malmoi-schema-%ld.log",
             (long)getpid());

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = validates,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "tbx basic dialect",
                                    .test_func = obeys_dialect };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
