/*
 * What is said once is paired once. Two pairs agree when they lie apart on both
 * sides, or one lies within the other on both (Trade / 거래 within the Fair
 * Trade Commission); otherwise the better one keeps the place. A name that is
 * taken is not free for the next: so the best of a bead are chosen in order,
 * and each keeps the distance to what it shut out as a sign of how clear the
 * matter was.
 */
#include "terms/select.h"

#include "base/memory.h"

#include <stdlib.h>

typedef enum relation { APART, SAME, INSIDE, AROUND, ACROSS } relation;

static relation relate(size_t from, size_t to, size_t start, size_t end)
{
    if (to <= start || end <= from)
        return APART;
    if (from == start && to == end)
        return SAME;
    if (from >= start && to <= end)
        return INSIDE;
    return from <= start && to >= end ? AROUND : ACROSS;
}

static relation relate_a(const mm_pair *x, const mm_pair *y)
{
    return relate(x->a.first, x->a.first + x->a.n, y->a.first,
                  y->a.first + y->a.n);
}

static relation relate_b(const mm_pair *x, const mm_pair *y)
{
    return relate(x->start, x->end, y->start, y->end);
}

static bool agree(relation a, relation b)
{
    return a == b && a != SAME && a != ACROSS;
}

/* What is known, bound by brackets, unchanged or heard stands by itself. */
static bool is_solid(const mm_pair *pair)
{
    return pair->linked || pair->f[F_KNOWN] > 0 || pair->f[F_IDENTICAL] > 0 ||
           pair->f[F_SOUND] > 0.5;
}

static bool same_key(const mm_side *side, size_t start, size_t end, size_t from,
                     size_t to)
{
    return mm_str_eq(mm_str_sub(side->key, start, end - start),
                     mm_str_sub(side->key, from, to - from));
}

/* Something said twice, by its full and by its short form. */
static bool is_alias(const mm_scene *scene, const mm_pair *x, const mm_pair *y,
                     relation a, relation b)
{
    if (!is_solid(x) || !is_solid(y))
        return false;
    if (a == SAME && b == APART)
        return !same_key(scene->b, x->start, x->end, y->start, y->end);
    return a == APART && b == SAME &&
           !same_key(scene->a, x->a.start, x->a.end, y->a.start, y->a.end);
}

static bool by_logit(const mm_pair *x, const mm_pair *y)
{
    if (x->logit != y->logit)
        return x->logit > y->logit;
    if (x->a.first != y->a.first)
        return x->a.first < y->a.first;
    if (x->a.n != y->a.n)
        return x->a.n > y->a.n;
    if (x->start != y->start)
        return x->start < y->start;
    return x->end < y->end;
}

/* Heap sort: the order array knows no comparison with context. */
static void sink(uint32_t *order, size_t n, size_t i, const mm_pair *pairs)
{
    for (;;) {
        size_t worst = i, left = 2 * i + 1;

        for (size_t k = left; k < left + 2 && k < n; k++)
            if (by_logit(&pairs[order[worst]], &pairs[order[k]]))
                worst = k;
        if (worst == i)
            return;
        uint32_t held = order[i];

        order[i] = order[worst];
        order[worst] = held;
        i = worst;
    }
}

static void sort(uint32_t *order, size_t n, const mm_pair *pairs)
{
    for (size_t i = n / 2; i-- > 0;)
        sink(order, n, i, pairs);
    for (size_t end = n; end-- > 1;) {
        uint32_t held = order[0];

        order[0] = order[end];
        order[end] = held;
        sink(order, end, 0, pairs);
    }
}

/* True when `pair` contradicts nothing chosen; else tells the one it fails by.
 */
static bool fits(mm_choices *out, const mm_scene *scene, const mm_pair *pair)
{
    bool fit = true;

    for (size_t i = 0; i < out->n; i++) {
        mm_chosen *other = &out->items[i];
        relation   a = relate_a(pair, other->pair);
        relation   b = relate_b(pair, other->pair);
        double     margin = other->pair->logit - pair->logit;

        if (agree(a, b) || is_alias(scene, pair, other->pair, a, b))
            continue;
        if (margin < other->margin)
            other->margin = margin;
        fit = false;
    }
    return fit;
}

static int put(mm_choices *out, const mm_pair *pair, mm_error *err)
{
    mm_chosen chosen = { .pair = pair, .margin = MM_MARGIN };

    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = chosen;
    return MM_OK;
}

static void nest(mm_choices *out)
{
    for (size_t i = 0; i < out->n; i++)
        for (size_t j = 0; j < out->n; j++) {
            mm_chosen *x = &out->items[i], *y = &out->items[j];

            if (i == j || relate_a(x->pair, y->pair) != INSIDE ||
                relate_b(x->pair, y->pair) != INSIDE)
                continue;
            if (y->pair->logit > 0) {
                x->nested = true;
                x->in_name |= (y->pair->a.flags & RUN_NAME) != 0;
            }
            y->holds = true;
        }
}

/* Parts of names are no terms of their own: what is heard inside a longer name
 * that is heard, and what is cut out of a name, unless a table knows it. */
static bool is_part(const mm_pair *x, const mm_pair *y)
{
    if (y->logit <= 0 || relate_a(x, y) != INSIDE || relate_b(x, y) != INSIDE)
        return false;
    if (x->f[F_SOUND] > 0 && x->a.n == 1 && y->f[F_SOUND] > 0)
        return true;
    return y->a.flags & RUN_NAME && !(y->a.flags & RUN_TITLED) &&
           (x->f[F_CUT] > 0 || (x->a.flags & RUN_NAME && y->f[F_KNOWN] > 0)) &&
           (x->f[F_KNOWN] == 0 || (x->kind == MM_KIND_TERM && x->a.n == 1));
}

static void mark_parts(mm_choices *out)
{
    for (size_t i = 0; i < out->n; i++)
        for (size_t j = 0; j < out->n && !out->items[i].part; j++)
            out->items[i].part =
                is_part(out->items[i].pair, out->items[j].pair);
}

int mm_choose(mm_choices *out, mm_pairs *pairs, const mm_scene *scene,
              const double *weights, mm_error *err)
{
    size_t n = 0;
    int    rc = mm_grow(&out->order, &out->cap_order, pairs->n + 1,
                        sizeof *out->order, err);

    out->n = 0;
    for (size_t i = 0; i < pairs->n && rc == MM_OK; i++) {
        mm_pair *pair = &pairs->items[i];

        pair->logit = mm_logit(pair->f, weights, FEATURES);
        if (pair->logit >= MM_PAIR_LEAST)
            out->order[n++] = (uint32_t)i;
    }
    if (rc == MM_OK)
        sort(out->order, n, pairs->items);
    for (size_t i = 0; i < n && rc == MM_OK; i++)
        if (fits(out, scene, &pairs->items[out->order[i]]))
            rc = put(out, &pairs->items[out->order[i]], err);
    nest(out);
    mark_parts(out);
    return rc;
}

void mm_choices_release(mm_choices *choices)
{
    free(choices->items);
    free(choices->order);
    *choices = (mm_choices){ 0 };
}
