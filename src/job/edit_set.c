/*
 * "field=value" of a unit, concept or term.
 *
 * A field is a path: NAME, LANG, LANG.NAME, LANG.NUMBER, LANG.NUMBER.NAME. A
 * language alone is its text: the first term, or the wording of a unit. An
 * edit that fails leaves the row as it was: each assignment is read whole
 * before it touches anything.
 */
#include "formats/build.h"
#include "job/edit.h"

#include <stdlib.h>
#include <string.h>

const mm_text_field mm_concept_texts[] = {
    { "field", offsetof(mm_concept, field) },
    { "project", offsetof(mm_concept, project) },
    { "client", offsetof(mm_concept, client) },
    { "definition", offsetof(mm_concept, definition) },
    { "definition-source", offsetof(mm_concept, definition_source) },
    { 0 }
};
const mm_text_field mm_unit_texts[] = {
    { "project", offsetof(mm_unit, project) },
    { "client", offsetof(mm_unit, client) },
    { "field", offsetof(mm_unit, field) },
    { "status", offsetof(mm_unit, status) },
    { "document", offsetof(mm_unit, document) },
    { "source", offsetof(mm_unit, source_lang) },
    { 0 }
};
const mm_text_field mm_term_texts[] = { { "type", offsetof(mm_term, type) },
                                        { "pos",
                                          offsetof(mm_term, part_of_speech) },
                                        { "hanja", offsetof(mm_term, hanja) },
                                        { "source", offsetof(mm_term, source) },
                                        { 0 } };
const mm_text_field mm_section_texts[] = {
    { "definition", offsetof(mm_lang_section, definition) },
    { "definition-source", offsetof(mm_lang_section, definition_source) },
    { 0 }
};

mm_str *mm_text_field_in(const mm_text_field *fields, void *of, mm_str name)
{
    for (size_t i = 0; fields[i].name; i++)
        if (mm_str_eq(name, mm_cstr(fields[i].name)))
            return (mm_str *)((char *)of + fields[i].at);
    return NULL;
}

/* One assignment, taken apart. */
typedef struct setting {
    mm_edit  *e;
    mm_arena *mem;
    mm_str    path, value;
    bool      adds; /* += */
    mm_error *err;
} setting;

static int no_field(const setting *s, const char *fields)
{
    return mm_fail(s->err, MM_EINVALID, "no field '%.*s': %s",
                   (int)(s->path.len > 60 ? 60 : s->path.len), s->path.ptr,
                   fields);
}

static int bad_value(const setting *s, const char *values)
{
    return mm_fail(s->err, MM_EINVALID, "%.*s cannot be '%.*s': %s",
                   (int)s->path.len, s->path.ptr,
                   (int)(s->value.len > 60 ? 60 : s->value.len), s->value.ptr,
                   values);
}

static int put_text(const setting *s, mm_str *field)
{
    if (s->adds)
        return mm_fail(s->err, MM_EINVALID,
                       "'%.*s' holds one value: set it "
                       "with =",
                       (int)s->path.len, s->path.ptr);
    return mm_put_str(s->mem, field, s->value) < 0 ? mm_fail_memory(s->err)
                                                   : MM_OK;
}

static int put_note(const setting *s, const mm_note **notes, size_t *n)
{
    if (!s->adds)
        *n = 0;
    return s->value.len && mm_add_note(s->mem, notes, n, s->value, MM_S("")) < 0
               ? mm_fail_memory(s->err)
               : MM_OK;
}

/* ---- terms ---- */

static const char statuses[] = "preferred, admitted, deprecated, superseded, "
                               "forbidden, do-not-translate, or empty";

static int put_status(const setting *s, mm_term *term)
{
    mm_term_status status = MM_TERM_UNSAID;

    if (s->value.len && !mm_term_status_parse(&status, s->value))
        return bad_value(s, statuses);
    term->status = status;
    return MM_OK;
}

static int put_context(const setting *s, mm_term *term)
{
    if (!s->adds)
        term->n_contexts = 0;
    return s->value.len && mm_add_context(s->mem, term, s->value, MM_S("")) < 0
               ? mm_fail_memory(s->err)
               : MM_OK;
}

static void remove_at(void *items, size_t *n, size_t i, size_t size)
{
    char *at = (char *)items + i * size;

    memmove(at, at + size, (*n - i - 1) * size);
    --*n;
}

/* A term without text goes, and a language without terms. */
static void remove_term(mm_concept *c, mm_lang_section *section, size_t place)
{
    remove_at((mm_term *)section->terms, &section->n_terms, place,
              sizeof *section->terms);
    if (section->n_terms == 0)
        remove_at((mm_lang_section *)c->sections, &c->n_sections,
                  (size_t)(section - c->sections), sizeof *c->sections);
}

