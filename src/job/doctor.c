/*
 * A damaged memory put right, in an order in which a kill at any moment leaves
 * everything there: first the new file is whole; then the damaged one gets a
 * second name and its log goes with it (a log must never meet a file that it
 * is not of); at last the new one takes the name, in one step.
 */
#include "malmoi/doctor.h"

#include "base/share.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool mm_path_is_shared(const char *path)
{
    return mm_file_is_shared(path);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* "PATH.damaged", or with a number when that is taken. */
static int free_name(mm_buf *out, const char *path, const char *end,
                     mm_error *err)
{
    for (int i = 1; i < 1000; i++) {
        mm_buf_clear(out);
        if (mm_buf_printf(out, "%s.%s", path, end) < 0 ||
            (i > 1 && mm_buf_printf(out, "-%d", i) < 0))
            return mm_fail_memory(err);
        if (!is_there(out->ptr))
            return MM_OK;
    }
    return mm_fail(err, MM_EIO, "too many files '%s.%s': remove some", path,
                   end);
}

static int move_beside(const char *path, const char *kept, const char *end,
                       mm_error *err)
{
    mm_buf from = { 0 }, to = { 0 };
    int    rc = MM_OK;

    if (mm_buf_printf(&from, "%s%s", path, end) < 0 ||
        mm_buf_printf(&to, "%s%s", kept, end) < 0)
        rc = mm_fail_memory(err);
    else if (is_there(from.ptr) && rename(from.ptr, to.ptr) != 0)
        rc = mm_fail(err, MM_EIO, "cannot rename '%s': %s", from.ptr,
                     strerror(errno));
    mm_buf_release(&from);
    mm_buf_release(&to);
    return rc;
}

static int change_places(const char *made, const char *path, const char *kept,
                         mm_error *err)
{
    int rc;

    if (link(path, kept) != 0)
        return mm_fail(err, MM_EIO, "cannot keep '%s' as '%s': %s", path, kept,
                       strerror(errno));
    if ((rc = move_beside(path, kept, "-wal", err)) < 0 ||
        (rc = move_beside(path, kept, "-shm", err)) < 0)
        return rc;
    if (rename(made, path) != 0)
        return mm_fail(err, MM_EIO, "cannot rename '%s' to '%s': %s", made,
                       path, strerror(errno));
    return MM_OK;
}

int mm_store_repair(mm_buf *report, mm_buf *kept, const char *path,
                    const char *to, mm_error *err)
{
    mm_buf made = { 0 };
    int    rc;

    if (!is_there(path))
        return mm_fail(err, MM_ENOTFOUND, "no memory '%s'", path);
    if (to)
        return mm_store_salvage(report, path, to, err);
    if ((rc = free_name(&made, path, "repaired", err)) >= 0 &&
        (rc = free_name(kept, path, "damaged", err)) >= 0 &&
        (rc = mm_store_salvage(report, path, made.ptr, err)) >= 0)
        rc = change_places(made.ptr, path, kept->ptr, err);
    mm_buf_release(&made);
    return rc;
}
