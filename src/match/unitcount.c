/*
 * Which segments share enough letters with a query: for UNIT_COUNT.
 *
 * For each chunk of slots every letter of the query gives a row of bits: its
 * bitmap, or its list written out. The rows are added up column by column in
 * binary: a full adder takes three rows of the same weight and gives one of
 * that weight and one of the next (carry-save), so that adding n rows takes
 * about n adders of five instructions, whatever the counts. Then the sums are
 * compared with what is needed, 64 slots at a time.
 */
#include "match/unitsearch.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = UNIT_CHUNK / 64, LEVELS = 11 };

typedef uint64_t row[WORDS];

typedef struct mm_counters_of {
    row      rows[LEVELS][2]; /* waiting at each weight */
    unsigned waiting[LEVELS];
    row      carry, listed, answer;
    struct {
        const uint64_t *bits;
        mm_unit_list    list;
        bool            more; /* list.slot is yet to be taken */
    } letters[MM_SEGMENT_MOST];
    size_t n, levels; /* levels: enough for sums up to n */
} counters;

void mm_counters_close(struct mm_counters_of *c)
{
    free(c);
}

/* Adds a row of the weight of `level`. */
static void add_row(counters *c, size_t level, const uint64_t *bits)
{
    for (; level < LEVELS; level++) {
        uint64_t *a = c->rows[level][0], *b = c->rows[level][1];

        if (c->waiting[level] < 2) {
            memcpy(c->rows[level][c->waiting[level]++], bits, sizeof(row));
            return;
        }
        for (size_t i = 0; i < WORDS; i++) {
            uint64_t x = a[i], y = b[i], z = bits[i], half = x ^ y;

            a[i] = half ^ z;
            c->carry[i] = (x & y) | (half & z);
        }
        c->waiting[level] = 1;
        bits = c->carry;
    }
}

/* One row a weight is left: the sums in binary. */
static void settle(counters *c)
{
    for (size_t level = 0; level < c->levels; level++) {
        uint64_t *a = c->rows[level][0], *b = c->rows[level][1];

        if (c->waiting[level] == 0)
            memset(a, 0, sizeof(row));
        if (c->waiting[level] < 2)
            continue;
        for (size_t i = 0; i < WORDS; i++) {
            uint64_t x = a[i], y = b[i];

            a[i] = x ^ y;
            c->carry[i] = x & y;
        }
        c->waiting[level] = 1;
        add_row(c, level + 1, c->carry);
    }
}

/* Bits of the columns whose sum is `need` or more: adding 2^levels - need
 * carries over. */
static void at_least(counters *c, size_t need)
{
    size_t constant = ((size_t)1 << c->levels) - need;

    memset(c->answer, 0, sizeof c->answer);
    for (size_t level = 0; level < c->levels; level++) {
        const uint64_t *sum = c->rows[level][0];

        if (constant >> level & 1)
            for (size_t i = 0; i < WORDS; i++)
                c->answer[i] |= sum[i];
        else
            for (size_t i = 0; i < WORDS; i++)
                c->answer[i] &= sum[i];
    }
}

/* The entries of list `i` within the chunk as a row; false: there are none. */
static bool write_list(counters *c, size_t i, uint32_t begin, uint32_t end)
{
    mm_unit_list *list = &c->letters[i].list;
    bool          any = false;

    while (c->letters[i].more && list->slot < end) {
        if (list->slot >= begin) {
            if (!any)
                memset(c->listed, 0, sizeof c->listed);
            any = true;
            c->listed[(list->slot - begin) / 64] |=
                (uint64_t)1 << (list->slot - begin) % 64;
        }
        c->letters[i].more = mm_unit_list_next(list);
    }
    return any;
}

static void count_chunk(counters *c, uint32_t chunk)
{
    memset(c->waiting, 0, sizeof c->waiting);
    for (size_t i = 0; i < c->n; i++) {
        uint32_t begin = chunk * UNIT_CHUNK;

        if (c->letters[i].bits)
            add_row(c, 0, c->letters[i].bits + (size_t)chunk * WORDS);
        else if (write_list(c, i, begin, begin + UNIT_CHUNK))
            add_row(c, 0, c->listed);
    }
    settle(c);
}

static int visit_chunk(counters *c, uint32_t begin, uint32_t from, uint32_t to,
                       mm_slot_visit *visit, void *self)
{
    for (uint32_t word = (from - begin) / 64; word < WORDS; word++)
        for (uint64_t bits = c->answer[word]; bits; bits &= bits - 1) {
            uint32_t slot =
                begin + word * 64 + mm_unit_bits((bits & (~bits + 1)) - 1);

            if (slot >= to)
                return MM_OK;
            if (slot >= from && visit(self, slot) < 0)
                return MM_ENOMEM;
        }
    return MM_OK;
}

static void open_letters(mm_searcher *s, uint32_t from)
{
    counters *c = s->counters;

    c->n = 0;
    for (c->levels = 1; (size_t)1 << c->levels <= s->n;)
        c->levels++;
    for (size_t i = s->unknown; i < s->n; i++, c->n++) {
        uint32_t id = s->elements[i];

        c->letters[c->n].bits = mm_unit_bitmap(s->index, id);
        if (c->letters[c->n].bits)
            continue;
        c->letters[c->n].list = mm_unit_list_open(s->index, id, from);
        c->letters[c->n].more = mm_unit_list_next(&c->letters[c->n].list);
    }
}

int mm_searcher_count(mm_searcher *s, unsigned min, mm_slot_visit *visit,
                      void *self)
{
    size_t   low = mm_unit_need(s->n, min), high = s->n * 100 / min, n;
    uint32_t from = mm_unit_index_from(s->index, low ? low : 1), to, at;
    int      rc = MM_OK;

    to = mm_unit_index_from(s->index, high + 1);
    if (s->n - s->unknown < mm_unit_need(s->n, min) || from >= to)
        return MM_OK;
    if (!s->counters && !(s->counters = malloc(sizeof *s->counters)))
        return MM_ENOMEM;
    open_letters(s, from);
    for (at = from, n = low; at < to && rc == MM_OK;) {
        uint32_t chunk = at / UNIT_CHUNK, end = (chunk + 1) * UNIT_CHUNK;

        while (at >= mm_unit_index_from(s->index, n + 1))
            n++; /* the shortest of this chunk needs least */
        count_chunk(s->counters, chunk);
        at_least(s->counters, mm_unit_need(n > s->n ? n : s->n, min));
        rc = visit_chunk(s->counters, chunk * UNIT_CHUNK, at,
                         to < end ? to : end, visit, self);
        at = end;
    }
    return rc;
}
