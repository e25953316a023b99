#include "cli/asked.h"

#include <string.h>

int mm_words_join(mm_buf *out, const mm_args *args, mm_error *err)
{
    for (size_t i = 0; i < args->n; i++)
        if ((i && mm_buf_putc(out, ' ') < 0) ||
            mm_buf_put(out, mm_cstr(args->words[i])) < 0)
            return mm_fail_memory(err);
    return MM_OK;
}

size_t mm_shape_asked(const mm_args *args, const char *const *names, size_t n)
{
    const char *name = mm_opt(args, "format");
    size_t      i = 0;

    if (!name)
        name = mm_opt(args, "json")  ? "json"
               : mm_opt(args, "tsv") ? "tsv"
                                     : "plain";
    while (i < n && strcmp(name, names[i]) != 0)
        i++;
    return i;
}

int mm_matches_asked(mm_match_options *out, const mm_args *args, mm_error *err)
{
    mm_selection selection = { 0 };
    int          rc = mm_selection_of(&selection, args, err);

    out->project = selection.project;
    out->client = selection.client;
    out->field = selection.field;
    out->since = selection.since;
    out->until = selection.until;
    out->status = mm_cstr(mm_opt(args, "status"));
    return rc;
}

/* ---- nothing to find ---- */

static bool has_rows(mm_store *store, mm_row_kind kind)
{
    mm_selection of = { .what = 1u << kind };
    mm_reader   *rows = NULL;
    mm_item      item;
    bool         has = mm_store_read(&rows, store, &of, NULL) >= 0 &&
               mm_reader_next(rows, &item, NULL) == MM_ROW;

    mm_reader_close(rows);
    return has;
}

void mm_say_no_units(const mm_args *args, const mm_stores *stores)
{
    const char *path = NULL;
    bool        terms = false;

    for (size_t i = 0; i < stores->n; i++) {
        if (!stores->items[i])
            continue;
        if (has_rows(stores->items[i], MM_ROW_UNIT))
            return;
        path = path ? path : mm_store_path(stores->items[i]);
        terms = terms || has_rows(stores->items[i], MM_ROW_CONCEPT);
    }
    if (path) /* one that is not there was told of */
        mm_say(args,
               terms ? _("note: '%s' holds terms and no units: `malmoi lookup` "
                         "finds them")
                     : _("note: '%s' holds no units"),
               path);
}

/* ---- --status ---- */

/* How files and programs call the state of a translation. */
static bool is_unit_status(mm_str status)
{
    static const char *const words[] = {
        "new",        "initial",  "draft",       "fuzzy",
        "machine",    "mt",       "unconfirmed", "unreviewed",
        "translated", "reviewed", "confirmed",   "signed-off",
        "final",      "approved", "proposed",    "rejected"
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(status, mm_cstr(words[i])))
            return true;
    return mm_str_starts(status, MM_S("needs-"));
}

static bool is_term_status(mm_str status)
{
    mm_review      review;
    mm_term_status one;

    return mm_str_eq(status, MM_S("all")) || mm_review_parse(&review, status) ||
           mm_term_status_parse(&one, status);
}

/* Has a unit of the memories this status, whatever it is? */
static int is_in_use(const mm_stores *stores, mm_str status, mm_error *err)
{
    mm_selection of = { .what = 1u << MM_ROW_UNIT, .status = status };
    int          rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < stores->n; i++) {
        mm_reader *rows = NULL;
        mm_item    item;

        if (!stores->items[i])
            continue;
        rc = mm_store_read(&rows, stores->items[i], &of, err);
        if (rc >= 0)
            rc = mm_reader_next(rows, &item, err);
        mm_reader_close(rows);
    }
    return rc;
}

int mm_term_status_asked(const mm_args *args, mm_error *err)
{
    const char *said = mm_opt(args, "status");

    return !said || (*said && is_term_status(mm_cstr(said)))
               ? MM_OK
               : mm_fail(err, MM_EINVALID,
                         _("--status takes proposed, approved, rejected, all, "
                           "preferred, admitted, deprecated, superseded, "
                           "forbidden or do-not-translate, not '%s'"),
                         said);
}

static int check_status(const mm_args *args, const mm_stores *stores,
                        bool or_terms, mm_error *err)
{
    const char *said = mm_opt(args, "status");
    int         rc;

    if (!said || is_unit_status(mm_cstr(said)) ||
        (or_terms && *said && is_term_status(mm_cstr(said))))
        return MM_OK;
    rc = *said ? is_in_use(stores, mm_cstr(said), err) : MM_OK;
    if (rc != MM_OK)
        return rc < 0 ? rc : MM_OK;
    return or_terms ? mm_fail(err, MM_EINVALID,
                              _("--status takes proposed, approved, rejected, "
                                "all, a status of terms as preferred, or one "
                                "that a unit has, not '%s'"),
                              said)
                    : mm_fail(err, MM_EINVALID,
                              _("--status takes draft, fuzzy, translated, "
                                "reviewed, final and the like, or one that a "
                                "unit has, not '%s'"),
                              said);
}

int mm_stores_asked(mm_stores *out, const mm_args *args, bool or_terms,
                    mm_error *err)
{
    int rc = mm_stores_open(out, args, MM_READ, err);

    if (rc >= 0 && (rc = check_status(args, out, or_terms, err)) < 0)
        mm_stores_release(out);
    return rc;
}

int mm_langs_asked(mm_str *source, mm_str *target, const mm_args *args,
                   mm_error *err)
{
    mm_opt_langs(source, target, args);
    return source->len && target->len
               ? MM_OK
               : mm_fail(err, MM_EINVALID,
                         _("name the two languages, as -l en,ko"));
}

void mm_put_markup(mm_buf *out, mm_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        switch (c) {
        case '<':
            mm_buf_put(out, MM_S("&lt;"));
            break;
        case '>':
            mm_buf_put(out, MM_S("&gt;"));
            break;
        case '&':
            mm_buf_put(out, MM_S("&amp;"));
            break;
        case '"':
            mm_buf_put(out, MM_S("&quot;"));
            break;
        default:
            mm_buf_putc(out, c < 0x20 ? ' ' : (char)c);
        }
    }
}
