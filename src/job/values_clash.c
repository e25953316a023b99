/*
 * Contradictions between values. Matching values (text/value_match.c) is kind:
 * it looks for the place that was meant, whatever the translator made of the
 * unit. Here the same pairs are held against each other: the figures agree, and
 * what they count does not.
 */
#include "job/values_clash.h"

#include "base/ascii.h"
#include "malmoi/text.h"

#include <math.h>
#include <string.h>

typedef struct measure {
    const char *unit;
    int         kind;
    double      factor; /* to the smallest of its kind */
} measure;

enum { MASS = 1, LENGTH, AREA, VOLUME, TIME, POWER, SPEED, SHARE, BYTES, HEAT };

static const measure measures[] = { { "milligram", MASS, 1e-3 },
                                    { "gram", MASS, 1 },
                                    { "kilogram", MASS, 1e3 },
                                    { "tonne", MASS, 1e6 },
                                    { "millimeter", LENGTH, 1e-3 },
                                    { "centimeter", LENGTH, 1e-2 },
                                    { "meter", LENGTH, 1 },
                                    { "kilometer", LENGTH, 1e3 },
                                    { "inch", LENGTH, 0.0254 },
                                    { "foot", LENGTH, 0.3048 },
                                    { "mile", LENGTH, 1609.344 },
                                    { "nautical-mile", LENGTH, 1852 },
                                    { "square-meter", AREA, 1 },
                                    { "pyeong", AREA, 3.3058 },
                                    { "hectare", AREA, 1e4 },
                                    { "square-kilometer", AREA, 1e6 },
                                    { "milliliter", VOLUME, 1e-3 },
                                    { "liter", VOLUME, 1 },
                                    { "barrel", VOLUME, 158.987 },
                                    { "second", TIME, 1 },
                                    { "minute", TIME, 60 },
                                    { "hour", TIME, 3600 },
                                    { "day", TIME, 86400 },
                                    { "week", TIME, 604800 },
                                    { "month", TIME, 2629800 },
                                    { "year", TIME, 31557600 },
                                    { "decade", TIME, 315576000 },
                                    { "century", TIME, 3155760000.0 },
                                    { "watt", POWER, 1 },
                                    { "kilowatt", POWER, 1e3 },
                                    { "megawatt", POWER, 1e6 },
                                    { "knot", SPEED, 1.852 },
                                    { "kilometer-per-hour", SPEED, 1 },
                                    { "percent-point", SHARE, 1 },
                                    { "basis-point", SHARE, 1e-2 },
                                    { "kilobyte", BYTES, 1 },
                                    { "megabyte", BYTES, 1024 },
                                    { "gigabyte", BYTES, 1048576 },
                                    { "terabyte", BYTES, 1073741824 },
                                    { "celsius", HEAT, 1 },
                                    { "fahrenheit", HEAT, 1.8 } };

static const measure *measure_of(const mm_value *v)
{
    if (v->kind != MM_VALUE_NUMBER || !*v->unit)
        return NULL;
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (strcmp(measures[i].unit, v->unit) == 0)
            return &measures[i];
    return NULL;
}

static bool near(double a, double b, double share)
{
    return fabs(a - b) <= share * fmax(fabs(a), fabs(b));
}

/* 14일 is the fourteenth or so many days. */
static mm_value as_days(const mm_value *v)
{
    mm_value days = *v;

    if (v->kind == MM_VALUE_DATE && v->day && !v->year && !v->month &&
        !v->weekday && !v->range) {
        days.kind = MM_VALUE_NUMBER;
        days.number = v->day;
        strcpy(days.unit, "day");
    }
    return days;
}

bool mm_value_converts(const mm_value *left, const mm_value *right)
{
    const mm_value  days[] = { as_days(left), as_days(right) };
    const mm_value *a = &days[0], *b = &days[1];
    const measure  *x = measure_of(a), *y = measure_of(b);

    if (x && y && x != y && x->kind == HEAT && y->kind == HEAT)
        return near(a->number - (x->factor > 1 ? 32 : 0),
                    (b->number - (y->factor > 1 ? 32 : 0)) * x->factor /
                        y->factor,
                    0.02);
    return x && y && x != y && x->kind == y->kind && a->range == b->range &&
           near(a->number * x->factor, b->number * y->factor, 0.02) &&
           (!a->range ||
            near(a->upper * x->factor, b->upper * y->factor, 0.02));
}

double mm_values_span(const mm_values *values)
{
    double seconds = 0;

    for (size_t i = 0; i < values->n && values->n <= MM_CLASH_MOST; i++) {
        const measure *m = measure_of(&values->items[i]);

        if (m && m->kind == TIME && !values->items[i].range)
            seconds += values->items[i].number * m->factor;
    }
    return seconds;
}

bool mm_value_is_span(const mm_value *value)
{
    const measure *m = measure_of(value);

    return m && m->kind == TIME;
}

/* ---- halves of the day ---- */

