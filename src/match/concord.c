/*
 * Concordance. A memory's units are gone through in up to three phases: the
 * folded texts beside it, then units changed since those were made, then new
 * ones (all of them, in a small memory). Where folded texts are still to be
 * made, the first units are looked at as in a small memory: what stands in many
 * is found at once. A pattern of marks alone and a regular
 * expression are looked for in the texts as they are. Whatever is found is held
 * against the unit itself, which also gives the places.
 */
#include "malmoi/concord.h"

#include "base/memory.h"
#include "malmoi/rules.h"
#include "malmoi/text.h"
#include "match/composed.h"
#include "match/concordtext.h"
#include "match/unitfilter.h"

#include <stdlib.h>
#include <string.h>

typedef enum phase { FIRST, FOLDED, CHANGED, NEW } phase;

enum { FIRST_TEXTS = 20000 }; /* looked at before folded texts are made */

struct mm_concord {
    mm_store         **stores;
    mm_folded_texts   *folded;
    size_t            *places_of; /* by store: its number among those given */
    size_t             n;
    mm_concord_options options;
    mm_match_options   filters;
    mm_buf             pattern; /* its key */
    bool               marks;   /* the pattern is of marks alone */
    mm_regex          *regex;
    size_t             at; /* store */
    phase              phase;
    size_t             byte; /* FOLDED: where to go on */
    size_t             next_changed;
    mm_texts          *texts;  /* FIRST, NEW */
    size_t             looked; /* texts of it, and the last unit of them */
    mm_id              last;
    bool               through; /* FIRST: there were no more */
    mm_key_map         key;
    mm_buf             one; /* key of one character */
    mm_place          *places;
    size_t             n_places, cap_places;
};

int mm_concord_open(mm_concord **out, mm_store *const *stores, size_t n,
                    mm_error *err)
{
    mm_concord *c = calloc(1, sizeof *c);
    int         rc = MM_OK;

    *out = NULL;
    if (!c)
        return mm_fail_memory(err);
    c->stores = calloc(n + 1, sizeof(mm_store *));
    c->folded = calloc(n + 1, sizeof *c->folded);
    c->places_of = calloc(n + 1, sizeof *c->places_of);
    if (!c->stores || !c->folded || !c->places_of)
        rc = mm_fail_memory(err);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        if (!stores[i])
            continue;
        rc = mm_folded_open(&c->folded[c->n], stores[i], err);
        c->stores[c->n] = stores[i];
        c->places_of[c->n] = i;
        c->n += rc >= 0;
    }
    c->at = c->n;
    if (rc < 0)
        mm_concord_close(c);
    else
        *out = c;
    return rc < 0 ? rc : MM_OK;
}

void mm_concord_close(mm_concord *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        mm_folded_release(&c->folded[i]);
    mm_texts_close(c->texts);
    mm_regex_close(c->regex);
    mm_key_map_release(&c->key);
    mm_buf_release(&c->one);
    mm_buf_release(&c->pattern);
    free(c->stores);
    free(c->folded);
    free(c->places_of);
    free(c->places);
    free(c);
}

/* ---- the pattern ---- */

static int set_pattern(mm_concord *c, mm_str pattern, mm_error *err)
{
    mm_regex_close(c->regex);
    c->regex = NULL;
    c->marks = false;
    mm_buf_clear(&c->pattern);
    if (pattern.len == 0)
        return mm_fail(err, MM_EINVALID, "nothing to look for");
    if (c->options.regex)
        return mm_nfc(&c->pattern, pattern) < 0
                   ? mm_fail_memory(err)
                   : mm_regex_open(&c->regex, mm_buf_str(&c->pattern), err);
    if (mm_key_tight(&c->pattern, pattern) < 0)
        return mm_fail_memory(err);
    if (c->pattern.len)
        return MM_OK;
    c->marks = true;
    if (mm_key(&c->pattern, pattern) < 0)
        return mm_fail_memory(err);
    return c->pattern.len
               ? MM_OK
               : mm_fail(err, MM_EINVALID, "nothing to look for but space");
}

static int put_place(mm_concord *c, size_t start, size_t end)
{
    if (mm_grow(&c->places, &c->cap_places, c->n_places + 1, sizeof *c->places,
                NULL) < 0)
        return MM_ENOMEM;
    c->places[c->n_places++] = (mm_place){ start, end };
    return MM_OK;
}

/* An expression is put to the text in NFC, as the expression is. */
static int find_regex(mm_concord *c, mm_str text, mm_error *err)
{
    const uint32_t *source;
    size_t          start, end;
    bool            changed;
    int             rc;

    if (mm_composed_make(&c->key, &changed, text) < 0)
        return mm_fail_memory(err);
    source = changed ? c->key.source : NULL;
    rc =
        mm_regex_start(c->regex, changed ? mm_buf_str(&c->key.key) : text, err);
    while (rc >= 0 &&
           (rc = mm_regex_next(c->regex, &start, &end, err)) == MM_ROW)
        if (start < end && put_place(c, source ? source[start] : start,
                                     source ? source[end] : end) < 0)
            return mm_fail_memory(err);
    return rc;
}

