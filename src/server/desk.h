/* Inside of a desk; handlers that need more than look-up hang their tools on
 * it. */
#ifndef MM_SERVER_DESK_H
#define MM_SERVER_DESK_H

#include "server/server.h"

enum { MM_DESK_TOOLS = 8 };

/* A handle kept by what it was opened for. */
typedef struct mm_desk_tool {
    char  name[96]; /* "annotate ko en"; "" a free place */
    void *handle;
    void (*close)(void *handle);
} mm_desk_tool;

struct mm_desk {
    mm_server   *server;
    mm_store   **stores; /* NULL where there is no file yet */
    size_t       n;
    int64_t      generation;
    mm_lookup   *lookups[2]; /* memories alone; with the shipped glossaries */
    mm_desk_tool tools[MM_DESK_TOOLS];
    size_t       next_tool;
};

int  mm_stores_open_all(mm_store ***out, size_t *n, const char *const *paths,
                        mm_error *err);
void mm_stores_close_all(mm_store **stores, size_t n);

/** The handle kept as `name`, or NULL. */
void *mm_desk_find_tool(const mm_desk *desk, const char *name);
/** Keeps `handle`; the one kept longest gives way. */
void mm_desk_keep_tool(mm_desk *desk, const char *name, void *handle,
                       void (*close)(void *handle));
void mm_desk_release_tools(mm_desk *desk);

#endif
