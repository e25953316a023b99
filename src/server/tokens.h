/*
 * Who may do what: tokens with rights, in a file beside the memory.
 *
 * A token is 32 random bytes in base64url behind "mm_". The file keeps its
 * BLAKE2b hash alone (a token has 256 bits of chance in it, so that no salt or
 * slow hash is called for), a row each: name, rights, hash, date. It is read
 * again when it changes.
 */
#ifndef MM_SERVER_TOKENS_H
#define MM_SERVER_TOKENS_H

#include "malmoi.h"

enum { /* rights, as bits */
       MM_MAY_READ = 1,
       MM_MAY_WRITE = 2,  /* add, edit, remove, import, align, undo */
       MM_MAY_REVIEW = 4, /* accept and reject */
       MM_MAY_ALL = 7
};

typedef struct mm_token_row {
    char     name[64];
    unsigned rights;
    char     hash[65]; /* hexadecimal */
    char     created[24];
} mm_token_row;

typedef struct mm_token_file {
    mm_token_row *rows;
    size_t        n;
} mm_token_file;

/** Reads `path`; a file that is not there has no rows. MM_EFORMAT names the
 * line. `out` is yours until mm_token_file_release(). */
int  mm_token_file_read(mm_token_file *out, const char *path, mm_error *err);
void mm_token_file_release(mm_token_file *file);
/** "read,review" to bits; reading comes with the others. MM_EINVALID. */
int mm_rights_parse(unsigned *out, mm_str text, mm_error *err);
/** The bits as text; static. */
const char *mm_rights_name(unsigned rights);

/** Makes a token of that name and puts its text, for once, behind what `out`
 * holds. MM_EINVALID: the name is taken, empty, or has odd characters. */
int mm_token_add(mm_buf *out, const char *path, mm_str name, unsigned rights,
                 mm_error *err);
/** MM_ENOTFOUND. */
int mm_token_remove(const char *path, mm_str name, mm_error *err);
/** The row that `token` is of; NULL when there is none. In constant time over
 * each hash. */
const mm_token_row *mm_token_find(const mm_token_file *file, mm_str token);
/** `bytes` random bytes as hexadecimal; `out` has room for twice and a NUL. */
void mm_random_hex(char *out, size_t bytes);

#endif