static int set_term_field(const setting *s, mm_term *term, mm_str name)
{
    mm_str *text = mm_text_field_in(mm_term_texts, term, name);

    if (text)
        return put_text(s, text);
    if (mm_str_eq(name, MM_S("status")))
        return put_status(s, term);
    if (mm_str_eq(name, MM_S("note")))
        return put_note(s, &term->notes, &term->n_notes);
    if (mm_str_eq(name, MM_S("context")))
        return put_context(s, term);
    return no_field(s, "a term has text, status, type, pos, hanja, source, "
                       "note, context");
}

static int set_term(const setting *s, mm_concept *c, mm_lang_section *section,
                    size_t place, mm_str name)
{
    mm_term *term = (mm_term *)&section->terms[place];

    if (name.len && !mm_str_eq(name, MM_S("text")))
        return set_term_field(s, term, name);
    if (s->value.len == 0) {
        remove_term(c, section, place);
        return MM_OK;
    }
    return put_text(s, &term->text);
}

/* ---- concepts ---- */

static mm_lang_section *find_section(mm_concept *c, mm_str lang)
{
    for (int narrow = 1; narrow >= 0; narrow--)
        for (size_t i = 0; i < c->n_sections; i++)
            if (narrow ? mm_str_eq(c->sections[i].lang, lang)
                       : mm_lang_matches(c->sections[i].lang, lang))
                return (mm_lang_section *)&c->sections[i];
    return NULL;
}

static int new_term(const setting *s, mm_concept *c, mm_str lang)
{
    mm_lang_section *section = find_section(c, lang);

    if (s->value.len == 0)
        return mm_fail(s->err, MM_ENOTFOUND, "no term of '%.*s' to remove",
                       (int)lang.len, lang.ptr);
    if (!section && !(section = mm_section_of(s->mem, c, lang)))
        return mm_fail_memory(s->err);
    return mm_add_term(s->mem, section, s->value) ? MM_OK
                                                  : mm_fail_memory(s->err);
}

/* Does `text` consist of digits? Its number, else 0. */
static size_t place_of(mm_str text)
{
    size_t place = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || place > 10000)
            return 0;
        place = place * 10 + (size_t)(text.ptr[i] - '0');
    }
    return place;
}

/* ko, ko.2, ko.hanja, ko.2.hanja, ko.definition. */
static int set_in_lang(const setting *s, mm_concept *c)
{
    mm_str           rest = s->path, lang = mm_str_cut(&rest, '.');
    mm_lang_section *section = find_section(c, lang);
    mm_str           name = rest, head = mm_str_cut(&rest, '.');
    size_t           place = place_of(head);
    mm_str          *text;

    if (place)
        name = rest;
    if (!section && (lang.len == 3 || (lang.len > 3 && lang.ptr[3] == '-')))
        return no_field(s, "a language of three letters is begun in the form "
                           "(malmoi edit ID), lest a slip make one");
    if (name.len == 0 && !place && (s->adds || !section))
        return new_term(s, c, lang);
    if (!section)
        return mm_fail(s->err, MM_ENOTFOUND,
                       "no term of '%.*s' yet: set it "
                       "with %.*s=...",
                       (int)lang.len, lang.ptr, (int)lang.len, lang.ptr);
    if (!place && (text = mm_text_field_in(mm_section_texts, section, name)))
        return put_text(s, text);
    place = place ? place : 1;
    if (place > section->n_terms)
        return mm_fail(s->err, MM_ENOTFOUND, "'%.*s' has %zu terms, not %zu",
                       (int)lang.len, lang.ptr, section->n_terms, place);
    return set_term(s, c, section, place - 1, name);
}

/* Of a concept as a whole: its review, or the status of each term. */
static int set_concept_status(const setting *s, mm_concept *c)
{
    mm_review review;
    int       rc = MM_OK;

    if (mm_review_parse(&review, s->value)) {
        c->review = review;
        return MM_OK;
    }
    for (size_t i = 0; i < c->n_sections; i++)
        for (size_t k = 0; rc == MM_OK && k < c->sections[i].n_terms; k++)
            rc = put_status(s, (mm_term *)&c->sections[i].terms[k]);
    return rc;
}

static int set_in_concept(const setting *s, mm_concept *c)
{
    mm_str *text = mm_text_field_in(mm_concept_texts, c, s->path);
    mm_str  head = s->path, lang = mm_str_cut(&head, '.');

    if (text)
        return put_text(s, text);
    if (mm_str_eq(s->path, MM_S("kind")))
        return mm_kind_parse(&c->kind, s->value)
                   ? MM_OK
                   : bad_value(s, "term, person, organization, place, event, "
                                  "work, title, acronym");
    if (mm_str_eq(s->path, MM_S("review")))
        return mm_review_parse(&c->review, s->value)
                   ? MM_OK
                   : bad_value(s, "proposed, approved, rejected");
    if (mm_str_eq(s->path, MM_S("status")))
        return set_concept_status(s, c);
    if (mm_str_eq(s->path, MM_S("note")))
        return put_note(s, &c->notes, &c->n_notes);
    if (mm_is_lang_tag(lang))
        return set_in_lang(s, c);
    return no_field(s, "a concept has kind, review, status, field, project, "
                       "client, definition, note, and languages as en, "
                       "ko.hanja, ko.2.status");
}

