/*
 * TBX in: ISO 30042:2019 (v3; data categories as attributes or as elements) and
 * TBX 2008 (martif; tig and ntig, whatever DTD the file names).
 *
 * Both nest the same way: an entry holds language sections, these hold terms,
 * and at each level stand data: a descrip, admin, termNote, note, xref or
 * transac, alone or in a group with its source. read_level() walks a level;
 * each datum goes to apply(), which knows the fields of a concept; what has no
 * field becomes a prop "ELEMENT/TYPE" (an xref's value is its target, a space
 * and its text). A data category that is an element of a module's namespace is
 * the same datum under another spelling.
 *
 * Both vocabularies of status are read: preferredTerm-admn-sts and preferred,
 * under administrativeStatus or usageStatus; deprecated with the note
 * "forbidden" is forbidden. White space around a datum is not kept. Lost, and
 * said so: inline mark-up (its text stays), notes inside groups, the header,
 * the back matter, term components.
 */
#include "formats/tbx.h"
#include "formats/all.h"
#include "formats/build.h"
#include "formats/xml_reader.h"

#include <string.h>

typedef enum level { ENTRY, SECTION, TERM } level;

typedef struct tbx_reader {
    mm_xml_reader in;
    mm_concept concept;
    mm_lang_section *section; /* the one being read; NULL at the entry */
    mm_term         *term;
    bool             term_seen; /* its <term>, in the termSec being read */
} tbx_reader;

/* One datum, with what its group says of it. All text is in r->in.mem. */
typedef struct datum {
    mm_str element, type, value, lang, target;
    mm_str source;     /* of its group: admin source */
    mm_str date, name; /* of its group: date, responsibility */
    long   line;
} datum;

static const struct {
    const char *category, *element;
} categories[] = {
    { "administrativeStatus", "termNote" },
    { "usageStatus", "termNote" },
    { "termStatus", "termNote" },
    { "partOfSpeech", "termNote" },
    { "termType", "termNote" },
    { "grammaticalGender", "termNote" },
    { "grammaticalNumber", "termNote" },
    { "geographicalUsage", "termNote" },
    { "termLocation", "termNote" },
    { "definition", "descrip" },
    { "context", "descrip" },
    { "subjectField", "descrip" },
    { "source", "admin" },
    { "customerSubset", "admin" },
    { "customer", "admin" },
    { "projectSubset", "admin" },
    { "crossReference", "ref" },
    { "externalCrossReference", "xref" },
    { "xGraphic", "xref" },
    { "transactionType", "transac" },
    { "responsibility", "transacNote" },
};

/* ---- a datum ---- */

static bool is(mm_str text, const char *what)
{
    return mm_str_eq(text, mm_cstr(what));
}

