/*
 * Keeping an index beside a memory.
 *
 * MEMORY.terms is mapped and trusted only as far as its checksums and its stamp
 * go: made with this memory (its identity), these keys (ICU and fold table), at
 * this generation or one of its past. When the memory has moved on by a few
 * rows, those are indexed as a tail, and what the file says of them is passed
 * over; MEMORY.terms-tail keeps a tail until the next change. By more, the file
 * is made anew. Files are written beside their names and renamed; where they
 * cannot be written, what was made is kept in memory. A memory of a handful of
 * terms needs no file at all.
 */
#include "match/source.h"

#include "base/file.h"
#include "base/tables.h"
#include "malmoi/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A concept takes some 20 microseconds to index, after each change while it is
 * in the tail: the larger the memory, the more may wait before all is made
 * anew. */
enum {
    SMALL = 32,     /* terms, or changes, that are indexed each time */
    TAIL = 2000,    /* changed concepts that a tail may hold at most, ... */
    TAIL_SHARE = 50 /* ... and one for so many terms of the file, but SMALL */
};

static size_t tail_room(const mm_term_index *base)
{
    size_t share = mm_term_index_count(base) / TAIL_SHARE;

    return share < SMALL ? SMALL : share > TAIL ? TAIL : share;
}

/* ---- making ---- */

/* Rejected ones too: look-up may be asked for them. */
static const mm_selection all_concepts = {
    .what = 1u << MM_ROW_CONCEPT,
    .review = 1u << MM_PROPOSED | 1u << MM_APPROVED | 1u << MM_REJECTED
};

static int make_base(mm_buf *out, mm_store *store, mm_keyer *keyer,
                     mm_index_stamp stamp, mm_error *err)
{
    mm_term_builder *builder = NULL;
    mm_reader       *rows = NULL;
    mm_item          item;
    size_t           n = 0;
    int              rc;

    if ((rc = mm_term_builder_open(&builder, keyer, err)) < 0 ||
        (rc = mm_store_read(&rows, store, &all_concepts, err)) < 0)
        goto done;
    while ((rc = mm_reader_next(rows, &item, err)) == MM_ROW) {
        if (item.row > stamp.last)
            stamp.last = item.row;
        if ((rc = mm_store_wait(store, ++n, false)) < 0 ||
            (rc = mm_term_builder_add(builder, (uint64_t)item.row,
                                      item.concept, err)) < 0)
            break;
    }
    if (rc == MM_OK)
        rc = mm_term_builder_finish(out, builder, stamp, err);
    mm_store_wait(store, n, true);
done:
    mm_reader_close(rows);
    mm_term_builder_close(builder);
    return rc;
}

/* ---- the tail ---- */

static int by_id(const void *left, const void *right)
{
    const mm_id *x = left, *y = right;

    return (*x > *y) - (*x < *y);
}

/* Lists the rows that the base knows and that changed since, by number, with
 * room for as many as a tail may hold. MM_EINVALID: there are more. */
static int list_changed(mm_term_source *s, size_t room, mm_error *err)
{
    mm_index_stamp then = mm_term_index_stamp(&s->base);
    int            n;

    if (!(s->changed = malloc((room + 1) * sizeof *s->changed)))
        return mm_fail_memory(err);
    n = mm_store_changed(s->changed, room, s->store, MM_ROW_CONCEPT,
                         then.generation, err);
    if (n < 0)
        return n;
    if ((size_t)n > room)
        return MM_EINVALID;
    for (int i = 0; i < n; i++)
        if (s->changed[i] <= then.last)
            s->changed[s->n_changed++] = s->changed[i];
    qsort(s->changed, s->n_changed, sizeof *s->changed, by_id);
    return MM_OK;
}

static int add_changed(mm_term_builder *builder, mm_term_source *s,
                       mm_error *err)
{
    int rc = MM_OK;

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
    return rc;
}

/* Adds the rows that the base knows nothing of, and lists them too. */
static int add_new(mm_term_builder *builder, mm_term_source *s, size_t room,
                   mm_error *err)
{
    mm_selection above = all_concepts;
    mm_reader   *rows = NULL;
    mm_item      item;
    int          rc;

    above.above = mm_term_index_stamp(&s->base).last;
    rc = mm_store_read(&rows, s->store, &above, err);
    while (rc >= 0 && (rc = mm_reader_next(rows, &item, err)) == MM_ROW) {
        if (s->n_changed == room) {
            rc = MM_EINVALID;
            break;
        }
        s->changed[s->n_changed++] = item.row;
        rc = mm_term_builder_add(builder, (uint64_t)item.row, item.concept,
                                 err);
    }
    mm_reader_close(rows);
    return rc;
}

/* Indexes what changed, and writes it to the file `path` if it is much.
 * MM_EINVALID: it is too much for a tail. */
static int make_tail(mm_term_source *s, const char *path, mm_keyer *keyer,
                     mm_index_stamp stamp, mm_error *err)
{
    mm_term_builder *builder = NULL;
    size_t           room = tail_room(&s->base);
    int              rc = list_changed(s, room, err);

    if (rc == MM_OK && (rc = mm_term_builder_open(&builder, keyer, err)) < 0)
        return rc;
    if (rc < 0 || (rc = add_changed(builder, s, err)) < 0 ||
        (rc = add_new(builder, s, room, err)) < 0 || s->n_changed == 0)
        goto done;
    mm_term_builder_add_to(builder, &s->base, s->changed, s->n_changed);
    if ((rc = mm_term_builder_finish(&s->made_tail, builder, stamp, err)) ==
        MM_OK)
        rc = mm_term_index_open(&s->tail, mm_buf_str(&s->made_tail), err);
    s->has_tail = rc == MM_OK;
    if (rc == MM_OK && s->n_changed >= SMALL)
        mm_index_write(path, s->store, mm_buf_str(&s->made_tail));
done:
    mm_term_builder_close(builder);
    return rc;
}

