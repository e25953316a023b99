/*
 * Pairs of names from CLDR, as ICU's own resource bundles carry them: countries
 * and regions, languages, scripts, currencies, the cities that time zones are
 * named for, months, weekdays, units of measure. The bundles are walked by key
 * (ICU's ures API), since asking for each name by its code would mean lists of
 * codes of our own.
 *
 * English names most cities by the time zone alone ("Asia/Tokyo"), so that a
 * city one side leaves out is the last part of the zone's name there.
 */
#include "malmoi/text.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

struct mm_cldr {
    mm_name_pair *pairs;
    size_t        n, cap;
    mm_arena      mem;
};

enum { NAME_MAX_LEN = 256 }; /* bytes of the longest name taken */

/* `name` as UTF-8 in `room`; empty when it is too long. */
static mm_str as_utf8(char *room, const UChar *name, int32_t len)
{
    UErrorCode rc = U_ZERO_ERROR;
    int32_t    n = 0;

    u_strToUTF8(room, NAME_MAX_LEN, &n, name, len, &rc);
    return (mm_str){ room, U_SUCCESS(rc) ? (size_t)n : 0 };
}

static int add(mm_cldr *cldr, mm_str a, mm_str b, const char *kind,
               mm_error *err)
{
    mm_name_pair pair = { .kind = kind };

    if (a.len == 0 || b.len == 0)
        return MM_OK;
    pair.a = mm_arena_copy(&cldr->mem, a);
    pair.b = mm_arena_copy(&cldr->mem, b);
    if (!pair.a.ptr || !pair.b.ptr ||
        mm_grow(&cldr->pairs, &cldr->cap, cldr->n + 1, sizeof *cldr->pairs,
                NULL) < 0)
        return mm_fail_memory(err);
    cldr->pairs[cldr->n++] = pair;
    return MM_OK;
}

/* The string of a resource: itself, or the `at`-th of an array. */
static mm_str string_of(char *room, const UResourceBundle *r, int32_t at)
{
    UErrorCode   rc = U_ZERO_ERROR;
    int32_t      len = 0;
    const UChar *text = ures_getType(r) == URES_STRING
                            ? ures_getString(r, &len, &rc)
                            : ures_getStringByIndex(r, at, &len, &rc);

    return U_SUCCESS(rc) ? as_utf8(room, text, len) : (mm_str){ room, 0 };
}

/* A table of a bundle that both languages have. */
typedef struct table {
    const char *bundle, *name, *kind;
    int32_t     at; /* of an array's strings, the one that is the name */
} table;

static const table tables[] = {
    { U_ICUDATA_NAME "-region", "Countries", "territory", 0 },
    { U_ICUDATA_NAME "-region", "Countries%short", "territory", 0 },
    { U_ICUDATA_NAME "-region", "Countries%variant", "territory", 0 },
    { U_ICUDATA_NAME "-lang", "Languages", "language", 0 },
    { U_ICUDATA_NAME "-lang", "Scripts", "script", 0 },
    { U_ICUDATA_NAME "-curr", "Currencies", "currency", 1 },
};

static int add_table(mm_cldr *cldr, const char *lang_a, const char *lang_b,
                     const table *t, mm_error *err)
{
    UErrorCode       code = U_ZERO_ERROR;
    UResourceBundle *open_a = ures_open(t->bundle, lang_a, &code);
    UResourceBundle *open_b = ures_open(t->bundle, lang_b, &code);
    UResourceBundle *a = ures_getByKey(open_a, t->name, NULL, &code);
    UResourceBundle *b = ures_getByKey(open_b, t->name, NULL, &code);
    UResourceBundle *in_a = NULL, *in_b = NULL;
    char             room_a[NAME_MAX_LEN], room_b[NAME_MAX_LEN];
    int              rc = MM_OK;

    if (U_FAILURE(code)) /* a language that CLDR has no names in */
        goto done;
    ures_resetIterator(a);
    while (rc == MM_OK && ures_hasNext(a)) {
        UErrorCode found = U_ZERO_ERROR;

        in_a = ures_getNextResource(a, in_a, &found);
        if (U_FAILURE(found))
            break;
        in_b = ures_getByKey(b, ures_getKey(in_a), in_b, &found);
        if (U_SUCCESS(found))
            rc = add(cldr, string_of(room_a, in_a, t->at),
                     string_of(room_b, in_b, t->at), t->kind, err);
    }
done:
    ures_close(in_a);
    ures_close(in_b);
    ures_close(a);
    ures_close(b);
    ures_close(open_a);
    ures_close(open_b);
    return rc;
}

