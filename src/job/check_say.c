/* Findings of `check`, and the safe ones mended. */
#include "job/check.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

bool check_wants(const mm_check *c, check_rule rule)
{
    return c->severity[rule] != MM_SEVERITY_OFF;
}

/* Characters of `text` before byte `at`, counted on from the finding before
 * when it is of the same text: thousands of them in one would else count it
 * all anew each. */
static size_t chars_before(check_counted *last, mm_str text, size_t at)
{
    if (last->text != text.ptr || last->at > at)
        *last = (check_counted){ .text = text.ptr };
    last->chars += mm_utf8_count(mm_str_sub(text, last->at, at - last->at));
    last->at = at;
    return last->chars;
}

int check_say(mm_check *c, check_rule rule, const check_pair *pair,
              const mm_variant *v, size_t start, size_t len, const mm_str *fix,
              const char *why, ...)
{
    mm_remark r = { .rule = mm_check_rule_at(rule),
                    .severity = c->severity[rule],
                    .file = v == pair->target ? c->target_file : c->file,
                    .line = pair->line,
                    .id = pair->id,
                    .lang = v->lang,
                    .text = v->text,
                    .start = start,
                    .len = len,
                    .has_fix = fix != NULL };
    va_list   args;
    char      room[400];

    if (!check_wants(c, rule))
        return MM_OK;
    va_start(args, why);
    vsnprintf(room, sizeof room, why, args);
    va_end(args);
    r.why = mm_arena_copy(&c->mem, mm_cstr(room));
    r.fix = fix ? mm_arena_copy(&c->mem, *fix) : (mm_str){ "", 0 };
    r.char_start = chars_before(&c->counted, v->text, start);
    r.chars = mm_utf8_count(mm_str_sub(v->text, start, len));
    if (!r.why.ptr || !r.fix.ptr ||
        mm_grow(&c->remarks, &c->cap, c->n + 1, sizeof *c->remarks, NULL) < 0)
        return MM_ENOMEM;
    c->remarks[c->n++] = r;
    return MM_OK;
}

void check_safe(mm_check *c)
{
    if (c->n)
        c->remarks[c->n - 1].safe = c->remarks[c->n - 1].has_fix;
}

/* ---- mending ---- */

static int by_start(const void *left, const void *right)
{
    const mm_remark *const *x = left, *const *y = right;

    return ((*x)->start > (*y)->start) - ((*x)->start < (*y)->start);
}

/* The safe remarks on `v`, in text order; `*n` of them. NULL: memory. */
static const mm_remark **safe_of(mm_check *c, const mm_variant *v, size_t *n)
{
    const mm_remark **list = mm_arena_alloc(&c->mem, (c->n + 1) * sizeof *list);

    *n = 0;
    for (size_t i = 0; list && i < c->n; i++)
        if (c->remarks[i].safe && c->remarks[i].text.ptr == v->text.ptr)
            list[(*n)++] = &c->remarks[i];
    if (list && *n > 1)
        qsort(list, *n, sizeof *list, by_start);
    return list;
}

/* Where byte `at` of the old text stands after the fixes. */
static size_t moved(size_t at, const mm_remark *const *fixes, size_t n)
{
    size_t to = at, end = 0;

    for (size_t i = 0; i < n; i++) {
        const mm_remark *r = fixes[i];

        if (r->start < end || r->start >= at)
            continue;
        end = r->start + r->len;
        if (at >= end)
            to += r->fix.len - r->len;
        else /* within the span: at its end */
            to = to - (at - r->start) + r->fix.len;
    }
    return to;
}

static int mend_variant(mm_check *c, mm_variant *v)
{
    size_t            n, at = 0;
    const mm_remark **fixes = safe_of(c, v, &n);
    mm_buf            text = { 0 };
    mm_code          *codes;
    int               rc = fixes ? MM_OK : MM_ENOMEM;

    if (rc < 0 || n == 0)
        return rc;
    for (size_t i = 0; rc == MM_OK && i < n; i++) {
        if (fixes[i]->start < at)
            continue; /* overlaps the one before */
        if (mm_buf_put(&text, mm_str_sub(v->text, at, fixes[i]->start - at)) <
                0 ||
            mm_buf_put(&text, fixes[i]->fix) < 0 ||
            check_splice_note(&c->splice, v->text, v->codes, v->n_codes,
                              fixes[i]->start, fixes[i]->start + fixes[i]->len,
                              fixes[i]->fix) < 0)
            rc = MM_ENOMEM;
        at = fixes[i]->start + fixes[i]->len;
        c->fixed++;
    }
    if (rc == MM_OK)
        rc = mm_buf_put(&text, mm_str_sub(v->text, at, SIZE_MAX));
    codes = mm_arena_alloc(&c->mem, (v->n_codes + 1) * sizeof *codes);
    if (rc == MM_OK && codes) {
        for (size_t i = 0; i < v->n_codes; i++) {
            codes[i] = v->codes[i];
            codes[i].offset = moved(codes[i].offset, fixes, n);
        }
        v->codes = codes;
        v->text = mm_arena_copy(&c->mem, mm_buf_str(&text));
    }
    mm_buf_release(&text);
    return rc < 0 || !codes || !v->text.ptr ? MM_ENOMEM : MM_OK;
}

int check_mend(mm_unit *out, mm_check *c, const mm_unit *unit)
{
    mm_variant *variants =
        mm_arena_alloc(&c->mem, (unit->n_variants + 1) * sizeof *variants);

    *out = *unit;
    if (!variants)
        return MM_ENOMEM;
    for (size_t i = 0; i < unit->n_variants; i++) {
        variants[i] = unit->variants[i];
        if (mend_variant(c, &variants[i]) < 0)
            return MM_ENOMEM;
    }
    out->variants = variants;
    return MM_OK;
}
