/*
 * The unit's source U, its target T, the file's segment S. T's i-th opening or
 * lone code stands for a code of U (by its pairing, else by kind and order),
 * and that for the one of S of the same kind and order. A closing code goes
 * where its opening one went. Nothing is placed that would leave a pair crossed
 * or a code over.
 */
#include "job/place_codes.h"

#include <string.h>

enum { CODES = 200, KINDS = MM_CODE_MARK_CLOSE + 1 };

static bool is_mark(const mm_code *c)
{
    return c->kind == MM_CODE_MARK_OPEN || c->kind == MM_CODE_MARK_CLOSE;
}

/* The codes of one text without its annotations, and what closes what. */
typedef struct list {
    const mm_code *codes[CODES];
    size_t         index[CODES];   /* among all of the text's */
    size_t         partner[CODES]; /* of a pair; else CODES */
    size_t         n, kinds[KINDS];
} list;

static void pair_up(list *l)
{
    size_t open[CODES], n = 0;

    for (size_t i = 0; i < l->n; i++) {
        size_t k = n;

        l->partner[i] = CODES;
        if (l->codes[i]->kind == MM_CODE_OPEN)
            open[n++] = i;
        if (l->codes[i]->kind != MM_CODE_CLOSE)
            continue;
        while (k > 0 && !mm_str_eq(l->codes[open[k - 1]]->id, l->codes[i]->id))
            k--;
        if (k == 0)
            continue;
        l->partner[i] = open[k - 1];
        l->partner[open[k - 1]] = i;
        memmove(open + k - 1, open + k, (n - k) * sizeof *open);
        n--;
    }
}

static bool make_list(list *l, const mm_code *codes, size_t n)
{
    *l = (list){ .n = 0 };
    for (size_t i = 0; i < n; i++) {
        if (is_mark(&codes[i]))
            continue;
        if (l->n == CODES)
            return false;
        l->codes[l->n] = &codes[i];
        l->index[l->n++] = i;
        l->kinds[codes[i].kind]++;
    }
    pair_up(l);
    return true;
}

static mm_str identity(const mm_code *c)
{
    return c->match.len ? c->match : c->id;
}

/* Place of the `nth` code of that kind. */
static size_t nth_of(const list *l, mm_code_kind kind, size_t nth)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->codes[i]->kind == kind && nth-- == 0)
            return i;
    return CODES;
}

static size_t rank_of(const list *l, size_t i)
{
    size_t rank = 0;

    for (size_t k = 0; k < i; k++)
        rank += l->codes[k]->kind == l->codes[i]->kind;
    return rank;
}

/* The rank in U of T's code `i`: of the one with its identity, if that is one
 * alone on both sides; else its own. */
static size_t rank_in_source(const list *u, const list *t, size_t i)
{
    mm_str id = identity(t->codes[i]);
    size_t found = CODES, in_u = 0, in_t = 0;

    for (size_t k = 0; k < u->n; k++)
        if (u->codes[k]->kind == t->codes[i]->kind && id.len &&
            mm_str_eq(identity(u->codes[k]), id)) {
            found = k;
            in_u++;
        }
    for (size_t k = 0; k < t->n; k++)
        in_t += t->codes[k]->kind == t->codes[i]->kind &&
                mm_str_eq(identity(t->codes[k]), id);
    return in_u == 1 && in_t == 1 ? rank_of(u, found) : rank_of(t, i);
}

static bool same_kinds(const list *a, const list *b)
{
    return memcmp(a->kinds, b->kinds, sizeof a->kinds) == 0;
}

/* Which code of S each of T's is; false when one of S would be used twice. */
static bool map_codes(size_t *of, const list *s, const list *u, const list *t)
{
    bool used[CODES] = { false };

    for (size_t i = 0; i < t->n; i++) {
        mm_code_kind kind = t->codes[i]->kind;
        size_t       at;

        if (kind == MM_CODE_CLOSE && t->partner[i] != CODES)
            at = of[t->partner[i]] == CODES ? CODES
                                            : s->partner[of[t->partner[i]]];
        else
            at = nth_of(s, kind,
                        same_kinds(u, t) ? rank_in_source(u, t, i)
                                         : rank_of(t, i));
        if (at == CODES || used[at])
            return false;
        used[at] = true;
        of[i] = at;
    }
    return true;
}

static mm_place *room(mm_placed *out, mm_arena *mem, size_t n)
{
    out->n = 0;
    return out->items = mm_arena_alloc(mem, (n + 1) * sizeof *out->items);
}

/* A unit without codes: those of the segment stand at its edges, pairs around
 * the whole. */
static int place_at_edges(mm_placed *out, mm_arena *mem, const list *s,
                          size_t len, size_t target_len)
{
    if (!room(out, mem, s->n))
        return MM_ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        size_t offset = s->codes[i]->offset;

        if (offset != 0 && offset != len)
            return MM_OK;
        out->items[out->n++] =
            (mm_place){ offset && len ? target_len : 0, s->index[i] };
    }
    return MM_ROW;
}

int mm_place_codes(mm_placed *out, mm_arena *mem, const mm_code *codes,
                   size_t n, size_t len, const mm_variant *source,
                   const mm_variant *target)
{
    list   s, u, t;
    size_t of[CODES];

    if (!room(out, mem, 0))
        return MM_ENOMEM;
    if (!make_list(&s, codes, n) ||
        !make_list(&u, source->codes, source->n_codes) ||
        !make_list(&t, target->codes, target->n_codes))
        return MM_OK;
    if (s.n == 0)
        return MM_ROW;
    if (t.n == 0 && u.n == 0)
        return place_at_edges(out, mem, &s, len, target->text.len);
    if (!same_kinds(&s, &t) || !map_codes(of, &s, &u, &t))
        return MM_OK;
    if (!room(out, mem, t.n))
        return MM_ENOMEM;
    for (size_t i = 0; i < t.n; i++)
        out->items[out->n++] = (mm_place){ t.codes[i]->offset, s.index[of[i]] };
    return MM_ROW;
}
