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

/* The tokens of both that are aligned: n and m of them from a and b on. */
typedef struct range {
    size_t a, n, b, m;
} range;

/* All; or, where that is too much, without what both begin and end with. */
static range range_of(const mm_scored *a, const mm_scored *b)
{
    const mm_utoken *x = a->cut.tokens, *y = b->cut.tokens;
    range            r = { 0, a->cut.n, 0, b->cut.n };

    if ((r.n + 1) * (r.m + 1) <= CELLS_MOST)
        return r;
    while (r.n && r.m && pair_cost(a, &x[r.a], b, &y[r.b]) == 0) {
        r.a++;
        r.b++;
        r.n--;
        r.m--;
    }
    while (r.n && r.m &&
           pair_cost(a, &x[r.a + r.n - 1], b, &y[r.b + r.m - 1]) == 0) {
        r.n--;
        r.m--;
    }
    return r;
}

static int fill_costs(mm_score *s, const mm_scored *a, const mm_scored *b,
                      const range *r)
{
    const mm_utoken *xs = a->cut.tokens + r->a, *ys = b->cut.tokens + r->b;
    size_t           w = r->m + 1;

    if (mm_grow(&s->costs, &s->cap_costs, (r->n + 1) * w, sizeof *s->costs,
                NULL) < 0)
        return MM_ENOMEM;
    s->costs[0] = 0;
    for (size_t j = 0; j < r->m; j++)
        s->costs[j + 1] = s->costs[j] + gap_cost(&ys[j]);
    for (size_t i = 0; i < r->n; i++) {
        const mm_utoken *x = &xs[i];
        uint32_t        *up = s->costs + i * w, *row = up + w;

        row[0] = up[0] + gap_cost(x);
        for (size_t j = 0; j < r->m; j++)
            row[j + 1] = (uint32_t)least(up[j + 1] + gap_cost(x),
                                         row[j] + gap_cost(&ys[j]),
                                         up[j] + pair_cost(a, x, b, &ys[j]));
    }
    return MM_OK;
}

/* Fractions and raised or circled figures, which are marks: ½ ² ⅔ ④. */
static bool has_figure(mm_str text)
{
    int32_t cp;

    for (size_t pos = 0; (cp = mm_utf8_next(text, &pos)) >= 0;)
        if ((cp >= 0xBC && cp <= 0xBE) || cp == 0xB2 || cp == 0xB3 ||
            cp == 0xB9 || cp == 0x2070 || (cp >= 0x2074 && cp <= 0x2079) ||
            (cp >= 0x2080 && cp <= 0x2089) || (cp >= 0x2150 && cp <= 0x215F) ||
            (cp >= 0x2460 && cp <= 0x249B) || (cp >= 0x2776 && cp <= 0x2793))
            return true;
    return false;
}

/* Of one token that the other text has not. */
static mm_mismatch_kind kind_alone(const mm_scored *s, const mm_utoken *t)
{
    switch (t->kind) {
    case UTOKEN_PARTICLE:
        return MM_MISMATCH_ENDING;
    case UTOKEN_NUMBER:
        return MM_MISMATCH_NUMBER;
    case UTOKEN_MARK:
        return has_figure(bytes_of(s, t)) ? MM_MISMATCH_NUMBER
                                          : MM_MISMATCH_PUNCTUATION;
    case UTOKEN_CODE:
        return MM_MISMATCH_CODE;
    default:
        return MM_MISMATCH_WORD;
    }
}

static mm_mismatch_kind kind_of(const mm_scored *a, const mm_utoken *x,
                                const mm_scored *b, const mm_utoken *y)
{
    mm_mismatch_kind kind = x ? kind_alone(a, x) : kind_alone(b, y);

    if (!x || !y)
        return kind;
    if (x->kind != y->kind)
        return MM_MISMATCH_WORD;
    if (x->folded == y->folded &&
        (kind == MM_MISMATCH_WORD || kind == MM_MISMATCH_ENDING ||
         kind == MM_MISMATCH_NUMBER))
        return MM_MISMATCH_CASE;
    return kind == MM_MISMATCH_PUNCTUATION ? kind_alone(b, y) : kind;
}

