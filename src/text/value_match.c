/* Whether two values say the same, and how nearly. */
#include "malmoi/words.h"

#include <math.h>
#include <string.h>

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static bool same_number(const mm_value *a, const mm_value *b)
{
    return near(a->number, b->number) && a->range == b->range &&
           (!a->range || near(a->upper, b->upper));
}

static bool same_date(const mm_value *a, const mm_value *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day &&
           a->weekday == b->weekday && a->range == b->range &&
           (!a->range || near(a->upper, b->upper));
}

bool mm_value_same(const mm_value *a, const mm_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == MM_VALUE_DATE)
        return same_date(a, b);
    if (a->kind == MM_VALUE_TIME)
        return a->minute == b->minute;
    if (a->kind == MM_VALUE_ORDINAL)
        return same_number(a, b);
    return same_number(a, b) && strcmp(a->unit, b->unit) == 0;
}

/* Counts shared (+1) and one-sided (+1) parts; false when two disagree. */
static bool compare_part(int a, int b, int *shared, int *alone)
{
    *shared += a && a == b;
    *alone += (a == 0) != (b == 0);
    return !a || !b || a == b;
}

static double match_dates(const mm_value *a, const mm_value *b)
{
    int shared = 0, alone = 0;

    if (!compare_part(a->year, b->year, &shared, &alone) ||
        !compare_part(a->month, b->month, &shared, &alone) ||
        !compare_part(a->day, b->day, &shared, &alone) ||
        !compare_part(a->weekday, b->weekday, &shared, &alone) || !shared)
        return 0;
    if (a->range && b->range && !near(a->upper, b->upper))
        return 0.5;
    return 0.5 + 0.5 * shared / (shared + alone);
}

/* A counter that a translation may leave out or swap: 20발, 20 missiles. */
static bool is_loose(const char *unit)
{
    return !*unit || strcmp(unit, "item") == 0 || strcmp(unit, "person") == 0 ||
           strcmp(unit, "time") == 0 || strcmp(unit, "fold") == 0;
}

static bool is_age(const char *unit)
{
    return strncmp(unit, "year", 4) == 0;
}

static double match_numbers(const mm_value *a, const mm_value *b)
{
    double big = fmax(fabs(a->number), fabs(b->number)), same;

    if (!near(a->number, b->number)) {
        same = fabs(a->number - b->number) / (big > 0 ? big : 1);
        return big >= 1e4 && same < 0.02 && a->kind == b->kind &&
                       strcmp(a->unit, b->unit) == 0
                   ? 0.4
                   : 0;
    }
    if (a->range != b->range)
        return 0.5;
    if (a->range && !near(a->upper, b->upper))
        return 0.3;
    if (a->kind != b->kind) {
        if (a->kind == MM_VALUE_MONEY || b->kind == MM_VALUE_MONEY)
            return *a->unit && *b->unit ? 0.2 : 0.6;
        return a->kind == MM_VALUE_ORDINAL || b->kind == MM_VALUE_ORDINAL ? 0.7
                                                                          : 0.5;
    }
    if (a->kind == MM_VALUE_MONEY)
        return 0.1; /* another currency */
    if (!*a->unit || !*b->unit)
        return is_loose(a->unit) && is_loose(b->unit) ? 0.95 : 0.8;
    if (is_age(a->unit) && is_age(b->unit))
        return 0.9;
    return is_loose(a->unit) || is_loose(b->unit) ? 0.6 : 0.3;
}

/* The number a date is when only one part of it is said (2028, 11일). */
static bool date_number(const mm_value *date, double *out)
{
    int parts = (date->year != 0) + (date->month != 0) + (date->day != 0);

    *out = date->year ? date->year : date->month ? date->month : date->day;
    return parts == 1 && !date->weekday;
}

double mm_value_match(const mm_value *a, const mm_value *b)
{
    double number;

    if (mm_value_same(a, b))
        return 1;
    if (b->kind == MM_VALUE_DATE || b->kind == MM_VALUE_TIME) {
        const mm_value *swap = a;

        a = b;
        b = swap;
    }
    if (a->kind == MM_VALUE_TIME)
        return b->kind == MM_VALUE_TIME && (a->minute - b->minute) % 720 == 0
                   ? 0.6
                   : 0;
    if (a->kind != MM_VALUE_DATE)
        return match_numbers(a, b);
    if (b->kind == MM_VALUE_DATE)
        return match_dates(a, b);
    if (b->kind == MM_VALUE_TIME || b->kind == MM_VALUE_MONEY ||
        b->kind == MM_VALUE_PERCENT || !date_number(a, &number))
        return 0;
    return near(number, b->number) ? 0.6 : 0;
}
