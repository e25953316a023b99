/*
 * The rule file of `check`, an ini file:
 *
 *     [rules]
 *     number = error        ; off, note, warning or error
 *     punctuation = off
 *     [terms]
 *     ignore = set, page    ; terms that are not asked for
 */
#include "job/check.h"

#include "base/file.h"
#include "malmoi/text.h"

#include <ini.h>
#include <string.h>

enum { MOST = 1 << 20 }; /* bytes of a rule file */

typedef struct reading {
    mm_check   *c;
    mm_str      rest;
    int         line; /* that was read last */
    const char *what; /* that is wrong, first, and in which line */
    int         bad;
    char        name[64];
} reading;

/* The next line for libinih, as fgets gives it: a long one in parts. */
static char *next_line(char *out, int room, void *user)
{
    reading *r = user;
    size_t   n = mm_str_find(r->rest, MM_S("\n"), 0);

    if (r->rest.len == 0 || room < 2)
        return NULL;
    n = n == SIZE_MAX ? r->rest.len : n + 1;
    n = n < (size_t)room ? n : (size_t)room - 1;
    memcpy(out, r->rest.ptr, n);
    out[n] = '\0';
    r->rest = mm_str_sub(r->rest, n, SIZE_MAX);
    r->line++;
    return out;
}

/* libinih reads on after a fault: the first is the one to tell. */
static int bad(reading *r, const char *what, const char *name)
{
    size_t n = strlen(name);

    if (r->what)
        return 0;
    r->bad = r->line;
    r->what = what;
    n = n < sizeof r->name ? n : sizeof r->name - 1;
    memcpy(r->name, name, n);
    r->name[n] = '\0';
    return 0;
}

static int read_rule(reading *r, const char *name, const char *value)
{
    for (size_t i = 0; i < CHECK_RULES; i++) {
        if (strcmp(mm_check_rule_at(i)->name, name) != 0)
            continue;
        for (int s = MM_SEVERITY_OFF; s <= MM_SEVERITY_ERROR; s++)
            if (strcmp(mm_severity_name((mm_severity)s), value) == 0) {
                r->c->severity[i] = (mm_severity)s;
                return 1;
            }
        return bad(r, "a rule is off, note, warning or error, not", value);
    }
    return bad(r, "no rule is named", name);
}

static int read_ignored(reading *r, const char *value)
{
    mm_str list = mm_cstr(value);

    while (list.len) {
        mm_str term = mm_str_trim(mm_str_cut(&list, ','));
        mm_buf key = { 0 };
        bool   full = mm_key_tight(&key, term) < 0 ||
                    (key.len && mm_map_add(&r->c->ignored, mm_buf_str(&key)) ==
                                    MM_MAP_NONE);

        mm_buf_release(&key);
        if (full)
            return bad(r, "out of memory at", "ignore");
    }
    return 1;
}

/* What libinih calls for each line; 0 says that it is wrong. */
static int on_line(void *user, const char *section, const char *name,
                   const char *value)
{
    reading *r = user;

    if (strcmp(section, "rules") == 0)
        return read_rule(r, name, value);
    if (strcmp(section, "terms") == 0 && strcmp(name, "ignore") == 0)
        return read_ignored(r, value);
    return bad(
        r, strcmp(section, "terms") == 0 ? "[terms] has no" : "no section for",
        name);
}

int check_read_rules(mm_check *c, const char *path, mm_error *err)
{
    reading r = { .c = c };
    mm_buf  text = { 0 };
    int     rc = mm_file_read(&text, path, MOST, err), line;

    r.rest = mm_buf_str(&text);
    if (rc == MM_OK &&
        (line = ini_parse_stream(next_line, &r, on_line, &r)) != 0) {
        rc = r.what && r.bad == line
                 ? mm_fail_at(err, MM_EFORMAT, line, "'%s': %s '%s'", path,
                              r.what, r.name)
                 : mm_fail_at(err, MM_EFORMAT, line,
                              "'%s': neither [section] nor name = value", path);
    }
    mm_buf_release(&text);
    return rc;
}
