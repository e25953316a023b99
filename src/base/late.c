/* POSIX dlopen; the one place that knows of it. */
#include "base/late.h"

#include <dlfcn.h>
#include <string.h>

int mm_late_load(void *calls, const mm_late_call *list, const char *file,
                 mm_error *err)
{
    void *library = file ? dlopen(file, RTLD_LAZY | RTLD_LOCAL) : NULL;

    if (file && !library)
        return mm_fail(err, MM_EIO,
                       "library '%s' is needed for this and is not installed",
                       file);
    for (; list->name; list++) {
        mm_late_function *call = list->linked;
        void             *found;

        if (!call) {
            if (!library || !(found = dlsym(library, list->name)))
                return mm_fail(err, MM_EIO, "library '%s' lacks '%s'",
                               file ? file : "?", list->name);
            memcpy(&call, &found, sizeof call);
        }
        memcpy((char *)calls + list->offset, &call, sizeof call);
    }
    return MM_OK;
}
