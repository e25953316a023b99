/*
 * What is wrong in a memory or term base.
 *
 * An item passes the filters one by one; each finding says what and why. What
 * must be remembered of the items that came by (for duplicates, and for one
 * source with several translations) is two hashes and a line each. A concept
 * passes those that make sense for terms.
 */
#include "malmoi/clean.h"

#include "base/map.h"
#include "base/memory.h"
#include "formats/build.h"
#include "job/facts.h"
#include "job/filters.h"
#include "malmoi/text.h"

#include <stdlib.h>

static const mm_clean_filter filters[] = {
    { MM_CLEAN_EMPTY, "empty", "no text on one side", MM_CLEAN_DROP },
    { MM_CLEAN_SAME, "same", "the translation is the source, not translated",
      MM_CLEAN_DROP },
    { MM_CLEAN_DUPLICATE, "duplicate", "the same came before", MM_CLEAN_DROP },
    { MM_CLEAN_SEVERAL, "several", "one source, several translations",
      MM_CLEAN_MARK },
    { MM_CLEAN_NUMBERS, "numbers", "numbers that disagree", MM_CLEAN_MARK },
    { MM_CLEAN_CODES, "codes", "inline codes that disagree", MM_CLEAN_MARK },
    { MM_CLEAN_LENGTH, "length", "much too long or too short", MM_CLEAN_MARK },
    { MM_CLEAN_SCRIPT, "script", "written in another language's script",
      MM_CLEAN_DROP },
    { MM_CLEAN_MOJIBAKE, "mojibake", "read in a wrong encoding: put right",
      MM_CLEAN_REPAIR },
};
enum { N_FILTERS = sizeof filters / sizeof *filters };

/* The first item with a key, in a table of open addressing. */
typedef struct seen {
    uint64_t key, value; /* key 0: free */
    long     line;
} seen;

typedef struct seen_table {
    seen  *items;
    size_t n, mask;
} seen_table;

struct mm_cleaner {
    unsigned   bits;
    mm_valuers valuers;
    seen_table whole, sources;
    mm_facts   facts;
    mm_arena   mem;
    mm_unit    unit;
    mm_concept concept;
    mm_finding *findings;
    size_t      n, cap;
    mm_buf      why;
};

const mm_clean_filter *mm_clean_filter_at(size_t i)
{
    return i < N_FILTERS ? &filters[i] : NULL;
}

const char *mm_clean_action_name(mm_clean_action action)
{
    static const char *const names[] = { "drop", "mark", "repair" };

    return names[action];
}

unsigned mm_clean_filters(mm_str list)
{
    unsigned bits = 0;

    while (list.len) {
        mm_str   name = mm_str_trim(mm_str_cut(&list, ','));
        unsigned bit = 0;

        for (size_t i = 0; i < N_FILTERS; i++)
            if (mm_str_eq(name, mm_cstr(filters[i].name)))
                bit = filters[i].bit;
        if (!bit)
            return 0;
        bits |= bit;
    }
    return bits;
}

int mm_cleaner_open(mm_cleaner **out, unsigned bits, const mm_tables *tables,
                    mm_error *err)
{
    mm_cleaner *c = calloc(1, sizeof *c);

    *out = c;
    if (!c)
        return mm_fail_memory(err);
    c->bits = bits ? bits : MM_CLEAN_ALL;
    c->valuers.tables = tables;
    return MM_OK;
}

void mm_cleaner_close(mm_cleaner *cleaner)
{
    if (!cleaner)
        return;
    mm_valuers_release(&cleaner->valuers);
    free(cleaner->whole.items);
    free(cleaner->sources.items);
    mm_facts_release(&cleaner->facts);
    mm_arena_release(&cleaner->mem);
    mm_buf_release(&cleaner->why);
    free(cleaner->findings);
    free(cleaner);
}

/* ---- what came before ---- */

