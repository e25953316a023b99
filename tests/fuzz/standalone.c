/* Replays files through the fuzz targets without a fuzzer: CORPUS/TARGET/FILE
 * is given to TARGET, and then N damaged copies of it, the same each time:
 * bytes changed, pieces cut out, doubled or moved. Names each file, so that a
 * crash tells which it was. fuzz-replay CORPUS [N] */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t state;

static size_t pick(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)((state >> 11) % n) : 0;
}

/* Damages `n` bytes in place (room for 2 * n + 64); the new length. */
static size_t damage(uint8_t *bytes, size_t n)
{
    for (size_t times = 1 + pick(4); times-- > 0 && n > 1;) {
        size_t at = pick(n), len = 1 + pick(n - at < 40 ? n - at : 40);

        switch (pick(5)) {
        case 0:
            bytes[at] = (uint8_t)pick(256);
            break;
        case 1:
            bytes[at] = (uint8_t) "<>&\"';=\t\n\0\xFF{}[]"[pick(16)];
            break;
        case 2: /* cut out */
            memmove(bytes + at, bytes + at + len, n - at - len);
            n -= len;
            break;
        case 3: /* doubled */
            memmove(bytes + at + len, bytes + at, n - at);
            n += len;
            break;
        default: /* cut short, seldom */
            n = pick(4) ? n : at;
        }
    }
    return n;
}

static size_t run_damaged(const uint8_t *bytes, size_t n, size_t times)
{
    uint8_t *copy = malloc(8 * n + 1024);

    state = 88172645463325252u + n;
    for (size_t i = 0; copy && i < times; i++) {
        memcpy(copy, bytes, n);
        LLVMFuzzerTestOneInput(copy, damage(copy, n));
    }
    free(copy);
    return times;
}

static size_t damaged, per_file;

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
    damaged += run_damaged(bytes, n, per_file);
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
    DIR           *dir = argc > 1 ? opendir(argv[1]) : NULL;
    struct dirent *e;
    int            files = 0, targets = 0;

    if (!dir) {
        fprintf(stderr, "usage: %s CORPUS [N]\n", argv[0]);
        return 2;
    }
    per_file = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    while ((e = readdir(dir))) {
        int n = e->d_name[0] == '.' ? 0 : run_target(argv[1], e->d_name);

        if (n < 0)
            return 1;
        files += n;
        targets += n > 0;
    }
    closedir(dir);
    printf("%d files of %d targets, %zu damaged copies\n", files, targets,
           damaged);
    return files == 0;
}
