/*
 * The kind of a pair: what a glossary says of it; else, for a name, what its
 * head says (Ministry of ..., ...위원회), that both sides put it between
 * quotation marks, as they do with works, or that it sounds like a person's; a
 * single name that only sounds is a place when nothing says otherwise, for
 * places are what is named without a word that tells the kind.
 */
#include "terms/kind.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

static int add(mm_kinds *kinds, int side, mm_str head, mm_kind kind)
{
    uint32_t number = mm_map_add(&kinds->heads[side], head);

    if (number == MM_MAP_NONE || mm_grow(&kinds->kinds[side], &kinds->cap[side],
                                         number + 1, 1, NULL) < 0)
        return MM_ENOMEM;
    kinds->kinds[side][number] = (uint8_t)kind;
    if (side == 1 && head.len > kinds->longest)
        kinds->longest = head.len;
    return MM_OK;
}

int mm_kinds_open(mm_kinds *kinds, mm_str lang_a, mm_str lang_b,
                  const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];
    mm_kind kind;
    int     rc;

    *kinds = (mm_kinds){ 0 };
    if ((rc = mm_tables_get(&rows.rest, tables, "term-kinds.tsv", err)) < 0)
        return rc;
    while (rc == MM_OK && mm_rows_next(&rows, cells, 3) == 3) {
        if (!mm_kind_parse(&kind, cells[2]))
            rc = mm_fail_at(err, MM_EFORMAT, rows.line,
                            "term-kinds.tsv: no kind of term '%.*s'",
                            (int)cells[2].len, cells[2].ptr);
        else if (mm_str_eq(cells[0], lang_a))
            rc = add(kinds, 0, cells[1], kind);
        else if (mm_str_eq(cells[0], lang_b))
            rc = add(kinds, 1, cells[1], kind);
    }
    if (rc < 0)
        mm_kinds_release(kinds);
    return rc;
}

void mm_kinds_release(mm_kinds *kinds)
{
    for (int i = 0; i < 2; i++) {
        mm_map_release(&kinds->heads[i]);
        free(kinds->kinds[i]);
    }
    *kinds = (mm_kinds){ 0 };
}

static mm_kind kind_by_key(const mm_kinds *kinds, int side, mm_str key)
{
    uint32_t number = mm_map_find(&kinds->heads[side], key);

    return number == MM_MAP_NONE ? MM_KIND_TERM
                                 : (mm_kind)kinds->kinds[side][number];
}

static mm_kind kind_by_word(const mm_kinds *kinds, mm_str word)
{
    char   low[40];
    size_t n = 0;

    for (; n < word.len && n < sizeof low; n++)
        low[n] = word.ptr[n] >= 'A' && word.ptr[n] <= 'Z'
                     ? (char)(word.ptr[n] + 32)
                     : word.ptr[n];
    return kind_by_key(kinds, 0, (mm_str){ low, n });
}

static mm_kind kind_of_source(const mm_kinds *kinds, const mm_run *run,
                              const mm_side *a)
{
    const mm_side_word *words = a->words + run->first;

    for (uint32_t i = 1; i < run->n; i++)
        if (mm_str_eq(words[i].text, MM_S("of")))
            return kind_by_word(kinds, words[i - 1].text);
    return kind_by_word(kinds, words[run->n - 1].text);
}

/* By the longest head that the target ends with. */
static mm_kind kind_of_target(const mm_kinds *kinds, mm_str key)
{
    for (size_t at = key.len > kinds->longest ? key.len - kinds->longest : 1;
         at < key.len; at++) {
        mm_kind kind = kind_by_key(kinds, 1, mm_str_sub(key, at, key.len));

        if (kind != MM_KIND_TERM)
            return kind;
    }
    return MM_KIND_TERM;
}

mm_kind mm_kind_of(const mm_kinds *kinds, const mm_pair *pair,
                   const mm_scene *scene)
{
    mm_str key =
        mm_str_sub(scene->b->key, pair->start, pair->end - pair->start);
    mm_kind kind = kind_of_source(kinds, &pair->a, scene->a);
    bool    sounds = pair->f[F_SOUND] > 0;

    if (pair->kind != MM_KIND_TERM)
        return pair->kind;
    if (pair->a.flags & RUN_ACRONYM && mm_text_script(key) == MM_SCRIPT_LATIN)
        return MM_KIND_ACRONYM;
    if (!(pair->a.flags & RUN_NAME) || pair->a.flags & RUN_INITIAL)
        return kind == MM_KIND_TITLE &&
                       kind_of_target(kinds, key) == MM_KIND_TITLE
                   ? kind
                   : MM_KIND_TERM;
    if (kind != MM_KIND_TERM)
        return kind;
    if (pair->quoted)
        return MM_KIND_WORK;
    if (!sounds)
        return kind_of_target(kinds, key);
    if (!(pair->a.flags & RUN_UNKNOWN)) /* Server Component: heard, no name */
        return MM_KIND_TERM;
    if (pair->a.n > 1)
        return MM_KIND_PERSON;
    kind = mm_utf8_count(key) > 2 ? kind_of_target(kinds, key) : MM_KIND_PLACE;
    return kind == MM_KIND_TERM ? MM_KIND_PLACE : kind;
}
