/* The error value: filled once, owned by the caller. Its text is in the
 * reader's language when the program has bound the catalog of messages; a
 * program that binds none gets it in English. */
#include "malmoi/base.h"

#include <libintl.h>
#include <stdio.h>

static int fill(mm_error *err, int code, long line, const char *format,
                va_list args)
{
    if (err) {
        err->code = code;
        err->line = line;
        vsnprintf(err->text, sizeof err->text, dgettext("malmoi", format),
                  args);
    }
    return code;
}

int mm_fail(mm_error *err, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, 0, format, args);
    va_end(args);
    return code;
}

int mm_fail_at(mm_error *err, int code, long line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, line, format, args);
    va_end(args);
    return code;
}

int mm_fail_memory(mm_error *err)
{
    return mm_fail(err, MM_ENOMEM, "out of memory");
}
