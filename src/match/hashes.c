#include "match/hashes.h"

#include <stdlib.h>

/* Key 0 marks a free place. */
static uint64_t sound(uint64_t key)
{
    return key ? key : 1;
}

static int widen(mm_hashes *map)
{
    size_t    size = map->size ? 2 * map->size : 1024;
    uint64_t *keys = calloc(size, sizeof *keys);
    uint32_t *values = malloc(size * sizeof *values);

    if (!keys || !values) {
        free(keys);
        free(values);
        return MM_ENOMEM;
    }
    for (size_t i = 0; i < map->size; i++)
        if (map->keys[i]) {
            size_t at = mm_hashes_place(keys, size, map->keys[i]);

            keys[at] = map->keys[i];
            values[at] = map->values[i];
        }
    free(map->keys);
    free(map->values);
    map->keys = keys;
    map->values = values;
    map->size = size;
    return MM_OK;
}

uint32_t mm_hashes_find(const mm_hashes *map, uint64_t key)
{
    size_t at;

    if (!map->size)
        return MM_HASHES_NONE;
    at = mm_hashes_place(map->keys, map->size, sound(key));
    return map->keys[at] ? map->values[at] : MM_HASHES_NONE;
}

int mm_hashes_put(mm_hashes *map, uint64_t key, uint32_t value)
{
    size_t at;

    if (2 * map->n >= map->size && widen(map) < 0)
        return MM_ENOMEM;
    at = mm_hashes_place(map->keys, map->size, sound(key));
    map->keys[at] = sound(key);
    map->values[at] = value;
    map->n++;
    return MM_OK;
}

uint32_t mm_hashes_add(mm_hashes *map, uint64_t key)
{
    uint32_t value = mm_hashes_find(map, key);

    if (value != MM_HASHES_NONE)
        return value;
    value = (uint32_t)map->n;
    return mm_hashes_put(map, key, value) < 0 ? MM_HASHES_NONE : value;
}

void mm_hashes_release(mm_hashes *map)
{
    free(map->keys);
    free(map->values);
    *map = (mm_hashes){ 0 };
}
