/*
 * A three-way merge of one unit or concept.
 *
 * A plain field is ours where they left it as it was, theirs where we did, and
 * a conflict where both changed it in different ways (Khanna, Kunal and Pierce,
 * "A formal investigation of diff3", 2007, for single values). A list is merged
 * part by part: variants are told apart by language and order, sections by
 * language, terms by their wording, props by type and order; notes and contexts
 * are sets. A variant's text and its codes are one value, since the codes stand
 * at offsets of the text. Stamps never conflict: the later one stays.
 */
#include "job/fields.h"

#include "base/map.h"
#include "base/memory.h"
#include "formats/build.h"
#include "formats/jsonl.h"
#include "job/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const mm_str none = { "", 0 };

int mm_fields_conflict(mm_fields *f, mm_str field, mm_str base, mm_str ours,
                       mm_str theirs)
{
    mm_str kept = mm_arena_copy(&f->mem, field);

    if (!kept.ptr || mm_grow(&f->conflicts, &f->cap, f->n + 1,
                             sizeof *f->conflicts, NULL) < 0)
        return MM_ENOMEM;
    f->conflicts[f->n++] = (mm_conflict){ kept, base, ours, theirs };
    return MM_OK;
}

/* Which version of a value stays: 1 ours, 2 theirs, 0 a conflict. */
static int choose(bool ours_new, bool theirs_new, bool alike)
{
    return alike || !theirs_new ? 1 : !ours_new ? 2 : 0;
}

static mm_str pick(mm_fields *f, const char *prefix, const char *field,
                   mm_str base, mm_str ours, mm_str theirs)
{
    char name[160];
    int  which = choose(!mm_str_eq(base, ours), !mm_str_eq(base, theirs),
                        mm_str_eq(ours, theirs));

    if (which == 0) {
        snprintf(name, sizeof name, "%s%s%s", prefix,
                 *prefix && *field ? " " : "", field);
        f->failed =
            mm_fields_conflict(f, mm_cstr(name), base, ours, theirs) < 0 ||
            f->failed;
    }
    return which == 2 ? theirs : ours;
}

static double pick_number(mm_fields *f, const char *field, double base,
                          double ours, double theirs)
{
    char   room[3][32];
    mm_str text[3];
    double x[3] = { base, ours, theirs };
    int    which = choose(base != ours, base != theirs, ours == theirs);

    for (int i = 0; i < 3 && which == 0; i++) {
        snprintf(room[i], sizeof room[i], "%.6g", x[i]);
        text[i] = mm_arena_copy(&f->mem, mm_cstr(room[i]));
        f->failed = f->failed || !text[i].ptr;
    }
    if (which == 0)
        f->failed = mm_fields_conflict(f, mm_cstr(field), text[0], text[1],
                                       text[2]) < 0 ||
                    f->failed;
    return which == 2 ? theirs : ours;
}

static mm_stamp pick_stamp(const mm_stamp *ours, const mm_stamp *theirs)
{
    return mm_str_cmp(theirs->changed, ours->changed) > 0 ? *theirs : *ours;
}

/* ---- lists ---- */

/* A list of parts of `size` bytes, and what tells one from another. */
typedef struct list {
    const void *items;
    size_t      n, size;
    uint64_t (*key)(const void *item);
} list;

/* One part in three versions; NULL where a version has none. */
typedef struct triple {
    const void *base, *ours, *theirs;
} triple;

static const void *part(const list *l, size_t i)
{
    return (const char *)l->items + i * l->size;
}

/* The part of `l` with key `key` that `nth` of the same stand before. */
static const void *find(const list *l, uint64_t key, size_t nth)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->key(part(l, i)) == key && nth-- == 0)
            return part(l, i);
    return NULL;
}

static size_t rank(const list *l, size_t i)
{
    size_t   n = 0;
    uint64_t key = l->key(part(l, i));

    for (size_t k = 0; k < i; k++)
        n += l->key(part(l, k)) == key;
    return n;
}

/* Sets the parts of three lists side by side: ours in order, then what only
 * they have, then what both removed or one did. */
