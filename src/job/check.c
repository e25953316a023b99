/*
 * Checking a translation: each unit passes the rules one by one, and what only
 * the whole document shows (a register that changes, a name written two ways)
 * is told at its end. A rule says what, where, and if it can what should stand
 * there; what is safe to mend goes into the new file, if one is asked for, on
 * the same pass.
 */
#include "job/check.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

static const mm_check_rule rules[CHECK_RULES] = {
    { "term", "a term that is not translated as approved", MM_SEVERITY_WARNING,
      false },
    { "forbidden", "a rendering that the term base forbids", MM_SEVERITY_ERROR,
      false },
    { "do-not-translate", "a term that must stand as it is", MM_SEVERITY_ERROR,
      false },
    { "number", "numbers, dates and sums that disagree", MM_SEVERITY_WARNING,
      false },
    { "code", "inline codes and placeholders: missing, added, out of order",
      MM_SEVERITY_ERROR, false },
    { "untranslated", "no translation, or the source again",
      MM_SEVERITY_WARNING, false },
    { "inconsistent", "one source, two translations", MM_SEVERITY_NOTE, false },
    { "particle", "a Korean particle in the wrong form", MM_SEVERITY_ERROR,
      true },
    { "space", "spaces doubled, or before a mark", MM_SEVERITY_WARNING, true },
    { "punctuation", "end marks, brackets and marks that disagree",
      MM_SEVERITY_NOTE, true },
    { "register", "two registers in one Korean text", MM_SEVERITY_WARNING,
      false },
    { "name", "a name written two ways", MM_SEVERITY_WARNING, false },
};

const mm_check_rule *mm_check_rule_at(size_t i)
{
    return i < CHECK_RULES ? &rules[i] : NULL;
}

const char *mm_severity_name(mm_severity severity)
{
    static const char *const names[] = { "off", "note", "warning", "error" };

    return names[severity];
}

/* ---- opening ---- */

static int open_tools(mm_check *c, mm_error *err)
{
    int rc = mm_lang_open(&c->ko, MM_S("ko"), c->o.tables, err);

    if (rc == MM_OK)
        rc = mm_sound_open(&c->sound, c->o.tables, err);
    c->agree.ko = c->ko;
    c->agree.nouns.ko = c->ko;
    c->agree.nouns.shipped = c->o.tables;
    return rc;
}

int mm_check_open(mm_check **out, const char *path, const char *target,
                  const mm_check_options *o, mm_error *err)
{
    mm_check *c = calloc(1, sizeof *c);
    int       rc;

    *out = NULL;
    if (!c)
        return mm_fail_memory(err);
    if (o)
        c->o = *o;
    for (size_t i = 0; i < CHECK_RULES; i++)
        c->severity[i] = rules[i].severity;
    c->file = mm_arena_copy(&c->kept, mm_cstr(path));
    c->target_file =
        target ? mm_arena_copy(&c->kept, mm_cstr(target)) : c->file;
    rc = c->file.ptr && c->target_file.ptr ? open_tools(c, err)
                                           : mm_fail_memory(err);
    if (rc == MM_OK && c->o.rules)
        rc = check_read_rules(c, c->o.rules, err);
    if (rc == MM_OK)
        rc = target ? check_open_texts(c, path, target, err)
                    : check_open_units(c, path, err);
    if (rc < 0)
        mm_check_close(c, rc, err);
    else
        *out = c;
    return rc;
}

int mm_check_close(mm_check *c, int rc, mm_error *err)
{
    if (!c)
        return rc;
    rc = mm_writer_close(c->writer, rc, err);
    mm_reader_close(c->reader);
    if (rc >= 0 && c->writer && c->ended && c->same &&
        check_splice_write(&c->splice, c->o.output, c->same, &c->o.read) &&
        c->o.report)
        c->o.report->n = 0; /* nothing is left out */
    check_splice_release(&c->splice);
    check_texts_release(&c->texts);
    for (size_t i = 0; i < c->n_langs; i++)
        mm_valuer_close(c->langs[i].valuer);
    for (size_t i = 0; i < c->n_terms; i++)
        mm_recognizer_close(c->terms[i].recognizer);
    free(c->langs);
    free(c->terms);
    free(c->sides_found);
    free(c->remarks);
    mm_map_release(&c->ignored);
    mm_agree_release(&c->agree);
    mm_lang_close(c->ko);
    mm_sound_close(c->sound);
    mm_values_release(&c->a);
    mm_values_release(&c->b);
    check_document_release(&c->doc);
    mm_arena_release(&c->kept);
    mm_arena_release(&c->mem);
    free(c);
    return rc;
}

void mm_check_count(size_t *units, size_t *fixed, const mm_check *check)
{
    *units = check->units;
    *fixed = check->fixed;
}

/* ---- the rules over a unit ---- */

static bool is_blank(mm_str text)
{
    return mm_str_trim(text).len == 0;
}

