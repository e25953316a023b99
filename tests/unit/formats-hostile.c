/* Files made to harm: refused with a line, or read, in under two seconds each
 * and without much memory. Each row makes its file by a small program of
 * "repeat this so often" parts. */
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                             \
    "<tmx version=\"1.4\"><header srclang=\"en\"/>\n<body>\n"
#define TU "<tu><tuv xml:lang=\"en\"><seg>"
#define TAIL "</seg></tuv></tu></body></tmx>\n"

typedef struct part {
    const char *text;
    size_t      times;
    size_t      len; /* 0: strlen */
} part;

static const struct row {
    const char *name, *file;
    part        parts[8];
    int         rc; /* MM_OK: read */
    size_t      items;
    const char *says; /* what the error has to hold */
} rows[] = {
    { "depth 300",
      "x.tmx",
      { { HEAD TU, 1, 0 },
        { "<hi>", 300, 0 },
        { "x", 1, 0 },
        { "</hi>", 300, 0 },
        { TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "too deep" },
    { "attribute of 12 MB",
      "x.tmx",
      { { HEAD "<tu tuid=\"", 1, 0 },
        { "abcdefgh", 1500000, 0 },
        { "\"><tuv xml:lang=\"en\"><seg>" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "" },
    { "attribute of 12 MB of references",
      "x.tmx",
      { { HEAD "<tu tuid=\"", 1, 0 },
        { "&#65;&lt;", 1300000, 0 },
        { "\"><tuv xml:lang=\"en\"><seg>" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "" },
    { "segment of 12 MB",
      "x.tmx",
      { { HEAD TU, 1, 0 }, { "한글 text ", 1000000, 0 }, { TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "longer than 8 MB" },
    { "name of 12 MB",
      "x.tmx",
      { { HEAD "<", 1, 0 }, { "abcdefgh", 1500000, 0 }, { "/>" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "" },
    { "comment of 12 MB",
      "x.tmx",
      { { HEAD "<!--", 1, 0 },
        { "abcdefgh", 1500000, 0 },
        { "-->" TU "a" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "" },
    { "entity used without end",
      "x.tmx",
      { { "<!DOCTYPE tmx [<!ENTITY a \"", 1, 0 },
        { "0123456789", 400, 0 },
        { "\">]><tmx><body>" TU, 1, 0 },
        { "&a;", 1100, 0 },
        { TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "too often" },
    { "entity used in an attribute",
      "x.tmx",
      { { "<!DOCTYPE tmx [<!ENTITY a \"Kim\">]><tmx><body><tu tuid=\"&a; &amp; "
          "&#38;lt;\"><tuv xml:lang=\"en\"><seg>&a;" TAIL,
          1, 0 } },
      MM_OK,
      1,
      NULL },
    { "long entity",
      "x.tmx",
      { { "<!DOCTYPE tmx [<!ENTITY a \"", 1, 0 },
        { "0123456789", 410, 0 },
        { "\">]><tmx><body>" TU "&a;" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "plain text" },
    { "external parameter entity",
      "x.tmx",
      { { "<!DOCTYPE tmx [<!ENTITY % a SYSTEM \"http://127.0.0.1/x\"> %a;]>"
          "<tmx><body>" TU TAIL,
          1, 0 } },
      MM_EFORMAT,
      0,
      "entity 'a'" },
    { "unparsed entity",
      "x.tmx",
      { { "<!DOCTYPE tmx [<!NOTATION n SYSTEM \"n\"><!ENTITY a SYSTEM \"x\" "
          "NDATA n>]><tmx><body>" TU TAIL,
          1, 0 } },
      MM_EFORMAT,
      0,
      "entity 'a'" },
    { "entity nobody declared",
      "x.tmx",
      { { "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx><body>" TU "&nbsp;" TAIL,
          1, 0 } },
      MM_EFORMAT,
      0,
      "not declared" },
    { "external subset",
      "x.tmx",
      { { "<!DOCTYPE tmx SYSTEM \"file:///etc/passwd\">\n<tmx><body>" TU
          "a" TAIL,
          1, 0 } },
      MM_OK,
      1,
      NULL },
    { "20,000 codes",
      "x.tmx",
      { { HEAD TU, 1, 0 }, { "<ph>x</ph>", 20000, 0 }, { TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "codes" },
    { "10,000 units, then cut",
      "x.tmx",
      { { HEAD, 1, 0 }, { TU "a</seg></tuv></tu>\n", 10000, 0 }, { TU, 1, 0 } },
      MM_EFORMAT,
      10000,
      "10000 entries" },
    { "NUL in the text",
      "x.tmx",
      { { HEAD TU "a", 1, 0 }, { "\0", 1, 1 }, { "b" TAIL, 1, 0 } },
      MM_EFORMAT,
      0,
      "" },
    { "EUC-KR label, UHC letters",
      "x.tmx",
      { { "<?xml version=\"1.0\" encoding=\"EUC-KR\"?><tmx><body>" TU
          "\x8C\x63\xB9\xE6" TAIL,
          1, 0 } },
      MM_OK,
      1,
      NULL },
    { "UTF-16 without a mark",
      "x.tmx",
      { { "<\0t\0m\0x\0>\0<\0b\0o\0d\0y\0/\0>\0<\0/\0t\0m\0x\0>\0", 1, 36 } },
      MM_OK,
      0,
      NULL },
    { "another root",
      "x.tmx",
      { { "<html><body>x</body></html>", 1, 0 } },
      MM_EFORMAT,
      0,
      "root element" },
    { "nothing", "x.tmx", { { "", 1, 0 } }, MM_EFORMAT, 0, "" },
    { "blank", "x.tmx", { { " \n\n", 1, 0 } }, MM_EFORMAT, 0, "" },
    { "TBX of depth 300",
      "x.tbx",
      { { "<tbx><text><body><conceptEntry id=\"a\">", 1, 0 },
        { "<note>", 300, 0 } },
      MM_EFORMAT,
      0,
      "too deep" },
    { "a million languages",
      "x.tbx",
      { { "<tbx><text><body><conceptEntry id=\"a\">", 1, 0 },
        { "<langSec xml:lang=\"en\"><termSec><term>x</term></termSec></langSec>",
          100000, 0 },
        { "</conceptEntry></body></text></tbx>", 1, 0 } },
      MM_OK,
      1,
      NULL },
    { "JSON of depth 100,000",
      "x.jsonl",
      { { "{\"type\":", 1, 0 }, { "[", 100000, 0 } },
      MM_EFORMAT,
      0,
      "JSON" },
    { "JSON line of 70 MB",
      "x.jsonl",
      { { "{\"type\":\"", 1, 0 }, { "0123456789", 7000000, 0 } },
      MM_EFORMAT,
      0,
      "64 MB" },
    { "JSON with an offset outside",
      "x.jsonl",
      { { "{\"type\":\"unit\",\"variants\":[{\"text\":\"a\",\"codes\":[{"
          "\"kind\":\"alone\",\"offset\":7}]}]}\n",
          1, 0 } },
      MM_EFORMAT,
      0,
      "offset" },
    { "JSON of another schema",
      "x.jsonl",
      { { "{\"type\":\"unit\",\"variants\":3}\n", 1, 0 } },
      MM_EFORMAT,
      0,
      "variants" },
    { "open quotation mark",
      "x.csv",
      { { "en,ko\n\"a,b\n", 1, 0 }, { "0123456789\n", 2000000, 0 } },
      MM_EFORMAT,
      0,
      "quotation mark" },
    { "100,000 columns",
      "x.csv",
      { { "en,ko", 1, 0 }, { ",x", 100000, 0 }, { "\na,b\n", 1, 0 } },
      MM_EFORMAT,
      0,
      "columns" },
    { "a bad byte late",
      "x.tsv",
      { { "en\tko\n", 1, 0 },
        { "a\tb\n", 50000, 0 },
        { "a\t\xFF\xFF\n", 1, 0 } },
      MM_EFORMAT,
      50000,
      "0xFF" },
};

static void make(const struct row *row, const char *path)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    for (size_t i = 0; i < 8 && row->parts[i].text; i++) {
        const part *p = &row->parts[i];
        size_t      len = p->len ? p->len : strlen(p->text);

        for (size_t k = 0; k < p->times; k++)
            assert_int_equal(fwrite(p->text, 1, len, f), len);
    }
    fclose(f);
}

static int read_all(const char *path, size_t *n, mm_error *err)
{
    const mm_format *f = mm_format_by_name(path);
    mm_reader       *in = NULL;
    mm_item          item;
    mm_report        report = { 0 };
    int              rc = mm_format_read(&in, f, path, NULL, &report, err);

    *n = 0;
    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW)
        ++*n;
    mm_reader_close(in);
    mm_report_release(&report);
    return rc;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    char              dir[] = "/tmp/malmoi-hostile-XXXXXX", path[64];
    mm_error          err = { 0 };
    struct timespec   a, b;
    struct rusage     used;
    size_t            n;
    int               rc;

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/%s", dir, row->file);
    make(row, path);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    rc = read_all(path, &n, &err);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    remove(path);
    rmdir(dir);
    if (rc != row->rc)
        fail_msg("%d, not %d: %s", rc, row->rc, err.text);
    assert_int_equal(n, row->items);
    if (rc < 0) {
        assert_non_null(strstr(err.text, row->file));
        if (!strstr(err.text, row->says))
            fail_msg("no '%s' in: %s", row->says, err.text);
    }
#ifndef __SANITIZE_ADDRESS__
    getrusage(RUSAGE_SELF, &used);
    assert_true(used.ru_maxrss < 250 * 1024);
    assert_true(b.tv_sec - a.tv_sec < 2);
#else
    (void)used;
#endif
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
