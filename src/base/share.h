/* What the system tells of the folder that a file is in. */
#ifndef MM_BASE_SHARE_H
#define MM_BASE_SHARE_H

#include <stdbool.h>

/** Does `path` lie on a file system of another computer? */
bool mm_file_is_shared(const char *path);

#endif
