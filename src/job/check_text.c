/* Rules on the wording of a translation: left undone, particles, spaces and
 * marks. What a source does itself its translation may do too. */
#include "job/check.h"

#include "base/ascii.h"
#include "job/filters.h"
#include "malmoi/text.h"

#include <string.h>

/* ---- untranslated ---- */

int check_untranslated(mm_check *c, const check_pair *p)
{
    mm_buf why = { 0 };
    int    rc;

    if (!check_wants(c, CHECK_UNTRANSLATED))
        return MM_OK;
    if (mm_filter_blank(p->target->text)) {
        rc = mm_buf_put(&why, MM_S("no translation"));
    } else {
        rc = mm_filter_same(&why, p->source->text, p->target->text);
    }
    if (rc == MM_OK && why.len)
        rc = check_say(c, CHECK_UNTRANSLATED, p, p->target, 0,
                       p->target->text.len, NULL, "%s", why.ptr);
    mm_buf_release(&why);
    return rc;
}

/* ---- particles ---- */

/* Where the particle stands in the target as it came: its syllables may be
 * taken apart there (NFD). */
static void place_fault(mm_agree_fault *fault, mm_str came)
{
    mm_hangul_place place = { 0 };
    size_t          start = mm_hangul_came(&place, came, fault->start);

    fault->len =
        mm_hangul_came(&place, came, fault->start + fault->len) - start;
    fault->start = start;
}

static int say_particles(mm_check *c, const check_pair *p, mm_str text,
                         bool apart)
{
    mm_agree_fault fault;
    size_t         at = 0;
    int            rc;

    while ((rc = mm_agree_next(&c->agree, &fault, text, &at)) == MM_ROW) {
        if (apart)
            place_fault(&fault, p->target->text);
        rc = check_say(c, CHECK_PARTICLE, p, p->target, fault.start, fault.len,
                       &fault.fixed, "'%.*s%.*s' should be '%.*s%.*s'",
                       (int)fault.stem.len, fault.stem.ptr,
                       (int)fault.particle.len, fault.particle.ptr,
                       (int)fault.stem.len, fault.stem.ptr,
                       (int)fault.fixed.len, fault.fixed.ptr);
        if (rc < 0)
            return rc;
        if (check_wants(c, CHECK_PARTICLE))
            check_safe(c);
    }
    return rc;
}

int check_particles(mm_check *c, const check_pair *p)
{
    mm_str text = p->target->text;
    mm_buf whole = { 0 };
    bool   apart = mm_hangul_apart(text);
    int    rc = MM_OK;

    if (!check_wants(c, CHECK_PARTICLE) ||
        !mm_lang_matches(p->target->lang, MM_S("ko")))
        return MM_OK;
    if (apart && (rc = mm_hangul_compose(&whole, text)) == MM_OK)
        text = mm_buf_str(&whole);
    if (rc == MM_OK)
        rc = say_particles(c, p, text, apart);
    mm_buf_release(&whole);
    return rc;
}

/* ---- spaces ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Two spaces and more between words: lists and tables are laid out with them,
 * but then their source is too. */
static int doubled_spaces(mm_check *c, const check_pair *p)
{
    mm_str text = p->target->text;
    mm_str one = MM_S(" ");
    size_t at = 0, end;
    int    rc = MM_OK;

    if (mm_str_find(p->source->text, MM_S("  "), 0) != SIZE_MAX)
        return MM_OK;
    while (rc == MM_OK &&
           (at = mm_str_find(text, MM_S("  "), at)) != SIZE_MAX) {
        for (end = at; end < text.len && is_space(text.ptr[end]);)
            end++;
        if (at > 0 && end < text.len && text.ptr[at - 1] != '\n' &&
            text.ptr[end] != '\n') {
            rc = check_say(c, CHECK_SPACE, p, p->target, at, end - at, &one,
                           "%zu spaces together", end - at);
            check_safe(c);
        }
        at = end;
    }
    return rc;
}

static const char clinging[] = ",.!?)";

static bool is_mark(char c)
{
    return c && strchr(clinging, c);
}

/* Which of the clinging marks `text` itself has a space before: bit by place.
 */
static unsigned spaced_marks(mm_str text)
{
    unsigned marks = 0;

    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == ' ' && is_mark(text.ptr[i + 1]))
            marks |= 1u << (strchr(clinging, text.ptr[i + 1]) - clinging);
    return marks;
}