static int put(mm_score *s, mm_mismatch d)
{
    if (mm_grow(&s->mismatches, &s->cap, s->n + 1, sizeof *s->mismatches,
                NULL) < 0)
        return MM_ENOMEM;
    s->mismatches[s->n++] = d;
    return MM_OK;
}

static int put_tokens(mm_score *s, const mm_scored *a, const mm_utoken *x,
                      const mm_scored *b, const mm_utoken *y, size_t start,
                      size_t unit_start)
{
    mm_mismatch d = { .kind = kind_of(a, x, b, y),
                      .start = start,
                      .unit_start = unit_start };

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
    return put(s, d);
}

static size_t end_of(const mm_utext *cut, size_t i)
{
    return i ? cut->tokens[i - 1].start + cut->tokens[i - 1].len : 0;
}

/* The list was made from its end on. */
static void turn(mm_score *s)
{
    for (size_t k = 0; k < s->n / 2; k++) {
        mm_mismatch d = s->mismatches[k];

        s->mismatches[k] = s->mismatches[s->n - 1 - k];
        s->mismatches[s->n - 1 - k] = d;
    }
}

/* From the end of the costs back to their start. */
static int walk_back(mm_score *s, const mm_scored *a, const mm_scored *b,
                     const range *r)
{
    const mm_utoken *xs = a->cut.tokens + r->a, *ys = b->cut.tokens + r->b;
    size_t           i = r->n, j = r->m, w = r->m + 1;
    int              rc = MM_OK;

    while ((i || j) && rc == MM_OK) {
        const uint32_t  *at = s->costs + i * w + j;
        const mm_utoken *x = i ? &xs[i - 1] : NULL;
        const mm_utoken *y = j ? &ys[j - 1] : NULL;
        uint32_t         pair = x && y ? pair_cost(a, x, b, y) : NEVER;

        if (x && y && *at == at[-(ptrdiff_t)w - 1] + pair) {
            if (pair)
                rc = put_tokens(s, a, x, b, y, 0, 0);
            i--;
            j--;
        } else if (x && *at == at[-(ptrdiff_t)w] + gap_cost(x)) {
            rc = put_tokens(s, a, x, b, NULL, 0, end_of(&b->cut, r->b + j));
            i--;
        } else {
            rc = put_tokens(s, a, NULL, b, y, end_of(&a->cut, r->a + i), 0);
            j--;
        }
    }
    turn(s);
    return rc;
}

/* All of a range as one difference. */
static int put_range(mm_score *s, const mm_scored *a, const mm_scored *b,
                     const range *r)
{
    size_t      i = end_of(&a->cut, r->a), j = end_of(&b->cut, r->b);
    mm_mismatch d = { .kind = MM_MISMATCH_WORD, .start = i, .unit_start = j };

    d.len = end_of(&a->cut, r->a + r->n) - i;
    d.unit_len = end_of(&b->cut, r->b + r->m) - j;
    return put(s, d);
}

static int compare_tokens(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    range r = range_of(a, b);
    int   rc;

    if ((r.n + 1) * (r.m + 1) > CELLS_MOST)
        return put_range(s, a, b, &r);
    rc = fill_costs(s, a, b, &r);
    return rc == MM_OK ? walk_back(s, a, b, &r) : rc;
}

/* ---- white space ---- */

