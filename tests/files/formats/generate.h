/* Units and concepts made up at random, the same for the same seed: rich in
 * everything the model holds, or only in what a format holds. */
#ifndef TEST_FORMATS_GENERATE_H
#define TEST_FORMATS_GENERATE_H

#include "malmoi/stream.h"

#include <stdio.h>
#include <string.h>

enum {                      /* what to leave out */
       NO_CODES = 1,        /* units: text alone */
       NO_LONE_IDS = 2,     /* ids of codes that stand alone, what ept lacks */
       NO_VARIANT_INFO = 4, /* props, notes, stamps of a variant */
       ONE_NOTE = 8,        /* one note at most, without language */
       PLAIN_PROPS = 16,    /* one prop a type, without language */
       NO_TERM_LISTS = 32,  /* props, stamp, second note or context of a term */
       NO_SECTION_LISTS = 64,
       TRIMMED = 128,     /* no outer white space */
       NO_EMPTY = 256,    /* no empty texts */
       TABLE_ORDER = 512, /* languages in the order of LANGS, row by row */
       BARE = 1024,       /* units: nothing but texts, notes and "fuzzy" */
       TWO_SIDES = 2048,  /* en, then ko; no two sources alike */
       NO_CR = 4096,
       MATCH_IDS = 8192,    /* codes: the id is the match, as in XLIFF */
       ONLY_CP949 = 16384,  /* characters of a Korean Excel */
       WITH_ID = 32768,     /* an id always */
       PLAIN_TERMS = 65536, /* concepts: one term in en, one in ko, one line */
       NO_QUOTES = 131072   /* ... that does not begin with a quotation mark */
};

#define LANGS "en-US,ko-KP,zh-Hant-TW,en,ko,ja"

typedef struct generator {
    uint64_t state;
    unsigned without;
    mm_arena mem;
} generator;

static uint32_t pick(generator *g, uint32_t n)
{
    g->state ^= g->state << 13;
    g->state ^= g->state >> 7;
    g->state ^= g->state << 17;
    return (uint32_t)((g->state >> 16) % n);
}

static mm_str made(generator *g, const char *text)
{
    return mm_arena_copy(&g->mem, mm_cstr(text));
}

static mm_str made_text(generator *g, uint32_t longest)
{
    static const char *const bits[] = {
        "a",           "B",  "z",  " ",  "  ",  "한",    "북방한계선", "<",
        ">",           "&",  "\"", "'",  "\n",  "\t",    "\r",         "é",
        "👩‍💻", "𠮷", "가", "\\", "]]>", "&amp;", "<b>",        ",",
        ";",           "=1", "#",  "·",  "​", "-",     "0.93",       ":",
    };
    char     text[2048];
    size_t   len = 0;
    uint32_t n = pick(g, longest + 1);
    mm_str   out;

    if (g->without & NO_EMPTY)
        n++;
    for (uint32_t i = 0; i < n; i++) {
        const char *bit = bits[pick(g, sizeof bits / sizeof *bits)];

        if (((g->without & NO_CR) && *bit == '\r') ||
            ((g->without & ONLY_CP949) &&
             (strstr("é👩‍💻𠮷가\u200B", bit) && (*bit & 0x80))))
            continue;
        if (len + strlen(bit) >= sizeof text)
            break;
        memcpy(text + len, bit, strlen(bit));
        len += strlen(bit);
    }
    if (len == 0 && (g->without & NO_EMPTY))
        text[len++] = 'x';
    text[len] = 0;
    if (g->without & TRIMMED) {
        out = mm_str_trim(mm_cstr(text));
        if (out.len == 0 && (g->without & NO_EMPTY))
            return made(g, "x");
        return mm_arena_copy(&g->mem, out);
    }
    return made(g, text);
}

static mm_str maybe(generator *g, uint32_t longest)
{
    return pick(g, 2) ? made_text(g, longest) : (mm_str){ "", 0 };
}

static mm_str made_lang(generator *g)
{
    static const char *const langs[] = { "en",    "ko", "en-US",
                                         "ko-KP", "ja", "zh-Hant-TW" };

    return mm_cstr(langs[pick(g, 6)]);
}

/* Languages as a table gives them back: a row in the order of LANGS, then the
 * next row. Up to three variants are one row, somewhere in the list. */
static mm_str ordered_lang(size_t start, size_t k, size_t n)
{
    mm_str langs = MM_S(LANGS), lang = { "", 0 };
    size_t at = n <= 3 ? start + k : k % 3;

    for (size_t i = 0; i <= at; i++)
        lang = mm_str_cut(&langs, ',');
    return lang;
}

