/* What the numbers of a language count, from counters-LANG.tsv. */
#include "text/counters.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    mm_counter_class class;
} classes[] = {
    { "counter", MM_COUNTER_PLAIN },   { "money", MM_COUNTER_MONEY },
    { "percent", MM_COUNTER_PERCENT }, { "ordinal", MM_COUNTER_ORDINAL },
    { "year", MM_COUNTER_YEAR },       { "month", MM_COUNTER_MONTH },
    { "day", MM_COUNTER_DAY },         { "hour", MM_COUNTER_HOUR },
    { "minute", MM_COUNTER_MINUTE },   { "second", MM_COUNTER_SECOND },
    { "follow", MM_COUNTER_FOLLOW },
};

int mm_table_for(mm_str *out, const mm_tables *tables, const char *stem,
                 mm_str lang, mm_error *err)
{
    char   name[80];
    size_t n = 0;
    int    rc;

    *out = (mm_str){ "", 0 };
    while (n < lang.len && n < 8 && lang.ptr[n] != '-' && lang.ptr[n] != '_')
        n++;
    snprintf(name, sizeof name, "%s-%.*s.tsv", stem, (int)n,
             lang.ptr ? lang.ptr : "");
    rc = mm_tables_get(out, tables, name, err);
    if (rc != MM_ENOTFOUND)
        return rc;
    *out = (mm_str){ "", 0 };
    return MM_OK;
}

static int read_class(mm_counter_class *out, mm_str name, long line,
                      mm_error *err)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (mm_str_eq(name, mm_cstr(classes[i].name))) {
            *out = classes[i].class;
            return MM_OK;
        }
    return mm_fail_at(err, MM_EFORMAT, line, "no class of counters '%.*s'",
                      (int)name.len, name.ptr);
}

static int add(mm_counters *counters, mm_counter item, mm_error *err)
{
    size_t   n = counters->forms.n;
    uint32_t i = mm_map_add(&counters->forms, item.form);

    if (i == MM_MAP_NONE)
        return mm_fail_memory(err);
    if (i < n) { /* a second row of the same form */
        if (item.class == MM_COUNTER_FOLLOW) {
            counters->items[i].follow = true;
            return MM_OK;
        }
        item.follow = counters->items[i].follow;
    } else if (mm_grow(&counters->items, &counters->cap, n + 1,
                       sizeof *counters->items, err) < 0) {
        return MM_ENOMEM;
    }
    counters->items[i] = item;
    if (item.form.len > counters->longest)
        counters->longest = item.form.len;
    return MM_OK;
}

int mm_counters_load(mm_counters *counters, mm_str lang,
                     const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];
    size_t  n;
    int     rc = mm_table_for(&rows.rest, tables, "counters", lang, err);

    while (rc >= 0 && (n = mm_rows_next(&rows, cells, 3)) > 0) {
        mm_counter item = { .form = cells[0] };

        if (n < 2)
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "a counter without a class");
        if (n > 2)
            item.unit = cells[2];
        if ((rc = read_class(&item.class, cells[1], rows.line, err)) < 0)
            return rc;
        item.follow = item.class == MM_COUNTER_FOLLOW;
        rc = add(counters, item, err);
    }
    return rc;
}

void mm_counters_release(mm_counters *counters)
{
    mm_map_release(&counters->forms);
    free(counters->items);
    *counters = (mm_counters){ 0 };
}

const mm_counter *mm_counters_at(const mm_counters *counters, mm_str text,
                                 size_t at)
{
    size_t len = text.len - at;

    if (len > counters->longest)
        len = counters->longest;
    for (; len > 0; len--) {
        uint32_t i;

        if (at + len < text.len &&
            ((unsigned char)text.ptr[at + len] & 0xC0) == 0x80)
            continue;
        i = mm_map_find(&counters->forms, mm_str_sub(text, at, len));
        if (i != MM_MAP_NONE && counters->items[i].class != MM_COUNTER_FOLLOW)
            return &counters->items[i];
    }
    return NULL;
}

bool mm_counters_ends(const mm_counters *counters, mm_str text, size_t at,
                      size_t end)
{
    if (at >= end)
        return true;
    for (size_t len = end - at; len > 0; len--) {
        uint32_t i = mm_map_find(&counters->forms, mm_str_sub(text, at, len));

        if (i != MM_MAP_NONE && counters->items[i].follow)
            return true;
    }
    return false;
}