static int seen_grow(seen_table *t)
{
    size_t cap = t->items ? 2 * (t->mask + 1) : 1024;
    seen  *items = calloc(cap, sizeof *items);

    if (!items)
        return MM_ENOMEM;
    for (size_t i = 0; t->items && i <= t->mask; i++) {
        size_t at = t->items[i].key & (cap - 1);

        if (!t->items[i].key)
            continue;
        while (items[at].key)
            at = (at + 1) & (cap - 1);
        items[at] = t->items[i];
    }
    free(t->items);
    t->items = items;
    t->mask = cap - 1;
    return MM_OK;
}

/* The first item of `key` at `*out`, which is this one (added) when its line
 * and value are. MM_OK or MM_ENOMEM. */
static int seen_find(seen_table *t, seen *out, uint64_t key, uint64_t value,
                     long line, bool *fresh)
{
    size_t at;

    key += key == 0;
    if ((!t->items || t->n * 4 >= (t->mask + 1) * 3) && seen_grow(t) < 0)
        return MM_ENOMEM;
    for (at = key & t->mask; t->items[at].key && t->items[at].key != key;)
        at = (at + 1) & t->mask;
    *fresh = !t->items[at].key;
    if (*fresh) {
        t->items[at] = (seen){ key, value, line };
        t->n++;
    }
    *out = t->items[at];
    return MM_OK;
}

/* ---- findings ---- */

static bool wants(const mm_cleaner *c, unsigned bit)
{
    return c->bits & bit;
}

/* Makes a finding of what stands in c->why, when something does. */
static int found(mm_cleaner *c, unsigned bit, mm_str lang, mm_str text)
{
    mm_str why = mm_buf_str(&c->why);
    size_t i = 0;

    if (why.len == 0)
        return MM_OK;
    while (filters[i].bit != bit)
        i++;
    why = mm_arena_copy(&c->mem, why);
    mm_buf_clear(&c->why);
    if (!why.ptr ||
        mm_grow(&c->findings, &c->cap, c->n + 1, sizeof *c->findings, NULL) < 0)
        return MM_ENOMEM;
    c->findings[c->n++] = (mm_finding){ &filters[i], lang, why, text };
    return MM_OK;
}

static int look_for_duplicate(mm_cleaner *c, const mm_item *item, mm_str lang,
                              mm_str text)
{
    seen first;
    bool fresh;

    if (!wants(c, MM_CLEAN_DUPLICATE))
        return MM_OK;
    /* Codes and status count, ids and dates do not. */
    if (mm_facts_of(&c->facts, item, MM_FACT_FIELD) < 0 ||
        seen_find(&c->whole, &first, mm_facts_hash(&c->facts), 0, item->line,
                  &fresh) < 0)
        return MM_ENOMEM;
    if (fresh)
        return MM_OK;
    if (mm_buf_printf(&c->why, "the same stands in line %ld", first.line) < 0)
        return MM_ENOMEM;
    return found(c, MM_CLEAN_DUPLICATE, lang, text);
}

/* ---- units ---- */

static uint64_t hash_of(const mm_variant *v)
{
    return mm_hash(v->text) ^ (mm_hash(v->lang) << 1);
}

static int look_for_several(mm_cleaner *c, const mm_variant *source,
                            const mm_variant *target, long line)
{
    seen     first;
    bool     fresh;
    uint64_t key = hash_of(source) ^ (mm_hash(target->lang) << 2);

    if (!wants(c, MM_CLEAN_SEVERAL) || mm_filter_blank(target->text))
        return MM_OK;
    if (seen_find(&c->sources, &first, key, hash_of(target), line, &fresh) < 0)
        return MM_ENOMEM;
    if (fresh || first.value == hash_of(target))
        return MM_OK;
    if (mm_buf_printf(&c->why, "line %ld translates it in another way",
                      first.line) < 0)
        return MM_ENOMEM;
    return found(c, MM_CLEAN_SEVERAL, target->lang, target->text);
}