static mm_stamp made_stamp(generator *g)
{
    static const char *const dates[] = { "", "2024-01-31T23:59:59Z",
                                         "2026-02-28T00:00:00Z", "2024-01-31",
                                         "yesterday" };

    return (mm_stamp){ .created_by = maybe(g, 3),
                       .changed_by = maybe(g, 3),
                       .created = mm_cstr(dates[pick(g, 5)]),
                       .changed = mm_cstr(dates[pick(g, 5)]) };
}

static const mm_prop *made_props(generator *g, size_t *n)
{
    mm_prop *props;

    *n = pick(g, 4);
    props = mm_arena_alloc(&g->mem, (*n + 1) * sizeof *props);
    for (size_t i = 0; i < *n; i++) {
        char type[32];

        snprintf(type, sizeof type, "x-%c%zu",
                 (int)('a' + (g->without & PLAIN_PROPS ? i : pick(g, 5))), i);
        props[i] = (mm_prop){ made(g, type), made_text(g, 8),
                              g->without & PLAIN_PROPS ? (mm_str){ "", 0 }
                              : pick(g, 3)             ? (mm_str){ "", 0 }
                                                       : made_lang(g) };
        if ((g->without & PLAIN_PROPS) && props[i].value.len == 0)
            props[i].value = MM_S("v");
    }
    return props;
}

static const mm_note *made_notes(generator *g, size_t *n)
{
    mm_note *notes;
    bool     one = g->without & ONE_NOTE;

    *n = pick(g, one ? 2 : 4);
    notes = mm_arena_alloc(&g->mem, (*n + 1) * sizeof *notes);
    for (size_t i = 0; i < *n; i++) {
        notes[i] =
            (mm_note){ made_text(g, 8),
                       one || pick(g, 3) ? (mm_str){ "", 0 } : made_lang(g) };
        if (one && notes[i].text.len == 0)
            notes[i].text = MM_S("n");
    }
    return notes;
}

static void made_codes(generator *g, mm_variant *v)
{
    mm_code *codes = mm_arena_alloc(&g->mem, 16 * sizeof *codes);
    size_t   n = 0, at = 0, marks = 0, open = 0;
    bool     lone = !(g->without & NO_LONE_IDS);

    for (uint32_t i = pick(g, 6); i-- > 0 && n < 12;) {
        mm_code *c = &codes[n++];
        char     id[16];

        while (at < v->text.len &&
               (pick(g, 3) || (v->text.ptr[at] & 0xC0) == 0x80))
            at++;
        while (at < v->text.len && (v->text.ptr[at] & 0xC0) == 0x80)
            at++;
        *c = (mm_code){ .kind = (mm_code_kind)pick(g, 7), .offset = at };
        c->id = c->match = c->type = c->data = (mm_str){ "", 0 };
        snprintf(id, sizeof id, "%zu", n);
        if (c->kind == MM_CODE_CLOSE && !open)
            c->kind = MM_CODE_OPEN;
        if (c->kind == MM_CODE_MARK_CLOSE && !marks)
            c->kind = MM_CODE_MARK_OPEN;
        open += c->kind == MM_CODE_OPEN;
        open -= c->kind == MM_CODE_CLOSE;
        marks += c->kind == MM_CODE_MARK_OPEN;
        marks -= c->kind == MM_CODE_MARK_CLOSE;
        if (c->kind == MM_CODE_OPEN) {
            c->id = made(g, id);
        } else if (c->kind == MM_CODE_CLOSE) {
            for (size_t k = n - 1; k-- > 0;) { /* the last one still open */
                bool closed = false;

                if (codes[k].kind != MM_CODE_OPEN)
                    continue;
                for (size_t m = k + 1; m + 1 < n; m++)
                    closed = closed || (codes[m].kind == MM_CODE_CLOSE &&
                                        mm_str_eq(codes[m].id, codes[k].id));
                if (!closed) {
                    c->id = codes[k].id;
                    break;
                }
            }
        } else if (lone && c->kind < MM_CODE_MARK_OPEN) {
            c->id = made(g, id);
        }
        if (c->kind != MM_CODE_CLOSE && c->kind != MM_CODE_MARK_CLOSE) {
            c->match = pick(g, 2) ? made(g, id) : c->match;
            c->type = pick(g, 2) ? MM_S("bold") : c->type;
        }
        if (c->kind < MM_CODE_MARK_OPEN)
            c->data = pick(g, 4) ? made_text(g, 5)
                                 : made(g, "<img alt=\"\016text\017\"/>");
    }
    for (size_t k = 0; k < n && open; k++) { /* close what is open */
        bool closed = codes[k].kind != MM_CODE_OPEN;

        for (size_t m = k + 1; m < n; m++)
            closed = closed || (codes[m].kind == MM_CODE_CLOSE &&
                                mm_str_eq(codes[m].id, codes[k].id));
        if (closed)
            continue;
        codes[k].kind = MM_CODE_BEGIN_ONLY;
        if (!lone)
            codes[k].id = (mm_str){ "", 0 };
    }
    while (marks-- > 0 && n < 16)
        codes[n++] = (mm_code){ .kind = MM_CODE_MARK_CLOSE,
                                .offset = v->text.len,
                                .id = { "", 0 },
                                .match = { "", 0 },
                                .type = { "", 0 },
                                .data = { "", 0 } };
    for (size_t k = 0; k < n && (g->without & MATCH_IDS); k++) {
        bool mark = codes[k].kind >= MM_CODE_MARK_OPEN;

        if (codes[k].kind == MM_CODE_OPEN) {
            codes[k].match = codes[k].id;
        } else if (codes[k].kind != MM_CODE_CLOSE && !mark) {
            codes[k].match = codes[k].match.len || pick(g, 4) == 0
                                 ? codes[k].match
                                 : codes[k].id;
            codes[k].id = (mm_str){ "", 0 };
        }
        if (pick(g, 2) && !mark && codes[k].kind != MM_CODE_CLOSE &&
            codes[k].kind != MM_CODE_OPEN)
            codes[k].data = (mm_str){ "", 0 };
        if (pick(g, 2) &&
            (codes[k].kind == MM_CODE_CLOSE || codes[k].kind == MM_CODE_OPEN))
            codes[k].data = (mm_str){ "", 0 };
    }
    v->codes = codes;
    v->n_codes = n;
}

