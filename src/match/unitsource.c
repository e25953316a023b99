/*
 * Keeping the index of segments beside a memory: MEMORY.units-en and, for
 * Korean, MEMORY.letters-ko.
 *
 * A file is trusted as far as its stamp goes (this memory, these keys, a
 * generation of its past) and no further than its checksum. What was committed
 * since is read into a tail in memory: changed units are taken out of the
 * base's say, new ones stand above the highest id it knows. When there is much
 * of that the index is made anew, written whole beside its name and renamed, or
 * kept in memory where it cannot be written. Each step may be done twice: a
 * commit that lands between looking at the generation and reading is read
 * again.
 */
#include "match/unitsource.h"

#include "base/file.h"
#include "base/map.h"
#include "malmoi/history.h"

#include <stdlib.h>
#include <string.h>

enum {
    TAIL_OPEN = 5000,  /* segments to be read at opening before a new index */
    TAIL_MOST = 50000, /* ... while it is open */
    SMALL = 1000       /* segments that are indexed in memory each time */
};

static const char *const names[2] = { "units", "letters" };

static int path_of(mm_buf *out, const mm_unit_source *s, size_t lane)
{
    return mm_buf_printf(out, "%s.%s-%.*s", mm_store_path(s->store),
                         names[lane], (int)s->lang.len, s->lang.ptr);
}

static const mm_useq *sequence(const mm_utext *text, size_t lane)
{
    return lane ? &text->letters : &text->words;
}

/* ---- making ---- */

/* What stands for a unit's other variants: the sum of their hashes. */
static uint32_t share_of(mm_str text)
{
    return (uint32_t)mm_mix(mm_hash(text));
}

typedef struct building {
    mm_unit_builder *builders[2];
    mm_id            unit; /* being read */
    uint32_t         sum;
} building;

static int add_text(building *b, mm_unit_source *s, const mm_text *row,
                    mm_error *err)
{
    mm_unit_entry entry;
    int           rc;

    if (row->unit != b->unit) {
        for (size_t i = 0; i < s->n_lanes; i++)
            mm_unit_builder_settle(b->builders[i], (uint64_t)b->unit, b->sum);
        b->unit = row->unit;
        b->sum = 0;
    }
    b->sum += share_of(row->text);
    if (row->place > 255 || !mm_lang_matches(row->lang, s->lang))
        return MM_OK;
    if ((rc = mm_utokenizer_cut(&s->text, s->tokenizer, row->text, err)) < 0)
        return rc;
    entry = (mm_unit_entry){ .row = (uint64_t)row->unit << 8 | row->place,
                             .surface = s->text.surface,
                             .numbers = s->text.numbers,
                             .others = share_of(row->text) };
    for (size_t i = 0; i < s->n_lanes && rc >= 0; i++)
        rc = mm_unit_builder_add(b->builders[i], &entry, sequence(&s->text, i),
                                 err);
    return rc;
}

static int finish_lane(mm_unit_source *s, size_t lane, mm_unit_builder *builder,
                       mm_index_stamp stamp, mm_error *err)
{
    mm_unit_lane *l = &s->lanes[lane];
    mm_buf        path = { 0 };
    int           rc;

    if ((rc = mm_unit_builder_finish(&l->made, builder, stamp, s->last, err)) <
            0 ||
        (rc = mm_unit_index_open(&l->base, mm_buf_str(&l->made),
                                 (mm_unit_kind)lane, err)) < 0)
        return rc;
    l->has_base = true;
    if (mm_unit_index_count(&l->base) >= SMALL &&
        (rc = path_of(&path, s, lane)) == MM_OK)
        mm_index_write(path.ptr, s->store, mm_buf_str(&l->made));
    mm_buf_release(&path);
    return rc;
}

static void empty_lanes(mm_unit_source *s)
{
    for (size_t i = 0; i < 2; i++) {
        mm_unit_lane *l = &s->lanes[i];

        mm_searcher_release(&l->searcher);
        mm_unit_tail_release(&l->tail);
        mm_mapped_close(&l->file);
        mm_buf_release(&l->made);
        l->has_base = false;
    }
    mm_hashes_release(&s->stale);
}

