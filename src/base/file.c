/*
 * Input: a plain, .gz or .zst stream, told apart by its first bytes; output: a
 * temporary file beside the target, renamed when all went well, so that nobody
 * ever sees half a file.
 *
 * A compressed input that grows past RATIO times its size and past BOMB bytes
 * is refused: a text of that kind is made to fill a disk, not to be read.
 */
#include "base/file.h"

#include "base/map.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { CHUNK = 64 * 1024, RATIO = 1000 };
#define BOMB ((uint64_t)64 << 20)

typedef enum packing { PLAIN, GZIP, ZSTANDARD } packing;

struct mm_input {
    int           fd; /* -1 for memory */
    packing       packed;
    unsigned char in[CHUNK];
    size_t        at, n; /* unread bytes of `in`: n from at */
    mm_str        memory;
    uint64_t      taken, given, size; /* bytes of file, of text, of file */
    z_stream      gz;
    ZSTD_DStream *zst;
    bool          member_done; /* the last member or frame ended */
};

bool mm_is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ---- input ---- */

/* Fills `in` when it is used up; `n` stays 0 at the end. */
static int fill(mm_input *in, mm_error *err)
{
    ssize_t got;

    if (in->n)
        return MM_OK;
    in->at = 0;
    if (in->fd < 0) {
        size_t n = in->memory.len < CHUNK ? in->memory.len : CHUNK;

        if (n)
            memcpy(in->in, in->memory.ptr, n);
        in->memory = mm_str_sub(in->memory, n, SIZE_MAX);
        got = (ssize_t)n;
    } else {
        do
            got = read(in->fd, in->in, CHUNK);
        while (got < 0 && errno == EINTR);
    }
    if (got < 0)
        return mm_fail(err, MM_EIO, "cannot read: %s", strerror(errno));
    in->n = (size_t)got;
    in->taken += (size_t)got;
    return MM_OK;
}

static int start(mm_input *in, mm_error *err)
{
    const unsigned char *p = in->in;
    int                  rc = fill(in, err);

    if (rc < 0)
        return rc;
    if (in->n >= 3 && p[0] == 0x1F && p[1] == 0x8B && p[2] == 8) {
        in->packed = GZIP;
        if (inflateInit2(&in->gz, 15 + 16) != Z_OK)
            return mm_fail_memory(err);
    } else if (in->n >= 4 && memcmp(p, "\x28\xB5\x2F\xFD", 4) == 0) {
        in->packed = ZSTANDARD;
        if (!(in->zst = ZSTD_createDStream()))
            return mm_fail_memory(err);
    }
    return MM_OK;
}

