/*
 * Which stretches of a side may be terms: words without punctuation between
 * them, content words at both edges, the last one able to be a noun; "of" may
 * stand inside, other function words only inside a name. A name may hold a
 * colon (a title and its subtitle) and the commas of a list that "and" ends
 * (Ministry of Agriculture, Food and Rural Affairs).
 */
#include "terms/runs.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int put(mm_runs *out, mm_run run, mm_error *err)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = run;
    return MM_OK;
}

static mm_str word_key(const mm_side *side, const mm_side_word *word)
{
    return mm_str_sub(side->key, word->start, word->ends[0].at - word->start);
}

/* Parts of speech of a word, of its lemma when the form itself is unknown. */
static unsigned pos_of(mm_phrases *phrases, const mm_side *side,
                       const mm_side_word *word, bool *is_form)
{
    unsigned pos = mm_phrases_pos(phrases, word_key(side, word));

    *is_form = pos != 0;
    for (size_t i = 0; !*is_form && i < word->n_lemmas; i++)
        pos |= mm_phrases_pos(phrases, word->lemmas[i]);
    return pos;
}

static bool is_small(mm_str word, bool name)
{
    static const char *const inside[] = {
        "of", "and", "for", "the", "de", "la"
    };

    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (mm_str_eq(word, mm_cstr(inside[i])))
            return i == 0 || name;
    return false;
}

static bool is_capital(const mm_side_word *word)
{
    return word->flags & WORD_CAPITAL;
}

bool mm_run_is_plain(mm_phrases *phrases, const mm_side *side,
                     const mm_side_word *word)
{
    bool plain = mm_phrases_is_lower(phrases, word_key(side, word));

    for (size_t i = 0; !plain && i < word->n_lemmas; i++)
        plain = mm_phrases_is_lower(phrases, word->lemmas[i]);
    return plain;
}

/* A capital letter that says no more than that a sentence begins: Closer Bae
 * Seo-hyun. */
static bool is_capital_by_place(mm_phrases *phrases, const mm_side *side,
                                const mm_side_word *word)
{
    return word->flags & WORD_INITIAL && is_capital(word) &&
           mm_run_is_plain(phrases, side, word);
}

/* The past tense or participle of a verb, by its look: the stem is another, and
 * a verb or unknown. */
static bool is_past(const mm_side_word *word, unsigned pos)
{
    if (mm_str_ends(word->text, MM_S("ed")))
        return pos == 0 || pos & POS_VERB;
    return pos & POS_VERB && !mm_str_ends(word->text, MM_S("s")) &&
           !mm_str_ends(word->text, MM_S("ing")) &&
           !mm_str_eq(word->stem, word->text);
}

/* How well the word can end a noun phrase: 1, 0.5 unknown, 0. */
static double noun_of(mm_phrases *phrases, const mm_side *side,
                      const mm_side_word *word)
{
    bool     is_form;
    unsigned pos = pos_of(phrases, side, word, &is_form);

    if (is_capital(word) && !(word->flags & WORD_INITIAL))
        return 1;
    if (!is_form &&
        (is_past(word, pos) || mm_str_ends(word->text, MM_S("ly")) ||
         mm_str_ends(word->text, MM_S("est"))))
        return 0;
    if (!is_form && mm_str_ends(word->text, MM_S("ing")) &&
        pos & (POS_VERB | POS_NOUN))
        return 0.5;
    if (pos & POS_NOUN)
        return 1;
    return pos == 0 || pos & POS_NUMBER ? 0.5 : 0;
}

/* A verb in its base form, an adverb or a number begins no noun phrase. */
static bool may_begin(mm_phrases *phrases, const mm_side *side,
                      const mm_side_word *word)
{
    bool     is_form;
    unsigned pos = pos_of(phrases, side, word, &is_form);

    if (word->flags & (WORD_FUNCTION | WORD_VALUE))
        return false;
    if (is_capital(word) &&
        (!(word->flags & WORD_INITIAL) ||
         (word + 1 < side->words + side->n && is_capital(word + 1))))
        return true;
    if (!is_form && mm_str_ends(word->text, MM_S("ly")))
        return false;
    if (pos == 0 || pos & (POS_NOUN | POS_ADJECTIVE | POS_NUMBER))
        return true;
    return pos & POS_VERB && (mm_str_ends(word->text, MM_S("ing")) ||
                              mm_str_ends(word->text, MM_S("ed")));
}

/* ---- names ---- */

/* A model or a type: A380, F-35, 787-10. */
static bool is_model(const mm_side_word *word)
{
    bool digit = false, other = false;

    for (size_t i = 0; i < word->text.len; i++) {
        char c = word->text.ptr[i];

        if (c >= 'a' && c <= 'z' && i + 1 < word->text.len)
            return false; /* Nex1; but 777-9s */
        digit |= c >= '0' && c <= '9';
        other |= c < '0' || c > '9';
    }
    return digit && other;
}

