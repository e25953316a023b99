/* Memories for tests: a folder of their own, checked calls, items as text. */
#ifndef TEST_STORE_HELPERS_H
#define TEST_STORE_HELPERS_H

#include "malmoi/history.h"
#include "malmoi/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CHECK(call) check((call), &err, #call)

static inline int check(int rc, const mm_error *err, const char *what)
{
    if (rc < 0)
        fail_msg("%s: %d, %s", what, rc, err->text);
    return rc;
}

static inline void remove_folder(const char *path)
{
    char command[300];

    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

/* A fresh folder, and the path of a file in it (static, one a process). */
static inline const char *fresh(const char *name)
{
    static char folder[200], path[300];

    if (!folder[0]) {
        const char *tmp = getenv("TMPDIR");

        snprintf(folder, sizeof folder, "%s/malmoi-store-XXXXXX",
                 tmp ? tmp : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    snprintf(path, sizeof path, "rm -rf '%s'/*", folder);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline int leave_no_folder(void **state)
{
    char *path = strdup(fresh("x"));

    (void)state;
    *strrchr(path, '/') = '\0';
    remove_folder(path);
    free(path);
    return 0;
}

/* What the file `path` holds; the caller releases it. */
static inline mm_buf bytes_of(const char *path)
{
    mm_buf out = { 0 };
    FILE  *in = fopen(path, "rb");
    char   part[65536];
    size_t n;

    assert_non_null(in);
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        mm_buf_put(&out, (mm_str){ part, n });
    fclose(in);
    return out;
}

static inline void put_bytes(const char *path, mm_str bytes)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
    fclose(out);
}

/* ---- items as text, everything in them ---- */

static inline void say(mm_buf *out, const char *name, mm_str text)
{
    mm_buf_printf(out, "%s=%zu:", name, text.len);
    mm_buf_put(out, text);
    mm_buf_putc(out, '\n');
}

static inline void say_stamp(mm_buf *out, const mm_stamp *s)
{
    say(out, "created_by", s->created_by);
    say(out, "changed_by", s->changed_by);
    say(out, "created", s->created);
    say(out, "changed", s->changed);
}

static inline void say_lists(mm_buf *out, const mm_prop *props, size_t n_props,
                             const mm_note *notes, size_t n_notes)
{
    mm_buf_printf(out, "props %zu notes %zu\n", n_props, n_notes);
    for (size_t i = 0; i < n_props; i++) {
        say(out, "type", props[i].type);
        say(out, "value", props[i].value);
        say(out, "lang", props[i].lang);
    }
    for (size_t i = 0; i < n_notes; i++) {
        say(out, "note", notes[i].text);
        say(out, "lang", notes[i].lang);
    }
}

static inline void say_variant(mm_buf *out, const mm_variant *v)
{
    say(out, "lang", v->lang);
    say(out, "text", v->text);
    mm_buf_printf(out, "codes %zu\n", v->n_codes);
    for (size_t i = 0; i < v->n_codes; i++) {
        const mm_code *c = &v->codes[i];

        mm_buf_printf(out, "code %d at %zu\n", (int)c->kind, c->offset);
        say(out, "id", c->id);
        say(out, "match", c->match);
        say(out, "type", c->type);
        say(out, "data", c->data);
    }
    say_lists(out, v->props, v->n_props, v->notes, v->n_notes);
    say_stamp(out, &v->stamp);
}

static inline void say_unit(mm_buf *out, const mm_unit *u)
{
    say(out, "id", u->id);
    say(out, "source_lang", u->source_lang);
    say(out, "project", u->project);
    say(out, "client", u->client);
    say(out, "field", u->field);
    say(out, "status", u->status);
    say(out, "document", u->document);
    mm_buf_printf(out, "score %a\n", u->score);
    say_stamp(out, &u->stamp);
    say_lists(out, u->props, u->n_props, u->notes, u->n_notes);
    mm_buf_printf(out, "variants %zu\n", u->n_variants);
    for (size_t i = 0; i < u->n_variants; i++)
        say_variant(out, &u->variants[i]);
}

static inline void say_term(mm_buf *out, const mm_term *t)
{
    say(out, "term", t->text);
    mm_buf_printf(out, "status %d\n", (int)t->status);
    say(out, "type", t->type);
    say(out, "pos", t->part_of_speech);
    say(out, "hanja", t->hanja);
    say(out, "source", t->source);
    say_lists(out, t->props, t->n_props, t->notes, t->n_notes);
    mm_buf_printf(out, "contexts %zu\n", t->n_contexts);
    for (size_t i = 0; i < t->n_contexts; i++) {
        say(out, "context", t->contexts[i].text);
        say(out, "from", t->contexts[i].source);
    }
    say_stamp(out, &t->stamp);
}

static inline void say_concept(mm_buf *out, const mm_concept *c)
{
    say(out, "id", c->id);
    mm_buf_printf(out, "kind %d review %d confidence %a frequency %u\n",
                  (int)c->kind, (int)c->review, c->confidence,
                  (unsigned)c->frequency);
    say(out, "definition", c->definition);
    say(out, "from", c->definition_source);
    say(out, "field", c->field);
    say(out, "project", c->project);
    say(out, "client", c->client);
    say_stamp(out, &c->stamp);
    say_lists(out, c->props, c->n_props, c->notes, c->n_notes);
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        say(out, "section", s->lang);
        say(out, "definition", s->definition);
        say(out, "from", s->definition_source);
        say_lists(out, s->props, s->n_props, s->notes, s->n_notes);
        for (size_t k = 0; k < s->n_terms; k++)
            say_term(out, &s->terms[k]);
    }
}

static inline void say_item(mm_buf *out, const mm_item *item)
{
    if (item->unit)
        say_unit(out, item->unit);
    else
        say_concept(out, item->concept);
}

/* All that a memory gives, rows by id, with what hangs on concepts. */
static inline void say_store(mm_buf *out, mm_store *store)
{
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    int        rc;

    CHECK(mm_store_read(&in, store, &(mm_selection){ .review = 7 }, &err));
    while ((rc = CHECK(mm_reader_next(in, &item, &err))) == MM_ROW) {
        mm_buf_printf(out, "-- %s %lld\n", item.unit ? "unit" : "concept",
                      (long long)item.row);
        say_item(out, &item);
        if (item.concept) {
            mm_proofs *proofs = NULL;
            mm_proof   p;

            CHECK(mm_proofs_open(&proofs, store, item.row, &err));
            while (CHECK(mm_proofs_next(proofs, &p, &err)) == MM_ROW) {
                mm_buf_printf(out, "proof unit %lld %zu-%zu %zu-%zu %a\n",
                              (long long)p.unit, p.a_start, p.a_end, p.b_start,
                              p.b_end, p.weight);
                say(out, "clue", p.clue);
                say(out, "a", p.a);
                say(out, "b", p.b);
            }
            mm_proofs_close(proofs);
        }
    }
    mm_reader_close(in);
}

/* ---- short cuts ---- */

static inline mm_store *open_store(const char *path)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };

    CHECK(mm_store_open(&store, path, MM_WRITE, &err));
    return store;
}