/* A unit as software strings have it: source and target. */
static mm_unit two_sides(generator *g, size_t i)
{
    mm_variant *v = mm_arena_alloc(&g->mem, 2 * sizeof *v);
    mm_unit     u = { .variants = v, .n_variants = 2 };
    char        text[2200];

    v[0].lang = u.source_lang = MM_S("en");
    v[1].lang = MM_S("ko");
    snprintf(text, sizeof text, "%zu %s", i, made_text(g, 30).ptr);
    v[0].text = made(g, text);
    v[1].text = made_text(g, 30);
    if (v[1].text.len == 0)
        v[1].text = MM_S("예");
    u.notes = made_notes(g, &u.n_notes);
    if (pick(g, 2))
        u.status = MM_S("fuzzy");
    if (g->without & BARE)
        return u;
    snprintf(text, sizeof text, "u%zu", i);
    u.id = made(g, text);
    for (int k = 0; k < 2; k++)
        made_codes(g, &v[k]);
    return u;
}

static mm_unit made_unit(generator *g, size_t i)
{
    size_t      n = 1 + pick(g, 4), start = pick(g, 4);
    mm_variant *v = mm_arena_alloc(&g->mem, n * sizeof *v);
    mm_unit     u = { .variants = v, .n_variants = n };
    char        id[32];

    if (g->without & TWO_SIDES)
        return two_sides(g, i);

    snprintf(id, sizeof id, "u%zu &<", i);
    u.id = pick(g, 5) ? made(g, id) : (mm_str){ "", 0 };
    u.source_lang = pick(g, 3) ? made_lang(g) : (mm_str){ "", 0 };
    u.stamp = made_stamp(g);
    u.project = maybe(g, 4);
    u.client = maybe(g, 4);
    u.field = maybe(g, 4);
    u.status = maybe(g, 4);
    u.document = maybe(g, 4);
    u.score = pick(g, 2) ? pick(g, 1000) / 999.0 : 0;
    u.props = made_props(g, &u.n_props);
    u.notes = made_notes(g, &u.n_notes);
    for (size_t k = 0; k < n; k++) {
        v[k].lang =
            g->without & TABLE_ORDER ? ordered_lang(start, k, n) : made_lang(g);
        v[k].text = made_text(g, 30);
        if (!(g->without & NO_CODES))
            made_codes(g, &v[k]);
        if (g->without & NO_VARIANT_INFO)
            continue;
        v[k].props = made_props(g, &v[k].n_props);
        v[k].notes = made_notes(g, &v[k].n_notes);
        v[k].stamp = made_stamp(g);
    }
    return u;
}

