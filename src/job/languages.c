#include "job/languages.h"

/* The place in the list of what `tag` is or is a kind of; SIZE_MAX for none. */
static size_t place(mm_str langs, mm_str tag)
{
    for (size_t i = 0; langs.len; i++)
        if (mm_lang_matches(tag, mm_str_trim(mm_str_cut(&langs, ','))))
            return i;
    return SIZE_MAX;
}

static size_t length(mm_str langs)
{
    size_t n = 0;

    for (; langs.len; n++)
        mm_str_cut(&langs, ',');
    return n;
}

static int choose_variants(mm_languages *l, const mm_unit *u)
{
    mm_variant *v = mm_arena_alloc(&l->mem, (u->n_variants + 1) * sizeof *v);
    size_t      n = 0;

    if (!v)
        return MM_ENOMEM;
    for (size_t k = 0; k < length(l->langs); k++)
        for (size_t i = 0; i < u->n_variants; i++)
            if (place(l->langs, u->variants[i].lang) == k)
                v[n++] = u->variants[i];
    l->unit = *u;
    l->unit.variants = v;
    l->unit.n_variants = n;
    return MM_OK;
}

static int choose_sections(mm_languages *l, const mm_concept *c)
{
    mm_lang_section *s =
        mm_arena_alloc(&l->mem, (c->n_sections + 1) * sizeof *s);
    size_t n = 0;

    if (!s)
        return MM_ENOMEM;
    for (size_t k = 0; k < length(l->langs); k++)
        for (size_t i = 0; i < c->n_sections; i++)
            if (place(l->langs, c->sections[i].lang) == k)
                s[n++] = c->sections[i];
    l->concept = *c;
    l->concept.sections = s;
    l->concept.n_sections = n;
    return MM_OK;
}

int mm_languages_choose(mm_item *out, mm_languages *languages,
                        const mm_item *item, mm_report *report)
{
    mm_languages *l = languages;
    size_t        before, after;
    int           rc;

    *out = *item;
    if (l->langs.len == 0)
        return MM_OK;
    mm_arena_clear(&l->mem);
    if (item->unit) {
        rc = choose_variants(l, item->unit);
        out->unit = &l->unit;
        before = item->unit->n_variants;
        after = l->unit.n_variants;
    } else {
        rc = choose_sections(l, item->concept);
        out->concept = &l->concept;
        before = item->concept->n_sections;
        after = l->concept.n_sections;
    }
    for (; rc == MM_OK && after < before; after++)
        rc = mm_report_loss(report, "language", item->line);
    return rc;
}

void mm_languages_release(mm_languages *languages)
{
    mm_arena_release(&languages->mem);
}
