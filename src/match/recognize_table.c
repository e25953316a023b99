#include "match/recognize_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ENDS = 0x40000000, PLACE = 0x3FFFFFFF };
#define GOES_ON 0x80000000u

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

/* The low half tells slots apart, the high half says where to look. */
static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
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

bool mm_name_table_find(uint32_t *place, bool *goes_on,
                        const mm_name_table *table, uint64_t hash, mm_str key)
{
    uint64_t mixed = mix(hash);
    uint32_t check = check_of(mixed), mask = table->n_slots - 1;
    uint32_t at = (uint32_t)(mixed >> 32) & mask;
    bool     found = false;

    *goes_on = false;
    if (!table->n_slots)
        return false;
    /* A damaged table may have no free slot. */
    for (uint32_t seen = 0; seen <= mask && table->slots[at].check;
         seen++, at = (at + 1) & mask) {
        uint32_t value = table->slots[at].value;

        if (table->slots[at].check != check)
            continue;
        *goes_on = *goes_on || (value & GOES_ON);
        if (value & ENDS && !found &&
            mm_name_table_at(table, value & PLACE, key)) {
            *place = value & PLACE;
            found = true;
        }
    }
    return found;
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

typedef struct beginning {
    uint64_t hash;
    uint32_t value;
} beginning;

typedef struct beginnings {
    beginning *items;
    size_t     n, cap;
} beginnings;

static int put(beginnings *b, uint64_t hash, uint32_t value)
{
    if (mm_grow(&b->items, &b->cap, b->n + 1, sizeof *b->items, NULL) < 0)
        return MM_ENOMEM;
    b->items[b->n++] = (beginning){ mix(hash), value };
    return MM_OK;
}

static size_t common(mm_str a, mm_str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* Beginnings of the name at `place` that the name before it has not. Names that
 * share one stand together, so each comes but once; it goes on when the next
 * other name has it too. */
static int add_beginnings(beginnings *b, const mm_name *names, size_t n,
                          size_t place, const char *keys)
{
    mm_str   key = { keys + names[place].key, names[place].len };
    size_t   shared = 0, next = place + 1;
    uint64_t hash = mm_name_hash_start();
    bool     longer = false;

    if (place)
        shared = common(
            key, (mm_str){ keys + names[place - 1].key, names[place - 1].len });
    if (place && shared == key.len && names[place - 1].len == key.len)
        return MM_OK;
    while (next < n && names[next].len == key.len &&
           memcmp(keys + names[next].key, key.ptr, key.len) == 0)
        next++;
    if (next < n)
        longer = common(key, (mm_str){ keys + names[next].key,
                                       names[next].len }) == key.len;
    for (size_t len = 1; len <= key.len; len++) {
        uint32_t value = (uint32_t)place;

        hash = mm_name_hash_add(hash, key.ptr[len - 1]);
        if (len == key.len)
            value |= ENDS | (longer ? GOES_ON : 0);
        else if (len > shared && mm_name_checkpoint(len, key.ptr[len - 1]))
            value |= GOES_ON;
        else
            continue;
        if (put(b, hash, value) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

int mm_name_table_make(mm_buf *out, uint32_t *n_slots, mm_name *names, size_t n,
                       const char *keys)
{
    beginnings    b = { 0 };
    mm_name_slot *slots = NULL;
    int           rc = sort_names(names, n, keys);

    for (size_t i = 0; rc == MM_OK && i < n; i++)
        rc = add_beginnings(&b, names, n, i, keys);
    for (*n_slots = 4; *n_slots < b.n + b.n / 2;)
        *n_slots *= 2;
    if (rc == MM_OK && !(slots = calloc(*n_slots, sizeof *slots)))
        rc = MM_ENOMEM;
    for (size_t i = 0; rc == MM_OK && i < b.n; i++) {
        uint32_t at = (uint32_t)(b.items[i].hash >> 32) & (*n_slots - 1);

        while (slots[at].check)
            at = (at + 1) & (*n_slots - 1);
        slots[at] =
            (mm_name_slot){ check_of(b.items[i].hash), b.items[i].value };
    }
    if (rc == MM_OK)
        rc = mm_buf_put(
            out, (mm_str){ (const char *)slots, *n_slots * sizeof *slots });
    free(slots);
    free(b.items);
    return rc;
}
