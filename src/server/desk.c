/* A desk: the handles one reader works with, all of one moment. Recognizers,
 * matchers and the like are opened when first asked for and kept, a few by
 * their languages. */
#include "server/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int mm_stores_open_all(mm_store ***out, size_t *n, const char *const *paths,
                       mm_error *err)
{
    int rc = MM_OK;

    *n = 0;
    while (paths[*n])
        (*n)++;
    *out = calloc(*n + 1, sizeof **out);
    if (!*out)
        return mm_fail_memory(err);
    for (size_t i = 0; rc == MM_OK && i < *n; i++)
        if ((rc = mm_store_open(&(*out)[i], paths[i], MM_READ, err)) ==
            MM_ENOTFOUND)
            rc = MM_OK; /* not made yet: reads as empty */
    return rc;
}

void mm_stores_close_all(mm_store **stores, size_t n)
{
    for (size_t i = 0; stores && i < n; i++)
        mm_store_close(stores[i]);
    free(stores);
}

int mm_desk_open(mm_desk **out, mm_server *server, mm_error *err)
{
    mm_desk *desk = calloc(1, sizeof *desk);
    int      rc;

    *out = NULL;
    if (!desk)
        return mm_fail_memory(err);
    desk->server = server;
    rc = mm_stores_open_all(&desk->stores, &desk->n, server->set.dbs, err);
    if (rc == MM_OK && desk->n && desk->stores[0])
        rc = mm_store_generation(&desk->generation, desk->stores[0], err);
    if (rc < 0)
        mm_desk_close(desk);
    else
        *out = desk;
    return rc;
}

void mm_desk_warm(mm_desk *desk)
{
    mm_lookup *lookup;

    mm_desk_lookup(&lookup, desk, true, NULL);
}

void mm_desk_close(mm_desk *desk)
{
    if (!desk)
        return;
    mm_desk_release_tools(desk);
    mm_lookup_close(desk->lookups[0]);
    mm_lookup_close(desk->lookups[1]);
    mm_stores_close_all(desk->stores, desk->n);
    free(desk);
}

int64_t mm_desk_generation(const mm_desk *desk)
{
    return desk->generation;
}

mm_store *mm_desk_store(mm_desk *desk)
{
    return desk->n ? desk->stores[0] : NULL;
}

mm_store *const *mm_desk_stores(const mm_desk *desk, size_t *n)
{
    *n = desk->n;
    return desk->stores;
}

int mm_desk_lookup(mm_lookup **out, mm_desk *desk, bool builtin, mm_error *err)
{
    int which = builtin && !desk->server->set.no_builtin;
    int rc = MM_OK;

    if (!desk->lookups[which])
        rc = mm_lookup_open(&desk->lookups[which], desk->stores, desk->n,
                            which ? desk->server->tables : NULL, err);
    *out = desk->lookups[which];
    return rc;
}

/* ---- tools ---- */

void *mm_desk_find_tool(const mm_desk *desk, const char *name)
{
    for (size_t i = 0; i < MM_DESK_TOOLS; i++)
        if (desk->tools[i].handle && strcmp(desk->tools[i].name, name) == 0)
            return desk->tools[i].handle;
    return NULL;
}

void mm_desk_keep_tool(mm_desk *desk, const char *name, void *handle,
                       void (*close)(void *handle))
{
    mm_desk_tool *tool = &desk->tools[desk->next_tool++ % MM_DESK_TOOLS];

    if (tool->handle)
        tool->close(tool->handle);
    *tool = (mm_desk_tool){ .handle = handle, .close = close };
    snprintf(tool->name, sizeof tool->name, "%s", name);
}

void mm_desk_release_tools(mm_desk *desk)
{
    for (size_t i = 0; i < MM_DESK_TOOLS; i++)
        if (desk->tools[i].handle)
            desk->tools[i].close(desk->tools[i].handle);
    memset(desk->tools, 0, sizeof desk->tools);
}

/* ---- matchers ---- */

static void close_matcher(void *handle)
{
    mm_matcher_close(handle);
}

int mm_desk_matcher(mm_matcher **out, mm_desk *desk, const char *source,
                    const char *target, mm_error *err)
{
    char name[96];
    int  rc;

    snprintf(name, sizeof name, "match %s %s", source, target);
    if ((*out = mm_desk_find_tool(desk, name)))
        return MM_OK;
    rc = mm_matcher_open(out, desk->stores, desk->n, mm_cstr(source),
                         mm_cstr(target), desk->server->tables, err);
    if (rc == MM_OK)
        mm_desk_keep_tool(desk, name, *out, close_matcher);
    return rc;
}
