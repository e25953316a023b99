/*
 * Numbers, percentages, sums of money, ordinals, dates and times of a text, as
 * values that can be compared across languages: 1조8천억원 and 1.8 trillion won
 * are 1.8e12 KRW, 6월 11일 and June 11 are the same day.
 *
 * One grammar serves all languages: a quantity is digits or number words that
 * add up and multiply (two hundred thousand; 7천70만), then a counter from
 * counters-LANG.tsv, which says what kind of value it is. Word lists are
 * tables; months, weekdays and separators come from ICU. Words that are
 * numbers at times only (한, one, 만) need a counter behind them. Quantities
 * are read in quantity.c, dates in dates.c; here they become values.
 */
#include "malmoi/words.h"

#include "base/memory.h"
#include "text/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

int mm_valuer_open(mm_valuer **out, mm_str lang, const mm_tables *tables,
                   mm_error *err)
{
    mm_valuer *v = calloc(1, sizeof *v);
    int        rc;

    *out = NULL;
    if (!v)
        return mm_fail_memory(err);
    v->english = mm_str_starts(lang, MM_S("en"));
    if ((rc = mm_counters_load(&v->counters, lang, tables, err)) < 0 ||
        (rc = mm_numbers_load(&v->numbers, lang, tables, err)) < 0) {
        mm_valuer_close(v);
        return rc;
    }
    *out = v;
    return MM_OK;
}

void mm_valuer_close(mm_valuer *v)
{
    if (!v)
        return;
    mm_counters_release(&v->counters);
    mm_numbers_release(&v->numbers);
    mm_buf_release(&v->low);
    free(v);
}

void mm_values_release(mm_values *values)
{
    free(values->items);
    *values = (mm_values){ 0 };
}

static void set_unit(mm_value *out, mm_str unit)
{
    size_t n =
        unit.len < sizeof out->unit - 1 ? unit.len : sizeof out->unit - 1;

    memcpy(out->unit, unit.ptr, n);
    out->unit[n] = '\0';
}

static size_t finish_counter(const mm_scan *s, const mm_quantity *q,
                             const mm_counter *c, size_t end, mm_value *out)
{
    set_unit(out, c->unit);
    switch (c->class) {
    case MM_COUNTER_MONEY:
        out->kind = MM_VALUE_MONEY;
        return end;
    case MM_COUNTER_PERCENT:
        out->kind = MM_VALUE_PERCENT;
        return end;
    case MM_COUNTER_ORDINAL:
        out->kind = MM_VALUE_ORDINAL;
        return end;
    case MM_COUNTER_HOUR:
        if (q->number > 24)
            return end;
        return mm_time_counted(s, q->number, end, 0, out);
    case MM_COUNTER_YEAR:
        out->year = (int16_t)(q->plain && q->digits == 4 ? q->number : 0);
        break;
    case MM_COUNTER_MONTH:
        out->month = (int16_t)(q->plain && q->number <= 12 ? q->number : 0);
        break;
    case MM_COUNTER_DAY:
        out->day = (int16_t)(q->plain && q->number <= 31 ? q->number : 0);
        break;
    default:
        return end;
    }
    if (out->year || out->month || out->day) {
        out->kind = MM_VALUE_DATE;
        out->unit[0] = '\0';
        return mm_date_more(s, end, out);
    }
    return end;
}

/* 3~5, 1950-53, 1∼2조, "3 to 5": the upper end of a range. */
static void read_range(const mm_scan *s, mm_quantity *q, mm_value *out)
{
    size_t      n = mm_scan_dash(s->low, q->end), at = q->end + n;
    mm_quantity upper;

    if (!n && s->v->english &&
        mm_str_starts(mm_str_sub(s->low, q->end, 4), MM_S(" to ")))
        at += 4;
    if (at == q->end || !q->digits || !mm_scan_digit(s->low, at) ||
        !mm_quantity_read(s, at, &upper) || mm_scan_dash(s->low, upper.end) ||
        mm_is_letter(mm_scan_char(s->text, upper.end)))
        return;
    if (q->plain && q->digits == 4 && upper.plain && upper.digits == 2) {
        upper.number += floor(q->number / 100) * 100;
    } else if (upper.scale > 0 && q->plain && q->number < 1000) {
        q->number *= upper.scale; /* 1∼2조 */
    }
    out->range = true;
    out->number = q->number;
    out->upper = upper.number;
    upper.plain = upper.plain && q->plain;
    if (upper.digits < q->digits)
        upper.digits = q->digits;
    *q = upper;
    q->number = out->number;
}

static bool is_year(const mm_quantity *q)
{
    return q->plain && q->digits == 4 && q->number >= 1800 && q->number < 2100;
}