/* Does word `w` go on with a name beside it? A model does not: Airbus A380 are
 * two names. */
static bool belongs_to_name(const mm_side *a, uint32_t w)
{
    const mm_side_word *word = &a->words[w];

    return is_capital(word) && !(word->flags & WORD_FUNCTION) &&
           !is_model(word);
}

/* A number that may be part of a name: Terminal 2. */
static bool is_plain_number(const mm_side_word *word)
{
    if (!(word->flags & WORD_NUMBER) || word->text.len > 4)
        return false;
    for (size_t i = 0; i < word->text.len; i++)
        if (word->text.ptr[i] < '0' || word->text.ptr[i] > '9')
            return false;
    return true;
}

/* True when a name goes on beyond the run. */
static bool is_cut(mm_phrases *phrases, const mm_side *a, uint32_t first,
                   uint32_t last, bool name)
{
    const mm_side_word *word = &a->words[first];
    const mm_side_word *next = last + 1 < a->n ? &a->words[last + 1] : NULL;

    if ((word->flags & WORD_HYPHEN) || (next && next->flags & WORD_HYPHEN))
        return !is_capital(word);
    if (!name || (first == last && is_model(word)))
        return false;
    if (first > 0 && !(word->flags & (WORD_BREAK | WORD_NAMED)) &&
        !(a->words[first - 1].flags & WORD_OWNER) &&
        !is_capital_by_place(phrases, a, &a->words[first - 1]) &&
        belongs_to_name(a, first - 1))
        return true;
    if (first > 1 && mm_str_eq(a->words[first - 1].text, MM_S("of")) &&
        belongs_to_name(a, first - 2) &&
        !(a->words[first - 2].flags & WORD_INITIAL))
        return true;
    if (!next || next->flags & (WORD_BREAK | WORD_NAMED) ||
        a->words[last].flags & WORD_OWNER)
        return false;
    if (next->flags & WORD_UPPER && last > first)
        return false; /* Jane Freeman MSP */
    return belongs_to_name(a, last + 1) || is_plain_number(next);
}

static unsigned flags_of(mm_phrases *phrases, const mm_side *a, uint32_t first,
                         uint32_t last, bool name)
{
    const mm_side_word *word = &a->words[first], *end = &a->words[last];
    unsigned            flags = name ? RUN_NAME : 0;

    if (name && first == last && word->flags & WORD_INITIAL)
        flags |= RUN_INITIAL;
    if (first == last && word->flags & WORD_UPPER)
        flags |= RUN_ACRONYM;
    if (word->flags & WORD_OPENED && end->flags & WORD_CLOSED)
        flags |= RUN_BRACKET;
    if (word->flags & WORD_QUOTED && end->flags & WORD_UNQUOTED)
        flags |= RUN_QUOTED;
    if (flags & RUN_ACRONYM
            ? last + 1 < a->n && !(a->words[last + 1].flags & WORD_BREAK) &&
                  belongs_to_name(a, last + 1) &&
                  !(a->words[last].flags & WORD_OWNER)
            : is_cut(phrases, a, first, last, name))
        flags |= RUN_CUT; /* GS in GS Caltex; MVP in "Finals MVP" is not */
    if (first > 0 && a->words[first - 1].flags & WORD_INITIAL &&
        is_capital(&a->words[first - 1]))
        flags |= RUN_BEHIND_INITIAL;
    if (!name && last > first && mm_str_ends(word->text, MM_S("ed")))
        flags |= RUN_PARTICIPLE;
    for (uint32_t w = first; w < last; w++) {
        if (a->words[w].flags & WORD_OWNER)
            flags |= RUN_OWNER;
        if (mm_str_eq(a->words[w].text, MM_S("and")))
            flags |= RUN_AND;
        if (a->words[w + 1].flags & WORD_NAMED)
            flags |= RUN_TITLED;
    }
    return flags;
}

/* de Gaulle, bin Salman: small words that names of persons have inside. */
static bool is_particle(mm_str word)
{
    static const char *const words[] = {
        "de",  "la",  "van", "von", "bin", "al",  "da",  "del", "el",
        "der", "den", "di",  "du",  "dos", "ibn", "ter", "ten", "le"
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(word, mm_cstr(words[i])))
            return true;
    return false;
}

/* ---- growing a run ---- */

typedef struct growth {
    bool name; /* every content word so far has its capital letter */
    bool list; /* a comma inside waits for "and" */
} growth;

