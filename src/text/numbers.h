/* Words of numbers and dates, from numbers-LANG.tsv and ICU, for values.c. */
#ifndef MM_TEXT_NUMBERS_H
#define MM_TEXT_NUMBERS_H

#include "base/map.h"
#include "malmoi/base.h"

typedef enum mm_number_class {
    MM_NUMBER_UNIT,
    MM_NUMBER_TENS,
    MM_NUMBER_SMALL,
    MM_NUMBER_POWER,
    MM_NUMBER_TAIL,
    MM_NUMBER_NATIVE,
    MM_NUMBER_SINO,
    MM_NUMBER_ORDINAL,
    MM_NUMBER_PREFIX,
    MM_NUMBER_AM,
    MM_NUMBER_PM,
    MM_NUMBER_ABOUT,
    MM_NUMBER_FOLD,
    MM_NUMBER_PARTS,  /* 분의: 3분의 2 is two thirds */
    MM_NUMBER_MONTH,  /* value 1..12 */
    MM_NUMBER_WEEKDAY /* value 1 Monday .. 7 Sunday */
} mm_number_class;

typedef struct mm_number_word {
    mm_number_class class;
    double value;
    size_t len; /* bytes of the form */
} mm_number_word;

/* Zero-initialise. */
typedef struct mm_numbers {
    mm_map          forms; /* small ASCII letters */
    mm_number_word *items;
    size_t          cap, longest;
    bool            first[256];     /* bytes that a form begins with */
    int32_t         decimal, group; /* separators of the language */
} mm_numbers;

int  mm_numbers_load(mm_numbers *numbers, mm_str lang, const mm_tables *tables,
                     mm_error *err);
void mm_numbers_release(mm_numbers *numbers);
/** The longest word that stands in `text` (small letters) at byte `at` and is
 * no part of a longer Latin word; NULL when none does. */
const mm_number_word *mm_numbers_at(const mm_numbers *numbers, mm_str text,
                                    size_t at);

#endif