/* Is the character text[start..end) one that the key passes over? */
static int is_passed_over(bool *out, mm_concord *c, mm_str text, size_t start,
                          size_t end)
{
    int rc;

    mm_buf_clear(&c->one);
    rc = mm_key_tight(&c->one, mm_str_sub(text, start, end - start));
    *out = c->one.len == 0;
    return rc;
}

/* White space and marks that the key passes over end no hit; its last letter
 * begins at `last`. */
static int trim_end(mm_concord *c, mm_str text, size_t last, size_t *end)
{
    int rc = MM_OK;

    while (rc == MM_OK) {
        size_t start = *end;
        bool   passed;

        do
            start--;
        while (start > last && ((unsigned char)text.ptr[start] & 0xC0) == 0x80);
        if (start <= last)
            break;
        rc = is_passed_over(&passed, c, text, start, *end);
        if (rc == MM_OK && !passed)
            break;
        *end = start;
    }
    return rc;
}

/* Fills the places where the pattern stands in `text`. */
static int find_places(mm_concord *c, mm_str text, mm_error *err)
{
    mm_str needle = mm_buf_str(&c->pattern), key;
    size_t at = 0;
    int    rc;

    c->n_places = 0;
    if (c->regex)
        return find_regex(c, text, err);
    if ((rc = mm_key_map_make(&c->key, text, !c->marks, err)) < 0)
        return rc;
    key = mm_buf_str(&c->key.key);
    while ((at = mm_str_find(key, needle, at)) != SIZE_MAX) {
        size_t start = c->key.source[at];
        size_t end = c->key.source[at + needle.len];

        if (!c->marks &&
            trim_end(c, text, c->key.source[at + needle.len - 1], &end) < 0)
            return mm_fail_memory(err);
        if (put_place(c, start, end) < 0)
            return mm_fail_memory(err);
        at += needle.len;
    }
    return MM_OK;
}

/* ---- one unit ---- */

static const mm_variant *other_of(const mm_concord *c, const mm_unit *u,
                                  size_t place)
{
    if (c->options.other.len) {
        const mm_variant *v = mm_unit_serving(u, c->options.other);

        return v == &u->variants[place] ? NULL : v;
    }
    for (size_t i = 1; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[(place + i) % u->n_variants];

        if (!mm_lang_matches(v->lang, u->variants[place].lang))
            return v;
    }
    return NULL;
}

static bool is_searched(const mm_concord *c, mm_str lang)
{
    return c->options.lang.len == 0 || mm_lang_serves(lang, c->options.lang);
}

