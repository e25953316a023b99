/*
 * Numbers, percentages, sums of money, ordinals, dates and times of a text, as
 * values that can be compared across languages: 1조8천억원 and 1.8 trillion won
 * are 1.8e12 KRW, 6월 11일 and June 11 are the same day.
 *
 * One grammar serves all languages: a quantity is digits or number words that
 * add up and multiply (two hundred thousand; 7천70만), then a counter from
 * counters-LANG.tsv, which says what kind of value it is. Word lists are
 * tables; months, weekdays and separators come from ICU. Words that are
 * numbers at times only (한, one, 만) need a counter behind them.
 */
#include "malmoi/words.h"

#include "base/memory.h"
#include "text/counters.h"
#include "text/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct mm_valuer {
    mm_counters counters;
    mm_numbers  numbers;
    bool        english;
    mm_buf      low; /* the text in small ASCII letters */
};

/* Where a search stands. */
typedef struct scan {
    const mm_valuer *v;
    mm_str           text, low;
} scan;

/* A number as read, before what it counts. */
typedef struct quantity {
    double number;
    double scale; /* of the power it ends in, 0 when in none */
    size_t end;
    int    digits; /* of its first literal, 0: none; 4 may be a year */
    bool   plain;  /* a bare whole number in digits */
    bool   power, weak; /* weak: a number before a counter alone */
    bool   tens;        /* ends in twenty to ninety */
    bool   sino;        /* begins with a digit in Hangul: 이 is "this" too */
    int    pieces;
} quantity;

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

static char char_at(mm_str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

static bool is_digit(mm_str text, size_t at)
{
    return char_at(text, at) >= '0' && char_at(text, at) <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t skip_space(mm_str text, size_t at)
{
    while (char_at(text, at) == ' ')
        at++;
    return at;
}

/* Bytes of the separator `cp` at `at`, 0 when another stands there. */
static size_t at_char(mm_str text, size_t at, int32_t cp)
{
    size_t pos = at;

    return mm_utf8_next(text, &pos) == cp ? pos - at : 0;
}

/* Bytes of the sign at `at` that groups digits; spaces are all the same. */
static size_t at_group(const scan *s, size_t at)
{
    int32_t group = s->v->numbers.group;
    size_t  n = at_char(s->low, at, group);

    if (n || (group != 0xA0 && group != 0x202F))
        return n;
    if (char_at(s->low, at) == ' ' || (n = at_char(s->low, at, 0xA0)) > 0)
        return n ? n : 1;
    return at_char(s->low, at, 0x202F);
}

/* 1,234.5 at `at`: its value and end; `*digits` is how many digits begin it. */
static double read_literal(const scan *s, size_t at, size_t *end, int *digits,
                           bool *plain)
{
    double value = 0, place = 1;
    size_t n, first = at;

    for (; is_digit(s->low, at); at++)
        value = value * 10 + (s->low.ptr[at] - '0');
    *digits = (int)(at - first);
    *plain = true;
    while (*digits <= 3 && (n = at_group(s, at)) > 0 &&
           is_digit(s->low, at + n) && is_digit(s->low, at + n + 1) &&
           is_digit(s->low, at + n + 2) && !is_digit(s->low, at + n + 3)) {
        for (int i = 0; i < 3; i++)
            value = value * 10 + (s->low.ptr[at + n + (size_t)i] - '0');
        at += n + 3;
        *plain = false;
    }
    n = at_char(s->low, at, s->v->numbers.decimal);
    if (n && is_digit(s->low, at + n)) {
        for (at += n; is_digit(s->low, at); at++)
            value += (s->low.ptr[at] - '0') * (place /= 10);
        *plain = false;
    }
    *end = at;
    return value;
}

/* Sums up number words: "two hundred thousand", 1조 8천억. */
typedef struct sum {
    double total, section, pending;
    bool   any; /* something is pending or in the section */
} sum;

static void sum_take(sum *s, const mm_number_word *word)
{
    double base = s->pending;

    switch (word->class) {
    case MM_NUMBER_SMALL:
        s->section += (base > 0 ? base : 1) * word->value;
        s->pending = 0;
        break;
    case MM_NUMBER_POWER:
    case MM_NUMBER_TAIL:
        base += s->section;
        s->total += (base > 0 ? base : 1) * word->value;
        s->section = s->pending = 0;
        break;
    default:
        s->pending += word->value;
    }
    s->any = true;
}

/* The next number word of a quantity at `*at`, past a gap where one may be. */
static const mm_number_word *next_word(const scan *s, size_t *at,
                                       const quantity *q)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, *at);
    size_t                gap = *at;

    if (word && (word->class == MM_NUMBER_SMALL ||
                 word->class == MM_NUMBER_POWER ||
                 (word->class == MM_NUMBER_SINO && q->weak) ||
                 (word->class == MM_NUMBER_TAIL && q->digits)))
        return word;
    if (!s->v->english || (char_at(s->low, gap) != ' ' &&
                           char_at(s->low, gap) != '-'))
        return NULL;
    gap++;
    if (q->power && mm_str_starts(mm_str_sub(s->low, gap, 4), MM_S("and ")))
        gap += 4;
    word = mm_numbers_at(&s->v->numbers, s->low, gap);
    if (!word || (word->class > MM_NUMBER_POWER &&
                  word->class != MM_NUMBER_NATIVE) ||
        (q->digits && word->class != MM_NUMBER_SMALL &&
         word->class != MM_NUMBER_POWER))
        return NULL;
    /* "twenty-one" and "hundred five", but "two one-way streets" */
    if ((word->class == MM_NUMBER_NATIVE || word->class == MM_NUMBER_UNIT) &&
        !q->power && !q->tens)
        return NULL;
    *at = gap;
    return word;
}

