/*
 * A unit or concept as a small text form for an editor, and back.
 *
 *     kind: term
 *     field: defence
 *
 *     [ko]
 *     term: 북방한계선
 *       status: preferred
 *
 * A line is "name: value"; "#" begins a remark. What stands in the form is all
 * there is of the fields that a form has: a line taken out clears its field. A
 * value is one line: \n, \t and \\ stand for what they do in C, \| for a bar in
 * a context. What a form has no field for (props, who and when) goes with the
 * term of the same text, or else of the same place.
 */
#include "formats/build.h"
#include "job/edit.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

static int put_value(mm_buf *out, mm_str value, bool bar)
{
    int rc = MM_OK;

    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool edge = c == ' ' && (i == 0 || i + 1 == value.len);

        if (c == '\n' || c == '\t' || c == '\r' || c == '\\')
            rc |= mm_buf_printf(out, "\\%c",
                                c == '\n'   ? 'n'
                                : c == '\t' ? 't'
                                : c == '\r' ? 'r'
                                            : '\\');
        else if (edge)
            rc |= mm_buf_put(out, MM_S("\\s"));
        else if (c == '|' && bar)
            rc |= mm_buf_put(out, MM_S("\\|"));
        else
            rc |= mm_buf_putc(out, c);
    }
    return rc;
}

static int put_line(mm_buf *out, const char *indent, const char *name,
                    mm_str value)
{
    int rc = mm_buf_printf(out, "%s%s:%s", indent, name, value.len ? " " : "");

    rc |= put_value(out, value, false);
    return rc | mm_buf_putc(out, '\n');
}

static int put_texts(mm_buf *out, const char *indent,
                     const mm_text_field *fields, const void *of)
{
    int rc = MM_OK;

    for (size_t i = 0; fields[i].name; i++)
        rc |= put_line(out, indent, fields[i].name,
                       *(const mm_str *)((const char *)of + fields[i].at));
    return rc;
}

static int put_notes(mm_buf *out, const char *indent, const mm_note *notes,
                     size_t n)
{
    int rc = n ? MM_OK : put_line(out, indent, "note", MM_S(""));

    for (size_t i = 0; i < n; i++)
        rc |= put_line(out, indent, "note", notes[i].text);
    return rc;
}

static int put_context(mm_buf *out, const mm_context *context)
{
    int rc = mm_buf_put(out, MM_S("  context: "));

    rc |= put_value(out, context->text, true);
    if (context->source.len) {
        rc |= mm_buf_put(out, MM_S(" | "));
        rc |= put_value(out, context->source, true);
    }
    return rc | mm_buf_putc(out, '\n');
}

static int put_term(mm_buf *out, const mm_term *term)
{
    int rc = put_line(out, "", "term", term->text);

    rc |= put_line(out, "  ", "status",
                   mm_cstr(mm_term_status_name(term->status)));
    rc |= put_texts(out, "  ", mm_term_texts, term);
    rc |= put_notes(out, "  ", term->notes, term->n_notes);
    for (size_t i = 0; i < term->n_contexts; i++)
        rc |= put_context(out, &term->contexts[i]);
    return rc;
}

static int put_concept(mm_buf *out, const mm_concept *c)
{
    int rc = put_line(out, "", "kind", mm_cstr(mm_kind_name(c->kind)));

    rc |= put_line(out, "", "review", mm_cstr(mm_review_name(c->review)));
    rc |= put_texts(out, "", mm_concept_texts, c);
    rc |= put_notes(out, "", c->notes, c->n_notes);
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        rc |= mm_buf_printf(out, "\n[%.*s]\n", (int)s->lang.len, s->lang.ptr);
        rc |= put_texts(out, "", mm_section_texts, s);
        for (size_t k = 0; k < s->n_terms; k++)
            rc |= put_term(out, &s->terms[k]);
    }
    return rc;
}

static int put_variant(mm_buf *out, const mm_variant *v)
{
    mm_buf text = { 0 };
    int    rc = mm_buf_printf(out, "\n[%.*s]\n", (int)v->lang.len, v->lang.ptr);

    for (size_t i = 0; i < v->n_codes; i++) {
        rc |= mm_buf_printf(out, "# {%zu} is ", i + 1);
        rc |= put_value(
            out, v->codes[i].data.len ? v->codes[i].data : v->codes[i].id,
            false);
        rc |= mm_buf_putc(out, '\n');
    }
    rc |= mm_coded_text(&text, v);
    rc |= put_line(out, "", "text", mm_buf_str(&text));
    mm_buf_release(&text);
    return rc;
}

