/* Units and concepts put together piece by piece in one arena. */
#include "formats/build.h"

#include "base/map.h"

#include <stdio.h>
#include <string.h>

/* Room doubles at each power of two, so that no room need be kept. */
void *mm_list_add(mm_arena *mem, void *list, size_t *n, size_t size)
{
    char *items;

    memcpy(&items, list, sizeof items);
    if ((*n & (*n - 1)) == 0) {
        char *more = mm_arena_alloc(mem, (*n ? 2 * *n : 1) * size);

        if (!more)
            return NULL;
        if (*n)
            memcpy(more, items, *n * size);
        items = more;
        memcpy(list, &items, sizeof items);
    }
    items += *n * size;
    ++*n;
    return items;
}

int mm_put_str(mm_arena *mem, mm_str *out, mm_str text)
{
    if (text.len == 0) {
        *out = (mm_str){ "", 0 };
        return MM_OK;
    }
    *out = mm_arena_copy(mem, text);
    return out->ptr ? MM_OK : MM_ENOMEM;
}

static const mm_str   none = { "", 0 };
static const mm_stamp no_stamp = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

mm_unit mm_unit_empty(void)
{
    return (mm_unit){ .id = none,
                      .source_lang = none,
                      .stamp = no_stamp,
                      .project = none,
                      .client = none,
                      .field = none,
                      .status = none,
                      .document = none };
}

mm_concept mm_concept_empty(void)
{
    return (mm_concept){ .id = none,
                         .review = MM_APPROVED,
                         .definition = none,
                         .definition_source = none,
                         .field = none,
                         .project = none,
                         .client = none,
                         .stamp = no_stamp };
}

int mm_add_prop(mm_arena *mem, const mm_prop **props, size_t *n, mm_str type,
                mm_str value, mm_str lang)
{
    mm_prop *prop = mm_list_add(mem, props, n, sizeof *prop);

    if (!prop || mm_put_str(mem, &prop->type, type) < 0 ||
        mm_put_str(mem, &prop->value, value) < 0)
        return MM_ENOMEM;
    return mm_put_str(mem, &prop->lang, lang);
}

int mm_add_note(mm_arena *mem, const mm_note **notes, size_t *n, mm_str text,
                mm_str lang)
{
    mm_note *note = mm_list_add(mem, notes, n, sizeof *note);

    if (!note || mm_put_str(mem, &note->text, text) < 0)
        return MM_ENOMEM;
    return mm_put_str(mem, &note->lang, lang);
}

int mm_add_context(mm_arena *mem, mm_term *term, mm_str text, mm_str source)
{
    mm_context *context =
        mm_list_add(mem, &term->contexts, &term->n_contexts, sizeof *context);

    if (!context || mm_put_str(mem, &context->text, text) < 0)
        return MM_ENOMEM;
    return mm_put_str(mem, &context->source, source);
}

/* Sections and terms are const to those who read a concept; here they are
 * still being made, in memory of our own. */
mm_lang_section *mm_section_of(mm_arena *mem, mm_concept *concept, mm_str lang)
{
    mm_lang_section *section = (mm_lang_section *)concept->sections;

    for (size_t i = 0; i < concept->n_sections; i++)
        if (mm_str_eq(section[i].lang, lang))
            return &section[i];
    section = mm_list_add(mem, &concept->sections, &concept->n_sections,
                          sizeof *section);
    if (!section)
        return NULL;
    section->definition = section->definition_source = none;
    return mm_put_str(mem, &section->lang, lang) == MM_OK ? section : NULL;
}

mm_term *mm_add_term(mm_arena *mem, mm_lang_section *section, mm_str text)
{
    mm_term *term =
        mm_list_add(mem, &section->terms, &section->n_terms, sizeof *term);

    if (!term)
        return NULL;
    *term = (mm_term){ .part_of_speech = none,
                       .type = none,
                       .hanja = none,
                       .source = none,
                       .stamp = no_stamp };
    return mm_put_str(mem, &term->text, text) == MM_OK ? term : NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* RFC 5646, 2.1.1: all lower case, but a second or later part of two letters
 * upper (a region), of four title case (a script), not behind a singleton. */
int mm_put_lang(mm_arena *mem, mm_str *out, mm_str tag)
{
    char  *text;
    size_t start = 0;
    bool   extension = false;

    tag = mm_str_trim(tag);
    if (mm_put_str(mem, out, tag) < 0)
        return MM_ENOMEM;
    text = (char *)out->ptr;
    for (size_t i = 0; i <= tag.len; i++) {
        if (i < tag.len && text[i] == '_')
            text[i] = '-';
        if (i < tag.len && text[i] != '-') {
            text[i] = lower(text[i]);
            continue;
        }
        if (start && !extension && i - start == 2) {
            text[start] = upper(text[start]);
            text[start + 1] = upper(text[start + 1]);
        } else if (start && !extension && i - start == 4 &&
                   (text[start] < '0' || text[start] > '9')) {
            text[start] = upper(text[start]);
        }
        extension = extension || i - start == 1;
        start = i + 1;
    }
    return MM_OK;
}

/* True when `text` is like `form`, where 0 stands for any digit. */
static bool is_like(mm_str text, const char *form)
{
    if (text.len != strlen(form))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '0' ? text.ptr[i] < '0' || text.ptr[i] > '9'
                           : text.ptr[i] != form[i])
            return false;
    return true;
}

int mm_put_date(mm_arena *mem, mm_str *out, mm_str date)
{
    char        text[32];
    const char *d;

    date = mm_str_trim(date);
    if (!is_like(date, "00000000T000000Z"))
        return mm_put_str(mem, out, date);
    d = date.ptr;
    snprintf(text, sizeof text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4,
             d + 6, d + 9, d + 11, d + 13);
    return mm_put_str(mem, out, mm_cstr(text));
}

bool mm_date_basic(char *out, mm_str date)
{
    const char *d = date.ptr;

    if (!is_like(date, "0000-00-00T00:00:00Z"))
        return false;
    snprintf(out, 20, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", d, d + 5, d + 8, d + 11,
             d + 14, d + 17);
    return true;
}

mm_str mm_number(char *out, double x)
{
    double back;

    for (int figures = 1; figures <= 17; figures++) {
        snprintf(out, 32, "%.*g", figures, x);
        if (mm_str_number(mm_cstr(out), &back) && back == x)
            break;
    }
    return mm_cstr(out);
}

bool mm_status_word(mm_term_status *out, mm_str word)
{
    static const struct {
        const char    *word;
        mm_term_status status;
    } words[] = {
        { "preferredTerm-admn-sts", MM_TERM_PREFERRED },
        { "admittedTerm-admn-sts", MM_TERM_ADMITTED },
        { "deprecatedTerm-admn-sts", MM_TERM_DEPRECATED },
        { "supersededTerm-admn-sts", MM_TERM_SUPERSEDED },
        { "preferredTerm", MM_TERM_PREFERRED },
        { "admittedTerm", MM_TERM_ADMITTED },
        { "deprecatedTerm", MM_TERM_DEPRECATED },
        { "supersededTerm", MM_TERM_SUPERSEDED },
        { "notRecommended", MM_TERM_DEPRECATED },
        { "obsolete", MM_TERM_SUPERSEDED },
    };

    if (word.len && mm_term_status_parse(out, word))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mm_str_eq(mm_cstr(words[i].word), word)) {
            *out = words[i].status;
            return true;
        }
    }
    return false;
}
