#include "job/as_units.h"

#include "formats/build.h"

/* The k-th term of `s` that may be used; NULL when there are fewer. */
static const mm_term *usable(const mm_lang_section *s, size_t k)
{
    for (size_t i = 0; i < s->n_terms; i++)
        if (s->terms[i].status < MM_TERM_DEPRECATED && k-- == 0)
            return &s->terms[i];
    return NULL;
}

static int count_losses(const mm_concept *c, mm_report *report, long line)
{
    int rc = MM_OK;

    if (c->kind != MM_KIND_TERM || c->review != MM_APPROVED)
        rc = mm_report_loss(report, "concept/kind", line);
    for (size_t i = 0; i < c->n_sections && rc == MM_OK; i++) {
        const mm_lang_section *s = &c->sections[i];

        for (size_t k = 0; k < s->n_terms && rc == MM_OK; k++) {
            const mm_term *t = &s->terms[k];

            if (t->status >= MM_TERM_DEPRECATED)
                rc = mm_report_loss(report, "term not to be used", line);
            else if (t->status || t->part_of_speech.len || t->type.len ||
                     t->hanja.len || t->n_notes || t->n_contexts ||
                     t->n_props || t->source.len)
                rc = mm_report_loss(report, "term/field", line);
        }
    }
    return rc;
}

/* Notes of the concept and what it and its sections are defined by. */
static int add_notes(mm_as_units *as, const mm_concept *c)
{
    mm_unit *u = &as->unit;
    int      rc = MM_OK;

    for (size_t i = 0; i < c->n_notes && rc == MM_OK; i++)
        rc = mm_add_note(&as->mem, &u->notes, &u->n_notes, c->notes[i].text,
                         c->notes[i].lang);
    if (rc == MM_OK && c->definition.len)
        rc = mm_add_note(&as->mem, &u->notes, &u->n_notes, c->definition,
                         (mm_str){ "", 0 });
    for (size_t i = 0; i < c->n_sections && rc == MM_OK; i++)
        if (c->sections[i].definition.len)
            rc = mm_add_note(&as->mem, &u->notes, &u->n_notes,
                             c->sections[i].definition, c->sections[i].lang);
    return rc;
}

int mm_as_unit(mm_item *out, mm_as_units *as, const mm_item *concept, size_t k,
               mm_report *report)
{
    const mm_concept *c = concept->concept;
    mm_unit          *u = &as->unit;
    mm_str            none = { "", 0 };
    bool              some = false;

    mm_arena_clear(&as->mem);
    if (k == 0 && count_losses(c, report, concept->line) < 0)
        return MM_ENOMEM;
    *u = (mm_unit){ .id = k ? none : c->id,
                    .source_lang = none,
                    .project = c->project,
                    .client = c->client,
                    .field = c->field,
                    .status = none,
                    .document = none,
                    .props = c->props,
                    .n_props = c->n_props,
                    .stamp = c->stamp };
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];
        const mm_term         *t = usable(s, k);
        mm_variant            *v;

        some = some || t;
        t = t ? t : usable(s, 0);
        if (!t)
            continue;
        v = mm_list_add(&as->mem, &u->variants, &u->n_variants, sizeof *v);
        if (!v)
            return MM_ENOMEM;
        *v = (mm_variant){ .lang = s->lang, .text = t->text };
        v->stamp = (mm_stamp){ none, none, none, none };
    }
    if (!some)
        return MM_OK;
    u->source_lang = u->variants[0].lang;
    *out = (mm_item){ .unit = u, .line = concept->line };
    return add_notes(as, c) < 0 ? MM_ENOMEM : MM_ROW;
}

void mm_as_units_release(mm_as_units *as)
{
    mm_arena_release(&as->mem);
}
