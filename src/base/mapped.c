/* POSIX mmap; the one place that knows of it. */
#include "base/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int mm_mapped_open(mm_mapped *out, const char *path, mm_error *err)
{
    struct stat info;
    int         fd = open(path, O_RDONLY | O_CLOEXEC), rc = MM_OK;

    *out = (mm_mapped){ 0 };
    if (fd < 0)
        return mm_fail(err, errno == ENOENT ? MM_ENOTFOUND : MM_EIO,
                       "cannot open '%s': %s", path, strerror(errno));
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        rc = mm_fail(err, MM_EIO, "'%s' is no plain file", path);
    } else if (info.st_size > 0) {
        void *memory = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED,
                            fd, 0);

        if (memory == MAP_FAILED)
            rc = mm_fail(err, MM_EIO, "cannot map '%s': %s", path,
                         strerror(errno));
        else
            *out = (mm_mapped){ { memory, (size_t)info.st_size }, memory,
                                (size_t)info.st_size };
    }
    close(fd);
    return rc;
}

void mm_mapped_close(mm_mapped *mapped)
{
    if (mapped->memory)
        munmap(mapped->memory, mapped->size);
    *mapped = (mm_mapped){ 0 };
}
