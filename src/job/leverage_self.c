/*
 * Internal repetitions and fuzzy matches of a job.
 *
 * Of two segments no more tokens can be alike than the smaller of two counts,
 * bucket by bucket of 64, sums up to; that, the lengths, and then the number of
 * tokens that they share in truth bound the score, so that few pairs are
 * reckoned in full. Those that are go through the matcher's own reckoning:
 * the figure is what the memories would give.
 */
#include "job/leverage_self.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 64, LANES = 2 };

/* One sequence of a segment: how many tokens stand in which bucket. */
typedef struct lane {
    uint8_t   buckets[BUCKETS];
    uint64_t *sorted; /* hashes */
    uint32_t  n;
} lane;

typedef struct self {
    mm_str         text;
    const mm_code *codes;
    size_t         n_codes;
    lane           lanes[LANES];
} self;

struct mm_selves {
    mm_utokenizer *tokenizer;
    mm_penalties   penalties;
    bool           brute;
    self          *items;
    size_t         n, cap;
    mm_map         keys; /* of text and codes: what came before */
    mm_arena       mem;
    mm_scored      a, b;
    mm_score       score;
    lane           now[LANES];
    size_t         cap_sorted[LANES];
    mm_buf         key;
};

int mm_selves_open(mm_selves **out, mm_str lang, const mm_tables *tables,
                   const mm_penalties *penalties, bool brute, mm_error *err)
{
    mm_selves *s = calloc(1, sizeof *s);
    int        rc;

    *out = NULL;
    if (!s)
        return mm_fail_memory(err);
    s->brute = brute;
    s->penalties = penalties ? *penalties : mm_penalties_default();
    if ((rc = mm_utokenizer_open(&s->tokenizer, lang, tables, err)) < 0)
        mm_selves_close(s);
    else
        *out = s;
    return rc;
}

void mm_selves_close(mm_selves *s)
{
    if (!s)
        return;
    mm_utokenizer_close(s->tokenizer);
    mm_map_release(&s->keys);
    mm_arena_release(&s->mem);
    mm_utext_release(&s->a.cut);
    mm_utext_release(&s->b.cut);
    mm_score_release(&s->score);
    for (int i = 0; i < LANES; i++)
        free(s->now[i].sorted);
    mm_buf_release(&s->key);
    free(s->items);
    free(s);
}

/* ---- the same ---- */

/* The text in NFC without outer space, and its codes by kind and place. */
static int make_key(mm_selves *s, const mm_source_segment *segment)
{
    int rc;

    mm_buf_clear(&s->key);
    rc = mm_nfc(&s->key, mm_str_trim(segment->text));
    for (size_t i = 0; i < segment->n_codes && rc == MM_OK; i++)
        rc = mm_buf_printf(&s->key, "\n%d %zu", (int)segment->codes[i].kind,
                           segment->codes[i].offset);
    return rc;
}

/* ---- bounds ---- */

static int by_value(const void *left, const void *right)
{
    uint64_t x = *(const uint64_t *)left, y = *(const uint64_t *)right;

    return (x > y) - (x < y);
}

static int make_lane(lane *l, size_t *cap, const mm_useq *seq)
{
    if (mm_grow(&l->sorted, cap, seq->n + 1, sizeof *l->sorted, NULL) < 0)
        return MM_ENOMEM;
    memset(l->buckets, 0, sizeof l->buckets);
    l->n = (uint32_t)seq->n;
    for (size_t i = 0; i < seq->n; i++) {
        uint8_t *bucket = &l->buckets[seq->items[i] % BUCKETS];

        *bucket = (uint8_t)(*bucket < 255 ? *bucket + 1 : 255);
        l->sorted[i] = seq->items[i];
    }
    if (seq->n)
        qsort(l->sorted, seq->n, sizeof *l->sorted, by_value);
    return MM_OK;
}

static unsigned percent(uint32_t common, uint32_t n, uint32_t m)
{
    uint32_t longest = n > m ? n : m;

    return longest ? 100 * common / longest : 0;
}

/* A count of 255 may be more: then the bound is no bound. */
static unsigned bucket_bound(const lane *a, const lane *b)
{
    uint32_t common = 0, least = a->n < b->n ? a->n : b->n;

    if (least >= 255)
        return percent(least, a->n, b->n);
    for (int i = 0; i < BUCKETS; i++)
        common += a->buckets[i] < b->buckets[i] ? a->buckets[i] : b->buckets[i];
    return percent(common < least ? common : least, a->n, b->n);
}

