/*
 * SQLite's file format, as https://www.sqlite.org/fileformat2.html has it:
 * leaves of tables, leaves and inner pages of index trees, overflow chains and
 * the list of free pages. Every offset is checked: the file is damaged.
 */
#include "store/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INDEX_INNER = 2,
    TABLE_INNER = 5,
    INDEX_LEAF = 10,
    TABLE_LEAF = 13,
    FILE_HEADER = 100
};

struct mm_pages {
    unsigned char *file;
    size_t         size, page_size, usable, n; /* n pages */
    unsigned char *is_free;                    /* a bit a page */
    size_t         page;                       /* from 1; the one being read */
    size_t         cell, n_cells;
    mm_buf         payload;
};

static uint32_t u16(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t u32(const unsigned char *at)
{
    return u16(at) << 16 | u16(at + 2);
}

/* ---- the file ---- */

static const unsigned char *page_at(const mm_pages *p, size_t number)
{
    return p->file + (number - 1) * p->page_size;
}

/* Marks the pages on the free list; a broken list is left where it breaks. */
static void mark_free(mm_pages *p)
{
    size_t trunk = u32(p->file + 32);

    for (size_t i = 0; i < p->n && trunk > 1 && trunk <= p->n; i++) {
        const unsigned char *page = page_at(p, trunk);
        size_t               n = u32(page + 4);

        if (p->is_free[trunk / 8] >> trunk % 8 & 1)
            return; /* a ring */
        p->is_free[trunk / 8] |= (unsigned char)(1 << trunk % 8);
        if (n > p->usable / 4 - 2)
            return;
        for (size_t k = 0; k < n; k++) {
            size_t leaf = u32(page + 8 + 4 * k);

            if (leaf > 1 && leaf <= p->n)
                p->is_free[leaf / 8] |= (unsigned char)(1 << leaf % 8);
        }
        trunk = u32(page);
    }
}

static bool has_header(const mm_pages *p)
{
    size_t size = u16(p->file + 16);

    size = size == 1 ? 65536 : size;
    return memcmp(p->file, "SQLite format 3", 16) == 0 && size >= 512 &&
           (size & (size - 1)) == 0 && size - p->file[20] >= 480;
}

/* A damaged header is taken for that of a memory as malmoi makes it. */
static void read_header(mm_pages *p)
{
    p->page_size = p->usable = 4096;
    if (has_header(p)) {
        p->page_size = u16(p->file + 16) == 1 ? 65536 : u16(p->file + 16);
        p->usable = p->page_size - p->file[20];
    }
    p->n = p->size / p->page_size;
}

static int map_file(mm_pages *p, const char *path, mm_error *err)
{
    struct stat st;
    void       *map = MAP_FAILED;
    int         fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size >= 512)
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (fd >= 0)
        close(fd);
    if (map == MAP_FAILED)
        return mm_fail(err, MM_EIO, "cannot read '%s': %s", path,
                       fd >= 0 && st.st_size < 512 ? "too short"
                                                   : strerror(errno));
    p->file = map;
    p->size = (size_t)st.st_size;
    return MM_OK;
}

int mm_pages_open(mm_pages **out, const char *path, mm_error *err)
{
    mm_pages *p = calloc(1, sizeof *p);
    int       rc;

    *out = NULL;
    if (!p)
        return mm_fail_memory(err);
    if ((rc = map_file(p, path, err)) < 0) {
        free(p);
        return rc;
    }
    read_header(p);
    if (!(p->is_free = calloc(p->n / 8 + 1, 1))) {
        mm_pages_close(p);
        return mm_fail_memory(err);
    }
    if (has_header(p))
        mark_free(p);
    *out = p;
    return MM_OK;
}

void mm_pages_close(mm_pages *pages)
{
    if (!pages)
        return;
    munmap(pages->file, pages->size);
    free(pages->is_free);
    mm_buf_release(&pages->payload);
    free(pages);
}

/* ---- records ---- */

/* A varint at `*at`; false when it runs past `end`. */
static bool varint(const unsigned char **at, const unsigned char *end,
                   uint64_t *out)
{
    uint64_t n = 0;

    for (int i = 0; i < 9 && *at < end; i++) {
        unsigned char byte = *(*at)++;

        if (i == 8) {
            *out = n << 8 | byte;
            return true;
        }
        n = n << 7 | (byte & 0x7F);
        if (byte < 0x80) {
            *out = n;
            return true;
        }
    }
    return false;
}

/* Bytes that a value of serial type `type` takes. */
static uint64_t field_size(uint64_t type)
{
    static const unsigned char sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

    return type < 12 ? sizes[type] : (type - 12) / 2;
}

static void read_field(mm_field *out, uint64_t type, const unsigned char *at)
{
    size_t   len = (size_t)field_size(type);
    uint64_t n = len && at[0] & 0x80 ? UINT64_MAX : 0;

    *out = (mm_field){ .type = MM_FIELD_NULL };
    if (type >= 12) {
        out->type = type % 2 ? MM_FIELD_TEXT : MM_FIELD_BLOB;
        out->bytes = (mm_str){ (const char *)at, len };
        return;
    }
    if (type == 0)
        return;
    for (size_t i = 0; i < len; i++)
        n = n << 8 | at[i];
    if (type == 7) {
        out->type = MM_FIELD_REAL;
        memcpy(&out->real, &n, sizeof n);
        return;
    }
    out->type = MM_FIELD_INT;
    memcpy(&out->number, &n, sizeof n);
    if (type == 8 || type == 9)
        out->number = type == 9;
}