/* Looks at variant `place` of unit `row`: MM_ROW when it is a hit. */
static int look_at(mm_concord *c, mm_found_in *out, mm_id row, size_t place,
                   mm_error *err)
{
    mm_store *store = c->stores[c->at];
    mm_item   item;
    int       rc = mm_store_get(&item, store, MM_ROW_UNIT, row, err);

    if (rc < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    if (place >= item.unit->n_variants ||
        !is_searched(c, item.unit->variants[place].lang))
        return MM_OK;
    if ((rc = find_places(c, item.unit->variants[place].text, err)) < 0 ||
        c->n_places == 0)
        return rc;
    if ((rc = mm_unit_wanted(item.unit, row, store, &c->filters, err)) !=
        MM_ROW)
        return rc;
    *out = (mm_found_in){ .unit = item.unit,
                          .variant = &item.unit->variants[place],
                          .other = other_of(c, item.unit, place),
                          .places = c->places,
                          .n_places = c->n_places,
                          .row = row,
                          .store = c->places_of[c->at],
                          .memory = mm_cstr(mm_store_path(store)) };
    return MM_ROW;
}

/* ---- phases: MM_ROW with a hit, MM_OK when the phase is over ---- */

static int next_folded(mm_concord *c, mm_found_in *out, mm_error *err)
{
    const mm_folded_texts *t = &c->folded[c->at];
    int                    rc = MM_OK;

    while (rc == MM_OK) {
        size_t   at = mm_folded_find(t, mm_buf_str(&c->pattern), c->byte);
        uint32_t i;

        if (at == SIZE_MAX)
            return MM_OK;
        i = mm_folded_at(t, at);
        if (i >= t->head->n)
            return MM_OK;
        c->byte = (size_t)t->ends[i];
        if (c->byte <= at)
            return MM_OK; /* damaged */
        if (mm_hashes_find(&t->stale, t->rows[i] >> 8) == MM_HASHES_NONE &&
            mm_folded_lang(t, i, c->options.lang))
            rc = look_at(c, out, (mm_id)(t->rows[i] >> 8), t->rows[i] & 255,
                         err);
    }
    return rc;
}

/* Every variant of the changed units: `next_changed` counts 256 a unit. */
static int next_changed(mm_concord *c, mm_found_in *out, mm_error *err)
{
    const mm_folded_texts *t = &c->folded[c->at];
    int                    rc = MM_OK;

    while (rc == MM_OK && c->next_changed / 256 < t->n_changed) {
        mm_id   id = t->changed[c->next_changed / 256];
        size_t  place = c->next_changed % 256;
        mm_item item;

        rc = mm_store_get(&item, c->stores[c->at], MM_ROW_UNIT, id, err);
        if (id <= c->options.above || rc == MM_ENOTFOUND ||
            (rc == MM_OK && place >= item.unit->n_variants)) {
            c->next_changed = (c->next_changed / 256 + 1) * 256;
            rc = MM_OK;
            continue;
        }
        c->next_changed++;
        if (rc == MM_OK)
            rc = look_at(c, out, id, place, err);
    }
    return rc;
}

/* Reads on in the memory itself, from unit `above` on: MM_ROW with a hit. Of
 * `most` texts (0: all) and the rest of their unit; `*more`: there were more.
 */
static int read_on(mm_concord *c, mm_found_in *out, mm_id above, size_t most,
                   bool *more, mm_error *err)
{
    mm_text row;
    int     rc = MM_OK;

    if (!c->texts)
        rc = mm_texts_open(&c->texts, c->stores[c->at], above, err);
    while (rc >= 0 && (rc = mm_texts_next(c->texts, &row, err)) == MM_ROW) {
        *more = most && c->looked >= most && row.unit != c->last;
        if (*more)
            break;
        c->last = row.unit;
        c->looked++;
        if (!is_searched(c, row.lang))
            continue;
        if ((rc = find_places(c, row.text, err)) < 0)
            return rc;
        if (c->n_places &&
            (rc = look_at(c, out, row.unit, row.place, err)) != MM_OK)
            return rc;
    }
    mm_texts_close(c->texts);
    c->texts = NULL;
    return rc < 0 ? rc : MM_OK;
}

static int next_new(mm_concord *c, mm_found_in *out, mm_error *err)
{
    const mm_folded_texts *t = &c->folded[c->at];
    bool  whole = c->regex || c->marks || !t->head; /* no use was made of it */
    mm_id above = whole ? 0 : t->head->last;
    bool  more;

    if (above < c->options.above)
        above = c->options.above;
    return read_on(c, out, above, 0, &more, err);
}

/* Where to go on in the folded texts: behind unit `above`. */
static void go_on_above(mm_concord *c, mm_id above)
{
    const mm_folded_texts *t = &c->folded[c->at];
    uint32_t               first = above ? mm_folded_above(t, above) : 0;

    c->byte = first ? (size_t)t->ends[first - 1] : 0;
}

/* The first units, all variants of each. When there are more, the folded texts
 * are made for the rest; when there are not, the memory is through. */
static int next_first(mm_concord *c, mm_found_in *out, mm_error *err)
{
    bool more = false;
    int  rc = read_on(c, out, c->options.above, FIRST_TEXTS, &more, err);

    if (rc != MM_OK)
        return rc;
    c->through = !more;
    if (!more)
        return MM_OK;
    rc = mm_folded_make(&c->folded[c->at], c->stores[c->at], err);
    if (rc == MM_OK)
        go_on_above(c, c->last);
    return rc;
}

/* ---- the cursor ---- */

static int begin_store(mm_concord *c, mm_error *err)
{
    mm_folded_texts *t;
    int              rc;

    mm_texts_close(c->texts);
    c->texts = NULL;
    c->phase = FOLDED;
    c->next_changed = c->byte = c->looked = 0;
    c->last = 0;
    c->through = false;
    if (c->at >= c->n)
        return MM_OK;
    t = &c->folded[c->at];
    if ((rc = mm_folded_refresh(t, c->stores[c->at], err)) < 0)
        return rc;
    if (t->wanted && !c->regex && !c->marks)
        c->phase = FIRST;
    else if (c->regex || c->marks || !t->head)
        c->phase = NEW;
    else
        go_on_above(c, c->options.above);
    return MM_OK;
}

int mm_concord_start(mm_concord *c, mm_str pattern,
                     const mm_concord_options *options, mm_error *err)
{
    int rc;

    c->options = options ? *options : (mm_concord_options){ 0 };
    c->filters = (mm_match_options){ .project = c->options.project,
                                     .client = c->options.client,
                                     .field = c->options.field,
                                     .document = c->options.document,
                                     .author = c->options.author,
                                     .status = c->options.status,
                                     .since = c->options.since,
                                     .until = c->options.until };
    c->at = c->n;
    if ((rc = set_pattern(c, pattern, err)) < 0)
        return rc;
    c->at = 0;
    return begin_store(c, err);
}

int mm_concord_next(mm_concord *c, mm_found_in *out, mm_error *err)
{
    int rc = MM_OK;

    while (c->at < c->n) {
        switch (c->phase) {
        case FIRST:
            rc = next_first(c, out, err);
            break;
        case FOLDED:
            rc = next_folded(c, out, err);
            break;
        case CHANGED:
            rc = next_changed(c, out, err);
            break;
        case NEW:
            rc = next_new(c, out, err);
            break;
        }
        if (rc != MM_OK)
            return rc;
        if (c->phase < NEW && !c->through) {
            c->phase++;
        } else {
            c->at++;
            if ((rc = begin_store(c, err)) < 0)
                return rc;
        }
    }
    return MM_OK;
}
