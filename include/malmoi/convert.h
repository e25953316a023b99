/* malmoi/convert.h: a file of one format into a file of another, without a
 * store. What the target cannot hold is told, never dropped in silence.
 *
 *     mm_conversion *c = NULL;
 *
 *     rc = mm_conversion_open(&c, "a.tmx", "b.tsv", NULL, &report, &err);
 *     while (rc >= 0 && (rc = mm_conversion_next(c, &seen, &err)) == MM_ROW)
 *         show(&seen);
 *     rc = mm_conversion_close(c, rc, &err);
 */
#ifndef MALMOI_CONVERT_H
#define MALMOI_CONVERT_H

#include "malmoi/formats.h"

/* Zero means default. Strings must outlive the conversion. */
typedef struct mm_convert_options {
    const mm_format  *from, *to;   /* NULL: by content, by the name's ending */
    mm_format_options read, write; /* write.langs: these languages alone */
    bool keep_good; /* of a broken file, what stands before the fault */
    bool as_units;  /* terms become units: a glossary as a memory */
} mm_convert_options;

/* How far a conversion is. */
typedef struct mm_convert_state {
    size_t   units, concepts;
    uint64_t done, all; /* bytes of the input; `all` 0 when unknown */
    bool     broken;    /* the input is, and its start was kept */
    mm_error fault;     /* why, when `broken` */
} mm_convert_state;

typedef struct mm_conversion mm_conversion;

/**
 * Opens `in` to be read and `out` to be written; "-" is standard input or
 * output, whose format must be named. `*conversion` is yours until
 * mm_conversion_close(), and NULL on failure. `o` and `report` may be NULL.
 * MM_EINVALID for a format that is not known or not read (written); else as
 * mm_format_read() and mm_format_write().
 */
MM_API int mm_conversion_open(mm_conversion **conversion, const char *in,
                              const char *out, const mm_convert_options *o,
                              mm_report *report, mm_error *err);
/**
 * Copies some hundred items. MM_ROW while there are more, MM_OK at the end,
 * which a broken input is too with `keep_good`; MM_EFORMAT without. MM_EINVALID
 * at the end of a file that has units alone where the format holds concepts
 * alone, or the other way round.
 */
MM_API int mm_conversion_next(mm_conversion *conversion, mm_convert_state *out,
                              mm_error *err);
/** Ends the file: whole when `rc` >= 0, else not at all, and `rc` is handed
 * back. NULL gives `rc` back. */
MM_API int mm_conversion_close(mm_conversion *conversion, int rc,
                               mm_error *err);

#endif
