#include "cli/changes.h"

int mm_stores_change(mm_stores *out, const mm_args *args, const char *missing,
                     mm_error *err)
{
    int  rc = mm_stores_open(out, args, MM_READ, err);
    bool there = rc == MM_OK && out->items[0];

    if (rc < 0)
        return rc;
    mm_stores_release(out);
    return there ? mm_stores_open(out, args, MM_WRITE, err)
                 : mm_fail(err, MM_EIO, "%s", missing);
}

const char *mm_row_word(mm_row_kind kind)
{
    static const char *const words[] = { "unit", "concept", "document" };

    return words[kind];
}

/* ---- a row as a line ---- */

static int put_side(mm_buf *out, mm_str lang, mm_str text, bool more)
{
    int rc = MM_OK;

    if (more)
        rc |= mm_buf_put(out, MM_S("; "));
    else
        rc |= mm_buf_printf(out, "%s%.*s: ", out->len ? " | " : "",
                            (int)lang.len, lang.ptr);
    for (size_t i = 0; i < text.len; i++)
        rc |= mm_buf_putc(out,
                          (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    return rc;
}

int mm_item_line(mm_buf *out, const mm_item *item)
{
    int rc = MM_OK;

    for (size_t i = 0; item->unit && i < item->unit->n_variants; i++)
        rc |= put_side(out, item->unit->variants[i].lang,
                       item->unit->variants[i].text, false);
    for (size_t i = 0; item->concept && i < item->concept->n_sections; i++) {
        const mm_lang_section *s = &item->concept->sections[i];

        for (size_t k = 0; k < s->n_terms; k++) {
            const char *status = mm_term_status_name(s->terms[k].status);

            rc |= put_side(out, s->lang, s->terms[k].text, k > 0);
            if (*status)
                rc |= mm_buf_printf(out, " (%s)", status);
        }
    }
    return rc;
}

/* ---- what was changed ---- */

void mm_put_edit_head(const mm_args *args)
{
    if (mm_form_of(args) == FORM_TSV)
        puts("row\tid\tchange\tfield\tbefore\tafter");
}

static int put_json(const char *row, mm_id id, mm_id change,
                    const mm_field_change *fields, size_t n)
{
    mm_buf list = { 0 };
    int    rc = mm_buf_putc(&list, '[');

    for (size_t i = 0; i < n; i++) {
        rc |= mm_buf_put(&list, i ? MM_S(",{\"field\":") : MM_S("{\"field\":"));
        mm_json_string(&list, fields[i].field);
        rc |= mm_buf_put(&list, MM_S(",\"before\":"));
        mm_json_string(&list, fields[i].a);
        rc |= mm_buf_put(&list, MM_S(",\"after\":"));
        mm_json_string(&list, fields[i].b);
        rc |= mm_buf_putc(&list, '}');
    }
    rc |= mm_buf_putc(&list, ']');
    if (rc == MM_OK)
        mm_put_json("s:row", mm_cstr(row), "i:id", (long long)id, "i:change",
                    (long long)change, "r:fields", mm_buf_str(&list), NULL);
    mm_buf_release(&list);
    return rc;
}

static void put_tsv(const char *row, mm_id id, mm_id change,
                    const mm_field_change *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        printf("%s\t%lld\t%lld\t", row, (long long)id, (long long)change);
        mm_put_cell(fields[i].field);
        putchar('\t');
        mm_put_cell(fields[i].a);
        putchar('\t');
        mm_put_cell(fields[i].b);
        putchar('\n');
    }
}

static void put_side_of(mm_str text, mm_paint paint)
{
    fputs(mm_paint_code(paint), stdout);
    if (text.len)
        mm_put_cell(text);
    else
        fputs("-", stdout);
    fputs(mm_paint_code(PAINT_OFF), stdout);
}

static void put_plain(const char *row, const char *verb, mm_id id, mm_id change,
                      const mm_field_change *fields, size_t n)
{
    if (!change) {
        printf(_("%s %lld: nothing changed\n"), row, (long long)id);
        return;
    }
    printf(_("%s %lld %s, change %lld\n"), row, (long long)id, _(verb),
           (long long)change);
    for (size_t i = 0; i < n; i++) {
        fputs("  ", stdout);
        mm_put_cell(fields[i].field);
        fputs(": ", stdout);
        if (fields[i].a.len) {
            put_side_of(fields[i].a, PAINT_RED);
            fputs(" → ", stdout);
        }
        put_side_of(fields[i].b, PAINT_GREEN);
        putchar('\n');
    }
}

int mm_put_edit(const mm_args *args, const char *verb, mm_id id, mm_id change,
                mm_edit *edit, mm_error *err)
{
    const mm_field_change *fields;
    const char            *row = mm_edit_item(edit).unit ? "unit" : "concept";
    size_t                 n;
    int                    rc = mm_edit_changes(&fields, &n, edit, err);

    if (rc < 0)
        return rc;
    if (mm_form_of(args) == FORM_JSON) {
        if (put_json(row, id, change, fields, n) < 0)
            return mm_fail_memory(err);
    } else if (mm_form_of(args) == FORM_TSV)
        put_tsv(row, id, change, fields, n);
    else
        put_plain(row, verb, id, change, fields, n);
    return MM_OK;
}