static triple *align(mm_fields *f, const list *base, const list *ours,
                     const list *theirs, size_t *n)
{
    const list *lists[3] = { ours, theirs, base };
    triple *out = mm_arena_alloc(&f->mem, (base->n + ours->n + theirs->n + 1) *
                                              sizeof *out);

    *n = 0;
    f->failed = f->failed || !out;
    for (int k = 0; out && k < 3; k++) {
        for (size_t i = 0; i < lists[k]->n; i++) {
            uint64_t key = lists[k]->key(part(lists[k], i));
            size_t   nth = rank(lists[k], i);
            triple   t = { find(base, key, nth), find(ours, key, nth),
                           find(theirs, key, nth) };

            if ((k > 0 && t.ours) || (k > 1 && t.theirs))
                continue; /* came with an earlier list */
            out[(*n)++] = t;
        }
    }
    return out;
}

/* A term of the base that was replaced by one other on a side is the same term
 * in another wording. */
static void join_renamed(triple *t, size_t *n, size_t offset)
{
    size_t gone = SIZE_MAX, fresh = SIZE_MAX, n_gone = 0, n_fresh = 0, kept = 0;

#define SIDE(i) (*(const void **)((char *)&t[i] + offset))
    for (size_t i = 0; i < *n; i++) {
        if (t[i].base && !SIDE(i)) {
            gone = i;
            n_gone++;
        } else if (!t[i].base && SIDE(i)) {
            fresh = i;
            n_fresh++;
        }
    }
    if (n_gone != 1 || n_fresh != 1)
        return;
    SIDE(gone) = SIDE(fresh);
    SIDE(fresh) = NULL;
#undef SIDE
    for (size_t i = 0; i < *n; i++)
        if (t[i].base || t[i].ours || t[i].theirs)
            t[kept++] = t[i];
    *n = kept;
}

/* ---- sets: notes, contexts ---- */

static uint64_t note_key(const void *item)
{
    const mm_note *n = item;

    return mm_hash(n->text) ^ (mm_hash(n->lang) << 1);
}

static uint64_t context_key(const void *item)
{
    const mm_context *c = item;

    return mm_hash(c->text) ^ (mm_hash(c->source) << 1);
}

/* What both have, and what a side added; what a side took away goes. */
static const void *merge_set(mm_fields *f, const list *base, const list *ours,
                             const list *theirs, size_t *out_n)
{
    size_t  n;
    triple *t = align(f, base, ours, theirs, &n);
    char   *out = NULL;

    *out_n = 0;
    for (size_t i = 0; t && i < n; i++) {
        const void *from = t[i].ours ? t[i].ours : t[i].theirs;
        void       *to;

        if (!from || (t[i].base && !(t[i].ours && t[i].theirs)))
            continue;
        if (!(to = mm_list_add(&f->mem, &out, out_n, ours->size)))
            f->failed = true;
        else
            memcpy(to, from, ours->size);
    }
    return out;
}

static const mm_note *merge_notes(mm_fields *f, const mm_note *base, size_t nb,
                                  const mm_note *ours, size_t no,
                                  const mm_note *theirs, size_t nt, size_t *n)
{
    list b = { base, nb, sizeof *base, note_key };
    list o = { ours, no, sizeof *ours, note_key };
    list t = { theirs, nt, sizeof *theirs, note_key };

    return merge_set(f, &b, &o, &t, n);
}

/* ---- props ---- */

static uint64_t prop_key(const void *item)
{
    const mm_prop *p = item;

    return mm_hash(p->type) ^ (mm_hash(p->lang) << 1);
}

static const mm_prop *merge_props(mm_fields *f, const char *prefix,
                                  const list *base, const list *ours,
                                  const list *theirs, size_t *out_n)
{
    size_t         n;
    triple        *t = align(f, base, ours, theirs, &n);
    const mm_prop *out = NULL;

    *out_n = 0;
    for (size_t i = 0; t && i < n; i++) {
        const mm_prop *b = t[i].base, *o = t[i].ours, *th = t[i].theirs;
        const mm_prop *some = o ? o : th ? th : b;
        mm_str         value;
        char           name[80];

        snprintf(name, sizeof name, "prop %.*s", (int)some->type.len,
                 some->type.ptr);
        value = pick(f, prefix, name, b ? b->value : none, o ? o->value : none,
                     th ? th->value : none);
        if (value.len == 0 && (!o || !th))
            continue;
        f->failed = mm_add_prop(&f->mem, &out, out_n, some->type, value,
                                some->lang) < 0 ||
                    f->failed;
    }
    return out;
}

