/*
 * Making the index of segments. Tokens get provisional ids as they come; at the
 * end those are exchanged for ids by frequency, which make the rare-first order
 * and the short codes at once, and the lists are written in slot order, so that
 * none needs sorting.
 */
#include "match/unitindex.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct counted {
    uint32_t id, n;
    uint64_t hash;
} counted;

typedef struct entry {
    uint64_t row, surface;
    uint64_t start; /* in tokens */
    uint32_t others;
    uint16_t numbers, len;
} entry;

/* Of a provisional id: its hash, how many segments hold it, and in the segment
 * at hand how often it was seen. */
typedef struct word {
    uint64_t hash;
    uint32_t n, seen_in, times;
} word;

struct mm_unit_builder {
    mm_unit_kind kind;
    mm_hashes    vocabulary;
    word        *words;
    size_t       cap_words;
    entry       *entries;
    size_t       n, cap;
    uint32_t    *tokens;
    size_t       n_tokens, cap_tokens;
};

int mm_unit_builder_open(mm_unit_builder **out, mm_unit_kind kind,
                         mm_error *err)
{
    if (!(*out = calloc(1, sizeof **out)))
        return mm_fail_memory(err);
    (*out)->kind = kind;
    return MM_OK;
}

void mm_unit_builder_close(mm_unit_builder *builder)
{
    if (!builder)
        return;
    mm_hashes_release(&builder->vocabulary);
    free(builder->words);
    free(builder->entries);
    free(builder->tokens);
    free(builder);
}

/* The provisional id of `hash`. */
static uint32_t word_of(mm_unit_builder *b, uint64_t hash)
{
    size_t   before = b->vocabulary.n;
    uint32_t id = mm_hashes_add(&b->vocabulary, hash);

    if (id == MM_HASHES_NONE || b->vocabulary.n == before)
        return id;
    if (mm_grow(&b->words, &b->cap_words, b->vocabulary.n, sizeof *b->words,
                NULL) < 0)
        return MM_HASHES_NONE;
    b->words[id] = (word){ .hash = hash };
    return id;
}

/* Id of the token that stands here, as an element of its segment: a word that
 * was seen in this segment before is another element. */
static uint32_t element_of(mm_unit_builder *b, uint32_t id, uint32_t segment)
{
    word *w = &b->words[id];

    if (w->seen_in != segment) {
        w->seen_in = segment;
        w->times = 0;
        return id;
    }
    w->times++;
    return word_of(b, mm_unit_again(w->hash, w->times));
}

int mm_unit_builder_add(mm_unit_builder *b, const mm_unit_entry *e,
                        const mm_useq *tokens, mm_error *err)
{
    if (tokens->n == 0)
        return MM_OK;
    if (b->n >= UINT32_MAX - 1)
        return mm_fail(err, MM_EINVALID, "more units than an index can hold");
    if (mm_grow(&b->entries, &b->cap, b->n + 1, sizeof *b->entries, NULL) < 0 ||
        mm_grow(&b->tokens, &b->cap_tokens, b->n_tokens + tokens->n,
                sizeof *b->tokens, NULL) < 0)
        return mm_fail_memory(err);
    b->entries[b->n++] = (entry){ .row = e->row,
                                  .surface = e->surface,
                                  .start = b->n_tokens,
                                  .others = e->others,
                                  .numbers = (uint16_t)e->numbers,
                                  .len = (uint16_t)tokens->n };
    for (size_t i = 0; i < tokens->n; i++) {
        uint32_t id = word_of(b, tokens->items[i]), element;

        if (id == MM_HASHES_NONE ||
            (element = element_of(b, id, (uint32_t)b->n)) == MM_HASHES_NONE)
            return mm_fail_memory(err);
        b->tokens[b->n_tokens++] = id;
        b->words[element].n++;
    }
    return MM_OK;
}