/* More digits of the same number: 1천375, 62억 1천만. */
static bool more_digits(const scan *s, size_t *at, bool after_small,
                        bool after_power)
{
    if (s->v->english)
        return false;
    if (is_digit(s->low, *at))
        return after_small || after_power;
    if (!after_power || char_at(s->low, *at) != ' ' || !is_digit(s->low, *at + 1))
        return false;
    /* 62억 1천만: only when a power follows the digits */
    for (size_t i = *at + 1; i < s->low.len; i++)
        if (!is_digit(s->low, i) && char_at(s->low, i) != ',') {
            const mm_number_word *w = mm_numbers_at(&s->v->numbers, s->low, i);

            if (!w || (w->class != MM_NUMBER_SMALL && w->class != MM_NUMBER_POWER))
                return false;
            *at += 1;
            return true;
        }
    return false;
}

static void read_rest(const scan *s, sum *total, quantity *q)
{
    bool small = false, power = false;

    for (;;) {
        size_t at = q->end;
        const mm_number_word *word;
        int    digits;
        bool   plain;

        if (more_digits(s, &at, small, power)) {
            total->pending += read_literal(s, at, &q->end, &digits, &plain);
            small = power = false;
            q->scale = 0;
            continue;
        }
        if (!(word = next_word(s, &at, q)))
            break;
        sum_take(total, word);
        small = word->class == MM_NUMBER_SMALL;
        power = word->class == MM_NUMBER_POWER;
        q->power |= word->class >= MM_NUMBER_SMALL &&
                    word->class <= MM_NUMBER_TAIL;
        q->plain = false;
        q->tens = word->class == MM_NUMBER_TENS;
        q->scale = word->class >= MM_NUMBER_SMALL ? word->value : 0;
        q->pieces++;
        q->end = at + word->len;
    }
}

/* A quantity that begins at `at`; false when none does. */
static bool read_quantity(const scan *s, size_t at, quantity *q)
{
    sum                   total = { 0 };
    const mm_number_word *word;

    *q = (quantity){ .end = at };
    if (is_digit(s->low, at)) {
        total.pending = read_literal(s, at, &q->end, &q->digits, &q->plain);
        if (q->digits > 15)
            return false;
    } else {
        word = mm_numbers_at(&s->v->numbers, s->low, at);
        if (!word || word->class > MM_NUMBER_SINO || word->class == MM_NUMBER_TAIL)
            return false;
        if (s->v->english && word->class >= MM_NUMBER_SMALL &&
            word->class <= MM_NUMBER_POWER &&
            !(at > 1 && mm_str_ends(mm_str_sub(s->low, 0, at), MM_S("a "))))
            return false;
        sum_take(&total, word);
        q->weak = word->class >= MM_NUMBER_SMALL && !s->v->english;
        q->weak |= word->class == MM_NUMBER_NATIVE ||
                   word->class == MM_NUMBER_SINO;
        q->tens = word->class == MM_NUMBER_TENS;
        q->sino = word->class == MM_NUMBER_SINO;
        q->power = word->class == MM_NUMBER_SMALL || word->class == MM_NUMBER_POWER;
        q->end = at + word->len;
        q->pieces = 1;
        if (word->class == MM_NUMBER_NATIVE && !s->v->english) {
            q->number = word->value;
            return true;
        }
    }
    read_rest(s, &total, q);
    if (s->v->english && q->power && q->weak)
        q->weak = false; /* one million */
    q->number = total.total + total.section + total.pending;
    return true;
}

