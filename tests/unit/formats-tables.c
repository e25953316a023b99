/* Tables: the shapes that glossaries come in, and what is written for OmegaT,
 * UTX, TSV and a Korean Excel, to the byte. */
#include "base/file.h"
#include "files/formats/scratch.h"
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct row {
    const char *name, *file, *in;
    const char *as, *langs;
    const char *out; /* NULL: refused; `says` is in the message */
    const char *says;
} rows[] = {
    { "header", "x.tsv", "en\tko\tkind\tstatus\nCho\t조\tperson\tpreferred\n",
      "tsv", "",
      "en\tko\tkind\tfield\tstatus\tconfidence\tnote\n"
      "Cho\t조\tperson\t\tpreferred\t\t\n",
      NULL },
    { "source and target by script", "x.csv",
      "source,target\nprinter,프린터\n", "omegat", "",
      "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
      "printer\t프린터\t\n",
      NULL },
    { "languages by script, Korean first", "x.txt", "프린터\tprinter\n", "tsv",
      "",
      "ko\ten\tkind\tfield\tstatus\tconfidence\tnote\n"
      "프린터\tprinter\t\t\t\t\t\n",
      NULL },
    { "Latin words in the Korean column", "x.txt",
      "office\tOffice\nfile\t파일\n", "tsv", "",
      "en\tko\tkind\tfield\tstatus\tconfidence\tnote\n"
      "office\tOffice\t\t\t\t\t\nfile\t파일\t\t\t\t\t\n",
      NULL },
    { "two Latin languages", "x.txt", "house\tHaus\n", "tsv", "", NULL,
      "-l" },
    { "two Latin languages, told", "x.txt", "house\tHaus\n", "tsv", "en,de",
      "en\tde\tkind\tfield\tstatus\tconfidence\tnote\n"
      "house\tHaus\t\t\t\t\t\n",
      NULL },
    { "short words are no header", "x.tsv", "TV\t텔레비전\nno\t아니요\n",
      "omegat", "",
      "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
      "TV\t텔레비전\t\nno\t아니요\t\n",
      NULL },
    { "sep=", "x.csv", "sep=;\nEnglish;한국어;비고\na;가;n\n", "omegat", "",
      "# Glossary in tab-separated format -*- coding: utf-8 -*-\na\t가\tn\n",
      NULL },
    { "synonyms share an id", "x.tsv",
      "en\tko\tstatus\tconcept\nprinter\t프린터\tpreferred\t1\n"
      "\t인쇄기\tforbidden\t1\n",
      "omegat", "",
      "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
      "printer\t프린터\t\nprinter\t인쇄기\t[forbidden]\n",
      NULL },
    { "synonyms go out again", "x.tsv",
      "en\tko\tstatus\tconcept\nprinter\t프린터\tpreferred\t1\n"
      "\t인쇄기\tforbidden\t1\n",
      "tsv", "",
      "en\tko\tkind\tfield\tstatus\tconfidence\tnote\tconcept\n"
      "printer\t프린터\t\t\tpreferred\t\t\t1\n"
      "\t인쇄기\t\t\tforbidden\t\t\t1\n",
      NULL },
    { "proposed", "x.tsv",
      "en\tko\tstatus\tconfidence\na\t가\tproposed\t0.93\n", "utx", "en,ko",
      "#UTX 1.11; en/ko; 1970-01-01T00:00:00Z; creator: malmoi;\n"
      "#src\ttgt\tsrc:pos\ttgt:pos\tterm status\tcomment\n"
      "a\t가\t\t\tprovisional\t\n",
      NULL },
    { "units", "x.tsv", "en\tko\tunit\nOne.\t하나.\tu1\n", "csv", "",
      "en,ko,field,status,note,unit\r\nOne.,하나.,,,,u1\r\n", NULL },
    { "formulas", "x.tsv", "en\tko\n=1+1\t@수식\n-5\t\"빼기\"\n", "csv", "",
      "en,ko,kind,field,status,confidence,note\r\n"
      "'=1+1,'@수식,,,,,\r\n'-5,빼기,,,,,\r\n",
      NULL },
    { "Korean Excel", "x.tsv", "en\tko\na\t똠방\n", "excel-kr", "",
      "en,ko,kind,field,status,confidence,note\r\na,\x8C\x63\xB9\xE6,,,,,\r\n",
      NULL },
    { "Korean Excel without the letter", "x.tsv", "en\tko\ncafé\t카페\n",
      "excel-kr", "", NULL, "'é'" },
    { "Excel", "x.tsv", "en\tko\na\t가\n", "excel", "",
      "\xEF\xBB\xBF"
      "en,ko,kind,field,status,confidence,note\r\na,가,,,,,\r\n",
      NULL },
    { "one language left out", "x.tsv", "en\tko\tja\na\t가\tア\n", "tsv",
      "ko,en",
      "ko\ten\tkind\tfield\tstatus\tconfidence\tnote\n가\ta\t\t\t\t\t\n",
      NULL },
    { "empty", "x.tsv", "\n\n", "tsv", "", NULL, "no rows" },
};

static int convert(const struct row *row, const char *from, const char *to,
                   mm_error *err)
{
    mm_format_options o = { .langs = mm_cstr(row->langs) };
    const mm_format  *f;
    mm_reader        *in = NULL;
    mm_writer        *out = NULL;
    int               rc;

    if ((rc = mm_format_guess(&f, from, NULL, err)) < 0)
        f = mm_format_by_name(from);
    if ((rc = mm_format_read(&in, f, from, &o, NULL, err)) >= 0 &&
        (rc = mm_format_write(&out, mm_format_find(mm_cstr(row->as)), to, &o,
                              NULL, err)) >= 0)
        rc = mm_copy(out, in, NULL, err);
    rc = mm_writer_close(out, rc, err);
    mm_reader_close(in);
    return rc;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    char              from[80], to[80];
    mm_error          err = { 0 };
    mm_buf            said = { 0 };
    FILE             *f;
    int               rc;

    snprintf(from, sizeof from, "%s/%s", scratch, row->file);
    snprintf(to, sizeof to, "%s/out", scratch);
    f = fopen(from, "w");
    fputs(row->in, f);
    fclose(f);
    rc = convert(row, from, to, &err);
    remove(from);
    if (row->out) {
        if (rc < 0)
            fail_msg("%s", err.text);
        assert_int_equal(mm_file_read(&said, to, 0, NULL), MM_OK);
        assert_string_equal(said.ptr, row->out);
    } else {
        assert_int_equal(rc, MM_EFORMAT);
        if (!strstr(err.text, row->says))
            fail_msg("%s", err.text);
        assert_int_not_equal(access(to, F_OK), 0); /* nothing half-written */
    }
    mm_buf_release(&said);
    remove(to);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
