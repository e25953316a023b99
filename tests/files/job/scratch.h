/* Small files for tests of jobs: written, read back, removed. */
#ifndef TEST_JOB_SCRATCH_H
#define TEST_JOB_SCRATCH_H

#include "base/file.h"

#include <stdio.h>
#include <string.h>

static char scratch_paths[8][64];

/* Path of the file of number `i` with ending `ending`, which holds `text`
 * unless that is NULL. */
static const char *scratch(int i, const char *ending, const char *text)
{
    FILE *f;

    snprintf(scratch_paths[i], sizeof scratch_paths[i],
             "/tmp/malmoi-job-%ld-%d.%s", (long)getpid(), i, ending);
    remove(scratch_paths[i]);
    if (text && (f = fopen(scratch_paths[i], "wb"))) {
        fputs(text, f);
        fclose(f);
    }
    return scratch_paths[i];
}

static void scratch_remove(void)
{
    for (int i = 0; i < 8; i++)
        if (scratch_paths[i][0])
            remove(scratch_paths[i]);
}

#endif
