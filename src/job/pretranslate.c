/*
 * Pre-translation. Each format finds its segments in the bytes of the file and
 * asks here for a translation; what it fills in is spliced in, and the rest of
 * the file stays as it was, to the byte.
 */
#include "job/pretranslate.h"

#include "base/file.h"
#include "base/memory.h"
#include "formats/build.h"
#include "malmoi/formats.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 512 << 20, TRIES = 5 };

/* ---- one segment ---- */

static int keep(mm_filled *out, mm_prefill *p, const mm_match *m)
{
    out->score = m->score;
    return mm_put_str(&p->mem, &out->text, m->target->text) < 0 ||
                   mm_put_str(&p->mem, &out->source, m->source->text) < 0 ||
                   mm_put_str(&p->mem, &out->memory, m->memory) < 0
               ? mm_fail_memory(p->err)
               : MM_OK;
}

int mm_prefill_find(mm_filled *out, mm_prefill *p,
                    const mm_segment_query *query)
{
    mm_match_options o = p->o->match;
    mm_match         match;
    bool             any = false;
    int              rc;

    *out = (mm_filled){ .score = 0 };
    p->count->segments++;
    o.limit = TRIES;
    if ((rc = mm_matcher_start(p->matcher, query, &o, p->err)) < 0)
        return rc;
    while ((rc = mm_matcher_next(p->matcher, &match, p->err)) == MM_ROW) {
        any = true;
        rc = mm_place_codes(&out->placed, &p->mem, query->codes, query->n_codes,
                            query->text.len, match.source, match.target);
        if (rc == MM_ROW || rc < 0)
            break;
    }
    if (rc < 0)
        return rc == MM_ENOMEM ? mm_fail_memory(p->err) : rc;
    if (rc != MM_ROW) {
        p->count->codes += any;
        p->count->open += !any;
        return MM_OK;
    }
    p->count->context += match.score > 100;
    p->count->exact += match.score == 100;
    p->count->fuzzy += match.score < 100;
    return keep(out, p, &match);
}

int mm_prefill_terms(mm_str *out, mm_prefill *p, mm_str text)
{
    mm_recognized hit;
    mm_buf        list = { 0 };
    int           rc = MM_OK;

    *out = (mm_str){ "", 0 };
    if (!p->recognizer)
        return MM_OK;
    rc = mm_recognizer_start(p->recognizer, text, p->err);
    while (rc >= 0 &&
           (rc = mm_recognizer_next(p->recognizer, &hit, p->err)) == MM_ROW) {
        bool fixed = hit.status == MM_TERM_UNTRANSLATED;

        if (!fixed && hit.translation.len == 0)
            continue;
        if (mm_buf_printf(&list, "%s%.*s = %.*s", list.len ? "; " : "",
                          (int)hit.term.len, hit.term.ptr,
                          (int)(fixed ? hit.term : hit.translation).len,
                          (fixed ? hit.term : hit.translation).ptr) < 0)
            rc = mm_fail_memory(p->err);
        p->count->terms++;
    }
    if (rc >= 0 && mm_put_str(&p->mem, out, mm_buf_str(&list)) < 0)
        rc = mm_fail_memory(p->err);
    mm_buf_release(&list);
    return rc;
}

int mm_prefill_splice(mm_prefill *p, size_t start, size_t end, mm_str text)
{
    mm_str kept;

    if (mm_put_str(&p->mem, &kept, text) < 0 ||
        mm_grow(&p->splices, &p->cap, p->n + 1, sizeof *p->splices, NULL) < 0)
        return mm_fail_memory(p->err);
    p->splices[p->n++] = (mm_splice){ start, end, kept };
    return MM_OK;
}

/* ---- the file ---- */

