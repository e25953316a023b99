/* Small files for tests of jobs: written, read back, removed. */
#ifndef TEST_JOB_SCRATCH_H
#define TEST_JOB_SCRATCH_H

#include "base/file.h"

#include <stdio.h>
#include <string.h>

static char scratch_paths[8][64]; /* the latest of each number */
static char scratch_all[64][64];

/* Notes the path, to be removed at the end. */
static void scratch_note(const char *path)
{
    int at = 0;

    while (at < 63 && scratch_all[at][0] && strcmp(scratch_all[at], path) != 0)
        at++;
    strcpy(scratch_all[at], path);
}

/* Path of the file of number `i` with ending `ending`, which holds `text`
 * unless that is NULL. */
static const char *scratch(int i, const char *ending, const char *text)
{
    FILE *f;

    snprintf(scratch_paths[i], sizeof scratch_paths[i],
             "/tmp/malmoi-job-%ld-%d.%s", (long)getpid(), i, ending);
    scratch_note(scratch_paths[i]);
    remove(scratch_paths[i]);
    if (text && (f = fopen(scratch_paths[i], "wb"))) {
        fputs(text, f);
        fclose(f);
    }
    return scratch_paths[i];
}

static void scratch_remove(void)
{
    for (int i = 0; i < 64 && scratch_all[i][0]; i++)
        remove(scratch_all[i]);
}

#endif
