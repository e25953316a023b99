/* Open addressing with linear probing over XXH3; at most half full. */
#include "base/map.h"

#include "base/memory.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

uint64_t mm_hash(mm_str bytes)
{
    return XXH3_64bits(bytes.len ? bytes.ptr : "", bytes.len);
}

/* The slot that holds `key`, or the empty one where it belongs. */
static size_t slot_of(const mm_map *map, mm_str key)
{
    size_t at = mm_hash(key) & map->mask;

    while (map->slots[at] && !mm_str_eq(map->keys[map->slots[at] - 1], key))
        at = (at + 1) & map->mask;
    return at;
}

/* Takes `size` slots, a power of two. */
static int widen(mm_map *map, size_t size)
{
    uint32_t *old = map->slots;

    if (!(map->slots = calloc(size, sizeof *map->slots))) {
        map->slots = old;
        return MM_ENOMEM;
    }
    free(old);
    map->mask = size - 1;
    for (size_t i = 0; i < map->n; i++)
        map->slots[slot_of(map, map->keys[i])] = (uint32_t)i + 1;
    return MM_OK;
}

/* All keys are hashed anew then: small maps take large steps. */
static size_t wider(const mm_map *map)
{
    size_t size = map->mask + 1;

    return map->mask == 0 ? 64 : size < 16384 ? size * 4 : size * 2;
}

uint32_t mm_map_add(mm_map *map, mm_str key)
{
    mm_str copy;
    size_t at;

    if (map->mask == 0 || map->n * 2 > map->mask)
        if (widen(map, wider(map)) < 0)
            return MM_MAP_NONE;
    at = slot_of(map, key);
    if (map->slots[at])
        return map->slots[at] - 1;
    if (map->n >= MM_MAP_NONE - 1 ||
        mm_grow(&map->keys, &map->cap, map->n + 1, sizeof *map->keys, NULL) <
            0 ||
        !(copy = mm_arena_copy(&map->mem, key)).ptr)
        return MM_MAP_NONE;
    map->keys[map->n] = copy;
    map->slots[at] = (uint32_t)++map->n;
    return (uint32_t)map->n - 1;
}

int mm_map_reserve(mm_map *map, size_t n)
{
    size_t size = 64;

    while (size < n * 2)
        size *= 2;
    if (size > map->mask + 1 && widen(map, size) < 0)
        return MM_ENOMEM;
    return mm_grow(&map->keys, &map->cap, n, sizeof *map->keys, NULL);
}

uint32_t mm_map_find(const mm_map *map, mm_str key)
{
    if (map->n == 0)
        return MM_MAP_NONE;
    return map->slots[slot_of(map, key)] - 1; /* 0 - 1 is MM_MAP_NONE */
}

void mm_map_release(mm_map *map)
{
    free(map->keys);
    free(map->slots);
    mm_arena_release(&map->mem);
    *map = (mm_map){ 0 };
}

size_t mm_rows_next(mm_rows *rows, mm_str *cells, size_t max)
{
    while (rows->rest.len) {
        mm_str line = mm_str_cut(&rows->rest, '\n');
        size_t n = 0;

        rows->line++;
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (line.len == 0 || mm_str_starts(line, MM_S("# ")))
            continue;
        while (n + 1 < max && line.len &&
               memchr(line.ptr, '\t', line.len))
            cells[n++] = mm_str_cut(&line, '\t');
        cells[n++] = line;
        return n;
    }
    return 0;
}

bool mm_rows_find(mm_str *rest, mm_str text, mm_str word)
{
    size_t low = 0, high;

    while (mm_str_starts(text, MM_S("# ")))
        mm_str_cut(&text, '\n');
    for (high = text.len; low < high;) {
        size_t at = low + (high - low) / 2;
        mm_str line;
        int    order;

        while (at > low && text.ptr[at - 1] != '\n')
            at--;
        *rest = mm_str_sub(text, at, SIZE_MAX);
        *rest = mm_str_cut(rest, '\n');
        line = *rest;
        order = mm_str_cmp(mm_str_cut(rest, '\t'), word);
        if (order == 0)
            return true;
        if (order > 0)
            high = at;
        else
            low = at + line.len + 1;
    }
    return false;
}

int mm_table_map_read(mm_table_map *out, mm_str text)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[2];
    size_t  n = 1;

    for (size_t at = 0; (at = mm_str_find(text, MM_S("\n"), at)) != SIZE_MAX;
         at++)
        n++;
    if (mm_map_reserve(&out->words, n) < 0 ||
        mm_grow(&out->values, &out->cap, n, sizeof *out->values, NULL) < 0)
        return MM_ENOMEM;
    while (mm_rows_next(&rows, cells, 2) == 2) {
        size_t before = out->words.n;

        if (mm_map_add(&out->words, cells[0]) == MM_MAP_NONE ||
            mm_grow(&out->values, &out->cap, out->words.n, sizeof *out->values,
                    NULL) < 0)
            return MM_ENOMEM;
        if (out->words.n > before &&
            !(out->values[before] = mm_arena_copy(&out->words.mem, cells[1]))
                 .ptr)
            return MM_ENOMEM;
    }
    return MM_OK;
}

const mm_str *mm_table_map_find(const mm_table_map *map, mm_str word)
{
    uint32_t at = mm_map_find(&map->words, word);

    return at == MM_MAP_NONE ? NULL : &map->values[at];
}

void mm_table_map_release(mm_table_map *map)
{
    mm_map_release(&map->words);
    free(map->values);
    *map = (mm_table_map){ 0 };
}

/* A whole number that a double holds exactly: most figures of the tables. */
static bool is_whole(mm_str text, double *out)
{
    uint64_t n = 0;

    if (text.len == 0 || text.len > 15)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    *out = (double)n;
    return true;
}

bool mm_str_number(mm_str text, double *out)
{
    char     copy[64], *end;
    locale_t plain, before;

    if (is_whole(text, out))
        return true;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    /* LC_NUMERIC is never set by malmoi, but a library user may set it. */
    if (localeconv()->decimal_point[0] == '.') {
        *out = strtod(copy, &end);
        return *end == '\0';
    }
    if (!(plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0)))
        return false;
    before = uselocale(plain);
    *out = strtod(copy, &end);
    uselocale(before);
    freelocale(plain);
    return *end == '\0';
}
