/*
 * XLIFF 2.0 and 2.1 in.
 *
 * Each segment is a unit: source and target are its variants, its state the
 * status, the file's `original` (else its id) the document. A unit of several
 * segments gives them the ids "ID", "ID/SEGMENT" ...; its notes go with the
 * first. What a unit or segment says by other attributes becomes props
 * "xliff:NAME". Proposals of the matches module are further variants with the
 * prop "xliff:alt", as in XLIFF 1.2; entries of the glossary module are
 * concepts.
 *
 * Codes: pc, sc and ec are pairs (an isolated one is half of one), ph stands
 * alone, mrk, sm and em are marks; native text stands in originalData. A cp is
 * a character that XML cannot hold. Lost, and said so: ignorable text that is
 * not white space, groups, skeletons, metadata and the other modules.
 */
#include "formats/xliff2.h"
#include "formats/all.h"
#include "formats/build.h"
#include "formats/tbx.h"

#include <stdio.h>

static const mm_str none = { "", 0 };

/* ---- modules ---- */

static int read_match(mm_xliff2 *r, const mm_xml_event *open, mm_error *err)
{
    mm_xliff2_datum *outer = r->data;
    size_t           n_outer = r->n_data;
    mm_xliff2_match *m =
        mm_list_add(&r->in.mem, &r->matches, &r->n_matches, sizeof *m);
    mm_xml_event e;
    int          rc = MM_OK;

    if (!m || mm_put_str(&r->in.mem, &m->ref, mm_xml_attr_get(open, "ref")) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < open->n_attrs && rc == MM_OK; i++)
        if (!mm_str_eq(open->attrs[i].name, MM_S("ref")))
            rc = mm_xliff_add_prop(&r->in.mem, &m->props, &m->n_props,
                                   open->attrs[i].name, open->attrs[i].value);
    if (rc < 0)
        return mm_fail_memory(err);
    r->data = NULL; /* a match has data of its own */
    r->n_data = 0;
    while (rc >= 0 &&
           (rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "source") || mm_xml_is(&e, "target")) {
            int side = mm_xml_is(&e, "target");

            rc = mm_xliff2_side(r, &m->sides[side], &e, side, err);
        } else if (mm_xml_is(&e, "originalData")) {
            rc = mm_xliff2_data(r, &e, err);
        } else {
            mm_report_loss(r->in.report, "match/element", e.line);
            rc = mm_xml_skip(r->in.xml, &e, err);
        }
    }
    r->data = outer;
    r->n_data = n_outer;
    return rc;
}

/* A definition, term or translation of the entry `c`. */
static int read_gloss(mm_xliff2 *r, mm_concept *c, const mm_xml_event *e,
                      mm_error *err)
{
    bool             translation = mm_xml_is(e, "translation");
    mm_lang_section *s;
    mm_term         *t;
    mm_str           text, source;
    int              rc;

    if (mm_put_str(&r->in.mem, &source, mm_xml_attr_get(e, "source")) < 0)
        return mm_fail_memory(err);
    if (mm_xml_is(e, "definition")) {
        c->definition_source = source;
        return mm_xliff2_keep(r, e, &c->definition, err);
    }
    if (!translation && !mm_xml_is(e, "term")) {
        mm_report_loss(r->in.report, "glossEntry/element", e->line);
        return mm_xml_skip(r->in.xml, e, err);
    }
    if ((rc = mm_xliff2_keep(r, e, &text, err)) < 0)
        return rc;
    s = mm_section_of(&r->in.mem, c, r->langs[translation]);
    if (!s || !(t = mm_add_term(&r->in.mem, s, text)))
        return mm_fail_memory(err);
    t->source = source;
    return MM_OK;
}

