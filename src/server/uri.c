/* Targets and form bodies (RFC 3986; application/x-www-form-urlencoded). */
#include "server/uri.h"

#include <string.h>

enum { MOST = 64 };

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool mm_uri_decode(mm_str *out, mm_arena *mem, mm_str text, bool plus)
{
    char  *to = mm_arena_alloc(mem, text.len + 1);
    size_t n = 0;

    if (!to)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '+' && plus)
            c = ' ';
        if (c == '%') {
            int high = i + 2 < text.len ? digit(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? digit(text.ptr[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0')
            return false;
        to[n++] = c;
    }
    *out = (mm_str){ to, n };
    return mm_utf8_valid(*out, NULL);
}

static bool add(mm_params *params, mm_arena *mem, mm_str pair)
{
    mm_param *param;
    mm_str    name = mm_str_cut(&pair, '=');

    if (params->n >= MOST)
        return false;
    if (!params->items)
        params->items = mm_arena_alloc(mem, MOST * sizeof *params->items);
    if (!params->items)
        return false;
    param = &params->items[params->n];
    if (!mm_uri_decode(&param->name, mem, name, true) ||
        !mm_uri_decode(&param->value, mem, pair, true))
        return false;
    params->n++;
    return true;
}

bool mm_params_read(mm_params *out, mm_arena *mem, mm_str text)
{
    while (text.len) {
        mm_str pair = mm_str_cut(&text, '&');

        if (pair.len && !add(out, mem, pair))
            return false;
    }
    return true;
}

static const mm_param *find(const mm_params *params, const char *name)
{
    for (size_t i = 0; i < params->n; i++)
        if (mm_str_eq(params->items[i].name, mm_cstr(name)))
            return &params->items[i];
    return NULL;
}

mm_str mm_params_get(const mm_params *params, const char *name)
{
    const mm_param *param = find(params, name);

    return param ? param->value : mm_cstr(NULL);
}

bool mm_params_has(const mm_params *params, const char *name)
{
    return find(params, name) != NULL;
}
