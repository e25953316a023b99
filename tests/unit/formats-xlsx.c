/* XLSX of others: how their cells are read, and what is refused. */
#include "files/formats/scratch.h"
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#define BOOK                                                                   \
    "<workbook xmlns:r=\"r\"><sheets><sheet r:id=\"R\"/></sheets></workbook>"
#define RELS                                                                   \
    "<Relationships><Relationship Id=\"R\" Target=\"worksheets/s.xml\"/>"      \
    "</Relationships>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define IN(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define HEADER "<row>" IN("en") IN("ko") "</row>"

static void add_part(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *s = zip_source_buffer(zip, text, strlen(text), 0);

    assert_true(zip_file_add(zip, name, s, ZIP_FL_OVERWRITE) >= 0);
}

/* A workbook; a part that is NULL is not there. */
static void make(const char *book, const char *rels, const char *strings,
                 const char *sheet)
{
    const char *names[] = { "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                            "xl/sharedStrings.xml", "xl/worksheets/s.xml" };
    const char *texts[] = { book, rels, strings, sheet };
    zip_t      *zip = zip_open(scratch, ZIP_CREATE | ZIP_TRUNCATE, NULL);

    assert_non_null(zip);
    for (size_t i = 0; i < 4; i++)
        if (texts[i])
            add_part(zip, names[i], texts[i]);
    assert_int_equal(zip_close(zip), 0);
}

/* "en=ko;" for each concept; the first term of each language. */
static int read_all(char *out, size_t size, mm_error *err)
{
    const mm_format *f = NULL;
    mm_reader       *in = NULL;
    mm_item          item;
    size_t           n = 0;
    int              rc = mm_format_guess(&f, scratch, NULL, err);

    *out = 0;
    if (rc >= 0) {
        assert_string_equal(f->name, "xlsx");
        rc = mm_format_read(&in, f, scratch, NULL, NULL, err);
    }
    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW) {
        const mm_concept *c = item.concept;

        for (size_t i = 0; i < c->n_sections; i++)
            n += (size_t)snprintf(out + n, size - n, "%s%s", i ? "=" : "",
                                  c->sections[i].terms[0].text.ptr);
        n += (size_t)snprintf(out + n, size - n, ";");
    }
    mm_reader_close(in);
    return rc;
}

static const struct row {
    const char *name, *strings, *sheet, *said;
} rows[] = {
    { "inline strings", NULL, SHEET(HEADER "<row>" IN("a") IN("가") "</row>"),
      "a=가;" },
    { "shared strings, runs and readings",
      "<sst><si><t>en</t></si><si><t>ko</t></si><si><r><t>pa</t></r><r>"
      "<t>per</t></r></si><si><t>종이</t><rPh><t>x</t></rPh></si></sst>",
      SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
            "<row><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>"),
      "paper=종이;" },
    { "cells left out", NULL,
      SHEET("<row r=\"1\"><c r=\"B1\" t=\"inlineStr\"><is><t>en</t></is></c>"
            "<c r=\"D1\" t=\"inlineStr\"><is><t>ko</t></is></c></row>"
            "<row r=\"7\"><c r=\"B7\" t=\"inlineStr\"><is><t>a</t></is></c>"
            "<c r=\"D7\" t=\"inlineStr\"><is><t>가</t></is></c></row>"),
      "a=가;" },
    { "figures and formulas", NULL,
      SHEET(HEADER "<row><c><v>12.50</v></c><c t=\"str\"><f>A1&amp;B1</f>"
                   "<v>값</v></c></row>"),
      "12.50=값;" },
    { "escapes", NULL,
      SHEET(HEADER "<row>" IN("a_x000D_b_x005F_x0041_") IN("_x00_") "</row>"),
      "a\rb_x0041_=_x00_;" },
    { "a string that is not there", NULL,
      SHEET(HEADER "<row>" IN("a") "<c t=\"s\"><v>99</v></c></row>"), "a;" },
    { "empty rows", NULL,
      SHEET(HEADER "<row/><row><c/></row><row>" IN("a") IN("가") "</row>"),
      "a=가;" },
    { "languages by their script", NULL,
      SHEET("<row>" IN("paper") IN("종이") "</row><row>" IN("ink")
                IN("잉크") "</row>"),
      "paper=종이;ink=잉크;" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_error          err = { 0 };
    char              said[200];

    make(BOOK, RELS, row->strings, row->sheet);
    if (read_all(said, sizeof said, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(said, row->said);
}

static const struct bad {
    const char *name, *book, *rels, *sheet, *says;
} bads[] = {
    { "another ZIP", NULL, NULL, SHEET(""), "no XLSX" },
    { "no sheet", "<workbook/>", RELS, SHEET(""), "no sheet" },
    { "a sheet that is not there", BOOK, RELS, NULL, "no XLSX" },
    { "a sheet that is no XML", BOOK, RELS, "<worksheet><row>", "cut short" },
    { "an empty sheet", BOOK, RELS, SHEET(""), "no rows" },
    { "an entity", BOOK, RELS,
      "<!DOCTYPE x [<!ENTITY a SYSTEM \"/etc/passwd\">]><worksheet>&a;"
      "</worksheet>",
      "entit" },
};

static void check_bad(void **state)
{
    const struct bad *bad = *state;
    mm_error          err = { 0 };
    char              said[200];

    make(bad->book, bad->rels, NULL, bad->sheet);
    assert_int_equal(read_all(said, sizeof said, &err), MM_EFORMAT);
    if (!strstr(err.text, bad->says))
        fail_msg("%s", err.text);
}

/* A sheet that unpacks a thousandfold, and a file cut short. */
static void bombs(void **state)
{
    size_t   n = (size_t)40 << 20;
    char    *spaces = malloc(n + 1), said[20];
    mm_error err = { 0 };
    FILE    *f;

    (void)state;
    assert_non_null(spaces);
    memset(spaces, ' ', n);
    spaces[n] = 0;
    make(BOOK, RELS, NULL, spaces);
    assert_int_equal(read_all(said, sizeof said, &err), MM_EFORMAT);
    assert_non_null(strstr(err.text, "unpacks to more"));
    make(BOOK, RELS, spaces, SHEET(HEADER));
    assert_int_equal(read_all(said, sizeof said, &err), MM_EFORMAT);
    free(spaces);
    make(BOOK, RELS, NULL, SHEET(HEADER));
    f = fopen(scratch, "r+");
    assert_int_equal(ftruncate(fileno(f), 300), 0);
    fclose(f);
    assert_int_equal(read_all(said, sizeof said, &err), MM_EFORMAT);
    assert_non_null(strstr(err.text, "cut short"));
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows, M = sizeof bads / sizeof *bads };
    struct CMUnitTest tests[N + M + 1] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    for (size_t i = 0; i < M; i++)
        tests[N + i] = (struct CMUnitTest){ .name = bads[i].name,
                                            .test_func = check_bad,
                                            .initial_state = (void *)&bads[i] };
    tests[N + M] = (struct CMUnitTest){ .name = "bombs", .test_func = bombs };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
