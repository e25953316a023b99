/*
 * Two aligned documents into the memory.
 *
 * A document is known by its name, language and project, a version of it by
 * the hash of its segments; the same version reached by another path is still
 * the same. The same two versions again change nothing.
 *
 * With a new version of either the new pairing takes over from the old one: a
 * bead whose texts stood in the old pairing keeps its unit, as it was edited
 * since, or gone if a person took it away; units of beads that are no more go,
 * unless a person edited them.
 */
#include "base/map.h"
#include "base/memory.h"
#include "store/documents.h"
#include "store/pack.h"

#include <stdlib.h>
#include <string.h>

/* A bead of the old pairing that had a unit, by the hash of its texts. */
typedef struct old_bead {
    uint64_t texts;
    size_t   order;
    mm_id    unit;
    bool     taken;
} old_bead;

typedef struct old_beads {
    old_bead *items;
    size_t    n, cap;
} old_beads;

typedef struct putting {
    mm_store         *store;
    const mm_aligned *aligned;
    mm_id             a, b; /* documents */
    mm_id             pairing;
    mm_ids            replaced; /* pairings; from `straight` on those the */
    size_t            straight; /* other way round */
    old_beads         old;
    mm_buf            a_text, b_text, key;
    size_t            n_new;
} putting;

/* ---- documents ---- */

static int hash_of(int64_t *out, const mm_document *d, mm_error *err)
{
    mm_buf   buf = { 0 };
    int      rc = 0;
    uint64_t hash;

    for (size_t i = 0; i < d->n && rc >= 0; i++) {
        rc |= mm_pack_number(&buf, d->segments[i].paragraph);
        rc |= mm_pack_number(&buf, d->segments[i].kind);
        rc |= mm_pack_str(&buf, d->segments[i].text);
    }
    hash = mm_hash(mm_buf_str(&buf));
    memcpy(out, &hash, sizeof hash);
    mm_buf_release(&buf);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static mm_str last_part(mm_str path)
{
    for (size_t i = path.len; i-- > 0;)
        if (path.ptr[i] == '/')
            return mm_str_sub(path, i + 1, path.len);
    return path;
}

/* The same texts under the same name; by which path they were reached is no
 * matter. */
static int find_document(mm_id *out, mm_store *store, const mm_document *d,
                         mm_str project, int64_t hash, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc;

    *out = 0;
    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT id, name FROM document WHERE hash = ?1 AND "
                          "lang = ?2 AND project = ?3 "
                          "ORDER BY name <> ?4, id",
                          "isss", hash, d->lang, project, d->name)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        if (mm_str_eq(last_part(mm_db_text(row, 1)), last_part(d->name))) {
            *out = sqlite3_column_int64(row, 0);
            sqlite3_reset(row);
            return MM_OK;
        }
    }
    return rc;
}

static int put_document(mm_id *out, mm_store *store, const mm_document *d,
                        mm_str project, int64_t hash, mm_error *err)
{
    int rc;

    *out = mm_change_new(store, MM_ROW_DOCUMENT);
    rc = mm_document_head(store, *out, d->name, d->lang, project, hash,
                          d->structured, err);
    for (size_t i = 0; i < d->n && rc >= 0; i++)
        rc = mm_document_segment(store, *out, (int64_t)i, &d->segments[i], err);
    return rc;
}

/* ---- texts of beads ---- */

/* Segments of one bead go together with a space, or without where the script
 * has none between sentences. */
static mm_str joiner(mm_str lang)
{
    static const char *const tight[] = { "ja", "zh", "th", "lo", "km", "my" };

    for (size_t i = 0; i < sizeof tight / sizeof *tight; i++)
        if (mm_lang_matches(lang, mm_cstr(tight[i])))
            return MM_S("");
    return MM_S(" ");
}

static int join(mm_buf *out, const mm_document *d, mm_span span)
{
    int rc = MM_OK;

    mm_buf_clear(out);
    for (size_t i = 0; i < span.n; i++) {
        mm_str text = d->segments[span.first + i].text;

        if (out->len && text.len)
            rc |= mm_buf_put(out, joiner(d->lang));
        rc |= mm_buf_put(out, text);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int hash_texts(uint64_t *out, mm_buf *key, const mm_buf *a,
                      const mm_buf *b, mm_error *err)
{
    mm_buf_clear(key);
    if (mm_pack_str(key, mm_buf_str(a)) < 0 ||
        mm_pack_str(key, mm_buf_str(b)) < 0)
        return mm_fail_memory(err);
    *out = mm_hash(mm_buf_str(key));
    return MM_OK;
}

/* ---- the old pairing ---- */

/* Texts of `n` segments from `first` on of a stored document. */
static int join_stored(mm_buf *out, mm_store *store, mm_id document,
                       mm_str lang, int64_t first, int64_t n, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc, put = 0;

    mm_buf_clear(out);
    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT text FROM segment WHERE document = ?1 AND "
                          "number >= ?2 AND number < ?2 + ?3 ORDER BY number",
                          "iii", document, first, n)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        mm_str text = mm_db_text(row, 0);

        if (out->len && text.len)
            put |= mm_buf_put(out, joiner(lang));
        put |= mm_buf_put(out, text);
    }
    return rc >= 0 && put < 0 ? mm_fail_memory(err) : rc;
}