/* One glossEntry, a concept. */
static int read_gloss_entry(mm_xliff2 *r, const mm_xml_event *open,
                            mm_error *err)
{
    mm_concept *c =
        mm_list_add(&r->in.mem, &r->concepts, &r->n_concepts, sizeof *c);
    mm_xml_event e;
    int          rc;

    if (!c)
        return mm_fail_memory(err);
    *c = mm_concept_empty();
    if (mm_tbx_id_in(&r->in.mem, &c->id, mm_xml_attr_get(open, "id")) < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW)
        if ((rc = read_gloss(r, c, &e, err)) < 0)
            return rc;
    return rc;
}

/* ---- units ---- */

static int read_notes(mm_xliff2 *r, const mm_xml_event *open, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        if (e.n_attrs)
            mm_report_loss(r->in.report, "note/attribute", e.line);
        if ((rc = mm_xliff2_text(r, &e, err)) < 0)
            return rc;
        if (mm_add_note(&r->in.mem, &r->notes, &r->n_notes,
                        mm_buf_str(&r->in.text), none) < 0)
            return mm_fail_memory(err);
    }
    return rc;
}

static int start_unit(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    int rc;

    mm_arena_clear(&r->in.mem);
    r->in_unit = true;
    r->depth = e->depth;
    r->n_segments = 0;
    r->props = NULL;
    r->notes = NULL;
    r->data = NULL;
    r->matches = NULL;
    r->concepts = NULL;
    r->n_props = r->n_notes = r->n_data = r->n_matches = r->n_concepts =
        r->next_concept = 0;
    rc = mm_tbx_id_in(&r->in.mem, &r->unit_id, mm_xml_attr_get(e, "id"));
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++) {
        mm_str name = e->attrs[i].name;

        if (mm_str_eq(name, MM_S("id")) || mm_str_starts(name, MM_S("xml:")))
            continue;
        rc = mm_xliff_add_prop(&r->in.mem, &r->props, &r->n_props, name,
                               e->attrs[i].value);
    }
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* "ID" for the first segment, "ID/SEGMENT" for the others. */
static int segment_id(mm_xliff2 *r, mm_str segment)
{
    char   number[24];
    mm_buf id = { 0 };
    int    rc;

    if (r->n_segments == 1) {
        r->unit.id = r->unit_id;
        return MM_OK;
    }
    snprintf(number, sizeof number, "%zu", r->n_segments);
    rc = mm_buf_put(&id, r->unit_id) < 0 || mm_buf_putc(&id, '/') < 0 ||
                 mm_buf_put(&id, segment.len ? segment : mm_cstr(number)) < 0
             ? MM_ENOMEM
             : mm_put_str(&r->in.mem, &r->unit.id, mm_buf_str(&id));
    mm_buf_release(&id);
    return rc;
}

/* Attributes of a segment: its state is the status, unless subState says it in
 * our own words. */
static int segment_attributes(mm_xliff2 *r, const mm_xml_event *e)
{
    mm_unit *u = &r->unit;
    mm_str   sub = mm_xml_attr_get(e, "subState");
    int      rc = MM_OK;

    for (size_t i = 0; i < r->n_props && rc == MM_OK; i++)
        rc = mm_add_prop(&r->in.mem, &u->props, &u->n_props, r->props[i].type,
                         r->props[i].value, none);
    for (size_t i = 0; i < e->n_attrs && rc == MM_OK; i++) {
        mm_str name = e->attrs[i].name, value = e->attrs[i].value;

        if (mm_str_eq(name, MM_S("state")))
            rc = mm_str_starts(sub, MM_S(XLIFF2_OURS))
                     ? MM_OK
                     : mm_put_str(&r->in.mem, &u->status, value);
        else if (mm_str_eq(name, MM_S("id")))
            rc = r->n_segments == 1 && !mm_str_starts(value, MM_S("mm.-.no"))
                     ? mm_xliff_add_prop(&r->in.mem, &u->props, &u->n_props,
                                         MM_S("segment"), value)
                     : MM_OK;
        else if (mm_str_eq(name, MM_S("subState")) &&
                 mm_str_starts(sub, MM_S(XLIFF2_OURS)))
            rc = mm_put_str(&r->in.mem, &u->status,
                            mm_str_sub(sub, sizeof XLIFF2_OURS - 1, SIZE_MAX));
        else
            rc = mm_xliff_add_prop(&r->in.mem, &u->props, &u->n_props, name,
                                   value);
    }
    return rc;
}

