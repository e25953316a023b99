/* Makes the index of the shipped glossaries, for the build to compile in:
 *   make-term-index FILE */
#include "match/source.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    mm_tables *tables = NULL;
    mm_buf     bytes = { 0 };
    mm_error   err = { 0 };
    FILE      *to = argc == 2 ? fopen(argv[1], "wb") : NULL;
    int        rc;

    if (!to) {
        fputs("usage: make-term-index FILE\n", stderr);
        return 2;
    }
    if ((rc = mm_tables_open(&tables, NULL, &err)) == MM_OK)
        rc = mm_shipped_index_make(&bytes, tables, &err);
    if (rc == MM_OK)
        fwrite(bytes.ptr, 1, bytes.len, to);
    else
        fprintf(stderr, "make-term-index: %s\n", err.text);
    mm_buf_release(&bytes);
    mm_tables_close(tables);
    return fclose(to) || rc < 0 ? 4 : 0;
}
