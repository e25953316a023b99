/*
 * Numbers, dates and sums: each that is written in figures must be met by one
 * of the other side, in whatever form (5조 원, 5 trillion won). What is written
 * in words may be met but need not: a text says "one" and "두" for many
 * reasons.
 */
#include "job/check.h"

#include "base/ascii.h"
#include "base/map.h"
#include "base/memory.h"
#include "job/values_clash.h"
#include "job/values_met.h"

#include <string.h>

static int valuer_of(mm_valuer **out, mm_check *c, mm_str lang, mm_error *err)
{
    check_lang made = { 0 };
    int        rc;

    for (size_t i = 0; i < c->n_langs; i++)
        if (mm_str_eq(c->langs[i].tag, lang)) {
            *out = c->langs[i].valuer;
            return MM_OK;
        }
    if (!(made.tag = mm_arena_copy(&c->kept, lang)).ptr ||
        mm_grow(&c->langs, &c->cap_langs, c->n_langs + 1, sizeof *c->langs,
                NULL) < 0)
        return mm_fail_memory(err);
    rc = mm_valuer_open(&made.valuer, made.tag, c->o.tables, err);
    if (rc == MM_EINVALID) /* no such language: its numbers are not known */
        made.valuer = NULL;
    else if (rc < 0)
        return rc;
    *out = made.valuer;
    c->langs[c->n_langs++] = made;
    return MM_OK;
}

static bool has_figures(mm_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (mm_ascii_digit(text.ptr[i]))
            return true;
    return false;
}

/* The figures at `*at` of `text`, without separators of thousands, into `out`
 * (room for `room`); 0 at the end. */
static size_t next_figures(char *out, size_t room, mm_str text, size_t *at)
{
    size_t n = 0;

    while (*at < text.len && !mm_ascii_digit(text.ptr[*at]))
        ++*at;
    for (; *at < text.len; ++*at) {
        char c = text.ptr[*at];

        if (mm_ascii_digit(c)) {
            if (n < room)
                out[n++] = c;
        } else if (c != ',' || *at + 1 == text.len ||
                   !mm_ascii_digit(text.ptr[*at + 1])) {
            break;
        }
    }
    return n;
}

enum { FIGURES = 32 }; /* of one number that are looked at */

/* All figures of `text`: a text of thousands of numbers is read but once. */
static int read_figures(mm_map *out, mm_str text)
{
    char   figures[FIGURES];
    size_t at = 0, n;

    while ((n = next_figures(figures, FIGURES, text, &at)))
        if (mm_map_add(out, (mm_str){ figures, n }) == MM_MAP_NONE)
            return MM_ENOMEM;
    return MM_OK;
}

/* Do the figures of `value` stand in `text` one after the other? */
static bool stands_in_order(mm_str value, mm_str text)
{
    char   wanted[FIGURES], one[FIGURES];
    size_t from = 0, n;

    while ((n = next_figures(one, FIGURES, text, &from))) {
        size_t at = 0, next = from, first, m;

        first = next_figures(wanted, FIGURES, value, &at);
        if (first != n || memcmp(wanted, one, n) != 0)
            continue;
        while ((n = next_figures(wanted, FIGURES, value, &at)))
            if ((m = next_figures(one, FIGURES, text, &next)) != n ||
                memcmp(wanted, one, n) != 0)
                break;
        if (n == 0)
            return true;
    }
    return false;
}

/* Are all figures of `value` in `text`, whose figures are `figures`, as they
 * stand? F-16 and 54차 need not be understood to be the same; 1.5 is not 5.1. */
static bool stands_there(mm_str value, mm_str text, const mm_map *figures)
{
    char   one[FIGURES];
    size_t at = 0, n;

    while ((n = next_figures(one, FIGURES, value, &at)))
        if (mm_map_find(figures, (mm_str){ one, n }) == MM_MAP_NONE)
            return false;
    return mm_str_find(value, MM_S("."), 0) == SIZE_MAX ||
           stands_in_order(value, text);
}

/* ---- figures that the other side spells out ---- */

