/* malmoi/names.h: names of Korean persons: which they are, and how they are
 * spelt in Latin letters. */
#ifndef MALMOI_NAMES_H
#define MALMOI_NAMES_H

#include "malmoi/base.h"

/* Never changes once open: any number of threads may read it. */
typedef struct mm_names mm_names;

/**
 * Opens surnames.tsv, name-syllables.tsv and name-exceptions.tsv. `tables` is
 * used while it opens alone. `*out` is yours until mm_names_close(), NULL on
 * failure. MM_EFORMAT: a broken table; MM_ENOTFOUND; MM_ENOMEM.
 */
MM_API int  mm_names_open(mm_names **out, const mm_tables *tables,
                          mm_error *err);
MM_API void mm_names_close(mm_names *names); /* NULL is fine */

/** Bytes of the surname that `hangul` begins with (6 for 남궁, 제갈); 0 when
 * it begins with none. With two readings the longer one that leaves a given
 * name. */
MM_API size_t mm_names_surname(const mm_names *names, mm_str hangul);

/** How much `hangul` (2 to 4 syllables) looks like a Korean person's name,
 * 0..1: surname by bearers, given syllables by use. 0: it can't be one. */
MM_API double mm_name_is_korean(const mm_names *names, mm_str hangul);

/** ln of the probability that a Korean named `hangul` writes it `latin`
 * (either order, any case, hyphen or not); -INFINITY when no known spelling of
 * some syllable fits. */
MM_API double mm_name_spelling(const mm_names *names, mm_str hangul,
                               mm_str latin);

/** The same of a surname alone, for `latin` as one word. */
MM_API double mm_name_surname_spelling(const mm_names *names, mm_str surname,
                                       mm_str latin);

typedef enum mm_name_style {
    MM_NAME_HYPHEN,      /* Lee Jong-sup, the default of news agencies */
    MM_NAME_JOINED,      /* Lee Jongsup */
    MM_NAME_SPACED,      /* Lee Jong Sup */
    MM_NAME_GIVEN_FIRST, /* Jong-sup Lee */
    MM_NAME_CAPITALS     /* LEE Jong-sup */
} mm_name_style;

/**
 * The usual spelling of `hangul`, behind what `out` holds. A syllable without
 * a usual spelling is written by the Revised Romanization. MM_OK, MM_ENOMEM, or
 * MM_EINVALID when `hangul` is not 2 to 4 syllables that begin with a surname.
 */
MM_API int mm_name_romanize(mm_buf *out, const mm_names *names, mm_str hangul,
                            mm_name_style style);

#endif
