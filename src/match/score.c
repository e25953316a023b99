/*
 * The reckoning. The figure is the edit distance of the words. Where the two
 * differ is found by one alignment of all tokens in which an edit of a word
 * outweighs any number of marks, so that it has as few words changed as the
 * figure says, and among those as few marks.
 */
#include "match/score.h"

#include "base/map.h"
#include "base/memory.h"
#include "match/hashes.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORD_COST = 10000,
    MARK_COST = 4,
    LOOK_COST = 1, /* the same token, written otherwise */
    NEVER = 1 << 28,
    CELLS_MOST = 4 << 20, /* beyond it differences are not listed */
    COUNTED_MOST = 3      /* differences of a kind that cost points */
};

mm_penalties mm_penalties_default(void)
{
    return (mm_penalties){ .letter_case = 1,
                           .spacing = 1,
                           .punctuation = 1,
                           .number = 2,
                           .code = 2,
                           .draft = 10,
                           .aligned = 1 };
}

const char *mm_mismatch_name(mm_mismatch_kind kind)
{
    static const char *const names[] = { "word",    "ending",      "case",
                                         "spacing", "punctuation", "number",
                                         "code" };

    return names[kind];
}

void mm_score_release(mm_score *score)
{
    free(score->mismatches);
    free(score->costs);
    *score = (mm_score){ 0 };
}

/* ---- figures ---- */

static size_t least(size_t a, size_t b, size_t c)
{
    size_t two = a < b ? a : b;

    return two < c ? two : c;
}

int mm_alike(const mm_useq *a, const mm_useq *b)
{
    size_t  longest = a->n > b->n ? a->n : b->n, d;
    size_t *row = malloc((b->n + 1) * sizeof *row);

    if (!row)
        return -1;
    for (size_t j = 0; j <= b->n; j++)
        row[j] = j;
    for (size_t i = 0; i < a->n; i++) {
        size_t across = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < b->n; j++) {
            size_t up = row[j + 1];

            row[j + 1] = least(up + 1, row[j] + 1,
                               across + (a->items[i] != b->items[j]));
            across = up;
        }
    }
    d = row[b->n];
    free(row);
    return longest ? (int)(100 * (longest - d) / longest) : 100;
}

unsigned mm_score_raw(const mm_score *score)
{
    return score->words > score->letters ? score->words : score->letters;
}

/* ---- where they differ ---- */

static mm_str bytes_of(const mm_scored *s, const mm_utoken *t)
{
    return mm_str_sub(s->text, t->start, t->len);
}

static uint32_t gap_cost(const mm_utoken *t)
{
    return t->compared ? WORD_COST : MARK_COST;
}

static uint32_t pair_cost(const mm_scored *a, const mm_utoken *x,
                          const mm_scored *b, const mm_utoken *y)
{
    if (x->hash == y->hash && x->compared == y->compared)
        return mm_str_eq(bytes_of(a, x), bytes_of(b, y)) ? 0 : LOOK_COST;
    if (x->compared && y->compared)
        return WORD_COST;
    return !x->compared && !y->compared && x->kind == y->kind ? MARK_COST
                                                              : NEVER;
}

static int fill_costs(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    size_t n = a->cut.n, m = b->cut.n, w = m + 1;

    if (mm_grow(&s->costs, &s->cap_costs, (n + 1) * w, sizeof *s->costs, NULL) <
        0)
        return MM_ENOMEM;
    s->costs[0] = 0;
    for (size_t j = 0; j < m; j++)
        s->costs[j + 1] = s->costs[j] + gap_cost(&b->cut.tokens[j]);
    for (size_t i = 0; i < n; i++) {
        const mm_utoken *x = &a->cut.tokens[i];
        uint32_t        *up = s->costs + i * w, *row = up + w;

        row[0] = up[0] + gap_cost(x);
        for (size_t j = 0; j < m; j++) {
            const mm_utoken *y = &b->cut.tokens[j];

            row[j + 1] =
                (uint32_t)least(up[j + 1] + gap_cost(x), row[j] + gap_cost(y),
                                up[j] + pair_cost(a, x, b, y));
        }
    }
    return MM_OK;
}