static bool read_record(mm_cell *out, mm_str payload)
{
    const unsigned char *at = (const unsigned char *)payload.ptr;
    const unsigned char *end = at + payload.len, *start = at, *body;
    uint64_t             header, type;

    out->n = 0;
    if (!varint(&at, end, &header) || header > payload.len)
        return false;
    body = start + header;
    while (at < start + header) {
        if (out->n == MM_FIELDS || !varint(&at, start + header, &type) ||
            type == 10 || type == 11 || field_size(type) > (size_t)(end - body))
            return false;
        read_field(&out->fields[out->n++], type, body);
        body += field_size(type);
    }
    return body == end && out->n > 0;
}

/* ---- cells ---- */

/* Bytes of a payload of `len` that stand in the page itself. */
static size_t local_bytes(const mm_pages *p, uint64_t len, bool table)
{
    size_t u = p->usable;
    size_t most = table ? u - 35 : (u - 12) * 64 / 255 - 23;
    size_t least = (u - 12) * 32 / 255 - 23;
    size_t part;

    if (len <= most)
        return (size_t)len;
    part = least + (size_t)((len - least) % (u - 4));
    return part <= most ? part : least;
}

static int gather(mm_pages *p, const unsigned char *at, size_t local,
                  uint64_t len, bool *good)
{
    uint64_t left = len - local;
    size_t   next = left ? u32(at + local) : 0;

    mm_buf_clear(&p->payload);
    if (mm_buf_put(&p->payload, (mm_str){ (const char *)at, local }) < 0)
        return MM_ENOMEM;
    while (left && next > 1 && next <= p->n) {
        const unsigned char *page = page_at(p, next);
        size_t               n = p->usable - 4;

        n = left < n ? (size_t)left : n;
        if (mm_buf_put(&p->payload, (mm_str){ (const char *)page + 4, n }) < 0)
            return MM_ENOMEM;
        left -= n;
        next = u32(page);
    }
    *good = left == 0;
    return MM_OK;
}

/* Cell p->cell of the page at hand, of type `type`. */
static int read_cell(mm_pages *p, const unsigned char *page, size_t pointers,
                     int type, mm_cell *out, bool *good)
{
    const unsigned char *end = page + p->usable;
    size_t               offset = u16(page + pointers + 2 * p->cell);
    const unsigned char *at = page + offset;
    uint64_t             len, rowid = 0;
    size_t               local;

    *good = false;
    if (offset < pointers + 2 * p->n_cells || offset + 4 > p->usable)
        return MM_OK;
    if (type == INDEX_INNER)
        at += 4; /* the page left of it */
    out->keyed = type != TABLE_LEAF;
    if (!varint(&at, end, &len) || (!out->keyed && !varint(&at, end, &rowid)) ||
        len > p->size)
        return MM_OK;
    memcpy(&out->rowid, &rowid, sizeof rowid);
    local = local_bytes(p, len, type == TABLE_LEAF);
    if (local + (local < len ? 4 : 0) > (size_t)(end - at))
        return MM_OK;
    if (gather(p, at, local, len, good) < 0)
        return MM_ENOMEM;
    if (*good)
        *good = read_record(out, mm_buf_str(&p->payload));
    return MM_OK;
}

/* ---- pages ---- */

static size_t header_at(const mm_pages *p)
{
    return p->page == 1 ? FILE_HEADER : 0;
}

/* Goes on to page p->page: its type, and p->n_cells; 0 when it has no rows. */
static int page_type(mm_pages *p)
{
    const unsigned char *header = page_at(p, p->page) + header_at(p);
    int                  type = header[0];

    p->cell = 0;
    p->n_cells = 0;
    if (p->is_free[p->page / 8] >> p->page % 8 & 1)
        return 0;
    if (type != INDEX_INNER && type != INDEX_LEAF && type != TABLE_LEAF)
        return 0;
    p->n_cells = u16(header + 3);
    if (p->n_cells > p->usable / 4)
        p->n_cells = 0; /* damaged */
    return type;
}

int mm_pages_next(mm_pages *pages, mm_cell *out, mm_error *err)
{
    mm_pages *p = pages;
    bool      good;

    for (;;) {
        const unsigned char *page;
        size_t               head;
        int                  type;

        while (p->cell >= p->n_cells) {
            if (p->page >= p->n)
                return MM_OK;
            p->page++;
            page_type(p);
        }
        page = page_at(p, p->page);
        head = header_at(p);
        type = page[head];
        if (read_cell(p, page, head + (type == INDEX_INNER ? 12 : 8), type, out,
                      &good) < 0)
            return mm_fail_memory(err);
        p->cell++;
        if (good)
            return MM_ROW;
    }
}