/* ---- cities ---- */

/* "America:Argentina:Buenos_Aires" gives "Buenos Aires". */
static mm_str city_of_zone(char *room, const char *zone)
{
    const char *last = strrchr(zone, ':');
    size_t      n = 0;

    for (last = last ? last + 1 : zone; *last && n < NAME_MAX_LEN; last++)
        room[n++] = *last == '_' ? ' ' : *last;
    return (mm_str){ room, n };
}

/* The "ec" of zone `key`; false when the language has none. */
static bool city_in(mm_str *out, char *room, const UResourceBundle *zones,
                    const char *key)
{
    UErrorCode       code = U_ZERO_ERROR;
    UResourceBundle *zone = ures_getByKey(zones, key, NULL, &code);
    int32_t          len = 0;
    const UChar     *text = ures_getStringByKey(zone, "ec", &len, &code);

    if (U_SUCCESS(code))
        *out = as_utf8(room, text, len);
    ures_close(zone);
    return U_SUCCESS(code);
}

/* Adds each city that `zones` names and the other language too, if only by the
 * zone's name, which is English. */
static int add_cities_of(mm_cldr *cldr, UResourceBundle *zones,
                         const UResourceBundle *other, bool turned,
                         mm_error *err)
{
    UResourceBundle *in = NULL;
    char             room[NAME_MAX_LEN], room_other[NAME_MAX_LEN];
    mm_str           here, there;
    int              rc = MM_OK;

    ures_resetIterator(zones);
    while (rc == MM_OK && ures_hasNext(zones)) {
        UErrorCode  code = U_ZERO_ERROR;
        const char *key;

        in = ures_getNextResource(zones, in, &code);
        if (U_FAILURE(code))
            break;
        key = ures_getKey(in);
        if (!key || !strchr(key, ':') || strncmp(key, "meta:", 5) == 0 ||
            !city_in(&here, room, zones, key))
            continue;
        if (!city_in(&there, room_other, other, key))
            there = city_of_zone(room_other, key);
        else if (turned) /* given from the other side already */
            continue;
        rc = turned ? add(cldr, there, here, "city", err)
                    : add(cldr, here, there, "city", err);
    }
    ures_close(in);
    return rc;
}

static int add_cities(mm_cldr *cldr, const char *lang_a, const char *lang_b,
                      mm_error *err)
{
    UErrorCode       code = U_ZERO_ERROR;
    UResourceBundle *open_a = ures_open(U_ICUDATA_NAME "-zone", lang_a, &code);
    UResourceBundle *open_b = ures_open(U_ICUDATA_NAME "-zone", lang_b, &code);
    UResourceBundle *a = ures_getByKey(open_a, "zoneStrings", NULL, &code);
    UResourceBundle *b = ures_getByKey(open_b, "zoneStrings", NULL, &code);
    int              rc = MM_OK;

    if (U_SUCCESS(code) &&
        (rc = add_cities_of(cldr, a, b, false, err)) == MM_OK)
        rc = add_cities_of(cldr, b, a, true, err);
    ures_close(a);
    ures_close(b);
    ures_close(open_a);
    ures_close(open_b);
    return rc;
}

/* ---- units, months, weekdays ---- */

/* units/KIND/UNIT/dnam of both languages. */
static int add_units(mm_cldr *cldr, const UResourceBundle *a,
                     const UResourceBundle *b, mm_error *err)
{
    UErrorCode       code = U_ZERO_ERROR;
    UResourceBundle *in = NULL, *name_a = NULL, *name_b = NULL, *of_b = NULL;
    char             room_a[NAME_MAX_LEN], room_b[NAME_MAX_LEN];
    int              rc = MM_OK;

    for (int32_t i = 0; rc == MM_OK && i < ures_getSize(a); i++) {
        code = U_ZERO_ERROR;
        in = ures_getByIndex(a, i, in, &code);
        if (U_FAILURE(code) || ures_getType(in) != URES_TABLE)
            continue;
        of_b = ures_getByKey(b, ures_getKey(in), of_b, &code);
        if (U_FAILURE(code))
            continue;
        name_a = ures_getByKey(in, "dnam", name_a, &code);
        name_b = ures_getByKey(of_b, "dnam", name_b, &code);
        if (U_SUCCESS(code))
            rc = add(cldr, string_of(room_a, name_a, 0),
                     string_of(room_b, name_b, 0), "unit", err);
        else
            rc = add_units(cldr, in, of_b, err);
    }
    ures_close(in);
    ures_close(of_b);
    ures_close(name_a);
    ures_close(name_b);
    return rc;
}