#define PROPS(of)                                                              \
    ((list){ (of)->props, (of)->n_props, sizeof(mm_prop), prop_key })

/* ---- parts that hold parts ---- */

/* True when two parts say the same; the canonical rows tell. */
static bool alike(const mm_item *a, const mm_item *b)
{
    mm_buf x = { 0 }, y = { 0 };
    bool same = mm_jsonl_row(&x, a) == MM_OK && mm_jsonl_row(&y, b) == MM_OK &&
                mm_str_eq(mm_buf_str(&x), mm_buf_str(&y));

    mm_buf_release(&x);
    mm_buf_release(&y);
    return same;
}

/* For a part that a side has not: true when it stays. One that the other side
 * left as it was goes; one that it changed stays, in conflict. */
static bool stays(mm_fields *f, const triple *t, bool changed, mm_str name,
                  mm_str text)
{
    if (!t->base)
        return true;
    if (!t->ours && !t->theirs)
        return false;
    if (changed)
        f->failed = mm_fields_conflict(f, name, none, t->ours ? text : none,
                                       t->theirs ? text : none) < 0 ||
                    f->failed;
    return changed;
}

/* ---- units ---- */

static uint64_t variant_key(const void *item)
{
    return mm_hash(((const mm_variant *)item)->lang);
}

static bool same_wording(mm_fields *f, const mm_variant *a, const mm_variant *b)
{
    mm_str x = mm_codes_text(&f->mem, a), y = mm_codes_text(&f->mem, b);

    return mm_str_eq(a->text, b->text) && mm_str_eq(x, y);
}

static void merge_variant(mm_fields *f, mm_variant *out, const mm_variant *b,
                          const mm_variant *o, const mm_variant *t)
{
    static const mm_variant empty = { 0 };
    mm_str                  lang = mm_arena_copy(&f->mem, o->lang);
    const mm_variant       *text = o;
    int                     which;

    b = b ? b : &empty;
    which = choose(!same_wording(f, b, o), !same_wording(f, b, t),
                   same_wording(f, o, t));
    if (which == 0)
        f->failed =
            mm_fields_conflict(f, o->lang, b->text, o->text, t->text) < 0 ||
            f->failed;
    if (which == 2)
        text = t;
    *out = *text;
    out->props = merge_props(f, lang.ptr ? lang.ptr : "", &PROPS(b), &PROPS(o),
                             &PROPS(t), &out->n_props);
    out->notes = merge_notes(f, b->notes, b->n_notes, o->notes, o->n_notes,
                             t->notes, t->n_notes, &out->n_notes);
    out->stamp = pick_stamp(&o->stamp, &t->stamp);
}

static void merge_variants(mm_fields *f, const mm_unit *b, const mm_unit *o,
                           const mm_unit *t)
{
    list base = { b->variants, b->n_variants, sizeof(mm_variant), variant_key };
    list ours = { o->variants, o->n_variants, sizeof(mm_variant), variant_key };
    list theirs = { t->variants, t->n_variants, sizeof(mm_variant),
                    variant_key };
    size_t  n;
    triple *parts = align(f, &base, &ours, &theirs, &n);

    f->unit.variants = NULL;
    f->unit.n_variants = 0;
    for (size_t i = 0; parts && i < n; i++) {
        triple           *p = &parts[i];
        const mm_variant *one = p->ours ? p->ours : p->theirs;
        mm_variant       *to;

        if (!p->ours || !p->theirs) {
            mm_unit x = { .variants = one, .n_variants = 1 };
            mm_unit y = { .variants = p->base, .n_variants = 1 };
            bool    changed =
                one && p->base &&
                !alike(&(mm_item){ .unit = &x }, &(mm_item){ .unit = &y });

            if (!stays(f, p, changed, one ? one->lang : none,
                       one ? one->text : none))
                continue;
        }
        to = mm_list_add(&f->mem, &f->unit.variants, &f->unit.n_variants,
                         sizeof *to);
        if (!to)
            f->failed = true;
        else if (p->ours && p->theirs)
            merge_variant(f, to, p->base, p->ours, p->theirs);
        else
            *to = *one;
    }
}