static mm_mismatch_kind kind_of(const mm_utoken *x, const mm_utoken *y)
{
    const mm_utoken *t = x ? x : y;

    if (x && y && x->kind != y->kind)
        return MM_MISMATCH_WORD;
    switch (t->kind) {
    case UTOKEN_PARTICLE:
        return MM_MISMATCH_ENDING;
    case UTOKEN_NUMBER:
        return MM_MISMATCH_NUMBER;
    case UTOKEN_MARK:
        return MM_MISMATCH_PUNCTUATION;
    case UTOKEN_CODE:
        return MM_MISMATCH_CODE;
    default:
        return x && y && x->hash == y->hash ? MM_MISMATCH_CASE
                                            : MM_MISMATCH_WORD;
    }
}

static int put(mm_score *s, const mm_utoken *x, const mm_utoken *y,
               size_t start, size_t unit_start)
{
    mm_mismatch d = { .kind = kind_of(x, y),
                      .start = start,
                      .unit_start = unit_start };

    if (x && y && x->kind == UTOKEN_PARTICLE && x->hash == y->hash)
        d.kind = MM_MISMATCH_CASE;
    if (x) {
        d.start = x->start;
        d.len = x->len;
    }
    if (y) {
        d.unit_start = y->start;
        d.unit_len = y->len;
    }
    /* An edit of what is compared is in the figure already. */
    if ((x && y && x->hash == y->hash) || !(x ? x : y)->compared)
        s->counts[d.kind]++;
    if (mm_grow(&s->mismatches, &s->cap, s->n + 1, sizeof *s->mismatches,
                NULL) < 0)
        return MM_ENOMEM;
    s->mismatches[s->n++] = d;
    return MM_OK;
}

static size_t end_of(const mm_utext *cut, size_t i)
{
    return i ? cut->tokens[i - 1].start + cut->tokens[i - 1].len : 0;
}

/* From the end of the costs back to their start; the list is then turned. */
static int walk_back(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    size_t i = a->cut.n, j = b->cut.n, w = j + 1;
    int    rc = MM_OK;

    while ((i || j) && rc == MM_OK) {
        const uint32_t  *at = s->costs + i * w + j;
        const mm_utoken *x = i ? &a->cut.tokens[i - 1] : NULL;
        const mm_utoken *y = j ? &b->cut.tokens[j - 1] : NULL;
        uint32_t         pair = x && y ? pair_cost(a, x, b, y) : NEVER;

        if (x && y && *at == at[-(ptrdiff_t)w - 1] + pair) {
            if (pair)
                rc = put(s, x, y, 0, 0);
            i--;
            j--;
        } else if (x && *at == at[-(ptrdiff_t)w] + gap_cost(x)) {
            rc = put(s, x, NULL, 0, end_of(&b->cut, j));
            i--;
        } else {
            rc = put(s, NULL, y, end_of(&a->cut, i), 0);
            j--;
        }
    }
    for (size_t k = 0; k < s->n / 2; k++) {
        mm_mismatch d = s->mismatches[k];

        s->mismatches[k] = s->mismatches[s->n - 1 - k];
        s->mismatches[s->n - 1 - k] = d;
    }
    return rc;
}

/* ---- inline codes ---- */

static bool begins(const mm_code *code)
{
    return code->kind != MM_CODE_CLOSE && code->kind != MM_CODE_END_ONLY &&
           code->kind != MM_CODE_MARK_CLOSE;
}

/* Compared tokens before byte `offset`. */
static size_t tokens_before(const mm_utext *cut, size_t offset)
{
    size_t n = 0;

    for (size_t i = 0; i < cut->n && cut->tokens[i].start < offset; i++)
        n += cut->tokens[i].compared;
    return n;
}