/* A percent sign or currency behind a number, in any language. */
static size_t finish_sign(const mm_scan *s, const mm_quantity *q, mm_value *out)
{
    static const struct {
        const char *form, *code;
    } money[] = { { "€", "EUR" }, { "euro", "EUR" }, { "eur", "EUR" },
                  { "$", "USD" }, { "usd", "USD" },  { "krw", "KRW" },
                  { "£", "GBP" }, { "jpy", "JPY" },  { "cny", "CNY" } };
    size_t at = mm_scan_space(s->low, q->end);

    if (mm_scan_char(s->low, at) == '%' || mm_scan_sign(s->low, at, 0xFF05)) {
        out->kind = MM_VALUE_PERCENT;
        set_unit(out, MM_S("percent"));
        return at + (mm_scan_char(s->low, at) == '%' ? 1 : 3);
    }
    for (size_t i = 0; i < sizeof money / sizeof *money; i++)
        if (mm_str_starts(mm_str_sub(s->low, at, 8), mm_cstr(money[i].form)) &&
            !mm_scan_digit(s->low, at + strlen(money[i].form))) {
            out->kind = MM_VALUE_MONEY;
            set_unit(out, mm_cstr(money[i].code));
            return at + strlen(money[i].form);
        }
    return q->end;
}

/* 6·25: the name of an event. */
static bool is_dotted_day(mm_str text, size_t at)
{
    size_t n = mm_scan_sign(text, at, 0xB7);

    if (!n && !(n = mm_scan_sign(text, at, 0x318D)))
        n = mm_scan_sign(text, at, 0x30FB);
    return n && mm_scan_digit(text, at + n);
}

/* -1234-5678: the rest of a telephone or other number in parts. */
static bool is_chain(mm_str text, size_t at)
{
    size_t n = mm_scan_dash(text, at);

    for (at += n; n && mm_scan_digit(text, at);)
        at++;
    return n && mm_scan_dash(text, at) && mm_scan_digit(text, at + 1);
}

/* 3분의 2: the parts, then how many of them. */
static size_t fraction(const mm_scan *s, const mm_quantity *q, mm_value *out)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, q->end);
    mm_quantity           upper;
    size_t                at;

    if (!word || word->class != MM_NUMBER_PARTS || q->number <= 0)
        return 0;
    at = mm_scan_space(s->low, q->end + word->len);
    if (!mm_quantity_read(s, at, &upper))
        return 0;
    out->number = upper.number / q->number;
    return upper.end;
}

/* A value that begins with the quantity `q`. */
static size_t finish(const mm_scan *s, mm_quantity *q, mm_value *out)
{
    size_t            end, next;
    const mm_counter *c;

    if (is_chain(s->low, q->end))
        return 0;
    if ((end = mm_time_clock(s, q, out)) > 0)
        return end;
    if ((end = fraction(s, q, out)) > 0)
        return end;
    read_range(s, q, out);
    out->number = q->number;
    if (!out->range && (end = mm_date_day_month(s, q, q->end, out)) > 0)
        return end;
    if ((c = mm_quantity_counter(s, q, &end))) {
        end = finish_counter(s, q, c, end, out);
        if (out->kind == MM_VALUE_ORDINAL && s->v->english &&
            (next = mm_date_day_month(s, q, end, out)) > 0)
            end = next;
        return end;
    }
    if (q->weak || is_dotted_day(s->low, q->end))
        return 0;
    if (is_year(q)) {
        out->kind = MM_VALUE_DATE;
        out->year = (int16_t)q->number;
        if (mm_scan_char(s->low, q->end) == 's' &&
            !mm_is_letter(mm_scan_char(s->low, q->end + 1))) {
            *out = (mm_value){ .number = q->number };
            set_unit(out, MM_S("decade"));
            return q->end + 1;
        }
        return q->end;
    }
    if (mm_is_letter(mm_scan_char(s->low, q->end)) && q->digits)
        return 0; /* 3D, 4x4 */
    return finish_sign(s, q, out);
}

static size_t word_value(const mm_scan *s, size_t at, mm_value *out)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, at);
    size_t                end, next;
    int                   n;

    if (!word)
        return 0;
    end = at + word->len;
    switch (word->class) {
    case MM_NUMBER_MONTH:
        end = mm_date_month(s, at, word, out);
        return mm_date_is_word(s, at, word, out) ? end : 0;
    case MM_NUMBER_WEEKDAY:
        out->kind = MM_VALUE_DATE;
        out->weekday = (int16_t)word->value;
        return mm_date_is_word(s, at, word, out) ? end : 0;
    case MM_NUMBER_AM:
    case MM_NUMBER_PM:
        n = mm_scan_counted(s, mm_scan_space(s->low, end), MM_COUNTER_HOUR,
                            &next);
        if (n < 0 || n > 24)
            return 0;
        return mm_time_counted(s, n, next, word->class == MM_NUMBER_PM ? 1 : -1,
                               out);
    case MM_NUMBER_FOLD:
        out->number = word->value;
        set_unit(out, MM_S("fold"));
        return end;
    case MM_NUMBER_ORDINAL:
        out->kind = MM_VALUE_ORDINAL;
        out->number = word->value;
        next = mm_scan_space(s->low, end);
        if (!s->v->english && next < s->low.len && next > end) {
            const mm_counter *c = mm_counters_at(&s->v->counters, s->low, next);

            if (c && c->class == MM_COUNTER_ORDINAL)
                end = next + c->form.len;
        }
        if (!s->v->english && mm_scan_run(s->low, end) > end &&
            !mm_counters_ends(&s->v->counters, s->low, end,
                              mm_scan_run(s->low, end)))
            return 0; /* 첫날, 첫눈 */
        return end;
    default:
        return 0;
    }
}