static int put_group(mm_buf *out, unsigned group)
{
    static const char *const digits[] = { "",   "일", "이", "삼", "사",
                                          "오", "육", "칠", "팔", "구" };
    static const char *const powers[] = { "천", "백", "십", "" };
    unsigned                 unit = 1000;
    int                      rc = MM_OK;

    for (int i = 0; i < 4 && rc == MM_OK; i++, unit /= 10) {
        unsigned d = group / unit % 10;

        if (d == 0)
            continue;
        if (d > 1 || unit == 1)
            rc = mm_buf_put(out, mm_cstr(digits[d]));
        if (rc == MM_OK)
            rc = mm_buf_put(out, mm_cstr(powers[i]));
    }
    return rc;
}

/* 250 as 이백오십: Sino-Korean, without 일 before a power. */
static int put_spelled(mm_buf *out, uint64_t n)
{
    static const char *const powers[] = { "조", "억", "만", "" };
    uint64_t                 unit = 1000000000000u;
    int                      rc = MM_OK;

    for (int i = 0; i < 4 && rc == MM_OK; i++, unit /= 10000) {
        unsigned group = (unsigned)(n / unit % 10000);

        if (group == 0)
            continue;
        if (group > 1 || i != 2)
            rc = put_group(out, group);
        if (rc == MM_OK)
            rc = mm_buf_put(out, mm_cstr(powers[i]));
    }
    return rc;
}

/* Is one of the numerals at the head of `text`? Each is of three bytes. */
static bool is_numeral(mm_str text)
{
    static const char numerals[] = "일이삼사오육칠팔구십백천만억조";

    for (size_t i = 0; text.len >= 3 && i + 1 < sizeof numerals; i += 3)
        if (memcmp(numerals + i, text.ptr, 3) == 0)
            return true;
    return false;
}

/* The runs of numerals of `text`, a space before each: over spaces, and without
 * 일 before a power (일백 is 백). */
static int put_numerals(mm_buf *out, mm_str text)
{
    static const char *const powers[] = { "십", "백", "천", "만" };
    bool                     within = false;
    int                      rc = MM_OK;

    for (size_t at = 0; rc == MM_OK && at < text.len; at++) {
        mm_str rest = mm_str_sub(text, at, SIZE_MAX);
        bool   drop = false;

        if (text.ptr[at] == ' ')
            continue;
        if (!is_numeral(rest)) {
            within = false;
            continue;
        }
        if (mm_str_starts(rest, MM_S("일")))
            for (size_t i = 0; i < 4 && !drop; i++)
                drop = mm_str_starts(mm_str_sub(rest, 3, SIZE_MAX),
                                     mm_cstr(powers[i]));
        if (!within)
            rc = mm_buf_putc(out, ' ');
        if (rc == MM_OK && !drop)
            rc = mm_buf_put(out, mm_str_sub(rest, 0, 3));
        within = true;
        at += 2;
    }
    return rc;
}

static bool is_whole(double n)
{
    return n >= 10 && n < 1e15 && n == (double)(uint64_t)n;
}

/* ---- the other side ---- */

/* What the values of one side are held against. */
typedef struct across {
    mm_str text;
    mm_map figures;
    mm_met met;
    mm_buf spelled; /* of a Korean text: its numerals */
    bool   korean;
} across;

static void release(across *other)
{
    mm_map_release(&other->figures);
    mm_met_release(&other->met);
    mm_buf_release(&other->spelled);
}

static int look_across(across *out, const mm_variant *v,
                       const mm_values *values)
{
    *out = (across){ .text = v->text,
                     .korean = mm_lang_matches(v->lang, MM_S("ko")) };
    if (read_figures(&out->figures, v->text) == MM_OK &&
        mm_met_make(&out->met, values) == MM_OK &&
        (!out->korean || put_numerals(&out->spelled, v->text) == MM_OK))
        return MM_OK;
    release(out);
    return MM_ENOMEM;
}

/* Does the other side, in Korean, spell out `value` (이백오십)? Running out of
 * memory counts as no. */