/* The datum that element `e` holds, its text read to the end. */
static int read_datum(tbx_reader *r, datum *d, const mm_xml_event *e,
                      mm_error *err)
{
    static const mm_str none = { "", 0 };
    bool                marked = false;
    int                 rc;

    *d = (datum){ .type = none,
                  .lang = none,
                  .target = none,
                  .source = none,
                  .date = none,
                  .name = none,
                  .line = e->line };
    d->element = e->name;
    if (mm_put_str(&r->in.mem, &d->type, mm_xml_attr_get(e, "type")) < 0 ||
        mm_put_lang(&r->in.mem, &d->lang, mm_xml_attr_get(e, "xml:lang")) < 0 ||
        mm_put_str(&r->in.mem, &d->target, mm_xml_attr_get(e, "target")) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        if (is(e->name, categories[i].category)) {
            d->type = mm_cstr(categories[i].category);
            d->element = mm_cstr(categories[i].element);
        }
    }
    mm_buf_clear(&r->in.text);
    if ((rc = mm_xml_content(r->in.xml, e, &r->in.text, &marked, err)) < 0)
        return rc;
    if (marked)
        mm_report_loss(r->in.report, "inline mark-up", e->line);
    return mm_put_str(&r->in.mem, &d->value,
                      mm_str_trim(mm_buf_str(&r->in.text))) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

/* Joins `d`, a later member of a group, to `main`. */
static void join(tbx_reader *r, datum *main, const datum *d)
{
    if (is(d->element, "admin") && is(d->type, "source") &&
        main->source.len == 0)
        main->source = d->value;
    else if (is(d->element, "date") && main->date.len == 0)
        main->date = d->value;
    else if (is(d->element, "transacNote") && main->name.len == 0) {
        main->name = d->value;
        if (d->target.len)
            mm_report_loss(r->in.report, "transacNote/target", d->line);
    } else {
        mm_report_loss(r->in.report, "group/element", d->line);
    }
}

static int read_group(tbx_reader *r, datum *main, const mm_xml_event *group,
                      mm_error *err)
{
    size_t       n = 0;
    mm_xml_event e;
    datum        d;
    int          rc;

    *main = (datum){ .line = group->line };
    while ((rc = mm_xml_inside(r->in.xml, group, &e, err)) == MM_ROW) {
        if ((rc = read_datum(r, &d, &e, err)) < 0)
            return rc;
        if (n++ == 0)
            *main = d;
        else
            join(r, main, &d);
    }
    return rc;
}

/* ---- data to fields ---- */

static level where(const tbx_reader *r)
{
    return r->term ? TERM : r->section ? SECTION : ENTRY;
}

/* A prop of the level that is being read. */
static int add_prop(tbx_reader *r, mm_str type, mm_str value, mm_str lang)
{
    mm_concept *c = &r->concept;

    switch (where(r)) {
    case TERM:
        return mm_add_prop(&r->in.mem, &r->term->props, &r->term->n_props, type,
                           value, lang);
    case SECTION:
        return mm_add_prop(&r->in.mem, &r->section->props, &r->section->n_props,
                           type, value, lang);
    default:
        return mm_add_prop(&r->in.mem, &c->props, &c->n_props, type, value,
                           lang);
    }
}

static int keep_as_prop(tbx_reader *r, const datum *d)
{
    mm_buf type = { 0 }, value = { 0 };
    bool   reference = is(d->element, "xref") || is(d->element, "ref");
    int    rc;

    if ((rc = mm_buf_put(&type, d->element)) == MM_OK && d->type.len &&
        (rc = mm_buf_putc(&type, '/')) == MM_OK)
        rc = mm_buf_put(&type, d->type);
    if (rc == MM_OK && reference &&
        (rc = mm_buf_put(&value, d->target)) == MM_OK && d->value.len)
        rc = mm_buf_putc(&value, ' ');
    if (rc == MM_OK && (rc = mm_buf_put(&value, d->value)) == MM_OK)
        rc = add_prop(r, mm_buf_str(&type), mm_buf_str(&value), d->lang);
    if (d->source.len)
        mm_report_loss(r->in.report, "group/source", d->line);
    mm_buf_release(&type);
    mm_buf_release(&value);
    return rc;
}

/* Puts `d` to a field that is still empty. */
static int set(tbx_reader *r, mm_str *field, const datum *d)
{
    if (field->len)
        return keep_as_prop(r, d);
    *field = d->value;
    if (d->source.len)
        mm_report_loss(r->in.report, "group/source", d->line);
    return MM_OK;
}

static int set_definition(tbx_reader *r, mm_str *field, mm_str *source,
                          const datum *d)
{
    if (field->len)
        return keep_as_prop(r, d);
    *field = d->value;
    *source = d->source;
    return MM_OK;
}

/* "x-malmoi-LABEL: VALUE" back to where it came from; MM_ROW when it is no
 * such note. */
static int apply_own_note(tbx_reader *r, const datum *d)
{
    mm_str   value = d->value, label, none = { "", 0 };
    size_t   at = mm_str_find(value, MM_S(": "), 0);
    mm_term *t = r->term;

    if (at == SIZE_MAX && mm_str_ends(value, MM_S(":")))
        at = value.len - 1; /* an empty value, its space trimmed */
    if (!mm_str_starts(value, MM_S(MM_TBX_OURS)) || at == SIZE_MAX)
        return MM_ROW;
    label = mm_str_sub(value, sizeof MM_TBX_OURS - 1,
                       at - (sizeof MM_TBX_OURS - 1));
    value = mm_str_sub(value, at + 2, SIZE_MAX);
    if (mm_str_starts(label, MM_S(MM_TBX_PROP)))
        return add_prop(r, mm_str_sub(label, sizeof MM_TBX_PROP - 1, SIZE_MAX),
                        value, d->lang.len ? d->lang : none);
    if (is(label, "kind") && mm_kind_parse(&r->concept.kind, value))
        return MM_OK;
    if (is(label, "created") || is(label, "changed")) {
        mm_stamp *s = t ? &t->stamp : &r->concept.stamp;

        *(is(label, "created") ? &s->created : &s->changed) = value;
        return MM_OK;
    }
    if (t && is(label, "hanja"))
        t->hanja = value;
    else if (t && is(label, "part-of-speech"))
        t->part_of_speech = value;
    else if (t && is(label, "type"))
        t->type = value;
    else
        return MM_ROW;
    return MM_OK;
}

static int apply_note(tbx_reader *r, const datum *d)
{
    mm_concept *c = &r->concept;
    int         rc = apply_own_note(r, d);

    if (rc != MM_ROW)
        return rc;
    switch (where(r)) {
    case TERM:
        if (mm_tbx_review_in(c, d->value))
            return MM_OK;
        return mm_add_note(&r->in.mem, &r->term->notes, &r->term->n_notes,
                           d->value, d->lang);
    case SECTION:
        return mm_add_note(&r->in.mem, &r->section->notes, &r->section->n_notes,
                           d->value, d->lang);
    default:
        return mm_add_note(&r->in.mem, &c->notes, &c->n_notes, d->value,
                           d->lang);
    }
}

static int apply_transac(tbx_reader *r, const datum *d)
{
    mm_stamp *s = r->term ? &r->term->stamp : &r->concept.stamp;
    bool      made = is(d->value, "origination") || is(d->value, "creation") ||
                is(d->value, "input") || is(d->value, "importation");
    bool    changed = is(d->value, "modification");
    mm_str *date = made ? &s->created : &s->changed;
    mm_str *name = made ? &s->created_by : &s->changed_by;

    if ((!made && !changed) || where(r) == SECTION) {
        if (d->date.len || d->name.len)
            mm_report_loss(r->in.report, "transac/date", d->line);
        return keep_as_prop(r, d);
    }
    if (date->len == 0 || !made) { /* of several changes the last one */
        if (date->len || name->len)
            mm_report_loss(r->in.report, "transac", d->line);
        *date = d->date;
        *name = d->name;
    }
    return MM_OK;
}

static bool is_status(mm_str type)
{
    return is(type, "administrativeStatus") || is(type, "usageStatus") ||
           is(type, "termStatus") || is(type, "normativeAuthorization");
}

static int apply_to_term(tbx_reader *r, const datum *d)
{
    mm_term *t = r->term;

    if (is(d->element, "termNote") && is_status(d->type)) {
        if (t->status == MM_TERM_UNSAID && mm_status_word(&t->status, d->value))
            return MM_OK;
        return keep_as_prop(r, d);
    }
    if (is(d->type, "partOfSpeech"))
        return set(r, &t->part_of_speech, d);
    if (is(d->type, "termType"))
        return set(r, &t->type, d);
    if (is(d->type, "context") && is(d->element, "descrip"))
        return mm_add_context(&r->in.mem, t, d->value, d->source);
    if (is(d->type, "source") && is(d->element, "admin"))
        return set(r, &t->source, d);
    return keep_as_prop(r, d);
}

static int apply_to_entry(tbx_reader *r, const datum *d)
{
    mm_concept *c = &r->concept;

    if (is(d->type, "definition"))
        return set_definition(r, &c->definition, &c->definition_source, d);
    if (is(d->type, "subjectField"))
        return set(r, &c->field, d);
    if (is(d->type, "customerSubset") || is(d->type, "customer"))
        return set(r, &c->client, d);
    if (is(d->type, "projectSubset"))
        return set(r, &c->project, d);
    return keep_as_prop(r, d);
}

static int apply(tbx_reader *r, const datum *d)
{
    if (is(d->element, "note"))
        return apply_note(r, d);
    if (is(d->element, "transac"))
        return apply_transac(r, d);
    if (where(r) == TERM)
        return apply_to_term(r, d);
    if (where(r) == ENTRY)
        return apply_to_entry(r, d);
    if (is(d->type, "definition"))
        return set_definition(r, &r->section->definition,
                              &r->section->definition_source, d);
    return keep_as_prop(r, d);
}

/* ---- levels ---- */

static int read_level(tbx_reader *r, const mm_xml_event *open, mm_error *err);

static bool is_term_level(const mm_xml_event *e)
{
    return mm_xml_is(e, "termSec") || mm_xml_is(e, "tig") ||
           mm_xml_is(e, "ntig");
}

static bool is_group(const mm_xml_event *e)
{
    return e->name.len > 3 &&
           mm_str_eq(mm_str_sub(e->name, e->name.len - 3, 3), MM_S("Grp"));
}

/* The word "forbidden" on a deprecated term says more than deprecated, and so
 * does "do-not-translate" on a preferred one. */
static void settle_term(mm_term *t)
{
    mm_note       *notes = (mm_note *)t->notes;
    bool           good = t->status == MM_TERM_PREFERRED;
    mm_term_status own = good ? MM_TERM_UNTRANSLATED : MM_TERM_FORBIDDEN;

    if (!good && t->status != MM_TERM_DEPRECATED)
        return;
    for (size_t i = 0; i < t->n_notes; i++) {
        if (is(notes[i].text, mm_term_status_name(own))) {
            memmove(notes + i, notes + i + 1,
                    (t->n_notes - i - 1) * sizeof *notes);
            t->n_notes--;
            t->status = own;
            return;
        }
    }
}

static int read_section(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    mm_str lang;
    int    rc;

    if (mm_put_lang(&r->in.mem, &lang, mm_xml_attr_get(e, "xml:lang")) < 0 ||
        !(r->section = mm_section_of(&r->in.mem, &r->concept, lang)))
        return mm_fail_memory(err);
    if (lang.len == 0)
        mm_report_warn(r->in.report, e->line,
                       "language section without xml:lang");
    rc = read_level(r, e, err);
    r->section = NULL;
    return rc;
}

static int read_term_level(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    long line = e->line;
    int  rc;

    if (!(r->term = mm_add_term(&r->in.mem, r->section, (mm_str){ 0 })))
        return mm_fail_memory(err);
    r->term_seen = false;
    if ((rc = read_level(r, e, err)) == MM_OK) {
        settle_term(r->term);
        if (!r->term_seen) {
            mm_report_warn(r->in.report, line,
                           "an entry of no term is left out");
            r->section->n_terms--;
        }
    }
    r->term = NULL;
    return rc;
}

static int read_term(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    datum d;
    int   rc = read_datum(r, &d, e, err);

    if (rc < 0)
        return rc;
    if (r->term_seen) {
        mm_report_loss(r->in.report, "second term", d.line);
        return MM_OK;
    }
    r->term_seen = true;
    r->term->text = d.value;
    return MM_OK;
}

static int read_child(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    level at = where(r);
    long  line = e->line;
    datum d;
    int   rc;

    if (at == ENTRY && (mm_xml_is(e, "langSec") || mm_xml_is(e, "langSet")))
        return read_section(r, e, err);
    if (at == SECTION && is_term_level(e))
        return read_term_level(r, e, err);
    if (at == TERM && mm_xml_is(e, "termGrp"))
        return read_level(r, e, err);
    if (at == TERM && mm_xml_is(e, "term"))
        return read_term(r, e, err);
    if (mm_xml_is(e, "termCompList")) {
        mm_report_loss(r->in.report, "termCompList", line);
        return mm_xml_skip(r->in.xml, e, err);
    }
    rc = is_group(e) ? read_group(r, &d, e, err) : read_datum(r, &d, e, err);
    if (rc < 0 || !d.element.ptr)
        return rc;
    if (at == TERM && !r->term_seen)
        mm_report_warn(r->in.report, line,
                       "the term is not first in its section");
    return apply(r, &d) < 0 ? mm_fail_memory(err) : MM_OK;
}

static int read_level(tbx_reader *r, const mm_xml_event *open, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, open, &e, err)) == MM_ROW) {
        if ((rc = read_child(r, &e, err)) < 0)
            return rc;
    }
    return rc;
}

