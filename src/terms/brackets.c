/*
 * Brackets: newsrooms of both languages introduce a name with its short form
 * behind it. Both full names are bound when the same acronym stands behind
 * both, or when the acronym of one side spells the initials of the other; the
 * short forms are bound when their full names are, and each shortens its own
 * (FTC and 공정위). [Lin et al. 2008: such pairs are right even when seen
 * once.]
 */
#include "terms/brackets.h"

#include "base/memory.h"
#include "malmoi/titles.h"

#include <stdlib.h>
#include <string.h>

enum { FULL_WORDS = 9 };

static const double APPOSITION =
    0.6; /* of a name and what brackets add to it */

/* ---- the brackets of one side ---- */

/* How many words before `first` the acronym inside shortens best. */
static void match_initials(mm_bracket *bracket, const mm_side *side)
{
    mm_str short_form = mm_side_text(side, bracket->start, bracket->end);
    mm_str words[FULL_WORDS];

    for (uint32_t n = 1; n <= FULL_WORDS && n <= bracket->first; n++) {
        uint32_t from = bracket->first - n;
        double   sure;

        if (side->words[from].segment != side->words[bracket->first].segment)
            break;
        for (uint32_t i = 0; i < n; i++)
            words[i] = side->words[from + i].text;
        if (side->words[from].flags & WORD_FUNCTION)
            continue;
        sure = mm_acronym_match(short_form, words, n);
        if (sure > bracket->sure) {
            bracket->sure = sure;
            bracket->full = from;
            bracket->full_n = n;
        }
        if (side->words[from].flags & WORD_BREAK &&
            !(side->words[from].flags & WORD_COMMA))
            break;
    }
}

/* The same for Hangul: 공정위 in 공정거래위원회. */
static void match_syllables(mm_bracket *bracket, const mm_side *side)
{
    mm_str short_form = mm_side_text(side, bracket->start, bracket->end);

    for (uint32_t n = 1; n <= 4 && n <= bracket->first; n++) {
        uint32_t from = bracket->first - n;
        double   sure;

        if (side->words[from].segment != side->words[bracket->first].segment)
            break;
        sure = mm_ko_shortened(
            short_form,
            mm_side_text(side, side->words[from].start, bracket->before));
        if (sure > bracket->sure + 0.05) {
            bracket->sure = sure;
            bracket->full = from;
            bracket->full_n = n;
        }
        if (side->words[from].flags & WORD_BREAK)
            break;
    }
}

static size_t find_brackets(mm_bracket *out, const mm_side *side)
{
    size_t n = 0;

    for (uint32_t w = 1; w < side->n && n < BRACKETS; w++) {
        mm_bracket bracket = { .first = w };
        uint32_t   last = w;

        if (!(side->words[w].flags & WORD_OPENED) ||
            side->words[w - 1].segment != side->words[w].segment)
            continue;
        while (last < side->n && last < w + 5 &&
               side->words[last].segment == side->words[w].segment &&
               !(side->words[last].flags & WORD_CLOSED))
            last++;
        if (last >= side->n || !(side->words[last].flags & WORD_CLOSED))
            continue;
        bracket.n = last - w + 1;
        bracket.start = side->words[w].start;
        bracket.end = side->words[last].end;
        bracket.before = side->words[w - 1].end;
        if (mm_text_script(side->words[w].text) == MM_SCRIPT_HANGUL)
            match_syllables(&bracket, side);
        else
            match_initials(&bracket, side);
        out[n++] = bracket;
    }
    return n;
}

/* ---- binding the two sides ---- */

static int put(mm_bracket_links *out, mm_bracket_link link, mm_error *err)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = link;
    return MM_OK;
}

static mm_str inside(const mm_side *side, const mm_bracket *bracket)
{
    return mm_str_sub(side->key, bracket->start, bracket->end - bracket->start);
}

/* The same brackets behind two names: the names are one, the short forms are,
 * and each name is also said by the other side's short form. */
static int bind(mm_bracket_links *out, const mm_bracket *x, const mm_bracket *y,
                double weight, mm_error *err)
{
    int rc = MM_OK;

    if (x->full_n)
        rc = put(out,
                 (mm_bracket_link){ x->full, x->full_n, SIZE_MAX, y->before,
                                    weight * x->sure, false, false },
                 err);
    if (rc == MM_OK)
        rc = put(out,
                 (mm_bracket_link){ x->first, x->n, y->start, y->end, weight,
                                    true, false },
                 err);
    if (rc == MM_OK)
        rc = put(out,
                 (mm_bracket_link){ x->first, x->n, SIZE_MAX, y->before,
                                    APPOSITION * weight, false, false },
                 err);
    return rc;
}