void mm_unit_builder_settle(mm_unit_builder *b, uint64_t unit, uint32_t sum)
{
    for (size_t i = b->n; i && b->entries[i - 1].row >> 8 == unit; i--)
        b->entries[i - 1].others = sum - b->entries[i - 1].others;
}

/* ---- ids by frequency ---- */

static int by_count(const void *left, const void *right)
{
    const counted *x = left, *y = right;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* What is being made. */
typedef struct making {
    mm_unit_builder *b;
    mm_unit_head     head;
    uint32_t        *ids;      /* by provisional id */
    uint32_t        *order;    /* by slot: entry */
    uint32_t        *elements; /* of all slots, those that go into lists */
    uint32_t        *ends;     /* by slot: end of its elements */
    uint32_t        *holders;  /* by id: slots found by it */
    uint32_t        *parts;    /* by id: number of its first list */
    uint32_t        *counts;   /* by list: postings; then where they begin */
    uint32_t        *slots;    /* postings by list: slot ... */
    uint8_t         *ranks;    /* ... and rank */
    uint64_t        *sigs; /* the first of each, the second, the third */
    mm_buf           posts, seqs, keys;
    uint32_t        *seqs_at, *lists;
} making;

static int rank_words(making *m)
{
    mm_unit_builder *b = m->b;
    size_t           n = b->vocabulary.n;
    counted         *all = malloc((n + 1) * sizeof *all);

    if (!all)
        return MM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        all[i] = (counted){ (uint32_t)i, b->words[i].n, b->words[i].hash };
    qsort(all, n, sizeof *all, by_count);
    for (size_t i = 0; i < n; i++) {
        m->ids[all[i].id] = (uint32_t)i;
        if (m->b->kind == UNIT_COUNT && all[i].n >= 1024 &&
            (uint64_t)all[i].n * 64 > b->n)
            m->head.dense = (uint32_t)i + 1;
    }
    free(all);
    return MM_OK;
}

/* Entries by length; the order they came in, by row, stays within one. */
static void order_entries(making *m)
{
    uint32_t at[MM_SEGMENT_MOST + 2] = { 0 };

    for (size_t i = 0; i < m->b->n; i++)
        at[m->b->entries[i].len + 1]++;
    for (size_t i = 1; i < MM_SEGMENT_MOST + 2; i++)
        at[i] += at[i - 1];
    memcpy(m->head.from, at, sizeof at);
    for (size_t i = 0; i < m->b->n; i++)
        m->order[at[m->b->entries[i].len]++] = (uint32_t)i;
}

/* ---- slots ---- */

static int put_varint(mm_buf *out, uint32_t value)
{
    char   bytes[5];
    size_t n = 0;

    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (char)(value | 0x80);
    bytes[n++] = (char)value;
    return mm_buf_put(out, (mm_str){ bytes, n });
}

static int descending(const void *left, const void *right)
{
    const uint32_t *x = left, *y = right;

    return (*x < *y) - (*x > *y);
}

static void sort_rare_first(uint32_t *ids, size_t n)
{
    if (n > 24) {
        qsort(ids, n, sizeof *ids, descending);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint32_t id = ids[i];
        size_t   j = i;

        for (; j && ids[j - 1] < id; j--)
            ids[j] = ids[j - 1];
        ids[j] = id;
    }
}

/* Elements that a segment of `n` tokens is found by. */
static size_t kept_of(const mm_unit_builder *b, size_t n)
{
    return b->kind == UNIT_PREFIX ? n - mm_unit_need(n, UNIT_FLOOR) + 1 : n;
}

/* Writes the tokens of one slot and chooses what of it goes into lists: what it
 * is found by, and one more that may be the second of a pair. */
static int make_slot(making *m, uint32_t slot, uint32_t *n_elements)
{
    mm_unit_builder *b = m->b;
    const entry     *e = &b->entries[m->order[slot]];
    uint32_t        *elements = m->elements + *n_elements;
    size_t           kept = kept_of(b, e->len);

    m->seqs_at[slot] = (uint32_t)m->seqs.len;
    for (size_t i = 0; i < e->len; i++) {
        uint32_t id = b->tokens[e->start + i];

        m->sigs[slot] |= mm_unit_bit(m->ids[id]);
        m->sigs[b->n + slot] |= mm_unit_other_bit(m->ids[id], 0);
        m->sigs[2 * b->n + slot] |= mm_unit_other_bit(m->ids[id], 1);
        if (put_varint(&m->seqs, m->ids[id]) < 0)
            return MM_ENOMEM;
        elements[i] = m->ids[element_of(b, id, (uint32_t)b->n + 1 + slot)];
    }
    if (b->kind == UNIT_PREFIX)
        sort_rare_first(elements, e->len);
    for (size_t i = 0; i < kept; i++)
        m->holders[elements[i]]++;
    *n_elements += (uint32_t)(kept < e->len ? kept + 1 : kept);
    m->ends[slot] = *n_elements;
    return m->seqs.len > UINT32_MAX ? MM_EINVALID : MM_OK;
}

static int make_slots(making *m)
{
    uint32_t n_elements = 0;
    int      rc = MM_OK;

    for (uint32_t slot = 0; slot < m->head.n && rc == MM_OK; slot++)
        rc = make_slot(m, slot, &n_elements);
    m->seqs_at[m->head.n] = (uint32_t)m->seqs.len;
    return rc;
}

/* ---- postings ---- */

/* Buckets of the list of `id`; 0: it is not cut. */
static uint32_t buckets_of(const making *m, uint32_t id)
{
    uint32_t parts = m->parts[id + 1] - m->parts[id];

    return parts > 1 ? parts - 1 : 0;
}

/* Numbers the lists of all ids: one each, or one and the buckets. */
static int number_lists(making *m)
{
    uint64_t n = 0;

    for (uint32_t id = 0; id < m->head.vocabulary; id++) {
        uint32_t buckets = 1;

        m->parts[id] = (uint32_t)n++;
        if (m->b->kind != UNIT_PREFIX || m->holders[id] <= UNIT_WHOLE)
            continue;
        while ((uint64_t)buckets * UNIT_BUCKET < m->holders[id])
            buckets *= 2;
        n += buckets;
    }
    m->parts[m->head.vocabulary] = (uint32_t)n;
    if (n >= UINT32_MAX)
        return MM_EINVALID;
    m->counts = calloc(n + 1, sizeof *m->counts);
    return m->counts ? MM_OK : MM_ENOMEM;
}

typedef void put_posting(making *m, uint32_t list, uint32_t slot, size_t rank);

static void count_posting(making *m, uint32_t list, uint32_t slot, size_t rank)
{
    (void)slot;
    (void)rank;
    m->counts[list]++;
}

static void place_posting(making *m, uint32_t list, uint32_t slot, size_t rank)
{
    uint32_t place = m->counts[list]++;

    m->slots[place] = slot;
    m->ranks[place] = rank > 255 ? 255 : (uint8_t)rank;
}

/* The postings of one slot, whose `n` elements stand at `elements`. */
static void put_slot(making *m, uint32_t slot, const uint32_t *elements,
                     size_t n, put_posting *put)
{
    size_t len = m->b->entries[m->order[slot]].len;
    size_t kept = kept_of(m->b, len);

    for (size_t i = 0; i < kept; i++) {
        uint32_t list = m->parts[elements[i]];
        uint32_t buckets = buckets_of(m, elements[i]);

        if (!buckets || len == 1 || len > UNIT_PAIRED) {
            put(m, list, slot, i);
            continue;
        }
        for (size_t j = i + 1; j < n; j++)
            put(m, list + 1 + mm_unit_bucket(elements[j], buckets), slot, i);
    }
}

static void put_slots(making *m, put_posting *put)
{
    uint32_t at = 0;

    for (uint32_t slot = 0; slot < m->head.n; at = m->ends[slot++])
        put_slot(m, slot, m->elements + at, m->ends[slot] - at, put);
}

/* Postings by list, each ascending since slots are. */
static int place_postings(making *m)
{
    uint32_t lists = m->parts[m->head.vocabulary];
    uint64_t start = 0;

    put_slots(m, count_posting);
    for (uint32_t list = 0; list <= lists; list++) {
        uint32_t n = m->counts[list];

        m->counts[list] = (uint32_t)start;
        start += n;
        if (start > UINT32_MAX)
            return MM_EINVALID;
    }
    m->slots = malloc((start + 1) * sizeof *m->slots);
    m->ranks = malloc(start + 1);
    if (!m->slots || !m->ranks)
        return MM_ENOMEM;
    put_slots(m, place_posting);
    return MM_OK;
}

/* ---- lists ---- */

static int put_bitmap(making *m, uint32_t first, uint32_t end)
{
    size_t bytes =
        ((size_t)m->head.n + UNIT_CHUNK - 1) / UNIT_CHUNK * (UNIT_CHUNK / 8);
    uint64_t *bits = calloc(1, bytes);
    int       rc;

    if (!bits)
        return MM_ENOMEM;
    for (uint32_t i = first; i < end; i++)
        bits[m->slots[i] / 64] |= (uint64_t)1 << m->slots[i] % 64;
    rc = mm_buf_put(&m->posts, (mm_str){ (const char *)bits, bytes });
    free(bits);
    return rc;
}

static int put_list(making *m, uint32_t first, uint32_t end)
{
    uint32_t n = end - first, before = 0;
    uint32_t blocks = n > UNIT_BLOCK ? (n + UNIT_BLOCK - 1) / UNIT_BLOCK : 0;
    size_t   skips, data;
    int      rc = put_varint(&m->posts, n);

    skips = m->posts.len;
    for (uint32_t i = 0; i < blocks && rc == MM_OK; i++)
        rc = mm_buf_put(&m->posts, (mm_str){ "\0\0\0\0\0\0\0", 8 });
    data = m->posts.len;
    for (uint32_t i = 0; i < n && rc == MM_OK; i++) {
        uint32_t slot = m->slots[first + i];

        if (blocks && i % UNIT_BLOCK == 0) {
            uint32_t skip[2] = { slot, (uint32_t)(m->posts.len - data) };

            memcpy(m->posts.ptr + skips + 8 * (i / UNIT_BLOCK), skip,
                   sizeof skip);
            before = slot;
        }
        rc = put_varint(&m->posts, slot - before);
        if (rc == MM_OK && m->b->kind == UNIT_PREFIX)
            rc = mm_buf_putc(&m->posts, (char)m->ranks[first + i]);
        before = slot;
    }
    return rc;
}

/* Where the postings of `list` begin: each ended where the next begins. */
static uint32_t first_of(const making *m, uint32_t list)
{
    return list ? m->counts[list - 1] : 0;
}

/* A list that is cut, of `buckets` from list `first` on. */
static int put_parts(making *m, uint32_t first, uint32_t buckets)
{
    char   begin[2] = { 0, 0 };
    size_t places, data;
    int    rc;

    while ((uint32_t)1 << begin[1] < buckets)
        begin[1]++;
    rc = mm_buf_put(&m->posts, (mm_str){ begin, sizeof begin });
    places = m->posts.len;
    for (uint32_t i = 0; i < buckets + 2 && rc == MM_OK; i++)
        rc = mm_buf_put(&m->posts, (mm_str){ "\0\0\0", 4 });
    data = m->posts.len;
    for (uint32_t i = 0; i < buckets + 2 && rc == MM_OK; i++) {
        uint32_t place = (uint32_t)(m->posts.len - data);

        memcpy(m->posts.ptr + places + 4 * (size_t)i, &place, sizeof place);
        if (i <= buckets)
            rc = put_list(m, first_of(m, first + i), m->counts[first + i]);
    }
    return rc;
}

static int make_lists(making *m)
{
    int rc = MM_OK;

    for (uint32_t id = 0; id < m->head.vocabulary && rc == MM_OK; id++) {
        uint32_t list = m->parts[id], buckets = buckets_of(m, id);

        m->lists[id] = (uint32_t)m->posts.len;
        if (buckets)
            rc = put_parts(m, list, buckets);
        else if (id < m->head.dense)
            rc = put_bitmap(m, first_of(m, list), m->counts[list]);
        else
            rc = put_list(m, first_of(m, list), m->counts[list]);
        if (m->posts.len > UINT32_MAX)
            rc = MM_EINVALID;
    }
    m->lists[m->head.vocabulary] = (uint32_t)m->posts.len;
    return rc;
}

/* ---- writing ---- */

/* An array behind what `out` holds, up to the next multiple of eight. */
static int put_part(mm_buf *out, const void *bytes, size_t n)
{
    int rc = mm_buf_put(out, (mm_str){ bytes, n });

    return rc < 0
               ? rc
               : mm_buf_put(out, (mm_str){ "\0\0\0\0\0\0\0", (8 - n % 8) % 8 });
}

static int put_vocabulary(mm_buf *out, const making *m)
{
    uint64_t *keys = calloc(m->head.slots, sizeof *keys);
    uint32_t *ids = calloc(m->head.slots, sizeof *ids);
    int       rc = MM_ENOMEM;

    if (!keys || !ids)
        goto done;
    for (uint32_t i = 0; i < m->head.vocabulary; i++) {
        uint64_t key = m->b->words[i].hash ? m->b->words[i].hash : 1;
        size_t   at = mm_hashes_place(keys, m->head.slots, key);

        keys[at] = key;
        ids[at] = m->ids[i];
    }
    if ((rc = put_part(out, keys, m->head.slots * sizeof *keys)) == MM_OK)
        rc = put_part(out, ids, m->head.slots * sizeof *ids);
done:
    free(keys);
    free(ids);
    return rc;
}

/* Sorting slots by a number of each. */
typedef struct keyed_slot {
    uint64_t key;
    uint32_t slot;
} keyed_slot;

static int by_slot_key(const void *left, const void *right)
{
    const keyed_slot *x = left, *y = right;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

/* Puts the slots in the order of keys, whose eight bytes each stand in `out`
 * from byte `keys`. */
static int put_order(mm_buf *out, size_t keys, uint32_t n)
{
    keyed_slot *all = malloc(((size_t)n + 1) * sizeof *all);
    uint32_t   *slots = malloc(((size_t)n + 1) * sizeof *slots);
    int         rc = MM_ENOMEM;

    if (!all || !slots)
        goto done;
    for (uint32_t i = 0; i < n; i++) {
        memcpy(&all[i].key, out->ptr + keys + 8 * (size_t)i, 8);
        all[i].slot = i;
    }
    qsort(all, n, sizeof *all, by_slot_key);
    for (uint32_t i = 0; i < n; i++)
        slots[i] = all[i].slot;
    rc = put_part(out, slots, (size_t)n * sizeof *slots);
done:
    free(all);
    free(slots);
    return rc;
}

/* Of each slot's entry one field of `size` bytes at `offset`. */
static int put_field(mm_buf *out, const making *m, size_t offset, size_t size)
{
    size_t n = m->head.n;
    char  *all = malloc(n * size + 1);
    int    rc;

    if (!all)
        return MM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        memcpy(all + i * size,
               (const char *)&m->b->entries[m->order[i]] + offset, size);
    rc = put_part(out, all, n * size);
    free(all);
    return rc;
}

static int write_all(mm_buf *out, making *m)
{
    size_t n = m->head.n, rows = sizeof m->head, hashes = rows + 8 * n;

    m->head.posts = m->posts.len;
    m->head.seqs = m->seqs.len;
    if (mm_buf_put(out, (mm_str){ (const char *)&m->head, sizeof m->head }) <
            0 ||
        put_field(out, m, offsetof(entry, row), 8) < 0 ||
        put_field(out, m, offsetof(entry, surface), 8) < 0 ||
        put_part(out, m->sigs, 24 * n) < 0 || put_vocabulary(out, m) < 0 ||
        put_part(out, m->lists, 4 * ((size_t)m->head.vocabulary + 1)) < 0 ||
        put_part(out, m->seqs_at, 4 * (n + 1)) < 0 ||
        put_field(out, m, offsetof(entry, others), 4) < 0 ||
        put_order(out, hashes, m->head.n) < 0 ||
        put_field(out, m, offsetof(entry, numbers), 2) < 0 ||
        put_part(out, m->posts.ptr, m->posts.len) < 0 ||
        mm_buf_put(out, mm_buf_str(&m->seqs)) < 0)
        return MM_ENOMEM;
    m->head.check = mm_hash(mm_str_sub(mm_buf_str(out), rows, SIZE_MAX));
    memcpy(out->ptr, &m->head, sizeof m->head);
    return MM_OK;
}

static int prepare(making *m)
{
    mm_unit_builder *b = m->b;
    size_t           n = b->n, words = b->vocabulary.n;

    memcpy(m->head.magic, "mmunits", 8);
    m->head.make = UNIT_MAKE;
    m->head.kind = (uint32_t)b->kind;
    m->head.n = (uint32_t)n;
    m->head.vocabulary = (uint32_t)words;
    m->head.slots = 1;
    while ((uint64_t)m->head.slots * 3 < (uint64_t)words * 4 + 1)
        m->head.slots *= 2;
    m->ids = malloc((words + 1) * sizeof *m->ids);
    m->order = malloc((n + 1) * sizeof *m->order);
    m->holders = calloc(words + 1, sizeof *m->holders);
    m->parts = malloc((words + 1) * sizeof *m->parts);
    m->lists = malloc((words + 1) * sizeof *m->lists);
    m->elements = malloc((b->n_tokens + 1) * sizeof *m->elements);
    m->ends = malloc((n + 1) * sizeof *m->ends);
    m->seqs_at = malloc((n + 1) * sizeof *m->seqs_at);
    m->sigs = calloc(3 * n + 1, sizeof *m->sigs);
    return m->ids && m->order && m->holders && m->parts && m->lists &&
                   m->elements && m->ends && m->seqs_at && m->sigs
               ? MM_OK
               : MM_ENOMEM;
}

static void release(making *m)
{
    free(m->ids);
    free(m->order);
    free(m->holders);
    free(m->parts);
    free(m->counts);
    free(m->lists);
    free(m->elements);
    free(m->ends);
    free(m->slots);
    free(m->ranks);
    free(m->sigs);
    free(m->seqs_at);
    mm_buf_release(&m->posts);
    mm_buf_release(&m->seqs);
}

int mm_unit_builder_finish(mm_buf *out, mm_unit_builder *b,
                           mm_index_stamp stamp, int64_t last, mm_error *err)
{
    making m = { .b = b, .head = { .stamp = stamp, .last = last } };
    int    rc = prepare(&m);

    if (rc == MM_OK && (rc = rank_words(&m)) == MM_OK) {
        order_entries(&m);
        rc = make_slots(&m);
    }
    if (rc == MM_OK && (rc = number_lists(&m)) == MM_OK &&
        (rc = place_postings(&m)) == MM_OK && (rc = make_lists(&m)) == MM_OK)
        rc = write_all(out, &m);
    release(&m);
    return rc == MM_ENOMEM ? mm_fail_memory(err)
           : rc < 0 ? mm_fail(err, rc, "more text than an index can hold")
                    : MM_OK;
}
