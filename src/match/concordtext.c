/*
 * MEMORY.texts: head, rows, ends, languages, texts, the list of languages;
 * each part from a multiple of eight bytes. A search runs over all texts at
 * once for the needle's rarest byte and compares there: a gigabyte a second and
 * more, whatever the pattern, and no pattern too short.
 */
#include "match/concordtext.h"

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"
#include "malmoi/text.h"
#include "match/unitfilter.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAKE = 1,
    SMALL = 2000,        /* units that are read from the memory each time */
    CHANGED_MOST = 2000, /* changed units before all is made anew */
    NEW_MOST = 20000,    /* new ones */
    LANGS_MOST = 255,
    SAMPLE = 1 << 18
};

/* ---- reading ---- */

static uint64_t padded(uint64_t n)
{
    return (n + 7) & ~(uint64_t)7;
}

static bool look_at(mm_folded_texts *t, mm_str bytes)
{
    const mm_texts_head *head = (const mm_texts_head *)(const void *)bytes.ptr;
    const char          *at;

    if (bytes.len < sizeof *head || memcmp(head->magic, "mmtexts", 8) != 0 ||
        head->make != MAKE || head->bytes > bytes.len ||
        head->langs > bytes.len ||
        sizeof *head + 16 * (uint64_t)head->n + padded(head->n) +
                padded(head->bytes) + head->langs !=
            bytes.len ||
        mm_hash(mm_str_sub(bytes, sizeof *head, SIZE_MAX)) != head->check)
        return false;
    at = bytes.ptr + sizeof *head;
    t->rows = (const uint64_t *)(const void *)at;
    t->ends = t->rows + head->n;
    t->langs = (const uint8_t *)(t->ends + head->n);
    t->texts = (mm_str){ (const char *)t->langs + padded(head->n),
                         (size_t)head->bytes };
    t->list =
        (mm_str){ t->texts.ptr + padded(head->bytes), (size_t)head->langs };
    t->head = head;
    memset(t->common, 0, sizeof t->common);
    for (size_t i = 0; i < t->texts.len && i < SAMPLE; i++)
        t->common[(unsigned char)t->texts.ptr[i]]++;
    return true;
}

size_t mm_folded_find(const mm_folded_texts *t, mm_str needle, size_t from)
{
    size_t rare = 0, at;

    if (needle.len == 0 || needle.len > t->texts.len)
        return SIZE_MAX;
    for (size_t i = 1; i < needle.len; i++)
        if (t->common[(unsigned char)needle.ptr[i]] <
            t->common[(unsigned char)needle.ptr[rare]])
            rare = i;
    for (at = from + rare; at < t->texts.len; at++) {
        const char *hit =
            memchr(t->texts.ptr + at, needle.ptr[rare], t->texts.len - at);

        if (!hit)
            break;
        at = (size_t)(hit - t->texts.ptr);
        if (needle.len - rare <= t->texts.len - at &&
            memcmp(hit - rare, needle.ptr, needle.len) == 0)
            return at - rare;
    }
    return SIZE_MAX;
}

