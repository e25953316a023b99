/* English inflection. */
#include "lang/en/stem.h"

#include "lang/lang.h"
#include "malmoi/text.h"

#include <stdlib.h>

struct mm_en {
    int unused;
};

int mm_en_open(mm_en **out, const mm_tables *tables, mm_error *err)
{
    (void)tables;
    *out = calloc(1, sizeof **out);
    return *out ? MM_OK : mm_fail_memory(err);
}

void mm_en_close(mm_en *en)
{
    free(en);
}

int mm_en_stem(mm_buf *out, const struct mm_lang *english, mm_str word)
{
    (void)english;
    return mm_key(out, word);
}
