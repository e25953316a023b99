/* Documents: what is read, how it is cut, and how what is no text is refused:
 * with the file's name and the cure. */
#define _XOPEN_SOURCE 700
#include "base/file.h"
#include "formats/document.h"
#include "malmoi/formats.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

static mm_tables *tables;
static char       folder[] = "/tmp/malmoi-document-XXXXXX";

#define HTML_HEAD "<!DOCTYPE html><html><head><title>Title &amp; more</title>"
#define HTML_BODY                                                              \
    "<style>p { }</style><script>var a = \"<p>no</p>\";</script></head><body>" \
    "<h1>A  head\nline</h1><p>First one. Second <b>bold</b> one.</p>"          \
    "<ul><li>An item<li>Another</ul><figure><img alt=x><figcaption>A "         \
    "picture</figcaption></figure><table><tr><td>cell&nbsp;1<td>cell "         \
    "2</table><template><p>hidden</p></template><p>&nbsp;</p><p>one<br>two"    \
    "</p>tail text</body></html>"

/* Segments as "KIND text|", the kind s, h, c or i. */
static const struct good {
    const char     *name, *file;
    const char     *bytes;
    size_t          len; /* 0: strlen */
    mm_read_options o;
    const char     *segments;
    const char     *part; /* `bytes` are this part of a ZIP */
} good[] = {
    { "html",
      "x.html",
      HTML_HEAD HTML_BODY,
      0,
      { 0 },
      "hTitle & more|hA head line|sFirst one.|sSecond bold one.|iAn item|"
      "iAnother|cA picture|icell\xC2\xA0"
      "1|icell 2|sone|stwo|stail text|",
      NULL },
    { "html by content",
      "x.txt",
      HTML_HEAD "</head><p>Yes.</p></html>",
      0,
      { 0 },
      "hTitle & more|sYes.|",
      NULL },
    { "html as text",
      "x.html",
      "The tag <p> is one. Yes.",
      0,
      { .as = "txt" },
      "sThe tag <p> is one.|sYes.|",
      NULL },
    { "charset of a meta element",
      "x.html",
      "<html><head><meta charset=\"euc-kr\"></head><p>\xC7\xD1\xB1\xDB."
      "</p></html>",
      0,
      { 0 },
      "s한글.|",
      NULL },
    { "forced encoding",
      "x.txt",
      "\xC7\xD1\xB1\xDB.\n",
      0,
      { .encoding = "euc-kr" },
      "s한글.|",
      NULL },
    { "cp949 by content",
      "x.txt",
      "\xC7\xD1\xB1\xDB.\n",
      0,
      { 0 },
      "s한글.|",
      NULL },
    { "utf-16",
      "x.txt",
      "\xFF\xFE"
      "A\0.\0\n\0",
      8,
      { 0 },
      "sA.|",
      NULL },
    { "a mark is no text",
      "x.txt",
      "\xEF\xBB\xBF"
      "Yes.\n",
      0,
      { 0 },
      "sYes.|",
      NULL },
    { "lines as they stand",
      "x.txt",
      "One. Two.\n\n Three \n",
      0,
      { .segmented = true },
      "sOne. Two.|s|sThree|",
      NULL },
    { "sentences",
      "x.txt",
      "The one is here. The other is there.\n",
      0,
      { 0 },
      "sThe one is here.|sThe other is there.|",
      NULL },
    { "markdown",
      "x.md",
      "---\ntitle: no\n---\n# A *head*\n\nFirst one. A [link](u) &amp; `code` "
      "is here.\nIt goes on.\n\n- An item\n- Another\n\n| a | b |\n|---|---|\n| "
      "c | d |\n\n<div>\n</div>\n",
      0,
      { 0 },
      "hA head|sFirst one.|sA link & code is here.|sIt goes on.|iAn "
      "item|iAnother|ia|ib|ic|id|",
      NULL },
    { "subtitles",
      "x.srt",
      "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Who is</i>\r\nthere?\r\n\r\n2\r\n"
      "00:00:03,000 --> 00:00:04,000\r\n{\\an8}3 < 4\r\n",
      0,
      { 0 },
      "sWho is there?|s3 < 4|",
      NULL },
    { "docx",
      "x.docx",
      "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle "
      "w:val=\"Heading1\"/></w:pPr><w:r><w:t>A head</w:t></w:r></w:p><w:p>"
      "<w:r><w:t>First </w:t></w:r><w:r><w:t>one.</w:t></w:r><w:del><w:r>"
      "<w:delText>no</w:delText></w:r></w:del><w:r><w:t> It &amp; me.</w:t>"
      "<w:br/><w:t>Next</w:t></w:r></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r>"
      "<w:t>An item</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell"
      "</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:body></w:document>",
      0,
      { 0 },
      "hA head|sFirst one.|sIt & me.|sNext|iAn item|icell|",
      "word/document.xml" },
    { "odt",
      "x.odt",
      "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" "
      "xmlns:table=\"b\"><office:body><text:h>A head</text:h><text:p>First<text:"
      "s/>one. <text:span>It goes.</text:span><office:annotation><text:p>no</"
      "text:p></office:annotation></text:p><text:list><text:list-item><text:p>An "
      "item</text:p></text:list-item></text:list></office:body></"
      "office:document-content>",
      0,
      { 0 },
      "hA head|sFirst one.|sIt goes.|iAn item|",
      "content.xml" },
    { "hwpx",
      "x.hwpx",
      "<hs:sec xmlns:hs=\"s\" xmlns:hp=\"p\"><hp:p><hp:run><hp:t>첫 문장이다. "
      "둘째 문장이다.</hp:t></hp:run></hp:p><hp:p><hp:run><hp:tbl><hp:tr><hp:tc>"
      "<hp:p><hp:run><hp:t>칸</hp:t></hp:run></hp:p></hp:tc></hp:tr></hp:tbl></"
      "hp:run></hp:p></hs:sec>",
      0,
      { 0 },
      "s첫 문장이다.|s둘째 문장이다.|i칸|",
      "Contents/section0.xml" },
};

