/* The list of compiled-in files, made by cmake/embed.cmake. */
#ifndef MM_BASE_TABLES_H
#define MM_BASE_TABLES_H

struct mm_embedded_file {
    const char *name;        /* "sound.tsv", "glossaries/defence.tsv" */
    const char *start, *end; /* the bytes */
};

/* Sorted by name; the last has no name. */
extern const struct mm_embedded_file mm_embedded[];

#endif
