/* Concepts as values that terms are added to. */
#include "store/terms.h"

#include "malmoi/text.h"

#include <string.h>

static int same_key(bool *out, mm_str x, mm_str y)
{
    mm_buf one = { 0 }, other = { 0 };
    int    rc = mm_key_tight(&one, x);

    if (rc == MM_OK)
        rc = mm_key_tight(&other, y);
    *out = rc == MM_OK && mm_str_eq(mm_buf_str(&one), mm_buf_str(&other));
    mm_buf_release(&one);
    mm_buf_release(&other);
    return rc;
}

/* A copy of an array with room for one more. */
static void *longer(const void *items, size_t n, size_t size, mm_arena *mem)
{
    char *more = mm_arena_alloc(mem, (n + 1) * size);

    if (more && n)
        memcpy(more, items, n * size);
    return more;
}

/* The section of `lang`, of its own so that it may be changed. */
static mm_lang_section *section_of(mm_concept *concept, mm_str lang,
                                   mm_arena *mem)
{
    size_t           n = concept->n_sections, at = 0;
    mm_lang_section *sections =
        longer(concept->sections, n, sizeof *sections, mem);

    if (!sections)
        return NULL;
    while (at < n && !mm_lang_matches(sections[at].lang, lang) &&
           !mm_lang_matches(lang, sections[at].lang))
        at++;
    if (at == n) {
        sections[at] = (mm_lang_section){ .lang = lang };
        concept->n_sections++;
    }
    concept->sections = sections;
    return &sections[at];
}

int mm_concept_add_term(mm_concept *concept, mm_str lang, const mm_term *term,
                        mm_arena *mem)
{
    mm_lang_section *section = section_of(concept, lang, mem);
    mm_term         *terms;

    if (!section ||
        !(terms = longer(section->terms, section->n_terms, sizeof *terms, mem)))
        return MM_ENOMEM;
    section->terms = terms;
    for (size_t i = 0; i < section->n_terms; i++) {
        bool same;

        if (same_key(&same, terms[i].text, term->text) < 0)
            return MM_ENOMEM;
        if (!same)
            continue;
        if (terms[i].type.len == 0)
            terms[i].type = term->type;
        return MM_OK;
    }
    terms[section->n_terms++] = *term;
    return MM_OK;
}

static int rank_of(const mm_term *term)
{
    static const char *const behind[] = { "variant", "shortForm",
                                          "abbreviation", "acronym" };
    int                      rank = 0;

    while (rank < 4 && !mm_str_eq(term->type, mm_cstr(behind[rank])))
        rank++;
    return rank == 4 ? 0 : rank + 1;
}

void mm_concept_order(mm_concept *concept)
{
    for (size_t s = 0; s < concept->n_sections; s++) {
        mm_term *terms = (mm_term *)concept->sections[s].terms;

        for (size_t i = 1; i < concept->sections[s].n_terms; i++) {
            mm_term term = terms[i];
            size_t  k = i;

            for (; k > 0 && rank_of(&terms[k - 1]) > rank_of(&term); k--)
                terms[k] = terms[k - 1];
            terms[k] = term;
        }
    }
}

void mm_concept_complete(mm_concept *concept)
{
    for (size_t s = 0; s < concept->n_sections; s++) {
        mm_term *terms = (mm_term *)concept->sections[s].terms, *full = NULL;
        size_t   n = concept->sections[s].n_terms, unsaid = 0, shorter = 0;

        for (size_t i = 0; i < n; i++) {
            if (terms[i].type.len == 0)
                full = &terms[i];
            unsaid += terms[i].type.len == 0;
            shorter += mm_str_eq(terms[i].type, MM_S("acronym")) ||
                       mm_str_eq(terms[i].type, MM_S("shortForm"));
        }
        if (unsaid == 1 && shorter == n - 1 && n > 1)
            full->type = MM_S("fullForm");
    }
}

int64_t mm_concept_count(const mm_concept *concept)
{
    int64_t n = 0;

    for (size_t s = 0; s < concept->n_sections; s++)
    n += (int64_t) concept->sections[s].n_terms;
    return n;
}