static int by_place(const void *left, const void *right)
{
    const mm_splice *x = left, *y = right;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static int write_all(const mm_prefill *p, const char *to)
{
    mm_output *out = NULL;
    size_t     at = 0;
    int        rc = mm_output_open(&out, to, p->err);

    if (p->n > 1)
        qsort(p->splices, p->n, sizeof *p->splices, by_place);
    for (size_t i = 0; i < p->n && rc >= 0; i++) {
        const mm_splice *s = &p->splices[i];

        rc = mm_output_put(out, mm_str_sub(p->all, at, s->start - at), p->err);
        if (rc >= 0)
            rc = mm_output_put(out, s->text, p->err);
        at = s->end;
    }
    if (rc >= 0)
        rc = mm_output_put(out, mm_str_sub(p->all, at, SIZE_MAX), p->err);
    return mm_output_close(out, rc, p->err);
}

/* Reads the file through its format's own reader, which says what is wrong
 * with it, and where. */
static int check(const mm_format *format, const char *path, mm_error *err)
{
    mm_report  report = { 0 };
    mm_reader *in = NULL;
    mm_item    item;
    int        rc = mm_format_read(&in, format, path, NULL, &report, err);

    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW)
        ;
    mm_reader_close(in);
    mm_report_release(&report);
    return rc;
}

typedef int fill(mm_prefill *p);

static int choose(fill **out, const char *path, mm_error *err)
{
    static const struct {
        const char *name;
        fill       *fill;
    } formats[] = { { "xliff", mm_prefill_xliff },
                    { "xliff2", mm_prefill_xliff2 },
                    { "po", mm_prefill_po } };
    const mm_format *format = NULL;
    int              rc;

    if (mm_str_ends(mm_cstr(path), MM_S(".txt"))) {
        *out = mm_prefill_text;
        return MM_OK;
    }
    rc = mm_format_guess(&format, path, NULL, err);
    if (rc < 0 && rc != MM_EFORMAT)
        return rc;
    for (size_t i = 0; rc >= 0 && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(format->name, formats[i].name) == 0) {
            *out = formats[i].fill;
            return check(format, path, err);
        }
    return mm_fail(err, MM_EFORMAT,
                   "'%.100s' is %s: XLIFF, PO and .txt are filled in", path,
                   rc < 0 ? "in no format that is known" : format->title);
}

static int open_all(mm_prefill *p)
{
    const mm_pretranslate_options *o = p->o;
    mm_recognizer_options terms = { .lang = o->source, .target = o->target };
    int rc = mm_matcher_open(&p->matcher, o->stores, o->n, o->source, o->target,
                             o->tables, p->err);

    if (rc >= 0 && o->terms)
        rc = mm_recognizer_open(&p->recognizer, o->stores, o->n, o->tables,
                                &terms, p->err);
    return rc;
}

static int read_all(mm_prefill *p, mm_buf *bytes)
{
    size_t bad;
    int    rc = mm_file_read(bytes, p->path, FILE_MOST, p->err);

    if (rc < 0)
        return rc;
    p->all = mm_buf_str(bytes);
    if (!mm_utf8_valid(p->all, &bad))
        return mm_fail(p->err, MM_EFORMAT,
                       "'%.100s' is not UTF-8 (byte %zu): save it as UTF-8",
                       p->path, bad);
    return MM_OK;
}

int mm_pretranslate(mm_pretranslated *out, const char *path, const char *to,
                    const mm_pretranslate_options *o, mm_error *err)
{
    mm_prefill p = { .o = o, .path = path, .count = out, .err = err };
    mm_buf     bytes = { 0 };
    fill      *fill_in = NULL;
    int        rc;

    *out = (mm_pretranslated){ .segments = 0 };
    if ((rc = choose(&fill_in, path, err)) >= 0 &&
        (rc = read_all(&p, &bytes)) >= 0 && (rc = open_all(&p)) >= 0 &&
        (rc = fill_in(&p)) >= 0)
        rc = write_all(&p, to);
    mm_matcher_close(p.matcher);
    mm_recognizer_close(p.recognizer);
    mm_arena_release(&p.mem);
    mm_buf_release(&bytes);
    free(p.splices);
    return rc;
}
