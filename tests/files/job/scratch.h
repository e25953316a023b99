/* Small files for tests of jobs: written, read back, removed. */
#ifndef TEST_JOB_SCRATCH_H
#define TEST_JOB_SCRATCH_H

#include "base/file.h"

#include <stdio.h>
#include <string.h>

static char scratch_paths[32][64]; /* all that were named */

/* Path of the file of number `i` with ending `ending`, which holds `text`
 * unless that is NULL. */
static const char *scratch(int i, const char *ending, const char *text)
{
    char  path[64];
    int   at = 0;
    FILE *f;

    snprintf(path, sizeof path, "/tmp/malmoi-job-%ld-%d.%s", (long)getpid(), i,
             ending);
    while (at < 31 && scratch_paths[at][0] && strcmp(scratch_paths[at], path))
        at++;
    strcpy(scratch_paths[at], path);
    remove(path);
    if (text && (f = fopen(path, "wb"))) {
        fputs(text, f);
        fclose(f);
    }
    return scratch_paths[at];
}

static void scratch_remove(void)
{
    for (int i = 0; i < 32 && scratch_paths[i][0]; i++)
        remove(scratch_paths[i]);
}

#endif
