/* Quantities, dates and times in a text, for values.c. */
#ifndef MM_TEXT_QUANTITY_H
#define MM_TEXT_QUANTITY_H

#include "malmoi/words.h"
#include "text/counters.h"
#include "text/numbers.h"

struct mm_valuer {
    mm_counters counters;
    mm_numbers  numbers;
    bool        english;
    mm_buf      low; /* the text in small ASCII letters */
};

/* Where a search stands. */
typedef struct mm_scan {
    const mm_valuer *v;
    mm_str           text, low;
} mm_scan;

/* A number as read, before what it counts. */
typedef struct mm_quantity {
    double number;
    double scale; /* of the power it ends in, 0 when in none */
    size_t end;
    int    digits;      /* of its first literal, 0: none; 4 may be a year */
    bool   plain;       /* a bare whole number in digits */
    bool   power, weak; /* weak: a number before a counter alone */
    bool   tens;        /* ends in twenty to ninety */
    bool   sino;        /* begins with a digit in Hangul: 이 is "this" too */
    int    pieces;
} mm_quantity;

/** Byte `at`, NUL past the end. */
char mm_scan_char(mm_str text, size_t at);
bool mm_scan_digit(mm_str text, size_t at);
bool mm_is_letter(char c);
/** Past the spaces at `at`. */
size_t mm_scan_space(mm_str text, size_t at);
/** Bytes of the sign `cp` at `at`, 0 when another stands there. */
size_t mm_scan_sign(mm_str text, size_t at, int32_t cp);
/** Plain digits at `at`, `max` at most: the number and its end, or -1. */
int mm_scan_small(const mm_scan *s, size_t at, int max, size_t *end);
/** Reads the quantity that begins at `at`; false when none does. */
bool mm_quantity_read(const mm_scan *s, size_t at, mm_quantity *q);
/** End of the letters and digits that begin at `at`. */
size_t mm_scan_run(mm_str text, size_t at);
/** What the quantity counts, and its end; NULL: nothing known follows. */
const mm_counter *mm_quantity_counter(const mm_scan *s, const mm_quantity *q,
                                      size_t *end);
/** A small number with a counter of class `class` right behind it, or -1. */
int mm_scan_counted(const mm_scan *s, size_t at, mm_counter_class class,
                    size_t *end);
/** Bytes of the dash or tilde at `at`, 0 when none stands there. */
size_t mm_scan_dash(mm_str text, size_t at);
/* Each gives the end of the date or time it puts into `out`, 0 for none. */
size_t mm_date_iso(const mm_scan *s, size_t at, mm_value *out);
/** The parts of a date that follow those `out` has: 6월 | 11일 (화) */
size_t mm_date_more(const mm_scan *s, size_t end, mm_value *out);
/** 3시 | 30분; `half` -1 in the morning, 1 in the afternoon, 0 unknown. */
size_t mm_time_counted(const mm_scan *s, double hour, size_t end, int half,
                       mm_value *out);
size_t mm_date_day_month(const mm_scan *s, const mm_quantity *q, size_t end,
                         mm_value *out);
size_t mm_time_clock(const mm_scan *s, const mm_quantity *q, mm_value *out);
size_t mm_date_month(const mm_scan *s, size_t at, const mm_number_word *word,
                     mm_value *out);
/** Is the word of a month or weekday at `at` meant so? (May, March, Sun) */
bool   mm_date_is_word(const mm_scan *s, size_t at, const mm_number_word *word,
                       const mm_value *read);
size_t mm_date_short_year(const mm_scan *s, size_t at, mm_value *out);

#endif
