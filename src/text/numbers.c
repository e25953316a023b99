/* Words of numbers from numbers-LANG.tsv, names of months and weekdays and the
 * separators of a locale's numbers from ICU. */
#include "text/numbers.h"

#include "base/memory.h"
#include "text/counters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

static const char *const class_names[] = {
    "unit",   "tens", "small", "power", "tail", "native", "sino", "ordinal",
    "prefix", "am",   "pm",    "about", "fold", "parts",  NULL
};

static int add(mm_numbers *numbers, mm_str form, mm_number_class class,
               double value, mm_error *err)
{
    size_t   n = numbers->forms.n;
    uint32_t i;

    if (!form.len)
        return MM_OK;
    i = mm_map_add(&numbers->forms, form);
    if (i == MM_MAP_NONE || mm_grow(&numbers->items, &numbers->cap, n + 1,
                                    sizeof *numbers->items, err) < 0)
        return mm_fail_memory(err);
    if (i < n)
        return MM_OK; /* the table goes before ICU */
    numbers->items[i] = (mm_number_word){ class, value, form.len };
    numbers->first[(unsigned char)form.ptr[0]] = true;
    if (form.len > numbers->longest)
        numbers->longest = form.len;
    return MM_OK;
}

static int read_table(mm_numbers *numbers, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[3];
    int     rc;

    while (mm_rows_next(&rows, cells, 3) == 3) {
        int    c = 0;
        double value;

        while (class_names[c] && !mm_str_eq(cells[1], mm_cstr(class_names[c])))
            c++;
        if (!class_names[c] || !mm_str_number(cells[2], &value))
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no class and value of a number word");
        if ((rc = add(numbers, cells[0], (mm_number_class)c, value, err)) < 0)
            return rc;
    }
    return MM_OK;
}

/* ICU's names of one kind; "June" and, with its full stop off, "Aug." */
static int add_names(mm_numbers *numbers, const UDateFormat *format,
                     UDateFormatSymbolType type, mm_error *err)
{
    bool month = type == UDAT_MONTHS || type == UDAT_SHORT_MONTHS ||
                 type == UDAT_STANDALONE_MONTHS;
    int32_t n = udat_countSymbols(format, type);

    for (int32_t i = month ? 0 : 1; i < n; i++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar      wide[64];
        char       name[200];
        int32_t    len;
        int        rc, value = month ? i + 1 : i == 1 ? 7 : i - 1;

        udat_getSymbols(format, type, i, wide, 64, &status);
        u_strToUTF8(name, sizeof name, &len, wide, -1, &status);
        if (U_FAILURE(status) || len >= (int32_t)sizeof name)
            continue;
        for (char *c = name; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c += 'a' - 'A';
        if (len > 2 && name[len - 1] == '.')
            len--;
        if (name[0] >= '0' && name[0] <= '9')
            continue; /* 6월, 6月: numbers with a counter */
        if (len < 3 || ((unsigned char)name[0] >= 0xE0 && len < 6))
            continue; /* 월: too short to stand alone */
        rc = add(numbers, (mm_str){ name, (size_t)len },
                 month ? MM_NUMBER_MONTH : MM_NUMBER_WEEKDAY, value, err);
        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

static int add_dates(mm_numbers *numbers, const char *locale, mm_error *err)
{
    static const UDateFormatSymbolType types[] = {
        UDAT_MONTHS, UDAT_STANDALONE_MONTHS, UDAT_SHORT_MONTHS, UDAT_WEEKDAYS,
        UDAT_SHORT_WEEKDAYS
    };
    UErrorCode   status = U_ZERO_ERROR;
    UDateFormat *format =
        udat_open(UDAT_LONG, UDAT_LONG, locale, NULL, 0, NULL, 0, &status);
    int rc = MM_OK;

    if (U_FAILURE(status))
        return mm_fail(
            err, status == U_MEMORY_ALLOCATION_ERROR ? MM_ENOMEM : MM_EINVALID,
            "no dates for '%s': %s", locale, u_errorName(status));
    for (size_t i = 0; rc >= 0 && i < sizeof types / sizeof *types; i++)
        rc = add_names(numbers, format, types[i], err);
    udat_close(format);
    return rc;
}

static int32_t separator(const UNumberFormat *format, UNumberFormatSymbol which)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar      symbol[8] = { 0 };

    unum_getSymbol(format, which, symbol, 8, &status);
    return U_FAILURE(status) ? 0 : symbol[0];
}

static int add_separators(mm_numbers *numbers, const char *locale,
                          mm_error *err)
{
    UErrorCode     status = U_ZERO_ERROR;
    UNumberFormat *format =
        unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &status);

    if (U_FAILURE(status))
        return mm_fail(
            err, status == U_MEMORY_ALLOCATION_ERROR ? MM_ENOMEM : MM_EINVALID,
            "no numbers for '%s': %s", locale, u_errorName(status));
    numbers->decimal = separator(format, UNUM_DECIMAL_SEPARATOR_SYMBOL);
    numbers->group = separator(format, UNUM_GROUPING_SEPARATOR_SYMBOL);
    unum_close(format);
    return MM_OK;
}

int mm_numbers_load(mm_numbers *numbers, mm_str lang, const mm_tables *tables,
                    mm_error *err)
{
    char   locale[64];
    mm_str table;
    int    rc;

    snprintf(locale, sizeof locale, "%.*s", (int)lang.len,
             lang.ptr ? lang.ptr : "");
    if ((rc = mm_table_for(&table, tables, "numbers", lang, err)) < 0 ||
        (rc = read_table(numbers, table, err)) < 0 ||
        (rc = add_dates(numbers, locale, err)) < 0)
        return rc;
    return add_separators(numbers, locale, err);
}

void mm_numbers_release(mm_numbers *numbers)
{
    mm_map_release(&numbers->forms);
    free(numbers->items);
    *numbers = (mm_numbers){ 0 };
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

const mm_number_word *mm_numbers_at(const mm_numbers *numbers, mm_str text,
                                    size_t at)
{
    size_t len;

    if (at >= text.len || !numbers->first[(unsigned char)text.ptr[at]])
        return NULL;
    len = text.len - at;
    if (len > numbers->longest)
        len = numbers->longest;
    for (; len > 0; len--) {
        uint32_t i;
        char     next = at + len < text.len ? text.ptr[at + len] : ' ';

        if (((unsigned char)next & 0xC0) == 0x80 ||
            (is_small(next) && is_small(text.ptr[at + len - 1])))
            continue;
        i = mm_map_find(&numbers->forms, mm_str_sub(text, at, len));
        if (i != MM_MAP_NONE)
            return &numbers->items[i];
    }
    return NULL;
}
