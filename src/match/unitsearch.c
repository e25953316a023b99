/*
 * Every segment alike by so much, from the lists of unitindex.h: lists are
 * read within the lengths that can still be alike, candidates that rank or
 * signature rule out are dropped, the rest are compared.
 */
#include "match/unitsearch.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = MM_SEGMENT_MOST / 64 };

/* ---- the tail ---- */

static uint32_t id_of(const mm_unit_index *index, const mm_unit_tail *tail,
                      uint64_t hash)
{
    uint32_t base = index ? mm_unit_index_vocabulary(index) : 0;
    uint32_t id = index ? mm_unit_index_id(index, hash) : MM_HASHES_NONE;

    if (id != MM_HASHES_NONE || !tail)
        return id;
    id = mm_hashes_find(&tail->words, hash);
    return id == MM_HASHES_NONE ? id : base + id;
}

int mm_unit_tail_add(mm_unit_tail *t, const mm_unit_index *index,
                     const mm_unit_entry *entry, const mm_useq *tokens)
{
    if (tokens->n == 0)
        return MM_OK;
    if (mm_grow(&t->entries, &t->cap, t->n + 1, sizeof *t->entries, NULL) < 0 ||
        mm_grow(&t->sigs, &t->cap_sigs, t->n + 1, sizeof *t->sigs, NULL) < 0 ||
        mm_grow(&t->ends, &t->cap_ends, t->n + 1, sizeof *t->ends, NULL) < 0 ||
        mm_grow(&t->tokens, &t->cap_tokens, t->n_tokens + tokens->n,
                sizeof *t->tokens, NULL) < 0)
        return MM_ENOMEM;
    t->entries[t->n] = *entry;
    t->sigs[t->n] = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        uint32_t id = id_of(index, t, tokens->items[i]);

        if (id == MM_HASHES_NONE) {
            id = mm_hashes_add(&t->words, tokens->items[i]);
            if (id == MM_HASHES_NONE)
                return MM_ENOMEM;
            id += index ? mm_unit_index_vocabulary(index) : 0;
        }
        t->tokens[t->n_tokens++] = id;
        t->sigs[t->n] |= mm_unit_bit(id);
    }
    t->ends[t->n++] = t->n_tokens;
    return MM_OK;
}

void mm_unit_tail_release(mm_unit_tail *tail)
{
    free(tail->entries);
    free(tail->sigs);
    free(tail->ends);
    free(tail->tokens);
    mm_hashes_release(&tail->words);
    *tail = (mm_unit_tail){ 0 };
}

/* ---- the query ---- */

void mm_searcher_release(mm_searcher *s)
{
    free(s->table);
    free(s->slots);
    free(s->masks);
    free(s->seen);
    free(s->marked);
    mm_counters_close(s->counters);
    *s = (mm_searcher){ 0 };
}

static size_t table_at(const mm_searcher *s, uint32_t id)
{
    size_t at = (size_t)(id * 0x9E3779B1u >> 7) & (s->table_size - 1);

    while (s->table[at] && s->table[at] != id + 1)
        at = (at + 1) & (s->table_size - 1);
    return at;
}

/* The masks of edit distance: in which places of the query each token is. */
static int make_masks(mm_searcher *s)
{
    size_t distinct = 1; /* masks[0]: of tokens that the query has not */

    for (s->table_size = 8; s->table_size < 4 * s->n;)
        s->table_size *= 2;
    s->blocks = (s->n + 63) / 64;
    if (mm_grow(&s->table, &s->cap_table, s->table_size, sizeof *s->table,
                NULL) < 0 ||
        mm_grow(&s->slots, &s->cap_slots, s->table_size, sizeof *s->slots,
                NULL) < 0 ||
        mm_grow(&s->masks, &s->cap_masks, (s->n + 1) * s->blocks,
                sizeof *s->masks, NULL) < 0)
        return MM_ENOMEM;
    memset(s->table, 0, s->table_size * sizeof *s->table);
    memset(s->masks, 0, (s->n + 1) * s->blocks * sizeof *s->masks);
    for (size_t i = 0; i < s->n; i++) {
        size_t at;

        if (s->ids[i] == MM_HASHES_NONE)
            continue;
        at = table_at(s, s->ids[i]);
        if (!s->table[at]) {
            s->table[at] = s->ids[i] + 1;
            s->slots[at] = (uint32_t)(distinct++ * s->blocks);
        }
        s->masks[s->slots[at] + i / 64] |= (uint64_t)1 << i % 64;
    }
    return MM_OK;
}

