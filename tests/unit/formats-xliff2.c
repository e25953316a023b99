/* XLIFF 2: what a file of others becomes, unit by unit. */
#include "base/file.h"
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD                                                                   \
    "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" "  \
    "xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\" "                      \
    "xmlns:gls=\"urn:oasis:names:tc:xliff:glossary:2.0\" srcLang=\"en\" "      \
    "trgLang=\"ko\"><file id=\"f1\" original=\"a.html\">"
#define TAIL "</file></xliff>"

static const struct row {
    const char *name, *unit;
    const char *rows[3]; /* canonical rows, without what all have */
    const char *loss;    /* NULL: none */
} rows[] = {
    { "a segment",
      "<unit id=\"u\"><notes><note>menu</note></notes><segment "
      "state=\"translated\"><source>Open</source><target>열기</target>"
      "</segment></unit>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"notes\":[{\"text\":\"menu\"}],"
        "\"source_lang\":\"en\",\"status\":\"translated\",\"type\":\"unit\","
        "\"variants\":[{\"lang\":\"en\",\"text\":\"Open\"},{\"lang\":\"ko\","
        "\"text\":\"열기\"}]}" },
      NULL },
    { "two segments of a unit",
      "<unit id=\"u\"><segment id=\"s1\"><source>A.</source></segment>"
      "<ignorable><source> </source></ignorable><segment id=\"s2\"><source>B."
      "</source></segment></unit>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"props\":[{\"type\":"
        "\"xliff:segment\",\"value\":\"s1\"}],\"source_lang\":\"en\",\"type\":"
        "\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":\"A.\"}]}",
        "{\"document\":\"a.html\",\"id\":\"u/s2\",\"source_lang\":\"en\","
        "\"type\":\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":\"B.\"}]}" },
      NULL },
    { "codes and their data",
      "<unit id=\"u\"><originalData><data id=\"d1\">&lt;b&gt;</data><data "
      "id=\"d2\">&lt;/b&gt;</data></originalData><segment><source><pc "
      "id=\"1\" dataRefStart=\"d1\" dataRefEnd=\"d2\" type=\"fmt\" "
      "subType=\"xlf:b\">A</pc><cp hex=\"0001\"/></source></segment></unit>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"source_lang\":\"en\","
        "\"type\":\"unit\",\"variants\":[{\"codes\":[{\"data\":\"<b>\",\"id\":"
        "\"1\",\"kind\":\"open\",\"match\":\"1\",\"type\":\"bold\"},{\"data\":"
        "\"</b>\",\"id\":\"1\",\"kind\":\"close\",\"offset\":1}],\"lang\":"
        "\"en\",\"text\":\"A\\u0001\"}]}" },
      NULL },
    { "half a pair",
      "<unit id=\"u\"><segment><source><sc id=\"1\" isolated=\"yes\"/>A"
      "</source></segment></unit>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"source_lang\":\"en\","
        "\"type\":\"unit\",\"variants\":[{\"codes\":[{\"kind\":\"begin\","
        "\"match\":\"1\"}],\"lang\":\"en\",\"text\":\"A\"}]}" },
      NULL },
    { "a proposal",
      "<unit id=\"u\"><mtc:matches><mtc:match ref=\"#s\" similarity=\"87.5\">"
      "<source>Open it</source><target>열기</target></mtc:match></mtc:matches>"
      "<segment id=\"s\"><source>Open</source></segment></unit>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"props\":[{\"type\":"
        "\"xliff:segment\",\"value\":\"s\"}],\"source_lang\":\"en\",\"type\":"
        "\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":\"Open\"},{\"lang\":"
        "\"en\",\"props\":[{\"type\":\"xliff:alt\",\"value\":\"1\"},{\"type\":"
        "\"xliff:similarity\",\"value\":\"87.5\"}],\"text\":\"Open it\"},"
        "{\"lang\":\"ko\",\"props\":[{\"type\":\"xliff:alt\",\"value\":\"1\"}],"
        "\"text\":\"열기\"}]}" },
      NULL },
    { "an entry of the glossary",
      "<unit id=\"u\"><gls:glossary><gls:glossEntry id=\"g\"><gls:term "
      "source=\"X\">bill</gls:term><gls:translation>부리</gls:translation>"
      "<gls:definition>of a bird</gls:definition></gls:glossEntry>"
      "</gls:glossary><segment><source>A bill</source></segment></unit>",
      { "{\"definition\":\"of a bird\",\"id\":\"g\",\"kind\":\"term\","
        "\"languages\":[{\"lang\":\"en\",\"terms\":[{\"source\":\"X\",\"text\":"
        "\"bill\"}]},{\"lang\":\"ko\",\"terms\":[{\"text\":\"부리\"}]}],"
        "\"review\":\"approved\",\"type\":\"concept\"}",
        "{\"document\":\"a.html\",\"id\":\"u\",\"source_lang\":\"en\","
        "\"type\":\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":"
        "\"A bill\"}]}" },
      NULL },
    { "what is lost is told",
      "<group id=\"g\"><unit id=\"u\"><segment><source>A</source></segment>"
      "</unit></group>",
      { "{\"document\":\"a.html\",\"id\":\"u\",\"source_lang\":\"en\","
        "\"type\":\"unit\",\"variants\":[{\"lang\":\"en\",\"text\":\"A\"}]}" },
      "group" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    char              in[] = "/tmp/malmoi-xliff2-XXXXXX", out[64];
    int               fd = mkstemp(in);
    FILE             *f = fdopen(fd, "w");
    const mm_format  *format = NULL;
    mm_reader        *r = NULL;
    mm_writer        *w = NULL;
    mm_report         report = { 0 };
    mm_error          err = { 0 };
    mm_buf            text = { 0 };
    mm_str            rest;
    int               rc;

    fprintf(f, "%s%s%s", HEAD, row->unit, TAIL);
    fclose(f);
    snprintf(out, sizeof out, "%s.jsonl", in);
    assert_int_equal(mm_format_guess(&format, in, NULL, &err), MM_OK);
    assert_string_equal(format->name, "xliff2");
    assert_int_equal(mm_format_read(&r, format, in, NULL, &report, &err),
                     MM_OK);
    assert_int_equal(mm_format_write(&w, mm_format_find(MM_S("jsonl")), out,
                                     NULL, NULL, &err),
                     MM_OK);
    rc = mm_copy(w, r, NULL, &err);
    assert_int_equal(mm_writer_close(w, rc, &err), MM_OK);
    mm_reader_close(r);
    assert_int_equal(mm_file_read(&text, out, 0, &err), MM_OK);
    rest = mm_buf_str(&text);
    for (size_t i = 0; i < 3 && row->rows[i]; i++) {
        mm_str line = mm_str_cut(&rest, '\n');

        if (!mm_str_eq(line, mm_cstr(row->rows[i])))
            fail_msg("\n%.*s\n%s", (int)line.len, line.ptr, row->rows[i]);
    }
    assert_int_equal(rest.len, 0);
    assert_int_equal(report.n, row->loss != NULL);
    if (row->loss)
        assert_string_equal(report.losses[0].field.ptr, row->loss);
    mm_report_release(&report);
    mm_buf_release(&text);
    remove(in);
    remove(out);
}

int main(void)
{
    struct CMUnitTest tests[sizeof rows / sizeof *rows] = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
