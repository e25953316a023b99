/*
 * Links between the words of two documents, each with the weight of its best
 * clue (research, alignment, 5: take the maximum): the word table and the
 * dictionary, the same value, the same letters, the same sound.
 *
 * Sound is asked for names alone, and only where length allows it, since it
 * costs a thousand times a look-up.
 */
#include "align/links.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROOT = 5 }; /* letters that words of one root begin with */
static const double SAME_ROOT = 0.15;
static const double SAME_WORD = 0.8, SAME_VALUE = 0.65;
static const double SOUND_LEAST = 5.5, SOUND_SURE = 14; /* log-odds, nats */
static const double EXPLAINED = 0.3; /* a weight that asks no more */
static const double SOUND_LOW = 0.15, SOUND_HIGH = 0.5;

int mm_links_put(mm_links *out, uint32_t a, uint32_t b, double weight,
                 mm_error *err)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] =
        (mm_link){ a, b, (float)(weight > 0.95 ? 0.95 : weight) };
    return MM_OK;
}

/* Types of b by lexicon number: a list in `next`, `head` by number. */
typedef struct index {
    struct slot {
        uint32_t type, next;
        float    trust;
    } * slots;
    size_t    n, cap;
    mm_map    forms; /* target form to list */
    uint32_t *head;
    size_t    cap_head;
} index_b;

static int index_type(index_b *index, const mm_type *type, uint32_t number,
                      mm_error *err)
{
    for (size_t k = 0; k < type->n_keys; k++) {
        size_t   before = index->forms.n;
        uint32_t form = mm_map_add(&index->forms, type->keys[k].form);

        if (form == MM_MAP_NONE ||
            mm_grow(&index->head, &index->cap_head, index->forms.n,
                    sizeof *index->head, err) < 0 ||
            mm_grow(&index->slots, &index->cap, index->n + 2,
                    sizeof *index->slots, err) < 0)
            return mm_fail_memory(err);
        if (index->n == 0)
            index->n = 1; /* slot 0 ends a list */
        if (index->forms.n > before)
            index->head[form] = 0;
        index->slots[index->n] =
            (struct slot){ number, index->head[form], type->keys[k].trust };
        index->head[form] = (uint32_t)index->n++;
    }
    return MM_OK;
}

static int by_lexicon(mm_links *out, const mm_prepared *a, const index_b *index,
                      const mm_lexicon *lexicon, mm_error *err)
{
    int rc = MM_OK;

    for (uint32_t i = 0; i < a->n_types; i++)
        for (size_t k = 0; k < a->types[i].n_keys; k++) {
            const mm_type_key *key = &a->types[i].keys[k];
            const mm_target   *targets;
            size_t n = mm_lexicon_targets(&targets, lexicon, key->form);

            for (size_t t = 0; t < n; t++) {
                uint32_t form = mm_map_find(&index->forms, targets[t].form);

                for (uint32_t s = form == MM_MAP_NONE ? 0 : index->head[form];
                     s && rc == MM_OK; s = index->slots[s].next)
                    rc = mm_links_put(out, i, index->slots[s].type,
                                      targets[t].weight * key->trust *
                                          index->slots[s].trust,
                                      err);
            }
        }
    return rc;
}

/* Words that stand unchanged on both sides. */
static int by_identity(mm_links *out, const mm_prepared *a,
                       const mm_prepared *b, mm_error *err)
{
    int rc = MM_OK;

    for (uint32_t i = 0; i < a->n_types && rc == MM_OK; i++) {
        uint32_t j;

        if (a->types[i].flags & TYPE_VALUE || a->types[i].word.len < 2)
            continue;
        for (size_t k = 0; k <= a->types[i].n_keys && rc == MM_OK; k++) {
            mm_str form = k ? a->types[i].keys[k - 1].form : a->types[i].word;

            if ((j = mm_map_find(&b->names, form)) != MM_MAP_NONE &&
                !(b->types[j].flags & TYPE_VALUE))
                rc = mm_links_put(out, i, j, SAME_WORD, err);
        }
        /* SCM을: the stem of the other side is our word */
    }
    for (uint32_t j = 0; j < b->n_types && rc == MM_OK; j++)
        for (size_t k = 0; k < b->types[j].n_keys && rc == MM_OK; k++) {
            mm_str   form = b->types[j].keys[k].form;
            uint32_t i = mm_map_find(&a->names, form);

            if (i != MM_MAP_NONE && form.len >= 2 &&
                !(a->types[i].flags & TYPE_VALUE))
                rc = mm_links_put(out, i, j, SAME_WORD, err);
        }
    return rc;
}

/* The first letters of a long Latin word, accents off; else empty. */
static int put_root(mm_buf *out, const mm_type *type)
{
    mm_buf_clear(out);
    if (!(type->flags & TYPE_LATIN) || type->word.len < ROOT)
        return MM_OK;
    if (mm_plain_letters(out, type->word) < 0)
        return MM_ENOMEM;
    out->len = out->len < ROOT ? 0 : ROOT;
    return MM_OK;
}

