/*
 * What `check` reads: the units of a file, or two texts. Texts of as many lines
 * belong together line by line; others, and documents in mark-up, are aligned,
 * a bead being a unit. Text that the source alone has is one without a
 * translation.
 */
#include "job/check.h"

#include "malmoi/text.h"

#include <string.h>
#include <sys/stat.h>

int check_open_units(mm_check *c, const char *path, mm_error *err)
{
    const mm_format *format = c->o.format, *to;
    int              rc = MM_OK;

    if (!format &&
        (rc = mm_format_guess(&format, path, c->o.read.encoding, err)) < 0)
        return rc;
    if ((rc = mm_format_read(&c->reader, format, path, &c->o.read, c->o.report,
                             err)) < 0 ||
        !c->o.output)
        return rc;
    to = mm_format_by_name(c->o.output);
    if (!to || to == format) {
        c->same = format;
        if (check_splice_open(&c->splice, path) < 0)
            return mm_fail_memory(err);
    }
    return mm_format_write(&c->writer, to ? to : format, c->o.output,
                           &c->o.read, c->o.report, err);
}

/* ---- two texts ---- */

void check_texts_release(check_texts *texts)
{
    for (size_t i = 0; i < 2; i++) {
        mm_line_reader_close(texts->lines[i]);
        mm_buf_release(&texts->joined[i]);
    }
    mm_align_job_close(texts->job, MM_OK, NULL);
}

/* The language of a text: as said, by its name, by its first lines. */
static int find_lang(mm_str *out, mm_check *c, const char *path, mm_str text,
                     mm_str said, mm_error *err)
{
    *out = said.len ? said : mm_lang_of_name(path);
    if (out->len == 0)
        *out = mm_cstr(mm_guess_lang(mm_str_sub(text, 0, 8192)));
    if (out->len == 0)
        return mm_fail(err, MM_EINVALID,
                       "'%s': its language cannot be told: say -l", path);
    *out = mm_arena_copy(&c->kept, *out);
    return out->ptr ? MM_OK : mm_fail_memory(err);
}

static size_t count_lines(mm_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n + (text.len && text.ptr[text.len - 1] != '\n');
}

static bool is_plain(const char *path)
{
    const mm_format *format = NULL;

    return mm_format_guess(&format, path, NULL, NULL) < 0 ||
           strcmp(format->name, "txt") == 0;
}

/* Are the two of as many lines? Their languages are settled on the way. */
static int read_both(bool *by_line, mm_check *c, const char *const *paths,
                     mm_error *err)
{
    mm_str said = c->o.langs;
    size_t lines[2];
    int    rc = MM_OK;

    *by_line = is_plain(paths[0]) && is_plain(paths[1]);
    for (size_t i = 0; rc == MM_OK && i < 2; i++) {
        mm_buf text = { 0 };
        mm_str lang = mm_str_cut(&said, ',');

        if (*by_line)
            rc = mm_text_read(&text, paths[i], c->o.read.encoding, 0, err);
        lines[i] = count_lines(mm_buf_str(&text));
        if (rc == MM_OK && *by_line)
            rc = find_lang(&c->texts.langs[i], c, paths[i], mm_buf_str(&text),
                           lang, err);
        mm_buf_release(&text);
    }
    *by_line = *by_line && rc == MM_OK && lines[0] == lines[1];
    return rc;
}

static int open_lines(mm_check *c, const char *const *paths, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < 2; i++)
        rc = mm_line_reader_open(&c->texts.lines[i], paths[i],
                                 c->o.read.encoding, err);
    return rc;
}

static int align_both(mm_check *c, const char *const *paths, mm_error *err)
{
    mm_str               said = c->o.langs;
    mm_str               first = mm_str_cut(&said, ',');
    mm_align_job_options o = { .lang_a = first,
                               .lang_b = said,
                               .no_terms = true,
                               .encoding = c->o.read.encoding };
    check_texts         *t = &c->texts;
    int                  rc = mm_align_job_open(&t->job, c->o.tables, &o, err);

    if (rc < 0 ||
        (rc = mm_align_job_start(t->job, paths[0], paths[1], err)) < 0 ||
        (rc = mm_align_job_next(&t->pair, t->job, err)) < 0)
        return rc;
    t->langs[0] = t->pair.lang_a;
    t->langs[1] = t->pair.lang_b;
    return rc == MM_ROW
               ? MM_OK
               : mm_fail(err, MM_EFORMAT, "'%s': nothing to check", paths[1]);
}