static int read_entry(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    r->concept = mm_concept_empty();
    r->section = NULL;
    r->term = NULL;
    if (mm_tbx_id_in(&r->in.mem, &r->concept.id, mm_xml_attr_get(e, "id")) < 0)
        return mm_fail_memory(err);
    return read_level(r, e, err);
}

static int read_head(tbx_reader *r, const mm_xml_event *e, mm_error *err)
{
    if (e->depth == 1 && !mm_xml_is(e, "tbx") && !mm_xml_is(e, "martif") &&
        !mm_xml_is(e, "TBX"))
        return mm_xml_wrong_root(r->in.xml, e, "TBX", err);
    if (mm_xml_is(e, "refObject"))
        mm_report_loss(r->in.report, "back/refObject", e->line);
    if (mm_xml_is(e, "titleStmt") || mm_xml_is(e, "revisionDesc") ||
        mm_xml_is(e, "publicationStmt"))
        mm_report_loss(r->in.report, "header", e->line);
    return MM_OK;
}

static int tbx_next(mm_reader *self, mm_item *out, mm_error *err)
{
    tbx_reader  *r = (tbx_reader *)self;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(r->in.xml, NULL, &e, err)) == MM_ROW) {
        long line = e.line;

        if (!mm_xml_is(&e, "conceptEntry") && !mm_xml_is(&e, "termEntry")) {
            if ((rc = read_head(r, &e, err)) < 0)
                return rc;
            continue;
        }
        mm_arena_clear(&r->in.mem);
        if ((rc = read_entry(r, &e, err)) < 0)
            return rc;
        mm_xml_good(r->in.xml);
        *out = (mm_item){ .concept = &r->concept, .line = line };
        return MM_ROW;
    }
    return rc;
}

int mm_tbx_read(mm_reader **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err)
{
    int rc = mm_xml_reader_open(out, sizeof(tbx_reader), path, o, report, err);

    if (rc == MM_OK)
        (*out)->next = tbx_next;
    return rc;
}
