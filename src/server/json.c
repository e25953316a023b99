/* JSON out, as RFC 8259 has it. */
#include "server/json.h"

#include <math.h>

static void put(mm_json *json, mm_str text)
{
    json->failed = mm_buf_put(&json->buf, text) < 0 || json->failed;
}

static void separate(mm_json *json)
{
    if (json->comma)
        put(json, MM_S(","));
    json->comma = true;
}

void mm_json_open(mm_json *json, char bracket)
{
    separate(json);
    put(json, (mm_str){ &bracket, 1 });
    json->comma = false;
}

void mm_json_close(mm_json *json, char bracket)
{
    put(json, (mm_str){ &bracket, 1 });
    json->comma = true;
}

void mm_json_key(mm_json *json, const char *name)
{
    separate(json);
    put(json, MM_S("\""));
    put(json, mm_cstr(name));
    put(json, MM_S("\":"));
    json->comma = false;
}

static void escape(mm_json *json, unsigned char c)
{
    static const char letters[] = "btn?fr"; /* of 8 to 13 */
    char              code[8] = { '\\', 0 };

    if (c >= 8 && c <= 13 && c != 11) {
        code[1] = letters[c - 8];
        put(json, (mm_str){ code, 2 });
    } else if (c < 0x20 || c == 0x7F) {
        json->failed =
            mm_buf_printf(&json->buf, "\\u%04x", c) < 0 || json->failed;
    } else {
        code[1] = (char)c;
        put(json, (mm_str){ code, 2 });
    }
}

/* Valid text without anything to escape goes out in one piece. */
static void put_valid(mm_json *json, mm_str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        put(json, mm_str_sub(text, from, i - from));
        escape(json, c);
        from = i + 1;
    }
    put(json, mm_str_sub(text, from, text.len - from));
}

void mm_json_text(mm_json *json, mm_str text)
{
    size_t bad;

    separate(json);
    put(json, MM_S("\""));
    while (!mm_utf8_valid(text, &bad)) {
        put_valid(json, mm_str_sub(text, 0, bad));
        put(json, MM_S("\xEF\xBF\xBD"));
        text = mm_str_sub(text, bad + 1, text.len);
    }
    put_valid(json, text);
    put(json, MM_S("\""));
}

void mm_json_int(mm_json *json, long long value)
{
    separate(json);
    json->failed = mm_buf_printf(&json->buf, "%lld", value) < 0 || json->failed;
}

void mm_json_real(mm_json *json, double value)
{
    separate(json);
    if (!isfinite(value))
        put(json, MM_S("null"));
    else
        json->failed =
            mm_buf_printf(&json->buf, "%.6g", value) < 0 || json->failed;
}

void mm_json_bool(mm_json *json, bool value)
{
    mm_json_raw(json, value ? MM_S("true") : MM_S("false"));
}

void mm_json_null(mm_json *json)
{
    mm_json_raw(json, MM_S("null"));
}

void mm_json_raw(mm_json *json, mm_str value)
{
    separate(json);
    put(json, value);
}

void mm_json_put_text(mm_json *json, const char *name, mm_str text)
{
    mm_json_key(json, name);
    mm_json_text(json, text);
}

void mm_json_put_said(mm_json *json, const char *name, mm_str text)
{
    if (text.len)
        mm_json_put_text(json, name, text);
}

void mm_json_put_int(mm_json *json, const char *name, long long value)
{
    mm_json_key(json, name);
    mm_json_int(json, value);
}

void mm_json_put_real(mm_json *json, const char *name, double value)
{
    mm_json_key(json, name);
    mm_json_real(json, value);
}

void mm_json_put_bool(mm_json *json, const char *name, bool value)
{
    mm_json_key(json, name);
    mm_json_bool(json, value);
}

void mm_json_put_list(mm_json *json, const char *name)
{
    mm_json_key(json, name);
    mm_json_open(json, '[');
}

void mm_json_put_object(mm_json *json, const char *name)
{
    mm_json_key(json, name);
    mm_json_open(json, '{');
}
