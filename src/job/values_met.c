/*
 * Meeting values without trying every pair.
 *
 * Two numbers meet when they are near, so that the neighbours of a number in
 * sorted order tell; large ones also when they are two in a hundred apart and
 * of one kind and unit, so that the neighbours among those tell. Times meet
 * half a day apart: 720 marks. Two dates meet when a part is shared and none
 * disagrees: each date is kept under every choice of its parts (at most 15),
 * and asked for by what a date of some parts would share with it. What is found
 * is tried by mm_value_match() itself wherever it can tell more.
 */
#include "job/values_met.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEW = 12,      /* pairs of so many are as quickly tried */
    HALF_DAY = 720 /* minutes */
};

/* From here on numbers may be rounded: as in mm_value_match(). */
static const double large = 1e4;

/* ---- parts of a date ---- */

typedef struct parts {
    unsigned char said, of; /* bits of parts: that a date has, that count */
    int16_t       values[4];
} parts;

static parts parts_of(const mm_value *date, unsigned of)
{
    const int16_t all[4] = { date->year, date->month, date->day,
                             date->weekday };
    parts         out;

    memset(&out, 0, sizeof out); /* the whole of it is a key */
    for (unsigned i = 0; i < 4; i++) {
        if (all[i])
            out.said |= (unsigned char)(1u << i);
        if (of & 1u << i)
            out.values[i] = all[i];
    }
    out.of = (unsigned char)of;
    return out;
}

static mm_str key_of(const parts *p)
{
    return (mm_str){ (const char *)p, sizeof *p };
}

static int add_date(mm_met *met, const mm_value *date)
{
    unsigned said = parts_of(date, 0).said;

    for (unsigned of = 1; of < 16; of++) {
        parts key = parts_of(date, of);

        if ((of & said) == of &&
            mm_map_add(&met->dates, key_of(&key)) == MM_MAP_NONE)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static bool has_date(const mm_met *met, const mm_value *date)
{
    unsigned said = parts_of(date, 0).said;

    for (unsigned other = 1; other < 16; other++) {
        parts key = parts_of(date, said & other);

        key.said = (unsigned char)other;
        if (key.of && mm_map_find(&met->dates, key_of(&key)) != MM_MAP_NONE)
            return true;
    }
    return false;
}

/* The number that a date may be said by: of its only part. */
static bool only_part(const mm_value *date, double *out)
{
    int n = (date->year != 0) + (date->month != 0) + (date->day != 0);

    *out = date->year ? date->year : date->month ? date->month : date->day;
    return n == 1 && !date->weekday;
}

/* ---- sorting ---- */

static int by_number(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;

    return (x > y) - (x < y);
}

static int compare_alike(const mm_value *x, const mm_value *y)
{
    int order = strcmp(x->unit, y->unit);

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return order ? order : by_number(&x->number, &y->number);
}

static int by_alike(const void *left, const void *right)
{
    return compare_alike(*(const mm_value *const *)left,
                         *(const mm_value *const *)right);
}

static bool is_plain(const mm_value *v)
{
    return v->kind != MM_VALUE_MONEY && v->kind != MM_VALUE_PERCENT;
}

static int put(mm_met *met, const mm_value *v)
{
    if (v->kind == MM_VALUE_TIME) {
        met->minutes[(v->minute % HALF_DAY + HALF_DAY) % HALF_DAY] = true;
        return MM_OK;
    }
    if (v->kind == MM_VALUE_DATE) {
        if (only_part(v, &met->dated[met->n_dated]))
            met->n_dated++;
        return add_date(met, v);
    }
    met->alike[met->n_numbers] = v;
    met->numbers[met->n_numbers++] = v->number;
    if (is_plain(v))
        met->plain[met->n_plain++] = v->number;
    return MM_OK;
}

int mm_met_make(mm_met *out, const mm_values *values)
{
    size_t n = values->n;
    int    rc = MM_OK;

    *out = (mm_met){ .values = values, .few = n <= FEW };
    if (out->few)
        return MM_OK;
    out->numbers = malloc(n * sizeof *out->numbers);
    out->plain = malloc(n * sizeof *out->plain);
    out->dated = malloc(n * sizeof *out->dated);
    out->alike = malloc(n * sizeof *out->alike);
    if (!out->numbers || !out->plain || !out->dated || !out->alike)
        rc = MM_ENOMEM;
    for (size_t i = 0; i < n && rc == MM_OK; i++)
        rc = put(out, &values->items[i]);
    if (rc < 0) {
        mm_met_release(out);
        return rc;
    }
    qsort(out->numbers, out->n_numbers, sizeof *out->numbers, by_number);
    qsort(out->plain, out->n_plain, sizeof *out->plain, by_number);
    qsort(out->dated, out->n_dated, sizeof *out->dated, by_number);
    qsort(out->alike, out->n_numbers, sizeof *out->alike, by_alike);
    return MM_OK;
}

void mm_met_release(mm_met *met)
{
    free(met->numbers);
    free(met->plain);
    free(met->dated);
    free(met->alike);
    mm_map_release(&met->dates);
    *met = (mm_met){ 0 };
}

/* ---- asking ---- */

/* Do two numbers meet as such? */
static bool near(double x, double y)
{
    mm_value a = { .kind = MM_VALUE_NUMBER, .number = x };
    mm_value b = { .kind = MM_VALUE_ORDINAL, .number = y };

    return mm_value_match(&a, &b) > 0;
}

/* Is a number near `x` among the sorted ones? */
static bool has_near(const double *sorted, size_t n, double x)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return (low < n && near(x, sorted[low])) ||
           (low > 0 && near(x, sorted[low - 1]));
}

/* Does a neighbour of `number`, among those of the kind and unit of `v`, meet
 * `v`? */
static bool meets_beside(const mm_met *met, const mm_value *v, double number)
{
    mm_value at = *v;
    size_t   low = 0, high = met->n_numbers;

    at.number = number;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_alike(met->alike[middle], &at) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (low < met->n_numbers && mm_value_match(v, met->alike[low]) > 0) ||
           (low > 0 && mm_value_match(v, met->alike[low - 1]) > 0);
}

/* Of one that is not large, the nearest large one may be the second. */
static bool has_alike(const mm_met *met, const mm_value *v)
{
    return meets_beside(met, v, v->number) || meets_beside(met, v, large) ||
           meets_beside(met, v, -large);
}

static bool tried(const mm_met *met, const mm_value *value)
{
    for (size_t i = 0; i < met->values->n; i++)
        if (mm_value_match(value, &met->values->items[i]) > 0)
            return true;
    return false;
}

bool mm_met_by(const mm_met *met, const mm_value *value)
{
    double number;

    if (met->few)
        return tried(met, value);
    if (value->kind == MM_VALUE_TIME)
        return met->minutes[(value->minute % HALF_DAY + HALF_DAY) % HALF_DAY];
    if (value->kind == MM_VALUE_DATE)
        return parts_of(value, 0).said == 0
                   ? tried(met, value)
                   : has_date(met, value) ||
                         (only_part(value, &number) &&
                          has_near(met->plain, met->n_plain, number));
    return has_near(met->numbers, met->n_numbers, value->number) ||
           (is_plain(value) &&
            has_near(met->dated, met->n_dated, value->number)) ||
           has_alike(met, value);
}
