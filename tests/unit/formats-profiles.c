/* Term bases in the shapes that single programs prescribe: the bytes they get,
 * and what comes back. */
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

/* printer: 프린터 (preferred), 인쇄기 (forbidden). */
static void write_printer(const char *format, const char *path)
{
    mm_context    context = { MM_S("Turn on the printer."), { 0 } };
    const mm_note note = { MM_S("a \"device\""), { 0 } };
    const mm_term en[] = {
        { .text = MM_S("printer"), .contexts = &context, .n_contexts = 1 }
    };
    const mm_term ko[] = {
        { .text = MM_S("프린터"), .status = MM_TERM_PREFERRED },
        { .text = MM_S("인쇄기"), .status = MM_TERM_FORBIDDEN }
    };
    const mm_lang_section sections[] = {
        { .lang = MM_S("en"), .terms = en, .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = ko, .n_terms = 2 },
    };
    const mm_concept c = { .id = MM_S("7"),
                           .review = MM_APPROVED,
                           .field = MM_S("인쇄"),
                           .sections = sections,
                           .n_sections = 2,
                           .notes = &note,
                           .n_notes = 1 };
    mm_item          item = { .concept = &c };
    mm_writer       *out = NULL;
    mm_error         err = { 0 };
    mm_report        report = { 0 };
    int rc = mm_format_write(&out, mm_format_find(mm_cstr(format)), path, NULL,
                             &report, &err);

    if (rc >= 0)
        rc = mm_writer_put(out, &item, &err);
    rc = mm_writer_close(out, rc, &err);
    if (rc < 0)
        fail_msg("%s", err.text);
    mm_report_release(&report);
}

static const struct row {
    const char *format, *text;
    size_t      terms; /* that are read back; 0: not looked at */
} rows[] = {
    { "memoq",
      "\xEF\xBB\xBF"
      "Entry_ID,Entry_Subject,Entry_ClientID,Entry_ProjectID,Entry_Created,"
      "Entry_Creator,Entry_LastModified,Entry_Modifier,Entry_Note,English,"
      "English_Def,Term_Info,Term_Example,Korean,Korean_Def,Term_Info,"
      "Term_Example\r\n"
      "7,인쇄,,,,,,,\"a \"\"device\"\"\",printer,,,Turn on the printer.,"
      "프린터,,,\r\n"
      "7,인쇄,,,,,,,\"a \"\"device\"\"\",,,,,인쇄기,,Forbidden,\r\n",
      3 },
    { "multiterm-csv",
      "ID\tSubject\tDefinition\tNote\tProject\tClient\tEnglish\t"
      "English Status\tEnglish Part of Speech\tEnglish Definition\tKorean\t"
      "Korean Status\tKorean Part of Speech\tKorean Definition\n"
      "7\t인쇄\t\ta \"device\"\t\t\tprinter\t\t\t\t프린터\tpreferred\t\t\n"
      "7\t인쇄\t\ta \"device\"\t\t\t\t\t\t\t인쇄기\tforbidden\t\t\n",
      3 },
    { "omegat",
      "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
      "printer\t프린터\ta \"device\"\n"
      "printer\t인쇄기\t[forbidden] / a \"device\"\n",
      4 },
    { "utx",
      "#UTX 1.11; en/ko; 1970-01-01T00:00:00Z; creator: malmoi;\n"
      "#src\ttgt\tsrc:pos\ttgt:pos\tterm status\tcomment\n"
      "printer\t프린터\t\t\tapproved\ta \"device\"\n"
      "printer\t인쇄기\t\t\tforbidden\ta \"device\"\n",
      4 },
};