/* End of the letters and digits that begin at `at`. */
static size_t run_end(mm_str text, size_t at)
{
    size_t pos = at;

    while (at < text.len && u_isalnum(mm_utf8_next(text, &pos)))
        at = pos;
    return at;
}

/* May counter `c` stand behind a number in Hangul? 만일, 세대, 한국, 사조위
 * and 이천시 are words; 백만원, 두번째 are numbers. */
static bool counts_words(const quantity *q, const mm_counter *c, bool tight)
{
    if ((c->class == MM_COUNTER_HOUR && q->number > 24) ||
        (q->sino && !q->power))
        return false;
    if (!tight)
        return true;
    if (!q->power)
        return c->form.len >= 6;
    return q->pieces > 1 &&
           (c->class == MM_COUNTER_PLAIN || c->class == MM_COUNTER_MONEY ||
            c->class == MM_COUNTER_PERCENT || c->class == MM_COUNTER_YEAR);
}

/* What the quantity counts, and its end; NULL when nothing known follows. */
static const mm_counter *read_counter(const scan *s, const quantity *q,
                                      size_t *end)
{
    const mm_number_word *about = mm_numbers_at(&s->v->numbers, s->low, q->end);
    size_t at = q->end, tight;
    const mm_counter *c;

    if (about && about->class == MM_NUMBER_ABOUT)
        at += about->len;
    tight = at;
    if (char_at(s->low, at) == ' ' || (s->v->english && char_at(s->low, at) == '-'))
        at++;
    if (at >= s->low.len || !(c = mm_counters_at(&s->v->counters, s->low, at)))
        return NULL;
    *end = at + c->form.len;
    if (at > tight && c->form.len <= 2 && s->v->english &&
        c->class == MM_COUNTER_ORDINAL)
        return NULL; /* "5 th" */
    if (is_letter(c->form.ptr[c->form.len - 1])
            ? is_letter(char_at(s->low, *end))
            : !mm_counters_ends(&s->v->counters, s->low, *end,
                                run_end(s->low, *end)))
        return NULL;
    return q->weak && !s->v->english && !counts_words(q, c, at == tight) ? NULL
                                                                         : c;
}

static void set_unit(mm_value *out, mm_str unit)
{
    size_t n = unit.len < sizeof out->unit - 1 ? unit.len : sizeof out->unit - 1;

    memcpy(out->unit, unit.ptr, n);
    out->unit[n] = '\0';
}

