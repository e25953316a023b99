/* malmoi segment: a document cut into sentences, headings and list items. */
#include "cli/cli.h"

static const mm_option options[] = {
    { "encoding", 0, "NAME", N_("the file's encoding, when it lies about it") },
    { "srx", 0, "FILE", N_("cut by the rules of an SRX 2.0 file") },
    { "write-srx", 0, "FILE",
      N_("write our own rules as SRX, for -l LANGS (en,ko), and end") },
    { 0 }
};

static const char *const kinds[] = { "sentence", "heading", "caption", "item" };

/* A segment of wrapped text holds line breaks, which would part it. */
static void put_one_line(mm_str text)
{
    bool gap = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\n' || c == '\r' || c == '\t') {
            gap = true;
            continue;
        }
        if (gap && c != ' ')
            putchar(' ');
        gap = false;
        putchar(c);
    }
    putchar('\n');
}

static void put_segments(const mm_document *document, mm_form form)
{
    if (form == FORM_TSV)
        puts("segment\tparagraph\tkind\toffset\ttext");
    for (size_t i = 0; i < document->n && !mm_must_stop(); i++) {
        const mm_segment *s = &document->segments[i];

        if (form == FORM_JSON) {
            mm_put_json("i:segment", (long long)i, "i:paragraph",
                        (long long)s->paragraph, "s:kind",
                        mm_cstr(kinds[s->kind]), "i:offset",
                        (long long)s->offset, "s:text", s->text, NULL);
        } else if (form == FORM_TSV) {
            printf("%zu\t%u\t%s\t%zu\t", i, s->paragraph, kinds[s->kind],
                   s->offset);
            put_one_line(s->text);
        } else {
            if (i && s->paragraph != document->segments[i - 1].paragraph)
                putchar('\n');
            put_one_line(s->text);
        }
    }
}

/* Korean and English rules differ: without -l the name and the text tell. */
static int read_document(mm_document *out, const mm_args *args,
                         const char *path, mm_report *report, mm_error *err)
{
    mm_read_options o = { .encoding = mm_opt(args, "encoding"),
                          .srx = mm_opt(args, "srx") };
    mm_str lang = mm_cstr(mm_opt(args, "lang")), told;
    mm_buf text = { 0 };
    int    rc;

    if (lang.len == 0)
        lang = mm_lang_of_name(path);
    rc = mm_document_read(out, path, lang.len ? lang : MM_S("en"),
                          args->tables, &o, report, err);
    if (rc < 0 || lang.len)
        return rc;
    told = mm_cstr(mm_guess_lang(out->text));
    if (told.len == 0 || mm_str_eq(told, MM_S("en")) || path[0] == '-')
        return rc;
    mm_document_release(out);
    mm_buf_release(&text);
    return mm_document_read(out, path, told, args->tables, &o, NULL, err);
}

static int run_segment(const mm_args *args, mm_error *err)
{
    const char *path = args->n ? args->words[0] : "-";
    mm_document document = { 0 };
    mm_report   report = { 0 };
    int         rc;

    if (args->n > 1)
        return mm_fail(err, MM_EINVALID, _("one file at a time"));
    if (mm_opt(args, "write-srx")) {
        const char *langs = mm_opt(args, "lang");

        rc = mm_srx_write(mm_opt(args, "write-srx"),
                          mm_cstr(langs ? langs : "en,ko"), args->tables, err);
        return rc < 0 ? rc : EXIT_DONE;
    }
    rc = read_document(&document, args, path, &report, err);
    if (rc == MM_OK)
        put_segments(&document, mm_form_of(args));
    mm_say_report(args, &report);
    mm_report_release(&report);
    mm_document_release(&document);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_segment = {
    .name = "segment",
    .args = "[FILE]",
    .summary = N_("cut a document into sentences, one a line"),
    .detail = N_("A blank line stands between paragraphs. Text, HTML, Markdown, DOCX,\n"
                 "ODT, HWPX and SRT are read; without FILE standard input. With -l LANG\n"
                 "the rules of that language; else the name (a.ko.txt) or the text tells\n"
                 "(standard input is taken for English)."),
    .examples = "malmoi segment -l ko article.txt\n"
                "malmoi segment --json page.html\n"
                "malmoi segment --write-srx malmoi.srx -l en,ko",
    .options = options,
    .run = run_segment,
};
