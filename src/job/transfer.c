/*
 * Import and export: a copy between a file and a memory.
 *
 * An import is known by its file's name and the hash of its bytes, so that one
 * that was killed goes on where it stopped. It is taken a few thousand items a
 * step: between two the caller may show how far it is, or stop.
 */
#include "malmoi/transfer.h"

#include "base/file.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 2000, BYTES = 1 << 18 };

struct mm_importing {
    mm_reader *reader;
    mm_writer *writer;
    mm_step    step;
    mm_str     project, client, field; /* that every item gets; may be empty */
};

static const mm_transfer_options defaults = { 0 };

/* Hash of all bytes, unpacked: enough to know a file again. */
static int content_of(uint64_t *out, const char *path, mm_error *err)
{
    mm_input *in = NULL;
    char     *bytes = malloc(BYTES);
    uint64_t  hash = 0;
    size_t    n = 0;
    int       rc = bytes ? MM_OK : mm_fail_memory(err);

    *out = 0;
    if (strcmp(path, "-") == 0)
        goto done;
    if (rc == MM_OK)
        rc = mm_input_open(&in, path, err);
    while (rc == MM_OK &&
           (rc = mm_input_read(in, bytes, BYTES, &n, err)) == MM_OK && n)
        hash = hash * 0x9E3779B97F4A7C15u + mm_hash((mm_str){ bytes, n });
    *out = hash >> 1 | 1; /* never 0, which means that it is not known */
    mm_input_close(in);
done:
    free(bytes);
    return rc;
}

int mm_import_open(mm_importing **out, mm_store *store, const char *path,
                   const mm_transfer_options *options, mm_error *err)
{
    const mm_transfer_options *o = options ? options : &defaults;
    mm_import     import = { .what = o->what.len ? o->what : mm_cstr(path),
                             .who = o->who,
                             .keep = o->keep,
                             .project = o->project,
                             .client = o->client,
                             .field = o->field };
    mm_importing *in = calloc(1, sizeof *in);
    int           rc = MM_OK;

    *out = NULL;
    if (!in)
        return mm_fail_memory(err);
    in->step.format = o->format;
    if (o->assign) {
        in->project = o->project;
        in->client = o->client;
        in->field = o->field;
    }
    if (!in->step.format)
        rc = mm_format_guess(&in->step.format, path, o->file.encoding, err);
    if (rc == MM_OK)
        rc = content_of(&import.content, path, err);
    if (rc == MM_OK && !o->again)
        rc = mm_store_imported(&in->step.change, store, import.content, err);
    if (rc == MM_OK && in->step.change) {
        in->step.before = true;
        *out = in;
        return MM_OK;
    }
    if (rc == MM_OK)
        rc = mm_format_read(&in->reader, in->step.format, path, &o->file,
                            o->report, err);
    if (rc == MM_OK)
        rc = mm_store_write(&in->writer, store, &import, err);
    if (rc < 0) {
        mm_reader_close(in->reader);
        free(in);
        return rc;
    }
    in->step.change = mm_import_change(in->writer);
    *out = in;
    return MM_OK;
}

static void assign(mm_str *to, mm_str value)
{
    if (value.len)
        *to = value;
}

static int put(mm_importing *in, mm_item item, mm_error *err)
{
    mm_unit unit;
    mm_concept concept;

    if (item.unit) {
        unit = *item.unit;
        assign(&unit.project, in->project);
        assign(&unit.client, in->client);
        assign(&unit.field, in->field);
        item.unit = &unit;
    } else {
        concept = *item.concept;
        assign(&concept.project, in->project);
        assign(&concept.client, in->client);
        assign(&concept.field, in->field);
        item.concept = &concept;
    }
    return mm_writer_put(in->writer, &item, err);
}

int mm_import_next(mm_importing *importing, mm_step *out, mm_error *err)
{
    mm_item item;
    int     rc = MM_OK;

    if (importing->step.before) {
        *out = importing->step;
        return MM_OK;
    }
    for (int i = 0; i < STEP; i++) {
        if ((rc = mm_reader_next(importing->reader, &item, err)) != MM_ROW)
            break;
        if ((rc = put(importing, item, err)) < 0)
            return rc;
        if (item.unit)
            importing->step.units++;
        else
            importing->step.concepts++;
        rc = MM_ROW;
    }
    mm_format_progress(importing->reader, &importing->step.done,
                       &importing->step.all);
    importing->step.skipped = mm_import_skipped(importing->writer);
    *out = importing->step;
    return rc;
}

int mm_import_close(mm_importing *importing, int rc, mm_error *err)
{
    if (!importing)
        return rc;
    if (importing->writer)
        rc = mm_writer_close(importing->writer, rc, err);
    mm_reader_close(importing->reader);
    free(importing);
    return rc;
}

/* What of a memory goes into a file of `format`, unless it was said: all that
 * it holds; of a table, which holds one kind alone, the glossary if there is
 * one. */
static int choose_rows(mm_selection *selection, mm_store *store,
                       const mm_format *format, mm_error *err)
{
    bool           units = format->can & MM_FORMAT_UNITS;
    bool           concepts = format->can & MM_FORMAT_CONCEPTS;
    mm_store_stats held;
    int            rc;

    if (selection->what)
        return MM_OK;
    if (store && units && concepts && !(format->can & MM_FORMAT_MIXED)) {
        if ((rc = mm_store_count(&held, store, err)) < 0)
            return rc;
        concepts = held.proposed + held.approved > 0;
        units = !concepts;
    }
    selection->what =
        (units ? 1u << MM_ROW_UNIT : 0) | (concepts ? 1u << MM_ROW_CONCEPT : 0);
    return MM_OK;
}

int mm_export(mm_step *out, mm_store *store, const char *path,
              const mm_transfer_options *options, mm_error *err)
{
    const mm_transfer_options *o = options ? options : &defaults;
    mm_selection               selection = o->selection;
    mm_reader                 *in = NULL;
    mm_writer                 *to = NULL;
    mm_item                    item;
    int                        rc;

    *out =
        (mm_step){ .format = o->format ? o->format : mm_format_by_name(path) };
    if (!out->format)
        return mm_fail(err, MM_EINVALID,
                       "'%.100s' tells no format: name one with -f", path);
    if ((rc = choose_rows(&selection, store, out->format, err)) < 0 ||
        (store && (rc = mm_store_read(&in, store, &selection, err)) < 0) ||
        (rc = mm_format_write(&to, out->format, path, &o->file, o->report,
                              err)) < 0)
        goto done;
    while (in && (rc = mm_reader_next(in, &item, err)) == MM_ROW) {
        mm_concept styled;

        if (item.concept && o->names) {
            if ((rc = mm_styler_concept(&styled, o->names, item.concept, err)) <
                0)
                break;
            item.concept = &styled;
        }
        if ((rc = mm_writer_put(to, &item, err)) < 0)
            break;
        out->units += item.unit != NULL;
        out->concepts += item.concept != NULL;
    }
done:
    rc = mm_writer_close(to, rc, err);
    mm_reader_close(in);
    return rc;
}