static int open_file(mm_input *in, const char *path, mm_error *err)
{
    struct stat st;

    if (strcmp(path, "-") == 0) {
        in->fd = STDIN_FILENO;
        return MM_OK;
    }
    if ((in->fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        return errno == ENOENT
                   ? mm_fail(err, MM_ENOTFOUND, "no file '%s'", path)
                   : mm_fail(err, MM_EIO, "cannot open '%s': %s", path,
                             strerror(errno));
    if (fstat(in->fd, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return mm_fail(err, MM_EIO, "'%s' is a folder, not a file", path);
        in->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    }
    return MM_OK;
}

static int new_input(mm_input **out, const char *path, mm_str bytes,
                     mm_error *err)
{
    mm_input *in = calloc(1, sizeof *in);
    int       rc = MM_OK;

    *out = NULL;
    if (!in)
        return mm_fail_memory(err);
    in->fd = -1;
    in->memory = bytes;
    in->size = bytes.len;
    if (path)
        rc = open_file(in, path, err);
    if (rc == MM_OK)
        rc = start(in, err);
    if (rc < 0) {
        mm_input_close(in);
        return rc;
    }
    *out = in;
    return MM_OK;
}

int mm_input_open(mm_input **out, const char *path, mm_error *err)
{
    return new_input(out, path, (mm_str){ 0 }, err);
}

int mm_input_memory(mm_input **out, mm_str bytes, mm_error *err)
{
    return new_input(out, NULL, bytes, err);
}

static int damaged(mm_error *err)
{
    return mm_fail(err, MM_EFORMAT,
                   "compressed data is damaged or cut short");
}

/* One step of decompression; *n may stay 0 while input is eaten. */
static int inflate_step(mm_input *in, char *bytes, size_t size, size_t *n,
                        mm_error *err)
{
    int rc;

    if (in->member_done && inflateReset(&in->gz) != Z_OK)
        return damaged(err);
    in->member_done = false;
    in->gz.next_in = in->in + in->at;
    in->gz.avail_in = (uInt)in->n;
    in->gz.next_out = (unsigned char *)bytes;
    in->gz.avail_out = size > INT_MAX ? INT_MAX : (uInt)size;
    *n = in->gz.avail_out;
    rc = inflate(&in->gz, Z_NO_FLUSH);
    *n -= in->gz.avail_out;
    in->at += in->n - in->gz.avail_in;
    in->n = in->gz.avail_in;
    in->member_done = rc == Z_STREAM_END;
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR
               ? MM_OK
               : damaged(err);
}

static int zstd_step(mm_input *in, char *bytes, size_t size, size_t *n,
                     mm_error *err)
{
    ZSTD_inBuffer  from = { in->in + in->at, in->n, 0 };
    ZSTD_outBuffer to = { bytes, size, 0 };
    size_t         left = ZSTD_decompressStream(in->zst, &to, &from);

    if (ZSTD_isError(left))
        return damaged(err);
    *n = to.pos;
    in->at += from.pos;
    in->n -= from.pos;
    in->member_done = left == 0;
    return MM_OK;
}

static int read_packed(mm_input *in, char *bytes, size_t size, size_t *n,
                       mm_error *err)
{
    int rc = MM_OK;

    for (*n = 0; *n == 0;) {
        if ((rc = fill(in, err)) < 0)
            return rc;
        if (in->n == 0 && in->member_done)
            return MM_OK;
        if (in->n == 0 && in->packed == GZIP && in->gz.avail_out)
            return damaged(err);
        rc = in->packed == GZIP ? inflate_step(in, bytes, size, n, err)
                                : zstd_step(in, bytes, size, n, err);
        if (rc < 0)
            return rc;
        if (*n == 0 && in->n == 0 && !in->member_done) {
            if ((rc = fill(in, err)) < 0)
                return rc;
            if (in->n == 0)
                return damaged(err);
        }
    }
    in->given += *n;
    if (in->given > BOMB && in->given / RATIO > in->taken)
        return mm_fail(err, MM_EFORMAT,
                       "compressed data grows more than %d times: refused",
                       RATIO);
    return MM_OK;
}

int mm_input_read(mm_input *in, char *bytes, size_t size, size_t *n,
                  mm_error *err)
{
    int rc;

    *n = 0;
    if (size == 0)
        return MM_OK;
    if (in->packed != PLAIN)
        return read_packed(in, bytes, size, n, err);
    if ((rc = fill(in, err)) < 0)
        return rc;
    *n = in->n < size ? in->n : size;
    memcpy(bytes, in->in + in->at, *n);
    in->at += *n;
    in->n -= *n;
    in->given += *n;
    return MM_OK;
}

bool mm_input_idle(const mm_input *in)
{
    struct pollfd waiting = { .fd = in->fd, .events = POLLIN };

    return in->packed == PLAIN && in->fd >= 0 && in->n == 0 &&
           poll(&waiting, 1, 100) == 0;
}

void mm_input_progress(const mm_input *in, uint64_t *done, uint64_t *all)
{
    *done = in->taken - in->n;
    *all = in->size;
}

void mm_input_close(mm_input *in)
{
    if (!in)
        return;
    if (in->packed == GZIP)
        inflateEnd(&in->gz);
    ZSTD_freeDStream(in->zst);
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    free(in);
}

int mm_file_read(mm_buf *out, const char *path, size_t limit, mm_error *err)
{
    mm_input *in = NULL;
    char     *bytes = malloc(CHUNK);
    size_t    n, before = out->len;
    int       rc = bytes ? mm_input_open(&in, path, err) : mm_fail_memory(err);

    while (rc == MM_OK) {
        if ((rc = mm_input_read(in, bytes, CHUNK, &n, err)) < 0 || n == 0)
            break;
        if (limit && out->len - before + n > limit)
            rc = mm_fail(err, MM_EFORMAT,
                         "'%s' is larger than %zu MB: cut it into parts", path,
                         limit >> 20);
        else if (mm_buf_put(out, (mm_str){ bytes, n }) < 0)
            rc = mm_fail_memory(err);
    }
    mm_input_close(in);
    free(bytes);
    return rc;
}

/* ---- output ---- */

struct mm_output {
    FILE      *file;
    gzFile     gz;
    ZSTD_CCtx *zst;
    char      *path, *temporary; /* NULL: standard output */
    bool       failed;
};

static int cannot_write(const mm_output *out, mm_error *err)
{
    return mm_fail(err, MM_EIO, "cannot write '%s': %s",
                   out->path ? out->path : "standard output",
                   strerror(errno ? errno : EIO));
}

/* Behind the name of the file that is being written. */
static const char making[] = ".new-XXXXXX";

/* Opens a file that was not there, with six letters of chance at the end of
 * `name`: as mkstemp(), but open to others as files of this process are. */
static int open_new(char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char             *end = name + strlen(name) - 6;
    int               fd = -1;

    for (unsigned tries = 0; fd < 0 && tries < 100; tries++) {
        struct timespec now = { 0 };
        char            seed[80];
        uint64_t        chance;

        clock_gettime(CLOCK_MONOTONIC, &now);
        snprintf(seed, sizeof seed, "%ld %ld %p %u", (long)getpid(),
                 now.tv_nsec, (void *)name, tries);
        chance = mm_hash(mm_cstr(seed));
        for (int i = 0; i < 6; i++, chance /= sizeof letters - 1)
            end[i] = letters[chance % (sizeof letters - 1)];
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

static int open_temporary(mm_output *out, const char *path, mm_error *err)
{
    size_t      n = strlen(path);
    struct stat before;
    int         fd;

    out->path = malloc(n + 1);
    out->temporary = malloc(n + sizeof making);
    if (!out->path || !out->temporary)
        return mm_fail_memory(err);
    memcpy(out->path, path, n + 1);
    memcpy(out->temporary, path, n);
    memcpy(out->temporary + n, making, sizeof making);
    if ((fd = open_new(out->temporary)) < 0) {
        free(out->temporary);
        out->temporary = NULL;
        return cannot_write(out, err);
    }
    if (stat(path, &before) == 0)
        fchmod(fd, before.st_mode & 0777);
    if (mm_str_ends(mm_cstr(path), MM_S(".gz"))) {
        if (!(out->gz = gzdopen(fd, "wb"))) {
            close(fd);
            return mm_fail_memory(err);
        }
        return MM_OK;
    }
    if (!(out->file = fdopen(fd, "wb"))) {
        close(fd);
        return mm_fail_memory(err);
    }
    if (mm_str_ends(mm_cstr(path), MM_S(".zst")) &&
        !(out->zst = ZSTD_createCCtx()))
        return mm_fail_memory(err);
    return MM_OK;
}

void mm_output_like(mm_output *out, const char *like)
{
    struct stat info;

    if (out->temporary && stat(like, &info) == 0)
        chmod(out->temporary, info.st_mode & 0777);
}

/* Is `name` that of a temporary file for `file`? */
static bool is_making(const char *name, const char *file)
{
    size_t n = strlen(file);

    return strlen(name) == n + sizeof making - 1 &&
           strncmp(name, file, n) == 0 &&
           strncmp(name + n, making, sizeof making - 7) == 0;
}

void mm_output_sweep(const char *path)
{
    enum { SECONDS = 600 };
    const char    *slash = strrchr(path, '/');
    const char    *file = slash ? slash + 1 : path;
    mm_buf         folder = { 0 };
    DIR           *entries = NULL;
    struct dirent *entry;
    struct stat    info;

    if (mm_buf_printf(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
                      slash ? path : ".") == MM_OK)
        entries = opendir(folder.ptr);
    while (entries && (entry = readdir(entries)))
        if (is_making(entry->d_name, file) &&
            fstatat(dirfd(entries), entry->d_name, &info, 0) == 0 &&
            time(NULL) - info.st_mtime > SECONDS)
            unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
    mm_buf_release(&folder);
}

int mm_output_open(mm_output **result, const char *path, mm_error *err)
{
    mm_output *out = calloc(1, sizeof *out);
    int        rc = MM_OK;

    *result = NULL;
    if (!out)
        return mm_fail_memory(err);
    if (strcmp(path, "-") == 0)
        out->file = stdout;
    else
        rc = open_temporary(out, path, err);
    if (rc < 0)
        return mm_output_close(out, rc, err);
    *result = out;
    return MM_OK;
}

/* Feeds zstd and writes what comes out; `end` finishes the frame. */
static int put_zstd(mm_output *out, mm_str bytes, bool end, mm_error *err)
{
    char          room[CHUNK / 4];
    ZSTD_inBuffer from = { bytes.len ? bytes.ptr : "", bytes.len, 0 };
    size_t        left;

    do {
        ZSTD_outBuffer to = { room, sizeof room, 0 };

        left = ZSTD_compressStream2(out->zst, &to, &from,
                                    end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return mm_fail_memory(err);
        if (fwrite(room, 1, to.pos, out->file) != to.pos)
            return cannot_write(out, err);
    } while (end ? left != 0 : from.pos < from.size);
    return MM_OK;
}

int mm_output_put(mm_output *out, mm_str bytes, mm_error *err)
{
    if (bytes.len == 0)
        return MM_OK;
    if (out->zst)
        return put_zstd(out, bytes, false, err);
    if (out->gz) {
        while (bytes.len) {
            unsigned n = bytes.len > INT_MAX ? INT_MAX : (unsigned)bytes.len;

            if (gzwrite(out->gz, bytes.ptr, n) != (int)n)
                return cannot_write(out, err);
            bytes = mm_str_sub(bytes, n, SIZE_MAX);
        }
        return MM_OK;
    }
    if (fwrite(bytes.ptr, 1, bytes.len, out->file) != bytes.len)
        return cannot_write(out, err);
    return MM_OK;
}

int mm_output_close(mm_output *out, int rc, mm_error *err)
{
    if (!out)
        return rc;
    if (out->zst && rc >= 0)
        rc = put_zstd(out, (mm_str){ 0 }, true, err);
    ZSTD_freeCCtx(out->zst);
    errno = 0;
    if (out->gz && gzclose(out->gz) != Z_OK && rc >= 0)
        rc = cannot_write(out, err);
    if (out->file && fflush(out->file) != 0 && rc >= 0)
        rc = cannot_write(out, err);
    if (out->file && out->file != stdout && fclose(out->file) != 0 && rc >= 0)
        rc = cannot_write(out, err);
    if (out->temporary && rc >= 0 && rename(out->temporary, out->path) != 0)
        rc = cannot_write(out, err);
    if (out->temporary && rc < 0)
        unlink(out->temporary);
    free(out->temporary);
    free(out->path);
    free(out);
    return rc;
}