/* What concerns one variant alone; it may be put right in `v`. */
static int look_at_variant(mm_cleaner *c, mm_variant *v, mm_error *err)
{
    mm_variant repaired;
    mm_str     before = v->text;
    int        rc = MM_OK;

    if (wants(c, MM_CLEAN_EMPTY) && mm_filter_blank(v->text)) {
        rc = mm_buf_put(&c->why, MM_S("no text"));
        return rc < 0 ? rc : found(c, MM_CLEAN_EMPTY, v->lang, v->text);
    }
    if (wants(c, MM_CLEAN_MOJIBAKE)) {
        rc = mm_filter_mojibake(&c->why, &c->mem, &repaired, v, err);
        if (rc == MM_OK && c->why.len) {
            *v = repaired;
            rc = found(c, MM_CLEAN_MOJIBAKE, v->lang, before);
        }
    }
    if (rc == MM_OK && wants(c, MM_CLEAN_SCRIPT)) {
        rc = mm_filter_script(&c->why, v->lang, v->text);
        if (rc == MM_OK)
            rc = found(c, MM_CLEAN_SCRIPT, v->lang, v->text);
    }
    return rc;
}

static int look_at_pair(mm_cleaner *c, const mm_variant *source,
                        const mm_variant *target, long line, mm_error *err)
{
    static const unsigned bits[] = { MM_CLEAN_SAME, MM_CLEAN_LENGTH,
                                     MM_CLEAN_CODES, MM_CLEAN_NUMBERS };
    int                   rc = MM_OK;

    if (mm_filter_blank(source->text) || mm_filter_blank(target->text))
        return MM_OK;
    for (size_t i = 0; i < 4 && rc == MM_OK; i++) {
        if (!wants(c, bits[i]))
            continue;
        if (bits[i] == MM_CLEAN_SAME)
            rc = mm_filter_same(&c->why, source->text, target->text);
        else if (bits[i] == MM_CLEAN_LENGTH)
            rc = mm_filter_length(&c->why, source->text, target->text);
        else if (bits[i] == MM_CLEAN_CODES)
            rc = mm_filter_codes(&c->why, source, target);
        else
            rc = mm_filter_numbers(&c->why, &c->valuers, source, target, err);
        if (rc == MM_OK)
            rc = found(c, bits[i], target->lang, target->text);
    }
    return rc < 0 ? rc : look_for_several(c, source, target, line);
}

/* The variant that the others translate. */
static const mm_variant *source_of(const mm_unit *u)
{
    const mm_variant *source =
        u->source_lang.len ? mm_unit_variant(u, u->source_lang) : NULL;

    return source || u->n_variants == 0 ? source : u->variants;
}

static int look_at_unit(mm_cleaner *c, const mm_item *item, mm_error *err)
{
    mm_unit          *u = &c->unit;
    mm_variant       *v;
    const mm_variant *source;
    int               rc = MM_OK;

    *u = *item->unit;
    v = mm_arena_alloc(&c->mem, (u->n_variants + 1) * sizeof *v);
    if (!v)
        return MM_ENOMEM;
    for (size_t i = 0; i < u->n_variants && rc == MM_OK; i++) {
        v[i] = u->variants[i];
        rc = look_at_variant(c, &v[i], err);
    }
    u->variants = v;
    if (rc == MM_OK && wants(c, MM_CLEAN_EMPTY) && u->n_variants < 2 &&
        c->n == 0) {
        rc = mm_buf_put(&c->why, MM_S("one language alone"));
        if (rc == MM_OK)
            rc = found(c, MM_CLEAN_EMPTY, (mm_str){ 0 },
                       u->n_variants ? v[0].text : (mm_str){ 0 });
    }
    source = source_of(u);
    for (size_t i = 0; i < u->n_variants && rc == MM_OK; i++)
        if (&v[i] != source && !mm_str_eq(v[i].lang, source->lang))
            rc = look_at_pair(c, source, &v[i], item->line, err);
    return rc < 0 ? rc
                  : look_for_duplicate(c, item,
                                       source ? source->lang : (mm_str){ 0 },
                                       source ? source->text : (mm_str){ 0 });
}

