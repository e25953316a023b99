#include "job/pretranslate_xml.h"

#include <string.h>

bool mm_locks_now(const mm_locks *locks)
{
    size_t top = locks->depth < MM_DEPTH ? locks->depth : MM_DEPTH;

    return top && locks->locked[top - 1];
}

void mm_locks_enter(mm_locks *locks, const mm_raw *open)
{
    mm_str said = mm_raw_attr(open, "translate");
    bool   now = mm_str_eq(said, MM_S("no"))    ? true
                 : mm_str_eq(said, MM_S("yes")) ? false
                                                : mm_locks_now(locks);

    if (locks->depth < MM_DEPTH)
        locks->locked[locks->depth] = now;
    locks->depth++;
}

void mm_locks_leave(mm_locks *locks)
{
    if (locks->depth)
        locks->depth--;
}

int mm_put_filled(mm_buf *out, const mm_filled *filled,
                  const mm_content *content)
{
    size_t at = 0;
    int    rc = MM_OK;

    for (size_t i = 0; i <= filled->placed.n && rc == MM_OK; i++) {
        bool   last = i == filled->placed.n;
        size_t end = last ? filled->text.len : filled->placed.items[i].offset;

        rc = mm_raw_escape(out, mm_str_sub(filled->text, at, end - at));
        if (rc == MM_OK && !last)
            rc = mm_buf_put(out, content->raws[filled->placed.items[i].code]);
        at = end;
    }
    return rc;
}

static bool is_named(mm_str attr, const char *const *names)
{
    for (; *names; names++)
        if (mm_str_starts(attr, mm_cstr(*names)) && attr.len > strlen(*names) &&
            strchr("= \t\r\n", attr.ptr[strlen(*names)]))
            return true;
    return false;
}

/* Cuts off and returns the next word of a tag: its name, or an attribute with
 * the white space before it. */
static mm_str cut_word(mm_str *rest)
{
    size_t at = 0;
    char   quote = 0;
    mm_str word;

    while (at < rest->len && strchr(" \t\r\n", rest->ptr[at]))
        at++;
    for (; at < rest->len; at++) {
        char c = rest->ptr[at];

        if (quote && c == quote) {
            at++;
            break;
        }
        if (!quote && (c == '"' || c == '\''))
            quote = c;
        else if (!quote && strchr(" \t\r\n", c) &&
                 mm_str_find(mm_str_sub(*rest, 0, at), MM_S("="), 0) ==
                     SIZE_MAX &&
                 rest->ptr[0] == '<')
            break;
    }
    word = mm_str_sub(*rest, 0, at);
    *rest = mm_str_sub(*rest, at, SIZE_MAX);
    return word;
}

int mm_put_tag(mm_buf *out, const mm_raw *raw, const char *const *without)
{
    size_t end = raw->all.len - (raw->kind == MM_RAW_EMPTY ? 2 : 1);
    mm_str rest = mm_str_sub(raw->all, 0, end);
    int    rc = MM_OK;

    while (rc == MM_OK && mm_str_trim(rest).len) {
        mm_str word = cut_word(&rest);

        if (!is_named(mm_str_trim(word), without))
            rc = mm_buf_put(out, word);
    }
    return rc;
}

mm_str mm_indent_before(mm_str file, size_t at)
{
    size_t start = at;

    while (start > 0 && strchr(" \t\r\n", file.ptr[start - 1]))
        start--;
    return mm_str_sub(file, start, at - start);
}

int mm_fill_content(mm_filled *out, mm_prefill *p, const mm_content *content,
                    mm_str id, mm_str before)
{
    mm_segment_query query = { .text = content->text,
                               .codes = content->codes,
                               .n_codes = content->n,
                               .id = id,
                               .before = before };

    return mm_prefill_find(out, p, &query);
}
