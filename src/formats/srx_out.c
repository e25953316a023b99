/*
 * SRX 2.0 out: our own rules, as far as expressions can say them.
 *
 * The classes of the tables sentence-LANG.tsv become exceptions, most special
 * first; then come the general breaks. ICU's own data has no place in SRX, so
 * that "near enough" is meant: the tests tell how near.
 */
#include "formats/xml.h"

#include "base/map.h"

#include <stdio.h>
#include <string.h>

typedef struct srx_writer {
    mm_text_out      out;
    const mm_tables *tables;
} srx_writer;

#define CLOSERS "[\\p{Pe}\\p{Pf}\"'’”]*"
#define OPENERS "[\\p{Ps}\\p{Pi}\"'‘“]*"
#define INITIAL "(?<![\\p{L}\\p{Nd}])\\p{Lu}\\."

static void raw(srx_writer *w, const char *markup)
{
    mm_xml_raw(&w->out, markup);
}

static void rule(srx_writer *w, bool breaks, const char *before,
                 const char *after)
{
    raw(w, breaks ? "<rule break=\"yes\">" : "<rule break=\"no\">");
    raw(w, "<beforebreak>");
    mm_xml_text(&w->out, mm_cstr(before));
    raw(w, "</beforebreak><afterbreak>");
    mm_xml_text(&w->out, mm_cstr(after));
    raw(w, "</afterbreak></rule>\n");
}

/* The forms of the classes `wanted` (space-separated) in a table, each made
 * harmless, with "|" between; "" when there are none. */
static int alternatives(mm_buf *out, mm_str table, const char *wanted)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[2];
    int     rc = mm_buf_put(out, MM_S("(?:"));

    while (rc == MM_OK && mm_rows_next(&rows, cells, 2) == 2) {
        mm_str list = mm_cstr(wanted), form = mm_str_trim(cells[0]);
        bool   take = false;

        while (list.len && !take)
            take = mm_str_eq(mm_str_cut(&list, ' '), mm_str_trim(cells[1]));
        if (!take)
            continue;
        if (out->ptr[out->len - 1] != ':')
            rc = mm_buf_putc(out, '|');
        for (size_t i = 0; i < form.len && rc == MM_OK; i++) {
            if (strchr("\\.^$|?*+()[]{}", form.ptr[i]))
                rc = mm_buf_putc(out, '\\');
            if (rc == MM_OK)
                rc = mm_buf_putc(out, form.ptr[i]);
        }
    }
    return rc < 0 ? rc : mm_buf_putc(out, ')');
}

/* A rule whose expressions have "@1" and "@2" for the forms of two lists of
 * classes; none when the first list is empty. */
static void class_rule(srx_writer *w, mm_str table, bool breaks,
                       const char *before, const char *after, const char *first,
                       const char *second)
{
    mm_buf      lists[2] = { { 0 }, { 0 } }, made[2] = { { 0 }, { 0 } };
    const char *forms[2] = { before, after };
    int         rc;

    rc = alternatives(&lists[0], table, first) < 0 ||
                 alternatives(&lists[1], table, second) < 0
             ? MM_ENOMEM
             : MM_OK;
    for (int i = 0; i < 2 && rc == MM_OK; i++) {
        for (const char *p = forms[i]; *p && rc == MM_OK; p++) {
            if (p[0] == '@' && (p[1] == '1' || p[1] == '2'))
                rc = mm_buf_put(&made[i], mm_buf_str(&lists[*++p - '1']));
            else
                rc = mm_buf_putc(&made[i], *p);
        }
    }
    if (rc < 0)
        w->out.failed = true;
    if (rc == MM_OK && strcmp(lists[0].ptr, "(?:)") != 0)
        rule(w, breaks, made[0].ptr, made[1].ptr);
    for (int i = 0; i < 2; i++) {
        mm_buf_release(&lists[i]);
        mm_buf_release(&made[i]);
    }
}

/* What both languages have: initials, credits of pictures, footnotes. */
static void common(srx_writer *w)
{
    rule(w, true, "[.?!]\\[\\p{Nd}+\\]", "\\s+");
    rule(w, false, "[.?!…]", "\\s+[\\[(<][^\\])>]{1,40}[\\])>]\\s*$");
    rule(w, false, "\\([?!]+\\)", "\\s");
    rule(w, false, "\\([^\\s)]{1,12}\\.\\)", "\\s");
}

