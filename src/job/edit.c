/*
 * One unit or concept changed.
 *
 * The row is copied through its canonical form (JSON Lines), which holds every
 * field, and the same form tells at the end whether another changed the row
 * meanwhile: it is compared inside the transaction that writes.
 */
#include "job/edit.h"

#include "base/memory.h"
#include "base/user.h"
#include "formats/build.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- what is meant ---- */

static bool read_count(int64_t *out, mm_str text)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || *out > INT64_MAX / 10 - 9)
            return false;
        *out = *out * 10 + (text.ptr[i] - '0');
    }
    return text.len > 0 && *out > 0;
}

bool mm_is_lang_tag(mm_str text)
{
    size_t at = 0;

    while (at < text.len &&
           ((text.ptr[at] | 32) >= 'a' && (text.ptr[at] | 32) <= 'z'))
        at++;
    if (at < 2 || at > 3)
        return false;
    for (size_t run = 0; at < text.len; at++) {
        char c = text.ptr[at];

        run = c == '-' ? 0 : run + 1;
        if (!(c == '-' || (c >= '0' && c <= '9') ||
              ((c | 32) >= 'a' && (c | 32) <= 'z')) ||
            run > 8)
            return false;
    }
    return text.ptr[text.len - 1] != '-';
}

int mm_ref_parse(mm_ref *out, mm_str text, mm_error *err)
{
    mm_str  rest = text, id = mm_str_cut(&rest, '/');
    mm_str  lang = mm_str_cut(&rest, '/');
    int64_t number = 0, place = 1;
    bool    good;

    *out = (mm_ref){ .kind = MM_ROW_CONCEPT };
    if (id.len && strchr("cud", id.ptr[0])) {
        out->kind = id.ptr[0] == 'u'   ? MM_ROW_UNIT
                    : id.ptr[0] == 'd' ? MM_ROW_DOCUMENT
                                       : MM_ROW_CONCEPT;
        id = mm_str_sub(id, 1, SIZE_MAX);
    }
    good = read_count(&number, id) && (lang.len == 0 || mm_is_lang_tag(lang)) &&
           (rest.len == 0 || read_count(&place, rest));
    if (!good || (lang.len && out->kind != MM_ROW_CONCEPT))
        return mm_fail(err, MM_EINVALID,
                       "'%.*s' is no id: 12 is a concept, u7 a unit, 12/ko/2 "
                       "its second Korean term",
                       (int)(text.len > 60 ? 60 : text.len), text.ptr);
    out->id = number;
    out->lang = lang;
    out->place = lang.len ? (size_t)place : 0;
    return MM_OK;
}

/* ---- opening ---- */

static int make(mm_edit **out, mm_store *store, const mm_ref *ref,
                mm_error *err)
{
    mm_edit *e = calloc(1, sizeof *e);

    *out = NULL;
    if (!e || mm_buf_put(&e->lang, ref->lang) < 0) {
        free(e);
        return mm_fail_memory(err);
    }
    e->store = store;
    e->ref = *ref;
    e->ref.lang = mm_buf_str(&e->lang);
    *out = e;
    return MM_OK;
}

/* Does the concept have the term of the ref? */
static int check_term(const mm_edit *e, mm_error *err)
{
    const mm_concept *c = e->item.concept;

    if (e->ref.lang.len == 0)
        return MM_OK;
    for (size_t i = 0; i < c->n_sections; i++)
        if (mm_lang_matches(c->sections[i].lang, e->ref.lang) &&
            e->ref.place <= c->sections[i].n_terms)
            return MM_OK;
    return mm_fail(err, MM_ENOTFOUND, "no term %zu of '%.*s' in concept %lld",
                   e->ref.place, (int)e->ref.lang.len, e->ref.lang.ptr,
                   (long long)e->ref.id);
}

int mm_edit_open(mm_edit **out, mm_store *store, const mm_ref *ref,
                 mm_error *err)
{
    mm_edit *e = NULL;
    mm_item  item, was;
    int      rc;

    *out = NULL;
    if (ref->kind == MM_ROW_DOCUMENT)
        return mm_fail(err, MM_EINVALID,
                       "a document cannot be edited, only "
                       "removed");
    if ((rc = mm_store_get(&item, store, ref->kind, ref->id, err)) < 0 ||
        (rc = make(&e, store, ref, err)) < 0)
        return rc;
    if (mm_jsonl_row(&e->before, &item) < 0)
        rc = mm_fail_memory(err);
    if (rc >= 0 &&
        (rc = mm_jsonl_parse(&was, &e->was, mm_buf_str(&e->before), err)) >=
            0 &&
        (rc = mm_jsonl_parse(&e->item, &e->now, mm_buf_str(&e->before), err)) >=
            0)
        rc = check_term(e, err);
    if (rc < 0) {
        mm_edit_close(e);
        return rc;
    }
    *out = e;
    return MM_OK;
}