static unsigned shared_bound(const lane *a, const lane *b)
{
    uint32_t i = 0, k = 0, common = 0;

    while (i < a->n && k < b->n) {
        if (a->sorted[i] == b->sorted[k])
            i++, k++, common++;
        else if (a->sorted[i] < b->sorted[k])
            i++;
        else
            k++;
    }
    return percent(common, a->n, b->n);
}

/* May it be over `least`? */
static bool is_hopeful(const mm_selves *s, const self *other, unsigned least)
{
    for (int i = 0; i < LANES; i++) {
        const lane *a = &s->now[i], *b = &other->lanes[i];

        if (percent(a->n < b->n ? a->n : b->n, a->n, b->n) > least &&
            bucket_bound(a, b) > least && shared_bound(a, b) > least)
            return true;
    }
    return false;
}

/* ---- asking ---- */

/* The figure as the matcher makes it. */
static int reckon(unsigned *out, mm_selves *s, const self *other, mm_error *err)
{
    mm_deduction lines[MM_DEDUCTIONS];
    unsigned     points = 0;
    size_t       n;
    int          rc;

    s->b.text = other->text;
    s->b.codes = other->codes;
    s->b.n_codes = other->n_codes;
    if ((rc = mm_utokenizer_cut(&s->b.cut, s->tokenizer, other->text, err)) < 0)
        return rc;
    if (mm_score_make(&s->score, &s->a, &s->b) < 0)
        return mm_fail_memory(err);
    n = mm_score_deduct(lines, &s->score, &s->penalties);
    for (size_t i = 0; i < n; i++)
        points += lines[i].points;
    *out = mm_score_raw(&s->score);
    *out = *out > points ? *out - points : 0;
    if (*out >= 100)
        *out = 99; /* the same is a repetition, and this is not */
    return MM_OK;
}

static int set(mm_selves *s, const mm_source_segment *segment, mm_error *err)
{
    int rc = mm_utokenizer_cut(&s->a.cut, s->tokenizer, segment->text, err);

    s->a.text = segment->text;
    s->a.codes = segment->codes;
    s->a.n_codes = segment->n_codes;
    if (rc >= 0 &&
        (make_key(s, segment) < 0 ||
         make_lane(&s->now[0], &s->cap_sorted[0], &s->a.cut.words) < 0 ||
         make_lane(&s->now[1], &s->cap_sorted[1], &s->a.cut.letters) < 0))
        rc = mm_fail_memory(err);
    return rc;
}

int mm_selves_ask(bool *again, unsigned *score, mm_selves *s,
                  const mm_source_segment *segment, unsigned least,
                  mm_error *err)
{
    unsigned best = least;
    int      rc = set(s, segment, err);

    *again = false;
    *score = 0;
    if (rc < 0)
        return rc;
    if (mm_map_find(&s->keys, mm_buf_str(&s->key)) != MM_MAP_NONE) {
        *again = true;
        return MM_OK;
    }
    for (size_t i = 0; i < s->n && best < 99; i++) {
        unsigned one = 0;

        if (!s->brute && !is_hopeful(s, &s->items[i], best))
            continue;
        if ((rc = reckon(&one, s, &s->items[i], err)) < 0)
            return rc;
        best = one > best ? one : best;
    }
    *score = best > least ? best : 0;
    return MM_OK;
}

static int keep_lane(lane *out, mm_arena *mem, const lane *l)
{
    *out = *l;
    out->sorted = NULL;
    if (l->n == 0)
        return MM_OK;
    if (!(out->sorted = mm_arena_alloc(mem, l->n * sizeof *l->sorted)))
        return MM_ENOMEM;
    memcpy(out->sorted, l->sorted, l->n * sizeof *l->sorted);
    return MM_OK;
}

int mm_selves_add(mm_selves *s, const mm_source_segment *segment, mm_error *err)
{
    self  *item;
    size_t before = s->keys.n;
    int    rc = set(s, segment, err);

    if (rc < 0)
        return rc;
    if (mm_map_add(&s->keys, mm_buf_str(&s->key)) == MM_MAP_NONE)
        return mm_fail_memory(err);
    if (s->keys.n == before)
        return MM_OK;
    if (mm_grow(&s->items, &s->cap, s->n + 1, sizeof *s->items, err) < 0)
        return MM_ENOMEM;
    item = &s->items[s->n];
    *item = (self){ .text = segment->text,
                    .codes = segment->codes,
                    .n_codes = segment->n_codes };
    for (int i = 0; i < LANES; i++)
        if (keep_lane(&item->lanes[i], &s->mem, &s->now[i]) < 0)
            return mm_fail_memory(err);
    s->n++;
    return MM_OK;
}
