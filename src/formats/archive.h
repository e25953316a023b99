/* The parts of a ZIP file, read by libzip: XLSX, DOCX, ODT and HWPX are such.
 */
#ifndef MM_FORMATS_ARCHIVE_H
#define MM_FORMATS_ARCHIVE_H

#include "malmoi/base.h"

typedef struct mm_archive mm_archive;

typedef struct mm_part {
    uint64_t number, size, packed; /* bytes unpacked, in the file */
    bool     locked;               /* by a password */
} mm_part;

/**
 * Opens file `path`, or bytes that must outlive it. MM_EFORMAT without a word
 * in `err`, which is the caller's, when it is no ZIP, damaged or cut short;
 * MM_EIO when libzip is not installed; MM_ENOMEM.
 */
int  mm_archive_open(mm_archive **out, const char *path, mm_error *err);
int  mm_archive_memory(mm_archive **out, mm_str bytes, mm_error *err);
void mm_archive_close(mm_archive *archive); /* NULL is fine */

/** The part called `name`: MM_ROW, MM_OK when there is none, MM_EFORMAT when
 * what the file says of it is damaged. */
int mm_archive_find(mm_part *out, mm_archive *archive, const char *name);
/** Begins to unpack `part`, one at a time; MM_EFORMAT when it is damaged. */
int mm_archive_start(mm_archive *archive, const mm_part *part);
/** At most `size` bytes of it into `bytes`; `*n` is 0 at its end alone.
 * MM_EFORMAT when it is damaged. */
int mm_archive_read(mm_archive *archive, char *bytes, size_t size, size_t *n);

#endif