/* Lets the run go on over the mark before `word`; false when it ends there. */
static bool crosses(growth *g, const mm_side_word *word)
{
    if (!(word->flags & WORD_BREAK))
        return true;
    if (!g->name || !is_capital(word))
        return false;
    if (word->flags & WORD_COLON)
        return true;
    if (word->flags & WORD_COMMA &&
        !(word->flags & (WORD_OPENED | WORD_QUOTED))) {
        g->list = true;
        return true;
    }
    return false;
}

static bool grow(growth *g, mm_phrases *phrases, const mm_side *a,
                 const mm_side_word *word)
{
    bool     is_form;
    unsigned pos;

    if (!crosses(g, word))
        return false;
    if (word->flags & WORD_FUNCTION) {
        if (g->list && mm_str_eq(word->text, MM_S("and")))
            g->list = false;
        return is_small(word->text, g->name);
    }
    if (mm_str_eq(word->text, MM_S("next")) ||
        mm_str_eq(word->text, MM_S("last")))
        return false; /* last year: another phrase */
    pos = pos_of(phrases, a, word, &is_form);
    if (!is_capital(word) && !is_form && is_past(word, pos))
        return false; /* a clause, not a phrase */
    if (g->name && is_particle(word->text))
        return true;
    g->name = g->name && (is_capital(word) || word->flags & WORD_NUMBER);
    return !(g->list && !g->name);
}

/* An adjective before its noun, though it may be a noun elsewhere. */
static bool is_attribute(mm_phrases *phrases, const mm_side *a, uint32_t w)
{
    const mm_side_word *next = w + 1 < a->n ? &a->words[w + 1] : NULL;
    bool                is_form;

    return next && !(next->flags & (WORD_BREAK | WORD_FUNCTION)) &&
           (!is_capital(&a->words[w]) || a->words[w].flags & WORD_INITIAL) &&
           pos_of(phrases, a, &a->words[w], &is_form) & POS_ADJECTIVE &&
           pos_of(phrases, a, next, &is_form) & POS_NOUN;
}

/* Not a term: an ordinary word alone, or with "of" (part of efforts), and a
 * name with what describes it before it (rookie jungler Tran). */
static bool may_stand(const mm_side *a, uint32_t first, uint32_t last,
                      bool name)
{
    const mm_side_word *word = &a->words[first], *end = &a->words[last];

    if (first == last)
        return !(word->flags & (WORD_COMMON | WORD_NUMBER)) || is_capital(word);
    if (word->flags & WORD_HYPHEN ||
        (last + 1 < a->n && a->words[last + 1].flags & WORD_HYPHEN))
        return false; /* cut through the middle of Seoul-Washington */
    if (word->flags & WORD_COMMON && mm_str_eq(word[1].text, MM_S("of")))
        return false;
    return name || !is_capital(end) || end->flags & WORD_UPPER;
}

/* One known word, not in capitals nor with any inside. */
static bool is_ordinary(mm_phrases *phrases, const mm_side *a, uint32_t w)
{
    const mm_side_word *word = &a->words[w];
    bool                is_form;

    for (size_t i = 1; i < word->text.len; i++)
        if (word->text.ptr[i] < 'a' || word->text.ptr[i] > 'z')
            return false;
    return pos_of(phrases, a, word, &is_form) != 0;
}

static bool has_unknown(mm_phrases *phrases, const mm_side *a, uint32_t first,
                        uint32_t last)
{
    bool is_form;

    for (uint32_t w = first; w <= last; w++)
        if (!(a->words[w].flags & (WORD_FUNCTION | WORD_NUMBER)) &&
            pos_of(phrases, a, &a->words[w], &is_form) == 0)
            return true;
    return false;
}

/* A particle or a possessive stands behind it. */
static bool has_ending(const mm_side_word *word)
{
    return word->ends[0].at < word->end;
}

static int runs_from(mm_runs *out, const mm_side *a, mm_phrases *phrases,
                     uint32_t first, mm_error *err)
{
    growth g = { .name = is_capital(&a->words[first]) };
    int    rc = MM_OK;

    for (uint32_t last = first;
         rc == MM_OK && last < a->n && last < first + RUN_WORDS; last++) {
        const mm_side_word *word = &a->words[last];
        double              noun;

        if (last > first && !grow(&g, phrases, a, word))
            break;
        if (last > first && has_ending(&a->words[last - 1]) &&
            !(g.name && a->words[last - 1].flags & WORD_OWNER))
            break;
        if (last > first && word->flags & WORD_VALUE &&
            !(g.name && is_plain_number(word)))
            break; /* "Terminal 2", but no sums or dates */
        if (g.list || word->flags & WORD_FUNCTION)
            continue;
        noun = noun_of(phrases, a, word);
        if (first == last && is_attribute(phrases, a, first))
            continue;
        if ((noun == 0 && !g.name) || !may_stand(a, first, last, g.name))
            continue;
        rc = put(
            out,
            (mm_run){
                first, last - first + 1, a->words[first].start,
                word->ends[0].at, noun,
                flags_of(phrases, a, first, last, g.name) |
                    (first == last && is_ordinary(phrases, a, first)
                         ? RUN_ORDINARY
                         : 0) |
                    (has_unknown(phrases, a, first, last) ? RUN_UNKNOWN : 0) },
            err);
    }
    return rc;
}