/* Unknown elements first, then the rarer the sooner. */
static int rare_first(const void *left, const void *right)
{
    const uint32_t *x = left, *y = right;

    return (*x < *y) - (*x > *y); /* MM_HASHES_NONE is the highest number */
}

static uint32_t element_at(const mm_searcher *s, const mm_useq *query, size_t i)
{
    uint32_t again = 0;
    uint64_t hash = query->items[i];

    if (!s->index || s->ids[i] >= mm_unit_index_vocabulary(s->index))
        return MM_HASHES_NONE;
    for (size_t j = 0; j < i; j++)
        again += s->ids[j] == s->ids[i];
    if (again)
        return mm_unit_index_id(s->index, mm_unit_again(hash, again));
    return s->ids[i];
}

int mm_searcher_set(mm_searcher *s, const mm_useq *query)
{
    s->n = query->n;
    s->unknown = s->strange = 0;
    s->sig = s->more[0] = s->more[1] = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->ids[i] = id_of(s->index, s->tail, query->items[i]);
        if (s->ids[i] == MM_HASHES_NONE)
            s->strange++;
        if (s->ids[i] != MM_HASHES_NONE) {
            s->sig |= mm_unit_bit(s->ids[i]);
            for (int k = 0; k < 2; k++)
                s->more[k] |= mm_unit_other_bit(s->ids[i], k);
        }
        s->elements[i] = element_at(s, query, i);
        s->unknown += s->elements[i] == MM_HASHES_NONE;
    }
    qsort(s->elements, s->n, sizeof *s->elements, rare_first);
    return s->n ? make_masks(s) : MM_OK;
}

/* ---- edit distance ---- */

static const uint64_t *masks_of(const mm_searcher *s, uint32_t id)
{
    size_t at = table_at(s, id);

    return s->masks + (s->table[at] ? s->slots[at] : 0);
}

/* A query of up to 64 tokens: one word a column. */
static size_t distance_short(const mm_searcher *s, const uint32_t *tokens,
                             size_t n, size_t most)
{
    uint64_t plus = ~(uint64_t)0, minus = 0;
    uint64_t last = (uint64_t)1 << (s->n - 1);
    size_t   d = s->n;

    for (size_t j = 0; j < n; j++) {
        uint64_t eq = *masks_of(s, tokens[j]), xv = eq | minus;
        uint64_t xh = (((eq & plus) + plus) ^ plus) | eq;
        uint64_t up = minus | ~(xh | plus), down = plus & xh;

        d += (up & last) != 0;
        d -= (down & last) != 0;
        if (d > most + (n - 1 - j))
            return most + 1;
        up = up << 1 | 1;
        down <<= 1;
        plus = down | ~(xv | up);
        minus = up & xv;
    }
    return d;
}

static size_t distance_long(const mm_searcher *s, const uint32_t *tokens,
                            size_t n, size_t most)
{
    uint64_t plus[BLOCKS], minus[BLOCKS] = { 0 };
    uint64_t last = (uint64_t)1 << (s->n - 1) % 64;
    size_t   d = s->n;

    memset(plus, 0xFF, sizeof plus);
    for (size_t j = 0; j < n; j++) {
        const uint64_t *masks = masks_of(s, tokens[j]);
        uint64_t        up_in = 1, down_in = 0;

        for (size_t b = 0; b < s->blocks; b++) {
            uint64_t p = plus[b], m = minus[b], eq = masks[b], xv = eq | m;
            uint64_t xh, up, down;

            eq |= down_in;
            xh = (((eq & p) + p) ^ p) | eq;
            up = m | ~(xh | p);
            down = p & xh;
            if (b + 1 == s->blocks) {
                d += (up & last) != 0;
                d -= (down & last) != 0;
            }
            plus[b] = down << 1 | down_in;
            minus[b] = up << 1 | up_in;
            up_in = up >> 63;
            down_in = down >> 63;
            up = minus[b];
            plus[b] |= ~(xv | up);
            minus[b] = up & xv;
        }
        if (d > most + (n - 1 - j))
            return most + 1;
    }
    return d;
}