uint32_t mm_folded_at(const mm_folded_texts *t, size_t at)
{
    uint32_t low = 0, high = t->head->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (t->ends[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t mm_folded_above(const mm_folded_texts *t, mm_id id)
{
    uint32_t low = 0, high = t->head->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (t->rows[middle] >> 8 <= (uint64_t)id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool mm_folded_lang(const mm_folded_texts *t, uint32_t i, mm_str lang)
{
    mm_str rest = t->list, tag = { "", 0 };

    if (lang.len == 0 || t->langs[i] == LANGS_MOST)
        return true;
    for (unsigned n = 0; n <= t->langs[i] && rest.len; n++)
        tag = mm_str_cut(&rest, '\n');
    return mm_lang_serves(tag, lang);
}

/* ---- making ---- */

typedef struct making {
    uint64_t *rows, *ends;
    uint8_t  *langs;
    size_t    n, cap_rows, cap_ends, cap_langs;
    mm_buf    texts, list;
    mm_hashes known; /* languages */
    mm_id     last;
} making;

static int lang_number(making *m, uint8_t *out, mm_str lang)
{
    uint64_t hash = mm_hash(lang);
    uint32_t number = mm_hashes_find(&m->known, hash);

    if (number == MM_HASHES_NONE && m->known.n < LANGS_MOST) {
        number = mm_hashes_add(&m->known, hash);
        if (number == MM_HASHES_NONE || mm_buf_put(&m->list, lang) < 0 ||
            mm_buf_putc(&m->list, '\n') < 0)
            return MM_ENOMEM;
    }
    *out = number == MM_HASHES_NONE ? LANGS_MOST : (uint8_t)number;
    return MM_OK;
}

static int add(making *m, const mm_text *row)
{
    if (row->place > 255)
        return MM_OK;
    if (mm_grow(&m->rows, &m->cap_rows, m->n + 1, sizeof *m->rows, NULL) < 0 ||
        mm_grow(&m->ends, &m->cap_ends, m->n + 1, sizeof *m->ends, NULL) < 0 ||
        mm_grow(&m->langs, &m->cap_langs, m->n + 1, sizeof *m->langs, NULL) <
            0 ||
        lang_number(m, &m->langs[m->n], row->lang) < 0 ||
        mm_key_tight(&m->texts, row->text) < 0 ||
        mm_buf_putc(&m->texts, '\n') < 0)
        return MM_ENOMEM;
    m->rows[m->n] = (uint64_t)row->unit << 8 | row->place;
    m->ends[m->n++] = m->texts.len;
    m->last = row->unit;
    return MM_OK;
}

static int put_part(mm_buf *out, const void *bytes, size_t n)
{
    int rc = mm_buf_put(out, (mm_str){ bytes, n });

    return rc < 0
               ? rc
               : mm_buf_put(out, (mm_str){ "\0\0\0\0\0\0\0", (8 - n % 8) % 8 });
}

static int write_all(mm_buf *out, const making *m, mm_index_stamp stamp)
{
    mm_texts_head head = { .make = MAKE,
                           .n = (uint32_t)m->n,
                           .bytes = m->texts.len,
                           .langs = m->list.len,
                           .last = m->last,
                           .stamp = stamp };

    memcpy(head.magic, "mmtexts", 8);
    if (mm_buf_put(out, (mm_str){ (const char *)&head, sizeof head }) < 0 ||
        put_part(out, m->rows, 8 * m->n) < 0 ||
        put_part(out, m->ends, 8 * m->n) < 0 ||
        put_part(out, m->langs, m->n) < 0 ||
        put_part(out, m->texts.ptr, m->texts.len) < 0 ||
        mm_buf_put(out, mm_buf_str(&m->list)) < 0)
        return MM_ENOMEM;
    head.check = mm_hash(mm_str_sub(mm_buf_str(out), sizeof head, SIZE_MAX));
    memcpy(out->ptr, &head, sizeof head);
    return MM_OK;
}

static void release_making(making *m)
{
    free(m->rows);
    free(m->ends);
    free(m->langs);
    mm_buf_release(&m->texts);
    mm_buf_release(&m->list);
    mm_hashes_release(&m->known);
}

/* Writes it beside the memory; not being able to is no fault. */
static void write_file(mm_store *store, mm_str bytes)
{
    mm_buf path = { 0 };

    if (mm_buf_printf(&path, "%s.texts", mm_store_path(store)) == MM_OK)
        mm_index_write(path.ptr, store, bytes);
    mm_buf_release(&path);
}

int mm_folded_make(mm_folded_texts *out, mm_store *store, mm_error *err)
{
    making         m = { 0 };
    mm_texts      *texts = NULL;
    mm_text        row;
    mm_index_stamp stamp;
    size_t         n = 0;
    int            rc;

    mm_folded_release(out);
    if ((rc = mm_index_stamp_of(&stamp, store, err)) < 0 ||
        (rc = mm_texts_open(&texts, store, 0, err)) < 0)
        return rc;
    while ((rc = mm_texts_next(texts, &row, err)) == MM_ROW &&
           (rc = mm_store_wait(store, ++n, false)) >= 0)
        if (add(&m, &row) < 0) {
            rc = mm_fail_memory(err);
            break;
        }
    if (rc == MM_OK && write_all(&out->made, &m, stamp) < 0)
        rc = mm_fail_memory(err);
    mm_texts_close(texts);
    release_making(&m);
    if (rc < 0)
        return rc;
    look_at(out, mm_buf_str(&out->made));
    out->generation = stamp.generation;
    write_file(store, mm_buf_str(&out->made));
    mm_store_wait(store, n, true);
    return MM_OK;
}

/* ---- opening ---- */

static bool use_file(mm_folded_texts *t, mm_store *store,
                     const mm_index_stamp *now)
{
    mm_buf path = { 0 };
    bool   sound =
        mm_buf_printf(&path, "%s.texts", mm_store_path(store)) == MM_OK &&
        mm_mapped_open(&t->file, path.ptr, NULL) == MM_OK &&
        look_at(t, t->file.bytes);

    mm_buf_release(&path);
    if (sound)
        sound = mm_index_fits(&t->head->stamp, now, store);
    if (sound)
        t->generation = t->head->stamp.generation;
    else
        mm_folded_release(t);
    return sound;
}

/* Units changed since the file was made; false when there are too many. */
static int take_changed(mm_folded_texts *t, mm_store *store, bool *few,
                        mm_error *err)
{
    int n;

    free(t->changed);
    t->n_changed = 0;
    if (!(t->changed = malloc((CHANGED_MOST + 1) * sizeof *t->changed)))
        return mm_fail_memory(err);
    n = mm_store_changed(t->changed, CHANGED_MOST, store, MM_ROW_UNIT,
                         t->head->stamp.generation, err);
    *few = n <= CHANGED_MOST;
    for (int i = 0; *few && i < n; i++) {
        if (t->changed[i] > t->head->last)
            continue; /* read as new */
        if (mm_hashes_find(&t->stale, (uint64_t)t->changed[i]) ==
                MM_HASHES_NONE &&
            mm_hashes_put(&t->stale, (uint64_t)t->changed[i], 1) < 0)
            return mm_fail_memory(err);
        t->changed[t->n_changed++] = t->changed[i];
    }
    return n < 0 ? n : MM_OK;
}

static int count_new(mm_folded_texts *t, mm_store *store, bool *few,
                     mm_error *err)
{
    mm_store_stats stats;
    int            rc = mm_store_count(&stats, store, err);

    *few = rc >= 0 &&
           stats.variants <= (t->head ? (int64_t)t->head->n + NEW_MOST : SMALL);
    return rc;
}

static int catch_up(mm_folded_texts *t, mm_store *store, int64_t now,
                    mm_error *err)
{
    bool few = true;
    int  rc = t->head ? take_changed(t, store, &few, err) : MM_OK;

    if (rc >= 0 && few)
        rc = count_new(t, store, &few, err);
    if (rc >= 0 && !few) {
        mm_folded_release(t);
        t->wanted = true;
    }
    t->generation = now;
    return rc < 0 ? rc : MM_OK;
}

int mm_folded_open(mm_folded_texts *out, mm_store *store, mm_error *err)
{
    mm_index_stamp now;
    int            rc;

    *out = (mm_folded_texts){ 0 };
    if ((rc = mm_index_stamp_of(&now, store, err)) < 0)
        return rc;
    if (!use_file(out, store, &now) || out->generation != now.generation)
        rc = catch_up(out, store, now.generation, err);
    if (rc < 0)
        mm_folded_release(out);
    return rc;
}

int mm_folded_refresh(mm_folded_texts *t, mm_store *store, mm_error *err)
{
    int64_t now;
    int     rc = mm_store_generation(&now, store, err);

    return rc < 0 || now == t->generation ? rc : catch_up(t, store, now, err);
}

void mm_folded_release(mm_folded_texts *texts)
{
    mm_mapped_close(&texts->file);
    mm_buf_release(&texts->made);
    mm_hashes_release(&texts->stale);
    free(texts->changed);
    *texts = (mm_folded_texts){ 0 };
}