static int add_old_bead(putting *p, sqlite3_stmt *row, mm_error *err)
{
    const mm_document *a = p->aligned->a, *b = p->aligned->b;
    old_bead           bead = { .unit = sqlite3_column_int64(row, 0) };
    int                rc;

    if ((rc = join_stored(&p->a_text, p->store, sqlite3_column_int64(row, 1),
                          a->lang, sqlite3_column_int64(row, 2),
                          sqlite3_column_int64(row, 3), err)) < 0 ||
        (rc = join_stored(&p->b_text, p->store, sqlite3_column_int64(row, 4),
                          b->lang, sqlite3_column_int64(row, 5),
                          sqlite3_column_int64(row, 6), err)) < 0 ||
        (rc = hash_texts(&bead.texts, &p->key, &p->a_text, &p->b_text, err)) <
            0 ||
        (rc = mm_grow(&p->old.items, &p->old.cap, p->old.n + 1,
                      sizeof *p->old.items, err)) < 0)
        return rc;
    bead.order = p->old.n;
    p->old.items[p->old.n++] = bead;
    return MM_OK;
}

static int by_texts(const void *left, const void *right)
{
    const old_bead *a = left, *b = right;

    if (a->texts != b->texts)
        return a->texts < b->texts ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* The beads with units of the pairings to be replaced. */
static int load_old(putting *p, mm_error *err)
{
    sqlite3_stmt *row;
    int           rc = MM_OK;

    for (size_t i = 0; i < p->replaced.n && rc >= 0; i++) {
        rc = mm_db_start(&row, &p->store->db, err,
                         i < p->straight
                             ? "SELECT unit, a, a_first, a_n, b, b_first, b_n "
                               "FROM pairing JOIN bead ON pairing = id "
                               "WHERE id = ? AND unit > 0 ORDER BY number"
                             : "SELECT unit, b, b_first, b_n, a, a_first, a_n "
                               "FROM pairing JOIN bead ON pairing = id "
                               "WHERE id = ? AND unit > 0 ORDER BY number",
                         "i", p->replaced.items[i]);
        while (rc >= 0 && (rc = mm_db_next(&p->store->db, row, err)) == MM_ROW)
            if ((rc = add_old_bead(p, row, err)) < 0)
                sqlite3_reset(row);
    }
    if (p->old.n)
        qsort(p->old.items, p->old.n, sizeof *p->old.items, by_texts);
    return rc;
}

/* Unit of the first old bead of these texts that is not taken yet; 0. */
static mm_id take_old(old_beads *old, uint64_t texts)
{
    size_t low = 0, high = old->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (old->items[mid].texts < texts)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < old->n && old->items[low].texts == texts; low++) {
        if (!old->items[low].taken) {
            old->items[low].taken = true;
            return old->items[low].unit;
        }
    }
    return 0;
}

/* Units that no new bead took over, and that no one changed since. */
static int remove_old_units(putting *p, mm_error *err)
{
    int64_t same;
    int     rc = MM_OK;

    for (size_t i = 0; i < p->old.n && rc >= 0; i++) {
        const old_bead *bead = &p->old.items[i];

        if (bead->taken)
            continue;
        rc = mm_db_number(&same, &p->store->db, err,
                          "SELECT change = (SELECT s.change FROM span s WHERE "
                          "s.kind = 0 AND s.first <= u.id ORDER BY s.first "
                          "DESC LIMIT 1) FROM unit u WHERE id = ?",
                          "i", bead->unit);
        if (rc == MM_ROW && same)
            rc = mm_change_remove(p->store, MM_ROW_UNIT, bead->unit, err);
    }
    return rc < 0 ? rc : MM_OK;
}

