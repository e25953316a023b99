/* A request's target cut up: path and parameters, percent-decoded once. */
#ifndef MM_SERVER_URI_H
#define MM_SERVER_URI_H

#include "malmoi.h"

typedef struct mm_param {
    mm_str name, value;
} mm_param;

/* Zero-initialise. */
typedef struct mm_params {
    mm_param *items;
    size_t    n, cap;
} mm_params;

/**
 * Decodes %XX of `text` into arena memory, and '+' as a space with `plus`.
 * False when it is no UTF-8 after it, holds a NUL, a bad escape, or memory ran
 * out. Decoded once: %2525 gives %25.
 */
bool mm_uri_decode(mm_str *out, mm_arena *mem, mm_str text, bool plus);
/** Reads a=b&c=d behind what `out` holds; at most 64. False as above. */
bool mm_params_read(mm_params *out, mm_arena *mem, mm_str text);
/** Value of the first parameter `name`; empty when there is none. */
mm_str mm_params_get(const mm_params *params, const char *name);
bool   mm_params_has(const mm_params *params, const char *name);

#endif
