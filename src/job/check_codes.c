/*
 * Inline codes and placeholders: the same on both sides, whatever their order,
 * since languages differ in theirs; but what is opened last is closed first.
 */
#include "job/check.h"

#include <string.h>

enum {
    MOST = 256, /* of one segment are looked at: they are compared in pairs */
    DEPTH = 64,
    NEAR = 4096 /* bytes that are looked back for an open brace */
};

/* ---- codes of the format ---- */

static mm_str code_name(const mm_code *code)
{
    return code->match.len  ? code->match
           : code->id.len   ? code->id
           : code->data.len ? code->data
                            : code->type;
}

/* Codes are the same when what they stand for is; an id alone where nothing
 * else is said. */
static bool same_code(const mm_code *a, const mm_code *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->match.len && b->match.len)
        return mm_str_eq(a->match, b->match);
    if (a->data.len || b->data.len)
        return mm_str_eq(a->data, b->data);
    return mm_str_eq(code_name(a), code_name(b));
}

/* Says which codes of `a` have no partner in `b`. */
static int say_unpaired(mm_check *c, const check_pair *p, const mm_variant *a,
                        const mm_variant *b, size_t *n)
{
    bool used[MOST] = { false };
    int  rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < a->n_codes; i++) {
        const mm_code *code = &a->codes[i];
        bool           found = code->kind >= MM_CODE_MARK_OPEN;

        for (size_t k = 0; k < b->n_codes && k < MOST && !found; k++)
            if (!used[k] && same_code(code, &b->codes[k]))
                found = used[k] = true;
        if (found)
            continue;
        ++*n;
        rc = check_say(c, CHECK_CODE, p, a, code->offset, 0, NULL,
                       a == p->source ? "the code '%.*s' is missing"
                                      : "the code '%.*s' is not in the source",
                       (int)code_name(code).len, code_name(code).ptr);
    }
    return rc;
}

static bool is_pair(const mm_code *open, const mm_code *close)
{
    return open->id.len == 0 || close->id.len == 0 ||
           mm_str_eq(open->id, close->id);
}

/* The first code of `v` that closes another than the last one opened. */
static const mm_code *crossed(const mm_variant *v)
{
    const mm_code *open[DEPTH];
    size_t         n = 0;

    for (size_t i = 0; i < v->n_codes; i++) {
        const mm_code *code = &v->codes[i];

        if (code->kind == MM_CODE_OPEN) {
            if (n == DEPTH)
                return NULL; /* nobody nests so deep */
            open[n++] = code;
        } else if (code->kind == MM_CODE_CLOSE) {
            if (n == 0 || !is_pair(open[n - 1], code))
                return code;
            n--;
        }
    }
    return NULL;
}

int check_codes(mm_check *c, const check_pair *p)
{
    const mm_code *code;
    size_t         n = 0;
    int            rc;

    if ((p->source->n_codes == 0 && p->target->n_codes == 0) ||
        p->source->n_codes > MOST || p->target->n_codes > MOST ||
        !check_wants(c, CHECK_CODE))
        return MM_OK;
    if ((rc = say_unpaired(c, p, p->source, p->target, &n)) < 0 ||
        (rc = say_unpaired(c, p, p->target, p->source, &n)) < 0 || n)
        return rc;
    if (crossed(p->source) || !(code = crossed(p->target)))
        return MM_OK;
    return check_say(c, CHECK_CODE, p, p->target, code->offset, 0, NULL,
                     "the code '%.*s' is out of order",
                     (int)code_name(code).len, code_name(code).ptr);
}

/* ---- placeholders written in the text ---- */

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           c == '_' || c == '.' || c == '-';
}

/* Bytes of a printf conversion at `at` (%s, %1$d, %-5.2f, %lu, %(name)s), or 0.
 */
