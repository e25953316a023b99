/* Which file goes with which, and what language a name tells. */
#include "malmoi/align_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "files/job/scratch.h"

#include <sys/stat.h>

static const struct name_row {
    const char *path, *lang;
} names[] = {
    { "article.ko.txt", "ko" },
    { "news/12_eng.txt", "en" },
    { "12_KOR.docx", "ko" },
    { "a_KR.txt", "ko" },
    { "a.jp.md", "ja" },
    { "계약서_영문.docx", "en" },
    { "계약서(국문).hwpx", "ko" },
    { "report-en.pdf.txt", "en" },
    { "report.en-US.txt", "en-US" },
    { "ger_fre.srt", "fr" },
    { "계약서_\u110B\u1167\u11BC\u1106\u116E\u11AB.docx", "en" },
    { "\u1112\u1161\u11AB\u1100\u1173\u11AF/article.txt", "ko" },
    { "\u1112\u1161\u11AB\u1100\u1161\u11BC.txt", "" },
    { "ko/article.txt", "ko" },
    { "x/ko-KR/a.txt", "ko-KR" },
    { "corpus.en", "en" },
    { "ko.txt", "ko" },
    { "readme.md", "" },       /* no Marathi-like ending */
    { "minutes_may.txt", "" }, /* no Malay */
    { "contract_new.txt", "" },
    { "ko", "" },
    { "", "" },
    { "/", "" },
    { "a..txt", "" },
};

static void name_tells(void **state)
{
    const struct name_row *row = *state;
    mm_str                 lang = mm_lang_of_name(row->path);

    if (!mm_str_eq(lang, mm_cstr(row->lang)))
        fail_msg("%s: '%.*s', not '%s'", row->path, (int)lang.len, lang.ptr,
                 row->lang);
}

/* ---- folders ---- */

static char folder[64];