/* Versions of documents that no pairing holds any more. */
static int remove_old_documents(putting *p, mm_error *err)
{
    mm_ids ids = { 0 };
    int    rc = MM_OK;

    for (size_t i = 0; i < p->replaced.n && rc >= 0; i++)
        rc = mm_ids_query(&ids, p->store,
                          "SELECT a FROM pairing WHERE id = ?1 UNION "
                          "SELECT b FROM pairing WHERE id = ?1",
                          p->replaced.items[i], err);
    for (size_t i = 0; i < p->replaced.n && rc >= 0; i++)
        rc = mm_pairing_remove(p->store, p->replaced.items[i], err);
    for (size_t i = 0; i < ids.n && rc >= 0; i++) {
        int64_t held;

        rc = mm_db_number(&held, &p->store->db, err,
                          "SELECT NOT EXISTS (SELECT 1 FROM document WHERE "
                          "id = ?1) OR EXISTS (SELECT 1 FROM pairing WHERE "
                          "?1 IN (a, b))",
                          "i", ids.items[i]);
        if (rc >= 0 && !held)
            rc = mm_change_remove(p->store, MM_ROW_DOCUMENT, ids.items[i], err);
    }
    free(ids.items);
    return rc < 0 ? rc : MM_OK;
}

/* ---- the new pairing ---- */

static int put_unit(mm_id *unit, putting *p, const mm_bead *bead, mm_error *err)
{
    const mm_aligned *al = p->aligned;
    mm_variant        variants[] = {
               { .lang = al->a->lang, .text = mm_buf_str(&p->a_text) },
               { .lang = al->b->lang, .text = mm_buf_str(&p->b_text) },
    };
    mm_unit made = { .source_lang = al->a->lang,
                     .variants = variants,
                     .n_variants = 2,
                     .project = al->project,
                     .client = al->client,
                     .field = al->field,
                     .document = al->a->name,
                     .score = bead->score };

    *unit = mm_change_new(p->store, MM_ROW_UNIT);
    p->n_new++;
    return mm_unit_insert(p->store, *unit, &made, err);
}

static int put_bead(putting *p, size_t number, mm_error *err)
{
    const mm_aligned *al = p->aligned;
    const mm_bead    *bead = &al->alignment->beads[number];
    uint64_t          texts = 0;
    mm_id             unit = 0;
    int               rc;

    if (bead->src.n && bead->tgt.n && bead->score >= al->min) {
        if (join(&p->a_text, al->a, bead->src) < 0 ||
            join(&p->b_text, al->b, bead->tgt) < 0)
            return mm_fail_memory(err);
        if ((rc = hash_texts(&texts, &p->key, &p->a_text, &p->b_text, err)) < 0)
            return rc;
        unit = take_old(&p->old, texts);
        if (!unit && p->a_text.len && p->b_text.len &&
            (rc = put_unit(&unit, p, bead, err)) < 0)
            return rc;
    }
    return mm_pairing_bead(p->store, p->pairing, (int64_t)number, bead, unit,
                           err);
}

static int put_pairing(putting *p, mm_error *err)
{
    const mm_alignment *alignment = p->aligned->alignment;
    int                 rc;

    p->pairing = mm_change_new(p->store, MM_ROW_PAIRING);
    rc = mm_pairing_head(p->store, p->pairing, p->a, p->b, alignment->explained,
                         alignment->evidence, err);
    for (size_t i = 0; i < alignment->n && rc >= 0; i++)
        rc = put_bead(p, i, err);
    return rc;
}

/* ---- both ---- */

static int check_beads(const mm_aligned *al, mm_error *err)
{
    for (size_t i = 0; i < al->alignment->n; i++) {
        const mm_bead *bead = &al->alignment->beads[i];

        if (bead->src.first > al->a->n || bead->tgt.first > al->b->n ||
            bead->src.n > al->a->n - bead->src.first ||
            bead->tgt.n > al->b->n - bead->tgt.first)
            return mm_fail(err, MM_EINVALID, "bead %zu reaches past its text",
                           i);
    }
    return MM_OK;
}

/* Remembers which pairing the next beads of this change belong to. */
static int note_pair(putting *p, bool swapped, mm_error *err)
{
    mm_store   *store = p->store;
    mm_put_pair pair = {
        .pairing = p->pairing,
        .first = store->n_beads,
        .n_clues = -1,
        .swapped = swapped,
        .known = p->pairing <= store->before[MM_ROW_PAIRING],
        .project = mm_arena_copy(&store->words, p->aligned->project),
        .client = mm_arena_copy(&store->words, p->aligned->client),
        .field = mm_arena_copy(&store->words, p->aligned->field),
    };
    int rc = mm_grow(&store->pairs, &store->cap_pairs, store->n_pairs + 1,
                     sizeof *store->pairs, err);

    if (rc < 0 || !pair.project.ptr || !pair.client.ptr || !pair.field.ptr)
        return mm_fail_memory(err);
    while (pair.same < store->n_pairs &&
           store->pairs[pair.same].pairing != pair.pairing)
        pair.same++;
    store->pairs[store->n_pairs++] = pair;
    store->n_beads += p->aligned->alignment->n;
    return MM_OK;
}