static bool is_spelled(const mm_value *value, const across *other)
{
    mm_buf number = { 0 };
    bool   found = false;

    if (other->korean && is_whole(value->number) &&
        put_spelled(&number, (uint64_t)value->number) == MM_OK)
        found = mm_str_find(mm_buf_str(&other->spelled), mm_buf_str(&number),
                            0) != SIZE_MAX;
    mm_buf_release(&number);
    return found;
}

/* 1면, 2인조, 1위: a small number that the other side may say in other words
 * (front page, duo, top), having no figures at all. */
static bool is_small_talk(const mm_value *value, const across *other)
{
    return value->number <= 10 && other->figures.n == 0 &&
           (value->kind == MM_VALUE_NUMBER || value->kind == MM_VALUE_ORDINAL);
}

/* Does a value of the other side come to the same in another measure? Or, of a
 * span of time, do all of both sides together? */
static bool is_converted(const mm_value *value, const mm_values *own,
                         const mm_values *others)
{
    double span = mm_value_is_span(value) ? mm_values_span(own) : 0;

    if (span > 0 && span == mm_values_span(others))
        return true;
    for (size_t i = 0; i < others->n && others->n <= MM_CLASH_MOST; i++)
        if (mm_value_converts(value, &others->items[i]))
            return true;
    return false;
}

/* Is the day of the week of `other` said on this side too? Then it stands for
 * that, and another day was merely left out. */
static bool has_weekday(const mm_values *values, const mm_value *other)
{
    for (size_t i = 0; i < values->n; i++)
        if (other->weekday && values->items[i].weekday == other->weekday)
            return true;
    return false;
}

/* What stands for source value `value` in the target and says another thing. */
static const mm_value *contradicted(const mm_check *c, const check_pair *p,
                                    const mm_value *value)
{
    const mm_value *other = mm_value_contradicted(value, p->source->text, &c->b,
                                                  p->target->text);

    return other && !has_weekday(&c->a, other) ? other : NULL;
}

static int say_contradicted(mm_check *c, const check_pair *p,
                            const mm_value *value, const mm_value *other)
{
    mm_str said = mm_str_sub(p->source->text, value->start, value->len);
    mm_str there = mm_str_sub(p->target->text, other->start, other->len);

    return check_say(c, CHECK_NUMBER, p, p->source, value->start, value->len,
                     NULL, "'%.*s' is '%.*s' in the translation", (int)said.len,
                     said.ptr, (int)there.len, there.ptr);
}

/* A number of three parts and more at `*at` or after: 2.10.3, a version, an
 * address, a section; 02-123-4567. Empty: there is none. */
static mm_str next_chain(mm_str text, size_t *at)
{
    while (*at < text.len) {
        size_t start = *at, joints = 0;
        char   joint = 0;

        while (start < text.len && !mm_ascii_digit(text.ptr[start]))
            start++;
        for (*at = start; *at < text.len; ++*at) {
            char c = text.ptr[*at];

            if (mm_ascii_digit(c))
                continue;
            if ((c != '.' && c != '-') || (joint && c != joint) ||
                *at + 1 == text.len || !mm_ascii_digit(text.ptr[*at + 1]))
                break;
            joint = c;
            joints++;
        }
        if (joints >= 2)
            return mm_str_sub(text, start, *at - start);
        if (*at == start)
            ++*at;
    }
    return MM_S("");
}

/* Are the figures of `chain` in `text`, whatever stands between them? */
static bool has_digits(mm_str text, mm_str chain)
{
    for (size_t start = 0; start < text.len; start++) {
        size_t at = start, i = 0;

        if (text.ptr[start] != chain.ptr[0])
            continue;
        while (at < text.len && i < chain.len) {
            while (i < chain.len && !mm_ascii_digit(chain.ptr[i]))
                i++;
            if (mm_ascii_digit(text.ptr[at]) && i < chain.len &&
                text.ptr[at] != chain.ptr[i])
                break;
            i += mm_ascii_digit(text.ptr[at]);
            at++;
        }
        if (i >= chain.len)
            return true;
    }
    return false;
}

