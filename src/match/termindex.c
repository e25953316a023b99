/*
 * Layout, in the machine's own byte order (an index never travels):
 *
 *     head       magic, make, stamp, counts, checksum
 *     sums       uint64 for each block of what follows: base/blocks.h
 *     replaced   mm_id each: rows of the index that this one adds to
 *     abouts     what is said of each concept: termabout.h
 *     sayings    their terms as they stand
 *     filter     of the beginnings of names, 64 bits each
 *     terms      struct term each, in the order they were added
 *     sorted     uint32 term each, by tight key
 *     buckets    uint32 each, one more than there are: where a bucket begins
 *     postings   { low half of the key's hash, term } each, by bucket
 *     names      what text is held against, by key: recognize_table.h
 *     slots      the table of names
 *     keys       the tight keys in their order, each once
 *     romans     the romanizations of Hangul terms
 *     texts      the terms as they stand, languages, fields and the like
 *
 * A key's bucket is given by the high bits of its hash; within a bucket
 * postings stand by low half and term, so that answers have an order of their
 * own whatever the sort.
 */
#include "match/termindex.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MAKE = 8 };
static const char magic[8] = "mmterms";

typedef struct index_head {
    char           magic[8];
    uint32_t       make, terms, buckets, postings;
    uint32_t       names, slots, words;
    uint32_t       abouts, sayings, replaced;
    uint64_t       keys, romans, texts; /* bytes */
    uint64_t       base;  /* `check` of the index that this one adds to */
    uint64_t       check; /* of the head but for itself, and of the sums */
    mm_index_stamp stamp;
} index_head;

typedef struct term {
    uint32_t about;    /* its concept */
    uint32_t key, len; /* bytes into the keys */
    uint32_t roman, roman_len; /* and into the romanizations */
    uint32_t ordinal, text;
} term;

typedef struct posting {
    uint32_t low, term;
} posting;

/* ---- reading ---- */

static const mm_id *replaced_of(const mm_term_index *index)
{
    return (const mm_id *)index->bytes;
}

static const mm_about *abouts_of(const mm_term_index *index)
{
    return (const mm_about *)(replaced_of(index) + index->head->replaced);
}

static const mm_saying *sayings_of(const mm_term_index *index)
{
    return (const mm_saying *)(abouts_of(index) + index->head->abouts);
}

static const uint64_t *filter_of(const mm_term_index *index)
{
    return (const uint64_t *)(sayings_of(index) + index->head->sayings);
}

static const term *terms_of(const mm_term_index *index)
{
    return (const term *)(filter_of(index) + index->head->words);
}

static const uint32_t *sorted_of(const mm_term_index *index)
{
    return (const uint32_t *)(terms_of(index) + index->head->terms);
}

static const uint32_t *buckets_of(const mm_term_index *index)
{
    return sorted_of(index) + index->head->terms;
}

static const posting *postings_of(const mm_term_index *index)
{
    return (const posting *)(buckets_of(index) + index->head->buckets + 1);
}

static const mm_name *names_of(const mm_term_index *index)
{
    return (const mm_name *)(postings_of(index) + index->head->postings);
}

static const mm_name_slot *slots_of(const mm_term_index *index)
{
    return (const mm_name_slot *)(names_of(index) + index->head->names);
}

static const char *keys_of(const mm_term_index *index)
{
    return (const char *)(slots_of(index) + index->head->slots);
}

static const char *romans_of(const mm_term_index *index)
{
    return keys_of(index) + index->head->keys;
}

/* Bytes behind the head and the sums. */
static uint64_t size_of(const index_head *head)
{
    return (uint64_t)head->replaced * sizeof(mm_id) +
           (uint64_t)head->abouts * sizeof(mm_about) +
           (uint64_t)head->sayings * sizeof(mm_saying) +
           (uint64_t)head->words * sizeof(uint64_t) +
           (uint64_t)head->terms * (sizeof(term) + 4) +
           ((uint64_t)head->buckets + 1) * 4 +
           (uint64_t)head->postings * sizeof(posting) +
           (uint64_t)head->names * sizeof(mm_name) +
           (uint64_t)head->slots * sizeof(mm_name_slot) + head->keys +
           head->romans + head->texts;
}

/* Bytes of the sums of `body` bytes. */
static uint64_t sums_of(uint64_t body)
{
    return mm_blocks_count(body) * sizeof(uint64_t);
}