static bool valid_day(double month, double day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 2024-06-11, 2024.6.11, 2024. 6. 11., 2024/6/11 */
static size_t iso_date(const scan *s, size_t at, mm_value *out)
{
    double part[3];
    size_t end = at;
    char   sep = 0;

    for (int i = 0; i < 3; i++) {
        size_t from = end;

        part[i] = 0;
        for (; is_digit(s->low, end); end++)
            part[i] = part[i] * 10 + (s->low.ptr[end] - '0');
        if (i ? end == from || end - from > 2 : end - from != 4)
            return 0;
        if (i == 2)
            break;
        if (!strchr("-./", char_at(s->low, end)) || !char_at(s->low, end) ||
            (sep && sep != char_at(s->low, end)))
            return 0;
        sep = s->low.ptr[end++];
        if (sep == '.')
            end = skip_space(s->low, end);
    }
    if (!valid_day(part[1], part[2]) || is_digit(s->low, end))
        return 0;
    if (sep == '.' && char_at(s->low, end) == '.' && !s->v->english)
        end++;
    out->kind = MM_VALUE_DATE;
    out->year = (int16_t)part[0];
    out->month = (int16_t)part[1];
    out->day = (int16_t)part[2];
    return end;
}

/* Plain digits at `at` (at most `max` of them): the number, or -1. */
static int small_number(const scan *s, size_t at, int max, size_t *end)
{
    int value = 0, n = 0;

    for (; n <= max && is_digit(s->low, at); at++, n++)
        value = value * 10 + (s->low.ptr[at] - '0');
    *end = at;
    return n == 0 || n > max ? -1 : value;
}

/* A counter of class `class` right behind a small number at `at`. */
static int counted(const scan *s, size_t at, mm_counter_class class,
                   size_t *end)
{
    int n = small_number(s, at, 4, end);
    const mm_counter *c;

    if (n < 0 || *end >= s->low.len)
        return -1;
    c = mm_counters_at(&s->v->counters, s->low, *end);
    if (!c || c->class != class)
        return -1;
    *end += c->form.len;
    return n;
}

/* 6월 11일 (화요일): what follows the parts of a date that are there. */
static size_t more_date(const scan *s, size_t end, mm_value *out)
{
    size_t next, at = skip_space(s->low, end);
    int    n;

    if (out->year && !out->month &&
        (n = counted(s, at, MM_COUNTER_MONTH, &next)) >= 1 && n <= 12) {
        out->month = (int16_t)n;
        end = next;
        at = skip_space(s->low, end);
    }
    if (out->month && !out->day &&
        (n = counted(s, at, MM_COUNTER_DAY, &next)) >= 1 && n <= 31) {
        out->day = (int16_t)n;
        end = next;
    }
    at = end + (char_at(s->low, end) == '(' || char_at(s->low, end) == ' ');
    if (out->day) {
        const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, at);

        if (word && word->class == MM_NUMBER_WEEKDAY) {
            out->weekday = (int16_t)word->value;
            end = at + word->len;
        }
    }
    return end;
}

/* 3시 30분 */
static size_t clock_counted(const scan *s, double hour, size_t end, int half,
                            mm_value *out)
{
    size_t next;
    int    n = counted(s, skip_space(s->low, end), MM_COUNTER_MINUTE, &next);

    out->kind = MM_VALUE_TIME;
    out->minute = (int16_t)(hour * 60);
    if (half > 0 && hour < 12)
        out->minute += 720;
    if (half < 0 && hour >= 12)
        out->minute -= 720;
    if (n >= 0 && n < 60) {
        out->minute += (int16_t)n;
        end = next;
    }
    return end;
}

static size_t finish_counter(const scan *s, const quantity *q,
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
        return clock_counted(s, q->number, end, 0, out);
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
        return more_date(s, end, out);
    }
    return end;
}

static size_t dash_length(mm_str text, size_t at)
{
    size_t pos = at;

    switch (mm_utf8_next(text, &pos)) {
    case '-': case '~': case 0x2013: case 0x223C: case 0x301C: case 0xFF5E:
        return pos - at;
    default:
        return 0;
    }
}

