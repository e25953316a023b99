/* Languages by their tags, and a unit's text in one of them. Matching is basic
 * filtering (RFC 4647, 3.3.1): a range takes what it begins, up to a hyphen;
 * "_" counts as one, since many programs write en_US. */
#include "malmoi/unit.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' ? '-' : c;
}

bool mm_lang_matches(mm_str tag, mm_str lang)
{
    if (tag.len < lang.len)
        return false;
    for (size_t i = 0; i < lang.len; i++)
        if (lower(tag.ptr[i]) != lower(lang.ptr[i]))
            return false;
    return tag.len == lang.len || lower(tag.ptr[lang.len]) == '-';
}

const mm_variant *mm_unit_variant(const mm_unit *unit, mm_str lang)
{
    for (size_t i = 0; i < unit->n_variants; i++)
        if (mm_lang_matches(unit->variants[i].lang, lang))
            return &unit->variants[i];
    return NULL;
}

mm_str mm_lang_primary(mm_str tag)
{
    size_t n = 0;

    while (n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_')
        n++;
    return mm_str_sub(tag, 0, n);
}
