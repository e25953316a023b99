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

#define MM_MAP_NONE UINT32_MAX

/** Number of `key`, which is added when new; MM_MAP_NONE: out of memory. */
uint32_t mm_map_add(mm_map *map, mm_str key);
/** Number of `key`, or MM_MAP_NONE. */
uint32_t mm_map_find(const mm_map *map, mm_str key);
void     mm_map_release(mm_map *map);

/** xxHash (XXH3, 64 bit) of the bytes: the same on every machine. */
uint64_t mm_hash(mm_str bytes);

/** Makes room for `n` keys; MM_ENOMEM. Adding makes it by itself, in steps. */
int mm_map_reserve(mm_map *map, size_t n);

/* Rows of a TSV table: comment lines ("# ...") and empty lines are passed
 * over, CR before LF is dropped. Initialise with { .rest = text }. */
typedef struct mm_rows {
    mm_str rest;
    long   line; /* of the row last given, from 1 */
} mm_rows;

/** Splits the next row into at most `max` cells (the last takes what is left)
 * and returns how many there are; 0 at the end. */
size_t mm_rows_next(mm_rows *rows, mm_str *cells, size_t max);

/**
 * Finds `word` among rows that are sorted by their first cell, byte by byte, by
 * halving: nothing has to be read before. Comments stand at the head alone.
 * Gives the row's other cells in `*rest`; false when there is no such row.
 */
bool mm_rows_find(mm_str *rest, mm_str text, mm_str word);

/* A table of two columns: what stands beside a word. Zero-initialise. */
typedef struct mm_table_map {
    mm_map  words;
    mm_str *values; /* by number */
    size_t  cap;
} mm_table_map;

/** Reads the rows of `text`, which need not outlive it; the first row of a word
 * counts. MM_OK or MM_ENOMEM. */
int mm_table_map_read(mm_table_map *out, mm_str text);
/** What stands beside `word`, valid until release; NULL: no such word. */
const mm_str *mm_table_map_find(const mm_table_map *map, mm_str word);
void          mm_table_map_release(mm_table_map *map);

/** Reads a number from the whole of `text` ("0.93", "12"), with a point
 * whatever the locale; false when it is none. */
bool mm_str_number(mm_str text, double *out);

#endif
