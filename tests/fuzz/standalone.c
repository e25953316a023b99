/* Replays files through the fuzz targets without a fuzzer: CORPUS/TARGET/FILE
 * is given to TARGET. Names each file, so that a crash tells which it was. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *name)
{
    FILE    *f = fopen(name, "rb");
    uint8_t *bytes = NULL;
    size_t   n = 0, cap = 0, got = 0;

    if (!f)
        return -1;
    do {
        n += got;
        if (n + 4096 > cap)
            bytes = realloc(bytes, cap = 2 * cap + 8192);
    } while (bytes && (got = fread(bytes + n, 1, 4096, f)) > 0);
    fclose(f);
    if (!bytes)
        return -1;
    LLVMFuzzerTestOneInput(bytes, n);
    free(bytes);
    return 0;
}

/* All files of the folder of one target; their number, -1 on failure. */
static int run_target(const char *corpus, const char *target)
{
    char           folder[400], name[800];
    DIR           *dir;
    struct dirent *e;
    int            n = 0;

    snprintf(folder, sizeof folder, "%s/%s", corpus, target);
    if (!(dir = opendir(folder)))
        return -1;
    setenv("MALMOI_FUZZ", target, 1);
    while ((e = readdir(dir))) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", folder, e->d_name);
        fprintf(stderr, "%s\n", name);
        if (run_file(name) < 0)
            n = -1;
        n += n >= 0;
    }
    closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    DIR           *dir = argc == 2 ? opendir(argv[1]) : NULL;
    struct dirent *e;
    int            files = 0, targets = 0;

    if (!dir) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    while ((e = readdir(dir))) {
        int n = e->d_name[0] == '.' ? 0 : run_target(argv[1], e->d_name);

        if (n < 0)
            return 1;
        files += n;
        targets += n > 0;
    }
    closedir(dir);
    printf("%d files of %d targets\n", files, targets);
    return files == 0;
}
