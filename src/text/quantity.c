/*
 * Quantities: digits and number words that add up and multiply, in the way of
 * the language: "two hundred and five", "1.8 trillion", 7천70만, 62억 1천만,
 * and what they count, from counters-LANG.tsv. Words that are numbers at times
 * only (한, one, 만, 이) count as such before a counter alone.
 */
#include "text/quantity.h"

#include <string.h>
#include <unicode/uchar.h>

#define MYRIAD 1e4 /* 만: numbers of four places go together */

char mm_scan_char(mm_str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

bool mm_scan_digit(mm_str text, size_t at)
{
    return mm_scan_char(text, at) >= '0' && mm_scan_char(text, at) <= '9';
}

bool mm_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t mm_scan_space(mm_str text, size_t at)
{
    while (mm_scan_char(text, at) == ' ')
        at++;
    return at;
}

/* Bytes of the separator `cp` at `at`, 0 when another stands there. */
size_t mm_scan_sign(mm_str text, size_t at, int32_t cp)
{
    size_t pos = at;

    return mm_utf8_next(text, &pos) == cp ? pos - at : 0;
}

/* Plain digits at `at` (at most `max` of them): the number, or -1. */
int mm_scan_small(const mm_scan *s, size_t at, int max, size_t *end)
{
    int value = 0, n = 0;

    for (; n <= max && mm_scan_digit(s->low, at); at++, n++)
        value = value * 10 + (s->low.ptr[at] - '0');
    *end = at;
    return n == 0 || n > max ? -1 : value;
}

/* Bytes of the sign at `at` that groups digits; spaces are all the same. */
static size_t at_group(const mm_scan *s, size_t at)
{
    int32_t group = s->v->numbers.group;
    size_t  n = mm_scan_sign(s->low, at, group);

    if (n || (group != 0xA0 && group != 0x202F))
        return n;
    if (mm_scan_char(s->low, at) == ' ' ||
        (n = mm_scan_sign(s->low, at, 0xA0)) > 0)
        return n ? n : 1;
    return mm_scan_sign(s->low, at, 0x202F);
}

/* 1,234.5 at `at`: its value and end; `*digits` is how many digits begin it. */
static double read_literal(const mm_scan *s, size_t at, size_t *end,
                           int *digits, bool *plain)
{
    double value = 0, place = 1;
    size_t n, first = at;

    for (; mm_scan_digit(s->low, at); at++)
        value = value * 10 + (s->low.ptr[at] - '0');
    *digits = (int)(at - first);
    *plain = true;
    while (*digits <= 3 && (n = at_group(s, at)) > 0 &&
           mm_scan_digit(s->low, at + n) && mm_scan_digit(s->low, at + n + 1) &&
           mm_scan_digit(s->low, at + n + 2) &&
           !mm_scan_digit(s->low, at + n + 3)) {
        for (int i = 0; i < 3; i++)
            value = value * 10 + (s->low.ptr[at + n + (size_t)i] - '0');
        at += n + 3;
        *plain = false;
    }
    n = mm_scan_sign(s->low, at, s->v->numbers.decimal);
    if (n && mm_scan_digit(s->low, at + n)) {
        for (at += n; mm_scan_digit(s->low, at); at++)
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

/* 경 begins other words (19경기, 5경로): it is a power before a space, a figure
 * or what is counted in such numbers. */
static bool begins_other_word(const mm_scan *s, size_t at,
                              const mm_number_word *word)
{
    static const char *const counted[] = { "원", "달러", "엔", "유로", "위안",
                                           "개", "명",   "번", "분의" };
    mm_str behind = mm_str_sub(s->low, at + word->len, SIZE_MAX);

    if (s->v->english || word->value < 1e16 || behind.len == 0 ||
        !(behind.ptr[0] & 0x80))
        return false;
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (mm_str_starts(behind, mm_cstr(counted[i])))
            return false;
    return true;
}

/* The next number word of a quantity at `*at`, past a gap where one may be. */
static const mm_number_word *next_word(const mm_scan *s, size_t *at,
                                       const mm_quantity *q)
{
    const mm_number_word *word = mm_numbers_at(&s->v->numbers, s->low, *at);
    size_t                gap = *at;

    if (word && begins_other_word(s, *at, word))
        return NULL;
    if (word &&
        (word->class == MM_NUMBER_SMALL || word->class == MM_NUMBER_POWER ||
         (word->class == MM_NUMBER_SINO && q->weak) ||
         (word->class == MM_NUMBER_TAIL && q->digits)))
        return word;
    if (!s->v->english ||
        (mm_scan_char(s->low, gap) != ' ' && mm_scan_char(s->low, gap) != '-'))
        return NULL;
    gap++;
    if (q->power && mm_str_starts(mm_str_sub(s->low, gap, 4), MM_S("and ")))
        gap += 4;
    word = mm_numbers_at(&s->v->numbers, s->low, gap);
    if (!word ||
        (word->class > MM_NUMBER_POWER && word->class != MM_NUMBER_NATIVE) ||
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

/* What stands behind a figure of two places or less makes it no date or time. */
static bool is_counted(mm_str behind)
{
    static const char *const others[] = { "년", "월", "일", "시", "분", "초" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (mm_str_starts(behind, mm_cstr(others[i])))
            return false;
    return behind.len && (behind.ptr[0] & 0x80);
}

/* Do the digits at `at` fill the places below `least`, the power before them?
 * 2만 8500명 does, and 1만 50원; not 3만 10월, nor 2만 12000. */
static bool fill_places(const mm_scan *s, size_t at, double least)
{
    size_t end;
    int    digits;
    bool   plain;
    double value = read_literal(s, at, &end, &digits, &plain);
    mm_str behind = mm_str_sub(s->low, end, SIZE_MAX);

    return value > 0 && value < least && value == (double)(long)value &&
           !mm_str_starts(behind, MM_S("년")) &&
           (value >= 100 || is_counted(behind));
}

/* More digits of the same number, whose last word stands for `last`: 1천375, 62억
 * 1천만, 2만 8500. */
static bool more_digits(const mm_scan *s, size_t *at, const mm_quantity *q,
                        double last)
{
    size_t i = *at + 1;

    if (s->v->english || last == 0)
        return false;
    if (mm_scan_digit(s->low, *at))
        return true;
    if (mm_scan_char(s->low, *at) != ' ' || !mm_scan_digit(s->low, i))
        return false;
    while (mm_scan_digit(s->low, i) || mm_scan_char(s->low, i) == ',')
        i++;
    if (last >= MYRIAD) { /* 62억 1천만: a power follows the digits */
        const mm_number_word *w = mm_numbers_at(&s->v->numbers, s->low, i);

        if (w && (w->class == MM_NUMBER_SMALL || w->class == MM_NUMBER_POWER)) {
            *at += 1;
            return true;
        }
    }
    if (!q->digits || last > MYRIAD || !fill_places(s, *at + 1, last))
        return false;
    *at += 1;
    return true;
}

static void read_rest(const mm_scan *s, sum *total, mm_quantity *q)
{
    double last = 0; /* the last word, a power; 0: none, or digits */

    for (;;) {
        size_t                at = q->end;
        const mm_number_word *word;
        int                   digits;
        bool                  plain;

        if (more_digits(s, &at, q, last)) {
            total->pending += read_literal(s, at, &q->end, &digits, &plain);
            last = q->scale = 0;
            continue;
        }
        if (!(word = next_word(s, &at, q)))
            break;
        sum_take(total, word);
        last = word->class == MM_NUMBER_SMALL || word->class == MM_NUMBER_POWER
                   ? word->value
                   : 0;
        q->power |=
            word->class >= MM_NUMBER_SMALL && word->class <= MM_NUMBER_TAIL;
        q->plain = false;
        q->tens = word->class == MM_NUMBER_TENS;
        q->scale = word->class >= MM_NUMBER_SMALL ? word->value : 0;
        q->pieces++;
        q->end = at + word->len;
    }
}

/* A quantity that begins at `at`; false when none does. */
bool mm_quantity_read(const mm_scan *s, size_t at, mm_quantity *q)
{
    sum                   total = { 0 };
    const mm_number_word *word;

    *q = (mm_quantity){ .end = at };
    if (mm_scan_digit(s->low, at)) {
        total.pending = read_literal(s, at, &q->end, &q->digits, &q->plain);
        if (q->digits > 15)
            return false;
    } else {
        word = mm_numbers_at(&s->v->numbers, s->low, at);
        if (!word || word->class > MM_NUMBER_SINO ||
            word->class == MM_NUMBER_TAIL)
            return false;
        if (s->v->english && word->class >= MM_NUMBER_SMALL &&
            word->class <= MM_NUMBER_POWER &&
            !(at > 1 && mm_str_ends(mm_str_sub(s->low, 0, at), MM_S("a "))))
            return false;
        sum_take(&total, word);
        q->weak = word->class >= MM_NUMBER_SMALL && !s->v->english;
        q->weak |=
            word->class == MM_NUMBER_NATIVE || word->class == MM_NUMBER_SINO;
        q->tens = word->class == MM_NUMBER_TENS;
        q->sino = word->class == MM_NUMBER_SINO;
        q->power =
            word->class == MM_NUMBER_SMALL || word->class == MM_NUMBER_POWER;
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
size_t mm_scan_run(mm_str text, size_t at)
{
    size_t pos = at;

    while (at < text.len && u_isalnum(mm_utf8_next(text, &pos)))
        at = pos;
    return at;
}

/* May counter `c` stand behind a number in Hangul? 만일, 세대, 한국, 사조위
 * and 이천시 are words; 백만원, 두번째 are numbers. */
static bool counts_words(const mm_quantity *q, const mm_counter *c, bool tight)
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
const mm_counter *mm_quantity_counter(const mm_scan *s, const mm_quantity *q,
                                      size_t *end)
{
    const mm_number_word *about = mm_numbers_at(&s->v->numbers, s->low, q->end);
    size_t                at = q->end, tight;
    const mm_counter     *c;

    if (about && about->class == MM_NUMBER_ABOUT)
        at += about->len;
    tight = at;
    if (mm_scan_char(s->low, at) == ' ' ||
        (s->v->english && mm_scan_char(s->low, at) == '-'))
        at++;
    if (at >= s->low.len || !(c = mm_counters_at(&s->v->counters, s->low, at)))
        return NULL;
    *end = at + c->form.len;
    if (at > tight && c->form.len <= 2 && s->v->english &&
        c->class == MM_COUNTER_ORDINAL)
        return NULL; /* "5 th" */
    if (mm_is_letter(c->form.ptr[c->form.len - 1])
            ? mm_is_letter(mm_scan_char(s->low, *end))
            : !mm_counters_ends(&s->v->counters, s->low, *end,
                                mm_scan_run(s->low, *end)))
        return NULL;
    return q->weak && !s->v->english && !counts_words(q, c, at == tight) ? NULL
                                                                         : c;
}

/* A counter of class `class` right behind a small number at `at`. */
int mm_scan_counted(const mm_scan *s, size_t at, mm_counter_class class,
                    size_t *end)
{
    int               n = mm_scan_small(s, at, 4, end);
    const mm_counter *c;

    if (n < 0 || *end >= s->low.len)
        return -1;
    c = mm_counters_at(&s->v->counters, s->low, *end);
    if (!c || c->class != class)
        return -1;
    *end += c->form.len;
    return n;
}

size_t mm_scan_dash(mm_str text, size_t at)
{
    size_t pos = at;

    switch (mm_utf8_next(text, &pos)) {
    case '-':
    case '~':
    case 0x2013:
    case 0x223C:
    case 0x301C:
    case 0xFF5E:
        return pos - at;
    default:
        return 0;
    }
}
