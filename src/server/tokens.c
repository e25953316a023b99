/* Tokens: made, kept hashed, found again. */
#include "server/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BYTES = 32, FILE_LIMIT = 1 << 20 };

static const struct right {
    const char *name;
    unsigned    bits;
} rights_known[] = { { "read", MM_MAY_READ },
                     { "write", MM_MAY_READ | MM_MAY_WRITE },
                     { "review", MM_MAY_READ | MM_MAY_REVIEW },
                     { "all", MM_MAY_ALL } };

int mm_rights_parse(unsigned *out, mm_str text, mm_error *err)
{
    *out = 0;
    while (text.len) {
        mm_str word = mm_str_trim(mm_str_cut(&text, ','));
        size_t i = 0, n = sizeof rights_known / sizeof *rights_known;

        while (i < n && !mm_str_eq(word, mm_cstr(rights_known[i].name)))
            i++;
        if (i == n)
            return mm_fail(err, MM_EINVALID,
                           "no right '%.*s': read, write, review, all",
                           (int)(word.len < 40 ? word.len : 40), word.ptr);
        *out |= rights_known[i].bits;
    }
    return *out ? MM_OK : mm_fail(err, MM_EINVALID, "no rights named");
}

const char *mm_rights_name(unsigned rights)
{
    if ((rights & MM_MAY_ALL) == MM_MAY_ALL)
        return "read,write,review";
    if (rights & MM_MAY_WRITE)
        return "read,write";
    return rights & MM_MAY_REVIEW ? "read,review" : "read";
}

static void hash_of(char out[65], mm_str token)
{
    unsigned char hash[BYTES];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)token.ptr,
                       token.len, NULL, 0);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

void mm_random_hex(char *out, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char     byte;

    for (size_t i = 0; i < bytes; i++) {
        randombytes_buf(&byte, 1);
        out[2 * i] = digits[byte >> 4];
        out[2 * i + 1] = digits[byte & 15];
    }
    out[2 * bytes] = '\0';
}

/* ---- the file ---- */

static void keep(char *out, size_t room, mm_str text)
{
    size_t n = text.len < room ? text.len : room - 1;

    memcpy(out, text.ptr, n);
    out[n] = '\0';
}

static int add_row(mm_token_file *file, mm_str line, long number,
                   const char *path, mm_error *err)
{
    mm_str        name = mm_str_cut(&line, '\t');
    mm_str        rights = mm_str_cut(&line, '\t');
    mm_str        hash = mm_str_cut(&line, '\t');
    mm_token_row *more =
        realloc(file->rows, (file->n + 1) * sizeof *file->rows);

    if (!more)
        return mm_fail_memory(err);
    file->rows = more;
    more += file->n;
    if (hash.len != 64 || name.len == 0 || name.len >= sizeof more->name ||
        mm_rights_parse(&more->rights, rights, NULL) < 0)
        return mm_fail_at(err, MM_EFORMAT, number,
                          "'%.150s': no row of a token file", path);
    keep(more->name, sizeof more->name, name);
    keep(more->hash, sizeof more->hash, hash);
    keep(more->created, sizeof more->created, mm_str_trim(line));
    file->n++;
    return MM_OK;
}

int mm_token_file_read(mm_token_file *out, const char *path, mm_error *err)
{
    mm_buf      text = { 0 };
    struct stat info;
    mm_str      rest;
    int         rc;

    *out = (mm_token_file){ 0 };
    if (stat(path, &info) < 0 && errno == ENOENT)
        return MM_OK;
    if (stat(path, &info) == 0 && info.st_size == 0)
        return MM_OK;
    rc = mm_text_read(&text, path, "utf-8", FILE_LIMIT, err);
    rest = mm_buf_str(&text);
    for (long number = 1; rc == MM_OK && rest.len; number++) {
        mm_str line = mm_str_cut(&rest, '\n');

        if (mm_str_trim(line).len && line.ptr[0] != '#')
            rc = add_row(out, line, number, path, err);
    }
    mm_buf_release(&text);
    if (rc < 0)
        mm_token_file_release(out);
    return rc;
}

void mm_token_file_release(mm_token_file *file)
{
    free(file->rows);
    *file = (mm_token_file){ 0 };
}

