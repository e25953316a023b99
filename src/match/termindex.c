/* Reading an index of terms: termlayout.h tells how it lies. */
#include "match/termlayout.h"

#include <stdlib.h>
#include <string.h>

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

static const mm_term_row *terms_of(const mm_term_index *index)
{
    return (const mm_term_row *)(filter_of(index) + index->head->words);
}

static const uint32_t *sorted_of(const mm_term_index *index)
{
    return (const uint32_t *)(terms_of(index) + index->head->terms);
}

static const uint32_t *buckets_of(const mm_term_index *index)
{
    return sorted_of(index) + index->head->terms;
}

static const mm_term_posting *postings_of(const mm_term_index *index)
{
    return (const mm_term_posting *)(buckets_of(index) + index->head->buckets +
                                     1);
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

int mm_term_index_open(mm_term_index *out, mm_str bytes, mm_error *err)
{
    const mm_term_head *head = (const mm_term_head *)bytes.ptr;
    uint64_t            body;

    *out = (mm_term_index){ 0 };
    if (bytes.len < sizeof *head ||
        memcmp(head->magic, MM_TERM_MAGIC, 8) != 0 ||
        head->make != MM_TERM_MAKE || head->buckets == 0 ||
        (head->buckets & (head->buckets - 1)) ||
        (head->slots & (head->slots - 1)) ||
        (head->words & (head->words - 1)) || head->keys > bytes.len ||
        head->romans > bytes.len || head->texts > bytes.len)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    body = mm_term_size(head);
    if (sizeof *head + mm_term_sums(body) + body != bytes.len)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    out->head = head;
    out->bytes = bytes.ptr + sizeof *head + mm_term_sums(body);
    return MM_OK;
}

int mm_term_index_watch(mm_term_index *index, mm_error *err)
{
    const uint64_t *sums = (const uint64_t *)(index->head + 1);
    mm_str          body = { index->bytes, (size_t)mm_term_size(index->head) };

    if (mm_term_checksum(
            index->head,
            (mm_str){ (const char *)sums, (size_t)mm_term_sums(body.len) }) !=
        index->head->check)
        return mm_fail(err, MM_EFORMAT, "the index of terms is damaged");
    if (!(index->checked = malloc(sizeof *index->checked)))
        return mm_fail_memory(err);
    return mm_checked_open(index->checked, body, sums) < 0 ? mm_fail_memory(err)
                                                           : MM_OK;
}

void mm_term_index_close(mm_term_index *index)
{
    if (index->checked)
        mm_checked_close(index->checked);
    free(index->checked);
    *index = (mm_term_index){ 0 };
}

bool mm_term_index_sound(const mm_term_index *index)
{
    return !index->checked ||
           mm_checked_read(index->checked, 0, index->checked->bytes.len);
}

bool mm_term_index_damaged(const mm_term_index *index)
{
    return index->checked && index->checked->damaged;
}

/* May the `n` bytes at `at` be read? */
static bool holds(const mm_term_index *index, const void *at, size_t n)
{
    return !index->checked || n == 0 || mm_checked_hold(index->checked, at, n);
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
    const mm_term_row *t = terms_of(index) + i;
    const char        *key, *roman;

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
    const mm_term_row *terms = terms_of(index);
    size_t             there = 0;

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
    return (mm_name_table){ .names = names_of(index),
                            .slots = slots_of(index),
                            .filter = filter_of(index),
                            .keys = keys_of(index),
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

void mm_term_index_expect(const mm_term_index *index, const uint64_t *hashes,
                          size_t n)
{
    const uint32_t *buckets = buckets_of(index);
    uint32_t        most = index->head->buckets;

    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(buckets + mm_term_bucket(hashes[i], most));
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(postings_of(index) +
                           buckets[mm_term_bucket(hashes[i], most)]);
}

/* The first mm_term_posting of `low` or higher among those from `at` to `end`.
 */
static uint32_t lower_posting(const mm_term_posting *postings, uint32_t at,
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
        buckets_of(index) + mm_term_bucket(hash, index->head->buckets);
    const mm_term_posting *postings = postings_of(index);
    mm_probe               probe = { .index = index, .low = (uint32_t)hash };

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
    const mm_term_posting *at = postings_of(probe->index) + probe->at;

    if (probe->at >= probe->end || at->low != probe->low)
        return false;
    *out = at->term;
    probe->at++;
    return true;
}

size_t mm_probe_size(const mm_probe *probe)
{
    const mm_term_posting *at = postings_of(probe->index) + probe->at;

    return probe->end > probe->at && at->low == probe->low
               ? probe->end - probe->at
               : 0;
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
