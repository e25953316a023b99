/* The growing buffer and the arena. */
#include "malmoi/base.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- arrays ---- */

int mm_grow(void *array, size_t *cap, size_t n, size_t size, mm_error *err)
{
    void  *old, *grown;
    size_t more = *cap ? *cap : 16;

    if (n <= *cap)
        return MM_OK;
    while (more < n)
        more += more / 2;
    if (more > SIZE_MAX / size)
        return mm_fail_memory(err);
    memcpy(&old, array, sizeof old); /* `array` is the address of a pointer */
    if (!(grown = realloc(old, more * size)))
        return mm_fail_memory(err);
    memcpy(array, &grown, sizeof grown);
    *cap = more;
    return MM_OK;
}

/* ---- buffer ---- */

static int reserve(mm_buf *buf, size_t more)
{
    size_t cap = buf->cap ? buf->cap : 64;
    char  *ptr;

    if (more < buf->cap - buf->len && buf->cap)
        return MM_OK;
    while (cap - buf->len <= more) {
        if (cap > SIZE_MAX / 2)
            return MM_ENOMEM;
        cap *= 2;
    }
    if (!(ptr = realloc(buf->ptr, cap)))
        return MM_ENOMEM;
    buf->ptr = ptr;
    buf->cap = cap;
    return MM_OK;
}

int mm_buf_put(mm_buf *buf, mm_str text)
{
    if (reserve(buf, text.len) < 0)
        return MM_ENOMEM;
    if (text.len)
        memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
    buf->ptr[buf->len] = '\0';
    return MM_OK;
}

int mm_buf_putc(mm_buf *buf, char c)
{
    return mm_buf_put(buf, (mm_str){ &c, 1 });
}

int mm_buf_put_cp(mm_buf *buf, int32_t cp)
{
    char bytes[4];

    return mm_buf_put(buf, (mm_str){ bytes, mm_utf8_put(bytes, cp) });
}

int mm_buf_printf(mm_buf *buf, const char *format, ...)
{
    va_list args;
    int     n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || reserve(buf, (size_t)n + 1) < 0)
        return MM_ENOMEM;
    va_start(args, format);
    vsnprintf(buf->ptr + buf->len, (size_t)n + 1, format, args);
    va_end(args);
    buf->len += (size_t)n;
    return MM_OK;
}

mm_str mm_buf_str(const mm_buf *buf)
{
    return (mm_str){ buf->ptr ? buf->ptr : "", buf->len };
}

void mm_buf_clear(mm_buf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

void mm_buf_release(mm_buf *buf)
{
    free(buf->ptr);
    *buf = (mm_buf){ 0 };
}

/* ---- arena ---- */

enum { ARENA_BLOCK = 32 * 1024 };

struct mm_arena_block {
    struct mm_arena_block *next;
    size_t                 used, size;
    max_align_t            bytes[];
};

static struct mm_arena_block *new_block(size_t size)
{
    struct mm_arena_block *block;

    if (size < ARENA_BLOCK)
        size = ARENA_BLOCK;
    if (size > SIZE_MAX - sizeof *block)
        return NULL;
    if ((block = malloc(sizeof *block + size)))
        *block = (struct mm_arena_block){ .size = size };
    return block;
}

void *mm_arena_alloc(mm_arena *arena, size_t size)
{
    struct mm_arena_block *block = arena->block;
    size_t                 align = sizeof(max_align_t);
    char                  *at;

    if (size > SIZE_MAX - align)
        return NULL;
    size = (size + align - 1) / align * align;
    if (!block || block->size - block->used < size) {
        if (!(block = new_block(size)))
            return NULL;
        block->next = arena->block;
        arena->block = block;
    }
    at = (char *)block->bytes + block->used;
    block->used += size;
    return memset(at, 0, size);
}

mm_str mm_arena_copy(mm_arena *arena, mm_str text)
{
    char *copy = text.len < SIZE_MAX ? mm_arena_alloc(arena, text.len + 1)
                                     : NULL;

    if (!copy)
        return (mm_str){ NULL, 0 };
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return (mm_str){ copy, text.len };
}

void mm_arena_clear(mm_arena *arena)
{
    struct mm_arena_block *keep = arena->block;

    if (!keep)
        return;
    arena->block = keep->next;
    mm_arena_release(arena);
    keep->next = NULL;
    keep->used = 0;
    arena->block = keep;
}

void mm_arena_release(mm_arena *arena)
{
    struct mm_arena_block *block = arena->block;

    while (block) {
        struct mm_arena_block *next = block->next;

        free(block);
        block = next;
    }
    arena->block = NULL;
}
