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
    out->status = mm_cstr(mm_opt(args, "status"));
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
