/* Corrections put into the bytes of a file, so that all else stays as it is:
 * comments, what other programs keep there, indentation, the order of
 * attributes. */
#ifndef MM_JOB_CHECK_SPLICE_H
#define MM_JOB_CHECK_SPLICE_H

#include "malmoi/formats.h"

/* A stretch of text by which a place is found, and where in it the change is.
 */
typedef struct check_stretch {
    mm_str text;
    size_t lead; /* bytes before what changes */
} check_stretch;

/* `len` bytes of the text of a unit that become `fix`. */
typedef struct check_patch {
    size_t        unit;         /* its number in the file */
    check_stretch wide, narrow; /* narrow: the words alone that change */
    size_t        len;
    mm_str        fix;
    size_t        at; /* in the bytes, when it is found */
} check_patch;

typedef struct check_splice {
    bool         on;    /* else nothing is kept: the file is written anew */
    mm_buf       bytes; /* of the file as it came */
    check_patch *patches;
    size_t       n, cap;
    long        *lines; /* where each unit begins */
    uint64_t    *sums;  /* of each unit as it should read */
    size_t       units, cap_lines, cap_sums;
    mm_arena     mem;
} check_splice;

/** Keeps the bytes of file `path`, unless it is too large or packed; that it
 * cannot be read is told by who reads it. MM_OK or MM_ENOMEM. */
int  check_splice_open(check_splice *out, const char *path);
void check_splice_release(check_splice *splice);
/** The next unit: as it is written, with the patches noted since the last. */
int check_splice_unit(check_splice *splice, const mm_item *item);
/** Notes that bytes `start` to `end` of `text` are replaced by `fix`, in the
 * order in which they stand, for the unit that comes next. `codes` stand within
 * the text. */
int check_splice_note(check_splice *splice, mm_str text, const mm_code *codes,
                      size_t n_codes, size_t start, size_t end, mm_str fix);
/** Writes `output` as the file with its patches, if each has one place and what
 * comes of it reads as it should by `format`; else leaves it alone. Is it so?
 */
bool check_splice_write(check_splice *splice, const char *output,
                        const mm_format *format, const mm_format_options *read);

#endif
