/*
 * Keeping an index beside a memory.
 *
 * MEMORY.terms is mapped and trusted only as far as its checksum and its stamp
 * go: made with this memory (its identity), these keys (ICU and fold table), at
 * this generation or one of its past. When the memory has moved on by a few
 * rows, those are indexed in memory and what the file says of them is passed
 * over; by more, the file is made anew, written beside it and renamed, or kept
 * in memory where it cannot be written. A memory of a
 * handful of terms needs no file at all.
 */
#include "match/source.h"

#include "base/file.h"
#include "base/tables.h"
#include "malmoi/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A concept takes some 20 microseconds to index, at each opening while it is in
 * the tail: the larger the memory, the more may wait before it is made anew. */
enum {
    SMALL = 32,     /* terms that are indexed in memory each time */
    TAIL = 2000,    /* changed concepts that a tail may hold at most, ... */
    TAIL_SHARE = 50 /* ... and one for so many terms of the file, but SMALL */
};

static size_t tail_room(const mm_term_index *base)
{
    size_t share = mm_term_index_count(base) / TAIL_SHARE;

    return share < SMALL ? SMALL : share > TAIL ? TAIL : share;
}

/* ---- making ---- */

static int make_base(mm_buf *out, mm_store *store, mm_keyer *keyer,
                     mm_index_stamp stamp, mm_error *err)
{
    mm_selection all = { .what = 1u << MM_ROW_CONCEPT,
                         .review = 1u << MM_PROPOSED | 1u << MM_APPROVED |
                                   1u << MM_REJECTED };
    mm_term_builder *builder = NULL;
    mm_reader       *rows = NULL;
    mm_item          item;
    int              rc;

    if ((rc = mm_term_builder_open(&builder, keyer, err)) < 0 ||
        (rc = mm_store_read(&rows, store, &all, err)) < 0)
        goto done;
    while ((rc = mm_reader_next(rows, &item, err)) == MM_ROW) {
        if (item.row > stamp.last)
            stamp.last = item.row;
        if ((rc = mm_term_builder_add(builder, (uint64_t)item.row,
                                      item.concept, err)) < 0)
            break;
    }
    if (rc == MM_OK)
        rc = mm_term_builder_finish(out, builder, stamp, err);
done:
    mm_reader_close(rows);
    mm_term_builder_close(builder);
    return rc;
}

static int make_tail(mm_term_source *s, mm_keyer *keyer, mm_index_stamp stamp,
                     mm_error *err)
{
    mm_term_builder *builder = NULL;
    int              rc = mm_term_builder_open(&builder, keyer, err);

    for (size_t i = 0; rc == MM_OK && i < s->n_changed; i++) {
        mm_item item;
        int     got = mm_store_get(&item, s->store, MM_ROW_CONCEPT,
                                   s->changed[i], err);

        if (got == MM_ENOTFOUND)
            continue; /* removed */
        rc = got < 0 ? got
                     : mm_term_builder_add(builder, (uint64_t)s->changed[i],
                                           item.concept, err);
    }
    if (rc == MM_OK)
        rc = mm_term_builder_finish(&s->made_tail, builder, stamp, err);
    if (rc == MM_OK)
        rc = mm_term_index_open(&s->tail, mm_buf_str(&s->made_tail), err);
    s->has_tail = rc == MM_OK;
    mm_term_builder_close(builder);
    return rc;
}

/* ---- opening ---- */

static int by_id(const void *left, const void *right)
{
    const mm_id *x = left, *y = right;

    return (*x > *y) - (*x < *y);
}

/* Adds the rows above `last`, which the file knows nothing of, to those that
 * changed; false when there are too many. */
static bool add_new(mm_term_source *s, int64_t last, size_t room)
{
    mm_selection above = { .what = 1u << MM_ROW_CONCEPT, .above = last,
                           .review = 1u << MM_PROPOSED | 1u << MM_APPROVED |
                                     1u << MM_REJECTED };
    mm_reader   *rows = NULL;
    mm_item      item;
    int          rc = mm_store_read(&rows, s->store, &above, NULL);

    while (rc >= 0 && (rc = mm_reader_next(rows, &item, NULL)) == MM_ROW) {
        if (s->n_changed == room) {
            rc = MM_EINVALID;
            break;
        }
        s->changed[s->n_changed++] = item.row;
    }
    mm_reader_close(rows);
    return rc == MM_OK;
}

/* Two lists may name a row twice. */
static void sort_changed(mm_term_source *s)
{
    size_t n = 0;

    qsort(s->changed, s->n_changed, sizeof *s->changed, by_id);
    for (size_t i = 0; i < s->n_changed; i++)
        if (n == 0 || s->changed[n - 1] != s->changed[i])
            s->changed[n++] = s->changed[i];
    s->n_changed = n;
}

/* Maps the file if it can be used, with the list of what changed since. */
static bool use_file(mm_term_source *s, const char *path, mm_index_stamp now)
{
    mm_index_stamp then;
    size_t         room;
    int            n;

    if (mm_mapped_open(&s->file, path, NULL) < 0 ||
        mm_term_index_open(&s->base, s->file.bytes, NULL) < 0 ||
        mm_term_index_check(&s->base, NULL) < 0)
        return false;
    then = mm_term_index_stamp(&s->base);
    if (!mm_index_fits(&then, &now, s->store))
        return false;
    if (then.generation == now.generation)
        return true;
    room = tail_room(&s->base);
    if (!(s->changed = malloc((room + 1) * sizeof *s->changed)))
        return false;
    n = mm_store_changed(s->changed, room, s->store, MM_ROW_CONCEPT,
                         then.generation, NULL);
    if (n < 0 || (size_t)n > room)
        return false;
    s->n_changed = (size_t)n;
    if (!add_new(s, then.last, room))
        return false;
    sort_changed(s);
    return true;
}

