/* A disk that fails: each write, sync, read, lock and opening in turn gives an
 * error, once or from then on. Nothing crashes, what was acknowledged is there
 * when the disk is well again, and the memory is sound.
 *
 * And power that fails: of what was written since the last sync a file holds
 * any part or none of it, and still nothing acknowledged is lost. */
#include "base/memory.h"
#include "files/store/helpers.h"

#include <sqlite3.h>

static char path[320], copy[330];

/* ---- a file system between SQLite and the disk ---- */

enum { OPEN, READ, WRITE, SYNC, LOCK, SHM, KINDS };
static const char *const kind_names[KINDS] = { "open", "read", "write",
                                               "sync", "lock", "shm" };

static struct trouble {
    int  kind, code;
    long countdown; /* calls until the one that fails; 0: none does */
    bool lasting;   /* and all after it */
} trouble;

static int fails(int kind)
{
    if (trouble.countdown == 0 || trouble.kind != kind)
        return SQLITE_OK;
    if (trouble.countdown > 1) {
        trouble.countdown--;
        return SQLITE_OK;
    }
    if (!trouble.lasting)
        trouble.countdown = 0;
    return trouble.code;
}

typedef struct shim {
    sqlite3_file  base;
    sqlite3_file *real; /* behind it */
    struct kept  *kept; /* what of it would outlive the power; may be NULL */
} shim;

static void record(struct kept *kept, const void *from, size_t n, size_t at);
static void record_sync(struct kept *kept);

#define REAL(file) (((shim *)(file))->real)
#define KEPT(file) (((shim *)(file))->kept)
#define CALL(file, method) REAL(file)->pMethods->method
#define OR_FAIL(kind, call)                                                    \
    do {                                                                       \
        int failed = fails(kind);                                              \
        return failed ? failed : (call);                                       \
    } while (0)

static int shim_close(sqlite3_file *f)
{
    return CALL(f, xClose)(REAL(f));
}

static int shim_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    OR_FAIL(READ, CALL(f, xRead)(REAL(f), to, n, at));
}

static int shim_write(sqlite3_file *f, const void *from, int n,
                      sqlite3_int64 at)
{
    int failed = fails(WRITE);

    if (failed && n > 1) /* torn: half of it got there */
        CALL(f, xWrite)(REAL(f), from, n / 2, at);
    record(KEPT(f), from, (size_t)n, (size_t)at);
    return failed ? failed : CALL(f, xWrite)(REAL(f), from, n, at);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    record(KEPT(f), NULL, 0, (size_t)size);
    OR_FAIL(WRITE, CALL(f, xTruncate)(REAL(f), size));
}

/* No need to wait for the disk: what loses its power here is made up. */
static int shim_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    record_sync(KEPT(f));
    return fails(SYNC);
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return CALL(f, xFileSize)(REAL(f), size);
}

static int shim_lock(sqlite3_file *f, int level)
{
    OR_FAIL(LOCK, CALL(f, xLock)(REAL(f), level));
}

static int shim_unlock(sqlite3_file *f, int level)
{
    return CALL(f, xUnlock)(REAL(f), level);
}

static int shim_reserved(sqlite3_file *f, int *out)
{
    return CALL(f, xCheckReservedLock)(REAL(f), out);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
    return CALL(f, xFileControl)(REAL(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
    return CALL(f, xSectorSize)(REAL(f));
}

static int shim_device(sqlite3_file *f)
{
    return CALL(f, xDeviceCharacteristics)(REAL(f));
}

static int shim_shm_map(sqlite3_file *f, int page, int size, int extend,
                        void volatile **out)
{
    OR_FAIL(SHM, CALL(f, xShmMap)(REAL(f), page, size, extend, out));
}

static int shim_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return CALL(f, xShmLock)(REAL(f), offset, n, flags);
}

static void shim_shm_barrier(sqlite3_file *f)
{
    CALL(f, xShmBarrier)(REAL(f));
}

static int shim_shm_unmap(sqlite3_file *f, int remove)
{
    return CALL(f, xShmUnmap)(REAL(f), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
    .xShmMap = shim_shm_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_shm_barrier,
    .xShmUnmap = shim_shm_unmap,
};

static sqlite3_vfs *disk, shaky;

static struct kept *kept_file(const char *name);

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name,
                     sqlite3_file *file, int flags, int *out)
{
    shim *s = (shim *)file;
    int   rc = fails(OPEN);

    (void)vfs;
    s->base.pMethods = NULL;
    if (rc)
        return SQLITE_CANTOPEN;
    s->real = (sqlite3_file *)&s[1];
    s->kept = kept_file(name);
    rc = disk->xOpen(disk, name, s->real, flags, out);
    if (rc == SQLITE_OK)
        s->base.pMethods = &methods;
    return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    record(kept_file(name), NULL, 0, 0);
    record_sync(kept_file(name));
    return disk->xDelete(disk, name, sync);
}

static int use_shaky(void **state)
{
    (void)state;
    disk = sqlite3_vfs_find(NULL);
    shaky = *disk;
    shaky.zName = "shaky";
    shaky.szOsFile += (int)sizeof(shim);
    shaky.xOpen = shim_open;
    shaky.xDelete = shim_delete;
    return sqlite3_vfs_register(&shaky, 1);
}

/* ---- the work ---- */

/* Changes that were acknowledged. */
static int64_t acknowledged;

static int add(mm_store *store, mm_error *err)
{
    mm_variant v = { .lang = MM_S("en"), .text = MM_S("a sentence") };
    mm_unit    u = { .variants = &v, .n_variants = 1 };
    int        rc = mm_store_begin(store, &(mm_change){ .kind = "add" }, err);

    if (rc < 0)
        return rc;
    for (int i = 0; i < 40 && rc >= 0; i++)
        rc = mm_store_put(NULL, store, &(mm_item){ .unit = &u }, err);
    return mm_store_end(store, rc, err);
}

static int work(mm_error *err)
{
    mm_store  *store = NULL;
    mm_reader *in = NULL;
    mm_item    item;
    int        rc = mm_store_open(&store, path, MM_WRITE, err);

    for (int i = 0; i < 3 && rc >= 0; i++)
        if ((rc = add(store, err)) >= 0)
            acknowledged++;
    if (rc >= 0 && (rc = mm_history_undo(NULL, store, 0, MM_S("me"), err)) >= 0)
        acknowledged++;
    if (rc >= 0)
        rc = mm_store_read(&in, store, NULL, err);
    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW)
        ;
    mm_reader_close(in);
    if (rc >= 0)
        rc = mm_store_backup(store, copy, err);
    mm_store_close(store);
    return rc;
}