static int make_base(mm_unit_source *s, mm_error *err)
{
    building       b = { 0 };
    mm_index_stamp stamp;
    mm_texts      *texts = NULL;
    mm_text        row;
    size_t         n = 0;
    int            rc = mm_index_stamp_of(&stamp, s->store, err);

    empty_lanes(s);
    s->last = 0;
    for (size_t i = 0; i < s->n_lanes && rc >= 0; i++)
        rc = mm_unit_builder_open(&b.builders[i], (mm_unit_kind)i, err);
    if (rc >= 0)
        rc = mm_texts_open(&texts, s->store, 0, err);
    while (rc >= 0 && (rc = mm_texts_next(texts, &row, err)) == MM_ROW) {
        s->last = row.unit;
        if ((rc = mm_store_wait(s->store, ++n, false)) >= 0)
            rc = add_text(&b, s, &row, err);
    }
    for (size_t i = 0; i < s->n_lanes && rc >= 0; i++) {
        mm_unit_builder_settle(b.builders[i], (uint64_t)b.unit, b.sum);
        rc = finish_lane(s, i, b.builders[i], stamp, err);
    }
    s->generation = stamp.generation;
    mm_store_wait(s->store, n, true);
    mm_texts_close(texts);
    for (size_t i = 0; i < s->n_lanes; i++)
        mm_unit_builder_close(b.builders[i]);
    return rc;
}

/* ---- the tail ---- */

static const mm_unit_index *base_of(const mm_unit_lane *l)
{
    return l->has_base ? &l->base : NULL;
}

static int tail_text(mm_unit_source *s, mm_id unit, size_t place, mm_str lang,
                     mm_str text, uint32_t others, mm_error *err)
{
    mm_unit_entry entry;
    int           rc;

    if (place > 255 || !mm_lang_matches(lang, s->lang))
        return MM_OK;
    if ((rc = mm_utokenizer_cut(&s->text, s->tokenizer, text, err)) < 0)
        return rc;
    entry = (mm_unit_entry){ .row = (uint64_t)unit << 8 | place,
                             .surface = s->text.surface,
                             .numbers = s->text.numbers,
                             .others = others };
    for (size_t i = 0; i < s->n_lanes && rc >= 0; i++)
        if (mm_unit_tail_add(&s->lanes[i].tail, base_of(&s->lanes[i]), &entry,
                             sequence(&s->text, i)) < 0)
            rc = mm_fail_memory(err);
    return rc;
}

/* Takes unit `id` out of the base's and the tail's say. */
static int forget(mm_unit_source *s, mm_id id, mm_error *err)
{
    if (mm_hashes_find(&s->stale, (uint64_t)id) == MM_HASHES_NONE &&
        mm_hashes_put(&s->stale, (uint64_t)id, 1) < 0)
        return mm_fail_memory(err);
    for (size_t i = 0; i < s->n_lanes; i++) {
        mm_unit_tail *t = &s->lanes[i].tail;

        for (size_t j = 0; j < t->n; j++)
            if (t->entries[j].row >> 8 == (uint64_t)id)
                t->entries[j].row = 0;
    }
    return MM_OK;
}

/* Unit `id` as it is now. */
static int take_unit(mm_unit_source *s, mm_id id, mm_error *err)
{
    mm_item  item;
    uint32_t sum = 0;
    int      rc = mm_store_get(&item, s->store, MM_ROW_UNIT, id, err);

    if (rc == MM_ENOTFOUND)
        return MM_OK; /* removed */
    for (size_t i = 0; rc >= 0 && i < item.unit->n_variants; i++)
        sum += share_of(item.unit->variants[i].text);
    for (size_t i = 0; rc >= 0 && i < item.unit->n_variants; i++) {
        const mm_variant *v = &item.unit->variants[i];

        rc =
            tail_text(s, id, i, v->lang, v->text, sum - share_of(v->text), err);
    }
    return rc;
}

/* Units changed since `s->generation`; `*many`: more than the tail may hold. */
static int take_changed(mm_unit_source *s, size_t most, bool *many,
                        mm_error *err)
{
    mm_id *ids = malloc((most + 1) * sizeof *ids);
    int    n, rc = MM_OK;

    if (!ids)
        return mm_fail_memory(err);
    n = mm_store_changed(ids, most, s->store, MM_ROW_UNIT, s->generation, err);
    *many = n > (int)most;
    for (int i = 0; !*many && i < n && rc >= 0; i++) {
        if (ids[i] > s->last)
            continue; /* read as new */
        if ((rc = forget(s, ids[i], err)) >= 0)
            rc = take_unit(s, ids[i], err);
    }
    free(ids);
    return n < 0 ? n : rc;
}

/* Units that are new. Whole units are read one by one: there are few. */
static int take_new(mm_unit_source *s, size_t most, bool *many, mm_error *err)
{
    mm_texts *texts = NULL;
    mm_text   row;
    mm_id    *ids = malloc((most + 1) * sizeof *ids);
    size_t    n = 0;
    int       rc = ids ? mm_texts_open(&texts, s->store, s->last, err)
                       : mm_fail_memory(err);

    while (rc >= 0 && n <= most &&
           (rc = mm_texts_next(texts, &row, err)) == MM_ROW)
        if (n == 0 || ids[n - 1] != row.unit)
            ids[n++] = row.unit;
    mm_texts_close(texts);
    *many = n > most;
    for (size_t i = 0; !*many && i < n && rc >= 0; i++) {
        if ((rc = take_unit(s, ids[i], err)) >= 0)
            s->last = ids[i];
    }
    free(ids);
    return rc;
}

