/* libzip, known here alone, and opened with the first ZIP. */
#include "formats/archive.h"

#include "base/late.h"

#include <stdlib.h>
#include <zip.h>

/* clang-format off */
#define CALLS(X)                                                               \
    X(zip_open) X(zip_open_from_source) X(zip_source_buffer_create)            \
    X(zip_source_free) X(zip_error_init) X(zip_error_fini) X(zip_discard)      \
    X(zip_name_locate) X(zip_stat_index) X(zip_fopen_index) X(zip_fread)       \
    X(zip_fclose)
/* clang-format on */

typedef struct zip_calls {
    CALLS(MM_LATE_POINTER)
} zip_calls;

#ifdef MALMOI_LIBZIP
#define ROW(name) MM_LATE_FOUND(zip_calls, name)
#else
#define MALMOI_LIBZIP NULL
#define ROW(name) MM_LATE_LINKED(zip_calls, name)
#endif

static const mm_late_call list[] = { CALLS(ROW){ 0 } };

struct mm_archive {
    zip_calls   call;
    zip_t      *zip;
    zip_file_t *part; /* being unpacked */
};

static int make(mm_archive **out, mm_error *err)
{
    mm_archive *a = calloc(1, sizeof *a);
    int         rc;

    *out = NULL;
    if (!a)
        return mm_fail_memory(err);
    if ((rc = mm_late_load(&a->call, list, MALMOI_LIBZIP, err)) < 0)
        free(a);
    else
        *out = a;
    return rc;
}

/* A handle without a ZIP is of no use. */
static int settle(mm_archive **out)
{
    if ((*out)->zip)
        return MM_OK;
    mm_archive_close(*out);
    *out = NULL;
    return MM_EFORMAT;
}

int mm_archive_open(mm_archive **out, const char *path, mm_error *err)
{
    int why, rc = make(out, err);

    if (rc < 0)
        return rc;
    (*out)->zip = (*out)->call.zip_open(path, ZIP_RDONLY, &why);
    return settle(out);
}

int mm_archive_memory(mm_archive **out, mm_str bytes, mm_error *err)
{
    mm_archive   *a;
    zip_error_t   why;
    zip_source_t *source;
    int           rc = make(&a, err);

    *out = a;
    if (rc < 0)
        return rc;
    a->call.zip_error_init(&why);
    source = a->call.zip_source_buffer_create(bytes.ptr, bytes.len, 0, &why);
    if (source &&
        !(a->zip = a->call.zip_open_from_source(source, ZIP_RDONLY, &why)))
        a->call.zip_source_free(source);
    a->call.zip_error_fini(&why);
    rc = settle(out);
    return source ? rc : mm_fail_memory(err);
}

void mm_archive_close(mm_archive *archive)
{
    if (!archive)
        return;
    if (archive->part)
        archive->call.zip_fclose(archive->part);
    if (archive->zip)
        archive->call.zip_discard(archive->zip);
    free(archive);
}

int mm_archive_find(mm_part *out, mm_archive *archive, const char *name)
{
    zip_int64_t i = archive->call.zip_name_locate(archive->zip, name, 0);
    zip_stat_t  st;

    *out = (mm_part){ 0 };
    if (i < 0)
        return MM_OK;
    if (archive->call.zip_stat_index(archive->zip, (zip_uint64_t)i, 0, &st) < 0)
        return MM_EFORMAT;
    *out = (mm_part){ .number = (uint64_t)i,
                      .size = st.size,
                      .packed = st.comp_size,
                      .locked = st.encryption_method != ZIP_EM_NONE };
    return MM_ROW;
}

int mm_archive_start(mm_archive *archive, const mm_part *part)
{
    if (archive->part)
        archive->call.zip_fclose(archive->part);
    archive->part =
        archive->call.zip_fopen_index(archive->zip, part->number, 0);
    return archive->part ? MM_OK : MM_EFORMAT;
}

int mm_archive_read(mm_archive *archive, char *bytes, size_t size, size_t *n)
{
    zip_int64_t got = archive->call.zip_fread(archive->part, bytes, size);

    *n = got > 0 ? (size_t)got : 0;
    return got < 0 ? MM_EFORMAT : MM_OK;
}