static bool is_white(int32_t cp)
{
    return (cp >= 0 && cp <= ' ') || cp == 0x7F || cp == 0xA0 ||
           (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

static size_t white_end(mm_str text, size_t pos)
{
    while (pos < text.len) {
        size_t next = pos;

        if (!is_white(mm_utf8_next(text, &next)))
            break;
        pos = next;
    }
    return pos;
}

/* Lists each place where the white space is another. False, and nothing
 * listed, when more than that differs. */
static int compare_spaces(bool *alone, mm_score *s, mm_str a, mm_str b)
{
    size_t i = white_end(a, 0), j = white_end(b, 0);

    *alone = false;
    while (i < a.len && j < b.len) {
        size_t x, y;

        if (mm_utf8_next(a, &i) != mm_utf8_next(b, &j))
            break;
        x = white_end(a, i);
        y = white_end(b, j);
        if (x < a.len && y < b.len &&
            !mm_str_eq(mm_str_sub(a, i, x - i), mm_str_sub(b, j, y - j)) &&
            put(s, (mm_mismatch){ MM_MISMATCH_SPACING, i, x - i, j, y - j }) <
                0)
            return MM_ENOMEM;
        i = x;
        j = y;
    }
    *alone = i == a.len && j == b.len;
    s->n = *alone ? s->n : 0;
    return MM_OK;
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

/* The next code from `*i` on that begins something, or ends it; NULL at the
 * end. */
static const mm_code *next_code(const mm_scored *s, size_t *i, bool beginning)
{
    while (*i < s->n_codes && begins(&s->codes[*i]) != beginning)
        (*i)++;
    return *i < s->n_codes ? &s->codes[(*i)++] : NULL;
}

/* Do they stand for the same, as far as both say? */
static bool same_code(const mm_code *x, const mm_code *y)
{
    if (x->kind != y->kind)
        return false;
    if (x->data.len && y->data.len)
        return mm_str_eq(x->data, y->data);
    return !x->type.len || !y->type.len || mm_str_eq(x->type, y->type);
}

/* Codes one by one: what against what, and where the words are the same, place
 * against place. Of a pair that is the same its end may be elsewhere. */
static int compare_codes(mm_score *s, const mm_scored *a, const mm_scored *b,
                         bool beginning)
{
    size_t i = 0, j = 0;

    for (;;) {
        const mm_code *x = next_code(a, &i, beginning);
        const mm_code *y = next_code(b, &j, beginning);

        if (!x && !y)
            return MM_OK;
        if (x && y && (!beginning || same_code(x, y)) &&
            (s->words < 100 || tokens_before(&a->cut, x->offset) ==
                                   tokens_before(&b->cut, y->offset)))
            continue;
        s->counts[MM_MISMATCH_CODE]++;
        if (put(s, (mm_mismatch){ .kind = MM_MISMATCH_CODE,
                                  .start = x ? x->offset : a->text.len,
                                  .unit_start = y ? y->offset : b->text.len }) <
            0)
            return MM_ENOMEM;
    }
}

static int compare_all_codes(mm_score *s, const mm_scored *a,
                             const mm_scored *b)
{
    unsigned before = s->counts[MM_MISMATCH_CODE];
    int      rc = compare_codes(s, a, b, true);

    if (rc == MM_OK && s->counts[MM_MISMATCH_CODE] == before)
        rc = compare_codes(s, a, b, false);
    return rc;
}

static bool inside(mm_str text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

/* What no token holds, since folding leaves it out: from the first character
 * that differs to the last. Raised figures are among it. */
static int put_rest(mm_score *s, mm_str a, mm_str b)
{
    size_t      from = 0, end = 0, most = a.len < b.len ? a.len : b.len;
    mm_mismatch d = { .kind = MM_MISMATCH_PUNCTUATION };
    mm_str      here, there;

    while (from < most && a.ptr[from] == b.ptr[from])
        from++;
    while (inside(a, from) || inside(b, from))
        from--;
    while (end < most - from &&
           a.ptr[a.len - 1 - end] == b.ptr[b.len - 1 - end])
        end++;
    while (inside(a, a.len - end) || inside(b, b.len - end))
        end--;
    d.start = d.unit_start = from;
    d.len = a.len - end - from;
    d.unit_len = b.len - end - from;
    here = mm_str_sub(a, d.start, d.len);
    there = mm_str_sub(b, d.unit_start, d.unit_len);
    if (white_end(here, 0) == here.len && white_end(there, 0) == there.len)
        d.kind = MM_MISMATCH_SPACING;
    else if (has_figure(here) || has_figure(there))
        d.kind = MM_MISMATCH_NUMBER;
    s->counts[d.kind]++;
    return put(s, d);
}

/* What differs of the texts. */
static int compare_texts(mm_score *s, const mm_scored *a, const mm_scored *b)
{
    bool alone = false;
    int  rc = MM_OK;

    if (mm_score_raw(s) == 100)
        rc = compare_spaces(&alone, s, a->text, b->text);
    s->counts[MM_MISMATCH_SPACING] = s->n > 0;
    if (rc == MM_OK && !alone)
        rc = compare_tokens(s, a, b);
    if (rc == MM_OK && s->n == 0)
        rc = put_rest(s, a->text, b->text);
    return rc;
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
    if (!s->same)
        rc = compare_texts(s, a, b);
    if (rc == MM_OK)
        rc = compare_all_codes(s, a, b);
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
