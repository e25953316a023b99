/* A hash map from byte strings to numbers, and rows of tab-separated text. */
#ifndef MM_BASE_MAP_H
#define MM_BASE_MAP_H

#include "malmoi/base.h"

/* Keys are copied into the map's own arena and numbered from 0 in order of
 * their first mm_map_add(); that number is the value. Zero-initialise. */
typedef struct mm_map {
    mm_str   *keys;  /* n of them, by number */
    uint32_t *slots; /* number + 1, 0 when empty; `mask` + 1 of them */
    size_t    n, cap, mask;
    mm_arena  mem;
} mm_map;

enum { MM_MAP_NONE = UINT32_MAX };

/** Number of `key`, which is added when new; MM_MAP_NONE: out of memory. */
uint32_t mm_map_add(mm_map *map, mm_str key);
/** Number of `key`, or MM_MAP_NONE. */
uint32_t mm_map_find(const mm_map *map, mm_str key);
void     mm_map_release(mm_map *map);

/** xxHash (XXH3, 64 bit) of the bytes: the same on every machine. */
uint64_t mm_hash(mm_str bytes);

/* Rows of a TSV table: comment lines ("# ...") and empty lines are passed
 * over, CR before LF is dropped. Initialise with { .rest = text }. */
typedef struct mm_rows {
    mm_str rest;
    long   line; /* of the row last given, from 1 */
} mm_rows;

/** Splits the next row into at most `max` cells (the last takes what is left)
 * and returns how many there are; 0 at the end. */
size_t mm_rows_next(mm_rows *rows, mm_str *cells, size_t max);

/** Reads a number from the whole of `text` ("0.93", "12"), with a point
 * whatever the locale; false when it is none. */
bool mm_str_number(mm_str text, double *out);

#endif