static const struct bad {
    const char     *name, *file;
    const char     *bytes; /* NULL: no file */
    size_t          len;
    mm_read_options o;
    int             rc;
    const char     *says;
} bad[] = {
    { "missing", "x.txt", NULL, 0, { 0 }, MM_ENOTFOUND, "no file" },
    { "empty", "x.txt", "", 0, { 0 }, MM_EFORMAT, "no text" },
    { "blank", "x.txt", " \n\n\t\n", 0, { 0 }, MM_EFORMAT, "no text" },
    { "html without text",
      "x.html",
      "<html><p> </p></html>",
      0,
      { 0 },
      MM_EFORMAT,
      "no text" },
    { "binary",
      "x.txt",
      "ab\0cd\1\2\3\0\0\0ef\0",
      14,
      { 0 },
      MM_EFORMAT,
      "binary" },
    { "controls",
      "x.txt",
      "ab\1\2\3\4\5\6\7\x0E\x0F",
      0,
      { 0 },
      MM_EFORMAT,
      "binary" },
    { "pdf", "x.txt", "%PDF-1.7 etc", 0, { 0 }, MM_EFORMAT, "PDF" },
    { "hwp",
      "x.txt",
      "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
      0,
      { 0 },
      MM_EFORMAT,
      "HWP" },
    { "damaged zip", "x.docx", "PK\3\4xxxx", 0, { 0 }, MM_EFORMAT, "damaged" },
    { "cut-off gzip",
      "x.txt.gz",
      "\x1F\x8B\x08\0\0\0\0\0\0\x03\x4B\x4C",
      12,
      { 0 },
      MM_EFORMAT,
      "" },
    { "wrong encoding",
      "x.txt",
      "\xC7\xD1\xB1\xDB \xFF\xFE\n",
      0,
      { .encoding = "utf-8" },
      MM_EFORMAT,
      "encoding" },
    { "cut-off utf-16",
      "x.txt",
      "\xFF\xFE"
      "A\0B",
      5,
      { 0 },
      MM_EFORMAT,
      "" },
    { "no such encoding",
      "x.txt",
      "abc",
      0,
      { .encoding = "klingon" },
      MM_EINVALID,
      "klingon" },
    { "over the limit",
      "x.txt",
      "0123456789",
      0,
      { .limit = 9 },
      MM_EFORMAT,
      "cut it into parts" },
};