size_t mm_searcher_distance(const mm_searcher *s, const uint32_t *tokens,
                            size_t n, size_t most)
{
    return s->n <= 64 ? distance_short(s, tokens, n, most)
                      : distance_long(s, tokens, n, most);
}

/* ---- candidates ---- */

typedef struct search {
    mm_searcher    *s;
    mm_unit_founds *out;
    unsigned        min;
    bool            brute;
} search;

/* Compares `n` tokens, unless their signature tells that it is no use. */
static int verify(search *f, const uint32_t *tokens, size_t n, uint32_t slot,
                  bool in_tail)
{
    mm_searcher *s = f->s;
    size_t       longest = n > s->n ? n : s->n, d;
    size_t       most = longest - mm_unit_need(longest, f->min);

    s->verified++;
    d = mm_searcher_distance(s, tokens, n, most);
    if (d > most)
        return MM_OK;
    if (mm_grow(&f->out->items, &f->out->cap, f->out->n + 1,
                sizeof *f->out->items, NULL) < 0)
        return MM_ENOMEM;
    f->out->items[f->out->n++] =
        (mm_unit_found){ slot, (uint16_t)d, (uint16_t)longest, in_tail };
    return MM_OK;
}

static bool may_be_alike(const search *f, uint64_t sig, size_t n)
{
    const mm_searcher *s = f->s;
    size_t             longest = n > s->n ? n : s->n;
    size_t             most = longest - mm_unit_need(longest, f->min);

    return mm_unit_bits(s->sig & ~sig) + s->strange <= most &&
           mm_unit_bits(sig & ~s->sig) <= most;
}

/* Lengths that can be alike: from *low to *high. */
static void lengths(size_t *low, size_t *high, size_t n, unsigned min)
{
    *low = mm_unit_need(n, min);
    *high = n * 100 / min;
    if (*low < 1)
        *low = 1;
    if (*high > MM_SEGMENT_MOST)
        *high = MM_SEGMENT_MOST;
}

enum { WELL_OVER = 10 }; /* percent: more than points usually come off */

/* Is the last find all that was asked for? */
static bool is_enough(const search *f)
{
    const mm_unit_found *last;

    if (!f->s->any || f->out->n == 0)
        return false;
    last = &f->out->items[f->out->n - 1];
    return 100u * (last->longest - last->edits) / last->longest >=
           f->min + WELL_OVER;
}

/* Not under ThreadSanitizer: the loader asks which of the two it shall be before
 * that is there. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&         \
    defined(__linux__) && !defined(__SANITIZE_THREAD__)
#define MM_COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define MM_COUNTS_BITS
#endif

/* The first slot from `slot` on, before `end`, whose signatures may be alike;
 * the segments there have `n` tokens. Most of the time of a scan is spent here,
 * so the processor's own way of counting bits is used where it has one. */
MM_COUNTS_BITS
static uint32_t next_alike(const search *f, uint32_t slot, uint32_t end,
                           size_t n)
{
    const mm_unit_index *x = f->s->index;
    size_t               longest = n > f->s->n ? n : f->s->n;
    size_t               most = longest - mm_unit_need(longest, f->min);
    size_t               known = most < f->s->strange ? 0 : most - f->s->strange;

    if (f->s->strange > most)
        return end;
    for (; slot < end; slot++) {
        uint64_t own = f->s->sig, its = x->sigs[slot];

        if (mm_unit_bits(own & ~its) > known || mm_unit_bits(its & ~own) > most)
            continue;
        own = f->s->more[0];
        its = x->more[0][slot];
        if (mm_unit_bits(own & ~its) > known || mm_unit_bits(its & ~own) > most)
            continue;
        own = f->s->more[1];
        its = x->more[1][slot];
        if (mm_unit_bits(own & ~its) <= known && mm_unit_bits(its & ~own) <= most)
            break;
    }
    return slot;
}

/* Segments of `n` tokens; `*enough` when all that was asked for is there. */
static int scan_length(search *f, size_t n, bool *enough)
{
    uint32_t tokens[MM_SEGMENT_MOST];
    uint32_t slot = mm_unit_index_from(f->s->index, n);
    uint32_t end = mm_unit_index_from(f->s->index, n + 1);

    for (;; slot++) {
        size_t before = f->out->n;

        if (!f->brute)
            slot = next_alike(f, slot, end, n);
        if (slot >= end)
            return MM_OK;
        if (verify(f, tokens, mm_unit_index_tokens(tokens, f->s->index, slot),
                   slot, false) < 0)
            return MM_ENOMEM;
        if (f->out->n > before && is_enough(f)) {
            *enough = true;
            return MM_OK;
        }
    }
}