int mm_term_index_open(mm_term_index *out, mm_str bytes, mm_error *err)
{
    const index_head *head = (const index_head *)bytes.ptr;
    uint64_t          body;

    *out = (mm_term_index){ 0 };
    if (bytes.len < sizeof *head || memcmp(head->magic, magic, 8) != 0 ||
        head->make != MAKE || head->buckets == 0 ||
        (head->buckets & (head->buckets - 1)) ||
        (head->slots & (head->slots - 1)) ||
        (head->words & (head->words - 1)) || head->keys > bytes.len ||
        head->romans > bytes.len || head->texts > bytes.len)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    body = size_of(head);
    if (sizeof *head + sums_of(body) + body != bytes.len)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    out->head = head;
    out->bytes = bytes.ptr + sizeof *head + sums_of(body);
    return MM_OK;
}

/* Of the head itself too: a wrong stamp would hide what is new. */
static uint64_t checksum(const index_head *head, mm_str sums)
{
    index_head plain = *head;

    plain.check = 0;
    return mm_hash(sums) * 3 ^
           mm_hash((mm_str){ (const char *)&plain, sizeof plain });
}

int mm_term_index_watch(mm_term_index *index, mm_error *err)
{
    const uint64_t *sums = (const uint64_t *)(index->head + 1);
    mm_str          body = { index->bytes, (size_t)size_of(index->head) };

    if (checksum(index->head, (mm_str){ (const char *)sums,
                                        (size_t)sums_of(body.len) }) !=
        index->head->check)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    if (!(index->blocks = malloc(sizeof *index->blocks)))
        return mm_fail_memory(err);
    return mm_blocks_open(index->blocks, body, sums) < 0 ? mm_fail_memory(err)
                                                         : MM_OK;
}

void mm_term_index_close(mm_term_index *index)
{
    if (index->blocks)
        mm_blocks_close(index->blocks);
    free(index->blocks);
    *index = (mm_term_index){ 0 };
}

bool mm_term_index_sound(const mm_term_index *index)
{
    return !index->blocks ||
           mm_blocks_read(index->blocks, 0, index->blocks->bytes.len);
}

bool mm_term_index_damaged(const mm_term_index *index)
{
    return index->blocks && index->blocks->damaged;
}

/* May the `n` bytes at `at` be read? */
static bool holds(const mm_term_index *index, const void *at, size_t n)
{
    return !index->blocks || n == 0 || mm_blocks_hold(index->blocks, at, n);
}

bool mm_term_index_adds_to(const mm_term_index *index,
                           const mm_term_index *base)
{
    return index->head->base == base->head->check;
}

const mm_id *mm_term_index_replaced(size_t *n, const mm_term_index *index)
{
    const mm_id *rows = replaced_of(index);

    *n = holds(index, rows, index->head->replaced * sizeof *rows)
             ? index->head->replaced
             : 0;
    return rows;
}

mm_index_stamp mm_term_index_stamp(const mm_term_index *index)
{
    return index->head->stamp;
}

size_t mm_term_index_count(const mm_term_index *index)
{
    return index->head->terms;
}

bool mm_term_index_at(mm_index_term *out, const mm_term_index *index,
                      uint32_t i)
{
    const term *t = terms_of(index) + i;
    const char *key, *roman;

    if (i >= index->head->terms || !holds(index, t, sizeof *t) ||
        (uint64_t)t->key + t->len > index->head->keys ||
        (uint64_t)t->roman + t->roman_len > index->head->romans)
        return false;
    key = keys_of(index) + t->key;
    roman = romans_of(index) + t->roman;
    *out = (mm_index_term){ .key = { key, t->len },
                            .roman = { roman, t->roman_len },
                            .about = t->about,
                            .ordinal = t->ordinal,
                            .text = t->text };
    return holds(index, key, t->len) && holds(index, roman, t->roman_len);
}

size_t mm_term_index_gather(mm_index_term *out, const mm_term_index *index,
                            const uint32_t *numbers, size_t n)
{
    const term *terms = terms_of(index);
    size_t      there = 0;

    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(terms + numbers[i]);
    for (size_t i = 0; i < n; i++)
        if (mm_term_index_at(&out[there], index, numbers[i])) {
            __builtin_prefetch(out[there].key.ptr);
            __builtin_prefetch(out[there].roman.ptr);
            there++;
        }
    return there;
}

