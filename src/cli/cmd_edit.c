/* malmoi edit: one concept, term or unit changed, by fields or in an editor. */
#include "cli/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORM_MOST = 1 << 20 };

static const mm_option options[] = {
    { "print", 'p', NULL, N_("print the form that the editor would get") },
    { 0 }
};

/* ---- in an editor ---- */

static int put_form(mm_buf *out, const mm_edit *edit, const char *id,
                    mm_error *err)
{
    bool unit = mm_edit_item(edit).unit != NULL;

    if (mm_buf_printf(out,
                      "# %s %s: change what you like, save, leave.\n"
                      "# Saved as it is, nothing changes. A line is one "
                      "value; \\n is a line end.\n",
                      unit ? "unit" : "concept", id) < 0)
        return mm_fail_memory(err);
    if (unit && mm_buf_printf(out, "# {1}, {2} are inline codes: keep them "
                                   "where they belong.\n") < 0)
        return mm_fail_memory(err);
    return mm_edit_form(out, edit, err);
}

static int write_form(char *path, mm_str form, mm_error *err)
{
    int     fd = mkstemp(path);
    ssize_t n = fd < 0 ? -1 : write(fd, form.ptr, form.len);

    if (fd >= 0 && close(fd) == 0 && n == (ssize_t)form.len)
        return MM_OK;
    if (fd >= 0)
        unlink(path);
    return mm_fail(err, MM_EIO, _("cannot write '%s': %s"), path,
                   strerror(errno));
}

static const char *editor_name(void)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

    return visual && *visual ? visual : editor && *editor ? editor : "vi";
}

/* The editor's words may hold options ("code --wait"): the shell splits
 * them, and the path comes as an argument of its own. */