static int add_all_units(mm_cldr *cldr, const char *lang_a, const char *lang_b,
                         mm_error *err)
{
    UErrorCode       code = U_ZERO_ERROR;
    UResourceBundle *open_a = ures_open(U_ICUDATA_NAME "-unit", lang_a, &code);
    UResourceBundle *open_b = ures_open(U_ICUDATA_NAME "-unit", lang_b, &code);
    UResourceBundle *a = ures_getByKey(open_a, "units", NULL, &code);
    UResourceBundle *b = ures_getByKey(open_b, "units", NULL, &code);
    int              rc = U_SUCCESS(code) ? add_units(cldr, a, b, err) : MM_OK;

    ures_close(a);
    ures_close(b);
    ures_close(open_a);
    ures_close(open_b);
    return rc;
}

static mm_str symbol(char *room, const UDateFormat *format,
                     UDateFormatSymbolType type, int32_t at)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar      text[64];
    int32_t    len = udat_getSymbols(format, type, at, text, 64, &code);

    return U_SUCCESS(code) ? as_utf8(room, text, len) : (mm_str){ room, 0 };
}

static int add_calendar(mm_cldr *cldr, const char *lang_a, const char *lang_b,
                        mm_error *err)
{
    static const struct {
        UDateFormatSymbolType type;
        const char           *kind;
    } lists[] = { { UDAT_STANDALONE_MONTHS, "month" },
                  { UDAT_STANDALONE_WEEKDAYS, "weekday" } };
    UErrorCode   code = U_ZERO_ERROR;
    UDateFormat *a, *b = NULL;
    char         room_a[NAME_MAX_LEN], room_b[NAME_MAX_LEN];
    int          rc = MM_OK;

    a = udat_open(UDAT_LONG, UDAT_LONG, lang_a, NULL, 0, NULL, 0, &code);
    if (U_SUCCESS(code))
        b = udat_open(UDAT_LONG, UDAT_LONG, lang_b, NULL, 0, NULL, 0, &code);
    for (size_t l = 0; U_SUCCESS(code) && l < sizeof lists / sizeof *lists;
         l++) {
        int32_t n = udat_countSymbols(a, lists[l].type);

        for (int32_t i = 0; i < n && rc == MM_OK; i++)
            rc = add(cldr, symbol(room_a, a, lists[l].type, i),
                     symbol(room_b, b, lists[l].type, i), lists[l].kind, err);
    }
    udat_close(a);
    udat_close(b);
    return rc;
}

int mm_cldr_open(mm_cldr **out, mm_str lang_a, mm_str lang_b, mm_error *err)
{
    char     a[32], b[32];
    mm_cldr *cldr;
    int      rc = MM_OK;

    *out = NULL;
    if (lang_a.len >= sizeof a || lang_b.len >= sizeof b)
        return mm_fail(err, MM_EINVALID, "language tag of %zu bytes",
                       lang_a.len > lang_b.len ? lang_a.len : lang_b.len);
    memcpy(a, lang_a.ptr, lang_a.len);
    a[lang_a.len] = '\0';
    memcpy(b, lang_b.ptr, lang_b.len);
    b[lang_b.len] = '\0';
    if (!(cldr = calloc(1, sizeof *cldr)))
        return mm_fail_memory(err);
    for (size_t i = 0; rc == MM_OK && i < sizeof tables / sizeof *tables; i++)
        rc = add_table(cldr, a, b, &tables[i], err);
    if (rc == MM_OK && (rc = add_cities(cldr, a, b, err)) == MM_OK &&
        (rc = add_all_units(cldr, a, b, err)) == MM_OK)
        rc = add_calendar(cldr, a, b, err);
    if (rc < 0)
        mm_cldr_close(cldr);
    else
        *out = cldr;
    return rc;
}

bool mm_cldr_at(mm_name_pair *out, const mm_cldr *cldr, size_t i)
{
    if (i >= cldr->n)
        return false;
    *out = cldr->pairs[i];
    return true;
}

void mm_cldr_close(mm_cldr *cldr)
{
    if (!cldr)
        return;
    free(cldr->pairs);
    mm_arena_release(&cldr->mem);
    free(cldr);
}