static void look_over(long n)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    mm_buf    report = { 0 };
    int64_t   changes, units;

    CHECK(mm_store_open(&store, path, MM_WRITE, &err));
    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s %ld: %s", kind_names[trouble.kind], n, report.ptr);
    changes = count(store).changes;
    units = count(store).units;
    if (changes < acknowledged)
        fail_msg("%s %ld: %d changes were acknowledged, %d are there",
                 kind_names[trouble.kind], n, (int)acknowledged, (int)changes);
    assert_int_equal(units, changes < 4 ? changes * 40 : 80);
    mm_store_close(store);
}

/* Files of the last round. */
static void clear(void)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    char                     name[360];

    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
        snprintf(name, sizeof name, "%s%s", copy, ends[i]);
        unlink(name);
    }
}

static const struct row {
    const char *name;
    int         kind, code;
    bool        lasting;
} rows[] = {
    { "open", OPEN, SQLITE_CANTOPEN, false },
    { "read", READ, SQLITE_IOERR_READ, false },
    { "read, lasting", READ, SQLITE_IOERR_READ, true },
    { "write", WRITE, SQLITE_IOERR_WRITE, false },
    { "write, lasting", WRITE, SQLITE_IOERR_WRITE, true },
    { "disk full", WRITE, SQLITE_FULL, false },
    { "disk full, lasting", WRITE, SQLITE_FULL, true },
    { "sync", SYNC, SQLITE_IOERR_FSYNC, false },
    { "lock", LOCK, SQLITE_IOERR_LOCK, false },
    { "shm", SHM, SQLITE_IOERR_SHMMAP, false },
};
enum { ROWS = sizeof rows / sizeof *rows };

static void test_row(void **state)
{
    const struct row *row = *state;
    bool              reached = true;
    size_t            n_failed = 0;

    for (long n = 1; reached; n += 1 + n / 8) {
        mm_error err = { 0 };
        int      rc;

        clear();
        mm_store_close(open_store(path));
        acknowledged = 0;
        trouble = (struct trouble){ row->kind, row->code, n, row->lasting };
        rc = work(&err);
        reached =
            trouble.countdown == 0 || (row->lasting && trouble.countdown == 1);
        trouble.countdown = 0;
        n_failed += rc < 0;
        if (rc < 0 && (rc != MM_EIO || !strstr(err.text, ".db")))
            fail_msg("%s %ld: %d, %s", row->name, n, rc, err.text);
        if (rc < 0 && row->code == SQLITE_FULL &&
            !strstr(err.text, "disk full"))
            fail_msg("%s %ld: %s", row->name, n, err.text);
        look_over(n);
    }
    assert_true(n_failed > 0);
}

/* ---- power ---- */

/* A file as it would be found after the power failed: what was synced, and a
 * part of what was written since. */
struct kept {
    char   name[360];
    mm_buf durable;
    struct pending {
        size_t at;    /* bytes */
        mm_buf bytes; /* of a write; `cut`: the file ends at `at` */
        bool   cut;
    } * pending;
    size_t n, cap;
};

static struct power {
    bool        recording;
    struct kept files[4];
    size_t      n_files;
    uint64_t    seed;
    long        n_cuts; /* moments at which the power was cut */
    char        folder[330];
    int64_t     acknowledged[1000]; /* changes, by cut */
} power;

static uint32_t pick(uint32_t n)
{
    power.seed ^= power.seed << 13;
    power.seed ^= power.seed >> 7;
    power.seed ^= power.seed << 17;
    return (uint32_t)((power.seed >> 16) % n);
}

