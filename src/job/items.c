/*
 * Items of a file, and which of two files belong together.
 *
 * Matching goes by rounds, the surest first: a round gives each entry a key of
 * 64 bits, and free entries of equal keys are paired in file order. Ids come
 * late when alone, since programs number anew at each export; they are believed
 * when of the pairs that the wording made nine in ten bear the same.
 */
#include "job/items.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>

/* ---- reading ---- */

static uint64_t hash_of(mm_str lang, mm_str text)
{
    uint64_t both[2];
    mm_str   primary = mm_str_cut(&lang, '-');

    if (text.len == 0)
        return 0;
    both[0] = mm_hash(primary);
    both[1] = mm_hash(text);
    return mm_hash((mm_str){ (const char *)both, sizeof both }) | 1;
}

static void hash_unit(mm_entry *e, const mm_unit *u)
{
    const mm_variant *source = NULL, *target = NULL;

    if (u->source_lang.len)
        source = mm_unit_variant(u, u->source_lang);
    for (size_t i = 0; i < u->n_variants; i++) {
        if (!source)
            source = &u->variants[i];
        else if (!target && &u->variants[i] != source &&
                 !mm_str_eq(u->variants[i].lang, source->lang))
            target = &u->variants[i];
    }
    e->id = hash_of((mm_str){ 0 }, u->id);
    e->source = source ? hash_of(source->lang, source->text) : 0;
    e->target = target ? hash_of(target->lang, target->text) : 0;
}

static void hash_concept(mm_entry *e, const mm_concept *c)
{
    uint64_t *words[2] = { &e->source, &e->target };
    size_t    k = 0;

    e->id = hash_of((mm_str){ 0 }, c->id);
    for (size_t i = 0; i < c->n_sections && k < 2; i++)
        if (c->sections[i].n_terms)
            *words[k++] =
                hash_of(c->sections[i].lang, c->sections[i].terms[0].text);
}

static int add(mm_items *m, const mm_item *item, mm_facts *facts,
               mm_fact_level level, mm_error *err)
{
    mm_entry *e, *before;

    mm_buf_clear(&m->row);
    if (mm_grow(&m->entries, &m->cap, m->n + 1, sizeof *m->entries, err) < 0 ||
        mm_jsonl_row(&m->row, item) < 0 || mm_facts_of(facts, item, level) < 0)
        return mm_fail_memory(err);
    e = &m->entries[m->n];
    before = m->n ? e - 1 : NULL;
    *e = (mm_entry){ .at = before ? before->at + before->len : 0,
                     .same = mm_facts_hash(facts) | 1,
                     .len = (uint32_t)m->row.len,
                     .line = (uint32_t)item->line,
                     .partner = MM_NO_PARTNER };
    if (item->unit)
        hash_unit(e, item->unit);
    else
        hash_concept(e, item->concept);
    m->n++;
    return fwrite(m->row.ptr, 1, m->row.len, m->spool) == m->row.len
               ? MM_OK
               : mm_fail(err, MM_EIO, "cannot write a temporary file");
}

int mm_items_read(mm_items *out, const char *path, const mm_format *format,
                  const mm_format_options *o, mm_fact_level level,
                  mm_report *report, mm_error *err)
{
    mm_reader *in = NULL;
    mm_facts   facts = { 0 };
    mm_item    item;
    int        rc = MM_OK;

    if (!(out->spool = tmpfile()))
        return mm_fail(err, MM_EIO, "cannot make a temporary file");
    if (!format)
        rc = mm_format_guess(&format, path, o ? o->encoding : NULL, err);
    if (rc >= 0)
        rc = mm_format_read(&in, format, path, o, report, err);
    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW)
        rc = add(out, &item, &facts, level, err);
    mm_reader_close(in);
    mm_facts_release(&facts);
    return rc;
}

int mm_items_get(mm_item *out, mm_items *items, size_t i, mm_error *err)
{
    const mm_entry *e = &items->entries[i];
    int             rc;

    mm_buf_clear(&items->row);
    if (mm_grow(&items->row.ptr, &items->row.cap, e->len, 1, err) < 0)
        return MM_ENOMEM;
    items->row.len = e->len;
    if (fseeko(items->spool, (off_t)e->at, SEEK_SET) != 0 ||
        fread(items->row.ptr, 1, e->len, items->spool) != e->len)
        return mm_fail(err, MM_EIO, "cannot read a temporary file");
    rc = mm_jsonl_parse(out, &items->room, mm_buf_str(&items->row), err);
    out->line = e->line;
    return rc;
}

