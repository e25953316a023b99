/* Making an index of terms: termlayout.h tells how it lies. */
#include "match/termlayout.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint64_t hash;
    uint32_t term;
} entry;

struct mm_term_builder {
    mm_keyer    *keyer;
    mm_term_row *terms;
    size_t       n, cap;
    entry       *entries;
    size_t       n_entries, cap_entries;
    mm_name     *names;
    size_t       n_names, cap_names;
    mm_buf       keys, romans;
    uint64_t     base; /* the index to add to, and what it has no say about */
    const mm_id *replaced;
    size_t       n_replaced;

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

    size_t       start = b->keys.len, roman = b->romans.len;
    mm_str       key;
    mm_term_row *t;

    if (mm_key_tight(&b->keys, text) < 0 ||
        mm_grow(&b->terms, &b->cap, b->n + 1, sizeof *b->terms, NULL) < 0)
        return MM_ENOMEM;
    key = mm_str_sub(mm_buf_str(&b->keys), start, SIZE_MAX);
    if (key.len == 0 || b->keys.len > UINT32_MAX)
        return MM_OK; /* marks alone: nothing to find it by */
    t = &b->terms[b->n];
    *t = (mm_term_row){ .about = (uint32_t)b->abouts.n - 1,
                        .ordinal = ordinal,
                        .text = (uint32_t)mm_hash(text),
                        .key = (uint32_t)start,
                        .len = (uint32_t)key.len,
                        .roman = (uint32_t)roman };
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

void mm_term_builder_add_to(mm_term_builder *builder, const mm_term_index *base,
                            const mm_id *rows, size_t n)
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
    const mm_term_posting *x = left, *y = right;

    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

/* Postings by bucket: counted, placed, then sorted within each. */
static void fill_postings(mm_term_posting *postings, uint32_t *starts,
                          uint32_t *fill, uint32_t buckets,
                          const mm_term_builder *b)
{
    for (size_t i = 0; i < b->n_entries; i++)
        starts[mm_term_bucket(b->entries[i].hash, buckets) + 1]++;
    for (uint32_t i = 0; i < buckets; i++)
        starts[i + 1] += starts[i];
    memcpy(fill, starts, buckets * sizeof *fill);
    for (size_t i = 0; i < b->n_entries; i++)
        postings[fill[mm_term_bucket(b->entries[i].hash, buckets)]++] =
            (mm_term_posting){ (uint32_t)b->entries[i].hash,
                               b->entries[i].term };
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
    mm_term_head     head;
    mm_term_posting *postings;
    uint32_t        *sorted, *starts;
    mm_buf           slots, filter;
} made;

static int arrange(made *m, mm_term_builder *b)
{
    mm_term_head *head = &m->head;
    uint32_t     *fill;

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
        { b->terms, b->n * sizeof(mm_term_row) },
        { m->sorted, b->n * sizeof(uint32_t) },
        { m->starts, (m->head.buckets + 1) * sizeof(uint32_t) },
        { m->postings, b->n_entries * sizeof(mm_term_posting) },
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
    size_t    start = out->len, body = (size_t)mm_term_size(&m->head);
    size_t    before = sizeof m->head + (size_t)mm_term_sums(body);
    uint64_t *sums = calloc(1, before);
    int       rc = MM_ENOMEM;

    if (sums && mm_buf_put(out, (mm_str){ (char *)sums, before }) == MM_OK &&
        put_parts(out, m, b) == MM_OK) {
        mm_checked_sum(sums,
                       mm_str_sub(mm_buf_str(out), start + before, SIZE_MAX));
        m->head.check = mm_term_checksum(
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
    made m = { .head = { .make = MM_TERM_MAKE,
                         .terms = (uint32_t)b->n,
                         .buckets = 1,
                         .postings = (uint32_t)b->n_entries,
                         .abouts = (uint32_t)b->abouts.n,
                         .sayings = (uint32_t)b->abouts.n_sayings,
                         .names = (uint32_t)b->n_names,
                         .base = b->base,
                         .replaced = (uint32_t)b->n_replaced,
                         .romans = b->romans.len,
                         .texts = b->abouts.texts.len,
                         .stamp = stamp } };
    int  rc;

    memcpy(m.head.magic, MM_TERM_MAGIC, sizeof m.head.magic);
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