/* Versions letter by letter; telephone numbers are parted in many ways. */
static bool stands_whole(mm_str text, mm_str chain)
{
    return mm_str_find(chain, MM_S("-"), 0) != SIZE_MAX
               ? has_digits(text, chain)
               : mm_str_find(text, chain, 0) != SIZE_MAX;
}

static bool is_date(const mm_values *values, size_t start)
{
    for (size_t i = 0; i < values->n; i++)
        if (values->items[i].kind == MM_VALUE_DATE &&
            values->items[i].start <= start &&
            start < values->items[i].start + values->items[i].len)
            return true;
    return false;
}

static int say_chains(mm_check *c, const check_pair *p, bool in_source)
{
    const mm_variant *v = in_source ? p->source : p->target;
    mm_str other = in_source ? p->target->text : p->source->text, one;
    size_t at = 0;
    int    rc = MM_OK;

    while (rc == MM_OK && (one = next_chain(v->text, &at)).len) {
        size_t start = (size_t)(one.ptr - v->text.ptr);

        if (!stands_whole(other, one) &&
            !is_date(in_source ? &c->a : &c->b, start))
            rc = check_say(c, CHECK_NUMBER, p, v, start, one.len, NULL,
                           in_source ? "'%.*s' is not in the translation"
                                     : "'%.*s' is not in the source",
                           (int)one.len, one.ptr);
    }
    return rc;
}

/* Is `value`, written `text`, met by nothing on the other side? */
static bool is_unmet(const mm_value *value, mm_str text, const across *other,
                     const mm_values *own, const mm_values *others)
{
    return has_figures(text) &&
           !stands_there(text, other->text, &other->figures) &&
           !mm_met_by(&other->met, value) && !is_small_talk(value, other) &&
           !is_spelled(value, other) && !is_converted(value, own, others);
}

static int say_unmet(mm_check *c, const check_pair *p, bool in_source)
{
    const mm_variant *v = in_source ? p->source : p->target;
    const mm_values  *own = in_source ? &c->a : &c->b;
    const mm_values  *others = in_source ? &c->b : &c->a;
    across            other;
    int rc = look_across(&other, in_source ? p->target : p->source, others);

    for (size_t i = 0; rc == MM_OK && i < own->n; i++) {
        const mm_value *value = &own->items[i], *meant = NULL;
        mm_str          text = mm_str_sub(v->text, value->start, value->len);

        if (in_source && (has_figures(text) || value->weekday))
            meant = contradicted(c, p, value);
        if (meant)
            rc = say_contradicted(c, p, value, meant);
        else if (is_unmet(value, text, &other, own, others))
            rc = check_say(c, CHECK_NUMBER, p, v, value->start, value->len,
                           NULL,
                           in_source ? "'%.*s' is not in the translation"
                                     : "'%.*s' is not in the source",
                           (int)text.len, text.ptr);
    }
    if (rc != MM_ENOMEM)
        release(&other);
    return rc;
}

/* Monday, 월요일. */
static bool may_have_weekday(mm_str text)
{
    return mm_str_find(text, MM_S("day"), 0) != SIZE_MAX ||
           mm_str_find(text, MM_S("요일"), 0) != SIZE_MAX;
}

int check_values(mm_check *c, const check_pair *p, mm_error *err)
{
    mm_valuer *source, *target;
    int        rc;

    if (!check_wants(c, CHECK_NUMBER) ||
        (!has_figures(p->source->text) && !has_figures(p->target->text) &&
         !may_have_weekday(p->source->text)))
        return MM_OK;
    if ((rc = valuer_of(&source, c, p->source->lang, err)) < 0 ||
        (rc = valuer_of(&target, c, p->target->lang, err)) < 0 || !source ||
        !target)
        return rc;
    if ((rc = mm_values_find(&c->a, source, p->source->text, err)) < 0 ||
        (rc = mm_values_find(&c->b, target, p->target->text, err)) < 0)
        return rc;
    if (say_unmet(c, p, true) < 0 || say_unmet(c, p, false) < 0 ||
        say_chains(c, p, true) < 0 ||
        say_chains(c, p, false) < 0)
        return mm_fail_memory(err);
    return MM_OK;
}