static void made_term(generator *g, mm_term *t)
{
    static const char *const types[] = { "", "acronym", "fullForm", "slang" };
    static const char *const pos[] = { "", "noun", "verb", "properNoun" };
    unsigned                 before = g->without;

    g->without |= NO_EMPTY;
    t->text = made_text(g, 6);
    g->without = before;
    t->status = (mm_term_status)pick(g, 6);
    t->type = mm_cstr(types[pick(g, 4)]);
    t->part_of_speech = mm_cstr(pos[pick(g, 4)]);
    t->hanja = pick(g, 4) ? (mm_str){ "", 0 } : MM_S("北方限界線");
    t->source = maybe(g, 4);
    if (g->without & NO_TERM_LISTS)
        return;
    t->notes = made_notes(g, &t->n_notes);
    t->props = made_props(g, &t->n_props);
    t->stamp = made_stamp(g);
    t->n_contexts = pick(g, 3);
    mm_context *c = mm_arena_alloc(&g->mem, 3 * sizeof *c);

    for (size_t i = 0; i < t->n_contexts; i++) {
        c[i] = (mm_context){ made_text(g, 12), maybe(g, 4) };
        if (c[i].text.len == 0)
            c[i].text = MM_S("in a sentence");
    }
    t->contexts = c;
}

/* A concept as a plain glossary has it; the note says what it is about. */
static mm_concept plain_concept(generator *g, size_t i)
{
    static const char *const langs[] = { "en", "ko" };
    mm_lang_section         *s = mm_arena_alloc(&g->mem, 2 * sizeof *s);
    mm_concept               c = { .sections = s, .n_sections = 2 };
    mm_note                 *note = mm_arena_alloc(&g->mem, sizeof *note);

    c.review = MM_APPROVED;
    for (size_t k = 0; k < 2; k++) {
        mm_term *t = mm_arena_alloc(&g->mem, sizeof *t);
        char     text[2200];
        size_t   n =
            (size_t)snprintf(text, sizeof text, "%s", made_text(g, 6).ptr);

        for (size_t m = 0; m < n; m++)
            if (strchr("\t\n\r", text[m]))
                text[m] = '.';
        if (text[0] == '#' || n == 0 ||
            (text[0] == '"' && g->without & NO_QUOTES))
            snprintf(text, sizeof text, "t%zu", i);
        *t = (mm_term){ .text = made(g, text) };
        s[k] = (mm_lang_section){ .lang = mm_cstr(langs[k]),
                                  .terms = t,
                                  .n_terms = 1 };
    }
    if (g->without & WITH_ID) {
        char id[24];

        snprintf(id, sizeof id, "%zu", i + 1);
        c.id = made(g, id);
    }
    if (pick(g, 2)) {
        *note = (mm_note){ MM_S("a \"note\""), { "", 0 } };
        c.notes = note;
        c.n_notes = 1;
    }
    return c;
}

static mm_concept made_concept(generator *g, size_t i)
{
    if (g->without & PLAIN_TERMS)
        return plain_concept(g, i);

    static const char *const langs[] = { "en", "ko", "ja", "zh-Hant-TW" };
    size_t                   n = 1 + pick(g, 3);
    mm_lang_section         *s = mm_arena_alloc(&g->mem, n * sizeof *s);
    mm_concept               c = { .sections = s, .n_sections = n };
    char                     id[40];

    snprintf(id, sizeof id,
             pick(g, 2)                ? "c%zu"
             : g->without & ONLY_CP949 ? "%zu c.1"
                                       : "%zu c_é.1",
             i);
    c.id = pick(g, 5) || g->without & WITH_ID ? made(g, id) : (mm_str){ "", 0 };
    c.kind = (mm_kind)pick(g, 8);
    c.review = (mm_review)pick(g, 3);
    c.confidence = pick(g, 2) ? pick(g, 1000) / 999.0 : 0;
    c.frequency = pick(g, 3);
    c.definition = maybe(g, 8);
    c.definition_source = c.definition.len ? maybe(g, 4) : (mm_str){ "", 0 };
    c.field = maybe(g, 4);
    c.project = maybe(g, 4);
    c.client = maybe(g, 4);
    c.stamp = made_stamp(g);
    c.props = made_props(g, &c.n_props);
    c.notes = made_notes(g, &c.n_notes);
    for (size_t k = 0; k < n; k++) {
        mm_term *t;

        s[k].lang = mm_cstr(langs[k]);
        s[k].n_terms = 1 + pick(g, 3);
        s[k].terms = t = mm_arena_alloc(&g->mem, s[k].n_terms * sizeof *t);
        for (size_t m = 0; m < s[k].n_terms; m++)
            made_term(g, &t[m]);
        s[k].definition = maybe(g, 8);
        s[k].definition_source =
            s[k].definition.len ? maybe(g, 4) : (mm_str){ "", 0 };
        if (g->without & NO_SECTION_LISTS)
            continue;
        s[k].notes = made_notes(g, &s[k].n_notes);
        s[k].props = made_props(g, &s[k].n_props);
    }
    return c;
}

#endif