/* ---- concepts ---- */

/* A term passes as a variant without codes. */
static int look_at_section(mm_cleaner *c, mm_lang_section *s, mm_error *err)
{
    mm_term *t = mm_arena_alloc(&c->mem, (s->n_terms + 1) * sizeof *t);
    int      rc = t ? MM_OK : MM_ENOMEM;

    for (size_t i = 0; i < s->n_terms && rc == MM_OK; i++) {
        mm_variant v = { .lang = s->lang, .text = s->terms[i].text };

        t[i] = s->terms[i];
        rc = look_at_variant(c, &v, err);
        t[i].text = v.text;
    }
    s->terms = t;
    return rc;
}

static int look_at_concept(mm_cleaner *c, const mm_item *item, mm_error *err)
{
    mm_concept      *k = &c->concept;
    mm_lang_section *s;
    mm_str           lang = { 0 }, text = { 0 };
    int              rc = MM_OK;

    *k = *item->concept;
    s = mm_arena_alloc(&c->mem, (k->n_sections + 1) * sizeof *s);
    if (!s)
        return MM_ENOMEM;
    for (size_t i = 0; i < k->n_sections && rc == MM_OK; i++) {
        s[i] = k->sections[i];
        rc = look_at_section(c, &s[i], err);
        if (text.len == 0 && s[i].n_terms) {
            lang = s[i].lang;
            text = s[i].terms[0].text;
        }
    }
    k->sections = s;
    return rc < 0 ? rc : look_for_duplicate(c, item, lang, text);
}

/* ---- mending ---- */

/* Adds the prop "clean" with each reason to be looked at. */
static int mark(mm_cleaner *c, mm_cleaned *out)
{
    bool     unit = out->item.unit != NULL;
    size_t   n = unit ? c->unit.n_props : c->concept.n_props;
    mm_prop *props = mm_arena_alloc(&c->mem, (n + 1) * sizeof *props);
    mm_buf   text = { 0 };
    int      rc = props ? MM_OK : MM_ENOMEM;

    for (size_t i = 0; i < c->n && rc == MM_OK; i++)
        if (c->findings[i].filter->action == MM_CLEAN_MARK)
            rc = mm_buf_printf(&text, "%s%s: %s", text.len ? "; " : "",
                               c->findings[i].filter->name,
                               c->findings[i].why.ptr);
    if (rc == MM_OK && text.len) {
        for (size_t i = 0; i < n; i++)
        props[i] = unit ? c->unit.props[i] : c->concept.props[i];
        props[n] = (mm_prop){ MM_S("clean"),
                              mm_arena_copy(&c->mem, mm_buf_str(&text)),
                              { "", 0 } };
        rc = props[n].value.ptr ? MM_OK : MM_ENOMEM;
        *(unit ? &c->unit.props : &c->concept.props) = props;
        *(unit ? &c->unit.n_props : &c->concept.n_props) = n + 1;
    }
    mm_buf_release(&text);
    return rc;
}

int mm_cleaner_look(mm_cleaned *out, mm_cleaner *cleaner, const mm_item *item,
                    mm_error *err)
{
    mm_cleaner *c = cleaner;
    int         rc;

    mm_arena_clear(&c->mem);
    mm_buf_clear(&c->why);
    c->n = 0;
    *out = (mm_cleaned){ .item = { .line = item->line } };
    if (item->unit) {
        rc = look_at_unit(c, item, err);
        out->item.unit = &c->unit;
    } else {
        rc = look_at_concept(c, item, err);
        out->item.concept = &c->concept;
    }
    for (size_t i = 0; i < c->n; i++)
        out->drop = out->drop || c->findings[i].filter->action == MM_CLEAN_DROP;
    if (rc == MM_OK)
        rc = mark(c, out);
    out->findings = c->findings;
    out->n = c->n;
    return rc == MM_ENOMEM ? mm_fail_memory(err) : rc;
}