static void merge_unit(mm_fields *f, const mm_unit *b, const mm_unit *o,
                       const mm_unit *t)
{
    static const mm_unit empty = { 0 };
    mm_unit             *u = &f->unit;

    b = b ? b : &empty;
    *u = *o;
    u->project = pick(f, "", "project", b->project, o->project, t->project);
    u->client = pick(f, "", "client", b->client, o->client, t->client);
    u->field = pick(f, "", "field", b->field, o->field, t->field);
    u->status = pick(f, "", "status", b->status, o->status, t->status);
    u->document =
        pick(f, "", "document", b->document, o->document, t->document);
    u->score = pick_number(f, "score", b->score, o->score, t->score);
    u->stamp = pick_stamp(&o->stamp, &t->stamp);
    u->props = merge_props(f, "", &PROPS(b), &PROPS(o), &PROPS(t), &u->n_props);
    u->notes = merge_notes(f, b->notes, b->n_notes, o->notes, o->n_notes,
                           t->notes, t->n_notes, &u->n_notes);
    merge_variants(f, b, o, t);
}

/* ---- concepts ---- */

static uint64_t section_key(const void *item)
{
    return mm_hash(((const mm_lang_section *)item)->lang);
}

static uint64_t term_key(const void *item)
{
    return mm_hash(((const mm_term *)item)->text);
}

static mm_str status_name(const mm_term *t)
{
    return mm_cstr(mm_term_status_name(t->status));
}

static void merge_term(mm_fields *f, mm_str lang, mm_term *out,
                       const mm_term *b, const mm_term *o, const mm_term *t)
{
    static const mm_term empty = { 0 };
    char                 name[120], term[60];

    b = b ? b : &empty;
    *out = *o;
    snprintf(term, sizeof term, "%.*s term", (int)lang.len, lang.ptr);
    snprintf(name, sizeof name, "%.*s %.*s", (int)lang.len, lang.ptr,
             (int)(o->text.len < 90 ? o->text.len : 90), o->text.ptr);
    out->text = pick(f, "", term, b->text, o->text, t->text);
    mm_term_status_parse(&out->status, pick(f, name, "status", status_name(b),
                                            status_name(o), status_name(t)));
    out->type = pick(f, name, "type", b->type, o->type, t->type);
    out->part_of_speech = pick(f, name, "part of speech", b->part_of_speech,
                               o->part_of_speech, t->part_of_speech);
    out->hanja = pick(f, name, "hanja", b->hanja, o->hanja, t->hanja);
    out->source = pick(f, name, "source", b->source, o->source, t->source);
    out->stamp = pick_stamp(&o->stamp, &t->stamp);
    out->notes = merge_notes(f, b->notes, b->n_notes, o->notes, o->n_notes,
                             t->notes, t->n_notes, &out->n_notes);
    out->props =
        merge_props(f, name, &PROPS(b), &PROPS(o), &PROPS(t), &out->n_props);
    out->contexts = merge_set(
        f,
        &(list){ b->contexts, b->n_contexts, sizeof(mm_context), context_key },
        &(list){ o->contexts, o->n_contexts, sizeof(mm_context), context_key },
        &(list){ t->contexts, t->n_contexts, sizeof(mm_context), context_key },
        &out->n_contexts);
}

/* True when term `a` of language `lang` says other things than `b`. */
static bool term_changed(mm_str lang, const mm_term *a, const mm_term *b)
{
    mm_lang_section x = { .lang = lang, .terms = a, .n_terms = 1 };
    mm_lang_section y = { .lang = lang, .terms = b, .n_terms = 1 };
    mm_concept      p = { .sections = &x, .n_sections = 1 };
    mm_concept      q = { .sections = &y, .n_sections = 1 };

    return a && b &&
           !alike(&(mm_item){ .concept = &p }, &(mm_item){ .concept = &q });
}

#define TERMS(of)                                                              \
    ((list){ (of)->terms, (of)->n_terms, sizeof(mm_term), term_key })