/* Makes a ZIP with one part. */
static void zip_of(const char *path, const char *part, const char *bytes)
{
    int    why;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);

    assert_non_null(zip);
    assert_true(zip_file_add(zip, part,
                             zip_source_buffer(zip, bytes, strlen(bytes), 0),
                             0) >= 0);
    assert_int_equal(zip_close(zip), 0);
}

static void path_of(char *out, const char *file, const char *bytes, size_t len)
{
    FILE *f;

    snprintf(out, 80, "%s/%s", folder, file);
    if (!bytes)
        return;
    f = fopen(out, "w");
    assert_non_null(f);
    if (len == 0)
        len = strlen(bytes);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    fclose(f);
}

/* Every segment lies where it says, in order. */
static void check_offsets(const mm_document *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const mm_segment *s = &d->segments[i];

        assert_ptr_equal(s->text.ptr, d->text.ptr + s->offset);
        assert_true(s->offset + s->text.len <= d->text.len);
        if (i) {
            assert_true(s->offset >= s[-1].offset + s[-1].text.len);
            assert_true(s->paragraph >= s[-1].paragraph);
        }
    }
}

static void check_good(void **state)
{
    const struct good *row = *state;
    mm_document        d;
    mm_error           err = { 0 };
    mm_buf             said = { 0 };
    char               path[80];

    path_of(path, row->file, row->part ? NULL : row->bytes, row->len);
    if (row->part)
        zip_of(path, row->part, row->bytes);
    if (mm_document_read(&d, path, MM_S("en"), tables, &row->o, NULL, &err) < 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < d.n; i++)
        mm_buf_printf(&said, "%c%.*s|", "shci"[d.segments[i].kind],
                      (int)d.segments[i].text.len, d.segments[i].text.ptr);
    assert_string_equal(said.ptr, row->segments);
    check_offsets(&d);
    assert_string_equal(d.lang.ptr, "en");
    mm_buf_release(&said);
    mm_document_release(&d);
    remove(path);
}

static void check_bad(void **state)
{
    const struct bad *row = *state;
    mm_document       d;
    mm_error          err = { 0 };
    char              path[80];

    path_of(path, row->file, row->bytes, row->len);
    assert_int_equal(
        mm_document_read(&d, path, MM_S("en"), tables, &row->o, NULL, &err),
        row->rc);
    if (!strstr(err.text, row->says) || !strstr(err.text, row->file))
        fail_msg("%s", err.text);
    assert_null(d.segments);
    remove(path);
}

/* Two gigabytes are refused at a glance. */
static void refuses_the_huge(void **state)
{
    mm_document     d;
    mm_error        err = { 0 };
    struct timespec a, b;
    char            path[80];

    (void)state;
    path_of(path, "huge.txt", "x", 1);
    assert_int_equal(truncate(path, (off_t)2 << 30), 0);
    clock_gettime(CLOCK_MONOTONIC, &a);
    assert_int_equal(
        mm_document_read(&d, path, MM_S("en"), tables, NULL, NULL, &err),
        MM_EFORMAT);
    clock_gettime(CLOCK_MONOTONIC, &b);
    remove(path);
    assert_non_null(strstr(err.text, "2048 MB"));
    assert_true((double)(b.tv_sec - a.tv_sec) +
                    (double)(b.tv_nsec - a.tv_nsec) / 1e9 <
                0.2);
}

/* A part that unpacks without end is refused, as is a ZIP of something else. */
static void refuses_bombs(void **state)
{
    mm_document d;
    mm_error    err = { 0 };
    char        path[80], *zeros = calloc(1, (size_t)80 << 20);

    (void)state;
    memset(zeros, ' ', ((size_t)80 << 20) - 1);
    path_of(path, "bomb.docx", NULL, 0);
    zip_of(path, "word/document.xml", zeros);
    assert_int_equal(
        mm_document_read(&d, path, MM_S("en"), tables, NULL, NULL, &err),
        MM_EFORMAT);
    assert_non_null(strstr(err.text, "unpacks"));
    zip_of(path, "other.xml", "<x/>");
    assert_int_equal(
        mm_document_read(&d, path, MM_S("en"), tables, NULL, NULL, &err),
        MM_EFORMAT);
    assert_non_null(strstr(err.text, "no DOCX"));
    remove(path);
    free(zeros);
}