/* A new file in place of the old one, readable by its owner alone. */
static int write_file(const mm_token_file *file, const char *path,
                      mm_error *err)
{
    mm_buf temporary = { 0 };
    FILE  *to = NULL;
    int    fd = -1, rc = MM_OK;

    if (mm_buf_printf(&temporary, "%s.new", path) < 0)
        return mm_fail_memory(err);
    unlink(temporary.ptr);
    fd = open(temporary.ptr, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0 || !(to = fdopen(fd, "w")))
        rc = mm_fail(err, MM_EIO, "'%.150s': %s", temporary.ptr,
                     strerror(errno));
    if (to) {
        fputs("# name, rights, hash, made\n", to);
        for (size_t i = 0; i < file->n; i++)
            fprintf(to, "%s\t%s\t%s\t%s\n", file->rows[i].name,
                    mm_rights_name(file->rows[i].rights), file->rows[i].hash,
                    file->rows[i].created);
        if (fflush(to) != 0 || fsync(fd) != 0)
            rc = mm_fail(err, MM_EIO, "'%.150s': %s", path, strerror(errno));
        fclose(to);
        if (rc == MM_OK && rename(temporary.ptr, path) != 0)
            rc = mm_fail(err, MM_EIO, "'%.150s': %s", path, strerror(errno));
    } else if (fd >= 0) {
        close(fd);
    }
    if (rc < 0)
        unlink(temporary.ptr);
    mm_buf_release(&temporary);
    return rc;
}

/* ---- one token ---- */

static int check_name(const mm_token_file *file, mm_str name, mm_error *err)
{
    if (name.len == 0 || name.len >= sizeof file->rows->name ||
        !mm_utf8_valid(name, NULL))
        return mm_fail(err, MM_EINVALID, "a token's name has 1 to 63 bytes");
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == '#')
            return mm_fail(err, MM_EINVALID,
                           "a token's name has no tab, line end or '#'");
    for (size_t i = 0; i < file->n; i++)
        if (mm_str_eq(name, mm_cstr(file->rows[i].name)))
            return mm_fail(err, MM_EINVALID, "token '%s' is there already",
                           file->rows[i].name);
    return MM_OK;
}

static int make_row(mm_buf *out, mm_token_file *file, mm_str name,
                    unsigned rights, mm_error *err)
{
    unsigned char secret[BYTES];
    char          text[sodium_base64_ENCODED_LEN(
                 BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    mm_buf        token = { 0 };
    time_t        now = time(NULL);
    struct tm     utc;
    mm_token_row *more =
        realloc(file->rows, (file->n + 1) * sizeof *file->rows);

    if (!more)
        return mm_fail_memory(err);
    file->rows = more;
    more += file->n++;
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(text, sizeof text, secret, sizeof secret,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (mm_buf_printf(&token, "mm_%s", text) < 0 ||
        mm_buf_put(out, mm_buf_str(&token)) < 0) {
        mm_buf_release(&token);
        return mm_fail_memory(err);
    }
    keep(more->name, sizeof more->name, name);
    more->rights = rights;
    hash_of(more->hash, mm_buf_str(&token));
    gmtime_r(&now, &utc);
    strftime(more->created, sizeof more->created, "%Y-%m-%dT%H:%M:%SZ", &utc);
    mm_buf_release(&token);
    return MM_OK;
}

int mm_token_add(mm_buf *out, const char *path, mm_str name, unsigned rights,
                 mm_error *err)
{
    mm_token_file file;
    int           rc;

    if (sodium_init() < 0)
        return mm_fail(err, MM_EIO, "no source of chance on this machine");
    if ((rc = mm_token_file_read(&file, path, err)) < 0)
        return rc;
    if ((rc = check_name(&file, name, err)) == MM_OK &&
        (rc = make_row(out, &file, name, rights, err)) == MM_OK)
        rc = write_file(&file, path, err);
    mm_token_file_release(&file);
    return rc;
}

int mm_token_remove(const char *path, mm_str name, mm_error *err)
{
    mm_token_file file;
    size_t        kept = 0;
    int           rc = mm_token_file_read(&file, path, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < file.n; i++)
        if (!mm_str_eq(name, mm_cstr(file.rows[i].name)))
            file.rows[kept++] = file.rows[i];
    if (kept == file.n)
        rc = mm_fail(err, MM_ENOTFOUND, "no token '%.*s' in '%.120s'",
                     (int)(name.len < 60 ? name.len : 60), name.ptr, path);
    file.n = kept;
    if (rc == MM_OK)
        rc = write_file(&file, path, err);
    mm_token_file_release(&file);
    return rc;
}

const mm_token_row *mm_token_find(const mm_token_file *file, mm_str token)
{
    const mm_token_row *found = NULL;
    char                hash[65];

    hash_of(hash, token);
    for (size_t i = 0; i < file->n; i++)
        if (sodium_memcmp(hash, file->rows[i].hash, 64) == 0)
            found = &file->rows[i];
    return found;
}