static void make(const char *name)
{
    char  path[280], *end;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    end = path + strlen(path) - 1;
    if (*end == '/') {
        *end = '\0';
        assert_int_equal(mkdir(path, 0700), 0);
        return;
    }
    file = fopen(path, "wb");
    assert_non_null(file);
    fclose(file);
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/malmoi-pairs-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_all(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* Files, a blank between; pairs found, "a=b;", then "-" those left. */
static const struct folder_row {
    const char *name, *a, *b, *langs, *said;
} folders[] = {
    { "one folder", "1.en.txt 1.ko.txt 2.en.txt", NULL, ",",
      "1.en.txt=1.ko.txt;-2.en.txt;" },
    { "always the same language first",
      "1_en.txt 1_ko.txt 가_국문.txt 가_영문.txt", NULL, ",",
      "1_en.txt=1_ko.txt;가_영문.txt=가_국문.txt;" },
    { "as the languages are said", "1.en.txt 1.ko.txt 1.ja.txt", NULL, "ko,en",
      "1.ko.txt=1.en.txt;-1.ja.txt;" },
    { "a region in the name", "1.en-US.txt 1.ko-KR.txt", NULL, "en,ko",
      "1.en-US.txt=1.ko-KR.txt;" },
    { "another format", "c.en.docx c.ko.txt c.ko.docx d.en.txt d.ko.md", NULL,
      ",", "c.en.docx=c.ko.docx;d.en.txt=d.ko.md;-c.ko.txt;" },
    { "two of one language are no pair", "a.txt a.md b.en.txt b.en.md", NULL,
      ",", "!-a.md;a.txt;b.en.md;b.en.txt;" },
    { "folders and hidden files",
      ".x.en.txt .x.ko.txt s.en/ s.ko/ t.en.txt "
      "t.ko.txt",
      NULL, ",", "t.en.txt=t.ko.txt;" },
    { "two folders", "1.txt 2.txt 3.en.txt", "1.txt 3.ko.txt 4.txt", ",",
      "1.txt=1.txt;3.en.txt=3.ko.txt;-2.txt;4.txt;" },
    { "names taken apart by macOS", "국.en.txt 문.txt",
      "\u1100\u116E\u11A8.ko.txt \u1106\u116E\u11AB.txt", ",",
      "국.en.txt=\u1100\u116E\u11A8.ko.txt;문.txt=\u1106\u116E\u11AB.txt;" },
    { "nothing there", "", "", ",", "!" },
};

static void fill(const char *sub, const char *files)
{
    char path[200], all[300], *rest = all, *one;

    snprintf(all, sizeof all, "%s", files);
    snprintf(path, sizeof path, "%s/", sub);
    make(path);
    while ((one = strtok_r(rest, " ", &rest))) {
        snprintf(path, sizeof path, "%s/%s", sub, one);
        make(path);
    }
}

static const char *base(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void folder_pairs(void **state)
{
    const struct folder_row *row = *state;
    mm_str                   lang_b = mm_cstr(row->langs), lang_a, left;
    mm_file_pairs            pairs;
    mm_buf                   said = { 0 };
    mm_error                 err = { 0 };
    char                     a[100], b[100];
    int                      rc;

    lang_a = mm_str_cut(&lang_b, ',');
    fill("a", row->a);
    snprintf(a, sizeof a, "%s/a", folder);
    snprintf(b, sizeof b, "%s/%s", folder, row->b ? "b" : "a");
    if (row->b)
        fill("b", row->b);
    rc = mm_pair_folders(&pairs, a, b, lang_a, lang_b, &err);
    if (rc < 0) {
        assert_int_equal(rc, MM_EFORMAT);
        mm_buf_putc(&said, '!');
    }
    for (size_t i = 0; i < pairs.n; i++)
        mm_buf_printf(&said, "%s=%s;", base(pairs.items[i].a),
                      base(pairs.items[i].b));
    left = mm_buf_str(&pairs.unpaired);
    if (left.len)
        mm_buf_putc(&said, '-');
    while (left.len) {
        char   path[200];
        mm_str line = mm_str_cut(&left, '\n');

        snprintf(path, sizeof path, "%.*s", (int)line.len, line.ptr);
        mm_buf_printf(&said, "%s;", base(path));
    }
    if (!mm_str_eq(mm_buf_str(&said), mm_cstr(row->said)))
        fail_msg("%s, not %s", said.ptr, row->said);
    mm_buf_release(&said);
    mm_file_pairs_release(&pairs);
}

static void no_folder(void **state)
{
    mm_file_pairs pairs;
    mm_error      err = { 0 };

    (void)state;
    assert_int_equal(mm_pair_folders(&pairs, "/nonexistent", folder,
                                     (mm_str){ 0 }, (mm_str){ 0 }, &err),
                     MM_EIO);
    assert_non_null(strstr(err.text, "/nonexistent"));
    mm_file_pairs_release(&pairs);
}

/* ---- lists ---- */

static const struct list_row {
    const char *name, *text, *said;
    long        line; /* of the fault */
} lists[] = {
    { "beside the list", "a.txt\tb.txt\n", "/tmp/a.txt=/tmp/b.txt;", 0 },
    { "whole paths", "/x/a\t/y/b\n", "/x/a=/y/b;", 0 },
    { "Windows's line ends", "a\tb\r\nc\td\r\n", "/tmp/a=/tmp/b;/tmp/c=/tmp/d;",
      0 },
    { "a mark of its encoding",
      "\xef\xbb\xbf"
      "a\tb\n",
      "/tmp/a=/tmp/b;", 0 },
    { "no end of line", "a\tb", "/tmp/a=/tmp/b;", 0 },
    { "a name with a space", "a 1.txt\tb 1.txt\n", "/tmp/a 1.txt=/tmp/b 1.txt;",
      0 },
    { "one cell", "a\tb\nc\n", NULL, 2 },
    { "empty", "", NULL, 0 },
};

static void list_pairs(void **state)
{
    const struct list_row *row = *state;
    mm_file_pairs          pairs;
    mm_buf                 said = { 0 };
    mm_error               err = { 0 };
    int rc = mm_pair_list(&pairs, scratch(0, "tsv", row->text), &err);

    if (!row->said) {
        assert_int_equal(rc, MM_EFORMAT);
        assert_int_equal(err.line, row->line);
    } else {
        assert_int_equal(rc, MM_OK);
        for (size_t i = 0; i < pairs.n; i++)
            mm_buf_printf(&said, "%s=%s;", pairs.items[i].a, pairs.items[i].b);
        if (!mm_str_eq(mm_buf_str(&said), mm_cstr(row->said)))
            fail_msg("%s, not %s", said.ptr, row->said);
    }
    mm_buf_release(&said);
    mm_file_pairs_release(&pairs);
    scratch_remove();
}

enum {
    NAMES = sizeof names / sizeof *names,
    FOLDERS = sizeof folders / sizeof *folders,
    LISTS = sizeof lists / sizeof *lists
};

int main(void)
{
    struct CMUnitTest tests[NAMES + FOLDERS + LISTS + 1] = { 0 };
    size_t            n = 0;

    for (size_t i = 0; i < NAMES; i++)
        tests[n++] = (struct CMUnitTest){ .name = names[i].path,
                                          .test_func = name_tells,
                                          .initial_state = (void *)&names[i] };
    for (size_t i = 0; i < FOLDERS; i++)
        tests[n++] =
            (struct CMUnitTest){ .name = folders[i].name,
                                 .test_func = folder_pairs,
                                 .setup_func = make_folder,
                                 .teardown_func = remove_all,
                                 .initial_state = (void *)&folders[i] };
    for (size_t i = 0; i < LISTS; i++)
        tests[n++] = (struct CMUnitTest){ .name = lists[i].name,
                                          .test_func = list_pairs,
                                          .initial_state = (void *)&lists[i] };
    tests[n++] =
        (struct CMUnitTest){ .name = "no folder", .test_func = no_folder };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