static inline void begin(mm_store *store, const char *kind)
{
    mm_error err = { 0 };

    CHECK(mm_store_begin(store, &(mm_change){ .kind = kind }, &err));
}

static inline void end(mm_store *store)
{
    mm_error err = { 0 };

    CHECK(mm_store_end(store, 0, &err));
}

/* A unit or concept of two texts, English and Korean, put as a change. */
static inline mm_id add_unit(mm_store *store, const char *en, const char *ko)
{
    mm_variant v[] = { { .lang = MM_S("en"), .text = mm_cstr(en) },
                       { .lang = MM_S("ko"), .text = mm_cstr(ko) } };
    mm_unit    unit = { .variants = v, .n_variants = 2 };
    mm_error   err = { 0 };
    mm_id      id;

    begin(store, "add");
    CHECK(mm_store_put(&id, store, &(mm_item){ .unit = &unit }, &err));
    end(store);
    return id;
}

static inline mm_id add_concept(mm_store *store, const char *en, const char *ko,
                                mm_review review)
{
    mm_term         t[] = { { .text = mm_cstr(en) }, { .text = mm_cstr(ko) } };
    mm_lang_section s[] = {
        { .lang = MM_S("en"), .terms = &t[0], .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = &t[1], .n_terms = 1 }
    };
    mm_concept concept = { .sections = s, .n_sections = 2, .review = review };
    mm_error err = { 0 };
    mm_id    id;

    begin(store, "add");
    CHECK(mm_store_put(&id, store, &(mm_item){ .concept = &concept }, &err));
    end(store);
    return id;
}

static inline int64_t generation(mm_store *store)
{
    mm_error err = { 0 };
    int64_t  out;

    CHECK(mm_store_generation(&out, store, &err));
    return out;
}

static inline mm_store_stats count(mm_store *store)
{
    mm_error       err = { 0 };
    mm_store_stats out;

    CHECK(mm_store_count(&out, store, &err));
    return out;
}

#endif