/* Two texts are looked at before they are read. A pipe gives what it has but
 * once: the second reading would find nothing, and nothing wrong. */
static bool is_read_once(const char *path)
{
    struct stat info;

    return strcmp(path, "-") == 0 ||
           (stat(path, &info) == 0 && S_ISFIFO(info.st_mode));
}

int check_open_texts(mm_check *c, const char *a, const char *b, mm_error *err)
{
    const char *const paths[] = { a, b };
    const mm_format  *to = c->o.output ? mm_format_by_name(c->o.output) : NULL;
    bool              by_line;
    int               rc;

    if (c->o.output && !to)
        return mm_fail(err, MM_EINVALID,
                       "'%s': no format of units has this name: say .tmx, "
                       ".xlf or .tsv",
                       c->o.output);
    for (size_t i = 0; i < 2; i++)
        if (is_read_once(paths[i]))
            return mm_fail(err, MM_EINVALID,
                           "'%s': two texts are read twice: name files",
                           paths[i]);
    if ((rc = read_both(&by_line, c, paths, err)) < 0 ||
        (rc = by_line ? open_lines(c, paths, err) : align_both(c, paths, err)) <
            0)
        return rc;
    return to ? mm_format_write(&c->writer, to, c->o.output, &c->o.read,
                                c->o.report, err)
              : MM_OK;
}

/* ---- reading ---- */

static void make_unit(mm_item *out, check_texts *t, mm_str source,
                      mm_str target, size_t line)
{
    t->sides[0] = (mm_variant){ .lang = t->langs[0], .text = source };
    t->sides[1] = (mm_variant){ .lang = t->langs[1], .text = target };
    t->unit = (mm_unit){ .source_lang = t->langs[0],
                         .variants = t->sides,
                         .n_variants = 2 };
    *out = (mm_item){ .unit = &t->unit, .line = (long)line };
}

static int read_lines(mm_item *out, check_texts *t, mm_error *err)
{
    mm_str line[2];
    int    rc[2];

    for (size_t i = 0; i < 2; i++)
        if ((rc[i] = mm_line_reader_next(t->lines[i], &line[i], err)) < 0)
            return rc[i];
    if (rc[0] == MM_OK || rc[1] == MM_OK)
        return MM_OK;
    make_unit(out, t, line[0], line[1],
              (size_t)mm_line_reader_number(t->lines[1]));
    return MM_ROW;
}

static int join(mm_buf *out, const mm_document *d, mm_span span)
{
    int rc = MM_OK;

    mm_buf_clear(out);
    for (size_t i = 0; rc == MM_OK && i < span.n; i++) {
        if (i)
            rc = mm_buf_putc(out, ' ');
        if (rc == MM_OK)
            rc = mm_buf_put(out, d->segments[span.first + i].text);
    }
    return rc;
}

/* Line of byte `at` of the target, which mostly goes forward. */
static size_t line_of(check_texts *t, size_t at)
{
    if (at < t->line_at)
        t->line = t->line_at = 0;
    for (; t->line_at < at; t->line_at++)
        t->line += t->pair.b->text.ptr[t->line_at] == '\n';
    return t->line + 1;
}

/* The next bead that has a source; an omission gets the line it should be at.
 */
static int read_bead(mm_item *out, check_texts *t, mm_error *err)
{
    const mm_alignment *a = t->pair.alignment;
    const mm_bead      *bead;
    size_t              line;

    while (t->bead < a->n && a->beads[t->bead].src.n == 0)
        t->bead++;
    if (t->bead == a->n)
        return MM_OK;
    bead = &a->beads[t->bead++];
    if (join(&t->joined[0], t->pair.a, bead->src) < 0 ||
        join(&t->joined[1], t->pair.b, bead->tgt) < 0)
        return mm_fail_memory(err);
    line = bead->tgt.n ? line_of(t, t->pair.b->segments[bead->tgt.first].offset)
                       : t->line + 1;
    make_unit(out, t, mm_buf_str(&t->joined[0]), mm_buf_str(&t->joined[1]),
              line);
    return MM_ROW;
}

int check_read(mm_item *out, mm_check *c, mm_error *err)
{
    if (c->reader)
        return mm_reader_next(c->reader, out, err);
    return c->texts.job ? read_bead(out, &c->texts, err)
                        : read_lines(out, &c->texts, err);
}
