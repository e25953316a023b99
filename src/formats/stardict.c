/*
 * StarDict out (version 2.4.2): terms for sdcv and GoldenDict.
 *
 * Three files of one name: .ifo says what there is, .idx lists the words in the
 * order of stardict_strcmp() (ASCII case aside, then by bytes) with offset and
 * size, .dict holds the articles as plain text. Every term of every language is
 * a word; its article is what the concept says, in all languages. The articles
 * go to the file as they come; the words must be sorted, so they wait in
 * memory.
 */
#include "formats/all.h"
#include "formats/build.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 255 }; /* bytes of a word */

typedef struct word {
    mm_str   text;
    uint32_t at, len; /* of its article */
} word;

typedef struct stardict {
    mm_writer  base;
    mm_output *ifo, *idx, *dict;
    mm_report *report;
    mm_arena   mem;
    word      *words;
    size_t     n, cap;
    mm_buf     article, name;
    uint64_t   at;
    bool       failed;
    long       line;
} stardict;

static void loss(stardict *w, const char *field)
{
    w->failed = mm_report_loss(w->report, field, w->line) < 0 || w->failed;
}

static void put(stardict *w, mm_str text)
{
    w->failed = mm_buf_put(&w->article, text) < 0 || w->failed;
}

/* A line of its own: "label: text". */
static void put_line(stardict *w, const char *label, mm_str text)
{
    if (text.len == 0)
        return;
    put(w, mm_cstr(label));
    put(w, text);
    put(w, MM_S("\n"));
}

/* ---- articles ---- */

static void put_term(stardict *w, const mm_term *t, bool first)
{
    const char *status = mm_term_status_name(t->status);

    put(w, first ? MM_S("") : MM_S("; "));
    put(w, t->text);
    if (t->hanja.len) {
        put(w, MM_S(" "));
        put(w, t->hanja);
    }
    if (*status) {
        put(w, MM_S(" ["));
        put(w, mm_cstr(status));
        put(w, MM_S("]"));
    }
}

static void put_article(stardict *w, const mm_concept *c)
{
    mm_buf_clear(&w->article);
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        put(w, s->lang);
        put(w, MM_S(": "));
        for (size_t k = 0; k < s->n_terms; k++)
            put_term(w, &s->terms[k], k == 0);
        put(w, MM_S("\n"));
        put_line(w, "  ", s->definition);
        for (size_t k = 0; k < s->n_terms; k++) {
            for (size_t m = 0; m < s->terms[k].n_notes; m++)
                put_line(w, "  - ", s->terms[k].notes[m].text);
            for (size_t m = 0; m < s->terms[k].n_contexts; m++)
                put_line(w, "  > ", s->terms[k].contexts[m].text);
        }
    }
    put_line(w, "", c->definition);
    put_line(w, "field: ", c->field);
    for (size_t i = 0; i < c->n_notes; i++)
        put_line(w, "note: ", c->notes[i].text);
    if (c->review == MM_PROPOSED)
        put(w, MM_S("proposed\n"));
}

/* ---- words ---- */

static int add_words(stardict *w, const mm_concept *c, mm_error *err)
{
    for (size_t i = 0; i < c->n_sections; i++) {
        for (size_t k = 0; k < c->sections[i].n_terms; k++) {
            mm_str text = c->sections[i].terms[k].text;

            if (text.len == 0 || text.len > LONGEST ||
                memchr(text.ptr, 0, text.len)) {
                loss(w, "term");
                continue;
            }
            if (mm_grow(&w->words, &w->cap, w->n + 1, sizeof *w->words, err) <
                    0 ||
                !(text = mm_arena_copy(&w->mem, text)).ptr)
                return mm_fail_memory(err);
            w->words[w->n++] =
                (word){ text, (uint32_t)w->at, (uint32_t)w->article.len };
        }
    }
    return MM_OK;
}

static void count_losses(stardict *w, const mm_concept *c)
{
    if (c->n_props || c->project.len || c->client.len)
        loss(w, "concept/field");
    if (c->id.len)
        loss(w, "id");
}

static int stardict_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    stardict *w = (stardict *)self;
    int       rc;

    w->line = item->line;
    if (!item->concept) {
        loss(w, "unit");
        return w->failed ? mm_fail_memory(err) : MM_OK;
    }
    count_losses(w, item->concept);
    put_article(w, item->concept);
    if (w->failed)
        return mm_fail_memory(err);
    if (w->at + w->article.len > UINT32_MAX)
        return mm_fail(err, MM_EINVALID,
                       "a StarDict dictionary holds 4 GB at most");
    if ((rc = add_words(w, item->concept, err)) < 0 ||
        (rc = mm_output_put(w->dict, mm_buf_str(&w->article), err)) < 0)
        return rc;
    w->at += w->article.len;
    return MM_OK;
}

