/*
 * The tables malmoi works with. CMake compiles every .tsv file of data/ and
 * glossaries/ into the program as bytes (cmake/embed.cmake) with a list sorted
 * by name, so that the program runs from any folder. A folder given in their
 * stead is read file by file, at the first use of each.
 */
#include "malmoi/base.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/tables.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct mm_tables {
    char           *dir; /* NULL: the shipped ones alone */
    pthread_mutex_t lock;
    mm_buf         *own; /* one for each shipped table, from `dir` */
    char           *asked; /* 0 not asked, 1 read, 2 not there */
};

static size_t count_shipped(void)
{
    size_t n = 0;

    while (mm_embedded[n].name)
        n++;
    return n;
}

/* A folder without a single table would measure the shipped ones unnoticed. */
static bool holds_any(const char *dir)
{
    mm_buf path = { 0 };
    bool   found = false;

    for (size_t i = 0; !found && mm_embedded[i].name; i++) {
        mm_buf_clear(&path);
        found = mm_buf_printf(&path, "%s/%s", dir, mm_embedded[i].name) ==
                    MM_OK &&
                access(path.ptr, R_OK) == 0;
    }
    mm_buf_release(&path);
    return found;
}

int mm_tables_open(mm_tables **out, const char *dir, mm_error *err)
{
    mm_tables *tables = calloc(1, sizeof *tables);
    size_t     n = count_shipped();

    *out = NULL;
    if (!tables)
        return mm_fail_memory(err);
    pthread_mutex_init(&tables->lock, NULL);
    if (dir) {
        if (!mm_is_folder(dir)) {
            mm_tables_close(tables);
            return mm_fail(err, MM_EIO, "no folder of tables '%s'", dir);
        }
        tables->dir = malloc(strlen(dir) + 1);
        tables->own = calloc(n + 1, sizeof *tables->own);
        tables->asked = calloc(n + 1, 1);
        if (!tables->dir || !tables->own || !tables->asked) {
            mm_tables_close(tables);
            return mm_fail_memory(err);
        }
        strcpy(tables->dir, dir);
        if (!holds_any(dir)) {
            mm_tables_close(tables);
            return mm_fail(err, MM_EIO,
                           "folder '%s' holds none of malmoi's tables: see "
                           "data/README.md for their names",
                           dir);
        }
    }
    *out = tables;
    return MM_OK;
}

void mm_tables_close(mm_tables *tables)
{
    if (!tables)
        return;
    if (tables->own)
        for (size_t i = 0; mm_embedded[i].name; i++)
            mm_buf_release(&tables->own[i]);
    pthread_mutex_destroy(&tables->lock);
    free(tables->own);
    free(tables->asked);
    free(tables->dir);
    free(tables);
}

bool mm_tables_shipped(const mm_tables *tables)
{
    return tables->dir == NULL;
}

/* Reads the file of table `i` in the folder, once. */
static int ask_folder(mm_tables *tables, size_t i, mm_error *err)
{
    mm_buf path = { 0 };
    int    rc = mm_buf_printf(&path, "%s/%s", tables->dir, mm_embedded[i].name);

    if (rc == MM_OK)
        rc = mm_file_read(&tables->own[i], path.ptr, 0, err);
    else
        mm_fail_memory(err);
    mm_buf_release(&path);
    if (rc == MM_OK)
        tables->asked[i] = 1;
    else if (rc == MM_ENOTFOUND)
        tables->asked[i] = 2;
    return rc == MM_ENOTFOUND ? MM_OK : rc;
}

int mm_tables_get(mm_str *out, const mm_tables *tables, const char *name,
                  mm_error *err)
{
    mm_tables *mutable = (mm_tables *)tables; /* the cache behind the lock */
    int        rc = MM_OK;
    size_t     i = 0;

    *out = (mm_str){ "", 0 };
    while (mm_embedded[i].name && strcmp(mm_embedded[i].name, name) != 0)
        i++;
    if (!mm_embedded[i].name)
        return mm_fail(err, MM_ENOTFOUND, "no table named '%s'", name);
    *out = (mm_str){ mm_embedded[i].start,
                     (size_t)(mm_embedded[i].end - mm_embedded[i].start) };
    if (!tables->dir)
        return MM_OK;
    pthread_mutex_lock(&mutable->lock);
    if (!tables->asked[i])
        rc = ask_folder(mutable, i, err);
    if (rc == MM_OK && tables->asked[i] == 1)
        *out = mm_buf_str(&tables->own[i]);
    pthread_mutex_unlock(&mutable->lock);
    return rc;
}

const char *mm_tables_name(const mm_tables *tables, size_t i)
{
    (void)tables;
    return i < count_shipped() ? mm_embedded[i].name : NULL;
}
