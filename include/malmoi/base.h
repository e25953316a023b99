/* malmoi/base.h: what every layer speaks: strings, errors, memory, tables. */
#ifndef MALMOI_BASE_H
#define MALMOI_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MM_API __attribute__((visibility("default")))
#define MM_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define MM_API
#define MM_PRINTF(f, a)
#endif

/* A borrowed view of UTF-8 text; not NUL-terminated. */
typedef struct mm_str {
    const char *ptr;
    size_t      len; /* bytes */
} mm_str;

/* MM_S("literal"): a view of a string literal. */
#define MM_S(literal) ((mm_str){ (literal), sizeof(literal) - 1 })

enum {
    MM_OK = 0,  /* success */
    MM_ROW = 1, /* success, and a cursor holds a row */
    MM_ENOMEM = -6,
    MM_EIO,      /* reading or writing failed: exit code 4 */
    MM_ENOTFOUND,
    MM_EFORMAT,  /* the input is broken or not what it says: exit code 3 */
    MM_EINVALID, /* the caller's value is out of range: exit code 2 */
    MM_EBUSY
};
/* A long call was told to stop: exit code 130. */
#define MM_EINTERRUPTED (-7)

/* Lives on the caller's stack, never allocates. */
typedef struct mm_error {
    int  code;
    long line; /* 1-based line of the input, 0 when unknown */
    char text[240];
} mm_error;

/**
 * Fills `err` (which may be NULL) and returns `code`. The text says what is
 * wrong first, in lower case, the subject in quotes, without a full stop.
 */
MM_API int mm_fail(mm_error *err, int code, const char *format, ...)
    MM_PRINTF(3, 4);
/** As mm_fail(), for line `line` (from 1) of the input. */
MM_API int mm_fail_at(mm_error *err, int code, long line, const char *format,
                      ...) MM_PRINTF(4, 5);
/** "out of memory", MM_ENOMEM. */
MM_API int mm_fail_memory(mm_error *err);

MM_API mm_str mm_cstr(const char *text); /* NULL gives the empty string */
MM_API bool   mm_str_eq(mm_str a, mm_str b);
MM_API int    mm_str_cmp(mm_str a, mm_str b); /* by bytes */
MM_API bool   mm_str_starts(mm_str text, mm_str prefix);
MM_API bool   mm_str_ends(mm_str text, mm_str suffix);
MM_API mm_str mm_str_sub(mm_str text, size_t start, size_t len); /* clamps */
MM_API mm_str mm_str_trim(mm_str text); /* ASCII white space, both ends */
/** Byte offset of the first `needle` at or after `from`; SIZE_MAX if none. */
MM_API size_t mm_str_find(mm_str text, mm_str needle, size_t from);
/** Cuts off and returns what stands before `sep`; the rest stays in `*text`.
 * Without `sep` the whole of it. */
MM_API mm_str mm_str_cut(mm_str *text, char sep);
/**
 * Decodes the code point at byte `*pos` and moves `*pos` behind it. Returns
 * U+FFFD for a byte that is not UTF-8 (moving one byte), -1 at the end.
 */
MM_API int32_t mm_utf8_next(mm_str text, size_t *pos);
/** Decodes the code point that ends at byte `*pos` and moves `*pos` to its
 * first byte; -1 at the start. */
MM_API int32_t mm_utf8_prev(mm_str text, size_t *pos);
/** Writes `cp` to `out` (4 bytes of room) and returns the bytes used. */
MM_API size_t mm_utf8_put(char *out, int32_t cp);
MM_API size_t mm_utf8_count(mm_str text); /* code points */
/** True when `text` is well-formed UTF-8; else `*bad` is the first bad byte's
 * offset. `bad` may be NULL. */
MM_API bool mm_utf8_valid(mm_str text, size_t *bad);

/* A growing byte buffer. Zero-initialise; `ptr` is NUL-terminated once
 * something was put. */
typedef struct mm_buf {
    char  *ptr;
    size_t len, cap; /* bytes */
} mm_buf;

MM_API int  mm_buf_put(mm_buf *buf, mm_str text); /* MM_OK or MM_ENOMEM */
MM_API int  mm_buf_putc(mm_buf *buf, char c);
MM_API int  mm_buf_put_cp(mm_buf *buf, int32_t cp); /* as UTF-8 */
MM_API int  mm_buf_printf(mm_buf *buf, const char *format, ...)
    MM_PRINTF(2, 3);
MM_API mm_str mm_buf_str(const mm_buf *buf);
MM_API void mm_buf_clear(mm_buf *buf); /* keeps the memory */
MM_API void mm_buf_release(mm_buf *buf);

/* Memory that is freed all at once. Zero-initialise. */
typedef struct mm_arena {
    struct mm_arena_block *block;
} mm_arena;

MM_API void *mm_arena_alloc(mm_arena *arena, size_t size); /* zeroed; or NULL */
/** A NUL-terminated copy in the arena; `.ptr` is NULL when memory ran out. */
MM_API mm_str mm_arena_copy(mm_arena *arena, mm_str text);
MM_API void   mm_arena_clear(mm_arena *arena); /* keeps one block */
MM_API void   mm_arena_release(mm_arena *arena);

/* The tables and models that malmoi works with: compiled in, or from a folder
 * that stands in for them (`--tables DIR`). */
typedef struct mm_tables mm_tables;

/**
 * Opens the shipped tables (`dir` NULL), or those of folder `dir`; a table
 * that `dir` has no file for is the shipped one. A handle may be shared by
 * threads that only read. `*out` is yours until mm_tables_close().
 */
MM_API int  mm_tables_open(mm_tables **out, const char *dir, mm_error *err);
MM_API void mm_tables_close(mm_tables *tables); /* NULL is fine */
/**
 * The bytes of table `name` ("sound.tsv"; "glossaries/defence.tsv"), valid
 * until `tables` closes. MM_ENOTFOUND when there is none of that name.
 */
MM_API int mm_tables_get(mm_str *out, const mm_tables *tables,
                         const char *name, mm_error *err);
/** Name of the `i`-th shipped table in name order, or NULL past the last. */
MM_API const char *mm_tables_name(const mm_tables *tables, size_t i);

#endif