/* Links the types of equal keys, as `put_key` gives them (none: empty): each of
 * a with the first of b. */
static int by_key(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                  int (*put_key)(mm_buf *, const mm_type *), double weight,
                  mm_error *err)
{
    mm_map    keys = { 0 };
    mm_buf    key = { 0 };
    uint32_t *first = calloc(b->n_types + 1, sizeof *first);
    int       rc = first ? MM_OK : MM_ENOMEM;

    for (uint32_t j = 0; j < b->n_types && rc == MM_OK; j++) {
        size_t before = keys.n;

        if ((rc = put_key(&key, &b->types[j])) == MM_OK && key.len &&
            mm_map_add(&keys, mm_buf_str(&key)) == MM_MAP_NONE)
            rc = MM_ENOMEM;
        if (keys.n > before)
            first[before] = j;
    }
    for (uint32_t i = 0; i < a->n_types && rc == MM_OK; i++) {
        uint32_t at;

        if ((rc = put_key(&key, &a->types[i])) == MM_OK && key.len &&
            (at = mm_map_find(&keys, mm_buf_str(&key))) != MM_MAP_NONE)
            rc = mm_links_put(out, i, first[at], weight, err);
    }
    free(first);
    mm_map_release(&keys);
    mm_buf_release(&key);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* Words of one root: configuration and configuración, Settings and setting. */
static int by_root(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                   mm_error *err)
{
    return by_key(out, a, b, put_root, SAME_ROOT, err);
}

static int by_value(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                    mm_error *err)
{
    int rc = MM_OK;

    for (uint32_t i = 0; i < a->n_types; i++) {
        if (!(a->types[i].flags & TYPE_VALUE))
            continue;
        for (uint32_t j = 0; j < b->n_types && rc == MM_OK; j++) {
            double match;

            if (!(b->types[j].flags & TYPE_VALUE))
                continue;
            match = mm_value_match(&a->types[i].value, &b->types[j].value);
            if (match > 0.3)
                rc = mm_links_put(out, i, j, SAME_VALUE * match, err);
        }
    }
    return rc;
}

/* True when a Latin word may sound like a Hangul one, by their lengths. */
static bool lengths_agree(mm_str latin, mm_str hangul)
{
    size_t letters = latin.len, syllables = hangul.len / 3;

    return letters >= 3 && syllables >= 2 && letters <= syllables * 5 + 1 &&
           syllables <= letters + 1;
}

/* The weight of one name and one word by their sound, 0 when unlike. */
static double weight_of_sound(const mm_sound *sound, const mm_type *name,
                              const mm_type *word)
{
    size_t len;
    double score;

    if (!lengths_agree(name->word, word->word) ||
        !mm_sound_begins_alike(name->word, word->word))
        return 0;
    score = mm_sound_best_prefix(sound, name->word, word->word, &len);
    if (score < SOUND_LEAST)
        return 0;
    if (score > SOUND_SURE)
        score = SOUND_SURE;
    return SOUND_LOW + (SOUND_HIGH - SOUND_LOW) * (score - SOUND_LEAST) /
                           (SOUND_SURE - SOUND_LEAST);
}

static bool is_known(const mm_type *type, const mm_lexicon *lexicon, bool is_a)
{
    const mm_target *targets;

    if (type->flags & TYPE_VALUE || type->n_keys == 0)
        return type->flags & TYPE_VALUE;
    return is_a ? mm_lexicon_targets(&targets, lexicon, type->keys[0].form) > 0
                : mm_lexicon_target_id(lexicon, type->keys[0].form) !=
                      UINT32_MAX;
}

/* A capital inside a sentence, or at its head when it is no word we know. */
static bool is_name(const mm_type *type, const mm_lexicon *lexicon, bool is_a)
{
    return type->flags & TYPE_LATIN &&
           (type->flags & TYPE_CAPITAL ||
            (type->flags & TYPE_FIRST && !is_known(type, lexicon, is_a)));
}

/* Marks the types of a (or of b) that a link explains well already. */
static uint8_t *explained(const mm_links *links, size_t n_types, bool is_a)
{
    uint8_t *out = calloc(n_types + 1, 1);

    for (size_t l = 0; out && l < links->n; l++)
        if ((double)links->items[l].weight >= EXPLAINED)
            out[is_a ? links->items[l].a : links->items[l].b] = 1;
    return out;
}

/* The names of one side among the Hangul of the other; those are passed over
 * that something else explains. */
static int by_sound(mm_links *out, const mm_prepared *names,
                    const mm_prepared *hangul, bool swapped,
                    const mm_lexicon *lexicon, const mm_sound *sound,
                    mm_error *err)
{
    uint8_t *done = explained(out, names->n_types, !swapped);
    int      rc = done ? MM_OK : mm_fail_memory(err);

    for (uint32_t i = 0; i < names->n_types && rc == MM_OK; i++) {
        const mm_type *name = &names->types[i];

        if (!is_name(name, lexicon, !swapped) || done[i])
            continue;
        for (uint32_t j = 0; j < hangul->n_types && rc == MM_OK; j++) {
            double weight =
                hangul->types[j].flags & TYPE_HANGUL
                    ? weight_of_sound(sound, name, &hangul->types[j])
                    : 0;

            if (weight > 0)
                rc = mm_links_put(out, swapped ? j : i, swapped ? i : j, weight,
                                  err);
        }
    }
    free(done);
    return rc;
}

static int by_types(const void *left, const void *right)
{
    const mm_link *x = left, *y = right;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Sorts the links and keeps the best of each pair. */
void mm_links_settle(mm_links *links)
{
    size_t n = 0;

    if (links->n)
        qsort(links->items, links->n, sizeof *links->items, by_types);
    for (size_t i = 0; i < links->n; i++)
        if (n == 0 || links->items[n - 1].a != links->items[i].a ||
            links->items[n - 1].b != links->items[i].b)
            links->items[n++] = links->items[i];
    links->n = n;
}

/* What a value says, without what it counts: 5 is 5건. */
static int put_figure(mm_buf *out, const mm_type *type)
{
    const mm_value *value = &type->value;

    mm_buf_clear(out);
    if (!(type->flags & TYPE_VALUE))
        return MM_OK;
    return value->kind == MM_VALUE_DATE || value->kind == MM_VALUE_TIME
               ? mm_buf_printf(out, "%d-%d-%d %d %d", value->year, value->month,
                               value->day, value->weekday, value->minute)
               : mm_buf_printf(out, "%.9g %.9g", value->number, value->upper);
}

static int by_same_value(mm_links *out, const mm_prepared *a,
                         const mm_prepared *b, mm_error *err)
{
    return by_key(out, a, b, put_figure, SAME_VALUE, err);
}

/* The lexicon's links and those of words that stand unchanged. */
static int by_look_up(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                      const mm_lexicon *lexicon, mm_error *err)
{
    index_b index = { 0 };
    int     rc = MM_OK;

    for (uint32_t j = 0; j < b->n_types && rc == MM_OK; j++)
        rc = index_type(&index, &b->types[j], j, err);
    if (rc == MM_OK)
        rc = by_lexicon(out, a, &index, lexicon, err);
    if (rc == MM_OK && (rc = by_identity(out, a, b, err)) == MM_OK)
        rc = by_root(out, a, b, err);
    free(index.slots);
    free(index.head);
    mm_map_release(&index.forms);
    return rc;
}

int mm_links_find_quick(mm_links *out, const mm_prepared *a,
                        const mm_prepared *b, const mm_lexicon *lexicon,
                        mm_error *err)
{
    int rc;

    out->n = 0;
    if ((rc = by_look_up(out, a, b, lexicon, err)) == MM_OK)
        rc = by_same_value(out, a, b, err);
    mm_links_settle(out);
    return rc;
}

/* Fills what is known of each type, from the lexicon and the links found. */
static int mark_known(mm_links *links, const mm_prepared *a,
                      const mm_prepared *b, const mm_lexicon *lexicon,
                      mm_error *err)
{
    links->known_a = calloc(a->n_types + 1, 1);
    links->known_b = calloc(b->n_types + 1, 1);
    if (!links->known_a || !links->known_b)
        return mm_fail_memory(err);
    for (size_t i = 0; i < a->n_types; i++)
        if (is_known(&a->types[i], lexicon, true))
            links->known_a[i] = MM_KNOWN;
    for (size_t j = 0; j < b->n_types; j++)
        if (is_known(&b->types[j], lexicon, false))
            links->known_b[j] = MM_KNOWN;
    for (size_t l = 0; l < links->n; l++)
        links->known_a[links->items[l].a] = links->known_b[links->items[l].b] =
            MM_LINKED;
    return MM_OK;
}

int mm_links_find(mm_links *out, const mm_prepared *a, const mm_prepared *b,
                  const mm_lexicon *lexicon, const mm_sound *sound,
                  mm_error *err)
{
    int rc;

    out->n = 0;
    if ((rc = by_look_up(out, a, b, lexicon, err)) == MM_OK)
        rc = by_value(out, a, b, err);
    if (rc == MM_OK && sound)
        rc = by_sound(out, a, b, false, lexicon, sound, err);
    if (rc == MM_OK && sound)
        rc = by_sound(out, b, a, true, lexicon, sound, err);
    mm_links_settle(out);
    return rc < 0 ? rc : mark_known(out, a, b, lexicon, err);
}

void mm_links_release(mm_links *links)
{
    free(links->known_a);
    free(links->known_b);
    free(links->items);
    *links = (mm_links){ 0 };
}