/* A space before a mark that clings to its word. French keeps one. */
static int spaces_before(mm_check *c, const check_pair *p)
{
    mm_str   text = p->target->text, none = { "", 0 };
    unsigned as_source = spaced_marks(p->source->text);
    int      rc = MM_OK;

    if (mm_lang_matches(p->target->lang, MM_S("fr")))
        return MM_OK;
    for (size_t i = 1; rc == MM_OK && i + 1 < text.len; i++) {
        char mark = text.ptr[i + 1];
        char next = i + 2 < text.len ? text.ptr[i + 2] : ' ';

        if (text.ptr[i] != ' ' || text.ptr[i - 1] == ' ' || !is_mark(mark) ||
            is_mark(text.ptr[i - 1]) || (mark != ')' && !is_space(next)) ||
            as_source >> (strchr(clinging, mark) - clinging) & 1)
            continue;
        rc = check_say(c, CHECK_SPACE, p, p->target, i, 1, &none,
                       "a space before '%c'", mark);
        check_safe(c);
    }
    return rc;
}

int check_spaces(mm_check *c, const check_pair *p)
{
    int rc;

    if (!check_wants(c, CHECK_SPACE))
        return MM_OK;
    rc = doubled_spaces(c, p);
    return rc == MM_OK ? spaces_before(c, p) : rc;
}

/* ---- marks ---- */

/* What the text ends in: '.', '?', '!', ':', or 0; closing quotes, brackets
 * and spaces passed over. `*at` is where. */
static int end_mark(size_t *at, mm_str text)
{
    size_t  end = text.len;
    int32_t cp;

    while (*at = end, (cp = mm_utf8_prev(text, &end)) >= 0)
        switch (cp) {
        case ' ':
        case '\n':
        case '\t':
        case '"':
        case '\'':
        case ')':
        case ']':
        case 0x201D:
        case 0x2019:
        case 0xBB:
        case 0x300D:
        case 0x300F:
        case 0x3011:
        case '>':
        case '*':
        case '_':
            continue;
        case '.':
        case 0x3002:
        case 0x2026:
            *at = end;
            return '.';
        case '?':
        case 0xFF1F:
            *at = end;
            return '?';
        case '!':
        case 0xFF01:
            *at = end;
            return '!';
        case ':':
        case 0xFF1A:
            *at = end;
            return ':';
        default:
            return 0;
        }
    return 0;
}

/* A question that is none any more, or the other way round. Other marks come
 * and go between languages, and some texts have none at all. */
static int end_marks(mm_check *c, const check_pair *p)
{
    size_t source_at, at;
    int    source = end_mark(&source_at, p->source->text);
    int    target = end_mark(&at, p->target->text);

    if (!source || !target || (source == '?') == (target == '?') ||
        source == ':' || target == ':')
        return MM_OK;
    return check_say(
        c, CHECK_PUNCTUATION, p, p->target, at, p->target->text.len - at, NULL,
        "the source ends in '%c', the translation in '%c'", source, target);
}

static int depth_of(mm_str text, char open, char close, size_t *where)
{
    int depth = 0;

    *where = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == open) {
            *where = depth++ == 0 ? i : *where;
        } else if (text.ptr[i] == close) {
            /* a) and 1) number the items of a list */
            if (--depth < 0) {
                *where = i;
                return depth;
            }
        }
    }
    return depth;
}

static int brackets(mm_check *c, const check_pair *p)
{
    static const char pairs[][2] = { { '(', ')' }, { '[', ']' }, { '{', '}' } };
    int               rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < 3; i++) {
        size_t source_at, at;

        if (depth_of(p->source->text, pairs[i][0], pairs[i][1], &source_at) ||
            !depth_of(p->target->text, pairs[i][0], pairs[i][1], &at))
            continue;
        rc = check_say(c, CHECK_PUNCTUATION, p, p->target, at, 1, NULL,
                       "'%c' without its partner", p->target->text.ptr[at]);
    }
    return rc;
}

/* A quotation mark of `text` without its partner, at `*at`: the last that was
 * opened, or the first that closes nothing. Marks that open as they close
 * (`open` and `close` are the same) go by twos; an inch (5") is none. */