/* Terms in all of the file, and how many of them are forbidden. */
static size_t count_terms(const char *format, const char *path, size_t *bad)
{
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    size_t     n = 0;
    int rc = mm_format_read(&in, mm_format_find(mm_cstr(format)), path, NULL,
                            NULL, &err);

    *bad = 0;
    while (rc >= 0 && (rc = mm_reader_next(in, &item, &err)) == MM_ROW) {
        for (size_t i = 0; i < item.concept->n_sections; i++) {
            const mm_lang_section *s = &item.concept->sections[i];

            n += s->n_terms;
            for (size_t k = 0; k < s->n_terms; k++)
                *bad += s->terms[k].status == MM_TERM_FORBIDDEN;
        }
    }
    mm_reader_close(in);
    if (rc < 0)
        fail_msg("%s", err.text);
    return n;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_buf            text = { 0 };
    char              path[80];
    size_t            bad;

    snprintf(path, sizeof path, "%s/x", scratch);
    write_printer(row->format, path);
    assert_int_equal(mm_file_read(&text, path, 0, NULL), MM_OK);
    assert_string_equal(text.ptr, row->text);
    assert_int_equal(count_terms(row->format, path, &bad), row->terms);
    if (strcmp(row->format, "omegat") != 0) /* it only has a comment */
        assert_int_equal(bad, 1);
    mm_buf_release(&text);
    remove(path);
}

/* UTF-16 with a byte order mark, which is read by itself. */
static void wordfast(void **state)
{
    mm_buf text = { 0 };
    char   path[80];
    size_t bad;

    (void)state;
    snprintf(path, sizeof path, "%s/x.txt", scratch);
    write_printer("wordfast", path);
    assert_int_equal(mm_file_read(&text, path, 0, NULL), MM_OK);
    assert_memory_equal(text.ptr, "\xFF\xFEp\0r\0i\0", 8);
    assert_int_equal(count_terms("tsv", path, &bad), 4);
    mm_buf_release(&text);
    remove(path);
}

static uint32_t big_endian(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

static void stardict(void **state)
{
    static const char *const words[] = { "printer", "인쇄기", "프린터" };
    mm_buf                   idx = { 0 }, dict = { 0 }, ifo = { 0 };
    char                     path[80];
    const char              *p;

    (void)state;
    snprintf(path, sizeof path, "%s/x.ifo", scratch);
    write_printer("stardict", path);
    assert_int_equal(mm_file_read(&ifo, path, 0, NULL), MM_OK);
    remove(path);
    snprintf(path, sizeof path, "%s/x.idx", scratch);
    assert_int_equal(mm_file_read(&idx, path, 0, NULL), MM_OK);
    remove(path);
    snprintf(path, sizeof path, "%s/x.dict", scratch);
    assert_int_equal(mm_file_read(&dict, path, 0, NULL), MM_OK);
    remove(path);
    assert_non_null(strstr(ifo.ptr, "wordcount=3\n"));
    p = idx.ptr;
    for (size_t i = 0; i < 3; i++) {
        uint32_t at, len;

        assert_string_equal(p, words[i]);
        p += strlen(p) + 1;
        at = big_endian(p);
        len = big_endian(p + 4);
        assert_true(at + len <= dict.len);
        assert_true(mm_str_find(mm_str_sub(mm_buf_str(&dict), at, len),
                                MM_S("인쇄기 [forbidden]"), 0) != SIZE_MAX);
        p += 8;
    }
    assert_int_equal((size_t)(p - idx.ptr), idx.len);
    mm_buf_release(&ifo);
    mm_buf_release(&idx);
    mm_buf_release(&dict);
}

static void html(void **state)
{
    mm_buf text = { 0 };
    char   path[80];

    (void)state;
    snprintf(path, sizeof path, "%s/x.html", scratch);
    write_printer("html", path);
    assert_int_equal(mm_file_read(&text, path, 0, NULL), MM_OK);
    assert_non_null(strstr(text.ptr, "<td lang=\"en\">printer</td>"));
    assert_non_null(
        strstr(text.ptr, "<span class=\"forbidden\">인쇄기</span>"));
    assert_null(strstr(text.ptr, "http"));
    mm_buf_release(&text);
    remove(path);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 3] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].format,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "wordfast", .test_func = wordfast };
    tests[N + 1] =
        (struct CMUnitTest){ .name = "stardict", .test_func = stardict };
    tests[N + 2] = (struct CMUnitTest){ .name = "html", .test_func = html };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