/* Lengths from the query's own outward: what is most alike comes first. */
static int find_by_scan(search *f)
{
    size_t low, high, own = f->s->n;
    bool   enough = false;
    int    rc = MM_OK;

    lengths(&low, &high, own, f->min);
    for (size_t off = 0; rc == MM_OK && !enough &&
                         (own + off <= high || own >= low + off);
         off++) {
        if (own + off <= high && own + off >= low)
            rc = scan_length(f, own + off, &enough);
        if (rc == MM_OK && !enough && off && own >= low + off)
            rc = scan_length(f, own - off, &enough);
    }
    return rc;
}

/* A slot is looked at once a query. */
static int mark(mm_searcher *s, uint32_t slot, size_t n)
{
    uint64_t bit = (uint64_t)1 << slot % 64;

    if (s->seen[slot / 64] & bit)
        return MM_OK;
    if (s->n_marked == s->cap_marked &&
        mm_grow(&s->marked, &s->cap_marked, s->n_marked + 1, sizeof *s->marked,
                NULL) < 0)
        return MM_ENOMEM;
    s->seen[slot / 64] |= bit;
    s->marked[s->n_marked++] = (mm_marked){ slot, (uint32_t)n };
    return MM_OK;
}

/* One list, of lengths low to high; the query has `left` elements that can be
 * in common, those of the list among them. */