/* Of the term that the ref means. */
static int set_in_term(const setting *s, mm_concept *c)
{
    mm_lang_section *section = find_section(c, s->e->ref.lang);

    if (!section || s->e->ref.place > section->n_terms)
        return mm_fail(s->err, MM_ENOTFOUND, "that term is gone");
    return set_term(s, c, section, s->e->ref.place - 1, s->path);
}

/* ---- units ---- */

static int set_variant(const setting *s, mm_unit *u)
{
    mm_variant *v = (mm_variant *)mm_unit_variant(u, s->path);

    if (s->adds)
        return mm_fail(s->err, MM_EINVALID,
                       "a unit has one text of '%.*s': "
                       "set it with =",
                       (int)s->path.len, s->path.ptr);
    if (s->value.len == 0 && v) {
        remove_at((mm_variant *)u->variants, &u->n_variants,
                  (size_t)(v - u->variants), sizeof *v);
        return MM_OK;
    }
    if (!v) {
        v = mm_list_add(s->mem, &u->variants, &u->n_variants, sizeof *v);
        if (!v || mm_put_lang(s->mem, &v->lang, s->path) < 0)
            return mm_fail_memory(s->err);
    }
    return mm_coded_text_read(v, s->mem, s->value, s->err);
}

static int set_in_unit(const setting *s, mm_unit *u)
{
    mm_str *text = mm_text_field_in(mm_unit_texts, u, s->path);

    if (text)
        return put_text(s, text);
    if (mm_str_eq(s->path, MM_S("note")))
        return put_note(s, &u->notes, &u->n_notes);
    if (mm_is_lang_tag(s->path))
        return set_variant(s, u);
    return no_field(s, "a unit has project, client, field, status, document, "
                       "source, note, and languages as en, ko");
}

/* ---- all ---- */

int mm_edit_set(mm_edit *edit, mm_str assignment, mm_error *err)
{
    setting s = {
        .e = edit, .mem = &edit->now.mem, .err = err, .value = assignment
    };
    size_t bad;

    if (mm_str_find(assignment, MM_S("="), 0) == SIZE_MAX)
        return mm_fail(err, MM_EINVALID,
                       "'%.*s' sets nothing: write "
                       "field=value",
                       (int)(assignment.len > 60 ? 60 : assignment.len),
                       assignment.ptr);
    if (!mm_utf8_valid(assignment, &bad))
        return mm_fail(err, MM_EINVALID, "'%.*s...' is no UTF-8", (int)bad,
                       assignment.ptr);
    s.path = mm_str_trim(mm_str_cut(&s.value, '='));
    if (mm_str_ends(s.path, MM_S("+"))) {
        s.adds = true;
        s.path = mm_str_trim(mm_str_sub(s.path, 0, s.path.len - 1));
    }
    if (edit->item.unit)
        return set_in_unit(&s, mm_edit_unit(edit));
    if (edit->ref.lang.len)
        return set_in_term(&s, mm_edit_concept(edit));
    return set_in_concept(&s, mm_edit_concept(edit));
}

int mm_edit_add_text(mm_edit *edit, mm_str lang, mm_str text, mm_error *err)
{
    setting s = { .e = edit,
                  .mem = &edit->now.mem,
                  .path = lang,
                  .value = text,
                  .adds = edit->item.concept != NULL,
                  .err = err };
    size_t  bad;

    if (!mm_utf8_valid(text, &bad) || mm_str_trim(text).len == 0)
        return mm_fail(err, MM_EINVALID, "a term is text in UTF-8, not '%.*s'",
                       (int)(text.len > 60 ? 60 : text.len), text.ptr);
    if (!mm_is_lang_tag(lang))
        return mm_fail(err, MM_EINVALID, "'%.*s' is no language tag as en, ko",
                       (int)lang.len, lang.ptr);
    if (edit->item.concept)
        return new_term(&s, mm_edit_concept(edit), lang);
    if (mm_unit_variant(edit->item.unit, lang))
        return mm_fail(err, MM_EINVALID,
                       "two texts of '%.*s' are no unit: "
                       "name the languages with -l en,ko",
                       (int)lang.len, lang.ptr);
    return set_variant(&s, mm_edit_unit(edit));
}