int mm_edit_new(mm_edit **out, mm_store *store, mm_row_kind kind, mm_error *err)
{
    mm_ref   ref = { .kind = kind };
    mm_edit *e;
    int      rc = make(&e, store, &ref, err);

    *out = NULL;
    if (rc < 0)
        return rc;
    if (kind == MM_ROW_UNIT) {
        e->item.unit = &e->now.unit;
    } else {
        e->item.concept = &e->now.concept;
        e->now.concept.review = MM_APPROVED;
    }
    *out = e;
    return MM_OK;
}

void mm_edit_close(mm_edit *edit)
{
    if (!edit)
        return;
    mm_buf_release(&edit->lang);
    mm_buf_release(&edit->before);
    mm_arena_release(&edit->was.mem);
    mm_arena_release(&edit->now.mem);
    mm_facts_release(&edit->facts[0]);
    mm_facts_release(&edit->facts[1]);
    free(edit->changes);
    free(edit);
}

mm_item mm_edit_item(const mm_edit *edit)
{
    return edit->item;
}

/* ---- what was changed ---- */

static int add_change(mm_edit *e, mm_str field, mm_str a, mm_str b)
{
    if (mm_grow(&e->changes, &e->cap, e->n_changes + 1, sizeof *e->changes,
                NULL) < 0)
        return MM_ENOMEM;
    e->changes[e->n_changes++] = (mm_field_change){ field, a, b };
    return MM_OK;
}

/* A value of one side alone; with one of the other side alone of the same
 * field it makes one change. */
static int add_value(mm_edit *e, const mm_fact *f, bool is_new)
{
    for (size_t i = e->n_changes; i-- > 0;) {
        mm_str *mine = is_new ? &e->changes[i].b : &e->changes[i].a;

        if (!mm_str_eq(e->changes[i].field, f->field))
            break;
        if (mine->len == 0) {
            *mine = f->value;
            return MM_OK;
        }
    }
    return is_new ? add_change(e, f->field, MM_S(""), f->value)
                  : add_change(e, f->field, f->value, MM_S(""));
}

static int order_of(const mm_fact *a, const mm_fact *b)
{
    int order = mm_str_cmp(a->field, b->field);

    return order ? order : mm_str_cmp(a->value, b->value);
}

int mm_edit_changes(const mm_field_change **out, size_t *n, mm_edit *edit,
                    mm_error *err)
{
    mm_item        was = { .unit = edit->item.unit ? &edit->was.unit : NULL,
                           .concept = edit->item.concept ? &edit->was.concept : NULL };
    const mm_fact *a, *b;
    size_t         i = 0, k = 0, n_a, n_b;
    int            rc = MM_OK;

    edit->n_changes = 0;
    if (edit->before.len == 0)
        was = (mm_item){ 0 };
    if (mm_facts_of(&edit->facts[0], &was, MM_FACT_FIELD) < 0 ||
        mm_facts_of(&edit->facts[1], &edit->item, MM_FACT_FIELD) < 0)
        return mm_fail_memory(err);
    a = edit->facts[0].items;
    b = edit->facts[1].items;
    n_a = edit->facts[0].n;
    n_b = edit->facts[1].n;
    while (rc == MM_OK && (i < n_a || k < n_b)) {
        int order = i == n_a ? 1 : k == n_b ? -1 : order_of(&a[i], &b[k]);

        if (order < 0)
            rc = add_value(edit, &a[i++], false);
        else if (order > 0)
            rc = add_value(edit, &b[k++], true);
        else
            i++, k++;
    }
    *out = edit->changes;
    *n = edit->n_changes;
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* ---- near twins ---- */

/* How many of the concept's terms have `id` among the finds of their key. */
static int count_shared(size_t *shared, size_t *all, mm_edit *e, mm_id id,
                        mm_error *err)
{
    const mm_concept *c = e->item.concept;
    mm_id             ids[64];

    *shared = *all = 0;
    for (size_t s = 0; s < c->n_sections; s++)
        for (size_t t = 0; t < c->sections[s].n_terms; t++) {
            int n = mm_store_find(ids, 64, e->store, c->sections[s].lang,
                                  c->sections[s].terms[t].text, err);

            if (n < 0)
                return n;
            ++*all;
            for (int i = 0; i < n; i++)
                *shared += ids[i] == id;
        }
    return MM_OK;
}

static int add_twin(mm_twin *out, size_t room, size_t *n, mm_edit *e, mm_id id,
                    mm_error *err)
{
    size_t shared, all;
    int    rc;

    if (id == e->ref.id || *n == room)
        return MM_OK;
    for (size_t i = 0; i < *n; i++)
        if (out[i].id == id)
            return MM_OK;
    if ((rc = count_shared(&shared, &all, e, id, err)) < 0)
        return rc;
    out[(*n)++] = (mm_twin){ id, shared == all };
    return MM_OK;
}

int mm_edit_twins(mm_twin *out, size_t room, mm_edit *edit, mm_error *err)
{
    const mm_concept *c = edit->item.concept;
    size_t            n = 0;
    int               rc = MM_OK;
    mm_id             ids[64];

    for (size_t s = 0; c && s < c->n_sections; s++)
        for (size_t t = 0; rc >= 0 && t < c->sections[s].n_terms; t++) {
            int found = mm_store_find(ids, 64, edit->store, c->sections[s].lang,
                                      c->sections[s].terms[t].text, err);

            rc = found;
            for (int i = 0; rc >= 0 && i < found; i++)
                rc = add_twin(out, room, &n, edit, ids[i], err);
        }
    return rc < 0 ? rc : (int)n;
}

/* ---- saving ---- */

static const char *row_name(mm_row_kind kind)
{
    return kind == MM_ROW_UNIT      ? "unit"
           : kind == MM_ROW_CONCEPT ? "concept"
                                    : "document";
}

/* The row's stamp: who and now, and for a new one that it began so. */
static int stamp(mm_edit *e, mm_str who, mm_error *err)
{
    mm_unit  *unit = mm_edit_unit(e);
    mm_stamp *at = unit ? &unit->stamp : &mm_edit_concept(e)->stamp;
    time_t    seconds = time(NULL);
    struct tm utc;
    char      now[24], user[MM_USER_ROOM];

    gmtime_r(&seconds, &utc);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc);
    if (who.len == 0)
        who = mm_user_name(user);
    if (mm_put_str(&e->now.mem, &at->changed, mm_cstr(now)) < 0 ||
        mm_put_str(&e->now.mem, &at->changed_by, who) < 0)
        return mm_fail_memory(err);
    if (e->before.len == 0) {
        at->created = at->changed;
        at->created_by = at->changed_by;
    }
    return MM_OK;
}

