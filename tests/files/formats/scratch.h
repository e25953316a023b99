/* A folder or a file of its own for a group of tests. */
#ifndef TEST_FORMATS_SCRATCH_H
#define TEST_FORMATS_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The one that the group made. */
static char scratch[] = "/tmp/malmoi-formats-XXXXXX";

static inline int make_folder(void **state)
{
    (void)state;
    return mkdtemp(scratch) ? 0 : -1;
}

/* Fails when a test left something in it. */
static inline int remove_folder(void **state)
{
    (void)state;
    return rmdir(scratch);
}

static inline int make_file(void **state)
{
    int fd = mkstemp(scratch);

    (void)state;
    return fd < 0 ? -1 : close(fd);
}

static inline int remove_file(void **state)
{
    (void)state;
    return remove(scratch);
}

#endif