static void merge_terms(mm_fields *f, mm_lang_section *out,
                        const mm_lang_section *b, const mm_lang_section *o,
                        const mm_lang_section *t)
{
    size_t  n;
    triple *parts = align(f, &TERMS(b), &TERMS(o), &TERMS(t), &n);
    char    name[60];

    out->terms = NULL;
    out->n_terms = 0;
    snprintf(name, sizeof name, "%.*s term", (int)o->lang.len, o->lang.ptr);
    if (parts) {
        join_renamed(parts, &n, offsetof(triple, ours));
        join_renamed(parts, &n, offsetof(triple, theirs));
    }
    for (size_t i = 0; parts && i < n; i++) {
        triple        *p = &parts[i];
        const mm_term *one = p->ours ? p->ours : p->theirs;
        mm_term       *to;

        if ((!p->ours || !p->theirs) &&
            !stays(f, p, term_changed(o->lang, one, p->base), mm_cstr(name),
                   one ? one->text : none))
            continue;
        if (!(to =
                  mm_list_add(&f->mem, &out->terms, &out->n_terms, sizeof *to)))
            f->failed = true;
        else if (p->ours && p->theirs)
            merge_term(f, o->lang, to, p->base, p->ours, p->theirs);
        else
            *to = *one;
    }
}

static void merge_section(mm_fields *f, mm_lang_section *out,
                          const mm_lang_section *b, const mm_lang_section *o,
                          const mm_lang_section *t)
{
    static const mm_lang_section empty = { 0 };
    char                         lang[40];

    b = b ? b : &empty;
    *out = *o;
    snprintf(lang, sizeof lang, "%.*s", (int)o->lang.len, o->lang.ptr);
    out->definition = pick(f, lang, "definition", b->definition, o->definition,
                           t->definition);
    out->definition_source =
        pick(f, lang, "definition source", b->definition_source,
             o->definition_source, t->definition_source);
    out->notes = merge_notes(f, b->notes, b->n_notes, o->notes, o->n_notes,
                             t->notes, t->n_notes, &out->n_notes);
    out->props =
        merge_props(f, lang, &PROPS(b), &PROPS(o), &PROPS(t), &out->n_props);
    merge_terms(f, out, b, o, t);
}

static void merge_sections(mm_fields *f, const mm_concept *b,
                           const mm_concept *o, const mm_concept *t)
{
    list    base = { b->sections, b->n_sections, sizeof(mm_lang_section),
                     section_key };
    list    ours = { o->sections, o->n_sections, sizeof(mm_lang_section),
                     section_key };
    list    theirs = { t->sections, t->n_sections, sizeof(mm_lang_section),
                       section_key };
    size_t  n;
    triple *parts = align(f, &base, &ours, &theirs, &n);

    f->concept.sections = NULL;
    f->concept.n_sections = 0;
    for (size_t i = 0; parts && i < n; i++) {
        triple                *p = &parts[i];
        const mm_lang_section *one = p->ours ? p->ours : p->theirs;
        mm_lang_section       *to;

        if (!p->ours || !p->theirs) {
            mm_concept x = { .sections = one, .n_sections = 1 };
            mm_concept y = { .sections = p->base, .n_sections = 1 };
            bool       changed = one && p->base &&
                           !alike(&(mm_item){ .concept = &x },
                                  &(mm_item){ .concept = &y });

            if (!stays(f, p, changed, one ? one->lang : none,
                       one && one->n_terms ? one->terms[0].text : none))
                continue;
        }
        to = mm_list_add(&f->mem, &f->concept.sections, &f->concept.n_sections,
                         sizeof *to);
        if (!to)
            f->failed = true;
        else if (p->ours && p->theirs)
            merge_section(f, to, p->base, p->ours, p->theirs);
        else
            *to = *one;
    }
}

