/* ISO 639 as ICU carries it. */
#include "malmoi/text.h"

#include <string.h>
#include <strings.h>
#include <unicode/uloc.h>

/* Codes of libraries where ISO 639-2 has two. */
static const char *const other_codes[][2] = {
    { "chi", "zh" }, { "cze", "cs" }, { "dut", "nl" }, { "fre", "fr" },
    { "ger", "de" }, { "gre", "el" }, { "rum", "ro" },
};

const char *mm_lang_code(mm_str word)
{
    const char *const *all = uloc_getISOLanguages();
    size_t             n = sizeof other_codes / sizeof *other_codes;

    if (word.len != 2 && word.len != 3)
        return "";
    for (; *all; all++) {
        const char *code = word.len == 2 ? *all : uloc_getISO3Language(*all);

        if (strlen(*all) == 2 && strlen(code) == word.len &&
            strncasecmp(code, word.ptr, word.len) == 0)
            return *all;
    }
    for (size_t i = 0; i < n; i++)
        if (word.len == 3 && strncasecmp(other_codes[i][0], word.ptr, 3) == 0)
            return other_codes[i][1];
    return "";
}