uint64_t mm_term_index_concept(const mm_term_index *index,
                               const mm_index_term *t)
{
    const mm_about *about = abouts_of(index) + t->about;

    return t->about < index->head->abouts && holds(index, about, sizeof *about)
               ? about->concept
               : 0;
}

mm_name_table mm_term_index_names(const mm_term_index *index)
{
    return (mm_name_table){ .names = names_of(index), .slots = slots_of(index),
                            .filter = filter_of(index), .keys = keys_of(index),
                            .n = index->head->names,
                            .n_slots = index->head->slots,
                            .n_words = index->head->words,
                            .n_keys = index->head->keys };
}

mm_about_table mm_term_index_abouts(const mm_term_index *index)
{
    return (mm_about_table){ .abouts = abouts_of(index),
                             .sayings = sayings_of(index),
                             .texts = romans_of(index) + index->head->romans,
                             .n = index->head->abouts,
                             .n_sayings = index->head->sayings,
                             .n_texts = index->head->texts };
}

static uint32_t bucket_of(uint64_t hash, uint32_t buckets)
{
    return (uint32_t)(hash >> 32) & (buckets - 1);
}

void mm_term_index_expect(const mm_term_index *index, const uint64_t *hashes,
                          size_t n)
{
    const uint32_t *buckets = buckets_of(index);
    uint32_t        most = index->head->buckets;

    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(buckets + bucket_of(hashes[i], most));
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(postings_of(index) +
                           buckets[bucket_of(hashes[i], most)]);
}

/* The first posting of `low` or higher among those from `at` to `end`. */
static uint32_t lower_posting(const posting *postings, uint32_t at,
                              uint32_t end, uint32_t low)
{
    while (at < end) {
        uint32_t middle = at + (end - at) / 2;

        if (postings[middle].low < low)
            at = middle + 1;
        else
            end = middle;
    }
    return at;
}

mm_probe mm_term_index_probe(const mm_term_index *index, uint64_t hash)
{
    const uint32_t *bucket =
        buckets_of(index) + bucket_of(hash, index->head->buckets);
    const posting  *postings = postings_of(index);
    mm_probe        probe = { .index = index, .low = (uint32_t)hash };

    if (!holds(index, bucket, 2 * sizeof *bucket) || bucket[0] >= bucket[1] ||
        bucket[1] > index->head->postings ||
        !holds(index, postings + bucket[0],
               (bucket[1] - bucket[0]) * sizeof *postings))
        return probe;
    probe.at = lower_posting(postings, bucket[0], bucket[1], probe.low);
    probe.end = bucket[1];
    return probe;
}

bool mm_probe_next(mm_probe *probe, uint32_t *out)
{
    const posting *at = postings_of(probe->index) + probe->at;

    if (probe->at >= probe->end || at->low != probe->low)
        return false;
    *out = at->term;
    probe->at++;
    return true;
}

size_t mm_probe_size(const mm_probe *probe)
{
    return probe->end > probe->at ? probe->end - probe->at : 0;
}

bool mm_term_index_sorted(uint32_t *out, const mm_term_index *index,
                          uint32_t place)
{
    const uint32_t *at = sorted_of(index) + place;

    if (place >= index->head->terms || !holds(index, at, sizeof *at))
        return false;
    *out = *at;
    return *out < index->head->terms;
}