/* 3~5, 1950-53, 1∼2조, "3 to 5": the upper end of a range. */
static void read_range(const scan *s, quantity *q, mm_value *out)
{
    size_t   n = dash_length(s->low, q->end), at = q->end + n;
    quantity upper;

    if (!n && s->v->english &&
        mm_str_starts(mm_str_sub(s->low, q->end, 4), MM_S(" to ")))
        at += 4;
    if (at == q->end || !q->digits || !is_digit(s->low, at) ||
        !read_quantity(s, at, &upper) || dash_length(s->low, upper.end) ||
        is_letter(char_at(s->text, upper.end)))
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

static bool is_year(const quantity *q)
{
    return q->plain && q->digits == 4 && q->number >= 1800 && q->number < 2100;
}

/* "11 June 2024", "11. Juni 2024", "11 de junio de 2024" behind a number. */
static size_t day_month(const scan *s, const quantity *q, size_t end,
                        mm_value *out)
{
    size_t at = end, next;
    int    year;
    const mm_number_word *word;

    if (!q->digits || q->number < 1 || q->number > 31 || q->digits > 2)
        return 0;
    if (char_at(s->low, at) == '.')
        at++;
    at = skip_space(s->low, at);
    for (int i = 0; i < 2; i++)
        if (mm_str_starts(mm_str_sub(s->low, at, 3), i ? MM_S("of ") : MM_S("de ")))
            at += 3;
    word = at > end ? mm_numbers_at(&s->v->numbers, s->low, at) : NULL;
    if (!word || word->class != MM_NUMBER_MONTH ||
        (s->v->english && (s->text.ptr[at] < 'A' || s->text.ptr[at] > 'Z')))
        return 0;
    out->kind = MM_VALUE_DATE;
    out->day = (int16_t)q->number;
    out->month = (int16_t)word->value;
    end = at + word->len;
    at = skip_space(s->low, end + (char_at(s->low, end) == '.'));
    if (mm_str_starts(mm_str_sub(s->low, at, 3), MM_S("de ")))
        at += 3;
    year = small_number(s, at, 4, &next);
    if (year >= 1000) {
        out->year = (int16_t)year;
        end = next;
    }
    return end;
}

/* 3:30, 5 p.m. behind a number. */
static size_t clock_time(const scan *s, const quantity *q, mm_value *out)
{
    size_t end = q->end, next, at;
    int    minutes = 0, hour = (int)q->number;
    bool   colon = false;
    const mm_number_word *word;

    if (!q->plain || q->digits > 2 || q->number > 24)
        return 0;
    if (char_at(s->low, end) == ':') {
        minutes = small_number(s, end + 1, 2, &next);
        if (minutes < 0 || minutes > 59 || next != end + 3)
            return 0;
        end = next;
        colon = true;
    }
    at = skip_space(s->low, end);
    word = mm_numbers_at(&s->v->numbers, s->low, at);
    if (word && s->v->english &&
        (word->class == MM_NUMBER_AM || word->class == MM_NUMBER_PM)) {
        if (word->class == MM_NUMBER_PM && hour < 12)
            hour += 12;
        else if (word->class == MM_NUMBER_AM && hour == 12)
            hour = 0;
        end = at + word->len;
    } else if (!colon) {
        return 0;
    }
    out->kind = MM_VALUE_TIME;
    out->minute = (int16_t)(hour * 60 + minutes);
    return end;
}

/* A percent sign or currency behind a number, in any language. */
static size_t finish_sign(const scan *s, const quantity *q, mm_value *out)
{
    static const struct {
        const char *form, *code;
    } money[] = { { "€", "EUR" }, { "euro", "EUR" }, { "eur", "EUR" },
                  { "$", "USD" }, { "usd", "USD" },  { "krw", "KRW" },
                  { "£", "GBP" }, { "jpy", "JPY" },  { "cny", "CNY" } };
    size_t at = skip_space(s->low, q->end);

    if (char_at(s->low, at) == '%' || at_char(s->low, at, 0xFF05)) {
        out->kind = MM_VALUE_PERCENT;
        set_unit(out, MM_S("percent"));
        return at + (char_at(s->low, at) == '%' ? 1 : 3);
    }
    for (size_t i = 0; i < sizeof money / sizeof *money; i++)
        if (mm_str_starts(mm_str_sub(s->low, at, 8), mm_cstr(money[i].form)) &&
            !is_digit(s->low, at + strlen(money[i].form))) {
            out->kind = MM_VALUE_MONEY;
            set_unit(out, mm_cstr(money[i].code));
            return at + strlen(money[i].form);
        }
    return q->end;
}

/* 6·25: the name of an event. */
static bool is_dotted_day(mm_str text, size_t at)
{
    size_t n = at_char(text, at, 0xB7);

    if (!n && !(n = at_char(text, at, 0x318D)))
        n = at_char(text, at, 0x30FB);
    return n && is_digit(text, at + n);
}

/* -1234-5678: the rest of a telephone or other number in parts. */
static bool is_chain(mm_str text, size_t at)
{
    size_t n = dash_length(text, at);

    for (at += n; n && is_digit(text, at);)
        at++;
    return n && dash_length(text, at) && is_digit(text, at + 1);
}

/* 3분의 2: the parts, then how many of them. */
static size_t fraction(const scan *s, const quantity *q, mm_value *out)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, q->end);
    quantity upper;
    size_t   at;

    if (!word || word->class != MM_NUMBER_PARTS || q->number <= 0)
        return 0;
    at = skip_space(s->low, q->end + word->len);
    if (!read_quantity(s, at, &upper))
        return 0;
    out->number = upper.number / q->number;
    return upper.end;
}