static int put_unit(mm_buf *out, const mm_unit *u)
{
    int rc = put_texts(out, "", mm_unit_texts, u);

    rc |= put_notes(out, "", u->notes, u->n_notes);
    for (size_t i = 0; i < u->n_variants; i++)
        rc |= put_variant(out, &u->variants[i]);
    return rc;
}

int mm_edit_form(mm_buf *out, const mm_edit *edit, mm_error *err)
{
    int rc = edit->item.unit ? put_unit(out, edit->item.unit)
                             : put_concept(out, edit->item.concept);

    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* ---- reading ---- */

typedef struct form {
    mm_edit  *e;
    mm_arena *mem;
    mm_unit   unit; /* as the form has it so far */
    mm_concept concept;
    mm_lang_section *section;
    mm_term         *term;
    mm_variant      *variant;
    long             line;
    mm_str           name, value;
    mm_error        *err;
} form;

static int bad(const form *f, const char *what)
{
    return mm_fail_at(f->err, MM_EFORMAT, f->line, "%s: '%.*s'", what,
                      (int)(f->name.len > 60 ? 60 : f->name.len), f->name.ptr);
}

static int bad_value(const form *f, const char *values)
{
    return mm_fail_at(f->err, MM_EFORMAT, f->line, "%.*s cannot be '%.*s': %s",
                      (int)f->name.len, f->name.ptr,
                      (int)(f->value.len > 60 ? 60 : f->value.len),
                      f->value.ptr, values);
}

/* `text` without its escapes, in the form's memory. */
static int plain(mm_str *out, const form *f, mm_str text)
{
    char  *to = mm_arena_alloc(f->mem, text.len + 1);
    size_t n = 0;

    if (!to)
        return mm_fail_memory(f->err);
    for (size_t i = 0; i < text.len; i++) {
        static const char names[] = "ntrs\\|", values[] = "\n\t\r \\|";
        const char       *at;

        if (text.ptr[i] == '\\' && i + 1 < text.len &&
            (at = strchr(names, text.ptr[i + 1])) && *at) {
            to[n++] = values[at - names];
            i++;
        } else {
            to[n++] = text.ptr[i];
        }
    }
    *out = (mm_str){ to, n };
    return MM_OK;
}

static int take(const form *f, mm_str *field)
{
    return plain(field, f, f->value);
}

static int take_note(const form *f, const mm_note **notes, size_t *n)
{
    mm_str text;
    int    rc = plain(&text, f, f->value);

    if (rc == MM_OK && text.len &&
        mm_add_note(f->mem, notes, n, text, MM_S("")) < 0)
        rc = mm_fail_memory(f->err);
    return rc;
}

/* "sentence | source": the bar that no backslash stands before. */
static int take_context(const form *f)
{
    size_t bar = 0;
    mm_str text, source = MM_S("");
    int    rc;

    while (bar < f->value.len && !(f->value.ptr[bar] == '|' &&
                                   (bar == 0 || f->value.ptr[bar - 1] != '\\')))
        bar++;
    rc = plain(&text, f, mm_str_trim(mm_str_sub(f->value, 0, bar)));
    if (rc == MM_OK)
        rc = plain(&source, f,
                   mm_str_trim(mm_str_sub(f->value, bar + 1, SIZE_MAX)));
    if (rc == MM_OK && text.len &&
        mm_add_context(f->mem, f->term, text, source) < 0)
        rc = mm_fail_memory(f->err);
    return rc;
}

/* ---- what a form has no field for ---- */

static const mm_lang_section *old_section(const form *f, mm_str lang)
{
    const mm_concept *c = f->e->item.concept;

    for (size_t i = 0; i < c->n_sections; i++)
        if (mm_str_eq(c->sections[i].lang, lang))
            return &c->sections[i];
    return NULL;
}

static bool is_term_of(const mm_lang_section *s, mm_str text)
{
    for (size_t i = 0; i < s->n_terms; i++)
        if (mm_str_eq(s->terms[i].text, text))
            return true;
    return false;
}

static void keep_rest(mm_term *term, const mm_term *old)
{
    term->props = old->props;
    term->n_props = old->n_props;
    term->stamp = old->stamp;
}

/* Each term keeps the rest of its old self: the one of the same text, or one
 * at its place whose text is nowhere in the form. */
static void keep_terms(mm_lang_section *s, const mm_lang_section *old)
{
    for (size_t i = 0; i < s->n_terms; i++) {
        mm_term *term = (mm_term *)&s->terms[i];

        for (size_t k = 0; k < old->n_terms; k++)
            if (mm_str_eq(old->terms[k].text, term->text) ||
                (k == i && !is_term_of(old, term->text) &&
                 !is_term_of(s, old->terms[k].text))) {
                keep_rest(term, &old->terms[k]);
                break;
            }
    }
}

static void keep_all(form *f)
{
    for (size_t i = 0; i < f->concept.n_sections; i++) {
        mm_lang_section       *s = (mm_lang_section *)&f->concept.sections[i];
        const mm_lang_section *old = old_section(f, s->lang);

        if (!old)
            continue;
        s->notes = old->notes;
        s->n_notes = old->n_notes;
        s->props = old->props;
        s->n_props = old->n_props;
        keep_terms(s, old);
    }
}

/* ---- lines ---- */

static int begin_section(form *f, mm_str lang)
{
    const mm_unit *old = f->e->item.unit;

    if (!mm_is_lang_tag(lang))
        return bad(f, "no language tag as [en], [ko-KP]");
    f->term = NULL;
    if (!old) {
        if (!(f->section = mm_section_of(f->mem, &f->concept, lang)))
            return mm_fail_memory(f->err);
        return MM_OK;
    }
    if (!(f->variant = mm_list_add(f->mem, &f->unit.variants,
                                   &f->unit.n_variants, sizeof *f->variant)))
        return mm_fail_memory(f->err);
    for (size_t i = 0, nth = 0; i < old->n_variants; i++)
        if (mm_str_eq(old->variants[i].lang, lang)) {
            size_t before = 0;

            for (size_t k = 0; k + 1 < f->unit.n_variants; k++)
                before += mm_str_eq(f->unit.variants[k].lang, lang);
            if (nth++ == before)
                *f->variant = old->variants[i];
        }
    f->variant->text = MM_S("");
    return mm_put_str(f->mem, &f->variant->lang, lang) < 0
               ? mm_fail_memory(f->err)
               : MM_OK;
}

static int take_term(form *f)
{
    mm_str text;
    int    rc = take(f, &text);

    f->term = NULL;
    if (rc == MM_OK && text.len == 0)
        return bad(f, "a term needs a text: take the line out");
    if (rc == MM_OK && !(f->term = mm_add_term(f->mem, f->section, text)))
        rc = mm_fail_memory(f->err);
    return rc;
}

static int take_term_line(form *f)
{
    mm_str *text = mm_text_field_in(mm_term_texts, f->term, f->name);

    if (text)
        return take(f, text);
    if (mm_str_eq(f->name, MM_S("note")))
        return take_note(f, &f->term->notes, &f->term->n_notes);
    if (mm_str_eq(f->name, MM_S("context")))
        return take_context(f);
    if (!mm_str_eq(f->name, MM_S("status")))
        return bad(f, "a term has status, type, pos, hanja, source, note, "
                      "context, not");
    if (f->value.len && !mm_term_status_parse(&f->term->status, f->value))
        return bad_value(f, "preferred, admitted, deprecated, superseded, "
                            "forbidden, do-not-translate, or nothing");
    return MM_OK;
}

static int take_section_line(form *f)
{
    mm_str *text = mm_text_field_in(mm_section_texts, f->section, f->name);

    if (text)
        return take(f, text);
    return bad(f, "a language has definition, definition-source and term, not");
}

static int take_concept_line(form *f)
{
    mm_concept *c = &f->concept;
    mm_str     *text = mm_text_field_in(mm_concept_texts, c, f->name);

    if (text)
        return take(f, text);
    if (mm_str_eq(f->name, MM_S("note")))
        return take_note(f, &c->notes, &c->n_notes);
    if (mm_str_eq(f->name, MM_S("kind")))
        return mm_kind_parse(&c->kind, f->value)
                   ? MM_OK
                   : bad_value(f, "term, person, organization, place, event, "
                                  "work, title, acronym");
    if (mm_str_eq(f->name, MM_S("review")))
        return mm_review_parse(&c->review, f->value)
                   ? MM_OK
                   : bad_value(f, "proposed, approved, rejected");
    return bad(f, "a concept has kind, review, field, project, client, "
                  "definition, definition-source, note, not");
}

static int take_unit_line(form *f)
{
    mm_str  *text = mm_text_field_in(mm_unit_texts, &f->unit, f->name);
    mm_error fault = { 0 };
    mm_str   coded;
    int      rc;

    if (f->variant) {
        if (!mm_str_eq(f->name, MM_S("text")))
            return bad(f, "a language of a unit has text, not");
        if ((rc = take(f, &coded)) == MM_OK)
            rc = mm_coded_text_read(f->variant, f->mem, coded, &fault);
        return rc == MM_EINVALID
                   ? mm_fail_at(f->err, MM_EFORMAT, f->line, "%s", fault.text)
                   : rc;
    }
    if (text)
        return take(f, text);
    if (mm_str_eq(f->name, MM_S("note")))
        return take_note(f, &f->unit.notes, &f->unit.n_notes);
    return bad(f, "a unit has project, client, field, status, document, "
                  "source, note, not");
}

static int take_line(form *f, mm_str line)
{
    mm_str rest = line;

    if (line.len == 0 || line.ptr[0] == '#')
        return MM_OK;
    f->name = line;
    if (line.ptr[0] == '[' && mm_str_ends(line, MM_S("]")))
        return begin_section(f, mm_str_sub(line, 1, line.len - 2));
    if (mm_str_find(line, MM_S(":"), 0) == SIZE_MAX)
        return bad(f, "no 'name: value' line");
    f->name = mm_str_trim(mm_str_cut(&rest, ':'));
    f->value = mm_str_trim(rest);
    if (f->e->item.unit)
        return take_unit_line(f);
    if (!f->section)
        return take_concept_line(f);
    if (mm_str_eq(f->name, MM_S("term")))
        return take_term(f);
    return f->term ? take_term_line(f) : take_section_line(f);
}

/* The form starts from the row with all that it has fields for taken out. */
static int begin(form *f)
{
    bool unit = f->e->item.unit != NULL;

    f->unit = f->e->now.unit;
    f->concept = f->e->now.concept;
    for (size_t i = 0; mm_unit_texts[i].name; i++)
        *mm_text_field_in(mm_unit_texts, &f->unit,
                          mm_cstr(mm_unit_texts[i].name)) = MM_S("");
    for (size_t i = 0; mm_concept_texts[i].name; i++)
        *mm_text_field_in(mm_concept_texts, &f->concept,
                          mm_cstr(mm_concept_texts[i].name)) = MM_S("");
    f->unit.n_notes = f->unit.n_variants = 0;
    f->concept.n_notes = f->concept.n_sections = 0;
    return unit || f->e->item.concept ? MM_OK : MM_EINVALID;
}

/* Something must be left: an empty form is an editor that failed. */
static int check_content(const form *f)
{
    size_t n = f->e->item.unit ? f->unit.n_variants : 0;

    for (size_t i = 0; !f->e->item.unit && i < f->concept.n_sections; i++)
    n += f->concept.sections[i].n_terms;
    return n ? MM_OK
             : mm_fail_at(f->err, MM_EFORMAT, f->line,
                          "no text is left: malmoi remove takes it away");
}

int mm_edit_read_form(mm_edit *edit, mm_str text, mm_error *err)
{
    form   f = { .e = edit, .mem = &edit->now.mem, .err = err };
    size_t where;
    int    rc = begin(&f);

    if (!mm_utf8_valid(text, &where))
        return mm_fail(err, MM_EFORMAT, "the form is no UTF-8 at byte %zu",
                       where);
    while (rc == MM_OK && text.len) {
        f.line++;
        rc = take_line(&f, mm_str_trim(mm_str_cut(&text, '\n')));
    }
    if (rc == MM_OK && (rc = check_content(&f)) == MM_OK) {
        if (!edit->item.unit)
            keep_all(&f);
        edit->now.unit = f.unit;
        edit->now.concept = f.concept;
    }
    return rc;
}
