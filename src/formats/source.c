/* The text of a file: unpacked (base/file.h), decoded (malmoi/decoder.h), and
 * its name in front of every error. */
#include "formats/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines that a program writes and waits for the answer to: no more will come
 * before. Not so when they are not UTF-8, and what they are is to be found. */
static bool will_do(const mm_source *s)
{
    size_t bad;

    return s->live && s->n && s->bytes[s->n - 1] == '\n' &&
           mm_utf8_valid((mm_str){ s->bytes, s->n }, &bad) &&
           mm_input_idle(s->in);
}

/* The first bytes settle the encoding: read as many as there are. */
static int read_head(mm_source *s, mm_error *err)
{
    size_t n;
    int    rc;

    while (s->n < MM_DECODER_HEAD) {
        rc = mm_input_read(s->in, s->bytes + s->n, MM_DECODER_HEAD - s->n, &n,
                           err);
        if (rc < 0)
            return rc;
        if (n == 0)
            break;
        s->n += n;
        if (will_do(s))
            break;
    }
    return MM_OK;
}

/* Settles the encoding of the input that is open. */
static int settle(mm_source *s, const char *label, mm_error *err)
{
    int rc;

    if ((rc = read_head(s, err)) < 0 ||
        (rc = mm_decoder_open(&s->decoder, (mm_str){ s->bytes, s->n }, label,
                              err)) < 0)
        return mm_source_name(s, err, rc);
    return MM_OK;
}

static int open_path(mm_source *out, const char *path, const char *label,
                     bool live, mm_error *err)
{
    int rc;

    *out = (mm_source){ .live = live };
    out->path = strcmp(path, "-") == 0 ? "standard input" : path;
    if (!(out->bytes = malloc(MM_DECODER_HEAD)))
        return mm_fail_memory(err);
    if ((rc = mm_input_open(&out->in, path, err)) < 0)
        return rc;
    return settle(out, label, err);
}

int mm_source_open(mm_source *out, const char *path, const char *label,
                   mm_error *err)
{
    return open_path(out, path, label, false, err);
}

int mm_source_memory(mm_source *out, const char *name, mm_str bytes,
                     mm_error *err)
{
    int rc;

    *out = (mm_source){ .path = name };
    if (!(out->bytes = malloc(MM_DECODER_HEAD)))
        return mm_fail_memory(err);
    if ((rc = mm_input_memory(&out->in, bytes, err)) < 0)
        return rc;
    return settle(out, NULL, err);
}

int mm_source_next(mm_source *source, mm_buf *out, bool *more, mm_error *err)
{
    size_t n = source->n, before = out->len;
    int    rc = source->rc;

    *more = false;
    if (rc < 0 && err)
        *err = source->err;
    if (rc < 0 || source->ended)
        return rc;
    source->n = 0;
    if (n == 0)
        rc = mm_input_read(source->in, source->bytes, MM_DECODER_HEAD, &n, err);
    if (rc == MM_OK)
        rc = mm_decoder_feed(source->decoder, (mm_str){ source->bytes, n },
                             n == 0, out, &source->err);
    else if (err)
        source->err = *err;
    if (rc < 0) {
        source->rc = mm_source_name(source, &source->err, rc);
        if (out->len == before && err)
            *err = source->err;
        rc = out->len == before ? rc : MM_OK; /* the good text first */
    }
    *more = rc == MM_OK && (n > 0 || source->rc < 0);
    source->ended = rc == MM_OK && !*more;
    return rc;
}

void mm_source_close(mm_source *source)
{
    mm_input_close(source->in);
    mm_decoder_close(source->decoder);
    free(source->bytes);
    *source = (mm_source){ 0 };
}

/* ---- lines ---- */

enum { LONGEST = 64 << 20 };

int mm_source_lines_open(mm_source_lines *out, const char *path,
                         const char *label, mm_error *err)
{
    *out = (mm_source_lines){ 0 };
    return mm_source_open(&out->source, path, label, err);
}

int mm_source_lines_live(mm_source_lines *out, const char *path,
                         const char *label, mm_error *err)
{
    *out = (mm_source_lines){ 0 };
    return open_path(&out->source, path, label, true, err);
}

/* Drops what was given and reads a chunk more. */
static int more_text(mm_source_lines *l, bool *more, mm_error *err)
{
    size_t rest = l->text.len - l->at;

    if (l->at) {
        memmove(l->text.ptr, l->text.ptr + l->at, rest);
        l->text.len = rest;
        l->at = 0;
    }
    if (rest > LONGEST)
        return mm_source_fail(&l->source, err, MM_EFORMAT, l->line + 1,
                              "a line is longer than 64 MB");
    return mm_source_next(&l->source, &l->text, more, err);
}

/* Length of the line that begins at p (n left), and of its end (0: neither
 * seen yet). A CR at the very end of what is there may be half of CR LF. */
static size_t find_end(const char *p, size_t n, bool ended, size_t *end)
{
    const char *lf = memchr(p, '\n', n);
    size_t      len = lf ? (size_t)(lf - p) : n;
    const char *cr = memchr(p, '\r', len);

    *end = lf != NULL;
    if (cr && (cr + 1 < p + n || ended)) {
        len = (size_t)(cr - p);
        *end = cr + 1 < p + n && cr[1] == '\n' ? 2 : 1;
    }
    return len;
}

int mm_source_lines_next(mm_source_lines *lines, mm_str *out, mm_error *err)
{
    bool   more = true;
    size_t len, end, seen = 0;
    int    rc;

    for (;;) {
        const char *p = lines->text.ptr ? lines->text.ptr + lines->at : "";
        size_t      n = lines->text.len - lines->at;

        /* A long line is not searched again from its start. */
        len = seen + find_end(p + seen, n - seen, lines->source.ended, &end);
        if (end || lines->source.ended) {
            if (n == 0)
                return MM_OK;
            *out = (mm_str){ p, len };
            lines->at += len + end;
            lines->line++;
            return MM_ROW;
        }
        seen = n && p[n - 1] == '\r' ? n - 1 : n;
        if ((rc = more_text(lines, &more, err)) < 0)
            return rc;
    }
}

void mm_source_lines_close(mm_source_lines *lines)
{
    mm_source_close(&lines->source);
    mm_buf_release(&lines->text);
}

/* ---- errors ---- */

int mm_source_fail(const mm_source *source, mm_error *err, int code, long line,
                   const char *format, ...)
{
    char    text[200];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    mm_fail_at(err, code, line, "%s", text);
    return mm_source_name(source, err, code);
}

int mm_source_name(const mm_source *source, mm_error *err, int rc)
{
    char        text[sizeof err->text];
    const char *path = source->path;
    size_t      n = path ? strlen(path) : 0;

    if (!err || !path || rc == MM_ENOMEM)
        return rc;
    memcpy(text, err->text, sizeof text);
    if (n > 100)
        path += n - 100;
    mm_fail_at(err, rc, err->line, "'%s': %.130s", path, text);
    return rc;
}
