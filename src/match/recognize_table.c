#include "match/recognize_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    PER_WORD = 4 /* beginnings and names that a word of the filter holds */
};

uint32_t mm_name_lang(mm_str tag)
{
    uint32_t code = 0;

    for (size_t i = 0; i < 3; i++) {
        char c = i < tag.len ? (char)(tag.ptr[i] | 32) : 0;

        if (c < 'a' || c > 'z')
            break;
        code |= (uint32_t)(c - 'a' + 1) << (5 * i);
    }
    return code;
}

static uint32_t check_of(uint64_t mixed)
{
    return (uint32_t)mixed ? (uint32_t)mixed : 1;
}

/* ---- asking ---- */

const mm_name *mm_name_table_at(const mm_name_table *table, uint32_t place,
                                mm_str key)
{
    const mm_name *name = table->names + place;

    return place < table->n && name->len == key.len &&
                   (uint64_t)name->key + name->len <= table->n_keys &&
                   memcmp(table->keys + name->key, key.ptr, key.len) == 0
               ? name
               : NULL;
}

bool mm_name_table_find(uint32_t *place, const mm_name_table *table,
                        uint64_t hash, mm_str key)
{
    uint64_t mixed = mm_name_hash_mix(hash);
    uint32_t check = check_of(mixed), mask = table->n_slots - 1;
    uint32_t at = (uint32_t)(mixed >> 32) & mask;

    if (!table->n_slots)
        return false;
    /* A damaged table may have no free slot. */
    for (uint32_t seen = 0; seen <= mask && table->slots[at].check;
         seen++, at = (at + 1) & mask) {
        *place = table->slots[at].place;
        if (table->slots[at].check == check &&
            mm_name_table_at(table, *place, key))
            return true;
    }
    return false;
}

/* ---- making ---- */

/* What qsort compares needs the keys beside it. */
typedef struct sortable {
    mm_str  key;
    mm_name name;
} sortable;

static int by_key(const void *left, const void *right)
{
    const sortable *x = left, *y = right;
    int             order = mm_str_cmp(x->key, y->key);

    return order
               ? order
               : (x->name.term > y->name.term) - (x->name.term < y->name.term);
}

static int sort_names(mm_name *names, size_t n, const char *keys)
{
    sortable *all = malloc((n + 1) * sizeof *all);

    if (!all)
        return MM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        all[i] = (sortable){ { keys + names[i].key, names[i].len }, names[i] };
    qsort(all, n, sizeof *all, by_key);
    for (size_t i = 0; i < n; i++)
        names[i] = all[i].name;
    free(all);
    return MM_OK;
}

/* A beginning that names go on from, or a whole name. */
typedef struct beginning {
    uint64_t mixed;
    uint32_t place;
    bool     ends;
} beginning;

typedef struct beginnings {
    beginning *items;
    size_t     n, cap, ends;
} beginnings;

static int put(beginnings *b, uint64_t hash, size_t place, bool ends)
{
    if (mm_grow(&b->items, &b->cap, b->n + 1, sizeof *b->items, NULL) < 0)
        return MM_ENOMEM;
    b->items[b->n++] =
        (beginning){ mm_name_hash_mix(hash), (uint32_t)place, ends };
    b->ends += ends;
    return MM_OK;
}

static size_t common(mm_str a, mm_str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* Beginnings of the name at `place` that the name before it does not go on
 * from. Names that share one stand together, so each comes but once. */
static int add_beginnings(beginnings *b, const mm_name *names, size_t place,
                          const char *keys)
{
    mm_str   key = { keys + names[place].key, names[place].len };
    mm_str   before = { keys, 0 };
    size_t   shared;
    uint64_t hash = mm_name_hash_start();

    if (place)
        before = (mm_str){ keys + names[place - 1].key, names[place - 1].len };
    shared = common(key, before);
    if (place && shared == key.len && before.len == key.len)
        return MM_OK;
    for (size_t len = 1; len <= key.len; len++) {
        bool ends = len == key.len;

        hash = mm_name_hash_add(hash, key.ptr[len - 1]);
        if (!ends && (!mm_name_checkpoint(len, key.ptr[len - 1]) ||
                      (len <= shared && len < before.len)))
            continue;
        if (put(b, hash, place, ends) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int put_filter(mm_buf *out, const beginnings *b)
{
    uint32_t  n = 1;
    uint64_t *words;
    int       rc;

    while (n < b->n / PER_WORD)
        n *= 2;
    if (!(words = calloc(n, sizeof *words)))
        return MM_ENOMEM;
    for (size_t i = 0; i < b->n; i++) {
        uint64_t mixed = b->items[i].mixed;

        words[mm_name_word(mixed, n)] |=
            UINT64_C(1) << (b->items[i].ends ? mm_name_ends_bit(mixed)
                                             : mm_name_goes_on_bit(mixed));
    }
    rc = mm_buf_put(out, (mm_str){ (const char *)words, n * sizeof *words });
    free(words);
    return rc;
}

static int put_slots(mm_buf *out, const beginnings *b)
{
    uint32_t      n = 4;
    mm_name_slot *slots;
    int           rc;

    while (n < b->ends + b->ends / 2)
        n *= 2;
    if (!(slots = calloc(n, sizeof *slots)))
        return MM_ENOMEM;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t at = (uint32_t)(b->items[i].mixed >> 32) & (n - 1);

        if (!b->items[i].ends)
            continue;
        while (slots[at].check)
            at = (at + 1) & (n - 1);
        slots[at] =
            (mm_name_slot){ check_of(b->items[i].mixed), b->items[i].place };
    }
    rc = mm_buf_put(out, (mm_str){ (const char *)slots, n * sizeof *slots });
    free(slots);
    return rc;
}

int mm_name_table_make(mm_buf *slots, mm_buf *filter, mm_name *names, size_t n,
                       const char *keys)
{
    beginnings b = { 0 };
    int        rc = sort_names(names, n, keys);

    for (size_t i = 0; rc == MM_OK && i < n; i++)
        rc = add_beginnings(&b, names, i, keys);
    if (rc == MM_OK)
        rc = put_slots(slots, &b);
    if (rc == MM_OK)
        rc = put_filter(filter, &b);
    free(b.items);
    return rc;
}
