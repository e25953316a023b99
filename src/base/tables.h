/* The list of compiled-in files, made by cmake/embed.cmake, and what else is
 * told of tables to malmoi's own code alone. */
#ifndef MM_BASE_TABLES_H
#define MM_BASE_TABLES_H

#include "malmoi/base.h"

struct mm_embedded_file {
    const char *name;        /* "sound.tsv", "glossaries/defence.tsv" */
    const char *start, *end; /* the bytes */
};

/* Sorted by name; the last has no name. */
extern const struct mm_embedded_file mm_embedded[];

/** Are they those that were compiled in, with no folder in their stead? What
 * was tested with them needs no test again. */
bool mm_tables_shipped(const mm_tables *tables);

#endif