int mm_term_source_store(mm_term_source *out, mm_store *store,
                         mm_keyer *keyer, mm_error *err)
{
    mm_buf         path = { 0 };
    mm_index_stamp stamp;
    int            rc;

    *out = (mm_term_source){ .store = store, .name = mm_store_path(store) };
    if ((rc = mm_index_stamp_of(&stamp, store, err)) < 0)
        return rc;
    if (mm_buf_printf(&path, "%s.terms", out->name) < 0)
        return mm_fail_memory(err);
    if (use_file(out, path.ptr, stamp)) {
        out->has_base = true;
        if (out->n_changed)
            rc = make_tail(out, keyer, stamp, err);
    } else {
        mm_mapped_close(&out->file);
        out->n_changed = 0;
        if ((rc = make_base(&out->made, store, keyer, stamp, err)) == MM_OK)
            rc = mm_term_index_open(&out->base, mm_buf_str(&out->made), err);
        out->has_base = rc == MM_OK;
        if (rc == MM_OK && mm_term_index_count(&out->base) >= SMALL)
            mm_index_write(path.ptr, mm_buf_str(&out->made));
    }
    mm_buf_release(&path);
    if (rc < 0)
        mm_term_source_release(out);
    return rc;
}

/* ---- the shipped glossaries ---- */

static int make_shipped(mm_buf *out, mm_shipped *shipped, mm_keyer *keyer,
                        mm_error *err)
{
    mm_term_builder *builder = NULL;
    mm_index_stamp   stamp = { .identity = mm_shipped_hash(shipped),
                               .keys = mm_index_keys() };
    mm_concept  concept;
    const char *name;
    uint64_t    place = 0, row = 0;
    int         rc = mm_term_builder_open(&builder, keyer, err);

    while (rc == MM_OK &&
           mm_shipped_next(&concept, &name, &place, shipped) == MM_ROW) {
        rc = mm_term_builder_add(builder, row, &concept, err);
        row = place;
    }
    if (rc == MM_OK)
        rc = mm_term_builder_finish(out, builder, stamp, err);
    mm_term_builder_close(builder);
    return rc;
}

int mm_shipped_index_make(mm_buf *out, const mm_tables *tables, mm_error *err)
{
    mm_shipped *shipped = NULL;
    mm_keyer    keyer = { 0 };
    int         rc;

    if ((rc = mm_shipped_open(&shipped, tables, err)) == MM_OK &&
        (rc = mm_keyer_open(&keyer, tables, err)) == MM_OK)
        rc = make_shipped(out, shipped, &keyer, err);
    mm_keyer_release(&keyer);
    mm_shipped_close(shipped);
    return rc;
}

int mm_term_source_shipped(mm_term_source *out, const mm_tables *tables,
                           mm_keyer *keyer, mm_error *err)
{
    mm_str         built = mm_shipped_index();
    mm_index_stamp stamp;
    int            rc;

    *out = (mm_term_source){ 0 };
    if ((rc = mm_shipped_open(&out->shipped, tables, err)) < 0)
        return rc;
    if (built.len && mm_term_index_open(&out->base, built, NULL) == MM_OK) {
        stamp = mm_term_index_stamp(&out->base);
        out->has_base =
            stamp.keys == mm_index_keys() &&
            (mm_tables_shipped(tables) || /* made of them by the same build */
             stamp.identity == mm_shipped_hash(out->shipped));
    }
    if (!out->has_base &&
        (rc = make_shipped(&out->made, out->shipped, keyer, err)) == MM_OK &&
        (rc = mm_term_index_open(&out->base, mm_buf_str(&out->made), err)) ==
            MM_OK)
        out->has_base = true;
    if (rc < 0)
        mm_term_source_release(out);
    return rc;
}

void mm_term_source_release(mm_term_source *source)
{
    mm_shipped_close(source->shipped);
    mm_mapped_close(&source->file);
    mm_buf_release(&source->made);
    mm_buf_release(&source->made_tail);
    free(source->changed);
    *source = (mm_term_source){ 0 };
}

bool mm_term_source_stale(const mm_term_source *source, uint64_t row)
{
    mm_id id = (mm_id)row;

    return source->n_changed &&
           bsearch(&id, source->changed, source->n_changed,
                   sizeof *source->changed, by_id);
}

int mm_term_source_get(mm_concept *out, mm_term_source *source, uint64_t row,
                       mm_error *err)
{
    mm_item item;
    int     rc;

    if (!source->store)
        return mm_shipped_next(out, &source->name, &row, source->shipped) ==
                       MM_ROW
                   ? MM_OK
                   : mm_fail(err, MM_ENOTFOUND, "no such glossary row");
    if ((rc = mm_store_get(&item, source->store, MM_ROW_CONCEPT, (mm_id)row,
                           err)) < 0)
        return rc;
    *out = *item.concept;
    return MM_OK;
}
