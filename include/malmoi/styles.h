/* malmoi/styles.h: people's names in one English house style on output. */
#ifndef MALMOI_STYLES_H
#define MALMOI_STYLES_H

#include "malmoi/stream.h"

/* A handle belongs to one thread at a time. */
typedef struct mm_styler mm_styler;

/**
 * Opens the style called `name`: hyphen (Lee Jong-sup), joined (Lee Jongsup),
 * spaced (Lee Jong Sup), given-first (Jong-sup Lee), capitals (LEE Jong-sup),
 * mr (McCune-Reischauer: Yi Chongsŏp). `*out` is yours until
 * mm_styler_close(). MM_EINVALID names the styles.
 */
MM_API int  mm_styler_open(mm_styler **out, const mm_tables *tables,
                           mm_str name, mm_error *err);
MM_API void mm_styler_close(mm_styler *styler); /* NULL is fine */

/**
 * The English name `latin` of the Korean person `hangul` in the style, behind
 * what `out` holds: the letters stay as that person spells them, order, case
 * and hyphen are the style's. What is no spelling of the Hangul (a pen name, a
 * title with it) stays as it is, but for mr, which spells by rule.
 */
MM_API int mm_styler_name(mm_buf *out, mm_styler *styler, mm_str hangul,
                          mm_str latin);

/** `in` with the English names of its Korean person in the style, valid until
 * the next call and as long as `in`; another kind of concept as it is. */
MM_API int mm_styler_concept(mm_concept *out, mm_styler *styler,
                             const mm_concept *in, mm_error *err);

#endif
