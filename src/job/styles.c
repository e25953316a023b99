/*
 * House style of names: a person's own spelling, taken apart into surname and
 * the syllables of the given name by the Hangul, and put together anew. What
 * does not fit the Hangul is left alone: a style is no licence to rename.
 */
#include "malmoi/styles.h"

#include "formats/build.h"
#include "malmoi/names.h"
#include "malmoi/romanize.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum style {
    HYPHEN,
    JOINED,
    SPACED,
    GIVEN_FIRST,
    CAPITALS,
    MR,
    STYLES
} style;

static const char *const names_of[STYLES] = { "hyphen",   "joined",
                                              "spaced",   "given-first",
                                              "capitals", "mr" };
enum { PARTS = 4, SYLLABLE = 3, LONGEST = 80 };

struct mm_styler {
    style         style;
    mm_names     *names;
    mm_romanizer *romanizer;
    mm_arena      mem;
    mm_buf        room, name;
};

int mm_styler_open(mm_styler **out, const mm_tables *tables, mm_str name,
                   mm_error *err)
{
    mm_styler *s;
    int        which = 0, rc;

    *out = NULL;
    while (which < STYLES && !mm_str_eq(name, mm_cstr(names_of[which])))
        which++;
    if (which == STYLES)
        return mm_fail(err, MM_EINVALID,
                       "no style '%.*s' of names: hyphen, joined, spaced, "
                       "given-first, capitals, mr",
                       (int)(name.len > 40 ? 40 : name.len), name.ptr);
    if (!(s = calloc(1, sizeof *s)))
        return mm_fail_memory(err);
    s->style = (style)which;
    if ((rc = mm_names_open(&s->names, tables, err)) < 0 ||
        (rc = mm_romanizer_open(&s->romanizer, tables, err)) < 0)
        mm_styler_close(s);
    else
        *out = s;
    return rc;
}

void mm_styler_close(mm_styler *styler)
{
    if (!styler)
        return;
    mm_names_close(styler->names);
    mm_romanizer_close(styler->romanizer);
    mm_arena_release(&styler->mem);
    mm_buf_release(&styler->room);
    mm_buf_release(&styler->name);
    free(styler);
}

/* ---- taking a name apart ---- */

typedef struct person {
    mm_str hangul, surname;      /* Hangul of both */
    size_t syllables;            /* of the given name */
    mm_str family, given[PARTS]; /* Latin */
} person;

/* The Latin words between spaces and, past the surname, hyphens. */
static size_t cut_words(mm_str *words, size_t room, mm_str latin,
                        const char *marks)
{
    size_t n = 0, at = 0;

    while (at < latin.len) {
        size_t end = at;

        while (end < latin.len && !strchr(marks, latin.ptr[end]))
            end++;
        if (end > at) {
            if (n == room)
                return room + 1;
            words[n++] = mm_str_sub(latin, at, end - at);
        }
        at = end + 1;
    }
    return n;
}

static double spells(mm_styler *s, mm_str surname, mm_str syllable,
                     mm_str family, mm_str given)
{
    mm_buf hangul = { 0 }, latin = { 0 };
    double score = -INFINITY;

    if (mm_buf_put(&hangul, surname) == MM_OK &&
        mm_buf_put(&hangul, syllable) == MM_OK &&
        mm_buf_put(&latin, family) == MM_OK &&
        mm_buf_putc(&latin, ' ') == MM_OK && mm_buf_put(&latin, given) == MM_OK)
        score =
            mm_name_spelling(s->names, mm_buf_str(&hangul), mm_buf_str(&latin));
    mm_buf_release(&hangul);
    mm_buf_release(&latin);
    return score;
}

/* "Jongsup" as Jong and sup: where both halves are likeliest spellings. */
static bool split_given(mm_styler *s, person *p)
{
    mm_str all = p->given[0];
    mm_str one = mm_str_sub(p->hangul, p->surname.len, SYLLABLE);
    mm_str two = mm_str_sub(p->hangul, p->surname.len + SYLLABLE, SYLLABLE);
    double best = -INFINITY;
    size_t at = 0;

    for (size_t i = 1; i < all.len; i++) {
        double score =
            spells(s, p->surname, one, p->family, mm_str_sub(all, 0, i)) +
            spells(s, p->surname, two, p->family, mm_str_sub(all, i, SIZE_MAX));

        if (score > best) {
            best = score;
            at = i;
        }
    }
    if (!at)
        return false;
    p->given[0] = mm_str_sub(all, 0, at);
    p->given[1] = mm_str_sub(all, at, SIZE_MAX);
    return true;
}

/* The surname is the first word, or else the last. */
static bool take_apart(mm_styler *s, person *p, mm_str latin)
{
    mm_str words[PARTS + 1];
    size_t n = cut_words(words, PARTS, latin, " "), parts = 0;
    bool   first;

    if (n < 2 || n > PARTS ||
        mm_name_spelling(s->names, p->hangul, latin) == -INFINITY)
        return false;
    first =
        mm_name_surname_spelling(s->names, p->surname, words[0]) > -INFINITY;
    if (!first && mm_name_surname_spelling(s->names, p->surname,
                                           words[n - 1]) == -INFINITY)
        return false;
    p->family = words[first ? 0 : n - 1];
    for (size_t i = first; i < n - !first; i++)
        parts += cut_words(p->given + parts, PARTS - parts, words[i], "-");
    if (parts == 1 && p->syllables == 2)
        return split_given(s, p);
    return parts == p->syllables;
}

/* ---- putting it together ---- */

enum { AS_IT_IS, LOWER, UPPER, TITLE };