static int read_list(search *f, mm_unit_list list, size_t left, size_t low,
                     size_t high)
{
    mm_searcher *s = f->s;
    uint32_t     begin = mm_unit_index_from(s->index, low);
    uint32_t     end = mm_unit_index_from(s->index, high + 1);
    uint32_t     longer = begin; /* first slot of more than `n` tokens */
    size_t       n = low - 1, need = 0;

    while (mm_unit_list_next(&list) && list.slot < end) {
        s->postings++;
        if (list.slot < begin)
            continue;
        while (list.slot >= longer) {
            longer = mm_unit_index_from(s->index, ++n + 1);
            need = mm_unit_need(n > s->n ? n : s->n, f->min);
        }
        /* The first that both have stands here: what can come of it? */
        if (left < need || (list.place != 255 && n - list.place < need))
            continue;
        if (mark(s, list.slot, n) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The whole list of element `i`, or what is not cut of it. */
static int read_whole(search *f, size_t i, size_t low, size_t high)
{
    mm_searcher *s = f->s;

    if (low > high)
        return MM_OK;
    return read_list(f,
                     mm_unit_list_open(s->index, s->elements[i],
                                       mm_unit_index_from(s->index, low)),
                     s->n - i, low, high);
}

/* Was the bucket of element `j` read for one between `i` and it? */
static bool was_read(const mm_searcher *s, size_t i, size_t j, uint32_t buckets)
{
    uint32_t bucket = mm_unit_bucket(s->elements[j], buckets);

    while (++i < j)
        if (mm_unit_bucket(s->elements[i], buckets) == bucket)
            return true;
    return false;
}

/* The buckets of element `i` for each that can be the second in common. */
static int read_pairs(search *f, size_t i, uint32_t buckets, size_t low,
                      size_t high)
{
    mm_searcher *s = f->s;
    uint32_t     from = mm_unit_index_from(s->index, low);
    int          rc = MM_OK;

    for (size_t j = i + 1; j < s->n && low <= high && rc == MM_OK; j++) {
        size_t left = s->n - j + 1, longest = left * 100 / f->min;

        if (longest < s->n)
            break;
        high = smaller(high, longest);
        if (low <= high && !was_read(s, i, j, buckets))
            rc = read_list(f,
                           mm_unit_list_pair(s->index, s->elements[i], buckets,
                                             s->elements[j], from),
                           left, low, high);
    }
    return rc;
}

/* The lists of element `i`, lengths low to high. */
static int read_element(search *f, size_t i, size_t low, size_t high)
{
    uint32_t buckets = mm_unit_buckets(f->s->index, f->s->elements[i]);
    int      rc;

    if (!buckets)
        return read_whole(f, i, low, high);
    if ((rc = read_whole(f, i, low, smaller(high, 1))) < 0 ||
        (rc = read_pairs(f, i, buckets, larger(low, 2),
                         smaller(high, UNIT_PAIRED))) < 0)
        return rc;
    return read_whole(f, i, larger(low, UNIT_PAIRED + 1), high);
}

/* Asks for memory that is read soon; a hint that changes nothing. */
static void fetch(const void *at)
{
#if defined(__GNUC__)
    __builtin_prefetch(at);
#else
    (void)at;
#endif
}

enum { AHEAD = 16 };

/* Keeps the marked slots whose signature lets them be alike. */
static void drop_by_signature(search *f)
{
    mm_searcher    *s = f->s;
    const uint64_t *sigs = s->index->sigs;
    size_t          n = 0;

    for (size_t i = 0; i < s->n_marked; i++) {
        mm_marked m = s->marked[i];

        if (i + AHEAD < s->n_marked)
            fetch(&sigs[s->marked[i + AHEAD].slot]);
        s->seen[m.slot / 64] = 0;
        s->marked[n] = m;
        n += may_be_alike(f, sigs[m.slot], m.n);
    }
    s->n_marked = n;
}

/* Marked slots are looked at when all are known: what they need lies far apart,
 * and so the processor fetches many at a time. */
static int look_at_marked(search *f)
{
    mm_searcher         *s = f->s;
    const mm_unit_index *x = s->index;
    int                  rc = MM_OK;

    drop_by_signature(f);
    for (size_t i = 0; i < s->n_marked; i++)
        fetch(&x->seqs_at[s->marked[i].slot]);
    for (size_t i = 0; i < s->n_marked; i++)
        fetch(&x->seqs[x->seqs_at[s->marked[i].slot]]);
    for (size_t i = 0; i < s->n_marked && rc == MM_OK; i++) {
        uint32_t tokens[MM_SEGMENT_MOST];
        size_t   n = mm_unit_index_tokens(tokens, x, s->marked[i].slot);

        rc = verify(f, tokens, n, s->marked[i].slot, false);
    }
    s->n_marked = 0;
    return rc;
}

static int find_by_prefix(search *f)
{
    mm_searcher *s = f->s;
    size_t       low, high, n = s->n;
    int          rc = MM_OK;

    if (n - s->unknown < mm_unit_need(n, f->min))
        return MM_OK;
    if (!s->seen && !(s->seen = calloc(mm_unit_index_count(s->index) / 64 + 1,
                                       sizeof *s->seen)))
        return MM_ENOMEM;
    lengths(&low, &high, n, f->min);
    for (size_t i = s->unknown; i < n && rc == MM_OK; i++) {
        size_t longest = (n - i) * 100 / f->min; /* this still leaves enough */

        if (longest < n)
            break;
        rc = read_element(f, i, low, smaller(high, longest));
    }
    return rc < 0 ? rc : look_at_marked(f);
}

static int visit_slot(void *self, uint32_t slot)
{
    search  *f = self;
    uint32_t tokens[MM_SEGMENT_MOST];
    size_t   n = mm_unit_index_tokens(tokens, f->s->index, slot);

    return may_be_alike(f, f->s->index->sigs[slot], n)
               ? verify(f, tokens, n, slot, false)
               : MM_OK;
}

static int find_in_tail(search *f)
{
    const mm_unit_tail *t = f->s->tail;
    size_t              low, high, start = 0;

    lengths(&low, &high, f->s->n, f->min);
    for (size_t i = 0; i < t->n; start = t->ends[i++]) {
        size_t n = t->ends[i] - start;

        if (n < low || n > high ||
            (!f->brute && !may_be_alike(f, t->sigs[i], n)))
            continue;
        if (verify(f, t->tokens + start, n, (uint32_t)i, true) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

int mm_searcher_find(mm_unit_founds *out, mm_searcher *s, unsigned min,
                     bool brute)
{
    search f = { s, out, min, brute };
    int    rc = MM_OK;

    s->postings = s->verified = 0;
    if (s->n == 0)
        return MM_OK;
    if (s->index) {
        if (brute || (s->index->head->kind == UNIT_PREFIX && min < UNIT_FLOOR))
            rc = find_by_scan(&f);
        else if (s->index->head->kind == UNIT_PREFIX)
            rc = find_by_prefix(&f);
        else
            rc = mm_searcher_count(s, min, visit_slot, &f);
    }
    return rc == MM_OK && s->tail ? find_in_tail(&f) : rc;
}