/* A value that begins with the quantity `q`. */
static size_t finish(const scan *s, quantity *q, mm_value *out)
{
    size_t            end, next;
    const mm_counter *c;

    if (is_chain(s->low, q->end))
        return 0;
    if ((end = clock_time(s, q, out)) > 0)
        return end;
    if ((end = fraction(s, q, out)) > 0)
        return end;
    read_range(s, q, out);
    out->number = q->number;
    if (!out->range && (end = day_month(s, q, q->end, out)) > 0)
        return end;
    if ((c = read_counter(s, q, &end))) {
        end = finish_counter(s, q, c, end, out);
        if (out->kind == MM_VALUE_ORDINAL && s->v->english &&
            (next = day_month(s, q, end, out)) > 0)
            end = next;
        return end;
    }
    if (q->weak || is_dotted_day(s->low, q->end))
        return 0;
    if (is_year(q)) {
        out->kind = MM_VALUE_DATE;
        out->year = (int16_t)q->number;
        if (char_at(s->low, q->end) == 's' && !is_letter(char_at(s->low, q->end + 1))) {
            *out = (mm_value){ .number = q->number };
            set_unit(out, MM_S("decade"));
            return q->end + 1;
        }
        return q->end;
    }
    if (is_letter(char_at(s->low, q->end)) && q->digits)
        return 0; /* 3D, 4x4 */
    return finish_sign(s, q, out);
}

/* June 11, 2024; June 11-13; June 2024; June. The word stands at `at`. */
static size_t month_date(const scan *s, size_t at, const mm_number_word *word,
                         mm_value *out)
{
    size_t end = at + word->len, next, from;
    int    n;

    out->kind = MM_VALUE_DATE;
    out->month = (int16_t)word->value;
    from = skip_space(s->low, end + (char_at(s->low, end) == '.'));
    n = small_number(s, from, 4, &next);
    if (n >= 1 && n <= 31 && next - from <= 2 && char_at(s->low, next) != ':') {
        size_t dash = dash_length(s->low, next), upper_end;
        int    upper = dash ? small_number(s, next + dash, 2, &upper_end) : -1;

        out->day = (int16_t)n;
        end = next;
        if (upper > n && upper <= 31) {
            out->range = true;
            out->number = n;
            out->upper = upper;
            end = upper_end;
        }
        if (is_letter(char_at(s->low, end)) && is_letter(char_at(s->low, end + 1)))
            end += 2; /* 11th */
        from = skip_space(s->low, end + (char_at(s->low, end) == ','));
        n = from > end ? small_number(s, from, 4, &next) : -1;
    }
    if (n >= 1000 && n < 2200) {
        out->year = (int16_t)n;
        end = next;
    }
    return end;
}

static bool follows_preposition(mm_str low, size_t at)
{
    static const char *const words[] = { "in ", "of ", "by ", "since ", "last ",
                                         "next ", "until ", "early ", "late ",
                                         "mid-", "this ", "from ", "to ",
                                         "through ", "between ", "during ",
                                         "before ", "after ", "for " };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_ends(mm_str_sub(low, 0, at), mm_cstr(words[i])))
            return true;
    return false;
}

/* May, March and Sun are words too. */
static bool is_date_word(const scan *s, size_t at, const mm_number_word *word,
                         const mm_value *read)
{
    mm_str form = mm_str_sub(s->low, at, word->len);

    if (!s->v->english)
        return true;
    if (s->text.ptr[at] < 'A' || s->text.ptr[at] > 'Z')
        return false;
    if (word->class == MM_NUMBER_WEEKDAY)
        return word->len > 5 || char_at(s->low, at + word->len) == '.';
    if (mm_str_eq(form, MM_S("may")) || mm_str_eq(form, MM_S("march")) ||
        word->len == 3)
        return read->day || read->year || follows_preposition(s->low, at);
    return true;
}