static bool lone_mark(size_t *at, mm_str text, mm_str open, mm_str close)
{
    bool   same = mm_str_eq(open, close);
    size_t depth = 0;

    for (size_t i = 0; i < text.len; i++) {
        mm_str rest = mm_str_sub(text, i, SIZE_MAX);

        if (same && i && mm_ascii_digit(text.ptr[i - 1]) && depth == 0)
            continue;
        if (mm_str_starts(rest, close) && (!same || depth)) {
            if (depth-- == 0) {
                *at = i;
                return true;
            }
        } else if (mm_str_starts(rest, open)) {
            if (depth++ == 0)
                *at = i;
        }
    }
    return depth > 0;
}

/* One is said of a text: where its marks are of two kinds (“no") one slip
 * leaves both alone. A quotation that goes on in the next segment does so on
 * both sides, by whatever marks. */
static int quotes(mm_check *c, const check_pair *p)
{
    static const char *const pairs[][2] = { { "“", "”" },   { "\"", "\"" },
                                            { "「", "」" }, { "『", "』" },
                                            { "《", "》" }, { "〈", "〉" } };
    size_t                   found = SIZE_MAX, at = 0, place = 0;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        mm_str open = mm_cstr(pairs[i][0]), close = mm_cstr(pairs[i][1]);

        if (lone_mark(&at, p->source->text, open, close))
            return MM_OK;
        if (found == SIZE_MAX && lone_mark(&at, p->target->text, open, close)) {
            found = i;
            place = at;
        }
    }
    return found == SIZE_MAX ? MM_OK
                             : check_say(c, CHECK_PUNCTUATION, p, p->target,
                                         place, strlen(pairs[found][0]), NULL,
                                         "'%.*s' without its partner",
                                         (int)strlen(pairs[found][0]),
                                         p->target->text.ptr + place);
}

/* ",," and "..": a slip of the finger, but for an ellipsis. */
static int doubled_marks(mm_check *c, const check_pair *p)
{
    static const char *const twice[] = { ",,", "..", ";;" };
    bool                     as_source[3];
    mm_str                   text = p->target->text;
    int                      rc = MM_OK;

    for (size_t m = 0; m < 3; m++)
        as_source[m] =
            mm_str_find(p->source->text, mm_cstr(twice[m]), 0) != SIZE_MAX;
    for (size_t i = 0, end; rc == MM_OK && i + 1 < text.len; i = end) {
        mm_str one = mm_str_sub(text, i, 1);
        size_t m = 0;

        for (end = i + 1; end < text.len && text.ptr[end] == text.ptr[i];)
            end++;
        while (m < 3 && twice[m][0] != text.ptr[i])
            m++;
        if (end - i != 2 || m == 3 || as_source[m] ||
            (i && strchr("./", text.ptr[i - 1])) ||
            (end < text.len && !is_space(text.ptr[end])))
            continue;
        rc = check_say(c, CHECK_PUNCTUATION, p, p->target, i, 2, &one,
                       "'%c' twice", text.ptr[i]);
        check_safe(c);
    }
    return rc;
}

/* Full-width commas and stops belong to Chinese and Japanese. */
static int wide_marks(mm_check *c, const check_pair *p)
{
    static const struct {
        const char *wide, *plain;
    } marks[] = { { "，", "," }, { "。", "." }, { "；", ";" },
                  { "：", ":" }, { "？", "?" }, { "！", "!" } };
    int rc = MM_OK;

    if (!mm_lang_matches(p->target->lang, MM_S("ko")) &&
        !mm_lang_matches(p->target->lang, MM_S("en")))
        return MM_OK;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        mm_str wide = mm_cstr(marks[i].wide), plain = mm_cstr(marks[i].plain);
        size_t at = 0;

        while (rc == MM_OK &&
               (at = mm_str_find(p->target->text, wide, at)) != SIZE_MAX) {
            rc = check_say(c, CHECK_PUNCTUATION, p, p->target, at, wide.len,
                           &plain, "'%s' is full-width", marks[i].wide);
            check_safe(c);
            at += wide.len;
        }
    }
    return rc;
}

int check_marks(mm_check *c, const check_pair *p)
{
    int rc;

    if (!check_wants(c, CHECK_PUNCTUATION))
        return MM_OK;
    if ((rc = end_marks(c, p)) < 0 || (rc = brackets(c, p)) < 0 ||
        (rc = quotes(c, p)) < 0 || (rc = doubled_marks(c, p)) < 0)
        return rc;
    return wide_marks(c, p);
}