/* The title of a work between quotation marks, its article and all: "The
 * Housemaid". */
static int quoted_run(mm_runs *out, const mm_side *a, mm_phrases *phrases,
                      uint32_t first, mm_error *err)
{
    uint32_t            last = first;
    const mm_side_word *end;

    while (last + 1 < a->n && last + 1 < first + RUN_WORDS &&
           a->words[last + 1].segment == a->words[first].segment &&
           !(a->words[last].flags & WORD_UNQUOTED) &&
           !(a->words[last + 1].flags & WORD_QUOTED))
        last++;
    end = &a->words[last];
    if (last == first || !(end->flags & WORD_UNQUOTED) ||
        end->flags & WORD_FUNCTION)
        return MM_OK;
    return put(out,
               (mm_run){ first, last - first + 1, a->words[first].start,
                         end->ends[0].at, 1,
                         flags_of(phrases, a, first, last, true) },
               err);
}

int mm_runs_find(mm_runs *out, const mm_side *a, mm_phrases *phrases,
                 mm_error *err)
{
    int rc = MM_OK;

    out->n = 0;
    for (uint32_t first = 0; first < a->n && rc == MM_OK; first++) {
        const mm_side_word *word = &a->words[first];

        if (may_begin(phrases, a, word))
            rc = runs_from(out, a, phrases, first, err);
        else if (word->flags & WORD_QUOTED && word->flags & WORD_FUNCTION &&
                 is_capital(word))
            rc = quoted_run(out, a, phrases, first, err);
    }
    return rc;
}

static bool has_run(const mm_runs *runs, uint32_t first, uint32_t n)
{
    for (size_t i = 0; i < runs->n; i++)
        if (runs->items[i].first == first && runs->items[i].n == n)
            return true;
    return false;
}

/* A word in its base form that something is known to say. */
static bool is_base(const mm_side *a, const mm_piece *piece)
{
    const mm_side_word *word = &a->words[piece->first];
    mm_str              key = word_key(a, word);
    mm_str              rest = mm_str_sub(key, word->stem.len, key.len);

    return piece->n == 1 && piece->clue <= CLUE_CORPUS &&
           !(word->flags & (WORD_FUNCTION | WORD_NUMBER | WORD_VALUE |
                            WORD_COMMON | WORD_HYPHEN)) &&
           mm_str_starts(key, word->stem) &&
           (rest.len == 0 || mm_str_eq(rest, MM_S("e"))); /* includ(e) */
}

int mm_runs_add_known(mm_runs *runs, const mm_side *a, const mm_pieces *pieces,
                      mm_phrases *phrases, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < pieces->n && rc == MM_OK; i++) {
        const mm_piece *piece = &pieces->items[i];
        uint32_t        last = piece->first + piece->n - 1;
        bool            name = true;

        if (runs->verbs && is_base(a, piece) &&
            !has_run(runs, piece->first, 1)) {
            rc = put(runs,
                     (mm_run){ piece->first, 1, a->words[last].start,
                               a->words[last].ends[0].at, 0,
                               flags_of(phrases, a, piece->first, last,
                                        is_capital(&a->words[last])) |
                                   RUN_ORDINARY },
                     err);
            continue;
        }
        if (piece->n < 2 || piece->n > RUN_WORDS ||
            (piece->clue > CLUE_DICTIONARY && piece->clue != CLUE_CORPUS) ||
            (piece->pos && !(piece->pos & POS_NOUN)) ||
            has_run(runs, piece->first, piece->n))
            continue;
        for (uint32_t w = piece->first; w <= last; w++)
            name = name && (is_capital(&a->words[w]) ||
                            a->words[w].flags & WORD_FUNCTION);
        rc = put(runs,
                 (mm_run){ piece->first, piece->n, a->words[piece->first].start,
                           a->words[last].ends[0].at, 1,
                           flags_of(phrases, a, piece->first, last, name) },
                 err);
    }
    return rc;
}

void mm_runs_release(mm_runs *runs)
{
    free(runs->items);
    *runs = (mm_runs){ 0 };
}
