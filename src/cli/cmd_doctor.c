/* malmoi doctor: is the memory sound, and how to save it when it is not. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const mm_option options[] = {
    { "repair", 0, NULL,
      N_("save what can be read, in the damaged one's place") },
    { "output", 'o', "FILE", N_("with --repair: into this new file instead") },
    { 0 }
};

typedef struct finding {
    const char *memory, *what; /* what: "ok", "warning", "fault", "lost" */
    mm_str      text;
} finding;

static void put_finding(mm_form form, const finding *f)
{
    if (form == FORM_JSON) {
        mm_put_json("s:memory", mm_cstr(f->memory), "s:what", mm_cstr(f->what),
                    "s:text", f->text, NULL);
        return;
    }
    if (form == FORM_TSV) {
        printf("%s\t%s\t", f->memory, f->what);
        mm_put_cell(f->text);
        putchar('\n');
        return;
    }
    fputs(mm_paint_code(strcmp(f->what, "ok") == 0        ? PAINT_GREEN
                        : strcmp(f->what, "warning") == 0 ? PAINT_YELLOW
                                                          : PAINT_RED),
          stdout);
    printf("%-8s%s %s: ", f->what, mm_paint_code(PAINT_OFF), f->memory);
    mm_put_cell(f->text);
    putchar('\n');
}

static void put_lines(mm_form form, const char *memory, const char *what,
                      mm_str lines)
{
    while (lines.len) {
        mm_str line = mm_str_cut(&lines, '\n');

        if (line.len)
            put_finding(form, &(finding){ memory, what, line });
    }
}

/* ---- looking ---- */

static void warn(mm_form form, const char *path)
{
    if (mm_path_is_shared(path))
        put_finding(form,
                    &(finding){ path, "warning",
                                mm_cstr(_("it lies on a network share: keep it "
                                          "on one computer and let others use "
                                          "malmoi serve")) });
    if (access(path, W_OK) != 0)
        put_finding(form,
                    &(finding){ path, "warning",
                                mm_cstr(_("it can be read, not written")) });
}

/* MM_OK sound, MM_ROW faults found. */
static int check(mm_form form, const char *path, mm_error *err)
{
    mm_store      *store = NULL;
    mm_store_stats c;
    mm_buf         report = { 0 }, sound = { 0 };
    mm_error       fault = { 0 };
    int            rc = mm_store_open(&store, path, MM_READ, &fault);

    if (rc == MM_ENOTFOUND)
        return mm_fail(err, MM_EIO, _("no memory '%s' yet"), path);
    if (rc >= 0)
        rc = mm_store_check(&report, store, &fault);
    if (rc >= 0 && (rc = mm_store_count(&c, store, &fault)) >= 0 &&
        mm_buf_printf(&sound,
                      _("sound: %lld units, %lld concepts, %lld "
                        "changes, %.1f MB"),
                      (long long)c.units, (long long)c.concepts,
                      (long long)c.changes, (double)c.bytes / 1e6) < 0)
        rc = mm_fail_memory(&fault);
    if (rc >= 0)
        put_finding(form, &(finding){ path, "ok", mm_buf_str(&sound) });
    else if (report.len)
        put_lines(form, path, "fault", mm_buf_str(&report));
    else
        put_finding(form, &(finding){ path, "fault", mm_cstr(fault.text) });
    warn(form, path);
    mm_store_close(store);
    mm_buf_release(&report);
    mm_buf_release(&sound);
    return rc < 0 ? MM_ROW : MM_OK;
}

static int check_all(mm_form form, const mm_args *args, mm_error *err)
{
    const char *const *paths = args->dbs;
    char              *unnamed = NULL;
    const char        *only[] = { NULL, NULL };
    bool               faults = false;
    int                rc = MM_OK;

    if (!paths[0]) {
        only[0] = unnamed = mm_store_path_of(args);
        paths = only;
        if (!unnamed)
            return mm_fail_memory(err);
    }
    for (size_t i = 0; rc >= 0 && paths[i]; i++) {
        rc = check(form, paths[i], err);
        faults = faults || rc == MM_ROW;
    }
    free(unnamed);
    if (faults)
        mm_say(args, _("try: malmoi doctor --repair (the damaged file is "
                       "kept), or your last malmoi backup"));
    return rc < 0 ? rc : faults ? EXIT_STORE : EXIT_DONE;
}

/* ---- mending ---- */

static int repair(mm_form form, const mm_args *args, mm_error *err)
{
    const char *to = mm_opt(args, "output");
    char       *path = mm_store_path_of(args);
    mm_buf      report = { 0 }, kept = { 0 }, done = { 0 };
    int         rc;

    if (!path)
        return mm_fail_memory(err);
    rc = mm_store_repair(&report, &kept, path, to, err);
    put_lines(form, path, "lost", mm_buf_str(&report));
    if (rc >= 0) {
        if (to)
            rc = mm_buf_printf(&done, _("saved as %s"), to);
        else
            rc = mm_buf_printf(&done, _("saved; the damaged file is %s"),
                               kept.ptr);
        put_finding(form, &(finding){ path, "ok", mm_buf_str(&done) });
        rc = rc < 0 ? mm_fail_memory(err) : check(form, to ? to : path, err);
    } else if (rc == MM_EFORMAT) {
        rc = MM_EIO; /* the memory is at fault */
    }
    free(path);
    mm_buf_release(&report);
    mm_buf_release(&kept);
    mm_buf_release(&done);
    return rc == MM_ROW ? EXIT_STORE : rc;
}

static int run_doctor(const mm_args *args, mm_error *err)
{
    mm_form form = mm_form_of(args);

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("name the memory with --db"));
    if (mm_opt(args, "output") && !mm_opt(args, "repair"))
        return mm_fail(err, MM_EINVALID, _("-o goes with --repair"));
    if (form == FORM_TSV)
        puts("memory\twhat\ttext");
    return mm_opt(args, "repair") ? repair(form, args, err)
                                  : check_all(form, args, err);
}

const mm_command mm_cmd_doctor = {
    .name = "doctor",
    .args = "",
    .summary = N_("check that the memory is sound; save a damaged one"),
    .detail = N_(
        "Reads the whole file and says what is wrong: exit code 4 when it is\n"
        "damaged. --repair saves all that can be read, row by row, lists what could\n"
        "not be, and puts the result in the memory's place; the damaged file is\n"
        "kept beside it. No other program may have it open then."),
    .examples = "malmoi doctor\n"
                "malmoi doctor --repair --db work.db",
    .options = options,
    .run = run_doctor,
};