static void english(srx_writer *w, mm_str table)
{
    common(w);
    class_rule(w, table, false, "\\b@1\\.", "\\s", "title", "");
    class_rule(w, table, false, "\\b@1\\.", "\\s+\\p{Nd}", "number", "");
    class_rule(w, table, false, "\\b@1\\.",
               "\\s+(?!" OPENERS "@2\\b)" OPENERS "\\p{L}", "firm", "starter");
    class_rule(w, table, false, "\\b@1\\.",
               "\\s+(?!" OPENERS "@2\\b)" OPENERS "\\p{L}", "land",
               "starter place");
    class_rule(w, table, false, "\\b@1\\.", "\\s+(?:\\p{Ll}|@2\\b)", "time",
               "zone");
    class_rule(w, table, true, "\\b@1\\.", "\\s+\\p{Lu}", "time", "");
    class_rule(w, table, true, "\\b@1\\s\\p{Lu}\\.", "\\s+" OPENERS "\\p{Lu}",
               "label", "");
    class_rule(w, table, true, "\\b@1\\.", "\\s+" OPENERS "@2\\b", "firm land",
               "starter");
    rule(w, false, INITIAL, "\\s*\\p{Lu}");
    rule(w, false, "^\\p{Nd}{1,3}\\.", "\\s");
    class_rule(w, table, false, "\\b@1!?", "\\s", "loud", "");
    class_rule(w, table, false, "[?!]" CLOSERS,
               "\\s+(?:[\\p{L}’'.-]+\\s+){0,4}@1\\b", "speech", "");
    rule(w, false, "(?:\\.\\s*){2,}", "\\s+\\p{Ll}");
    rule(w, true, "[?!]+" CLOSERS, "\\s+" OPENERS "[^\\p{Ll}\\s]");
    rule(w, true, "[.…]" CLOSERS, "\\s+" OPENERS "\\p{Ll}?[^\\p{Ll}\\s\\p{P}]");
}

/* The words that the English table knows stand in Korean text too. */
static void korean(srx_writer *w, mm_str table)
{
    mm_str english_table = { 0 };

    mm_tables_get(&english_table, w->tables, "sentence-en.tsv", NULL);
    common(w);
    class_rule(w, english_table, false, "\\b@1\\.", "\\s",
               "title number firm land time", "");
    rule(w, false, INITIAL, "\\s");
    rule(w, false, "\\p{Nd}\\.", "\\s+\\S");
    rule(w, false, "\\p{Nd}[장절항조편부관]\\.", "\\s");
    class_rule(w, table, false, "[.?!…][\"”’'」』]", "\\s*@1", "quote quoted",
               "");
    class_rule(w, table, false, "[.?!…]", "\\s*@1\\b", "quoted", "");
    class_rule(w, table, false, "[.?!…][\"”’'」』]", "\\s+(?:\\S+\\s+){0,3}@1",
               "speech", "");
    class_rule(w, table, false, "(?:^|\\s)@1\\.", "\\s", "order", "");
    class_rule(w, table, false, "@1\\s*\\p{Nd}+\\.", "\\s", "label", "");
    class_rule(w, table, false, "(?<!@1)(?:\\.{2,}|…)", "\\s", "final", "");
    class_rule(w, table, true, "@1\\.", "[가-힣“]", "end", "");
    rule(w, true, "[.?!…]+" CLOSERS, "\\s+" OPENERS "\\S");
}

/* Any other language: full stops before what is no lower case. */
static void any(srx_writer *w, mm_str table)
{
    (void)table;
    common(w);
    rule(w, false, INITIAL, "\\s*\\p{Lu}");
    rule(w, true, "[。！？]" CLOSERS, "");
    rule(w, true, "[.?!…]+" CLOSERS, "\\s+" OPENERS "[^\\p{Ll}\\s]");
}

static void put_rules(srx_writer *w, mm_str lang)
{
    char   name[64];
    mm_str table = { 0 }, tag = lang, primary = mm_str_cut(&tag, '-');

    snprintf(name, sizeof name, "sentence-%.*s.tsv", (int)primary.len,
             primary.ptr);
    mm_tables_get(&table, w->tables, name, NULL);
    raw(w, "<languagerule languagerulename=\"");
    mm_xml_escape(&w->out, lang);
    raw(w, "\">\n");
    if (mm_str_eq(primary, MM_S("en")))
        english(w, table);
    else if (mm_str_eq(primary, MM_S("ko")))
        korean(w, table);
    else
        any(w, table);
    raw(w, "</languagerule>\n");
}

/* `langs` in turn; the primary language stands for all its regions. */
static void put_maps(srx_writer *w, mm_str langs)
{
    while (langs.len) {
        mm_str lang = mm_str_trim(mm_str_cut(&langs, ','));

        raw(w, "<languagemap languagepattern=\"");
        mm_xml_escape(&w->out, lang);
        raw(w, ".*\" languagerulename=\"");
        mm_xml_escape(&w->out, lang);
        raw(w, "\"/>\n");
    }
}

int mm_srx_write(const char *path, mm_str langs, const mm_tables *tables,
                 mm_error *err)
{
    srx_writer w = { .tables = tables };
    mm_str     rest = langs;
    int        rc = mm_text_out_open(&w.out, path, NULL, err);

    if (rc < 0)
        return rc;
    raw(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n"
            "<header segmentsubflows=\"yes\" cascade=\"no\">\n"
            "<formathandle type=\"start\" include=\"no\"/>\n"
            "<formathandle type=\"end\" include=\"yes\"/>\n"
            "<formathandle type=\"isolated\" include=\"no\"/>\n"
            "</header>\n<body>\n<languagerules>\n");
    while (rest.len)
        put_rules(&w, mm_str_trim(mm_str_cut(&rest, ',')));
    raw(&w, "</languagerules>\n<maprules>\n");
    put_maps(&w, langs);
    raw(&w, "</maprules>\n</body>\n</srx>\n");
    return mm_text_out_close(&w.out, MM_OK, err);
}