/* ---- opening ---- */

/* Maps the file `path`; the caller closes both, whatever comes of it. */
static bool map_index(mm_mapped *file, mm_term_index *index, const char *path)
{
    return mm_mapped_open(file, path, NULL) == MM_OK &&
           mm_term_index_open(index, file->bytes, NULL) == MM_OK &&
           mm_term_index_watch(index, NULL) == MM_OK;
}

static bool use_base(mm_term_source *s, const char *path,
                     const mm_index_stamp *now)
{
    mm_index_stamp then;

    if (!map_index(&s->file, &s->base, path))
        return false;
    then = mm_term_index_stamp(&s->base);
    s->has_base = mm_index_fits(&then, now, s->store);
    return s->has_base;
}

/* The tail that another look-up left, if nothing has changed since. */
static bool use_tail(mm_term_source *s, const char *path,
                     const mm_index_stamp *now)
{
    mm_index_stamp then;
    const mm_id   *rows;

    if (!map_index(&s->tail_file, &s->tail, path))
        return false;
    then = mm_term_index_stamp(&s->tail);
    rows = mm_term_index_replaced(&s->n_changed, &s->tail);
    if (then.identity != now->identity || then.keys != now->keys ||
        then.generation != now->generation ||
        !mm_term_index_adds_to(&s->tail, &s->base) || s->n_changed == 0 ||
        !(s->changed = malloc(s->n_changed * sizeof *s->changed)))
        return false;
    memcpy(s->changed, rows, s->n_changed * sizeof *s->changed);
    s->has_tail = true;
    return true;
}

static void close_tail(mm_term_source *s)
{
    mm_term_index_close(&s->tail);
    mm_mapped_close(&s->tail_file);
    mm_buf_release(&s->made_tail);
    free(s->changed);
    s->changed = NULL;
    s->n_changed = 0;
    s->has_tail = false;
}

static void close_index(mm_term_source *s)
{
    close_tail(s);
    mm_term_index_close(&s->base);
    mm_mapped_close(&s->file);
    mm_buf_release(&s->made);
    s->has_base = false;
}

/* Makes all of it in memory, and the file `path` of it if it is worth one. */
static int make_anew(mm_term_source *s, const char *path,
                     const char *tail_path, mm_keyer *keyer,
                     mm_index_stamp stamp, mm_error *err)
{
    int rc;

    close_index(s);
    if ((rc = make_base(&s->made, s->store, keyer, stamp, err)) < 0 ||
        (rc = mm_term_index_open(&s->base, mm_buf_str(&s->made), err)) < 0)
        return rc;
    s->has_base = true;
    if (mm_term_index_count(&s->base) >= SMALL)
        mm_index_write(path, s->store, mm_buf_str(&s->made));
    remove(tail_path); /* of the index that was */
    return MM_OK;
}

static int open_index(mm_term_source *s, bool anew, mm_keyer *keyer,
                      mm_error *err)
{
    mm_buf         paths[2] = { { 0 }, { 0 } };
    mm_index_stamp now;
    int            rc = mm_index_stamp_of(&now, s->store, err);

    if (rc == MM_OK && (mm_buf_printf(&paths[0], "%s.terms", s->name) < 0 ||
                        mm_buf_printf(&paths[1], "%s.terms-tail", s->name) < 0))
        rc = mm_fail_memory(err);
    if (rc < 0)
        goto done;
    anew = anew || !use_base(s, paths[0].ptr, &now);
    if (!anew && mm_term_index_stamp(&s->base).generation != now.generation &&
        !use_tail(s, paths[1].ptr, &now)) {
        close_tail(s);
        rc = make_tail(s, paths[1].ptr, keyer, now, err);
        anew = rc == MM_EINVALID;
    }
    if (anew)
        rc = make_anew(s, paths[0].ptr, paths[1].ptr, keyer, now, err);
done:
    mm_buf_release(&paths[0]);
    mm_buf_release(&paths[1]);
    return rc;
}

int mm_term_source_store(mm_term_source *out, mm_store *store,
                         mm_keyer *keyer, mm_error *err)
{
    int rc;

    *out = (mm_term_source){ .store = store, .name = mm_store_path(store) };
    if ((rc = open_index(out, false, keyer, err)) < 0)
        mm_term_source_release(out);
    return rc;
}

int mm_term_source_mend(mm_term_source *source, mm_keyer *keyer, bool *mended,
                        mm_error *err)
{
    if (!mm_term_index_damaged(&source->base) &&
        !mm_term_index_damaged(&source->tail))
        return MM_OK;
    *mended = true;
    return open_index(source, true, keyer, err);
}

int mm_term_source_whole(mm_term_source *source, mm_keyer *keyer,
                         mm_error *err)
{
    return mm_term_index_sound(&source->base) &&
                   mm_term_index_sound(&source->tail)
               ? MM_OK
               : open_index(source, true, keyer, err);
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
    close_index(source);
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