static void merge_concept(mm_fields *f, const mm_concept *b,
                          const mm_concept *o, const mm_concept *t)
{
    static const mm_concept empty = { 0 };
    mm_concept             *c = &f->concept;

    b = b ? b : &empty;
    *c = *o;
    mm_kind_parse(&c->kind, pick(f, "", "kind", mm_cstr(mm_kind_name(b->kind)),
                                 mm_cstr(mm_kind_name(o->kind)),
                                 mm_cstr(mm_kind_name(t->kind))));
    mm_review_parse(&c->review,
                    pick(f, "", "review", mm_cstr(mm_review_name(b->review)),
                         mm_cstr(mm_review_name(o->review)),
                         mm_cstr(mm_review_name(t->review))));
    c->confidence = pick_number(f, "confidence", b->confidence, o->confidence,
                                t->confidence);
    c->frequency = (uint32_t)pick_number(f, "frequency", b->frequency,
                                         o->frequency, t->frequency);
    c->definition =
        pick(f, "", "definition", b->definition, o->definition, t->definition);
    c->definition_source =
        pick(f, "", "definition source", b->definition_source,
             o->definition_source, t->definition_source);
    c->field = pick(f, "", "field", b->field, o->field, t->field);
    c->project = pick(f, "", "project", b->project, o->project, t->project);
    c->client = pick(f, "", "client", b->client, o->client, t->client);
    c->stamp = pick_stamp(&o->stamp, &t->stamp);
    c->notes = merge_notes(f, b->notes, b->n_notes, o->notes, o->n_notes,
                           t->notes, t->n_notes, &c->n_notes);
    c->props = merge_props(f, "", &PROPS(b), &PROPS(o), &PROPS(t), &c->n_props);
    merge_sections(f, b, o, t);
}

/* ---- items ---- */

void mm_fields_clear(mm_fields *fields)
{
    mm_arena_clear(&fields->mem);
    fields->n = 0;
    fields->failed = false;
}

int mm_fields_merge(mm_item *out, mm_fields *fields, const mm_item *base,
                    const mm_item *ours, const mm_item *theirs)
{
    mm_fields_clear(fields);
    *out = *ours;
    if (ours->unit) {
        merge_unit(fields, base->unit, ours->unit, theirs->unit);
        out->unit = &fields->unit;
    } else {
        merge_concept(fields, base->concept, ours->concept, theirs->concept);
        out->concept = &fields->concept;
    }
    return fields->failed ? MM_ENOMEM : MM_OK;
}

/* A copy of `props` with one more. */
static int add_mark(mm_fields *f, const mm_prop **props, size_t *n,
                    mm_str value)
{
    const mm_prop *copy = NULL;
    size_t         n_copy = 0;
    int            rc = MM_OK;

    for (size_t i = 0; i < *n && rc == MM_OK; i++)
        rc = mm_add_prop(&f->mem, &copy, &n_copy, (*props)[i].type,
                         (*props)[i].value, (*props)[i].lang);
    if (rc == MM_OK)
        rc =
            mm_add_prop(&f->mem, &copy, &n_copy, MM_S("conflict"), value, none);
    *props = copy;
    *n = n_copy;
    return rc;
}

int mm_fields_mark(mm_fields *fields, mm_item *item)
{
    mm_buf text = { 0 };
    int    rc = MM_OK;

    for (size_t i = 0; i < fields->n && rc == MM_OK; i++) {
        const mm_conflict *c = &fields->conflicts[i];
        mm_str             theirs = c->theirs.len ? c->theirs : MM_S("removed");

        rc = mm_buf_printf(&text, "%s%.*s%stheirs: %.*s", i ? "\n" : "",
                           (int)c->field.len, c->field.ptr,
                           c->field.len ? ", " : "", (int)theirs.len,
                           theirs.ptr);
    }
    if (rc == MM_OK && item->unit) {
        fields->unit = *item->unit;
        item->unit = &fields->unit;
        rc = add_mark(fields, &fields->unit.props, &fields->unit.n_props,
                      mm_buf_str(&text));
    } else if (rc == MM_OK) {
        fields->concept = *item->concept;
        item->concept = &fields->concept;
        rc = add_mark(fields, &fields->concept.props, &fields->concept.n_props,
                      mm_buf_str(&text));
    }
    mm_buf_release(&text);
    return rc;
}

void mm_fields_release(mm_fields *fields)
{
    mm_arena_release(&fields->mem);
    free(fields->conflicts);
    *fields = (mm_fields){ 0 };
}
