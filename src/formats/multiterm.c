/*
 * MultiTerm XML (mtf) in and out.
 *
 * A conceptGrp holds languageGrps, these hold termGrps, and at each level stand
 * descrips. Their types are whatever the owner of the term base called them, so
 * they are understood as the columns of a table are (columns.c): "Subject",
 * "Status", "분야" are fields that we know; what is not known becomes a prop of
 * its name. A descrip may hold another that says its source. Who made an entry
 * and when stands in transacGrps. MultiTerm numbers its concepts: an id that is
 * no number goes into a descrip "ID".
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/table.h"
#include "formats/xml_reader.h"

#include "base/map.h"

typedef struct mtf_reader {
    mm_xml_reader in;
    mm_concept concept;
    mm_lang_section *section; /* being read, NULL at the entry */
    mm_term         *term;
} mtf_reader;

static const mm_str none = { "", 0 };

/* ---- reading ---- */

/* What a descrip says: its type, its text, and what stands inside its group. */
typedef struct descrip {
    mm_str type, value, source;
} descrip;

static int read_descrip(mtf_reader *r, const mm_xml_event *group, descrip *d,
                        mm_error *err)
{
    mm_xml_event e;
    mm_str       inner;
    int          rc;

    *d = (descrip){ none, none, none };
    while ((rc = mm_xml_inside(r->in.xml, group, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "descrip") && d->type.len == 0) {
            if (mm_put_str(&r->in.mem, &d->type, mm_xml_attr_get(&e, "type")) <
                0)
                return mm_fail_memory(err);
            rc = mm_xml_reader_trimmed(&r->in, &e, &d->value, err);
        } else if (mm_xml_is(&e, "descrip")) {
            mm_str type = mm_xml_attr_get(&e, "type");
            bool   source = mm_str_eq(type, MM_S("Source"));

            rc = mm_xml_reader_trimmed(&r->in, &e, &inner, err);
            if (source && d->source.len == 0)
                d->source = inner;
            else
                mm_report_loss(r->in.report, "descrip/descrip", e.line);
        }
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int keep_as_prop(mtf_reader *r, mm_str type, mm_str value)
{
    mm_concept     *c = &r->concept;
    const mm_prop **props = r->term      ? &r->term->props
                            : r->section ? &r->section->props
                                         : &c->props;
    size_t         *n = r->term      ? &r->term->n_props
                        : r->section ? &r->section->n_props
                                     : &c->n_props;

    if (mm_str_starts(type, MM_S("prop:")))
        type = mm_str_sub(type, 5, SIZE_MAX);
    return mm_add_prop(&r->in.mem, props, n, type, value, none);
}

static int add_note(mtf_reader *r, mm_str text)
{
    mm_concept *c = &r->concept;

    if (r->term)
        return mm_add_note(&r->in.mem, &r->term->notes, &r->term->n_notes, text,
                           none);
    return r->section
               ? mm_add_note(&r->in.mem, &r->section->notes,
                             &r->section->n_notes, text, none)
               : mm_add_note(&r->in.mem, &c->notes, &c->n_notes, text, none);
}

/* Puts `d` where a field of role `role` has its place: false when it has none
 * at this level. */
static bool apply_to_term(mtf_reader *r, mm_role role, const descrip *d,
                          int *rc)
{
    mm_term       *t = r->term;
    mm_str        *field = role == MM_ROLE_TYPE          ? &t->type
                           : role == MM_ROLE_POS         ? &t->part_of_speech
                           : role == MM_ROLE_HANJA       ? &t->hanja
                           : role == MM_ROLE_TERM_SOURCE ? &t->source
                                                         : NULL;
    mm_term_status status;

    if (role == MM_ROLE_STATUS) {
        if (mm_status_word(&status, d->value))
            t->status = status;
        else if (!mm_str_eq(d->value, MM_S("approved")))
            return false;
        return true;
    }
    if (role == MM_ROLE_CONTEXT) {
        *rc = mm_add_context(&r->in.mem, t, d->value, d->source);
        return true;
    }
    if (!field || field->len)
        return false;
    *field = d->value;
    return true;
}

static bool apply_to_entry(mtf_reader *r, mm_role role, const descrip *d)
{
    mm_concept *c = &r->concept;
    double      x;

    switch (role) {
    case MM_ROLE_KIND:
        return mm_kind_parse(&c->kind, d->value);
    case MM_ROLE_REVIEW:
    case MM_ROLE_STATUS:
        return mm_review_parse(&c->review, d->value);
    case MM_ROLE_CONFIDENCE:
        return mm_str_number(d->value, &c->confidence);
    case MM_ROLE_FREQUENCY:
        if (!mm_str_number(d->value, &x) || x < 0 || x > UINT32_MAX)
            return false;
        c->frequency = (uint32_t)x;
        return true;
    case MM_ROLE_FIELD:
        return c->field.len == 0 && (c->field = d->value, true);
    case MM_ROLE_PROJECT:
        return c->project.len == 0 && (c->project = d->value, true);
    case MM_ROLE_CLIENT:
        return c->client.len == 0 && (c->client = d->value, true);
    case MM_ROLE_ID:
        c->id = d->value;
        return true;
    default:
        return false;
    }
}

/* "Part of Speech" is a column of a term, "Source" a term's own source. */
static mm_role role_of(mtf_reader *r, mm_str type)
{
    mm_column col;

    if (mm_str_eq(type, MM_S("Source")))
        return MM_ROLE_TERM_SOURCE;
    if (mm_str_eq(type, MM_S("Term Type")))
        return MM_ROLE_TYPE;
    return mm_column_parse(&col, &r->in.mem, type) && col.lang.len == 0
               ? col.role
               : MM_ROLE_NONE;
}

static int apply(mtf_reader *r, const descrip *d)
{
    mm_role role = role_of(r, d->type);
    mm_str *definition =
        r->section ? &r->section->definition : &r->concept.definition;
    int rc = MM_OK;

    if (role == MM_ROLE_NOTE)
        return add_note(r, d->value);
    if (role == MM_ROLE_DEFINITION && !r->term && definition->len == 0) {
        *definition = d->value;
        *(r->section ? &r->section->definition_source
                     : &r->concept.definition_source) = d->source;
        return MM_OK;
    }
    if (r->term ? apply_to_term(r, role, d, &rc)
                : !r->section && apply_to_entry(r, role, d))
        return rc;
    if (d->source.len)
        mm_report_loss(r->in.report, "descrip/source", 0);
    return keep_as_prop(r, d->type, d->value);
}

/* <transacGrp>: who made or changed it, and when. */
static int read_transac(mtf_reader *r, const mm_xml_event *group, mm_error *err)
{
    mm_stamp    *s = r->term ? &r->term->stamp : &r->concept.stamp;
    bool         made = true;
    mm_xml_event e;
    int          rc;

    if (r->section && !r->term) {
        mm_report_loss(r->in.report, "section/stamp", group->line);
        return mm_xml_skip(r->in.xml, group, err);
    }
    while ((rc = mm_xml_inside(r->in.xml, group, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "transac")) {
            made =
                !mm_str_eq(mm_xml_attr_get(&e, "type"), MM_S("modification"));
            rc = mm_xml_reader_trimmed(
                &r->in, &e, made ? &s->created_by : &s->changed_by, err);
        } else if (mm_xml_is(&e, "date")) {
            rc = mm_xml_reader_trimmed(&r->in, &e,
                                       made ? &s->created : &s->changed, err);
        }
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int start_section(mtf_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str    tag = mm_xml_attr_get(e, "lang"), lang;
    mm_column col = { .lang = none };

    if (tag.len == 0 &&
        mm_column_parse(&col, &r->in.mem, mm_xml_attr_get(e, "type")))
        tag = col.lang;
    if (tag.len == 0)
        tag = mm_xml_attr_get(e, "type");
    if (mm_put_lang(&r->in.mem, &lang, tag) < 0 ||
        !(r->section = mm_section_of(&r->in.mem, &r->concept, lang)))
        return mm_fail_memory(err);
    return MM_OK;
}

static int start_term(mtf_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str text;
    int    rc = mm_xml_reader_trimmed(&r->in, e, &text, err);

    if (rc < 0)
        return rc;
    if (!r->section)
        return mm_source_fail(r->in.head.source, err, MM_EFORMAT, e->line,
                              "a term without a language");
    if (!(r->term = mm_add_term(&r->in.mem, r->section, text)))
        return mm_fail_memory(err);
    return MM_OK;
}

static int read_child(mtf_reader *r, const mm_xml_event *e, mm_error *err)
{
    descrip d;
    int     rc;

    if (mm_xml_is(e, "language"))
        return start_section(r, e, err);
    if (mm_xml_is(e, "term"))
        return start_term(r, e, err);
    if (mm_xml_is(e, "concept"))
        return mm_xml_reader_trimmed(&r->in, e, &r->concept.id, err);
    if (mm_xml_is(e, "transacGrp"))
        return read_transac(r, e, err);
    if (mm_xml_is(e, "descripGrp")) {
        if ((rc = read_descrip(r, e, &d, err)) < 0)
            return rc;
        return d.value.len && apply(r, &d) < 0 ? mm_fail_memory(err) : MM_OK;
    }
    if (mm_xml_is(e, "languageGrp") || mm_xml_is(e, "termGrp"))
        return MM_OK; /* what is inside comes by itself */
    if (!mm_xml_is(e, "system"))
        mm_report_loss(r->in.report, "concept/element", e->line);
    return mm_xml_skip(r->in.xml, e, err);
}

static int read_concept(mtf_reader *r, const mm_xml_event *group, mm_error *err)
{
    unsigned     depth = group->depth;
    mm_xml_event e;
    int          rc;

    r->concept = mm_concept_empty();
    r->section = NULL;
    r->term = NULL;
    while ((rc = mm_xml_next(r->in.xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_CLOSE && mm_xml_is(&e, "termGrp"))
            r->term = NULL;
        if (e.kind == MM_XML_CLOSE && mm_xml_is(&e, "languageGrp"))
            r->section = NULL;
        if (e.kind == MM_XML_OPEN && (rc = read_child(r, &e, err)) < 0)
            return rc;
    }
    return rc;
}

static int mtf_next(mm_reader *self, mm_item *out, mm_error *err)
{
    mtf_reader  *r = (mtf_reader *)self;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, NULL, &e, err)) == MM_ROW) {
        long line = e.line;

        if (e.depth == 1 && !mm_xml_is(&e, "mtf"))
            return mm_xml_wrong_root(r->in.xml, &e, "MultiTerm XML", err);
        if (!mm_xml_is(&e, "conceptGrp"))
            continue;
        mm_arena_clear(&r->in.mem);
        if ((rc = read_concept(r, &e, err)) < 0)
            return rc;
        mm_xml_good(r->in.xml);
        *out = (mm_item){ .concept = &r->concept, .line = line };
        return MM_ROW;
    }
    return rc;
}

int mm_multiterm_read(mm_reader **out, const char *path,
                      const mm_format_options *o, mm_report *report,
                      mm_error *err)
{
    int rc = mm_xml_reader_open(out, sizeof(mtf_reader), path, o, report, err);

    if (rc == MM_OK)
        (*out)->next = mtf_next;
    return rc;
}