/* The variants of the proposals for the segment of id `id`. */
static int add_matches(mm_xliff2 *r, mm_str id)
{
    size_t number = 0;

    for (size_t i = 0; i < r->n_matches; i++) {
        mm_xliff2_match *m = &r->matches[i];
        char             text[24];
        bool here = m->ref.len == 0 || (id.len && mm_str_ends(m->ref, id)) ||
                    r->n_segments == 1;

        if (m->used || !here)
            continue;
        m->used = true;
        snprintf(text, sizeof text, "%zu", ++number);
        for (int side = 0; side < 2; side++) {
            mm_variant *v = mm_list_add(&r->in.mem, &r->unit.variants,
                                        &r->unit.n_variants, sizeof *v);

            if (!v)
                return MM_ENOMEM;
            *v = m->sides[side];
            if (mm_xliff_add_prop(&r->in.mem, &v->props, &v->n_props,
                                  MM_S("alt"), mm_cstr(text)) < 0)
                return MM_ENOMEM;
            for (size_t k = 0; k < m->n_props && side == 0; k++)
                if (mm_add_prop(&r->in.mem, &v->props, &v->n_props,
                                m->props[k].type, m->props[k].value, none) < 0)
                    return MM_ENOMEM;
        }
    }
    return MM_OK;
}

static int read_segment(mm_xliff2 *r, const mm_xml_event *open, mm_error *err)
{
    mm_unit     *u = &r->unit;
    mm_xml_event e;
    mm_str       id;
    int          rc;

    *u = mm_unit_empty();
    u->source_lang = r->langs[0];
    u->document = r->document;
    r->n_segments++;
    if (mm_put_str(&r->in.mem, &id, mm_xml_attr_get(open, "id")) < 0 ||
        segment_id(r, id) < 0 || segment_attributes(r, open) < 0)
        return mm_fail_memory(err);
    if (r->n_segments == 1) {
        u->notes = r->notes;
        u->n_notes = r->n_notes;
    }
    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        mm_variant *v, side;

        if ((rc = mm_xliff2_side(r, &side, &e, mm_xml_is(&e, "target"), err)) <
            0)
            return rc;
        v = mm_list_add(&r->in.mem, &u->variants, &u->n_variants, sizeof *v);
        if (!v)
            return mm_fail_memory(err);
        *v = side;
    }
    if (rc == MM_OK && add_matches(r, id) < 0)
        return mm_fail_memory(err);
    return rc;
}

/* Text between segments: white space, as a rule. */
static int read_ignorable(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    int rc = mm_xliff2_text(r, e, err);

    if (rc >= 0 && mm_str_trim(mm_buf_str(&r->in.text)).len)
        mm_report_loss(r->in.report, "ignorable", e->line);
    return rc;
}

/* A child of a unit: MM_ROW when it is a segment. */
static int read_child(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    int rc;

    if (mm_xml_is(e, "segment"))
        return (rc = read_segment(r, e, err)) < 0 ? rc : MM_ROW;
    if (mm_xml_is(e, "notes"))
        return read_notes(r, e, err);
    if (mm_xml_is(e, "originalData"))
        return mm_xliff2_data(r, e, err);
    if (mm_xml_is(e, "ignorable"))
        return read_ignorable(r, e, err);
    if (mm_xml_is(e, "match"))
        return read_match(r, e, err);
    if (mm_xml_is(e, "glossEntry"))
        return read_gloss_entry(r, e, err);
    if (mm_xml_is(e, "matches") || mm_xml_is(e, "glossary"))
        return MM_OK; /* what is inside comes by itself */
    mm_report_loss(r->in.report, "unit/element", e->line);
    return mm_xml_skip(r->in.xml, e, err);
}

