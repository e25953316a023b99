/* Files as malmoi meets them: plain, .gz or .zst in; whole or not at all out. */
#ifndef MM_BASE_FILE_H
#define MM_BASE_FILE_H

#include "malmoi/base.h"

bool mm_is_folder(const char *path);

/* A stream of bytes from a file, decompressed by content (.gz, .zst). */
typedef struct mm_input mm_input;

/**
 * Opens file `path`, "-" being standard input. MM_ENOTFOUND, or MM_EIO (a
 * folder, no permission). `*out` is yours until mm_input_close().
 */
int mm_input_open(mm_input **out, const char *path, mm_error *err);
/** A stream over bytes in memory, which must outlive it. */
int mm_input_memory(mm_input **out, mm_str bytes, mm_error *err);
/**
 * Reads at most `size` bytes into `bytes`; `*n` is 0 at the end alone. Fails
 * with MM_EFORMAT on damaged compression or a bomb (more than 1,000 times the
 * compressed size and over 64 MB), MM_EIO on a read error.
 */
int  mm_input_read(mm_input *in, char *bytes, size_t size, size_t *n,
                   mm_error *err);
/** Does a reader have to wait for more, as who answers line by line must know?
 * True when nothing came for a tenth of a second. */
bool mm_input_idle(const mm_input *in);
/** Bytes of the file consumed so far and in all (0 unknown), for progress. */
void mm_input_progress(const mm_input *in, uint64_t *done, uint64_t *all);
void mm_input_close(mm_input *in); /* NULL is fine */

/**
 * Puts the whole of `path` ("-" is standard input, .gz and .zst decompressed)
 * behind what `out` holds. `limit` in bytes, 0 for none: a larger one fails
 * with MM_EFORMAT. MM_ENOTFOUND, MM_EIO, MM_ENOMEM as mm_input_open().
 */
int mm_file_read(mm_buf *out, const char *path, size_t limit, mm_error *err);

/* A file that appears whole or not at all: bytes go to a temporary name in
 * the same folder, mm_output_close() renames it when all went well. "-" is
 * standard output; a name in .gz or .zst is compressed. The file may be read
 * and written by whom the one that it replaces may, a new one as the process
 * makes files. */
typedef struct mm_output mm_output;

int mm_output_open(mm_output **out, const char *path, mm_error *err);
/** Lets those read and write the file who may read and write file `like`. */
void mm_output_like(mm_output *out, const char *like);
/** Removes what outputs of `path` left that were killed, after ten minutes. */
void mm_output_sweep(const char *path);
int mm_output_put(mm_output *out, mm_str bytes, mm_error *err);
/**
 * Ends the file. With `rc` < 0 what was written is removed and `rc` handed
 * back; else MM_OK, or MM_EIO when the disk is full. NULL gives `rc` back.
 */
int mm_output_close(mm_output *out, int rc, mm_error *err);

#endif
