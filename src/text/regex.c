/* Regular expressions over UTF-8: ICU's, with offsets in bytes and a limit on
 * the time that one text may take. */
#include "malmoi/rules.h"

#include <stdlib.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

enum { TIME_MOST = 500 }; /* ICU's steps, about a millisecond each */

struct mm_regex {
    URegularExpression *compiled;
    UText               text;
};

static int refuse(mm_error *err, mm_str pattern, const UParseError *where,
                  UErrorCode status)
{
    if (status == U_MEMORY_ALLOCATION_ERROR)
        return mm_fail_memory(err);
    return mm_fail(err, MM_EINVALID,
                   "bad expression '%.*s' at character %d: %s",
                   (int)(pattern.len > 80 ? 80 : pattern.len), pattern.ptr,
                   (int)where->offset + 1, u_errorName(status));
}

int mm_regex_open(mm_regex **out, mm_str pattern, mm_error *err)
{
    mm_regex   *x = calloc(1, sizeof *x);
    UChar      *wide = malloc((pattern.len + 1) * sizeof *wide);
    UErrorCode  status = U_ZERO_ERROR;
    UParseError where = { 0 };
    int32_t     n = 0;
    int         rc = MM_OK;

    *out = NULL;
    if (!x || !wide || pattern.len > INT32_MAX / 4) {
        free(x);
        free(wide);
        return mm_fail_memory(err);
    }
    x->text = (UText)UTEXT_INITIALIZER;
    u_strFromUTF8WithSub(wide, (int32_t)pattern.len + 1, &n,
                         pattern.len ? pattern.ptr : "", (int32_t)pattern.len,
                         0xFFFD, NULL, &status);
    x->compiled = uregex_open(wide, n, UREGEX_CASE_INSENSITIVE | UREGEX_UWORD,
                              &where, &status);
    if (U_SUCCESS(status))
        uregex_setTimeLimit(x->compiled, TIME_MOST, &status);
    free(wide);
    if (U_FAILURE(status)) {
        rc = refuse(err, pattern, &where, status);
        mm_regex_close(x);
        return rc;
    }
    *out = x;
    return MM_OK;
}

void mm_regex_close(mm_regex *regex)
{
    if (!regex)
        return;
    uregex_close(regex->compiled);
    utext_close(&regex->text);
    free(regex);
}

int mm_regex_start(mm_regex *regex, mm_str text, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;

    utext_openUTF8(&regex->text, text.len ? text.ptr : "", (int64_t)text.len,
                   &status);
    uregex_setUText(regex->compiled, &regex->text, &status);
    return U_FAILURE(status) ? mm_fail(err, MM_ENOMEM, "text refused: %s",
                                       u_errorName(status))
                             : MM_OK;
}

int mm_regex_next(mm_regex *regex, size_t *start, size_t *end, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    bool       found = uregex_findNext(regex->compiled, &status);

    if (found) {
        *start = (size_t)uregex_start64(regex->compiled, 0, &status);
        *end = (size_t)uregex_end64(regex->compiled, 0, &status);
    }
    if (U_FAILURE(status))
        return mm_fail(err, MM_EINVALID, "the expression takes too long: %s",
                       u_errorName(status));
    return found ? MM_ROW : MM_OK;
}