/* ---- the end ---- */

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* As stardict_strcmp(): g_ascii_strcasecmp(), then strcmp(). */
static int by_word(const void *a, const void *b)
{
    const word *x = a, *y = b;
    int         order;
    size_t      n = x->text.len < y->text.len ? x->text.len : y->text.len;

    for (size_t i = 0; i < n; i++)
        if ((order = lower(x->text.ptr[i]) - lower(y->text.ptr[i])))
            return order;
    if (x->text.len != y->text.len)
        return x->text.len < y->text.len ? -1 : 1;
    order = mm_str_cmp(x->text, y->text);
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

static int write_index(stardict *w, uint64_t *size, mm_error *err)
{
    int rc = MM_OK;

    if (w->n)
        qsort(w->words, w->n, sizeof *w->words, by_word);
    mm_buf_clear(&w->article);
    for (size_t i = 0; i < w->n && rc == MM_OK; i++) {
        const word *x = &w->words[i];
        uint32_t    numbers[2] = { x->at, x->len };

        put(w, x->text);
        put(w, (mm_str){ "", 1 });
        for (size_t k = 0; k < 2; k++)
            for (int shift = 24; shift >= 0; shift -= 8)
                put(w, (mm_str){ &(char){ (char)(numbers[k] >> shift) }, 1 });
        *size += x->text.len + 9;
        if (w->article.len > 64 * 1024) {
            rc = mm_output_put(w->idx, mm_buf_str(&w->article), err);
            mm_buf_clear(&w->article);
        }
    }
    if (rc == MM_OK && w->failed)
        return mm_fail_memory(err);
    return rc < 0 ? rc : mm_output_put(w->idx, mm_buf_str(&w->article), err);
}

static int write_info(stardict *w, uint64_t size, mm_error *err)
{
    mm_buf_clear(&w->article);
    if (mm_buf_printf(&w->article,
                      "StarDict's dict ifo file\nversion=2.4.2\n"
                      "bookname=%s\nwordcount=%zu\nidxfilesize=%llu\n"
                      "sametypesequence=m\n",
                      w->name.ptr, w->n, (unsigned long long)size) < 0)
        return mm_fail_memory(err);
    return mm_output_put(w->ifo, mm_buf_str(&w->article), err);
}

/* The .ifo comes last: without it the other two are no dictionary. */
static int stardict_finish(mm_writer *self, int rc, mm_error *err)
{
    stardict *w = (stardict *)self;
    uint64_t  size = 0;

    if (rc >= 0)
        rc = write_index(w, &size, err);
    if (rc >= 0)
        rc = write_info(w, size, err);
    rc = mm_output_close(w->dict, rc, err);
    rc = mm_output_close(w->idx, rc, err);
    rc = mm_output_close(w->ifo, rc, err);
    free(w->words);
    mm_arena_release(&w->mem);
    mm_buf_release(&w->article);
    mm_buf_release(&w->name);
    free(w);
    return rc;
}

/* `path` with its ending replaced. */
static int open_beside(mm_output **out, const char *path, const char *ending,
                       mm_error *err)
{
    mm_buf name = { 0 };
    mm_str base = mm_cstr(path);
    int    rc;

    if (mm_str_ends(base, MM_S(".ifo")))
        base.len -= 4;
    rc = mm_buf_put(&name, base) < 0 || mm_buf_put(&name, mm_cstr(ending)) < 0
             ? mm_fail_memory(err)
             : mm_output_open(out, name.ptr, err);
    mm_buf_release(&name);
    return rc;
}

/* The book's name: the file's, without folder and ending. */
static int name_book(stardict *w, const char *path, mm_error *err)
{
    const char *slash = strrchr(path, '/');
    mm_str      base = mm_cstr(slash ? slash + 1 : path);

    if (mm_str_ends(base, MM_S(".ifo")))
        base.len -= 4;
    return mm_buf_put(&w->name, base) < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_stardict_write(mm_writer **out, const char *path,
                      const mm_format_options *o, mm_report *report,
                      mm_error *err)
{
    stardict *w;
    int       rc;

    (void)o;
    *out = NULL;
    if (strcmp(path, "-") == 0)
        return mm_fail(err, MM_EINVALID,
                       "a StarDict dictionary is three files: name one");
    if (!(w = calloc(1, sizeof *w)))
        return mm_fail_memory(err);
    w->base = (mm_writer){ stardict_put, stardict_finish };
    w->report = report;
    if ((rc = name_book(w, path, err)) < 0 ||
        (rc = open_beside(&w->ifo, path, ".ifo", err)) < 0 ||
        (rc = open_beside(&w->idx, path, ".idx", err)) < 0 ||
        (rc = open_beside(&w->dict, path, ".dict", err)) < 0)
        return stardict_finish(&w->base, rc, err);
    *out = &w->base;
    return MM_OK;
}