/* Reads what was committed since, or makes all anew when that is much. */
static int catch_up(mm_unit_source *s, int64_t now, size_t most, mm_error *err)
{
    bool many = false;
    int  rc = take_changed(s, most, &many, err);

    if (rc >= 0 && !many)
        rc = take_new(s, most, &many, err);
    if (rc < 0)
        return rc;
    if (many || s->lanes[0].tail.n > TAIL_MOST)
        return make_base(s, err);
    s->generation = now;
    return MM_OK;
}

/* ---- opening ---- */

static bool use_file(mm_unit_source *s, size_t lane, const mm_index_stamp *now)
{
    mm_unit_lane  *l = &s->lanes[lane];
    mm_buf         path = { 0 };
    mm_index_stamp stamp;
    bool           sound = path_of(&path, s, lane) == MM_OK &&
                 mm_mapped_open(&l->file, path.ptr, NULL) == MM_OK &&
                 mm_unit_index_open(&l->base, l->file.bytes, (mm_unit_kind)lane,
                                    NULL) == MM_OK;

    mm_buf_release(&path);
    if (!sound)
        return false;
    stamp = mm_unit_index_stamp(&l->base);
    if (!mm_index_fits(&stamp, now, s->store))
        return false;
    if (lane && (stamp.generation != s->generation ||
                 mm_unit_index_last(&l->base) != s->last))
        return false; /* the two are of different moments */
    s->generation = stamp.generation;
    s->last = mm_unit_index_last(&l->base);
    l->has_base = true;
    return true;
}

/* Searchers look at base and tail where they stand. */
static void ready(mm_unit_source *s)
{
    for (size_t i = 0; i < s->n_lanes; i++) {
        s->lanes[i].searcher.index = base_of(&s->lanes[i]);
        s->lanes[i].searcher.tail = &s->lanes[i].tail;
    }
}

int mm_unit_source_open(mm_unit_source *out, mm_store *store,
                        mm_utokenizer *tokenizer, mm_error *err)
{
    bool           sound = true;
    mm_index_stamp now;
    int            rc;

    *out = (mm_unit_source){
        .store = store,
        .tokenizer = tokenizer,
        .lang = mm_lang_tag(mm_utokenizer_lang(tokenizer)),
        .n_lanes = mm_utokenizer_letters(tokenizer) ? 2 : 1,
    };
    if ((rc = mm_index_stamp_of(&now, store, err)) < 0)
        return rc;
    for (size_t i = 0; i < out->n_lanes && sound; i++)
        sound = use_file(out, i, &now);
    if (!sound)
        rc = make_base(out, err);
    else if (out->generation != now.generation)
        rc = catch_up(out, now.generation, TAIL_OPEN, err);
    ready(out);
    if (rc < 0)
        mm_unit_source_release(out);
    return rc;
}

int mm_unit_source_refresh(mm_unit_source *s, mm_error *err)
{
    int64_t now;
    int     rc = mm_store_generation(&now, s->store, err);

    if (rc < 0 || now == s->generation)
        return rc;
    rc = catch_up(s, now, TAIL_MOST, err);
    ready(s);
    return rc;
}

void mm_unit_source_release(mm_unit_source *source)
{
    empty_lanes(source);
    mm_utext_release(&source->text);
    *source = (mm_unit_source){ 0 };
}

/* ---- what was found ---- */

mm_unit_entry mm_unit_source_entry(const mm_unit_source *s, size_t lane,
                                   const mm_unit_found *found)
{
    const mm_unit_lane  *l = &s->lanes[lane];
    const mm_unit_index *x = &l->base;

    if (found->in_tail)
        return l->tail.entries[found->slot];
    return (mm_unit_entry){ .row = x->rows[found->slot],
                            .surface = x->hashes[found->slot],
                            .numbers = x->numbers[found->slot],
                            .others = x->others[found->slot] };
}

uint64_t mm_unit_source_row(const mm_unit_source *s, size_t lane,
                            const mm_unit_found *found)
{
    uint64_t row;

    if (found->in_tail)
        return s->lanes[lane].tail.entries[found->slot].row;
    row = s->lanes[lane].base.rows[found->slot];
    return s->stale.n && mm_hashes_find(&s->stale, row >> 8) != MM_HASHES_NONE
               ? 0
               : row;
}
