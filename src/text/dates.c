/*
 * Dates and times of the day as texts write them: 2024-06-11, June 11-13, 11 de
 * junio de 2024, 6월 11일(화), '19, 오후 3시 30분, 10:30 a.m. What is not said
 * stays 0. Names of months and weekdays come from ICU by way of numbers.c.
 */
#include "text/quantity.h"

#include <string.h>
#include <unicode/uchar.h>

static bool valid_day(double month, double day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 2024-06-11, 2024.6.11, 2024. 6. 11., 2024/6/11 */
size_t mm_date_iso(const mm_scan *s, size_t at, mm_value *out)
{
    double part[3];
    size_t end = at;
    char   sep = 0;

    for (int i = 0; i < 3; i++) {
        size_t from = end;

        part[i] = 0;
        for (; mm_scan_digit(s->low, end); end++)
            part[i] = part[i] * 10 + (s->low.ptr[end] - '0');
        if (i ? end == from || end - from > 2 : end - from != 4)
            return 0;
        if (i == 2)
            break;
        if (!strchr("-./", mm_scan_char(s->low, end)) ||
            !mm_scan_char(s->low, end) ||
            (sep && sep != mm_scan_char(s->low, end)))
            return 0;
        sep = s->low.ptr[end++];
        if (sep == '.')
            end = mm_scan_space(s->low, end);
    }
    if (!valid_day(part[1], part[2]) || mm_scan_digit(s->low, end))
        return 0;
    if (sep == '.' && mm_scan_char(s->low, end) == '.' && !s->v->english)
        end++;
    out->kind = MM_VALUE_DATE;
    out->year = (int16_t)part[0];
    out->month = (int16_t)part[1];
    out->day = (int16_t)part[2];
    return end;
}

/* 6월 11일 (화요일): what follows the parts of a date that are there. */
size_t mm_date_more(const mm_scan *s, size_t end, mm_value *out)
{
    size_t next, at = mm_scan_space(s->low, end);
    int    n;

    if (out->year && !out->month &&
        (n = mm_scan_counted(s, at, MM_COUNTER_MONTH, &next)) >= 1 && n <= 12) {
        out->month = (int16_t)n;
        end = next;
        at = mm_scan_space(s->low, end);
    }
    if (out->month && !out->day &&
        (n = mm_scan_counted(s, at, MM_COUNTER_DAY, &next)) >= 1 && n <= 31) {
        out->day = (int16_t)n;
        end = next;
    }
    at = end +
         (mm_scan_char(s->low, end) == '(' || mm_scan_char(s->low, end) == ' ');
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
size_t mm_time_counted(const mm_scan *s, double hour, size_t end, int half,
                       mm_value *out)
{
    size_t next;
    int    n = mm_scan_counted(s, mm_scan_space(s->low, end), MM_COUNTER_MINUTE,
                               &next);

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

/* "11 June 2024", "11. Juni 2024", "11 de junio de 2024" behind a number. */
size_t mm_date_day_month(const mm_scan *s, const mm_quantity *q, size_t end,
                         mm_value *out)
{
    size_t                at = end, next;
    int                   year;
    const mm_number_word *word;

    if (!q->digits || q->number < 1 || q->number > 31 || q->digits > 2)
        return 0;
    if (mm_scan_char(s->low, at) == '.')
        at++;
    at = mm_scan_space(s->low, at);
    for (int i = 0; i < 2; i++)
        if (mm_str_starts(mm_str_sub(s->low, at, 3),
                          i ? MM_S("of ") : MM_S("de ")))
            at += 3;
    word = at > end ? mm_numbers_at(&s->v->numbers, s->low, at) : NULL;
    if (!word || word->class != MM_NUMBER_MONTH ||
        (s->v->english && (s->text.ptr[at] < 'A' || s->text.ptr[at] > 'Z')))
        return 0;
    out->kind = MM_VALUE_DATE;
    out->day = (int16_t)q->number;
    out->month = (int16_t)word->value;
    end = at + word->len;
    at = mm_scan_space(s->low, end + (mm_scan_char(s->low, end) == '.'));
    if (mm_str_starts(mm_str_sub(s->low, at, 3), MM_S("de ")))
        at += 3;
    year = mm_scan_small(s, at, 4, &next);
    if (year >= 1000) {
        out->year = (int16_t)year;
        end = next;
    }
    return end;
}

/* 3:30, 5 p.m. behind a number. */
size_t mm_time_clock(const mm_scan *s, const mm_quantity *q, mm_value *out)
{
    size_t                end = q->end, next, at;
    int                   minutes = 0, hour = (int)q->number;
    bool                  colon = false;
    const mm_number_word *word;

    if (!q->plain || q->digits > 2 || q->number > 24)
        return 0;
    if (mm_scan_char(s->low, end) == ':') {
        minutes = mm_scan_small(s, end + 1, 2, &next);
        if (minutes < 0 || minutes > 59 || next != end + 3)
            return 0;
        end = next;
        colon = true;
    }
    at = mm_scan_space(s->low, end);
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

/* June 11, 2024; June 11-13; June 2024; June. The word stands at `at`. */
size_t mm_date_month(const mm_scan *s, size_t at, const mm_number_word *word,
                     mm_value *out)
{
    size_t end = at + word->len, next, from;
    int    n;

    out->kind = MM_VALUE_DATE;
    out->month = (int16_t)word->value;
    from = mm_scan_space(s->low, end + (mm_scan_char(s->low, end) == '.'));
    n = mm_scan_small(s, from, 4, &next);
    if (n >= 1 && n <= 31 && next - from <= 2 &&
        mm_scan_char(s->low, next) != ':') {
        size_t dash = mm_scan_dash(s->low, next), upper_end;
        int    upper = dash ? mm_scan_small(s, next + dash, 2, &upper_end) : -1;

        out->day = (int16_t)n;
        end = next;
        if (upper > n && upper <= 31) {
            out->range = true;
            out->number = n;
            out->upper = upper;
            end = upper_end;
        }
        if (mm_is_letter(mm_scan_char(s->low, end)) &&
            mm_is_letter(mm_scan_char(s->low, end + 1)))
            end += 2; /* 11th */
        from = mm_scan_space(s->low, end + (mm_scan_char(s->low, end) == ','));
        n = from > end ? mm_scan_small(s, from, 4, &next) : -1;
    }
    if (n >= 1000 && n < 2200) {
        out->year = (int16_t)n;
        end = next;
    }
    return end;
}

static bool follows_preposition(mm_str low, size_t at)
{
    static const char *const words[] = {
        "in ",     "of ",     "by ",    "since ",   "last ",
        "next ",   "until ",  "early ", "late ",    "mid-",
        "this ",   "from ",   "to ",    "through ", "between ",
        "during ", "before ", "after ", "for "
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_ends(mm_str_sub(low, 0, at), mm_cstr(words[i])))
            return true;
    return false;
}

/* May, March and Sun are words too. */
bool mm_date_is_word(const mm_scan *s, size_t at, const mm_number_word *word,
                     const mm_value *read)
{
    mm_str form = mm_str_sub(s->low, at, word->len);

    if (!s->v->english)
        return true;
    if (s->text.ptr[at] < 'A' || s->text.ptr[at] > 'Z')
        return false;
    if (word->class == MM_NUMBER_WEEKDAY)
        return word->len > 5 || mm_scan_char(s->low, at + word->len) == '.';
    if (mm_str_eq(form, MM_S("may")) || mm_str_eq(form, MM_S("march")) ||
        word->len == 3)
        return read->day || read->year || follows_preposition(s->low, at);
    return true;
}

/* '19, ’24: a year in two digits. */
size_t mm_date_short_year(const mm_scan *s, size_t at, mm_value *out)
{
    size_t n = mm_scan_char(s->low, at) == '\''
                   ? 1
                   : mm_scan_sign(s->low, at, 0x2019),
           end;
    int year;

    if (!n || (year = mm_scan_small(s, at + n, 2, &end)) < 0 ||
        end != at + n + 2 || u_isalnum(mm_scan_char(s->low, end)) ||
        mm_scan_char(s->low, end) == '\'')
        return 0;
    out->kind = MM_VALUE_DATE;
    out->year = (int16_t)(year < 70 ? 2000 + year : 1900 + year);
    return end;
}