/* The same two versions, aligned before, either way round: p->pairing. */
static int find_same(putting *p, bool *swapped, mm_error *err)
{
    int rc = mm_db_number(&p->pairing, &p->store->db, err,
                          "SELECT id FROM pairing WHERE a = ? AND b = ?", "ii",
                          p->a, p->b);

    *swapped = rc == MM_OK;
    if (rc == MM_OK)
        rc = mm_db_number(&p->pairing, &p->store->db, err,
                          "SELECT id FROM pairing WHERE b = ? AND a = ?", "ii",
                          p->a, p->b);
    return rc < 0 ? rc : MM_OK;
}

/* Pairings of other versions of `a` as source with `b`. */
static int find_versions(putting *p, const mm_document *a, const mm_document *b,
                         mm_error *err)
{
    mm_str        project = p->aligned->project;
    sqlite3_stmt *row;
    mm_store     *store = p->store;
    int           rc;

    if ((rc = mm_db_start(&row, &store->db, err,
                          "SELECT p.id FROM document a JOIN pairing p ON "
                          "p.a = a.id JOIN document b ON b.id = p.b WHERE "
                          "a.name = ?1 AND a.lang = ?2 AND a.project = ?5 AND "
                          "b.name = ?3 AND b.lang = ?4 AND b.project = ?5 "
                          "ORDER BY p.id",
                          "sssss", a->name, a->lang, b->name, b->lang,
                          project)) < 0)
        return rc;
    while ((rc = mm_db_next(&store->db, row, err)) == MM_ROW) {
        if ((rc = mm_grow(&p->replaced.items, &p->replaced.cap,
                          p->replaced.n + 1, sizeof *p->replaced.items, err)) <
            0) {
            sqlite3_reset(row);
            return rc;
        }
        p->replaced.items[p->replaced.n++] = sqlite3_column_int64(row, 0);
    }
    return rc;
}

static int find_replaced(putting *p, mm_error *err)
{
    int rc = find_versions(p, p->aligned->a, p->aligned->b, err);

    p->straight = p->replaced.n;
    return rc < 0 ? rc : find_versions(p, p->aligned->b, p->aligned->a, err);
}

static int put_both(putting *p, mm_error *err)
{
    const mm_aligned *al = p->aligned;
    int64_t           hash_a, hash_b;
    bool              swapped = false;
    int               rc;

    if ((rc = hash_of(&hash_a, al->a, err)) < 0 ||
        (rc = hash_of(&hash_b, al->b, err)) < 0 ||
        (rc = find_document(&p->a, p->store, al->a, al->project, hash_a, err)) <
            0 ||
        (rc = find_document(&p->b, p->store, al->b, al->project, hash_b, err)) <
            0)
        return rc;
    if (p->a && p->b && (rc = find_same(p, &swapped, err)) < 0)
        return rc;
    if (p->pairing)
        return note_pair(p, swapped, err);
    if ((rc = find_replaced(p, err)) < 0 || (rc = load_old(p, err)) < 0 ||
        (!p->a && (rc = put_document(&p->a, p->store, al->a, al->project,
                                     hash_a, err)) < 0) ||
        (!p->b && (rc = put_document(&p->b, p->store, al->b, al->project,
                                     hash_b, err)) < 0) ||
        (rc = put_pairing(p, err)) < 0 || (rc = remove_old_units(p, err)) < 0 ||
        (rc = remove_old_documents(p, err)) < 0)
        return rc;
    return note_pair(p, false, err);
}

int mm_store_put_aligned(size_t *n, mm_store *store, const mm_aligned *aligned,
                         mm_error *err)
{
    mm_aligned al = *aligned;
    putting    p = { .store = store, .aligned = &al };
    int        rc;

    if (n)
        *n = 0;
    if ((rc = mm_change_needed(store, err)) < 0 ||
        (rc = check_beads(aligned, err)) < 0)
        return rc;
    if (al.min <= 0)
        al.min = 0.5;
    if ((rc = put_both(&p, err)) < 0)
        store->failed = true;
    else if (n)
        *n = p.n_new;
    free(p.replaced.items);
    free(p.old.items);
    mm_buf_release(&p.a_text);
    mm_buf_release(&p.b_text);
    mm_buf_release(&p.key);
    return rc;
}