static int run_editor(const char *path, mm_error *err)
{
    const char *editor = editor_name();
    mm_buf      command = { 0 };
    pid_t       child = -1;
    int         status = -1;

    if (mm_buf_printf(&command, "%s \"$1\"", editor) == MM_OK &&
        (child = fork()) == 0) {
        execl("/bin/sh", "sh", "-c", command.ptr, "malmoi", path, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    mm_buf_release(&command);
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return MM_OK;
    return mm_fail(err, MM_EIO,
                   _("the editor '%s' failed, nothing was changed: set EDITOR"),
                   editor);
}

static int read_form(mm_edit *edit, const char *path, mm_error *err)
{
    mm_buf   form = { 0 };
    mm_error fault = { 0 };
    int      rc = mm_text_read(&form, path, "UTF-8", FORM_MOST, err);

    if (rc >= 0 &&
        (rc = mm_edit_read_form(edit, mm_buf_str(&form), &fault)) < 0) {
        if (strcmp(path, "-") == 0)
            mm_fail_at(err, rc, fault.line, "'(stdin)': %s", fault.text);
        else
            mm_fail_at(err, rc, fault.line, "'%s': %s", path, fault.text);
    }
    mm_buf_release(&form);
    return rc;
}

static int save(mm_edit *edit, const mm_args *args, const mm_ref *ref,
                mm_error *err)
{
    mm_id id = ref->id, change = 0;
    int   rc = mm_edit_save(&change, &id, edit, (mm_str){ 0 }, err);

    if (rc < 0)
        return rc;
    mm_put_edit_head(args);
    return mm_put_edit(args, N_("changed"), id, change, edit, err);
}

/* What was typed is never lost: a form that cannot be taken stays. */
static int edit_by_hand(mm_edit *edit, const mm_args *args, const mm_ref *ref,
                        mm_error *err)
{
    const char *tmp = getenv("TMPDIR");
    mm_buf      path = { 0 }, form = { 0 };
    bool        kept = false;
    int         rc;

    if (mm_buf_printf(&path, "%s/malmoi-edit-XXXXXX",
                      tmp && *tmp ? tmp : "/tmp") < 0)
        return mm_fail_memory(err);
    if ((rc = put_form(&form, edit, args->words[0], err)) >= 0 &&
        (rc = write_form(path.ptr, mm_buf_str(&form), err)) >= 0) {
        if ((rc = run_editor(path.ptr, err)) >= 0) {
            kept = (rc = read_form(edit, path.ptr, err)) < 0 ||
                   (rc = save(edit, args, ref, err)) < 0;
            if (kept)
                mm_say(args,
                       _("note: what you wrote is in %s: malmoi edit %s "
                         "- < %s takes it once it is right"),
                       path.ptr, args->words[0], path.ptr);
        }
        if (!kept)
            unlink(path.ptr);
    }
    mm_buf_release(&path);
    mm_buf_release(&form);
    return rc;
}

/* ---- the run ---- */

static int print_form(mm_edit *edit, mm_error *err)
{
    mm_buf form = { 0 };
    int    rc = mm_edit_form(&form, edit, err);

    mm_put(mm_buf_str(&form));
    mm_buf_release(&form);
    return rc;
}

static int edit_row(mm_edit *edit, const mm_args *args, const mm_ref *ref,
                    mm_error *err)
{
    int rc = MM_OK;

    if (mm_opt(args, "print"))
        return print_form(edit, err);
    if (args->n == 1)
        return edit_by_hand(edit, args, ref, err);
    if (args->n == 2 && strcmp(args->words[1], "-") == 0)
        rc = read_form(edit, "-", err);
    else
        for (size_t i = 1; rc >= 0 && i < args->n; i++)
            rc = mm_edit_set(edit, mm_cstr(args->words[i]), err);
    if (rc == MM_ENOTFOUND)
        rc = MM_EINVALID; /* of a field: what was typed is at fault */
    return rc < 0 ? rc : save(edit, args, ref, err);
}

static int run_edit(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    mm_edit  *edit = NULL;
    mm_ref    ref;
    int       rc;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID,
                       _("name an id: malmoi lookup shows "
                         "them"));
    if ((rc = mm_ref_parse(&ref, mm_cstr(args->words[0]), err)) < 0 ||
        (rc = mm_stores_open(&stores, args, MM_READ, err)) < 0)
        return rc;
    if (!stores.items[0])
        rc = mm_fail(err, MM_EIO, _("there is no memory to edit"));
    if (rc == MM_OK && !mm_opt(args, "print")) {
        mm_stores_release(&stores);
        rc = mm_stores_open(&stores, args, MM_WRITE, err);
    }
    if (rc == MM_OK)
        rc = mm_edit_open(&edit, stores.items[0], &ref, err);
    if (rc == MM_OK)
        rc = edit_row(edit, args, &ref, err);
    mm_edit_close(edit);
    mm_stores_release(&stores);
    return rc;
}

const mm_command mm_cmd_edit = {
    .name = "edit",
    .args = "ID [FIELD=VALUE...]",
    .summary = N_("change a concept, a term or a unit"),
    .detail = N_(
        "ID is 12 (a concept), 12/ko/2 (its second Korean term) or u7 (a unit).\n"
        "Without FIELD=VALUE the row opens in $VISUAL or $EDITOR as a small form;\n"
        "\"-\" reads such a form from standard input. FIELD+=VALUE adds to a list,\n"
        "FIELD= clears. A concept: kind review status field project client\n"
        "definition note, ko=TERM ko.hanja=... ko.2.status=...; a term: text status\n"
        "type pos hanja source note context; a unit: en=TEXT ko=TEXT status field\n"
        "project client document note, {1} {2} its inline codes. What another\n"
        "changed meanwhile is not written over: exit code 4."),
    .examples =
        "malmoi edit 12 ko=북방한계선 ko.hanja=北方限界線 field=defence\n"
        "malmoi edit 12/ko/2 status=forbidden\n"
        "malmoi edit u7",
    .options = options,
    .run = run_edit,
};
