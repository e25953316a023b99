/*
 * Text on its way into a file.
 *
 * A writer puts hundreds of small pieces an item, each of which can fail for
 * want of memory alone. So a failure is noted, what comes behind it is of no
 * account, and the writer asks once an item whether all went well.
 */
#include "formats/text_out.h"

#include "malmoi/decoder.h"

#include <stdlib.h>

enum { LARGE = 64 * 1024 };

int mm_text_out_open(mm_text_out *out, const char *path, mm_report *report,
                     mm_error *err)
{
    *out = (mm_text_out){ .report = report };
    return mm_output_open(&out->file, path, err);
}

static int pass_on(mm_text_out *out, mm_error *err)
{
    mm_buf encoded = { 0 };
    mm_str bytes = mm_buf_str(&out->buf);
    int    rc = MM_OK;

    if (out->encoding) {
        rc = mm_encode(&encoded, bytes, out->encoding, err);
        bytes = mm_buf_str(&encoded);
    }
    if (rc == MM_OK)
        rc = mm_output_put(out->file, bytes, err);
    mm_buf_clear(&out->buf);
    mm_buf_release(&encoded);
    return rc;
}

int mm_text_flush(mm_text_out *out, mm_error *err)
{
    if (out->failed)
        return mm_fail_memory(err);
    return out->buf.len < LARGE ? MM_OK : pass_on(out, err);
}

int mm_text_out_close(mm_text_out *out, int rc, mm_error *err)
{
    if (rc >= 0 && out->failed)
        rc = mm_fail_memory(err);
    if (rc >= 0 && out->file)
        rc = pass_on(out, err);
    rc = mm_output_close(out->file, rc, err);
    mm_buf_release(&out->buf);
    out->file = NULL;
    return rc;
}

void mm_text_put(mm_text_out *out, mm_str text)
{
    out->failed = mm_buf_put(&out->buf, text) < 0 || out->failed;
}

void mm_text_loss(mm_text_out *out, const char *field)
{
    out->failed =
        mm_report_loss(out->report, field, out->line) < 0 || out->failed;
}

/* ---- writers ---- */

int mm_text_writer_open(mm_writer **out, size_t size, const char *path,
                        const mm_format_options *o, mm_report *report,
                        mm_error *err)
{
    static const mm_format_options none = { 0 };
    mm_text_writer                *w = calloc(1, size);
    int                            rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    if ((rc = mm_text_out_open(&w->out, path, report, err)) < 0) {
        free(w);
        return rc;
    }
    w->o = o ? o : &none;
    *out = &w->base;
    return MM_OK;
}

void mm_text_writer_start(mm_text_writer *w, long line)
{
    mm_arena_clear(&w->mem);
    w->out.line = line;
}

int mm_text_writer_close(mm_text_writer *w, int rc, mm_error *err)
{
    rc = mm_text_out_close(&w->out, rc, err);
    mm_arena_release(&w->mem);
    mm_arena_release(&w->kept);
    free(w);
    return rc;
}
