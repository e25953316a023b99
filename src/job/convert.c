/* A file of one format into a file of another: a copy with a reader and a
 * writer as its ends, a few hundred items a step so that the caller can show
 * progress and stop. */
#include "malmoi/convert.h"

#include "job/as_units.h"
#include "job/languages.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 500 };

struct mm_conversion {
    mm_reader       *in;
    mm_writer       *out;
    const mm_format *to;
    size_t           left_out; /* of a kind that the format does not hold */
    mm_languages     languages;
    mm_as_units      as;
    bool             as_units;
    mm_report       *report;
    mm_convert_state state;
    bool             keep_good;
};

static int find_output(const mm_format **to, const char *out, mm_error *err)
{
    if (*to)
        return MM_OK;
    if (strcmp(out, "-") == 0)
        return mm_fail(err, MM_EINVALID, "name the format of standard output");
    if (!(*to = mm_format_by_name(out)))
        return mm_fail(err, MM_EINVALID,
                       "'%.100s' ends in no name of a format that is known: "
                       "name the format",
                       out);
    return MM_OK;
}

int mm_conversion_open(mm_conversion **conversion, const char *in,
                       const char *out, const mm_convert_options *o,
                       mm_report *report, mm_error *err)
{
    static const mm_convert_options zero = { 0 };
    mm_conversion                  *c;
    const mm_format                *from, *to;
    int                             rc;

    *conversion = NULL;
    o = o ? o : &zero;
    from = o->from;
    to = o->to;
    if ((rc = find_output(&to, out, err)) < 0 ||
        (!from && (rc = mm_format_guess(&from, in, o->read.encoding, err)) < 0))
        return rc;
    if (!(c = calloc(1, sizeof *c)))
        return mm_fail_memory(err);
    c->keep_good = o->keep_good;
    c->as_units = o->as_units;
    c->to = to;
    c->languages.langs = o->write.langs;
    c->report = report;
    if ((rc = mm_format_read(&c->in, from, in, &o->read, report, err)) < 0 ||
        (rc = mm_format_write(&c->out, to, out, &o->write, report, err)) < 0)
        return mm_conversion_close(c, rc, err);
    *conversion = c;
    return MM_OK;
}

/* The end, or a fault that ends what is kept. A file with nothing in it that
 * could be written is a slip of the one who asked for it. */
static int finish(mm_conversion *c, int rc, mm_error *err)
{
    size_t all = c->state.units + c->state.concepts;

    if (rc == MM_OK && all && c->left_out == all)
        return mm_fail(err, MM_EINVALID,
                       "format '%s' holds %s, and the file has %s alone",
                       c->to->name, c->state.units ? "concepts" : "units",
                       c->state.units ? "units" : "concepts");
    if (rc != MM_EFORMAT || !c->keep_good)
        return rc;
    c->state.broken = true;
    c->state.fault = *err;
    return MM_OK;
}

/* Writes a concept as units. */
static int put_as_units(mm_conversion *c, const mm_item *concept, mm_error *err)
{
    mm_item item;
    int     rc = MM_ROW, put = MM_OK;

    for (size_t k = 0; rc == MM_ROW && put >= 0; k++) {
        rc = mm_as_unit(&item, &c->as, concept, k, c->report);
        if (rc == MM_ROW)
            put = mm_writer_put(c->out, &item, err);
    }
    return rc < 0 ? mm_fail_memory(err) : put;
}

/* Writes what the languages asked for leave of `item`. */
static int put_chosen(mm_conversion *c, const mm_item *item, mm_error *err)
{
    mm_item chosen;

    if (mm_languages_choose(&chosen, &c->languages, item, c->report) < 0)
        return mm_fail_memory(err);
    if (chosen.unit ? chosen.unit->n_variants == 0
                    : chosen.concept->n_sections == 0)
        return MM_OK;
    return chosen.concept && c->as_units ? put_as_units(c, &chosen, err)
                                         : mm_writer_put(c->out, &chosen, err);
}

int mm_conversion_next(mm_conversion *conversion, mm_convert_state *out,
                       mm_error *err)
{
    mm_conversion *c = conversion;
    mm_error       own = { 0 };
    mm_item        item;
    int            rc = MM_ROW, put = MM_OK;

    for (int i = 0; i < STEP && rc == MM_ROW && put >= 0; i++) {
        if ((rc = mm_reader_next(c->in, &item, &own)) != MM_ROW)
            break;
        c->state.units += item.unit != NULL;
        c->state.concepts += item.concept != NULL;
        c->left_out +=
            !(c->to->can & (item.unit || c->as_units ? MM_FORMAT_UNITS
                                                     : MM_FORMAT_CONCEPTS));
        put = put_chosen(c, &item, &own);
    }
    if (put >= 0)
        rc = finish(c, rc, &own);
    else
        rc = put;
    mm_format_progress(c->in, &c->state.done, &c->state.all);
    *out = c->state;
    if (rc < 0 && err)
        *err = own;
    return rc;
}

int mm_conversion_close(mm_conversion *conversion, int rc, mm_error *err)
{
    if (!conversion)
        return rc;
    mm_reader_close(conversion->in);
    mm_languages_release(&conversion->languages);
    mm_as_units_release(&conversion->as);
    rc = mm_writer_close(conversion->out, rc, err);
    free(conversion);
    return rc;
}