/* Inside the transaction: is the row what it was when it was opened? */
static int check_unchanged(mm_edit *e, mm_error *err)
{
    mm_item item;
    mm_buf  row = { 0 };
    int     rc;

    if (e->before.len == 0)
        return MM_OK;
    rc = mm_store_get(&item, e->store, e->ref.kind, e->ref.id, err);
    if (rc == MM_ENOTFOUND)
        return mm_fail(err, MM_EBUSY,
                       "another removed %s %lld meanwhile: see malmoi history",
                       row_name(e->ref.kind), (long long)e->ref.id);
    if (rc >= 0 && mm_jsonl_row(&row, &item) < 0)
        rc = mm_fail_memory(err);
    if (rc >= 0 && !mm_str_eq(mm_buf_str(&row), mm_buf_str(&e->before)))
        rc = mm_fail(err, MM_EBUSY,
                     "another changed %s %lld meanwhile: look at it again and "
                     "edit that",
                     row_name(e->ref.kind), (long long)e->ref.id);
    mm_buf_release(&row);
    return rc;
}

/* "concept 12", or the first wordings of what is new. */
static int describe(mm_buf *out, const mm_edit *e)
{
    const mm_unit    *u = e->item.unit;
    const mm_concept *c = e->item.concept;
    size_t            n = u ? u->n_variants : c->n_sections;
    int               rc = mm_buf_put(out, mm_cstr(row_name(e->ref.kind)));

    if (e->before.len)
        return rc | mm_buf_printf(out, " %lld", (long long)e->ref.id);
    for (size_t i = 0; i < n && i < 2; i++) {
        mm_str text = u                        ? u->variants[i].text
                      : c->sections[i].n_terms ? c->sections[i].terms[0].text
                                               : MM_S("");

        rc |= mm_buf_put(out, i ? MM_S(" | ") : MM_S(" "));
        for (size_t k = 0; k < text.len && k < 200; k++)
            rc |= mm_buf_putc(
                out, (unsigned char)text.ptr[k] < ' ' ? ' ' : text.ptr[k]);
    }
    return rc;
}

static int write_row(mm_id *change, mm_id *id, mm_edit *e, mm_str who,
                     mm_error *err)
{
    mm_buf    what = { 0 };
    mm_item   item = e->item;
    mm_change made = { .kind = e->before.len ? "edit" : "add", .who = who };
    int       rc;

    if (describe(&what, e) < 0) {
        mm_buf_release(&what);
        return mm_fail_memory(err);
    }
    made.what = mm_buf_str(&what);
    item.row = e->ref.id;
    if ((rc = mm_store_begin(e->store, &made, err)) >= 0) {
        *change = mm_store_change(e->store);
        if ((rc = check_unchanged(e, err)) >= 0)
            rc = mm_store_put(id, e->store, &item, err);
        rc = mm_store_end(e->store, rc, err);
    }
    mm_buf_release(&what);
    return rc;
}

int mm_edit_save(mm_id *change, mm_id *id, mm_edit *edit, mm_str who,
                 mm_error *err)
{
    const mm_field_change *changes;
    size_t                 n;
    mm_id                  made = edit->ref.id;
    int                    rc = mm_edit_changes(&changes, &n, edit, err);

    *change = 0;
    if (rc >= 0 && n > 0 && (rc = stamp(edit, who, err)) >= 0)
        rc = write_row(change, &made, edit, who, err);
    if (rc < 0)
        *change = 0;
    else if (id)
        *id = made;
    return rc;
}