uint32_t mm_term_index_lower(const mm_term_index *index, mm_str prefix)
{
    uint32_t low = 0, high = index->head->terms;

    while (low < high) {
        uint32_t      middle = low + (high - low) / 2, number;
        mm_index_term t;

        if (mm_term_index_sorted(&number, index, middle) &&
            mm_term_index_at(&t, index, number) &&
            mm_str_cmp(t.key, prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- making ---- */

typedef struct entry {
    uint64_t hash;
    uint32_t term;
} entry;

struct mm_term_builder {
    mm_keyer *keyer;
    term     *terms;
    size_t    n, cap;
    entry    *entries;
    size_t    n_entries, cap_entries;
    mm_name  *names;
    size_t    n_names, cap_names;
    mm_buf    keys, romans;
    uint64_t  base; /* the index to add to, and what it has no say about */
    const mm_id *replaced;
    size_t    n_replaced;

    mm_about_builder abouts;
};

int mm_term_builder_open(mm_term_builder **out, mm_keyer *keyer, mm_error *err)
{
    if (!(*out = calloc(1, sizeof **out)))
        return mm_fail_memory(err);
    (*out)->keyer = keyer;
    return MM_OK;
}

void mm_term_builder_close(mm_term_builder *builder)
{
    if (!builder)
        return;
    free(builder->terms);
    free(builder->entries);
    free(builder->names);
    mm_about_builder_release(&builder->abouts);
    mm_buf_release(&builder->keys);
    mm_buf_release(&builder->romans);
    free(builder);
}

static int put_entry(void *self, uint64_t hash)
{
    mm_term_builder *b = self;

    if (mm_grow(&b->entries, &b->cap_entries, b->n_entries + 1,
                sizeof *b->entries, NULL) < 0)
        return MM_ENOMEM;
    b->entries[b->n_entries++] = (entry){ hash, (uint32_t)b->n };
    return MM_OK;
}

/* A term of capitals alone: US and IT are no "us" and "it". */
static bool is_capitals(mm_str text)
{
    size_t upper = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'a' && text.ptr[i] <= 'z')
            return false;
        upper += text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    }
    return upper > 0;
}

static int add_name(mm_term_builder *b, size_t key, size_t len, uint32_t info)
{
    if (mm_grow(&b->names, &b->cap_names, b->n_names + 1, sizeof *b->names,
                NULL) < 0)
        return MM_ENOMEM;
    b->names[b->n_names++] =
        (mm_name){ (uint32_t)key, (uint32_t)len, (uint32_t)b->n, info };
    return MM_OK;
}

/* One syllable of Hangul is too little to be another spelling of anything: 이
 * is not 리. */
static bool is_syllable(const mm_term_builder *b, size_t start)
{
    return b->keys.len - start == 3 && (b->keys.ptr[start] & 0xF0) == 0xE0;
}

/* The term that begins at `start` of the keys, and the other form of it. */
static int add_names(mm_term_builder *b, size_t start, mm_str text,
                     uint32_t info)
{
    size_t len = b->keys.len - start, variant = b->keys.len;

    if (is_capitals(text))
        info |= MM_NAME_CAPITALS;
    if (add_name(b, start, len, info) < 0 ||
        mm_keyer_variant(&b->keys, b->keyer, text) < 0)
        return MM_ENOMEM;
    if (b->keys.len == variant || is_syllable(b, variant) ||
        mm_str_eq(mm_str_sub(mm_buf_str(&b->keys), start, len),
                  mm_str_sub(mm_buf_str(&b->keys), variant, SIZE_MAX))) {
        b->keys.len = variant;
        return MM_OK;
    }
    return add_name(b, variant, b->keys.len - variant, info | MM_NAME_VARIANT);
}

/* The Hanja of a term find it too, however they are read. */
static int add_hanja(mm_term_builder *b, mm_str hanja)
{
    mm_buf key = { 0 };
    int    rc = mm_key_tight(&key, hanja);

    if (rc == MM_OK && key.len)
        rc = put_entry(b, mm_key_hash(KEY_VARIANT, mm_buf_str(&key)));
    mm_buf_release(&key);
    return rc;
}

/* A term of the concept that was added last. */
static int add_term(mm_term_builder *b, uint32_t ordinal, const mm_term *said,
                    uint32_t info)
{
    mm_str text = said->text;

    size_t start = b->keys.len, roman = b->romans.len;
    mm_str key;
    term  *t;

    if (mm_key_tight(&b->keys, text) < 0 ||
        mm_grow(&b->terms, &b->cap, b->n + 1, sizeof *b->terms, NULL) < 0)
        return MM_ENOMEM;
    key = mm_str_sub(mm_buf_str(&b->keys), start, SIZE_MAX);
    if (key.len == 0 || b->keys.len > UINT32_MAX)
        return MM_OK; /* marks alone: nothing to find it by */
    t = &b->terms[b->n];
    *t = (term){ .about = (uint32_t)b->abouts.n - 1, .ordinal = ordinal,
                 .text = (uint32_t)mm_hash(text), .key = (uint32_t)start,
                 .len = (uint32_t)key.len, .roman = (uint32_t)roman };
    if (mm_keyer_term(&b->romans, b->keyer, text, key, put_entry, b) < 0 ||
        (said->hanja.len && add_hanja(b, said->hanja) < 0) ||
        add_names(b, start, text, info) < 0)
        return MM_ENOMEM;
    t->roman_len = (uint32_t)(b->romans.len - roman);
    b->n++;
    return MM_OK;
}

int mm_term_builder_add(mm_term_builder *builder, uint64_t row,
                        const mm_concept *concept, mm_error *err)
{
    uint32_t review = (uint32_t)concept->review << MM_NAME_REVIEW, ordinal = 0;

    if (mm_about_add(&builder->abouts, row, concept) < 0)
        return mm_fail_memory(err);
    for (size_t s = 0; s < concept->n_sections; s++) {
        uint32_t info = review | mm_name_lang(concept->sections[s].lang);

        for (size_t t = 0; t < concept->sections[s].n_terms; t++)
            if (add_term(builder, ordinal++, &concept->sections[s].terms[t],
                         info) < 0)
                return mm_fail_memory(err);
    }
    return MM_OK;
}

void mm_term_builder_add_to(mm_term_builder *builder,
                            const mm_term_index *base, const mm_id *rows,
                            size_t n)
{
    builder->base = base->head->check;
    builder->replaced = rows;
    builder->n_replaced = n;
}

/* ---- sorting ---- */

/* A key and whose it is, to sort by. */
typedef struct keyed {
    mm_str   key;
    uint32_t term;
} keyed;

static int by_key(const void *left, const void *right)
{
    const keyed *x = left, *y = right;
    int          order = mm_str_cmp(x->key, y->key);

    return order ? order : (x->term > y->term) - (x->term < y->term);
}

static int sort_terms(uint32_t *out, const mm_term_builder *b)
{
    keyed *all = malloc((b->n + 1) * sizeof *all);

    if (!all)
        return MM_ENOMEM;
    for (size_t i = 0; i < b->n; i++)
        all[i] = (keyed){ { b->keys.ptr + b->terms[i].key, b->terms[i].len },
                          (uint32_t)i };
    qsort(all, b->n, sizeof *all, by_key);
    for (size_t i = 0; i < b->n; i++)
        out[i] = all[i].term;
    free(all);
    return MM_OK;
}

static int by_low(const void *left, const void *right)
{
    const posting *x = left, *y = right;

    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

/* Postings by bucket: counted, placed, then sorted within each. */
static void fill_postings(posting *postings, uint32_t *starts,
                          uint32_t *fill, uint32_t buckets,
                          const mm_term_builder *b)
{
    for (size_t i = 0; i < b->n_entries; i++)
        starts[bucket_of(b->entries[i].hash, buckets) + 1]++;
    for (uint32_t i = 0; i < buckets; i++)
        starts[i + 1] += starts[i];
    memcpy(fill, starts, buckets * sizeof *fill);
    for (size_t i = 0; i < b->n_entries; i++)
        postings[fill[bucket_of(b->entries[i].hash, buckets)]++] =
            (posting){ (uint32_t)b->entries[i].hash, b->entries[i].term };
    for (uint32_t i = 0; i < buckets; i++)
        if (starts[i + 1] - starts[i] > 1)
            qsort(postings + starts[i], starts[i + 1] - starts[i],
                  sizeof *postings, by_low);
}

/* Puts the keys in the order of the sorted names, each once: names that stand
 * together are compared with each other. */
static int order_keys(mm_term_builder *b)
{
    mm_buf keys = { 0 };
    mm_str before = { NULL, 0 };

    for (size_t i = 0; i < b->n_names; i++) {
        mm_name *name = &b->names[i];
        mm_str   key = { b->keys.ptr + name->key, name->len };

        if (!before.ptr || !mm_str_eq(key, before)) {
            if (mm_buf_put(&keys, key) < 0) {
                mm_buf_release(&keys);
                return MM_ENOMEM;
            }
            before = key;
        }
        name->key = (uint32_t)(keys.len - key.len);
        if (!(name->info & MM_NAME_VARIANT))
            b->terms[name->term].key = name->key;
    }
    mm_buf_release(&b->keys);
    b->keys = keys;
    return MM_OK;
}

/* What a made index consists of, besides what its builder holds. */
typedef struct made {
    index_head head;
    posting   *postings;
    uint32_t  *sorted, *starts;
    mm_buf     slots, filter;
} made;

static int arrange(made *m, mm_term_builder *b)
{
    index_head *head = &m->head;
    uint32_t   *fill;

    while (head->buckets < b->n_entries / 4)
        head->buckets *= 2;
    m->postings = malloc((b->n_entries + 1) * sizeof *m->postings);
    m->sorted = malloc((b->n + 1) * sizeof *m->sorted);
    m->starts = calloc(head->buckets + 1, sizeof *m->starts);
    fill = malloc(head->buckets * sizeof *fill);
    if (!m->postings || !m->sorted || !m->starts || !fill ||
        sort_terms(m->sorted, b) < 0 ||
        mm_name_table_make(&m->slots, &m->filter, b->names, b->n_names,
                           b->keys.ptr) < 0 ||
        order_keys(b) < 0) {
        free(fill);
        return MM_ENOMEM;
    }
    fill_postings(m->postings, m->starts, fill, head->buckets, b);
    free(fill);
    head->keys = b->keys.len;
    head->slots = (uint32_t)(m->slots.len / sizeof(mm_name_slot));
    head->words = (uint32_t)(m->filter.len / sizeof(uint64_t));
    return MM_OK;
}

/* The parts in the order of the layout. */
static int put_parts(mm_buf *out, const made *m, const mm_term_builder *b)
{
    const struct part {
        const void *bytes;
        size_t      len;
    } parts[] = {
        { b->replaced, b->n_replaced * sizeof(mm_id) },
        { b->abouts.abouts, b->abouts.n * sizeof(mm_about) },
        { b->abouts.sayings, b->abouts.n_sayings * sizeof(mm_saying) },
        { m->filter.ptr, m->filter.len },
        { b->terms, b->n * sizeof(term) },
        { m->sorted, b->n * sizeof(uint32_t) },
        { m->starts, (m->head.buckets + 1) * sizeof(uint32_t) },
        { m->postings, b->n_entries * sizeof(posting) },
        { b->names, b->n_names * sizeof(mm_name) },
        { m->slots.ptr, m->slots.len },
        { b->keys.ptr, b->keys.len },
        { b->romans.ptr, b->romans.len },
        { b->abouts.texts.ptr, b->abouts.texts.len },
    };
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < sizeof parts / sizeof *parts; i++)
        rc = mm_buf_put(out, (mm_str){ parts[i].bytes, parts[i].len });
    return rc;
}

/* Head, sums, parts: the first two are known when the last are there. */
static int put_index(mm_buf *out, made *m, const mm_term_builder *b)
{
    size_t    start = out->len, body = (size_t)size_of(&m->head);
    size_t    before = sizeof m->head + (size_t)sums_of(body);
    uint64_t *sums = calloc(1, before);
    int       rc = MM_ENOMEM;

    if (sums && mm_buf_put(out, (mm_str){ (char *)sums, before }) == MM_OK &&
        put_parts(out, m, b) == MM_OK) {
        mm_blocks_sum(sums, mm_str_sub(mm_buf_str(out), start + before,
                                       SIZE_MAX));
        m->head.check = checksum(
            &m->head, (mm_str){ (char *)sums, before - sizeof m->head });
        memcpy(out->ptr + start, &m->head, sizeof m->head);
        memcpy(out->ptr + start + sizeof m->head, sums,
               before - sizeof m->head);
        rc = MM_OK;
    }
    free(sums);
    return rc;
}

int mm_term_builder_finish(mm_buf *out, mm_term_builder *b,
                           mm_index_stamp stamp, mm_error *err)
{
    made m = { .head = { .make = MAKE, .terms = (uint32_t)b->n, .buckets = 1,
                         .postings = (uint32_t)b->n_entries,
                         .abouts = (uint32_t)b->abouts.n,
                         .sayings = (uint32_t)b->abouts.n_sayings,
                         .names = (uint32_t)b->n_names,
                         .base = b->base,
                         .replaced = (uint32_t)b->n_replaced,
                         .romans = b->romans.len,
                         .texts = b->abouts.texts.len, .stamp = stamp } };
    int  rc;

    memcpy(m.head.magic, magic, sizeof m.head.magic);
    rc = arrange(&m, b);
    if (rc == MM_OK)
        rc = put_index(out, &m, b);
    free(m.postings);
    free(m.sorted);
    free(m.starts);
    mm_buf_release(&m.slots);
    mm_buf_release(&m.filter);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}
