/* What the reader and the writer of TBX agree on: ids and the review note. */
#include "formats/tbx.h"

#include "formats/build.h"

#include "base/map.h"

#include <stdio.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_name(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

static bool stays(mm_str id)
{
    if (id.len == 0 || !is_letter(id.ptr[0]) || mm_str_starts(id, MM_S("mm.")))
        return false;
    for (size_t i = 1; i < id.len; i++)
        if (!is_name(id.ptr[i]) && id.ptr[i] != '.')
            return false;
    return true;
}

int mm_tbx_id_out(mm_arena *mem, mm_str *out, mm_str id, size_t number)
{
    char  room[32];
    char *p;

    if (stays(id))
        return mm_put_str(mem, out, id);
    if (id.len == 0) {
        snprintf(room, sizeof room, "mm.-.no%zu", number);
        return mm_put_str(mem, out, mm_cstr(room));
    }
    if (!(p = mm_arena_alloc(mem, 3 * id.len + 4)))
        return MM_ENOMEM;
    *out = (mm_str){ p, 0 };
    memcpy(p, "mm.", 3);
    p += 3;
    for (size_t i = 0; i < id.len; i++)
        p += is_name(id.ptr[i]) ? (*p = id.ptr[i], 1)
                                : sprintf(p, ".%02X", (unsigned char)id.ptr[i]);
    out->len = (size_t)(p - out->ptr);
    return MM_OK;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 55 : -1;
}

int mm_tbx_id_in(mm_arena *mem, mm_str *out, mm_str id)
{
    mm_str rest = mm_str_sub(id, 3, SIZE_MAX);
    char  *p;
    size_t n = 0;

    if (!mm_str_starts(id, MM_S("mm.")))
        return mm_put_str(mem, out, id);
    if (mm_str_starts(id, MM_S("mm.-.no")))
        return mm_put_str(mem, out, (mm_str){ 0 });
    if (!(p = mm_arena_alloc(mem, rest.len + 1)))
        return MM_ENOMEM;
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != '.') {
            p[n++] = rest.ptr[i];
            continue;
        }
        if (i + 2 >= rest.len || hex(rest.ptr[i + 1]) < 0 ||
            hex(rest.ptr[i + 2]) < 0)
            return mm_put_str(mem, out, id); /* not one of ours */
        p[n++] = (char)(16 * hex(rest.ptr[i + 1]) + hex(rest.ptr[i + 2]));
        i += 2;
    }
    *out = (mm_str){ p, n };
    return MM_OK;
}

mm_str mm_tbx_review_out(char *out, const mm_concept *concept)
{
    char room[32];
    int  n = snprintf(out, 96, "%s", mm_review_name(concept->review));

    if (concept->confidence != 0)
        n += snprintf(out + n, 96 - (size_t)n, ", confidence %s",
                      mm_number(room, concept->confidence).ptr);
    if (concept->frequency)
        snprintf(out + n, 96 - (size_t)n, ", frequency %u",
                 (unsigned)concept->frequency);
    return mm_cstr(out);
}

bool mm_tbx_review_in(mm_concept *concept, mm_str text)
{
    mm_review review;
    double    confidence = 0, frequency = 0;
    mm_str    word = mm_str_cut(&text, ',');

    if (!mm_review_parse(&review, word))
        return false;
    while (text.len) {
        mm_str  part = mm_str_trim(mm_str_cut(&text, ','));
        mm_str  name = mm_str_cut(&part, ' ');
        double *to = mm_str_eq(name, MM_S("confidence"))  ? &confidence
                     : mm_str_eq(name, MM_S("frequency")) ? &frequency
                                                          : NULL;

        if (!to || !mm_str_number(part, to))
            return false;
    }
    if (!(frequency >= 0 && frequency <= UINT32_MAX))
        return false;
    concept->review = review;
    concept->confidence = confidence;
    concept->frequency = (uint32_t)frequency;
    return true;
}