static int put_word(mm_styler *s, mm_buf *out, mm_str word, int how)
{
    int rc;

    mm_buf_clear(&s->room);
    if ((rc = mm_lower(&s->room, word)) < 0)
        return rc;
    for (size_t i = 0; i < s->room.len; i++) {
        char c = s->room.ptr[i];

        if ((how == UPPER || (how == TITLE && i == 0)) && c >= 'a' && c <= 'z')
            s->room.ptr[i] = (char)(c - 32);
    }
    return mm_buf_put(out, mm_buf_str(&s->room));
}

static int put_given(mm_styler *s, mm_buf *out, const person *p)
{
    static const char *const marks[STYLES] = { "-", "", " ", "-", "-", "" };
    int                      rc = MM_OK;

    for (size_t i = 0; i < p->syllables && rc == MM_OK; i++) {
        if (i)
            rc = mm_buf_put(out, mm_cstr(marks[s->style]));
        if (rc == MM_OK)
            rc = put_word(s, out, p->given[i],
                          i == 0 || s->style == SPACED ? TITLE : LOWER);
    }
    return rc;
}

static int put_person(mm_styler *s, mm_buf *out, const person *p)
{
    int surname = s->style == CAPITALS ? UPPER : TITLE, rc;

    if (s->style == GIVEN_FIRST) {
        if ((rc = put_given(s, out, p)) < 0 || (rc = mm_buf_putc(out, ' ')) < 0)
            return rc;
        return put_word(s, out, p->family, surname);
    }
    if ((rc = put_word(s, out, p->family, surname)) < 0 ||
        (rc = mm_buf_putc(out, ' ')) < 0)
        return rc;
    return put_given(s, out, p);
}

/* By rule; 이 is Yi as a surname, by custom. The given name is one word. */
static int put_mr(mm_styler *s, mm_buf *out, const person *p)
{
    mm_str given = mm_str_sub(p->hangul, p->surname.len, SIZE_MAX);
    size_t start = out->len;
    int    rc = mm_str_eq(p->surname, MM_S("이"))
                    ? mm_buf_put(out, MM_S("yi"))
                    : mm_romanize(out, s->romanizer, p->surname, MM_ROMAN_MR);

    for (int i = 0; i < 2 && rc == MM_OK; i++) {
        if (out->len > start && out->ptr[start] >= 'a' &&
            out->ptr[start] <= 'z')
            out->ptr[start] = (char)(out->ptr[start] - 32);
        if (i == 0) {
            rc = mm_buf_putc(out, ' ');
            start = out->len;
            rc |= mm_romanize(out, s->romanizer, given, MM_ROMAN_MR);
        }
    }
    return rc;
}

int mm_styler_name(mm_buf *out, mm_styler *styler, mm_str hangul, mm_str latin)
{
    person p = { .hangul = hangul };
    size_t n = mm_utf8_count(hangul);

    p.surname = mm_str_sub(hangul, 0, mm_names_surname(styler->names, hangul));
    p.syllables = n - p.surname.len / SYLLABLE;
    if (p.surname.len == 0 || n < 2 || n > 4 || p.syllables == 0 ||
        hangul.len != n * SYLLABLE || latin.len > LONGEST)
        return mm_buf_put(out, latin);
    if (styler->style == MR)
        return put_mr(styler, out, &p);
    return take_apart(styler, &p, latin) ? put_person(styler, out, &p)
                                         : mm_buf_put(out, latin);
}

/* ---- concepts ---- */

/* The Korean name: the first term that can be one. */
static mm_str hangul_of(const mm_styler *s, const mm_concept *c)
{
    for (size_t i = 0; i < c->n_sections; i++)
        for (size_t k = 0; k < c->sections[i].n_terms &&
                           mm_lang_matches(c->sections[i].lang, MM_S("ko"));
             k++) {
            mm_str text = c->sections[i].terms[k].text;

            if (mm_text_script(text) == MM_SCRIPT_HANGUL &&
                mm_names_surname(s->names, text))
                return text;
        }
    return (mm_str){ 0 };
}

/* The terms of one section, each name once. */
static int style_section(mm_lang_section *section, mm_styler *s, mm_str hangul)
{
    const mm_term *from = section->terms;
    mm_term       *to = mm_arena_alloc(&s->mem, section->n_terms * sizeof *to);
    size_t         n = 0;

    if (!to)
        return MM_ENOMEM;
    for (size_t i = 0; i < section->n_terms; i++) {
        mm_term term = from[i];
        bool    again = false;

        mm_buf_clear(&s->name);
        if (mm_styler_name(&s->name, s, hangul, term.text) < 0 ||
            mm_put_str(&s->mem, &term.text, mm_buf_str(&s->name)) < 0)
            return MM_ENOMEM;
        for (size_t k = 0; k < n; k++)
            again = again || mm_str_eq(to[k].text, term.text);
        if (!again)
            to[n++] = term;
    }
    section->terms = to;
    section->n_terms = n;
    return MM_OK;
}

int mm_styler_concept(mm_concept *out, mm_styler *styler, const mm_concept *in,
                      mm_error *err)
{
    mm_str           hangul = hangul_of(styler, in);
    mm_lang_section *sections;
    int              rc = MM_OK;

    *out = *in;
    if (in->kind != MM_KIND_PERSON || hangul.len == 0)
        return MM_OK;
    mm_arena_clear(&styler->mem);
    if (!(sections =
              mm_arena_alloc(&styler->mem, in->n_sections * sizeof *sections)))
        return mm_fail_memory(err);
    memcpy(sections, in->sections, in->n_sections * sizeof *sections);
    for (size_t i = 0; rc == MM_OK && i < in->n_sections; i++)
        if (mm_lang_matches(sections[i].lang, MM_S("en")) &&
            sections[i].n_terms)
            rc = style_section(&sections[i], styler, hangul);
    out->sections = sections;
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}