void mm_items_release(mm_items *items)
{
    if (items->spool)
        fclose(items->spool);
    free(items->entries);
    mm_buf_release(&items->row);
    mm_arena_release(&items->room.mem);
    *items = (mm_items){ 0 };
}

/* ---- matching ---- */

enum { SAME, ID_AND_SOURCE, ID_AND_TARGET, BOTH, SOURCE, TARGET, ID, ROUNDS };

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t both[2] = { a, b };

    return a && b ? mm_hash((mm_str){ (const char *)both, sizeof both }) | 1
                  : 0;
}

static uint64_t key_of(const mm_entry *e, int round)
{
    switch (round) {
    case SAME:
        return e->same;
    case ID_AND_SOURCE:
        return mix(e->id, e->source);
    case ID_AND_TARGET:
        return mix(e->id, e->target);
    case BOTH:
        return mix(e->source, e->target);
    case SOURCE:
        return e->source;
    case TARGET:
        return e->target;
    default:
        return e->id;
    }
}

typedef struct keyed {
    uint64_t key;
    uint32_t entry;
    uint32_t next; /* at the first of a key: the next one that is free */
} keyed;

static int by_key(const void *a, const void *b)
{
    const keyed *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The free entries of `m` that have a key, sorted; their number. */
static size_t sort_free(keyed *out, const mm_items *m, int round)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++) {
        uint64_t key = key_of(&m->entries[i], round);

        if (key && m->entries[i].partner == MM_NO_PARTNER)
            out[n++] = (keyed){ key, (uint32_t)i, 0 };
    }
    if (n)
        qsort(out, n, sizeof *out, by_key);
    return n;
}

/* The first of `list` with `key`; n when there is none. */
static size_t first_of(const keyed *list, size_t n, uint64_t key)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (list[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && list[low].key == key ? low : n;
}

static void pair_round(mm_items *a, mm_items *b, keyed *list, int round)
{
    size_t n = sort_free(list, a, round);

    for (size_t i = 0; n && i < b->n; i++) {
        uint64_t key = key_of(&b->entries[i], round);
        size_t   at, taken;

        if (!key || b->entries[i].partner != MM_NO_PARTNER)
            continue;
        if ((at = first_of(list, n, key)) == n)
            continue;
        taken = at + list[at].next;
        if (taken >= n || list[taken].key != key)
            continue;
        list[at].next++;
        b->entries[i].partner = list[taken].entry;
        a->entries[list[taken].entry].partner = (uint32_t)i;
    }
}

/* True when the pairs made so far agree on ids, nine in ten. */
static bool ids_agree(const mm_items *a, const mm_items *b)
{
    size_t same = 0, other = 0;

    for (size_t i = 0; i < a->n; i++) {
        const mm_entry *e = &a->entries[i];

        if (e->partner == MM_NO_PARTNER || !e->id || !b->entries[e->partner].id)
            continue;
        if (e->id == b->entries[e->partner].id)
            same++;
        else
            other++;
    }
    return same > 0 && same >= 9 * other;
}

static int match(mm_items *a, mm_items *b, bool all)
{
    keyed *list = malloc((a->n + 1) * sizeof *list);

    if (!list)
        return MM_ENOMEM;
    for (int round = 0; round < ROUNDS; round++)
        if (round != ID || (all && ids_agree(a, b)))
            pair_round(a, b, list, round);
    free(list);
    return MM_OK;
}

int mm_items_match(mm_items *a, mm_items *b)
{
    for (size_t i = 0; i < a->n; i++)
        a->entries[i].partner = MM_NO_PARTNER;
    for (size_t i = 0; i < b->n; i++)
        b->entries[i].partner = MM_NO_PARTNER;
    return match(a, b, true);
}

int mm_items_match_rest(mm_items *a, mm_items *b)
{
    return match(a, b, false);
}
