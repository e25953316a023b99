/* Writes JSON straight into a buffer: commas are its business, order the
 * caller's. Text that is no UTF-8 is written with U+FFFD in place of each bad
 * byte, so that the whole stays JSON. */
#ifndef MM_SERVER_JSON_H
#define MM_SERVER_JSON_H

#include "malmoi.h"

/* Zero-initialise. `buf` is the caller's to release. */
typedef struct mm_json {
    mm_buf buf;
    bool   comma;  /* before the next key or item */
    bool   failed; /* memory ran out */
} mm_json;

void mm_json_open(mm_json *json, char bracket);  /* '{' or '[' */
void mm_json_close(mm_json *json, char bracket); /* '}' or ']' */
void mm_json_key(mm_json *json, const char *name);
void mm_json_text(mm_json *json, mm_str text);
void mm_json_int(mm_json *json, long long value);
void mm_json_real(mm_json *json, double value); /* null when not finite */
void mm_json_bool(mm_json *json, bool value);
void mm_json_null(mm_json *json);
void mm_json_raw(mm_json *json, mm_str value); /* JSON already */

/* A key with its value. */
void mm_json_put_text(mm_json *json, const char *name, mm_str text);
/** As mm_json_put_text(), left out when `text` is empty. */
void mm_json_put_said(mm_json *json, const char *name, mm_str text);
void mm_json_put_int(mm_json *json, const char *name, long long value);
void mm_json_put_real(mm_json *json, const char *name, double value);
void mm_json_put_bool(mm_json *json, const char *name, bool value);
void mm_json_put_list(mm_json *json, const char *name);   /* then close ']' */
void mm_json_put_object(mm_json *json, const char *name); /* then close '}' */

#endif