static size_t word_value(const scan *s, size_t at, mm_value *out)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, at);
    size_t end, next;
    int    n;

    if (!word)
        return 0;
    end = at + word->len;
    switch (word->class) {
    case MM_NUMBER_MONTH:
        end = month_date(s, at, word, out);
        return is_date_word(s, at, word, out) ? end : 0;
    case MM_NUMBER_WEEKDAY:
        out->kind = MM_VALUE_DATE;
        out->weekday = (int16_t)word->value;
        return is_date_word(s, at, word, out) ? end : 0;
    case MM_NUMBER_AM:
    case MM_NUMBER_PM:
        n = counted(s, skip_space(s->low, end), MM_COUNTER_HOUR, &next);
        if (n < 0 || n > 24)
            return 0;
        return clock_counted(s, n, next, word->class == MM_NUMBER_PM ? 1 : -1,
                             out);
    case MM_NUMBER_FOLD:
        out->number = word->value;
        set_unit(out, MM_S("fold"));
        return end;
    case MM_NUMBER_ORDINAL:
        out->kind = MM_VALUE_ORDINAL;
        out->number = word->value;
        next = skip_space(s->low, end);
        if (!s->v->english && next < s->low.len && next > end) {
            const mm_counter *c = mm_counters_at(&s->v->counters, s->low, next);

            if (c && c->class == MM_COUNTER_ORDINAL)
                end = next + c->form.len;
        }
        if (!s->v->english && run_end(s->low, end) > end &&
            !mm_counters_ends(&s->v->counters, s->low, end, run_end(s->low, end)))
            return 0; /* 첫날, 첫눈 */
        return end;
    default:
        return 0;
    }
}

/* $, US$, €: the currency before a sum; sets `*end` behind the sign. */
static const char *currency_at(const scan *s, size_t at, size_t *end)
{
    static const struct {
        const char *sign, *code;
    } signs[] = { { "us$", "USD" }, { "$", "USD" },  { "€", "EUR" },
                  { "£", "GBP" },   { "¥", "JPY" },  { "₩", "KRW" },
                  { "￦", "KRW" },  { "₹", "INR" },  { "₽", "RUB" },
                  { "₫", "VND" },   { "฿", "THB" },  { "krw ", "KRW" },
                  { "usd ", "USD" }, { "eur ", "EUR" }, { "jpy ", "JPY" },
                  { "cny ", "CNY" } };
    mm_str rest = mm_str_sub(s->low, at, 8);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (mm_str_starts(rest, mm_cstr(signs[i].sign))) {
            *end = skip_space(s->low, at + strlen(signs[i].sign));
            return signs[i].code;
        }
    return NULL;
}

static size_t prefixed_value(const scan *s, size_t at, mm_value *out)
{
    const mm_number_word *word;
    const char *code;
    quantity    q;
    size_t      end, done;

    if ((code = currency_at(s, at, &end)) && is_digit(s->low, end) &&
        read_quantity(s, end, &q)) {
        read_range(s, &q, out);
        out->number = q.number;
        out->kind = MM_VALUE_MONEY;
        set_unit(out, mm_cstr(code));
        return q.end;
    }
    word = mm_numbers_at(&s->v->numbers, s->low, at);
    if (word && word->class == MM_NUMBER_PREFIX &&
        is_digit(s->low, at + word->len) &&
        read_quantity(s, at + word->len, &q)) {
        const mm_counter *c = read_counter(s, &q, &done);

        out->kind = MM_VALUE_ORDINAL;
        out->number = q.number;
        return c ? done : q.end;
    }
    return 0;
}

/* '19, ’24: a year in two digits. */
static size_t short_year(const scan *s, size_t at, mm_value *out)
{
    size_t n = char_at(s->low, at) == '\'' ? 1 : at_char(s->low, at, 0x2019), end;
    int    year;

    if (!n || (year = small_number(s, at + n, 2, &end)) < 0 || end != at + n + 2 ||
        u_isalnum(char_at(s->low, end)) || char_at(s->low, end) == '\'')
        return 0;
    out->kind = MM_VALUE_DATE;
    out->year = (int16_t)(year < 70 ? 2000 + year : 1900 + year);
    return end;
}

/* End of the value that begins at `at`; 0 when none does. */
static size_t value_at(const scan *s, size_t at, mm_value *out)
{
    quantity q;
    size_t   end;

    if (is_digit(s->low, at) && (end = iso_date(s, at, out)) > 0)
        return end;
    if ((end = prefixed_value(s, at, out)) > 0 ||
        (end = short_year(s, at, out)) > 0)
        return end;
    *out = (mm_value){ 0 };
    if ((end = word_value(s, at, out)) > 0)
        return end;
    *out = (mm_value){ 0 };
    return read_quantity(s, at, &q) ? finish(s, &q, out) : 0;
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
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) < 0)
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

    while (is_letter(char_at(text, end)) || is_digit(text, end))
        end++;
    if (end == at)
        mm_utf8_next(text, &end);
    return end;
}

int mm_values_find(mm_values *out, mm_valuer *valuer, mm_str text,
                   mm_error *err)
{
    scan s = { .v = valuer, .text = text };

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
