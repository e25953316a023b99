/* Which memories a command works with, and which rows of them. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Makes the folders that `path` stands in. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

static bool is_there(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

/* The memory when none is named. Yours to free. */
static char *default_path(void)
{
    const char *named = getenv("MALMOI_DB"), *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    mm_buf      path = { 0 };

    if (named && *named)
        mm_buf_put(&path, mm_cstr(named));
    else if (is_there("malmoi.db"))
        mm_buf_put(&path, MM_S("malmoi.db"));
    else if (data && *data)
        mm_buf_printf(&path, "%s/malmoi/malmoi.db", data);
    else
        mm_buf_printf(&path, "%s/.local/share/malmoi/malmoi.db",
                      home && *home ? home : ".");
    return path.ptr;
}

static int open_one(mm_store **out, const mm_args *args, const char *path,
                    mm_mode mode, mm_error *err)
{
    int rc = mm_store_open(out, path, mode, err);

    if (rc == MM_OK)
        mm_store_on_wait(*out, mm_index_progress, (void *)args);
    if (rc == MM_EFORMAT)
        return err->code = MM_EIO; /* a fault of the store, not of the input */
    if (rc != MM_ENOTFOUND || mode == MM_WRITE)
        return rc;
    mm_say(args, _("note: no memory '%s' yet: `malmoi align` or `malmoi import` "
                   "makes one"),
           path);
    return MM_OK;
}

int mm_stores_open(mm_stores *out, const mm_args *args, mm_mode mode,
                   mm_error *err)
{
    char       *unnamed = args->dbs[0] ? NULL : default_path();
    const char *only[] = { unnamed, NULL };
    const char *const *paths = args->dbs[0] ? args->dbs : only;
    size_t      n = 0;
    int         rc = MM_OK;

    while (paths[n])
        n++;
    *out = (mm_stores){ .items = calloc(n + 1, sizeof *out->items), .n = n };
    if (!out->items || n == 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK && mode == MM_WRITE && unnamed)
        make_folders(unnamed);
    for (size_t i = 0; rc == MM_OK && i < n; i++)
        rc = open_one(&out->items[i], args, paths[i],
                      i == 0 ? mode : MM_READ, err);
    free(unnamed);
    if (rc < 0)
        mm_stores_release(out);
    return rc;
}

char *mm_store_path_of(const mm_args *args)
{
    mm_buf path = { 0 };

    if (!args->dbs[0])
        return default_path();
    mm_buf_put(&path, mm_cstr(args->dbs[0]));
    return path.ptr;
}

void mm_stores_release(mm_stores *stores)
{
    for (size_t i = 0; stores->items && i < stores->n; i++)
        mm_store_close(stores->items[i]);
    free(stores->items);
    *stores = (mm_stores){ 0 };
}

/* ---- which rows ---- */

/* Figures of `text` at `*at`, as many as `n`, from `least` to `most`. */
static bool take_figures(mm_str text, size_t *at, size_t n, int least, int most)
{
    int value = 0;

    for (size_t i = 0; i < n; i++, ++*at) {
        if (*at >= text.len || text.ptr[*at] < '0' || text.ptr[*at] > '9')
            return false;
        value = value * 10 + text.ptr[*at] - '0';
    }
    return value >= least && value <= most;
}

/* 2026, 2026-11, 2026-11-24, 2026-11-24T09:30, ...:05, and a Z behind: dates
 * are compared as text, so that a part of one is one. */
static bool is_date(mm_str text)
{
    static const struct {
        char   before;
        size_t n;
        int    least, most;
    } parts[] = {
        { 0, 4, 0, 9999 }, { '-', 2, 1, 12 }, { '-', 2, 1, 31 },
        { 'T', 2, 0, 24 }, { ':', 2, 0, 59 }, { ':', 2, 0, 60 },
    };
    size_t at = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (i && at == text.len)
            return i != 4; /* an hour has its minutes */
        if (i > 4 && text.ptr[at] == 'Z')
            break;
        if ((parts[i].before && text.ptr[at++] != parts[i].before) ||
            !take_figures(text, &at, parts[i].n, parts[i].least, parts[i].most))
            return false;
    }
    return at == text.len || (at + 1 == text.len && text.ptr[at] == 'Z');
}

static int date_of(mm_str *out, const mm_args *args, const char *name,
                   mm_error *err)
{
    const char *said = mm_opt(args, name);

    *out = mm_cstr(said);
    return !said || is_date(*out)
               ? MM_OK
               : mm_fail(err, MM_EINVALID,
                         _("--%s takes a date as 2026-11-24, not '%s'"), name,
                         said);
}

/* --status names review statuses of concepts and any status of rows. */
static int read_status(mm_selection *out, mm_str status)
{
    mm_review review;

    if (mm_str_eq(status, MM_S("all")))
        out->review = 1u << MM_PROPOSED | 1u << MM_APPROVED | 1u << MM_REJECTED;
    else if (mm_review_parse(&review, status))
        out->review = 1u << review;
    else
        out->status = status;
    return MM_OK;
}

int mm_since_of(mm_selection *out, const mm_args *args, mm_error *err)
{
    int rc = date_of(&out->since, args, "since", err);

    return rc < 0 ? rc : date_of(&out->until, args, "until", err);
}

int mm_selection_of(mm_selection *out, const mm_args *args, mm_error *err)
{
    int rc = mm_since_of(out, args, err);

    out->project = mm_cstr(mm_opt(args, "project"));
    out->client = mm_cstr(mm_opt(args, "client"));
    out->field = mm_cstr(mm_opt(args, "field"));
    return rc < 0 ? rc : read_status(out, mm_cstr(mm_opt(args, "status")));
}