/* 'a' or 'p' when the time says in which half of the day it is; 0 when not, or
 * at twelve, which languages count differently. */
static char half_of(const mm_value *v, mm_str text)
{
    static const struct half {
        const char *word;
        char        half;
    } halves[] = { { "a.m", 'a' },  { "am", 'a' },   { "A.M", 'a' },
                   { "AM", 'a' },   { "p.m", 'p' },  { "pm", 'p' },
                   { "P.M", 'p' },  { "PM", 'p' },   { "오전", 'a' },
                   { "새벽", 'a' }, { "오후", 'p' }, { "저녁", 'p' } };
    mm_str said = mm_str_sub(text, v->start, v->len);

    if (v->minute % 720 < 60)
        return 0;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        if (mm_str_find(said, mm_cstr(halves[i].word), 0) != SIZE_MAX)
            return halves[i].half;
    return 0;
}

bool mm_value_clashes(const mm_value *a, mm_str text_a, const mm_value *b,
                      mm_str text_b)
{
    const measure *x = measure_of(a), *y = measure_of(b);
    char           one, two;

    if (a->range && b->range && near(a->number, b->number, 1e-9) &&
        !near(a->upper, b->upper, 0.01))
        return true;
    if (a->kind == MM_VALUE_MONEY && b->kind == MM_VALUE_MONEY)
        return *a->unit && *b->unit && strcmp(a->unit, b->unit) != 0;
    if (x && y)
        return x != y && x->kind == y->kind && !mm_value_converts(a, b);
    if (a->kind != MM_VALUE_TIME || b->kind != MM_VALUE_TIME)
        return false;
    one = half_of(a, text_a);
    two = half_of(b, text_b);
    return one && two && one != two;
}

/* ---- contradictions ---- */

/* The next run of figures at `*at` of `text` or after; empty at the end. */
static mm_str next_run(mm_str text, size_t *at)
{
    size_t start;

    while (*at < text.len && !mm_ascii_digit(text.ptr[*at]))
        ++*at;
    start = *at;
    while (*at < text.len && mm_ascii_digit(text.ptr[*at]))
        ++*at;
    return mm_str_sub(text, start, *at - start);
}

static bool has_run(mm_str text, mm_str figures)
{
    size_t at = 0;
    mm_str run;

    while ((run = next_run(text, &at)).len)
        if (mm_str_eq(run, figures))
            return true;
    return false;
}

/* Do all figures of `said` stand in `text`? */
static bool has_figures_of(mm_str text, mm_str said)
{
    size_t at = 0;
    mm_str run;

    while ((run = next_run(said, &at)).len)
        if (!has_run(text, run))
            return false;
    return true;
}

/* Do all figures of `said` stand between the values of `text`? */
static bool stands_outside(const mm_values *values, mm_str text, mm_str said)
{
    size_t from = 0;

    for (size_t i = 0; i <= values->n; i++) {
        size_t end = i < values->n ? values->items[i].start : text.len;

        if (has_figures_of(mm_str_sub(text, from, end - from), said))
            return true;
        if (i < values->n)
            from = end + values->items[i].len;
    }
    return false;
}

/* Is `value` an end of the range `other`? "Between 2 and 8" is 2~8. */
static bool is_end_of(const mm_value *value, const mm_value *other)
{
    return !value->range && other->range &&
           (near(value->number, other->number, 1e-9) ||
            near(value->number, other->upper, 1e-9));
}

static bool is_amount(const mm_value *v)
{
    return v->kind == MM_VALUE_NUMBER || v->kind == MM_VALUE_MONEY;
}

/* Another day of the week, where no value has the same. */
static const mm_value *other_weekday(const mm_value  *value,
                                     const mm_values *others)
{
    const mm_value *meant = NULL;

    for (size_t i = 0; i < others->n; i++) {
        if (others->items[i].weekday == value->weekday)
            return NULL;
        if (others->items[i].weekday)
            meant = &others->items[i];
    }
    return meant;
}

const mm_value *mm_value_contradicted(const mm_value *value, mm_str text,
                                      const mm_values *others,
                                      mm_str           other_text)
{
    mm_str          said = mm_str_sub(text, value->start, value->len);
    const mm_value *meant = NULL;

    if (others->n > MM_CLASH_MOST)
        return NULL;
    if (value->kind == MM_VALUE_DATE && value->weekday && !value->day)
        return other_weekday(value, others);
    for (size_t i = 0; i < others->n; i++) {
        const mm_value *other = &others->items[i];
        mm_str there = mm_str_sub(other_text, other->start, other->len);
        bool   clashes = mm_value_clashes(value, text, other, other_text);
        bool   matches = mm_value_match(value, other) > 0;

        if ((matches && !clashes) || mm_value_converts(value, other) ||
            is_end_of(value, other))
            return NULL;
        if (matches || (is_amount(value) && value->kind == other->kind &&
                        has_figures_of(there, said)))
            meant = other;
    }
    return meant && !stands_outside(others, other_text, said) ? meant : NULL;
}
