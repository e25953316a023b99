/* What a memory takes: store FILE [UNITS]. Units are made up: English and
 * Korean of some 60 and 70 bytes, stamps, project and document on all, inline
 * codes on every fifth, a property on every third. Prints a row a figure. */
#include "malmoi/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(int rc, const mm_error *err)
{
    if (rc < 0) {
        fprintf(stderr, "store: %s\n", err->text);
        exit(4);
    }
}

static void tell(const char *what, double figure, const char *unit)
{
    printf("%-34s %12.1f %s\n", what, figure, unit);
    fflush(stdout);
}

static uint32_t pick(uint32_t n)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % n);
}

static mm_str sentence(char *out, const char *const *words, size_t n)
{
    size_t len = 0;

    for (int i = 0; i < 10; i++)
        len += (size_t)sprintf(out + len, "%s ", words[pick((uint32_t)n)]);
    len += (size_t)sprintf(out + len, "%u.", (unsigned)pick(1000000));
    return (mm_str){ out, len };
}

static void make(mm_unit *u, mm_variant *v, char *en, char *ko, size_t i)
{
    static const char *const english[] = { "the",   "border", "sea",  "talks",
                                           "north", "held",   "over", "after" };
    static const char *const korean[] = { "회담은", "북방", "해상에서",
                                          "경계를", "넘어", "열렸다" };
    static const mm_code     codes[] = {
            { MM_CODE_OPEN,
              0,
              { "1", 1 },
              { "1", 1 },
              { "bold", 4 },
              { "<b>", 3 } },
            { MM_CODE_CLOSE, 5, { "1", 1 }, { "", 0 }, { "", 0 }, { "</b>", 4 } },
    };
    static const mm_prop  prop = { { "x-origin", 8 }, { "MT", 2 }, { "", 0 } };
    static const mm_stamp stamp = { { "kim", 3 },
                                    { "lee", 3 },
                                    { "2026-01-02T03:04:05Z", 20 },
                                    { "2026-01-02T03:04:05Z", 20 } };

    v[0] =
        (mm_variant){ .lang = MM_S("en-US"), .text = sentence(en, english, 8) };
    v[1] =
        (mm_variant){ .lang = MM_S("ko-KR"), .text = sentence(ko, korean, 6) };
    if (i % 5 == 0) {
        v[0].codes = v[1].codes = codes;
        v[0].n_codes = v[1].n_codes = 2;
    }
    *u = (mm_unit){ .source_lang = MM_S("en-US"),
                    .variants = v,
                    .n_variants = 2,
                    .stamp = stamp,
                    .project = MM_S("talks-2026"),
                    .document = MM_S("a.docx") };
    if (i % 3 == 0) {
        u->props = &prop;
        u->n_props = 1;
    }
}

static mm_id import(mm_store *store, size_t n)
{
    mm_writer *out = NULL;
    mm_error   err = { 0 };
    mm_unit    u;
    mm_variant v[2];
    char       en[300], ko[300];
    double     start = now();
    mm_id      change;

    check(mm_store_write(&out, store, &(mm_import){ .what = MM_S("x.tmx") },
                         &err),
          &err);
    change = mm_import_change(out);
    for (size_t i = 0; i < n; i++) {
        make(&u, v, en, ko, i);
        check(mm_writer_put(out, &(mm_item){ .unit = &u }, &err), &err);
    }
    check(mm_writer_close(out, 0, &err), &err);
    tell("import", (double)n / (now() - start), "units/s");
    return change;
}

static void read_all(mm_store *store)
{
    mm_reader *in = NULL;
    mm_error   err = { 0 };
    mm_item    item;
    size_t     n = 0;
    double     start = now();

    check(mm_store_read(&in, store, NULL, &err), &err);
    while (mm_reader_next(in, &item, &err) == MM_ROW)
        n++;
    mm_reader_close(in);
    tell("read all", (double)n / (now() - start), "units/s");
}

static void get_some(mm_store *store, size_t n)
{
    mm_error err = { 0 };
    mm_item  item;
    double   start = now();

    for (int i = 0; i < 20000; i++)
        check(mm_store_get(&item, store, MM_ROW_UNIT,
                           1 + (mm_id)pick((uint32_t)n), &err),
              &err);
    tell("get one at random", (now() - start) * 1e6 / 20000, "us");
}

static void edit_some(mm_store *store, size_t n)
{
    mm_error   err = { 0 };
    mm_unit    u;
    mm_variant v[2];
    char       en[300], ko[300];
    double     start = now();

    for (size_t i = 0; i < 200; i++) {
        make(&u, v, en, ko, i);
        check(mm_store_begin(store, &(mm_change){ .kind = "edit" }, &err),
              &err);
        check(mm_store_put(
                  NULL, store,
                  &(mm_item){ .unit = &u, .row = 1 + (mm_id)pick((uint32_t)n) },
                  &err),
              &err);
        check(mm_store_end(store, 0, &err), &err);
    }
    tell("edit one, on disk", (now() - start) * 1e3 / 200, "ms");
    start = now();
    for (int i = 0; i < 200; i++)
        check(mm_history_undo(NULL, store, 0, MM_S("me"), &err), &err);
    tell("undo it", (now() - start) * 1e3 / 200, "ms");
}

int main(int argc, char **argv)
{
    size_t         n = argc > 2 ? (size_t)atol(argv[2]) : 1000000;
    mm_store      *store = NULL;
    mm_error       err = { 0 };
    mm_store_stats stats;
    mm_id          change, undone;
    mm_buf         path = { 0 }, report = { 0 };
    double         start;

    if (argc < 2 || n == 0)
        return 2;
    check(mm_store_open(&store, argv[1], MM_WRITE, &err), &err);
    change = import(store, n);
    check(mm_store_count(&stats, store, &err), &err);
    tell("file", (double)stats.bytes / (double)n, "bytes/unit");
    read_all(store);
    get_some(store, n);
    edit_some(store, n);
    mm_buf_printf(&path, "%s.bak", argv[1]);
    start = now();
    check(mm_store_backup(store, path.ptr, &err), &err);
    tell("backup, read back", now() - start, "s");
    start = now();
    check(mm_store_check(&report, store, &err), &err);
    tell("check", now() - start, "s");
    start = now();
    check(mm_history_undo(&undone, store, change, MM_S("me"), &err), &err);
    tell("undo the import", now() - start, "s");
    start = now();
    check(mm_history_undo(NULL, store, undone, MM_S("me"), &err), &err);
    tell("undo that undo", now() - start, "s");
    check(mm_store_count(&stats, store, &err), &err);
    mm_store_close(store);
    mm_buf_release(&path);
    mm_buf_release(&report);
    return stats.units == (int64_t)n ? 0 : 1;
}