static size_t printf_at(mm_str text, size_t at)
{
    size_t end = at + 1;

    if (at && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9')
        return 0;                                 /* 100% */
    if (end < text.len && text.ptr[end] == '(') { /* Python's, by name */
        while (++end < text.len && is_word(text.ptr[end]))
            ;
        if (end == text.len || text.ptr[end] != ')' || end == at + 2)
            return 0;
        end++;
    }
    while (end < text.len && text.ptr[end] &&
           strchr("0123456789$-+.*#", text.ptr[end]))
        end++;
    while (end < text.len && text.ptr[end] && strchr("hlLqjzt", text.ptr[end]))
        end++;
    if (end == text.len || !text.ptr[end] ||
        !strchr("diouxXeEfgGcspn@", text.ptr[end]) ||
        (end + 1 < text.len && (text.ptr[end + 1] | 32) >= 'a' &&
         (text.ptr[end + 1] | 32) <= 'z' && end == at + 1))
        return 0;
    return end + 1 - at;
}

/* {0}, {name}, {total:.2f}, {x!r}, ${x}, $(HOME): from `at` to the closing
 * mark, or 0. What is formatted how ends with the brace: "{note: see below}"
 * has spaces. */
static size_t braced_at(mm_str text, size_t at, char close)
{
    size_t end = at + 1;

    while (end < text.len && is_word(text.ptr[end]))
        end++;
    if (close == '}' && end > at + 1 && end < text.len &&
        strchr(":!", text.ptr[end]))
        while (end < text.len && !strchr(" \t\n{}", text.ptr[end]))
            end++;
    return end > at + 1 && end < text.len && text.ptr[end] == close
               ? end + 1 - at
               : 0;
}

/* Is the brace at `at` the text of a branch (one {file} in {n, plural, ...}),
 * which is translated? It stands right in an argument; what stands in its text
 * is an argument again. */
static bool is_branch(mm_str text, size_t at)
{
    size_t from = at > NEAR ? at - NEAR : 0, depth = 0;

    for (size_t i = from; i < at; i++) {
        depth += text.ptr[i] == '{';
        depth -= depth && text.ptr[i] == '}';
    }
    return depth % 2 == 1 && text.ptr[at - 1] != '{';
}

static size_t tag_name(mm_str text, size_t at)
{
    size_t end = at;

    while (end < text.len &&
           ((text.ptr[end] >= 'a' && text.ptr[end] <= 'z') ||
            (end > at && text.ptr[end] >= '0' && text.ptr[end] <= '9')))
        end++;
    return end - at;
}

/* Is tag <name> closed by </name>, or one that needs not be? */
static bool is_real_tag(mm_str text, mm_str name)
{
    static const char alone[] = " br hr img wbr input ";
    char              room[24];

    if (name.len > 16)
        return false;
    room[0] = ' ';
    memcpy(room + 1, name.ptr, name.len);
    memcpy(room + 1 + name.len, " ", 2);
    if (strstr(alone, room))
        return true;
    room[0] = '/';
    memcpy(room + 1 + name.len, ">", 2);
    return mm_str_find(text, mm_cstr(room), 0) != SIZE_MAX;
}

/* <b>, </a>, <br/>, <a href="x">: a tag of mark-up, or 0. What stands in
 * pointed brackets for people to fill in (<file name>) may be translated. */
static size_t tag_at(mm_str text, size_t at)
{
    size_t start = at + 1, end, n;
    bool   closing = start < text.len && text.ptr[start] == '/';
    bool   says_more = closing;

    start += closing;
    if (!(n = tag_name(text, start)))
        return 0;
    for (end = start + n;
         end < text.len && text.ptr[end] != '>' && text.ptr[end] != '<'; end++)
        says_more = says_more || text.ptr[end] == '=' || text.ptr[end] == '/';
    if (end >= text.len || text.ptr[end] != '>')
        return 0;
    return says_more || (end == start + n &&
                         is_real_tag(text, mm_str_sub(text, start, n)))
               ? end + 1 - at
               : 0;
}

/* The next placeholder at or after `*at`; `*at` moves behind it. */
static bool next_placeholder(mm_str *out, mm_str text, size_t *at)
{
    for (; *at < text.len; ++*at) {
        size_t n = 0, from = *at;

        if (text.ptr[from] == '%')
            n = printf_at(text, from);
        else if (text.ptr[from] == '{')
            n = is_branch(text, from) ? 0 : braced_at(text, from, '}');
        else if (text.ptr[from] == '$' && from + 1 < text.len &&
                 text.ptr[from + 1] == '(')
            n = braced_at(text, from + 1, ')')
                    ? braced_at(text, from + 1, ')') + 1
                    : 0;
        else if (text.ptr[from] == '<')
            n = tag_at(text, from);
        if (n) {
            *out = mm_str_sub(text, from, n);
            *at = from + n;
            return true;
        }
    }
    return false;
}

/* Attributes may be translated (a title, an address): the name alone counts. */
static mm_str name_of(mm_str placeholder)
{
    size_t end = 1;

    if (placeholder.ptr[0] != '<')
        return placeholder;
    while (end < placeholder.len && !strchr(" \t\n>", placeholder.ptr[end]))
        end++;
    return mm_str_sub(placeholder, 0, end);
}

static size_t count_of(mm_str wanted, mm_str text)
{
    size_t at = 0, n = 0;
    mm_str one;

    while (next_placeholder(&one, text, &at))
        n += mm_str_eq(name_of(one), name_of(wanted));
    return n;
}

static int say_placeholders(mm_check *c, const check_pair *p,
                            const mm_variant *a, const mm_variant *b)
{
    size_t at = 0, seen = 0;
    mm_str one;
    int    rc = MM_OK;

    while (rc == MM_OK && seen++ < MOST &&
           next_placeholder(&one, a->text, &at)) {
        mm_str before = mm_str_sub(a->text, 0, (size_t)(one.ptr - a->text.ptr));

        /* said of each that is one too many */
        if (count_of(one, before) < count_of(one, b->text))
            continue;
        rc = check_say(c, CHECK_CODE, p, a, before.len, one.len, NULL,
                       a == p->source ? "'%.*s' is missing"
                                      : "'%.*s' is not in the source",
                       (int)one.len, one.ptr);
    }
    return rc;
}

int check_placeholders(mm_check *c, const check_pair *p)
{
    int rc;

    if (!check_wants(c, CHECK_CODE))
        return MM_OK;
    if ((rc = say_placeholders(c, p, p->source, p->target)) < 0)
        return rc;
    return say_placeholders(c, p, p->target, p->source);
}