static int look_at_pair(mm_check *c, const check_pair *p, mm_error *err)
{
    int rc;

    if (is_blank(p->source->text))
        return MM_OK;
    if ((rc = check_untranslated(c, p)) < 0 || is_blank(p->target->text))
        return rc;
    if ((rc = check_terms_of(c, p, err)) < 0 ||
        (rc = check_values(c, p, err)) < 0)
        return rc;
    if ((rc = check_codes(c, p)) < 0 || (rc = check_placeholders(c, p)) < 0 ||
        (rc = check_several(c, p)) < 0 || (rc = check_particles(c, p)) < 0 ||
        (rc = check_spaces(c, p)) < 0 || (rc = check_marks(c, p)) < 0 ||
        (rc = check_sentences(c, p)) < 0 || (rc = check_names(c, p)) < 0)
        return mm_fail_memory(err);
    return MM_OK;
}

/* The variant that the others translate. */
static const mm_variant *source_of(const mm_unit *u)
{
    const mm_variant *source =
        u->source_lang.len ? mm_unit_variant(u, u->source_lang) : NULL;

    return source || u->n_variants == 0 ? source : u->variants;
}

/* A unit in one language alone is not translated, but where the file cannot
 * say else: a line of text, an entry of a term base. */
static int look_at_unit(mm_check *c, const mm_unit *u, long line, bool alone,
                        mm_error *err)
{
    const mm_variant *source = source_of(u);
    int               rc = MM_OK;

    c->units++;
    if (source && u->n_variants == 1 && alone) {
        check_pair p = { source, source, u->id, line };

        rc = check_say(c, CHECK_UNTRANSLATED, &p, source, 0, source->text.len,
                       NULL, "no translation");
    }
    for (size_t i = 0; rc >= 0 && i < u->n_variants; i++) {
        check_pair p = { source, &u->variants[i], u->id, line };

        if (p.target != source && !mm_str_eq(p.target->lang, source->lang))
            rc = look_at_pair(c, &p, err);
    }
    return rc;
}

static int write_item(mm_check *c, const mm_item *item, mm_error *err)
{
    if (check_splice_unit(&c->splice, item) < 0)
        return mm_fail_memory(err);
    return mm_writer_put(c->writer, item, err);
}

static int check_unit(mm_check *c, const mm_item *item, mm_error *err)
{
    mm_unit mended;
    int rc = look_at_unit(c, item->unit, item->line, c->reader != NULL, err);

    if (rc < 0 || !c->writer)
        return rc;
    if (check_mend(&mended, c, item->unit) < 0)
        return mm_fail_memory(err);
    return write_item(c, &(mm_item){ .unit = &mended, .line = item->line },
                      err);
}

/* Writes `concept` with the first term of each section as `unit` has it. */
static int write_concept(mm_check *c, const mm_item *item, const mm_unit *unit,
                         mm_error *err)
{
    mm_concept concept = *item->concept;
    mm_lang_section *sections;
    size_t           at = 0;

    sections =
        mm_arena_alloc(&c->mem, (concept.n_sections + 1) * sizeof *sections);
    for (size_t s = 0; sections && s < concept.n_sections; s++) {
        mm_term *terms;

        sections[s] = concept.sections[s];
        if (sections[s].n_terms == 0)
            continue;
        terms = mm_arena_alloc(&c->mem, sections[s].n_terms * sizeof *terms);
        if (!terms)
            return mm_fail_memory(err);
        memcpy(terms, sections[s].terms, sections[s].n_terms * sizeof *terms);
        terms[0].text = unit->variants[at++].text;
        sections[s].terms = terms;
    }
    if (!sections)
        return mm_fail_memory(err);
    concept.sections = sections;
    return write_item(c, &(mm_item){ .concept = &concept, .line = item->line },
                      err);
}

/* A table of two languages may hold terms or sentences; the first term of each
 * language is looked at as a unit. */
static int check_concept(mm_check *c, const mm_item *item, mm_error *err)
{
    const mm_concept *concept = item->concept;
    mm_unit     unit = { .id = concept->id }, mended;
    mm_variant *variants =
        mm_arena_alloc(&c->mem, (concept->n_sections + 1) * sizeof *variants);
    int rc;

    if (!variants)
        return mm_fail_memory(err);
    for (size_t s = 0; s < concept->n_sections; s++)
        if (concept->sections[s].n_terms)
            variants[unit.n_variants++] =
                (mm_variant){ .lang = concept->sections[s].lang,
                              .text = concept->sections[s].terms[0].text };
    unit.variants = variants;
    rc = look_at_unit(c, &unit, item->line, false, err);
    if (rc < 0 || !c->writer)
        return rc;
    if (check_mend(&mended, c, &unit) < 0)
        return mm_fail_memory(err);
    return write_concept(c, item, &mended, err);
}

/* ---- answering ---- */

/* Fills c->remarks from the next item, or from the document at its end. */
static int look_further(mm_check *c, mm_error *err)
{
    mm_item item;
    int     rc;

    c->n = c->next = 0;
    c->counted.text = NULL; /* another text may stand where this one did */
    mm_arena_clear(&c->mem);
    if ((rc = check_read(&item, c, err)) < 0)
        return rc;
    if (rc == MM_ROW)
        return item.unit ? check_unit(c, &item, err)
                         : check_concept(c, &item, err);
    c->ended = true;
    return check_registers(c) < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_check_next(mm_check *c, mm_remark *out, mm_error *err)
{
    int rc;

    while (c->next == c->n) {
        if (c->ended)
            return MM_OK;
        if ((rc = look_further(c, err)) < 0)
            return rc;
    }
    *out = c->remarks[c->next++];
    return MM_ROW;
}
