/*
 * A correction is looked for in the bytes between the line of its unit and that
 * of the next, with as much of the text around it as is written there as it is
 * read. It must stand there once. What comes of it is read again and held
 * against what was to come of it, unit by unit; when it differs in anything the
 * file is written anew instead, as other commands write it.
 */
#include "job/check_splice.h"

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"
#include "malmoi/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AROUND = 60 }; /* bytes of text on either side */

#define LARGEST ((size_t)256 << 20)

/* ---- opening ---- */

static bool is_packed(mm_str bytes)
{
    return mm_str_starts(bytes, MM_S("PK")) ||
           mm_str_starts(bytes, MM_S("\x1F\x8B")) ||
           mm_str_starts(bytes, MM_S("\x28\xB5\x2F\xFD")) ||
           mm_str_starts(bytes, MM_S("SQLite format 3"));
}

int check_splice_open(check_splice *out, const char *path)
{
    FILE  *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
    char   chunk[16384];
    size_t n;
    int    rc = MM_OK;

    *out = (check_splice){ 0 };
    if (!file)
        return MM_OK;
    while (rc == MM_OK && out->bytes.len <= LARGEST &&
           (n = fread(chunk, 1, sizeof chunk, file)) > 0)
        rc = mm_buf_put(&out->bytes, (mm_str){ chunk, n });
    out->on = rc == MM_OK && out->bytes.len <= LARGEST && !ferror(file) &&
              !is_packed(mm_buf_str(&out->bytes));
    fclose(file);
    if (!out->on)
        mm_buf_release(&out->bytes);
    return rc;
}

void check_splice_release(check_splice *splice)
{
    mm_buf_release(&splice->bytes);
    mm_arena_release(&splice->mem);
    free(splice->patches);
    free(splice->lines);
    free(splice->sums);
    *splice = (check_splice){ 0 };
}

/* ---- units ---- */

static uint64_t add_text(uint64_t sum, mm_str text)
{
    return sum * 0x100000001B3u + mm_hash(text);
}

static uint64_t sum_of(const mm_item *item)
{
    uint64_t sum = 1;

    for (size_t i = 0; item->unit && i < item->unit->n_variants; i++) {
        const mm_variant *v = &item->unit->variants[i];

        sum = add_text(add_text(sum, v->lang), v->text);
        for (size_t k = 0; k < v->n_codes; k++)
            sum = add_text(sum + v->codes[k].offset, v->codes[k].data);
    }
    for (size_t i = 0; item->concept && i < item->concept->n_sections; i++) {
        const mm_lang_section *s = &item->concept->sections[i];

        sum = add_text(sum, s->lang);
        for (size_t k = 0; k < s->n_terms; k++)
            sum = add_text(sum, s->terms[k].text);
    }
    return sum;
}

int check_splice_unit(check_splice *s, const mm_item *item)
{
    if (!s->on)
        return MM_OK;
    if (mm_grow(&s->lines, &s->cap_lines, s->units + 1, sizeof *s->lines,
                NULL) < 0 ||
        mm_grow(&s->sums, &s->cap_sums, s->units + 1, sizeof *s->sums, NULL) <
            0)
        return MM_ENOMEM;
    s->lines[s->units] = item->line;
    s->sums[s->units++] = sum_of(item);
    return MM_OK;
}

/* ---- patches ---- */

/* May the character be written otherwise than it is read, or a code stand
 * before byte `at`? */
static bool is_stop(mm_str text, size_t at, const mm_code *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (codes[i].offset == at)
            return true;
    return (unsigned char)text.ptr[at] < ' ' ||
           strchr("&<>\"'\\", text.ptr[at]);
}

static bool is_start(mm_str text, size_t at)
{
    return at == text.len || (text.ptr[at] & 0xC0) != 0x80;
}

/* From `from` back over a word, over spaces first if `blank`, not before
 * `least`.
 */
static size_t word_before(mm_str text, size_t from, size_t least, bool blank)
{
    size_t at = from;

    while (blank && at > least && text.ptr[at - 1] == ' ')
        at--;
    while (at > least && text.ptr[at - 1] != ' ')
        at--;
    return at;
}

static size_t word_behind(mm_str text, size_t from, size_t most, bool blank)
{
    size_t at = from;

    while (blank && at < most && text.ptr[at] == ' ')
        at++;
    while (at < most && text.ptr[at] != ' ')
        at++;
    return at;
}

static int stretch(check_stretch *out, check_splice *s, mm_str text,
                   size_t left, size_t right, size_t start)
{
    out->text = mm_arena_copy(&s->mem, mm_str_sub(text, left, right - left));
    out->lead = start - left;
    return out->text.ptr ? MM_OK : MM_ENOMEM;
}

int check_splice_note(check_splice *s, mm_str text, const mm_code *codes,
                      size_t n_codes, size_t start, size_t end, mm_str fix)
{
    size_t       left = start, right = end;
    mm_str       span = mm_str_sub(text, start, end - start);
    bool         blank = mm_str_trim(span).len == 0;
    check_patch *p;

    if (!s->on)
        return MM_OK;
    for (size_t at = start + 1; at < end; at++)
        if (is_stop(text, at, codes, n_codes))
            s->on = false; /* a code within: what is written there is another */
    while (left && start - left < AROUND &&
           !is_stop(text, left - 1, codes, n_codes) &&
           !is_stop(text, left, codes, n_codes))
        left--;
    while (right < text.len && right - end < AROUND &&
           !is_stop(text, right, codes, n_codes))
        right++;
    while (!is_start(text, left))
        left++;
    while (!is_start(text, right))
        right--;
    if (mm_grow(&s->patches, &s->cap, s->n + 1, sizeof *s->patches, NULL) < 0)
        return MM_ENOMEM;
    p = &s->patches[s->n++];
    *p = (check_patch){ .unit = s->units,
                        .len = span.len,
                        .fix = mm_arena_copy(&s->mem, fix) };
    return p->fix.ptr && stretch(&p->wide, s, text, left, right, start) == MM_OK
               ? stretch(&p->narrow, s, text,
                         word_before(text, start, left, blank),
                         word_behind(text, end, right, blank), start)
               : MM_ENOMEM;
}

