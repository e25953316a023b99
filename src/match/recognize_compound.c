/*
 * News writes 중국서부 and 이라크정부 without a space. A term in there is found
 * only if the whole word can be accounted for: then 국어 is not found in
 * 한국어, since nothing is called 한, nor 창 in 창고. The fewest parts win.
 */
#include "match/recognize_compound.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SYLLABLE = 3, SYLLABLES = 16, LONGEST = 8, PARTS = 4 };

void mm_nouns_release(mm_nouns *nouns)
{
    mm_map_release(&nouns->listed);
    free(nouns->times);
    nouns->times = NULL;
    nouns->cap = 0;
    nouns->read = false;
}

/* A bit for the hash of a word: most words are no listed noun, and most of
 * those are told by it. */
static uint64_t *bit_of(mm_nouns *nouns, uint64_t *bit, uint64_t hash)
{
    uint64_t mixed = mm_name_hash_mix(hash);

    *bit = UINT64_C(1) << (mixed & 63);
    return &nouns->may_be[mixed >> 6 & (sizeof nouns->may_be / 8 - 1)];
}

static void add_listed(mm_nouns *nouns, mm_str word)
{
    uint64_t hash = mm_name_hash_start(), bit;
    size_t   before = nouns->listed.n;
    uint32_t at = mm_map_add(&nouns->listed, word);

    if (at == MM_MAP_NONE ||
        mm_grow(&nouns->times, &nouns->cap, nouns->listed.n, 1, NULL) < 0)
        return;
    if (nouns->listed.n == before) {
        nouns->times[at] = 2;
        return;
    }
    nouns->times[at] = 1;
    for (size_t i = 0; i < word.len; i++)
        hash = mm_name_hash_add(hash, word.ptr[i]);
    *bit_of(nouns, &bit, hash) |= bit;
}

static bool is_hangul(mm_str text)
{
    size_t pos = 0;

    while (pos < text.len) {
        int32_t cp = mm_utf8_next(text, &pos);

        if (cp < 0xAC00 || cp > 0xD7A3)
            return false;
    }
    return text.len > 0;
}

/* Korean renderings of the dictionary of nouns. Running out of memory leaves
 * fewer nouns known, and fewer compounds taken apart. */
static void read_listed(mm_nouns *nouns)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];

    nouns->read = true;
    if (mm_tables_get(&rows.rest, nouns->shipped, "dictionary-nouns.tsv",
                      NULL) < 0)
        return;
    while (mm_rows_next(&rows, cells, 3) == 3)
        while (cells[2].len) {
            mm_str word = mm_str_trim(mm_str_cut(&cells[2], '|'));

            if (word.len >= 2 * SYLLABLE && is_hangul(word))
                add_listed(nouns, word);
        }
}

bool mm_nouns_known(mm_nouns *nouns, mm_str word)
{
    if (!nouns->read)
        read_listed(nouns);
    return mm_map_find(&nouns->listed, word) != MM_MAP_NONE;
}

bool mm_nouns_common(mm_nouns *nouns, mm_str word)
{
    uint32_t at;

    if (!nouns->read)
        read_listed(nouns);
    at = mm_map_find(&nouns->listed, word);
    return at != MM_MAP_NONE && at < nouns->cap && nouns->times[at] > 1;
}

static bool is_suffix(mm_str syllable)
{
    static const char suffixes[] = "측내별행발산용형판급간중들";

    for (size_t i = 0; i + SYLLABLE < sizeof suffixes; i += SYLLABLE)
        if (memcmp(suffixes + i, syllable.ptr, SYLLABLE) == 0)
            return true;
    return false;
}

/* The fewest parts that cover the first i syllables, and the last of them. */
typedef struct cover {
    uint8_t parts, last; /* 0 parts: not covered */
} cover;

static void reach(cover *c, size_t from, size_t len)
{
    unsigned parts = (from ? c[from].parts : 0u) + 1;

    if (parts <= PARTS && (!c[from + len].parts || parts < c[from + len].parts))
        c[from + len] = (cover){ (uint8_t)parts, (uint8_t)len };
}

/* 만큼 may be a term, but behind a noun it is a particle: 음료만큼이나. */
static bool is_particle(const mm_nouns *nouns, mm_str stem, size_t from,
                        mm_str part)
{
    return from &&
           mm_josa_known(nouns->ko, mm_str_sub(stem, 0, from * SYLLABLE), part,
                         true) != MM_JOSA_NONE;
}

/* Nouns of two syllables and more that begin at syllable `from`. */
static void extend(cover *c, mm_nouns *nouns, mm_str stem, size_t from)
{
    size_t   n = stem.len / SYLLABLE;
    uint64_t hash = mm_name_hash_start();

    for (size_t len = 1; len <= LONGEST && from + len <= n; len++) {
        mm_str   part = mm_str_sub(stem, from * SYLLABLE, len * SYLLABLE);
        bool     known;
        uint32_t place;
        uint64_t bit;

        for (size_t b = part.len - SYLLABLE; b < part.len; b++)
            hash = mm_name_hash_add(hash, part.ptr[b]);
        if (len < 2)
            continue;
        known = *bit_of(nouns, &bit, hash) & bit &&
                mm_map_find(&nouns->listed, part) != MM_MAP_NONE;
        for (size_t t = 0; t < nouns->n_tables && !known; t++)
            known = mm_name_may_be(&nouns->tables[t], hash) & MM_NAME_ENDS &&
                    mm_name_table_find(&place, &nouns->tables[t], hash, part);
        if (known && !is_particle(nouns, stem, from, part))
            reach(c, from, len);
    }
}

/* 무시무시 is no 무시 and 무시. */
static bool is_doubled(mm_str stem)
{
    size_t half = stem.len / 2;

    return stem.len % (2 * SYLLABLE) == 0 &&
           memcmp(stem.ptr, stem.ptr + half, half) == 0;
}

mm_joints mm_nouns_joints(mm_nouns *nouns, mm_str stem)
{
    cover     c[SYLLABLES + LONGEST + 1] = { { 0, 0 } };
    mm_joints joints = { 0, 0 };
    size_t    n = stem.len / SYLLABLE;

    if (n < 3 || n > SYLLABLES || !is_hangul(stem))
        return joints;
    if (!nouns->read)
        read_listed(nouns);
    if (mm_map_find(&nouns->listed, stem) != MM_MAP_NONE)
        return joints;
    for (size_t from = 0; from + 2 <= n; from++)
        if (from == 0 || c[from].parts)
            extend(c, nouns, stem, from);
    if (!c[n].parts && c[n - 1].parts &&
        is_suffix(mm_str_sub(stem, stem.len - SYLLABLE, SYLLABLE)))
        reach(c, n - 1, 1);
    if (c[n].parts < 2 || is_doubled(stem))
        return joints;
    for (size_t at = n; at > 0; at -= c[at].last) {
        joints.ends |= 1u << at;
        if (c[at].last > 1)
            joints.starts |= 1u << (at - c[at].last);
    }
    return joints;
}