static void end_unit(mm_xliff2 *r, long line)
{
    r->in_unit = false;
    for (size_t i = 0; i < r->n_matches; i++)
        if (!r->matches[i].used)
            mm_report_loss(r->in.report, "match", line);
}

/* ---- the file ---- */

static int read_root(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    mm_str version = mm_xml_attr_get(e, "version");

    if (!mm_xml_is(e, "xliff"))
        return mm_xml_wrong_root(r->in.xml, e, "XLIFF", err);
    if (!mm_str_starts(version, MM_S("2")))
        return mm_source_fail(r->in.head.source, err, MM_EFORMAT, e->line,
                              "XLIFF version '%.*s' is not 2.x: read it as "
                              "xliff",
                              (int)version.len, version.ptr);
    return mm_put_lang(&r->in.kept, &r->langs[0],
                       mm_xml_attr_get(e, "srcLang")) < 0 ||
                   mm_put_lang(&r->in.kept, &r->langs[1],
                               mm_xml_attr_get(e, "trgLang")) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* A file is known by its original, else by an id that somebody chose. */
static int read_file(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    mm_str name = mm_xml_attr_get(e, "original");
    mm_str id = mm_xml_attr_get(e, "id");

    mm_arena_clear(&r->of_file);
    if (name.len == 0 && !(id.len && id.ptr[0] == 'f'))
        name = id;
    return mm_put_str(&r->of_file, &r->document, name) < 0 ? mm_fail_memory(err)
                                                           : MM_OK;
}

/* An element outside of units. */
static int read_other(mm_xliff2 *r, const mm_xml_event *e, mm_error *err)
{
    if (e->depth == 1)
        return read_root(r, e, err);
    if (mm_xml_is(e, "file"))
        return read_file(r, e, err);
    if (mm_xml_is(e, "unit"))
        return start_unit(r, e, err);
    mm_report_loss(r->in.report,
                   mm_xml_is(e, "group") ? "group" : "file/element", e->line);
    return mm_xml_is(e, "group") ? MM_OK : mm_xml_skip(r->in.xml, e, err);
}

static int xliff2_next(mm_reader *self, mm_item *out, mm_error *err)
{
    mm_xliff2   *r = (mm_xliff2 *)self;
    mm_xml_event e;
    int          rc;

    for (;;) {
        if (r->in_unit && r->next_concept < r->n_concepts) {
            out->concept = &r->concepts[r->next_concept++];
            return MM_ROW;
        }
        if ((rc = mm_xml_next(r->in.xml, &e, err)) != MM_ROW)
            return rc;
        if (r->in_unit && e.kind == MM_XML_CLOSE && e.depth == r->depth)
            end_unit(r, e.line);
        if (e.kind != MM_XML_OPEN)
            continue;
        *out = (mm_item){ .line = e.line };
        rc = r->in_unit ? read_child(r, &e, err) : read_other(r, &e, err);
        if (rc < 0)
            return rc;
        if (rc == MM_ROW) {
            mm_xml_good(r->in.xml);
            out->unit = &r->unit;
            return MM_ROW;
        }
    }
}

static void xliff2_close(mm_reader *self)
{
    mm_arena_release(&((mm_xliff2 *)self)->of_file);
    mm_xml_reader_close(self);
}

int mm_xliff2_read(mm_reader **out, const char *path,
                   const mm_format_options *o, mm_report *report, mm_error *err)
{
    mm_xliff2 *r;
    int        rc = mm_xml_reader_open(out, sizeof *r, path, o, report, err);

    if (rc < 0)
        return rc;
    r = (mm_xliff2 *)*out;
    r->in.head.base = (mm_reader){ xliff2_next, xliff2_close };
    r->document = r->langs[0] = r->langs[1] = none;
    return MM_OK;
}
