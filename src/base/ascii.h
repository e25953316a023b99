/* ASCII characters of bytes, whatever the locale. */
#ifndef MM_BASE_ASCII_H
#define MM_BASE_ASCII_H

#include <stdbool.h>

static inline bool mm_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool mm_ascii_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

#endif