static struct kept *kept_file(const char *name)
{
    struct kept *k;
    FILE        *in;
    char         part[4096];

    if (!power.recording || !name || strncmp(name, path, strlen(path)) != 0)
        return NULL;
    for (size_t i = 0; i < power.n_files; i++)
        if (strcmp(power.files[i].name, name) == 0)
            return &power.files[i];
    assert_true(power.n_files < 4);
    k = &power.files[power.n_files++];
    snprintf(k->name, sizeof k->name, "%s", name);
    if ((in = fopen(name, "rb"))) {
        for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;)
            mm_buf_put(&k->durable, (mm_str){ part, n });
        fclose(in);
    }
    return k;
}

/* Does `n` bytes of a pending write to a file's bytes. */
static void apply(mm_buf *file, const struct pending *p, size_t n)
{
    if (p->cut) {
        if (file->len > p->at)
            file->len = p->at;
        return;
    }
    while (file->len < p->at + n)
        mm_buf_putc(file, '\0');
    if (n)
        memcpy(file->ptr + p->at, p->bytes.ptr, n);
}

static void forget(struct kept *k)
{
    for (size_t i = 0; i < k->n; i++)
        mm_buf_release(&k->pending[i].bytes);
    k->n = 0;
}

/* Writes the files as they would be found now. */
static void cut_power(void)
{
    if (power.n_cuts == 1000)
        return;
    power.acknowledged[power.n_cuts] = acknowledged;
    for (size_t i = 0; i < power.n_files; i++) {
        const struct kept *k = &power.files[i];
        mm_buf             file = { 0 };
        char               name[700];
        FILE              *out;

        mm_buf_put(&file, mm_buf_str(&k->durable));
        for (size_t p = 0; p < k->n; p++)
            if (pick(3)) /* some of it, or all of it, or not */
                apply(&file, &k->pending[p],
                      k->pending[p].bytes.len / (1 + pick(2)));
        snprintf(name, sizeof name, "%s/%ld%s", power.folder, power.n_cuts,
                 k->name + strlen(path));
        if (file.len && (out = fopen(name, "wb"))) {
            fwrite(file.ptr, 1, file.len, out);
            fclose(out);
        }
        mm_buf_release(&file);
    }
    power.n_cuts++;
}

static void record(struct kept *k, const void *from, size_t n, size_t at)
{
    mm_error err = { 0 };

    if (!k)
        return;
    CHECK(mm_grow(&k->pending, &k->cap, k->n + 1, sizeof *k->pending, &err));
    k->pending[k->n] = (struct pending){ .at = at, .cut = from == NULL };
    if (from)
        mm_buf_put(&k->pending[k->n].bytes, (mm_str){ from, n });
    k->n++;
    if (pick(4) == 0)
        cut_power();
}

static void record_sync(struct kept *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n; i++)
        apply(&k->durable, &k->pending[i], k->pending[i].bytes.len);
    forget(k);
    if (pick(2))
        cut_power();
}

static void test_power(void **state)
{
    mm_error err = { 0 };
    char     name[360];

    (void)state;
    clear();
    mm_store_close(open_store(path));
    power = (struct power){ .seed = 88172645463325252u, .recording = true };
    snprintf(power.folder, sizeof power.folder, "%s.cuts", path);
    assert_int_equal(mkdir(power.folder, 0755), 0);
    acknowledged = 0;
    while (acknowledged < 120 && power.n_cuts < 1000) {
        mm_store *store = open_store(path);

        for (int i = 0; i < 7; i++) { /* closing writes the log back */
            CHECK(add(store, &err));
            acknowledged++;
        }
        mm_store_close(store);
    }
    power.recording = false;
    assert_true(power.n_cuts >= 500);
    for (long i = 0; i < power.n_cuts; i++) {
        mm_store      *store = NULL;
        mm_store_stats stats;

        snprintf(name, sizeof name, "%s/%ld", power.folder, i);
        CHECK(mm_store_open(&store, name, MM_WRITE, &err));
        stats = count(store);
        if (stats.changes < power.acknowledged[i] ||
            stats.units != stats.changes * 40)
            fail_msg("cut %ld: %d changes acknowledged, %d there, %d units", i,
                     (int)power.acknowledged[i], (int)stats.changes,
                     (int)stats.units);
        if (i % 20 == 0) {
            mm_buf report = { 0 };

            if (mm_store_check(&report, store, &err) < 0)
                fail_msg("cut %ld: %s", i, report.ptr);
        }
        mm_store_close(store);
    }
    for (size_t i = 0; i < power.n_files; i++) {
        forget(&power.files[i]);
        free(power.files[i].pending);
        mm_buf_release(&power.files[i].durable);
    }
}

int main(void)
{
    struct CMUnitTest tests[ROWS + 1] = { cmocka_unit_test(test_power) };

    snprintf(path, sizeof path, "%s", fresh("disk.db"));
    snprintf(copy, sizeof copy, "%s.copy", path);
    for (size_t i = 0; i < ROWS; i++)
        tests[i + 1] = (struct CMUnitTest){ .name = rows[i].name,
                                            .test_func = test_row,
                                            .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, use_shaky, leave_no_folder);
}