/* The next code from `*i` on that begins something; NULL at the end. */
static const mm_code *next_code(const mm_scored *s, size_t *i)
{
    while (*i < s->n_codes && !begins(&s->codes[*i]))
        (*i)++;
    return *i < s->n_codes ? &s->codes[(*i)++] : NULL;
}

/* Codes one by one: kind against kind, and where the words are the same, place
 * against place. */
static int compare_codes(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    size_t i = 0, j = 0;

    for (;;) {
        const mm_code *x = next_code(a, &i), *y = next_code(b, &j);

        if (!x && !y)
            return MM_OK;
        if (x && y && x->kind == y->kind &&
            (s->words < 100 || tokens_before(&a->cut, x->offset) ==
                                   tokens_before(&b->cut, y->offset)))
            continue;
        s->counts[MM_MISMATCH_CODE]++;
        if (mm_grow(&s->mismatches, &s->cap, s->n + 1, sizeof *s->mismatches,
                    NULL) < 0)
            return MM_ENOMEM;
        s->mismatches[s->n++] =
            (mm_mismatch){ .kind = MM_MISMATCH_CODE,
                           .start = x ? x->offset : a->text.len,
                           .unit_start = y ? y->offset : b->text.len };
    }
}

/* Nothing but space between them, or too long to say what: from the first
 * byte that differs on. */
static int put_spacing(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    size_t i = 0;

    while (i < a->text.len && i < b->text.len &&
           a->text.ptr[i] == b->text.ptr[i])
        i++;
    s->counts[MM_MISMATCH_SPACING]++;
    if (mm_grow(&s->mismatches, &s->cap, s->n + 1, sizeof *s->mismatches,
                NULL) < 0)
        return MM_ENOMEM;
    s->mismatches[s->n++] = (mm_mismatch){ .kind = MM_MISMATCH_SPACING,
                                           .start = i,
                                           .unit_start = i };
    return MM_OK;
}

int mm_score_make(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    int words = mm_alike(&a->cut.words, &b->cut.words);
    int letters = a->cut.letters.n || b->cut.letters.n
                      ? mm_alike(&a->cut.letters, &b->cut.letters)
                      : 0;
    int rc = MM_OK;

    s->n = 0;
    memset(s->counts, 0, sizeof s->counts);
    if (words < 0 || letters < 0)
        return MM_ENOMEM;
    s->words = (unsigned)words;
    s->letters = (unsigned)letters;
    s->same = a->cut.surface == b->cut.surface;
    if (!s->same && (a->cut.n + 1) * (b->cut.n + 1) <= CELLS_MOST) {
        if ((rc = fill_costs(s, a, b)) == MM_OK)
            rc = walk_back(s, a, b);
    }
    if (rc == MM_OK && !s->same && s->n == 0)
        rc = put_spacing(s, a, b);
    if (rc == MM_OK)
        rc = compare_codes(s, a, b);
    s->same = s->same && s->n == 0;
    return rc;
}

/* ---- points ---- */

static size_t put_line(mm_deduction *out, size_t n, const char *name,
                       unsigned count, unsigned points)
{
    if (count > COUNTED_MOST)
        count = COUNTED_MOST;
    if (count * points == 0)
        return n;
    out[n] = (mm_deduction){ name, count * points };
    return n + 1;
}

size_t mm_score_deduct(mm_deduction *out, const mm_score *s,
                       const mm_penalties *p)
{
    size_t n = 0;

    n = put_line(out, n, "case", s->counts[MM_MISMATCH_CASE], p->letter_case);
    n = put_line(out, n, "spacing", s->counts[MM_MISMATCH_SPACING], p->spacing);
    n = put_line(out, n, "punctuation", s->counts[MM_MISMATCH_PUNCTUATION],
                 p->punctuation);
    n = put_line(out, n, "number", s->counts[MM_MISMATCH_NUMBER], p->number);
    return put_line(out, n, "code", s->counts[MM_MISMATCH_CODE], p->code);
}