/* $, US$, €: the currency before a sum; sets `*end` behind the sign. */
static const char *currency_at(const mm_scan *s, size_t at, size_t *end)
{
    static const struct {
        const char *sign, *code;
    } signs[] = { { "us$", "USD" },  { "$", "USD" },    { "€", "EUR" },
                  { "£", "GBP" },    { "¥", "JPY" },    { "₩", "KRW" },
                  { "￦", "KRW" },   { "₹", "INR" },    { "₽", "RUB" },
                  { "₫", "VND" },    { "฿", "THB" },    { "krw ", "KRW" },
                  { "usd ", "USD" }, { "eur ", "EUR" }, { "jpy ", "JPY" },
                  { "cny ", "CNY" } };
    mm_str rest = mm_str_sub(s->low, at, 8);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (mm_str_starts(rest, mm_cstr(signs[i].sign))) {
            *end = mm_scan_space(s->low, at + strlen(signs[i].sign));
            return signs[i].code;
        }
    return NULL;
}

static size_t prefixed_value(const mm_scan *s, size_t at, mm_value *out)
{
    const mm_number_word *word;
    const char           *code;
    mm_quantity           q;
    size_t                end, done;

    if ((code = currency_at(s, at, &end)) && mm_scan_digit(s->low, end) &&
        mm_quantity_read(s, end, &q)) {
        read_range(s, &q, out);
        out->number = q.number;
        out->kind = MM_VALUE_MONEY;
        set_unit(out, mm_cstr(code));
        return q.end;
    }
    word = mm_numbers_at(&s->v->numbers, s->low, at);
    if (word && word->class == MM_NUMBER_PREFIX &&
        mm_scan_digit(s->low, at + word->len) &&
        mm_quantity_read(s, at + word->len, &q)) {
        const mm_counter *c = mm_quantity_counter(s, &q, &done);

        out->kind = MM_VALUE_ORDINAL;
        out->number = q.number;
        return c ? done : q.end;
    }
    return 0;
}

/* End of the value that begins at `at`; 0 when none does. */
static size_t value_at(const mm_scan *s, size_t at, mm_value *out)
{
    mm_quantity q;
    size_t      end;

    if (mm_scan_digit(s->low, at) && (end = mm_date_iso(s, at, out)) > 0)
        return end;
    if ((end = prefixed_value(s, at, out)) > 0 ||
        (end = mm_date_short_year(s, at, out)) > 0)
        return end;
    *out = (mm_value){ 0 };
    if ((end = word_value(s, at, out)) > 0)
        return end;
    *out = (mm_value){ 0 };
    return mm_quantity_read(s, at, &q) ? finish(s, &q, out) : 0;
}

/* May a value begin at `at`? Not inside words and names: A380, COVID-19. */
static bool may_begin(mm_str text, size_t at)
{
    size_t  pos = at, next = at;
    int32_t before = mm_utf8_prev(text, &pos), cp = mm_utf8_next(text, &next);

    if (before < 0)
        return true;
    if (cp >= '0' && cp <= '9') {
        if (before >= 0xAC00 && before <= 0xD7A3)
            return true;
        if (before == '-' || before == 0x2011)
            return pos == 0 || !u_isalnum(mm_utf8_prev(text, &pos));
        return !u_isalnum(before) && before != '.' && before != ',' &&
               before != 0xB7 && before != 0x318D && before != 0x30FB;
    }
    return !u_isalnum(before);
}

static int add_value(mm_values *out, mm_value value, mm_error *err)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    if (!value.range)
        value.upper = value.number;
    out->items[out->n++] = value;
    return MM_OK;
}

/* Past what can hold no value of its own: a whole run of Latin letters and
 * digits, or one character. */
static size_t step(mm_str text, size_t at)
{
    size_t end = at;

    while (mm_is_letter(mm_scan_char(text, end)) || mm_scan_digit(text, end))
        end++;
    if (end == at)
        mm_utf8_next(text, &end);
    return end;
}

int mm_values_find(mm_values *out, mm_valuer *valuer, mm_str text,
                   mm_error *err)
{
    mm_scan s = { .v = valuer, .text = text };

    out->n = 0;
    mm_buf_clear(&valuer->low);
    if (mm_buf_put(&valuer->low, text) < 0)
        return mm_fail_memory(err);
    s.low = mm_buf_str(&valuer->low);
    for (size_t i = 0; i < s.low.len; i++)
        if (valuer->low.ptr[i] >= 'A' && valuer->low.ptr[i] <= 'Z')
            valuer->low.ptr[i] += 'a' - 'A';
    for (size_t at = 0; at < text.len;) {
        mm_value value = { 0 };
        size_t   end = may_begin(text, at) ? value_at(&s, at, &value) : 0;

        if (end > at) {
            value.start = at;
            value.len = end - at;
            if (add_value(out, value, err) < 0)
                return MM_ENOMEM;
            at = end;
        } else {
            at = step(text, at);
        }
    }
    return MM_OK;
}
