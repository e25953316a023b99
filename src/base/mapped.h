/* A file's bytes in memory without reading them: mapped, read-only. */
#ifndef MM_BASE_MAPPED_H
#define MM_BASE_MAPPED_H

#include "malmoi/base.h"

typedef struct mm_mapped {
    mm_str bytes;
    void  *memory; /* NULL: nothing mapped */
    size_t size;
} mm_mapped;

/** Maps the file `path`; MM_ENOTFOUND when it is not there, MM_EIO. An empty
 * file gives no bytes. */
int  mm_mapped_open(mm_mapped *out, const char *path, mm_error *err);
void mm_mapped_close(mm_mapped *mapped);

#endif