/* The same text, white space aside. */
static bool same_words(mm_str a, mm_str b)
{
    size_t  i = 0, k = 0;
    int32_t x, y;

    do {
        while ((x = mm_utf8_next(a, &i)) == ' ' || x == 0xA0 || x == '\n')
            ;
        while ((y = mm_utf8_next(b, &k)) == ' ' || y == 0xA0 || y == '\n')
            ;
    } while (x == y && x >= 0);
    return x == y;
}

static bool has_block(const mm_blocks *blocks, mm_str line)
{
    for (size_t i = 0; i < blocks->n; i++)
        if (same_words(line, mm_str_sub(mm_buf_str(&blocks->text),
                                        blocks->items[i].start,
                                        blocks->items[i].len)))
            return true;
    return false;
}

/* Real pages: their text blocks are those of the texts beside them. */
static void real_pages(void **state)
{
#define PAGES "../shared/data/docs/debian-faq/"
    DIR           *dir = opendir(PAGES "orig");
    struct dirent *e;
    size_t         lines = 0, found = 0;

    (void)state;
    if (!dir) {
        print_message("SKIP: no " PAGES "\n");
        return;
    }
    while ((e = readdir(dir))) {
        mm_buf    html = { 0 }, text = { 0 };
        mm_blocks blocks = { 0 };
        char      path[400];
        int       stem = (int)strlen(e->d_name) - 5;
        mm_str    rest;

        if (stem < 1 || strcmp(e->d_name + stem, ".html"))
            continue;
        snprintf(path, sizeof path, PAGES "orig/%s", e->d_name);
        assert_int_equal(mm_file_read(&html, path, 0, NULL), MM_OK);
        snprintf(path, sizeof path, PAGES "%.*s.txt", stem, e->d_name);
        if (mm_file_read(&text, path, 0, NULL) == MM_OK) {
            assert_int_equal(mm_html_blocks(&blocks, mm_buf_str(&html), NULL),
                             MM_OK);
            for (rest = mm_buf_str(&text); rest.len;) {
                mm_str line = mm_str_trim(mm_str_cut(&rest, '\n'));

                lines += line.len > 0;
                found += line.len > 0 && has_block(&blocks, line);
            }
        }
        mm_blocks_release(&blocks);
        mm_buf_release(&html);
        mm_buf_release(&text);
    }
    closedir(dir);
    print_message("%zu of %zu blocks\n", found, lines);
    assert_true(found >= lines * 99 / 100);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? mm_tables_open(&tables, NULL, NULL) : -1;
}

static int tear_down(void **state)
{
    (void)state;
    mm_tables_close(tables);
    return rmdir(folder);
}

int main(void)
{
    enum { GOOD = sizeof good / sizeof *good, BAD = sizeof bad / sizeof *bad };
    struct CMUnitTest tests[GOOD + BAD + 3] = { 0 };
    size_t            n = 0;

    for (size_t i = 0; i < GOOD; i++)
        tests[n++] = (struct CMUnitTest){ .name = good[i].name,
                                          .test_func = check_good,
                                          .initial_state = (void *)&good[i] };
    for (size_t i = 0; i < BAD; i++)
        tests[n++] = (struct CMUnitTest){ .name = bad[i].name,
                                          .test_func = check_bad,
                                          .initial_state = (void *)&bad[i] };
    tests[n++] = (struct CMUnitTest){ .name = "two gigabytes",
                                      .test_func = refuses_the_huge };
    tests[n++] = (struct CMUnitTest){ .name = "bombs",
                                      .test_func = refuses_bombs };
    tests[n++] =
        (struct CMUnitTest){ .name = "real pages", .test_func = real_pages };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