/* An acronym in brackets on B that spells words of A: COO. */
static int bind_initials(mm_bracket_links *out, const mm_side *a,
                         const mm_side *b, const mm_bracket *y, mm_error *err)
{
    mm_str   short_form = mm_side_text(b, y->start, y->end);
    mm_str   words[FULL_WORDS];
    uint32_t best = 0, best_n = 0;
    double   most = 0.79;

    if (mm_text_script(short_form) != MM_SCRIPT_LATIN)
        return MM_OK;
    for (uint32_t first = 0; first < a->n; first++) {
        if (a->words[first].flags & WORD_FUNCTION)
            continue;
        for (uint32_t n = 1; n <= FULL_WORDS && first + n <= a->n; n++) {
            const mm_side_word *last = &a->words[first + n - 1];
            double              sure;

            if (n > 1 && last->flags & WORD_BREAK &&
                !(last->flags & WORD_COMMA))
                break;
            words[n - 1] = last->text;
            if (n < 2 || last->flags & WORD_FUNCTION)
                continue;
            sure = mm_acronym_match(short_form, words, n);
            if (sure > most) {
                most = sure;
                best = first;
                best_n = n;
            }
        }
    }
    if (best_n == 0)
        return MM_OK;
    return put(out,
               (mm_bracket_link){ best, best_n, SIZE_MAX, y->before, 0.9 * most,
                                  false, false },
               err);
}

/* What A says is said twice on B, the second time in brackets:
 * 과잉관광(오버투어리즘). */
static int bind_apposition(mm_bracket_links *out, const mm_pieces *pieces,
                           const mm_bracket *y, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < pieces->n && rc == MM_OK; i++) {
        const mm_piece *piece = &pieces->items[i];

        if (piece->start == y->start && piece->end == y->end &&
            piece->clue != CLUE_VALUE)
            rc = put(out,
                     (mm_bracket_link){ piece->first, piece->n, SIZE_MAX,
                                        y->before, APPOSITION, false, false },
                     err);
    }
    return rc;
}

/* Stretches between quotation marks: "Crimson Desert", '붉은사막'. */
static size_t find_quoted(mm_bracket *out, const mm_side *side)
{
    size_t n = 0;

    for (uint32_t w = 0; w < side->n && n < BRACKETS; w++) {
        uint32_t last = w;

        if (!(side->words[w].flags & WORD_QUOTED))
            continue;
        while (last + 1 < side->n && last < w + RUN_WORDS - 1 &&
               side->words[last + 1].segment == side->words[w].segment &&
               !(side->words[last].flags & WORD_UNQUOTED) &&
               !(side->words[last + 1].flags & WORD_QUOTED))
            last++;
        if (side->words[last].flags & WORD_UNQUOTED)
            out[n++] = (mm_bracket){ .first = w,
                                     .n = last - w + 1,
                                     .start = side->words[w].start,
                                     .end = side->words[last].end };
    }
    return n;
}

static int bind_quoted(mm_bracket_links *out, const mm_side *a,
                       const mm_side *b, mm_error *err)
{
    mm_bracket x[BRACKETS], y[BRACKETS];
    size_t     n = find_quoted(x, a), m = find_quoted(y, b);
    int        rc = MM_OK;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m && rc == MM_OK; j++)
            if (a->words[x[i].first].flags & WORD_CAPITAL)
                rc = put(out,
                         (mm_bracket_link){ x[i].first, x[i].n, y[j].start,
                                            y[j].end, n * m == 1 ? 0.8 : 0.4,
                                            false, true },
                         err);
    return rc;
}

static int bind_bracket(mm_bracket_links *out, const mm_side *a,
                        const mm_side *b, const mm_pieces *pieces,
                        const mm_bracket *y, bool *used, mm_error *err)
{
    const mm_bracket *x = out->of_a;
    bool              alone = out->n_a == 1 && out->n_b == 1;
    int               rc;

    for (size_t i = 0; i < out->n_a; i++)
        if (mm_str_eq(inside(a, &x[i]), inside(b, y))) {
            used[i] = true;
            return bind(out, &x[i], y, 1, err);
        }
    for (size_t i = 0; i < out->n_a; i++)
        if (!used[i] && x[i].sure >= 0.5 && y->sure >= 0.5)
            return bind(out, &x[i], y, alone ? 0.8 : 0.5, err);
    if ((rc = bind_initials(out, a, b, y, err)) == MM_OK)
        rc = bind_apposition(out, pieces, y, err);
    return rc;
}

int mm_brackets_link(mm_bracket_links *out, const mm_side *a, const mm_side *b,
                     const mm_pieces *pieces, mm_error *err)
{
    bool used[BRACKETS] = { 0 };
    int  rc = MM_OK;

    out->n = 0;
    out->n_a = find_brackets(out->of_a, a);
    out->n_b = find_brackets(out->of_b, b);
    for (size_t i = 0; i < out->n_b && rc == MM_OK; i++)
        rc = bind_bracket(out, a, b, pieces, &out->of_b[i], used, err);
    return rc < 0 ? rc : bind_quoted(out, a, b, err);
}

void mm_brackets_release(mm_bracket_links *links)
{
    free(links->items);
    *links = (mm_bracket_links){ 0 };
}