/* ---- writing ---- */

/* Where each line begins; `*n` of them. */
static size_t *line_starts(size_t *n, mm_str bytes)
{
    size_t *starts = NULL, cap = 0, at = 0;

    for (*n = 0; at != SIZE_MAX; ++*n) {
        if (mm_grow(&starts, &cap, *n + 1, sizeof *starts, NULL) < 0) {
            free(starts);
            return NULL;
        }
        starts[*n] = at;
        at = mm_str_find(bytes, MM_S("\n"), at);
        at += at != SIZE_MAX;
    }
    return starts;
}

/* The only place of `text` between `from` and `end`; SIZE_MAX: none, or more.
 */
static size_t only_place(mm_str bytes, mm_str text, size_t from, size_t end)
{
    mm_str within = mm_str_sub(bytes, 0, end);
    size_t at = text.len ? mm_str_find(within, text, from) : SIZE_MAX;

    return at != SIZE_MAX && mm_str_find(within, text, at + 1) == SIZE_MAX
               ? at
               : SIZE_MAX;
}

static int by_place(const void *left, const void *right)
{
    const check_patch *x = left, *y = right;

    return (x->at > y->at) - (x->at < y->at);
}

/* Puts the patches in the order of their places; false when two overlap. */
static bool sort_patches(check_splice *s)
{
    if (s->n > 1)
        qsort(s->patches, s->n, sizeof *s->patches, by_place);
    for (size_t i = 1; i < s->n; i++)
        if (s->patches[i - 1].at + s->patches[i - 1].len > s->patches[i].at)
            return false;
    return true;
}

/* Finds each patch between the line of its unit and that of the next; false
 * when one has no place of its own. */
static bool find_all(check_splice *s)
{
    mm_str bytes = mm_buf_str(&s->bytes);
    size_t n, *starts = line_starts(&n, bytes);
    bool   found = starts != NULL;

    for (size_t i = 0; found && i < s->n; i++) {
        check_patch *p = &s->patches[i];
        long         line = s->lines[p->unit];
        long         next = p->unit + 1 < s->units ? s->lines[p->unit + 1] : 0;
        check_stretch *by = &p->wide;
        size_t         from, end;

        found = line > 0 && (size_t)line <= n && (next == 0 || next > line) &&
                (size_t)next <= n;
        if (!found)
            break;
        from = starts[line - 1];
        end = next ? starts[next - 1] : bytes.len;
        p->at = only_place(bytes, by->text, from, end);
        if (p->at == SIZE_MAX) { /* the text may be broken into lines */
            by = &p->narrow;
            p->at = only_place(bytes, by->text, from, end);
        }
        found = p->at != SIZE_MAX;
        p->at += by->lead;
    }
    free(starts);
    return found && sort_patches(s);
}

static int put_all(mm_output *out, const check_splice *s, mm_error *err)
{
    mm_str bytes = mm_buf_str(&s->bytes);
    size_t from = 0;
    int    rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < s->n; i++) {
        const check_patch *p = &s->patches[i];

        rc = mm_output_put(out, mm_str_sub(bytes, from, p->at - from), err);
        if (rc == MM_OK)
            rc = mm_output_put(out, p->fix, err);
        from = p->at + p->len;
    }
    return rc == MM_OK
               ? mm_output_put(out, mm_str_sub(bytes, from, SIZE_MAX), err)
               : rc;
}

static bool reads_as_it_should(const check_splice *s, const char *path,
                               const mm_format         *format,
                               const mm_format_options *read)
{
    mm_reader *reader = NULL;
    mm_item    item;
    size_t     n = 0;
    int        rc = mm_format_read(&reader, format, path, read, NULL, NULL);

    while (rc >= 0 && (rc = mm_reader_next(reader, &item, NULL)) == MM_ROW &&
           n < s->units && sum_of(&item) == s->sums[n])
        n++;
    mm_reader_close(reader);
    return rc == MM_OK && n == s->units;
}

bool check_splice_write(check_splice *s, const char *output,
                        const mm_format *format, const mm_format_options *read)
{
    mm_output *out = NULL;
    mm_buf     path = { 0 };
    bool       sound;
    int        rc;

    if (!s->on || !find_all(s) ||
        mm_buf_printf(&path, "%s.checked-%ld", output, (long)getpid()) < 0)
        return false;
    rc = mm_output_open(&out, path.ptr, NULL);
    if (rc == MM_OK)
        mm_output_like(out, output);
    if (rc == MM_OK)
        rc = put_all(out, s, NULL);
    rc = mm_output_close(out, rc, NULL);
    sound = rc == MM_OK && reads_as_it_should(s, path.ptr, format, read) &&
            rename(path.ptr, output) == 0;
    if (!sound)
        remove(path.ptr);
    mm_buf_release(&path);
    return sound;
}
